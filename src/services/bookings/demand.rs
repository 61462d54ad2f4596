//! The requests of one replication.

use super::Request;
use crate::calendar::DAY;
use crate::random::{Stream, Streams};
use crate::scenario::{Bookings, Scenario, Series};
use crate::services::demand::burst_factor;

/// Draw a lot's requests, by day of the meeting, in order of asking; `level` multiplies their number on each day of the horizon.
pub fn draw(scenario: &Scenario, spec: &Bookings, streams: &Streams, id: u64, level: impl Fn(usize) -> f64) -> Vec<Request> {
    let mut counts = streams.stream("booking counts", id);
    let mut details = streams.stream("booking details", id);
    let calendar = &scenario.calendar;
    let weight = |day: &crate::calendar::Day| spec.profile.weekdays[day.weekday] * spec.profile.months[(day.date.month() - 1) as usize];
    let worked = calendar.days.iter().filter(|day| day.is_worked());
    let (count, total) = worked.fold((0usize, 0.0), |(count, total), day| (count + 1, total + weight(day)));
    if total <= 0.0 {
        return Vec::new();
    }
    let single = spec.per_day * (1.0 - spec.series.map_or(0.0, |series| series.share));
    let scale = count as f64 / total;
    let mut in_series =
        spec.series.map(|series| draw_series(scenario, spec, series, streams, id)).unwrap_or_default().into_iter().peekable();
    let mut requests = Vec::new();
    for (index, day) in calendar.days.iter().enumerate().filter(|(_, day)| day.is_worked()) {
        let mean = single * weight(day) * scale * level(index);
        let rate = mean * burst_factor(spec.burstiness, mean, &mut counts);
        let first = requests.len();
        // Unit exponentials until the rate is used up: a Poisson count by inversion of a unit-rate process.
        let mut used = counts.exponential();
        while used < rate {
            let start = spec.starts.sample(&mut details);
            let lead = spec.lead_days.sample(&mut details) * DAY;
            requests.push(draw_request(spec, index as u32, start, lead, &mut details));
            used += counts.exponential();
        }
        while let Some(request) = in_series.next_if(|request| request.day as usize <= index) {
            requests.push(request);
        }
        requests[first..].sort_by(|a, b| a.asked.total_cmp(&b.asked));
    }
    requests
}

/// A request for a day, start and lead (minutes).
fn draw_request(spec: &Bookings, day: u32, start: f64, lead: f64, details: &mut Stream) -> Request {
    let begin = f64::from(day) * DAY + start;
    let duration = (spec.duration.sample(details) / 15.0).ceil().max(1.0) * 15.0;
    let attendees = spec.attendees.sample(details).round().max(1.0);
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
    Request { day, asked: begin - lead, start, duration: duration.min(DAY - start), attendees, cancelled, given_up, overrun }
}

/// Weekly series: on every weekday a Poisson number of them runs at any time, so many that meetings in series are the asked share of all. The terms of a
/// weekday's series follow each other, the first from a random week, so that the horizon begins in the midst of them. All meetings of a series are asked for
/// together, have the same start, length and people, and fall out on days off.
fn draw_series(scenario: &Scenario, spec: &Bookings, series: Series, streams: &Streams, id: u64) -> Vec<Request> {
    let calendar = &scenario.calendar;
    let mut stream = streams.stream("booking series", id);
    let worked = || calendar.days.iter().filter(|day| day.is_worked());
    let total: f64 = worked().map(|day| spec.profile.weekdays[day.weekday]).sum();
    let scale = if total > 0.0 { worked().count() as f64 / total } else { 0.0 };
    let mut requests = Vec::new();
    for weekday in 0..7 {
        let mean = spec.per_day * series.share * spec.profile.weekdays[weekday] * scale;
        let days: Vec<usize> = (0..calendar.days.len()).filter(|day| calendar.days[*day].weekday == weekday).collect();
        let meetings = series.meetings as usize;
        let phase = ((stream.uniform() * meetings as f64) as usize).min(meetings - 1);
        let mut first = 0;
        while first < days.len() {
            let end = if first == 0 { (meetings - phase).min(days.len()) } else { (first + meetings).min(days.len()) };
            let mut used = stream.exponential();
            while used < mean {
                let start = spec.starts.sample(&mut stream);
                let lead = spec.lead_days.sample(&mut stream) * DAY;
                let asked = days[first] as f64 * DAY + start - lead;
                let model = draw_request(spec, 0, start, 0.0, &mut stream);
                for &day in days[first..end].iter().filter(|day| calendar.days[**day].is_worked()) {
                    let begin = day as f64 * DAY + start;
                    let own = draw_request(spec, day as u32, start, begin - asked, &mut stream);
                    requests.push(Request { duration: model.duration, attendees: model.attendees, ..own });
                }
                used += stream.exponential();
            }
            first = end;
        }
    }
    requests.sort_by_key(|request| request.day);
    requests
}
