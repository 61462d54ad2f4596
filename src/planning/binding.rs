//! Which limits decide something, and what each costs: the best plan against the best without that limit.

use rayon::prelude::*;

use super::choose::choose;
use super::settle::{possible, refine};
use super::{Decision, Goal, Limit, Menu, PlanningError, Prediction, Rules};

/// A limit that the best plan would rather do without.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Binding {
    /// Which.
    pub limit: Limit,
    /// What the best plan costs less a year without it, going without included; at least so much, since responses are not retaken there.
    pub saves: f64,
}

/// The limits that cost more than the solver's gap may hide, the dearest first. Nothing where service comes before cost or the dear years count: what a
/// plan is worth is then no sum of money. Secrecy is no limit that anybody may lift.
///
/// # Errors
/// If the solver fails.
pub fn binding(menu: &Menu, rules: &Rules, best: &Prediction) -> Result<Vec<Binding>, PlanningError> {
    if rules.service_first || rules.risk.is_some() {
        return Ok(Vec::new());
    }
    let total = |plan: &Prediction| plan.cash + plan.unserved_cost;
    let told = 2.0 * rules.gap * total(best).abs();
    let asked: Vec<Limit> = Limit::ALL.into_iter().filter(|limit| *limit != Limit::Secrecy && limit.is_set(rules)).collect();
    // Others may have added to the menu since the best plan was chosen; and a plan that is found without a limit and keeps it is a plan with it: neither
    // says anything of what the limit costs.
    let expected = Some(total(best));
    let again = total(&choose(menu, &Rules { expected, ..rules.clone() })?);
    let without = |limit: &Limit| {
        let found = choose(menu, &Rules { expected, ..limit.dropped(rules) })?;
        let kept = Rules { taken: Decision::all(&menu.supply, &found.plan), ..rules.clone() };
        let keeps = total(best).min(again) - total(&found) > told && choose(menu, &kept).is_ok();
        Ok((*limit, total(&found), keeps))
    };
    let found: Vec<(Limit, f64, bool)> = asked.par_iter().map(without).collect::<Result<_, _>>()?;
    let least = found.iter().filter(|(.., keeps)| *keeps).map(|(_, total, _)| *total).fold(total(best).min(again), f64::min);
    let mut found: Vec<Binding> = found.into_iter().map(|(limit, total, _)| Binding { limit, saves: least - total }).collect();
    found.retain(|of| of.saves > told);
    found.sort_by(|one, two| two.saves.total_cmp(&one.saves));
    Ok(found)
}

/// The least that the dearest year can cost, as the yearly cap counts it, within all limits but those on money; where a fund pays for what is spent once, within
/// the fund too, and beside it. Responses are retaken around the plans that come up, as where a budget is set. Nothing where there is no such plan.
///
/// # Errors
/// If the solver fails.
pub fn least_budget(menu: &mut Menu, rules: &Rules) -> Result<Option<f64>, PlanningError> {
    let least = Rules { goal: Goal::DearestYear, service_first: false, risk: None, ..rules.without_budget() };
    // Around a plan that is near the best as well.
    let near = Rules { enough: f64::INFINITY, ..least.clone() };
    for _ in 0..menu.supply.scenario.run.rounds {
        let Some(found) = possible(choose(menu, &near))? else { return Ok(None) };
        if !refine(menu, &found.plan) {
            break;
        }
    }
    Ok(possible(choose(menu, &least))?.map(|found| found.dearest_year))
}
