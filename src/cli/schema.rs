//! `houqin schema`: the scenario file's JSON Schema, or its reference as Markdown.

use clap::Args;

use super::{Outcome, terminal};
use crate::scenario::{SCHEMA, docs};

#[derive(Args)]
pub(crate) struct Options {
    /// Print the reference as Markdown instead (what docs/scenario-file.md holds).
    #[arg(long)]
    markdown: bool,
}

pub(crate) fn run(options: &Options) -> Outcome {
    if options.markdown { terminal::out(&docs::markdown()) } else { terminal::json(&SCHEMA) }
}
