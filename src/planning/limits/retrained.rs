//! Of a path: how many may be retrained in a year.

use super::{Change, InBoth, Kind, Played, Terms, more};
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct Retrained;

impl Kind for Retrained {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "path.retraining.per_year"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "每年转岗人数", en: "How many may be retrained a year" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "转岗人数超限", en: "too many retrained" }
    }

    fn is_set(&self, _: &Rules) -> bool {
        // A year by itself has no pace.
        false
    }

    fn is_set_along(&self, _: &Scenario, staging: &Staging, _: &Rules) -> bool {
        staging.retraining.iter().any(|way| way.per_year.is_some())
    }

    fn drop_from(&self, _: &mut Rules) {}

    fn rows(&self, _: &mut Program<'_>, _: &Year) {
        // A year by itself has no pace; a path writes its own.
    }

    fn is_broken(&self, _: &Played<'_>) -> bool {
        // What is played is a year.
        false
    }

    fn figure(&self, change: &Change, terms: &Terms<'_>) -> String {
        let teams = |path: &Staging| {
            let (teams, way) = (&terms.scenario.teams, &path.retraining[change.at]);
            let (from, to) = (&teams[way.from].name, &teams[way.to].name);
            terms.pick(format!("（由 {from} 到 {to}）"), format!(" from {from} to {to}"))
        };
        more(change.needed) + &terms.path.map_or_else(String::new, teams)
    }
}
