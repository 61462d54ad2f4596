//! A plan is chosen on samples, checked on fresh replications, and chosen again on more samples where they do not bear it out.

use std::sync::Arc;

use super::disagreement::Disagreement;
use super::error::PlanningError;
use super::limits::{budget_not_held, too_little, too_much};
use super::menu::Menu;
use super::prediction::Prediction;
use super::rules::Rules;
use super::settle::settle;
use crate::outcome::summary::HAIR;
use crate::outcome::{ContractSummary, Summary};
use crate::plan::Plan;
use crate::random::Phase;
use crate::replicate::{Progress, Silent, Step, play};
use crate::scenario::Scenario;
use crate::supply::Supply;

/// One round of planning and checking.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Round {
    /// Predicted objective a year.
    pub predicted: f64,
    /// Simulated objective a year on fresh replications.
    pub simulated: f64,
    /// Lower end of its 95 % interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Largest difference between predicted and simulated share in time, over lots.
    pub service_difference: f64,
    /// What was done about it.
    pub action: Action,
}

/// What follows on a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing: prediction and simulation agree.
    Agreed,
    /// Nothing: they do not, and no round is left, or another would say the same.
    GaveUp,
    /// The plan is chosen again on twice the samples, so many.
    Doubled(usize),
}

/// A plan after checking.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Verified {
    /// The plan and what was predicted.
    pub prediction: Prediction,
    /// Whether fresh replications agree within the tolerance.
    pub verified: bool,
    /// What disagrees, if anything does.
    pub disagreements: Vec<Disagreement>,
    /// The rounds.
    pub rounds: Vec<Round>,
}

/// Plan under the rules, check, refine, until prediction and simulation agree or the rounds are used up.
///
/// # Errors
/// If no plan keeps the rules, or the solver fails.
pub fn plan_and_verify(menu: &mut Menu, rules: &Rules, progress: &dyn Progress) -> Result<Verified, PlanningError> {
    let supply = &Arc::clone(&menu.supply);
    let scenario = &*supply.scenario;
    let mut rounds: Vec<Round> = Vec::new();
    let mut before: Option<Plan> = None;
    loop {
        progress.begin(Step::Optimising, 1);
        let prediction = settle(menu, rules)?;
        progress.advance(1);
        progress.end();
        progress.begin(Step::Verifying, u64::from(scenario.run.replications));
        let outcomes = play(supply, &[&prediction.plan], Phase::Verification, scenario.run.replications, progress);
        progress.end();
        let summary = Summary::of(supply, &prediction.plan, &outcomes[0]);
        let mut disagreements = disagreements(supply, &prediction, &summary, menu.samples);
        disagreements.extend(worse_off(supply, rules, &summary));
        disagreements.extend(missed(supply, rules, &summary));
        disagreements.extend(shares_missed(scenario, rules.provider_share_at_most, rules.set_aside, &summary.contracts));
        let (difference, _) = service_difference(&prediction, &summary);
        let predicted = prediction.cash + prediction.unserved_cost;
        // Where twice the samples say the same of the same plan, and so does every replication, more of them say no more.
        let says_the_same = |round: &Round| (round.predicted - predicted).abs() <= HAIR * predicted.abs();
        let is_certain = summary.objective.half_width() <= HAIR * summary.objective.mean.abs();
        let same = is_certain && before.as_ref() == Some(&prediction.plan) && rounds.last().is_some_and(says_the_same);
        let last = same || rounds.len() + 1 >= scenario.run.rounds as usize;
        let action = if disagreements.is_empty() {
            Action::Agreed
        } else if last {
            Action::GaveUp
        } else {
            Action::Doubled(menu.samples * 2)
        };
        rounds.push(Round {
            predicted,
            simulated: summary.objective.mean,
            lower: summary.objective.lower,
            upper: summary.objective.upper,
            service_difference: difference,
            action,
        });
        if disagreements.is_empty() || last {
            return Ok(Verified { prediction, verified: disagreements.is_empty(), disagreements, rounds });
        }
        before = Some(prediction.plan);
        *menu = Menu::build(supply, menu.samples * 2, progress);
    }
}

/// The lot with the largest difference between predicted and simulated share in time.
fn service_difference(prediction: &Prediction, summary: &Summary) -> (f64, usize) {
    prediction
        .in_time
        .iter()
        .zip(&summary.lots)
        .map(|(predicted, lot)| if lot.demand.mean > 0.0 { (predicted - lot.in_time.mean).abs() } else { 0.0 })
        .enumerate()
        .fold((0.0, 0), |worst, (lot, difference)| if difference > worst.0 { (difference, lot) } else { worst })
}

/// Where prediction and simulation differ by more than the tolerance and more than chance explains. The prediction is a mean
/// over the planning samples and has a standard error of its own, so both errors count.
fn disagreements(supply: &Supply, prediction: &Prediction, summary: &Summary, samples: usize) -> Vec<Disagreement> {
    let scenario = &*supply.scenario;
    let tolerance = scenario.run.tolerance.0;
    let mut list = Vec::new();
    let predicted = prediction.cash + prediction.unserved_cost;
    let simulated = summary.objective.mean;
    let n = summary.objectives.len() as f64;
    // Half-widths scale with 1/√n: the joint 95 % half-width of the difference of two independent means.
    let widen = (1.0 + n / samples as f64).sqrt();
    let difference = (predicted - simulated).abs();
    if difference > tolerance * simulated.abs() && difference > widen * summary.objective.half_width() {
        list.push(Disagreement::Cost { predicted, simulated });
    } else if difference > 5.0 * tolerance * simulated.abs() {
        list.push(Disagreement::TooFewReplications { predicted, simulated, half_width: summary.objective.half_width() });
    }
    list.extend(budget_not_held(supply, summary, samples));
    if let Some(cap) = scenario.budget.per_month
        && let Some((month, paid)) = summary
            .capped_months(&scenario.budget)
            .enumerate()
            .find(|(_, paid)| paid.lower > cap * (1.0 + tolerance) && paid.mean > cap * (1.0 + tolerance))
    {
        list.push(Disagreement::OverMonth { month, paid: paid.mean, cap });
    }
    for (lot, (predicted, simulated)) in prediction.in_time.iter().zip(&summary.lots).enumerate() {
        let difference = (predicted - simulated.in_time.mean).abs();
        if simulated.demand.mean > 0.0 && difference > tolerance && difference > 1.5 * widen * simulated.in_time.half_width() {
            list.push(Disagreement::InTime { lot, predicted: *predicted, simulated: simulated.in_time.mean });
        }
    }
    list
}

/// Departments that pay more than today on fresh replications though none may, by more than chance and the tolerance explain.
fn worse_off(supply: &Supply, rules: &Rules, summary: &Summary) -> Vec<Disagreement> {
    let scenario = &*supply.scenario;
    if !scenario.policy.departments_no_worse || rules.no_worse.is_none() {
        return Vec::new();
    }
    let today = Plan::status_quo(supply);
    let outcomes = play(supply, &[&today], Phase::Verification, scenario.run.replications, &Silent);
    let today = Summary::of(supply, &today, &outcomes[0]);
    let departments = summary.by_department.iter().zip(&today.by_department).enumerate();
    departments
        .filter(|(_, (paid, today))| paid.lower > today.upper * (1.0 + scenario.run.tolerance.0))
        .map(|(department, (paid, today))| Disagreement::WorseOff { department, paid: paid.mean, today: today.mean })
        .collect()
}

/// The outsourced share and the departments' shares of the budget that fresh replications do not keep, by more than chance and the tolerance
/// explain.
fn missed(supply: &Supply, rules: &Rules, summary: &Summary) -> Vec<Disagreement> {
    let scenario = &*supply.scenario;
    let tolerance = scenario.run.tolerance.0;
    let share = rules.outsourced_at_least.filter(|least| summary.is_short_of(least - tolerance));
    let outsourced = |least: f64| Disagreement::Outsourced { least, simulated: summary.outsourced_share.mean };
    let mut missed: Vec<Disagreement> = share.map(outsourced).into_iter().collect();
    let budget = &scenario.budget;
    if let (true, Some(shares), Some(total)) = (budget.departments_bind, &budget.department_share, rules.budget) {
        let paid = (0..shares.len()).map(|department| summary.capped_department(scenario, department));
        let over = shares.iter().map(|share| share * total).zip(paid).enumerate();
        let over = over.filter(|(_, (cap, paid))| paid.lower > cap * (1.0 + tolerance));
        missed.extend(over.map(|(department, (cap, paid))| Disagreement::OverShare { department, paid: paid.mean, cap }));
    }
    missed
}

/// Shares of the contracts' work that fresh replications do not keep.
pub(super) fn shares_missed(
    scenario: &Scenario,
    most: Option<f64>,
    least: Option<f64>,
    contracts: &[ContractSummary],
) -> Vec<Disagreement> {
    let of_provider = most.and_then(|most| {
        let (provider, simulated) = too_much(scenario, contracts, most)?;
        Some(Disagreement::ProviderShare { provider: provider.to_owned(), most, simulated })
    });
    let of_small = least.and_then(|least| Some(Disagreement::SetAside { least, simulated: too_little(scenario, contracts, least)? }));
    of_provider.into_iter().chain(of_small).collect()
}
