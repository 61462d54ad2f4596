//! `workbook.xlsx`: the figures for those who go on working with them, as real tables with live sums and charts that can be restyled.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Chart, ChartType, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Table, TableColumn, TableStyle, Workbook, Worksheet,
    XlsxError,
};

use super::ReportError;
use super::briefing::points;
use super::contracts;
use super::names::name_of;
use super::path::PathReport;
use super::plan::outlet_title;
use super::saved::command;
use super::summary::headline;
use super::words::Words;
use crate::outcome::appraisal::Appraisal;
use crate::outcome::{ContractLine, ContractSummary, CostLine, Estimate};
use crate::plan::Route;
use crate::planning::path::{Leave, PathYear, PeopleYear};
use crate::run::{Played, RunResult};
use crate::scenario::{Direct, LotKind, Service};
use crate::strategies::Strategy;
use crate::supply::Supply;

/// A cell.
enum Cell {
    Text(String),
    /// Money, to the unit.
    Money(f64),
    /// A share.
    Share(f64),
    /// Another number.
    Number(f64),
    /// The same to two decimals.
    Fine(f64),
    /// The sum of the cells to the left from a column on, with its value.
    Sum(u16, f64),
    Empty,
}

/// A sheet that is one table.
struct Sheet {
    name: &'static str,
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// What a native chart shows of a sheet: columns of values over the first column.
struct Picture {
    kind: ChartType,
    columns: std::ops::RangeInclusive<u16>,
    title: String,
    axis: String,
}

/// The workbook.
///
/// # Errors
/// If it cannot be built.
pub fn xlsx(supply: &Supply, run: &RunResult, words: Words) -> Result<Vec<u8>, ReportError> {
    build(supply, run, words).map_err(|error| ReportError::Drawing(format!("the workbook: {error}")))
}

/// Letters that a cell holds at most (counted as UTF-16 does), and those of the title among the document's properties.
const LONGEST: usize = 32_767;
const LONGEST_TITLE: usize = 255;

/// A text as far as it fits a cell; it stands whole in the other reports.
fn fitting(text: &str) -> Cow<'_, str> {
    let mut length = 0;
    let letters = text.char_indices().find(|(_, c)| {
        length += c.len_utf16();
        length > LONGEST - 1
    });
    letters
        .filter(|_| text.encode_utf16().count() > LONGEST)
        .map_or(Cow::Borrowed(text), |(end, _)| Cow::Owned(format!("{}…", &text[..end])))
}

fn build(supply: &Supply, run: &RunResult, words: Words) -> Result<Vec<u8>, XlsxError> {
    let scenario = &*supply.scenario;
    let mut workbook = Workbook::new();
    // The time of writing would make every run's bytes differ.
    let date = scenario.calendar.days.first().map(|day| day.date);
    let (year, month, day) = date.map_or((2000, 1, 1), |date| (date.year(), date.month(), date.day()));
    // Spreadsheets know no day before 1900.
    let written = ExcelDateTime::from_ymd(year.unsigned_abs().max(1900), month.unsigned_abs(), day.unsigned_abs())?;
    let title: String = scenario.title.chars().take(LONGEST_TITLE).collect();
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&written));
    summary_sheet(workbook.add_worksheet(), supply, run, words)?;
    let pick = |zh: &'static str, en: &'static str| words.pick(zh, en);
    let money = format!("{} ({})", pick("年", "a year"), scenario.currency);
    let lines = CostLine::ALL.len() as u16;
    let n = run.strategies.len();
    table(&mut workbook, &plan(supply, run, words), &[], words)?;
    let stacked = Picture {
        kind: ChartType::BarStacked,
        columns: 1..=lines,
        title: pick("年费用按科目", "Yearly cost by line").into(),
        axis: money.clone(),
    };
    table(&mut workbook, &costs(run, words), &[stacked], words)?;
    let served = Picture {
        kind: ChartType::Bar,
        columns: 6..=7,
        title: pick("及时比例与标准", "Share in time and standard").into(),
        axis: String::new(),
    };
    table(&mut workbook, &service(supply, run, words), &[served], words)?;
    if !scenario.rooms.is_empty() {
        table(&mut workbook, &rooms(supply, run, words), &[], words)?;
    }
    let compared = Picture {
        kind: ChartType::Column,
        columns: 4..=6,
        title: pick("年费用的波动：第 5、50、95 百分位", "Spread of the yearly cost: 5th, 50th and 95th percentile").into(),
        axis: money.clone(),
    };
    table(&mut workbook, &strategies(run, words), if n > 0 { std::slice::from_ref(&compared) } else { &[] }, words)?;
    let monthly = Picture {
        kind: ChartType::Line,
        columns: 1..=3,
        title: pick("推荐方案的每月支出", "The plan's cost month by month").into(),
        axis: scenario.currency.clone(),
    };
    table(&mut workbook, &months(supply, run, words), &[monthly], words)?;
    if run.frontier.len() > 1 {
        let frontier_chart = Picture {
            kind: ChartType::ColumnStacked,
            columns: 1..=2,
            title: pick("各预算上限下的最优", "The best under each cap").into(),
            axis: money,
        };
        table(&mut workbook, &frontier(run, words), &[frontier_chart], words)?;
    }
    if let Some(path) = PathReport::of(supply, run, words) {
        let paid = Picture {
            kind: ChartType::Column,
            columns: 1..=3,
            title: pick("各年现金支出", "Cash of each year").into(),
            axis: scenario.currency.clone(),
        };
        table(&mut workbook, &path_years(&path, words), &[paid], words)?;
    }
    if run.strategies.iter().any(|played| !played.summary.contracts.is_empty()) {
        table(&mut workbook, &statements(supply, run, words), &[], words)?;
    }
    if scenario.services.iter().any(Service::is_appraised) {
        table(&mut workbook, &appraisals(supply, run, words), &[], words)?;
    }
    table(&mut workbook, &assumptions(supply, words), &[], words)?;
    workbook.save_to_buffer()
}

fn summary_sheet(sheet: &mut Worksheet, supply: &Supply, run: &RunResult, words: Words) -> Result<(), XlsxError> {
    let scenario = &*supply.scenario;
    sheet.set_name(words.pick("摘要", "Summary"))?;
    sheet.set_column_width(0, SUMMARY_WIDTH)?;
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title = Format::new().set_bold().set_font_size(16);
    let warning = Format::new().set_bold().set_font_color(0xBE_282E).set_text_wrap();
    let mut lines: Vec<(String, &Format)> = vec![(scenario.title.clone(), &title)];
    lines.extend(scenario.description.iter().map(|description| (description.clone(), &wrap)));
    if run.optimum.as_ref().is_some_and(|optimum| !optimum.verified) {
        lines.push((
            words.pick("方案未经验证，不宜直接采用", "THE PLAN IS NOT VERIFIED and should not be adopted as it stands").into(),
            &warning,
        ));
    }
    lines.push((headline(supply, run, words), &wrap));
    lines.extend(points(supply, run, words).into_iter().map(|point| (point, &wrap)));
    let sums = words
        .pick("费用表的合计是公式，改动科目即随之改变；图表可直接修改。", "Totals on the cost sheet are formulas; charts can be restyled.");
    lines.push((sums.into(), &wrap));
    lines.push((command(scenario, run), &wrap));
    lines.push((
        format!(
            "{} {} · {} {} · houqin {}",
            words.pick("模拟次数", "replications"),
            run.replications(),
            words.pick("种子", "seed"),
            scenario.run.seed,
            env!("CARGO_PKG_VERSION")
        ),
        &wrap,
    ));
    for (row, (text, format)) in lines.iter().enumerate() {
        sheet.write_string_with_format(row as u32, 0, fitting(text), format)?;
        // Not every program makes a row high enough for what is wrapped in it.
        let columns: f64 = text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum();
        let wraps = (columns * 1.1 / SUMMARY_WIDTH).ceil();
        if wraps > 1.0 {
            sheet.set_row_height(row as u32, (wraps * 15.0).min(HIGHEST_ROW))?;
        }
    }
    page(sheet, lines.len() as u32, 0)
}

/// Points that a row is high at most.
const HIGHEST_ROW: f64 = 409.0;
/// Width of the summary's column, in digits.
const SUMMARY_WIDTH: f64 = 110.0;

/// How a sheet prints: on A4 across, as wide as the paper.
fn page(sheet: &mut Worksheet, last_row: u32, last_column: u16) -> Result<(), XlsxError> {
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_print_area(0, 0, last_row, last_column)?;
    Ok(())
}

fn table(workbook: &mut Workbook, content: &Sheet, pictures: &[Picture], words: Words) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(content.name)?;
    if content.rows.is_empty() {
        sheet.write_string(0, 0, words.pick("没有数据", "No data"))?;
        return Ok(());
    }
    let formats = ["#,##0", "0.0%", "#,##0.0", "#,##0.00"].map(|format| Format::new().set_num_format(format));
    for (index, cells) in content.rows.iter().enumerate() {
        let row = index as u32 + 1;
        for (column, cell) in cells.iter().enumerate() {
            let column = column as u16;
            match cell {
                // Written as text, whatever it begins with: never a formula.
                Cell::Text(text) => sheet.write_string(row, column, fitting(text))?,
                Cell::Money(amount) => sheet.write_number_with_format(row, column, *amount, &formats[0])?,
                Cell::Share(share) => sheet.write_number_with_format(row, column, *share, &formats[1])?,
                Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &formats[2])?,
                Cell::Fine(number) => sheet.write_number_with_format(row, column, *number, &formats[3])?,
                Cell::Sum(from, value) => {
                    let name = rust_xlsxwriter::utility::column_number_to_name;
                    let text = format!("=SUM({}{}:{}{})", name(*from), row + 1, name(column - 1), row + 1);
                    sheet.write_formula_with_format(row, column, Formula::new(text).set_result(value.to_string()), &formats[0])?
                }
                Cell::Empty => sheet,
            };
        }
    }
    let (last_row, last_column) = (content.rows.len() as u32, content.headers.len() as u16 - 1);
    let columns: Vec<TableColumn> = content.headers.iter().map(|header| TableColumn::new().set_header(header)).collect();
    sheet.add_table(0, 0, last_row, last_column, &Table::new().set_columns(&columns).set_style(TableStyle::Light9))?;
    sheet.set_freeze_panes(1, 1)?;
    for column in 0..=last_column {
        let texts = content.rows.iter().map(|row| match &row[usize::from(column)] {
            Cell::Text(text) => wide(text),
            _ => 12.0,
        });
        sheet.set_column_width(column, texts.chain([wide(&content.headers[usize::from(column)]) + 3.0]).fold(8.0, f64::max).min(70.0))?;
    }
    for (index, picture) in pictures.iter().enumerate() {
        let mut chart = Chart::new(picture.kind);
        for column in picture.columns.clone() {
            chart.add_series().set_name((content.name, 0, column)).set_categories((content.name, 1, 0, last_row, 0)).set_values((
                content.name,
                1,
                column,
                last_row,
                column,
            ));
        }
        chart.title().set_name(&picture.title);
        let horizontal = matches!(picture.kind, ChartType::Bar | ChartType::BarStacked);
        let shares = content.rows.iter().all(|row| matches!(row[usize::from(*picture.columns.start())], Cell::Share(_)));
        // The library's axes lie as they are seen: the values of bars that lie down are along x.
        let values = if horizontal { chart.x_axis() } else { chart.y_axis() };
        // Bars are lengths: they begin at nothing.
        values.set_min(0.0).set_num_format(if shares { "0%" } else { "#,##0" });
        if !picture.axis.is_empty() {
            values.set_name(&picture.axis);
        }
        let names = if horizontal { chart.y_axis() } else { chart.x_axis() };
        names.set_num_format("#,##0");
        if horizontal {
            // As the table reads, from the top.
            names.set_reverse();
        }
        let height = if horizontal { (120 + 22 * content.rows.len() as u32).clamp(320, 900) } else { 380 };
        chart.set_width(860).set_height(height);
        sheet.insert_chart(last_row + 2 + 20 * index as u32, 0, &chart)?;
    }
    page(sheet, last_row + if pictures.is_empty() { 0 } else { 50 }, last_column.max(if pictures.is_empty() { 0 } else { 13 }))
}

/// Width of a text in a column: Chinese letters are two wide.
fn wide(text: &str) -> f64 {
    text.chars().map(|c| if (c as u32) >= 0x2E80 { 2.0 } else { 1.0 }).sum::<f64>() + 1.0
}

fn strings(headers: &[&str]) -> Vec<String> {
    headers.iter().map(|header| (*header).to_owned()).collect()
}

fn plan(supply: &Supply, run: &RunResult, words: Words) -> Sheet {
    let scenario = &*supply.scenario;
    let outlet = move |direct: Direct| outlet_title(scenario, direct, words);
    let chosen = of_each(run, words).filter(|(played, _)| matches!(played.strategy, Strategy::Optimum | Strategy::Custom));
    let rows = chosen.flat_map(|(played, whose)| {
        let of_lot = move |(lot, spec): (usize, &crate::scenario::Lot)| {
            let (first, people, then) = match played.plan.route[lot] {
                Route::Unit(unit) => {
                    let people = f64::from(played.plan.sizes[unit].people);
                    (
                        supply.units[unit].title.clone(),
                        if people > 0.0 { Cell::Money(people) } else { Cell::Empty },
                        outlet(played.plan.overflow[lot]),
                    )
                }
                Route::Direct(direct) => (outlet(direct), Cell::Empty, String::new()),
            };
            vec![Cell::Text(format!("{whose}{}", spec.title)), Cell::Text(first), people, Cell::Text(then)]
        };
        scenario.lots.iter().enumerate().map(of_lot)
    });
    let rows = rows.collect();
    let headers = [
        words.pick("标段", "Lot"),
        words.pick("由谁承担", "Goes to"),
        words.pick("班组人数", "People of the team"),
        words.pick("溢出去向", "Overflow to"),
    ];
    Sheet { name: words.pick("方案", "Plan"), headers: strings(&headers), rows }
}

fn costs(run: &RunResult, words: Words) -> Sheet {
    let mut headers = vec![words.pick("方案", "Strategy").to_owned()];
    headers.extend(CostLine::ALL.map(|line| words.line(line).to_owned()));
    headers.extend(strings(&[
        words.pick("合计", "Total"),
        words.pick("无人服务代价（非现金）", "Going without (not cash)"),
        words.pick("其中异地开会往返", "of it ways to meetings elsewhere"),
    ]));
    let rows = run.strategies.iter().map(|played| {
        let summary = &played.summary;
        let mut row = vec![Cell::Text(name_of(played, words))];
        row.extend(CostLine::ALL.map(|line| Cell::Money(summary.line(line))));
        row.extend([Cell::Sum(1, summary.cost.mean), Cell::Money(summary.unserved_cost.mean), Cell::Money(summary.way_cost.mean)]);
        row
    });
    Sheet { name: words.pick("费用", "Costs"), headers, rows: rows.collect() }
}

fn service(supply: &Supply, run: &RunResult, words: Words) -> Sheet {
    let headers = [
        words.pick("标段", "Lot"),
        words.pick("年需求", "Demand a year"),
        words.supplier(0),
        words.supplier(1),
        words.supplier(2),
        words.supplier(3),
        words.pick("及时", "In time"),
        words.pick("标准", "Standard"),
        words.pick("及时下限（95%）", "In time, lower (95 %)"),
        words.pick("及时上限（95%）", "In time, upper (95 %)"),
        words.pick("平均等待（分）", "Mean wait (min)"),
        words.pick("在别处召开", "Held elsewhere"),
        words.pick("往返时间（非现金）", "Ways (not cash)"),
    ];
    let of_each = of_each(run, words);
    let rows = of_each.flat_map(|(played, of)| {
        let lots = supply.scenario.lots.iter().zip(&played.summary.lots);
        lots.map(move |(lot, year)| {
            let volumes = [year.demand, year.in_house, year.contract, year.spot, year.unserved].map(|volume| Cell::Number(volume.mean));
            let in_time = year.share_in_time();
            let share = |of: fn(Estimate) -> f64| in_time.map_or(Cell::Empty, |share| Cell::Share(of(share)));
            let shares = [share(|of| of.mean), Cell::Share(lot.standard), share(|of| of.lower), share(|of| of.upper)];
            let is_meeting = matches!(lot.kind, LotKind::Bookings(_));
            let elsewhere = if is_meeting { Cell::Number(year.elsewhere.mean) } else { Cell::Empty };
            let ways = if is_meeting { Cell::Money(year.way_cost.mean) } else { Cell::Empty };
            let wait = year.wait.map_or(Cell::Empty, |wait| Cell::Number(wait.mean));
            [Cell::Text(format!("{of}{}", lot.title))].into_iter().chain(volumes).chain(shares).chain([wait, elsewhere, ways]).collect()
        })
    });
    let rows = rows.collect();
    Sheet { name: words.pick("服务", "Service"), headers: strings(&headers), rows }
}

/// Rooms by kind, today's beside those of the plans that are shown in detail.
fn rooms(supply: &Supply, run: &RunResult, words: Words) -> Sheet {
    let headers = [
        words.pick("会议室", "Rooms"),
        words.pick("地点", "Site"),
        words.pick("座位", "Seats"),
        words.pick("现有", "Today"),
        words.pick("方案", "Plan"),
        words.pick("退出（−）或增加", "Given up (−) or added"),
        words.pick("年费用", "Cost a year"),
        words.pick("利用率", "Busy"),
        words.pick("年会议数", "Meetings a year"),
        words.pick("其中为别处的会", "of them from elsewhere"),
    ];
    let today = crate::plan::Plan::status_quo(supply).rooms(supply);
    let (scenario, today) = (&supply.scenario, &today);
    let rows = of_each(run, words).flat_map(|(played, of)| {
        let all = scenario.rooms.iter().zip(&played.summary.rooms).zip(today);
        all.map(move |((room, year), before)| {
            vec![
                Cell::Text(format!("{of}{}", room.title)),
                Cell::Text(scenario.sites[room.site].title.clone()),
                Cell::Money(f64::from(room.seats)),
                Cell::Money(f64::from(*before)),
                Cell::Money(f64::from(year.kept)),
                Cell::Money(f64::from(year.kept) - f64::from(*before)),
                Cell::Money(f64::from(year.kept) * room.cost),
                year.busy.map_or(Cell::Empty, |busy| Cell::Share(busy.mean)),
                Cell::Number(year.meetings.mean),
                Cell::Number(year.from_elsewhere.mean),
            ]
        })
    });
    Sheet { name: words.pick("会议室", "Rooms"), headers: strings(&headers), rows: rows.collect() }
}

/// The plans that are shown in detail, each with what tells its rows from those of the others.
fn of_each(run: &RunResult, words: Words) -> impl Iterator<Item = (&Played, String)> {
    let shown = run.in_detail();
    let several = shown.len() > 1;
    shown.into_iter().map(move |played| (played, if several { format!("{} · ", name_of(played, words)) } else { String::new() }))
}

/// Contracts under each strategy.
fn statements(supply: &Supply, run: &RunResult, words: Words) -> Sheet {
    let mut headers = strings(&[
        words.pick("方案与合同", "Strategy and contract"),
        words.pick("供应商", "Provider"),
        words.pick("工作（市场价值）", "Work at market value"),
        words.pick("按时", "In time"),
        words.pick("失败（月）", "Failed (months)"),
        words.pick("付给供应商", "Paid to the provider"),
    ]);
    headers.extend(ContractLine::ALL.map(|line| contracts::name(line, words).to_owned()));
    let row = |played: &Played, of: &ContractSummary| {
        let spec = &supply.scenario.offers[of.offer];
        let mut row = vec![
            Cell::Text(format!("{} · {}", name_of(played, words), spec.title)),
            Cell::Text(spec.provider.clone()),
            Cell::Money(of.value.mean),
            of.in_time.map_or(Cell::Empty, |share| Cell::Share(share.mean)),
            Cell::Fine(of.failed_months.mean),
            Cell::Money(of.paid.mean),
        ];
        row.extend(ContractLine::ALL.map(|line| Cell::Money(of.line(line).mean)));
        row
    };
    let rows = run.strategies.iter().flat_map(|played| played.summary.contracts.iter().map(move |of| (played, of)));
    Sheet { name: words.pick("合同", "Contracts"), headers, rows: rows.map(|(played, of)| row(played, of)).collect() }
}

/// Services under each strategy against their targets.
fn appraisals(supply: &Supply, run: &RunResult, words: Words) -> Sheet {
    let headers = [
        words.pick("方案与服务", "Strategy and service"),
        words.pick("单位成本", "Cost of a unit"),
        words.pick("单位成本下限（95%）", "Cost of a unit, lower (95 %)"),
        words.pick("单位成本上限（95%）", "Cost of a unit, upper (95 %)"),
        words.pick("单位成本目标", "Target cost of a unit"),
        words.pick("及时", "In time"),
        words.pick("及时目标", "Target in time"),
        words.pick("满意度", "Satisfaction"),
        words.pick("满意度下限（95%）", "Satisfaction, lower (95 %)"),
        words.pick("满意度上限（95%）", "Satisfaction, upper (95 %)"),
        words.pick("满意度目标", "Target satisfaction"),
        words.pick("得分", "Score"),
        words.pick("得分下限（95%）", "Score, lower (95 %)"),
        words.pick("得分上限（95%）", "Score, upper (95 %)"),
    ];
    let services: Vec<usize> = (0..supply.scenario.services.len()).filter(|of| supply.scenario.services[*of].is_appraised()).collect();
    let fine = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Fine);
    let share = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Share);
    let points = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
    let row = |played: &Played, of: usize| {
        let spec = &supply.scenario.services[of];
        let delivered = played.summary.services[of].delivered;
        let cost = delivered.map(|delivered| delivered.cost_per_unit);
        let appraisal = delivered.map(|delivered| Appraisal::of(spec, &delivered));
        let mark = appraisal.and_then(|appraisal| appraisal.satisfaction);
        let score = appraisal.and_then(|appraisal| appraisal.score);
        vec![
            Cell::Text(format!("{} · {}", name_of(played, words), spec.title)),
            fine(cost.map(|cost| cost.mean)),
            fine(cost.map(|cost| cost.lower)),
            fine(cost.map(|cost| cost.upper)),
            fine(spec.targets.cost_per_unit),
            share(delivered.map(|delivered| delivered.served.in_time.mean)),
            share(spec.targets.in_time),
            fine(mark.map(|mark| mark.mean)),
            fine(mark.map(|mark| mark.lower)),
            fine(mark.map(|mark| mark.upper)),
            fine(spec.targets.satisfaction),
            points(score.map(|score| score.mean)),
            points(score.map(|score| score.lower)),
            points(score.map(|score| score.upper)),
        ]
    };
    let rows = run.strategies.iter().flat_map(|played| services.iter().map(move |of| (played, *of)));
    Sheet { name: words.pick("绩效", "Appraisal"), headers: strings(&headers), rows: rows.map(|(played, of)| row(played, of)).collect() }
}

fn strategies(run: &RunResult, words: Words) -> Sheet {
    let headers = [
        words.pick("方案", "Strategy"),
        words.pick("年费用", "Cost"),
        words.pick("下限（95%）", "Lower (95 %)"),
        words.pick("上限（95%）", "Upper (95 %)"),
        "P5",
        "P50",
        "P95",
        words.pick("比现状", "Against today"),
        words.pick("比现状下限", "Against today, lower"),
        words.pick("比现状上限", "Against today, upper"),
        words.pick("一次性支出", "Spent once"),
        words.pick("第一年", "First year"),
        words.pick("以后每年", "Later years"),
        words.pick("及时", "In time"),
        words.pick("社会化", "Outsourced"),
        words.pick("不超预算", "Within budget"),
        words.pick("人数", "People"),
    ];
    let rows = run.strategies.iter().map(|played| {
        let (of, against) = (&played.summary, played.against_status_quo.cost);
        let money = [
            of.cost.mean,
            of.cost.lower,
            of.cost.upper,
            of.quantiles.p5.value,
            of.quantiles.p50.value,
            of.quantiles.p95.value,
            against.mean,
            against.lower,
            against.upper,
        ]
        .map(Cell::Money);
        let years = [
            Cell::Money(of.once),
            of.years.first().map_or(Cell::Empty, |first| Cell::Money(first.mean)),
            of.later_years.map_or(Cell::Empty, |later| Cell::Money(later.mean)),
        ];
        let shares = [
            of.served_in_time().map_or(Cell::Empty, |share| Cell::Share(share.mean)),
            Cell::Share(of.outsourced_share.mean),
            of.within_budget.map_or(Cell::Empty, Cell::Share),
        ];
        [Cell::Text(name_of(played, words))]
            .into_iter()
            .chain(money)
            .chain(years)
            .chain(shares)
            .chain([Cell::Money(f64::from(of.people))])
            .collect()
    });
    Sheet { name: words.pick("各方案比较", "Strategies"), headers: strings(&headers), rows: rows.collect() }
}

fn months(supply: &Supply, run: &RunResult, words: Words) -> Sheet {
    let calendar = &supply.scenario.calendar;
    let rows = of_each(run, words).flat_map(|(played, whose)| {
        played.summary.months_as_capped(&supply.scenario.budget).enumerate().map(move |(index, (mean, of))| {
            let month = calendar.days[calendar.month_starts[index]].date.strftime("%Y-%m").to_string();
            vec![Cell::Text(format!("{whose}{month}")), Cell::Money(mean.mean), Cell::Money(of.p5.value), Cell::Money(of.p95.value)]
        })
    });
    let rows = rows.collect();
    let headers = [words.pick("月份", "Month"), words.pick("均值", "Mean"), "P5", "P95"];
    Sheet { name: words.pick("每月", "Months"), headers: strings(&headers), rows }
}

fn path_years(path: &PathReport<'_>, words: Words) -> Sheet {
    let headers = [
        ("年度", "Year"),
        ("日常费用", "Running cost"),
        ("一次性", "Spent once"),
        ("无人服务代价", "Going without"),
        ("维持现状：现金", "Left alone: cash"),
        ("维持现状：无人服务代价", "Left alone: going without"),
        ("社会化比例", "Outsourced"),
        ("在岗和待岗人数", "People employed"),
        ("其中待岗", "Of them waiting"),
        ("当年离开", "Gone before it"),
    ];
    let (best, today) = (&path.paths.best.years, &path.paths.today.years);
    let row = |(year, (now, alone)): (usize, (&PathYear, &PathYear))| {
        let sum = |of: fn(&PeopleYear) -> u32| Cell::Number(f64::from(now.people.iter().map(of).sum::<u32>()));
        vec![
            Cell::Text(path.year_name(year)),
            Cell::Money(now.running_played()),
            Cell::Money(now.once.total()),
            Cell::Money(now.unserved_played()),
            Cell::Money(alone.cash_played()),
            Cell::Money(alone.unserved_played()),
            Cell::Share(now.outsourced_played()),
            sum(|people| people.employed),
            sum(|people| people.employed.saturating_sub(people.working)),
            Cell::Number(f64::from(now.gone.iter().filter(|gone| gone.how != Leave::Retrained).map(|gone| gone.people).sum::<u32>())),
        ]
    };
    Sheet {
        name: words.pick("分步", "Year by year"),
        headers: headers.map(|(zh, en)| words.pick(zh, en).to_owned()).to_vec(),
        rows: best.iter().zip(today).enumerate().map(row).collect(),
    }
}

fn frontier(run: &RunResult, words: Words) -> Sheet {
    let headers = [
        words.pick("预算上限", "Cap"),
        words.pick("现金支出", "Cash"),
        words.pick("无人服务代价", "Going without"),
        words.pick("及时", "In time"),
        words.pick("社会化", "Outsourced"),
        words.pick("人数", "People"),
    ];
    let rows = run.frontier.iter().map(|point| {
        let money = [point.cap, point.cash, point.unserved_cost].map(Cell::Money);
        let rest = [Cell::Share(point.service), Cell::Share(point.outsourced), Cell::Money(f64::from(point.people))];
        money.into_iter().chain(rest).collect()
    });
    Sheet { name: words.pick("预算与服务", "Frontier"), headers: strings(&headers), rows: rows.collect() }
}

fn assumptions(supply: &Supply, words: Words) -> Sheet {
    let headers = [words.pick("数据", "Figure"), words.pick("来源或假设", "Source or assumption"), words.pick("是否假设", "Assumed")];
    let rows = supply.scenario.sources.iter().map(|(of, text)| {
        let assumed = text.contains("假设") || text.to_lowercase().contains("assum");
        let mark = if assumed { words.pick("是", "yes") } else { "" };
        vec![Cell::Text(of.clone()), Cell::Text(text.clone()), Cell::Text(mark.into())]
    });
    Sheet { name: words.pick("来源与假设", "Sources"), headers: strings(&headers), rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_no_other() {
        let units = |text: &str| text.encode_utf16().count();
        for letter in ["x", "字", "𠀀"] {
            let width = units(letter);
            let fits = letter.repeat(LONGEST / width);
            assert!(matches!(fitting(&fits), Cow::Borrowed(text) if text == fits), "{letter}");
            let long = letter.repeat(LONGEST / width + 1);
            let cut = fitting(&long);
            assert!(cut.ends_with('…') && units(&cut) <= LONGEST && units(&cut) > LONGEST - width - 1, "{letter}: {}", units(&cut));
        }
    }
}
