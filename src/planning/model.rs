//! The planning model: a mixed-integer program over the menu, through good_lp.
//!
//! Each unit takes one rung of its ladder (its simulated size), each lot one route: to a unit at a rung with an outlet for its overflow, or
//! straight to an outlet. At whole rungs the expected response is exact, not a bound: this is the disaggregated form of the response cuts, with
//! the tightest relaxation (every vertex of the response is a column), and it needs no concavity.
//! Contract terms that depend on a year's or a month's volume hold in every month and sample in which they could bind.

use good_lp::{Expression, ProblemVariables, Solution, Variable, constraint, variable};

use super::limits::{Change, Giving, Limit};
use super::menu::Menu;
use super::rules::{Goal, Rules, StandIn};
use super::solver::{self, Effort, Proof, Solved, minimise, minimise_or_ask};
use super::year::{Choice, SCALE, Stage, Year};
use crate::outcome::tail_mean;
use crate::plan::Plan;
use crate::scenario::Direct;
use crate::scenario::units::Held;

/// A plan with what the model expects of it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Prediction {
    /// The plan.
    pub plan: Plan,
    /// Expected cash a year.
    pub cash: f64,
    /// Expected cash of the dearest year, as the yearly cap counts it.
    pub dearest_year: f64,
    /// What is spent once, all of it.
    pub once: f64,
    /// Expected cost of going without a year, ways to meetings elsewhere included.
    pub unserved_cost: f64,
    /// Of it, what people's ways to meetings elsewhere cost.
    pub way_cost: f64,
    /// Expected share in time of each lot.
    pub in_time: Vec<f64>,
    /// Expected outsourced share.
    pub outsourced: f64,
    /// What rises with an offer's prices: expected yearly pay by price at today's prices, all ways of the offer together.
    pub priced: Vec<f64>,
    /// Mean cash of the dearest years, where the rules name a level.
    pub tail: Option<f64>,
    /// What the solver proved of it.
    pub proof: Proof,
    /// Rungs that were taken although the unit's response to just the lots that go to it is known.
    #[serde(skip)]
    pub stand_ins: Vec<StandIn>,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// The limits contradict each other.
    #[error("no plan keeps all limits")]
    Infeasible,
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Solver(String),
    /// The solver found no plan in its time, so many seconds.
    #[error(
        "the solver found no plan in {0:.0} seconds, and cannot say that there is none; give it more with `run.time_limit`, or make the program smaller: fewer years, lots, offers or ways to have them"
    )]
    OutOfTime(f64),
}

/// A program in the making.
pub(super) struct Program<'m> {
    pub menu: &'m Menu<'m>,
    pub rules: &'m Rules,
    pub problem: ProblemVariables,
    pub rows: Vec<good_lp::Constraint>,
    pub giving: Giving,
    /// Of a later year of a path.
    pub under_way: Option<UnderWay<'m>>,
}

/// Contracts that may have run the year before: they have begun and learnt, and their providers are cleared.
pub(super) struct UnderWay<'m> {
    /// The menu with every contract so.
    pub menu: &'m Menu<'m>,
    /// How many of each offer's family ran the year before.
    pub before: Vec<Expression>,
}

/// The program of the rules in MPS, with names, for other solvers to replay.
///
/// # Errors
/// If a lot has no way to be served at all, so that no program can be written.
pub fn mps(menu: &Menu<'_>, rules: &Rules) -> Result<String, PlanningError> {
    let built = build(menu, rules, &[], 0.0)?;
    let names = built.year.names(menu);
    Ok(solver::mps(&menu.supply.scenario.name, &built.problem, &built.rows, &built.objective, &|variable| names.get(&variable).cloned()))
}

/// The best plan that the rules allow. Where none is found in the solver's time, somebody is asked whether there can be one before the search goes on.
///
/// # Errors
/// If no plan keeps the rules, or the solver fails or finds none even so.
pub(super) fn best(
    menu: &Menu<'_>,
    rules: &Rules,
    is_impossible: &dyn Fn() -> Result<bool, PlanningError>,
) -> Result<Prediction, PlanningError> {
    let at = |level: f64| {
        let Built { problem, rows, objective, year, .. } = build(menu, rules, &[], level)?;
        let solved = minimise_or_ask(problem, rows, objective, rules.effort(menu.supply.scenario), is_impossible)?;
        Ok(predicted(menu, rules, &year, &solved))
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

/// What a limit that gives way by all of itself costs, where it may: so little that none gives way for nothing.
pub(super) const NEXT_TO_NOTHING: f64 = 1.0;

/// The best plan where some limits need not be kept, each of which costs so much a year if it gives way by all of itself, and those that it does not keep, in their
/// order. Service does not come first.
///
/// # Errors
/// If there is no plan even so, or the solver fails.
pub(super) fn choose_breaking(
    menu: &Menu<'_>,
    rules: &Rules,
    may: &[Limit],
    each: f64,
    effort: Effort,
) -> Result<(Prediction, Vec<Limit>), PlanningError> {
    let Built { problem, rows, objective, year, giving } = build(menu, rules, may, 0.0)?;
    let solved = minimise(problem, rows, objective + each * SCALE * giving.sum(), effort)?;
    let changes = giving.changes(&solved);
    let broken = Limit::ALL.into_iter().filter(|limit| changes.iter().any(|change| change.limit == *limit));
    Ok((predicted(menu, rules, &year, &solved), broken.collect()))
}

/// A solution as a plan, and what is expected of it.
fn predicted(menu: &Menu<'_>, rules: &Rules, year: &Year, solved: &Solved) -> Prediction {
    let supply = menu.supply;
    let scenario = supply.scenario;
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
pub(super) fn nearest(menu: &Menu<'_>, rules: &Rules, may: &[Limit]) -> Result<(Prediction, Vec<Change>), PlanningError> {
    let Built { problem, rows, year, giving, .. } = build(menu, rules, may, 0.0)?;
    let solved = minimise(problem, rows, giving.sum(), rules.effort(menu.supply.scenario))?;
    Ok((predicted(menu, rules, &year, &solved), giving.changes(&solved)))
}

/// A program that is ready to be solved.
struct Built {
    problem: ProblemVariables,
    rows: Vec<good_lp::Constraint>,
    objective: Expression,
    year: Year,
    giving: Giving,
}

/// The program of a year under rules, of which some may give way. Where the outsourced share is a ratio and is what is sought, it is beside a level.
fn build(menu: &Menu<'_>, rules: &Rules, may: &[Limit], level: f64) -> Result<Built, PlanningError> {
    let supply = menu.supply;
    let scenario = supply.scenario;
    let mut program = Program { menu, rules, problem: ProblemVariables::new(), rows: Vec::new(), giving: Giving::of(may), under_way: None };
    let mut year = program.year()?;
    program.limits(&mut year);
    program.changing_over(&mut year);
    let moved = program.movements(&mut year);
    let Program { mut problem, mut rows, mut giving, .. } = program;

    if let Some(quota) = rules.quota.map(f64::from) {
        let more = giving.way(&mut problem, Limit::Quota, 0, quota, quota.max(1.0));
        rows.push(constraint!(year.people.iter().cloned().sum::<Expression>() - more <= quota).set_name("quota".into()));
    }
    if let Some(most) = rules.redeployed_at_most.map(f64::from) {
        let more = giving.way(&mut problem, Limit::Redeployed, 0, most, most.max(1.0));
        rows.push(constraint!(moved.clone() - more <= most).set_name("redeployed_at_most".into()));
    }
    let Year { cash, going_without, .. } = &year;
    let contracts: Expression = year.awards.iter().flatten().flatten().copied().sum();
    if let Some(most) = rules.contracts_at_most {
        rows.push(constraint!(contracts.clone() <= f64::from(most)));
    }
    if let Some(most) = rules.unserved_at_most {
        rows.push(constraint!(going_without.clone() <= most * SCALE));
    }
    // η + E[(cost − η)⁺]/(1 − level), at its least the mean of the dearest years (Rockafellar and Uryasev 2000).
    let tail_of = |level: f64, years: &[Expression], problem: &mut ProblemVariables, rows: &mut Vec<good_lp::Constraint>| -> Expression {
        let threshold = problem.add(variable());
        let mut tail: Expression = threshold.into();
        let weight = 1.0 / ((1.0 - level) * years.len() as f64);
        for drawn in years {
            let above = problem.add(variable().min(0.0));
            rows.push(constraint!(drawn.clone() - threshold - above <= 0.0));
            tail += weight * above;
        }
        tail
    };
    let drawn: Vec<Expression> = year.by_year.iter().map(|drawn| drawn.clone() + year.fixed.clone()).collect();
    let dread: Expression = match rules.risk {
        Some((weight, level)) if rules.heeds_risk() => weight * tail_of(level, &drawn, &mut problem, &mut rows),
        _ => Expression::default(),
    };
    if let Some(most) = rules.objective_at_most {
        rows.push(constraint!(cash.clone() + going_without.clone() + dread.clone() <= most * SCALE));
    }
    let dear: Expression = match rules.tail_level {
        Some(level) if rules.goal == Goal::Tail || rules.tail_at_most.is_some() => tail_of(level, &drawn, &mut problem, &mut rows),
        _ => Expression::default(),
    };
    if let Some(most) = rules.tail_at_most {
        rows.push(constraint!(dear.clone() + going_without.clone() <= most * SCALE));
    }
    let dearest = (rules.goal == Goal::DearestYear).then(|| problem.add(variable()));
    if let Some(cap) = rules.budget {
        let most = cap * SCALE + SCALE * giving.way(&mut problem, Limit::Budget, 0, cap, cap.max(1.0));
        let spent = year.spent_in_years(menu, rules);
        match rules.held {
            Held::InExpectation | Held::InEveryReplication => {
                let one = spent.len() == 1;
                let name = |index: usize| if one { "budget".to_owned() } else { format!("budget.{}", index + 1) };
                rows.extend(spent.into_iter().enumerate().map(|(index, spent)| constraint!(spent <= most.clone()).set_name(name(index))));
            }
            Held::Cvar(level) => {
                // First years and later ones are not alike.
                let years = if rules.spread_over.is_some() { 1 } else { scenario.calendar.years() };
                let (first, later): (Vec<_>, Vec<_>) = spent.into_iter().enumerate().partition(|(index, _)| index % years == 0);
                for (name, of) in [("budget", first), ("budget.later", later)].into_iter().filter(|(_, of)| !of.is_empty()) {
                    let of: Vec<Expression> = of.into_iter().map(|(_, spent)| spent).collect();
                    let tail = tail_of(level, &of, &mut problem, &mut rows);
                    rows.push(constraint!(tail <= most.clone()).set_name(name.into()));
                }
            }
        }
    }
    if let Some(dearest) = dearest {
        rows.extend(year.spent_in_years(menu, rules).into_iter().map(|spent| constraint!(spent - dearest <= 0.0)));
    }
    if let Some(most) = rules.cash_at_most {
        rows.push(constraint!(cash.clone() <= most * SCALE));
    }
    let once: Expression = year.once.iter().cloned().sum();
    if let Some(fund) = rules.once_at_most.filter(|fund| fund.is_finite()) {
        let most = fund * SCALE + SCALE * giving.way(&mut problem, Limit::OneOff, 0, fund, fund.max(1.0));
        rows.push(constraint!(once.clone() <= most).set_name("one_off".into()));
    }
    if let Some(cap) = rules.per_month {
        let most = cap + giving.way(&mut problem, Limit::PerMonth, 0, cap, cap.max(1.0));
        let (first, later) = year.beside_a_mean_year(rules, scenario, &once);
        rows.extend(year.within_month(&most, |month| if month < 12 { first.clone() } else { later.clone() }));
    }
    if let Some(caps) = &rules.department_caps {
        for (department, (spent, cap)) in year.by_department.iter().zip(caps).enumerate() {
            let more = giving.way(&mut problem, Limit::DepartmentShares, department, *cap, cap.max(1.0));
            let (first, _) = year.beside_a_mean_year(rules, scenario, &year.once[department]);
            rows.push(constraint!(spent.clone() + first - SCALE * more <= *cap * SCALE));
        }
    }
    if let Some(today) = &rules.no_worse {
        for (department, (spent, today)) in year.by_department.iter().zip(today).enumerate() {
            let more = giving.way(&mut problem, Limit::DepartmentShares, department, *today, today.max(1.0));
            rows.push(constraint!(spent.clone() - SCALE * more <= *today * SCALE));
        }
    }
    let spent = cash.clone() + year.ties(menu);
    let outside = match year.outsourced(supply) {
        // The solver's gap is relative: beside the whole, not beside nothing.
        (part, whole) if scenario.policy.counts_cost() => {
            let one = problem.add(variable().min(1.0).max(1.0));
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
        Goal::Moved => tie * (spent.clone() + going_without.clone()) + moved,
        Goal::Contracts => 1e-6 * (spent.clone() + going_without.clone()) + contracts,
    };
    Ok(Built { problem, rows, objective, year, giving })
}

impl<'m> Program<'m> {
    /// A binary variable.
    pub fn binary(&mut self) -> Variable {
        self.problem.add(variable().binary())
    }

    /// A variable of 0 or more.
    pub fn amount(&mut self) -> Variable {
        self.problem.add(variable().min(0.0))
    }

    /// By how much a limit gives way ([`Giving::way`]).
    pub fn gives(&mut self, limit: Limit, at: usize, asked: f64, unit: f64) -> Expression {
        self.giving.way(&mut self.problem, limit, at, asked, unit)
    }

    /// Who makes contracts: all together, or each department.
    pub fn buyers(&self) -> usize {
        if self.rules.each_department { self.menu.supply.scenario.departments.len() } else { 1 }
    }

    /// Who makes the contracts for a lot.
    pub fn buyer_of(&self, lot: usize) -> usize {
        if self.rules.each_department { self.menu.supply.scenario.lots[lot].department } else { 0 }
    }

    /// Shares of departments in what a buyer pays for an offer; nothing where the buyer has no lot that it covers.
    pub fn shares_of(&self, offer: usize, buyer: usize) -> Option<Vec<f64>> {
        let supply = self.menu.supply;
        let scenario = supply.scenario;
        if !self.rules.each_department {
            return supply.payers(offer);
        }
        // What saves for everybody covers no lot: no department contracts for that alone.
        let covers = (0..scenario.lots.len()).any(|lot| scenario.offers[offer].prices[lot].is_some() && self.buyer_of(lot) == buyer);
        covers.then(|| (0..scenario.departments.len()).map(|department| f64::from(u8::from(department == buyer))).collect())
    }

    /// A year: everything that is chosen in it and what it costs to run; limits on what is done in it are still to come ([`Program::limits`]).
    pub fn year(&mut self) -> Result<Year, PlanningError> {
        let scenario = self.menu.supply.scenario;
        let mut year = Year {
            arrangements: Vec::new(),
            rungs: Vec::new(),
            awards: vec![vec![None; self.buyers()]; scenario.offers.len()],
            running: vec![None; scenario.offers.len()],
            bundles: Vec::new(),
            choices: Vec::new(),
            cash: Expression::default(),
            own: Expression::default(),
            of_once: Expression::default(),
            fixed: Expression::default(),
            by_month: vec![Expression::default(); if self.rules.per_month.is_some() { scenario.calendar.months() } else { 0 }],
            by_department: vec![Expression::default(); scenario.departments.len()],
            once: vec![Expression::default(); scenario.departments.len()],
            by_year: vec![Expression::default(); self.years_apart()],
            of_samples: self.years_of_samples(),
            going_without: Expression::default(),
            ways: Expression::default(),
            outside: Expression::default(),
            in_time: Vec::new(),
            escorted: Vec::new(),
            spills: Vec::new(),
            covered: Vec::new(),
            people: Vec::new(),
            pay_above_mean: Vec::new(),
        };
        self.sizes(&mut year);
        self.base_use(&mut year);
        self.contracts(&mut year);
        self.routes(&mut year)?;
        self.barred(&year);
        self.spread(&mut year);
        self.terms(&mut year);
        Ok(year)
    }

    /// What follows from the work of a year: escorts, and limits on what is done and by whom.
    pub fn limits(&mut self, year: &mut Year) {
        self.escorts(year);
        self.standards(year);
        self.shares(year);
        self.taken(year);
    }

    /// Arrangements, and the rungs of their units.
    fn sizes(&mut self, year: &mut Year) {
        let (menu, rules) = (self.menu, self.rules);
        let supply = menu.supply;
        let scenario = supply.scenario;
        for service in &scenario.services {
            let of_service: Vec<Option<Variable>> =
                service.arrangements.iter().map(|arrangement| rules.allows(arrangement).then(|| self.binary())).collect();
            self.rows.push(constraint!(of_service.iter().flatten().copied().sum::<Expression>() == 1.0));
            year.arrangements.push(of_service);
        }
        let arrangements = scenario.services.iter().map(|service| service.arrangements.iter().map(|of| of.coordination));
        let kept: Vec<Vec<Option<Variable>>> =
            arrangements.map(|costs| costs.map(|cost| (cost > 0.0).then(|| self.binary())).collect()).collect();
        for (service, of_service) in kept.iter().enumerate() {
            let shares = supply.department_shares(supply.lots_of_service(service).into_iter());
            for (arrangement, kept) in scenario.services[service].arrangements.iter().zip(of_service) {
                kept.iter().for_each(|kept| year.always(arrangement.coordination, *kept, &shares));
            }
        }
        year.rungs = vec![Vec::new(); supply.units.len()];
        year.people = vec![Expression::default(); supply.skill_sets.len()];
        year.pay_above_mean = year.people.clone();
        for (unit, spec) in supply.units.iter().enumerate() {
            let Some(chosen) = year.arrangements[spec.service][spec.arrangement] else { continue };
            let shares = supply.department_shares(supply.charged(unit).into_iter());
            for rung in &menu.rungs[unit] {
                let variable = self.binary();
                year.rungs[unit].push(variable);
                if let Some(kept) = kept[spec.service][spec.arrangement].filter(|_| !rung.size.is_empty()) {
                    self.rows.push(constraint!(kept >= variable));
                }
                let pay = spec.crew.as_ref().map_or(0.0, |crew| (rules.pay_of(crew.skill_set) - 1.0) * crew.pay(rung.size.people));
                year.always(rung.cost + pay, variable, &shares);
                if let Some(crew) = &spec.crew {
                    year.people[crew.skill_set] += f64::from(rung.size.people) * variable;
                    let mean = f64::from(rung.size.people) * supply.mean_pay(crew.skill_set);
                    let above = crew.pay(rung.size.people) - mean;
                    if above.abs() > 1e-9 * mean {
                        year.pay_above_mean[crew.skill_set] += above * SCALE * variable;
                    }
                }
            }
            self.rows.push(constraint!(year.rungs[unit].iter().copied().sum::<Expression>() == chosen));
        }
    }

    /// Contracts, one for each buyer, in at most one way.
    fn contracts(&mut self, year: &mut Year) {
        if !self.rules.contracts {
            return;
        }
        let scenario = self.menu.supply.scenario;
        for (offer, spec) in scenario.offers.iter().enumerate() {
            for buyer in 0..self.buyers() {
                let Some(shares) = self.shares_of(offer, buyer) else { continue };
                if self.rules.ways.as_ref().is_some_and(|ways| !ways[offer]) {
                    continue;
                }
                let variable = self.binary();
                year.awards[offer][buyer] = Some(variable);
                self.runs(year, offer, variable, &shares);
                let fee = if spec.saves.is_empty() { self.menu.mean_fee(offer) } else { spec.fee * self.rules.price_of(scenario, offer) };
                year.paid_to_others(fee * SCALE * variable, &shares);
                year.always(spec.administration, variable, &shares);
                self.savings(year, offer, variable, &shares);
            }
        }
        for family in 0..scenario.offers.len() {
            let ways: Vec<usize> = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == family).collect();
            if ways.len() > 1 {
                for buyer in 0..self.buyers() {
                    let taken: Expression = ways.iter().filter_map(|way| year.awards[*way][buyer]).sum();
                    self.rows.push(constraint!(taken <= 1.0));
                }
            }
        }
    }

    /// Whether a contract ran the year before, where that changes what it does or is paid.
    fn runs(&mut self, year: &mut Year, offer: usize, award: Variable, shares: &[f64]) {
        let scenario = self.menu.supply.scenario;
        let spec = &scenario.offers[offer];
        let Some(UnderWay { menu: seasoned, before }) = &self.under_way else { return };
        let begins = !scenario.in_force(offer) && (spec.mobilisation > 0.0 || spec.learning.is_some());
        if !begins && scenario.clearing(offer) <= 0.0 {
            return;
        }
        let runs = self.problem.add(variable().min(0.0).max(1.0));
        self.rows.push(constraint!(runs <= award));
        self.rows.push(constraint!(runs - before[offer].clone() <= 0.0));
        self.rows.push(constraint!(runs - award - before[offer].clone() >= -1.0));
        // What has been held the year before works all year.
        let more = seasoned.mean_fee(offer) - self.menu.mean_fee(offer);
        if more != 0.0 {
            year.paid_to_others(more * SCALE * runs, shares);
        }
        year.running[offer] = Some(runs);
    }

    /// The menu that holds for a contract that begins, and for one that runs since the year before.
    pub fn menus(&self) -> [&'m Menu<'m>; 2] {
        [self.menu, self.under_way.as_ref().map_or(self.menu, |under_way| under_way.menu)]
    }

    /// The menu that holds for a contract at a stage.
    pub fn menu_at(&self, stage: Stage) -> &'m Menu<'m> {
        self.menus()[usize::from(stage == Some(true))]
    }

    /// What is spent once when a contract is made or left.
    fn changing_over(&mut self, year: &mut Year) {
        let supply = self.menu.supply;
        let scenario = supply.scenario;
        let part = self.rules.once_a_year(scenario);
        for (offer, spec) in scenario.offers.iter().enumerate() {
            for buyer in 0..self.buyers() {
                if let (Some(award), Some(shares)) = (year.awards[offer][buyer], self.shares_of(offer, buyer)) {
                    year.spends_once(scenario.changing_over(offer), part, award, &shares);
                }
            }
            // Whoever has a contract today and leaves it pays for that.
            if scenario.status_quo.awarded[offer] && scenario.leaving(offer) > 0.0 {
                let Some(shares) = supply.payers(offer) else { continue };
                let left = self.amount();
                let kept: Expression = year.of_family(scenario, spec.family);
                self.rows.push(constraint!(kept + left >= 1.0));
                year.spends_once(scenario.leaving(offer), part, left, &shares);
            }
            if self.rules.contracts && !self.rules.each_department && scenario.is_bound(offer) {
                self.rows.push(constraint!(year.of_family(scenario, spec.family) >= 1.0));
            }
        }
    }

    /// People hired and redeployed against today. Returns how many are redeployed.
    fn movements(&mut self, year: &mut Year) -> Expression {
        let supply = self.menu.supply;
        let scenario = supply.scenario;
        let policy = &scenario.policy;
        let part = self.rules.once_a_year(scenario);
        let mut all_moved = Expression::default();
        for (set, skill_set) in supply.skill_sets.iter().enumerate() {
            let moved = self.amount();
            let most = if self.rules.new_hires || self.giving.may(Limit::NewHires) { f64::INFINITY } else { 0.0 };
            let hired = self.problem.add(variable().min(0.0).max(most));
            if !self.rules.new_hires && most > 0.0 {
                let more = self.gives(Limit::NewHires, set, 0.0, 1.0);
                self.rows.push(constraint!(hired - more <= 0.0));
            }
            self.rows.push(constraint!(year.people[set].clone() + moved - hired == f64::from(skill_set.today)));
            let shares = supply.department_shares(supply.lots_of_set(set).into_iter());
            year.spends_once(policy.cost_per_redeployment, part, moved, &shares);
            year.spends_once(policy.cost_per_hire, part, hired, &shares);
            all_moved += moved;
        }
        all_moved
    }

    /// Whether what is spent in each year of every sample decides.
    fn years_of_samples(&self) -> bool {
        let rules = self.rules;
        (rules.budget.is_some() && rules.held != Held::InExpectation) || rules.tail_level.is_some() || rules.heeds_risk()
    }

    /// How many years there are whose cash decides, beside that of a mean year.
    fn years_apart(&self) -> usize {
        let years = self.menu.supply.scenario.calendar.years();
        let capped = self.rules.budget.is_some() || self.rules.goal == Goal::DearestYear;
        if self.years_of_samples() {
            self.menu.samples * years
        } else if capped && years > 1 && self.rules.spread_over.is_none() {
            years
        } else {
            0
        }
    }

    /// Whether it decides in which year cash is spent.
    pub fn years_matter(&self) -> bool {
        self.years_apart() > 0
    }

    /// The cash of each year and of each month, where that decides.
    fn spread(&mut self, year: &mut Year) {
        let menu = self.menu;
        let scenario = menu.supply.scenario;
        let months = scenario.calendar.months();
        // Fees that depend on how far a contract works, of each sample and month beyond their mean.
        let beyond = |fee: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let fees: Vec<f64> = (0..menu.samples * months).map(fee).collect();
            let mean = fees.iter().sum::<f64>() / fees.len() as f64;
            fees.into_iter().map(|fee| fee - mean).collect()
        };
        let mut fees: Vec<(Variable, Vec<f64>)> = Vec::new();
        for offer in (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].fee > 0.0 && !menu.is_even(*offer)) {
            let seasoned = self.menu_at(Some(true));
            fees.extend(year.awards[offer].iter().flatten().map(|award| (*award, beyond(&|cell| menu.fee(offer, cell)))));
            fees.extend(year.running[offer].map(|runs| (runs, beyond(&|cell| seasoned.fee(offer, cell) - menu.fee(offer, cell)))));
        }
        if self.years_matter() {
            let drawn = menu.samples * scenario.calendar.years();
            for (variable, fees) in &fees {
                let of_years: Vec<f64> = fees.chunks(12).map(|months| months.iter().sum::<f64>() * SCALE).collect();
                year.spends(&of_years, *variable);
            }
            let of_choice = |choice: &Choice| -> Vec<f64> {
                let factor = price_factor(self.rules, menu, choice.outlet) - 1.0;
                let materials = choice.route.map(|(unit, rung)| &menu.response(choice.lot, unit, rung).materials_by_year);
                let of_year = |year: usize| {
                    let bought = choice.bought.by_year[year] + factor * choice.bought.priced_by_year[year];
                    (bought + materials.map_or(0.0, |materials| materials[year])) * SCALE
                };
                (0..drawn).map(of_year).collect()
            };
            for position in 0..year.choices.len() {
                let (amounts, variable) = (of_choice(&year.choices[position]), year.choices[position].variable);
                year.spends(&amounts, variable);
            }
        }
        if !year.by_month.is_empty() {
            for (variable, fees) in &fees {
                for (month, sum) in year.by_month.iter_mut().enumerate() {
                    let fee = fees.iter().skip(month).step_by(months).sum::<f64>() / menu.samples as f64;
                    *sum += fee * SCALE * *variable;
                }
            }
            for choice in &year.choices {
                let factor = price_factor(self.rules, menu, choice.outlet);
                let materials = choice.route.map(|(unit, rung)| &menu.response(choice.lot, unit, rung).materials_by_month);
                for (month, sum) in year.by_month.iter_mut().enumerate() {
                    *sum += (choice.bought.by_month[month] * factor + materials.map_or(0.0, |materials| materials[month]))
                        * SCALE
                        * choice.variable;
                }
            }
        }
    }
}

pub(super) fn price_factor(rules: &Rules, menu: &Menu<'_>, outlet: Direct) -> f64 {
    match outlet {
        Direct::Offer(offer) => rules.price_of(menu.supply.scenario, offer),
        _ => 1.0,
    }
}
