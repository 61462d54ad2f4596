//! One team for two departments against one each, where queueing theory says what that saves: two equal M/M/c teams with a share of jobs that
//! must start in time need 2·c₁ people, a common one c₂ (Erlang 1917), so that one team is worth its coordination up to (2·c₁ − c₂)·pay.

use crate::common::known::{EXPONENTIAL, erlang_b};
use crate::common::{Edit, load, lot};
use houqin::outcome::Summary;
use houqin::plan::Plan;
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::supply::Supply;

const PAY: f64 = 1000.0;
const STANDARD: f64 = 0.93;
/// Hours within which a job must be started.
const WITHIN: f64 = 0.1;

/// Two departments with a team each, which may become one for the price of coordination; jobs take an hour, nobody travels or is absent.
fn scenario(per_hour: f64, coordination: f64) -> String {
    let standard = format!("response_within = \"{} minutes\"\noverflow = \"never\"", WITHIN * 60.0);
    let here = lot("A", per_hour, EXPONENTIAL, &standard).edit("standard = \"0%\"", &format!("standard = {STANDARD}"));
    let there = here.edit("name = \"A\"", "name = \"B\"").edit("site = \"S\"", "site = \"R\"");
    let team = |name: &str, base: &str| {
        format!(
            r#"
[[team]]
name = "{name}"
skills = ["X"]
base = "{base}"
people = 6
people_at_most = 9
cost_per_person_year = {{ personnel = {PAY} }}
overhead = "0%"
shift = "always"
absence = "0%"
"#
        )
    };
    format!(
        r#"
[scenario]
name = "centralisation"
language = "en"
currency = "USD"
start = 2027-01-01
office_hours = "always"
[run]
seed = 17
replications = 20
planning_samples = 20
[[department]]
name = "D"
headcount = 1
[[department]]
name = "E"
headcount = 1
[[site]]
name = "S"
department = "D"
[[site]]
name = "R"
department = "E"
travel_minutes = {{ S = 0 }}
[[service]]
name = "W"
arrangements = ["each department", "one team"]
coordination_per_year = {{ "one team" = {coordination} }}
{here}{there}{}{}
[policy]
new_hires = true
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = true
[status_quo]
"#,
        team("T", "S"),
        team("U", "R")
    )
}

/// Share of jobs of an hour's mean that start in time: 1 − C(c, a)·exp(−(c − a)·t).
fn in_time(people: u32, load: f64) -> f64 {
    let busy = load / f64::from(people);
    let blocked = erlang_b(people, load);
    let waits = blocked / (1.0 - busy * (1.0 - blocked));
    1.0 - waits * (-(f64::from(people) - load) * WITHIN).exp()
}

fn least_people(load: f64) -> u32 {
    (1..).find(|people| f64::from(*people) > load && in_time(*people, load) >= STANDARD).unwrap()
}

/// Sampling cannot hide which size is the least: it and the next smaller one are more than four standard errors from the standard.
fn assert_clear(supply: &Supply, plan: &Plan, load: f64) {
    let outcomes = play(supply, &[plan], Phase::Planning, supply.scenario.run.planning_samples, &Silent);
    let summary = Summary::of(supply, plan, &outcomes[0]);
    let error = summary.lots.iter().map(|lot| lot.in_time.half_width() / 1.96).fold(0.0, f64::max);
    let least = least_people(load);
    for people in [least - 1, least] {
        assert!((in_time(people, load) - STANDARD).abs() > 4.0 * error, "{people} people for a load of {load}: ± {error}");
    }
    // What theory says of the size is what is simulated.
    for lot in &summary.lots {
        assert!((lot.in_time.mean - in_time(least, load)).abs() < 3.5 * error + 0.002, "{:?} {}", lot.in_time, in_time(least, load));
    }
}

#[test]
fn one_team_is_chosen_exactly_where_coordination_costs_less_than_the_people_it_saves() {
    for per_hour in [2.0, 4.0] {
        let (apart, together) = (least_people(per_hour), least_people(2.0 * per_hour));
        let saving = f64::from(2 * apart - together) * PAY;
        assert!(saving > 0.0);
        for (coordination, one_team) in [(0.97 * saving, true), (1.03 * saving, false)] {
            let scenario = load(&scenario(per_hour, coordination));
            let supply = Supply::new(&scenario);
            let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
            assert!(verified.verified, "{:?}", verified.disagreements);
            let plan = &verified.prediction.plan;
            let mut sizes: Vec<u32> = plan.sizes.iter().map(|size| size.people).filter(|people| *people > 0).collect();
            sizes.sort_unstable();
            let expected = if one_team { vec![together] } else { vec![apart, apart] };
            assert_eq!(sizes, expected, "{per_hour} jobs an hour, coordination for {coordination}");
            let cost = f64::from(expected.iter().sum::<u32>()) * PAY + if one_team { coordination } else { 0.0 };
            assert!((verified.prediction.cash - cost).abs() < 1e-3, "{} against {cost}", verified.prediction.cash);
            assert_clear(&supply, plan, if one_team { 2.0 * per_hour } else { per_hour });
        }
    }
}

/// Erlang's second formula has C(3, 2.4) = .647191 and C(10, 9) = .668732.
#[test]
fn the_formula_is_the_known_one() {
    for (people, load, waits) in [(3u32, 2.4, 0.647_191), (10, 9.0, 0.668_732)] {
        let expected = 1.0 - waits * (-(f64::from(people) - load) * WITHIN).exp();
        assert!((in_time(people, load) - expected).abs() < 1e-6);
    }
}
