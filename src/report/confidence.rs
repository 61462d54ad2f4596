//! How good a plan is although the future was only sampled, as text.

use std::fmt::Write;

use super::table::layout;
use super::words::Words;
use crate::outcome::Estimate;
use crate::planning::confidence::Confidence;
use crate::scenario::file::Language;
use crate::supply::Supply;

/// How good the plan is, for people.
pub fn text(supply: &Supply, found: &Confidence, words: Words) -> String {
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
        let list: Vec<&str> = found.breaks.iter().map(|limit| words.broken(*limit)).collect();
        let list = list.join(words.pick("、", ", "));
        let _ = match words.language {
            Language::Zh => writeln!(text, "按单一中等年景规划守不住限制：{list}。"),
            Language::En => writeln!(text, "A plan for one middling year would not keep all limits: {list}."),
        };
    }
    text
}
