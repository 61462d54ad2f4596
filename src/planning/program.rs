//! A year as columns and rows of the program: sizes, contracts, and when their cash falls. Routes, terms and limits have files of their own.

use good_lp::{Expression, ProblemVariables, Variable, constraint, variable};

use super::beyond::Stage;
use super::error::PlanningError;
use super::limit::Limit;
use super::limits::Giving;
use super::menu::Menu;
use super::rules::{Goal, Rules};
use super::scale::SCALE;
use super::year::{Choice, Year};
use crate::scenario::Direct;
use crate::scenario::units::Held;

/// A program in the making.
pub(super) struct Program<'m> {
    pub menu: &'m Menu,
    pub rules: &'m Rules,
    pub problem: ProblemVariables,
    pub rows: Vec<good_lp::Constraint>,
    pub giving: Giving,
    /// Of a later year of a path.
    pub under_way: Option<UnderWay<'m>>,
}

/// Contracts that may have run the year before: they have begun and learnt, and their providers are cleared.
pub(super) struct UnderWay<'m> {
    /// The menu with every contract so.
    pub menu: &'m Menu,
    /// How many of each offer's family ran the year before.
    pub before: Vec<Expression>,
}

impl<'m> Program<'m> {
    /// A binary variable.
    pub fn binary(&mut self) -> Variable {
        self.problem.add(variable().binary())
    }

    /// A variable of 0 or more.
    pub fn amount(&mut self) -> Variable {
        self.problem.add(variable().min(0.0))
    }

    /// By how much a limit gives way ([`Giving::way`]).
    pub fn gives(&mut self, limit: Limit, at: usize, asked: f64, unit: f64) -> Expression {
        self.giving.way(&mut self.problem, limit, at, asked, unit)
    }

    /// The same for a limit on the ratio of two sums ([`Giving::way_of_ratio`]).
    pub fn gives_in_ratio(&mut self, limit: Limit, at: usize, asked: f64, ratio: (Expression, Expression), whole: f64) -> Expression {
        self.giving.way_of_ratio(&mut self.problem, limit, at, asked, ratio, whole)
    }

    /// The mean of the dearest of some sums beyond a level: η + E[(cost − η)⁺]/(1 − level), at its least (Rockafellar and Uryasev 2000).
    pub fn mean_of_dearest(&mut self, level: f64, sums: &[Expression]) -> Expression {
        let threshold = self.problem.add(variable());
        let mut tail: Expression = threshold.into();
        let weight = 1.0 / ((1.0 - level) * sums.len() as f64);
        for sum in sums {
            let above = self.amount();
            self.rows.push(constraint!(sum.clone() - threshold - above <= 0.0));
            tail += weight * above;
        }
        tail
    }

    /// Who makes contracts: all together, or each department.
    pub fn buyers(&self) -> usize {
        if self.rules.each_department { self.menu.supply.scenario.departments.len() } else { 1 }
    }

    /// Who makes the contracts for a lot.
    pub fn buyer_of(&self, lot: usize) -> usize {
        if self.rules.each_department { self.menu.supply.scenario.lots[lot].department } else { 0 }
    }

    /// Shares of departments in what a buyer pays for an offer; nothing where the buyer has no lot that it covers.
    pub fn shares_of(&self, offer: usize, buyer: usize) -> Option<Vec<f64>> {
        let supply = &*self.menu.supply;
        let scenario = &*supply.scenario;
        if !self.rules.each_department {
            return supply.payers(offer);
        }
        // What saves for everybody covers no lot: no department contracts for that alone.
        let covers = (0..scenario.lots.len()).any(|lot| scenario.offers[offer].prices[lot].is_some() && self.buyer_of(lot) == buyer);
        covers.then(|| (0..scenario.departments.len()).map(|department| f64::from(u8::from(department == buyer))).collect())
    }

    /// A year: everything that is chosen in it and what it costs to run; limits on what is done in it are still to come ([`Program::limits`]).
    pub fn year(&mut self) -> Result<Year, PlanningError> {
        let scenario = &*self.menu.supply.scenario;
        let mut year = Year {
            arrangements: Vec::new(),
            rungs: Vec::new(),
            awards: vec![vec![None; self.buyers()]; scenario.offers.len()],
            running: vec![None; scenario.offers.len()],
            bundles: Vec::new(),
            choices: Vec::new(),
            cash: Expression::default(),
            own: Expression::default(),
            of_once: Expression::default(),
            fixed: Expression::default(),
            by_month: vec![Expression::default(); if self.rules.per_month.is_some() { scenario.calendar.months() } else { 0 }],
            by_department: vec![Expression::default(); scenario.departments.len()],
            once: vec![Expression::default(); scenario.departments.len()],
            by_year: vec![Expression::default(); self.years_apart()],
            of_samples: self.years_of_samples(),
            going_without: Expression::default(),
            ways: Expression::default(),
            outside: Expression::default(),
            in_time: Vec::new(),
            escorted: Vec::new(),
            spills: Vec::new(),
            crowds: Vec::new(),
            substitutes: Vec::new(),
            covered: Vec::new(),
            people: Vec::new(),
            moved: Expression::default(),
            pay_above_mean: Vec::new(),
        };
        self.sizes(&mut year);
        self.base_use(&mut year);
        self.contracts(&mut year);
        self.routes(&mut year)?;
        self.barred(&year);
        self.spread(&mut year);
        self.terms(&mut year);
        Ok(year)
    }

    /// Arrangements, and the rungs of their units.
    fn sizes(&mut self, year: &mut Year) {
        let (menu, rules) = (self.menu, self.rules);
        let supply = &*menu.supply;
        let scenario = &*supply.scenario;
        for service in &scenario.services {
            let of_service: Vec<Option<Variable>> =
                service.arrangements.iter().map(|arrangement| rules.allows(arrangement).then(|| self.binary())).collect();
            self.rows.push(constraint!(of_service.iter().flatten().copied().sum::<Expression>() == 1.0));
            year.arrangements.push(of_service);
        }
        let arrangements = scenario.services.iter().map(|service| service.arrangements.iter().map(|of| of.coordination));
        let kept: Vec<Vec<Option<Variable>>> =
            arrangements.map(|costs| costs.map(|cost| (cost > 0.0).then(|| self.binary())).collect()).collect();
        for (service, of_service) in kept.iter().enumerate() {
            let shares = supply.department_shares(supply.lots_of_service(service).into_iter());
            for (arrangement, kept) in scenario.services[service].arrangements.iter().zip(of_service) {
                kept.iter().for_each(|kept| year.always(arrangement.coordination, *kept, &shares));
            }
        }
        year.rungs = vec![Vec::new(); supply.units.len()];
        year.people = vec![Expression::default(); supply.skill_sets.len()];
        year.pay_above_mean = year.people.clone();
        for (unit, spec) in supply.units.iter().enumerate() {
            let Some(chosen) = year.arrangements[spec.service][spec.arrangement] else { continue };
            let shares = supply.department_shares(supply.charged(unit).into_iter());
            for rung in &menu.rungs[unit] {
                let variable = self.binary();
                year.rungs[unit].push(variable);
                let pay = spec.crew.as_ref().map_or(0.0, |crew| (rules.pay_of(crew.skill_set) - 1.0) * crew.pay(rung.size.people));
                year.always(rung.cost + pay, variable, &shares);
                if let Some(crew) = &spec.crew {
                    year.people[crew.skill_set] += f64::from(rung.size.people) * variable;
                    let mean = f64::from(rung.size.people) * supply.mean_pay(crew.skill_set);
                    let above = crew.pay(rung.size.people) - mean;
                    if above.abs() > 1e-9 * mean {
                        year.pay_above_mean[crew.skill_set] += above * SCALE * variable;
                    }
                }
            }
            self.rows.push(constraint!(year.rungs[unit].iter().copied().sum::<Expression>() == chosen));
            if let Some(kept) = kept[spec.service][spec.arrangement] {
                let taken = year.rungs[unit].iter().zip(&menu.rungs[unit]).filter(|(_, rung)| !rung.size.is_empty());
                self.rows.push(constraint!(taken.map(|(variable, _)| *variable).sum::<Expression>() <= kept));
            }
        }
    }

    /// Contracts, one for each buyer, in at most one way.
    fn contracts(&mut self, year: &mut Year) {
        if !self.rules.contracts {
            return;
        }
        let scenario = &*self.menu.supply.scenario;
        for (offer, spec) in scenario.offers.iter().enumerate() {
            for buyer in 0..self.buyers() {
                let Some(shares) = self.shares_of(offer, buyer) else { continue };
                if self.rules.ways.as_ref().is_some_and(|ways| !ways[offer]) {
                    continue;
                }
                let variable = self.binary();
                year.awards[offer][buyer] = Some(variable);
                self.runs(year, offer, variable, &shares);
                let fee = if spec.saves.is_empty() {
                    self.menu.market().mean_fee(offer)
                } else {
                    spec.fee * self.rules.price_of(scenario, offer)
                };
                year.paid_to_others(fee * SCALE * variable, &shares);
                year.always(spec.administration, variable, &shares);
                self.savings(year, offer, variable, &shares);
            }
        }
        for family in 0..scenario.offers.len() {
            let ways: Vec<usize> = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == family).collect();
            if ways.len() > 1 {
                for buyer in 0..self.buyers() {
                    let taken: Expression = ways.iter().filter_map(|way| year.awards[*way][buyer]).sum();
                    self.rows.push(constraint!(taken <= 1.0));
                }
            }
        }
    }

    /// Whether a contract ran the year before, where that changes what it does or is paid.
    fn runs(&mut self, year: &mut Year, offer: usize, award: Variable, shares: &[f64]) {
        let scenario = &*self.menu.supply.scenario;
        let spec = &scenario.offers[offer];
        let Some(UnderWay { menu: seasoned, before }) = &self.under_way else { return };
        if spec.mobilisation <= 0.0 && spec.learning.is_none() && spec.clearing <= 0.0 {
            return;
        }
        let runs = self.problem.add(variable().min(0.0).max(1.0));
        self.rows.push(constraint!(runs <= award));
        self.rows.push(constraint!(runs - before[offer].clone() <= 0.0));
        self.rows.push(constraint!(runs - award - before[offer].clone() >= -1.0));
        // What has been held the year before works all year.
        let more = seasoned.market().mean_fee(offer) - self.menu.market().mean_fee(offer);
        if more != 0.0 {
            year.paid_to_others(more * SCALE * runs, shares);
        }
        year.running[offer] = Some(runs);
    }

    /// The menu that holds for a contract that begins, and for one that runs since the year before.
    pub fn menus(&self) -> [&'m Menu; 2] {
        [self.menu, self.under_way.as_ref().map_or(self.menu, |under_way| under_way.menu)]
    }

    /// The menu that holds for a contract at a stage.
    pub fn menu_at(&self, stage: Stage) -> &'m Menu {
        self.menus()[usize::from(stage == Some(true))]
    }

    /// What is spent once when a contract is made or left.
    pub fn changing_over(&mut self, year: &mut Year) {
        let supply = &*self.menu.supply;
        let scenario = &*supply.scenario;
        let part = self.rules.once_a_year(scenario);
        for (offer, spec) in scenario.offers.iter().enumerate() {
            for buyer in 0..self.buyers() {
                if let (Some(award), Some(shares)) = (year.awards[offer][buyer], self.shares_of(offer, buyer)) {
                    year.spends_once(scenario.changing_over(offer), part, award, &shares);
                }
            }
            // Whoever has a contract today and leaves it pays for that.
            if scenario.status_quo.awarded[offer] && scenario.leaving(offer) > 0.0 {
                let Some(shares) = supply.payers(offer) else { continue };
                let left = self.amount();
                let kept: Expression = year.of_family(scenario, spec.family);
                self.rows.push(constraint!(kept + left >= 1.0));
                year.spends_once(scenario.leaving(offer), part, left, &shares);
            }
        }
    }

    /// People hired and redeployed against today.
    pub fn movements(&mut self, year: &mut Year) {
        let supply = &*self.menu.supply;
        let scenario = &*supply.scenario;
        let policy = &scenario.policy;
        let part = self.rules.once_a_year(scenario);
        for (set, skill_set) in supply.skill_sets.iter().enumerate() {
            let moved = self.amount();
            let most = if self.rules.new_hires || self.giving.may(Limit::NewHires) { f64::INFINITY } else { 0.0 };
            let hired = self.problem.add(variable().min(0.0).max(most));
            if !self.rules.new_hires && most > 0.0 {
                let more = self.gives(Limit::NewHires, set, 0.0, 1.0);
                self.rows.push(constraint!(hired - more <= 0.0));
            }
            self.rows.push(constraint!(year.people[set].clone() + moved - hired == f64::from(skill_set.today)));
            let shares = supply.department_shares(supply.lots_of_set(set).into_iter());
            year.spends_once(policy.cost_per_redeployment, part, moved, &shares);
            year.spends_once(policy.cost_per_hire, part, hired, &shares);
            year.moved += moved;
        }
    }

    /// Whether what is spent in each year of every sample decides.
    fn years_of_samples(&self) -> bool {
        let rules = self.rules;
        (rules.budget.is_some() && rules.held != Held::InExpectation) || rules.tail_level.is_some() || rules.heeds_risk()
    }

    /// How many years there are whose cash decides, beside that of a mean year.
    fn years_apart(&self) -> usize {
        let years = self.menu.supply.scenario.calendar.years();
        let capped = self.rules.budget.is_some() || self.rules.goal == Goal::DearestYear;
        if self.years_of_samples() {
            self.menu.samples * years
        } else if capped && years > 1 && self.rules.spread_over.is_none() {
            years
        } else {
            0
        }
    }

    /// Whether it decides in which year cash is spent.
    pub fn years_matter(&self) -> bool {
        self.years_apart() > 0
    }

    /// The cash of each year and of each month, where that decides.
    fn spread(&mut self, year: &mut Year) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let months = scenario.calendar.months();
        // Fees that depend on how far a contract works, of each sample and month beyond their mean.
        let beyond = |fee: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let fees: Vec<f64> = (0..menu.samples * months).map(fee).collect();
            let mean = fees.iter().sum::<f64>() / fees.len() as f64;
            fees.into_iter().map(|fee| fee - mean).collect()
        };
        let mut fees: Vec<(Variable, Vec<f64>)> = Vec::new();
        for offer in (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].fee > 0.0 && !menu.market().is_even(*offer)) {
            let seasoned = self.menu_at(Some(true));
            fees.extend(year.awards[offer].iter().flatten().map(|award| (*award, beyond(&|cell| menu.market().fee(offer, cell)))));
            fees.extend(
                year.running[offer].map(|runs| (runs, beyond(&|cell| seasoned.market().fee(offer, cell) - menu.market().fee(offer, cell)))),
            );
        }
        if self.years_matter() {
            let drawn = menu.samples * scenario.calendar.years();
            for (variable, fees) in &fees {
                let of_years: Vec<f64> = fees.chunks(12).map(|months| months.iter().sum::<f64>() * SCALE).collect();
                year.spends(&of_years, *variable);
            }
            let of_choice = |choice: &Choice| -> Vec<f64> {
                let factor = price_factor(self.rules, menu, choice.outlet) - 1.0;
                let materials = choice.route.map(|(unit, rung)| &menu.response(choice.lot, unit, rung).materials_by_year);
                let of_year = |year: usize| {
                    let bought = choice.bought.by_year[year] + factor * choice.bought.priced_by_year[year];
                    (bought + materials.map_or(0.0, |materials| materials[year])) * SCALE
                };
                (0..drawn).map(of_year).collect()
            };
            for position in 0..year.choices.len() {
                let (amounts, variable) = (of_choice(&year.choices[position]), year.choices[position].variable);
                year.spends(&amounts, variable);
            }
        }
        if !year.by_month.is_empty() {
            for (variable, fees) in &fees {
                for (month, sum) in year.by_month.iter_mut().enumerate() {
                    let fee = fees.iter().skip(month).step_by(months).sum::<f64>() / menu.samples as f64;
                    *sum += fee * SCALE * *variable;
                }
            }
            for choice in &year.choices {
                let factor = price_factor(self.rules, menu, choice.outlet);
                let materials = choice.route.map(|(unit, rung)| &menu.response(choice.lot, unit, rung).materials_by_month);
                for (month, sum) in year.by_month.iter_mut().enumerate() {
                    *sum += (choice.bought.by_month[month] * factor + materials.map_or(0.0, |materials| materials[month]))
                        * SCALE
                        * choice.variable;
                }
            }
        }
    }
}

pub(super) fn price_factor(rules: &Rules, menu: &Menu, outlet: Direct) -> f64 {
    match outlet {
        Direct::Offer(offer) => rules.price_of(&menu.supply.scenario, offer),
        _ => 1.0,
    }
}
