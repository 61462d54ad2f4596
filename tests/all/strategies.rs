//! The strategies that are compared say which limits they do not keep, and only these: told beforehand from what each of them has to do.

use crate::common;
use crate::common::tiny::TINY;
use crate::common::{EN, Edit};
use houqin::outcome::evaluate::unit_costs;
use houqin::planning::Limit;
use houqin::replicate::Silent;
use houqin::report::{summary, tables};
use houqin::run::{Played, run};
use houqin::strategies::Strategy;
use houqin::supply::{Size, Supply};

/// The tiny scenario with a department for each site.
fn two_departments() -> String {
    TINY.edit("name = \"D\"\nheadcount = 1", "name = \"D\"\nheadcount = 1\n[[department]]\nname = \"E\"\nheadcount = 1")
        .edit("name = \"R\"\ndepartment = \"D\"", "name = \"R\"\ndepartment = \"E\"")
}

fn strategies(text: &str, settings: &[&str]) -> Vec<Played> {
    let scenario = common::load_with(text, settings);
    run(&Supply::new(&scenario), false, &Silent).unwrap_or_else(|error| panic!("{error}")).strategies
}

fn of(strategies: &[Played], strategy: Strategy) -> &Played {
    strategies.iter().find(|played| played.strategy == strategy).unwrap()
}

#[test]
fn without_limits_there_is_nothing_to_say() {
    for played in strategies(TINY, &[]) {
        assert!(played.note.is_empty(), "{:?}: {:?}", played.strategy, played.note);
    }
}

#[test]
fn who_buys_everything_redeploys_everybody() {
    let found = strategies(TINY, &["policy.redeployed_at_most=2"]);
    // Three people are there today; only this strategy must let go of all.
    assert_eq!(of(&found, Strategy::AllOutsourced).note.limits, [Limit::Redeployed]);
    for strategy in [Strategy::StatusQuo, Strategy::AllInHouse, Strategy::Optimum] {
        assert!(of(&found, strategy).note.is_empty(), "{strategy:?}: {:?}", of(&found, strategy).note);
    }
}

#[test]
fn whatever_costs_more_than_the_budget_is_marked_today_included() {
    let settings = ["team.T.cost_per_person_year.personnel=90000", "policy.headcount_quota=5"];
    let free = strategies(TINY, &settings);
    let (best, today) = (of(&free, Strategy::Optimum).summary.cost.mean, of(&free, Strategy::StatusQuo).summary.cost.mean);
    assert!(today > best * 1.1, "today's plan is to be dear: {today} against {best}");
    let cap = f64::midpoint(best, today).round();
    let found = strategies(TINY, &[&settings[..], &[&format!("budget.total_per_year={cap}")]].concat());
    assert_eq!(of(&found, Strategy::StatusQuo).note.limits, [Limit::Budget]);
    for played in &found {
        let over = played.summary.cost.mean > cap * 1.01;
        assert_eq!(played.note.limits.contains(&Limit::Budget), over, "{:?}: {} of {cap}", played.strategy, played.summary.cost.mean);
    }
}

#[test]
fn a_departments_share_that_is_missed_is_not_the_budget() {
    // E cannot pay for half of its work in time with a thousandth of the budget, which as a whole is ample.
    let settings = [
        "budget.total_per_year=2000000",
        "budget.department_share={ D = \"99.9%\", E = \"0.1%\" }",
        "policy.standards_bind=true",
        "service.W.work_orders.B.standard=0.5",
    ];
    let found = strategies(&two_departments(), &settings);
    assert_eq!(of(&found, Strategy::PerDepartment).note.limits, [Limit::DepartmentShares]);
    // The shares bind nobody else.
    assert!(of(&found, Strategy::Optimum).note.is_empty());
    assert!(of(&found, Strategy::StatusQuo).note.is_empty());
}

#[test]
fn today_below_a_standard_or_a_target_is_marked() {
    let settings = [
        "service.W.work_orders.A.standard=0.9",
        "policy.standards_bind=true",
        "policy.outsourced_share_at_least=\"30%\"",
        "policy.spot_in_time=\"100%\"",
        "team.T.people=1",
    ];
    // One person for three people's work: what is late goes to the spot market, in time. Half of the work is bought.
    let found = strategies(TINY, &settings);
    assert!(of(&found, Strategy::StatusQuo).note.is_empty(), "{:?}", of(&found, Strategy::StatusQuo).note);
    // The same on a market that is never in time, and then with enough people to buy nothing.
    let late = strategies(TINY, &[&settings[..], &["policy.spot_in_time=\"0%\""]].concat());
    assert_eq!(of(&late, Strategy::StatusQuo).note.limits, [Limit::Standards]);
    let own = strategies(TINY, &[&settings[..], &["team.T.people=6", "team.T.people_at_most=9"]].concat());
    assert_eq!(of(&own, Strategy::StatusQuo).note.limits, [Limit::Outsourced]);
    assert_eq!(of(&own, Strategy::AllInHouse).note.limits, [Limit::Outsourced]);
}

/// Whoever must buy nine tenths has nothing for the people who may not go: the four of today, of whom one may.
#[test]
fn whoever_is_paid_to_wait_is_told() {
    let scenario = common::load_with(TINY, &["team.T.people=4", "policy.redeployed_at_most=1"]);
    let supply = Supply::new(&scenario);
    let found = run(&supply, false, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let waiting: Vec<(Strategy, u32)> = found.strategies.iter().map(|played| (played.strategy, played.note.waiting)).collect();
    // Who buys everything lets go of all, and says that they are too many; the others have work for whomever they keep.
    let expected = Strategy::ALL.map(|strategy| (strategy, if strategy == Strategy::NinetyPercent { 3 } else { 0 }));
    assert_eq!(waiting, expected);
    let told = summary::remarks(&supply, &found, EN).join("\n");
    let cost = 3.0 * unit_costs(&supply, 0, &Size { people: 1, rooms: Vec::new() }).total();
    let amount = EN.amount(cost, "USD");
    assert!(told.contains(&format!("90 % outsourced: 3 people are paid and have no work, at {amount} a year: only 1 may go")), "{told}");
    let table = String::from_utf8(tables::comparison(&found, EN).unwrap()).unwrap();
    let column = table.lines().next().unwrap().split(',').position(|name| name == "people_waiting").unwrap();
    let cells: Vec<&str> = table.lines().skip(1).map(|line| line.split(',').nth(column).unwrap()).collect();
    assert_eq!(cells, ["0", "0", "0", "3", "0", "0"], "{table}");
}

/// Today's plan may have people to whom nothing goes; they are told of without a limit to blame.
#[test]
fn people_who_have_no_work_today_are_told() {
    let text = TINY.edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }");
    let found = strategies(&text, &[]);
    assert_eq!(of(&found, Strategy::StatusQuo).note.waiting, 3);
    assert_eq!(of(&found, Strategy::Optimum).note.waiting, 0);
}
