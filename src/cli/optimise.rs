//! `houqin optimise`: choose and verify a plan.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Common, Outcome, files, terminal};
use crate::plan;
use crate::planning::Prediction;
use crate::report::reasons;
use crate::report::words::Words;
use crate::scenario::file::Language;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Write the plan to this file; without it the plan is printed. A plan that is there and has been changed by hand is kept as NAME.yours.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    files::check(options.out.as_ref(), &[""], &scenario, &[])?;
    let progress = options.common.progress();
    let words = options.common.words(&scenario);
    let supply = Supply::new(&scenario);
    let (verified, menu) = options.common.optimise(&supply, &*progress)?;
    let text = plan::write(&verified.prediction.plan, &supply);
    if let Some(path) = &options.out {
        files::write_plan(path, &text)?;
    }
    if options.common.json {
        let document = json!({
            "scenario": scenario.name,
            "seed": scenario.run.seed,
            "planning_samples": menu.samples,
            "verified": verified.verified,
            "disagreements": verified.disagreements.iter().map(|what| reasons::disagreement(what, &scenario, words)).collect::<Vec<_>>(),
            "solver": { "proved": verified.prediction.proof.reached, "relative_gap": verified.prediction.proof.gap },
            "rounds": verified.rounds,
            "predicted_cost": verified.prediction.cash,
            "predicted_unserved_cost": verified.prediction.unserved_cost,
            "predicted_way_cost": verified.prediction.way_cost,
            "plan": crate::report::plan::plan_json(&supply, &verified.prediction.plan),
        });
        terminal::json(&document)?;
    } else if let Some(path) = options.out.as_ref().filter(|_| !options.common.quiet) {
        let (path, scenario_path) = (path.display(), options.common.scenario.display());
        if verified.verified {
            terminal::out(&costs(&verified.prediction, words, &scenario.currency))?;
        }
        terminal::out(&match words.language {
            Language::Zh => format!("方案已写入 {path}，可修改后再试：houqin simulate {scenario_path} --plan {path}\n"),
            Language::En => format!("Plan written to {path}; change it and try it: houqin simulate {scenario_path} --plan {path}\n"),
        })?;
    } else if options.out.is_none() {
        terminal::out(&text)?;
    }
    super::settled(&verified, &scenario, words)
}

/// What a plan that is verified costs.
fn costs(plan: &Prediction, words: Words, currency: &str) -> String {
    let amount = |amount: f64| words.amount(amount, currency);
    let once = match words.language {
        _ if plan.once <= 0.0 => String::new(),
        Language::Zh => format!("（含一次性支出 {} 按年分摊）", amount(plan.once)),
        Language::En => format!(" (with what is spent once, {}, spread over the years)", amount(plan.once)),
    };
    let (cash, undone) = (amount(plan.cash), amount(plan.unserved_cost));
    match words.language {
        Language::Zh => format!("方案已经模拟核验：年均现金支出 {cash}{once}，未满足需求的代价 {undone}。\n"),
        Language::En => format!("Verified on fresh replications: cash in a mean year {cash}{once}, going without {undone}.\n"),
    }
}
