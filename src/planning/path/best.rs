//! The best path: its program written, searched and read.

use std::sync::Arc;

use good_lp::{Constraint, Solution};

use super::choice::{Choice, Known, PathError};
#[cfg(feature = "highs")]
use super::nearest::{Nearest, nearest};
#[cfg(feature = "highs")]
use super::parts::{Parts, SEARCHES};
use super::program::PathProgram;
#[cfg(feature = "highs")]
use super::stay::Found;
use super::written::{effort, written};
use super::years::{Once, Path, PathYear};
use crate::planning::Menu;
use crate::planning::crowds::kept;
use crate::planning::error::PlanningError;
use crate::planning::limit::Limit;
use crate::planning::limits::Change;
#[cfg(feature = "highs")]
use crate::planning::rules::HURRY;
use crate::planning::scale::SCALE;
#[cfg(feature = "highs")]
use crate::planning::solver::Effort;
#[cfg(feature = "highs")]
use crate::planning::solver::relaxation;
use crate::planning::solver::{Solved, minimise};
#[cfg(feature = "highs")]
use crate::planning::solver::{least, with_bound};
use crate::scenario::Staging;
#[cfg(feature = "highs")]
use crate::scenario::file::Solver;
use crate::supply::Supply;

/// The best path on a menu, with offers had only in the ways that are marked. Where none is found in time it is looked for from one that keeps the limits
/// only nearly.
///
/// # Errors
/// If no path keeps the limits, or the solver fails.
pub(super) fn best(menu: &Menu, supplies: &[Arc<Supply>], staging: &Staging, choice: &Choice, known: &Known) -> Result<Path, PathError> {
    let found = best_from(menu, supplies, staging, choice, known);
    #[cfg(feature = "highs")]
    if let Err(PlanningError::OutOfTime(seconds)) = found
        && !known.is_hard
        && menu.supply.scenario.run.solver == Solver::Highs
    {
        return match nearest(menu, supplies, staging, choice) {
            Ok(Nearest { plans, given }) if given.is_empty() => {
                Ok(best_from(menu, supplies, staging, choice, &Known { plans, is_hard: true })?)
            }
            Ok(Nearest { given, .. }) => Err(PathError::NoneInTime { seconds, nearest: given }),
            Err(PlanningError::Infeasible | PlanningError::OutOfTime(_)) => found.map_err(PathError::from),
            Err(error) => Err(error.into()),
        };
    }
    Ok(found?)
}

/// The best path from what is known of it.
///
/// # Errors
/// If no path keeps the limits, or the solver fails or finds none in its time.
fn best_from(
    menu: &Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    choice: &Choice,
    Known { plans, is_hard }: &Known,
) -> Result<Path, PlanningError> {
    written(menu, supplies, staging, choice, &[], |mut program, staff, menus, rules| {
        let scenario = &*menu.supply.scenario;
        let as_known = program.routed_as(plans, menus, rules);
        let objective = program.cost();
        let PathProgram {
            problem,
            rows,
            years: in_years,
            today,
            once_by_department,
            begins,
            exits,
            extended,
            renewals,
            families,
            vetted,
            idle,
            ..
        } = program;
        let mut of_path = (problem, rows);
        let leaves_too_much =
            |solved: &Solved| in_years.iter().zip(menus).flat_map(|(year, menus)| year.leaves_too_much(menus[0], solved)).collect();
        let (problem, rows) = (&of_path.0, &mut of_path.1);
        #[cfg(feature = "highs")]
        let search = |rows: &[Constraint]| {
            if scenario.run.solver != Solver::Highs {
                return minimise(problem.clone(), rows.to_vec(), objective.clone(), effort(menu, staging));
            }
            let parts =
                |effort| Parts { supply: &menu.supply, years: &in_years, problem, rows, objective: &objective, effort, searches: SEARCHES };
            searched(effort(menu, staging), &parts, as_known.clone(), *is_hard, scenario.run.gap.0)
        };
        #[cfg(not(feature = "highs"))]
        let search = |rows: &[Constraint]| {
            let _ = (&as_known, is_hard, &today, &idle);
            minimise(problem.clone(), rows.to_vec(), objective.clone(), effort(menu, staging))
        };
        let solution = kept(rows, search, leaves_too_much)?;
        #[cfg(feature = "highs")]
        let solution = {
            let found = Found {
                scenario,
                today: &today,
                years: &in_years,
                problem: &of_path.0,
                rows: &of_path.1,
                objective: &objective,
                effort: Effort::of(scenario, 0.0),
            };
            if scenario.run.solver == Solver::Highs {
                found.with_fewest_waiting(found.with_fewest_moves(solution), &idle, |other| leaves_too_much(other).is_empty())
            } else {
                solution
            }
        };

        let mut found = Path { proof: solution.proof, ..Path::default() };
        found.proof.reached |= found.proof.gap.is_some_and(|gap| gap <= staging.gap);
        for (year, of_year) in in_years.iter().enumerate() {
            let begins = begins[year].iter().enumerate();
            let begun: Vec<usize> =
                begins.filter(|(_, begin)| begin.is_some_and(|begin| solution.value(begin) > 0.5)).map(|(offer, _)| offer).collect();
            let people = staff.people(year, &solution);
            let spent = Once {
                transition: begun.iter().map(|offer| scenario.offers[*offer].transition).sum::<f64>()
                    + if year == 0 { solution.eval(&vetted) / SCALE } else { 0.0 },
                exit: solution.eval(&exits[year]) / SCALE,
                extension: solution.eval(&extended[year]) / SCALE,
                hiring: people.iter().map(|people| f64::from(people.hired)).sum::<f64>() * scenario.policy.cost_per_hire,
                ..staff.spent(year, &supplies[year].scenario, staging, &solution)
            };
            found.stand_ins.extend(of_year.stand_ins(menus[year][0], &rules[year], &solution));
            let mut done = PathYear {
                plan: of_year.plan(menus[year][0], &rules[year], &solution),
                begun,
                renewed: families
                    .iter()
                    .zip(&renewals)
                    .filter(|(_, of)| of[year].is_some_and(|renewed| solution.value(renewed) > 0.5))
                    .map(|(family, _)| *family)
                    .collect(),
                running: solution.eval(&of_year.cash) / SCALE,
                waiting: 0.0,
                pensions: staff.pensions(year, &solution),
                once: spent,
                departments: of_year
                    .by_department
                    .iter()
                    .zip(&once_by_department[year])
                    .map(|(running, once)| (solution.eval(running) + solution.eval(once)) / SCALE)
                    .collect(),
                unserved: solution.eval(&of_year.going_without) / SCALE,
                ways: solution.eval(&of_year.ways) / SCALE,
                outsourced: of_year.share_outside(&supplies[year], &solution),
                people,
                grades: staff.grades(year, &supplies[year].scenario, &solution),
                gone: staff.gone(year, scenario, staging, &solution),
                simulated: None,
                contracts: Vec::new(),
                lots: Vec::new(),
            };
            done.tell_who_waits(&supplies[year]);
            found.cash += staging.discount(year + 1) * done.running + staging.discount(year) * done.once.total();
            found.unserved += staging.discount(year + 1) * done.unserved;
            found.ways += staging.discount(year + 1) * done.ways;
            found.years.push(done);
        }
        // A contract that is idle in a year but goes on in the next is under way then: it was begun in time.
        for year in (0..found.years.len()).rev() {
            let signed = in_years[year].signed(&solution);
            for offer in (0..signed.len()).filter(|offer| signed[*offer]) {
                let goes_on = found.years.get(year + 1).is_some_and(|next| next.plan.awarded[offer]);
                found.years[year].plan.awarded[offer] |= goes_on;
            }
        }
        for of_year in &mut found.years {
            let PathYear { begun, plan, .. } = of_year;
            begun.retain(|offer| plan.awarded[*offer]);
        }
        Ok(found)
    })
}

/// The least change of some limits that admits a path within all others.
///
/// # Errors
/// If there is no path however far they give way, or the solver fails.
pub(super) fn least_change(
    menu: &Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    choice: &Choice,
    may: &[Limit],
) -> Result<Vec<Change>, PlanningError> {
    written(menu, supplies, staging, choice, may, |PathProgram { problem, mut rows, giving, years, .. }, _, menus, _| {
        let solve =
            |rows: &[Constraint]| minimise(problem.clone(), rows.to_vec(), giving.sum(), effort(menu, staging).hurried(EACH_CHANGE));
        let broken = |solved: &Solved| years.iter().zip(menus).flat_map(|(year, menus)| year.leaves_too_much(menus[0], solved)).collect();
        Ok(giving.changes(&kept(&mut rows, solve, broken)?))
    })
}

/// Part of the time that is left to each question of how far a limit has to give way.
const EACH_CHANGE: f64 = 0.5;

/// The share of its time in which a path is sought as a whole, where it is then bettered part by part; and where none is known.
#[cfg(feature = "highs")]
const AS_A_WHOLE: f64 = 0.6;
#[cfg(feature = "highs")]
const AT_FIRST: f64 = 0.3;

/// The best path that is found: as a whole, or with lots as they are known to go well, held by rows; where what is proved of it is not enough, part by part from there.
/// What was hard as a whole before is not tried so again.
#[cfg(feature = "highs")]
fn searched<'a>(
    effort: Effort,
    parts: &dyn Fn(Effort) -> Parts<'a>,
    as_known: Vec<Constraint>,
    is_hard: bool,
    gap: f64,
) -> Result<Solved, PlanningError> {
    let of = parts(effort);
    let (problem, rows, objective) = (of.problem, of.rows, of.objective);
    let known = (!as_known.is_empty()).then(|| rows.iter().cloned().chain(as_known).collect());
    let known = known.and_then(|held| minimise(problem.clone(), held, objective.clone(), effort.hurried(HURRY).presolved()).ok());
    let for_whole = effort.for_at_most(AS_A_WHOLE * effort.seconds());
    let whole = |effort: Effort| minimise(problem.clone(), rows.to_vec(), objective.clone(), effort);
    let by_relaxation = |known: Solved| -> Result<Solved, PlanningError> {
        let bound = relaxation(problem, rows, objective, effort)?.solution.eval(objective);
        Ok(with_bound(known, objective, bound, effort))
    };
    let best = match known {
        Some(known) if is_hard => by_relaxation(known)?,
        // Where a path is known, none is sought beyond its time.
        Some(known) => match whole(for_whole.impatient()) {
            Ok(found) if known.eval(objective) < found.eval(objective) => {
                let bound = least(&found, objective);
                with_bound(known, objective, bound, effort)
            }
            Err(PlanningError::OutOfTime(_)) => by_relaxation(known)?,
            found => found?,
        },
        None => whole(effort.hurried(AT_FIRST)).map_err(|error| match error {
            PlanningError::OutOfTime(_) => PlanningError::OutOfTime(effort.allowed()),
            error => error,
        })?,
    };
    // A part is small, and what it may save is little of the whole.
    let parts = parts(effort.to_gap(gap).for_at_most((1.0 - AS_A_WHOLE) * effort.seconds()));
    let is_good = best.proof.reached || best.proof.gap.is_some_and(|gap| effort.is_content(gap, best.eval(objective)));
    Ok(if is_good { parts.without_idle_contracts(best) } else { parts.better(best) })
}

#[cfg(all(test, feature = "highs"))]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use good_lp::Expression;

    use super::*;
    use crate::planning::path::of_first_steps;

    /// From a path in which all is done as dear as can be, part by part leads to the best.
    #[test]
    fn a_bad_path_is_bettered_to_the_best() {
        let bettered = |program: PathProgram<'_>| -> Result<(f64, f64, f64), PlanningError> {
            let objective = program.cost();
            let PathProgram { supply, problem, rows, years, .. } = program;
            let effort = Effort::new(Solver::Highs, 60.0, 1e-7).presolved();
            let best = minimise(problem.clone(), rows.clone(), objective.clone(), effort)?;
            // Each lot goes where that is dearest.
            let choices = years.iter().flat_map(|year| &year.choices);
            let dear: Expression = choices.map(|choice| (choice.cash + choice.unserved) * choice.variable).sum();
            let mut bad = minimise(problem.clone(), rows.clone(), objective.clone() - dear, effort)?;
            bad.proof.gap = None;
            let before = bad.eval(&objective);
            let parts = Parts { supply, years: &years, problem: &problem, rows: &rows, objective: &objective, effort, searches: SEARCHES };
            let after = parts.better(bad);
            let kept = rows.iter().all(|row| {
                let value = after.eval(row.expression());
                if row.is_equality() { value.abs() < 1e-5 } else { value < 1e-5 }
            });
            assert!(kept, "a row is broken");
            Ok((best.eval(&objective), before, after.eval(&objective)))
        };
        let costs = of_first_steps(&[], |menu, supplies, staging, choice| {
            written(menu, supplies, staging, choice, &[], |program, _, _, _| bettered(program))
        });
        let (best, before, after) = costs.unwrap();
        assert!(before > 1.05 * best, "{before} is not bad: {best}");
        assert!(after <= best * (1.0 + 1e-4) && after >= best * (1.0 - 1e-6), "{after} of {best}, from {before}");
    }
}
