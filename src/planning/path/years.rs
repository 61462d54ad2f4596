//! A path as it is found: its years, who is there in each and who has gone, what is spent, and what the simulation says of it.

use serde::{Deserialize, Serialize};

use crate::outcome::{ContractSummary, LotSummary};
use crate::plan::{Plan, Route};
use crate::planning::Proof;
use crate::planning::disagreement::InYear;
use crate::planning::rules::StandIn;
use crate::scenario::Staging;
use crate::supply::{Supply, UnitKind};

/// A year of a path.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PathYear {
    /// The plan of the year.
    pub plan: Plan,
    /// Offers of which a contract begins.
    pub begun: Vec<usize>,
    /// Offers that are tendered anew and stay with their provider.
    pub renewed: Vec<usize>,
    /// Cash of the year beside what is spent once, people who wait included; in the year's money.
    pub running: f64,
    /// Of it, pay of people who wait.
    pub waiting: f64,
    /// Of it, what people who have retired are paid: part of their pay until the retirement age, and pensions.
    pub pensions: f64,
    /// What is spent once.
    pub once: Once,
    /// What each department pays of the year's cash, what is spent once included; empty where nobody has planned it.
    #[serde(default)]
    pub departments: Vec<f64>,
    /// What going without costs, ways to meetings elsewhere included.
    pub unserved: f64,
    /// Of it, what people's ways to meetings elsewhere cost.
    pub ways: f64,
    /// Share of the work that is done by others, by market value, as planned.
    pub outsourced: f64,
    /// People of each skill set.
    pub people: Vec<PeopleYear>,
    /// The same people by skill set, grade and pay.
    pub grades: Vec<GradeYear>,
    /// Who has gone before it.
    pub gone: Vec<Gone>,
    /// What the simulation of the year says of running cash (people who wait included) and of going without, with the ends of the 95 % interval of
    /// their sum.
    pub simulated: Option<Simulated>,
    /// What each contract of the year comes to, as simulated.
    #[serde(default)]
    pub contracts: Vec<ContractSummary>,
    /// What each lot gets in the year, as simulated.
    #[serde(default)]
    pub lots: Vec<LotSummary>,
}

/// A year as simulated.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Simulated {
    /// Running cash.
    pub running: f64,
    /// What going without costs, ways to meetings elsewhere included.
    pub unserved: f64,
    /// Of it, what people's ways to meetings elsewhere cost.
    pub ways: f64,
    /// Half the width of the 95 % interval of their sum.
    pub half_width: f64,
    /// Share of work in time, lots weighted by market value; nothing where nobody asks for anything.
    pub in_time: Option<f64>,
    /// Share of the work done by others, by market value.
    pub outsourced: f64,
}

impl PathYear {
    /// Cash of the year.
    #[must_use]
    pub fn cash(&self) -> f64 {
        self.running + self.once.total()
    }

    /// Share of the work done by others as simulated; as planned, where the year is not played.
    #[must_use]
    pub fn outsourced_played(&self) -> f64 {
        self.simulated.map_or(self.outsourced, |played| played.outsourced)
    }

    /// Running cash as simulated; as planned, where the year is not played.
    #[must_use]
    pub fn running_played(&self) -> f64 {
        self.simulated.map_or(self.running, |played| played.running)
    }

    /// What going without costs in the year as simulated; as planned, where the year is not played.
    #[must_use]
    pub fn unserved_played(&self) -> f64 {
        self.simulated.map_or(self.unserved, |played| played.unserved)
    }

    /// Cash of the year as simulated.
    #[must_use]
    pub fn cash_played(&self) -> f64 {
        self.running_played() + self.once.total()
    }

    /// Whoever is in no team to which work goes waits, and is paid: those of a skill set alike.
    pub(super) fn tell_who_waits(&mut self, supply: &Supply) {
        let mut working = vec![0; self.people.len()];
        // Escorts work beside whoever is sent in; no lot goes to them.
        let works = |unit: &usize| supply.units[*unit].kind == UnitKind::Escorts || self.plan.route.contains(&Route::Unit(*unit));
        let with_work = (0..supply.units.len()).filter(works);
        for (unit, crew) in with_work.filter_map(|unit| Some((unit, supply.units[unit].crew.as_ref()?))) {
            working[crew.skill_set] += self.plan.sizes[unit].people;
        }
        self.waiting = 0.0;
        for (set, people) in self.people.iter_mut().enumerate() {
            people.working = working[set].min(people.employed);
            let grades = self.grades.iter().filter(|grade| grade.set == set);
            let paid: f64 = grades.map(|grade| f64::from(grade.people.employed) * grade.pay).sum();
            self.waiting += paid * f64::from(people.employed - people.working) / f64::from(people.employed.max(1));
        }
    }

    /// What people are paid beyond what the year's plan says: those who wait, those whose grade is not the mean of today's, those who have retired.
    pub(super) fn paid_beyond(&self, supply: &Supply) -> f64 {
        let of_grades: f64 = self.grades.iter().map(|grade| f64::from(grade.people.employed) * grade.pay).sum();
        let arrangement = |unit: &crate::supply::Unit| self.plan.arrangement[unit.service] == unit.arrangement;
        let units = supply.units.iter().zip(&self.plan.sizes).filter(|(unit, _)| arrangement(unit));
        let of_plan: f64 = units.filter_map(|(unit, size)| unit.crew.as_ref().map(|crew| crew.pay(size.people))).sum();
        of_grades - of_plan + self.pensions
    }
}

/// What is spent once in a year.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Once {
    /// Contracts that begin: transition, screening, clearance.
    pub transition: f64,
    /// Contracts that are left.
    pub exit: f64,
    /// Contracts that are extended, or tendered anew with the same provider.
    pub extension: f64,
    /// People redeployed to other bodies.
    pub redeployment: f64,
    /// People retrained for other teams.
    pub retraining: f64,
    /// People who go before their time.
    pub early_retirement: f64,
    /// People who are paid to leave.
    pub severance: f64,
    /// People whom providers take on.
    pub taken_on: f64,
    /// People hired.
    pub hiring: f64,
}

impl Once {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        let Self { transition, exit, extension, redeployment, retraining, early_retirement, severance, taken_on, hiring } = self;
        transition + exit + extension + redeployment + retraining + early_retirement + severance + taken_on + hiring
    }
}

/// People of a skill set in a year: who is there, and who has left before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleYear {
    /// Paid in the year.
    pub employed: u32,
    /// Of them, in teams to which work goes.
    pub working: u32,
    /// Retired, or left of their own accord.
    pub left: u32,
    /// Redeployed to other bodies.
    pub redeployed: u32,
    /// Retrained for other teams.
    pub retrained_out: u32,
    /// Retrained from other teams.
    pub retrained_in: u32,
    /// Retired before their time.
    pub early: u32,
    /// Paid to leave.
    pub severed: u32,
    /// Taken on by providers.
    pub taken_on: u32,
    /// Hired.
    pub hired: u32,
}

/// People of a skill set in a year who are of one grade and are paid alike. Of these, who works is not said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GradeYear {
    /// The skill set.
    pub set: usize,
    /// Title of the grade; empty where none is declared.
    pub title: String,
    /// Yearly pay of one of them in the year's money, with overhead.
    pub pay: f64,
    /// The people.
    pub people: PeopleYear,
}

/// People of a grade of a skill set who have gone before a year in the same way, at the same age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The skill set.
    pub set: usize,
    /// Title of the grade; empty where none is declared.
    pub grade: String,
    /// How.
    pub how: Leave,
    /// Their age, where it is known: of those who would retire in the path or soon after it.
    pub age: Option<u32>,
    /// How many.
    pub people: u32,
}

/// How people go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leave {
    /// At the retirement age.
    Retired,
    /// Of their own accord.
    Left,
    /// To another body.
    Redeployed,
    /// To another team.
    Retrained,
    /// Before the retirement age.
    Early,
    /// Paid to leave.
    Severed,
    /// With a provider.
    TakenOn,
}

impl Leave {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Retired, Self::Left, Self::Redeployed, Self::Retrained, Self::Early, Self::Severed, Self::TakenOn];

    /// Stable key for files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Retired => "retired",
            Self::Left => "left",
            Self::Redeployed => "redeployed",
            Self::Retrained => "retrained",
            Self::Early => "retired_early",
            Self::Severed => "paid_to_leave",
            Self::TakenOn => "taken_on",
        }
    }
}

/// A path.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Path {
    /// Its years.
    pub years: Vec<PathYear>,
    /// Discounted cash.
    pub cash: f64,
    /// Discounted cost of going without, ways to meetings elsewhere included.
    pub unserved: f64,
    /// Of it, what people's ways to meetings elsewhere cost, discounted.
    pub ways: f64,
    /// What the solver proved of it.
    pub proof: Proof,
    /// What prediction and simulation disagree on, by more than the tolerance and chance explain; nothing where not simulated.
    pub disagreements: Vec<InYear>,
    #[serde(skip)]
    pub(super) stand_ins: Vec<StandIn>,
}

impl Path {
    /// Discounted cash and going without.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cash + self.unserved
    }

    /// Discounted cash of the years as simulated: what paths that were optimised and others that were not are compared by.
    #[must_use]
    pub fn cash_played(&self, staging: &Staging) -> f64 {
        let discounted = |(year, of_year): (usize, &PathYear)| {
            staging.discount(year + 1) * of_year.running_played() + staging.discount(year) * of_year.once.total()
        };
        self.years.iter().enumerate().map(discounted).sum()
    }

    /// Discounted cost of going without of the years as simulated.
    #[must_use]
    pub fn unserved_played(&self, staging: &Staging) -> f64 {
        self.years.iter().enumerate().map(|(year, of_year)| staging.discount(year + 1) * of_year.unserved_played()).sum()
    }
}

/// The paths that are compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Paths {
    /// The best under all limits.
    pub best: Path,
    /// The best without targets for the outsourced share, where there are any: the difference is what they cost.
    pub free: Option<Path>,
    /// Today's plan with nobody hired or moved: teams shrink as people retire and leave.
    pub today: Path,
    /// The plan of the scenario's horizon, as if all of it were so at once: the state that the path is set beside.
    pub aim: Option<Aim>,
    /// What each lot gets under today's plan with all of today's people, at the first year's prices.
    #[serde(default)]
    pub now: Vec<LotSummary>,
}

/// A plan as a year of the path, with all its contracts under way and nobody waiting.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aim {
    /// The plan.
    pub plan: Plan,
    /// A year of it at the prices of the path's first year.
    pub at_first: Simulated,
    /// At those of its last.
    pub at_last: Simulated,
}

impl Paths {
    /// What the targets for the outsourced share cost, discounted, going without included; nothing where there are none. Both paths as planned.
    #[must_use]
    pub fn cost_of_targets(&self) -> Option<f64> {
        // Whatever keeps the targets is a path without them too: less than nothing is the solver's gap.
        self.free.as_ref().map(|free| (self.best.total() - free.total()).max(0.0))
    }
}
