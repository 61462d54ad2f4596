//! Figures of a scenario's results.

use houqin::outcome::{CostLine, LotSummary, Summary};
use houqin::plan::{Plan, Route};
use houqin::planning::choose;
use houqin::planning::path::{Paths, paths};
use houqin::planning::{Menu, Prediction, Rules};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::scenario::{Direct, Scenario};
use houqin::supply::Supply;

use crate::common::load;
use crate::keys::entry::Figure;

fn played(supply: &Supply, plan: &Plan) -> Summary {
    let outcomes = play(supply, &[plan], Phase::Evaluation, supply.scenario.run.replications, &Silent);
    Summary::of(supply, plan, &outcomes[0])
}

/// Of today's plan, simulated.
pub fn today(of: impl Fn(&Summary) -> f64 + 'static) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        of(&played(&supply, &Plan::status_quo(&supply)))
    })
}

/// Of the first lot under today's plan.
pub fn lot(of: impl Fn(&LotSummary) -> f64 + 'static) -> Figure {
    today(move |summary| of(&summary.lots[0]))
}

/// A line of today's costs.
pub fn line(line: CostLine) -> Figure {
    today(move |summary| summary.line(line))
}

/// Of the plan in which some offers, or ways of them, are awarded and take all that they cover; beside today's people.
pub fn given(offers: &'static [&'static str], of: impl Fn(&Summary) -> f64 + 'static) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let mut plan = Plan::status_quo(&supply);
        for name in offers {
            let way = scenario.offers.iter().position(|offer| offer.name == *name);
            let way = way
                .unwrap_or_else(|| panic!("{name} is none of {:?}", scenario.offers.iter().map(|offer| &offer.name).collect::<Vec<_>>()));
            plan.awarded[way] = true;
            for lot in (0..scenario.lots.len()).filter(|lot| scenario.offers[way].prices[*lot].is_some()) {
                plan.route[lot] = Route::Direct(Direct::Offer(way));
            }
        }
        of(&played(&supply, &plan))
    })
}

/// Of today's plan without its contracts: own people do the work.
pub fn dropped(of: impl Fn(&Summary) -> f64 + 'static) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let mut plan = Plan::status_quo(&supply);
        plan.awarded.fill(false);
        for lot in 0..scenario.lots.len() {
            plan.route[lot] = Route::Unit(plan.unit_for(&supply, lot).unwrap());
            plan.overflow[lot] = Direct::Nobody;
        }
        of(&played(&supply, &plan))
    })
}

/// Of the plan that is chosen.
pub fn chosen(of: impl Fn(&Scenario, &Prediction) -> f64 + 'static) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let menu = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
        let prediction = choose(&menu, &Rules::of(&menu)).unwrap_or_else(|error| panic!("{error}"));
        of(&scenario, &prediction)
    })
}

/// Whether there is a plan: 1 or 0.
pub fn feasible() -> Figure {
    Box::new(|text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let menu = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
        f64::from(u8::from(choose(&menu, &Rules::of(&menu)).is_ok()))
    })
}

/// People of the plan that is chosen.
pub fn people() -> Figure {
    chosen(|_, prediction| f64::from(prediction.plan.people()))
}

/// Cash of the plan that is chosen, as predicted.
pub fn cash() -> Figure {
    chosen(|_, prediction| prediction.cash)
}

/// Of the best path.
pub fn path(of: impl Fn(&Paths) -> f64 + 'static) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let mut menu = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
        let staging = scenario.path.as_ref().unwrap();
        of(&paths(&mut menu, staging, None, &Silent).unwrap_or_else(|error| panic!("{error}")))
    })
}

/// Of the scenario as it is read.
pub fn read(of: impl Fn(&Scenario) -> f64 + 'static) -> Figure {
    Box::new(move |text| of(&load(text)))
}

pub fn mean_demand() -> Figure {
    lot(|lot| lot.demand.mean)
}

pub fn in_time() -> Figure {
    lot(|lot| lot.in_time.mean)
}

/// Minutes.
pub fn wait() -> Figure {
    lot(|lot| lot.wait.as_ref().unwrap().mean)
}

/// Minutes.
pub fn turnaround() -> Figure {
    lot(|lot| lot.turnaround.as_ref().unwrap().mean)
}

pub fn in_house() -> Figure {
    lot(|lot| lot.in_house.mean)
}

pub fn unserved() -> Figure {
    lot(|lot| lot.unserved.mean)
}

/// Yearly cash.
pub fn cost() -> Figure {
    today(|summary| summary.cost.mean)
}

/// How far years differ by chance: the squares of what going without and cash differ by from their mean, summed over replications.
pub fn spread() -> Figure {
    today(|summary| {
        let all = &summary.objectives;
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        all.iter().map(|one| (one - mean).powi(2)).sum()
    })
}
