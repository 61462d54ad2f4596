//! Checks a tree against the JSON Schema of the scenario file, and finds every wrong key, type and range in one pass.

use std::sync::LazyLock;

use serde_json::Value as Json;

use super::advice::number_meant;
use super::diagnostics::Problems;
use super::file::ScenarioFile;
use super::tree::{Entry, Node, Value};
use super::units::{Share, check_format};

/// The JSON Schema of the scenario file. Every number has bounds.
pub static SCHEMA: LazyLock<Json> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(ScenarioFile).to_value();
    bound(&mut schema);
    schema
});

/// Most that a number may be whose key says nothing else. What lies beyond overflows sooner or later, or is more than a solver can weigh.
pub const LARGEST_NUMBER: f64 = 1e12;
/// The same of whole numbers.
pub const LARGEST_COUNT: u64 = 1_000_000_000;
/// Most tables in a list, such as lots of a service.
const MOST_TABLES: usize = 2_000;
/// Most values in a list.
const MOST_VALUES: usize = 100_000;
/// Most letters of a text. A cell of a workbook holds no more than 32,767.
const MOST_LETTERS: usize = 10_000;
/// Most letters of a name.
const MOST_LETTERS_OF_NAME: usize = 200;

/// Give every number below a schema the bounds that it lacks.
fn bound(schema: &mut Json) {
    match schema {
        Json::Array(list) => list.iter_mut().for_each(bound),
        Json::Object(map) => {
            map.values_mut().for_each(bound);
            let is_a = |name: &str| match map.get("type") {
                Some(Json::String(own)) => own == name,
                Some(Json::Array(own)) => own.iter().any(|own| own == name) && !own.iter().any(|own| own == "string"),
                _ => false,
            };
            let limits = if is_a("number") {
                Some((Json::from(-LARGEST_NUMBER), Json::from(LARGEST_NUMBER)))
            } else if is_a("integer") {
                let most = if map.get("format").and_then(Json::as_str) == Some("uint64") { i64::MAX as u64 } else { LARGEST_COUNT };
                Some((Json::from(0), Json::from(most)))
            } else {
                None
            };
            if let Some((least, most)) = limits {
                map.entry("minimum").or_insert(least);
                map.entry("maximum").or_insert(most);
            }
        }
        _ => {}
    }
}

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

/// Check a node, and turn CSV cells into values of the type that their key wants. Unknown keys are told and left out. Says whether what is left can be
/// read, so that all else can be checked as well.
pub fn check(problems: &mut Problems, node: &mut Node) -> bool {
    let root = &*SCHEMA;
    let mut walker = Walker { root, problems, is_whole: true };
    walker.node(node, root, "the scenario");
    walker.is_whole
}

struct Walker<'a> {
    root: &'a Json,
    problems: &'a mut Problems,
    /// Whether nothing but unknown keys is wrong so far.
    is_whole: bool,
}

impl Walker<'_> {
    fn error(&mut self, node: &Node, message: String, help: String) {
        self.is_whole = false;
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
                let most = if items.iter().any(|item| matches!(item.value, Value::Table(_))) { MOST_TABLES } else { MOST_VALUES };
                if items.len() > most {
                    let message = format!("{name} has {} entries, and there can be {most}", items.len());
                    return self.error(node, message, "take together what is alike, or make two scenarios of it".into());
                }
                if items.is_empty() && schema.get("minItems").and_then(Json::as_u64).is_some_and(|least| least > 0) {
                    return self.error(node, format!("{name} is empty"), "say something in it, or leave it out".into());
                }
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
                } else {
                    self.text(node, name);
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
                let help = self.as_wanted(node, schema, name);
                self.error(node, format!("{name} must be {wanted}, not {}", node.kind()), help);
            }
        }
    }

    /// A value of the wrong type as it would be right, where that can be said.
    fn as_wanted(&self, node: &Node, schema: &Json, name: &str) -> String {
        let bare = name.trim_matches('`');
        let items = schema.get("items").map(|items| resolve(self.root, items));
        match &node.value {
            Value::Table(_) if items.is_some_and(|items| items.get("properties").is_some()) => {
                format!("write [[{bare}]]: there may be several")
            }
            Value::Integer(number) if is_distribution(schema) => format!("write {{ distribution = \"constant\", mean = {number} }}"),
            Value::Float(number) if is_distribution(schema) => format!("write {{ distribution = \"constant\", mean = {number} }}"),
            Value::Float(number) if types(schema).contains(&"integer") && number.is_finite() => {
                format!("write {:.0}, without a point or an exponent", number.round())
            }
            Value::Text(text) if items.is_some() => format!("write [\"{text}\"]"),
            Value::Text(text) if types(schema).iter().any(|kind| ["number", "integer"].contains(kind)) => {
                number_meant(text).map_or_else(String::new, |number| format!("write {number}"))
            }
            _ => String::new(),
        }
    }

    /// Texts that cannot be shown, or that no workbook holds.
    fn text(&mut self, node: &Node, name: &str) {
        let Some(text) = node.text() else { return };
        if let Err((message, help)) = check_text(text, name) {
            self.error(node, message, help);
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

    fn table(&mut self, node: &Node, entries: &mut Vec<Entry>, schema: &Json, name: &str) {
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
            if properties.is_none()
                && let Err((message, help)) = check_text(&entry.key, "the key")
            {
                self.is_whole = false;
                self.problems.error(Some(entry.place.clone()), message, help);
            }
        }
        if properties.is_some() && additional.is_none() {
            entries.retain(|entry| properties.is_some_and(|properties| properties.contains_key(&entry.key)));
        }
        if schema.get("minProperties").and_then(Json::as_u64).is_some_and(|least| (entries.len() as u64) < least) {
            self.error(node, format!("{name} is empty"), "say something in it, or leave it out".into());
        }
        for key in schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str) {
            if !entries.iter().any(|entry| entry.key == key) {
                let meaning = properties
                    .and_then(|properties| properties.get(key))
                    .map(|property| format!("{}{}", first_sentence(property, self.root), self.block(property, key)))
                    .unwrap_or_default();
                self.error(node, format!("{name} needs the key `{key}`"), meaning);
            }
        }
    }

    /// How a missing table is begun, and which keys it needs.
    fn block(&self, property: &Json, key: &str) -> String {
        let schema = resolve(self.root, property);
        let items = schema.get("items").map(|items| resolve(self.root, items));
        let table = items.unwrap_or(schema);
        if table.get("properties").is_none() || is_distribution(table) {
            return String::new();
        }
        let needed: Vec<String> = table
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .map(|key| format!("`{key}`"))
            .collect();
        let head = if items.is_some() { format!("[[{key}]]") } else { format!("[{key}]") };
        if needed.is_empty() { format!(" Write {head}") } else { format!(" Write {head} with {}", needed.join(", ")) }
    }

    fn number(&mut self, node: &Node, number: f64, schema: &Json, name: &str) {
        let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
        if !number.is_finite() {
            self.error(node, format!("{name} must be a finite number, not {number}"), range(bound("minimum"), bound("maximum")));
        } else if schema.get("format").and_then(Json::as_str) == Some("share") {
            if let Err(message) = Share::check(number) {
                self.error(node, format!("{name}: {message}"), String::new());
            }
        } else if let Some(least) = bound("minimum").filter(|least| number < *least) {
            let help = if name == "`cv`" { NARROW.to_owned() } else { range(Some(least), bound("maximum")) };
            self.error(node, format!("{name} is {}, but it cannot be below {least}", short(number)), help);
        } else if let Some(most) = bound("maximum").filter(|most| number > *most) {
            let help = range(bound("minimum"), Some(most));
            self.error(node, format!("{name} is {}, but it cannot be above {most}", short(number)), help);
        }
    }
}

/// What to do about a distribution that is narrower than any that is drawn.
const NARROW: &str = "what hardly varies is written distribution = \"constant\"";

/// What may be written instead of a number that may not.
fn range(least: Option<f64>, most: Option<f64>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("write a number from {} to {}", short(least), short(most)),
        (Some(least), None) => format!("write {} or more", short(least)),
        (None, Some(most)) => format!("write {} or less", short(most)),
        (None, None) => "write a number; where there is none, leave the key out".into(),
    }
}

/// A number, with a power of ten where its digits would fill a line.
fn short(number: f64) -> String {
    if number.abs() > 1e15 { format!("{number:e}") } else { number.to_string() }
}

/// Whether a schema is that of a distribution.
fn is_distribution(schema: &Json) -> bool {
    schema.pointer("/properties/distribution").is_some()
}

/// What is wrong with a text, and what to do.
fn check_text(text: &str, name: &str) -> Result<(), (String, String)> {
    let is_name = ["`name`", "`provider`", "the key"].contains(&name);
    if text.trim().is_empty() {
        return Err((format!("{name} is empty"), "give it a text, or leave the key out if it is optional".into()));
    }
    if let Some(control) = text.chars().find(|c| c.is_control() && (is_name || !['\n', '\r', '\t'].contains(c))) {
        let message = format!("{name} holds the control character U+{:04X}, which cannot be shown", u32::from(control));
        return Err((message, "remove it; it often comes with text copied from a document".into()));
    }
    if is_name && text.trim().len() < text.len() {
        return Err((format!("{name} begins or ends with a blank: \"{text}\""), "remove it".into()));
    }
    let most = if is_name { MOST_LETTERS_OF_NAME } else { MOST_LETTERS };
    let letters = text.chars().count();
    if letters > most {
        return Err((
            format!("{name} has {letters} letters, and there can be {most}"),
            "shorten it; long stories can stand in comments".into(),
        ));
    }
    Ok(())
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
            // Workbooks write TRUE and FALSE.
            "boolean" => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
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
    let candidates: Vec<&str> = candidates.collect();
    // The one of which it is a part, as `per_year` is of `total_per_year`; the one most like it; the shortest that it holds or is held by.
    let is_long = text.chars().count() > 3;
    let wholes: Vec<&str> = candidates.iter().copied().filter(|candidate| is_long && candidate.contains(text)).collect();
    if let [only] = wholes[..] {
        return Some(only);
    }
    let alike =
        candidates.iter().map(|candidate| (strsim::jaro_winkler(text, candidate), *candidate)).filter(|(similarity, _)| *similarity > 0.8);
    let part = |candidate: &&str| is_long && (candidate.contains(text) || (candidate.len() > 3 && text.contains(*candidate)));
    alike
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
        .or_else(|| candidates.iter().copied().filter(part).min_by_key(|candidate| candidate.len().abs_diff(text.len())))
}
