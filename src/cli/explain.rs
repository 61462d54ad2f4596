//! `houqin explain`: why the best plan looks as it does.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Common, Failure, Outcome, files, terminal, warn_unverified};
use crate::plan::{Plan, Route};
use crate::planning::Rules;
use crate::planning::explain::{explain, parts};
use crate::replicate::Step;
use crate::report::explanation;
use crate::report::explanation::Explained;
use crate::report::explanation::charts::CHARTS;
use crate::scenario::units::Share;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// How much dearer than the best an alternative may be, as a share of its cost.
    #[arg(long, value_name = "SHARE", default_value = "1%")]
    within: String,
    /// A plan of your own (as `run` and `optimise` write them) to set against the best: what it costs more, which limits it breaks, and what
    /// each of its decisions that differ costs.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Write two tables, FILE-limits.csv (where there are limits) and FILE-break-even.csv, and their charts beside them (SVG and PNG).
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let within = Share::parse(&options.within).map_err(|message| Failure::Input(Some(format!("--within: {message}"))))?.0;
    let scenario = options.common.load()?;
    files::check(options.out.as_ref(), &files::charted(&CHARTS.map(|chart| chart.name)), &scenario, options.plan.as_slice())?;
    files::check_names(options.out.as_ref(), &scenario)?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let given = options.plan.as_ref().map(|path| possible_plan(path, &supply)).transpose()?;
    // The menu comes back with the responses retaken at the plan's own routing.
    let (verified, mut menu) = options.common.optimise(&supply, &*progress)?;
    warn_unverified(&verified, &scenario, words);
    let rules = Rules::of(&menu);
    progress.begin(Step::Explaining, parts(&menu, &rules, given.is_some()));
    let explained = explain(&mut menu, &rules, within, given.as_ref(), &|| progress.advance(1));
    progress.end();
    let explanation = explained.map_err(|error| Failure::of_question(error, &menu, words))?;
    if let Some(path) = &options.out {
        let explained = Explained { supply: &supply, explanation: &explanation, words };
        for chart in CHARTS.iter().filter(|chart| (chart.is_there)(&explained)) {
            files::write_beside(path, chart.name, (chart.data)(&explained)?, &(chart.draw)(&explained)?)?;
        }
        if explanation.limits.is_empty() && !options.common.quiet {
            terminal::note("no limit is set that could be moved: a table of break-even prices is written, and none of limits");
        }
    }
    options.common.answer(
        || explanation::document(&supply, &explanation, verified.verified),
        || explanation::text(&supply, &explanation, within, words),
    )
}

/// Read a plan that the optimiser could have made.
fn possible_plan(path: &Path, supply: &Supply) -> Result<Plan, Failure> {
    let plan = super::simulate::read_plan(path, supply)?;
    let empty = |unit: usize| plan.sizes[unit].people == 0 && plan.sizes[unit].rooms.iter().all(|count| *count == 0);
    let lots = supply.scenario.lots.iter().zip(&plan.route);
    let lost: Vec<String> = lots
        .filter_map(|(lot, route)| match route {
            Route::Unit(unit) if empty(*unit) => {
                Some(format!("route.\"{}\" goes to \"{}\", which has nobody", lot.path, supply.units[*unit].name))
            }
            _ => None,
        })
        .collect();
    if lost.is_empty() {
        return Ok(plan);
    }
    Err(Failure::Input(Some(format!(
        "the plan {} cannot be set against the best: give the team people, or send the lot elsewhere:\n  - {}",
        path.display(),
        lost.join("\n  - ")
    ))))
}
