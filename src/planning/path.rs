//! The way from today to the plan, year by year: one mixed-integer program in which every year has sizes, routes and contracts of its own, tied
//! together by the people who cannot simply vanish, by the terms of contracts, and by the pace that the planner allows.
//!
//! People of a skill set are kept by when they would leave anyway (cohorts), so that retirements fall when they fall, whoever else goes. All of
//! today's people are paid until they leave; whoever is in no team waits, and is paid.

use good_lp::{Expression, ProblemVariables, Solution, Variable, constraint, variable};

use super::bought::Bought;
use super::model::{GAP, PlanningError, Program, SCALE, Year, minimise};
use super::{Goal, Menu, Rules, refine};
use crate::outcome::{CostLine, Summary};
use crate::plan::Plan;
use crate::random::Phase;
use crate::replicate::{Progress, Silent, Step, play};
use crate::scenario::{Direct, Scenario, Staging};
use crate::supply::Supply;

/// A year of a path.
#[derive(Clone, Debug)]
pub struct PathYear {
    /// The plan of the year.
    pub plan: Plan,
    /// Offers of which a contract begins.
    pub begun: Vec<usize>,
    /// Cash of the year beside what is spent once, people who wait included; in the year's money.
    pub running: f64,
    /// Of it, pay of people who wait.
    pub waiting: f64,
    /// What is spent once.
    pub once: Once,
    /// What going without costs.
    pub unserved: f64,
    /// Share of the work done by others, by market value.
    pub outsourced: f64,
    /// People of each skill set.
    pub people: Vec<PeopleYear>,
    /// What the simulation of the year says of running cash (people who wait included) and of going without, with the ends of the 95 % interval of
    /// their sum.
    pub simulated: Option<Simulated>,
}

/// A year as simulated.
#[derive(Clone, Copy, Debug)]
pub struct Simulated {
    /// Running cash.
    pub running: f64,
    /// What going without costs.
    pub unserved: f64,
    /// Half the width of the 95 % interval of their sum.
    pub half_width: f64,
    /// Share of work in time, lots weighted by market value.
    pub in_time: f64,
}

impl PathYear {
    /// Cash of the year.
    #[must_use]
    pub fn cash(&self) -> f64 {
        self.running + self.once.total()
    }
}

/// What is spent once in a year.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Once {
    /// Contracts that begin: transition, screening, clearance.
    pub transition: f64,
    /// Contracts that are left.
    pub exit: f64,
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
        let Self { transition, exit, redeployment, retraining, early_retirement, severance, taken_on, hiring } = self;
        transition + exit + redeployment + retraining + early_retirement + severance + taken_on + hiring
    }
}

/// People of a skill set in a year: who is there, and who has left before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct PeopleYear {
    /// Paid in the year.
    pub employed: u32,
    /// Of them, in teams.
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

/// A path.
#[derive(Clone, Debug)]
pub struct Path {
    /// Its years.
    pub years: Vec<PathYear>,
    /// Discounted cash.
    pub cash: f64,
    /// Discounted cost of going without.
    pub unserved: f64,
    /// Whether the solver proved it best within its gap.
    pub proved: bool,
    /// What prediction and simulation disagree on, by more than the tolerance and chance explain; nothing where not simulated.
    pub disagreements: Vec<String>,
}

impl Path {
    /// Discounted cash and going without.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cash + self.unserved
    }
}

/// The paths that are compared.
pub struct Paths {
    /// The best under all limits.
    pub best: Path,
    /// The best without targets for the outsourced share, where there are any: the difference is what they cost.
    pub free: Option<Path>,
    /// Today's plan with nobody hired or moved: teams shrink as people retire and leave.
    pub today: Path,
}

/// The scenario in a year of its path, from 0: pay and prices have grown.
#[must_use]
pub fn in_year(scenario: &Scenario, staging: &Staging, year: usize) -> Scenario {
    let grown = |rate: f64| (1.0 + rate).powi(year as i32);
    let mut scenario = scenario.clone();
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

/// Work out the best path, what its targets cost, and what becomes of today's plan; and simulate all of them.
///
/// # Errors
/// If no path keeps the limits, or the solver fails.
pub fn paths(menu: &mut Menu<'_>, staging: &Staging, progress: &dyn Progress) -> Result<Paths, PlanningError> {
    let supply = menu.supply;
    let scenario = supply.scenario;
    let grown: Vec<Scenario> = (0..staging.years).map(|year| in_year(scenario, staging, year)).collect();
    let supplies: Vec<Supply<'_>> = grown.iter().map(Supply::new).collect();
    progress.begin(Step::Optimising, 3);
    let targets = staging.outsourced_share.iter().any(Option::is_some);
    let without = Staging { outsourced_share: vec![None; staging.years], ..staging.clone() };
    let (mut best, mut free) = settle(menu, &supplies, staging, targets.then_some(&without), progress)?;
    progress.end();
    let mut today = left_alone(supply, staging);
    progress.begin(Step::Verifying, 2 + u64::from(targets));
    for path in [Some(&mut best), free.as_mut(), Some(&mut today)].into_iter().flatten() {
        simulate(&supplies, staging, path);
        progress.advance(1);
    }
    // What nobody optimised has no prediction to disagree with.
    today.disagreements.clear();
    for (year, of_year) in today.years.iter_mut().enumerate() {
        if let Some(simulated) = of_year.simulated {
            (of_year.running, of_year.unserved) = (simulated.running, simulated.unserved);
        }
        today.cash += staging.discount(year + 1) * of_year.running;
        today.unserved += staging.discount(year + 1) * of_year.unserved;
    }
    progress.end();
    Ok(Paths { best, free, today })
}

/// The best path, and that without targets, with responses retaken at the routing of their years until they are stable.
fn settle(
    menu: &mut Menu<'_>,
    supplies: &[Supply<'_>],
    staging: &Staging,
    without: Option<&Staging>,
    progress: &dyn Progress,
) -> Result<(Path, Option<Path>), PlanningError> {
    // Plans of single years are found quickly: where they lead, the path is likely to lead too.
    let mut shares = vec![None];
    shares.extend(staging.outsourced_share.iter().copied().filter(Option::is_some));
    shares.dedup();
    let mut ways = vec![None; menu.supply.scenario.offers.len()];
    for share in shares {
        let rules = Rules { outsourced_at_least: share, redeployed_at_most: None, quota: None, ..Rules::of(menu) };
        match super::settle(menu, &rules) {
            Ok(prediction) => {
                for (offer, _) in prediction.plan.awarded.iter().enumerate().filter(|(_, awarded)| **awarded) {
                    ways[menu.supply.scenario.offers[offer].family].get_or_insert(offer);
                }
            }
            Err(PlanningError::Infeasible) => {}
            Err(error) => return Err(error),
        }
    }
    // How an offer is had (supervised, screened, with a reserve) is decided in a year by itself: plainly, where no year has it.
    let scenario = menu.supply.scenario;
    let ways: Vec<bool> =
        scenario.offers.iter().enumerate().map(|(offer, spec)| ways[spec.family].unwrap_or(spec.family) == offer).collect();
    progress.advance(1);
    let mut both = solve(menu, supplies, staging, without, &ways)?;
    progress.advance(1);
    for _ in 0..ROUNDS {
        let mut fresh = false;
        for year in both.0.years.iter().chain(both.1.iter().flat_map(|path| &path.years)) {
            fresh |= refine(menu, &year.plan);
        }
        if !fresh {
            break;
        }
        both = solve(menu, supplies, staging, without, &ways)?;
    }
    progress.advance(1);
    Ok(both)
}

/// Rounds in which responses are retaken. What is left is small, and the simulation of every year says how small.
const ROUNDS: usize = 2;

/// Both paths, side by side.
fn solve(
    menu: &Menu<'_>,
    supplies: &[Supply<'_>],
    staging: &Staging,
    without: Option<&Staging>,
    ways: &[bool],
) -> Result<(Path, Option<Path>), PlanningError> {
    let (with, without) =
        rayon::join(|| best(menu, supplies, staging, ways), || without.map(|without| best(menu, supplies, without, ways)));
    Ok((with?, without.transpose()?))
}

/// When people of a cohort would leave anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leaves {
    /// Before which year; beyond the path for those who stay.
    before: usize,
    /// Whether by retirement.
    retires: bool,
}

/// People of a skill set who would leave at the same time.
struct Cohort {
    leaves: Leaves,
    people: u32,
    /// In each year.
    employed: Vec<Option<Variable>>,
    /// Who goes before each year, by way.
    goes: Vec<Vec<(Way, Variable)>>,
    /// Who comes.
    comes: Vec<Expression>,
}

/// How people go before their time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Redeployed,
    Early,
    Severed,
    /// By the offer's provider.
    TakenOn(usize),
    /// By a way of retraining.
    Retrained(usize),
}

/// Cohorts of every skill set; all have the same times of leaving, so that whoever is retrained keeps theirs.
fn cohorts(supply: &Supply<'_>, staging: &Staging) -> Vec<Vec<Cohort>> {
    let scenario = supply.scenario;
    let mut times: Vec<Leaves> = (0..staging.years).flat_map(|before| [false, true].map(|retires| Leaves { before, retires })).collect();
    let later = staging.retiring_later.first().map_or(0, Vec::len);
    times.extend((staging.years..staging.years + later).map(|before| Leaves { before, retires: true }));
    times.push(Leaves { before: usize::MAX, retires: false });
    let people = |set: usize, leaves: Leaves| -> u32 {
        let teams = (0..scenario.teams.len()).filter(|team| supply.set_of_team(*team) == Some(set));
        teams
            .map(|team| {
                let of = |list: &[Vec<u32>], year: usize| list[team].get(year).copied().unwrap_or(0);
                match leaves {
                    Leaves { before: usize::MAX, .. } => {
                        let gone: u32 = staging.leaving[team].iter().chain(&staging.retiring_later[team]).sum();
                        scenario.teams[team].people.saturating_sub(gone)
                    }
                    Leaves { before, retires: true } if before < staging.years => of(&staging.retiring, before),
                    Leaves { before, retires: true } => of(&staging.retiring_later, before - staging.years),
                    Leaves { before, retires: false } => of(&staging.leaving, before) - of(&staging.retiring, before),
                }
            })
            .sum()
    };
    (0..supply.skill_sets.len())
        .map(|set| {
            times
                .iter()
                .map(|leaves| Cohort {
                    leaves: *leaves,
                    people: people(set, *leaves),
                    employed: Vec::new(),
                    goes: Vec::new(),
                    comes: vec![Expression::default(); staging.years],
                })
                .collect()
        })
        .collect()
}

/// The skill sets whose people an offer's provider may take on: those that can do a lot that it covers.
fn sets_of_offer(supply: &Supply<'_>, offer: usize) -> Vec<usize> {
    let scenario = supply.scenario;
    let covers = |unit: &&crate::supply::Unit| unit.lots.iter().any(|lot| scenario.offers[offer].prices[*lot].is_some());
    let mut sets: Vec<usize> =
        supply.units.iter().filter(covers).filter_map(|unit| unit.crew.as_ref().map(|crew| crew.skill_set)).collect();
    sets.sort_unstable();
    sets.dedup();
    sets
}

/// A sum of whole numbers as an integer variable, so that people go whole.
fn whole(problem: &mut ProblemVariables, rows: &mut Vec<good_lp::Constraint>, sum: Expression) -> Variable {
    let whole = problem.add(variable().integer().min(0.0));
    rows.push(constraint!(sum - whole == 0.0));
    whole
}

/// The best path on a menu.
#[expect(clippy::too_many_lines, reason = "one program, section by section")]
fn best(menu: &Menu<'_>, supplies: &[Supply<'_>], staging: &Staging, ways: &[bool]) -> Result<Path, PlanningError> {
    let supply = menu.supply;
    let scenario = supply.scenario;
    let policy = &scenario.policy;
    let years = staging.years;
    let menus: Vec<Menu<'_>> = supplies.iter().map(|supply| menu.repriced(supply)).collect();
    let seasoned: Vec<Menu<'_>> = supplies.iter().map(|supply| menu.repriced(supply).seasoned()).collect();
    let base =
        Rules { ways: Some(ways.to_vec()), quota: None, redeployed_at_most: None, risk: None, goal: Goal::Objective, ..Rules::of(menu) };
    let rules: Vec<Rules> = (0..years)
        .map(|year| Rules {
            outsourced_at_least: staging.outsourced_share[year],
            budget: staging.budget[year],
            held: Default::default(),
            ..base.clone()
        })
        .collect();
    let mut problem = ProblemVariables::new();
    let mut rows = Vec::new();

    // Every year's own choices.
    let mut in_years: Vec<Year> = Vec::new();
    for year in 0..years {
        let mut program = Program { menu: &menus[year], rules: &rules[year], problem, rows };
        in_years.push(program.year()?);
        Program { problem, rows, .. } = program;
    }
    let families: Vec<usize> = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer).collect();
    let held = |in_years: &[Year], family: usize, year: Option<usize>| -> Expression {
        match year {
            Some(year) => in_years[year].of_family(scenario, family),
            None => Expression::from(f64::from(u8::from(scenario.in_force(family)))),
        }
    };
    let mut once: Vec<Expression> = vec![Expression::default(); years];

    // Contracts: they begin, bind for their term, and are left.
    let mut begins: Vec<Vec<Option<Variable>>> = vec![vec![None; scenario.offers.len()]; years];
    for year in 0..years {
        let before = year.checked_sub(1);
        for (offer, spec) in scenario.offers.iter().enumerate() {
            let Some(award) = in_years[year].awards[offer][0] else { continue };
            if year < spec.from_year && !scenario.in_force(offer) {
                rows.push(constraint!(award <= 0.0));
            }
            let begin = problem.add(variable().min(0.0).max(1.0));
            rows.push(constraint!(held(&in_years, spec.family, before) + begin >= award));
            // It is no beginning without a contract, or where the offer was held before in whatever way.
            rows.push(constraint!(begin <= award));
            rows.push(constraint!(held(&in_years, spec.family, before) + begin <= 1.0));
            once[year] += spec.transition * SCALE * begin;
            if let Some(term) = spec.term {
                for later in year + 1..(year + term).min(years) {
                    rows.push(constraint!(held(&in_years, spec.family, Some(later)) >= begin));
                }
            }
            begins[year][offer] = Some(begin);
        }
        for family in families.iter().filter(|family| scenario.offers[**family].exit > 0.0) {
            let left = problem.add(variable().min(0.0));
            rows.push(constraint!(held(&in_years, *family, Some(year)) + left >= held(&in_years, *family, before)));
            once[year] += scenario.offers[*family].exit * SCALE * left;
        }
    }
    // A contract that ran the year before has begun and learnt.
    for year in 1..years {
        for position in 0..in_years[year].choices.len() {
            let choice = &in_years[year].choices[position];
            let Direct::Offer(offer) = choice.outlet else { continue };
            let spec = &scenario.offers[offer];
            if scenario.in_force(offer) || (spec.mobilisation <= 0.0 && spec.learning.is_none()) {
                continue;
            }
            let (lot, route, chosen) = (choice.lot, choice.route, choice.variable);
            let worth = |bought: &Bought| (bought.cash(), bought.unserved + late(&menus[year], lot, bought));
            let new = worth(&menus[year].bought(lot, route, choice.outlet));
            let old = worth(&seasoned[year].bought(lot, route, choice.outlet));
            let (cash, unserved) = (old.0 - new.0, old.1 - new.1);
            if cash + unserved < 0.0 {
                let gains = problem.add(variable().min(0.0).max(1.0));
                rows.push(constraint!(gains <= chosen));
                rows.push(constraint!(held(&in_years, spec.family, Some(year - 1)) >= gains));
                in_years[year].cash += cash * SCALE * gains;
                in_years[year].going_without += unserved * SCALE * gains;
            }
        }
    }

    // People.
    let mut sets = cohorts(supply, staging);
    let mut hired: Vec<Vec<Option<Variable>>> = vec![vec![None; sets.len()]; years];
    for (set, of_set) in sets.iter_mut().enumerate() {
        let joined = staging.retraining.iter().any(|way| supply.set_of_team(way.to) == Some(set));
        for cohort in of_set.iter_mut() {
            let hires = policy.new_hires && cohort.leaves.before == usize::MAX;
            let ever = cohort.people > 0 || joined || hires;
            for year in 0..years {
                let stays = ever && year < cohort.leaves.before;
                cohort.employed.push(stays.then(|| problem.add(variable().min(0.0))));
                let mut goes = Vec::new();
                if stays {
                    let mut add = |way: Way| goes.push((way, problem.add(variable().min(0.0))));
                    add(Way::Redeployed);
                    if staging.severance.is_some() {
                        add(Way::Severed);
                    }
                    if staging.early_retirement.is_some_and(|(before, ..)| cohort.leaves.retires && cohort.leaves.before <= year + before) {
                        add(Way::Early);
                    }
                    for offer in &families {
                        let takes = scenario.offers[*offer].takes_on.is_some();
                        if takes && sets_of_offer(supply, *offer).contains(&set) {
                            add(Way::TakenOn(*offer));
                        }
                    }
                    for (index, way) in staging.retraining.iter().enumerate() {
                        if supply.set_of_team(way.from) == Some(set) {
                            add(Way::Retrained(index));
                        }
                    }
                }
                cohort.goes.push(goes);
            }
        }
    }
    for year in 0..years {
        for set in 0..sets.len() {
            for cohort in 0..sets[set].len() {
                for position in 0..sets[set][cohort].goes[year].len() {
                    if let (Way::Retrained(index), moved) = sets[set][cohort].goes[year][position]
                        && let Some(to) = supply.set_of_team(staging.retraining[index].to)
                    {
                        sets[to][cohort].comes[year] += moved;
                    }
                }
            }
            if policy.new_hires {
                let come = problem.add(variable().integer().min(0.0));
                hired[year][set] = Some(come);
                once[year] += policy.cost_per_hire * SCALE * come;
                if let Some(stay) = sets[set].last_mut() {
                    stay.comes[year] += come;
                }
            }
        }
    }
    let mut all_redeployed = Expression::default();
    let mut waiting: Vec<Vec<Variable>> = vec![Vec::new(); years];
    let mut counts: Vec<Vec<[Variable; 4]>> = vec![Vec::new(); years];
    for year in 0..years {
        let mut employed_in_all = Expression::default();
        let mut by_way: Vec<(Way, Expression)> = Vec::new();
        for (set, of_set) in sets.iter().enumerate() {
            let mut employed = Expression::default();
            for cohort in of_set {
                let Some(now) = cohort.employed[year] else { continue };
                let before = match year {
                    0 => Expression::from(f64::from(cohort.people)),
                    _ => cohort.employed[year - 1].map_or_else(Expression::default, Expression::from),
                };
                let gone: Expression = cohort.goes[year].iter().map(|(_, variable)| *variable).sum();
                rows.push(constraint!(before + cohort.comes[year].clone() - gone == now));
                employed += now;
            }
            let of_way = |way: Way| -> Expression {
                let goes = of_set.iter().flat_map(|cohort| &cohort.goes[year]).filter(|(other, _)| *other == way);
                goes.map(|(_, variable)| *variable).sum()
            };
            let redeployed = whole(&mut problem, &mut rows, of_way(Way::Redeployed));
            let severed = whole(&mut problem, &mut rows, of_way(Way::Severed));
            let early = whole(&mut problem, &mut rows, of_way(Way::Early));
            let in_all = whole(&mut problem, &mut rows, employed.clone());
            counts[year].push([redeployed, severed, early, in_all]);
            once[year] += policy.cost_per_redeployment * SCALE * redeployed;
            by_way.push((Way::Redeployed, redeployed.into()));
            if let Some((cost, _)) = staging.severance {
                once[year] += cost * SCALE * severed;
                by_way.push((Way::Severed, severed.into()));
            }
            if let Some((_, cost, _)) = staging.early_retirement {
                once[year] += cost * SCALE * early;
                by_way.push((Way::Early, early.into()));
            }
            for offer in &families {
                if let Some((_, cost)) = scenario.offers[*offer].takes_on {
                    let taken = of_way(Way::TakenOn(*offer));
                    once[year] += cost * SCALE * taken.clone();
                    by_way.push((Way::TakenOn(*offer), taken));
                }
            }
            for (index, way) in staging.retraining.iter().enumerate() {
                let moved = of_way(Way::Retrained(index));
                once[year] += way.cost * SCALE * moved.clone();
                by_way.push((Way::Retrained(index), moved));
            }
            // Whoever is in no team waits, and is paid.
            let idle = problem.add(variable().min(0.0));
            rows.push(constraint!(employed.clone() - in_years[year].people[set].clone() - idle == 0.0));
            in_years[year].cash += pay_of(&supplies[year], set) * SCALE * idle;
            waiting[year].push(idle);
            employed_in_all += employed;
        }
        let sum = |way: &dyn Fn(Way) -> bool| -> Expression {
            by_way.iter().filter(|(other, _)| way(*other)).map(|(_, variables)| variables.clone()).sum()
        };
        let redeployed = sum(&|way| way == Way::Redeployed);
        all_redeployed += redeployed.clone();
        if let Some(most) = staging.redeployed_per_year {
            rows.push(constraint!(redeployed <= f64::from(most)));
        }
        if let Some((_, Some(most))) = staging.severance {
            rows.push(constraint!(sum(&|way| way == Way::Severed) <= f64::from(most)));
        }
        if let Some((_, _, Some(most))) = staging.early_retirement {
            rows.push(constraint!(sum(&|way| way == Way::Early) <= f64::from(most)));
        }
        for (index, way) in staging.retraining.iter().enumerate() {
            if let Some(most) = way.per_year {
                rows.push(constraint!(sum(&|other| other == Way::Retrained(index)) <= f64::from(most)));
            }
        }
        for offer in &families {
            if let Some((most, _)) = scenario.offers[*offer].takes_on {
                let ways = scenario.offers.iter().enumerate().filter(|(_, way)| way.family == *offer);
                let begun: Expression = ways.filter_map(|(way, _)| begins[year][way]).sum();
                rows.push(constraint!(sum(&|other| other == Way::TakenOn(*offer)) - f64::from(most) * begun <= 0.0));
            }
        }
        if let Some(quota) = staging.quota[year] {
            rows.push(constraint!(employed_in_all <= f64::from(quota)));
        }
        if let Some(cap) = staging.budget[year] {
            rows.push(constraint!(in_years[year].cash.clone() + once[year].clone() <= cap * SCALE));
        }
        if let (Some(caps), Some(total), Some(of_year)) = (&base.department_caps, base.budget, staging.budget[year]) {
            // Departments' shares follow the year's budget.
            for (spent, cap) in in_years[year].by_department().iter().zip(caps) {
                rows.push(constraint!(spent.clone() <= cap / total * of_year * SCALE));
            }
        }
    }
    if let Some(most) = policy.redeployed_at_most {
        rows.push(constraint!(all_redeployed <= f64::from(most)));
    }

    // Pace: lots that change between own people and others.
    if let Some(most) = staging.lots_moved_per_year {
        let today = Plan::status_quo(supply);
        let own = |in_years: &[Year], year: usize, lot: usize| -> Expression {
            let chosen = in_years[year].choices.iter().filter(|choice| choice.lot == lot && choice.route.is_some());
            chosen.map(|choice| choice.variable).sum()
        };
        for year in 0..years {
            let mut changes = Expression::default();
            for lot in 0..scenario.lots.len() {
                let before = match year {
                    0 => Expression::from(f64::from(u8::from(matches!(today.route[lot], crate::plan::Route::Unit(_))))),
                    _ => own(&in_years, year - 1, lot),
                };
                let now = own(&in_years, year, lot);
                let change = problem.add(variable().min(0.0));
                rows.push(constraint!(change - now.clone() + before.clone() >= 0.0));
                rows.push(constraint!(change + now - before >= 0.0));
                changes += change;
            }
            rows.push(constraint!(changes <= f64::from(most)));
        }
    }

    let objective: Expression = (0..years)
        .map(|year| {
            let running = in_years[year].cash.clone() + in_years[year].going_without.clone();
            staging.discount(year + 1) * running + staging.discount(year) * once[year].clone()
        })
        .sum();
    let (solution, proved) = minimise(problem, rows, objective, PATH_GAP)?;

    // Read the path off.
    let total_value: f64 = (0..scenario.lots.len()).map(|lot| supply.market_value(lot)).sum();
    let value = |variable: Variable| solution.value(variable).round().max(0.0) as u32;
    let mut found = Path { years: Vec::new(), cash: 0.0, unserved: 0.0, proved, disagreements: Vec::new() };
    for year in 0..years {
        let of_year = &in_years[year];
        let sum_of = |set: usize, way: &dyn Fn(Way) -> bool| -> u32 {
            let goes = sets[set].iter().flat_map(|cohort| &cohort.goes[year]).filter(|(other, _)| way(*other));
            goes.map(|(_, variable)| solution.value(*variable)).sum::<f64>().round() as u32
        };
        let people: Vec<PeopleYear> = (0..sets.len())
            .map(|set| {
                let left: f64 = sets[set]
                    .iter()
                    .filter(|cohort| cohort.leaves.before == year)
                    .map(|cohort| match year {
                        0 => f64::from(cohort.people),
                        _ => cohort.employed[year - 1].map_or(0.0, |employed| solution.value(employed)),
                    })
                    .sum();
                let [redeployed, severed, early, employed] = counts[year][set].map(value);
                let retrained_in: f64 = sets[set].iter().map(|cohort| solution.eval(&cohort.comes[year])).sum::<f64>()
                    - hired[year][set].map_or(0.0, |hired| solution.value(hired));
                PeopleYear {
                    employed,
                    working: solution.eval(&of_year.people[set]).round() as u32,
                    left: left.round() as u32,
                    redeployed,
                    retrained_out: sum_of(set, &|way| matches!(way, Way::Retrained(_))),
                    retrained_in: retrained_in.round() as u32,
                    early,
                    severed,
                    taken_on: sum_of(set, &|way| matches!(way, Way::TakenOn(_))),
                    hired: hired[year][set].map_or(0, value),
                }
            })
            .collect();
        let begun: Vec<usize> = begins[year]
            .iter()
            .enumerate()
            .filter(|(_, begin)| begin.is_some_and(|begin| solution.value(begin) > 0.5))
            .map(|(offer, _)| offer)
            .collect();
        let ways = |price: &dyn Fn(Way) -> f64| -> f64 {
            let goes = sets.iter().flatten().flat_map(|cohort| &cohort.goes[year]);
            goes.map(|(way, variable)| price(*way) * solution.value(*variable)).sum()
        };
        let mut spent = Once {
            transition: begun.iter().map(|offer| scenario.offers[*offer].transition).sum(),
            redeployment: ways(&|way| if way == Way::Redeployed { policy.cost_per_redeployment } else { 0.0 }),
            retraining: ways(&|way| if let Way::Retrained(index) = way { staging.retraining[index].cost } else { 0.0 }),
            early_retirement: ways(&|way| staging.early_retirement.filter(|_| way == Way::Early).map_or(0.0, |(_, cost, _)| cost)),
            severance: ways(&|way| staging.severance.filter(|_| way == Way::Severed).map_or(0.0, |(cost, _)| cost)),
            taken_on: ways(&|way| match way {
                Way::TakenOn(offer) => scenario.offers[offer].takes_on.map_or(0.0, |(_, cost)| cost),
                _ => 0.0,
            }),
            hiring: people.iter().map(|people| f64::from(people.hired)).sum::<f64>() * policy.cost_per_hire,
            exit: 0.0,
        };
        // What is left of the year's once-only cash is for leaving contracts.
        spent.exit = (solution.eval(&once[year]) / SCALE - spent.total()).max(0.0);
        if spent.exit < 1e-6 * spent.total().max(1.0) {
            spent.exit = 0.0;
        }
        let idle = |set: usize| solution.value(waiting[year][set]) * pay_of(&supplies[year], set);
        let done = PathYear {
            plan: of_year.plan(&menus[year], &rules[year], &solution),
            begun,
            running: solution.eval(&of_year.cash) / SCALE,
            waiting: (0..sets.len()).map(idle).sum(),
            once: spent,
            unserved: solution.eval(&of_year.going_without) / SCALE,
            outsourced: if total_value > 0.0 { solution.eval(&of_year.outside) / SCALE / total_value } else { 0.0 },
            people,
            simulated: None,
        };
        found.cash += staging.discount(year + 1) * done.running + staging.discount(year) * done.once.total();
        found.unserved += staging.discount(year + 1) * done.unserved;
        found.years.push(done);
    }
    Ok(found)
}

/// Relative gap at which the solver stops: what a path costs is no better known than that.
const PATH_GAP: f64 = 2e-3;

/// What late work of a lot costs under a contract.
fn late(menu: &Menu<'_>, lot: usize, bought: &Bought) -> f64 {
    let scenario = menu.supply.scenario;
    scenario.policy.late_cost * scenario.lots[lot].unserved_cost * (bought.outside - bought.in_time)
}

/// Yearly pay of a person of a skill set who waits, with overhead.
fn pay_of(supply: &Supply<'_>, set: usize) -> f64 {
    let scenario = supply.scenario;
    let teams = || (0..scenario.teams.len()).filter(|team| supply.set_of_team(*team) == Some(set)).map(|team| &scenario.teams[team]);
    let people: f64 = teams().map(|team| f64::from(team.people)).sum();
    let each = |team: &crate::scenario::Team| team.personnel * (1.0 + team.overhead);
    if people > 0.0 {
        teams().map(|team| f64::from(team.people) * each(team)).sum::<f64>() / people
    } else {
        teams().map(each).fold(0.0, f64::max)
    }
}

/// Today's plan with nobody hired or moved: teams shrink as people retire and leave, the largest first.
fn left_alone(supply: &Supply<'_>, staging: &Staging) -> Path {
    let scenario = supply.scenario;
    let today = Plan::status_quo(supply);
    let mut gone = vec![0u32; supply.skill_sets.len()];
    let mut years = Vec::new();
    for year in 0..staging.years {
        let mut people = vec![PeopleYear::default(); supply.skill_sets.len()];
        for (team, leaving) in staging.leaving.iter().enumerate() {
            if let Some(set) = supply.set_of_team(team) {
                people[set].left += leaving[year];
                gone[set] += leaving[year];
            }
        }
        let mut plan = today.clone();
        for (set, gone) in gone.iter().enumerate() {
            for _ in 0..*gone {
                let of_set = |unit: &usize| supply.units[*unit].crew.as_ref().is_some_and(|crew| crew.skill_set == set);
                let largest = (0..supply.units.len()).filter(of_set).max_by_key(|unit| (plan.sizes[*unit].people, usize::MAX - unit));
                if let Some(unit) = largest {
                    plan.sizes[unit].people = plan.sizes[unit].people.saturating_sub(1);
                }
            }
            people[set].employed = supply.skill_sets[set].today - gone;
            people[set].working = people[set].employed;
        }
        years.push(PathYear {
            plan,
            begun: Vec::new(),
            running: 0.0,
            waiting: 0.0,
            once: Once::default(),
            unserved: 0.0,
            outsourced: 0.0,
            people,
            simulated: None,
        });
    }
    debug_assert_eq!(scenario.teams.len(), staging.leaving.len());
    Path { years, cash: 0.0, unserved: 0.0, proved: true, disagreements: Vec::new() }
}

/// Play every year of a path on fresh replications, with contracts that ran the year before in force.
fn simulate(supplies: &[Supply<'_>], staging: &Staging, path: &mut Path) {
    let mut in_force = supplies.first().map_or_else(Vec::new, |supply| supply.scenario.status_quo.awarded.clone());
    let mut known: Vec<(usize, Plan, Vec<bool>, Simulated)> = Vec::new();
    for year in 0..staging.years {
        let of_year = &mut path.years[year];
        // Prices that do not grow make years alike: what has been played need not be played again.
        let prices = if staging.pay_growth == 0.0
            && staging.spot_growth == 0.0
            && supplies[0].scenario.offers.iter().all(|offer| offer.indexation == 0.0)
        {
            0
        } else {
            year
        };
        let alike = known.iter().find(|(other, plan, force, _)| *other == prices && *plan == of_year.plan && *force == in_force);
        let mut simulated = if let Some((.., simulated)) = alike {
            *simulated
        } else {
            let mut scenario = supplies[year].scenario.clone();
            scenario.status_quo.awarded.clone_from(&in_force);
            let supply = Supply::new(&scenario);
            let replications = scenario.run.replications;
            let outcomes = play(&supply, &[&of_year.plan], Phase::Verification, replications, &Silent);
            let summary = Summary::of(&supply, &of_year.plan, &outcomes[0]);
            // What is spent once is the path's own account.
            let running = summary.cost.mean - summary.line(CostLine::Conversion);
            let simulated = Simulated {
                running,
                unserved: summary.unserved_cost.mean,
                half_width: summary.objective.half_width(),
                in_time: summary.service.mean,
            };
            known.push((prices, of_year.plan.clone(), in_force.clone(), simulated));
            of_year.outsourced = summary.outsourced_share.mean;
            simulated
        };
        simulated.running += of_year.waiting;
        of_year.simulated = Some(simulated);
        let tolerance = supplies[year].scenario.run.tolerance.0;
        let (predicted, played) = (of_year.running + of_year.unserved, simulated.running + simulated.unserved);
        let difference = (predicted - played).abs();
        if difference > tolerance * played.abs() + GAP * played.abs() && difference > 2.0 * simulated.half_width {
            path.disagreements.push(format!("year {}: {predicted:.0} was predicted and {played:.0} simulated", year + 1));
        }
        in_force.clone_from(&of_year.plan.awarded);
    }
}
