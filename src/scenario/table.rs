//! CSV tables, cell by cell, each with its place (RFC 4180): commas, quotation marks, LF or CRLF.

use std::ops::Range;

/// A cell: its text, without quotation marks and blanks around it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// The bytes, quotation marks included.
    pub span: Range<usize>,
    /// Whether a line ends within it.
    pub has_line_break: bool,
}

/// A row that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// The bytes of the row.
    pub span: Range<usize>,
}

/// What is wrong with quotation marks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongQuote {
    /// A quotation that never ends; it swallows what follows.
    Unclosed(Range<usize>),
    /// Text after the end of a quotation, before the next comma.
    TextAfter(Range<usize>),
}

/// The rows of a table, empty lines left out, up to the first quotation that is wrong.
pub fn parse(text: &str) -> (Vec<Row>, Option<WrongQuote>) {
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut position = 0;
    while position < bytes.len() {
        let start = position;
        let mut cells = Vec::new();
        loop {
            match cell(text, position) {
                Ok((cell, after)) => {
                    cells.push(cell);
                    position = after;
                }
                Err(wrong) => return (rows, Some(wrong)),
            }
            if bytes.get(position) == Some(&b',') {
                position += 1;
            } else {
                break;
            }
        }
        let span = start..position;
        // The end of the line.
        position += usize::from(bytes.get(position) == Some(&b'\r'));
        position += usize::from(bytes.get(position) == Some(&b'\n'));
        if cells.iter().any(|cell| !cell.text.is_empty()) {
            rows.push(Row { cells, span });
        }
    }
    (rows, None)
}

/// The cell that begins at a byte, and where it ends: at a comma, a line's end, or the text's.
fn cell(text: &str, start: usize) -> Result<(Cell, usize), WrongQuote> {
    let rest = &text[start..];
    let opening = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let ends = |rest: &str| rest.find([',', '\n', '\r']).unwrap_or(rest.len());
    if !rest[opening..].starts_with('"') {
        let end = start + ends(rest);
        let raw = &text[start..end];
        let trimmed = raw.trim();
        let from = start + (raw.len() - raw.trim_start().len());
        return Ok((Cell { text: trimmed.to_owned(), span: from..from + trimmed.len(), has_line_break: false }, end));
    }
    let from = start + opening;
    let mut content = String::new();
    let mut position = from + 1;
    loop {
        let Some(quote) = text[position..].find('"') else {
            let end = text[from..].find(['\n', '\r']).map_or(text.len(), |length| from + length);
            return Err(WrongQuote::Unclosed(from..end));
        };
        content.push_str(&text[position..position + quote]);
        position += quote + 1;
        // Two quotation marks within a quotation stand for one.
        if text[position..].starts_with('"') {
            content.push('"');
            position += 1;
        } else {
            break;
        }
    }
    let end = position + ends(&text[position..]);
    let after = &text[position..end];
    if !after.trim().is_empty() {
        let at = position + (after.len() - after.trim_start().len());
        return Err(WrongQuote::TextAfter(at..end));
    }
    let has_line_break = content.trim().contains(['\n', '\r']);
    Ok((Cell { text: content.trim().to_owned(), span: from..position, has_line_break }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let (rows, wrong) = parse(text);
        assert_eq!(wrong, None);
        rows.into_iter().map(|row| row.cells.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn cells_are_as_rfc_4180_has_them() {
        assert_eq!(texts("a,b\r\n1, 2 \n\n\"x, \"\"y\"\"\",\n"), [vec!["a", "b"], vec!["1", "2"], vec!["x, \"y\"", ""]]);
        assert_eq!(texts("a,5\" pipe\n,,\nb,c"), [vec!["a", "5\" pipe"], vec!["b", "c"]]);
        assert_eq!(texts(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn every_cell_knows_its_bytes() {
        let text = "名,b\n \"x\" , yy\n";
        let (rows, _) = parse(text);
        let spans: Vec<&str> = rows.iter().flat_map(|row| &row.cells).map(|cell| &text[cell.span.clone()]).collect();
        assert_eq!(spans, ["名", "b", "\"x\"", "yy"]);
        assert_eq!(&text[rows[1].span.clone()], " \"x\" , yy");
    }

    #[test]
    fn quotations_that_do_not_end_are_told() {
        let text = "a,b\n1,\"assumed\n2,x\n3,y\n";
        let (rows, wrong) = parse(text);
        assert_eq!((rows.len(), wrong), (1, Some(WrongQuote::Unclosed(6..14))));
        let (_, wrong) = parse("a,b\n1,\"x\ny\"z,2\n");
        assert_eq!(wrong, Some(WrongQuote::TextAfter(11..12)));
        let (rows, wrong) = parse("a,b\n1,\"x\ny\"\n");
        assert!(wrong.is_none() && rows[1].cells[1].has_line_break);
    }
}
