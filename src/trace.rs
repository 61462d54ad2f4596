//! Everything that happens in one replication of a plan, in order: a table to follow by hand, and the spans that a chart draws.

use std::collections::HashMap;
use std::io::Write;

use crate::calendar::{Calendar, DAY, WorkingTime};
use crate::plan::{Plan, Route};
use crate::random::{Phase, Streams};
use crate::scenario::{Direct, LotKind, Scenario};
use crate::services::bookings::{Had, Placement, Request, in_order_of_size};
use crate::services::sittings::{MealDay, MealOutcome};
use crate::services::{Demand, JobEvent, LotDemand, PersonEvent, Response, Watcher};
use crate::supply::Supply;

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Row {
    /// Clock minutes of the horizon; before its start for early requests.
    pub time: f64,
    /// The unit at work; nobody's for work that goes straight outside.
    pub unit: Option<usize>,
    /// The lot; none for people who come and go.
    pub lot: Option<usize>,
    /// Job or request of the lot, from 1 (0 for meals and people).
    pub item: usize,
    /// What, in a word or two.
    pub what: &'static str,
    /// People, from 1. They are seen to come on duty and go off where one stretch of hours does not end where the team's next begins:
    /// between shifts, and before and after an absence.
    pub people: Vec<u32>,
    /// Room of a meeting: kind, and number from 1.
    pub room: Option<(usize, u32)>,
    /// Figures.
    pub detail: String,
}

/// Who or what is taken up by a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A person of a unit; those on call after all others.
    Person(usize, u32),
    /// A room of a unit: kind, and number from 0.
    Room(usize, usize, u32),
}

/// What fills a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// At work or on call.
    Duty,
    /// On the way.
    Travel,
    /// On a job.
    Work,
    /// On an emergency.
    Emergency,
    /// A meeting, with set-up and clearing.
    Meeting,
}

/// A stretch of time of a person or a room.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Whose.
    pub place: Place,
    /// Begin, clock minutes of the horizon.
    pub from: f64,
    /// End.
    pub to: f64,
    /// What fills it.
    pub filling: Filling,
    /// Lot and job or request (from 1), unless on duty.
    pub item: Option<(usize, usize)>,
}

/// One replication, seen whole.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// In order of time.
    pub rows: Vec<Row>,
    /// By place, then time.
    pub spans: Vec<Span>,
    /// People on the books of each unit; those with higher numbers are the ones on call.
    pub people: Vec<u32>,
    /// What each unit did, as the evaluation counts it; nothing for units that do nothing.
    pub responses: Vec<Option<Response>>,
}

impl Trace {
    /// Play a plan through replication `replication` (from 0) of the evaluation.
    pub fn of(supply: &Supply, plan: &Plan, replication: u64) -> Self {
        let scenario = &*supply.scenario;
        let streams = Streams::new(scenario.run.seed, Phase::Evaluation, replication);
        let demand = Demand::draw(scenario, &streams);
        let mut trace = Self { people: plan.sizes.iter().map(|size| size.people).collect(), ..Self::default() };
        for (unit, spec) in supply.units.iter().enumerate() {
            let routed: Vec<bool> = spec.lots.iter().map(|lot| plan.route[*lot] == Route::Unit(unit)).collect();
            if !routed.contains(&true) {
                trace.responses.push(None);
                continue;
            }
            let size = &plan.sizes[unit];
            let kinds = supply.room_kinds(unit, size);
            let mut recorder = Recorder {
                scenario,
                demand: &demand,
                unit,
                hours: spec.crew.as_ref().map(|crew| &scenario.teams[crew.team].time),
                lots: spec.lots.iter().zip(&routed).filter(|(_, routed)| **routed).map(|(lot, _)| *lot).collect(),
                rooms: in_order_of_size(&kinds).into_iter().map(|(kind, number)| (spec.rooms[kind], number)).collect(),
                trace: &mut trace,
                at_work: HashMap::new(),
                on_duty: HashMap::new(),
                free_since: HashMap::new(),
            };
            let presence = supply.presence(unit, &streams, size.people as usize);
            let response = supply.respond_to(&supply.coming(unit, &routed, &demand), size, presence.as_ref(), &mut recorder);
            recorder.finish();
            trace.responses.push(Some(response));
        }
        for (lot, route) in plan.route.iter().enumerate() {
            if let Route::Direct(direct) = route {
                trace.send_out(scenario, lot, *direct, &demand.lots[lot]);
            }
        }
        trace.rows.sort_by(|a, b| a.time.total_cmp(&b.time));
        trace.spans.sort_by(|a, b| a.place.cmp(&b.place).then(a.from.total_cmp(&b.from)));
        trace
    }

    /// Work that goes straight outside has one row each.
    fn send_out(&mut self, scenario: &Scenario, lot: usize, direct: Direct, demand: &LotDemand) {
        let to = match direct {
            Direct::Offer(offer) => format!("to the offer {}", scenario.offers[offer].name),
            Direct::Spot => "bought without a contract".to_owned(),
            Direct::Nobody => "to nobody".to_owned(),
        };
        let mut push = |time: f64, item: usize, detail: String| {
            self.rows.push(Row { time, unit: None, lot: Some(lot), item, what: "sent out", people: Vec::new(), room: None, detail });
        };
        match demand {
            LotDemand::Jobs(jobs) => {
                jobs.iter().enumerate().for_each(|(index, job)| push(job.arrival, index + 1, format!("{to}; {:.0} min", job.labour)));
            }
            LotDemand::Meals(meals) => meals.iter().for_each(|meal| {
                let opens = if let LotKind::Sittings(spec) = &scenario.lots[lot].kind { spec.opens } else { 0.0 };
                push(f64::from(meal.day) * DAY + opens, 0, format!("{to}; {} diners", meal.diners));
            }),
            LotDemand::Requests(requests) => requests
                .iter()
                .enumerate()
                .filter(|(_, request)| request.holds())
                .for_each(|(index, request)| push(request.asked, index + 1, format!("{to}; {}", wanted(scenario, request)))),
        }
    }

    /// The table: time, unit, lot, item, event, people, room, detail.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn write_csv(&self, supply: &Supply, mut writer: impl Write) -> Result<(), csv::Error> {
        let scenario = &*supply.scenario;
        // A byte-order mark lets spreadsheet programs read Chinese text.
        writer.write_all("\u{feff}".as_bytes())?;
        let mut table = csv::Writer::from_writer(writer);
        table.write_record(["time", "unit", "lot", "item", "event", "people", "room", "detail"])?;
        for row in &self.rows {
            let room = row.room.map_or(String::new(), |(kind, number)| format!("{} {number}", scenario.rooms[kind].name));
            table.write_record([
                clock(&scenario.calendar, row.time).as_str(),
                &row.unit.map_or(String::new(), |unit| guarded(&supply.units[unit].name)),
                &row.lot.map_or(String::new(), |lot| guarded(&scenario.lots[lot].path)),
                &if row.item > 0 { row.item.to_string() } else { String::new() },
                row.what,
                &row.people.iter().map(u32::to_string).collect::<Vec<_>>().join("+"),
                &guarded(&room),
                &guarded(&row.detail),
            ])?;
        }
        table.flush()?;
        Ok(())
    }
}

/// A cell that a spreadsheet must not take for a formula, which may begin after blanks, and in East Asian settings with the wide forms of the signs.
pub fn guarded(text: &str) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n');
    if text.trim_start_matches(' ').starts_with(begins) { format!("'{text}") } else { text.to_owned() }
}

/// A time as date and clock with seconds.
pub fn clock(calendar: &Calendar, time: f64) -> String {
    let Some(start) = calendar.days.first() else { return String::new() };
    let seconds = (time * 60.0).round() as i64;
    let moment = start.date.at(0, 0, 0, 0).checked_add(jiff::SignedDuration::from_secs(seconds));
    moment.map_or_else(|_| "beyond the calendar".to_owned(), |moment| moment.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

fn wanted(scenario: &Scenario, request: &Request) -> String {
    let from = f64::from(request.day) * DAY + request.start;
    let begin = clock(&scenario.calendar, from);
    format!("{} for {:.0} min, {:.0} people", &begin[..begin.len().min(16)], request.duration, request.attendees)
}

/// Where a meeting is held: at its lot's site, or elsewhere and how far away.
fn where_held(scenario: &Scenario, lot: usize, room: usize) -> String {
    let (home, site) = (&scenario.sites[scenario.lots[lot].site].name, &scenario.sites[scenario.rooms[room].site].name);
    match scenario.way_to_room(lot, room).filter(|way| way.is_away()) {
        Some(way) => format!("elsewhere: at {site}, {:.0} min from {home} and {:.0} min back", way.there, way.back),
        None => format!("at {site}"),
    }
}

/// People on a job: since when they are on their way, and on site.
struct AtWork {
    people: Vec<u32>,
    set_out: f64,
    on_site: Option<f64>,
}

struct Recorder<'a> {
    scenario: &'a Scenario,
    demand: &'a Demand,
    unit: usize,
    /// The team's hours, shifts and on call.
    hours: Option<&'a WorkingTime>,
    /// The lots served.
    lots: Vec<usize>,
    /// Room kind and number for each room as placements number them.
    rooms: Vec<(usize, u32)>,
    trace: &'a mut Trace,
    at_work: HashMap<(usize, usize), AtWork>,
    on_duty: HashMap<u32, f64>,
    free_since: HashMap<u32, f64>,
}

impl Recorder<'_> {
    fn row(&mut self, time: f64, lot: Option<usize>, item: usize, what: &'static str) -> &mut Row {
        let row = Row { time, unit: Some(self.unit), lot, item, what, people: Vec::new(), room: None, detail: String::new() };
        self.trace.rows.push(row);
        let last = self.trace.rows.len() - 1;
        &mut self.trace.rows[last]
    }

    fn span(&mut self, place: Place, from: f64, to: f64, filling: Filling, item: Option<(usize, usize)>) {
        if to > from {
            self.trace.spans.push(Span { place, from, to, filling, item });
        }
    }

    /// A span of a person: what lies outside the team's hours is cut out, for then nobody works.
    fn person_span(&mut self, person: u32, from: f64, to: f64, filling: Filling, item: Option<(usize, usize)>) {
        let place = Place::Person(self.unit, person);
        let Some(time) = self.hours else { return };
        let (first, last) = ((from / DAY).max(0.0) as usize, (to / DAY).max(0.0) as usize);
        for day in first..=last {
            for (open, close) in time.spans_of_day(day) {
                self.span(place, from.max(*open), to.min(*close), filling, item);
            }
        }
    }

    /// Whoever is still on duty when the horizon ends.
    fn finish(mut self) {
        let end = self.scenario.calendar.end();
        for (person, from) in std::mem::take(&mut self.on_duty) {
            self.person_span(person, from, end, Filling::Duty, None);
        }
    }
}

impl Watcher for Recorder<'_> {
    fn job(&mut self, time: f64, lot: usize, job: usize, what: JobEvent, people: &[u32]) {
        let lot = self.lots[lot];
        let LotDemand::Jobs(jobs) = &self.demand.lots[lot] else { return };
        let spec = &jobs[job];
        let emergency = spec.priority == crate::services::work_orders::Priority::Emergency;
        let word = match what {
            JobEvent::Arrived => "arrived",
            JobEvent::SetOut => "set out",
            JobEvent::OnSite => "on site",
            JobEvent::PutDown => "put down",
            JobEvent::Paused => "paused",
            JobEvent::Done => "done",
            JobEvent::Left => "left",
        };
        let row = self.row(time, Some(lot), job + 1, word);
        match what {
            JobEvent::Arrived => {
                row.detail = format!("{:.0} min{}", spec.labour, if emergency { ", emergency" } else { "" });
            }
            JobEvent::SetOut => {
                row.people = people.iter().map(|person| person + 1).collect();
                self.at_work.insert((lot, job), AtWork { people: people.to_vec(), set_out: time, on_site: None });
            }
            JobEvent::OnSite => {
                if let Some(work) = self.at_work.get_mut(&(lot, job)) {
                    work.on_site = Some(time);
                    row_people(self.trace, &work.people);
                }
            }
            JobEvent::PutDown | JobEvent::Paused | JobEvent::Done => {
                if let Some(work) = self.at_work.remove(&(lot, job)) {
                    row_people(self.trace, &work.people);
                    let arrived = work.on_site.unwrap_or(time);
                    for person in work.people {
                        self.person_span(person, work.set_out, arrived, Filling::Travel, Some((lot, job + 1)));
                        let filling = if emergency { Filling::Emergency } else { Filling::Work };
                        self.person_span(person, arrived, time, filling, Some((lot, job + 1)));
                        self.free_since.insert(person, time);
                    }
                }
            }
            JobEvent::Left => {}
        }
    }

    fn person(&mut self, time: f64, person: u32, what: PersonEvent) {
        let word = match what {
            PersonEvent::OnDuty => {
                self.on_duty.insert(person, time);
                "on duty"
            }
            PersonEvent::OffDuty => {
                if let Some(from) = self.on_duty.remove(&person) {
                    self.person_span(person, from, time, Filling::Duty, None);
                }
                "off duty"
            }
            PersonEvent::Back => {
                if let Some(from) = self.free_since.remove(&person) {
                    self.person_span(person, from, time, Filling::Travel, None);
                }
                "back at base"
            }
        };
        self.row(time, None, 0, word).people = vec![person + 1];
    }

    fn meal(&mut self, lot: usize, meal: &MealDay, outcome: MealOutcome, portions: f64) {
        let lot = self.lots[lot];
        let LotKind::Sittings(spec) = &self.scenario.lots[lot].kind else { return };
        let row = self.row(f64::from(meal.day) * DAY + spec.opens, Some(lot), 0, "meal");
        let wait = if outcome.served > 0.0 { outcome.wait / outcome.served } else { 0.0 };
        row.detail = format!(
            "{} diners, {portions:.0} portions, {:.1} served, {:.1} of them in time, mean wait {wait:.1} min",
            meal.diners, outcome.served, outcome.in_time
        );
    }

    fn meeting(&mut self, placement: &Placement, had: &[Had]) {
        let lot = self.lots[placement.lot];
        let LotDemand::Requests(requests) = &self.demand.lots[lot] else { return };
        let request = requests[placement.request];
        let item = placement.request + 1;
        let detail = wanted(self.scenario, &request);
        self.row(request.asked, Some(lot), item, "asked").detail = detail;
        let moved = |by: f64| match by {
            0.0 => String::new(),
            _ => format!("moved to {:.0} min {}; ", by.abs(), if by < 0.0 { "earlier" } else { "later" }),
        };
        for had in had {
            let (kind, number) = self.rooms[had.room];
            let place = where_held(self.scenario, lot, kind);
            let row = self.row(had.from, Some(lot), item, "booked");
            row.room = Some((kind, number + 1));
            row.detail = format!("{}{place}", moved(had.moved));
            self.row(had.to, Some(lot), item, "displaced").room = Some((kind, number + 1));
        }
        let Some((room, from, to)) = placement.room else {
            self.row(placement.displaced.unwrap_or(request.asked), Some(lot), item, "refused");
            return;
        };
        let midnight = f64::from(request.day) * DAY;
        let (kind, number) = self.rooms[room];
        let place = where_held(self.scenario, lot, kind);
        let answered = placement.displaced.unwrap_or(request.asked);
        let row = self.row(answered, Some(lot), item, "booked");
        row.room = Some((kind, number + 1));
        row.detail = format!("{}{place}", moved(placement.moved));
        if !request.holds() {
            self.row(request.cancelled, Some(lot), item, "cancelled").room = Some((kind, number + 1));
            return;
        }
        let row = self.row(midnight + from, Some(lot), item, "room taken");
        row.room = Some((kind, number + 1));
        let late = (placement.late > 0.0).then(|| format!("{:.0} min late; ", placement.late));
        row.detail = format!("{}{place}", late.unwrap_or_default());
        self.row(midnight + to, Some(lot), item, "room free").room = Some((kind, number + 1));
        self.span(Place::Room(self.unit, kind, number), midnight + from, midnight + to, Filling::Meeting, Some((lot, item)));
    }
}

fn row_people(trace: &mut Trace, people: &[u32]) {
    if let Some(row) = trace.rows.last_mut() {
        row.people = people.iter().map(|person| person + 1).collect();
    }
}
