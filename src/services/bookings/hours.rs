//! When meetings may be: from set-up to clearing they lie within the opening hours of their day. Only a meeting that is longer than any span
//! between two breaks goes on over a break, and none begins or ends while the office is closed.

use super::request::BLOCK;
use crate::calendar::{DAY, WorkingTime};

/// Opening hours of a day, in minutes of that day.
#[derive(Clone, Debug, Default)]
pub struct OpenDay {
    spans: Vec<(f64, f64)>,
    /// The longest span.
    longest: f64,
}

/// Minutes of rounding granted to a meeting that fills a span.
const HAIR: f64 = 1e-6;

impl OpenDay {
    /// A day on which the office is closed.
    pub const NEVER: Self = Self { spans: Vec::new(), longest: 0.0 };

    /// The hours of an office on a day of the horizon.
    pub fn new(office: &WorkingTime, day: usize) -> Self {
        let midnight = day as f64 * DAY;
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for (open, close) in office.spans_of_day(day) {
            spans.push((open - midnight, close - midnight));
        }
        Self::of_spans(spans)
    }

    /// Hours given as spans, sorted and disjoint.
    pub fn of_spans(spans: Vec<(f64, f64)>) -> Self {
        let longest = spans.iter().map(|(open, close)| close - open).fold(0.0, f64::max);
        Self { spans, longest }
    }

    /// Its spans, in minutes of the day.
    pub fn spans(&self) -> &[(f64, f64)] {
        &self.spans
    }

    /// From the first opening to the last closing.
    fn outer(&self) -> Option<(f64, f64)> {
        Some((self.spans.first()?.0, self.spans.last()?.1))
    }

    /// Longest time between an opening and a closing, over breaks.
    pub fn length(&self) -> f64 {
        self.outer().map_or(0.0, |(open, close)| close - open)
    }

    /// When something of a length may begin: from, to, and the closing time by which it is over. It lies in one span; where none is long enough, it begins in
    /// one and ends in a later one, a block at least in each.
    fn beginnings(&self, length: f64) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        let over_breaks = length > self.longest + HAIR;
        let pairs = self.spans.iter().enumerate().flat_map(move |(index, first)| {
            let lasts = if over_breaks { &self.spans[index + 1..] } else { &self.spans[index..=index] };
            lasts.iter().map(move |last| (*first, *last))
        });
        pairs
            .map(move |((open, close), (opens_again, closing))| {
                if over_breaks {
                    (open.max(opens_again + BLOCK - length), (close - BLOCK).min(closing - length), closing)
                } else {
                    (open, closing - length, closing)
                }
            })
            .filter(|(first, last, _)| last - first >= -HAIR)
    }

    /// Whether a span of the day lies within the hours, and the closing time by which it must be over.
    pub fn closing(&self, from: f64, to: f64) -> Option<f64> {
        let length = to - from;
        // Nearly all lie in one span: these are tried very often.
        if length <= self.longest + HAIR {
            let lies_in = |(open, close): &&(f64, f64)| {
                let last = close - length;
                last - open >= -HAIR && from >= open - HAIR && from <= last + HAIR
            };
            return self.spans.iter().find(lies_in).map(|(_, close)| *close);
        }
        self.beginnings(length).find(|(first, last, _)| from >= first - HAIR && from <= last + HAIR).map(|(.., closing)| closing)
    }

    /// Those of some starts, each with something beside it, at which what takes `before` and `after` lies within the hours.
    pub fn fitting<'a, T: Copy>(&'a self, before: f64, after: f64, starts: &'a [(f64, T)]) -> impl Iterator<Item = (f64, T)> + Clone + 'a {
        let beginnings: Vec<(f64, f64)> = self.beginnings(before + after).map(|(first, last, _)| (first - HAIR, last + HAIR)).collect();
        let fits = move |(start, _): &(f64, T)| beginnings.iter().any(|(first, last)| (*first..=*last).contains(&(start - before)));
        starts.iter().copied().filter(fits)
    }

    /// The start nearest to a wanted one at which something that takes `before` and `after` fits; none if it is longer than the day.
    pub fn nearest(&self, wanted: f64, before: f64, after: f64) -> Option<f64> {
        let starts = self.beginnings(before + after).map(|(first, last, _)| wanted.min(last + before).max(first + before));
        starts.min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()))
    }

    /// A minute of the day, or where it lies in a break the next opening.
    pub fn open_from(&self, minute: f64) -> f64 {
        self.spans.iter().find(|(_, close)| minute < close - HAIR).map_or(minute, |(open, _)| minute.max(*open))
    }

    /// A minute of the day, or where it lies in a break the closing before it.
    pub fn open_until(&self, minute: f64) -> f64 {
        self.spans.iter().rev().find(|(open, _)| *open < minute).map_or(minute, |(_, close)| minute.min(*close))
    }

    /// Open minutes between two minutes of the day.
    pub fn between(&self, from: f64, to: f64) -> f64 {
        self.spans.iter().map(|(open, close)| (to.min(*close) - from.max(*open)).max(0.0)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> OpenDay {
        OpenDay::of_spans(vec![(510.0, 720.0), (810.0, 1050.0)])
    }

    #[test]
    fn a_meeting_lies_between_two_breaks_unless_it_is_longer() {
        let office = office();
        assert_eq!((office.closing(510.0, 720.0), office.closing(810.0, 900.0)), (Some(720.0), Some(1050.0)));
        assert_eq!((office.closing(690.0, 750.0), office.closing(500.0, 560.0), office.closing(1000.0, 1060.0)), (None, None, None));
        // Five hours fit into neither half of the day.
        assert_eq!((office.closing(600.0, 900.0), office.closing(900.0, 1200.0)), (Some(1050.0), None));
        assert_eq!((office.closing(750.0, 1050.0), office.closing(715.0, 1015.0)), (None, Some(1050.0)), "nothing begins in a break");
        assert_eq!((office.between(600.0, 900.0), office.length()), (120.0 + 90.0, 540.0));
        assert_eq!([700.0, 720.0, 765.0, 811.0, 1100.0].map(|minute| office.open_until(minute)), [700.0, 720.0, 720.0, 811.0, 1050.0]);
    }

    #[test]
    fn who_asks_for_what_does_not_fit_gets_the_nearest_start() {
        let office = office();
        assert_eq!(office.nearest(690.0, 0.0, 60.0), Some(660.0));
        assert_eq!(office.nearest(730.0, 0.0, 60.0), Some(660.0), "seventy minutes earlier rather than eighty later");
        assert_eq!(office.nearest(1040.0, 10.0, 300.0), Some(725.0), "before the break begins, with five minutes of it");
        assert_eq!(office.nearest(600.0, 0.0, 541.0), None);
    }
}
