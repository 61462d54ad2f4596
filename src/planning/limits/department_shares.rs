//! Cash of each department: its share of the budget, or what it pays today.

use good_lp::constraint;

use super::{Change, InBoth, Kind, Played, Stand, Terms, more, share};
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::{Rules, department_caps};
use crate::planning::scale::SCALE;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct DepartmentShares;

impl Kind for DepartmentShares {
    fn key(&self, scenario: &Scenario, path: Option<&Staging>) -> &'static str {
        let policy = &scenario.policy;
        match (path.is_none() && policy.departments_no_worse, scenario.budget.departments_bind) {
            (true, true) => "budget.department_share or policy.departments_no_worse",
            (true, false) => NO_WORSE,
            (false, _) => SHARES,
        }
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "各部门的预算份额", en: "Departments' shares" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "有部门超出其上限", en: "a department over its cap" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.department_caps.is_some() || rules.no_worse.is_some()
    }

    fn is_set_along(&self, scenario: &Scenario, _: &Staging, _: &Rules) -> bool {
        scenario.budget.departments_bind
    }

    fn drop_from(&self, rules: &mut Rules) {
        (rules.department_caps, rules.no_worse) = (None, None);
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let (rules, scenario) = (program.rules, &program.menu.supply.scenario);
        for (department, (spent, cap)) in rules.department_caps.iter().flat_map(|caps| year.by_department.iter().zip(caps)).enumerate() {
            let more = program.gives(Limit::DepartmentShares, department, *cap, cap.max(1.0));
            let (first, _) = year.beside_a_mean_year(rules, scenario, &year.once[department]);
            program.rows.push(constraint!(spent.clone() + first - SCALE * more <= *cap * SCALE));
        }
        for (department, (spent, today)) in rules.no_worse.iter().flat_map(|today| year.by_department.iter().zip(today)).enumerate() {
            let more = program.gives(Limit::DepartmentShares, department, *today, today.max(1.0));
            program.rows.push(constraint!(spent.clone() - SCALE * more <= *today * SCALE));
        }
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let (scenario, summary) = (played.scenario, played.summary);
        let caps = department_caps(scenario).filter(|_| scenario.budget.departments_bind);
        let is_over = |department: usize| {
            let paid = || summary.capped_department(scenario, department);
            let is_capped = caps.as_ref().is_some_and(|caps| played.is_above(&paid(), caps[department]));
            let is_more = played.is_above(&summary.by_department[department], played.today.by_department[department].upper);
            is_capped || scenario.policy.departments_no_worse && is_more
        };
        (0..scenario.departments.len()).any(is_over)
    }

    fn stands(&self, rules: &Rules) -> Vec<Stand> {
        rules.department_caps.iter().chain(&rules.no_worse).take(1).flatten().copied().map(Stand::of_cash).collect()
    }

    fn put(&self, rules: &mut Rules, department: usize, to: Option<f64>) {
        let caps = rules.department_caps.iter_mut().chain(&mut rules.no_worse).take(1);
        caps.for_each(|caps| caps[department] = to.unwrap_or(f64::INFINITY));
    }

    fn is_money(&self) -> bool {
        true
    }

    fn is_by_year(&self) -> bool {
        true
    }

    fn figure(&self, change: &Change, terms: &Terms<'_>) -> String {
        let scenario = terms.scenario;
        let total = change.year.map_or(scenario.budget.per_year, |year| terms.path.and_then(|path| path.budget[year]));
        let department = &scenario.departments[change.at].name;
        let of_whom = |figure: String| terms.pick(format!("{department} {figure}"), format!("{figure} for {department}"));
        match total.filter(|_| self.key(scenario, terms.path) == SHARES) {
            Some(total) => of_whom(share(change.needed / total, false)),
            None => of_whom(more(change.needed)),
        }
    }

    fn sentence(&self, figures: &str, terms: &Terms<'_>) -> String {
        match self.key(terms.scenario, terms.path) {
            NO_WORSE => terms.pick(format!("取消 {NO_WORSE}，届时要付 {figures}"), format!("no {NO_WORSE}, where one would pay {figures}")),
            key => terms.pick(format!("{key} 至少为 {figures}"), format!("{key} of at least {figures}")),
        }
    }
}

/// The key of shares of the budget.
const SHARES: &str = "budget.department_share";

/// The key by which none pays more than today.
const NO_WORSE: &str = "policy.departments_no_worse";
