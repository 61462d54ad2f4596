//! The requests of one replication.

use super::hours::OpenDay;
use super::request::{BLOCK, Request};
use crate::calendar::{DAY, WorkingTime};
use crate::random::{Stream, Streams};
use crate::scenario::{Bookings, Scenario, Series};
use crate::services::demand::burst_factor;
use crate::services::season::Season;

/// Starts are asked for on the half-hour.
const HALF_HOUR: f64 = 30.0;

/// The days on which a lot has meetings: those on which some half-hour of the office's hours has a weight.
pub fn season(scenario: &Scenario, spec: &Bookings) -> Season {
    let starts = |day: usize| half_hours(spec, &scenario.office, day).next().is_some();
    Season::new(&scenario.calendar, &spec.profile, |index, day| day.is_worked() && starts(index))
}

/// The half-hours of a day's opening hours that have a weight, with it.
fn half_hours<'a>(spec: &'a Bookings, office: &'a WorkingTime, day: usize) -> impl Iterator<Item = (f64, f64)> + 'a {
    let minutes = (0..48).map(|half| f64::from(half) * HALF_HOUR);
    let midnight = day as f64 * DAY;
    let is_open =
        move |minute: &f64| office.spans_of_day(day).iter().any(|(from, to)| *minute >= from - midnight && *minute < to - midnight);
    minutes.filter(is_open).map(|minute| (minute, spec.profile.hours[(minute / 60.0) as usize])).filter(|(_, weight)| *weight > 0.0)
}

/// A day's hours, and the half-hours of them at which meetings are asked for, with their weights.
struct Asked {
    open: OpenDay,
    starts: Vec<(f64, f64)>,
}

impl Asked {
    fn new(spec: &Bookings, office: &WorkingTime, day: usize) -> Self {
        Self { open: OpenDay::new(office, day), starts: half_hours(spec, office, day).collect() }
    }
}

/// Draw a lot's requests, by day of the meeting, in order of asking; `level` multiplies their number on each day of the horizon.
pub fn draw(scenario: &Scenario, spec: &Bookings, streams: &Streams, id: u64, level: impl Fn(usize) -> f64) -> Vec<Request> {
    let mut counts = streams.stream("booking counts", id);
    let mut details = streams.stream("booking details", id);
    let season = season(scenario, spec);
    let single = spec.per_day * (1.0 - spec.series.map_or(0.0, |series| series.share));
    let rate = |day: usize| season.weight(day) * level(day);
    let mut in_series =
        spec.series.map(|series| draw_series(scenario, spec, series, streams, id, &rate)).unwrap_or_default().into_iter().peekable();
    let mut requests = Vec::new();
    for (index, weight) in season.with_work() {
        let mean = single * weight * level(index);
        let rate = mean * burst_factor(spec.burstiness, mean, &mut counts);
        let asked = Asked::new(spec, &scenario.office, index);
        let first = requests.len();
        // Unit exponentials until the rate is used up: a Poisson count by inversion of a unit-rate process.
        let mut used = counts.exponential();
        while used < rate {
            let wish = Wish::draw(spec, &asked, &mut details);
            let lead = spec.lead_days.sample(&mut details) * DAY;
            requests.push(draw_request(spec, index as u32, wish, lead, &mut details));
            used += counts.exponential();
        }
        while let Some(request) = in_series.next_if(|request| request.day as usize <= index) {
            requests.push(request);
        }
        requests[first..].sort_by(|a, b| a.asked.total_cmp(&b.asked));
    }
    requests
}

/// What somebody wants of a day: a start and a length that fit into its hours, and people.
#[derive(Clone, Copy)]
struct Wish {
    start: f64,
    duration: f64,
    attendees: f64,
}

impl Wish {
    fn draw(spec: &Bookings, asked: &Asked, stream: &mut Stream) -> Self {
        // To whole blocks, up or down by chance, so that the mean stays.
        let blocks = (spec.duration.sample(stream) / BLOCK + stream.uniform()).floor().max(1.0);
        let longest = (asked.open.length() - spec.setup - spec.turnround).max(BLOCK);
        let duration = (blocks * BLOCK).min(longest);
        let start = wanted_start(spec, asked, duration, stream.uniform());
        Self { start, duration, attendees: spec.attendees.sample(stream).round().max(1.0) }
    }
}

/// The start that somebody asks for: by the weights of the half-hours at which the meeting fits; where it fits at none, as near as can be to a half-hour
/// by its weight.
fn wanted_start(spec: &Bookings, asked: &Asked, duration: f64, luck: f64) -> f64 {
    let Asked { open, starts } = asked;
    let (before, after) = (spec.setup, duration + spec.turnround);
    let fitting = by_weight(luck, open.fitting(before, after, starts));
    fitting.unwrap_or_else(|| {
        let wanted = by_weight(luck, starts.iter().copied()).or(open.spans().first().map(|(open, _)| *open)).unwrap_or(0.0);
        open.nearest(wanted, before, after).unwrap_or(wanted)
    })
}

/// One of some minutes by their weights; none where there are none.
fn by_weight(luck: f64, all: impl Iterator<Item = (f64, f64)> + Clone) -> Option<f64> {
    let mut left = luck * all.clone().map(|(_, weight)| weight).sum::<f64>();
    let mut last = None;
    for (minute, weight) in all {
        left -= weight;
        last = Some(minute);
        if left < 0.0 {
            break;
        }
    }
    last
}

/// A request for a day, with a lead (minutes).
fn draw_request(spec: &Bookings, day: u32, wish: Wish, lead: f64, details: &mut Stream) -> Request {
    let Wish { start, duration, attendees } = wish;
    let begin = f64::from(day) * DAY + start;
    let cancelled = if details.uniform() < spec.cancelled { begin - lead / 2.0 } else { f64::INFINITY };
    // Of those not cancelled, so many that they are the asked share of all.
    let given_up = match spec.release {
        Some(minutes) if details.uniform() * (1.0 - spec.cancelled) < spec.no_show => minutes,
        _ => f64::INFINITY,
    };
    let overrun = match &spec.overruns {
        Some(overruns) if details.uniform() < overruns.share => overruns.minutes.sample(details),
        _ => 0.0,
    };
    Request { day, asked: begin - lead, start, duration, attendees, cancelled, given_up, overrun, place: details.word() }
}

/// Weekly series: on every weekday a Poisson number of them runs at any time, so many that meetings in series are the asked share of all. The terms of a
/// weekday's series follow each other, the first from a random week, so that the horizon begins in the midst of them. All meetings of a series are asked for
/// together, have the same start, length and people, and fall out on days off. A series has a number of its own that says how quiet a day may be for it to
/// meet: on a day of half the rate of the busiest of its term half of the series do, and none on a day without work.
fn draw_series(
    scenario: &Scenario,
    spec: &Bookings,
    series: Series,
    streams: &Streams,
    id: u64,
    rate: &impl Fn(usize) -> f64,
) -> Vec<Request> {
    let calendar = &scenario.calendar;
    let mut stream = streams.stream("booking series", id);
    let mut requests = Vec::new();
    for weekday in 0..7 {
        let days: Vec<usize> = (0..calendar.days.len()).filter(|day| calendar.days[*day].weekday == weekday).collect();
        let meetings = series.meetings as usize;
        let phase = ((stream.uniform() * meetings as f64) as usize).min(meetings - 1);
        let mut first = 0;
        while first < days.len() {
            let end = if first == 0 { (meetings - phase).min(days.len()) } else { (first + meetings).min(days.len()) };
            let term = &days[first..end];
            let busiest = term.iter().copied().max_by(|a, b| rate(*a).total_cmp(&rate(*b))).unwrap_or(first);
            let most = rate(busiest);
            let of_day = Asked::new(spec, &scenario.office, busiest);
            let mut used = stream.exponential();
            while used < spec.per_day * series.share * most {
                let wish = Wish::draw(spec, &of_day, &mut stream);
                let lead = spec.lead_days.sample(&mut stream) * DAY;
                let quietest = stream.uniform() * most;
                let asked = days[first] as f64 * DAY + wish.start - lead;
                for &day in term.iter().filter(|day| rate(**day) > quietest) {
                    let begin = day as f64 * DAY + wish.start;
                    requests.push(draw_request(spec, day as u32, wish, begin - asked, &mut stream));
                }
                used += stream.exponential();
            }
            first = end;
        }
    }
    requests.sort_by_key(|request| request.day);
    requests
}
