//! Each department plans for itself: teams, contracts and budget of its own.

use super::Kind;
use crate::planning::{InBoth, Menu, Rules};

pub(super) struct PerDepartment;

impl Kind for PerDepartment {
    fn key(&self) -> &'static str {
        "per-department"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "各部门分别最优", en: "Per-department optimum" }
    }

    fn rules(&self, menu: &Menu) -> Rules {
        Rules::of(menu).each_department(menu)
    }
}
