//! Why a plan looks as it does, as text and as JSON.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::summary::layout;
use super::words::Words;
use crate::outcome::Estimate;
use crate::planning::confidence::Confidence;
use crate::planning::explain::{Alternative, BreakEven, Explanation, HIGHEST, Limit, LimitValue, OtherWay};
use crate::planning::{Goal, Side};
use crate::scenario::file::Language;
use crate::supply::Supply;

/// Lots shown in the text; all are in the JSON.
const LOTS_SHOWN: usize = 15;

/// All explanations for people.
pub fn text(supply: &Supply<'_>, explanation: &Explanation, within: f64, words: Words) -> String {
    let unit = words.money_unit(&supply.scenario.currency);
    let best = &explanation.best;
    let mut text = match words.language {
        Language::Zh => format!(
            "最优方案：年费用 {} {unit}，无人服务代价 {} {unit}，自办 {} 人。以下各项均为重新优化的结果（规划样本上的期望值）。\n",
            words.money(best.cash),
            words.money(best.unserved_cost),
            best.plan.people()
        ),
        Language::En => format!(
            "The best plan: cost {} {unit} a year, going without {} {unit}, {} own people. Every answer below is another optimisation over the same samples.\n",
            words.money(best.cash),
            words.money(best.unserved_cost),
            best.plan.people()
        ),
    };
    let _ = write!(
        text,
        "\n{}\n{}",
        words.pick("若改走另一条路，每年多花：", "The other way would cost more a year:"),
        lots(supply, explanation, words)
    );
    if !explanation.limits.is_empty() {
        let title = words.pick("放宽或收紧各项限制：", "A little more or less of each limit:");
        let _ = write!(text, "\n{title}\n{}", limits(&explanation.limits, words));
    }
    if !explanation.break_evens.is_empty() {
        let title = words.pick("报价的临界点（单价，年费不变）：", "Where offers break even (unit prices; fees stay):");
        let _ = write!(text, "\n{title}\n{}", break_evens(supply, &explanation.break_evens, words));
    }
    let title = match words.language {
        Language::Zh => format!("多花不超过 {} 的其他方案：", words.percent(within)),
        Language::En => format!("Other plans at most {} dearer:", words.percent(within)),
    };
    let _ = write!(text, "\n{title}\n{}", alternatives(&explanation.alternatives, words));
    text
}

/// How good the plan is, for people.
pub fn confidence(supply: &Supply<'_>, found: &Confidence, words: Words) -> String {
    let unit = words.money_unit(&supply.scenario.currency);
    let money = |amount: f64| words.money(amount);
    let range = |estimate: &Estimate| format!("{}–{}", money(estimate.lower), money(estimate.upper));
    let cost = found.simulated.mean.abs().max(f64::MIN_POSITIVE);
    let rows: Vec<[String; 3]> = match words.language {
        Language::Zh => vec![
            [
                "与最优方案的差距（95% 置信上限）".into(),
                format!("≤ {}", money(found.gap.upper)),
                format!("占费用 {}", words.percent(found.gap.upper / cost)),
            ],
            ["预测费用（样本内）".into(), money(found.predicted), String::new()],
            ["模拟费用（样本外）".into(), money(found.simulated.mean), range(&found.simulated)],
            ["若能预知未来，最多再省".into(), money(found.perfect_information.mean), range(&found.perfect_information)],
            ["比按单一中等年景规划省".into(), money(found.stochastic_solution.mean), range(&found.stochastic_solution)],
        ],
        Language::En => vec![
            [
                "Gap to the best plan, at most (95 %)".into(),
                money(found.gap.upper),
                format!("{} of the cost", words.percent(found.gap.upper / cost)),
            ],
            ["Cost predicted, on the planning samples".into(), money(found.predicted), String::new()],
            ["Cost simulated, on fresh replications".into(), money(found.simulated.mean), range(&found.simulated)],
            ["Knowing the future would save at most".into(), money(found.perfect_information.mean), range(&found.perfect_information)],
            [
                "Saved against planning for one middling year".into(),
                money(found.stochastic_solution.mean),
                range(&found.stochastic_solution),
            ],
        ],
    };
    let headers = [
        words.pick("衡量", "Measure").to_owned(),
        format!("{unit}/{}", words.pick("年", "year")),
        words.pick("95% 区间", "95 % interval").to_owned(),
    ];
    let rows: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
    let mut text = layout(&headers, &rows);
    let _ = match words.language {
        Language::Zh => writeln!(
            text,
            "\n差距由 {} 组独立样本（每组 {} 个）各自重新优化得到（Mak–Morton–Wood）；费用含无人服务代价。后两项基于 {} 个单一年景。",
            found.gap.batches, found.samples, found.futures
        ),
        Language::En => writeln!(
            text,
            "\nThe gap comes from {} independent batches of {} samples, each optimised anew (Mak, Morton and Wood); cost includes going without. The last two rest on {} single years.",
            found.gap.batches, found.samples, found.futures
        ),
    };
    if !found.breaks.is_empty() {
        let list = found.breaks.join(words.pick("、", ", "));
        let _ = match words.language {
            Language::Zh => writeln!(text, "按单一中等年景规划会违反：{list}。"),
            Language::En => writeln!(text, "Planning for one middling year would break: {list}."),
        };
    }
    text
}

fn lots(supply: &Supply<'_>, explanation: &Explanation, words: Words) -> String {
    let headers =
        [words.pick("标段", "Lot"), words.pick("方案", "In the plan"), words.pick("改走另一条路", "The other way")].map(str::to_owned);
    let row = |way: &OtherWay| {
        let side = match way.side {
            Side::InHouse => words.pick("自办", "own people"),
            Side::Outside => words.pick("外购", "bought"),
        };
        let costs = match way.costs {
            None => words.pick("不可行", "impossible").to_owned(),
            Some(0.0) => words.pick("几乎相同", "about the same").to_owned(),
            Some(costs) => format!("+{}", words.money(costs)),
        };
        vec![supply.scenario.lots[way.lot].title.clone(), side.to_owned(), costs]
    };
    // What is impossible says least: it comes last.
    let (possible, impossible): (Vec<&OtherWay>, Vec<&OtherWay>) = explanation.lots.iter().partition(|way| way.costs.is_some());
    let rows: Vec<Vec<String>> = possible.iter().chain(&impossible).take(LOTS_SHOWN).map(|way| row(way)).collect();
    let mut text = layout(&headers, &rows);
    if explanation.lots.len() > LOTS_SHOWN {
        let left = explanation.lots.len() - LOTS_SHOWN;
        let _ = match words.language {
            Language::Zh => writeln!(text, "  …另有 {left} 个标段，见 --json"),
            Language::En => writeln!(text, "  …and {left} more lots: see --json"),
        };
    }
    text
}

fn limits(values: &[LimitValue], words: Words) -> String {
    let headers = [
        words.pick("限制", "Limit"),
        words.pick("现值", "Now"),
        words.pick("步长", "Step"),
        words.pick("放宽一步", "Looser"),
        words.pick("收紧一步", "Tighter"),
        words.pick("最紧", "Tightest"),
        words.pick("不再起作用", "Idle from"),
    ]
    .map(str::to_owned);
    let rows: Vec<Vec<String>> = values
        .iter()
        .map(|value| {
            let name = limit_name(value.limit, words);
            let shown = |amount: f64| limit_shown(value.limit, amount, words);
            let looser = if value.looser == 0.0 {
                words.pick("无变化", "no change").to_owned()
            } else {
                format!("−{}", words.money(value.looser))
            };
            let tighter = match value.tighter {
                None => words.pick("不可行", "impossible").to_owned(),
                Some(0.0) => words.pick("无变化", "no change").to_owned(),
                Some(costs) => format!("+{}", words.money(costs)),
            };
            let step = shown(value.step.abs());
            vec![name.to_owned(), shown(value.at), step, looser, tighter, shown(value.tightest), shown(value.idle_from)]
        })
        .collect();
    layout(&headers, &rows)
}

/// A limit's name for people.
pub(super) fn limit_name(limit: Limit, words: Words) -> &'static str {
    match limit {
        Limit::Budget => words.pick("年度预算", "Budget a year"),
        Limit::Quota => words.pick("编制", "Headcount quota"),
        Limit::Redeployed => words.pick("可分流人数", "Redeployed at most"),
        Limit::Outsourced => words.pick("社会化下限", "Outsourced at least"),
    }
}

/// A limit's value for people.
pub(super) fn limit_shown(limit: Limit, amount: f64, words: Words) -> String {
    match limit {
        Limit::Budget => words.money(amount),
        Limit::Outsourced => words.percent(amount),
        _ => format!("{amount:.0}"),
    }
}

fn break_evens(supply: &Supply<'_>, values: &[BreakEven], words: Words) -> String {
    let headers =
        [words.pick("报价", "Offer"), words.pick("方案", "In the plan"), words.pick("临界点", "The decision flips")].map(str::to_owned);
    let rows: Vec<Vec<String>> = values
        .iter()
        .map(|value| {
            let taken = if value.awarded { words.pick("采用", "awarded") } else { words.pick("不采用", "not awarded") };
            let flips = match (value.awarded, value.factor) {
                (true, Some(factor)) => match words.language {
                    Language::Zh => format!("涨价 {} 以上则放弃", words.percent(factor - 1.0)),
                    Language::En => format!("dropped if {} dearer", words.percent(factor - 1.0)),
                },
                (false, Some(factor)) => match words.language {
                    Language::Zh => format!("降价 {} 以上则采用", words.percent(1.0 - factor)),
                    Language::En => format!("taken if {} cheaper", words.percent(1.0 - factor)),
                },
                (true, None) => match words.language {
                    Language::Zh => format!("{HIGHEST:.0} 倍价格仍采用"),
                    Language::En => format!("kept even at {HIGHEST:.0} times the price"),
                },
                (false, None) => words.pick("单价为零也不采用", "not taken at any price").to_owned(),
            };
            vec![supply.scenario.offers[value.offer].title.clone(), taken.to_owned(), flips]
        })
        .collect();
    layout(&headers, &rows)
}

fn alternatives(alternatives: &[Alternative], words: Words) -> String {
    let headers = [
        words.pick("方案", "Plan"),
        words.pick("多花", "Dearer by"),
        words.pick("社会化", "Outsourced"),
        words.pick("人数", "People"),
        words.pick("分流", "Redeployed"),
        words.pick("合同", "Contracts"),
    ]
    .map(str::to_owned);
    let rows: Vec<Vec<String>> = alternatives
        .iter()
        .map(|alternative| {
            vec![
                goal_name(alternative.goal, words).to_owned(),
                words.money(alternative.costs),
                words.percent(alternative.prediction.outsourced),
                alternative.prediction.plan.people().to_string(),
                alternative.moved.to_string(),
                alternative.contracts.to_string(),
            ]
        })
        .collect();
    layout(&headers, &rows)
}

fn goal_name(goal: Goal, words: Words) -> &'static str {
    match goal {
        Goal::InHouse => words.pick("社会化最多", "Most outsourced"),
        Goal::Outside => words.pick("社会化最少", "Least outsourced"),
        Goal::Moved => words.pick("分流最少", "Fewest redeployed"),
        _ => words.pick("合同最少", "Fewest contracts"),
    }
}

/// The same for programs: money a year.
pub fn document(supply: &Supply<'_>, explanation: &Explanation, verified: bool) -> Json {
    let scenario = supply.scenario;
    let best = &explanation.best;
    let side = |side: Side| if side == Side::InHouse { "in-house" } else { "outside" };
    let limit = |limit: Limit| match limit {
        Limit::Budget => "budget.total_per_year",
        Limit::Quota => "policy.headcount_quota",
        Limit::Redeployed => "policy.redeployed_at_most",
        Limit::Outsourced => "policy.outsourced_share_at_least",
    };
    let goal = |goal: Goal| match goal {
        Goal::InHouse => "most-outsourced",
        Goal::Outside => "least-outsourced",
        Goal::Moved => "fewest-redeployed",
        _ => "fewest-contracts",
    };
    json!({
        "scenario": scenario.name,
        "verified": verified,
        "cost": best.cash,
        "unserved_cost": best.unserved_cost,
        "lots": explanation.lots.iter().map(|way| json!({
            "lot": scenario.lots[way.lot].path, "in_the_plan": side(way.side), "possible": way.costs.is_some(), "the_other_way_costs_more": way.costs,
        })).collect::<Vec<_>>(),
        "limits": explanation.limits.iter().map(|value| json!({
            "limit": limit(value.limit), "at": value.at, "step": value.step, "looser_saves": value.looser, "tighter_costs": value.tighter,
            "ladder": value.ladder, "tightest": value.tightest, "idle_from": value.idle_from,
        })).collect::<Vec<_>>(),
        "break_even": explanation.break_evens.iter().map(|value| json!({
            "offer": scenario.offers[value.offer].name, "awarded": value.awarded, "price_factor": value.factor,
        })).collect::<Vec<_>>(),
        "alternatives": explanation.alternatives.iter().map(|alternative| json!({
            "goal": goal(alternative.goal), "costs_more": alternative.costs, "outsourced_share": alternative.prediction.outsourced,
            "people": alternative.prediction.plan.people(), "redeployed": alternative.moved, "contracts": alternative.contracts,
            "plan": super::tables::plan_json(supply, &alternative.prediction.plan),
        })).collect::<Vec<_>>(),
    })
}
