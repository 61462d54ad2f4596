//! How limits give way where they contradict each other.
//!
//! A limit that may give way gets a variable in its rows, in shares of itself; the least sum of these is the least change that resolves the
//! contradiction (elastic programming, Chinneck and Dravnieks 1991).

use good_lp::{Expression, ProblemVariables, Solution, Variable, variable};
use serde::{Deserialize, Serialize};

use crate::planning::limit::Limit;

/// Limits that may give way, and the variables by which they do.
#[derive(Default)]
pub(in crate::planning) struct Giving {
    may: Vec<Limit>,
    /// The year of a path whose rows are being written.
    pub year: Option<usize>,
    given: Vec<Given>,
}

/// A row's limit that gives way.
struct Given {
    /// The limit, and how much of it is enough where its row gives way by nothing.
    change: Change,
    /// What it gives way by for each one of the variable; negative where a limit is a least.
    unit: f64,
    by: Variable,
    /// Where the limit is a ratio: what is above and what is below.
    ratio: Option<(Expression, Expression)>,
}

/// How far a limit has to give way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub limit: Limit,
    /// The year of a path, from 0.
    pub year: Option<usize>,
    /// Which department, lot, resource or way of retraining.
    pub at: usize,
    /// What it is, in its own unit.
    pub asked: f64,
    /// What is enough.
    pub needed: f64,
}

/// By how much a limit gives way, as a share of itself, before it counts as more than the solver's tolerance.
const TOLERANCE: f64 = 1e-6;

impl Giving {
    /// Limits that may.
    pub fn of(may: &[Limit]) -> Self {
        Self { may: may.to_vec(), ..Self::default() }
    }

    /// Whether a limit may give way.
    pub fn may(&self, limit: Limit) -> bool {
        self.may.contains(&limit)
    }

    /// By how much a limit of `asked` gives way in a row, in its own unit; nothing unless it may. A `unit` of it, by which its change is weighed
    /// against that of others, is negative where it is a least.
    pub fn way(&mut self, problem: &mut ProblemVariables, limit: Limit, at: usize, asked: f64, unit: f64) -> Expression {
        if !self.may(limit) {
            return Expression::default();
        }
        let by = problem.add(variable().min(0.0));
        let change = Change { limit, year: self.year, at, asked, needed: asked };
        self.given.push(Given { change, unit, by, ratio: None });
        unit.abs() * by
    }

    /// The same for a limit on the ratio of two sums; gives way in the unit of the sums, of which `whole` is the most.
    pub fn way_of_ratio(
        &mut self,
        problem: &mut ProblemVariables,
        limit: Limit,
        at: usize,
        asked: f64,
        ratio: (Expression, Expression),
        whole: f64,
    ) -> Expression {
        let way = self.way(problem, limit, at, asked, whole);
        if let Some(given) = self.given.last_mut().filter(|_| self.may.contains(&limit)) {
            given.ratio = Some(ratio);
        }
        way
    }

    /// What is to be made least.
    pub fn sum(&self) -> Expression {
        self.given.iter().map(|given| given.by).sum()
    }

    /// The limits that give way in a solution.
    pub fn changes(&self, solution: &impl Solution) -> Vec<Change> {
        let gives = self.given.iter().filter(|given| solution.value(given.by) > TOLERANCE);
        let change = |given: &Given| {
            let needed = match &given.ratio {
                Some((part, whole)) => solution.eval(part) / solution.eval(whole).max(f64::MIN_POSITIVE),
                None => given.change.asked + given.unit * solution.value(given.by),
            };
            Change { needed, ..given.change }
        };
        gives.map(change).collect()
    }
}
