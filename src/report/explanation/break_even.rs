//! At what price each offer and trade is taken or dropped.

use super::explained::{Explained, foot};
use super::{even_for_nothing, priced_key, priced_title};
use crate::planning::explain::HIGHEST;
use crate::report::ReportError;
use crate::report::csv::csv;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, text_width};
use crate::scenario::file::Language;

/// `break-even`: the price of each offer and trade, over today's, at which it is taken or dropped.
///
/// # Errors
/// If it cannot be drawn.
pub(super) fn draw(of: &Explained<'_>) -> Result<String, ReportError> {
    let &Explained { supply, explanation, words } = of;
    let scenario = &*supply.scenario;
    let mut values: Vec<_> = explanation.break_evens.iter().collect();
    values.sort_by(|a, b| {
        let near = |factor: Option<f64>| factor.map_or(f64::INFINITY, |factor| (factor - 1.0).abs());
        near(a.factor).total_cmp(&near(b.factor))
    });
    let title = match values.first().and_then(|value| value.factor.map(|factor| (value, factor))) {
        Some((value, factor)) => {
            let name = priced_title(supply, value.of, words);
            let by = words.percent((factor - 1.0).abs());
            match (value.taken, words.language) {
                (true, Language::Zh) => format!("{name}离临界最近：贵 {by} 即放弃"),
                (true, Language::En) => format!("{name} is nearest to its limit: dropped if {by} dearer"),
                (false, Language::Zh) => format!("{name}离临界最近：便宜 {by} 即采用"),
                (false, Language::En) => format!("{name} is nearest to its limit: taken if {by} cheaper"),
            }
        }
        None => words.pick("没有哪项报价或工种会因价格而取舍", "No price decides about any offer or trade").to_owned(),
    };
    let subtitle = words.pick(
        "单价（节能合同为所付总额，工种为薪酬）为今日几成时取舍改变",
        "Unit price (of savings all that is paid, of trades the pay), as a share of today's, at which the decision flips",
    );
    let frame = Frame { title, subtitle: subtitle.into(), foot: foot(scenario, words) };
    let shown = &values[..values.len().min(ROWS)];
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (330.0, 1080.0, 172.0, 660.0);
        let x = |factor: f64| left + (right - left) * factor / HIGHEST;
        for mark in 0..=8 {
            let factor = f64::from(mark) * HIGHEST / 8.0;
            canvas.line(&[(x(factor), top), (x(factor), bottom)], 1, colour::GRID);
            canvas.text(x(factor), bottom + 16.0, &format!("{:.0} %", factor * 100.0), 13.0, colour::SOFT, Anchor::Middle);
        }
        let (kept, wanted) =
            (words.pick("采用（到此为止）", "Awarded, up to here"), words.pick("不采用（从此起采用）", "Not awarded, but from here on"));
        canvas.legend(left, 118.0, &[(kept, colour::ACCENT), (wanted, colour::SUPPLIERS[2])]);
        let slot = (bottom - top) / shown.len().max(1) as f64;
        let half = (slot * 0.3).min(12.0);
        for (index, value) in shown.iter().enumerate() {
            let y = top + slot * (index as f64 + 0.5);
            let ink = if value.taken { colour::ACCENT } else { colour::SUPPLIERS[2] };
            canvas.text(left - 16.0, y, &fitted(&priced_title(supply, value.of, words), 14.0, left - 60.0), 14.0, colour::INK, Anchor::End);
            let (to, label) = match (value.factor, value.taken) {
                (Some(factor), _) => (factor, format!("{:.0} %", factor * 100.0)),
                (None, true) => match words.language {
                    Language::Zh => (HIGHEST, format!("贵到 {HIGHEST:.0} 倍仍采用")),
                    Language::En => (HIGHEST, format!("kept even at {HIGHEST:.0} times the price")),
                },
                (None, false) => (0.0, even_for_nothing(supply, value.of, words).to_owned()),
            };
            canvas.bar(x(0.0), y - half, x(to), y + half, ink);
            let wide = text_width(&label, 12.0);
            // Not across the line of today's price.
            let crosses = x(to) < x(1.0) + 4.0 && x(to) + 12.0 + wide > x(1.0);
            let beside = if crosses { x(1.0) } else { x(to) } + 8.0;
            if beside + wide > 1170.0 {
                canvas.text(x(to) - 8.0, y, &label, 12.0, colour::PAPER, Anchor::End);
            } else {
                canvas.text(beside, y, &label, 12.0, colour::SOFT, Anchor::Start);
            }
        }
        canvas.dashes(x(1.0), top - 6.0, bottom, colour::LIMIT);
        canvas.text(x(1.0), top - 14.0, words.pick("今日价", "today"), 12.0, colour::LIMIT, Anchor::Middle);
    })
}

/// `break-even.csv`: a row an offer or trade.
///
/// # Errors
/// If the table cannot be built.
pub(super) fn data(of: &Explained<'_>) -> Result<Vec<u8>, ReportError> {
    let &Explained { supply, explanation, .. } = of;
    let rows = explanation.break_evens.iter().map(|value| {
        let factor = value.factor.map_or_else(String::new, |factor| factor.to_string());
        vec![priced_key(supply, value.of), value.taken.to_string(), factor]
    });
    csv(&["of", "taken", "price_factor"], rows)
}

/// Most offers and trades on the chart, nearest to their limit first; all are in the table.
const ROWS: usize = 20;
