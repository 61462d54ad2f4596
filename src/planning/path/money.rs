//! Caps on the money of a path, as rows of its program.

use good_lp::{Expression, constraint};

use super::program::PathProgram;
use crate::planning::limit::Limit;
use crate::planning::scale::SCALE;

impl PathProgram<'_> {
    /// Caps on the money of each year: all of it, each month's, and the departments' shares, which follow the year's budget.
    pub(super) fn money(&mut self) {
        let budget = &self.supply.scenario.budget;
        let shares = budget.department_share.as_ref().filter(|_| budget.departments_bind);
        // A fund of its own pays for what is spent once, over all years.
        let capped = |once: &Expression| if budget.one_off.is_some() { Expression::default() } else { once.clone() };
        if let Some(fund) = budget.one_off {
            let more = SCALE * self.gives(Limit::OneOff, 0, 0, fund);
            let all: Expression = self.once.iter().cloned().sum();
            self.rows.push(constraint!(all - more <= fund * SCALE));
        }
        for year in 0..self.years.len() {
            if let Some(cap) = self.staging.budget[year] {
                let more = SCALE * self.gives(Limit::Budget, year, 0, cap);
                self.rows.push(constraint!(self.years[year].cash.clone() + capped(&self.once[year]) - more <= cap * SCALE));
            }
            if let Some(cap) = budget.per_month {
                let most = cap + self.gives(Limit::PerMonth, year, 0, cap);
                let once = capped(&self.once[year]);
                self.rows.extend(self.years[year].within_month(&most, |_| once.clone()));
            }
            if let (Some(shares), Some(of_all)) = (shares, self.staging.budget[year]) {
                for (department, share) in shares.iter().enumerate() {
                    let cap = share * of_all;
                    let more = SCALE * self.gives(Limit::DepartmentShares, year, department, cap);
                    let spent = self.years[year].by_department[department].clone() + capped(&self.once_by_department[year][department]);
                    self.rows.push(constraint!(spent - more <= cap * SCALE));
                }
            }
        }
    }
}
