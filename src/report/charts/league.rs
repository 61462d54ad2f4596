//! Departments beside each other: what each pays for work that is worth as much on the market.

use super::Scene;
use crate::outcome::{DepartmentSummary, Estimate};
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, ticks};
use crate::report::words::{grouped, supported};
use crate::run::Played;
use crate::scenario::file::Language;

/// Most departments on the chart; all are in the table.
const MOST: usize = 32;

/// Whether there are departments to compare.
pub fn has_any(scene: &Scene<'_>) -> bool {
    scene.main().is_some_and(|main| main.summary.departments.iter().filter_map(DepartmentSummary::cost_per_100).count() > 1)
}

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let Some(main) = scene.main() else { return Err(ReportError::Drawing("there is no plan to draw".into())) };
    let today = scene.status_quo().filter(|today| today.strategy != main.strategy);
    // Market value is the same under every plan, so that whoever has a figure here has one today.
    let paid = |played: &Played, department: usize| played.summary.departments[department].cost_per_100();
    let mut ranked: Vec<(usize, Estimate)> =
        (0..scenario.departments.len()).filter_map(|department| Some((department, paid(main, department)?))).collect();
    ranked.sort_by(|(a, of_a), (b, of_b)| of_a.mean.total_cmp(&of_b.mean).then(a.cmp(b)));
    let told = |of: Estimate| supported(of.mean, of.half_width(), 1);
    let (Some((_, least)), Some((_, most))) = (ranked.first(), ranked.last()) else {
        return Err(ReportError::Drawing("no department's work has a market value".into()));
    };
    let (least, most) = (told(*least), told(*most));
    let currency = &scenario.currency;
    let unit = if currency == "CNY" { "元" } else { currency };
    let title = match words.language {
        Language::Zh => format!("{}：市场价每 100 {unit}的工作，各部门花费 {least} 至 {most} {unit}", scene.name(main)),
        Language::En => {
            format!("{}: for work worth {currency} 100, departments pay from {least} to {most}", scene.name(main))
        }
    };
    let subtitle = words.pick(
        "本部门工作的费用与其市场价值之比，不含一次性费用；细线为 95 % 置信区间，空心点为现状；区间重叠的名次不分先后",
        "Cost of own work for each 100 of its market value, without what is spent once; line: 95 % interval; hollow: today. Overlaps are ties",
    );
    let frame = Frame { title, subtitle: format!("{subtitle} · {currency}"), foot: scene.foot() };
    chart(&frame, |canvas| {
        let shown = &ranked[..ranked.len().min(MOST)];
        let (left, right, top, bottom) = (290.0, 1080.0, 130.0, 670.0);
        let spread = shown.iter().flat_map(|(department, of)| [Some(*of), today.and_then(|today| paid(today, *department))]);
        let marks = ticks(spread.flatten().map(|of| of.upper).fold(0.0, f64::max) * 1.02, 6.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let x = |amount: f64| left + (right - left) * amount / span;
        canvas.columns(&marks, (top, bottom), x, |mark| grouped(mark, 0));
        let row = ((bottom - top) / shown.len() as f64).min(110.0);
        let size = (row * 0.6).clamp(9.0, 15.0);
        for (index, (department, of)) in shown.iter().enumerate() {
            let y = top + row * (index as f64 + 0.5);
            let name = fitted(&scenario.departments[*department].title, size, left - 60.0);
            canvas.text(left - 12.0, y, &name, size, colour::INK, Anchor::End);
            let half = (row * 0.3).min(24.0);
            canvas.bar(x(0.0), y - half, x(of.mean), y + half, colour::SUPPLIERS[1]);
            canvas.line(&[(x(of.lower), y), (x(of.upper), y)], 2, colour::INK);
            // The figure is the bar's: it goes past the dot only where the two would lie on each other.
            let mut at = x(of.upper) + 14.0;
            if let Some(before) = today.and_then(|today| paid(today, *department)) {
                canvas.dot(x(before.mean), y, (half as i32).clamp(4, 6), colour::SOFT, true);
                if (at - 20.0..at + 60.0).contains(&x(before.mean)) {
                    at = x(before.mean) + 14.0;
                }
            }
            canvas.text(at, y, &told(*of), size.min(13.0), colour::SOFT, Anchor::Start);
        }
    })
}
