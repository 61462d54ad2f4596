//! Tables made to be published: the budget by service and line, what each service delivers for its money, departments beside each other on
//! comparable units, and the use of resources a head.

use super::ReportError;
use super::csv::{csv, number};
use crate::outcome::appraisal::{Appraisal, Reached, satisfaction_of_department};
use crate::outcome::{CostLine, Estimate};
use crate::run::RunResult;
use crate::supply::Supply;

/// `disclosure.csv`: each strategy's yearly budget by service and line, and what belongs to no service as `(common)`, such as the energy of the offices:
/// together they are the strategy's costs.
///
/// # Errors
/// If writing fails.
pub fn budget(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
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
            [played.key().to_owned(), service.to_owned()].into_iter().chain(figures).collect::<Vec<String>>()
        })
    });
    csv(&header, rows)
}

/// `evaluation.csv`: what each service costs a unit and a head, without what is spent once; the share of its work in time against its standard, every
/// unit counting alike; the mark that a survey of its users would give; its targets and its score, where the scenario has them; and its use of each
/// resource. Columns of a mean are followed by its interval.
///
/// # Errors
/// If writing fails.
pub fn evaluation(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let scenario = &*supply.scenario;
    let header = [
        "strategy",
        "service",
        "cost",
        "spent_once",
        "units",
        "cost_per_unit",
        "cost_per_unit_lower_95",
        "cost_per_unit_upper_95",
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
        "score_lower_95",
        "score_upper_95",
    ];
    let uses = scenario.resources.iter().map(|resource| format!("use_of_{}", resource.name));
    let header: Vec<String> = header.map(str::to_owned).into_iter().chain(uses).collect();
    let standards: Vec<f64> = (0..scenario.services.len()).map(|service| standard(supply, service)).collect();
    let rows = run.strategies.iter().flat_map(|played| {
        let of_services = scenario.services.iter().zip(&played.summary.services).zip(&played.summary.by_service).zip(&standards);
        of_services.map(|(((spec, of), costs), standard)| {
            let delivered = of.delivered;
            let served = delivered.map(|delivered| delivered.served);
            let appraisal = delivered.map(|delivered| Appraisal::of(spec, &delivered));
            let targets = &spec.targets;
            let mut figures =
                vec![Some(costs.total()), Some(costs[CostLine::Conversion]), Some(served.map_or(0.0, |served| served.units.mean))];
            figures.extend(interval(delivered.map(|delivered| delivered.cost_per_unit)));
            figures.push((scenario.heads() > 0.0).then(|| of.running.mean / scenario.heads()));
            figures.extend([served.map(|served| served.in_time.mean), served.map(|served| served.in_time.half_width()), Some(*standard)]);
            figures.push(served.map(|served| served.unserved.mean));
            figures.extend(interval(appraisal.and_then(|appraisal| appraisal.satisfaction)));
            figures.extend([targets.in_time, targets.satisfaction, targets.cost_per_unit]);
            figures.extend(interval(appraisal.and_then(|appraisal| appraisal.score)));
            figures.extend(of.resources.iter().map(|used| Some(used.mean)));
            row([played.key(), &spec.name], figures)
        })
    });
    csv(&header.iter().map(String::as_str).collect::<Vec<_>>(), rows)
}

/// The standard of a service's work: the mean over its lots, every unit counting alike.
fn standard(supply: &Supply, service: usize) -> f64 {
    let lots = supply.lots_of_service(service);
    let units = |lot: &usize| supply.expected_volume(*lot).units;
    let all: f64 = lots.iter().map(units).sum();
    lots.iter().map(|lot| units(lot) * supply.scenario.lots[*lot].standard).sum::<f64>() / all.max(f64::MIN_POSITIVE)
}

/// `league.csv`: departments beside each other. They ask for different work, so that they are ranked, the least first, by what each pays for its own
/// lots for each 100 of what that work is worth on the market; what a head pays stands beside it. Then how well its work is served, weighted by market
/// value, and the mark that its users would give, weighted by their number. Two whose intervals overlap are not told apart by their ranks.
///
/// # Errors
/// If writing fails.
pub fn league(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header = [
        "strategy",
        "department",
        "headcount",
        "cost",
        "cost_per_head",
        "cost_per_head_lower_95",
        "cost_per_head_upper_95",
        "market_value",
        "cost_of_own_work",
        "cost_per_100_of_market_value",
        "cost_per_100_lower_95",
        "cost_per_100_upper_95",
        "rank",
        "share_in_time",
        "half_width",
        "share_unserved",
        "share_unserved_half_width",
        "satisfaction",
        "satisfaction_lower_95",
        "satisfaction_upper_95",
    ];
    let scenario = &*supply.scenario;
    let rows = run.strategies.iter().flat_map(|played| {
        let summary = &played.summary;
        let delivered: Vec<_> = summary.services.iter().map(|service| service.delivered).collect();
        let rank = |own: Estimate| {
            let cheaper = summary.departments.iter().filter_map(|other| other.cost_per_100()).filter(|other| other.mean < own.mean);
            1.0 + cheaper.count() as f64
        };
        let departments = scenario.departments.iter().zip(&summary.departments).zip(&summary.by_department);
        let rows: Vec<Vec<String>> = departments
            .map(|((department, of), paid)| {
                let heads = f64::from(department.headcount);
                let mut figures = vec![Some(heads), Some(paid.mean)];
                figures.extend(interval((heads > 0.0).then(|| paid.scaled(1.0 / heads))));
                figures.extend([of.market_value, of.own_work.mean].map(Some));
                figures.extend(interval(of.cost_per_100()));
                figures.push(of.cost_per_100().map(rank));
                let shares = of.cost_per_100().map(|_| [of.in_time, of.unserved]);
                figures.extend(shares.map_or([None; 4], |[in_time, unserved]| {
                    [in_time.mean, in_time.half_width(), unserved.mean, unserved.half_width()].map(Some)
                }));
                figures.extend(interval(satisfaction_of_department(scenario, &of.by_service, &delivered)));
                row([played.key(), &department.name], figures)
            })
            .collect();
        rows
    });
    csv(&header, rows)
}

/// `resources.csv`: use of each resource a year and a head, and what it costs: of each service, of what is used whatever is planned as `(common)`, and of
/// all together as `(all)`, which the limit and the target are of.
///
/// # Errors
/// If writing fails.
pub fn resources(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header = [
        "strategy",
        "resource",
        "unit",
        "service",
        "use",
        "use_lower_95",
        "use_upper_95",
        "use_per_head",
        "use_per_head_lower_95",
        "use_per_head_upper_95",
        "limit_per_head",
        "target_per_head",
        "reached",
        "cost",
    ];
    let scenario = &*supply.scenario;
    let heads = scenario.heads();
    let rows = run.strategies.iter().flat_map(|played| {
        let summary = &played.summary;
        scenario.resources.iter().enumerate().flat_map(move |(index, resource)| {
            let all = summary.resources[index];
            let of_services =
                scenario.services.iter().zip(&summary.services).map(move |(spec, of)| (spec.name.as_str(), of.resources[index]));
            let common = summary.base_resources[index];
            of_services.chain([("(common)", common), ("(all)", all)]).map(move |(service, used)| {
                let is_all = service == "(all)";
                let mut row = [played.key(), &resource.name, &resource.unit, service].map(str::to_owned).to_vec();
                row.extend(interval(Some(used)).into_iter().chain(interval(Some(used.scaled(1.0 / heads)))).map(cell));
                row.push(cell(resource.at_most.filter(|_| is_all).map(|most| most / heads)));
                let target = resource.target_per_head.filter(|_| is_all);
                row.push(cell(target));
                row.push(target.map_or_else(String::new, |target| Reached::at_most(target, used.scaled(1.0 / heads)).key().into()));
                row.push(number(used.mean * resource.price));
                row
            })
        })
    });
    csv(&header, rows)
}

/// A mean and the ends of its interval.
fn interval(of: Option<Estimate>) -> [Option<f64>; 3] {
    of.map_or([None; 3], |of| [of.mean, of.lower, of.upper].map(Some))
}

/// A figure, or nothing.
fn cell(figure: Option<f64>) -> String {
    figure.map_or_else(String::new, number)
}

fn row(names: [&str; 2], figures: Vec<Option<f64>>) -> Vec<String> {
    names.map(str::to_owned).into_iter().chain(figures.into_iter().map(cell)).collect()
}
