//! The best plan on a menu that knows what it must: responses are first simulated with every lot routed to its unit, and retaken at the routings that
//! count, until nothing new comes up.

use std::sync::Arc;

use rayon::prelude::*;

use super::error::PlanningError;
use super::extent::{Proved, nearest, proved};
use super::limit::Limit;
use super::model::{self, NEXT_TO_NOTHING};
use super::prediction::Prediction;
use super::rules::HURRY;
use super::solver::Effort;
use super::{Menu, Rules, Side};
use crate::plan::{Plan, Route};
use crate::supply::Supply;

/// The best plan on a menu, whose responses are retaken at the plan's own routing until it is stable. Today's routing is retaken first, so that no plan
/// is chosen that is worse than today's within the same limits.
pub(super) fn settle(menu: &mut Menu, rules: &Rules) -> Result<Prediction, PlanningError> {
    settle_by(menu, rules, choose)
}

/// The same by the plans that are found soon: that there is none is said of the menu as it is, and proves nothing.
pub(super) fn settle_soon(menu: &mut Menu, rules: &Rules) -> Result<Prediction, PlanningError> {
    settle_by(menu, rules, |menu, rules| super::choose::choose(menu, rules))
}

fn settle_by(
    menu: &mut Menu,
    rules: &Rules,
    choose: impl Fn(&mut Menu, &Rules) -> Result<Prediction, PlanningError>,
) -> Result<Prediction, PlanningError> {
    know(menu, &Plan::status_quo(&menu.supply));
    let rounds = menu.supply.scenario.run.rounds;
    // A first plan is sought as long as one search may; a better one no longer than all of them may.
    let until = rules.within(&menu.supply.scenario, SETTLING).until;
    let mut rules = rules.clone();
    // A plan that is near the best does for a menu that does not know what it must.
    let mut near = Rules { enough: rules.enough.max(NEAR), ..rules.clone() };
    let costs = |of: &Prediction| of.cash + of.unserved_cost;
    let mut known = None;
    for _ in 0..rounds {
        let Some(mut found) = in_time(choose(menu, &near), &known)? else { break };
        let fresh = refine(menu, &found.plan);
        // Nothing is new, and nothing nearer can be asked for.
        if !fresh && found.stand_ins.is_empty() && near.barred.is_empty() && found.proof.reached {
            return Ok(found);
        }
        near.barred.append(&mut found.stand_ins);
        near.expected = Some(costs(&found));
        known = Some(found);
        near.until = until;
        if !fresh {
            break;
        }
    }
    rules.expected = near.expected;
    if known.is_some() {
        rules.until = until;
    }
    for round in 0..=rounds {
        let Some(mut found) = in_time(choose(menu, &rules), &known)? else { break };
        if round == rounds || !refine(menu, &found.plan) && found.stand_ins.is_empty() {
            return Ok(found);
        }
        rules.barred.append(&mut found.stand_ins);
        rules.expected = Some(costs(&found));
        known = Some(found);
        rules.until = until;
    }
    // What was found stands, as it was foreseen: verification says how far that holds.
    let mut found = known.ok_or(PlanningError::Infeasible)?;
    found.proof.reached = false;
    Ok(found)
}

/// What is found; nothing where time is over and something is known already.
fn in_time(found: Result<Prediction, PlanningError>, known: &Option<Prediction>) -> Result<Option<Prediction>, PlanningError> {
    match found {
        Err(PlanningError::OutOfTime(_)) if known.is_some() => Ok(None),
        found => found.map(Some),
    }
}

/// The best plan on a menu; where there is none, on the menu with the responses retaken at the plans that come nearest to the limits. That there is
/// none is thus said only where it holds at those plans' own routing.
pub(super) fn choose(menu: &mut Menu, rules: &Rules) -> Result<Prediction, PlanningError> {
    let (mut silent, mut known, mut near) = (Vec::new(), Proved::Nothing, None);
    // The limit for which lots were last tried on their other side, and what was needed of it at least.
    let mut tried: Option<(Limit, f64)> = None;
    // That there is none is sought to be proved no longer than all searches may.
    let limited = rules.within(&menu.supply.scenario, SETTLING);
    loop {
        if limited.is_over() {
            return Err(match known {
                Proved::Nothing => PlanningError::OutOfTime(f64::from(menu.supply.scenario.run.time_limit)),
                Proved::Beyond { .. } | Proved::Impossible => PlanningError::Infeasible,
            });
        }
        // What could not be found once is not searched for again where it is proved in less time that there is nothing.
        if matches!(known, Proved::Nothing) {
            match super::choose::choose(menu, rules) {
                Err(PlanningError::Infeasible) => known = proved(menu, &limited)?,
                found => return found,
            }
        }
        let is_new = match &known {
            // There is a plan only if less is needed of that limit: by the plan that needs least, or by one with a lot on its other side.
            Proved::Beyond { limit, plan, needed } => {
                let is_less = |(of, before): (Limit, f64)| of != *limit || *needed < before - rules.gap * needed.abs();
                refine(menu, plan)
                    || tried.is_none_or(is_less) && {
                        tried = Some((*limit, *needed));
                        around(menu, &limited, plan, |menu, rules| nearest(menu, rules, &[*limit]))?
                    }
            }
            Proved::Nothing | Proved::Impossible => approach(menu, &limited, near.take(), &mut silent)?,
        };
        if !is_new {
            return Err(PlanningError::Infeasible);
        }
        // It saves a proof, and is worth no failure of its own.
        let here = match nearby(menu, &limited) {
            Err(PlanningError::OutOfTime(_)) => None,
            found => found?,
        };
        // Where a plan keeps everything nothing needs to be proved.
        known = if here.as_ref().is_some_and(|here| here.keeps_all) { Proved::Nothing } else { proved(menu, &limited)? };
        near = here;
    }
}

/// The time of all searches for a plan, in that of one.
const SETTLING: f64 = 2.0;

/// What a limit that gives way by all of itself costs, as a multiple of all costs, where it is to give way as little as can be: a hundredth of it is a tenth of them.
const DEAR: f64 = 10.0;

/// Relative gap of plans whose responses are to be retaken: it is enough that they come near.
const NEAR: f64 = 1e-2;

/// Plans that come near to limits which need not be kept.
struct Nearby {
    /// The best where giving way costs next to nothing, and where it is dear.
    plans: [Plan; 2],
    /// What giving way costs there.
    dear: f64,
    /// Whether the second keeps all limits.
    keeps_all: bool,
}

/// The limits that may give way.
fn limits(rules: &Rules) -> Vec<Limit> {
    Limit::ALL.into_iter().filter(|limit| limit.is_set(rules) && *limit != Limit::Secrecy).collect()
}

/// How hard the solver tries for a plan that comes near: what is found of it first is enough.
fn near_by(menu: &Menu, rules: &Rules) -> Effort {
    Rules { gap: rules.gap.max(NEAR), ..rules.clone() }.effort(&menu.supply.scenario).content_with(f64::INFINITY)
}

/// Plans that come near to the limits; nothing where there is no plan without them either. Both are found soon, for they have costs to go by.
fn nearby(menu: &Menu, rules: &Rules) -> Result<Option<Nearby>, PlanningError> {
    let (may, effort) = (limits(rules), near_by(menu, rules));
    let Some((loose, _)) = possible(model::choose_breaking(menu, rules, &may, NEXT_TO_NOTHING, effort))? else { return Ok(None) };
    let dear = DEAR * (loose.cash + loose.unserved_cost + loose.way_cost);
    let (close, broken) = model::choose_breaking(menu, rules, &may, dear, effort)?;
    Ok(Some(Nearby { plans: [loose.plan, close.plan], dear, keeps_all: broken.is_empty() }))
}

/// Lots up to which each is tried the other way before it is said that there is no plan.
const FEW_LOTS: usize = 60;

/// Retake the responses at plans that come near to limits that no plan keeps, until any is new: at those `near` by, if they are known; at those for which each
/// limit gives way least by itself; at those with one lot on the other side. A limit that is `silent`, with which alone there was no plan however far it gave
/// way, is asked again only where nothing else brings anything new. Returns whether any response was new.
fn approach(menu: &mut Menu, rules: &Rules, near: Option<Nearby>, silent: &mut Vec<Limit>) -> Result<bool, PlanningError> {
    let near = if near.is_some() { near } else { nearby(menu, rules)? };
    let Some(Nearby { plans, dear, .. }) = near else { return Ok(false) };
    if refine_all(menu, &plans) {
        return Ok(true);
    }
    let may = limits(rules);
    // Of plans whose responses are to be retaken it is enough that those are found which are found soon.
    let soon = rules.hurried();
    let (asked, left): (Vec<Limit>, Vec<Limit>) = may.iter().copied().partition(|limit| !silent.contains(limit));
    let by_each = of_each(menu, &soon, &asked);
    silent.extend(asked.iter().zip(&by_each).filter(|(_, plan)| plan.is_none()).map(|(limit, _)| *limit));
    if refine_all(menu, by_each.iter().flatten()) {
        return Ok(true);
    }
    let of_silent = of_each(menu, &soon, &left);
    if refine_all(menu, of_silent.iter().flatten()) {
        return Ok(true);
    }
    let [_, close] = &plans;
    around(menu, rules, close, |menu, rules| model::choose_breaking(menu, rules, &may, dear, near_by(menu, rules)))
}

/// Retake the responses at the plans with one lot of a plan on the other side that are `found` there, where there are not too many and all of them together are looked for in
/// the time of one. Returns whether any was new.
fn around<T>(
    menu: &mut Menu,
    rules: &Rules,
    plan: &Plan,
    found: impl Fn(&Menu, &Rules) -> Result<(Prediction, T), PlanningError> + Sync,
) -> Result<bool, PlanningError> {
    if plan.route.len() > FEW_LOTS {
        return Ok(false);
    }
    let here = &*menu;
    let soon = Rules { part_of_time: (1.0 / plan.route.len() as f64).min(HURRY), ..rules.clone() };
    let others: Result<Vec<Option<Plan>>, PlanningError> = (0..plan.route.len())
        .into_par_iter()
        .map(|lot| match found(here, &the_other_way(&soon, plan, lot)) {
            Err(PlanningError::OutOfTime(_)) => Ok(None),
            other => possible(other.map(|(prediction, _)| prediction.plan)),
        })
        .collect();
    Ok(refine_all(menu, others?.iter().flatten()))
}

/// The plans for which each of some limits gives way least by itself; nothing where there is none, or none soon.
fn of_each(menu: &Menu, rules: &Rules, limits: &[Limit]) -> Vec<Option<Plan>> {
    limits.par_iter().map(|limit| nearest(menu, rules, &[*limit]).ok().map(|(prediction, _)| prediction.plan)).collect()
}

/// What is found, or nothing where there is no plan.
pub(super) fn possible<T>(found: Result<T, PlanningError>) -> Result<Option<T>, PlanningError> {
    match found {
        Err(PlanningError::Infeasible) => Ok(None),
        found => found.map(Some),
    }
}

/// The rules with a lot forced to the side where the plan does not have it.
pub(super) fn the_other_way(rules: &Rules, plan: &Plan, lot: usize) -> Rules {
    let other = if side_of(plan.route[lot]) == Side::InHouse { Side::Outside } else { Side::InHouse };
    Rules { forced: vec![(lot, other)], ..rules.clone() }
}

/// Where a route leads.
pub(super) fn side_of(route: Route) -> Side {
    if matches!(route, Route::Unit(_)) { Side::InHouse } else { Side::Outside }
}

/// Retake the responses of several plans, of every one of them. Returns whether any was new.
fn refine_all<'p>(menu: &mut Menu, plans: impl IntoIterator<Item = &'p Plan>) -> bool {
    plans.into_iter().filter(|plan| refine(menu, plan)).count() > 0
}

/// Retake the responses of a plan's units at its routing, and at what may be better beside it. Returns whether any was new.
pub fn retake(menu: &mut Menu, plan: &Plan) -> bool {
    let mut fresh = false;
    for (unit, routed) in routed_sets(&menu.supply, plan) {
        fresh |= menu.retake(unit, &plan.sizes[unit], &routed);
    }
    fresh
}

/// The same, with other lots at the units, and with more or fewer people and no rooms where no lot comes. Returns whether any was new.
pub fn refine(menu: &mut Menu, plan: &Plan) -> bool {
    let mut fresh = false;
    for (unit, routed) in routed_sets(&menu.supply, plan) {
        fresh |= menu.refine(unit, &plan.sizes[unit], &routed);
    }
    let supply = Arc::clone(&menu.supply);
    let idle = (0..supply.units.len()).filter(|unit| {
        let spec = &supply.units[*unit];
        plan.sizes[*unit].people > 0 && !spec.lots.is_empty() && !spec.lots.iter().any(|lot| plan.route[*lot] == Route::Unit(*unit))
    });
    for unit in idle {
        fresh |= menu.keep_idle(unit, plan.sizes[unit].people);
    }
    fresh
}

/// Simulate a plan's units as they are at its routing.
pub(super) fn know(menu: &mut Menu, plan: &Plan) {
    for (unit, routed) in routed_sets(&menu.supply, plan) {
        menu.know(unit, &plan.sizes[unit], &routed);
    }
}

/// The units that a plan uses, each with which of its lots go there.
pub(super) fn routed_sets(supply: &Supply, plan: &Plan) -> Vec<(usize, Vec<bool>)> {
    let goes_to = |lot: &usize, unit: usize| plan.route[*lot] == Route::Unit(unit);
    let sets = (0..supply.units.len()).map(|unit| (unit, supply.units[unit].lots.iter().map(|lot| goes_to(lot, unit)).collect()));
    sets.filter(|(_, routed): &(usize, Vec<bool>)| routed.contains(&true)).collect()
}
