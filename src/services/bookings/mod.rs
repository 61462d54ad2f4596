//! Bookings: meetings that want a room.
//!
//! **Demand.** On each day on which the office is open a number of requests (Poisson with a gamma factor for the day), each made some days
//! ahead, for a start, a length and a number of attendees. Nobody asks for a meeting that would not fit into the opening hours. A share of the
//! meetings may belong to weekly series.
//!
//! **Service.** Requests are answered in the order in which they are made (those of one moment by chance), at the wanted start or as near to it as
//! the tolerance and the opening hours allow. At each start that is tried a request gets, of the free rooms of the pool that seat its people, have the features that they need and are not kept for others,
//! the one with the least way from its lot's site, then with the fewest seats, then with the fewest features that it does not need, if the service crew is on
//! shift and free, and the equipment free, from set-up to clearing. What is held elsewhere costs its people the way there and back, unless nobody came. At closing time everybody goes: nothing overruns beyond it. Some lots may displace others with notice; whoever is displaced is answered anew. A cancelled meeting frees its room halfway
//! between request and meeting; a no-show keeps it, or gives up what is left after some minutes. A meeting that overruns delays the next in its room.

mod blocks;
mod demand;
mod hours;
mod rooms;

pub use blocks::Blocks;
pub use demand::{draw, season};
pub use hours::OpenDay;
pub use rooms::{Crew, Had, Placement, Pool, PoolLot, Resource, RoomKind, in_order_of_size};

use super::{Response, RoomUse, Watcher};
use crate::scenario::{Scenario, Volume, Way};

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

/// Play a pool through the horizon.
pub fn simulate<W: Watcher>(
    scenario: &Scenario,
    pool: &Pool<'_>,
    rooms: &[RoomKind],
    resources: &[Resource<'_>],
    watcher: &mut W,
) -> Response {
    let calendar = &scenario.calendar;
    let lots = &pool.lots;
    let mut response = Response::new(lots.len(), calendar.months());
    for (lot, rows) in lots.iter().zip(&mut response.lots) {
        for request in lot.requests.iter().filter(|request| request.holds()) {
            rows[calendar.days[request.day as usize].month].demand += volume(request);
        }
    }
    response.rooms = vec![RoomUse::default(); rooms.len()];
    let kinds: Vec<usize> = in_order_of_size(rooms).into_iter().map(|(kind, _)| kind).collect();
    let Response { lots: rows, busy, rooms: of_rooms } = &mut response;
    pool.place(rooms, resources, |placement, had, open| {
        watcher.meeting(placement, had);
        let lot = &lots[placement.lot];
        let request = &lot.requests[placement.request];
        if !request.holds() {
            return;
        }
        let month = calendar.days[request.day as usize].month;
        let row = &mut rows[placement.lot][month];
        match placement.room {
            Some((room, from, to)) => {
                let kind = kinds[room];
                let way = lot.ways[kind].unwrap_or_default();
                row.served += 1.0;
                row.in_time += f64::from(placement.late <= placement.slack + 1e-9);
                row.as_wanted += f64::from(placement.moved == 0.0 && !way.is_away());
                row.wait += placement.moved.abs() + placement.late;
                let taken = open.between(from, to);
                busy[month] += taken;
                let of_kind = &mut of_rooms[kind];
                of_kind.busy += taken;
                of_kind.meetings += 1.0;
                if way.is_away() {
                    row.elsewhere += 1.0;
                    row.way_hours += request.way_hours(way);
                    of_kind.from_elsewhere += 1.0;
                }
            }
            None => row.overflow += volume(request),
        }
    });
    response
}
