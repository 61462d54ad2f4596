//! How files come into a folder and stay there: each whole or not at all, and nothing that a person has changed or added is overwritten or removed.
//!
//! A folder that is not there yet is built beside its place, in a folder that bears the number of this process, and moved there when it is whole. Into
//! a folder that is there, new files are first written to such a folder inside it, with a list of what is to be done ([`Moves`]); then they are
//! moved one after the other, the manifest last. Whatever ends the process in between, the next one that looks at the folder does the rest.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::ReportError;
use crate::scenario::hex;

/// What a folder of results says of itself.
pub const MANIFEST: &str = "manifest.json";
/// The key of the manifest under which the files stand, each with the hash of what was written.
pub const FILES: &str = "files";

/// How the folders begin in which files wait until all are written; then comes the number of the process.
const SCRATCH: &str = ".houqin-";
/// Inside: the files, what is to be done with them, and a file that its process holds locked.
const NEW: &str = "new";
const MOVES: &str = "moves.json";
const LOCK: &str = "lock";

/// Files by name, each with the hash of what was written.
pub type Hashes = BTreeMap<String, String>;

/// The hash of what is written to a file.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The files that a manifest lists. Names that lead out of the folder are none of them.
#[must_use]
pub fn listed(manifest: &Json) -> Hashes {
    let files = manifest[FILES].as_object().into_iter().flatten();
    files.filter(|(name, _)| is_within(name)).filter_map(|(name, hash)| Some((name.clone(), hash.as_str()?.to_owned()))).collect()
}

/// Whether a name leads to something below its folder.
fn is_within(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The files that are there and are not what was written.
#[must_use]
pub fn edited(folder: &Path, listed: &Hashes) -> Vec<String> {
    let files: Vec<(&String, &String)> = listed.iter().collect();
    let changed = |(name, known): &(&String, &String)| {
        let path = folder.join(name);
        path.symlink_metadata().is_ok() && !is(&path, known)
    };
    files.into_par_iter().filter(changed).map(|(name, _)| name.clone()).collect()
}

/// Whether a plain file lies there, with this hash.
fn is(path: &Path, known: &str) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file()) && fs::read(path).is_ok_and(|bytes| hash(&bytes) == known)
}

/// Write a file whole or not at all; its folder is made.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let write = || {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A name that nobody else has.
        let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let written = write_synced(&beside, bytes).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    };
    write().map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &io::Error) -> ReportError {
    ReportError::Write(path.display().to_string(), error.to_string())
}

/// Write a file and wait until the disk has it: a name that is moved before its contents may be left with nothing when the power fails.
fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Wait until the disk has a folder's names, where the system can.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Wait until nobody else puts files into a folder that is there, and keep others waiting as long as what is returned lives: what was looked at is then what is
/// replaced. Where a system locks no folders, nobody waits.
pub fn hold(folder: &Path) -> Option<File> {
    let held = File::open(folder).ok()?;
    held.lock().is_ok().then_some(held)
}

/// A folder in which files wait until all are written.
struct Scratch {
    path: PathBuf,
    /// Locked as long as the process lives.
    _lock: File,
}

impl Scratch {
    fn new(parent: &Path) -> io::Result<Self> {
        let mut count = 0;
        let path = loop {
            let path = parent.join(format!("{SCRATCH}{}-{count}", std::process::id()));
            match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => count += 1,
                made => break made.map(|()| path)?,
            }
        };
        let lock = File::create(path.join(LOCK))?;
        // Where a file system knows no locks, the number of the process has to do.
        let _ = lock.try_lock();
        Ok(Self { path, _lock: lock })
    }

    /// Write the files, side by side: waiting for the disk takes longest.
    fn fill(&self, files: &[(String, Vec<u8>)]) -> Result<(), ReportError> {
        fs::create_dir(self.path.join(NEW)).map_err(|error| failed(&self.path, &error))?;
        files.par_iter().try_for_each(|(name, bytes)| {
            let path = self.path.join(NEW).join(name);
            let parent = path.parent().unwrap_or(&self.path);
            fs::create_dir_all(parent).and_then(|()| write_synced(&path, bytes)).map_err(|error| failed(&path, &error))
        })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// What is to be done when all new files are written.
#[derive(Serialize, Deserialize)]
struct Moves {
    /// Files to be moved to their places, in order.
    put: Vec<String>,
    /// Files to be removed.
    remove: Vec<String>,
    /// What was last written under a name: nothing else is overwritten or removed.
    known: Hashes,
}

/// What a person had put where a file was to go, and where it is now.
pub type Aside = Vec<(String, String)>;

/// Put files into a folder, the last of them last, and remove others. What was not written by us (`known`, by its hash) is moved aside to `NAME.yours`.
/// All is done or nothing; if the process ends in between, [`tidy`] does the rest. Whoever calls it holds the folder ([`hold`]).
///
/// # Errors
/// If anything cannot be written.
pub fn put(folder: &Path, files: &[(String, Vec<u8>)], remove: Vec<String>, known: Hashes) -> Result<Aside, ReportError> {
    if !folder.exists() {
        return build(folder, files).map(|()| Aside::new());
    }
    let scratch = Scratch::new(folder).map_err(|error| failed(folder, &error))?;
    scratch.fill(files)?;
    let moves = Moves { put: files.iter().map(|(name, _)| name.clone()).collect(), remove, known };
    let list = serde_json::to_vec(&moves).map_err(|error| failed(folder, &error.into()))?;
    // Once the list stands under its name, there is no way back.
    let draft = scratch.path.join(format!("{MOVES}.part"));
    let listed = write_synced(&draft, &list).and_then(|()| fs::rename(&draft, scratch.path.join(MOVES)));
    listed.map_err(|error| failed(&scratch.path, &error))?;
    sync_folder(&scratch.path);
    match make(folder, &scratch.path, &moves) {
        Ok(aside) => Ok(aside),
        Err(error) => {
            // Left for the next process to do the rest.
            std::mem::forget(scratch);
            Err(ReportError::Write(
                folder.display().to_string(),
                format!("{error}; what is missing waits in its {SCRATCH} folder for the next run"),
            ))
        }
    }
}

/// Build a folder beside its place and move it there.
fn build(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), ReportError> {
    let parent = parent(folder);
    fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
    let scratch = Scratch::new(parent).map_err(|error| failed(parent, &error))?;
    scratch.fill(files)?;
    sync_folder(&scratch.path.join(NEW));
    fs::rename(scratch.path.join(NEW), folder).map_err(|error| failed(folder, &error))?;
    sync_folder(parent);
    Ok(())
}

/// The folder in which a path lies.
#[must_use]
pub fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Do what a list says, or the rest of it.
fn make(folder: &Path, scratch: &Path, moves: &Moves) -> io::Result<Aside> {
    let mut aside = Aside::new();
    for name in &moves.put {
        let (from, to) = (scratch.join(NEW).join(name), folder.join(name));
        if !from.is_file() {
            continue;
        }
        // A file of a person's may bear the name of a folder that is needed.
        for above in Path::new(name).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
            if folder.join(above).symlink_metadata().is_ok() && !folder.join(above).is_dir() {
                aside.push(move_aside(folder, &above.to_string_lossy())?);
            }
        }
        fs::create_dir_all(parent(&to))?;
        let ours = moves.known.get(name).is_some_and(|known| is(&to, known)) || fs::read(&from).is_ok_and(|bytes| is(&to, &hash(&bytes)));
        if !ours && to.symlink_metadata().is_ok() {
            aside.push(move_aside(folder, name)?);
        }
        fs::rename(from, &to)?;
    }
    for name in &moves.remove {
        let path = folder.join(name);
        if moves.known.get(name).is_some_and(|known| is(&path, known)) {
            fs::remove_file(&path)?;
            // A folder that this leaves empty goes with it.
            Path::new(name).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()).for_each(|above| {
                let _ = fs::remove_dir(folder.join(above));
            });
        }
    }
    sync_folder(folder);
    Ok(aside)
}

/// Move a file aside to `NAME.yours`, or the next such name that is free; returns that name.
///
/// # Errors
/// If it cannot be moved.
pub fn set_aside(path: &Path) -> Result<String, ReportError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    move_aside(parent(path), &name).map(|(_, other)| other).map_err(|error| failed(path, &error))
}

/// Move what lies under a name to one that is free.
fn move_aside(folder: &Path, name: &str) -> io::Result<(String, String)> {
    let names = std::iter::once(format!("{name}.yours")).chain((2..).map(|count| format!("{name}.yours-{count}")));
    for other in names {
        if folder.join(&other).symlink_metadata().is_err() {
            fs::rename(folder.join(name), folder.join(&other))?;
            return Ok((name.to_owned(), other));
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Finish or remove what processes that are gone have left in a folder.
pub fn tidy(folder: &Path) {
    let _held = hold(folder);
    finish(folder);
}

/// The same of a folder that is held.
pub fn finish(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for scratch in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        let name = scratch.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let process = name.strip_prefix(SCRATCH).map(|rest| rest.split('-').next().unwrap_or(rest)).and_then(|number| number.parse().ok());
        let Some(process) = process else { continue };
        if !scratch.symlink_metadata().is_ok_and(|found| found.is_dir()) || !is_gone(&scratch, process) {
            continue;
        }
        let moves = fs::read(scratch.join(MOVES)).ok().and_then(|text| serde_json::from_slice::<Moves>(&text).ok());
        let moves = moves.filter(|moves| moves.put.iter().chain(&moves.remove).all(|name| is_within(name)));
        if moves.is_none_or(|moves| make(folder, &scratch, &moves).is_ok()) {
            let _ = fs::remove_dir_all(&scratch);
        }
    }
}

/// Whether a name is that of a folder in which files wait.
#[must_use]
pub fn is_scratch(name: &str) -> bool {
    name.starts_with(SCRATCH)
}

/// Whether the process is gone whose scratch folder this is. Its number alone may be another's by now, or one of another machine; its lock alone may not
/// have been taken yet.
fn is_gone(scratch: &Path, process: u32) -> bool {
    let free = File::open(scratch.join(LOCK)).map(|lock| lock.try_lock().is_ok());
    if cfg!(target_os = "linux") {
        free.unwrap_or(true) && !Path::new("/proc").join(process.to_string()).exists()
    } else {
        free.unwrap_or(false) && process != std::process::id()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn files(texts: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
        texts.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn hashes(texts: &[(&str, &str)]) -> Hashes {
        texts.iter().map(|(name, text)| ((*name).to_owned(), hash(text.as_bytes()))).collect()
    }

    fn text(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap_or_else(|_| "(none)".into())
    }

    /// A number that no process has: Linux gives none above 2^22.
    const NOBODY: &str = ".houqin-99999999-0";

    #[test]
    fn what_was_not_written_by_us_is_moved_aside() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("r");
        let old = [("plan", "old"), ("a/b", "old"), ("gone", "old"), ("edited-and-gone", "old")];
        put(&folder, &files(&old), Vec::new(), Hashes::new()).unwrap();
        fs::write(folder.join("plan"), "mine").unwrap();
        fs::write(folder.join("edited-and-gone"), "mine").unwrap();
        fs::write(folder.join("notes"), "mine").unwrap();
        fs::write(folder.join("c"), "mine, where a folder will be").unwrap();
        assert_eq!(edited(&folder, &hashes(&old)), ["edited-and-gone", "plan"]);
        let new = files(&[("plan", "new"), ("a/b", "new"), ("c/d", "new")]);
        let remove = vec!["gone".to_owned(), "edited-and-gone".to_owned()];
        let aside = put(&folder, &new, remove, hashes(&old)).unwrap();
        assert_eq!(aside, [("plan".to_owned(), "plan.yours".to_owned()), ("c".to_owned(), "c.yours".to_owned())]);
        let expected = [
            ("plan", "new"),
            ("plan.yours", "mine"),
            ("a/b", "new"),
            ("c/d", "new"),
            ("c.yours", "mine, where a folder will be"),
            ("notes", "mine"),
            ("gone", "(none)"),
            ("edited-and-gone", "mine"),
        ];
        for (name, known) in expected {
            assert_eq!(text(&folder, name), known, "{name}");
        }
        fs::write(folder.join("plan"), "mine again").unwrap();
        put(&folder, &files(&[("plan", "newer")]), Vec::new(), hashes(&[("plan", "new")])).unwrap();
        assert_eq!((text(&folder, "plan.yours"), text(&folder, "plan.yours-2")), ("mine".into(), "mine again".into()));
        assert!(fs::read_dir(&folder).unwrap().all(|entry| !is_scratch(&entry.unwrap().file_name().to_string_lossy())));
    }

    /// A process that ends after any of its moves leaves a folder that the next look makes whole.
    #[test]
    fn what_a_process_began_is_finished_and_what_it_did_not_begin_is_removed() {
        let old = [("a", "old"), ("b", "old"), ("c", "old"), (MANIFEST, "old")];
        let new = [("a", "new"), ("b", "new"), (MANIFEST, "new")];
        for moved in 0..=new.len() {
            let outer = tempfile::tempdir().unwrap();
            let folder = outer.path();
            for (name, bytes) in files(&old) {
                fs::write(folder.join(name), bytes).unwrap();
            }
            fs::write(folder.join("b"), "mine").unwrap();
            let scratch = folder.join(NOBODY);
            fs::create_dir_all(scratch.join(NEW)).unwrap();
            for (place, (name, bytes)) in files(&new).into_iter().enumerate() {
                if place < moved {
                    // As `make` would have done it.
                    if name == "b" {
                        move_aside(folder, "b").unwrap();
                    }
                    fs::write(folder.join(name), bytes).unwrap();
                } else {
                    fs::write(scratch.join(NEW).join(name), bytes).unwrap();
                }
            }
            let moves = Moves { put: new.map(|(name, _)| name.to_owned()).into(), remove: vec!["c".into()], known: hashes(&old) };
            fs::write(scratch.join(MOVES), serde_json::to_vec(&moves).unwrap()).unwrap();
            tidy(folder);
            let expected = [("a", "new"), ("b", "new"), ("b.yours", "mine"), ("c", "(none)"), (MANIFEST, "new"), (NOBODY, "(none)")];
            for (name, known) in expected {
                assert_eq!(text(folder, name), known, "{name} after {moved} moves");
            }
            assert!(!scratch.exists());
        }
        // Without a list nothing had begun; a process that lives is let alone, and so is what is not ours.
        let outer = tempfile::tempdir().unwrap();
        let names = [NOBODY.to_owned(), format!("{SCRATCH}{}-7", std::process::id()), format!("{SCRATCH}of-a-person")];
        for name in &names {
            fs::create_dir_all(outer.path().join(name).join(NEW)).unwrap();
        }
        tidy(outer.path());
        assert_eq!(names.map(|name| outer.path().join(name).exists()), [false, true, true]);
    }

    #[test]
    fn names_in_a_manifest_stay_within_its_folder() {
        let manifest = serde_json::json!({ "files": { "a/b.csv": "1", "../x": "2", "/etc/passwd": "3", "a/../../x": "4", "n": 5 } });
        assert_eq!(listed(&manifest), Hashes::from([("a/b.csv".to_owned(), "1".to_owned())]));
    }
}
