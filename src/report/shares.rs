//! The outsourced shares of every strategy side by side, in each way to count them.

use super::names::name_of;
use super::table::Table;
use super::words::Words;
use crate::run::{Played, RunResult};
use crate::supply::shares::WAYS;

/// For reading: a row for each strategy.
pub fn table(run: &RunResult, words: Words) -> Table {
    let mut headers = vec![words.pick("社会化比例", "Outsourced share").to_owned()];
    headers.extend(WAYS.iter().map(|(_, of, among)| words.counted((*of, *among))));
    let row = |played: &Played| {
        let cells = played.summary.outsourced_by.iter().map(|share| share.map_or_else(|| "–".to_owned(), |share| words.percent_of(share)));
        std::iter::once(name_of(played, words)).chain(cells).collect()
    };
    Table { headers, rows: run.strategies.iter().map(row).collect() }
}
