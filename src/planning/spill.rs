//! Work that contracts cannot take, as sums of the program: where it goes instead, and what it costs and does there.

use good_lp::{Expression, Variable};

use super::beyond::{Extent, Outlet, Spill};
use super::menu::Menu;
use super::program::Program;
use super::scale::SCALE;
use super::year::Year;
use crate::contracts::{Standing, bad_work, deliver, settle, typical};
use crate::scenario::Direct;

/// What a unit that a contract cannot take costs more elsewhere, at least: a share of what going without it costs.
const LEAST: f64 = 1e-4;

/// What a unit of a lot comes to at an outlet.
pub(super) struct Each {
    cash: f64,
    /// Of it, what is paid for what is called off, by result: a bundle gives its discount on it.
    pub called: f64,
    /// Of it, what does not go to others.
    beside: f64,
    unserved: f64,
    pub in_time: f64,
    done: f64,
}

impl Program<'_> {
    /// Work of a lot that goes elsewhere than to the way of an offer, so many units of some months; a sample's count for a `part` in the mean over samples.
    pub(super) fn spill_of(&self, lot: usize, from: usize, (to, stage): Outlet, units: Variable, (of, part): (Extent, f64)) -> Spill {
        let scenario = &*self.menu.supply.scenario;
        let hours = |outlet: Direct| if scenario.is_accompanied(outlet) { scenario.lots[lot].escort_hours } else { 0.0 };
        let escort_hours = hours(to) - hours(Direct::Offer(from));
        Spill { lot, from, to, stage, units, weight: part / scenario.years, of, escort_hours }
    }

    /// What follows where work is done elsewhere than it was routed to. Contracts are used first even where it would be cheaper elsewhere: where no row says so, what is
    /// sent there must cost something, or the program would send more.
    pub(super) fn spill(&self, year: &mut Year, spill: Spill, is_held: bool) {
        let scenario = &*self.menu.supply.scenario;
        let lot = spill.lot;
        let (here, there) = (self.of_first(lot, spill.from), self.each(lot, spill.to));
        let (more, unserved) = self.more_elsewhere(lot, spill.from, spill.to);
        let escorts = scenario.policy.escort_team.map_or(0.0, |(_, hour)| hour * spill.escort_hours);
        let least = if is_held { f64::NEG_INFINITY } else { LEAST * scenario.lots[lot].unserved_cost - unserved - escorts.min(0.0) };
        self.pay_over(year, (&spill.of, spill.weight), &(more.max(least) * SCALE * spill.units), scenario.lots[lot].department);
        year.own += spill.weight * (there.beside - here.beside) * SCALE * spill.units;
        year.going_without += spill.weight * unserved * SCALE * spill.units;
        year.in_time[lot] += spill.weight * (there.in_time - here.in_time) * spill.units;
        year.outside += spill.weight * (there.done - here.done) * unit_count(self.menu, lot) * SCALE * spill.units;
        year.spills.push(spill);
    }

    /// Cash of some months of the horizon, in the program's scale, with what makes of it cash a year in expectation: mean, by year, by month, and of a department.
    pub(super) fn pay_over(&self, year: &mut Year, (of, weight): (&Extent, f64), amount: &Expression, department: usize) {
        let scenario = &*self.menu.supply.scenario;
        year.cash += weight * amount.clone();
        year.by_department[department] += weight * amount.clone();
        year.spend_over(of, weight * scenario.years, scenario.calendar.years(), amount);
    }

    /// What a unit of a lot comes to at an outlet, in expectation.
    pub(super) fn each(&self, lot: usize, outlet: Direct) -> Each {
        let scenario = &*self.menu.supply.scenario;
        let spec = &scenario.lots[lot];
        let beside = scenario.escort(lot, outlet);
        match outlet {
            Direct::Nobody => Each { cash: 0.0, called: 0.0, beside: 0.0, unserved: spec.unserved_cost, in_time: 0.0, done: 0.0 },
            Direct::Spot => {
                let price = spec.spot.unwrap_or_default().of(typical(scenario, lot));
                Each { cash: price + beside, called: 0.0, beside, unserved: 0.0, in_time: scenario.policy.spot_in_time, done: 1.0 }
            }
            Direct::Offer(offer) => self.under(lot, offer, scenario.offers[offer].in_time),
        }
    }

    /// The same under the contract that a lot is routed to: a canteen that a provider runs serves as it was played.
    pub(super) fn of_first(&self, lot: usize, offer: usize) -> Each {
        let terms = &self.menu.supply.scenario.offers[offer];
        let played = self.menu.canteen(offer, lot).filter(|canteen| canteen.served > 0.0);
        self.under(lot, offer, played.map_or(terms.in_time, |canteen| canteen.in_time / canteen.served * (1.0 - terms.shading.below)))
    }

    /// What a unit comes to under a contract that does a share of them in time.
    fn under(&self, lot: usize, offer: usize, in_time: f64) -> Each {
        let scenario = &*self.menu.supply.scenario;
        let terms = &scenario.offers[offer];
        let (standing, price) = (Standing::even(terms), terms.prices[lot].unwrap_or_default());
        let unit = deliver(terms, &standing, price, (self.rules.price_of(scenario, offer), 1.0), typical(scenario, lot));
        let called = unit.called + settle::by_result(terms, (1.0, in_time), unit.called, 0.0).0;
        let beside = scenario.escort(lot, Direct::Offer(offer)) + scenario.resource_cost(&terms.uses);
        let unserved = bad_work(scenario, lot, terms, &standing);
        Each { cash: called + beside - unit.deducted, called, beside, unserved, in_time, done: 1.0 }
    }

    /// What a unit of a lot costs more at another outlet than at the one to which it is routed: cash, and what going without and lateness weigh.
    pub(super) fn more_elsewhere(&self, lot: usize, from: usize, to: Direct) -> (f64, f64) {
        let scenario = &*self.menu.supply.scenario;
        let (here, there) = (self.of_first(lot, from), self.each(lot, to));
        let late = |each: &Each| scenario.policy.late_cost * scenario.lots[lot].unserved_cost * (each.done - each.in_time);
        (there.cash - here.cash, there.unserved + late(&there) - here.unserved - late(&here))
    }
}

/// What a unit of a lot counts for in outsourced shares.
pub(super) fn unit_count(menu: &Menu, lot: usize) -> f64 {
    menu.supply.counts(lot) / menu.mean_demand(lot).units.max(f64::MIN_POSITIVE)
}

/// Market value of a unit of a lot.
pub(super) fn unit_value(menu: &Menu, lot: usize) -> f64 {
    menu.supply.market_value(lot) / menu.mean_demand(lot).units.max(f64::MIN_POSITIVE)
}
