//! Who of a team is there, and when.

use crate::calendar::{Cover, Rota};
use crate::random::Streams;
use crate::scenario::{Scenario, Team};

/// Days after the horizon's last for which people's presence is drawn, to do what has come by then.
pub const AFTER: usize = 28;

/// Days on which each of up to a most people is present. Each person has a stream of their own, so one more person leaves the
/// others' days as they were.
///
/// A day's absence is drawn anew with the team's share, or stays as the day before: the chance of staying gives spells of the mean
/// length asked for (a two-state Markov chain; without memory spells last 1/(1 − share) days). Leave comes on top, in one piece in each season. A night
/// belongs to the day on which it begins.
#[derive(Clone, Debug)]
pub struct Presence {
    /// For each person the days of the horizon and [`AFTER`] it.
    days: Vec<Vec<bool>>,
    /// Days of the horizon.
    horizon: usize,
}

impl Presence {
    /// Draw the presence of up to `most` people of a team; `id` tells its people from others'.
    pub fn draw(scenario: &Scenario, team: &Team, streams: &Streams, id: u64, most: usize) -> Self {
        let share = team.absence;
        let horizon = scenario.calendar.days.len();
        let count = horizon + AFTER;
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
        Self { days, horizon }
    }

    /// Whether a person is present on a day, of those who were drawn.
    fn is_here(&self, person: usize, day: usize) -> bool {
        self.days.get(person).is_some_and(|days| days[day])
    }

    /// People present on each day of a team of `people`, whatever their hours.
    pub fn counts(&self, people: usize) -> Vec<u16> {
        let mut counts = vec![0u16; self.horizon];
        for person in &self.days[..people.min(self.days.len())] {
            counts.iter_mut().zip(person).for_each(|(count, here)| *count += u16::from(*here));
        }
        counts
    }

    /// People who are there through the whole of a window on each day, of those who can do the work.
    pub fn on_duty(&self, cover: &Cover, able: &[bool]) -> Vec<u16> {
        let people = |day| (0..able.len()).filter(|person| able[*person] && self.is_on_duty(cover, *person, day)).count() as u16;
        (0..self.horizon).map(people).collect()
    }

    /// Whether a person is there through the whole of a window on a day.
    pub fn is_on_duty(&self, cover: &Cover, person: usize, day: usize) -> bool {
        cover.on(day).iter().any(|turn| turn.shift == person % cover.shifts() && self.is_here(person, turn.day as usize))
    }

    /// The people of a team who are there on each day, by what they are there for: for each shift of a day those who came for all of it, for what of it
    /// belongs to the day, and for the end of last night. Calls `give` with a day, how many, and the spans in minutes of that day.
    pub fn by_turns(&self, rota: &Rota, able: &[bool], mut give: impl FnMut(usize, u16, &[(f64, f64)])) {
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for (day, shifts) in rota.days().enumerate() {
            for (shift, turns) in shifts.iter().enumerate().filter(|(_, turns)| !turns.is_empty()) {
                let began_before = turns.iter().any(|turn| (turn.day as usize) < day);
                for (night, today) in [(false, true), (true, true), (true, false)] {
                    if night && !began_before {
                        continue;
                    }
                    let is_of_it = |person: &usize| {
                        able[*person] && self.is_here(*person, day) == today && (!began_before || self.is_here(*person, day - 1) == night)
                    };
                    let people = (shift..able.len()).step_by(rota.shifts()).filter(is_of_it).count() as u16;
                    if people > 0 {
                        spans.clear();
                        let of_them = turns.iter().filter(|turn| if turn.day as usize == day { today } else { night });
                        spans.extend(of_them.map(|turn| (turn.from, turn.to)));
                        give(day, people, &spans);
                    }
                }
            }
        }
    }

    /// When people come and go, in the team's working time, in order, to the last day drawn. Somebody whose next stretch begins where the last ended stays.
    pub fn changes(&self, team: &Team) -> Vec<Change> {
        let mut changes = Vec::new();
        for (person, days) in self.days.iter().enumerate() {
            let mut until = f64::NEG_INFINITY;
            for &(day, from, to) in &team.shifts[person % team.shifts.len()] {
                match days.get(day as usize) {
                    Some(true) => {}
                    Some(false) => continue,
                    None => break,
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
        // Who goes at a minute goes before others come.
        changes.sort_by(|a, b| a.time.total_cmp(&b.time).then(a.here.cmp(&b.here)));
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
