//! What a limit is worth, and what one person, room or some capacity more or less does.

use rayon::prelude::*;

use super::Ask;
use crate::plan::{Plan, Route};
use crate::planning::error::PlanningError;
use crate::planning::limit::Limit;
use crate::planning::limits::{Extent, Stand};
use crate::planning::menu::Menu;
use crate::planning::prediction::Prediction;
use crate::planning::{Decision, Goal, Rules};
use crate::supply::Part;

/// What a limit is worth.
#[derive(Clone, Debug, serde::Serialize)]
pub struct LimitValue {
    /// Which.
    pub limit: Limit,
    /// Of which department, where each has its own.
    pub department: usize,
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
    /// Where it would no longer decide anything: what the best plan without the limit has. Nothing for limits on months and departments.
    pub idle_from: Option<f64>,
    /// The tightest at which there is a plan at all. Nothing for limits on months and departments.
    pub tightest: Option<f64>,
}

/// A limit where it stands, of one department where each has its own.
pub(super) struct InForce {
    limit: Limit,
    department: usize,
    stand: Stand,
}

impl InForce {
    /// A place that it can have.
    fn within(&self, at: f64) -> f64 {
        if self.limit == Limit::Outsourced { at.clamp(0.0, 1.0) } else { at.max(0.0) }
    }

    /// The rules with it elsewhere; nothing to lift it.
    fn moved(&self, rules: &Rules, to: Option<f64>) -> Rules {
        self.limit.moved(rules, self.department, to.map(|to| self.within(to)))
    }

    /// Whether a plan that keeps the rules keeps the limit elsewhere too, as far as that can be told without asking for plans.
    fn is_kept(&self, menu: &Menu, rules: &Rules, prediction: &Prediction, at: f64) -> bool {
        let at = self.within(at);
        self.limit.extent().filter(|_| self.limit.is_told(menu, rules)).is_some_and(|extent| {
            let used = (extent.used)(menu, prediction);
            if self.limit.is_least() { used >= at } else { used <= at }
        })
    }

    /// Steps of its ladder, beside where it stands.
    fn steps(&self) -> &'static [f64] {
        if self.limit == Limit::DepartmentShares { &[-1.0, 1.0] } else { &[-8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0] }
    }
}

/// Limits that are moved, in this order.
const MOVED: [Limit; 7] =
    [Limit::Budget, Limit::PerMonth, Limit::OneOff, Limit::DepartmentShares, Limit::Quota, Limit::Redeployed, Limit::Outsourced];

/// The limits in force that have a figure which can be moved.
pub(super) fn of(rules: &Rules) -> Vec<InForce> {
    let each =
        |limit: Limit| limit.stands(rules).into_iter().enumerate().map(move |(department, stand)| InForce { limit, department, stand });
    MOVED.into_iter().flat_map(each).collect()
}

/// The rules that will be asked about: the best plan stays best under a tighter limit that it keeps. Of the tightest it is enough to come near.
pub(super) fn questions<'a>(menu: &'a Menu, rules: &'a Rules, best: &'a Prediction) -> impl Iterator<Item = Rules> + 'a {
    of(rules).into_iter().flat_map(move |of| {
        let Stand { at, step } = of.stand;
        let tighter = Some(at - step).filter(|at| !of.is_kept(menu, rules, best, *at));
        let tightest = of.limit.extent().map(|extent| Rules { goal: extent.goal, enough: f64::INFINITY, ..of.moved(rules, None) });
        [Some(at + step), tighter].into_iter().flatten().map(move |at| of.moved(rules, Some(at))).chain(tightest)
    })
}

/// What each limit is worth.
pub(super) fn values(ask: &Ask<'_>, advance: &(dyn Fn() + Sync)) -> Result<Vec<LimitValue>, PlanningError> {
    let value = |of: InForce| {
        let (limit, Stand { at, step }) = (of.limit, of.stand);
        let without = of.moved(ask.rules, None);
        let ends = limit.extent().map(|Extent { goal, used }| {
            let end = |goal| -> Result<Option<(f64, f64)>, PlanningError> {
                let Some(found) = ask.best_under(&Rules { goal, ..without.clone() })? else { return Ok(None) };
                // Without a cap years are not told apart: what the plan takes in its dearest one is asked of it.
                let as_it_is = Decision::all(&ask.menu.supply, &found.plan);
                let told = if limit == Limit::Budget && goal != Goal::DearestYear {
                    ask.best_under(&Rules { goal: Goal::DearestYear, taken: as_it_is, ..without.clone() })?
                } else {
                    None
                };
                Ok(Some((ask.above(&found), used(ask.menu, told.as_ref().unwrap_or(&found)))))
            };
            rayon::join(|| end(without.goal), || end(goal))
        });
        let (lifted, extreme) = ends.map_or((Ok(None), Ok(None)), |ends: (Result<_, PlanningError>, _)| ends);
        let (lifted, extreme) = (lifted?, extreme?);
        let gains_nothing = lifted.is_some_and(|(above, _)| above == 0.0);
        // Where lifting the limit gains nothing, loosening it does not either; and the best plan stays best under a tighter one that it keeps.
        let cost = |steps: &f64| {
            let to = at + steps * step;
            let stays = if *steps > 0.0 { gains_nothing } else { of.is_kept(ask.menu, ask.rules, &ask.best, to) };
            if stays { Ok(Some(0.0)) } else { ask.costs_under(&of.moved(ask.rules, Some(to))) }
        };
        let steps = of.steps();
        let costs: Result<Vec<Option<f64>>, PlanningError> = steps.par_iter().map(cost).collect();
        let mut ladder: Vec<(f64, Option<f64>)> = steps.iter().map(|steps| of.within(at + steps * step)).zip(costs?).collect();
        let here = steps.len() / 2;
        let (tighter, looser) = (ladder[here - 1].1, ladder[here].1);
        ladder.insert(here, (at, Some(0.0)));
        // A limit cannot go below nothing or above everything: steps beyond are the same place.
        ladder.dedup_by(|next, kept| next.0 == kept.0);
        advance();
        let looser = looser.map_or(0.0, |better| -better);
        let used = |end: Option<(f64, f64)>| end.map(|(_, used)| used);
        Ok(LimitValue {
            limit,
            department: of.department,
            at,
            step,
            looser,
            tighter,
            ladder,
            idle_from: used(lifted),
            tightest: used(extreme),
        })
    };
    of(ask.rules).into_par_iter().map(value).collect()
}

/// Something that the best plan has some of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Thing {
    /// People or rooms of a unit.
    Unit(usize, Part),
    /// Units a month that a contract can take.
    Capacity(usize),
}

/// What a little more or less of a thing does, the rest of the plan chosen anew.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct OneMore {
    /// Of what.
    pub thing: Thing,
    /// How much of it the best plan has.
    pub at: f64,
    /// More or less by this.
    pub step: f64,
    /// What the best plan with a step more costs more a year; nothing if there cannot be more.
    pub more: Option<f64>,
    /// What the best plan with a step less costs more a year; nothing if no plan is left.
    pub less: Option<f64>,
}

/// Share of a contract's capacity that counts as a step.
const CAPACITY_STEP: f64 = 0.1;

/// Parts of a plan's units of which it has any.
fn parts(menu: &Menu, plan: &Plan) -> Vec<(usize, Part, u32)> {
    let used = (0..menu.supply.units.len()).filter(|unit| plan.route.contains(&Route::Unit(*unit)));
    let parts = used.flat_map(|unit| menu.parts_of(unit).map(move |part| (unit, part)));
    let counted = parts.map(|(unit, part)| (unit, part, part.of(&plan.sizes[unit])));
    counted.filter(|(_, _, count)| *count > 0).collect()
}

/// The plan's unit with more or less of a part, how many of the others it has chosen anew.
fn beside(menu: &Menu, plan: &Plan, unit: usize, part: Part, by: i64) -> Option<Decision> {
    menu.stepped(unit, &plan.sizes[unit], part, by).map(|size| Decision::Part { unit, part, count: part.of(&size) })
}

/// The sizes around a plan's that will be asked about.
pub(super) fn around(menu: &Menu, plan: &Plan) -> Vec<Decision> {
    let parts = parts(menu, plan).into_iter();
    parts.flat_map(|(unit, part, _)| [1, -1].into_iter().filter_map(move |by| beside(menu, plan, unit, part, by))).collect()
}

/// What one more or less of everything that the best plan has does.
pub(super) fn one_more(ask: &Ask<'_>, advance: &(dyn Fn() + Sync)) -> Result<Vec<OneMore>, PlanningError> {
    let (menu, plan) = (ask.menu, &ask.best.plan);
    let scenario = &*menu.supply.scenario;
    let held = parts(menu, plan).into_par_iter().map(|(unit, part, at)| {
        let costs = |by: i64| beside(menu, plan, unit, part, by).map_or(Ok(None), |size| ask.costs_under(&ask.rules.taking(size)));
        let (more, less) = rayon::join(|| costs(1), || costs(-1));
        Ok(OneMore { thing: Thing::Unit(unit, part), at: f64::from(at), step: 1.0, more: more?, less: less? })
    });
    let bounded: Vec<(usize, f64)> = (0..scenario.offers.len())
        .filter(|offer| scenario.heads_family(*offer) && plan.has_family(scenario, *offer))
        .filter_map(|offer| scenario.offers[offer].capacity.map(|capacity| (offer, capacity)))
        .collect();
    let capacities = bounded.into_par_iter().map(|(offer, at)| {
        let step = at * CAPACITY_STEP;
        let beside = |by: f64| ask.costs_under(&Rules { widened: vec![(offer, by)], ..ask.rules.clone() });
        let (more, less) = rayon::join(|| beside(step), || beside(-step));
        Ok(OneMore { thing: Thing::Capacity(offer), at, step, more: more?, less: less? })
    });
    let found = held.chain(capacities).collect();
    advance();
    found
}
