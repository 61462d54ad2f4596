//! What one thing costs in terms of another: as text, table, JSON and a curve.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::ReportError;
use super::table::layout;
use super::theme::{Anchor, Frame, chart, colour, span_ticks, text_width};
use super::words::{Words, grouped};
use crate::planning::frontier::{LEVEL, Measure, Tradeoff};
use crate::scenario::Scenario;
use crate::scenario::file::Language;

/// A frontier and what it is between.
pub struct Curve<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What is made least, and what is held.
    pub measures: (Measure, Measure),
    /// Its plans.
    pub points: &'a [Tradeoff],
    /// The words.
    pub words: Words,
}

impl Curve<'_> {
    fn name(&self, measure: Measure) -> &'static str {
        let words = self.words;
        let (first, second) = self.measures;
        match measure {
            Measure::Cost if first == Measure::Service || second == Measure::Service => words.pick("现金支出", "Cash a year"),
            Measure::Cost => words.pick("年费用加无人服务代价", "Cost and going without"),
            Measure::Service => words.pick("无人服务的代价", "Cost of going without"),
            Measure::Risk => words.pick("最贵年份的平均费用", "Mean cost of the dearest years"),
            Measure::Outsourced => words.pick("社会化比例", "Outsourced share"),
        }
    }

    fn key(measure: Measure) -> &'static str {
        match measure {
            Measure::Cost => "cost",
            Measure::Service => "service",
            Measure::Risk => "risk",
            Measure::Outsourced => "outsourced",
        }
    }

    fn shown(&self, measure: Measure, value: f64) -> String {
        if measure == Measure::Outsourced { self.words.percent(value) } else { self.words.money(value) }
    }

    fn unit(&self, measure: Measure) -> String {
        if measure == Measure::Outsourced { "%".into() } else { self.words.money_unit(&self.scenario.currency) }
    }

    /// The finding in a sentence.
    fn title(&self) -> String {
        let (first, second) = self.measures;
        let (Some(start), Some(end)) = (self.points.first(), self.points.last()) else { return String::new() };
        let (from, to) = (self.shown(second, start.second), self.shown(second, end.second));
        let (before, after) = (self.shown(first, start.first), self.shown(first, end.first));
        let (one, other) = (self.name(first), self.name(second));
        if self.points.len() == 1 {
            return match self.words.language {
                Language::Zh => format!("{one}最少的方案，{other}也最好：两者没有矛盾"),
                Language::En => format!("One plan is best in both: {} and {}", one.to_lowercase(), other.to_lowercase()),
            };
        }
        match self.words.language {
            Language::Zh => format!("{other}由 {from} 变为 {to}，{one}由 {before} 变为 {after}"),
            Language::En => format!("{other} from {from} to {to} takes {} from {before} to {after}", one.to_lowercase()),
        }
    }

    /// Why people are paid without work on the curve, and where they need not be.
    fn why_they_wait(&self) -> String {
        let words = self.words;
        let fund = self.scenario.budget.one_off.map(|fund| words.amount(fund, &self.scenario.currency));
        match (fund, words.language) {
            (Some(fund), Language::Zh) => format!("无工作的人照付薪：一次性支出专项 {fund} 或分流名额不够让他们同时离开；分步离开的费用见 houqin path。"),
            (Some(fund), Language::En) => format!(
                "Whoever is without work is paid all the same: the fund of {fund} for what is spent once, or places with other bodies, do not let all go at once; `houqin path` tells what it costs if they go year by year."
            ),
            (None, Language::Zh) => "无工作的人照付薪：分流名额不够让他们同时离开；分步离开的费用见 houqin path。".into(),
            (None, Language::En) => {
                "Whoever is without work is paid all the same: places with other bodies do not let all go at once; `houqin path` tells what it costs if they go year by year."
                    .into()
            }
        }
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let (first, second) = self.measures;
        let words = self.words;
        let headers = [
            format!("{} ({})", self.name(second), self.unit(second)),
            format!("{} ({})", self.name(first), self.unit(first)),
            words.pick("社会化比例", "Outsourced").to_owned(),
            words.pick("自办人数", "Own people").to_owned(),
            words.pick("合同", "Contracts").to_owned(),
        ];
        let any_wait = self.points.iter().any(|point| point.waiting > 0);
        let headers: Vec<String> =
            headers.into_iter().chain(any_wait.then(|| words.pick("其中无工作", "Of them without work").to_owned())).collect();
        let rows: Vec<Vec<String>> = self
            .points
            .iter()
            .map(|point| {
                let plan = &point.prediction.plan;
                let mut row = vec![
                    self.shown(second, point.second),
                    self.shown(first, point.first),
                    words.percent(point.prediction.outsourced),
                    plan.people().to_string(),
                    plan.awarded.iter().filter(|awarded| **awarded).count().to_string(),
                ];
                row.extend(any_wait.then(|| point.waiting.to_string()));
                row
            })
            .collect();
        let mut text = format!("{}\n\n{}", self.title(), layout(&headers, &rows));
        let _ = writeln!(text, "\n{}{}", words.how_shares_count(self.scenario), words.pick("。", "."));
        if any_wait {
            let _ = writeln!(text, "\n{}", self.why_they_wait());
        }
        let weighs = |measure: Measure| matches!(measure, Measure::Cost | Measure::Service | Measure::Risk);
        let ways = self.points.iter().map(|point| point.prediction.way_cost);
        let (least, most) = ways.fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), ways| (least.min(ways), most.max(ways)));
        if most > 0.0 && (weighs(first) || weighs(second)) {
            let (least, most) = (words.money(least.max(0.0)), words.amount(most, &self.scenario.currency));
            let _ = match words.language {
                Language::Zh => writeln!(text, "\n无人服务代价中，与会者去别处开会的往返时间为 {least} 至 {most}。"),
                Language::En => writeln!(text, "\nOf going without, people's way to meetings elsewhere is between {least} and {most}."),
            };
        }
        if first == Measure::Risk || second == Measure::Risk {
            let share = grouped((1.0 - LEVEL) * 100.0, 0);
            let _ = match words.language {
                Language::Zh => writeln!(text, "\n最贵年份：费用最高的 {share} % 的规划样本年，另加无人服务的期望代价。"),
                Language::En => {
                    writeln!(text, "\nDearest years: the dearest {share} % of planning samples, with the expected cost of going without.")
                }
            };
        }
        text
    }

    /// One row a plan.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn csv(&self) -> Result<Vec<u8>, ReportError> {
        let (first, second) = self.measures;
        let header = [Self::key(second), Self::key(first), "cash", "unserved_cost", "way_cost", "outsourced_share", "people", "contracts"];
        let rows = self.points.iter().map(|point| {
            let of = &point.prediction;
            let contracts = of.plan.awarded.iter().filter(|awarded| **awarded).count();
            let numbers = [point.second, point.first, of.cash, of.unserved_cost, of.way_cost, of.outsourced].map(super::csv::number);
            numbers.into_iter().chain([of.plan.people().to_string(), contracts.to_string()]).collect::<Vec<_>>()
        });
        super::csv::csv(&header, rows)
    }

    /// For programs.
    #[must_use]
    pub fn document(&self) -> Json {
        let (first, second) = self.measures;
        let points: Vec<Json> = self
            .points
            .iter()
            .map(|point| {
                let of = &point.prediction;
                json!({
                    "first": point.first, "second": point.second, "cash": of.cash, "unserved_cost": of.unserved_cost, "way_cost": of.way_cost,
                    "outsourced_share": of.outsourced, "people": of.plan.people(), "proved": of.proof.reached,
                })
            })
            .collect();
        json!({ "scenario": self.scenario.name, "first": Self::key(first), "second": Self::key(second), "points": points })
    }

    /// The curve: what is held along the floor, what is made least up the side.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn draw(&self) -> Result<String, ReportError> {
        let words = self.words;
        let (first, second) = self.measures;
        let frame = Frame {
            title: self.title(),
            subtitle: format!(
                "{} {} ({}) · {} {} ({})",
                words.pick("纵轴", "Up:"),
                self.name(first),
                self.unit(first),
                words.pick("横轴", "across:"),
                self.name(second),
                self.unit(second)
            ),
            foot: format!(
                "{} · {} {} · houqin {}",
                self.scenario.title,
                words.pick("种子", "seed"),
                self.scenario.run.seed,
                env!("CARGO_PKG_VERSION")
            ),
        };
        chart(&frame, |canvas| {
            let (left, right, top, bottom) = (110.0, 1110.0, 130.0, 650.0);
            let ys = span_ticks(self.points.iter().map(|point| point.first), 6.0);
            let xs = span_ticks(self.points.iter().map(|point| point.second), 8.0);
            let place = |marks: &[f64], value: f64| match (marks.first(), marks.last()) {
                (Some(least), Some(most)) if most > least => (value - least) / (most - least),
                _ => 0.5,
            };
            let x = |value: f64| left + (right - left) * place(&xs, value);
            let y = |value: f64| bottom - (bottom - top) * place(&ys, value);
            canvas.rows(&ys, (left, right), y, |mark| self.shown(first, mark));
            canvas.columns(&xs, (top, bottom), x, |mark| self.shown(second, mark));
            let line: Vec<(f64, f64)> = self.points.iter().map(|point| (x(point.second), y(point.first))).collect();
            canvas.line(&line, 3, colour::ACCENT);
            let mut taken: Vec<(f64, f64)> = Vec::new();
            for (point, (px, py)) in self.points.iter().zip(&line) {
                canvas.dot(*px, *py, 5, colour::ACCENT, true);
                let label = format!("{} {}", point.prediction.plan.people(), words.pick("人", "people"));
                let half = text_width(&label, 12.0) / 2.0;
                let at = (px.clamp(left + half, right - half), py - 16.0);
                // A label that would lie on another says nothing that the table does not.
                if taken.iter().all(|(ox, oy)| (ox - at.0).abs() > 2.0 * half + 8.0 || (oy - at.1).abs() > 16.0) {
                    canvas.text(at.0, at.1, &label, 12.0, colour::SOFT, Anchor::Middle);
                    taken.push(at);
                }
            }
            canvas.text(left, top - 18.0, self.name(first), 13.0, colour::SOFT, Anchor::Start);
            canvas.text(right, bottom + 38.0, self.name(second), 13.0, colour::SOFT, Anchor::End);
        })
    }
}
