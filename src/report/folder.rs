//! The results folder: written whole or not at all.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::charts::{self, Drawing, Scene};
use super::words::Words;
use super::{ReportError, briefing, contracts, disclosure, document, font, names, saved, summary, tables, theme, workbook};
use crate::plan;
use crate::run::RunResult;
use crate::scenario::{Scenario, hex};
use crate::strategies::Strategy;
use crate::supply::Supply;

/// The folder of a run when the user names none: `results/<scenario>/<seed>-<replications>-<hash>`.
pub fn default_folder(supply: &Supply<'_>) -> PathBuf {
    use sha2::{Digest, Sha256};
    let scenario = supply.scenario;
    let mut digest = Sha256::new();
    for input in &scenario.inputs.0 {
        digest.update(if input.name == "--set" { &input.name } else { "" });
        digest.update(&input.sha256);
    }
    let hash = hex(&digest.finalize());
    Path::new("results").join(&scenario.name).join(format!("seed{}-n{}-{}", scenario.run.seed, scenario.run.replications, &hash[..8]))
}

/// Refuse a target that is not ours to replace, before any work is done.
///
/// # Errors
/// If the target exists and is not a results folder.
pub fn check_target(target: &Path) -> Result<(), ReportError> {
    if !target.exists() || target.join("manifest.json").is_file() {
        return Ok(());
    }
    let empty = target.is_dir() && std::fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
    if empty {
        return Ok(());
    }
    Err(ReportError::Write(target.display().to_string(), "it exists and is not a results folder; name another with --out".into()))
}

/// Refuse names that the charts could not show, before any work is done.
///
/// # Errors
/// Names the first glyph that the font lacks.
pub fn check_names(scenario: &Scenario) -> Result<(), ReportError> {
    names::shown(scenario).into_iter().try_for_each(|name| font::check_glyphs(name.text))
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

/// The files that are wanted: where each goes in the folder, and what is in it.
///
/// # Errors
/// If a chart cannot be drawn, a chart is asked for that there is not, or a table cannot be built.
pub fn files(supply: &Supply<'_>, run: &RunResult, words: Words, wanted: &Wanted) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    use rayon::prelude::*;
    let wants = |format: Format| wanted.formats.contains(&format);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut put = |name: &str, bytes: Vec<u8>| files.push((name.to_owned(), bytes));
    if wants(Format::Csv) {
        put("costs.csv", tables::costs(run, words)?);
        put("service.csv", tables::service(supply, run)?);
        put("utilisation.csv", tables::utilisation(supply, run)?);
        put("comparison.csv", tables::comparison(run, words)?);
        put("replications.csv", tables::replications(run)?);
        put("disclosure.csv", disclosure::budget(supply, run)?);
        put("evaluation.csv", disclosure::evaluation(supply, run)?);
        put("league.csv", disclosure::league(supply, run)?);
        put("contracts.csv", contracts::statements(supply, run)?);
        if !supply.scenario.resources.is_empty() {
            put("resources.csv", disclosure::resources(supply, run)?);
        }
        if !run.frontier.is_empty() {
            put("frontier.csv", tables::frontier(run)?);
        }
    }
    if wants(Format::Plans) {
        for played in &run.strategies {
            let name = match played.strategy {
                Strategy::Optimum => "plan.toml".to_owned(),
                Strategy::Custom => continue,
                other => format!("plans/{}.toml", other.key()),
            };
            put(&name, plan::write(&played.plan, supply).into_bytes());
        }
    }
    if wants(Format::Text) {
        put("summary.txt", summary::terminal(supply, run, words).into_bytes());
    }
    if wants(Format::Json) {
        put("result.json", pretty(&tables::document(supply, run, words)).into_bytes());
    }
    if wants(Format::Xlsx) {
        put("workbook.xlsx", workbook::xlsx(supply, run, words)?);
    }
    if wants(Format::Charts) || wants(Format::Html) || wants(Format::Docx) {
        let mut drawn = charts::chosen(&Scene { supply, run, words }, wanted.charts.as_deref())?;
        let own = drawn.len();
        drawn.extend(wanted.further.iter().cloned());
        if wants(Format::Html) {
            put("briefing.html", briefing::html(supply, run, words, &drawn, wanted.template.as_ref())?.into_bytes());
        }
        let pictures: Vec<Vec<u8>> = if wants(Format::Charts) || wants(Format::Docx) {
            drawn.par_iter().map(|drawing| theme::to_png(&drawing.svg)).collect::<Result<_, _>>()?
        } else {
            Vec::new()
        };
        if wants(Format::Docx) {
            put("briefing.docx", document::docx(supply, run, words, &drawn, &pictures)?);
        }
        if wants(Format::Charts) {
            for (drawing, png) in drawn.into_iter().zip(pictures).take(own) {
                put(&format!("charts/{}.png", drawing.name), png);
                put(&format!("charts/{}.csv", drawing.name), drawing.csv);
                put(&format!("charts/{}.svg", drawing.name), drawing.svg.into_bytes());
            }
        }
    }
    Ok(files)
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

/// Write everything that belongs in the folder.
///
/// # Errors
/// If a chart cannot be drawn or a file cannot be written; the target is then as it was before.
pub fn write(supply: &Supply<'_>, run: &RunResult, words: Words, target: &Path, timings: &[(&str, f64)]) -> Result<(), ReportError> {
    check_target(target)?;
    let failed = |path: &Path, error: std::io::Error| ReportError::Write(path.display().to_string(), error.to_string());
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let files = files(supply, run, words, &Wanted::default())?;
    std::fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
    let scratch = tempfile::Builder::new().prefix(".houqin-").tempdir_in(parent).map_err(|error| failed(parent, error))?;
    put_all(scratch.path(), &files)?;
    let inputs = scratch.path().join(saved::INPUTS);
    let main = supply.scenario.inputs.write(&inputs).map_err(|error| failed(&inputs, error))?;
    let (figures, hash) = saved::figures(run);
    let manifest = pretty(&manifest(supply, run, timings, &saved::entries(supply.scenario, &main, &hash)));
    put_all(scratch.path(), &[(saved::FIGURES.to_owned(), figures.into_bytes()), ("manifest.json".to_owned(), manifest.into_bytes())])?;
    // Swap the finished folder in; an older one is moved away first and deleted last.
    let old = target.exists().then(|| scratch.path().with_extension("old"));
    if let Some(old) = &old {
        std::fs::rename(target, old).map_err(|error| failed(target, error))?;
    }
    let finished = scratch.keep();
    if let Err(error) = std::fs::rename(&finished, target) {
        let _ = std::fs::remove_dir_all(&finished);
        if let Some(old) = &old {
            let _ = std::fs::rename(old, target);
        }
        return Err(failed(target, error));
    }
    open_to_readers(target);
    if let Some(old) = &old {
        let _ = std::fs::remove_dir_all(old);
    }
    Ok(())
}

/// Write files into a folder, each whole or not at all.
///
/// # Errors
/// If a file cannot be written.
pub fn put_all(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), ReportError> {
    for (name, bytes) in files {
        let path = folder.join(name);
        let failed = |error: std::io::Error| ReportError::Write(path.display().to_string(), error.to_string());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed)?;
        }
        // A name that nobody else has.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &path));
        if written.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        written.map_err(failed)?;
    }
    Ok(())
}

/// A temporary folder is private; a results folder is for sharing.
fn open_to_readers(target: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(target, std::fs::Permissions::from_mode(0o755));
    }
    #[cfg(not(unix))]
    let _ = target;
}

fn manifest(supply: &Supply<'_>, run: &RunResult, timings: &[(&str, f64)], more: &[(&str, serde_json::Value)]) -> serde_json::Value {
    let scenario = supply.scenario;
    let mut manifest = json!({
        "houqin": env!("CARGO_PKG_VERSION"),
        "scenario": scenario.name,
        "seed": scenario.run.seed,
        "replications": run.replications(),
        "planning_samples": run.planning_samples,
        "verified": run.optimum.as_ref().map(|optimum| optimum.verified),
        "solver": run.optimum.as_ref().map(|optimum| json!({
            "name": scenario.run.solver.name(),
            "status": if optimum.prediction.proof.reached { "optimal" } else { "time limit" },
            "gap_asked": scenario.run.gap.0,
            "gap_reached": optimum.prediction.proof.gap,
        })),
        "rounds": run.optimum.as_ref().map(|optimum| &optimum.rounds),
        "inputs": scenario.inputs.0.iter().map(|input| json!({ "name": input.name, "sha256": input.sha256 })).collect::<Vec<_>>(),
        "timings_seconds": timings.iter().map(|(name, seconds)| ((*name).to_owned(), json!(seconds))).collect::<serde_json::Map<_, _>>(),
    });
    if let Some(map) = manifest.as_object_mut() {
        map.insert("settings".into(), json!(scenario.inputs.settings().collect::<Vec<_>>()));
        map.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    }
    manifest
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}
