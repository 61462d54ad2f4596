//! What does not fit into a contract's monthly capacity, as rows of the program: it goes, lot by lot, to another contract, the spot market or nobody.

use good_lp::{Expression, Variable, constraint};

use super::bought::{called, spot_of};
use super::limits::Limit;
use super::menu::Menu;
use super::model::{Program, SCALE, Year};
use crate::plan::typical;
use crate::scenario::Direct;

/// Work that a contract cannot take, a year.
pub(super) struct Spill {
    pub lot: usize,
    /// The way of an offer that it was routed to.
    pub from: usize,
    pub to: Direct,
    /// Units a year, in expectation once weighed.
    pub units: Variable,
    pub weight: f64,
    /// The sample that it is of; nothing where it is of all together.
    pub sample: Option<usize>,
    /// Hours by which own people accompany more for each unit.
    pub escort_hours: f64,
}

/// What a unit that a contract cannot take costs more elsewhere, at least: a share of what going without it costs.
const LEAST: f64 = 1e-4;

/// What a unit of a lot comes to at an outlet.
struct Each {
    cash: f64,
    unserved: f64,
    in_time: f64,
    done: f64,
}

impl Program<'_> {
    /// Capacity is written out for the months and samples in which it could bind; what is left over goes where it costs least more. (That a
    /// minimum purchase or the capacity of the other contract is touched by this is left out.)
    pub(super) fn capacity(&mut self, year: &mut Year, family: usize, buyer: usize, users: &[(usize, usize)]) {
        let menu = self.menu;
        let scenario = menu.supply.scenario;
        let Some(capacity) = scenario.offers[family].capacity else { return };
        let capacity = self.rules.widened.iter().filter(|(offer, _)| *offer == family).fold(capacity, |sum, (_, by)| (sum + by).max(0.0));
        let months = scenario.calendar.months();
        // Lots with the way of the offer that they go by.
        let mut ways: Vec<(usize, usize)> = users.iter().map(|(position, offer)| (year.choices[*position].lot, *offer)).collect();
        ways.sort_unstable();
        ways.dedup();
        let mut lots: Vec<usize> = ways.iter().map(|(lot, _)| *lot).collect();
        lots.dedup();
        let binds = |cell: &usize| lots.iter().map(|lot| menu.demand[*lot][*cell].units).sum::<f64>() > capacity;
        // Where every sample counts, each has a sum of its own.
        let groups = if year.by_sample.is_empty() { 1 } else { menu.samples };
        for group in 0..groups {
            let cells: Vec<usize> =
                (group * menu.samples / groups * months..(group + 1) * menu.samples / groups * months).filter(binds).collect();
            if cells.is_empty() {
                continue;
            }
            let a_year = groups as f64 / (menu.samples as f64 * scenario.years);
            let units = |position: usize, offer: usize, cell: usize| {
                let choice = &year.choices[position];
                called(menu, choice.lot, offer, cell, menu.volumes(choice.lot, choice.route, choice.outlet)[cell]).0
            };
            let mut left = Expression::default();
            if lots.len() == 1 {
                // The lot takes one route, of which it is known what is too much.
                for (position, offer) in users {
                    let beyond: f64 = cells.iter().map(|cell| (units(*position, *offer, *cell) - capacity).max(0.0)).sum();
                    left -= a_year * beyond * year.choices[*position].variable;
                }
            } else {
                for cell in &cells {
                    let volume: Expression =
                        users.iter().map(|(position, offer)| units(*position, *offer, *cell) * year.choices[*position].variable).sum();
                    let spill = self.amount();
                    self.rows.push(constraint!(volume - spill <= capacity));
                    left -= a_year * spill;
                }
            }
            let mut spills = Vec::new();
            for (lot, from) in &ways {
                let most: Vec<(Variable, f64)> = users
                    .iter()
                    .filter(|(position, offer)| year.choices[*position].lot == *lot && offer == from)
                    .map(|(position, offer)| {
                        let called: f64 = cells.iter().map(|cell| units(*position, *offer, *cell)).sum();
                        (year.choices[*position].variable, a_year * called)
                    })
                    .collect();
                let whole = most.iter().map(|(_, units)| *units).fold(0.0, f64::max);
                let mut of_way: Expression = most.iter().map(|(variable, units)| -*units * *variable).sum();
                for to in self.beside(year, *lot, *from, buyer) {
                    let spilt = self.amount();
                    left += spilt;
                    of_way += spilt;
                    if let Direct::Offer(other) = to
                        && let Some(award) = year.awards[other][buyer]
                    {
                        self.rows.push(constraint!(spilt - whole * award <= 0.0));
                    }
                    let sample = (groups > 1).then_some(group);
                    let hours = |outlet: Direct| if scenario.is_accompanied(outlet) { scenario.lots[*lot].escort_hours } else { 0.0 };
                    let escort_hours = hours(to) - hours(Direct::Offer(*from));
                    spills.push(Spill { lot: *lot, from: *from, to, units: spilt, weight: 1.0 / groups as f64, sample, escort_hours });
                }
                self.rows.push(constraint!(of_way <= 0.0));
            }
            self.rows.push(constraint!(left == 0.0));
            spills.into_iter().for_each(|spill| self.spill(year, spill, group));
        }
    }

    /// Where work of a lot may go that a contract cannot take.
    fn beside(&self, year: &Year, lot: usize, from: usize, buyer: usize) -> Vec<Direct> {
        let scenario = self.menu.supply.scenario;
        let family = scenario.offers[from].family;
        let worth = |offer: usize| {
            let price = scenario.offers[offer].prices[lot].map(|price| price.of(typical(scenario, lot)));
            price.is_some_and(|price| price + scenario.escort(lot, Direct::Offer(offer)) <= scenario.lots[lot].unserved_cost)
        };
        let others = (0..scenario.offers.len())
            .filter(|other| scenario.offers[*other].family != family && year.awards[*other][buyer].is_some() && worth(*other));
        others.map(Direct::Offer).chain([if spot_of(self.menu, lot) { Direct::Spot } else { Direct::Nobody }]).collect()
    }

    /// What follows where work is done elsewhere than it was routed to.
    fn spill(&self, year: &mut Year, spill: Spill, group: usize) {
        let scenario = self.menu.supply.scenario;
        let lot = spill.lot;
        let (here, there) = (self.each(lot, Direct::Offer(spill.from)), self.each(lot, spill.to));
        let late = |each: &Each| scenario.policy.late_cost * scenario.lots[lot].unserved_cost * (each.done - each.in_time);
        let unserved = there.unserved + late(&there) - here.unserved - late(&here);
        // Contracts are used first even where it would be cheaper elsewhere: what is sent there must cost something, or the program would send more.
        let escorts = scenario.policy.escort_team.map_or(0.0, |(_, hour)| hour * spill.escort_hours);
        let least = LEAST * scenario.lots[lot].unserved_cost - unserved - escorts.min(0.0);
        let cash = (there.cash - here.cash).max(least) * SCALE * spill.units;
        year.cash += spill.weight * cash.clone();
        year.by_department[scenario.lots[lot].department] += spill.weight * cash.clone();
        if let Some(sum) = year.by_sample.get_mut(group) {
            *sum += cash;
        }
        year.going_without += spill.weight * unserved * SCALE * spill.units;
        year.in_time[lot] += spill.weight * (there.in_time - here.in_time) * spill.units;
        year.outside += spill.weight * (there.done - here.done) * unit_value(self.menu, lot) * SCALE * spill.units;
        year.spills.push(spill);
    }

    /// What a unit of a lot comes to at an outlet, in expectation.
    fn each(&self, lot: usize, outlet: Direct) -> Each {
        let scenario = self.menu.supply.scenario;
        let spec = &scenario.lots[lot];
        let beside = scenario.escort(lot, outlet);
        match outlet {
            Direct::Nobody => Each { cash: 0.0, unserved: spec.unserved_cost, in_time: 0.0, done: 0.0 },
            Direct::Spot => {
                let price = spec.spot.unwrap_or_default().of(typical(scenario, lot));
                Each { cash: price + beside, unserved: 0.0, in_time: scenario.policy.spot_in_time, done: 1.0 }
            }
            Direct::Offer(offer) => {
                let terms = &scenario.offers[offer];
                let price = terms.prices[lot].unwrap_or_default().of(typical(scenario, lot)) * self.rules.price_of(scenario, offer);
                let quality = scenario.quality_cost(lot, terms.expected(|kind| kind.redone), terms.expected(|kind| kind.liked));
                let cash = price + beside + scenario.resource_cost(&terms.uses) - terms.shading.deducted;
                Each { cash, unserved: terms.shading.damage + quality, in_time: terms.in_time, done: 1.0 }
            }
        }
    }

    /// Standards of the lots, over all that serves them.
    pub(super) fn standards(&mut self, year: &Year) {
        if !self.rules.standards {
            return;
        }
        for (lot, spec) in self.menu.supply.scenario.lots.iter().enumerate() {
            let demand = self.menu.mean_demand(lot).units;
            if demand > 0.0 {
                let less = self.gives(Limit::Standards, lot, spec.standard, -1.0);
                let in_time = year.in_time[lot].clone() * (1.0 / demand);
                self.rows.push(constraint!(in_time + less >= spec.standard).set_name(format!("standard.{}", spec.path)));
            }
        }
    }
}

/// Market value of a unit of a lot.
pub(super) fn unit_value(menu: &Menu<'_>, lot: usize) -> f64 {
    menu.supply.market_value(lot) / menu.mean_demand(lot).units.max(f64::MIN_POSITIVE)
}
