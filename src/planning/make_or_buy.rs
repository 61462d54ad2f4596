//! Service by service: the best plan with own people against the best plan with providers, everything else as the optimum has it.

use std::sync::Arc;

use rayon::prelude::*;

use super::settle::{refine, side_of};
use super::{Menu, PlanningError, Prediction, Rules, Side};
use crate::outcome::cost_comparison::{Verdict, WholeLife, annuity};
use crate::outcome::evaluate::{waiting, waiting_in};
use crate::outcome::scorecard::{Measured, Scorecard};
use crate::outcome::{Costs, Summary};
use crate::plan::{Plan, Route};
use crate::random::Phase;
use crate::replicate::{Progress, Step, play};
use crate::scenario::CostComparison;
use crate::supply::Supply;

/// One way of running a service.
#[derive(Clone, Debug)]
pub struct Way {
    /// The whole plan.
    pub plan: Plan,
    /// What had to give way, if anything.
    pub relaxed: Option<Relaxed>,
    /// The service's costs a year.
    pub yearly: Costs,
    /// What going without costs in this service a year, ways to meetings elsewhere included.
    pub unserved: f64,
    /// Of it, what the ways cost.
    pub ways: f64,
    /// The same over all years, discounted.
    pub whole_life: WholeLife,
    /// People of the service who are paid though no work goes to them, because they may not all leave, and what they cost a year.
    pub idle: (u32, f64),
    /// The same of all services.
    pub idle_in_all: (u32, f64),
    /// The rest of the institution, present value of all years: cash, and what going without costs.
    pub elsewhere: (f64, f64),
    /// Share of the service's work in time, lots weighted by market value; nothing where nobody asks for anything.
    pub in_time: Option<f64>,
}

/// What gives way where a plan cannot keep all limits; the first of these that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relaxed {
    /// Caps on money.
    Budget,
    /// Caps on money, and limits on who moves and who gets the work, with the fund for it.
    Shares,
    /// Standards of service, where money and people would not help.
    Standards,
    /// All of that.
    All,
}

impl Relaxed {
    /// Stable key for files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Shares => "shares",
            Self::Standards => "standards",
            Self::All => "all",
        }
    }
}

/// A service both ways.
#[derive(Clone, Debug)]
pub struct ServiceComparison {
    /// The service.
    pub service: usize,
    /// Whether today most of it, by market value, is done outside.
    pub contracted: bool,
    /// With own people wherever there can be any; nothing if there is no such plan.
    pub in_house: Option<Way>,
    /// With providers, the spot market or nobody, secret work apart; nothing if there is no such plan.
    pub contract: Option<Way>,
    /// Whether it should change sides; nothing unless both ways exist and keep all limits.
    pub verdict: Option<Verdict>,
    /// Both ways on the planner's criteria; nothing without criteria, or unless both ways exist.
    pub scorecard: Option<Scorecard>,
}

/// The best plan of a way, and what had to give way for it; nothing where there is none.
type Answer = Option<(Prediction, Option<Relaxed>)>;

/// Compare every service both ways by simulation on common replications.
///
/// # Errors
/// If the solver fails.
pub fn compare(
    menu: &mut Menu,
    rules: &Rules,
    best: &Plan,
    terms: &CostComparison,
    progress: &dyn Progress,
) -> Result<Vec<ServiceComparison>, PlanningError> {
    let supply = &Arc::clone(&menu.supply);
    let services = supply.scenario.services.len();
    let sides = [Side::InHouse, Side::Outside];
    let questions: Vec<(usize, Side)> = (0..services).flat_map(|service| sides.map(|side| (service, side))).collect();
    progress.begin(Step::Optimising, questions.len() as u64);
    let solve = |menu: &Menu| -> Result<Vec<Answer>, PlanningError> {
        questions
            .par_iter()
            .map(|(service, side)| {
                let answer = choose(menu, &Rules { forced: forced(supply, best, *service, *side), ..rules.clone() });
                progress.advance(1);
                answer
            })
            .collect()
    };
    let mut answers = solve(menu)?;
    for _ in 0..supply.scenario.run.rounds {
        let fresh = answers.iter().flatten().fold(false, |fresh, (answer, _)| fresh | refine(menu, &answer.plan));
        if !fresh {
            break;
        }
        answers = solve(menu)?;
    }
    progress.end();
    let plans: Vec<&Plan> = answers.iter().flatten().map(|(answer, _)| &answer.plan).collect();
    let replications = supply.scenario.run.replications;
    progress.begin(Step::Comparing, u64::from(replications));
    let outcomes = play(supply, &plans, Phase::Evaluation, replications, progress);
    progress.end();
    let mut summaries = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(supply, plan, outcomes));
    let status_quo = Plan::status_quo(supply);
    let mut found = Vec::new();
    for (service, answers) in answers.chunks(2).enumerate() {
        let mut way = |answer: &Answer, asset_gain: f64| {
            let (prediction, relaxed) = answer.as_ref()?;
            let summary = summaries.next()?;
            Some(way(supply, service, prediction.plan.clone(), *relaxed, &summary, terms, asset_gain))
        };
        // A way by which nobody of the service works inside, or nothing of it goes out, is none.
        let of_service = |lot: &usize| supply.scenario.lots[*lot].service == service;
        let has = |way: &Way, side: Side| (0..way.plan.route.len()).filter(of_service).any(|lot| side_of(way.plan.route[lot]) == side);
        let in_house = way(&answers[0], 0.0).filter(|way| has(way, Side::InHouse));
        let mut contract = way(&answers[1], terms.asset_gain[service]).filter(|way| has(way, Side::Outside));
        if let (Some(own), Some(bought)) = (&in_house, &mut contract) {
            bought.whole_life.elsewhere = bought.elsewhere.0 - own.elsewhere.0;
        }
        let contracted = outside_share(supply, service, &status_quo) > 0.5;
        let both = in_house.as_ref().zip(contract.as_ref());
        // What breaks limits is not to be had: it is shown, and no verdict is based on it.
        let fair = both.filter(|(own, bought)| own.relaxed.is_none() && bought.relaxed.is_none());
        let unserved = |way: &Way| annuity(supply.scenario.years as u32, terms) * way.unserved + way.elsewhere.1;
        let verdict =
            fair.map(|(own, bought)| Verdict::of(&own.whole_life, &bought.whole_life, [own, bought].map(unserved), contracted, terms));
        let measured = |way: &Way| Measured { cost: way.whole_life.total(), in_time: way.in_time.unwrap_or(1.0) };
        let scorecard = both
            .filter(|_| !terms.criteria.is_empty())
            .map(|(own, bought)| Scorecard::of(&terms.criteria, service, [measured(own), measured(bought)]));
        found.push(ServiceComparison { service, contracted, in_house, contract, verdict, scorecard });
    }
    Ok(found)
}

/// Where every lot must go: those of the service to one side if they can, the others where the best plan has them.
fn forced(supply: &Supply, best: &Plan, service: usize, side: Side) -> Vec<(usize, Side)> {
    let scenario = &*supply.scenario;
    let of = |lot: usize| {
        let spec = &scenario.lots[lot];
        if spec.service != service {
            return Some(if matches!(best.route[lot], Route::Unit(_)) { Side::InHouse } else { Side::Outside });
        }
        let has_unit = supply.units.iter().any(|unit| unit.lots.contains(&lot));
        match side {
            Side::InHouse => has_unit.then_some(Side::InHouse),
            // What nobody offers stays inside, secret work included unless a cleared provider offers to take it.
            Side::Outside => {
                let offered = scenario.offers.iter().any(|offer| offer.prices[lot].is_some());
                let to_be_had = offered || (spec.spot.is_some() && !spec.confidential);
                Some(if to_be_had || !has_unit { Side::Outside } else { Side::InHouse })
            }
        }
    };
    (0..scenario.lots.len()).filter_map(|lot| of(lot).map(|side| (lot, side))).collect()
}

/// The best plan; where there is none, without the budget, then without the limits on people and shares; without standards only if even so there is none: a way
/// that serves nobody costs little, and is not the same service.
fn choose(menu: &Menu, rules: &Rules) -> Result<Answer, PlanningError> {
    let no_budget = rules.without_budget();
    let no_shares = no_budget.without_shares();
    for (attempt, relaxed) in [
        (rules, None),
        (&no_budget, Some(Relaxed::Budget)),
        (&no_shares, Some(Relaxed::Shares)),
        (&rules.without_standards(), Some(Relaxed::Standards)),
        (&no_shares.without_standards(), Some(Relaxed::All)),
    ] {
        match super::choose::choose(menu, attempt) {
            Ok(prediction) => return Ok(Some((prediction, relaxed))),
            Err(PlanningError::Infeasible) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn way(
    supply: &Supply,
    service: usize,
    plan: Plan,
    relaxed: Option<Relaxed>,
    summary: &Summary,
    terms: &CostComparison,
    asset_gain: f64,
) -> Way {
    let scenario = &*supply.scenario;
    let lots = || (0..scenario.lots.len()).filter(|lot| scenario.lots[*lot].service == service);
    let asked: Vec<usize> = lots().filter(|lot| summary.lots[*lot].demand.mean > 0.0).collect();
    let value: f64 = asked.iter().map(|lot| supply.market_value(*lot)).sum();
    let in_time: f64 = asked.iter().map(|lot| supply.market_value(*lot) * summary.lots[*lot].in_time.mean).sum();
    let yearly = summary.by_service[service];
    let ways: f64 = lots().map(|lot| summary.lots[lot].way_cost.mean).sum();
    let unserved = lots().map(|lot| summary.lots[lot].going_without.mean).sum::<f64>();
    let (years, once) = (scenario.years as u32, summary.once_of(scenario, service));
    let worth = annuity(years, terms);
    let elsewhere =
        (worth * (summary.running().mean - yearly.running()) + summary.once - once, worth * (summary.unserved_cost.mean - unserved));
    Way {
        idle: waiting_in(supply, &plan, service),
        idle_in_all: waiting(supply, &plan),
        elsewhere,
        plan,
        relaxed,
        yearly,
        whole_life: WholeLife::of(&yearly, once, years, terms, asset_gain),
        unserved,
        ways,
        in_time: (value > 0.0).then(|| in_time / value),
    }
}

/// Share of a service that a plan sends straight outside, by market value.
fn outside_share(supply: &Supply, service: usize, plan: &Plan) -> f64 {
    let lots = || (0..supply.scenario.lots.len()).filter(|lot| supply.scenario.lots[*lot].service == service);
    let all: f64 = lots().map(|lot| supply.market_value(lot)).sum();
    let outside: f64 = lots().filter(|lot| !matches!(plan.route[*lot], Route::Unit(_))).map(|lot| supply.market_value(lot)).sum();
    outside / all.max(f64::MIN_POSITIVE)
}
