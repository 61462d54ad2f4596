//! `houqin check`: everything that is wrong with a scenario.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{Common, Failure, Outcome, terminal};
use crate::report::{font, names};
use crate::scenario::diagnostics::Place;
use crate::scenario::{Problem, Problems, Scenario, Severity};
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// Font (TTF or OTF) for glyphs that the built-in one lacks.
    #[arg(long, value_name = "FILE.ttf")]
    font: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let common = &options.common;
    if let Some(file) = &options.font {
        font::add_font(file)?;
    }
    let (scenario, mut problems) = match common.read_quietly() {
        Ok((scenario, problems)) => (Some(scenario), problems),
        Err(problems) => (None, problems),
    };
    if let Some(scenario) = &scenario {
        check_glyphs(scenario, &mut problems);
    }
    let is_fine = !problems.has_errors();
    if common.json {
        terminal::out(&format!("{}\n", document(scenario.as_ref().filter(|_| is_fine), &problems)))?;
    } else {
        if !is_fine || !common.quiet {
            terminal::problems(&problems);
        }
        if let Some(scenario) = scenario.as_ref().filter(|_| is_fine && !common.quiet) {
            terminal::out(&format!(
                "{} is fine: {}\n{}Next: houqin run {}\n",
                common.scenario.display(),
                summary(scenario),
                without_source(scenario).map_or_else(String::new, |said| said + "\n"),
                common.scenario.display()
            ))?;
        }
    }
    if is_fine { Ok(()) } else { Err(Failure::Input(None)) }
}

/// Letters of names that no font at hand can draw: the first name of each.
fn check_glyphs(scenario: &Scenario, problems: &mut Problems) {
    let mut told = Vec::new();
    for name in names::shown(scenario) {
        for letter in name.text.chars().filter(|letter| font::lacking(letter.encode_utf8(&mut [0; 4])).is_some()) {
            if told.contains(&letter) {
                continue;
            }
            told.push(letter);
            let message =
                format!("the font has no glyph for '{letter}' (U+{:04X}) in \"{}\", the name of {}", u32::from(letter), name.text, name.of);
            let place = written(problems, name.text, letter);
            problems.error(place, message, "write it another way, or give a font that has it with --font FILE, here and to `run`");
        }
    }
}

/// Where a letter of a name is written: in the name, or wherever it first stands, as itself or escaped.
fn written(problems: &Problems, name: &str, letter: char) -> Option<Place> {
    let place = |find: &dyn Fn(&str) -> Option<usize>, length: usize| {
        let found = problems.sources.iter().enumerate().find_map(|(source, of)| Some((source, find(&of.text)?)));
        found.map(|(source, start)| Place { source, span: start..start + length })
    };
    let code = u32::from(letter);
    let escaped = [format!("\\u{code:04x}"), format!("\\u{code:08x}")];
    place(&|text| Some(text.find(name)? + name.find(letter)?), letter.len_utf8())
        .or_else(|| place(&|text| text.find(letter), letter.len_utf8()))
        .or_else(|| escaped.iter().find_map(|escape| place(&|text| text.to_ascii_lowercase().find(escape.as_str()), escape.len())))
}

/// What a scenario holds, in words.
fn summary(scenario: &Scenario) -> String {
    let people: u32 = scenario.teams.iter().map(|team| team.people).sum();
    format!(
        "{}, {}, {}, {}, {} with {people} people, {}, {}.",
        counted(scenario.departments.len(), "department"),
        counted(scenario.sites.len(), "site"),
        counted(scenario.services.len(), "service"),
        counted(scenario.lots.len(), "lot"),
        counted(scenario.teams.len(), "team"),
        counted(scenario.rooms.iter().map(|room| room.count).sum::<u32>() as usize, "room"),
        counted(offers(scenario), "offer"),
    )
}

/// What has figures of which nobody says where they come from, in words; nothing where all is said.
fn without_source(scenario: &Scenario) -> Option<String> {
    let of = |(kind, names): &(&str, Vec<String>)| {
        let shown: Vec<&str> = names.iter().take(8).map(String::as_str).collect();
        let more = names.len() - shown.len();
        if names.iter().eq([kind]) {
            return (*kind).to_owned();
        }
        format!("{kind} {}{}", shown.join(", "), if more > 0 { format!(" and {more} more") } else { String::new() })
    };
    let kinds: Vec<String> = scenario.without_source.iter().map(of).collect();
    (!kinds.is_empty()).then(|| format!("Without `source`, as reports will say: {}.", kinds.join("; ")))
}

/// Offers, whatever ways they may be had in.
fn offers(scenario: &Scenario) -> usize {
    (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer).count()
}

/// A number of things.
fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// All that was found, for other programs; what a scenario holds, if it is fine.
fn document(scenario: Option<&Scenario>, problems: &Problems) -> Json {
    let of = |severity: Severity| -> Vec<Json> {
        problems.list.iter().filter(|problem| problem.severity == severity).map(|problem| entry(problem, problems)).collect()
    };
    let mut document = json!({
        "fine": !problems.has_errors(),
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "left_out": problems.left_out,
    });
    if let (Some(scenario), Json::Object(map)) = (scenario, &mut document) {
        let people: u32 = scenario.teams.iter().map(|team| team.people).sum();
        let counts = [
            ("scenario", json!(scenario.name)),
            ("departments", json!(scenario.departments.len())),
            ("sites", json!(scenario.sites.len())),
            ("services", json!(scenario.services.len())),
            ("lots", json!(scenario.lots.len())),
            ("people", json!(people)),
            ("offers", json!(offers(scenario))),
            ("ways", json!(scenario.offers.len())),
            ("units", json!(Supply::outline(scenario).units.len())),
        ];
        map.extend(counts.map(|(key, value)| (key.to_owned(), value)));
    }
    document
}

/// A problem: what is not known of it is null.
fn entry(problem: &Problem, problems: &Problems) -> Json {
    let source = problem.place.as_ref().and_then(|place| problems.sources.get(place.source));
    let (line, column) = problem.place.as_ref().map(|place| problems.line_column(place)).unzip();
    json!({
        "file": source.map(|source| &source.name),
        "line": line,
        "column": column,
        "key": problem.key,
        "message": problem.message,
        "help": problem.help,
    })
}
