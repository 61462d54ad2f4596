//! People redeployed.

use good_lp::constraint;

use super::{Extent, InBoth, Kind, Played, Stand};
use crate::outcome::evaluate::movements;
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::{Goal, Rules};
use crate::planning::solution::people_moved;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct Redeployed;

impl Kind for Redeployed {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "policy.redeployed_at_most"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "可分流人数", en: "How many may be redeployed" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "分流人数超限", en: "too many redeployed" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.redeployed_at_most.is_some()
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.redeployed_at_most = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let Some(most) = program.rules.redeployed_at_most.map(f64::from) else { return };
        let more = program.gives(Limit::Redeployed, 0, most, most.max(1.0));
        program.rows.push(constraint!(year.moved.clone() - more <= most).set_name("redeployed_at_most".into()));
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let moved = || movements(played.supply, played.plan).iter().map(|(_, redeployed)| redeployed).sum::<u32>();
        played.scenario.policy.redeployed_at_most.is_some_and(|most| moved() > most)
    }

    fn stands(&self, rules: &Rules) -> Vec<Stand> {
        rules.redeployed_at_most.map(Stand::of_people).into_iter().collect()
    }

    fn put(&self, rules: &mut Rules, _: usize, to: Option<f64>) {
        rules.redeployed_at_most = to.map(|to| to.round() as u32);
    }

    fn extent(&self) -> Option<Extent> {
        Some(Extent { goal: Goal::Moved, used: |menu, plan| people_moved(menu, plan).into() })
    }
}
