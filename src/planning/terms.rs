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
use crate::scenario::{Direct, Tiers};

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
    fn minimum_and_tiers(
        &mut self,
        year: &mut Year,
        &Users { family, buyer, ref users }: &Users,
        awards: &[(usize, Variable)],
        followed: Option<usize>,
    ) {
        let (menu, rules) = (self.menu, self.rules);
        let scenario = &*menu.supply.scenario;
        let spec = &scenario.offers[family];
        if spec.minimum <= 0.0 && spec.minimum_per_month <= 0.0 && spec.tiers.steps.is_empty() {
            return;
        }
        // A minimum is owed as far as the contract works.
        let (running, seasoned) = (year.running.clone(), self.menu_at(Some(true)));
        let owed = |cells: Range<usize>| -> Expression {
            let works =
                |menu: &Menu, offer: usize| cells.clone().map(|cell| menu.market().works(offer, cell)).sum::<f64>() / cells.len() as f64;
            let of_way = |(offer, award): &(usize, Variable)| {
                let begins = works(menu, *offer);
                let running = running[*offer].map_or(Expression::default(), |runs| (works(seasoned, *offer) - begins) * runs);
                begins * *award + running
            };
            awards.iter().map(of_way).sum()
        };
        let is_way = |offer: usize| scenario.offers[offer].family == family;
        let is_touched = |spill: &Spill| is_way(spill.from) || matches!(spill.to, Direct::Offer(other) if is_way(other));
        // What is left over is known where single months are followed.
        let known = followed.filter(|_| year.spills.iter().any(is_touched)).unwrap_or(menu.samples);
        // Where every sample counts, each needs rows of its own.
        let samples = if year.of_samples { menu.samples } else { known.min(WRITTEN_OUT.div_ceil(scenario.calendar.years())) };
        let weight = 1.0 / samples as f64;
        let months = scenario.calendar.months();
        let shares = self.shares_of(family, buyer).unwrap_or_default();
        let price = rules.price_of(scenario, family);
        let of_users: Vec<(Variable, Arc<Bought>)> =
            users.iter().map(|(position, _)| (year.choices[*position].variable, Arc::clone(&year.choices[*position].bought))).collect();
        let come_to =
            |bought: &Bought, cells: Range<usize>| bought.called_off[cells].iter().map(|(_, list)| list).sum::<f64>() * price * SCALE;
        // What single months leave over is called off elsewhere.
        let mut moved: Vec<Vec<(f64, Variable)>> = vec![Vec::new(); samples * months];
        for spill in &year.spills {
            let mut cells = spill.of.cells(menu.samples, months);
            let (Some(cell), None) = (cells.next(), cells.next()) else { continue };
            if cell >= moved.len() || self.buyer_of(spill.lot) != buyer {
                continue;
            }
            let unit = |offer: usize| {
                let price_of_unit = scenario.offers[offer].prices[spill.lot].unwrap_or_default().of(typical(scenario, spill.lot));
                price_of_unit * menu.market().offer_level(offer, cell) * price * SCALE
            };
            if is_way(spill.from) {
                moved[cell].push((-unit(spill.from), spill.units));
            }
            if let Direct::Offer(other) = spill.to
                && is_way(other)
            {
                moved[cell].push((unit(other), spill.units));
            }
        }
        let comes: f64 = moved.iter().flatten().map(|(amount, _)| amount.max(0.0)).fold(0.0, f64::max);
        // So is what a contract does in the stead of one that does not deliver.
        let covers: Vec<(Variable, Vec<f64>)> = year
            .covered
            .iter()
            .filter(|covered| is_way(covered.by) && self.buyer_of(covered.lot) == buyer)
            .map(|Covered { lot, by, taken, cover, .. }| {
                let unit = scenario.offers[*by].prices[*lot].unwrap_or_default().of(typical(scenario, *lot)) * price * SCALE;
                (*taken, (0..samples * months).map(|cell| cover.by_cell[cell] * unit * menu.market().offer_level(*by, cell)).collect())
            })
            .collect();
        let sum = |cells: Range<usize>| -> Expression {
            let mut routed: Expression = of_users.iter().map(|(variable, bought)| come_to(bought, cells.clone()) * *variable).sum();
            routed += covers.iter().map(|(variable, called)| called[cells.clone()].iter().sum::<f64>() * *variable).sum::<Expression>();
            let moved: Expression = moved[cells].iter().flatten().map(|(amount, units)| *amount * *units).sum();
            routed + moved
        };
        for first in (0..samples * months).step_by(12) {
            // What a year comes to is settled in its last month.
            let last = first + 11;
            // One lot takes one route, so a lot's dearest route bounds what it can be called off for.
            let mut by_lot = BTreeMap::<usize, f64>::new();
            for ((position, _), (_, bought)) in users.iter().zip(&of_users) {
                let most = by_lot.entry(year.choices[*position].lot).or_default();
                *most = most.max(come_to(bought, first..first + 12));
            }
            let mut most: f64 = by_lot.values().sum();
            if comes > 0.0 {
                let lots = (0..scenario.lots.len()).filter(|lot| spec.prices[*lot].is_some());
                most +=
                    comes * lots.map(|lot| menu.demand[lot][first..first + 12].iter().map(|volume| volume.units).sum::<f64>()).sum::<f64>();
            }
            most += covers.iter().map(|(_, called)| called[first..first + 12].iter().sum::<f64>()).sum::<f64>();
            let mut called = sum(first..first + 12);
            if of_users.len() + covers.len() > LONG {
                // It is in several rows: one of them has all of its terms, and the others what it comes to.
                let column = self.problem.add(variable());
                self.rows.push(constraint!(called - column == 0.0));
                called = column.into();
            }
            let mut paid = self.less_bundled(year, family, called.clone(), most);
            if spec.minimum_per_month > 0.0 {
                for cell in first..first + 12 {
                    let short = self.amount();
                    let of_month = self.less_bundled(year, family, sum(cell..cell + 1), most);
                    let minimum = spec.minimum_per_month * SCALE * owed(cell..cell + 1);
                    self.rows.push(constraint!(of_month.clone() + short >= minimum.clone()));
                    self.no_more_than_due(short, of_month, minimum, most + spec.minimum_per_month * SCALE);
                    self.book(year, cell, weight, 1.0, short, &shares);
                    paid += short;
                }
            }
            for (above, discount) in &spec.tiers.steps {
                let (above, reached_from) = (above * SCALE, Tiers::reached_from(*above) * SCALE);
                if reached_from > most {
                    continue;
                }
                let (reached, rebate) = (self.binary(), self.amount());
                let called = called.clone();
                if spec.tiers.to_all {
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
                    self.rows
                        .push(constraint!(rebate - *discount * called - *discount * above * (1.0 - reached) + *discount * above <= 0.0));
                    self.rows.push(constraint!(rebate - *discount * (most - above) * reached <= 0.0));
                }
                self.book(year, last, weight, -1.0, rebate, &shares);
                paid -= rebate;
            }
            if spec.minimum > 0.0 {
                let short = self.amount();
                let minimum = spec.minimum * SCALE * owed(first..first + 12);
                self.rows.push(constraint!(paid.clone() + short >= minimum.clone()));
                // What months add is counted before the year's minimum.
                let most = most + 12.0 * spec.minimum_per_month * SCALE + spec.minimum * SCALE;
                self.no_more_than_due(short, paid, minimum, most);
                self.book(year, last, weight, 1.0, short, &shares);
            }
        }
    }
}
