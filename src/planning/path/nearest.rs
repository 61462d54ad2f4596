//! A path within hard limits, looked for from one that does not keep them. A search for a first solution may last longer than anybody waits; where limits may give
//! way at a price (elastic programming: Brown, Graves and Ronen 1997) there is one soon, year by year (relax and fix: Dillenberger and others 1994), and part by part it
//! comes as near to the limits as it can.

use std::sync::Arc;

use good_lp::{Constraint, ProblemVariables, VariableDefinition, variable};

use super::choice::{Choice, limits};
use super::parts::{Part, Parts};
use super::program::PathProgram;
use super::written::{effort, written};
use crate::plan::Plan;
use crate::planning::Menu;
use crate::planning::error::PlanningError;
use crate::planning::limit::Limit;
use crate::planning::limits::Change;
use crate::planning::scale::SCALE;
use crate::planning::solver::{Solved, minimise};
use crate::scenario::Staging;
use crate::supply::Supply;

/// What a limit costs that gives way by all of itself, in so many times what all work is worth.
const PRICE: f64 = 10.0;

/// Relative gap to which a part of the path is decided: what counts is that limits are kept.
const GAP: f64 = 1e-2;

/// Time of the parts, in that of one search, and searches for which there is time in it at least.
const TIMES: f64 = 1.5;
const SEARCHES: f64 = 15.0;

/// A path as near to the limits as one was found.
pub(super) struct Nearest {
    /// A plan for each year.
    pub plans: Vec<Plan>,
    /// How far limits give way for it: none do, where it keeps them all.
    pub given: Vec<Change>,
}

/// The path for which limits have to give way least, as far as is found in a time.
///
/// # Errors
/// If there is no path however far they give way, or the solver fails or finds none in its time.
pub(super) fn nearest(menu: &Menu, supplies: &[Arc<Supply>], staging: &Staging, choice: &Choice) -> Result<Nearest, PlanningError> {
    let supply = &*menu.supply;
    let effort = effort(menu, staging).to_gap(GAP).impatient();
    // Secret work stays inside.
    let may: Vec<Limit> = limits(menu, staging).into_iter().filter(|limit| *limit != Limit::Secrecy).collect();
    written(menu, supplies, staging, choice, &may, |program, _, menus, rules| {
        let cost = program.cost();
        let PathProgram { problem, rows, years, ends, giving, .. } = program;
        let worth = supply.market_value_of_all();
        let objective = cost + PRICE * SCALE * worth * years.len() as f64 * giving.sum();
        let given = giving.sum();
        let (problem, rows) = (&problem, &rows);
        let parts = |objective, effort| Parts { supply, years: &years, problem, rows, objective, effort, searches: SEARCHES };
        let first = year_by_year(&parts(&objective, effort), &ends)?;
        let found = parts(&objective, effort.hurried(TIMES)).better(first);
        // What is left may be within the gap.
        let found = if giving.changes(&found).is_empty() { found } else { parts(&given, effort).better(found) };
        let plans = years.iter().enumerate().map(|(year, of_year)| of_year.plan(menus[year][0], &rules[year], &found)).collect();
        Ok(Nearest { plans, given: giving.changes(&found) })
    })
}

/// A solution with whole numbers asked for in one year after the other: the choices of the years before are held, the numbers of those after need not be whole.
/// `ends` are the numbers of columns after which those of each year's own choices end.
fn year_by_year(of: &Parts<'_>, ends: &[usize]) -> Result<Solved, PlanningError> {
    let (years, lots) = (ends.len(), of.supply.scenario.lots.len());
    let search = |year: usize, before: Option<&Solved>| {
        let part = Part { lots: (0..years).map(|of| vec![of >= year; lots]).collect(), contracts: Vec::new() };
        let held = before.map_or_else(Vec::new, |before| of.held(&part, before));
        let is_last = year + 1 == years;
        let mut problem = ProblemVariables::new();
        for (column, (_, definition)) in of.problem.iter_variables_with_def().enumerate() {
            let is_whole = is_last || column < ends[year];
            problem.add(if is_whole || !definition.is_integer() { definition.clone() } else { continuous(definition) });
        }
        let rows: Vec<Constraint> = of.rows.iter().cloned().chain(held).collect();
        let within = |part: f64| minimise(problem.clone(), rows.clone(), of.objective.clone(), of.effort.hurried(part));
        // A year for which its part of the time is too short has all of it.
        match within(1.0 / years as f64) {
            Err(PlanningError::OutOfTime(_)) if years > 1 => within(1.0),
            found => found,
        }
    };
    (1..years).try_fold(search(0, None)?, |before, year| search(year, Some(&before)))
}

/// A column within the same bounds that need not be whole.
fn continuous(definition: &VariableDefinition) -> VariableDefinition {
    variable().min(definition.get_min()).max(definition.get_max())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::planning::path::best::least_change;
    use crate::planning::path::of_first_steps;

    /// Where limits can be kept the nearest path keeps them; where they cannot, they give way by no less than a search of the whole says, and by little more.
    #[test]
    fn the_nearest_path_keeps_what_can_be_kept() {
        for (budget, can_be) in [(530_000, true), (400_000, false)] {
            let budgets = format!("path.budget_by_year=[{budget}, 500_000, 500_000]");
            let settings = ["path.redeployed_per_year=1", "path.outsourced_share={ 3 = \"30%\" }", &budgets];
            of_first_steps(&settings, |menu, supplies, staging, choice| {
                let found = nearest(menu, supplies, staging, choice).unwrap();
                assert_eq!(found.plans.len(), 3);
                assert_eq!(found.given.is_empty(), can_be, "{budget}: {:?}", found.given);
                let by = |changes: &[Change]| changes.iter().map(|change| (change.needed / change.asked - 1.0).abs()).sum::<f64>();
                let least = least_change(menu, supplies, staging, choice, &limits(menu, staging)).unwrap();
                let (far, least_far) = (by(&found.given), by(&least));
                assert!((least_far - 1e-3..=least_far + 0.02).contains(&far), "{budget}: {:?} and {least:?}", found.given);
            });
        }
    }
}
