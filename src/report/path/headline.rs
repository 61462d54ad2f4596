//! What a path comes to, in sentences: beside today's plan left alone, in cash and in what goes without; what its targets cost, and what is proved of it.

use std::fmt::Write;

use super::PathReport;
use crate::planning::path::{Path, PathYear};
use crate::report::reasons;
use crate::scenario::file::Language;

/// A path less today's plan left alone, as simulated: cash, and what going without costs.
#[derive(Clone, Copy)]
pub(super) struct Apart {
    pub cash: f64,
    pub unserved: f64,
}

impl Apart {
    pub fn total(self) -> f64 {
        self.cash + self.unserved
    }
}

impl PathReport<'_> {
    /// Over all years, discounted.
    pub(super) fn apart(&self) -> Apart {
        let (best, today) = (&self.paths.best, &self.paths.today);
        Apart {
            cash: best.cash_played(self.staging) - today.cash_played(self.staging),
            unserved: best.unserved_played(self.staging) - today.unserved_played(self.staging),
        }
    }

    /// In a year, in its own money.
    fn apart_in(&self, year: usize) -> Apart {
        let (best, today) = (&self.paths.best.years[year], &self.paths.today.years[year]);
        Apart { cash: best.cash_played() - today.cash_played(), unserved: best.unserved_played() - today.unserved_played() }
    }

    /// "12 more" or "12 less".
    fn change(&self, amount: f64) -> String {
        let size = self.words.amount(amount.abs(), &self.scenario().currency);
        match self.words.language {
            Language::Zh => format!("{} {size}", if amount < 0.0 { "少" } else { "多" }),
            Language::En => format!("{size} {}", if amount < 0.0 { "less" } else { "more" }),
        }
    }

    /// Cash, going without and both together against today's plan left alone.
    fn changes(&self, apart: Apart) -> String {
        let [cash, unserved, total] = [apart.cash, apart.unserved, apart.total()].map(|amount| self.change(amount));
        match self.words.language {
            Language::Zh => format!("现金{cash}，无人服务代价{unserved}，合计{total}"),
            Language::En => format!("cash {cash}, going without {unserved}, together {total}"),
        }
    }

    /// Why a path may come to more than today's plan left alone; nothing where it does not.
    fn why_more(&self) -> &'static str {
        if self.apart().total() <= 0.0 {
            return "";
        }
        self.words.pick(
            "（分步方案须守住各年的预算、目标和服务标准，维持现状不必守）",
            " (the path keeps budgets, targets and standards of every year, which today's plan left alone need not)",
        )
    }

    /// The first sentence of the path's own text.
    pub(super) fn against_left_alone(&self) -> String {
        let words = self.words;
        let unit = words.money_unit(&self.scenario().currency);
        let (best, today) = (&self.paths.best, &self.paths.today);
        let [cash, cash_alone] = [best, today].map(|path| words.money(path.cash_played(self.staging)));
        let [unserved, unserved_alone] = [best, today].map(|path| words.money(path.unserved_played(self.staging)));
        let rate = words.percent(self.staging.discount_rate);
        let (years, changes, why) = (self.staging.years, self.changes(self.apart()), self.why_more());
        match words.language {
            Language::Zh => format!(
                "{years} 年分步方案，折现（折现率 {rate}）：现金 {cash} {unit}，无人服务代价 {unserved} {unit}；维持现状（只有自然减员）为 {cash_alone} 和 {unserved_alone} {unit}。比维持现状{changes}{why}。"
            ),
            Language::En => format!(
                "A path of {years} years, discounted at {rate}: cash {cash} {unit}, going without {unserved} {unit}; today's plan left alone (people retire and leave, nobody is hired) comes to {cash_alone} and {unserved_alone} {unit}. Against it: {changes}{why}."
            ),
        }
    }

    /// The recommendation in a sentence: by when, from how many people to how many, with which contracts, for how much, and what goes without.
    pub fn headline(&self) -> String {
        let words = self.words;
        let best = &self.paths.best;
        let Some(last) = best.years.len().checked_sub(1) else { return String::new() };
        let today: u32 = self.supply.skill_sets.iter().map(|set| set.today).sum();
        let people: u32 = best.years[last].people.iter().map(|people| people.employed).sum();
        let (first, end) = (self.year_name(0), self.year_name(last));
        let changes = self.changes(self.apart());
        let [at_first, at_last] = [0, last].map(|year| self.change(self.apart_in(year).cash));
        let contracts = self.contracts_that_run(last);
        let why = self.why_more();
        let unverified =
            if best.disagreements.is_empty() { "" } else { words.pick("（分步方案未经验证）", " (THE PATH IS NOT VERIFIED)") };
        let unproved = match (best.proof.reached, best.proof.gap, words.language) {
            (true, ..) => String::new(),
            (false, Some(gap), Language::Zh) => format!("（未证明最优：或有便宜至多 {} 的路径）", words.percent(gap)),
            (false, Some(gap), Language::En) => {
                format!(" (not proved to be the best: one that is cheaper by up to {} may exist)", words.percent(gap))
            }
            (false, None, _) => words.pick("（未证明最优）", " (not proved to be the best)").into(),
        };
        match words.language {
            Language::Zh => format!(
                "建议：自 {first} 年起分 {years} 年实施，自办人员由 {today} 人减到 {people} 人，到 {end} 年有 {contracts} 份合同在期。{years} 年合计，折现后比维持现状（只有自然减员）：{changes}{why}；其中现金第一年{at_first}，末年{at_last}{unverified}{unproved}。",
                years = last + 1,
            ),
            Language::En => format!(
                "Recommendation: in {years} years from {first}, go from {today} own people to {people}, with {contracts} contracts running in {end}. Over these years, discounted, against today's plan left alone (people retire and leave, nobody is hired): {changes}{why}; of cash, {at_first} in the first year and {at_last} in the last{unverified}{unproved}.",
                years = last + 1,
            ),
        }
    }

    /// What the first year and the last cost and leave undone, beside today's plan left alone; and what is spent once in all.
    pub(in crate::report) fn money(&self) -> Vec<String> {
        let words = self.words;
        let years = &self.paths.best.years;
        let Some(last) = years.len().checked_sub(1) else { return Vec::new() };
        let amount = |amount: f64| words.amount(amount, &self.scenario().currency);
        let told = |year: usize| {
            let (of_year, changes) = (&years[year], self.changes(self.apart_in(year)));
            let (cash, once, unserved) = (amount(of_year.cash_played()), amount(of_year.once.total()), amount(of_year.unserved_played()));
            match words.language {
                Language::Zh => {
                    format!("{} 年：现金 {cash}（其中一次性 {once}），无人服务代价 {unserved}；比维持现状{changes}。", self.year_name(year))
                }
                Language::En => format!(
                    "{}: cash {cash}, of which {once} is spent once, and {unserved} of going without; against today's plan left alone, {changes}.",
                    self.year_name(year)
                ),
            }
        };
        let once = amount(years.iter().map(|year| year.once.total()).sum());
        let mut lines = vec![told(0)];
        lines.extend((last > 0).then(|| told(last)));
        lines.push(match words.language {
            Language::Zh => format!("各年见“分步实施”一节；一次性支出合计 {once}。"),
            Language::En => format!("The section on the years has each of them; {once} is spent once in all."),
        });
        lines
    }

    /// What a chart of the cost says: cash and what goes without, beside today's plan left alone.
    pub(super) fn cost_title(&self) -> String {
        let words = self.words;
        let years = self.paths.best.years.len();
        let unit = words.money_unit(&self.scenario().currency);
        let Apart { cash, unserved } = self.apart();
        let [less, more] = [-cash, unserved].map(|amount| words.money(amount.abs()));
        match words.language {
            Language::Zh => format!(
                "{years} 年折现{}花现金 {less} {unit}，无人服务代价{} {more} {unit}",
                if cash < 0.0 { "少" } else { "多" },
                if unserved < 0.0 { "少" } else { "多" },
            ),
            Language::En => format!(
                "Over {years} years, discounted: {less} {unit} {} cash, {more} {unit} {} of going without",
                if cash < 0.0 { "less" } else { "more" },
                if unserved < 0.0 { "less" } else { "more" },
            ),
        }
    }

    /// What the targets for the outsourced share cost: over the path, between which bounds that is proved, and in its last year.
    pub(super) fn cost_of_targets(&self) -> Option<String> {
        let (words, currency) = (self.words, &self.supply.scenario.currency);
        let free = self.paths.free.as_ref()?;
        // What is proved is proved of predictions: where the simulation does not agree with them, its own difference is told, and no bounds.
        let agree = self.paths.best.disagreements.is_empty() && free.disagreements.is_empty();
        let played = |path: &Path| path.cash_played(self.staging) + path.unserved_played(self.staging);
        let cost = if agree { self.paths.cost_of_targets()? } else { played(&self.paths.best) - played(free) };
        let (last, last_free) = (self.paths.best.years.last()?, free.years.last()?);
        let of_last = |of: fn(&PathYear) -> f64| of(last) - of(last_free);
        let (running, waiting) = (of_last(PathYear::running_played), of_last(|year| year.waiting));
        let year = self.year_name(self.paths.best.years.len() - 1);
        let amount = |amount: f64| words.amount(amount, currency);
        // Neither path is proved to be the best one: the best ones may be cheaper by their gaps.
        let open = |path: &Path| path.proof.gap.map(|gap| gap * path.total().abs());
        let bounds = open(&self.paths.best).zip(open(free)).map(|(best, free)| ((cost - best).max(0.0), cost + free));
        let proved = match (bounds, words.language) {
            (_, Language::Zh) if !agree => "（模拟值；与预测不符，不能给出误差）".into(),
            (_, Language::En) if !agree => " (as simulated; it was predicted otherwise, so that no bounds are proved)".into(),
            (Some((least, most)), _) if most - least <= WORTH_TELLING * cost.abs() => String::new(),
            (Some((least, most)), Language::Zh) => format!("（已证明在 {} 到 {} 之间）", words.money(least), amount(most)),
            (Some((least, most)), Language::En) => format!(" (proved to be between {} and {})", words.money(least), amount(most)),
            (None, Language::Zh) => "（求解器未能给出误差）".into(),
            (None, Language::En) => " (how exactly, the solver could not prove)".into(),
        };
        let of_it = match (waiting.abs() >= 0.5, words.language) {
            (false, _) => String::new(),
            (true, Language::Zh) => format!("，其中待岗人员工资{}", self.change(waiting)),
            (true, Language::En) => format!(", of which pay of people who wait: {}", self.change(waiting)),
        };
        Some(match words.language {
            Language::Zh => format!(
                "社会化目标的代价：与不设目标的最优路径相比，折现后多 {}（含无人服务代价）{proved}；{year} 年的日常费用{}{of_it}。",
                amount(cost),
                self.change(running),
            ),
            Language::En => format!(
                "What the targets for the outsourced share cost: {} discounted, going without included, against the best path without them{proved}; running cost of {year}: {}{of_it}.",
                amount(cost),
                self.change(running),
            ),
        })
    }

    /// Whether the path is verified and proved, in sentences.
    pub(super) fn standing(&self) -> String {
        let words = self.words;
        let best = &self.paths.best;
        let mut text = String::new();
        if best.disagreements.is_empty() {
            let _ = writeln!(
                text,
                "\n{}",
                words.pick(
                    "每一年都用新的模拟复核过，与预测一致。",
                    "Every year was played on fresh replications, and agrees with the prediction."
                )
            );
        } else {
            let _ = writeln!(text, "\n{}", words.pick("未经验证：模拟与预测不符。", "NOT VERIFIED: simulation and prediction disagree."));
            for line in &best.disagreements {
                let _ = writeln!(text, "  - {}", reasons::in_year(line, &self.supply.scenario, words));
            }
        }
        if !best.proof.reached || best.proof.gap.is_some_and(|gap| gap > WORTH_TELLING) {
            let proved = match (best.proof.gap, words.language) {
                (Some(gap), Language::Zh) if !best.disagreements.is_empty() => {
                    format!("按预测（模拟与之不符），没有比它便宜 {} 以上的路径。", words.percent(gap))
                }
                (Some(gap), Language::En) if !best.disagreements.is_empty() => {
                    format!(
                        "Of what was predicted, which the simulation does not confirm, it is proved that no path is cheaper by more than {}.",
                        words.percent(gap)
                    )
                }
                (Some(gap), Language::Zh) => format!("已证明：以模拟过的规模和项目组合，没有比它便宜 {} 以上的路径。", words.percent(gap)),
                (Some(gap), Language::En) => {
                    format!(
                        "It is proved that no path of the sizes and sets of lots that were simulated is cheaper by more than {}.",
                        words.percent(gap)
                    )
                }
                (None, _) => {
                    words.pick("求解器未能证明它离最优有多远。", "The solver could not prove how far it is from the best path.").into()
                }
            };
            let _ = writeln!(text, "{proved}");
        }
        text
    }
}

/// Gap of a path that is told although it is proved to what was asked.
const WORTH_TELLING: f64 = 2e-3;
