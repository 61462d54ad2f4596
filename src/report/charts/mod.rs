//! The charts, one file each. A chart is a function from a run to an SVG; to add one, write its file and list it in `CHARTS`.

mod costs;
mod demand;
mod distribution;
mod frontier;
mod league;
mod months;
mod probability;
mod providers;
mod resources;
mod service;
mod utilisation;
mod waterfall;
pub mod week;
mod who;

use super::words::Words;
use super::{ReportError, disclosure, tables};
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
        self.run.main()
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

/// A chart and the figures that it shows.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Its folder among the results.
    pub folder: &'static str,
    /// File name without ending.
    pub name: String,
    /// The picture.
    pub svg: String,
    /// Its data, as CSV.
    pub csv: Vec<u8>,
}

type Draw = fn(&Scene<'_>) -> Result<String, ReportError>;
type Data = fn(&Scene<'_>) -> Result<Vec<u8>, ReportError>;

/// Every chart: its name, whether the run has what it shows, the picture, its data.
type Entry = (&'static str, fn(&Scene<'_>) -> bool, Draw, Data);

const CHARTS: [Entry; 13] = [
    ("costs", always, costs::draw, |scene| tables::costs(scene.run, scene.words)),
    ("waterfall", has_change, waterfall::draw, waterfall::data),
    ("who", always, who::draw, |scene| tables::service(scene.supply, scene.run)),
    ("utilisation", always, utilisation::draw, |scene| tables::utilisation(scene.supply, scene.run)),
    ("service", always, service::draw, |scene| tables::service(scene.supply, scene.run)),
    ("distribution", always, distribution::draw, |scene| tables::comparison(scene.run, scene.words)),
    ("probability", always, probability::draw, probability::data),
    ("months", always, months::draw, months::data),
    ("demand", |scene| !scene.run.demand.is_empty(), demand::draw, demand::data),
    ("providers", |scene| scene.main().is_some_and(providers::has_any), providers::draw, providers::data),
    ("resources", |scene| !scene.scenario().resources.is_empty(), resources::draw, |scene| disclosure::resources(scene.supply, scene.run)),
    ("league", league::has_any, league::draw, |scene| disclosure::league(scene.supply, scene.run)),
    ("frontier", |scene| scene.run.frontier.len() > 1, frontier::draw, |scene| tables::frontier(scene.run)),
];

fn always(scene: &Scene<'_>) -> bool {
    scene.main().is_some()
}

fn has_change(scene: &Scene<'_>) -> bool {
    matches!((scene.main(), scene.status_quo()), (Some(main), Some(today)) if main.strategy != today.strategy)
}

/// The charts asked for by name, or all that the run has data for.
///
/// # Errors
/// If a chart cannot be drawn, or there is none of a name.
pub fn chosen(scene: &Scene<'_>, names: Option<&[String]>) -> Result<Vec<Drawing>, ReportError> {
    let names_of = || CHARTS.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ");
    for name in names.unwrap_or_default() {
        if !CHARTS.iter().any(|(known, ..)| known == name) {
            return Err(ReportError::Unknown(format!("there is no chart \"{name}\"; the charts are {}", names_of())));
        }
    }
    CHARTS
        .iter()
        .filter(|(name, has, ..)| has(scene) && names.is_none_or(|names| names.iter().any(|wanted| wanted == name)))
        .map(|(name, _, draw, data)| Ok(Drawing { folder: "charts", name: (*name).to_owned(), svg: draw(scene)?, csv: data(scene)? }))
        .collect()
}
