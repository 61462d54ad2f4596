//! `houqin path`: the way from today to the plan, year by year.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, files};
use crate::planning::path::{explain_infeasible, paths};
use crate::planning::{Menu, PlanningError};
use crate::report::path::PathReport;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Write tables, FILE-people.csv, FILE-cost.csv and, where teams have grades, FILE-grades.csv, with their charts beside them (SVG and PNG), and
    /// FILE-total.csv: what each path costs in all, and what its targets cost.
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
    files::check(options.out.as_ref(), &files::charted(&["people", "cost", "total", "grades"]), &scenario, &[])?;
    files::check_names(options.out.as_ref(), &scenario)?;
    let Some(staging) = &scenario.path else { return Err(Failure::Input(Some(NO_PATH.into()))) };
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let mut menu = Menu::build(&supply, (scenario.run.planning_samples as usize).min(SAMPLES), &*progress);
    let found = match paths(&mut menu, staging, &*progress) {
        Ok(found) => found,
        Err(PlanningError::Infeasible) => {
            progress.end();
            let reasons = explain_infeasible(&mut menu, staging, &*progress).map_err(|error| Failure::Internal(error.to_string()))?;
            return Err(Failure::Infeasible(reasons.join("\n")));
        }
        Err(error @ PlanningError::Solver(_)) => return Err(Failure::Internal(error.to_string())),
    };
    let report = PathReport { supply: &supply, staging, paths: &found, words: options.common.words(&scenario) };
    if let Some(path) = &options.out {
        files::write_beside(path, "people", report.people_csv()?, &report.people_chart()?)?;
        files::write_beside(path, "cost", report.csv()?, &report.cost_chart()?)?;
        files::write_files(path, "total", [("csv", report.totals_csv()?)])?;
        if report.has_grades() {
            files::write_beside(path, "grades", report.grades_csv()?, &report.grades_chart()?)?;
        }
    }
    options.common.answer(|| report.document(), || report.text())
}
