//! What is due under a contract for a month and for a year as a whole. A contract is owed its fee and its minimum as far as it works: not before it begins, nor while its
//! provider has failed.

use crate::scenario::Offer;

/// Work called off by a buyer in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Called {
    /// At list price: what thresholds of discounts count.
    pub listed: f64,
    /// After a bundle's discount: what minimums count.
    pub bundled: f64,
}

/// What is due for a month beside call-offs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Month {
    /// The fee.
    pub fee: f64,
    /// Of it, held back and kept since the provider fails.
    pub kept: f64,
    /// What call-offs lack of the month's minimum purchase.
    pub short: f64,
}

/// What is due when a year ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearEnd {
    /// Discount by volume, given back.
    pub rebate: f64,
    /// What call-offs, what months topped up and the rebate leave of the year's minimum purchase.
    pub short: f64,
}

/// The fee of a month of which a contract works a share.
pub fn fee(terms: &Offer, works: f64) -> f64 {
    terms.fee / 12.0 * works
}

/// What is due for a month of which a contract works a share, `kept` of all payments being held back and kept, with so much called off after a bundle's discount.
pub fn month(terms: &Offer, works: f64, kept: f64, called: f64) -> Month {
    let fee = fee(terms, works);
    Month { fee, kept: fee * kept, short: (terms.minimum_per_month * works - called).max(0.0) }
}

/// What is due when a year ends, with the share that the contract worked of each of its months, and what was called off in each.
pub fn year(terms: &Offer, works: &[f64], called: &[Called]) -> YearEnd {
    let bundled: f64 = called.iter().map(|called| called.bundled).sum();
    let listed: f64 = called.iter().map(|called| called.listed).sum();
    let topped: f64 = works.iter().zip(called).map(|(works, called)| month(terms, *works, 0.0, called.bundled).short).sum();
    let minimum = terms.minimum * works.iter().sum::<f64>() / 12.0;
    let rebate = terms.tiers.rebate(listed);
    YearEnd { rebate, short: (minimum - (bundled + topped - rebate)).max(0.0) }
}

/// What is added to (deducted from, where negative) pay by the result of a year's work: on what was `called` off and on the work's part of the year's fee, which come apart in
/// that order.
pub fn by_result(terms: &Offer, (units, in_time): (f64, f64), called: f64, of_fee: f64) -> (f64, f64) {
    let Some(performance) = terms.performance.filter(|_| units > 0.0) else { return (0.0, 0.0) };
    let change = performance.factor(in_time / units) - 1.0;
    (called * change, of_fee * change)
}
