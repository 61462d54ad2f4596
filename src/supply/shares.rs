//! What work is worth, and who bears what is spent on it together.

use super::{Supply, Unit};
use crate::scenario::file::{ShareAmong, ShareOf};
use crate::scenario::{LotKind, Scenario, Volume};
use crate::services::season::Season;
use crate::services::shocks::expected_level;
use crate::services::{bookings, sittings, work_orders};

/// Ways to count outsourced shares, in the order of tables, with their keys in files.
pub const WAYS: [(&str, ShareOf, ShareAmong); 7] = [
    ("value_of_all", ShareOf::Value, ShareAmong::All),
    ("value_of_what_may_go_out", ShareOf::Value, ShareAmong::MayGoOut),
    ("lots_of_all", ShareOf::Lots, ShareAmong::All),
    ("lots_of_what_may_go_out", ShareOf::Lots, ShareAmong::MayGoOut),
    ("jobs_of_all", ShareOf::Jobs, ShareAmong::All),
    ("jobs_of_what_may_go_out", ShareOf::Jobs, ShareAmong::MayGoOut),
    ("running_cost", ShareOf::Cost, ShareAmong::All),
];

impl Supply {
    /// Departments' shares of a unit's cost: by the market value of the work that comes from each.
    pub fn department_shares(&self, lots: impl Iterator<Item = usize> + Clone) -> Vec<f64> {
        self.shares(lots, self.scenario.departments.len(), |lot| self.scenario.lots[lot].department)
    }

    /// Lots of a service.
    pub fn lots_of_service(&self, service: usize) -> Vec<usize> {
        (0..self.scenario.lots.len()).filter(|lot| self.scenario.lots[*lot].service == service).collect()
    }

    /// Lots that people of a skill set could do in some arrangement: by these, departments and services share what is spent on the people themselves.
    pub fn lots_of_set(&self, set: usize) -> Vec<usize> {
        let of_set = |unit: &&Unit| unit.crew.as_ref().is_some_and(|crew| crew.skill_set == set);
        (0..self.scenario.lots.len()).filter(|lot| self.units.iter().filter(of_set).any(|unit| unit.lots.contains(lot))).collect()
    }

    /// Shares of departments in what an offer costs all together: by the work that it covers, or by heads where it saves what everybody uses;
    /// nothing for an offer that can do neither.
    pub fn payers(&self, offer: usize) -> Option<Vec<f64>> {
        let scenario = &*self.scenario;
        let spec = &scenario.offers[offer];
        let covered = (0..scenario.lots.len()).filter(|lot| spec.prices[*lot].is_some());
        if !spec.saves.is_empty() {
            return Some(scenario.head_shares());
        }
        (covered.clone().count() > 0).then(|| self.department_shares(covered))
    }

    /// The part of an offer's fee that falls on a lot: the lots that it covers, or where departments contract separately those of the lot's department,
    /// share it by market value.
    pub fn part_of_fee(&self, offer: usize, lot: usize, separate: bool) -> f64 {
        let scenario = &*self.scenario;
        let together = |other: usize| !separate || scenario.lots[other].department == scenario.lots[lot].department;
        let covered = (0..scenario.lots.len()).filter(|other| scenario.offers[offer].prices[*other].is_some() && together(*other));
        let all: f64 = covered.map(|other| self.market_value(other)).sum();
        if all > 0.0 { self.market_value(lot) / all } else { 0.0 }
    }

    /// What an offer's fee comes to for each expected unit of a lot.
    pub fn fee_of_unit(&self, offer: usize, lot: usize, separate: bool) -> f64 {
        let units = self.expected_volume(lot).units;
        if units > 0.0 { self.scenario.offers[offer].fee * self.part_of_fee(offer, lot, separate) / units } else { 0.0 }
    }

    /// The same of services: a contract or a unit may do lots of several.
    pub fn service_shares(&self, lots: impl Iterator<Item = usize> + Clone) -> Vec<f64> {
        self.shares(lots, self.scenario.services.len(), |lot| self.scenario.lots[lot].service)
    }

    /// Shares of market value over groups of lots.
    fn shares(&self, lots: impl Iterator<Item = usize> + Clone, groups: usize, group: impl Fn(usize) -> usize) -> Vec<f64> {
        let mut shares = vec![0.0; groups];
        let total: f64 = lots.clone().map(|lot| self.market_value(lot)).sum();
        let count = lots.clone().count() as f64;
        for lot in lots {
            shares[group(lot)] += if total > 0.0 { self.market_value(lot) / total } else { 1.0 / count };
        }
        shares
    }

    /// Market value of a lot's expected yearly work: at its spot price, else at its cheapest offer, else at what going
    /// without costs. The weight of a lot in the outsourced share and in the allocation of joint costs.
    pub fn market_value(&self, lot: usize) -> f64 {
        let scenario = &*self.scenario;
        let volume = self.expected_volume(lot);
        let spec = &scenario.lots[lot];
        let cheapest =
            scenario.offers.iter().filter_map(|offer| offer.prices[lot]).map(|price| price.of(volume)).fold(f64::INFINITY, f64::min);
        match spec.spot {
            Some(price) => price.of(volume),
            None if cheapest.is_finite() && cheapest > 0.0 => cheapest,
            None => spec.unserved_cost * volume.units,
        }
    }

    /// The same of all lots.
    pub fn market_value_of_all(&self) -> f64 {
        (0..self.scenario.lots.len()).map(|lot| self.market_value(lot)).sum()
    }

    /// What a lot's yearly work counts for in a share, relative to others, if all of it is counted in that way.
    fn counts_by(&self, lot: usize, of: ShareOf, among: ShareAmong) -> f64 {
        if among == ShareAmong::MayGoOut && !self.scenario.may_go_out(lot) {
            return 0.0;
        }
        let units = self.expected_volume(lot).units;
        match of {
            // Cost is no lot's own: where it is what counts, lots are weighed alike by value.
            ShareOf::Value | ShareOf::Cost => self.market_value(lot),
            ShareOf::Jobs => units,
            ShareOf::Lots => f64::from(u8::from(units > 0.0)),
        }
    }

    /// What a lot's yearly work counts for in outsourced shares. What all lots count for comes to the market value of all work, so that shares of lots and
    /// of millions are alike to a solver.
    pub fn counts(&self, lot: usize) -> f64 {
        self.counts[lot]
    }

    /// What each lot counts for.
    pub(super) fn all_counts(&self) -> Vec<f64> {
        let (of, among) = self.scenario.policy.counted;
        let lots = 0..self.scenario.lots.len();
        let counts: Vec<f64> = lots.clone().map(|lot| self.counts_by(lot, of, among)).collect();
        if (of, among) == (ShareOf::Value, ShareAmong::All) {
            return counts;
        }
        let (whole, all) = (lots.map(|lot| self.market_value(lot)).sum::<f64>().max(1.0), counts.iter().sum::<f64>());
        counts.into_iter().map(|count| if all > 0.0 { count / all * whole } else { 0.0 }).collect()
    }

    /// What all lots count for.
    pub fn counted(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// What a unit of a lot counts for in outsourced shares.
    pub fn counts_each(&self, lot: usize) -> f64 {
        let units = self.expected_volume(lot).units;
        if units > 0.0 { self.counts(lot) / units } else { 0.0 }
    }

    /// What each unit of each lot counts for, counted in some way.
    pub fn counts_each_by(&self, of: ShareOf, among: ShareAmong) -> Vec<f64> {
        let each = |lot: usize| {
            let units = self.expected_volume(lot).units;
            if units > 0.0 { self.counts_by(lot, of, among) / units } else { 0.0 }
        };
        (0..self.scenario.lots.len()).map(each).collect()
    }

    /// Expected yearly volume of a lot.
    pub fn expected_volume(&self, lot: usize) -> Volume {
        self.expected[lot]
    }
}

/// Expected yearly volume of each lot: the very days, weights and levels from which its demand is drawn.
pub(super) fn expected(scenario: &Scenario) -> Vec<Volume> {
    let of_lot = |lot: usize| {
        let factors = &scenario.lots[lot].factors;
        let level = |day: usize| if factors.is_empty() { 1.0 } else { expected_level(scenario, factors, day) };
        let weighted = |season: &Season| season.with_work().map(|(day, weight)| weight * level(day)).sum::<f64>();
        let (units, measure) = match &scenario.lots[lot].kind {
            LotKind::WorkOrders(spec) => {
                let season = work_orders::season(scenario, spec);
                let per_day = spec.jobs_per_month * spec.profile.months_with_work(&scenario.calendar) / season.days().max(1) as f64;
                let failures = (spec.expected_per_month() - spec.jobs_per_month) * scenario.calendar.months() as f64;
                (per_day * weighted(&season) + failures, spec.mean_hours())
            }
            LotKind::Sittings(spec) => {
                let season = sittings::season(scenario, spec);
                let of_day = |(day, weight): (usize, f64)| {
                    spec.registered * sittings::expected_share(spec, weight * level(day)).0 + spec.guests * level(day)
                };
                (season.with_work().map(of_day).sum(), 0.0)
            }
            LotKind::Bookings(spec) => {
                let season = bookings::season(scenario, spec);
                (spec.per_day * weighted(&season) * (1.0 - spec.cancelled), spec.attendees.mean())
            }
        };
        let units = units * scenario.lots[lot].share() / scenario.years;
        Volume { units, measure: units * measure }
    };
    (0..scenario.lots.len()).map(of_lot).collect()
}
