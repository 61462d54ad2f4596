//! Energy and water a head, by strategy, against the limit.

use super::Scene;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, ticks};
use crate::report::words::{grouped, supported};
use crate::scenario::file::Language;

/// Most resources on the chart; all are in the table.
const MOST: usize = 4;

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let heads = scenario.heads();
    let first = &scenario.resources[0];
    let used = |played: &crate::run::Played, resource: usize| played.summary.resources[resource].scaled(1.0 / heads);
    let digits = |value: f64| if value.abs() < 10.0 { 2 } else { usize::from(value.abs() < 100.0) };
    let own = scene.subject().map(|main| (scene.name(main), used(main, 0)));
    let own = own.map(|(name, own)| (name, supported(own.mean, own.half_width(), digits(own.mean))));
    let title = match (own, words.language) {
        (Some((name, own)), Language::Zh) => format!("{name}：人均{} {own} {}", first.title, first.unit),
        (Some((name, own)), Language::En) => format!("{name}: {own} {} of {} a head", first.unit, first.title.to_lowercase()),
        (None, _) => words.pick("各方案人均能源和水的用量", "Energy and water a head under each strategy").to_owned(),
    };
    let subtitle =
        words.pick("每年人均用量，横线为上限，细线为 95 % 置信区间", "Use a head and year; red line: the limit; thin line: 95 % interval");
    let frame = Frame { title, subtitle: subtitle.into(), foot: scene.foot() };
    let shown = scenario.resources.len().min(MOST);
    chart(&frame, |canvas| {
        let width = 1130.0 / shown as f64;
        for (index, resource) in scenario.resources.iter().take(shown).enumerate() {
            let (left, right, top, bottom) = (100.0 + width * index as f64, 40.0 + width * (index + 1) as f64 - 10.0, 170.0, 560.0);
            let heading = fitted(&format!("{} ({})", resource.title, resource.unit), 15.0, right - left);
            canvas.text(left, 130.0, &heading, 15.0, colour::INK, Anchor::Start);
            let limit = resource.at_most.map(|most| most / heads);
            let most = scene.run.strategies.iter().map(|played| used(played, index).upper).chain(limit).fold(0.0, f64::max);
            let marks = ticks(most * 1.05, 5.0);
            let span = marks.last().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
            let y = |amount: f64| bottom - (bottom - top) * amount / span;
            for mark in &marks {
                canvas.line(&[(left, y(*mark)), (right, y(*mark))], 1, colour::GRID);
                canvas.text(left - 6.0, y(*mark), &grouped(*mark, if span < 10.0 { 1 } else { 0 }), 12.0, colour::SOFT, Anchor::End);
            }
            let slot = (right - left) / scene.run.strategies.len().max(1) as f64;
            for (number, played) in scene.run.strategies.iter().enumerate() {
                let x = left + slot * (number as f64 + 0.5);
                let half = (slot * 0.32).min(30.0);
                let of = used(played, index);
                let ink = if scene.subject().is_some_and(|subject| subject.key() == played.key()) {
                    colour::ACCENT
                } else {
                    colour::SUPPLIERS[1]
                };
                canvas.bar(x - half, y(of.mean), x + half, bottom, ink);
                canvas.line(&[(x, y(of.lower)), (x, y(of.upper))], 2, colour::INK);
                // Names are numbered: they are the same under every panel.
                canvas.text(x, bottom + 14.0, &(number + 1).to_string(), 12.0, colour::SOFT, Anchor::Middle);
            }
            if let Some(limit) = limit {
                canvas.line(&[(left, y(limit)), (right, y(limit))], 2, colour::LIMIT);
                canvas.text(right, y(limit) - 11.0, words.pick("上限", "limit"), 12.0, colour::LIMIT, Anchor::End);
            }
        }
        let (mut x, mut y) = (100.0, 610.0);
        for (number, played) in scene.run.strategies.iter().enumerate() {
            let name = format!("{} {}", number + 1, fitted(&scene.name(played), 13.0, 200.0));
            let wide = crate::report::theme::text_width(&name, 13.0) + 28.0;
            if x + wide > 1160.0 {
                (x, y) = (100.0, y + 24.0);
            }
            canvas.text(x, y, &name, 13.0, colour::INK, Anchor::Start);
            x += wide;
        }
    })
}
