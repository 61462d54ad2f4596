//! Everything that can be bought is, whatever that costs.

use super::Kind;
use crate::planning::{InBoth, Menu, Rules};

pub(super) struct AllOutsourced;

impl Kind for AllOutsourced {
    fn key(&self) -> &'static str {
        "all-outsourced"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "全部社会化", en: "All outsourced" }
    }

    fn rules(&self, menu: &Menu) -> Rules {
        Rules { in_house: false, redeployed_at_most: None, ..Rules::of(menu) }
    }
}
