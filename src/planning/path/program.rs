//! The program of a path in the making: what its years share, and how a year by itself is written into it.

use std::mem::take;
use std::sync::Arc;

use good_lp::{Constraint, Expression, ProblemVariables, Variable};

use crate::plan::Plan;
use crate::planning::limit::Limit;
use crate::planning::limits::Giving;
use crate::planning::program::{Program, UnderWay};
use crate::planning::year::{Year, fall_on};
use crate::planning::{Menu, Rules};
use crate::scenario::Staging;
use crate::supply::Supply;

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
    pub once_by_department: Vec<Vec<Expression>>,
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

impl PathProgram<'_> {
    /// What a path costs: cash and what goes without, discounted.
    pub fn cost(&self) -> Expression {
        let of_year = |year: usize| {
            let running = self.years[year].cash.clone() + self.years[year].going_without.clone();
            self.staging.discount(year + 1) * running + self.staging.discount(year) * self.once[year].clone()
        };
        (0..self.staging.years).map(of_year).sum()
    }

    /// What is spent once before a year, in the program's scale, falls on departments by their shares.
    pub fn spend_once(&mut self, year: usize, amount: Expression, shares: &[f64]) {
        fall_on(&mut self.once_by_department[year], &amount, shares);
        self.once[year] += amount;
    }

    /// Write something into the program of a year by itself.
    pub fn write<T>(
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
    pub fn held(&self, family: usize, year: Option<usize>) -> Expression {
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
}
