//! What is wrong with an input, where, and what to do about it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

/// Text of one input file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name to show: the path as the user gave it or as the scenario names it.
    pub name: String,
    /// Its decoded text.
    pub text: String,
}

/// A place in a source: which one (index into [`Problems::sources`]) and the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Index of the source.
    pub source: usize,
    /// Bytes of its text.
    pub span: Range<usize>,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used, but the value looks like a mistake.
    Warning,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What to do.
    pub help: Option<String>,
    /// The key that it is about, as `--set` would name it, where that is known.
    pub key: Option<String>,
}

/// All problems found in an input, with the sources they point into.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// The files read.
    pub sources: Vec<Source>,
    /// The problems, in the order found.
    pub list: Vec<Problem>,
    /// How many more were found than are listed.
    pub left_out: usize,
    /// What has been said already, and where.
    said: HashSet<(Option<Place>, String)>,
    errors: usize,
}

/// Most problems of one severity that are listed: a wrong file as a table has one in every row, and nobody reads more than the first.
const MOST_LISTED: usize = 500;

impl Problems {
    /// Add an error.
    pub fn error(&mut self, place: Option<Place>, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Error, place, message.into(), help.into());
    }

    /// Add a warning.
    pub fn warning(&mut self, place: Option<Place>, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Warning, place, message.into(), help.into());
    }

    fn push(&mut self, severity: Severity, place: Option<Place>, message: String, help: String) {
        let listed = if severity == Severity::Error { self.errors } else { self.list.len() - self.errors };
        if listed >= MOST_LISTED {
            self.left_out += 1;
            return;
        }
        if self.said.insert((place.clone(), message.clone())) {
            self.errors += usize::from(severity == Severity::Error);
            let help = (!help.is_empty()).then_some(help);
            self.list.push(Problem { severity, message, place, help, key: None });
        }
    }

    /// Whether one more error would be listed, and not only counted.
    pub(super) fn lists_more(&self) -> bool {
        self.errors < MOST_LISTED
    }

    /// Whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Number of problems of a severity that are listed.
    pub fn count(&self, severity: Severity) -> usize {
        if severity == Severity::Error { self.errors } else { self.list.len() - self.errors }
    }

    /// Say of every problem which key it is about, as far as its place is that of a key.
    pub(super) fn name_keys(&mut self, keys: &HashMap<Place, String>) {
        for problem in &mut self.list {
            problem.key = problem.place.as_ref().and_then(|place| keys.get(place)).cloned();
        }
    }

    /// Line and column (from 1, in characters) of a place.
    pub fn line_column(&self, place: &Place) -> (usize, usize) {
        let text = self.sources.get(place.source).map_or("", |source| source.text.as_str());
        let mut start = place.span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        (line, column)
    }
}

impl fmt::Display for Problems {
    /// One line a problem: `file:line:column: error: message (help)`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.list.iter().enumerate() {
            if index > 0 {
                writeln!(formatter)?;
            }
            if let Some(place) = &problem.place
                && let Some(source) = self.sources.get(place.source)
            {
                let (line, column) = self.line_column(place);
                write!(formatter, "{}:{line}:{column}: ", source.name)?;
            }
            let word = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            write!(formatter, "{word}: {}", problem.message)?;
            if let Some(help) = &problem.help {
                write!(formatter, " — {help}")?;
            }
        }
        if self.left_out > 0 {
            write!(formatter, "\n… and {} more", self.left_out)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
