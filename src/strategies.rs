//! The plans that are compared: today's, the extremes that people argue about, and the optima.

use rayon::prelude::*;

use crate::plan::Plan;
use crate::planning::{Decision, Goal, Limit, Menu, PlanningError, Prediction, Rules, StandIn, Verified, choose, choose_loosely, retake};

/// A strategy: a rule that yields a plan for any scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Strategy {
    /// The plan in force.
    StatusQuo,
    /// Own people do what they can; nothing is under contract. How many they are is decided as if nobody else could do it; what they then leave is bought
    /// where that is better than leaving it undone.
    AllInHouse,
    /// Everything that can be bought is, whatever that costs.
    AllOutsourced,
    /// At least nine tenths by market value are bought.
    NinetyPercent,
    /// Each department plans for itself: teams, contracts and budget of its own.
    PerDepartment,
    /// The best plan for all together.
    Optimum,
    /// A plan that the user brings.
    Custom,
}

impl Strategy {
    /// Those of every run, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::StatusQuo, Self::AllInHouse, Self::AllOutsourced, Self::NinetyPercent, Self::PerDepartment, Self::Optimum];

    /// Stable key for files.
    pub fn key(self) -> &'static str {
        match self {
            Self::StatusQuo => "status-quo",
            Self::AllInHouse => "all-in-house",
            Self::AllOutsourced => "all-outsourced",
            Self::NinetyPercent => "ninety-percent-outsourced",
            Self::PerDepartment => "per-department",
            Self::Optimum => "optimum",
            Self::Custom => "custom",
        }
    }
}

/// A strategy's plan, or why it has none.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Candidate {
    /// The strategy.
    pub strategy: Strategy,
    /// The plan.
    pub plan: Option<Plan>,
    /// What a reader must know.
    pub note: Note,
    #[serde(skip)]
    known: Known,
}

/// What is known of a strategy's plans when the next one is chosen.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Responses that may not stand in for those at the plan's own routing.
    barred: Vec<StandIn>,
    /// What it costs with what goes without.
    cost: Option<f64>,
    /// How much can be bought at all, where it was asked: who buys whole lots asks no team, so that new responses change nothing in it.
    reach: Option<f64>,
    /// Limits that it gave up.
    given_up: Vec<Limit>,
    /// Whether all that it must is known of its responses, so that its plan is chosen in full: before that one near the best does, and it gives up what it gave up
    /// before, unasked whether less would do.
    in_full: bool,
    /// Whether that would find nothing else: it gave up nothing, and is proved as far as is asked though it was chosen soon.
    is_proved: bool,
}

/// What a reader must know of a strategy's plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Limits of the scenario, or of the strategy, that it does not keep.
    pub limits: Vec<Limit>,
    /// Nine tenths are not bought: they cannot be, and the plan buys as much as can be bought, or fewer are when it is played.
    pub out_of_reach: bool,
    /// People who are paid though no work goes to them.
    pub waiting: u32,
}

impl Note {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty() && !self.out_of_reach && self.waiting == 0
    }

    /// With what shows when the plan is played.
    #[must_use]
    pub fn and(mut self, limits: Vec<Limit>, waiting: u32) -> Self {
        self.waiting = waiting;
        self.limits.extend(limits);
        self.limits = Limit::ALL.into_iter().filter(|limit| self.limits.contains(limit)).collect();
        self
    }
}

/// Work out all strategies' plans, given the verified optimum, on the optimum's menu: a first proposal, which [`settle`] makes the best of its kind.
///
/// # Errors
/// If the solver fails. A strategy without a plan is no error.
pub fn candidates(menu: &Menu, optimum: &Verified) -> Result<Vec<Candidate>, PlanningError> {
    let given = |strategy, plan| Candidate { strategy, plan: Some(plan), note: Note::default(), known: Known::default() };
    let found: Vec<Result<Candidate, PlanningError>> = Strategy::ALL
        .into_par_iter()
        .map(|strategy| match strategy {
            Strategy::StatusQuo => Ok(given(strategy, Plan::status_quo(&menu.supply))),
            Strategy::Optimum | Strategy::Custom => Ok(given(strategy, optimum.prediction.plan.clone())),
            _ => candidate(menu, strategy, Known::default()),
        })
        .collect();
    found.into_iter().collect()
}

/// Retake the responses at each rival's own routing and choose its plan anew, as the optimum's was, until nothing new comes up: a rival that is not at its
/// best says nothing of the optimum. Whoever learns nothing more by itself chooses once again from what the others have learnt since.
///
/// # Errors
/// If the solver fails.
pub fn settle(menu: &mut Menu, mut candidates: Vec<Candidate>) -> Result<Vec<Candidate>, PlanningError> {
    let chosen = |candidate: &Candidate| !matches!(candidate.strategy, Strategy::StatusQuo | Strategy::Optimum | Strategy::Custom);
    let rivals: Vec<usize> = (0..candidates.len()).filter(|index| chosen(&candidates[*index])).collect();
    let rules_of: Vec<Rules> = candidates.iter().map(|candidate| rules(menu, candidate.strategy)).collect();
    let known = |menu: &Menu, index: usize| menu.known(&rules_of[index]);
    // How many barred responses, and how many rungs, each plan was chosen from.
    let mut heeded = vec![0; candidates.len()];
    let mut seen: Vec<usize> = (0..candidates.len()).map(|index| known(menu, index)).collect();
    for _ in 0..2 * menu.supply.scenario.run.rounds {
        let mut learns = |index: &usize| {
            let fresh = candidates[*index].plan.as_ref().is_some_and(|plan| retake(menu, plan));
            fresh || candidates[*index].known.barred.len() > heeded[*index]
        };
        let mut open: Vec<usize> = rivals.iter().copied().filter(|index| learns(index)).collect();
        if open.is_empty() {
            open = rivals.iter().copied().filter(|index| known(menu, *index) > seen[*index]).collect();
        }
        if open.is_empty() {
            open =
                rivals.iter().copied().filter(|index| !candidates[*index].known.in_full && !candidates[*index].known.is_proved).collect();
            open.iter().for_each(|index| candidates[*index].known.in_full = true);
        }
        if open.is_empty() {
            break;
        }
        let here = &*menu;
        let again: Vec<Result<Candidate, PlanningError>> =
            open.par_iter().map(|index| candidate(here, candidates[*index].strategy, candidates[*index].known.clone())).collect();
        for (index, candidate) in open.into_iter().zip(again) {
            (heeded[index], seen[index]) = (candidates[index].known.barred.len(), known(menu, index));
            candidates[index] = candidate?;
        }
    }
    Ok(candidates)
}

/// The rules of a strategy.
fn rules(menu: &Menu, strategy: Strategy) -> Rules {
    let base = Rules::of(menu);
    match strategy {
        Strategy::AllInHouse => Rules {
            contracts: false,
            prefer_in_house: true,
            goal: Goal::OwnPeople,
            outsourced_at_least: None,
            service_first: false,
            ..base
        },
        Strategy::AllOutsourced => Rules { in_house: false, redeployed_at_most: None, ..base },
        Strategy::NinetyPercent => Rules { outsourced_at_least: Some(NINE_TENTHS), ..base },
        Strategy::PerDepartment => base.each_department(menu),
        _ => base,
    }
}

/// What the strategy that buys nine tenths is to buy.
pub const NINE_TENTHS: f64 = 0.9;

/// Relative gap of a plan whose responses are to be retaken: it is enough that it comes near.
const NEAR: f64 = 1e-2;

/// The same of one that costs about what the one before did: that was near, whatever the relaxation says. What is bought against its price leaves that far behind.
const FAR: f64 = 5e-2;

/// What it may cost more.
const ABOUT: f64 = 1e-3;

/// A strategy's plan: under all limits if possible, else without those that it cannot keep, and says so.
fn candidate(menu: &Menu, strategy: Strategy, known: Known) -> Result<Candidate, PlanningError> {
    let in_full = Rules { barred: known.barred.clone(), expected: known.cost, ..rules(menu, strategy) };
    if !known.in_full {
        // What is chosen again anyway is chosen soon, if it is found soon.
        let soon = |enough: f64| within(menu, strategy, known.clone(), &Rules { enough, expected: None, ..in_full.hurried() });
        let is_as_near =
            |found: &Candidate| matches!((found.known.cost, known.cost), (Some(now), Some(before)) if now <= before * (1.0 + ABOUT));
        let far = known.cost.map(|_| soon(FAR)).transpose();
        let found = match far {
            Ok(Some(found)) if is_as_near(&found) => Ok(found),
            Ok(_) => soon(NEAR),
            Err(error) => Err(error),
        };
        match found {
            Err(PlanningError::OutOfTime(_)) => {}
            found => return found,
        }
    }
    within(menu, strategy, known, &in_full)
}

/// The same within its rules.
fn within(menu: &Menu, strategy: Strategy, mut known: Known, full: &Rules) -> Result<Candidate, PlanningError> {
    let nine_tenths = strategy == Strategy::NinetyPercent;
    let keep: &[Limit] = if nine_tenths { &[Limit::Outsourced] } else { &[] };
    let mut out_of_reach = false;
    let before = if known.in_full { None } else { giving_up_as_before(menu, full, &known.given_up)? };
    let is_first = before.is_none();
    let mut found = before.map_or_else(|| choose_loosely(menu, full, keep), Ok);
    if nine_tenths && matches!(found, Err(PlanningError::Infeasible)) {
        out_of_reach = true;
        // First how much can be bought at all, then the best way to buy nearly as much.
        let most = Rules { goal: Goal::InHouse, secrecy: full.secrecy, service_first: false, ..full.without_limits() };
        let reach = known.reach.map_or_else(|| choose(menu, &most).map(|most| most.outsourced), Ok);
        known.reach = reach.as_ref().ok().copied();
        found = reach.and_then(|reach| {
            choose_loosely(menu, &Rules { outsourced_at_least: Some(reach - 1e-3), service_first: false, ..full.clone() }, keep)
        });
    }
    let is_best = |prediction: &Prediction| is_first && !full.service_first && prediction.proof.reached;
    known.is_proved = found.as_ref().is_ok_and(|(prediction, limits)| limits.is_empty() && is_best(prediction));
    if let (Goal::OwnPeople, Ok((prediction, limits))) = (full.goal, &mut found) {
        *prediction = with_overflow(menu, full, prediction, limits)?;
        known.is_proved &= is_best(prediction);
    }
    match found {
        Ok((mut prediction, limits)) => {
            known.barred.append(&mut prediction.stand_ins);
            known.given_up.clone_from(&limits);
            known.cost = Some(prediction.cash + prediction.unserved_cost);
            Ok(Candidate { strategy, plan: Some(prediction.plan), note: Note { limits, out_of_reach, waiting: 0 }, known })
        }
        Err(PlanningError::Infeasible) => Ok(Candidate { strategy, plan: None, note: Note::default(), known }),
        Err(error) => Err(error),
    }
}

/// The best plan without the limits that a strategy gave up before, where it still cannot keep them all; nothing where it gave up none.
fn giving_up_as_before(menu: &Menu, full: &Rules, given_up: &[Limit]) -> Result<Option<(Prediction, Vec<Limit>)>, PlanningError> {
    if given_up.is_empty() {
        return Ok(None);
    }
    let possible = |rules: &Rules| match choose(menu, rules) {
        Err(PlanningError::Infeasible) => Ok(None),
        found => found.map(Some),
    };
    if let Some(found) = possible(full)? {
        return Ok(Some((found, Vec::new())));
    }
    let without = given_up.iter().fold(full.clone(), |rules, limit| limit.dropped(&rules));
    Ok(possible(&without)?.map(|found| (found, given_up.to_vec())))
}

/// The same people and rooms; what becomes of what they leave is chosen by what it costs.
fn with_overflow(menu: &Menu, rules: &Rules, found: &Prediction, given_up: &[Limit]) -> Result<Prediction, PlanningError> {
    let is_of_people = |decision: &Decision| matches!(decision, Decision::Arrangement { .. } | Decision::Size { .. });
    let taken = Decision::all(&menu.supply, &found.plan).into_iter().filter(is_of_people).collect();
    let rules = Rules { goal: Goal::Objective, taken, ..rules.clone() };
    match choose(menu, &given_up.iter().fold(rules, |rules, limit| limit.dropped(&rules))) {
        // What keeps limits by a hair may not keep them twice.
        Err(PlanningError::Infeasible) => Ok(found.clone()),
        chosen => chosen,
    }
}
