//! `houqin make-or-buy`: the comparison of in-house and contract cost that auditors ask for.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, files, warn_unverified};
use crate::planning::Rules;
use crate::planning::make_or_buy::compare;
use crate::report::cost_comparison;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Write the statements as a table too, and the scorecard, where the scenario has criteria, as FILE-scorecard.csv.
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

/// What is missing, ready to be pasted.
const NO_TERMS: &str = "the scenario does not say on what terms costs are compared; add for example

[cost_comparison]
discount_rate = \"3.5%\"            # a cost in t years counts for 1/1.035^t
differential_share = \"10%\"        # change sides only if it saves this share of in-house personnel cost …
differential_at_most = 10_000_000  # … or this much money, whichever is less
";

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    files::check(options.out.as_ref(), &["", "-scorecard.csv"], &scenario, &[])?;
    files::check_names(options.out.as_ref(), &scenario)?;
    let Some(terms) = scenario.cost_comparison.clone() else { return Err(Failure::Input(Some(NO_TERMS.into()))) };
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    let supply = Supply::new(&scenario);
    let (verified, mut menu) = options.common.optimise(&supply, &*progress)?;
    warn_unverified(&verified, &scenario, words);
    let rules = Rules::of(&menu);
    let found = compare(&mut menu, &rules, &verified.prediction.plan, &terms, &*progress);
    let services = found.map_err(Failure::from)?;
    if let Some(path) = &options.out {
        let table = cost_comparison::csv(&supply, &services)?;
        files::write(path, table)?;
        if let Some(scorecard) = cost_comparison::scorecard_csv(&supply, &terms, &services)? {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            files::write(&path.with_file_name(format!("{stem}-scorecard.csv")), scorecard)?;
        }
    }
    options
        .common
        .answer(|| cost_comparison::document(&supply, &terms, &services), || cost_comparison::text(&supply, &terms, &services, words))
}
