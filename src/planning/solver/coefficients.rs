//! Programs that no solver can weigh.

use good_lp::{Constraint, Expression, IntoAffineExpression, ProblemVariables, Variable};

use crate::planning::error::PlanningError;

/// Coefficients from here on are none to a solver: HiGHS refuses them without saying which, and with infinite ones it never returns.
const TOO_LARGE: f64 = 1e15;

/// Refuse a program that no solver can weigh, naming row and column as [`crate::planning::mps`] does.
pub(super) fn check_coefficients(problem: &ProblemVariables, rows: &[Constraint], objective: &Expression) -> Result<(), PlanningError> {
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
