//! What `make fuzz` found once, each as small as it can be.

use std::time::{Duration, Instant};

use crate::common::{Edit, shipped};
use assert_cmd::Command;
use houqin::scenario;
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

/// A line that stands ten thousand times took a minute: where the first of them stands was looked for anew for each, whether it was shown or not.
#[test]
fn a_key_that_stands_ten_thousand_times_is_told_at_once() {
    let text = first_steps().edit("seed = 1  ", &format!("{}seed = 1  ", "a = 1\n".repeat(40_000)));
    let (_, folder) = houqin(&text);
    let start = Instant::now();
    let problems = scenario::load(&folder.path().join("s.toml"), &[]).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    // The first stands for itself; all others are told or counted.
    let twice = problems.list.iter().filter(|problem| problem.message == "the key `a` stands twice").count();
    assert_eq!((twice, twice + problems.left_out), (500, 39_999));
}

/// A calendar of sixty thousand days took twenty seconds: lines were counted from the first for every row.
#[test]
fn a_calendar_of_many_years_is_read_at_once() {
    let first: jiff::civil::Date = "1900-01-01".parse().unwrap();
    let days: String = first.series(jiff::Span::new().days(1)).take(60_000).map(|day| format!("{day},holiday,\n")).collect();
    let (_, folder) = houqin(&first_steps().edit("start = 2027-01-01", "start = 2027-01-01\ncalendar = \"days.csv\""));
    std::fs::write(folder.path().join("days.csv"), format!("date,kind,name\n{days}1900-01-05,holiday,\n")).unwrap();
    let start = Instant::now();
    let problems = scenario::load(&folder.path().join("s.toml"), &[]).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(
        problems.to_string().contains("days.csv:60002:1: error: the calendar has 1900-01-05 twice: it stands in line 6 already"),
        "{problems}"
    );
}
