//! Tables made to be published: the budget by service and line, what each service delivers for its money, departments beside each other on
//! comparable units, and the use of resources a head.

use super::ReportError;
use super::tables::{csv, number};
use crate::outcome::{CostLine, Estimate, LotSummary};
use crate::run::{Played, RunResult};
use crate::supply::Supply;

/// `disclosure.csv`: each strategy's yearly budget by service and line. The lines of all services sum to the strategy's costs, but for what belongs
/// to no service.
///
/// # Errors
/// If writing fails.
pub fn budget(supply: &Supply<'_>, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header: Vec<&str> = ["strategy", "service"].into_iter().chain(CostLine::ALL.map(CostLine::key)).chain(["total"]).collect();
    let rows = run.strategies.iter().flat_map(|played| {
        supply.scenario.services.iter().zip(&played.summary.by_service).map(move |(service, costs)| {
            let mut row = vec![played.strategy.key().to_owned(), service.name.clone()];
            row.extend(CostLine::ALL.map(|line| number(costs[line])));
            row.push(number(costs.total()));
            row
        })
    });
    csv(&header, rows)
}

/// `evaluation.csv`: what each service costs a unit and a head, and the share of its work in time against its standard, lots weighted by market
/// value.
///
/// # Errors
/// If writing fails.
pub fn evaluation(supply: &Supply<'_>, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header = [
        "strategy",
        "service",
        "cost",
        "units",
        "cost_per_unit",
        "cost_per_head",
        "share_in_time",
        "half_width",
        "standard",
        "share_unserved",
    ];
    let scenario = supply.scenario;
    let rows = run.strategies.iter().flat_map(|played| {
        scenario.services.iter().enumerate().map(move |(service, spec)| {
            let lots: Vec<usize> = (0..scenario.lots.len()).filter(|lot| scenario.lots[*lot].service == service).collect();
            let of = weigh(supply, played, &lots);
            let cost = played.summary.by_service[service].total();
            let mut row = vec![played.strategy.key().to_owned(), spec.name.clone()];
            let standard = weighted(supply, &lots, |lot| scenario.lots[lot].standard);
            let each = if of.units > 0.0 { cost / of.units } else { 0.0 };
            let head = cost / scenario.heads().max(1.0);
            row.extend([cost, of.units, each, head, of.in_time, of.half_width, standard, of.unserved].map(number));
            row
        })
    });
    csv(&header, rows)
}

/// `league.csv`: departments beside each other: what each pays, a head, and how well its work is served; ranked by what a head pays, the least first.
/// Two whose intervals overlap are not told apart by their ranks.
///
/// # Errors
/// If writing fails.
pub fn league(supply: &Supply<'_>, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header = [
        "strategy",
        "department",
        "headcount",
        "cost",
        "cost_per_head",
        "cost_per_head_lower_95",
        "cost_per_head_upper_95",
        "rank",
        "share_in_time",
        "half_width",
    ];
    let scenario = supply.scenario;
    let rows = run.strategies.iter().flat_map(|played| {
        let heads: Vec<f64> = scenario.departments.iter().map(|department| f64::from(department.headcount.max(1))).collect();
        let of_head: Vec<Estimate> =
            played.summary.by_department.iter().zip(&heads).map(|(paid, heads)| paid.scaled(1.0 / heads)).collect();
        let rank = |own: &Estimate| 1 + of_head.iter().filter(|other| other.mean < own.mean).count();
        let rows: Vec<Vec<String>> = scenario
            .departments
            .iter()
            .enumerate()
            .map(|(index, department)| {
                let lots: Vec<usize> = (0..scenario.lots.len()).filter(|lot| scenario.lots[*lot].department == index).collect();
                let of = weigh(supply, played, &lots);
                let head = &of_head[index];
                let mut row = vec![played.strategy.key().to_owned(), department.name.clone(), department.headcount.to_string()];
                row.extend([played.summary.by_department[index].mean, head.mean, head.lower, head.upper].map(number));
                row.push(rank(head).to_string());
                row.extend(if lots.is_empty() { [String::new(), String::new()] } else { [of.in_time, of.half_width].map(number) });
                row
            })
            .collect();
        rows
    });
    csv(&header, rows)
}

/// `resources.csv`: use of each resource a year and a head, and what it costs.
///
/// # Errors
/// If writing fails.
pub fn resources(supply: &Supply<'_>, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header = ["strategy", "resource", "unit", "use", "use_lower_95", "use_upper_95", "use_per_head", "limit_per_head", "cost"];
    let scenario = supply.scenario;
    let heads = scenario.heads().max(1.0);
    let rows = run.strategies.iter().flat_map(|played| {
        scenario.resources.iter().zip(&played.summary.resources).map(move |(resource, used)| {
            let mut row = vec![played.strategy.key().to_owned(), resource.name.clone(), resource.unit.clone()];
            row.extend([used.mean, used.lower, used.upper, used.mean / heads].map(number));
            row.push(resource.at_most.map_or_else(String::new, |most| number(most / heads)));
            row.push(number(used.mean * resource.price));
            row
        })
    });
    csv(&header, rows)
}

/// How well some lots are served together.
struct Weighed {
    units: f64,
    in_time: f64,
    half_width: f64,
    unserved: f64,
}

fn weigh(supply: &Supply<'_>, played: &Played, lots: &[usize]) -> Weighed {
    let of = |value: &dyn Fn(&LotSummary) -> f64| weighted(supply, lots, |lot| value(&played.summary.lots[lot]));
    Weighed {
        units: lots.iter().map(|lot| played.summary.lots[*lot].demand.mean).sum(),
        in_time: of(&|lot| lot.in_time.mean),
        // Cautious: as if all lots had their luck together.
        half_width: of(&|lot| lot.in_time.half_width()),
        unserved: of(&|lot| if lot.demand.mean > 0.0 { lot.unserved.mean / lot.demand.mean } else { 0.0 }),
    }
}

/// A mean over lots, weighted by their market value.
fn weighted(supply: &Supply<'_>, lots: &[usize], value: impl Fn(usize) -> f64) -> f64 {
    let weights = lots.iter().map(|lot| supply.market_value(*lot));
    let total: f64 = weights.clone().sum();
    lots.iter().zip(weights).map(|(lot, weight)| weight * value(*lot)).sum::<f64>() / total.max(f64::MIN_POSITIVE)
}
