//! Linear and mixed-integer programs in plain numbers, and a solver that keeps its basis between calls.
//!
//! good_lp builds a program once and solves it once. A cutting-plane method solves one program hundreds of times with a few
//! more rows each time, so it speaks to HiGHS by way of `highs`, the crate that good_lp itself stands on.

#[cfg(feature = "highs")]
pub use super::with_highs::Solver;

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
    #[cfg(feature = "highs")]
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
