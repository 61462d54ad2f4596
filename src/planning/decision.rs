//! One decision of a plan, which may be taken beforehand.

use crate::plan::{Plan, Route};
use crate::scenario::Direct;
use crate::supply::{Part, Size, Supply};

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
