//! Why there is no plan: which limits contradict each other, and the least change of each that would do.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::choose::{choose, is_possible};
use super::extent::nearest;
use super::limit::Limit;
use super::limits::{Change, SHARE_STEP};
use super::{Menu, PlanningError, Prediction, Rules, model};
use crate::scenario::units::Held;

/// Why there is no plan, or no path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Limits that cannot be kept together, each set minimal. Of a path they are not told apart.
    pub conflicts: Vec<Vec<Limit>>,
    /// What would do.
    pub remedies: Remedies,
    /// Whether it would do to hold the budget in expectation.
    pub held_in_expectation: bool,
    /// Where the budget is held in the samples that plans are chosen from: how many they are.
    pub samples: Option<usize>,
}

/// What would do where limits contradict each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Remedies {
    /// Any of these by itself: the least changes of one limit each.
    Each(Vec<Vec<Change>>),
    /// No limit by itself; but these together.
    Together(Vec<Change>),
    /// Any limit by a little: they can only just be kept.
    AnyByALittle,
    /// Not found in the solver's time.
    NotInTime,
    /// Nothing: there is no plan without any limit either.
    None,
}

/// Which limits contradict each other when there is no plan, and the least change that would do.
///
/// # Errors
/// If the solver fails.
pub fn explain_infeasible(menu: &Menu, rules: &Rules) -> Result<Why, PlanningError> {
    let scenario = &*menu.supply.scenario;
    let rules = &rules.within(scenario, EXPLAINING);
    let conflicts = conflicts(menu, rules)?;
    if conflicts.is_empty() {
        return Ok(Why { conflicts, remedies: Remedies::None, held_in_expectation: false, samples: None });
    }
    let all: Vec<Limit> = Limit::ALL.into_iter().filter(|limit| limit.is_set(rules)).collect();
    // A limit that resolves everything by itself is in every conflict.
    let alone = if let [only] = conflicts.as_slice() { only.as_slice() } else { &[] };
    let change = |may: &[Limit]| {
        let (_, mut changes) = nearest(menu, rules, may)?;
        if let [limit] = may {
            tighten(menu, rules, *limit, &mut changes);
        }
        Ok(changes)
    };
    let remedies = remedies(alone, &all, &change)?;
    let is_by_sample = rules.held != Held::InExpectation;
    let held_in_expectation = is_by_sample && choose(menu, &Rules { held: Held::InExpectation, ..rules.clone() }).is_ok();
    let of_budget = conflicts.iter().flatten().any(|limit| *limit == Limit::Budget);
    Ok(Why { samples: (is_by_sample && of_budget).then_some(menu.samples), conflicts, remedies, held_in_expectation })
}

/// The least change of each of some limits that is enough by itself; where none is, that of all together.
///
/// # Errors
/// If the solver fails.
pub(super) fn remedies(
    alone: &[Limit],
    all: &[Limit],
    change: &(impl Fn(&[Limit]) -> Result<Vec<Change>, PlanningError> + Sync),
) -> Result<Remedies, PlanningError> {
    let possible = |may: &[Limit]| match change(may) {
        // What is not found in its time is not told.
        Err(PlanningError::Infeasible | PlanningError::OutOfTime(_)) => Ok(Vec::new()),
        other => other,
    };
    let each: Result<Vec<Vec<Change>>, PlanningError> = alone.par_iter().map(|limit| possible(&[*limit])).collect();
    let each: Vec<Vec<Change>> = each?.into_iter().filter(|changes| !changes.is_empty()).collect();
    if !each.is_empty() {
        return Ok(Remedies::Each(each));
    }
    match change(all) {
        Err(PlanningError::Infeasible) => Ok(Remedies::None),
        Err(PlanningError::OutOfTime(_)) => Ok(Remedies::NotInTime),
        Err(error) => Err(error),
        Ok(together) if together.is_empty() => Ok(Remedies::AnyByALittle),
        Ok(together) => Ok(Remedies::Together(together)),
    }
}

/// The time of all that is asked of limits that contradict each other, in that of one search.
const EXPLAINING: f64 = 2.0;

/// The best plan, and the limits that had to be given up for it beyond `keep`: none if all go together; else those that the best plan without them
/// breaks, less what can be taken back, limits on who is moved and who gets the work first, then standards, then money.
///
/// # Errors
/// If there is no plan even without them, or the solver fails.
pub fn choose_loosely(menu: &Menu, rules: &Rules, keep: &[Limit]) -> Result<(Prediction, Vec<Limit>), PlanningError> {
    let try_without = |limits: &[Limit]| match choose(menu, &limits.iter().fold(rules.clone(), |rules, limit| limit.dropped(&rules))) {
        Err(PlanningError::Infeasible) => Ok(None),
        found => found.map(Some),
    };
    if let Some(found) = try_without(&[])? {
        return Ok((found, Vec::new()));
    }
    // Secret work stays inside whatever is given up.
    let may = |limit: &Limit| limit.is_set(rules) && *limit != Limit::Secrecy && !keep.contains(limit);
    let may: Vec<Limit> = Limit::ALL.into_iter().filter(may).collect();
    let (mut best, mut given_up) = model::choose_breaking(menu, rules, &may, model::NEXT_TO_NOTHING, rules.effort(&menu.supply.scenario))?;
    for limit in given_up.clone().into_iter().rev() {
        let fewer: Vec<Limit> = given_up.iter().copied().filter(|other| *other != limit).collect();
        // With none given up there is no plan: that is known.
        if let Some(found) = if fewer.is_empty() { None } else { try_without(&fewer)? } {
            (best, given_up) = (found, fewer);
        }
    }
    if rules.service_first
        && let Some(found) = try_without(&given_up)?
    {
        best = found;
    }
    Ok((best, given_up))
}

/// The limits that taken decisions break, each by itself or, where that is not all, together, and the rules without those limits. Nothing if the decisions
/// cannot be had even without any limit.
pub(super) fn broken(menu: &Menu, rules: &Rules) -> Option<(Vec<Limit>, Rules)> {
    let possible = |rules: &Rules| choose(menu, rules).is_ok();
    if !possible(&rules.without_limits()) {
        return None;
    }
    let alone = |limit: Limit| Limit::ALL.iter().filter(|other| **other != limit).fold(rules.clone(), |rules, other| other.dropped(&rules));
    let set = || Limit::ALL.into_iter().filter(|limit| limit.is_set(rules));
    let mut broken: Vec<Limit> = set().filter(|limit| !possible(&alone(*limit))).collect();
    let mut loose = broken.iter().fold(rules.clone(), |rules, limit| limit.dropped(&rules));
    // Some are only broken together with others.
    for limit in set() {
        if broken.contains(&limit) || possible(&loose) {
            continue;
        }
        loose = limit.dropped(&loose);
        broken.push(limit);
    }
    Some((broken, loose))
}

/// All conflicts among the limits, one after the other until the rest admits a plan. Each is minimal: without any one of its limits the others
/// of it admit a plan (deletion filter, Chinneck and Dravnieks 1991). Empty if there is no plan without any limit either.
fn conflicts(menu: &Menu, rules: &Rules) -> Result<Vec<Vec<Limit>>, PlanningError> {
    let infeasible = |rules: &Rules| is_possible(menu, rules).map(|possible| !possible);
    let drop_all = |rules: &Rules, limits: &[Limit]| limits.iter().fold(rules.clone(), |rules, limit| limit.dropped(&rules));
    if infeasible(&rules.without_limits())? {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let mut left = rules.clone();
    loop {
        match infeasible(&left) {
            Ok(true) => {}
            Ok(false) => break,
            // Other conflicts than those that are known may be.
            Err(PlanningError::OutOfTime(_)) if !found.is_empty() => break,
            Err(error) => return Err(error),
        }
        let mut core = left.clone();
        let mut needed = Vec::new();
        for limit in Limit::ALL.into_iter().filter(|limit| limit.is_set(&left)) {
            let without = limit.dropped(&core);
            match infeasible(&without) {
                Ok(true) => core = without,
                // What is not proved to be more than is needed stays.
                Ok(false) | Err(PlanningError::OutOfTime(_)) => needed.push(limit),
                Err(error) => return Err(error),
            }
        }
        left = drop_all(&left, &needed);
        found.push(needed);
    }
    Ok(found)
}

/// A share of the contracts' work is a ratio, of which the program finds one that is enough: the least is between that and what is asked for.
fn tighten(menu: &Menu, rules: &Rules, limit: Limit, changes: &mut Vec<Change>) {
    let at = |share: f64| match limit {
        Limit::ProviderShare => Rules { provider_share_at_most: Some(share), ..rules.clone() },
        _ => Rules { set_aside: Some(share), ..rules.clone() },
    };
    if !matches!(limit, Limit::ProviderShare | Limit::SetAside) {
        return;
    }
    changes.sort_by(|one, two| two.needed.total_cmp(&one.needed));
    let Some(change) = changes.first_mut() else { return };
    let (mut short, mut enough) = (change.asked, change.needed);
    while (enough - short).abs() > SHARE_STEP / 2.0 {
        let middle = f64::midpoint(short, enough);
        if choose(menu, &at(middle)).is_ok() { enough = middle } else { short = middle }
    }
    change.needed = enough;
    changes.truncate(1);
}
