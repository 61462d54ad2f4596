//! What goes out of a unit costs.

use crate::plan::is_meal;
use crate::scenario::Volume;
use crate::supply::Supply;

/// What goes out costs a year. Which of the two is nearer depends on what a contract costs beside its prices, which is not known here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Loss {
    /// At the cheapest price that any contract has.
    pub bought: f64,
    /// Without any contract.
    pub without: f64,
    /// Where nobody does it.
    pub undone: f64,
}

impl Loss {
    /// What a volume of a lot costs elsewhere, at most what going without costs.
    pub fn of_going_out(supply: &Supply, lot: usize, volume: Volume) -> Self {
        let scenario = &*supply.scenario;
        let spec = &scenario.lots[lot];
        let undone = volume.units * spec.unserved_cost;
        let without = spec.spot.map_or(f64::INFINITY, |price| price.of(volume)).min(undone);
        let offers = scenario.offers.iter().filter(|offer| offer.counters.is_none() || !is_meal(scenario, lot));
        let bought = offers.filter_map(|offer| offer.prices[lot]).map(|price| price.of(volume)).fold(without, f64::min);
        Self { bought, without, undone }
    }

    pub fn of_either(amount: f64) -> Self {
        Self { bought: amount, without: amount, undone: amount }
    }

    pub fn and(self, other: Self) -> Self {
        Self { bought: self.bought + other.bought, without: self.without + other.without, undone: self.undone + other.undone }
    }

    pub fn scaled(self, factor: f64) -> Self {
        Self { bought: self.bought * factor, without: self.without * factor, undone: self.undone * factor }
    }

    /// How much more it is than another, or less, where that is least.
    pub fn least_of(self, other: Self) -> f64 {
        (self.bought - other.bought).min(self.without - other.without)
    }

    /// Whether it is less than another at one of the prices.
    pub fn is_less_than(self, other: Self) -> bool {
        self.least_of(other) < 0.0
    }
}
