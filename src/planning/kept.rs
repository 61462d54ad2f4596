//! Which limits of the scenario a played plan does not keep, whoever made it.

use super::budget_not_held;
use super::limits::Limit;
use super::rules::department_caps;
use crate::outcome::evaluate::movements;
use crate::outcome::{ContractSummary, Estimate, Summary};
use crate::plan::{Plan, Route};
use crate::scenario::units::Held;
use crate::scenario::{Direct, Scenario};
use crate::supply::Supply;

/// The limits that a plan does not keep, by more than the tolerance and chance explain. `today` is what today's plan does on the same replications.
#[must_use]
pub fn not_kept(supply: &Supply<'_>, plan: &Plan, summary: &Summary, today: &Summary) -> Vec<Limit> {
    let scenario = supply.scenario;
    let (budget, policy) = (&scenario.budget, &scenario.policy);
    let tolerance = scenario.run.tolerance.0;
    let above = |of: &Estimate, most: f64| of.lower > most && of.mean > most * (1.0 + tolerance);
    let moved = || movements(supply, plan).iter().map(|(_, redeployed)| redeployed).sum::<u32>();
    let broken = |limit: &Limit| match limit {
        Limit::Budget if budget.held == Held::InExpectation => {
            budget.per_year.is_some_and(|cap| summary.capped_years(budget).any(|paid| above(&paid, cap)))
        }
        Limit::Budget => budget_not_held(supply, summary, scenario.run.planning_samples as usize).is_some(),
        Limit::OneOff => budget.one_off.is_some_and(|fund| summary.once > fund * (1.0 + 1e-9)),
        Limit::PerMonth => budget.per_month.is_some_and(|cap| summary.capped_months(budget).any(|paid| above(&paid, cap))),
        Limit::DepartmentShares => {
            let mut departments = 0..scenario.departments.len();
            let caps = department_caps(scenario).filter(|_| budget.departments_bind);
            let over = |department: usize| {
                let capped = caps.as_ref().is_some_and(|caps| above(&summary.capped_department(scenario, department), caps[department]));
                let more = above(&summary.by_department[department], today.by_department[department].upper);
                capped || policy.departments_no_worse && more
            };
            departments.any(over)
        }
        Limit::Standards => {
            let lots = scenario.lots.iter().zip(&summary.lots).filter(|(_, year)| policy.standards_bind && year.demand.mean > 0.0);
            lots.into_iter().any(|(lot, year)| year.in_time.upper < lot.standard - tolerance)
        }
        Limit::Quota => policy.quota.is_some_and(|most| plan.people() > most),
        Limit::Redeployed => policy.redeployed_at_most.is_some_and(|most| moved() > most),
        Limit::Outsourced => policy.outsourced_share_at_least.is_some_and(|least| summary.is_short_of(least - tolerance)),
        Limit::ProviderShare => policy.provider_share_at_most.is_some_and(|most| too_much(scenario, &summary.contracts, most).is_some()),
        Limit::SetAside => policy.set_aside.is_some_and(|least| too_little(scenario, &summary.contracts, least).is_some()),
        Limit::Providers => policy.providers_at_least.is_some_and(|least| {
            let mut used: Vec<&str> = (0..scenario.lots.len())
                .filter_map(|lot| outlet(plan, lot))
                .map(|offer| scenario.offers[offer].provider.as_str())
                .collect();
            used.sort_unstable();
            used.dedup();
            (1..least as usize).contains(&used.len())
        }),
        Limit::Resources => {
            scenario.resources.iter().zip(&summary.resources).any(|(resource, used)| resource.at_most.is_some_and(|most| above(used, most)))
        }
        Limit::NewHires => !policy.new_hires && movements(supply, plan).iter().any(|(hired, _)| *hired > 0),
        // A plan that sends secret work outside cannot be written; the others are a path's.
        _ => false,
    };
    Limit::ALL.into_iter().filter(broken).collect()
}

/// Shares of the contracts' work that fresh replications do not keep, in sentences.
pub(super) fn shares_missed(scenario: &Scenario, most: Option<f64>, least: Option<f64>, contracts: &[ContractSummary]) -> Vec<String> {
    let too_much = most.and_then(|most| Some((too_much(scenario, contracts, most)?, most)));
    let too_little = least.and_then(|least| Some((too_little(scenario, contracts, least)?, least)));
    let mut missed = Vec::new();
    missed.extend(too_much.map(|((provider, share), most)| {
        format!("{provider} may do at most {:.1}% of the contracts' work and is simulated to do {:.1}%", most * 100.0, share * 100.0)
    }));
    missed.extend(too_little.map(|(share, least)| {
        format!("small firms are to do at least {:.1}% of the contracts' work and are simulated to do {:.1}%", least * 100.0, share * 100.0)
    }));
    missed
}

/// A provider who does more of the contracts' work than anybody may, and how much.
fn too_much<'a>(scenario: &'a Scenario, contracts: &[ContractSummary], most: f64) -> Option<(&'a str, f64)> {
    let share = |provider: &str| contracted(contracts, &|offer| scenario.offers[offer].provider == provider);
    let shares = providers(scenario).into_iter().filter_map(|provider| Some((provider, share(provider)?)));
    shares.into_iter().find(|(_, share)| *share > most + scenario.run.tolerance.0)
}

/// What small firms do of the contracts' work, where that is too little.
fn too_little(scenario: &Scenario, contracts: &[ContractSummary], least: f64) -> Option<f64> {
    contracted(contracts, &|offer| scenario.offers[offer].small).filter(|share| *share < least - scenario.run.tolerance.0)
}

fn providers(scenario: &Scenario) -> Vec<&str> {
    let mut providers: Vec<&str> = scenario.offers.iter().map(|offer| offer.provider.as_str()).collect();
    providers.sort_unstable();
    providers.dedup();
    providers
}

/// The offer that takes a lot, or what its team leaves.
fn outlet(plan: &Plan, lot: usize) -> Option<usize> {
    let direct = match plan.route[lot] {
        Route::Direct(direct) => direct,
        Route::Unit(_) => plan.overflow[lot],
    };
    if let Direct::Offer(offer) = direct { Some(offer) } else { None }
}

/// Share of the contracts' work, by market value, that is done under some offers; nothing where there is none.
fn contracted(contracts: &[ContractSummary], keep: &dyn Fn(usize) -> bool) -> Option<f64> {
    let all: f64 = contracts.iter().map(|contract| contract.value.mean).sum();
    let kept: f64 = contracts.iter().filter(|contract| keep(contract.offer)).map(|contract| contract.value.mean).sum();
    (all > 0.0).then(|| kept / all)
}
