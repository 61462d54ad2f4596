//! Cost by line, strategies side by side, against the budget cap.

use super::Scene;
use crate::outcome::CostLine;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, text_width, ticks};

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let unit = words.money_unit(&scenario.currency);
    let yearly = words.yearly(scenario);
    let title = match (scene.subject(), scene.status_quo()) {
        (Some(main), Some(today)) if main.strategy != today.strategy => {
            let share = main.against_status_quo.cost.scaled(-1.0 / today.summary.cost.mean);
            let name = scene.name(main);
            if share.mean >= 0.0 {
                match words.language {
                    crate::scenario::file::Language::Zh => format!("{name}{yearly}花费比现状少 {}", words.percent_of(share)),
                    crate::scenario::file::Language::En => {
                        format!("{name} costs {} less {yearly} than the status quo", words.percent_of(share))
                    }
                }
            } else {
                match words.language {
                    crate::scenario::file::Language::Zh => format!("{name}{yearly}花费比现状多 {}", words.percent_of(share.scaled(-1.0))),
                    crate::scenario::file::Language::En => {
                        format!("{name} costs {} more {yearly} than the status quo", words.percent_of(share.scaled(-1.0)))
                    }
                }
            }
        }
        _ => words.pick("各方案年度费用", "Yearly cost of each strategy").to_owned(),
    };
    let frame = Frame {
        title,
        subtitle: format!("{} · {unit}", words.pick("按费用科目的年度期望支出", "Expected yearly cost by line")),
        foot: scene.foot(),
    };
    let strategies = &scene.run.strategies;
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (230.0, 1070.0, 172.0, 664.0);
        // The cap is on single years.
        let cap = scenario.budget.per_year.filter(|_| scenario.calendar.years() == 1);
        let most = strategies.iter().map(|played| played.summary.cost.upper).chain(cap).fold(0.0, f64::max);
        let marks = ticks(most * 1.02, 6.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let x = |amount: f64| left + (right - left) * amount / span;
        canvas.columns(&marks, (top, bottom), x, |mark| words.money(mark));
        let used: Vec<CostLine> =
            CostLine::ALL.into_iter().filter(|line| strategies.iter().any(|played| played.summary.line(*line) > 0.0)).collect();
        let items: Vec<(&str, _)> = used.iter().map(|line| (words.line(*line), colour::line(*line))).collect();
        canvas.legend(40.0, 118.0, &items);
        let row = (bottom - top) / strategies.len().max(1) as f64;
        for (index, played) in strategies.iter().enumerate() {
            let y = top + row * (index as f64 + 0.5);
            let half = (row * 0.32).min(26.0);
            canvas.text(left - 12.0, y - 8.0, &fitted(&scene.name(played), 15.0, left - 50.0), 15.0, colour::INK, Anchor::End);
            let people = || format!("{} {}", played.summary.people, words.pick("人", "people"));
            let remark = if played.note.is_empty() { people() } else { words.note(&played.note) };
            canvas.text(
                left - 12.0,
                y + 11.0,
                &fitted(&remark, 12.0, left - 50.0),
                12.0,
                if played.note.is_empty() { colour::SOFT } else { colour::LIMIT },
                Anchor::End,
            );
            let mut from = 0.0;
            for line in &used {
                let amount = played.summary.line(*line);
                if amount > 0.0 {
                    canvas.bar(x(from), y - half, x(from + amount), y + half, colour::line(*line));
                    from += amount;
                }
            }
            let cost = played.summary.cost;
            canvas.line(&[(x(cost.lower), y), (x(cost.upper), y)], 2, colour::INK);
            let label = words.money_of(cost);
            let at = x(cost.upper) + 8.0;
            // Keep the figure off the cap line and on the canvas.
            let at = match cap.map(x) {
                Some(line) if at < line + 4.0 && at + text_width(&label, 15.0) > line - 4.0 => line + 8.0,
                _ => at,
            };
            canvas.text(at, y, &label, 15.0, colour::INK, Anchor::Start);
        }
        if let Some(cap) = cap {
            canvas.dashes(x(cap), top - 12.0, bottom, colour::LIMIT);
            let label = format!("{} {}", words.pick("预算上限", "Budget cap"), words.money(cap));
            let anchor = if x(cap) > 1000.0 { Anchor::End } else { Anchor::Middle };
            canvas.text(x(cap), top - 22.0, &label, 13.0, colour::LIMIT, anchor);
        }
    })
}
