//! `houqin explain`: why the best plan looks as it does.

use clap::Args;

use super::{Common, Failure, Outcome, terminal};
use crate::planning::explain::{explain, parts};
use crate::planning::{PlanningError, Rules};
use crate::replicate::Step;
use crate::report::explanation;
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
    if options.common.json {
        let document = explanation::document(&supply, &explanation, verified.verified);
        terminal::out(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else {
        terminal::out(&explanation::text(&supply, &explanation, within, words));
    }
    Ok(())
}
