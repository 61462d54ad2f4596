//! What fresh replications do not keep, in sentences.

use super::limits::{too_little, too_much};
use crate::outcome::ContractSummary;
use crate::scenario::Scenario;

/// Shares of the contracts' work that they do not keep.
pub(super) fn shares_missed(scenario: &Scenario, most: Option<f64>, least: Option<f64>, contracts: &[ContractSummary]) -> Vec<String> {
    let too_much = most.and_then(|most| Some((too_much(scenario, contracts, most)?, most)));
    let too_little = least.and_then(|least| Some((too_little(scenario, contracts, least)?, least)));
    let mut missed = Vec::new();
    missed.extend(too_much.map(|((provider, share), most)| {
        format!("{provider} may do at most {:.1}% of the contracts' work and is simulated to do {:.1}%", most * 100.0, share * 100.0)
    }));
    missed.extend(too_little.map(|(share, least)| {
        format!("small firms are to do at least {:.1}% of the contracts' work and are simulated to do {:.1}%", least * 100.0, share * 100.0)
    }));
    missed
}
