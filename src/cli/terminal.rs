//! What is printed: results on standard output, everything else on standard error.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the one place that prints")]

use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, Severity as Level};

use super::excerpt::Excerpt;
use super::{Failure, Outcome};
use crate::scenario::{Problems, Severity};

/// Print to standard output. A closed pipe (as of `| head`) is not an error; an answer that cannot be written is one.
///
/// # Errors
/// If the text cannot be written.
pub fn out(text: &str) -> Outcome {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(plain(text).as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Input(Some(format!("cannot write to standard output: {error}; write the answer to a file or a disk with room"))))
        }
        _ => Ok(()),
    }
}

/// Print a JSON document to standard output.
///
/// # Errors
/// If it cannot be written.
pub fn json(document: &serde_json::Value) -> Outcome {
    let text = serde_json::to_string_pretty(document).map_err(|error| Failure::Internal(error.to_string()))?;
    out(&format!("{text}\n"))
}

/// Print a line to standard error.
pub fn note(text: &str) {
    say(&plain(text), "\n");
}

/// Print an error.
pub fn error(text: &str) {
    say(&format!("houqin: {}", plain(text)), "\n");
}

/// To standard error, whatever becomes of it: that nobody listens must not end a run.
fn say(text: &str, end: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.write_all(end.as_bytes()));
}

/// A text without control characters, which a terminal would obey (names may hold them, and so may file names): they are shown as TOML and JSON write
/// them, so that both stay what they are.
fn plain(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if obeyed(c) { format!("\\u{:04X}", c as u32) } else { c.to_string() }).collect())
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
        let mut diagnostic = MietteDiagnostic::new(plain(&problem.message).into_owned()).with_severity(level);
        if let Some(help) = &problem.help {
            diagnostic = diagnostic.with_help(plain(help).into_owned());
        }
        let mut text = String::new();
        let rendered = match problem.place.as_ref().and_then(|place| problems.sources.get(place.source).map(|source| (place, source))) {
            Some((place, source)) => {
                let excerpt = Excerpt::of(&plain(&source.name), &shown(&source.text), &place.span);
                let labelled = diagnostic.with_label(LabeledSpan::new_primary_with_span(None, excerpt.span.clone()));
                let report = miette::Report::new(labelled).with_source_code(excerpt);
                handler.render_report(&mut text, report.as_ref())
            }
            None => handler.render_report(&mut text, &diagnostic),
        };
        if rendered.is_ok() {
            say(&text, "");
        } else {
            note(&problem.message);
        }
    }
    let more = problems.list.len().saturating_sub(MOST_SHOWN) + problems.left_out;
    if more > 0 {
        note(&format!("… and {more} more, which are probably of the same kind"));
    }
    let count = |severity: Severity| problems.list.iter().filter(|problem| problem.severity == severity).count();
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    note(&format!("{}, {}", plural(count(Severity::Error), "error"), plural(count(Severity::Warning), "warning")));
}

/// A source as it is shown: control characters become as many bytes that a terminal does not obey, so that places still fit.
fn shown(text: &str) -> String {
    let bytes = |c: char| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { "?".repeat(c.len_utf8()) } else { c.to_string() };
    text.chars().map(bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        assert_eq!(plain("a\u{1b}]0;title\u{7}b\u{9b}31m\r"), "a\\u001B]0;title\\u0007b\\u009B31m\\u000D");
        assert_eq!(plain("二 lines\n\tand a tab"), "二 lines\n\tand a tab");
        assert_eq!(shown("x\u{9b}y\u{1b}\r\n"), "x??y?\r\n");
        // JSON that is printed is still the same JSON.
        let value = serde_json::json!({ "a\u{9b}": "b\u{1b}\u{7f}" });
        let printed = plain(&serde_json::to_string_pretty(&value).unwrap_or_default()).into_owned();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap_or_default(), value);
    }
}
