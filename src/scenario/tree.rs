//! A scenario as a tree of values that know where they were written, whether in TOML or in a CSV table.

use std::collections::HashMap;

use serde_json::{Map, Number, Value as Json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::advice::Advice;
use super::diagnostics::{Place, Problems, Source};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, dates included.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A list.
    List(Vec<Node>),
    /// A table, in the order written.
    Table(Vec<Entry>),
    /// A cell of a CSV table, to be read as whatever its key wants.
    Cell(String),
}

/// A key, where it stands, and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// The same, all of it standing at one place.
    #[must_use]
    pub fn moved_to(self, place: &Place) -> Self {
        let value = match self.value {
            Value::List(items) => Value::List(items.into_iter().map(|item| item.moved_to(place)).collect()),
            Value::Table(entries) => {
                let moved = |entry: Entry| Entry { key: entry.key, place: place.clone(), node: entry.node.moved_to(place) };
                Value::Table(entries.into_iter().map(moved).collect())
            }
            value => value,
        };
        Self { value, place: place.clone() }
    }

    /// All that the tables below say of where their figures come from: what each is called, and what it says.
    pub fn sources(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.collect_sources("", &mut found);
        found
    }

    fn collect_sources(&self, above: &str, found: &mut Vec<(String, String)>) {
        match &self.value {
            Value::List(items) => items.iter().for_each(|item| item.collect_sources(above, found)),
            Value::Table(entries) => {
                let name = self.get("name").and_then(Node::text).unwrap_or(above);
                for entry in entries {
                    match (entry.key.as_str(), entry.node.text()) {
                        ("source", Some(text)) if !text.is_empty() => found.push((name.to_owned(), text.to_owned())),
                        (key, _) => entry.node.collect_sources(if above.is_empty() { key } else { name }, found),
                    }
                }
            }
            _ => {}
        }
    }

    /// What has figures and says of no source where they come from: kinds of things, each with the names of those.
    pub fn without_source(&self) -> Vec<(&'static str, Vec<String>)> {
        const OF_SERVICES: [&str; 3] = ["work_orders", "sittings", "bookings"];
        let text = |table: &Self, key: &str| Some(table.get(key)?.text()?.to_owned());
        let silent = |table: &Self, key: &str, named: &dyn Fn(&Self) -> Option<String>| -> Vec<String> {
            let Some(Value::List(items)) = table.get(key).map(|node| &node.value) else { return Vec::new() };
            items.iter().filter(|item| text(item, "source").is_none_or(|source| source.is_empty())).filter_map(named).collect()
        };
        let items = |table: &Self, key: &str| silent(table, key, &|item| text(item, "name"));
        let mut lots: Vec<String> = Vec::new();
        if let Some(Value::List(services)) = self.get("service").map(|node| &node.value) {
            for service in services {
                // As lots are named elsewhere: several sites may have one of a name.
                let named = |lot: &Self| {
                    let of = [text(service, "name"), text(lot, "site"), text(lot, "name")];
                    Some(of.into_iter().flatten().collect::<Vec<String>>().join("/"))
                };
                lots.extend(OF_SERVICES.into_iter().flat_map(|key| silent(service, key, &named)));
            }
        }
        let kinds = ["profile", "factor", "asset", "team", "kitchen", "room", "equipment", "resource", "offer", "bundle"];
        let mut found: Vec<(&'static str, Vec<String>)> = kinds.into_iter().map(|kind| (kind, items(self, kind))).collect();
        found.insert(0, ("lot", lots));
        if self.get("budget").is_some_and(|budget| budget.get("source").is_none()) {
            found.push(("budget", vec!["budget".into()]));
        }
        found.retain(|(_, names)| !names.is_empty());
        found
    }

    /// The value of a key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node),
            _ => None,
        }
    }

    /// The same, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.value {
            Value::Table(entries) => entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node),
            _ => None,
        }
    }

    /// The item of a list.
    pub fn item(&self, index: usize) -> Option<&Node> {
        match &self.value {
            Value::List(items) => items.get(index),
            _ => None,
        }
    }

    /// The text of a text or cell.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Cell(text) => Some(text),
            _ => None,
        }
    }

    /// The place of the deepest part of a path that exists: what a problem about that path should point at.
    pub fn place_of(&self, path: &[Step<'_>]) -> Place {
        let mut node = self;
        for step in path {
            let next = match step {
                Step::Key(key) => node.get(key),
                Step::Index(index) => node.item(*index),
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node.place.clone()
    }

    /// The key of every place, as `--set` would name it; of places that hold several, the innermost.
    pub fn keys(&self) -> HashMap<Place, String> {
        let mut keys = HashMap::new();
        self.collect_keys("", &mut keys);
        keys
    }

    fn collect_keys(&self, path: &str, keys: &mut HashMap<Place, String>) {
        if !path.is_empty() {
            keys.insert(self.place.clone(), path.to_owned());
        }
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match &self.value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let name = item.get("name").and_then(Node::text).map_or_else(|| index.to_string(), str::to_owned);
                    item.collect_keys(&below(&name), keys);
                }
            }
            Value::Table(entries) => {
                for entry in entries {
                    let path = below(&entry.key);
                    keys.insert(entry.place.clone(), path.clone());
                    entry.node.collect_keys(&path, keys);
                }
            }
            _ => {}
        }
    }

    /// As JSON, for serde. Numbers are finite by the time this is called.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Text(text) | Value::Cell(text) => Json::String(text.clone()),
            Value::Integer(number) => Json::Number((*number).into()),
            Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
            Value::Bool(flag) => Json::Bool(*flag),
            Value::List(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Table(entries) => {
                Json::Object(entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())).collect::<Map<_, _>>())
            }
        }
    }

    /// What the value is, in a word.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) | Value::Cell(_) => "text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// A step of a path into the tree.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A key of a table.
    Key(&'a str),
    /// An item of a list.
    Index(usize),
}

/// What is said of whole numbers beyond those of TOML.
pub const TOO_LARGE: &str = "whole numbers reach from -9223372036854775808 to 9223372036854775807";

/// Parse TOML. Every syntax error is reported; what could be parsed is returned.
pub fn parse_toml(problems: &mut Problems, name: &str, text: String) -> Node {
    let source = problems.sources.len();
    let (table, errors) = DeTable::parse_recoverable(&text);
    let mut too_large = Vec::new();
    let node = table_node(source, table.get_ref(), table.span(), &mut too_large);
    let mut said: Vec<_> = errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message().to_owned())).collect();
    drop(table);
    said.sort_by_key(|(span, _)| span.start);
    problems.sources.push(Source { name: name.to_owned(), text: text.clone() });
    for (span, message) in said {
        // Advice looks through the text before: not for what nobody is shown.
        let Advice { span, message, help } =
            if problems.lists_more() { Advice::on(&text, span, &message) } else { Advice { span, message, help: String::new() } };
        problems.error(Some(Place { source, span }), message, help);
    }
    for (place, number) in too_large {
        problems.error(Some(place), format!("the whole number {number} is too large"), TOO_LARGE);
    }
    node
}

fn table_node(source: usize, table: &DeTable<'_>, span: std::ops::Range<usize>, found: &mut Vec<(Place, String)>) -> Node {
    let entries = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            place: Place { source, span: key.span() },
            node: value_node(source, value, found),
        })
        .collect();
    Node { value: Value::Table(entries), place: Place { source, span } }
}

fn value_node(source: usize, value: &Spanned<DeValue<'_>>, found: &mut Vec<(Place, String)>) -> Node {
    let span = value.span();
    let place = Place { source, span: span.clone() };
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => {
                found.push((place.clone(), integer.as_str().to_owned()));
                Value::Integer(0)
            }
        },
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| value_node(source, item, found)).collect()),
        DeValue::Table(table) => return table_node(source, table, span, found),
    };
    Node { value, place }
}
