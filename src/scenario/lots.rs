//! Lots, resolved: what is asked for, how it arises, and how well it must be served.

use crate::random::{Ageing, Distribution};

use super::file::{Arrivals, Lines, Overflow};
use super::model::{Effects, Price};
use super::units::TimeSpan;

/// The smallest piece of work that is sourced as one.
#[derive(Clone, Debug)]
pub struct Lot {
    /// `service/site/name`.
    pub path: String,
    /// Title for people, with the site where the same lot stands at several.
    pub title: String,
    /// Service.
    pub service: usize,
    /// Site.
    pub site: usize,
    /// Department that pays.
    pub department: usize,
    /// Skill needed.
    pub trade: String,
    /// Whether only cleared providers may do it.
    pub confidential: bool,
    /// Share that must be in time.
    pub standard: f64,
    /// Price without a contract, if it can be bought so.
    pub spot: Option<Price>,
    /// What moves its demand.
    pub factors: Effects,
    /// What moves the price without a contract.
    pub spot_factors: Effects,
    /// Cost of a unit that nobody serves (not cash).
    pub unserved_cost: f64,
    /// Use of each resource by own people, for each unit.
    pub uses: Vec<f64>,
    /// Cost of accompanying others than own people and cleared providers, for each unit.
    pub escort: f64,
    /// Hours in which own people accompany others on a unit.
    pub escort_hours: f64,
    /// Demand and service. Where the lot is a part, of the whole.
    pub kind: LotKind,
    /// The part that it is of a lot of which some work is secret.
    pub part: Option<Part>,
}

impl Lot {
    /// Share of what its kind says that is its own.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.part.map_or(1.0, |part| part.to - part.from)
    }
}

/// Part of a lot: of the uniform numbers that its jobs or meetings are given, those from `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Identity of the whole, under which its demand is drawn.
    pub whole: u64,
    /// From here.
    pub from: f64,
    /// To here.
    pub to: f64,
}

/// The three demand models.
#[derive(Clone, Debug)]
pub enum LotKind {
    /// Jobs.
    WorkOrders(WorkOrders),
    /// Meals.
    Sittings(Sittings),
    /// Meetings.
    Bookings(Bookings),
}

/// Multipliers with mean 1 over the year, the week and the day.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// By calendar month.
    pub months: [f64; 12],
    /// By weekday.
    pub weekdays: [f64; 7],
    /// By hour.
    pub hours: [f64; 24],
}

/// A lot made of jobs.
#[derive(Clone, Debug)]
pub struct WorkOrders {
    /// Mean jobs a month.
    pub jobs_per_month: f64,
    /// Variance-to-mean ratio of monthly counts.
    pub burstiness: f64,
    /// Shape.
    pub profile: Profile,
    /// Labour of one person, minutes.
    pub labour: Distribution,
    /// People needed at once.
    pub crew: usize,
    /// How jobs arise.
    pub arrivals: Arrivals,
    /// Things whose failures are jobs too.
    pub assets: Option<Assets>,
    /// Jobs waiting at the start.
    pub backlog: usize,
    /// Steps after the first.
    pub then: Vec<JobStep>,
    /// Parts that some jobs need.
    pub parts: Option<Parts>,
    /// Jobs that come back.
    pub repeat: Option<Repeat>,
    /// Most jobs waiting, where that decides.
    pub queue_at_most: Option<usize>,
    /// Share of emergencies.
    pub emergency_share: f64,
    /// Response deadline.
    pub response: TimeSpan,
    /// Response deadline of emergencies.
    pub emergency_response: TimeSpan,
    /// Completion deadline.
    pub completion: Option<TimeSpan>,
    /// When a waiting job leaves.
    pub overflow: Overflow,
    /// Patience, minutes, where that decides.
    pub patience: Option<Distribution>,
    /// Material cost a job, in-house.
    pub materials: f64,
}

/// Things that age and fail.
#[derive(Clone, Debug)]
pub struct Assets {
    /// How many.
    pub count: u32,
    /// How they age, in minutes.
    pub ageing: Ageing,
    /// Ages at the start, minutes.
    pub ages: Distribution,
    /// Expected failures a month over the horizon, all together.
    pub failures_per_month: f64,
}

impl WorkOrders {
    /// Expected jobs a month, failures of assets included.
    pub fn expected_per_month(&self) -> f64 {
        self.jobs_per_month + self.assets.as_ref().map_or(0.0, |assets| assets.failures_per_month)
    }
}

/// A step of a job after the first.
#[derive(Clone, Debug)]
pub struct JobStep {
    /// Skill needed.
    pub trade: String,
    /// Labour of one person, minutes.
    pub labour: Distribution,
    /// People needed at once.
    pub crew: usize,
}

/// Parts that some jobs need.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Share of jobs.
    pub share: f64,
    /// First visit, minutes.
    pub diagnosis: f64,
    /// Wait on the clock, minutes.
    pub wait: Distribution,
}

/// Jobs that come back.
#[derive(Clone, Copy, Debug)]
pub struct Repeat {
    /// Chance after each visit.
    pub share: f64,
    /// Until then, minutes on the clock.
    pub after: f64,
}

/// A lot made of meals.
#[derive(Clone, Debug)]
pub struct Sittings {
    /// Registered diners.
    pub registered: f64,
    /// Mean share who come.
    pub attendance: f64,
    /// Standard deviation of that share over days.
    pub attendance_sd: f64,
    /// Mean guests a day.
    pub guests: f64,
    /// Shape over months and weekdays.
    pub profile: Profile,
    /// When the counters open, minute of the day.
    pub opens: f64,
    /// Length of the window, minutes.
    pub window: f64,
    /// Cumulative shares of arrivals at the end of equal slices of the window.
    pub arrivals: Vec<f64>,
    /// Counters that exist.
    pub counters: usize,
    /// People for each open counter.
    pub people_per_counter: f64,
    /// Meals for each person.
    pub meals_per_person: f64,
    /// Time at the counter, minutes.
    pub service: Distribution,
    /// Seats.
    pub seats: usize,
    /// Time at the table, minutes.
    pub eating: Distribution,
    /// Queue for each counter at which diners turn away.
    pub balk_at: Option<usize>,
    /// Patience, minutes.
    pub patience: Option<f64>,
    /// Quantile of the forecast that is cooked.
    pub production_quantile: f64,
    /// Ingredients for each portion.
    pub ingredients: f64,
    /// Waiting standard, minutes.
    pub wait_within: f64,
    /// Cumulative shares of diners who want each menu; empty or one for a single menu.
    pub menus: Vec<f64>,
    /// How menus and lines go together.
    pub lines: Lines,
    /// Share of diners who take another menu when theirs is sold out.
    pub substitution: f64,
    /// The step at a till.
    pub payment: Option<Payment>,
    /// Kitchens that are late.
    pub late: Option<LateKitchen>,
    /// Minutes from the opening, and cumulative share of the portions that are there from then on; empty if all are there from the start.
    pub deliveries: Vec<(f64, f64)>,
    /// Central kitchen that cooks for it.
    pub kitchen: Option<usize>,
    /// Past meals of the weekday from which alone the kitchen forecasts.
    pub forecast_meals: Option<usize>,
}

/// The step at a till.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Tills.
    pub tills: usize,
    /// Time at one, minutes.
    pub time: Distribution,
}

/// Kitchens that are late.
#[derive(Clone, Debug)]
pub struct LateKitchen {
    /// Share of days.
    pub share: f64,
    /// By how much, minutes.
    pub minutes: Distribution,
}

/// A lot made of meetings.
#[derive(Clone, Debug)]
pub struct Bookings {
    /// Mean requests on a working day.
    pub per_day: f64,
    /// Variance-to-mean ratio of daily counts.
    pub burstiness: f64,
    /// Shape.
    pub profile: Profile,
    /// Days between request and meeting.
    pub lead_days: Distribution,
    /// Length, minutes.
    pub duration: Distribution,
    /// Attendees.
    pub attendees: Distribution,
    /// How far the start may move: minutes on the clock, or of the opening hours.
    pub tolerance: TimeSpan,
    /// Longest way to a room, minutes; infinite without a limit.
    pub elsewhere_within: f64,
    /// Preparation, minutes.
    pub setup: f64,
    /// Clearing, minutes.
    pub turnround: f64,
    /// Service crew.
    pub crew: usize,
    /// Features that the room must have, a bit for each of [`Scenario::features`].
    pub needs: u64,
    /// Equipment (by index) taken from set-up to clearing, and how many.
    pub equipment: Vec<(usize, u16)>,
    /// Meetings in weekly series.
    pub series: Option<Series>,
    /// Notice in minutes with which it may displace meetings of lots that may not.
    pub displaces: Option<f64>,
    /// Minutes after the start at which a room is given up if nobody came.
    pub release: Option<f64>,
    /// Meetings that overrun.
    pub overruns: Option<Overruns>,
    /// Share of no-shows.
    pub no_show: f64,
    /// Share cancelled.
    pub cancelled: f64,
}

/// Meetings in weekly series.
#[derive(Clone, Copy, Debug)]
pub struct Series {
    /// Share of all meetings.
    pub share: f64,
    /// Weeks.
    pub meetings: u32,
}

/// Meetings that overrun.
#[derive(Clone, Debug)]
pub struct Overruns {
    /// Share of meetings.
    pub share: f64,
    /// By how much, minutes.
    pub minutes: Distribution,
}
