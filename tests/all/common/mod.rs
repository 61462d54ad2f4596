//! Scenarios for tests, written as a planner would write them.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "shared by test programs that use different parts")]

pub mod known;
pub mod market;
pub mod steps;
pub mod tiny;

use std::path::{Path, PathBuf};

use houqin::planning::{Menu, Rules, explain_infeasible};
use houqin::report::reasons::of_no_plan;
use houqin::report::words::Words;
use houqin::scenario::file::Language;
use houqin::scenario::{self, Bookings, LotKind, Scenario};
use houqin::services::bookings::Request;

/// Edits of a text that must find what they change: one that no longer matches is a test of something else.
pub trait Edit {
    /// Replace what must occur exactly once.
    fn edit(&self, from: &str, to: &str) -> String;
    /// Replace all occurrences, of which there must be some.
    fn edit_all(&self, from: &str, to: &str) -> String;
    /// Replace the first occurrence, which must be there.
    fn edit_first(&self, from: &str, to: &str) -> String;
}

impl Edit for str {
    #[track_caller]
    fn edit(&self, from: &str, to: &str) -> String {
        let found = self.matches(from).count();
        assert!(found == 1, "{from:?} stands {found} times, not once, in: {self}");
        self.replace(from, to)
    }

    #[track_caller]
    fn edit_all(&self, from: &str, to: &str) -> String {
        assert!(self.contains(from), "{from:?} does not stand in: {self}");
        self.replace(from, to)
    }

    #[track_caller]
    fn edit_first(&self, from: &str, to: &str) -> String {
        assert!(self.contains(from), "{from:?} does not stand in: {self}");
        self.replacen(from, to, 1)
    }
}

/// Load a scenario from text; panic with all problems if it is wrong.
pub fn load(text: &str) -> Scenario {
    load_with(text, &[])
}

pub fn load_with(text: &str, settings: &[&str]) -> Scenario {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    match scenario::parse(text, Path::new("scenario.toml"), &settings) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{problems}"),
    }
}

/// What a scenario that can be used is warned of.
pub fn told(text: &str) -> String {
    let read = scenario::parse(text, Path::new("scenario.toml"), &[]);
    read.map_or_else(|problems| panic!("{problems}"), |(_, problems)| problems.to_string())
}

/// What multiplies the base use of each resource in a replication of the evaluation, mean over its months.
pub fn base_levels(scenario: &Scenario, replication: u64) -> Vec<f64> {
    let streams = houqin::random::Streams::new(scenario.run.seed, houqin::random::Phase::Evaluation, replication);
    let shocks = houqin::services::Demand::draw(scenario, &streams).shocks;
    let months = scenario.calendar.months();
    let level = |resource: &houqin::scenario::ResourceUse| {
        (0..months).map(|month| shocks.in_month(&resource.base_factors, &scenario.calendar, month)).sum::<f64>() / months as f64
    };
    scenario.resources.iter().map(level).collect()
}

/// All that is wrong with a scenario.
pub fn problems(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, text).unwrap();
    scenario::load(&path, &[]).err().map_or_else(|| panic!("nothing is wrong"), |problems| problems.to_string())
}

pub fn shipped(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// How a small scenario begins: one department and one site, one service "W", whose lots follow; work from eight to four.
pub fn small(name: &str, seed: u32, samples: u32) -> String {
    format!(
        r#"
[scenario]
name = "{name}"
language = "en"
currency = "USD"
start = 2027-01-04
office_hours = "Mon-Fri 08:00-16:00"
[run]
seed = {seed}
replications = {samples}
planning_samples = {samples}
[[department]]
name = "D"
headcount = 100
[[site]]
name = "S"
department = "D"
[[service]]
name = "W"
arrangements = ["one team"]
"#
    )
}

/// The same with a second department E of 20 heads at a site R, twenty minutes away.
pub fn with_second_department(head: &str) -> String {
    let second = "[[department]]\nname = \"E\"\nheadcount = 20\n[[site]]";
    let site = "travel_minutes = { R = 20 }\n[[site]]\nname = \"R\"\ndepartment = \"E\"\n[[service]]";
    head.edit_first("[[site]]", second).edit_first("[[service]]", site)
}

/// Hours in a twelfth of a year of 365 days.
pub const HOURS_A_MONTH: f64 = 730.0;

/// A workshop that never closes, with lots given as TOML after the head; one site, no travel, nobody absent.
pub fn round_the_clock(people: u32, team_extra: &str, lots: &str, rest: &str) -> String {
    format!(
        r#"
[scenario]
name = "theory"
language = "en"
currency = "USD"
start = 2027-01-01
office_hours = "always"
[run]
seed = 42
replications = 40
planning_samples = 40
[[department]]
name = "D"
headcount = 1
[[site]]
name = "S"
department = "D"
[[service]]
name = "W"
arrangements = ["one team"]
{lots}
[[team]]
name = "T"
skills = ["X"]
base = "S"
people = {people}
people_at_most = 40
cost_per_person_year = {{ personnel = 1000 }}
overhead = "0%"
shift = "always"
absence = "0%"
{team_extra}
{rest}
[policy]
new_hires = true
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = false
[status_quo]
"#
    )
}

/// A lot of the trade X.
pub fn lot(name: &str, per_hour: f64, labour: &str, extra: &str) -> String {
    format!(
        r#"
[[service.work_orders]]
name = "{name}"
site = "S"
trade = "X"
jobs_per_month = {}
labour_hours = {labour}
unserved_cost_per_job = 1000000
standard = "0%"
{extra}
"#,
        per_hour * HOURS_A_MONTH
    )
}

/// The first lot of a scenario, which is of meetings.
pub fn bookings(scenario: &Scenario) -> Bookings {
    let LotKind::Bookings(spec) = &scenario.lots[0].kind else { panic!("bookings") };
    spec.clone()
}

/// A meeting on a day that takes place as booked: asked at a minute of the horizon, start and length in hours.
pub fn request(day: u32, asked: f64, start: f64, hours: f64, attendees: f64) -> Request {
    let never = f64::INFINITY;
    let (start, duration) = (start * 60.0, hours * 60.0);
    Request { day, asked, start, duration, attendees, cancelled: never, given_up: never, overrun: 0.0, place: 0 }
}

/// English.
pub const EN: Words = Words { language: Language::En };

/// Why no plan keeps some rules, in sentences.
pub fn why_no_plan(menu: &Menu, rules: &Rules) -> Vec<String> {
    let why = explain_infeasible(menu, rules).unwrap_or_else(|error| panic!("{error}"));
    of_no_plan(&why, &menu.supply.scenario, EN)
}
