//! What each lot gets along a path: which are slower or faster than today in some year, and how much is left undone.

use super::PathReport;
use crate::outcome::LotSummary;
use crate::planning::path::Path;
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::table::Table;
use crate::report::words::grouped;
use crate::scenario::file::Language;

/// Shares in time that differ by less than this are alike.
pub(in crate::report) const ALIKE: f64 = 0.005;
/// Lots that a sentence names.
const NAMED: usize = 4;

/// A lot whose share in time changes by more than [`ALIKE`] in some year.
struct Changed {
    lot: usize,
    today: f64,
    /// The year in which it is furthest from today's.
    year: usize,
    then: f64,
}

impl PathReport<'_> {
    /// A lot's share in time in a year of the path; nothing where nobody asks for anything.
    fn in_time(&self, year: usize, lot: usize) -> Option<f64> {
        Some(self.paths.best.years[year].lots.get(lot)?.share_in_time()?.mean)
    }

    /// Lots that are slower than today in some year, or faster, the most changed first.
    fn changed(&self, faster: bool) -> Vec<Changed> {
        let years = self.paths.best.years.len();
        let of_lot = |lot: usize| {
            let today = self.paths.now.get(lot)?.share_in_time()?.mean;
            let change = |then: f64| if faster { then - today } else { today - then };
            let then = (0..years).filter_map(|year| Some((year, self.in_time(year, lot)?)));
            let (year, then) = then.max_by(|one, two| change(one.1).total_cmp(&change(two.1)).then(two.0.cmp(&one.0)))?;
            (change(then) > ALIKE).then_some(Changed { lot, today, year, then })
        };
        let mut changed: Vec<Changed> = (0..self.scenario().lots.len()).filter_map(of_lot).collect();
        changed.sort_by(|one, two| (two.then - two.today).abs().total_cmp(&(one.then - one.today).abs()));
        changed
    }

    /// What a lot leaves undone in a year, of what is asked for.
    fn undone(&self, year: usize, lot: usize) -> String {
        let words = self.words;
        let Some(of_lot) = self.paths.best.years[year].lots.get(lot) else { return String::new() };
        if of_lot.unserved.mean < 1.0 {
            return String::new();
        }
        let (undone, asked) = (grouped(of_lot.unserved.mean, 0), grouped(of_lot.demand.mean, 0));
        match words.language {
            Language::Zh => format!("，{asked} 中有 {undone} 无人服务"),
            Language::En => format!(", {undone} of {asked} undone"),
        }
    }

    /// Which lots get slower than today in some year, and which faster.
    pub fn slower_and_faster(&self) -> Vec<String> {
        let words = self.words;
        let told = |(faster, zh, en): (bool, &str, &str)| {
            let (changed, others) = (self.changed(faster), self.changed(!faster));
            let named = changed.iter().take(NAMED).map(|of| {
                let undone = if faster { String::new() } else { self.undone(of.year, of.lot) };
                let is_both = others.iter().any(|other| other.lot == of.lot);
                let other = match (is_both, faster) {
                    (false, _) => "",
                    (true, true) => words.pick("，有的年份更慢", ", slower in others"),
                    (true, false) => words.pick("，有的年份更快", ", faster in others"),
                };
                let [before, after] = [of.today, of.then].map(|share| words.percent(share));
                let (title, year) = (&self.scenario().lots[of.lot].title, self.year_name(of.year));
                format!("{title} {before}→{after}（{year}{undone}{other}）")
            });
            let named: Vec<String> = named.collect();
            let (count, more) = (changed.len(), changed.len() > NAMED);
            match (count, words.language) {
                (0, Language::Zh) => format!("各年都没有比现状{zh}的项目（及时率相差半个百分点以上）。"),
                (0, Language::En) => format!("{en} than today by half a point or more in some year: nothing."),
                (_, Language::Zh) => {
                    format!("有的年份比现状{zh}的有 {count} 项：{}{}。", named.join("、"), if more { " 等" } else { "" })
                }
                (_, Language::En) => {
                    let named = named.join(", ").replace('（', " (").replace('）', ")");
                    format!("{en} than today in some year: {count}: {named}{}.", if more { ", …" } else { "" })
                }
            }
        };
        [(false, "慢", "Slower"), (true, "快", "Faster")].into_iter().map(told).collect()
    }

    /// Share in time, today and year by year, of every lot that is slower than today in some year; nothing where none is.
    pub fn lots_table(&self) -> Option<Table> {
        let words = self.words;
        let years = self.paths.best.years.len();
        let mut headers = vec![
            words.pick("有的年份变慢的项目（及时率）", "Slower in some year (in time)").to_owned(),
            words.pick("现状", "Today").to_owned(),
        ];
        headers.extend((0..years).map(|year| self.year_name(year)));
        let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| words.percent(share));
        let row = |of: Changed| {
            let head = [self.scenario().lots[of.lot].title.clone(), words.percent(of.today)];
            head.into_iter().chain((0..years).map(|year| share(self.in_time(year, of.lot)))).collect()
        };
        let rows: Vec<Vec<String>> = self.changed(false).into_iter().map(row).collect();
        (!rows.is_empty()).then_some(Table { headers, rows })
    }

    /// One row a year and lot, for each path; year 0 is today's plan with all of today's people.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn lots_csv(&self) -> Result<Vec<u8>, ReportError> {
        let header = ["path", "year", "lot", "asked", "in_house", "contract", "spot", "unserved", "in_time", "going_without"];
        let rows = |name: &str, year: usize, lots: &[LotSummary]| -> Vec<Vec<String>> {
            let row = |(lot, of): (usize, &LotSummary)| {
                let volumes = [of.demand, of.in_house, of.contract, of.spot, of.unserved].map(|volume| number(volume.mean));
                let share = of.share_in_time().map_or_else(String::new, |share| number(share.mean));
                let head = [name.to_owned(), year.to_string(), self.scenario().lots[lot].path.clone()];
                head.into_iter().chain(volumes).chain([share, number(of.going_without.mean)]).collect()
            };
            lots.iter().enumerate().map(row).collect()
        };
        let of_path = |(name, path): (&str, &Path)| -> Vec<Vec<String>> {
            path.years.iter().enumerate().flat_map(|(year, of_year)| rows(name, year + 1, &of_year.lots)).collect()
        };
        csv(&header, rows("today", 0, &self.paths.now).into_iter().chain(self.named().into_iter().flat_map(of_path)))
    }
}
