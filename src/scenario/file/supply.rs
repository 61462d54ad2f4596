//! What an institution has: teams, kitchens, rooms, equipment.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

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
    /// Ages of today's people, and how many have each: for retirements along a `[path]`. Teams with `grades` give them by grade.
    #[serde(default)]
    #[schemars(example = &"{ 58 = 2, 41 = 3 }")]
    pub ages: BTreeMap<String, u32>,
    /// Grades of today's people, with the pay and the ages of each; their numbers sum to `people`. A single year's plan counts everybody at the team's mean
    /// pay; along a `[path]` everybody is paid by grade, and whoever is hired begins in the grade that is paid least.
    #[serde(default)]
    pub grades: Vec<GradeFile>,
    /// Most people the team may have, in plan files of your own too. Without it, half as many again as today, plus two.
    #[schemars(range(min = 0, max = 100_000))]
    pub people_at_most: Option<u32>,
    /// Cost of one person for a year.
    pub cost_per_person_year: PersonCost,
    /// Overhead on the personnel cost of people kept; not on what calls outside the shifts are paid (`on_call`).
    #[serde(default = "twelve_percent")]
    pub overhead: Share,
    /// Hours worked. Several shifts may be listed: people are dealt out to them in turn, and whoever goes hands the job over. `22:00-06:00` is a shift over
    /// midnight, belongs to the day on which it begins, and ends at the latest where the hours of the next day begin (every night is
    /// `Mon-Sun 22:00-06:00`; nights and weekends are `Mon 00:00-08:00 17:00-08:00; Tue-Fri 17:00-08:00; Sat-Sun 00:00-24:00`, for Sunday ends at midnight). On holidays nobody works, unless the hours name them (`Hol 10:00-14:00`) or name all seven days, in which
    /// case they are as Sundays (`Hol off` for a day off). Whoever cooks, serves or attends to a meeting is on shift all the time: through the window of a meal, from
    /// set-up to clearing of a meeting.
    pub shift: ShiftFile,
    /// Share of shifts that a person misses (sickness, leave, training). Whoever is away does no job, opens no counter, cooks no meal and attends to no meeting.
    pub absence: Share,
    /// Mean length of an absence in days. Without it days are missed one by one.
    #[schemars(range(min = 1.0, max = 365.0))]
    pub absence_days: Option<f64>,
    /// Leave calendar: seasons in which everybody takes part of the time off, in one piece that lies within it, each at a time of their own. It comes on top of `absence`.
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

impl ShiftFile {
    /// All of them.
    pub fn all(&self) -> &[Hours] {
        match self {
            Self::One(hours) => std::slice::from_ref(hours),
            Self::Several(all) => all,
        }
    }
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
    /// Pay for each hour of a call, travel included. It stands under personnel, and bears no `overhead`.
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

/// People of a team who are of one grade.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeFile {
    /// Name. Whoever is retrained for another team keeps the grade if that team has one of this name.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// How many there are today. A grade may be empty: somebody who is hired can begin in it.
    #[schemars(range(min = 0, max = 100_000))]
    pub people: u32,
    /// Pay of one person for a year and everything that follows from it.
    #[schemars(range(min = 0.0))]
    pub personnel: f64,
    /// Ages, and how many have each: for retirements along a `[path]`.
    #[serde(default)]
    #[schemars(example = &"{ 58 = 1, 54 = 1 }")]
    pub ages: BTreeMap<String, u32>,
    /// Age at which people of this grade retire, where it is not `path.retirement_age`.
    #[schemars(range(min = 18, max = 100))]
    pub retirement_age: Option<u32>,
}

/// Cost of one person for a year.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonCost {
    /// Pay and everything that follows from it. Teams with `grades` give it by grade instead.
    #[schemars(range(min = 0.0))]
    pub personnel: Option<f64>,
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
    /// Only meetings of these lots get such a room: `service/site/lot`, where `*` stands for any name. Without it a room is for all lots of the service in which it
    /// fits, but for one: a room with a feature that a confidential lot `needs`, and no lot that is not confidential does, is kept for confidential lots (where
    /// phones and visitors go in and out it is no secret room any more). Of a lot with a `confidential_share` both parts need the feature, so that it keeps no
    /// room; the secret part is named with `, confidential` added.
    #[schemars(example = &r#"["meetings/main/board", "meetings/*/talks"]"#)]
    pub only_for: Option<Vec<String>>,
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

/// What is used in serving: electricity, gas, water. Lots say how much own people use on a unit, offers how much a provider does on the institution's
/// account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceFile {
    /// Name, to be used in `uses` of lots and offers.
    pub name: String,
    /// Title for people.
    pub title: Option<Title>,
    /// Unit of measure, such as kWh or m³.
    pub unit: String,
    /// Price of a unit.
    #[schemars(range(min = 0.0))]
    pub price: f64,
    /// What each person of all departments uses in a year whatever is planned.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub base_per_head: f64,
    /// Factors that move it, each with its effect: the weather, say. What contracts save of it moves alike.
    #[serde(default)]
    #[schemars(example = &r#"{ heat = 0.4 }"#)]
    pub base_factors: BTreeMap<String, f64>,
    /// Most use in a year for each person of all departments, in expectation. Without it there is no limit.
    #[schemars(range(min = 0.0))]
    pub per_head_at_most: Option<f64>,
    /// Use in a year for each person of all departments that is aimed at. It binds no plan: `resources.csv` and the reports say whether it is reached.
    pub target_per_head: Option<f64>,
    /// Where the figures come from.
    pub source: Option<String>,
}
