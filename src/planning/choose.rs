//! The best plan under rules: the main question, asked of the planning model in one step or in two.

use super::error::PlanningError;
use super::extent::{ASKED, Proved, proved, proved_by};
use super::limit::Limit;
use super::menu::Menu;
use super::model;
use super::prediction::Prediction;
use super::rules::{Goal, Rules};
use super::settle::possible;

/// Choose the best plan that the rules allow.
///
/// # Errors
/// If no plan keeps the rules, or the solver fails.
pub fn choose(menu: &Menu, rules: &Rules) -> Result<Prediction, PlanningError> {
    if rules.service_first && rules.goal == Goal::Objective {
        let best = solve(menu, &Rules { goal: Goal::Service, ..rules.clone() })?;
        // A hair of room for the solver's tolerances.
        let most = best.unserved_cost * (1.0 + rules.gap) + 1e-3;
        return solve(menu, &Rules { goal: Goal::Cash, unserved_at_most: Some(most), ..rules.clone() });
    }
    solve(menu, rules)
}

fn solve(menu: &Menu, rules: &Rules) -> Result<Prediction, PlanningError> {
    model::best(menu, rules, &|| is_proved_impossible(menu, rules))
}

fn is_proved_impossible(menu: &Menu, rules: &Rules) -> Result<bool, PlanningError> {
    proved(menu, rules).map(|proved| !matches!(proved, Proved::Nothing))
}

/// Whether some plan keeps the rules.
///
/// # Errors
/// If the solver fails.
pub(super) fn is_possible(menu: &Menu, rules: &Rules) -> Result<bool, PlanningError> {
    let [budget, others @ ..] = ASKED;
    // What is told soonest first; of plans any is enough.
    let any = Rules { service_first: false, enough: f64::INFINITY, ..rules.clone() };
    let is_impossible = |limits: &[Limit]| proved_by(menu, rules, limits).map(|proved| !matches!(proved, Proved::Nothing));
    if is_impossible(&[budget])? {
        return Ok(false);
    }
    match model::best(menu, &any.hurried(), &|| Ok(false)) {
        Err(PlanningError::OutOfTime(_)) => {}
        found => return possible(found).map(|found| found.is_some()),
    }
    if is_impossible(&others)? {
        return Ok(false);
    }
    possible(model::best(menu, &any, &|| Ok(false))).map(|found| found.is_some())
}
