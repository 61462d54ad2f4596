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

use super::demand::burst_factor;
use super::{Response, Watcher};

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
    let scale = count as f64 / total;
    let mut requests = Vec::new();
    for (index, day) in calendar.days.iter().enumerate().filter(|(_, day)| day.is_worked()) {
        let mean = spec.per_day * weight(day) * scale * level(index);
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

/// The rooms as placements number them, by seats and site: kind, and number within the kind from 0.
pub fn in_order_of_size(rooms: &[RoomKind]) -> Vec<(usize, u32)> {
    let mut all: Vec<(usize, u32)> =
        rooms.iter().enumerate().flat_map(|(kind, room)| (0..room.count).map(move |number| (kind, number))).collect();
    all.sort_by_key(|(kind, number)| (rooms[*kind].seats, rooms[*kind].site, *kind, *number));
    all
}

/// Rooms and crew are counted in blocks of five minutes; set-up and clearing are rounded outwards to whole blocks.
const BLOCK: f64 = 5.0;
const BLOCKS: usize = (DAY / BLOCK) as usize;
const WORDS: usize = BLOCKS.div_ceil(64);

/// A span of blocks in a day: first and one past the last.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    end: usize,
}

impl Span {
    fn new(from: f64, to: f64) -> Self {
        let first = ((from.max(0.0) / BLOCK) as usize).min(BLOCKS - 1);
        Self { first, end: ((to / BLOCK).ceil() as usize).clamp(first + 1, BLOCKS) }
    }

    /// The words of a day's mask that the span touches, and its bits in each.
    fn words(self) -> impl Iterator<Item = (usize, u64)> {
        (self.first / 64..=(self.end - 1) / 64).map(move |word| {
            let low = self.first.saturating_sub(word * 64);
            let high = (self.end - word * 64).min(64);
            let below = if high == 64 { u64::MAX } else { (1 << high) - 1 };
            (word, below & !((1 << low) - 1))
        })
    }
}

/// What is taken on the day at hand: a bit for each block of each room, and the crew in each block.
struct Taken {
    rooms: Vec<[u64; WORDS]>,
    crew: [u16; BLOCKS],
    /// Bookings that will be cancelled: when, room, span and crew.
    doomed: Vec<(f64, usize, Span, u16)>,
}

impl Taken {
    fn clear(&mut self) {
        self.rooms.fill([0; WORDS]);
        self.crew.fill(0);
        self.doomed.clear();
    }

    fn change(&mut self, room: usize, span: Span, crew: u16, take: bool) {
        for (word, bits) in span.words() {
            self.rooms[room][word] ^= bits;
        }
        if crew > 0 {
            for block in &mut self.crew[span.first..span.end] {
                *block = if take { *block + crew } else { *block - crew };
            }
        }
    }

    /// Free what has been cancelled by `now`.
    fn release(&mut self, now: f64) {
        let mut index = 0;
        while index < self.doomed.len() {
            if self.doomed[index].0 <= now {
                let (_, room, span, crew) = self.doomed.swap_remove(index);
                self.change(room, span, crew, false);
            } else {
                index += 1;
            }
        }
    }

    fn room_is_free(&self, room: usize, span: Span) -> bool {
        span.words().all(|(word, bits)| self.rooms[room][word] & bits == 0)
    }

    fn crew_is_free(&self, span: Span, needed: usize, present: usize) -> bool {
        needed == 0 || self.crew[span.first..span.end].iter().all(|busy| usize::from(*busy) + needed <= present)
    }
}

/// Place a pool's requests. `crew_present` gives the service crew there on each day (`None`: the crew is not counted).
pub fn place(lots: &[PoolLot<'_>], rooms: &[RoomKind], crew_present: Option<&[u16]>, mut visit: impl FnMut(Placement)) {
    let mut order: Vec<(u32, f64, u32, u32)> = lots
        .iter()
        .enumerate()
        .flat_map(|(lot, pool)| {
            pool.requests.iter().enumerate().map(move |(index, request)| (request.day, request.asked, lot as u32, index as u32))
        })
        .collect();
    order.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let physical: Vec<(u32, usize)> = in_order_of_size(rooms).into_iter().map(|(kind, _)| (rooms[kind].seats, rooms[kind].site)).collect();
    let mut taken = Taken { rooms: vec![[0; WORDS]; physical.len()], crew: [0; BLOCKS], doomed: Vec::new() };
    let mut today = u32::MAX;
    for (day, asked, lot_index, request_index) in order {
        let (lot_index, request_index) = (lot_index as usize, request_index as usize);
        let lot = &lots[lot_index];
        let request = &lot.requests[request_index];
        if day != today {
            today = day;
            taken.clear();
        }
        taken.release(asked);
        let present = crew_present.map_or(usize::MAX / 2, |present| usize::from(present[day as usize]));
        let first_fit = physical.partition_point(|(seats, _)| f64::from(*seats) < request.attendees);
        let found = offsets(lot.spec.tolerance).find_map(|moved| {
            let start = request.start + moved;
            if start < 0.0 || start + request.duration > DAY {
                return None;
            }
            let (from, to) = (start - lot.spec.setup, start + request.duration + lot.spec.turnround);
            let span = Span::new(from, to);
            if !taken.crew_is_free(span, lot.spec.crew, present) {
                return None;
            }
            // Best fit: the fewest seats that do, at the wanted site if there is a choice.
            let mut best: Option<usize> = None;
            for room in first_fit..physical.len() {
                if best.is_some_and(|other| physical[other].0 < physical[room].0) {
                    break;
                }
                if (best.is_none() || physical[room].1 == lot.site) && taken.room_is_free(room, span) {
                    best = Some(room);
                    if physical[room].1 == lot.site {
                        break;
                    }
                }
            }
            best.map(|room| (room, span, from, to, moved))
        });
        let placement = match found {
            Some((room, span, from, to, moved)) => {
                let crew = if crew_present.is_some() { lot.spec.crew as u16 } else { 0 };
                taken.change(room, span, crew, true);
                if !request.holds() {
                    taken.doomed.push((request.cancelled, room, span, crew));
                }
                Placement { lot: lot_index, request: request_index, room: Some((room, from, to)), moved: moved.abs() }
            }
            None => Placement { lot: lot_index, request: request_index, room: None, moved: 0.0 },
        };
        visit(placement);
    }
}

/// Starts to try: as wanted, then a quarter of an hour later, earlier, half an hour later, and so on.
fn offsets(tolerance: f64) -> impl Iterator<Item = f64> {
    let steps = (tolerance / 15.0 + 1e-9) as i32;
    std::iter::once(0.0).chain((1..=steps).flat_map(|step| [f64::from(step) * 15.0, -f64::from(step) * 15.0]))
}

/// Play a pool through the horizon.
pub fn simulate<W: Watcher>(
    scenario: &Scenario,
    lots: &[PoolLot<'_>],
    rooms: &[RoomKind],
    crew_present: Option<&[u16]>,
    watcher: &mut W,
) -> Response {
    let calendar = &scenario.calendar;
    let mut response = Response::new(lots.len(), calendar.months());
    for (lot, rows) in lots.iter().zip(&mut response.lots) {
        for request in lot.requests.iter().filter(|request| request.holds()) {
            rows[calendar.days[request.day as usize].month].demand += volume(request);
        }
    }
    let Response { lots: rows, busy } = &mut response;
    place(lots, rooms, crew_present, |placement| {
        watcher.meeting(&placement);
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
