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
    /// An offer that only saves (`saves`) covers none.
    #[serde(default)]
    #[schemars(example = &r#"["维修/*"]"#)]
    pub lots: Vec<String>,
    /// Price of a job.
    #[schemars(range(min = 0.0))]
    pub price_per_job: Option<f64>,
    /// Price of an hour of labour of one person, added to the price of the job. A cost-plus contract has the provider's rate with the mark-up here, and
    /// materials with theirs in `price_per_job`.
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
    /// Fixed fee a year: all of the price of a contract at a fixed price. It is due for as long as the contract works: not before work can be called off,
    /// nor while its provider has failed and no reserve does the work.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub fee_per_year: f64,
    /// Least that is paid a year for work called off, after the discounts of a bundle and by volume, whether used or not; as long as the contract works, like the fee.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub minimum_per_year: f64,
    /// Least that is paid a month for work called off, after the discount of a bundle; discounts by volume are settled at the end of the year.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub minimum_per_month: f64,
    /// Discounts on a year's call-offs, by how much is called off.
    #[serde(default)]
    pub tiers: Vec<TierFile>,
    /// Whether a tier's discount is given on all call-offs of the year, or on the part above its threshold. Needed with `tiers`.
    pub tiers_apply: Option<TiersApply>,
    /// Most jobs, meals or meetings a month of the horizon, which is counted from its first day's date. Without it there is no limit. Where it is short, lots
    /// for which the contract saves most against their price without one or against going without, whichever is less, take it first; of equal ones those that stand first
    /// in the scenario. Departments that contract separately have it each.
    #[schemars(range(min = 0.0))]
    pub capacity_per_month: Option<f64>,
    /// The institution's own cost of purchasing and supervising the contract, a year.
    #[schemars(range(min = 0.0))]
    pub administration_per_year: f64,
    /// Cost of changing over to the provider, once; spread over the horizon.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub transition_cost: f64,
    /// Cost of leaving the contract, once: if it is in force today and the plan does without it, spread over the horizon; along a `[path]`, whenever it
    /// is left.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub exit_cost: f64,
    /// Months after the award in which nothing can be called off yet; the work goes to the plan's other contracts for the lot, the cheapest a unit first, and what
    /// they cannot take to the spot market, as far as each costs less than going without. Not for contracts in force today.
    /// Along a `[path]` at most 12.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 24.0))]
    pub mobilisation_months: f64,
    /// Share of the work that must be done again; the provider does so at its own cost, and jobs and meetings so done count as not in time. The share in time of
    /// meals is simulated from `counters`, and is not lowered: there it counts by `policy.rework_cost` alone.
    #[serde(default = "zero_share")]
    pub repeat_share: Share,
    /// Share of the work done within the standard (jobs in time, meetings as wanted). For meals that come to it directly it is simulated from `counters`; those that an own
    /// canteen or another contract leaves to it are in time by this share.
    #[serde(default = "full")]
    pub in_time: Share,
    /// A new provider does worse at first. Not for contracts in force today.
    pub learning: Option<LearningFile>,
    /// By how many marks users like the provider's work more (or less, below 0) than what is done in time, or late, by others.
    #[serde(default)]
    #[schemars(range(min = -10.0, max = 10.0))]
    pub satisfaction: f64,
    /// The provider may turn out to be a poor one, of one kind or of several: nobody knows beforehand.
    pub poor: Option<PoorFiles>,
    /// Screening at entry, which may be bought with the contract.
    pub screening: Option<ScreeningFile>,
    /// What makes the provider work to specification or not.
    pub effort: Option<EffortFile>,
    /// Levels of supervision, of which the plan takes one. Needs `effort`; without it nobody looks.
    #[serde(default)]
    pub supervision: Vec<SupervisionFile>,
    /// Payment by result: deductions from and additions to what a lot comes to in a year, by its share in time: its call-offs after the discount of a bundle, before discounts
    /// by volume and what minimums add, and its part of the fee.
    pub performance: Option<PerformanceFile>,
    /// The provider may fail or withdraw.
    pub failure: Option<FailureFile>,
    /// A plan for handing the work back, ready from the first day: records, keys, spares and instructed people. May be bought with the contract.
    pub hand_back: Option<HandBackFile>,
    /// A reserve for that case (own people held ready, or a second provider's promise), which may be bought with the contract. Needs `failure`.
    pub reserve: Option<ReserveFile>,
    /// Share of what is paid, call-offs and fee, that is held back, and kept if the provider fails.
    #[serde(default = "zero_share")]
    pub retention: Share,
    /// Growth of prices, fee, minimum and the thresholds of `tiers` a year, along a `[path]`.
    #[serde(default = "zero_share")]
    pub indexation: Share,
    /// Years for which the contract binds once it begins, along a `[path]`, which must be as long from `from_year` on; one that begins later binds to the path's end. After them it may be extended year by year at the indexed prices, or left.
    #[schemars(range(min = 1, max = 15))]
    pub term_years: Option<u32>,
    /// Years for which a contract in force today still binds. Along a `[path]` it cannot be left before, unless there is `early_exit_cost`. A plan of one state for all
    /// years may do without it, and pays until then what it is owed without work (fee, minimum, administration), spent once.
    #[serde(default)]
    #[schemars(range(min = 0, max = 15))]
    pub term_left_years: u32,
    /// Cost of ending the contract within its term, once, beside `exit_cost`. Without it, it cannot be ended before. Needs `term_years` or
    /// `term_left_years`.
    #[schemars(range(min = 0.0))]
    pub early_exit_cost: Option<f64>,
    /// How the contract may be extended after its term, along a `[path]`. Without it: any number of times, at no cost. Needs `term_years`.
    pub extension: Option<ExtensionFile>,
    /// First year of a `[path]` in which the contract may begin.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 15))]
    pub from_year: u32,
    /// People of the institution whom the provider employs when the contract begins, along a `[path]`.
    pub takes_on: Option<TakesOnFile>,
    /// Counters the provider keeps open in each canteen it runs. Needed for meals. Such an offer takes whole meals and not what own counters leave over. Where they are more than the canteen's own `counters` the provider is taken to
    /// bring the others; `check` tells where they are more than twice as many.
    #[schemars(range(min = 1, max = 500))]
    pub counters: Option<u32>,
    /// What the provider uses on a job, meal or meeting on the institution's account: resource to amount.
    #[serde(default)]
    #[schemars(example = &r#"{ water = 0.015 }"#)]
    pub uses: BTreeMap<String, f64>,
    /// What an energy or water contract saves: resource to share of what is used whatever is planned (`base_per_head`). Such an offer covers no lots, is
    /// paid by its fee and by a share of what it saves, and saves from the day on which it is in force. Savings of several contracts add up.
    #[serde(default)]
    #[schemars(example = &r#"{ "电" = "12%" }"#)]
    pub saves: BTreeMap<String, Share>,
    /// Share of the money saved that goes to the provider.
    #[serde(default)]
    pub shared_savings: Share,
    /// Whether the provider is cleared for confidential work.
    #[serde(default)]
    pub cleared: bool,
    /// What it takes to have the provider cleared, if it is not; may be bought with the contract.
    pub clearance: Option<ClearanceFile>,
    /// Whether the provider is a small or local firm, for `policy.set_aside`.
    #[serde(default)]
    pub small: bool,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// A discount from a yearly amount on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierFile {
    /// The year's call-offs, at list price, from which on the discount is given, and of which it is a share; what a bundle takes off does not lower them. For a
    /// volume at one price, the volume times the price.
    #[schemars(range(min = 0.0))]
    pub above: f64,
    /// The discount; higher tiers have higher ones.
    pub discount: Share,
}

/// On what a tier's discount is given.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum TiersApply {
    /// On all call-offs of the year, once the threshold is reached.
    ToAll,
    /// On the part above the threshold (incremental).
    ToThePartAbove,
}

/// How a new provider learns: its share in time is `start` of the lasting one at first and comes near it as 1 − (1 − start) e^(−t/months).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LearningFile {
    /// Share of the lasting quality at the beginning.
    pub start: Share,
    /// Time constant in months.
    #[schemars(range(min = 0.01, max = 120.0))]
    pub months: f64,
    /// Share of the jobs that must be done again at the beginning, if it is more than the lasting `repeat_share`, which it comes near alike.
    pub repeat_share: Option<Share>,
}

/// Kinds of poor provider.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PoorFiles {
    /// One.
    One(PoorFile),
    /// Several: the quality of providers as a distribution.
    Several(Vec<PoorFile>),
}

impl PoorFiles {
    /// All kinds.
    pub fn all(&self) -> &[PoorFile] {
        match self {
            Self::One(kind) => std::slice::from_ref(kind),
            Self::Several(kinds) => kinds,
        }
    }
}

/// The chance that a provider is a poor one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoorFile {
    /// Share of such providers among those who bid.
    pub share: Share,
    /// Share of the work that a poor one does within the standard.
    pub in_time: Share,
    /// Share of the jobs that it must do again, where it is not the offer's.
    pub repeat_share: Option<Share>,
    /// Marks by which its work is liked more or less, where it is not the offer's.
    #[schemars(range(min = -10.0, max = 10.0))]
    pub satisfaction: Option<f64>,
}

/// A screen at entry: what it removes from the distribution of providers follows from Bayes' rule.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreeningFile {
    /// Cost, once; spread over the horizon.
    #[schemars(range(min = 0.0))]
    pub cost: f64,
    /// Share of poor providers, of whatever kind, that it turns away.
    pub sensitivity: Share,
    /// Share of good providers that it lets pass; another of the same kind then takes the place of one turned away.
    pub specificity: Share,
}

/// Effort of a provider: it delivers the share e = (detection × deduction + renewal − what it is short of its margin) / cost to specification, at least
/// nothing and at most all. It is short by `margin` × price − (price − `cost_to_provider`) a unit, where that is above 0; the price is the mean over all the work that the
/// offer covers, with its part of the fee.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffortFile {
    /// k: delivering the share e of a unit to specification costs the provider ½ k e².
    #[schemars(range(min = 1e-9))]
    pub cost: f64,
    /// What a unit to specification is worth to it through the chance of renewal.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub renewal: f64,
    /// What is deducted for a unit found below specification.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub deduction: f64,
    /// What a unit below specification costs the institution (not cash). It also counts as not in time.
    #[schemars(range(min = 0.0))]
    pub damage: f64,
    /// What a unit costs the provider itself. Without it nothing is known of its margin, and the price does not press on quality.
    #[schemars(range(min = 0.0))]
    pub cost_to_provider: Option<f64>,
    /// Margin that the provider needs, as a share of its price. Needs `cost_to_provider`.
    #[serde(default = "zero_share")]
    #[schemars(example = &"8%")]
    pub margin: Share,
}

/// A level of supervision.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisionFile {
    /// Name, which is added to the offer's.
    pub name: String,
    /// Cost a year.
    #[schemars(range(min = 0.0))]
    pub cost_per_year: f64,
    /// Chance that a unit below specification is found.
    pub detection: Share,
}

/// Payment by result.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerformanceFile {
    /// Share in time above which nothing is deducted.
    pub target: Share,
    /// Deduction for each percentage point below the target, from what the lot comes to.
    pub deduction_per_point: Share,
    /// Addition for each percentage point above.
    #[serde(default = "zero_share")]
    pub bonus_per_point: Share,
    /// Most that is deducted or added.
    pub at_most: Share,
}

/// Failure or withdrawal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailureFile {
    /// Failures a year, by chance (exponential times).
    #[schemars(range(min = 0.0, max = 12.0))]
    pub per_year: f64,
    /// Failures a year more of a provider that is short of its margin (`effort`): so many times the share of its price by which it is short. Needs
    /// `effort.cost_to_provider`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub when_short: f64,
    /// Months until the contract is taken over.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub takeover_months: f64,
    /// What the work costs meanwhile, as a multiple of the contract's prices, if no other contract of the plan takes it. A fee counts as part of the
    /// prices: the lots covered share it by market value.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub emergency_price: f64,
    /// Factors (drawn for a year or the horizon) that bring failure nearer, and the correlation of each with it, from -1 to 1: providers that move with
    /// the same factor fail together, and when prices that move with it are high. The chance of failing stays what `per_year` says.
    #[serde(default)]
    #[schemars(example = &r#"{ "物价" = 0.5 }"#)]
    pub moves_with: BTreeMap<String, f64>,
}

/// A plan for handing the work back.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandBackFile {
    /// Cost a year of keeping it ready.
    #[schemars(range(min = 0.0))]
    pub cost_per_year: f64,
    /// Months until the contract is taken over if the provider fails, instead of `failure.takeover_months`.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub takeover_months: Option<f64>,
    /// Cost of leaving the contract, instead of `exit_cost`, where the plan was kept until then.
    #[schemars(range(min = 0.0))]
    pub exit_cost: Option<f64>,
}

/// Extension of a contract.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionFile {
    /// Most extensions, each by a year. After the last the contract ends, and is tendered anew if the provider is to stay.
    #[schemars(range(min = 0, max = 15))]
    pub years_at_most: u32,
    /// Cost of each, once.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub cost: f64,
    /// Cost of tendering anew where the same provider gets the contract again, which then binds for its term as before.
    #[schemars(range(min = 0.0))]
    pub retender_cost: f64,
}

/// A reserve against failure.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReserveFile {
    /// Cost a year, whether needed or not.
    #[schemars(range(min = 0.0))]
    pub cost_per_year: f64,
    /// Share of the work that it does meanwhile at the contract's prices.
    pub covers: Share,
}

/// Clearing a provider for confidential work.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearanceFile {
    /// Cost, once; spread over the horizon.
    #[schemars(range(min = 0.0))]
    pub cost: f64,
    /// Months until it is granted, along a `[path]` at most 12; no secret work can be called off before, and the provider is accompanied at other work.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub months: f64,
}

/// Offers that are cheaper together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleFile {
    /// Name.
    pub name: String,
    /// Offers that must all be awarded, each with some lot, or what a team leaves of one, routed to it.
    pub offers: Vec<String>,
    /// Discount on their call-offs.
    pub discount: Share,
    /// Where the figures come from.
    pub source: Option<String>,
}
