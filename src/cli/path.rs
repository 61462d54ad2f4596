//! `houqin path`: the way from today to the plan, year by year.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, terminal};
use crate::planning::path::paths;
use crate::planning::{Menu, PlanningError};
use crate::report::path::PathReport;
use crate::report::theme;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Write tables (FILE.csv, FILE-people.csv) and charts (FILE-people and FILE-cost as SVG and PNG).
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

/// Planning samples that are enough for years of a path, whose program is many times that of a year; every year is simulated afterwards.
const SAMPLES: usize = 60;

/// What is missing, ready to be pasted.
const NO_PATH: &str = "the scenario says nothing of the way from today to the plan; add for example

[path]
years = 5
discount_rate = \"3.5%\"
pay_growth = \"3%\"
leaving = \"2%\"              # of each team in a year, beside retirement
redeployed_per_year = 10    # places with other bodies
lots_moved_per_year = 8     # pace
";

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    let Some(staging) = &scenario.path else { return Err(Failure::Input(Some(NO_PATH.into()))) };
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let mut menu = Menu::build(&supply, (scenario.run.planning_samples as usize).min(SAMPLES), &*progress);
    let found = paths(&mut menu, staging, &*progress).map_err(|error| match error {
        PlanningError::Infeasible => {
            progress.end();
            Failure::Infeasible(
                "no path keeps all limits of the scenario in every year: look at path.quota_by_year, path.budget_by_year, path.outsourced_share, \
                 path.redeployed_per_year, path.lots_moved_per_year, policy.redeployed_at_most and policy.standards_bind; `houqin explain` says which \
                 limits conflict in a year by itself"
                    .into(),
            )
        }
        error @ PlanningError::Solver(_) => Failure::Internal(error.to_string()),
    })?;
    let report = PathReport { supply: &supply, staging, paths: &found, words: options.common.words(&scenario) };
    if let Some(path) = &options.out {
        let (people, cost) = (report.people_chart()?, report.cost_chart()?);
        let stem = path.file_stem().map_or_else(|| "path".into(), |stem| stem.to_string_lossy().into_owned());
        let files = [
            (format!("{stem}.csv"), report.csv()?),
            (format!("{stem}-people.csv"), report.people_csv()?),
            (format!("{stem}-people.png"), theme::to_png(&people)?),
            (format!("{stem}-people.svg"), people.into_bytes()),
            (format!("{stem}-cost.png"), theme::to_png(&cost)?),
            (format!("{stem}-cost.svg"), cost.into_bytes()),
        ];
        for (name, bytes) in files {
            let path = path.with_file_name(name);
            std::fs::write(&path, bytes).map_err(|error| Failure::Input(Some(format!("cannot write {}: {error}", path.display()))))?;
        }
    }
    if options.common.json {
        terminal::out(&format!("{}\n", serde_json::to_string_pretty(&report.document()).unwrap_or_default()));
    } else {
        terminal::out(&report.text());
    }
    Ok(())
}
