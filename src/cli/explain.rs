//! `houqin explain`: why the best plan looks as it does.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, terminal, write_beside};
use crate::planning::explain::{explain, parts};
use crate::planning::{PlanningError, Rules};
use crate::replicate::Step;
use crate::report::explanation;
use crate::report::explanation_charts::{break_even, break_even_csv, ladder, ladder_csv};
use crate::scenario::units::Share;
use crate::strategies::why_infeasible;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// How much dearer than the best an alternative may be, as a share of its cost.
    #[arg(long, value_name = "SHARE", default_value = "1%")]
    within: String,
    /// Write two tables, FILE-limits.csv and FILE-break-even.csv, and their charts beside them (SVG and PNG).
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let within = Share::parse(&options.within).map_err(|message| Failure::Input(Some(format!("--within: {message}"))))?.0;
    let scenario = options.common.load()?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    // The menu comes back with the responses retaken at the plan's own routing.
    let (verified, mut menu) = options.common.optimise(&supply, &*progress)?;
    let rules = Rules::of(&menu);
    progress.begin(Step::Explaining, parts(&menu, &rules));
    let explained = explain(&mut menu, &rules, within, &|| progress.advance(1));
    progress.end();
    let explanation = explained.map_err(|error| match error {
        PlanningError::Infeasible => Failure::Infeasible(why_infeasible(&menu).join("\n")),
        error @ PlanningError::Solver(_) => Failure::Internal(error.to_string()),
    })?;
    if let Some(path) = &options.out {
        let (limits, prices) = (ladder(&supply, &explanation, words)?, break_even(&supply, &explanation, words)?);
        let tables = [("limits", ladder_csv(&explanation, words)?), ("break-even", break_even_csv(&supply, &explanation)?)];
        for ((name, table), svg) in tables.into_iter().zip([limits, prices]) {
            write_beside(path, name, table, &svg)?;
        }
    }
    if options.common.json {
        let document = explanation::document(&supply, &explanation, verified.verified);
        terminal::out(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else {
        terminal::out(&explanation::text(&supply, &explanation, within, words));
    }
    Ok(())
}
