//! Own people do what they can; nothing is under contract.

use super::Kind;
use crate::planning::{Decision, Goal, InBoth, Limit, Menu, PlanningError, Prediction, Rules, choose};

pub(super) struct AllInHouse;

impl Kind for AllInHouse {
    fn key(&self) -> &'static str {
        "all-in-house"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "全部自办", en: "All in-house" }
    }

    fn rules(&self, menu: &Menu) -> Rules {
        Rules {
            contracts: false,
            prefer_in_house: true,
            goal: Goal::OwnPeople,
            outsourced_at_least: None,
            service_first: false,
            ..Rules::of(menu)
        }
    }

    /// The same people and rooms; what becomes of what they leave is chosen by what it costs.
    fn completed(&self, menu: &Menu, rules: &Rules, found: &Prediction, given_up: &[Limit]) -> Option<Result<Prediction, PlanningError>> {
        let is_of_people = |decision: &Decision| matches!(decision, Decision::Arrangement { .. } | Decision::Size { .. });
        let taken = Decision::all(&menu.supply, &found.plan).into_iter().filter(is_of_people).collect();
        let rules = Rules { goal: Goal::Objective, taken, ..rules.clone() };
        Some(match choose(menu, &given_up.iter().fold(rules, |rules, limit| limit.dropped(&rules))) {
            // What keeps limits by a hair may not keep them twice.
            Err(PlanningError::Infeasible) => Ok(found.clone()),
            chosen => chosen,
        })
    }
}
