//! `houqin confidence`: how far from the best the plan may be.

use clap::Args;

use super::{Common, Failure, Outcome, terminal};
use crate::planning::confidence::confidence;
use crate::planning::{PlanningError, Rules};
use crate::report::explanation;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Independent batches of samples that the plan is measured against.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..=1000))]
    batches: u16,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let (verified, menu) = crate::run::optimise(&supply, &*progress)?;
    let rules = Rules::of(&menu);
    let samples = menu.samples;
    drop(menu);
    let found = confidence(&supply, &rules, &verified, samples, usize::from(options.batches), &*progress);
    let confidence = found.map_err(|error| match error {
        PlanningError::Infeasible => Failure::Infeasible("a batch of samples admits no plan at all".into()),
        error @ PlanningError::Solver(_) => Failure::Internal(error.to_string()),
    })?;
    if options.common.json {
        let document = serde_json::json!({ "scenario": scenario.name, "verified": verified.verified, "confidence": confidence });
        terminal::out(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else {
        terminal::out(&explanation::confidence(&supply, &confidence, words));
    }
    Ok(())
}
