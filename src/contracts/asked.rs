//! Who is asked for a lot's work, in which order, and when nobody is: by what a unit comes to as such.

use crate::scenario::{Direct, LotKind, Price, Scenario, Volume};
use crate::supply::Supply;

/// One unit of a lot with its mean measure, for comparing prices.
pub fn typical(scenario: &Scenario, lot: usize) -> Volume {
    let measure = match &scenario.lots[lot].kind {
        LotKind::WorkOrders(spec) => spec.mean_hours(),
        LotKind::Sittings(_) => 0.0,
        LotKind::Bookings(spec) => spec.attendees.mean(),
    };
    Volume { units: 1.0, measure }
}

/// What a unit of a lot costs at an outlet as such, whoever accompanies it included: the cheapest is asked first. Nothing where it cannot be bought there.
pub fn unit_cost(scenario: &Scenario, lot: usize, outlet: Direct) -> Option<f64> {
    let price = match outlet {
        Direct::Offer(offer) => scenario.offers[offer].prices[lot],
        Direct::Spot => scenario.lots[lot].spot,
        Direct::Nobody => None,
    };
    price.map(|price| price.of(typical(scenario, lot)) + scenario.escort(lot, outlet))
}

/// Whether a lot's work is bought at an outlet though no plan says so: not where it costs more than going without.
pub fn is_worth_it(scenario: &Scenario, lot: usize, outlet: Direct) -> bool {
    unit_cost(scenario, lot, outlet).is_some_and(|cost| cost <= scenario.lots[lot].unserved_cost)
}

/// What a unit of a lot saves under an offer against the spot market or against going without, whichever is less: contracts that are short serve those lots first for
/// which it is most. Nothing where the offer has no price for it.
pub fn saving(scenario: &Scenario, lot: usize, offer: usize) -> Option<f64> {
    let (spec, unit) = (&scenario.lots[lot], typical(scenario, lot));
    let fallback = spec.spot.map_or(spec.unserved_cost, |price| price.of(unit).min(spec.unserved_cost));
    scenario.offers[offer].prices[lot].map(|price| fallback - price.of(unit))
}

/// A lot's work while the provider of an offer has failed: bought at a multiple of what it costs under the contract, the lot's part of the fee included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Emergency {
    /// What moves with the contract's prices.
    pub priced: Price,
    /// What the fee adds to each unit.
    pub fee: f64,
}

impl Emergency {
    /// That of an offer that may fail and has a price for the lot; contracts are of each department (`separate`) or of all.
    pub fn of(supply: &Supply, offer: usize, lot: usize, separate: bool) -> Option<Self> {
        let spec = &supply.scenario.offers[offer];
        let (failure, price) = spec.failure.zip(spec.prices[lot])?;
        let fee = supply.fee_of_unit(offer, lot, separate);
        Some(Self { priced: price.scaled(failure.emergency), fee: fee * failure.emergency })
    }

    /// The price where those of the contract are at a level.
    pub fn price(&self, level: f64) -> Price {
        let price = self.priced.scaled(level);
        Price { per_unit: price.per_unit + self.fee, ..price }
    }

    /// Whether it is bought at a price at all: nobody who helps out is cleared for secret work, and going without may cost less.
    pub fn is_worth_it(scenario: &Scenario, lot: usize, price: Price) -> bool {
        let spec = &scenario.lots[lot];
        !spec.confidential && price.of(typical(scenario, lot)) <= spec.unserved_cost
    }
}
