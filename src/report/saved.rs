//! A run as it is kept in its folder, so that its reports can be made again without simulating: `run.json` holds the figures, `inputs/` the
//! scenario, `manifest.json` says what belongs together.

use std::path::{Component, Path, PathBuf};

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::fits::fits;
use super::keep::{self, MANIFEST};
use super::names::{file_name, plan_file};
use super::place;
use crate::run::RunResult;
use crate::scenario::{self, Scenario, hex};
use crate::strategies::Strategy;
use crate::supply::Supply;

/// Where the scenario's files lie in a results folder.
pub const INPUTS: &str = "inputs";
/// The figures of a run.
pub const FIGURES: &str = "run.json";

/// Why a run cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// No results folder.
    #[error("{0} is not a results folder: {1}; give the folder that `houqin run` wrote")]
    NotResults(String, String),
    /// A file is missing or cannot be read.
    #[error("{0} is incomplete: {1}; make it again with: {2}")]
    Incomplete(String, String, String),
    /// Another version wrote it.
    #[error("{0} was written by houqin {1}, and this is {2}; make it again with: {3}")]
    OtherVersion(String, String, &'static str, String),
    /// A file is not what was written.
    #[error("{0} has been edited: {1} is not what the run wrote; make it again with: {2}")]
    Edited(String, String, String),
}

/// The figures, and the hash that the manifest keeps of them.
pub fn figures(run: &RunResult) -> (String, String) {
    let text = serde_json::to_string(run).unwrap_or_default();
    let hash = hex(&Sha256::digest(text.as_bytes()));
    (text, hash)
}

/// The command that makes a run again. Plans that were compared are kept beside it.
pub fn command(scenario: &Scenario, run: &RunResult) -> String {
    let main = scenario.inputs.main().map_or("", |main| &main.name);
    let plans = run.in_detail().into_iter().filter(|played| played.strategy == Strategy::Custom).map(plan_file);
    line(main, scenario.inputs.settings(), plans)
}

/// The same from a manifest, which somebody may have changed: whatever it says, it is this program that is run.
fn command_of(manifest: &Json) -> String {
    let list = |key: &str| manifest[key].as_array().into_iter().flatten();
    let plans = list("plans").filter_map(|plan| plan["name"].as_str()).map(|name| format!("plans/{}.toml", file_name(name)));
    line(manifest["inputs"][0]["name"].as_str().unwrap_or("SCENARIO"), list("settings").filter_map(Json::as_str), plans)
}

fn line<'a>(main: &str, settings: impl Iterator<Item = &'a str>, plans: impl Iterator<Item = String>) -> String {
    let plans: String = plans.map(|plan| format!(" --plan {}", word(&plan))).collect();
    let settings: String = settings.map(|setting| format!(" --set {}", quoted(setting))).collect();
    format!("houqin {} {}{plans}{settings}", if plans.is_empty() { "run" } else { "compare" }, word(main))
}

/// A word of a command line, quoted where a shell would take it for more.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ':' | ',' | '=' | '@');
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Entries of the manifest that reading needs.
pub fn entries(main: &Path, hash: &str) -> [(&'static str, Json); 2] {
    [("scenario_file", json!(Path::new(INPUTS).join(main))), ("figures_sha256", json!(hash))]
}

/// A run that has been read again.
pub struct Saved {
    /// Its scenario, as it was.
    pub scenario: Scenario,
    /// Its figures.
    pub run: RunResult,
    /// Its manifest.
    pub manifest: Json,
}

/// Read a run, in another language if one is given.
///
/// # Errors
/// If anything is missing, edited, or from another version.
pub fn read(folder: &Path, language: Option<&str>) -> Result<Saved, SavedError> {
    let shown = folder.display().to_string();
    // What another process began to write and could not end.
    keep::tidy(folder);
    let text = |name: &Path| std::fs::read_to_string(folder.join(name));
    let manifest = place::manifest(folder).map_err(|why| SavedError::NotResults(shown.clone(), why))?;
    let of = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    let again = command_of(&manifest);
    let incomplete = |what: String| SavedError::Incomplete(shown.clone(), what, again.clone());
    let edited = |what: String| SavedError::Edited(shown.clone(), what, again.clone());
    let version = env!("CARGO_PKG_VERSION");
    if of("houqin") != version {
        return Err(SavedError::OtherVersion(shown, of("houqin"), version, again));
    }
    let main = PathBuf::from(of("scenario_file"));
    let within = main.components().all(|part| matches!(part, Component::Normal(_)));
    if !within || !main.starts_with(INPUTS) || main == Path::new(INPUTS) {
        return Err(incomplete(format!("its {MANIFEST} names no scenario in {INPUTS}")));
    }
    let figures = text(Path::new(FIGURES)).map_err(|error| incomplete(format!("{FIGURES}: {error}")))?;
    if hex(&Sha256::digest(figures.as_bytes())) != of("figures_sha256") {
        return Err(edited(FIGURES.into()));
    }
    let run: RunResult = serde_json::from_str(&figures).map_err(|error| edited(format!("{FIGURES} ({error})")))?;
    let kept: Vec<(String, String)> = manifest["inputs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|input| ["name", "sha256"].map(|key| input[key].as_str().unwrap_or_default().to_owned()))
        .map(|[name, hash]| (name, hash))
        .collect();
    let mut settings: Vec<String> =
        manifest["settings"].as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect();
    settings.extend(language.map(|language| format!("scenario.language=\"{language}\"")));
    let path: PathBuf = folder.join(main);
    let (mut scenario, _) = scenario::load(&path, &settings).map_err(|problems| incomplete(format!("its scenario: {problems}")))?;
    // The setting of the language is no part of the run; the names are those under which the files were first read.
    let extra = language.map(|language| format!("scenario.language=\"{language}\""));
    let mut inputs = scenario.inputs.0;
    if let Some(place) = inputs.iter().rposition(|input| Some(&input.text) == extra.as_ref()) {
        inputs.remove(place);
    }
    for (index, input) in inputs.iter_mut().enumerate() {
        match kept.get(index) {
            Some((name, hash)) if *hash == input.sha256 => input.name.clone_from(name),
            _ => return Err(edited(input.name.clone())),
        }
    }
    if inputs.len() != kept.len() {
        return Err(incomplete("an input is missing".into()));
    }
    scenario.inputs.0 = inputs;
    fits(&Supply::new(&scenario), &run).map_err(|what| edited(format!("{FIGURES} ({what})")))?;
    Ok(Saved { scenario, run, manifest })
}
