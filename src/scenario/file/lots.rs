//! Lots: what is asked for, and how it arises.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

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
    /// Mean number of jobs a month, over the months in which there are any: those in which the profile has a weight.
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
    /// Hours in which own people must accompany a job done by anybody but own people or a cleared provider. Needs `policy.escort_cost_per_hour`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub escort_hours: f64,
    /// What own people use on a job: resource to amount. Work bought without a contract uses none.
    #[serde(default)]
    #[schemars(example = &r#"{ water = 0.02 }"#)]
    pub uses: BTreeMap<String, f64>,
    /// Secret work: in-house, or by a cleared provider.
    #[serde(default)]
    pub confidential: bool,
    /// Share of jobs that are secret. They become a lot of their own, named after this one with `, confidential` added, which stays in-house or goes to a
    /// cleared provider; which ones are secret is left to chance. Not beside `confidential = true`.
    #[serde(default = "zero_share")]
    pub confidential_share: Share,
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
    /// By a schedule, evenly along the profile: those of all months together, so that a month with more of its days has more of them.
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
    /// Hours of one person (or the crew) on the first visit, beside `labour_hours`.
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
    /// Mean share of the registered who come, over the days on which the meal is served: those on which the office is open and the profile has a weight.
    pub attendance: Share,
    /// Standard deviation, over days, of that share (weather, sessions, menus: what moves all diners together). The day's share is beta-distributed;
    /// given it, the registered come each by themselves.
    pub attendance_sd: Share,
    /// Mean number of guests a day; their number is Poisson.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub guests: f64,
    /// Shape over months and weekdays: the name of a `[[profile]]`; its hours are not used.
    pub profile: Option<String>,
    /// When diners arrive: within one day. Whoever is in line at its end is still served. Somebody serves who is there through all of it; of meals of one kitchen at the
    /// same time a person is at one, whole people in proportion to what the meals need. A meal over midnight is two lots, one until 24:00 and one from 00:00.
    pub window: Window,
    /// Shares of arrivals in equal slices of the window; they sum to 1. Without it diners arrive evenly.
    pub arrivals: Option<Vec<f64>>,
    /// Serving counters that exist; an in-house team opens as many as it has people for, whole ones.
    #[schemars(range(min = 1, max = 500))]
    pub counters: u32,
    /// People (kitchen and counter together) that one open counter needs.
    #[schemars(range(min = 0.01))]
    pub people_per_counter: f64,
    /// Meals that one person can prepare for this sitting: the kitchen's limit, times the people who are there, rounded down.
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
    /// A diner who has waited this long before the counter leaves; nobody leaves while waiting for a till or a seat, which `wait_within` counts too. Without it
    /// nobody leaves.
    #[schemars(range(min = 0.0))]
    pub patience_minutes: Option<f64>,
    /// Menus, if there are several: the share of diners who want each. Portions are cooked in the same shares.
    #[serde(default)]
    pub menus: Vec<MenuFile>,
    /// Whether all counters have every menu and share one line, or each menu has counters (in proportion to its share, by largest
    /// remainders, at least one each) and a line of its own.
    #[serde(default)]
    pub lines: Lines,
    /// Share of diners who take another menu (that of which most is left) when theirs is sold out as they come; the others leave.
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
    /// Portions are cooked for this quantile of the forecast, the least number that suffices with that chance: high means waste, low means going short. Who comes after
    /// the last portion goes without and waits for none.
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
    /// A diner must be served within this time of queueing: before the counter, at the till and for a seat.
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
    /// Hours in which own people must accompany a meal done by anybody but own people or a cleared provider. Needs `policy.escort_cost_per_hour`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub escort_hours: f64,
    /// What own people use on a meal served: resource to amount. Work bought without a contract uses none.
    #[serde(default)]
    #[schemars(example = &r#"{ water = 0.02 }"#)]
    pub uses: BTreeMap<String, f64>,
    /// Secret work: in-house, or by a cleared provider.
    #[serde(default)]
    pub confidential: bool,
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
    /// Minutes from the beginning of the window; 0 or less is in time.
    #[schemars(range(min = -600.0, max = 600.0))]
    pub minutes_after_opening: f64,
    /// Share of the portions; the shares sum to 1.
    pub share: Share,
}

/// A lot of bookings: meetings of one class at one site. A meeting is asked for at the lot's site. At each start that is tried, the wanted one first and then those
/// nearest to it, it gets of the free rooms in which it fits the one with the least way from that site (`travel_minutes`, 0 at home), of these the one with the
/// fewest seats, and of these the one with the fewest features that it does not need.
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
    /// Mean number of requests for meetings a day, over the days on which there are any: those on which the office is open and the profile has a weight.
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub bookings_per_day: f64,
    /// Variance-to-mean ratio of daily counts.
    #[serde(default = "unit")]
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub burstiness: f64,
    /// Shape over months, weekdays and hours of the start: the name of a `[[profile]]`. Starts are asked for on the half-hours of an hour with a weight at which the
    /// meeting fits. Without it they spread evenly over those of the day's office hours.
    /// Meetings lie within these hours, from set-up to clearing; only those longer than any span between two breaks go on over a break.
    pub profile: Option<String>,
    /// Days between request and meeting. Requests are answered in the order in which they are made, those of one moment by chance. Who of the crew is absent on the day is
    /// known by then.
    pub lead_days: DistributionFile,
    /// Length in hours; meetings are counted in blocks of five minutes, the mean being kept, and what is longer than the office hours is cut to them.
    pub duration_hours: DistributionFile,
    /// People who attend.
    pub attendees: DistributionFile,
    /// How far the start may be moved to find a room, within the day's office hours: on the clock, or in working hours. It is moved by whole quarters of an hour, later
    /// rather than earlier; where less than a quarter is tolerated, by blocks of five minutes. Nobody is moved to before having asked, set-up included.
    pub tolerance: TimeSpan,
    /// No room is taken that is further away than this from the lot's site: clock time of the way there. Without it rooms of all pooled sites will do.
    #[schemars(example = &"15 minutes")]
    pub elsewhere_within: Option<TimeSpan>,
    /// Minutes before the start in which the room is prepared; the room is taken in whole blocks of five minutes, those that it touches.
    #[schemars(range(min = 0.0, max = 1440.0))]
    pub setup_minutes: f64,
    /// Minutes after the end in which it is cleared, likewise.
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
    /// Meetings that repeat every week, asked for together; those of a weekday begin and end in the same weeks.
    pub series: Option<SeriesFile>,
    /// A class that goes first: where no room is free at the wanted start, meetings of lots without this key give way, if their room is taken (set-up included) from at least so long after
    /// the request. They are answered anew. Only where nobody may give way does it meet at another time.
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
    /// Share of booked meetings cancelled before they start. The room is freed, halfway between request and meeting. The column Demand
    /// counts the others: cancelled meetings are in no count and in no share.
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
    /// Hours in which own people must accompany a meeting done by anybody but own people or a cleared provider. Needs `policy.escort_cost_per_hour`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub escort_hours: f64,
    /// What own people use on a meeting: resource to amount. Work bought without a contract uses none.
    #[serde(default)]
    #[schemars(example = &r#"{ water = 0.02 }"#)]
    pub uses: BTreeMap<String, f64>,
    /// Secret work: in-house, or by a cleared provider.
    #[serde(default)]
    pub confidential: bool,
    /// Share of meetings that are secret. They become a lot of their own, named after this one with `, confidential` added, which stays in-house or goes to a
    /// cleared provider; which ones are secret is left to chance. Not beside `confidential = true`.
    #[serde(default = "zero_share")]
    pub confidential_share: Share,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// Meetings in weekly series.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesFile {
    /// Share of the lot's meetings that belong to a series. Series follow the profile and the factors as single meetings do: on a day of half the weight half of them
    /// meet.
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
