//! Secret work for which no provider is cleared.

use std::collections::BTreeSet;

use super::{Change, InBoth, Kind, Played, Terms};
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct Secrecy;

impl Kind for Secrecy {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "confidential lots for which no provider is cleared"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "涉密工作不外包", en: "Secret work stays inside" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "涉密工作外包", en: "secret work outside" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.secrecy
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.secrecy = false;
    }

    fn rows(&self, _: &mut Program<'_>, _: &Year) {
        // `Program::routes` sends such work nowhere else.
    }

    fn is_broken(&self, _: &Played<'_>) -> bool {
        // A plan that sends secret work outside cannot be written.
        false
    }

    fn asked(&self, changes: Vec<Change>, terms: &Terms<'_>) -> String {
        let lots: BTreeSet<&str> = changes.iter().map(|change| terms.scenario.lots[change.at].path.as_str()).collect();
        let lots: Vec<&str> = lots.into_iter().collect();
        terms.pick(
            format!("{} 有具备保密资质的供应商（报价的 `cleared` 或 `clearance`）", lots.join("、")),
            format!("a cleared provider (`cleared` or `clearance` of an offer) for {}", lots.join(", ")),
        )
    }
}
