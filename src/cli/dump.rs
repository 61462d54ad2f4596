//! What it takes to replay a failure: the program, and the scenario.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome};
use crate::report::keep::{self, Hashes};
use crate::scenario::Scenario;

const PROGRAM: &str = "program.mps";

/// Refuse a folder in which copies would lie over the scenario's own files.
pub(super) fn check(folder: &Path, scenario: &Scenario) -> Outcome {
    let read: Vec<PathBuf> = scenario.inputs.files().filter_map(|file| Path::new(file).canonicalize().ok()).collect();
    let copies = scenario.inputs.copies().into_iter().map(|(name, _)| folder.join(name));
    match copies.into_iter().find(|copy| copy.canonicalize().is_ok_and(|copy| read.contains(&copy))) {
        Some(copy) => {
            let message = format!("--dump: {} is the scenario's own; name another folder for its copy", copy.display());
            Err(Failure::Input(Some(message)))
        }
        None => Ok(()),
    }
}

/// Write the program and copies of the scenario's files into a folder; what else lies under their names is kept as NAME.yours. Returns the command that
/// reads them again.
///
/// # Errors
/// Says what could not be written.
pub(super) fn write(folder: &Path, scenario: &Scenario, program: &str) -> Result<String, String> {
    let copies = scenario.inputs.copies();
    let main = copies.first().map(|(name, _)| folder.join(name)).unwrap_or_default();
    let copies = copies.into_iter().map(|(name, text)| (name.to_string_lossy().into_owned(), text.as_bytes().to_vec()));
    let files: Vec<(String, Vec<u8>)> = std::iter::once((PROGRAM.to_owned(), program.as_bytes().to_vec())).chain(copies).collect();
    let _held = keep::hold(folder);
    keep::put(folder, &files, Vec::new(), Hashes::new()).map_err(|error| error.to_string())?;
    let settings: String = scenario.inputs.settings().map(|setting| format!(" --set '{setting}'")).collect();
    Ok(format!("houqin optimise {}{settings}", main.display()))
}
