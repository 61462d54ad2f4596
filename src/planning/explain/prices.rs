//! Prices and pay at which a decision flips.

use rayon::prelude::*;

use super::Ask;
use crate::plan::Plan;
use crate::planning::decision::people_of;
use crate::planning::error::PlanningError;
use crate::planning::menu::Menu;
use crate::planning::prediction::Prediction;
use crate::planning::{Decision, Rules};

/// What has a price that decides about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Priced {
    /// An offer's unit prices, its fee aside; what the provider of one that only saves gets, fee and share of the savings.
    Offer(usize),
    /// Pay of the people of a skill set, with the overhead on it.
    Pay(usize),
}

/// The price at which something is dropped or taken up, as a factor on today's.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct BreakEven {
    /// Of what.
    pub of: Priced,
    /// Whether the plan has it: the contract, or anybody of the skill set.
    pub taken: bool,
    /// The factor: above 1 for what would be kept up to it, below 1 for what would be taken from it on. Nothing if no price
    /// between nothing and [`HIGHEST`] times today's changes the decision.
    pub factor: Option<f64>,
}

/// Highest price tried, over today's.
pub const HIGHEST: f64 = 4.0;
/// How often lines are laid before the flip counts as found, and the least step, as a share of today's price.
const MEETINGS: u32 = 20;
const CLOSE: f64 = 5e-3;

/// All that has a price: offers, each once, and skill sets that a unit may have.
pub(super) fn all(menu: &Menu) -> Vec<Priced> {
    let scenario = &*menu.supply.scenario;
    let saves = |offer: usize| scenario.offers[offer].family == offer && !scenario.offers[offer].saves.is_empty();
    let offers = (0..scenario.offers.len()).filter(|offer| scenario.heads_family(*offer) || saves(*offer)).map(Priced::Offer);
    let paid = |set: &usize| {
        menu.supply.units.iter().any(|unit| unit.crew.as_ref().is_some_and(|crew| crew.skill_set == *set && crew.pay(crew.at_most) > 0.0))
    };
    offers.chain((0..menu.supply.skill_sets.len()).filter(paid).map(Priced::Pay)).collect()
}

impl Priced {
    /// Whether a plan has it.
    fn is_in(self, menu: &Menu, plan: &Plan) -> bool {
        match self {
            Self::Offer(offer) => plan.has_family(&menu.supply.scenario, offer),
            Self::Pay(set) => people_of(&menu.supply, plan, set) > 0,
        }
    }

    /// What a plan pays for it a year at today's price.
    fn paid(self, menu: &Menu, prediction: &Prediction) -> f64 {
        let scenario = &*menu.supply.scenario;
        match self {
            Self::Offer(offer) if !scenario.offers[offer].saves.is_empty() => menu.paid_for_saving(offer),
            Self::Offer(offer) => prediction.priced[offer],
            Self::Pay(set) => {
                let crews = menu.supply.units.iter().zip(&prediction.plan.sizes);
                let of_set =
                    crews.filter_map(|(unit, size)| unit.crew.as_ref().filter(|crew| crew.skill_set == set).map(|crew| (crew, size)));
                of_set.map(|(crew, size)| crew.pay(size.people)).sum()
            }
        }
    }

    /// The rules at another price.
    fn at(self, rules: &Rules, factor: f64) -> Rules {
        match self {
            Self::Offer(offer) => Rules { repriced: vec![(offer, factor)], ..rules.clone() },
            Self::Pay(set) => Rules { repaid: vec![(set, factor)], ..rules.clone() },
        }
    }

    /// The rules without it.
    fn without(self, menu: &Menu, rules: &Rules) -> Rules {
        let scenario = &*menu.supply.scenario;
        match self {
            Self::Offer(offer) => {
                let allowed = |way: usize| rules.ways.as_ref().is_none_or(|ways| ways[way]);
                let other = |way: usize| scenario.offers[way].family != scenario.offers[offer].family;
                Rules { ways: Some((0..scenario.offers.len()).map(|way| allowed(way) && other(way)).collect()), ..rules.clone() }
            }
            Self::Pay(skill_set) => Rules { taken: vec![Decision::Staffed { skill_set, any: false }], ..rules.clone() },
        }
    }
}

/// The rules that will be asked about.
pub(super) fn questions<'a>(menu: &'a Menu, rules: &'a Rules, plan: &'a Plan) -> impl Iterator<Item = Rules> + 'a {
    all(menu).into_iter().map(|of| of.at(rules, if of.is_in(menu, plan) { HIGHEST } else { 0.0 }))
}

/// Where each price flips the decision.
pub(super) fn break_evens(ask: &Ask<'_>, advance: &(dyn Fn() + Sync)) -> Result<Vec<BreakEven>, PlanningError> {
    let flip = |of: Priced| {
        let factor = flip(ask, of)?;
        advance();
        Ok(BreakEven { of, taken: of.is_in(ask.menu, &ask.best.plan), factor })
    };
    all(ask.menu).into_par_iter().map(flip).collect()
}

/// The best cost with a thing is concave in its price, and lies below the line of every plan that has it: where a plan's line meets the best
/// cost without the thing is no later than the flip (Newton's method; Dinkelbach 1967). Under a cap on money a plan is no longer possible where that line
/// says that it would be good: the flip is then between the two.
fn flip(ask: &Ask<'_>, of: Priced) -> Result<Option<f64>, PlanningError> {
    let menu = ask.menu;
    let taken = of.is_in(menu, &ask.best.plan);
    let with_it = |factor: f64| Ok(ask.best_under(&of.at(ask.rules, factor))?.filter(|found| of.is_in(menu, &found.plan)));
    let (without, mut plan, mut factor, highest) = if taken {
        let without = ask.best_under(&of.without(menu, ask.rules))?;
        (without.as_ref().map(|found| ask.value(found)), Some(ask.best.clone()), 1.0, HIGHEST)
    } else {
        (Some(ask.objective), with_it(0.0)?, 0.0, 1.0)
    };
    for _ in 0..MEETINGS {
        let (Some(with), Some(without)) = (&plan, without) else { return Ok(None) };
        let slope = of.paid(menu, with).max(f64::MIN_POSITIVE);
        let meets = (factor + (without - ask.value(with)).max(0.0) / slope).min(highest);
        if meets - factor < CLOSE && meets < highest {
            return Ok(Some(meets));
        }
        plan = with_it(meets)?;
        if plan.is_none() {
            let (mut had, mut lost) = (factor, meets);
            if with_it(meets - CLOSE)?.is_some() {
                return Ok(Some(meets));
            }
            while lost - had > CLOSE {
                let middle = had.midpoint(lost);
                if with_it(middle)?.is_some() { had = middle } else { lost = middle }
            }
            return Ok(Some(had.midpoint(lost)));
        }
        if meets >= highest {
            // What is as good as nothing at today's price is at its limit there.
            return Ok((!taken).then_some(highest));
        }
        factor = meets;
    }
    Ok(None)
}
