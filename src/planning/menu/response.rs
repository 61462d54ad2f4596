//! What a unit does at a size with some lots routed to it, over the planning samples.

use crate::scenario::Volume;
use crate::services::LotMonth;
use crate::supply::Size;

/// A response of one lot on the samples.
#[derive(Clone, Debug, Default)]
pub struct LotResponse {
    /// Left for others, for each sample and month (sample-major).
    pub overflow: Vec<Volume>,
    /// Served, mean a year.
    pub served: f64,
    /// Served within the standard, mean a year.
    pub in_time: f64,
    /// Cash beside people, mean a year.
    pub materials: f64,
    /// The same by year of each sample, one sample's after another's.
    pub materials_by_year: Vec<f64>,
    /// The same by month of the horizon, mean over samples.
    pub materials_by_month: Vec<f64>,
    /// Served within the standard, by year of each sample.
    pub in_time_by_year: Vec<f64>,
    /// Hours that people were on the way to meetings elsewhere, mean a year.
    pub way_hours: f64,
}

impl LotResponse {
    /// Mean yearly volume left.
    pub fn mean_overflow(&self, samples: usize, years: f64) -> Volume {
        let mut sum = Volume::default();
        self.overflow.iter().for_each(|volume| sum += *volume);
        sum.scaled(1.0 / (samples as f64 * years))
    }
}

/// A unit at a size, with a set of lots routed to it.
#[derive(Clone, Debug)]
pub struct Rung {
    /// The size.
    pub size: Size,
    /// Which of the unit's lots were routed to it when it was simulated. Lots outside the set cannot be served at this rung;
    /// lots inside may be taken away again, and the response is then cautious.
    pub routed: Vec<bool>,
    /// Yearly cost of people and rooms.
    pub cost: f64,
    /// Response by lot of the unit.
    pub lots: Vec<LotResponse>,
}

/// A provider with counters in a canteen.
#[derive(Clone, Debug)]
pub struct CanteenResponse {
    /// Offer.
    pub offer: usize,
    /// Lot.
    pub lot: usize,
    /// What it serves and leaves.
    pub response: LotResponse,
}

/// A size with which of the unit's lots come to it.
pub(in crate::planning) type Staffed = (Size, Vec<bool>);

/// `each` is what the resources of a unit served cost.
pub(super) fn response_of(samples: impl Iterator<Item = Vec<LotMonth>>, count: usize, years: f64, each: f64) -> LotResponse {
    let mut response = LotResponse::default();
    let scale = 1.0 / (count as f64 * years);
    for rows in samples {
        for year in rows.chunks(12) {
            response.materials_by_year.push(year.iter().map(|row| row.materials + row.pay + each * row.served).sum());
            response.in_time_by_year.push(year.iter().map(|row| row.in_time).sum());
        }
        response.materials_by_month.resize(rows.len(), 0.0);
        for (sum, row) in response.materials_by_month.iter_mut().zip(&rows) {
            *sum += (row.materials + row.pay + each * row.served) / count as f64;
        }
        for row in rows {
            response.overflow.push(row.overflow);
            response.served += row.served * scale;
            response.way_hours += row.way_hours * scale;
            response.in_time += row.in_time * scale;
            response.materials += (row.materials + row.pay + each * row.served) * scale;
        }
    }
    response
}
