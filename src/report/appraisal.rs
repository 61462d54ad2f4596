//! The appraisal as a table: each measure of the services, and the use of resources, today and under the plan, against its target.

use super::table::Table;
use super::words::{Words, supported};
use crate::outcome::Delivered;
use crate::outcome::Estimate;
use crate::outcome::appraisal::{Appraisal, Reached};
use crate::run::{Played, RunResult};
use crate::scenario::file::Language;
use crate::scenario::{ResourceUse, Service};
use crate::strategies::Strategy;
use crate::supply::Supply;

/// How the appraisal is to be read.
pub(super) const NOTE: (&str, &str) = (
    "单位成本不含一次性转换费用；各项比例按使用量（每次维修、每餐、每场会议）平均。满意度是按情景给定的分数推算的调查结果，区间同时包含调查的抽样误差和模拟误差；得分区间的两端是各项指标同取较差端和同取较好端时的得分。目标落在区间之内时，不能断定是否达标。",
    "The cost of a unit leaves out what is spent once for changing over; shares count every job, meal or meeting alike. Satisfaction is what a survey would find, worked out from the scenario's marks; its interval holds the survey's own error and the simulation's. The ends of a score's interval are the scores with all measures at their worse or at their better ends. Where a target lies within the interval, whether it is reached cannot be told.",
);

/// A measure under the strategies shown.
struct Measure {
    title: String,
    values: Vec<Option<Estimate>>,
    target: Option<f64>,
    reached: fn(f64, Estimate) -> Reached,
    show: fn(Words, Estimate) -> String,
}

/// A row for each service and measure, and for each resource with a target; nothing where the scenario appraises neither.
pub fn table(supply: &Supply, run: &RunResult, words: Words) -> Option<Table> {
    let scenario = &*supply.scenario;
    let apart = run.plans_apart();
    if !apart.is_empty() {
        // One table below the other: the first column says whose rows they are.
        let mut all: Option<Table> = None;
        for (name, run) in &apart {
            let Some(mut table) = self::table(supply, run, words) else { continue };
            table.rows.iter_mut().for_each(|row| row[0] = format!("{name} · {}", row[0]));
            match &mut all {
                Some(all) => all.rows.extend(table.rows),
                None => {
                    let plan = table.headers.len() - 4;
                    words.pick("方案", "Plan").clone_into(&mut table.headers[plan]);
                    all = Some(table);
                }
            }
        }
        return all;
    }
    let main = run.main()?;
    let today = run.strategies.iter().find(|played| played.strategy == Strategy::StatusQuo && !std::ptr::eq(*played, main));
    let shown: Vec<&Played> = today.into_iter().chain([main]).collect();
    let services = scenario.services.iter().enumerate().filter(|(_, spec)| spec.is_appraised());
    let of_services = services.flat_map(|(service, spec)| {
        let currency = words.currency(&scenario.currency);
        measures(spec, service, &shown, currency, words).into_iter().map(|measure| (spec.title.clone(), measure))
    });
    let targeted = scenario.resources.iter().enumerate().filter(|(_, resource)| resource.target_per_head.is_some());
    let of_all = targeted.map(|(index, resource)| {
        let used = shown.iter().map(|played| played.summary.resources[index].scaled(1.0 / scenario.heads()));
        (words.pick("全部服务", "All services").to_owned(), use_per_head(resource, used.map(Some).collect(), words))
    });
    let rows: Vec<Vec<String>> = of_services.chain(of_all).map(|(of, measure)| row(of, measure, words)).collect();
    let mut headers = vec![words.pick("服务", "Service").to_owned(), words.pick("指标", "Measure").to_owned()];
    headers.extend(shown.iter().map(|played| crate::report::names::name_of(played, words)));
    headers
        .extend([words.pick("95 % 区间", "95 % interval"), words.pick("目标", "Target"), words.pick("达标", "Reached")].map(str::to_owned));
    (!rows.is_empty()).then_some(Table { headers, rows })
}

fn row(of: String, measure: Measure, words: Words) -> Vec<String> {
    let none = || "–".to_owned();
    let show = |value: f64, half_width: f64| (measure.show)(words, Estimate::around(value, half_width));
    let last = measure.values.last().copied().flatten();
    let mut row = vec![of, measure.title];
    row.extend(measure.values.iter().map(|value| value.map_or_else(none, |value| show(value.mean, value.half_width()))));
    row.push(last.filter(|value| value.upper > value.lower).map_or_else(none, |value| {
        let end = |end: f64| show(end, value.half_width());
        format!("{} – {}", end(value.lower), end(value.upper))
    }));
    row.push(measure.target.map_or_else(none, |target| show(target, 0.0)));
    let reached = measure.target.zip(last).map(|(target, value)| (measure.reached)(target, value));
    row.push(reached.map_or_else(none, |reached| words.reached(reached).to_owned()));
    row
}

fn measures(spec: &Service, service: usize, shown: &[&Played], currency: &str, words: Words) -> Vec<Measure> {
    let of = |value: &dyn Fn(&Delivered) -> Option<Estimate>| -> Vec<Option<Estimate>> {
        shown.iter().map(|played| value(&played.summary.services[service].delivered?)).collect()
    };
    let cost = match words.language {
        Language::Zh => format!("单位成本（{currency}）"),
        Language::En => format!("Cost of a unit ({currency})"),
    };
    let mut measures = vec![
        Measure {
            title: cost,
            values: of(&|delivered| Some(delivered.cost_per_unit)),
            target: spec.targets.cost_per_unit,
            reached: Reached::at_most,
            show: |_, cost| supported(cost.mean, cost.half_width(), if cost.mean < 100.0 { 2 } else { 0 }),
        },
        Measure {
            title: words.pick("按时完成", "In time").into(),
            values: of(&|delivered| Some(delivered.served.in_time)),
            target: spec.targets.in_time,
            reached: Reached::at_least,
            show: |words, share| words.percent_of(share),
        },
    ];
    if let Some(terms) = spec.satisfaction {
        let title = match words.language {
            Language::Zh => format!("满意度（调查 {} 人）", terms.respondents),
            Language::En => format!("Satisfaction (survey of {})", terms.respondents),
        };
        measures.push(Measure {
            title,
            values: of(&|delivered| Appraisal::of(spec, delivered).satisfaction),
            target: spec.targets.satisfaction,
            reached: Reached::at_least,
            show: |_, mark| supported(mark.mean, mark.half_width(), 2),
        });
    }
    if spec.weights.is_some() {
        measures.push(Measure {
            title: words.pick("绩效得分", "Score").into(),
            values: of(&|delivered| Appraisal::of(spec, delivered).score),
            target: None,
            reached: Reached::at_least,
            show: |_, points| supported(points.mean, points.half_width(), 1),
        });
    }
    measures
}

fn use_per_head(resource: &ResourceUse, values: Vec<Option<Estimate>>, words: Words) -> Measure {
    let title = match words.language {
        Language::Zh => format!("人均{}（{}）", resource.title, resource.unit),
        Language::En => format!("{} a head ({})", resource.title, resource.unit),
    };
    Measure {
        title,
        values,
        target: resource.target_per_head,
        reached: Reached::at_most,
        show: |_, used| supported(used.mean, used.half_width(), if used.mean < 100.0 { 2 } else { 0 }),
    }
}
