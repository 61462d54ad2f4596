//! A plan's outcomes over replications, summarised; and two plans compared on the same replications.

use super::{ContractLine, CostLine, Costs, DepartmentSummary, Estimate, Outcome, Quantiles, ServiceSummary, Statement, tail_mean};
use crate::plan::Plan;
use crate::scenario::units::Held;
use crate::supply::Supply;

/// A lot's year: means over replications.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct LotSummary {
    /// Asked for, a year.
    pub demand: Estimate,
    /// Served by own people, a year.
    pub in_house: Estimate,
    /// Under contracts.
    pub contract: Estimate,
    /// Without a contract.
    pub spot: Estimate,
    /// By nobody.
    pub unserved: Estimate,
    /// Hours in which own people accompanied others, a year.
    pub escort_hours: Estimate,
    /// Share in time.
    pub in_time: Estimate,
    /// Done again by providers, a year.
    pub redone: Estimate,
    /// Marks by which users liked what was asked for more or less, for its provider.
    pub liked: Estimate,
    /// Mean wait, minutes; nothing where nobody waited.
    pub wait: Option<Estimate>,
    /// Mean time from arrival to completion of jobs done in-house, minutes; nothing for meals and meetings.
    pub turnaround: Option<Estimate>,
    /// Meals wasted a year.
    pub wasted: Estimate,
    /// Meetings held in-house at the wanted start, a year.
    pub as_wanted: Estimate,
}

/// A unit's year.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct UnitSummary {
    /// Utilisation of each month of the horizon, mean over replications; nothing where there is no capacity.
    pub by_month: Vec<Option<Estimate>>,
    /// Utilisation over the horizon.
    pub overall: Option<Estimate>,
}

/// A contract's year.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct ContractSummary {
    /// The offer, in its way.
    pub offer: usize,
    /// By line, in the order of [`ContractLine::ALL`].
    pub lines: [Estimate; ContractLine::ALL.len()],
    /// What the provider is paid.
    pub paid: Estimate,
    /// Months a year in which it has failed.
    pub failed_months: Estimate,
    /// Market value of the work done under the contract.
    pub value: Estimate,
    /// Share of it in time, by market value; nothing where no work is done.
    pub in_time: Option<Estimate>,
}

impl ContractSummary {
    fn of(offer: usize, statements: &[&Statement]) -> Self {
        let column = |value: &dyn Fn(&Statement) -> f64| statements.iter().map(|statement| value(statement)).collect::<Vec<f64>>();
        let mean = |value: &dyn Fn(&Statement) -> f64| Estimate::of(&column(value));
        let value = column(&|statement| statement.value);
        Self {
            offer,
            lines: ContractLine::ALL.map(|line| mean(&|statement| statement[line])),
            paid: mean(&Statement::paid),
            failed_months: mean(&|statement| statement.failed_months).as_volume(),
            value: Estimate::of(&value).as_volume(),
            in_time: (value.iter().sum::<f64>() > 0.0)
                .then(|| Estimate::of_ratio(&column(&|statement| statement.value_in_time), &value).as_share()),
        }
    }

    /// Mean of one line.
    pub fn line(&self, line: ContractLine) -> Estimate {
        self.lines[line as usize]
    }
}

/// What a plan does, over replications.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Summary {
    /// Cash a year.
    pub cost: Estimate,
    /// Its spread over replications.
    pub quantiles: Quantiles,
    /// By line, in the order of [`CostLine::ALL`].
    pub lines: [Estimate; CostLine::ALL.len()],
    /// By department.
    pub by_department: Vec<Estimate>,
    /// By service, means by line.
    pub by_service: Vec<Costs>,
    /// What each service delivers and uses.
    pub services: Vec<ServiceSummary>,
    /// What each department gets for its money.
    pub departments: Vec<DepartmentSummary>,
    /// Use of each resource a year.
    pub resources: Vec<Estimate>,
    /// Of it, what is used whatever is planned.
    pub base_resources: Vec<Estimate>,
    /// By month of the horizon.
    pub by_month: Vec<Estimate>,
    /// Spread of each month over replications.
    pub month_quantiles: Vec<Quantiles>,
    /// What going without costs a year (not cash).
    pub unserved_cost: Estimate,
    /// Cash and what going without costs.
    pub objective: Estimate,
    /// Share of all work in time, each lot weighted by its market value.
    pub service: Estimate,
    /// Share of work done outside, by market value.
    pub outsourced_share: Estimate,
    /// By lot.
    pub lots: Vec<LotSummary>,
    /// By unit.
    pub units: Vec<UnitSummary>,
    /// The plan's contracts.
    pub contracts: Vec<ContractSummary>,
    /// In-house people.
    pub people: u32,
    /// Share of replications that stay within the year's budget.
    pub within_budget: Option<f64>,
    /// Cash of each replication, in order.
    pub costs: Vec<f64>,
    /// Objective of each replication, in order.
    pub objectives: Vec<f64>,
}

impl LotSummary {
    /// The share in time; nothing where nobody asks for anything.
    pub fn share_in_time(&self) -> Option<Estimate> {
        (self.demand.mean > 0.0).then_some(self.in_time)
    }
}

impl Summary {
    /// Summarise a plan's outcomes.
    pub fn of(supply: &Supply<'_>, plan: &Plan, outcomes: &[Outcome]) -> Self {
        let scenario = supply.scenario;
        let n = outcomes.len() as f64;
        let column = |value: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(value).collect::<Vec<f64>>();
        let costs = column(&|outcome| outcome.costs.total());
        let objectives = column(&Outcome::objective);
        let lines = CostLine::ALL.map(|line| Estimate::of(&column(&|outcome| outcome.costs[line])));
        let by_department =
            (0..scenario.departments.len()).map(|department| Estimate::of(&column(&|outcome| outcome.by_department[department]))).collect();
        let weights: Vec<f64> = (0..scenario.lots.len()).map(|lot| supply.market_value(lot)).collect();
        let weight_total: f64 = weights.iter().sum();
        let service = column(&|outcome| {
            outcome
                .lots
                .iter()
                .zip(&weights)
                .map(|(lot, weight)| weight * if lot.demand > 0.0 { lot.in_time / lot.demand } else { 1.0 })
                .sum::<f64>()
                / weight_total.max(f64::MIN_POSITIVE)
        });
        // What nobody asked for was done in time: of work that is worth nothing too.
        let service = if weight_total > 0.0 { Estimate::of(&service).as_share() } else { Estimate::around(1.0, 0.0) };
        let lots = (0..scenario.lots.len())
            .map(|lot| {
                let of = |value: fn(&super::LotYear) -> f64| outcomes.iter().map(|outcome| value(&outcome.lots[lot])).collect::<Vec<f64>>();
                let mean = |value: fn(&super::LotYear) -> f64| Estimate::of(&of(value)).as_volume();
                let waited = of(|year| year.waited);
                LotSummary {
                    demand: mean(|year| year.demand),
                    in_house: mean(|year| year.in_house),
                    contract: mean(|year| year.contract),
                    spot: mean(|year| year.spot),
                    unserved: mean(|year| year.unserved),
                    escort_hours: mean(|year| year.escort_hours),
                    in_time: match of(|year| year.demand).iter().sum::<f64>() {
                        asked if asked > 0.0 => Estimate::of_ratio(&of(|year| year.in_time), &of(|year| year.demand)).as_share(),
                        _ => Estimate::around(1.0, 0.0),
                    },
                    redone: mean(|year| year.redone),
                    liked: Estimate::of_ratio(&of(|year| year.liked), &of(|year| year.demand)),
                    turnaround: (mean(|year| year.turnaround).mean > 0.0)
                        .then(|| Estimate::of_ratio(&of(|year| year.turnaround), &of(|year| year.in_house)).as_volume()),
                    wait: (waited.iter().sum::<f64>() > 0.0).then(|| Estimate::of_ratio(&of(|year| year.wait), &waited).as_volume()),
                    wasted: mean(|year| year.wasted),
                    as_wanted: mean(|year| year.as_wanted),
                }
            })
            .collect();
        let units = (0..supply.units.len())
            .map(|unit| {
                let available = supply.available(unit, &plan.sizes[unit]);
                let total: f64 = available.iter().sum();
                let busy: Vec<f64> = outcomes.iter().map(|outcome| outcome.busy[unit].iter().sum::<f64>()).collect();
                let by_month = available
                    .iter()
                    .enumerate()
                    .map(|(month, available)| {
                        let share = |outcome: &Outcome| outcome.busy[unit].get(month).copied().unwrap_or(0.0) / available;
                        (*available > 0.0).then(|| Estimate::of(&column(&share)).as_share())
                    })
                    .collect();
                let overall = (total > 0.0).then(|| Estimate::of(&busy.iter().map(|busy| busy / total).collect::<Vec<_>>()).as_share());
                UnitSummary { by_month, overall }
            })
            .collect();
        let awarded = (0..scenario.offers.len()).filter(|offer| plan.awarded[*offer]).enumerate();
        let contracts = awarded.map(|(position, offer)| {
            let statements: Vec<&Statement> = outcomes.iter().map(|outcome| &outcome.contracts[position]).collect();
            ContractSummary::of(offer, &statements)
        });
        Self {
            contracts: contracts.collect(),
            cost: Estimate::of(&costs),
            quantiles: Quantiles::of(&costs),
            lines,
            by_department,
            by_service: (0..scenario.services.len())
                .map(|service| {
                    let mut sum = Costs::default();
                    outcomes.iter().for_each(|outcome| sum += outcome.by_service[service]);
                    sum.scaled(1.0 / n)
                })
                .collect(),
            services: (0..scenario.services.len()).map(|service| ServiceSummary::of(supply, service, outcomes)).collect(),
            departments: (0..scenario.departments.len()).map(|department| DepartmentSummary::of(supply, department, outcomes)).collect(),
            base_resources: (0..scenario.resources.len())
                .map(|resource| {
                    let by_services = |outcome: &Outcome| outcome.resources_by_service.iter().map(|of| of[resource]).sum::<f64>();
                    Estimate::of(&column(&|outcome| outcome.resources[resource] - by_services(outcome)))
                })
                .collect(),
            resources: (0..scenario.resources.len())
                .map(|resource| Estimate::of(&column(&|outcome| outcome.resources[resource])))
                .collect(),
            by_month: (0..scenario.calendar.months()).map(|month| Estimate::of(&column(&|outcome| outcome.by_month[month]))).collect(),
            month_quantiles: (0..scenario.calendar.months())
                .map(|month| Quantiles::of(&column(&|outcome| outcome.by_month[month])))
                .collect(),
            unserved_cost: Estimate::of(&column(&|outcome| outcome.unserved_cost)).as_volume(),
            objective: Estimate::of(&objectives),
            service,
            outsourced_share: Estimate::of_ratio(
                &column(&|outcome| outcome.outsourced_value.0),
                &column(&|outcome| outcome.outsourced_value.1),
            )
            .as_share(),
            lots,
            units,
            people: plan.people(),
            within_budget: scenario.budget.per_year.map(|cap| costs.iter().filter(|cost| **cost <= cap).count() as f64 / n),
            costs,
            objectives,
        }
    }

    /// The share of work in time by market value; nothing where nobody asks for anything.
    pub fn served_in_time(&self) -> Option<Estimate> {
        self.lots.iter().any(|lot| lot.demand.mean > 0.0).then_some(self.service)
    }

    /// What the cap is held against: the expected cost, the dearest replication, or the mean of the dearest.
    pub fn held_cost(&self, held: Held) -> f64 {
        match held {
            Held::InExpectation => self.cost.mean,
            Held::InEveryReplication => self.costs.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Held::Cvar(level) => tail_mean(&self.costs, level),
        }
    }

    /// The widest of the relative half-widths of the yearly cost, of cost and going without together, and of the share in time.
    pub fn precision(&self) -> f64 {
        [self.cost, self.objective, self.service].iter().map(Estimate::relative_half_width).fold(0.0, f64::max)
    }

    /// Mean of one line.
    pub fn line(&self, line: CostLine) -> f64 {
        self.lines[line as usize].mean
    }
}

/// A plan against another on the same replications.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Comparison {
    /// Difference in cash a year, this minus the other, paired.
    pub cost: Estimate,
    /// Difference in the objective.
    pub objective: Estimate,
}

impl Comparison {
    /// Compare replication by replication.
    pub fn of(this: &Summary, other: &Summary) -> Self {
        let difference = |a: &[f64], b: &[f64]| Estimate::of(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>());
        Self { cost: difference(&this.costs, &other.costs), objective: difference(&this.objectives, &other.objectives) }
    }
}
