//! `houqin path`: the way from today to the plan, year by year.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, files};
use crate::report::ReportError;
use crate::report::path::PathReport;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Write tables FILE-NAME.csv, with charts of the first four beside them (SVG and PNG): schedule (who does what when, which contracts run),
    /// people, cost, grades (where teams have any), total (what each path costs in all, and what its targets cost), lots (what each gets), gone (who leaves when, how, at
    /// which age), bridge and differences (from the plan to the last year).
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

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
    files::check(
        options.out.as_ref(),
        &files::charted(&[
            "people",
            "cost",
            "total",
            "schedule",
            "gone",
            "lots",
            "grades",
            "contracts",
            "departments",
            "bridge",
            "differences",
        ]),
        &scenario,
        &[],
    )?;
    files::check_names(options.out.as_ref(), &scenario)?;
    let Some(staging) = &scenario.path else { return Err(Failure::Input(Some(NO_PATH.into()))) };
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let words = options.common.words(&scenario);
    let found = crate::run::staged(&supply, staging, &*progress).map_err(|error| Failure::of(&error, &scenario, words))?;
    let found = found.map_err(|none| Failure::of_path(&none, &scenario, words, ""))?;
    let report = PathReport { supply: &supply, staging, paths: &found, words };
    if let Some(path) = &options.out {
        let charts: Vec<(&str, String)> =
            report.charts().into_iter().map(|(name, chart)| Ok((name, chart?))).collect::<Result<_, ReportError>>()?;
        for (name, table) in report.csvs() {
            match charts.iter().find(|(chart, _)| *chart == name) {
                Some((_, chart)) => files::write_beside(path, name, table?, chart)?,
                None => files::write_files(path, name, [("csv", table?)])?,
            }
        }
    }
    options.common.answer(|| report.document(), || report.text())?;
    super::path_settled(&found.best, &scenario, words)
}
