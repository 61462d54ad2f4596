//! Which figure of the scenario matters: each moved down and up by itself, once with the plan kept and once with the plan chosen anew.

use super::settle::settle;
use super::{Limit, Menu, PlanningError, Rules, not_kept};
use crate::outcome::Summary;
use crate::plan::Plan;
use crate::random::Phase;
use crate::replicate::{Progress, Silent, Step, play};
use crate::scenario::{LotKind, Price, Scenario};
use crate::supply::Supply;

/// A figure, or several of one kind that are moved together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Demand of a service: jobs (failures of assets apart), diners, meetings.
    Demand(usize),
    /// Pay of a service's people, with what follows from it.
    Pay(usize),
    /// All prices and the fee of an offer.
    Offer(usize),
    /// Prices without a contract in a service.
    Spot(usize),
    /// What going without costs in a service.
    GoingWithout(usize),
    /// What an hour on the way to a meeting elsewhere is worth in a service.
    WayToMeetings(usize),
}

impl Parameter {
    /// Those that a scenario has.
    #[must_use]
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let lots = |service: usize| scenario.lots.iter().filter(move |lot| lot.service == service);
        let services = 0..scenario.services.len();
        let mut all: Vec<Self> = services.clone().map(Self::Demand).collect();
        all.extend(services.clone().filter(|service| scenario.teams.iter().any(|team| team.service == *service)).map(Self::Pay));
        all.extend((0..scenario.offers.len()).filter(|offer| scenario.heads_family(*offer)).map(Self::Offer));
        all.extend(services.clone().filter(|service| lots(*service).any(|lot| lot.spot.is_some())).map(Self::Spot));
        all.extend(services.clone().filter(|service| lots(*service).any(|lot| lot.unserved_cost > 0.0)).map(Self::GoingWithout));
        all.extend(services.filter(|service| scenario.services[*service].attendee_hour > 0.0).map(Self::WayToMeetings));
        all
    }

    /// The scenario with the figure multiplied.
    #[must_use]
    pub fn scaled(self, scenario: &Scenario, factor: f64) -> Scenario {
        let mut scenario = scenario.clone();
        let price = |price: &mut Price| (price.per_unit, price.per_measure) = (price.per_unit * factor, price.per_measure * factor);
        match self {
            Self::Demand(service) => {
                for lot in scenario.lots.iter_mut().filter(|lot| lot.service == service) {
                    match &mut lot.kind {
                        LotKind::WorkOrders(spec) => spec.jobs_per_month *= factor,
                        LotKind::Sittings(spec) => (spec.registered, spec.guests) = (spec.registered * factor, spec.guests * factor),
                        LotKind::Bookings(spec) => spec.per_day *= factor,
                    }
                }
            }
            Self::Pay(service) => {
                scenario.teams.iter_mut().filter(|team| team.service == service).for_each(|team| team.personnel *= factor);
            }
            Self::Offer(offer) => {
                scenario.offers.iter_mut().filter(|way| way.family == offer).for_each(|way| way.reprice(factor));
            }
            Self::Spot(service) => {
                scenario.lots.iter_mut().filter(|lot| lot.service == service).filter_map(|lot| lot.spot.as_mut()).for_each(price);
            }
            Self::WayToMeetings(service) => scenario.services[service].attendee_hour *= factor,
            Self::GoingWithout(service) => {
                scenario.lots.iter_mut().filter(|lot| lot.service == service).for_each(|lot| lot.unserved_cost *= factor);
            }
        }
        scenario
    }
}

/// A figure moved one way.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Cost and going without a year, with the plan kept.
    pub kept: f64,
    /// The same with the plan chosen anew; nothing where no plan keeps the limits.
    pub anew: Option<f64>,
    /// Whether the plan chosen anew is another.
    pub changes: bool,
    /// Limits that the kept plan then breaks: where it is cheaper than the plan chosen anew, these are why.
    pub breaks: Vec<Limit>,
}

/// A figure moved both ways.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// The figure.
    pub parameter: Parameter,
    /// Down, then up.
    pub moved: [Moved; 2],
    /// What the kept plan costs as the figure is moved by shares further out and further in, by rising share; empty where that was not asked.
    pub spider: Vec<(f64, f64)>,
}

impl Sensitivity {
    /// Difference between up and down with the plan kept.
    #[must_use]
    pub fn swing(&self) -> f64 {
        (self.moved[1].kept - self.moved[0].kept).abs()
    }
}

/// How many of the figures that matter most are followed further.
pub const SPIDER: usize = 8;
/// Most replications for each figure: differences on common replications need fewer than levels.
pub const REPLICATIONS: u32 = 200;

/// Move every figure by a share both ways. A kept plan may break limits that the plan chosen anew keeps. Returns the plan's cost as things stand, and the figures by falling swing.
///
/// # Errors
/// If the solver fails.
pub fn sensitivity(menu: &Menu, plan: &Plan, by: f64, progress: &dyn Progress) -> Result<(f64, Vec<Sensitivity>), PlanningError> {
    let scenario = &*menu.supply.scenario;
    let replications = scenario.run.replications.min(REPLICATIONS);
    let summaries = |supply: &Supply, plans: &[&Plan]| -> Vec<Summary> {
        let outcomes = play(supply, plans, Phase::Evaluation, replications, &Silent);
        plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(supply, plan, outcomes)).collect()
    };
    let cost = |supply: &Supply| summaries(supply, &[plan])[0].objective.mean;
    let today = Plan::status_quo(&menu.supply);
    let parameters = Parameter::all(scenario);
    progress.begin(Step::Explaining, 2 * parameters.len() as u64);
    let mut found = Vec::new();
    for parameter in parameters {
        let one_way = |factor: f64| -> Result<Moved, PlanningError> {
            let scenario = parameter.scaled(scenario, factor);
            let supply = Supply::new(&scenario);
            // Only demand changes what teams can do; money changes what it costs.
            let mut menu = match parameter {
                Parameter::Demand(_) => Menu::build(&supply, menu.samples, &Silent),
                _ => menu.repriced(&supply),
            };
            let rules = Rules::of(&menu);
            let anew = match settle(&mut menu, &rules) {
                Ok(anew) => Some(anew.plan),
                Err(PlanningError::Infeasible) => None,
                Err(error) => return Err(error),
            };
            let plans: Vec<&Plan> = [plan, &today].into_iter().chain(&anew).collect();
            let found = summaries(&supply, &plans);
            progress.advance(1);
            Ok(Moved {
                kept: found[0].objective.mean,
                anew: found.get(2).map(|of| of.objective.mean),
                changes: anew.is_some_and(|anew| anew != *plan),
                breaks: not_kept(&supply, plan, &found[0], &found[1]),
            })
        };
        found.push(Sensitivity { parameter, moved: [one_way(1.0 - by)?, one_way(1.0 + by)?], spider: Vec::new() });
    }
    found.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    let base = cost(&menu.supply);
    for figure in found.iter_mut().take(SPIDER) {
        let at = |share: f64| {
            let scenario = figure.parameter.scaled(scenario, 1.0 + share);
            cost(&Supply::new(&scenario))
        };
        let [down, up] = [&figure.moved[0], &figure.moved[1]].map(|moved| moved.kept);
        // A figure cannot be moved below nothing.
        let far = (2.0 * by).min(1.0);
        figure.spider = vec![(-far, at(-far)), (-by, down), (-by / 2.0, at(-by / 2.0)), (0.0, base)];
        figure.spider.extend([(by / 2.0, at(by / 2.0)), (by, up), (far, at(far))]);
    }
    progress.end();
    Ok((base, found))
}
