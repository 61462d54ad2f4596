//! Why a plan looks as it does, as text and as JSON.

mod break_even;
pub mod charts;
mod explained;
mod limits;

pub use explained::Explained;

use std::fmt::Write;

use serde_json::{Value as Json, json};

use crate::plan::Route;
use crate::planning::Limit;
use crate::planning::explain::{Alternative, BreakEven, Explanation, Given, HIGHEST, LimitValue, OneMore, OtherWay, Priced, Thing};
use crate::planning::{Decision, Goal, Side};
use crate::report::plan::{outlet_json, outlet_title};
use crate::report::table::layout;
use crate::report::words::Words;
use crate::scenario::file::Language;
use crate::scenario::{Direct, Scenario};
use crate::supply::Part;
use crate::supply::Supply;

/// Lots shown in the text; all are in the JSON.
const LOTS_SHOWN: usize = 15;

/// All explanations for people.
pub fn text(supply: &Supply, explanation: &Explanation, within: f64, words: Words) -> String {
    let unit = words.money_unit(&supply.scenario.currency);
    let best = &explanation.best;
    let ways = super::rooms::of_which(best.way_cost, words);
    let mut text = match words.language {
        Language::Zh => format!(
            "最优方案：{}费用 {} {unit}，无人服务代价 {} {unit}{ways}，自办 {} 人。以下各项均为重新优化的结果（规划样本上的期望值）。\n",
            words.yearly(&supply.scenario),
            words.money(best.cash),
            words.money(best.unserved_cost),
            best.plan.people()
        ),
        Language::En => format!(
            "The best plan: cost {} {unit} {}, going without {} {unit}{ways}, {} own people. Every answer below is another optimisation over the same samples.\n",
            words.money(best.cash),
            words.yearly(&supply.scenario),
            words.money(best.unserved_cost),
            best.plan.people()
        ),
    };
    if let Some(note) = words.of_a_mean_year(&supply.scenario) {
        let _ = writeln!(text, "{note}{}", words.pick("。", "."));
    }
    if supply.scenario.path.is_some() {
        let of_what = words.pick(
            "以下都针对目标状态（把情景期当作一个常年求得的方案）；分步方案的限额松紧请用 houqin path 加 --set 试算。",
            "All of this is of the state aimed at, the plan for a mean year; what a limit is worth along the path, `houqin path` tells with another limit (--set).",
        );
        let _ = writeln!(text, "{of_what}");
    }
    let other_way = match words.language {
        Language::Zh => format!("若改走另一条路，{}多花：", words.yearly(&supply.scenario)),
        Language::En => format!("The other way would cost more {}:", words.yearly(&supply.scenario)),
    };
    if let Some(given) = &explanation.given {
        let _ = write!(text, "\n{}", against_best(supply, given, words));
    }
    let _ = write!(text, "\n{}\n{}", other_way, lots(supply, explanation, words));
    if !explanation.limits.is_empty() {
        let title = words.pick("放宽或收紧各项限制：", "A little more or less of each limit:");
        let _ = write!(text, "\n{title}\n{}", limits(&supply.scenario, &explanation.limits, words));
    }
    if !explanation.one_more.is_empty() {
        let title = words.pick("多一个或少一个，其余重新优化：", "One more or less, the rest chosen anew:");
        let _ = write!(text, "\n{title}\n{}", one_more(supply, &explanation.one_more, words));
    }
    if !explanation.break_evens.is_empty() {
        let title = words.pick(
            "取舍的临界点（报价按单价，年费不变，节能合同按所付总额；工种按人员费用）：",
            "Where decisions flip (offers: unit prices, fees stay; of what only saves, all that is paid; trades: pay):",
        );
        let _ = write!(text, "\n{title}\n{}", break_evens(supply, &explanation.break_evens, words));
    }
    let title = match words.language {
        Language::Zh => format!("多花不超过 {} 的其他方案：", words.percent(within)),
        Language::En => format!("Other plans at most {} dearer:", words.percent(within)),
    };
    let _ = write!(text, "\n{title}\n{}", alternatives(&explanation.alternatives, words));
    if explanation.unproved > 0 {
        let count = explanation.unproved;
        let _ = match words.language {
            Language::Zh => {
                writeln!(text, "\n有 {count} 个问题求解器在限时内未证明最优，所答为其找到的最好结果；可用 --time-limit 延长。")
            }
            Language::En => writeln!(
                text,
                "\nOn {count} of the questions the solver ran out of time: its answers are the best that it found, not proved. Give it more with --time-limit."
            ),
        };
    }
    text
}

fn lots(supply: &Supply, explanation: &Explanation, words: Words) -> String {
    let headers =
        [words.pick("标段", "Lot"), words.pick("方案", "In the plan"), words.pick("改走另一条路", "The other way")].map(str::to_owned);
    let row = |way: &OtherWay| {
        let side = match way.side {
            Side::InHouse => words.pick("自办", "own people"),
            Side::Outside => words.pick("外购", "bought"),
        };
        vec![supply.scenario.lots[way.lot].title.clone(), side.to_owned(), change(way.costs, words)]
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

/// What a change of the plan costs, for people.
fn change(costs: Option<f64>, words: Words) -> String {
    match costs {
        None => words.pick("不可行", "impossible").to_owned(),
        Some(0.0) => words.pick("几乎相同", "about the same").to_owned(),
        Some(costs) if costs < 0.0 => format!("−{}", words.money(-costs)),
        Some(costs) => format!("+{}", words.money(costs)),
    }
}

fn limits(scenario: &Scenario, values: &[LimitValue], words: Words) -> String {
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
            let shown = |amount: f64| limit_shown(value.limit, amount, words);
            let end = |at: Option<f64>| at.map_or_else(|| "–".into(), shown);
            let name = limit_name(scenario, value, words);
            let (looser, tighter) = (change(Some(-value.looser), words), change(value.tighter, words));
            vec![name, shown(value.at), shown(value.step.abs()), looser, tighter, end(tightest_shown(value, words)), end(value.idle_from)]
        })
        .collect();
    layout(&headers, &rows)
}

fn one_more(supply: &Supply, values: &[OneMore], words: Words) -> String {
    let headers = [
        words.pick("项目", "Of"),
        words.pick("方案", "In the plan"),
        words.pick("步长", "Step"),
        words.pick("增加", "More"),
        words.pick("减少", "Less"),
    ]
    .map(str::to_owned);
    let rows: Vec<Vec<String>> = values
        .iter()
        .map(|value| {
            let more = value.more.map_or_else(|| "–".to_owned(), |costs| change(Some(costs), words));
            let amount = |amount: f64| if amount.fract() == 0.0 { format!("{amount:.0}") } else { format!("{amount:.1}") };
            vec![thing_title(supply, value.thing, words), amount(value.at), amount(value.step), more, change(value.less, words)]
        })
        .collect();
    layout(&headers, &rows)
}

fn thing_title(supply: &Supply, thing: Thing, words: Words) -> String {
    match thing {
        Thing::Unit(unit, Part::People) => format!("{}{}", supply.units[unit].title, words.pick("（人）", " (people)")),
        Thing::Unit(unit, Part::Rooms(kind)) => {
            format!("{}{}", supply.scenario.rooms[supply.units[unit].rooms[kind]].title, words.pick("（间）", " (rooms)"))
        }
        Thing::Capacity(offer) => format!("{}{}", supply.scenario.offers[offer].title, words.pick("（月容量）", " (capacity a month)")),
    }
}

/// A limit's name for people.
pub(super) fn limit_name(scenario: &Scenario, value: &LimitValue, words: Words) -> String {
    let department = &scenario.departments[value.department].title;
    match (value.limit, words.language) {
        (Limit::Budget, _) => words.pick("年度预算", "Budget a year").into(),
        (Limit::OneOff, _) => words.pick("一次性支出专款", "Fund for what is spent once").into(),
        (Limit::PerMonth, _) => words.pick("每月预算", "Budget a month").into(),
        (Limit::DepartmentShares, Language::Zh) => format!("{department}的年度预算"),
        (Limit::DepartmentShares, Language::En) => format!("Budget of {department}"),
        (Limit::Quota, _) => words.pick("编制", "Headcount quota").into(),
        (Limit::Redeployed, _) => words.pick("可分流人数", "Redeployed at most").into(),
        (Limit::Outsourced, _) => words.pick("社会化下限", "Outsourced at least").into(),
        (other, _) => words.limit(other).into(),
    }
}

/// A given plan against the best.
fn against_best(supply: &Supply, given: &Given, words: Words) -> String {
    let scenario = &*supply.scenario;
    let unit = words.money_unit(&scenario.currency);
    let plan = &given.prediction;
    let yearly = words.yearly(scenario);
    let (cash, unserved, costs) = (words.money(plan.cash), words.money(plan.unserved_cost), change(Some(given.costs), words));
    let ways = super::rooms::of_which(plan.way_cost, words);
    let mut text = match words.language {
        Language::Zh => format!("给定方案：{yearly}费用 {cash} {unit}，无人服务代价 {unserved} {unit}{ways}；与最优方案相比：{costs}。\n"),
        Language::En => {
            format!("The given plan: cost {cash} {unit} {yearly}, going without {unserved}{ways}; against the best: {costs}.\n")
        }
    };
    let breaks: Vec<&str> = given.breaks.iter().map(|limit| words.key(*limit, scenario)).collect();
    let _ = match (given.breaks.is_empty(), words.language) {
        (true, Language::Zh) => writeln!(text, "它符合全部限制。"),
        (true, Language::En) => writeln!(text, "It keeps all limits."),
        (false, Language::Zh) => writeln!(text, "它违反：{}。", breaks.join("、")),
        (false, Language::En) => writeln!(text, "It breaks: {}.", breaks.join(", ")),
    };
    let worth: Vec<Vec<String>> = given
        .services
        .iter()
        .filter(|service| service.saves > 0.0)
        .map(|service| vec![scenario.services[service.service].title.clone(), format!("−{}", words.money(service.saves))])
        .collect();
    if !worth.is_empty() {
        let headers = [words.pick("只重排这项服务，其余照旧", "Choosing this service alone anew"), words.pick("每年变化", "Change a year")];
        let _ = write!(text, "\n{}", layout(&headers.map(str::to_owned), &worth));
    }
    if !given.held.is_empty() {
        let headers = [
            words.pick("与最优方案不同之处", "Where it differs from the best"),
            words.pick("坚持这一点的代价", "Insisting on this alone costs"),
        ];
        let rows: Vec<Vec<String>> =
            given.held.iter().map(|held| vec![decision_text(supply, &held.decision, words), change(held.costs, words)]).collect();
        let _ = write!(text, "\n{}", layout(&headers.map(str::to_owned), &rows));
    }
    text
}

/// How many of a part a unit has, for people.
fn part_text(supply: &Supply, unit: usize, part: Part, count: u32, words: Words) -> String {
    match part {
        Part::People => format!("{count} {}", words.pick("人", "people")),
        Part::Rooms(kind) => format!("{} × {count}", supply.scenario.rooms[supply.units[unit].rooms[kind]].title),
    }
}

/// A decision for people.
fn decision_text(supply: &Supply, decision: &Decision, words: Words) -> String {
    let scenario = &*supply.scenario;
    let outlet = |outlet: Direct| outlet_title(scenario, outlet, words);
    match decision {
        Decision::Arrangement { service, arrangement } => {
            let service = &scenario.services[*service];
            format!("{}: {}", service.title, service.arrangements[*arrangement].name)
        }
        Decision::Size { unit, size } => {
            let spec = &supply.units[*unit];
            let people = spec.crew.is_some().then_some(Part::People);
            let parts = people.into_iter().chain((0..spec.rooms.len()).map(Part::Rooms));
            let parts: Vec<String> = parts.map(|part| part_text(supply, *unit, part, part.of(size), words)).collect();
            format!("{}: {}", spec.title, parts.join(words.pick("，", ", ")))
        }
        Decision::Part { unit, part, count } => {
            format!("{}: {}", supply.units[*unit].title, part_text(supply, *unit, *part, *count, words))
        }
        Decision::Route { lot, route, overflow } => {
            let lot = &scenario.lots[*lot].title;
            match route {
                Route::Unit(unit) => {
                    let then = words.pick("，余下交", ", then ");
                    format!("{lot} → {}{then}{}", supply.units[*unit].title, outlet(*overflow))
                }
                Route::Direct(direct) => format!("{lot} → {}", outlet(*direct)),
            }
        }
        Decision::Contract { offer, awarded } => {
            let offer = &scenario.offers[*offer].title;
            if *awarded {
                format!("{}{offer}", words.pick("采用：", "with "))
            } else {
                format!("{}{offer}", words.pick("不采用：", "without "))
            }
        }
        Decision::Staffed { skill_set, any } => {
            let title = &supply.skill_sets[*skill_set].title;
            if *any { format!("{}{title}", words.pick("有", "with ")) } else { format!("{}{title}", words.pick("无", "without ")) }
        }
    }
}

/// The same as keys for programs.
fn decision_json(supply: &Supply, decision: &Decision) -> Json {
    let scenario = &*supply.scenario;
    let outlet = |outlet: Direct| outlet_json(scenario, outlet);
    match decision {
        Decision::Arrangement { service, arrangement } => {
            let service = &scenario.services[*service];
            json!({ "service": service.name, "arrangement": service.arrangements[*arrangement].name })
        }
        Decision::Size { unit, size } => json!({ "team": supply.units[*unit].name, "people": size.people, "rooms": size.rooms }),
        Decision::Part { unit, part: Part::People, count } => json!({ "team": supply.units[*unit].name, "people": count }),
        Decision::Part { unit, part: Part::Rooms(kind), count } => {
            json!({ "team": supply.units[*unit].name, "room": scenario.rooms[supply.units[*unit].rooms[*kind]].name, "rooms": count })
        }
        Decision::Route { lot, route: Route::Unit(unit), overflow } => {
            json!({ "lot": scenario.lots[*lot].path, "team": supply.units[*unit].name, "overflow": outlet(*overflow) })
        }
        Decision::Route { lot, route: Route::Direct(direct), .. } => json!({ "lot": scenario.lots[*lot].path, "direct": outlet(*direct) }),
        Decision::Contract { offer, awarded } => json!({ "offer": scenario.offers[*offer].name, "awarded": awarded }),
        Decision::Staffed { skill_set, any } => json!({ "trade": supply.skill_sets[*skill_set].name, "staffed": any }),
    }
}

/// The tightest place of a limit; of money rounded up, for with less than it there is no plan.
pub(super) fn tightest_shown(value: &LimitValue, words: Words) -> Option<f64> {
    value.tightest.map(|least| if value.limit.is_money() { words.rounded_up(least) } else { least })
}

/// A limit's value for people.
pub(super) fn limit_shown(limit: Limit, amount: f64, words: Words) -> String {
    match limit {
        _ if limit.is_money() => words.money(amount),
        Limit::Outsourced => words.percent(amount),
        _ => format!("{amount:.0}"),
    }
}

fn break_evens(supply: &Supply, values: &[BreakEven], words: Words) -> String {
    let headers =
        [words.pick("报价或工种", "Offer or trade"), words.pick("方案", "In the plan"), words.pick("临界点", "The decision flips")]
            .map(str::to_owned);
    let rows: Vec<Vec<String>> = values
        .iter()
        .map(|value| {
            let taken = if value.taken { words.pick("采用", "taken") } else { words.pick("不采用", "not taken") };
            let flips = match (value.taken, value.factor) {
                (true, Some(factor)) => match words.language {
                    Language::Zh => format!("贵 {} 以上则放弃", words.percent(factor - 1.0)),
                    Language::En => format!("dropped if {} dearer", words.percent(factor - 1.0)),
                },
                (false, Some(factor)) => match words.language {
                    Language::Zh => format!("便宜 {} 以上则采用", words.percent(1.0 - factor)),
                    Language::En => format!("taken if {} cheaper", words.percent(1.0 - factor)),
                },
                (true, None) => match words.language {
                    Language::Zh => format!("贵到 {HIGHEST:.0} 倍仍采用"),
                    Language::En => format!("kept even at {HIGHEST:.0} times the price"),
                },
                (false, None) => even_for_nothing(supply, value.of, words).to_owned(),
            };
            vec![priced_title(supply, value.of, words), taken.to_owned(), flips]
        })
        .collect();
    layout(&headers, &rows)
}

/// Of what is not taken even where it costs nothing: what of an offer has then still to be paid.
pub(super) fn even_for_nothing(supply: &Supply, of: Priced, words: Words) -> &'static str {
    let paid_anyway = |offer: usize| {
        let spec = &supply.scenario.offers[offer];
        [spec.fee, spec.minimum, spec.minimum_per_month, spec.administration].iter().any(|amount| *amount > 0.0)
    };
    match of {
        Priced::Offer(offer) if paid_anyway(offer) => {
            words.pick("单价为零也不采用（固定费用照付）", "not taken at unit prices of 0 (fees and minimum stay)")
        }
        _ => words.pick("白送也不采用", "not taken at any price"),
    }
}

/// What has a price, for people.
pub(super) fn priced_title(supply: &Supply, of: Priced, words: Words) -> String {
    match of {
        Priced::Offer(offer) => supply.scenario.offers[offer].title.clone(),
        Priced::Pay(set) => format!("{}{}", supply.skill_sets[set].title, words.pick("（薪酬）", " (pay)")),
    }
}

/// What has a price, by its key: an offer's name, or `pay: ` with a skill set's.
pub(super) fn priced_key(supply: &Supply, of: Priced) -> String {
    match of {
        Priced::Offer(offer) => supply.scenario.offers[offer].name.clone(),
        Priced::Pay(set) => format!("pay: {}", supply.skill_sets[set].name),
    }
}

/// A limit's key, with the department's name where it is one's.
fn limit_key(scenario: &Scenario, value: &LimitValue) -> String {
    match value.limit {
        Limit::DepartmentShares => format!("budget.department_share.{}", scenario.departments[value.department].name),
        other => other.key(scenario, None).into(),
    }
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
pub fn document(supply: &Supply, explanation: &Explanation, verified: bool) -> Json {
    let scenario = &*supply.scenario;
    let best = &explanation.best;
    let side = |side: Side| if side == Side::InHouse { "in-house" } else { "outside" };
    let thing = |thing: Thing| match thing {
        Thing::Unit(unit, Part::People) => ("people", supply.units[unit].name.clone()),
        Thing::Unit(unit, Part::Rooms(kind)) => ("rooms", scenario.rooms[supply.units[unit].rooms[kind]].name.clone()),
        Thing::Capacity(offer) => ("capacity", scenario.offers[offer].name.clone()),
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
        "questions_not_proved": explanation.unproved,
        "cost": best.cash,
        "unserved_cost": best.unserved_cost,
        "way_cost": best.way_cost,
        "lots": explanation.lots.iter().map(|way| json!({
            "lot": scenario.lots[way.lot].path, "in_the_plan": side(way.side), "possible": way.costs.is_some(), "the_other_way_costs_more": way.costs,
        })).collect::<Vec<_>>(),
        "limits": explanation.limits.iter().map(|value| json!({
            "limit": limit_key(scenario, value), "at": value.at, "step": value.step, "looser_saves": value.looser, "tighter_costs": value.tighter,
            "ladder": value.ladder, "tightest": value.tightest, "idle_from": value.idle_from,
        })).collect::<Vec<_>>(),
        "one_more": explanation.one_more.iter().map(|value| json!({
            "what": thing(value.thing).0, "of": thing(value.thing).1, "at": value.at, "step": value.step,
            "more_costs": value.more, "less_costs": value.less,
        })).collect::<Vec<_>>(),
        "break_even": explanation.break_evens.iter().map(|value| json!({
            "of": priced_key(supply, value.of), "taken": value.taken, "price_factor": value.factor,
        })).collect::<Vec<_>>(),
        "given": explanation.given.as_ref().map(|given| json!({
            "cost": given.prediction.cash, "unserved_cost": given.prediction.unserved_cost, "way_cost": given.prediction.way_cost, "costs_more": given.costs, "breaks": given.breaks.iter().map(|limit| limit.key(scenario, None)).collect::<Vec<_>>(),
            "decisions": given.held.iter().map(|held| json!({
                "decision": decision_json(supply, &held.decision), "possible": held.costs.is_some(), "insisting_costs": held.costs,
            })).collect::<Vec<_>>(),
            "services": given.services.iter().map(|service| json!({
                "service": scenario.services[service.service].name, "choosing_anew_saves": service.saves,
            })).collect::<Vec<_>>(),
        })),
        "alternatives": explanation.alternatives.iter().map(|alternative| json!({
            "goal": goal(alternative.goal), "costs_more": alternative.costs, "outsourced_share": alternative.prediction.outsourced,
            "people": alternative.prediction.plan.people(), "redeployed": alternative.moved, "contracts": alternative.contracts,
            "plan": super::plan::plan_json(supply, &alternative.prediction.plan),
        })).collect::<Vec<_>>(),
    })
}
