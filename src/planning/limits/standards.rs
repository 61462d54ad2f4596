//! Shares in time of the lots.

use good_lp::constraint;

use super::{Change, InBoth, Kind, Played, SHARE_STEP, Terms, share};
use crate::planning::limit::Limit;
use crate::planning::program::Program;
use crate::planning::rules::Rules;
use crate::planning::year::Year;
use crate::scenario::{Scenario, Staging};

pub(super) struct Standards;

impl Kind for Standards {
    fn key(&self, _: &Scenario, _: Option<&Staging>) -> &'static str {
        "policy.standards_bind"
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "服务标准", en: "Service standards" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "达不到服务标准", en: "below standards" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.standards
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.standards = false;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let scenario = &*program.menu.supply.scenario;
        for (lot, spec) in scenario.lots.iter().enumerate().filter(|_| program.rules.standards) {
            let demand = program.menu.mean_demand(lot).units;
            if demand > 0.0 {
                let less = program.gives(Limit::Standards, lot, spec.standard, -1.0);
                let in_time = year.in_time[lot].clone() * (1.0 / demand);
                program.rows.push(constraint!(in_time + less >= spec.standard).set_name(format!("standard.{}", spec.path)));
            }
        }
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let scenario = played.scenario;
        let lots = scenario.lots.iter().zip(&played.summary.lots);
        let mut asked = lots.filter(|(_, year)| scenario.policy.standards_bind && year.demand.mean > 0.0);
        asked.any(|(lot, year)| year.in_time.upper < lot.standard - scenario.run.tolerance.0)
    }

    fn is_least(&self) -> bool {
        true
    }

    fn figure(&self, change: &Change, terms: &Terms<'_>) -> String {
        let (lot, figure) = (&terms.scenario.lots[change.at].path, share(change.needed, true));
        let none = if change.needed < SHARE_STEP { terms.pick("（即无一及时）", ", which serves nobody in time") } else { "" };
        terms.pick(format!("{lot} {figure}{none}"), format!("{figure} for {lot}{none}"))
    }

    fn sentence(&self, figures: &str, terms: &Terms<'_>) -> String {
        let key = self.key(terms.scenario, terms.path);
        terms.pick(
            format!("standard 至多为 {figures}（{key} = false 则全部取消）"),
            format!("a standard of at most {figures} ({key} = false lifts all)"),
        )
    }
}
