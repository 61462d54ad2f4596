//! What work costs and how well it is done at an outlet, over the planning samples: for each route of a lot, worked out once.
//! The same terms as in the simulation of a plan (`outcome::purchase`), for one lot at a time.

use super::menu::{LotResponse, Menu};
use crate::plan::typical;
use crate::scenario::{Direct, Price, Volume};

/// A lot's work at an outlet: means a year, and cash by sample and by month.
#[derive(Clone, Debug, Default)]
pub struct Bought {
    /// Cash of each sample a year.
    pub by_sample: Vec<f64>,
    /// Of it, what is in proportion to the offer's prices.
    pub priced_by_sample: Vec<f64>,
    /// Of it, what is paid a year for work that a failed provider leaves, at a multiple of its prices; bundles give nothing on that.
    pub in_emergency: f64,
    /// Expected cash of each month of the horizon.
    pub by_month: Vec<f64>,
    /// What going without and bad work cost a year.
    pub unserved: f64,
    /// Units a year done within the standard.
    pub in_time: f64,
    /// Units a year done by others.
    pub outside: f64,
    /// Units a year done under the contract.
    pub under_contract: f64,
}

impl Bought {
    /// Expected cash a year.
    pub fn cash(&self) -> f64 {
        mean(&self.by_sample)
    }

    /// Of it, what is in proportion to the offer's prices.
    pub fn priced(&self) -> f64 {
        mean(&self.priced_by_sample)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// What a second contract of a plan saves a year on work that the first cannot do because its provider has failed or not begun.
#[derive(Clone, Debug, Default)]
pub struct Cover {
    /// Change in cash of each sample.
    pub by_sample: Vec<f64>,
    /// Change in what going without costs.
    pub unserved: f64,
    /// Change in units done within the standard.
    pub in_time: f64,
}

impl Cover {
    /// Expected change in cash.
    pub fn cash(&self) -> f64 {
        mean(&self.by_sample)
    }
}

/// Where work goes that a contract cannot take.
#[derive(Clone, Copy)]
struct Fallback {
    price: Option<Price>,
    /// Whether the price follows the spot market's levels.
    is_spot: bool,
}

/// A lot's work at an outlet. `volumes` are by sample and month; `played` is the canteen that a provider runs.
pub fn bought(menu: &Menu<'_>, lot: usize, outlet: Direct, volumes: &[Volume], played: Option<&LotResponse>) -> Bought {
    let scenario = menu.supply.scenario;
    let months = scenario.calendar.months();
    let spec = &scenario.lots[lot];
    let (samples, years) = (menu.samples, scenario.years);
    let scale = 1.0 / (samples as f64 * years);
    let mut sum =
        Bought { by_sample: vec![0.0; samples], priced_by_sample: vec![0.0; samples], by_month: vec![0.0; months], ..Bought::default() };
    let spot = spot_of(menu, lot);
    let each = match outlet {
        Direct::Offer(offer) => scenario.resource_cost(&scenario.offers[offer].uses),
        _ => 0.0,
    };
    for sample in 0..samples {
        let cells = sample * months..(sample + 1) * months;
        let (mut called, mut units, mut in_time) = (0.0, 0.0, 0.0);
        let (mut cash, mut priced) = (0.0, 0.0);
        for cell in cells {
            let volume = volumes[cell];
            let mut month_cash = 0.0;
            match outlet {
                Direct::Nobody => sum.unserved += volume.units * spec.unserved_cost * scale,
                Direct::Spot => {
                    let price = spec.spot.unwrap_or_default();
                    month_cash += price.of(volume) * menu.spot_level(lot, cell) + scenario.escort(lot, outlet) * volume.units;
                    sum.in_time += volume.units * scenario.policy.spot_in_time * scale;
                    sum.outside += volume.units * scale;
                }
                Direct::Offer(offer) => {
                    let terms = &scenario.offers[offer];
                    let price = terms.prices[lot].unwrap_or_default();
                    let (open, failed, share_in_time, kept) = menu.course(offer, cell);
                    let covered = terms.failure.map_or(0.0, |failure| failure.covered) * failed;
                    let taken = volume.scaled(open + covered);
                    let list = price.of(taken) * menu.offer_level(offer, cell);
                    let paid = list * (1.0 - kept);
                    called += list;
                    units += taken.units;
                    priced += paid;
                    month_cash += paid + (scenario.escort(lot, outlet) + each - terms.shading.deducted) * taken.units;
                    sum.unserved += terms.shading.damage * taken.units * scale;
                    in_time += taken.units * if played.is_some() { 1.0 - terms.shading.below } else { share_in_time };
                    for (part, fallback) in fallbacks(menu, lot, offer, 1.0 - open - failed, failed - covered) {
                        let volume = volume.scaled(part);
                        match fallback.price {
                            Some(price) => {
                                let level = if fallback.is_spot { menu.spot_level(lot, cell) } else { menu.offer_level(offer, cell) };
                                let amount = price.of(volume) * level;
                                if !fallback.is_spot {
                                    priced += amount;
                                    sum.in_emergency += amount * scale;
                                }
                                month_cash += amount + scenario.escort(lot, Direct::Spot) * volume.units;
                                sum.in_time += volume.units * scenario.policy.spot_in_time * scale;
                                sum.outside += volume.units * scale;
                            }
                            None => sum.unserved += volume.units * spec.unserved_cost * scale,
                        }
                    }
                }
            }
            // Diners whom the provider's counters could not serve.
            if let Some(canteen) = played {
                let left = canteen.overflow[cell];
                if spot {
                    let price = spec.spot.unwrap_or_default();
                    month_cash += price.of(left) * menu.spot_level(lot, cell) + scenario.escort(lot, Direct::Spot) * left.units;
                    sum.in_time += left.units * scenario.policy.spot_in_time * scale;
                    sum.outside += left.units * scale;
                } else {
                    sum.unserved += left.units * spec.unserved_cost * scale;
                }
            }
            cash += month_cash;
            sum.by_month[cell % months] += month_cash / samples as f64;
        }
        if let Direct::Offer(offer) = outlet {
            if let Some(canteen) = played {
                let served: f64 = volumes[sample * months..(sample + 1) * months].iter().map(|volume| volume.units).sum();
                in_time *= if served > 0.0 { canteen.in_time_by_sample[sample] * years / served } else { 0.0 };
            }
            if let Some(terms) = scenario.offers[offer].performance.filter(|_| units > 0.0) {
                let change = called * (terms.factor(in_time / units) - 1.0);
                priced += change;
                cash += change;
                sum.by_month[months - 1] += change / samples as f64;
            }
            sum.in_time += in_time * scale;
            sum.outside += units * scale;
            sum.under_contract += units * scale;
        }
        sum.by_sample[sample] = cash / years;
        sum.priced_by_sample[sample] = priced / years;
    }
    sum
}

/// What is called off under a contract in a sample and month: units, and money at list price.
pub fn called(menu: &Menu<'_>, lot: usize, offer: usize, cell: usize, volume: Volume) -> (f64, f64) {
    let terms = &menu.supply.scenario.offers[offer];
    let (open, failed, ..) = menu.course(offer, cell);
    let taken = volume.scaled(open + terms.failure.map_or(0.0, |failure| failure.covered) * failed);
    (taken.units, terms.prices[lot].unwrap_or_default().of(taken) * menu.offer_level(offer, cell))
}

/// What a second contract would change where the first cannot deliver; nothing where it would save nothing.
pub fn cover(menu: &Menu<'_>, lot: usize, first: usize, second: usize, volumes: &[Volume]) -> Option<Cover> {
    let scenario = menu.supply.scenario;
    let months = scenario.calendar.months();
    let spec = &scenario.lots[lot];
    let (terms, other) = (&scenario.offers[first], &scenario.offers[second]);
    let price = other.prices[lot]?;
    let scale = 1.0 / (menu.samples as f64 * scenario.years);
    let mut sum = Cover { by_sample: vec![0.0; menu.samples], ..Cover::default() };
    // Units that would otherwise not be done.
    let mut done = 0.0;
    for (cell, volume) in volumes.iter().enumerate() {
        let (open, failed, ..) = menu.course(first, cell);
        let left = failed * (1.0 - terms.failure.map_or(0.0, |failure| failure.covered));
        let (open_too, failed_too, share_in_time, _) = menu.course(second, cell);
        let can = open_too + other.failure.map_or(0.0, |failure| failure.covered) * failed_too;
        for (part, fallback) in fallbacks(menu, lot, first, 1.0 - open - failed, left) {
            // In the simulation the emergency price is compared first: a dearer second contract is passed over.
            let volume = volume.scaled(part * can);
            let beside = scenario.escort(lot, Direct::Offer(second)) + scenario.resource_cost(&other.uses);
            let own = price.of(volume) * menu.offer_level(second, cell) + beside * volume.units;
            let mut cash = own;
            match fallback.price {
                Some(price) => {
                    let level = if fallback.is_spot { menu.spot_level(lot, cell) } else { menu.offer_level(first, cell) };
                    cash -= price.of(volume) * level + scenario.escort(lot, Direct::Spot) * volume.units;
                    sum.in_time -= volume.units * scenario.policy.spot_in_time * scale;
                }
                None => {
                    sum.unserved -= volume.units * spec.unserved_cost * scale;
                    done += volume.units * scale;
                }
            }
            sum.in_time += volume.units * share_in_time * scale;
            sum.by_sample[cell / months] += cash / scenario.years;
        }
    }
    sum.unserved += scenario.policy.late_cost * spec.unserved_cost * (done - sum.in_time);
    (sum.cash() + sum.unserved < 0.0).then_some(sum)
}

/// Where the part of a month goes in which a contract is not open yet, and the part in which its provider has failed.
fn fallbacks(menu: &Menu<'_>, lot: usize, offer: usize, closed: f64, stranded: f64) -> impl Iterator<Item = (f64, Fallback)> {
    let scenario = menu.supply.scenario;
    let terms = &scenario.offers[offer];
    let spec = &scenario.lots[lot];
    let spot = Fallback { price: spec.spot.filter(|_| spot_of(menu, lot)), is_spot: true };
    let emergency = terms
        .failure
        .zip(terms.prices[lot])
        .map(|(failure, price)| price.scaled(failure.emergency))
        .filter(|price| !spec.confidential && price.of(typical(scenario, lot)) <= spec.unserved_cost);
    let emergency = emergency.map_or(spot, |price| Fallback { price: Some(price), is_spot: false });
    [(closed, spot), (stranded, emergency)].into_iter().filter(|(part, _)| *part > 1e-12)
}

/// Whether a lot's work is worth buying without a contract.
pub fn spot_of(menu: &Menu<'_>, lot: usize) -> bool {
    let scenario = menu.supply.scenario;
    let spec = &scenario.lots[lot];
    spec.spot.is_some_and(|price| price.of(typical(scenario, lot)) + scenario.escort(lot, Direct::Spot) <= spec.unserved_cost)
}
