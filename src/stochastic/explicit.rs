//! Two-stage programs written out row by row: recourse by a linear program, and the extensive form that solves all at once.

use super::{Column, LinearError, LinearProgram, Recourse, Row, TwoStage};

/// A row of the second stage: lower ≤ Σ first + Σ second ≤ upper.
#[derive(Clone, Debug, Default)]
pub struct SecondRow {
    /// Least value.
    pub lower: f64,
    /// Greatest value.
    pub upper: f64,
    /// First-stage columns and coefficients.
    pub first: Vec<(usize, f64)>,
    /// Second-stage columns and coefficients.
    pub second: Vec<(usize, f64)>,
}

/// How a replication differs from the base.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Bounds of a row.
    Bounds {
        /// The row.
        row: usize,
        /// Least value.
        lower: f64,
        /// Greatest value.
        upper: f64,
    },
    /// Coefficient of a first-stage column in a row of the second stage.
    First {
        /// The row.
        row: usize,
        /// The first-stage column.
        column: usize,
        /// The coefficient.
        value: f64,
    },
    /// Coefficient of a second-stage column.
    Second {
        /// The row.
        row: usize,
        /// The second-stage column.
        column: usize,
        /// The coefficient.
        value: f64,
    },
    /// Cost of a second-stage column.
    Cost {
        /// The second-stage column.
        column: usize,
        /// Its cost.
        value: f64,
    },
}

/// A two-stage program in plain numbers.
#[derive(Clone, Debug)]
pub struct Explicit {
    first: LinearProgram,
    columns: Vec<Column>,
    rows: Vec<SecondRow>,
    replications: Vec<(f64, Vec<Change>)>,
    least: f64,
}

impl Explicit {
    /// A program without replications yet; recourse is taken never to be negative.
    #[must_use]
    pub fn new(first: LinearProgram, columns: Vec<Column>, rows: Vec<SecondRow>) -> Self {
        Self { first, columns, rows, replications: Vec::new(), least: 0.0 }
    }

    /// Say below what the recourse never falls.
    #[must_use]
    pub fn with_recourse_at_least(mut self, least: f64) -> Self {
        self.least = least;
        self
    }

    /// Add a replication.
    pub fn add(&mut self, probability: f64, changes: Vec<Change>) {
        self.replications.push((probability, changes));
    }

    /// The second stage of a replication.
    fn stage(&self, replication: usize) -> (Vec<Column>, Vec<SecondRow>) {
        let mut columns = self.columns.clone();
        let mut rows = self.rows.clone();
        let set = |terms: &mut Vec<(usize, f64)>, column: usize, value: f64| match terms.iter_mut().find(|term| term.0 == column) {
            Some(term) => term.1 = value,
            None => terms.push((column, value)),
        };
        for change in &self.replications[replication].1 {
            match *change {
                Change::Bounds { row, lower, upper } => (rows[row].lower, rows[row].upper) = (lower, upper),
                Change::First { row, column, value } => set(&mut rows[row].first, column, value),
                Change::Second { row, column, value } => set(&mut rows[row].second, column, value),
                Change::Cost { column, value } => columns[column].cost = value,
            }
        }
        (columns, rows)
    }

    /// Every replication's second stage in one program: first-stage columns, then those of each replication.
    #[must_use]
    pub fn extensive(&self) -> LinearProgram {
        let mut program = self.first.clone();
        for (replication, (probability, _)) in self.replications.iter().enumerate() {
            let (columns, rows) = self.stage(replication);
            let base = program.columns.len();
            program.columns.extend(columns.iter().map(|column| Column { cost: column.cost * probability, ..*column }));
            program.rows.extend(rows.into_iter().map(|row| {
                let mut terms = row.first;
                terms.extend(row.second.iter().map(|(column, value)| (base + column, *value)));
                Row { lower: row.lower, upper: row.upper, terms }
            }));
        }
        program
    }
}

impl TwoStage for Explicit {
    fn first_stage(&self) -> &LinearProgram {
        &self.first
    }

    fn replications(&self) -> usize {
        self.replications.len()
    }

    fn probability(&self, replication: usize) -> f64 {
        self.replications[replication].0
    }

    fn recourse_at_least(&self) -> f64 {
        self.least
    }

    fn recourse(&self, replication: usize, x: &[f64], slope: &mut [f64]) -> Result<Recourse, LinearError> {
        let (columns, stage) = self.stage(replication);
        let rows = stage
            .iter()
            .map(|row| {
                let fixed: f64 = row.first.iter().map(|(column, value)| value * x[*column]).sum();
                Row { lower: row.lower - fixed, upper: row.upper - fixed, terms: row.second.clone() }
            })
            .collect();
        let mut program = LinearProgram { columns, rows };
        let (answer, feasible) = match program.solve(Default::default()) {
            Ok(answer) => (answer, true),
            // How far from feasible, and which way is nearer: rows may be broken at a price of one.
            Err(LinearError::Infeasible) => {
                program.columns.iter_mut().for_each(|column| column.cost = 0.0);
                for row in &mut program.rows {
                    for sign in [1.0, -1.0] {
                        row.terms.push((program.columns.len(), sign));
                        program.columns.push(Column { cost: 1.0, lower: 0.0, upper: f64::INFINITY, integer: false });
                    }
                }
                (program.solve(Default::default())?, false)
            }
            Err(other) => return Err(other),
        };
        slope.fill(0.0);
        for (row, dual) in stage.iter().zip(&answer.duals) {
            for (column, value) in &row.first {
                slope[*column] -= dual * value;
            }
        }
        Ok(if feasible { Recourse::Value(answer.objective) } else { Recourse::Infeasible(answer.objective) })
    }
}
