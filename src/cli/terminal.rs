//! What is printed: results on standard output, everything else on standard error.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the one place that prints")]

use std::io::{IsTerminal, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, Severity as Level};

use super::excerpt::Excerpt;
use crate::scenario::{Problems, Severity};

/// Print to standard output. A closed pipe (as of `| head`) is not an error.
pub fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Print a line to standard error.
pub fn note(text: &str) {
    eprintln!("{text}");
}

/// Print an error.
pub fn error(text: &str) {
    eprintln!("houqin: {text}");
}

/// Problems beyond this many are only counted.
const MOST_SHOWN: usize = 25;

/// Print problems, each with its lines of the source.
pub fn problems(problems: &Problems) {
    if problems.list.is_empty() {
        return;
    }
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(110).with_context_lines(1);
    for problem in problems.list.iter().take(MOST_SHOWN) {
        let level = match problem.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
        };
        let mut diagnostic = MietteDiagnostic::new(problem.message.clone()).with_severity(level);
        if let Some(help) = &problem.help {
            diagnostic = diagnostic.with_help(help.clone());
        }
        let mut text = String::new();
        let rendered = match problem.place.as_ref().and_then(|place| problems.sources.get(place.source).map(|source| (place, source))) {
            Some((place, source)) => {
                let excerpt = Excerpt::of(&source.name, &source.text, &place.span);
                let labelled = diagnostic.with_label(LabeledSpan::new_primary_with_span(None, excerpt.span.clone()));
                let report = miette::Report::new(labelled).with_source_code(excerpt);
                handler.render_report(&mut text, report.as_ref())
            }
            None => handler.render_report(&mut text, &diagnostic),
        };
        if rendered.is_ok() {
            eprint!("{text}");
        } else {
            eprintln!("{}", problem.message);
        }
    }
    let more = problems.list.len().saturating_sub(MOST_SHOWN) + problems.left_out;
    if more > 0 {
        eprintln!("… and {more} more, which are probably of the same kind");
    }
    let count = |severity: Severity| problems.list.iter().filter(|problem| problem.severity == severity).count();
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    eprintln!("{}, {}", plural(count(Severity::Error), "error"), plural(count(Severity::Warning), "warning"));
}
