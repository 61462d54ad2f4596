//! The written contract against the program: it cannot drift.

use std::path::Path;

use crate::common;
use houqin::scenario::{SCHEMA, docs};

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_reference_is_what_the_program_reads() {
    assert!(document("docs/scenario-file.md") == docs::markdown(), "run `make docs`");
    let schema: serde_json::Value = serde_json::from_str(&document("docs/scenario.schema.json")).unwrap();
    assert!(schema == *SCHEMA, "run `make docs`");
}

#[test]
fn every_key_has_a_meaning() {
    fn walk(schema: &serde_json::Value, path: &str) {
        if let Some(properties) = schema.get("properties").and_then(|p| p.as_object()) {
            for (key, property) in properties {
                let described = property.get("description").is_some() || property.get("$ref").is_some() || property.get("anyOf").is_some();
                assert!(described, "{path}.{key} has no description");
            }
        }
    }
    walk(&SCHEMA, "");
    for (name, schema) in SCHEMA["$defs"].as_object().unwrap() {
        walk(schema, name);
    }
}

#[test]
fn all_shipped_scenarios_are_fine_and_say_where_their_figures_come_from() {
    for name in ["first-steps.toml", "ministry.toml", "university.toml", "facility.toml", "municipal-campus.toml"] {
        match houqin::scenario::load(&common::shipped(name), &[]) {
            Ok((_, problems)) => assert!(problems.list.is_empty(), "{name}: {problems}"),
            Err(problems) => panic!("{name}: {problems}"),
        }
        assert!(document(&format!("scenarios/{name}")).contains("assumed"));
    }
    assert!(document("scenarios/first-steps.toml").lines().count() < 80);
}

/// Keys and names in the glossary are those of the reference and of the source.
#[test]
fn the_glossary_names_what_there_is() {
    fn source(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                source(&path, all);
            } else {
                all.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let (mut code, reference) = (String::new(), document("docs/scenario-file.md"));
    source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let named = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(|name| name.trim_matches(['[', ']']).rsplit(['.', ':']).next().unwrap().to_owned()).collect()
    };
    let glossary = document("docs/glossary.md");
    let rows = glossary.lines().filter(|line| line.starts_with("| ")).skip(1).map(|line| line.split('|').map(str::trim).collect());
    let mut words = 0;
    for row in rows {
        let row: Vec<&str> = row;
        assert!(!row[1].is_empty() && !row[2].is_empty() && !row[3].is_empty(), "{row:?}");
        for key in named(row[4]) {
            let stands = ['`', ']'].iter().any(|end| reference.contains(&format!("{key}{end}")));
            assert!(stands, "no key {key}: {}", row[1]);
        }
        for name in named(row[5]) {
            assert!(code.contains(&name), "no {name} in the source: {}", row[1]);
        }
        words += 1;
    }
    assert!(words >= 30, "{words} words");
}
