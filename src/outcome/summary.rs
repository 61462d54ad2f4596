//! A plan's outcomes over replications, summarised; and two plans compared on the same replications.

use super::{ContractLine, CostLine, Costs, DepartmentSummary, Estimate, Outcome, Quantiles, ServiceSummary, Statement, tail_mean};
use crate::plan::Plan;
use crate::scenario::file::{ShareAmong, ShareOf};
use crate::scenario::units::Held;
use crate::scenario::{Budget, Scenario};
use crate::services::RoomUse;
use crate::supply::Supply;
use crate::supply::shares::WAYS;

/// Money that is none, and a part of an amount that the order of adding up may make.
pub const HAIR: f64 = 1e-9;

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
    /// Meetings held in-house at the wanted start, at their own site, a year.
    pub as_wanted: Estimate,
    /// Meetings held in-house at another site, a year.
    pub elsewhere: Estimate,
    /// What their people's time on the way there and back costs a year (not cash).
    pub way_cost: Estimate,
    /// What going without costs a year in all (not cash): undone, late and bad work, and ways.
    pub going_without: Estimate,
}

/// The year of a kind of room.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct RoomSummary {
    /// Rooms kept.
    pub kept: u32,
    /// Share of the opening hours in which they are taken, from set-up to clearing; nothing where none is kept.
    pub busy: Option<Estimate>,
    /// Meetings held in them, a year.
    pub meetings: Estimate,
    /// Of these, meetings that were asked for at another site.
    pub from_elsewhere: Estimate,
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
    /// What happens where its provider fails; nothing where it does in too few replications, or too many, to tell.
    pub failure: Option<Failed>,
}

/// Replications in which a contract's provider fails, each beside itself without the failure.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Failed {
    /// Chance a year that it fails.
    pub a_year: f64,
    /// Months without it, over the horizon.
    pub months: f64,
    /// Cash that it costs more, over the horizon.
    pub cash: Estimate,
    /// What going without costs more (not cash), over the horizon.
    pub unserved: Estimate,
    /// By how much the share in time of all work differs, if all of it fell on one year.
    pub in_time: Estimate,
}

impl Failed {
    /// Fewest such replications of which anything can be said.
    const FEWEST: usize = 5;

    /// From a contract's statements over some years.
    fn of(statements: &[&Statement], years: f64) -> Option<Self> {
        let failing: Vec<&Statement> = statements.iter().copied().filter(|statement| statement.failed_months > 0.0).collect();
        if failing.len() < Self::FEWEST {
            return None;
        }
        let mean = |value: &dyn Fn(&Statement) -> f64| {
            Estimate::of(&failing.iter().map(|statement| value(statement)).collect::<Vec<f64>>()).scaled(years)
        };
        let share = failing.len() as f64 / statements.len() as f64;
        Some(Self {
            a_year: 1.0 - (1.0 - share).powf(1.0 / years),
            months: mean(&|statement| statement.failed_months).mean,
            cash: mean(&|statement| statement.failure.cash),
            unserved: mean(&|statement| statement.failure.unserved),
            in_time: mean(&|statement| statement.failure.in_time),
        })
    }
}

impl ContractSummary {
    fn of(offer: usize, statements: &[&Statement], years: f64) -> Self {
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
            failure: Failed::of(statements, years),
        }
    }

    /// Multiply one line.
    pub fn scale(&mut self, line: ContractLine, factor: f64) {
        let amount = &mut self.lines[line as usize];
        *amount = amount.scaled(factor);
    }

    /// Mean of one line.
    pub fn line(&self, line: ContractLine) -> Estimate {
        self.lines[line as usize]
    }
}

/// What a plan does, over replications.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Summary {
    /// Cash in a mean year of the horizon: running cost, and a year's part of what is spent once.
    pub cost: Estimate,
    /// What is spent once, in the first year.
    pub once: f64,
    /// Cash of each year of the horizon, what is spent once in the first.
    pub years: Vec<Estimate>,
    /// Mean of the later years; nothing where there are none.
    pub later_years: Option<Estimate>,
    /// Spread of a year over replications and years: its running cost, and a year's part of what is spent once.
    pub quantiles: Quantiles,
    /// By line, in the order of [`CostLine::ALL`].
    pub lines: [Estimate; CostLine::ALL.len()],
    /// By department.
    pub by_department: Vec<Estimate>,
    /// What each department spends once.
    pub once_by_department: Vec<f64>,
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
    /// What going without costs a year (not cash), ways to meetings elsewhere included.
    pub unserved_cost: Estimate,
    /// Of it, what people's ways to meetings elsewhere cost.
    pub way_cost: Estimate,
    /// Cash and what going without costs.
    pub objective: Estimate,
    /// Share of all work in time, each lot weighted by its market value.
    pub service: Estimate,
    /// Share of work done outside, counted as the scenario says (`policy.outsourced_share_of`).
    pub outsourced_share: Estimate,
    /// Whether there is anything that it is a share of.
    pub is_shared: bool,
    /// The same in each way to count ([`WAYS`]); nothing where there is no such work.
    pub outsourced_by: Vec<Option<Estimate>>,
    /// By lot.
    pub lots: Vec<LotSummary>,
    /// By unit.
    pub units: Vec<UnitSummary>,
    /// By kind of room.
    pub rooms: Vec<RoomSummary>,
    /// The plan's contracts.
    pub contracts: Vec<ContractSummary>,
    /// In-house people.
    pub people: u32,
    /// Share of replications that stay within the budget in every year.
    pub within_budget: Option<f64>,
    /// Cash in a mean year of each replication, in order.
    pub costs: Vec<f64>,
    /// Cash of each year of each replication, one replication's after another's.
    pub year_costs: Vec<f64>,
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
    pub fn of(supply: &Supply, plan: &Plan, outcomes: &[Outcome]) -> Self {
        let scenario = &*supply.scenario;
        let n = outcomes.len() as f64;
        let column = |value: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(value).collect::<Vec<f64>>();
        let costs = column(&|outcome| outcome.costs.total());
        let objectives = column(&Outcome::objective);
        let lines = CostLine::ALL.map(|line| Estimate::of(&column(&|outcome| outcome.costs[line])));
        let by_department =
            (0..scenario.departments.len()).map(|department| Estimate::of(&column(&|outcome| outcome.by_department[department]))).collect();
        let weights: Vec<f64> = (0..scenario.lots.len()).map(|lot| supply.market_value(lot)).collect();
        let weight_total: f64 = weights.iter().sum();
        // What nobody asked for was done in time: of work that is worth nothing too.
        let service = if weight_total > 0.0 {
            Estimate::of(&column(&|outcome| outcome.in_time(&weights))).as_share()
        } else {
            Estimate::around(1.0, 0.0)
        };
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
                    elsewhere: mean(|year| year.elsewhere),
                    way_cost: mean(|year| year.way_cost),
                    going_without: mean(|year| year.going_without),
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
        let kept = plan.rooms(supply);
        let open = scenario.office.by_month(&scenario.calendar).into_iter().sum::<f64>() / scenario.years;
        let rooms = (0..scenario.rooms.len())
            .map(|room| {
                let of = |value: &dyn Fn(&RoomUse) -> f64| column(&|outcome: &Outcome| value(&outcome.rooms[room]));
                let minutes = open * f64::from(kept[room]);
                RoomSummary {
                    kept: kept[room],
                    busy: (minutes > 0.0).then(|| Estimate::of(&of(&|used| used.busy / minutes)).as_share()),
                    meetings: Estimate::of(&of(&|used| used.meetings)).as_volume(),
                    from_elsewhere: Estimate::of(&of(&|used| used.from_elsewhere)).as_volume(),
                }
            })
            .collect();
        let awarded = (0..scenario.offers.len()).filter(|offer| plan.awarded[*offer]).enumerate();
        let contracts = awarded.map(|(position, offer)| {
            let statements: Vec<&Statement> = outcomes.iter().map(|outcome| &outcome.contracts[position]).collect();
            ContractSummary::of(offer, &statements, scenario.years)
        });
        let year_costs: Vec<f64> = outcomes.iter().flat_map(Outcome::by_year).collect();
        let years = scenario.calendar.years();
        let of_year = |year: usize| Estimate::of(&year_costs.iter().skip(year).step_by(years).copied().collect::<Vec<_>>());
        let once = outcomes.first().map_or(0.0, |outcome| outcome.once_by_department.iter().sum());
        let beside = scenario.budget.beside(once);
        let kept = |costs: &&[f64], cap: f64| {
            // A cap that is met exactly is met whatever the order in which amounts are added up.
            let most = cap + (1.0 + cap.abs()) * HAIR;
            costs.iter().enumerate().all(|(year, cost)| if year == 0 { cost - beside } else { *cost } <= most)
        };
        let mut summary = Self {
            once,
            years: (0..years).map(of_year).collect(),
            later_years: None,
            once_by_department: outcomes.first().map_or_else(Vec::new, |outcome| outcome.once_by_department.clone()),
            within_budget: scenario.budget.per_year.map(|cap| year_costs.chunks(years).filter(|costs| kept(costs, cap)).count() as f64 / n),
            contracts: contracts.collect(),
            cost: Estimate::of(&costs),
            quantiles: Quantiles::of(&spread_evenly(&year_costs, years, once, scenario)),
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
            way_cost: Estimate::of(&column(&Outcome::way_cost)).as_volume(),
            objective: Estimate::of(&objectives),
            service,
            outsourced_share: Estimate::of_ratio(&column(&|outcome| outcome.outsourced.0), &column(&|outcome| outcome.outsourced.1))
                .as_share(),
            is_shared: outcomes.iter().any(|outcome| outcome.outsourced.1 > 0.0),
            outsourced_by: WAYS.iter().map(|(_, of, among)| share_done(supply, outcomes, *of, *among)).collect(),
            lots,
            units,
            rooms,
            people: plan.people(),
            year_costs,
            costs,
            objectives,
        };
        summary.later_years = (years > 1).then(|| Estimate::of(&summary.later()));
        summary
    }

    /// Whether the outsourced share misses a least, by more than chance; of nothing every share is kept.
    pub fn is_short_of(&self, least: f64) -> bool {
        self.is_shared && self.outsourced_share.upper < least
    }

    /// The share of work in time by market value; nothing where nobody asks for anything.
    pub fn served_in_time(&self) -> Option<Estimate> {
        self.lots.iter().any(|lot| lot.demand.mean > 0.0).then_some(self.service)
    }

    /// Expected cash of each year as the yearly cap counts it: what is spent once is in the first, unless a fund pays for it.
    pub fn capped_years(&self, budget: &Budget) -> impl Iterator<Item = Estimate> {
        let beside = budget.beside(self.once);
        self.years.iter().enumerate().map(move |(year, paid)| if year == 0 { paid.less(beside) } else { *paid })
    }

    /// Expected cash of each month as its cap counts it.
    pub fn capped_months(&self, budget: &Budget) -> impl Iterator<Item = Estimate> {
        self.months_as_capped(budget).map(|(paid, _)| paid)
    }

    /// The same with the quantiles of each month.
    pub fn months_as_capped(&self, budget: &Budget) -> impl Iterator<Item = (Estimate, Quantiles)> {
        let beside = budget.beside(self.once) / 12.0;
        let months = self.by_month.iter().zip(&self.month_quantiles).enumerate();
        months.map(move |(month, (paid, of))| if month < 12 { (paid.less(beside), of.less(beside)) } else { (*paid, *of) })
    }

    /// A department's cash in its dearest year, as its share of the budget counts it.
    pub fn capped_department(&self, scenario: &Scenario, department: usize) -> Estimate {
        let once = self.once_by_department[department];
        self.by_department[department].less(once * scenario.once_a_year(scenario.years) - once + scenario.budget.beside(once))
    }

    /// What the yearly cap is held against: the expected cost of the dearest year of the horizon, the dearest of all replications' years, or the mean of the
    /// dearest (of first years or of later ones, whichever is more).
    pub fn held_cost(&self, budget: &Budget, held: Held) -> f64 {
        let (years, beside) = (self.years.len(), budget.beside(self.once));
        let of = |first: bool| -> Vec<f64> {
            let costs = self.year_costs.iter().enumerate().filter(|(index, _)| (index % years == 0) == first);
            costs.map(|(_, cost)| if first { cost - beside } else { *cost }).collect()
        };
        let most = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::NEG_INFINITY, f64::max);
        match held {
            Held::InExpectation => most(&mut self.capped_years(budget).map(|paid| paid.mean)),
            Held::InEveryReplication => most(&mut [true, false].into_iter().flat_map(of)),
            Held::Cvar(level) => {
                most(&mut [true, false].into_iter().map(of).filter(|costs| !costs.is_empty()).map(|costs| tail_mean(&costs, level)))
            }
        }
    }

    /// Cash of a later year in each replication.
    fn later(&self) -> Vec<f64> {
        let years = self.years.len();
        self.year_costs.chunks(years).map(|costs| costs[1..].iter().sum::<f64>() / (years - 1) as f64).collect()
    }

    /// What a service spends once.
    pub fn once_of(&self, scenario: &Scenario, service: usize) -> f64 {
        self.by_service[service][CostLine::Conversion] / scenario.once_a_year(scenario.years)
    }

    /// Mean cash in a year without what is spent once.
    pub fn running(&self) -> Estimate {
        self.cost.less(self.line(CostLine::Conversion))
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

/// Costs of years with a mean year's part of what is spent once in each.
fn spread_evenly(year_costs: &[f64], years: usize, once: f64, scenario: &Scenario) -> Vec<f64> {
    let part = once * scenario.once_a_year(scenario.years);
    year_costs.iter().enumerate().map(|(index, cost)| cost + part - if index % years == 0 { once } else { 0.0 }).collect()
}

/// A plan against another on the same replications.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Comparison {
    /// Difference in cash a year, this minus the other, paired.
    pub cost: Estimate,
    /// Difference in cash of the first year, with what is spent once.
    pub first_year: Estimate,
    /// Difference in cash of a later year, where there are any.
    pub later_years: Option<Estimate>,
    /// Difference in the objective.
    pub objective: Estimate,
}

impl Comparison {
    /// Compare replication by replication.
    pub fn of(this: &Summary, other: &Summary) -> Self {
        let difference = |a: &[f64], b: &[f64]| Estimate::of(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>());
        let years = this.years.len();
        let first = |summary: &Summary| summary.year_costs.iter().step_by(years).copied().collect::<Vec<_>>();
        Self {
            cost: difference(&this.costs, &other.costs),
            first_year: difference(&first(this), &first(other)),
            later_years: (years > 1).then(|| difference(&this.later(), &other.later())),
            objective: difference(&this.objectives, &other.objectives),
        }
    }
}

/// The share of the work that others do, counted in some way; nothing where there is no such work.
fn share_done(supply: &Supply, outcomes: &[Outcome], of: ShareOf, among: ShareAmong) -> Option<Estimate> {
    let each = supply.counts_each_by(of, among);
    let count = |outcome: &Outcome| match of {
        ShareOf::Cost => outcome.bought_of_running(),
        _ => outcome
            .lots
            .iter()
            .zip(&each)
            .fold((0.0, 0.0), |(part, whole), (year, each)| (part + each * (year.contract + year.spot), whole + each * year.demand)),
    };
    let (part, whole): (Vec<f64>, Vec<f64>) = outcomes.iter().map(count).unzip();
    (whole.iter().sum::<f64>() > 0.0).then(|| Estimate::of_ratio(&part, &whole).as_share())
}
