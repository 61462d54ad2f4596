//! A program inside HiGHS.

use std::num::NonZeroU32;

use highs::{Col, HighsModelStatus, HighsSolutionStatus, Model, RowProblem};

use super::linear::{Answer, LinearError, LinearProgram, Options, Row};

/// A program inside HiGHS. Rows may be added and bounds changed between calls; the basis is kept.
#[derive(Debug)]
pub struct Solver {
    model: Option<Model>,
    columns: Vec<Col>,
    integer: bool,
}

impl Solver {
    /// Hand a program over.
    ///
    /// # Errors
    /// If HiGHS refuses it, for example because a number is not finite.
    pub fn new(program: &LinearProgram, options: Options) -> Result<Self, LinearError> {
        let mut problem = RowProblem::default();
        let columns: Vec<Col> = program
            .columns
            .iter()
            .map(|column| problem.add_column_with_integrality(column.cost, column.lower..=column.upper, column.integer))
            .collect();
        for row in &program.rows {
            problem.add_row(row.lower..=row.upper, row.terms.iter().map(|(column, coefficient)| (columns[*column], *coefficient)));
        }
        let mut model = Model::try_new(problem).map_err(failed)?;
        model.set_threads(NonZeroU32::MIN);
        model.set_option("parallel", "off");
        model.set_option("mip_rel_gap", options.gap);
        if options.seconds.is_finite() {
            model.set_option("time_limit", options.seconds);
        }
        Ok(Self { model: Some(model), columns, integer: program.has_integers() })
    }

    /// Add a row.
    ///
    /// # Errors
    /// If HiGHS refuses it.
    pub fn add_row(&mut self, row: &Row) -> Result<(), LinearError> {
        let Some(model) = &mut self.model else { return Err(lost()) };
        let terms = row.terms.iter().map(|(column, coefficient)| (self.columns[*column], *coefficient));
        model.try_add_row(row.lower..=row.upper, terms).map_err(failed)?;
        Ok(())
    }

    /// Change the bounds of a column.
    pub fn set_bounds(&mut self, column: usize, lower: f64, upper: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_bounds(self.columns[column], lower..=upper);
        }
    }

    /// Change the cost of a column.
    pub fn set_cost(&mut self, column: usize, cost: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_cost(self.columns[column], cost);
        }
    }

    /// Offer a solution to start from, one value a column.
    ///
    /// # Errors
    /// If HiGHS refuses it.
    pub fn start_from(&mut self, x: &[f64]) -> Result<(), LinearError> {
        let Some(model) = &mut self.model else { return Err(lost()) };
        model.try_set_solution(Some(x), None, None, None).map_err(failed)
    }

    /// Solve from where the last call ended.
    ///
    /// # Errors
    /// If there is no solution or HiGHS fails.
    pub fn solve(&mut self) -> Result<Answer, LinearError> {
        let solved = self.model.take().ok_or_else(lost)?.try_solve().map_err(failed)?;
        let status = solved.status();
        let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
        let answer = match status {
            HighsModelStatus::Optimal | HighsModelStatus::ObjectiveBound | HighsModelStatus::ObjectiveTarget => {
                Ok(self.read(&solved, false))
            }
            HighsModelStatus::Infeasible => Err(LinearError::Infeasible),
            HighsModelStatus::Unbounded | HighsModelStatus::UnboundedOrInfeasible => Err(LinearError::Unbounded),
            HighsModelStatus::ReachedTimeLimit if feasible => Ok(self.read(&solved, true)),
            HighsModelStatus::ReachedTimeLimit => Err(LinearError::Stopped),
            other => Err(LinearError::Solver(format!("{other:?}"))),
        };
        self.model = Some(solved.into());
        answer
    }

    fn read(&self, solved: &highs::SolvedModel, stopped: bool) -> Answer {
        let solution = solved.get_solution();
        let objective = solved.objective_value();
        let bound = if self.integer { solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY) } else { objective };
        Answer { x: solution.columns().to_vec(), objective, bound, duals: solution.dual_rows().to_vec(), stopped }
    }
}

fn failed(status: impl std::fmt::Debug) -> LinearError {
    LinearError::Solver(format!("{status:?}"))
}

fn lost() -> LinearError {
    LinearError::Solver("the program was lost in an earlier failure".into())
}
