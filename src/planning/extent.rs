//! How far a limit can be kept at best.
//!
//! Under a limit that can nearly be kept the search for the cheapest plan has nothing to go by: no plan to compare with, and a relaxation that keeps
//! everything. Nor has one for the plan that breaks the limit least, as long as it may not break it at all. What can be had of the limit at best is a question of its own,
//! quickly answered; what is proved of the answer proves that there is no plan.

use super::error::PlanningError;
use super::limit::Limit;
use super::limits::Change;
use super::menu::Menu;
use super::model;
use super::prediction::Prediction;
use super::rules::{Goal, Rules};
use crate::plan::Plan;

/// The plan that takes least of a limit within all others.
fn furthest(menu: &Menu, rules: &Rules, limit: Limit, goal: Goal) -> Result<Prediction, PlanningError> {
    let least = Rules { goal, ties: false, service_first: false, risk: None, ..limit.dropped(rules) };
    model::best(menu, &least, &|| Ok(false))
}

/// Room for the solver's tolerances, as a part of what is asked for.
const HAIR: f64 = 1e-4;

/// What is proved of whether a plan can keep the rules.
pub(super) enum Proved {
    /// Nothing: there may be one.
    Nothing,
    /// There is none: what is asked of a limit is not enough for any that keeps the others. The plan that needs least of it, and how much that is.
    Beyond { limit: Limit, plan: Plan, needed: f64 },
    /// There is none, not even without one of the limits.
    Impossible,
}

/// Whether it is proved that no plan keeps the rules: some limit cannot be kept within all others.
///
/// # Errors
/// If the solver fails.
pub(super) fn proved(menu: &Menu, rules: &Rules) -> Result<Proved, PlanningError> {
    proved_by(menu, rules, &ASKED)
}

/// Limits of which is asked how far they can be kept, one after the other: where money is what lacks, how far another can be kept is as hard to tell as whether there is a plan.
pub(super) const ASKED: [Limit; 5] = [Limit::Budget, Limit::OneOff, Limit::Quota, Limit::Redeployed, Limit::Outsourced];

/// The same by some limits.
///
/// # Errors
/// If the solver fails.
pub(super) fn proved_by(menu: &Menu, rules: &Rules, limits: &[Limit]) -> Result<Proved, PlanningError> {
    let of_limit = |limit: Limit| -> Result<Proved, PlanningError> {
        let Some(question) = limit.question(menu, rules) else { return Ok(Proved::Nothing) };
        // It is worth less than a search of its own length.
        match furthest(menu, &rules.hurried(), limit, question.goal) {
            Ok(found) => {
                let (asked, taken) = (question.asked, question.taken(menu, &found));
                let bound = found.proof.gap.map(|gap| taken - gap * taken.abs());
                let is_beyond = bound.is_some_and(|bound| bound > asked + HAIR * asked.abs().max(1e-3));
                Ok(if is_beyond { Proved::Beyond { limit, plan: found.plan, needed: taken } } else { Proved::Nothing })
            }
            Err(PlanningError::Infeasible) => Ok(Proved::Impossible),
            // Not told in its time.
            Err(PlanningError::Solver(_) | PlanningError::OutOfTime(_)) => Ok(Proved::Nothing),
            Err(error @ PlanningError::Stopped) => Err(error),
        }
    };
    for limit in limits {
        let proved = of_limit(*limit)?;
        if !matches!(proved, Proved::Nothing) {
            return Ok(proved);
        }
    }
    Ok(Proved::Nothing)
}

/// The plan for which some limits give way least within all others, and how far they do; not at all if there is a plan already.
///
/// # Errors
/// If there is no plan however far they give way, or the solver fails.
pub(super) fn nearest(menu: &Menu, rules: &Rules, may: &[Limit]) -> Result<(Prediction, Vec<Change>), PlanningError> {
    let only = if let [only] = may { only.question(menu, rules).map(|question| (*only, question)) } else { None };
    let Some((limit, question)) = only else { return model::nearest(menu, rules, may) };
    // A share is told to a thousandth.
    let gap = if limit == Limit::Outsourced { rules.gap.max(1e-3) } else { rules.gap };
    let found = furthest(menu, &Rules { gap, ..rules.clone() }, limit, question.goal)?;
    let (asked, taken) = (question.asked, question.taken(menu, &found));
    // However little it is: it is asked where there is no plan.
    let gives = taken > asked + 1e-9 * asked.abs();
    let change = Change { limit, year: None, at: 0, asked: asked.abs(), needed: taken.abs() };
    Ok((found, gives.then_some(change).into_iter().collect()))
}
