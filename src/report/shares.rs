//! The outsourced shares of every strategy side by side: by market value, by lots, by jobs, and by cost; of all work and of what may go out.

use super::summary::{Table, name_of};
use super::words::Words;
use crate::outcome::{CostLine, Summary};
use crate::run::{Played, RunResult};
use crate::scenario::file::{ShareAmong, ShareOf};
use crate::supply::Supply;

/// Ways to count, in the order of tables, with their keys; cost comes after them.
pub const WAYS: [(&str, ShareOf, ShareAmong); 6] = [
    ("value_of_all", ShareOf::Value, ShareAmong::All),
    ("value_of_what_may_go_out", ShareOf::Value, ShareAmong::MayGoOut),
    ("lots_of_all", ShareOf::Lots, ShareAmong::All),
    ("lots_of_what_may_go_out", ShareOf::Lots, ShareAmong::MayGoOut),
    ("jobs_of_all", ShareOf::Jobs, ShareAmong::All),
    ("jobs_of_what_may_go_out", ShareOf::Jobs, ShareAmong::MayGoOut),
];

/// The shares of a plan in that order, and last the part of its running cash that others get; nothing where there is nothing to share.
pub fn of(supply: &Supply<'_>, summary: &Summary) -> Vec<Option<f64>> {
    let done = |lot: usize| {
        let row = &summary.lots[lot];
        (row.contract.mean + row.spot.mean, row.demand.mean)
    };
    let running = summary.cost.mean - summary.line(CostLine::Conversion);
    let bought = summary.line(CostLine::Contracts) + summary.line(CostLine::Spot);
    let cost = (running > 0.0).then(|| bought / running);
    WAYS.iter().map(|(_, of, among)| supply.share_done(*of, *among, &done)).chain([cost]).collect()
}

/// For reading: a row for each strategy.
pub fn table(supply: &Supply<'_>, run: &RunResult, words: Words) -> Table {
    let mut headers = vec![words.pick("社会化比例", "Outsourced share").to_owned()];
    headers.extend(WAYS.iter().map(|(_, of, among)| words.counted((*of, *among))));
    headers.push(words.pick("按日常费用", "by running cost").to_owned());
    let row = |played: &Played| {
        let cells = of(supply, &played.summary).into_iter().map(|share| share.map_or_else(|| "–".to_owned(), |share| words.percent(share)));
        std::iter::once(name_of(played, words)).chain(cells).collect()
    };
    Table { headers, rows: run.strategies.iter().map(row).collect() }
}
