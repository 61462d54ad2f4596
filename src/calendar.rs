//! Working time: which minutes of which days are worked.
//!
//! Time everywhere is minutes from midnight of the scenario's first day. A [`Calendar`] knows each day's date and whether
//! it is worked; [`WorkingTime`] is a calendar seen through weekly opening hours, with exact conversions in both directions.

use jiff::civil::Date;

/// Minutes in a day.
pub const DAY: f64 = 1440.0;

/// What kind of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Worked.
    Working,
    /// Saturday or Sunday, not worked.
    Weekend,
    /// A holiday of the calendar.
    Holiday,
    /// A weekend day worked to make up for a holiday (调休); it is worked like a Monday.
    MakeUp,
}

/// One day of the horizon.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// Its date.
    pub date: Date,
    /// Whether it is worked.
    pub kind: DayKind,
    /// Month of the horizon, from 0.
    pub month: usize,
    /// Weekday for profiles and opening hours, Monday 0; a make-up day counts as Monday.
    pub weekday: usize,
}

impl Day {
    /// Whether offices work on this day.
    pub fn is_worked(&self) -> bool {
        matches!(self.kind, DayKind::Working | DayKind::MakeUp)
    }
}

/// The days of the horizon.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Every day, in order.
    pub days: Vec<Day>,
    /// First day of each month of the horizon, and one past the last day.
    pub month_starts: Vec<usize>,
}

impl Calendar {
    /// A calendar of whole months from `start` over `years` years. `exceptions` holds dates off (`true`) and weekend
    /// dates worked (`false`).
    pub fn new(start: Date, years: usize, exceptions: &[(Date, bool)]) -> Self {
        let mut days = Vec::with_capacity(366 * years);
        let mut month_starts = vec![0];
        let mut date = start;
        let mut month = 0;
        loop {
            if !days.is_empty() && date.day() == start.day() {
                month_starts.push(days.len());
                month += 1;
                if month == 12 * years {
                    break;
                }
            }
            let weekday = date.weekday().to_monday_zero_offset() as usize;
            let exception = exceptions.iter().rev().find(|(other, _)| *other == date).map(|(_, off)| *off);
            let kind = match exception {
                Some(true) => DayKind::Holiday,
                Some(false) if weekday >= 5 => DayKind::MakeUp,
                _ if weekday >= 5 => DayKind::Weekend,
                _ => DayKind::Working,
            };
            let weekday = if kind == DayKind::MakeUp { 0 } else { weekday };
            days.push(Day { date, kind, month, weekday });
            match date.tomorrow() {
                Ok(next) => date = next,
                Err(_) => {
                    month_starts.push(days.len());
                    break;
                }
            }
        }
        Self { days, month_starts }
    }

    /// Number of months.
    pub fn months(&self) -> usize {
        self.month_starts.len() - 1
    }

    /// End of the horizon in minutes.
    pub fn end(&self) -> f64 {
        self.days.len() as f64 * DAY
    }

    /// The month of a time; times past the end belong to the last month.
    pub fn month_of(&self, time: f64) -> usize {
        let day = (time / DAY) as usize;
        self.days.get(day).map_or(self.months() - 1, |day| day.month)
    }

    /// Working days in a month.
    pub fn working_days(&self, month: usize) -> usize {
        self.days[self.month_starts[month]..self.month_starts[month + 1]].iter().filter(|day| day.is_worked()).count()
    }
}

/// Opening hours of a week: for each weekday (Monday first) the spans worked, in minutes of the day.
#[derive(Clone, Debug, PartialEq)]
pub struct WeeklyHours {
    /// Spans of each weekday, sorted and disjoint.
    pub spans: [Vec<(f64, f64)>; 7],
    /// Open on every day of the calendar, holidays included.
    pub ignores_holidays: bool,
}

impl WeeklyHours {
    /// Around the clock, every day.
    pub fn always() -> Self {
        Self { spans: std::array::from_fn(|_| vec![(0.0, DAY)]), ignores_holidays: true }
    }

    /// Spans open on a day of a calendar.
    pub fn on(&self, day: &Day) -> &[(f64, f64)] {
        if day.kind == DayKind::Holiday && !self.ignores_holidays { &[] } else { &self.spans[day.weekday] }
    }

    /// Minutes a working Monday is open: the length of one "working day" in deadlines.
    pub fn day_minutes(&self) -> f64 {
        self.spans.iter().map(|spans| spans.iter().map(|(open, close)| close - open).sum()).fold(0.0, f64::max)
    }
}

/// A calendar seen through opening hours: absolute open spans, and the working minutes before each.
#[derive(Clone, Debug)]
pub struct WorkingTime {
    /// Open spans in absolute minutes, sorted and disjoint; the last one is followed by `tail`.
    spans: Vec<(f64, f64)>,
    /// Working minutes before each span; one more entry for the total.
    before: Vec<f64>,
    /// Index of the first span of each day, and one past the last.
    day_span: Vec<usize>,
    /// For even parts of the working time, the span in which each begins: where to look for the span of a working minute.
    guess: Vec<u32>,
    /// Parts a working minute.
    parts: f64,
}

impl WorkingTime {
    /// Opening hours laid over a calendar.
    pub fn new(calendar: &Calendar, hours: &WeeklyHours) -> Self {
        Self::union(calendar, &[hours])
    }

    /// The time in which any of several opening hours is open.
    pub fn union(calendar: &Calendar, all: &[&WeeklyHours]) -> Self {
        let mut spans: Vec<(f64, f64)> = Vec::new();
        let mut day_span = Vec::with_capacity(calendar.days.len() + 1);
        let mut today = Vec::new();
        for (index, day) in calendar.days.iter().enumerate() {
            day_span.push(spans.len());
            today.clear();
            for hours in all {
                today.extend_from_slice(hours.on(day));
            }
            today.sort_by(|a: &(f64, f64), b| a.0.total_cmp(&b.0));
            let midnight = index as f64 * DAY;
            let first = spans.len();
            for (from, to) in &today {
                let (from, to) = (midnight + from, midnight + to);
                match spans[first..].last_mut() {
                    Some(last) if from <= last.1 => last.1 = last.1.max(to),
                    _ => spans.push((from, to)),
                }
            }
        }
        day_span.push(spans.len());
        let mut before = Vec::with_capacity(spans.len() + 1);
        let mut total = 0.0;
        for (open, close) in &spans {
            before.push(total);
            total += close - open;
        }
        before.push(total);
        let parts = if total > 0.0 { spans.len() as f64 / total } else { 0.0 };
        let guess =
            (0..=spans.len()).map(|part| before.partition_point(|&start| start * parts <= part as f64).saturating_sub(1) as u32).collect();
        Self { spans, before, day_span, guess, parts }
    }

    /// How many of `before` are at most a working minute: one past the span in which it lies. Constant time, as hours are much the same from week to week.
    #[inline]
    fn reached(&self, working: f64) -> usize {
        let part = ((working * self.parts) as usize).min(self.guess.len() - 1);
        let mut index = self.guess[part] as usize;
        // The guess may be a span off on either side where rounding meets a boundary.
        while index > 0 && self.before[index] > working {
            index -= 1;
        }
        while self.before.get(index).is_some_and(|&start| start <= working) {
            index += 1;
        }
        index
    }

    /// The spans of some opening hours in this working time, as (day, from, to): spans of a day that touch are one. The hours must
    /// be among those that this time is made of.
    pub fn stretches(&self, calendar: &Calendar, hours: &WeeklyHours) -> Vec<(u32, f64, f64)> {
        let mut stretches: Vec<(u32, f64, f64)> = Vec::new();
        for (index, day) in calendar.days.iter().enumerate() {
            let midnight = index as f64 * DAY;
            for (from, to) in hours.on(day) {
                let start = self.to_working(midnight + from);
                let end = start + (to - from);
                match stretches.last_mut() {
                    Some(last) if last.0 == index as u32 && start <= last.2 + 1e-9 => last.2 = end,
                    _ => stretches.push((index as u32, start, end)),
                }
            }
        }
        stretches
    }

    /// Working minutes over the whole horizon.
    pub fn total(&self) -> f64 {
        self.before.last().copied().unwrap_or(0.0)
    }

    /// Working minutes from the start of the horizon to `time`. Past the horizon time is counted as worked without end,
    /// so that what is late there stays late and every job can finish.
    pub fn to_working(&self, time: f64) -> f64 {
        self.to_working_minute(time).0
    }

    /// The same, and whether it is open then.
    pub fn to_working_minute(&self, time: f64) -> (f64, bool) {
        let day = (time / DAY).max(0.0) as usize;
        if day >= self.day_span.len() - 1 {
            let end = (self.day_span.len() - 1) as f64 * DAY;
            return (self.total() + (time - end).max(0.0), true);
        }
        let (first, last) = (self.day_span[day], self.day_span[day + 1]);
        for index in first..last {
            let (open, close) = self.spans[index];
            if time < close {
                return (self.before[index] + (time - open).max(0.0), time >= open);
            }
        }
        (self.before[last], false)
    }

    /// The clock time at which `working` minutes have been worked (the earliest such time after opening).
    pub fn to_clock(&self, working: f64) -> f64 {
        let index = self.reached(working);
        // `index` is one past the span in which the minute lies, or past the end of the horizon.
        if index > self.spans.len() || self.spans.is_empty() {
            return (self.day_span.len() - 1) as f64 * DAY + (working - self.total());
        }
        let span = index.saturating_sub(1);
        self.spans[span].0 + (working - self.before[span])
    }

    /// The clock time at which something that takes until `working` ends: where that is a closing time, the closing and not the
    /// next opening.
    pub fn to_clock_ending(&self, working: f64) -> f64 {
        let index = self.reached(working - 1e-6);
        match index.checked_sub(1) {
            Some(span) if span < self.spans.len() => (self.spans[span].0 + (working - self.before[span])).min(self.spans[span].1),
            _ => self.to_clock(working),
        }
    }

    /// Open spans of a day.
    pub fn spans_of_day(&self, day: usize) -> &[(f64, f64)] {
        &self.spans[self.day_span[day]..self.day_span[day + 1]]
    }

    /// Working minutes from the start of the horizon to the end of each month.
    pub fn month_ends(&self, calendar: &Calendar) -> Vec<f64> {
        calendar.month_starts[1..].iter().map(|day| self.before[self.day_span[*day]]).collect()
    }

    /// Working minutes in each month.
    pub fn by_month(&self, calendar: &Calendar) -> Vec<f64> {
        calendar.month_starts.windows(2).map(|pair| self.before[self.day_span[pair[1]]] - self.before[self.day_span[pair[0]]]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn office() -> WeeklyHours {
        let day = vec![(510.0, 720.0), (810.0, 1050.0)];
        let mut spans: [Vec<(f64, f64)>; 7] = std::array::from_fn(|_| day.clone());
        spans[5].clear();
        spans[6].clear();
        WeeklyHours { spans, ignores_holidays: false }
    }

    #[test]
    fn a_year_has_its_working_days() {
        // 2027 starts on a Friday and has 261 weekdays; one holiday off and one make-up Saturday on.
        let calendar = Calendar::new(date(2027, 1, 1), 1, &[(date(2027, 1, 1), true), (date(2027, 1, 9), false)]);
        assert_eq!(calendar.days.len(), 365);
        assert_eq!(calendar.months(), 12);
        assert_eq!((0..12).map(|month| calendar.working_days(month)).sum::<usize>(), 261);
        assert_eq!(calendar.days[8].kind, DayKind::MakeUp);
        let leap = Calendar::new(date(2028, 1, 1), 2, &[]);
        assert_eq!(leap.days.len(), 366 + 365);
        assert_eq!(leap.months(), 24);
    }

    #[test]
    fn working_time_converts_both_ways() {
        let calendar = Calendar::new(date(2027, 1, 4), 1, &[]); // a Monday
        let time = WorkingTime::new(&calendar, &office());
        assert_eq!(time.to_working(0.0), 0.0);
        assert_eq!(time.to_working(510.0 + 60.0), 60.0);
        assert_eq!(time.to_working(760.0), 210.0); // lunch
        assert_eq!(time.to_clock(210.0), 810.0);
        assert_eq!(time.to_working(5.5 * DAY), 5.0 * 450.0); // Saturday
        assert_eq!(time.to_clock(5.0 * 450.0), 7.0 * DAY + 510.0); // Monday morning
        assert_eq!(time.to_clock_ending(5.0 * 450.0), 4.0 * DAY + 1050.0); // Friday afternoon
        assert_eq!((time.to_clock_ending(0.0), time.to_clock_ending(211.0)), (510.0, 811.0));
        let mut minute = 0.25;
        while minute < time.total() {
            assert!((time.to_working(time.to_clock(minute)) - minute).abs() < 1e-9);
            minute += 97.3;
        }
        assert!(time.to_clock(time.total() + 5.0) > calendar.end());
    }
}
