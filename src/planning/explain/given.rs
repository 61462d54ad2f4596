//! A plan of the planner's own against the best: what it costs more, which limits it breaks, and which of its decisions are to blame.

use rayon::prelude::*;

use super::Ask;
use crate::outcome::evaluate::spent_once;
use crate::plan::{Plan, Route};
use crate::planning::error::PlanningError;
use crate::planning::infeasible::broken;
use crate::planning::prediction::Prediction;
use crate::planning::{Decision, Limit, Rules};
use crate::supply::Supply;

/// A given plan against the best.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Given {
    /// The plan, with what is expected of it.
    pub prediction: Prediction,
    /// What it costs more a year than the best plan, going without included. Less than nothing if it breaks limits and saves by that.
    pub costs: f64,
    /// The limits that it breaks.
    pub breaks: Vec<Limit>,
    /// Its decisions that are not the best plan's, dearest first.
    pub held: Vec<Held>,
    /// What choosing anew one service alone would save, most first.
    pub services: Vec<Service>,
}

/// A decision that a given plan takes otherwise than the best.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Held {
    /// The decision.
    pub decision: Decision,
    /// What the best plan with this decision costs more a year than the best; nothing if no plan with it keeps all limits.
    pub costs: Option<f64>,
}

/// A service of a given plan.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Service {
    /// Which.
    pub service: usize,
    /// What is saved a year if it alone is chosen anew, the rest of the plan as given.
    pub saves: f64,
}

/// Decisions of a plan that do not touch a service.
fn beside(supply: &Supply, plan: &Plan, service: usize) -> Vec<Decision> {
    let scenario = &*supply.scenario;
    let is_beside = |decision: &Decision| match decision {
        Decision::Arrangement { service: of, .. } => *of != service,
        Decision::Size { unit, .. } | Decision::Part { unit, .. } => supply.units[*unit].service != service,
        Decision::Route { lot, .. } => scenario.lots[*lot].service != service,
        // A contract that also does the service's work may go or come with it.
        Decision::Contract { offer, .. } => {
            (0..scenario.lots.len()).all(|lot| scenario.lots[lot].service != service || scenario.offers[*offer].prices[lot].is_none())
        }
        Decision::Staffed { .. } => true,
    };
    Decision::all(supply, plan).into_iter().filter(is_beside).collect()
}

/// Decisions of a plan that are not the best plan's.
pub(super) fn departures(supply: &Supply, plan: &Plan, best: &Plan) -> Vec<Decision> {
    // Sizes and routes inside another arrangement follow from that.
    let arranged_alike = |service: usize| plan.arrangement[service] == best.arrangement[service];
    let own = |decision: &Decision| match decision {
        Decision::Size { unit, .. } => arranged_alike(supply.units[*unit].service),
        Decision::Route { lot, route: Route::Unit(_), .. } => {
            arranged_alike(supply.scenario.lots[*lot].service) || matches!(best.route[*lot], Route::Direct(_))
        }
        // The plan has to have it, or the best: what neither uses says nothing.
        Decision::Contract { offer, awarded } => *awarded || best.awarded[*offer],
        _ => true,
    };
    Decision::all(supply, plan).into_iter().filter(|decision| own(decision) && !decision.is_of(supply, best)).collect()
}

/// Set a given plan against the best.
pub(super) fn against_best(ask: &Ask<'_>, plan: &Plan, advance: &(dyn Fn() + Sync)) -> Result<Given, PlanningError> {
    let supply = &*ask.menu.supply;
    let rules = Rules { each_department: plan.separate, ..ask.rules.clone() };
    let as_given = Rules { taken: Decision::all(supply, plan), ..rules };
    let (breaks, mut loose) = broken(ask.menu, &as_given).ok_or(PlanningError::Infeasible)?;
    // A plan that goes beyond the fund for what is spent once is no leave to go further.
    if let Some(fund) = supply.scenario.budget.one_off {
        loose.once_at_most = Some(fund.max(spent_once(supply, plan) * (1.0 + 1e-9)));
    }
    let prediction = ask.best_under(&loose)?.ok_or(PlanningError::Infeasible)?;
    advance();

    let services: Result<Vec<Service>, PlanningError> = (0..supply.scenario.services.len())
        .into_par_iter()
        .map(|service| {
            let found = ask.best_under(&Rules { taken: beside(supply, plan, service), ..loose.clone() })?;
            advance();
            let saves = found.map_or(0.0, |found| ask.value(&prediction) - ask.value(&found));
            Ok(Service { service, saves: if saves <= ask.noise { 0.0 } else { saves } })
        })
        .collect();
    let mut services = services?;
    services.sort_by(|a, b| b.saves.total_cmp(&a.saves).then(a.service.cmp(&b.service)));

    let held: Result<Vec<Held>, PlanningError> = departures(supply, plan, &ask.best.plan)
        .into_par_iter()
        .map(|decision| {
            let costs = ask.costs_under(&ask.rules.taking(decision.clone()))?;
            Ok(Held { decision, costs })
        })
        .collect();
    let mut held = held?;
    let key = |held: &Held| held.costs.unwrap_or(f64::INFINITY);
    held.sort_by(|a, b| key(b).total_cmp(&key(a)));
    Ok(Given { costs: ask.above(&prediction), prediction, breaks, held, services })
}
