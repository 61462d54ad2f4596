//! Files that commands write beside their answers: whether they can be written is asked before the work; then each is written whole or not at all.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome};
use crate::report::folder::{self, put_all};
use crate::report::theme::to_png;
use crate::scenario::Scenario;

/// Refuse a file that could not be written after minutes of work, or that the answer is to be worked out from.
pub(super) fn check(path: Option<&PathBuf>, scenario: &Path) -> Outcome {
    let Some(path) = path else { return Ok(()) };
    let refuse = |why: String| Err(Failure::Input(Some(format!("cannot write {}: {why}", path.display()))));
    let text = path.to_string_lossy();
    if path.file_name().is_none() || path.is_dir() || ["/", "/.", "\\"].iter().any(|end| text.ends_with(end)) {
        return refuse("it is a folder; name a file".into());
    }
    if path.canonicalize().is_ok_and(|path| scenario.canonicalize().is_ok_and(|scenario| path == scenario)) {
        return refuse("it is the scenario itself; name another file".into());
    }
    let above = path.ancestors().skip(1).map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    match above.into_iter().find(|folder| folder.exists()) {
        Some(folder) => tempfile::tempfile_in(folder).map(drop).or_else(|error| refuse(error.to_string())),
        None => refuse("there is no such folder".into()),
    }
}

/// Refuse names that the charts beside a file could not show.
pub(super) fn check_names(path: Option<&PathBuf>, scenario: &Scenario) -> Outcome {
    path.map_or(Ok(()), |_| Ok(folder::check_names(scenario)?))
}

/// Write a file; folders that are not there are made. What is no plain file, such as a pipe, is written into.
pub(super) fn write(path: &Path, bytes: Vec<u8>) -> Outcome {
    if path.exists() && !path.is_file() {
        return std::fs::write(path, bytes).map_err(|error| Failure::Input(Some(format!("cannot write {}: {error}", path.display()))));
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    put_all(path.parent().unwrap_or(Path::new("")), &[(name, bytes)])?;
    Ok(())
}

/// Write a table and its chart (SVG and PNG) under a name that begins with `path`'s own: `a.csv` and "limits" make `a-limits.csv`.
pub(super) fn write_beside(path: &Path, name: &str, table: Vec<u8>, svg: &str) -> Outcome {
    let drawn = [("png", to_png(svg)?), ("svg", svg.as_bytes().to_vec())];
    write_files(path, name, [("csv", table)].into_iter().chain(drawn))
}

/// Write files that differ by their ending under such a name.
pub(super) fn write_files(path: &Path, name: &str, files: impl IntoIterator<Item = (&'static str, Vec<u8>)>) -> Outcome {
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let stem = if name.is_empty() { stem } else { format!("{stem}-{name}") };
    files.into_iter().try_for_each(|(ending, bytes)| write(&path.with_file_name(format!("{stem}.{ending}")), bytes))
}
