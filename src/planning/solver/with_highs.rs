//! Programs to HiGHS and back.

use std::collections::HashMap;

use good_lp::{Constraint, Expression, IntoAffineExpression, ProblemVariables, Solution, Variable};

use super::coefficients::check_coefficients;
use super::effort::Effort;
use super::solved::{Proof, Solved};
use crate::planning::error::PlanningError;

/// The linear relaxation of a program, solved.
pub(in crate::planning) struct Relaxed {
    pub solution: Solved,
    reduced: HashMap<Variable, f64>,
}

impl Relaxed {
    /// What a unit more of a column would add to the relaxation's value.
    pub fn reduced_cost(&self, variable: Variable) -> f64 {
        self.reduced.get(&variable).copied().unwrap_or(0.0)
    }
}

/// Solve a program by HiGHS. Somebody may know that there is no solution, and is asked before the search goes on beyond its time for a first one.
///
/// # Errors
/// If nothing keeps the rows, or the solver fails or finds nothing in its time.
pub(super) fn with_highs(
    problem: ProblemVariables,
    rows: Vec<Constraint>,
    objective: Expression,
    effort: Effort,
    is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
) -> Result<Solved, PlanningError> {
    solved_in(in_highs(problem.clone(), rows, objective, effort)?, &problem, effort, is_impossible)
}

/// Something better than a solution that is known, or that one. HiGHS may take a known solution for the best where it presolves: that no better one is found
/// proves nothing.
///
/// # Errors
/// If the solver fails.
pub(in crate::planning) fn better_than(
    known: &Solved,
    problem: &ProblemVariables,
    rows: Vec<Constraint>,
    objective: &Expression,
    effort: Effort,
) -> Result<Solved, PlanningError> {
    check_coefficients(problem, &rows, objective)?;
    let mut start: Vec<f64> = problem.iter_variables_with_def().map(|(variable, _)| known.value(variable)).collect();
    if effort.presolves() {
        // What is left of a long row is a column there.
        start.extend(rows.iter().filter(|row| is_long(row)).map(|row| -known.eval(row.expression())));
    }
    let mut model = in_highs(problem.clone(), rows, objective.clone(), effort)?;
    model.try_set_solution(Some(&start), None, None, None).map_err(|error| failed(&error))?;
    solved_in(model, problem, effort.impatient(), &|| Ok(false))
}

fn solved_in(
    model: highs::Model,
    problem: &ProblemVariables,
    effort: Effort,
    is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
) -> Result<Solved, PlanningError> {
    use highs::{HighsModelStatus, HighsSolutionStatus};

    let variables = problem.iter_variables_with_def().map(|(variable, _)| variable);
    let mut solved = model.try_solve().map_err(|error| failed(&error))?;
    // Where it loses its way in the simplex method HiGHS says that it does not know: it is as if its time had run out.
    let is_out = matches!(solved.status(), HighsModelStatus::ReachedTimeLimit | HighsModelStatus::Unknown);
    let is_empty = is_out && solved.primal_solution_status() != HighsSolutionStatus::Feasible;
    if is_empty && effort.patience > 0.0 {
        if is_impossible()? {
            return Err(PlanningError::Infeasible);
        }
        let mut again = highs::Model::from(solved);
        again.set_option("mip_heuristic_run_feasibility_jump", true);
        // HiGHS counts the time of both.
        again.set_option("time_limit", (1.0 + effort.patience) * effort.seconds);
        solved = again.try_solve().map_err(|error| failed(&error))?;
    }
    let reached = match solved.status() {
        HighsModelStatus::Optimal | HighsModelStatus::ObjectiveBound | HighsModelStatus::ObjectiveTarget => true,
        HighsModelStatus::ReachedTimeLimit | HighsModelStatus::ReachedSolutionLimit | HighsModelStatus::Unknown => false,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => return Err(PlanningError::Infeasible),
        other => return Err(failed(&other)),
    };
    if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
        return Err(PlanningError::OutOfTime(effort.allowed));
    }
    let gap = Some(solved.mip_gap()).filter(|gap| gap.is_finite() && *gap >= 0.0);
    let values = variables.zip(solved.get_solution().columns().iter().copied()).collect();
    Ok(Solved { values, proof: Proof { reached, gap } })
}

/// Solve the linear relaxation of a program by HiGHS.
///
/// # Errors
/// If nothing keeps the rows, or the solver fails.
pub(in crate::planning) fn relaxation(
    problem: &ProblemVariables,
    rows: &[Constraint],
    objective: &Expression,
    effort: Effort,
) -> Result<Relaxed, PlanningError> {
    use highs::HighsModelStatus;

    check_coefficients(problem, rows, objective)?;
    let variables: Vec<Variable> = problem.iter_variables_with_def().map(|(variable, _)| variable).collect();
    let mut model = in_highs(problem.clone(), rows.to_vec(), objective.clone(), effort)?;
    model.set_option("solve_relaxation", true);
    let solved = model.try_solve().map_err(|error| failed(&error))?;
    match solved.status() {
        HighsModelStatus::Optimal => {}
        HighsModelStatus::ReachedTimeLimit | HighsModelStatus::Unknown => return Err(PlanningError::OutOfTime(effort.allowed)),
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => return Err(PlanningError::Infeasible),
        other => return Err(failed(&other)),
    }
    let found = solved.get_solution();
    let by_variable = |values: &[f64]| variables.iter().copied().zip(values.iter().copied()).collect();
    let solution = Solved { values: by_variable(found.columns()), proof: Proof { reached: true, gap: None } };
    Ok(Relaxed { solution, reduced: by_variable(found.dual_columns()) })
}

/// Columns up to which whole numbers are held more closely than HiGHS does by itself.
const FEW_COLUMNS: usize = 5_000;

/// A program inside HiGHS. good_lp tells neither bound nor gap nor reduced costs; the model that it has built does.
fn in_highs(
    problem: ProblemVariables,
    rows: Vec<Constraint>,
    objective: Expression,
    effort: Effort,
) -> Result<highs::Model, PlanningError> {
    use good_lp::SolverModel;
    use good_lp::solvers::highs::highs;

    let columns = problem.len();
    let (problem, rows) = if effort.presolves() { long_as_equations(problem, rows) } else { (problem, rows) };
    let mut model = problem.minimise(objective).using(highs).with_all(rows).try_into_inner().map_err(|error| failed(&error))?;
    model.make_quiet();
    model.set_threads(std::num::NonZeroU32::MIN);
    model.set_option("parallel", "off");
    // Small programs are tight as they stand: the search ends at or near the root, and presolving takes many times as long as all the rest.
    model.set_option("presolve", if effort.presolves() { "on" } else { "off" });
    if effort.presolves() {
        // The slack of a long row stays a column: see `long_as_equations`.
        model.set_option("presolve_rule_off", ZERO_COST_SINGLETON);
    }
    // Nor is anything presolved there for a search beside the search, whose long rows are inequalities and may keep it for ever.
    for search in ["rins", "rens", "root_reduced_cost"] {
        model.set_option(format!("mip_heuristic_run_{search}"), effort.presolves());
    }
    // Jumping about for a first plan takes a third of the time, and finds none that rounding the relaxation does not.
    model.set_option("mip_heuristic_run_feasibility_jump", false);
    model.set_option("time_limit", effort.seconds);
    model.set_option("mip_rel_gap", effort.gap);
    if let Some(nodes) = effort.nodes {
        model.set_option("mip_max_nodes", nodes);
    }
    // Whether a discount's threshold is reached is a matter of a coin: a whole number may be off by less than that, where it does not cost much time.
    if columns <= FEW_COLUMNS {
        model.set_option("mip_feasibility_tolerance", 1e-8);
    }
    Ok(model)
}

/// Entries from which a row is long.
const LONG: usize = 100;

/// HiGHS's mark of the rule by which presolve makes an inequality again of an equation with a slack (`kPresolveRuleZeroCostSingleton`).
const ZERO_COST_SINGLETON: i32 = 1 << 18;

fn is_long(row: &Constraint) -> bool {
    !row.is_equality() && row.expression().linear_coefficients().count() > LONG
}

/// Long inequalities as equations with a slack: HiGHS's presolve strengthens inequalities in a loop that looks at no clock, and on a long row of money with
/// as many coefficients as entries it may not come to an end.
fn long_as_equations(mut problem: ProblemVariables, mut rows: Vec<Constraint>) -> (ProblemVariables, Vec<Constraint>) {
    use good_lp::{constraint, variable};

    for row in &mut rows {
        if is_long(row) {
            let slack = problem.add(variable().min(0.0));
            *row = constraint!(row.expression().clone() + slack == 0.0);
        }
    }
    (problem, rows)
}

fn failed(what: &dyn std::fmt::Debug) -> PlanningError {
    PlanningError::Solver(format!("{what:?}"))
}
