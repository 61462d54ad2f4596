//! Programs to microlp and back.

use good_lp::solvers::microlp::microlp;
use good_lp::solvers::{SolutionStatus, WithTimeLimit};
use good_lp::{Constraint, Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, WithMipGap};

use super::effort::Effort;
use super::solved::{Proof, Solved};
use crate::planning::error::PlanningError;

/// Solve a program by microlp.
///
/// # Errors
/// If nothing keeps the rows, or the solver fails or finds nothing in its time.
pub(super) fn with_microlp(
    problem: ProblemVariables,
    rows: Vec<Constraint>,
    objective: Expression,
    effort: Effort,
) -> Result<Solved, PlanningError> {
    let variables: Vec<Variable> = problem.iter_variables_with_def().map(|(variable, _)| variable).collect();
    let program = problem.minimise(objective).using(microlp).with_time_limit(effort.seconds);
    let program = program.with_mip_gap(effort.gap as f32).map_err(|error| PlanningError::Solver(error.to_string()))?;
    let solution = program.with_all(rows).solve().map_err(|error| match error {
        ResolutionError::Infeasible => PlanningError::Infeasible,
        ResolutionError::Other(what) if what.starts_with("Time limit") => PlanningError::OutOfTime(effort.allowed),
        other => PlanningError::Solver(other.to_string()),
    })?;
    let reached = !matches!(solution.status(), SolutionStatus::TimeLimit);
    let values = variables.into_iter().map(|variable| (variable, solution.value(variable))).collect();
    Ok(Solved { values, proof: Proof { reached, gap: reached.then_some(effort.gap) } })
}
