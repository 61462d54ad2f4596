//! Where results go: looked at before the work, so that nothing is worked out that could not be written, and nothing that a person has touched is lost.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::ReportError;
use super::keep::{self, Aside, Hashes, MANIFEST, edited, listed};

/// Keys that the manifest of every results folder has.
const MARKS: [&str; 2] = ["houqin", "figures_sha256"];

/// The manifest of a results folder.
///
/// # Errors
/// Says why the folder is none.
pub fn manifest(folder: &Path) -> Result<Json, String> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => format!("it has no {MANIFEST}"),
        _ => format!("its {MANIFEST} cannot be read: {error}"),
    })?;
    let manifest: Json = serde_json::from_str(&text).map_err(|error| format!("its {MANIFEST} is damaged: {error}"))?;
    match MARKS.into_iter().find(|key| !manifest[*key].is_string()) {
        Some(missing) => Err(format!("its {MANIFEST} is not that of a results folder: it has no `{missing}`")),
        None => Ok(manifest),
    }
}

/// What makes two runs the same: version, command, inputs and plans, whatever their files are called.
fn origin(manifest: &Json) -> (Json, Json, Vec<(bool, Json)>, Vec<Json>) {
    let list = |key: &str| manifest[key].as_array().into_iter().flatten();
    let inputs = list("inputs").map(|input| (input["name"] == "--set", input["sha256"].clone()));
    let made_by = if manifest["made_by"].is_null() { "houqin run".into() } else { manifest["made_by"].clone() };
    (manifest["houqin"].clone(), made_by, inputs.collect(), list("plans").map(|plan| plan["sha256"].clone()).collect())
}

/// In what the run in a folder differs from the one that is to come.
fn difference(there: &Json, coming: &Json) -> String {
    let of = |manifest: &Json, key: &str| manifest[key].as_str().unwrap_or("?").to_owned();
    if there["houqin"] != coming["houqin"] {
        return format!("houqin {} wrote it, and this is {}", of(there, "houqin"), of(coming, "houqin"));
    }
    if there["scenario"] != coming["scenario"] {
        return format!("it is of the scenario \"{}\"", of(there, "scenario"));
    }
    let inputs = |manifest: &Json| -> Vec<(String, Json)> {
        let list = manifest["inputs"].as_array().cloned().unwrap_or_default();
        list.into_iter().map(|input| (of(&input, "name"), input["sha256"].clone())).collect()
    };
    let before = inputs(there);
    match inputs(coming).into_iter().find(|input| !before.contains(input)) {
        Some((name, _)) if name == "--set" => "its settings are others".into(),
        Some((name, _)) => format!("it was made before {name} was changed"),
        None => "it was made with other settings or plans".into(),
    }
}

/// A place for results that can be written to.
#[derive(Debug)]
pub struct Place {
    /// As the user named it.
    shown: PathBuf,
    /// Where it is.
    folder: PathBuf,
    /// What is there: the manifest.
    there: Option<Json>,
    /// Whether what is there may be replaced.
    force: bool,
    /// The manifest of the run that is to come, as far as it is known before.
    coming: Json,
}

/// What became of the files.
#[derive(Debug, Default)]
pub struct Put {
    /// How many were written.
    pub written: usize,
    /// Whether a folder was there that had all of them.
    pub whole: bool,
    /// Whether a folder was there that had the others.
    pub filled: bool,
    /// Files of a person's that stood where one was to go, and where they are now.
    pub aside: Aside,
}

impl Place {
    /// Look at a place for the results of a run whose manifest will begin as `coming` does. With `force`, the results of another run are replaced.
    ///
    /// # Errors
    /// If it cannot be written to, is not a results folder, holds another run, or holds files that a person has changed.
    pub fn find(target: &Path, coming: Json, force: bool) -> Result<Self, ReportError> {
        let folder = resolve(target)?;
        keep::tidy(keep::parent(&folder));
        keep::tidy(&folder);
        let mut place = Self { shown: target.to_owned(), folder, there: None, force, coming };
        place.look()?;
        Ok(place)
    }

    fn refused(&self, why: &str) -> ReportError {
        ReportError::Write(self.shown.display().to_string(), why.to_owned())
    }

    /// Look at what is there, and refuse what must not be replaced.
    fn look(&mut self) -> Result<(), ReportError> {
        self.there = None;
        if is_empty(&self.folder) {
            return Ok(());
        }
        let there = manifest(&self.folder)
            .map_err(|why| self.refused(&format!("it exists and is not a results folder ({why}); name another folder with --out")))?;
        if !self.force {
            if origin(&there) != origin(&self.coming) {
                let difference = difference(&there, &self.coming);
                return Err(self.refused(&format!(
                    "it holds the results of another run: {difference}; name another folder with --out, or replace them with --force (files that you have changed or added stay)"
                )));
            }
            if there[keep::FILES].is_null() {
                return Err(self.refused(
                    "it has no list of its files, so that nothing tells which of them you have changed; name another folder with --out, or give --force (what is not as this run writes it is kept as NAME.yours)",
                ));
            }
            let edited = edited(&self.folder, &listed(&there));
            if !edited.is_empty() {
                return Err(self.refused(&format!(
                    "{} in it {} been changed since the run wrote {}; name another folder with --out, or give --force, which keeps yours as NAME.yours and writes the run's own again",
                    edited.join(", "),
                    if edited.len() == 1 { "has" } else { "have" },
                    if edited.len() == 1 { "it" } else { "them" },
                )));
            }
        }
        self.there = Some(there);
        Ok(())
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Write the run's files with its manifest, of which the list of files is still to be made. A folder that holds the same figures gets only what it
    /// lacks.
    ///
    /// # Errors
    /// If a file cannot be written, or another run has come to lie there meanwhile.
    pub fn put(mut self, files: Vec<(String, Vec<u8>)>, manifest: Json) -> Result<Put, ReportError> {
        let held = keep::hold(&self.folder);
        if self.there.is_none() && is_empty(&self.folder) {
            match keep_all(&self.folder, &files, &manifest, Hashes::new(), Vec::new(), Hashes::new()) {
                Ok(put) => return Ok(put),
                // Somebody was faster: look again at what is there now.
                Err(_) if crate::report::place::manifest(&self.folder).is_ok() => {}
                Err(error) => return Err(error),
            }
        }
        let _held = held.or_else(|| keep::hold(&self.folder));
        // Whoever held it before may have been killed amid the moves.
        keep::finish(&self.folder);
        self.look()?;
        let there = self.there.take().unwrap_or(Json::Null);
        let before = listed(&there);
        if !self.force && there["figures_sha256"] == manifest["figures_sha256"] {
            let missing: Vec<(String, Vec<u8>)> =
                files.into_iter().filter(|(name, _)| self.folder.join(name).symlink_metadata().is_err()).collect();
            if missing.is_empty() {
                return Ok(Put { whole: true, ..Put::default() });
            }
            let known = with_manifest(&self.folder, &before);
            return Ok(Put { filled: true, ..keep_all(&self.folder, &missing, &there, before, Vec::new(), known)? });
        }
        let remove = before.keys().filter(|name| !files.iter().any(|(other, _)| other == *name)).cloned().collect();
        let known = with_manifest(&self.folder, &before);
        keep_all(&self.folder, &files, &manifest, Hashes::new(), remove, known)
    }
}

/// Puts reports into a folder that holds their run, and notes them in its manifest. What a person has changed is left as it is and told, or, with
/// `force`, moved aside.
///
/// # Errors
/// If a file cannot be written.
pub fn put_reports(folder: &Path, files: Vec<(String, Vec<u8>)>, force: bool) -> Result<(Put, Vec<String>), ReportError> {
    let _held = keep::hold(folder);
    keep::finish(folder);
    let there = manifest(folder).map_err(|why| ReportError::Write(folder.display().to_string(), why))?;
    let before = listed(&there);
    let is_left = |(name, bytes): &(String, Vec<u8>)| {
        let path = folder.join(name);
        let now = std::fs::read(&path).ok().map(|bytes| keep::hash(&bytes));
        !force && path.symlink_metadata().is_ok() && now.as_ref() != before.get(name) && now != Some(keep::hash(bytes))
    };
    let (left, files): (Vec<_>, Vec<_>) = files.into_iter().partition(is_left);
    let known = with_manifest(folder, &before);
    let put = keep_all(folder, &files, &there, before, Vec::new(), known)?;
    Ok((put, left.into_iter().map(|(name, _)| name).collect()))
}

/// Puts reports into a folder of their own.
///
/// # Errors
/// If the folder has something in it that is not what is to be written, unless `force` says that they may be put beside it.
pub fn put_apart(target: &Path, files: Vec<(String, Vec<u8>)>, force: bool) -> Result<Put, ReportError> {
    let folder = resolve(target)?;
    keep::tidy(keep::parent(&folder));
    let _held = keep::hold(&folder);
    keep::finish(&folder);
    let is_there = |(name, bytes): &(String, Vec<u8>)| std::fs::read(folder.join(name)).is_ok_and(|there| there == *bytes);
    if !is_empty(&folder) {
        let refused = |why: &str| Err(ReportError::Write(target.display().to_string(), why.into()));
        if manifest(&folder).is_ok() {
            return refused("it holds the results of another run; name another folder with --out");
        }
        if files.iter().all(is_there) {
            return Ok(Put { whole: true, ..Put::default() });
        }
        if !force {
            return refused(
                "it is not empty; name another folder with --out, or give --force, which puts the reports beside what is there (what bears the name of one becomes NAME.yours)",
            );
        }
    }
    let aside = keep::put(&folder, &files, Vec::new(), Hashes::new())?;
    Ok(Put { written: files.len(), aside, ..Put::default() })
}

/// What was last written, the manifest included, which does not list itself.
fn with_manifest(folder: &Path, listed: &Hashes) -> Hashes {
    let own = std::fs::read(folder.join(MANIFEST)).ok().map(|bytes| (MANIFEST.to_owned(), keep::hash(&bytes)));
    listed.iter().map(|(name, hash)| (name.clone(), hash.clone())).chain(own).collect()
}

/// Puts files and, last, the manifest with their hashes, beside those that it lists already.
fn keep_all(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    manifest: &Json,
    mut hashes: Hashes,
    remove: Vec<String>,
    known: Hashes,
) -> Result<Put, ReportError> {
    hashes.extend(files.iter().map(|(name, bytes)| (name.clone(), keep::hash(bytes))));
    let mut manifest = manifest.clone();
    manifest[keep::FILES] = serde_json::json!(hashes);
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
    let all: Vec<(String, Vec<u8>)> = files.iter().cloned().chain([(MANIFEST.to_owned(), text.into_bytes())]).collect();
    let aside = keep::put(folder, &all, remove, known)?;
    Ok(Put { written: files.len(), aside, ..Put::default() })
}

/// Where a folder is, links followed; refused if it could not be written to.
fn resolve(target: &Path) -> Result<PathBuf, ReportError> {
    let refused = |why: String| ReportError::Write(target.display().to_string(), why);
    let folder = match target.symlink_metadata() {
        Ok(_) => {
            target.canonicalize().map_err(|error| refused(format!("it is a link that leads nowhere ({error}); name another folder")))?
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => target.to_owned(),
        Err(error) => return Err(refused(format!("{error}; name another folder"))),
    };
    if folder.exists() && !folder.is_dir() {
        return Err(refused("it is a file; name a folder".into()));
    }
    let above = folder.ancestors().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    match above.into_iter().find(|above| above.symlink_metadata().is_ok()) {
        Some(above) => tempfile::tempfile_in(above).map_err(|error| refused(format!("{error}; name another folder")))?,
        None => return Err(refused("there is no such folder".into())),
    };
    Ok(folder)
}

/// Whether there is nothing yet.
fn is_empty(folder: &Path) -> bool {
    let Ok(mut entries) = std::fs::read_dir(folder) else { return !folder.exists() };
    entries.all(|entry| entry.is_ok_and(|entry| keep::is_scratch(&entry.file_name().to_string_lossy())))
}
