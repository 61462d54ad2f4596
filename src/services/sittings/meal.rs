//! One meal, diner by diner. Lines are first come, first served, so they need no event list: diners are taken in order of
//! arrival and each gets the counter that is free first (Kiefer and Wolfowitz 1955). Tills and seats are taken in the order in which
//! diners come to them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::MealOutcome;
use crate::calendar::DAY;
use crate::kernel::FirstCome;
use crate::random::Stream;
use crate::scenario::{Lines, Sittings};

/// The diners of a meal in order of arrival, the same whatever awaits them.
pub struct Diners {
    /// Minutes from the opening, ascending.
    pub(super) arrival: Vec<f64>,
    pub(super) service: Vec<f64>,
    /// Probabilities of which the minutes at table are the quantiles: these are worked out where seats are short. Empty where there are seats for all.
    pub(super) eating: Vec<f64>,
    /// Minutes at table that are not exceeded at each step of that probability; empty likewise.
    pub(super) longest: Vec<f64>,
    /// Time at the till.
    pub(super) paying: Vec<f64>,
    /// Menu wanted.
    pub(super) menu: Vec<u8>,
    /// Whether another menu would do.
    pub(super) flexible: Vec<bool>,
    /// Minutes by which the kitchen would be late.
    pub(super) lateness: f64,
}

impl Diners {
    /// Draw `count` diners of a day.
    pub fn draw(spec: &Sittings, count: usize, stream: &mut Stream) -> Self {
        let arrival = arrivals(spec, count, stream);
        let service = (0..count).map(|_| spec.service.sample_soon(stream)).collect();
        // What only some canteens have is drawn after the rest, which then stays as it is.
        let paying = spec.payment.as_ref().map_or_else(Vec::new, |payment| (0..count).map(|_| payment.time.sample_soon(stream)).collect());
        let (mut menu, mut flexible) = (Vec::new(), Vec::new());
        if spec.menus.len() > 1 {
            for _ in 0..count {
                let u = stream.uniform();
                menu.push(spec.menus.partition_point(|&share| share < u).min(spec.menus.len() - 1) as u8);
                flexible.push(stream.uniform() < spec.substitution);
            }
        }
        let lateness = spec.late.as_ref().map_or(0.0, |late| late.minutes.sample(stream));
        let (mut eating, mut longest) = (Vec::new(), Vec::new());
        if count > spec.seats {
            eating.extend((0..count).map(|_| stream.uniform()));
            longest.extend((1..STEPS).map(|step| spec.eating.quantile(step as f64 / STEPS as f64)));
            longest.push(DAY);
        }
        Self { arrival, service, eating, longest, paying, menu, flexible, lateness }
    }

    /// How many want each menu.
    pub(super) fn by_menu(&self, spec: &Sittings) -> Vec<f64> {
        let mut wanted = vec![0.0; spec.menus.len().max(1)];
        (0..self.count()).for_each(|who| wanted[self.menu.get(who).map_or(0, |menu| usize::from(*menu))] += 1.0);
        wanted
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.arrival.len()
    }
}

/// Arrivals in order: uniform numbers by their spacings, which are exponential, laid through the cumulative shares of the window's slices.
fn arrivals(spec: &Sittings, count: usize, stream: &mut Stream) -> Vec<f64> {
    let mut sum = 0.0;
    let mut arrival: Vec<f64> = (0..count)
        .map(|_| {
            sum += stream.exponential_soon();
            sum
        })
        .collect();
    let total = sum + stream.exponential_soon();
    let slice = spec.window / spec.arrivals.len() as f64;
    let (mut index, mut before) = (0, 0.0);
    for time in &mut arrival {
        let u = *time / total;
        while spec.arrivals[index] < u && index + 1 < spec.arrivals.len() {
            before = spec.arrivals[index];
            index += 1;
        }
        let width = (spec.arrivals[index] - before).max(1e-12);
        *time = (index as f64 + ((u - before) / width).clamp(0.0, 1.0)) * slice;
    }
    arrival
}

/// A line before some counters.
struct Line {
    counters: usize,
    servers: FirstCome,
    /// Times at which those in the queue leave it: by being called (in order), or by giving up (in order too, as all have
    /// the same patience).
    called: VecDeque<f64>,
    given_up: VecDeque<f64>,
    /// When the last of them was called: nobody overtakes, also while a delivery is awaited.
    last: f64,
}

impl Line {
    fn new(counters: usize, opens: f64) -> Self {
        Self {
            counters,
            servers: FirstCome::open_from(counters, opens),
            called: VecDeque::new(),
            given_up: VecDeque::new(),
            last: f64::NEG_INFINITY,
        }
    }

    /// People waiting when somebody arrives.
    fn waiting(&mut self, arrival: f64) -> usize {
        while self.called.front().is_some_and(|&time| time <= arrival) {
            self.called.pop_front();
        }
        while self.given_up.front().is_some_and(|&time| time <= arrival) {
            self.given_up.pop_front();
        }
        self.called.len() + self.given_up.len()
    }
}

/// Counters of each menu's line: in proportion to the menus' shares by largest remainders, but at least one each. Nothing if there are fewer
/// counters than menus: then they share one line.
pub(super) fn counters_by_menu(shares: &[f64], counters: usize) -> Option<Vec<usize>> {
    if counters < shares.len() || shares.len() < 2 {
        return None;
    }
    let own: Vec<f64> = shares.iter().enumerate().map(|(menu, share)| share - if menu == 0 { 0.0 } else { shares[menu - 1] }).collect();
    let mut given: Vec<usize> = own.iter().map(|share| ((share * counters as f64) as usize).max(1)).collect();
    loop {
        let sum: usize = given.iter().sum();
        let missing = |menu: usize| own[menu] * counters as f64 - given[menu] as f64;
        let by_missing = |a: &usize, b: &usize| missing(*a).total_cmp(&missing(*b)).then(b.cmp(a));
        if sum < counters {
            let menu = (0..own.len()).max_by(by_missing)?;
            given[menu] += 1;
        } else if sum > counters {
            let menu = (0..own.len()).filter(|menu| given[*menu] > 1).min_by(by_missing)?;
            given[menu] -= 1;
        } else {
            break;
        }
    }
    Some(given)
}

/// Play one meal: its diners, a number of open counters, so many portions (maybe without end), a kitchen that is late or not.
pub fn play(spec: &Sittings, counters: usize, diners: &Diners, portions: f64, late: bool) -> MealOutcome {
    if counters == 0 {
        return MealOutcome::default();
    }
    let opens = if late { diners.lateness } else { f64::NEG_INFINITY };
    let own_lines = (spec.lines == Lines::LineForEachMenu).then(|| counters_by_menu(&spec.menus, counters)).flatten();
    let mut lines: Vec<Line> = match &own_lines {
        Some(counts) => counts.iter().map(|count| Line::new(*count, opens)).collect(),
        None => vec![Line::new(counters, opens)],
    };
    let mut stock = Stock::new(spec, portions);
    let mut outcome = MealOutcome::default();
    let mut book = |wait: f64| {
        outcome.served += 1.0;
        outcome.wait += wait;
        outcome.in_time += f64::from(wait <= spec.wait_within + 1e-9);
    };
    // Who is served may have more to wait for: time waited so far, when done at the counter, who.
    let goes_on = spec.payment.is_some() || diners.count() > spec.seats;
    let mut served: Vec<(f64, f64, u32)> = Vec::with_capacity(if goes_on { diners.count() } else { 0 });
    for who in 0..diners.count() {
        let arrival = diners.arrival[who];
        let mut menu = diners.menu.get(who).map_or(0, |menu| usize::from(*menu));
        // A board says what is sold out.
        if stock.left(menu) < 1.0 {
            match stock.fullest().filter(|_| diners.flexible.get(who) == Some(&true)) {
                Some(other) => menu = other,
                None => continue,
            }
        }
        let line = if own_lines.is_some() { &mut lines[menu] } else { &mut lines[0] };
        let waiting = line.waiting(arrival);
        if spec.balk_at.is_some_and(|length| waiting >= length * line.counters) {
            continue;
        }
        let start = later(later(line.servers.start(arrival), stock.next_from(menu)), line.last);
        if let Some(patience) = spec.patience
            && start - arrival > patience
        {
            line.given_up.push_back(arrival + patience);
            continue;
        }
        if start > arrival {
            line.called.push_back(start);
        }
        line.last = start;
        let done = start + diners.service[who];
        line.servers.take(done);
        stock.take(menu);
        if goes_on {
            served.push((start - arrival, done, who as u32));
        } else {
            book(start - arrival);
        }
    }
    if let Some(payment) = &spec.payment {
        served.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut tills = FirstCome::new(payment.tills);
        for (wait, done, index) in &mut served {
            let start = tills.start(*done);
            *wait += start - *done;
            *done = start + diners.paying[*index as usize];
            tills.take(*done);
        }
    }
    if may_fill_seats(spec, diners, &served) {
        wait_for_seats(spec, diners, &mut served);
    }
    served.into_iter().for_each(|(wait, _, _)| book(wait));
    outcome
}

/// The later of two times; neither is no number, which the library's maximum would look for.
#[inline]
fn later(one: f64, other: f64) -> f64 {
    if one > other { one } else { other }
}

/// Steps of the probability by which time at table is bounded.
const STEPS: usize = 32;

/// Whether there may be more people at table than seats: by the minute, with those who go in a minute counted to its end, and everybody as long at table as the
/// slowest of the like.
fn may_fill_seats(spec: &Sittings, diners: &Diners, served: &[(f64, f64, u32)]) -> bool {
    if served.len() <= spec.seats {
        return false;
    }
    let minute = |time: f64| time.clamp(0.0, DAY) as usize;
    let mut change = [0i32; DAY as usize + 2];
    let mut last = 0;
    for (_, done, who) in served {
        let at_most = diners.longest[(diners.eating[*who as usize] * STEPS as f64) as usize];
        let sits = minute(*done);
        last = last.max(sits);
        change[sits] += 1;
        change[minute(*done + at_most) + 1] -= 1;
    }
    // Nobody comes after the last of them.
    let most = change[..=last].iter().scan(0, |sum, change| {
        *sum += change;
        Some(*sum)
    });
    most.max().unwrap_or(0) > spec.seats as i32
}

/// Those who are served wait for a seat in the order in which they come from counter or till.
fn wait_for_seats(spec: &Sittings, diners: &Diners, served: &mut [(f64, f64, u32)]) {
    served.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut seats = BinaryHeap::<Reverse<Minute>>::new();
    for (wait, done, who) in served {
        let mut sits = *done;
        if seats.len() >= spec.seats
            && let Some(Reverse(Minute(free))) = seats.pop()
        {
            sits = free.max(*done);
            *wait += sits - *done;
        }
        seats.push(Reverse(Minute(sits + spec.eating.quantile(diners.eating[*who as usize]))));
    }
}

/// Whether so many who want each menu all find theirs among so many portions, all of which are there from the start.
pub(super) fn is_enough(spec: &Sittings, portions: f64, wanted: &[f64]) -> bool {
    spec.deliveries.is_empty() && wanted.iter().zip(cooked(spec, portions)).all(|(wanted, cooked)| *wanted <= cooked)
}

/// Whole portions of each menu that add up to all, by their shares and largest remainders.
fn cooked(spec: &Sittings, portions: f64) -> Vec<f64> {
    let menus = spec.menus.len().max(1);
    if menus == 1 || portions.is_infinite() {
        return vec![if portions.is_infinite() { portions } else { (portions + 1e-9).floor() }; menus];
    }
    let share = |menu: usize| spec.menus[menu] - if menu == 0 { 0.0 } else { spec.menus[menu - 1] };
    let mut cooked: Vec<f64> = (0..menus).map(|menu| (portions * share(menu) + 1e-9).floor()).collect();
    let remainder = |menu: usize| portions * share(menu) - cooked[menu];
    let mut order: Vec<usize> = (0..menus).collect();
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b)));
    let left = (portions.floor() - cooked.iter().sum::<f64>()).max(0.0) as usize;
    order.into_iter().take(left).for_each(|menu| cooked[menu] += 1.0);
    cooked
}

/// Portions of each menu: how many have come so far or will, how many were taken.
struct Stock<'a> {
    spec: &'a Sittings,
    /// Portions of each menu over the whole meal.
    cooked: Vec<f64>,
    taken: Vec<f64>,
}

impl<'a> Stock<'a> {
    fn new(spec: &'a Sittings, portions: f64) -> Self {
        let cooked = cooked(spec, portions);
        Self { spec, taken: vec![0.0; cooked.len()], cooked }
    }

    fn left(&self, menu: usize) -> f64 {
        self.cooked[menu] - self.taken[menu]
    }

    /// The menu of which most is left, if any is.
    fn fullest(&self) -> Option<usize> {
        (0..self.cooked.len()).filter(|menu| self.left(*menu) >= 1.0).max_by(|a, b| self.left(*a).total_cmp(&self.left(*b)).then(b.cmp(a)))
    }

    /// When the next portion of a menu is there: at the delivery that brings it. Deliveries are timed from the opening.
    fn next_from(&self, menu: usize) -> f64 {
        if self.spec.deliveries.is_empty() || !self.cooked[menu].is_finite() {
            return f64::NEG_INFINITY;
        }
        let needed = (self.taken[menu] + 1.0) / self.cooked[menu];
        let delivery = self.spec.deliveries.iter().find(|(_, share)| *share >= needed - 1e-9).or(self.spec.deliveries.last());
        delivery.map_or(f64::NEG_INFINITY, |(minute, _)| *minute)
    }

    fn take(&mut self, menu: usize) {
        self.taken[menu] += 1.0;
    }
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
