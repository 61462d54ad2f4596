//! Many replications in parallel, folded in order, so that results do not depend on the number of threads.

use rayon::prelude::*;

use crate::outcome::{Evaluator, Outcome};
use crate::plan::Plan;
use crate::random::{Phase, Streams};
use crate::services::Demand;
use crate::supply::Supply;

/// Told how much of a long step is done.
pub trait Progress: Sync {
    /// A step of so many parts begins.
    fn begin(&self, step: Step, parts: u64);
    /// Some parts are done.
    fn advance(&self, parts: u64);
    /// The step is over.
    fn end(&self);
}

/// The long steps of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Simulating what teams of each size can do.
    Responses,
    /// Choosing plans.
    Optimising,
    /// Checking a plan on fresh replications.
    Verifying,
    /// Playing all strategies.
    Comparing,
    /// Drawing and writing.
    Writing,
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Step, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}

/// Play several plans through the same replications. The result holds, for each plan, an outcome for each replication in order.
pub fn play(supply: &Supply<'_>, plans: &[&Plan], phase: Phase, replications: u32, progress: &dyn Progress) -> Vec<Vec<Outcome>> {
    let evaluators: Vec<Evaluator<'_>> = plans.iter().map(|plan| Evaluator::new(supply, plan)).collect();
    let seed = supply.scenario.run.seed;
    let rows: Vec<Vec<Outcome>> = (0..u64::from(replications))
        .into_par_iter()
        .map(|replication| {
            let streams = Streams::new(seed, phase, replication);
            let demand = Demand::draw(supply.scenario, &streams);
            let row = evaluators.iter().map(|evaluator| evaluator.evaluate(&demand, &streams)).collect();
            progress.advance(1);
            row
        })
        .collect();
    let mut by_plan: Vec<Vec<Outcome>> = plans.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        for (plan, outcome) in by_plan.iter_mut().zip(row) {
            plan.push(outcome);
        }
    }
    by_plan
}
