//! Who does the work, by lot: in-house, contract, spot, unserved.

use super::Scene;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, fitted};
use crate::report::words::supported;

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let Some(main) = scene.main() else { return Err(ReportError::Drawing("there is no plan to draw".into())) };
    let outsourced = words.percent_of(main.summary.outsourced_share);
    let counted = words.counted(scenario.policy.counted);
    let title = match words.language {
        crate::scenario::file::Language::Zh => {
            format!("{}：{outsourced} 的工作由社会力量承担（{counted}）", scene.name(main))
        }
        crate::scenario::file::Language::En => {
            format!("{}: {outsourced} of the work is bought ({counted})", scene.name(main))
        }
    };
    let frame = Frame {
        title,
        subtitle: words.pick("各标段由谁服务 · 占需求的比例", "Who serves each lot · share of demand").into(),
        foot: scene.foot(),
    };
    chart(&frame, |canvas| {
        let items: Vec<(&str, _)> = (0..4).map(|index| (words.supplier(index), colour::SUPPLIERS[index])).collect();
        canvas.legend(40.0, 112.0, &items);
        // Long lists take two or three columns.
        let count = scenario.lots.len();
        let columns = count.div_ceil(26).clamp(1, 3);
        let rows = count.div_ceil(columns);
        let (top, bottom) = (136.0, 700.0);
        let row = ((bottom - top) / rows as f64).min(34.0);
        let size = (row * 0.62).clamp(8.0, 15.0);
        let width = (1160.0 - 40.0) / columns as f64;
        for (index, lot) in scenario.lots.iter().enumerate() {
            let (column, line) = (index / rows, index % rows);
            let left = 40.0 + column as f64 * width;
            let label = if columns == 1 { 250.0 } else { width * 0.46 };
            let y = top + row * (line as f64 + 0.5);
            canvas.text(left + label - 8.0, y, &fitted(&lot.title, size, label - 8.0), size, colour::INK, Anchor::End);
            let (from, to) = (left + label, left + width - 70.0);
            let summary = &main.summary.lots[index];
            let mut at = from;
            let parts = [summary.in_house.mean, summary.contract.mean, summary.spot.mean, summary.unserved.mean];
            let total: f64 = parts.iter().sum();
            if total > 0.0 {
                for (part, colour) in parts.iter().zip(colour::SUPPLIERS) {
                    let next = at + (to - from) * part / total;
                    if next - at > 0.4 {
                        canvas.bar(at, y - row * 0.34, next, y + row * 0.34, colour);
                    }
                    at = next;
                }
            }
            canvas.text(
                to + 6.0,
                y,
                &supported(summary.demand.mean, summary.demand.half_width(), usize::from(summary.demand.mean < 10.0)),
                size.min(13.0),
                colour::SOFT,
                Anchor::Start,
            );
        }
        canvas.text(
            1160.0,
            112.0,
            words.pick("右侧数字：每年需求量", "Figures at the right: yearly demand"),
            12.0,
            colour::SOFT,
            Anchor::End,
        );
    })
}
