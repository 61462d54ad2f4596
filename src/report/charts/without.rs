//! Cash and going without of every strategy against the plan, apart; going without by lot.

use super::Scene;
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::rivals::heaviest;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, text_width, ticks};
use crate::scenario::file::Language;

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let strategies = &scene.run.strategies;
    let unit = words.money_unit(&scenario.currency);
    let shown = heaviest(scene.supply, scene.run);
    let least = strategies.iter().min_by(|one, two| one.summary.unserved_cost.mean.total_cmp(&two.summary.unserved_cost.mean));
    let title = match (least, words.language) {
        (Some(least), Language::Zh) => {
            format!("{}耽误的事最少，折合每年 {} {unit}", scene.name(least), words.money_of(least.summary.unserved_cost))
        }
        (Some(least), Language::En) => format!(
            "{} leaves least undone, weighed at {} a year",
            scene.name(least),
            words.amount_of(least.summary.unserved_cost, &scenario.currency)
        ),
        (None, _) => words.pick("无人服务代价", "Going without").to_owned(),
    };
    let subtitle = format!(
        "{} · {unit}",
        words.pick(
            "无人服务、迟办、返工和往返，折成钱，不是现金；按项目",
            "Undone, late and bad work and ways, weighed in money, not cash; by lot"
        )
    );
    chart(&Frame { title, subtitle, foot: scene.foot() }, |canvas| {
        let (left, right, top, bottom) = (230.0, 1070.0, 186.0, 664.0);
        let most = strategies.iter().map(|played| parts(scene, &shown, played).iter().sum::<f64>()).fold(0.0, f64::max);
        let marks = ticks(most * 1.02, 6.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let x = |amount: f64| left + (right - left) * amount / span;
        canvas.columns(&marks, (top, bottom), x, |mark| words.money(mark));
        let rest = words.pick("其余", "The rest");
        let names: Vec<String> = shown.iter().map(|lot| fitted(&scenario.lots[*lot].title, 13.0, 180.0)).chain([rest.to_owned()]).collect();
        let items: Vec<(&str, _)> = names.iter().map(String::as_str).zip(shades()).collect();
        let half = items.len().div_ceil(2);
        canvas.legend(40.0, 116.0, &items[..half]);
        canvas.legend(40.0, 142.0, &items[half..]);
        let row = (bottom - top) / strategies.len().max(1) as f64;
        for (index, played) in strategies.iter().enumerate() {
            let y = top + row * (index as f64 + 0.5);
            let half = (row * 0.32).min(26.0);
            canvas.text(left - 12.0, y, &fitted(&scene.name(played), 15.0, left - 50.0), 15.0, colour::INK, Anchor::End);
            let mut from = 0.0;
            for (amount, shade) in parts(scene, &shown, played).into_iter().zip(shades()) {
                if amount > 0.0 {
                    canvas.bar(x(from), y - half, x(from + amount), y + half, shade);
                    from += amount;
                }
            }
            let label = words.money_of(played.summary.unserved_cost);
            let at = (x(from) + 8.0).min(1180.0 - text_width(&label, 15.0));
            canvas.text(at, y, &label, 15.0, colour::INK, Anchor::Start);
        }
    })
}

fn shades() -> impl Iterator<Item = plotters::style::RGBColor> {
    colour::SERIES.into_iter().cycle()
}

/// Going without of the lots that are shown, and of the rest. What is better than asked for (marks that users give) counts as nothing here.
fn parts(scene: &Scene<'_>, shown: &[usize], played: &crate::run::Played) -> Vec<f64> {
    let lots = &played.summary.lots;
    let mut parts: Vec<f64> = shown.iter().map(|lot| lots[*lot].going_without.mean.max(0.0)).collect();
    let rest = (0..scene.scenario().lots.len()).filter(|lot| !shown.contains(lot)).map(|lot| lots[lot].going_without.mean).sum::<f64>();
    parts.push(rest.max(0.0));
    parts
}

pub fn data(scene: &Scene<'_>) -> Result<Vec<u8>, ReportError> {
    let lots = &scene.scenario().lots;
    let rows = scene.run.strategies.iter().flat_map(|played| {
        lots.iter().zip(&played.summary.lots).map(|(lot, row)| {
            vec![
                played.key().to_owned(),
                lot.path.clone(),
                number(row.going_without.mean),
                number(row.going_without.lower),
                number(row.going_without.upper),
            ]
        })
    });
    csv(&["strategy", "lot", "going_without", "lower_95", "upper_95"], rows)
}
