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
mod request;
mod rooms;

pub use blocks::Blocks;
pub use demand::{draw, season};
pub use hours::OpenDay;
pub use request::{BLOCK, Request, volume};
pub use rooms::{Crew, Had, Placement, Pool, PoolLot, Resource, RoomKind, in_order_of_size};

use super::{Response, RoomUse, Watcher};
use crate::scenario::Scenario;

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
