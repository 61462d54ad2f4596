//! The plans that are compared: today's, the extremes that people argue about, and the optima.

use crate::plan::Plan;
use crate::planning::{Goal, Limit, Menu, PlanningError, Rules, Verified, choose_loosely, explain_infeasible, model};

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
    /// What a reader must know.
    pub note: Note,
}

/// What a reader must know of a strategy's plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Limits of the scenario, or of the strategy, that it does not keep.
    pub limits: Vec<Limit>,
    /// Nine tenths cannot be reached; the plan buys as much as can be bought.
    pub out_of_reach: bool,
}

impl Note {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty() && !self.out_of_reach
    }

    /// With what shows when the plan is played.
    #[must_use]
    pub fn and(mut self, limits: Vec<Limit>) -> Self {
        self.limits.extend(limits);
        self.limits = Limit::ALL.into_iter().filter(|limit| self.limits.contains(limit)).collect();
        self
    }
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
            Strategy::StatusQuo => Ok(Candidate { strategy, plan: Some(Plan::status_quo(menu.supply)), note: Note::default() }),
            Strategy::Optimum | Strategy::Custom => {
                Ok(Candidate { strategy, plan: Some(optimum.prediction.plan.clone()), note: Note::default() })
            }
            _ => candidate(menu, strategy),
        })
        .collect();
    found.into_iter().collect()
}

/// The rules of a strategy.
fn rules(menu: &Menu<'_>, strategy: Strategy) -> Rules {
    let base = Rules::of(menu);
    match strategy {
        Strategy::AllInHouse => Rules { contracts: false, prefer_in_house: true, outsourced_at_least: None, service_first: false, ..base },
        Strategy::AllOutsourced => Rules { in_house: false, redeployed_at_most: None, ..base },
        Strategy::NinetyPercent => Rules { outsourced_at_least: Some(0.9), ..base },
        Strategy::PerDepartment => base.each_department(menu),
        _ => base,
    }
}

/// A strategy's plan: under all limits if possible, else without those that it cannot keep, and says so.
fn candidate(menu: &Menu<'_>, strategy: Strategy) -> Result<Candidate, PlanningError> {
    let full = rules(menu, strategy);
    let nine_tenths = strategy == Strategy::NinetyPercent;
    let keep: &[Limit] = if nine_tenths { &[Limit::Outsourced] } else { &[] };
    let mut out_of_reach = false;
    let mut found = choose_loosely(menu, &full, keep);
    if nine_tenths && matches!(found, Err(PlanningError::Infeasible)) {
        out_of_reach = true;
        // First how much can be bought at all, then the best way to buy nearly as much.
        let most = Rules { goal: Goal::InHouse, secrecy: full.secrecy, service_first: false, ..full.without_limits() };
        found = model::choose(menu, &most).and_then(|reach| {
            choose_loosely(menu, &Rules { outsourced_at_least: Some(reach.outsourced - 1e-3), service_first: false, ..full }, keep)
        });
    }
    match found {
        Ok((prediction, limits)) => Ok(Candidate { strategy, plan: Some(prediction.plan), note: Note { limits, out_of_reach } }),
        Err(PlanningError::Infeasible) => Ok(Candidate { strategy, plan: None, note: Note::default() }),
        Err(error) => Err(error),
    }
}

/// Why the scenario's own limits admit no plan.
pub fn why_infeasible(menu: &Menu<'_>) -> Vec<String> {
    explain_infeasible(menu, &Rules::of(menu)).unwrap_or_else(|error| vec![error.to_string()])
}
