//! What a planner writes: the scenario file's tables and keys. The doc comments are the reference; the JSON Schema and
//! `docs/scenario-file.md` are made from them.

mod contracts;
mod lots;
mod path;
mod rules;
mod supply;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{DateRange, DateText, DistributionFile, Held, Hours, Share, TimeSpan, Title, Window};

pub use contracts::*;
pub use lots::*;
pub use path::*;
pub use rules::*;
pub use supply::*;

/// A scenario: everything a planner knows or assumes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// What the scenario is about.
    pub scenario: Header,
    /// How it is computed.
    pub run: RunSettings,
    /// Departments: who pays.
    pub department: Vec<Department>,
    /// Sites: where the work is.
    pub site: Vec<Site>,
    /// Shapes of demand over the year, the week and the day.
    #[serde(default)]
    pub profile: Vec<Profile>,
    /// What moves several demands and prices together by chance: weather, sessions, the price level.
    #[serde(default)]
    pub factor: Vec<FactorFile>,
    /// Things that age and fail: what `failures_of` and `servicing_of` of lots name.
    #[serde(default)]
    pub asset: Vec<AssetFile>,
    /// Services and their lots.
    pub service: Vec<Service>,
    /// In-house teams as they stand today, and teams that could be formed (`people = 0`).
    #[serde(default)]
    pub team: Vec<Team>,
    /// Central kitchens that cook for several canteens.
    #[serde(default)]
    pub kitchen: Vec<KitchenFile>,
    /// Meeting rooms.
    #[serde(default)]
    pub room: Vec<Room>,
    /// Technicians and movable equipment that meetings share.
    #[serde(default)]
    pub equipment: Vec<EquipmentFile>,
    /// Energy, water, and whatever else is used in serving.
    #[serde(default)]
    pub resource: Vec<ResourceFile>,
    /// What providers offer.
    #[serde(default)]
    pub offer: Vec<Offer>,
    /// Offers that are cheaper together.
    #[serde(default)]
    pub bundle: Vec<BundleFile>,
    /// Caps on money. Without this table nothing is capped.
    pub budget: Option<Budget>,
    /// Rules that a plan must keep.
    pub policy: Policy,
    /// The way from today to the plan, year by year: what `houqin path` goes by.
    pub path: Option<PathFile>,
    /// How auditors compare in-house and contract cost: what `houqin make-or-buy` goes by.
    pub cost_comparison: Option<CostComparison>,
    /// The plan in force today.
    pub status_quo: StatusQuo,
}

/// What the scenario is about.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Short name, used for the results folder. Letters, digits, `-` and `_`.
    #[schemars(example = &"ministry")]
    pub name: String,
    /// Title for people; one text, or one for each language. Without it, the name.
    pub title: Option<Title>,
    /// A sentence or two on the case and on where its figures come from.
    pub description: Option<String>,
    /// Language of charts and summaries.
    pub language: Language,
    /// Currency of all money, as an ISO 4217 code. Money keys have no unit of their own: they are in this currency.
    #[schemars(example = &"CNY")]
    pub currency: String,
    /// First day of the horizon; not before 1900.
    pub start: DateText,
    /// Length of the horizon in years: those for which the plan is to stand. It is the same in each. What is spent once (changing over, redeployment,
    /// hiring) is paid in the first of them, and spread over all in what a year costs in the mean. Where anything is spent once, one year
    /// asks of that year alone, which `check` tells; 3 to 5 with fewer replications cost no more time.
    /// Without it, one.
    #[schemars(range(min = 1, max = 10))]
    pub years: Option<u32>,
    /// Yearly discount rate: how what is spent once is spread over `years` (an annuity: of 100 spent once, 100 / (1 + 1/1.035 + …) a year), and what later
    /// years of a path or a cost comparison count for, unless those say otherwise. Without it, 3.5%.
    #[schemars(example = &"3.5%")]
    pub discount_rate: Option<Share>,
    /// CSV table of holidays and make-up working days with columns `date`, `kind` (`holiday` or `workday`) and `name`.
    /// Without it every day of the office's week is worked; so it is in a year of which the table says nothing, which `check` tells.
    #[schemars(example = &"calendar/china-2027.csv")]
    pub calendar: Option<String>,
    /// Office hours: what "working hours" and "working days" in deadlines are counted in, the days on which meals are served, and the hours in which meetings are held.
    /// Any week will do (`Sun-Thu 08:00-16:00`). On holidays the office is closed, unless the hours name them or all seven days, as shifts do.
    pub office_hours: Hours,
}

impl Header {
    /// Years of the horizon.
    pub fn years(&self) -> u32 {
        self.years.unwrap_or(1)
    }

    /// The rate at which later years count for less.
    pub fn discount_rate(&self) -> f64 {
        self.discount_rate.map_or(0.035, |rate| rate.0)
    }
}

/// Languages of the output.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// How it is computed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunSettings {
    /// Seed of all random numbers. The same scenario, seed and version give the same results.
    pub seed: u64,
    /// Replications on which strategies are compared, and as many fresh ones to verify the plan.
    #[schemars(range(min = 2, max = 1_000_000))]
    pub replications: u32,
    /// Relative precision at which the comparison of strategies stops before all replications are used: half the width of the 95 %
    /// interval over the mean, for the yearly cost, for cost and going without together, and for the share in time, of every plan.
    pub precision: Option<Share>,
    /// Replications that the optimiser sees.
    #[serde(default = "two_hundred")]
    #[schemars(range(min = 2, max = 100_000))]
    pub planning_samples: u32,
    /// How far predicted and simulated cost and service may differ before a plan is refused as not verified, and by how much a simulated plan may miss a limit
    /// before that is said: a part of a budget, points of a share.
    #[serde(default = "one_percent")]
    pub tolerance: Share,
    /// Rounds of planning and checking before giving up on agreement.
    #[serde(default = "six")]
    #[schemars(range(min = 1, max = 50))]
    pub rounds: u32,
    /// Solver of the planning programs. `microlp` is written in Rust alone and good for small scenarios only.
    #[serde(default)]
    pub solver: Solver,
    /// Relative gap between a plan and the proved bound at which the solver stops.
    #[serde(default = "hundredth_of_a_percent")]
    pub gap: Share,
    /// Seconds after which a search of the solver ends with the best plan that it has. A command asks for many: whether there is a plan is looked for in three times that at most (of
    /// a few seconds a little more); once there is one it is settled in at most twice that, as is why there is none, or the curve of budgets; a path takes some five times that at most. A run that meets the limit is not exactly reproducible.
    #[serde(default = "sixty")]
    #[schemars(range(min = 1, max = 86_400))]
    pub time_limit: u32,
}

/// Solvers of mixed-integer programs.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Solver {
    /// HiGHS.
    #[cfg_attr(feature = "highs", default)]
    Highs,
    /// microlp.
    #[cfg_attr(not(feature = "highs"), default)]
    Microlp,
}

impl Solver {
    /// Whether it is built in.
    #[must_use]
    pub fn is_built_in(self) -> bool {
        match self {
            Self::Highs => cfg!(feature = "highs"),
            Self::Microlp => true,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Highs => "HiGHS",
            Self::Microlp => "microlp",
        }
    }
}

fn hundredth_of_a_percent() -> Share {
    Share(1e-4)
}
fn sixty() -> u32 {
    60
}

fn one() -> u32 {
    1
}
fn six() -> u32 {
    6
}
fn two_hundred() -> u32 {
    200
}
fn one_percent() -> Share {
    Share(0.01)
}
fn full() -> Share {
    Share(1.0)
}
fn zero_share() -> Share {
    Share(0.0)
}
fn twelve_percent() -> Share {
    Share(0.12)
}
fn unit() -> f64 {
    1.0
}
fn yes() -> bool {
    true
}

/// A department: who pays. What several share (a team, rooms, a contract's fee and administration) they bear by the market value of the work that each has of it: at
/// spot prices, or where there is none at the price of the cheapest offer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// People who work there.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub headcount: u32,
}

/// A site: where the work is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// The department that pays for the lots here, unless a lot says otherwise.
    pub department: String,
    /// Minutes of travel to other sites, one way. A way given in one direction holds in both; a pair given nowhere is an
    /// error where a team must travel it.
    #[serde(default)]
    #[schemars(example = &r#"{ "东院" = 12 }"#)]
    pub travel_minutes: BTreeMap<String, f64>,
}

/// A shape of demand: when work comes, not how much. The weights are relative, and the figure that they shape (a lot's `jobs_per_month`, `attendance` or
/// `bookings_per_day`) is the mean over the months or days on which there is such work at all. A weight of 0 takes a month, a weekday or an hour out, and leaves the
/// others as they are; meals and meetings are on days on which the office is open, whatever weights the others have.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Name, to be used as a lot's `profile`.
    pub name: String,
    /// Twelve multipliers, January first. Without it all months alike.
    pub months: Option<Vec<f64>>,
    /// Seven multipliers, Monday first; a make-up working day counts as the first day of the office's week, a holiday as its last day of rest (Sunday, for an
    /// office open from Monday to Friday). Without it all days alike.
    pub weekdays: Option<Vec<f64>>,
    /// Twenty-four multipliers, midnight first. Without it all hours alike.
    pub hours: Option<Vec<f64>>,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// A factor: a number around 1, drawn once for all in each replication. Whatever names it in `factors` or `price_factors`, with an effect, is multiplied by
/// 1 + effect × (factor − 1): 1 follows it fully, 0.5 by half, −0.3 moves the other way.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorFile {
    /// Name.
    pub name: String,
    /// Coefficient of variation of the factor (log-normal around its level); 0 for one that is certain, such as a session whose dates are known.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub spread: f64,
    /// How long a drawn value holds.
    pub drawn: Period,
    /// Mean of the factor, where it is in force.
    #[serde(default = "unit")]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub level: f64,
    /// Correlation of the (normal scores of the) factor from one period to the next.
    #[serde(default = "zero_share")]
    pub persistence: Share,
    /// When the factor is in force; otherwise it is 1. Without it, always.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub between: Vec<DateRange>,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// How long a factor's value holds.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year of the horizon.
    Year,
    /// The whole horizon.
    Horizon,
}

/// A class of things that age and fail, with a Weibull life.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetFile {
    /// Name.
    pub name: String,
    /// How many there are.
    #[schemars(range(min = 1, max = 100_000))]
    pub count: u32,
    /// Mean life in years, of one that is never serviced, until it first fails.
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub mean_life_years: f64,
    /// Weibull shape of the life: 1 fails by chance alone, 2 to 4 is wear, below 1 are early failures.
    #[schemars(range(min = 0.2, max = 20.0))]
    pub shape: f64,
    /// Ages in years when the horizon begins.
    pub age_years: DistributionFile,
    /// What a repair does.
    pub repair: Repair,
    /// Preventive work that keeps them young. It is taken as done on schedule.
    pub preventive: Option<PreventiveFile>,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// What a repair does.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Repair {
    /// The thing is as good as new.
    Renews,
    /// It runs again, and is as old as before.
    Minimal,
}

/// Preventive work.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreventiveFile {
    /// Months from one service of a thing to the next.
    #[schemars(range(min = 0.25, max = 600.0))]
    pub every_months: f64,
    /// Share of its age that a service takes away: 100% is replacement.
    pub restores: Share,
}

/// A service and its lots.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Ways to organise in-house supply from which the optimiser chooses: `"each site"`, `"each department"`,
    /// `"one team"`, or a name from `clusters`.
    #[schemars(example = &r#"["each site", "one team"]"#)]
    pub arrangements: Vec<String>,
    /// What it costs a year to run it in an arrangement, beside people and rooms: dispatching, agreements between bodies, a head of the joint team.
    /// Arrangement to amount; it is due where own people or rooms are kept at all, and stands under administration.
    #[serde(default)]
    #[schemars(example = &r#"{ "one team" = 120000 }"#)]
    pub coordination_per_year: BTreeMap<String, f64>,
    /// Named groupings of sites that share a team. A site that a grouping leaves out stands alone.
    #[serde(default)]
    #[schemars(example = &r#"{ "two halves" = [["A", "B"], ["C"]] }"#)]
    pub clusters: BTreeMap<String, Vec<Vec<String>>>,
    /// Lots made of jobs.
    #[serde(default)]
    pub work_orders: Vec<WorkOrderLot>,
    /// CSV table with more lots made of jobs; columns are the keys of `[[service.work_orders]]`, a key inside a table
    /// with a dot (`labour_hours.mean`).
    pub work_orders_table: Option<String>,
    /// Lots made of meals.
    #[serde(default)]
    pub sittings: Vec<SittingLot>,
    /// CSV table with more lots made of meals.
    pub sittings_table: Option<String>,
    /// Lots made of room bookings.
    #[serde(default)]
    pub bookings: Vec<BookingLot>,
    /// CSV table with more lots made of room bookings.
    pub bookings_table: Option<String>,
    /// What an hour of an attendee's time on the way to a meeting at another site is worth (not cash); there and back are counted. It is weighed with
    /// what going without costs, so that rooms are not given up for free where people then walk. Without it the time
    /// counts nothing, of which `check` warns where an arrangement pools rooms of several sites with a way of more than 0 minutes between them (departments on
    /// their own are always worked out); 0 says that it is meant so. Where nobody turns up,
    /// and the room is given up for that, nobody was on the way.
    #[schemars(range(min = 0.0))]
    pub cost_per_attendee_hour: Option<f64>,
    /// How the service is appraised. It decides nothing in the plan; it is what the plan is published with.
    pub evaluation: Option<Evaluation>,
}

/// How a service is appraised: what its users think of it, what it is to reach, and what counts how much.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// What users think of it.
    pub satisfaction: Option<SatisfactionFile>,
    /// What it is to reach.
    #[serde(default)]
    pub targets: TargetsFile,
    /// How targets are weighed in a score of at most 100 points, in proportion to each other. Without it there is no score.
    pub weights: Option<WeightsFile>,
}

/// Marks that users give, on any scale on which more is better, and the survey that asks for them. All services should use one scale: a department's
/// satisfaction in `league.csv` is a mean over them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SatisfactionFile {
    /// Mean mark of users who are served in time.
    pub in_time: f64,
    /// Of those served late.
    pub late: f64,
    /// Of those who go without.
    pub without: f64,
    /// Standard deviation of the marks of users to whom the same happened.
    #[schemars(range(min = 0.0))]
    pub spread: f64,
    /// Users who answer a survey.
    #[schemars(range(min = 1))]
    pub respondents: u32,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// What a service is to reach.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetsFile {
    /// Share in time.
    pub in_time: Option<Share>,
    /// Mean mark of its users.
    pub satisfaction: Option<f64>,
    /// Cost of a job, meal or meeting, without what is spent once for changing over: no more than this.
    pub cost_per_unit: Option<f64>,
}

/// How much each target counts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightsFile {
    /// Share in time.
    #[schemars(range(min = 0.0))]
    pub in_time: Option<f64>,
    /// Satisfaction.
    #[schemars(range(min = 0.0))]
    pub satisfaction: Option<f64>,
    /// Cost of a unit.
    #[schemars(range(min = 0.0))]
    pub cost_per_unit: Option<f64>,
}
