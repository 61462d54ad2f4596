//! What a meeting asks: the weight at which a choice turns, what a failing provider does, what limits cost, and one story of plan and path.

use crate::common;
use crate::common::tiny::TINY;
use crate::common::{EN, Edit};
use houqin::outcome::rivalry::{Figure, Rivalry, Turn, margin};
use houqin::outcome::{CostLine, Summary};
use houqin::plan::Plan;
use houqin::planning::explain::explain;
use houqin::planning::path::Leave;
use houqin::planning::{Disagreement, Goal, Limit, Menu, Rules, choose};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::report::folder::{Wanted, files};
use houqin::report::path::PathReport;
use houqin::report::questions::asked;
use houqin::report::reasons::{of_error, of_no_path};
use houqin::report::words::Words;
use houqin::run::{RunResult, optimise, run, staged};
use houqin::scenario::Scenario;
use houqin::scenario::file::Language;
use houqin::strategies::Strategy;
use houqin::supply::Supply;

fn ran(scenario: &Scenario, with_path: bool) -> RunResult {
    run(&Supply::new(scenario), with_path, &Silent).unwrap_or_else(|error| panic!("{error}"))
}

fn summary_of(run: &RunResult, strategy: Strategy) -> &Summary {
    &run.strategies.iter().find(|played| played.strategy == strategy).unwrap().summary
}

fn played(scenario: &Scenario, plans: &[&Plan]) -> Vec<Summary> {
    let supply = Supply::new(scenario);
    let outcomes = play(&supply, plans, Phase::Evaluation, scenario.run.replications, &Silent);
    plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect()
}

/// At the weight that is said, both are alike when they are played again with it; and so with pay that is wrong by the margin.
#[test]
fn at_the_weight_and_at_the_margin_that_are_said_both_are_alike() {
    // Without a market beside the contracts, what own people cannot do stays undone.
    let scenario = common::load(&TINY.edit("spot_price_per_job = 420\n", "").edit("spot_price_per_job = 520\n", ""));
    let run = ran(&scenario, false);
    let plan = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum).unwrap();
    let (mut turned, mut moved) = (0, 0);
    for rival in run.strategies.iter().filter(|played| played.strategy != Strategy::Optimum) {
        let rivalry = Rivalry::of(&plan.summary, &rival.summary);
        let difference = |scenario: &Scenario| {
            let both = played(scenario, &[&plan.plan, &rival.plan]);
            (both[1].objective.mean - both[0].objective.mean, both[0].objective.mean)
        };
        if let Turn::Below(weight) | Turn::Above(weight) = rivalry.turns {
            let mut other = scenario.clone();
            other.lots.iter_mut().for_each(|lot| lot.unserved_cost *= weight);
            let (apart, whole) = difference(&other);
            assert!(apart.abs() < 1e-9 * whole, "{:?} at {weight}: {apart} of {whole}", rival.strategy);
            // A little beyond it, on the side that is said, the rival is the better one.
            let beyond = if matches!(rivalry.turns, Turn::Below(_)) { 0.9 } else { 1.1 };
            other.lots.iter_mut().for_each(|lot| lot.unserved_cost *= beyond);
            assert!(difference(&other).0 < 0.0, "{:?}", rival.strategy);
            turned += 1;
        }
        if let Some(change) = margin(&plan.summary, &rival.summary, Figure::Pay) {
            let mut other = scenario.clone();
            other.teams.iter_mut().for_each(|team| team.personnel *= 1.0 + change);
            let (apart, whole) = difference(&other);
            assert!(apart.abs() < 1e-9 * whole.abs(), "{:?}: pay {change}: {apart}", rival.strategy);
            moved += 1;
        }
        let apart = |of: fn(&Summary) -> f64| of(&rival.summary) - of(&plan.summary);
        assert!((rivalry.cash.mean - apart(|summary| summary.cost.mean)).abs() < 1e-6);
        assert!((rivalry.unserved.mean - apart(|summary| summary.unserved_cost.mean)).abs() < 1e-6);
    }
    assert!(turned >= 1 && moved >= 2, "{turned} rivals turn with the weight, {moved} with pay");
}

/// What going without costs by lot adds up to all of it, under every strategy, and so do the lines of cost, the years and the departments.
#[test]
fn every_total_is_the_sum_of_its_parts() {
    let text = TINY.edit("start = 2027-01-04", "start = 2027-01-04\nyears = 2");
    let scenario = common::load(&text);
    let run = ran(&scenario, false);
    for Summary { cost, lots, unserved_cost, by_month, year_costs, costs, years, once, objective, by_department, lines, .. } in
        run.strategies.iter().map(|played| &played.summary)
    {
        let near = |sum: f64, whole: f64, what: &str| assert!((sum - whole).abs() < 1e-6 * whole.abs().max(1.0), "{what}: {sum}, {whole}");
        near(lots.iter().map(|lot| lot.going_without.mean).sum(), unserved_cost.mean, "going without by lot");
        near(lines.iter().map(|line| line.mean).sum(), cost.mean, "lines");
        near(by_department.iter().map(|of| of.mean).sum(), cost.mean, "departments");
        near(cost.mean + unserved_cost.mean, objective.mean, "objective");
        near(by_month.iter().map(|month| month.mean).sum(), years.iter().map(|year| year.mean).sum(), "months and years");
        near(year_costs.iter().sum::<f64>() / costs.len() as f64, years.iter().map(|year| year.mean).sum(), "replications' years");
        let running = cost.mean - lines[CostLine::Conversion as usize].mean;
        near(years.iter().map(|year| year.mean).sum::<f64>() - once, running * years.len() as f64, "running cost");
    }
}

/// A provider that fails at rate λ does so in a share 1 − e^−λ of years; and what its failure costs is what separates the mean of all replications from a
/// world in which it does not fail (total expectation).
#[test]
fn a_failing_provider_costs_what_sets_the_worlds_apart() {
    let head = common::small("failing", 11, 600);
    let text = format!(
        r#"
{head}[[service.work_orders]]
name = "A"
site = "S"
jobs_per_month = 40
labour_hours = {{ distribution = "gamma", mean = 2, cv = 0.5 }}
response_within = "8 working hours"
overflow = "at-deadline"
unserved_cost_per_job = 5000
standard = "0%"
[[offer]]
name = "P"
provider = "p"
lots = ["W/*"]
price_per_job = 300
administration_per_year = 0
failure = {{ per_year = 0.4, takeover_months = 3, emergency_price = 2 }}
[policy]
new_hires = false
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = false
[status_quo]
awarded = ["P"]
direct = {{ "W/*" = "P" }}
"#
    );
    let failing = common::load(&text);
    let sound = common::load(&text.edit("failure = { per_year = 0.4, takeover_months = 3, emergency_price = 2 }\n", ""));
    let plan = Plan::status_quo(&Supply::new(&failing));
    let [with, without] = [&failing, &sound].map(|scenario| played(scenario, &[&plan]).remove(0));
    let failure = with.contracts[0].failure.unwrap();
    let expected = 1.0 - (-0.4f64).exp();
    let error = (expected * (1.0 - expected) / 600.0).sqrt();
    assert!((failure.a_year - expected).abs() < 3.0 * error, "{} of {expected}", failure.a_year);
    assert!(failure.cash.lower > 0.0 && failure.months > 1.0 && failure.months < 4.0, "{failure:?}");
    // Demand is the same in both worlds: what sets them apart is nothing else, in cash, in going without and in service.
    let apart = with.cost.mean - without.cost.mean;
    let pairs = [
        (apart, failure.cash.mean),
        (with.unserved_cost.mean - without.unserved_cost.mean, failure.unserved.mean),
        (with.service.mean - without.service.mean, failure.in_time.mean),
    ];
    for (apart, told) in pairs {
        assert!((apart - failure.a_year * told).abs() < 1e-6 * apart.abs().max(1.0), "{apart} apart, {told} told");
    }
    assert!(apart > 5.0 * 40.0, "failure costs something: {apart}");
}

/// What is said of a limit is what the best plan without it saves; limits that do not bind are not named.
#[test]
fn a_limit_costs_what_the_best_plan_without_it_saves() {
    let free = ran(&common::load(TINY), false);
    let people = free.optimum.as_ref().unwrap().prediction.plan.people();
    assert!(people >= 1, "somebody is to be kept");
    let total = |run: &RunResult| {
        let best = &run.optimum.as_ref().unwrap().prediction;
        best.cash + best.unserved_cost
    };
    let tight = ran(&common::load_with(TINY, &[&format!("policy.headcount_quota={}", people - 1)]), false);
    let apart = total(&tight) - total(&free);
    let found: Vec<f64> = tight.binding.iter().filter(|of| of.limit == Limit::Quota).map(|of| of.saves).collect();
    assert!(apart > 0.0 && found.len() == 1 && (found[0] - apart).abs() < 0.01 * total(&free), "{found:?}, {apart}");
    let loose = ran(&common::load_with(TINY, &[&format!("policy.headcount_quota={}", people + 20)]), false);
    assert!(loose.binding.iter().all(|of| of.limit != Limit::Quota), "{:?}", loose.binding);
    // Below the least budget there is no plan, at it there is one.
    let least = free.least_budget.unwrap();
    let at = |cap: f64| run(&Supply::new(&common::load_with(TINY, &[&format!("budget.total_per_year={cap}")])), false, &Silent).is_ok();
    assert!(at(least * 1.002) && !at(least * 0.99), "{least}");
}

/// The least budget is one at which there is a plan, and below which there is none: as a run says it, as `explain` does, and as the least change where there is no
/// plan. It is less than what is seen on the menu that knows teams only with all of their lots.
#[test]
fn the_least_budget_is_the_least_with_which_there_is_a_plan() {
    let text = include_str!("../data/annex.toml");
    for years in [1, 2] {
        let of_years = format!("scenario.years={years}");
        let scenario = common::load_with(text, &[&of_years]);
        let supply = Supply::new(&scenario);
        let told = ran(&scenario, false).least_budget.unwrap();
        let coarse = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
        let rules = Rules { goal: Goal::DearestYear, ..Rules::of(&coarse).without_budget() };
        let coarse = choose(&coarse, &rules).unwrap().dearest_year;
        assert!(told < coarse * 0.999, "{years} years: {told}, {coarse} without retaking responses");
        let (_, mut menu) = optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
        let rules = Rules::of(&menu);
        let explained = explain(&mut menu, &rules, 0.01, None, &|| ()).unwrap();
        let tightest = explained.limits.iter().find(|of| matches!(of.limit, Limit::Budget)).and_then(|of| of.tightest).unwrap();
        assert!((tightest - told).abs() <= 1e-3 * told, "{years} years: {told} in a run, {tightest} explained");
        let at = |cap: f64| {
            let scenario = common::load_with(text, &[&of_years, &format!("budget.total_per_year={cap}")]);
            optimise(&Supply::new(&scenario), &Silent).map(|_| ()).map_err(|error| of_error(&error, &scenario, EN))
        };
        assert_eq!(at(told * (1.0 + 1e-5)), Ok(()), "{years} years: {told}");
        let refused = at(told * 0.999).unwrap_err();
        let change = refused.split_once("least change: budget.total_per_year of at least ").unwrap_or_else(|| panic!("{refused}")).1;
        let change: f64 = change.lines().next().unwrap().trim().parse().unwrap();
        assert!(change >= told.floor() && change <= told * 1.0002 + 1.0, "{years} years: {told} in a run, {change} where there is no plan");
    }
}

/// A cap held in every replication that few samples saw: the plan is marked exactly where it breaks the cap in most fresh years.
#[test]
fn what_breaks_its_cap_in_most_fresh_years_is_marked() {
    let mut marked = 0;
    for seed in 1..=8 {
        // One round: what is marked is not planned again on more samples.
        let seed_of_run = format!("run.seed={seed}");
        let few = [seed_of_run.as_str(), "run.planning_samples=2", "run.tolerance=0.9", "run.rounds=1"];
        let free = common::load_with(TINY, &few);
        let supply = Supply::new(&free);
        let (chosen, _) = optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
        let plan = &chosen.prediction.plan;
        let costs = |phase: Phase, replications: u32| -> Vec<f64> {
            play(&supply, &[plan], phase, replications, &Silent).remove(0).iter().map(|outcome| outcome.costs.total()).collect()
        };
        // The dearest year that the optimiser sees: the plan that is best without a cap keeps this one.
        let cap = costs(Phase::Planning, 2).into_iter().fold(0.0, f64::max) * (1.0 + 1e-6) + 1.0;
        let fresh = costs(Phase::Verification, free.run.replications);
        let over = fresh.iter().filter(|cost| **cost > cap).count();
        let with_cap = TINY.edit_first("[policy]", &format!("[budget]\ntotal_per_year = {cap}\nheld = \"in every replication\"\n[policy]"));
        let capped = common::load_with(&with_cap, &few);
        let (again, _) = optimise(&Supply::new(&capped), &Silent).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(&again.prediction.plan, plan, "seed {seed}");
        let is_marked = !again.verified && again.disagreements.iter().any(|what| matches!(what, Disagreement::YearsOverBudget { .. }));
        assert_eq!(
            is_marked,
            2 * over > fresh.len(),
            "seed {seed}: {over} of {} years beyond the cap; {:?}",
            fresh.len(),
            again.disagreements
        );
        marked += usize::from(is_marked);
    }
    assert!((1..8).contains(&marked), "{marked} of 8 marked");
}

/// Two years of the tiny scenario with a path: people retire, few may be placed.
fn with_path() -> String {
    let path = "[path]\nyears = 3\ndiscount_rate = 0\npay_growth = \"5%\"\nredeployed_per_year = 1\nlots_moved_per_year = 1\noutsourced_share = { 3 = \"60%\" }\n[status_quo]";
    TINY.edit_first("[status_quo]", path).edit("people = 3\n", "people = 3\n")
}

/// The run has the path that `houqin path` finds, tells who goes as the people of its years do, and what leads from the plan to its last year adds up.
#[test]
fn plan_and_path_are_one_story() {
    let scenario = common::load(&with_path());
    let supply = Supply::new(&scenario);
    let run = ran(&scenario, true);
    let alone = staged(&supply, scenario.path.as_ref().unwrap(), &Silent).unwrap_or_else(|error| panic!("{error}")).unwrap();
    let paths = run.path.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(serde_json::to_string(paths).unwrap(), serde_json::to_string(&alone).unwrap());
    for year in &paths.best.years {
        let gone = |how: Leave| year.gone.iter().filter(|gone| gone.how == how).map(|gone| gone.people).sum::<u32>();
        let counted = |of: fn(&houqin::planning::path::PeopleYear) -> u32| year.people.iter().map(of).sum::<u32>();
        assert_eq!(gone(Leave::Redeployed), counted(|people| people.redeployed));
        assert_eq!(gone(Leave::Retired) + gone(Leave::Left), counted(|people| people.left));
        assert_eq!(gone(Leave::Early) + gone(Leave::Severed), counted(|people| people.early + people.severed));
    }
    let report = PathReport::of(&supply, &run, EN).unwrap();
    let tables: Vec<(&str, String)> =
        report.csvs().into_iter().map(|(name, table)| (name, String::from_utf8(table.unwrap()).unwrap())).collect();
    let bridge = &tables.iter().find(|(name, _)| *name == "bridge").unwrap().1;
    let steps: Vec<(&str, f64)> =
        bridge.lines().skip(1).map(|line| line.split_once(',').unwrap()).map(|(step, amount)| (step, amount.parse().unwrap())).collect();
    let (last, parts) = steps.split_last().unwrap();
    assert_eq!((last.0, parts[0].0), ("last", "plan"));
    let sum: f64 = parts.iter().map(|(_, amount)| amount).sum();
    assert!((sum - last.1).abs() < 1e-3, "{steps:?}");
    assert!((last.1 - paths.best.years[2].running_played()).abs() < 1e-3);
    // Everything of it is in the folder, and the headline speaks of the path first and of the plan as what it is set beside.
    let made = files(&supply, &run, EN, &Wanted::default()).unwrap_or_else(|error| panic!("{error}"));
    for name in [
        "path-schedule.csv",
        "path-gone.csv",
        "path-bridge.csv",
        "path-differences.csv",
        "charts/path-schedule.svg",
        "rivals.csv",
        "risks.csv",
    ] {
        assert!(made.files.iter().any(|(file, _)| file == name), "{name}");
    }
    let summary = made.files.iter().find(|(file, _)| file == "summary.txt").unwrap();
    let text = String::from_utf8(summary.1.clone()).unwrap();
    let (path, plan) = (text.find("Recommendation: in 3 years").unwrap(), text.find("The state aimed at").unwrap());
    assert!(path < plan && text.matches("Recommendation").count() == 1, "{text}");
    let without = ran(&scenario, false);
    assert!(without.path.is_none());
}

/// Three lots of different sizes and prices, one of them secret: what each measure says of a plan is counted by hand, targets are reached by the measure that is
/// asked for, and not beyond what may go out.
#[test]
fn shares_are_counted_as_asked() {
    let secret = "[[service.work_orders]]\nname = \"C\"\nsite = \"S\"\ntrade = \"X\"\njobs_per_month = 20\nlabour_hours = { distribution = \"gamma\", mean = 3, cv = 1 }\nresponse_within = \"4 working hours\"\noverflow = \"at-deadline\"\nconfidential = true\nunserved_cost_per_job = 1500\nstandard = \"0%\"\n[[team]]";
    let text = TINY.edit_first("[[team]]", secret);
    let with = |of: &str, among: &str, least: f64| {
        common::load_with(
            &text,
            &[
                &format!("policy.outsourced_share_of=\"{of}\""),
                &format!("policy.outsourced_share_among=\"{among}\""),
                &format!("policy.outsourced_share_at_least={least}"),
            ],
        )
    };
    let found = |scenario: &Scenario| houqin::run::optimise(&Supply::new(scenario), &Silent).ok().map(|(found, _)| found.prediction);
    let mut seen = Vec::new();
    for (of, among) in [("lots", "all"), ("lots", "may go out"), ("jobs", "all"), ("jobs", "may go out"), ("value", "may go out")] {
        // Two of three lots may go; of 125 jobs a month 105.
        let most = match (of, among) {
            (_, "may go out") => 1.0,
            ("lots", _) => 2.0 / 3.0,
            _ => 105.0 / 125.0,
        };
        let scenario = with(of, among, most * 0.98);
        let best = found(&scenario).unwrap_or_else(|| panic!("{of} of {among}"));
        let plan = best.plan;
        let supply = Supply::new(&scenario);
        let summary = played(&scenario, &[&plan]).remove(0);
        let expected = [60.0, 45.0, 20.0];
        let value = |lot: usize| supply.market_value(lot);
        let (mut part, mut whole) = (0.0, 0.0);
        for (lot, row) in summary.lots.iter().enumerate().filter(|(lot, _)| among == "all" || *lot < 2) {
            let each = match of {
                "lots" => 1.0 / expected[lot],
                "jobs" => 1.0,
                _ => value(lot) / expected[lot],
            };
            part += each * (row.contract.mean + row.spot.mean);
            whole += each * row.demand.mean;
        }
        assert!(
            (summary.outsourced_share.mean - part / whole).abs() < 2e-3,
            "{of} of {among}: {} and {}",
            summary.outsourced_share.mean,
            part / whole
        );
        // What the program expects is what is played.
        let apart = best.outsourced - summary.outsourced_share.mean;
        assert!(apart.abs() < 0.015, "{of} of {among}: {} predicted, {}", best.outsourced, summary.outsourced_share.mean);
        assert!(part / whole > most * 0.96, "{of} of {among}: {} of {most}", part / whole);
        seen.push(summary.outsourced_share.mean);
        if most < 1.0 {
            assert!(found(&with(of, among, most * 1.03)).is_none(), "{of} of {among}: more than may go out");
        }
    }
    assert!((seen[1] - seen[0] * 1.5).abs() < 0.02, "lots of what may go out are half as many again: {seen:?}");
}

/// Of nothing every share is kept: a target for what may go out, where nothing may, breaks no limit and leaves the plan verified.
#[test]
fn of_nothing_every_share_is_kept() {
    let head = common::small("inside", 7, 60);
    let text = format!(
        r#"
{head}[[service.work_orders]]
name = "A"
site = "S"
jobs_per_month = 20
labour_hours = {{ distribution = "gamma", mean = 2, cv = 0.5 }}
response_within = "8 working hours"
overflow = "at-deadline"
confidential = true
unserved_cost_per_job = 5000
standard = "0%"
[[team]]
name = "T"
skills = ["A"]
base = "S"
people = 2
cost_per_person_year = {{ personnel = 10000 }}
overhead = "20%"
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
[policy]
new_hires = false
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = false
outsourced_share_at_least = "50%"
outsourced_share_among = "may go out"
[status_quo]
"#
    );
    let run = ran(&common::load(&text), false);
    assert!(run.optimum.as_ref().unwrap().verified, "{:?}", run.optimum.unwrap().disagreements);
    for played in &run.strategies {
        assert!(!played.note.limits.contains(&Limit::Outsourced), "{:?}", played.strategy);
    }
}

/// A path that cannot be is said, with why, and nothing else is lost.
#[test]
fn a_run_without_a_way_says_why() {
    let text = with_path().edit("outsourced_share = { 3 = \"60%\" }", "budget_by_year = [1000]");
    let scenario = common::load(&text);
    let run = ran(&scenario, true);
    let reasons = of_no_path(run.path.as_ref().unwrap().as_ref().unwrap_err(), &scenario, EN);
    assert!(reasons.iter().any(|reason| reason.contains("path.budget_by_year")), "{reasons:?}");
    let supply = Supply::new(&scenario);
    let made = files(&supply, &run, EN, &Wanted::default()).unwrap_or_else(|error| panic!("{error}"));
    let summary = made.files.iter().find(|(file, _)| file == "summary.txt").unwrap();
    assert!(String::from_utf8_lossy(&summary.1).contains("No path keeps the limits of every year"));
}

/// Every question has an answer in both languages, with the figures of the tables.
#[test]
fn the_page_answers_with_the_figures_of_the_run() {
    let scenario = common::load(TINY);
    let run = ran(&scenario, false);
    let supply = Supply::new(&scenario);
    let [zh, en] = [Language::Zh, Language::En].map(|language| asked(&supply, &run, Words { language }));
    assert_eq!(zh.len(), en.len());
    assert!(
        en.len() >= 8
            && en.iter().chain(&zh).all(|answer| !answer.lines.is_empty() && answer.lines.iter().all(|line| !line.contains("NaN")))
    );
    let cash = Rivalry::of(summary_of(&run, Strategy::Optimum), summary_of(&run, Strategy::AllInHouse)).cash.mean;
    let amount = EN.amount(cash.abs(), &scenario.currency);
    assert!(en[0].lines[0].contains(&amount), "{amount}: {:?}", en[0].lines);
}
