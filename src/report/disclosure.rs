//! Tables made to be published: the budget by service and line, what each service delivers for its money, departments beside each other on
//! comparable units, and the use of resources a head.

use super::ReportError;
use super::tables::{csv, number};
use crate::outcome::appraisal::{Appraisal, Delivered};
use crate::outcome::{CostLine, Estimate, LotSummary};
use crate::run::{Played, RunResult};
use crate::supply::Supply;

/// `disclosure.csv`: each strategy's yearly budget by service and line, and what belongs to no service as `(common)`, such as the energy of the offices:
/// together they are the strategy's costs.
///
/// # Errors
/// If writing fails.
pub fn budget(supply: &Supply<'_>, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header: Vec<&str> = ["strategy", "service"].into_iter().chain(CostLine::ALL.map(CostLine::key)).chain(["total"]).collect();
    let rows = run.strategies.iter().flat_map(|played| {
        let of_services = &played.summary.by_service;
        let of_line = |line: CostLine| of_services.iter().map(|costs| costs[line]).sum::<f64>();
        // What is left of rounding is nothing.
        let left = |line: CostLine| Some(played.summary.line(line) - of_line(line)).filter(|left| left.abs() > 1e-6);
        let common = CostLine::ALL.map(|line| left(line).unwrap_or(0.0));
        let of_services = supply.scenario.services.iter().zip(of_services);
        let rows = of_services.map(|(service, costs)| (service.name.as_str(), CostLine::ALL.map(|line| costs[line])));
        rows.chain([("(common)", common)]).map(move |(service, lines)| {
            let total: f64 = lines.iter().sum();
            let figures = lines.into_iter().chain([total]).map(number);
            [played.strategy.key().to_owned(), service.to_owned()].into_iter().chain(figures).collect::<Vec<String>>()
        })
    });
    csv(&header, rows)
}

/// `evaluation.csv`: what each service costs a unit and a head, the share of its work in time against its standard, lots weighted by market value;
/// the mark that a survey of its users would give, with its interval; its targets and its score, where the scenario has them.
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
        "satisfaction",
        "satisfaction_lower_95",
        "satisfaction_upper_95",
        "target_in_time",
        "target_satisfaction",
        "target_cost_per_unit",
        "score",
    ];
    let scenario = supply.scenario;
    let rows = run.strategies.iter().flat_map(|played| {
        scenario.services.iter().enumerate().map(move |(service, spec)| {
            let (lots, of) = service_of(supply, played, service);
            let cost = played.summary.by_service[service].total();
            let mut row = vec![played.strategy.key().to_owned(), spec.name.clone()];
            let standard = weighted(supply, &lots, |lot| scenario.lots[lot].standard);
            let each = if of.units > 0.0 { cost / of.units } else { 0.0 };
            let head = cost / scenario.heads().max(1.0);
            row.extend([cost, of.units, each, head, of.in_time.mean, of.in_time.half_width(), standard, of.unserved.mean].map(number));
            let appraisal = appraise(supply, played, service).1;
            let mark = appraisal.satisfaction;
            let targets = &spec.targets;
            let rest = [mark.map(|mark| mark.mean), mark.map(|mark| mark.lower), mark.map(|mark| mark.upper)];
            let rest = rest.into_iter().chain([targets.in_time, targets.satisfaction, targets.cost_per_unit, appraisal.score]);
            row.extend(rest.map(|value| value.map_or_else(String::new, number)));
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
                row.extend(if lots.is_empty() {
                    [String::new(), String::new()]
                } else {
                    [of.in_time.mean, of.in_time.half_width()].map(number)
                });
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
    in_time: Estimate,
    unserved: Estimate,
}

/// A service's lots, and how well they are served together.
fn service_of(supply: &Supply<'_>, played: &Played, service: usize) -> (Vec<usize>, Weighed) {
    let lots: Vec<usize> = (0..supply.scenario.lots.len()).filter(|lot| supply.scenario.lots[*lot].service == service).collect();
    let weighed = weigh(supply, played, &lots);
    (lots, weighed)
}

/// A service under a strategy: what it delivers, and how that is appraised.
pub(super) fn appraise(supply: &Supply<'_>, played: &Played, service: usize) -> (Delivered, Appraisal) {
    let (_, of) = service_of(supply, played, service);
    let cost_per_unit = (of.units > 0.0).then(|| played.summary.by_service[service].total() / of.units);
    let delivered = Delivered { in_time: of.in_time, unserved: of.unserved, cost_per_unit };
    (delivered, Appraisal::of(&supply.scenario.services[service], &delivered))
}

fn weigh(supply: &Supply<'_>, played: &Played, lots: &[usize]) -> Weighed {
    // Cautious: as if all lots had their luck together.
    let of = |value: &dyn Fn(&LotSummary) -> Estimate| {
        let part = |part: &dyn Fn(Estimate) -> f64| weighted(supply, lots, |lot| part(value(&played.summary.lots[lot])));
        Estimate { mean: part(&|value| value.mean), lower: part(&|value| value.lower), upper: part(&|value| value.upper) }
    };
    Weighed {
        units: lots.iter().map(|lot| played.summary.lots[*lot].demand.mean).sum(),
        in_time: of(&|lot| lot.in_time),
        unserved: of(&|lot| if lot.demand.mean > 0.0 { lot.unserved.scaled(1.0 / lot.demand.mean) } else { Estimate::default() }),
    }
}

/// A mean over lots, weighted by their market value.
fn weighted(supply: &Supply<'_>, lots: &[usize], value: impl Fn(usize) -> f64) -> f64 {
    let weights = lots.iter().map(|lot| supply.market_value(*lot));
    let total: f64 = weights.clone().sum();
    lots.iter().zip(weights).map(|(lot, weight)| weight * value(*lot)).sum::<f64>() / total.max(f64::MIN_POSITIVE)
}
