//! Own people who accompany others, as rows of the program: in each month somebody of the escorting team gives the hours, or they are bought.

use good_lp::{Expression, Variable, constraint};

use super::model::{Program, SCALE, Year, fall_on};
use crate::supply::UnitKind;

/// Samples in which the months of escorts are written out.
const WRITTEN_OUT: usize = 30;

impl Program<'_> {
    /// What escorts cannot give of the hours in a month is paid by the hour.
    pub(super) fn escorts(&mut self, year: &mut Year) {
        let menu = self.menu;
        let scenario = menu.supply.scenario;
        let Some(price) = scenario.policy.escort_team.map(|(_, price)| price) else { return };
        let units: Vec<usize> = (0..menu.supply.units.len()).filter(|unit| menu.supply.units[*unit].kind == UnitKind::Escorts).collect();
        self.at_most(year, &units);
        let users: Vec<(usize, Variable, f64)> = year
            .choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| !choice.bought.escorted.is_empty())
            .map(|(position, choice)| (position, choice.variable, scenario.lots[choice.lot].escort_hours))
            .collect();
        let charged = menu.supply.charged_escorts();
        let shares = menu.supply.department_shares(charged.into_iter());
        let months = scenario.calendar.months();
        // Where every sample counts, each needs rows of its own.
        let samples = if year.by_sample.is_empty() { menu.samples.min(WRITTEN_OUT) } else { menu.samples };
        let mut given = vec![Expression::default(); months];
        for unit in units {
            for (rung, variable) in menu.rungs[unit].iter().zip(&year.rungs[unit]) {
                let hours = menu.supply.escort_hours(unit, &rung.size);
                given.iter_mut().zip(hours).for_each(|(sum, hours)| *sum += hours * *variable);
            }
        }
        for cell in 0..samples * months {
            let needed: Expression =
                users.iter().map(|(position, variable, hours)| year.choices[*position].bought.escorted[cell] * *hours * *variable).sum();
            let beyond = self.amount();
            self.rows.push(constraint!(beyond - needed + given[cell % months].clone() >= 0.0));
            let amount = price * SCALE / scenario.years;
            year.cash += amount / samples as f64 * beyond;
            fall_on(&mut year.by_department, &(amount / samples as f64 * beyond), &shares);
            if let Some(sum) = year.by_sample.get_mut(cell / months) {
                *sum += amount * beyond;
            }
        }
    }

    /// A team is no larger for giving escorts: with those who do its own work, no more than it may have.
    fn at_most(&mut self, year: &Year, escorts: &[usize]) {
        let supply = self.menu.supply;
        let Some(crew) = escorts.first().and_then(|unit| supply.units[*unit].crew.as_ref()) else { return };
        let teams = supply.scenario.teams.iter().enumerate();
        let most: u32 =
            teams.filter(|(team, _)| supply.set_of_team(*team) == Some(crew.skill_set)).map(|(_, team)| team.people_at_most).sum();
        self.rows.push(constraint!(year.people[crew.skill_set].clone() <= f64::from(most)));
    }
}
