//! A plan in reports: as JSON in the scenario's own names, and who does what no team does.

use serde_json::{Value as Json, json};

use super::words::Words;
use crate::plan::{Plan, Route};
use crate::scenario::{Direct, Scenario};
use crate::supply::Supply;

/// Who does work that no team does, for people.
pub(super) fn outlet_title(scenario: &Scenario, outlet: Direct, words: Words) -> String {
    match outlet {
        Direct::Offer(offer) => scenario.offers[offer].title.clone(),
        Direct::Spot => words.supplier(2).to_owned(),
        Direct::Nobody => words.supplier(3).to_owned(),
    }
}

/// The same for programs.
pub(super) fn outlet_json(scenario: &Scenario, outlet: Direct) -> Json {
    match outlet {
        Direct::Offer(offer) => json!({ "offer": scenario.offers[offer].name }),
        Direct::Spot => json!("spot"),
        Direct::Nobody => json!("nobody"),
    }
}

/// A plan as JSON, in the scenario's own names.
pub fn plan_json(supply: &Supply, plan: &Plan) -> Json {
    let scenario = &*supply.scenario;
    let chosen = |unit: usize| plan.arrangement[supply.units[unit].service] == supply.units[unit].arrangement;
    let direct = |direct: Direct| outlet_json(scenario, direct);
    json!({
        "arrangement": scenario.services.iter().zip(&plan.arrangement).map(|(service, index)| (service.name.clone(), json!(service.arrangements[*index].name))).collect::<serde_json::Map<_, _>>(),
        "people": (0..supply.units.len()).filter(|unit| chosen(*unit) && supply.units[*unit].crew.is_some()).map(|unit| (supply.units[unit].name.clone(), json!(plan.sizes[unit].people))).collect::<serde_json::Map<_, _>>(),
        "rooms": (0..supply.units.len()).filter(|unit| chosen(*unit)).flat_map(|unit| supply.units[unit].rooms.iter().zip(&plan.sizes[unit].rooms)).map(|(room, count)| (scenario.rooms[*room].name.clone(), json!(count))).collect::<serde_json::Map<_, _>>(),
        "awarded": scenario.offers.iter().zip(&plan.awarded).filter(|(_, awarded)| **awarded).map(|(offer, _)| json!(offer.name)).collect::<Vec<_>>(),
        "separate_contracts": plan.separate,
        "route": scenario.lots.iter().enumerate().map(|(lot, spec)| {
            let route = match plan.route[lot] {
                Route::Unit(unit) => json!({ "team": supply.units[unit].name, "overflow": direct(plan.overflow[lot]) }),
                Route::Direct(target) => direct(target),
            };
            (spec.path.clone(), route)
        }).collect::<serde_json::Map<_, _>>(),
    })
}
