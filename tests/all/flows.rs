//! Laws that hold exactly in every replication of any scenario, checked on what the trace shows: nothing is lost, Little's law,
//! nobody in two places, nobody at work outside their shift, nothing outside opening hours, no room taken twice.

use std::collections::{BTreeMap, HashMap};

use crate::common;
use crate::common::load;
use houqin::calendar::{DAY, Rota, WeeklyHours};
use houqin::plan::{Plan, Route};
use houqin::random::{Phase, Streams, uniform_of};
use houqin::scenario::{LotKind, Scenario};
use houqin::services::bookings::{Blocks, Crew, OpenDay};
use houqin::services::work_orders::Job;
use houqin::services::{Demand, LotDemand, LotMonth};
use houqin::supply::Supply;
use houqin::trace::{Filling, Place, Span, Trace};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Choices from a word of randomness.
struct Choices {
    word: u64,
    drawn: u64,
}

impl Choices {
    fn uniform(&mut self, from: f64, to: f64) -> f64 {
        self.drawn += 1;
        from + (to - from) * uniform_of(self.word, self.drawn)
    }

    fn chance(&mut self, share: f64) -> bool {
        self.uniform(0.0, 1.0) < share
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.uniform(0.0, list.len() as f64) as usize]
    }
}

/// A random scenario: one team with two trades at two sites, a few lots with any of the features, and a pool of rooms.
fn random_scenario(word: u64) -> String {
    let mut choose = Choices { word, drawn: 0 };
    let mut lots = String::new();
    for index in 0..2 + choose.uniform(0.0, 3.0) as usize {
        let planned = choose.chance(0.2);
        let labour = match choose.of(&["exponential", "lognormal", "constant", "zero"]) {
            "exponential" => format!("{{ distribution = \"exponential\", mean = {:.2} }}", choose.uniform(0.1, 6.0)),
            "lognormal" => format!("{{ distribution = \"lognormal\", mean = {:.2}, cv = 1.3 }}", choose.uniform(0.1, 4.0)),
            "constant" => format!("{{ distribution = \"constant\", mean = {} }}", choose.of(&["0.5", "1", "2", "8"])),
            _ => "{ distribution = \"constant\", mean = 0 }".into(),
        };
        lots += &format!(
            "[[service.work_orders]]\nname = \"L{index}\"\ntrade = \"{}\"\nsite = \"{}\"\njobs_per_month = {:.2}\nlabour_hours = {labour}\ncrew = {}\nresponse_within = \"{}\"\nstandard = \"50%\"\nunserved_cost_per_job = 10\nspot_price_per_job = 5\n",
            ["X", "Y", "X", "Y"][index],
            choose.of(&["S", "R"]),
            choose.uniform(0.0, 120.0),
            choose.of(&["1", "1", "1", "2", "3"]),
            choose.of(&["4 working hours", "2 days", "1 hour", "1 working day"]),
        );
        lots += match choose.of(&["deadline", "never", "patience", "queue"]) {
            "deadline" => "overflow = \"at-deadline\"\n",
            "never" => "overflow = \"never\"\n",
            "patience" => "overflow = \"when-out-of-patience\"\npatience_hours = { distribution = \"exponential\", mean = 9 }\n",
            _ => "overflow = \"at-queue-length\"\nqueue_at_most = 3\n",
        };
        if planned {
            lots += "arrivals = \"planned\"\n";
        } else {
            lots += &format!("burstiness = {:.1}\n", choose.uniform(1.0, 5.0));
            if choose.chance(0.5) {
                lots += "emergency_share = \"20%\"\nemergency_response_within = \"1 hour\"\n";
            }
        }
        if choose.chance(0.3) {
            lots += "complete_within = \"60 days\"\n";
        }
        if choose.chance(0.3) {
            lots += &format!("backlog = {}\n", choose.uniform(0.0, 20.0) as u32);
        }
        if choose.chance(0.3) {
            lots += &format!(
                "then = [{{ trade = \"{}\", labour_hours = {{ distribution = \"exponential\", mean = 1 }}, crew = {} }}]\n",
                choose.of(&["X", "Y"]),
                choose.of(&["1", "2"])
            );
        }
        if choose.chance(0.3) {
            lots += "parts = { share = \"40%\", diagnosis_hours = 0.5, wait_hours = { distribution = \"exponential\", mean = 30 } }\n";
        }
        if choose.chance(0.3) {
            lots += "repeat_visits = { share = \"20%\", after_hours = 50 }\n";
        }
    }
    let overruns = choose.chance(0.4);
    for index in 0..choose.uniform(0.0, 3.0) as usize {
        lots += &format!(
            "[[service.bookings]]\nname = \"M{index}\"\ntrade = \"Z\"\nsite = \"{}\"\nbookings_per_day = {:.2}\nburstiness = 1.5\nlead_days = {{ distribution = \"exponential\", mean = 5 }}\nduration_hours = {{ distribution = \"lognormal\", mean = 1.5, cv = 0.6 }}\nattendees = {{ distribution = \"lognormal\", mean = 9, cv = 0.7 }}\ntolerance = \"{}\"\nsetup_minutes = {}\nturnround_minutes = 10\ncrew = {}\nno_show = \"5%\"\ncancelled = \"15%\"\nspot_price_per_booking = 50\nunserved_cost_per_booking = 100\nstandard = \"50%\"\n",
            choose.of(&["S", "R"]),
            choose.uniform(0.0, 12.0),
            choose.of(&["0 minutes", "30 minutes", "120 minutes"]),
            choose.of(&["0", "7", "30"]),
            // Overruns keep the crew longer than was agreed, which its limit does not know.
            if overruns { "0" } else { choose.of(&["0", "0", "1", "2"]) },
        );
        if overruns {
            lots += "overruns = { share = \"30%\", minutes = { distribution = \"exponential\", mean = 25 } }\n";
        }
        if word >> index & 1 == 1 {
            lots += "elsewhere_within = \"20 minutes\"\n";
        }
        lots += choose.of(&["", "needs = [\"screen\"]\n"]);
        lots += choose.of(&["", "equipment = { kit = 1 }\n"]);
        lots += choose.of(&["", "series = { share = \"50%\", meetings = 6 }\n"]);
        lots += choose.of(&["", "release_after_minutes = 15\n"]);
        lots += choose.of(&["", "displaces_with_notice = \"1 day\"\n", "displaces_with_notice = \"0 minutes\"\n"]);
        lots += choose.of(&["", "factors = { weather = 0.8 }\n"]);
    }
    let office = choose.of(&[
        "Mon-Fri 08:30-12:00 13:30-17:30",
        "Mon-Fri 08:30-12:00 13:30-17:30",
        "always",
        "Sun-Thu 08:00-16:00",
        "Tue-Sat 09:00-18:00; Hol 10:00-13:00",
        "Mon-Thu 08:00-17:00; Fri 08:00-12:00",
    ]);
    // A profile with quiet days, months and hours, some of them empty.
    let mut weights = |count: usize| -> String {
        let mut drawn: Vec<String> = (0..count)
            .map(|_| if choose.chance(0.2) { 0.0 } else { choose.uniform(0.2, 2.0) })
            .map(|weight| format!("{weight:.2}"))
            .collect();
        // Something is left in the middle of everything.
        drawn[count / 2] = "1".into();
        drawn.join(", ")
    };
    let profile =
        format!("[[profile]]\nname = \"shape\"\nmonths = [{}]\nweekdays = [{}]\nhours = [{}]\n", weights(12), weights(7), weights(24));
    if choose.chance(0.5) {
        let lines: Vec<String> = lots
            .lines()
            .map(|line| if line.starts_with("site = ") { format!("{line}\nprofile = \"shape\"") } else { line.into() })
            .collect();
        lots = lines.join("\n");
    }
    let people = choose.uniform(0.0, 7.0) as u32;
    let shift = choose.of(&[
        "[\"Mon-Fri 14:00-22:00\", \"Mon-Sat 22:00-06:00\"]",
        "\"Mon-Sun 20:00-04:00; Hol off\"",
        "\"Sun-Thu 07:30-12:30 13:00-18:00; Hol 10:00-12:00\"",
        "\"always\"",
        "\"Mon-Fri 08:30-12:00 13:30-17:30\"",
        "[\"Mon-Fri 06:00-14:00\", \"Mon-Fri 14:00-22:00\"]",
        "[\"Mon-Sun 00:00-08:00\", \"Mon-Sun 08:00-16:00\", \"Mon-Sun 16:00-24:00\"]",
        "[\"Mon-Fri 08:00-16:00\", \"Mon-Fri 12:00-20:00\", \"Sat-Sun 10:00-12:00\"]",
    ]);
    let mut team = format!(
        "people = {people}\npeople_at_most = 999\nshift = {shift}\nabsence = \"{:.0}%\"\nemergencies_interrupt = {}\n",
        choose.uniform(0.0, 40.0),
        choose.chance(0.5)
    );
    if choose.chance(0.5) {
        team += "absence_days = 12\n";
    }
    if choose.chance(0.5) {
        team += "leave = [{ between = \"06-01 to 08-31\", share = \"25%\" }, { between = \"12-20 to 12-31\", share = \"40%\" }]\n";
    }
    let stewards = if lots.contains("trade = \"Z\"") {
        format!("[[team]]\nname = \"U\"\nskills = [\"Z\"]\nbase = \"S\"\ncost_per_person_year = {{ personnel = 1000 }}\n{team}")
    } else {
        String::new()
    };
    if people > 1 && choose.chance(0.5) {
        team += &format!(
            "members = [{{ skills = [\"X\"], people = 1 }}, {{ skills = [\"Y\"], people = 1 }}, {{ skills = [\"X\", \"Y\"], people = {} }}]\n",
            people - 2
        );
    }
    if shift.starts_with("\"Mon-Fri") && choose.chance(0.6) {
        team += "on_call = { hours = \"Mon-Sun 18:00-23:00\", people = 1, travel_minutes = 40, pay_per_hour = 20 }\n";
    }
    format!(
        r#"
[scenario]
name = "random"
language = "en"
currency = "USD"
start = {start}
office_hours = "{office}"
calendar = "{calendar}"
[run]
seed = {}
replications = 2
planning_samples = 2
[[department]]
name = "D"
headcount = 1
[[site]]
name = "S"
department = "D"
travel_minutes = {{ R = {:.0} }}
[[site]]
name = "R"
department = "D"
[[service]]
name = "W"
arrangements = ["one team"]
cost_per_attendee_hour = 30
{lots}
{profile}
[[room]]
name = "small"
service = "W"
site = "S"
seats = 8
features = ["screen"]
count = 2
cost_per_room_year = 1
[[room]]
name = "large"
service = "W"
site = "R"
seats = 40
count = 1
cost_per_room_year = 1
[[equipment]]
name = "kit"
service = "W"
site = "S"
count = 1
cost_per_year = 1
[[factor]]
name = "weather"
spread = 0.4
drawn = "day"
persistence = "50%"
[[team]]
name = "T"
skills = ["X", "Y"]
base = "S"
cost_per_person_year = {{ personnel = 1000 }}
{team}
{stewards}
[policy]
new_hires = true
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = false
[status_quo]
"#,
        word % 1000,
        choose.uniform(0.0, 45.0),
        start = choose.of(&["2027-01-01", "2027-01-31", "2026-08-30"]),
        calendar = common::shipped("calendar/china-2027.csv").display(),
    )
}

/// What the rows say of one job.
#[derive(Default)]
struct Life {
    arrived: Option<f64>,
    first_on_site: Option<f64>,
    ends: Vec<(f64, &'static str)>,
}

/// The area under the number in the system, from +1 and −1 at their times.
fn area(mut steps: Vec<(f64, f64)>) -> f64 {
    steps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut number, mut since, mut sum) = (0.0, 0.0, 0.0);
    for (time, step) in steps {
        sum += number * (time - since);
        (number, since) = (number + step, time);
    }
    sum
}

fn total(months: &[LotMonth]) -> LotMonth {
    months.iter().fold(LotMonth::default(), |mut sum, month| {
        sum += *month;
        sum
    })
}

fn check(text: &str) {
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let plan = Plan::status_quo(&supply);
    let trace = Trace::of(&supply, &plan, 0);
    let mut lives: BTreeMap<(usize, usize), Life> = BTreeMap::new();
    for row in &trace.rows {
        let (Some(lot), true) = (row.lot, row.unit.is_some()) else { continue };
        let life = lives.entry((lot, row.item)).or_default();
        match row.what {
            "arrived" => assert!(life.arrived.replace(row.time).is_none(), "a job arrives once"),
            "on site" => _ = life.first_on_site.get_or_insert(row.time),
            "done" | "left" => life.ends.push((row.time, row.what)),
            _ => {}
        }
    }
    let streams = Streams::new(scenario.run.seed, Phase::Evaluation, 0);
    let demand = Demand::draw(&scenario, &streams);
    for (unit, response) in trace.responses.iter().enumerate() {
        let Some(response) = response else { continue };
        // Whoever looks on changes nothing: jobs that leave are scheduled only for them.
        let routed: Vec<bool> = supply.units[unit].lots.iter().map(|lot| plan.route[*lot] == Route::Unit(unit)).collect();
        let size = &plan.sizes[unit];
        let presence = supply.presence(unit, &streams, size.people as usize);
        let alone = supply.respond(unit, size, &routed, &demand, presence.as_ref());
        assert_eq!((&alone.lots, &alone.busy), (&response.lots, &response.busy));
        for (&lot, months) in supply.units[unit].lots.iter().zip(&response.lots) {
            let LotKind::WorkOrders(_) = scenario.lots[lot].kind else { continue };
            conserve(&lives, lot, &total(months));
        }
        let available = supply.available(unit, &plan.sizes[unit]);
        for (busy, available) in response.busy.iter().zip(&available) {
            assert!(busy <= &(available + 1e-6), "busy {busy} of {available}");
        }
    }
    one_place_at_a_time(&scenario, &trace);
    within_hours(&scenario, &supply, &demand, &trace);
    crews(&scenario, &supply, &plan, &trace);
}

/// Arrivals = served + left, and Little's law for the queue and for the whole system of a lot.
fn conserve(lives: &BTreeMap<(usize, usize), Life>, lot: usize, total: &LotMonth) {
    let (mut arrived, mut served, mut left) = (0.0, 0.0, 0.0);
    let (mut queue, mut system) = (Vec::new(), Vec::new());
    for life in lives.range((lot, 0)..(lot + 1, 0)).map(|(_, life)| life) {
        let arrival = life.arrived.unwrap();
        arrived += 1.0;
        let [(end, what)] = life.ends[..] else { panic!("a job ends once, not as {:?}", life.ends) };
        assert!(end >= arrival - 1e-3, "{what} at {end} before it arrived at {arrival}");
        if what == "left" {
            left += 1.0;
            assert!(life.first_on_site.is_none());
            continue;
        }
        served += 1.0;
        queue.extend([(arrival, 1.0), (life.first_on_site.unwrap().max(arrival), -1.0)]);
        system.extend([(arrival, 1.0), (end.max(arrival), -1.0)]);
    }
    assert_eq!((arrived, served, left), (total.demand.units, total.served, total.overflow.units));
    assert!(total.in_time <= served);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * (1.0 + b.abs()) + 1e-5 * served;
    let (queue, system) = (area(queue), area(system));
    assert!(near(queue, total.wait), "queue {queue}, waits {}", total.wait);
    assert!(near(system, total.turnaround), "system {system}, turnaround {}", total.turnaround);
}

/// Spans of a person or room do not overlap, and whoever works is on duty.
fn one_place_at_a_time(scenario: &Scenario, trace: &Trace) {
    let mut places: HashMap<Place, (Vec<&Span>, Vec<&Span>)> = HashMap::new();
    for span in &trace.spans {
        let lists = places.entry(span.place).or_default();
        if span.filling == Filling::Duty { lists.1.push(span) } else { lists.0.push(span) }
    }
    for (place, (work, duty)) in places {
        for pair in work.windows(2) {
            assert!(pair[1].from >= pair[0].to - 1e-3, "{place:?} in two places: {:?} and {:?}", pair[0], pair[1]);
        }
        if let Place::Person(..) = place {
            for span in work.iter().filter(|span| span.from < scenario.calendar.end()) {
                let within = duty.iter().any(|duty| duty.from <= span.from + 1e-3 && span.to <= duty.to + 1e-3);
                assert!(within, "{place:?} works off duty: {span:?}");
            }
        }
    }
}

/// Whether hours are open through a span of the horizon, worked out minute by minute from the weekly hours alone.
fn is_open(scenario: &Scenario, hours: &WeeklyHours, from: f64, to: f64) -> bool {
    let days = &scenario.calendar.days;
    let open = |minute: f64| {
        let day = (minute / DAY) as usize;
        let begins = |day: usize, minute: f64| {
            days.get(day).is_some_and(|day| hours.on(day).iter().any(|(from, to)| (*from..*to).contains(&minute)))
        };
        let of_day = minute - day as f64 * DAY;
        begins(day, of_day) || (day > 0 && begins(day - 1, of_day + DAY))
    };
    let mut minute = from + 0.5;
    while minute < to - 1e-3 {
        if !open(minute) {
            return false;
        }
        minute += 1.0;
    }
    true
}

/// Whether meetings of a span's unit may overrun.
fn trace_overruns(scenario: &Scenario, span: &Span) -> bool {
    let of_lot = |lot: usize| matches!(&scenario.lots[lot].kind, LotKind::Bookings(spec) if spec.overruns.is_some());
    span.item.is_some_and(|(lot, _)| of_lot(lot))
}

/// People are at work in the hours of their shift alone; meetings lie within the opening hours, from set-up to clearing, breaks of longer ones aside;
/// and nothing is asked for where a profile has no weight.
fn within_hours(scenario: &Scenario, supply: &Supply, demand: &Demand, trace: &Trace) {
    for span in &trace.spans {
        match span.place {
            Place::Person(unit, person) => {
                let team = &scenario.teams[supply.units[unit].crew.as_ref().unwrap().team];
                let people = supply.today(unit).people;
                if person < people && span.filling == Filling::Duty && span.from < scenario.calendar.end() {
                    let hours = &team.hours[person as usize % team.hours.len()];
                    assert!(
                        is_open(scenario, hours, span.from, span.to.min(scenario.calendar.end())),
                        "{person} is on duty off shift: {span:?}"
                    );
                }
            }
            Place::Room(..) => {
                let day = (span.from / DAY) as usize;
                let open = OpenDay::new(&scenario.office, day);
                let midnight = day as f64 * DAY;
                let (from, to) = (span.from - midnight, span.to - midnight);
                // What is delayed and what overruns keeps to the hours as well, but not to whole blocks.
                let ends_open = to - from < 1.0 || (open.between(from, from + 0.5) > 0.4 && open.between(to - 0.5, to) > 0.4);
                let by_chance = trace_overruns(scenario, span) && ends_open;
                assert!(open.closing(from, to).is_some() || by_chance, "outside the opening hours: {span:?}");
            }
        }
    }
    for (lot, demand) in scenario.lots.iter().zip(&demand.lots) {
        let (profile, times): (_, Vec<(u32, f64)>) = match (&lot.kind, demand) {
            (LotKind::WorkOrders(spec), LotDemand::Jobs(jobs)) => {
                let of_job = |job: &Job| ((job.arrival / DAY) as u32, job.arrival % DAY);
                (&spec.profile, jobs.iter().skip(spec.backlog).map(of_job).collect())
            }
            (LotKind::Bookings(spec), LotDemand::Requests(requests)) => {
                (&spec.profile, requests.iter().map(|request| (request.day, -1.0)).collect())
            }
            _ => continue,
        };
        for (day, minute) in times {
            let day = &scenario.calendar.days[day as usize];
            let weight = profile.weekdays[day.weekday] * profile.months[(day.date.month() - 1) as usize];
            let hour = if minute < 0.0 { 1.0 } else { profile.hours[(minute / 60.0) as usize] };
            assert!(weight * hour > 0.0, "{} on {} at {minute}", lot.path, day.date);
        }
    }
}

/// At no time are more of the service crew taken than are there, and no more are there than are on shift.
fn crews(scenario: &Scenario, supply: &Supply, plan: &Plan, trace: &Trace) {
    let streams = Streams::new(scenario.run.seed, Phase::Evaluation, 0);
    let mut steps: HashMap<usize, Vec<(f64, i64)>> = HashMap::new();
    for span in trace.spans.iter().filter(|span| span.filling == Filling::Meeting) {
        let (Place::Room(unit, ..), Some((lot, _))) = (span.place, span.item) else { panic!("a meeting has a room and a lot") };
        let LotKind::Bookings(spec) = &scenario.lots[lot].kind else { panic!("bookings") };
        // The end goes first where one meeting ends as another begins.
        steps.entry(unit).or_default().extend([(span.from, spec.crew as i64), (span.to - 1e-6, -(spec.crew as i64))]);
    }
    for (unit, mut steps) in steps {
        let people = plan.sizes[unit].people as usize;
        let Some(crew) = &supply.units[unit].crew else { panic!("a crew") };
        let hours = &scenario.teams[crew.team].hours;
        let mut there: Vec<Vec<Crew>> = vec![Vec::new(); scenario.calendar.days.len()];
        if let Some(attendance) = supply.presence(unit, &streams, people) {
            let able: Vec<bool> = scenario.teams[crew.team].mix(people).iter().map(|skills| skills & 1 == 1).collect();
            attendance.presence.by_turns(&Rota::new(&scenario.calendar, hours), &able, |day, people, spans| {
                there[day].push(Crew { people, skills: 1, hours: Blocks::within(spans.iter().copied()) });
            });
        }
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut taken = 0;
        for (time, step) in steps {
            taken += step;
            let (day, minute) = ((time / DAY) as usize, time % DAY);
            let block = Blocks::within([((minute / 5.0).floor() * 5.0, (minute / 5.0).floor() * 5.0 + 5.0)]);
            let present: i64 = there
                .get(day)
                .into_iter()
                .flatten()
                .filter(|crew| crew.hours.union(block) == crew.hours)
                .map(|crew| i64::from(crew.people))
                .sum();
            assert!(taken <= present || step <= 0, "{taken} of {present} people serve at {time}");
            let on_shift =
                (0..people).filter(|person| is_open(scenario, &hours[person % hours.len()], time - 0.5, time + 0.5)).count() as i64;
            assert!(present <= on_shift, "{present} people are there at {time}, and {on_shift} on shift");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, rng_seed: RngSeed::Fixed(20_270_101), ..ProptestConfig::default() })]
    #[test]
    fn laws_of_flow_hold_in_any_scenario(word in any::<u64>()) {
        check(&random_scenario(word));
    }
}
