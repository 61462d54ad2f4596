//! The whole job: plan, verify, compare.

use std::sync::Arc;

use crate::outcome::evaluate::waiting;
use crate::outcome::{Comparison, Outcome, Summary};
use crate::plan::Plan;
use crate::planning::path::{self, PathError, Paths};
use crate::planning::{
    Binding, Change, FrontierPoint, Limit, Menu, PlanningError, Rules, Target, Verified, Why, binding, explain_infeasible, frontier,
    least_budget, mps, not_kept, plan_and_verify, target,
};
use crate::random::Phase;
use crate::replicate::{Progress, Step, play, play_until};
use crate::scenario::Staging;
use crate::strategies::{Candidate, NINE_TENTHS, Note, Strategy, candidates, settle};
use crate::supply::Supply;

/// A strategy played on the common replications.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Played {
    /// Which strategy.
    pub strategy: Strategy,
    /// A user's name for it, if it is the user's own.
    pub name: Option<String>,
    /// Its plan.
    pub plan: Plan,
    /// Remark on the plan.
    pub note: Note,
    /// What it does.
    pub summary: Summary,
    /// Against the status quo, replication by replication.
    pub against_status_quo: Comparison,
}

impl Played {
    /// What tells it from the others in tables for programs: the strategy's key, or the user's own name.
    #[must_use]
    pub fn key(&self) -> &str {
        self.name.as_deref().unwrap_or(self.strategy.key())
    }
}

/// The best path and what it is compared with, or why there is none.
pub type Way = Result<Paths, NoPath>;

/// Why there is no path.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum NoPath {
    /// No path keeps all limits.
    Infeasible(Why),
    /// None was found in the solver's time, so many seconds a search; nor whether there is one.
    OutOfTime {
        /// Seconds of a search.
        seconds: f64,
        /// By how much limits give way for the nearest that was found, where one was.
        nearest: Option<Vec<Change>>,
    },
}

/// The result of a whole run.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct RunResult {
    /// The recommended plan, checked. Nothing where plans were only compared.
    pub optimum: Option<Verified>,
    /// The strategies that have a plan, in order.
    pub strategies: Vec<Played>,
    /// Strategies without a plan.
    pub without_plan: Vec<Candidate>,
    /// What the target for the outsourced share costs, where there is one.
    pub target: Option<Target>,
    /// The way from today to the plan, year by year, or why there is none; nothing where the scenario has no `[path]`, or it was not asked for.
    pub path: Option<Way>,
    /// The limits that cost something, the dearest first.
    pub binding: Vec<Binding>,
    /// The least that the dearest year can cost within all limits but those on money.
    pub least_budget: Option<f64>,
    /// Best cost at each cap.
    pub frontier: Vec<FrontierPoint>,
    /// Planning samples used in the end.
    pub planning_samples: usize,
    /// Mean demand of each lot in each month of the horizon, over the planning samples; empty where plans were only compared.
    pub demand: Vec<Vec<f64>>,
}

impl RunResult {
    /// The strategy to show in detail: the optimum, or the last that was compared.
    pub fn main(&self) -> Option<&Played> {
        self.strategies.iter().find(|played| played.strategy == Strategy::Optimum).or(self.strategies.last())
    }

    /// How many plans of the user's are compared.
    #[must_use]
    pub fn compared_plans(&self) -> usize {
        self.strategies.iter().filter(|played| played.strategy == Strategy::Custom).count()
    }

    /// The plans to show in detail: the optimum, or those that are compared, or today's if there is no other.
    #[must_use]
    pub fn in_detail(&self) -> Vec<&Played> {
        if self.compared_plans() < 2 {
            return self.main().into_iter().collect();
        }
        self.strategies.iter().filter(|played| played.strategy == Strategy::Custom).collect()
    }

    /// Where several plans of the user's are compared: each by itself beside the status quo, with its name. Nothing else.
    #[must_use]
    pub fn plans_apart(&self) -> Vec<(String, Self)> {
        if self.compared_plans() < 2 {
            return Vec::new();
        }
        let own = self.in_detail().into_iter();
        own.map(|plan| {
            let today = self.strategies.iter().filter(|played| played.strategy == Strategy::StatusQuo);
            (plan.key().to_owned(), Self { strategies: today.chain([plan]).cloned().collect(), ..self.clone() })
        })
        .collect()
    }

    /// Replications on which the strategies were compared.
    pub fn replications(&self) -> usize {
        self.strategies.first().map_or(0, |played| played.summary.costs.len())
    }

    /// Plans that were only compared: none is recommended.
    #[must_use]
    pub fn compared(strategies: Vec<Played>) -> Self {
        Self {
            optimum: None,
            strategies,
            without_plan: Vec::new(),
            target: None,
            path: None,
            binding: Vec::new(),
            least_budget: None,
            frontier: Vec::new(),
            planning_samples: 0,
            demand: Vec::new(),
        }
    }

    /// The relative precision reached, if one was asked for.
    pub fn precision(&self, supply: &Supply) -> Option<f64> {
        supply.scenario.run.precision?;
        Some(self.strategies.iter().map(|played| played.summary.precision()).fold(0.0, f64::max))
    }
}

/// Why a run ended without a result.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No plan keeps the scenario's limits.
    #[error("no plan keeps all limits of the scenario")]
    Infeasible {
        /// Why; nothing where that could not be told in the solver's time, or it failed.
        why: Result<Why, PlanningError>,
        /// The program that has no solution, in MPS.
        program: String,
    },
    /// The solver failed.
    #[error("{error}")]
    Planning {
        /// Why.
        error: PlanningError,
        /// The program that it failed on, in MPS; empty where a program beside the main one failed.
        program: String,
    },
}

/// Points of the frontier.
pub const FRONTIER_POINTS: usize = 10;

/// Choose and verify a plan. Returns it with the menu it was chosen from.
///
/// # Errors
/// If no plan keeps the limits (with reasons), or the solver fails.
pub fn optimise(supply: &Arc<Supply>, progress: &dyn Progress) -> Result<(Verified, Menu), RunError> {
    let mut menu = Menu::build(supply, supply.scenario.run.planning_samples as usize, progress);
    verified(&mut menu, progress).map(|verified| (verified, menu))
}

fn verified(menu: &mut Menu, progress: &dyn Progress) -> Result<Verified, RunError> {
    let rules = Rules::of(menu);
    plan_and_verify(menu, &rules, progress).map_err(|error| {
        progress.end();
        let program = mps(menu, &rules).unwrap_or_default();
        match error {
            PlanningError::Infeasible => RunError::Infeasible { why: explain_infeasible(menu, &rules), program },
            error => RunError::Planning { error, program },
        }
    })
}

/// The way from today to the plan, year by year, with the plan that it is set beside: that of the scenario's horizon, where there is one.
///
/// # Errors
/// If the solver fails.
pub fn staged(supply: &Arc<Supply>, staging: &Staging, progress: &dyn Progress) -> Result<Way, RunError> {
    let mut menu = Menu::build(supply, supply.scenario.run.planning_samples as usize, progress);
    let plan = match verified(&mut menu, progress) {
        Ok(verified) => Some(verified.prediction.plan),
        Err(RunError::Infeasible { .. }) => None,
        Err(error) => return Err(error),
    };
    way(&mut menu, staging, plan.as_ref(), progress)
}

pub(crate) fn way(menu: &mut Menu, staging: &Staging, plan: Option<&Plan>, progress: &dyn Progress) -> Result<Way, RunError> {
    match path::paths(menu, staging, plan, progress) {
        Ok(paths) => Ok(Ok(paths)),
        Err(PathError::Planning(PlanningError::Infeasible)) => {
            progress.end();
            path::explain_infeasible(menu, staging, progress).map(|why| Err(NoPath::Infeasible(why))).map_err(beside)
        }
        Err(PathError::Planning(PlanningError::OutOfTime(seconds))) => {
            progress.end();
            Ok(Err(NoPath::OutOfTime { seconds, nearest: None }))
        }
        Err(PathError::NoneInTime { seconds, nearest }) => {
            progress.end();
            Ok(Err(NoPath::OutOfTime { seconds, nearest: Some(nearest) }))
        }
        Err(PathError::Planning(error)) => Err(beside(error)),
    }
}

/// A program beside the main one failed.
fn beside(error: PlanningError) -> RunError {
    RunError::Planning { error, program: String::new() }
}

/// Plan, verify, and compare with every strategy; with the way to the plan, if it is wanted and the scenario has a `[path]`.
///
/// # Errors
/// As [`optimise`].
pub fn run(supply: &Arc<Supply>, with_path: bool, progress: &dyn Progress) -> Result<RunResult, RunError> {
    let (optimum, mut menu) = optimise(supply, progress)?;
    // Before others add to the menu, so that it is the path that `houqin path` finds.
    let staging = supply.scenario.path.as_ref().filter(|_| with_path);
    let path = staging.map(|staging| way(&mut menu, staging, Some(&optimum.prediction.plan), progress));
    let path = path.transpose()?;
    progress.begin(Step::Optimising, 4);
    // Side by side: each alone has too few long parts to keep the cores busy. Rivals, the target and the least budget add to a menu of theirs; the
    // longest is first.
    let (rules, as_it_is, mut of_least) = (Rules::of(&menu), menu.twin(), menu.twin());
    let ((all, target), (least_budget, (frontier, binding))) = rayon::join(
        || {
            let all = candidates(&menu, &optimum).and_then(|all| settle(&mut menu, all));
            progress.advance(1);
            let target = target(&mut menu, &rules, &optimum.prediction);
            progress.advance(1);
            (all, target)
        },
        || {
            let frontier = || frontier(&as_it_is, &rules, FRONTIER_POINTS);
            let found = rayon::join(
                || least_budget(&mut of_least, &rules),
                || rayon::join(frontier, || binding(&as_it_is, &rules, &optimum.prediction)),
            );
            progress.advance(2);
            found
        },
    );
    progress.end();
    let (all, frontier, target) = (all.map_err(beside)?, frontier.map_err(beside)?, target.map_err(beside)?);
    let (binding, least_budget) = (binding.map_err(beside)?, least_budget.map_err(beside)?);
    let planning_samples = menu.samples;
    let demand = menu.demand_by_month();
    drop(menu);
    let (with_plan, without_plan): (Vec<Candidate>, Vec<Candidate>) = all.into_iter().partition(|candidate| candidate.plan.is_some());
    let named =
        with_plan.into_iter().filter_map(|candidate| candidate.plan.map(|plan| (candidate.strategy, None, plan, candidate.note))).collect();
    let strategies = compare(supply, named, progress);
    Ok(RunResult {
        optimum: Some(optimum),
        strategies,
        without_plan,
        target,
        path,
        binding,
        least_budget,
        frontier,
        planning_samples,
        demand,
    })
}

/// Play plans on the same replications and compare each with the first, which should be the status quo.
pub fn compare(supply: &Supply, plans: Vec<(Strategy, Option<String>, Plan, Note)>, progress: &dyn Progress) -> Vec<Played> {
    let references: Vec<&Plan> = plans.iter().map(|(_, _, plan, _)| plan).collect();
    let replications = supply.scenario.run.replications;
    progress.begin(Step::Comparing, u64::from(replications));
    let summarise = |outcomes: &[Vec<Outcome>]| -> Vec<Summary> {
        references.iter().zip(outcomes).map(|(plan, outcomes)| Summary::of(supply, plan, outcomes)).collect()
    };
    let outcomes = match supply.scenario.run.precision {
        None => play(supply, &references, Phase::Evaluation, replications, progress),
        Some(precision) => play_until(supply, &references, Phase::Evaluation, replications, progress, |outcomes| {
            summarise(outcomes).iter().all(|summary| summary.precision() <= precision.0)
        }),
    };
    progress.end();
    let summaries = summarise(&outcomes);
    drop(outcomes);
    let against_today = |(plan, summary): (&Plan, &Summary)| {
        let (waiting, _) = waiting(supply, plan);
        (Comparison::of(summary, &summaries[0]), not_kept(supply, plan, summary, &summaries[0]), waiting)
    };
    let found: Vec<(Comparison, Vec<Limit>, u32)> = references.iter().copied().zip(&summaries).map(against_today).collect();
    plans
        .into_iter()
        .zip(summaries)
        .zip(found)
        .map(|(((strategy, name, plan, note), summary), (against_status_quo, limits, waiting))| {
            let mut note = note.and(limits, waiting);
            // What was predicted to be nine tenths may be fewer when played.
            let least = NINE_TENTHS - supply.scenario.run.tolerance.0;
            note.out_of_reach |= strategy == Strategy::NinetyPercent && summary.is_shared && summary.outsourced_share.mean < least;
            Played { strategy, name, plan, note, summary, against_status_quo }
        })
        .collect()
}
