//! Most of the contracts' work that one provider has.

use good_lp::constraint;

use super::contracted::{contracted, providers, work};
use super::{Change, InBoth, Kind, Played, Terms, share};
use crate::outcome::ContractSummary;
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::scale::SCALE;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct ProviderShare;

impl Kind for ProviderShare {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "policy.provider_share_at_most"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "单一供应商份额上限", en: "The cap on one provider's share" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "单一供应商份额过大", en: "too much with one provider" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.provider_share_at_most.is_some()
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.provider_share_at_most = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let Some(most) = program.rules.provider_share_at_most else { return };
        let (menu, scenario) = (program.menu, &program.menu.supply.scenario);
        let whole = menu.supply.market_value_of_all() * SCALE;
        for (index, provider) in providers(scenario).into_iter().enumerate() {
            let (own, all) = (work(menu, year, &|offer| scenario.offers[offer].provider == provider), work(menu, year, &|_| true));
            let more = program.gives_in_ratio(Limit::ProviderShare, index, most, (own.clone(), all.clone()), whole);
            program.rows.push(constraint!(own - most * all - more <= 0.0));
        }
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let contracts = &played.summary.contracts;
        played.scenario.policy.provider_share_at_most.is_some_and(|most| too_much(played.scenario, contracts, most).is_some())
    }

    fn is_one_for_all(&self) -> bool {
        true
    }

    fn figure(&self, change: &Change, _: &Terms<'_>) -> String {
        share(change.needed, false)
    }
}

/// A provider who does more of the contracts' work than anybody may, and how much.
pub(in crate::planning) fn too_much<'a>(scenario: &'a Scenario, contracts: &[ContractSummary], most: f64) -> Option<(&'a str, f64)> {
    let share = |provider: &str| contracted(contracts, &|offer| scenario.offers[offer].provider == provider);
    let shares = providers(scenario).into_iter().filter_map(|provider| Some((provider, share(provider)?)));
    shares.into_iter().find(|(_, share)| *share > most + scenario.run.tolerance.0)
}
