//! `houqin report`: make the reports of a run again, or set two runs beside each other, without simulating.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::files::{state, told};
use super::{Failure, Outcome, terminal};
use crate::report::folder::{Format, Made, Wanted, files, further};
use crate::report::place::{put_apart, put_reports};
use crate::report::saved::{Saved, SavedError, read};
use crate::report::words::Words;
use crate::report::{beside, font};
use crate::scenario::read_text;
use crate::supply::Supply;

impl From<SavedError> for Failure {
    fn from(error: SavedError) -> Self {
        Self::Input(Some(error.to_string()))
    }
}

#[derive(Args)]
pub(crate) struct Options {
    /// The results folder of a run.
    run: PathBuf,
    /// Another run to set beside it: nothing is written.
    other: Option<PathBuf>,
    /// Language, instead of the run's.
    #[arg(long, value_parser = ["zh", "en"])]
    language: Option<String>,
    /// What to make; all of it if not given. Can be repeated.
    #[arg(long = "format", value_parser = PossibleValuesParser::new(Format::ALL.map(Format::key)), value_delimiter = ',')]
    formats: Vec<String>,
    /// Which charts to make, by name; all if not given.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    charts: Vec<String>,
    /// Template for the briefing (HTML with minijinja placeholders), for an institution's own cover and order.
    #[arg(long, value_name = "FILE.html")]
    template: Option<PathBuf>,
    /// Font (TTF or OTF) for glyphs that the built-in one lacks.
    #[arg(long, value_name = "FILE.ttf")]
    font: Option<PathBuf>,
    /// Where to write, instead of into the run's own folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write files again that you have changed, and beside what is in the folder already: yours are kept as NAME.yours.
    #[arg(long)]
    force: bool,
    /// Do not say what was written.
    #[arg(long, short)]
    quiet: bool,
}

pub(crate) fn run(options: &Options) -> Outcome {
    if let Some(file) = &options.font {
        font::add_font(file)?;
    }
    let saved = read(&options.run, options.language.as_deref())?;
    if let Some(other) = &options.other {
        let other = read(other, options.language.as_deref())?;
        let words = Words { language: saved.scenario.language };
        return terminal::out(&beside::text(&saved, &other, words));
    }
    let template = match &options.template {
        Some(path) => Some((path.display().to_string(), read_text(path).map_err(|error| Failure::Input(Some(error)))?)),
        None => None,
    };
    let Saved { scenario, run, .. } = saved;
    let supply = Supply::new(&scenario);
    let mut wanted = Wanted { template, further: further(&options.run)?, ..Wanted::default() };
    if !options.formats.is_empty() {
        wanted.formats.retain(|format| options.formats.iter().any(|name| name == format.key()));
    }
    wanted.charts = (!options.charts.is_empty()).then(|| options.charts.clone());
    let words = Words { language: scenario.language };
    let made = files(&supply, &run, words, &wanted)?;
    let count = made.files.len();
    let own = |target: &PathBuf| target.canonicalize().is_ok_and(|there| options.run.canonicalize().is_ok_and(|run| run == there));
    let (target, put, left) = match options.out.as_ref().filter(|target| !own(target)) {
        Some(target) => (target, put_apart(target, made.files, options.force)?, Vec::new()),
        None => {
            let (put, left) = put_reports(&options.run, made.files, options.force)?;
            (&options.run, put, left)
        }
    };
    if !options.quiet {
        let state = state(&put, words);
        terminal::out(&format!("{} files are in {}{state}\n", count - left.len(), target.display()))?;
    }
    for name in left {
        terminal::note(&format!("{name} is left as you have changed it; --force writes it again and keeps yours as {name}.yours"));
    }
    told(&put);
    Ok(Made::check(made.failed)?)
}
