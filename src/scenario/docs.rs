//! The reference of the scenario file, made from its JSON Schema: what `docs/scenario-file.md` holds.

use std::fmt::Write;

use serde_json::Value as Json;

use super::shape::{LARGEST_COUNT, LARGEST_NUMBER, SCHEMA, choices, resolve, types};

/// Bounds of numbers whose key says nothing else.
const USUAL: [f64; 4] = [LARGEST_NUMBER, -LARGEST_NUMBER, LARGEST_COUNT as f64, i64::MAX as f64];

/// The reference in Markdown: a section for each table, a row for each key.
pub fn markdown() -> String {
    let root = &*SCHEMA;
    let mut text = String::from(
        "# The scenario file\n\n\
         A scenario is one TOML file, with CSV tables where rows are many. This page lists every key; it is made from the\n\
         program's own schema by `houqin schema --markdown`, so it cannot drift from what the program reads. `houqin schema` prints the\n\
         same as JSON Schema for editors, and `houqin check FILE` reports every problem of a file at once.\n\n\
         Shares are written `\"12%\"` or `0.12`; spans of time `\"30 minutes\"`, `\"4 working hours\"`, `\"2 working days\"`; hours\n\
         `\"Mon-Fri 08:30-12:00 13:30-17:30\"`. Money is in the scenario's currency. Unknown keys are errors. Files may be UTF-8 or\n\
         GB 18030 (GBK), with or without a byte-order mark, or UTF-16 with one.\n\n\
         Where nothing else is said a number reaches to 10¹² (a thousand thousand million), and a whole number to 10⁹. Files that a scenario\n\
         names are plain files of at most 64 MiB. Names have at most 200 letters and stand for one thing each: a team may not be called\n\
         like another at a site (`TEAM@SITE`), an offer not like a way of another (`OFFER + …`), and no name holds a slash.\n",
    );
    section(&mut text, root, root, "", 0);
    text.push_str("\n## A whole scenario\n\nWhat `houqin new` writes. The other files in `scenarios/` show many of the other keys at work.\n\n```toml\n");
    text.push_str(include_str!("../../scenarios/first-steps.toml"));
    text.push_str("```\n");
    text
}

fn section(text: &mut String, root: &Json, schema: &Json, name: &str, depth: usize) {
    let Some(properties) = schema.get("properties").and_then(Json::as_object) else { return };
    if depth > 0 {
        let description = schema.get("description").and_then(Json::as_str).unwrap_or_default();
        let _ = write!(text, "\n## `{name}`\n\n{}\n", description.replace('\n', " "));
        text.push_str("\n| key | kind | default | meaning |\n|---|---|---|---|\n");
        let required: Vec<&str> = schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
        for (key, property) in properties {
            let _ = writeln!(
                text,
                "| `{key}` | {} | {} | {} |",
                kind(root, property),
                default(property, required.contains(&key.as_str())),
                meaning(root, property)
            );
        }
    }
    for (key, property) in properties {
        let inner = table_among(root, resolve(root, property));
        let is_list = inner.get("items").is_some();
        let inner = inner.get("items").map_or(inner, |items| resolve(root, items));
        // A distribution's keys are the same wherever one stands, and are listed once, at the end.
        if inner.get("properties").is_none() || inner.pointer("/properties/distribution").is_some() {
            continue;
        }
        let path = if depth == 0 { key.clone() } else { format!("{}.{key}", name.trim_matches(['[', ']'])) };
        let heading = if is_list { format!("[[{path}]]") } else { format!("[{path}]") };
        section(text, root, inner, &heading, depth + 1);
    }
    if depth == 0
        && let Some(distribution) = root.pointer("/$defs/DistributionFile")
    {
        section(text, root, distribution, "{ distribution = … }", 1);
    }
}

/// Of several kinds of value, the table whose keys the reference must list, if there is one.
fn table_among<'a>(root: &'a Json, schema: &'a Json) -> &'a Json {
    let options = schema.get("anyOf").and_then(Json::as_array).into_iter().flatten().map(|option| resolve(root, option));
    options.into_iter().find(|option| option.get("properties").is_some() && !is_by_language(option)).unwrap_or(schema)
}

/// Whether a table holds a text for each language.
fn is_by_language(schema: &Json) -> bool {
    schema.pointer("/properties/zh").is_some()
}

fn kind(root: &Json, property: &Json) -> String {
    let schema = resolve(root, property);
    if let Some(kind) = schema.get("x-kind").and_then(Json::as_str) {
        return kind.to_owned();
    }
    if let Some(choices) = choices(schema) {
        return choices.iter().map(|choice| format!("`\"{choice}\"`")).collect::<Vec<_>>().join(" or ");
    }
    if schema.get("title").and_then(Json::as_str) == Some("DistributionFile") || schema.pointer("/properties/distribution").is_some() {
        return "distribution".into();
    }
    if let Some(options) = schema.get("anyOf").and_then(Json::as_array) {
        if options.iter().any(|option| is_by_language(resolve(root, option))) {
            return "text, or a table of texts by language".into();
        }
        return options.iter().map(|option| kind(root, option)).collect::<Vec<_>>().join(", or ");
    }
    let word = match types(schema).first() {
        Some(&"object") if schema.get("properties").is_some() => "table",
        Some(&"object") => return format!("table of {}", plural(root, schema.get("additionalProperties"))),
        Some(&"array") => return format!("list of {}", plural(root, schema.get("items"))),
        Some(&"string") => "text",
        Some(&"integer") => "whole number",
        Some(&"number") => "number",
        Some(&"boolean") => "true or false",
        _ => "value",
    };
    // Bounds that every number has are said once, above.
    let bound = |key: &str| schema.get(key).and_then(Json::as_f64).filter(|bound| !USUAL.contains(bound));
    let bounds = match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!(", {least} to {most}"),
        (Some(least), None) => format!(", {least} or more"),
        _ => String::new(),
    };
    format!("{word}{bounds}")
}

fn plural(root: &Json, schema: Option<&Json>) -> String {
    let Some(schema) = schema else { return "values".into() };
    match kind(root, schema).as_str() {
        "table" => "tables".into(),
        "text" => "texts".into(),
        "share" => "shares".into(),
        other if other.starts_with("number") => "numbers".into(),
        other => other.into(),
    }
}

fn default(property: &Json, required: bool) -> String {
    match property.get("default") {
        _ if required => "**needed**".into(),
        None | Some(Json::Null) => "none".into(),
        Some(Json::Array(list)) if list.is_empty() => "empty".into(),
        Some(Json::Object(map)) if map.is_empty() => "empty".into(),
        Some(value) => format!("`{value}`"),
    }
}

fn meaning(root: &Json, property: &Json) -> String {
    let schema = resolve(root, property);
    let text = property.get("description").or_else(|| schema.get("description")).and_then(Json::as_str).unwrap_or_default();
    let mut text = text.replace('\n', " ").replace('|', "\\|");
    let example = property.get("examples").or_else(|| schema.get("examples")).and_then(|list| list.get(0));
    if let Some(example) = example {
        let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        let _ = write!(text, " Example: `{example}`.");
    }
    text
}
