//! The results folder: what belongs in it. How it comes there is in [`keep`] and [`place`](super::place).

use crate::report::names::plan_file;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::charts::{self, Drawing, Scene};
use super::path::PathReport;
use super::words::Words;
use super::{
    ReportError, briefing, contracts, disclosure, document, font, keep, names, risks, rivals, rooms, saved, summary, tables, theme,
    workbook,
};
use crate::plan;
use crate::run::RunResult;
use crate::scenario::{Scenario, hex};
use crate::supply::Supply;

/// The folder of a run when the user names none: `results/<scenario>/<seed>-<replications>-<hash>`.
pub fn default_folder(supply: &Supply) -> PathBuf {
    use sha2::{Digest, Sha256};
    let scenario = &*supply.scenario;
    let mut digest = Sha256::new();
    // Another version may come to other figures.
    digest.update(env!("CARGO_PKG_VERSION"));
    for input in &scenario.inputs.0 {
        digest.update(if input.name == "--set" { &input.name } else { "" });
        digest.update(&input.sha256);
    }
    let hash = hex(&digest.finalize());
    Path::new("results").join(&scenario.name).join(format!("seed{}-n{}-{}", scenario.run.seed, scenario.run.replications, &hash[..8]))
}

/// Refuse names that the charts could not show, before any work is done; `plans` are the names of plans that are compared.
///
/// # Errors
/// Names the first glyph that the font lacks.
pub fn check_names<'a>(scenario: &'a Scenario, plans: impl IntoIterator<Item = &'a String>) -> Result<(), ReportError> {
    let plans = plans.into_iter().map(String::as_str);
    names::shown(scenario).into_iter().map(|name| name.text).chain(plans).try_for_each(font::check_glyphs)
}

/// What can be made of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Tables as CSV.
    Csv,
    /// `result.json`.
    Json,
    /// `summary.txt`.
    Text,
    /// Plans as files that can be changed and tried.
    Plans,
    /// Charts as SVG and PNG, each with its data.
    Charts,
    /// `briefing.html`.
    Html,
    /// `workbook.xlsx`.
    Xlsx,
    /// `briefing.docx`.
    Docx,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] = [Self::Csv, Self::Json, Self::Text, Self::Plans, Self::Charts, Self::Html, Self::Xlsx, Self::Docx];

    /// Its name on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Text => "text",
            Self::Plans => "plans",
            Self::Charts => "charts",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
        }
    }
}

/// What is wanted of a run.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// In which forms.
    pub formats: Vec<Format>,
    /// Which charts, by name; all if not said.
    pub charts: Option<Vec<String>>,
    /// Charts of further questions ([`further`]), which the briefing and the document show after those of the run.
    pub further: Vec<Drawing>,
    /// Another template than the built-in one for the briefing: its name and text.
    pub template: Option<(String, String)>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { formats: Format::ALL.to_vec(), charts: None, further: Vec::new(), template: None }
    }
}

/// What was made of a run.
#[derive(Debug, Default)]
pub struct Made {
    /// Where each file goes in the folder, and what is in it.
    pub files: Vec<(String, Vec<u8>)>,
    /// Files that could not be made, and why: the others are made all the same.
    pub failed: Vec<(String, ReportError)>,
}

impl Made {
    /// Make a file. What the user asked for wrongly ends it all; what cannot be made is noted.
    fn add(&mut self, name: &str, make: impl FnOnce() -> Result<Vec<u8>, ReportError>) -> Result<(), ReportError> {
        match make() {
            Ok(bytes) => self.files.push((name.to_owned(), bytes)),
            Err(error @ ReportError::Unknown(_)) => return Err(error),
            Err(error) => self.failed.push((name.to_owned(), error)),
        }
        Ok(())
    }

    /// Which files could not be made, and why; nothing if all were.
    ///
    /// # Errors
    /// Names them all.
    pub fn check(failed: Vec<(String, ReportError)>) -> Result<(), ReportError> {
        let mut failed = failed.into_iter();
        let Some((name, first)) = failed.next() else { return Ok(()) };
        let others: String = failed.map(|(name, error)| format!("; {name}: {error}")).collect();
        Err(ReportError::Incomplete(format!("{name}: {first}{others}")))
    }
}

/// The files that are wanted.
///
/// # Errors
/// If a chart is asked for that there is not, or a template cannot be filled.
pub fn files(supply: &Supply, run: &RunResult, words: Words, wanted: &Wanted) -> Result<Made, ReportError> {
    use rayon::prelude::*;
    let wants = |format: Format| wanted.formats.contains(&format);
    let mut made = Made::default();
    if wants(Format::Csv) {
        made.add("costs.csv", || tables::costs(run, words))?;
        made.add("service.csv", || tables::service(supply, run))?;
        made.add("utilisation.csv", || tables::utilisation(supply, run))?;
        made.add("comparison.csv", || tables::comparison(run, words))?;
        made.add("replications.csv", || tables::replications(run))?;
        made.add("disclosure.csv", || disclosure::budget(supply, run))?;
        made.add("evaluation.csv", || disclosure::evaluation(supply, run))?;
        made.add("league.csv", || disclosure::league(supply, run))?;
        made.add("contracts.csv", || contracts::statements(supply, run))?;
        if !supply.scenario.rooms.is_empty() {
            made.add("rooms.csv", || rooms::rooms(supply, run))?;
        }
        if !supply.scenario.resources.is_empty() {
            made.add("resources.csv", || disclosure::resources(supply, run))?;
        }
        if let Some(table) = rivals::rivals_csv(supply, run, words) {
            made.add("rivals.csv", || table)?;
        }
        if let Some(risks) = risks::risks(supply, run, words) {
            let headers: Vec<&str> = risks.headers.iter().map(String::as_str).collect();
            made.add("risks.csv", || crate::report::csv::csv(&headers, risks.rows.into_iter()))?;
        }
        if let Some(path) = PathReport::of(supply, run, words) {
            for (name, table) in path.csvs() {
                made.add(&format!("path-{name}.csv"), || table)?;
            }
        }
        if !run.frontier.is_empty() {
            made.add("frontier.csv", || tables::frontier(run))?;
        }
    }
    if wants(Format::Plans) {
        for played in &run.strategies {
            made.add(&plan_file(played), || Ok(plan::write(&played.plan, supply).into_bytes()))?;
        }
        for (year, plan) in PathReport::of(supply, run, words).iter().flat_map(PathReport::plans) {
            made.add(&format!("plans/path-{year}.toml"), || Ok(plan.into_bytes()))?;
        }
    }
    if wants(Format::Text) {
        made.add("summary.txt", || Ok(summary::terminal(supply, run, words).into_bytes()))?;
    }
    if wants(Format::Json) {
        made.add("result.json", || Ok(pretty(&tables::document(supply, run, words)).into_bytes()))?;
    }
    if wants(Format::Xlsx) {
        made.add("workbook.xlsx", || workbook::xlsx(supply, run, words))?;
    }
    if wants(Format::Charts) || wants(Format::Html) || wants(Format::Docx) {
        let mut drawn = Vec::new();
        for (name, drawing) in charts::each(&Scene { supply, run, words }, wanted.charts.as_deref())? {
            match drawing {
                Ok(drawing) => drawn.push(drawing),
                Err(error) => made.failed.push((format!("charts/{name}.svg"), error)),
            }
        }
        let own = drawn.len();
        drawn.extend(wanted.further.iter().cloned());
        if wants(Format::Html) {
            let template = wanted.template.as_ref();
            made.add("briefing.html", || briefing::html(supply, run, words, &drawn, template).map(String::into_bytes))?;
        }
        let pictures: Vec<Vec<u8>> = if wants(Format::Charts) || wants(Format::Docx) {
            drawn.par_iter().map(|drawing| theme::to_png(&drawing.svg)).collect::<Result<_, _>>()?
        } else {
            Vec::new()
        };
        if wants(Format::Docx) {
            made.add("briefing.docx", || document::docx(supply, run, words, &drawn, &pictures))?;
        }
        if wants(Format::Charts) {
            for (drawing, png) in drawn.into_iter().zip(pictures).take(own) {
                let name = |ending: &str| format!("charts/{}.{ending}", drawing.name);
                made.files.extend([(name("png"), png), (name("csv"), drawing.csv), (name("svg"), drawing.svg.into_bytes())]);
            }
        }
    }
    Ok(made)
}

/// Where answers to further questions lie in a results folder: charts that `explain`, `sensitivity`, `path` and others wrote there.
pub const FURTHER: &str = "further";

/// The charts of further questions that lie in a results folder, by name.
///
/// # Errors
/// If one cannot be read, or is no SVG.
pub fn further(folder: &Path) -> Result<Vec<Drawing>, ReportError> {
    let Ok(entries) = std::fs::read_dir(folder.join(FURTHER)) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "svg"));
    paths.sort();
    let read = |path: &PathBuf| {
        let wrong =
            |what: String| ReportError::Unknown(format!("{} cannot be shown: {what}; make it again or take it away", path.display()));
        let svg = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        theme::for_page(&svg).map_err(|error| wrong(error.to_string()))?;
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Ok(Drawing { folder: FURTHER, name, svg, csv: Vec::new() })
    };
    paths.iter().map(read).collect()
}

/// Everything that belongs in the folder of a run, and its manifest, of which the list of files is still to be made.
///
/// # Errors
/// If a chart is asked for that there is not, or a table cannot be built.
#[allow(clippy::type_complexity, reason = "files and what describes them")]
pub fn all(
    supply: &Supply,
    run: &RunResult,
    words: Words,
    wanted: &Wanted,
    coming: &Json,
    timings: &[(&str, f64)],
) -> Result<(Made, Json), ReportError> {
    let mut made = files(supply, run, words, wanted)?;
    let copies = supply.scenario.inputs.copies();
    let main = copies.first().map(|(name, _)| name.clone()).unwrap_or_default();
    made.files.extend(copies.into_iter().map(|(name, text)| (inputs_name(&name), text.as_bytes().to_vec())));
    let (figures, hash) = saved::figures(run);
    made.files.push((saved::FIGURES.to_owned(), figures.into_bytes()));
    let manifest = manifest(supply, run, timings, coming, &saved::entries(&main, &hash));
    Ok((made, manifest))
}

/// The name of an input's copy in the folder, with the same separator everywhere.
fn inputs_name(copy: &Path) -> String {
    let parts = copy.components().map(|part| part.as_os_str().to_string_lossy());
    std::iter::once(saved::INPUTS.into()).chain(parts).collect::<Vec<_>>().join("/")
}

/// How the manifest of a run begins, as far as it is known before: what it is made from. `plans` are those that are only compared: their names and
/// files.
#[must_use]
pub fn origin(scenario: &Scenario, plans: &[(String, String)]) -> Json {
    let mut manifest = json!({
        "houqin": env!("CARGO_PKG_VERSION"),
        "made_by": if plans.is_empty() { "houqin run" } else { "houqin compare" },
        "scenario": scenario.name,
        "seed": scenario.run.seed,
        "inputs": scenario.inputs.0.iter().map(|input| json!({ "name": input.name, "sha256": input.sha256 })).collect::<Vec<_>>(),
        "settings": scenario.inputs.settings().collect::<Vec<_>>(),
    });
    if !plans.is_empty() {
        manifest["plans"] = plans.iter().map(|(name, text)| json!({ "name": name, "sha256": keep::hash(text.as_bytes()) })).collect();
    }
    manifest
}

fn manifest(supply: &Supply, run: &RunResult, timings: &[(&str, f64)], coming: &Json, more: &[(&str, Json)]) -> Json {
    let scenario = &*supply.scenario;
    let found = json!({
        "replications": run.replications(),
        "planning_samples": run.planning_samples,
        "verified": run.optimum.as_ref().map(|optimum| optimum.verified),
        "solver": run.optimum.as_ref().map(|optimum| json!({
            "name": scenario.run.solver.name(),
            "status": if optimum.prediction.proof.reached { "optimal" } else { "time limit" },
            "gap_asked": scenario.run.gap.0,
            "gap_reached": optimum.prediction.proof.gap,
        })),
        "path": run.path.as_ref().and_then(|path| path.as_ref().ok()).map(|paths| json!({
            "verified": paths.best.disagreements.is_empty(),
            "status": if paths.best.proof.reached { "optimal" } else { "time limit" },
            "gap_asked": scenario.path.as_ref().map(|staging| staging.gap),
            "gap_reached": paths.best.proof.gap,
        })),
        "rounds": run.optimum.as_ref().map(|optimum| &optimum.rounds),
        "timings_seconds": timings.iter().map(|(name, seconds)| ((*name).to_owned(), json!(seconds))).collect::<serde_json::Map<_, _>>(),
    });
    let mut manifest = coming.clone();
    if let (Some(map), Some(found)) = (manifest.as_object_mut(), found.as_object()) {
        map.extend(found.clone());
        map.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        map.insert("command".into(), json!(saved::command(scenario, run)));
    }
    manifest
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}
