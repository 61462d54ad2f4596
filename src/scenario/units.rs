//! Values that carry their unit in the text: shares, spans of time, opening hours, distributions, titles in two languages.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar::{DAY, WeeklyHours};
use crate::random::Distribution;

/// A share between 0 and 1, written `"12%"` or `0.12`.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(pub f64);

impl Share {
    /// Parse `"12%"`.
    pub fn parse(text: &str) -> Result<Self, String> {
        // Signs of full width are what a keyboard for Chinese writes.
        let plain: String = text
            .trim()
            .chars()
            .map(|c| if ('！'..='～').contains(&c) { char::from_u32(c as u32 - 0xFEE0).unwrap_or(c) } else { c })
            .collect();
        let Some(digits) = plain.strip_suffix('%') else {
            return Err(format!("\"{text}\" is not a share; write it as \"12%\" or 0.12"));
        };
        let value: f64 = digits.trim().parse().map_err(|_| format!("\"{text}\" is not a share; write it as \"12%\""))?;
        Self::check(value / 100.0)
    }

    /// Accept a number from 0 to 1.
    pub fn check(value: f64) -> Result<Self, String> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(format!("a share lies between 0 and 1 (0% and 100%), and {value} does not; twelve percent is \"12%\" or 0.12"))
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match NumberOrText::deserialize(deserializer)? {
            NumberOrText::Number(value) => Self::check(value),
            NumberOrText::Text(text) => Self::parse(&text),
        }
        .map_err(D::Error::custom)
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Percent with the digits that the number has, without the dust of binary fractions.
        serializer.serialize_str(&format!("{}%", (self.0 * 1e8).round() / 1e6))
    }
}

/// Most seconds, minutes, hours, days or weeks of a span of time: beyond it times overflow.
const LONGEST_SPAN: f64 = 1e8;

/// A span of time: on the clock, or counted in working time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimeSpan {
    /// Minutes on the clock.
    Clock(f64),
    /// Minutes of office hours.
    Working(f64),
    /// Office days, each as long as a full office day.
    WorkingDays(f64),
}

impl TimeSpan {
    /// Parse `"30 minutes"`, `"4 working hours"`, `"2 working days"`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is not a span of time; write for example \"30 minutes\", \"4 working hours\" or \"2 working days\"");
        let mut words = text.split_whitespace();
        let number: f64 = words.next().and_then(|word| word.parse().ok()).ok_or_else(wrong)?;
        if !number.is_finite() || number < 0.0 {
            return Err(format!("a span of time cannot be {number}"));
        }
        if number > LONGEST_SPAN {
            return Err(format!("\"{text}\" is longer than any horizon"));
        }
        let rest: Vec<&str> = words.collect();
        let (working, unit) = match rest[..] {
            [unit] => (false, unit),
            ["working", unit] => (true, unit),
            _ => return Err(wrong()),
        };
        let minutes = match unit.trim_end_matches('s') {
            "second" => number / 60.0,
            "minute" => number,
            "hour" => number * 60.0,
            "day" if working => return Ok(Self::WorkingDays(number)),
            "day" => number * DAY,
            "week" if !working => number * 7.0 * DAY,
            _ => return Err(wrong()),
        };
        Ok(if working { Self::Working(minutes) } else { Self::Clock(minutes) })
    }
}

/// Opening hours of a week, written `"Mon-Fri 08:30-12:00 13:30-17:30"`; several parts are joined by `;`. `22:00-06:00` goes on into the next
/// morning, until the hours of that day begin (`"Mon-Fri 17:00-08:00; Sat-Sun 00:00-24:00"`: from Saturday's midnight on it is Saturday). `Hol` stands for the holidays of the calendar (`"Mon-Fri 08:00-16:00; Hol 10:00-14:00"`, `"Mon-Sun 08:00-20:00; Hol off"`); where
/// it is not named, holidays are as Sundays if all seven days are, and off otherwise. `"always"` is around the clock, holidays included.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours(pub WeeklyHours);

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOLIDAY: &str = "Hol";

impl Hours {
    /// Parse opening hours.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim() == "always" {
            return Ok(Self(WeeklyHours::always()));
        }
        // The seven weekdays, then holidays.
        let mut spans: [Vec<(f64, f64)>; 8] = Default::default();
        let mut named = [false; 8];
        for part in text.split(';') {
            let mut words = part.split_whitespace();
            let days = words.next().ok_or_else(|| format!("\"{text}\" has an empty part; write for example \"Mon-Fri 08:30-17:30\""))?;
            let days = parse_days(days)?;
            let words: Vec<&str> = words.collect();
            if words.is_empty() {
                return Err(format!("\"{part}\" has no hours; write for example \"Mon-Fri 08:30-17:30\""));
            }
            days.iter().for_each(|day| named[*day] = true);
            if words == ["off"] {
                continue;
            }
            for word in words {
                let (open, close) = parse_hours(word)?;
                days.iter().for_each(|day| spans[*day].push((open, close)));
            }
        }
        spans.iter_mut().for_each(|day| day.sort_by(|a, b| a.0.total_cmp(&b.0)));
        let [week @ .., holiday] = spans;
        let whole_week = week.iter().all(|day| !day.is_empty());
        let holiday = if named[7] || !whole_week { holiday } else { week[6].clone() };
        let hours = WeeklyHours { spans: week, holiday };
        let overlap = |day: &Vec<(f64, f64)>| {
            let pair = day.windows(2).find(|pair| pair[1].0 < pair[0].1)?;
            Some((pair[0].0, pair[0].1.max(pair[1].1)))
        };
        if let Some((open, close)) = hours.spans.iter().chain([&hours.holiday]).find_map(overlap) {
            let clock = |minute: f64| format!("{:02}:{:02}", minute as u32 / 60, minute as u32 % 60);
            let close = if close > DAY { close - DAY } else { close };
            return Err(format!("\"{text}\" has spans of one day that overlap; write them as one, as {}-{}", clock(open), clock(close)));
        }
        Ok(Self(hours))
    }
}

/// Days by their place in the week, `Hol` as the eighth; a range may run over the weekend (`Sun-Thu`).
fn parse_days(text: &str) -> Result<Vec<usize>, String> {
    let position = |name: &str| {
        WEEKDAYS.iter().position(|day| name.len() >= 3 && name.is_char_boundary(3) && day.eq_ignore_ascii_case(&name[..3])).ok_or_else(
            || format!("\"{name}\" is not a day; use Mon, Tue, Wed, Thu, Fri, Sat, Sun, a range such as Mon-Fri, or Hol for holidays"),
        )
    };
    let mut days = Vec::new();
    for item in text.split(',') {
        match item.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (position(from)?, position(to)?);
                days.extend((0..=(to + 7 - from) % 7).map(|step| (from + step) % 7));
            }
            None if item.eq_ignore_ascii_case(HOLIDAY) => days.push(7),
            None => days.push(position(item)?),
        }
    }
    Ok(days)
}

/// A time of the day in minutes.
fn parse_clock(text: &str) -> Option<f64> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour <= 24 && hour * 60 + minute <= 1440).then_some(f64::from(hour * 60 + minute))
}

fn parse_span(text: &str) -> Result<(f64, f64), String> {
    let wrong = || format!("\"{text}\" is not a span of hours; write for example \"11:30-12:45\"");
    let (open, close) = text.split_once('-').ok_or_else(wrong)?;
    Ok((parse_clock(open).ok_or_else(wrong)?, parse_clock(close).ok_or_else(wrong)?))
}

/// Parse `"11:30-12:45"` into minutes of the day.
pub fn parse_window(text: &str) -> Result<(f64, f64), String> {
    let (open, close) = parse_span(text)?;
    if close < open {
        return Err(format!(
            "\"{text}\" runs over midnight, and a meal lies within one day: make two lots of it, one until 24:00 and one from 00:00"
        ));
    }
    if close <= open {
        return Err(format!("\"{text}\" is empty: it must end after it starts"));
    }
    Ok((open, close))
}

/// Parse hours that may run past midnight: `"22:00-06:00"` ends at minute 1800.
fn parse_hours(text: &str) -> Result<(f64, f64), String> {
    let (open, close) = parse_span(text)?;
    if close == open || open >= DAY {
        return Err(format!("\"{text}\" is empty; around the clock is 00:00-24:00"));
    }
    Ok((open, if close < open { close + DAY } else { close }))
}

/// A span of hours in a day, written `"11:30-12:45"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Opening minute of the day.
    pub open: f64,
    /// Closing minute of the day.
    pub close: f64,
}

/// A date of the calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DateText(pub jiff::civil::Date);

impl DateText {
    /// Parse `2027-01-01`.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.trim().parse().map(Self).map_err(|_| format!("\"{text}\" is not a date; write it as 2027-01-31"))
    }
}

/// Days of every year (`06-01 to 08-31`, also over New Year) or of one time (`2027-03-03 to 2027-03-14`), both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DateRange {
    /// From (month, day) to (month, day) of every year.
    Yearly((i8, i8), (i8, i8)),
    /// From one date to another.
    Once(jiff::civil::Date, jiff::civil::Date),
}

impl DateRange {
    /// Parse a range.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is not a range of days; write \"06-01 to 08-31\" for every year, or \"2027-03-03 to 2027-03-14\"");
        let (from, to) = text.split_once(" to ").ok_or_else(wrong)?;
        let (from, to) = (from.trim(), to.trim());
        let full = |text: &str| text.parse::<jiff::civil::Date>().ok();
        // A leap year, so that 29 February is a day.
        let yearly = |text: &str| full(&format!("2028-{text}")).map(|date| (date.month(), date.day()));
        if let (Some(from), Some(to)) = (full(from), full(to)) {
            return if from <= to { Ok(Self::Once(from, to)) } else { Err(format!("\"{text}\" ends before it begins")) };
        }
        match (yearly(from), yearly(to)) {
            (Some(from), Some(to)) => Ok(Self::Yearly(from, to)),
            _ => Err(wrong()),
        }
    }

    /// Whether a date lies in it.
    pub fn contains(&self, date: jiff::civil::Date) -> bool {
        match *self {
            Self::Once(from, to) => (from..=to).contains(&date),
            Self::Yearly(from, to) => {
                let day = (date.month(), date.day());
                if from <= to { from <= day && day <= to } else { from <= day || day <= to }
            }
        }
    }
}

/// In what sense a cap on money holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Held {
    /// The expected cost keeps it.
    #[default]
    InExpectation,
    /// The cost of every replication that the optimiser sees keeps it.
    InEveryReplication,
    /// The mean of the dearest replications keeps it: conditional value at risk at a level (Rockafellar and Uryasev 2000).
    Cvar(f64),
}

impl Held {
    /// Parse `"in expectation"`, `"in every replication"`, `"cvar 95%"`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a way to hold a cap; write \"in expectation\", \"in every replication\" or \"cvar 95%\"");
        match text.trim() {
            "in expectation" => Ok(Self::InExpectation),
            "in every replication" => Ok(Self::InEveryReplication),
            other => {
                let level = Share::parse(other.strip_prefix("cvar ").ok_or_else(wrong)?)?.0;
                if level < 1.0 { Ok(Self::Cvar(level)) } else { Err("a level of 100% is \"in every replication\"".into()) }
            }
        }
    }
}

/// Text types share the way in which they are read and described.
macro_rules! text_value {
    ($type:ty, $name:literal, $description:literal, $example:literal, $parse:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let parse: fn(&str) -> Result<$type, String> = $parse;
                parse(&text).map_err(D::Error::custom)
            }
        }
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $name, "examples": [$example], "x-kind": $description })
            }
        }
    };
}

text_value!(TimeSpan, "time-span", "time span", "4 working hours", TimeSpan::parse);
text_value!(Hours, "opening-hours", "opening hours", "Mon-Fri 08:30-12:00 13:30-17:30", Hours::parse);
text_value!(Window, "hour-window", "span of hours", "11:30-12:45", |text| parse_window(text).map(|(open, close)| Window { open, close }));
text_value!(DateRange, "date-range", "range of days", "06-01 to 08-31", DateRange::parse);
text_value!(Held, "held", "way to hold a cap", "cvar 95%", Held::parse);
text_value!(DateText, "date", "date", "2027-01-01", DateText::parse);

impl JsonSchema for Share {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "share".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"], "format": "share", "examples": ["12%"], "x-kind": "share" })
    }
}

/// Check a value of one of the text formats above by the format's name in the schema.
pub fn check_format(format: &str, text: &str) -> Result<(), String> {
    match format {
        "share" => Share::parse(text).map(drop),
        "time-span" => TimeSpan::parse(text).map(drop),
        "opening-hours" => Hours::parse(text).map(drop),
        "hour-window" => parse_window(text).map(drop),
        "date" => DateText::parse(text).map(drop),
        "held" => Held::parse(text).map(drop),
        "date-range" => DateRange::parse(text).map(drop),
        _ => Ok(()),
    }
}

/// A title: one text, or one for each language.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(untagged)]
pub enum Title {
    /// The same in every language.
    One(String),
    /// By language, `{ zh = "…", en = "…" }`.
    Languages(Languages),
}

/// A text in each language, or in one of them.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct Languages {
    /// In Chinese.
    pub zh: Option<String>,
    /// In English.
    pub en: Option<String>,
}

impl Title {
    /// The text in a language, or in any other that there is.
    pub fn in_language(&self, language: &str) -> Option<&str> {
        match self {
            Self::One(text) => Some(text),
            Self::Languages(Languages { zh, en }) => {
                let (own, other) = if language == "zh" { (zh, en) } else { (en, zh) };
                own.as_deref().or(other.as_deref())
            }
        }
    }
}

/// A distribution of a duration or a size, in the unit of its key.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct DistributionFile {
    /// The family.
    pub distribution: Family,
    /// Mean (all families but `uniform` and `values`).
    #[schemars(range(min = 0.0))]
    pub mean: Option<f64>,
    /// Coefficient of variation: standard deviation over mean (`lognormal`, `gamma`).
    #[schemars(range(min = 0.001, max = 100.0))]
    pub cv: Option<f64>,
    /// Weibull shape; below 1 means early failures, above 1 wear.
    #[schemars(range(min = 0.1, max = 100.0))]
    pub shape: Option<f64>,
    /// Smallest value (`uniform`).
    #[schemars(range(min = 0.0))]
    pub from: Option<f64>,
    /// Largest value (`uniform`).
    #[schemars(range(min = 0.0))]
    pub to: Option<f64>,
    /// The values that occur (`values`).
    pub values: Option<Vec<f64>>,
    /// The probability of each value; they sum to 1 (`values`).
    pub shares: Option<Vec<f64>>,
}

/// Families of distributions.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Always the mean.
    Constant,
    /// Every value between `from` and `to` alike.
    Uniform,
    /// Exponential with a mean.
    Exponential,
    /// Log-normal with `mean` and `cv`.
    Lognormal,
    /// Gamma with `mean` and `cv`.
    Gamma,
    /// Weibull with `mean` and `shape`.
    Weibull,
    /// Listed `values` with their `shares`.
    Values,
}

impl DistributionFile {
    /// The distribution, or what is missing or contradictory.
    pub fn resolve(&self) -> Result<Distribution, String> {
        let need = |value: Option<f64>, key: &str| value.ok_or_else(|| format!("a {} distribution needs `{key}`", self.family_name()));
        let positive = |value: f64, key: &str| {
            if value > 0.0 { Ok(value) } else { Err(format!("`{key}` must be above 0")) }
        };
        let given = [
            ("mean", self.mean.is_some()),
            ("cv", self.cv.is_some()),
            ("shape", self.shape.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("values", self.values.is_some()),
            ("shares", self.shares.is_some()),
        ];
        let used: &[&str] = match self.distribution {
            Family::Constant | Family::Exponential => &["mean"],
            Family::Uniform => &["from", "to"],
            Family::Lognormal | Family::Gamma => &["mean", "cv"],
            Family::Weibull => &["mean", "shape"],
            Family::Values => &["values", "shares"],
        };
        if let Some((key, _)) = given.iter().find(|(key, is_given)| *is_given && !used.contains(key)) {
            return Err(format!("a {} distribution has no `{key}`; it takes {}", self.family_name(), used.join(" and ")));
        }
        match self.distribution {
            Family::Constant => Ok(Distribution::Constant(need(self.mean, "mean")?)),
            Family::Exponential => Ok(Distribution::Exponential { mean: positive(need(self.mean, "mean")?, "mean")? }),
            Family::Uniform => {
                let (low, high) = (need(self.from, "from")?, need(self.to, "to")?);
                if high < low { Err("`to` is below `from`".into()) } else { Ok(Distribution::Uniform { low, high }) }
            }
            Family::Lognormal => {
                Ok(Distribution::log_normal(positive(need(self.mean, "mean")?, "mean")?, positive(need(self.cv, "cv")?, "cv")?))
            }
            Family::Gamma => Ok(Distribution::gamma(positive(need(self.mean, "mean")?, "mean")?, positive(need(self.cv, "cv")?, "cv")?)),
            Family::Weibull => {
                Ok(Distribution::weibull(positive(need(self.mean, "mean")?, "mean")?, positive(need(self.shape, "shape")?, "shape")?))
            }
            Family::Values => {
                let (Some(values), Some(shares)) = (&self.values, &self.shares) else {
                    return Err("a values distribution needs `values` and `shares`".into());
                };
                if values.is_empty() || values.len() != shares.len() {
                    return Err(format!("`values` has {} entries and `shares` has {}; they must match", values.len(), shares.len()));
                }
                if values.iter().chain(shares).any(|value| !value.is_finite() || *value < 0.0) {
                    return Err("`values` and `shares` must be 0 or more".into());
                }
                let total: f64 = shares.iter().sum();
                if (total - 1.0).abs() > 1e-6 {
                    return Err(format!("the `shares` sum to {total}, not to 1"));
                }
                Ok(Distribution::discrete(values.clone(), shares))
            }
        }
    }

    fn family_name(&self) -> &'static str {
        match self.distribution {
            Family::Constant => "constant",
            Family::Uniform => "uniform",
            Family::Exponential => "exponential",
            Family::Lognormal => "lognormal",
            Family::Gamma => "gamma",
            Family::Weibull => "weibull",
            Family::Values => "values",
        }
    }
}
