//! A pool of rooms, and what goes with them, answers requests.

use std::ops::Range;

use super::blocks::{BLOCKS, Blocks, Span, WORDS};
use super::hours::OpenDay;
use super::request::{BLOCK, Request};
use crate::calendar::{DAY, WorkingTime};
use crate::scenario::units::TimeSpan;
use crate::scenario::{Bookings, Way};

/// A lot as a pool of rooms sees it.
pub struct PoolLot<'a> {
    /// The lot.
    pub spec: &'a Bookings,
    /// The way from its site to each kind of room; none to those that its meetings may not have.
    pub ways: Vec<Option<Way>>,
    /// Its requests.
    pub requests: &'a [Request],
    /// What a meeting needs from set-up to clearing: resource (index) and how many.
    pub uses: Vec<(usize, u16)>,
    /// What its people must be able to do, a bit for each skill of which one will do.
    pub skills: u64,
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
    /// Features, a bit each.
    pub features: u64,
}

/// What meetings share: a service crew, technicians, movable equipment.
#[derive(Clone, Copy, Debug)]
pub enum Resource<'a> {
    /// People with hours of work, for each day: a meeting needs people who are there from set-up to clearing.
    People(&'a [Vec<Crew>]),
    /// Always so many.
    Always(u16),
}

/// People who can do the same and are there at the same hours of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crew {
    /// How many.
    pub people: u16,
    /// What they can do, a bit for each skill.
    pub skills: u64,
    /// When.
    pub hours: Blocks,
}

/// Where a request ended up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Lot (index in the pool's list).
    pub lot: usize,
    /// Request (index in the lot's list).
    pub request: usize,
    /// Room, and the span from set-up to clearing in minutes of the day as it came about; `None` if there was none.
    pub room: Option<(usize, f64, f64)>,
    /// How far the start was moved, minutes; less than 0 if to an earlier one.
    pub moved: f64,
    /// How much later than agreed it may begin and still be within the tolerance, minutes.
    pub slack: f64,
    /// How much later than agreed it began because the meeting before overran, minutes.
    pub late: f64,
    /// When it was displaced (the last time), if it was.
    pub displaced: Option<f64>,
}

/// What a meeting had before it was displaced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Had {
    /// When it was given that, minutes of the horizon.
    pub from: f64,
    /// When it was displaced from it.
    pub to: f64,
    /// Room.
    pub room: usize,
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

/// People or things of a resource that can be taken at the same hours of the day at hand.
struct Slot {
    resource: usize,
    present: u16,
    /// What people can do; things do for all.
    skills: u64,
    hours: Blocks,
    /// How many are taken in each block.
    used: [u16; BLOCKS],
}

/// What a booking takes of the day's slots: a part of the list of all that is taken.
type Takes = Range<usize>;

/// Rooms that are alike.
struct Alike {
    seats: f64,
    rooms: Range<usize>,
    /// Blocks in which every one of them is taken.
    full: [u64; WORDS],
}

/// A booking of the day at hand.
struct Booking {
    lot: usize,
    request: usize,
    /// Room, agreed span in minutes, and its blocks; nothing if it has none (any more).
    place: Option<(usize, f64, f64, Span)>,
    /// What else it takes.
    takes: Takes,
    moved: f64,
    slack: f64,
    displaced: Option<f64>,
    /// Whether it was given up, and its room may be another's since.
    gone: bool,
}

/// The day at hand: a bit for each block of each room, the resources taken in each block, and the bookings behind them.
struct Today<'a> {
    lots: &'a [PoolLot<'a>],
    /// By seats, then site.
    kinds: Vec<Alike>,
    /// For each lot the places in `kinds` of those that its meetings may have, those first that they would rather have.
    choices: Vec<Vec<u32>>,
    /// Of each room, its place in `kinds`.
    kind_of: Vec<usize>,
    taken: Vec<[u64; WORDS]>,
    /// What meetings share, those first who can do least and are there for the shortest time.
    slots: Vec<Slot>,
    /// Slots, and how many of each are taken: of one booking after another, and of some that came to nothing.
    takes: Vec<(usize, u16)>,
    open: &'a OpenDay,
    /// The blocks in which the house is open.
    open_blocks: Blocks,
    bookings: Vec<Booking>,
    /// What bookings had before they were displaced, in the order in which that happened.
    had: Vec<(usize, Had)>,
    /// Bookings that will be given up: when, which, and from which minute of the day the room is free.
    doomed: Vec<(f64, usize, f64)>,
}

/// A room found.
struct Found {
    room: usize,
    from: f64,
    to: f64,
    span: Span,
    /// What else it takes.
    takes: Takes,
    /// How far the start is moved, and how much further it might be.
    moved: f64,
    slack: f64,
}

impl<'a> Today<'a> {
    /// Another day begins.
    fn begin(&mut self, Day { day, open, blocks }: &'a Day, resources: &[Resource<'_>]) {
        self.taken.fill([0; WORDS]);
        self.kinds.iter_mut().for_each(|kind| kind.full = [0; WORDS]);
        self.bookings.clear();
        self.had.clear();
        self.doomed.clear();
        self.takes.clear();
        (self.open, self.open_blocks) = (open, *blocks);
        self.slots.clear();
        for (resource, spec) in resources.iter().enumerate() {
            let mut slot =
                |present: u16, skills: u64, hours: Blocks| self.slots.push(Slot { resource, present, skills, hours, used: [0; BLOCKS] });
            match spec {
                Resource::Always(count) => slot(*count, u64::MAX, Blocks::all_day()),
                Resource::People(days) => days[*day as usize].iter().for_each(|crew| slot(crew.people, crew.skills, crew.hours)),
            }
        }
        self.slots.sort_by_key(|slot| (slot.resource, slot.skills.count_ones(), slot.hours.count()));
    }

    fn change(&mut self, room: usize, span: Span, takes: Takes, take: bool) {
        let kind = &mut self.kinds[self.kind_of[room]];
        for (word, bits) in span.words() {
            self.taken[room][word] ^= bits;
            let in_all = self.taken[kind.rooms.clone()].iter().fold(u64::MAX, |all, taken| all & taken[word]);
            kind.full[word] = in_all;
        }
        for (slot, count) in &self.takes[takes] {
            for block in &mut self.slots[*slot].used[span.first..span.end] {
                *block = if take { *block + count } else { *block - count };
            }
        }
    }

    /// Free what has been given up by `now`.
    fn release(&mut self, now: f64) {
        let mut index = 0;
        while index < self.doomed.len() {
            if self.doomed[index].0 > now {
                index += 1;
                continue;
            }
            let (_, booking, from) = self.doomed.swap_remove(index);
            self.bookings[booking].gone = true;
            let Some((room, _, _, span)) = self.bookings[booking].place else { continue };
            if let Some(left) = span.from(from) {
                self.change(room, left, self.bookings[booking].takes.clone(), false);
            }
        }
    }

    /// What a meeting would take of the resources, if there are enough from its beginning to its end: those first who can do least and are there for the
    /// shortest time, so that others are left for meetings that need them.
    fn free_resources(&mut self, span: Span, lot: usize) -> Option<Takes> {
        let from = self.takes.len();
        let PoolLot { uses, skills, .. } = &self.lots[lot];
        if uses.is_empty() {
            return Some(from..from);
        }
        let mask = span.mask();
        for (resource, count) in uses {
            let mut missing = *count;
            for (index, slot) in self.slots.iter().enumerate().filter(|(_, slot)| slot.resource == *resource && slot.skills & skills != 0) {
                if missing == 0 {
                    break;
                }
                if mask.is_covered(&slot.hours, &self.open_blocks) {
                    let most = slot.used[span.first..span.end].iter().copied().max().unwrap_or(0);
                    let free = slot.present.saturating_sub(most).min(missing);
                    if free > 0 {
                        self.takes.push((index, free));
                        missing -= free;
                    }
                }
            }
            if missing > 0 {
                return None;
            }
        }
        Some(from..self.takes.len())
    }

    /// The agreed span of a request whose start is moved.
    fn span_at(&self, lot: usize, request: &Request, moved: f64) -> (f64, f64, Span) {
        let spec = self.lots[lot].spec;
        let start = request.start + moved;
        let (from, to) = (start - spec.setup, start + request.duration + spec.turnround);
        (from, to, Span::new(from, to))
    }

    /// What a tolerance leaves, in minutes of its own kind, where a start is moved.
    fn slack(&self, tolerance: TimeSpan, request: &Request, moved: f64) -> f64 {
        let (one, other) = (request.start, request.start + moved);
        match tolerance {
            TimeSpan::Clock(minutes) => minutes - moved.abs(),
            TimeSpan::Working(minutes) => minutes - self.open.between(one.min(other), one.max(other)),
            TimeSpan::WorkingDays(days) => days * DAY,
        }
    }

    /// Kinds of rooms that would do, those first that a meeting would rather have.
    fn fitting(&self, lot: usize, request: &Request) -> impl Iterator<Item = &Alike> {
        self.choices[lot].iter().map(|kind| &self.kinds[*kind as usize]).filter(|kind| kind.seats >= request.attendees)
    }

    /// The free room that is liked best, at the nearest start from a moment on at which there is any.
    fn find(&mut self, lot: usize, request: &Request, now: f64) -> Option<Found> {
        let (tolerance, length) = (self.lots[lot].spec.tolerance, self.open.length());
        // Nothing is moved out of the day's hours, and so by more than their length.
        let (least, most) = match tolerance {
            TimeSpan::Clock(minutes) => (minutes, minutes.min(length)),
            TimeSpan::Working(minutes) => (minutes, length),
            TimeSpan::WorkingDays(_) => (length, length),
        };
        let step = if least < QUARTER { BLOCK } else { QUARTER };
        // Mostly there is one as wanted.
        self.find_at(lot, request, 0.0, now, &[0; WORDS]).or_else(|| {
            let full = self.full_everywhere(lot, request);
            offsets(most, step).find_map(|moved| self.find_at(lot, request, moved, now, &full))
        })
    }

    /// The blocks in which all rooms that would do are taken.
    fn full_everywhere(&self, lot: usize, request: &Request) -> [u64; WORDS] {
        self.fitting(lot, request).fold([u64::MAX; WORDS], |all, kind| std::array::from_fn(|word| all[word] & kind.full[word]))
    }

    /// The free room that is liked best at a start that is moved so far, if that is within the tolerance; there is none in blocks that are full everywhere, nor before
    /// the moment at hand: nobody meets before that, and nobody is moved to where setting up would begin before it.
    fn find_at(&mut self, lot: usize, request: &Request, moved: f64, now: f64, full: &[u64; WORDS]) -> Option<Found> {
        let (from, to, span) = self.span_at(lot, request, moved);
        let mask = span.mask();
        if !mask.is_free(full) {
            return None;
        }
        let midnight = f64::from(request.day) * DAY;
        let begins = midnight + if moved < 0.0 { from } else { request.start + moved };
        if begins < now - 1e-9 {
            return None;
        }
        self.open.closing(from, to)?;
        let slack = self.slack(self.lots[lot].spec.tolerance, request, moved);
        if slack < -1e-9 {
            return None;
        }
        // Where all are taken in some block of the span, no single one need be looked at.
        let room = {
            let mut kinds = self.fitting(lot, request).filter(|kind| mask.is_free(&kind.full));
            kinds.find_map(|kind| kind.rooms.clone().find(|room| mask.is_free(&self.taken[*room])))?
        };
        // Last, for whether there are enough takes longest to tell.
        let takes = self.free_resources(span, lot)?;
        Some(Found { room, from, to, span, takes, moved, slack })
    }

    /// Put a booking in its place.
    fn take(&mut self, booking: usize, found: Found) {
        let Found { room, from, to, span, takes, moved, slack } = found;
        let lots = self.lots;
        let lot = self.bookings[booking].lot;
        let request = &lots[lot].requests[self.bookings[booking].request];
        self.change(room, span, takes.clone(), true);
        let slot = &mut self.bookings[booking];
        slot.takes = takes;
        (slot.moved, slot.slack) = (moved, slack);
        slot.place = Some((room, from, to, span));
        if !request.holds() {
            self.doomed.push((request.cancelled, booking, f64::NEG_INFINITY));
        } else if request.given_up.is_finite() {
            let left = request.start + moved + request.given_up;
            self.doomed.push((f64::from(request.day) * DAY + left, booking, left));
        }
    }

    /// The room at the wanted start in which the fewest would have to give way, and who they are: meetings of lots that may not displace others, with the
    /// asked notice, and only if the resources are free once they are gone. Of rooms in which as many would, the one that is liked best.
    fn displace(&mut self, lot: usize, request: &Request, notice: f64) -> Option<(Found, Vec<usize>)> {
        let (from, to, span) = self.span_at(lot, request, 0.0);
        self.open.closing(from, to)?;
        let lots = self.lots;
        let midnight = f64::from(request.day) * DAY;
        let mask = span.mask();
        let mut best: Option<(usize, Vec<usize>)> = None;
        for room in self.fitting(lot, request).flat_map(|kind| kind.rooms.clone()) {
            let mut freed = self.taken[room];
            let mut in_the_way = Vec::new();
            for (index, booking) in self.bookings.iter().enumerate() {
                let Some((of, begin, _, other)) = booking.place else { continue };
                let may_go = !booking.gone && lots[booking.lot].spec.displaces.is_none() && midnight + begin - request.asked >= notice;
                if of == room && other.overlaps(span) && may_go {
                    other.words().for_each(|(word, bits)| freed[word] &= !bits);
                    in_the_way.push(index);
                }
            }
            if mask.is_free(&freed) && best.as_ref().is_none_or(|(_, others)| in_the_way.len() < others.len()) {
                best = Some((room, in_the_way));
            }
        }
        let (room, others) = best?;
        self.set_aside(&others, true);
        let Some(takes) = self.free_resources(span, lot) else {
            self.set_aside(&others, false);
            return None;
        };
        for index in &others {
            let slot = &mut self.bookings[*index];
            if let Some((room, ..)) = slot.place.take() {
                let given = slot.displaced.unwrap_or(lots[slot.lot].requests[slot.request].asked);
                self.had.push((*index, Had { from: given, to: request.asked, room, moved: slot.moved }));
            }
            slot.takes = 0..0;
            slot.displaced = Some(request.asked);
            self.doomed.retain(|(_, doomed, _)| doomed != index);
        }
        let slack = self.slack(lots[lot].spec.tolerance, request, 0.0);
        Some((Found { room, from, to, span, takes, moved: 0.0, slack }, others))
    }

    /// Free what some bookings take, or give it back to them.
    fn set_aside(&mut self, bookings: &[usize], away: bool) {
        for index in bookings {
            if let Some((room, _, _, span)) = self.bookings[*index].place {
                self.change(room, span, self.bookings[*index].takes.clone(), !away);
            }
        }
    }

    /// Answer a request at the time at which it is made.
    fn answer(&mut self, lot: usize, index: usize) {
        let lots = self.lots;
        let request = &lots[lot].requests[index];
        self.release(request.asked);
        let booking = self.bookings.len();
        self.bookings.push(Booking { lot, request: index, place: None, takes: 0..0, moved: 0.0, slack: 0.0, displaced: None, gone: false });
        // Who may displace others meets when they want to rather than later.
        if let Some(notice) = lots[lot].spec.displaces
            && self.find_at(lot, request, 0.0, request.asked, &[0; WORDS]).is_none()
            && let Some((found, others)) = self.displace(lot, request, notice)
        {
            self.take(booking, found);
            others.into_iter().for_each(|other| self.settle(other, request.asked));
        } else {
            self.settle(booking, request.asked);
        }
    }

    /// Give a booking the nearest start from a moment on at which there is a room, if there is any.
    fn settle(&mut self, booking: usize, now: f64) {
        let Booking { lot, request, .. } = self.bookings[booking];
        let lots = self.lots;
        if let Some(found) = self.find(lot, &lots[lot].requests[request], now) {
            self.take(booking, found);
        }
    }

    /// The day is over: say where every request ended up. Meetings that overran have delayed those after them.
    fn close(&self, visit: &mut impl FnMut(&Placement, &[Had], &OpenDay)) {
        let mut placements: Vec<Placement> = self
            .bookings
            .iter()
            .map(|booking| {
                let request = &self.lots[booking.lot].requests[booking.request];
                let room = booking.place.map(|(room, from, to, _)| {
                    // Given up early if that frees any block.
                    let given_up = request.start + booking.moved + request.given_up;
                    // Nothing goes on in a break.
                    (room, from, if given_up < to { self.open.open_until(given_up).max(from) } else { to })
                });
                let Booking { lot, request: index, moved, slack, displaced, .. } = *booking;
                Placement { lot, request: index, room, moved, slack, late: 0.0, displaced }
            })
            .collect();
        if self.lots.iter().any(|lot| lot.spec.overruns.is_some()) {
            self.delay(&mut placements);
        }
        for (index, placement) in placements.iter().enumerate() {
            let had: Vec<Had> = self.had.iter().filter(|(booking, _)| *booking == index).map(|(_, had)| *had).collect();
            visit(placement, &had, self.open);
        }
    }

    fn delay(&self, placements: &mut [Placement]) {
        let held = placements.iter().enumerate().filter(|(_, held)| self.lots[held.lot].requests[held.request].holds());
        let mut order: Vec<(usize, u64, usize)> =
            held.filter_map(|(index, held)| held.room.map(|(room, from, _)| (room, in_order(from), index))).collect();
        order.sort_unstable();
        let (mut in_room, mut free) = (usize::MAX, f64::NEG_INFINITY);
        for (.., index) in order {
            let placement = &mut placements[index];
            let request = &self.lots[placement.lot].requests[placement.request];
            let Some((room, from, to)) = &mut placement.room else { continue };
            if *room != in_room {
                (in_room, free) = (*room, f64::NEG_INFINITY);
            }
            let closing = self.open.closing(*from, *to).unwrap_or(DAY);
            // What is delayed into a break begins after it.
            placement.late = if free > *from { self.open.open_from(free) - *from } else { 0.0 };
            *from += placement.late;
            *to += placement.late + if request.given_up.is_finite() { 0.0 } else { request.overrun };
            // At closing time everybody goes.
            (*from, *to) = (from.min(closing), to.min(closing));
            free = *to;
        }
    }
}

/// Which of some kinds of rooms (by index) the meetings of a lot may have, as places in that list: the least way first, then the fewest seats, then the fewest features that
/// are not needed; what is alike in all that stays in its order.
fn in_order_of_liking(lot: &PoolLot<'_>, kinds: &[RoomKind], of: impl Iterator<Item = usize>) -> Vec<u32> {
    let needs = lot.spec.needs;
    let mut liked: Vec<(f64, u32, u32, u32)> = of
        .enumerate()
        .filter_map(|(place, kind)| {
            let RoomKind { seats, features, .. } = kinds[kind];
            let way = lot.ways[kind].filter(|_| features & needs == needs)?;
            Some((way.there, seats, (features & !needs).count_ones(), place as u32))
        })
        .collect();
    liked.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    liked.into_iter().map(|(.., place)| place).collect()
}

/// The lots of a pool, and their requests by day and within it in the order of asking: the same whatever rooms there are.
pub struct Pool<'a> {
    /// The lots.
    pub lots: Vec<PoolLot<'a>>,
    /// Day, lot, and number among the lot's requests.
    order: Vec<(u32, u32, u32)>,
    /// The days on which anything is asked for, in their order.
    days: Vec<Day>,
}

/// A day of the horizon.
struct Day {
    day: u32,
    open: OpenDay,
    /// The blocks in which the house is open.
    blocks: Blocks,
}

impl<'a> Pool<'a> {
    /// The pool of some lots, within the hours of an office.
    pub fn new(lots: Vec<PoolLot<'a>>, office: &WorkingTime) -> Self {
        // By day, and within it by the time of asking; those of one moment by chance, whatever the order of the lots.
        let time = |request: &Request| (u128::from(request.day) << 64) | u128::from(in_order(request.asked));
        let of_lot = |(lot, pool): (usize, &PoolLot<'a>)| {
            let of_lot = pool.requests.iter().enumerate();
            of_lot.map(|(index, request)| (time(request), request.place, lot as u32, index as u32)).collect::<Vec<_>>()
        };
        let mut order: Vec<(u128, u64, u32, u32)> = lots.iter().enumerate().flat_map(of_lot).collect();
        // The lots' requests are in order already: runs to be merged.
        order.sort_by_key(|(time, place, ..)| (*time, *place));
        let order: Vec<(u32, u32, u32)> = order.into_iter().map(|(time, _, lot, index)| ((time >> 64) as u32, lot, index)).collect();
        let of_day = |same: &[(u32, u32, u32)]| {
            let (day, ..) = same[0];
            let open = OpenDay::new(office, day as usize);
            Day { day, blocks: Blocks::within(open.spans().iter().copied()), open }
        };
        let days = order.chunk_by(|one, other| one.0 == other.0).map(of_day).collect();
        Self { lots, order, days }
    }

    /// Answer the requests, and tell of each what came of it, what it had before, if it was displaced, and when the house is open that day.
    pub fn place(&self, kinds: &[RoomKind], resources: &[Resource<'_>], mut visit: impl FnMut(&Placement, &[Had], &OpenDay)) {
        let rooms = in_order_of_size(kinds);
        let alike: Vec<(usize, Alike)> = rooms
            .chunk_by(|one, other| one.0 == other.0)
            .scan(0, |from, same| {
                let (first, kind) = (*from, kinds[same[0].0]);
                *from += same.len();
                Some((same[0].0, Alike { seats: f64::from(kind.seats), rooms: first..*from, full: [0; WORDS] }))
            })
            .collect();
        let choices = self.lots.iter().map(|lot| in_order_of_liking(lot, kinds, alike.iter().map(|(kind, _)| *kind))).collect();
        let alike: Vec<Alike> = alike.into_iter().map(|(_, alike)| alike).collect();
        let kind_of = alike.iter().enumerate().flat_map(|(place, kind)| kind.rooms.clone().map(move |_| place)).collect();
        let mut today = Today {
            lots: &self.lots,
            taken: vec![[0; WORDS]; rooms.len()],
            kinds: alike,
            choices,
            kind_of,
            slots: Vec::new(),
            takes: Vec::new(),
            open: &OpenDay::NEVER,
            open_blocks: Blocks::default(),
            bookings: Vec::new(),
            had: Vec::new(),
            doomed: Vec::new(),
        };
        for (day, of_day) in self.days.iter().zip(self.order.chunk_by(|one, other| one.0 == other.0)) {
            today.begin(day, resources);
            of_day.iter().for_each(|(_, lot, index)| today.answer(*lot as usize, *index as usize));
            today.close(&mut visit);
        }
    }
}

/// A number's bits as an integer that is in the order of the numbers (IEEE 754, section 5.10).
fn in_order(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// Starts are moved by whole quarters of an hour; where less is tolerated, by blocks.
const QUARTER: f64 = 15.0;

/// Starts to try where there is no room as wanted: a step later, earlier, two steps later, and so on.
fn offsets(tolerance: f64, step: f64) -> impl Iterator<Item = f64> {
    let steps = (tolerance / step + 1e-9) as i32;
    (1..=steps).flat_map(move |number| [f64::from(number) * step, -f64::from(number) * step])
}
