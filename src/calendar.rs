//! Working time: which minutes of which days are worked.
//!
//! Time everywhere is minutes from midnight of the scenario's first day. A [`Calendar`] knows each day's date and whether
//! it is worked; [`WorkingTime`] is a calendar seen through weekly opening hours, with exact conversions in both
//! directions; a [`Rota`] is the shifts of a team, day by day.

mod rota;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

pub use rota::{Cover, Rota, Turn};

/// Minutes in a day.
pub const DAY: f64 = 1440.0;

/// Days known beyond the horizon: deadlines fall on them, and what has come by its end is done on them.
const BEYOND: i32 = 366;

/// What kind of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A day of the office's week.
    Working,
    /// A weekday on which the office is closed.
    Weekend,
    /// A holiday of the calendar.
    Holiday,
    /// A day on which the office would be closed, worked to make up for a holiday (调休): like the first day of its week.
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
    /// Weekday for profiles and opening hours, Monday 0: a make-up day counts as the first day of the office's week, a holiday as its last day of
    /// rest, which is Sunday where it has none.
    pub weekday: usize,
    /// Whether the office is open on it.
    worked: bool,
}

impl Day {
    /// Whether the office is open on this day.
    pub fn is_worked(&self) -> bool {
        self.worked
    }

    /// Its weekday in the calendar, Monday 0.
    fn own_weekday(&self) -> usize {
        self.date.weekday().to_monday_zero_offset() as usize
    }
}

/// The days of the horizon.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Every day of the horizon, in order.
    pub days: Vec<Day>,
    /// The days that follow, of the last month.
    beyond: Vec<Day>,
    /// First day of each month of the horizon, and one past the last day.
    pub month_starts: Vec<usize>,
}

impl Calendar {
    /// A calendar of whole months from `start` over `years` years, of an office with some hours. `exceptions` holds dates off (`true`) and dates
    /// worked although the office would be closed (`false`); of two for one date the last counts. A month ends where a calendar month later begins:
    /// from the 31st of January the second begins on the last of February, the third on the 31st of March.
    pub fn new(start: Date, years: usize, exceptions: &[(Date, bool)], office: &WeeklyHours) -> Self {
        let off: BTreeMap<Date, bool> = exceptions.iter().copied().collect();
        let is_open = |weekday: &usize| !office.spans[*weekday].is_empty();
        // The week begins after the last day of rest: on Sunday, where Friday and Saturday are off.
        let rest = (0..7).rfind(|weekday| !is_open(weekday)).unwrap_or(6);
        let first_open = (1..=7).map(|step| (rest + step) % 7).find(is_open).unwrap_or(0);
        let day_of = |date: Date, month: usize| {
            let weekday = date.weekday().to_monday_zero_offset() as usize;
            let closed = office.spans[weekday].is_empty();
            let kind = match off.get(&date) {
                Some(true) => DayKind::Holiday,
                Some(false) if closed => DayKind::MakeUp,
                _ if closed => DayKind::Weekend,
                _ => DayKind::Working,
            };
            let weekday = match kind {
                DayKind::MakeUp => first_open,
                DayKind::Holiday => rest,
                _ => weekday,
            };
            let mut day = Day { date, kind, month, weekday, worked: false };
            day.worked = !office.on(&day).is_empty();
            day
        };
        let mut days: Vec<Day> = Vec::with_capacity(366 * years);
        let mut month_starts = vec![0];
        let mut date = start;
        for month in 0..12 * years {
            let Ok(next) = start.checked_add((month as i32 + 1).months()) else { break };
            while date < next {
                days.push(day_of(date, month));
                match date.tomorrow() {
                    Ok(tomorrow) => date = tomorrow,
                    Err(_) => break,
                }
            }
            month_starts.push(days.len());
        }
        let after = (0..BEYOND).map_while(|day| date.checked_add(day.days()).ok());
        let beyond = after.map(|date| day_of(date, (12 * years).saturating_sub(1))).collect();
        Self { days, beyond, month_starts }
    }

    /// Number of months.
    pub fn months(&self) -> usize {
        self.month_starts.len() - 1
    }

    /// Number of years.
    pub fn years(&self) -> usize {
        self.months() / 12
    }

    /// End of the horizon in minutes.
    pub fn end(&self) -> f64 {
        self.days.len() as f64 * DAY
    }

    /// A day of the horizon or beyond.
    pub fn day(&self, index: usize) -> Option<&Day> {
        self.days.get(index).or_else(|| self.beyond.get(index.checked_sub(self.days.len())?))
    }

    /// The days of the horizon and beyond.
    fn all_days(&self) -> impl Iterator<Item = &Day> {
        self.days.iter().chain(&self.beyond)
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

/// Opening hours of a week: for each weekday (Monday first) the spans worked, in minutes of the day. A span that ends after 24:00 goes on
/// in the morning of the next day, until the hours of that day begin, and belongs to the day on which it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct WeeklyHours {
    /// Spans of each weekday, sorted and disjoint.
    pub spans: [Vec<(f64, f64)>; 7],
    /// Spans on holidays.
    pub holiday: Vec<(f64, f64)>,
}

impl WeeklyHours {
    /// Around the clock, every day.
    pub fn always() -> Self {
        Self { spans: std::array::from_fn(|_| vec![(0.0, DAY)]), holiday: vec![(0.0, DAY)] }
    }

    /// Whether holidays have hours that do not follow from those of the week: Sunday's where all seven days are worked, and none otherwise.
    pub fn holidays_apart(&self) -> bool {
        let whole_week = self.spans.iter().all(|day| !day.is_empty());
        if whole_week { self.holiday != self.spans[6] } else { !self.holiday.is_empty() }
    }

    /// Spans that begin on a day of a calendar. On a make-up day those work who work on the day that it stands for, and those whose own
    /// weekday it is.
    pub fn on(&self, day: &Day) -> &[(f64, f64)] {
        match &self.spans[day.weekday] {
            _ if day.kind == DayKind::Holiday => &self.holiday,
            spans if spans.is_empty() && day.kind == DayKind::MakeUp => &self.spans[day.own_weekday()],
            spans => spans,
        }
    }

    /// Spans that begin on a day of a calendar, each with its end: a night ends where the hours of the next day begin.
    fn begun_on<'a>(&'a self, calendar: &'a Calendar, day: usize) -> impl Iterator<Item = (f64, f64)> + 'a {
        let next = calendar.day(day + 1).and_then(|next| self.on(next).first());
        let last = next.map_or(f64::INFINITY, |(from, _)| DAY + from);
        calendar.day(day).into_iter().flat_map(|day| self.on(day)).map(move |(from, to)| (*from, to.min(last)))
    }

    /// Spans open in the course of a day of a calendar, in minutes of that day: (day on which the span begins, from, to), the end of last
    /// night's first.
    pub fn within<'a>(&'a self, calendar: &'a Calendar, day: usize) -> impl Iterator<Item = (usize, f64, f64)> + 'a {
        let night = day.checked_sub(1).into_iter().flat_map(move |before| {
            let late = self.begun_on(calendar, before).filter(|(_, to)| *to > DAY);
            late.map(move |(from, to)| (before, (from - DAY).max(0.0), to - DAY))
        });
        let own = self.begun_on(calendar, day).filter(|(from, _)| *from < DAY).map(move |(from, to)| (day, from, to.min(DAY)));
        night.chain(own)
    }

    /// Minutes a working Monday is open: the length of one "working day" in deadlines.
    pub fn day_minutes(&self) -> f64 {
        self.spans.iter().map(|spans| spans.iter().map(|(open, close)| close - open).sum()).fold(0.0, f64::max)
    }
}

/// A calendar seen through opening hours: absolute open spans, and the working minutes before each.
#[derive(Clone, Debug)]
pub struct WorkingTime {
    /// Open spans in absolute minutes, sorted and disjoint, of the horizon and the days known beyond it.
    spans: Vec<(f64, f64)>,
    /// Working minutes before each span; one more entry for the total.
    before: Vec<f64>,
    /// Index of the first span of each day, and one past the last.
    day_span: Vec<usize>,
    /// For even parts of the working time, the span in which each begins: where to look for the span of a working minute.
    guess: Vec<u32>,
    /// Parts a working minute.
    parts: f64,
    /// Days of the horizon.
    horizon: usize,
}

impl WorkingTime {
    /// Opening hours laid over a calendar.
    pub fn new(calendar: &Calendar, hours: &WeeklyHours) -> Self {
        Self::union(calendar, &[hours])
    }

    /// The time in which any of several opening hours is open.
    pub fn union(calendar: &Calendar, all: &[&WeeklyHours]) -> Self {
        let mut spans: Vec<(f64, f64)> = Vec::new();
        let days = calendar.all_days().count();
        let mut day_span = Vec::with_capacity(days + 1);
        let mut today = Vec::new();
        for index in 0..days {
            day_span.push(spans.len());
            today.clear();
            for hours in all {
                today.extend(hours.within(calendar, index).map(|(_, from, to)| (from, to)));
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
        Self { spans, before, day_span, guess, parts, horizon: calendar.days.len() }
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

    /// The spans of some opening hours in this working time, as (day, from, to): spans of a day that touch are one, and a night belongs to the
    /// day on which it begins. The hours must be among those that this time is made of.
    pub fn stretches(&self, calendar: &Calendar, hours: &WeeklyHours) -> Vec<(u32, f64, f64)> {
        let mut stretches: Vec<(u32, f64, f64)> = Vec::new();
        for index in 0..calendar.all_days().count() {
            let midnight = index as f64 * DAY;
            for (from, to) in hours.begun_on(calendar, index) {
                let start = self.to_working(midnight + from);
                // The last night ends with the last day that is known.
                let end = (start + (to - from)).min(self.last());
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
        self.before[self.day_span[self.horizon]]
    }

    /// Working minutes to the last day that is known, beyond the horizon.
    fn last(&self) -> f64 {
        self.before.last().copied().unwrap_or(0.0)
    }

    /// Working minutes from the start of the horizon to `time`. Past the last day that is known, a year beyond the horizon, time counts as
    /// worked without end, so that what is late there stays late and every job can finish.
    pub fn to_working(&self, time: f64) -> f64 {
        self.to_working_minute(time).0
    }

    /// The same, and whether it is open then.
    pub fn to_working_minute(&self, time: f64) -> (f64, bool) {
        let day = (time / DAY).max(0.0) as usize;
        if day >= self.day_span.len() - 1 {
            let end = (self.day_span.len() - 1) as f64 * DAY;
            return (self.last() + (time - end).max(0.0), true);
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
        // `index` is one past the span in which the minute lies, or past the last that is known.
        if index > self.spans.len() || self.spans.is_empty() {
            return (self.day_span.len() - 1) as f64 * DAY + (working - self.last());
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

    /// Open spans of a day; none of one that is not known.
    pub fn spans_of_day(&self, day: usize) -> &[(f64, f64)] {
        self.day_span.get(day + 1).map_or(&[], |&end| &self.spans[self.day_span[day]..end])
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
        WeeklyHours { spans, holiday: Vec::new() }
    }

    #[test]
    fn a_year_has_its_working_days() {
        // 2027 starts on a Friday and has 261 weekdays; one holiday off and one make-up Saturday on.
        let calendar = Calendar::new(date(2027, 1, 1), 1, &[(date(2027, 1, 1), true), (date(2027, 1, 9), false)], &office());
        assert_eq!(calendar.days.len(), 365);
        assert_eq!(calendar.months(), 12);
        assert_eq!((0..12).map(|month| calendar.working_days(month)).sum::<usize>(), 261);
        assert_eq!(calendar.days[8].kind, DayKind::MakeUp);
        let leap = Calendar::new(date(2028, 1, 1), 2, &[], &office());
        assert_eq!(leap.days.len(), 366 + 365);
        assert_eq!(leap.months(), 24);
    }

    #[test]
    fn working_time_converts_both_ways() {
        let calendar = Calendar::new(date(2027, 1, 4), 1, &[], &office()); // a Monday
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

    /// Months end where calendar months end, whatever the day on which they begin.
    #[test]
    fn months_from_any_day_are_twelve_a_year() {
        let months = |calendar: &Calendar| -> Vec<i8> {
            calendar.month_starts[..calendar.months()].iter().map(|day| calendar.days[*day].date.day()).collect()
        };
        let calendar = Calendar::new(date(2027, 1, 31), 1, &[], &office());
        assert_eq!((calendar.months(), calendar.days.len()), (12, 365));
        assert_eq!(months(&calendar), [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
        assert_eq!(calendar.days[364].date, date(2028, 1, 30));
        let mut start = date(2027, 1, 1);
        while start < date(2029, 1, 1) {
            for years in [1, 2, 10] {
                let calendar = Calendar::new(start, years, &[], &office());
                let days = start.until(start.checked_add((years as i32).years()).unwrap()).unwrap().get_days() as usize;
                assert_eq!((calendar.months(), calendar.days.len()), (12 * years, days), "{start}, {years} years");
                assert!(calendar.month_starts.windows(2).all(|pair| (28..=31).contains(&(pair[1] - pair[0]))), "{start}");
                assert!(calendar.days.iter().enumerate().all(|(index, day)| index >= calendar.month_starts[day.month]));
            }
            start = start.checked_add(1.day()).unwrap();
        }
    }

    /// An office from Sunday to Thursday, and one that is closed on Mondays: each has its own weekend, and a make-up day is worked.
    #[test]
    fn the_week_is_the_offices_own() {
        let hours = |open: [usize; 5]| {
            let spans = std::array::from_fn(|day| if open.contains(&day) { vec![(480.0, 960.0)] } else { Vec::new() });
            WeeklyHours { spans, holiday: Vec::new() }
        };
        // 8 January 2027 is a Friday, the 9th a Saturday, the 10th a Sunday, the 11th a Monday.
        let gulf = Calendar::new(date(2027, 1, 8), 1, &[(date(2027, 1, 9), false)], &hours([6, 0, 1, 2, 3]));
        assert_eq!([0, 1, 2, 3].map(|day| gulf.days[day].kind), [DayKind::Weekend, DayKind::MakeUp, DayKind::Working, DayKind::Working]);
        assert_eq!([0, 1, 2, 3].map(|day| gulf.days[day].is_worked()), [false, true, true, true]);
        assert_eq!(gulf.days[1].weekday, 6, "like a Sunday, the first day of its week");
        let tuesdays = hours([1, 2, 3, 4, 5]);
        let museum = Calendar::new(date(2027, 1, 8), 1, &[(date(2027, 1, 11), false)], &tuesdays);
        assert_eq!([0, 1, 2, 3].map(|day| museum.days[day].is_worked()), [true, true, false, true]);
        assert_eq!(WorkingTime::new(&museum, &tuesdays).spans_of_day(3), [(3.0 * DAY + 480.0, 3.0 * DAY + 960.0)]);
    }

    /// A night from ten to six belongs to the evening, also where the evening or the morning is a holiday.
    #[test]
    fn a_night_is_one_shift() {
        let mut nights = WeeklyHours {
            spans: std::array::from_fn(|day| if day < 5 { vec![(1320.0, 1800.0)] } else { Vec::new() }),
            holiday: Vec::new(),
        };
        // Monday 4 January; Wednesday the 6th is a holiday.
        let calendar = Calendar::new(date(2027, 1, 4), 1, &[(date(2027, 1, 6), true)], &office());
        let time = WorkingTime::new(&calendar, &nights);
        let stretches = time.stretches(&calendar, &nights);
        assert_eq!(
            stretches[..4].iter().map(|(day, from, to)| (*day, to - from)).collect::<Vec<_>>(),
            [(0, 480.0), (1, 480.0), (3, 480.0), (4, 480.0)]
        );
        assert_eq!(time.to_clock(stretches[1].1), DAY + 1320.0);
        assert_eq!(time.to_clock_ending(stretches[1].2), 2.0 * DAY + 360.0, "into the morning of the holiday");
        assert_eq!(time.to_working_minute(2.0 * DAY + 100.0), (480.0 + 220.0, true));
        assert_eq!(nights.within(&calendar, 2).collect::<Vec<_>>(), [(1, 0.0, 360.0)]);
        nights.holiday = vec![(1320.0, 1800.0)];
        assert_eq!(nights.within(&calendar, 2).collect::<Vec<_>>(), [(1, 0.0, 360.0), (2, 1320.0, DAY)]);
        // Where the next day has hours of its own, it begins with them: Friday's night ends with Friday.
        nights.spans[5] = vec![(0.0, DAY)];
        let time = WorkingTime::new(&calendar, &nights);
        assert_eq!(nights.within(&calendar, 5).collect::<Vec<_>>(), [(5, 0.0, DAY)]);
        let weekend: Vec<_> = time.stretches(&calendar, &nights).into_iter().filter(|(day, ..)| (4..6).contains(day)).collect();
        assert_eq!(weekend.iter().map(|(day, from, to)| (*day, to - from)).collect::<Vec<_>>(), [(4, 120.0), (5, DAY)]);
        assert_eq!(weekend[0].2, weekend[1].1);
        // The last night that is known is cut at its end.
        assert!(stretches.iter().all(|(_, _, to)| *to <= time.last()));
    }

    /// The office's week goes on beyond the horizon: a deadline that falls there is as long as any other.
    #[test]
    fn hours_go_on_beyond_the_horizon() {
        let calendar = Calendar::new(date(2027, 1, 1), 1, &[(date(2028, 1, 3), true)], &office());
        let time = WorkingTime::new(&calendar, &office());
        assert_eq!(time.total(), 261.0 * 450.0);
        // 31 December is a Friday, and the Monday after a holiday: Tuesday is the first day worked in 2028, and the 18th the tenth after it.
        assert_eq!(time.to_clock(time.total()), calendar.end() + 3.0 * DAY + 510.0);
        assert_eq!(time.to_clock(time.total() + 10.0 * 450.0 + 1.0), calendar.end() + 17.0 * DAY + 511.0);
        assert_eq!(time.to_working(calendar.end() + 2.0 * DAY + 600.0), time.total());
    }
}
