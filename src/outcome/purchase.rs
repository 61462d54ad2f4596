//! Buying what is left for others, month by month, as contracts say and as providers turn out.

use crate::plan::{Route, typical};
use crate::random::Streams;
use crate::scenario::{Direct, Price, Volume};
use crate::services::providers::Course;
use crate::services::{Demand, LotMonth};

use super::evaluate::{Evaluator, run_canteen, uses};
use super::{CostLine, Outcome};

/// What a contract was paid for in a replication.
struct Account {
    /// Call-offs at list price, by month.
    called: Vec<f64>,
}

/// A lot's call-offs under one contract.
#[derive(Clone, Copy, Default)]
struct Delivered {
    units: f64,
    in_time: f64,
    paid: f64,
}

/// Work that could not be called off because a provider has failed: a volume and what it costs instead.
struct Stranded {
    volume: Volume,
    price: Price,
}

impl Evaluator<'_> {
    /// Buy what is left, month by month: contract capacity goes where it saves most, then the spot market, then nobody.
    pub(super) fn buy(&self, demand: &Demand, streams: &Streams, rows: &[Vec<LotMonth>], outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
        let months = scenario.calendar.months();
        let departments = scenario.departments.len();
        let buyers = if self.plan.separate { departments } else { 1 };
        let lots = scenario.lots.len();
        let mut accounts: Vec<Account> = (0..scenario.offers.len() * buyers).map(|_| Account { called: vec![0.0; months] }).collect();
        let mut delivered = vec![Delivered::default(); scenario.offers.len() * lots];
        let mut room = vec![0.0; scenario.offers.len() * buyers];
        let canteens: Vec<Option<Vec<LotMonth>>> = (0..lots).map(|lot| self.run_canteen(lot, demand)).collect();
        let courses: Vec<Option<Course>> = (0..scenario.offers.len())
            .map(|offer| {
                let new = !scenario.in_force(offer);
                let chancy = self.plan.awarded[offer] && !Course::is_even(scenario, offer, new);
                chancy.then(|| Course::draw(scenario, offer, new, streams))
            })
            .collect();
        let level = |effects, month| demand.shocks.in_month(effects, &scenario.calendar, month);
        for month in 0..months {
            let offer_levels: Vec<f64> = scenario.offers.iter().map(|offer| level(&offer.price_factors, month)).collect();
            for (offer, spec) in scenario.offers.iter().enumerate() {
                room[offer * buyers..(offer + 1) * buyers].fill(spec.capacity.unwrap_or(f64::INFINITY));
            }
            for &lot in &self.merit {
                let spec = &scenario.lots[lot];
                let mut left = rows[lot][month].overflow;
                let buyer = if self.plan.separate { spec.department } else { 0 };
                let mut stranded: Option<Stranded> = None;
                for (position, outlet) in self.outlets[lot].iter().enumerate() {
                    if left.units <= 0.0 {
                        break;
                    }
                    match outlet {
                        Direct::Nobody => break,
                        Direct::Spot => {
                            self.in_emergency(month, lot, &mut left, stranded.take(), outcome);
                            let Some(price) = spec.spot else { continue };
                            let amount = price.of(left) * level(&spec.spot_factors, month);
                            outcome.book_in(month, CostLine::Spot, amount, scenario.years, spec.department, spec.service);
                            self.escort(month, lot, Direct::Spot, left.units, outcome);
                            outcome.lots[lot].spot += left.units;
                            outcome.lots[lot].in_time += left.units * scenario.policy.spot_in_time;
                            left = Volume::default();
                        }
                        Direct::Offer(index) => {
                            let offer = &scenario.offers[*index];
                            let Some(price) = offer.prices[lot] else { continue };
                            // Whom nothing else binds takes stranded work only if that is cheaper than the emergency price.
                            if stranded
                                .as_ref()
                                .is_some_and(|stranded| price.of(typical(scenario, lot)) > stranded.price.of(typical(scenario, lot)))
                            {
                                self.in_emergency(month, lot, &mut left, stranded.take(), outcome);
                                if left.units <= 0.0 {
                                    break;
                                }
                            }
                            let contract = index * buyers + buyer;
                            let course = courses[*index].as_ref();
                            let (open, failed) = course.map_or((1.0, 0.0), |course| (course.open[month], course.failed[month]));
                            let covered = offer.failure.map_or(0.0, |failure| failure.covered) * failed;
                            // A provider that runs the canteen serves whom its counters can serve; others bring everything asked for.
                            let played =
                                canteens[lot].as_ref().filter(|_| position == 0 && offer.counters.is_some()).map(|rows| &rows[month]);
                            let can = played.map_or(left.units, |row| row.served);
                            let taken = (can * (open + covered)).min(room[contract]);
                            let volume = left.scaled(taken / left.units);
                            room[contract] -= taken;
                            let called = price.of(volume) * offer_levels[*index] * self.bundled[*index];
                            accounts[contract].called[month] += called;
                            let paid = called * (1.0 - course.map_or(0.0, |course| course.kept[month])) - offer.shading.deducted * taken;
                            outcome.book_in(month, CostLine::Contracts, paid, scenario.years, spec.department, spec.service);
                            outcome.unserved_cost += offer.shading.damage * taken / scenario.years;
                            self.escort(month, lot, *outlet, taken, outcome);
                            outcome.use_up(scenario, month, taken, &offer.uses, spec.department, spec.service);
                            let year = &mut outcome.lots[lot];
                            year.contract += taken;
                            let in_time = match played {
                                Some(row) if row.served > 0.0 => {
                                    let share = taken / row.served;
                                    year.wait += row.wait * share;
                                    year.waited += taken;
                                    year.wasted += row.wasted * (open + covered);
                                    row.in_time * share * (1.0 - offer.shading.below)
                                }
                                _ => taken * course.map_or(offer.in_time, |course| course.in_time[month]),
                            };
                            year.in_time += in_time;
                            let sum = &mut delivered[index * lots + lot];
                            *sum = Delivered { units: sum.units + taken, in_time: sum.in_time + in_time, paid: sum.paid + called };
                            let rest = (1.0 - taken / left.units).max(0.0);
                            // What the provider's failure leaves is bought in an emergency, unless another contract takes it. Where that one
                            // fails too, it is still the first contract's work, at the multiple of its price.
                            match (&mut stranded, offer.failure.filter(|_| failed > covered)) {
                                (Some(stranded), _) => stranded.volume = stranded.volume.scaled(rest),
                                (None, Some(failure)) => {
                                    let volume = left.scaled(can * (failed - covered) / left.units);
                                    let price = price.scaled(offer_levels[*index] * failure.emergency);
                                    stranded = Some(Stranded { volume, price });
                                }
                                (None, None) => {}
                            }
                            left = left.scaled(rest);
                        }
                    }
                }
                self.in_emergency(month, lot, &mut left, stranded, outcome);
                outcome.lots[lot].unserved += left.units.max(0.0);
            }
        }
        self.by_result(&delivered, outcome);
        self.settle(&accounts, buyers, outcome);
    }

    /// Buy stranded work at the emergency price, if that is less than going without costs.
    fn in_emergency(&self, month: usize, lot: usize, left: &mut Volume, stranded: Option<Stranded>, outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
        let spec = &scenario.lots[lot];
        // Whoever helps out in an emergency is not cleared.
        let worth = |price: Price| !spec.confidential && price.of(typical(scenario, lot)) <= spec.unserved_cost;
        let Some(stranded) = stranded.filter(|stranded| left.units > 0.0 && worth(stranded.price)) else { return };
        let taken = stranded.volume.units.min(left.units);
        let amount = stranded.price.of(left.scaled(taken / left.units));
        outcome.book_in(month, CostLine::Spot, amount, scenario.years, spec.department, spec.service);
        self.escort(month, lot, Direct::Spot, taken, outcome);
        outcome.lots[lot].spot += taken;
        outcome.lots[lot].in_time += taken * scenario.policy.spot_in_time;
        *left = left.scaled((1.0 - taken / left.units).max(0.0));
    }

    /// Own people accompany whoever is not cleared.
    fn escort(&self, month: usize, lot: usize, outlet: Direct, units: f64, outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
        let each = scenario.escort(lot, outlet);
        if each > 0.0 {
            let spec = &scenario.lots[lot];
            outcome.book_in(month, CostLine::Administration, each * units, scenario.years, spec.department, spec.service);
        }
    }

    /// Deductions and additions by the share in time of each lot under each contract.
    fn by_result(&self, delivered: &[Delivered], outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
        for (offer, of_offer) in delivered.chunks(scenario.lots.len()).enumerate() {
            let Some(terms) = scenario.offers[offer].performance else { continue };
            for (spec, sum) in scenario.lots.iter().zip(of_offer).filter(|(_, sum)| sum.units > 0.0) {
                let change = sum.paid * (terms.factor(sum.in_time / sum.units) - 1.0);
                let last = outcome.by_month.len() - 1;
                outcome.book_in(last, CostLine::Contracts, change, scenario.years, spec.department, spec.service);
            }
        }
    }

    /// Rebates and unused minimum purchases.
    fn settle(&self, accounts: &[Account], buyers: usize, outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
        for (offer, spec) in scenario.offers.iter().enumerate().filter(|(offer, _)| self.plan.awarded[*offer]) {
            for buyer in 0..buyers {
                if self.plan.separate && !uses(scenario, self.plan, offer, buyer) {
                    continue;
                }
                let called = &accounts[offer * buyers + buyer].called;
                let mut change = 0.0;
                for (index, year) in called.chunks(12).enumerate() {
                    let mut amount = 0.0;
                    for (month, called) in year.iter().enumerate() {
                        let short = (spec.minimum_per_month - called).max(0.0);
                        amount += called + short;
                        outcome.by_month[index * 12 + month] += short;
                        change += short;
                    }
                    // What the year comes to is settled in its last month.
                    let rebate = spec.tiers.rebate(year.iter().sum());
                    let settled = (spec.minimum - (amount - rebate)).max(0.0) - rebate;
                    outcome.by_month[index * 12 + 11] += settled;
                    change += settled;
                }
                let change = change / scenario.years;
                outcome.costs[CostLine::Contracts] += change;
                let (departments, services) = &self.joint_shares[offer];
                outcome.by_service.iter_mut().zip(services).for_each(|(sum, share)| sum[CostLine::Contracts] += change * share);
                if self.plan.separate {
                    outcome.by_department[buyer] += change;
                } else {
                    outcome.by_department.iter_mut().zip(departments).for_each(|(sum, share)| *sum += change * share);
                }
            }
        }
    }

    /// The months of a canteen that goes straight to a provider with counters.
    fn run_canteen(&self, lot: usize, demand: &Demand) -> Option<Vec<LotMonth>> {
        let scenario = self.supply.scenario;
        let Route::Direct(Direct::Offer(offer)) = self.plan.route[lot] else { return None };
        run_canteen(self.supply, lot, scenario.offers[offer].counters?, demand)
    }
}
