//! What is spent once.

use good_lp::{Expression, constraint};

use super::{Extent, InBoth, Kind, Played, Stand};
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::{Goal, Rules};
use crate::planning::scale::SCALE;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct OneOff;

impl Kind for OneOff {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "budget.one_off"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "一次性支出的专款", en: "The fund for what is spent once" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "一次性支出超限", en: "too much spent once" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.once_at_most.is_some()
    }

    fn drop_from(&self, rules: &mut Rules) {
        // Without a fund the caps on a year's money pay for what is spent once: that stays so.
        rules.once_at_most = rules.once_at_most.map(|_| f64::INFINITY);
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let Some(fund) = program.rules.once_at_most.filter(|fund| fund.is_finite()) else { return };
        let most = fund * SCALE + SCALE * program.gives(Limit::OneOff, 0, fund, fund.max(1.0));
        let once: Expression = year.once.iter().cloned().sum();
        program.rows.push(constraint!(once <= most).set_name("one_off".into()));
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        played.scenario.budget.one_off.is_some_and(|fund| played.summary.once > fund * (1.0 + 1e-9))
    }

    fn stands(&self, rules: &Rules) -> Vec<Stand> {
        rules.once_at_most.filter(|fund| fund.is_finite()).map(Stand::of_cash).into_iter().collect()
    }

    fn put(&self, rules: &mut Rules, _: usize, to: Option<f64>) {
        rules.once_at_most = Some(to.unwrap_or(f64::INFINITY));
    }

    fn extent(&self) -> Option<Extent> {
        Some(Extent { goal: Goal::Once, used: |_, plan| plan.once })
    }

    fn is_money(&self) -> bool {
        true
    }
}
