//! `briefing.html`: the run in one file that needs nothing else, for reading and for printing on A4.

use minijinja::{AutoEscape, Environment, context};

use super::ReportError;
use super::appraisal;
use super::charts::Drawing;
use super::contracts;
use super::font;
use super::path::PathReport;
use super::risks;
use super::rooms;
use super::shares;
use super::summary;
use super::table::Table;
use super::theme;
use super::words::{Words, number_of};
use super::{questions, rivals};
use crate::plan::{Plan, Route};
use crate::run::RunResult;
use crate::scenario::Scenario;
use crate::scenario::file::Language;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// Stands for the font until it is known which letters the page has.
const FONT: &str = "/* font */";

/// The document, in the built-in template or in another (its name and text), which may use the same placeholders.
///
/// # Errors
/// If a chart cannot be outlined or the template cannot be filled.
pub fn html(
    supply: &Supply,
    run: &RunResult,
    words: Words,
    charts: &[Drawing],
    template: Option<&(String, String)>,
) -> Result<String, ReportError> {
    let scenario = &*supply.scenario;
    let pick = |zh: &'static str, en: &'static str| words.pick(zh, en);
    let failed = |error: minijinja::Error| ReportError::Drawing(format!("the briefing: {error:#}"));
    let mut environment = Environment::new();
    // A misspelt placeholder must not leave a hole in a document that is signed.
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let (name, text) = template.map_or(("briefing.html", include_str!("briefing.html")), |(name, text)| (name, text));
    let failed = |error: minijinja::Error| match template {
        Some((name, _)) => ReportError::Unknown(format!("{name}, line {}: {error}", error.line().unwrap_or(1))),
        None => failed(error),
    };
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // A template may not run for ever.
    environment.set_fuel(Some(FUEL));
    check_tags(name, text)?;
    environment.add_template(name, text).map_err(failed)?;
    let verified = run.optimum.as_ref().is_none_or(|optimum| optimum.verified);
    let chosen = run.strategies.iter().position(|played| played.strategy == Strategy::Optimum);
    let drawn: Result<Vec<_>, ReportError> = charts
        .iter()
        .map(|chart| {
            Ok(context! { folder => chart.folder, name => &chart.name, title => title_of(&chart.svg), svg => theme::for_page(&chart.svg)? })
        })
        .collect();
    let as_value = |table: Table| context! { headers => table.headers, rows => table.rows, chosen => chosen };
    let notes = summary::remarks(supply, run, words);
    let sources = merged_sources(scenario, words);
    let date = scenario.calendar.days.first().map_or_else(String::new, |day| day.date.to_string());
    let replications = run.replications();
    let subtitle = match words.language {
        Language::Zh => format!("自 {date} 起 {} 年 · {replications} 次模拟 · 种子 {}", scenario.years, scenario.run.seed),
        Language::En => format!("{} year(s) from {date} · {replications} replications · seed {}", scenario.years, scenario.run.seed),
    };
    let aim = crate::report::names::of_the_aim(run, words);
    let of_aim = |zh: &'static str, en: &'static str| format!("{}{aim}", pick(zh, en));
    let label = context! {
        unverified => pick("方案未经验证，不宜直接采用", "THE PLAN IS NOT VERIFIED and should not be adopted as it stands"),
        strategies => of_aim("各方案比较", "The strategies side by side"),
        how_to_read => pick(
            "费用为现金支出的期望值，区间为 95 % 置信区间，只反映模拟中的随机性，不反映假设数据的误差；无人服务代价按情景给定的权重计算，不是现金。",
            "Cost is expected cash with its 95 % interval, which says what chance in the simulation leaves open, not what assumed figures leave open. Going without is weighed as the scenario says; it is not cash."
        ),
        asked => pick("会上会问什么", "What the meeting will ask"),
        risks => pick("风险清单", "Risks of the plan"),
        risks_note => pick(
            "可能性和代价由模拟得出；“现金”“无人服务”都与不发生时相比。",
            "Chances and costs come from the replications; cash and going without are against those in which it does not happen."
        ),
        path => pick("分步实施", "Year by year"),
        path_note => pick(
            "现金为当年价；“维持现状”指只有退休和自然离职、不新招人。目标状态是把整个情景期当作一个常年来求的最优方案，末年与它的差别逐项列在下面。",
            "Cash is in each year's own money; left alone means that people retire and leave and nobody is hired. The state aimed at is the best plan for a mean year of the horizon; where the last year differs from it, the tables below say why."
        ),
        charts => charts_heading(run, words),
        teams => of_aim("人员", "People"),
        rooms => of_aim("会议室", "Rooms"),
        evaluation => of_aim("绩效评价", "Appraisal"),
        evaluation_note => pick(appraisal::NOTE.0, appraisal::NOTE.1),
        contracts => of_aim("各合同", "Contracts"),
        contracts_note => pick(contracts::NOTE.0, contracts::NOTE.1),
        lots => of_aim("各方案下的各项服务", "Service by lot"),
        switch => pick("点方案名称可切换；打印时只印展开的方案。", "A click on a strategy switches to it; only what is open is printed."),
        assumptions => pick("数据来源与假设", "Sources and assumptions"),
        assumed_note => pick("写明“假设”（assumed）的数字不是实测，应在决策前核实；houqin sensitivity 可看出哪一项最要紧。", "Figures marked as assumed are not measured and should be checked before a decision; `houqin sensitivity` says which matter most."),
        method => pick("方法", "Method"),
        method_text => pick(
            "按情景给定的分布模拟各项服务一年的需求（维修工单、就餐、会议等），对每个班组在各种人数下的服务能力逐一作离散事件模拟；据此用混合整数规划在预算、编制、服务标准等限制下选择人数、分工和合同，使现金支出与无人服务代价之和的期望最小；再用优化时没有见过的模拟年份复核。所有方案在同一批模拟年份上比较，所以差额比各自的费用更准确。",
            "A year's demand of every service (jobs, meals, meetings) is simulated from the scenario's distributions, and what each team can do at each size is played event by event. From this a mixed-integer program chooses people, routes and contracts so that expected cash and going without are least within budget, quota and standards. The plan is then played on years that the optimiser has not seen. All strategies meet the same simulated years, so differences are known better than levels."
        ),
        limits => pick("局限", "Limits"),
        limits_text => pick(
            "结果取决于情景中的数字。供应商以价格、能力、按时比例及所写明的风险来描述；合同按月结算；方案在一年内不变，分年实施见 houqin path。",
            "The results are as good as the figures of the scenario. Providers are described by price, capacity, share in time and the risks that are written down; contracts are called off by the month; the plan is the same all year, and `houqin path` gives the way there over years."
        ),
        made_by => pick("生成命令：", "Made by"),
    };
    let command = super::saved::command(scenario, run);
    let inputs: Vec<_> = scenario.inputs.0.iter().map(|input| context! { name => &input.name, hash => &input.sha256[..16] }).collect();
    let sources: Vec<_> = sources.into_iter().map(|(of, text)| context! { of => of, text => text }).collect();
    let main = run.main();
    let lots: Vec<_> = run
        .strategies
        .iter()
        .map(|played| {
            let is_main = main.is_some_and(|main| std::ptr::eq(main, played));
            context! { name => crate::report::names::name_of(played, words), open => is_main, table => as_value(summary::lots(supply, played, words)) }
        })
        .collect();
    let asked: Vec<_> =
        questions::asked(supply, run, words).into_iter().map(|of| context! { question => of.question, lines => of.lines }).collect();
    let tables = [
        rivals::rivals_table(supply, run, words),
        rivals::without_table(supply, run, words),
        run.optimum.as_ref().map(|_| shares::table(run, words)),
    ];
    let compared: Vec<_> = tables.into_iter().flatten().map(as_value).collect();
    let path = PathReport::of(supply, run, words);
    let path_tables: Vec<_> = path.iter().flat_map(PathReport::briefing_tables).map(as_value).collect();
    let agenda = path.as_ref().map_or_else(Vec::new, PathReport::agenda);
    let page = environment.get_template(name).map_err(failed)?;
    let content = context! {
            language => match words.language { Language::Zh => "zh-CN", Language::En => "en" },
            font => FONT,
            title => scenario.title.as_str(),
            subtitle => subtitle,
            description => scenario.description.as_deref(),
            verified => verified,
            headline => summary::headline(supply, run, words),
            points => points(supply, run, words),
            strategies => as_value(summary::strategies(supply, run, words)),
            notes => notes,
            asked => asked,
            compared => compared,
            risks => risks::risks(supply, run, words).map(as_value),
            agenda => agenda,
            path => path_tables,
            charts => drawn?,
            teams => summary::teams(supply, run, words).map(as_value),
            rooms => rooms::table(supply, run, words).map(as_value),
            evaluation => appraisal::table(supply, run, words).map(as_value),
            contracts => contracts::table(supply, run, words).map(as_value),
            lots => lots,
            sources => sources,
            label => label,
            command => command,
            inputs => inputs,
            version => env!("CARGO_PKG_VERSION"),
    };
    let known = |name: &str| content.get_attr(name).is_ok_and(|value| !value.is_undefined());
    let mut unknown: Vec<String> = page.undeclared_variables(false).into_iter().filter(|name| !known(name)).collect();
    unknown.sort_unstable();
    if let Some(first) = unknown.first() {
        let line = 1 + text.lines().position(|line| line.contains(first.as_str())).unwrap_or(0);
        return Err(ReportError::Unknown(format!(
            "{name}, line {line}: there is no placeholder \"{first}\"; the built-in template uses all there are"
        )));
    }
    let mut filled = Limited(Vec::new(), false);
    if let Err(error) = page.render_captured_to(content, &mut filled) {
        return Err(if filled.1 {
            ReportError::Unknown(format!("{name}: it makes a page of more than {} MiB", LARGEST >> 20))
        } else {
            failed(error)
        });
    }
    let filled = String::from_utf8(filled.0).map_err(|error| ReportError::Drawing(format!("the briefing: {error}")))?;
    Ok(filled.replacen(FONT, &font::rule_for(&filled)?, 1))
}

/// Steps that a template may take: hundreds of times what the built-in one takes for forty lots.
const FUEL: u64 = 20_000_000;
/// Bytes that a briefing may have.
const LARGEST: usize = 256 << 20;
/// Letters that a tag may have: what stands in one is read by functions that call each other, as deep as there are signs.
const LONGEST_TAG: usize = 4096;

/// A page as it grows, up to what a browser can still show, and whether it wanted to grow beyond.
struct Limited(Vec<u8>, bool);

impl std::io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST {
            self.1 = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Refuse a template with a tag that is too long to be read.
fn check_tags(name: &str, text: &str) -> Result<(), ReportError> {
    let mut rest = text;
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let inside = &rest[start + 2..];
        let (mut quote, mut before, mut end) = (None, ' ', inside.len());
        for (at, c) in inside.char_indices() {
            match quote {
                Some(mark) if c == mark && before != '\\' => quote = None,
                None if c == '"' || c == '\'' => quote = Some(c),
                None if c == '}' && matches!(before, '}' | '%') => {
                    end = at;
                    break;
                }
                _ => {}
            }
            before = if before == '\\' { ' ' } else { c };
        }
        if end > LONGEST_TAG {
            let line = 1 + text[..text.len() - inside.len()].matches('\n').count();
            return Err(ReportError::Unknown(format!(
                "{name}, line {line}: a tag of more than {LONGEST_TAG} letters; use several, with {{% set … %}} for what is in between"
            )));
        }
        rest = &inside[end..];
    }
    Ok(())
}

/// Where figures come from: a source that several share is said once, with all that it is of.
pub(super) fn merged_sources(scenario: &Scenario, words: Words) -> Vec<(String, String)> {
    let mut sources: Vec<(String, String)> = Vec::new();
    for source in &scenario.sources {
        match sources.iter_mut().find(|(_, text)| *text == source.1) {
            Some((of, _)) if !of.split(words.pick("、", ", ")).any(|other| other == source.0) => {
                of.push_str(words.pick("、", ", "));
                of.push_str(&source.0);
            }
            Some(_) => {}
            None => sources.push(source.clone()),
        }
    }
    let silent: Vec<&str> = scenario.without_source.iter().flat_map(|(_, names)| names).map(String::as_str).collect();
    if !silent.is_empty() {
        let said = words.pick("未写明来源", "no source is given");
        sources.push((silent.join(words.pick("、", ", ")), said.into()));
    }
    sources
}

/// What stands over the charts: where a path is recommended, of what they are.
pub(super) fn charts_heading(run: &RunResult, words: Words) -> &'static str {
    match run.path {
        Some(Ok(_)) => words.pick("图表（除分步方案各图外，均为目标状态）", "Charts (but for those of the path, of the state aimed at)"),
        _ => words.pick("图表", "Charts"),
    }
}

/// What else a decision needs: the budget, what changes hands, what is risked, what must be decided.
pub(super) fn points(supply: &Supply, run: &RunResult, words: Words) -> Vec<String> {
    let scenario = &*supply.scenario;
    let find = |strategy: Strategy| run.strategies.iter().find(|played| played.strategy == strategy);
    let Some(plan) = find(Strategy::Optimum) else { return Vec::new() };
    let aside = || {
        let quantiles = &plan.summary.quantiles;
        let swing = words.amount_of(quantiles.p95.estimate().minus(quantiles.p5.estimate()), &scenario.currency);
        let swing = match words.language {
            Language::Zh => format!("年份之间的波动：十年中有九年，费用相差在 {swing}以内。"),
            Language::En => format!("From year to year: nine years in ten lie within {swing} of each other."),
        };
        rooms::elsewhere(supply, run, plan, words).into_iter().chain([swing])
    };
    if let Some(path) = PathReport::of(supply, run, words) {
        let lead = words.pick("目标状态下：", "In the state aimed at: ");
        return path.points().into_iter().chain(aside().map(|point| format!("{lead}{point}"))).collect();
    }
    let mut points = Vec::new();
    if let (Some(cap), Some(share)) = (scenario.budget.per_year, plan.summary.within_budget) {
        let cap = words.amount(cap, &scenario.currency);
        let (chance, several) = (words.chance(share, run.replications()), scenario.calendar.years() > 1);
        points.push(match words.language {
            Language::Zh if several => format!("每年预算 {cap}：{chance} 的模拟中各年都不超。"),
            Language::Zh => format!("预算 {cap}：{chance} 的模拟年份不超。"),
            Language::En if several => format!("The budget is {cap} a year; {chance} of the replications stay within it in every year."),
            Language::En => format!("The budget is {cap}; {chance} of the simulated years stay within it."),
        });
    }
    if plan.summary.once > 0.0 {
        let once = words.amount(plan.summary.once, &scenario.currency);
        let who_pays = match (scenario.budget.one_off, scenario.budget.per_year, words.language) {
            (Some(fund), _, Language::Zh) => format!("，由专款 {} 支付，不占年度预算", words.amount(fund, &scenario.currency)),
            (Some(fund), _, Language::En) => {
                format!(", from a fund of {} beside the yearly budget", words.amount(fund, &scenario.currency))
            }
            (None, Some(_), Language::Zh) => "，占用第一年的预算".into(),
            (None, Some(_), Language::En) => ", out of the first year's budget".into(),
            (None, None, _) => String::new(),
        };
        points.push(match words.language {
            Language::Zh => format!("一次性支出 {once}（人员安置、合同转换），在第一年付清{who_pays}。"),
            Language::En => format!("Spent once, in the first year: {once} for people who move and contracts that begin or end{who_pays}."),
        });
    }
    if let Some(today) = find(Strategy::StatusQuo) {
        let moved = changing_hands(&today.plan, &plan.plan);
        let people = today.plan.people().saturating_sub(plan.plan.people());
        points.push(match words.language {
            Language::Zh => format!("需要决定：{moved} 项工作由自办转出或收回，{people} 人另行安置。"),
            Language::En => {
                let (lots, people) =
                    (number_of(moved, "lot changes", "lots change"), number_of(people as usize, "person needs", "people need"));
                format!("To be decided: {lots} between own people and others, and {people} another place.")
            }
        });
        points.extend(rooms::decisions(supply, plan, words));
    }
    points.extend(aside());
    points
}

/// Lots that go from own people to others, or back.
fn changing_hands(today: &Plan, plan: &Plan) -> usize {
    let inside = |route: &Route| matches!(route, Route::Unit(_));
    today.route.iter().zip(&plan.route).filter(|(before, after)| inside(before) != inside(after)).count()
}

/// A chart's title: the first text in it.
pub(super) fn title_of(svg: &str) -> String {
    let text = svg.split_once("<text").and_then(|(_, rest)| rest.split_once('>')).and_then(|(_, rest)| rest.split_once("</text>"));
    let plain = text.map_or_else(String::new, |(text, _)| text.trim().to_owned());
    // The template escapes it again.
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}
