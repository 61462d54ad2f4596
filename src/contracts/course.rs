//! What becomes of providers in a replication: of which kind they are, when they fail, and how far that lets work be called off.

use crate::random::distribution::{standard_normal_cdf, standard_normal_quantile};
use crate::random::{Streams, identity};
use crate::scenario::{Kind, Learning, Offer, Scenario};
use crate::services::shocks::first_score;

/// A contract's course in one replication, by month.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Share of the month in which work can be called off.
    pub open: Vec<f64>,
    /// Share of the month in which it cannot because the provider has failed.
    pub failed: Vec<f64>,
    /// The kind of provider that it turns out to be, once it has learnt.
    pub kind: Kind,
    /// Share of the work done within the standard.
    pub in_time: Vec<f64>,
    /// Share of the work that must be done again.
    redone: Vec<f64>,
    /// Share of the month's payments that is held back and kept.
    pub kept: Vec<f64>,
    /// Of the time in which work can be called off, the share in which its provider is not cleared, or not yet.
    uncleared: Vec<f64>,
}

/// A contract in a month, for a lot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Share of the month in which work can be called off.
    pub open: f64,
    /// Share of the month in which it cannot because the provider has failed.
    pub failed: f64,
    /// Share of the work done within the standard.
    pub in_time: f64,
    /// Share of the month's payments that is held back and kept.
    pub kept: f64,
    /// Share of the work that must be done again.
    pub redone: f64,
    /// Marks by which users like the work more or less than that of others.
    pub liked: f64,
    /// Share of the work whose doers own people accompany, since they are not cleared, or not yet.
    pub accompanied: f64,
}

/// What becomes of a month's work that is called off under a contract: parts of it, which sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// Done, by its provider or by a reserve at its prices; for so much of the month it is paid its fee and its minimum.
    pub done: f64,
    /// Left since the provider has failed.
    pub stranded: f64,
    /// Left since nothing can be called off yet.
    pub closed: f64,
}

impl Standing {
    /// A contract that always runs as agreed.
    pub fn even(spec: &Offer) -> Self {
        let (redone, liked) = (spec.expected(|kind| kind.redone), spec.expected(|kind| kind.liked));
        let accompanied = f64::from(u8::from(!spec.cleared));
        Self { open: 1.0, failed: 0.0, in_time: spec.in_time, kept: 0.0, redone, liked, accompanied }
    }

    /// What becomes of a month's work.
    pub fn parts(&self, spec: &Offer) -> Parts {
        let covered = spec.failure.map_or(0.0, |failure| failure.covered) * self.failed;
        Parts { done: self.open + covered, stranded: self.failed - covered, closed: 1.0 - self.open - self.failed }
    }
}

impl Course {
    /// Whether a contract, new or under way, always runs as agreed: nothing of it is left to chance or to the calendar.
    pub fn is_even(scenario: &Scenario, offer: usize, new: bool) -> bool {
        let spec = &scenario.offers[offer];
        let begins = new && (spec.mobilisation > 0.0 || spec.learning.is_some());
        spec.kinds.len() == 1 && spec.failure.is_none() && !begins && scenario.clearing(offer) <= 0.0
    }

    /// A contract in a month, for a lot that is secret or not: secret work waits until the provider is cleared.
    pub fn in_month(&self, month: usize, secret: bool) -> Standing {
        let uncleared = self.uncleared[month];
        let (open, accompanied) = if secret { (self.open[month] * (1.0 - uncleared), 0.0) } else { (self.open[month], uncleared) };
        Standing {
            open,
            failed: self.failed[month],
            in_time: self.in_time[month],
            kept: self.kept[month],
            redone: self.redone[month],
            liked: self.kind.liked,
            accompanied,
        }
    }

    /// The course of an offer's contract, new or under way. All ways and all offers of a provider share its luck.
    pub fn draw(scenario: &Scenario, offer: usize, new: bool, streams: &Streams) -> Self {
        let spec = &scenario.offers[offer];
        let months = scenario.calendar.months();
        let who = identity(&spec.provider);
        let kind = kind(spec, streams.spread("provider", who));
        let begun = if new { spec.mobilisation } else { 0.0 };
        let cleared = if spec.cleared { scenario.clearing(offer) } else { f64::INFINITY };
        let none = || vec![0.0; months];
        let mut course =
            Self { kind, open: Vec::new(), failed: none(), in_time: Vec::new(), redone: Vec::new(), kept: none(), uncleared: Vec::new() };
        for month in 0..months {
            let from = (if scenario.begins_every_year { month % 12 } else { month }) as f64;
            let open = (from + 1.0 - begun).clamp(0.0, 1.0);
            let uncleared = (cleared.min(from + 1.0) - begun.max(from)).max(0.0);
            course.uncleared.push(if open > 0.0 { uncleared / open } else { 0.0 });
            course.open.push(open);
            let (mut in_time, mut redone) = (kind.in_time, kind.redone);
            if let Some(Learning { start, months, redone: first }) = spec.learning.filter(|_| new) {
                // The mean of e^(−t/θ) over the month, t from the first day on which work can be called off.
                let (from, to) = ((from - begun).max(0.0), (from + 1.0 - begun).max(0.0));
                let left = if to > from { months * ((-from / months).exp() - (-to / months).exp()) / (to - from) } else { 1.0 };
                in_time *= 1.0 - (1.0 - start) * left;
                // What is done again is not in time.
                let more = (first.unwrap_or(kind.redone) - kind.redone).max(0.0) * left;
                if more > 0.0 {
                    in_time *= (1.0 - redone - more) / (1.0 - redone);
                    redone += more;
                }
            }
            course.in_time.push(in_time);
            course.redone.push(redone);
        }
        if let Some(failure) = spec.failure.filter(|failure| failure.per_year > 0.0) {
            let rate = failure.per_year / 12.0;
            let mut stream = streams.stream("failure", who);
            let mut at = begun - luck(scenario, spec, streams).ln() / rate;
            while at < months as f64 {
                let (from, to) = (at, (at + failure.takeover).min(months as f64));
                course.keep(spec.retention, at);
                for month in at as usize..months {
                    let share = (to.min(month as f64 + 1.0) - from.max(month as f64)).max(0.0);
                    course.failed[month] += share;
                    course.open[month] -= share;
                    if to <= month as f64 + 1.0 {
                        break;
                    }
                }
                at = at + failure.takeover + stream.exponential() / rate;
            }
        }
        course
    }

    /// The same course had the provider not failed; nothing where it does not.
    pub fn spared(&self) -> Option<Self> {
        if self.failed.iter().all(|failed| *failed == 0.0) {
            return None;
        }
        let none = || vec![0.0; self.failed.len()];
        let open = self.open.iter().zip(&self.failed).map(|(open, failed)| open + failed).collect();
        Some(Self { open, failed: none(), kept: none(), ..self.clone() })
    }

    /// Whoever fails loses what was held back until then.
    fn keep(&mut self, retention: f64, at: f64) {
        let last = at as usize;
        self.kept[..last].fill(retention);
        if let Some(kept) = self.kept.get_mut(last).filter(|_| self.open[last] > 0.0) {
            *kept = retention * ((at - last as f64) / self.open[last]).min(1.0);
        }
    }
}

/// A uniform number that is near 1 where the first failure is near. It is spread evenly over replications, since failure is rare and costly. What moves
/// with factors has a Gaussian copula with them (Li 2000), as in the one-factor model of Vasicek (1987): two providers with correlations β and γ with a
/// factor have times to failure of correlation βγ in normal scores.
fn luck(scenario: &Scenario, spec: &Offer, streams: &Streams) -> f64 {
    let own = streams.spread("failure", identity(&spec.provider));
    if spec.failure_factors.is_empty() {
        return own;
    }
    let (mut score, mut left) = (0.0, 1.0);
    for (factor, correlation) in &spec.failure_factors {
        score += correlation * first_score(&scenario.factors[*factor], streams);
        left -= correlation * correlation;
    }
    standard_normal_cdf(score + left.max(0.0).sqrt() * standard_normal_quantile(own)).clamp(1e-12, 1.0 - 1e-12)
}

/// The kind of provider that a uniform number points at.
fn kind(spec: &Offer, uniform: f64) -> Kind {
    let mut left = uniform;
    for kind in &spec.kinds {
        if left < kind.chance {
            return *kind;
        }
        left -= kind.chance;
    }
    spec.kinds.last().copied().unwrap_or(Kind { chance: 1.0, in_time: spec.in_time, redone: 0.0, liked: 0.0 })
}
