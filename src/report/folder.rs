//! The results folder: written whole or not at all.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::charts::{self, Scene};
use super::words::Words;
use super::{ReportError, briefing, disclosure, summary, tables, theme};
use crate::plan;
use crate::run::RunResult;
use crate::scenario::hex;
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
pub fn check_names(supply: &Supply<'_>) -> Result<(), ReportError> {
    let scenario = supply.scenario;
    let titles =
        [&scenario.title].into_iter().chain(scenario.lots.iter().map(|lot| &lot.title)).chain(supply.units.iter().map(|unit| &unit.title));
    titles.into_iter().try_for_each(|title| theme::check_glyphs(title))
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
    std::fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
    let scratch = tempfile::Builder::new().prefix(".houqin-").tempdir_in(parent).map_err(|error| failed(parent, error))?;
    let put = |name: &str, bytes: &[u8]| -> Result<(), ReportError> {
        let path = scratch.path().join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        }
        std::fs::write(&path, bytes).map_err(|error| failed(&path, error))
    };
    put("costs.csv", &tables::costs(run, words)?)?;
    put("service.csv", &tables::service(supply, run)?)?;
    put("utilisation.csv", &tables::utilisation(supply, run)?)?;
    put("comparison.csv", &tables::comparison(run, words)?)?;
    put("replications.csv", &tables::replications(run)?)?;
    put("disclosure.csv", &disclosure::budget(supply, run)?)?;
    put("evaluation.csv", &disclosure::evaluation(supply, run)?)?;
    put("league.csv", &disclosure::league(supply, run)?)?;
    if !supply.scenario.resources.is_empty() {
        put("resources.csv", &disclosure::resources(supply, run)?)?;
    }
    if !run.frontier.is_empty() {
        put("frontier.csv", &tables::frontier(run)?)?;
    }
    for played in &run.strategies {
        let name = match played.strategy {
            Strategy::Optimum => "plan.toml".to_owned(),
            Strategy::Custom => continue,
            other => format!("plans/{}.toml", other.key()),
        };
        put(&name, plan::write(&played.plan, supply).as_bytes())?;
    }
    put("summary.txt", summary::terminal(supply, run, words).as_bytes())?;
    put("result.json", pretty(&tables::document(supply, run, words)).as_bytes())?;
    {
        use rayon::prelude::*;
        let drawn = charts::all(&Scene { supply, run, words })?;
        put("briefing.html", briefing::html(supply, run, words, &drawn)?.as_bytes())?;
        let pictures: Vec<_> = drawn.into_par_iter().map(|(name, svg)| theme::to_png(&svg).map(|png| (name, svg, png))).collect();
        for picture in pictures {
            let (name, svg, png) = picture?;
            put(&format!("charts/{name}.svg"), svg.as_bytes())?;
            put(&format!("charts/{name}.png"), &png)?;
        }
    }
    put("manifest.json", pretty(&manifest(supply, run, timings)).as_bytes())?;
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

fn manifest(supply: &Supply<'_>, run: &RunResult, timings: &[(&str, f64)]) -> serde_json::Value {
    let scenario = supply.scenario;
    json!({
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
    })
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}
