//! On what terms work is bought in each planning sample: how far contracts are, and at which level prices stand.

use std::borrow::Cow;

use crate::contracts::{Course, Standing, settle};
use crate::random::Streams;
use crate::scenario::Scenario;
use crate::services::Demand;
use crate::supply::Supply;

/// The market of a menu.
#[derive(Clone, Copy)]
pub struct Market<'a> {
    /// The supply behind it.
    pub supply: &'a Supply,
    /// Number of planning samples.
    pub samples: usize,
    /// The course of each offer's contract, by sample; empty where it always runs as agreed.
    pub(super) courses: &'a [Vec<Course>],
    /// What multiplies each offer's prices, by sample and month; empty where nothing does.
    pub(super) offer_levels: &'a [Vec<f64>],
    /// The same for each lot's price without a contract.
    pub(super) spot_levels: &'a [Vec<f64>],
    /// The same for each resource's base use.
    pub(super) base_levels: &'a [Vec<f64>],
}

impl Market<'_> {
    /// Whether an offer's contract always runs as agreed.
    pub fn is_even(&self, offer: usize) -> bool {
        self.courses[offer].is_empty()
    }

    /// An offer's contract in a sample and month, for a lot that is secret or not.
    pub fn course(&self, offer: usize, cell: usize, secret: bool) -> Standing {
        let months = self.supply.scenario.calendar.months();
        match self.courses[offer].get(cell / months) {
            Some(course) => course.in_month(cell % months, secret),
            None => Standing::even(&self.supply.scenario.offers[offer]),
        }
    }

    /// Share of a month of a sample in which an offer's contract does its work, and so is paid its fee and its minimum.
    pub fn works(&self, offer: usize, cell: usize) -> f64 {
        self.course(offer, cell, false).parts(&self.supply.scenario.offers[offer]).done
    }

    /// What an offer's fee comes to in a sample and month, less what is held back and kept.
    pub fn fee(&self, offer: usize, cell: usize) -> f64 {
        let (spec, standing) = (&self.supply.scenario.offers[offer], self.course(offer, cell, false));
        let due = settle::month(spec, standing.parts(spec).done, standing.kept, 0.0);
        due.fee - due.kept
    }

    /// What it comes to in a year of a sample before anything is held back.
    pub fn fee_of_year(&self, offer: usize, year: usize) -> f64 {
        let spec = &self.supply.scenario.offers[offer];
        (12 * year..12 * year + 12).map(|cell| settle::fee(spec, self.works(offer, cell))).sum()
    }

    /// What an offer's fee comes to, less what is held back and kept, mean a year.
    pub fn mean_fee(&self, offer: usize) -> f64 {
        if self.is_even(offer) {
            return self.supply.scenario.offers[offer].fee;
        }
        let cells = self.samples * self.supply.scenario.calendar.months();
        (0..cells).map(|cell| self.fee(offer, cell)).sum::<f64>() * 12.0 / cells as f64
    }

    /// What multiplies a lot's price without a contract in a sample and month.
    pub fn spot_level(&self, lot: usize, cell: usize) -> f64 {
        self.spot_levels[lot].get(cell).copied().unwrap_or(1.0)
    }

    /// What multiplies an offer's prices in a sample and month.
    pub fn offer_level(&self, offer: usize, cell: usize) -> f64 {
        self.offer_levels[offer].get(cell).copied().unwrap_or(1.0)
    }

    /// What multiplies a resource's base use in a sample and month.
    pub fn base_level(&self, resource: usize, cell: usize) -> f64 {
        self.base_levels[resource].get(cell).copied().unwrap_or(1.0)
    }
}

/// How far contracts are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Those that are not in force begin.
    Beginning,
    /// All begin.
    Anew,
    /// All are under way, and their providers cleared.
    Seasoned,
}

/// The course of each offer's contract, by sample; empty where it always runs as agreed.
pub(super) fn courses(scenario: &Scenario, demands: &[(Demand, Streams)], stage: Stage) -> Vec<Vec<Course>> {
    let mut scenario = Cow::Borrowed(scenario);
    if stage != Stage::Beginning {
        scenario.to_mut().status_quo.awarded.fill(stage == Stage::Seasoned);
    }
    (0..scenario.offers.len())
        .map(|offer| {
            let new = !scenario.in_force(offer);
            let drawn = demands.iter().filter(|_| !Course::is_even(&scenario, offer, new));
            drawn.map(|(_, streams)| Course::draw(&scenario, offer, new, streams)).collect()
        })
        .collect()
}
