//! Departments beside each other: what each pays a head, and how well its work is served.

use super::Scene;
use crate::outcome::Estimate;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, ticks};
use crate::report::words::{grouped, supported};
use crate::scenario::file::Language;

/// Most departments on the chart; all are in the table.
const MOST: usize = 32;

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let Some(main) = scene.main() else { return Err(ReportError::Drawing("there is no plan to draw".into())) };
    let today = scene.status_quo().filter(|today| today.strategy != main.strategy);
    let head = |played: &crate::run::Played, department: usize| {
        played.summary.by_department[department].scaled(1.0 / f64::from(scenario.departments[department].headcount.max(1)))
    };
    let mut order: Vec<usize> = (0..scenario.departments.len()).collect();
    order.sort_by(|a, b| head(main, *a).mean.total_cmp(&head(main, *b).mean).then(a.cmp(b)));
    let told = |of: Estimate| supported(of.mean, of.half_width(), 0);
    let (least, most) = (told(head(main, order[0])), told(head(main, order[order.len() - 1])));
    let currency = &scenario.currency;
    let unit = if currency == "CNY" { "元" } else { currency };
    let title = match words.language {
        Language::Zh => format!("{}：各部门人均年费用从 {least} {unit}到 {most} {unit}不等", scene.name(main)),
        Language::En => {
            format!("{}: departments pay from {currency} {least} to {most} a head", scene.name(main))
        }
    };
    let subtitle = words.pick(
        "人均年费用，细线为 95 % 置信区间，空心点为现状；区间重叠的部门名次不分先后",
        "Cost a head and year; line: 95 % interval; hollow: today. Where intervals overlap, ranks mean nothing",
    );
    let frame = Frame { title, subtitle: format!("{subtitle} · {currency}"), foot: scene.foot() };
    chart(&frame, |canvas| {
        let shown = &order[..order.len().min(MOST)];
        let (left, right, top, bottom) = (290.0, 1080.0, 130.0, 670.0);
        let spread =
            shown.iter().flat_map(|department| [Some(head(main, *department).upper), today.map(|today| head(today, *department).upper)]);
        let marks = ticks(spread.flatten().fold(0.0, f64::max) * 1.02, 6.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let x = |amount: f64| left + (right - left) * amount / span;
        canvas.columns(&marks, (top, bottom), x, |mark| grouped(mark, 0));
        let row = ((bottom - top) / shown.len() as f64).min(110.0);
        let size = (row * 0.6).clamp(9.0, 15.0);
        for (index, department) in shown.iter().enumerate() {
            let y = top + row * (index as f64 + 0.5);
            let name = fitted(&scenario.departments[*department].name, size, left - 60.0);
            canvas.text(left - 12.0, y, &name, size, colour::INK, Anchor::End);
            let of = head(main, *department);
            let half = (row * 0.3).min(24.0);
            canvas.bar(x(0.0), y - half, x(of.mean), y + half, colour::SUPPLIERS[1]);
            canvas.line(&[(x(of.lower), y), (x(of.upper), y)], 2, colour::INK);
            let mut edge = of.upper;
            if let Some(today) = today {
                let before = head(today, *department);
                canvas.dot(x(before.mean), y, (half as i32).clamp(4, 6), colour::SOFT, true);
                edge = edge.max(before.mean);
            }
            canvas.text(x(edge) + 14.0, y, &told(of), size.min(13.0), colour::SOFT, Anchor::Start);
        }
    })
}
