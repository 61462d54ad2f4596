//! Planning: choose a plan on samples, check it by simulation on fresh replications, refine, and say honestly whether it holds.

mod bought;
pub mod confidence;
pub mod explain;
pub mod make_or_buy;
pub mod menu;
pub mod model;
mod rules;
pub mod sensitivity;

use crate::outcome::Summary;
use crate::plan::{Plan, Route};
use crate::random::Phase;
use crate::replicate::{Progress, Silent, Step, play};
use crate::scenario::units::Held;
use crate::supply::Supply;

pub use menu::Menu;
pub use model::{PlanningError, Prediction};
pub use rules::{Goal, Rules, Side};

/// One round of planning and checking.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Round {
    /// Predicted objective a year.
    pub predicted: f64,
    /// Simulated objective a year on fresh replications.
    pub simulated: f64,
    /// Lower end of its 95 % interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Largest difference between predicted and simulated share in time, over lots.
    pub service_difference: f64,
    /// What was done about it.
    pub action: String,
}

/// A plan after checking.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The plan and what was predicted.
    pub prediction: Prediction,
    /// Whether fresh replications agree within the tolerance.
    pub verified: bool,
    /// What disagrees, if anything does.
    pub disagreements: Vec<String>,
    /// The rounds.
    pub rounds: Vec<Round>,
}

/// Plan under the rules, check, refine, until prediction and simulation agree or the rounds are used up.
///
/// # Errors
/// If no plan keeps the rules, or the solver fails.
pub fn plan_and_verify(menu: &mut Menu<'_>, rules: &Rules, progress: &dyn Progress) -> Result<Verified, PlanningError> {
    let supply = menu.supply;
    let scenario = supply.scenario;
    let mut rounds = Vec::new();
    loop {
        progress.begin(Step::Optimising, 1);
        let prediction = settle(menu, rules)?;
        progress.advance(1);
        progress.end();
        progress.begin(Step::Verifying, u64::from(scenario.run.replications));
        let outcomes = play(supply, &[&prediction.plan], Phase::Verification, scenario.run.replications, progress);
        progress.end();
        let summary = Summary::of(supply, &prediction.plan, &outcomes[0]);
        let mut disagreements = disagreements(supply, &prediction, &summary, menu.samples);
        disagreements.extend(worse_off(supply, rules, &summary));
        let (difference, _) = service_difference(&prediction, &summary);
        let last = rounds.len() + 1 >= scenario.run.rounds as usize;
        let action = if disagreements.is_empty() {
            "agreed".to_owned()
        } else if last {
            "gave up".to_owned()
        } else {
            format!("doubled the planning samples to {}", menu.samples * 2)
        };
        rounds.push(Round {
            predicted: prediction.cash + prediction.unserved_cost,
            simulated: summary.objective.mean,
            lower: summary.objective.lower,
            upper: summary.objective.upper,
            service_difference: difference,
            action,
        });
        if disagreements.is_empty() || last {
            return Ok(Verified { prediction, verified: disagreements.is_empty(), disagreements, rounds });
        }
        *menu = Menu::build(supply, menu.samples * 2, progress);
    }
}

/// The best plan on a menu. Responses were simulated with every lot routed to its unit; they are retaken at the plan's own routing until it is
/// stable. Today's routing is retaken first, so that no plan is chosen that is worse than today's within the same limits.
fn settle(menu: &mut Menu<'_>, rules: &Rules) -> Result<Prediction, PlanningError> {
    refine(menu, &Plan::status_quo(menu.supply));
    let mut prediction = model::choose(menu, rules)?;
    for _ in 0..menu.supply.scenario.run.rounds {
        if !refine(menu, &prediction.plan) {
            break;
        }
        prediction = model::choose(menu, rules)?;
    }
    Ok(prediction)
}

/// Retake the responses of a plan's units at its routing. Returns whether any was new.
fn refine(menu: &mut Menu<'_>, plan: &Plan) -> bool {
    let mut fresh = false;
    for unit in 0..menu.supply.units.len() {
        let routed: Vec<bool> = menu.supply.units[unit].lots.iter().map(|lot| plan.route[*lot] == Route::Unit(unit)).collect();
        if routed.contains(&true) {
            fresh |= menu.refine(unit, &plan.sizes[unit], &routed);
        }
    }
    fresh
}

/// The lot with the largest difference between predicted and simulated share in time.
fn service_difference(prediction: &Prediction, summary: &Summary) -> (f64, usize) {
    prediction
        .in_time
        .iter()
        .zip(&summary.lots)
        .map(|(predicted, lot)| if lot.demand.mean > 0.0 { (predicted - lot.in_time.mean).abs() } else { 0.0 })
        .enumerate()
        .fold((0.0, 0), |worst, (lot, difference)| if difference > worst.0 { (difference, lot) } else { worst })
}

/// Where prediction and simulation differ by more than the tolerance and more than chance explains. The prediction is a mean
/// over the planning samples and has a standard error of its own, so both errors count.
fn disagreements(supply: &Supply<'_>, prediction: &Prediction, summary: &Summary, samples: usize) -> Vec<String> {
    let scenario = supply.scenario;
    let tolerance = scenario.run.tolerance.0;
    let mut list = Vec::new();
    let predicted = prediction.cash + prediction.unserved_cost;
    let simulated = summary.objective.mean;
    let n = summary.objectives.len() as f64;
    // Half-widths scale with 1/√n: the joint 95 % half-width of the difference of two independent means.
    let widen = (1.0 + n / samples as f64).sqrt();
    let difference = (predicted - simulated).abs();
    if difference > tolerance * simulated.abs() && difference > widen * summary.objective.half_width() {
        list.push(format!("the plan's yearly cost was predicted as {predicted:.0} and simulated as {simulated:.0}"));
    } else if difference > 5.0 * tolerance * simulated.abs() {
        list.push(format!(
            "the replications are too few: the yearly cost was predicted as {predicted:.0} and simulated as {simulated:.0} ± {:.0}",
            summary.objective.half_width()
        ));
    }
    list.extend(budget_not_held(supply, summary, samples));
    for (lot, (predicted, simulated)) in prediction.in_time.iter().zip(&summary.lots).enumerate() {
        let difference = (predicted - simulated.in_time.mean).abs();
        if simulated.demand.mean > 0.0 && difference > tolerance && difference > 1.5 * widen * simulated.in_time.half_width() {
            list.push(format!(
                "the share in time of {} was predicted as {:.1}% and simulated as {:.1}%",
                scenario.lots[lot].path,
                predicted * 100.0,
                simulated.in_time.mean * 100.0
            ));
        }
    }
    list
}

/// Departments that pay more than today on fresh replications though none may, by more than chance and the tolerance explain.
fn worse_off(supply: &Supply<'_>, rules: &Rules, summary: &Summary) -> Vec<String> {
    let scenario = supply.scenario;
    if !scenario.policy.departments_no_worse || rules.department_caps.is_none() {
        return Vec::new();
    }
    let today = Plan::status_quo(supply);
    let outcomes = play(supply, &[&today], Phase::Verification, scenario.run.replications, &Silent);
    let today = Summary::of(supply, &today, &outcomes[0]);
    let departments = scenario.departments.iter().zip(summary.by_department.iter().zip(&today.by_department));
    departments
        .filter(|(_, (paid, today))| paid.lower > today.upper * (1.0 + scenario.run.tolerance.0))
        .map(|(department, (paid, today))| format!("{} would pay {:.0} a year, today {:.0}", department.name, paid.mean, today.mean))
        .collect()
}

/// Whether fresh replications break a cap that is held by the sample, by more than chance and the tolerance explain.
fn budget_not_held(supply: &Supply<'_>, summary: &Summary, samples: usize) -> Option<String> {
    let scenario = supply.scenario;
    let cap = scenario.budget.per_year?;
    match scenario.budget.held {
        held @ Held::Cvar(level) if summary.held_cost(held) > cap * (1.0 + scenario.run.tolerance.0) => Some(format!(
            "the mean of the dearest {:.0}% of years is simulated as {:.0}, above the budget of {cap:.0}",
            (1.0 - level) * 100.0,
            summary.held_cost(held)
        )),
        // A plan that keeps the cap in n samples breaks it with a chance of about k/n, k being the few samples that shape it (Calafiore and Campi 2006).
        Held::InEveryReplication => {
            let over = summary.costs.iter().filter(|cost| **cost > cap).count() as f64 / summary.costs.len() as f64;
            (over > SHAPING / samples as f64).then(|| {
                format!(
                    "the cost exceeds the budget of {cap:.0} in {:.1}% of fresh replications, though in none that the optimiser saw",
                    over * 100.0
                )
            })
        }
        _ => None,
    }
}

/// Samples that shape a plan, generously.
const SHAPING: f64 = 6.0;

/// A point of the frontier between cash and service.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct FrontierPoint {
    /// Cap on yearly cash.
    pub cap: f64,
    /// Expected cash.
    pub cash: f64,
    /// Expected cost of going without.
    pub unserved_cost: f64,
    /// Expected share in time, lots weighted by market value.
    pub service: f64,
    /// In-house people.
    pub people: u32,
    /// Outsourced share.
    pub outsourced: f64,
}

/// The best plans under a number of caps between the least cash that any plan needs and the cash beyond which service does
/// not improve. Standards are not held here: the frontier shows what each level of money buys.
///
/// # Errors
/// If the solver fails, or no plan keeps the other rules.
pub fn frontier(menu: &Menu<'_>, rules: &Rules, points: usize) -> Result<Vec<FrontierPoint>, PlanningError> {
    use rayon::prelude::*;
    // The frontier is of expected cash.
    let held = Held::InExpectation;
    let free = Rules { budget: None, held, department_caps: None, standards: false, ..rules.clone() };
    let ends: Vec<Result<Prediction, PlanningError>> =
        [Goal::Cash, Goal::Unserved].into_par_iter().map(|goal| model::choose(menu, &Rules { goal, ..free.clone() })).collect();
    let mut ends = ends.into_iter();
    let (Some(least), Some(most)) = (ends.next(), ends.next()) else { return Ok(Vec::new()) };
    let (least, most) = (least?.cash, most?.cash);
    let supply = menu.supply;
    let weights: Vec<f64> = (0..supply.scenario.lots.len()).map(|lot| supply.market_value(lot)).collect();
    let total: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let found: Vec<Result<FrontierPoint, PlanningError>> = (0..points)
        .into_par_iter()
        .map(|index| {
            // A little above the least, so that rounding in the solver does not make the first point infeasible.
            let cap = least + (most - least).max(least * 0.01) * index as f64 / (points - 1).max(1) as f64 + least.abs() * 1e-6 + 1.0;
            let best = model::choose(menu, &Rules { budget: Some(cap), ..free.clone() })?;
            Ok(FrontierPoint {
                cap,
                cash: best.cash,
                unserved_cost: best.unserved_cost,
                service: best.in_time.iter().zip(&weights).map(|(share, weight)| share * weight).sum::<f64>() / total,
                people: best.plan.people(),
                outsourced: best.outsourced,
            })
        })
        .collect();
    found.into_iter().collect()
}

/// Which limits are to blame when there is no plan, in words, with the least change that would do.
pub fn explain_infeasible(menu: &Menu<'_>, rules: &Rules) -> Vec<String> {
    let scenario = menu.supply.scenario;
    let feasible = |rules: &Rules| model::choose(menu, rules).ok();
    let mut reasons = Vec::new();
    let by_sample = rules.held != Held::InExpectation;
    if let Some(cap) = rules.budget
        && by_sample
        && feasible(&Rules { held: Held::InExpectation, ..rules.clone() }).is_some()
    {
        reasons.push(format!(
            "budget.total_per_year of {cap:.0} {} can be kept in expectation, but not as budget.held asks: raise it, or hold it in expectation",
            scenario.currency
        ));
    } else if let Some(cap) = rules.budget
        && let Some(best) = feasible(&Rules { budget: None, goal: Goal::Cash, ..rules.clone() })
    {
        reasons.push(format!(
            "budget.total_per_year of {cap:.0} {} is below what any plan costs that keeps the other limits: at least {:.0} is needed",
            scenario.currency,
            best.cash.ceil()
        ));
    }
    if rules.department_caps.is_some() && feasible(&Rules { department_caps: None, ..rules.clone() }).is_some() {
        if menu.today_by_department.is_some() {
            reasons.push("policy.departments_no_worse cannot hold: every plan makes some department pay more than today".into());
        }
        if menu.supply.scenario.budget.departments_bind {
            reasons.push("budget.department_share leaves a department less than its services cost: unify the budget (departments_bind = false) or change the shares".into());
        }
    }
    if rules.standards
        && let Some(best) = feasible(&Rules { standards: false, goal: Goal::Unserved, ..rules.clone() })
    {
        let worst: Vec<String> = scenario
            .lots
            .iter()
            .zip(&best.in_time)
            .filter(|(lot, share)| **share + 1e-6 < lot.standard)
            .map(|(lot, share)| format!("{} (asked {:.1}%, about {:.1}% possible)", lot.path, lot.standard * 100.0, share * 100.0))
            .collect();
        let worst = if worst.is_empty() { "several lots together".to_owned() } else { worst.join(", ") };
        reasons
            .push(format!("the standard cannot be met for {worst}: lower it, add people or offers, or set policy.standards_bind = false"));
    }
    if let Some(quota) = rules.quota
        && let Some(best) = feasible(&Rules { quota: None, ..rules.clone() })
    {
        reasons.push(format!("policy.headcount_quota of {quota} is too small: with {} people a plan exists", best.plan.people()));
    }
    if let Some(most) = rules.redeployed_at_most
        && let Some(best) = feasible(&Rules { redeployed_at_most: None, ..rules.clone() })
    {
        let moved: u32 = crate::outcome::evaluate::movements(menu.supply, &best.plan).iter().map(|(_, moved)| moved).sum();
        reasons.push(format!("policy.redeployed_at_most of {most} is too small: a plan exists that redeploys {moved}"));
    }
    if let Some(share) = rules.outsourced_at_least
        && let Some(best) = feasible(&Rules { outsourced_at_least: None, goal: Goal::InHouse, ..rules.clone() })
    {
        reasons.push(format!(
            "policy.outsourced_share_at_least of {:.0}% cannot be reached: at most {:.1}% can",
            share * 100.0,
            best.outsourced * 100.0
        ));
    }
    if reasons.is_empty() {
        reasons.extend(conflicts(menu, rules).into_iter().map(|conflict| conflict.to_string()));
    }
    if reasons.is_empty() {
        reasons.push("there is no plan even without budget, standards, quota, and the limits on redeployment and outsourced share: the teams, rooms and offers themselves leave some lot without a way".into());
    }
    reasons
}

/// A limit that a planner has set and could take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    Budget,
    DepartmentShares,
    Standards,
    Quota,
    Redeployed,
    Outsourced,
}

impl Limit {
    const ALL: [Self; 6] = [Self::Budget, Self::DepartmentShares, Self::Standards, Self::Quota, Self::Redeployed, Self::Outsourced];

    fn key(self) -> &'static str {
        match self {
            Self::Budget => "budget.total_per_year",
            Self::DepartmentShares => "budget.department_share or policy.departments_no_worse",
            Self::Standards => "policy.standards_bind",
            Self::Quota => "policy.headcount_quota",
            Self::Redeployed => "policy.redeployed_at_most",
            Self::Outsourced => "policy.outsourced_share_at_least",
        }
    }

    fn is_set(self, rules: &Rules) -> bool {
        match self {
            Self::Budget => rules.budget.is_some(),
            Self::DepartmentShares => rules.department_caps.is_some(),
            Self::Standards => rules.standards,
            Self::Quota => rules.quota.is_some(),
            Self::Redeployed => rules.redeployed_at_most.is_some(),
            Self::Outsourced => rules.outsourced_at_least.is_some(),
        }
    }

    fn dropped(self, rules: &Rules) -> Rules {
        let rules = rules.clone();
        match self {
            Self::Budget => Rules { budget: None, ..rules },
            Self::DepartmentShares => Rules { department_caps: None, ..rules },
            Self::Standards => Rules { standards: false, ..rules },
            Self::Quota => Rules { quota: None, ..rules },
            Self::Redeployed => Rules { redeployed_at_most: None, ..rules },
            Self::Outsourced => Rules { outsourced_at_least: None, ..rules },
        }
    }

    /// The least change of this limit alone that admits a plan, in words; nothing if even without it there is none.
    fn least_change(self, menu: &Menu<'_>, rules: &Rules) -> Option<String> {
        let without = self.dropped(rules);
        let goal = match self {
            Self::Budget => Goal::Cash,
            Self::Redeployed => Goal::Moved,
            Self::Outsourced => Goal::InHouse,
            Self::Standards => Goal::Unserved,
            Self::Quota | Self::DepartmentShares => Goal::Objective,
        };
        let best = model::choose(menu, &Rules { goal, ..without }).ok()?;
        let moved = || crate::outcome::evaluate::movements(menu.supply, &best.plan).iter().map(|(_, moved)| moved).sum::<u32>();
        Some(match self {
            Self::Budget => format!("{} of at least {:.0}", self.key(), best.cash.ceil()),
            Self::Quota => format!("{} of {}", self.key(), best.plan.people()),
            Self::Redeployed => format!("{} of at least {}", self.key(), moved()),
            Self::Outsourced => format!("{} of at most {:.1}%", self.key(), best.outsourced * 100.0),
            Self::Standards => format!("{} = false or lower standards", self.key()),
            Self::DepartmentShares => format!("no {} or other shares", self.key()),
        })
    }
}

/// Limits that cannot hold together, and the least change of each that lets the others stand.
struct Conflict(Vec<(Limit, Option<String>)>);

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<&str> = self.0.iter().map(|(limit, _)| limit.key()).collect();
        match keys.as_slice() {
            [only] => write!(f, "{only} cannot hold, whatever else is given up")?,
            several => write!(f, "{} cannot hold together", several.join(" and "))?,
        }
        let changes: Vec<&str> = self.0.iter().filter_map(|(_, change)| change.as_deref()).collect();
        write!(f, "; least change: {}", changes.join("; or "))
    }
}

/// All conflicts among the limits, one after the other until the rest admits a plan. Each is minimal: without any one of its limits the others
/// admit a plan (deletion filter, Chinneck and Dravnieks 1991). Empty if there is no plan without any limit either.
fn conflicts(menu: &Menu<'_>, rules: &Rules) -> Vec<Conflict> {
    let infeasible = |rules: &Rules| matches!(model::choose(menu, rules), Err(PlanningError::Infeasible));
    let drop_all = |rules: &Rules, limits: &[Limit]| limits.iter().fold(rules.clone(), |rules, limit| limit.dropped(&rules));
    if infeasible(&drop_all(rules, &Limit::ALL)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut left = rules.clone();
    while infeasible(&left) {
        let mut core = left.clone();
        let mut needed = Vec::new();
        for limit in Limit::ALL.into_iter().filter(|limit| limit.is_set(&left)) {
            let without = limit.dropped(&core);
            if infeasible(&without) { core = without } else { needed.push(limit) }
        }
        found.push(Conflict(needed.iter().map(|limit| (*limit, limit.least_change(menu, &core))).collect()));
        left = drop_all(&left, &needed);
    }
    found
}
