//! What a scenario was read from: kept with it, so that results can say it and hold it, and so that it can be read again.

use std::path::{Component, Path, PathBuf};

/// Name of the inputs that are settings of the command line.
const SETTING: &str = "--set";

/// A file or a setting.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path as it was given, or `--set`.
    pub name: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its text, decoded.
    pub text: String,
}

/// All inputs of a scenario: its file first.
#[derive(Clone, Debug, Default)]
pub struct Inputs(pub Vec<Input>);

impl Inputs {
    /// The scenario's own file.
    #[must_use]
    pub fn main(&self) -> Option<&Input> {
        self.0.first()
    }

    /// The settings that were laid over it, in order.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|input| input.name == SETTING).map(|input| input.text.as_str())
    }

    /// The files, by the paths that they were read from.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|input| input.name != SETTING).map(|input| input.name.as_str())
    }

    /// Copies of the files, each where the scenario finds it again in a folder of its own; first the scenario's own file. A table that is named by an
    /// absolute path lies below [`ABSOLUTE`].
    #[must_use]
    pub fn copies(&self) -> Vec<(PathBuf, &str)> {
        let Some(main) = self.main() else { return Vec::new() };
        let main_path = Path::new(&main.name);
        let beside = main_path.parent().unwrap_or(Path::new(""));
        let place = |name: &str| {
            let path = Path::new(name);
            let from_scenario = path.strip_prefix(beside).unwrap_or(path);
            let named_so = path.is_absolute() && (from_scenario.is_absolute() || main.text.contains(name));
            if named_so { kept(path) } else { from_scenario.to_owned() }
        };
        let tables = self.0[1..].iter().filter(|input| input.name != SETTING);
        let tables: Vec<(PathBuf, &str)> = tables.map(|input| (place(&input.name), input.text.as_str())).collect();
        // A table above the scenario's folder still has to lie inside this one.
        let above = |path: &Path| path.components().filter(|component| matches!(component, Component::ParentDir)).count();
        let depth = tables.iter().map(|(path, _)| above(path)).max().unwrap_or(0);
        let within: PathBuf = (0..depth).map(|_| "below").collect();
        let scenario = (within.join(main_path.file_name().unwrap_or("scenario.toml".as_ref())), main.text.as_str());
        let mut copies = vec![scenario];
        for (path, text) in tables {
            let path = plain(&within.join(path));
            if copies.iter().all(|(other, _)| *other != path) {
                copies.push((path, text));
            }
        }
        copies
    }
}

/// A path without steps back.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

/// Where copies of tables that are named by absolute paths lie, below the scenario's own copy.
const ABSOLUTE: &str = "absolute";

/// Where the copy of a table lies that is named by an absolute path.
fn kept(path: &Path) -> PathBuf {
    Path::new(ABSOLUTE).join(path.components().filter(|component| matches!(component, Component::Normal(_))).collect::<PathBuf>())
}

/// Where a table is that a scenario in `folder` names. Of one that is named by an absolute path, the copy that was kept with the scenario counts.
pub(super) fn table_path(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    // Copies lie without the steps back that the name may have.
    let copy = if Path::new(name).is_absolute() { folder.join(kept(&path)) } else { plain(&path) };
    if copy.is_file() && (Path::new(name).is_absolute() || !path.is_file()) { copy } else { path }
}
