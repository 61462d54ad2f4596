//! Explanations as pictures, with their data beside them. A chart is a file beside this one and a line of the table.

use super::explained::Explained;
use super::{break_even, limits};
use crate::report::ReportError;

/// A chart.
pub struct Entry {
    /// What its files are called.
    pub name: &'static str,
    /// Whether there is anything to show.
    pub is_there: fn(&Explained<'_>) -> bool,
    /// The picture.
    pub draw: fn(&Explained<'_>) -> Result<String, ReportError>,
    /// Its data, as CSV.
    pub data: fn(&Explained<'_>) -> Result<Vec<u8>, ReportError>,
}

/// All charts.
pub const CHARTS: [Entry; 2] = [
    Entry { name: "limits", is_there: |of| !of.explanation.limits.is_empty(), draw: limits::draw, data: limits::data },
    Entry { name: "break-even", is_there: |_| true, draw: break_even::draw, data: break_even::data },
];
