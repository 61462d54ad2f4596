//! Cost distribution of each strategy: P5 to P95, median and mean.

use super::Scene;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, ticks};

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let strategies = &scene.run.strategies;
    let title = match scene.subject().and_then(|main| main.summary.within_budget.map(|share| (scene.name(main), share))) {
        Some((name, share)) => match words.language {
            crate::scenario::file::Language::Zh => {
                format!("{name}在 {} 的模拟年份中不超预算", words.chance(share, scene.run.replications()))
            }
            crate::scenario::file::Language::En => {
                format!("{name} stays within budget in {} of simulated years", words.chance(share, scene.run.replications()))
            }
        },
        None => words.pick("各方案年度费用的波动", "How much each strategy's yearly cost varies").to_owned(),
    };
    let frame = Frame {
        title,
        subtitle: format!(
            "{} · {}",
            words.pick(
                "年度费用分布：横条为第 5 至第 95 百分位，竖线为中位数，圆点为均值",
                "Yearly cost: bar from the 5th to the 95th percentile, line at the median, dot at the mean"
            ),
            words.money_unit(&scenario.currency)
        ),
        foot: scene.foot(),
    };
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (230.0, 1130.0, 130.0, 660.0);
        // The cap is on single years, the first of which bears what is spent once.
        let cap = scenario.budget.per_year.filter(|_| scenario.calendar.years() == 1);
        let least = strategies.iter().map(|played| played.summary.quantiles.p5.value).chain(cap).fold(f64::INFINITY, f64::min);
        let most = strategies.iter().map(|played| played.summary.quantiles.p95.value).chain(cap).fold(0.0, f64::max);
        let step = ticks(most - least, 6.0).get(1).copied().unwrap_or(1.0).max(1.0);
        // Dots and ranges, not lengths from zero: the axis may start where the data do, and says so with its figures.
        let start = ((least - 0.2 * step) / step).floor() * step;
        let end = ((most + 0.2 * step) / step).ceil() * step;
        let x = |amount: f64| left + (right - left) * (amount - start) / (end - start);
        let mut mark = start;
        while mark <= end + step * 0.01 {
            canvas.line(&[(x(mark), top), (x(mark), bottom)], 1, colour::GRID);
            canvas.text(x(mark), bottom + 16.0, &words.money(mark), 13.0, colour::SOFT, Anchor::Middle);
            mark += step;
        }
        let row = (bottom - top) / strategies.len().max(1) as f64;
        for (index, played) in strategies.iter().enumerate() {
            let y = top + row * (index as f64 + 0.5);
            canvas.text(left - 12.0, y, &fitted(&scene.name(played), 15.0, left - 50.0), 15.0, colour::INK, Anchor::End);
            let quantiles = played.summary.quantiles;
            canvas.bar(
                x(quantiles.p5.value),
                y - 12.0,
                x(quantiles.p95.value).max(x(quantiles.p5.value) + 2.0),
                y + 12.0,
                colour::SUPPLIERS[1],
            );
            canvas.line(&[(x(quantiles.p50.value), y - 12.0), (x(quantiles.p50.value), y + 12.0)], 3, colour::ACCENT);
            canvas.dot(x(played.summary.cost.mean), y, 5, colour::INK, false);
            if let Some(share) = played.summary.within_budget {
                let text = format!("{} {}", words.pick("不超预算", "within budget"), words.chance(share, scene.run.replications()));
                let at = x(quantiles.p95.value).min(right - 20.0);
                let (at, anchor) = if at > right - 180.0 { (right, Anchor::End) } else { (at + 10.0, Anchor::Start) };
                canvas.text(at, y + 26.0, &text, 12.0, colour::SOFT, anchor);
            }
        }
        if let Some(cap) = cap {
            canvas.dashes(x(cap), top - 8.0, bottom, colour::LIMIT);
            let anchor = if x(cap) > 1050.0 { Anchor::End } else { Anchor::Middle };
            canvas.text(x(cap), top - 20.0, words.pick("预算上限", "Budget cap"), 13.0, colour::LIMIT, anchor);
        }
    })
}
