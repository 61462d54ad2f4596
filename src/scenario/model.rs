//! A scenario resolved: names have become indices, texts have become values, and everything has been checked.

use crate::calendar::{Calendar, WeeklyHours, WorkingTime};

pub use super::contracts::*;
pub use super::file::Lines;
use super::file::{Language, Period, RunSettings};
use super::file::{ShareAmong, ShareOf};
pub use super::lots::*;
pub use super::path::*;
use super::units::{DateRange, Held, TimeSpan, Title};

/// Everything a planner knows or assumes. Indices refer to the vectors here.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Short name.
    pub name: String,
    /// Title in the scenario's language.
    pub title: String,
    /// What the case is, and where its figures come from.
    pub description: Option<String>,
    /// Language of output.
    pub language: Language,
    /// Currency code.
    pub currency: String,
    /// Days and months of the horizon.
    pub calendar: Calendar,
    /// Office hours over the calendar.
    pub office: WorkingTime,
    /// Minutes of a full office day.
    pub office_day: f64,
    /// Years of the horizon.
    pub years: f64,
    /// Yearly discount rate.
    pub discount_rate: f64,
    /// Seed, replications and tolerances.
    pub run: RunSettings,
    /// Departments.
    pub departments: Vec<Department>,
    /// Sites.
    pub sites: Vec<Site>,
    /// What moves demands and prices together.
    pub factors: Vec<Factor>,
    /// Services.
    pub services: Vec<Service>,
    /// Lots of all services.
    pub lots: Vec<Lot>,
    /// Teams as declared.
    pub teams: Vec<Team>,
    /// Rooms as declared.
    pub rooms: Vec<Room>,
    /// Central kitchens: most portions a day.
    pub kitchens: Vec<f64>,
    /// What rooms can have: names of features.
    pub features: Vec<String>,
    /// What meetings share beside rooms and crew.
    pub equipment: Vec<Equipment>,
    /// Offers. Where one may be had with or without supervision, screening, a reserve or clearance, each way is an offer of its own, and they
    /// are one family.
    pub offers: Vec<Offer>,
    /// What is used in serving.
    pub resources: Vec<ResourceUse>,
    /// Offers that are cheaper together.
    pub bundles: Vec<Bundle>,
    /// Caps on money.
    pub budget: Budget,
    /// The way from today to the plan.
    pub path: Option<Staging>,
    /// Terms of the cost comparison.
    pub cost_comparison: Option<CostComparison>,
    /// Rules.
    pub policy: Policy,
    /// Today's plan in the scenario's own terms.
    pub status_quo: StatusQuo,
    /// Whether a contract that begins does so in every year of the horizon, since the horizon stands for one year of a path.
    pub begins_every_year: bool,
    /// What the scenario says of where its figures come from: what they are of, and the source.
    pub sources: Vec<(String, String)>,
    /// What says of no source: kinds of things, and the names of those.
    pub without_source: Vec<(&'static str, Vec<String>)>,
    /// What it was read from.
    pub inputs: super::Inputs,
}

/// Who pays.
#[derive(Clone, Debug)]
pub struct Department {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// People who work there.
    pub headcount: u32,
}

/// Where the work is.
#[derive(Clone, Debug)]
pub struct Site {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Its department.
    pub department: usize,
    /// Minutes to each site; `None` where no way is known.
    pub travel: Vec<Option<f64>>,
}

/// A way to group sites or departments under one in-house team.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement {
    /// Its name in the scenario.
    pub name: String,
    /// How lots and sites are grouped.
    pub grouping: Grouping,
    /// What running the service this way costs a year beside people and rooms, where any are kept.
    pub coordination: f64,
    /// Whether the planner lists it as a choice. Departments on their own are always worked out, for comparison.
    pub listed: bool,
}

/// How lots and sites are grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// By site.
    EachSite,
    /// By the department that pays.
    EachDepartment,
    /// All together.
    OneTeam,
    /// By cluster of sites: the cluster of each site.
    Clusters(Vec<usize>),
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Ways to organise it in-house.
    pub arrangements: Vec<Arrangement>,
    /// What its users think of it.
    pub satisfaction: Option<Satisfaction>,
    /// What it is to reach.
    pub targets: Targets,
    /// How the targets are weighed in its score.
    pub weights: Option<Targets>,
    /// What an hour of an attendee's time on the way to a meeting elsewhere is worth (not cash).
    pub attendee_hour: f64,
}

impl Service {
    /// Whether it is appraised at all.
    pub fn is_appraised(&self) -> bool {
        self.satisfaction.is_some() || self.targets != Targets::default()
    }
}

/// What users think of a service, by what became of their request, and how they are asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Satisfaction {
    /// Mean mark of those served in time.
    pub in_time: f64,
    /// Of those served late.
    pub late: f64,
    /// Of those who went without.
    pub without: f64,
    /// Standard deviation of marks among users to whom the same happened.
    pub spread: f64,
    /// Users who answer a survey.
    pub respondents: u32,
}

/// Targets of a service, or their weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Targets {
    /// Share in time.
    pub in_time: Option<f64>,
    /// Mean mark.
    pub satisfaction: Option<f64>,
    /// Cost of a unit: no more than this.
    pub cost_per_unit: Option<f64>,
}

/// A price: for each job, meal or meeting, and for each labour hour or attendee.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Price {
    /// For each job, meal or meeting.
    pub per_unit: f64,
    /// For each labour hour (work orders) or attendee (bookings).
    pub per_measure: f64,
}

impl Price {
    /// Price of a volume.
    pub fn of(&self, volume: Volume) -> f64 {
        self.per_unit * volume.units + self.per_measure * volume.measure
    }

    /// A multiple of the price.
    pub fn scaled(self, factor: f64) -> Self {
        Self { per_unit: self.per_unit * factor, per_measure: self.per_measure * factor }
    }
}

/// A volume of work: units (jobs, meals, meetings) and their measure (labour hours, nothing, attendees).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Volume {
    /// Jobs, meals or meetings.
    pub units: f64,
    /// Labour hours, or attendees.
    pub measure: f64,
}

impl Volume {
    /// A part of the volume.
    pub fn scaled(self, factor: f64) -> Self {
        Self { units: self.units * factor, measure: self.measure * factor }
    }
}

impl std::ops::AddAssign for Volume {
    fn add_assign(&mut self, other: Self) {
        self.units += other.units;
        self.measure += other.measure;
    }
}

/// What moves demands and prices together.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Name.
    pub name: String,
    /// Mean while it is in force.
    pub level: f64,
    /// Coefficient of variation.
    pub spread: f64,
    /// How long a value holds.
    pub drawn: Period,
    /// Correlation of normal scores from period to period.
    pub persistence: f64,
    /// When it is in force; empty for always.
    pub between: Vec<DateRange>,
}

impl Factor {
    /// Whether it is in force on a date.
    pub fn covers(&self, date: jiff::civil::Date) -> bool {
        self.between.is_empty() || self.between.iter().any(|range| range.contains(date))
    }
}

/// Factors (by index) with their effects.
pub type Effects = Vec<(usize, f64)>;

/// What meetings share beside rooms and crew.
#[derive(Clone, Debug)]
pub struct Equipment {
    /// Name.
    pub name: String,
    /// Service.
    pub service: usize,
    /// Site.
    pub site: usize,
    /// How many.
    pub count: u16,
    /// Yearly cost of one.
    pub cost: f64,
}

/// An in-house team as declared.
#[derive(Clone, Debug)]
pub struct Team {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Service it belongs to.
    pub service: usize,
    /// Trades, sorted.
    pub skills: Vec<String>,
    /// Base site.
    pub base: usize,
    /// People today.
    pub people: u32,
    /// Most people.
    pub people_at_most: u32,
    /// Yearly personnel cost of one person, in the mean over today's grades.
    pub personnel: f64,
    /// Grades of its people; one without a name where none are declared.
    pub grades: Vec<Grade>,
    /// Yearly materials of one person.
    pub materials: f64,
    /// Yearly other cost of one person.
    pub other: f64,
    /// Overhead on personnel.
    pub overhead: f64,
    /// Hours of each shift.
    pub hours: Vec<WeeklyHours>,
    /// All hours in which somebody may be at work: shifts and on-call hours.
    pub time: WorkingTime,
    /// Each shift's stretches in that time, of the horizon and beyond: day, from, to.
    pub shifts: Vec<Vec<(u32, f64, f64)>>,
    /// Sets of shifts that are at work at the same moment, a bit for each shift.
    pub together: Vec<u64>,
    /// Share of shifts missed.
    pub absence: f64,
    /// Mean length of an absence, days.
    pub absence_days: f64,
    /// Seasons of leave: first day of the horizon, one past the last, and days that each person is away.
    pub leave: Vec<(usize, usize, usize)>,
    /// People on call.
    pub on_call: Option<OnCall>,
    /// Sets of skills, a bit for each of `skills`, and how many of today's people have them.
    pub members: Vec<(u64, u32)>,
    /// Whether emergencies interrupt jobs in progress.
    pub interrupts: bool,
}

/// People of a team who are of one grade.
#[derive(Clone, Debug)]
pub struct Grade {
    /// Name; empty where the team declares no grades.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// People today.
    pub people: u32,
    /// Personnel cost of one person over the team's mean.
    pub relative_pay: f64,
}

/// People on call for emergencies.
#[derive(Clone, Debug)]
pub struct OnCall {
    /// How many.
    pub people: u32,
    /// Minutes from call to site.
    pub travel: f64,
    /// Pay for each minute.
    pub pay_per_minute: f64,
    /// When they begin and end to be on call, in the team's time.
    pub changes: Vec<(f64, bool)>,
}

impl Team {
    /// Yearly personnel cost of a person of a grade, without overhead.
    pub fn personnel_of(&self, grade: usize) -> f64 {
        self.personnel * self.grades[grade].relative_pay
    }

    /// Minutes of a shift in each month of the horizon.
    pub fn shift_minutes(&self, calendar: &Calendar, shift: usize) -> Vec<f64> {
        let mut minutes = vec![0.0; calendar.months()];
        for (day, from, to) in &self.shifts[shift] {
            let Some(day) = calendar.days.get(*day as usize) else { break };
            minutes[day.month] += to.min(self.time.total()) - from;
        }
        minutes
    }

    /// Most people with a skill (by bit) who are ever at work at the same moment, of a team with these people.
    pub fn most_together(&self, people: &[u64], skill: usize) -> usize {
        let shifts = self.shifts.len().max(1);
        let with_skill = |together: &u64| {
            let at_work =
                people.iter().enumerate().filter(|(person, skills)| together >> (person % shifts) & 1 == 1 && *skills >> skill & 1 == 1);
            at_work.count()
        };
        self.together.iter().map(with_skill).max().unwrap_or(0)
    }

    /// The skills of each person of a team of some size: the kinds of members are mixed as today's, by highest averages (D'Hondt).
    pub fn mix(&self, people: usize) -> Vec<u64> {
        let weights: Vec<f64> = match self.members.iter().map(|(_, people)| people).sum::<u32>() {
            0 => vec![1.0; self.members.len()],
            _ => self.members.iter().map(|(_, people)| f64::from(*people)).collect(),
        };
        let mut given = vec![0.0; weights.len()];
        (0..people)
            .map(|_| {
                let average = |kind: usize| weights[kind] / (given[kind] + 1.0);
                let best = (0..weights.len()).reduce(|best, kind| if average(kind) > average(best) { kind } else { best }).unwrap_or(0);
                given[best] += 1.0;
                self.members[best].0
            })
            .collect()
    }
}

/// Rooms of one kind at one site.
#[derive(Clone, Debug)]
pub struct Room {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Service.
    pub service: usize,
    /// Site.
    pub site: usize,
    /// Seats in each.
    pub seats: u32,
    /// Features, a bit for each of [`Scenario::features`].
    pub features: u64,
    /// Of each lot, whether its meetings may have such a room if they fit in.
    pub takes: Vec<bool>,
    /// How many.
    pub count: u32,
    /// Yearly cost of one.
    pub cost: f64,
    /// Whether they may be released.
    pub can_release: bool,
}

/// What is used in serving.
#[derive(Clone, Debug)]
pub struct ResourceUse {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Unit of measure.
    pub unit: String,
    /// Price of a unit.
    pub price: f64,
    /// Use a year whatever is planned, before factors.
    pub base: f64,
    /// What moves it.
    pub base_factors: Effects,
    /// Most use a year.
    pub at_most: Option<f64>,
    /// Use a head and year that is aimed at.
    pub target_per_head: Option<f64>,
}

/// Caps on money, a year.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    /// Cap on the cost of each year.
    pub per_year: Option<f64>,
    /// In what sense it holds.
    pub held: Held,
    /// Cap on the expected cost of each month.
    pub per_month: Option<f64>,
    /// Cap on what is spent once, which the others then leave out.
    pub one_off: Option<f64>,
    /// Share of each department, if budgets are split.
    pub department_share: Option<Vec<f64>>,
    /// Whether the shares bind every plan.
    pub departments_bind: bool,
}

impl Budget {
    /// What of an amount that is spent once the caps on money leave out: all of it, where a fund pays for that.
    pub fn beside(&self, once: f64) -> f64 {
        if self.one_off.is_some() { once } else { 0.0 }
    }
}

/// Terms on which in-house and contract cost are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct CostComparison {
    /// Yearly discount rate.
    pub discount_rate: f64,
    /// Least saving as a share of in-house personnel cost.
    pub differential_share: f64,
    /// Least saving that is always enough.
    pub differential_at_most: f64,
    /// Share of payments to providers that comes back as tax.
    pub tax_share: f64,
    /// One-time gain on the assets of each service.
    pub asset_gain: Vec<f64>,
    /// Criteria of the scorecard; none where no scorecard is filed.
    pub criteria: Vec<Criterion>,
}

/// A criterion of the delivery-model scorecard.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Weight, in proportion to the others'.
    pub weight: f64,
    /// Where its scores come from.
    pub scores: Scores,
    /// Where its figures come from.
    pub source: Option<String>,
}

/// Where a criterion's scores come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Scores {
    /// Whole-life cost.
    Cost,
    /// Share of the work in time.
    InTime,
    /// Judgement, by service: own people and providers, 0 to 100.
    Judged(Vec<[f64; 2]>),
}

/// Rules that a plan must keep.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Most in-house people.
    pub quota: Option<u32>,
    /// Whether people may be hired.
    pub new_hires: bool,
    /// Cost of a hire.
    pub cost_per_hire: f64,
    /// Cost of a redeployment.
    pub cost_per_redeployment: f64,
    /// Most redeployments.
    pub redeployed_at_most: Option<u32>,
    /// Least outsourced share.
    pub outsourced_share_at_least: Option<f64>,
    /// What outsourced shares are counted by, and of which work they are.
    pub counted: (ShareOf, ShareAmong),
    /// Most of the contracts' work that one provider may have, by market value.
    pub provider_share_at_most: Option<f64>,
    /// Least number of providers, where anything is under contract.
    pub providers_at_least: Option<u32>,
    /// Least share of the contracts' work that goes to small firms, by market value.
    pub set_aside: Option<f64>,
    /// The team whose people accompany others, and what an hour beyond theirs costs.
    pub escort_team: Option<(usize, f64)>,
    /// What work done again costs, as a share of what going without costs.
    pub rework_cost: f64,
    /// What a mark less costs for each unit, as a share of what going without costs.
    pub mark_cost: f64,
    /// What late work costs, as a share of what going without costs.
    pub late_cost: f64,
    /// Whether the best service under the caps comes before cost.
    pub service_first: bool,
    /// Weight of the dearest years in the objective, and the share of years that are not among them.
    pub risk: Option<(f64, f64)>,
    /// Whether no department may pay more than today.
    pub departments_no_worse: bool,
    /// Whether standards bind.
    pub standards_bind: bool,
    /// Share of work bought without a contract that is done in time.
    pub spot_in_time: f64,
}

impl Policy {
    /// Whether outsourced shares are of running cash, and so are ratios of what a plan comes to.
    pub fn counts_cost(&self) -> bool {
        self.counted.0 == ShareOf::Cost
    }
}

/// Today's plan.
#[derive(Clone, Debug, Default)]
pub struct StatusQuo {
    /// Arrangement of each service.
    pub arrangement: Vec<usize>,
    /// Offers in force.
    pub awarded: Vec<bool>,
    /// Target of each lot that does not go to a team.
    pub direct: Vec<Option<Direct>>,
}

/// Where a lot goes if not to a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Direct {
    /// To an offer.
    Offer(usize),
    /// Bought without a contract.
    Spot,
    /// Nobody does it.
    Nobody,
}

/// Whether somebody outside could do one of some lots.
pub(super) fn may_go_out(lots: &[Lot], offers: &[Offer], lot: usize) -> bool {
    let has_price = |offer: &Offer| offer.prices.get(lot).is_some_and(Option::is_some);
    offers.iter().any(has_price) || lots[lot].spot.is_some() && !lots[lot].confidential
}

impl Scenario {
    /// A title, or the name where there is none.
    pub(super) fn title_of(title: Option<&Title>, name: &str, language: Language) -> String {
        let code = match language {
            Language::Zh => "zh",
            Language::En => "en",
        };
        title.and_then(|title| title.in_language(code)).unwrap_or(name).to_owned()
    }

    /// Whether somebody outside could do a lot: an offer covers it (of secret lots, one whose provider is or could be cleared), or it can be bought without
    /// a contract.
    pub fn may_go_out(&self, lot: usize) -> bool {
        may_go_out(&self.lots, &self.offers, lot)
    }

    /// What the resources of one unit cost.
    pub fn resource_cost(&self, uses: &[f64]) -> f64 {
        uses.iter().zip(&self.resources).map(|(amount, resource)| amount * resource.price).sum()
    }

    /// What the resources cost a year that are used whatever is planned.
    pub fn base_cost(&self) -> f64 {
        self.resources.iter().map(|resource| resource.base * resource.price).sum()
    }

    /// What an offer saves of a resource's base use in a year, in the resource's unit.
    pub fn saved(&self, offer: usize, resource: usize) -> f64 {
        self.offers[offer].saves.get(resource).map_or(0.0, |share| share * self.resources[resource].base)
    }

    /// What an offer's savings are worth a year.
    pub fn worth_saved(&self, offer: usize) -> f64 {
        self.worth_saved_at(offer, |_| 1.0)
    }

    /// The same where each resource's base use is at a level.
    pub fn worth_saved_at(&self, offer: usize, level: impl Fn(usize) -> f64) -> f64 {
        (0..self.resources.len()).map(|resource| self.saved(offer, resource) * self.resources[resource].price * level(resource)).sum()
    }

    /// What the provider of an offer that saves gets a year for savings of a worth: its fee, and its share of them.
    pub fn paid_for_saving(&self, offer: usize, worth: f64) -> f64 {
        self.offers[offer].fee + worth * self.offers[offer].shared_savings
    }

    /// Each department's share of all heads.
    pub fn head_shares(&self) -> Vec<f64> {
        self.departments.iter().map(|department| f64::from(department.headcount) / self.heads().max(1.0)).collect()
    }

    /// People of all departments.
    pub fn heads(&self) -> f64 {
        self.departments.iter().map(|department| f64::from(department.headcount)).sum()
    }

    /// Whether an offer, in whatever way, is a contract today.
    pub fn in_force(&self, offer: usize) -> bool {
        let family = self.offers[offer].family;
        self.offers.iter().zip(&self.status_quo.awarded).any(|(other, awarded)| *awarded && other.family == family)
    }

    /// What is paid once for an offer had in its way: everything if it is not in force today, else what screening and clearance it has not had.
    pub fn changing_over(&self, offer: usize) -> f64 {
        let spec = &self.offers[offer];
        let today = self.offers.iter().zip(&self.status_quo.awarded).find(|(other, awarded)| **awarded && other.family == spec.family);
        today.map_or(spec.transition, |(today, _)| (spec.vetting - today.vetting).max(0.0))
    }

    /// Months for which secret work waits until the provider of an offer, had in its way, is cleared: none where it is today.
    pub fn clearing(&self, offer: usize) -> f64 {
        let spec = &self.offers[offer];
        let is_cleared = |(other, awarded): (&Offer, &bool)| *awarded && other.family == spec.family && other.clearing > 0.0;
        if self.offers.iter().zip(&self.status_quo.awarded).any(is_cleared) { 0.0 } else { spec.clearing }
    }

    /// Whether a plan may spend anything once.
    pub fn spends_once(&self) -> bool {
        let of_offer = |offer: usize| self.changing_over(offer) > 0.0 || self.leaving(offer) > 0.0;
        self.policy.cost_per_hire > 0.0 || self.policy.cost_per_redeployment > 0.0 || (0..self.offers.len()).any(of_offer)
    }

    /// What a unit of money that is spent once comes to in a mean year of a number of years: an annuity, paid at the beginning of each.
    pub fn once_a_year(&self, years: f64) -> f64 {
        let worth: f64 = (0..years as i32).map(|year| (1.0 + self.discount_rate).powi(-year)).sum();
        1.0 / worth
    }

    /// What it costs, once, to leave a contract of today. One that cannot be ended before its term is paid until then, or over the horizon, what it is owed without work.
    pub fn leaving(&self, offer: usize) -> f64 {
        let spec = &self.offers[offer];
        let years = (spec.term_left as f64).min(self.years);
        let owed = spec.fee + spec.minimum.max(12.0 * spec.minimum_per_month) + spec.administration;
        spec.exit + if spec.term_left > 0 { spec.early_exit.unwrap_or(years * owed) } else { 0.0 }
    }

    /// Whether an offer heads its family, and some way of it covers anything.
    pub fn heads_family(&self, offer: usize) -> bool {
        let covers = |way: &Offer| way.family == offer && way.prices.iter().any(Option::is_some);
        self.offers[offer].family == offer && self.offers.iter().any(covers)
    }

    /// What it costs to accompany whoever does a unit of a lot's work, where that is paid by the hour.
    pub fn escort(&self, lot: usize, outlet: Direct) -> f64 {
        if self.is_accompanied(outlet) { self.lots[lot].escort } else { 0.0 }
    }

    /// Whether own people accompany whoever does the work. A provider that may be cleared is taken as cleared.
    pub fn is_accompanied(&self, outlet: Direct) -> bool {
        match outlet {
            Direct::Offer(offer) => !self.offers[offer].cleared,
            Direct::Spot => true,
            Direct::Nobody => false,
        }
    }

    /// What a unit of a lot's work costs beside money for being done again and for how it is liked.
    pub fn quality_cost(&self, lot: usize, redone: f64, liked: f64) -> f64 {
        (self.policy.rework_cost * redone - self.policy.mark_cost * liked) * self.lots[lot].unserved_cost
    }

    /// What hours of a lot's people on the way to meetings elsewhere cost (not cash).
    pub fn way_cost(&self, lot: usize, hours: f64) -> f64 {
        hours * self.services[self.lots[lot].service].attendee_hour
    }

    /// The way from a lot's site to a kind of room, there and back; none where the lot's meetings may not have such a room, because it is another service's, lacks
    /// what they need, is kept for others, or is too far away.
    pub fn way_to_room(&self, lot: usize, room: usize) -> Option<Way> {
        way_to_room(&self.sites, &self.lots[lot], &self.rooms[room], lot)
    }

    /// Minutes from one site to another: directly where the way is known, else by way of a base.
    pub fn way(&self, from: usize, to: usize, base: usize) -> f64 {
        let leg = |from: usize, to: usize| self.sites[from].travel[to];
        leg(from, to).unwrap_or_else(|| leg(from, base).unwrap_or(0.0) + leg(base, to).unwrap_or(0.0))
    }

    /// The clock time of a deadline that starts at `from`.
    pub fn deadline(&self, from: f64, span: TimeSpan) -> f64 {
        match span {
            TimeSpan::Clock(minutes) => from + minutes,
            TimeSpan::Working(minutes) => self.office.to_clock(self.office.to_working(from) + minutes),
            TimeSpan::WorkingDays(days) => self.office.to_clock(self.office.to_working(from) + days * self.office_day),
        }
    }
}

/// Minutes from one place to another, and back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Way {
    /// There.
    pub there: f64,
    /// And back.
    pub back: f64,
}

impl Way {
    /// Both ways.
    pub fn both(self) -> f64 {
        self.there + self.back
    }

    /// Whether it leads away at all.
    pub fn is_away(self) -> bool {
        self.both() > 0.0
    }
}

/// [`Scenario::way_to_room`] of a scenario in the making.
pub(super) fn way_to_room(sites: &[Site], lot: &Lot, room: &Room, index: usize) -> Option<Way> {
    let LotKind::Bookings(spec) = &lot.kind else { return None };
    let fits = room.service == lot.service && room.features & spec.needs == spec.needs && room.takes.get(index).copied().unwrap_or(false);
    let leg = |from: usize, to: usize| sites.get(from)?.travel.get(to).copied().flatten();
    let way = Way { there: leg(lot.site, room.site)?, back: leg(room.site, lot.site)? };
    (fits && way.there <= spec.elsewhere_within).then_some(way)
}

impl Grouping {
    /// The group of a lot or of a room: of its site, and of the department that pays or whose site it is.
    pub fn group(&self, site: usize, department: usize) -> usize {
        match self {
            Self::EachSite => site,
            Self::EachDepartment => department,
            Self::OneTeam => 0,
            Self::Clusters(cluster) => cluster.get(site).copied().unwrap_or(site),
        }
    }
}
