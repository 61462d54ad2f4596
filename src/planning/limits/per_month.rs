//! Cash of each month.

use good_lp::Expression;

use super::{InBoth, Kind, Played, Stand};
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct PerMonth;

impl Kind for PerMonth {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "budget.per_month"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "月度上限", en: "The cap on a month" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "有月份超出月度上限", en: "a month over its cap" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.per_month.is_some()
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.per_month = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let (rules, scenario) = (program.rules, &program.menu.supply.scenario);
        let Some(cap) = rules.per_month else { return };
        let most = cap + program.gives(Limit::PerMonth, 0, cap, cap.max(1.0));
        let once: Expression = year.once.iter().cloned().sum();
        let (first, later) = year.beside_a_mean_year(rules, scenario, &once);
        program.rows.extend(year.within_month(&most, |month| if month < 12 { first.clone() } else { later.clone() }));
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let budget = &played.scenario.budget;
        budget.per_month.is_some_and(|cap| played.summary.capped_months(budget).any(|paid| played.is_above(&paid, cap)))
    }

    fn stands(&self, rules: &Rules) -> Vec<Stand> {
        rules.per_month.map(Stand::of_cash).into_iter().collect()
    }

    fn put(&self, rules: &mut Rules, _: usize, to: Option<f64>) {
        rules.per_month = to;
    }

    fn is_money(&self) -> bool {
        true
    }
}
