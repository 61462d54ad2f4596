//! What work costs and how well it is done at an outlet, over the planning samples: for each route of a lot, worked out once.
//! By the law by which the simulation of a plan lives as well ([`crate::contracts`]), for one lot at a time.

use super::menu::{LotResponse, Market};
use crate::contracts::asked::{is_worth_it, unit_cost};
use crate::contracts::{Emergency, Parts, bad_work, deliver, settle, typical};
use crate::scenario::{Direct, Offer, Price, Volume};

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
    /// In an emergency, since the provider of an offer has failed.
    Emergency(usize, Emergency),
}

impl Fallback {
    /// What a volume costs in a sample and month: all of it, and what of it rises with the offer's prices.
    fn costs(self, market: Market<'_>, lot: usize, cell: usize, volume: Volume) -> (f64, f64) {
        let beside = market.supply.scenario.lots[lot].escort * volume.units;
        match self {
            Self::Nobody => (0.0, 0.0),
            Self::Spot(price) => (price.of(volume) * market.spot_level(lot, cell) + beside, 0.0),
            Self::Emergency(offer, emergency) => {
                let priced = emergency.priced.of(volume) * market.offer_level(offer, cell);
                (priced + emergency.fee * volume.units + beside, priced)
            }
        }
    }
}

/// A lot's work in a month of a sample, or in a year of it.
#[derive(Default)]
struct Spent {
    cash: f64,
    /// Of it, what is in proportion to the offer's prices.
    priced: f64,
    /// Call-offs before anything is held back.
    called: f64,
    /// Units done under the contract.
    units: f64,
    /// Of them, those in time.
    in_time: f64,
    /// Units whose doers are accompanied.
    accompanied: f64,
}

/// A lot's work at an outlet. `volumes` are by sample and month; `played` is the canteen that a provider runs.
pub fn bought(market: Market<'_>, lot: usize, outlet: Direct, volumes: &[Volume], played: Option<&LotResponse>) -> Bought {
    let scenario = &*market.supply.scenario;
    let months = scenario.calendar.months();
    let spec = &scenario.lots[lot];
    let years = market.samples * scenario.calendar.years();
    let scale = 1.0 / years as f64;
    let mut sum = Bought::empty(market, lot, outlet);
    let (each, instead) = match outlet {
        Direct::Offer(offer) => (scenario.resource_cost(&scenario.offers[offer].uses), fallbacks(market, lot, offer)),
        _ => (0.0, [Fallback::Nobody; 2]),
    };
    for year in 0..years {
        let cells = 12 * year..12 * year + 12;
        let mut of_year = Spent::default();
        for cell in cells.clone() {
            let mut month = Spent::default();
            match outlet {
                Direct::Nobody => sum.elsewhere(market, lot, Fallback::Nobody, (cell, volumes[cell]), &mut month),
                Direct::Spot => {
                    let price = spec.spot.unwrap_or_default();
                    sum.elsewhere(market, lot, Fallback::Spot(price), (cell, volumes[cell]), &mut month);
                }
                Direct::Offer(offer) => {
                    let Parts { stranded, closed, .. } = sum.under_contract(market, lot, (offer, each), (cell, volumes[cell]), &mut month);
                    for (part, fallback) in parts(closed, stranded, instead) {
                        sum.elsewhere(market, lot, fallback, (cell, volumes[cell].scaled(part)), &mut month);
                    }
                }
            }
            // Diners whom the provider's counters could not serve.
            if let Some(canteen) = played {
                sum.elsewhere(market, lot, spot_or_nobody(market, lot), (cell, canteen.overflow[cell]), &mut month);
            }
            if let Some(units) = sum.escorted.get_mut(cell) {
                *units = month.accompanied;
            }
            sum.beside += (month.accompanied * spec.escort + month.units * each) * scale;
            sum.by_month[cell % months] += month.cash / market.samples as f64;
            of_year.cash += month.cash;
            of_year.priced += month.priced;
            of_year.called += month.called;
            of_year.units += month.units;
            of_year.in_time += month.in_time;
        }
        if let Direct::Offer(offer) = outlet {
            if let Some(canteen) = played {
                // A canteen that a provider runs serves as it was played.
                let served: f64 = volumes[cells.clone()].iter().map(|volume| volume.units).sum();
                let share = if served > 0.0 { canteen.in_time_by_year[year] / served } else { 0.0 };
                of_year.in_time = of_year.units * (1.0 - scenario.offers[offer].shading.below) * share;
            }
            let of_fee = market.fee_of_year(offer, year) * market.supply.part_of_fee(offer, lot, false);
            let done = (of_year.units, of_year.in_time);
            let (of_called, of_fee) = settle::by_result(&scenario.offers[offer], done, of_year.called, of_fee);
            let last = (cells.end - 1) % months;
            of_year.priced += of_called;
            of_year.cash += of_called + of_fee;
            sum.called_by_year[year] += of_called;
            sum.called_by_month[last] += of_called / market.samples as f64;
            sum.by_month[last] += (of_called + of_fee) / market.samples as f64;
            sum.in_time += of_year.in_time * scale;
            sum.outside += of_year.units * scale;
            sum.under_contract += of_year.units * scale;
        }
        sum.by_year[year] = of_year.cash;
        sum.priced_by_year[year] = of_year.priced;
    }
    sum
}

impl Bought {
    /// Nothing yet of a lot's work at an outlet.
    fn empty(market: Market<'_>, lot: usize, outlet: Direct) -> Self {
        let scenario = &*market.supply.scenario;
        let months = scenario.calendar.months();
        let (cells, years) = (market.samples * months, market.samples * scenario.calendar.years());
        let mut sum = Self { by_year: vec![0.0; years], priced_by_year: vec![0.0; years], by_month: vec![0.0; months], ..Self::default() };
        if let Direct::Offer(offer) = outlet {
            (sum.called_by_year, sum.called_by_month) = (vec![0.0; years], vec![0.0; months]);
            if scenario.offers[offer].capacity.is_some() || is_by_volume(&scenario.offers[offer]) {
                sum.called_off = vec![(0.0, 0.0); cells];
            }
        }
        if scenario.policy.escort_team.is_some() && scenario.lots[lot].escort_hours > 0.0 {
            sum.escorted = vec![0.0; cells];
        }
        sum
    }

    /// A volume is done under a contract in a month of a sample, as far as it works, with what resources `each` unit uses. Returns what becomes of all of it.
    fn under_contract(
        &mut self,
        market: Market<'_>,
        lot: usize,
        (offer, each): (usize, f64),
        (cell, volume): (usize, Volume),
        month: &mut Spent,
    ) -> Parts {
        let scenario = &*market.supply.scenario;
        let (spec, terms) = (&scenario.lots[lot], &scenario.offers[offer]);
        let (months, years) = (scenario.calendar.months(), market.samples * scenario.calendar.years());
        let standing = market.course(offer, cell, spec.confidential);
        let parts = standing.parts(terms);
        let done = volume.scaled(parts.done);
        let delivery = deliver(terms, &standing, terms.prices[lot].unwrap_or_default(), (market.offer_level(offer, cell), 1.0), done);
        if let Some(called_off) = self.called_off.get_mut(cell) {
            *called_off = (done.units, delivery.listed);
        }
        self.called_by_year[cell / 12] += delivery.paid;
        self.called_by_month[cell % months] += delivery.paid / market.samples as f64;
        self.unserved += bad_work(scenario, lot, terms, &standing) * done.units / years as f64;
        month.called += delivery.called;
        month.priced += delivery.paid;
        month.cash += delivery.paid - delivery.deducted + (standing.accompanied * spec.escort + each) * done.units;
        month.units += done.units;
        month.in_time += done.units * standing.in_time;
        month.accompanied += standing.accompanied * done.units;
        parts
    }

    /// A volume is done elsewhere than under a contract in a month of a sample, or by nobody.
    fn elsewhere(&mut self, market: Market<'_>, lot: usize, to: Fallback, (cell, volume): (usize, Volume), month: &mut Spent) {
        let scenario = &*market.supply.scenario;
        let a_year = volume.units / (market.samples * scenario.calendar.years()) as f64;
        if let Fallback::Nobody = to {
            self.unserved += a_year * scenario.lots[lot].unserved_cost;
            return;
        }
        let (amount, of_prices) = to.costs(market, lot, cell, volume);
        month.priced += of_prices;
        month.cash += amount;
        month.accompanied += volume.units;
        self.in_time += a_year * scenario.policy.spot_in_time;
        self.outside += a_year;
    }
}

/// Whether what is called off in a year or a month decides what is paid.
pub fn is_by_volume(offer: &Offer) -> bool {
    offer.minimum > 0.0 || offer.minimum_per_month > 0.0 || !offer.tiers.steps.is_empty()
}

/// What a second contract changes where the first cannot deliver, or leaves diners `beyond` its counters; nothing where it is never asked. It is asked by its price
/// alone, before the spot market and what is bought in an emergency where that is no cheaper, as `outcome::purchase` does. How far each contract is says the market of each.
pub fn cover(
    (market, seconds): (Market<'_>, Market<'_>),
    lot: usize,
    (first, second): (usize, usize),
    volumes: &[Volume],
    beyond: Option<&[Volume]>,
) -> Option<Cover> {
    let scenario = &*market.supply.scenario;
    let spec = &scenario.lots[lot];
    let (terms, other) = (&scenario.offers[first], &scenario.offers[second]);
    let price = other.prices[lot]?;
    let scale = 1.0 / (market.samples as f64 * scenario.years);
    let typical = typical(scenario, lot);
    let own = price.of(typical);
    let (there, on_the_spot) = (unit_cost(scenario, lot, Direct::Offer(second)), unit_cost(scenario, lot, Direct::Spot));
    let is_dearer_than_spot = there.zip(on_the_spot).is_some_and(|(there, spot)| spot < there);
    if !is_worth_it(scenario, lot, Direct::Offer(second)) || is_dearer_than_spot {
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
    let part = 1.0 / market.samples as f64;
    let fallbacks = fallbacks(market, lot, first);
    let by_team = scenario.policy.escort_team.filter(|_| spec.escort_hours > 0.0);
    if by_team.is_some() {
        sum.escorted = vec![0.0; volumes.len()];
    }
    // A contract that is a lot's second is paid by the result of that work alone.
    let mut of_years: Vec<Spent> = (0..years).map(|_| Spent::default()).collect();
    for (cell, volume) in volumes.iter().enumerate() {
        let Parts { stranded, closed, .. } = market.course(first, cell, spec.confidential).parts(terms);
        let there = seconds.course(second, cell, spec.confidential);
        let share_in_time = there.in_time;
        let can = there.parts(other).done;
        let closed = parts(closed, stranded, fallbacks).map(|(part, fallback)| (volume.scaled(part), fallback));
        sum.can[cell] = can;
        let mut room = other.capacity.unwrap_or(f64::INFINITY);
        for (volume, fallback) in closed.chain(beyond.map(|beyond| (beyond[cell], fallbacks[0]))) {
            if matches!(fallback, Fallback::Emergency(_, emergency) if emergency.price(1.0).of(typical) < own) {
                continue;
            }
            sum.asked[cell] += volume.units;
            let can = can.min(room / volume.units.max(f64::MIN_POSITIVE));
            let volume = volume.scaled(can);
            room -= volume.units;
            let kept = there.accompanied * spec.escort + scenario.resource_cost(&other.uses);
            let instead = f64::from(u8::from(!matches!(fallback, Fallback::Nobody)));
            sum.beside += (kept - instead * spec.escort) * volume.units * scale;
            sum.unserved += bad_work(scenario, lot, other, &there) * volume.units * scale;
            if let Some(units) = sum.escorted.get_mut(cell) {
                *units += (there.accompanied - instead) * volume.units;
            }
            let delivery = deliver(other, &there, price, (market.offer_level(second, cell), 1.0), volume);
            let of_year = &mut of_years[cell / 12];
            of_year.called += delivery.called;
            of_year.units += volume.units;
            of_year.in_time += volume.units * share_in_time;
            let cash = delivery.paid - delivery.deducted + kept * volume.units - fallback.costs(market, lot, cell, volume).0;
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
            sum.called_by_year[cell / 12] += delivery.paid;
            sum.called_by_month[cell % months] += delivery.paid * part;
        }
    }
    for (year, of_year) in of_years.into_iter().enumerate() {
        let of_fee = seconds.fee_of_year(second, year) * market.supply.part_of_fee(second, lot, false);
        let (of_called, of_fee) = settle::by_result(other, (of_year.units, of_year.in_time), of_year.called, of_fee);
        let last = (12 * year + 11) % months;
        sum.by_year[year] += of_called + of_fee;
        sum.by_month[last] += (of_called + of_fee) * part;
        sum.called_by_year[year] += of_called;
        sum.called_by_month[last] += of_called * part;
    }
    sum.unserved += scenario.policy.late_cost * spec.unserved_cost * (sum.done - sum.in_time);
    (sum.units > 0.0).then_some(sum)
}

/// Where work goes as long as a contract is not open yet, and while its provider has failed.
fn fallbacks(market: Market<'_>, lot: usize, offer: usize) -> [Fallback; 2] {
    let spot = spot_or_nobody(market, lot);
    let is_worth_it = |emergency: &Emergency| Emergency::is_worth_it(&market.supply.scenario, lot, emergency.price(1.0));
    let emergency = Emergency::of(market.supply, offer, lot, false).filter(is_worth_it);
    [spot, emergency.map_or(spot, |emergency| Fallback::Emergency(offer, emergency))]
}

/// Where work goes that nobody has a contract for.
fn spot_or_nobody(market: Market<'_>, lot: usize) -> Fallback {
    let scenario = &*market.supply.scenario;
    let spot = scenario.lots[lot].spot.filter(|_| is_worth_it(scenario, lot, Direct::Spot));
    spot.map_or(Fallback::Nobody, Fallback::Spot)
}

/// The parts of a month in which work goes elsewhere, with where it goes.
fn parts(closed: f64, stranded: f64, to: [Fallback; 2]) -> impl Iterator<Item = (f64, Fallback)> {
    [closed, stranded].into_iter().zip(to).filter(|(part, _)| *part > 1e-12)
}
