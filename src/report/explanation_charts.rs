//! Explanations as pictures: what each limit is worth as it moves, and at what price each offer is taken or dropped. Their data beside them.

use super::ReportError;
use super::explanation::{even_for_nothing, limit_name, limit_shown, priced_key, priced_title, tightest_shown};
use super::theme::{Anchor, Canvas, Frame, chart, colour, fitted, span_ticks, text_width};
use super::words::Words;
use crate::planning::Limit;
use crate::planning::explain::{Explanation, HIGHEST, LimitValue};
use crate::scenario::Scenario;
use crate::scenario::file::Language;
use crate::supply::Supply;

fn foot(scenario: &Scenario, words: Words) -> String {
    format!("{} · {} {} · houqin {}", scenario.title, words.pick("种子", "seed"), scenario.run.seed, env!("CARGO_PKG_VERSION"))
}

/// `limits`: what the best plan costs as each limit moves alone; a panel a limit.
///
/// # Errors
/// If it cannot be drawn.
pub fn ladder(supply: &Supply, explanation: &Explanation, words: Words) -> Result<String, ReportError> {
    let scenario = &*supply.scenario;
    let unit = words.money_unit(&scenario.currency);
    let worth = |value: &LimitValue| value.looser.max(value.tighter.unwrap_or(0.0));
    let dearest = explanation.limits.iter().max_by(|a, b| worth(a).total_cmp(&worth(b)));
    let mut shown: Vec<&LimitValue> = explanation.limits.iter().collect();
    shown.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    shown.truncate(PANELS);
    let title = match (dearest, words.language) {
        (Some(value), _) if worth(value) == 0.0 => {
            words.pick("各项限制松一步紧一步都不影响费用", "A step more or less of any limit changes nothing").to_owned()
        }
        (Some(value), Language::Zh) => {
            let step = limit_shown(value.limit, value.step.abs(), words);
            format!(
                "{}最要紧：变动 {step} {}相差 {} {unit}",
                limit_name(scenario, value, words),
                words.yearly(scenario),
                words.money(worth(value))
            )
        }
        (Some(value), Language::En) => {
            let step = limit_shown(value.limit, value.step.abs(), words);
            format!(
                "{} matters most: {step} is worth {} {unit} {}",
                limit_name(scenario, value, words),
                words.money(worth(value)),
                words.yearly(scenario)
            )
        }
        (None, _) => words.pick("情景没有可移动的限制", "The scenario has no limit to move").to_owned(),
    };
    let subtitle = words.pick(
        "限制移动时最优方案年费用（含无人服务代价）的变化",
        "Change of the best plan's yearly cost, going without included, as each limit moves alone",
    );
    let frame = Frame { title, subtitle: format!("{subtitle} · {unit}"), foot: foot(scenario, words) };
    chart(&frame, |canvas| {
        let width = (1160.0 - 60.0) / shown.len().max(1) as f64;
        for (index, value) in shown.into_iter().enumerate() {
            let left = 60.0 + width * index as f64;
            panel(canvas, scenario, value, words, (left + 55.0, left + width - 25.0), (170.0, 620.0));
        }
    })
}

fn panel(
    canvas: &mut Canvas<'_>,
    scenario: &Scenario,
    value: &LimitValue,
    words: Words,
    (left, right): (f64, f64),
    (top, bottom): (f64, f64),
) {
    let possible: Vec<(f64, f64)> = value.ladder.iter().filter_map(|(at, more)| more.map(|more| (*at, more))).collect();
    // A limit that changes nothing is a level line in the middle.
    let idle = possible.iter().all(|(_, more)| *more == 0.0);
    let ys = if idle { vec![0.0] } else { span_ticks(possible.iter().map(|(_, more)| *more).chain([0.0]), 6.0) };
    let xs = span_ticks(value.ladder.iter().map(|(at, _)| *at), 3.0);
    let ends = |marks: &[f64]| (marks.first().copied().unwrap_or(0.0), marks.last().copied().unwrap_or(1.0));
    let ((x0, x1), (y0, y1)) = (ends(&xs), if idle { (-1.0, 1.0) } else { ends(&ys) });
    let x = |at: f64| left + (right - left) * (at - x0) / (x1 - x0);
    let y = |more: f64| bottom - (bottom - top) * (more - y0) / (y1 - y0);
    canvas.text(left, top - 34.0, &fitted(&limit_name(scenario, value, words), 15.0, right - left), 15.0, colour::INK, Anchor::Start);
    for mark in &ys {
        canvas.line(&[(left, y(*mark)), (right, y(*mark))], 1, if *mark == 0.0 { colour::SOFT } else { colour::GRID });
        canvas.text(left - 8.0, y(*mark), &words.money(*mark), 12.0, colour::SOFT, Anchor::End);
    }
    let widest = xs.iter().map(|mark| text_width(&limit_shown(value.limit, *mark, words), 12.0)).fold(1.0, f64::max);
    let every = ((xs.len() as f64 * (widest + 10.0)) / (right - left)).ceil().max(1.0) as usize;
    for mark in xs.iter().step_by(every) {
        canvas.text(x(*mark), bottom + 16.0, &limit_shown(value.limit, *mark, words), 12.0, colour::SOFT, Anchor::Middle);
    }
    canvas.dashes(x(value.at), top, bottom, colour::LIMIT);
    let now = format!("{} {}", words.pick("现", "now"), limit_shown(value.limit, value.at, words));
    let half = text_width(&now, 12.0) / 2.0;
    canvas.text(x(value.at).clamp(left + half, (right - half).max(left + half)), top - 14.0, &now, 12.0, colour::LIMIT, Anchor::Middle);
    // Whole people, and plans that change at once: a step from place to place.
    canvas.line(&possible.iter().map(|(at, more)| (x(*at), y(*more))).collect::<Vec<_>>(), 3, colour::ACCENT);
    for (at, more) in &possible {
        canvas.dot(x(*at), y(*more), 4, colour::ACCENT, true);
    }
    if let Some(tightest) = tightest_shown(value, words).filter(|_| value.ladder.iter().any(|(_, more)| more.is_none())) {
        let end = limit_shown(value.limit, tightest, words);
        let text = match (words.language, value.limit) {
            (Language::Zh, Limit::Outsourced) => format!("高于 {end} 则无方案"),
            (Language::Zh, _) => format!("再紧（至 {end} 以下）则无方案"),
            (Language::En, Limit::Outsourced) => format!("no plan above {end}"),
            (Language::En, _) => format!("no plan below {end}"),
        };
        canvas.text(left, bottom + 38.0, &fitted(&text, 12.0, right - left + 20.0), 12.0, colour::LIMIT, Anchor::Start);
    }
}

/// `limits.csv`: a row for each place of each limit.
///
/// # Errors
/// If the table cannot be built.
pub fn ladder_csv(supply: &Supply, explanation: &Explanation, words: Words) -> Result<Vec<u8>, ReportError> {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let header = ["limit", "at", "costs_more", "now", "tightest", "idle_from"];
    let rows = explanation.limits.iter().flat_map(|value| {
        value.ladder.iter().map(move |(at, more)| {
            vec![
                limit_name(&supply.scenario, value, words),
                at.to_string(),
                cell(*more),
                value.at.to_string(),
                cell(value.tightest),
                cell(value.idle_from),
            ]
        })
    });
    super::tables::csv(&header, rows)
}

/// `break-even`: the price of each offer and trade, over today's, at which it is taken or dropped.
///
/// # Errors
/// If it cannot be drawn.
pub fn break_even(supply: &Supply, explanation: &Explanation, words: Words) -> Result<String, ReportError> {
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
pub fn break_even_csv(supply: &Supply, explanation: &Explanation) -> Result<Vec<u8>, ReportError> {
    let rows = explanation.break_evens.iter().map(|value| {
        let factor = value.factor.map_or_else(String::new, |factor| factor.to_string());
        vec![priced_key(supply, value.of), value.taken.to_string(), factor]
    });
    super::tables::csv(&["of", "taken", "price_factor"], rows)
}

/// Most panels of limits, those worth most; all are in the table.
const PANELS: usize = 5;
/// Most offers and trades on the chart, nearest to their limit first; all are in the table.
const ROWS: usize = 20;
