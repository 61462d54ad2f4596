//! The tables of a run, as CSV that any program opens, and as one JSON document.

use crate::report::csv::{csv, interval_cells, number};
use crate::report::plan::plan_json;
use serde_json::{Value as Json, json};

use super::ReportError;
use super::names::name_of;
use super::path::PathReport;
use super::questions;
use super::reasons;
use super::summary::headline;
use super::words::Words;
use crate::outcome::{CostLine, Estimate};
use crate::run::{Played, RunResult};
use crate::strategies::Strategy;
use crate::supply::Supply;
use crate::supply::shares::WAYS;

/// `costs.csv`: each strategy's yearly cost by line.
///
/// # Errors
/// If writing fails.
pub fn costs(run: &RunResult, words: Words) -> Result<Vec<u8>, ReportError> {
    let header: Vec<&str> = ["strategy", "name"]
        .into_iter()
        .chain(CostLine::ALL.map(CostLine::key))
        .chain(["total", "total_lower_95", "total_upper_95", "unserved_cost_not_cash", "of_it_way_cost"])
        .collect();
    csv(
        &header,
        run.strategies.iter().map(|played| {
            let summary = &played.summary;
            let mut row = vec![played.key().to_owned(), name_of(played, words)];
            row.extend(CostLine::ALL.map(|line| number(summary.line(line))));
            row.extend(
                [summary.cost.mean, summary.cost.lower, summary.cost.upper, summary.unserved_cost.mean, summary.way_cost.mean].map(number),
            );
            row
        }),
    )
}

/// `service.csv`: each strategy's service by lot, a year.
///
/// # Errors
/// If writing fails.
pub fn service(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let means = [
        "demand",
        "in_house",
        "contract",
        "spot",
        "unserved",
        "share_in_time",
        "wait_minutes",
        "turnaround_minutes",
        "meals_wasted",
        "meetings_as_wanted",
        "escort_hours",
        "redone",
        "meetings_elsewhere",
        "way_cost",
    ];
    let mut header: Vec<String> = ["strategy", "lot", "standard"].map(str::to_owned).into();
    means.iter().for_each(|name| header.extend([(*name).to_owned(), format!("{name}_lower_95"), format!("{name}_upper_95")]));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = run.strategies.iter().flat_map(|played| {
        supply.scenario.lots.iter().zip(&played.summary.lots).map(move |(lot, summary)| {
            let mut row = vec![played.key().to_owned(), lot.path.clone(), number(lot.standard)];
            let volumes = [summary.demand, summary.in_house, summary.contract, summary.spot, summary.unserved].map(Some);
            let others = [
                summary.share_in_time(),
                summary.wait,
                summary.turnaround,
                Some(summary.wasted),
                Some(summary.as_wanted),
                Some(summary.escort_hours),
                Some(summary.redone),
                Some(summary.elsewhere),
                Some(summary.way_cost),
            ];
            for estimate in volumes.into_iter().chain(others) {
                row.extend(interval_cells(estimate));
            }
            row
        })
    });
    csv(&header, rows)
}

/// `utilisation.csv`: each strategy's teams and pools, over the horizon and by month.
///
/// # Errors
/// If writing fails.
pub fn utilisation(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header = ["strategy", "unit", "people", "rooms", "period", "utilisation", "utilisation_lower_95", "utilisation_upper_95"];
    let calendar = &supply.scenario.calendar;
    let periods: Vec<String> = std::iter::once("all".to_owned())
        .chain((0..calendar.months()).map(|month| calendar.days[calendar.month_starts[month]].date.strftime("%Y-%m").to_string()))
        .collect();
    let periods = &periods;
    let rows = run.strategies.iter().flat_map(|played| {
        supply.units.iter().enumerate().flat_map(move |(index, unit)| {
            let summary = &played.summary.units[index];
            let size = &played.plan.sizes[index];
            let shares = std::iter::once(summary.overall).chain(summary.by_month.iter().copied());
            shares.zip(periods).filter(|(share, _)| share.is_some()).map(move |(share, period)| {
                let mut row = vec![
                    played.key().to_owned(),
                    unit.name.clone(),
                    size.people.to_string(),
                    size.rooms.iter().sum::<u32>().to_string(),
                    period.clone(),
                ];
                row.extend(interval_cells(share));
                row
            })
        })
    });
    csv(&header, rows)
}

/// `comparison.csv`: strategies against the status quo on the same replications.
///
/// # Errors
/// If writing fails.
pub fn comparison(run: &RunResult, words: Words) -> Result<Vec<u8>, ReportError> {
    let header = [
        "strategy",
        "name",
        "note",
        "cost_mean",
        "cost_lower_95",
        "cost_upper_95",
        "cost_p5",
        "cost_p50",
        "cost_p95",
        "cost_p95_lower_95",
        "cost_p95_upper_95",
        "difference_mean",
        "difference_lower_95",
        "difference_upper_95",
        "once",
        "first_year_mean",
        "first_year_lower_95",
        "first_year_upper_95",
        "later_years_mean",
        "later_years_lower_95",
        "later_years_upper_95",
        "first_year_difference_mean",
        "first_year_difference_lower_95",
        "first_year_difference_upper_95",
        "later_years_difference_mean",
        "later_years_difference_lower_95",
        "later_years_difference_upper_95",
        "objective_mean",
        "objective_lower_95",
        "objective_upper_95",
        "objective_difference_mean",
        "objective_difference_lower_95",
        "objective_difference_upper_95",
        "unserved_cost_mean",
        "unserved_cost_lower_95",
        "unserved_cost_upper_95",
        "way_cost_mean",
        "way_cost_lower_95",
        "way_cost_upper_95",
        "share_in_time",
        "share_in_time_lower_95",
        "share_in_time_upper_95",
        "outsourced_share",
        "outsourced_share_lower_95",
        "outsourced_share_upper_95",
        "people",
        "people_waiting",
        "within_budget",
        "within_budget_lower_95",
        "within_budget_upper_95",
    ];
    let shares = WAYS.iter().flat_map(|(key, ..)| ["", "_lower_95", "_upper_95"].map(|end| format!("outsourced_by_{key}{end}")));
    let header: Vec<String> = header.map(str::to_owned).into_iter().chain(shares).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = run.strategies.iter().map(|played| {
        let (summary, against) = (&played.summary, &played.against_status_quo);
        let mut cells = vec![
            played.key().to_owned(),
            name_of(played, words),
            words.note(&played.note),
            number(summary.cost.mean),
            number(summary.cost.lower),
            number(summary.cost.upper),
            number(summary.quantiles.p5.value),
            number(summary.quantiles.p50.value),
            number(summary.quantiles.p95.value),
            summary.quantiles.p95.lower.map_or(String::new(), number),
            summary.quantiles.p95.upper.map_or(String::new(), number),
            number(against.cost.mean),
            number(against.cost.lower),
            number(against.cost.upper),
            number(summary.once),
        ];
        cells.extend(
            [summary.years.first().copied(), summary.later_years, Some(against.first_year), against.later_years]
                .into_iter()
                .flat_map(interval_cells),
        );
        cells.extend([
            number(summary.objective.mean),
            number(summary.objective.lower),
            number(summary.objective.upper),
            number(against.objective.mean),
            number(against.objective.lower),
            number(against.objective.upper),
        ]);
        cells.extend(
            [Some(summary.unserved_cost), Some(summary.way_cost), summary.served_in_time(), Some(summary.outsourced_share)]
                .into_iter()
                .flat_map(interval_cells),
        );
        cells.extend([summary.people, played.note.waiting].map(|people| people.to_string()));
        cells.extend(interval_cells(summary.within_budget.map(|share| Estimate::of_share(share, summary.costs.len()))));
        cells.extend(summary.outsourced_by.iter().flat_map(|share| interval_cells(*share)));
        cells
    });
    csv(&header, rows)
}

/// `replications.csv`: each strategy's cost in each replication: of a mean year, and of each where there are several.
///
/// # Errors
/// If writing fails.
pub fn replications(run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let header: Vec<String> = ["replication".to_owned()]
        .into_iter()
        .chain(run.strategies.iter().flat_map(|played| {
            let key = played.key();
            let later = (2..=played.summary.years.len()).map(move |year| format!("{key}.year_{year}"));
            let first = (played.summary.years.len() > 1).then(|| format!("{key}.year_1"));
            [format!("{key}.cost"), format!("{key}.objective")].into_iter().chain(first).chain(later)
        }))
        .collect();
    let count = run.strategies.first().map_or(0, |played| played.summary.costs.len());
    csv(
        &header.iter().map(String::as_str).collect::<Vec<_>>(),
        (0..count).map(|replication| {
            // Counted from 1, as `--trace-replication` counts.
            let mut row = vec![(replication + 1).to_string()];
            for played in &run.strategies {
                row.push(number(played.summary.costs[replication]));
                row.push(number(played.summary.objectives[replication]));
                let years = played.summary.years.len();
                let of_years = &played.summary.year_costs[replication * years..(replication + 1) * years];
                row.extend(of_years.iter().filter(|_| years > 1).map(|cost| number(*cost)));
            }
            row
        }),
    )
}

/// `frontier.csv`: the best plan under each cap.
///
/// # Errors
/// If writing fails.
pub fn frontier(run: &RunResult) -> Result<Vec<u8>, ReportError> {
    csv(
        &["cap", "cash", "unserved_cost", "way_cost", "share_in_time", "people", "outsourced_share"],
        run.frontier.iter().map(|point| {
            vec![
                number(point.cap),
                number(point.cash),
                number(point.unserved_cost),
                number(point.way_cost),
                number(point.service),
                point.people.to_string(),
                number(point.outsourced),
            ]
        }),
    )
}

fn strategy_json(supply: &Supply, played: &Played, words: Words) -> Json {
    let summary = &played.summary;
    json!({
        "strategy": played.strategy.key(),
        "name": name_of(played, words),
        "note": (!played.note.is_empty()).then(|| words.note(&played.note)),
        "cost": summary.cost,
        "spent_once": summary.once,
        "cost_by_year": summary.years,
        "cost_of_later_years": summary.later_years,
        "cost_quantiles": summary.quantiles,
        "cost_difference_from_status_quo": played.against_status_quo.cost,
        "unserved_cost": summary.unserved_cost,
        "way_cost": summary.way_cost,
        "objective": summary.objective,
        "objective_difference_from_status_quo": played.against_status_quo.objective,
        "service": summary.served_in_time(),
        "outsourced_share": summary.outsourced_share,
        "outsourced_by": WAYS.iter().zip(&summary.outsourced_by).map(|((key, ..), share)| ((*key).to_owned(), json!(share))).collect::<serde_json::Map<_, _>>(),
        "within_budget": summary.within_budget,
        "cost_held_against_the_cap": summary.held_cost(&supply.scenario.budget, supply.scenario.budget.held),
        "people": summary.people,
        "people_waiting": played.note.waiting,
        "lines": CostLine::ALL.iter().map(|line| (line.key().to_owned(), json!(summary.lines[*line as usize]))).collect::<serde_json::Map<_, _>>(),
        "departments": supply.scenario.departments.iter().zip(&summary.by_department).map(|(department, amount)| (department.name.clone(), json!(amount))).collect::<serde_json::Map<_, _>>(),
        "utilisation": supply.units.iter().zip(&summary.units).filter_map(|(unit, row)| row.overall.map(|overall| (unit.name.clone(), json!(overall)))).collect::<serde_json::Map<_, _>>(),
        "rooms": supply.scenario.rooms.iter().zip(&summary.rooms).map(|(room, row)| (room.name.clone(), json!(row))).collect::<serde_json::Map<_, _>>(),
        "lots": supply.scenario.lots.iter().zip(&summary.lots).map(|(lot, row)| (lot.path.clone(), json!({
            "demand": row.demand, "in_house": row.in_house, "contract": row.contract, "spot": row.spot, "unserved": row.unserved,
            "in_time": row.share_in_time(), "mean_wait_minutes": row.wait, "mean_turnaround_minutes": row.turnaround, "meals_wasted": row.wasted, "meetings_as_wanted": row.as_wanted,
            "meetings_elsewhere": row.elsewhere, "way_cost": row.way_cost,
        }))).collect::<serde_json::Map<_, _>>(),
    })
}

/// The whole result as one JSON document.
pub fn document(supply: &Supply, run: &RunResult, words: Words) -> Json {
    let scenario = &*supply.scenario;
    let main = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum);
    json!({
        "houqin": env!("CARGO_PKG_VERSION"),
        "scenario": scenario.name,
        "currency": scenario.currency,
        "seed": scenario.run.seed,
        "replications": run.replications(),
        "precision": run.precision(supply),
        "planning_samples": run.planning_samples,
        "verified": run.optimum.as_ref().map(|optimum| optimum.verified),
        "disagreements": run.optimum.as_ref().map(|optimum| {
            optimum.disagreements.iter().map(|what| reasons::disagreement(what, &supply.scenario, words)).collect::<Vec<_>>()
        }),
        "rounds": run.optimum.as_ref().map(|optimum| &optimum.rounds),
        "plan": main.map(|main| plan_json(supply, &main.plan)),
        "strategies": run.strategies.iter().map(|played| strategy_json(supply, played, words)).collect::<Vec<_>>(),
        "without_plan": run.without_plan.iter().map(|candidate| candidate.strategy.key()).collect::<Vec<_>>(),
        "target": run.target,
        "frontier": run.frontier,
        "path": PathReport::of(supply, run, words).map(|path| path.document()),
        "why_no_path": run.path.as_ref().and_then(|path| path.as_ref().err()).map(|none| reasons::of_no_path(none, &supply.scenario, words)),
        "limits_that_cost": run.binding,
        "least_budget": run.least_budget,
        "questions": questions::asked(supply, run, words).into_iter().map(|of| json!({ "question": of.question, "answers": of.lines })).collect::<Vec<_>>(),
        "recommendation": headline(supply, run, words),
    })
}
