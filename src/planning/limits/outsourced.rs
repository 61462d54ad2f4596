//! Least share of the work that is bought.

use good_lp::constraint;

use super::{Change, Extent, InBoth, Kind, Played, Stand, Terms, share};
use crate::planning::limit::Limit;
use crate::planning::menu::Menu;
use crate::planning::program::Program;
use crate::planning::rules::{Goal, Rules};
use crate::planning::scale::SCALE;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct Outsourced;

impl Kind for Outsourced {
    fn key(&self, scenario: &Scenario, path: Option<&Staging>) -> &'static str {
        let today = scenario.policy.outsourced_share_at_least;
        let is_by_year = |path: &Staging| path.outsourced_share.iter().any(|share| *share != today);
        if path.is_some_and(is_by_year) { "path.outsourced_share" } else { "policy.outsourced_share_at_least" }
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "社会化比例", en: "The outsourced share" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "社会化比例不足", en: "too little outsourced" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.outsourced_at_least.is_some()
    }

    fn is_set_along(&self, _: &Scenario, staging: &Staging, _: &Rules) -> bool {
        staging.outsourced_share.iter().any(Option::is_some)
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.outsourced_at_least = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let (rules, supply) = (program.rules, &program.menu.supply);
        if rules.outsourced_at_least.is_none() && rules.outsourced_at_most.is_none() {
            return;
        }
        let (part, whole) = year.outsourced(supply);
        if let Some(share) = rules.outsourced_at_least {
            let less = program.gives_in_ratio(Limit::Outsourced, 0, share, (part.clone(), whole.clone()), supply.counted() * SCALE);
            program.rows.push(constraint!(part.clone() - share * whole.clone() + less >= 0.0));
        }
        // The same from above, which no scenario asks for but a question may.
        if let Some(share) = rules.outsourced_at_most {
            program.rows.push(constraint!(part - share * whole <= 0.0));
        }
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let tolerance = played.scenario.run.tolerance.0;
        played.scenario.policy.outsourced_share_at_least.is_some_and(|least| played.summary.is_short_of(least - tolerance))
    }

    fn stands(&self, rules: &Rules) -> Vec<Stand> {
        rules.outsourced_at_least.map(|share| Stand { at: share, step: -0.01 }).into_iter().collect()
    }

    fn put(&self, rules: &mut Rules, _: usize, to: Option<f64>) {
        rules.outsourced_at_least = to;
    }

    fn extent(&self) -> Option<Extent> {
        Some(Extent { goal: Goal::InHouse, used: |_, plan| plan.outsourced })
    }

    fn is_told(&self, menu: &Menu, _: &Rules) -> bool {
        menu.supply.counted() > 0.0
    }

    fn is_least(&self) -> bool {
        true
    }

    fn is_by_year(&self) -> bool {
        true
    }

    fn figure(&self, change: &Change, _: &Terms<'_>) -> String {
        share(change.needed, true)
    }
}
