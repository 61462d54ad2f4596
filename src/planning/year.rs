//! A year of a plan as variables and sums of them: what is chosen, what that costs and does. The rows that tie it are made elsewhere.

use std::sync::Arc;

use good_lp::{Expression, Solution, Variable, constraint};

use super::beyond::{Crowd, Extent, Spill, Stage, Substitutes};
use super::bought::{Bought, Cover};
use super::menu::Menu;
use super::rules::Rules;
use super::scale::SCALE;
use super::solver::Solved;
use crate::plan::{Plan, Route};
use crate::scenario::units::Held;
use crate::scenario::{Direct, Scenario};
use crate::supply::Supply;

/// Money in that scale which is left of sums that come to nothing.
const NOTHING: f64 = 1e-12;

/// A lot on a route.
pub(super) struct Choice {
    pub lot: usize,
    pub variable: Variable,
    pub route: Option<(usize, usize)>,
    pub outlet: Direct,
    /// Expected yearly cash, beside fees.
    pub cash: f64,
    /// Of it, what does not go to others.
    pub own: f64,
    /// Expected yearly cost of going without, ways to meetings elsewhere included.
    pub unserved: f64,
    /// Of it, what the ways cost.
    pub ways: f64,
    /// Units a year in time.
    pub in_time: f64,
    /// Share of the work done by others.
    pub by_others: f64,
    /// What that counts for in outsourced shares.
    pub outside: f64,
    /// Market value of the work done under contract.
    pub under_contract: f64,
    pub bought: Arc<Bought>,
    /// How far its contract is.
    pub stage: Stage,
}

impl Choice {
    /// Units that are called off under its contract in a month of a sample, where any of its terms depends on that.
    pub fn called_off(&self, cell: usize) -> f64 {
        self.bought.called_off[cell].0
    }
}

/// Work of a lot that a second contract takes because the first's provider has failed or has not begun.
#[derive(Clone)]
pub(super) struct Covered {
    pub lot: usize,
    /// The second contract's offer.
    pub by: usize,
    /// The route that brings the lot to the first: its place among the choices.
    pub position: usize,
    /// Whether the second contract is there.
    pub there: Expression,
    /// The part of it that is taken.
    pub taken: Variable,
    /// All of it.
    pub cover: Arc<Cover>,
    /// Whether it depends on who else is there, and on what else they do, how much of it is taken.
    pub is_shared: bool,
}

/// A year of a plan in the program: what is chosen, what it costs to run, and what it does.
pub(super) struct Year {
    /// Arrangements by service.
    pub arrangements: Vec<Vec<Option<Variable>>>,
    /// Rungs by unit.
    pub rungs: Vec<Vec<Variable>>,
    /// Contracts by offer and buyer.
    pub awards: Vec<Vec<Option<Variable>>>,
    /// Whether a contract runs since the year before, by offer, where that makes a difference.
    pub running: Vec<Option<Variable>>,
    /// Whether each bundle is complete.
    pub bundles: Vec<Variable>,
    /// Routes.
    pub choices: Vec<Choice>,
    /// Cash a year: people, rooms, fees, work, and a year's part of what is spent once.
    pub cash: Expression,
    /// Of it, what does not go to others: people, rooms, materials, supervision.
    pub own: Expression,
    /// Of it, the part of what is spent once.
    pub of_once: Expression,
    /// Of it, what is the same in every sample and year.
    pub fixed: Expression,
    /// What is spent once, all of it; in a path it is kept elsewhere. By department.
    pub once: Vec<Expression>,
    /// What is the same in every sample and falls on all months alike.
    pub by_month: Vec<Expression>,
    /// Cash by department.
    pub by_department: Vec<Expression>,
    /// What differs from year to year, where that decides: of each year of every sample, one sample's after another's, or of each year of the horizon as the
    /// mean over samples; empty where it does not.
    pub by_year: Vec<Expression>,
    /// Whether it is of every sample.
    pub of_samples: bool,
    /// What going without and bad work cost.
    pub going_without: Expression,
    /// Of it, what people's ways to meetings elsewhere cost.
    pub ways: Expression,
    /// Market value of the work done by others.
    pub outside: Expression,
    /// Units a year in time, by lot.
    pub in_time: Vec<Expression>,
    /// By lot and variable, units of each sample and month that are accompanied more where a second contract stands in.
    pub escorted: Vec<(usize, Variable, Vec<f64>)>,
    /// Work that contracts cannot take.
    pub spills: Vec<Spill>,
    /// Lots that share a limited contract.
    pub crowds: Vec<Crowd>,
    /// Contracts of limited capacity that stand in for others.
    pub substitutes: Vec<Substitutes>,
    /// Work that second contracts take which the first cannot do.
    pub covered: Vec<Covered>,
    /// People by skill set.
    pub people: Vec<Expression>,
    /// People who are redeployed; in a path they are counted elsewhere.
    pub moved: Expression,
    /// Their pay beyond the mean of today's people of the skill set: units are paid at the mean of their own teams.
    pub pay_above_mean: Vec<Expression>,
}

impl Year {
    /// A cap on every month's expected cash: what is the same in every sample falls on all months of a year alike, and so does what its year has `beside`.
    pub fn within_month(&self, most: &Expression, beside: impl Fn(usize) -> Expression) -> Vec<good_lp::Constraint> {
        let always = |month: usize| (self.fixed.clone() + beside(month)) * (1.0 / 12.0) - SCALE * most.clone();
        self.by_month.iter().enumerate().map(|(month, paid)| constraint!(paid.clone() + always(month) <= 0.0)).collect()
    }

    /// What the first year and each later one have beside a mean year's part of what is spent once, for caps on a year's money.
    pub fn beside_a_mean_year(&self, rules: &Rules, scenario: &Scenario, once: &Expression) -> (Expression, Expression) {
        let part = rules.once_a_year(scenario);
        // Part of a path, which has it elsewhere: a mean year.
        let first = match (rules.once_at_most, rules.spread_over) {
            (Some(_), _) => 0.0,
            (None, Some(_)) => part,
            (None, None) => 1.0,
        };
        let later = if rules.once_at_most.is_none() && rules.spread_over.is_some() { part } else { 0.0 };
        ((first - part) * once.clone(), (later - part) * once.clone())
    }

    /// Cash that is held against the yearly cap: of each year of the horizon, or of each in every sample.
    pub fn spent_in_years(&self, menu: &Menu, rules: &Rules) -> Vec<Expression> {
        let scenario = &*menu.supply.scenario;
        let (first, later) = self.beside_a_mean_year(rules, scenario, &self.once.iter().cloned().sum());
        let years = scenario.calendar.years();
        if self.by_year.is_empty() {
            return vec![self.cash.clone() + first];
        }
        let beside = |index: usize| self.fixed.clone() + if index.is_multiple_of(years) { first.clone() } else { later.clone() };
        if self.of_samples && rules.held == Held::InExpectation {
            // The cap is on the mean of each year over the samples.
            let mean = |year: usize| {
                let drawn = self.by_year.iter().skip(year).step_by(years);
                let share = 1.0 / drawn.clone().count() as f64;
                drawn.map(|drawn| share * drawn.clone()).sum::<Expression>() + beside(year)
            };
            return (0..years).map(mean).collect();
        }
        self.by_year.iter().enumerate().map(|(index, drawn)| drawn.clone() + beside(index)).collect()
    }

    /// Expected cash of the dearest year, as the yearly cap counts it.
    pub fn dearest(&self, menu: &Menu, rules: &Rules, solved: &Solved) -> f64 {
        let spent: Vec<f64> = self.spent_in_years(menu, rules).iter().map(|spent| solved.eval(spent) / SCALE).collect();
        let years = spent.len().min(menu.supply.scenario.calendar.years());
        let mean = |year: usize| spent.iter().skip(year).step_by(years).sum::<f64>() * years as f64 / spent.len() as f64;
        (0..years).map(mean).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Cash of a year of a sample: `amount` there, which counts with a weight in the mean over samples.
    pub fn spend(&mut self, drawn: usize, weight: f64, amount: Expression) {
        let years = self.by_year.len();
        match self.by_year.get_mut(if self.of_samples { drawn } else { drawn % years.max(1) }) {
            Some(sum) if self.of_samples => *sum += amount,
            Some(sum) => *sum += weight * amount,
            None => {}
        }
    }

    /// Cash of some months of a horizon of so many years, alike in all of them, where it decides when it is spent.
    pub fn spend_over(&mut self, of: &Extent, part: f64, years: usize, amount: &Expression) {
        let each = 1.0 / of.months.len() as f64;
        for month in of.months.clone() {
            if let Some(sum) = self.by_month.get_mut(month) {
                *sum += part * each * amount.clone();
            }
        }
        if !self.by_year.is_empty() {
            let of_years = of.months.start / 12..of.months.end.div_ceil(12);
            for year in of_years.clone() {
                let part_of_it = if of_years.len() > 1 { 12.0 * each } else { 1.0 };
                self.spend(of.sample.unwrap_or(0) * years + year, part, part_of_it * amount.clone());
            }
        }
    }

    /// Cash of every year of every sample, in the program's scale.
    pub fn spends(&mut self, drawn: &[f64], variable: Variable) {
        let years = self.by_year.len();
        for (year, sum) in self.by_year.iter_mut().enumerate() {
            let of_year = drawn.iter().skip(year).step_by(years);
            let amount = of_year.clone().sum::<f64>() / of_year.len() as f64;
            if amount.abs() > NOTHING {
                *sum += amount * variable;
            }
        }
    }

    /// Cash of every year of every sample, and of every month as the mean over samples, times a factor: of a department.
    pub fn pays_through(&mut self, (by_year, by_month): (&[f64], &[f64]), factor: f64, variable: Variable, department: usize) {
        let factor = factor * SCALE;
        let mean = factor * by_year.iter().sum::<f64>() / by_year.len() as f64;
        self.cash += mean * variable;
        self.by_department[department] += mean * variable;
        self.spends(&by_year.iter().map(|amount| factor * amount).collect::<Vec<f64>>(), variable);
        for (sum, amount) in self.by_month.iter_mut().zip(by_month) {
            *sum += factor * amount * variable;
        }
    }

    /// What is spent once, and a mean year's part of it.
    pub fn spends_once(&mut self, amount: f64, part: f64, variable: Variable, shares: &[f64]) {
        if amount != 0.0 {
            fall_on(&mut self.once, &(amount * SCALE * variable), shares);
            self.of_once += amount * part * SCALE * variable;
            self.paid_to_others(amount * part * SCALE * variable, shares);
        }
    }

    /// The stages that a contract by an offer can be in.
    pub fn stages(&self, offer: usize) -> &'static [Stage] {
        if self.running[offer].is_some() { &[Some(false), Some(true)] } else { &[None] }
    }

    /// Whether there is a contract by an offer at a stage.
    pub fn is_at(&self, offer: usize, buyer: usize, stage: Stage) -> Option<Expression> {
        let award = self.awards[offer][buyer]?;
        Some(match (stage, self.running[offer]) {
            (Some(true), Some(running)) => running.into(),
            (Some(false), Some(running)) => award - running,
            _ => award.into(),
        })
    }

    /// What is outsourced and the whole that it is a share of, counted as the scenario says.
    pub fn outsourced(&self, supply: &Supply) -> (Expression, Expression) {
        if supply.scenario.policy.counts_cost() {
            let running = self.cash.clone() - self.of_once.clone();
            (running.clone() - self.own.clone(), running)
        } else {
            (self.outside.clone(), (supply.counted() * SCALE).into())
        }
    }

    /// The share of it in a solution; none of nothing.
    pub fn share_outside(&self, supply: &Supply, solution: &impl Solution) -> f64 {
        let (part, whole) = self.outsourced(supply);
        let whole = solution.eval(whole);
        if whole > 0.0 { solution.eval(part) / whole } else { 0.0 }
    }

    /// How many contracts of a family there are.
    pub fn of_family(&self, scenario: &crate::scenario::Scenario, family: usize) -> Expression {
        let ways = self.awards.iter().enumerate().filter(|(offer, _)| scenario.offers[*offer].family == family);
        ways.flat_map(|(_, by_buyer)| by_buyer.iter().flatten().copied()).sum()
    }

    /// How many of some lots are given to a contract of a family as a whole.
    pub fn given_to_family(&self, scenario: &crate::scenario::Scenario, family: usize, lots: &[usize]) -> Expression {
        let given = |choice: &&Choice| {
            let of_family = matches!(choice.outlet, Direct::Offer(offer) if scenario.offers[offer].family == family);
            of_family && choice.route.is_none() && lots.contains(&choice.lot)
        };
        self.choices.iter().filter(given).map(|choice| choice.variable).sum()
    }

    /// Whether a lot goes to own people first.
    pub fn own(&self, lot: usize) -> Expression {
        let chosen = self.choices.iter().filter(|choice| choice.lot == lot && choice.route.is_some());
        chosen.map(|choice| choice.variable).sum()
    }

    /// How many routes bring work to a contract of a family.
    pub fn work_of_family(&self, scenario: &crate::scenario::Scenario, family: usize) -> Expression {
        let has_work = |choice: &&Choice| {
            let of_family = matches!(choice.outlet, Direct::Offer(offer) if scenario.offers[offer].family == family);
            of_family && choice.under_contract > 0.0
        };
        self.choices.iter().filter(has_work).map(|choice| choice.variable).sum()
    }

    /// What decides between plans that cost the same: a preference, by less than anybody would count, for contracts in force and for routes as they are
    /// today, against contracts that nothing needs, and for the order in which contracts serve.
    pub fn ties(&self, menu: &Menu) -> Expression {
        /// In thousands: a coin for a contract, a tenth of it for a route.
        const COIN: f64 = 1e-3;
        /// Part of what a unit is worth.
        const WEE: f64 = 1e-6;
        let today = Plan::status_quo(&menu.supply);
        let new = self.awards.iter().enumerate().filter(|(offer, _)| !today.awarded[*offer]);
        let contracts: Expression = new.flat_map(|(_, by_buyer)| by_buyer.iter().flatten()).map(|award| COIN * *award).sum();
        let as_today = |choice: &Choice| match (today.route[choice.lot], choice.route) {
            (Route::Unit(unit), Some((of, _))) => unit == of && today.overflow[choice.lot] == choice.outlet,
            (Route::Direct(outlet), None) => outlet == choice.outlet,
            _ => false,
        };
        let routes: Expression = self.choices.iter().filter(|choice| !as_today(choice)).map(|choice| 0.1 * COIN * choice.variable).sum();
        // Of what a team leaves nothing of, nothing is routed to a contract: a bundle would be complete by it in the simulation, as on paper, and no work done for it.
        let empty = |choice: &&Choice| {
            let bundled = |offer: usize| {
                menu.supply.scenario.bundles.iter().any(|bundle| bundle.families.contains(&menu.supply.scenario.offers[offer].family))
            };
            choice.route.is_some() && choice.under_contract <= 0.0 && matches!(choice.outlet, Direct::Offer(offer) if bundled(offer))
        };
        let idle: Expression = self.choices.iter().filter(empty).map(|choice| COIN * choice.variable).sum();
        // A contract that is short serves its lots in order: what is left over is the last lots'. By a part of its value that no plan turns on, whatever the currency.
        let worth = |lot: usize| menu.supply.market_value(lot) / menu.supply.expected_volume(lot).units.max(f64::MIN_POSITIVE);
        let lots = self.in_time.len();
        let worth: Vec<f64> = (0..lots).map(|lot| WEE * worth(lot) * SCALE * (1.0 - lot as f64 / lots as f64)).collect();
        let spilt = |spill: &Spill| worth[spill.lot] * spill.weight * spill.units;
        contracts + routes + idle + self.spills.iter().map(spilt).sum::<Expression>()
    }

    /// Cash that falls on departments by their shares and is the same in every sample.
    pub fn always(&mut self, amount: f64, variable: Variable, shares: &[f64]) {
        if amount != 0.0 {
            self.always_paid(amount * SCALE * variable, shares);
        }
    }

    /// The same for a sum, in the program's scale.
    pub fn always_paid(&mut self, amount: Expression, shares: &[f64]) {
        self.own += amount.clone();
        self.paid_to_others(amount, shares);
    }

    /// The same for what is no own running cost: what goes to others, and a year's part of what is spent once.
    pub fn paid_to_others(&mut self, amount: Expression, shares: &[f64]) {
        fall_on(&mut self.by_department, &amount, shares);
        self.fixed += amount.clone();
        self.cash += amount;
    }
}

/// An amount falls on departments by their shares.
pub fn fall_on(by_department: &mut [Expression], amount: &Expression, shares: &[f64]) {
    for (total, share) in by_department.iter_mut().zip(shares).filter(|(_, share)| **share > 0.0) {
        *total += *share * amount.clone();
    }
}
