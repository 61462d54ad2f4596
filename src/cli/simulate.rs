//! `houqin simulate`: one plan, today's or from a file.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{Common, Failure, Outcome, files, terminal};
use crate::plan::{self, Plan};
use crate::report::charts::week;
use crate::report::words::Words;
use crate::report::{summary, tables, theme};
use crate::run::{RunResult, compare};
use crate::scenario::file::Language;
use crate::scenario::read_text;
use crate::scenario::units::DateText;
use crate::strategies::{Note, Strategy};
use crate::supply::Supply;
use crate::trace::Trace;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// A plan file, as `run` and `optimise` write them. Without it, the status quo.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Write everything that happens in one replication to this CSV file, and beside it a chart of one week (SVG and PNG).
    #[arg(long, value_name = "FILE.csv")]
    trace: Option<PathBuf>,
    /// The replication to trace, from 1.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "trace", value_parser = clap::value_parser!(u64).range(1..))]
    trace_replication: u64,
    /// A day of the week to draw; without it, the busiest week.
    #[arg(long, value_name = "YYYY-MM-DD", requires = "trace")]
    trace_week: Option<String>,
}

/// Read a plan file, or show all that is wrong with it.
pub(super) fn read_plan(path: &Path, supply: &Supply) -> Result<Plan, Failure> {
    let text = read_text(path).map_err(|error| Failure::Input(Some(error)))?;
    plan::read_named(&path.display().to_string(), &text, supply).map_err(|problems| {
        terminal::problems(&problems);
        Failure::Input(Some(format!("the plan {} does not fit the scenario", path.display())))
    })
}

/// Trace one replication; nothing is written unless all of it can be.
fn write_trace(options: &Options, path: &Path, supply: &Supply, plan: &Plan, words: Words) -> Outcome {
    let calendar = &supply.scenario.calendar;
    let failed = |error: &dyn std::fmt::Display| Failure::Input(Some(format!("{}: {error}", path.display())));
    let replication = options.trace_replication - 1;
    let replications = supply.scenario.run.replications;
    if replication >= u64::from(replications) {
        let message = format!(
            "there is no replication {}: the scenario has {replications}; --trace-replication takes 1 to {replications}, or raise `run.replications`",
            options.trace_replication
        );
        return Err(Failure::Input(Some(message)));
    }
    let day = match &options.trace_week {
        None => None,
        Some(text) => {
            let date = DateText::parse(text).map_err(|message| failed(&format!("--trace-week: {message}")))?.0;
            let day = calendar.days.iter().position(|day| day.date == date);
            Some(day.ok_or_else(|| failed(&format!("--trace-week: {text} is not in the scenario's horizon")))?)
        }
    };
    let trace = Trace::of(supply, plan, replication);
    let monday = day.map_or_else(
        || week::busiest(supply, &trace),
        |day| day as i64 - i64::from(calendar.days[day].date.weekday().to_monday_zero_offset()),
    );
    let svg = week::draw(supply, &trace, words, monday, replication)?;
    let png = theme::to_png(&svg)?;
    let mut table = Vec::new();
    trace.write_csv(supply, &mut table).map_err(|error| failed(&error))?;
    files::write(path, table)?;
    files::write_files(path, "", [("svg", svg.into_bytes()), ("png", png)])?;
    let events = trace.rows.len();
    let pictures = ["svg", "png"].map(|ending| path.with_extension(ending));
    let document = || {
        json!({
            "scenario": supply.scenario.name, "seed": supply.scenario.run.seed, "replication": options.trace_replication, "events": events,
            "table": path, "pictures": pictures,
        })
    };
    options.common.answer(document, || {
        let (table, picture) = (path.display(), pictures[1].display());
        match words.language {
            Language::Zh => format!("{events} 件事写入 {table}；其中一周的图见 {picture}\n"),
            Language::En => format!("{events} events written to {table}; a week of them is drawn in {picture}\n"),
        }
    })
}

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    let is_table = |path: &&PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if let Some(path) = options.trace.as_ref().filter(|path| !path.is_dir() && !is_table(path)) {
        let message = format!("{}: a trace is a CSV table: give a name that ends in .csv", path.display());
        return Err(Failure::Input(Some(message)));
    }
    files::check(options.trace.as_ref(), &files::charted(&[""]), &scenario, options.plan.as_slice())?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let mut plans = vec![(Strategy::StatusQuo, None, Plan::status_quo(&supply), Note::default())];
    if let Some(path) = &options.plan {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        plans.push((Strategy::Custom, name, read_plan(path, &supply)?, Note::default()));
    }
    if let Some(path) = &options.trace {
        let (_, _, plan, _) = &plans[plans.len() - 1];
        return write_trace(options, path, &supply, plan, words);
    }
    let strategies = compare(&supply, plans, &*progress);
    let result = RunResult::compared(strategies);
    options.common.answer(
        || tables::document(&supply, &result, words),
        || format!("{}\n{}", summary::strategies_table(&supply, &result, words), summary::lots_table(&supply, &result, words)),
    )
}
