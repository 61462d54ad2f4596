//! A plan and a rival on the same replications: in how many it is cheaper, and how wrong a figure must be before the rival is the better one.

use super::{CostLine, Estimate, Summary};

/// A rival less a plan, a mean year.
#[derive(Clone, Copy, Debug)]
pub struct Rivalry {
    /// Cash, replication by replication.
    pub cash: Estimate,
    /// What going without costs (not cash).
    pub unserved: Estimate,
    /// Cash and going without, replication by replication.
    pub objective: Estimate,
    /// Share of replications in which the rival takes less cash.
    pub cheaper: f64,
    /// Where the choice turns as going without is weighed otherwise.
    pub turns: Turn,
}

/// How the choice between a plan and its rival depends on the weight of going without, as a multiple of the scenario's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// The rival is cheaper in cash and goes without more: it is the better one below this weight.
    Below(f64),
    /// It is dearer and goes without less: it is the better one above this weight.
    Above(f64),
    /// It is no better at any weight.
    Never,
    /// It is better at any weight.
    Always,
}

/// A figure that may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Pay of own people, with overhead on it.
    Pay,
    /// Prices of contracts.
    ContractPrices,
    /// Prices without a contract.
    SpotPrices,
    /// What is spent once.
    Once,
    /// The weight of going without.
    GoingWithout,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pay, Self::ContractPrices, Self::SpotPrices, Self::Once, Self::GoingWithout];

    /// What of a plan's cost and going without moves with it, a mean year.
    fn of(self, summary: &Summary) -> f64 {
        match self {
            Self::Pay => summary.line(CostLine::Personnel) + summary.line(CostLine::Overhead),
            Self::ContractPrices => summary.line(CostLine::Contracts),
            Self::SpotPrices => summary.line(CostLine::Spot),
            Self::Once => summary.line(CostLine::Conversion),
            Self::GoingWithout => summary.unserved_cost.mean,
        }
    }
}

impl Rivalry {
    /// `rival` beside `plan`.
    #[must_use]
    pub fn of(plan: &Summary, rival: &Summary) -> Self {
        let paired = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(rival, plan)| rival - plan).collect::<Vec<f64>>();
        let cash = paired(&rival.costs, &plan.costs);
        let objective = paired(&rival.objectives, &plan.objectives);
        let going: Vec<f64> = objective.iter().zip(&cash).map(|(objective, cash)| objective - cash).collect();
        let cheaper = cash.iter().filter(|cash| **cash < 0.0).count() as f64 / cash.len().max(1) as f64;
        let (cash, unserved) = (Estimate::of(&cash), Estimate::of(&going));
        let weight = -cash.mean / unserved.mean;
        let turns = match (cash.mean < 0.0, unserved.mean > 0.0) {
            (true, true) => Turn::Below(weight),
            (false, false) if unserved.mean < 0.0 => Turn::Above(weight),
            (true, false) => Turn::Always,
            _ => Turn::Never,
        };
        Self { cash, unserved, objective: Estimate::of(&objective), cheaper, turns }
    }
}

/// By what share of itself a figure must change before the rival is no worse than the plan, both as they are; nothing where no change of it does that.
#[must_use]
pub fn margin(plan: &Summary, rival: &Summary, figure: Figure) -> Option<f64> {
    let (ahead, moves) = (rival.objective.mean - plan.objective.mean, figure.of(plan) - figure.of(rival));
    // A figure cannot fall below nothing.
    Some(ahead / moves).filter(|change| change.is_finite() && *change > -1.0)
}
