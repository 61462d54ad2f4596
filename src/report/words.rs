//! Every word that a reader sees, in both languages, in one place.

use crate::outcome::appraisal::Reached;
use crate::outcome::{CostLine, Estimate};
use crate::planning::{InBoth, Limit};
use crate::scenario::Scenario;
use crate::scenario::file::{Language, ShareAmong, ShareOf};
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
            CostLine::Administration => ("管理和协调", "Administration"),
            CostLine::Conversion => ("转换", "Conversion"),
        };
        self.pick(zh, en)
    }

    /// A strategy.
    pub fn strategy(&self, strategy: Strategy) -> &'static str {
        self.of(strategy.title())
    }

    /// Of which year a cost is: of each where nothing is spent once, of the only one, or of a mean year.
    pub fn yearly(&self, scenario: &Scenario) -> &'static str {
        match (scenario.spends_once(), scenario.calendar.years()) {
            (false, 1) => self.pick("每年", "a year"),
            (true, 1) => self.pick("这一年", "in the one year"),
            _ => self.pick("年均", "a year on average"),
        }
    }

    /// How a mean year's cost is made up, where it is no year's; nothing where it is every year's.
    pub fn of_a_mean_year(&self, scenario: &Scenario) -> Option<String> {
        let years = scenario.calendar.years();
        let rate = self.percent(scenario.discount_rate);
        match (scenario.spends_once(), years, self.language) {
            (false, ..) => None,
            (true, 1, Language::Zh) => Some("只算一年：一次性支出全部计入这一年。方案要管几年，请在 scenario.years 写明".into()),
            (true, 1, Language::En) => Some(
                "The horizon is one year, which bears all that is spent once; say in scenario.years for how many the plan is to stand"
                    .into(),
            ),
            (true, _, Language::Zh) => {
                Some(format!("年均 = 日常费用的平均，加一次性支出按 {rate} 折现率摊到 {years} 年的份额；一次性支出在第一年付清"))
            }
            (true, _, Language::En) => Some(format!(
                "Cost on average: running cost of a mean year, and what is spent once (in the first) spread over {years} years at {rate}"
            )),
        }
    }

    /// A remark on a strategy's plan.
    pub fn note(&self, note: &Note) -> String {
        let out_of_reach = note.out_of_reach.then(|| self.pick("达不到九成", "90 % is not reached"));
        let broken = note.limits.iter().map(|limit| self.broken(*limit));
        let idle = (note.waiting > 0).then(|| self.without_work(note.waiting));
        out_of_reach.into_iter().chain(broken).map(str::to_owned).chain(idle).collect::<Vec<String>>().join(self.pick("、", ", "))
    }

    /// People who are paid though no work goes to them.
    pub fn without_work(&self, people: u32) -> String {
        match (self.language, people) {
            (Language::Zh, _) => format!("{people} 人在编无事"),
            (Language::En, 1) => "1 person is paid and has no work".into(),
            (Language::En, _) => format!("{people} people are paid and have no work"),
        }
    }

    /// What is said in both.
    fn of(&self, InBoth { zh, en }: InBoth) -> &'static str {
        self.pick(zh, en)
    }

    /// A limit that is not kept.
    pub fn broken(&self, limit: Limit) -> &'static str {
        self.of(limit.broken())
    }

    /// The key by which a limit is set; what is limited, where no key does.
    pub fn key(&self, limit: Limit, scenario: &Scenario) -> &'static str {
        match limit {
            Limit::Secrecy => self.pick("没有具备涉密资质供应商的涉密项目", limit.key(scenario, None)),
            _ => limit.key(scenario, None),
        }
    }

    /// What outsourced shares are counted by, in brackets.
    pub fn counted(&self, (of, among): (ShareOf, ShareAmong)) -> String {
        let by = match of {
            ShareOf::Value => self.pick("按市场价值", "by market value"),
            ShareOf::Lots => self.pick("按项目数", "by lots"),
            ShareOf::Jobs => self.pick("按件数", "by jobs"),
            ShareOf::Cost => self.pick("按日常费用", "by running cost"),
        };
        match among {
            ShareAmong::All => by.to_owned(),
            ShareAmong::MayGoOut => format!("{by}{}", self.pick("，只计可外包的", ", of what may go out")),
        }
    }

    /// The same in a sentence.
    pub fn how_shares_count(&self, scenario: &Scenario) -> String {
        let counted = self.counted(scenario.policy.counted);
        match self.language {
            Language::Zh => format!("社会化比例：{counted}"),
            Language::En => format!("Outsourced shares are counted {counted}"),
        }
    }

    /// A limit.
    pub fn limit(&self, limit: Limit) -> &'static str {
        self.of(limit.title())
    }

    /// Whether a target is reached.
    pub fn reached(&self, reached: Reached) -> &'static str {
        let (zh, en) = match reached {
            Reached::Yes => ("是", "yes"),
            Reached::No => ("否", "no"),
            Reached::CannotBeTold => ("不能断定", "cannot be told"),
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
        self.money_within(amount, 0.0)
    }

    /// Money that was sampled, as far as its interval supports.
    pub fn money_of(&self, amount: Estimate) -> String {
        self.money_within(amount.mean, amount.half_width())
    }

    /// The unit in which money is told, and digits after its point.
    fn unit(&self, amount: f64) -> (f64, usize) {
        match self.language {
            Language::Zh => (1e4, usize::from(amount != 0.0 && amount.abs() < 1e6)),
            Language::En => (1e3, 0),
        }
    }

    fn money_within(&self, amount: f64, half_width: f64) -> String {
        let (unit, digits) = self.unit(amount);
        supported(amount / unit, half_width / unit, digits)
    }

    /// The ends of an interval of money.
    pub fn interval(&self, of: Estimate) -> String {
        let end = |amount: f64| self.money_within(amount, of.half_width());
        format!("[{}, {}]", end(of.lower), end(of.upper))
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

    /// Money that is enough, in a sentence: rounded up.
    pub fn enough(&self, amount: f64, currency: &str) -> String {
        self.amount(self.rounded_up(amount), currency)
    }

    /// Money rounded up to what is shown of it.
    pub fn rounded_up(&self, amount: f64) -> f64 {
        let (unit, digits) = self.unit(amount);
        let step = unit / 10_f64.powi(digits as i32);
        (amount / step).ceil() * step
    }

    /// Money that was sampled, in a sentence.
    pub fn amount_of(&self, amount: Estimate, currency: &str) -> String {
        match self.language {
            Language::Zh => format!("{} {}", self.money_of(amount), self.money_unit(currency)),
            Language::En => format!("{currency} {} thousand", self.money_of(amount)),
        }
    }

    /// A share in percent, with one decimal below a hundred.
    pub fn percent(&self, share: f64) -> String {
        self.percent_of(Estimate::around(share, 0.0))
    }

    /// A share that was sampled, as far as its interval supports.
    pub fn percent_of(&self, share: Estimate) -> String {
        let digits = usize::from((share.mean * 100.0).abs() < 99.95);
        format!("{} %", supported(share.mean * 100.0, share.half_width() * 100.0, digits))
    }

    /// The share of replications in which something was so.
    pub fn chance(&self, share: f64, replications: usize) -> String {
        self.percent_of(Estimate::of_share(share, replications))
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

/// A figure with at most `digits` decimals and none that its interval does not support: the last digit printed stands where the first of the
/// half-width does.
pub fn supported(value: f64, half_width: f64, digits: usize) -> String {
    let place = if half_width > 0.0 { half_width.log10().floor() } else { f64::NEG_INFINITY };
    if place > 0.0 && place.is_finite() {
        let step = 10f64.powf(place);
        return grouped((value / step).round() * step, 0);
    }
    grouped(value, digits.min((-place).min(9.0) as usize))
}

/// A count with its noun and verb, in English.
pub fn number_of(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
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
    fn no_digit_is_finer_than_the_interval() {
        let told = |value: f64, half_width: f64| supported(value, half_width, 1);
        assert_eq!(told(1_876.84, 0.0), "1,876.8");
        assert_eq!(told(1_876.84, 0.04), "1,876.8");
        assert_eq!(told(1_876.84, 0.71), "1,876.8");
        assert_eq!(told(1_876.84, 1.0), "1,877");
        assert_eq!(told(1_876.84, 9.9), "1,877");
        assert_eq!(told(1_876.84, 37.0), "1,880");
        assert_eq!(told(-1_876.84, 370.0), "−1,900");
        assert_eq!(told(3.0, 37.0), "0");
        assert_eq!(told(3.21, f64::NAN), "3.2");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
        assert_eq!(grouped(-999.96, 1), "−1,000.0");
        assert_eq!(grouped(-0.01, 0), "0");
    }
}
