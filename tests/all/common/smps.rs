//! Reads two-stage programs in SMPS (Birge, Dempster, Gassmann, Gunn, King and Wallace 1987): core in MPS, time, and stochastic file
//! with independent discrete numbers or scenarios. What the test programs do not use is refused.

use std::collections::HashMap;

use houqin::stochastic::explicit::{Change, Explicit, SecondRow};
use houqin::stochastic::{Column, LinearProgram, Row};

/// Rows and coefficients.
type Terms = Vec<(usize, f64)>;

#[derive(Default)]
struct Core {
    rows: Vec<(char, String)>,
    row: HashMap<String, usize>,
    columns: Vec<(String, Column, Terms)>,
    column: HashMap<String, usize>,
    rhs: Vec<f64>,
}

/// The lines of a file that say something, as words; section heads keep their indentation of none.
fn lines(text: &str) -> impl Iterator<Item = (bool, Vec<&str>)> {
    text.lines()
        .filter(|line| !line.starts_with('*') && !line.trim().is_empty())
        .map(|line| (!line.starts_with([' ', '\t']), line.split_whitespace().collect()))
}

fn core(text: &str) -> Core {
    let mut core = Core::default();
    let mut section = String::new();
    let mut integer = false;
    for (head, words) in lines(text) {
        if head {
            section = words[0].to_owned();
            if section == "RHS" {
                core.rhs = vec![0.0; core.rows.len()];
            }
            continue;
        }
        match section.as_str() {
            "ROWS" => {
                core.row.insert(words[1].into(), core.rows.len());
                core.rows.push((words[0].chars().next().unwrap(), words[1].into()));
            }
            "COLUMNS" if words[1] == "'MARKER'" => integer = words[2] == "'INTORG'",
            "COLUMNS" => {
                if !core.column.contains_key(words[0]) {
                    core.column.insert(words[0].into(), core.columns.len());
                    core.columns.push((words[0].into(), Column { cost: 0.0, lower: 0.0, upper: f64::INFINITY, integer }, Vec::new()));
                }
                let column = &mut core.columns[core.column[words[0]]];
                for pair in words[1..].chunks(2) {
                    let (row, value) = (core.row[pair[0]], pair[1].parse().unwrap());
                    if core.rows[row].0 == 'N' { column.1.cost = value } else { column.2.push((row, value)) }
                }
            }
            "RHS" => words[1..].chunks(2).for_each(|pair| core.rhs[core.row[pair[0]]] = pair[1].parse().unwrap()),
            "BOUNDS" => {
                let column = &mut core.columns[core.column[words[2]]].1;
                match words[0] {
                    "UP" => column.upper = words[3].parse().unwrap(),
                    "LO" => column.lower = words[3].parse().unwrap(),
                    "BV" => (column.upper, column.integer) = (1.0, true),
                    other => panic!("bound {other}"),
                }
            }
            other => panic!("section {other}"),
        }
    }
    core
}

fn bounds(sense: char, rhs: f64) -> (f64, f64) {
    match sense {
        'E' => (rhs, rhs),
        'L' => (f64::NEG_INFINITY, rhs),
        'G' => (rhs, f64::INFINITY),
        other => panic!("sense {other}"),
    }
}

/// A program, and the second-stage row with its sense of every name.
pub struct Read {
    pub program: Explicit,
    pub rows: HashMap<String, (usize, char)>,
}

/// The program without its replications.
pub fn base(core_text: &str, time: &str) -> Read {
    let core = core(core_text);
    let starts: Vec<(String, String)> = lines(time)
        .filter(|(head, words)| !head && words.len() >= 3)
        .map(|(_, words)| (words[0].to_owned(), words[1].to_owned()))
        .collect();
    let split = core.column[&starts[1].0];
    let second_row = core.row[&starts[1].1];
    let objective = core.rows.iter().position(|row| row.0 == 'N').unwrap();
    let first_rows: Vec<usize> = (0..second_row).filter(|row| *row != objective).collect();
    let mut first = LinearProgram { columns: core.columns[..split].iter().map(|column| column.1).collect(), rows: Vec::new() };
    for row in &first_rows {
        let terms = core.columns[..split]
            .iter()
            .enumerate()
            .flat_map(|(index, column)| column.2.iter().filter(|term| term.0 == *row).map(move |term| (index, term.1)))
            .collect();
        let (lower, upper) = bounds(core.rows[*row].0, core.rhs[*row]);
        first.rows.push(Row { lower, upper, terms });
    }
    let mut rows = Vec::new();
    let mut names = HashMap::new();
    for row in second_row..core.rows.len() {
        let of = |range: std::ops::Range<usize>, base: usize| -> Vec<(usize, f64)> {
            range
                .flat_map(|index| core.columns[index].2.iter().filter(|term| term.0 == row).map(move |term| (index - base, term.1)))
                .collect()
        };
        let (lower, upper) = bounds(core.rows[row].0, core.rhs[row]);
        names.insert(core.rows[row].1.clone(), (rows.len(), core.rows[row].0));
        rows.push(SecondRow { lower, upper, first: of(0..split, 0), second: of(split..core.columns.len(), split) });
    }
    let columns = core.columns[split..].iter().map(|column| column.1).collect();
    Read { program: Explicit::new(first, columns, rows), rows: names }
}

impl Read {
    /// A right-hand side as a change.
    pub fn change(&self, row: &str, value: f64) -> Change {
        let (row, sense) = self.rows[row];
        let (lower, upper) = bounds(sense, value);
        Change::Bounds { row, lower, upper }
    }

    /// Add the replications of a stochastic file: every combination of independent numbers, or the scenarios.
    pub fn with_replications(mut self, stochastic: &str) -> Explicit {
        let mut independent: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
        let mut scenarios: Vec<(f64, Vec<Change>)> = Vec::new();
        for (head, words) in lines(stochastic) {
            match (head, words.as_slice()) {
                (true, _) => {}
                (false, ["SC", _, _, probability, ..]) => scenarios.push((probability.parse().unwrap(), Vec::new())),
                (false, [_, row, value]) => {
                    let change = self.change(row, value.parse().unwrap());
                    scenarios.last_mut().unwrap().1.push(change);
                }
                (false, [_, row, value, probability]) => {
                    if independent.last().is_none_or(|last| last.0 != *row) {
                        independent.push(((*row).into(), Vec::new()));
                    }
                    independent.last_mut().unwrap().1.push((value.parse().unwrap(), probability.parse().unwrap()));
                }
                (_, words) => panic!("{words:?}"),
            }
        }
        if !independent.is_empty() {
            scenarios = vec![(1.0, Vec::new())];
            for (row, values) in &independent {
                scenarios = scenarios
                    .iter()
                    .flat_map(|(probability, changes)| values.iter().map(move |value| (probability, changes, value)))
                    .map(|(probability, changes, (value, weight))| {
                        (probability * weight, changes.iter().copied().chain([self.change(row, *value)]).collect())
                    })
                    .collect();
            }
        }
        for (probability, changes) in scenarios {
            self.program.add(probability, changes);
        }
        self.program
    }
}
