//! The way from today to the plan, year by year: one mixed-integer program in which every year has sizes, routes and contracts of its own, tied
//! together by the people who cannot simply vanish, by the terms of contracts, and by the pace that the planner allows.
//!
//! People of a skill set are kept by when they would leave anyway (cohorts), so that retirements fall when they fall, whoever else goes. All of
//! today's people are paid until they leave; whoever is in no team waits, and is paid.

mod pace;
mod program;
mod staff;
mod terms;

use serde::{Deserialize, Serialize};

use super::Proof;
use super::infeasible::{NO_WAY, remedies, said};
use super::limits::Limit;
use super::model::PlanningError;
use super::rules::StandIn;
use super::{Menu, Rules, retake};
use crate::outcome::{ContractLine, ContractSummary, CostLine, Summary};
use crate::plan::{Plan, Route};
use crate::random::Phase;
use crate::replicate::{Progress, Silent, Step, play};
use crate::scenario::{Scenario, Staging};
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

    /// Cash of the year as simulated.
    #[must_use]
    pub fn cash_played(&self) -> f64 {
        self.running_played() + self.once.total()
    }

    /// Whoever is in no team to which work goes waits, and is paid: those of a skill set alike.
    fn tell_who_waits(&mut self, supply: &Supply<'_>) {
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
    fn paid_beyond(&self, supply: &Supply<'_>) -> f64 {
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

/// What of the menu a path chooses from.
struct Choice {
    /// The ways in which offers are had, marked.
    ways: Vec<bool>,
    barred: Vec<StandIn>,
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
    pub disagreements: Vec<String>,
    #[serde(skip)]
    stand_ins: Vec<StandIn>,
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

/// The scenario in a year of its path, from 0: pay and prices have grown.
#[must_use]
pub fn in_year(scenario: &Scenario, staging: &Staging, year: usize) -> Scenario {
    let grown = |rate: f64| (1.0 + rate).powi(year as i32);
    let mut scenario = scenario.clone();
    scenario.begins_every_year = true;
    for team in &mut scenario.teams {
        team.personnel *= grown(staging.pay_growth);
        if let Some(on_call) = &mut team.on_call {
            on_call.pay_per_minute *= grown(staging.pay_growth);
        }
    }
    for offer in &mut scenario.offers {
        let factor = grown(offer.indexation);
        offer.prices.iter_mut().flatten().for_each(|price| *price = price.scaled(factor));
        offer.tiers.steps.iter_mut().for_each(|(above, _)| *above *= factor);
        for amount in [&mut offer.fee, &mut offer.minimum, &mut offer.minimum_per_month] {
            *amount *= factor;
        }
    }
    for lot in &mut scenario.lots {
        lot.spot = lot.spot.map(|price| price.scaled(grown(staging.spot_growth)));
    }
    scenario
}

fn in_years(scenario: &Scenario, staging: &Staging) -> Vec<Scenario> {
    (0..staging.years).map(|year| in_year(scenario, staging, year)).collect()
}

/// Work out the best path, what its targets cost, and what becomes of today's plan; and simulate all of them. `plan` is what the path is set beside.
///
/// # Errors
/// If no path keeps the limits, or the solver fails.
pub fn paths(menu: &mut Menu<'_>, staging: &Staging, plan: Option<&Plan>, progress: &dyn Progress) -> Result<Paths, PlanningError> {
    let grown = in_years(menu.supply.scenario, staging);
    let supplies: Vec<Supply<'_>> = grown.iter().map(Supply::new).collect();
    progress.begin(Step::Optimising, 3);
    let targets = staging.outsourced_share.iter().any(Option::is_some);
    let without = Staging { outsourced_share: vec![None; staging.years], ..staging.clone() };
    let (mut best, mut free) = settle(menu, &supplies, staging, targets.then_some(&without), progress)?;
    progress.end();
    let mut today = left_alone(&supplies, staging);
    progress.begin(Step::Verifying, 3 + u64::from(targets));
    for path in [Some(&mut best), free.as_mut(), Some(&mut today)].into_iter().flatten() {
        simulate(&supplies, staging, path);
        progress.advance(1);
    }
    let tolerance = menu.supply.scenario.run.tolerance.0;
    for (year, least) in staging.outsourced_share.iter().enumerate() {
        let share = best.years[year].outsourced_played();
        if let Some(least) = least.filter(|least| menu.supply.counted() > 0.0 && share < least - tolerance) {
            let (least, share) = (least * 100.0, share * 100.0);
            best.disagreements.push(format!("year {}: at least {least:.1}% is to be outsourced and {share:.1}% is simulated", year + 1));
        }
    }
    // What nobody optimised has no prediction to disagree with.
    today.disagreements.clear();
    for (year, of_year) in today.years.iter_mut().enumerate() {
        if let Some(simulated) = of_year.simulated {
            (of_year.running, of_year.unserved, of_year.ways) = (simulated.running, simulated.unserved, simulated.ways);
            of_year.outsourced = simulated.outsourced;
        }
        today.cash += staging.discount(year + 1) * of_year.running;
        today.unserved += staging.discount(year + 1) * of_year.unserved;
        today.ways += staging.discount(year + 1) * of_year.ways;
    }
    let aim = plan.zip(supplies.first().zip(supplies.last())).map(|(plan, (first, last))| {
        let [at_first, at_last] = [first, last].map(|supply| played(supply, plan, &plan.awarded).0);
        Aim { plan: plan.clone(), at_first, at_last }
    });
    progress.advance(1);
    progress.end();
    Ok(Paths { best, free, today, aim })
}

/// The best path, and that without targets, with responses retaken at the routing of their years until they are stable.
fn settle(
    menu: &mut Menu<'_>,
    supplies: &[Supply<'_>],
    staging: &Staging,
    without: Option<&Staging>,
    progress: &dyn Progress,
) -> Result<(Path, Option<Path>), PlanningError> {
    let mut choice = Choice { ways: ways(menu, staging)?, barred: Vec::new() };
    progress.advance(1);
    let mut both = solve(menu, supplies, staging, without, &choice)?;
    progress.advance(1);
    for _ in 0..ROUNDS {
        let mut fresh = false;
        for path in std::iter::once(&mut both.0).chain(&mut both.1) {
            // Other sets of lots are those that plans of single years have looked for: a path has as many programs as years.
            path.years.iter().for_each(|year| fresh |= retake(menu, &year.plan));
            fresh |= !path.stand_ins.is_empty();
            choice.barred.append(&mut path.stand_ins);
        }
        if !fresh {
            break;
        }
        both = solve(menu, supplies, staging, without, &choice)?;
    }
    progress.advance(1);
    Ok(both)
}

/// The ways in which offers are had, marked, as plans of single years have them: these are found quickly, and where they lead the path is likely
/// to lead too. In these years all contracts are under way, as they are in most of a path. Responses are retaken at their routing.
fn ways(menu: &mut Menu<'_>, staging: &Staging) -> Result<Vec<bool>, PlanningError> {
    let mut shares = vec![None];
    shares.extend(staging.outsourced_share.iter().copied().filter(Option::is_some));
    shares.dedup();
    let mut ways = vec![None; menu.supply.scenario.offers.len()];
    let mut seasoned = menu.repriced(menu.supply).seasoned();
    for share in shares {
        // What is spent once serves all years of the path.
        let spread_over = Some(staging.years as f64);
        let limits = Rules::of(&seasoned);
        let gap = limits.gap.max(NEAR);
        let rules = Rules { outsourced_at_least: share, redeployed_at_most: None, quota: None, spread_over, gap, ..limits };
        let found = match super::settle(&mut seasoned, &rules) {
            // A year by itself may be held to what the years of a path are not.
            Err(PlanningError::Infeasible) => {
                let loose = Limit::ALL
                    .iter()
                    .filter(|limit| !matches!(limit, Limit::Outsourced | Limit::Secrecy))
                    .fold(rules, |rules, limit| limit.dropped(&rules));
                super::settle(&mut seasoned, &loose)
            }
            other => other,
        };
        match found {
            Ok(prediction) => {
                for (offer, _) in prediction.plan.awarded.iter().enumerate().filter(|(_, awarded)| **awarded) {
                    ways[menu.supply.scenario.offers[offer].family].get_or_insert(offer);
                }
            }
            Err(PlanningError::Infeasible) => {}
            Err(error) => return Err(error),
        }
    }
    menu.learn_from(seasoned);
    // How an offer is had (supervised, screened, with a reserve) is decided in a year by itself: plainly, where no year has it. What a plan for
    // handing back saves when the contract is left, no year by itself can see: the path decides on it in every year.
    let offers = &menu.supply.scenario.offers;
    let chosen = |offer: usize| ways[offers[offer].family].unwrap_or(offers[offer].family) == offer;
    let open =
        |offer: usize| chosen(offer) || offers[offer].twin.is_some_and(|twin| chosen(twin) && offers[twin].exit != offers[offer].exit);
    Ok((0..offers.len()).map(open).collect())
}

/// Relative gap of plans of single years: where a path may lead need not be proved best.
const NEAR: f64 = 5e-3;

/// Rounds in which responses are retaken. What is left is small, and the simulation of every year says how small.
const ROUNDS: usize = 2;

/// Both paths, side by side.
fn solve(
    menu: &Menu<'_>,
    supplies: &[Supply<'_>],
    staging: &Staging,
    without: Option<&Staging>,
    choice: &Choice,
) -> Result<(Path, Option<Path>), PlanningError> {
    let (with, without) = rayon::join(
        || program::best(menu, supplies, staging, choice),
        || without.map(|without| program::best(menu, supplies, without, choice)),
    );
    Ok((with?, without.transpose()?))
}

/// Why no path keeps all limits, in words: the least change of each by itself that admits one, or of all of them together.
///
/// # Errors
/// If the solver fails.
pub fn explain_infeasible(menu: &mut Menu<'_>, staging: &Staging, progress: &dyn Progress) -> Result<Vec<String>, PlanningError> {
    let scenario = menu.supply.scenario;
    let grown = in_years(scenario, staging);
    let supplies: Vec<Supply<'_>> = grown.iter().map(Supply::new).collect();
    let limits = limits(menu, staging);
    progress.begin(Step::Explaining, 1 + limits.len() as u64);
    let choice = Choice { ways: ways(menu, staging)?, barred: Vec::new() };
    let changes = |may: &[Limit]| {
        let found = program::least_change(menu, &supplies, staging, &choice, may);
        progress.advance(1);
        found.map(|changes| said(&changes, scenario, Some(staging)))
    };
    let remedies = remedies(&limits, &limits, &changes)?;
    progress.end();
    if remedies.is_empty() {
        return Ok(vec![NO_WAY.into()]);
    }
    Ok(std::iter::once("no path keeps all limits in every year".to_owned()).chain(remedies).collect())
}

/// Limits that a path has.
fn limits(menu: &Menu<'_>, staging: &Staging) -> Vec<Limit> {
    let rules = Rules::of(menu);
    let binding = |limit: &Limit| match limit {
        Limit::Budget => staging.budget.iter().any(Option::is_some),
        Limit::Quota => staging.quota.iter().any(Option::is_some),
        Limit::Outsourced => staging.outsourced_share.iter().any(Option::is_some),
        Limit::DepartmentShares => menu.supply.scenario.budget.departments_bind,
        Limit::RedeployedPerYear => staging.redeployed_per_year.is_some(),
        Limit::Retrained => staging.retraining.iter().any(|way| way.per_year.is_some()),
        Limit::Early => staging.early_retirement.is_some_and(|early| early.per_year.is_some()),
        Limit::Severed => staging.severance.is_some_and(|severance| severance.per_year.is_some()),
        Limit::LotsMoved => staging.lots_moved_per_year.is_some(),
        limit => limit.is_set(&rules),
    };
    Limit::ALL.into_iter().chain(Limit::OF_A_PATH).filter(binding).collect()
}

/// Today's plan with nobody hired or moved: teams shrink as people retire and leave, the largest first.
fn left_alone(supplies: &[Supply<'_>], staging: &Staging) -> Path {
    let mut years: Vec<PathYear> = Vec::new();
    for (year, supply) in supplies.iter().enumerate() {
        let scenario = supply.scenario;
        let (classes, of_grades) = staff::classes(supply);
        let mut people = vec![PeopleYear::default(); supply.skill_sets.len()];
        let mut grades = vec![PeopleYear::default(); classes.len()];
        let (mut retired, mut gone) = (0, Vec::new());
        for (team, grade) in of_grades.iter().enumerate().flat_map(|(team, grades)| (0..grades.len()).map(move |grade| (team, grade))) {
            let Some(class) = of_grades[team][grade] else { continue };
            let loss = &staging.natural_loss[team][grade];
            let gone_until: u32 = (0..=year).map(|before| loss.before(before)).sum();
            let of_class = &classes[class];
            for (how, people) in [(Leave::Retired, loss.retiring[year]), (Leave::Left, loss.leaving[year])] {
                let age = staging.retirement_age.filter(|_| how == Leave::Retired);
                gone.push(Gone { set: of_class.set, grade: of_class.title(scenario).to_owned(), how, age, people });
            }
            retired += loss.retiring[..=year].iter().sum::<u32>();
            let left = loss.before(year);
            let employed = scenario.teams[team].grades[grade].people.saturating_sub(gone_until);
            for people in [&mut people[classes[class].set], &mut grades[class]] {
                people.left += left;
                people.employed += employed;
            }
        }
        let mut plan = years.last().map_or_else(|| Plan::status_quo(supply), |before| before.plan.clone());
        for (set, people) in people.iter().enumerate() {
            for _ in 0..people.left {
                let of_set = |unit: &usize| supply.units[*unit].crew.as_ref().is_some_and(|crew| crew.skill_set == set);
                let largest = (0..supply.units.len()).filter(of_set).max_by_key(|unit| (plan.sizes[*unit].people, usize::MAX - unit));
                if let Some(unit) = largest {
                    plan.sizes[unit].people = plan.sizes[unit].people.saturating_sub(1);
                }
            }
        }
        let grades = classes.iter().zip(grades).map(|(class, people)| GradeYear {
            set: class.set,
            title: class.title(scenario).to_owned(),
            pay: class.pay(scenario),
            people,
        });
        let mut of_year = PathYear {
            plan,
            begun: Vec::new(),
            renewed: Vec::new(),
            running: 0.0,
            waiting: 0.0,
            pensions: staging.pension_in(year) * f64::from(retired),
            once: Once::default(),
            unserved: 0.0,
            ways: 0.0,
            outsourced: 0.0,
            people,
            grades: grades.collect(),
            gone: gone.into_iter().filter(|gone| gone.people > 0).collect(),
            simulated: None,
            contracts: Vec::new(),
        };
        of_year.tell_who_waits(supply);
        years.push(of_year);
    }
    Path { years, ..Path::default() }
}

/// Replications that a year of a path is played on at least, where the scenario has so many.
const LEAST: u32 = 30;

/// A plan as played in a year on fresh replications, with some contracts under way since the year before; people who wait are not in it.
fn played(at_prices: &Supply<'_>, plan: &Plan, in_force: &[bool]) -> (Simulated, Vec<ContractSummary>) {
    let mut scenario = at_prices.scenario.clone();
    scenario.status_quo.awarded = in_force.to_vec();
    let supply = Supply::new(&scenario);
    // A replication holds as many years as the horizon, all of them alike here: fewer will do.
    let replications = scenario.run.replications.div_ceil(scenario.calendar.years() as u32).max(LEAST.min(scenario.run.replications));
    let outcomes = play(&supply, &[plan], Phase::Verification, replications, &Silent);
    let mut summary = Summary::of(&supply, plan, &outcomes[0]);
    // The year has all of what is spent once in it, and not a mean year's part.
    let whole = 1.0 / supply.scenario.once_a_year(supply.scenario.years);
    summary.contracts.iter_mut().for_each(|contract| contract.scale(ContractLine::Once, whole));
    let simulated = Simulated {
        // What is spent once is the path's own account.
        running: summary.cost.mean - summary.line(CostLine::Conversion),
        unserved: summary.unserved_cost.mean,
        ways: summary.way_cost.mean,
        half_width: summary.objective.half_width(),
        in_time: summary.served_in_time().map(|share| share.mean),
        outsourced: summary.outsourced_share.mean,
    };
    (simulated, summary.contracts)
}

/// A year that has been played: at the prices of which year, its plan, the contracts under way, and what came of it.
type Known = (usize, Plan, Vec<bool>, (Simulated, Vec<ContractSummary>));

/// Play every year of a path on fresh replications, with contracts that ran the year before in force.
fn simulate(supplies: &[Supply<'_>], staging: &Staging, path: &mut Path) {
    let mut in_force = supplies.first().map_or_else(Vec::new, |supply| supply.scenario.status_quo.awarded.clone());
    let indexed = supplies.first().is_some_and(|supply| supply.scenario.offers.iter().any(|offer| offer.indexation != 0.0));
    let grows = staging.pay_growth != 0.0 || staging.spot_growth != 0.0 || indexed;
    let mut known: Vec<Known> = Vec::new();
    for (year, at_prices) in supplies.iter().enumerate() {
        let of_year = &mut path.years[year];
        // Prices that do not grow make years alike: what has been played need not be played again.
        let prices = if grows { year } else { 0 };
        let alike = known.iter().find(|(other, plan, force, _)| *other == prices && *plan == of_year.plan && *force == in_force);
        let (mut simulated, contracts) = if let Some((.., simulated)) = alike {
            simulated.clone()
        } else {
            let simulated = played(at_prices, &of_year.plan, &in_force);
            known.push((prices, of_year.plan.clone(), in_force.clone(), simulated.clone()));
            simulated
        };
        of_year.contracts = contracts;
        simulated.running += of_year.paid_beyond(at_prices);
        of_year.simulated = Some(simulated);
        let tolerance = at_prices.scenario.run.tolerance.0;
        let (predicted, played) = (of_year.running + of_year.unserved, simulated.running + simulated.unserved);
        let difference = (predicted - played).abs();
        if difference > (tolerance + at_prices.scenario.run.gap.0) * played.abs() && difference > 2.0 * simulated.half_width {
            path.disagreements.push(format!("year {}: {predicted:.0} was predicted and {played:.0} simulated", year + 1));
        }
        in_force.clone_from(&of_year.plan.awarded);
    }
}
