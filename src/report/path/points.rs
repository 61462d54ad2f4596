//! What a path needs of those who decide: money, of which year and from where, and what changes by its end.

use super::{PathReport, gone_in};
use crate::report::words::number_of;
use crate::scenario::Lot;
use crate::scenario::file::Language;

impl PathReport<'_> {
    /// In sentences: the year that comes nearest its budget, what is spent once, and what is to be decided.
    pub fn points(&self) -> Vec<String> {
        let words = self.words;
        let years = &self.paths.best.years;
        let Some(last) = years.len().checked_sub(1) else { return Vec::new() };
        let currency = &self.scenario().currency;
        let amount = |amount: f64| words.amount(amount, currency);
        let mut points = Vec::new();
        let left = |year: usize| self.staging.budget[year].map(|cap| (year, cap, cap - self.capped(year)));
        if let Some((year, cap, _)) = (0..years.len()).filter_map(left).min_by(|one, two| (one.2 / one.1).total_cmp(&(two.2 / two.1))) {
            let (year, cash, cap) = (self.year_name(year), amount(self.capped(year)), amount(cap));
            points.push(match words.language {
                Language::Zh => format!("离预算最近的是 {year} 年：用 {cash}，预算 {cap}。"),
                Language::En => format!("Nearest its budget is {year}, which takes {cash} of {cap}."),
            });
        }
        let once: Vec<f64> = years.iter().map(|year| year.once.total()).collect();
        let all: f64 = once.iter().sum();
        if all > 0.0 {
            let by_year: Vec<String> = once.iter().map(|once| words.money(*once)).collect();
            let (all, by_year) = (amount(all), by_year.join(words.pick("、", ", ")));
            let fund = self.scenario().budget.one_off.map(amount);
            let capped = self.staging.budget.iter().any(Option::is_some);
            points.push(match (words.language, fund) {
                (Language::Zh, Some(fund)) => format!("一次性支出共 {all}（逐年 {by_year}），由 {fund} 的专款支付，不占年度预算。"),
                (Language::Zh, None) if capped => format!("一次性支出共 {all}（逐年 {by_year}），占用当年的预算。"),
                (Language::Zh, None) => format!("一次性支出共 {all}（逐年 {by_year}）。"),
                (Language::En, Some(fund)) => {
                    format!("Spent once over the years: {all} ({by_year} by year), from a fund of {fund} beside the yearly budget.")
                }
                (Language::En, None) if capped => {
                    format!("Spent once over the years: {all} ({by_year} by year), out of each year's budget.")
                }
                (Language::En, None) => format!("Spent once over the years: {all} ({by_year} by year)."),
            });
        }
        let moves: usize = (0..years.len()).map(|year| self.moved(&self.paths.best, year).len()).sum();
        let gone: u32 = years.iter().flat_map(|year| &year.people).map(gone_in).sum();
        let left: u32 = years.iter().flat_map(|year| &year.people).map(|people| people.left).sum();
        let end = self.year_name(last);
        points.push(match words.language {
            Language::Zh => format!("需要决定：到 {end} 年工作转出或收回 {moves} 项次，{gone} 人离开，其中 {left} 人到龄退休或自然离职。"),
            Language::En => format!(
                "To be decided: until {end} lots change between own people and others {}, and {} ({} retire or leave of their own accord).",
                number_of(moves, "time", "times"),
                number_of(gone as usize, "person leaves", "people leave"),
                left,
            ),
        });
        points.extend(self.to_and_fro());
        let rearranged = self.rearranged(&self.before(&self.paths.best, 0), &years[last].plan);
        if !rearranged.is_empty() {
            let rearranged = rearranged.join(words.pick("；", "; "));
            points.push(match words.language {
                Language::Zh => format!("到 {end} 年：{rearranged}。"),
                Language::En => format!("Until {end}: {rearranged}."),
            });
        }
        points.extend(self.cost_of_targets());
        points
    }

    /// Lots that change between own people and others more than once, with the years in which they do; nothing where there is none.
    fn to_and_fro(&self) -> Option<String> {
        let words = self.words;
        let years = 0..self.paths.best.years.len();
        let moved: Vec<Vec<usize>> = years.map(|year| self.moved(&self.paths.best, year)).collect();
        let told = |(lot, spec): (usize, &Lot)| {
            let at: Vec<String> = (0..moved.len()).filter(|year| moved[*year].contains(&lot)).map(|year| self.year_name(year)).collect();
            (at.len() > 1).then(|| format!("{} ({})", spec.title, at.join(words.pick("、", ", "))))
        };
        let lots: Vec<String> = self.scenario().lots.iter().enumerate().filter_map(told).collect();
        let names = lots.join(words.pick("、", ", "));
        (!lots.is_empty()).then(|| match words.language {
            Language::Zh => format!("先转出又收回或收回又转出的有：{names}；各年条件不同，这样最省，合同的 `term_years` 可防止反复。"),
            Language::En => {
                format!("Some go to and fro: {names}. It is cheapest so as the years differ; `term_years` of a contract keeps work where it has gone.")
            }
        })
    }

    /// Cash of a year that its budget caps: what is spent once has a fund of its own, where there is one.
    pub(super) fn capped(&self, year: usize) -> f64 {
        let of_year = &self.paths.best.years[year];
        if self.scenario().budget.one_off.is_some() { of_year.running_played() } else { of_year.cash_played() }
    }
}
