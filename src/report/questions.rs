//! What a meeting will ask, and what the run answers.

use super::failing;
use super::names::{name_of, of_the_aim};
use super::path::{ALIKE, PathReport};
use super::rivals::Rivals;
use super::words::Words;
use crate::outcome::rivalry::{Figure, margin};
use crate::outcome::{CostLine, Estimate};
use crate::plan::Plan;
use crate::planning::Limit;
use crate::planning::path::Leave;
use crate::run::{Played, RunResult};
use crate::scenario::Scenario;
use crate::scenario::file::Language;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// A question and what answers it.
pub struct Answer {
    /// As it will be asked.
    pub question: String,
    /// Sentences.
    pub lines: Vec<String>,
}

struct Meeting<'a> {
    supply: &'a Supply,
    run: &'a RunResult,
    words: Words,
    plan: &'a Played,
    rivals: Rivals<'a>,
}

impl<'a> Meeting<'a> {
    fn of(supply: &'a Supply, run: &'a RunResult, words: Words) -> Option<Self> {
        let rivals = Rivals::of(supply, run, words)?;
        Some(Self { supply, run, words, plan: rivals.plan, rivals })
    }

    fn scenario(&self) -> &'a Scenario {
        &self.supply.scenario
    }

    fn find(&self, strategy: Strategy) -> Option<&'a Played> {
        self.run.strategies.iter().find(|played| played.strategy == strategy)
    }

    fn amount(&self, amount: f64) -> String {
        self.words.amount(amount.abs(), &self.scenario().currency)
    }

    /// "a year", or "a year on average".
    fn yearly(&self) -> &'static str {
        self.words.yearly(self.scenario())
    }

    /// What the path itself buys in the end: strategies are set beside the state aimed at and not beside it.
    fn bought_by_the_path(&self) -> Option<String> {
        let path = PathReport::of(self.supply, self.run, self.words)?;
        let last = path.paths.best.years.len().checked_sub(1)?;
        let (year, share) = (path.year_name(last), self.words.percent(path.paths.best.years[last].outsourced_played()));
        Some(match self.words.language {
            Language::Zh => {
                format!("这里比的是目标状态；推荐的分步方案自己到 {year} 年有 {share} 由社会承担，目标使它多花多少，见“分步实施”。")
            }
            Language::En => format!(
                "This is beside the state aimed at; the path that is recommended has {share} bought in {year} itself, and its section says what the targets cost."
            ),
        })
    }

    /// Lots that are served in time less often, or more often, than today: in the years of the path, where one is recommended.
    fn faster_and_slower(&self) -> Vec<String> {
        if let Some(path) = PathReport::of(self.supply, self.run, self.words) {
            return path.slower_and_faster();
        }
        let Some(today) = self.find(Strategy::StatusQuo) else { return Vec::new() };
        let words = self.words;
        let changes: Vec<(usize, Estimate, Estimate)> = (0..self.scenario().lots.len())
            .filter_map(|lot| Some((lot, today.summary.lots[lot].share_in_time()?, self.plan.summary.lots[lot].share_in_time()?)))
            .collect();
        [(false, "变慢的", "Slower than today"), (true, "变快的", "Faster than today")]
            .into_iter()
            .map(|(faster, zh, en)| {
                let change = |(_, before, after): &(usize, Estimate, Estimate)| {
                    if faster { after.mean - before.mean } else { before.mean - after.mean }
                };
                let mut of: Vec<_> = changes.iter().filter(|lot| change(lot) > ALIKE).collect();
                of.sort_by(|one, two| change(two).total_cmp(&change(one)));
                let count = of.len();
                let told = |(lot, before, after): &&(usize, Estimate, Estimate)| {
                    format!("{} {}→{}", self.scenario().lots[*lot].title, words.percent_of(*before), words.percent_of(*after))
                };
                let named: Vec<String> = of.iter().take(4).map(told).collect();
                match (count, words.language) {
                    (0, Language::Zh) => format!("没有{zh}项目（及时率相差半个百分点以上）。"),
                    (0, Language::En) => format!("{en} by half a point or more: nothing."),
                    (_, Language::Zh) => format!("{zh}有 {count} 项：{}{}。", named.join("、"), if count > 4 { " 等" } else { "" }),
                    (_, Language::En) => format!("{en}: {count} ({}{}).", named.join(", "), if count > 4 { ", …" } else { "" }),
                }
            })
            .collect()
    }

    fn money(&self) -> Vec<String> {
        let words = self.words;
        if let Some(path) = PathReport::of(self.supply, self.run, words) {
            return path.money();
        }
        let summary = &self.plan.summary;
        let currency = &self.scenario().currency;
        let against = &self.plan.against_status_quo;
        let told = |zh: &str, en: &str, cost: Estimate, change: Estimate| {
            let (cost, size) = (words.amount_of(cost, currency), words.amount_of(change.scaled(change.mean.signum()), currency));
            match words.language {
                Language::Zh => format!("{zh} {cost}，比现状{} {size}。", if change.mean < 0.0 { "少" } else { "多" }),
                Language::En => format!("{en}: {cost}, {size} {} than today.", if change.mean < 0.0 { "less" } else { "more" }),
            }
        };
        let mut lines = Vec::new();
        match (summary.years.first(), summary.later_years, against.later_years) {
            (Some(first), Some(later), Some(change)) if summary.once > 0.0 => {
                let once = self.amount(summary.once);
                let lead = match words.language {
                    Language::Zh => format!("第一年（含一次性支出 {once}）"),
                    Language::En => format!("The first year, in which {once} is spent once"),
                };
                lines.push(told(&lead, &lead, *first, against.first_year));
                lines.push(told("以后每年", "Each later year", later, change));
            }
            _ => lines.push(told(self.yearly(), "Cash", summary.cost, against.cost)),
        }
        lines
    }

    fn who_leaves(&self) -> Vec<String> {
        let words = self.words;
        if let Some(path) = PathReport::of(self.supply, self.run, words) {
            let of_way = |how: Leave| -> Option<String> {
                let by_year: Vec<u32> = path
                    .paths
                    .best
                    .years
                    .iter()
                    .map(|year| year.gone.iter().filter(|gone| gone.how == how).map(|gone| gone.people).sum())
                    .collect();
                let all: u32 = by_year.iter().sum();
                let years: Vec<String> = by_year.iter().map(u32::to_string).collect();
                (all > 0).then(|| match words.language {
                    Language::Zh => format!("{} {all} 人（逐年 {}）", path.way(how), years.join("、")),
                    Language::En => format!("{}: {all} ({} by year)", path.way(how), years.join(", ")),
                })
            };
            let ways: Vec<String> = Leave::ALL.into_iter().filter_map(of_way).collect();
            let waiting: Vec<u32> = path
                .paths
                .best
                .years
                .iter()
                .map(|year| year.people.iter().map(|people| people.employed.saturating_sub(people.working)).sum())
                .collect();
            let mut lines = if ways.is_empty() {
                vec![words.pick("没有人离开。", "Nobody leaves.").to_owned()]
            } else {
                vec![format!("{}{}", ways.join(words.pick("；", "; ")), words.pick("。", "."))]
            };
            if waiting.iter().any(|people| *people > 0) {
                let years: Vec<String> = waiting.iter().map(u32::to_string).collect();
                let paid: f64 = path.paths.best.years.iter().map(|year| year.waiting).sum();
                lines.push(match words.language {
                    Language::Zh => format!("各年待岗 {} 人，工资合计 {}。", years.join("、"), self.amount(paid)),
                    Language::En => format!("Waiting, year by year: {} people, paid {} in all.", years.join(", "), self.amount(paid)),
                });
            }
            lines.push(
                words
                    .pick(
                        "哪个班组、哪一年、多大年龄，见“分步实施”一节。",
                        "The section on the years says from which team, when and at which age.",
                    )
                    .to_owned(),
            );
            return lines;
        }
        let Some(today) = self.find(Strategy::StatusQuo) else { return Vec::new() };
        let (before, after) = (people_by_set(self.supply, &today.plan), people_by_set(self.supply, &self.plan.plan));
        let moved: Vec<String> = (0..before.len())
            .filter(|set| before[*set] != after[*set])
            .map(|set| format!("{} {}→{}", self.supply.skill_sets[set].title, before[set], after[set]))
            .collect();
        if moved.is_empty() {
            return vec![words.pick("没有人离开。", "Nobody leaves.").to_owned()];
        }
        let more = words.pick(
            "何时、去哪，要有 [path] 才能逐年算出（houqin path）。",
            "When and where to: that takes a [path] in the scenario (`houqin path`).",
        );
        vec![format!("{}{}", moved.join(words.pick("、", ", ")), words.pick("。", ".")), more.to_owned()]
    }

    fn how_low(&self) -> Vec<String> {
        let words = self.words;
        let mut lines = Vec::new();
        if let Some(least) = self.run.least_budget {
            let least = words.enough(least, &self.scenario().currency);
            let fund = self.scenario().budget.one_off.map(|fund| self.amount(fund));
            let standards = if self.scenario().policy.standards_bind { words.pick("和服务标准", " and standards") } else { "" };
            lines.push(match (words.language, fund) {
                (Language::Zh, None) => format!("在其余限制{standards}之内，最贵的一年至少要 {least}：再低就没有方案（预测值）。"),
                (Language::Zh, Some(fund)) => {
                    format!("在其余限制{standards}之内，一次性支出由 {fund} 的专项承担，此外最贵的一年至少要 {least}：再低就没有方案（预测值）。")
                }
                (Language::En, None) => format!("Within all other limits{standards} the dearest year takes at least {least}; below that there is no plan (as predicted)."),
                (Language::En, Some(fund)) => format!(
                    "Within all other limits{standards}, and beside the fund of {fund} for what is spent once, the dearest year takes at least {least}; below that there is no plan (as predicted)."
                ),
            });
        }
        if let Some(point) = self.run.frontier.first() {
            let (cash, unserved) = (self.amount(point.cash), self.amount(point.unserved_cost));
            let spread = self.plan.summary.line(CostLine::Conversion) > 0.0;
            let part = if spread { words.pick("（含一次性支出的分摊）", " (with its part of what is spent once)") } else { "" };
            lines.push(match (words.language, self.scenario().policy.standards_bind) {
                (Language::Zh, true) => format!("若连服务标准也不要，年均最低 {cash}{part}，但无人服务代价达 {unserved}。"),
                (Language::Zh, false) => format!("能少花就少花的方案，年均 {cash}{part}，但无人服务代价达 {unserved}。"),
                (Language::En, true) => {
                    format!("If standards may give way too, a mean year takes {cash} at least{part}, and going without weighs {unserved}.")
                }
                (Language::En, false) => {
                    format!("The least that can be spent in a mean year is {cash}{part}; going without then weighs {unserved}.")
                }
            });
        }
        if let (Some(cap), Some(share)) = (self.scenario().budget.per_year, self.plan.summary.within_budget) {
            let (cap, chance) = (self.amount(cap), words.chance(share, self.run.replications()));
            lines.push(match words.language {
                Language::Zh => format!("现行预算 {cap}，方案在 {chance} 的模拟中各年不超。"),
                Language::En => format!("The budget is {cap}; the plan stays within it in every year in {chance} of the replications."),
            });
        }
        lines
    }

    /// Whether a strategy is one to compare the plan with.
    fn keeps_all(rival: &Played) -> bool {
        rival.note.limits.is_empty() && !rival.note.out_of_reach
    }

    /// The smallest change of each figure that makes some rival as good, and which.
    fn margins(&self) -> Vec<(Figure, Option<(f64, &'a Played)>)> {
        let smallest = |figure: Figure| {
            let margins = self
                .rivals
                .others()
                .filter(|rival| Self::keeps_all(rival))
                .filter_map(|rival| Some((margin(&self.plan.summary, &rival.summary, figure)?, rival)));
            margins.min_by(|one, two| one.0.abs().total_cmp(&two.0.abs()))
        };
        Figure::ALL.into_iter().map(|figure| (figure, smallest(figure))).collect()
    }

    fn assumed(&self) -> Vec<String> {
        let words = self.words;
        let scenario = self.scenario();
        let assumed = scenario.sources.iter().filter(|(_, text)| text.contains("假设") || text.to_lowercase().contains("assumed")).count();
        let silent: usize = scenario.without_source.iter().map(|(_, names)| names.len()).sum();
        let mut lines = vec![match words.language {
            Language::Zh => format!("{} 处数字写明来源，其中 {assumed} 处是假设；{silent} 处未写来源。", scenario.sources.len()),
            Language::En => format!(
                "{} figures have a source, of which {assumed} say that they are assumed; {silent} have none.",
                scenario.sources.len()
            ),
        }];
        if !self.rivals.others().any(Self::keeps_all) {
            let none = words.pick(
                "没有别的方案守住各项限制，无从比较。",
                "No other strategy keeps all limits: there is none to compare the plan with.",
            );
            lines.push(none.to_owned());
            return lines;
        }
        for (figure, found) in self.margins() {
            let name = figure_name(figure, words);
            lines.push(match (found, words.language) {
                (Some((change, rival)), Language::Zh) => {
                    format!(
                        "{name}须{} {}，{}才不比{}差。",
                        if change < 0.0 { "低" } else { "高" },
                        words.percent(change.abs()),
                        name_of(rival, words),
                        self.rivals.plan_name()
                    )
                }
                (Some((change, rival)), Language::En) => {
                    format!(
                        "{name} must be {} {} before {} is no worse than {}.",
                        words.percent(change.abs()),
                        if change < 0.0 { "lower" } else { "higher" },
                        name_of(rival, words),
                        self.rivals.plan_name()
                    )
                }
                (None, Language::Zh) => format!("{name}单独怎样变，都没有别的方案更好。"),
                (None, Language::En) => format!("{name}: no change of it alone makes another strategy better."),
            });
        }
        lines.push(
            words
                .pick(
                    "以上只与守住各项限制的方案相比，且各方案不变；方案重新优化后的界限见 houqin sensitivity 和 explain。",
                    "Only strategies that keep all limits are compared, each as it is; `houqin sensitivity` and `explain` choose plans anew.",
                )
                .to_owned(),
        );
        lines
    }

    fn limits(&self) -> Vec<String> {
        let words = self.words;
        if self.run.binding.is_empty() {
            return vec![
                words
                    .pick("没有一项限制使方案多花钱（超过求解误差）。", "No limit costs anything beyond what the solver leaves open.")
                    .to_owned(),
            ];
        }
        let told = |limit: Limit, saves: f64| match words.language {
            Language::Zh => format!("{}：没有它，每年至少可省 {}（含无人服务代价）。", words.limit(limit), self.amount(saves)),
            Language::En => format!(
                "{}: without it the best plan would cost at least {} less a year, going without included.",
                words.limit(limit),
                self.amount(saves)
            ),
        };
        self.run.binding.iter().map(|of| told(of.limit, of.saves)).collect()
    }
}

/// Own people of each skill set under a plan.
pub(super) fn people_by_set(supply: &Supply, plan: &Plan) -> Vec<u32> {
    let mut people = vec![0; supply.skill_sets.len()];
    for (unit, size) in supply.units.iter().zip(&plan.sizes) {
        if let Some(crew) = unit.crew.as_ref().filter(|_| plan.arrangement[unit.service] == unit.arrangement) {
            people[crew.skill_set] += size.people;
        }
    }
    people
}

fn figure_name(figure: Figure, words: Words) -> &'static str {
    let (zh, en) = match figure {
        Figure::Pay => ("自办人员费用", "Pay of own people"),
        Figure::ContractPrices => ("合同价格", "Contract prices"),
        Figure::SpotPrices => ("零星采购价格", "Prices without a contract"),
        Figure::Once => ("一次性支出", "What is spent once"),
        Figure::GoingWithout => ("无人服务的权重", "The weight of going without"),
    };
    words.pick(zh, en)
}

/// The page: question after question. Nothing where no plan is recommended.
pub fn asked(supply: &Supply, run: &RunResult, words: Words) -> Vec<Answer> {
    let Some(meeting) = Meeting::of(supply, run, words) else { return Vec::new() };
    let mut answers = Vec::new();
    let mut add = |(zh, en): (&str, &str), of: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            answers.push(Answer { question: format!("{}{of}", words.pick(zh, en)), lines });
        }
    };
    // What is not of the path, where one is recommended.
    let aim = of_the_aim(run, words);
    let rival = |strategy: Strategy| {
        let no_plan = || vec![words.pick("这样的方案不存在：有工作只能自办，或无人可买。", "There is no such plan.").to_owned()];
        meeting.find(strategy).map_or_else(no_plan, |played| meeting.rivals.against(played))
    };
    add(("为什么不全部自办？", "Why not keep it all in-house?"), aim, rival(Strategy::AllInHouse));
    let mut bought = rival(Strategy::AllOutsourced);
    bought.extend(meeting.find(Strategy::NinetyPercent).map(|played| meeting.rivals.against(played)).unwrap_or_default());
    bought.extend(meeting.bought_by_the_path());
    add(("为什么不全部交给社会？", "Why not buy it all?"), aim, bought);
    add(("第一年和以后各花多少钱？", "What does it cost, first and later?"), "", meeting.money());
    add(("谁离开、什么时候、去哪里？", "Who leaves, when and where to?"), "", meeting.who_leaves());
    add(("服务会变慢吗？", "What gets slower, what faster?"), "", meeting.faster_and_slower());
    add(
        ("主要承接单位出事那年怎么样？", "What if the main provider fails?"),
        "",
        failing::answer(supply, meeting.plan, PathReport::of(supply, run, words).as_ref(), words),
    );
    add(("预算最低能到多少？", "How low may the budget go?"), aim, meeting.how_low());
    add(("哪些数字是假设的，错多少结论会变？", "What is assumed, and how wrong may it be?"), aim, meeting.assumed());
    add(("哪些限制在起作用，代价多少？", "Which limits bind, and what do they cost?"), aim, meeting.limits());
    answers
}
