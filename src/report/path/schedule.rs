//! Who does what in which year, which contracts run when, and who leaves: as a chart in time and as tables.

use plotters::style::RGBColor;

use super::PathReport;
use crate::plan::Route;
use crate::planning::path::{Gone, Leave};
use crate::report::ReportError;
use crate::report::csv::csv;
use crate::report::table::Table;
use crate::report::theme::{Anchor, Canvas, Frame, chart, colour, fitted, ink_on};
use crate::scenario::Direct;
use crate::scenario::file::Language;

/// A row of the chart: what, who in each year with the shade, and what happens at a year's beginning.
struct Line {
    label: String,
    cells: Vec<Option<(String, RGBColor)>>,
    begins: Vec<usize>,
    renewed: Vec<usize>,
}

/// Rows that one chart can hold.
const MOST: usize = 30;

impl PathReport<'_> {
    /// Words for how people go.
    pub(in crate::report) fn way(&self, how: Leave) -> &str {
        let (zh, en) = match how {
            Leave::Retired => ("退休", "retires"),
            Leave::Left => ("自然离职", "leaves"),
            Leave::Redeployed => ("分流安置", "redeployed"),
            Leave::Retrained => ("转岗培训", "retrained"),
            Leave::Early => ("提前退休", "retires early"),
            Leave::Severed => ("解除合同（有补偿）", "paid to leave"),
            Leave::TakenOn => ("由承接单位接收", "taken on by a provider"),
        };
        self.words.pick(zh, en)
    }

    /// Contracts of the best path: each family with the years in which it runs.
    fn contracts(&self) -> Vec<(usize, Vec<bool>)> {
        let scenario = self.scenario();
        let years = &self.paths.best.years;
        let families = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer);
        families
            .map(|family| (family, years.iter().map(|year| year.plan.has_family(scenario, family)).collect::<Vec<bool>>()))
            .filter(|(family, runs)| runs.contains(&true) || self.held_today(*family))
            .collect()
    }

    fn held_today(&self, family: usize) -> bool {
        let scenario = self.scenario();
        (0..scenario.offers.len()).any(|offer| scenario.offers[offer].family == family && scenario.status_quo.awarded[offer])
    }

    /// Years, from 0, in which a contract of a family begins or is tendered anew.
    fn signed(&self, family: usize) -> (Vec<usize>, Vec<usize>) {
        let scenario = self.scenario();
        let years = self.paths.best.years.iter().enumerate();
        let of = |offers: &[usize]| offers.iter().any(|offer| scenario.offers[*offer].family == family);
        (
            years.clone().filter(|(_, year)| of(&year.begun)).map(|(year, _)| year).collect(),
            years.filter(|(_, year)| of(&year.renewed)).map(|(year, _)| year).collect(),
        )
    }

    fn lines(&self) -> (Vec<Line>, Vec<Line>) {
        let scenario = self.scenario();
        let years = &self.paths.best.years;
        let contracts = self.contracts().into_iter().map(|(family, runs)| {
            let (begins, renewed) = self.signed(family);
            let cells = runs.iter().map(|runs| runs.then(|| (String::new(), colour::SUPPLIERS[1]))).collect();
            // One of today's that runs in no year has no bar.
            let gone = if runs.contains(&true) { "" } else { self.words.pick("（不再保留）", " (not kept)") };
            Line { label: format!("{}{gone}", scenario.offers[family].title), cells, begins, renewed }
        });
        let contracts = contracts.collect();
        // Lots of a service with the same fate share a row.
        let mut lots: Vec<(usize, Vec<&str>, Line)> = Vec::new();
        for (lot, spec) in scenario.lots.iter().enumerate() {
            let cells: Vec<_> = years
                .iter()
                .map(|year| {
                    let shade = match year.plan.route[lot] {
                        Route::Unit(_) => 0,
                        Route::Direct(Direct::Offer(_)) => 1,
                        Route::Direct(Direct::Spot) => 2,
                        Route::Direct(Direct::Nobody) => 3,
                    };
                    Some((self.doer(&year.plan, lot), colour::SUPPLIERS[shade]))
                })
                .collect();
            match lots.iter_mut().find(|(service, _, line)| *service == spec.service && line.cells == cells) {
                Some((_, titles, _)) => titles.push(&spec.title),
                None => lots.push((
                    spec.service,
                    vec![&spec.title],
                    Line { label: String::new(), cells, begins: Vec::new(), renewed: Vec::new() },
                )),
            }
        }
        let named = |(_, titles, line): (usize, Vec<&str>, Line)| Line { label: self.listed(&titles), ..line };
        (contracts, lots.into_iter().map(named).collect())
    }

    /// Names in a row: the first few, and how many there are.
    pub(super) fn listed(&self, names: &[&str]) -> String {
        let shown = names[..names.len().min(3)].join(self.words.pick("、", ", "));
        match (names.len(), self.words.language) {
            (..=3, _) => shown,
            (count, Language::Zh) => format!("{shown} 等 {count} 项"),
            (count, Language::En) => format!("{shown} and {} more", count - 3),
        }
    }

    /// Contracts and lots in time.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn schedule_chart(&self) -> Result<String, ReportError> {
        let words = self.words;
        let (contracts, lots) = self.lines();
        let years = self.paths.best.years.len();
        let (signed, moved) = (
            contracts.iter().map(|line| line.begins.len()).sum::<usize>(),
            (0..years).map(|year| self.moved(&self.paths.best, year).len()).sum::<usize>(),
        );
        let frame = Frame {
            title: match words.language {
                Language::Zh => format!("{years} 年内签订合同 {signed} 次，{moved} 项次工作转出或收回"),
                Language::En => format!("In {years} years {signed} contracts begin and lots change sides {moved} times"),
            },
            subtitle: words
                .pick(
                    "上：合同（● 签订，○ 重新招标）；下：各项工作由谁承担",
                    "Above: contracts (● begins, ○ tendered anew); below: who does each lot",
                )
                .to_owned(),
            foot: self.foot(),
        };
        chart(&frame, |canvas| {
            let (left, right, top, bottom) = (330.0, 1160.0, 160.0, 706.0);
            let items: Vec<(&str, RGBColor)> = (0..4).map(|index| (words.supplier(index), colour::SUPPLIERS[index])).collect();
            canvas.legend(40.0, 112.0, &items);
            let shown_lots = MOST.saturating_sub(contracts.len()).min(lots.len());
            let hidden = lots.len() - shown_lots;
            let rows = contracts.len() + shown_lots + usize::from(hidden > 0) + 1;
            let row = ((bottom - top) / rows as f64).min(34.0);
            let slot = (right - left) / years as f64;
            for year in 0..years {
                let x = left + slot * year as f64;
                canvas.text(x + slot / 2.0, top - 14.0, &self.year_name(year), 14.0, colour::INK, Anchor::Middle);
                canvas.line(&[(x, top), (x, top + row * rows as f64)], 1, colour::SOFT);
            }
            let mut y = top + row / 2.0;
            for (index, line) in contracts.iter().chain(&lots[..shown_lots]).enumerate() {
                if index == contracts.len() {
                    y += row;
                }
                Self::line_of(canvas, line, (left, slot, y, row));
                y += row;
            }
            if hidden > 0 {
                let more = match words.language {
                    Language::Zh => format!("另有 {hidden} 行见 path-schedule.csv"),
                    Language::En => format!("{hidden} more rows are in path-schedule.csv"),
                };
                canvas.text(left - 8.0, y, &more, 12.0, colour::SOFT, Anchor::End);
            }
        })
    }

    /// Draw a row: years that are alike run into one bar.
    fn line_of(canvas: &mut Canvas<'_>, line: &Line, (left, slot, y, row): (f64, f64, f64, f64)) {
        let size = (row * 0.6).clamp(8.0, 13.0);
        canvas.text(left - 8.0, y, &fitted(&line.label, size, left - 48.0), size, colour::INK, Anchor::End);
        let half = row * 0.36;
        let mut year = 0;
        while year < line.cells.len() {
            let Some((who, shade)) = &line.cells[year] else {
                year += 1;
                continue;
            };
            let alike = line.cells[year..].iter().take_while(|cell| cell.as_ref() == line.cells[year].as_ref()).count();
            let (from, to) = (left + slot * year as f64, left + slot * (year + alike) as f64);
            canvas.bar(from + 1.0, y - half, to - 1.0, y + half, *shade);
            canvas.text((from + to) / 2.0, y, &fitted(who, size, to - from - 16.0), size, ink_on(*shade), Anchor::Middle);
            year += alike;
        }
        for (years, hollow) in [(&line.begins, false), (&line.renewed, true)] {
            years.iter().for_each(|year| canvas.dot(left + slot * *year as f64 + 6.0, y, 5, colour::INK, hollow));
        }
    }

    /// One row a year for each lot and each contract that runs: who does it, what begins; and for rooms how many are kept, for services their arrangement.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn schedule_csv(&self) -> Result<Vec<u8>, ReportError> {
        let scenario = self.scenario();
        let mut rows = Vec::new();
        for (family, runs) in self.contracts() {
            let (begins, renewed) = self.signed(family);
            for (year, runs) in runs.iter().enumerate() {
                let state = match runs {
                    _ if begins.contains(&year) => "begins",
                    _ if renewed.contains(&year) => "tendered anew",
                    true => "runs",
                    false => "",
                };
                rows.push(vec!["contract".to_owned(), scenario.offers[family].name.clone(), (year + 1).to_string(), state.to_owned()]);
            }
        }
        for (lot, spec) in scenario.lots.iter().enumerate() {
            for (year, of_year) in self.paths.best.years.iter().enumerate() {
                let who = match of_year.plan.route[lot] {
                    Route::Unit(unit) => self.supply.units[unit].name.clone(),
                    Route::Direct(Direct::Offer(offer)) => scenario.offers[offer].name.clone(),
                    Route::Direct(Direct::Spot) => "spot".to_owned(),
                    Route::Direct(Direct::Nobody) => "nobody".to_owned(),
                };
                rows.push(vec!["lot".to_owned(), spec.path.clone(), (year + 1).to_string(), who]);
            }
        }
        for (year, of_year) in self.paths.best.years.iter().enumerate() {
            let kept = of_year.plan.rooms(self.supply);
            rows.extend(
                scenario
                    .rooms
                    .iter()
                    .zip(kept)
                    .map(|(room, kept)| vec!["rooms".to_owned(), room.name.clone(), (year + 1).to_string(), kept.to_string()]),
            );
            rows.extend(scenario.services.iter().zip(&of_year.plan.arrangement).filter(|(service, _)| service.arrangements.len() > 1).map(
                |(service, arrangement)| {
                    vec![
                        "arrangement".to_owned(),
                        service.name.clone(),
                        (year + 1).to_string(),
                        service.arrangements[*arrangement].name.clone(),
                    ]
                },
            ));
        }
        csv(&["kind", "name", "year", "who"], rows.into_iter())
    }

    /// Who leaves from which team before which year, how, and at which age where it is known.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn gone_csv(&self) -> Result<Vec<u8>, ReportError> {
        let rows = self.paths.best.years.iter().enumerate().flat_map(|(year, of_year)| {
            let row = move |gone: &Gone| {
                let age = gone.age.map(|age| age.to_string()).unwrap_or_default();
                let team = self.supply.skill_sets[gone.set].name.clone();
                vec![(year + 1).to_string(), team, gone.grade.clone(), gone.how.key().to_owned(), age, gone.people.to_string()]
            };
            of_year.gone.iter().map(row).collect::<Vec<_>>()
        });
        csv(&["year", "team", "grade", "how", "age", "people"], rows)
    }

    /// The same for reading: a row for each team and way, a column for each year, ages in brackets.
    pub fn gone_table(&self) -> Option<Table> {
        let words = self.words;
        let years = &self.paths.best.years;
        let mut rows = Vec::new();
        for (set, of_set) in self.supply.skill_sets.iter().enumerate() {
            for how in Leave::ALL {
                let cells: Vec<String> = years
                    .iter()
                    .map(|year| {
                        let here: Vec<&Gone> = year.gone.iter().filter(|gone| gone.set == set && gone.how == how).collect();
                        let count: u32 = here.iter().map(|gone| gone.people).sum();
                        let ages: Vec<u32> = here.iter().filter_map(|gone| gone.age).collect();
                        // Of some the path does not say who they are.
                        let known: u32 = here.iter().filter(|gone| gone.age.is_some()).map(|gone| gone.people).sum();
                        let others = if known < count { words.pick("，余者是谁未定", "; who the others are is open") } else { "" };
                        match (count, ages.iter().min(), ages.iter().max()) {
                            (0, ..) => "–".to_owned(),
                            (count, Some(least), Some(most)) if least == most => format!("{count} ({least}{others})"),
                            (count, Some(least), Some(most)) => format!("{count} ({least}–{most}{others})"),
                            (count, ..) => count.to_string(),
                        }
                    })
                    .collect();
                if cells.iter().any(|cell| cell != "–") {
                    rows.push([of_set.title.clone(), self.way(how).to_owned()].into_iter().chain(cells).collect());
                }
            }
        }
        let mut headers = vec![
            words.pick("班组", "Team").to_owned(),
            words.pick("去向（括号内为已知的年龄）", "How (ages in brackets, where known)").to_owned(),
        ];
        headers.extend((0..years.len()).map(|year| self.year_name(year)));
        (!rows.is_empty()).then_some(Table { headers, rows })
    }
}
