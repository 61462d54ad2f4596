//! The charts, one file each. A chart is a function from a run to an SVG; to add one, write its file and list it in [`all`].

mod costs;
mod distribution;
mod frontier;
mod service;
mod utilisation;
pub mod week;
mod who;

use super::ReportError;
use super::words::Words;
use crate::run::{Played, RunResult};
use crate::scenario::Scenario;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// What a chart draws from.
pub struct Scene<'a> {
    /// The scenario and its units.
    pub supply: &'a Supply<'a>,
    /// The run.
    pub run: &'a RunResult,
    /// The words.
    pub words: Words,
}

impl Scene<'_> {
    fn scenario(&self) -> &Scenario {
        self.supply.scenario
    }

    /// The strategy to show in detail: the optimum, or the last that was compared.
    fn main(&self) -> Option<&Played> {
        self.run.strategies.iter().find(|played| played.strategy == Strategy::Optimum).or(self.run.strategies.last())
    }

    fn status_quo(&self) -> Option<&Played> {
        self.run.strategies.iter().find(|played| played.strategy == Strategy::StatusQuo)
    }

    fn name(&self, played: &Played) -> String {
        played.name.clone().unwrap_or_else(|| self.words.strategy(played.strategy).to_owned())
    }

    fn foot(&self) -> String {
        let scenario = self.scenario();
        let hash = scenario.inputs.main().map_or("", |main| &main.sha256[..12]);
        let unverified = match &self.run.optimum {
            Some(optimum) if !optimum.verified => self.words.pick("方案未经验证 · ", "PLAN NOT VERIFIED · "),
            _ => "",
        };
        match self.words.language {
            crate::scenario::file::Language::Zh => {
                format!(
                    "{unverified}{} · {} 次模拟 · 种子 {} · 情景 {hash} · houqin {}",
                    scenario.title,
                    self.run.replications(),
                    scenario.run.seed,
                    env!("CARGO_PKG_VERSION")
                )
            }
            crate::scenario::file::Language::En => format!(
                "{unverified}{} · {} replications · seed {} · scenario {hash} · houqin {}",
                scenario.title,
                self.run.replications(),
                scenario.run.seed,
                env!("CARGO_PKG_VERSION")
            ),
        }
    }
}

/// All charts that the run has data for: file name without ending, and SVG.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn all(scene: &Scene<'_>) -> Result<Vec<(&'static str, String)>, ReportError> {
    let mut charts = vec![
        ("costs", costs::draw(scene)?),
        ("who", who::draw(scene)?),
        ("utilisation", utilisation::draw(scene)?),
        ("distribution", distribution::draw(scene)?),
        ("service", service::draw(scene)?),
    ];
    if scene.run.frontier.len() > 1 {
        charts.push(("frontier", frontier::draw(scene)?));
    }
    Ok(charts)
}
