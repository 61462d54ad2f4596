//! Why a plan looks as it does: what the other way would cost, what a limit or one more person is worth, at what price a decision flips, which
//! other plans are nearly as good, and how a plan of the planner's own compares. Every answer is another optimisation over the same
//! samples, so whole people, rooms and contracts are taken as whole.

mod given;
mod limits;
mod prices;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use super::error::PlanningError;
use super::menu::Menu;
use super::prediction::Prediction;
use super::settle::{self, know, refine, routed_sets, side_of, the_other_way};
use super::solution::people_moved;
use super::{Goal, Rules, Side};
use crate::plan::Plan;
use crate::planning::choose::choose;

pub use given::{Given, Held, Service};
pub use limits::{LimitValue, OneMore, Thing};
pub use prices::{BreakEven, HIGHEST, Priced};

/// All explanations of a plan.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Explanation {
    /// The best plan, with what is expected of it.
    pub best: Prediction,
    /// Each lot the other way, dearest first.
    pub lots: Vec<OtherWay>,
    /// What a little more or less of each limit does.
    pub limits: Vec<LimitValue>,
    /// What one person, room or some capacity more or less does.
    pub one_more: Vec<OneMore>,
    /// Prices at which offers are taken up or dropped, and pay at which trades are kept or dropped.
    pub break_evens: Vec<BreakEven>,
    /// Plans nearly as good that differ most.
    pub alternatives: Vec<Alternative>,
    /// The planner's own plan against the best, where one was given.
    pub given: Option<Given>,
    /// Questions on which the solver ran out of time: its best answers, not proved ones.
    pub unproved: u32,
}

/// A lot forced to the other side.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct OtherWay {
    /// Lot.
    pub lot: usize,
    /// Where the plan has it.
    pub side: Side,
    /// What the best plan with the lot on the other side costs more a year, going without included; nothing if there is none.
    pub costs: Option<f64>,
}

/// A plan nearly as good.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Alternative {
    /// What it does most or least of.
    pub goal: Goal,
    /// The plan.
    pub prediction: Prediction,
    /// What it costs more a year, going without included.
    pub costs: f64,
    /// People redeployed.
    pub moved: u32,
    /// Contracts.
    pub contracts: u32,
}

/// Rounds of retaking responses before the questions are asked.
const ROUNDS: u32 = 2;
/// Room over the best service for the solver's tolerances, where service comes first.
const HAIR: f64 = 1e-3;

/// Explain the best plan under the rules. `within` is how much dearer an alternative may be, as a share; `given` is a plan of the planner's own
/// to set against it. Where the rules put service first, all answers keep the best plan's service, and say what cash does.
///
/// # Errors
/// If there is no plan, or the solver fails; [`PlanningError::Infeasible`] also if the given plan cannot be had even without limits.
pub fn explain(
    menu: &mut Menu,
    rules: &Rules,
    within: f64,
    given: Option<&Plan>,
    advance: &(dyn Fn() + Sync),
) -> Result<Explanation, PlanningError> {
    if let Some(plan) = given {
        know(menu, plan);
    }
    prepare(menu, rules, given)?;
    // What is around the best plan has to be known to ask for one more or less; that may make another the best.
    let (rules, best) = loop {
        let rules = of_cost(menu, rules)?;
        let best = choose(menu, &rules)?;
        if !known_around(menu, &best.plan) {
            break (rules, best);
        }
    };
    let rules = &rules;
    let ask = Ask::new(menu, rules, best);

    let lots = other_ways(&ask, advance)?;
    let limits = limits::values(&ask, advance)?;
    let one_more = limits::one_more(&ask, advance)?;
    // Both end in a few long questions: together they keep all cores busy.
    let (break_evens, alternatives) = rayon::join(|| prices::break_evens(&ask, advance), || alternatives(&ask, within, advance));
    let (break_evens, alternatives) = (break_evens?, alternatives?);
    let given = given.map(|plan| given::against_best(&ask, plan, advance)).transpose()?;
    let Ask { best, unproved, .. } = ask;
    Ok(Explanation { lots, limits, one_more, break_evens, alternatives, given, best, unproved: unproved.into_inner() })
}

/// How many long parts [`explain`] has, for a progress bar.
pub fn parts(menu: &Menu, rules: &Rules, given: bool) -> u64 {
    let scenario = &*menu.supply.scenario;
    let always = scenario.lots.len() + limits::of(rules).len() + prices::all(menu).len() + 2;
    (always + if given { scenario.services.len() + 1 } else { 0 }) as u64
}

/// The rules for asking what cash does: where service comes first, the best service is held, and cash is made least.
fn of_cost(menu: &Menu, rules: &Rules) -> Result<Rules, PlanningError> {
    let mut rules = rules.clone();
    if rules.service_first && rules.goal == Goal::Objective {
        let best = choose(menu, &rules)?;
        rules.unserved_at_most = Some(best.unserved_cost * (1.0 + rules.gap) + HAIR);
        (rules.service_first, rules.goal, rules.risk) = (false, Goal::Cash, None);
    }
    rules.tail_level = rules.risk.map(|(_, level)| level);
    Ok(rules)
}

/// Someone who asks for plans, and compares what they cost with the best.
struct Ask<'m> {
    menu: &'m Menu,
    rules: &'m Rules,
    best: Prediction,
    /// What the best plan costs by the scenario's own objective.
    objective: f64,
    /// Differences that the solver's gap leaves open.
    noise: f64,
    /// Answers that the solver had no time to prove.
    unproved: AtomicU32,
}

impl<'m> Ask<'m> {
    fn new(menu: &'m Menu, rules: &'m Rules, best: Prediction) -> Self {
        let mut ask = Self { menu, rules, objective: 0.0, noise: 0.0, unproved: AtomicU32::new(u32::from(!best.proof.reached)), best };
        ask.objective = ask.value(&ask.best);
        ask.noise = 2.0 * rules.gap * ask.objective.abs();
        ask
    }

    /// What a plan costs a year by the scenario's own objective: cash, going without, and the dear years where they count.
    fn value(&self, prediction: &Prediction) -> f64 {
        if self.rules.goal == Goal::Cash {
            return prediction.cash;
        }
        let dread = self.rules.risk.zip(prediction.tail).map_or(0.0, |((weight, _), tail)| weight * tail);
        prediction.cash + prediction.unserved_cost + dread
    }

    /// What a plan costs more than the best; the solver's gap is no difference.
    fn above(&self, prediction: &Prediction) -> f64 {
        let difference = self.value(prediction) - self.objective;
        if difference.abs() <= self.noise { 0.0 } else { difference }
    }

    /// The best plan under other rules. Rules that no plan keeps are an answer; a solver that fails is not.
    fn best_under(&self, rules: &Rules) -> Result<Option<Prediction>, PlanningError> {
        match choose(self.menu, rules) {
            Ok(prediction) => {
                self.unproved.fetch_add(u32::from(!prediction.proof.reached), Relaxed);
                Ok(Some(prediction))
            }
            Err(PlanningError::Infeasible) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What the best plan under other rules costs more; nothing if there is none.
    fn costs_under(&self, rules: &Rules) -> Result<Option<f64>, PlanningError> {
        Ok(self.best_under(rules)?.map(|prediction| self.above(&prediction)))
    }
}

fn other_ways(ask: &Ask<'_>, advance: &(dyn Fn() + Sync)) -> Result<Vec<OtherWay>, PlanningError> {
    let plan = &ask.best.plan;
    let lots: Result<Vec<OtherWay>, PlanningError> = (0..plan.route.len())
        .into_par_iter()
        .map(|lot| {
            let costs = ask.costs_under(&the_other_way(ask.rules, plan, lot))?;
            advance();
            Ok(OtherWay { lot, side: side_of(plan.route[lot]), costs })
        })
        .collect();
    let mut lots = lots?;
    let key = |way: &OtherWay| way.costs.unwrap_or(f64::INFINITY);
    lots.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.lot.cmp(&b.lot)));
    Ok(lots)
}

fn alternatives(ask: &Ask<'_>, within: f64, advance: &(dyn Fn() + Sync)) -> Result<Vec<Alternative>, PlanningError> {
    let (menu, rules) = (ask.menu, ask.rules);
    let most = ask.objective + within * ask.objective.abs() + ask.noise;
    let near = Rules { objective_at_most: Some(most), ..rules.clone() };
    let found: Result<Vec<Option<Alternative>>, PlanningError> = [Goal::InHouse, Goal::Outside, Goal::Moved, Goal::Contracts]
        .into_par_iter()
        .map(|goal| {
            let Some(extreme) = ask.best_under(&Rules { goal, ..near.clone() })? else { return Ok(None) };
            // How far it goes, then the best plan that goes as far: in the first the solver's gap is wide in money.
            let near = near.clone();
            let as_far = match goal {
                Goal::InHouse => Rules { outsourced_at_least: Some(extreme.outsourced - 1e-3), ..near },
                Goal::Outside => Rules { outsourced_at_most: Some(extreme.outsourced + 1e-3), ..near },
                Goal::Moved => Rules { redeployed_at_most: Some(people_moved(menu, &extreme)), ..near },
                _ => Rules { contracts_at_most: Some(contracts(&extreme)), ..near },
            };
            Ok(ask.best_under(&as_far)?.map(|found| Alternative {
                goal,
                costs: ask.above(&found),
                moved: people_moved(menu, &found),
                contracts: contracts(&found),
                prediction: found,
            }))
        })
        .collect();
    advance();
    Ok(found?.into_iter().flatten().collect())
}

/// Teams that keep other lots than in the best plan do better than was simulated with all of them: retake the responses at the routing of
/// every plan that will be asked for. A second round finds what the first one's responses made attractive; more change next to nothing.
fn prepare(menu: &mut Menu, rules: &Rules, given: Option<&Plan>) -> Result<(), PlanningError> {
    let scenario = Arc::clone(&menu.supply.scenario);
    for _ in 0..ROUNDS.min(scenario.run.rounds) {
        let prediction = settle::choose(menu, rules)?;
        let best = &prediction.plan;
        known_around(menu, best);
        let forced = (0..scenario.lots.len()).map(|lot| the_other_way(rules, best, lot));
        let insisted = given.into_iter().flat_map(|given| given::departures(&menu.supply, given, best));
        let taken = limits::around(menu, best).into_iter().chain(insisted).map(|decision| rules.taking(decision));
        let limits = limits::questions(menu, rules, &prediction);
        let questions: Vec<Rules> = forced.chain(taken).chain(limits).chain(prices::questions(menu, rules, best)).collect();
        let here = &*menu;
        let answers: Vec<Option<Prediction>> = questions.par_iter().map(|rules| choose(here, rules).ok()).collect();
        let mut fresh = false;
        for answer in answers.iter().flatten() {
            fresh |= refine(menu, &answer.plan);
        }
        if !fresh {
            break;
        }
    }
    Ok(())
}

/// Simulate a plan's units with one of everything more and less, at the plan's routing. Returns whether any was new.
fn known_around(menu: &mut Menu, plan: &Plan) -> bool {
    let mut fresh = false;
    for (unit, routed) in routed_sets(&menu.supply, plan) {
        fresh |= menu.surround(unit, &plan.sizes[unit], &routed);
    }
    fresh
}

fn contracts(prediction: &Prediction) -> u32 {
    prediction.plan.awarded.iter().filter(|awarded| **awarded).count() as u32
}
