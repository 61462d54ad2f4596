//! `houqin confidence`: how far from the best the plan may be.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, Samples, files, terminal};
use crate::plan;
use crate::planning::confidence::confidence;
use crate::planning::{PlanningError, Rules};
use crate::report;
use crate::scenario::units::Share;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Independent batches of samples that the plan is measured against.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..=1000))]
    batches: u16,
    /// Double the planning samples (at most four times) until the bound on the gap is at most this share of the cost. As 0.5%; 1% with
    /// --samples auto.
    #[arg(long, value_name = "SHARE")]
    gap: Option<String>,
    /// Write the plan to this file. A plan that is there and has been changed by hand is kept as NAME.yours.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The gap that counts as small enough where none is named.
const USUAL_GAP: f64 = 0.01;
/// How often the samples are doubled at most.
const DOUBLINGS: u32 = 4;

pub(crate) fn run(options: &Options) -> Outcome {
    let parse = |text: &String| match Share::parse(text) {
        Ok(share) if share.0 > 0.0 => Ok(share.0),
        Ok(_) => Err(Failure::Input(Some("--gap: a gap of 0 is never proved by sampling; ask for example for 0.5%".into()))),
        Err(message) => Err(Failure::Input(Some(format!("--gap: {message}")))),
    };
    let usual = (options.common.samples == Some(Samples::Auto)).then_some(USUAL_GAP);
    let asked = options.gap.as_ref().map(parse).transpose()?.or(usual);
    let mut scenario = options.common.read()?;
    files::check(options.out.as_ref(), &[""], &scenario, &[])?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    for doubling in 0..=DOUBLINGS {
        let supply = Supply::new(&scenario);
        let (verified, menu) = options.common.optimise(&supply, &*progress)?;
        let rules = Rules::of(&menu);
        let samples = menu.samples;
        drop(menu);
        let found = confidence(&supply, &rules, &verified, samples, usize::from(options.batches), &*progress);
        let confidence = found.map_err(|error| match error {
            PlanningError::Infeasible => Failure::Infeasible("a batch of samples admits no plan at all".into()),
            error => Failure::from(error),
        })?;
        let reached = asked.is_none_or(|share| confidence.gap.upper <= share * confidence.simulated.mean.abs());
        if !reached && doubling < DOUBLINGS {
            scenario.run.planning_samples = samples as u32 * 2;
            continue;
        }
        if let Some(path) = &options.out {
            let text = plan::write(&verified.prediction.plan, &supply);
            files::write_plan(path, &text)?;
        }
        let document = || {
            serde_json::json!({
                "scenario": scenario.name, "verified": verified.verified, "gap_asked": asked, "gap_reached": reached, "confidence": confidence,
            })
        };
        options.common.answer(document, || report::confidence::text(&supply, &confidence, words))?;
        if !reached {
            terminal::note(&format!("the gap asked for was not reached with {samples} planning samples"));
        }
        // A plan that is handed over has to hold.
        return if options.out.is_some() { super::settled(&verified, &scenario, words) } else { Ok(()) };
    }
    Ok(())
}
