//! What is spent once, over the years for which a plan stands: in the first year, spread over all, and held against caps; by hand and against enumeration
//! that uses nothing of the planning room.

use crate::common;
use crate::common::Edit;
use crate::common::tiny::{TINY, all_plans};
use houqin::outcome::{Comparison, CostLine, Summary};
use houqin::plan::{Plan, Route};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::scenario::{Direct, Scenario};
use houqin::supply::Supply;

const SAMPLES: u32 = 24;

/// Three years, with something to pay for whoever goes or comes, and for each contract that begins.
fn over_years(years: u32, more: &[&str]) -> Scenario {
    let text = TINY
        .edit("language = \"en\"", &format!("language = \"en\"\nyears = {years}\ndiscount_rate = \"5%\""))
        .edit("planning_samples = 200", &format!("planning_samples = {SAMPLES}"))
        .edit("replications = 200", "replications = 24")
        .edit("administration_per_year = 4000", "administration_per_year = 4000\ntransition_cost = 45000")
        .edit("administration_per_year = 2000", "administration_per_year = 2000\ntransition_cost = 9000")
        .edit("cost_per_redeployment = 5000", "cost_per_redeployment = 20000\ncost_per_hire = 7000");
    common::load_with(&text, more)
}

/// What a plan spends once, from nothing but its own figures.
fn once(plan: &Plan) -> f64 {
    let people = f64::from(plan.sizes[0].people);
    let contracts: f64 = plan.awarded.iter().zip([45_000.0, 9_000.0]).filter(|(awarded, _)| **awarded).map(|(_, cost)| cost).sum();
    contracts + 20_000.0 * (3.0 - people).max(0.0) + 7_000.0 * (people - 3.0).max(0.0)
}

fn played(supply: &Supply, plans: &[Plan]) -> Vec<Summary> {
    let samples = supply.scenario.run.planning_samples;
    let outcomes = play(supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, samples, &Silent);
    plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(supply, plan, outcomes)).collect()
}

/// An annuity by hand: of 1 spent now, 1/(1 + 1/1.05 + 1/1.05²) in each of three years.
#[test]
fn what_is_spent_once_is_in_the_first_year_and_spread_over_all() {
    let scenario = over_years(3, &[]);
    let supply = Supply::new(&scenario);
    let part = 1.0 / (1.0 + 1.0 / 1.05 + 1.0 / (1.05 * 1.05));
    let plans = all_plans(&supply);
    for (plan, summary) in plans.iter().zip(played(&supply, &plans)) {
        let paid = once(plan);
        let near = |found: f64, known: f64| assert!((found - known).abs() < 1e-6 * known.abs().max(1.0), "{found} against {known}");
        near(summary.once, paid);
        near(summary.line(CostLine::Conversion), paid * part);
        near(summary.once_by_department[0], paid);
        // The years come to what runs in a mean year three times, and what is spent once.
        near(summary.years.iter().map(|year| year.mean).sum(), 3.0 * summary.running().mean + paid);
        near(summary.later_years.unwrap().mean, (summary.years[1].mean + summary.years[2].mean) / 2.0);
        // People, fees and administration are the same in all years: what differs from year to year is work.
        let months: Vec<f64> = summary.by_month.iter().map(|month| month.mean).collect();
        near(months[..12].iter().sum(), summary.years[0].mean);
    }
}

/// A year by itself bears all of it, whatever the rate.
#[test]
fn one_year_bears_all() {
    let scenario = over_years(1, &[]);
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    for (plan, summary) in plans.iter().zip(played(&supply, &plans)) {
        assert!((summary.line(CostLine::Conversion) - once(plan)).abs() < 1e-9);
        assert!((summary.years[0].mean - summary.cost.mean).abs() < 1e-6 * summary.cost.mean.max(1.0));
        assert!(summary.later_years.is_none());
    }
}

fn chosen(scenario: &Scenario) -> Option<Plan> {
    let supply = Supply::new(scenario);
    houqin::run::optimise(&supply, &Silent).ok().map(|(verified, _)| verified.prediction.plan)
}

/// The best plan over one, three and eight years is the one that enumeration finds, and what is spent once turns it.
#[test]
fn the_best_plan_for_the_years_that_it_stands() {
    let mut best = Vec::new();
    for years in [1, 3, 8] {
        let scenario = over_years(years, &[]);
        let supply = Supply::new(&scenario);
        let worth: f64 = (0..years).map(|year| 1.05f64.powi(-(year as i32))).sum();
        // Without the program's own idea of a mean year.
        let whole = |plan: &Plan, summary: &Summary| {
            let running = (summary.years.iter().map(|year| year.mean).sum::<f64>() - once(plan)) / f64::from(years);
            running + once(plan) / worth + summary.unserved_cost.mean
        };
        let plans = all_plans(&supply);
        let summaries = played(&supply, &plans);
        let exact = plans.iter().zip(&summaries).map(|(plan, summary)| whole(plan, summary)).fold(f64::INFINITY, f64::min);
        let plan = chosen(&scenario).unwrap();
        let found = whole(&plan, &played(&supply, std::slice::from_ref(&plan))[0]);
        assert!(found <= exact * 1.005, "{years} years: {found:.0} against {exact:.0}");
        best.push((plan.sizes[0].people, plan.awarded.clone()));
    }
    assert!(best[0] != best[1] || best[1] != best[2], "the horizon decides nothing here: {best:?}");
}

/// Meetings beside the tiny scenario's jobs: up to three rooms, a venue by contract, and a contract of today for lot B that still binds.
const MEETINGS: &str = r#"
[[service]]
name = "M"
arrangements = ["one team"]
[[service.bookings]]
name = "Talk"
site = "S"
bookings_per_day = 4
lead_days = { distribution = "constant", mean = 5 }
duration_hours = { distribution = "uniform", from = 1, to = 3 }
attendees = { distribution = "constant", mean = 8 }
tolerance = "2 working hours"
setup_minutes = 15
turnround_minutes = 15
crew = 0
spot_price_per_booking = 90
unserved_cost_per_booking = 200
standard = "0%"
[[room]]
name = "R"
service = "M"
site = "S"
seats = 10
count = 3
cost_per_room_year = 21000
[[offer]]
name = "V"
provider = "v"
lots = ["M/*"]
price_per_booking = 55
administration_per_year = 1500
transition_cost = 6000
[policy]
"#;

/// Rooms, a contract that still binds and what is spent once, over three years: the best plan is the one that enumeration finds, which knows the cost of leaving by
/// its own sum. The two services share nothing, so that the best of both is the best of each, which is played.
#[test]
fn rooms_terms_and_what_is_spent_once_together() {
    const YEARS: u32 = 3;
    let worth: f64 = (0..YEARS).map(|year| 1.05f64.powi(-(year as i32))).sum();
    let mut left = Vec::new();
    for early in [Some(4_000.0), Some(900_000.0), None] {
        let ending = early.map_or(String::new(), |cost: f64| format!("early_exit_cost = {cost}\n"));
        let text = TINY
            .edit("language = \"en\"", &format!("language = \"en\"\nyears = {YEARS}\ndiscount_rate = \"5%\""))
            .edit("planning_samples = 200", "planning_samples = 8")
            .edit("replications = 200", "replications = 8")
            .edit("administration_per_year = 4000", "administration_per_year = 4000\ntransition_cost = 45000")
            .edit("price_per_job = 230", "price_per_job = 460")
            .edit("administration_per_year = 2000", "administration_per_year = 5000")
            .edit("capacity_per_month = 40", &format!("transition_cost = 9000\nexit_cost = 3000\nterm_left_years = 2\n{ending}"))
            .edit("cost_per_redeployment = 5000", "cost_per_redeployment = 20000\ncost_per_hire = 7000")
            .edit("[policy]\n", MEETINGS)
            .edit("[status_quo]", "[status_quo]\nawarded = [\"Q\"]\ndirect = { \"W/R/B\" = \"Q\" }");
        let scenario = common::load_with(&text, &[]);
        let supply = Supply::new(&scenario);
        let pool = (0..supply.units.len()).find(|unit| !supply.units[*unit].rooms.is_empty()).unwrap();
        let today = Plan::status_quo(&supply);
        let once = |plan: &Plan| {
            let people = f64::from(plan.sizes[0].people);
            let begun = 45_000.0 * f64::from(plan.awarded[0]) + 6_000.0 * f64::from(plan.awarded[2]);
            // Whoever may not end it pays for its administration in the two years that are left of it.
            let leaving = if plan.awarded[1] { 0.0 } else { 3_000.0 + early.unwrap_or(2.0 * 5_000.0) };
            begun + leaving + 20_000.0 * (3.0 - people).max(0.0) + 7_000.0 * (people - 3.0).max(0.0)
        };
        let whole = |plan: &Plan, summary: &Summary| {
            let running = (summary.years.iter().map(|year| year.mean).sum::<f64>() - once(plan)) / f64::from(YEARS);
            running + once(plan) / worth + summary.unserved_cost.mean
        };
        let jobs: Vec<Plan> = all_plans(&supply)
            .into_iter()
            .flat_map(|mut plan| {
                plan.route.push(today.route[2]);
                plan.overflow.push(today.overflow[2]);
                // A contract that binds may be kept without work.
                let mut kept = plan.clone();
                kept.awarded[1] = true;
                [plan, kept]
            })
            .collect();
        let venue = Direct::Offer(2);
        let ways = [Direct::Nobody, Direct::Spot, venue];
        let in_rooms = (0..=3).flat_map(|rooms| ways.map(|overflow| (rooms, Route::Unit(pool), overflow)));
        let meetings: Vec<Plan> = in_rooms
            .chain(ways.map(|way| (0, Route::Direct(way), Direct::Nobody)))
            .map(|(rooms, route, overflow)| {
                let mut plan = today.clone();
                plan.sizes[pool].rooms = vec![rooms];
                (plan.route[2], plan.overflow[2]) = (route, overflow);
                plan.awarded[2] = route == Route::Direct(venue) || overflow == venue;
                plan
            })
            .collect();
        let best = |plans: &[Plan]| {
            let costs = plans.iter().zip(played(&supply, plans)).map(|(plan, summary)| (whole(plan, &summary), plan.clone()));
            costs.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
        };
        let (_, of_jobs) = best(&jobs);
        let (_, of_meetings) = best(&meetings);
        let mut together = of_jobs.clone();
        together.sizes[pool] = of_meetings.sizes[pool].clone();
        (together.route[2], together.overflow[2], together.awarded[2]) =
            (of_meetings.route[2], of_meetings.overflow[2], of_meetings.awarded[2]);
        let (exact, _) = best(&[together.clone()]);
        let plan = chosen(&scenario).unwrap();
        let found = whole(&plan, &played(&supply, std::slice::from_ref(&plan))[0]);
        assert!(found <= exact * 1.005, "{early:?}: {found:.0} against {exact:.0}: {plan:?} {together:?}");
        left.push((plan.awarded[1], plan.sizes[pool].rooms[0]));
    }
    assert!(!left[0].0 && left[1].0 && !left[2].0, "the term decides nothing here: {left:?}");
    assert!(left.iter().all(|(_, rooms)| (1..3).contains(rooms)), "rooms decide nothing here: {left:?}");
}

/// With a cap on each year's cash a plan is found exactly where enumeration finds one whose every year keeps it: the first with what is spent once, unless
/// a fund pays for that, which then has a cap of its own.
#[test]
fn a_cap_holds_in_the_first_year_and_in_each_later_one() {
    let base = ["budget.total_per_year=9000000"];
    let scenario = over_years(3, &base);
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    let summaries = played(&supply, &plans);
    let of = |keeps: &dyn Fn(&Plan, &Summary) -> bool| {
        let kept = plans.iter().zip(&summaries).filter(|(plan, summary)| keeps(plan, summary));
        kept.map(|(_, summary)| summary.objective.mean).fold(f64::INFINITY, f64::min)
    };
    let free = of(&|_, _| true);
    let dearest = |summary: &Summary| summary.years.iter().map(|year| year.mean).fold(f64::NEG_INFINITY, f64::max);
    let running = |plan: &Plan, summary: &Summary| {
        let years = summary.years.iter().enumerate();
        years.map(|(year, paid)| paid.mean - if year == 0 { once(plan) } else { 0.0 }).fold(f64::NEG_INFINITY, f64::max)
    };
    let (best, of_best) = plans.iter().zip(&summaries).min_by(|a, b| a.1.objective.mean.total_cmp(&b.1.objective.mean)).unwrap();
    assert!(once(best) > 0.0, "the best plan spends nothing once");
    let mut binds = 0;
    let mut check = |settings: &[String], keeps: &dyn Fn(&Plan, &Summary) -> bool| {
        let exact = of(keeps);
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let scenario = over_years(3, &settings);
        let supply = Supply::new(&scenario);
        match (chosen(&scenario), exact.is_finite()) {
            (None, false) => {}
            (Some(plan), true) => {
                let summary = &played(&supply, std::slice::from_ref(&plan))[0];
                assert!(summary.objective.mean <= exact * 1.005, "{settings:?}: {:.0} against {exact:.0}", summary.objective.mean);
                assert!(keeps(&plan, summary), "{settings:?}: {:?}", summary.years);
                binds += i32::from(exact > free * 1.001);
            }
            (found, _) => panic!("{settings:?}: {} where enumeration says {exact}", if found.is_some() { "a plan" } else { "none" }),
        }
    };
    let dear = dearest(of_best);
    let least = summaries.iter().map(dearest).fold(f64::INFINITY, f64::min);
    for cap in [dear * 1.01, dear * 0.97, dear * 0.9, least * 1.001, least * 0.999].map(f64::round) {
        check(&[format!("budget.total_per_year={cap}")], &|_, summary| dearest(summary) <= cap * (1.0 + 1e-6));
    }
    // With a fund the cap is on running cost, and the fund's on what is spent once.
    for (cap, fund) in [(1.0, 1.0), (1.0, 0.5), (0.99, 1.0), (1.2, 0.0)] {
        let (cap, fund) = ((running(best, of_best) * cap + 1.0).round(), once(best) * fund);
        let settings = [format!("budget.total_per_year={cap}"), format!("budget.one_off={fund}")];
        check(&settings, &|plan, summary| running(plan, summary) <= cap * (1.0 + 1e-6) && once(plan) <= fund + 1e-6);
    }
    assert!(binds >= 4, "the caps decide too little: {binds}");
}

/// The dearest of all years, first and later, where the cap is held in every replication.
#[test]
fn a_cap_in_every_replication_is_one_on_every_year() {
    let scenario = over_years(3, &["budget.total_per_year=9000000"]);
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    let summaries = played(&supply, &plans);
    let dearest = |summary: &Summary| summary.year_costs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let of_best = summaries.iter().min_by(|a, b| a.objective.mean.total_cmp(&b.objective.mean)).unwrap();
    let cap = (dearest(of_best) * 0.96).round();
    let exact =
        summaries.iter().filter(|summary| dearest(summary) <= cap).map(|summary| summary.objective.mean).fold(f64::INFINITY, f64::min);
    let settings = [format!("budget.total_per_year={cap}"), "budget.held=\"in every replication\"".into(), "run.rounds=1".into()];
    let scenario = over_years(3, &settings.iter().map(String::as_str).collect::<Vec<_>>());
    let supply = Supply::new(&scenario);
    let menu = houqin::planning::Menu::build(&supply, SAMPLES as usize, &Silent);
    let found = houqin::planning::choose(&menu, &houqin::planning::Rules::of(&menu)).unwrap();
    let summary = &played(&supply, std::slice::from_ref(&found.plan))[0];
    assert!(dearest(summary) <= cap * 1.005, "{} above {cap}", dearest(summary));
    assert!(summary.objective.mean <= exact * 1.01 && exact > of_best.objective.mean, "{} against {exact}", summary.objective.mean);
}

/// Against today: the first year's difference and the later ones' are paired, and make the mean one.
#[test]
fn differences_of_years_make_the_mean_difference() {
    let scenario = over_years(3, &[]);
    let supply = Supply::new(&scenario);
    let today = Plan::status_quo(&supply);
    let plan = chosen(&scenario).unwrap();
    let both = played(&supply, &[plan.clone(), today]);
    let against = Comparison::of(&both[0], &both[1]);
    let worth = 1.0 + 1.0 / 1.05 + 1.0 / (1.05 * 1.05);
    let whole = (against.first_year.mean - once(&plan) + 2.0 * against.later_years.unwrap().mean) / 3.0 + once(&plan) / worth;
    assert!((whole - against.cost.mean).abs() < 1e-6 * whole.abs().max(1.0), "{whole} against {}", against.cost.mean);
}
