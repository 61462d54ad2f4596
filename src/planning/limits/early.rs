//! Of a path: how many may retire before their time in a year.

use super::{InBoth, Kind, Played};
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct Early;

impl Kind for Early {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "path.early_retirement.per_year"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "每年提前退休人数", en: "How many may retire early a year" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "提前退休人数超限", en: "too many retired early" }
    }

    fn is_set(&self, _: &Rules) -> bool {
        // A year by itself has no pace.
        false
    }

    fn is_set_along(&self, _: &Scenario, staging: &Staging, _: &Rules) -> bool {
        staging.early_retirement.is_some_and(|early| early.per_year.is_some())
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
