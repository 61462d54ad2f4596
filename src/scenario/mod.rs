//! What a planner writes: reading, checking and resolving a scenario, with every problem found at once and each one
//! pointing at its line.
//!
//! The path of a scenario: bytes → text ([`bytes`]) → [`read`] with its tables ([`table`]) → a tree of values that know their place ([`tree`]) → shape checked
//! against the JSON Schema ([`shape`]) → the file's types ([`file`]) → names resolved and cross-checks made
//! ([`mod@resolve`]) → a [`Scenario`].

mod advice;
mod bytes;
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
mod table;
pub(crate) mod tree;
pub mod units;

use std::path::Path;

pub use bytes::{NamedBy, read_bytes, read_text};
pub use diagnostics::{Problem, Problems, Severity};
pub use inputs::{Input, Inputs};
pub use model::*;
pub use resolve::{hex, matches};
pub use shape::{LARGEST_COUNT, LARGEST_NUMBER, SCHEMA, closest};

/// Read a scenario with settings of the command line laid over it. Warnings come with the scenario; errors instead of it.
///
/// # Errors
/// All problems that could be found, each with its place and what to do.
pub fn load(path: &Path, settings: &[String]) -> Result<(Scenario, Problems), Problems> {
    let mut problems = Problems::default();
    let Some(tree) = read::read_tree(&mut problems, path, settings) else { return Err(problems) };
    of_tree(problems, path, tree)
}

/// The same from a text. `path` is where a file with it would be: tables that it names are looked for in that folder, and messages name it.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str, path: &Path, settings: &[String]) -> Result<(Scenario, Problems), Problems> {
    let mut problems = Problems::default();
    let tree = read::read_text(&mut problems, path, text.to_owned(), settings);
    of_tree(problems, path, tree)
}

fn of_tree(mut problems: Problems, path: &Path, mut tree: tree::Node) -> Result<(Scenario, Problems), Problems> {
    let keys = tree.keys();
    let scenario = read_whole(&mut problems, path, &mut tree);
    problems.name_keys(&keys);
    match scenario {
        Some(scenario) => Ok((scenario, problems)),
        None => Err(problems),
    }
}

/// The scenario of a tree, if nothing is wrong with it.
fn read_whole(problems: &mut Problems, path: &Path, tree: &mut tree::Node) -> Option<Scenario> {
    if problems.has_errors() {
        return None;
    }
    let is_whole = shape::check(problems, tree);
    let folder = path.parent().unwrap_or(Path::new("."));
    let calendar = tree.get("scenario").and_then(|table| table.get("calendar")).cloned();
    let rows = calendar.and_then(|node| read::read_calendar(problems, folder, node.text()?, &node.place));
    let dates = rows.map(|rows| resolve::dates(problems, &rows));
    // Unknown keys are left out: names can be checked all the same.
    if !is_whole {
        return None;
    }
    let file: file::ScenarioFile = match serde_json::from_value(tree.to_json()) {
        Ok(file) => file,
        Err(error) => {
            problems.error(Some(tree.place.clone()), format!("the scenario cannot be read: {error}"), "");
            return None;
        }
    };
    resolve::resolve(problems, tree, &file, dates.as_deref())
}
