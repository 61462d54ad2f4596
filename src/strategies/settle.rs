//! Rivals of the optimum, each at its best: a plan under its rules, chosen anew until its own routing brings up nothing new.

use rayon::prelude::*;

use super::{Candidate, Known, Note, Strategy};
use crate::planning::{Limit, Menu, PlanningError, Prediction, Rules, Verified, choose, choose_loosely, retake};

/// Work out all strategies' plans, given the verified optimum, on the optimum's menu: a first proposal, which [`settle`] makes the best of its kind.
///
/// # Errors
/// If the solver fails. A strategy without a plan is no error.
pub fn candidates(menu: &Menu, optimum: &Verified) -> Result<Vec<Candidate>, PlanningError> {
    let found: Vec<Result<Candidate, PlanningError>> = Strategy::ALL
        .into_par_iter()
        .map(|strategy| match strategy.kind().given(menu, optimum) {
            Some(plan) => {
                Ok(Candidate { strategy, plan: Some(plan), note: Note::default(), known: Known { is_given: true, ..Known::default() } })
            }
            None => candidate(menu, strategy, Known::default()),
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
    let rivals: Vec<usize> = (0..candidates.len()).filter(|index| !candidates[*index].known.is_given).collect();
    let rules_of: Vec<Rules> = candidates.iter().map(|candidate| candidate.strategy.kind().rules(menu)).collect();
    let known = |menu: &Menu, index: usize| rules_of[index].known(menu);
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

/// Relative gap of a plan whose responses are to be retaken: it is enough that it comes near.
const NEAR: f64 = 1e-2;

/// The same of one that costs about what the one before did: that was near, whatever the relaxation says. What is bought against its price leaves that far behind.
const FAR: f64 = 5e-2;

/// What it may cost more.
const ABOUT: f64 = 1e-3;

/// A strategy's plan: under all limits if possible, else without those that it cannot keep, and says so.
fn candidate(menu: &Menu, strategy: Strategy, known: Known) -> Result<Candidate, PlanningError> {
    let in_full = Rules { barred: known.barred.clone(), expected: known.cost, ..strategy.kind().rules(menu) };
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
    let kind = strategy.kind();
    let mut out_of_reach = false;
    let before = if known.in_full { None } else { giving_up_as_before(menu, full, &known.given_up)? };
    let is_first = before.is_none();
    let mut found = before.map_or_else(|| choose_loosely(menu, full, kind.keeps()), Ok);
    if matches!(found, Err(PlanningError::Infeasible))
        && let Some(nearest) = kind.out_of_reach(menu, full, &mut known)
    {
        (found, out_of_reach) = (nearest, true);
    }
    let is_best = |prediction: &Prediction| is_first && !full.service_first && prediction.proof.reached;
    known.is_proved = found.as_ref().is_ok_and(|(prediction, limits)| limits.is_empty() && is_best(prediction));
    if let Ok((prediction, limits)) = &mut found
        && let Some(completed) = kind.completed(menu, full, prediction, limits)
    {
        *prediction = completed?;
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
