//! A plan: who does the work, with how many people, in which rooms, under which contracts. Can be written to a file and read back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scenario::{Direct, Scenario, closest};
use crate::supply::{Size, Supply};

/// Where a lot goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Route {
    /// To the in-house unit (index into [`Supply::units`]).
    Unit(usize),
    /// Straight outside, or to nobody.
    Direct(Direct),
}

/// A plan for a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Arrangement of each service.
    pub arrangement: Vec<usize>,
    /// Size of each unit; empty for units of arrangements not chosen.
    pub sizes: Vec<Size>,
    /// Offers awarded.
    pub awarded: Vec<bool>,
    /// Route of each lot.
    pub route: Vec<Route>,
    /// Where each lot's overflow goes first.
    pub overflow: Vec<Direct>,
    /// Whether each department makes contracts of its own.
    pub separate: bool,
}

impl Plan {
    /// The plan in force today.
    pub fn status_quo(supply: &Supply<'_>) -> Self {
        let scenario = supply.scenario;
        let today = &scenario.status_quo;
        let mut plan = Self {
            arrangement: today.arrangement.clone(),
            sizes: (0..supply.units.len()).map(|unit| supply.empty(unit)).collect(),
            awarded: today.awarded.clone(),
            route: Vec::new(),
            overflow: Vec::new(),
            separate: false,
        };
        for (service, arrangement) in today.arrangement.iter().enumerate() {
            for unit in supply.of(service, *arrangement) {
                plan.sizes[unit] = supply.today(unit);
            }
        }
        plan.route = (0..scenario.lots.len())
            .map(|lot| match today.direct[lot] {
                Some(direct) => Route::Direct(direct),
                None => plan.unit_for(supply, lot).map_or_else(|| Route::Direct(plan.cheapest(scenario, lot, false)), Route::Unit),
            })
            .collect();
        plan.overflow = (0..scenario.lots.len()).map(|lot| plan.cheapest(scenario, lot, true)).collect();
        plan
    }

    /// The unit of the chosen arrangements that can do a lot: the one with most people or rooms.
    pub fn unit_for(&self, supply: &Supply<'_>, lot: usize) -> Option<usize> {
        let service = supply.scenario.lots[lot].service;
        supply
            .of(service, self.arrangement[service])
            .filter(|unit| supply.units[*unit].lots.contains(&lot))
            .max_by_key(|unit| (self.sizes[*unit].people + self.sizes[*unit].rooms.iter().sum::<u32>(), usize::MAX - unit))
    }

    /// The cheapest way to buy a lot's work under this plan's awards: an awarded offer, else the spot market, else nobody. Offers
    /// that run a canteen cannot take single diners (`overflow`).
    pub fn cheapest(&self, scenario: &Scenario, lot: usize, overflow: bool) -> Direct {
        self.outlets(scenario, lot, None, overflow).first().copied().unwrap_or(Direct::Nobody)
    }

    /// All ways to buy a lot's work, the preferred one first and the others by price.
    pub fn outlets(&self, scenario: &Scenario, lot: usize, preferred: Option<Direct>, overflow: bool) -> Vec<Direct> {
        let spec = &scenario.lots[lot];
        let mut priced: Vec<(f64, Direct)> = scenario
            .offers
            .iter()
            .enumerate()
            .filter(|(index, offer)| self.awarded[*index] && !(overflow && offer.counters.is_some() && is_meal(scenario, lot)))
            .filter_map(|(index, offer)| {
                let outlet = Direct::Offer(index);
                offer.prices[lot].map(|price| (price.of(typical(scenario, lot)) + scenario.escort(lot, outlet), outlet))
            })
            .collect();
        if let Some(price) = spec.spot {
            priced.push((price.of(typical(scenario, lot)) + scenario.escort(lot, Direct::Spot), Direct::Spot));
        }
        priced.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Work that costs more than going without is not bought, unless the plan says so.
        let mut outlets: Vec<Direct> =
            priced.into_iter().filter(|(price, _)| *price <= spec.unserved_cost).map(|(_, outlet)| outlet).collect();
        if let Some(preferred) = preferred {
            if preferred == Direct::Nobody {
                return Vec::new();
            }
            outlets.retain(|outlet| *outlet != preferred);
            outlets.insert(0, preferred);
        }
        outlets
    }

    /// Whether some way of an offer is awarded.
    pub fn has_family(&self, scenario: &Scenario, family: usize) -> bool {
        scenario.offers.iter().zip(&self.awarded).any(|(offer, awarded)| *awarded && offer.family == family)
    }

    /// What the bundles that are complete leave of an offer's prices.
    pub fn bundled(&self, scenario: &Scenario, offer: usize) -> f64 {
        let family = scenario.offers[offer].family;
        let whole = |bundle: &&crate::scenario::Bundle| {
            bundle.families.contains(&family) && bundle.families.iter().all(|family| self.has_family(scenario, *family))
        };
        1.0 - scenario.bundles.iter().filter(whole).map(|bundle| bundle.discount).fold(0.0, f64::max)
    }

    /// In-house people in all.
    pub fn people(&self) -> u32 {
        self.sizes.iter().map(|size| size.people).sum()
    }
}

/// Whether a lot is a canteen's.
pub fn is_meal(scenario: &Scenario, lot: usize) -> bool {
    matches!(scenario.lots[lot].kind, crate::scenario::LotKind::Sittings(_))
}

/// One unit of a lot with its mean measure, for comparing prices.
pub fn typical(scenario: &Scenario, lot: usize) -> crate::scenario::Volume {
    use crate::scenario::LotKind;
    let measure = match &scenario.lots[lot].kind {
        LotKind::WorkOrders(spec) => spec.mean_hours(),
        LotKind::Sittings(_) => 0.0,
        LotKind::Bookings(spec) => spec.attendees.mean(),
    };
    crate::scenario::Volume { units: 1.0, measure }
}

impl Supply<'_> {
    /// A unit of nobody and nothing.
    pub fn empty(&self, unit: usize) -> Size {
        Size { people: 0, rooms: vec![0; self.units[unit].rooms.len()] }
    }
}

/// A plan as it is written to a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    scenario: String,
    #[serde(default)]
    separate_contracts: bool,
    #[serde(default)]
    awarded: Vec<String>,
    arrangement: BTreeMap<String, String>,
    #[serde(default)]
    people: BTreeMap<String, u32>,
    #[serde(default)]
    rooms: BTreeMap<String, u32>,
    route: BTreeMap<String, String>,
    overflow: BTreeMap<String, String>,
}

const TEAM: &str = "team: ";
const OFFER: &str = "offer: ";

fn direct_text(scenario: &Scenario, direct: Direct) -> String {
    match direct {
        Direct::Offer(offer) => format!("{OFFER}{}", scenario.offers[offer].name),
        Direct::Spot => "spot".into(),
        Direct::Nobody => "nobody".into(),
    }
}

/// The plan as TOML that [`read`] takes back.
pub fn write(plan: &Plan, supply: &Supply<'_>) -> String {
    let scenario = supply.scenario;
    let chosen = |unit: &usize| plan.arrangement[supply.units[*unit].service] == supply.units[*unit].arrangement;
    let units: Vec<usize> = (0..supply.units.len()).filter(chosen).collect();
    let file = PlanFile {
        scenario: scenario.name.clone(),
        separate_contracts: plan.separate,
        awarded: scenario.offers.iter().zip(&plan.awarded).filter(|(_, awarded)| **awarded).map(|(offer, _)| offer.name.clone()).collect(),
        arrangement: scenario
            .services
            .iter()
            .zip(&plan.arrangement)
            .map(|(service, index)| (service.name.clone(), service.arrangements[*index].name.clone()))
            .collect(),
        people: units
            .iter()
            .filter(|unit| supply.units[**unit].crew.is_some())
            .map(|unit| (supply.units[*unit].name.clone(), plan.sizes[*unit].people))
            .collect(),
        rooms: units
            .iter()
            .flat_map(|unit| supply.units[*unit].rooms.iter().zip(&plan.sizes[*unit].rooms))
            .map(|(room, count)| (scenario.rooms[*room].name.clone(), *count))
            .collect(),
        route: scenario
            .lots
            .iter()
            .zip(&plan.route)
            .map(|(lot, route)| {
                let target = match route {
                    Route::Unit(unit) => format!("{TEAM}{}", supply.units[*unit].name),
                    Route::Direct(direct) => direct_text(scenario, *direct),
                };
                (lot.path.clone(), target)
            })
            .collect(),
        overflow: scenario
            .lots
            .iter()
            .zip(&plan.overflow)
            .map(|(lot, direct)| (lot.path.clone(), direct_text(scenario, *direct)))
            .collect(),
    };
    let text = toml::to_string_pretty(&file).unwrap_or_default();
    format!(
        "# A plan for the scenario \"{}\". Change it and try it with: houqin simulate SCENARIO --plan THIS-FILE\n\
         # Routes are \"team: NAME\", \"offer: NAME\", \"spot\" or \"nobody\"; overflow is where work goes that the team cannot start in time.\n\n{text}",
        scenario.name
    )
}

/// Read a plan back.
///
/// # Errors
/// All that does not fit the scenario, one message a line.
pub fn read(text: &str, supply: &Supply<'_>) -> Result<Plan, Vec<String>> {
    let scenario = supply.scenario;
    let file: PlanFile = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut errors = Vec::new();
    if file.scenario != scenario.name {
        errors.push(format!("the plan is for the scenario \"{}\", not for \"{}\"", file.scenario, scenario.name));
    }
    let mut plan = Plan { separate: file.separate_contracts, ..Plan::status_quo(supply) };
    let unknown = |what: &str, name: &str, names: Vec<&str>| {
        let hint = closest(name, names.iter().copied())
            .map_or_else(|| format!("they are {}", names.join(", ")), |near| format!("did you mean \"{near}\"?"));
        format!("there is no {what} \"{name}\"; {hint}")
    };
    for (service, chosen) in &file.arrangement {
        let Some(index) = scenario.services.iter().position(|other| other.name == *service) else {
            errors.push(unknown("service", service, scenario.services.iter().map(|s| s.name.as_str()).collect()));
            continue;
        };
        match scenario.services[index].arrangements.iter().position(|other| other.name == *chosen) {
            Some(arrangement) => plan.arrangement[index] = arrangement,
            None => {
                errors.push(unknown("arrangement", chosen, scenario.services[index].arrangements.iter().map(|a| a.name.as_str()).collect()))
            }
        }
    }
    plan.awarded.fill(false);
    for name in &file.awarded {
        match scenario.offers.iter().position(|offer| offer.name == *name) {
            Some(offer) => plan.awarded[offer] = true,
            None => errors.push(unknown("offer", name, scenario.offers.iter().map(|offer| offer.name.as_str()).collect())),
        }
    }
    for (offer, spec) in scenario.offers.iter().enumerate().filter(|(offer, _)| plan.awarded[*offer]) {
        let other = |way: &usize| plan.awarded[*way] && scenario.offers[*way].family == spec.family;
        if let Some(way) = (0..offer).find(other) {
            errors.push(format!("\"{}\" and \"{}\" are ways of the same offer: award one", scenario.offers[way].name, spec.name));
        }
    }
    let chosen: Vec<usize> =
        (0..supply.units.len()).filter(|unit| plan.arrangement[supply.units[*unit].service] == supply.units[*unit].arrangement).collect();
    for (unit, size) in plan.sizes.iter_mut().enumerate() {
        *size = supply.empty(unit);
    }
    let names = || chosen.iter().map(|unit| supply.units[*unit].name.as_str()).collect::<Vec<_>>();
    for (name, people) in &file.people {
        match chosen.iter().find(|unit| supply.units[**unit].name == *name) {
            Some(unit) if supply.units[*unit].crew.is_some() && *people <= 100_000 => plan.sizes[*unit].people = *people,
            Some(_) => errors.push(format!("the team \"{name}\" cannot have {people} people")),
            None => errors.push(unknown("team", name, names())),
        }
    }
    for (name, count) in &file.rooms {
        let Some(room) = scenario.rooms.iter().position(|room| room.name == *name) else {
            errors.push(unknown("room", name, scenario.rooms.iter().map(|room| room.name.as_str()).collect()));
            continue;
        };
        if *count > scenario.rooms[room].count {
            errors.push(format!("there are {} rooms \"{name}\", not {count}", scenario.rooms[room].count));
        }
        for unit in &chosen {
            if let Some(position) = supply.units[*unit].rooms.iter().position(|other| *other == room) {
                plan.sizes[*unit].rooms[position] = (*count).min(scenario.rooms[room].count);
            }
        }
    }
    let direct = |target: &str, lot: usize, awarded: &[bool]| -> Result<Direct, String> {
        match target {
            "nobody" => Ok(Direct::Nobody),
            "spot" if scenario.lots[lot].spot.is_some() => Ok(Direct::Spot),
            "spot" => Err(format!("{} cannot be bought on the spot", scenario.lots[lot].path)),
            _ => {
                let name = target.strip_prefix(OFFER).unwrap_or(target);
                let offer = scenario.offers.iter().position(|offer| offer.name == name);
                match offer {
                    Some(offer) if scenario.offers[offer].prices[lot].is_none() => {
                        Err(format!("the offer \"{name}\" does not cover {} (or its provider is not cleared)", scenario.lots[lot].path))
                    }
                    Some(offer) if !awarded[offer] => Err(format!("the offer \"{name}\" is not in the list `awarded`")),
                    Some(offer) => Ok(Direct::Offer(offer)),
                    None => Err(unknown("offer", name, scenario.offers.iter().map(|offer| offer.name.as_str()).collect())),
                }
            }
        }
    };
    for (lot, spec) in scenario.lots.iter().enumerate() {
        match file.route.get(&spec.path) {
            None => errors.push(format!("`route` says nothing of {}", spec.path)),
            Some(target) => match target.strip_prefix(TEAM) {
                Some(name) => match chosen.iter().find(|unit| supply.units[**unit].name == name) {
                    Some(unit) if supply.units[*unit].lots.contains(&lot) => plan.route[lot] = Route::Unit(*unit),
                    Some(_) => errors.push(format!("the team \"{name}\" cannot do {}", spec.path)),
                    None => errors.push(unknown("team", name, names())),
                },
                None => match direct(target, lot, &plan.awarded) {
                    Ok(target) => plan.route[lot] = Route::Direct(target),
                    Err(error) => errors.push(error),
                },
            },
        }
        match file.overflow.get(&spec.path).map(|target| direct(target, lot, &plan.awarded)) {
            Some(Ok(target)) => plan.overflow[lot] = target,
            Some(Err(error)) => errors.push(error),
            None => plan.overflow[lot] = plan.cheapest(scenario, lot, true),
        }
    }
    for path in file.route.keys().chain(file.overflow.keys()) {
        if !scenario.lots.iter().any(|lot| lot.path == *path) {
            errors.push(unknown("lot", path, scenario.lots.iter().map(|lot| lot.path.as_str()).collect()));
        }
    }
    if errors.is_empty() { Ok(plan) } else { Err(errors) }
}
