//! Limits that a planner has set and could take back, and how far each would have to give way where they contradict each other.
//!
//! A limit that may give way gets a variable in its rows, in shares of itself; the least sum of these is the least change that resolves the
//! contradiction (elastic programming, Chinneck and Dravnieks 1991).

use good_lp::{Expression, ProblemVariables, Solution, Variable, variable};

use super::Rules;

/// A limit that a planner has set and could take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Limit {
    /// Cash of the year.
    Budget,
    /// What is spent once.
    OneOff,
    /// Cash of each month.
    PerMonth,
    /// Cash of each department: its share of the budget, or what it pays today.
    DepartmentShares,
    /// Shares in time of the lots.
    Standards,
    /// Own people.
    Quota,
    /// People redeployed.
    Redeployed,
    /// Least share of the work that is bought.
    Outsourced,
    /// Most of the contracts' work that one provider has.
    ProviderShare,
    /// Least number of providers.
    Providers,
    /// Least share of the contracts' work that small firms have.
    SetAside,
    /// Use of resources.
    Resources,
    /// Nobody hired beyond today's.
    NewHires,
    /// Secret work for which no provider is cleared.
    Secrecy,
    /// Of a path: places with other bodies in a year.
    RedeployedPerYear,
    /// Of a path: how many may be retrained in a year.
    Retrained,
    /// Of a path: how many may retire before their time in a year.
    Early,
    /// Of a path: how many may be paid to leave in a year.
    Severed,
    /// Of a path: lots that may change sides in a year.
    LotsMoved,
}

impl Limit {
    /// Those of a year by itself.
    pub const ALL: [Self; 14] = [
        Self::Budget,
        Self::OneOff,
        Self::PerMonth,
        Self::DepartmentShares,
        Self::Standards,
        Self::Quota,
        Self::Redeployed,
        Self::Outsourced,
        Self::ProviderShare,
        Self::Providers,
        Self::SetAside,
        Self::Resources,
        Self::NewHires,
        Self::Secrecy,
    ];

    /// Those of a path beside.
    pub const OF_A_PATH: [Self; 5] = [Self::RedeployedPerYear, Self::Retrained, Self::Early, Self::Severed, Self::LotsMoved];

    /// Whether a year's rules have it.
    pub fn is_set(self, rules: &Rules) -> bool {
        match self {
            Self::Budget => rules.budget.is_some(),
            Self::OneOff => rules.once_at_most.is_some(),
            Self::PerMonth => rules.per_month.is_some(),
            Self::DepartmentShares => rules.department_caps.is_some() || rules.no_worse.is_some(),
            Self::Standards => rules.standards,
            Self::Quota => rules.quota.is_some(),
            Self::Redeployed => rules.redeployed_at_most.is_some(),
            Self::Outsourced => rules.outsourced_at_least.is_some(),
            Self::ProviderShare => rules.provider_share_at_most.is_some(),
            Self::Providers => rules.providers_at_least.is_some(),
            Self::SetAside => rules.set_aside.is_some(),
            Self::Resources => rules.resources,
            Self::NewHires => !rules.new_hires,
            Self::Secrecy => rules.secrecy,
            Self::RedeployedPerYear | Self::Retrained | Self::Early | Self::Severed | Self::LotsMoved => false,
        }
    }

    /// A year's rules without it.
    pub fn dropped(self, rules: &Rules) -> Rules {
        let mut rules = rules.clone();
        match self {
            Self::Budget => rules.budget = None,
            // Without a fund the caps on a year's money pay for what is spent once: that stays so.
            Self::OneOff => rules.once_at_most = rules.once_at_most.map(|_| f64::INFINITY),
            Self::PerMonth => rules.per_month = None,
            Self::DepartmentShares => (rules.department_caps, rules.no_worse) = (None, None),
            Self::Standards => rules.standards = false,
            Self::Quota => rules.quota = None,
            Self::Redeployed => rules.redeployed_at_most = None,
            Self::Outsourced => rules.outsourced_at_least = None,
            Self::ProviderShare => rules.provider_share_at_most = None,
            Self::Providers => rules.providers_at_least = None,
            Self::SetAside => rules.set_aside = None,
            Self::Resources => rules.resources = false,
            Self::NewHires => rules.new_hires = true,
            Self::Secrecy => rules.secrecy = false,
            Self::RedeployedPerYear | Self::Retrained | Self::Early | Self::Severed | Self::LotsMoved => {}
        }
        rules
    }
}

/// Limits that may give way, and the variables by which they do.
#[derive(Default)]
pub(super) struct Giving {
    may: Vec<Limit>,
    /// The year of a path whose rows are being written.
    pub year: Option<usize>,
    given: Vec<Given>,
}

/// A row's limit that gives way.
struct Given {
    /// The limit, and how much of it is enough where its row gives way by nothing.
    change: Change,
    /// What it gives way by for each one of the variable; negative where a limit is a least.
    unit: f64,
    by: Variable,
    /// Where the limit is a ratio: what is above and what is below.
    ratio: Option<(Expression, Expression)>,
}

/// How far a limit has to give way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    pub limit: Limit,
    /// The year of a path.
    pub year: Option<usize>,
    /// Which department, lot, resource or way of retraining.
    pub at: usize,
    /// What it is, and what is enough, in the limit's own unit.
    pub asked: f64,
    pub needed: f64,
}

/// By how much a limit gives way, as a share of itself, before it counts as more than the solver's tolerance.
const TOLERANCE: f64 = 1e-6;

impl Giving {
    /// Limits that may.
    pub fn of(may: &[Limit]) -> Self {
        Self { may: may.to_vec(), ..Self::default() }
    }

    /// Whether a limit may give way.
    pub fn may(&self, limit: Limit) -> bool {
        self.may.contains(&limit)
    }

    /// By how much a limit of `asked` gives way in a row, in its own unit; nothing unless it may. A `unit` of it, by which its change is weighed
    /// against that of others, is negative where it is a least.
    pub fn way(&mut self, problem: &mut ProblemVariables, limit: Limit, at: usize, asked: f64, unit: f64) -> Expression {
        if !self.may(limit) {
            return Expression::default();
        }
        let by = problem.add(variable().min(0.0));
        let change = Change { limit, year: self.year, at, asked, needed: asked };
        self.given.push(Given { change, unit, by, ratio: None });
        unit.abs() * by
    }

    /// The same for a limit on the ratio of two sums; gives way in the unit of the sums, of which `whole` is the most.
    pub fn way_of_ratio(
        &mut self,
        problem: &mut ProblemVariables,
        limit: Limit,
        at: usize,
        asked: f64,
        ratio: (Expression, Expression),
        whole: f64,
    ) -> Expression {
        let way = self.way(problem, limit, at, asked, whole);
        if let Some(given) = self.given.last_mut().filter(|_| self.may.contains(&limit)) {
            given.ratio = Some(ratio);
        }
        way
    }

    /// What is to be made least.
    pub fn sum(&self) -> Expression {
        self.given.iter().map(|given| given.by).sum()
    }

    /// The limits that give way in a solution.
    pub fn changes(&self, solution: &impl Solution) -> Vec<Change> {
        let gives = self.given.iter().filter(|given| solution.value(given.by) > TOLERANCE);
        let change = |given: &Given| {
            let needed = match &given.ratio {
                Some((part, whole)) => solution.eval(part) / solution.eval(whole).max(f64::MIN_POSITIVE),
                None => given.change.asked + given.unit * solution.value(given.by),
            };
            Change { needed, ..given.change }
        };
        gives.map(change).collect()
    }
}
