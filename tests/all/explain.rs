//! Explanations against enumeration: every plan of a tiny scenario is simulated on the very samples that the optimiser sees.

use std::sync::Arc;

use crate::common;
use crate::common::Edit;
use crate::common::tiny::{TINY, all_plans};
use houqin::outcome::{CostLine, Summary};
use houqin::plan::{Plan, Route};
use houqin::planning::explain::{Explanation, Priced, Thing, explain};
use houqin::planning::menu::Menu;
use houqin::planning::{Decision, Goal, Limit, Rules, Side, choose};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::scenario::units::Held;
use houqin::supply::Part;
use houqin::supply::Supply;

/// Every plan, with what it does on the planning samples.
struct Every {
    plans: Vec<Plan>,
    summaries: Vec<Summary>,
}

impl Every {
    fn of(supply: &Supply, samples: usize) -> Self {
        let plans = all_plans(supply);
        let outcomes = play(supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, samples as u32, &Silent);
        let summaries = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(supply, plan, outcomes)).collect();
        Self { plans, summaries }
    }

    /// The least that plans which keep something cost, by some measure.
    fn least(&self, cost: impl Fn(&Plan, &Summary) -> f64, keeps: impl Fn(&Plan, &Summary) -> bool) -> f64 {
        let all = self.plans.iter().zip(&self.summaries);
        all.filter(|(plan, summary)| keeps(plan, summary)).map(|(plan, summary)| cost(plan, summary)).fold(f64::INFINITY, f64::min)
    }
}

fn objective(_: &Plan, summary: &Summary) -> f64 {
    summary.objective.mean
}

fn explained(menu: &mut Menu, given: Option<&Plan>) -> Explanation {
    let rules = Rules::of(menu);
    explain(menu, &rules, 0.05, given, &|| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn menu_of(supply: &Arc<Supply>) -> Menu {
    houqin::run::optimise(supply, &Silent).unwrap_or_else(|error| panic!("{error}")).1
}

fn goes_inside(plan: &Plan, lot: usize) -> bool {
    matches!(plan.route[lot], Route::Unit(_))
}

#[test]
fn explanations_agree_with_enumeration() {
    // With at most one person to hire, so that the quota has a price.
    let scenario =
        common::load_with(TINY, &["run.planning_samples=60", "policy.headcount_quota=2", "team.T.cost_per_person_year.personnel=18000"]);
    let supply = Supply::new(&scenario);
    let mut menu = menu_of(&supply);
    let explanation = explained(&mut menu, None);
    let every = Every::of(&supply, menu.samples);
    let best_of = |keeps: &dyn Fn(&Plan) -> bool| every.least(objective, |plan, _| keeps(plan));
    let best = best_of(&|plan| plan.people() <= 2);
    let objective = explanation.best.cash + explanation.best.unserved_cost;
    let near = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 0.01 * best, "{what}: {a:.0} against {b:.0}");
    near(objective, best, "the best plan");
    for way in &explanation.lots {
        let inside = way.side == Side::InHouse;
        let other = best_of(&|plan| plan.people() <= 2 && matches!(plan.route[way.lot], Route::Unit(_)) != inside);
        near(way.costs.unwrap(), other - best, &format!("lot {} the other way", way.lot));
    }
    let quota = explanation.limits.iter().find(|value| value.limit == Limit::Quota).unwrap();
    near(quota.looser, best - best_of(&|plan| plan.people() <= 3), "one person more");
    near(quota.tighter.unwrap(), best_of(&|plan| plan.people() <= 1) - best, "one person fewer");
    assert!(quota.looser > 0.01 * best, "the quota must bind for this to say anything");
    // The ladder further out, and where the quota would no longer decide.
    for (at, more) in &quota.ladder {
        near(more.unwrap(), best_of(&|plan| f64::from(plan.people()) <= *at) - best, &format!("a quota of {at}"));
    }
    assert_eq!(quota.tightest, Some(0.0));
    let idle = best_of(&|plan| f64::from(plan.people()) <= quota.idle_from.unwrap());
    near(idle, best_of(&|_| true), "the quota from which on it decides nothing");
    let awarded = |plan: &Plan| plan.awarded.iter().filter(|awarded| **awarded).count() as u32;
    for alternative in &explanation.alternatives {
        assert!(alternative.costs <= 0.051 * objective, "{:?} costs {}", alternative.goal, alternative.costs);
    }
    // Plans a little inside the bound must not beat what was found.
    let near_best = |plan: &Plan, summary: &Summary| plan.people() <= 2 && summary.objective.mean <= 1.04 * best;
    let fewest = every.least(|plan, _| f64::from(awarded(plan)), near_best);
    let found = explanation.alternatives.iter().find(|alternative| alternative.goal == Goal::Contracts).unwrap();
    assert!(f64::from(found.contracts) <= fewest, "{} contracts", found.contracts);
}

/// A contract in force that is dear to leave may stand without work; its minimum is owed then too.
#[test]
fn a_contract_without_work_owes_its_minimum() {
    let text = TINY
        .edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/S/A\" = \"P\" }")
        .edit("lots = [\"W/*\"]", "lots = [\"W/S/*\"]")
        .edit("overflow = \"at-deadline\"\nspot_price_per_job = 420\n", "overflow = \"never\"\n");
    for minimum in [0.0, 60_000.0, 150_000.0] {
        let minimum_of = format!("offer.P.minimum_per_year={minimum}");
        let dear = ["offer.P.exit_cost=300000", "team.T.cost_per_person_year.personnel=150000", "run.planning_samples=60"];
        let scenario = common::load_with(&text, &[&[minimum_of.as_str()], &dear[..]].concat());
        let supply = Supply::new(&scenario);
        let mut menu = menu_of(&supply);
        let explanation = explained(&mut menu, None);
        let every = Every::of(&supply, menu.samples);
        let (best, inside) =
            (every.least(objective, |_, _| true), every.least(objective, |plan, _| goes_inside(plan, 0) && plan.people() > 0));
        assert!(inside > 1.02 * best, "own people must not be the best way: {inside} against {best}");
        let found = explanation.lots.iter().find(|way| way.lot == 0).unwrap().costs.unwrap();
        assert!((found - (inside - best)).abs() < 0.01 * best, "minimum {minimum}: {found:.0} against {:.0}", inside - best);
    }
}

#[test]
fn the_break_even_price_is_the_exact_one() {
    // Nobody in-house: an offer at q a job with 16,000 a year beside competes with the spot market at 420.
    let text = TINY
        .edit("people_at_most = 6", "people_at_most = 3")
        .edit("people = 3\n", "people = 0\n")
        .edit("new_hires = true", "new_hires = false");
    let only_a = text.edit("lots = [\"W/*\"]", "lots = [\"W/S/*\"]").edit("minimum_per_year = 60000\n", "");
    for price in [210.0, 390.0] {
        let scenario = common::load_with(&only_a, &[&format!("offer.P.price_per_job={price}"), "run.planning_samples=20"]);
        let supply = Supply::new(&scenario);
        let mut menu = menu_of(&supply);
        let explanation = explained(&mut menu, None);
        let exact = (420.0 - 16_000.0 / menu.mean_demand(0).units) / price;
        let found = explanation.break_evens.iter().find(|value| value.of == Priced::Offer(0)).unwrap();
        assert_eq!(found.taken, exact > 1.0);
        // Halved nine times from a range of at most three, and the solver's gap over the yearly price of the work.
        let noise = 1e-4 * 700_000.0 / (price * menu.mean_demand(0).units);
        assert!((found.factor.unwrap() - exact).abs() < 3.0 / 512.0 + noise, "{:?} against {exact}", found.factor);
    }
}

/// One person more or less, a contract's capacity, and the pay at which the team goes.
#[test]
fn one_more_and_the_break_even_pay_agree_with_enumeration() {
    let cheap = [
        "run.planning_samples=60",
        "team.T.cost_per_person_year.personnel=36000",
        "offer.Q.price_per_job=120",
        "offer.P.price_per_job=330",
    ];
    let scenario = common::load_with(&TINY.edit("minimum_per_year = 60000\n", ""), &cheap);
    let supply = Supply::new(&scenario);
    let mut menu = menu_of(&supply);
    let explanation = explained(&mut menu, None);
    let every = Every::of(&supply, menu.samples);
    let best = every.least(objective, |_, _| true);
    let near = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 0.005 * best, "{what}: {a:.0} against {b:.0}");
    let crew = explanation.one_more.iter().find(|value| value.thing == Thing::Unit(0, Part::People)).unwrap();
    assert_eq!(crew.at, f64::from(explanation.best.plan.people()));
    for (by, found) in [(1.0, crew.more), (-1.0, crew.less)] {
        let other = every.least(objective, |plan, _| f64::from(plan.people()) == crew.at + by);
        near(found.unwrap(), other - best, &format!("{by} people more"));
        assert!(other - best > 0.005 * best, "too little for this to say anything: {}", other - best);
    }
    // The best plan with the team is worth as much as the best without it: bisection over the enumerated plans.
    let pay = |plan: &Plan| supply.units[0].crew.as_ref().unwrap().pay(plan.people());
    let without = every.least(objective, |plan, _| plan.people() == 0);
    let with = |factor: f64| every.least(|plan, summary| summary.objective.mean + (factor - 1.0) * pay(plan), |plan, _| plan.people() > 0);
    let (mut low, mut high) = (0.0, 4.0);
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        if with(middle) < without { low = middle } else { high = middle }
    }
    let found = explanation.break_evens.iter().find(|value| value.of == Priced::Pay(0)).unwrap();
    assert!(found.taken && (low - 1.0).abs() > 0.05, "{low}");
    assert!((found.factor.unwrap() - low).abs() < 0.02 * low, "{:?} against {low}", found.factor);
}

/// Under a cap that today's price of a contract would break, the price from which on it is taken is that at which it fits: the best plan has it a little
/// below that, and not a little above.
#[test]
fn break_evens_hold_under_a_cap_on_money() {
    let text = TINY.edit("minimum_per_year = 60000\n", "");
    let few = [
        "run.planning_samples=60",
        "team.T.cost_per_person_year.personnel=36000",
        "offer.Q.price_per_job=120",
        "offer.P.price_per_job=330",
    ];
    let free = common::load_with(&text, &few);
    let every = Every::of(&Supply::new(&free), 60);
    let best = every.least(objective, |_, _| true);
    let spent = every.least(|_, summary| summary.cost.mean, |_, summary| summary.objective.mean <= best);
    let mut inside = 0;
    for room in [0.5, 0.65, 0.8] {
        let cap = format!("budget.total_per_year={}", (spent * room).round());
        let scenario = common::load_with(&text, &[&few[..], &[cap.as_str()]].concat());
        let supply = Supply::new(&scenario);
        let mut menu = menu_of(&supply);
        let rules = Rules::of(&menu);
        let explanation = explained(&mut menu, None);
        for value in &explanation.break_evens {
            let Some(factor) = value.factor.filter(|factor| *factor > 0.03) else { continue };
            let has = |factor: f64| {
                let rules = match value.of {
                    Priced::Offer(offer) => Rules { repriced: vec![(offer, factor)], ..rules.clone() },
                    Priced::Pay(set) => Rules { repaid: vec![(set, factor)], ..rules.clone() },
                };
                choose(&menu, &rules).is_ok_and(|found| match value.of {
                    Priced::Offer(offer) => found.plan.awarded[offer],
                    Priced::Pay(_) => found.plan.people() > 0,
                })
            };
            assert!(has(factor - 0.02), "room {room}: {:?} is not in the plan below {factor}", value.of);
            assert!(!has(factor + 0.02), "room {room}: {:?} is still in the plan above {factor}", value.of);
            inside += 1;
        }
    }
    assert!(inside >= 4, "{inside} prices flip");
}

/// A contract that takes all jobs of a lot up to its capacity; another contract, without a minimum, takes the rest.
#[test]
fn capacity_is_worth_what_enumeration_says() {
    let few = [
        "run.planning_samples=60",
        "team.T.cost_per_person_year.personnel=36000",
        "offer.Q.price_per_job=120",
        "offer.P.price_per_job=330",
        "policy.headcount_quota=2",
    ];
    let text = TINY.edit("minimum_per_year = 60000\n", "");
    let scenario = common::load_with(&text, &few);
    let supply = Supply::new(&scenario);
    let mut menu = menu_of(&supply);
    let allowed = |plan: &Plan, _: &Summary| plan.people() <= 2;
    let best = Every::of(&supply, menu.samples).least(objective, allowed);
    let capacity = explained(&mut menu, None).one_more.into_iter().find(|value| value.thing == Thing::Capacity(1)).unwrap();
    assert_eq!((capacity.at, capacity.step), (40.0, 4.0));
    for (to, found) in [(44, capacity.more), (36, capacity.less)] {
        let capacity = format!("offer.Q.capacity_per_month={to}");
        let scenario = common::load_with(&text, &[few.as_slice(), &[capacity.as_str()]].concat());
        let other = Every::of(&Supply::new(&scenario), menu.samples).least(objective, allowed);
        let found = found.unwrap();
        assert!((found - (other - best)).abs() < 0.005 * best, "a capacity of {to}: {found:.0} against {:.0}", other - best);
        assert!((other - best).abs() > 0.005 * best, "too little for this to say anything: {}", other - best);
    }
}

/// A plan of five people who keep everything, against the best: its cost, the limit that it breaks, what each of its decisions costs.
#[test]
fn a_plan_of_ones_own_is_set_against_the_best() {
    let scenario =
        common::load_with(TINY, &["run.planning_samples=60", "policy.headcount_quota=2", "team.T.cost_per_person_year.personnel=18000"]);
    let supply = Supply::new(&scenario);
    let mut menu = menu_of(&supply);
    let every = Every::of(&supply, menu.samples);
    let allowed = |plan: &Plan| plan.people() <= 2;
    let best = every.least(objective, |plan, _| allowed(plan));
    let near = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 0.01 * best, "{what}: {a:.0} against {b:.0}");
    let is_mine = |plan: &&Plan| {
        plan.people() == 5 && (0..2).all(|lot| goes_inside(plan, lot) && plan.overflow[lot] == houqin::scenario::Direct::Spot)
    };
    let mine = every.plans.iter().find(is_mine).unwrap();
    let explanation = explained(&mut menu, Some(mine));
    let given = explanation.given.as_ref().unwrap();
    let cost = every.least(objective, |plan, _| plan == mine);
    near(given.costs, cost - best, "the given plan");
    assert!(given.costs.abs() > 0.05 * best, "too little for this to say anything: {}", given.costs);
    assert_eq!(given.breaks, [Limit::Quota]);
    assert_eq!(given.services.len(), 1);
    near(given.services[0].saves, cost - every.least(objective, |_, _| true), "the whole service chosen anew, without the broken limit");
    assert!(!given.held.is_empty());
    for held in &given.held {
        assert!(held.decision.is_of(&supply, mine) && !held.decision.is_of(&supply, &explanation.best.plan));
        let with = every.least(objective, |plan, _| allowed(plan) && held.decision.is_of(&supply, plan));
        match held.costs {
            Some(costs) => near(costs, with - best, &format!("{:?}", held.decision)),
            None => assert!(with.is_infinite(), "{:?} can be had for {with:.0}", held.decision),
        }
    }
    let team_of_five = given.held.iter().find(|held| matches!(held.decision, Decision::Size { .. })).unwrap();
    assert!(team_of_five.costs.is_none(), "five people are above the quota");
    // The best plan set against itself.
    let own = explanation.best.plan.clone();
    let itself = explained(&mut menu, Some(&own)).given.unwrap();
    assert!(itself.costs == 0.0 && itself.breaks.is_empty() && itself.held.is_empty(), "{} {:?}", itself.costs, itself.breaks);
}

/// A plan's one-off costs fall under the cap on a year's money where no fund pays for them: what goes beyond it is said to break it.
#[test]
fn a_plan_of_ones_own_may_break_the_budget_by_what_is_spent_once() {
    let settings = ["run.planning_samples=60", "policy.cost_per_redeployment=200000"];
    let scenario = common::load_with(TINY, &settings);
    let every = Every::of(&Supply::new(&scenario), 60);
    let nobody_left = every.plans.iter().find(|plan| plan.people() == 0).unwrap();
    let running = every.least(|_, summary| summary.cost.mean - summary.line(CostLine::Conversion), |plan, _| plan == nobody_left);
    let once = every.least(|_, summary| summary.line(CostLine::Conversion), |plan, _| plan == nobody_left);
    assert!(once >= 200_000.0, "{once}");
    let within = |cap: f64| {
        let cap = format!("budget.total_per_year={cap}");
        let scenario = common::load_with(TINY, &[settings.as_slice(), &[cap.as_str()]].concat());
        let supply = Supply::new(&scenario);
        explained(&mut menu_of(&supply), Some(nobody_left)).given.unwrap().breaks
    };
    assert_eq!(within(running + 0.5 * once), [Limit::Budget]);
    assert!(within(running + 1.5 * once).is_empty());
}

/// Answers are in the measure that the scenario minimises: with the dear years, and with the best service held where that comes first.
#[test]
fn explanations_are_of_what_the_scenario_minimises() {
    let text = TINY.edit("burstiness = 2\n", "burstiness = 60\n");
    let weight = 4.0;
    let scenario = common::load_with(&text, &["run.planning_samples=51", "run.rounds=3", "policy.risk={ weight = 4.0, level = \"90%\" }"]);
    let supply = Supply::new(&scenario);
    let mut menu = menu_of(&supply);
    let explanation = explained(&mut menu, None);
    let every = Every::of(&supply, menu.samples);
    let dread = |_: &Plan, summary: &Summary| summary.objective.mean + weight * summary.held_cost(&scenario.budget, Held::Cvar(0.9));
    let best = every.least(dread, |_, _| true);
    let mut told = 0.0;
    for way in &explanation.lots {
        let other = every.least(dread, |plan, _| goes_inside(plan, way.lot) != (way.side == Side::InHouse));
        let found = way.costs.unwrap();
        assert!((found - (other - best)).abs() < 0.01 * best, "lot {} the other way: {found:.0} against {:.0}", way.lot, other - best);
        told = f64::max(
            told,
            other - best - every.least(objective, |plan, _| goes_inside(plan, way.lot) != (way.side == Side::InHouse))
                + every.least(objective, |_, _| true),
        );
    }
    assert!(told.abs() > 0.02 * best, "the dear years change no answer here: {told:.0} of {best:.0}");

    let scenario = common::load_with(
        TINY,
        &["run.planning_samples=60", "policy.first=service", "policy.headcount_quota=3", "budget.total_per_year=600000"],
    );
    let supply = Supply::new(&scenario);
    let mut menu = menu_of(&supply);
    let explanation = explained(&mut menu, None);
    let every = Every::of(&supply, menu.samples);
    let unserved = |_: &Plan, summary: &Summary| summary.unserved_cost.mean;
    let cash = |_: &Plan, summary: &Summary| summary.cost.mean;
    let allowed = |plan: &Plan, summary: &Summary| plan.people() <= 3 && summary.cost.mean <= 600_000.0;
    let least = every.least(unserved, allowed);
    let keeps = |plan: &Plan, summary: &Summary| allowed(plan, summary) && summary.unserved_cost.mean <= least * 1.002 + 1.0;
    let best = every.least(cash, keeps);
    assert!((explanation.best.cash - best).abs() < 0.01 * best, "{} against {best}", explanation.best.cash);
    for way in &explanation.lots {
        let other = every.least(cash, |plan, summary| keeps(plan, summary) && goes_inside(plan, way.lot) != (way.side == Side::InHouse));
        match way.costs {
            Some(costs) => assert!((costs - (other - best)).abs() < 0.01 * best, "lot {}: {costs:.0} against {:.0}", way.lot, other - best),
            None => assert!(other.is_infinite(), "lot {} the other way keeps the service for {other:.0}", way.lot),
        }
    }
}
