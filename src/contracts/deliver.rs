//! What is paid for work called off under a contract, and what that work is like.

use super::Standing;
use crate::scenario::{Offer, Price, Scenario, Volume};

/// Money for work done under a contract in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// At list price: what thresholds of discounts count.
    pub listed: f64,
    /// After a bundle's discount: what minimums count.
    pub called: f64,
    /// What is paid of it: less what was held back and is kept since the provider fails.
    pub paid: f64,
    /// Deducted for work found below specification.
    pub deducted: f64,
}

/// What work done under a contract comes to, at a level of its prices and with what a bundle leaves of them.
pub fn deliver(terms: &Offer, standing: &Standing, price: Price, (level, bundled): (f64, f64), done: Volume) -> Delivery {
    let listed = price.of(done) * level;
    let called = listed * bundled;
    Delivery { listed, called, paid: called * (1.0 - standing.kept), deducted: terms.shading.deducted * done.units }
}

/// What a unit of a lot's work costs beside money under a contract: work below specification that nobody found, done again, liked more or less.
pub fn bad_work(scenario: &Scenario, lot: usize, terms: &Offer, standing: &Standing) -> f64 {
    terms.shading.damage + scenario.quality_cost(lot, standing.redone, standing.liked)
}
