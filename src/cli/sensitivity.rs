//! `houqin sensitivity`: which figures of the scenario matter.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, files, warn_unverified};
use crate::planning::sensitivity::sensitivity;
use crate::report::sensitivity::Finding;
use crate::report::spider;
use crate::scenario::units::Share;
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// By what share each figure is moved down and up.
    #[arg(long, value_name = "SHARE", default_value = "10%")]
    by: String,
    /// Write the table to this file, and the tornado and spider charts beside it (SVG and PNG).
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let by = Share::parse(&options.by).map_err(|message| Failure::Input(Some(format!("--by: {message}"))))?.0;
    if !(by > 0.0 && by < 1.0) {
        return Err(Failure::Input(Some(format!("--by: {} moves nothing, or moves figures to zero; ask for example for 10%", options.by))));
    }
    let scenario = options.common.load()?;
    files::check(options.out.as_ref(), &files::charted(&["", "spider"]), &scenario, &[])?;
    files::check_names(options.out.as_ref(), &scenario)?;
    let progress = options.common.progress();
    let words = options.common.words(&scenario);
    let supply = Supply::new(&scenario);
    let (verified, menu) = options.common.optimise(&supply, &*progress)?;
    warn_unverified(&verified, &scenario, words);
    let found = sensitivity(&menu, &verified.prediction.plan, by, &*progress);
    let (base, figures) = found.map_err(Failure::from)?;
    let finding = Finding { scenario: &scenario, by, base, figures: &figures, words };
    if let Some(path) = &options.out {
        let charts = [("", finding.csv()?, finding.tornado()?), ("spider", spider::csv(&finding)?, spider::draw(&finding)?)];
        for (name, table, svg) in charts {
            files::write_beside(path, name, table, &svg)?;
        }
    }
    options.common.answer(|| finding.document(), || finding.text())
}
