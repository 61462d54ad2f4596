//! The plan in force.

use super::Kind;
use crate::plan::Plan;
use crate::planning::{InBoth, Menu, Verified};

pub(super) struct StatusQuo;

impl Kind for StatusQuo {
    fn key(&self) -> &'static str {
        "status-quo"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "现状", en: "Status quo" }
    }

    fn given(&self, menu: &Menu, _: &Verified) -> Option<Plan> {
        Some(Plan::status_quo(&menu.supply))
    }
}
