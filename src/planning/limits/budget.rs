//! Cash of the year.

use good_lp::{Expression, constraint};

use super::{Extent, InBoth, Kind, Played, Stand};
use crate::outcome::summary::HAIR;
use crate::outcome::{Estimate, Summary};
use crate::planning::disagreement::Disagreement;
use crate::planning::limit::Limit;
use crate::planning::menu::Menu;
use crate::planning::program::Program;
use crate::planning::rules::{Goal, Rules};
use crate::planning::scale::SCALE;
use crate::planning::year::Year;
use crate::scenario::units::Held;
use crate::scenario::{Scenario, Staging};
use crate::supply::Supply;

pub(super) struct Budget;

impl Kind for Budget {
    fn key(&self, scenario: &Scenario, path: Option<&Staging>) -> &'static str {
        let is_by_year = |path: &Staging| path.budget.iter().any(|cap| *cap != scenario.budget.per_year);
        if path.is_some_and(is_by_year) { "path.budget_by_year" } else { "budget.total_per_year" }
    }

    fn title(&self) -> InBoth {
        InBoth { zh: "年度预算", en: "The yearly budget" }
    }

    fn broken(&self) -> InBoth {
        InBoth { zh: "超出预算", en: "over budget" }
    }

    fn is_set(&self, rules: &Rules) -> bool {
        rules.budget.is_some()
    }

    fn is_set_along(&self, _: &Scenario, staging: &Staging, _: &Rules) -> bool {
        staging.budget.iter().any(Option::is_some)
    }

    fn drop_from(&self, rules: &mut Rules) {
        rules.budget = None;
    }

    fn rows(&self, program: &mut Program<'_>, year: &Year) {
        let (menu, rules) = (program.menu, program.rules);
        let Some(cap) = rules.budget else { return };
        let most = cap * SCALE + SCALE * program.gives(Limit::Budget, 0, cap, cap.max(1.0));
        let spent = year.spent_in_years(menu, rules);
        match rules.held {
            Held::InExpectation | Held::InEveryReplication => {
                let one = spent.len() == 1;
                let name = |index: usize| if one { "budget".to_owned() } else { format!("budget.{}", index + 1) };
                let within = |(index, spent): (usize, Expression)| constraint!(spent <= most.clone()).set_name(name(index));
                program.rows.extend(spent.into_iter().enumerate().map(within));
            }
            Held::Cvar(level) => {
                // First years and later ones are not alike.
                let years = if rules.spread_over.is_some() { 1 } else { menu.supply.scenario.calendar.years() };
                let (first, later): (Vec<_>, Vec<_>) = spent.into_iter().enumerate().partition(|(index, _)| index % years == 0);
                for (name, of) in [("budget", first), ("budget.later", later)].into_iter().filter(|(_, of)| !of.is_empty()) {
                    let of: Vec<Expression> = of.into_iter().map(|(_, spent)| spent).collect();
                    let tail = program.mean_of_dearest(level, &of);
                    program.rows.push(constraint!(tail <= most.clone()).set_name(name.into()));
                }
            }
        }
    }

    fn is_broken(&self, played: &Played<'_>) -> bool {
        let budget = &played.scenario.budget;
        match budget.held {
            Held::InExpectation => {
                budget.per_year.is_some_and(|cap| played.summary.capped_years(budget).any(|paid| played.is_above(&paid, cap)))
            }
            _ => not_held(played.supply, played.summary, played.scenario.run.planning_samples as usize).is_some(),
        }
    }

    fn stands(&self, rules: &Rules) -> Vec<Stand> {
        rules.budget.map(Stand::of_cash).into_iter().collect()
    }

    fn put(&self, rules: &mut Rules, _: usize, to: Option<f64>) {
        rules.budget = to;
    }

    fn extent(&self) -> Option<Extent> {
        Some(Extent { goal: Goal::DearestYear, used: |_, plan| plan.dearest_year })
    }

    fn is_told(&self, _: &Menu, rules: &Rules) -> bool {
        // In the dear years a plan takes more than is expected of it.
        rules.held == Held::InExpectation
    }

    fn is_money(&self) -> bool {
        true
    }

    fn is_by_year(&self) -> bool {
        true
    }
}

/// Whether fresh replications break a cap that is held by the sample, by more than chance and the tolerance explain.
pub(in crate::planning) fn not_held(supply: &Supply, summary: &Summary, samples: usize) -> Option<Disagreement> {
    let scenario = &*supply.scenario;
    let cap = scenario.budget.per_year?;
    match scenario.budget.held {
        Held::InExpectation => {
            let over = |(_, paid): &(usize, Estimate)| paid.lower > cap && paid.mean > cap * (1.0 + scenario.run.tolerance.0) + HAIR;
            summary.capped_years(&scenario.budget).enumerate().find(over).map(|(year, paid)| Disagreement::OverBudget {
                year,
                paid: paid.mean,
                cap,
            })
        }
        held @ Held::Cvar(level) => {
            let paid = summary.held_cost(&scenario.budget, held);
            (paid > cap * (1.0 + scenario.run.tolerance.0)).then_some(Disagreement::DearYears { share: 1.0 - level, paid, cap })
        }
        // A plan that keeps the cap in n samples breaks it with a chance of about k/n, k being the few samples that shape it (Calafiore and Campi 2006). Few samples
        // say little; but what breaks it in most years does not keep it.
        Held::InEveryReplication => {
            let over = 1.0 - summary.within_budget.unwrap_or(1.0);
            (over > (SHAPING / samples as f64).min(0.5)).then_some(Disagreement::YearsOverBudget { share: over, cap })
        }
    }
}

/// Samples that shape a plan, generously.
const SHAPING: f64 = 6.0;
