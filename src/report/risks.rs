//! What may happen to the plan, how likely it is, what it costs then, and what the plan does about it.

use super::names::of_the_aim;
use super::path::PathReport;
use super::table::Table;
use super::words::Words;
use crate::contracts::Emergency;
use crate::outcome::{ContractSummary, CostLine, Estimate};
use crate::plan::{Plan, Route};
use crate::run::{Played, RunResult};
use crate::scenario::Direct;
use crate::scenario::file::Language;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// The contracts whose providers may fail: of a path each in the year in which it is paid most and a failure is told, with the year's name; else those of the plan.
fn contracts<'a>(path: Option<&PathReport<'a>>, plan: &'a Played) -> Vec<(Option<String>, &'a Plan, &'a ContractSummary)> {
    let Some(path) = path else { return plan.summary.contracts.iter().map(|contract| (None, &plan.plan, contract)).collect() };
    let mut dearest: Vec<(usize, &ContractSummary)> = Vec::new();
    for (year, of_year) in path.paths.best.years.iter().enumerate() {
        for contract in &of_year.contracts {
            let family = |of: &ContractSummary| path.supply.scenario.offers[of.offer].family;
            // Of what is told at all, what is paid most.
            let rank = |of: &ContractSummary| (of.failure.is_some(), of.paid.mean);
            match dearest.iter_mut().find(|(_, other)| family(other) == family(contract)) {
                Some(known) if rank(known.1) < rank(contract) => *known = (year, contract),
                Some(_) => {}
                None => dearest.push((year, contract)),
            }
        }
    }
    dearest.into_iter().map(|(year, contract)| (Some(path.year_name(year)), &path.paths.best.years[year].plan, contract)).collect()
}

/// What becomes of a contract's work while its provider has failed, in words: of all of it, or by lots where that differs.
fn meanwhile(supply: &Supply, plan: &Plan, offer: usize, times: f64, words: Words) -> String {
    let scenario = &*supply.scenario;
    let family = |offer: usize| scenario.offers[offer].family;
    let is_it = |outlet: Direct| matches!(outlet, Direct::Offer(of) if family(of) == family(offer));
    let of_lot = |lot: usize| {
        let second = plan.outlets(scenario, lot, None, false).into_iter().find(|outlet| !is_it(*outlet));
        let is_worth_it = |emergency: Emergency| Emergency::is_worth_it(scenario, lot, emergency.price(1.0));
        let in_emergency = Emergency::of(supply, offer, lot, plan.separate).is_some_and(is_worth_it);
        match (second, words.language) {
            (Some(Direct::Offer(other)), Language::Zh) => format!("由{}接手", scenario.offers[other].title),
            (Some(Direct::Offer(other)), Language::En) => format!("done by {}", scenario.offers[other].title),
            (_, Language::Zh) if in_emergency => format!("按 {times} 倍价应急采购"),
            (_, Language::En) if in_emergency => format!("bought at {times} times the price"),
            (Some(Direct::Spot), _) => words.pick("零星采购", "bought without a contract").into(),
            _ => words.pick("无人承担", "left undone").into(),
        }
    };
    let mut ways: Vec<(String, Vec<&str>)> = Vec::new();
    for (lot, spec) in scenario.lots.iter().enumerate() {
        let goes = match plan.route[lot] {
            Route::Direct(outlet) => is_it(outlet),
            Route::Unit(_) => is_it(plan.overflow[lot]),
        };
        if goes {
            let way = of_lot(lot);
            match ways.iter_mut().find(|(other, _)| *other == way) {
                Some((_, lots)) => lots.push(&spec.title),
                None => ways.push((way, vec![&spec.title])),
            }
        }
    }
    match &ways[..] {
        [] => words.pick("其替补的工作如同没有它", "what it stands in for goes as without it").into(),
        [(way, _)] => way.clone(),
        _ => {
            let [and, of, next] = [("、", ", "), ("：", ": "), ("；", "; ")].map(|(zh, en)| words.pick(zh, en));
            ways.iter().map(|(way, lots)| format!("{}{of}{way}", lots.join(and))).collect::<Vec<String>>().join(next)
        }
    }
}

/// A row for each risk; nothing where no plan is recommended.
pub fn risks(supply: &Supply, run: &RunResult, words: Words) -> Option<Table> {
    let plan = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum)?;
    let scenario = &*supply.scenario;
    let summary = &plan.summary;
    let path = PathReport::of(supply, run, words);
    let aim = of_the_aim(run, words);
    let amount = |amount: f64| words.amount(amount.abs(), &scenario.currency);
    let signed = |value: f64| {
        let sign = if value < 0.0 { "−" } else { "+" };
        match words.language {
            Language::Zh => format!("{sign}{}", amount(value)),
            Language::En => format!("{sign} {}", amount(value)),
        }
    };
    let sampled = |of: Estimate| {
        let sign = if of.mean < 0.0 { "−" } else { "+" };
        let told = words.amount_of(of.scaled(of.mean.signum()), &scenario.currency);
        match words.language {
            Language::Zh => format!("{sign}{told} {}", words.interval(of)),
            Language::En => format!("{sign} {told} {}", words.interval(of)),
        }
    };
    let headers =
        [("风险", "Risk"), ("每年可能性", "Chance a year"), ("发生时的代价", "Cost if it happens"), ("方案的应对", "What the plan does")];
    let mut rows = Vec::new();
    for (year, of_year, contract) in contracts(path.as_ref(), plan) {
        let offer = &scenario.offers[contract.offer];
        let Some(spec) = offer.failure.filter(|failure| failure.per_year > 0.0) else { continue };
        let risk = match words.language {
            Language::Zh => format!("{} 中断服务{}", offer.title, year.map_or_else(String::new, |year| format!("（{year} 年）"))),
            Language::En => format!("{} fails{}", offer.title, year.map_or_else(String::new, |year| format!(" (in {year})"))),
        };
        let chance = spec.a_year();
        let cost = contract.failure.map_or_else(
            || words.pick("模拟中太少，说不出", "too seldom to be told").to_owned(),
            |failure| {
                let (cash, unserved) = (sampled(failure.cash), sampled(failure.unserved));
                match words.language {
                    Language::Zh => format!("现金 {cash}，无人服务 {unserved}"),
                    Language::En => format!("cash {cash}, going without {unserved}"),
                }
            },
        );
        let (months, covered) = (spec.takeover, words.percent(spec.covered));
        let until = meanwhile(supply, of_year, contract.offer, spec.emergency, words);
        let does = match (words.language, spec.covered > 0.0) {
            (Language::Zh, true) => format!("备用单位按原价承担 {covered}；{months} 个月内接管，其余{until}"),
            (Language::Zh, false) => format!("{months} 个月内接管，其间{until}"),
            (Language::En, true) => {
                format!("a reserve does {covered} at the contract's price; taken over in {months} months, the rest meanwhile {until}")
            }
            (Language::En, false) => format!("taken over in {months} months, meanwhile {until}"),
        };
        rows.push(vec![risk, words.percent(chance), cost, does]);
    }
    let dear = summary.quantiles.p95.estimate().mean - summary.cost.mean;
    // A fund of its own pays for what is spent once.
    let funded = if scenario.budget.one_off.is_some() { summary.line(CostLine::Conversion) } else { 0.0 };
    let capped = summary.quantiles.p95.estimate().mean - funded;
    let does = match (scenario.budget.per_year, words.language) {
        (Some(cap), Language::Zh) => format!("预算 {}，余量 {}", amount(cap), signed(cap - capped)),
        (Some(cap), Language::En) => format!("the budget is {}, which leaves {}", amount(cap), signed(cap - capped)),
        (None, _) => words.pick("未设预算上限", "no budget is set").to_owned(),
    };
    rows.push(vec![
        format!("{}{aim}", words.pick("费用高的年份（二十年一遇）", "A dear year, one in twenty")),
        words.percent(0.05),
        match words.language {
            Language::Zh => format!("现金多 {} 或更多", amount(dear)),
            Language::En => format!("cash {} more, or beyond", amount(dear)),
        },
        does,
    ]);
    for (lot, spec) in scenario.lots.iter().enumerate() {
        let Some(share) = summary.lots[lot].share_in_time().filter(|share| share.lower < spec.standard) else { continue };
        let who = super::path::first_of(supply, &plan.plan, lot, words);
        rows.push(vec![
            match words.language {
                Language::Zh => {
                    format!("{} 达不到标准（{}，标准 {}）{aim}", spec.title, words.percent_of(share), words.percent(spec.standard))
                }
                Language::En => {
                    format!(
                        "{} misses its standard ({}, asked: {}){aim}",
                        spec.title,
                        words.percent_of(share),
                        words.percent(spec.standard)
                    )
                }
            },
            words.pick("经常", "always").to_owned(),
            match words.language {
                Language::Zh => format!("无人服务代价 {}", amount(summary.lots[lot].going_without.mean)),
                Language::En => format!("going without {}", amount(summary.lots[lot].going_without.mean)),
            },
            match words.language {
                Language::Zh => format!("由{who}承担"),
                Language::En => format!("done by {who}"),
            },
        ]);
    }
    if let Some(path) = path {
        let years = &path.paths.best.years;
        let waiting = years.iter().filter(|year| year.waiting > 0.0).count();
        if waiting > 0 {
            let paid: f64 = years.iter().map(|year| year.waiting).sum();
            rows.push(vec![
                match (path.places_used_where_people_wait(), path.fund_used()) {
                    (true, true) => words.pick(
                        "当年安置名额已满，专项也安置不起更多，人员待岗",
                        "People wait: the places of the year are taken, and the fund for what is spent once has none left for more",
                    ),
                    (false, true) => {
                        words.pick("专项用完，安置不起，人员待岗", "People wait: the fund for what is spent once places nobody more")
                    }
                    (_, false) => words.pick("安置跟不上，人员待岗", "People wait for places"),
                }
                .to_owned(),
                match words.language {
                    Language::Zh => format!("{} 年中有 {waiting} 年", years.len()),
                    Language::En => format!("in {waiting} of {} years", years.len()),
                },
                match words.language {
                    Language::Zh => format!("工资合计 {}", amount(paid)),
                    Language::En => format!("pay of {} in all", amount(paid)),
                },
                words.pick("已计入各年费用", "is in the cost of the years").to_owned(),
            ]);
        }
    }
    Some(Table { headers: headers.map(|(zh, en)| words.pick(zh, en).to_owned()).to_vec(), rows })
}
