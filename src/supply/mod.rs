//! In-house supply: the units that each arrangement of each service would have, what they cost, and what they can do.
//!
//! A unit is what decides together: the people of one skill set in one group of sites (work orders), a canteen's kitchen
//! (sittings), or a pool of rooms with its service crew (bookings). Declared teams with the same skills are merged where an
//! arrangement puts them in one group, and stand apart where it does not.

mod escorts;
mod kitchen;
mod respond;
pub mod shares;

pub use respond::Coming;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::calendar::{Cover, Rota};
use crate::scenario::{Bookings, Grouping, LotKind, Scenario, Volume};
use crate::services::bookings::RoomKind;
use crate::services::presence::{Change, Presence};

/// What kind of work a unit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// Jobs.
    Workshop,
    /// Meals.
    Kitchen,
    /// Meetings.
    Rooms,
    /// Accompanying others.
    Escorts,
}

/// The people of a unit.
#[derive(Clone, Debug)]
pub struct Crew {
    /// Which skill set they have (index into [`Supply::skill_sets`]).
    pub skill_set: usize,
    /// The declared team that gives shift and absence.
    pub team: usize,
    /// Whether that team is based in the unit's group; otherwise the unit would be new.
    pub has_team: bool,
    /// Where they are based.
    pub base: usize,
    /// People today.
    pub today: u32,
    /// Most people.
    pub at_most: u32,
    /// Yearly personnel cost of one person.
    pub personnel: f64,
    /// Yearly materials of one person.
    pub materials: f64,
    /// Yearly other cost of one person.
    pub other: f64,
    /// Overhead on personnel.
    pub overhead: f64,
}

impl Crew {
    /// Yearly personnel cost of some people, with the overhead on it.
    pub fn pay(&self, people: u32) -> f64 {
        f64::from(people) * self.personnel * (1.0 + self.overhead)
    }
}

/// A unit of in-house supply.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Unique name: the team's, with its group where there are several.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Service.
    pub service: usize,
    /// Arrangement of the service to which it belongs.
    pub arrangement: usize,
    /// What it does.
    pub kind: UnitKind,
    /// Lots it can serve.
    pub lots: Vec<usize>,
    /// Its people; none where rooms serve themselves.
    pub crew: Option<Crew>,
    /// Its rooms (indices of declared rooms).
    pub rooms: Vec<usize>,
    /// What its meetings share beside rooms and crew (indices of declared equipment).
    pub equipment: Vec<usize>,
}

impl Unit {
    /// What a meeting takes of the unit's resources: the crew (0), and its equipment from 2 on; 1 stands for what is not there.
    pub fn uses(&self, spec: &Bookings) -> Vec<(usize, u16)> {
        let crew = (spec.crew > 0).then_some((0, spec.crew as u16));
        let equipment = spec.equipment.iter().map(|(item, count)| {
            let slot = self.equipment.iter().position(|own| own == item).map_or(1, |position| position + 2);
            (slot, *count)
        });
        crew.into_iter().chain(equipment).collect()
    }
}

/// How large a unit is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Size {
    /// People.
    pub people: u32,
    /// Rooms kept of each of the unit's kinds.
    pub rooms: Vec<u32>,
}

impl Size {
    /// Whether nobody and no room is kept.
    pub fn is_empty(&self) -> bool {
        self.people == 0 && self.rooms.iter().all(|count| *count == 0)
    }
}

/// People of one skill set over all groups: what hiring and redeployment count.
#[derive(Clone, Debug)]
pub struct SkillSet {
    /// Name of the first team that has it.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// People today.
    pub today: u32,
}

/// Who of a unit is there, by day and by working minute.
pub struct Attendance {
    /// Who is there on which day.
    pub presence: Presence,
    changes: Vec<Change>,
}

/// A part of a unit's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Part {
    /// Its people.
    People,
    /// Its rooms of a kind, by position among the unit's kinds.
    Rooms(usize),
}

impl Part {
    /// How many of it a size has.
    #[must_use]
    pub fn of(self, size: &Size) -> u32 {
        match self {
            Self::People => size.people,
            Self::Rooms(kind) => size.rooms[kind],
        }
    }
}

/// A flag that ends what is under way: searches look at it before they begin.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// Raise or lower it.
    pub fn set(&self, raised: bool) {
        self.0.store(raised, Ordering::Relaxed);
    }

    /// Whether it is raised.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// All units of all arrangements.
pub struct Supply {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Raised by whoever wants what is under way to end.
    pub stop: Stop,
    /// The units.
    pub units: Vec<Unit>,
    /// The skill sets.
    pub skill_sets: Vec<SkillSet>,
    sets_of_teams: Vec<Option<usize>>,
    /// For each unit whose people work by the hour of the day: when its shifts are there.
    rotas: Vec<Option<Rota>>,
    /// For each kitchen and lot: who is there for the whole of its meal.
    covers: HashMap<(usize, usize), Cover>,
    /// Expected yearly volume of each lot.
    expected: Vec<Volume>,
    /// What each lot's yearly work counts for in outsourced shares.
    counts: Vec<f64>,
}

impl Supply {
    /// The units of a scenario, and who of them is there when.
    pub fn new(scenario: &Scenario) -> Arc<Self> {
        Self::of_shared(Arc::new(scenario.clone()))
    }

    /// The same of a scenario that others hold as well.
    pub fn of_shared(scenario: Arc<Scenario>) -> Arc<Self> {
        let mut supply = Self::units_of(scenario);
        supply.build_rotas();
        Arc::new(supply)
    }

    /// The units of a scenario alone, of which nothing can be played yet.
    pub fn outline(scenario: &Scenario) -> Self {
        Self::units_of(Arc::new(scenario.clone()))
    }

    fn units_of(shared: Arc<Scenario>) -> Self {
        let scenario = &*shared;
        let mut skill_sets: Vec<(usize, Vec<String>, SkillSet)> = Vec::new();
        for team in &scenario.teams {
            match skill_sets.iter_mut().find(|(service, skills, _)| *service == team.service && *skills == team.skills) {
                Some((_, _, set)) => {
                    set.today += team.people;
                    set.title = format!("{}+{}", set.title, team.title);
                }
                None => skill_sets.push((
                    team.service,
                    team.skills.clone(),
                    SkillSet { name: team.name.clone(), title: team.title.clone(), today: team.people },
                )),
            }
        }
        let mut supply = Self {
            scenario: Arc::clone(&shared),
            stop: Stop::default(),
            units: Vec::new(),
            skill_sets: skill_sets.iter().map(|(_, _, set)| set.clone()).collect(),
            sets_of_teams: scenario
                .teams
                .iter()
                .map(|team| skill_sets.iter().position(|(service, skills, _)| *service == team.service && *skills == team.skills))
                .collect(),
            rotas: Vec::new(),
            covers: HashMap::new(),
            expected: shares::expected(scenario),
            counts: Vec::new(),
        };
        supply.counts = supply.all_counts();
        for service in 0..scenario.services.len() {
            for arrangement in 0..scenario.services[service].arrangements.len() {
                for (index, (of, skills, _)) in skill_sets.iter().enumerate() {
                    if *of == service {
                        supply.add_teams(service, arrangement, index, skills);
                    }
                }
                supply.add_rooms(service, arrangement, &skill_sets);
                supply.add_escorts(service, arrangement);
            }
        }
        supply
    }

    /// The skill set of a declared team's people.
    pub fn set_of_team(&self, team: usize) -> Option<usize> {
        self.sets_of_teams.get(team).copied().flatten()
    }

    /// Most people that all teams of a skill set may have together.
    pub fn most_of_set(&self, set: usize) -> u32 {
        let teams = self.scenario.teams.iter().enumerate();
        teams.filter(|(team, _)| self.set_of_team(*team) == Some(set)).map(|(_, team)| team.people_at_most).sum()
    }

    /// Mean yearly pay of today's people of a skill set, with overhead; where there are none, that of the team that pays best.
    pub fn mean_pay(&self, set: usize) -> f64 {
        let teams =
            || self.scenario.teams.iter().enumerate().filter(|(team, _)| self.set_of_team(*team) == Some(set)).map(|(_, team)| team);
        let each = |team: &crate::scenario::Team| team.personnel * (1.0 + team.overhead);
        match teams().map(|team| team.people).sum::<u32>() {
            0 => teams().map(each).fold(0.0, f64::max),
            people => teams().map(|team| f64::from(team.people) * each(team)).sum::<f64>() / f64::from(people),
        }
    }

    /// The group of a lot or of a site under an arrangement.
    fn group(&self, service: usize, arrangement: usize, site: usize, department: usize) -> usize {
        self.scenario.services[service].arrangements[arrangement].grouping.group(site, department)
    }

    fn group_of_site(&self, service: usize, arrangement: usize, site: usize) -> usize {
        self.group(service, arrangement, site, self.scenario.sites[site].department)
    }

    /// The people of a skill set in a group: declared teams based there, or a new team based at the first site with work.
    fn crew(
        &self,
        service: usize,
        arrangement: usize,
        skill_set: usize,
        skills: &[String],
        group: Option<usize>,
        site: usize,
    ) -> Option<Crew> {
        let scenario = &*self.scenario;
        let of_set = || scenario.teams.iter().enumerate().filter(|(_, team)| team.service == service && team.skills == skills);
        let (first, _) = of_set().next()?;
        let here: Vec<usize> = of_set()
            .filter(|(_, team)| match group {
                Some(group) => self.group_of_site(service, arrangement, team.base) == group,
                None => team.base == site,
            })
            .map(|(index, _)| index)
            .collect();
        let lead = here.iter().copied().max_by_key(|index| (scenario.teams[*index].people, usize::MAX - index)).unwrap_or(first);
        let today: u32 = here.iter().map(|index| scenario.teams[*index].people).sum();
        let all_at_most: u32 = of_set().map(|(_, team)| team.people_at_most).sum();
        let at_most = if here.is_empty() { all_at_most } else { here.iter().map(|index| scenario.teams[*index].people_at_most).sum() };
        // Where groups are merged people keep their pay: the mean over today's people.
        let pool: Vec<usize> = if here.is_empty() { vec![first] } else { here.clone() };
        let weight = |index: usize| f64::from(scenario.teams[index].people.max(u32::from(today == 0)));
        let total: f64 = pool.iter().map(|index| weight(*index)).sum();
        let mean = |value: fn(&crate::scenario::Team) -> f64| {
            pool.iter().map(|index| weight(*index) * value(&scenario.teams[*index])).sum::<f64>() / total
        };
        let personnel = mean(|team| team.personnel);
        Some(Crew {
            skill_set,
            team: lead,
            has_team: !here.is_empty(),
            base: if here.is_empty() { site } else { scenario.teams[lead].base },
            today,
            at_most: at_most.max(today),
            personnel,
            materials: mean(|team| team.materials),
            other: mean(|team| team.other),
            overhead: if personnel > 0.0 { mean(|team| team.overhead * team.personnel) / personnel } else { 0.0 },
        })
    }

    /// Workshops and kitchens of one skill set.
    fn add_teams(&mut self, service: usize, arrangement: usize, skill_set: usize, skills: &[String]) {
        let scenario = Arc::clone(&self.scenario);
        let mut groups: Vec<(usize, UnitKind, Vec<usize>)> = Vec::new();
        for (index, lot) in scenario.lots.iter().enumerate() {
            if lot.service != service || !skills.contains(&lot.trade) {
                continue;
            }
            // A canteen's counters are where they are: its people are of its site under every arrangement.
            let (kind, group) = match lot.kind {
                LotKind::WorkOrders(_) => (UnitKind::Workshop, self.group(service, arrangement, lot.site, lot.department)),
                LotKind::Sittings(_) => (UnitKind::Kitchen, lot.site),
                LotKind::Bookings(_) => continue,
            };
            match groups.iter_mut().find(|(other, other_kind, _)| *other == group && *other_kind == kind) {
                Some((_, _, lots)) => lots.push(index),
                None => groups.push((group, kind, vec![index])),
            }
        }
        let several = groups.len() > 1;
        for (group, kind, lots) in groups {
            let site = scenario.lots[lots[0]].site;
            let filter = (kind == UnitKind::Workshop).then_some(group);
            if let Some(crew) = self.crew(service, arrangement, skill_set, skills, filter, site) {
                self.push_unit(service, arrangement, kind, lots, Some(crew), Vec::new(), several.then_some(site), group);
            }
        }
    }

    /// Pools of rooms with their service crews.
    fn add_rooms(&mut self, service: usize, arrangement: usize, skill_sets: &[(usize, Vec<String>, SkillSet)]) {
        let scenario = Arc::clone(&self.scenario);
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (index, lot) in scenario.lots.iter().enumerate() {
            if lot.service == service && matches!(lot.kind, LotKind::Bookings(_)) {
                let group = self.group(service, arrangement, lot.site, lot.department);
                match groups.iter_mut().find(|(other, _)| *other == group) {
                    Some((_, lots)) => lots.push(index),
                    None => groups.push((group, vec![index])),
                }
            }
        }
        let several = groups.len() > 1;
        for (group, lots) in groups {
            let rooms: Vec<usize> = (0..scenario.rooms.len())
                .filter(|room| {
                    scenario.rooms[*room].service == service
                        && self.group_of_site(service, arrangement, scenario.rooms[*room].site) == group
                })
                .collect();
            if rooms.is_empty() {
                continue;
            }
            let site = scenario.lots[lots[0]].site;
            let crew = skill_sets
                .iter()
                .enumerate()
                .find(|(_, (of, skills, _))| *of == service && lots.iter().any(|lot| skills.contains(&scenario.lots[*lot].trade)))
                .and_then(|(index, (_, skills, _))| self.crew(service, arrangement, index, skills, Some(group), site));
            self.push_unit(service, arrangement, UnitKind::Rooms, lots, crew, rooms, several.then_some(site), group);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a unit")]
    fn push_unit(
        &mut self,
        service: usize,
        arrangement: usize,
        kind: UnitKind,
        lots: Vec<usize>,
        crew: Option<Crew>,
        rooms: Vec<usize>,
        site: Option<usize>,
        group: usize,
    ) {
        let scenario = &*self.scenario;
        // A team that is based in the group lends it its name; a new one is named after its skills and place.
        let (name, title, own) = match &crew {
            Some(crew) if kind != UnitKind::Rooms => {
                let team = &scenario.teams[crew.team];
                (team.name.clone(), team.title.clone(), crew.has_team)
            }
            _ => (scenario.services[service].name.clone(), scenario.services[service].title.clone(), false),
        };
        let by_department =
            scenario.services[service].arrangements[arrangement].grouping == Grouping::EachDepartment && kind != UnitKind::Kitchen;
        let (name, title) = match site.filter(|_| !own) {
            Some(_) if by_department => {
                (format!("{name}@{}", scenario.departments[group].name), format!("{title}·{}", scenario.departments[group].title))
            }
            Some(site) => (format!("{name}@{}", scenario.sites[site].name), format!("{title}·{}", scenario.sites[site].title)),
            None => (name, title),
        };
        let equipment = (0..scenario.equipment.len())
            .filter(|item| {
                let item = &scenario.equipment[*item];
                let here = || self.group_of_site(service, arrangement, item.site) == group;
                kind == UnitKind::Rooms && item.service == service && here()
            })
            .collect();
        self.units.push(Unit { name, title, service, arrangement, kind, lots, crew, rooms, equipment });
    }

    fn build_rotas(&mut self) {
        let scenario = &*self.scenario;
        for (index, unit) in self.units.iter().enumerate() {
            let team = unit.crew.as_ref().map(|crew| &scenario.teams[crew.team]);
            let by_the_hour = matches!(unit.kind, UnitKind::Kitchen | UnitKind::Rooms);
            let rota = team.filter(|_| by_the_hour).map(|team| Rota::new(&scenario.calendar, &team.hours));
            if let Some(rota) = &rota {
                for lot in &unit.lots {
                    if let LotKind::Sittings(spec) = &scenario.lots[*lot].kind {
                        self.covers.insert((index, *lot), rota.covering(spec.opens, spec.opens + spec.window));
                    }
                }
            }
            self.rotas.push(rota);
        }
    }

    /// The bit of a lot's trade among the skills of a unit's people; none where they do not have it.
    fn skill_of(&self, unit: usize, lot: usize) -> u64 {
        let scenario = &*self.scenario;
        let Some(crew) = &self.units[unit].crew else { return 0 };
        let skills = &scenario.teams[crew.team].skills;
        skills.iter().position(|skill| *skill == scenario.lots[lot].trade).map_or(0, |bit| 1 << bit)
    }

    /// The skills of each person of a unit, of some number.
    fn mix(&self, unit: usize, people: usize) -> Vec<u64> {
        self.units[unit].crew.as_ref().map_or_else(Vec::new, |crew| self.scenario.teams[crew.team].mix(people))
    }

    /// The units of an arrangement of a service.
    pub fn of(&self, service: usize, arrangement: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.units.len()).filter(move |unit| self.units[*unit].service == service && self.units[*unit].arrangement == arrangement)
    }

    /// A unit as it stands today: its people and all its rooms.
    pub fn today(&self, unit: usize) -> Size {
        let unit = &self.units[unit];
        Size {
            people: unit.crew.as_ref().map_or(0, |crew| crew.today),
            rooms: unit.rooms.iter().map(|room| self.scenario.rooms[*room].count).collect(),
        }
    }

    /// The rooms of a unit at a size, by kind.
    pub fn room_kinds(&self, unit: usize, size: &Size) -> Vec<RoomKind> {
        let kinds = self.units[unit].rooms.iter().map(|room| &self.scenario.rooms[*room]);
        kinds
            .zip(&size.rooms)
            .map(|(room, count)| RoomKind { seats: room.seats, site: room.site, count: *count, features: room.features })
            .collect()
    }

    /// What is available to a unit in each month: paid person-minutes, sittings of paid people on shift, or room-minutes of office hours. The unit
    /// of [`Response::busy`].
    pub fn available(&self, unit: usize, size: &Size) -> Vec<f64> {
        let scenario = &*self.scenario;
        let unit_index = unit;
        let calendar = &scenario.calendar;
        let unit = &self.units[unit];
        match (unit.kind, &unit.crew) {
            (UnitKind::Workshop | UnitKind::Escorts, Some(crew)) => {
                let team = &scenario.teams[crew.team];
                let mut minutes = vec![0.0; calendar.months()];
                for shift in 0..team.shifts.len() {
                    let people = (shift..size.people as usize).step_by(team.shifts.len()).count() as f64;
                    minutes.iter_mut().zip(team.shift_minutes(calendar, shift)).for_each(|(month, of_shift)| *month += of_shift * people);
                }
                minutes
            }
            (UnitKind::Kitchen, _) => self.paid_sittings(unit_index, size),
            _ => {
                let rooms: u32 = size.rooms.iter().sum();
                scenario.office.by_month(calendar).into_iter().map(|minutes| minutes * f64::from(rooms)).collect()
            }
        }
    }
}
