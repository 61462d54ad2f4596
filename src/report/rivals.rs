//! The strategies beside the plan: what each costs and leaves undone, and at which weight of going without it would be the better one.

use super::ReportError;
use super::csv::{csv, interval_cells, number};
use super::names::name_of;
use super::table::Table;
use super::words::Words;
use crate::outcome::rivalry::{Rivalry, Turn};
use crate::run::{Played, RunResult};
use crate::scenario::file::Language;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// The plan, and the strategies that are set beside it.
pub(super) struct Rivals<'a> {
    supply: &'a Supply,
    run: &'a RunResult,
    words: Words,
    /// The plan.
    pub plan: &'a Played,
}

impl<'a> Rivals<'a> {
    /// Nothing where no plan is recommended.
    pub(super) fn of(supply: &'a Supply, run: &'a RunResult, words: Words) -> Option<Self> {
        let plan = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum)?;
        Some(Self { supply, run, words, plan })
    }

    /// Strategies other than the plan.
    pub(super) fn others(&self) -> impl Iterator<Item = &'a Played> {
        self.run.strategies.iter().filter(|played| played.strategy != Strategy::Optimum)
    }

    /// The plan that strategies are set beside: where a path is recommended, not what is recommended.
    pub(super) fn plan_name(&self) -> &'static str {
        match self.run.path {
            Some(Ok(_)) => self.words.pick("目标状态", "the state aimed at"),
            _ => self.words.pick("推荐方案", "the plan"),
        }
    }

    fn amount(&self, amount: f64) -> String {
        self.words.amount(amount.abs(), &self.supply.scenario.currency)
    }

    /// What a rival costs and leaves undone against the plan, and at which weight it would be the better one.
    pub(super) fn against(&self, rival: &Played) -> Vec<String> {
        let words = self.words;
        let rivalry = Rivalry::of(&self.plan.summary, &rival.summary);
        let (cash, unserved) = (rivalry.cash, rivalry.unserved);
        let replications = self.run.replications();
        let share = words.chance(if cash.mean < 0.0 { rivalry.cheaper } else { 1.0 - rivalry.cheaper }, replications);
        let mut lines = Vec::new();
        lines.push(match words.language {
            Language::Zh => format!(
                "{}：现金{}{}花 {}（{share} 的模拟如此），无人服务代价{} {}。",
                name_of(rival, words),
                self.words.yearly(&self.supply.scenario),
                if cash.mean < 0.0 { "少" } else { "多" },
                self.amount(cash.mean),
                if unserved.mean < 0.0 { "少" } else { "多" },
                self.amount(unserved.mean),
            ),
            Language::En => format!(
                "{}: cash {} {} {} (in {share} of the replications); going without weighs {} {}.",
                name_of(rival, words),
                self.amount(cash.mean),
                if cash.mean < 0.0 { "less" } else { "more" },
                self.words.yearly(&self.supply.scenario),
                self.amount(unserved.mean),
                if unserved.mean < 0.0 { "less" } else { "more" },
            ),
        });
        lines.push(self.turn(rival, rivalry.turns));
        let most = self.goes_without_most(rival);
        if !most.is_empty() {
            lines.push(match words.language {
                Language::Zh => format!("它比{}多出的无人服务代价主要在：{}。", self.plan_name(), most.join("、")),
                Language::En => format!("What goes without more than under {}: {}.", self.plan_name(), most.join(", ")),
            });
        }
        let used_up = self.used_up(rival);
        if unserved.mean > 0.0 && !used_up.is_empty() {
            lines.push(match words.language {
                Language::Zh => format!("它同样受{}限制，已基本用足：耽误的事里有些是因为钱不够。", used_up.join("和")),
                Language::En => format!(
                    "It is held to {} as well and uses nearly all: some of what it leaves undone is for want of money.",
                    used_up.join(" and ")
                ),
            });
        }
        if !rival.note.is_empty() {
            lines.push(match words.language {
                Language::Zh => format!("另外：{}。", words.note(&rival.note)),
                Language::En => format!("Beside that: {}.", words.note(&rival.note)),
            });
        }
        lines
    }

    /// The caps on money of which a strategy keeps and uses at least 97 %.
    fn used_up(&self, rival: &Played) -> Vec<String> {
        let budget = &self.supply.scenario.budget;
        let held = rival.summary.held_cost(budget, budget.held);
        let caps = [
            (budget.per_year, held, self.words.pick("年度预算 ", "the year's budget of ")),
            (budget.one_off, rival.summary.once, self.words.pick("一次性专项 ", "the fund of ")),
        ];
        let used = caps.into_iter().filter_map(|(cap, taken, name)| Some((cap?, taken, name)));
        let near = used.filter(|(cap, taken, _)| *taken >= 0.97 * cap && *taken <= 1.02 * cap);
        near.map(|(cap, _, name)| format!("{name}{}", self.amount(cap))).collect()
    }

    fn turn(&self, rival: &Played, turns: Turn) -> String {
        let words = self.words;
        match (turns, words.language) {
            (Turn::Below(weight), Language::Zh) => {
                format!("它省现金、多耽误事；只有把无人服务的代价降到所设权重的 {} 以下，才会选它。", words.percent(weight))
            }
            (Turn::Below(weight), Language::En) => {
                format!(
                    "It saves cash and leaves more undone: it would be chosen only if going without weighed less than {} of what is assumed.",
                    words.percent(weight)
                )
            }
            (Turn::Above(weight), Language::Zh) => {
                format!("它多花现金、少耽误事；只有无人服务的代价高于所设权重的 {weight:.1} 倍，才会选它。")
            }
            (Turn::Above(weight), Language::En) => {
                format!(
                    "It takes more cash and leaves less undone: it would be chosen only if going without weighed more than {weight:.1} times what is assumed."
                )
            }
            (Turn::Never, Language::Zh) => "它既多花钱又多耽误事，权重怎样都不会选它。".into(),
            (Turn::Never, Language::En) => "It takes more cash and leaves no less undone: no weight would choose it.".into(),
            (Turn::Always, Language::Zh) => format!("单看费用和服务它更好{}。", why_not(rival, words)),
            (Turn::Always, Language::En) => format!("By cost and service alone it is better{}.", why_not(rival, words)),
        }
    }

    /// The lots with most going without beyond the plan's, with amounts.
    fn goes_without_most(&self, rival: &Played) -> Vec<String> {
        let lots = &self.supply.scenario.lots;
        let more = |lot: usize| rival.summary.lots[lot].going_without.mean - self.plan.summary.lots[lot].going_without.mean;
        let mut order: Vec<usize> = (0..lots.len()).filter(|lot| more(*lot) >= 0.05 * rival.summary.unserved_cost.mean.max(1.0)).collect();
        order.sort_by(|one, two| more(*two).total_cmp(&more(*one)));
        let told = |lot: &usize| match self.words.language {
            Language::Zh => format!("{}（{}）", lots[*lot].title, self.amount(more(*lot))),
            Language::En => format!("{} ({})", lots[*lot].title, self.amount(more(*lot))),
        };
        order.iter().take(3).map(told).collect()
    }
}

/// Each strategy against the plan: cash and going without apart, and the weight at which the choice turns.
pub fn rivals_table(supply: &Supply, run: &RunResult, words: Words) -> Option<Table> {
    let all = Rivals::of(supply, run, words)?;
    let unit = words.money_unit(&supply.scenario.currency);
    let headers = vec![
        match words.language {
            Language::Zh => format!("方案（与{}相比）", all.plan_name()),
            Language::En => format!("Strategy, against {}", all.plan_name()),
        },
        format!("{} ({unit})", words.pick("现金", "Cash")),
        words.pick("现金更少的模拟", "Less cash in").to_owned(),
        format!("{} ({unit})", words.pick("无人服务代价", "Going without")),
        words.pick("权重为多少倍时选它", "Chosen where going without weighs").to_owned(),
    ];
    let row = |rival: &Played| {
        let rivalry = Rivalry::of(&all.plan.summary, &rival.summary);
        let turns = match rivalry.turns {
            Turn::Below(weight) => format!("< {weight:.2} ×"),
            Turn::Above(weight) => format!("> {weight:.2} ×"),
            Turn::Never => words.pick("不会", "never").to_owned(),
            Turn::Always => format!("{}{}", words.pick("总是", "always"), why_not(rival, words)),
        };
        vec![
            name_of(rival, words),
            words.money_of(rivalry.cash),
            words.chance(rivalry.cheaper, run.replications()),
            words.money_of(rivalry.unserved),
            turns,
        ]
    };
    let rows: Vec<Vec<String>> = all.others().map(row).collect();
    (!rows.is_empty()).then_some(Table { headers, rows })
}

/// The same for programs: differences to the plan, and the multiples of the weight of going without below or above which a strategy is the better one.
pub fn rivals_csv(supply: &Supply, run: &RunResult, words: Words) -> Option<Result<Vec<u8>, ReportError>> {
    let all = Rivals::of(supply, run, words)?;
    let row = |rival: &Played| {
        let rivalry = Rivalry::of(&all.plan.summary, &rival.summary);
        let (below, above) = match rivalry.turns {
            Turn::Below(weight) => (number(weight), String::new()),
            Turn::Above(weight) => (String::new(), number(weight)),
            Turn::Always => (String::new(), number(0.0)),
            Turn::Never => (String::new(), String::new()),
        };
        let figures = [rivalry.cash, rivalry.unserved, rivalry.objective].into_iter().flat_map(|of| interval_cells(Some(of)));
        std::iter::once(rival.key().to_owned()).chain(figures).chain([number(rivalry.cheaper), below, above]).collect()
    };
    let header = [
        "strategy",
        "cash",
        "cash_lower_95",
        "cash_upper_95",
        "unserved_cost",
        "unserved_cost_lower_95",
        "unserved_cost_upper_95",
        "objective",
        "objective_lower_95",
        "objective_upper_95",
        "share_of_replications_with_less_cash",
        "better_below_weight",
        "better_above_weight",
    ];
    Some(csv(&header, all.others().map(row)))
}

/// What going without costs under each strategy, by lot: the lots in which it is most, and the rest together.
pub fn without_table(supply: &Supply, run: &RunResult, words: Words) -> Option<Table> {
    let shown = heaviest(supply, run);
    if shown.is_empty() {
        return None;
    }
    let lots = &supply.scenario.lots;
    let mut headers = vec![match words.language {
        Language::Zh => format!("无人服务代价（{}，按项目）", words.money_unit(&supply.scenario.currency)),
        Language::En => format!("Going without ({}), by lot", words.money_unit(&supply.scenario.currency)),
    }];
    headers.extend(run.strategies.iter().map(|played| name_of(played, words)));
    let of = |lot: usize| run.strategies.iter().map(move |played| played.summary.lots[lot].going_without.mean);
    let mut rows: Vec<Vec<String>> = shown
        .iter()
        .map(|lot| std::iter::once(lots[*lot].title.clone()).chain(of(*lot).map(|amount| words.money(amount))).collect())
        .collect();
    let rest = run.strategies.iter().map(|played| {
        let all: f64 = played.summary.lots.iter().map(|lot| lot.going_without.mean).sum();
        all - shown.iter().map(|lot| played.summary.lots[*lot].going_without.mean).sum::<f64>()
    });
    rows.push(std::iter::once(words.pick("其余", "The rest").to_owned()).chain(rest.map(|amount| words.money(amount))).collect());
    let total = run.strategies.iter().map(|played| words.money(played.summary.unserved_cost.mean));
    rows.push(std::iter::once(words.pick("合计", "In all").to_owned()).chain(total).collect());
    Some(Table { headers, rows })
}

/// Lots in which going without is most under any strategy, in the scenario's order.
pub(super) fn heaviest(supply: &Supply, run: &RunResult) -> Vec<usize> {
    let most = |lot: usize| run.strategies.iter().map(|played| played.summary.lots[lot].going_without.mean).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..supply.scenario.lots.len()).filter(|lot| most(*lot) > 0.0).collect();
    order.sort_by(|one, two| most(*two).total_cmp(&most(*one)));
    order.truncate(7);
    order.sort_unstable();
    order
}

/// Why a strategy is not recommended that is better by cost and service.
fn why_not(rival: &Played, words: Words) -> &'static str {
    if !rival.note.limits.is_empty() {
        words.pick("（受限制所阻）", " (limits forbid it)")
    } else if rival.strategy == Strategy::PerDepartment {
        words.pick("（情景的 arrangements 没有列出这种组织方式）", " (the scenario's `arrangements` do not offer it)")
    } else {
        words.pick("（在求解误差之内）", " (by no more than the solver leaves open)")
    }
}
