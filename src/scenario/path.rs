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
    /// People of each team who leave before each year of their own accord or to retire, whatever is planned: `[team][year]`.
    pub leaving: Vec<Vec<u32>>,
    /// People of each team by the year before which they retire, among those who leave anyway: how many retire of `leaving`.
    pub retiring: Vec<Vec<u32>>,
    /// Places a year with other bodies.
    pub redeployed_per_year: Option<u32>,
    /// Between teams.
    pub retraining: Vec<Retraining>,
    /// Before their time: years before retirement, cost, most a year.
    pub early_retirement: Option<(usize, f64, Option<u32>)>,
    /// Retirements beyond the path that early retirement could reach: `[team][years from the path's beginning]`.
    pub retiring_later: Vec<Vec<u32>>,
    /// Paid to leave: cost, most a year.
    pub severance: Option<(f64, Option<u32>)>,
    /// Most lots that change sides in a year.
    pub lots_moved_per_year: Option<u32>,
    /// Most people in each year.
    pub quota: Vec<Option<u32>>,
    /// Most cash in each year.
    pub budget: Vec<Option<f64>>,
    /// Least outsourced share in each year.
    pub outsourced_share: Vec<Option<f64>>,
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
}
