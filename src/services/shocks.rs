//! Common shocks: what moves several demands and prices together in a replication, such as the weather, a session of a congress, or
//! the price level.
//!
//! A factor is level × exp(σz − σ²/2), a log-normal number with the level as its mean, drawn anew in every period; the normal scores z of successive periods
//! form a first-order autoregression. Outside its windows a factor is 1. A demand or price with effect e is multiplied by 1 + e (factor − 1), at
//! least 0: linear, so that means stay what the scenario says.

use crate::calendar::Calendar;
use crate::random::distribution::standard_normal_quantile;
use crate::random::{Stream, Streams, identity};
use crate::scenario::file::Period;
use crate::scenario::{Effects, Factor, Scenario};

/// The factors of one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shocks {
    /// By factor, then day of the horizon.
    days: Vec<Vec<f64>>,
}

impl Shocks {
    /// Draw the factors of a replication.
    pub fn draw(scenario: &Scenario, streams: &Streams) -> Self {
        Self { days: scenario.factors.iter().map(|factor| draw(&scenario.calendar, factor, streams)).collect() }
    }

    /// Whether some effects change nothing.
    pub fn are_none(&self, effects: &Effects) -> bool {
        effects.is_empty() || self.days.is_empty()
    }

    /// What multiplies a demand or price on a day.
    pub fn on_day(&self, effects: &Effects, day: usize) -> f64 {
        effects.iter().map(|(factor, effect)| (1.0 + effect * (self.days[*factor][day] - 1.0)).max(0.0)).product()
    }

    /// The mean over the days of a month of the horizon.
    pub fn in_month(&self, effects: &Effects, calendar: &Calendar, month: usize) -> f64 {
        if self.are_none(effects) {
            return 1.0;
        }
        let days = calendar.month_starts[month]..calendar.month_starts[month + 1];
        let count = days.len() as f64;
        days.map(|day| self.on_day(effects, day)).sum::<f64>() / count
    }
}

/// A factor's stream; its first number is the first period's.
fn stream(factor: &Factor, streams: &Streams) -> Stream {
    streams.stream("factor", identity(&factor.name))
}

/// The normal score of a factor's first period.
pub fn first_score(factor: &Factor, streams: &Streams) -> f64 {
    standard_normal_quantile(stream(factor, streams).uniform())
}

fn draw(calendar: &Calendar, factor: &Factor, streams: &Streams) -> Vec<f64> {
    let mut stream = stream(factor, streams);
    let sigma = (1.0 + factor.spread * factor.spread).ln().sqrt();
    let (stay, fresh) = (factor.persistence, (1.0 - factor.persistence * factor.persistence).sqrt());
    let mut score = 0.0;
    let mut period = None;
    (0..calendar.days.len())
        .map(|day| {
            let at = &calendar.days[day];
            let now = match factor.drawn {
                Period::Horizon => 0,
                Period::Year => at.month / 12,
                Period::Month => at.month,
                Period::Day => day,
            };
            if period != Some(now) {
                let z = standard_normal_quantile(stream.uniform());
                score = if period.is_none() { z } else { stay * score + fresh * z };
                period = Some(now);
            }
            if factor.covers(at.date) { factor.level * (sigma * score - sigma * sigma / 2.0).exp() } else { 1.0 }
        })
        .collect()
}

/// What multiplies a demand or price on a day if every factor is at its level: what a planner can foresee.
pub fn expected_level(scenario: &Scenario, effects: &Effects, day: usize) -> f64 {
    let date = scenario.calendar.days[day].date;
    let at = |factor: &Factor| if factor.covers(date) { factor.level } else { 1.0 };
    effects.iter().map(|(factor, effect)| (1.0 + effect * (at(&scenario.factors[*factor]) - 1.0)).max(0.0)).product()
}
