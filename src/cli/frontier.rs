//! `houqin frontier`: what one thing costs in terms of another.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Common, Failure, Outcome, files, warn_unverified};
use crate::planning::Rules;
use crate::planning::frontier::{Measure, between};
use crate::replicate::Step;
use crate::report::frontier::Curve;
use crate::supply::Supply;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Yearly cost.
    Cost,
    /// What going without costs.
    Service,
    /// The mean of the dearest years.
    Risk,
    /// The outsourced share.
    Outsourced,
}

impl From<Name> for Measure {
    fn from(name: Name) -> Self {
        match name {
            Name::Cost => Self::Cost,
            Name::Service => Self::Service,
            Name::Risk => Self::Risk,
            Name::Outsourced => Self::Outsourced,
        }
    }
}

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// What is made as good as can be.
    #[arg(long, value_enum, default_value = "cost")]
    best: Name,
    /// What is held, step by step, from where that leaves it to the best that it can be.
    #[arg(long, value_enum, default_value = "outsourced")]
    held: Name,
    /// Plans on the frontier.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..=200))]
    points: u16,
    /// Write the table to this file, and the curve beside it (SVG and PNG).
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    if options.best == options.held {
        return Err(Failure::Input(Some("--best and --held name the same thing; a frontier is between two".into())));
    }
    let scenario = options.common.load()?;
    files::check(options.out.as_ref(), &files::charted(&[""]), &scenario, &[])?;
    files::check_names(options.out.as_ref(), &scenario)?;
    let progress = options.common.progress();
    let words = options.common.words(&scenario);
    let supply = Supply::new(&scenario);
    let (verified, menu) = options.common.optimise(&supply, &*progress)?;
    warn_unverified(&verified, &scenario, words);
    let rules = Rules::of(&menu);
    let measures = (options.best.into(), options.held.into());
    progress.begin(Step::Explaining, u64::from(options.points) + 2);
    let found = between(&menu, &rules, measures, usize::from(options.points), &|| progress.advance(1));
    progress.end();
    let points = found.map_err(|error| Failure::of_question(error, &menu, words))?;
    let curve = Curve { scenario: &scenario, measures, points: &points, words };
    if let Some(path) = &options.out {
        files::write_beside(path, "", curve.csv()?, &curve.draw()?)?;
    }
    options.common.answer(|| curve.document(), || curve.text())?;
    let open = points.iter().filter(|point| !point.prediction.proof.reached).count();
    if open > 0 {
        let count = points.len();
        return Err(Failure::NotProved(format!(
            "{open} of {count} points are not proved to be the best there: the solver ran out of time; give it more with --time-limit or run.time_limit"
        )));
    }
    Ok(())
}
