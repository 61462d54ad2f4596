//! Limits that contradict each other are named with the least change that resolves it. What is said is tried: with the change there is a plan, with
//! a step less there is none.

use crate::common;
use crate::common::Edit;
use crate::common::tiny::TINY;
use houqin::planning::path::{PathError, explain_infeasible, paths};
use houqin::planning::{Menu, PlanningError, Rules, choose};
use houqin::replicate::Silent;
use houqin::report::reasons::of_no_path;
use houqin::run::NoPath;
use houqin::supply::Supply;

/// Half of every lot in time, by people or under contract, or at the spot price, which is late more often.
const BOUND: &str = "policy.standards_bind=true";

/// The tiny scenario with tables before its policy, and with standards.
fn with(tables: &str, standard: &str) -> String {
    TINY.edit_first("[policy]", &format!("{tables}\n[policy]")).edit_all("standard = \"0%\"", &format!("standard = \"{standard}\""))
}

/// The same with nothing but contracts beside own people.
fn under_contract(tables: &str, standard: &str) -> String {
    with(tables, standard).edit("spot_price_per_job = 420\n", "").edit("spot_price_per_job = 520\n", "")
}

/// What is said where there is no plan within a year; nothing where there is one.
fn said_of_a_year(text: &str, settings: &[&str]) -> Option<Vec<String>> {
    let scenario = common::load_with(text, settings);
    let supply = Supply::new(&scenario);
    let menu = Menu::build(&supply, 40, &Silent);
    match choose(&menu, &Rules::of(&menu)) {
        Ok(_) => None,
        Err(PlanningError::Infeasible) => Some(common::why_no_plan(&menu, &Rules::of(&menu))),
        Err(error) => panic!("{error}"),
    }
}

/// The same of a path.
fn said_of_a_path(text: &str, settings: &[&str]) -> Option<Vec<String>> {
    let scenario = common::load_with(text, settings);
    let supply = Supply::new(&scenario);
    let mut menu = Menu::build(&supply, 40, &Silent);
    let staging = scenario.path.as_ref().unwrap();
    match paths(&mut menu, staging, None, &Silent) {
        Ok(_) => None,
        Err(PathError::Planning(PlanningError::Infeasible)) => {
            let why = explain_infeasible(&mut menu, staging, &Silent).unwrap_or_else(|error| panic!("{error}"));
            Some(of_no_path(&NoPath::Infeasible(why), &scenario, common::EN))
        }
        Err(error) => panic!("{error}"),
    }
}

/// The figure after some words.
fn figure_after(reasons: &[String], words: &str) -> f64 {
    let rest = reasons.iter().find_map(|reason| reason.split_once(words)).unwrap_or_else(|| panic!("no \"{words}\" in {reasons:#?}")).1;
    let figure: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    figure.parse().unwrap_or_else(|_| panic!("no figure after \"{words}\" in {reasons:#?}"))
}

type Said = fn(&str, &[&str]) -> Option<Vec<String>>;

/// A contradiction, the words after which the figure stands that resolves it, how it is set, and the step that is too little.
fn resolved(said: Said, text: &str, settings: &[&str], words: &str, set: impl Fn(f64) -> String, step: f64) {
    let reasons = said(text, settings).unwrap_or_else(|| panic!("there is a plan already: {settings:?}"));
    let figure = figure_after(&reasons, words);
    for (figure, is_enough) in [(figure, true), (figure + step, false)] {
        let set = set(figure);
        let left = said(text, &[settings, &[set.as_str()]].concat());
        assert_eq!(left.is_none(), is_enough, "{set}: {left:#?}, after {reasons:#?}");
    }
}

#[test]
fn a_budget_is_raised_to_the_least_that_any_plan_costs() {
    let text = with("[budget]\ntotal_per_year = 1000", "60%");
    let set = |figure: f64| format!("budget.total_per_year={figure}");
    resolved(said_of_a_year, &text, &[BOUND], "budget.total_per_year of at least", set, -60.0);
    resolved(said_of_a_year, &text, &[BOUND, "budget.held=\"cvar 90%\""], "budget.total_per_year of at least", set, -120.0);
}

#[test]
fn a_month_is_given_what_its_dearest_costs() {
    let text = with("[budget]\nper_month = 1000", "60%");
    let set = |figure: f64| format!("budget.per_month={figure}");
    resolved(said_of_a_year, &text, &[BOUND], "budget.per_month of at least", set, -20.0);
}

#[test]
fn a_department_is_given_the_share_that_it_needs() {
    let text = with("[budget]\ntotal_per_year = 400000\ndepartments_bind = true\ndepartment_share = { D = \"2%\", E = \"98%\" }", "60%")
        .edit("name = \"D\"\nheadcount = 1", "name = \"D\"\nheadcount = 1\n[[department]]\nname = \"E\"\nheadcount = 1")
        .edit("name = \"R\"\ndepartment = \"D\"", "name = \"R\"\ndepartment = \"E\"");
    let set = |figure: f64| format!("budget.department_share={{ D = \"{figure}%\", E = \"{}%\" }}", 100.0 - figure);
    resolved(said_of_a_year, &text, &[BOUND], "budget.department_share of at least", set, -0.2);
}

/// Three people who must go cost 5,000 each, and nothing else costs anything: 15,000 of 400,000, whether within a year or on a path.
#[test]
fn what_people_cost_who_go_falls_on_their_department() {
    let two = "name = \"D\"\nheadcount = 1\n[[department]]\nname = \"E\"\nheadcount = 1";
    let share = "[budget]\ntotal_per_year = 400000\ndepartments_bind = true\ndepartment_share = { D = \"2%\", E = \"98%\" }";
    let text = with(share, "0%").edit("name = \"D\"\nheadcount = 1", two);
    let (words, quota) = ("budget.department_share of at least", "policy.headcount_quota=0");
    assert_eq!(figure_after(&said_of_a_year(&text, &[quota]).unwrap(), words), 3.8);
    let path = text.edit("[status_quo]", "[status_quo]\n[path]\nyears = 1\ndiscount_rate = 0");
    assert_eq!(figure_after(&said_of_a_path(&path, &[quota]).unwrap(), words), 3.8);
    // One of them may go and two wait, paid 30,000 each and 12 % overhead.
    let path = path.edit("discount_rate = 0", "discount_rate = 0\nredeployed_per_year = 1");
    assert_eq!(figure_after(&said_of_a_path(&path, &[]).unwrap(), words), 18.1);
}

#[test]
fn a_standard_is_lowered_to_what_can_be_had() {
    // Spot work is in time in four of five cases; a small budget allows nothing better.
    let text = with("[budget]\ntotal_per_year = 150000", "0%");
    let (of_a, bound) = ("service.W.work_orders.A.standard", "service.W.work_orders.A.standard=95%");
    let set = |figure: f64| format!("{of_a}={figure}%");
    resolved(said_of_a_year, &text, &[BOUND, bound], "a standard of at most", set, 0.3);
}

#[test]
fn a_quota_is_raised_to_the_fewest_people_that_do() {
    let own = under_contract("", "70%");
    let cut = own.find("[[offer]]").unwrap()..own.find("[policy]").unwrap();
    let text = own.edit(&own[cut], "");
    resolved(
        said_of_a_year,
        &text,
        &[BOUND, "policy.headcount_quota=1"],
        "policy.headcount_quota of at least",
        |n| format!("policy.headcount_quota={n}"),
        -1.0,
    );
}

#[test]
fn as_many_people_may_go_as_must() {
    let text = with("[budget]\ntotal_per_year = 50000\n", "0%");
    let set = |figure: f64| format!("policy.redeployed_at_most={figure}");
    resolved(said_of_a_year, &text, &["policy.redeployed_at_most=0"], "policy.redeployed_at_most of at least", set, -1.0);
}

#[test]
fn a_target_is_lowered_to_what_offers_hold() {
    let text = under_contract("", "80%");
    // The contract that could take everything only does half in time.
    let settings = [BOUND, "offer.P.in_time=50%", "policy.outsourced_share_at_least=95%"];
    let set = |figure: f64| format!("policy.outsourced_share_at_least={figure}%");
    resolved(said_of_a_year, &text, &settings, "policy.outsourced_share_at_least of at most", set, 0.3);
}

#[test]
fn providers_are_as_few_as_there_are_and_their_shares_as_large_as_they_must_be() {
    let text = under_contract("", "0%").edit("[[offer]]\nname = \"Q\"", "[[offer]]\nsmall = true\nname = \"Q\"");
    let set = |key: &'static str, unit: &'static str| move |figure: f64| format!("policy.{key}={figure}{unit}");
    let most = "policy.outsourced_share_at_least=97%";
    let share = &set("provider_share_at_most", "%");
    resolved(said_of_a_year, &text, &[most, "policy.provider_share_at_most=30%"], "policy.provider_share_at_most of at least", share, -0.4);
    let small = &set("set_aside", "%");
    resolved(said_of_a_year, &text, &[most, "policy.set_aside=90%"], "policy.set_aside of at most", small, 0.4);
    // Nobody is left to work beside contracts, and the second provider is always late and can take everything.
    let text = text.edit("capacity_per_month = 40\n", "");
    let late = "service.W.work_orders.B.standard=80%";
    let settings = [BOUND, late, "offer.Q.in_time=0%", "policy.headcount_quota=0", "policy.providers_at_least=2"];
    resolved(said_of_a_year, &text, &settings, "policy.providers_at_least of at most", set("providers_at_least", ""), 1.0);
}

#[test]
fn a_cap_on_a_resource_is_raised_to_what_the_work_uses() {
    let resource = "[[resource]]\nname = \"water\"\nunit = \"m³\"\nprice = 1\nper_head_at_most = 100";
    let text = with(resource, "60%").edit("burstiness = 2\n", "burstiness = 2\nuses = { water = 3 }\n");
    // Bought work uses the water as well.
    let text = text.edit("price_per_job = 210\n", "price_per_job = 210\nuses = { water = 3 }\n");
    let text = text.edit("spot_price_per_job = 420\n", "");
    let set = |figure: f64| format!("resource.water.per_head_at_most={figure}");
    resolved(said_of_a_year, &text, &[BOUND], "resource.per_head_at_most of at least", set, -5.0);
}

/// A year and a path whose limits contradict each other name what else stands in the way, and with it gone there is a plan.
fn named(text: &str, settings: &[&str], conflict: &str, remedy: &str, gone: &str) {
    let reasons = said_of_a_year(text, settings).unwrap_or_else(|| panic!("there is a plan already"));
    assert!(reasons.iter().any(|reason| reason.contains(conflict)), "no \"{conflict}\" in {reasons:#?}");
    let path = text.edit("[status_quo]", "[status_quo]\n[path]\nyears = 1\ndiscount_rate = 0");
    let of_a_path = said_of_a_path(&path, settings).unwrap_or_else(|| panic!("there is a path already"));
    for reasons in [reasons, of_a_path] {
        assert!(reasons.iter().any(|reason| reason.contains(remedy)), "no \"{remedy}\" in {reasons:#?}");
    }
    let settings = [settings, &[gone]].concat();
    assert!(said_of_a_year(text, &settings).is_none() && said_of_a_path(&path, &settings).is_none(), "{gone} is not enough");
}

#[test]
fn that_nobody_may_be_hired_is_named() {
    let own = under_contract("", "70%").edit("people = 3\n", "people = 1\n").edit("new_hires = true", "new_hires = false");
    let cut = own.find("[[offer]]").unwrap()..own.find("[policy]").unwrap();
    let text = own.edit(&own[cut], "");
    named(
        &text,
        &[BOUND],
        "policy.standards_bind and policy.new_hires = false cannot hold together",
        "policy.new_hires = true, to hire",
        "policy.new_hires=true",
    );
}

#[test]
fn secret_work_for_which_nobody_is_cleared_is_named() {
    let text = under_contract("", "0%").edit_first("burstiness = 2\n", "burstiness = 2\nconfidential = true\n");
    named(
        &text,
        &["policy.outsourced_share_at_least=90%"],
        "policy.outsourced_share_at_least and confidential lots for which no provider is cleared cannot hold together",
        "a cleared provider (`cleared` or `clearance` of an offer) for W/S/A",
        "offer.P.cleared=true",
    );
}

/// Two years, with nothing but contracts beside own people.
fn two_years(path: &str) -> String {
    under_contract("", "80%").edit("[status_quo]", &format!("[status_quo]\n[path]\nyears = 2\ndiscount_rate = 0\n{path}"))
}

#[test]
fn a_path_is_told_what_each_year_needs() {
    // A budget of the second year that is too small.
    let text = two_years("budget_by_year = [400000, 20000]");
    let set = |figure: f64| format!("path.budget_by_year=[400000, {figure}]");
    resolved(said_of_a_path, &text, &[BOUND], "path.budget_by_year of at least", set, -400.0);
    // No lot may move, and a share must be reached.
    let text = two_years("lots_moved_per_year = 0\noutsourced_share = { 1 = \"97%\" }");
    let set = |figure: f64| format!("path.lots_moved_per_year={figure}");
    resolved(said_of_a_path, &text, &["policy.standards_bind=false"], "path.lots_moved_per_year of at least", set, -1.0);
    // People cost more than the budget, and none may go.
    let text = two_years("redeployed_per_year = 0\nbudget_by_year = [85000]");
    let set = |figure: f64| format!("path.redeployed_per_year={figure}");
    resolved(said_of_a_path, &text, &["policy.standards_bind=false"], "path.redeployed_per_year of at least", set, -1.0);
}
