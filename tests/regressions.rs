//! What `make fuzz` found once, each as small as it can be.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use assert_cmd::Command;
use common::{Edit, shipped};
use serde_json::Value as Json;
use tempfile::TempDir;

/// The program in a folder with a scenario.
fn houqin(scenario: &str) -> (Command, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), scenario).unwrap();
    let mut command = Command::cargo_bin("houqin").unwrap();
    command.env("NO_COLOR", "1").current_dir(folder.path());
    (command, folder)
}

fn first_steps() -> String {
    std::fs::read_to_string(shipped("first-steps.toml")).unwrap()
}

/// A letter that no font has was told without a line where the scenario writes it escaped.
#[test]
fn a_glyph_that_is_written_escaped_has_a_place() {
    for escaped in ["e\\u0301", "rocket \\U0001f680"] {
        let text = first_steps().edit_all("\"Electricians\"", &format!("\"{escaped}\""));
        let (mut command, _folder) = houqin(&text);
        let output = command.args(["check", "s.toml", "--json"]).output().unwrap();
        let told: Json = serde_json::from_slice(&output.stdout).unwrap();
        let line = text.lines().position(|line| line.contains(escaped)).unwrap() + 1;
        assert_eq!(told["errors"][0]["line"].as_u64(), Some(line as u64), "{told}");
        assert_eq!(told["errors"][0]["file"], "s.toml");
    }
}
