//! A request for a meeting, before anybody looks for a room.

use crate::scenario::{Volume, Way};

/// Rooms and crews are taken in blocks of so many minutes; set-up and clearing are rounded outwards to whole blocks.
pub const BLOCK: f64 = 5.0;

/// A request for a meeting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// Day of the meeting.
    pub day: u32,
    /// When it is asked for, minutes of the horizon (before its start for early days).
    pub asked: f64,
    /// Wanted start, minute of the day.
    pub start: f64,
    /// Length, minutes.
    pub duration: f64,
    /// People.
    pub attendees: f64,
    /// When it is cancelled, if it is: infinite otherwise.
    pub cancelled: f64,
    /// Minutes after its start at which the room is given up because nobody came; infinite if somebody came or nobody gives it up.
    pub given_up: f64,
    /// Minutes by which it overruns.
    pub overrun: f64,
    /// Its place among requests of one moment, by lot: whoever has the least number is answered first.
    pub place: u64,
}

impl Request {
    /// Whether it takes place (or nobody turns up, which blocks the room all the same).
    pub fn holds(&self) -> bool {
        self.cancelled.is_infinite()
    }

    /// Hours that its people are on the way, all together: nobody is where nobody came.
    pub fn way_hours(&self, way: Way) -> f64 {
        if self.given_up.is_finite() { 0.0 } else { self.attendees * way.both() / 60.0 }
    }
}

/// A meeting as a volume: one unit, and its attendees.
pub fn volume(request: &Request) -> Volume {
    Volume { units: 1.0, measure: request.attendees }
}
