//! The best plan for all together.

use super::Kind;
use crate::plan::Plan;
use crate::planning::{InBoth, Menu, Verified};

pub(super) struct Optimum;

impl Kind for Optimum {
    fn key(&self) -> &'static str {
        "optimum"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "统筹最优", en: "Centralised optimum" }
    }

    fn given(&self, _: &Menu, optimum: &Verified) -> Option<Plan> {
        Some(optimum.prediction.plan.clone())
    }
}
