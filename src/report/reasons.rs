//! Why there is no plan or no path, and what speaks against one that there is, in sentences.

use crate::planning::{Change, Disagreement, InYear, PlanningError, Remedies, Why, changes_in_words};
use crate::run::{NoPath, RunError};
use crate::scenario::file::Language;
use crate::scenario::{Scenario, Staging};

use super::words::Words;

/// Why there is no plan.
pub fn of_no_plan(why: &Why, scenario: &Scenario, words: Words) -> Vec<String> {
    let and = words.pick(" 与 ", " and ");
    let mut reasons: Vec<String> = Vec::new();
    for limits in &why.conflicts {
        let keys: Vec<&str> = limits.iter().map(|limit| words.key(*limit, scenario)).collect();
        reasons.push(match (keys.as_slice(), words.language) {
            ([only], Language::Zh) => format!("{only} 无论放弃其他什么限制都无法满足"),
            ([only], Language::En) => format!("{only} cannot hold, whatever else is given up"),
            (several, Language::Zh) => format!("{} 无法同时满足", several.join(and)),
            (several, Language::En) => format!("{} cannot hold together", several.join(and)),
        });
    }
    reasons.extend(remedies(&why.remedies, scenario, None, words));
    if why.held_in_expectation {
        reasons.push(words.pick("或者：budget.held = \"in expectation\"", "or: budget.held = \"in expectation\"").into());
    }
    if let Some(samples) = why.samples {
        reasons.push(match words.language {
            Language::Zh => format!("关于预算的说法出自 {samples} 个样本；要在方案没有见过的样本里也守住，可能需要更多"),
            Language::En => format!(
                "what is said of the budget is of {samples} samples; to hold it in others that no plan was chosen from may take more"
            ),
        });
    }
    reasons
}

/// Why there is no path.
pub fn of_no_path(none: &NoPath, scenario: &Scenario, words: Words) -> Vec<String> {
    let path = scenario.path.as_ref();
    match none {
        NoPath::Infeasible(Why { remedies: Remedies::None, .. }) => vec![no_way(words)],
        NoPath::Infeasible(why) => {
            let lead = words.pick("没有任何路径能在每一年都满足全部限制", "no path keeps all limits in every year");
            std::iter::once(lead.to_owned()).chain(remedies(&why.remedies, scenario, path, words)).collect()
        }
        NoPath::OutOfTime { seconds, nearest: None } => vec![out_of_time(*seconds, words)],
        NoPath::OutOfTime { seconds, nearest: Some(nearest) } => vec![none_in_time(*seconds, nearest, scenario, words)],
    }
}

/// What is said of an error where no plan was found, with all that is known of why.
pub fn of_error(error: &RunError, scenario: &Scenario, words: Words) -> String {
    let reasons = match error {
        RunError::Infeasible { why: Ok(why), .. } => of_no_plan(why, scenario, words),
        RunError::Infeasible { why: Err(PlanningError::OutOfTime(_)), .. } => vec![
            words
                .pick(
                    "求解器没有来得及说出是哪些限制互相矛盾；可用 `run.time_limit` 多给些时间",
                    "which of them contradict each other could not be told in the solver's time; give it more with `run.time_limit`",
                )
                .into(),
        ],
        RunError::Infeasible { why: Err(error), .. } => vec![error.to_string()],
        RunError::Planning { error: PlanningError::OutOfTime(seconds), .. } => return out_of_time(*seconds, words),
        RunError::Planning { error, .. } => return error.to_string(),
    };
    let lead = words.pick("没有方案能满足方案文件的全部限制：", "no plan keeps all limits of the scenario:");
    format!("{lead}\n  - {}", reasons.join("\n  - "))
}

/// What would do where limits contradict each other.
fn remedies(remedies: &Remedies, scenario: &Scenario, path: Option<&Staging>, words: Words) -> Vec<String> {
    let said = |changes: &[Change]| changes_in_words(changes, scenario, path, words.language);
    let least = words.pick("最小的改动：", "least change: ");
    match remedies {
        Remedies::None => vec![no_way(words)],
        Remedies::NotInTime => vec![
            words
                .pick(
                    "限定的时间内没有找到最小的改动：可用 `run.time_limit` 或 --time-limit 多给些时间",
                    "the least change was not found in the time that there is: `run.time_limit`, or --time-limit, gives it more",
                )
                .into(),
        ],
        Remedies::AnyByALittle => {
            vec![format!(
                "{least}{}",
                words.pick("任何一项放宽一点点即可，它们恰好只差一丝", "any of them by a little, for they can only just be kept")
            )]
        }
        Remedies::Together(changes) => vec![format!("{least}{}", said(changes).join(words.pick("，并且 ", " and ")))],
        Remedies::Each(each) => {
            let lead = |index: usize| if index == 0 { least } else { words.pick("或者：", "or: ") };
            each.iter().flat_map(|changes| said(changes)).enumerate().map(|(index, change)| format!("{}{change}", lead(index))).collect()
        }
    }
}

/// Where no limit is to blame.
fn no_way(words: Words) -> String {
    words
        .pick(
            "即使没有任何预算或政策限制也没有方案：班组、会议室和报价本身就使某个项目无人可做",
            "there is no plan even without any limit of budget or policy: the teams, rooms and offers themselves leave some lot without a way",
        )
        .into()
}

/// Where the solver found nothing in its time.
fn out_of_time(seconds: f64, words: Words) -> String {
    match words.language {
        Language::Zh => format!(
            "求解器在限定时间内（每次搜索 {seconds:.0} 秒，`run.time_limit`）没有找到方案，也说不出是否真的没有；请多给时间，或缩小问题：减少年数、项目、报价或其变体"
        ),
        Language::En => PlanningError::OutOfTime(seconds).to_string(),
    }
}

/// The same of a path, with what limits would have to be for the nearest that was found.
fn none_in_time(seconds: f64, nearest: &[Change], scenario: &Scenario, words: Words) -> String {
    let asked = changes_in_words(nearest, scenario, scenario.path.as_ref(), words.language).join(words.pick("，并且 ", " and "));
    match words.language {
        Language::Zh => format!(
            "没有找到满足全部限制的路径，求解器（每次搜索 {seconds:.0} 秒）也说不出是否真的没有；找到的最接近的一条要求 {asked}；请照此设限，或用 `run.time_limit` 多给些时间"
        ),
        Language::En => format!(
            "no path that keeps all limits was found, and the solver, to which each search allows {seconds:.0} seconds, cannot say that there is none; the nearest one that was found asks for {asked}; set the limits so, or give it more time with `run.time_limit`"
        ),
    }
}

/// What speaks against a plan.
pub fn disagreement(what: &Disagreement, scenario: &Scenario, words: Words) -> String {
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let department = |index: usize| &scenario.departments[index].name;
    let (zh, en) = match what {
        Disagreement::Cost { predicted, simulated } => (
            format!("年度费用预测为 {predicted:.0}，模拟为 {simulated:.0}"),
            format!("the yearly cost was predicted as {predicted:.0} and simulated as {simulated:.0}"),
        ),
        Disagreement::TooFewReplications { predicted, simulated, half_width } => (
            format!("模拟次数太少：年度费用预测为 {predicted:.0}，模拟为 {simulated:.0} ± {half_width:.0}"),
            format!(
                "the replications are too few: the yearly cost was predicted as {predicted:.0} and simulated as {simulated:.0} ± {half_width:.0}"
            ),
        ),
        Disagreement::InTime { lot, predicted, simulated } => {
            let (lot, predicted, simulated) = (&scenario.lots[*lot].path, percent(*predicted), percent(*simulated));
            (
                format!("{lot} 的按时率预测为 {predicted}，模拟为 {simulated}"),
                format!("the share in time of {lot} was predicted as {predicted} and simulated as {simulated}"),
            )
        }
        Disagreement::OverBudget { year, paid, cap } => (
            format!("第 {} 年模拟费用 {paid:.0}，超过预算 {cap:.0}", year + 1),
            format!("year {} is simulated to cost {paid:.0}, above the budget of {cap:.0}", year + 1),
        ),
        Disagreement::DearYears { share, paid, cap } => (
            format!("最贵的 {:.0}% 年份平均模拟费用 {paid:.0}，超过预算 {cap:.0}", share * 100.0),
            format!("the mean of the dearest {:.0}% of years is simulated as {paid:.0}, above the budget of {cap:.0}", share * 100.0),
        ),
        Disagreement::YearsOverBudget { share, cap } => (
            format!("新的模拟中有 {} 的年份超过预算 {cap:.0}，而优化所见的样本无一超过", percent(*share)),
            format!(
                "the cost exceeds the budget of {cap:.0} in {} of fresh replications, though in none that the optimiser saw",
                percent(*share)
            ),
        ),
        Disagreement::OverMonth { month, paid, cap } => (
            format!("规划期第 {} 月费用 {paid:.0}，超过 budget.per_month 的 {cap:.0}", month + 1),
            format!("month {} of the horizon costs {paid:.0}, above budget.per_month of {cap:.0}", month + 1),
        ),
        Disagreement::OverShare { department: of, paid, cap } => (
            format!("{} 每年要付 {paid:.0}，超过其预算份额 {cap:.0}", department(*of)),
            format!("{} would pay {paid:.0} a year, above its share of the budget of {cap:.0}", department(*of)),
        ),
        Disagreement::WorseOff { department: of, paid, today } => (
            format!("{} 每年要付 {paid:.0}，现在付 {today:.0}", department(*of)),
            format!("{} would pay {paid:.0} a year, today {today:.0}", department(*of)),
        ),
        Disagreement::Outsourced { least, simulated } => (
            format!("社会化比例应不低于 {}，模拟为 {}", percent(*least), percent(*simulated)),
            format!("the outsourced share is to be at least {} and is simulated as {}", percent(*least), percent(*simulated)),
        ),
        Disagreement::ProviderShare { provider, most, simulated } => (
            format!("{provider} 至多可承担合同工作的 {}，模拟为 {}", percent(*most), percent(*simulated)),
            format!("{provider} may do at most {} of the contracts' work and is simulated to do {}", percent(*most), percent(*simulated)),
        ),
        Disagreement::SetAside { least, simulated } => (
            format!("小企业应承担合同工作的 {} 以上，模拟为 {}", percent(*least), percent(*simulated)),
            format!(
                "small firms are to do at least {} of the contracts' work and are simulated to do {}",
                percent(*least),
                percent(*simulated)
            ),
        ),
    };
    words.pick(&zh, &en).to_owned()
}

/// The same of a year of a path.
pub fn in_year(InYear { year, what }: &InYear, scenario: &Scenario, words: Words) -> String {
    let what = disagreement(what, scenario, words);
    match words.language {
        Language::Zh => format!("第 {} 年：{what}", year + 1),
        Language::En => format!("year {}: {what}", year + 1),
    }
}
