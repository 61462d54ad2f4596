//! A path bettered part by part. A search that ends by its time leaves a path that nobody has proved good; with all decisions held but those of a few lots, or
//! of two years, what is left is a small program, and soon solved (fix and optimise: Helber and Sahling 2010).

use std::collections::HashMap;
use std::time::Instant;

use good_lp::{Constraint, Expression, ProblemVariables, Solution, Variable, constraint};

use crate::planning::solver::{Effort, Solved, better_than};
use crate::planning::solver::{least, with_bound};
use crate::planning::year::Year;
use crate::scenario::Direct;
use crate::supply::Supply;

/// Of a path's program, what is needed to take it apart.
pub(super) struct Parts<'a> {
    pub supply: &'a Supply,
    pub years: &'a [Year],
    pub problem: &'a ProblemVariables,
    pub rows: &'a [Constraint],
    pub objective: &'a Expression,
    /// How long, in all.
    pub effort: Effort,
    /// How many searches there is time for at least.
    pub searches: f64,
}

/// What is decided anew.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Part {
    /// Lots, by year.
    pub lots: Vec<Vec<bool>>,
    /// Contracts beside those that the lots may go to, by family.
    pub contracts: Vec<usize>,
}

/// By how much a path must be cheaper to be another, as a share of its cost.
const HAIR: f64 = 1e-6;

/// Lots of a contract that does not do much.
const FEW_LOTS: usize = 2;

/// Searches for which there is time at least where each is to be near the best.
pub(super) const SEARCHES: f64 = 5.0;

impl Parts<'_> {
    /// The solution with part after part decided anew, until none brings anything or time is over. What is proved of others stays so.
    pub fn better(&self, solution: Solved) -> Solved {
        self.with(solution, &self.parts())
    }

    /// The same with nothing decided anew but contracts that do next to nothing, and who does their work: a path may be proved good enough with one of them.
    pub fn without_idle_contracts(&self, solution: Solved) -> Solved {
        let parts = self.small_contracts(&solution);
        self.with(solution, &parts)
    }

    fn with(&self, mut solution: Solved, parts: &[Part]) -> Solved {
        let start = Instant::now();
        let (mut next, mut in_vain) = (0, 0);
        while in_vain < parts.len() {
            let Some(left) = self.effort.left_since(start) else { break };
            let kept = self.rows.iter().cloned().chain(self.held(&parts[next], &solution)).collect();
            let effort = left.for_at_most(self.effort.seconds() / self.searches).presolved();
            let found = better_than(&solution, self.problem, kept, self.objective, effort);
            in_vain += 1;
            if let Ok(found) = found {
                let (before, after) = (solution.eval(self.objective), found.eval(self.objective));
                if after < before - HAIR * before.abs() {
                    let bound = least(&solution, self.objective);
                    (solution, in_vain) = (with_bound(found, self.objective, bound, self.effort), 1);
                }
            }
            next = (next + 1) % parts.len();
        }
        solution
    }

    /// Contracts with few lots in any year, each with them.
    fn small_contracts(&self, solution: &Solved) -> Vec<Part> {
        let scenario = &*self.supply.scenario;
        let (years, lots) = (self.years.len(), scenario.lots.len());
        let is_of = |outlet: Direct, family: usize| matches!(outlet, Direct::Offer(offer) if scenario.offers[offer].family == family);
        let part = |family: usize| {
            let signed = self.years.iter().any(|year| solution.eval(year.of_family(scenario, family)) > 0.5);
            let choices = self.years.iter().flat_map(|year| &year.choices);
            let mut with_it = vec![false; lots];
            for choice in choices.filter(|choice| is_of(choice.outlet, family) && solution.value(choice.variable) > 0.5) {
                with_it[choice.lot] = true;
            }
            let count = with_it.iter().filter(|with_it| **with_it).count();
            (signed && count <= FEW_LOTS).then(|| Part { lots: vec![with_it; years], contracts: vec![family] })
        };
        (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer).filter_map(part).collect()
    }

    /// Each lot by itself; the lots of each offer; two years one after the other.
    fn parts(&self) -> Vec<Part> {
        let scenario = &*self.supply.scenario;
        let (years, lots) = (self.years.len(), scenario.lots.len());
        let windows =
            (1..years).filter(|_| years > 2).map(|last| (0..years).map(|year| vec![year + 1 == last || year == last; lots]).collect());
        let heads = scenario.offers.iter().enumerate().filter(|(offer, spec)| spec.family == *offer && spec.saves.is_empty());
        let covered = heads.map(|(_, spec)| spec.prices.iter().map(Option::is_some).collect::<Vec<bool>>());
        let several = covered.filter(|covered| (2..lots).contains(&covered.iter().filter(|covered| **covered).count()));
        let single = (0..lots).map(|lot| (0..lots).map(|other| other == lot).collect());
        let in_all_years = single.chain(several).map(|lots: Vec<bool>| vec![lots; years]);
        let mut parts: Vec<Part> = in_all_years.chain(windows).map(|lots| Part { lots, contracts: Vec::new() }).collect();
        let mut seen = std::collections::HashSet::new();
        parts.retain(|part| seen.insert(part.clone()));
        parts
    }

    /// Rows that hold what is not of a part: who does a lot and what becomes of what is left of it, sizes of the units and contracts that none of the part's
    /// lots may have.
    pub fn held(&self, part: &Part, solution: &Solved) -> Vec<Constraint> {
        let scenario = &*self.supply.scenario;
        let mut held = Vec::new();
        for (year, free) in self.years.iter().zip(&part.lots) {
            let mut ways: HashMap<(usize, Option<usize>, Direct), Expression> = HashMap::new();
            let mut taken: Vec<(usize, Option<usize>, Direct)> = Vec::new();
            for choice in year.choices.iter().filter(|choice| !free[choice.lot]) {
                let way = (choice.lot, choice.route.map(|(unit, _)| unit), choice.outlet);
                *ways.entry(way).or_default() += choice.variable;
                if solution.value(choice.variable) > 0.5 {
                    taken.push(way);
                }
            }
            held.extend(taken.into_iter().filter_map(|way| Some(constraint!(ways.remove(&way)? == 1.0))));
            let as_it_is = |variable: Variable| constraint!(variable == solution.value(variable).round());
            for (unit, spec) in self.supply.units.iter().enumerate() {
                if !spec.lots.iter().any(|lot| free[*lot]) {
                    held.extend(year.rungs[unit].iter().map(|rung| as_it_is(*rung)));
                }
            }
            for (offer, spec) in scenario.offers.iter().enumerate() {
                let is_free =
                    part.contracts.contains(&spec.family) || spec.prices.iter().zip(free).any(|(price, free)| price.is_some() && *free);
                if !is_free {
                    held.extend(year.awards[offer].iter().flatten().map(|award| as_it_is(*award)));
                }
            }
        }
        held
    }
}
