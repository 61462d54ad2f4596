//! Of a path: lots that may change sides in a year.

use super::{InBoth, Kind, Played};
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct LotsMoved;

impl Kind for LotsMoved {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "path.lots_moved_per_year"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "每年转移的项目数", en: "How many lots may move a year" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "转手标段过多", en: "too many lots moved" }
    }

    fn is_set(&self, _: &Rules) -> bool {
        // A year by itself has no pace.
        false
    }

    fn is_set_along(&self, _: &Scenario, staging: &Staging, _: &Rules) -> bool {
        staging.lots_moved_per_year.is_some()
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
