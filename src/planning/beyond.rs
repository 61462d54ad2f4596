//! What of a year's work goes beyond the contracts to which it is routed, as a program notes it: what single contracts cannot take, which lots share one, and who stands
//! in for whom. The rows are made elsewhere (`spill`, `capacity`, `crowds`, `substitutes`).

use std::collections::BTreeMap;
use std::ops::Range;

use good_lp::{Expression, Variable};

use crate::scenario::Direct;

/// Whether a contract runs since the year before, or begins, where that makes a difference.
pub(super) type Stage = Option<bool>;

/// Work that a contract cannot take.
pub(super) struct Spill {
    pub lot: usize,
    /// The way of an offer that it was routed to.
    pub from: usize,
    pub to: Direct,
    /// How far the contract is to which it goes.
    pub stage: Stage,
    /// Units of all its months, of its sample or as the mean over samples.
    pub units: Variable,
    /// What makes of them units a year in expectation.
    pub weight: f64,
    pub of: Extent,
    /// Hours by which own people accompany more for each unit.
    pub escort_hours: f64,
}

/// Where work may go, and how far a contract is that takes it.
pub(super) type Outlet = (Direct, Stage);

/// Months of the horizon, in a sample or as the mean over samples.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Extent {
    pub sample: Option<usize>,
    pub months: Range<usize>,
}

impl Extent {
    /// A month of a sample, of a horizon of so many.
    pub fn of_cell(cell: usize, months: usize) -> Self {
        Self { sample: Some(cell / months), months: cell % months..cell % months + 1 }
    }

    /// The cells of it.
    pub fn cells(&self, samples: usize, months: usize) -> impl Iterator<Item = usize> + use<> {
        let of = self.sample.map_or(0..samples, |sample| sample..sample + 1);
        let within = self.months.clone();
        of.flat_map(move |sample| within.clone().map(move |month| sample * months + month))
    }

    /// Part of it that falls on a month of a sample, of a horizon of so many: months of which nothing more is known are alike.
    pub fn part_in(&self, cell: usize, months: usize) -> f64 {
        let is_of = self.sample.is_none_or(|sample| sample == cell / months) && self.months.contains(&(cell % months));
        if is_of { 1.0 / self.months.len() as f64 } else { 0.0 }
    }
}

/// Lots that share a contract's capacity, in some of its months.
pub(super) struct Crowd {
    pub capacity: f64,
    /// Lots with the way of the offer that they go by, in the order in which the contract serves them, and what is left of each.
    pub ways: Vec<((usize, usize), Expression)>,
    /// Routes that bring work there: their places among the choices, each with the way of the offer.
    pub users: Vec<(usize, usize)>,
    /// What it does in the stead of others that do not deliver: places among what is covered.
    pub stands_in: Vec<usize>,
    /// Months of samples in which all of it may be too much.
    pub cells: Vec<usize>,
    /// What makes of a sum over them what is left.
    pub mean: f64,
}

/// Contracts of one buyer that stand in for others, with everything that decides who gets what of them.
pub(super) struct Substitutes {
    /// Most units a month that each takes, by family, of those that are limited.
    pub capacities: BTreeMap<usize, f64>,
    /// Routes, in the order in which they are served.
    pub served: Vec<Served>,
}

/// A route that brings work to such a contract, or whose own contract others stand in for.
pub(super) struct Served {
    /// Its place among the choices.
    pub position: usize,
    /// What a unit saves where it goes first.
    pub saves: f64,
    pub family: usize,
    /// Who stands in for it, in the order in which they are asked: places among what is covered, each with the family.
    pub covers: Vec<(usize, usize)>,
}
