//! Own people who accompany others, as rows of the program: in each month somebody of the escorting team gives the hours, or they are bought.

use good_lp::{Expression, Variable, constraint};

use super::program::Program;
use super::scale::SCALE;
use super::year::{Year, fall_on};
use crate::supply::UnitKind;

/// Samples in which the months of escorts are written out.
const WRITTEN_OUT: usize = 30;

impl Program<'_> {
    /// What escorts cannot give of the hours in a month is paid by the hour.
    pub(super) fn escorts(&mut self, year: &mut Year) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let Some(price) = scenario.policy.escort_team.map(|(_, price)| price) else { return };
        let units: Vec<usize> = (0..menu.supply.units.len()).filter(|unit| menu.supply.units[*unit].kind == UnitKind::Escorts).collect();
        self.at_most(year, &units);
        let of_choices = year.choices.iter().map(|choice| (choice.lot, choice.variable, &choice.bought.escorted));
        let users: Vec<(Variable, usize, &Vec<f64>)> = of_choices
            .chain(year.escorted.iter().map(|(lot, variable, escorted)| (*lot, *variable, escorted)))
            .filter(|(.., escorted)| !escorted.is_empty())
            .map(|(lot, variable, escorted)| (variable, lot, escorted))
            .collect();
        let shares = self.who_needs_escorts();
        let by_need = scenario.budget.departments_bind || self.rules.department_caps.is_some() || self.rules.no_worse.is_some();
        let months = scenario.calendar.months();
        // Where every sample counts, each needs rows of its own.
        let samples = if year.of_samples { menu.samples } else { menu.samples.min(WRITTEN_OUT.div_ceil(scenario.calendar.years())) };
        let mut given = vec![Expression::default(); months];
        for unit in units {
            for (rung, variable) in menu.rungs[unit].iter().zip(&year.rungs[unit]) {
                let hours = menu.supply.escort_hours(unit, &rung.size);
                given.iter_mut().zip(hours).for_each(|(sum, hours)| *sum += hours * *variable);
            }
        }
        let mut paid: Vec<(usize, Expression)> = Vec::new();
        for cell in 0..samples * months {
            let hours =
                |(variable, lot, escorted): &(Variable, usize, &Vec<f64>)| escorted[cell] * scenario.lots[*lot].escort_hours * *variable;
            let needed: Expression = users.iter().map(hours).sum();
            let spilt: Expression = year
                .spills
                .iter()
                .map(|spill| (spill.escort_hours * spill.of.part_in(cell, months), spill.units))
                .filter(|(hours, _)| *hours != 0.0)
                .map(|(hours, units)| hours * units)
                .sum();
            let beyond = self.amount();
            self.rows.push(constraint!(beyond - needed.clone() - spilt + given[cell % months].clone() >= 0.0));
            let amount = price * SCALE / scenario.years;
            year.cash += amount / samples as f64 * beyond;
            year.own += amount / samples as f64 * beyond;
            if by_need {
                // Each department for its own hours, less its part of what escorts give.
                for (user, department) in users.iter().map(|user| (user, scenario.lots[user.1].department)) {
                    year.by_department[department] += amount / samples as f64 * hours(user);
                }
                fall_on(&mut year.by_department, &(amount / samples as f64 * (beyond - needed)), &shares);
            } else {
                fall_on(&mut year.by_department, &(amount / samples as f64 * beyond), &shares);
            }
            paid.push((cell / 12, price * SCALE * beyond));
            if let Some(sum) = year.by_month.get_mut(cell % months) {
                *sum += price * SCALE / samples as f64 * beyond;
            }
        }
        paid.into_iter().for_each(|(drawn, amount)| year.spend(drawn, 1.0 / samples as f64, amount));
    }

    /// Departments' shares of the hours that escorts would give if strangers did all the work.
    fn who_needs_escorts(&self) -> Vec<f64> {
        let supply = &*self.menu.supply;
        let mut shares = vec![0.0; supply.scenario.departments.len()];
        for (lot, spec) in supply.scenario.lots.iter().enumerate() {
            shares[spec.department] += spec.escort_hours * supply.expected_volume(lot).units;
        }
        let all: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= all.max(f64::MIN_POSITIVE));
        shares
    }

    /// A team is no larger for giving escorts: with those who do its own work, no more than it may have.
    fn at_most(&mut self, year: &Year, escorts: &[usize]) {
        let supply = &*self.menu.supply;
        let Some(crew) = escorts.first().and_then(|unit| supply.units[*unit].crew.as_ref()) else { return };
        let most = supply.most_of_set(crew.skill_set);
        self.rows.push(constraint!(year.people[crew.skill_set].clone() <= f64::from(most)));
    }
}
