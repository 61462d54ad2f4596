//! Tables as CSV: figures that can be computed with, and text that no spreadsheet takes for a formula.

use super::ReportError;
use crate::outcome::Estimate;
use crate::trace::guarded;

/// Digits in tables: enough to compute with, few enough to read.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// A table as CSV.
///
/// # Errors
/// If it cannot be built.
pub fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, ReportError> {
    let failed = |error: String| ReportError::Write("a table".into(), error);
    // A byte-order mark lets spreadsheet programs read Chinese text.
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    writer.write_record(header.iter().map(|cell| guarded(cell))).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe_number_or_text(cell))).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

fn safe_number_or_text(cell: &str) -> String {
    if cell.parse::<f64>().is_ok() { cell.to_owned() } else { guarded(cell) }
}

/// Mean and interval as cells.
pub(super) fn interval_cells(estimate: Option<Estimate>) -> [String; 3] {
    estimate.map_or_else(Default::default, |estimate| [estimate.mean, estimate.lower, estimate.upper].map(number))
}
