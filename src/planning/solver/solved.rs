//! A solution, and what was proved of it.

use std::collections::HashMap;

use good_lp::solvers::SolutionStatus;
use good_lp::{Solution, Variable};

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
pub(in crate::planning) struct Solved {
    pub(super) values: HashMap<Variable, f64>,
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
