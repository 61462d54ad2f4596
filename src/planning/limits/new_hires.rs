//! Nobody hired beyond today's.

use super::{Change, InBoth, Kind, Played, Terms};
use crate::outcome::evaluate::movements;
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct NewHires;

impl Kind for NewHires {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "policy.new_hires = false"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "不新招人员", en: "Nobody may be hired" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "新招了人员", en: "people hired though none may be" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        !rules.new_hires
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.new_hires = true;
    }

    fn rows(&self, _: &mut Program<'_>, _: &Year) {
        // `Program::movements` hires nobody.
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        !played.scenario.policy.new_hires && movements(played.supply, played.plan).iter().any(|(hired, _)| *hired > 0)
    }

    fn asked(&self, changes: Vec<Change>, terms: &Terms<'_>) -> String {
        let people: f64 = changes.iter().map(|change| change.needed).sum();
        let people = (people - 1e-6).ceil();
        terms.pick(format!("policy.new_hires = true，新招 {people:.0} 人"), format!("policy.new_hires = true, to hire {people:.0}"))
    }
}
