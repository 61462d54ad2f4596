//! Who of a team is there, and when.

use crate::random::Streams;
use crate::scenario::{Scenario, Team};

/// Days on which each of up to a most people is present. Each person has a stream of their own, so one more person leaves the
/// others' days as they were.
///
/// A day's absence is drawn anew with the team's share, or stays as the day before: the chance of staying gives spells of the mean
/// length asked for (a two-state Markov chain; without memory spells last 1/(1 − share) days). Leave comes on top, in one piece in each season.
#[derive(Clone, Debug)]
pub struct Presence {
    days: Vec<Vec<bool>>,
}

impl Presence {
    /// Draw the presence of up to `most` people of a team; `id` tells its people from others'.
    pub fn draw(scenario: &Scenario, team: &Team, streams: &Streams, id: u64, most: usize) -> Self {
        let share = team.absence;
        let count = scenario.calendar.days.len();
        let stay = if share > 0.0 { (1.0 - 1.0 / (team.absence_days * (1.0 - share))).max(0.0) } else { 0.0 };
        let days = (0..most)
            .map(|person| {
                if share <= 0.0 && team.leave.is_empty() {
                    return vec![true; count];
                }
                let mut stream = streams.stream("absence", id.wrapping_add(person as u64 * 0x9e37_79b9));
                let mut here = stream.uniform() >= share;
                let mut days: Vec<bool> = (0..count)
                    .map(|day| {
                        if day > 0 && !(stay > 0.0 && stream.uniform() < stay) {
                            here = stream.uniform() >= share;
                        }
                        here
                    })
                    .collect();
                // Leave is one piece of each season, somewhere in it.
                for (first, end, away) in &team.leave {
                    let starts = end - first - away + 1;
                    let start = first + ((stream.uniform() * starts as f64) as usize).min(starts - 1);
                    days[start..start + away].fill(false);
                }
                days
            })
            .collect();
        Self { days }
    }

    /// People present on each day of a team of `people`.
    pub fn counts(&self, people: usize) -> Vec<u16> {
        let mut counts = vec![0u16; self.days.first().map_or(0, Vec::len)];
        for person in &self.days[..people.min(self.days.len())] {
            counts.iter_mut().zip(person).for_each(|(count, here)| *count += u16::from(*here));
        }
        counts
    }

    /// When people come and go, in the team's working time, in order. Somebody whose next stretch begins where the last ended stays.
    pub fn changes(&self, team: &Team) -> Vec<Change> {
        let mut changes = Vec::new();
        for (person, days) in self.days.iter().enumerate() {
            let mut until = f64::NEG_INFINITY;
            for &(day, from, to) in &team.shifts[person % team.shifts.len()] {
                if !days[day as usize] {
                    continue;
                }
                if (from - until).abs() > 1e-9 {
                    if until >= 0.0 {
                        changes.push(Change { time: until, person: person as u32, here: false });
                    }
                    changes.push(Change { time: from, person: person as u32, here: true });
                }
                until = to;
            }
            if until >= 0.0 {
                changes.push(Change { time: until, person: person as u32, here: false });
            }
        }
        changes.sort_by(|a, b| a.time.total_cmp(&b.time));
        changes
    }
}

/// A person comes or goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Working minute of the team.
    pub time: f64,
    /// Who.
    pub person: u32,
    /// Whether they are there from now on.
    pub here: bool,
}
