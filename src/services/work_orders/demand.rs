//! The jobs of one replication.

use super::{Job, Priority};
use crate::calendar::DAY;
use crate::random::{Stream, Streams};
use crate::scenario::file::{Arrivals, Overflow};
use crate::scenario::{Scenario, WorkOrders};
use crate::services::demand::burst_factor;
use crate::services::season::Season;

/// The days of a lot's jobs: jobs come every day, on a holiday as on a day of rest.
pub fn season(scenario: &Scenario, spec: &WorkOrders) -> Season {
    Season::new(&scenario.calendar, &spec.profile, |_, _| true)
}

/// Draw a lot's jobs; `level` multiplies the rate on each day of the horizon.
pub fn draw(scenario: &Scenario, spec: &WorkOrders, streams: &Streams, id: u64, level: impl Fn(usize) -> f64) -> Vec<Job> {
    let calendar = &scenario.calendar;
    let mut bursts = streams.stream("burst", id);
    let mut arrivals = streams.stream("arrivals", id);
    let mut sizes = streams.stream("job sizes", id);
    let season = season(scenario, spec);
    let expected = spec.jobs_per_month * spec.profile.months_with_work(calendar);
    let of_day = |day: usize| season.weight(day) * expected / season.days() as f64;
    let mut jobs = Vec::with_capacity(expected as usize + spec.backlog + 8);
    for _ in 0..spec.backlog {
        jobs.push(draw_job(scenario, spec, 0.0, &mut sizes, false));
    }
    let mut cumulative_hours = [0.0; 25];
    for hour in 0..24 {
        cumulative_hours[hour + 1] = cumulative_hours[hour] + spec.profile.hours[hour] / 24.0;
    }
    // The minute of a day before which a share of its jobs comes.
    let minute = |share: f64| {
        let hour = cumulative_hours.partition_point(|&before| before <= share).clamp(1, 24) - 1;
        let width = cumulative_hours[hour + 1] - cumulative_hours[hour];
        let within = if width > 0.0 { ((share - cumulative_hours[hour]) / width).clamp(0.0, 1.0) } else { 0.0 };
        (hour as f64 + within) * 60.0
    };
    if let Some(assets) = &spec.assets {
        let mut lives = streams.stream("lives", id);
        for _ in 0..assets.count {
            let age = assets.ages.sample(&mut lives);
            let mut failures = Vec::new();
            assets.ageing.failures(age, calendar.end() * (1.0 - 1e-12), &mut lives, |time| failures.push(time));
            for time in failures {
                let day = (time / DAY).floor();
                jobs.push(draw_job(scenario, spec, day * DAY + minute(time / DAY - day), &mut lives, true));
            }
        }
    }
    if season.days() == 0 || expected <= 0.0 {
        jobs.sort_by(|a, b| a.arrival.total_cmp(&b.arrival));
        return jobs;
    }
    let planned = spec.arrivals == Arrivals::Planned;
    // Planned jobs come at even steps of the integrated rate, from a random start.
    let mut next = if planned { arrivals.uniform() } else { arrivals.exponential() };
    let mut integrated = 0.0;
    let mut factor = 1.0;
    let mut month = usize::MAX;
    for (index, day) in calendar.days.iter().enumerate() {
        if day.month != month {
            month = day.month;
            let days = calendar.month_starts[month]..calendar.month_starts[month + 1];
            let mean: f64 = days.map(of_day).sum();
            factor = if planned { 1.0 } else { burst_factor(spec.burstiness, mean, &mut bursts) };
        }
        let rate = of_day(index) * factor * level(index);
        while next < integrated + rate {
            let share = (next - integrated) / rate;
            let arrival = index as f64 * DAY + minute(share);
            jobs.push(draw_job(scenario, spec, arrival, &mut sizes, true));
            next += if planned { 1.0 } else { arrivals.exponential() };
        }
        integrated += rate;
    }
    if spec.assets.is_some() {
        jobs.sort_by(|a, b| a.arrival.total_cmp(&b.arrival));
    }
    jobs
}

/// Everything about a job but its arrival.
fn draw_job(scenario: &Scenario, spec: &WorkOrders, arrival: f64, sizes: &mut Stream, may_be_urgent: bool) -> Job {
    let labour = spec.labour.sample(sizes);
    let luck = sizes.word();
    let emergency = crate::random::uniform_of(luck, 0) < spec.emergency_share && may_be_urgent;
    let response = if emergency { spec.emergency_response } else { spec.response };
    let response_deadline = scenario.deadline(arrival, response);
    let leaves = match (spec.overflow, &spec.patience) {
        (Overflow::Never | Overflow::AtQueueLength, _) => f64::INFINITY,
        (Overflow::WhenOutOfPatience, Some(patience)) => arrival + patience.sample(sizes),
        _ => response_deadline,
    };
    Job {
        arrival,
        labour,
        response_deadline,
        leaves,
        completion_deadline: spec.completion.map_or(f64::INFINITY, |span| scenario.deadline(arrival, span)),
        priority: match (emergency, spec.arrivals) {
            (true, _) => Priority::Emergency,
            (_, Arrivals::Planned) => Priority::Planned,
            _ => Priority::Ordinary,
        },
        luck,
    }
}
