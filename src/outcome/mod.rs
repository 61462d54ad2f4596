//! What a plan costs and delivers: cost lines that an auditor knows, service by lot, and statistics over replications.

pub mod appraisal;
pub mod cost_comparison;
pub mod evaluate;
mod groups;
mod lines;
mod purchase;
pub mod rivalry;
pub mod scorecard;
mod statement;
pub mod statistics;
pub mod summary;

use crate::scenario::Scenario;
use crate::services::RoomUse;

pub use evaluate::{Evaluator, Worked};
pub use groups::{Delivered, DepartmentSummary, Served, ServiceSummary};
pub use lines::CostLine;
pub use statement::{Consequence, ContractLine, Statement};
pub use statistics::{Estimate, Quantile, Quantiles, tail_mean};
pub use summary::{Comparison, ContractSummary, LotSummary, RoomSummary, Summary};

/// A cost statement: an amount a year for each line.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Costs([f64; CostLine::ALL.len()]);

impl Costs {
    /// All cash.
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Cash without what is spent once for changing over: what the work itself costs a year.
    pub fn running(&self) -> f64 {
        self.total() - self[CostLine::Conversion]
    }

    /// Multiply every line.
    pub fn scaled(mut self, factor: f64) -> Self {
        self.0.iter_mut().for_each(|amount| *amount *= factor);
        self
    }
}

impl std::ops::Index<CostLine> for Costs {
    type Output = f64;
    fn index(&self, line: CostLine) -> &f64 {
        &self.0[line as usize]
    }
}

impl std::ops::IndexMut<CostLine> for Costs {
    fn index_mut(&mut self, line: CostLine) -> &mut f64 {
        &mut self.0[line as usize]
    }
}

impl std::ops::AddAssign for Costs {
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// A lot's year in one replication, in units (jobs, meals, meetings).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LotYear {
    /// Asked for.
    pub demand: f64,
    /// Served by own people or rooms.
    pub in_house: f64,
    /// Served under contracts.
    pub contract: f64,
    /// Bought without a contract.
    pub spot: f64,
    /// Served by nobody.
    pub unserved: f64,
    /// Hours in which own people accompanied others.
    pub escort_hours: f64,
    /// Served within the standard, by whomever.
    pub in_time: f64,
    /// Done again by providers.
    pub redone: f64,
    /// Marks by which users liked contracts' work more or less than that of others, summed over it.
    pub liked: f64,
    /// Sum of the waits of those served in-house or in a canteen, minutes.
    pub wait: f64,
    /// How many that sum is over.
    pub waited: f64,
    /// Sum of the times from arrival to completion of jobs done in-house, minutes.
    pub turnaround: f64,
    /// Meals cooked and not eaten.
    pub wasted: f64,
    /// Meetings held in-house at the wanted start, at their own site.
    pub as_wanted: f64,
    /// Meetings held in-house at another site.
    pub elsewhere: f64,
    /// What their people's time on the way there and back cost (not cash).
    pub way_cost: f64,
    /// What going without cost in all (not cash): undone, late and bad work, and ways.
    pub going_without: f64,
}

/// A plan's year in one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Cash.
    pub costs: Costs,
    /// Cash by department.
    pub by_department: Vec<f64>,
    /// What departments spend once.
    pub once_by_department: Vec<f64>,
    /// Cash by department for the work that its own lots ask for: without what is spent once, and without what everybody uses anyway.
    pub own_work: Vec<f64>,
    /// Cash by service and line.
    pub by_service: Vec<Costs>,
    /// Cash of each month of the horizon: what falls due in it, and of what is the same all year a twelfth. What is spent once falls on the first year.
    pub by_month: Vec<f64>,
    /// What going without cost (not cash), ways to meetings elsewhere included ([`Outcome::way_cost`]).
    pub unserved_cost: f64,
    /// Service by lot.
    pub lots: Vec<LotYear>,
    /// Use of each resource a year.
    pub resources: Vec<f64>,
    /// Of it, in the work of each service; the rest is used whatever is planned.
    pub resources_by_service: Vec<Vec<f64>>,
    /// What each kind of room was used for, a year.
    pub rooms: Vec<RoomUse>,
    /// Busy time of each unit in each month of the horizon, in the unit of [`crate::supply::Supply::available`].
    pub busy: Vec<Vec<f64>>,
    /// What the work done outside counts for in outsourced shares, and what all work does.
    pub outsourced: (f64, f64),
    /// Statements of the plan's contracts, in the order of the offers.
    pub contracts: Vec<Statement>,
}

impl Outcome {
    /// What others get of the running cash, and all of it.
    pub fn bought_of_running(&self) -> (f64, f64) {
        (self.costs[CostLine::Contracts] + self.costs[CostLine::Spot], self.costs.total() - self.costs[CostLine::Conversion])
    }

    /// Book cash that one department spends on one service.
    fn book(&mut self, line: CostLine, amount: f64, department: usize, service: usize) {
        self.costs[line] += amount;
        self.by_department[department] += amount;
        if line != CostLine::Conversion {
            self.own_work[department] += amount;
        }
        self.by_service[service][line] += amount;
    }

    /// Book cash that one department spends on one service in a month: `amount` is of that month, everything else a year's.
    fn book_in(&mut self, month: usize, line: CostLine, amount: f64, years: f64, department: usize, service: usize) {
        self.by_month[month] += amount;
        self.book(line, amount / years, department, service);
    }

    /// Use resources on some units of a department's service in a month.
    fn use_up(&mut self, scenario: &Scenario, month: usize, units: f64, uses: &[f64], department: usize, service: usize) {
        if units > 0.0 && uses.iter().any(|amount| *amount > 0.0) {
            for sums in [&mut self.resources, &mut self.resources_by_service[service]] {
                sums.iter_mut().zip(uses).for_each(|(sum, amount)| *sum += amount * units / scenario.years);
            }
            self.book_in(month, CostLine::Resources, scenario.resource_cost(uses) * units, scenario.years, department, service);
        }
    }

    /// Cash of each year of the horizon, with what is spent once in the first.
    pub fn by_year(&self) -> impl Iterator<Item = f64> + '_ {
        self.by_month.chunks(12).map(|months| months.iter().sum())
    }

    /// Of what going without cost, people's ways to meetings elsewhere.
    pub fn way_cost(&self) -> f64 {
        self.lots.iter().map(|lot| lot.way_cost).sum()
    }

    /// What the optimiser minimises: cash and what going without costs.
    pub fn objective(&self) -> f64 {
        self.costs.total() + self.unserved_cost
    }

    /// Share of all work in time, each lot weighted by its market value. What nobody asked for was done in time.
    pub fn in_time(&self, market_value: &[f64]) -> f64 {
        let of = |(lot, weight): (&LotYear, &f64)| weight * if lot.demand > 0.0 { lot.in_time / lot.demand } else { 1.0 };
        self.lots.iter().zip(market_value).map(of).sum::<f64>() / market_value.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }
}
