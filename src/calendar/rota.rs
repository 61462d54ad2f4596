//! Shifts over a calendar: who would be there at which hours of a day, if nobody were absent.

use super::{Calendar, WeeklyHours};

/// Hours of a shift on a day, in minutes of that day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Which shift.
    pub shift: usize,
    /// The day on which it began: whoever misses that day misses all of it.
    pub day: u32,
    /// First minute.
    pub from: f64,
    /// Last minute.
    pub to: f64,
}

/// When a team's shifts are at work: for each day, the hours of each.
#[derive(Clone, Debug)]
pub struct Rota {
    days: Vec<Vec<Vec<Turn>>>,
}

impl Rota {
    /// The shifts of a team over a calendar; spans that touch are one.
    pub fn new(calendar: &Calendar, shifts: &[WeeklyHours]) -> Self {
        let of_shift = |day: usize, shift: usize| {
            let mut turns: Vec<Turn> = Vec::new();
            for (began, from, to) in shifts[shift].within(calendar, day) {
                match turns.last_mut() {
                    Some(last) if last.day as usize == began && from <= last.to => last.to = to.max(last.to),
                    _ => turns.push(Turn { shift, day: began as u32, from, to }),
                }
            }
            turns
        };
        let of_day = |day: usize| (0..shifts.len()).map(|shift| of_shift(day, shift)).collect();
        Self { days: (0..calendar.days.len()).map(of_day).collect() }
    }

    /// How many shifts people are dealt out to.
    pub fn shifts(&self) -> usize {
        self.days.first().map_or(1, Vec::len).max(1)
    }

    /// The turns of each shift on each day.
    pub fn days(&self) -> impl Iterator<Item = &[Vec<Turn>]> {
        self.days.iter().map(Vec::as_slice)
    }

    /// Who is there through the whole of a window of minutes of each day: nobody counts who is there for part of it.
    pub fn covering(&self, from: f64, to: f64) -> Cover {
        let covers = |turn: &&Turn| turn.from <= from + 1e-9 && turn.to >= to - 1e-9;
        let days = self.days.iter().map(|shifts| shifts.iter().flatten().filter(covers).copied().collect()).collect();
        Cover { shifts: self.shifts(), days }
    }
}

/// The shifts that cover a window, day by day.
#[derive(Clone, Debug)]
pub struct Cover {
    /// How many shifts people are dealt out to.
    shifts: usize,
    days: Vec<Vec<Turn>>,
}

impl Cover {
    /// How many shifts people are dealt out to.
    pub fn shifts(&self) -> usize {
        self.shifts
    }

    /// The turns that cover the window on a day.
    pub fn on(&self, day: usize) -> &[Turn] {
        &self.days[day]
    }

    /// Whether anybody is there on a day.
    pub fn is_covered(&self, day: usize) -> bool {
        !self.days[day].is_empty()
    }
}
