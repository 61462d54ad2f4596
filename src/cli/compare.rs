//! `houqin compare`: plans from files beside today's, on the same replications.

use std::path::PathBuf;

use clap::Args;

use super::simulate::read_plan;
use super::{Common, Outcome, terminal};
use crate::plan::Plan;
use crate::report::{folder, font, summary, tables};
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
    /// Write tables and charts to this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    if let Some(target) = &options.out {
        folder::check_target(target)?;
    }
    let supply = Supply::new(&scenario);
    folder::check_names(&scenario)?;
    let mut plans = vec![(Strategy::StatusQuo, None, Plan::status_quo(&supply), Note::default())];
    for path in &options.plans {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        // The name stands in the charts.
        name.as_deref().map_or(Ok(()), font::check_glyphs)?;
        plans.push((Strategy::Custom, name, read_plan(path, &supply)?, Note::default()));
    }
    let strategies = compare(&supply, plans, &*progress);
    let result = RunResult::compared(strategies);
    if let Some(target) = &options.out {
        folder::write(&supply, &result, words, target, &[])?;
    }
    if options.common.json {
        let document = tables::document(&supply, &result, words);
        terminal::out(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else {
        terminal::out(&summary::strategies_table(&supply, &result, words));
    }
    Ok(())
}
