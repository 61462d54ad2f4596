//! Decisions that are taken already, as rows of the program.

use good_lp::{Expression, constraint};

use super::decision::Decision;
use super::program::Program;
use super::year::Year;
use crate::plan::Route;

impl Program<'_> {
    /// Decisions that are taken already.
    pub(super) fn taken(&mut self, year: &Year) {
        let menu = self.menu;
        for decision in &self.rules.taken {
            let row = match decision {
                Decision::Arrangement { service, arrangement } => {
                    constraint!(year.arrangements[*service][*arrangement].into_iter().sum::<Expression>() == 1.0)
                }
                Decision::Size { unit, size } => {
                    let rungs = year.rungs[*unit].iter().zip(&menu.rungs[*unit]).filter(|(_, rung)| rung.size == *size);
                    constraint!(rungs.map(|(variable, _)| *variable).sum::<Expression>() == 1.0)
                }
                Decision::Part { unit, part, count } => {
                    let rungs = year.rungs[*unit].iter().zip(&menu.rungs[*unit]).filter(|(_, rung)| part.of(&rung.size) == *count);
                    constraint!(rungs.map(|(variable, _)| *variable).sum::<Expression>() == 1.0)
                }
                Decision::Route { lot, route, overflow } => {
                    let ways = year.choices.iter().filter(|choice| {
                        choice.lot == *lot
                            && match route {
                                Route::Unit(unit) => choice.route.is_some_and(|(of, _)| of == *unit) && choice.outlet == *overflow,
                                Route::Direct(outlet) => choice.route.is_none() && choice.outlet == *outlet,
                            }
                    });
                    constraint!(ways.map(|choice| choice.variable).sum::<Expression>() == 1.0)
                }
                Decision::Contract { offer, awarded } => {
                    let contracts: Expression = year.awards[*offer].iter().flatten().copied().sum();
                    if *awarded { constraint!(contracts >= 1.0) } else { constraint!(contracts <= 0.0) }
                }
                Decision::Staffed { skill_set, any } => {
                    let people = year.people[*skill_set].clone();
                    if *any { constraint!(people >= 1.0) } else { constraint!(people <= 0.0) }
                }
            };
            self.rows.push(row);
        }
    }
}
