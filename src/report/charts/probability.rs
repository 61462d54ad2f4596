//! How likely it is that a year costs no more than an amount, for each strategy.

use super::Scene;
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, span_ticks};
use crate::scenario::file::Language;

/// Costs of a strategy's replications, rising, thinned to what a curve shows.
fn curve(costs: &[f64]) -> Vec<(f64, f64)> {
    const POINTS: usize = 100;
    let mut sorted = costs.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let places = (1..=POINTS.min(n)).map(|index| index * n / POINTS.min(n));
    places.map(|place| (sorted[place - 1], place as f64 / n as f64)).collect()
}

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let Some(main) = scene.main() else { return Err(ReportError::Drawing("there is no plan to draw".into())) };
    let currency = &scenario.currency;
    let title = match (scenario.budget.per_year.zip(main.summary.within_budget), words.language) {
        _ if scene.subject().is_none() => {
            words.pick("各方案的年费用不超过某一金额的机会", "The chance that a year costs no more than an amount").to_owned()
        }
        (Some((cap, share)), Language::Zh) => {
            format!(
                "{}不超过预算 {} 的机会为 {}",
                scene.name(main),
                words.amount(cap, currency),
                words.chance(share, scene.run.replications())
            )
        }
        (Some((cap, share)), Language::En) => {
            format!(
                "{} has a {} chance of staying within {}",
                scene.name(main),
                words.chance(share, scene.run.replications()),
                words.amount(cap, currency)
            )
        }
        (None, Language::Zh) => {
            format!("{}：二十年中有十九年不超过 {}", scene.name(main), words.amount_of(main.summary.quantiles.p95.estimate(), currency))
        }
        (None, Language::En) => {
            format!(
                "{}: nineteen years in twenty cost at most {}",
                scene.name(main),
                words.amount_of(main.summary.quantiles.p95.estimate(), currency)
            )
        }
    };
    let frame = Frame {
        title,
        subtitle: format!(
            "{} · {}",
            words.pick("年费用不超过横轴金额的模拟年份比例", "Share of simulated years that cost no more than the amount below"),
            words.money_unit(currency)
        ),
        foot: scene.foot(),
    };
    let curves: Vec<Vec<(f64, f64)>> = scene.run.strategies.iter().map(|played| curve(&played.summary.costs)).collect();
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (110.0, 1000.0, 130.0, 650.0);
        // The cap is on single years, the first of which bears what is spent once.
        let cap = scenario.budget.per_year.filter(|_| scenario.calendar.years() == 1);
        let ends = curves.iter().flat_map(|curve| [curve.first(), curve.last()]).flatten().map(|(cost, _)| *cost).chain(cap);
        let xs = span_ticks(ends, 7.0);
        let (least, most) = (xs.first().copied().unwrap_or(0.0), xs.last().copied().unwrap_or(1.0));
        let x = |cost: f64| left + (right - left) * (cost - least) / (most - least).max(f64::MIN_POSITIVE);
        let y = |share: f64| bottom - (bottom - top) * share;
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            canvas.line(&[(left, y(share)), (right, y(share))], 1, colour::GRID);
            canvas.text(left - 8.0, y(share), &format!("{:.0} %", share * 100.0), 13.0, colour::SOFT, Anchor::End);
        }
        canvas.columns(&xs, (top, bottom), x, |mark| words.money(mark));
        // Each curve's name stands at the right with its colour; the one that matters is thick.
        for (index, (played, points)) in scene.run.strategies.iter().zip(&curves).enumerate() {
            let ink = colour::SERIES[(index * 2 + 1) % colour::SERIES.len()];
            let chosen = scene.subject().is_some_and(|subject| subject.key() == played.key());
            let (ink, width) = if chosen { (colour::INK, 4) } else { (ink, 2) };
            let mut path: Vec<(f64, f64)> = points.first().map(|(cost, _)| (x(*cost), y(0.0))).into_iter().collect();
            path.extend(points.iter().map(|(cost, share)| (x(*cost), y(*share))));
            canvas.line(&path, width, ink);
            let line = top + 16.0 + 24.0 * index as f64;
            canvas.line(&[(1012.0, line), (1034.0, line)], width, ink);
            canvas.text(1040.0, line, &fitted(&scene.name(played), 13.0, 145.0), 13.0, colour::INK, Anchor::Start);
        }
        if let Some(cap) = cap {
            canvas.dashes(x(cap), top - 4.0, bottom, colour::LIMIT);
            canvas.text(
                x(cap).clamp(left + 40.0, right - 40.0),
                top - 14.0,
                words.pick("预算上限", "Budget cap"),
                13.0,
                colour::LIMIT,
                Anchor::Middle,
            );
        }
    })
}

pub fn data(scene: &Scene<'_>) -> Result<Vec<u8>, ReportError> {
    let rows = scene.run.strategies.iter().flat_map(|played| {
        curve(&played.summary.costs).into_iter().map(|(cost, share)| vec![played.key().to_owned(), number(cost), number(share)])
    });
    csv(&["strategy", "cost", "share_of_years_at_most"], rows)
}
