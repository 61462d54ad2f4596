//! What is used whatever is planned, and what contracts save of it, as rows of the program. Both move with the factors that the base use follows.

use good_lp::{Expression, Variable};

use super::menu::Menu;
use super::program::Program;
use super::scale::SCALE;
use super::year::Year;

impl Menu {
    /// What multiplies a resource's base use, mean over samples and months.
    pub fn mean_base_level(&self, resource: usize) -> f64 {
        let cells = self.samples * self.supply.scenario.calendar.months();
        (0..cells).map(|cell| self.market().base_level(resource, cell)).sum::<f64>() / cells.max(1) as f64
    }

    /// What the provider of an offer that saves is expected to get a year.
    pub fn paid_for_saving(&self, offer: usize) -> f64 {
        let scenario = &*self.supply.scenario;
        scenario.paid_for_saving(offer, scenario.worth_saved_at(offer, |resource| self.mean_base_level(resource)))
    }
}

impl Program<'_> {
    /// What is used whatever is planned.
    pub(super) fn base_use(&mut self, year: &mut Year) {
        let scenario = &*self.menu.supply.scenario;
        if scenario.base_cost() > 0.0 {
            let always = self.problem.add(good_lp::variable().min(1.0).max(1.0));
            for (index, resource) in scenario.resources.iter().enumerate() {
                self.follows(year, index, resource.base * resource.price, always, &scenario.head_shares());
            }
        }
    }

    /// What a contract saves, less its provider's share.
    pub(super) fn savings(&mut self, year: &mut Year, offer: usize, award: Variable, shares: &[f64]) {
        let scenario = &*self.menu.supply.scenario;
        let shared = scenario.offers[offer].shared_savings * self.rules.price_of(scenario, offer);
        for (index, resource) in scenario.resources.iter().enumerate() {
            let worth = scenario.saved(offer, index) * resource.price;
            self.follows(year, index, -worth * (1.0 - shared), award, shares);
            // What the provider gets of it is no saving.
            year.own += -worth * shared * self.menu.mean_base_level(index) * SCALE * award;
        }
    }

    /// An amount a year that moves as a resource's base use does: its mean is the same in every sample and month, what deviates from it is not.
    fn follows(&mut self, year: &mut Year, resource: usize, amount: f64, variable: Variable, shares: &[f64]) {
        let menu = self.menu;
        let (samples, months) = (menu.samples, menu.supply.scenario.calendar.months());
        let mean = menu.mean_base_level(resource);
        year.always(amount * mean, variable, shares);
        if amount == 0.0 || menu.supply.scenario.resources[resource].base_factors.is_empty() {
            return;
        }
        let over = |cells: &mut dyn Iterator<Item = usize>, count: usize| {
            amount * SCALE * (cells.map(|cell| menu.market().base_level(resource, cell)).sum::<f64>() / count as f64 - mean)
        };
        if self.rules.per_month.is_some() {
            year.by_month.resize(months, Expression::default());
            for (month, sum) in year.by_month.iter_mut().enumerate() {
                *sum += over(&mut (0..samples).map(|sample| sample * months + month), samples) / 12.0 * variable;
            }
        }
        if self.years_matter() {
            let by_year = (0..samples * months / 12).map(|year| over(&mut (12 * year..12 * year + 12), 12)).collect::<Vec<f64>>();
            year.spends(&by_year, variable);
        }
    }
}
