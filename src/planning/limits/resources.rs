//! Use of resources, held in expectation.

use good_lp::{Expression, constraint};

use super::{Change, InBoth, Kind, Played, Terms};
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Direct, Scenario, Staging};

pub(super) struct Resources;

impl Kind for Resources {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "resource.per_head_at_most"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "资源用量上限", en: "Caps on resources" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "资源用量超限", en: "too much of a resource used" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.resources
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.resources = false;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let menu = program.menu;
        let scenario = &*menu.supply.scenario;
        for (index, resource) in scenario.resources.iter().enumerate().filter(|_| program.rules.resources) {
            let Some(most) = resource.at_most else { continue };
            let used: Expression = year
                .choices
                .iter()
                .map(|choice| {
                    let own = choice.route.map_or(0.0, |(unit, rung)| menu.response(choice.lot, unit, rung).served);
                    let by_provider = match choice.outlet {
                        Direct::Offer(offer) => choice.bought.under_contract * scenario.offers[offer].uses[index],
                        _ => 0.0,
                    };
                    (own * scenario.lots[choice.lot].uses[index] + by_provider) / most.max(f64::MIN_POSITIVE) * choice.variable
                })
                .sum();
            let awards =
                year.awards.iter().enumerate().flat_map(|(offer, by_buyer)| by_buyer.iter().flatten().map(move |award| (offer, *award)));
            let level = menu.mean_base_level(index);
            let saved: Expression =
                awards.map(|(offer, award)| scenario.saved(offer, index) * level / most.max(f64::MIN_POSITIVE) * award).sum();
            let more = program.gives(Limit::Resources, index, most, most.max(f64::MIN_POSITIVE));
            let used_there = |outlet: Direct| match outlet {
                Direct::Offer(offer) => scenario.offers[offer].uses[index],
                _ => 0.0,
            };
            let elsewhere = year.spills.iter().map(|spill| {
                (used_there(spill.to) - used_there(Direct::Offer(spill.from))) / most.max(f64::MIN_POSITIVE) * spill.weight * spill.units
            });
            let used = used + elsewhere.sum::<Expression>();
            program.rows.push(constraint!(
                used - saved - more * (1.0 / most.max(f64::MIN_POSITIVE)) <= 1.0 - resource.base * level / most.max(f64::MIN_POSITIVE)
            ));
        }
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let mut used = played.scenario.resources.iter().zip(&played.summary.resources);
        used.any(|(resource, used)| resource.at_most.is_some_and(|most| played.is_above(used, most)))
    }

    fn figure(&self, change: &Change, terms: &Terms<'_>) -> String {
        let resource = &terms.scenario.resources[change.at];
        let per_head = change.needed / terms.scenario.heads().max(1.0);
        let (unit, name) = (&resource.unit, &resource.name);
        let figure = format!("{:.2} {unit}", (per_head * 100.0 - 1e-4).ceil() / 100.0);
        terms.pick(format!("{name} {figure}"), format!("{figure} for {name}"))
    }
}
