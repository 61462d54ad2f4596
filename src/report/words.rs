//! Every word that a reader sees, in both languages, in one place.

use crate::outcome::CostLine;
use crate::scenario::file::Language;
use crate::strategies::{Note, Strategy};

/// Picks words and formats numbers in a language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The language.
    pub language: Language,
}

impl Words {
    /// The Chinese or the English of something.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A cost line.
    pub fn line(&self, line: CostLine) -> &'static str {
        let (zh, en) = match line {
            CostLine::Personnel => ("人员", "Personnel"),
            CostLine::Materials => ("材料", "Materials"),
            CostLine::Other => ("其他", "Other"),
            CostLine::Overhead => ("管理费", "Overhead"),
            CostLine::Facilities => ("场所", "Facilities"),
            CostLine::Resources => ("能源和水", "Energy and water"),
            CostLine::Contracts => ("合同", "Contracts"),
            CostLine::Spot => ("零星采购", "Spot"),
            CostLine::Administration => ("合同管理", "Administration"),
            CostLine::Conversion => ("转换", "Conversion"),
        };
        self.pick(zh, en)
    }

    /// A strategy.
    pub fn strategy(&self, strategy: Strategy) -> &'static str {
        let (zh, en) = match strategy {
            Strategy::StatusQuo => ("现状", "Status quo"),
            Strategy::AllInHouse => ("全部自办", "All in-house"),
            Strategy::AllOutsourced => ("全部社会化", "All outsourced"),
            Strategy::NinetyPercent => ("九成社会化", "90 % outsourced"),
            Strategy::PerDepartment => ("各部门分别最优", "Per-department optimum"),
            Strategy::Optimum => ("统筹最优", "Centralised optimum"),
            Strategy::Custom => ("自定方案", "Own plan"),
        };
        self.pick(zh, en)
    }

    /// A remark on a strategy's plan.
    pub fn note(&self, note: &Note) -> &'static str {
        let (zh, en) = match note {
            Note::OverBudget => ("超出预算", "over budget"),
            Note::BelowStandards => ("达不到服务标准", "below standards"),
            Note::OverBudgetAndBelowStandards => ("超出预算且达不到标准", "over budget, below standards"),
            Note::TargetOutOfReach => ("达不到九成", "90 % cannot be reached"),
            Note::Impossible => ("无可行方案", "no plan is possible"),
        };
        self.pick(zh, en)
    }

    /// Who did the work.
    pub fn supplier(&self, index: usize) -> &'static str {
        const ZH: [&str; 4] = ["自办", "合同", "零星采购", "未服务"];
        const EN: [&str; 4] = ["In-house", "Contract", "Spot", "Unserved"];
        match self.language {
            Language::Zh => ZH[index],
            Language::En => EN[index],
        }
    }

    /// Money on a chart: 万元 in Chinese, thousands in English.
    pub fn money(&self, amount: f64) -> String {
        match self.language {
            Language::Zh => grouped(amount / 1e4, if amount != 0.0 && amount.abs() < 1e6 { 1 } else { 0 }),
            Language::En => grouped(amount / 1e3, 0),
        }
    }

    /// The unit of [`Words::money`].
    pub fn money_unit(&self, currency: &str) -> String {
        match (self.language, currency) {
            (Language::Zh, "CNY") => "万元".into(),
            (Language::Zh, other) => format!("万 {other}"),
            (Language::En, other) => format!("{other} thousand"),
        }
    }

    /// The unit of money as it is.
    pub fn currency<'a>(&self, currency: &'a str) -> &'a str {
        if self.language == Language::Zh && currency == "CNY" { "元" } else { currency }
    }

    /// Money in a sentence, with its unit.
    pub fn amount(&self, amount: f64, currency: &str) -> String {
        match self.language {
            Language::Zh => format!("{} {}", self.money(amount), self.money_unit(currency)),
            Language::En => format!("{currency} {} thousand", self.money(amount)),
        }
    }

    /// A share in percent, with one decimal below a hundred.
    pub fn percent(&self, share: f64) -> String {
        let digits = if (share * 100.0).abs() >= 99.95 { 0 } else { 1 };
        format!("{:.digits$} %", share * 100.0)
    }

    /// Short name of a month of the year, from 0.
    pub fn month(&self, month: usize) -> String {
        const EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        match self.language {
            Language::Zh => format!("{}月", month + 1),
            Language::En => EN[month].into(),
        }
    }
}

/// A number with thousands set apart by commas.
pub fn grouped(number: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let zero = text.chars().all(|c| c == '0' || c == '.');
    let sign = if number < 0.0 && !zero { "−" } else { "" };
    if fraction.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
        assert_eq!(grouped(-999.96, 1), "−1,000.0");
        assert_eq!(grouped(-0.01, 0), "0");
    }
}
