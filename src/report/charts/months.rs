//! The plan's cost month by month, with its spread.

use plotters::style::RGBColor;

use super::Scene;
use crate::outcome::{Estimate, Quantiles};
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::theme::{Anchor, Frame, chart, colour, ticks};
use crate::scenario::file::Language;

const BAND: RGBColor = RGBColor(214, 229, 241);

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let Some(main) = scene.main() else { return Err(ReportError::Drawing("there is no plan to draw".into())) };
    let (paid, quantiles): (Vec<Estimate>, Vec<Quantiles>) = main.summary.months_as_capped(&scenario.budget).unzip();
    let means: Vec<f64> = paid.iter().map(|month| month.mean).collect();
    let calendar = &scenario.calendar;
    let month_of = |index: usize| usize::from(calendar.days[calendar.month_starts[index]].date.month().unsigned_abs()) - 1;
    let several = calendar.years() > 1;
    let name_of = |index: usize| match several {
        true => calendar.days[calendar.month_starts[index]].date.strftime("%Y-%m").to_string(),
        false => words.month(month_of(index)).to_string(),
    };
    let dearest = (0..means.len()).max_by(|a, b| means[*a].total_cmp(&means[*b])).unwrap_or(0);
    let unit = words.money_unit(&scenario.currency);
    let dear = words.money_of(paid.get(dearest).copied().unwrap_or_default());
    let title = match words.language {
        Language::Zh => format!("{}：最贵的是 {}，平均 {dear} {unit}", scene.name(main), name_of(dearest)),
        Language::En => {
            format!("{}: {} is dearest, {dear} {unit} on average", scene.name(main), name_of(dearest))
        }
    };
    let bands = words.pick("色带为第 5 至第 95 百分位，线为均值", "band: 5th to 95th percentile, line: mean");
    let what = match scenario.budget.beside(main.summary.once) > 0.0 {
        true => words.pick("每月支出（一次性资金另计）", "Cost of each month, less what the fund pays once"),
        false => words.pick("每月支出", "Cost of each month"),
    };
    let frame = Frame { title, subtitle: format!("{what} · {unit} · {bands}"), foot: scene.foot() };
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (110.0, 1150.0, 130.0, 650.0);
        let cap = scenario.budget.per_month;
        let most = quantiles.iter().map(|month| month.p95.value).chain(cap).fold(0.0, f64::max);
        let marks = ticks(most * 1.03, 6.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let y = |amount: f64| bottom - (bottom - top) * amount / span;
        canvas.rows(&marks, (left, right), y, |mark| words.money(mark));
        let slot = (right - left) / means.len().max(1) as f64;
        let x = |index: usize| left + slot * (index as f64 + 0.5);
        let every = (means.len() as f64 * if several { 66.0 } else { 44.0 } / (right - left)).ceil().max(1.0) as usize;
        for (index, month) in quantiles.iter().enumerate() {
            let (from, to) = (x(index) - slot / 2.0, x(index) + slot / 2.0);
            canvas.bar(from, y(month.p95.value), to, y(month.p5.value).max(y(month.p95.value) + 1.0), BAND);
            if index % every == 0 {
                canvas.text(x(index), bottom + 16.0, &name_of(index), 13.0, colour::SOFT, Anchor::Middle);
            }
        }
        canvas.line(&means.iter().enumerate().map(|(index, mean)| (x(index), y(*mean))).collect::<Vec<_>>(), 3, colour::ACCENT);
        if means.len() <= 24 {
            for (index, mean) in means.iter().enumerate() {
                canvas.dot(x(index), y(*mean), 4, colour::ACCENT, true);
            }
        }
        if let Some(cap) = cap {
            canvas.line(&[(left, y(cap)), (right, y(cap))], 2, colour::LIMIT);
            canvas.text(right, y(cap) - 12.0, words.pick("每月上限", "Monthly cap"), 13.0, colour::LIMIT, Anchor::End);
        }
        canvas.line(&[(left, bottom), (right, bottom)], 1, colour::SOFT);
    })
}

pub fn data(scene: &Scene<'_>) -> Result<Vec<u8>, ReportError> {
    let calendar = &scene.scenario().calendar;
    let month = |index: usize| calendar.days[calendar.month_starts[index]].date.strftime("%Y-%m").to_string();
    let rows = scene.run.strategies.iter().flat_map(|played| {
        played.summary.months_as_capped(&scene.scenario().budget).enumerate().map(move |(index, (mean, of))| {
            let figures = [mean.mean, mean.lower, mean.upper, of.p5.value, of.p50.value, of.p95.value];
            [played.key().to_owned(), month(index)].into_iter().chain(figures.map(number)).collect()
        })
    });
    csv(&["strategy", "month", "mean", "mean_lower_95", "mean_upper_95", "p5", "p50", "p95"], rows)
}
