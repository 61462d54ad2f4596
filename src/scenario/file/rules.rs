//! Caps, rules, the cost comparison, and what is in force today.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

/// Caps on money.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Most that may be spent in a year: in the first, with what is spent once (unless `one_off` pays for that), and in each later year.
    #[schemars(range(min = 0.0))]
    pub total_per_year: Option<f64>,
    /// Most that may be spent in any one month, in expectation; fees and pay fall on all months alike, what is spent once on those of the first year
    /// (unless `one_off` pays for it).
    #[schemars(range(min = 0.0))]
    pub per_month: Option<f64>,
    /// A fund for what is spent once (changing over, redeployment, hiring): the most of it. The yearly cap, that of a month and the departments'
    /// shares are then for running cost alone.
    #[schemars(range(min = 0.0))]
    pub one_off: Option<f64>,
    /// In what sense the yearly cap holds: for the expected cost of each year, for every year of every replication that the optimiser sees, or for the mean
    /// of the dearest (`"cvar 95%"`: of the dearest 5% of first years, and of later years). The departments' shares hold in expectation.
    #[serde(default)]
    pub held: Held,
    /// Most that may be spent over the whole horizon; each of its years, and each year of a `[path]`, may spend its even share.
    #[schemars(range(min = 0.0))]
    pub total: Option<f64>,
    /// Each department's share of the year's total when budgets are split; they sum to 1. In the first year it pays its part of what is spent once too,
    /// unless `one_off` does.
    #[serde(default)]
    #[schemars(example = &r#"{ "办公厅" = "38%" }"#)]
    pub department_share: BTreeMap<String, Share>,
    /// Whether the departments' shares bind every plan, or only the strategy in which departments plan for themselves.
    #[serde(default)]
    pub departments_bind: bool,
    /// Where the amounts come from; "assumed" if they are assumed.
    pub source: Option<String>,
}

/// Rules that a plan must keep.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Most in-house people. Without it there is no quota.
    #[schemars(range(min = 0))]
    pub headcount_quota: Option<u32>,
    /// Whether people may be hired beyond today's of the same skills.
    pub new_hires: bool,
    /// Cost of hiring one person, once.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub cost_per_hire: f64,
    /// Cost of redeploying one person who is no longer needed (retraining, settlement), once.
    #[schemars(range(min = 0.0))]
    pub cost_per_redeployment: f64,
    /// Most people who may be redeployed. Without it there is no limit.
    #[schemars(range(min = 0))]
    pub redeployed_at_most: Option<u32>,
    /// Least share of the work that must be bought, counted as `outsourced_share_of` and `outsourced_share_among` say.
    pub outsourced_share_at_least: Option<Share>,
    /// What outsourced shares are counted by: here, in `path.outsourced_share`, in the strategy that buys nine tenths, and in reports.
    #[serde(default)]
    pub outsourced_share_of: ShareOf,
    /// Of which work they are: of all, or of what somebody outside could do, which leaves secret work out that no provider is cleared for, and lots with
    /// neither an offer nor a price without a contract.
    #[serde(default)]
    pub outsourced_share_among: ShareAmong,
    /// Most of the contracts' work, by market value, that one provider may have.
    pub provider_share_at_most: Option<Share>,
    /// Least number of providers, where anything goes to a contract: of those to whom a lot, or what its team leaves, is routed. A contract without work counts for none.
    #[schemars(range(min = 0))]
    pub providers_at_least: Option<u32>,
    /// Least share of the contracts' work, by market value, that goes to offers with `small = true`.
    pub set_aside: Option<Share>,
    /// Cost of an hour in which own people accompany others than cleared providers, as `escort_hours` of lots ask.
    #[schemars(range(min = 0.0))]
    pub escort_cost_per_hour: Option<f64>,
    /// Team whose people accompany others: the plan chooses how many do nothing else, and `escort_cost_per_hour` is paid for the hours of a month that
    /// they cannot give. Without it all hours are paid so.
    pub escort_team: Option<String>,
    /// What work that a provider must do again costs (not cash), as a share of what going without it costs.
    #[serde(default = "zero_share")]
    pub rework_cost: Share,
    /// What a mark less of users' satisfaction costs for each job, meal or meeting (not cash), as a share of what going without it costs: how far users'
    /// liking of a provider (`satisfaction` of offers) counts in choosing it. A mark more counts in its favour, so that what going without and bad work
    /// cost together may fall below nothing.
    #[serde(default = "zero_share")]
    pub mark_cost: Share,
    /// What work done late costs (not cash), as a share of what going without it costs; whoever does it.
    #[serde(default = "zero_share")]
    pub late_cost: Share,
    /// What comes first: cost and going without together, or the best service that the caps allow, and only then cost.
    #[serde(default)]
    pub first: First,
    /// Share of work bought without a contract (jobs, outside venues, meals) that is done within the standard.
    pub spot_in_time: Share,
    /// Whether every lot's `standard` binds, or is only reported.
    pub standards_bind: bool,
    /// Fear of dear years: the best plan minimises cost, going without, and `weight` times the mean cost of the dearest years (`level = "95%"`: of the
    /// dearest 5%).
    #[schemars(example = &r#"{ weight = 0.5, level = "95%" }"#)]
    pub risk: Option<Risk>,
    /// Whether every department must pay no more, on average, than it does today.
    #[serde(default)]
    pub departments_no_worse: bool,
}

/// What a share of the work is counted by.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum ShareOf {
    /// Market value.
    #[default]
    Value,
    /// Lots, each by the part of it that others do: items of service, whatever their size.
    Lots,
    /// Jobs, meals and meetings, one like another.
    Jobs,
    /// Running cash: of what a year costs beside what is spent once, the part that contracts and purchases without one come to. It is of all work, and rises
    /// where the same work is paid more.
    Cost,
}

/// Which work a share is of.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
pub enum ShareAmong {
    /// All of it.
    #[default]
    #[serde(rename = "all")]
    All,
    /// What somebody outside could do.
    #[serde(rename = "may go out")]
    MayGoOut,
}

/// What a plan is judged by.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum First {
    /// Cash and what going without costs, together.
    #[default]
    Cost,
    /// What going without costs, then cash. Needs a cap on money.
    Service,
}

/// How much the dearest years weigh.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Weight of their mean cost beside the expected cost.
    #[schemars(range(min = 0.0))]
    pub weight: f64,
    /// Share of years that are not counted among the dearest.
    #[schemars(example = &"95%")]
    pub level: Share,
}

/// The terms of a cost comparison between own people and contracts, service by service.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostComparison {
    /// Yearly discount rate: a cost at the end of year t counts for 1/(1 + rate)^t. One-time costs fall before the first year. Without it, the scenario's.
    #[schemars(example = &"3.5%")]
    pub discount_rate: Option<Share>,
    /// A service changes sides only if that saves at least this share of its in-house personnel cost (United States Code, title 41, section 1710: 10%) …
    #[schemars(example = &"10%")]
    pub differential_share: Share,
    /// … or this much money over all years, whichever is less (in the same law 10 million dollars).
    #[schemars(range(min = 0.0))]
    pub differential_at_most: f64,
    /// Share of what providers are paid that comes back as tax.
    #[serde(default)]
    pub tax_share: Share,
    /// What is gained once by selling or reusing the assets of a service when it goes to providers.
    #[serde(default)]
    #[schemars(example = &r#"{ "维修" = 120000 }"#)]
    pub asset_gain: BTreeMap<String, f64>,
    /// Criteria of a scorecard that is filed beside the comparison.
    #[serde(default)]
    pub criteria: Vec<CriterionFile>,
}

/// A criterion on which own people and providers score from 0 to 100: measured, or judged.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionFile {
    /// Name.
    #[schemars(example = &"控制力")]
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Weight, in proportion to the other criteria's.
    #[schemars(range(min = 0.0))]
    pub weight: f64,
    /// What the simulation measures: `"cost"`: the lower whole-life cost has 100, the other 100 × lowest / own; `"in-time"`: the share in time. Without
    /// it the criterion is judged, and `in_house` and `contract` are needed.
    pub measure: Option<CriterionMeasure>,
    /// Score of own people, 0 to 100.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub in_house: Option<f64>,
    /// Score of providers, 0 to 100.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub contract: Option<f64>,
    /// Services that are judged otherwise: the scores of own people and of providers.
    #[serde(default)]
    #[schemars(example = &r#"{ "会议" = [90, 50] }"#)]
    pub by_service: BTreeMap<String, [f64; 2]>,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// What a criterion measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CriterionMeasure {
    /// Whole-life cost.
    Cost,
    /// Share in time.
    InTime,
}

/// The plan in force today. Teams have their people, and all rooms are kept.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusQuo {
    /// Arrangement of each service; without it, the service's first.
    #[serde(default)]
    #[schemars(example = &r#"{ "维修" = "one team" }"#)]
    pub arrangement: BTreeMap<String, String>,
    /// Offers in force.
    #[serde(default)]
    pub awarded: Vec<String>,
    /// Lots that go straight to an awarded offer, to `"spot"`, or to `"nobody"`: pattern to target. All others go to the
    /// team that has the skill.
    #[serde(default)]
    #[schemars(example = &r#"{ "会议/*/大型会议" = "spot" }"#)]
    pub direct: BTreeMap<String, String>,
}
