//! Discounts on offers that are taken together, as rows of the program: a bundle is complete or not, and what its offers' contracts call off costs less where it is.

use std::collections::BTreeMap;

use good_lp::{Expression, Variable, constraint, variable};

use super::beyond::Spill;
use super::program::Program;
use super::scale::SCALE;
use super::year::{Choice, Covered, Year};
use crate::scenario::Direct;

/// A part of something that is taken, on which a bundle gives its discount.
struct Part {
    discount: f64,
    /// Whether the bundle is complete.
    whole: Variable,
    part: Variable,
}

impl Program<'_> {
    /// Whether each bundle is complete: all its offers are awarded, and each has some work.
    pub(super) fn whole_bundles(&mut self, year: &mut Year) {
        let scenario = &*self.menu.supply.scenario;
        let would_decline = self.would_decline();
        year.bundles = scenario.bundles.iter().map(|_| self.binary()).collect();
        for (bundle, whole) in scenario.bundles.iter().zip(&year.bundles) {
            for family in &bundle.families {
                self.rows.push(constraint!(year.of_family(scenario, *family) - *whole >= 0.0));
                if scenario.offers[*family].saves.is_empty() {
                    self.rows.push(constraint!(year.work_of_family(scenario, *family) - *whole >= 0.0));
                }
            }
            if would_decline {
                let members = bundle.families.len() as f64;
                let in_it: Expression = bundle.families.iter().map(|family| self.takes_part(year, *family)).sum();
                self.rows.push(constraint!(in_it - *whole <= members - 1.0));
            }
        }
    }

    /// Whether a program would rather have no discount: where what is paid counts for something, or what a discount leaves of a year's minimum falls due in a month that has a cap.
    fn would_decline(&self) -> bool {
        let owes = |family: &usize| self.menu.supply.scenario.offers[*family].minimum > 0.0;
        let of_bundles = || self.menu.supply.scenario.bundles.iter().flat_map(|bundle| &bundle.families);
        self.dear_counts() || self.rules.per_month.is_some() && of_bundles().any(owes)
    }

    /// Whether a contract of a family is there and, where it does work, has some.
    fn takes_part(&mut self, year: &Year, family: usize) -> Variable {
        let scenario = &*self.menu.supply.scenario;
        let takes_part = self.problem.add(variable().min(0.0).max(1.0));
        if scenario.offers[family].saves.is_empty() {
            let has_work = |choice: &&Choice| {
                matches!(choice.outlet, Direct::Offer(offer) if scenario.offers[offer].family == family) && choice.under_contract > 0.0
            };
            for choice in year.choices.iter().filter(has_work) {
                self.rows.push(constraint!(takes_part - choice.variable >= 0.0));
            }
        } else {
            self.rows.push(constraint!(takes_part - year.of_family(scenario, family) >= 0.0));
        }
        takes_part
    }

    /// What call-offs under an offer, which come to `most` at most, count for towards its minimum: less the discount of its bundle.
    pub(super) fn less_bundled(&mut self, year: &Year, family: usize, called: Expression, most: f64) -> Expression {
        let Some((bundle, discount)) = self.bundle_of(family) else { return called };
        let (whole, given) = (year.bundles[bundle], self.amount());
        self.rows.push(constraint!(given - discount * called.clone() + discount * most * (1.0 - whole) >= 0.0));
        if self.would_decline() {
            self.rows.push(constraint!(given - discount * called.clone() <= 0.0));
            self.rows.push(constraint!(given - discount * most * whole <= 0.0));
        }
        called - given
    }

    /// Discounts on what contracts of bundles call off: what lots bring to them, and what comes to them and goes from them otherwise.
    pub(super) fn bundles(&mut self, year: &mut Year) {
        if year.bundles.is_empty() {
            return;
        }
        let scenario = &*self.menu.supply.scenario;
        // A lot takes one route: over all of them no more than a whole is taken.
        let mut together: BTreeMap<(usize, usize), (Variable, Expression)> = BTreeMap::new();
        for position in 0..year.choices.len() {
            let choice = &year.choices[position];
            let (lot, variable) = (choice.lot, choice.variable);
            let Direct::Offer(offer) = choice.outlet else { continue };
            let bought = choice.bought.clone();
            let is_less = bought.called_by_year.iter().any(|called| *called < 0.0);
            if bought.called_by_year.iter().all(|called| *called == 0.0) {
                continue;
            }
            if let Some(part) = self.in_bundle(year, offer, variable, 1.0, is_less) {
                together.entry((lot, scenario.offers[offer].family)).or_insert((part.whole, Expression::default())).1 += part.part;
                self.discounted(year, (lot, offer), &part, (&bought.called_by_year, &bought.called_by_month));
            }
        }
        self.rows.extend(together.into_values().map(|(whole, parts)| constraint!(parts - whole <= 0.0)));
        for position in 0..year.covered.len() {
            let Covered { lot, by, taken, ref cover, .. } = year.covered[position];
            let cover = cover.clone();
            if let Some(part) = self.in_bundle(year, by, taken, 1.0, false).filter(|_| cover.units > 0.0) {
                self.rows.push(constraint!(part.part - part.whole <= 0.0));
                self.discounted(year, (lot, by), &part, (&cover.called_by_year, &cover.called_by_month));
            }
        }
        for position in 0..year.spills.len() {
            let Spill { lot, from, to, .. } = year.spills[position];
            self.bundled_spill(year, position, (lot, from), -1.0);
            if let Direct::Offer(to) = to {
                self.bundled_spill(year, position, (lot, to), 1.0);
            }
        }
    }

    /// The discounts on what comes to a contract, or goes from it, because another one or it itself is full.
    fn bundled_spill(&mut self, year: &mut Year, spill: usize, (lot, offer): (usize, usize), sign: f64) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let Spill { units, weight, ref of, .. } = year.spills[spill];
        let of = of.clone();
        let months = scenario.calendar.months();
        let cells = || of.cells(menu.samples, months);
        let samples = cells().count() as f64 / of.months.len() as f64;
        let most = cells().map(|cell| menu.demand[lot][cell].units).sum::<f64>() / samples;
        let level = cells().map(|cell| menu.market().offer_level(offer, cell)).sum::<f64>() / cells().count() as f64;
        let of_unit = if sign < 0.0 { self.of_first(lot, offer) } else { self.each(lot, Direct::Offer(offer)) };
        let each = of_unit.called * level;
        if let Some(part) = self.in_bundle(year, offer, units, most, sign < 0.0) {
            self.rows.push(constraint!(part.part - most * part.whole <= 0.0));
            let amount = -sign * part.discount * each * SCALE * part.part;
            self.pay_over(year, (&of, weight), &amount, scenario.lots[lot].department);
        }
    }

    /// The bundle of an offer, and what it takes off.
    fn bundle_of(&self, offer: usize) -> Option<(usize, f64)> {
        let scenario = &*self.menu.supply.scenario;
        let bundle = scenario.bundles.iter().position(|bundle| bundle.families.contains(&scenario.offers[offer].family))?;
        Some((bundle, scenario.bundles[bundle].discount))
    }

    /// The part of what is taken under an offer, `most` at most, on which its bundle gives its discount. Where the program would rather have no discount, it is given all
    /// the same.
    fn in_bundle(&mut self, year: &Year, offer: usize, taken: Variable, most: f64, is_less: bool) -> Option<Part> {
        let (bundle, discount) = self.bundle_of(offer)?;
        let (whole, part) = (year.bundles[bundle], self.amount());
        self.rows.push(constraint!(part - taken <= 0.0));
        if is_less || self.would_decline() {
            self.rows.push(constraint!(part - taken + most * (1.0 - whole) >= 0.0));
        }
        Some(Part { discount, whole, part })
    }

    /// A discount on an amount, by year of each sample and by month, as far as a part of it is taken.
    fn discounted(&self, year: &mut Year, (lot, offer): (usize, usize), part: &Part, called: (&[f64], &[f64])) {
        let scenario = &*self.menu.supply.scenario;
        let factor = -part.discount * self.rules.price_of(scenario, offer);
        year.pays_through(called, factor, part.part, scenario.lots[lot].department);
    }
}
