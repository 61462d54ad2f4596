//! Planning: choose a plan on samples, check it by simulation on fresh replications, refine, and say honestly whether it holds.

mod better;
mod binding;
mod bought;
mod bundles;
mod capacity;
mod choose;
pub mod confidence;
mod crowds;
mod escorts;
pub mod explain;
mod extent;
pub mod frontier;
mod infeasible;
mod kept;
pub mod ladder;
#[cfg(feature = "highs")]
mod large;
mod limits;
pub mod make_or_buy;
pub mod menu;
pub mod model;
mod mps;
pub mod path;
mod program;
mod resources;
mod routes;
mod rules;
pub mod sensitivity;
mod settle;
mod solution;
mod solver;
mod spill;
mod substitutes;
mod taken;
mod target;
mod terms;
mod year;

use crate::outcome::Summary;
use crate::outcome::summary::HAIR;
use crate::plan::Plan;
use crate::random::Phase;
use crate::replicate::{Progress, Silent, Step, play};
use crate::supply::Supply;

use limits::budget_not_held;
use settle::settle;

pub use binding::{Binding, binding, least_budget};
pub use choose::choose;
pub use frontier::{FrontierPoint, frontier};
pub use infeasible::{choose_loosely, explain_infeasible};
pub use limits::{InBoth, Limit, not_kept};
pub use menu::Menu;
pub use model::{PlanningError, Prediction, mps};
pub use rules::{Goal, Rules, Side, StandIn};
pub use settle::{refine, retake};
pub use solver::Proof;
pub use taken::Decision;
pub use target::{Target, target};

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
    pub action: String,
}

/// A plan after checking.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Verified {
    /// The plan and what was predicted.
    pub prediction: Prediction,
    /// Whether fresh replications agree within the tolerance.
    pub verified: bool,
    /// What disagrees, if anything does.
    pub disagreements: Vec<String>,
    /// The rounds.
    pub rounds: Vec<Round>,
}

/// Plan under the rules, check, refine, until prediction and simulation agree or the rounds are used up.
///
/// # Errors
/// If no plan keeps the rules, or the solver fails.
pub fn plan_and_verify(menu: &mut Menu<'_>, rules: &Rules, progress: &dyn Progress) -> Result<Verified, PlanningError> {
    let supply = menu.supply;
    let scenario = supply.scenario;
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
        disagreements.extend(kept::shares_missed(scenario, rules.provider_share_at_most, rules.set_aside, &summary.contracts));
        let (difference, _) = service_difference(&prediction, &summary);
        let predicted = prediction.cash + prediction.unserved_cost;
        // Where twice the samples say the same of the same plan, and so does every replication, more of them say no more.
        let says_the_same = |round: &Round| (round.predicted - predicted).abs() <= HAIR * predicted.abs();
        let is_certain = summary.objective.half_width() <= HAIR * summary.objective.mean.abs();
        let same = is_certain && before.as_ref() == Some(&prediction.plan) && rounds.last().is_some_and(says_the_same);
        let last = same || rounds.len() + 1 >= scenario.run.rounds as usize;
        let action = if disagreements.is_empty() {
            "agreed".to_owned()
        } else if last {
            "gave up".to_owned()
        } else {
            format!("doubled the planning samples to {}", menu.samples * 2)
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
fn disagreements(supply: &Supply<'_>, prediction: &Prediction, summary: &Summary, samples: usize) -> Vec<String> {
    let scenario = supply.scenario;
    let tolerance = scenario.run.tolerance.0;
    let mut list = Vec::new();
    let predicted = prediction.cash + prediction.unserved_cost;
    let simulated = summary.objective.mean;
    let n = summary.objectives.len() as f64;
    // Half-widths scale with 1/√n: the joint 95 % half-width of the difference of two independent means.
    let widen = (1.0 + n / samples as f64).sqrt();
    let difference = (predicted - simulated).abs();
    if difference > tolerance * simulated.abs() && difference > widen * summary.objective.half_width() {
        list.push(format!("the plan's yearly cost was predicted as {predicted:.0} and simulated as {simulated:.0}"));
    } else if difference > 5.0 * tolerance * simulated.abs() {
        list.push(format!(
            "the replications are too few: the yearly cost was predicted as {predicted:.0} and simulated as {simulated:.0} ± {:.0}",
            summary.objective.half_width()
        ));
    }
    list.extend(budget_not_held(supply, summary, samples));
    if let Some(cap) = scenario.budget.per_month
        && let Some((month, paid)) = summary
            .capped_months(&scenario.budget)
            .enumerate()
            .find(|(_, paid)| paid.lower > cap * (1.0 + tolerance) && paid.mean > cap * (1.0 + tolerance))
    {
        list.push(format!("month {} of the horizon costs {:.0}, above budget.per_month of {cap:.0}", month + 1, paid.mean));
    }
    for (lot, (predicted, simulated)) in prediction.in_time.iter().zip(&summary.lots).enumerate() {
        let difference = (predicted - simulated.in_time.mean).abs();
        if simulated.demand.mean > 0.0 && difference > tolerance && difference > 1.5 * widen * simulated.in_time.half_width() {
            list.push(format!(
                "the share in time of {} was predicted as {:.1}% and simulated as {:.1}%",
                scenario.lots[lot].path,
                predicted * 100.0,
                simulated.in_time.mean * 100.0
            ));
        }
    }
    list
}

/// Departments that pay more than today on fresh replications though none may, by more than chance and the tolerance explain.
fn worse_off(supply: &Supply<'_>, rules: &Rules, summary: &Summary) -> Vec<String> {
    let scenario = supply.scenario;
    if !scenario.policy.departments_no_worse || rules.no_worse.is_none() {
        return Vec::new();
    }
    let today = Plan::status_quo(supply);
    let outcomes = play(supply, &[&today], Phase::Verification, scenario.run.replications, &Silent);
    let today = Summary::of(supply, &today, &outcomes[0]);
    let departments = scenario.departments.iter().zip(summary.by_department.iter().zip(&today.by_department));
    departments
        .filter(|(_, (paid, today))| paid.lower > today.upper * (1.0 + scenario.run.tolerance.0))
        .map(|(department, (paid, today))| format!("{} would pay {:.0} a year, today {:.0}", department.name, paid.mean, today.mean))
        .collect()
}

/// The outsourced share and the departments' shares of the budget that fresh replications do not keep, by more than chance and the tolerance
/// explain.
fn missed(supply: &Supply<'_>, rules: &Rules, summary: &Summary) -> Vec<String> {
    let scenario = supply.scenario;
    let tolerance = scenario.run.tolerance.0;
    let share = rules.outsourced_at_least.filter(|least| summary.is_short_of(least - tolerance));
    let mut missed: Vec<String> = share
        .map(|least| {
            let simulated = summary.outsourced_share.mean;
            format!("the outsourced share is to be at least {:.1}% and is simulated as {:.1}%", least * 100.0, simulated * 100.0)
        })
        .into_iter()
        .collect();
    let budget = &scenario.budget;
    if let (true, Some(shares), Some(total)) = (budget.departments_bind, &budget.department_share, rules.budget) {
        let paid = (0..shares.len()).map(|department| summary.capped_department(scenario, department));
        let over = scenario.departments.iter().zip(shares).zip(paid);
        let over = over.filter(|((_, share), paid)| paid.lower > *share * total * (1.0 + tolerance));
        missed.extend(over.map(|((department, share), paid)| {
            format!("{} would pay {:.0} a year, above its share of the budget of {:.0}", department.name, paid.mean, share * total)
        }));
    }
    missed
}
