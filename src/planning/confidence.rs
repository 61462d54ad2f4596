//! How good the chosen plan is although the future was only sampled: the gap to the best plan there may be, how far samples
//! flattered it, and what knowing the future, or heeding only one future, would change.

use std::sync::Arc;

use rayon::prelude::*;

use super::limit::Limit;
use super::limits::not_kept;
use super::settle::settle;
use super::{Menu, PlanningError, Prediction, Rules, Verified};
use crate::outcome::{Comparison, Estimate, Summary};
use crate::plan::Plan;
use crate::random::Phase;
use crate::replicate::{Progress, Silent, Step, play, play_range};
use crate::stochastic::confidence::Gap;
use crate::supply::Supply;

/// What is known of the quality of a plan. Amounts are a year.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Confidence {
    /// What the plan costs more than the best plan could (cost and going without), with a bound at 95 %.
    pub gap: Gap,
    /// Samples of each batch.
    pub samples: usize,
    /// What the optimiser predicted on the samples that it chose from.
    pub predicted: f64,
    /// What the plan costs on fresh replications.
    pub simulated: Estimate,
    /// What would be saved if each year were known before it is planned for: an upper bound, since a plan for one
    /// known year need keep no limit that only holds on average.
    pub perfect_information: Estimate,
    /// What is saved against the plan that one middling future suggests. Negative where that plan is cheaper because it breaks limits.
    pub stochastic_solution: Estimate,
    /// The limits that the plan for one middling future does not keep on fresh replications.
    pub breaks: Vec<Limit>,
    /// Futures behind these two.
    pub futures: usize,
}

/// Futures that are planned for one at a time.
pub const FUTURES: usize = 20;
/// Where the samples of batches begin, far beyond those that plans are chosen from.
const FAR: u64 = 1 << 32;

/// How many parts of work there are.
#[must_use]
pub fn parts(batches: usize) -> u64 {
    (batches + FUTURES + 1) as u64
}

/// Measure a verified plan against independent batches of samples, each as many as it was chosen from.
///
/// # Errors
/// If the solver fails, or a batch admits no plan at all.
pub fn confidence(
    supply: &Arc<Supply>,
    rules: &Rules,
    verified: &Verified,
    samples: usize,
    batches: usize,
    progress: &dyn Progress,
) -> Result<Confidence, PlanningError> {
    progress.begin(Step::Explaining, parts(batches));
    let plan = &verified.prediction.plan;
    let mut gaps = Vec::new();
    for batch in 0..batches as u64 {
        let (gap, _) = against_best(supply, rules, plan, FAR + batch * samples as u64, samples)?;
        gaps.push(gap);
        progress.advance(1);
    }
    let beyond = FAR + (batches * samples) as u64;
    let futures: Vec<(f64, Plan)> = (0..FUTURES as u64)
        .into_par_iter()
        .map(|future| {
            let found = against_best(supply, rules, plan, beyond + future, 1);
            progress.advance(1);
            found
        })
        .collect::<Result<_, _>>()?;
    let middling = &futures[middle(supply, beyond)].1;
    let plans = [plan, middling, &Plan::status_quo(supply)];
    let outcomes = play(supply, &plans, Phase::Evaluation, supply.scenario.run.replications, &Silent);
    let [ours, theirs, today] = [0, 1, 2].map(|index: usize| Summary::of(supply, plans[index], &outcomes[index]));
    progress.advance(1);
    progress.end();
    Ok(Confidence {
        gap: Gap::of(&gaps, 0.95),
        samples,
        predicted: verified.prediction.cash + verified.prediction.unserved_cost,
        simulated: ours.objective,
        perfect_information: Estimate::of(&futures.iter().map(|future| future.0).collect::<Vec<_>>()),
        stochastic_solution: Comparison::of(&theirs, &ours).objective,
        breaks: not_kept(supply, middling, &theirs, &today),
        futures: FUTURES,
    })
}

/// What a plan costs more, on some samples, than the plan that is best for them; and that plan. Both are simulated on the very samples.
fn against_best(supply: &Arc<Supply>, rules: &Rules, plan: &Plan, first: u64, samples: usize) -> Result<(f64, Plan), PlanningError> {
    let mut menu = Menu::build_from(supply, first, samples, &Silent);
    let best = best_of(&mut menu, rules)?.plan;
    let outcomes = play_range(supply, &[plan, &best], Phase::Planning, first..first + samples as u64, &Silent);
    let cost = |plan: &Plan, outcomes| Summary::of(supply, plan, outcomes).objective.mean;
    // The plan itself is among those that the batch may choose.
    Ok(((cost(plan, &outcomes[0]) - cost(&best, &outcomes[1])).max(0.0), best))
}

/// The best plan on a menu; where its few samples cannot keep standards or budget, the best without.
fn best_of(menu: &mut Menu, rules: &Rules) -> Result<Prediction, PlanningError> {
    let no_standards = rules.without_standards();
    let attempts = [rules, &no_standards, &no_standards.without_budget()];
    let mut last = PlanningError::Infeasible;
    for rules in attempts {
        match settle(menu, rules) {
            Err(PlanningError::Infeasible) => last = PlanningError::Infeasible,
            other => return other,
        }
    }
    Err(last)
}

/// Which of the futures asks for nearest to the mean of them all, by market value.
fn middle(supply: &Supply, first: u64) -> usize {
    let scenario = &*supply.scenario;
    let status_quo = Plan::status_quo(supply);
    let outcomes = play_range(supply, &[&status_quo], Phase::Planning, first..first + FUTURES as u64, &Silent);
    let value = |outcome: &crate::outcome::Outcome| -> f64 {
        let unit = |lot: usize| supply.market_value(lot) / mean_demand(&outcomes[0], lot);
        (0..scenario.lots.len()).map(|lot| outcome.lots[lot].demand * unit(lot)).sum()
    };
    let values: Vec<f64> = outcomes[0].iter().map(value).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let distance = |index: &usize| (values[*index] - mean).abs();
    (0..values.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
}

/// Mean demand of a lot over outcomes.
fn mean_demand(outcomes: &[crate::outcome::Outcome], lot: usize) -> f64 {
    (outcomes.iter().map(|outcome| outcome.lots[lot].demand).sum::<f64>() / outcomes.len() as f64).max(f64::MIN_POSITIVE)
}
