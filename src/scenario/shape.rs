//! Checks a tree against the JSON Schema of the scenario file, and finds every wrong key, type and range in one pass.

use std::sync::LazyLock;

use serde_json::Value as Json;

use super::diagnostics::Problems;
use super::file::ScenarioFile;
use super::tree::{Entry, Node, Value};
use super::units::{Share, check_format};

/// The JSON Schema of the scenario file.
pub static SCHEMA: LazyLock<Json> = LazyLock::new(|| schemars::schema_for!(ScenarioFile).to_value());

/// Follow references and optional wrappers to the schema that says something.
pub fn resolve<'a>(root: &'a Json, mut schema: &'a Json) -> &'a Json {
    loop {
        if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
            match reference.strip_prefix("#/").and_then(|path| root.pointer(&format!("/{path}"))) {
                Some(target) => schema = target,
                None => return schema,
            }
        } else if let Some(options) = schema.get("anyOf").and_then(Json::as_array)
            && let [first, second] = &options[..]
            && second.get("type").and_then(Json::as_str) == Some("null")
        {
            schema = first;
        } else {
            return schema;
        }
    }
}

/// The types that a schema allows.
pub fn types(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(name)) => vec![name],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).filter(|name| *name != "null").collect(),
        _ => Vec::new(),
    }
}

/// The values of an enumeration, each a constant with its description.
pub fn choices(schema: &Json) -> Option<Vec<&str>> {
    if let Some(list) = schema.get("enum").and_then(Json::as_array) {
        return Some(list.iter().filter_map(Json::as_str).collect());
    }
    let list = schema.get("oneOf")?.as_array()?;
    list.iter().map(|option| option.get("const").and_then(Json::as_str)).collect()
}

/// Check a node, and turn CSV cells into values of the type that their key wants.
pub fn check(problems: &mut Problems, node: &mut Node) {
    let root = &*SCHEMA;
    Walker { root, problems }.node(node, root, "the scenario");
}

struct Walker<'a> {
    root: &'a Json,
    problems: &'a mut Problems,
}

impl Walker<'_> {
    fn error(&mut self, node: &Node, message: String, help: String) {
        self.problems.error(Some(node.place.clone()), message, help);
    }

    fn node(&mut self, node: &mut Node, schema: &Json, name: &str) {
        let schema = resolve(self.root, schema);
        if let Some(options) = schema.get("anyOf").and_then(Json::as_array) {
            return self.any_of(node, options, name);
        }
        if let Value::Cell(text) = &node.value {
            node.value = read_cell(text, &types(schema));
        }
        if let Some(choices) = choices(schema) {
            return self.choice(node, &choices, name);
        }
        let types = types(schema);
        let fits = |wanted: &str| types.contains(&wanted);
        match &mut node.value {
            Value::Table(entries) if fits("object") => {
                let mut entries = std::mem::take(entries);
                self.table(node, &mut entries, schema, name);
                node.value = Value::Table(entries);
            }
            Value::List(items) if fits("array") => {
                if let Some(item_schema) = schema.get("items") {
                    for item in items {
                        self.node(item, item_schema, name);
                    }
                }
            }
            Value::Text(text) if fits("string") => {
                if let Some(format) = schema.get("format").and_then(Json::as_str)
                    && let Err(message) = check_format(format, text)
                {
                    self.error(node, format!("{name}: {message}"), String::new());
                } else if node.text().is_some_and(|text| text.trim().is_empty()) {
                    self.error(node, format!("{name} is empty"), "give it a text, or leave the key out if it is optional".into());
                }
            }
            Value::Integer(number) if fits("integer") || fits("number") => {
                let number = *number as f64;
                self.number(node, number, schema, name);
            }
            Value::Float(number) if fits("number") => {
                let number = *number;
                self.number(node, number, schema, name);
            }
            Value::Bool(_) if fits("boolean") => {}
            _ => {
                let wanted = describe(schema, &types);
                self.error(node, format!("{name} must be {wanted}, not {}", node.kind()), String::new());
            }
        }
    }

    /// A title: a text or a table of texts. Which one is meant is clear from what is written.
    fn any_of(&mut self, node: &mut Node, options: &[Json], name: &str) {
        let wanted = match node.value {
            Value::Table(_) => "object",
            Value::List(_) => "array",
            _ => "string",
        };
        match options.iter().find(|option| types(resolve(self.root, option)).contains(&wanted)) {
            Some(option) => self.node(node, option, name),
            None => self.error(node, format!("{name} cannot be {}", node.kind()), String::new()),
        }
    }

    fn choice(&mut self, node: &Node, choices: &[&str], name: &str) {
        let list = choices.iter().map(|choice| format!("\"{choice}\"")).collect::<Vec<_>>().join(", ");
        match node.text() {
            Some(text) if choices.contains(&text) => {}
            Some(text) => {
                let help = match closest(text, choices.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"? It is one of {list}"),
                    None => format!("write one of {list}"),
                };
                self.error(node, format!("{name} cannot be \"{text}\""), help);
            }
            None => self.error(node, format!("{name} must be one of {list}, not {}", node.kind()), String::new()),
        }
    }

    fn table(&mut self, node: &Node, entries: &mut [Entry], schema: &Json, name: &str) {
        let properties = schema.get("properties").and_then(Json::as_object);
        let additional = schema.get("additionalProperties").filter(|value| value.is_object());
        for entry in entries.iter_mut() {
            let known = properties.and_then(|properties| properties.get(&entry.key));
            if let Some(schema) = known.or(additional) {
                self.node(&mut entry.node, schema, &format!("`{}`", entry.key));
            } else if let Some(properties) = properties {
                let help = match closest(&entry.key, properties.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys here are {}", properties.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")),
                };
                self.problems.error(Some(entry.place.clone()), format!("unknown key `{}` in {name}", entry.key), help);
            }
        }
        for key in schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str) {
            if !entries.iter().any(|entry| entry.key == key) {
                let meaning = properties
                    .and_then(|properties| properties.get(key))
                    .map(|property| first_sentence(property, self.root))
                    .unwrap_or_default();
                self.problems.error(Some(node.place.clone()), format!("{name} needs the key `{key}`"), meaning);
            }
        }
    }

    fn number(&mut self, node: &Node, number: f64, schema: &Json, name: &str) {
        let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
        if !number.is_finite() {
            self.error(node, format!("{name} must be a finite number, not {number}"), String::new());
        } else if schema.get("format").and_then(Json::as_str) == Some("share") {
            if let Err(message) = Share::check(number) {
                self.error(node, format!("{name}: {message}"), String::new());
            }
        } else if let Some(least) = bound("minimum").filter(|least| number < *least) {
            self.error(node, format!("{name} is {number}, but it cannot be below {least}"), String::new());
        } else if let Some(most) = bound("maximum").filter(|most| number > *most) {
            self.error(node, format!("{name} is {number}, but it cannot be above {most}"), String::new());
        }
    }
}

/// The first sentence of a key's description.
pub fn first_sentence(schema: &Json, root: &Json) -> String {
    let text = schema.get("description").or_else(|| resolve(root, schema).get("description")).and_then(Json::as_str).unwrap_or("");
    let text = text.replace('\n', " ");
    match text.find(". ") {
        Some(end) => text[..=end].to_owned(),
        None => text,
    }
}

fn describe(schema: &Json, types: &[&str]) -> String {
    if let Some(kind) = schema.get("x-kind").and_then(Json::as_str) {
        let example = schema["examples"][0].as_str().unwrap_or_default();
        return format!("a {kind} such as \"{example}\"");
    }
    let words: Vec<&str> = types
        .iter()
        .map(|name| match *name {
            "object" => "a table",
            "array" => "a list",
            "string" => "a text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            other => other,
        })
        .collect();
    words.join(" or ")
}

/// A CSV cell as the type wanted. What cannot be read stays text, and the walker reports it.
fn read_cell(text: &str, types: &[&str]) -> Value {
    let text = text.trim();
    for wanted in types {
        let read = match *wanted {
            "integer" => text.parse().ok().map(Value::Integer),
            "number" => text.parse().ok().map(Value::Float),
            "boolean" => text.parse().ok().map(Value::Bool),
            _ => None,
        };
        if let Some(value) = read {
            return value;
        }
    }
    Value::Text(text.to_owned())
}

/// The candidate closest to a text, if it is close enough to be meant.
pub fn closest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(text, candidate), candidate))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
