//! How hard a solver tries.

use crate::scenario::Scenario;
use crate::scenario::file::Solver;

/// How hard a solver tries.
#[cfg_attr(not(feature = "highs"), allow(dead_code, reason = "one search is all there is to microlp"))]
#[derive(Clone, Copy, Debug)]
pub(in crate::planning) struct Effort {
    pub(super) solver: Solver,
    pub(super) seconds: f64,
    /// The same of a whole search, of which this one may have a part.
    pub(super) allowed: f64,
    pub(super) gap: f64,
    /// Where nothing is found in that time, for so many times as long.
    pub(super) patience: f64,
    /// Whether HiGHS presolves; if nothing is said, what is large is left to its kernel.
    presolve: Option<bool>,
    /// Nodes of the search after which it ends, if not before.
    pub(super) nodes: Option<i32>,
    /// A gap that is near enough, where the one asked for takes another search.
    enough: f64,
    /// The same as an amount.
    enough_amount: f64,
    /// What a solution is thought to cost.
    expected: Option<f64>,
}

#[cfg_attr(not(feature = "highs"), allow(dead_code, reason = "one search is all there is to microlp"))]
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
            patience: PATIENCE,
            presolve: None,
            nodes: None,
            enough: gap,
            enough_amount: 0.0,
            expected: None,
        }
    }

    /// Seconds that a search may take, whatever part of them this one has.
    pub fn allowed(&self) -> f64 {
        self.allowed
    }

    /// Whether the search goes on where nothing is found in its time.
    pub fn is_patient(&self) -> bool {
        self.patience > 0.0
    }

    /// Where nothing is found in its time, no longer.
    pub fn impatient(self) -> Self {
        Self { patience: 0.0, ..self }
    }

    /// In a hurry: in a part of the time, and no longer where nothing is found in it.
    pub fn hurried(self, part: f64) -> Self {
        Self { seconds: self.seconds * part, patience: 0.0, ..self }
    }

    /// The same with HiGHS's own presolve, which pays where a program holds much that is not needed.
    pub fn presolved(self) -> Self {
        Self { presolve: Some(true), ..self }
    }

    /// The same with the program as it stands, which pays where nearly all that it holds is needed.
    pub fn as_it_stands(self) -> Self {
        Self { presolve: Some(false), ..self }
    }

    /// Whether what is large is left to its kernel: nothing is said of presolving.
    pub(super) fn by_kernel(&self) -> bool {
        self.presolve.is_none()
    }

    /// Whether HiGHS presolves.
    pub(super) fn presolves(&self) -> bool {
        self.presolve == Some(true)
    }

    /// The search ends after so many nodes: sooner, and on every machine alike.
    pub fn within_nodes(self, nodes: i32) -> Self {
        Self { nodes: Some(nodes), ..self }
    }

    /// The relative gap asked for.
    pub fn gap(&self) -> f64 {
        self.gap
    }

    /// Content with another gap, where the one asked for would take a search more.
    pub fn content_with(self, enough: f64) -> Self {
        Self { enough: self.gap.max(enough), ..self }
    }

    /// Content with a gap that is no more than an amount, where the one asked for would take a search more, and of that with a glance.
    pub fn content_within(self, amount: f64) -> Self {
        Self { enough_amount: amount, ..self }
    }

    /// Whether a glance is enough of a search for something better.
    pub fn is_brief(&self) -> bool {
        self.enough_amount > 0.0
    }

    /// A solution is thought to be no dearer: one is looked for first among those, and elsewhere if that is wrong.
    pub fn expecting(self, cost: Option<f64>) -> Self {
        Self { expected: cost, ..self }
    }

    /// What a solution is thought to cost.
    pub fn expected(&self) -> Option<f64> {
        self.expected
    }

    /// Whether the relative gap of a solution of a value is near enough.
    pub fn is_content(&self, gap: f64, value: f64) -> bool {
        gap <= self.enough || gap * value.abs() <= self.enough_amount
    }

    /// How long.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// To another gap.
    pub fn to_gap(self, gap: f64) -> Self {
        Self { gap, ..self }
    }

    /// No longer than so many seconds.
    pub fn for_at_most(self, seconds: f64) -> Self {
        Self { seconds: self.seconds.min(seconds), ..self }
    }

    /// What is left of its time since a moment; nothing where that is next to nothing.
    pub fn left_since(self, start: std::time::Instant) -> Option<Self> {
        let seconds = self.seconds - start.elapsed().as_secs_f64();
        (seconds > 1.0).then_some(Self { seconds, ..self }.impatient())
    }
}

/// The time limit is for the proof. Where there is no plan at all by then, as on a machine that is busy with something else, the search begins again, with
/// HiGHS's jumps for a first plan, for so many times as long.
const PATIENCE: f64 = 3.0;
