//! `houqin simulate`: one plan, today's or from a file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Common, Failure, Outcome, terminal};
use crate::plan::{self, Plan};
use crate::report::{summary, tables};
use crate::run::{RunResult, compare};
use crate::scenario::read_text;
use crate::strategies::Strategy;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// A plan file, as `run` and `optimise` write them. Without it, the status quo.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
}

/// Read a plan file, or say all that is wrong with it.
pub(super) fn read_plan(path: &Path, supply: &Supply<'_>) -> Result<Plan, Failure> {
    let text = read_text(path).map_err(|error| Failure::Input(Some(error)))?;
    plan::read(&text, supply).map_err(|errors| {
        Failure::Input(Some(format!("the plan {} does not fit the scenario:\n  - {}", path.display(), errors.join("\n  - "))))
    })
}

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let mut plans = vec![(Strategy::StatusQuo, None, Plan::status_quo(&supply), None)];
    if let Some(path) = &options.plan {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        plans.push((Strategy::Custom, name, read_plan(path, &supply)?, None));
    }
    let strategies = compare(&supply, plans, &*progress);
    let result = RunResult { optimum: None, strategies, without_plan: Vec::new(), frontier: Vec::new(), planning_samples: 0 };
    if options.common.json {
        let document = tables::document(&supply, &result, words);
        terminal::out(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else {
        terminal::out(&summary::strategies_table(&supply, &result, words));
        terminal::out(&format!("\n{}", summary::lots_table(&supply, &result, words)));
    }
    Ok(())
}
