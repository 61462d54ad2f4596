//! Spider chart of a sensitivity: how the cost of the kept plan follows each figure that matters, further out than the tornado goes.

use super::ReportError;
use super::sensitivity::Finding;
use super::theme::{Anchor, Frame, chart, colour, fitted, span_ticks};
use crate::planning::sensitivity::Sensitivity;
use crate::scenario::file::Language;

/// Where the names of the lines begin, and how far apart they stand at least.
const NAMES: f64 = 930.0;
const APART: f64 = 20.0;

/// How much steeper the line is on one side than on the other: 1 for a straight line.
fn bend(figure: &Sensitivity, base: f64) -> f64 {
    let (Some((_, low)), Some((_, high))) = (figure.spider.first(), figure.spider.last()) else { return 1.0 };
    let (down, up) = ((low - base).abs(), (high - base).abs());
    down.max(up) / down.min(up).max(1e-9 * base.abs().max(1.0))
}

/// `spider`: a line a figure.
///
/// # Errors
/// If it cannot be drawn.
pub fn draw(finding: &Finding<'_>) -> Result<String, ReportError> {
    let words = finding.words;
    let shown: Vec<&Sensitivity> =
        finding.figures.iter().filter(|figure| !figure.spider.is_empty() && words.money(figure.swing()) != "0").collect();
    let ends = || shown.iter().flat_map(|figure| figure.spider.iter().copied());
    // The title says whether doubling the change doubles the effect.
    let crooked = shown.iter().filter(|figure| bend(figure, finding.base) > 1.25).max_by(|a, b| a.swing().total_cmp(&b.swing()));
    let title = match (crooked, words.language) {
        (Some(figure), Language::Zh) => format!("{}增减的影响不对称", finding.name(figure.parameter)),
        (Some(figure), Language::En) => format!("{} hurts more one way than the other", finding.name(figure.parameter)),
        (None, _) => words.pick("各项影响大致与变动成比例", "The effects are about in proportion to the changes").to_owned(),
    };
    let subtitle = words.pick(
        "各项数据单独变动时，年费用加无人服务代价的变化（方案不变）",
        "Change of cost and going without a year as each figure alone is moved, plan kept",
    );
    let frame = Frame { title, subtitle: format!("{subtitle} · {}", words.money_unit(&finding.scenario.currency)), foot: finding.foot() };
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (110.0, NAMES - 40.0, 130.0, 650.0);
        let xs = span_ticks(ends().map(|(share, _)| share), 5.0);
        let ys = span_ticks(ends().map(|(_, cost)| cost - finding.base), 6.0);
        let range = |marks: &[f64]| (marks.first().copied().unwrap_or(-1.0), marks.last().copied().unwrap_or(1.0));
        let ((x0, x1), (y0, y1)) = (range(&xs), range(&ys));
        let x = |share: f64| left + (right - left) * (share - x0) / (x1 - x0).max(f64::MIN_POSITIVE);
        let y = |change: f64| bottom - (bottom - top) * (change - y0) / (y1 - y0).max(f64::MIN_POSITIVE);
        for mark in &ys {
            canvas.line(&[(left, y(*mark)), (right, y(*mark))], 1, if *mark == 0.0 { colour::SOFT } else { colour::GRID });
            canvas.text(left - 8.0, y(*mark), &words.money(*mark), 13.0, colour::SOFT, Anchor::End);
        }
        for mark in &xs {
            canvas.line(&[(x(*mark), top), (x(*mark), bottom)], 1, if *mark == 0.0 { colour::SOFT } else { colour::GRID });
            let sign = if *mark > 0.0 {
                "+"
            } else if *mark < 0.0 {
                "−"
            } else {
                ""
            };
            canvas.text(
                x(*mark),
                bottom + 16.0,
                &format!("{sign}{} %", (mark.abs() * 1000.0).round() / 10.0),
                13.0,
                colour::SOFT,
                Anchor::Middle,
            );
        }
        // Names stand where their lines end, pushed apart downwards where several end alike.
        let mut named: Vec<(f64, usize)> = shown
            .iter()
            .enumerate()
            .map(|(index, figure)| (figure.spider.last().map_or(0.0, |(_, cost)| y(cost - finding.base)), index))
            .collect();
        named.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut free = top;
        let count = named.len();
        for (rank, (end, index)) in named.into_iter().enumerate() {
            let figure = shown[index];
            let ink = colour::SERIES[(index * 3) % colour::SERIES.len()];
            let path: Vec<(f64, f64)> = figure.spider.iter().map(|(share, cost)| (x(*share), y(cost - finding.base))).collect();
            canvas.line(&path, 3, ink);
            path.iter().for_each(|(x, y)| canvas.dot(*x, *y, 3, ink, true));
            let at = end.max(free).min(bottom - APART * (count - 1 - rank) as f64);
            free = at + APART;
            canvas.line(&[(right + 4.0, end), (NAMES - 8.0, at)], 1, ink);
            canvas.text(NAMES, at, &fitted(&finding.name(figure.parameter), 13.0, 1180.0 - NAMES), 13.0, colour::INK, Anchor::Start);
        }
    })
}

/// `spider.csv`: a row for each point of each line.
///
/// # Errors
/// If the table cannot be built.
pub fn csv(finding: &Finding<'_>) -> Result<Vec<u8>, ReportError> {
    let rows = finding.figures.iter().flat_map(|figure| {
        figure.spider.iter().map(|(share, cost)| vec![finding.name(figure.parameter), share.to_string(), (cost - finding.base).to_string()])
    });
    super::csv::csv(&["figure", "moved_by", "kept_minus_base"], rows)
}
