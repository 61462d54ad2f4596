//! Reading a solution: the plan that it stands for, and what is expected of it.

use std::collections::HashMap;

use good_lp::{Expression, Solution, Variable};

use super::beyond::Spill;
use super::decision::Decision;
use super::menu::Menu;
use super::prediction::Prediction;
use super::rules::{Rules, StandIn};
use super::year::{Choice, Year};
use crate::outcome::evaluate::movements;
use crate::plan::{Plan, Route};
use crate::scenario::{Direct, Scenario};

impl Year {
    /// The plan that a solution stands for.
    pub fn plan(&self, menu: &Menu, rules: &Rules, solution: &impl Solution) -> Plan {
        let supply = &*menu.supply;
        let scenario = &*supply.scenario;
        let is_chosen = |variable: Variable| solution.value(variable) > 0.5;
        let mut plan = Plan {
            arrangement: self
                .arrangements
                .iter()
                .map(|service| service.iter().position(|variable| variable.is_some_and(is_chosen)).unwrap_or(0))
                .collect(),
            sizes: (0..supply.units.len()).map(|unit| supply.empty(unit)).collect(),
            awarded: self.signed(solution),
            route: vec![Route::Direct(Direct::Nobody); scenario.lots.len()],
            overflow: vec![Direct::Nobody; scenario.lots.len()],
            separate: rules.each_department,
        };
        for (unit, variables) in self.rungs.iter().enumerate() {
            if let Some(rung) = variables.iter().position(|variable| is_chosen(*variable)) {
                plan.sizes[unit] = menu.rungs[unit][rung].size.clone();
            }
        }
        for choice in self.choices.iter().filter(|choice| is_chosen(choice.variable)) {
            match choice.route {
                Some((unit, _)) => {
                    plan.route[choice.lot] = Route::Unit(unit);
                    plan.overflow[choice.lot] = choice.outlet;
                }
                None => plan.route[choice.lot] = Route::Direct(choice.outlet),
            }
        }
        for lot in 0..scenario.lots.len() {
            if matches!(plan.route[lot], Route::Direct(_)) {
                plan.overflow[lot] = plan.cheapest(scenario, lot, true);
            }
        }
        self.drop_idle(menu, rules, solution, &mut plan);
        plan
    }

    /// The contracts that a solution signs, whether or not anything comes of them.
    pub(super) fn signed(&self, solution: &impl Solution) -> Vec<bool> {
        self.awards.iter().map(|by_buyer| by_buyer.iter().flatten().any(|variable| solution.value(*variable) > 0.5)).collect()
    }

    /// Contracts that a solution signs though nothing comes of them fall out: they cost nothing, do no work of their own or that others leave, and stand in for
    /// nobody who may fail.
    fn drop_idle(&self, menu: &Menu, rules: &Rules, solution: &impl Solution, plan: &mut Plan) {
        let scenario = &*menu.supply.scenario;
        let chosen: Vec<&Choice> = self.choices.iter().filter(|choice| solution.value(choice.variable) > 0.5).collect();
        for (offer, spec) in scenario.offers.iter().enumerate() {
            let costs = menu.market().mean_fee(offer) + spec.administration + scenario.changing_over(offer);
            if !plan.awarded[offer] || costs > 0.0 || !spec.saves.is_empty() || scenario.status_quo.awarded[offer] {
                continue;
            }
            let is_asked = |decision: &Decision| matches!(decision, Decision::Contract { offer: of, awarded: true } if *of == offer);
            let needs = |choice: &&Choice| match choice.outlet {
                Direct::Offer(first) => first == offer || (spec.prices[choice.lot].is_some() && !menu.market().is_even(first)),
                _ => false,
            };
            let spilt = |spill: &Spill| spill.to == Direct::Offer(offer) && solution.value(spill.units) > 1e-9;
            plan.awarded[offer] = rules.taken.iter().any(is_asked) || chosen.iter().any(needs) || self.spills.iter().any(spilt);
        }
    }

    /// Expected yearly pay by price under each offer, at the scenario's prices, all ways of it together.
    pub(super) fn priced(&self, scenario: &Scenario, solution: &impl Solution) -> Vec<f64> {
        let mut by_family = vec![0.0; scenario.offers.len()];
        for choice in &self.choices {
            if let Direct::Offer(offer) = choice.outlet {
                by_family[scenario.offers[offer].family] += choice.bought.priced() * solution.value(choice.variable);
            }
        }
        (0..scenario.offers.len()).map(|offer| by_family[scenario.offers[offer].family]).collect()
    }

    /// Expected share in time of each lot.
    pub fn in_time(&self, menu: &Menu, solution: &impl Solution) -> Vec<f64> {
        let share = |(lot, in_time): (usize, &Expression)| {
            let demand = menu.mean_demand(lot).units;
            if demand > 0.0 { solution.eval(in_time) / demand } else { 1.0 }
        };
        self.in_time.iter().enumerate().map(share).collect()
    }

    /// Rungs that are taken although the unit's response to just the lots that go to it is known, where that could help to reach a target.
    pub fn stand_ins(&self, menu: &Menu, rules: &Rules, solution: &impl Solution) -> Vec<StandIn> {
        let mut found = Vec::new();
        if rules.outsourced_at_least.is_none() {
            return found;
        }
        for (unit, variables) in self.rungs.iter().enumerate() {
            let Some(rung) = variables.iter().position(|variable| solution.value(*variable) > 0.5) else { continue };
            let goes = |lot: &usize| {
                let mut of_rung = self.choices.iter().filter(|choice| choice.lot == *lot && choice.route == Some((unit, rung)));
                of_rung.any(|choice| solution.value(choice.variable) > 0.5)
            };
            let routed: Vec<bool> = menu.supply.units[unit].lots.iter().map(goes).collect();
            let taken = &menu.rungs[unit][rung];
            if taken.routed != routed && menu.rungs[unit].iter().any(|other| other.size == taken.size && other.routed == routed) {
                found.push(StandIn { unit, rung, routed });
            }
        }
        found
    }

    /// Names of the decisions, for a reader of the program.
    pub(super) fn names(&self, menu: &Menu) -> HashMap<Variable, String> {
        let supply = &*menu.supply;
        let scenario = &*supply.scenario;
        let mut names = HashMap::new();
        for (service, variables) in scenario.services.iter().zip(&self.arrangements) {
            for (number, variable) in variables.iter().enumerate() {
                names.extend(variable.map(|variable| (variable, format!("arrangement.{}.{number}", service.name))));
            }
        }
        for (unit, variables) in self.rungs.iter().enumerate() {
            for (rung, variable) in variables.iter().enumerate() {
                names.insert(*variable, format!("size.{}.{rung}", supply.units[unit].name));
            }
        }
        for (offer, by_buyer) in self.awards.iter().enumerate() {
            for (buyer, variable) in by_buyer.iter().enumerate() {
                names.extend(variable.map(|variable| (variable, format!("contract.{}.{buyer}", scenario.offers[offer].name))));
            }
        }
        for choice in &self.choices {
            let outlet = match choice.outlet {
                Direct::Offer(offer) => scenario.offers[offer].name.clone(),
                Direct::Spot => "spot".into(),
                Direct::Nobody => "nobody".into(),
            };
            let lot = &scenario.lots[choice.lot].path;
            let name = match choice.route {
                Some((unit, rung)) => format!("route.{lot}.{}.{rung}.then.{outlet}", supply.units[unit].name),
                None => format!("route.{lot}.{outlet}"),
            };
            names.insert(choice.variable, name);
        }
        names
    }
}

/// People who are redeployed under a plan.
pub(super) fn people_moved(menu: &Menu, prediction: &Prediction) -> u32 {
    movements(&menu.supply, &prediction.plan).iter().map(|(_, moved)| moved).sum()
}
