//! What work costs and how well it is done at an outlet, over the planning samples: for each route of a lot, worked out once.
//! The same terms as in the simulation of a plan (`outcome::purchase`), for one lot at a time.

use super::menu::{LotResponse, Menu};
use crate::plan::typical;
use crate::scenario::{Direct, Offer, Price, Volume};
use crate::services::providers::Standing;

/// A lot's work at an outlet: means a year, and cash by year and by month. Years are those of all samples, one sample's after another's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bought {
    /// Cash of each year of each sample.
    pub by_year: Vec<f64>,
    /// Of it, what is in proportion to the offer's prices.
    pub priced_by_year: Vec<f64>,
    /// Of that, what is paid for what is called off under the contract, on which a bundle gives its discount.
    pub called_by_year: Vec<f64>,
    /// The same of each month of the horizon, mean over samples.
    pub called_by_month: Vec<f64>,
    /// Of it, what does not go to others a year: whoever accompanies them, and what they use.
    pub beside: f64,
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
    /// Units of each sample and month whose doers are accompanied; empty where no team does that.
    pub escorted: Vec<f64>,
    /// Units called off under the contract in each sample and month, and money for them at list price; empty where none of its terms depends on that.
    pub called_off: Vec<(f64, f64)>,
}

impl Bought {
    /// Expected cash a year.
    pub fn cash(&self) -> f64 {
        mean(&self.by_year)
    }

    /// Of it, what is in proportion to the offer's prices.
    pub fn priced(&self) -> f64 {
        mean(&self.priced_by_year)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// What a second contract of a plan saves a year on work that the first cannot do because its provider has failed or not begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// Change in cash of each year of each sample.
    pub by_year: Vec<f64>,
    /// The same of each month of the horizon, mean over samples.
    pub by_month: Vec<f64>,
    /// What is paid for what the second contract does, on which a bundle gives its discount, by year of each sample.
    pub called_by_year: Vec<f64>,
    /// The same of each month of the horizon, mean over samples.
    pub called_by_month: Vec<f64>,
    /// Of the change in cash, what does not go to others a year.
    pub beside: f64,
    /// Change in what going without costs.
    pub unserved: f64,
    /// Change in units done within the standard.
    pub in_time: f64,
    /// Units that the second contract does.
    pub units: f64,
    /// The same of each sample and month, in it.
    pub by_cell: Vec<f64>,
    /// Units for which it is asked in each.
    pub asked: Vec<f64>,
    /// The part of them that it takes, as far as its capacity goes.
    pub can: Vec<f64>,
    /// Of them, those that nobody would do otherwise.
    pub done: f64,
    /// Change in units whose doers are accompanied, by sample and month; empty where no team does that.
    pub escorted: Vec<f64>,
}

impl Cover {
    /// Expected change in cash.
    pub fn cash(&self) -> f64 {
        mean(&self.by_year)
    }
}

/// Where work goes that a contract cannot take, at list prices.
#[derive(Clone, Copy)]
enum Fallback {
    Nobody,
    Spot(Price),
    /// In an emergency: what rises with the contract's prices, and what its fee adds to a unit.
    Emergency(Price, f64),
}

impl Fallback {
    /// What a volume costs in a sample and month: all of it, and what of it rises with the offer's prices.
    fn costs(self, menu: &Menu<'_>, lot: usize, offer: usize, cell: usize, volume: Volume) -> (f64, f64) {
        let beside = menu.supply.scenario.lots[lot].escort * volume.units;
        match self {
            Self::Nobody => (0.0, 0.0),
            Self::Spot(price) => (price.of(volume) * menu.spot_level(lot, cell) + beside, 0.0),
            Self::Emergency(price, fee) => {
                let priced = price.of(volume) * menu.offer_level(offer, cell);
                (priced + fee * volume.units + beside, priced)
            }
        }
    }
}

/// A lot's work at an outlet. `volumes` are by sample and month; `played` is the canteen that a provider runs.
pub fn bought(menu: &Menu<'_>, lot: usize, outlet: Direct, volumes: &[Volume], played: Option<&LotResponse>) -> Bought {
    let scenario = menu.supply.scenario;
    let months = scenario.calendar.months();
    let spec = &scenario.lots[lot];
    let (samples, years) = (menu.samples, menu.samples * scenario.calendar.years());
    let scale = 1.0 / years as f64;
    let mut sum = Bought { by_year: vec![0.0; years], priced_by_year: vec![0.0; years], by_month: vec![0.0; months], ..Bought::default() };
    if let Direct::Offer(offer) = outlet {
        (sum.called_by_year, sum.called_by_month) = (vec![0.0; years], vec![0.0; months]);
        if scenario.offers[offer].capacity.is_some() || is_by_volume(&scenario.offers[offer]) {
            sum.called_off = vec![(0.0, 0.0); samples * months];
        }
    }
    if scenario.policy.escort_team.is_some() && spec.escort_hours > 0.0 {
        sum.escorted = vec![0.0; samples * months];
    }
    let spot = spot_of(menu, lot);
    let each = match outlet {
        Direct::Offer(offer) => scenario.resource_cost(&scenario.offers[offer].uses),
        _ => 0.0,
    };
    let fallbacks = match outlet {
        Direct::Offer(offer) => fallbacks(menu, lot, offer),
        _ => [Fallback::Nobody; 2],
    };
    for year in 0..years {
        let cells = 12 * year..12 * year + 12;
        let (mut called, mut units, mut in_time) = (0.0, 0.0, 0.0);
        let (mut cash, mut priced) = (0.0, 0.0);
        for cell in cells.clone() {
            let volume = volumes[cell];
            let mut month_cash = 0.0;
            let (mut accompanied, mut used) = (0.0, 0.0);
            match outlet {
                Direct::Nobody => sum.unserved += volume.units * spec.unserved_cost * scale,
                Direct::Spot => {
                    let price = spec.spot.unwrap_or_default();
                    month_cash += price.of(volume) * menu.spot_level(lot, cell) + spec.escort * volume.units;
                    accompanied += volume.units;
                    sum.in_time += volume.units * scenario.policy.spot_in_time * scale;
                    sum.outside += volume.units * scale;
                }
                Direct::Offer(offer) => {
                    let terms = &scenario.offers[offer];
                    let price = terms.prices[lot].unwrap_or_default();
                    let standing = menu.course(offer, cell, spec.confidential);
                    let Standing { open, failed, in_time: share_in_time, kept, redone, liked, accompanied: share } = standing;
                    let covered = terms.covered() * failed;
                    let taken = volume.scaled(open + covered);
                    let list = price.of(taken) * menu.offer_level(offer, cell);
                    let paid = list * (1.0 - kept);
                    if let Some(called_off) = sum.called_off.get_mut(cell) {
                        *called_off = (taken.units, list);
                    }
                    called += list;
                    units += taken.units;
                    accompanied += share * taken.units;
                    used += taken.units;
                    priced += paid;
                    sum.called_by_year[year] += paid;
                    sum.called_by_month[cell % months] += paid / samples as f64;
                    month_cash += paid + (share * spec.escort + each - terms.shading.deducted) * taken.units;
                    sum.unserved += (terms.shading.damage + scenario.quality_cost(lot, redone, liked)) * taken.units * scale;
                    in_time += taken.units * if played.is_some() { 1.0 - terms.shading.below } else { share_in_time };
                    for (part, fallback) in parts(1.0 - open - failed, failed - covered, fallbacks) {
                        let volume = volume.scaled(part);
                        if let Fallback::Nobody = fallback {
                            sum.unserved += volume.units * spec.unserved_cost * scale;
                            continue;
                        }
                        let (amount, of_prices) = fallback.costs(menu, lot, offer, cell, volume);
                        priced += of_prices;
                        month_cash += amount;
                        accompanied += volume.units;
                        sum.in_time += volume.units * scenario.policy.spot_in_time * scale;
                        sum.outside += volume.units * scale;
                    }
                }
            }
            // Diners whom the provider's counters could not serve.
            if let Some(canteen) = played {
                let left = canteen.overflow[cell];
                if spot {
                    accompanied += left.units;
                    let price = spec.spot.unwrap_or_default();
                    month_cash += price.of(left) * menu.spot_level(lot, cell) + spec.escort * left.units;
                    sum.in_time += left.units * scenario.policy.spot_in_time * scale;
                    sum.outside += left.units * scale;
                } else {
                    sum.unserved += left.units * spec.unserved_cost * scale;
                }
            }
            if let Some(units) = sum.escorted.get_mut(cell) {
                *units = accompanied;
            }
            sum.beside += (accompanied * spec.escort + used * each) * scale;
            cash += month_cash;
            sum.by_month[cell % months] += month_cash / samples as f64;
        }
        if let Direct::Offer(offer) = outlet {
            if let Some(canteen) = played {
                let served: f64 = volumes[cells.clone()].iter().map(|volume| volume.units).sum();
                in_time *= if served > 0.0 { canteen.in_time_by_year[year] / served } else { 0.0 };
            }
            if let Some(terms) = scenario.offers[offer].performance.filter(|_| units > 0.0) {
                let factor = terms.factor(in_time / units) - 1.0;
                let due: f64 = cells.clone().map(|cell| menu.works(offer, cell) / 12.0).sum();
                let of_fee = scenario.offers[offer].fee * due * menu.supply.part_of_fee(offer, lot, false);
                let change = (called + of_fee) * factor;
                priced += called * factor;
                sum.called_by_year[year] += called * factor;
                sum.called_by_month[(cells.end - 1) % months] += called * factor / samples as f64;
                cash += change;
                sum.by_month[(cells.end - 1) % months] += change / samples as f64;
            }
            sum.in_time += in_time * scale;
            sum.outside += units * scale;
            sum.under_contract += units * scale;
        }
        sum.by_year[year] = cash;
        sum.priced_by_year[year] = priced;
    }
    sum
}

/// Whether what is called off in a year or a month decides what is paid.
pub fn is_by_volume(offer: &Offer) -> bool {
    offer.minimum > 0.0 || offer.minimum_per_month > 0.0 || !offer.tiers.steps.is_empty()
}

/// What a second contract changes where the first cannot deliver, or leaves diners `beyond` its counters; nothing where it is never asked. It is asked by its price
/// alone, before the spot market and what is bought in an emergency where that is no cheaper, as `outcome::purchase` does. How far each contract is says the menu of each.
pub fn cover(
    (menu, seconds): (&Menu<'_>, &Menu<'_>),
    lot: usize,
    (first, second): (usize, usize),
    volumes: &[Volume],
    beyond: Option<&[Volume]>,
) -> Option<Cover> {
    let scenario = menu.supply.scenario;
    let spec = &scenario.lots[lot];
    let (terms, other) = (&scenario.offers[first], &scenario.offers[second]);
    let price = other.prices[lot]?;
    let scale = 1.0 / (menu.samples as f64 * scenario.years);
    let typical = typical(scenario, lot);
    let own = price.of(typical);
    let with_escort = own + scenario.escort(lot, Direct::Offer(second));
    let is_dearer_than_spot = spec.spot.is_some_and(|spot| spot.of(typical) + scenario.escort(lot, Direct::Spot) < with_escort);
    if with_escort > spec.unserved_cost || is_dearer_than_spot {
        return None;
    }
    let (years, months) = (volumes.len() / 12, scenario.calendar.months());
    let mut sum = Cover {
        by_year: vec![0.0; years],
        by_month: vec![0.0; months],
        called_by_year: vec![0.0; years],
        called_by_month: vec![0.0; months],
        by_cell: vec![0.0; volumes.len()],
        asked: vec![0.0; volumes.len()],
        can: vec![0.0; volumes.len()],
        ..Cover::default()
    };
    let part = 1.0 / menu.samples as f64;
    let fallbacks = fallbacks(menu, lot, first);
    let by_team = scenario.policy.escort_team.filter(|_| spec.escort_hours > 0.0);
    if by_team.is_some() {
        sum.escorted = vec![0.0; volumes.len()];
    }
    // Of each year: what is called off, units, and those in time. A contract that is a lot's second is paid by the result of that work alone.
    let mut of_years = vec![(0.0, 0.0, 0.0); sum.by_year.len()];
    for (cell, volume) in volumes.iter().enumerate() {
        let Standing { open, failed, .. } = menu.course(first, cell, spec.confidential);
        let left = failed * (1.0 - terms.covered());
        let there = seconds.course(second, cell, spec.confidential);
        let Standing { open: open_too, failed: failed_too, in_time: share_in_time, .. } = there;
        let can = open_too + other.covered() * failed_too;
        let closed = parts(1.0 - open - failed, left, fallbacks).map(|(part, fallback)| (volume.scaled(part), fallback));
        sum.can[cell] = can;
        let mut room = other.capacity.unwrap_or(f64::INFINITY);
        for (volume, fallback) in closed.chain(beyond.map(|beyond| (beyond[cell], fallbacks[0]))) {
            if matches!(fallback, Fallback::Emergency(price, fee) if price.of(typical) + fee < own) {
                continue;
            }
            sum.asked[cell] += volume.units;
            let can = can.min(room / volume.units.max(f64::MIN_POSITIVE));
            let volume = volume.scaled(can);
            room -= volume.units;
            let kept = there.accompanied * spec.escort + scenario.resource_cost(&other.uses);
            let beside = kept - other.shading.deducted;
            let instead = f64::from(u8::from(!matches!(fallback, Fallback::Nobody)));
            sum.beside += (kept - instead * spec.escort) * volume.units * scale;
            sum.unserved += (other.shading.damage + scenario.quality_cost(lot, there.redone, there.liked)) * volume.units * scale;
            if let Some(units) = sum.escorted.get_mut(cell) {
                *units += (there.accompanied - instead) * volume.units;
            }
            let called = price.of(volume) * menu.offer_level(second, cell);
            let of_year = &mut of_years[cell / 12];
            *of_year = (of_year.0 + called, of_year.1 + volume.units, of_year.2 + volume.units * share_in_time);
            let paid = called * (1.0 - there.kept);
            let mut cash = paid + beside * volume.units;
            cash -= fallback.costs(menu, lot, first, cell, volume).0;
            if let Fallback::Nobody = fallback {
                sum.unserved -= volume.units * spec.unserved_cost * scale;
                sum.done += volume.units * scale;
            } else {
                sum.in_time -= volume.units * scenario.policy.spot_in_time * scale;
            }
            sum.in_time += volume.units * share_in_time * scale;
            sum.units += volume.units * scale;
            sum.by_cell[cell] += volume.units;
            sum.by_year[cell / 12] += cash;
            sum.by_month[cell % months] += cash * part;
            sum.called_by_year[cell / 12] += paid;
            sum.called_by_month[cell % months] += paid * part;
        }
    }
    if let Some(terms) = other.performance {
        for (year, (called, units, in_time)) in of_years.into_iter().enumerate().filter(|(_, (_, units, _))| *units > 0.0) {
            let due: f64 = (12 * year..12 * year + 12).map(|cell| seconds.works(second, cell) / 12.0).sum();
            let of_fee = other.fee * due * menu.supply.part_of_fee(second, lot, false);
            let factor = terms.factor(in_time / units) - 1.0;
            let last = (12 * year + 11) % months;
            sum.by_year[year] += (called + of_fee) * factor;
            sum.by_month[last] += (called + of_fee) * factor * part;
            sum.called_by_year[year] += called * factor;
            sum.called_by_month[last] += called * factor * part;
        }
    }
    sum.unserved += scenario.policy.late_cost * spec.unserved_cost * (sum.done - sum.in_time);
    (sum.units > 0.0).then_some(sum)
}

/// Where work goes as long as a contract is not open yet, and while its provider has failed.
fn fallbacks(menu: &Menu<'_>, lot: usize, offer: usize) -> [Fallback; 2] {
    let supply = menu.supply;
    let scenario = supply.scenario;
    let terms = &scenario.offers[offer];
    let spec = &scenario.lots[lot];
    let spot = spec.spot.filter(|_| spot_of(menu, lot)).map_or(Fallback::Nobody, Fallback::Spot);
    let emergency = terms.failure.zip(terms.prices[lot]).and_then(|(failure, price)| {
        let in_all = supply.priced_in_all(offer, lot, 1.0, false).scaled(failure.emergency);
        let worth = !spec.confidential && in_all.of(typical(scenario, lot)) <= spec.unserved_cost;
        let price = price.scaled(failure.emergency);
        worth.then_some(Fallback::Emergency(price, in_all.per_unit - price.per_unit))
    });
    [spot, emergency.unwrap_or(spot)]
}

/// The parts of a month in which work goes elsewhere, with where it goes.
fn parts(closed: f64, stranded: f64, to: [Fallback; 2]) -> impl Iterator<Item = (f64, Fallback)> {
    [closed, stranded].into_iter().zip(to).filter(|(part, _)| *part > 1e-12)
}

/// Whether a lot's work is worth buying without a contract.
pub fn spot_of(menu: &Menu<'_>, lot: usize) -> bool {
    let scenario = menu.supply.scenario;
    let spec = &scenario.lots[lot];
    spec.spot.is_some_and(|price| price.of(typical(scenario, lot)) + spec.escort <= spec.unserved_cost)
}
