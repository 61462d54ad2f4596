//! The meals of a lot in one replication, each played diner by diner when somebody first asks how it goes.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

use super::meal::is_enough;
use super::{Canteen, Diners, MealDay, MealOutcome, book, play};
use crate::random::Streams;
use crate::scenario::{Scenario, Sittings};
use crate::services::LotMonth;

/// A lot's meals, and what has been played of them: plans that differ elsewhere serve the same meal in the same way.
#[derive(Debug)]
pub struct Meals {
    /// One for each day on which the meal is served.
    pub(super) days: Vec<MealDay>,
    /// For each, what it is played as: by its diners, which stay as they were drawn.
    kinds: Vec<Kind>,
    streams: Streams,
    id: u64,
    played: Mutex<HashMap<Meal, MealOutcome>>,
}

/// Meals that are the same but for where they are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Kind {
    diners: u32,
    /// Number among those with as many diners.
    twin: u32,
}

/// What a meal's outcome depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Meal {
    kind: Kind,
    counters: u32,
    late: bool,
    /// Whole portions; [`ENDLESS`] if nobody can go without one.
    portions: u32,
}

const ENDLESS: u32 = u32::MAX;

/// Meals are played with a number of diners that differs from their own by less than one in so many.
const FINENESS: u32 = 100;
/// Diners that are played before meals with as many are taken for the same again.
const DINERS_PLAYED: u32 = 1_000;

/// What each of a replication's meals is played as.
fn kinds(days: &[MealDay]) -> Vec<Kind> {
    let mut seen: HashMap<u32, u32> = HashMap::new();
    let mut kind = |day: &MealDay| {
        let step = (day.diners / FINENESS).max(1);
        let diners = (day.diners + step / 2) / step * step;
        let before = seen.entry(diners).or_default();
        let twin = *before % (DINERS_PLAYED / diners.max(1)).max(1);
        *before += 1;
        Kind { diners, twin }
    };
    days.iter().map(&mut kind).collect()
}

impl Meals {
    /// The meals of one replication, whose diners come from its streams.
    pub fn new(days: Vec<MealDay>, streams: Streams, id: u64) -> Self {
        Self { kinds: kinds(&days), days, streams, id, played: Mutex::default() }
    }

    /// Play them at a canteen as it is on each day, showing each meal, its outcome and the portions cooked; returns the months.
    pub fn months(
        &self,
        scenario: &Scenario,
        spec: &Sittings,
        canteen: impl Fn(u32) -> Canteen,
        mut show: impl FnMut(&MealDay, MealOutcome, f64),
    ) -> Vec<LotMonth> {
        let served = self.days.iter().zip(&self.kinds).map(|(day, kind)| as_served(spec, day, *kind, canteen(day.day)));
        let (meals, portions): (Vec<Meal>, Vec<f64>) = served.unzip();
        let outcomes = self.outcomes(spec, &meals);
        let mut months = vec![LotMonth::default(); scenario.calendar.months()];
        for (day, ((meal, outcome), portions)) in self.days.iter().zip(meals.iter().zip(outcomes).zip(portions)) {
            let outcome = outcome.scaled(day.diners, portions, *meal);
            show(day, outcome, portions);
            book(spec, &mut months[scenario.calendar.days[day.day as usize].month], day, outcome, portions);
        }
        months
    }

    /// The outcome of each of some meals. The lock is not held while they are played: two who ask at once find the same.
    fn outcomes(&self, spec: &Sittings, meals: &[Meal]) -> Vec<MealOutcome> {
        let lock = || self.played.lock().unwrap_or_else(PoisonError::into_inner);
        let mut unknown: Vec<Meal> = {
            let played = lock();
            meals.iter().filter(|meal| !played.contains_key(*meal)).copied().collect()
        };
        // Meals with the same diners lie together.
        unknown.sort_unstable();
        unknown.dedup();
        let mut new = Vec::with_capacity(unknown.len());
        for same in unknown.chunk_by(|a, b| a.kind == b.kind) {
            let Kind { diners, twin } = same[0].kind;
            let identity = self.id ^ (u64::from(diners) << 32 | u64::from(twin)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let diners = Diners::draw(spec, diners as usize, &mut self.streams.stream("diners", identity));
            let wanted = diners.by_menu(spec);
            // Where no menu runs out it is one meal, however many portions are left.
            let mut plenty: Option<(Meal, MealOutcome)> = None;
            for meal in same {
                let portions = if meal.portions == ENDLESS { f64::INFINITY } else { f64::from(meal.portions) };
                let suffices = is_enough(spec, portions, &wanted);
                let known = plenty.filter(|(other, _)| suffices && (other.counters, other.late) == (meal.counters, meal.late));
                let outcome =
                    known.map_or_else(|| play(spec, meal.counters as usize, &diners, portions, meal.late), |(_, outcome)| outcome);
                if suffices {
                    plenty = Some((*meal, outcome));
                }
                new.push((*meal, outcome));
            }
        }
        let mut played = lock();
        played.extend(new);
        meals.iter().map(|meal| played[meal]).collect()
    }
}

impl Clone for Meals {
    fn clone(&self) -> Self {
        Self::new(self.days.clone(), self.streams, self.id)
    }
}

impl Deref for Meals {
    type Target = [MealDay];
    fn deref(&self) -> &[MealDay] {
        &self.days
    }
}

/// A day's meal at a canteen as it is on that day, and the portions cooked for it.
fn as_served(spec: &Sittings, day: &MealDay, kind: Kind, canteen: Canteen) -> (Meal, f64) {
    // A provider brings a kitchen of its own.
    let sent = if canteen.kitchen.is_finite() { day.sent } else { f64::INFINITY };
    let portions = if canteen.counters == 0 { 0.0 } else { day.planned.min(canteen.kitchen).min(sent).floor() };
    let never_short = !spec.counts_portions() && portions >= f64::from(day.diners);
    let in_proportion = portions * f64::from(kind.diners) / f64::from(day.diners.max(1));
    // As fine as the diners are counted.
    let step = f64::from((kind.diners / FINENESS).max(1));
    let in_steps = (in_proportion / step).round() * step;
    let counted = if never_short { ENDLESS } else { in_steps.min(f64::from(ENDLESS - 1)) as u32 };
    (Meal { kind, counters: canteen.counters as u32, portions: counted, late: day.late }, portions)
}

impl MealOutcome {
    /// The outcome of a meal of so many diners, with so many portions, that was played as another. Where that one's portions are all taken, so are these.
    fn scaled(self, diners: u32, portions: f64, played: Meal) -> Self {
        let in_proportion = self.served * f64::from(diners) / f64::from(played.kind.diners.max(1));
        let all_taken = played.portions != ENDLESS && self.served >= f64::from(played.portions);
        let served = if all_taken { portions } else { in_proportion.min(portions) }.min(f64::from(diners));
        let times = if self.served > 0.0 { served / self.served } else { 0.0 };
        Self { served, in_time: self.in_time * times, wait: self.wait * times }
    }
}
