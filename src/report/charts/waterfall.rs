//! From today's cost to the plan's, line by line.

use super::Scene;
use crate::outcome::{CostLine, Estimate};
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, ticks};
use crate::scenario::file::Language;

/// Lines that change, and by how much.
fn changes(scene: &Scene<'_>) -> Vec<(CostLine, Estimate)> {
    let (Some(main), Some(today)) = (scene.main(), scene.status_quo()) else { return Vec::new() };
    let all = CostLine::ALL.into_iter().map(|line| (line, main.summary.lines[line as usize].minus(today.summary.lines[line as usize])));
    all.filter(|(_, change)| change.mean.abs() >= 0.5).collect()
}

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let (Some(main), Some(today)) = (scene.main(), scene.status_quo()) else {
        return Err(ReportError::Drawing("there is no plan to draw".into()));
    };
    let scenario = scene.scenario();
    let unit = words.money_unit(&scenario.currency);
    let changes = changes(scene);
    let largest = changes.iter().max_by(|a, b| a.1.mean.abs().total_cmp(&b.1.mean.abs()));
    let title = match (largest, words.language) {
        (Some((line, change)), Language::Zh) => {
            format!(
                "变化最大的是{}：{}{} {} {unit}",
                words.line(*line),
                words.yearly(scenario),
                if change.mean < 0.0 { "减少" } else { "增加" },
                words.money_of(change.scaled(change.mean.signum()))
            )
        }
        (Some((line, change)), Language::En) => {
            let word = if change.mean < 0.0 { "falls" } else { "rises" };
            format!(
                "{} {word} most: by {} {unit} {}",
                words.line(*line),
                words.money_of(change.scaled(change.mean.signum())),
                words.yearly(scenario)
            )
        }
        (None, _) => words.pick("费用不变", "Nothing changes").into(),
    };
    let frame = Frame {
        title,
        subtitle: format!(
            "{} · {unit}",
            words.pick("从现状到方案，年度期望支出按科目的变化", "From today's expected yearly cost to the plan's, line by line")
        ),
        foot: scene.foot(),
    };
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (110.0, 1150.0, 150.0, 630.0);
        let (from, to) = (today.summary.cost.mean, main.summary.cost.mean);
        let mut level = from;
        let mut highest = from.max(to);
        for (_, change) in &changes {
            level += change.mean;
            highest = highest.max(level);
        }
        let marks = ticks(highest * 1.06, 6.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let y = |amount: f64| bottom - (bottom - top) * amount / span;
        canvas.rows(&marks, (left, right), y, |mark| words.money(mark));
        let columns = changes.len() + 2;
        let slot = (right - left) / columns as f64;
        let half = (slot * 0.32).min(44.0);
        let x = |index: usize| left + slot * (index as f64 + 0.5);
        for (index, (played, amount)) in [(0, (today, from)), (columns - 1, (main, to))] {
            canvas.bar(x(index) - half, y(amount), x(index) + half, bottom, colour::ACCENT);
            canvas.text(x(index), y(amount) - 14.0, &words.money_of(played.summary.cost), 14.0, colour::INK, Anchor::Middle);
            canvas.text(x(index), bottom + 18.0, &fitted(&scene.name(played), 13.0, slot - 6.0), 13.0, colour::INK, Anchor::Middle);
        }
        let mut level = from;
        for (index, (line, change)) in changes.iter().enumerate() {
            let (at, next) = (x(index + 1), level + change.mean);
            // Hue and lightness both tell a saving from a cost.
            let ink = if change.mean < 0.0 { colour::SUPPLIERS[1] } else { colour::line(CostLine::Contracts) };
            canvas.line(&[(at - slot + half, y(level)), (at + half, y(level))], 1, colour::SOFT);
            canvas.bar(at - half, y(level.max(next)), at + half, y(level.min(next)).max(y(level.max(next)) + 1.0), ink);
            let sign = if change.mean > 0.0 { "+" } else { "" };
            canvas.text(at, y(level.max(next)) - 14.0, &format!("{sign}{}", words.money_of(*change)), 13.0, colour::INK, Anchor::Middle);
            canvas.text(at, bottom + 18.0, &fitted(words.line(*line), 13.0, slot - 6.0), 13.0, colour::SOFT, Anchor::Middle);
            level = next;
        }
        canvas.line(&[(left, bottom), (right, bottom)], 1, colour::SOFT);
    })
}

pub fn data(scene: &Scene<'_>) -> Result<Vec<u8>, ReportError> {
    csv(&["line", "change"], changes(scene).into_iter().map(|(line, change)| vec![line.key().to_owned(), number(change.mean)]))
}
