//! Utilisation of each team and pool by month, today and under the plan: a heat map.

use plotters::style::RGBColor;

use super::Scene;
use crate::outcome::Estimate;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Canvas, Frame, chart, colour, fitted, text_width};
use crate::report::words::supported;
use crate::run::Played;

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let (Some(main), Some(today)) = (scene.main(), scene.status_quo().or(scene.main())) else {
        return Err(ReportError::Drawing("there is no plan to draw".into()));
    };
    let crews = |played: &Played| {
        let busy: Vec<(Estimate, f64)> = scene
            .supply
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.kind == crate::supply::UnitKind::Workshop)
            .filter_map(|(unit, _)| {
                let people = f64::from(played.plan.sizes[unit].people);
                played.summary.units[unit].overall.map(|share| (share.scaled(people), people))
            })
            .collect();
        let sum = |of: &dyn Fn(&(Estimate, f64)) -> f64| busy.iter().map(of).sum::<f64>();
        let (used, half, people) = (sum(&|part| part.0.mean), sum(&|part| part.0.half_width()), sum(&|part| part.1));
        (people > 0.0).then(|| words.percent_of(Estimate::around(used / people, half / people)))
    };
    // A plan of the user's own goes by its name.
    let own = main.name.as_deref();
    let title = match (crews(today), crews(main), words.language) {
        (Some(a), Some(b), crate::scenario::file::Language::Zh) => {
            format!("接单班组工时利用率：现状 {a}，{} {b}", own.unwrap_or("方案"))
        }
        (Some(a), Some(b), crate::scenario::file::Language::En) => {
            format!("Teams that take orders are busy {a} of their paid time today, {b} under {}", own.unwrap_or("the plan"))
        }
        (Some(a), None, crate::scenario::file::Language::Zh) => format!("接单班组现状工时利用率 {a}，{}中不再保留", own.unwrap_or("方案")),
        (Some(a), None, crate::scenario::file::Language::En) => {
            format!("Teams that take orders are busy {a} of their paid time today; {} keeps none", own.unwrap_or("the plan"))
        }
        (None, _, crate::scenario::file::Language::Zh) => "各班组与会议室的利用率".into(),
        (None, _, crate::scenario::file::Language::En) => "Utilisation of teams and rooms".into(),
    };
    let frame = Frame {
        title,
        subtitle: words
            .pick(
                "工时利用率（忙碌时间占在册工时）、厨房利用率（占可供餐数）、会议室利用率（占办公时间，含布置清场）",
                "Busy share of paid time (people), of meals that could be cooked (kitchens), of office hours (rooms, with set-up)",
            )
            .into(),
        foot: scene.foot(),
    };
    chart(&frame, |canvas| {
        panel(canvas, scene, today, 30.0, 590.0);
        if main.strategy != today.strategy {
            panel(canvas, scene, main, 615.0, 1175.0);
        }
    })
}

fn panel(canvas: &mut Canvas<'_>, scene: &Scene<'_>, played: &Played, left: f64, right: f64) {
    let words = scene.words;
    canvas.text(left + 5.0, 112.0, &fitted(&scene.name(played), 17.0, right - left - 10.0), 17.0, colour::INK, Anchor::Start);
    let units: Vec<usize> = (0..scene.supply.units.len()).filter(|unit| played.summary.units[*unit].overall.is_some()).collect();
    if units.is_empty() {
        canvas.text(
            (left + right) / 2.0,
            380.0,
            words.pick("没有自办班组或场所", "No own teams or rooms"),
            16.0,
            colour::SOFT,
            Anchor::Middle,
        );
        return;
    }
    let (top, bottom) = (158.0, 700.0);
    let label = 160.0;
    let row = ((bottom - top) / units.len() as f64).min(40.0);
    let months = 12.min(scene.scenario().calendar.months());
    let column = (right - left - label - 52.0) / months as f64;
    let size = (row * 0.55).clamp(7.0, 13.0);
    let first = scene.scenario().calendar.days.first().map_or(0, |day| (day.date.month() - 1) as usize);
    for month in 0..months {
        let name = words.month((first + month) % 12);
        canvas.text(left + label + column * (month as f64 + 0.5), top - 14.0, &name, 10.5, colour::SOFT, Anchor::Middle);
    }
    canvas.text(right - 4.0, top - 14.0, words.pick("全年", "Year"), 11.0, colour::SOFT, Anchor::End);
    for (line, unit) in units.iter().enumerate() {
        let y = top + row * line as f64;
        let spec = &scene.supply.units[*unit];
        let size_of = &played.plan.sizes[*unit];
        let count = if spec.rooms.is_empty() { size_of.people } else { size_of.rooms.iter().sum() };
        let count = format!(" ×{count}");
        let name = fitted(&spec.title, size, label - 10.0 - text_width(&count, size)) + &count;
        canvas.text(left + label - 8.0, y + row / 2.0, &name, size, colour::INK, Anchor::End);
        let summary = &played.summary.units[*unit];
        for month in 0..months {
            if let Some(of) = summary.by_month[month] {
                let share = of.mean;
                let x = left + label + column * month as f64;
                canvas.bar(x + 1.0, y + 1.0, x + column - 1.0, y + row - 1.0, shade(share));
                let ink = if share > 0.55 { colour::PAPER } else { colour::INK };
                if row > 14.0 {
                    canvas.text(
                        x + column / 2.0,
                        y + row / 2.0,
                        &supported(share * 100.0, of.half_width() * 100.0, 0),
                        size.min(11.0),
                        ink,
                        Anchor::Middle,
                    );
                }
            }
        }
        if let Some(overall) = summary.overall {
            canvas.text(
                right - 4.0,
                y + row / 2.0,
                &format!("{} %", supported(overall.mean * 100.0, overall.half_width() * 100.0, 0)),
                size,
                colour::INK,
                Anchor::End,
            );
        }
    }
}

/// From white through blue to dark: lightness alone tells the value in grey.
fn shade(share: f64) -> RGBColor {
    let t = share.clamp(0.0, 1.0);
    let mix = |from: f64, to: f64| (from + (to - from) * t).round() as u8;
    RGBColor(mix(238.0, 0.0), mix(243.0, 58.0), mix(248.0, 110.0))
}
