//! Own people.

use good_lp::{Expression, constraint};

use super::{Extent, InBoth, Kind, Played, Stand};
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::{Goal, Rules};
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct Quota;

impl Kind for Quota {
    fn key(&self, scenario: &Scenario, path: Option<&Staging>) -> &'static str {
        let is_by_year = |path: &Staging| path.quota.iter().any(|quota| *quota != scenario.policy.quota);
        if path.is_some_and(is_by_year) { "path.quota_by_year" } else { "policy.headcount_quota" }
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "编制", en: "The quota of people" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "超出编制", en: "over the quota of people" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.quota.is_some()
    }

    fn is_set_along(&self, _: &Scenario, staging: &Staging, _: &Rules) -> bool {
        staging.quota.iter().any(Option::is_some)
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.quota = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let Some(quota) = program.rules.quota.map(f64::from) else { return };
        let more = program.gives(Limit::Quota, 0, quota, quota.max(1.0));
        let people: Expression = year.people.iter().cloned().sum();
        program.rows.push(constraint!(people - more <= quota).set_name("quota".into()));
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        played.scenario.policy.quota.is_some_and(|most| played.plan.people() > most)
    }

    fn stands(&self, rules: &Rules) -> Vec<Stand> {
        rules.quota.map(Stand::of_people).into_iter().collect()
    }

    fn put(&self, rules: &mut Rules, _: usize, to: Option<f64>) {
        rules.quota = to.map(|to| to.round() as u32);
    }

    fn extent(&self) -> Option<Extent> {
        Some(Extent { goal: Goal::People, used: |_, plan| plan.plan.people().into() })
    }

    fn is_by_year(&self) -> bool {
        true
    }
}
