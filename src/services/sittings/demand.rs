//! The attendance of one replication, and what the kitchen plans for it.

use std::collections::VecDeque;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{MealDay, Meals};
use crate::random::Streams;
use crate::random::distribution::standard_normal_quantile;
use crate::scenario::{Scenario, Sittings};
use crate::services::season::Season;

/// The days on which a lot's meal is served: those on which the office is open.
pub fn season(scenario: &Scenario, spec: &Sittings) -> Season {
    Season::new(&scenario.calendar, &spec.profile, |_, day| day.is_worked())
}

/// Draw a lot's meals: one for each day on which it is served. `level` multiplies the share who come and the guests on each day of the horizon;
/// the kitchen plans with the `foreseen` level.
pub fn draw(
    scenario: &Scenario,
    spec: &Sittings,
    streams: &Streams,
    id: u64,
    level: impl Fn(usize) -> f64,
    foreseen: impl Fn(usize) -> f64,
) -> Meals {
    let mut stream = streams.stream("attendance", id);
    let mut late_days = streams.stream("late kitchen", id);
    let mut forecast = spec.forecast_meals.map(|window| Forecast::new(window, spec.production_quantile));
    let mut meals = Vec::with_capacity(scenario.calendar.days.len());
    for (index, weight) in season(scenario, spec).with_work() {
        let weekday = scenario.calendar.days[index].weekday;
        let (now, expected) = (level(index), foreseen(index));
        let (mean, sd) = expected_share(spec, weight * now);
        let generator = stream.generator();
        let share = if sd > 0.0 {
            let precision = mean * (1.0 - mean) / (sd * sd) - 1.0;
            match rand_distr::Beta::new(mean * precision, (1.0 - mean) * precision) {
                Ok(beta) => rand_distr::Distribution::sample(&beta, generator),
                Err(_) => mean,
            }
        } else {
            mean
        };
        let regular = match rand_distr::Binomial::new(spec.registered as u64, share.clamp(0.0, 1.0)) {
            Ok(binomial) => rand_distr::Distribution::sample(&binomial, generator) as f64,
            Err(_) => 0.0,
        };
        let guests = match rand_distr::Poisson::new(spec.guests * now) {
            Ok(poisson) if spec.guests * now > 0.0 => rand_distr::Distribution::sample(&poisson, generator),
            _ => 0.0,
        };
        let diners = regular + guests;
        let planned = forecast.as_ref().and_then(|forecast| forecast.portions(weekday)).unwrap_or_else(|| {
            let (mean, sd) = if now == expected { (mean, sd) } else { expected_share(spec, weight * expected) };
            planned_portions(spec, mean, sd, spec.guests * expected)
        });
        if let Some(forecast) = &mut forecast {
            forecast.remember(weekday, diners);
        }
        let late = spec.late.as_ref().is_some_and(|late| late_days.uniform() < late.share);
        meals.push(MealDay { day: index as u32, diners: diners as u32, planned, sent: f64::INFINITY, late });
    }
    Meals::new(meals, *streams, id)
}

/// Share out what a central kitchen can cook on each day over its canteens' plans, all cut alike.
pub fn share_out(capacity: f64, canteens: &mut [&mut Meals]) {
    let mut planned: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
    for meal in canteens.iter().flat_map(|meals| meals.iter()) {
        *planned.entry(meal.day).or_default() += meal.planned;
    }
    for meal in canteens.iter_mut().flat_map(|meals| meals.days.iter_mut()) {
        let total = planned.get(&meal.day).copied().unwrap_or(0.0);
        if total > capacity {
            meal.sent = (meal.planned * capacity / total).floor();
        }
    }
}

/// Mean and standard deviation of the share who come at a multiple of the mean attendance. Where a high one would leave no room below 1 the
/// spread is narrowed, as it must be.
pub fn expected_share(spec: &Sittings, level: f64) -> (f64, f64) {
    let mean = (spec.attendance * level).clamp(0.0, 1.0);
    let widest = (mean * (1.0 - mean)).sqrt();
    (mean, spec.attendance_sd.min(0.98 * widest))
}

/// Meals of a weekday that must have been seen before the kitchen goes by them; until then it plans with what is expected.
const LEAST_PAST: usize = 3;

/// A kitchen that knows its own past meals alone.
struct Forecast {
    /// The last meals of each weekday.
    past: [VecDeque<f64>; 7],
    window: usize,
    /// The production quantile of Student's t, by the number of meals seen.
    scores: Vec<f64>,
}

impl Forecast {
    fn new(window: usize, quantile: f64) -> Self {
        let score = |seen: usize| {
            let degrees = seen.max(2) as f64 - 1.0;
            StudentsT::new(0.0, 1.0, degrees).map_or(0.0, |t| t.inverse_cdf(quantile))
        };
        Self { past: Default::default(), window, scores: (0..=window).map(score).collect() }
    }

    /// The production quantile of the next meal, if enough have been seen: mean and spread of the last meals, with the uncertainty of both
    /// (the one-sided prediction limit of a normal sample).
    fn portions(&self, weekday: usize) -> Option<f64> {
        let past = &self.past[weekday];
        let n = past.len() as f64;
        if past.len() < LEAST_PAST {
            return None;
        }
        let mean = past.iter().sum::<f64>() / n;
        let variance = past.iter().map(|diners| (diners - mean).powi(2)).sum::<f64>() / (n - 1.0) * (1.0 + 1.0 / n);
        Some((mean + self.scores[past.len()] * variance.sqrt()).max(0.0).ceil())
    }

    fn remember(&mut self, weekday: usize, diners: f64) {
        let past = &mut self.past[weekday];
        past.push_back(diners);
        if past.len() > self.window {
            past.pop_front();
        }
    }
}

/// Portions planned: the production quantile of the forecast, by the expansion of Cornish and Fisher (1938) to the fourth cumulant of the
/// beta-binomial plus Poisson.
pub(super) fn planned_portions(spec: &Sittings, mean: f64, sd: f64, guests: f64) -> f64 {
    let [expected, variance, third, fourth] = cumulants(spec.registered, mean, sd).map(|cumulant| cumulant + guests);
    if variance <= 0.0 {
        return expected.ceil();
    }
    let z = standard_normal_quantile(spec.production_quantile);
    let (skewness, kurtosis) = (third / variance.powf(1.5), fourth / variance.powi(2));
    let score = z + (z * z - 1.0) * skewness / 6.0 + (z.powi(3) - 3.0 * z) * kurtosis / 24.0
        - (2.0 * z.powi(3) - 5.0 * z) * skewness * skewness / 36.0;
    // The least whole number that suffices lies half a portion below the quantile of the continuous law.
    (expected + score * variance.sqrt() - 0.5).max(0.0).ceil()
}

/// The first four cumulants of a beta-binomial number of `r` diners, from its factorial moments: r (r − 1) … times the moments of the share. Each
/// cumulant of a Poisson number is its mean.
fn cumulants(r: f64, mean: f64, sd: f64) -> [f64; 4] {
    let precision = if sd > 0.0 { mean * (1.0 - mean) / (sd * sd) - 1.0 } else { f64::INFINITY };
    // The mean of the share given that so many have come already.
    let next = |come: f64| if precision.is_finite() { (mean * precision + come) / (precision + come) } else { mean };
    let one = r * mean;
    let two = one * (r - 1.0) * next(1.0);
    let three = two * (r - 2.0) * next(2.0);
    let four = three * (r - 3.0) * next(3.0);
    // Raw moments, by Stirling's numbers.
    let (square, cube, quart) = (two + one, three + 3.0 * two + one, four + 6.0 * three + 7.0 * two + one);
    let variance = r * (mean * (1.0 - mean) - sd * sd) + r * r * sd * sd;
    let third = cube - 3.0 * one * square + 2.0 * one.powi(3);
    let around = quart - 4.0 * one * cube + 6.0 * one * one * square - 3.0 * one.powi(4);
    [one, variance, third, around - 3.0 * variance * variance]
}
