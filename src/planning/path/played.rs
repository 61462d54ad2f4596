//! The years of a path, played on fresh replications; and what becomes of today's plan if it is left alone.

use std::sync::Arc;

use super::staff;
use super::years::{Gone, GradeYear, Leave, Once, Path, PathYear, PeopleYear, Simulated};
use crate::outcome::{ContractLine, ContractSummary, CostLine, LotSummary, Summary};
use crate::plan::Plan;
use crate::planning::disagreement::{Disagreement, InYear};
use crate::planning::verify::shares_missed;
use crate::random::Phase;
use crate::replicate::{Silent, play};
use crate::scenario::{Scenario, Staging};
use crate::supply::Supply;

/// Today's plan with nobody hired or moved: teams shrink as people retire and leave, the largest first.
pub(super) fn left_alone(supplies: &[Arc<Supply>], staging: &Staging) -> Path {
    let mut years: Vec<PathYear> = Vec::new();
    for (year, supply) in supplies.iter().enumerate() {
        let scenario = &*supply.scenario;
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
            departments: Vec::new(),
            unserved: 0.0,
            ways: 0.0,
            outsourced: 0.0,
            people,
            grades: grades.collect(),
            gone: gone.into_iter().filter(|gone| gone.people > 0).collect(),
            simulated: None,
            contracts: Vec::new(),
            lots: Vec::new(),
        };
        of_year.tell_who_waits(supply);
        years.push(of_year);
    }
    Path { years, ..Path::default() }
}

/// Replications that a year of a path is played on at least, where the scenario has so many.
const LEAST: u32 = 30;

/// A year as played: as a whole, by contract, and by lot.
#[derive(Clone)]
pub(super) struct Played {
    pub simulated: Simulated,
    pub contracts: Vec<ContractSummary>,
    pub lots: Vec<LotSummary>,
}

/// A plan as played in a year on fresh replications, with some contracts under way since the year before; people who wait are not in it.
pub(super) fn played(at_prices: &Supply, plan: &Plan, in_force: &[bool]) -> Played {
    let mut scenario = Scenario::clone(&at_prices.scenario);
    scenario.status_quo.awarded = in_force.to_vec();
    let supply = Supply::of_shared(Arc::new(scenario));
    let scenario = &supply.scenario;
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
    Played { simulated, contracts: summary.contracts, lots: summary.lots }
}

/// A year that has been played: at the prices of which year, its plan, the contracts under way, and what came of it.
type Known = (usize, Plan, Vec<bool>, Played);

/// Play every year of a path on fresh replications, with contracts that ran the year before in force.
pub(super) fn simulate(supplies: &[Arc<Supply>], staging: &Staging, path: &mut Path) {
    let mut in_force = supplies.first().map_or_else(Vec::new, |supply| supply.scenario.status_quo.awarded.clone());
    let indexed = supplies.first().is_some_and(|supply| supply.scenario.offers.iter().any(|offer| offer.indexation != 0.0));
    let grows = staging.pay_growth != 0.0 || staging.spot_growth != 0.0 || indexed;
    let mut known: Vec<Known> = Vec::new();
    for (year, at_prices) in supplies.iter().enumerate() {
        let of_year = &mut path.years[year];
        // Prices that do not grow make years alike: what has been played need not be played again.
        let prices = if grows { year } else { 0 };
        let alike = known.iter().find(|(other, plan, force, _)| *other == prices && *plan == of_year.plan && *force == in_force);
        let played = if let Some((.., played)) = alike {
            played.clone()
        } else {
            let played = played(at_prices, &of_year.plan, &in_force);
            known.push((prices, of_year.plan.clone(), in_force.clone(), played.clone()));
            played
        };
        let mut simulated = played.simulated;
        (of_year.contracts, of_year.lots) = (played.contracts, played.lots);
        simulated.running += of_year.paid_beyond(at_prices);
        of_year.simulated = Some(simulated);
        let tolerance = at_prices.scenario.run.tolerance.0;
        let (predicted, played) = (of_year.running + of_year.unserved, simulated.running + simulated.unserved);
        let difference = (predicted - played).abs();
        if difference > (tolerance + at_prices.scenario.run.gap.0) * played.abs() && difference > 2.0 * simulated.half_width {
            path.disagreements.push(InYear { year, what: Disagreement::Cost { predicted, simulated: played } });
        }
        let policy = &at_prices.scenario.policy;
        let missed = shares_missed(&at_prices.scenario, policy.provider_share_at_most, policy.set_aside, &of_year.contracts);
        path.disagreements.extend(missed.into_iter().map(|what| InYear { year, what }));
        in_force.clone_from(&of_year.plan.awarded);
    }
}
