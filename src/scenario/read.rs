//! Reads a scenario's files: parses TOML, splices in CSV tables, applies `--set`.

use std::path::Path;

use super::bytes::{NamedBy, Unreadable, read_text_of};
use super::diagnostics::{Place, Problems, Source};
use super::table::{self, Row, WrongQuote};
use super::tree::{Entry, Node, TOO_LARGE, Value, parse_toml};

/// Keys inside a service whose rows may come from a table.
const TABLES: [(&str, &str); 3] = [("work_orders_table", "work_orders"), ("sittings_table", "sittings"), ("bookings_table", "bookings")];

/// Read the scenario's tree, with settings of the command line laid over it. On an unreadable main file the problems hold that one error.
pub fn read_tree(problems: &mut Problems, path: &Path, settings: &[String]) -> Option<Node> {
    let text = match read_text_of(path, NamedBy::Argument) {
        Ok(text) => text,
        Err(unreadable) => {
            let help = "give the path of a scenario file; `houqin new` makes one to start from";
            refuse(problems, &path.display().to_string(), unreadable, None, help);
            return None;
        }
    };
    Some(read_text(problems, path, text, settings))
}

/// The same of a text that stands as if it were the file at a path: its tables are read from that folder.
pub fn read_text(problems: &mut Problems, path: &Path, text: String, settings: &[String]) -> Node {
    let mut root = parse_toml(problems, &path.display().to_string(), text);
    if problems.has_errors() {
        return root;
    }
    // Which tables are read may be set too; everything else is set once their rows are there.
    let (of_tables, others): (Vec<&String>, Vec<&String>) = settings.iter().partition(|setting| names_tables(setting));
    for setting in of_tables {
        apply_set(problems, &mut root, setting);
    }
    splice_tables(problems, path.parent().unwrap_or(Path::new(".")), &mut root);
    for setting in others {
        apply_set(problems, &mut root, setting);
    }
    root
}

/// Whether a setting says which tables are read: a table's key, or all services anew.
fn names_tables(setting: &str) -> bool {
    let key = setting.split_once('=').map_or(setting, |(key, _)| key).trim();
    key == "service" || TABLES.iter().any(|(table, _)| key.strip_suffix(table).is_some_and(|above| above.ends_with('.')))
}

/// Say why a file cannot be read: at the very place in it where that is known, else where it is named.
fn refuse(problems: &mut Problems, name: &str, unreadable: Unreadable, named_at: Option<&Place>, help: &str) {
    let help = if unreadable.excerpt.is_some() { "write anew what stands there, and save the file as UTF-8" } else { help };
    let place = unreadable.excerpt.map(|(text, span)| {
        problems.sources.push(Source { name: name.to_owned(), text });
        Place { source: problems.sources.len() - 1, span }
    });
    problems.error(place.or_else(|| named_at.cloned()), unreadable.message, help);
}

fn splice_tables(problems: &mut Problems, folder: &Path, root: &mut Node) {
    let Some(Node { value: Value::List(services), .. }) = root.get_mut("service") else { return };
    for service in services {
        for (table_key, rows_key) in TABLES {
            let Some(reference) = service.get(table_key) else { continue };
            let (Some(name), place) = (reference.text().map(str::to_owned), reference.place.clone()) else { continue };
            let Some(rows) = read_csv(problems, folder, &name, &place, false) else { continue };
            if let Some(Node { value: Value::List(list), .. }) = service.get_mut(rows_key) {
                list.extend(rows);
            } else if let Value::Table(entries) = &mut service.value {
                let node = Node { value: Value::List(rows), place: place.clone() };
                entries.push(Entry { key: rows_key.to_owned(), place, node });
            }
        }
    }
}

/// Read a CSV calendar that a scenario names at `place`; each row becomes a table node.
pub fn read_calendar(problems: &mut Problems, folder: &Path, name: &str, place: &Place) -> Option<Vec<Node>> {
    read_csv(problems, folder, name, place, true)
}

/// Read a CSV table that a scenario names at `place`; each row becomes a table node. Empty cells are keys not given.
fn read_csv(problems: &mut Problems, folder: &Path, name: &str, place: &Place, is_calendar: bool) -> Option<Vec<Node>> {
    let path = super::inputs::table_path(folder, name);
    let text = match read_text_of(&path, NamedBy::Scenario) {
        Ok(text) => text,
        Err(unreadable) => {
            let help = "the path is taken from the scenario file's folder";
            refuse(problems, &path.display().to_string(), unreadable, Some(place), help);
            return None;
        }
    };
    let source = problems.sources.len();
    let (rows, wrong) = table::parse(&text);
    problems.sources.push(Source { name: path.display().to_string(), text });
    let at = |span: std::ops::Range<usize>| Some(Place { source, span });
    let is_broken = wrong.is_some();
    match wrong {
        Some(WrongQuote::Unclosed(span)) => {
            let help = "end it with a quotation mark, or remove the one that begins it: all that follows would be one cell";
            problems.error(at(span), "a quotation begins here and does not end", help);
        }
        Some(WrongQuote::TextAfter(span)) => {
            let help = "put the whole cell in quotation marks, with two for each inside, or remove them; one before may stand alone";
            problems.error(at(span), "text after the end of a quotation", help);
        }
        None => {}
    }
    let Some((header, rows)) = rows.split_first() else {
        if !is_broken {
            problems.error(at(0..0), format!("{name} has no header line"), "its first line names the columns");
        }
        return None;
    };
    check_header(problems, source, name, header);
    if is_calendar {
        check_calendar_header(problems, source, header);
    }
    Some(rows.iter().filter_map(|row| row_node(problems, source, header, row)).collect())
}

/// Columns of a calendar; without the first two no row says anything.
const CALENDAR_COLUMNS: [&str; 4] = ["date", "kind", "name", "source"];

/// The columns of a calendar, whether or not any row follows.
fn check_calendar_header(problems: &mut Problems, source: usize, header: &Row) {
    let known = |cell: &&super::table::Cell| cell.text.is_empty() || CALENDAR_COLUMNS.contains(&cell.text.as_str());
    let unknown = header.cells.iter().filter(|cell| !known(cell));
    for cell in unknown.clone() {
        let place = Place { source, span: cell.span.clone() };
        let help = "its first line is date,kind,name (and source, if there is one)";
        problems.error(Some(place), format!("a calendar has no column `{}`", cell.text), help);
    }
    for needed in &CALENDAR_COLUMNS[..2] {
        if unknown.clone().next().is_none() && !header.cells.iter().any(|cell| cell.text == *needed) {
            let place = Place { source, span: header.span.clone() };
            problems.error(Some(place), format!("the calendar has no column `{needed}`"), "its first line is date,kind,name");
        }
    }
}

/// Columns that would hide each other, or that no key can be found for.
fn check_header(problems: &mut Problems, source: usize, name: &str, header: &Row) {
    let at = |index: usize| Some(Place { source, span: header.cells[index].span.clone() });
    if let [only] = &header.cells[..]
        && only.text.contains([';', '\t'])
    {
        problems.error(at(0), format!("the columns of {name} are not separated by commas"), "save it as CSV with commas");
    }
    for (index, cell) in header.cells.iter().enumerate() {
        let column = cell.text.as_str();
        for other in header.cells[..index].iter().map(|other| other.text.as_str()).filter(|other| !other.is_empty()) {
            if other == column {
                problems.error(at(index), format!("column `{column}` stands twice in {name}"), "remove one");
            } else if is_within(other, column) || is_within(column, other) {
                let message = format!("the columns `{other}` and `{column}` of {name} are of the same key");
                problems.error(at(index), message, "give the whole key, or each key inside it");
            }
        }
        if !column.is_empty() && column.split('.').any(str::is_empty) {
            problems.error(
                at(index),
                format!("`{column}` is no key"),
                "a key inside a table is written with a dot, as `labour_hours.mean`",
            );
        }
    }
}

/// Whether a dotted key lies inside another.
fn is_within(key: &str, table: &str) -> bool {
    key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'))
}

/// A row as a table; every cell of it is used or told.
fn row_node(problems: &mut Problems, source: usize, header: &Row, row: &Row) -> Option<Node> {
    let place = |span: &std::ops::Range<usize>| Place { source, span: span.clone() };
    let (wanted, there) = (header.cells.len(), row.cells.len());
    // Cells too many that are empty say nothing.
    if there < wanted || row.cells[wanted..].iter().any(|cell| !cell.text.is_empty()) {
        let message = format!("this row has {there} cells, and the header has {wanted} columns");
        let at = if there > wanted { place(&row.cells[wanted].span) } else { place(&row.span) };
        problems.error(Some(at), message, "check commas and quotation marks in this row");
        return None;
    }
    let mut node = Node { value: Value::Table(Vec::new()), place: place(&row.span) };
    for (column, cell) in header.cells.iter().zip(&row.cells).filter(|(_, cell)| !cell.text.is_empty()) {
        if column.text.is_empty() {
            problems.error(
                Some(place(&cell.span)),
                format!("\"{}\" stands in a column without a name", cell.text),
                "name the column in the first line",
            );
            continue;
        }
        if cell.has_line_break {
            let help = "if that is not meant, a quotation mark is missing or one too many";
            problems.warning(Some(place(&cell.span)), "this cell goes on over the end of the line", help);
        }
        insert(&mut node, &column.text, Value::Cell(cell.text.clone()), &place(&column.span), &place(&cell.span));
    }
    Some(node)
}

/// Put a value under a dotted key: the key stands in the header, the value in the cell.
fn insert(node: &mut Node, key: &str, value: Value, column: &Place, cell: &Place) {
    let Value::Table(entries) = &mut node.value else { return };
    let leaf = |value| Node { value, place: cell.clone() };
    match key.split_once('.') {
        None => entries.push(Entry { key: key.to_owned(), place: column.clone(), node: leaf(value) }),
        Some((first, rest)) => {
            if !entries.iter().any(|entry| entry.key == first) {
                entries.push(Entry { key: first.to_owned(), place: column.clone(), node: leaf(Value::Table(Vec::new())) });
            }
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == first) {
                insert(&mut entry.node, rest, value, column, cell);
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
    if setting.contains(['\n', '\r']) {
        problems.error(Some(place), "--set takes one key and one value, and this has a line break", "write a --set for each key");
        return;
    }
    let value = parse_value(problems, text.trim(), &place);
    let mut node = root;
    let mut remaining = path.trim();
    loop {
        if matches!(node.value, Value::List(_)) {
            let Value::List(items) = &mut node.value else { return };
            // The longest name that fits wins, so that names with dots can be used.
            let name_of = |item: &Node| item.get("name").and_then(Node::text).unwrap_or_default().to_owned();
            let fits = |index: &usize| {
                let name = name_of(&items[*index]);
                !name.is_empty() && remaining.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let found = (0..items.len()).rev().filter(fits).max_by_key(|index| name_of(&items[*index]).len());
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
                let (message, help) = if names.contains(&remaining) {
                    (format!("which key of {remaining}? It has many"), format!("for example --set {path}.KEY=VALUE"))
                } else if names.is_empty() {
                    (format!("nothing fits \"{remaining}\""), "nothing there has a name".into())
                } else {
                    (format!("nothing fits \"{remaining}\""), format!("the names there are {}", names.join(", ")))
                };
                problems.error(Some(place), format!("--set {path}: {message}"), help);
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
fn parse_value(problems: &mut Problems, text: &str, place: &Place) -> Node {
    let mut scratch = Problems::default();
    let tree = parse_toml(&mut scratch, "--set", format!("value = {text}"));
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    match tree.get("value") {
        Some(node) if !scratch.has_errors() => node.clone().moved_to(place),
        // A number that is too large is no text either.
        Some(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') => {
            problems.error(Some(place.clone()), format!("the whole number {text} is too large"), TOO_LARGE);
            Node { value: Value::Integer(0), place: place.clone() }
        }
        _ => Node { value: Value::Text(text.to_owned()), place: place.clone() },
    }
}
