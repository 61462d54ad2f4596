//! The program of a path, written: every year's own choices, tied together by contracts, people and pace.

use std::sync::Arc;

use good_lp::{Constraint, Expression, ProblemVariables};

use super::choice::Choice;
use super::program::PathProgram;
use super::staff::Staff;
use crate::plan::{Plan, Route};
use crate::planning::decision::Decision;
use crate::planning::error::PlanningError;
use crate::planning::limit::Limit;
use crate::planning::limits::Giving;
use crate::planning::program::UnderWay;
use crate::planning::solver::Effort;
use crate::planning::{Goal, Menu, Rules};
use crate::scenario::Staging;
use crate::supply::Supply;

/// Relative gap at which the solver stops, if it comes so far in its time: what a path costs is no better known than that.
const PATH_GAP: f64 = 2e-3;

/// How hard the solver tries.
pub(super) fn effort(menu: &Menu, staging: &Staging) -> Effort {
    let scenario = &*menu.supply.scenario;
    Effort::of(scenario, PATH_GAP.min(staging.gap).max(scenario.run.gap.0)).content_with(staging.gap)
}

/// Write the program, in which some limits may give way, and do something with it.
pub(super) fn written<T>(
    menu: &Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    choice: &Choice,
    may: &[Limit],
    then: impl FnOnce(PathProgram<'_>, Staff, &[[&Menu; 2]], &[Rules]) -> Result<T, PlanningError>,
) -> Result<T, PlanningError> {
    let supply = &*menu.supply;
    if supply.stop.is_raised() {
        return Err(PlanningError::Stopped);
    }
    let scenario = &*supply.scenario;
    let years = staging.years;
    // From the second year on the contracts of today begin anew like any other, unless they still run.
    let of_year = |(year, supply)| if year == 0 { menu.repriced(supply) } else { menu.repriced(supply).anew() };
    let menus: Vec<Menu> = supplies.iter().enumerate().map(of_year).collect();
    let seasoned: Vec<Menu> = supplies.iter().map(|supply| menu.repriced(supply).seasoned()).collect();
    let base = Rules {
        ways: Some(choice.ways.clone()),
        barred: choice.barred.clone(),
        quota: None,
        redeployed_at_most: None,
        risk: None,
        goal: Goal::Objective,
        // A mean year each: what is spent once, and caps on a year's money, are the path's own account.
        spread_over: Some(years as f64),
        ..Rules::of(menu)
    };
    let rules: Vec<Rules> = (0..years)
        .map(|year| Rules {
            outsourced_at_least: staging.outsourced_share[year],
            budget: staging.budget[year],
            held: Default::default(),
            ..base.clone()
        })
        .collect();
    let payers: Vec<Vec<f64>> =
        (0..supply.skill_sets.len()).map(|set| supply.department_shares(supply.lots_of_set(set).into_iter())).collect();
    let today = Plan::status_quo(supply);
    let own_today = today.route.iter().enumerate().map(|(lot, route)| match route {
        Route::Unit(unit) => menu.does(lot, *unit, &today.sizes[*unit]),
        Route::Direct(_) => false,
    });
    let mut program = PathProgram {
        supply,
        own_today: own_today.collect(),
        today,
        supplies,
        staging,
        problem: ProblemVariables::new(),
        rows: Vec::new(),
        years: Vec::new(),
        ends: Vec::new(),
        once: vec![Expression::default(); years],
        once_by_department: vec![vec![Expression::default(); scenario.departments.len()]; years],
        payers: &payers,
        families: (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer).collect(),
        begins: vec![vec![None; scenario.offers.len()]; years],
        exits: vec![Expression::default(); years],
        extended: vec![Expression::default(); years],
        renewals: Vec::new(),
        vetted: Expression::default(),
        idle: Expression::default(),
        giving: Giving::of(may),
    };
    for (year, of_year) in menus.iter().zip(&rules).enumerate() {
        let before = || (0..scenario.offers.len()).map(|offer| program.held(scenario.offers[offer].family, Some(year - 1))).collect();
        let under_way = (year > 0).then(|| UnderWay { menu: &seasoned[year], before: before() });
        let chosen = program.write(year, of_year, under_way, |program, _| program.year())?;
        program.years.push(chosen);
        program.ends.push(program.problem.len());
    }
    program.contracts();
    for (year, of_year) in menus.iter().zip(&rules).enumerate() {
        program.write(year, of_year, None, |program, years| program.limits(&mut years[year]));
    }
    let staff = program.staff();
    program.money();
    program.pace();
    program.one_way(&menus);
    // For contracts that begin, and for those that run since the year before.
    let by_stage: Vec<[&Menu; 2]> =
        menus.iter().zip(&seasoned).enumerate().map(|(year, (menu, seasoned))| [menu, if year > 0 { seasoned } else { menu }]).collect();
    then(program, staff, &by_stage, &rules)
}

impl PathProgram<'_> {
    /// Rows that hold who does each lot as a plan for each year has it.
    pub(super) fn routed_as(&mut self, plans: &[Plan], menus: &[[&Menu; 2]], rules: &[Rules]) -> Vec<Constraint> {
        let written = self.rows.len();
        for (year, plan) in plans.iter().enumerate() {
            let routes =
                Decision::all(&self.supplies[year], plan).into_iter().filter(|decision| matches!(decision, Decision::Route { .. }));
            let taken = Rules { taken: routes.collect(), ..rules[year].clone() };
            self.write(year, (menus[year][0], &taken), None, |program, years| program.taken(&years[year]));
        }
        self.rows.split_off(written)
    }
}
