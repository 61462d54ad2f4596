//! Least share of the contracts' work that small firms have.

use good_lp::constraint;

use super::contracted::{contracted, work};
use super::{Change, InBoth, Kind, Played, Terms, share};
use crate::outcome::ContractSummary;
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::scale::SCALE;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct SetAside;

impl Kind for SetAside {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "policy.set_aside"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "小企业份额", en: "The share of small firms" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "小企业份额不足", en: "too little for small firms" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.set_aside.is_some()
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.set_aside = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let Some(least) = program.rules.set_aside else { return };
        let (menu, scenario) = (program.menu, &program.menu.supply.scenario);
        let whole = menu.supply.market_value_of_all() * SCALE;
        let (small, all) = (work(menu, year, &|offer| scenario.offers[offer].small), work(menu, year, &|_| true));
        let less = program.gives_in_ratio(Limit::SetAside, 0, least, (small.clone(), all.clone()), whole);
        program.rows.push(constraint!(small - least * all + less >= 0.0));
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let contracts = &played.summary.contracts;
        played.scenario.policy.set_aside.is_some_and(|least| too_little(played.scenario, contracts, least).is_some())
    }

    fn is_least(&self) -> bool {
        true
    }

    fn figure(&self, change: &Change, _: &Terms<'_>) -> String {
        share(change.needed, true)
    }
}

/// What small firms do of the contracts' work, where that is too little.
pub(in crate::planning) fn too_little(scenario: &Scenario, contracts: &[ContractSummary], least: f64) -> Option<f64> {
    contracted(contracts, &|offer| scenario.offers[offer].small).filter(|share| *share < least - scenario.run.tolerance.0)
}
