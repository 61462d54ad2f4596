//! Statements of cost, service by service, own people against providers: as text, as CSV and as JSON.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::ReportError;
use super::table::layout;
use super::words::Words;
use crate::outcome::CostLine;
use crate::outcome::cost_comparison::{Verdict, annuity};
use crate::outcome::scorecard::Scorecard;
use crate::planning::make_or_buy::{Relaxed, ServiceComparison, Way};
use crate::scenario::file::Language;
use crate::scenario::{CostComparison, Scores};
use crate::supply::Supply;

/// All services, for people: two whole-life statements and a verdict each.
pub fn text(supply: &Supply, terms: &CostComparison, services: &[ServiceComparison], words: Words) -> String {
    let scenario = &*supply.scenario;
    let unit = words.money_unit(&scenario.currency);
    let mut text = match words.language {
        Language::Zh => format!(
            "自办与外包成本比较：{} 年，折现率 {}，单位 {unit}。转换须至少节省：自办人员费的 {}，且不超过 {} {unit}。“自办”是自有人员先做、做不完的可以外包；“外包”是凡能买到的都外包。\n",
            scenario.years,
            words.percent(terms.discount_rate),
            words.percent(terms.differential_share),
            words.money(terms.differential_at_most)
        ),
        Language::En => format!(
            "Own people against providers: {} years, discounted at {}, {unit}. To change sides a service must save {} of in-house personnel cost, at most {} {unit}. In-house: own people do the work first, and what they leave may be bought. Contract: whatever can be bought is.\n",
            scenario.years,
            words.percent(terms.discount_rate),
            words.percent(terms.differential_share),
            words.money(terms.differential_at_most)
        ),
    };
    for comparison in services {
        let _ = writeln!(text, "\n{}", scenario.services[comparison.service].title);
        let headers =
            [words.pick("项目", "Line").to_owned(), words.pick("自办", "In-house").to_owned(), words.pick("外包", "Contract").to_owned()];
        text.push_str(&layout(&headers, &rows(comparison, words)));
        let _ = writeln!(text, "  {}", verdict(comparison, &Terms { comparison: terms, years: scenario.years as u32 }, words, &unit));
        if let Some(scorecard) = &comparison.scorecard {
            text.push_str(&scored(scorecard, terms, words));
        }
    }
    text
}

/// A scorecard: points by criterion, the winner, and what would turn the result.
fn scored(scorecard: &Scorecard, terms: &CostComparison, words: Words) -> String {
    let headers = ["评分卡|Scorecard", "权重|Weight", "自办|In-house", "外包|Contract", "反转权重|Turns at weight"]
        .map(|pair| pair.split_once('|').map_or(pair, |(zh, en)| words.pick(zh, en)).to_owned());
    let points = |scores: [f64; 2]| scores.map(|score| format!("{score:.1}"));
    let mut rows: Vec<Vec<String>> = terms
        .criteria
        .iter()
        .zip(&scorecard.rows)
        .map(|(criterion, row)| {
            let turns = row.turns_at.map_or_else(|| "–".to_owned(), |weight| words.percent(weight));
            [vec![criterion.title.clone(), words.percent(row.weight)], points(row.scores).to_vec(), vec![turns]].concat()
        })
        .collect();
    rows.push(
        [vec![words.pick("总分", "Total").to_owned(), String::new()], points(scorecard.totals).to_vec(), vec![String::new()]].concat(),
    );
    let [own, bought] = scorecard.totals;
    let winner = if (own - bought).abs() < 0.05 {
        words.pick("两者持平", "both are level")
    } else if own > bought {
        words.pick("自办得分更高", "own people score higher")
    } else {
        words.pick("外包得分更高", "providers score higher")
    };
    let turns = match (scorecard.cost_turns_at, words.language) {
        (Some(factor), Language::Zh) => format!("外包全周期费用变为目前的 {} 时结果反转", words.percent(factor)),
        (Some(factor), Language::En) => {
            format!("the result turns where the contract's whole-life cost is {} of what it is", words.percent(factor))
        }
        (None, _) => words.pick("外包费用如何变化都不改变结果", "no change of the contract's cost turns it").into(),
    };
    format!("{}  {winner}{}{turns}{}\n", layout(&headers, &rows), words.pick("；", "; "), words.pick("。", "."))
}

fn rows(comparison: &ServiceComparison, words: Words) -> Vec<Vec<String>> {
    let ways = [&comparison.in_house, &comparison.contract];
    let cells = |value: &dyn Fn(&Way) -> String| ways.map(|way| way.as_ref().map_or_else(|| "–".to_owned(), value));
    let mut rows = Vec::new();
    let mut add = |title: &str, cells: [String; 2]| rows.push([vec![title.to_owned()], cells.to_vec()].concat());
    for line in CostLine::ALL {
        let any = ways.iter().any(|way| way.as_ref().is_some_and(|way| way.whole_life.lines[line] != 0.0));
        if any {
            add(words.line(line), cells(&|way| words.money(way.whole_life.lines[line])));
        }
    }
    let any = |gain: fn(&Way) -> f64| ways.iter().any(|way| way.as_ref().is_some_and(|way| gain(way) != 0.0));
    if any(|way| way.whole_life.asset_gain) {
        add(words.pick("减：资产收益", "less gain on assets"), cells(&|way| words.money(-way.whole_life.asset_gain)));
    }
    if any(|way| way.whole_life.tax) {
        add(words.pick("减：税收", "less tax"), cells(&|way| words.money(-way.whole_life.tax)));
    }
    if any(|way| way.whole_life.elsewhere) {
        add(words.pick("其他服务因此多花", "Other services cost more by it"), cells(&|way| words.money(way.whole_life.elsewhere)));
    }
    add(words.pick("合计", "Total"), cells(&|way| words.money(way.whole_life.total())));
    if any(|way| f64::from(way.idle.0)) {
        let idle = |way: &Way| match words.language {
            Language::Zh => format!("{} 人，{}", way.idle.0, words.money(way.idle.1)),
            Language::En => format!("{} people, {}", way.idle.0, words.money(way.idle.1)),
        };
        add(words.pick("其中无工作仍付薪/年", "of it paid without work, a year"), cells(&idle));
    }
    add(words.pick("无人服务代价/年（非现金）", "Going without a year (not cash)"), cells(&|way| words.money(way.unserved)));
    if ways.iter().any(|way| way.as_ref().is_some_and(|way| way.ways > 0.0)) {
        add(words.pick("其中异地开会往返时间", "of it ways to meetings elsewhere"), cells(&|way| words.money(way.ways)));
    }
    add(words.pick("按时完成", "In time"), cells(&|way| way.in_time.map_or_else(|| "–".into(), |share| words.percent(share))));
    rows
}

fn verdict(comparison: &ServiceComparison, terms: &Terms<'_>, words: Words, unit: &str) -> String {
    let ways = [&comparison.in_house, &comparison.contract];
    let Some(verdict) = comparison.verdict else {
        let broken = [(words.pick("自办", "In-house"), ways[0]), (words.pick("外包", "Contract"), ways[1])];
        let broken: Vec<String> = broken
            .into_iter()
            .filter_map(|(name, way)| Some(format!("{name}{}{}", words.pick("：", ": "), gives_up(way.as_ref()?.relaxed?, words))))
            .collect();
        return match (broken.is_empty(), words.language) {
            (true, _) => words.pick("只有一种办法可行，无从比较。", "Only one way exists: there is nothing to compare.").into(),
            (false, Language::Zh) => format!("守不住限制（{}），不能据此定去留。", broken.join("；")),
            (false, Language::En) => format!("No verdict rests on a way that breaks limits ({}).", broken.join("; ")),
        };
    };
    let told = match words.language {
        Language::Zh => format!(
            "现为{}；转换可节省 {} {unit}，门槛 {} {unit}：{}。",
            if comparison.contracted { "外包" } else { "自办" },
            words.money(verdict.saving),
            words.money(verdict.differential),
            if verdict.convert { "应当转换" } else { "维持现状" }
        ),
        Language::En => format!(
            "Today {}; changing sides saves {} {unit} against a threshold of {}: {}.",
            if comparison.contracted { "outside" } else { "in-house" },
            words.money(verdict.saving),
            words.money(verdict.differential),
            if verdict.convert { "convert" } else { "stay" }
        ),
    };
    // Cash alone would say otherwise.
    let held_back = verdict.held_back().then(|| match words.language {
        Language::Zh => format!(" 省下的现金抵不过各项服务历年合计多出的无人服务代价 {} {unit}。", words.money(verdict.unserved)),
        Language::En => {
            let more = words.money(verdict.unserved);
            format!(" The cash it saves does not make up for what goes without more in all services and years: {more} {unit}.")
        }
    });
    let idle = paid_without_work(comparison, verdict, terms, words, unit);
    told + &held_back.unwrap_or_default() + &idle.unwrap_or_default()
}

/// What the saving would be but for people who are paid without work in all services, where these are more by one way than by the other: a matter of how many may
/// leave at once, and not of what the work costs.
fn paid_without_work(comparison: &ServiceComparison, verdict: Verdict, terms: &Terms<'_>, words: Words, unit: &str) -> Option<String> {
    let (own, bought) = (comparison.in_house.as_ref()?, comparison.contract.as_ref()?);
    let more = annuity(terms.years, terms.comparison) * (bought.idle_in_all.1 - own.idle_in_all.1);
    let people = bought.idle_in_all.0.abs_diff(own.idle_in_all.0);
    if more < 1.0 {
        return None;
    }
    let without = verdict.saving + if comparison.contracted { -more } else { more };
    let (more, without) = (words.money(more), words.money(without));
    Some(match words.language {
        Language::Zh => format!(
            " 外包一栏（含其他服务）比自办多 {people} 人无工作仍付薪，全期 {more} {unit}：一次性支出专项或分流名额不够让他们同时离开；不计这笔工资，转换可节省 {without} {unit}。分年离开见 houqin path。"
        ),
        Language::En => format!(
            " Under the contract {people} people more, in all services, are paid without work, {more} {unit} over all years: the fund for what is spent once, or places with other bodies, do not let them go at once. But for their pay changing sides would save {without} {unit}; `houqin path` has them go year by year."
        ),
    })
}

/// What a way gives up, in words.
fn gives_up(relaxed: Relaxed, words: Words) -> &'static str {
    match relaxed {
        Relaxed::Budget => words.pick("超出预算", "the budget"),
        Relaxed::Shares => words.pick("超出预算、专项或人员和份额的限制", "the budget, and the fund or limits on people and shares"),
        Relaxed::Standards => words.pick("达不到服务标准", "standards of service"),
        Relaxed::All => words
            .pick("达不到服务标准，也超出预算和其他限制", "standards of service, the budget, and the fund or limits on people and shares"),
    }
}

/// The terms of a comparison, over the years of the scenario.
struct Terms<'a> {
    comparison: &'a CostComparison,
    years: u32,
}

/// One row for each service, way and line; whole-life and yearly amounts.
///
/// # Errors
/// If the table cannot be built.
pub fn csv(supply: &Supply, services: &[ServiceComparison]) -> Result<Vec<u8>, ReportError> {
    let mut rows = Vec::new();
    for comparison in services {
        let service = &supply.scenario.services[comparison.service].name;
        for (key, way) in [("in-house", &comparison.in_house), ("contract", &comparison.contract)] {
            let Some(way) = way else { continue };
            let mut row = |line: &str, yearly: String, whole: f64| {
                rows.push(vec![service.clone(), key.to_owned(), line.to_owned(), yearly, whole.to_string()]);
            };
            CostLine::ALL.into_iter().for_each(|line| row(line.key(), way.yearly[line].to_string(), way.whole_life.lines[line]));
            let whole = &way.whole_life;
            for (line, amount) in
                [("asset_gain", -whole.asset_gain), ("tax", -whole.tax), ("elsewhere", whole.elsewhere), ("total", whole.total())]
            {
                row(line, String::new(), amount);
            }
        }
    }
    super::csv::csv(&["service", "way", "line", "per_year", "whole_life"], rows.into_iter())
}

/// One row for each service and criterion, and one for its total; nothing where no service is scored.
///
/// # Errors
/// If the table cannot be built.
pub fn scorecard_csv(supply: &Supply, terms: &CostComparison, services: &[ServiceComparison]) -> Result<Option<Vec<u8>>, ReportError> {
    let mut rows = Vec::new();
    for comparison in services {
        let Some(scorecard) = &comparison.scorecard else { continue };
        let service = &supply.scenario.services[comparison.service].name;
        let mut row = |criterion: &str, source: &str, weight: f64, [own, bought]: [f64; 2], turns_at: Option<f64>| {
            let turns_at = turns_at.map_or_else(String::new, |at| at.to_string());
            rows.push(vec![
                service.clone(),
                criterion.into(),
                weight.to_string(),
                own.to_string(),
                bought.to_string(),
                turns_at,
                source.into(),
            ]);
        };
        for (criterion, scored) in terms.criteria.iter().zip(&scorecard.rows) {
            let judged = matches!(criterion.scores, Scores::Judged(_));
            let source = criterion.source.as_deref().unwrap_or(if judged { "assumed" } else { "measured" });
            row(&criterion.name, source, scored.weight, scored.scores, scored.turns_at);
        }
        row("total", "", 1.0, scorecard.totals, None);
    }
    let headers = ["service", "criterion", "weight", "in_house", "contract", "turns_at_weight", "source"];
    if rows.is_empty() { Ok(None) } else { super::csv::csv(&headers, rows.into_iter()).map(Some) }
}

/// Everything, for programs.
pub fn document(supply: &Supply, terms: &CostComparison, services: &[ServiceComparison]) -> Json {
    let way = |way: &Option<Way>| {
        way.as_ref().map(|way| {
            let lines = |costs: &crate::outcome::Costs| -> serde_json::Map<String, Json> {
                CostLine::ALL.map(|line| (line.key().to_owned(), json!(costs[line]))).into_iter().collect()
            };
            json!({
                "per_year": lines(&way.yearly), "whole_life": lines(&way.whole_life.lines), "asset_gain": way.whole_life.asset_gain,
                "tax": way.whole_life.tax, "elsewhere": way.whole_life.elsewhere, "people_without_work": way.idle.0, "paid_without_work_per_year": way.idle.1, "total": way.whole_life.total(), "unserved_per_year": way.unserved, "ways_per_year": way.ways, "in_time": way.in_time,
                "breaks_limits": way.relaxed.is_some(), "gives_up": way.relaxed.map(Relaxed::key),
            })
        })
    };
    let rows: Vec<Json> = services
        .iter()
        .map(|comparison| {
            json!({
                "service": supply.scenario.services[comparison.service].name, "contracted_today": comparison.contracted,
                "in_house": way(&comparison.in_house), "contract": way(&comparison.contract), "verdict": comparison.verdict,
                "scorecard": comparison.scorecard,
            })
        })
        .collect();
    json!({
        "scenario": supply.scenario.name, "years": supply.scenario.years, "discount_rate": terms.discount_rate,
        "differential_share": terms.differential_share, "differential_at_most": terms.differential_at_most, "services": rows,
    })
}
