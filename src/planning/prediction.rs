//! What the planning model expects of a plan.

use super::rules::StandIn;
use super::solver::Proof;
use crate::plan::Plan;

/// A plan with what the model expects of it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Prediction {
    /// The plan.
    pub plan: Plan,
    /// Expected cash a year.
    pub cash: f64,
    /// Expected cash of the dearest year, as the yearly cap counts it.
    pub dearest_year: f64,
    /// What is spent once, all of it.
    pub once: f64,
    /// Expected cost of going without a year, ways to meetings elsewhere included.
    pub unserved_cost: f64,
    /// Of it, what people's ways to meetings elsewhere cost.
    pub way_cost: f64,
    /// Expected share in time of each lot.
    pub in_time: Vec<f64>,
    /// Expected outsourced share.
    pub outsourced: f64,
    /// What rises with an offer's prices: expected yearly pay by price at today's prices, all ways of the offer together.
    pub priced: Vec<f64>,
    /// Mean cash of the dearest years, where the rules name a level.
    pub tail: Option<f64>,
    /// What the solver proved of it.
    pub proof: Proof,
    /// Rungs that were taken although the unit's response to just the lots that go to it is known.
    #[serde(skip)]
    pub stand_ins: Vec<StandIn>,
}
