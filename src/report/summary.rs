//! What a busy person reads at the end of a run.

use crate::report::names::name_of;
use crate::report::table::{Table, layout};
use std::fmt::Write;

use super::path::PathReport;
use super::reasons;
use super::rooms;
use super::words::{Words, grouped, supported};
use crate::outcome::evaluate::{movements, waiting};
use crate::outcome::{Comparison, Estimate};
use crate::plan::Route;
use crate::planning::Target;
use crate::run::{NoPath, Played, RunResult};
use crate::scenario::Direct;
use crate::scenario::file::Language;
use crate::scenario::units::Held;
use crate::strategies::Strategy;
use crate::supply::{Supply, UnitKind};

/// The recommendation in a sentence or two: the way year by year where there is one, and then the plan as the state it is set beside.
pub fn headline(supply: &Supply, run: &RunResult, words: Words) -> String {
    let Some(optimum) = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum) else {
        return compared(supply, run, words);
    };
    let between = words.pick("", " ");
    match (PathReport::of(supply, run, words), &run.path) {
        (Some(path), _) => {
            let lead = words.pick("目标状态（不计过渡，一步到位）：", "The state aimed at, as if it were reached at once: ");
            format!("{}{between}{}", path.headline(), recommended(supply, run, optimum, lead, words))
        }
        (None, Some(Err(_))) => {
            let warning = words.pick(
                "但没有一条分步路径能在各年限制之内到达（见备注）。",
                "But no path leads there within the limits of every year (see the remarks).",
            );
            format!("{}{between}{warning}", recommended(supply, run, optimum, words.pick("建议：", "Recommendation: "), words))
        }
        _ => recommended(supply, run, optimum, words.pick("建议：", "Recommendation: "), words),
    }
}

/// The best plan in a sentence or two, after some words.
fn recommended(supply: &Supply, run: &RunResult, optimum: &Played, lead: &str, words: Words) -> String {
    let scenario = &*supply.scenario;
    let find = |strategy: Strategy| run.strategies.iter().find(|played| played.strategy == strategy);
    let awarded: Vec<&str> =
        scenario.offers.iter().zip(&optimum.plan.awarded).filter(|(_, awarded)| **awarded).map(|(offer, _)| offer.title.as_str()).collect();
    let people = optimum.plan.people();
    let today = find(Strategy::StatusQuo);
    let today_people = today.map_or(people, |today| today.plan.people());
    let saving = optimum.against_status_quo.cost;
    let verified = run.optimum.as_ref().is_some_and(|optimum| optimum.verified);
    let served = optimum.summary.served_in_time();
    let without = goes_without(supply, optimum, words);
    let unit = words.money_unit(&scenario.currency);
    match words.language {
        Language::Zh => {
            let contracts = if awarded.is_empty() {
                "不签合同".to_owned()
            } else {
                format!("签订 {} 份合同（{}）", awarded.len(), awarded.join("、"))
            };
            let (word, change) = if saving.mean < 0.0 { ("少", saving.scaled(-1.0)) } else { ("多", saving) };
            let (change, range) = (format!("{}{word}花 {}", words.yearly(scenario), words.money_of(change)), words.interval(change));
            format!(
                "{lead}自办人员由 {today_people} 人调整为 {people} 人，{contracts}。与现状相比{change} {unit}（95 % 置信区间 {range}）{}{}。{}",
                year_by_year(optimum, &scenario.currency, words),
                served.map_or_else(|| "，没有任何需求".to_owned(), |share| format!("，及时服务比例 {}", words.percent_of(share))),
                if verified {
                    without + "方案已用独立模拟验证。"
                } else {
                    without + "方案未通过验证，不宜直接采用。"
                }
            )
        }
        Language::En => {
            let contracts = match awarded.len() {
                0 => "award no contract".to_owned(),
                1 => format!("award one contract ({})", awarded[0]),
                n => format!("award {n} contracts ({})", awarded.join(", ")),
            };
            let (word, change) = if saving.mean < 0.0 { ("saves", saving.scaled(-1.0)) } else { ("costs more by", saving) };
            format!(
                "{lead}go from {today_people} to {people} own people and {contracts}. Against the status quo this {word} {} {} (95 % interval {}){}, with {}. {}",
                words.amount_of(change, &scenario.currency),
                words.yearly(scenario),
                words.interval(change),
                year_by_year(optimum, &scenario.currency, words),
                served.map_or_else(|| "no work asked for".to_owned(), |share| format!("{} of the work in time", words.percent_of(share))),
                if verified {
                    without + "The plan is verified by independent simulation."
                } else {
                    without + "THE PLAN IS NOT VERIFIED and should not be adopted as it stands."
                }
            )
        }
    }
}

/// The first year and each later one against today, in brackets; nothing where they are alike.
fn year_by_year(plan: &Played, currency: &str, words: Words) -> String {
    let against = &plan.against_status_quo;
    let Some(later) = against.later_years.filter(|_| plan.summary.once > 0.0) else { return String::new() };
    let first = against.first_year;
    let size = |change: Estimate| words.amount_of(change.scaled(change.mean.signum()), currency);
    let once = words.amount(plan.summary.once, currency);
    match words.language {
        Language::Zh => {
            let word = |change: Estimate| if change.mean < 0.0 { "少" } else { "多" };
            format!("：第一年{} {}（含一次性支出 {once}），以后每年{} {}", word(first), size(first), word(later), size(later))
        }
        Language::En => {
            let word = |change: Estimate| if change.mean < 0.0 { "less" } else { "more" };
            format!(
                ": {} {} in the first year, in which {once} is spent once, and {} {} in each later year",
                size(first),
                word(first),
                size(later),
                word(later)
            )
        }
    }
}

/// What goes without under a plan, and where most of it lies, in a sentence; nothing unless it weighs more than the plan saves in cash.
fn goes_without(supply: &Supply, plan: &Played, words: Words) -> String {
    let scenario = &*supply.scenario;
    let without = plan.summary.unserved_cost;
    if without.mean <= (-plan.against_status_quo.cost.mean).max(0.0) {
        return String::new();
    }
    let weighs = |lot: &usize| plan.summary.lots[*lot].unserved.mean * scenario.lots[*lot].unserved_cost;
    let most = (0..scenario.lots.len()).max_by(|a, b| weighs(a).total_cmp(&weighs(b))).filter(|lot| weighs(lot) > 0.0);
    let amount = words.amount_of(without, &scenario.currency);
    let ways = rooms::of_which(plan.summary.way_cost.mean, words);
    match (words.language, most.map(|lot| scenario.lots[lot].title.as_str())) {
        (Language::Zh, Some(lot)) if ways.is_empty() => format!("另有价值 {amount}的工作无人完成（非现金），其中最多的是{lot}。"),
        (Language::Zh, Some(lot)) => format!("另有无人完成的工作等折合 {amount}{ways}（非现金），无人完成的以{lot}为最多。"),
        (Language::Zh, None) if ways.is_empty() => format!("另有迟办和质量不足折合 {amount}（非现金）。"),
        (Language::Zh, None) => format!("另有迟办、质量不足和往返折合 {amount}{ways}（非现金）。"),
        (Language::En, Some(lot)) if ways.is_empty() => {
            format!("Not in that: work weighed at {amount} a year goes without, most of it {lot}. ")
        }
        (Language::En, Some(lot)) => {
            format!("Not in that: going without is weighed at {amount} a year{ways}, most of what is not done is {lot}. ")
        }
        (Language::En, None) if ways.is_empty() => format!("Not in that: late and bad work is weighed at {amount} a year. "),
        (Language::En, None) => format!("Not in that: late and bad work and ways are weighed at {amount} a year{ways}. "),
    }
}

/// What plans that are only compared cost against today's, each by its name.
fn compared(supply: &Supply, run: &RunResult, words: Words) -> String {
    let currency = &supply.scenario.currency;
    let yearly = words.yearly(&supply.scenario);
    let told = |played: &&Played| {
        let change = played.against_status_quo.cost;
        let (less, change) = (change.mean < 0.0, change.scaled(change.mean.signum()));
        let (name, amount) = (name_of(played, words), words.amount_of(change, currency));
        match words.language {
            Language::Zh => format!("“{name}”{yearly}{}花 {amount}", if less { "少" } else { "多" }),
            Language::En => format!("{name} costs {amount} {}", if less { "less" } else { "more" }),
        }
    };
    let all: Vec<String> = run.strategies.iter().filter(|played| played.strategy == Strategy::Custom).map(|played| told(&played)).collect();
    match words.language {
        _ if all.is_empty() => String::new(),
        Language::Zh => format!("与现状相比：{}。", all.join("，")),
        Language::En => format!("Against the status quo, {} {yearly}.", all.join(", ")),
    }
}

/// The strategies side by side, a row each.
pub fn strategies(supply: &Supply, run: &RunResult, words: Words) -> Table {
    let unit = words.money_unit(&supply.scenario.currency);
    let (years, once) = (supply.scenario.calendar.years(), supply.scenario.spends_once());
    let mean = years > 1 && once;
    let mut headers: Vec<String> = vec![
        words.pick("方案", "Strategy").to_owned(),
        match words.language {
            Language::Zh => format!("{}费用（{unit}）", if mean { "年均" } else { "年" }),
            Language::En => format!("{} ({unit})", if mean { "Cost on average" } else { "Cost" }),
        },
        words.pick("95 % 区间", "95 % interval").to_owned(),
        words.pick("比现状", "Against today").to_owned(),
    ];
    if once {
        headers.push(if mean { words.pick("一次性", "Once") } else { words.pick("其中一次性", "Of it once") }.to_owned());
    }
    if mean {
        headers.push(words.pick("第一年", "First year").to_owned());
        headers.push(words.pick("以后每年", "Later years").to_owned());
    }
    headers.extend(
        [
            words.pick("无人服务代价", "Going without"),
            words.pick("合计", "Together"),
            words.pick("及时", "In time"),
            words.pick("社会化", "Outsourced"),
            words.pick("人数", "People"),
        ]
        .map(str::to_owned),
    );
    let rows: Vec<Vec<String>> = run
        .strategies
        .iter()
        .map(|played| {
            let summary = &played.summary;
            let star = if played.note.is_empty() { "" } else { "*" };
            let idle = played.note.waiting;
            let idle =
                if idle == 0 { String::new() } else { words.pick("（{} 人无事）", " ({} idle)").replace("{}", &idle.to_string()) };
            let mut row = vec![
                format!("{}{star}", name_of(played, words)),
                words.money_of(summary.cost),
                words.interval(summary.cost),
                words.money_of(played.against_status_quo.cost),
            ];
            if once {
                row.push(words.money(summary.once));
            }
            if mean {
                row.extend(summary.years.first().map(|first| words.money_of(*first)));
                row.extend(summary.later_years.map(|later| words.money_of(later)));
            }
            row.extend([
                words.money_of(summary.unserved_cost),
                words.money_of(summary.objective),
                summary.served_in_time().map_or_else(|| "–".into(), |share| words.percent_of(share)),
                words.percent_of(summary.outsourced_share),
                format!("{}{idle}", summary.people),
            ]);
            row
        })
        .collect();
    Table { headers, rows }
}

/// Why there is no path, where there is none.
fn without_path(supply: &Supply, run: &RunResult, words: Words) -> Option<String> {
    let none = run.path.as_ref()?.as_ref().err()?;
    let lead = match none {
        NoPath::OutOfTime { .. } => words.pick("没有分步方案：", "No path: "),
        NoPath::Infeasible(_) => words.pick("没有分步方案能满足各年的限制：", "No path keeps the limits of every year: "),
    };
    Some(format!("{lead}{}", reasons::of_no_path(none, &supply.scenario, words).join(words.pick("；", "; "))))
}

/// Remarks on the strategies: what limits they break, and what it costs that departments plan for themselves or that a share must be bought.
pub fn remarks(supply: &Supply, run: &RunResult, words: Words) -> Vec<String> {
    let noted = run.strategies.iter().filter(|played| !played.note.is_empty());
    let remark =
        |played: &Played| format!("* {}: {}{}", name_of(played, words), words.note(&played.note), why_they_wait(supply, played, words));
    let mut remarks: Vec<String> = noted.map(remark).collect();
    remarks.extend(without_path(supply, run, words));
    remarks.push(words.how_shares_count(&supply.scenario));
    let yearly = words.yearly(&supply.scenario);
    remarks.extend(words.of_a_mean_year(&supply.scenario));
    remarks.extend(rooms::remark(supply, run, words));
    let find = |strategy: Strategy| run.strategies.iter().find(|played| played.strategy == strategy);
    if let (Some(apart), Some(together)) = (find(Strategy::PerDepartment), find(Strategy::Optimum))
        && supply.scenario.departments.len() > 1
    {
        let more = Comparison::of(&apart.summary, &together.summary).objective;
        let sign = if more.mean < 0.0 { -1.0 } else { 1.0 };
        let more = more.scaled(sign);
        let (amount, range) = (words.amount_of(more, &supply.scenario.currency), words.interval(more));
        remarks.push(match words.language {
            Language::Zh => {
                let by = if sign < 0.0 { "少" } else { "多" };
                format!("各部门分设机构、分签合同与统筹相比，{yearly}{by}花 {amount}（含无人服务代价，95 % 区间 {range}）")
            }
            Language::En => {
                let by = if sign < 0.0 { "less" } else { "more" };
                format!("Departments apart, each with its own teams and contracts, cost {amount} {by} {yearly} than one plan for all (going without included; 95 % interval {range})")
            }
        });
    }
    remarks.extend(run.target.as_ref().map(|target| target_remark(supply, target, words)));
    remarks
}

/// Why people are paid who have no work, and what that costs; nothing where there are none.
fn why_they_wait(supply: &Supply, played: &Played, words: Words) -> String {
    if played.note.waiting == 0 {
        return String::new();
    }
    let cost = words.amount(waiting(supply, &played.plan).1, &supply.scenario.currency);
    let moved: u32 = movements(supply, &played.plan).iter().map(|(_, redeployed)| redeployed).sum();
    let most = supply.scenario.policy.redeployed_at_most.filter(|most| moved >= *most);
    match (words.language, most) {
        (Language::Zh, Some(most)) => format!("（每年 {cost}）：可分流的只有 {most} 人"),
        (Language::Zh, None) => format!("（每年 {cost}）"),
        (Language::En, Some(most)) => format!(", at {cost} a year: only {most} may go"),
        (Language::En, None) => format!(", at {cost} a year"),
    }
}

/// What the target for the outsourced share costs, in a sentence.
fn target_remark(supply: &Supply, target: &Target, words: Words) -> String {
    let yearly = words.yearly(&supply.scenario);
    let amount = |amount: f64| words.amount(amount, &supply.scenario.currency);
    let (share, bought) = (words.percent(target.share), words.percent(target.bought));
    let (with, without, cost) = (amount(target.with), amount(target.without), amount(target.cost()));
    match words.language {
        Language::Zh => format!(
            "社会化比例不低于 {share} 的要求{yearly}多花 {cost}：按预测为 {with}，不设此要求的最优方案为 {without}、社会化 {bought}（均含无人服务代价）"
        ),
        Language::En => format!(
            "The target of at least {share} outsourced costs {cost} {yearly}: {with} is predicted with it and {without} for the best plan without it, which buys {bought} (going without included)"
        ),
    }
}

/// The strategies side by side, with remarks.
pub fn strategies_table(supply: &Supply, run: &RunResult, words: Words) -> String {
    let table = strategies(supply, run, words);
    let mut text = layout(&table.headers, &table.rows);
    for remark in remarks(supply, run, words) {
        let _ = writeln!(text, "  {remark}");
    }
    for candidate in &run.without_plan {
        let _ = writeln!(text, "  {}: {}", words.strategy(candidate.strategy), words.pick("无可行方案", "no plan is possible"));
    }
    if let (Some(asked), Some(reached)) = (supply.scenario.run.precision, run.precision(supply)) {
        let good = reached <= asked.0;
        let percent = |share: f64| format!("{} %", (share * 1e5).round() / 1e3);
        let (asked, reached_text, count) = (percent(asked.0), percent(reached), grouped(run.replications() as f64, 0));
        let _ = writeln!(
            text,
            "  {}",
            match (words.language, good) {
                (Language::Zh, true) => format!("{count} 次模拟后达到精度 {asked}（最大相对半宽 {reached_text}）"),
                (Language::Zh, false) =>
                    format!("{count} 次模拟后未达到精度 {asked}（最大相对半宽 {reached_text}）：请提高 --replications"),
                (Language::En, true) =>
                    format!("the precision of {asked} was reached after {count} replications (widest relative half-width {reached_text})"),
                (Language::En, false) => format!(
                    "the precision of {asked} was NOT reached in {count} replications (widest relative half-width {reached_text}): raise --replications"
                ),
            }
        );
    }
    text
}

/// What happens to each team: people today and in the plan, how busy they are, and where the work goes.
pub fn teams_table(supply: &Supply, run: &RunResult, words: Words) -> String {
    teams(supply, run, words).map_or_else(String::new, |table| layout(&table.headers, &table.rows))
}

/// The rooms of the recommended plan, what must be decided about them, and which meetings are held elsewhere.
fn rooms_text(supply: &Supply, run: &RunResult, words: Words) -> String {
    let Some(plan) = run.main() else { return String::new() };
    let table = rooms::table(supply, run, words).map_or_else(String::new, |table| format!("\n{}", layout(&table.headers, &table.rows)));
    let told = [rooms::decisions(supply, plan, words), rooms::elsewhere(supply, run, plan, words)];
    let told: String = told.into_iter().flatten().map(|sentence| format!("  {sentence}\n")).collect();
    if table.is_empty() { String::new() } else { table + &told }
}

/// The same, a row each; nothing where no plan is recommended or there are no teams.
pub fn teams(supply: &Supply, run: &RunResult, words: Words) -> Option<Table> {
    let optimum = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum)?;
    let today = run.strategies.iter().find(|played| played.strategy == Strategy::StatusQuo);
    let headers: Vec<String> = [
        words.pick("班组", "Team"),
        words.pick("现有", "Today"),
        words.pick("方案", "Plan"),
        words.pick("现利用率", "Busy today"),
        words.pick("方案利用率", "Busy in plan"),
    ]
    .map(str::to_owned)
    .into();
    let mut rows = Vec::new();
    for (index, set) in supply.skill_sets.iter().enumerate() {
        let units: Vec<usize> =
            (0..supply.units.len()).filter(|unit| supply.units[*unit].crew.as_ref().is_some_and(|crew| crew.skill_set == index)).collect();
        let count = |played: &Played| units.iter().map(|unit| played.plan.sizes[*unit].people).sum::<u32>();
        // Of a pool of rooms the figure is the rooms', not the crew's: it is left out here.
        let busy = |played: &Played| {
            let parts: Vec<(Estimate, f64)> = units
                .iter()
                .filter(|unit| supply.units[**unit].kind != UnitKind::Rooms)
                .filter_map(|unit| played.summary.units[*unit].overall.map(|overall| (overall, f64::from(played.plan.sizes[*unit].people))))
                .collect();
            let people: f64 = parts.iter().map(|(_, people)| people).sum();
            if people > 0.0 {
                let weighted = |of: &dyn Fn(&Estimate) -> f64| parts.iter().map(|(share, people)| of(share) * people).sum::<f64>() / people;
                words.percent_of(Estimate::around(weighted(&|share| share.mean), weighted(&Estimate::half_width)))
            } else {
                "–".into()
            }
        };
        rows.push(vec![
            set.title.clone(),
            set.today.to_string(),
            count(optimum).to_string(),
            today.map_or_else(|| "–".into(), busy),
            busy(optimum),
        ]);
    }
    (!rows.is_empty()).then_some(Table { headers, rows })
}

/// Where the lots go, in groups of lots that go the same way.
pub fn routes(supply: &Supply, run: &RunResult, words: Words) -> String {
    let scenario = &*supply.scenario;
    let Some(optimum) = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum) else { return String::new() };
    let outlet = |direct: Direct| match direct {
        Direct::Offer(offer) => scenario.offers[offer].title.clone(),
        Direct::Spot => words.pick("零星采购", "spot").to_owned(),
        Direct::Nobody => words.pick("无", "nobody").to_owned(),
    };
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for (lot, spec) in scenario.lots.iter().enumerate() {
        let way = match optimum.plan.route[lot] {
            Route::Unit(unit) => format!("{} → {}", supply.units[unit].title, outlet(optimum.plan.overflow[lot])),
            Route::Direct(direct) => outlet(direct),
        };
        match groups.iter_mut().find(|(other, _)| *other == way) {
            Some((_, lots)) => lots.push(&spec.title),
            None => groups.push((way, vec![&spec.title])),
        }
    }
    let mut text = String::new();
    for (way, lots) in groups {
        let listed = if lots.len() > 6 {
            format!("{} …（{}）", lots[..5].join(words.pick("、", ", ")), lots.len())
        } else {
            lots.join(words.pick("、", ", "))
        };
        let _ = writeln!(text, "  {way}: {listed}");
    }
    text
}

/// The whole summary for a terminal.
pub fn terminal(supply: &Supply, run: &RunResult, words: Words) -> String {
    let mut text = String::new();
    let headline = headline(supply, run, words);
    if !headline.is_empty() {
        let _ = writeln!(text, "{headline}\n");
    }
    if let Some(path) = PathReport::of(supply, run, words) {
        let aim = words.pick("目标状态与其他方案：", "The state aimed at, beside other strategies:");
        let _ = write!(text, "{}\n{}\n{aim}\n\n", words.pick("分步实施：", "Year by year:"), path.text());
    }
    text.push_str(&strategies_table(supply, run, words));
    let teams = teams_table(supply, run, words);
    if !teams.is_empty() {
        let _ = write!(text, "\n{teams}");
    }
    text.push_str(&rooms_text(supply, run, words));
    let routes = routes(supply, run, words);
    if !routes.is_empty() {
        let _ = write!(text, "\n{}\n{routes}", words.pick("各标段去向（班组 → 溢出去向）：", "Where each lot goes (team → overflow):"));
    }
    if let Some(optimum) = &run.optimum {
        for disagreement in &optimum.disagreements {
            let disagreement = reasons::disagreement(disagreement, &supply.scenario, words);
            let _ = writeln!(text, "\n{}{disagreement}", words.pick("未通过验证：", "Not verified: "));
        }
        if !optimum.prediction.proof.reached {
            let _ = writeln!(
                text,
                "\n{}",
                words.pick("求解器在限时内未证明最优。", "The solver ran out of time before it proved the plan optimal."),
            );
        }
    }
    if let Some(optimum) = run.strategies.iter().find(|played| played.strategy == Strategy::Optimum)
        && let Some(share) = optimum.summary.within_budget
    {
        let _ = writeln!(
            text,
            "\n{} {}",
            if optimum.summary.years.len() > 1 {
                words.pick("各年都不超预算的模拟：", "Replications within budget in every year:")
            } else {
                words.pick("不超预算的模拟年份：", "Simulated years within budget:")
            },
            words.chance(share, run.replications())
        );
        if let Held::Cvar(level) = supply.scenario.budget.held {
            let (tail, cost) =
                (words.percent(1.0 - level), optimum.summary.held_cost(&supply.scenario.budget, supply.scenario.budget.held));
            let unit = words.money_unit(&supply.scenario.currency);
            let _ = match words.language {
                Language::Zh => writeln!(text, "最贵的 {tail} 年份平均费用：{} {unit}", words.money(cost)),
                Language::En => writeln!(text, "Mean cost of the dearest {tail} of years: {} {unit}", words.money(cost)),
            };
        }
    }
    let _ = writeln!(
        text,
        "\n{}",
        match words.language {
            Language::Zh => format!("依据 {} 次模拟，规划样本 {} 个。", grouped(run.replications() as f64, 0), run.planning_samples),
            Language::En =>
                format!("From {} replications; {} planning samples.", grouped(run.replications() as f64, 0), run.planning_samples),
        }
    );
    text
}

/// Service by lot of the last plan simulated.
pub fn lots_table(supply: &Supply, run: &RunResult, words: Words) -> String {
    run.strategies.last().map_or_else(String::new, |played| {
        let table = lots(supply, played, words);
        layout(&table.headers, &table.rows)
    })
}

/// Service by lot of a plan, a row each.
pub fn lots(supply: &Supply, played: &Played, words: Words) -> Table {
    let headers: Vec<String> = [
        words.pick("标段", "Lot"),
        words.pick("需求", "Demand"),
        words.pick("自办", "In-house"),
        words.pick("合同", "Contract"),
        words.pick("零星", "Spot"),
        words.pick("未服务", "Unserved"),
        words.pick("及时", "In time"),
        words.pick("标准", "Standard"),
        words.pick("平均等待（分）", "Mean wait (min)"),
    ]
    .map(str::to_owned)
    .into();
    let count = |of: Estimate| supported(of.mean, of.half_width(), usize::from(of.mean < 100.0));
    let rows: Vec<Vec<String>> = supply
        .scenario
        .lots
        .iter()
        .zip(&played.summary.lots)
        .map(|(lot, row)| {
            vec![
                lot.title.clone(),
                count(row.demand),
                count(row.in_house),
                count(row.contract),
                count(row.spot),
                count(row.unserved),
                row.share_in_time().map_or_else(|| "–".into(), |share| words.percent_of(share)),
                words.percent(lot.standard),
                row.wait.map_or_else(|| "–".into(), |wait| supported(wait.mean, wait.half_width(), 1)),
            ]
        })
        .collect();
    Table { headers, rows }
}
