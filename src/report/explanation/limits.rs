//! What each limit is worth as it moves.

use super::explained::{Explained, foot};
use super::{limit_name, limit_shown, tightest_shown};
use crate::planning::Limit;
use crate::planning::explain::LimitValue;
use crate::report::ReportError;
use crate::report::csv::csv;
use crate::report::theme::{Anchor, Canvas, Frame, chart, colour, fitted, span_ticks, text_width};
use crate::report::words::Words;
use crate::scenario::Scenario;
use crate::scenario::file::Language;

/// `limits`: what the best plan costs as each limit moves alone; a panel a limit.
///
/// # Errors
/// If it cannot be drawn.
pub(super) fn draw(of: &Explained<'_>) -> Result<String, ReportError> {
    let &Explained { supply, explanation, words } = of;
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
pub(super) fn data(of: &Explained<'_>) -> Result<Vec<u8>, ReportError> {
    let &Explained { supply, explanation, words } = of;
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
    csv(&header, rows)
}

/// Most panels of limits, those worth most; all are in the table.
const PANELS: usize = 5;
