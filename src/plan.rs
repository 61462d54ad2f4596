//! A plan: who does the work, with how many people, in which rooms, under which contracts. Can be written to a file and read back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contracts::asked::unit_cost;
use crate::scenario::diagnostics::Place;
use crate::scenario::tree::{Entry, Node, Value, parse_toml};
use crate::scenario::{Direct, Problems, Scenario, closest};
use crate::supply::{Size, Supply, UnitKind};

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
    pub fn status_quo(supply: &Supply) -> Self {
        let scenario = &*supply.scenario;
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
    pub fn unit_for(&self, supply: &Supply, lot: usize) -> Option<usize> {
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
            .map(|(index, _)| Direct::Offer(index))
            .chain([Direct::Spot])
            .filter_map(|outlet| Some((unit_cost(scenario, lot, outlet)?, outlet)))
            .collect();
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

    /// Whether some lot's work, or what its team leaves of it, is routed to an offer in some way.
    fn routes_work_to(&self, scenario: &Scenario, family: usize) -> bool {
        let is_way = |outlet: &Direct| matches!(outlet, Direct::Offer(offer) if scenario.offers[*offer].family == family);
        self.route.iter().zip(&self.overflow).any(|(route, overflow)| match route {
            Route::Direct(outlet) => is_way(outlet),
            Route::Unit(_) => is_way(overflow),
        })
    }

    /// Whether some way of an offer is awarded.
    pub fn has_family(&self, scenario: &Scenario, family: usize) -> bool {
        scenario.offers.iter().zip(&self.awarded).any(|(offer, awarded)| *awarded && offer.family == family)
    }

    /// What the bundles that are complete leave of an offer's prices.
    pub fn bundled(&self, scenario: &Scenario, offer: usize) -> f64 {
        let family = scenario.offers[offer].family;
        let whole = |bundle: &&crate::scenario::Bundle| {
            let has_part = |family: &usize| {
                self.has_family(scenario, *family) && (!scenario.offers[*family].saves.is_empty() || self.routes_work_to(scenario, *family))
            };
            bundle.families.contains(&family) && bundle.families.iter().all(has_part)
        };
        1.0 - scenario.bundles.iter().filter(whole).map(|bundle| bundle.discount).fold(0.0, f64::max)
    }

    /// Rooms kept of each declared kind.
    pub fn rooms(&self, supply: &Supply) -> Vec<u32> {
        let mut kept = vec![0; supply.scenario.rooms.len()];
        for (unit, size) in supply.units.iter().zip(&self.sizes) {
            unit.rooms.iter().zip(&size.rooms).for_each(|(room, count)| kept[*room] += count);
        }
        kept
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

impl Supply {
    /// A unit of nobody and nothing.
    pub fn empty(&self, unit: usize) -> Size {
        Size { people: 0, rooms: vec![0; self.units[unit].rooms.len()] }
    }
}

/// A plan as it is written to a file.
#[derive(Debug, Serialize)]
struct PlanFile {
    scenario: String,
    separate_contracts: bool,
    awarded: Vec<String>,
    arrangement: BTreeMap<String, String>,
    people: BTreeMap<String, u32>,
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
pub fn write(plan: &Plan, supply: &Supply) -> String {
    let scenario = &*supply.scenario;
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
/// All that is wrong with the file or does not fit the scenario, each with its place.
pub fn read(text: &str, supply: &Supply) -> Result<Plan, Problems> {
    read_named("plan", text, supply)
}

/// The same, with the name of the file for whoever reads what is wrong with it.
///
/// # Errors
/// As above.
pub fn read_named(name: &str, text: &str, supply: &Supply) -> Result<Plan, Problems> {
    let mut problems = Problems::default();
    let tree = parse_toml(&mut problems, name, text.to_owned());
    if problems.has_errors() {
        return Err(problems);
    }
    let mut reader = Reader { problems, supply, plan: Plan::status_quo(supply), chosen: Vec::new() };
    reader.plan.awarded.fill(false);
    reader.head(&tree);
    reader.arrangements(&tree);
    reader.awards(&tree);
    reader.people(&tree);
    reader.rooms(&tree);
    reader.lots(&tree, "route");
    reader.lots(&tree, "overflow");
    if reader.problems.has_errors() { Err(reader.problems) } else { Ok(reader.plan) }
}

/// Keys of a plan file, in the order in which they are written.
const KEYS: [&str; 8] = ["scenario", "separate_contracts", "awarded", "arrangement", "people", "rooms", "route", "overflow"];
/// More people than any team has.
const MOST_PEOPLE: i64 = 100_000;

struct Reader<'a> {
    problems: Problems,
    supply: &'a Supply,
    plan: Plan,
    /// Units of the chosen arrangements.
    chosen: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn error(&mut self, node: &Node, message: impl Into<String>, help: impl Into<String>) {
        self.problems.error(Some(node.place.clone()), message, help);
    }

    fn unknown<'n>(&mut self, at: &Place, what: &str, name: &str, names: impl Iterator<Item = &'n str>) {
        let names: Vec<&str> = names.collect();
        let help = match closest(name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if names.is_empty() => "there are none".into(),
            None => format!("they are {}", names.join(", ")),
        };
        self.problems.error(Some(at.clone()), format!("there is no {what} \"{name}\""), help);
    }

    /// Keys, the scenario, and whether departments contract separately.
    fn head(&mut self, tree: &Node) {
        let scenario = &*self.supply.scenario;
        for entry in entries(tree).iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
            self.unknown(&entry.place, "key of a plan", &entry.key, KEYS.into_iter());
        }
        match tree.get("scenario") {
            None => self.error(tree, "the plan does not say of which scenario it is", format!("write scenario = \"{}\"", scenario.name)),
            Some(node) if node.text() != Some(scenario.name.as_str()) => {
                let message =
                    format!("the plan is for the scenario \"{}\", not for \"{}\"", node.text().unwrap_or_default(), scenario.name);
                self.error(node, message, "name the scenario that it was made for");
            }
            Some(_) => {}
        }
        match tree.get("separate_contracts").map(|node| (node, &node.value)) {
            None => {}
            Some((_, Value::Bool(separate))) => self.plan.separate = *separate,
            Some((node, _)) => self.error(node, format!("`separate_contracts` must be true or false, not {}", node.kind()), ""),
        }
    }

    /// The arrangement of every service, and with them the units that there are.
    fn arrangements(&mut self, tree: &Node) {
        let scenario = &*self.supply.scenario;
        let table = &self.table(tree, "arrangement");
        for entry in entries(table) {
            let Some(service) = scenario.services.iter().position(|service| service.name == entry.key) else {
                self.unknown(&entry.place, "service", &entry.key, scenario.services.iter().map(|service| service.name.as_str()));
                continue;
            };
            let Some(chosen) = self.text(&entry.node, "an arrangement") else { continue };
            let arrangements = &scenario.services[service].arrangements;
            match arrangements.iter().position(|other| other.name == chosen) {
                Some(arrangement) => self.plan.arrangement[service] = arrangement,
                None => self.unknown(&entry.node.place, "arrangement", chosen, arrangements.iter().map(|other| other.name.as_str())),
            }
        }
        for service in scenario.services.iter().filter(|service| table.get(&service.name).is_none()) {
            let arrangements: Vec<String> = service.arrangements.iter().map(|other| format!("\"{}\"", other.name)).collect();
            self.error(
                table,
                format!("`arrangement` says nothing of {}", service.name),
                format!("write one of {}", arrangements.join(", ")),
            );
        }
        let of_plan = |unit: &usize| self.plan.arrangement[self.supply.units[*unit].service] == self.supply.units[*unit].arrangement;
        self.chosen = (0..self.supply.units.len()).filter(of_plan).collect();
        for (unit, size) in self.plan.sizes.iter_mut().enumerate() {
            *size = self.supply.empty(unit);
        }
    }

    fn awards(&mut self, tree: &Node) {
        let offers = &self.supply.scenario.offers;
        let Some(node) = tree.get("awarded") else { return };
        let Value::List(items) = &node.value else {
            return self.error(node, format!("`awarded` must be a list of offers, not {}", node.kind()), "write [\"NAME\"]");
        };
        for item in items {
            let Some(name) = self.text(item, "an offer") else { continue };
            let Some(offer) = offers.iter().position(|offer| offer.name == name) else {
                self.unknown(&item.place, "offer", name, offers.iter().map(|offer| offer.name.as_str()));
                continue;
            };
            if self.plan.awarded[offer] {
                self.error(item, format!("\"{name}\" stands in `awarded` twice"), "leave one out");
            }
            let other =
                (0..offers.len()).find(|way| *way != offer && self.plan.awarded[*way] && offers[*way].family == offers[offer].family);
            if let Some(way) = other {
                self.error(item, format!("\"{}\" and \"{name}\" are ways of the same offer", offers[way].name), "award one of them");
            }
            self.plan.awarded[offer] = true;
        }
    }

    /// The people of every unit that has any.
    fn people(&mut self, tree: &Node) {
        let supply = self.supply;
        let with_crew: Vec<usize> = self.chosen.iter().copied().filter(|unit| supply.units[*unit].crew.is_some()).collect();
        let names = || with_crew.iter().map(|unit| supply.units[*unit].name.as_str());
        let table = &self.table(tree, "people");
        for entry in entries(table) {
            match with_crew.iter().find(|unit| supply.units[**unit].name == entry.key) {
                None => self.unknown_team(&entry.place, &entry.key, &with_crew),
                Some(unit) => {
                    if let Some(people) = self.count(&entry.node, "people", &entry.key, MOST_PEOPLE) {
                        self.plan.sizes[*unit].people = people;
                        self.check_most(&entry.node, *unit);
                    }
                }
            }
        }
        self.check_escorts(table);
        for name in names().filter(|name| table.get(name).is_none()) {
            self.error(table, format!("`people` says nothing of {name}"), "give every team its people; 0 says that it has none");
        }
    }

    /// A team that the chosen arrangements do not have: those of another arrangement have other names.
    fn unknown_team(&mut self, at: &Place, name: &str, known: &[usize]) {
        let supply = self.supply;
        let scenario = &*supply.scenario;
        let other = supply.units.iter().find(|unit| unit.name == name || unit.name.split('@').next() == Some(name));
        let Some(other) = other.filter(|other| self.plan.arrangement[other.service] != other.arrangement || other.name != name) else {
            return self.unknown(at, "team", name, known.iter().map(|unit| supply.units[*unit].name.as_str()));
        };
        let service = &scenario.services[other.service];
        let arrangement = &service.arrangements[self.plan.arrangement[other.service]].name;
        let of_service = known.iter().map(|unit| &supply.units[*unit]).filter(|unit| unit.service == other.service);
        let names: Vec<String> = of_service.map(|unit| format!("\"{}\"", unit.name)).collect();
        let message = format!("there is no team \"{name}\" where {} is arranged as \"{arrangement}\"", service.name);
        self.problems.error(Some(at.clone()), message, format!("its teams are then {}", names.join(", ")));
    }

    /// A plan of one's own keeps to `people_at_most` as the planner's plans do.
    fn check_most(&mut self, node: &Node, unit: usize) {
        let (spec, people) = (&self.supply.units[unit], self.plan.sizes[unit].people);
        let Some(most) = spec.crew.as_ref().map(|crew| crew.at_most).filter(|most| people > *most) else { return };
        let message = format!("{} cannot have {people} people: it may have {most}", spec.name);
        let team = spec.crew.as_ref().map_or("", |crew| self.supply.scenario.teams[crew.team].name.as_str());
        self.error(node, message, format!("at most {most}, or raise `people_at_most` of the team {team}"));
    }

    /// Those who only accompany others count among the people of their team, which is no larger for them.
    fn check_escorts(&mut self, table: &Node) {
        let supply = self.supply;
        let escorts = self.chosen.iter().map(|unit| &supply.units[*unit]).find(|unit| unit.kind == UnitKind::Escorts);
        let Some((escorts, crew)) = escorts.and_then(|unit| Some((unit, unit.crew.as_ref()?))) else { return };
        let of_set = |unit: &&usize| supply.units[**unit].crew.as_ref().is_some_and(|other| other.skill_set == crew.skill_set);
        let people: u32 = self.chosen.iter().filter(of_set).map(|unit| self.plan.sizes[*unit].people).sum();
        let most = supply.most_of_set(crew.skill_set);
        if people > most {
            let team = &supply.scenario.teams[crew.team].name;
            let message = format!("{team} and those of it who accompany others are {people} people together: it may have {most}");
            let at = table.get(&escorts.name).unwrap_or(table);
            self.error(at, message, format!("at most {most}, or raise `people_at_most` of the team {team}"));
        }
    }

    /// The rooms of every unit.
    fn rooms(&mut self, tree: &Node) {
        let (supply, scenario) = (self.supply, &self.supply.scenario);
        let table = &self.table(tree, "rooms");
        let chosen = self.chosen.clone();
        let places: Vec<(usize, usize, usize)> = chosen
            .iter()
            .flat_map(|unit| supply.units[*unit].rooms.iter().enumerate().map(|(position, room)| (*room, *unit, position)))
            .collect();
        for entry in entries(table) {
            let Some(room) = scenario.rooms.iter().position(|room| room.name == entry.key) else {
                self.unknown(&entry.place, "room", &entry.key, scenario.rooms.iter().map(|room| room.name.as_str()));
                continue;
            };
            let Some(count) = self.count(&entry.node, "rooms", &entry.key, i64::from(scenario.rooms[room].count)) else { continue };
            for (_, unit, position) in places.iter().filter(|(of, _, _)| *of == room) {
                self.plan.sizes[*unit].rooms[*position] = count;
            }
        }
        for (room, _, _) in &places {
            let name = &scenario.rooms[*room].name;
            if table.get(name).is_none() {
                self.error(table, format!("`rooms` says nothing of {name}"), "say how many of every kind are kept; 0 says that none is");
            }
        }
    }

    /// Where every lot goes: first (`route`), and with what the team cannot start in time (`overflow`).
    fn lots(&mut self, tree: &Node, key: &str) {
        let scenario = &*self.supply.scenario;
        let table = &self.table(tree, key);
        let is_route = key == "route";
        for (lot, spec) in scenario.lots.iter().enumerate() {
            let Some(node) = table.get(&spec.path) else {
                let team = if is_route { ", \"team: NAME\"" } else { "" };
                let help = format!("say where it goes: \"offer: NAME\"{team}, \"spot\" or \"nobody\"");
                self.error(table, format!("`{key}` says nothing of {}", spec.path), help);
                continue;
            };
            let Some(target) = self.text(node, "where a lot goes") else { continue };
            if let Some(name) = target.strip_prefix(TEAM).filter(|_| is_route) {
                if let Some(unit) = self.unit(node, name, lot) {
                    self.plan.route[lot] = Route::Unit(unit);
                }
            } else if let Some(direct) = self.direct(node, target, lot) {
                if is_route {
                    self.plan.route[lot] = Route::Direct(direct);
                } else if self.is_counters_only(lot, direct) {
                    let message = format!("{target} opens counters of its own and takes nothing that own counters of {} leave", spec.path);
                    self.error(node, message, "say \"spot\" or \"nobody\", or give all of it to the offer under [route]");
                } else {
                    self.plan.overflow[lot] = direct;
                }
            }
        }
        for entry in entries(table).iter().filter(|entry| !scenario.lots.iter().any(|lot| lot.path == entry.key)) {
            self.unknown(&entry.place, "lot", &entry.key, scenario.lots.iter().map(|lot| lot.path.as_str()));
        }
    }

    fn unit(&mut self, node: &Node, name: &str, lot: usize) -> Option<usize> {
        let supply = self.supply;
        match self.chosen.iter().find(|unit| supply.units[**unit].name == name) {
            Some(unit) if supply.units[*unit].lots.contains(&lot) => return Some(*unit),
            Some(_) => {
                let message = format!("the team \"{name}\" cannot do {}", supply.scenario.lots[lot].path);
                self.error(node, message, "it needs the skill, and to be of the lot's group");
            }
            None => {
                let chosen = self.chosen.clone();
                self.unknown_team(&node.place, name, &chosen);
            }
        }
        None
    }

    /// Whether an offer serves a meal that own people serve too at counters of its own only, as the planner has it.
    fn is_counters_only(&self, lot: usize, outlet: Direct) -> bool {
        let scenario = &*self.supply.scenario;
        let counters = matches!(outlet, Direct::Offer(offer) if scenario.offers[offer].counters.is_some());
        counters && is_meal(scenario, lot) && matches!(self.plan.route[lot], Route::Unit(_))
    }

    fn direct(&mut self, node: &Node, target: &str, lot: usize) -> Option<Direct> {
        let scenario = &*self.supply.scenario;
        let path = &scenario.lots[lot].path;
        match target {
            "nobody" => return Some(Direct::Nobody),
            "spot" if scenario.lots[lot].spot.is_some() => return Some(Direct::Spot),
            "spot" => {
                self.error(node, format!("{path} cannot be bought on the spot"), "it has no spot price, or is secret");
                return None;
            }
            _ => {}
        }
        if target.to_lowercase().starts_with(TEAM.trim_end()) {
            self.error(
                node,
                format!("{target:?} names no way for {path}"),
                format!("a team stands under [route], as \"{TEAM}NAME\"; what it leaves over goes to an offer, \"spot\" or \"nobody\""),
            );
            return None;
        }
        let name = target.strip_prefix(OFFER).unwrap_or(target);
        let Some(offer) = scenario.offers.iter().position(|offer| offer.name == name) else {
            self.unknown(&node.place, "offer", name, scenario.offers.iter().map(|offer| offer.name.as_str()));
            return None;
        };
        if scenario.offers[offer].prices[lot].is_none() {
            let help = if scenario.lots[lot].confidential {
                "the lot is secret: only a cleared provider that offers it may do it"
            } else {
                "name an offer that does, \"spot\" or \"nobody\""
            };
            self.error(node, format!("the offer \"{name}\" does not cover {path}"), help);
        } else if !self.plan.awarded[offer] {
            self.error(node, format!("the offer \"{name}\" is not in the list `awarded`"), "add it there");
        } else {
            return Some(Direct::Offer(offer));
        }
        None
    }

    /// A table of the plan; an empty one where it is not there. What is no table is told.
    fn table(&mut self, tree: &Node, key: &str) -> Node {
        let empty = |place: &Place| Node { value: Value::Table(Vec::new()), place: place.clone() };
        match tree.get(key) {
            None => empty(&tree.place),
            Some(node @ Node { value: Value::Table(_), .. }) => node.clone(),
            Some(node) => {
                self.error(node, format!("`{key}` must be a table, not {}", node.kind()), format!("write [{key}], and below it NAME = …"));
                empty(&node.place)
            }
        }
    }

    fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        if let Value::Text(text) = &node.value {
            return Some(text);
        }
        self.error(node, format!("{what} must be a text, not {}", node.kind()), "write it in quotation marks");
        None
    }

    /// How many people or rooms there are to be.
    fn count(&mut self, node: &Node, what: &str, name: &str, most: i64) -> Option<u32> {
        match node.value {
            Value::Integer(count) if (0..=most).contains(&count) => u32::try_from(count).ok(),
            Value::Integer(count) => {
                self.error(node, format!("{name} cannot have {count} {what}"), format!("from 0 to {most}"));
                None
            }
            _ => {
                let found = if let Value::Float(count) = node.value { count.to_string() } else { node.kind().to_owned() };
                let help = format!("from 0 to {most}");
                self.error(node, format!("the number of {what} of {name} must be a whole number, not {found}"), help);
                None
            }
        }
    }
}

/// The entries of a table.
fn entries(node: &Node) -> &[Entry] {
    if let Value::Table(entries) = &node.value { entries } else { &[] }
}
