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
mod without;

use super::names::file_name;
use super::path::PathReport;
use super::words::Words;
use super::{ReportError, disclosure, tables};
use crate::run::{Played, RunResult};
use crate::scenario::Scenario;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// What a chart draws from.
pub struct Scene<'a> {
    /// The scenario and its units.
    pub supply: &'a Supply,
    /// The run.
    pub run: &'a RunResult,
    /// The words.
    pub words: Words,
}

impl Scene<'_> {
    fn scenario(&self) -> &Scenario {
        &self.supply.scenario
    }

    /// The strategy to show in detail: the optimum, or the last that was compared.
    fn main(&self) -> Option<&Played> {
        self.run.main()
    }

    fn status_quo(&self) -> Option<&Played> {
        self.run.strategies.iter().find(|played| played.strategy == Strategy::StatusQuo)
    }

    /// The plan that a chart of all strategies is about; nothing where several are compared.
    fn subject(&self) -> Option<&Played> {
        self.run.main().filter(|_| self.run.compared_plans() < 2)
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

/// What a chart is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// All strategies beside each other.
    All,
    /// One plan, beside today's at most.
    OnePlan,
}

/// A chart's name, and the picture if it could be drawn.
pub type Drawn = (String, Result<Drawing, ReportError>);

/// Every chart: its name, what it is of, whether the run has what it shows, the picture, its data.
type Entry = (&'static str, Shows, fn(&Scene<'_>) -> bool, Draw, Data);

const CHARTS: [Entry; 14] = [
    ("costs", Shows::All, always, costs::draw, |scene| tables::costs(scene.run, scene.words)),
    ("without", Shows::All, goes_without, without::draw, without::data),
    ("waterfall", Shows::OnePlan, has_change, waterfall::draw, waterfall::data),
    ("who", Shows::OnePlan, always, who::draw, |scene| tables::service(scene.supply, scene.run)),
    ("utilisation", Shows::OnePlan, always, utilisation::draw, |scene| tables::utilisation(scene.supply, scene.run)),
    ("service", Shows::OnePlan, always, service::draw, |scene| tables::service(scene.supply, scene.run)),
    ("distribution", Shows::All, always, distribution::draw, |scene| tables::comparison(scene.run, scene.words)),
    ("probability", Shows::All, always, probability::draw, probability::data),
    ("months", Shows::OnePlan, always, months::draw, months::data),
    ("demand", Shows::All, |scene| !scene.run.demand.is_empty(), demand::draw, demand::data),
    ("providers", Shows::OnePlan, |scene| scene.main().is_some_and(providers::has_any), providers::draw, providers::data),
    (
        "resources",
        Shows::All,
        |scene| !scene.scenario().resources.is_empty(),
        resources::draw,
        |scene| disclosure::resources(scene.supply, scene.run),
    ),
    ("league", Shows::OnePlan, league::has_any, league::draw, |scene| disclosure::league(scene.supply, scene.run)),
    ("frontier", Shows::All, |scene| scene.run.frontier.len() > 1, frontier::draw, |scene| tables::frontier(scene.run)),
];

/// Those of the way to the plan.
const OF_A_PATH: [&str; 4] = ["path-schedule", "path-people", "path-cost", "path-grades"];

fn always(scene: &Scene<'_>) -> bool {
    scene.main().is_some()
}

fn goes_without(scene: &Scene<'_>) -> bool {
    scene.run.strategies.len() > 1 && scene.run.strategies.iter().any(|played| played.summary.unserved_cost.mean > 0.0)
}

fn has_change(scene: &Scene<'_>) -> bool {
    matches!((scene.main(), scene.status_quo()), (Some(main), Some(today)) if main.strategy != today.strategy)
}

/// The charts asked for by name, or all that the run has data for.
///
/// # Errors
/// If a chart cannot be drawn, or there is none of a name.
pub fn chosen(scene: &Scene<'_>, names: Option<&[String]>) -> Result<Vec<Drawing>, ReportError> {
    each(scene, names)?.into_iter().map(|(_, drawing)| drawing).collect()
}

/// The same, each with its name, drawn or not.
///
/// # Errors
/// If there is no chart of a name.
pub fn each(scene: &Scene<'_>, names: Option<&[String]>) -> Result<Vec<Drawn>, ReportError> {
    let known = || CHARTS.iter().map(|(name, ..)| *name).chain(OF_A_PATH);
    let names_of = || known().collect::<Vec<_>>().join(", ");
    for name in names.unwrap_or_default() {
        if !known().any(|known| known == name) {
            return Err(ReportError::Unknown(format!("there is no chart \"{name}\"; the charts are {}", names_of())));
        }
    }
    let draw_one = |name: String, scene: &Scene<'_>, draw: Draw, data: Data| {
        let made = draw(scene).and_then(|svg| Ok(Drawing { folder: "charts", name: name.clone(), svg, csv: data(scene)? }));
        (name, made)
    };
    // Of several plans that are compared, each has its own chart beside today's where a chart shows one plan.
    let apart: Vec<(String, RunResult)> = scene.run.plans_apart().into_iter().map(|(name, run)| (file_name(&name), run)).collect();
    let mut drawn = Vec::new();
    for (name, shows, has, draw, data) in CHARTS {
        if names.is_some_and(|names| !names.iter().any(|wanted| wanted == name)) {
            continue;
        }
        if shows == Shows::OnePlan && !apart.is_empty() {
            for (plan, run) in &apart {
                let scene = Scene { run, ..*scene };
                if has(&scene) {
                    drawn.push(draw_one(format!("{name}-{plan}"), &scene, draw, data));
                }
            }
        } else if has(scene) {
            drawn.push(draw_one(name.to_owned(), scene, draw, data));
        }
    }
    if let Some(path) = PathReport::of(scene.supply, scene.run, scene.words) {
        let mut tables = path.csvs();
        for (name, picture) in path.charts() {
            let long = format!("path-{name}");
            if names.is_some_and(|names| !names.contains(&long)) {
                continue;
            }
            let table = tables.iter().position(|(table, _)| *table == name).map_or_else(|| Ok(Vec::new()), |at| tables.swap_remove(at).1);
            drawn.push((long.clone(), picture.and_then(|svg| Ok(Drawing { folder: "charts", name: long, svg, csv: table? }))));
        }
    }
    Ok(drawn)
}
