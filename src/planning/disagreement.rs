//! What speaks against a plan that was checked on fresh replications: facts, of which reports make sentences.

use serde::{Deserialize, Serialize};

/// Where fresh replications do not bear a plan out, by more than chance and the tolerance explain. Money is of a year, shares are of one.
#[allow(missing_docs, reason = "each variant says what its figures are")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Disagreement {
    /// The objective.
    Cost { predicted: f64, simulated: f64 },
    /// The same, where the difference is large but chance explains it: half the width of the 95 % interval.
    TooFewReplications { predicted: f64, simulated: f64, half_width: f64 },
    /// A lot's share in time.
    InTime { lot: usize, predicted: f64, simulated: f64 },
    /// A year of the horizon, from 0, costs more than the budget.
    OverBudget { year: usize, paid: f64, cap: f64 },
    /// The mean of a share of years, the dearest, costs more than the budget.
    DearYears { share: f64, paid: f64, cap: f64 },
    /// A share of years costs more than the budget, though none did of those that the plan was chosen from.
    YearsOverBudget { share: f64, cap: f64 },
    /// A month of the horizon, from 0, costs more than a month may.
    OverMonth { month: usize, paid: f64, cap: f64 },
    /// A department pays more than its share of the budget.
    OverShare { department: usize, paid: f64, cap: f64 },
    /// A department pays more than today though none may.
    WorseOff { department: usize, paid: f64, today: f64 },
    /// Less is bought than was asked for.
    Outsourced { least: f64, simulated: f64 },
    /// A provider does more of the contracts' work than one may.
    ProviderShare { provider: String, most: f64, simulated: f64 },
    /// Small firms do less of the contracts' work than was asked for.
    SetAside { least: f64, simulated: f64 },
}

/// The same of a year of a path, from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InYear {
    /// Which.
    pub year: usize,
    /// What.
    pub what: Disagreement,
}
