//! `houqin compare`: plans from files beside today's, on the same replications.

use std::path::{Path, PathBuf};

use clap::Args;

use super::simulate::read_plan;
use super::{Common, Outcome, files};
use crate::plan::{self, Plan};
use crate::report::folder::{self, Made, Wanted};
use crate::report::place::Place;
use crate::report::words::Words;
use crate::report::{summary, tables};
use crate::run::{RunResult, compare};
use crate::strategies::{Note, Strategy};
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Plan files to compare.
    #[arg(long = "plan", value_name = "FILE", required = true)]
    plans: Vec<PathBuf>,
    /// Write tables, charts and the plans to this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the results of another run in the folder, and files in it that you have changed: yours are kept as NAME.yours.
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let names = names(&options.plans, words);
    let read: Vec<Plan> = options.plans.iter().map(|path| read_plan(path, &supply)).collect::<Result<_, _>>()?;
    let given: Vec<(String, String)> = names.iter().cloned().zip(read.iter().map(|plan| plan::write(plan, &supply))).collect();
    let coming = folder::origin(&scenario, &given);
    let place = match &options.out {
        Some(target) => {
            folder::check_names(&scenario, &names)?;
            let place = Place::find(target, coming.clone(), options.force)?;
            Some((Wanted { further: folder::further(place.folder())?, ..Wanted::default() }, place))
        }
        None => None,
    };
    let mut plans = vec![(Strategy::StatusQuo, None, Plan::status_quo(&supply), Note::default())];
    plans.extend(names.into_iter().zip(read).map(|(name, plan)| (Strategy::Custom, Some(name), plan, Note::default())));
    let result = RunResult::compared(compare(&supply, plans, &*progress));
    let put = match place {
        Some((wanted, place)) => {
            let (made, manifest) = folder::all(&supply, &result, words, &wanted, &coming, &[])?;
            Some((place.put(made.files, manifest)?, made.failed))
        }
        None => None,
    };
    let shown = options.out.as_ref().zip(put.as_ref());
    let said = shown.map_or_else(String::new, |(target, (put, _))| {
        format!("{}{}{}\n", words.pick("结果目录：", "Results: "), target.display(), files::state(put, words))
    });
    options
        .common
        .answer(|| tables::document(&supply, &result, words), || format!("{}{said}", summary::strategies_table(&supply, &result, words)))?;
    match put {
        Some((put, failed)) => {
            files::told(&put);
            Ok(Made::check(failed)?)
        }
        None => Ok(()),
    }
}

/// A name for each plan: its file's, with as many of the folders above as it takes to tell it from the others and from the strategies that have
/// names already.
fn names(paths: &[PathBuf], words: Words) -> Vec<String> {
    let taken: Vec<String> = Strategy::ALL
        .into_iter()
        .chain([Strategy::Custom])
        .flat_map(|strategy| [strategy.key().to_owned(), words.strategy(strategy).to_owned()])
        .collect();
    let with_folders = |path: &Path, count: usize| {
        let whole = path.with_extension("");
        let parts: Vec<_> =
            whole.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).filter(|part| part != "/").collect();
        parts[parts.len().saturating_sub(count + 1)..].join("/")
    };
    let mut names: Vec<String> = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let is_free = |name: &String| {
            let others = paths.iter().enumerate().filter(|(other, _)| *other != index);
            let depth = name.matches('/').count();
            !taken.contains(name) && !names.contains(name) && others.into_iter().all(|(_, other)| with_folders(other, depth) != *name)
        };
        let longest = path.components().count();
        let told = (0..longest).map(|count| with_folders(path, count)).find(is_free);
        // The same file twice, or nothing above it: counted.
        let counted = || {
            let name = with_folders(path, 0);
            (1..).map(|count| format!("{name} ({count})")).find(|name| !names.contains(name) && !taken.contains(name)).unwrap_or(name)
        };
        let name = told.unwrap_or_else(counted);
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_told_apart_by_name() {
        let words = Words { language: crate::scenario::file::Language::En };
        let told = |paths: &[&str]| names(&paths.iter().map(PathBuf::from).collect::<Vec<_>>(), words);
        assert_eq!(told(&["mine.toml", "../b/theirs.toml"]), ["mine", "theirs"]);
        assert_eq!(told(&["a/plan.toml", "b/plan.toml", "c.toml"]), ["a/plan", "b/plan", "c"]);
        assert_eq!(told(&["x/a/plan.toml", "y/a/plan.toml"]), ["x/a/plan", "y/a/plan"]);
        assert_eq!(told(&["plan.toml", "a/plan.toml"]), ["plan (1)", "a/plan"]);
        assert_eq!(told(&["plan.toml", "plan.toml"]), ["plan (1)", "plan (2)"]);
        assert_eq!(told(&["runs/optimum.toml"]), ["runs/optimum"]);
    }
}
