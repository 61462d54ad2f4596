//! Contracts that stand in for others in several lots, or beside lots of their own: what each lot gets of their capacity.
//!
//! The simulation gives it lot by lot, those first that save most. In a program that would be a product of decisions; where a solution has it otherwise (for more is left undone
//! where money is short, or two lots are promised the same capacity), rows are added that hold it as it is at the contracts and routes of that solution, and say
//! nothing of any others. There are only so many of those.

use good_lp::{Constraint, Expression, Solution, constraint};

use super::capacity::units_of;
use super::menu::Menu;
use super::solver::Solved;
use super::year::Year;

/// A contract of limited capacity that stands in for others.
pub(super) struct Substitute {
    pub capacity: f64,
    /// What it may do for others: places among what is covered, each with what a unit of it saves.
    pub covers: Vec<(usize, f64)>,
    /// Routes that bring work to it: their places among the choices, with the way of the offer and what a unit saves.
    pub users: Vec<((usize, usize), f64)>,
}

/// What comes to a contract in a solution.
#[derive(Clone, Copy)]
enum Coming {
    Routed((usize, usize)),
    Covered(usize),
}

/// Shares that are not told apart.
const HAIR: f64 = 1e-5;

impl Substitute {
    /// Rows that a solution breaks in which lots get more of the contract than there is, or less than they would.
    pub fn broken(&self, year: &Year, menus: [&Menu<'_>; 2], solved: &Solved) -> Vec<Constraint> {
        // All decisions on which it depends, each as what is 0 as long as it stays as it is.
        let mut changed = Expression::default();
        let mut is_so = |decision: Expression| {
            let is_so = solved.eval(&decision) > 0.5;
            changed += if is_so { 1.0 - decision } else { decision };
            is_so
        };
        let mut coming: Vec<(f64, usize, Coming)> = Vec::new();
        for ((position, offer), saving) in &self.users {
            let choice = &year.choices[*position];
            if is_so(choice.variable.into()) {
                coming.push((*saving, choice.lot, Coming::Routed((*position, *offer))));
            }
        }
        for (place, saving) in &self.covers {
            let covered = &year.covered[*place];
            let (routed, there) = (is_so(year.choices[covered.position].variable.into()), is_so(covered.there.clone()));
            if routed && there {
                coming.push((*saving, covered.lot, Coming::Covered(*place)));
            }
        }
        coming.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
        let mut used: Vec<f64> = Vec::new();
        let mut rows = Vec::new();
        for (.., coming) in coming {
            match coming {
                Coming::Routed((position, offer)) => {
                    let choice = &year.choices[position];
                    used.resize(menus[0].demand[choice.lot].len(), 0.0);
                    used.iter_mut().enumerate().for_each(|(cell, used)| *used += units_of(menus, choice, offer, cell));
                }
                Coming::Covered(place) => {
                    let covered = &year.covered[place];
                    let wanted = &covered.cover.by_cell;
                    used.resize(wanted.len(), 0.0);
                    let mut given = 0.0;
                    for (used, wanted) in used.iter_mut().zip(wanted) {
                        let here = wanted.min((self.capacity - *used).max(0.0));
                        *used += here;
                        given += here;
                    }
                    let all: f64 = wanted.iter().sum();
                    let share = if all > 0.0 { given / all } else { 0.0 };
                    if (solved.value(covered.taken) - share).abs() > HAIR {
                        rows.push(constraint!(covered.taken - changed.clone() <= share));
                        rows.push(constraint!(covered.taken + changed.clone() >= share));
                    }
                }
            }
        }
        rows
    }
}
