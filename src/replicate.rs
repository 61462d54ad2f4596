//! Many replications in parallel, folded in order, so that results do not depend on the number of threads.

use rayon::prelude::*;

use crate::outcome::{Evaluator, Outcome, Worked};
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
    /// Asking what if.
    Explaining,
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
pub fn play(supply: &Supply, plans: &[&Plan], phase: Phase, replications: u32, progress: &dyn Progress) -> Vec<Vec<Outcome>> {
    play_range(supply, plans, phase, 0..u64::from(replications), progress)
}

/// The same over any stretch of replications.
pub fn play_range(
    supply: &Supply,
    plans: &[&Plan],
    phase: Phase,
    replications: std::ops::Range<u64>,
    progress: &dyn Progress,
) -> Vec<Vec<Outcome>> {
    let evaluators: Vec<Evaluator<'_>> = plans.iter().map(|plan| Evaluator::new(supply, plan)).collect();
    let mut by_plan = vec![Vec::new(); plans.len()];
    extend(supply, &evaluators, phase, replications, progress, &mut by_plan);
    by_plan
}

/// Replications before the first look at the precision: enough for the spread to be known to about a tenth.
const FIRST_LOOK: u64 = 50;

/// The same, but stop as soon as there is enough. Looks come at fixed numbers of replications, each half as many again as the one before, so
/// that results do not depend on threads and the interval suffers little from being looked at (Law 2015, section 9.4.1).
pub fn play_until(
    supply: &Supply,
    plans: &[&Plan],
    phase: Phase,
    at_most: u32,
    progress: &dyn Progress,
    enough: impl Fn(&[Vec<Outcome>]) -> bool,
) -> Vec<Vec<Outcome>> {
    let evaluators: Vec<Evaluator<'_>> = plans.iter().map(|plan| Evaluator::new(supply, plan)).collect();
    let mut by_plan = vec![Vec::new(); plans.len()];
    let mut played = 0;
    let mut next = FIRST_LOOK.min(u64::from(at_most));
    while played < next {
        extend(supply, &evaluators, phase, played..next, progress, &mut by_plan);
        played = next;
        if enough(&by_plan) {
            break;
        }
        next = (next + next / 2).min(u64::from(at_most));
    }
    by_plan
}

fn extend(
    supply: &Supply,
    evaluators: &[Evaluator<'_>],
    phase: Phase,
    replications: std::ops::Range<u64>,
    progress: &dyn Progress,
    by_plan: &mut [Vec<Outcome>],
) {
    let seed = supply.scenario.run.seed;
    let rows: Vec<Vec<Outcome>> = replications
        .into_par_iter()
        .map(|replication| {
            let streams = Streams::new(seed, phase, replication);
            let demand = Demand::draw(&supply.scenario, &streams);
            let mut worked = Worked::default();
            let row = evaluators.iter().map(|evaluator| evaluator.evaluate_beside(&demand, &streams, &mut worked)).collect();
            progress.advance(1);
            row
        })
        .collect();
    for row in rows {
        for (plan, outcome) in by_plan.iter_mut().zip(row) {
            plan.push(outcome);
        }
    }
}
