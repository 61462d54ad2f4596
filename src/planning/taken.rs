//! Decisions that are taken already, as rows of the program.

use good_lp::{Expression, constraint};

use super::ladder::Part;
use super::program::Program;
use super::year::Year;
use crate::plan::{Plan, Route};
use crate::scenario::Direct;
use crate::supply::{Size, Supply};

/// One decision of a plan.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Decision {
    /// How the units of a service are grouped.
    Arrangement {
        /// The service.
        service: usize,
        /// Its arrangement.
        arrangement: usize,
    },
    /// A unit is there, with this size.
    Size {
        /// The unit.
        unit: usize,
        /// Its size.
        size: Size,
    },
    /// A unit has so many of a part; how many of the others is open.
    Part {
        /// The unit.
        unit: usize,
        /// The part.
        part: Part,
        /// How many.
        count: u32,
    },
    /// Where a lot goes first, and what a unit cannot take.
    Route {
        /// The lot.
        lot: usize,
        /// Where it goes.
        route: Route,
        /// Where a unit's overflow goes.
        overflow: Direct,
    },
    /// Whether there is a contract by an offer; one way of it.
    Contract {
        /// The offer.
        offer: usize,
        /// Whether it is awarded.
        awarded: bool,
    },
    /// Whether there is anybody of a skill set.
    Staffed {
        /// The skill set.
        skill_set: usize,
        /// Whether there is.
        any: bool,
    },
}

impl Decision {
    /// All decisions of a plan.
    #[must_use]
    pub fn all(supply: &Supply, plan: &Plan) -> Vec<Self> {
        let chosen = |unit: &usize| plan.arrangement[supply.units[*unit].service] == supply.units[*unit].arrangement;
        let arrangements =
            plan.arrangement.iter().enumerate().map(|(service, arrangement)| Self::Arrangement { service, arrangement: *arrangement });
        let sizes = (0..supply.units.len()).filter(chosen).map(|unit| Self::Size { unit, size: plan.sizes[unit].clone() });
        let routes = (0..plan.route.len()).map(|lot| Self::Route { lot, route: plan.route[lot], overflow: plan.overflow[lot] });
        let contracts = plan.awarded.iter().enumerate().map(|(offer, awarded)| Self::Contract { offer, awarded: *awarded });
        arrangements.chain(sizes).chain(routes).chain(contracts).collect()
    }

    /// Whether a plan decides so.
    #[must_use]
    pub fn is_of(&self, supply: &Supply, plan: &Plan) -> bool {
        match self {
            Self::Part { unit, part, count } => part.of(&plan.sizes[*unit]) == *count,
            Self::Staffed { skill_set, any } => (people_of(supply, plan, *skill_set) > 0) == *any,
            // What a lot that goes outside at once leaves over is no decision.
            Self::Route { lot, route, overflow } => {
                plan.route[*lot] == *route && (matches!(route, Route::Direct(_)) || plan.overflow[*lot] == *overflow)
            }
            _ => Self::all(supply, plan).contains(self),
        }
    }
}

/// People that a plan has of a skill set.
pub(super) fn people_of(supply: &Supply, plan: &Plan, skill_set: usize) -> u32 {
    let of_set = |unit: &usize| supply.units[*unit].crew.as_ref().is_some_and(|crew| crew.skill_set == skill_set);
    (0..supply.units.len()).filter(of_set).map(|unit| plan.sizes[unit].people).sum()
}

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
