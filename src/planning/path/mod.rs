//! The way from today to the plan, year by year: one mixed-integer program in which every year has sizes, routes and contracts of its own, tied
//! together by the people who cannot simply vanish, by the terms of contracts, and by the pace that the planner allows.
//!
//! People of a skill set are kept by when they would leave anyway (cohorts), so that retirements fall when they fall, whoever else goes. All of
//! today's people are paid until they leave; whoever is in no team waits, and is paid.

mod best;
mod choice;
mod money;
#[cfg(feature = "highs")]
mod nearest;
mod pace;
#[cfg(feature = "highs")]
mod parts;
mod played;
mod program;
mod staff;
#[cfg(feature = "highs")]
mod stay;
mod terms;
mod written;
mod years;

use std::sync::Arc;

use super::disagreement::{Disagreement, InYear};
use super::error::PlanningError;
use super::infeasible::{Why, remedies};
use super::limit::Limit;
use super::settle::settle_soon;
use super::{Menu, Rules, refine};
use crate::plan::Plan;
use crate::replicate::{Progress, Step};
use crate::scenario::{Scenario, Staging};
use crate::supply::Supply;
pub use choice::PathError;
use choice::{Choice, Known, limits};
use played::{left_alone, played, simulate};

pub use years::{Aim, Gone, GradeYear, Leave, Once, Path, PathYear, Paths, PeopleYear, Simulated};

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
        offer.index(grown(offer.indexation));
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
pub fn paths(menu: &mut Menu, staging: &Staging, plan: Option<&Plan>, progress: &dyn Progress) -> Result<Paths, PathError> {
    let grown = in_years(&menu.supply.scenario, staging);
    let supplies: Vec<Arc<Supply>> = grown.iter().map(Supply::new).collect();
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
            best.disagreements.push(InYear { year, what: Disagreement::Outsourced { least, simulated: share } });
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
        let [at_first, at_last] = [first, last].map(|supply| played(supply, plan, &plan.awarded).simulated);
        Aim { plan: plan.clone(), at_first, at_last }
    });
    let status_quo = Plan::status_quo(&menu.supply);
    let now = supplies.first().map_or_else(Vec::new, |first| played(first, &status_quo, &status_quo.awarded).lots);
    progress.advance(1);
    progress.end();
    Ok(Paths { best, free, today, aim, now })
}

/// The best path, and that without targets, with responses retaken at the routing of their years until they are stable.
fn settle(
    menu: &mut Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    without: Option<&Staging>,
    progress: &dyn Progress,
) -> Result<(Path, Option<Path>), PathError> {
    let (ways, plans) = ways(menu, staging)?;
    let mut choice = Choice { ways, barred: Vec::new() };
    progress.advance(1);
    let without_targets = vec![None; staging.years];
    let known = [&staging.outsourced_share, &without_targets].map(|shares| Known { plans: in_each_year(&plans, shares), is_hard: false });
    let mut both = solve(menu, supplies, staging, without, &choice, &known)?;
    progress.advance(1);
    for _ in 0..ROUNDS {
        let mut fresh = false;
        for path in std::iter::once(&mut both.0).chain(&mut both.1) {
            path.years.iter().for_each(|year| fresh |= refine(menu, &year.plan));
            fresh |= !path.stand_ins.is_empty();
            choice.barred.append(&mut path.stand_ins);
        }
        if !fresh {
            break;
        }
        let known = [Known::of(&both.0), both.1.as_ref().map(Known::of).unwrap_or_default()];
        both = match solve(menu, supplies, staging, without, &choice, &known) {
            // What was found stands, as it was foreseen; the simulation of every year says how far that holds.
            Err(PathError::Planning(PlanningError::OutOfTime(_)) | PathError::NoneInTime { .. }) => break,
            other => other?,
        };
    }
    progress.advance(1);
    Ok(both)
}

/// The ways in which offers are had, marked, as plans of single years have them: these are found quickly, and where they lead the path is likely
/// to lead too. In these years all contracts are under way, as they are in most of a path. Responses are retaken at their routing.
fn ways(menu: &mut Menu, staging: &Staging) -> Result<(Vec<bool>, ByShare), PlanningError> {
    let mut shares = vec![None];
    shares.extend(staging.outsourced_share.iter().copied().filter(Option::is_some));
    shares.dedup();
    let mut ways = vec![None; menu.supply.scenario.offers.len()];
    let mut plans = Vec::new();
    let mut seasoned = menu.repriced(&menu.supply).seasoned();
    // All together in the time of one search: they only say where to look first.
    let until = Rules::of(&seasoned).within(&menu.supply.scenario, 1.0).until;
    for share in shares {
        // What is spent once serves all years of the path.
        let spread_over = Some(staging.years as f64);
        let limits = Rules::of(&seasoned);
        let (gap, enough) = (limits.gap.max(NEAR), NEAR_ENOUGH);
        let rules = Rules {
            outsourced_at_least: share,
            redeployed_at_most: None,
            quota: None,
            spread_over,
            gap,
            enough,
            until,
            ..limits.hurried()
        };
        let found = match settle_soon(&mut seasoned, &rules) {
            // A year by itself may be held to what the years of a path are not.
            Err(PlanningError::Infeasible | PlanningError::OutOfTime(_)) => {
                let loose = Limit::ALL
                    .iter()
                    .filter(|limit| !matches!(limit, Limit::Outsourced | Limit::Secrecy))
                    .fold(rules, |rules, limit| limit.dropped(&rules));
                settle_soon(&mut seasoned, &loose)
            }
            other => other,
        };
        match found {
            Ok(prediction) => {
                for (offer, _) in prediction.plan.awarded.iter().enumerate().filter(|(_, awarded)| **awarded) {
                    ways[menu.supply.scenario.offers[offer].family].get_or_insert(offer);
                }
                plans.push((share, prediction.plan));
            }
            Err(PlanningError::Infeasible | PlanningError::OutOfTime(_)) => {}
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
    Ok(((0..offers.len()).map(open).collect(), plans))
}

/// Plans of single years by the share that they reach at least.
type ByShare = Vec<(Option<f64>, Plan)>;

/// The plan of a single year for each year's share; none at all where one is not known.
fn in_each_year(plans: &ByShare, shares: &[Option<f64>]) -> Vec<Plan> {
    let of = |share: &Option<f64>| plans.iter().find(|(of, _)| of == share).map(|(_, plan)| plan.clone());
    shares.iter().map(of).collect::<Option<Vec<Plan>>>().unwrap_or_default()
}

/// Relative gap of plans of single years: where a path may lead need not be proved best.
const NEAR: f64 = 5e-3;
/// The same where to prove it takes another search.
const NEAR_ENOUGH: f64 = 2e-2;

/// Rounds in which responses are retaken. What is left is small, and the simulation of every year says how small.
const ROUNDS: usize = 2;

/// Both paths, side by side.
fn solve(
    menu: &Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    without: Option<&Staging>,
    choice: &Choice,
    [known, known_without]: &[Known; 2],
) -> Result<(Path, Option<Path>), PathError> {
    let (with, without) = rayon::join(
        || best::best(menu, supplies, staging, choice, known),
        || without.map(|without| best::best(menu, supplies, without, choice, known_without)),
    );
    Ok((with?, without.transpose()?))
}

/// Why no path keeps all limits: the least change of each by itself that admits one, or of all of them together.
///
/// # Errors
/// If the solver fails.
pub fn explain_infeasible(menu: &mut Menu, staging: &Staging, progress: &dyn Progress) -> Result<Why, PlanningError> {
    let scenario = &*menu.supply.scenario;
    let grown = in_years(scenario, staging);
    let supplies: Vec<Arc<Supply>> = grown.iter().map(Supply::new).collect();
    let limits = limits(menu, staging);
    progress.begin(Step::Explaining, 1 + limits.len() as u64);
    let choice = Choice { ways: ways(menu, staging)?.0, barred: Vec::new() };
    let changes = |may: &[Limit]| {
        let found = best::least_change(menu, &supplies, staging, &choice, may);
        progress.advance(1);
        found
    };
    let remedies = remedies(&limits, &limits, &changes)?;
    progress.end();
    Ok(Why { conflicts: Vec::new(), remedies, held_in_expectation: false, samples: None })
}

/// The smallest scenario as a path of three years, with ten samples: for tests of its program.
#[cfg(all(test, feature = "highs"))]
#[allow(clippy::unwrap_used, reason = "tests")]
fn of_first_steps<T>(settings: &[&str], then: impl FnOnce(&Menu, &[Arc<Supply>], &Staging, &Choice) -> T) -> T {
    let always = ["path.years=3", "path.discount_rate=0", "path.pay_growth=\"5%\"", "run.planning_samples=10"];
    let settings: Vec<String> = always.iter().chain(settings).map(|setting| (*setting).to_owned()).collect();
    let file = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first-steps.toml"));
    let scenario = crate::scenario::load(file, &settings).unwrap().0;
    let supply = Supply::new(&scenario);
    let menu = Menu::build(&supply, 10, &crate::replicate::Silent);
    let staging = scenario.path.as_ref().unwrap();
    let grown = in_years(&scenario, staging);
    let supplies: Vec<Arc<Supply>> = grown.iter().map(Supply::new).collect();
    then(&menu, &supplies, staging, &Choice { ways: vec![true; scenario.offers.len()], barred: Vec::new() })
}
