//! What the charts of an explanation are drawn of.

use crate::planning::explain::Explanation;
use crate::report::words::Words;
use crate::scenario::Scenario;
use crate::supply::Supply;

/// What is drawn.
#[derive(Clone, Copy)]
pub struct Explained<'a> {
    /// Of which units.
    pub supply: &'a Supply,
    /// The answers.
    pub explanation: &'a Explanation,
    /// In which language.
    pub words: Words,
}

/// The line below each chart.
pub(super) fn foot(scenario: &Scenario, words: Words) -> String {
    format!("{} · {} {} · houqin {}", scenario.title, words.pick("种子", "seed"), scenario.run.seed, env!("CARGO_PKG_VERSION"))
}
