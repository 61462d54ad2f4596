//! Sittings: diners who come to a canteen for a meal.
//!
//! **Demand.** How many come on a day: a share of the registered that is beta-distributed over days (weather, sessions and
//! menus move all diners together; in real records the day matters far more than the diner), binomial given the share,
//! and Poisson guests.
//!
//! **Service.** One meal is first come, first served at c counters, so it needs no event list: customers are taken in order of
//! arrival and each gets the counter that is free first (Kiefer and Wolfowitz 1955). Diners turn away from a long queue, leave when out
//! of patience, and wait for a seat once served.
//!
//! **Response table.** Given attendance, meals are independent of everything else. [`ResponseTable`] plays a set of sample days at
//! each of a grid of attendances once, for every number of open counters; a day of a replication then looks its outcome up (a sample day chosen
//! by the day's own random number, interpolated in attendance). A test shows that it agrees with playing every diner.

use std::collections::VecDeque;

use crate::kernel::FirstCome;
use crate::random::distribution::standard_normal_quantile;
use crate::random::{Phase, Stream, Streams};
use crate::scenario::{Scenario, Sittings, Volume};

use super::LotMonth;

/// One meal's attendance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MealDay {
    /// Day of the horizon.
    pub day: u32,
    /// Diners who come.
    pub diners: u32,
    /// Portions that the production rule plans, before any kitchen limit.
    pub planned: f64,
    /// The day's own random number, for the response table.
    pub luck: f64,
}

/// Draw a lot's meals: one for each worked day. `level` multiplies the share who come and the guests on each day of the horizon;
/// the kitchen plans with the `foreseen` level.
pub fn draw(
    scenario: &Scenario,
    spec: &Sittings,
    streams: &Streams,
    id: u64,
    level: impl Fn(usize) -> f64,
    foreseen: impl Fn(usize) -> f64,
) -> Vec<MealDay> {
    let mut stream = streams.stream("attendance", id);
    let mut meals = Vec::with_capacity(scenario.calendar.days.len());
    for (index, day) in scenario.calendar.days.iter().enumerate().filter(|(_, day)| day.is_worked()) {
        let month = (day.date.month() - 1) as usize;
        let (now, expected) = (level(index), foreseen(index));
        let (mean, sd) = expected_share(spec, day.weekday, month, now);
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
        let (mean, sd) = if now == expected { (mean, sd) } else { expected_share(spec, day.weekday, month, expected) };
        let planned = planned_portions(spec, mean, sd, spec.guests * expected);
        meals.push(MealDay { day: index as u32, diners: (regular + guests) as u32, planned, luck: stream.uniform() });
    }
    meals
}

/// Mean and standard deviation of the share who come, by weekday and calendar month, at a level of demand. Where a high multiplier would
/// leave no room below 1 the spread is narrowed, as it must be.
pub fn expected_share(spec: &Sittings, weekday: usize, month: usize, level: f64) -> (f64, f64) {
    let mean = (spec.attendance * spec.profile.weekdays[weekday] * spec.profile.months[month] * level).clamp(0.0, 1.0);
    let widest = (mean * (1.0 - mean)).sqrt();
    (mean, spec.attendance_sd.min(0.98 * widest))
}

/// Portions planned: the production quantile of the forecast, by the first terms of the expansion of Cornish and Fisher (1938)
/// around the mean, variance and skewness of the beta-binomial plus Poisson. The skewness is the beta's: the day's part of the variance.
fn planned_portions(spec: &Sittings, mean: f64, sd: f64, guests: f64) -> f64 {
    let r = spec.registered;
    // Var = E[Np(1−p)] + Var(Np) for a random p.
    let variance = r * (mean * (1.0 - mean) - sd * sd) + r * r * sd * sd + guests;
    if variance <= 0.0 {
        return (r * mean + guests).ceil();
    }
    let skewness = if sd > 0.0 && mean > 0.0 && mean < 1.0 {
        let precision = mean * (1.0 - mean) / (sd * sd) - 1.0;
        let (a, b) = (mean * precision, (1.0 - mean) * precision);
        2.0 * (b - a) * (a + b + 1.0).sqrt() / ((a + b + 2.0) * (a * b).sqrt()) * (r * sd / variance.sqrt()).powi(3)
    } else {
        0.0
    };
    let z = standard_normal_quantile(spec.production_quantile);
    let score = z + (z * z - 1.0) * skewness / 6.0;
    (r * mean + guests + score * variance.sqrt()).max(0.0).ceil()
}

/// What a canteen can do at a sitting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Canteen {
    /// Open counters.
    pub counters: usize,
    /// Most meals that the kitchen can cook.
    pub kitchen: f64,
}

impl Canteen {
    /// What an in-house team of some people can do.
    pub fn of_people(spec: &Sittings, people: f64) -> Self {
        let counters = ((people / spec.people_per_counter + 1e-9).floor() as usize).min(spec.counters);
        Self { counters, kitchen: (people * spec.meals_per_person + 1e-9).floor() }
    }
}

/// The outcome of one meal before portions are counted: out of all who came, how many got to the counter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MealOutcome {
    /// Served.
    pub served: f64,
    /// Served within the waiting standard.
    pub in_time: f64,
    /// Sum of waits of the served, minutes.
    pub wait: f64,
}

/// Diners drawn once and used at every attendance and every number of counters: diner k is the same in all of them.
pub struct Diners {
    arrival: Vec<f64>,
    service: Vec<f64>,
    eating: Vec<f64>,
}

impl Diners {
    /// Draw `count` diners.
    pub fn draw(spec: &Sittings, count: usize, stream: &mut Stream) -> Self {
        let mut diners = Self { arrival: Vec::with_capacity(count), service: Vec::with_capacity(count), eating: Vec::with_capacity(count) };
        let slice = spec.window / spec.arrivals.len() as f64;
        for _ in 0..count {
            let u = stream.uniform();
            let index = spec.arrivals.partition_point(|&share| share < u).min(spec.arrivals.len() - 1);
            let before = if index == 0 { 0.0 } else { spec.arrivals[index - 1] };
            let width = (spec.arrivals[index] - before).max(1e-12);
            diners.arrival.push((index as f64 + ((u - before) / width).clamp(0.0, 1.0)) * slice);
            diners.service.push(spec.service.sample(stream));
            diners.eating.push(spec.eating.sample(stream));
        }
        diners
    }

    /// The first `count` diners in order of arrival.
    pub fn order(&self, count: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count.min(self.arrival.len()) as u32).collect();
        order.sort_by(|a, b| self.arrival[*a as usize].total_cmp(&self.arrival[*b as usize]));
        order
    }
}

/// Play one meal diner by diner with portions without end.
pub fn play(spec: &Sittings, counters: usize, diners: &Diners, order: &[u32]) -> MealOutcome {
    let mut outcome = MealOutcome::default();
    if counters == 0 {
        return outcome;
    }
    let mut line = FirstCome::new(counters);
    let mut seats = std::collections::BinaryHeap::<std::cmp::Reverse<Minute>>::new();
    // Times at which those in the queue leave it: by being called (in order), or by giving up (in order too, as all have
    // the same patience).
    let mut called = VecDeque::new();
    let mut given_up = VecDeque::new();
    for &index in order {
        let index = index as usize;
        let arrival = diners.arrival[index];
        while called.front().is_some_and(|&time| time <= arrival) {
            called.pop_front();
        }
        while given_up.front().is_some_and(|&time| time <= arrival) {
            given_up.pop_front();
        }
        if spec.balk_at.is_some_and(|length| called.len() + given_up.len() >= length * counters) {
            continue;
        }
        let start = line.start(arrival);
        if let Some(patience) = spec.patience
            && start - arrival > patience
        {
            given_up.push_back(arrival + patience);
            continue;
        }
        if start > arrival {
            called.push_back(start);
        }
        let done = start + diners.service[index];
        line.take(done);
        let seat = if seats.len() < spec.seats { done } else { seats.pop().map_or(done, |std::cmp::Reverse(Minute(time))| time.max(done)) };
        seats.push(std::cmp::Reverse(Minute(seat + diners.eating[index])));
        let wait = (start - arrival) + (seat - done);
        outcome.served += 1.0;
        outcome.wait += wait;
        outcome.in_time += f64::from(wait <= spec.wait_within + 1e-9);
    }
    outcome
}

#[derive(PartialEq)]
struct Minute(f64);
impl Eq for Minute {}
impl PartialOrd for Minute {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Minute {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Portions limit what the counter can hand out: those who come after the last portion go without.
pub fn with_portions(outcome: MealOutcome, portions: f64) -> MealOutcome {
    if outcome.served <= portions {
        return outcome;
    }
    let share = portions / outcome.served;
    MealOutcome { served: portions, in_time: outcome.in_time * share, wait: outcome.wait * share }
}

/// Add a meal to its month.
pub fn book(spec: &Sittings, month: &mut LotMonth, meal: &MealDay, outcome: MealOutcome, portions: f64) {
    let diners = f64::from(meal.diners);
    month.demand += Volume { units: diners, measure: 0.0 };
    month.served += outcome.served;
    month.in_time += outcome.in_time;
    month.wait += outcome.wait;
    month.overflow += Volume { units: diners - outcome.served, measure: 0.0 };
    month.materials += portions * spec.ingredients;
    month.wasted += (portions - outcome.served).max(0.0);
}

/// Outcomes of sample days over a grid of attendances, for each number of open counters.
#[derive(Clone, Debug)]
pub struct ResponseTable {
    step: f64,
    /// `[counters][sample day][grid point]`.
    rows: Vec<Vec<Vec<MealOutcome>>>,
}

/// Sample days of a table: each replication's day takes one of them.
const SAMPLE_DAYS: usize = 40;
/// Grid points of attendance between nobody and everybody.
const GRID: usize = 48;

impl ResponseTable {
    /// Build the table of a lot for up to `most` counters, under the common random numbers of a seed.
    pub fn build(spec: &Sittings, seed: u64, id: u64, most: usize) -> Self {
        use rayon::prelude::*;
        // Guests add to the registered: leave room for their Poisson spread.
        let largest = spec.registered + spec.guests + 6.0 * spec.guests.sqrt();
        let step = (largest / GRID as f64).max(1.0);
        let days: Vec<Vec<Vec<MealOutcome>>> = (0..SAMPLE_DAYS as u64)
            .into_par_iter()
            .map(|day| {
                let mut stream = Streams::new(seed, Phase::Table, day).stream("diners", id);
                let diners = Diners::draw(spec, (step * GRID as f64).ceil() as usize, &mut stream);
                let orders: Vec<Vec<u32>> = (0..=GRID).map(|point| diners.order((point as f64 * step).round() as usize)).collect();
                (0..=most).map(|counters| orders.iter().map(|order| play(spec, counters, &diners, order)).collect()).collect()
            })
            .collect();
        let rows = (0..=most).map(|counters| days.iter().map(|day| day[counters].clone()).collect()).collect();
        Self { step, rows }
    }

    /// The outcome of a day with portions without end.
    pub fn look_up(&self, counters: usize, meal: &MealDay) -> MealOutcome {
        let days = &self.rows[counters.min(self.rows.len() - 1)];
        let row = &days[((meal.luck * days.len() as f64) as usize).min(days.len() - 1)];
        let position = f64::from(meal.diners) / self.step;
        let low = (position as usize).min(row.len() - 2);
        let weight = position - low as f64;
        let (a, b) = (&row[low], &row[low + 1]);
        let mix = |a: f64, b: f64| (a + (b - a) * weight).max(0.0);
        let served = mix(a.served, b.served).min(f64::from(meal.diners));
        MealOutcome { served, in_time: mix(a.in_time, b.in_time).min(served), wait: mix(a.wait, b.wait) }
    }

    /// Play a lot's meals at a canteen, showing each meal, its outcome and the portions cooked; returns its months.
    pub fn months(
        &self,
        scenario: &Scenario,
        spec: &Sittings,
        canteen: Canteen,
        meals: &[MealDay],
        mut show: impl FnMut(&MealDay, MealOutcome, f64),
    ) -> Vec<LotMonth> {
        let mut months = vec![LotMonth::default(); scenario.calendar.months()];
        for meal in meals {
            let portions = if canteen.counters == 0 { 0.0 } else { meal.planned.min(canteen.kitchen) };
            let outcome = with_portions(self.look_up(canteen.counters, meal), portions);
            show(meal, outcome, portions);
            book(spec, &mut months[scenario.calendar.days[meal.day as usize].month], meal, outcome, portions);
        }
        months
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Distribution;
    use crate::scenario::Profile;

    fn spec() -> Sittings {
        Sittings {
            registered: 600.0,
            attendance: 0.7,
            attendance_sd: 0.05,
            guests: 10.0,
            profile: Profile { months: [1.0; 12], weekdays: [1.0; 7], hours: [1.0; 24] },
            opens: 690.0,
            window: 75.0,
            arrivals: vec![0.2, 0.6, 0.85, 1.0],
            counters: 4,
            people_per_counter: 3.0,
            meals_per_person: 60.0,
            service: Distribution::log_normal(20.0 / 60.0, 0.6),
            seats: 200,
            eating: Distribution::gamma(18.0, 0.3),
            balk_at: Some(12),
            patience: Some(12.0),
            production_quantile: 0.9,
            ingredients: 10.0,
            wait_within: 8.0,
        }
    }

    /// The table against playing every diner of fresh days: means agree within the joint standard error and the grid's step.
    #[test]
    fn the_table_agrees_with_playing_every_diner() {
        let spec = spec();
        let table = ResponseTable::build(&spec, 7, 3, 4);
        for counters in 1..=4 {
            let mut differences = crate::kernel::Tally::new();
            let mut shares = crate::kernel::Tally::new();
            for day in 0..400u32 {
                let mut stream = Streams::new(99, Phase::Evaluation, u64::from(day)).stream("diners", 5);
                let diners_count = 330 + (f64::from(day) * 0.4) as u32;
                let meal = MealDay { day, diners: diners_count, planned: 1e9, luck: stream.uniform() };
                let diners = Diners::draw(&spec, diners_count as usize, &mut stream);
                let full = play(&spec, counters, &diners, &diners.order(diners_count as usize));
                let quick = table.look_up(counters, &meal);
                differences.add((quick.served - full.served) / f64::from(diners_count));
                shares.add((quick.in_time - full.in_time) / f64::from(diners_count));
            }
            for (what, tally) in [("served", differences), ("in time", shares)] {
                // 40 sample days are drawn once: their own spread is the larger part of the standard error.
                let error = (tally.variance() * (1.0 / 400.0 + 1.0 / 40.0)).sqrt();
                assert!(tally.mean().abs() < 4.0 * error + 0.002, "{counters} counters, {what}: {} against {error}", tally.mean());
            }
        }
    }

    /// Two counters, constant times: an enumeration by hand.
    #[test]
    fn a_small_meal_by_hand() {
        let mut spec = spec();
        spec.balk_at = None;
        spec.patience = Some(2.0);
        spec.seats = 2;
        let diners = Diners { arrival: vec![0.0, 0.0, 1.0, 1.0, 9.0], service: vec![3.0; 5], eating: vec![4.0; 5] };
        // 1: starts 0, done 3, sits 3–7. 2: the same. 3: would start at 3 after waiting 2: served, done 6, waits for a seat until 7.
        // 4: the same seat time 7 (the other seat). 5: starts 9, done 12, sits at once.
        let outcome = play(&spec, 2, &diners, &diners.order(5));
        assert_eq!(outcome.served, 5.0);
        assert_eq!(outcome.wait, 3.0 + 3.0);
        spec.patience = Some(1.5);
        let outcome = play(&spec, 2, &diners, &diners.order(5));
        assert_eq!(outcome.served, 3.0, "two give up after a minute and a half");
    }

    /// Newsvendor: the planned portions are short with the asked probability.
    #[test]
    fn portions_cover_the_asked_quantile() {
        let spec = spec();
        let mut stream = Streams::new(3, Phase::Evaluation, 0).stream("test", 0);
        let (mean, sd) = expected_share(&spec, 0, 0, 1.0);
        let planned = planned_portions(&spec, mean, sd, 10.0);
        let precision = mean * (1.0 - mean) / (sd * sd) - 1.0;
        let beta = rand_distr::Beta::new(mean * precision, (1.0 - mean) * precision).unwrap();
        let n = 40_000;
        let mut enough = 0;
        for _ in 0..n {
            let share: f64 = rand_distr::Distribution::sample(&beta, stream.generator());
            let regular = rand_distr::Distribution::sample(&rand_distr::Binomial::new(600, share).unwrap(), stream.generator()) as f64;
            let guests: f64 = rand_distr::Distribution::sample(&rand_distr::Poisson::new(10.0).unwrap(), stream.generator());
            enough += i32::from(regular + guests <= planned);
        }
        let share = f64::from(enough) / f64::from(n);
        // Rounding up to whole portions adds about a quarter of a point to the sampling error of .0015.
        assert!((share - 0.9).abs() < 0.0075, "{share}");
    }
}
