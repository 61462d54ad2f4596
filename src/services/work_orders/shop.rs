//! A team at work: people come and go, jobs wait for them, are put down and taken up again.

use super::arrivals::{Arrival, Arrivals, TeamLot};
use super::{Job, Priority, Stage, stage};
use crate::calendar::DAY;
use crate::kernel::{Agenda, Model, Pool, TimeWeighted, run};
use crate::scenario::{Scenario, Team};
use crate::services::presence::{AFTER, Change};
use crate::services::{JobEvent, LotMonth, PersonEvent, Response, Watcher};

/// A team at work.
pub struct TeamSetup<'a> {
    /// Hours, on-call rules and whether emergencies interrupt.
    pub team: &'a Team,
    /// A set of skills (a bit each) for each person on the books.
    pub people: Vec<u64>,
    /// When they come and go; those of people beyond the books are passed over.
    pub changes: &'a [Change],
}

/// Play a team's lots through a horizon. Times in [`Response::lots`] are clock times; a month is the month of arrival.
///
/// Nothing arrives after the horizon. People keep their hours beyond it; a job not begun some days after it leaves, and one that was begun
/// is finished (whatever is not done after [`AFTER`] days, by everybody).
pub fn simulate<W: Watcher>(scenario: &Scenario, setup: &TeamSetup<'_>, arrivals: &Arrivals<'_>, watcher: &mut W) -> Response {
    let Arrivals { lots, jobs, ways, base } = arrivals;
    let calendar = &scenario.calendar;
    let time = &setup.team.time;
    let mut pool = Pool::with_skills(setup.team.skills.len(), PRIORITIES);
    for skills in &setup.people {
        pool.add(*skills, false);
    }
    let on_call = setup.team.on_call.as_ref().map_or(0, |on_call| (on_call.people as usize).min(setup.people.len()));
    for _ in 0..on_call {
        pool.add(u64::MAX >> (64 - setup.team.skills.len().clamp(1, 64)), true);
    }
    // A crew that is never complete does nothing: its jobs are others' from the start.
    let together: Vec<usize> = (0..setup.team.skills.len()).map(|skill| setup.team.most_together(&setup.people, skill)).collect();
    let able: Vec<bool> =
        lots.iter().map(|lot| lot.skills.iter().enumerate().all(|(step, skill)| together[*skill] >= lot.spec.crew_of(step))).collect();
    let sites = scenario.sites.len();
    let places = setup.people.len() + on_call;
    let mut shop = Shop {
        scenario,
        setup,
        lots,
        jobs,
        able,
        order: vec![Ticket::default(); jobs.len()],
        next: 0,
        pool,
        base: *base,
        people: vec![Person { site: *base as u32, version: 0, returning: false, since: 0.0, left: 0.0 }; places],
        running: Vec::new(),
        waiting: vec![0; lots.len()],
        response: Response::new(lots.len(), calendar.months()),
        month_ends: time.month_ends(calendar),
        everybody: time.to_working(calendar.end() + AFTER as f64 * DAY),
        month: 0,
        occupied: TimeWeighted::new(),
        busy_before: 0.0,
        change: 0,
        call: 0,
        flat: lots.iter().all(|lot| ways[base * sites + lot.site] == 0.0),
        ways,
        watcher,
    };
    let mut agenda = Agenda::new();
    if !setup.people.is_empty() && !jobs.is_empty() {
        shop.schedule_change(&mut agenda);
        agenda.schedule(shop.everybody, Event::Everybody);
    }
    if let Some(first) = jobs.first() {
        agenda.schedule(first.time, Event::Arrival);
    }
    run(&mut shop, &mut agenda, f64::INFINITY);
    shop.close_months(f64::INFINITY);
    let Shop { mut response, order, .. } = shop;
    // Whoever never started overflows; with nobody able on the books even jobs that would stay have nobody to stay with.
    for (ticket, arrival) in order.iter().zip(jobs) {
        let row = &mut response.lots[arrival.lot as usize][arrival.month as usize];
        row.demand += arrival.volume;
        if !ticket.started() {
            row.overflow += arrival.volume;
        }
    }
    response
}

const PRIORITIES: usize = 3;

/// Minutes of rounding granted to the last start before a job leaves: less than what [`latest_minute`] takes off before an opening, so that who gives up
/// in the night is not served in the morning.
const GRACE: f64 = 5e-7;

#[derive(Clone, Copy, Debug)]
enum Event {
    /// The next job arrives.
    Arrival,
    /// People come or go.
    Change,
    /// From some weeks after the horizon everybody stays until what was begun is done, and no month counts it.
    Everybody,
    /// People are done on a site, unless they were interrupted since (version).
    Done(u32, u32),
    /// A waiting job gives up, for whoever watches: otherwise it is passed over when its turn comes.
    Leave(u32),
    /// A paused job goes on: parts are there, or it must be done again.
    Resume(u32),
    /// Somebody is back at the base, unless sent elsewhere since (version).
    Back(u32, u32),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Has not arrived.
    #[default]
    New,
    /// Waits for its first start.
    Waiting,
    /// Started at least once: in progress, put down or paused.
    Started,
    /// Left unserved.
    Gone,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, Default)]
struct Ticket {
    /// When its people are on site.
    on_site: f64,
    /// When they are done, if nothing interrupts.
    due: f64,
    /// Labour left after an interruption; 0 if the stage has not begun.
    left: f64,
    /// The first of its people.
    server: u32,
    /// Times interrupted: an event of an older version is void.
    version: u32,
    stage: u32,
    state: State,
    /// Whether somebody has been on site.
    reached: bool,
    /// Whether the first of them was by the response deadline.
    responded: bool,
}

impl Ticket {
    fn started(&self) -> bool {
        self.state == State::Started
    }
}

#[derive(Clone, Copy)]
struct Person {
    site: u32,
    /// Counts departures, so that an older return is void.
    version: u32,
    returning: bool,
    since: f64,
    /// When the way back to the base was begun.
    left: f64,
}

struct Shop<'a, W> {
    scenario: &'a Scenario,
    setup: &'a TeamSetup<'a>,
    lots: &'a [TeamLot<'a>],
    jobs: &'a [Arrival],
    /// Whether the people on the books could do a lot's jobs at all.
    able: Vec<bool>,
    /// How far each of the jobs is.
    order: Vec<Ticket>,
    next: usize,
    pool: Pool<u32>,
    /// Where the team is based.
    base: usize,
    people: Vec<Person>,
    /// Jobs in progress that an emergency may interrupt, in order of start.
    running: Vec<u32>,
    /// Jobs of each lot that wait for their first start.
    waiting: Vec<usize>,
    response: Response,
    month_ends: Vec<f64>,
    /// Working minute from which everybody stays.
    everybody: f64,
    month: usize,
    /// People at work or on their way.
    occupied: TimeWeighted,
    busy_before: f64,
    change: usize,
    call: usize,
    /// Whether all work is at the base.
    flat: bool,
    /// Minutes from each site to each, row by row.
    ways: &'a [f64],
    watcher: &'a mut W,
}

/// Minutes from where a person is to a site. Those on call come from home; whoever is on the way back turns round or goes on, whichever is
/// shorter.
fn way((ways, sites, base): (&[f64], usize, usize), setup: &TeamSetup<'_>, people: &[Person], now: f64, person: usize, site: usize) -> f64 {
    let leg = |from: usize, to: usize| ways[from * sites + to];
    if let Some(on_call) = setup.team.on_call.as_ref().filter(|_| person >= setup.people.len()) {
        return on_call.travel;
    }
    let state = &people[person];
    let from = state.site as usize;
    let direct = leg(from, site);
    if !state.returning {
        return direct;
    }
    let gone = now - state.left;
    (gone + direct).min(leg(from, base) - gone + leg(base, site))
}

impl<'a, W: Watcher> Shop<'a, W> {
    /// A job with its lot.
    fn at(&self, index: u32) -> (&'a TeamLot<'a>, &'a Job) {
        let arrival = &self.jobs[index as usize];
        let lot = &self.lots[arrival.lot as usize];
        (lot, &lot.jobs[arrival.job as usize])
    }

    /// What is booked to a job's lot and month of arrival.
    fn booked(&mut self, index: u32) -> &mut LotMonth {
        let arrival = &self.jobs[index as usize];
        &mut self.response.lots[arrival.lot as usize][arrival.month as usize]
    }

    /// How many of a job's lot wait.
    fn waiting(&mut self, index: u32) -> &mut usize {
        &mut self.waiting[self.jobs[index as usize].lot as usize]
    }

    /// Book the busy time so far to the months that have ended.
    fn close_months(&mut self, now: f64) {
        while let Some(&end) = self.month_ends.get(self.month)
            && now >= end
        {
            let busy = self.occupied.area(end);
            self.response.busy[self.month] += busy - self.busy_before;
            self.busy_before = busy;
            self.month += 1;
        }
    }

    fn tell(&mut self, now: f64, index: u32, what: JobEvent, people: &[u32]) {
        if W::WATCHING {
            let ticket = &self.order[index as usize];
            let time = &self.setup.team.time;
            let clock = match what {
                JobEvent::PutDown | JobEvent::Paused | JobEvent::Done => {
                    time.to_clock_ending(now).max(time.to_clock(ticket.on_site.min(now)))
                }
                // Who gives up in the night does not wait for the morning to do so.
                JobEvent::Left => {
                    let (_, job) = self.at(index);
                    time.to_clock(now).min(job.leaves).max(job.arrival)
                }
                _ => time.to_clock(now),
            };
            let Arrival { lot, job, .. } = self.jobs[index as usize];
            self.watcher.job(clock, lot as usize, job as usize, what, people);
        }
    }

    fn is_on_call(&self, person: usize) -> bool {
        person >= self.setup.people.len()
    }

    /// Queue the stage at hand.
    fn join(&mut self, index: u32, front: bool) {
        let ticket = self.order[index as usize];
        let (lot, job) = self.at(index);
        let spec = lot.spec;
        let Stage::Work(step, _) = stage(spec, job, ticket.stage) else { return };
        let (crew, priority) = (spec.crew_of(step) as u32, job.priority as usize);
        let skill = lot.skills[step];
        if front {
            self.pool.rejoin(index, crew, skill, priority);
        } else {
            self.pool.join(index, crew, skill, priority);
        }
    }

    fn start_all(&mut self, now: f64, agenda: &mut Agenda<Event>) {
        loop {
            let started = {
                let Self { pool, jobs, order, people, lots, setup, scenario, flat, ways, base, .. } = self;
                let ways = (*ways, scenario.sites.len(), *base);
                // Where all work is at the base only those on call have a way, and they are the last to be asked.
                let distance = |person: usize, index: u32| {
                    if *flat { 0.0 } else { way(ways, setup, people, now, person, lots[jobs[index as usize].lot as usize].site) }
                };
                pool.start_next(
                    |index| {
                        let state = order[index as usize].state;
                        state == State::Started || (state == State::Waiting && now <= jobs[index as usize].latest + GRACE)
                    },
                    distance,
                )
            };
            let Some(index) = started else { return };
            self.begin(now, index, agenda);
        }
    }

    /// The people chosen by the pool set out for a job.
    fn begin(&mut self, now: f64, index: u32, agenda: &mut Agenda<Event>) {
        let ticket = self.order[index as usize];
        let (lot, job) = self.at(index);
        let mut farthest: f64 = 0.0;
        let ways = (self.ways, self.scenario.sites.len(), self.base);
        for position in 0..self.pool.chosen().len() {
            let person = self.pool.chosen()[position] as usize;
            let on_call = self.is_on_call(person);
            if !self.flat || on_call {
                farthest = farthest.max(way(ways, self.setup, &self.people, now, person, lot.site));
            }
            let state = &mut self.people[person];
            state.version += 1;
            state.since = now;
            if !std::mem::take(&mut state.returning) && !on_call {
                self.occupied.change(now, 1.0);
            }
        }
        let minutes = match stage(lot.spec, job, ticket.stage) {
            _ if ticket.left > 0.0 => ticket.left,
            Stage::Work(_, minutes) => minutes,
            _ => 0.0,
        };
        let on_site = now + farthest;
        let first = ticket.state == State::Waiting;
        let slot = &mut self.order[index as usize];
        slot.server = self.pool.chosen()[0];
        slot.on_site = on_site;
        slot.due = on_site + minutes;
        if first {
            slot.state = State::Started;
            *self.waiting(index) -= 1;
            let month = self.booked(index);
            month.served += 1.0;
            month.materials += lot.spec.materials;
        }
        agenda.schedule(on_site + minutes, Event::Done(index, ticket.version));
        if self.setup.team.interrupts && job.priority != Priority::Emergency {
            self.running.push(index);
        }
        if W::WATCHING {
            let chosen = self.pool.chosen().to_vec();
            self.tell(now, index, JobEvent::SetOut, &chosen);
        }
    }

    /// A job's people were on site. The first time ends the wait; people called back on their way have not been there.
    fn was_on_site(&mut self, index: u32) {
        let slot = &mut self.order[index as usize];
        if !std::mem::replace(&mut slot.reached, true) {
            let on_site = slot.on_site;
            let (_, job) = self.at(index);
            let clock = self.setup.team.time.to_clock(on_site);
            self.order[index as usize].responded = clock <= job.response_deadline + 1e-6;
            self.booked(index).wait += (clock - job.arrival).max(0.0);
        }
        self.tell(self.order[index as usize].on_site, index, JobEvent::OnSite, &[]);
    }

    /// A job's people are free again, on its site; whoever's shift has ended goes home from there.
    fn free_people(&mut self, now: f64, index: u32, agenda: &mut Agenda<Event>) {
        let (lot, _) = self.at(index);
        if lot.spec.largest_crew() == 1 {
            self.free_person(now, index, self.order[index as usize].server as usize, agenda);
        } else {
            for person in 0..self.people.len() {
                if self.pool.ticket(person) == Some(index) {
                    self.free_person(now, index, person, agenda);
                }
            }
        }
        if self.setup.team.interrupts
            && let Some(position) = self.running.iter().rposition(|other| *other == index)
        {
            self.running.remove(position);
        }
    }

    fn free_person(&mut self, now: f64, index: u32, person: usize, agenda: &mut Agenda<Event>) {
        let (lot, _) = self.at(index);
        self.pool.release(person);
        let state = &mut self.people[person];
        if person >= self.setup.people.len() {
            let pay = self.setup.team.on_call.as_ref().map_or(0.0, |on_call| on_call.pay_per_minute) * (now - state.since);
            self.booked(index).pay += pay;
            return;
        }
        let stays = self.pool.is_here(person);
        let back = if self.flat || !stays { 0.0 } else { self.ways[lot.site * self.scenario.sites.len() + self.base] };
        state.site = if stays { lot.site as u32 } else { self.base as u32 };
        if back > 0.0 {
            state.returning = true;
            state.left = now;
            agenda.schedule(now + back, Event::Back(person as u32, state.version));
        } else {
            self.occupied.change(now, -1.0);
        }
    }

    /// Put a job down; it goes on, where it was left, before those that never started.
    fn put_down(&mut self, now: f64, index: u32, agenda: &mut Agenda<Event>) {
        let ticket = &mut self.order[index as usize];
        ticket.version += 1;
        ticket.left = (ticket.due - now.max(ticket.on_site)).max(1e-9);
        let on_site = ticket.on_site;
        self.free_people(now, index, agenda);
        if on_site <= now {
            self.was_on_site(index);
        }
        self.tell(now, index, JobEvent::PutDown, &[]);
        self.join(index, true);
    }

    /// Put down jobs in progress, the one started last first, until an emergency's people are free; none if that is not enough.
    fn interrupt_for(&mut self, now: f64, emergency: u32, agenda: &mut Agenda<Event>) {
        let (lot, _) = self.at(emergency);
        let (skill, needed) = (lot.skills[0], lot.spec.crew_of(0));
        let mut free = self.pool.free_for(skill);
        let mut chosen = Vec::new();
        for &index in self.running.iter().rev() {
            if free >= needed {
                break;
            }
            let of_job = (0..self.setup.people.len()).filter(|person| self.pool.ticket(*person) == Some(index));
            let helps = of_job.filter(|person| self.pool.has(*person, skill)).count();
            if helps > 0 {
                free += helps;
                chosen.push(index);
            }
        }
        if free >= needed {
            chosen.into_iter().for_each(|index| self.put_down(now, index, agenda));
        }
    }

    fn leave(&mut self, now: f64, index: u32) {
        let ticket = &mut self.order[index as usize];
        if ticket.state == State::Waiting {
            ticket.state = State::Gone;
            *self.waiting(index) -= 1;
            self.tell(now, index, JobEvent::Left, &[]);
        }
    }

    /// Take in all jobs that arrive at the same working minute. Those of a night are all there when work begins, so that the emergencies
    /// among them go first whenever they came.
    fn arrivals(&mut self, now: f64, agenda: &mut Agenda<Event>) {
        let first = self.next;
        while let Some(arrival) = self.jobs.get(self.next)
            && arrival.time <= now
        {
            self.arrive(now, self.next as u32);
            self.next += 1;
        }
        if let Some(following) = self.jobs.get(self.next) {
            agenda.schedule(following.time, Event::Arrival);
        }
        self.start_all(now, agenda);
        if self.setup.team.interrupts {
            for index in first..self.next {
                let (_, job) = self.at(index as u32);
                if job.priority == Priority::Emergency && self.order[index].state == State::Waiting {
                    self.interrupt_for(now, index as u32, agenda);
                    self.start_all(now, agenda);
                }
            }
        }
        // Whoever came last is the first to find the queue too long.
        for index in (first..self.next).rev() {
            if self.order[index].state != State::Waiting {
                continue;
            }
            let most = self.at(index as u32).0.spec.queue_at_most;
            if most.is_some_and(|most| *self.waiting(index as u32) > most) {
                self.leave(now, index as u32);
            } else if W::WATCHING {
                agenda.schedule(self.jobs[index].latest + GRACE, Event::Leave(index as u32));
            }
        }
    }

    fn arrive(&mut self, now: f64, index: u32) {
        let arrival = &self.jobs[index as usize];
        if W::WATCHING {
            let (_, job) = self.at(index);
            self.watcher.job(job.arrival, arrival.lot as usize, arrival.job as usize, JobEvent::Arrived, &[]);
        }
        self.order[index as usize].state = State::Waiting;
        *self.waiting(index) += 1;
        if !self.able[arrival.lot as usize] || now > arrival.latest + 1e-9 {
            self.leave(now, index);
        } else {
            self.join(index, false);
        }
    }

    /// People are done with a stage of a job.
    fn done(&mut self, now: f64, index: u32, agenda: &mut Agenda<Event>) {
        self.free_people(now, index, agenda);
        self.was_on_site(index);
        let ticket = &mut self.order[index as usize];
        ticket.stage += 1;
        ticket.left = 0.0;
        let ticket = *ticket;
        let (lot, job) = self.at(index);
        match stage(lot.spec, job, ticket.stage) {
            Stage::Work(..) => {
                self.tell(now, index, JobEvent::Paused, &[]);
                self.join(index, false);
            }
            Stage::Pause(minutes) => {
                let time = &self.setup.team.time;
                agenda.schedule(time.to_working(time.to_clock(now) + minutes), Event::Resume(index));
                self.tell(now, index, JobEvent::Paused, &[]);
            }
            Stage::Complete => {
                let time = &self.setup.team.time;
                // Work without labour (left) is done when its people are there, which may be at an opening.
                let completed = if now > ticket.on_site + 1e-5 { time.to_clock_ending(now) } else { time.to_clock(now) };
                let (arrival, in_time) = (job.arrival, ticket.responded && completed <= job.completion_deadline + 1e-6);
                let month = self.booked(index);
                month.turnaround += (completed - arrival).max(0.0);
                month.in_time += f64::from(in_time);
                self.tell(now, index, JobEvent::Done, &[]);
            }
        }
    }

    /// Schedule the next moment at which people come or go.
    fn schedule_change(&self, agenda: &mut Agenda<Event>) {
        let own = self.setup.changes.get(self.change).map_or(f64::INFINITY, |change| change.time);
        let calls = match &self.setup.team.on_call {
            Some(on_call) => on_call.changes.get(self.call).map_or(f64::INFINITY, |(time, _)| *time),
            None => f64::INFINITY,
        };
        let next = own.min(calls);
        if next < self.everybody {
            agenda.schedule(next, Event::Change);
        }
    }

    /// People come or go, all at once: whoever goes puts the job down, and whoever is there can take it up.
    fn change(&mut self, now: f64, agenda: &mut Agenda<Event>) {
        self.come_and_go(now, true, agenda);
        self.schedule_change(agenda);
    }

    /// The changes of this minute, those who go before those who come; up to the first who comes, if nobody is to come yet.
    fn come_and_go(&mut self, now: f64, both: bool, agenda: &mut Agenda<Event>) {
        let mut put_down: Vec<u32> = Vec::new();
        while let Some(&Change { time, person, here }) = self.setup.changes.get(self.change)
            && time <= now + 1e-9
            && (both || !here)
        {
            self.change += 1;
            if (person as usize) < self.setup.people.len() {
                self.come_or_go(now, person as usize, here, &mut put_down);
            }
        }
        if let Some(on_call) = &self.setup.team.on_call {
            while let Some(&(time, here)) = on_call.changes.get(self.call)
                && time <= now + 1e-9
                && (both || !here)
            {
                self.call += 1;
                for person in self.setup.people.len()..self.people.len() {
                    self.come_or_go(now, person, here, &mut put_down);
                }
            }
        }
        // Those put down last go to the front last: keep the order of their tickets.
        put_down.sort_unstable_by(|a, b| b.cmp(a));
        put_down.dedup();
        put_down.into_iter().for_each(|index| self.put_down(now, index, agenda));
    }

    fn come_or_go(&mut self, now: f64, person: usize, here: bool, put_down: &mut Vec<u32>) {
        if W::WATCHING {
            let time = &self.setup.team.time;
            if here {
                self.watcher.person(time.to_clock(now), person as u32, PersonEvent::OnDuty);
            } else {
                self.watcher.person(time.to_clock_ending(now), person as u32, PersonEvent::OffDuty);
            }
        }
        if here {
            self.pool.arrive(person);
            return;
        }
        self.pool.leave(person);
        // What is done at this very minute is not put down.
        let unfinished = |index: &u32| self.order[*index as usize].due > now + 1e-9;
        put_down.extend(self.pool.ticket(person).filter(unfinished));
        let state = &mut self.people[person];
        state.site = self.base as u32;
        state.version += 1;
        if std::mem::take(&mut state.returning) {
            self.occupied.change(now, -1.0);
        }
    }
}

impl<W: Watcher> Model for Shop<'_, W> {
    type Event = Event;

    fn handle(&mut self, now: f64, event: Event, agenda: &mut Agenda<Event>) {
        self.close_months(now);
        // A closing and the next opening are the same working minute. First whoever goes in the evening; then what came in the night, before whatever else
        // happens at this minute, such as people who come in the morning.
        if self.jobs.get(self.next).is_some_and(|arrival| arrival.time <= now) {
            self.come_and_go(now, false, agenda);
            self.arrivals(now, agenda);
        }
        match event {
            // Taken in already.
            Event::Arrival => return,
            Event::Change => self.change(now, agenda),
            Event::Everybody => (0..self.setup.people.len()).for_each(|person| self.pool.arrive(person)),
            Event::Done(index, version) => {
                if self.order[index as usize].version != version {
                    return;
                }
                self.done(now, index, agenda);
            }
            Event::Leave(index) => {
                self.leave(now, index);
                return;
            }
            Event::Resume(index) => {
                self.order[index as usize].stage += 1;
                self.join(index, false);
            }
            Event::Back(person, version) => {
                let state = &mut self.people[person as usize];
                if state.version == version && std::mem::take(&mut state.returning) {
                    state.site = self.base as u32;
                    self.occupied.change(now, -1.0);
                    if W::WATCHING {
                        self.watcher.person(self.setup.team.time.to_clock(now), person, PersonEvent::Back);
                    }
                }
                return;
            }
        }
        self.start_all(now, agenda);
    }
}
