//! `houqin run`: all of it.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::{Common, Failure, Outcome, files, terminal};
use crate::replicate::Step;
use crate::report::folder::{Made, Wanted};
use crate::report::place::Place;
use crate::report::{folder, font, summary, tables};
use crate::run::NoPath;
use crate::scenario::file::Language;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// The results folder itself, instead of results/<scenario>/<run>.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the results of another run in the folder, and files in it that you have changed: yours are kept as NAME.yours.
    #[arg(long)]
    force: bool,
    /// Leave out the way from today to the plan, year by year, although the scenario has a [path].
    #[arg(long)]
    no_path: bool,
    /// Font (TTF or OTF) for glyphs that the built-in one lacks.
    #[arg(long, value_name = "FILE.ttf")]
    font: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let started = Instant::now();
    if let Some(file) = &options.font {
        font::add_font(file)?;
    }
    let scenario = options.common.load()?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    folder::check_names(&scenario, [])?;
    let target = options.out.clone().unwrap_or_else(|| folder::default_folder(&supply));
    let coming = folder::origin(&scenario, &[]);
    let place = Place::find(&target, coming.clone(), options.force)?;
    let wanted = Wanted { further: folder::further(place.folder())?, ..Wanted::default() };
    let result = options.common.planned(&scenario, crate::run::run(&supply, !options.no_path, &*progress))?;
    let computed = started.elapsed().as_secs_f64();
    progress.begin(Step::Writing, 1);
    let (made, manifest) = folder::all(&supply, &result, words, &wanted, &coming, &[("computing", computed)])?;
    let put = place.put(made.files, manifest)?;
    progress.end();
    if options.common.json {
        terminal::json(&tables::document(&supply, &result, words))?;
    } else if !options.common.quiet {
        terminal::out(&summary::terminal(&supply, &result, words))?;
        let (shown, scenario_path) = (target.display(), options.common.scenario.display());
        let state = files::state(&put, words);
        let seconds = started.elapsed().as_secs_f64();
        terminal::out(&match words.language {
            Language::Zh => format!(
                "结果目录：{shown}{state}\n  先看 {shown}/briefing.html（可编辑的有 briefing.docx、workbook.xlsx）\n  复制 {shown}/plan.toml 并修改后可再试：houqin simulate {scenario_path} --plan 副本\n用时 {seconds:.1} 秒\n"
            ),
            Language::En => format!(
                "Results: {shown}{state}\n  look first at {shown}/briefing.html (to edit: briefing.docx, workbook.xlsx)\n  change a copy of {shown}/plan.toml and try it: houqin simulate {scenario_path} --plan COPY\nDone in {seconds:.1} s\n"
            ),
        })?;
    }
    files::told(&put);
    Made::check(made.failed)?;
    result.optimum.as_ref().map_or(Ok(()), |optimum| super::settled(optimum, &scenario, words))?;
    match &result.path {
        Some(Err(none @ NoPath::Infeasible(_))) => Err(Failure::of_path(none, &scenario, words, "the results are written; ")),
        Some(Err(none)) => {
            Err(Failure::of_path(none, &scenario, words, "the results are written, without the path (`--no-path` leaves it out): "))
        }
        Some(Ok(paths)) => super::path_settled(&paths.best, &scenario, words),
        None => Ok(()),
    }
}
