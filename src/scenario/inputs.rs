//! What a scenario was read from: kept with it, so that results can say it and hold it, and so that it can be read again.

use std::io;
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

    /// Write copies of the files into a folder, each where the scenario finds it again. Returns where the scenario's own file is, from
    /// the folder. A table that is named by an absolute path stays where it is.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let Some(main) = self.main() else { return Ok(PathBuf::new()) };
        let main_path = Path::new(&main.name);
        let beside = main_path.parent().unwrap_or(Path::new(""));
        let tables: Vec<(PathBuf, &str)> = self.0[1..]
            .iter()
            .filter(|input| input.name != SETTING)
            .filter_map(|input| {
                let path = Path::new(&input.name);
                let from_scenario = path.strip_prefix(beside).unwrap_or(path);
                from_scenario.is_relative().then(|| (from_scenario.to_owned(), input.text.as_str()))
            })
            .collect();
        // A table above the scenario's folder still has to lie inside this one.
        let above = |path: &Path| path.components().filter(|component| matches!(component, Component::ParentDir)).count();
        let depth = tables.iter().map(|(path, _)| above(path)).max().unwrap_or(0);
        let within: PathBuf = (0..depth).map(|_| "below").collect();
        let name = within.join(main_path.file_name().unwrap_or("scenario.toml".as_ref()));
        let mut files = vec![(name.clone(), main.text.as_str())];
        files.extend(tables.into_iter().map(|(path, text)| (within.join(path), text)));
        std::fs::create_dir_all(folder.join(&within))?;
        for (path, text) in files {
            let target = folder.join(path);
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(target, text)?;
        }
        Ok(name)
    }
}
