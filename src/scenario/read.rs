//! Reads a scenario's files: decodes text, parses TOML, splices in CSV tables, applies `--set`.

use std::path::Path;

use super::diagnostics::{Place, Problems, Source};
use super::tree::{Entry, Node, Value, parse_toml};

/// Keys inside a service whose rows may come from a table.
const TABLES: [(&str, &str); 3] = [("work_orders_table", "work_orders"), ("sittings_table", "sittings"), ("bookings_table", "bookings")];

/// Largest file that is read, so that a wrong path does not fill the memory.
const LARGEST_FILE: u64 = 64 << 20;

/// Read and decode a text file: UTF-8 with or without a byte-order mark, UTF-16 with one, or GB 18030 (of which GBK and
/// GB 2312 are parts). Line ends may be LF or CRLF.
pub fn read_text(path: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(path).map_err(|error| format!("cannot read {}: {}", path.display(), plain(&error)))?;
    if metadata.is_dir() {
        return Err(format!("{} is a folder, not a file", path.display()));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(format!("{} is larger than {} MiB; is it the right file?", path.display(), LARGEST_FILE >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {}: {}", path.display(), plain(&error)))?;
    decode(&bytes).ok_or_else(|| format!("{} is not text in UTF-8, UTF-16 or GB 18030; save it as UTF-8", path.display()))
}

fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

fn decode(bytes: &[u8]) -> Option<String> {
    let text = if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[length..]);
        (!had_errors).then(|| text.into_owned())?
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        let (text, had_errors) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
        (!had_errors).then(|| text.into_owned())?
    };
    (!text.contains('\0')).then_some(text)
}

/// Read the scenario's tree. On an unreadable main file the problems hold that one error.
pub fn read_tree(problems: &mut Problems, path: &Path) -> Option<Node> {
    let text = match read_text(path) {
        Ok(text) => text,
        Err(message) => {
            problems.error(None, message, "give the path of a scenario file; `houqin new` makes one to start from");
            return None;
        }
    };
    let mut root = parse_toml(problems, &path.display().to_string(), text);
    if problems.has_errors() {
        return Some(root);
    }
    splice_tables(problems, path.parent().unwrap_or(Path::new(".")), &mut root);
    Some(root)
}

fn splice_tables(problems: &mut Problems, folder: &Path, root: &mut Node) {
    let Some(Node { value: Value::List(services), .. }) = root.get_mut("service") else { return };
    for service in services {
        for (table_key, rows_key) in TABLES {
            let Some(reference) = service.get(table_key) else { continue };
            let (Some(name), place) = (reference.text().map(str::to_owned), reference.place.clone()) else { continue };
            let Some(rows) = read_csv(problems, folder, &name, &place) else { continue };
            if let Some(Node { value: Value::List(list), .. }) = service.get_mut(rows_key) {
                list.extend(rows);
            } else if let Value::Table(entries) = &mut service.value {
                let node = Node { value: Value::List(rows), place: place.clone() };
                entries.push(Entry { key: rows_key.to_owned(), place, node });
            }
        }
    }
}

/// Read a CSV table that a scenario names at `place`; each row becomes a table node. Empty cells are keys not given.
pub fn read_csv(problems: &mut Problems, folder: &Path, name: &str, place: &Place) -> Option<Vec<Node>> {
    let path = super::inputs::table_path(folder, name);
    let text = match read_text(&path) {
        Ok(text) => text,
        Err(message) => {
            problems.error(Some(place.clone()), message, "the path is taken from the scenario file's folder");
            return None;
        }
    };
    let source = problems.sources.len();
    problems.sources.push(Source { name: path.display().to_string(), text: text.clone() });
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) if !headers.iter().all(str::is_empty) => headers.clone(),
        _ => {
            problems.error(Some(Place { source, span: 0..0 }), format!("{name} has no header line"), "its first line names the columns");
            return None;
        }
    };
    for (index, header) in headers.iter().enumerate() {
        if headers.iter().take(index).any(|other| other == header) {
            problems.error(Some(Place { source, span: 0..0 }), format!("column `{header}` stands twice in {name}"), "remove one");
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let start = record.position().map_or(0, |position| position.byte() as usize).min(text.len());
                let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
                let place = Place { source, span: start..end };
                let mut row = Node { value: Value::Table(Vec::new()), place: place.clone() };
                for (header, cell) in headers.iter().zip(record.iter()) {
                    if !cell.is_empty() && !header.is_empty() {
                        insert(&mut row, header, Value::Cell(cell.to_owned()), &place);
                    }
                }
                rows.push(row);
            }
            Err(error) => {
                let start = error.position().map_or(0, |position| position.byte() as usize).min(text.len());
                let message = match error.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        format!("this row has {len} cells, and the header has {expected_len} columns")
                    }
                    _ => format!("this row cannot be read: {error}"),
                };
                let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
                problems.error(Some(Place { source, span: start..end }), message, "check commas and quotation marks in this row");
            }
        }
    }
    Some(rows)
}

/// Put a value under a dotted key.
fn insert(node: &mut Node, key: &str, value: Value, place: &Place) {
    let Value::Table(entries) = &mut node.value else { return };
    let leaf = |value| Node { value, place: place.clone() };
    match key.split_once('.') {
        None => entries.push(Entry { key: key.to_owned(), place: place.clone(), node: leaf(value) }),
        Some((first, rest)) => {
            if !entries.iter().any(|entry| entry.key == first) {
                entries.push(Entry { key: first.to_owned(), place: place.clone(), node: leaf(Value::Table(Vec::new())) });
            }
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == first) {
                insert(&mut entry.node, rest, value, place);
            }
        }
    }
}

/// Apply one `key=value` of the command line: `run.replications=200`, `offer.NAME.price_per_job=380`,
/// `service.NAME.work_orders.NAME.crew=2`. Items of lists are named by their `name` or counted from 0.
pub fn apply_set(problems: &mut Problems, root: &mut Node, setting: &str) {
    let source = problems.sources.len();
    problems.sources.push(Source { name: "--set".into(), text: setting.to_owned() });
    let place = Place { source, span: 0..setting.len() };
    let Some((path, text)) = setting.split_once('=') else {
        problems.error(Some(place), format!("\"{setting}\" is not of the form key=value"), "for example --set run.replications=200");
        return;
    };
    let value = parse_value(text.trim(), &place);
    let mut node = root;
    let mut remaining = path.trim();
    loop {
        if matches!(node.value, Value::List(_)) {
            let Value::List(items) = &mut node.value else { return };
            // The longest name that fits wins, so that names with dots can be used.
            let found = items.iter().position(|item| {
                let name = item.get("name").and_then(Node::text).unwrap_or_default();
                !name.is_empty() && (remaining == name || remaining.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
            });
            let (index, rest) = match found {
                Some(index) => {
                    let length = items[index].get("name").and_then(Node::text).map_or(0, str::len);
                    (Some(index), &remaining[length..])
                }
                None => {
                    let (first, _) = remaining.split_once('.').unwrap_or((remaining, ""));
                    (first.parse().ok().filter(|index| *index < items.len()), &remaining[first.len()..])
                }
            };
            let (Some(index), Some(rest)) = (index, rest.strip_prefix('.')) else {
                let names: Vec<&str> = items.iter().filter_map(|item| item.get("name").and_then(Node::text)).collect();
                problems.error(
                    Some(place),
                    format!("--set {path}: nothing fits \"{remaining}\""),
                    format!("the names there are {}", names.join(", ")),
                );
                return;
            };
            node = &mut items[index];
            remaining = rest;
            continue;
        }
        let (key, rest) = remaining.split_once('.').unwrap_or((remaining, ""));
        if !matches!(node.value, Value::Table(_)) || key.is_empty() {
            problems.error(Some(place), format!("--set {path}: \"{key}\" is not inside a table"), "");
            return;
        }
        let Value::Table(entries) = &mut node.value else { return };
        let index = match entries.iter().position(|entry| entry.key == key) {
            Some(index) => index,
            None => {
                let empty = Node { value: Value::Table(Vec::new()), place: place.clone() };
                entries.push(Entry { key: key.to_owned(), place: place.clone(), node: empty });
                entries.len() - 1
            }
        };
        if rest.is_empty() {
            entries[index].node = value;
            return;
        }
        node = &mut entries[index].node;
        remaining = rest;
    }
}

/// A value as TOML would read it, or text where TOML would not. All of it is at one place: the setting.
fn parse_value(text: &str, place: &Place) -> Node {
    let mut scratch = Problems::default();
    let tree = parse_toml(&mut scratch, "--set", format!("value = {text}"));
    match tree.get("value") {
        Some(node) if !scratch.has_errors() => node.clone().moved_to(place),
        _ => Node { value: Value::Text(text.to_owned()), place: place.clone() },
    }
}
