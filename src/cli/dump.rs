//! What it takes to replay a failure: the program, and the scenario.

use std::path::Path;

use crate::scenario::Scenario;

/// Write the program and copies of the scenario's files into a folder. Returns the command that reads them again.
///
/// # Errors
/// Says what could not be written.
pub(super) fn write(folder: &Path, scenario: &Scenario, program: &str) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("cannot write into {}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::write(folder.join("program.mps"), program).map_err(failed)?;
    let main = scenario.inputs.write(folder).map_err(failed)?;
    let settings: String = scenario.inputs.settings().map(|setting| format!(" --set '{setting}'")).collect();
    Ok(format!("houqin optimise {}{settings}", folder.join(main).display()))
}
