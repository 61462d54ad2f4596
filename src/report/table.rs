//! A table of text, and how it is laid out on a terminal.

use std::fmt::Write;

/// Headers and rows of a table.
pub struct Table {
    /// Above the columns.
    pub headers: Vec<String>,
    /// The rows, as many cells as headers.
    pub rows: Vec<Vec<String>>,
}

/// Lay out rows under headers; the first column to the left, figures to the right.
pub fn layout(headers: &[String], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..headers.len())
        .map(|column| rows.iter().map(|row| columns(&row[column])).chain([columns(&headers[column])]).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for (index, row) in std::iter::once(headers).chain(rows.iter().map(Vec::as_slice)).enumerate() {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| if column == 0 { pad(cell, *width) } else { pad_left(cell, *width) })
            .collect();
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
        if index == 0 {
            let _ = writeln!(text, "  {}", "─".repeat(widths.iter().sum::<usize>() + 2 * (widths.len() - 1)));
        }
    }
    text
}

/// Display width of a text in a terminal: Chinese characters take two columns.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if (c as u32) >= 0x2E80 { 2 } else { 1 }).sum()
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}
