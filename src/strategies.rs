//! The plans that are compared: today's, the extremes that people argue about, and the optima.

use crate::plan::Plan;
use crate::planning::{Goal, model};
use crate::planning::{Menu, PlanningError, Rules, Verified, explain_infeasible};
use crate::scenario::Scenario;

/// A strategy: a rule that yields a plan for any scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Strategy {
    /// The plan in force.
    StatusQuo,
    /// Own people do what they can; nothing is under contract.
    AllInHouse,
    /// Everything that can be bought is.
    AllOutsourced,
    /// At least nine tenths by market value are bought.
    NinetyPercent,
    /// Each department plans for itself: teams, contracts and budget of its own.
    PerDepartment,
    /// The best plan for all together.
    Optimum,
    /// A plan that the user brings.
    Custom,
}

impl Strategy {
    /// Those of every run, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::StatusQuo, Self::AllInHouse, Self::AllOutsourced, Self::NinetyPercent, Self::PerDepartment, Self::Optimum];

    /// Stable key for files.
    pub fn key(self) -> &'static str {
        match self {
            Self::StatusQuo => "status-quo",
            Self::AllInHouse => "all-in-house",
            Self::AllOutsourced => "all-outsourced",
            Self::NinetyPercent => "ninety-percent-outsourced",
            Self::PerDepartment => "per-department",
            Self::Optimum => "optimum",
            Self::Custom => "custom",
        }
    }
}

/// A strategy's plan, or why it has none.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Candidate {
    /// The strategy.
    pub strategy: Strategy,
    /// The plan.
    pub plan: Option<Plan>,
    /// What a reader must know: limits that had to be left out, or why there is no plan.
    pub note: Option<Note>,
}

/// Remarks on a strategy's plan.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Note {
    /// The budget (or the departments' shares of it) is exceeded.
    OverBudget,
    /// Standards could not all be met.
    BelowStandards,
    /// Neither budget nor standards could be kept.
    OverBudgetAndBelowStandards,
    /// Nine tenths cannot be reached; the plan buys as much as can be bought.
    TargetOutOfReach,
    /// No plan keeps the rules.
    Impossible,
}

/// Work out all strategies' plans, given the verified optimum.
///
/// # Errors
/// If the solver fails. A strategy without a plan is no error.
pub fn candidates(menu: &Menu<'_>, optimum: &Verified) -> Result<Vec<Candidate>, PlanningError> {
    use rayon::prelude::*;
    let found: Vec<Result<Candidate, PlanningError>> = Strategy::ALL
        .into_par_iter()
        .map(|strategy| match strategy {
            Strategy::StatusQuo => Ok(Candidate { strategy, plan: Some(Plan::status_quo(menu.supply)), note: None }),
            Strategy::Optimum | Strategy::Custom => Ok(Candidate { strategy, plan: Some(optimum.prediction.plan.clone()), note: None }),
            _ => candidate(menu, strategy),
        })
        .collect();
    found.into_iter().collect()
}

/// The rules of a strategy.
fn rules(menu: &Menu<'_>, strategy: Strategy) -> Rules {
    let scenario: &Scenario = menu.supply.scenario;
    let base = Rules::of(menu);
    match strategy {
        Strategy::AllInHouse => Rules { contracts: false, prefer_in_house: true, outsourced_at_least: None, service_first: false, ..base },
        Strategy::AllOutsourced => Rules { in_house: false, redeployed_at_most: None, ..base },
        Strategy::NinetyPercent => Rules { outsourced_at_least: Some(0.9), ..base },
        Strategy::PerDepartment => {
            let caps = match (&scenario.budget.department_share, scenario.budget.per_year) {
                (Some(shares), Some(total)) => Some(shares.iter().map(|share| share * total).collect()),
                _ => None,
            };
            Rules { each_department: true, department_caps: caps, ..base }
        }
        _ => base,
    }
}

/// A strategy's plan: under all limits if possible, else without those that it cannot keep, and says so.
fn candidate(menu: &Menu<'_>, strategy: Strategy) -> Result<Candidate, PlanningError> {
    let full = rules(menu, strategy);
    let (no_budget, no_standards) = (full.without_budget(), full.without_standards());
    let neither = no_budget.without_standards();
    let attempts = [
        (full, None),
        (no_budget, Some(Note::OverBudget)),
        (no_standards, Some(Note::BelowStandards)),
        (neither, Some(Note::OverBudgetAndBelowStandards)),
    ];
    for (rules, note) in attempts {
        match model::choose(menu, &rules) {
            Ok(prediction) => return Ok(Candidate { strategy, plan: Some(prediction.plan), note }),
            Err(PlanningError::Infeasible) => {}
            Err(error) => return Err(error),
        }
    }
    if strategy == Strategy::NinetyPercent {
        let free = rules(menu, strategy).without_budget().without_standards();
        let most = Rules { outsourced_at_least: None, goal: Goal::InHouse, service_first: false, ..free };
        // First how much can be bought at all, then the best way to buy nearly as much.
        if let Ok(reach) = model::choose(menu, &most)
            && let Ok(prediction) =
                model::choose(menu, &Rules { outsourced_at_least: Some(reach.outsourced - 1e-3), goal: Goal::Objective, ..most })
        {
            return Ok(Candidate { strategy, plan: Some(prediction.plan), note: Some(Note::TargetOutOfReach) });
        }
    }
    Ok(Candidate { strategy, plan: None, note: Some(Note::Impossible) })
}

/// Why the scenario's own limits admit no plan.
pub fn why_infeasible(menu: &Menu<'_>) -> Vec<String> {
    explain_infeasible(menu, &Rules::of(menu)).unwrap_or_else(|error| vec![error.to_string()])
}
