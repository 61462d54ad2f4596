//! When each lot's demand comes: months across, lots down, shaded by how far a month is above or below the lot's own mean.

use plotters::style::RGBColor;

use super::Scene;
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::theme::{Anchor, Frame, chart, colour, fitted};
use crate::scenario::file::Language;

/// Each lot's demand by month of the year, as a multiple of its mean month.
fn seasons(scene: &Scene<'_>) -> Vec<[f64; 12]> {
    let calendar = &scene.scenario().calendar;
    let month_of = |index: usize| usize::from(calendar.days[calendar.month_starts[index]].date.month().unsigned_abs()) - 1;
    let of_lot = |lot: &Vec<f64>| {
        let (mut sum, mut count) = ([0.0; 12], [0.0; 12]);
        for (index, units) in lot.iter().enumerate() {
            sum[month_of(index)] += units;
            count[month_of(index)] += 1.0;
        }
        let mean = lot.iter().sum::<f64>() / lot.len().max(1) as f64;
        let share = |month: usize| if mean > 0.0 && count[month] > 0.0 { sum[month] / count[month] / mean } else { 0.0 };
        std::array::from_fn(share)
    };
    scene.run.demand.iter().map(of_lot).collect()
}

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let seasons = seasons(scene);
    let swing = |lot: usize| seasons[lot].iter().copied().fold(0.0, f64::max);
    let peak = (0..seasons.len()).max_by(|a, b| swing(*a).total_cmp(&swing(*b))).unwrap_or(0);
    let month = (0..12).max_by(|a, b| seasons[peak][*a].total_cmp(&seasons[peak][*b])).unwrap_or(0);
    let (name, times) = (scenario.lots.get(peak).map_or("", |lot| &lot.title), swing(peak));
    let title = match words.language {
        Language::Zh => format!("{name}起伏最大：{}为平均月份的 {times:.1} 倍", words.month(month)),
        Language::En => format!("{name} swings most: {} asks for {times:.1} times a mean month", words.month(month)),
    };
    let subtitle = words.pick("各标段每月需求，以该标段的平均月份为 100", "Demand of each lot by month; the lot's mean month is 100");
    let frame = Frame { title, subtitle: subtitle.into(), foot: scene.foot() };
    chart(&frame, |canvas| {
        let count = scenario.lots.len();
        let columns = count.div_ceil(26).clamp(1, 3);
        let rows = count.div_ceil(columns).max(1);
        let (top, bottom) = (136.0, 700.0);
        let row = ((bottom - top) / rows as f64).min(34.0);
        let size = (row * 0.62).clamp(7.0, 14.0);
        let width = 1120.0 / columns as f64;
        let label = if columns == 1 { 250.0 } else { width * 0.4 };
        let cell = (width - label - 20.0) / 12.0;
        for column in 0..columns {
            let left = 40.0 + column as f64 * width + label;
            for month in 0..12 {
                let name = if cell > 34.0 { words.month(month) } else { (month + 1).to_string() };
                canvas.text(
                    left + cell * (month as f64 + 0.5),
                    top - 14.0,
                    &name,
                    if cell > 16.0 { 11.0 } else { 8.0 },
                    colour::SOFT,
                    Anchor::Middle,
                );
            }
        }
        for (index, lot) in scenario.lots.iter().enumerate() {
            let left = 40.0 + (index / rows) as f64 * width;
            let y = top + row * (index % rows) as f64;
            canvas.text(left + label - 10.0, y + row / 2.0, &fitted(&lot.title, size, label - 12.0), size, colour::INK, Anchor::End);
            for (month, share) in seasons[index].iter().enumerate() {
                let x = left + label + cell * month as f64;
                canvas.bar(x + 0.5, y + 0.5, x + cell - 0.5, y + row - 0.5, shade(*share));
                if row > 13.0 && cell > 26.0 {
                    let ink = if *share > 1.25 { colour::PAPER } else { colour::INK };
                    canvas.text(x + cell / 2.0, y + row / 2.0, &format!("{:.0}", share * 100.0), size.min(11.0), ink, Anchor::Middle);
                }
            }
        }
    })
}

/// White at nothing, the accent at twice the mean.
fn shade(share: f64) -> RGBColor {
    let t = (share / 2.0).clamp(0.0, 1.0);
    let mix = |from: f64, to: f64| (from + (to - from) * t).round() as u8;
    RGBColor(mix(250.0, 0.0), mix(251.0, 70.0), mix(253.0, 130.0))
}

pub fn data(scene: &Scene<'_>) -> Result<Vec<u8>, ReportError> {
    let calendar = &scene.scenario().calendar;
    let month = |index: usize| calendar.days[calendar.month_starts[index]].date.strftime("%Y-%m").to_string();
    let rows = scene.scenario().lots.iter().zip(&scene.run.demand).flat_map(|(lot, months)| {
        months.iter().enumerate().map(move |(index, units)| vec![lot.path.clone(), month(index), number(*units)])
    });
    csv(&["lot", "month", "units"], rows)
}
