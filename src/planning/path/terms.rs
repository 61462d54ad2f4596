//! Contracts over the years of a path, as rows of the program: they begin, bind for their term, are extended, tendered anew, and left.

use good_lp::{Expression, Variable, constraint, variable};

use super::program::PathProgram;
use crate::planning::scale::SCALE;

impl PathProgram<'_> {
    /// Contracts begin, bind for their term, may be extended after it, and are left.
    pub(super) fn contracts(&mut self) {
        for position in 0..self.families.len() {
            let family = self.families[position];
            let renewals = self.renewals(family);
            for year in 0..self.staging.years {
                self.begin(family, year);
            }
            for year in 0..self.staging.years {
                self.bind(family, year, &renewals);
                self.extend(family, year, &renewals);
                self.leave(family, year);
            }
            self.renewals.push(renewals);
        }
    }

    /// The ways of a family of offers.
    fn ways_of(&self, family: usize) -> impl Iterator<Item = usize> + use<> {
        let offers = &self.supply.scenario.offers;
        let ways: Vec<usize> = (0..offers.len()).filter(|offer| offers[*offer].family == family).collect();
        ways.into_iter()
    }

    /// A contract begins in a year where it was not held before.
    fn begin(&mut self, family: usize, year: usize) {
        let scenario = &*self.supply.scenario;
        let before = self.held(family, year.checked_sub(1));
        for offer in self.ways_of(family) {
            let spec = &scenario.offers[offer];
            let Some(award) = self.years[year].awards[offer][0] else { continue };
            if year < spec.from_year && !scenario.in_force(offer) {
                self.rows.push(constraint!(award <= 0.0));
            }
            let begin = self.problem.add(variable().min(0.0).max(1.0));
            self.rows.push(constraint!(before.clone() + begin >= award));
            // It is no beginning without a contract, or where the offer was held before in whatever way.
            self.rows.push(constraint!(begin <= award));
            self.rows.push(constraint!(before.clone() + begin <= 1.0));
            if let Some(shares) = self.supply.payers(offer) {
                self.spend_once(year, spec.transition * SCALE * begin, &shares);
                if year == 0 && scenario.in_force(offer) {
                    // Whoever works here already is screened and cleared in the first year.
                    self.spend_once(year, scenario.changing_over(offer) * SCALE * award, &shares);
                    self.vetted += scenario.changing_over(offer) * SCALE * award;
                }
            }
            self.begins[year][offer] = Some(begin);
        }
    }

    /// By year, whether a contract that may not be extended for ever is tendered anew and stays with its provider.
    fn renewals(&mut self, family: usize) -> Vec<Option<Variable>> {
        let ends = self.supply.scenario.offers[family].extension.is_some();
        (0..self.staging.years).map(|_| ends.then(|| self.problem.add(variable().binary()))).collect()
    }

    /// How many contracts of a family that have begun from `years` before a year on, or begun anew, run in it; `until` it or the year before. A contract
    /// of today counts for what is left of its term, and `more` years.
    fn running(
        &self,
        family: usize,
        year: usize,
        (years, more): (usize, usize),
        until: usize,
        renewals: &[Option<Variable>],
    ) -> Expression {
        let scenario = &*self.supply.scenario;
        let mut begun = Expression::default();
        let first = (year + 1).saturating_sub(years).min(until);
        for (begins, renewed) in self.begins[first..until].iter().zip(&renewals[first..until]) {
            begun += self.ways_of(family).filter_map(|way| begins[way]).chain(*renewed).sum::<Expression>();
        }
        let of_today = scenario.in_force(family) && year < scenario.offers[family].term_left + more;
        begun + f64::from(u8::from(of_today))
    }

    /// A contract is held for its term, or ended within it at a cost.
    fn bind(&mut self, family: usize, year: usize, renewals: &[Option<Variable>]) {
        let spec = &self.supply.scenario.offers[family];
        let Some(term) = spec.term.or((spec.term_left > 0).then_some(1)) else { return };
        let (now, before) = (self.held(family, Some(year)), self.held(family, year.checked_sub(1)));
        let bound = self.running(family, year, (term, 0), year, renewals);
        match spec.early_exit {
            None => self.rows.push(constraint!(now >= bound)),
            Some(cost) => {
                let early = self.problem.add(variable().min(0.0).max(1.0));
                self.rows.push(constraint!(before + bound - now - early <= 1.0));
                self.exit(family, year, cost, early);
            }
        }
    }

    /// After its term a contract goes on by extensions, as many as are agreed; then it must be tendered anew.
    fn extend(&mut self, family: usize, year: usize, renewals: &[Option<Variable>]) {
        let spec = &self.supply.scenario.offers[family];
        let (Some(terms), Some(term)) = (spec.extension, spec.term) else { return };
        let (now, before) = (self.held(family, Some(year)), self.held(family, year.checked_sub(1)));
        let within = self.running(family, year, (term, 0), year + 1, renewals);
        let extended = self.problem.add(variable().min(0.0));
        self.rows.push(constraint!(extended - now.clone() + within >= 0.0));
        let agreed = self.running(family, year, (term + terms.at_most, terms.at_most), year + 1, renewals);
        self.rows.push(constraint!(now.clone() - agreed <= 0.0));
        let mut spent = terms.cost * SCALE * extended;
        if let Some(renewed) = renewals[year] {
            self.rows.push(constraint!(renewed - now <= 0.0));
            self.rows.push(constraint!(renewed - before <= 0.0));
            spent += terms.retender * SCALE * renewed;
        }
        if let Some(shares) = self.supply.payers(family) {
            self.spend_once(year, spent.clone(), &shares);
        }
        self.extended[year] += spent;
    }

    /// A contract that was held, in whatever way, and is not any more.
    fn leave(&mut self, family: usize, year: usize) {
        let scenario = &*self.supply.scenario;
        let now = self.held(family, Some(year));
        for way in self.ways_of(family) {
            let exit = scenario.offers[way].exit;
            let before: Expression = match year.checked_sub(1) {
                Some(before) => self.years[before].awards[way][0].map_or_else(Expression::default, Expression::from),
                None => f64::from(u8::from(scenario.status_quo.awarded[way])).into(),
            };
            if exit > 0.0 {
                let left = self.problem.add(variable().min(0.0));
                self.rows.push(constraint!(now.clone() + left >= before));
                self.exit(way, year, exit, left);
            }
        }
    }

    fn exit(&mut self, offer: usize, year: usize, cost: f64, left: Variable) {
        if let Some(shares) = self.supply.payers(offer) {
            self.spend_once(year, cost * SCALE * left, &shares);
        }
        self.exits[year] += cost * SCALE * left;
    }
}
