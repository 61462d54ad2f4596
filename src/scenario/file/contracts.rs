//! What providers offer, and on what terms.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

/// What a provider offers for some lots. An awarded offer is a contract.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Who offers.
    pub provider: String,
    /// Lots covered, as `service/site/lot`; `*` stands for any name, and `service/*` for the whole service.
    #[schemars(example = &r#"["维修/*"]"#)]
    pub lots: Vec<String>,
    /// Price of a job.
    #[schemars(range(min = 0.0))]
    pub price_per_job: Option<f64>,
    /// Price of an hour of labour of one person, added to the price of the job.
    #[schemars(range(min = 0.0))]
    pub price_per_labour_hour: Option<f64>,
    /// Price of a meal served.
    #[schemars(range(min = 0.0))]
    pub price_per_meal: Option<f64>,
    /// Price of a meeting.
    #[schemars(range(min = 0.0))]
    pub price_per_booking: Option<f64>,
    /// Price for each attendee of a meeting, added to the price of the meeting.
    #[schemars(range(min = 0.0))]
    pub price_per_attendee: Option<f64>,
    /// Factors that move the prices, each with its effect; the fee and the minimum stay.
    #[serde(default)]
    #[schemars(example = &r#"{ prices = 1.0 }"#)]
    pub price_factors: BTreeMap<String, f64>,
    /// Fixed fee a year.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fee_per_year: f64,
    /// Least that is paid a year for work called off, whether used or not.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub minimum_per_year: f64,
    /// Most jobs, meals or meetings a month. Without it there is no limit.
    #[schemars(range(min = 0.0))]
    pub capacity_per_month: Option<f64>,
    /// The institution's own cost of purchasing and supervising the contract, a year.
    #[schemars(range(min = 0.0))]
    pub administration_per_year: f64,
    /// Cost of changing over to the provider, once; spread over the horizon.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub transition_cost: f64,
    /// Cost of leaving the contract, once, if it is in force today and the plan does without it; spread over the horizon.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub exit_cost: f64,
    /// Share of the jobs that must be done again; the provider does so at its own cost, and they count as not in time.
    #[serde(default = "zero_share")]
    pub repeat_share: Share,
    /// Share of the work done within the standard (jobs in time, meetings as wanted). For meals it is simulated from `counters`.
    #[serde(default = "full")]
    pub in_time: Share,
    /// Counters the provider keeps open in each canteen it runs. Needed for meals.
    #[schemars(range(min = 1, max = 500))]
    pub counters: Option<u32>,
    /// Whether the provider is cleared for confidential work.
    #[serde(default)]
    pub cleared: bool,
    /// Where the figures come from.
    pub source: Option<String>,
}
