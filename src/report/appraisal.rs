//! The appraisal of services as a table: each measure today and under the plan, against its target.

use super::disclosure::appraise;
use super::summary::{self, Table};
use super::words::{Words, supported};
use crate::outcome::Estimate;
use crate::run::{Played, RunResult};
use crate::scenario::file::Language;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// How the appraisal is to be read.
pub(super) const NOTE: (&str, &str) = (
    "满意度是按情景给定的分数推算的调查结果，区间同时包含调查的抽样误差和模拟误差；目标落在区间之内时，不能断定是否达标。",
    "Satisfaction is what a survey would find, worked out from the scenario's marks; its interval holds the survey's own error and the simulation's. Where a target lies within the interval, whether it is reached cannot be told.",
);

/// A measure of a service under two strategies.
struct Measure {
    title: String,
    values: Vec<Option<Estimate>>,
    target: Option<f64>,
    /// Whether less is better.
    is_cost: bool,
    show: fn(Words, Estimate) -> String,
}

/// A row for each service and measure; nothing where the scenario appraises no service.
pub fn table(supply: &Supply<'_>, run: &RunResult, words: Words) -> Option<Table> {
    let scenario = supply.scenario;
    let services: Vec<usize> = (0..scenario.services.len()).filter(|service| scenario.services[*service].is_appraised()).collect();
    let main = run.main()?;
    let today = run.strategies.iter().find(|played| played.strategy == Strategy::StatusQuo && !std::ptr::eq(*played, main));
    let shown: Vec<&Played> = today.into_iter().chain([main]).collect();
    if services.is_empty() {
        return None;
    }
    let mut headers = vec![words.pick("服务", "Service").to_owned(), words.pick("指标", "Measure").to_owned()];
    headers.extend(shown.iter().map(|played| summary::name_of(played, words)));
    headers
        .extend([words.pick("95 % 区间", "95 % interval"), words.pick("目标", "Target"), words.pick("达标", "Reached")].map(str::to_owned));
    let rows = services.into_iter().flat_map(|service| {
        measures(supply, &shown, service, words).into_iter().map(move |measure| {
            let show = |value: f64, half_width: f64| (measure.show)(words, Estimate::around(value, half_width));
            let last = measure.values.last().copied().flatten();
            let interval = last.filter(|value| value.upper > value.lower);
            let mut row = vec![scenario.services[service].title.clone(), measure.title.clone()];
            row.extend(measure.values.iter().map(|value| value.map_or_else(|| "–".into(), |value| show(value.mean, value.half_width()))));
            row.push(interval.map_or_else(
                || "–".into(),
                |value| {
                    let end = |end: f64| show(end, value.half_width());
                    format!("{} – {}", end(value.lower), end(value.upper))
                },
            ));
            row.push(measure.target.map_or_else(|| "–".into(), |target| show(target, 0.0)));
            row.push(reached(&measure, last, words).to_owned());
            row
        })
    });
    Some(Table { headers, rows: rows.collect() })
}

fn measures(supply: &Supply<'_>, shown: &[&Played], service: usize, words: Words) -> Vec<Measure> {
    let spec = &supply.scenario.services[service];
    let appraised: Vec<_> = shown.iter().map(|played| appraise(supply, played, service)).collect();
    let certain = |value: f64| Estimate { mean: value, lower: value, upper: value };
    let currency = words.currency(&supply.scenario.currency);
    let cost = match words.language {
        Language::Zh => format!("单位成本（{currency}）"),
        Language::En => format!("Cost of a unit ({currency})"),
    };
    let plain = |title: &str, values: Vec<Option<Estimate>>, target: Option<f64>, show: fn(Words, Estimate) -> String| Measure {
        title: title.into(),
        values,
        target,
        is_cost: false,
        show,
    };
    let money = |_: Words, of: Estimate| supported(of.mean, of.half_width(), if of.mean < 100.0 { 2 } else { 0 });
    let mut measures = vec![
        Measure {
            is_cost: true,
            ..plain(&cost, appraised.iter().map(|(of, _)| of.cost_per_unit.map(certain)).collect(), spec.targets.cost_per_unit, money)
        },
        plain(
            words.pick("按时完成", "In time"),
            appraised.iter().map(|(of, _)| Some(of.in_time)).collect(),
            spec.targets.in_time,
            |words, share| words.percent_of(share),
        ),
    ];
    if let Some(terms) = spec.satisfaction {
        let title = match words.language {
            Language::Zh => format!("满意度（调查 {} 人）", terms.respondents),
            Language::En => format!("Satisfaction (survey of {})", terms.respondents),
        };
        let marks = appraised.iter().map(|(_, of)| of.satisfaction).collect();
        measures.push(plain(&title, marks, spec.targets.satisfaction, |_, mark| supported(mark.mean, mark.half_width(), 2)));
    }
    if spec.weights.is_some() {
        let scores = appraised.iter().map(|(_, of)| of.score.map(certain)).collect();
        measures.push(plain(words.pick("绩效得分", "Score"), scores, None, |_, points| supported(points.mean, points.half_width(), 1)));
    }
    measures
}

/// Whether a target is reached: where it lies within the interval, the figures do not say.
fn reached(measure: &Measure, value: Option<Estimate>, words: Words) -> &'static str {
    let (Some(value), Some(target)) = (value, measure.target) else { return "–" };
    let (worst, best) = if measure.is_cost { (-value.upper, -value.lower) } else { (value.lower, value.upper) };
    let target = if measure.is_cost { -target } else { target };
    if worst >= target {
        words.pick("是", "yes")
    } else if best < target {
        words.pick("否", "no")
    } else {
        words.pick("不能断定", "cannot be told")
    }
}
