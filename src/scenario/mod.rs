//! What a planner writes: reading, checking and resolving a scenario, with every problem found at once and each one
//! pointing at its line.
//!
//! The path of a scenario: bytes → text ([`read`]) → a tree of values that know their place ([`tree`]) → shape checked
//! against the JSON Schema ([`shape`]) → the file's types ([`file`]) → names resolved and cross-checks made
//! ([`mod@resolve`]) → a [`Scenario`].

mod contracts;
pub mod diagnostics;
pub mod docs;
pub mod file;
mod inputs;
mod lots;
pub mod model;
mod path;
mod read;
mod resolve;
mod shape;
mod tree;
pub mod units;

use std::path::Path;

pub use diagnostics::{Problem, Problems, Severity};
pub use inputs::{Input, Inputs};
pub use model::*;
pub use read::read_text;
pub use resolve::{hex, matches};
pub use shape::{SCHEMA, closest};

/// Read a scenario with settings of the command line laid over it. Warnings come with the scenario; errors instead of it.
///
/// # Errors
/// All problems that could be found, each with its place and what to do.
pub fn load(path: &Path, settings: &[String]) -> Result<(Scenario, Problems), Problems> {
    let mut problems = Problems::default();
    let Some(mut tree) = read::read_tree(&mut problems, path) else { return Err(problems) };
    if problems.has_errors() {
        return Err(problems);
    }
    for setting in settings {
        read::apply_set(&mut problems, &mut tree, setting);
    }
    shape::check(&mut problems, &mut tree);
    let folder = path.parent().unwrap_or(Path::new("."));
    let calendar = tree.get("scenario").and_then(|table| table.get("calendar")).cloned();
    let mut holidays = Vec::new();
    if let Some(node) = calendar
        && let Some(name) = node.text()
        && let Some(rows) = read::read_csv(&mut problems, folder, name, &node.place)
    {
        holidays = resolve::holidays(&mut problems, &rows);
    }
    if problems.has_errors() {
        return Err(problems);
    }
    let file: file::ScenarioFile = match serde_json::from_value(tree.to_json()) {
        Ok(file) => file,
        Err(error) => {
            problems.error(Some(tree.place.clone()), format!("the scenario cannot be read: {error}"), "");
            return Err(problems);
        }
    };
    match resolve::resolve(&mut problems, &tree, &file, &holidays) {
        Some(scenario) => Ok((scenario, problems)),
        None => Err(problems),
    }
}
