//! Service in time against the standard, by lot, today and under the plan, with the mean wait.

use super::Scene;
use crate::outcome::Estimate;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted};
use crate::report::words::supported;
use crate::scenario::LotKind;

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let Some(main) = scene.main() else { return Err(ReportError::Drawing("there is no plan to draw".into())) };
    let today = scene.status_quo().filter(|today| today.strategy != main.strategy);
    let meets = |lot: usize| {
        main.summary.lots[lot].in_time.upper + 1e-9 >= scenario.lots[lot].standard || main.summary.lots[lot].demand.mean == 0.0
    };
    let met = (0..scenario.lots.len()).filter(|lot| meets(*lot)).count();
    let title = match words.language {
        crate::scenario::file::Language::Zh => format!("{}：{} 个标段中 {met} 个达到服务标准", scene.name(main), scenario.lots.len()),
        crate::scenario::file::Language::En => format!("{}: {met} of {} lots meet their standard", scene.name(main), scenario.lots.len()),
    };
    let frame = Frame {
        title,
        subtitle: words
            .pick("按标准及时完成的比例（95 % 置信区间）；空心点为现状，竖线为标准；右侧为自办及食堂的平均等待", "Share served within the standard (95 % interval); hollow: status quo; tick: the standard; right: mean wait where own people serve")
            .into(),
        foot: scene.foot(),
    };
    chart(&frame, |canvas| {
        let count = scenario.lots.len();
        let columns = count.div_ceil(26).clamp(1, 3);
        let rows = count.div_ceil(columns);
        let (top, bottom) = (134.0, 690.0);
        let row = ((bottom - top) / rows as f64).min(34.0);
        let size = (row * 0.62).clamp(8.0, 15.0);
        let width = 1120.0 / columns as f64;
        let lowest = (0..count)
            .filter(|lot| main.summary.lots[*lot].demand.mean > 0.0)
            .flat_map(|lot| {
                [
                    Some(main.summary.lots[lot].in_time.lower),
                    today.map(|today| today.summary.lots[lot].in_time.lower),
                    Some(scenario.lots[lot].standard),
                ]
            })
            .flatten()
            .fold(1.0, f64::min);
        let floor = ((lowest - 0.02) * 10.0).floor().clamp(0.0, 9.0) / 10.0;
        for column in 0..columns {
            let (from, to) = (40.0 + column as f64 * width + label_width(columns, width), 40.0 + (column + 1) as f64 * width - 80.0);
            let steps = ((1.0 - floor) * 10.0).round() as usize;
            // As many labels as have room, counted back from 100 %.
            let every = (steps as f64 * 52.0 / (to - from)).ceil().max(1.0) as usize;
            for step in (0..=steps).step_by(every) {
                let share = 1.0 - step as f64 / 10.0;
                let x = from + (to - from) * (share - floor) / (1.0 - floor);
                canvas.line(&[(x, top), (x, top + row * rows as f64)], 1, colour::GRID);
                canvas.text(x, top - 14.0, &format!("{:.0} %", share * 100.0), 11.0, colour::SOFT, Anchor::Middle);
            }
        }
        for (index, lot) in scenario.lots.iter().enumerate() {
            let (column, line) = (index / rows, index % rows);
            let left = 40.0 + column as f64 * width;
            let label = label_width(columns, width);
            let (from, to) = (left + label, left + width - 80.0);
            let x = |share: f64| from + (to - from) * (share.clamp(floor, 1.0) - floor) / (1.0 - floor);
            let y = top + row * (line as f64 + 0.5);
            canvas.text(left + label - 10.0, y, &fitted(&lot.title, size, label - 12.0), size, colour::INK, Anchor::End);
            let tick = row * 0.38;
            canvas.line(&[(x(lot.standard), y - tick), (x(lot.standard), y + tick)], 3, colour::LIMIT);
            let radius = (row * 0.24).clamp(3.0, 6.0) as i32;
            if let Some(today) = today {
                canvas.dot(x(today.summary.lots[index].in_time.mean), y, radius, colour::SOFT, true);
            }
            let summary = &main.summary.lots[index];
            if summary.demand.mean > 0.0 {
                let colour = if meets(index) { colour::ACCENT } else { colour::LIMIT };
                canvas.line(&[(x(summary.in_time.lower), y), (x(summary.in_time.upper), y)], 2, colour);
                canvas.dot(x(summary.in_time.mean), y, radius, colour, false);
            }
            let told = |wait: Estimate, unit: f64, digits: usize| supported(wait.mean / unit, wait.half_width() / unit, digits);
            let wait = match (&lot.kind, summary.wait) {
                (_, None) => String::new(),
                (LotKind::Bookings(_), Some(wait)) => format!("±{} min", told(wait, 1.0, 0)),
                (_, Some(wait)) if wait.mean >= 2880.0 => format!("{} d", told(wait, 1440.0, 1)),
                (_, Some(wait)) if wait.mean >= 120.0 => format!("{} h", told(wait, 60.0, 1)),
                (_, Some(wait)) => format!("{} min", told(wait, 1.0, 1)),
            };
            canvas.text(to + 14.0, y, &wait, size.min(12.0), colour::SOFT, Anchor::Start);
        }
    })
}

fn label_width(columns: usize, width: f64) -> f64 {
    if columns == 1 { 250.0 } else { width * 0.46 }
}
