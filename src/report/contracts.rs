//! What each contract of the plan comes to: what its provider is paid and for what, what the contract costs beside, and what is delivered for it.

use super::ReportError;
use super::csv::{csv, interval_cells, number};
use super::names::name_of;
use super::table::Table;
use super::words::{Words, supported};
use crate::outcome::{ContractLine, ContractSummary};
use crate::run::{Played, RunResult};
use crate::scenario::file::Language;
use crate::supply::Supply;

/// What stands under the table.
pub const NOTE: (&str, &str) = (
    "每年，模拟均值。供应商失败期间不付固定费和保底，工作由备份力量、其他合同或应急采购承担；“应急”付给别人，不付给该供应商。",
    "A year, means of the simulation. While a provider has failed no fee and no minimum is due, and its work is done by a reserve, by another contract or in an emergency; what an emergency costs is paid to others.",
);

/// A row for each contract of the plan that is shown, or of those that are compared; nothing where there is none.
pub fn table(supply: &Supply, run: &RunResult, words: Words) -> Option<Table> {
    let shown = run.in_detail();
    // Of several plans each contract says whose it is.
    let title =
        |played: &Played, title: &str| if shown.len() > 1 { format!("{} · {title}", name_of(played, words)) } else { title.to_owned() };
    let unit = words.money_unit(&supply.scenario.currency);
    let headers: Vec<String> = [
        (words.pick("合同", "Contract"), false),
        (words.pick("供应商", "Provider"), false),
        (words.pick("工作（市场价值）", "Work at market value"), true),
        (words.pick("按时", "In time"), false),
        (words.pick("失败（月）", "Failed (months)"), false),
        (words.pick("付给供应商", "Paid to the provider"), true),
        (words.pick("其中", "Of which"), false),
        (words.pick("另外", "Beside"), false),
    ]
    .into_iter()
    .map(|(title, money)| match (money, words.language) {
        (false, _) => title.to_owned(),
        (true, Language::Zh) => format!("{title}（{unit}）"),
        (true, Language::En) => format!("{title} ({unit})"),
    })
    .collect();
    let contracts = shown.iter().flat_map(|played| played.summary.contracts.iter().map(move |contract| (*played, contract)));
    let rows: Vec<Vec<String>> = contracts
        .map(|(played, contract)| {
            let spec = &supply.scenario.offers[contract.offer];
            vec![
                title(played, &spec.title),
                spec.provider.clone(),
                words.money_of(contract.value),
                contract.in_time.map_or_else(|| "–".into(), |share| words.percent_of(share)),
                supported(contract.failed_months.mean, contract.failed_months.half_width(), 2),
                words.money_of(contract.paid),
                lines(contract, true, words),
                lines(contract, false, words),
            ]
        })
        .collect();
    (!rows.is_empty()).then_some(Table { headers, rows })
}

/// The lines of a statement that show a figure: those that the provider is paid, or those beside.
fn lines(contract: &ContractSummary, paid: bool, words: Words) -> String {
    let told = ContractLine::ALL.into_iter().filter(|line| line.is_paid() == paid).filter_map(|line| {
        let amount = words.money_of(contract.line(line));
        amount.chars().any(|c| ('1'..='9').contains(&c)).then(|| format!("{} {amount}", name(line, words)))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "–".into() } else { told.join(words.pick("，", ", ")) }
}

/// A line's name.
pub fn name(line: ContractLine, words: Words) -> &'static str {
    let (zh, en) = match line {
        ContractLine::Fee => ("固定费", "fee"),
        ContractLine::CallOffs => ("按量", "call-offs"),
        ContractLine::Bundles => ("打包折扣", "bundle discount"),
        ContractLine::Rebates => ("阶梯折扣", "rebates"),
        ContractLine::Minimum => ("未用保底", "unused minimum"),
        ContractLine::Deductions => ("不合格扣款", "deductions"),
        ContractLine::ByResult => ("按绩效", "by result"),
        ContractLine::Retention => ("扣留的保证金", "retention kept"),
        ContractLine::Administration => ("管理监督", "administration"),
        ContractLine::Escorts => ("陪同", "escorts"),
        ContractLine::Emergency => ("应急", "emergency"),
        ContractLine::Once => ("转换", "changing over"),
    };
    words.pick(zh, en)
}

/// `contracts.csv`: each contract of each strategy.
///
/// # Errors
/// If writing fails.
pub fn statements(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let rows = run
        .strategies
        .iter()
        .flat_map(|played| played.summary.contracts.iter().map(move |contract| (vec![played.key().to_owned()], contract)));
    statement(supply, &["strategy"], rows)
}

/// A row for each contract, after cells of its own.
///
/// # Errors
/// If writing fails.
pub(super) fn statement<'a>(
    supply: &Supply,
    first: &[&str],
    contracts: impl Iterator<Item = (Vec<String>, &'a ContractSummary)>,
) -> Result<Vec<u8>, ReportError> {
    let with_ends = |name: &str| [name.to_owned(), format!("{name}_lower_95"), format!("{name}_upper_95")];
    let mut header: Vec<String> = first.iter().chain(&["contract", "provider"]).map(|name| (*name).to_owned()).collect();
    for name in ["work_at_market_value", "share_in_time", "failed_months", "paid"] {
        header.extend(with_ends(name));
    }
    header.extend(ContractLine::ALL.map(|line| line.key().to_owned()));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = contracts.map(|(mut row, contract)| {
        let spec = &supply.scenario.offers[contract.offer];
        row.extend([spec.name.clone(), spec.provider.clone()]);
        for estimate in [Some(contract.value), contract.in_time, Some(contract.failed_months), Some(contract.paid)] {
            row.extend(interval_cells(estimate));
        }
        row.extend(ContractLine::ALL.map(|line| number(contract.line(line).mean)));
        row
    });
    csv(&header, rows)
}
