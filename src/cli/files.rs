//! Files that commands write beside their answers: whether they can be written is asked before the work; then each is written whole or not at all.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome, terminal};
use crate::report::folder;
use crate::report::keep::{self, MANIFEST};
use crate::report::place::{Put, manifest};
use crate::report::theme::to_png;
use crate::report::words::Words;
use crate::scenario::Scenario;
use crate::scenario::file::Language;

/// Refuse files that could not be written after minutes of work, or that the answer is to be worked out from: the scenario's own and `plans`. `names`
/// are what is written under `path`, as [`beside`] takes them.
pub(super) fn check(path: Option<&PathBuf>, names: &[impl AsRef<str>], scenario: &Scenario, plans: &[PathBuf]) -> Outcome {
    let Some(path) = path else { return Ok(()) };
    let refuse = |path: &Path, why: String| Err(Failure::Input(Some(format!("cannot write {}: {why}", path.display()))));
    let text = path.to_string_lossy();
    if path.file_name().is_none() || path.is_dir() || ["/", "/.", "\\"].iter().any(|end| text.ends_with(end)) {
        return refuse(path, "it is a folder; name a file".into());
    }
    let read: Vec<PathBuf> =
        scenario.inputs.files().map(PathBuf::from).chain(plans.iter().cloned()).filter_map(|input| input.canonicalize().ok()).collect();
    for written in names.iter().map(|name| beside(path, name.as_ref())) {
        if written.canonicalize().is_ok_and(|written| read.contains(&written)) {
            return refuse(&written, "the answer is worked out from it; name another file".into());
        }
        if let Some(folder) = results_of(&written) {
            return refuse(&written, format!("it is a file of the results in {}; name another file", folder.display()));
        }
        // Whoever names a file that is there means it to be written anew; nobody has named those beside it.
        if !path.exists() && written.exists() {
            return refuse(
                &written,
                format!("it is there already, and would be written beside {}; move it, or name another file", path.display()),
            );
        }
    }
    let above = path.ancestors().skip(1).map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    match above.into_iter().find(|folder| folder.exists()) {
        Some(folder) => tempfile::tempfile_in(folder).map(drop).or_else(|error| refuse(path, error.to_string())),
        None => refuse(path, "there is no such folder".into()),
    }
}

/// The results folder of whose files a path is one: what is there may have been changed by hand, and is not overwritten.
fn results_of(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    let has = |folder: &&Path| {
        let name = path.strip_prefix(folder).map(|name| name.to_string_lossy().replace('\\', "/")).unwrap_or_default();
        manifest(folder).is_ok_and(|manifest| name == MANIFEST || manifest[keep::FILES].get(&name).is_some())
    };
    path.ancestors().skip(1).find(has).map(Path::to_owned)
}

/// Refuse names that the charts beside a file could not show.
pub(super) fn check_names(path: Option<&PathBuf>, scenario: &Scenario) -> Outcome {
    path.map_or(Ok(()), |_| Ok(folder::check_names(scenario, [])?))
}

/// A file beside another: itself for "", else its name without ending and then `name`.
fn beside(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if name.is_empty() { path.to_owned() } else { path.with_file_name(format!("{stem}{name}")) }
}

/// What [`write_beside`] writes for tables of these names.
pub(super) fn charted(names: &[&str]) -> Vec<String> {
    let stem = |name: &str| if name.is_empty() { String::new() } else { format!("-{name}") };
    names.iter().flat_map(|name| ["csv", "svg", "png"].map(|ending| format!("{}.{ending}", stem(name)))).chain([String::new()]).collect()
}

/// Write a file; folders that are not there are made. What is no plain file, such as a pipe, is written into.
pub(super) fn write(path: &Path, bytes: Vec<u8>) -> Outcome {
    if path.exists() && !path.is_file() {
        return std::fs::write(path, bytes).map_err(|error| Failure::Input(Some(format!("cannot write {}: {error}", path.display()))));
    }
    Ok(keep::write(&path.canonicalize().unwrap_or_else(|_| path.to_owned()), &bytes)?)
}

/// What the last line of a written plan begins with; then comes the hash of all above it.
const AS_WRITTEN: &str = "# as written by houqin: ";

/// Write a plan, which is there to be changed by hand: a plan that somebody has changed, or anything else that is no plan as it was written, is kept as
/// `NAME.yours`.
pub(super) fn write_plan(path: &Path, text: &str) -> Outcome {
    let is_ours = |there: &str| {
        let parts = there.rsplit_once(AS_WRITTEN);
        parts.is_some_and(|(text, mark)| mark.trim_end() == keep::hash(text.as_bytes()))
    };
    if path.is_file() && !std::fs::read_to_string(path).is_ok_and(|there| is_ours(&there)) {
        let other = keep::set_aside(path)?;
        terminal::note(&format!("{} was no plan as houqin had written it: what was there is {other} now", path.display()));
    }
    write(path, format!("{text}{AS_WRITTEN}{}\n", keep::hash(text.as_bytes())).into_bytes())
}

/// Write a table and its chart (SVG and PNG) under a name that begins with `path`'s own: `a.csv` and "limits" make `a-limits.csv`.
pub(super) fn write_beside(path: &Path, name: &str, table: Vec<u8>, svg: &str) -> Outcome {
    let drawn = [("png", to_png(svg)?), ("svg", svg.as_bytes().to_vec())];
    write_files(path, name, [("csv", table)].into_iter().chain(drawn))
}

/// Write files that differ by their ending under such a name.
pub(super) fn write_files(path: &Path, name: &str, files: impl IntoIterator<Item = (&'static str, Vec<u8>)>) -> Outcome {
    let name = if name.is_empty() { String::new() } else { format!("-{name}") };
    files.into_iter().try_for_each(|(ending, bytes)| write(&beside(path, &format!("{name}.{ending}")), bytes))
}

/// What is said behind a folder's name of what became of it.
pub(super) fn state(put: &Put, words: Words) -> String {
    match (put.whole, words.language) {
        (true, Language::Zh) => "（已有，完整无改动，未再写入）".into(),
        (true, Language::En) => " (there already, whole and unchanged; nothing was written)".into(),
        (false, _) if put.filled => match words.language {
            Language::Zh => format!("（已有，补上缺少的 {} 个文件）", put.written),
            Language::En => format!(
                " (there already; {} that it lacked put back)",
                if put.written == 1 { "one file".into() } else { format!("{} files", put.written) }
            ),
        },
        (false, _) => String::new(),
    }
}

/// Say what was moved aside.
pub(super) fn told(put: &Put) {
    for (name, other) in &put.aside {
        terminal::note(&format!("{name} was not as it had been written: yours is {other} now"));
    }
}
