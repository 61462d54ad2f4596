//! Bookings: meetings that want a room.
//!
//! **Demand.** On each worked day a number of requests (Poisson with a gamma factor for the day), each made some days
//! ahead, for a start, a length and a number of attendees.
//!
//! **Service.** Requests are answered in the order in which they are made. A request gets the smallest free room of the pool that seats
//! its people, at the wanted start or as near to it as the tolerance allows, if the service crew is free from set-up to clearing.
//! A cancelled meeting frees its room halfway between request and meeting; a no-show keeps it.

use crate::calendar::DAY;
use crate::random::Streams;
use crate::scenario::{Bookings, Scenario, Volume};

use super::Response;
use super::demand::burst_factor;

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
}

impl Request {
    /// Whether it takes place (or nobody turns up, which blocks the room all the same).
    pub fn holds(&self) -> bool {
        self.cancelled.is_infinite()
    }
}

/// Draw a lot's requests, by day of the meeting, in order of asking.
pub fn draw(scenario: &Scenario, spec: &Bookings, streams: &Streams, id: u64) -> Vec<Request> {
    let mut counts = streams.stream("booking counts", id);
    let mut details = streams.stream("booking details", id);
    let calendar = &scenario.calendar;
    let weight = |day: &crate::calendar::Day| spec.profile.weekdays[day.weekday] * spec.profile.months[(day.date.month() - 1) as usize];
    let worked = calendar.days.iter().filter(|day| day.is_worked());
    let (count, total) = worked.fold((0usize, 0.0), |(count, total), day| (count + 1, total + weight(day)));
    if total <= 0.0 {
        return Vec::new();
    }
    let scale = count as f64 / total;
    let mut requests = Vec::new();
    for (index, day) in calendar.days.iter().enumerate().filter(|(_, day)| day.is_worked()) {
        let mean = spec.per_day * weight(day) * scale;
        let rate = mean * burst_factor(spec.burstiness, mean, &mut counts);
        let first = requests.len();
        // Unit exponentials until the rate is used up: a Poisson count by inversion of a unit-rate process.
        let mut used = counts.exponential();
        while used < rate {
            let midnight = index as f64 * DAY;
            let start = spec.starts.sample(&mut details);
            let lead = spec.lead_days.sample(&mut details) * DAY;
            let duration = (spec.duration.sample(&mut details) / 15.0).ceil().max(1.0) * 15.0;
            let attendees = spec.attendees.sample(&mut details).round().max(1.0);
            let asked = midnight + start - lead;
            let cancelled = if details.uniform() < spec.cancelled { midnight + start - lead / 2.0 } else { f64::INFINITY };
            requests.push(Request { day: index as u32, asked, start, duration: duration.min(DAY - start), attendees, cancelled });
            used += counts.exponential();
        }
        requests[first..].sort_by(|a, b| a.asked.total_cmp(&b.asked));
    }
    requests
}

/// A lot as a pool of rooms sees it.
pub struct PoolLot<'a> {
    /// The lot.
    pub spec: &'a Bookings,
    /// Its site.
    pub site: usize,
    /// Its requests.
    pub requests: &'a [Request],
}

/// A kind of room in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomKind {
    /// Seats.
    pub seats: u32,
    /// Site.
    pub site: usize,
    /// Rooms kept.
    pub count: u32,
}

/// Where a request ended up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Lot (index in the pool's list).
    pub lot: usize,
    /// Request (index in the lot's list).
    pub request: usize,
    /// Room, and the span from set-up to clearing in minutes of the day; `None` if there was none.
    pub room: Option<(usize, f64, f64)>,
    /// How far the start was moved, minutes.
    pub moved: f64,
}

/// Blocks of time for counting the crew.
const BLOCK: f64 = 5.0;
const BLOCKS: usize = (DAY / BLOCK) as usize + 1;

/// Place a pool's requests. `crew_present` gives the service crew there on each day (`None`: no crew is needed or counted).
pub fn place(lots: &[PoolLot<'_>], rooms: &[RoomKind], crew_present: Option<&[u16]>, mut visit: impl FnMut(Placement)) {
    let mut order: Vec<(usize, usize)> =
        lots.iter().enumerate().flat_map(|(lot, pool)| (0..pool.requests.len()).map(move |request| (lot, request))).collect();
    order.sort_by(|a, b| {
        let (ra, rb) = (&lots[a.0].requests[a.1], &lots[b.0].requests[b.1]);
        ra.day.cmp(&rb.day).then(ra.asked.total_cmp(&rb.asked)).then(a.cmp(b))
    });
    let mut physical: Vec<(u32, usize)> =
        rooms.iter().flat_map(|kind| std::iter::repeat_n((kind.seats, kind.site), kind.count as usize)).collect();
    physical.sort_unstable();
    // Taken spans of each room today: (from, to, cancelled at).
    let mut taken: Vec<Vec<(f64, f64, f64)>> = vec![Vec::new(); physical.len()];
    let mut crew: Vec<(usize, usize, u16, f64)> = Vec::new();
    let mut today = u32::MAX;
    for (lot_index, request_index) in order {
        let lot = &lots[lot_index];
        let request = &lot.requests[request_index];
        if request.day != today {
            today = request.day;
            taken.iter_mut().for_each(Vec::clear);
            crew.clear();
        }
        let first_fit = physical.partition_point(|(seats, _)| f64::from(*seats) < request.attendees);
        let mut found = None;
        for moved in offsets(lot.spec.tolerance) {
            let start = request.start + moved;
            let (from, to) = (start - lot.spec.setup, start + request.duration + lot.spec.turnround);
            if start < 0.0 || start + request.duration > DAY {
                continue;
            }
            if !crew_is_free(&crew, crew_present, request, lot.spec.crew, from, to) {
                continue;
            }
            let is_free = |room: usize| taken[room].iter().all(|&(a, b, cancelled)| to <= a || from >= b || cancelled <= request.asked);
            // Best fit: the fewest seats that do, at the wanted site if there is a choice.
            let mut best: Option<usize> = None;
            for room in first_fit..physical.len() {
                if best.is_some_and(|other| physical[other].0 < physical[room].0) {
                    break;
                }
                if is_free(room) && (best.is_none() || physical[room].1 == lot.site) {
                    best = Some(room);
                    if physical[room].1 == lot.site {
                        break;
                    }
                }
            }
            if let Some(room) = best {
                found = Some((room, from, to, moved));
                break;
            }
        }
        if let Some((room, from, to, moved)) = found {
            taken[room].push((from, to, request.cancelled));
            if lot.spec.crew > 0 {
                crew.push((block(from), block(to - 1e-9), lot.spec.crew as u16, request.cancelled));
            }
            visit(Placement { lot: lot_index, request: request_index, room: Some((room, from, to)), moved: moved.abs() });
        } else {
            visit(Placement { lot: lot_index, request: request_index, room: None, moved: 0.0 });
        }
    }
}

fn block(minute: f64) -> usize {
    ((minute.max(0.0) / BLOCK) as usize).min(BLOCKS - 1)
}

/// Starts to try: as wanted, then a quarter of an hour later, earlier, half an hour later, and so on.
fn offsets(tolerance: f64) -> impl Iterator<Item = f64> {
    let steps = (tolerance / 15.0 + 1e-9) as i32;
    std::iter::once(0.0).chain((1..=steps).flat_map(|step| [f64::from(step) * 15.0, -f64::from(step) * 15.0]))
}

fn crew_is_free(busy: &[(usize, usize, u16, f64)], present: Option<&[u16]>, request: &Request, needed: usize, from: f64, to: f64) -> bool {
    let Some(present) = present else { return true };
    if needed == 0 {
        return true;
    }
    let there = usize::from(present[request.day as usize]);
    if there < needed {
        return false;
    }
    let (first, last) = (block(from), block(to - 1e-9));
    let mut use_of = [0u16; BLOCKS];
    for &(a, b, people, cancelled) in busy {
        if cancelled > request.asked && a <= last && b >= first {
            for slot in &mut use_of[a.max(first)..=b.min(last)] {
                *slot += people;
            }
        }
    }
    use_of[first..=last].iter().all(|&people| usize::from(people) + needed <= there)
}

/// Play a pool through the horizon.
pub fn simulate(scenario: &Scenario, lots: &[PoolLot<'_>], rooms: &[RoomKind], crew_present: Option<&[u16]>) -> Response {
    let calendar = &scenario.calendar;
    let mut response = Response::new(lots.len(), calendar.months());
    for (lot, rows) in lots.iter().zip(&mut response.lots) {
        for request in lot.requests.iter().filter(|request| request.holds()) {
            rows[calendar.days[request.day as usize].month].demand += volume(request);
        }
    }
    let Response { lots: rows, busy } = &mut response;
    place(lots, rooms, crew_present, |placement| {
        let request = &lots[placement.lot].requests[placement.request];
        if !request.holds() {
            return;
        }
        let month = calendar.days[request.day as usize].month;
        let row = &mut rows[placement.lot][month];
        match placement.room {
            Some((_, from, to)) => {
                row.served += 1.0;
                row.in_time += 1.0;
                row.wait += placement.moved;
                busy[month] += to - from;
            }
            None => row.overflow += volume(request),
        }
    });
    response
}

/// A meeting as a volume: one unit, and its attendees.
pub fn volume(request: &Request) -> Volume {
    Volume { units: 1.0, measure: request.attendees }
}
