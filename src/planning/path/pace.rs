//! Pace: how many lots may change sides in a year, and that what has been given up does not come back.

use good_lp::{Expression, constraint, variable};

use super::program::PathProgram;
use crate::planning::Menu;
use crate::planning::limit::Limit;

impl PathProgram<'_> {
    /// Pace: lots that change between own people and others in a year.
    pub(super) fn pace(&mut self) {
        let Some(most) = self.staging.lots_moved_per_year else { return };
        for year in 0..self.staging.years {
            let mut changes = Expression::default();
            for lot in 0..self.supply.scenario.lots.len() {
                let (before, now) = (self.own_before(year, lot), self.years[year].own(lot));
                let change = self.problem.add(variable().min(0.0));
                self.rows.push(constraint!(change - now.clone() + before.clone() >= 0.0));
                self.rows.push(constraint!(change + now - before >= 0.0));
                changes += change;
            }
            let more = self.gives(Limit::LotsMoved, year, 0, f64::from(most));
            self.rows.push(constraint!(changes - more <= f64::from(most)));
        }
    }

    /// Whether own people do any of a lot in the year before; before the first, today.
    pub(super) fn own_before(&self, year: usize, lot: usize) -> Expression {
        match year.checked_sub(1) {
            Some(before) => self.years[before].own(lot),
            None => f64::from(u8::from(self.own_today[lot])).into(),
        }
    }

    /// Rooms that are given up do not come back, and an arrangement that is left is not taken up again, unless the planner allows it: neither has a price of
    /// its own, and a year by itself would change both as it likes.
    pub(super) fn one_way(&mut self, menus: &[Menu]) {
        if self.staging.back_and_forth {
            return;
        }
        for year in 1..self.staging.years {
            for room in 0..self.supply.scenario.rooms.len() {
                let [before, now] = [year - 1, year].map(|year| self.rooms(&menus[year], year, room));
                self.rows.push(constraint!(now <= before));
            }
        }
        let today = self.today.arrangement.clone();
        for (service, today) in today.into_iter().enumerate() {
            for arrangement in 0..self.supply.scenario.services[service].arrangements.len() {
                let first = if arrangement == today { Expression::from(1.0) } else { Expression::default() };
                let taken: Vec<Expression> = std::iter::once(first)
                    .chain(
                        self.years
                            .iter()
                            .map(|year| year.arrangements[service][arrangement].map_or_else(Expression::default, Expression::from)),
                    )
                    .collect();
                for year in 2..taken.len() {
                    for earlier in &taken[..year - 1] {
                        self.rows.push(constraint!(taken[year].clone() + earlier.clone() - taken[year - 1].clone() <= 1.0));
                    }
                }
            }
        }
    }

    /// How many rooms of a kind are kept in a year.
    fn rooms(&self, menu: &Menu, year: usize, room: usize) -> Expression {
        let mut kept = Expression::default();
        for (unit, spec) in self.supply.units.iter().enumerate() {
            for position in (0..spec.rooms.len()).filter(|position| spec.rooms[*position] == room) {
                let rungs = self.years[year].rungs[unit].iter().zip(&menu.rungs[unit]);
                kept += rungs.map(|(chosen, rung)| f64::from(rung.size.rooms[position]) * *chosen).sum::<Expression>();
            }
        }
        kept
    }
}
