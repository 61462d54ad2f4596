//! What a path chooses from and within, and what is known of it beforehand.

use super::years::Path;
use crate::plan::Plan;
use crate::planning::error::PlanningError;
use crate::planning::limit::Limit;
use crate::planning::limits::Change;
use crate::planning::rules::StandIn;
use crate::planning::{Menu, Rules};
use crate::scenario::Staging;

/// Why there is no path.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// As of a plan.
    #[error(transparent)]
    Planning(#[from] PlanningError),
    /// None that keeps the limits was found in the solver's time, nor is it known that there is none.
    #[error("no path that keeps all limits was found in the solver's time ({seconds:.0} seconds a search)")]
    NoneInTime {
        /// Seconds of a search.
        seconds: f64,
        /// By how much limits give way for the nearest that was found.
        nearest: Vec<Change>,
    },
}

/// What of the menu a path chooses from.
pub(super) struct Choice {
    /// The ways in which offers are had, marked.
    pub ways: Vec<bool>,
    pub barred: Vec<StandIn>,
}

/// What is known beforehand of the path that is sought.
#[derive(Default)]
pub(super) struct Known {
    /// Plans for its years whose routing is likely to be good; none where there are not.
    pub plans: Vec<Plan>,
    /// Whether nobody could prove a path like it near enough to the best.
    pub is_hard: bool,
}

impl Known {
    pub fn of(path: &Path) -> Self {
        Self { plans: path.years.iter().map(|year| year.plan.clone()).collect(), is_hard: !path.proof.reached }
    }
}

/// Limits that a path has.
pub(super) fn limits(menu: &Menu, staging: &Staging) -> Vec<Limit> {
    let rules = Rules::of(menu);
    let is_set = |limit: &Limit| limit.is_set_along(&menu.supply.scenario, staging, &rules);
    Limit::ALL.into_iter().chain(Limit::OF_A_PATH).filter(is_set).collect()
}
