//! Why a plan looks as it does: what the other way would cost, what a limit is worth, at what price a decision flips, and which other
//! plans are nearly as good. Every answer is another optimisation over the same samples, so whole people, rooms and contracts are taken as whole.

use rayon::prelude::*;

use super::menu::Menu;
use super::model::{self, PlanningError, Prediction};
use super::refine;
use super::{Goal, Rules, Side};
use crate::outcome::evaluate::movements;
use crate::plan::Route;

/// All explanations of a plan.
pub struct Explanation {
    /// The best plan, with what is expected of it.
    pub best: Prediction,
    /// Each lot the other way, dearest first.
    pub lots: Vec<OtherWay>,
    /// What a little more or less of each limit does.
    pub limits: Vec<LimitValue>,
    /// Prices at which offers are taken up or dropped.
    pub break_evens: Vec<BreakEven>,
    /// Plans nearly as good that differ most.
    pub alternatives: Vec<Alternative>,
}

/// A lot forced to the other side.
#[derive(Clone, Copy, Debug)]
pub struct OtherWay {
    /// Lot.
    pub lot: usize,
    /// Where the plan has it.
    pub side: Side,
    /// What the best plan with the lot on the other side costs more a year, going without included; nothing if there is none.
    pub costs: Option<f64>,
}

/// A limit of the scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Cash a year.
    Budget,
    /// In-house people.
    Quota,
    /// People who may be redeployed.
    Redeployed,
    /// Least outsourced share.
    Outsourced,
}

impl Limit {
    /// A place that the limit can have.
    fn within(self, at: f64) -> f64 {
        if self == Self::Outsourced { at.clamp(0.0, 1.0) } else { at.max(0.0) }
    }

    /// The rules without it.
    fn lifted(self, rules: &Rules) -> Rules {
        let rules = rules.clone();
        match self {
            Self::Budget => Rules { budget: None, ..rules },
            Self::Quota => Rules { quota: None, ..rules },
            Self::Redeployed => Rules { redeployed_at_most: None, ..rules },
            Self::Outsourced => Rules { outsourced_at_least: None, ..rules },
        }
    }

    /// What to make least to see how tight it can be.
    fn own_goal(self) -> Goal {
        match self {
            Self::Budget => Goal::Cash,
            Self::Quota => Goal::People,
            Self::Redeployed => Goal::Moved,
            Self::Outsourced => Goal::InHouse,
        }
    }

    /// How much of it a plan takes up.
    fn used(self, menu: &Menu<'_>, prediction: &Prediction) -> f64 {
        match self {
            Self::Budget => prediction.cash,
            Self::Quota => f64::from(prediction.plan.people()),
            Self::Redeployed => f64::from(people_moved(menu, prediction)),
            Self::Outsourced => prediction.outsourced,
        }
    }
}

/// What a limit is worth.
#[derive(Clone, Debug)]
pub struct LimitValue {
    /// Which.
    pub limit: Limit,
    /// As it is.
    pub at: f64,
    /// By how much it is moved.
    pub step: f64,
    /// Saved a year if it is looser by the step.
    pub looser: f64,
    /// Cost a year if it is tighter by the step; nothing if no plan is left.
    pub tighter: Option<f64>,
    /// The same further out, from tight to loose: where the limit would be, and what the best plan then costs more a year than now.
    pub ladder: Vec<(f64, Option<f64>)>,
    /// Where it would no longer decide anything: what the best plan without the limit has.
    pub idle_from: f64,
    /// The tightest at which there is a plan at all.
    pub tightest: f64,
}

/// Steps of the ladder, beside where the limit stands.
const LADDER: [f64; 8] = [-8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0];

/// The price at which an offer is dropped or taken up, as a factor on its prices; the fee stays.
#[derive(Clone, Copy, Debug)]
pub struct BreakEven {
    /// Offer.
    pub offer: usize,
    /// Whether the plan has it.
    pub awarded: bool,
    /// The factor: above 1 for an offer that would be kept up to it, below 1 for one that would be taken from it on. Nothing if no price
    /// between nothing and [`HIGHEST`] times today's changes the decision.
    pub factor: Option<f64>,
}

/// A plan nearly as good.
pub struct Alternative {
    /// What it does most or least of.
    pub goal: Goal,
    /// The plan.
    pub prediction: Prediction,
    /// What it costs more a year, going without included.
    pub costs: f64,
    /// People redeployed.
    pub moved: u32,
    /// Contracts.
    pub contracts: u32,
}

/// Rounds of retaking responses before the questions are asked.
const ROUNDS: u32 = 2;
/// Highest price tried, over today's.
pub const HIGHEST: f64 = 4.0;
/// How often lines are laid before the flip counts as found, and the least step, as a share of today's price.
const MEETINGS: u32 = 20;
const CLOSE: f64 = 5e-3;

/// Explain the best plan under the rules. `within` is how much dearer an alternative may be, as a share.
///
/// # Errors
/// If there is no plan, or the solver fails.
pub fn explain(menu: &mut Menu<'_>, rules: &Rules, within: f64, advance: &(dyn Fn() + Sync)) -> Result<Explanation, PlanningError> {
    prepare(menu, rules)?;
    let menu = &*menu;
    let scenario = menu.supply.scenario;
    let best = model::choose(menu, rules)?;
    let value = |prediction: &Prediction| prediction.cash + prediction.unserved_cost;
    let objective = value(&best);
    // The solver's gap is no difference.
    let noise = 2.0 * rules.gap * objective.abs();
    let above = |prediction: &Prediction| {
        let difference = value(prediction) - objective;
        if difference.abs() <= noise { 0.0 } else { difference }
    };
    // A rule that no plan keeps is an answer; a solver that fails is not.
    let attempt = |rules: &Rules| match model::choose(menu, rules) {
        Ok(prediction) => Ok(Some(prediction)),
        Err(PlanningError::Infeasible) => Ok(None),
        Err(error) => Err(error),
    };

    let lots: Result<Vec<OtherWay>, PlanningError> = (0..scenario.lots.len())
        .into_par_iter()
        .map(|lot| {
            let side = if matches!(best.plan.route[lot], Route::Unit(_)) { Side::InHouse } else { Side::Outside };
            let other = if side == Side::InHouse { Side::Outside } else { Side::InHouse };
            let forced = attempt(&Rules { forced: vec![(lot, other)], ..rules.clone() })?;
            advance();
            Ok(OtherWay { lot, side, costs: forced.map(|prediction| above(&prediction)) })
        })
        .collect();
    let mut lots = lots?;
    let key = |way: &OtherWay| way.costs.unwrap_or(f64::INFINITY);
    lots.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.lot.cmp(&b.lot)));

    let limits: Result<Vec<LimitValue>, PlanningError> = limits_of(rules)
        .into_iter()
        .map(|(limit, at, step)| {
            let at_steps: Result<Vec<Option<f64>>, PlanningError> =
                LADDER.into_par_iter().map(|steps| Ok(attempt(&moved(rules, limit, at, steps * step))?.as_ref().map(above))).collect();
            let mut ladder: Vec<(f64, Option<f64>)> = LADDER.iter().map(|steps| limit.within(at + steps * step)).zip(at_steps?).collect();
            let [tighter, looser] = [3, 4].map(|index| ladder[index].1);
            ladder.insert(4, (at, Some(0.0)));
            // A limit cannot go below nothing or above everything: steps beyond are the same place.
            ladder.dedup_by(|next, kept| next.0 == kept.0);
            let without = limit.lifted(rules);
            let ends: Result<Vec<Prediction>, PlanningError> = [without.goal, limit.own_goal()]
                .into_par_iter()
                .map(|goal| model::choose(menu, &Rules { goal, ..without.clone() }))
                .collect();
            let used: Vec<f64> = ends?.iter().map(|prediction| limit.used(menu, prediction)).collect();
            advance();
            Ok(LimitValue {
                limit,
                at,
                step,
                looser: looser.map_or(0.0, |better| -better),
                tighter,
                ladder,
                idle_from: used[0],
                tightest: used[1],
            })
        })
        .collect();

    let break_evens: Result<Vec<BreakEven>, PlanningError> = with_prices(scenario)
        .into_par_iter()
        .map(|offer| {
            let awarded = best.plan.has_family(scenario, offer);
            let at = |factor: f64| attempt(&Rules { repriced: vec![(offer, factor)], ..rules.clone() });
            let taken = |prediction: &Prediction| prediction.plan.has_family(scenario, offer);
            // The best cost with the offer is concave in its price, and lies below the line of every plan that has it: where a plan's line
            // meets the best cost without the offer is no later than the flip (Newton's method; Dinkelbach 1967).
            let (without, start, mut factor, highest) = if awarded {
                let without = attempt(&Rules { ways: Some(others(rules, scenario, offer)), ..rules.clone() })?;
                (without.as_ref().map(value), Some(best.clone()), 1.0, HIGHEST)
            } else {
                (Some(objective), at(0.0)?.filter(taken), 0.0, 1.0)
            };
            let mut plan = start;
            let mut flips = None;
            for _ in 0..MEETINGS {
                let (Some(with), Some(without)) = (&plan, without) else { break };
                let slope = with.priced[offer].max(f64::MIN_POSITIVE);
                let meets = (factor + (without - value(with)).max(0.0) / slope).min(highest);
                plan = at(meets)?.filter(taken);
                if plan.is_none() || (meets - factor < CLOSE && meets < highest) {
                    flips = Some(meets);
                    break;
                }
                if meets >= highest {
                    // An offer that is as good as none at today's price is at its limit there.
                    flips = (!awarded).then_some(highest);
                    break;
                }
                factor = meets;
            }
            let factor = flips;
            advance();
            Ok(BreakEven { offer, awarded, factor })
        })
        .collect();

    let most = objective + within * objective.abs() + noise;
    let alternatives: Result<Vec<Option<Alternative>>, PlanningError> = [Goal::InHouse, Goal::Outside, Goal::Moved, Goal::Contracts]
        .into_par_iter()
        .map(|goal| {
            let near = Rules { objective_at_most: Some(most), ..rules.clone() };
            let Some(extreme) = attempt(&Rules { goal, ..near.clone() })? else { return Ok(None) };
            // How far it goes, then the best plan that goes as far: in the first the solver's gap is wide in money.
            let as_far = match goal {
                Goal::InHouse => Rules { outsourced_at_least: Some(extreme.outsourced - 1e-3), ..near },
                Goal::Outside => Rules { outsourced_at_most: Some(extreme.outsourced + 1e-3), ..near },
                Goal::Moved => Rules { redeployed_at_most: Some(people_moved(menu, &extreme)), ..near },
                _ => Rules { contracts_at_most: Some(contracts(&extreme)), ..near },
            };
            let found = attempt(&as_far)?.unwrap_or(extreme);
            advance();
            Ok(Some(Alternative {
                goal,
                costs: above(&found),
                moved: people_moved(menu, &found),
                contracts: contracts(&found),
                prediction: found,
            }))
        })
        .collect();
    Ok(Explanation { lots, limits: limits?, break_evens: break_evens?, alternatives: alternatives?.into_iter().flatten().collect(), best })
}

/// Teams that keep other lots than in the best plan do better than was simulated with all of them: retake the responses at the routing of
/// every plan that will be asked for. A second round finds what the first one's responses made attractive; more change next to nothing.
fn prepare(menu: &mut Menu<'_>, rules: &Rules) -> Result<(), PlanningError> {
    let scenario = menu.supply.scenario;
    for _ in 0..ROUNDS.min(scenario.run.rounds) {
        let best = model::choose(menu, rules)?;
        let forced = (0..scenario.lots.len()).map(|lot| {
            let side = if matches!(best.plan.route[lot], Route::Unit(_)) { Side::Outside } else { Side::InHouse };
            Rules { forced: vec![(lot, side)], ..rules.clone() }
        });
        let limits = limits_of(rules).into_iter().flat_map(|(limit, at, step)| [step, -step].map(|step| moved(rules, limit, at, step)));
        let prices = with_prices(scenario).into_iter().map(|offer| {
            let factor = if best.plan.has_family(scenario, offer) { HIGHEST } else { 0.0 };
            Rules { repriced: vec![(offer, factor)], ..rules.clone() }
        });
        let questions: Vec<Rules> = forced.chain(limits).chain(prices).collect();
        let here = &*menu;
        let answers: Vec<Option<Prediction>> = questions.par_iter().map(|rules| model::choose(here, rules).ok()).collect();
        let mut fresh = false;
        for answer in answers.iter().flatten() {
            fresh |= refine(menu, &answer.plan);
        }
        if !fresh {
            break;
        }
    }
    Ok(())
}

/// Offers whose prices can turn a decision, each once: what only saves has none.
fn with_prices(scenario: &crate::scenario::Scenario) -> Vec<usize> {
    (0..scenario.offers.len()).filter(|offer| scenario.heads_family(*offer) && scenario.offers[*offer].saves.is_empty()).collect()
}

/// The ways that are left without an offer.
fn others(rules: &Rules, scenario: &crate::scenario::Scenario, offer: usize) -> Vec<bool> {
    let family = scenario.offers[offer].family;
    let allowed = |way: usize| rules.ways.as_ref().is_none_or(|ways| ways[way]);
    (0..scenario.offers.len()).map(|way| allowed(way) && scenario.offers[way].family != family).collect()
}

fn people_moved(menu: &Menu<'_>, prediction: &Prediction) -> u32 {
    movements(menu.supply, &prediction.plan).iter().map(|(_, moved)| moved).sum()
}

fn contracts(prediction: &Prediction) -> u32 {
    prediction.plan.awarded.iter().filter(|awarded| **awarded).count() as u32
}

/// How many long parts [`explain`] has, for a progress bar.
pub fn parts(menu: &Menu<'_>, rules: &Rules) -> u64 {
    let scenario = menu.supply.scenario;
    (scenario.lots.len() + limits_of(rules).len() + with_prices(scenario).len() + 4) as u64
}

/// The limits in force, where they stand, and by how much they are moved.
fn limits_of(rules: &Rules) -> Vec<(Limit, f64, f64)> {
    let people = |count: u32| (f64::from(count), 1.0);
    [
        rules.budget.map(|cap| (Limit::Budget, cap, cap * 0.01)),
        rules.quota.map(people).map(|(at, step)| (Limit::Quota, at, step)),
        rules.redeployed_at_most.map(people).map(|(at, step)| (Limit::Redeployed, at, step)),
        rules.outsourced_at_least.map(|share| (Limit::Outsourced, share, -0.01)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The rules with a limit moved by a step.
fn moved(rules: &Rules, limit: Limit, at: f64, step: f64) -> Rules {
    let mut rules = rules.clone();
    let to = (at + step).max(0.0);
    match limit {
        Limit::Budget => rules.budget = Some(to),
        Limit::Quota => rules.quota = Some(to.round() as u32),
        Limit::Redeployed => rules.redeployed_at_most = Some(to.round() as u32),
        Limit::Outsourced => rules.outsourced_at_least = Some(to.min(1.0)),
    }
    rules
}
