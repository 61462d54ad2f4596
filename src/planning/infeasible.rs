//! Why there is no plan: which limits are to blame, and the least change that would do.

use super::{Goal, Menu, PlanningError, Rules, model};
use crate::scenario::units::Held;

/// Which limits are to blame when there is no plan, in words, with the least change that would do.
pub fn explain_infeasible(menu: &Menu<'_>, rules: &Rules) -> Vec<String> {
    let scenario = menu.supply.scenario;
    let feasible = |rules: &Rules| model::choose(menu, rules).ok();
    let mut reasons = Vec::new();
    let by_sample = rules.held != Held::InExpectation;
    if let Some(cap) = rules.budget
        && by_sample
        && feasible(&Rules { held: Held::InExpectation, ..rules.clone() }).is_some()
    {
        reasons.push(format!(
            "budget.total_per_year of {cap:.0} {} can be kept in expectation, but not as budget.held asks: raise it, or hold it in expectation",
            scenario.currency
        ));
    } else if let Some(cap) = rules.budget
        && let Some(best) = feasible(&Rules { budget: None, goal: Goal::Cash, ..rules.clone() })
    {
        reasons.push(format!(
            "budget.total_per_year of {cap:.0} {} is below what any plan costs that keeps the other limits: at least {:.0} is needed",
            scenario.currency,
            best.cash.ceil()
        ));
    }
    if rules.department_caps.is_some() && feasible(&Rules { department_caps: None, ..rules.clone() }).is_some() {
        if menu.today_by_department.is_some() {
            reasons.push("policy.departments_no_worse cannot hold: every plan makes some department pay more than today".into());
        }
        if menu.supply.scenario.budget.departments_bind {
            reasons.push("budget.department_share leaves a department less than its services cost: unify the budget (departments_bind = false) or change the shares".into());
        }
    }
    if rules.standards
        && let Some(best) = feasible(&Rules { goal: Goal::Unserved, ..rules.without_standards() })
    {
        let worst: Vec<String> = scenario
            .lots
            .iter()
            .zip(&best.in_time)
            .filter(|(lot, share)| **share + 1e-6 < lot.standard)
            .map(|(lot, share)| format!("{} (asked {:.1}%, about {:.1}% possible)", lot.path, lot.standard * 100.0, share * 100.0))
            .collect();
        let worst = if worst.is_empty() { "several lots together".to_owned() } else { worst.join(", ") };
        reasons
            .push(format!("the standard cannot be met for {worst}: lower it, add people or offers, or set policy.standards_bind = false"));
    }
    if let Some(quota) = rules.quota
        && let Some(best) = feasible(&Rules { quota: None, ..rules.clone() })
    {
        reasons.push(format!("policy.headcount_quota of {quota} is too small: with {} people a plan exists", best.plan.people()));
    }
    if let Some(most) = rules.redeployed_at_most
        && let Some(best) = feasible(&Rules { redeployed_at_most: None, ..rules.clone() })
    {
        let moved: u32 = crate::outcome::evaluate::movements(menu.supply, &best.plan).iter().map(|(_, moved)| moved).sum();
        reasons.push(format!("policy.redeployed_at_most of {most} is too small: a plan exists that redeploys {moved}"));
    }
    if let Some(share) = rules.outsourced_at_least
        && let Some(best) = feasible(&Rules { outsourced_at_least: None, goal: Goal::InHouse, ..rules.clone() })
    {
        reasons.push(format!(
            "policy.outsourced_share_at_least of {:.0}% cannot be reached: at most {:.1}% can",
            share * 100.0,
            best.outsourced * 100.0
        ));
    }
    if reasons.is_empty() {
        reasons.extend(conflicts(menu, rules).into_iter().map(|conflict| conflict.to_string()));
    }
    if reasons.is_empty() {
        reasons.push("there is no plan even without budget, standards, quota, and the limits on redeployment and outsourced share: the teams, rooms and offers themselves leave some lot without a way".into());
    }
    reasons
}

/// A limit that a planner has set and could take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    Budget,
    DepartmentShares,
    Standards,
    Quota,
    Redeployed,
    Outsourced,
    PerMonth,
    ProviderShare,
    Providers,
    SetAside,
    Resources,
}

impl Limit {
    const ALL: [Self; 11] = [
        Self::Budget,
        Self::PerMonth,
        Self::DepartmentShares,
        Self::Standards,
        Self::Quota,
        Self::Redeployed,
        Self::Outsourced,
        Self::ProviderShare,
        Self::Providers,
        Self::SetAside,
        Self::Resources,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Budget => "budget.total_per_year",
            Self::DepartmentShares => "budget.department_share or policy.departments_no_worse",
            Self::Standards => "policy.standards_bind",
            Self::Quota => "policy.headcount_quota",
            Self::Redeployed => "policy.redeployed_at_most",
            Self::Outsourced => "policy.outsourced_share_at_least",
            Self::PerMonth => "budget.per_month",
            Self::ProviderShare => "policy.provider_share_at_most",
            Self::Providers => "policy.providers_at_least",
            Self::SetAside => "policy.set_aside",
            Self::Resources => "resource.per_head_at_most",
        }
    }

    fn is_set(self, rules: &Rules) -> bool {
        match self {
            Self::Budget => rules.budget.is_some(),
            Self::DepartmentShares => rules.department_caps.is_some(),
            Self::Standards => rules.standards,
            Self::Quota => rules.quota.is_some(),
            Self::Redeployed => rules.redeployed_at_most.is_some(),
            Self::Outsourced => rules.outsourced_at_least.is_some(),
            Self::PerMonth => rules.per_month.is_some(),
            Self::ProviderShare => rules.provider_share_at_most.is_some(),
            Self::Providers => rules.providers_at_least.is_some(),
            Self::SetAside => rules.set_aside.is_some(),
            Self::Resources => rules.resources,
        }
    }

    fn dropped(self, rules: &Rules) -> Rules {
        let rules = rules.clone();
        match self {
            Self::Budget => Rules { budget: None, ..rules },
            Self::DepartmentShares => Rules { department_caps: None, ..rules },
            Self::Standards => Rules { standards: false, ..rules },
            Self::Quota => Rules { quota: None, ..rules },
            Self::Redeployed => Rules { redeployed_at_most: None, ..rules },
            Self::Outsourced => Rules { outsourced_at_least: None, ..rules },
            Self::PerMonth => Rules { per_month: None, ..rules },
            Self::ProviderShare => Rules { provider_share_at_most: None, ..rules },
            Self::Providers => Rules { providers_at_least: None, ..rules },
            Self::SetAside => Rules { set_aside: None, ..rules },
            Self::Resources => Rules { resources: false, ..rules },
        }
    }

    /// The least change of this limit alone that admits a plan, in words; nothing if even without it there is none.
    fn least_change(self, menu: &Menu<'_>, rules: &Rules) -> Option<String> {
        let without = self.dropped(rules);
        let goal = match self {
            Self::Budget => Goal::Cash,
            Self::Redeployed => Goal::Moved,
            Self::Outsourced => Goal::InHouse,
            Self::Standards => Goal::Unserved,
            _ => Goal::Objective,
        };
        let best = model::choose(menu, &Rules { goal, ..without }).ok()?;
        let moved = || crate::outcome::evaluate::movements(menu.supply, &best.plan).iter().map(|(_, moved)| moved).sum::<u32>();
        Some(match self {
            Self::Budget => format!("{} of at least {:.0}", self.key(), best.cash.ceil()),
            Self::Quota => format!("{} of {}", self.key(), best.plan.people()),
            Self::Redeployed => format!("{} of at least {}", self.key(), moved()),
            Self::Outsourced => format!("{} of at most {:.1}%", self.key(), best.outsourced * 100.0),
            Self::Standards => format!("{} = false or lower standards", self.key()),
            Self::DepartmentShares => format!("no {} or other shares", self.key()),
            Self::PerMonth | Self::Resources => format!("a higher {}", self.key()),
            Self::ProviderShare | Self::Providers | Self::SetAside => format!("no {}", self.key()),
        })
    }
}

/// The keys of the limits that taken decisions break, each by itself, and the rules without those limits. Nothing if the decisions
/// cannot be had even without any limit.
pub(super) fn broken(menu: &Menu<'_>, rules: &Rules) -> Option<(Vec<&'static str>, Rules)> {
    let possible = |rules: &Rules| model::choose(menu, rules).is_ok();
    let without_any = Limit::ALL.iter().fold(rules.clone(), |rules, limit| limit.dropped(&rules));
    if !possible(&without_any) {
        return None;
    }
    let alone = |limit: Limit| Limit::ALL.iter().filter(|other| **other != limit).fold(rules.clone(), |rules, other| other.dropped(&rules));
    let broken: Vec<Limit> = Limit::ALL.into_iter().filter(|limit| limit.is_set(rules) && !possible(&alone(*limit))).collect();
    let loose = broken.iter().fold(rules.clone(), |rules, limit| limit.dropped(&rules));
    Some((broken.iter().map(|limit| limit.key()).collect(), loose))
}

/// Limits that cannot hold together, and the least change of each that lets the others stand.
struct Conflict(Vec<(Limit, Option<String>)>);

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<&str> = self.0.iter().map(|(limit, _)| limit.key()).collect();
        match keys.as_slice() {
            [only] => write!(f, "{only} cannot hold, whatever else is given up")?,
            several => write!(f, "{} cannot hold together", several.join(" and "))?,
        }
        let changes: Vec<&str> = self.0.iter().filter_map(|(_, change)| change.as_deref()).collect();
        write!(f, "; least change: {}", changes.join("; or "))
    }
}

/// All conflicts among the limits, one after the other until the rest admits a plan. Each is minimal: without any one of its limits the others
/// admit a plan (deletion filter, Chinneck and Dravnieks 1991). Empty if there is no plan without any limit either.
fn conflicts(menu: &Menu<'_>, rules: &Rules) -> Vec<Conflict> {
    let infeasible = |rules: &Rules| matches!(model::choose(menu, rules), Err(PlanningError::Infeasible));
    let drop_all = |rules: &Rules, limits: &[Limit]| limits.iter().fold(rules.clone(), |rules, limit| limit.dropped(&rules));
    if infeasible(&drop_all(rules, &Limit::ALL)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut left = rules.clone();
    while infeasible(&left) {
        let mut core = left.clone();
        let mut needed = Vec::new();
        for limit in Limit::ALL.into_iter().filter(|limit| limit.is_set(&left)) {
            let without = limit.dropped(&core);
            if infeasible(&without) { core = without } else { needed.push(limit) }
        }
        found.push(Conflict(needed.iter().map(|limit| (*limit, limit.least_change(menu, &core))).collect()));
        left = drop_all(&left, &needed);
    }
    found
}
