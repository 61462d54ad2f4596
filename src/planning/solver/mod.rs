//! The door to the solvers: a program goes in; a solution and what was proved of it come out.

mod coefficients;
mod effort;
#[cfg(feature = "highs")]
mod large;
mod solved;
#[cfg(feature = "highs")]
mod with_highs;
mod with_microlp;

use good_lp::{Constraint, Expression, ProblemVariables};

use super::error::PlanningError;
use crate::scenario::file::Solver;
use coefficients::check_coefficients;
#[cfg(feature = "highs")]
use large::minimise_large;
#[cfg(feature = "highs")]
use with_highs::with_highs;
use with_microlp::with_microlp;

pub(super) use effort::Effort;
pub use solved::Proof;
pub(super) use solved::Solved;
#[cfg(feature = "highs")]
pub(super) use {
    large::{least, with_bound},
    with_highs::{better_than, relaxation},
};

/// Solve a program.
///
/// # Errors
/// If nothing keeps the rows, or the solver fails or finds nothing in its time.
pub(in crate::planning) fn minimise(
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
pub(in crate::planning) fn minimise_or_ask(
    problem: ProblemVariables,
    rows: Vec<Constraint>,
    objective: Expression,
    effort: Effort,
    is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
) -> Result<Solved, PlanningError> {
    check_coefficients(&problem, &rows, &objective)?;
    match effort.solver {
        #[cfg(feature = "highs")]
        Solver::Highs if problem.len() > LARGE && effort.by_kernel() => minimise_large(problem, rows, objective, effort, is_impossible),
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

/// Columns beyond which a program is solved by its kernel: below, the whole is solved in no more time.
#[cfg(feature = "highs")]
const LARGE: usize = 1_000;

#[cfg(test)]
mod tests {
    use good_lp::{Solution, constraint, variable};

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
