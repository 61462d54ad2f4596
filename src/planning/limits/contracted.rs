//! Who does the contracts' work.

use good_lp::Expression;

use crate::outcome::ContractSummary;
use crate::planning::menu::Menu;
use crate::planning::scale::SCALE;
use crate::planning::spill::unit_value;
use crate::planning::year::Year;
use crate::scenario::{Direct, Scenario};

/// All providers, each once.
pub(super) fn providers(scenario: &Scenario) -> Vec<&str> {
    let mut providers: Vec<&str> = scenario.offers.iter().map(|offer| offer.provider.as_str()).collect();
    providers.sort_unstable();
    providers.dedup();
    providers
}

/// Share of the contracts' work, by market value, that is done under some offers; nothing where there is none.
pub(super) fn contracted(contracts: &[ContractSummary], keep: &dyn Fn(usize) -> bool) -> Option<f64> {
    let all: f64 = contracts.iter().map(|contract| contract.value.mean).sum();
    let kept: f64 = contracts.iter().filter(|contract| keep(contract.offer)).map(|contract| contract.value.mean).sum();
    (all > 0.0).then(|| kept / all)
}

/// The contracts' work, by market value, that is done under some offers, in the program's scale.
pub(super) fn work(menu: &Menu, year: &Year, keep: &dyn Fn(usize) -> bool) -> Expression {
    let under = year.choices.iter().filter(|choice| matches!(choice.outlet, Direct::Offer(offer) if keep(offer)));
    let routed: Expression = under.map(|choice| choice.under_contract * SCALE * choice.variable).sum();
    let spilt = year.spills.iter().map(|spill| {
        let gained = f64::from(u8::from(matches!(spill.to, Direct::Offer(offer) if keep(offer))));
        let change = gained - f64::from(u8::from(keep(spill.from)));
        change * spill.weight * unit_value(menu, spill.lot) * SCALE * spill.units
    });
    let covered = year.covered.iter().filter(|covered| keep(covered.by));
    let covered = covered.map(|covered| covered.cover.units * unit_value(menu, covered.lot) * SCALE * covered.taken);
    routed + spilt.sum::<Expression>() + covered.sum::<Expression>()
}
