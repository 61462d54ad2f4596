//! The program of a path: every year's own choices, tied together by contracts, people and pace.

use std::mem::take;
use std::sync::Arc;

use good_lp::{Constraint, Expression, ProblemVariables, Solution, Variable, constraint};

#[cfg(feature = "highs")]
use super::nearest::{Nearest, nearest};
#[cfg(feature = "highs")]
use super::parts::{Parts, SEARCHES};
use super::staff::Staff;
#[cfg(feature = "highs")]
use super::stay::Found;
use super::{Choice, Known, Once, Path, PathYear};
use crate::plan::{Plan, Route};
use crate::planning::crowds::kept;
#[cfg(feature = "highs")]
#[cfg(feature = "highs")]
use crate::planning::large::{least, with_bound};
use crate::planning::limits::{Change, Giving, Limit};
use crate::planning::model::PlanningError;
use crate::planning::program::{Program, UnderWay};
#[cfg(feature = "highs")]
use crate::planning::rules::HURRY;
#[cfg(feature = "highs")]
use crate::planning::solver::relaxation;
use crate::planning::solver::{Effort, Solved, minimise};
use crate::planning::taken::Decision;
use crate::planning::year::{SCALE, Year, fall_on};
use crate::planning::{Goal, Menu, Rules};
use crate::scenario::Staging;
#[cfg(feature = "highs")]
use crate::scenario::file::Solver;
use crate::supply::Supply;

/// Relative gap at which the solver stops, if it comes so far in its time: what a path costs is no better known than that.
const PATH_GAP: f64 = 2e-3;

/// The program in the making.
pub(super) struct PathProgram<'a> {
    pub supply: &'a Supply,
    /// Today's plan.
    pub today: Plan,
    /// Of each lot: whether own people do any of it today.
    pub own_today: Vec<bool>,
    /// The supply at the prices of each year.
    pub supplies: &'a [Arc<Supply>],
    pub staging: &'a Staging,
    pub problem: ProblemVariables,
    pub rows: Vec<Constraint>,
    /// Each year's own choices.
    pub years: Vec<Year>,
    /// After how many columns those of each year's own choices end; what ties years together comes after the last.
    pub ends: Vec<usize>,
    /// What is spent once in each year.
    pub once: Vec<Expression>,
    /// The same by department.
    once_by_department: Vec<Vec<Expression>>,
    /// Shares of departments in what is spent on people of each skill set.
    pub payers: &'a [Vec<f64>],
    /// Offers that head a family.
    pub families: Vec<usize>,
    /// Contracts that begin in each year, by offer.
    pub begins: Vec<Vec<Option<Variable>>>,
    /// Of what is spent once, what leaving contracts costs.
    pub exits: Vec<Expression>,
    /// Of it, extensions and tendering anew.
    pub extended: Vec<Expression>,
    /// Whether contracts are tendered anew, by family (as in `families`) and year.
    pub renewals: Vec<Vec<Option<Variable>>>,
    /// Of what is spent once in the first year, screening and clearance of those who work here already.
    pub vetted: Expression,
    /// People who wait, all years and skill sets together.
    pub idle: Expression,
    pub giving: Giving,
}

/// The best path on a menu, with offers had only in the ways that are marked. Where none is found in time it is looked for from one that keeps the limits
/// only nearly.
///
/// # Errors
/// If no path keeps the limits, or the solver fails.
pub(super) fn best(
    menu: &Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    choice: &Choice,
    known: &Known,
) -> Result<Path, PlanningError> {
    let found = best_from(menu, supplies, staging, choice, known);
    #[cfg(feature = "highs")]
    if let Err(PlanningError::OutOfTime(seconds)) = found
        && !known.is_hard
        && menu.supply.scenario.run.solver == Solver::Highs
    {
        return match nearest(menu, supplies, staging, choice) {
            Ok(Nearest { plans, given }) if given.is_empty() => best_from(menu, supplies, staging, choice, &Known { plans, is_hard: true }),
            Ok(Nearest { given, .. }) => Err(PlanningError::NoPathInTime { seconds, nearest: given }),
            Err(PlanningError::Infeasible | PlanningError::OutOfTime(_)) => found,
            Err(error) => Err(error),
        };
    }
    found
}

/// The best path from what is known of it.
///
/// # Errors
/// If no path keeps the limits, or the solver fails or finds none in its time.
fn best_from(
    menu: &Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    choice: &Choice,
    Known { plans, is_hard }: &Known,
) -> Result<Path, PlanningError> {
    written(menu, supplies, staging, choice, &[], |mut program, staff, menus, rules| {
        let scenario = &*menu.supply.scenario;
        let as_known = program.routed_as(plans, menus, rules);
        let objective = program.cost();
        let PathProgram {
            problem,
            rows,
            years: in_years,
            today,
            once_by_department,
            begins,
            exits,
            extended,
            renewals,
            families,
            vetted,
            idle,
            ..
        } = program;
        let mut of_path = (problem, rows);
        let leaves_too_much =
            |solved: &Solved| in_years.iter().zip(menus).flat_map(|(year, menus)| year.leaves_too_much(menus[0], solved)).collect();
        let (problem, rows) = (&of_path.0, &mut of_path.1);
        #[cfg(feature = "highs")]
        let search = |rows: &[Constraint]| {
            if scenario.run.solver != Solver::Highs {
                return minimise(problem.clone(), rows.to_vec(), objective.clone(), effort(menu, staging));
            }
            let parts =
                |effort| Parts { supply: &menu.supply, years: &in_years, problem, rows, objective: &objective, effort, searches: SEARCHES };
            searched(effort(menu, staging), &parts, as_known.clone(), *is_hard, scenario.run.gap.0)
        };
        #[cfg(not(feature = "highs"))]
        let search = |rows: &[Constraint]| {
            let _ = (&as_known, is_hard, &today, &idle);
            minimise(problem.clone(), rows.to_vec(), objective.clone(), effort(menu, staging))
        };
        let solution = kept(rows, search, leaves_too_much)?;
        #[cfg(feature = "highs")]
        let solution = {
            let found = Found {
                scenario,
                today: &today,
                years: &in_years,
                problem: &of_path.0,
                rows: &of_path.1,
                objective: &objective,
                effort: Effort::of(scenario, 0.0),
            };
            if scenario.run.solver == Solver::Highs {
                found.with_fewest_waiting(found.with_fewest_moves(solution), &idle, |other| leaves_too_much(other).is_empty())
            } else {
                solution
            }
        };

        let mut found = Path { proof: solution.proof, ..Path::default() };
        found.proof.reached |= found.proof.gap.is_some_and(|gap| gap <= staging.gap);
        for (year, of_year) in in_years.iter().enumerate() {
            let begins = begins[year].iter().enumerate();
            let begun: Vec<usize> =
                begins.filter(|(_, begin)| begin.is_some_and(|begin| solution.value(begin) > 0.5)).map(|(offer, _)| offer).collect();
            let people = staff.people(year, &solution);
            let spent = Once {
                transition: begun.iter().map(|offer| scenario.offers[*offer].transition).sum::<f64>()
                    + if year == 0 { solution.eval(&vetted) / SCALE } else { 0.0 },
                exit: solution.eval(&exits[year]) / SCALE,
                extension: solution.eval(&extended[year]) / SCALE,
                hiring: people.iter().map(|people| f64::from(people.hired)).sum::<f64>() * scenario.policy.cost_per_hire,
                ..staff.spent(year, &supplies[year].scenario, staging, &solution)
            };
            found.stand_ins.extend(of_year.stand_ins(menus[year][0], &rules[year], &solution));
            let mut done = PathYear {
                plan: of_year.plan(menus[year][0], &rules[year], &solution),
                begun,
                renewed: families
                    .iter()
                    .zip(&renewals)
                    .filter(|(_, of)| of[year].is_some_and(|renewed| solution.value(renewed) > 0.5))
                    .map(|(family, _)| *family)
                    .collect(),
                running: solution.eval(&of_year.cash) / SCALE,
                waiting: 0.0,
                pensions: staff.pensions(year, &solution),
                once: spent,
                departments: of_year
                    .by_department
                    .iter()
                    .zip(&once_by_department[year])
                    .map(|(running, once)| (solution.eval(running) + solution.eval(once)) / SCALE)
                    .collect(),
                unserved: solution.eval(&of_year.going_without) / SCALE,
                ways: solution.eval(&of_year.ways) / SCALE,
                outsourced: of_year.share_outside(&supplies[year], &solution),
                people,
                grades: staff.grades(year, &supplies[year].scenario, &solution),
                gone: staff.gone(year, scenario, staging, &solution),
                simulated: None,
                contracts: Vec::new(),
                lots: Vec::new(),
            };
            done.tell_who_waits(&supplies[year]);
            found.cash += staging.discount(year + 1) * done.running + staging.discount(year) * done.once.total();
            found.unserved += staging.discount(year + 1) * done.unserved;
            found.ways += staging.discount(year + 1) * done.ways;
            found.years.push(done);
        }
        // A contract that is idle in a year but goes on in the next is under way then: it was begun in time.
        for year in (0..found.years.len()).rev() {
            let signed = in_years[year].signed(&solution);
            for offer in (0..signed.len()).filter(|offer| signed[*offer]) {
                let goes_on = found.years.get(year + 1).is_some_and(|next| next.plan.awarded[offer]);
                found.years[year].plan.awarded[offer] |= goes_on;
            }
        }
        for of_year in &mut found.years {
            let PathYear { begun, plan, .. } = of_year;
            begun.retain(|offer| plan.awarded[*offer]);
        }
        Ok(found)
    })
}

/// The least change of some limits that admits a path within all others.
///
/// # Errors
/// If there is no path however far they give way, or the solver fails.
pub(super) fn least_change(
    menu: &Menu,
    supplies: &[Arc<Supply>],
    staging: &Staging,
    choice: &Choice,
    may: &[Limit],
) -> Result<Vec<Change>, PlanningError> {
    written(menu, supplies, staging, choice, may, |PathProgram { problem, mut rows, giving, years, .. }, _, menus, _| {
        let solve =
            |rows: &[Constraint]| minimise(problem.clone(), rows.to_vec(), giving.sum(), effort(menu, staging).hurried(EACH_CHANGE));
        let broken = |solved: &Solved| years.iter().zip(menus).flat_map(|(year, menus)| year.leaves_too_much(menus[0], solved)).collect();
        Ok(giving.changes(&kept(&mut rows, solve, broken)?))
    })
}

/// Part of the time that is left to each question of how far a limit has to give way.
const EACH_CHANGE: f64 = 0.5;

/// How hard the solver tries.
pub(super) fn effort(menu: &Menu, staging: &Staging) -> Effort {
    let scenario = &*menu.supply.scenario;
    Effort::of(scenario, PATH_GAP.min(staging.gap).max(scenario.run.gap.0)).content_with(staging.gap)
}

/// The share of its time in which a path is sought as a whole, where it is then bettered part by part; and where none is known.
#[cfg(feature = "highs")]
const AS_A_WHOLE: f64 = 0.6;
#[cfg(feature = "highs")]
const AT_FIRST: f64 = 0.3;

/// The best path that is found: as a whole, or with lots as they are known to go well, held by rows; where what is proved of it is not enough, part by part from there.
/// What was hard as a whole before is not tried so again.
#[cfg(feature = "highs")]
fn searched<'a>(
    effort: Effort,
    parts: &dyn Fn(Effort) -> Parts<'a>,
    as_known: Vec<Constraint>,
    is_hard: bool,
    gap: f64,
) -> Result<Solved, PlanningError> {
    let of = parts(effort);
    let (problem, rows, objective) = (of.problem, of.rows, of.objective);
    let known = (!as_known.is_empty()).then(|| rows.iter().cloned().chain(as_known).collect());
    let known = known.and_then(|held| minimise(problem.clone(), held, objective.clone(), effort.hurried(HURRY).presolved()).ok());
    let for_whole = effort.for_at_most(AS_A_WHOLE * effort.seconds());
    let whole = |effort: Effort| minimise(problem.clone(), rows.to_vec(), objective.clone(), effort);
    let by_relaxation = |known: Solved| -> Result<Solved, PlanningError> {
        let bound = relaxation(problem, rows, objective, effort)?.solution.eval(objective);
        Ok(with_bound(known, objective, bound, effort))
    };
    let best = match known {
        Some(known) if is_hard => by_relaxation(known)?,
        // Where a path is known, none is sought beyond its time.
        Some(known) => match whole(for_whole.impatient()) {
            Ok(found) if known.eval(objective) < found.eval(objective) => {
                let bound = least(&found, objective);
                with_bound(known, objective, bound, effort)
            }
            Err(PlanningError::OutOfTime(_)) => by_relaxation(known)?,
            found => found?,
        },
        None => whole(effort.hurried(AT_FIRST)).map_err(|error| match error {
            PlanningError::OutOfTime(_) => PlanningError::OutOfTime(effort.allowed()),
            error => error,
        })?,
    };
    // A part is small, and what it may save is little of the whole.
    let parts = parts(effort.to_gap(gap).for_at_most((1.0 - AS_A_WHOLE) * effort.seconds()));
    let is_good = best.proof.reached || best.proof.gap.is_some_and(|gap| effort.is_content(gap, best.eval(objective)));
    Ok(if is_good { parts.without_idle_contracts(best) } else { parts.better(best) })
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
    /// What a path costs: cash and what goes without, discounted.
    pub fn cost(&self) -> Expression {
        let of_year = |year: usize| {
            let running = self.years[year].cash.clone() + self.years[year].going_without.clone();
            self.staging.discount(year + 1) * running + self.staging.discount(year) * self.once[year].clone()
        };
        (0..self.staging.years).map(of_year).sum()
    }

    /// Rows that hold who does each lot as a plan for each year has it.
    fn routed_as(&mut self, plans: &[Plan], menus: &[[&Menu; 2]], rules: &[Rules]) -> Vec<Constraint> {
        let written = self.rows.len();
        for (year, plan) in plans.iter().enumerate() {
            let routes =
                Decision::all(&self.supplies[year], plan).into_iter().filter(|decision| matches!(decision, Decision::Route { .. }));
            let taken = Rules { taken: routes.collect(), ..rules[year].clone() };
            self.write(year, (menus[year][0], &taken), None, |program, years| program.taken(&years[year]));
        }
        self.rows.split_off(written)
    }

    /// What is spent once before a year, in the program's scale, falls on departments by their shares.
    pub fn spend_once(&mut self, year: usize, amount: Expression, shares: &[f64]) {
        fall_on(&mut self.once_by_department[year], &amount, shares);
        self.once[year] += amount;
    }

    /// Write something into the program of a year by itself.
    fn write<T>(
        &mut self,
        year: usize,
        (menu, rules): (&Menu, &Rules),
        under_way: Option<UnderWay<'_>>,
        write: impl FnOnce(&mut Program<'_>, &mut [Year]) -> T,
    ) -> T {
        let (problem, rows, mut giving) = (take(&mut self.problem), take(&mut self.rows), take(&mut self.giving));
        giving.year = Some(year);
        let mut program = Program { menu, rules, problem, rows, giving, under_way };
        let written = write(&mut program, &mut self.years);
        Program { problem: self.problem, rows: self.rows, giving: self.giving, .. } = program;
        written
    }

    /// How many contracts of a family there are in a year; before the first, today.
    pub(super) fn held(&self, family: usize, year: Option<usize>) -> Expression {
        let scenario = &*self.supply.scenario;
        match year {
            Some(year) => self.years[year].of_family(scenario, family),
            None => Expression::from(f64::from(u8::from(scenario.in_force(family)))),
        }
    }

    /// By how much a limit gives way in a year ([`Giving::way`]).
    pub fn gives(&mut self, limit: Limit, year: usize, at: usize, asked: f64) -> Expression {
        self.giving.year = Some(year);
        self.giving.way(&mut self.problem, limit, at, asked, asked.max(1.0))
    }

    /// Caps on the money of each year: all of it, each month's, and the departments' shares, which follow the year's budget.
    fn money(&mut self) {
        let budget = &self.supply.scenario.budget;
        let shares = budget.department_share.as_ref().filter(|_| budget.departments_bind);
        // A fund of its own pays for what is spent once, over all years.
        let capped = |once: &Expression| if budget.one_off.is_some() { Expression::default() } else { once.clone() };
        if let Some(fund) = budget.one_off {
            let more = SCALE * self.gives(Limit::OneOff, 0, 0, fund);
            let all: Expression = self.once.iter().cloned().sum();
            self.rows.push(constraint!(all - more <= fund * SCALE));
        }
        for year in 0..self.years.len() {
            if let Some(cap) = self.staging.budget[year] {
                let more = SCALE * self.gives(Limit::Budget, year, 0, cap);
                self.rows.push(constraint!(self.years[year].cash.clone() + capped(&self.once[year]) - more <= cap * SCALE));
            }
            if let Some(cap) = budget.per_month {
                let most = cap + self.gives(Limit::PerMonth, year, 0, cap);
                let once = capped(&self.once[year]);
                self.rows.extend(self.years[year].within_month(&most, |_| once.clone()));
            }
            if let (Some(shares), Some(of_all)) = (shares, self.staging.budget[year]) {
                for (department, share) in shares.iter().enumerate() {
                    let cap = share * of_all;
                    let more = SCALE * self.gives(Limit::DepartmentShares, year, department, cap);
                    let spent = self.years[year].by_department[department].clone() + capped(&self.once_by_department[year][department]);
                    self.rows.push(constraint!(spent - more <= cap * SCALE));
                }
            }
        }
    }
}

#[cfg(all(test, feature = "highs"))]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::planning::path::of_first_steps;

    /// From a path in which all is done as dear as can be, part by part leads to the best.
    #[test]
    fn a_bad_path_is_bettered_to_the_best() {
        let bettered = |program: PathProgram<'_>| -> Result<(f64, f64, f64), PlanningError> {
            let objective = program.cost();
            let PathProgram { supply, problem, rows, years, .. } = program;
            let effort = Effort::new(Solver::Highs, 60.0, 1e-7).presolved();
            let best = minimise(problem.clone(), rows.clone(), objective.clone(), effort)?;
            // Each lot goes where that is dearest.
            let choices = years.iter().flat_map(|year| &year.choices);
            let dear: Expression = choices.map(|choice| (choice.cash + choice.unserved) * choice.variable).sum();
            let mut bad = minimise(problem.clone(), rows.clone(), objective.clone() - dear, effort)?;
            bad.proof.gap = None;
            let before = bad.eval(&objective);
            let parts = Parts { supply, years: &years, problem: &problem, rows: &rows, objective: &objective, effort, searches: SEARCHES };
            let after = parts.better(bad);
            let kept = rows.iter().all(|row| {
                let value = after.eval(row.expression());
                if row.is_equality() { value.abs() < 1e-5 } else { value < 1e-5 }
            });
            assert!(kept, "a row is broken");
            Ok((best.eval(&objective), before, after.eval(&objective)))
        };
        let costs = of_first_steps(&[], |menu, supplies, staging, choice| {
            written(menu, supplies, staging, choice, &[], |program, _, _, _| bettered(program))
        });
        let (best, before, after) = costs.unwrap();
        assert!(before > 1.05 * best, "{before} is not bad: {best}");
        assert!(after <= best * (1.0 + 1e-4) && after >= best * (1.0 - 1e-6), "{after} of {best}, from {before}");
    }
}
