//! The planning model: a mixed-integer program over the menu, through good_lp on HiGHS.
//!
//! Each unit takes one rung of its ladder (its simulated size), each lot one route: to a unit at a rung with an outlet for its overflow, or
//! straight to an outlet. At whole rungs the expected response is exact, not a bound: this is the disaggregated form of the response cuts, with
//! the tightest relaxation (every vertex of the response is a column), and it needs no concavity.
//! Contract capacity and minimum purchase hold in every month and sample in which they could bind.

use good_lp::solvers::highs::{HighsParallelType, highs};
use good_lp::{Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint, variable};

use super::menu::{LotResponse, Menu};
use crate::plan::{Plan, Route, is_meal, typical};
use crate::scenario::units::Held;
use crate::scenario::{Direct, Volume};

/// What a strategy may and must do, beside the scenario's own policy.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Arrangements allowed: only those that the planner lists, or only departments on their own.
    pub each_department: bool,
    /// Whether own people may be used where there is another way.
    pub in_house: bool,
    /// Whether contracts may be made.
    pub contracts: bool,
    /// Count bought work as if it also went unserved: own people come first.
    pub prefer_in_house: bool,
    /// Least outsourced share by market value.
    pub outsourced_at_least: Option<f64>,
    /// Most outsourced share by market value.
    pub outsourced_at_most: Option<f64>,
    /// Most contracts.
    pub contracts_at_most: Option<u32>,
    /// Whether lots' standards bind.
    pub standards: bool,
    /// Cap on yearly cash.
    pub budget: Option<f64>,
    /// In what sense it holds.
    pub held: Held,
    /// Cap on each department's expected yearly cash.
    pub department_caps: Option<Vec<f64>>,
    /// Headcount quota.
    pub quota: Option<u32>,
    /// Most redeployments.
    pub redeployed_at_most: Option<u32>,
    /// Lots that must go to own people, or must not.
    pub forced: Vec<(usize, Side)>,
    /// Offers whose prices (of a job, hour, meal, meeting, attendee) are multiplied.
    pub repriced: Vec<(usize, f64)>,
    /// Most that cash and what going without costs may come to.
    pub objective_at_most: Option<f64>,
    /// Weight λ of the mean of the dearest 1 − level of years in the objective, and that level.
    pub risk: Option<(f64, f64)>,
    /// What to minimise.
    pub goal: Goal,
}

/// Where a lot goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To own people.
    InHouse,
    /// To a provider, the spot market or nobody.
    Outside,
}

/// What to minimise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Cash and what going without costs.
    Objective,
    /// Cash alone.
    Cash,
    /// What going without costs, then cash.
    Unserved,
    /// The market value of work done in-house (the most outsourced plan).
    InHouse,
    /// The market value of work bought.
    Outside,
    /// People who are redeployed.
    Moved,
    /// Contracts.
    Contracts,
}

impl Rules {
    /// The scenario's own rules.
    pub fn of(menu: &Menu<'_>) -> Self {
        let scenario = menu.supply.scenario;
        let budget = &scenario.budget;
        let caps = match (&budget.department_share, budget.per_year) {
            (Some(shares), Some(total)) if budget.departments_bind => Some(shares.iter().map(|share| share * total).collect::<Vec<f64>>()),
            _ => None,
        };
        // A department's share of the budget and what it pays today bind alike; the lower one counts.
        let caps = match (caps, &menu.today_by_department) {
            (Some(caps), Some(today)) => Some(caps.iter().zip(today).map(|(cap, today)| cap.min(*today)).collect()),
            (caps, today) => caps.or_else(|| today.clone()),
        };
        Self {
            each_department: false,
            in_house: true,
            contracts: true,
            prefer_in_house: false,
            outsourced_at_least: scenario.policy.outsourced_share_at_least,
            outsourced_at_most: None,
            contracts_at_most: None,
            standards: scenario.policy.standards_bind,
            budget: budget.per_year,
            held: budget.held,
            department_caps: caps,
            quota: scenario.policy.quota,
            redeployed_at_most: scenario.policy.redeployed_at_most,
            forced: Vec::new(),
            repriced: Vec::new(),
            objective_at_most: None,
            risk: scenario.policy.risk,
            goal: Goal::Objective,
        }
    }
}

impl Rules {
    /// What multiplies an offer's prices.
    fn price_of(&self, offer: usize) -> f64 {
        self.repriced.iter().find(|(other, _)| *other == offer).map_or(1.0, |(_, factor)| *factor)
    }
}

/// A plan with what the model expects of it.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// The plan.
    pub plan: Plan,
    /// Expected cash a year.
    pub cash: f64,
    /// Expected cost of going without a year.
    pub unserved_cost: f64,
    /// Expected share in time of each lot.
    pub in_time: Vec<f64>,
    /// Expected outsourced share.
    pub outsourced: f64,
    /// Whether the solver proved the plan optimal within its gap (it may have run out of time).
    pub proved: bool,
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
}

/// Relative gap at which the solver stops.
pub const GAP: f64 = 1e-4;
/// Seconds after which the solver gives what it has.
pub const TIME_LIMIT: f64 = 60.0;
/// Money is counted in thousands inside the model, for the solver's tolerances.
const SCALE: f64 = 1e-3;
/// Samples in which minimum purchases are written out.
const MINIMUM_SAMPLES: usize = 40;

struct Choice {
    lot: usize,
    variable: Variable,
    route: Option<(usize, usize)>,
    outlet: Direct,
    /// Expected yearly cash, beside fees.
    cash: f64,
    /// Of it, what goes to the outlet.
    paid: f64,
    /// Expected yearly cost of going without.
    unserved: f64,
    in_time: f64,
    outside: f64,
}

/// Choose the best plan that the rules allow.
///
/// # Errors
/// If no plan keeps the rules, or the solver fails.
pub fn choose(menu: &Menu<'_>, rules: &Rules) -> Result<Prediction, PlanningError> {
    let supply = menu.supply;
    let scenario = supply.scenario;
    let years = scenario.years;
    let months = scenario.calendar.months();
    let departments = scenario.departments.len();
    let buyers = if rules.each_department { departments } else { 1 };
    let buyer_of = |lot: usize| if rules.each_department { scenario.lots[lot].department } else { 0 };
    let mut problem = ProblemVariables::new();
    let mut cash = Expression::default();
    let mut going_without = Expression::default();
    let mut by_department = vec![Expression::default(); departments];
    let mut rows = Vec::new();

    // Arrangements and rungs.
    let arrangements: Vec<Vec<Option<Variable>>> = scenario
        .services
        .iter()
        .map(|service| {
            let allowed = |arrangement: &crate::scenario::Arrangement| {
                if rules.each_department { arrangement.grouping == crate::scenario::Grouping::EachDepartment } else { arrangement.listed }
            };
            service.arrangements.iter().map(|arrangement| allowed(arrangement).then(|| problem.add(variable().binary()))).collect()
        })
        .collect();
    for service in &arrangements {
        rows.push(constraint!(service.iter().flatten().copied().sum::<Expression>() == 1.0));
    }
    let mut rung_variables: Vec<Vec<Variable>> = vec![Vec::new(); supply.units.len()];
    for (unit, spec) in supply.units.iter().enumerate() {
        let Some(chosen) = arrangements[spec.service][spec.arrangement] else { continue };
        let shares = supply.department_shares(spec.lots.iter().copied());
        for rung in &menu.rungs[unit] {
            let variable = problem.add(variable().binary());
            rung_variables[unit].push(variable);
            cash += rung.cost * SCALE * variable;
            for (department, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
                by_department[department] += rung.cost * SCALE * *share * variable;
            }
        }
        rows.push(constraint!(rung_variables[unit].iter().copied().sum::<Expression>() == chosen));
    }

    // Awards, one for each buyer.
    let mut awards: Vec<Vec<Option<Variable>>> = vec![vec![None; buyers]; scenario.offers.len()];
    if rules.contracts {
        for (offer, spec) in scenario.offers.iter().enumerate() {
            let transition = if scenario.status_quo.awarded[offer] { 0.0 } else { spec.transition / years };
            let yearly = spec.fee + spec.administration + transition;
            let covered: Vec<usize> = (0..scenario.lots.len()).filter(|lot| spec.prices[*lot].is_some()).collect();
            if covered.is_empty() {
                continue;
            }
            let shares = supply.department_shares(covered.iter().copied());
            for (buyer, slot) in awards[offer].iter_mut().enumerate() {
                if !covered.iter().any(|lot| buyer_of(*lot) == buyer) {
                    continue;
                }
                let variable = problem.add(variable().binary());
                *slot = Some(variable);
                cash += yearly * SCALE * variable;
                for (department, total) in by_department.iter_mut().enumerate() {
                    let share = if rules.each_department { f64::from(u8::from(department == buyer)) } else { shares[department] };
                    if share > 0.0 {
                        *total += yearly * SCALE * share * variable;
                    }
                }
            }
        }
    }

    // Whoever has a contract today and leaves it pays for that.
    for (offer, spec) in scenario.offers.iter().enumerate().filter(|(offer, spec)| scenario.status_quo.awarded[*offer] && spec.exit > 0.0) {
        let covered: Vec<usize> = (0..scenario.lots.len()).filter(|lot| spec.prices[*lot].is_some()).collect();
        if covered.is_empty() {
            continue;
        }
        let left = problem.add(variable().min(0.0));
        let kept: Expression = awards[offer].iter().flatten().copied().sum();
        rows.push(constraint!(left + kept >= 1.0));
        let yearly = spec.exit / years * SCALE;
        cash += yearly * left;
        let shares = supply.department_shares(covered.into_iter());
        by_department.iter_mut().zip(shares).for_each(|(total, share)| *total += yearly * share * left);
    }

    // What is the same in every sample.
    let mut fixed = cash.clone();

    // Routes.
    let mut choices: Vec<Choice> = Vec::new();
    for (lot, spec) in scenario.lots.iter().enumerate() {
        let first = choices.len();
        let demand = menu.mean_demand(lot);
        let outlets = |overflow: bool| -> Vec<Direct> {
            let offers = scenario.offers.iter().enumerate().filter(|(offer, candidate)| {
                candidate.prices[lot].is_some()
                    && awards[*offer][buyer_of(lot)].is_some()
                    && !(overflow && candidate.counters.is_some() && is_meal(scenario, lot))
            });
            let mut list: Vec<Direct> = offers.map(|(offer, _)| Direct::Offer(offer)).collect();
            list.extend(spec.spot.map(|_| Direct::Spot));
            list.push(Direct::Nobody);
            list
        };
        let mut has_unit = false;
        let forced = rules.forced.iter().find(|(other, _)| *other == lot).map(|(_, side)| *side);
        if (rules.in_house || outlets(false).len() == 1) && forced != Some(Side::Outside) {
            for (unit, unit_spec) in supply.units.iter().enumerate() {
                let Some(position) = unit_spec.lots.iter().position(|other| *other == lot) else { continue };
                for (rung, variable) in rung_variables[unit].iter().enumerate() {
                    let option = &menu.rungs[unit][rung];
                    if !option.routed[position] || (option.size.people == 0 && option.size.rooms.iter().all(|count| *count == 0)) {
                        continue;
                    }
                    has_unit = true;
                    let response = &option.lots[position];
                    let mut together = Expression::default();
                    for outlet in outlets(true) {
                        let choice = problem.add(good_lp::variable().binary());
                        together += choice;
                        choices.push(priced(menu, lot, outlet, &response.overflow, demand, response, choice, Some((unit, rung))));
                    }
                    rows.push(constraint!(together <= *variable));
                }
            }
        }
        if !(rules.prefer_in_house && has_unit) && forced != Some(Side::InHouse) {
            for outlet in outlets(false) {
                let choice = problem.add(good_lp::variable().binary());
                let canteen = match outlet {
                    Direct::Offer(offer) => menu.canteen(offer, lot),
                    _ => None,
                };
                let mut priced_choice = match canteen {
                    Some(response) => provider_canteen(menu, lot, outlet, response, demand, choice),
                    None => priced(menu, lot, outlet, &menu.demand[lot], demand, &LotResponse::default(), choice, None),
                };
                priced_choice.route = None;
                choices.push(priced_choice);
            }
        }
        if choices.len() == first {
            return Err(PlanningError::Infeasible);
        }
        for choice in &mut choices[first..] {
            if let Direct::Offer(offer) = choice.outlet {
                choice.cash += choice.paid * (rules.price_of(offer) - 1.0);
            }
        }
        rows.push(constraint!(choices[first..].iter().map(|choice| choice.variable).sum::<Expression>() == 1.0));
        for (offer, by_buyer) in awards.iter().enumerate() {
            let Some(award) = by_buyer[buyer_of(lot)] else { continue };
            let users: Vec<Variable> =
                choices[first..].iter().filter(|choice| choice.outlet == Direct::Offer(offer)).map(|choice| choice.variable).collect();
            if !users.is_empty() {
                rows.push(constraint!(users.into_iter().sum::<Expression>() <= award));
            }
        }
        for choice in &choices[first..] {
            cash += choice.cash * SCALE * choice.variable;
            by_department[spec.department] += choice.cash * SCALE * choice.variable;
            going_without += choice.unserved * SCALE * choice.variable;
        }
        if rules.standards && demand.units > 0.0 {
            let in_time: Expression = choices[first..].iter().map(|choice| choice.in_time / demand.units * choice.variable).sum();
            rows.push(constraint!(in_time >= spec.standard));
        }
    }

    // The cash of each sample, where that decides.
    let by_the_sample =
        (rules.budget.is_some() && rules.held != Held::InExpectation) || (rules.risk.is_some() && rules.goal == Goal::Objective);
    let mut by_sample: Vec<Expression> = if by_the_sample { cash_by_sample(menu, rules, &choices) } else { Vec::new() };

    contract_rows(menu, rules, &choices, &awards, buyers, months, &mut problem, &mut cash, &mut by_department, &mut by_sample, &mut rows);

    // People: quota, hiring, redeployment.
    let mut all_people = Expression::default();
    let mut all_moved = Expression::default();
    for (set, skill_set) in supply.skill_sets.iter().enumerate() {
        let mut people = Expression::default();
        for (unit, spec) in supply.units.iter().enumerate().filter(|(_, spec)| spec.crew.as_ref().is_some_and(|crew| crew.skill_set == set))
        {
            debug_assert!(spec.crew.is_some());
            for (rung, variable) in rung_variables[unit].iter().enumerate() {
                people += f64::from(menu.rungs[unit][rung].size.people) * *variable;
            }
        }
        let today = f64::from(skill_set.today);
        let moved = problem.add(variable().min(0.0));
        let hired = problem.add(if scenario.policy.new_hires { variable().min(0.0) } else { variable().min(0.0).max(0.0) });
        rows.push(constraint!(people.clone() + moved - hired == today));
        let movement =
            (scenario.policy.cost_per_redeployment / years * SCALE) * moved + (scenario.policy.cost_per_hire / years * SCALE) * hired;
        fixed += movement.clone();
        cash += movement;
        all_people += people;
        all_moved += moved;
    }
    if let Some(quota) = rules.quota {
        rows.push(constraint!(all_people <= f64::from(quota)));
    }
    if let Some(most) = rules.redeployed_at_most {
        rows.push(constraint!(all_moved.clone() <= f64::from(most)));
    }

    // Policy on shares and money.
    let total_value: f64 = (0..scenario.lots.len()).map(|lot| supply.market_value(lot)).sum();
    let outside: Expression =
        choices.iter().filter(|choice| choice.outside > 0.0).map(|choice| choice.outside * SCALE * choice.variable).sum();
    if let Some(share) = rules.outsourced_at_least {
        rows.push(constraint!(outside.clone() >= share * total_value * SCALE));
    }
    if let Some(share) = rules.outsourced_at_most {
        rows.push(constraint!(outside.clone() <= share * total_value * SCALE));
    }
    let contracts: Expression = awards.iter().flatten().flatten().copied().sum();
    if let Some(most) = rules.contracts_at_most {
        rows.push(constraint!(contracts.clone() <= f64::from(most)));
    }
    if let Some(most) = rules.objective_at_most {
        rows.push(constraint!(cash.clone() + going_without.clone() <= most * SCALE));
    }
    // η + E[(cost − η)⁺]/(1 − level), at its least the mean of the dearest years (Rockafellar and Uryasev 2000).
    let tail_of = |level: f64, problem: &mut ProblemVariables, rows: &mut Vec<good_lp::Constraint>| -> Expression {
        let threshold = problem.add(variable());
        let mut tail: Expression = threshold.into();
        let weight = 1.0 / ((1.0 - level) * menu.samples as f64);
        for sample in &by_sample {
            let above = problem.add(variable().min(0.0));
            rows.push(constraint!(sample.clone() + fixed.clone() - threshold - above <= 0.0));
            tail += weight * above;
        }
        tail
    };
    let dread: Expression = match rules.risk {
        Some((weight, level)) if rules.goal == Goal::Objective => weight * tail_of(level, &mut problem, &mut rows),
        _ => Expression::default(),
    };
    if let Some(cap) = rules.budget {
        match rules.held {
            Held::InExpectation => rows.push(constraint!(cash.clone() <= cap * SCALE)),
            Held::InEveryReplication => {
                rows.extend(by_sample.iter().map(|sample| constraint!(sample.clone() + fixed.clone() <= cap * SCALE)));
            }
            Held::Cvar(level) => {
                let tail = tail_of(level, &mut problem, &mut rows);
                rows.push(constraint!(tail <= cap * SCALE));
            }
        }
    }
    if let Some(caps) = &rules.department_caps {
        for (spent, cap) in by_department.into_iter().zip(caps) {
            rows.push(constraint!(spent <= *cap * SCALE));
        }
    }
    let objective = match rules.goal {
        Goal::Objective if rules.prefer_in_house => {
            let bought: Expression = choices
                .iter()
                .filter(|choice| choice.outside > 0.0)
                .map(|choice| {
                    let value = supply.market_value(choice.lot).max(f64::MIN_POSITIVE);
                    let units = choice.outside / value * menu.mean_demand(choice.lot).units;
                    units * scenario.lots[choice.lot].unserved_cost * SCALE * choice.variable
                })
                .sum();
            cash.clone() + going_without.clone() + bought + dread
        }
        Goal::Objective => cash.clone() + going_without.clone() + dread,
        Goal::Cash => cash.clone() + 1e-6 * going_without.clone(),
        Goal::Unserved => going_without.clone() + 1e-3 * cash.clone(),
        Goal::InHouse => 1e-6 * (cash.clone() + going_without.clone()) - outside.clone(),
        Goal::Outside => 1e-6 * (cash.clone() + going_without.clone()) + outside.clone(),
        Goal::Moved => 1e-6 * (cash.clone() + going_without.clone()) + all_moved,
        Goal::Contracts => 1e-6 * (cash.clone() + going_without.clone()) + contracts,
    };
    let mut model = problem
        .minimise(objective)
        .using(highs)
        .set_threads(1)
        .set_parallel(HighsParallelType::Off)
        .set_time_limit(TIME_LIMIT)
        .set_mip_rel_gap(GAP as f32)
        .map_err(|error| PlanningError::Solver(error.to_string()))?;
    model = model.with_all(rows);
    let solution = model.solve().map_err(|error| match error {
        ResolutionError::Infeasible => PlanningError::Infeasible,
        other => PlanningError::Solver(other.to_string()),
    })?;
    let proved = matches!(solution.status(), good_lp::solvers::SolutionStatus::Optimal);
    let is_chosen = |variable: Variable| solution.value(variable) > 0.5;

    // Read the plan off.
    let mut plan = Plan {
        arrangement: arrangements
            .iter()
            .map(|service| service.iter().position(|variable| variable.is_some_and(is_chosen)).unwrap_or(0))
            .collect(),
        sizes: (0..supply.units.len()).map(|unit| supply.empty(unit)).collect(),
        awarded: awards.iter().map(|by_buyer| by_buyer.iter().flatten().any(|variable| is_chosen(*variable))).collect(),
        route: vec![Route::Direct(Direct::Nobody); scenario.lots.len()],
        overflow: vec![Direct::Nobody; scenario.lots.len()],
        separate: rules.each_department,
    };
    for (unit, variables) in rung_variables.iter().enumerate() {
        if let Some(rung) = variables.iter().position(|variable| is_chosen(*variable)) {
            plan.sizes[unit] = menu.rungs[unit][rung].size.clone();
        }
    }
    let mut in_time = vec![1.0; scenario.lots.len()];
    for choice in choices.iter().filter(|choice| is_chosen(choice.variable)) {
        match choice.route {
            Some((unit, _)) => {
                plan.route[choice.lot] = Route::Unit(unit);
                plan.overflow[choice.lot] = choice.outlet;
            }
            None => plan.route[choice.lot] = Route::Direct(choice.outlet),
        }
        let demand = menu.mean_demand(choice.lot).units;
        in_time[choice.lot] = if demand > 0.0 { choice.in_time / demand } else { 1.0 };
    }
    for lot in 0..scenario.lots.len() {
        if matches!(plan.route[lot], Route::Direct(_)) {
            plan.overflow[lot] = plan.cheapest(scenario, lot, true);
        }
    }
    Ok(Prediction {
        cash: solution.eval(&cash) / SCALE,
        unserved_cost: solution.eval(&going_without) / SCALE,
        in_time,
        outsourced: if total_value > 0.0 { solution.eval(&outside) / SCALE / total_value } else { 0.0 },
        plan,
        proved,
    })
}

/// A lot on a route with an outlet for what is left.
#[expect(clippy::too_many_arguments, reason = "one row of the model")]
fn priced(
    menu: &Menu<'_>,
    lot: usize,
    outlet: Direct,
    volumes: &[Volume],
    demand: Volume,
    response: &LotResponse,
    variable: Variable,
    route: Option<(usize, usize)>,
) -> Choice {
    let scenario = menu.supply.scenario;
    let spec = &scenario.lots[lot];
    let value = menu.supply.market_value(lot) / demand.units.max(f64::MIN_POSITIVE);
    let left = volumes.iter().map(|volume| volume.units).sum::<f64>() / (menu.samples as f64 * scenario.years);
    let cash = menu.spend(lot, outlet, volumes);
    let (unserved, in_time, outside) = match outlet {
        Direct::Nobody => (left * spec.unserved_cost, 0.0, 0.0),
        Direct::Spot => (0.0, left * scenario.policy.spot_in_time, left * value),
        Direct::Offer(offer) => (0.0, left * scenario.offers[offer].in_time, left * value),
    };
    Choice {
        lot,
        variable,
        route,
        outlet,
        cash: cash + response.materials,
        paid: cash,
        unserved,
        in_time: response.in_time + in_time,
        outside,
    }
}

/// A canteen run by a provider: whom its counters cannot serve goes to the spot market if that is worth it, else without.
fn provider_canteen(menu: &Menu<'_>, lot: usize, outlet: Direct, response: &LotResponse, demand: Volume, variable: Variable) -> Choice {
    let scenario = menu.supply.scenario;
    let spec = &scenario.lots[lot];
    let value = menu.supply.market_value(lot) / demand.units.max(f64::MIN_POSITIVE);
    let served = served_by(menu, lot, response);
    let left = response.mean_overflow(menu.samples, scenario.years);
    let paid = menu.spend(lot, outlet, &served);
    let spot = has_spot(menu, lot);
    Choice {
        lot,
        variable,
        route: None,
        outlet,
        paid,
        cash: paid + if spot { menu.spend(lot, Direct::Spot, &response.overflow) } else { 0.0 },
        unserved: if spot { 0.0 } else { left.units * spec.unserved_cost },
        in_time: response.in_time + if spot { left.units * scenario.policy.spot_in_time } else { 0.0 },
        outside: (response.served + if spot { left.units } else { 0.0 }) * value,
    }
}

/// The cash of each sample a year that depends on routes.
fn cash_by_sample(menu: &Menu<'_>, rules: &Rules, choices: &[Choice]) -> Vec<Expression> {
    let mut by_sample = vec![Expression::default(); menu.samples];
    for choice in choices {
        let canteen = match choice.outlet {
            Direct::Offer(offer) if choice.route.is_none() => menu.canteen(offer, choice.lot),
            _ => None,
        };
        let response = choice.route.map(|(unit, rung)| {
            let position = menu.supply.units[unit].lots.iter().position(|lot| *lot == choice.lot).unwrap_or(0);
            &menu.rungs[unit][rung].lots[position]
        });
        let volumes = match (response, canteen) {
            (Some(response), _) => response.overflow.clone(),
            (None, Some(canteen)) => served_by(menu, choice.lot, canteen),
            (None, None) => menu.demand[choice.lot].clone(),
        };
        let mut cash = menu.spend_by_sample(choice.lot, choice.outlet, &volumes);
        if let Direct::Offer(offer) = choice.outlet {
            cash.iter_mut().for_each(|cash| *cash *= rules.price_of(offer));
        }
        let mut add = |more: &[f64]| cash.iter_mut().zip(more).for_each(|(cash, more)| *cash += more);
        if let Some(canteen) = canteen.filter(|_| has_spot(menu, choice.lot)) {
            add(&menu.spend_by_sample(choice.lot, Direct::Spot, &canteen.overflow));
        }
        if let Some(response) = response {
            add(&response.materials_by_sample);
        }
        for (sample, amount) in by_sample.iter_mut().zip(cash).filter(|(_, amount)| *amount != 0.0) {
            *sample += amount * SCALE * choice.variable;
        }
    }
    by_sample
}

/// What a provider's counters serve, by sample and month.
fn served_by(menu: &Menu<'_>, lot: usize, canteen: &LotResponse) -> Vec<Volume> {
    let served = |(all, left): (&Volume, &Volume)| Volume { units: all.units - left.units, measure: 0.0 };
    menu.demand[lot].iter().zip(&canteen.overflow).map(served).collect()
}

/// Whether what is left is worth buying without a contract.
fn has_spot(menu: &Menu<'_>, lot: usize) -> bool {
    let scenario = menu.supply.scenario;
    let spec = &scenario.lots[lot];
    spec.spot.is_some_and(|price| price.of(typical(scenario, lot)) <= spec.unserved_cost)
}

/// Capacity and minimum purchase of contracts, in the samples and months in which they could bind.
#[expect(clippy::too_many_arguments, reason = "adds to the model in place")]
fn contract_rows(
    menu: &Menu<'_>,
    rules: &Rules,
    choices: &[Choice],
    awards: &[Vec<Option<Variable>>],
    buyers: usize,
    months: usize,
    problem: &mut ProblemVariables,
    cash: &mut Expression,
    by_department: &mut [Expression],
    by_sample: &mut [Expression],
    rows: &mut Vec<good_lp::Constraint>,
) {
    let supply = menu.supply;
    let scenario = supply.scenario;
    for (offer, spec) in scenario.offers.iter().enumerate() {
        for (buyer, award) in awards[offer].iter().enumerate() {
            let Some(award) = *award else { continue };
            let users: Vec<(&Choice, &[Volume])> = choices
                .iter()
                .filter(|choice| choice.outlet == Direct::Offer(offer) && (buyers == 1 || scenario.lots[choice.lot].department == buyer))
                .map(|choice| {
                    let volumes = match choice.route {
                        Some((unit, rung)) => {
                            let position = supply.units[unit].lots.iter().position(|lot| *lot == choice.lot).unwrap_or(0);
                            &menu.rungs[unit][rung].lots[position].overflow[..]
                        }
                        None => &menu.demand[choice.lot][..],
                    };
                    (choice, volumes)
                })
                .collect();
            let mut lots: Vec<usize> = users.iter().map(|(choice, _)| choice.lot).collect();
            lots.dedup();
            if let Some(capacity) = spec.capacity {
                // What does not fit costs what the next outlet costs: the spot price, or going without.
                let beyond: Vec<f64> = lots
                    .iter()
                    .map(|lot| {
                        let volume = typical(scenario, *lot);
                        let next = scenario.lots[*lot]
                            .spot
                            .map_or(scenario.lots[*lot].unserved_cost, |price| price.of(volume).min(scenario.lots[*lot].unserved_cost));
                        next - spec.prices[*lot].map_or(0.0, |price| price.of(volume))
                    })
                    .collect();
                let extra = beyond.iter().copied().fold(f64::INFINITY, f64::min).max(0.0);
                let weight = extra / (menu.samples as f64 * scenario.years);
                for cell in 0..menu.samples * months {
                    let most: f64 = lots.iter().map(|lot| menu.demand[*lot][cell].units).sum();
                    if most > capacity {
                        let spill = problem.add(variable().min(0.0));
                        let volume: Expression = users.iter().map(|(choice, volumes)| volumes[cell].units * choice.variable).sum();
                        rows.push(constraint!(volume - spill <= capacity));
                        *cash += weight * SCALE * spill;
                        if let Some(sample) = by_sample.get_mut(cell / months) {
                            *sample += extra / scenario.years * SCALE * spill;
                        }
                    }
                }
            }
            if spec.minimum > 0.0 {
                // Where every sample counts, each needs its own shortfall.
                let samples = if by_sample.is_empty() { menu.samples.min(MINIMUM_SAMPLES) } else { menu.samples };
                let per_year = 12;
                let years = months / per_year;
                let shares = supply.department_shares(lots.iter().copied());
                for sample in 0..samples {
                    for year in 0..years {
                        let cells = sample * months + year * per_year..sample * months + (year + 1) * per_year;
                        let bought: Expression = users
                            .iter()
                            .map(|(choice, volumes)| {
                                let canteen = menu.canteen(offer, choice.lot).filter(|_| choice.route.is_none());
                                let price = spec.prices[choice.lot].unwrap_or_default();
                                let paid = |cell: usize| {
                                    let left = canteen.map_or(0.0, |canteen| canteen.overflow[cell].units);
                                    let volume = Volume { units: volumes[cell].units - left, ..volumes[cell] };
                                    price.of(volume) * menu.offer_level(offer, cell) * rules.price_of(offer)
                                };
                                cells.clone().map(paid).sum::<f64>() * SCALE * choice.variable
                            })
                            .sum();
                        let short = problem.add(variable().min(0.0));
                        rows.push(constraint!(bought + short >= spec.minimum * SCALE * award));
                        let weight = 1.0 / (samples as f64 * scenario.years);
                        *cash += weight * short;
                        if let Some(sample) = by_sample.get_mut(sample) {
                            *sample += 1.0 / scenario.years * short;
                        }
                        for (department, total) in by_department.iter_mut().enumerate() {
                            let share = if rules.each_department { f64::from(u8::from(department == buyer)) } else { shares[department] };
                            if share > 0.0 {
                                *total += weight * share * short;
                            }
                        }
                    }
                }
            }
        }
    }
}
