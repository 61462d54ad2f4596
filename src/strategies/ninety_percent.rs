//! At least nine tenths by market value are bought, or nearly as much as can be.

use super::{Found, Kind, Known};
use crate::planning::{Goal, InBoth, Limit, Menu, Rules, choose, choose_loosely};

pub(super) struct NinetyPercent;

/// What is to be bought.
pub const NINE_TENTHS: f64 = 0.9;

impl Kind for NinetyPercent {
    fn key(&self) -> &'static str {
        "ninety-percent-outsourced"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "九成社会化", en: "90 % outsourced" }
    }

    fn rules(&self, menu: &Menu) -> Rules {
        Rules { outsourced_at_least: Some(NINE_TENTHS), ..Rules::of(menu) }
    }

    fn keeps(&self) -> &'static [Limit] {
        &[Limit::Outsourced]
    }

    /// First how much can be bought at all, then the best way to buy nearly as much.
    fn out_of_reach(&self, menu: &Menu, full: &Rules, known: &mut Known) -> Option<Found> {
        let most = Rules { goal: Goal::InHouse, secrecy: full.secrecy, service_first: false, ..full.without_limits() };
        let reach = known.reach.map_or_else(|| choose(menu, &most).map(|most| most.outsourced), Ok);
        known.reach = reach.as_ref().ok().copied();
        Some(reach.and_then(|reach| {
            let nearly = Rules { outsourced_at_least: Some(reach - 1e-3), service_first: false, ..full.clone() };
            choose_loosely(menu, &nearly, self.keeps())
        }))
    }
}
