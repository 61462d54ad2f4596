//! Terms of contracts that depend on the volume of a month or a year, as rows of the program: minimum purchases, discounts, bundles.

use good_lp::{Expression, Variable, constraint};

use super::bought::called;
use super::model::{Program, SCALE, Year, fall_on};
use crate::scenario::Direct;

/// Samples in which minimum purchases and discounts by volume are written out.
const WRITTEN_OUT: usize = 100;

impl Program<'_> {
    /// Terms of contracts that depend on the volume of a month or a year: capacity, minimum purchases, discounts.
    pub(super) fn terms(&mut self, year: &mut Year) {
        let scenario = self.menu.supply.scenario;
        let whole = self.whole_bundles(year);
        // The ways of an offer share its terms, and at most one of them is taken: they are written out once.
        for family in (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer) {
            let is_way = |offer: usize| scenario.offers[offer].family == family;
            for buyer in 0..self.buyers() {
                let ways = (0..scenario.offers.len()).filter(|offer| is_way(*offer));
                let awards: Vec<(usize, Variable)> = ways.filter_map(|offer| Some((offer, year.awards[offer][buyer]?))).collect();
                let users: Vec<(usize, usize)> = year
                    .choices
                    .iter()
                    .enumerate()
                    .filter_map(|(position, choice)| match choice.outlet {
                        Direct::Offer(offer) if is_way(offer) && self.buyer_of(choice.lot) == buyer => Some((position, offer)),
                        _ => None,
                    })
                    .collect();
                if !users.is_empty() {
                    self.capacity(year, family, buyer, &users);
                    self.minimum_and_tiers(year, family, (buyer, &whole), &awards, &users);
                }
            }
        }
        self.bundles(year, &whole);
    }

    /// Whether each bundle is complete.
    fn whole_bundles(&mut self, year: &Year) -> Vec<Variable> {
        let scenario = self.menu.supply.scenario;
        let whole: Vec<Variable> = scenario.bundles.iter().map(|_| self.binary()).collect();
        for (bundle, whole) in scenario.bundles.iter().zip(&whole) {
            for family in &bundle.families {
                self.rows.push(constraint!(year.of_family(scenario, *family) - *whole >= 0.0));
            }
        }
        whole
    }

    /// What call-offs under an offer, which come to `most` at most, count for towards its minimum and its tiers: less the discounts of its bundles.
    fn less_bundled(&mut self, family: usize, whole: &[Variable], called: Expression, most: f64) -> Expression {
        let mut counts = called.clone();
        for (bundle, whole) in self.menu.supply.scenario.bundles.iter().zip(whole).filter(|(bundle, _)| bundle.families.contains(&family)) {
            let given = self.amount();
            let discount = bundle.discount;
            self.rows.push(constraint!(given - discount * called.clone() + discount * most * (1.0 - *whole) >= 0.0));
            counts -= given;
        }
        counts
    }

    /// Cash of a sample, and with a weight in expectation.
    fn book(&self, year: &mut Year, sample: usize, weight: f64, amount: f64, variable: Variable, shares: &[f64]) {
        let years = self.menu.supply.scenario.years;
        year.cash += amount * weight / years * variable;
        if let Some(sum) = year.by_sample.get_mut(sample) {
            *sum += amount / years * variable;
        }
        fall_on(&mut year.by_department, &(amount * weight / years * variable), shares);
    }

    /// Minimum purchases and discounts by volume: exact in every sample that is written out.
    fn minimum_and_tiers(
        &mut self,
        year: &mut Year,
        family: usize,
        (buyer, whole): (usize, &[Variable]),
        awards: &[(usize, Variable)],
        users: &[(usize, usize)],
    ) {
        let (menu, rules) = (self.menu, self.rules);
        let scenario = menu.supply.scenario;
        let spec = &scenario.offers[family];
        if spec.minimum <= 0.0 && spec.minimum_per_month <= 0.0 && spec.tiers.steps.is_empty() {
            return;
        }
        // A minimum is owed as far as the contract works.
        let owed = |cells: std::ops::Range<usize>| -> Expression {
            let of_way = |offer: usize| cells.clone().map(|cell| menu.works(offer, cell)).sum::<f64>() / cells.len() as f64;
            awards.iter().map(|(offer, award)| of_way(*offer) * *award).sum()
        };
        // Where every sample counts, each needs rows of its own.
        let samples = if year.by_sample.is_empty() { menu.samples.min(WRITTEN_OUT) } else { menu.samples };
        let weight = 1.0 / samples as f64;
        let months = scenario.calendar.months();
        let shares = self.shares_of(family, buyer).unwrap_or_default();
        let price = rules.price_of(scenario, family);
        let of_users: Vec<(Variable, Vec<f64>)> = users
            .iter()
            .map(|(position, offer)| {
                let choice = &year.choices[*position];
                let volumes = menu.volumes(choice.lot, choice.route, choice.outlet);
                let cells = (0..samples * months).map(|cell| called(menu, choice.lot, *offer, cell, volumes[cell]).1 * price * SCALE);
                (choice.variable, cells.collect())
            })
            .collect();
        let sum = |cells: std::ops::Range<usize>| -> Expression {
            of_users.iter().map(|(variable, called)| called[cells.clone()].iter().sum::<f64>() * *variable).sum()
        };
        for first in (0..samples * months).step_by(12) {
            let sample = first / months;
            // One lot takes one route, so a lot's dearest route bounds what it can be called off for.
            let most = self.most_called(year, users, &of_users, first);
            let called = self.less_bundled(family, whole, sum(first..first + 12), most);
            let mut paid = called.clone();
            if spec.minimum_per_month > 0.0 {
                for cell in first..first + 12 {
                    let short = self.amount();
                    let of_month = self.less_bundled(family, whole, sum(cell..cell + 1), most);
                    self.rows.push(constraint!(of_month + short >= spec.minimum_per_month * SCALE * owed(cell..cell + 1)));
                    self.book(year, sample, weight, 1.0, short, &shares);
                    paid += short;
                }
            }
            for (above, discount) in &spec.tiers.steps {
                let above = above * SCALE;
                if above >= most {
                    continue;
                }
                let (reached, rebate) = (self.binary(), self.amount());
                let called = called.clone();
                if spec.tiers.to_all {
                    self.rows.push(constraint!(called.clone() - above * reached >= 0.0));
                    self.rows.push(constraint!(rebate - *discount * called <= 0.0));
                    self.rows.push(constraint!(rebate - *discount * most * reached <= 0.0));
                } else {
                    self.rows
                        .push(constraint!(rebate - *discount * called - *discount * above * (1.0 - reached) + *discount * above <= 0.0));
                    self.rows.push(constraint!(rebate - *discount * (most - above) * reached <= 0.0));
                }
                self.book(year, sample, weight, -1.0, rebate, &shares);
                paid -= rebate;
            }
            if spec.minimum > 0.0 {
                let short = self.amount();
                self.rows.push(constraint!(paid + short >= spec.minimum * SCALE * owed(first..first + 12)));
                self.book(year, sample, weight, 1.0, short, &shares);
            }
        }
    }

    /// Most that a year's call-offs can come to.
    fn most_called(&self, year: &Year, users: &[(usize, usize)], of_users: &[(Variable, Vec<f64>)], first: usize) -> f64 {
        let mut by_lot = std::collections::BTreeMap::<usize, f64>::new();
        for ((position, _), (_, called)) in users.iter().zip(of_users) {
            let most = by_lot.entry(year.choices[*position].lot).or_default();
            *most = most.max(called[first..first + 12].iter().sum());
        }
        by_lot.values().sum()
    }

    /// Discounts on offers that are taken together: the dearest route of each lot bounds them. The same in every sample.
    fn bundles(&mut self, year: &mut Year, whole: &[Variable]) {
        let menu = self.menu;
        let scenario = menu.supply.scenario;
        for (bundle, whole) in scenario.bundles.iter().zip(whole) {
            for lot in 0..scenario.lots.len() {
                let users: Vec<(Variable, f64)> = year
                    .choices
                    .iter()
                    .filter(|choice| choice.lot == lot)
                    .filter_map(|choice| match choice.outlet {
                        Direct::Offer(offer) if bundle.families.contains(&scenario.offers[offer].family) => {
                            let called = choice.bought.priced() - choice.bought.in_emergency;
                            Some((choice.variable, called * self.rules.price_of(scenario, offer) * bundle.discount))
                        }
                        _ => None,
                    })
                    .collect();
                let most = users.iter().map(|(_, saved)| *saved).fold(0.0, f64::max);
                if most > 0.0 {
                    let rebate = self.amount();
                    let saved: Expression = users.iter().map(|(variable, saved)| *saved * SCALE * *variable).sum();
                    self.rows.push(constraint!(rebate - saved <= 0.0));
                    self.rows.push(constraint!(rebate - most * SCALE * *whole <= 0.0));
                    year.cash -= rebate;
                    year.by_department[scenario.lots[lot].department] -= rebate;
                    year.by_sample.iter_mut().for_each(|sample| *sample -= rebate);
                }
            }
        }
    }
}
