//! What the target for the outsourced share costs: the best plan against the best without it.

use super::settle::settle;
use super::{Menu, PlanningError, Prediction, Rules};

/// The target of a plan, and the best plan without it. Both costs are predictions on the same samples.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Target {
    /// Least share of the work, by its market value, that must be bought.
    pub share: f64,
    /// What the plan with it costs a year, going without included.
    pub with: f64,
    /// The same of the best plan without it.
    pub without: f64,
    /// How much that plan buys.
    pub bought: f64,
}

impl Target {
    /// What it costs a year.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.with - self.without
    }
}

/// What a target costs of which `best` is the best plan; nothing where there is none.
///
/// # Errors
/// If the solver fails.
pub fn target(menu: &mut Menu, rules: &Rules, best: &Prediction) -> Result<Option<Target>, PlanningError> {
    let Some(share) = rules.outsourced_at_least else { return Ok(None) };
    let total = |plan: &Prediction| plan.cash + plan.unserved_cost;
    let found = settle(menu, &Rules { outsourced_at_least: None, ..rules.clone() })?;
    // Whatever keeps the target is a plan without it too.
    let free = if total(&found) < total(best) { &found } else { best };
    Ok(Some(Target { share, with: total(best), without: total(free), bought: free.outsourced }))
}
