//! The line of a source that a problem is about, whole, with its place in it.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Most bytes of a line that are shown on either side of a place's beginning: a table may be one long line.
const REACH: usize = 160;

/// A line of a source, or the part of it around a place.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    shown: String,
    /// The place in what is shown.
    pub span: Range<usize>,
    /// Its line in the source, and its column there, both from 0.
    line: usize,
    column: usize,
}

impl Excerpt {
    /// The line in which a place begins; of a place over several lines, what is in the first.
    pub fn of(name: &str, text: &str, place: &Range<usize>) -> Self {
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let from = boundary(place.start.min(text.len()));
        let start = text[..from].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[from..].find('\n').map_or(text.len(), |length| from + length);
        let end = from.max(start + text[start..end].trim_end_matches('\r').len());
        let first = boundary(start.max(from.saturating_sub(REACH)));
        let last = boundary(end.min(from + REACH));
        let to = boundary(place.end.clamp(from, last.max(from)));
        Self {
            name: name.to_owned(),
            shown: text[first..last.max(from)].to_owned(),
            span: from - first..to - first,
            line: text[..start].matches('\n').count(),
            column: text[start..from].chars().count(),
        }
    }
}

impl SourceCode for Excerpt {
    /// Without lines around it the place itself is asked for, to say where it is; with them, what is shown.
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = if before + after == 0 {
            let bytes = self.shown.as_bytes().get(span.offset()..span.offset() + span.len()).ok_or(MietteError::OutOfBounds)?;
            MietteSpanContents::new_named(self.name.clone(), bytes, *span, self.line, self.column, 1)
        } else {
            let all = SourceSpan::from(0..self.shown.len());
            MietteSpanContents::new_named(self.name.clone(), self.shown.as_bytes(), all, self.line, 0, 1)
        };
        Ok(Box::new(contents))
    }
}
