//! Outcomes of sample days over a grid of attendances (and of portions, where these matter in the course of a meal), for each
//! number of open counters.

use rayon::prelude::*;

use super::demand::planned_portions;
use super::{Canteen, Diners, MealDay, MealOutcome, book, play};
use crate::random::{Phase, Streams};
use crate::scenario::{Scenario, Sittings};
use crate::services::LotMonth;

/// The table of a lot.
#[derive(Clone, Debug)]
pub struct ResponseTable {
    /// Diners from one grid point to the next.
    step: f64,
    /// Grid of portions: one without end, or rising numbers.
    portions: Vec<f64>,
    /// `[late][counters][sample day][portions][attendance]`; the second half only where kitchens may be late.
    rows: Vec<Vec<Vec<Vec<Vec<MealOutcome>>>>>,
}

/// Sample days of a table: each replication's day takes one of them.
const SAMPLE_DAYS: usize = 40;
/// Grid points of attendance between nobody and everybody.
const GRID: usize = 48;
/// Grid of portions, over what is planned on an average day.
const PORTIONS: [f64; 9] = [0.0, 0.3, 0.55, 0.75, 0.9, 1.0, 1.15, 1.4, 2.0];

impl ResponseTable {
    /// Build the table of a lot for up to `most` counters, under the common random numbers of a seed.
    pub fn build(spec: &Sittings, seed: u64, id: u64, most: usize) -> Self {
        // Guests add to the registered: leave room for their Poisson spread.
        let largest = spec.registered + spec.guests + 6.0 * spec.guests.sqrt();
        let step = (largest / GRID as f64).max(1.0);
        let nominal = planned_portions(spec, spec.attendance, spec.attendance_sd, spec.guests);
        let portions = if spec.counts_portions() { PORTIONS.iter().map(|share| share * nominal).collect() } else { vec![f64::INFINITY] };
        let lates: &[bool] = if spec.late.is_some() { &[false, true] } else { &[false] };
        // By sample day, then as in `rows`.
        let days: Vec<Vec<Vec<Vec<Vec<MealOutcome>>>>> = (0..SAMPLE_DAYS as u64)
            .into_par_iter()
            .map(|day| {
                let mut stream = Streams::new(seed, Phase::Table, day).stream("diners", id);
                let diners = Diners::draw(spec, (step * GRID as f64).ceil() as usize, &mut stream);
                let orders: Vec<Vec<u32>> = (0..=GRID).map(|point| diners.order((point as f64 * step).round() as usize)).collect();
                let meals = |counters: usize, late: bool, cooked: f64| -> Vec<MealOutcome> {
                    orders.iter().map(|order| play(spec, counters, &diners, order, cooked, late)).collect()
                };
                let by_portions = |counters, late| portions.iter().map(|cooked| meals(counters, late, *cooked)).collect();
                lates.iter().map(|late| (0..=most).map(|counters| by_portions(counters, *late)).collect()).collect()
            })
            .collect();
        let rows = (0..lates.len())
            .map(|late| (0..=most).map(|counters| days.iter().map(|day| day[late][counters].clone()).collect()).collect())
            .collect();
        Self { step, portions, rows }
    }

    /// The outcome of a day with so many portions.
    pub fn look_up(&self, counters: usize, meal: &MealDay, portions: f64) -> MealOutcome {
        let by_counters = &self.rows[usize::from(meal.late).min(self.rows.len() - 1)];
        let days = &by_counters[counters.min(by_counters.len() - 1)];
        let day = &days[((meal.luck * days.len() as f64) as usize).min(days.len() - 1)];
        if self.portions.len() == 1 {
            return with_portions(self.attended(&day[0], meal), portions);
        }
        let above = self.portions.partition_point(|grid| *grid <= portions).clamp(1, self.portions.len() - 1);
        let (low, high) = (self.portions[above - 1], self.portions[above]);
        let weight = ((portions - low) / (high - low)).clamp(0.0, 1.0);
        let outcome = mix(self.attended(&day[above - 1], meal), self.attended(&day[above], meal), weight);
        with_portions(outcome, portions)
    }

    /// Between the grid points of attendance.
    fn attended(&self, row: &[MealOutcome], meal: &MealDay) -> MealOutcome {
        let position = f64::from(meal.diners) / self.step;
        let low = (position as usize).min(row.len() - 2);
        let outcome = mix(row[low], row[low + 1], position - low as f64);
        let served = outcome.served.min(f64::from(meal.diners));
        MealOutcome { served, in_time: outcome.in_time.min(served), ..outcome }
    }

    /// Play a lot's meals at a canteen as it is on each day, showing each meal, its outcome and the portions cooked; returns its months.
    pub fn months(
        &self,
        scenario: &Scenario,
        spec: &Sittings,
        canteen: impl Fn(u32) -> Canteen,
        meals: &[MealDay],
        mut show: impl FnMut(&MealDay, MealOutcome, f64),
    ) -> Vec<LotMonth> {
        let mut months = vec![LotMonth::default(); scenario.calendar.months()];
        for meal in meals {
            let canteen = canteen(meal.day);
            // A provider brings a kitchen of its own.
            let sent = if canteen.kitchen.is_finite() { meal.sent } else { f64::INFINITY };
            let portions = if canteen.counters == 0 { 0.0 } else { meal.planned.min(canteen.kitchen).min(sent) };
            let outcome = self.look_up(canteen.counters, meal, portions);
            show(meal, outcome, portions);
            book(spec, &mut months[scenario.calendar.days[meal.day as usize].month], meal, outcome, portions);
        }
        months
    }
}

fn mix(a: MealOutcome, b: MealOutcome, weight: f64) -> MealOutcome {
    let mix = |a: f64, b: f64| (a + (b - a) * weight).max(0.0);
    MealOutcome { served: mix(a.served, b.served), in_time: mix(a.in_time, b.in_time), wait: mix(a.wait, b.wait) }
}

/// Portions limit what the counter can hand out: those who come after the last portion go without.
fn with_portions(outcome: MealOutcome, portions: f64) -> MealOutcome {
    if outcome.served <= portions {
        return outcome;
    }
    let share = portions / outcome.served;
    MealOutcome { served: portions, in_time: outcome.in_time * share, wait: outcome.wait * share }
}
