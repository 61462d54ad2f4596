//! The way from today to the plan, over years.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

/// A plan in stages, year by year, as `houqin path` works it out: who leaves when, which lot moves when, what it costs in the year in which it is
/// paid. Whoever is in no team waits: is paid, with the overhead on pay, and uses no materials. Every year of the path asks for what a mean year of the horizon does. A path minimises expected cost with caps in expectation: `budget.held`,
/// `policy.risk`, `policy.first` and `policy.departments_no_worse` hold for a single year's plan only.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathFile {
    /// Years of the path.
    #[schemars(range(min = 1, max = 15))]
    pub years: u32,
    /// Yearly discount rate: a cost of year t counts for 1/(1 + rate)^t, what is spent once at its beginning for 1/(1 + rate)^(t − 1).
    /// Without it, the scenario's.
    #[schemars(example = &"3.5%")]
    pub discount_rate: Option<Share>,
    /// Growth of pay a year.
    #[serde(default = "zero_share")]
    pub pay_growth: Share,
    /// Growth of prices without a contract a year. Contracts have `indexation` of their own.
    #[serde(default = "zero_share")]
    pub spot_growth: Share,
    /// Age at which people retire. Needed where teams give `ages`.
    #[schemars(range(min = 18, max = 100))]
    pub retirement_age: Option<u32>,
    /// What each person who has retired in the path costs the institution a year from that age on: its own part of the pension, health care, visits.
    /// In the first year's money; it grows as pay does.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub pension_per_year: f64,
    /// Share of the people who leave in a year of their own accord, beside retirement: of all who do not retire before the year. As many go as are expected of
    /// all teams together, rounded down over the years, each from the team, grade and age that is furthest behind what is expected of it. They are of today's people:
    /// where one of them has been sent off before, nobody else goes instead.
    #[serde(default = "zero_share")]
    pub leaving: Share,
    /// Places in a year for people who are redeployed to other bodies. Without it, only `policy.redeployed_at_most` limits them.
    pub redeployed_per_year: Option<u32>,
    /// People may change between teams, with retraining.
    #[serde(default)]
    pub retraining: Vec<RetrainingFile>,
    /// People may go before their time.
    pub early_retirement: Option<EarlyRetirementFile>,
    /// People may be paid to leave.
    pub severance: Option<SeveranceFile>,
    /// Most lots that change between own people and others in a year. A lot is with own people as long as any of its work goes to them first and they do some of
    /// it: what they cannot take may go out all the same, and counts in outsourced shares.
    pub lots_moved_per_year: Option<u32>,
    /// Whether rooms that have been given up may come back in a later year, and an arrangement that was left may be taken up again. Without it the years
    /// go one way: neither has a price of its own here, and lots are held to `lots_moved_per_year` and to their contracts.
    #[serde(default)]
    pub back_and_forth: bool,
    /// Relative gap to which the path is to be proved best. The search goes on to 0.2 %, or to this where it is less, if `run.time_limit` lets it, but never
    /// beyond `run.gap`; how near the path is proved to be is told, and where that is not as near as was asked the command ends with exit code 5.
    #[serde(default = "one_percent")]
    #[schemars(example = &"0.5%")]
    pub gap: Share,
    /// Most in-house people, employed or waiting, in each year; the last holds for all later ones. Instead of `policy.headcount_quota`.
    #[serde(default)]
    #[schemars(example = &"[66, 60, 50]")]
    pub quota_by_year: Vec<u32>,
    /// Most cash in each year, in that year's money; the last holds for all later ones. Instead of `budget.total_per_year` and `budget.total`.
    #[serde(default)]
    pub budget_by_year: Vec<f64>,
    /// Least outsourced share from a year on: year to share. Instead of `policy.outsourced_share_at_least`.
    #[serde(default)]
    #[schemars(example = &r#"{ 3 = "60%", 5 = "90%" }"#)]
    pub outsourced_share: BTreeMap<String, Share>,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// From one team to another.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetrainingFile {
    /// Team that people leave.
    pub from: String,
    /// Team that they join.
    pub to: String,
    /// Cost of each, once.
    #[schemars(range(min = 0.0))]
    pub cost: f64,
    /// Months of training, in which they are paid but not in the new team. A team is of one size all year: of those who come, so many twelfths wait.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 12.0))]
    pub months: f64,
    /// Most a year.
    pub per_year: Option<u32>,
}

/// Going before one's time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlyRetirementFile {
    /// Years before retirement from which on people may go.
    #[schemars(range(min = 1, max = 30))]
    pub years_before: u32,
    /// Cost of each, once.
    #[schemars(range(min = 0.0))]
    pub cost: f64,
    /// Share of their pay that they are paid on until the retirement age.
    #[serde(default = "zero_share")]
    pub pay_share: Share,
    /// Most a year.
    pub per_year: Option<u32>,
}

/// Being paid to leave.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeveranceFile {
    /// Cost of each, once. At least one of `cost` and `months_of_pay` is given; together they add up.
    #[schemars(range(min = 0.0))]
    pub cost: Option<f64>,
    /// Months of the person's own pay, as it is in the year, that each is paid once.
    #[schemars(range(min = 0.0, max = 240.0))]
    pub months_of_pay: Option<f64>,
    /// Most a year.
    pub per_year: Option<u32>,
}

/// A provider employs people of the institution when its contract begins.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakesOnFile {
    /// Most people, of teams that can do the offer's lots: of those of which a lot that they did the year before goes to the provider when its contract
    /// begins, and is with it for the term.
    #[schemars(range(min = 1, max = 100_000))]
    pub people: u32,
    /// Cost of each to the institution, once.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub cost: f64,
}
