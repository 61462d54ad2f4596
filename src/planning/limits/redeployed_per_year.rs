//! Of a path: places with other bodies in a year.

use super::{InBoth, Kind, Played};
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct RedeployedPerYear;

impl Kind for RedeployedPerYear {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "path.redeployed_per_year"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "每年分流名额", en: "Places a year with other bodies" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "分流人数超限", en: "too many redeployed" }
    }

    fn is_set(&self, _: &Rules) -> bool {
        // A year by itself has no pace.
        false
    }

    fn is_set_along(&self, _: &Scenario, staging: &Staging, _: &Rules) -> bool {
        staging.redeployed_per_year.is_some()
    }

    fn drop_from(&self, _: &mut Rules) {}

    fn rows(&self, _: &mut Program<'_>, _: &Year) {
        // A year by itself has no pace; a path writes its own.
    }

    fn is_broken(&self, _: &Played<'_>) -> bool {
        // What is played is a year.
        false
    }
}
