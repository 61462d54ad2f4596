//! A key that is read acts. For each key of the reference there is a scenario, a change of the key, and what must come of it in a named figure. The keys are
//! those of the schema itself, so that none comes without an entry here, and no entry outlives its key.

mod calendar;
mod canteens;
mod comparison;
mod contracts;
mod distributions;
mod entry;
mod figures;
mod idle;
mod limits;
mod meetings;
mod path;
mod policy;
mod run;
mod shown;
mod teams;
mod work_orders;
pub mod worlds;

use std::collections::BTreeSet;

use entry::Entry;
use houqin::scenario::SCHEMA;
use serde_json::Value;

/// Everything there is to try.
fn entries() -> Vec<Entry> {
    let chapters = [
        calendar::entries(),
        canteens::entries(),
        comparison::entries(),
        contracts::entries(),
        distributions::entries(),
        limits::entries(),
        meetings::entries(),
        path::entries(),
        policy::entries(),
        run::entries(),
        shown::entries(),
        teams::entries(),
        work_orders::entries(),
    ];
    chapters.into_iter().flatten().collect()
}

/// The schema of what a key holds: references, options and lists followed to what is inside.
fn inside(mut schema: &Value) -> &Value {
    loop {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            schema = SCHEMA.pointer(name.trim_start_matches('#')).unwrap();
        } else if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
            // Of several kinds of value the one with keys of its own, if any has.
            match options.iter().map(inside).find(|option| option.get("properties").is_some()) {
                Some(table) => return table,
                None => return &options[0],
            }
        } else if let Some(items) = schema.get("items") {
            schema = items;
        } else {
            return schema;
        }
    }
}

/// All keys below a table, with dots between. The keys of a distribution and the languages of a title are the same wherever one stands, and are listed once.
fn keys(schema: &Value, path: &str, found: &mut BTreeSet<String>) {
    for (key, property) in schema["properties"].as_object().unwrap() {
        let inner = inside(property);
        let place = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let is_distribution = inner.pointer("/properties/distribution").is_some();
        // A table of the file is no key; what stands in it is.
        if !path.is_empty() {
            found.insert(place.clone());
        }
        let is_title = inner.pointer("/properties/zh").is_some();
        if inner.get("properties").is_some() && !is_distribution && !is_title {
            keys(inner, &place, found);
        }
    }
}

fn keys_of_the_reference() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(&SCHEMA, "", &mut found);
    keys(&SCHEMA["$defs"]["DistributionFile"], "distribution", &mut found);
    keys(&SCHEMA["$defs"]["Languages"], "title", &mut found);
    found
}

#[test]
fn every_key_has_an_entry_and_every_entry_a_key() {
    let keys = keys_of_the_reference();
    assert!(keys.len() > 300, "{} keys found", keys.len());
    let tried: BTreeSet<String> = entries().iter().map(|entry| entry.key.to_owned()).collect();
    let untried: Vec<&String> = keys.difference(&tried).collect();
    let unknown: Vec<&String> = tried.difference(&keys).collect();
    assert!(untried.is_empty(), "{} keys without an entry: {untried:#?}", untried.len());
    assert!(unknown.is_empty(), "entries without a key: {unknown:#?}");
}

/// The reference page names every key in the table where it stands.
#[test]
fn every_key_stands_in_the_reference() {
    let page = houqin::scenario::docs::markdown();
    // That a title may be told by language is said with each.
    for key in keys_of_the_reference().into_iter().filter(|key| !key.starts_with("title.")) {
        let (table, name) = key.rsplit_once('.').unwrap();
        let heading = |brackets: &str| page.find(&brackets.replace('T', table));
        let from =
            if table == "distribution" { page.find("`{ distribution = … }`") } else { heading("## `[T]`").or(heading("## `[[T]]`")) };
        let section = from.map(|from| page[from..].split("\n## ").find(|part| part.contains("| key |")).unwrap());
        assert!(section.is_some_and(|section| section.contains(&format!("| `{name}` |"))), "{key}");
    }
}

/// At least so many keys are held to a value that a formula gives; the others to a direction, or to a message.
#[test]
fn many_keys_are_held_to_a_value() {
    let exact: BTreeSet<&str> = entries().iter().filter(|entry| entry.is_exact()).map(|entry| entry.key).collect();
    assert!(exact.len() >= 60, "{}", exact.len());
}

#[test]
fn every_key_acts() {
    let wrong: Vec<String> = entries().iter().filter_map(|entry| entry.fails()).collect();
    assert!(wrong.is_empty(), "{} entries fail:\n{}", wrong.len(), wrong.join("\n"));
}
