//! Lots taken together: what a service delivers and uses, and what a department gets for its money.

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
    /// Marks by which they like it more or less for who does it.
    pub liked: Estimate,
}

impl Served {
    /// Over replications; nothing where nobody asks for anything.
    pub fn of(lots: &[usize], outcomes: &[Outcome]) -> Option<Self> {
        let sum = |value: fn(&LotYear) -> f64| -> Vec<f64> {
            outcomes.iter().map(|outcome| lots.iter().map(|lot| value(&outcome.lots[*lot])).sum()).collect()
        };
        let asked = sum(|year| year.demand);
        (asked.iter().sum::<f64>() > 0.0).then(|| Self {
            units: Estimate::of(&asked).as_volume(),
            in_time: Estimate::of_ratio(&sum(|year| year.in_time), &asked).as_share(),
            unserved: Estimate::of_ratio(&sum(|year| year.unserved), &asked).as_share(),
            liked: Estimate::of_ratio(&sum(|year| year.liked), &asked),
        })
    }
}

/// What a service delivers, for its appraisal.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Delivered {
    /// How its users are served.
    pub served: Served,
    /// Cost of a unit, without what is spent once for changing over.
    pub cost_per_unit: Estimate,
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
    pub fn of(supply: &Supply, service: usize, outcomes: &[Outcome]) -> Self {
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

/// A department's year. Departments ask for different work, so that what a head costs does not compare them; what is comparable is what each pays for
/// work that the market would sell for the same money.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct DepartmentSummary {
    /// What it pays a year for the work that its own lots ask for: without what is spent once, and without what everybody uses anyway.
    pub own_work: Estimate,
    /// What that work is worth on the market, a year.
    pub market_value: f64,
    /// Share of it in time, each lot weighted by its market value: the units of different services do not add up.
    pub in_time: Estimate,
    /// Share that nobody does, weighted in the same way.
    pub unserved: Estimate,
    /// How its users are served, by service.
    pub by_service: Vec<Option<Served>>,
}

impl DepartmentSummary {
    /// Over replications.
    pub fn of(supply: &Supply, department: usize, outcomes: &[Outcome]) -> Self {
        let scenario = &*supply.scenario;
        let lots: Vec<usize> = (0..scenario.lots.len()).filter(|lot| scenario.lots[*lot].department == department).collect();
        let values: Vec<f64> = lots.iter().map(|lot| supply.market_value(*lot)).collect();
        let market_value: f64 = values.iter().sum();
        // What nobody asked for was done in time.
        let share = |value: fn(&LotYear) -> f64, of_nothing: f64| {
            let of = |year: &LotYear| if year.demand > 0.0 { value(year) / year.demand } else { of_nothing };
            let weighted = |outcome: &Outcome| lots.iter().zip(&values).map(|(lot, worth)| worth * of(&outcome.lots[*lot])).sum::<f64>();
            let all = market_value.max(f64::MIN_POSITIVE);
            Estimate::of(&outcomes.iter().map(|outcome| weighted(outcome) / all).collect::<Vec<_>>()).as_share()
        };
        let of_service = |service: usize| {
            let own: Vec<usize> = lots.iter().copied().filter(|lot| scenario.lots[*lot].service == service).collect();
            Served::of(&own, outcomes)
        };
        Self {
            own_work: Estimate::of(&outcomes.iter().map(|outcome| outcome.own_work[department]).collect::<Vec<_>>()),
            market_value,
            in_time: share(|year| year.in_time, 1.0),
            unserved: share(|year| year.unserved, 0.0),
            by_service: (0..scenario.services.len()).map(of_service).collect(),
        }
    }

    /// What it pays for each 100 of market value; nothing where its work is worth nothing.
    pub fn cost_per_100(&self) -> Option<Estimate> {
        (self.market_value > 0.0).then(|| self.own_work.scaled(100.0 / self.market_value))
    }
}
