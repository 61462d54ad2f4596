//! Lots taken together: what a service delivers and uses.

use super::appraisal::Delivered;
use super::{Costs, Estimate, LotYear, Outcome};
use crate::supply::Supply;

/// How the users of some lots are served. Every job, meal or meeting counts alike, whatever it is worth.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Served {
    /// Jobs, meals or meetings asked for, a year.
    pub units: Estimate,
    /// Share of them in time.
    pub in_time: Estimate,
    /// Share that nobody does.
    pub unserved: Estimate,
}

impl Served {
    /// Over replications; nothing where nobody asks for anything.
    pub fn of(lots: &[usize], outcomes: &[Outcome]) -> Option<Self> {
        let sum = |value: fn(&LotYear) -> f64| -> Vec<f64> {
            outcomes.iter().map(|outcome| lots.iter().map(|lot| value(&outcome.lots[*lot])).sum()).collect()
        };
        let asked = sum(|year| year.demand);
        (asked.iter().sum::<f64>() > 0.0).then(|| Self {
            units: Estimate::of(&asked),
            in_time: Estimate::of_ratio(&sum(|year| year.in_time), &asked),
            unserved: Estimate::of_ratio(&sum(|year| year.unserved), &asked),
        })
    }
}

/// A service's year.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct ServiceSummary {
    /// What its users get; nothing where nobody asks for anything.
    pub delivered: Option<Delivered>,
    /// Cost a year without what is spent once for changing over.
    pub running: Estimate,
    /// Use of each resource a year in its work.
    pub resources: Vec<Estimate>,
}

impl ServiceSummary {
    /// Over replications.
    pub fn of(supply: &Supply<'_>, service: usize, outcomes: &[Outcome]) -> Self {
        let column = |value: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(value).collect::<Vec<f64>>();
        let lots = supply.lots_of_service(service);
        let running = column(&|outcome| Costs::running(&outcome.by_service[service]));
        let units = column(&|outcome| lots.iter().map(|lot| outcome.lots[*lot].demand).sum());
        let delivered = |served: Served| Delivered { served, cost_per_unit: Estimate::of_ratio(&running, &units) };
        Self {
            delivered: Served::of(&lots, outcomes).map(delivered),
            running: Estimate::of(&running),
            resources: (0..supply.scenario.resources.len())
                .map(|resource| Estimate::of(&column(&|outcome| outcome.resources_by_service[service][resource])))
                .collect(),
        }
    }
}
