//! Least number of providers.

use std::collections::BTreeSet;

use good_lp::{Expression, constraint, variable};

use super::contracted::providers;
use super::{Change, InBoth, Kind, Played, Terms};
use crate::plan::{Plan, Route};
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Direct, Scenario, Staging};

pub(super) struct Providers;

impl Kind for Providers {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "policy.providers_at_least"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "供应商数下限", en: "The least number of providers" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "供应商过少", en: "too few providers" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.providers_at_least.is_some()
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.providers_at_least = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let Some(least) = program.rules.providers_at_least.filter(|least| *least > 1) else { return };
        let scenario = &*program.menu.supply.scenario;
        let mut used = Expression::default();
        for provider in providers(scenario) {
            let with: Expression = year
                .choices
                .iter()
                .filter(|choice| choice.under_contract > 0.0)
                .filter(|choice| matches!(choice.outlet, Direct::Offer(offer) if scenario.offers[offer].provider == provider))
                .map(|choice| choice.variable)
                .sum();
            let is_used = program.problem.add(variable().min(0.0).max(1.0));
            program.rows.push(constraint!(with - is_used >= 0.0));
            used += is_used;
        }
        let fewer = program.gives(Limit::Providers, 0, f64::from(least), -f64::from(least));
        // An awarded contract without work is none here.
        for lot in 0..scenario.lots.len() {
            let under_contract = year.choices.iter().filter(|choice| choice.lot == lot && choice.under_contract > 0.0);
            let given: Expression = under_contract.map(|choice| choice.variable).sum();
            program.rows.push(constraint!(used.clone() + fewer.clone() - f64::from(least) * given >= 0.0));
        }
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let scenario = played.scenario;
        let used = (0..scenario.lots.len()).filter_map(|lot| outlet(played.plan, lot));
        let used: BTreeSet<&str> = used.map(|offer| scenario.offers[offer].provider.as_str()).collect();
        scenario.policy.providers_at_least.is_some_and(|least| (1..least as usize).contains(&used.len()))
    }

    fn is_least(&self) -> bool {
        true
    }

    fn figure(&self, change: &Change, _: &Terms<'_>) -> String {
        format!("{:.0}", (change.needed + 1e-6).floor())
    }
}

/// The offer that takes a lot, or what its team leaves.
fn outlet(plan: &Plan, lot: usize) -> Option<usize> {
    let direct = match plan.route[lot] {
        Route::Direct(direct) => direct,
        Route::Unit(_) => plan.overflow[lot],
    };
    if let Direct::Offer(offer) = direct { Some(offer) } else { None }
}
