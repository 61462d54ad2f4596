//! Terms of contracts that depend on the volume of a month or a year, as rows of the program: minimum purchases, discounts, bundles.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use good_lp::{Expression, Variable, constraint, variable};

use super::beyond::{Extent, Spill};
use super::bought::Bought;
use super::menu::Menu;
use super::program::Program;
use super::rules::Goal;
use super::scale::SCALE;
use super::year::{Choice, Covered, Year, fall_on};
use crate::contracts::typical;
use crate::scenario::{Direct, Offer, Tiers};

/// Years of samples in which minimum purchases and discounts by volume are written out.
const WRITTEN_OUT: usize = 100;

/// Terms from which the sum of a year's call-offs has a column of its own. With few the rows that hold them all are tighter as they stand: a small program with
/// minimum purchases and a bundle takes longer with it.
const LONG: usize = 100;

/// Routes that bring work to a buyer's contract: their places among the choices, each with the way of the offer.
pub(super) struct Users {
    pub family: usize,
    pub buyer: usize,
    pub users: Vec<(usize, usize)>,
}

impl Program<'_> {
    /// Terms of contracts that depend on the volume of a month or a year: capacity, minimum purchases, discounts.
    pub(super) fn terms(&mut self, year: &mut Year) {
        let scenario = &*self.menu.supply.scenario;
        self.whole_bundles(year);
        // The ways of an offer share its terms, and at most one of them is taken: they are written out once.
        let mut families: Vec<Users> = Vec::new();
        for family in (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer) {
            for buyer in 0..self.buyers() {
                let of_choice = |(position, choice): (usize, &Choice)| match choice.outlet {
                    Direct::Offer(offer) if scenario.offers[offer].family == family && self.buyer_of(choice.lot) == buyer => {
                        Some((position, offer))
                    }
                    _ => None,
                };
                let users: Vec<(usize, usize)> = year.choices.iter().enumerate().filter_map(of_choice).collect();
                families.push(Users { family, buyer, users });
            }
        }
        // A contract that may stand without work owes its minimum too.
        let (families, without_work): (Vec<Users>, Vec<Users>) = families.into_iter().partition(|of| !of.users.is_empty());
        let followed = self.follows_months(year);
        if let Some(samples) = followed {
            self.overfull_months(year, &families, samples);
        } else {
            families.iter().for_each(|Users { family, buyer, users }| self.capacity(year, *family, *buyer, users));
            self.room_for_spills(year, &families);
        }
        for of_family in families.iter().chain(&without_work) {
            let ways = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == of_family.family);
            let awards: Vec<(usize, Variable)> = ways.filter_map(|offer| Some((offer, year.awards[offer][of_family.buyer]?))).collect();
            if !awards.is_empty() {
                self.minimum_and_tiers(year, of_family, &awards, followed);
            }
        }
        (0..self.buyers()).for_each(|buyer| self.substitutes(year, buyer));
        self.bundles(year);
    }

    /// Whether paying more than is due would serve a goal: an outsourced share that is of cost.
    pub(super) fn dear_counts(&self) -> bool {
        let sought = self.rules.outsourced_at_least.is_some() || self.rules.goal == Goal::InHouse;
        sought && self.menu.supply.scenario.policy.counts_cost()
    }

    /// What tops up what is `paid` to a minimum is not more than it lacks, where that would serve a goal; all of it comes to `most` at most.
    fn no_more_than_due(&mut self, short: Variable, paid: Expression, minimum: Expression, most: f64) {
        if self.dear_counts() {
            let lacks = self.binary();
            self.rows.push(constraint!(short - most * lacks <= 0.0));
            self.rows.push(constraint!(paid + short - minimum + most * lacks <= most));
        }
    }

    /// Cash of a month of a sample, and with a weight in expectation.
    fn book(&self, year: &mut Year, cell: usize, weight: f64, amount: f64, variable: Variable, shares: &[f64]) {
        let (years, months) = (self.menu.supply.scenario.calendar.years(), self.menu.supply.scenario.calendar.months());
        let yearly = amount * weight / years as f64 * variable;
        fall_on(&mut year.by_department, &yearly, shares);
        year.cash += yearly;
        year.spend_over(&Extent::of_cell(cell, months), weight, years, &(amount * variable));
    }

    /// Minimum purchases and discounts by volume: exact in every sample that is written out.
    fn minimum_and_tiers(&mut self, year: &mut Year, of: &Users, awards: &[(usize, Variable)], followed: Option<usize>) {
        let scenario = &*self.menu.supply.scenario;
        let spec = &scenario.offers[of.family];
        if spec.minimum <= 0.0 && spec.minimum_per_month <= 0.0 && spec.tiers.steps.is_empty() {
            return;
        }
        let is_way = |offer: usize| scenario.offers[offer].family == of.family;
        let is_touched = |spill: &Spill| is_way(spill.from) || matches!(spill.to, Direct::Offer(other) if is_way(other));
        // What is left over is known where single months are followed.
        let known = followed.filter(|_| year.spills.iter().any(is_touched)).unwrap_or(self.menu.samples);
        // Where every sample counts, each needs rows of its own.
        let samples = if year.of_samples { self.menu.samples } else { known.min(WRITTEN_OUT.div_ceil(scenario.calendar.years())) };
        let cells = samples * scenario.calendar.months();
        let called = self.called(year, of, cells);
        let dues =
            Dues { family: of.family, shares: self.shares_of(of.family, of.buyer).unwrap_or_default(), weight: 1.0 / samples as f64 };
        for first in (0..cells).step_by(12) {
            let most = called.most(self.menu, spec, first);
            let mut of_year = called.in_cells(first..first + 12);
            if called.is_long() {
                // It is in several rows: one of them has all of its terms, and the others what it comes to.
                let column = self.problem.add(variable());
                self.rows.push(constraint!(of_year - column == 0.0));
                of_year = column.into();
            }
            let mut paid = self.less_bundled(year, of.family, of_year.clone(), most);
            if spec.minimum_per_month > 0.0 {
                paid += self.months_topped_up(year, &dues, awards, &called, (first, most));
            }
            paid -= self.rebates(year, &dues, &of_year, (first, most));
            if spec.minimum > 0.0 {
                let short = self.amount();
                let minimum = spec.minimum * SCALE * self.owed(year, awards, first..first + 12);
                self.rows.push(constraint!(paid.clone() + short >= minimum.clone()));
                // What months add is counted before the year's minimum.
                let most = most + 12.0 * spec.minimum_per_month * SCALE + spec.minimum * SCALE;
                self.no_more_than_due(short, paid, minimum, most);
                // What a year comes to is settled in its last month.
                self.book(year, first + 11, dues.weight, 1.0, short, &dues.shares);
            }
        }
    }

    /// The share of some months in which a contract of a family works, had in one of its ways or in none: so far its minimum is owed.
    fn owed(&self, year: &Year, awards: &[(usize, Variable)], cells: Range<usize>) -> Expression {
        let (menu, seasoned) = (self.menu, self.menu_at(Some(true)));
        let works =
            |menu: &Menu, offer: usize| cells.clone().map(|cell| menu.market().works(offer, cell)).sum::<f64>() / cells.len() as f64;
        let of_way = |(offer, award): &(usize, Variable)| {
            let begins = works(menu, *offer);
            let running = year.running[*offer].map_or(Expression::default(), |runs| (works(seasoned, *offer) - begins) * runs);
            begins * *award + running
        };
        awards.iter().map(of_way).sum()
    }

    /// What is called off under a buyer's contract in the first so many months of samples.
    fn called(&self, year: &Year, &Users { family, buyer, ref users }: &Users, cells: usize) -> Called {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let months = scenario.calendar.months();
        let is_way = |offer: usize| scenario.offers[offer].family == family;
        let price = self.rules.price_of(scenario, family);
        let unit = |offer: usize, lot: usize| scenario.offers[offer].prices[lot].unwrap_or_default().of(typical(scenario, lot));
        let routed = users.iter().map(|(position, _)| {
            let choice = &year.choices[*position];
            (choice.lot, choice.variable, Arc::clone(&choice.bought))
        });
        // What single months leave over is called off elsewhere.
        let mut moved: Vec<Vec<(f64, Variable)>> = vec![Vec::new(); cells];
        for spill in &year.spills {
            let mut of_spill = spill.of.cells(menu.samples, months);
            let (Some(cell), None) = (of_spill.next(), of_spill.next()) else { continue };
            if cell >= moved.len() || self.buyer_of(spill.lot) != buyer {
                continue;
            }
            let unit = |offer: usize| unit(offer, spill.lot) * menu.market().offer_level(offer, cell) * price * SCALE;
            if is_way(spill.from) {
                moved[cell].push((-unit(spill.from), spill.units));
            }
            if let Direct::Offer(other) = spill.to
                && is_way(other)
            {
                moved[cell].push((unit(other), spill.units));
            }
        }
        // So is what a contract does in the stead of one that does not deliver.
        let covers = year.covered.iter().filter(|covered| is_way(covered.by) && self.buyer_of(covered.lot) == buyer);
        let covers = covers.map(|Covered { lot, by, taken, cover, .. }| {
            let unit = unit(*by, *lot) * price * SCALE;
            (*taken, (0..cells).map(|cell| cover.by_cell[cell] * unit * menu.market().offer_level(*by, cell)).collect())
        });
        Called { price, routed: routed.collect(), moved, covers: covers.collect() }
    }

    /// What tops up the months of a year, from a month of a sample on, to the month's minimum. All that is called off in the year comes to `most` at most.
    fn months_topped_up(
        &mut self,
        year: &mut Year,
        dues: &Dues,
        awards: &[(usize, Variable)],
        called: &Called,
        (first, most): (usize, f64),
    ) -> Expression {
        let per_month = self.menu.supply.scenario.offers[dues.family].minimum_per_month;
        let mut topped = Expression::default();
        for cell in first..first + 12 {
            let short = self.amount();
            let of_month = self.less_bundled(year, dues.family, called.in_cells(cell..cell + 1), most);
            let minimum = per_month * SCALE * self.owed(year, awards, cell..cell + 1);
            self.rows.push(constraint!(of_month.clone() + short >= minimum.clone()));
            self.no_more_than_due(short, of_month, minimum, most + per_month * SCALE);
            self.book(year, cell, dues.weight, 1.0, short, &dues.shares);
            topped += short;
        }
        topped
    }

    /// Discounts by volume on what is called off in a year, of `most` at most, from a month of a sample on.
    fn rebates(&mut self, year: &mut Year, dues: &Dues, called: &Expression, (first, most): (usize, f64)) -> Expression {
        let tiers = &self.menu.supply.scenario.offers[dues.family].tiers;
        let mut rebates = Expression::default();
        for (above, discount) in &tiers.steps {
            let (above, reached_from) = (above * SCALE, Tiers::reached_from(*above) * SCALE);
            if reached_from > most {
                continue;
            }
            let (reached, rebate) = (self.binary(), self.amount());
            let called = called.clone();
            if tiers.to_all {
                self.rows.push(constraint!(called.clone() - reached_from * reached >= 0.0));
                self.rows.push(constraint!(rebate - *discount * called.clone() <= 0.0));
                self.rows.push(constraint!(rebate - *discount * most * reached <= 0.0));
                if self.dear_counts() {
                    self.rows.push(constraint!(called.clone() - reached_from - most * reached <= 0.0));
                    self.rows.push(constraint!(rebate - *discount * called - *discount * most * reached >= -*discount * most));
                }
            } else {
                if self.dear_counts() {
                    self.rows.push(constraint!(rebate - *discount * called.clone() >= -*discount * above));
                }
                self.rows.push(constraint!(rebate - *discount * called - *discount * above * (1.0 - reached) + *discount * above <= 0.0));
                self.rows.push(constraint!(rebate - *discount * (most - above) * reached <= 0.0));
            }
            // What a year comes to is settled in its last month.
            self.book(year, first + 11, dues.weight, -1.0, rebate, &dues.shares);
            rebates += rebate;
        }
        rebates
    }
}

/// Who pays what is due under a contract by its volume, and what a sample counts for.
struct Dues {
    family: usize,
    /// Departments' shares.
    shares: Vec<f64>,
    weight: f64,
}

/// What is called off under a buyer's contract, by sample and month, at list price and in the program's scale.
struct Called {
    /// What multiplies the offer's prices.
    price: f64,
    /// Routes: the lot, whether it is taken, and what it comes to.
    routed: Vec<(usize, Variable, Arc<Bought>)>,
    /// What comes from elsewhere or goes there, in each month of a sample.
    moved: Vec<Vec<(f64, Variable)>>,
    /// What is done in the stead of others.
    covers: Vec<(Variable, Vec<f64>)>,
}

impl Called {
    fn come_to(&self, bought: &Bought, cells: Range<usize>) -> f64 {
        bought.called_off[cells].iter().map(|(_, list)| list).sum::<f64>() * self.price * SCALE
    }

    /// In some months of samples.
    fn in_cells(&self, cells: Range<usize>) -> Expression {
        let mut sum: Expression = self.routed.iter().map(|(_, variable, bought)| self.come_to(bought, cells.clone()) * *variable).sum();
        sum += self.covers.iter().map(|(variable, called)| called[cells.clone()].iter().sum::<f64>() * *variable).sum::<Expression>();
        let moved: Expression = self.moved[cells].iter().flatten().map(|(amount, units)| *amount * *units).sum();
        sum + moved
    }

    /// What it can come to at most in a year, from a month of a sample on.
    fn most(&self, menu: &Menu, spec: &Offer, first: usize) -> f64 {
        let cells = first..first + 12;
        // One lot takes one route, so a lot's dearest route bounds what it can be called off for.
        let mut by_lot = BTreeMap::<usize, f64>::new();
        for (lot, _, bought) in &self.routed {
            let most = by_lot.entry(*lot).or_default();
            *most = most.max(self.come_to(bought, cells.clone()));
        }
        let mut most: f64 = by_lot.values().sum();
        let comes: f64 = self.moved.iter().flatten().map(|(amount, _)| amount.max(0.0)).fold(0.0, f64::max);
        if comes > 0.0 {
            let lots = (0..menu.demand.len()).filter(|lot| spec.prices[*lot].is_some());
            most += comes * lots.map(|lot| menu.demand[lot][cells.clone()].iter().map(|volume| volume.units).sum::<f64>()).sum::<f64>();
        }
        most + self.covers.iter().map(|(_, called)| called[cells.clone()].iter().sum::<f64>()).sum::<f64>()
    }

    /// Whether it is a sum of many terms.
    fn is_long(&self) -> bool {
        self.routed.len() + self.covers.len() > LONG
    }
}
