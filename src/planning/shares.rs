//! Rules on who gets the work, as rows of the program: outsourced shares, providers, small firms, and the use of resources.

use good_lp::{Expression, constraint, variable};

use super::limits::Limit;
use super::program::Program;
use super::spill::unit_value;
use super::year::{SCALE, Year};
use crate::scenario::Direct;

impl Program<'_> {
    /// Rules on who gets the work.
    pub(super) fn shares(&mut self, year: &mut Year) {
        let (menu, rules) = (self.menu, self.rules);
        let supply = menu.supply;
        let scenario = supply.scenario;
        let total_value: f64 = (0..scenario.lots.len()).map(|lot| supply.market_value(lot)).sum();
        if rules.outsourced_at_least.is_some() || rules.outsourced_at_most.is_some() {
            let (part, whole) = year.outsourced(supply);
            if let Some(share) = rules.outsourced_at_least {
                let ratio = (part.clone(), whole.clone());
                let less = self.giving.way_of_ratio(&mut self.problem, Limit::Outsourced, 0, share, ratio, supply.counted() * SCALE);
                self.rows.push(constraint!(part.clone() - share * whole.clone() + less >= 0.0));
            }
            if let Some(share) = rules.outsourced_at_most {
                self.rows.push(constraint!(part - share * whole <= 0.0));
            }
        }
        // Use of resources is held in expectation.
        for (index, resource) in scenario.resources.iter().enumerate().filter(|_| rules.resources) {
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
            let more = self.giving.way(&mut self.problem, Limit::Resources, index, most, most.max(f64::MIN_POSITIVE));
            let used_there = |outlet: Direct| match outlet {
                Direct::Offer(offer) => scenario.offers[offer].uses[index],
                _ => 0.0,
            };
            let elsewhere = year.spills.iter().map(|spill| {
                (used_there(spill.to) - used_there(Direct::Offer(spill.from))) / most.max(f64::MIN_POSITIVE) * spill.weight * spill.units
            });
            let used = used + elsewhere.sum::<Expression>();
            self.rows.push(constraint!(
                used - saved - more * (1.0 / most.max(f64::MIN_POSITIVE)) <= 1.0 - resource.base * level / most.max(f64::MIN_POSITIVE)
            ));
        }
        let contracted = |keep: &dyn Fn(usize) -> bool| -> Expression {
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
        };
        let mut providers: Vec<&str> = scenario.offers.iter().map(|offer| offer.provider.as_str()).collect();
        providers.sort_unstable();
        providers.dedup();
        if let Some(share) = rules.provider_share_at_most {
            for (index, provider) in providers.iter().enumerate() {
                let (own, all) = (contracted(&|offer| scenario.offers[offer].provider == **provider), contracted(&|_| true));
                let ratio = (own.clone(), all.clone());
                let more = self.giving.way_of_ratio(&mut self.problem, Limit::ProviderShare, index, share, ratio, total_value * SCALE);
                self.rows.push(constraint!(own - share * all - more <= 0.0));
            }
        }
        if let Some(share) = rules.set_aside {
            let (small, all) = (contracted(&|offer| scenario.offers[offer].small), contracted(&|_| true));
            let ratio = (small.clone(), all.clone());
            let less = self.giving.way_of_ratio(&mut self.problem, Limit::SetAside, 0, share, ratio, total_value * SCALE);
            self.rows.push(constraint!(small - share * all + less >= 0.0));
        }
        if let Some(least) = rules.providers_at_least.filter(|least| *least > 1) {
            let mut used = Expression::default();
            for provider in &providers {
                let with: Expression = year
                    .choices
                    .iter()
                    .filter(|choice| choice.under_contract > 0.0)
                    .filter(|choice| matches!(choice.outlet, Direct::Offer(offer) if scenario.offers[offer].provider == **provider))
                    .map(|choice| choice.variable)
                    .sum();
                let is_used = self.problem.add(variable().min(0.0).max(1.0));
                self.rows.push(constraint!(with - is_used >= 0.0));
                used += is_used;
            }
            let fewer = self.giving.way(&mut self.problem, Limit::Providers, 0, f64::from(least), -f64::from(least));
            // An awarded contract without work is none here.
            for lot in 0..scenario.lots.len() {
                let under_contract = year.choices.iter().filter(|choice| choice.lot == lot && choice.under_contract > 0.0);
                let given: Expression = under_contract.map(|choice| choice.variable).sum();
                self.rows.push(constraint!(used.clone() + fewer.clone() - f64::from(least) * given >= 0.0));
            }
        }
    }
}
