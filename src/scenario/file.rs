//! What a planner writes: the scenario file's tables and keys. The doc comments are the reference; the JSON Schema and
//! `docs/scenario-file.md` are made from them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{DateRange, DateText, DistributionFile, Held, Hours, Share, TimeSpan, Title, Window};

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
    /// What providers offer.
    #[serde(default)]
    pub offer: Vec<Offer>,
    /// Caps on money. Without this table nothing is capped.
    pub budget: Option<Budget>,
    /// Rules that a plan must keep.
    pub policy: Policy,
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
    /// First day of the horizon.
    pub start: DateText,
    /// Length of the horizon in years. The plan is the same in each; costs are reported as a year's mean.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 10))]
    pub years: u32,
    /// CSV table of holidays and make-up working days with columns `date`, `kind` (`holiday` or `workday`) and `name`.
    /// Without it every Monday to Friday is worked.
    #[schemars(example = &"calendar/china-2027.csv")]
    pub calendar: Option<String>,
    /// Office hours: what "working hours" and "working days" in deadlines are counted in.
    pub office_hours: Hours,
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
    /// How far predicted and simulated cost and service may differ before a plan is refused as not verified.
    #[serde(default = "one_percent")]
    pub tolerance: Share,
    /// Rounds of planning and checking before giving up on agreement.
    #[serde(default = "six")]
    #[schemars(range(min = 1, max = 50))]
    pub rounds: u32,
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

/// A department: who pays.
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

/// A shape of demand; each list holds multipliers whose mean is taken as 1.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Name, to be used as a lot's `profile`.
    pub name: String,
    /// Twelve multipliers, January first. Without it all months alike.
    pub months: Option<Vec<f64>>,
    /// Seven multipliers, Monday first; a make-up working day counts as Monday, a holiday as Sunday. Without it all days alike.
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
    /// Named groupings of sites that share a team.
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
}

/// A lot of work orders: jobs of one trade at one site.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkOrderLot {
    /// Name; together with service and site it names the lot, as in `maintenance/HQ/electrical`.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Site where the jobs are.
    pub site: String,
    /// Department that pays. Without it, the site's.
    pub department: Option<String>,
    /// Skill that the jobs need. Without it, the lot's name.
    pub trade: Option<String>,
    /// Mean number of jobs a month over the year.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub jobs_per_month: f64,
    /// How jobs arise. Planned jobs (inspection, servicing) wait for everything else; `response_within` is then the window in which one
    /// should be started, and a job that misses it is done later unless `overflow` says otherwise.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// Jobs that arise as the things of an `[[asset]]` fail, beside `jobs_per_month`. Factors and burstiness do not move them; the profile gives their hours.
    pub failures_of: Option<String>,
    /// Servicing of an `[[asset]]` with preventive work, beside `jobs_per_month`. Needs `arrivals = "planned"`.
    pub servicing_of: Option<String>,
    /// Jobs that wait when the horizon begins.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub backlog: u32,
    /// Variance-to-mean ratio of monthly counts: 1 is a Poisson process, real records show 2 to 10.
    #[serde(default = "unit")]
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub burstiness: f64,
    /// Shape of demand: the name of a `[[profile]]`. Without it jobs come around the clock alike.
    pub profile: Option<String>,
    /// Hours of labour of one person on one job.
    pub labour_hours: DistributionFile,
    /// People needed at once.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 50))]
    pub crew: u32,
    /// Steps that follow, each by another trade or crew of the same team: the team needs all the skills.
    #[serde(default)]
    pub then: Vec<JobStepFile>,
    /// Jobs that need parts: somebody comes for the diagnosis, and the rest is done once the parts are there.
    pub parts: Option<PartsFile>,
    /// Jobs that were not done well and come back.
    pub repeat_visits: Option<RepeatFile>,
    /// Share of jobs that are emergencies: they go before others and have their own deadline.
    #[serde(default = "zero_share")]
    pub emergency_share: Share,
    /// A job must be started (somebody on site) within this time.
    pub response_within: TimeSpan,
    /// The same for emergencies. Needed if `emergency_share` is above 0.
    pub emergency_response_within: Option<TimeSpan>,
    /// A job must be completed within this time. Without it only the response counts.
    pub complete_within: Option<TimeSpan>,
    /// When a job that the team has not started leaves it, for a contract, the spot market or nobody.
    pub overflow: Overflow,
    /// Most jobs of this lot that wait at once. Needed with `overflow = "at-queue-length"`.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub queue_at_most: Option<u32>,
    /// Hours on the clock that a requester waits for a start. Needed with `overflow = "when-out-of-patience"`.
    pub patience_hours: Option<DistributionFile>,
    /// Cost of material a job, in-house. Bought work includes it in its price.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub materials_per_job: f64,
    /// Price of a job bought without a contract. Without it nothing can be bought on the spot.
    #[schemars(range(min = 0.0))]
    pub spot_price_per_job: Option<f64>,
    /// What a job that nobody does, or that is done late, costs the institution (not cash): the weight of service against money.
    #[schemars(range(min = 0.0))]
    pub unserved_cost_per_job: f64,
    /// Factors that move the demand, each with its effect.
    #[serde(default)]
    #[schemars(example = &r#"{ heat = 0.6 }"#)]
    pub factors: BTreeMap<String, f64>,
    /// Factors that move the price without a contract.
    #[serde(default)]
    #[schemars(example = &r#"{ prices = 1.0 }"#)]
    pub spot_price_factors: BTreeMap<String, f64>,
    /// Share of jobs that must be in time.
    pub standard: Share,
    /// Secret work: in-house, or by a cleared provider.
    #[serde(default)]
    pub confidential: bool,
    /// Where the figures come from. Begin with `assumed` where they are assumptions.
    pub source: Option<String>,
}

/// When a waiting job leaves the team.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Overflow {
    /// At its response deadline.
    AtDeadline,
    /// The job stays with the team and is done late.
    Never,
    /// The job leaves when the requester's patience (`patience_hours`) ends, be that before or after the response deadline.
    WhenOutOfPatience,
    /// At once, if it finds `queue_at_most` jobs of the lot waiting; otherwise it stays.
    AtQueueLength,
}

/// How jobs arise.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Arrivals {
    /// By chance, at the rate of the profile.
    #[default]
    Random,
    /// By a schedule, evenly along the profile.
    Planned,
}

/// A step of a job after the first.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JobStepFile {
    /// Skill that it needs.
    pub trade: String,
    /// Hours of labour of one person.
    pub labour_hours: DistributionFile,
    /// People needed at once.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 50))]
    pub crew: u32,
}

/// Jobs that need parts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartsFile {
    /// Share of jobs that do.
    pub share: Share,
    /// Hours of one person (or the crew) on the first visit.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub diagnosis_hours: f64,
    /// Hours on the clock until the parts are there.
    pub wait_hours: DistributionFile,
}

/// Jobs that come back.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatFile {
    /// Chance, after each visit, that the job must be done again; at most 60%.
    pub share: Share,
    /// Hours on the clock until that shows.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub after_hours: f64,
}

/// A lot of sittings: one meal in one canteen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SittingLot {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Site of the canteen.
    pub site: String,
    /// Department that pays. Without it, the site's.
    pub department: Option<String>,
    /// Skill that the team needs. Without it, the lot's name.
    pub trade: Option<String>,
    /// Registered diners.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub registered: u32,
    /// Mean share of the registered who come on a working day.
    pub attendance: Share,
    /// Standard deviation, over days, of that share (weather, sessions, menus: what moves all diners together).
    pub attendance_sd: Share,
    /// Mean number of guests a day.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub guests: f64,
    /// Shape over months and weekdays: the name of a `[[profile]]`; its hours are not used.
    pub profile: Option<String>,
    /// When diners arrive.
    pub window: Window,
    /// Shares of arrivals in equal slices of the window; they sum to 1. Without it diners arrive evenly.
    pub arrivals: Option<Vec<f64>>,
    /// Serving counters that exist; an in-house team opens as many as it has people for.
    #[schemars(range(min = 1, max = 500))]
    pub counters: u32,
    /// People (kitchen and counter together) that one open counter needs.
    #[schemars(range(min = 0.01))]
    pub people_per_counter: f64,
    /// Meals that one person can prepare for this sitting: the kitchen's limit.
    #[schemars(range(min = 0.01))]
    pub meals_per_person: f64,
    /// Seconds at the counter.
    pub service_seconds: DistributionFile,
    /// Seats. A served diner waits for one.
    #[schemars(range(min = 1, max = 100_000))]
    pub seats: u32,
    /// Minutes at the table.
    pub eating_minutes: DistributionFile,
    /// A diner turns away from a queue with this many people for each open counter. Without it nobody does.
    #[schemars(range(min = 1))]
    pub balk_at: Option<u32>,
    /// A diner who has waited this long leaves. Without it nobody does.
    #[schemars(range(min = 0.0))]
    pub patience_minutes: Option<f64>,
    /// Menus, if there are several: the share of diners who want each. Portions are cooked in the same shares.
    #[serde(default)]
    pub menus: Vec<MenuFile>,
    /// Whether all counters have every menu and share one line, or each menu has counters (in proportion to its share) and a line of its own.
    #[serde(default)]
    pub lines: Lines,
    /// Share of diners who take another menu when theirs is sold out; the others leave.
    #[serde(default = "zero_share")]
    pub substitution: Share,
    /// A till between counter and table. Without it diners pay at the counter, or not at all.
    pub payment: Option<PaymentFile>,
    /// Days on which the counters open late; diners who are there wait.
    pub late_kitchen: Option<LateKitchenFile>,
    /// The `[[kitchen]]` that cooks for this canteen and others while own people run it. Without it the canteen cooks for itself.
    pub kitchen: Option<String>,
    /// A kitchen elsewhere sends the portions in batches. Without it all are there from the start.
    #[serde(default)]
    pub deliveries: Vec<DeliveryFile>,
    /// The kitchen forecasts from so many past meals of the same weekday alone. Without it it knows the mean and the spread to expect.
    #[schemars(range(min = 3, max = 60))]
    pub forecast_from_past_meals: Option<u32>,
    /// Portions are cooked for this quantile of the forecast: high means waste, low means going short.
    pub production_quantile: Share,
    /// Cost of ingredients of a portion cooked, in-house.
    #[schemars(range(min = 0.0))]
    pub ingredients_per_meal: f64,
    /// Price of a meal bought elsewhere for a diner who could not be served. Without it there is none.
    #[schemars(range(min = 0.0))]
    pub spot_price_per_meal: Option<f64>,
    /// What a diner who goes without costs the institution (not cash).
    #[schemars(range(min = 0.0))]
    pub unserved_cost_per_meal: f64,
    /// A diner must be served within this time of queueing.
    pub wait_within: TimeSpan,
    /// Factors that move the demand, each with its effect.
    #[serde(default)]
    #[schemars(example = &r#"{ heat = 0.6 }"#)]
    pub factors: BTreeMap<String, f64>,
    /// Factors that move the price without a contract.
    #[serde(default)]
    #[schemars(example = &r#"{ prices = 1.0 }"#)]
    pub spot_price_factors: BTreeMap<String, f64>,
    /// Share of diners who must be.
    pub standard: Share,
    /// Secret work: in-house, or by a cleared provider.
    #[serde(default)]
    pub confidential: bool,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// A central kitchen. Its people and cost stand with the teams of the canteens.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KitchenFile {
    /// Name, to be used as a canteen's `kitchen`.
    pub name: String,
    /// Most portions a day for all its canteens together; on a day on which they plan more, all are cut alike.
    #[schemars(range(min = 1.0))]
    pub meals_per_day: f64,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// A menu.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuFile {
    /// Name.
    pub name: String,
    /// Share of diners who want it; the shares sum to 1.
    pub share: Share,
}

/// How menus and lines go together.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Lines {
    /// Every counter has every menu.
    #[default]
    OneLine,
    /// Each menu has counters of its own; with fewer counters than menus they share one line.
    LineForEachMenu,
}

/// The step at a till.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentFile {
    /// Tills.
    #[schemars(range(min = 1, max = 500))]
    pub tills: u32,
    /// Seconds at the till.
    pub seconds: DistributionFile,
}

/// Kitchens that are late.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LateKitchenFile {
    /// Share of days.
    pub share: Share,
    /// Minutes by which counters then open late.
    pub minutes: DistributionFile,
}

/// A batch from a kitchen elsewhere.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryFile {
    /// Minutes from the opening of the counters; 0 or less is in time.
    #[schemars(range(min = -600.0, max = 600.0))]
    pub minutes_after_opening: f64,
    /// Share of the portions; the shares sum to 1.
    pub share: Share,
}

/// A lot of bookings: meetings of one class at one site.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingLot {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Site where people want to meet.
    pub site: String,
    /// Department that pays. Without it, the site's.
    pub department: Option<String>,
    /// Skill that the service crew needs. Without it, the lot's name.
    pub trade: Option<String>,
    /// Mean number of requests for meetings on a working day.
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub bookings_per_day: f64,
    /// Variance-to-mean ratio of daily counts.
    #[serde(default = "unit")]
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub burstiness: f64,
    /// Shape over months, weekdays and hours of the start: the name of a `[[profile]]`. Without it starts spread evenly
    /// over the office hours.
    pub profile: Option<String>,
    /// Days between request and meeting.
    pub lead_days: DistributionFile,
    /// Length in hours.
    pub duration_hours: DistributionFile,
    /// People who attend.
    pub attendees: DistributionFile,
    /// How far the start may be moved to find a room.
    pub tolerance: TimeSpan,
    /// Minutes before the start in which the room is prepared.
    #[schemars(range(min = 0.0, max = 1440.0))]
    pub setup_minutes: f64,
    /// Minutes after the end in which it is cleared.
    #[schemars(range(min = 0.0, max = 1440.0))]
    pub turnround_minutes: f64,
    /// People of the service crew needed from set-up to clearing; 0 where the meeting serves itself.
    #[schemars(range(min = 0, max = 100))]
    pub crew: u32,
    /// Features that the room must have, as rooms declare them.
    #[serde(default)]
    #[schemars(example = &r#"["screen", "video"]"#)]
    pub needs: Vec<String>,
    /// Shared equipment or technicians taken from set-up to clearing: name of the `[[equipment]]`, and how many.
    #[serde(default)]
    #[schemars(example = &r#"{ interpreters = 2 }"#)]
    pub equipment: BTreeMap<String, u32>,
    /// Meetings that repeat every week, asked for together.
    pub series: Option<SeriesFile>,
    /// A class that goes first: where no room is free at the wanted start, meetings of lots without this key give way, if they begin at least so long after
    /// the request. They are answered anew.
    #[schemars(example = &"1 day")]
    pub displaces_with_notice: Option<TimeSpan>,
    /// Minutes after the start at which a room in which nobody turned up is given to others. Without it the room stays blocked.
    #[schemars(range(min = 0.0, max = 1440.0))]
    pub release_after_minutes: Option<f64>,
    /// Meetings that last longer than booked; the next in the room begins later, and is not in time if that exceeds the tolerance.
    pub overruns: Option<OverrunsFile>,
    /// Share of booked meetings at which nobody turns up. The room stays blocked, or is given up after `release_after_minutes`.
    #[serde(default = "zero_share")]
    pub no_show: Share,
    /// Share of booked meetings cancelled before they start. The room is freed, halfway between request and meeting.
    #[serde(default = "zero_share")]
    pub cancelled: Share,
    /// Price of an outside venue for a meeting, without a contract. Without it there is none.
    #[schemars(range(min = 0.0))]
    pub spot_price_per_booking: Option<f64>,
    /// Price of an outside venue for each attendee, without a contract; added to the price for the meeting.
    #[schemars(range(min = 0.0))]
    pub spot_price_per_attendee: Option<f64>,
    /// What a refused meeting costs the institution (not cash).
    #[schemars(range(min = 0.0))]
    pub unserved_cost_per_booking: f64,
    /// Factors that move the demand, each with its effect.
    #[serde(default)]
    #[schemars(example = &r#"{ heat = 0.6 }"#)]
    pub factors: BTreeMap<String, f64>,
    /// Factors that move the price without a contract.
    #[serde(default)]
    #[schemars(example = &r#"{ prices = 1.0 }"#)]
    pub spot_price_factors: BTreeMap<String, f64>,
    /// Share of meetings that must get a room within the tolerance, in-house or bought.
    pub standard: Share,
    /// Secret work: in-house, or by a cleared provider.
    #[serde(default)]
    pub confidential: bool,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// Meetings in weekly series.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesFile {
    /// Share of the lot's meetings that belong to a series.
    pub share: Share,
    /// Meetings of a series; those on days off fall out.
    #[schemars(range(min = 2, max = 520))]
    pub meetings: u32,
}

/// Meetings that overrun.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrunsFile {
    /// Share of meetings that do.
    pub share: Share,
    /// Minutes by which they do.
    pub minutes: DistributionFile,
}

/// Technicians or movable equipment that meetings share, beside rooms and service crew. All of it is kept; its number is not chosen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EquipmentFile {
    /// Name.
    pub name: String,
    /// The service whose bookings use it.
    pub service: String,
    /// Site; it serves the rooms that are pooled with this site's.
    pub site: String,
    /// How many there are.
    #[schemars(range(min = 1, max = 10_000))]
    pub count: u32,
    /// Cost of keeping one for a year.
    #[schemars(range(min = 0.0))]
    pub cost_per_year: f64,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// An in-house team.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Trades the team can do. All must belong to one service.
    pub skills: Vec<String>,
    /// Site where it is based.
    pub base: String,
    /// People today.
    #[schemars(range(min = 0, max = 100_000))]
    pub people: u32,
    /// Most people the team may have. Without it, half as many again as today, plus two.
    #[schemars(range(min = 0, max = 100_000))]
    pub people_at_most: Option<u32>,
    /// Cost of one person for a year.
    pub cost_per_person_year: PersonCost,
    /// Overhead on the personnel cost.
    #[serde(default = "twelve_percent")]
    pub overhead: Share,
    /// Hours worked. Several shifts may be listed: people are dealt out to them in turn, and whoever goes hands the job over.
    pub shift: ShiftFile,
    /// Share of shifts that a person misses (sickness, leave, training).
    pub absence: Share,
    /// Mean length of an absence in days. Without it days are missed one by one.
    #[schemars(range(min = 1.0, max = 365.0))]
    pub absence_days: Option<f64>,
    /// Leave calendar: seasons in which everybody takes part of the time off, in one piece, each at a time of their own. It comes on top of `absence`.
    #[serde(default)]
    pub leave: Vec<LeaveFile>,
    /// Some of the team on call for emergencies outside their shifts.
    pub on_call: Option<OnCallFile>,
    /// Who can do what, where not everybody has all the skills; their numbers sum to `people`. A larger or smaller team is mixed alike.
    #[serde(default)]
    pub members: Vec<MembersFile>,
    /// Whether an emergency interrupts a job in progress, which is taken up again afterwards. Otherwise it is the next to be done.
    #[serde(default)]
    pub emergencies_interrupt: bool,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// One shift, or several.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ShiftFile {
    /// All work the same hours.
    One(Hours),
    /// People are dealt out to these in turn.
    Several(Vec<Hours>),
}

/// A season of leave.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveFile {
    /// The season.
    pub between: DateRange,
    /// Share of its days that each person is away.
    pub share: Share,
}

/// People on call.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnCallFile {
    /// Hours in which they can be called; not their shifts.
    pub hours: Hours,
    /// How many are on call.
    #[schemars(range(min = 1, max = 1000))]
    pub people: u32,
    /// Minutes from a call to being on site.
    #[schemars(range(min = 0.0, max = 1440.0))]
    pub travel_minutes: f64,
    /// Pay for each hour of a call, travel included.
    #[schemars(range(min = 0.0))]
    pub pay_per_hour: f64,
}

/// Members of a team with the same skills.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MembersFile {
    /// What they can do.
    pub skills: Vec<String>,
    /// How many there are.
    #[schemars(range(min = 0, max = 100_000))]
    pub people: u32,
}

/// Cost of one person for a year.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonCost {
    /// Pay and everything that follows from it.
    #[schemars(range(min = 0.0))]
    pub personnel: f64,
    /// Tools, clothing and standing stock.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub materials: f64,
    /// Anything else: training, vehicles, space.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub other: f64,
}

/// Meeting rooms of one kind at one site.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Name of the kind.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// The service whose bookings use it.
    pub service: String,
    /// Site.
    pub site: String,
    /// Seats in each.
    #[schemars(range(min = 1, max = 100_000))]
    pub seats: u32,
    /// What they have, such as a screen or booths for interpreters.
    #[serde(default)]
    #[schemars(example = &r#"["screen", "interpretation"]"#)]
    pub features: Vec<String>,
    /// How many there are.
    #[schemars(range(min = 1, max = 10_000))]
    pub count: u32,
    /// Cost of keeping one for a year (energy, upkeep, rent or its shadow); saved when the room is released.
    #[schemars(range(min = 0.0))]
    pub cost_per_room_year: f64,
    /// Whether rooms may be released.
    #[serde(default = "yes")]
    pub can_release: bool,
    /// Where the figures come from.
    pub source: Option<String>,
}

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

/// Caps on money.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Most that may be spent a year.
    #[schemars(range(min = 0.0))]
    pub total_per_year: Option<f64>,
    /// In what sense the cap holds: for the expected cost, for the cost of every replication that the optimiser sees, or for the mean of the dearest
    /// (`"cvar 95%"`: of the dearest 5%). The departments' shares hold in expectation.
    #[serde(default)]
    pub held: Held,
    /// Most that may be spent over the whole horizon.
    #[schemars(range(min = 0.0))]
    pub total: Option<f64>,
    /// Each department's share of the year's total when budgets are split; they sum to 1.
    #[serde(default)]
    #[schemars(example = &r#"{ "办公厅" = "38%" }"#)]
    pub department_share: BTreeMap<String, Share>,
    /// Whether the departments' shares bind every plan, or only the strategy in which departments plan for themselves.
    #[serde(default)]
    pub departments_bind: bool,
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
    /// Cost of hiring one person, once; spread over the horizon.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub cost_per_hire: f64,
    /// Cost of redeploying one person who is no longer needed (retraining, settlement), once; spread over the horizon.
    #[schemars(range(min = 0.0))]
    pub cost_per_redeployment: f64,
    /// Most people who may be redeployed. Without it there is no limit.
    #[schemars(range(min = 0))]
    pub redeployed_at_most: Option<u32>,
    /// Least share of the work, by its market value, that must be bought.
    pub outsourced_share_at_least: Option<Share>,
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
    /// Yearly discount rate: a cost at the end of year t counts for 1/(1 + rate)^t. One-time costs fall before the first year.
    #[schemars(example = &"3.5%")]
    pub discount_rate: Share,
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
