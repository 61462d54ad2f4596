//! Linear and mixed-integer programs in plain numbers, and a solver that keeps its basis between calls.
//!
//! good_lp builds a program once and solves it once. A cutting-plane method solves one program hundreds of times with a few
//! more rows each time, so it speaks to HiGHS by way of `highs`, the crate that good_lp itself stands on.

use std::num::NonZeroU32;

use highs::{Col, HighsModelStatus, HighsSolutionStatus, Model, RowProblem};

/// A column: cost a unit, bounds, and whether it must be whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Cost a unit.
    pub cost: f64,
    /// Least value; may be −∞.
    pub lower: f64,
    /// Greatest value; may be ∞.
    pub upper: f64,
    /// Whether it must be whole.
    pub integer: bool,
}

/// A row: lower ≤ Σ coefficient × column ≤ upper.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Row {
    /// Least value; may be −∞.
    pub lower: f64,
    /// Greatest value; may be ∞.
    pub upper: f64,
    /// Columns and their coefficients.
    pub terms: Vec<(usize, f64)>,
}

/// Minimise Σ cost × column over bounds and rows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LinearProgram {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl LinearProgram {
    /// Cost of a point.
    #[must_use]
    pub fn cost(&self, x: &[f64]) -> f64 {
        self.columns.iter().zip(x).map(|(column, x)| column.cost * x).sum()
    }

    /// Whether any column must be whole.
    #[must_use]
    pub fn has_integers(&self) -> bool {
        self.columns.iter().any(|column| column.integer)
    }

    /// The same without the demand that columns be whole.
    #[must_use]
    pub fn relaxed(&self) -> Self {
        let columns = self.columns.iter().map(|column| Column { integer: false, ..*column }).collect();
        Self { columns, rows: self.rows.clone() }
    }

    /// Largest violation of a bound or a row at a point.
    #[must_use]
    pub fn violation(&self, x: &[f64]) -> f64 {
        let bounds = self.columns.iter().zip(x).map(|(column, x)| (column.lower - x).max(x - column.upper));
        let rows = self.rows.iter().map(|row| {
            let value: f64 = row.terms.iter().map(|(column, coefficient)| coefficient * x[*column]).sum();
            (row.lower - value).max(value - row.upper)
        });
        bounds.chain(rows).fold(0.0, f64::max)
    }

    /// Solve once.
    ///
    /// # Errors
    /// If there is no solution or HiGHS fails.
    pub fn solve(&self, options: Options) -> Result<Answer, LinearError> {
        Solver::new(self, options)?.solve()
    }
}

/// How a program is to be solved.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Relative gap at which an integer program counts as solved.
    pub gap: f64,
    /// Seconds; what is best then is the answer.
    pub seconds: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { gap: 1e-9, seconds: f64::INFINITY }
    }
}

/// What a solver found.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Value of every column.
    pub x: Vec<f64>,
    /// Cost.
    pub objective: f64,
    /// Proved lower bound on the cost of any solution.
    pub bound: f64,
    /// Change of the cost with the bound of each row (linear programs only; zeros otherwise).
    pub duals: Vec<f64>,
    /// Whether the solver stopped for time.
    pub stopped: bool,
}

/// Why a program was not solved.
#[derive(Debug, thiserror::Error)]
pub enum LinearError {
    /// No point keeps every row.
    #[error("no solution keeps every row and bound")]
    Infeasible,
    /// The cost falls without end.
    #[error("the cost falls without end: a column with a gain has neither an upper bound nor a row that holds it")]
    Unbounded,
    /// The solver stopped before it found a solution.
    #[error("the solver stopped for time before it found any solution")]
    Stopped,
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Solver(String),
}

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
