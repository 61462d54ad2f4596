//! Work orders: jobs that arrive in time and are done by people of a trade.
//!
//! **Demand.** A non-homogeneous Poisson process whose rate is base × month × weekday × hour, times a gamma factor for each
//! month that makes counts burstier than Poisson. Arrivals are found by inversion of the integrated rate
//! (Çinlar 1975): no thinning, so nothing is lost or doubled where the rate jumps.
//!
//! **Service.** A team works in shifts. The simulation runs in the team's *working time*: nights and weekends are cut
//! out, so a job that arrives at night simply waits for the first working minute. Emergencies go before others; within a priority
//! first come, first served. Where the team lets emergencies interrupt, the job started last is put down and goes on, where it was left, before
//! those that never started (preemptive resume). A job occupies its crew for the way there, the labour and the
//! way back. A job that cannot be on site
//! by its response deadline (or within its requester's patience) overflows at that moment, or stays, as its lot says.

use crate::calendar::{DAY, WorkingTime};
use crate::kernel::{Agenda, Model, Pool, run};
use crate::random::Streams;
use crate::scenario::file::Overflow;
use crate::scenario::{Scenario, Volume, WorkOrders};

use super::Response;
use super::demand::burst_factor;

/// A job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Job {
    /// Arrival, minutes.
    pub arrival: f64,
    /// Labour of each person, minutes.
    pub labour: f64,
    /// Somebody must be on site by then.
    pub response_deadline: f64,
    /// It must be done by then.
    pub completion_deadline: f64,
    /// If it has not been started by then it leaves; infinite if it stays.
    pub leaves: f64,
    /// Whether it goes before others.
    pub emergency: bool,
}

/// Draw a lot's jobs.
pub fn draw(scenario: &Scenario, spec: &WorkOrders, streams: &Streams, id: u64) -> Vec<Job> {
    let calendar = &scenario.calendar;
    let mut bursts = streams.stream("burst", id);
    let mut arrivals = streams.stream("arrivals", id);
    let mut sizes = streams.stream("job sizes", id);
    // Weights are scaled so that the mean over the whole horizon is jobs_per_month, whatever the profile and calendar.
    let weekday = |day: &crate::calendar::Day| {
        // A holiday is as quiet as a Sunday.
        let index = if day.kind == crate::calendar::DayKind::Holiday { 6 } else { day.weekday };
        spec.profile.weekdays[index]
    };
    let month_weight = |day: &crate::calendar::Day| spec.profile.months[(day.date.month() - 1) as usize];
    let total: f64 = calendar.days.iter().map(|day| weekday(day) * month_weight(day)).sum();
    let expected = spec.jobs_per_month * calendar.months() as f64;
    if total <= 0.0 || expected <= 0.0 {
        return Vec::new();
    }
    let mut cumulative_hours = [0.0; 25];
    for hour in 0..24 {
        cumulative_hours[hour + 1] = cumulative_hours[hour] + spec.profile.hours[hour] / 24.0;
    }
    let mut jobs = Vec::with_capacity(expected as usize + 8);
    let mut next = arrivals.exponential();
    let mut integrated = 0.0;
    let mut factor = 1.0;
    let mut month = usize::MAX;
    for (index, day) in calendar.days.iter().enumerate() {
        if day.month != month {
            month = day.month;
            let days = calendar.month_starts[month]..calendar.month_starts[month + 1];
            let mean: f64 = calendar.days[days].iter().map(|day| weekday(day) * month_weight(day)).sum::<f64>() / total * expected;
            factor = burst_factor(spec.burstiness, mean, &mut bursts);
        }
        let rate = expected * weekday(day) * month_weight(day) / total * factor;
        while next < integrated + rate {
            let share = (next - integrated) / rate;
            let hour = cumulative_hours.partition_point(|&before| before <= share).clamp(1, 24) - 1;
            let width = cumulative_hours[hour + 1] - cumulative_hours[hour];
            let within = if width > 0.0 { ((share - cumulative_hours[hour]) / width).clamp(0.0, 1.0) } else { 0.0 };
            let arrival = index as f64 * DAY + (hour as f64 + within) * 60.0;
            let labour = spec.labour.sample(&mut sizes);
            let emergency = sizes.uniform() < spec.emergency_share;
            let response = if emergency { spec.emergency_response } else { spec.response };
            let response_deadline = scenario.deadline(arrival, response);
            let leaves = match (spec.overflow, &spec.patience) {
                (Overflow::Never, _) => f64::INFINITY,
                (Overflow::WhenOutOfPatience, Some(patience)) => arrival + patience.sample(&mut sizes),
                _ => response_deadline,
            };
            jobs.push(Job {
                arrival,
                labour,
                response_deadline,
                leaves,
                completion_deadline: spec.completion.map_or(f64::INFINITY, |span| scenario.deadline(arrival, span)),
                emergency,
            });
            next += arrivals.exponential();
        }
        integrated += rate;
    }
    jobs
}

/// A lot as a team sees it.
pub struct TeamLot<'a> {
    /// The lot.
    pub spec: &'a WorkOrders,
    /// Its jobs, in order of arrival.
    pub jobs: &'a [Job],
    /// Travel from the team's base, one way, minutes.
    pub travel: f64,
}

/// A team at work.
pub struct TeamSetup<'a> {
    /// People on the books.
    pub people: usize,
    /// People present on each day.
    pub present: &'a [u16],
    /// Hours worked.
    pub shift: &'a WorkingTime,
    /// Whether an emergency interrupts a job in progress.
    pub interrupts: bool,
}

/// Play a team's lots through a horizon. Times in [`Response::lots`] are clock times; a month is the month of arrival.
pub fn simulate(scenario: &Scenario, team: &TeamSetup<'_>, lots: &[TeamLot<'_>]) -> Response {
    let calendar = &scenario.calendar;
    let months = calendar.months();
    let mut order: Vec<Waiting> = Vec::with_capacity(lots.iter().map(|lot| lot.jobs.len()).sum());
    for (lot_index, lot) in lots.iter().enumerate() {
        for (job_index, job) in lot.jobs.iter().enumerate() {
            let arrival = team.shift.to_working(job.arrival);
            let on_time = latest_start(team.shift, job.response_deadline, lot.travel);
            let latest = if job.leaves.is_finite() { latest_start(team.shift, job.leaves, lot.travel) } else { f64::INFINITY };
            order.push(Waiting {
                arrival,
                on_time,
                latest,
                lot: lot_index as u32,
                job: job_index as u32,
                started: false,
                responded: false,
                version: 0,
                due: 0.0,
                left: 0.0,
            });
        }
    }
    order.sort_by(|a, b| {
        let clock = |w: &Waiting| lots[w.lot as usize].jobs[w.job as usize].arrival;
        clock(a).total_cmp(&clock(b)).then(a.lot.cmp(&b.lot))
    });
    let mut shop = Shop {
        scenario,
        team,
        lots,
        order,
        next: 0,
        pool: Pool::new(0),
        running: Vec::new(),
        response: Response::new(lots.len(), months),
        starts: team.shift.day_starts().collect(),
        day: 0,
        month: 0,
        busy_before: 0.0,
    };
    let mut agenda = Agenda::new();
    if !shop.starts.is_empty() && team.people > 0 {
        agenda.schedule(shop.starts[0].1, Event::Day);
    }
    if let Some(first) = shop.order.first() {
        agenda.schedule(first.arrival, Event::Arrival);
    }
    run(&mut shop, &mut agenda, f64::INFINITY);
    let Shop { mut response, order, .. } = shop;
    // Whoever never started overflows; with nobody on the books even jobs that would stay have nobody to stay with.
    for waiting in order.iter().filter(|waiting| !waiting.started) {
        let lot = &lots[waiting.lot as usize];
        let job = &lot.jobs[waiting.job as usize];
        let month = &mut response.lots[waiting.lot as usize][calendar.month_of(job.arrival)];
        month.overflow += volume(lot.spec, job);
    }
    for (lot, rows) in lots.iter().zip(&mut response.lots) {
        for job in lot.jobs {
            rows[calendar.month_of(job.arrival)].demand += volume(lot.spec, job);
        }
    }
    response
}

/// A job as a volume: one unit, and its labour hours over the whole crew.
pub fn volume(spec: &WorkOrders, job: &Job) -> Volume {
    Volume { units: 1.0, measure: job.labour / 60.0 * spec.crew as f64 }
}

/// The last working minute at which a crew can leave and be on site by the deadline; negative if there is none.
fn latest_start(shift: &WorkingTime, deadline: f64, travel: f64) -> f64 {
    let clock = deadline;
    let working = shift.to_working(clock);
    // In closed time the minute counted is the next opening's, which comes too late: stay just below it.
    let working = if shift.to_clock(working) > clock + 1e-6 { working - 1e-6 } else { working };
    working - travel
}

#[derive(Clone, Copy, Debug)]
enum Event {
    /// The next job arrives.
    Arrival,
    /// A working day starts: other people are present.
    Day,
    /// A crew comes back from a job, unless it was interrupted since (version).
    Done(u32, u32),
    /// A waiting job that needs several people gives up.
    Deadline,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    arrival: f64,
    /// The last start that keeps the response deadline.
    on_time: f64,
    /// The last start before the job leaves.
    latest: f64,
    lot: u32,
    job: u32,
    started: bool,
    /// Whether somebody was on site by the response deadline.
    responded: bool,
    /// Times interrupted: an event of an older version is void.
    version: u32,
    /// When its crew will be back, if nothing interrupts.
    due: f64,
    /// What is left to do after an interruption.
    left: f64,
}

struct Shop<'a> {
    scenario: &'a Scenario,
    team: &'a TeamSetup<'a>,
    lots: &'a [TeamLot<'a>],
    order: Vec<Waiting>,
    next: usize,
    pool: Pool<u32, 2>,
    /// Jobs in progress that an emergency may interrupt, in order of start.
    running: Vec<u32>,
    response: Response,
    starts: Vec<(usize, f64)>,
    day: usize,
    month: usize,
    busy_before: f64,
}

impl Shop<'_> {
    /// Book the busy time so far to the months before `month`.
    fn close_months(&mut self, now: f64, month: usize) {
        while self.month < month {
            let busy = self.pool.busy_time(now);
            self.response.busy[self.month] += busy - self.busy_before;
            self.busy_before = busy;
            self.month += 1;
        }
    }

    fn start_all(&mut self, now: f64, agenda: &mut Agenda<Event>) {
        loop {
            let order = &self.order;
            let waits = |index: u32| order[index as usize].started || now <= order[index as usize].latest + 1e-9;
            let Some(index) = self.pool.start_next(now, waits) else { return };
            let waiting = &mut self.order[index as usize];
            let lot = &self.lots[waiting.lot as usize];
            let job = &lot.jobs[waiting.job as usize];
            let time_needed = if waiting.started { waiting.left } else { 2.0 * lot.travel + job.labour };
            if !waiting.started {
                waiting.started = true;
                waiting.responded = now <= waiting.on_time + 1e-9;
                // A start exactly at closing time is shown as the next opening; the wait is counted from what was promised.
                let wait = (self.team.shift.to_clock(now + lot.travel) - job.arrival).max(0.0);
                let month = &mut self.response.lots[waiting.lot as usize][self.scenario.calendar.month_of(job.arrival)];
                month.served += 1.0;
                month.wait += wait;
                month.materials += lot.spec.materials;
            }
            waiting.due = now + time_needed;
            agenda.schedule(waiting.due, Event::Done(index, waiting.version));
            if self.team.interrupts && !job.emergency {
                self.running.push(index);
            }
        }
    }

    /// Put down jobs in progress, the one started last first, until an emergency's crew is free; none if that is not enough.
    fn interrupt_for(&mut self, now: f64, needed: usize) {
        let crew_of = |order: &[Waiting], lots: &[TeamLot<'_>], index: u32| lots[order[index as usize].lot as usize].spec.crew;
        let interruptible: usize = self.running.iter().map(|index| crew_of(&self.order, self.lots, *index)).sum();
        if self.pool.capacity() + interruptible < self.pool.busy() + needed {
            return;
        }
        while self.pool.busy() + needed > self.pool.capacity() {
            let Some(index) = self.running.pop() else { return };
            let crew = crew_of(&self.order, self.lots, index);
            let waiting = &mut self.order[index as usize];
            waiting.version += 1;
            waiting.left = (waiting.due - now).max(0.0);
            self.pool.release(now, crew);
            self.pool.rejoin(index, crew, 1);
        }
    }

    /// A crew is back: the job is complete (it was when they left the site).
    fn complete(&mut self, now: f64, index: u32) {
        let waiting = self.order[index as usize];
        let lot = &self.lots[waiting.lot as usize];
        let job = &lot.jobs[waiting.job as usize];
        self.pool.release(now, lot.spec.crew);
        let completed = self.team.shift.to_clock(now - lot.travel);
        let month = &mut self.response.lots[waiting.lot as usize][self.scenario.calendar.month_of(job.arrival)];
        month.turnaround += (completed - job.arrival).max(0.0);
        month.in_time += f64::from(waiting.responded && completed <= job.completion_deadline + 1e-6);
        if self.team.interrupts && !job.emergency {
            self.running.retain(|other| *other != index);
        }
    }
}

impl Model for Shop<'_> {
    type Event = Event;

    fn handle(&mut self, now: f64, event: Event, agenda: &mut Agenda<Event>) {
        match event {
            Event::Arrival => {
                let index = self.next;
                self.next += 1;
                if let Some(following) = self.order.get(self.next) {
                    agenda.schedule(following.arrival, Event::Arrival);
                }
                let waiting = self.order[index];
                let lot = &self.lots[waiting.lot as usize];
                let job = &lot.jobs[waiting.job as usize];
                if self.team.people >= lot.spec.crew {
                    self.pool.join(index as u32, lot.spec.crew, usize::from(!job.emergency));
                    self.start_all(now, agenda);
                    if self.team.interrupts && job.emergency && !self.order[index].started {
                        self.interrupt_for(now, lot.spec.crew);
                    }
                    if lot.spec.crew > 1 && waiting.latest.is_finite() {
                        agenda.schedule(waiting.latest + 1e-6, Event::Deadline);
                    }
                }
            }
            Event::Day => {
                if let Some(&(day, _)) = self.starts.get(self.day) {
                    self.close_months(now, self.scenario.calendar.days[day].month);
                    self.pool.set_capacity(usize::from(self.team.present[day]));
                    self.day += 1;
                    let following = self.starts.get(self.day).map_or(self.team.shift.total(), |(_, start)| *start);
                    agenda.schedule(following, Event::Day);
                } else {
                    // After the horizon everybody stays until the work is done, and no month counts it.
                    self.close_months(now, self.response.busy.len());
                    self.pool.set_capacity(self.team.people);
                }
            }
            Event::Done(index, version) => {
                if self.order[index as usize].version != version {
                    return;
                }
                self.complete(now, index);
            }
            Event::Deadline => {}
        }
        self.start_all(now, agenda);
    }
}
