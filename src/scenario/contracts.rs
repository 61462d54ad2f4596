//! Offers and contracts, resolved: what is paid for what, and what may go wrong.

use super::model::{Effects, Price};

/// What a provider offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Provider.
    pub provider: String,
    /// The first of the ways in which the same offer may be had; at most one of them is taken.
    pub family: usize,
    /// The way that differs from this one in the plan for handing back only.
    pub twin: Option<usize>,
    /// Price for each lot covered: `None` where the lot is not covered (or is confidential and the provider not cleared).
    pub prices: Vec<Option<Price>>,
    /// What moves the prices.
    pub price_factors: Effects,
    /// Yearly fee.
    pub fee: f64,
    /// Least paid a year for call-offs.
    pub minimum: f64,
    /// Least paid a month for call-offs.
    pub minimum_per_month: f64,
    /// Discounts on a year's call-offs.
    pub tiers: Tiers,
    /// Most units a month.
    pub capacity: Option<f64>,
    /// Yearly cost of administration, supervision, reserve and of keeping a plan for handing back.
    pub administration: f64,
    /// Cost of changing over, once; screening and clearance with it.
    pub transition: f64,
    /// Of it, screening and clearance.
    pub vetting: f64,
    /// Cost of leaving it, once.
    pub exit: f64,
    /// Share done within the standard, expected, once the provider has learnt.
    pub in_time: f64,
    /// The kinds of provider that it may turn out to be: the poor ones, and last a good one.
    pub kinds: Vec<Kind>,
    /// Months before anything can be called off, if it is not in force today.
    pub mobilisation: f64,
    /// Months until the provider is cleared for secret work, where that is bought with the contract; no secret work can be called off before.
    pub clearing: f64,
    /// How its provider learns, if it is not in force today.
    pub learning: Option<Learning>,
    /// What follows from the provider's effort.
    pub shading: Shading,
    /// Payment by result.
    pub performance: Option<Performance>,
    /// Failure.
    pub failure: Option<Failure>,
    /// Factors that bring failure nearer, with the correlation of their normal scores with it; squares sum to 1 at most.
    pub failure_factors: Effects,
    /// Share of what is paid that is kept if the provider fails.
    pub retention: f64,
    /// Growth of prices and fee a year.
    pub indexation: f64,
    /// Years for which a contract binds, once it begins.
    pub term: Option<usize>,
    /// Years for which a contract in force today still binds.
    pub term_left: usize,
    /// Cost of ending it within its term, once, beside what leaving costs; nothing where it cannot be ended.
    pub early_exit: Option<f64>,
    /// How it goes on after its term; nothing where it may be extended for ever.
    pub extension: Option<Extension>,
    /// First year of a path in which it may begin, from 0.
    pub from_year: usize,
    /// People taken on when it begins, and the cost of each.
    pub takes_on: Option<(u32, f64)>,
    /// Counters kept open in a canteen.
    pub counters: Option<usize>,
    /// Use of each resource on the institution's account, for each unit.
    pub uses: Vec<f64>,
    /// Share of each resource's base use that it saves; empty for an offer that does work.
    pub saves: Vec<f64>,
    /// Share of the money saved that goes to the provider.
    pub shared_savings: f64,
    /// Whether the provider is cleared, so that nobody need accompany it.
    pub cleared: bool,
    /// Whether it counts for the set-aside.
    pub small: bool,
}

impl Offer {
    /// What is expected of a provider of unknown kind.
    pub fn expected(&self, of: impl Fn(&Kind) -> f64) -> f64 {
        self.kinds.iter().map(|kind| kind.chance * of(kind)).sum()
    }

    /// Multiply what is paid for what is done, and what is paid for the contract itself.
    pub fn reprice(&mut self, factor: f64) {
        self.prices.iter_mut().flatten().for_each(|price| *price = price.scaled(factor));
        self.fee *= factor;
    }

    /// Multiply all its money as its index does: prices and fee, and the minimums and thresholds that are of them.
    pub fn index(&mut self, factor: f64) {
        self.reprice(factor);
        self.tiers.steps.iter_mut().for_each(|(above, _)| *above *= factor);
        self.minimum *= factor;
        self.minimum_per_month *= factor;
    }
}

/// A kind of provider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// Probability.
    pub chance: f64,
    /// Share done within the standard.
    pub in_time: f64,
    /// Share that must be done again.
    pub redone: f64,
    /// Marks by which users like its work more or less than that of others.
    pub liked: f64,
}

/// Discounts on a year's call-offs E at list price, whatever a bundle takes off it: Σ δ·E over the thresholds reached, or Σ δ·(E − threshold)⁺. A
/// threshold is reached by what is equal to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tiers {
    /// Thresholds and what each adds to the discount.
    pub steps: Vec<(f64, f64)>,
    /// Whether a step's discount is given on all call-offs, or on the part above its threshold.
    pub to_all: bool,
}

impl Tiers {
    /// A threshold with the hair below it that sums of prices may lose.
    pub fn reached_from(above: f64) -> f64 {
        above * (1.0 - 1e-9)
    }

    /// What is given back of a year's call-offs at list price.
    pub fn rebate(&self, called: f64) -> f64 {
        let reached = self.steps.iter().filter(|(above, _)| called >= Self::reached_from(*above) && called > 0.0);
        reached.map(|(above, more)| more * if self.to_all { called } else { called - above }).sum()
    }
}

/// How a new provider learns: its quality comes near the lasting one as e^(−t/θ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learning {
    /// Share of the lasting quality at the beginning.
    pub start: f64,
    /// θ in months.
    pub months: f64,
    /// Share that must be done again at the beginning, where it is not the lasting one.
    pub redone: Option<f64>,
}

/// Work below specification.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shading {
    /// Share of units below specification: 1 − e*.
    pub below: f64,
    /// Expected deduction for each unit of work.
    pub deducted: f64,
    /// Expected damage of each unit of work (not cash).
    pub damage: f64,
}

/// What makes a provider shirk or not, for each unit of work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// k: the share e to specification costs the provider ½ k e².
    pub cost: f64,
    /// ρV: what a unit to specification is worth to it by the chance of renewal.
    pub renewal: f64,
    /// φ: what is deducted for a unit found below specification.
    pub deduction: f64,
    /// What a unit below specification costs the institution.
    pub damage: f64,
    /// s: what its price leaves it short of the margin that it needs.
    pub short: f64,
}

impl Shading {
    /// What a provider does that is found out with probability `detection`. It gains s for each unit that it need not do to specification, so that it
    /// delivers e* = (d·φ + ρV − s)/k to specification, at least nothing and at most all.
    pub fn of(effort: &Effort, detection: f64) -> Self {
        let Effort { cost, renewal, deduction, damage, short } = *effort;
        let below = 1.0 - ((detection * deduction + renewal - short) / cost).clamp(0.0, 1.0);
        Self { below, deducted: below * detection * deduction, damage: below * damage }
    }
}

/// Payment by result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Performance {
    /// Share in time.
    pub target: f64,
    /// Deduction for each whole below the target.
    pub deduction: f64,
    /// Addition for each whole above.
    pub bonus: f64,
    /// Most that is deducted or added.
    pub at_most: f64,
}

impl Performance {
    /// What multiplies the price at a share in time.
    pub fn factor(&self, in_time: f64) -> f64 {
        let below = self.target - in_time;
        1.0 - (below.max(0.0) * self.deduction).min(self.at_most) + ((-below).max(0.0) * self.bonus).min(self.at_most)
    }
}

/// Failure or withdrawal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure {
    /// Failures a year.
    pub per_year: f64,
    /// Months until it is taken over.
    pub takeover: f64,
    /// Price meanwhile, as a multiple of the contract's.
    pub emergency: f64,
    /// Share of the work that a reserve does meanwhile at the contract's price.
    pub covered: f64,
}

impl Failure {
    /// Chance that it happens in a year: failures come at a constant rate.
    #[must_use]
    pub fn a_year(&self) -> f64 {
        1.0 - (-self.per_year).exp()
    }
}

/// What follows on the term of a contract.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extension {
    /// Most extensions, each by a year.
    pub at_most: usize,
    /// Cost of each.
    pub cost: f64,
    /// Cost of tendering anew where the provider stays.
    pub retender: f64,
}

/// Offers that are cheaper together.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// Name.
    pub name: String,
    /// Families of offers, of each of which one must be awarded.
    pub families: Vec<usize>,
    /// Discount on their call-offs.
    pub discount: f64,
}
