//! Two-stage stochastic programs and their decomposition; numbers only, nothing of scenarios or plans.
//!
//! First-stage columns x are chosen before a replication is known; what remains to be done then, the recourse, costs Q(x, ω). The
//! program is min c·x + Σ p(ω) Q(x, ω) over the rows and bounds of the first stage. Whoever can say what a replication costs
//! at a point, and how that changes with the point, implements [`TwoStage`].

#[cfg(feature = "highs")]
pub mod blocks;
pub mod confidence;
#[cfg(feature = "highs")]
pub mod decompose;
#[cfg(feature = "highs")]
pub mod explicit;
pub mod linear;
#[cfg(feature = "highs")]
pub mod sourcing;
#[cfg(feature = "highs")]
mod with_highs;

pub use linear::{Column, LinearError, LinearProgram, Row};

/// What a replication says at a point x: its plane, with the slope written beside it, lies nowhere above the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recourse {
    /// Q(x): Q(x′) ≥ value + slope · (x′ − x).
    Value(f64),
    /// No recourse at x: points must keep excess + slope · (x′ − x) ≤ 0, and the excess is positive.
    Infeasible(f64),
}

/// A two-stage program with recourse that is convex in the first stage.
pub trait TwoStage: Sync {
    /// Costs, bounds and rows of the first stage.
    fn first_stage(&self) -> &LinearProgram;

    /// How many replications there are.
    fn replications(&self) -> usize;

    /// Probability of a replication; they sum to 1.
    fn probability(&self, replication: usize) -> f64;

    /// A value that the recourse of no replication is ever below, at any point of the first stage.
    fn recourse_at_least(&self) -> f64;

    /// Recourse of a replication at a point, with its slope (one entry a column) written over `slope`.
    ///
    /// # Errors
    /// If a solver that the recourse rests on fails.
    fn recourse(&self, replication: usize, x: &[f64], slope: &mut [f64]) -> Result<Recourse, LinearError>;
}

/// Expected cost of a point over every replication: first stage and recourse; infinite where a replication has none.
///
/// # Errors
/// If a solver fails.
pub fn expected_cost(program: &dyn TwoStage, x: &[f64]) -> Result<f64, LinearError> {
    let costs = costs(program, x)?;
    Ok(costs.iter().enumerate().map(|(replication, cost)| program.probability(replication) * cost).sum())
}

/// Cost of a point in each replication, first stage included; infinite where there is no recourse.
///
/// # Errors
/// If a solver fails.
pub fn costs(program: &dyn TwoStage, x: &[f64]) -> Result<Vec<f64>, LinearError> {
    use rayon::prelude::*;
    let first = program.first_stage().cost(x);
    (0..program.replications())
        .into_par_iter()
        .map_init(
            || vec![0.0; x.len()],
            |slope, replication| {
                Ok(match program.recourse(replication, x, slope)? {
                    Recourse::Value(value) => first + value,
                    Recourse::Infeasible(_) => f64::INFINITY,
                })
            },
        )
        .collect()
}
