//! The door to the solvers: a program goes in; a solution and what was proved of it come out.

use std::collections::HashMap;

use good_lp::solvers::SolutionStatus;
use good_lp::{Constraint, Expression, IntoAffineExpression, ProblemVariables, Solution, Variable};

#[cfg(feature = "highs")]
use super::large::minimise_large;
use super::model::PlanningError;
use crate::scenario::Scenario;
use crate::scenario::file::Solver;

/// How hard a solver tries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    solver: Solver,
    seconds: f64,
    /// The same of a whole search, of which this one may have a part.
    allowed: f64,
    gap: f64,
    /// Where nothing is found in that time, for so many times as long.
    #[cfg(feature = "highs")]
    patience: f64,
    /// Whether HiGHS presolves; if nothing is said, what is large is left to its kernel.
    #[cfg(feature = "highs")]
    presolve: Option<bool>,
    /// Nodes of the search after which it ends, if not before.
    #[cfg(feature = "highs")]
    nodes: Option<i32>,
    /// A gap that is near enough, where the one asked for takes another search.
    #[cfg(feature = "highs")]
    enough: f64,
    /// The same as an amount.
    #[cfg(feature = "highs")]
    enough_amount: f64,
    /// What a solution is thought to cost.
    #[cfg(feature = "highs")]
    expected: Option<f64>,
}

impl Effort {
    /// As the scenario says, to a relative gap.
    pub fn of(scenario: &Scenario, gap: f64) -> Self {
        Self::new(scenario.run.solver, f64::from(scenario.run.time_limit), gap)
    }

    /// With a solver, for so many seconds at most, to a relative gap.
    pub fn new(solver: Solver, seconds: f64, gap: f64) -> Self {
        Self {
            solver,
            seconds,
            allowed: seconds,
            gap,
            #[cfg(feature = "highs")]
            patience: PATIENCE,
            #[cfg(feature = "highs")]
            presolve: None,
            #[cfg(feature = "highs")]
            nodes: None,
            #[cfg(feature = "highs")]
            enough: gap,
            #[cfg(feature = "highs")]
            enough_amount: 0.0,
            #[cfg(feature = "highs")]
            expected: None,
        }
    }

    /// Seconds that a search may take, whatever part of them this one has.
    #[cfg(feature = "highs")]
    pub fn allowed(&self) -> f64 {
        self.allowed
    }

    /// Whether the search goes on where nothing is found in its time.
    #[cfg(feature = "highs")]
    pub fn is_patient(&self) -> bool {
        self.patience > 0.0
    }

    /// Where nothing is found in its time, no longer.
    pub fn impatient(self) -> Self {
        Self {
            #[cfg(feature = "highs")]
            patience: 0.0,
            ..self
        }
    }

    /// In a hurry: in a part of the time, and no longer where nothing is found in it.
    pub fn hurried(self, part: f64) -> Self {
        Self {
            seconds: self.seconds * part,
            #[cfg(feature = "highs")]
            patience: 0.0,
            ..self
        }
    }

    /// The same with HiGHS's own presolve, which pays where a program holds much that is not needed.
    #[cfg(feature = "highs")]
    pub fn presolved(self) -> Self {
        Self { presolve: Some(true), ..self }
    }

    /// The same with the program as it stands, which pays where nearly all that it holds is needed.
    #[cfg(feature = "highs")]
    pub fn as_it_stands(self) -> Self {
        Self { presolve: Some(false), ..self }
    }

    /// Whether HiGHS presolves.
    #[cfg(feature = "highs")]
    fn presolves(&self) -> bool {
        self.presolve == Some(true)
    }

    /// The search ends after so many nodes: sooner, and on every machine alike.
    #[cfg(feature = "highs")]
    pub fn within_nodes(self, nodes: i32) -> Self {
        Self { nodes: Some(nodes), ..self }
    }

    /// The relative gap asked for.
    #[cfg(feature = "highs")]
    pub fn gap(&self) -> f64 {
        self.gap
    }

    /// Content with another gap, where the one asked for would take a search more.
    #[cfg_attr(not(feature = "highs"), allow(unused_variables, reason = "one search is all there is"))]
    pub fn content_with(self, enough: f64) -> Self {
        Self {
            #[cfg(feature = "highs")]
            enough: self.gap.max(enough),
            ..self
        }
    }

    /// Content with a gap that is no more than an amount, where the one asked for would take a search more, and of that with a glance.
    #[cfg_attr(not(feature = "highs"), allow(unused_variables, reason = "one search is all there is"))]
    pub fn content_within(self, amount: f64) -> Self {
        Self {
            #[cfg(feature = "highs")]
            enough_amount: amount,
            ..self
        }
    }

    /// Whether a glance is enough of a search for something better.
    #[cfg(feature = "highs")]
    pub fn is_brief(&self) -> bool {
        self.enough_amount > 0.0
    }

    /// A solution is thought to be no dearer: one is looked for first among those, and elsewhere if that is wrong.
    #[cfg_attr(not(feature = "highs"), allow(unused_variables, reason = "one search is all there is"))]
    pub fn expecting(self, cost: Option<f64>) -> Self {
        Self {
            #[cfg(feature = "highs")]
            expected: cost,
            ..self
        }
    }

    /// What a solution is thought to cost.
    #[cfg(feature = "highs")]
    pub fn expected(&self) -> Option<f64> {
        self.expected
    }

    /// Whether the relative gap of a solution of a value is near enough.
    #[cfg(feature = "highs")]
    pub fn is_content(&self, gap: f64, value: f64) -> bool {
        gap <= self.enough || gap * value.abs() <= self.enough_amount
    }

    /// How long.
    #[cfg(feature = "highs")]
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// To another gap.
    #[cfg(feature = "highs")]
    pub fn to_gap(self, gap: f64) -> Self {
        Self { gap, ..self }
    }

    /// No longer than so many seconds.
    pub fn for_at_most(self, seconds: f64) -> Self {
        Self { seconds: self.seconds.min(seconds), ..self }
    }

    /// What is left of its time since a moment; nothing where that is next to nothing.
    #[cfg(feature = "highs")]
    pub fn left_since(self, start: std::time::Instant) -> Option<Self> {
        let seconds = self.seconds - start.elapsed().as_secs_f64();
        (seconds > 1.0).then_some(Self { seconds, ..self }.impatient())
    }
}

/// What a solver proved of a solution.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Proof {
    /// Whether the gap asked for was reached; if not, time ran out.
    pub reached: bool,
    /// Relative gap between the solution and the best bound; nothing if no bound was found or none is told.
    pub gap: Option<f64>,
}

impl Default for Proof {
    /// Of what nobody had to solve.
    fn default() -> Self {
        Self { reached: true, gap: None }
    }
}

/// A solution.
pub(super) struct Solved {
    values: HashMap<Variable, f64>,
    pub proof: Proof,
}

impl Solution for Solved {
    fn status(&self) -> SolutionStatus {
        if self.proof.reached { SolutionStatus::GapLimit } else { SolutionStatus::TimeLimit }
    }

    fn value(&self, variable: Variable) -> f64 {
        self.values.get(&variable).copied().unwrap_or(0.0)
    }
}

/// Solve a program.
///
/// # Errors
/// If nothing keeps the rows, or the solver fails or finds nothing in its time.
pub(super) fn minimise(
    problem: ProblemVariables,
    rows: Vec<Constraint>,
    objective: Expression,
    effort: Effort,
) -> Result<Solved, PlanningError> {
    minimise_or_ask(problem, rows, objective, effort, &|| Ok(false))
}

/// The same, where somebody may know that there is no solution, and is asked before the search goes on beyond its time for a first one.
///
/// # Errors
/// As [`minimise`].
pub(super) fn minimise_or_ask(
    problem: ProblemVariables,
    rows: Vec<Constraint>,
    objective: Expression,
    effort: Effort,
    is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
) -> Result<Solved, PlanningError> {
    check_coefficients(&problem, &rows, &objective)?;
    match effort.solver {
        #[cfg(feature = "highs")]
        Solver::Highs if problem.len() > LARGE && effort.presolve.is_none() => {
            minimise_large(problem, rows, objective, effort, is_impossible)
        }
        #[cfg(feature = "highs")]
        Solver::Highs => with_highs(problem, rows, objective, effort, is_impossible),
        Solver::Microlp => {
            let _ = is_impossible;
            with_microlp(problem, rows, objective, effort)
        }
        #[cfg(not(feature = "highs"))]
        Solver::Highs => Err(PlanningError::Solver("this program was built without highs".into())),
    }
}

/// Coefficients from here on are none to a solver: HiGHS refuses them without saying which, and with infinite ones it never returns.
const TOO_LARGE: f64 = 1e15;

/// Refuse a program that no solver can weigh, naming row and column as [`super::mps`] does.
fn check_coefficients(problem: &ProblemVariables, rows: &[Constraint], objective: &Expression) -> Result<(), PlanningError> {
    let is_fine = |coefficient: f64| coefficient.abs() < TOO_LARGE;
    let refuse = |coefficient: f64, row: String, variable: Option<Variable>| {
        let number = variable.and_then(|variable| problem.iter_variables_with_def().position(|(other, _)| other == variable));
        let column = number.map_or_else(|| "the right-hand side".to_owned(), |number| format!("column x{number}"));
        let help = "some amount or number of the scenario is far too large (`houqin check` warns of such); --dump DIR writes the program";
        Err(PlanningError::Solver(format!("it cannot weigh {coefficient:e} in {row}, {column}: {help}")))
    };
    for (variable, coefficient) in objective.linear_coefficients() {
        if !is_fine(coefficient) {
            return refuse(coefficient, "the cost".into(), Some(variable));
        }
    }
    for (index, row) in rows.iter().enumerate() {
        let name = || row.name().map_or_else(|| format!("row r{index}"), |name| format!("row r{index}.{name}"));
        for (variable, coefficient) in row.expression().linear_coefficients() {
            if !is_fine(coefficient) {
                return refuse(coefficient, name(), Some(variable));
            }
        }
        if row.expression().constant().is_nan() {
            return refuse(row.expression().constant(), name(), None);
        }
    }
    Ok(())
}

/// The linear relaxation of a program, solved.
#[cfg(feature = "highs")]
pub(super) struct Relaxed {
    pub solution: Solved,
    reduced: HashMap<Variable, f64>,
}

#[cfg(feature = "highs")]
impl Relaxed {
    /// What a unit more of a column would add to the relaxation's value.
    pub fn reduced_cost(&self, variable: Variable) -> f64 {
        self.reduced.get(&variable).copied().unwrap_or(0.0)
    }
}

/// Columns beyond which a program is solved by its kernel: below, the whole is solved in no more time.
#[cfg(feature = "highs")]
const LARGE: usize = 1_000;

/// The time limit is for the proof. Where there is no plan at all by then, as on a machine that is busy with something else, the search begins again, with
/// HiGHS's jumps for a first plan, for so many times as long.
#[cfg(feature = "highs")]
const PATIENCE: f64 = 3.0;

#[cfg(feature = "highs")]
fn with_highs(
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
#[cfg(feature = "highs")]
pub(super) fn better_than(
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

#[cfg(feature = "highs")]
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
#[cfg(feature = "highs")]
pub(super) fn relaxation(
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
#[cfg(feature = "highs")]
const FEW_COLUMNS: usize = 5_000;

/// A program inside HiGHS. good_lp tells neither bound nor gap nor reduced costs; the model that it has built does.
#[cfg(feature = "highs")]
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
#[cfg(feature = "highs")]
const LONG: usize = 100;

/// HiGHS's mark of the rule by which presolve makes an inequality again of an equation with a slack (`kPresolveRuleZeroCostSingleton`).
#[cfg(feature = "highs")]
const ZERO_COST_SINGLETON: i32 = 1 << 18;

#[cfg(feature = "highs")]
fn is_long(row: &Constraint) -> bool {
    !row.is_equality() && row.expression().linear_coefficients().count() > LONG
}

/// Long inequalities as equations with a slack: HiGHS's presolve strengthens inequalities in a loop that looks at no clock, and on a long row of money with
/// as many coefficients as entries it may not come to an end.
#[cfg(feature = "highs")]
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

#[cfg(feature = "highs")]
fn failed(what: &dyn std::fmt::Debug) -> PlanningError {
    PlanningError::Solver(format!("{what:?}"))
}

fn with_microlp(problem: ProblemVariables, rows: Vec<Constraint>, objective: Expression, effort: Effort) -> Result<Solved, PlanningError> {
    use good_lp::solvers::WithTimeLimit;
    use good_lp::solvers::microlp::microlp;
    use good_lp::{ResolutionError, SolverModel, WithMipGap};

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

#[cfg(test)]
mod tests {
    use good_lp::{constraint, variable};

    use super::*;

    #[test]
    fn coefficients_that_cannot_be_weighed_are_refused_with_their_place() {
        for (coefficient, cost, place) in [
            (f64::INFINITY, 1.0, "row r1.budget, column x1"),
            (f64::NAN, 1.0, "row r1.budget, column x1"),
            (1e16, 1.0, "row r1.budget, column x1"),
            (1.0, f64::NEG_INFINITY, "the cost, column x1"),
        ] {
            let mut problem = ProblemVariables::new();
            let [x, y] = [(); 2].map(|()| problem.add(variable().min(0.0).max(5.0)));
            let rows = vec![constraint!(x + y >= 1), constraint!(x + coefficient * y <= 4).set_name("budget".into())];
            let solver = if cfg!(feature = "highs") { Solver::Highs } else { Solver::Microlp };
            let refused = minimise(problem, rows, x + cost * y, Effort::new(solver, 5.0, 1e-4)).err();
            assert!(
                matches!(&refused, Some(PlanningError::Solver(message)) if message.contains(place)),
                "{coefficient}, {cost}: {refused:?}"
            );
        }
        let mut problem = ProblemVariables::new();
        let x = problem.add(variable().min(0.0));
        let solver = if cfg!(feature = "highs") { Solver::Highs } else { Solver::Microlp };
        let solved = minimise(problem, vec![constraint!(x >= 1e9)], x.into(), Effort::new(solver, 5.0, 1e-4)).unwrap();
        assert!((solved.value(x) - 1e9).abs() < 1.0);
    }
}
