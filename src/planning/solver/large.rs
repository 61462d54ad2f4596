//! Large programs by their kernel: the columns that the linear relaxation uses or nearly uses.
//!
//! A column at its lower bound with reduced cost d makes any plan that has one unit of it cost at least the relaxation's bound plus d (Dantzig's
//! reduced-cost bound). Columns whose reduced cost is a share of the bound or more are therefore left out first, and what is left is solved to
//! the gap asked for; every plan is then proved to be either no cheaper than that, or at least that share above the relaxation. (Kernel search:
//! Angelelli, Mansini and Speranza 2010.) Where the kernel holds no plan, or none that is proved to be near enough, it grows: to the columns that a plan
//! cheaper than the one that is known can have, and no further. A plan that is found in a small kernel thus keeps the last one small.

use std::time::Instant;

use good_lp::{Constraint, Expression, ProblemVariables, Solution};

use super::effort::Effort;
use super::solved::{Proof, Solved};
use super::with_highs::{Relaxed, relaxation, with_highs};
use crate::planning::error::PlanningError;

/// Reduced costs, as shares of the relaxation's value, from which integer columns are left out; one after the other until there is a plan that is near enough.
const SHARES: [f64; 5] = [5e-4, 4e-3, 1.2e-2, 3.2e-2, f64::INFINITY];

/// Share of the time that is spent on the relaxation at most.
const AT_THE_START: f64 = 0.2;

/// Nodes in which a kernel that may still grow is searched for a better plan than the one that is known, and the last where a glance is enough.
const GLANCE: i32 = 200;

/// Share of what the known plan costs above the relaxation up to which a kernel is searched for a better one before the last is, which holds them all.
const WORTHWHILE: f64 = 0.3;

/// Share of the relaxation's value by which a solution may be dearer than is thought.
const HAIR: f64 = 1e-5;

/// Share of the integer columns that a kernel leaves out at least: one that holds nearly all of them is searched for as long as the whole, and says less.
const WORTH_IT: f64 = 0.1;

/// Solve a large program. The gap that is proved is against the whole program. Somebody who may know that there is no solution is asked before time is spent
/// on a first one beyond its limit.
///
/// # Errors
/// If nothing keeps the rows, or the solver fails or finds nothing in its time.
pub(super) fn minimise_large(
    problem: ProblemVariables,
    rows: Vec<Constraint>,
    objective: Expression,
    effort: Effort,
    is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
) -> Result<Solved, PlanningError> {
    let start = Instant::now();
    let relaxed = match relaxation(&problem, &rows, &objective, effort.for_at_most(AT_THE_START * effort.seconds())) {
        // Where nearly everything costs nothing, the simplex method may go round and round; HiGHS presolves that away.
        Err(PlanningError::OutOfTime(_)) => return with_highs(problem, rows, objective, effort.presolved(), is_impossible),
        found => found?,
    };
    let bound = relaxed.solution.eval(&objective);
    let integers = problem.iter_variables_with_def().filter(|(_, definition)| definition.is_integer()).count();
    // The best plan that is known, and what every plan costs at least.
    let (mut known, mut surely): (Option<Solved>, f64) = (None, bound);
    // A little beyond what a solution is thought to cost, for what tells equal ones apart.
    let thought = effort.expected().map(|cost| (cost - bound).max(0.0) + HAIR * bound.abs());
    let shares = SHARES.into_iter().map(|share| (share * bound.abs(), false));
    for (reach, is_guess) in thought.map(|reach| (reach, true)).into_iter().chain(shares) {
        // No plan that is cheaper has a column whose reduced cost is more than what the known one costs above the relaxation.
        let above = known.as_ref().map_or(f64::INFINITY, |known| known.eval(&objective) - bound);
        let is_last = !is_guess && reach >= WORTHWHILE * above;
        let beyond = if is_last { above } else { reach };
        let (kernel, out) = leaving_out(&problem, &relaxed, beyond);
        let is_smaller = out as f64 >= WORTH_IT * integers as f64;
        let left = match &known {
            None if !is_smaller && is_guess => continue,
            None if !is_smaller => break,
            Some(_) if !is_smaller && !is_last => continue,
            None if effort.is_patient() => Some(effort.impatient()),
            _ => effort.left_since(start),
        };
        let Some(left) = left else { break };
        let effort_here = match &known {
            Some(_) if !is_last || effort.is_brief() => left.presolved().within_nodes(GLANCE),
            _ if is_smaller => left.presolved(),
            _ => left.as_it_stands(),
        };
        // A known plan is not given to HiGHS: with presolve it may take it for the best. What fails beside one takes nothing from it.
        let found = match with_highs(kernel, rows.clone(), objective.clone(), effort_here, &|| Ok(false)) {
            Err(PlanningError::Infeasible) if known.is_none() => continue,
            Err(PlanningError::OutOfTime(_)) if known.is_none() => break,
            Err(_) if known.is_some() && !is_last => continue,
            Err(_) if known.is_some() => break,
            other => other?,
        };
        // What the kernel cannot hold costs at least so much, or more than what is known.
        let here = least(&found, &objective);
        surely = surely.max(if !is_last { here.min(bound + beyond) } else { here });
        let best = match known {
            Some(known) if known.eval(&objective) < found.eval(&objective) => known,
            _ => found,
        };
        let best = with_bound(best, &objective, surely, effort);
        if is_last || best.proof.gap.is_some_and(|gap| effort.is_content(gap, best.eval(&objective))) {
            return Ok(best);
        }
        known = Some(best);
    }
    match known {
        Some(known) => Ok(known),
        None if effort.is_patient() => with_highs(problem, rows, objective, effort.presolved(), is_impossible),
        None => match effort.left_since(start) {
            Some(left) => with_highs(problem, rows, objective, left.presolved(), is_impossible),
            None => Err(PlanningError::OutOfTime(effort.allowed())),
        },
    }
}

/// What every solution of a program costs at least, by what is proved of one.
pub(in crate::planning) fn least(solved: &Solved, objective: &Expression) -> f64 {
    let value = solved.eval(objective);
    value - solved.proof.gap.map_or(f64::INFINITY, |gap| gap * value.abs())
}

/// What is no more above a bound has reached it, as in HiGHS.
const ABSOLUTE_GAP: f64 = 1e-6;

/// A solution with what is proved of it where all others cost at least `bound`.
pub(in crate::planning) fn with_bound(mut solved: Solved, objective: &Expression, bound: f64, effort: Effort) -> Solved {
    let value = solved.eval(objective);
    let above = value - bound;
    let gap = if above <= ABSOLUTE_GAP { 0.0 } else { above / value.abs() };
    solved.proof = Proof { reached: gap <= effort.gap(), gap: gap.is_finite().then_some(gap) };
    solved
}

/// A program's columns without the integer ones at their least value whose reduced cost is beyond an amount: those stay there. Returns how many they are.
fn leaving_out(problem: &ProblemVariables, relaxed: &Relaxed, beyond: f64) -> (ProblemVariables, usize) {
    let (mut kernel, mut out) = (ProblemVariables::new(), 0);
    for (variable, definition) in problem.iter_variables_with_def() {
        let least = definition.get_min();
        let is_idle = definition.is_integer() && relaxed.solution.value(variable) <= least + 1e-9;
        let stays = is_idle && relaxed.reduced_cost(variable) > beyond;
        // Columns are known by their number, which is the same here.
        kernel.add(if stays { definition.clone().max(least) } else { definition.clone() });
        out += usize::from(stays);
    }
    (kernel, out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests {
    use good_lp::{Variable, constraint, variable};

    use super::super::minimise;
    use super::*;
    use crate::random::{Phase, Streams};
    use crate::scenario::file::Solver;

    /// Covering with random costs: every row needs some of its columns. `hard` rows ask for more than there is.
    fn covering(seed: u64, hard: bool) -> (ProblemVariables, Vec<Constraint>, Expression) {
        let mut stream = Streams::new(seed, Phase::Once, 0).stream("covering", 0);
        let mut problem = ProblemVariables::new();
        let columns: Vec<Variable> = (0..80).map(|_| problem.add(variable().integer().min(0.0).max(2.0))).collect();
        let objective: Expression = columns.iter().map(|column| (1.0 + 4.0 * stream.uniform()) * *column).sum();
        let rows = (0..40)
            .map(|_| {
                let mut sum = Expression::default();
                for column in &columns {
                    let (is_in, weight) = (stream.uniform() < 0.15, 0.5 + stream.uniform());
                    sum += if is_in { weight } else { 0.0 } * *column;
                }
                constraint!(sum >= if hard { 1e4 } else { 1.7 })
            })
            .collect();
        (problem, rows, objective)
    }

    /// What is proved of a plan holds against the whole program, solved by itself.
    #[test]
    fn the_proof_is_of_the_whole_program() {
        let exactly = Effort::new(Solver::Highs, 60.0, 0.0);
        let mut smaller = 0;
        for seed in 0..12 {
            let (problem, rows, objective) = covering(seed, false);
            let relaxed = relaxation(&problem, &rows, &objective, exactly).unwrap();
            smaller += leaving_out(&problem, &relaxed, SHARES[0] * relaxed.solution.eval(&objective)).1;
            let best = minimise(problem.clone(), rows.clone(), objective.clone(), exactly).unwrap().eval(&objective);
            let found =
                minimise_large(problem, rows.clone(), objective.clone(), Effort::new(Solver::Highs, 60.0, 1e-3), &|| Ok(false)).unwrap();
            let (value, gap) = (found.eval(&objective), found.proof.gap.unwrap());
            assert!(value >= best - 1e-6 && value * (1.0 - gap) <= best + 1e-6, "seed {seed}: {value}, gap {gap}, best {best}");
            assert_eq!(found.proof.reached, gap <= 1e-3);
            let within = |row: &Constraint| found.eval(row.expression()) <= 1e-6;
            assert!(rows.iter().all(within), "seed {seed}");
        }
        assert!(smaller > 12 * 15, "{smaller} columns left out in all: the kernel is the whole");
    }

    #[test]
    fn what_cannot_be_is_not_found_in_any_kernel() {
        let (problem, rows, objective) = covering(1, true);
        let found = minimise_large(problem, rows, objective, Effort::new(Solver::Highs, 60.0, 1e-3), &|| Ok(false));
        assert!(matches!(found, Err(PlanningError::Infeasible)));
    }
}
