//! The planning model: a mixed-integer program over the menu, through good_lp.
//!
//! Each unit takes one rung of its ladder (its simulated size), each lot one route: to a unit at a rung with an outlet for its overflow, or
//! straight to an outlet. At whole rungs the expected response is exact, not a bound: this is the disaggregated form of the response cuts, with
//! the tightest relaxation (every vertex of the response is a column), and it needs no concavity.
//! Contract terms that depend on a year's or a month's volume hold in every month and sample in which they could bind.

use good_lp::{Expression, ProblemVariables, Solution, constraint, variable};

use super::crowds::kept;
use super::error::PlanningError;
use super::limit::Limit;
use super::limits::{Change, Giving};
use super::menu::Menu;
use super::mps::written;
use super::prediction::Prediction;
use super::program::Program;
use super::rules::{Goal, Rules};
use super::scale::SCALE;
use super::solver::{Effort, Solved, minimise_or_ask};
use super::year::Year;
use crate::outcome::tail_mean;

/// The program of the rules in MPS, with names, for other solvers to replay.
///
/// # Errors
/// If a lot has no way to be served at all, so that no program can be written.
pub fn mps(menu: &Menu, rules: &Rules) -> Result<String, PlanningError> {
    let built = build(menu, rules, &[], 0.0)?;
    let names = built.year.names(menu);
    Ok(written(&menu.supply.scenario.name, &built.problem, &built.rows, &built.objective, &|variable| names.get(&variable).cloned()))
}

/// The best plan that the rules allow. Where none is found in the solver's time, somebody is asked whether there can be one before the search goes on.
///
/// # Errors
/// If no plan keeps the rules, or the solver fails or finds none even so.
pub(super) fn best(
    menu: &Menu,
    rules: &Rules,
    is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
) -> Result<Prediction, PlanningError> {
    let at = |level: f64| {
        let built = build(menu, rules, &[], level)?;
        let solved = built.solved(menu, &built.objective, rules.effort(&menu.supply.scenario), is_impossible)?;
        Ok(predicted(menu, rules, &built.year, &solved))
    };
    let most = match rules.goal {
        _ if !menu.supply.scenario.policy.counts_cost() => return at(0.0),
        Goal::InHouse => true,
        Goal::Outside => false,
        _ => return at(0.0),
    };
    // The most or least of a ratio, by the steps of Dinkelbach (1967): what is above it less its level times what is below, and again at the level found.
    let mut found = at(if most { 0.0 } else { 1.0 })?;
    loop {
        let next = at(found.outsourced)?;
        let gained = if most { next.outsourced - found.outsourced } else { found.outsourced - next.outsourced };
        if gained <= HAIR {
            // What is proved is of the difference, not of the ratio.
            found.proof.gap = None;
            return Ok(found);
        }
        found = next;
    }
}

/// A share of cost that is no more than this is none.
const HAIR: f64 = 1e-6;

impl Program<'_> {
    /// What follows from the work of a year: escorts, and limits on what is done and by whom.
    pub fn limits(&mut self, year: &mut Year) {
        self.escorts(year);
        Limit::OF_WORK.into_iter().for_each(|limit| limit.write(self, year));
        self.taken(year);
    }
}

/// What a limit that gives way by all of itself costs, where it may: so little that none gives way for nothing.
pub(super) const NEXT_TO_NOTHING: f64 = 1.0;

/// The best plan where some limits need not be kept, each of which costs so much a year if it gives way by all of itself, and those that it does not keep, in their
/// order. Service does not come first.
///
/// # Errors
/// If there is no plan even so, or the solver fails.
pub(super) fn choose_breaking(
    menu: &Menu,
    rules: &Rules,
    may: &[Limit],
    each: f64,
    effort: Effort,
) -> Result<(Prediction, Vec<Limit>), PlanningError> {
    let built = build(menu, rules, may, 0.0)?;
    let objective = built.objective.clone() + each * SCALE * built.giving.sum();
    let solved = built.solved(menu, &objective, effort, &|| Ok(false))?;
    let changes = built.giving.changes(&solved);
    let broken = Limit::ALL.into_iter().filter(|limit| changes.iter().any(|change| change.limit == *limit));
    Ok((predicted(menu, rules, &built.year, &solved), broken.collect()))
}

/// A solution as a plan, and what is expected of it.
fn predicted(menu: &Menu, rules: &Rules, year: &Year, solved: &Solved) -> Prediction {
    let supply = &*menu.supply;
    let scenario = &*supply.scenario;
    Prediction {
        cash: solved.eval(&year.cash) / SCALE,
        dearest_year: year.dearest(menu, rules, solved),
        once: year.once.iter().map(|once| solved.eval(once)).sum::<f64>() / SCALE,
        unserved_cost: solved.eval(&year.going_without) / SCALE,
        way_cost: solved.eval(&year.ways) / SCALE,
        in_time: year.in_time(menu, solved),
        outsourced: year.share_outside(supply, solved),
        priced: year.priced(scenario, solved),
        tail: rules.tail_level.map(|level| {
            let always = solved.eval(&year.fixed);
            let by_year: Vec<f64> = year.by_year.iter().map(|drawn| (solved.eval(drawn) + always) / SCALE).collect();
            tail_mean(&by_year, level)
        }),
        stand_ins: year.stand_ins(menu, rules, solved),
        plan: year.plan(menu, rules, solved),
        proof: solved.proof,
    }
}

/// The plan for which some limits give way least within all others, and how far they do; not at all if there is a plan already.
///
/// # Errors
/// If there is no plan however far they give way, or the solver fails.
pub(super) fn nearest(menu: &Menu, rules: &Rules, may: &[Limit]) -> Result<(Prediction, Vec<Change>), PlanningError> {
    let built = build(menu, rules, may, 0.0)?;
    let solved = built.solved(menu, &built.giving.sum(), rules.effort(&menu.supply.scenario), &|| Ok(false))?;
    Ok((predicted(menu, rules, &built.year, &solved), built.giving.changes(&solved)))
}

/// A program that is ready to be solved.
struct Built {
    problem: ProblemVariables,
    rows: Vec<good_lp::Constraint>,
    objective: Expression,
    year: Year,
    giving: Giving,
}

impl Built {
    /// The solution that is best by an objective, in which contracts leave no more than they must.
    fn solved(
        &self,
        menu: &Menu,
        objective: &Expression,
        effort: Effort,
        is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
    ) -> Result<Solved, PlanningError> {
        let solve =
            |rows: &[good_lp::Constraint]| minimise_or_ask(self.problem.clone(), rows.to_vec(), objective.clone(), effort, is_impossible);
        kept(&mut self.rows.clone(), solve, |solved| self.year.leaves_too_much(menu, solved))
    }
}

/// The program of a year under rules, of which some may give way. Where the outsourced share is a ratio and is what is sought, it is beside a level.
fn build(menu: &Menu, rules: &Rules, may: &[Limit], level: f64) -> Result<Built, PlanningError> {
    let supply = &*menu.supply;
    if supply.stop.is_raised() {
        return Err(PlanningError::Stopped);
    }
    let scenario = &*supply.scenario;
    let mut program = Program { menu, rules, problem: ProblemVariables::new(), rows: Vec::new(), giving: Giving::of(may), under_way: None };
    let mut year = program.year()?;
    program.limits(&mut year);
    program.changing_over(&mut year);
    program.movements(&mut year);
    Limit::Quota.write(&mut program, &year);
    Limit::Redeployed.write(&mut program, &year);
    let Year { cash, going_without, .. } = &year;
    let contracts: Expression = year.awards.iter().flatten().flatten().copied().sum();
    if let Some(most) = rules.contracts_at_most {
        program.rows.push(constraint!(contracts.clone() <= f64::from(most)));
    }
    if let Some(most) = rules.unserved_at_most {
        program.rows.push(constraint!(going_without.clone() <= most * SCALE));
    }
    let drawn: Vec<Expression> = year.by_year.iter().map(|drawn| drawn.clone() + year.fixed.clone()).collect();
    let dread: Expression = match rules.risk {
        Some((weight, level)) if rules.heeds_risk() => weight * program.mean_of_dearest(level, &drawn),
        _ => Expression::default(),
    };
    if let Some(most) = rules.objective_at_most {
        program.rows.push(constraint!(cash.clone() + going_without.clone() + dread.clone() <= most * SCALE));
    }
    let dear: Expression = match rules.tail_level {
        Some(level) if rules.goal == Goal::Tail || rules.tail_at_most.is_some() => program.mean_of_dearest(level, &drawn),
        _ => Expression::default(),
    };
    if let Some(most) = rules.tail_at_most {
        program.rows.push(constraint!(dear.clone() + going_without.clone() <= most * SCALE));
    }
    let dearest = (rules.goal == Goal::DearestYear).then(|| program.problem.add(variable()));
    Limit::Budget.write(&mut program, &year);
    if let Some(dearest) = dearest {
        program.rows.extend(year.spent_in_years(menu, rules).into_iter().map(|spent| constraint!(spent - dearest <= 0.0)));
    }
    if let Some(most) = rules.cash_at_most {
        program.rows.push(constraint!(cash.clone() <= most * SCALE));
    }
    for limit in [Limit::OneOff, Limit::PerMonth, Limit::DepartmentShares] {
        limit.write(&mut program, &year);
    }
    let once: Expression = year.once.iter().cloned().sum();
    let spent = cash.clone() + year.ties(menu);
    let outside = match year.outsourced(supply) {
        // The solver's gap is relative: beside the whole, not beside nothing.
        (part, whole) if scenario.policy.counts_cost() => {
            let one = program.problem.add(variable().min(1.0).max(1.0));
            let beside = if rules.goal == Goal::Outside { 1.0 } else { -1.0 };
            part - level * whole + beside * supply.counted() * SCALE * one
        }
        (part, _) => part,
    };
    // What tells plans apart that reach a goal alike.
    let tie = if rules.ties { 1e-6 } else { 0.0 };
    let objective = match rules.goal {
        Goal::OwnPeople => {
            let bought: Expression = year
                .choices
                .iter()
                .filter(|choice| choice.by_others > 0.0)
                .map(|choice| {
                    let units = choice.by_others * menu.mean_demand(choice.lot).units;
                    units * scenario.lots[choice.lot].unserved_cost * SCALE * choice.variable
                })
                .sum();
            spent.clone() + going_without.clone() + bought + dread
        }
        Goal::Objective => spent.clone() + going_without.clone() + dread,
        Goal::Cash => spent.clone() + 1e-6 * going_without.clone(),
        Goal::DearestYear => dearest.map_or_else(Expression::default, Expression::from) + tie * (spent.clone() + going_without.clone()),
        Goal::Service => going_without.clone() + 1e-7 * spent.clone(),
        Goal::Unserved => going_without.clone() + 1e-3 * spent.clone(),
        Goal::Tail => dear + going_without.clone() + 1e-5 * spent.clone(),
        Goal::InHouse => tie * (spent.clone() + going_without.clone()) - outside,
        Goal::Outside => 1e-6 * (spent.clone() + going_without.clone()) + outside,
        Goal::People => tie * (spent.clone() + going_without.clone()) + year.people.iter().cloned().sum::<Expression>(),
        Goal::Once => tie * (spent.clone() + going_without.clone()) + once,
        Goal::Moved => tie * (spent.clone() + going_without.clone()) + year.moved.clone(),
        Goal::Contracts => 1e-6 * (spent.clone() + going_without.clone()) + contracts,
    };
    let Program { problem, rows, giving, .. } = program;
    Ok(Built { problem, rows, objective, year, giving })
}
