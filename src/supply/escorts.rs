//! Own people who accompany strangers: a unit with people and no lots.

use super::{Crew, Size, Supply, Unit, UnitKind};
use crate::scenario::file::Language;

impl Supply {
    /// Those of the escorting team who do nothing but accompany others; nobody does today.
    pub(super) fn add_escorts(&mut self, service: usize, arrangement: usize) {
        let scenario = &*self.scenario;
        let Some((index, _)) = scenario.policy.escort_team else { return };
        let team = &scenario.teams[index];
        let Some(skill_set) = self.set_of_team(index).filter(|_| team.service == service) else { return };
        let crew = Crew {
            skill_set,
            team: index,
            has_team: true,
            base: team.base,
            today: 0,
            at_most: team.people_at_most,
            personnel: team.personnel,
            materials: team.materials,
            other: team.other,
            overhead: team.overhead,
        };
        let title = match scenario.language {
            Language::Zh => format!("{}·陪同", team.title),
            Language::En => format!("{}, escorts", team.title),
        };
        self.units.push(Unit {
            name: format!("{}@escorts", team.name),
            title,
            service,
            arrangement,
            kind: UnitKind::Escorts,
            lots: Vec::new(),
            crew: Some(crew),
            rooms: Vec::new(),
            equipment: Vec::new(),
        });
    }

    /// The lots whose work somebody must accompany where strangers do it.
    pub fn charged_escorts(&self) -> Vec<usize> {
        (0..self.scenario.lots.len()).filter(|lot| self.scenario.lots[*lot].escort_hours > 0.0).collect()
    }

    /// The lots on which a unit's cost falls.
    pub fn charged(&self, unit: usize) -> Vec<usize> {
        if self.units[unit].kind == UnitKind::Escorts { self.charged_escorts() } else { self.units[unit].lots.clone() }
    }

    /// Hours of each month that escorts can give: those paid, less absence.
    pub fn escort_hours(&self, unit: usize, size: &Size) -> Vec<f64> {
        let absence = self.units[unit].crew.as_ref().map_or(0.0, |crew| self.scenario.teams[crew.team].absence);
        self.available(unit, size).into_iter().map(|minutes| minutes * (1.0 - absence) / 60.0).collect()
    }
}
