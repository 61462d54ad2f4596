//! The way from today to the plan, resolved.

/// A plan in stages.
#[derive(Clone, Debug)]
pub struct Staging {
    /// Years.
    pub years: usize,
    /// Yearly discount rate.
    pub discount_rate: f64,
    /// Growth of pay a year.
    pub pay_growth: f64,
    /// Growth of prices without a contract a year.
    pub spot_growth: f64,
    /// Age at which people retire, where teams give ages.
    pub retirement_age: Option<u32>,
    /// Who goes whatever is planned: `[team][grade]`.
    pub natural_loss: Vec<Vec<NaturalLoss>>,
    /// What each person who has retired costs a year, in the first year's money.
    pub pension: f64,
    /// Places a year with other bodies.
    pub redeployed_per_year: Option<u32>,
    /// Between teams.
    pub retraining: Vec<Retraining>,
    /// Before their time.
    pub early_retirement: Option<EarlyRetirement>,
    /// Paid to leave.
    pub severance: Option<Severance>,
    /// Most lots that change sides in a year.
    pub lots_moved_per_year: Option<u32>,
    /// Relative gap to which the path is to be proved best.
    pub gap: f64,
    /// Whether rooms that are given up may come back, and arrangements that are left.
    pub back_and_forth: bool,
    /// Most people in each year.
    pub quota: Vec<Option<u32>>,
    /// Most cash in each year.
    pub budget: Vec<Option<f64>>,
    /// Least outsourced share in each year.
    pub outsourced_share: Vec<Option<f64>>,
}

/// People of a grade of a team who go whatever is planned.
#[derive(Clone, Debug)]
pub struct NaturalLoss {
    /// Who leaves of their own accord before each year of the path.
    pub leaving: Vec<u32>,
    /// Who retires before each year of the path, and of later years as far as early retirement could reach.
    pub retiring: Vec<u32>,
}

impl NaturalLoss {
    /// All who go before a year of the path.
    pub fn before(&self, year: usize) -> u32 {
        self.leaving[year] + self.retiring[year]
    }

    /// All of them, those beyond the path included.
    pub fn total(&self) -> u32 {
        self.leaving.iter().chain(&self.retiring).sum()
    }
}

/// Going before one's time.
#[derive(Clone, Copy, Debug)]
pub struct EarlyRetirement {
    /// Years before retirement from which on people may go.
    pub years_before: usize,
    /// Cost of each, once.
    pub cost: f64,
    /// Share of their pay until the retirement age.
    pub pay_share: f64,
    /// Most a year.
    pub per_year: Option<u32>,
}

/// Being paid to leave.
#[derive(Clone, Copy, Debug)]
pub struct Severance {
    /// Cost of each, once.
    pub cost: f64,
    /// Months of pay of each, once.
    pub months_of_pay: f64,
    /// Most a year.
    pub per_year: Option<u32>,
}

/// From one team to another.
#[derive(Clone, Copy, Debug)]
pub struct Retraining {
    /// Team that people leave.
    pub from: usize,
    /// Team that they join.
    pub to: usize,
    /// Cost of each.
    pub cost: f64,
    /// Share of the year that the training takes.
    pub share_of_year: f64,
    /// Most a year.
    pub per_year: Option<u32>,
}

impl Staging {
    /// What an amount of a year, from 1, counts for.
    pub fn discount(&self, year: usize) -> f64 {
        (1.0 + self.discount_rate).powi(-(year as i32))
    }

    /// What each person who has retired costs in a year of the path, from 0.
    pub fn pension_in(&self, year: usize) -> f64 {
        self.pension * (1.0 + self.pay_growth).powi(year as i32)
    }
}
