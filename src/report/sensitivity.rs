//! Which figures matter: as text, table, JSON and tornado chart.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::ReportError;
use super::table::layout;
use super::theme::{Anchor, Frame, chart, colour, fitted, text_width, ticks};
use super::words::Words;
use crate::planning::sensitivity::{Parameter, Sensitivity};
use crate::scenario::Scenario;
use crate::scenario::file::Language;

/// What was found, with what it was measured against.
pub struct Finding<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// By what share figures were moved.
    pub by: f64,
    /// Cost and going without as things stand.
    pub base: f64,
    /// The figures, by falling swing.
    pub figures: &'a [Sensitivity],
    /// The words.
    pub words: Words,
}

impl Finding<'_> {
    /// Where it comes from, for the foot of a chart.
    pub(super) fn foot(&self) -> String {
        let (title, seed) = (&self.scenario.title, self.scenario.run.seed);
        format!("{title} · {} {seed} · houqin {}", self.words.pick("种子", "seed"), env!("CARGO_PKG_VERSION"))
    }

    /// A figure's name for people.
    pub(super) fn name(&self, parameter: Parameter) -> String {
        let service = |service: usize| &self.scenario.services[service].title;
        let pick = |zh: &'static str, en: &'static str| self.words.pick(zh, en);
        match parameter {
            Parameter::Demand(index) => format!("{}{}{}", service(index), pick("", " · "), pick("需求量", "demand")),
            Parameter::Pay(index) => format!("{}{}{}", service(index), pick("", " · "), pick("人员工资", "pay")),
            Parameter::Offer(offer) => {
                format!("{}{}{}", self.scenario.offers[offer].title, pick("", " · "), pick("报价和固定费", "prices and fee"))
            }
            Parameter::Spot(index) => format!("{}{}{}", service(index), pick("", " · "), pick("零星采购价", "spot prices")),
            Parameter::WayToMeetings(index) => {
                format!("{}{}{}", service(index), pick("", " · "), pick("往返时间价值", "value of an hour on the way"))
            }
            Parameter::GoingWithout(index) => {
                format!("{}{}{}", service(index), pick("", " · "), pick("无人服务代价", "cost of going without"))
            }
        }
    }

    /// Limits that the kept plan breaks as a figure is moved, one way and the other; nothing where it keeps them.
    fn broken(&self, figure: &Sensitivity) -> String {
        let words = self.words;
        let ways = [words.pick("减", "less"), words.pick("增", "more")].into_iter().zip(&figure.moved);
        let told: Vec<String> = ways
            .filter(|(_, moved)| !moved.breaks.is_empty())
            .map(|(way, moved)| {
                let limits: Vec<&str> = moved.breaks.iter().map(|limit| words.broken(*limit)).collect();
                format!("{way}{}{}", words.pick("：", ": "), limits.join(words.pick("、", ", ")))
            })
            .collect();
        told.join(words.pick("；", "; "))
    }

    /// For people.
    pub fn text(&self) -> String {
        let words = self.words;
        let unit = words.money_unit(&self.scenario.currency);
        let by = words.percent(self.by);
        let yearly = words.yearly(self.scenario);
        let mut text = match words.language {
            Language::Zh => format!(
                "各项数据单独增减 {by} 时，{yearly}费用加无人服务代价（现为 {} {unit}）的变化。“保持”为方案不变（可能突破限制），“重选”为重新优化。\n\n",
                words.money(self.base)
            ),
            Language::En => format!(
                "Each figure alone {by} less and more: change of cost and going without {yearly} (now {} {unit}), with the plan kept (which may break limits) and with the plan chosen anew.\n\n",
                words.money(self.base)
            ),
        };
        let headers = [
            words.pick("数据", "Figure").to_owned(),
            format!("−{by} {}", words.pick("保持", "kept")),
            words.pick("重选", "anew").to_owned(),
            format!("+{by} {}", words.pick("保持", "kept")),
            words.pick("重选", "anew").to_owned(),
            words.pick("方案是否改变", "Another plan?").to_owned(),
            words.pick("保持时突破的限制", "Limits that the kept plan breaks").to_owned(),
        ];
        let change = |cost: f64| words.money(cost - self.base);
        let anew = |cost: Option<f64>| cost.map_or_else(|| words.pick("无方案", "none").to_owned(), change);
        let rows: Vec<Vec<String>> = self
            .figures
            .iter()
            .map(|figure| {
                let [down, up] = &figure.moved;
                let another = match (down.changes, up.changes) {
                    (false, false) => words.pick("否", "no"),
                    (true, false) => words.pick("减时改变", "if less"),
                    (false, true) => words.pick("增时改变", "if more"),
                    (true, true) => words.pick("都改变", "both ways"),
                };
                vec![
                    self.name(figure.parameter),
                    change(down.kept),
                    anew(down.anew),
                    change(up.kept),
                    anew(up.anew),
                    another.to_owned(),
                    self.broken(figure),
                ]
            })
            .collect();
        text.push_str(&layout(&headers, &rows));
        let _ = writeln!(text, "  {unit}");
        text
    }

    /// One row a figure and direction.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn csv(&self) -> Result<Vec<u8>, ReportError> {
        let header = ["figure", "moved_by", "kept", "anew", "kept_minus_base", "another_plan", "kept_plan_breaks"];
        let rows = self.figures.iter().flat_map(|figure| {
            [-self.by, self.by].into_iter().zip(&figure.moved).map(|(by, moved)| {
                let anew = moved.anew.map_or_else(String::new, |cost| cost.to_string());
                let breaks = moved.breaks.iter().map(|limit| self.words.broken(*limit)).collect::<Vec<_>>().join("; ");
                let difference = (moved.kept - self.base).to_string();
                vec![
                    self.name(figure.parameter),
                    by.to_string(),
                    moved.kept.to_string(),
                    anew,
                    difference,
                    moved.changes.to_string(),
                    breaks,
                ]
            })
        });
        super::csv::csv(&header, rows)
    }

    /// For programs.
    pub fn document(&self) -> Json {
        let figures: Vec<Json> = self
            .figures
            .iter()
            .map(|figure| {
                let way = |index: usize| {
                    let moved = &figure.moved[index];
                    json!({ "kept": moved.kept, "anew": moved.anew, "another_plan": moved.changes, "kept_plan_breaks": moved.breaks })
                };
                json!({ "figure": self.name(figure.parameter), "less": way(0), "more": way(1) })
            })
            .collect();
        json!({ "scenario": self.scenario.name, "by": self.by, "base": self.base, "figures": figures })
    }

    /// The tornado: the widest bars on top.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn tornado(&self) -> Result<String, ReportError> {
        let words = self.words;
        let unit = words.money_unit(&self.scenario.currency);
        let moving = self.figures.iter().take_while(|figure| words.money(figure.swing()) != "0").count();
        let shown = &self.figures[..moving.clamp(1.min(self.figures.len()), ROWS)];
        let by = words.percent(self.by);
        let first = shown.first().map_or_else(String::new, |figure| self.name(figure.parameter));
        let swing = shown.first().map_or(0.0, Sensitivity::swing);
        let frame = Frame {
            title: match words.language {
                Language::Zh => format!("最要紧的是{first}：±{by} 使年费用相差 {} {unit}", words.money(swing)),
                Language::En => format!("{first} matters most: ±{by} moves the yearly cost by {} {unit}", words.money(swing)),
            },
            subtitle: format!(
                "{} · {unit}{}",
                words.pick(
                    "各项数据单独增减时，年费用加无人服务代价的变化（方案不变）",
                    "Change of cost and going without a year, each figure alone, plan kept"
                ),
                if shown.iter().any(|figure| !self.broken(figure).is_empty()) {
                    words.pick(" · * 方案不变则突破限制（见表）", " · * the kept plan breaks a limit (see the table)")
                } else {
                    ""
                }
            ),
            foot: self.foot(),
        };
        chart(&frame, |canvas| {
            let (left, right, top, bottom) = (330.0, 1080.0, 150.0, 670.0);
            let most = shown.iter().flat_map(|figure| &figure.moved).map(|moved| (moved.kept - self.base).abs()).fold(1.0, f64::max);
            let marks = ticks(most * 1.05, 3.0);
            let span = marks.last().copied().unwrap_or(1.0).max(1.0);
            let middle = (left + right) / 2.0;
            let x = |change: f64| middle + (right - left) / 2.0 * change / span;
            let negative = marks.iter().filter(|mark| **mark > 0.0).map(|mark| -mark);
            for mark in marks.iter().copied().chain(negative) {
                canvas.line(&[(x(mark), top), (x(mark), bottom)], 1, colour::GRID);
                canvas.text(x(mark), bottom + 16.0, &words.money(mark), 13.0, colour::SOFT, Anchor::Middle);
            }
            let less = format!("−{by}");
            let more = format!("+{by}");
            canvas.legend(left, 118.0, &[(&less, colour::ACCENT), (&more, colour::SUPPLIERS[2])]);
            let slot = (bottom - top) / shown.len().max(1) as f64;
            let half = (slot * 0.32).min(16.0);
            for (index, figure) in shown.iter().enumerate() {
                let y = top + slot * (index as f64 + 0.5);
                let star = if figure.moved.iter().any(|moved| !moved.breaks.is_empty()) { "*" } else { "" };
                let name = format!("{}{star}", fitted(&self.name(figure.parameter), 14.0, left - 70.0));
                canvas.text(left - 16.0, y, &name, 14.0, colour::INK, Anchor::End);
                for (moved, ink) in figure.moved.iter().zip([colour::ACCENT, colour::SUPPLIERS[2]]) {
                    let change = moved.kept - self.base;
                    let (from, to) = if change < 0.0 { (x(change), middle) } else { (middle, x(change)) };
                    canvas.bar(from, y - half, to, y + half, ink);
                    let label = words.money(change);
                    // Beside the bar's end, where both bars point the same way the longer one speaks.
                    let other = figure.moved.iter().map(|moved| moved.kept - self.base).filter(|other| other * change > 0.0);
                    let longest = other.fold(0.0, |longest: f64, other| longest.max(other.abs()));
                    if change.abs() >= longest && text_width(&label, 12.0) < 90.0 && words.money(change) != "0" {
                        let (at, anchor) = if change < 0.0 { (from - 6.0, Anchor::End) } else { (to + 6.0, Anchor::Start) };
                        canvas.text(at, y, &label, 12.0, colour::SOFT, anchor);
                    }
                }
            }
            canvas.line(&[(middle, top), (middle, bottom)], 1, colour::INK);
        })
    }
}

/// Most figures on the chart, of those that move anything; all are in the table.
const ROWS: usize = 16;
