//! Lots stay with who does them, and people in their teams: of paths that cost as good as the same, the one in which the fewest lots go from one provider to another,
//! and the fewest people wait. The solver stops within its gap of the best path; prices that differ by a hair would have a lot go to another firm year after year, and
//! who is paid anyway would be told as idle.

use std::collections::{HashMap, HashSet};

use good_lp::{Constraint, Expression, ProblemVariables, Solution, Variable, VariableDefinition, constraint, variable};

use crate::plan::{Plan, Route};
use crate::planning::solver::{Effort, Proof, Solved, minimise};
use crate::planning::year::Year;
use crate::scenario::{Direct, Scenario};

/// What a move less is worth, and what a path may cost more in all, so that lots stay where they are; as a share of its cost: less than its gap leaves open.
const HAIR: f64 = 5e-4;

/// What is no dearer, as a share of a path's cost.
const NOTHING: f64 = 1e-8;

/// Of a path's program, with its solution.
pub(super) struct Found<'a> {
    pub scenario: &'a Scenario,
    pub today: &'a Plan,
    pub years: &'a [Year],
    pub problem: &'a ProblemVariables,
    pub rows: &'a [Constraint],
    pub objective: &'a Expression,
    pub effort: Effort,
}

impl Found<'_> {
    /// The solution in which the fewest lots go from one provider to another, everything else as it is, for a hair of the cost at most; the same where none
    /// needs to.
    pub fn with_fewest_moves(&self, solution: Solved) -> Solved {
        let mut problem = self.problem.clone();
        let mut rows = self.rows.to_vec();
        let mut moves = Vec::new();
        let mut count = 0;
        for year in 0..self.years.len() {
            for (lot, family, now) in self.bought(year) {
                let before = self.elsewhere_before(year, lot, family);
                let moved = problem.add(variable().min(0.0));
                count += usize::from(solution.eval(&now) + solution.eval(&before) > 1.5);
                rows.push(constraint!(now + before - moved <= 1.0));
                moves.push(moved);
            }
        }
        if count == 0 {
            return solution;
        }
        let cost = solution.eval(self.objective);
        rows.push(constraint!(self.objective.clone() <= cost + HAIR * cost.abs()));
        let open: HashSet<Variable> = self
            .years
            .iter()
            .flat_map(|year| &year.choices)
            .filter(|choice| choice.route.is_none() && matches!(choice.outlet, Direct::Offer(_) | Direct::Spot))
            .map(|choice| choice.variable)
            .collect();
        rows.extend(self.as_it_is(&solution, &open));
        let goal = self.objective.clone() + HAIR * cost.abs() * moves.iter().copied().sum::<Expression>();
        match minimise(problem, rows, goal, self.effort.presolved()) {
            Ok(mut settled) if settled.proof.reached => {
                let dearer = (settled.eval(self.objective) - cost).max(0.0) / cost.abs().max(f64::MIN_POSITIVE);
                settled.proof = Proof { gap: solution.proof.gap.map(|gap| gap + dearer), ..solution.proof };
                settled
            }
            // What was found by a hair within its rows may not be found again.
            _ => solution,
        }
    }

    /// The solution in which the fewest people wait, with lots, contracts and who leaves as they are, for nothing more; the same where nobody waits, and where
    /// with other sizes contracts would leave more than they may, for which there are no rows yet.
    pub fn with_fewest_waiting(&self, solution: Solved, idle: &Expression, is_kept: impl Fn(&Solved) -> bool) -> Solved {
        if solution.eval(idle) < 0.5 {
            return solution;
        }
        let cost = solution.eval(self.objective);
        let mut rows = self.rows.to_vec();
        rows.push(constraint!(self.objective.clone() <= cost + NOTHING * cost.abs()));
        let mut open = HashSet::new();
        for year in self.years {
            let mut ways: HashMap<(usize, Option<usize>, Direct), Expression> = HashMap::new();
            let mut taken = Vec::new();
            for choice in &year.choices {
                let way = (choice.lot, choice.route.map(|(unit, _)| unit), choice.outlet);
                *ways.entry(way).or_default() += choice.variable;
                if solution.value(choice.variable) > 0.5 {
                    taken.push(way);
                }
            }
            rows.extend(taken.into_iter().filter_map(|way| Some(constraint!(ways.remove(&way)? == 1.0))));
            open.extend(year.choices.iter().map(|choice| choice.variable).chain(year.rungs.iter().flatten().copied()));
        }
        rows.extend(self.as_it_is(&solution, &open));
        match minimise(self.problem.clone(), rows, idle.clone(), self.effort.presolved()) {
            Ok(mut found) if found.eval(idle) < solution.eval(idle) - 0.5 && is_kept(&found) => {
                found.proof = solution.proof;
                found
            }
            _ => solution,
        }
    }

    /// Rows that hold what is whole in a solution but for some variables.
    fn as_it_is(&self, solution: &Solved, open: &HashSet<Variable>) -> Vec<Constraint> {
        let is_held = |(variable, definition): &(Variable, &VariableDefinition)| definition.is_integer() && !open.contains(variable);
        let held = self.problem.iter_variables_with_def().filter(is_held);
        held.map(|(variable, _)| constraint!(variable == solution.value(variable).round())).collect()
    }

    /// Who may do a lot from outside in a year: lot, family of the offer (nothing for the spot market), and whether they do.
    fn bought(&self, year: usize) -> Vec<(usize, Option<usize>, Expression)> {
        let mut found: Vec<(usize, Option<usize>, Expression)> = Vec::new();
        for choice in self.years[year].choices.iter().filter(|choice| choice.route.is_none()) {
            let Some(family) = self.family(choice.outlet) else { continue };
            match found.iter_mut().find(|(lot, other, _)| (*lot, *other) == (choice.lot, family)) {
                Some((.., sum)) => *sum += choice.variable,
                None => found.push((choice.lot, family, choice.variable.into())),
            }
        }
        found
    }

    /// Whether somebody else outside did a lot the year before; before the first, today.
    fn elsewhere_before(&self, year: usize, lot: usize, family: Option<usize>) -> Expression {
        match year.checked_sub(1) {
            Some(before) => {
                let others = self.bought(before).into_iter().filter(|(of, other, _)| *of == lot && *other != family);
                others.map(|(.., sum)| sum).sum()
            }
            None => {
                let elsewhere = match self.today.route[lot] {
                    Route::Direct(outlet) => self.family(outlet).is_some_and(|other| other != family),
                    Route::Unit(_) => false,
                };
                Expression::from(f64::from(u8::from(elsewhere)))
            }
        }
    }

    /// The family of an outlet's offer, and the spot market as none; nothing where nobody does it.
    fn family(&self, outlet: Direct) -> Option<Option<usize>> {
        match outlet {
            Direct::Offer(offer) => Some(Some(self.scenario.offers[offer].family)),
            Direct::Spot => Some(None),
            Direct::Nobody => None,
        }
    }
}
