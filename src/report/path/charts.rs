//! A path as charts: where people go, of which grade they are, and what each year costs.

use plotters::style::RGBColor;

use super::{PLACES, PathReport};
use crate::planning::path::PathYear;
use crate::report::ReportError;
use crate::report::theme::{Anchor, Canvas, Frame, chart, colour, ink_on, text_width, ticks};
use crate::scenario::file::Language;

impl PathReport<'_> {
    pub(super) fn foot(&self) -> String {
        let scenario = self.scenario();
        let warning = match self.paths.best.disagreements.is_empty() {
            true => "",
            false => self.words.pick("路径未经验证 · ", "PATH NOT VERIFIED · "),
        };
        format!(
            "{warning}{} · {} {} · {} {} · houqin {}",
            scenario.title,
            scenario.run.replications,
            self.words.pick("次模拟", "replications"),
            self.words.pick("种子", "seed"),
            scenario.run.seed,
            env!("CARGO_PKG_VERSION")
        )
    }

    /// Where today's people are in every year: in teams, waiting, or gone, and how.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn people_chart(&self) -> Result<String, ReportError> {
        let words = self.words;
        let best = &self.paths.best;
        let years = best.years.len();
        let today: u32 = self.supply.skill_sets.iter().map(|set| set.today).sum();
        let mut stacks = vec![[today, 0, 0, 0, 0, 0, 0]];
        stacks.extend((0..years).map(|year| Self::places(best, year)));
        let last = stacks[years];
        let ways = [(2, 2), (3, 3), (4, 4), (5, 5), (6, 6)];
        let main = ways.iter().max_by_key(|(place, _)| (last[*place], 9 - place)).map_or(4, |(place, _)| *place);
        let name = |place: usize| words.pick(PLACES[place].0, PLACES[place].1);
        let frame = Frame {
            title: match words.language {
                Language::Zh => {
                    format!("{years} 年内由 {today} 人减到 {} 人，主要去向是{}（{} 人）", last[0] + last[1], name(main), last[main])
                }
                Language::En => {
                    format!("From {today} people to {} in {years} years; most go by \"{}\": {}", last[0] + last[1], name(main), last[main])
                }
            },
            subtitle: words
                .pick("每年年初人员去向，累计，人", "Where people are at the beginning of each year, cumulative, people")
                .to_owned(),
            foot: self.foot(),
        };
        let shades = [0, 2, 6, 7, 9, 8, 3].map(|shade: usize| colour::SERIES[shade]);
        let used = (0..PLACES.len()).filter(|place| stacks.iter().any(|stack| stack[*place] > 0));
        let series: Vec<Series<'_>> = used
            .map(|place| Series { name: name(place), shade: shades[place], counts: stacks.iter().map(|stack| stack[place]).collect() })
            .collect();
        // Thin lines lead from a place to the same place a year later.
        chart(&frame, |canvas| self.stacked(canvas, &series, true))
    }

    /// What each year costs, beside what it costs if today's plan is left alone.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn cost_chart(&self) -> Result<String, ReportError> {
        let words = self.words;
        let scenario = self.scenario();
        let unit = words.money_unit(&scenario.currency);
        let (best, today) = (&self.paths.best, &self.paths.today);
        let years = best.years.len();
        let pays = {
            let mut sum = 0.0;
            (0..years).find(|year| {
                sum += today.years[*year].cash_played() - best.years[*year].cash_played();
                sum > 0.0
            })
        };
        let since = pays.map_or_else(String::new, |year| match words.language {
            Language::Zh => format!(" · 现金自第 {} 年起累计为省", year + 1),
            Language::En => format!(" · cash has paid for itself by year {}", year + 1),
        });
        let targets = self.paths.cost_of_targets().map_or_else(String::new, |cost| match words.language {
            Language::Zh => format!(" · 社会化目标的代价折现 {}", words.money(cost)),
            Language::En => format!(" · the targets cost {}, discounted", words.money(cost)),
        });
        let frame = Frame {
            title: self.cost_title(),
            subtitle: format!("{} · {unit}{since}{targets}", words.pick("各年现金支出（当年价）", "Cash of each year, in its own money")),
            foot: self.foot(),
        };
        chart(&frame, |canvas| {
            let (left, right, top, bottom) = (100.0, 1160.0, 160.0, 660.0);
            let entries = [
                (words.pick("维持现状（自然减员）", "Today's plan left alone"), colour::SUPPLIERS[3]),
                (words.pick("运行费用", "Running cost"), colour::ACCENT),
                (words.pick("待岗人员", "People who wait"), colour::SUPPLIERS[1]),
                (words.pick("一次性费用", "Spent once"), colour::SUPPLIERS[2]),
            ];
            canvas.legend(left, 118.0, &entries);
            let most = best.years.iter().chain(&today.years).map(PathYear::cash_played).fold(1.0, f64::max);
            let marks = ticks(most * 1.04, 5.0);
            let span = marks.last().copied().unwrap_or(1.0).max(1.0);
            let y = |amount: f64| bottom - (bottom - top) * amount / span;
            canvas.rows(&marks, (left, right), y, |mark| words.money(mark));
            let slot = (right - left) / years as f64;
            let wide = (slot * 0.32).min(70.0);
            for (year, (of_year, alone)) in best.years.iter().zip(&today.years).enumerate() {
                let x = left + slot * (year as f64 + 0.5);
                canvas.bar(x - wide - 3.0, y(alone.cash_played()), x - 3.0, bottom, colour::SUPPLIERS[3]);
                let mut level = 0.0;
                let parts = [
                    (of_year.running_played() - of_year.waiting, colour::ACCENT),
                    (of_year.waiting, colour::SUPPLIERS[1]),
                    (of_year.once.total(), colour::SUPPLIERS[2]),
                ];
                for (amount, ink) in parts.into_iter().filter(|(amount, _)| *amount > 0.0) {
                    canvas.bar(x + 3.0, y(level + amount), x + wide + 3.0, y(level), ink);
                    level += amount;
                }
                for (at, amount) in [(x - 3.0 - wide / 2.0, alone.cash_played()), (x + 3.0 + wide / 2.0, level)] {
                    let label = words.money(amount);
                    if text_width(&label, 13.0) < wide + 4.0 {
                        canvas.text(at, y(amount) - 12.0, &label, 13.0, colour::INK, Anchor::Middle);
                    }
                }
                canvas.text(x, bottom + 18.0, &self.year_name(year), 14.0, colour::INK, Anchor::Middle);
            }
        })
    }

    /// People of each grade, year by year.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn grades_chart(&self) -> Result<String, ReportError> {
        let words = self.words;
        let path = &self.paths.best;
        let years = path.years.len();
        let grades = self.by_grade(path);
        let mean = |people: &mut dyn Iterator<Item = (u32, f64)>| {
            let (count, paid) = people.fold((0.0, 0.0), |sum, (people, pay)| (sum.0 + f64::from(people), sum.1 + f64::from(people) * pay));
            if count > 0.0 { paid / count } else { 0.0 }
        };
        let growth = (1.0 + self.staging.pay_growth).powi(years as i32 - 1);
        let teams = self.scenario().teams.iter();
        let today = mean(&mut teams.flat_map(|team| {
            team.grades.iter().enumerate().map(|(grade, spec)| (spec.people, team.personnel_of(grade) * (1.0 + team.overhead)))
        }));
        let last = mean(&mut path.years[years - 1].grades.iter().map(|grade| (grade.people.employed, grade.pay / growth)));
        let unit = words.money_unit(&self.scenario().currency);
        let (from, to) = (words.money(today), words.money(last));
        let frame = Frame {
            title: match words.language {
                Language::Zh => format!("{years} 年后人均费用由 {from} {unit}变为 {to} {unit}（今年工资水平）"),
                Language::En => format!("In {years} years a person costs {to} {unit} instead of {from} (at today's pay)"),
            },
            subtitle: words.pick("各等级人数（在岗和待岗），人", "People of each grade, in teams and waiting").to_owned(),
            foot: self.foot(),
        };
        let shaded = grades.iter().zip(colour::SERIES.iter().cycle());
        let series: Vec<Series<'_>> =
            shaded.map(|((title, counts), shade)| Series { name: title, shade: *shade, counts: counts.clone() }).collect();
        chart(&frame, |canvas| self.stacked(canvas, &series, false))
    }

    /// People stacked in columns: today's, and those of each year; where `joined`, lines lead from column to column.
    fn stacked(&self, canvas: &mut Canvas<'_>, series: &[Series<'_>], joined: bool) {
        let (left, right, top, bottom) = (80.0, 1160.0, 170.0, 660.0);
        let entries: Vec<(&str, RGBColor)> = series.iter().map(|series| (series.name, series.shade)).collect();
        let (upper, lower) = entries.split_at(entries.len().div_ceil(if entries.len() > 5 { 2 } else { 1 }));
        canvas.legend(left, 114.0, upper);
        canvas.legend(left, 138.0, lower);
        let columns = self.paths.best.years.len() + 1;
        let until = |column: usize, series: &[Series<'_>]| f64::from(series.iter().map(|series| series.counts[column]).sum::<u32>());
        let marks = ticks((0..columns).map(|column| until(column, series)).fold(1.0, f64::max), 5.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let y = |people: f64| bottom - (bottom - top) * people / span;
        canvas.rows(&marks, (left, right), y, |mark| format!("{mark:.0}"));
        let slot = (right - left) / columns as f64;
        let half = (slot * 0.3).min(60.0);
        for column in 0..columns {
            let x = left + slot * (column as f64 + 0.5);
            for (index, Series { shade, counts, .. }) in series.iter().enumerate() {
                let (below, above) = (until(column, &series[..index]), until(column, &series[..=index]));
                if above > below {
                    canvas.bar(x - half, y(above), x + half, y(below), *shade);
                    if y(below) - y(above) > 17.0 {
                        canvas.text(x, y(f64::midpoint(below, above)), &counts[column].to_string(), 13.0, ink_on(*shade), Anchor::Middle);
                    }
                }
                if joined && column + 1 < columns {
                    let next = until(column + 1, &series[..=index]);
                    canvas.line(&[(x + half, y(above)), (x + slot - half, y(next))], 1, colour::SOFT);
                }
            }
            let label = if column == 0 { self.words.pick("现有", "Today").to_owned() } else { self.year_name(column - 1) };
            canvas.text(x, bottom + 18.0, &label, 14.0, colour::INK, Anchor::Middle);
        }
    }
}

/// People of a kind, today and in each year.
struct Series<'a> {
    name: &'a str,
    shade: RGBColor,
    counts: Vec<u32>,
}
