//! What one thing costs in terms of another: best plans between the two ends, each held to a little more of the second.

use rayon::prelude::*;

use super::choose::choose;
use super::error::PlanningError;
use super::prediction::Prediction;
use super::{Goal, Menu, Rules};
use crate::outcome::evaluate::waiting;
use crate::scenario::units::Held;

/// Relative gap of the points of the frontier: finer than a chart shows.
const FRONTIER_GAP: f64 = 1e-3;

/// Share of the height of a chart that is not seen.
const UNSEEN: f64 = 0.01;

/// The time of all points, in that of one search.
const DRAWING: f64 = 2.0;

/// Relative gap of the end of the frontier: how much money still improves service.
const END_GAP: f64 = 1e-2;

/// A point of the frontier between cash and service.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct FrontierPoint {
    /// Cap on yearly cash.
    pub cap: f64,
    /// Expected cash.
    pub cash: f64,
    /// Expected cost of going without, ways to meetings elsewhere included.
    pub unserved_cost: f64,
    /// Of it, what people's ways to meetings elsewhere cost.
    pub way_cost: f64,
    /// Expected share in time, lots weighted by market value.
    pub service: f64,
    /// In-house people.
    pub people: u32,
    /// Outsourced share.
    pub outsourced: f64,
}

/// The best plans under a number of caps between the least cash that any plan needs and the cash beyond which service does
/// not improve. Standards are not held here: the frontier shows what each level of money buys.
///
/// # Errors
/// If the solver fails, or no plan keeps the other rules.
pub fn frontier(menu: &Menu, rules: &Rules, points: usize) -> Result<Vec<FrontierPoint>, PlanningError> {
    // The frontier is of expected cash.
    let held = Held::InExpectation;
    let free = Rules { held, service_first: false, gap: FRONTIER_GAP, ..rules.without_budget().without_standards() };
    let ends: Vec<Result<Prediction, PlanningError>> = [(Goal::Cash, FRONTIER_GAP), (Goal::Unserved, END_GAP)]
        .into_par_iter()
        .map(|(goal, gap)| choose(menu, &Rules { goal, gap, ..free.clone() }))
        .collect();
    let mut ends = ends.into_iter();
    let (Some(least), Some(most)) = (ends.next(), ends.next()) else { return Ok(Vec::new()) };
    let (least, most) = (least?, most?);
    // Where a proof takes long, a point is near enough that a chart of all of them would not show apart from the best.
    let height = least.cash + least.unserved_cost - most.cash - most.unserved_cost;
    let free = Rules { enough_amount: UNSEEN * height.max(0.0), ..free }.within(&menu.supply.scenario, DRAWING);
    let (least, most) = (least.cash, most.cash);
    let supply = &*menu.supply;
    let weights: Vec<f64> = (0..supply.scenario.lots.len()).map(|lot| supply.market_value(lot)).collect();
    let total: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let found: Vec<Result<Option<FrontierPoint>, PlanningError>> = (0..points)
        .into_par_iter()
        .map(|index| {
            // A little above the least, so that rounding in the solver does not make the first point infeasible.
            let cap = least + (most - least).max(least * 0.01) * index as f64 / (points - 1).max(1) as f64 + least.abs() * 1e-6 + 1.0;
            let best = match choose(menu, &Rules { cash_at_most: Some(cap), ..free.clone() }) {
                // The curve has its other points.
                Err(PlanningError::OutOfTime(_)) => return Ok(None),
                found => found?,
            };
            Ok(Some(FrontierPoint {
                cap,
                cash: best.cash,
                unserved_cost: best.unserved_cost,
                way_cost: best.way_cost,
                service: best.in_time.iter().zip(&weights).map(|(share, weight)| share * weight).sum::<f64>() / total,
                people: best.plan.people(),
                outsourced: best.outsourced,
            }))
        })
        .collect();
    found.into_iter().filter_map(Result::transpose).collect()
}

/// What a frontier may weigh against something else. Less is better of each but the outsourced share, of which the frontier shows what
/// each level costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Expected cash a year, and what going without costs; cash alone against [`Measure::Service`].
    Cost,
    /// What going without costs a year.
    Service,
    /// Mean cash of the dearest years, and what going without costs.
    Risk,
    /// Share of the work done by others, by market value.
    Outsourced,
}

/// A plan on the frontier between any two measures.
#[derive(Clone, Debug)]
pub struct Tradeoff {
    /// The plan and what is expected of it.
    pub prediction: Prediction,
    /// Value of the measure that is made least.
    pub first: f64,
    /// Value of the one that is held.
    pub second: f64,
    /// People who are paid though no work goes to them.
    pub waiting: u32,
}

/// The share of years below the dear ones, for [`Measure::Risk`].
pub const LEVEL: f64 = 0.95;

/// Plans between the one that is best by the first measure and the one that is best by the second: for each of `points` levels of the second,
/// the plan that is best by the first (the ε-constraint method; Haimes, Lasdon and Wismer 1971). Caps on the money of years are left out where
/// cost is one of the two; standards are left out where service is.
///
/// # Errors
/// If the solver fails, or no plan keeps the other rules.
pub fn between(
    menu: &Menu,
    rules: &Rules,
    (first, second): (Measure, Measure),
    points: usize,
    advance: &(dyn Fn() + Sync),
) -> Result<Vec<Tradeoff>, PlanningError> {
    let has = |measure| first == measure || second == measure;
    let mut free = Rules { held: Held::InExpectation, service_first: false, gap: rules.gap.min(FRONTIER_GAP), ..rules.clone() };
    if has(Measure::Cost) || has(Measure::Risk) {
        free = free.without_budget();
    }
    if has(Measure::Service) {
        free = free.without_standards();
    }
    if has(Measure::Outsourced) {
        free.outsourced_at_least = None;
    }
    if has(Measure::Risk) {
        free.tail_level = Some(LEVEL);
    }
    free.risk = None;
    let cash_alone = has(Measure::Service);
    let value = |measure: Measure, of: &Prediction| match measure {
        Measure::Cost if cash_alone => of.cash,
        Measure::Cost => of.cash + of.unserved_cost,
        Measure::Service => of.unserved_cost,
        Measure::Risk => of.tail.unwrap_or(of.cash) + of.unserved_cost,
        Measure::Outsourced => of.outsourced,
    };
    let goal = |measure: Measure| match measure {
        Measure::Cost if cash_alone => Goal::Cash,
        Measure::Cost => Goal::Objective,
        Measure::Service => Goal::Unserved,
        Measure::Risk => Goal::Tail,
        Measure::Outsourced => Goal::InHouse,
    };
    let ends: Vec<Result<Prediction, PlanningError>> = [first, second]
        .into_par_iter()
        .map(|measure| {
            let best = choose(menu, &Rules { goal: goal(measure), ..free.clone() });
            advance();
            best
        })
        .collect();
    let mut ends = ends.into_iter();
    let (Some(start), Some(end)) = (ends.next(), ends.next()) else { return Ok(Vec::new()) };
    let (from, to) = (value(second, &start?), value(second, &end?));
    let found: Vec<Result<Tradeoff, PlanningError>> = (0..points)
        .into_par_iter()
        .map(|index| {
            let level = from + (to - from) * index as f64 / (points - 1).max(1) as f64;
            // A hair of room for the solver's tolerances.
            let (most, least) = (level + level.abs() * 1e-6 + 1e-3, level - 1e-6);
            let held = match second {
                Measure::Cost if cash_alone => Rules { cash_at_most: Some(most), ..free.clone() },
                Measure::Cost => Rules { objective_at_most: Some(most), ..free.clone() },
                Measure::Service => Rules { unserved_at_most: Some(most), ..free.clone() },
                Measure::Risk => Rules { tail_at_most: Some(most), ..free.clone() },
                Measure::Outsourced => Rules { outsourced_at_least: Some(least), ..free.clone() },
            };
            let prediction = choose(menu, &Rules { goal: goal(first), ..held })?;
            advance();
            let (waiting, _) = waiting(&menu.supply, &prediction.plan);
            Ok(Tradeoff { first: value(first, &prediction), second: value(second, &prediction), prediction, waiting })
        })
        .collect();
    let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
    // Where time ran out, the plan of another level may be better here, and as near to what is held.
    let reaches = |of: &Tradeoff, here: &Tradeoff| match second {
        Measure::Outsourced => of.second >= here.second,
        _ => of.second <= here.second,
    };
    let best = |here: &Tradeoff| found.iter().filter(|of| reaches(of, here)).min_by(|a, b| a.first.total_cmp(&b.first)).cloned();
    let mut found: Vec<Tradeoff> = found.iter().filter_map(best).collect();
    // Where the next plan comes late, several levels have the same one.
    found.dedup_by(|next, kept| next.prediction.plan == kept.prediction.plan);
    Ok(found)
}
