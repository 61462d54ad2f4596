//! `houqin report`: make the reports of a run again, or set two runs beside each other, without simulating.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Failure, Outcome, terminal};
use crate::report::folder::{Format, Wanted, files, further, put_all};
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
}

pub(crate) fn run(options: &Options) -> Outcome {
    if let Some(file) = &options.font {
        font::add_font(file)?;
    }
    let saved = read(&options.run, options.language.as_deref())?;
    if let Some(other) = &options.other {
        let other = read(other, options.language.as_deref())?;
        let words = Words { language: saved.scenario.language };
        terminal::out(&beside::text(&saved, &other, words));
        return Ok(());
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
    let made = files(&supply, &run, Words { language: scenario.language }, &wanted)?;
    let target = options.out.as_ref().unwrap_or(&options.run);
    put_all(target, &made)?;
    terminal::out(&format!("{} files are in {}\n", made.len(), target.display()));
    Ok(())
}
