//! What each budget buys: service in time over the cap on yearly cash.

use super::Scene;
use crate::outcome::summary::HAIR;
use crate::planning::FrontierPoint;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Frame, chart, colour, text_width, ticks};

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let scenario = scene.scenario();
    let points = &scene.run.frontier;
    let (first, last) = (&points[0], &points[points.len() - 1]);
    // More than the best plan asks for buys nothing.
    let both = |point: &FrontierPoint| point.cash + point.unserved_cost;
    let last = points.iter().find(|point| both(point) <= both(last) * (1.0 + HAIR)).unwrap_or(last);
    let currency = &scenario.currency;
    let title = match words.language {
        crate::scenario::file::Language::Zh => format!(
            "预算从 {} 增至 {}，无人服务的代价从 {} 降至 {}",
            words.amount(first.cap, currency),
            words.amount(last.cap, currency),
            words.amount(first.unserved_cost, currency),
            words.amount(last.unserved_cost, currency)
        ),
        crate::scenario::file::Language::En => format!(
            "A cap of {} rather than {} cuts the cost of going without from {} to {}",
            words.amount(last.cap, currency),
            words.amount(first.cap, currency),
            words.amount(first.unserved_cost, currency),
            words.amount(last.unserved_cost, currency)
        ),
    };
    let most = points.iter().map(|point| point.way_cost).fold(0.0, f64::max);
    let ways = match words.language {
        // What is told as nothing is not told.
        _ if words.money(most).chars().all(|digit| matches!(digit, '0' | '.')) => String::new(),
        crate::scenario::file::Language::Zh => format!(" · 其中异地开会往返至多 {}", words.money(most)),
        crate::scenario::file::Language::En => format!(" · of it {} at most is the way to meetings", words.money(most)),
    };
    let frame = Frame {
        title,
        subtitle: format!(
            "{} · {}{}",
            words.pick(
                "各预算上限下的最优方案：现金支出加无人服务的代价（不设服务标准约束）",
                "Best plan under each cap on yearly cash: cash and the cost of going without (standards not held)"
            ),
            words.money_unit(currency),
            ways
        ),
        foot: scene.foot(),
    };
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (110.0, 1130.0, 150.0, 650.0);
        let most = points.iter().map(|point| point.cash + point.unserved_cost).fold(0.0, f64::max);
        let marks = ticks(most * 1.05, 6.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let y = |amount: f64| bottom - (bottom - top) * amount / span;
        canvas.rows(&marks, (left, right), y, |mark| words.money(mark));
        let slot = (right - left) / points.len() as f64;
        let cash = words.pick("现金支出", "Cash");
        let without = words.pick("无人服务的代价（非现金）", "Cost of going without (not cash)");
        canvas.legend(left, 118.0, &[(cash, colour::ACCENT), (without, colour::SUPPLIERS[3])]);
        let note = words.pick("柱上：及时服务的比例；柱下：预算上限、自办人数", "Above: share in time; below: cap, own people");
        canvas.text(right, 118.0, note, 13.0, colour::SOFT, Anchor::End);
        let best = points.iter().map(|point| point.cash + point.unserved_cost).fold(f64::INFINITY, f64::min);
        for (index, point) in points.iter().enumerate() {
            let x = left + slot * (index as f64 + 0.5);
            let half = (slot * 0.3).min(40.0);
            let total = point.cash + point.unserved_cost;
            canvas.bar(x - half, y(point.cash), x + half, bottom, colour::ACCENT);
            canvas.bar(x - half, y(total), x + half, y(point.cash), colour::SUPPLIERS[3]);
            let ink = if total <= best * 1.001 { colour::ACCENT } else { colour::INK };
            canvas.text(x, y(total) - 12.0, &words.percent(point.service), 13.0, ink, Anchor::Middle);
            canvas.text(x, bottom + 16.0, &words.money(point.cap), 13.0, colour::INK, Anchor::Middle);
            let people = format!("{} {}", point.people, words.pick("人", "people"));
            if text_width(&people, 12.0) < slot {
                canvas.text(x, bottom + 34.0, &people, 12.0, colour::SOFT, Anchor::Middle);
            }
        }
        canvas.line(&[(left, bottom), (right, bottom)], 1, colour::SOFT);
    })
}
