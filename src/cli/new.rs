//! `houqin new`: a commented scenario to start from.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Failure, Outcome, terminal};

#[derive(Args)]
pub(crate) struct Options {
    /// The file to write.
    #[arg(default_value = "scenario.toml")]
    file: PathBuf,
    /// Do not say what was written.
    #[arg(long, short)]
    quiet: bool,
}

const FIRST_STEPS: &str = include_str!("../../scenarios/first-steps.toml");

pub(crate) fn run(options: &Options) -> Outcome {
    let shown = options.file.display();
    let failed = |error: std::io::Error| {
        let why = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "it exists already; name another file".to_owned()
        } else {
            error.to_string()
        };
        Failure::Input(Some(format!("cannot write {shown}: {why}")))
    };
    let mut file = std::fs::File::create_new(&options.file).map_err(failed)?;
    if let Err(error) = file.write_all(FIRST_STEPS.as_bytes()).and_then(|()| file.sync_all()) {
        // Half a file would stand in the way of the next attempt.
        let _ = std::fs::remove_file(&options.file);
        return Err(failed(error));
    }
    if options.quiet {
        return Ok(());
    }
    terminal::out(&format!("Wrote {shown}. Change its figures, then: houqin run {shown}\n"))
}
