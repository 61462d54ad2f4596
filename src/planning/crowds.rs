//! Lots that share a contract of limited capacity: that it leaves no more of them than it must.
//!
//! What is left in a month is what all lots ask for beyond the capacity, of those first that it serves last. The program knows it from below; from above it is not convex,
//! and where leaving work undone is worth something (money is short, a share is to be kept) a program may leave more. What a solution leaves is
//! therefore worked out by the routes that it takes, and where it leaves more a row is added: no more than that, unless some lot asks for more. Each row holds for
//! every plan and is exact at the routes for which it was made, of which there are only so many.

use good_lp::{Constraint, Expression, Solution, constraint};

use super::beyond::Crowd;
use super::error::PlanningError;
use super::menu::Menu;
use super::solver::Solved;
use super::year::{Choice, Year};

/// What is left of units asked for that solvers do not tell apart.
const HAIR: f64 = 1e-6;

impl Crowd {
    /// Rows that a solution breaks which leaves more than its routes do.
    pub fn broken(&self, year: &Year, solved: &Solved) -> Vec<Constraint> {
        let units = |choice: &Choice| self.cells.iter().map(|cell| choice.called_off(*cell)).collect::<Vec<f64>>();
        let of_way = |(lot, from): (usize, usize)| {
            let ways = self.users.iter().filter(move |(position, offer)| year.choices[*position].lot == lot && *offer == from);
            ways.map(|(position, _)| &year.choices[*position])
        };
        let beyond = |asked: &[f64]| self.mean * asked.iter().map(|asked| (asked - self.capacity).max(0.0)).sum::<f64>();
        let stood_in = |covered: usize| self.cells.iter().map(move |cell| year.covered[covered].cover.by_cell[*cell]);
        // What it does for others is served like what is routed to it: a bound may count it before everything.
        let (taken_over, not): (Vec<usize>, Vec<usize>) =
            self.stands_in.iter().partition(|covered| solved.value(year.covered[**covered].taken) > 0.5);
        let mut asked = vec![0.0; self.cells.len()];
        taken_over.iter().for_each(|covered| asked.iter_mut().zip(stood_in(*covered)).for_each(|(sum, units)| *sum += units));
        let mut left = Expression::default();
        let mut taken: Vec<Vec<f64>> = Vec::new();
        let mut rows = Vec::new();
        for (way, of_it) in &self.ways {
            let mut here = vec![0.0; self.cells.len()];
            for choice in of_way(*way).filter(|choice| solved.value(choice.variable) > 0.5) {
                here.iter_mut().zip(units(choice)).for_each(|(sum, units)| *sum += units);
            }
            asked.iter_mut().zip(&here).for_each(|(sum, units)| *sum += units);
            taken.push(here);
            left += of_it.clone();
            let whole = self.mean * asked.iter().sum::<f64>();
            if solved.eval(&left) <= beyond(&asked) + HAIR * (1.0 + whole) {
                continue;
            }
            // Whoever asks for more in some month, and the most that all could ask for.
            let mut more = Expression::default();
            let mut most = vec![0.0; self.cells.len()];
            for covered in &self.stands_in {
                most.iter_mut().zip(stood_in(*covered)).for_each(|(sum, units)| *sum += units);
            }
            more += not.iter().map(|covered| Expression::from(year.covered[*covered].taken)).sum::<Expression>();
            for ((way, _), here) in self.ways.iter().zip(&taken) {
                let mut of_lot = vec![0.0_f64; self.cells.len()];
                for choice in of_way(*way) {
                    let units = units(choice);
                    if units.iter().zip(here).any(|(units, here)| units > here) {
                        more += choice.variable;
                    }
                    of_lot.iter_mut().zip(units).for_each(|(most, units)| *most = most.max(units));
                }
                most.iter_mut().zip(of_lot).for_each(|(sum, units)| *sum += units);
            }
            let (no_less, no_more) = (beyond(&asked), beyond(&most));
            rows.push(constraint!(left.clone() - (no_more - no_less).max(0.0) * more <= no_less));
        }
        rows
    }
}

/// Rounds in which rows are added that a solution breaks: far more than it takes.
const ROUNDS: usize = 100;

/// Solve with some rows, and again with those that the solution breaks beside them, until it breaks none.
///
/// # Errors
/// As solving has them.
pub(super) fn kept(
    rows: &mut Vec<Constraint>,
    solve: impl Fn(&[Constraint]) -> Result<Solved, PlanningError>,
    broken: impl Fn(&Solved) -> Vec<Constraint>,
) -> Result<Solved, PlanningError> {
    let mut solved = solve(rows)?;
    for _ in 0..ROUNDS {
        let broken = broken(&solved);
        if broken.is_empty() {
            break;
        }
        rows.extend(broken);
        solved = solve(rows)?;
    }
    Ok(solved)
}

impl Year {
    /// Rows that a solution breaks which leaves more of lots that share a contract than it must, or gives lots another part of one that stands in than they get.
    pub fn leaves_too_much(&self, menu: &Menu, solved: &Solved) -> Vec<Constraint> {
        let crowds = self.crowds.iter().flat_map(|crowd| crowd.broken(self, solved));
        crowds.chain(self.substitutes.iter().flat_map(|substitutes| substitutes.broken(self, menu, solved))).collect()
    }
}
