//! What a limit is worth, and what one person, room or some capacity more or less does.

use rayon::prelude::*;

use super::Ask;
use crate::plan::{Plan, Route};
use crate::planning::ladder::Part;
use crate::planning::menu::Menu;
use crate::planning::model::{PlanningError, Prediction};
use crate::planning::solution::people_moved;
use crate::planning::{Decision, Goal, Rules};
use crate::scenario::units::Held;

/// A limit of the scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Cash a year.
    Budget,
    /// Cash of any month.
    PerMonth,
    /// What is spent once.
    OneOff,
    /// Cash of a department a year.
    Department(usize),
    /// In-house people.
    Quota,
    /// People who may be redeployed.
    Redeployed,
    /// Least outsourced share.
    Outsourced,
}

/// How much of a limit a plan takes up.
type Measured = fn(&Menu<'_>, &Prediction) -> f64;

impl Limit {
    /// Whether it is of money.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Self::Budget | Self::PerMonth | Self::OneOff | Self::Department(_))
    }

    /// A place that the limit can have.
    fn within(self, at: f64) -> f64 {
        if self == Self::Outsourced { at.clamp(0.0, 1.0) } else { at.max(0.0) }
    }

    /// The rules with it elsewhere; nothing to lift it.
    fn moved(self, rules: &Rules, to: Option<f64>) -> Rules {
        let mut rules = rules.clone();
        let to = to.map(|to| self.within(to));
        let whole = to.map(|to| to.round() as u32);
        match self {
            Self::Budget => rules.budget = to,
            Self::OneOff => rules.once_at_most = Some(to.unwrap_or(f64::INFINITY)),
            Self::PerMonth => rules.per_month = to,
            Self::Department(department) => {
                rules
                    .department_caps
                    .iter_mut()
                    .chain(&mut rules.no_worse)
                    .take(1)
                    .for_each(|caps| caps[department] = to.unwrap_or(f64::INFINITY));
            }
            Self::Quota => rules.quota = whole,
            Self::Redeployed => rules.redeployed_at_most = whole,
            Self::Outsourced => rules.outsourced_at_least = to,
        }
        rules
    }

    /// What to make least to see how tight it can be, and how much of it a plan takes up. Nothing where no goal asks for that.
    fn extent(self) -> Option<(Goal, Measured)> {
        match self {
            Self::Budget => Some((Goal::DearestYear, |_, prediction| prediction.dearest_year)),
            Self::Quota => Some((Goal::People, |_, prediction| f64::from(prediction.plan.people()))),
            Self::Redeployed => Some((Goal::Moved, |menu, prediction| f64::from(people_moved(menu, prediction)))),
            Self::Outsourced => Some((Goal::InHouse, |_, prediction| prediction.outsourced)),
            Self::OneOff => Some((Goal::Once, |_, prediction| prediction.once)),
            Self::PerMonth | Self::Department(_) => None,
        }
    }

    /// Whether a plan that keeps the rules keeps the limit elsewhere too, as far as that can be told without asking for plans.
    fn is_kept(self, menu: &Menu<'_>, rules: &Rules, prediction: &Prediction, at: f64) -> bool {
        // Of a budget that is held in the dear years a plan takes up more than it is expected to.
        let told = self != Self::Budget || rules.held == Held::InExpectation;
        let at = self.within(at);
        self.extent().is_some_and(|(_, used)| {
            let used = used(menu, prediction);
            told && if self == Self::Outsourced { used >= at } else { used <= at }
        })
    }

    /// Steps of its ladder, beside where it stands.
    fn steps(self) -> &'static [f64] {
        if matches!(self, Self::Department(_)) { &[-1.0, 1.0] } else { &[-8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0] }
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
    /// Where it would no longer decide anything: what the best plan without the limit has. Nothing for limits on months and departments.
    pub idle_from: Option<f64>,
    /// The tightest at which there is a plan at all. Nothing for limits on months and departments.
    pub tightest: Option<f64>,
}

/// The limits in force, where they stand, and by how much they are moved.
pub(super) fn of(rules: &Rules) -> Vec<(Limit, f64, f64)> {
    let cash = |limit: Limit, cap: f64| (limit, cap, cap * 0.01);
    let people = |limit: Limit, count: u32| (limit, f64::from(count), 1.0);
    let departments = rules.department_caps.iter().chain(&rules.no_worse).take(1).flatten().enumerate();
    rules
        .budget
        .map(|cap| cash(Limit::Budget, cap))
        .into_iter()
        .chain(rules.per_month.map(|cap| cash(Limit::PerMonth, cap)))
        .chain(rules.once_at_most.filter(|fund| fund.is_finite()).map(|fund| cash(Limit::OneOff, fund)))
        .chain(departments.map(|(department, cap)| cash(Limit::Department(department), *cap)))
        .chain(rules.quota.map(|count| people(Limit::Quota, count)))
        .chain(rules.redeployed_at_most.map(|count| people(Limit::Redeployed, count)))
        .chain(rules.outsourced_at_least.map(|share| (Limit::Outsourced, share, -0.01)))
        .collect()
}

/// The rules that will be asked about: the best plan stays best under a tighter limit that it keeps. Of the tightest it is enough to come near.
pub(super) fn questions<'a>(menu: &'a Menu<'_>, rules: &'a Rules, best: &'a Prediction) -> impl Iterator<Item = Rules> + 'a {
    of(rules).into_iter().flat_map(move |(limit, at, step)| {
        let tighter = Some(at - step).filter(|at| !limit.is_kept(menu, rules, best, *at));
        let tightest = limit.extent().map(|(goal, _)| Rules { goal, enough: f64::INFINITY, ..limit.moved(rules, None) });
        [Some(at + step), tighter].into_iter().flatten().map(move |at| limit.moved(rules, Some(at))).chain(tightest)
    })
}

/// What each limit is worth.
pub(super) fn values(ask: &Ask<'_>, advance: &(dyn Fn() + Sync)) -> Result<Vec<LimitValue>, PlanningError> {
    let value = |(limit, at, step): (Limit, f64, f64)| {
        let without = limit.moved(ask.rules, None);
        let ends = limit.extent().map(|(goal, used)| {
            let end = |goal| -> Result<Option<(f64, f64)>, PlanningError> {
                let Some(found) = ask.best_under(&Rules { goal, ..without.clone() })? else { return Ok(None) };
                // Without a cap years are not told apart: what the plan takes in its dearest one is asked of it.
                let as_it_is = Decision::all(ask.menu.supply, &found.plan);
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
            let stays = if *steps > 0.0 { gains_nothing } else { limit.is_kept(ask.menu, ask.rules, &ask.best, to) };
            if stays { Ok(Some(0.0)) } else { ask.costs_under(&limit.moved(ask.rules, Some(to))) }
        };
        let steps = limit.steps();
        let costs: Result<Vec<Option<f64>>, PlanningError> = steps.par_iter().map(cost).collect();
        let mut ladder: Vec<(f64, Option<f64>)> = steps.iter().map(|steps| limit.within(at + steps * step)).zip(costs?).collect();
        let here = steps.len() / 2;
        let (tighter, looser) = (ladder[here - 1].1, ladder[here].1);
        ladder.insert(here, (at, Some(0.0)));
        // A limit cannot go below nothing or above everything: steps beyond are the same place.
        ladder.dedup_by(|next, kept| next.0 == kept.0);
        advance();
        let looser = looser.map_or(0.0, |better| -better);
        let used = |end: Option<(f64, f64)>| end.map(|(_, used)| used);
        Ok(LimitValue { limit, at, step, looser, tighter, ladder, idle_from: used(lifted), tightest: used(extreme) })
    };
    of(ask.rules).into_par_iter().map(value).collect()
}

/// Something that the best plan has some of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// People or rooms of a unit.
    Unit(usize, Part),
    /// Units a month that a contract can take.
    Capacity(usize),
}

/// What a little more or less of a thing does, the rest of the plan chosen anew.
#[derive(Clone, Copy, Debug)]
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
fn parts(menu: &Menu<'_>, plan: &Plan) -> Vec<(usize, Part, u32)> {
    let used = (0..menu.supply.units.len()).filter(|unit| plan.route.contains(&Route::Unit(*unit)));
    let parts = used.flat_map(|unit| menu.parts_of(unit).map(move |part| (unit, part)));
    let counted = parts.map(|(unit, part)| (unit, part, part.of(&plan.sizes[unit])));
    counted.filter(|(_, _, count)| *count > 0).collect()
}

/// The plan's unit with more or less of a part, how many of the others it has chosen anew.
fn beside(menu: &Menu<'_>, plan: &Plan, unit: usize, part: Part, by: i64) -> Option<Decision> {
    menu.stepped(unit, &plan.sizes[unit], part, by).map(|size| Decision::Part { unit, part, count: part.of(&size) })
}

/// The sizes around a plan's that will be asked about.
pub(super) fn around(menu: &Menu<'_>, plan: &Plan) -> Vec<Decision> {
    let parts = parts(menu, plan).into_iter();
    parts.flat_map(|(unit, part, _)| [1, -1].into_iter().filter_map(move |by| beside(menu, plan, unit, part, by))).collect()
}

/// What one more or less of everything that the best plan has does.
pub(super) fn one_more(ask: &Ask<'_>, advance: &(dyn Fn() + Sync)) -> Result<Vec<OneMore>, PlanningError> {
    let (menu, plan) = (ask.menu, &ask.best.plan);
    let scenario = menu.supply.scenario;
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
