//! A plan that the user brings.

use super::Kind;
use crate::planning::InBoth;

pub(super) struct Custom;

impl Kind for Custom {
    fn key(&self) -> &'static str {
        "custom"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "自定方案", en: "Own plan" }
    }
}
