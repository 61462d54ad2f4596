//! The calendar: its rows as dates, and whether they say something of the days that are planned.

use super::*;
use crate::calendar::DayKind;
use jiff::civil::Date;

/// A date of the calendar: when, whether it is a day off, and where it is written.
pub struct Dated {
    /// The date.
    pub date: Date,
    /// Whether it is off; otherwise it is a weekend day worked.
    pub is_off: bool,
    place: Place,
}

/// A year that is planned for at least so many days should have its holidays.
const DAYS_THAT_COUNT: i64 = 60;

/// Days off and weekend days worked from the rows of a calendar table, with rows that contradict each other or mean nothing told.
pub fn dates(problems: &mut Problems, rows: &[Node]) -> Vec<Dated> {
    let mut dates: Vec<Dated> = Vec::new();
    let mut known: BTreeMap<Date, Place> = BTreeMap::new();
    for row in rows {
        let mut cell = |key: &str| {
            let node = row.get(key);
            if node.is_none() {
                problems.error(Some(row.place.clone()), format!("the calendar row has no `{key}`"), "the columns are date, kind and name");
            }
            node
        };
        let (Some(date), Some(kind)) = (cell("date"), cell("kind")) else { continue };
        let place = date.place.clone();
        let date = match DateText::parse(date.text().unwrap_or_default()) {
            Ok(date) => date.0,
            Err(message) => {
                problems.error(Some(place), message, "");
                continue;
            }
        };
        let is_off = match kind.text() {
            Some("holiday") => true,
            Some("workday") => false,
            other => {
                let message = format!("\"{}\" is not a kind of day", other.unwrap_or_default());
                problems.error(Some(kind.place.clone()), message, "write holiday or workday");
                continue;
            }
        };
        if let Some(first) = known.insert(date, place.clone()) {
            // Lines are counted through the whole file: not for what nobody is shown.
            let message = if problems.lists_more() {
                format!("the calendar has {date} twice: it stands in line {} already", problems.line_column(&first).0)
            } else {
                format!("the calendar has {date} twice")
            };
            problems.error(Some(place.clone()), message, "keep one of them");
        }
        dates.push(Dated { date, is_off, place });
    }
    dates
}

fn weekday(date: Date) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][date.weekday().to_monday_zero_offset() as usize % 7]
}

impl Resolver<'_> {
    /// Years that are planned and have no holidays, and single dates far from all others.
    pub(super) fn check_calendar(&mut self, calendar: &Calendar, dates: &[Dated]) {
        let kinds: BTreeMap<Date, DayKind> = calendar.days.iter().map(|day| (day.date, day.kind)).collect();
        for dated in dates.iter().filter(|dated| !dated.is_off && kinds.get(&dated.date) == Some(&DayKind::Working)) {
            let message = format!("{} is a {}, which is worked anyway", dated.date, weekday(dated.date));
            let help = "`workday` is for a day on which the office would be closed: is the date right?";
            self.problems.warning(Some(dated.place.clone()), message, help);
        }
        let mut days: BTreeMap<i16, i64> = BTreeMap::new();
        for day in &calendar.days {
            *days.entry(day.date.year()).or_default() += 1;
        }
        let mut off: BTreeMap<i16, usize> = BTreeMap::new();
        let mut given: BTreeMap<i16, usize> = BTreeMap::new();
        for dated in dates {
            *given.entry(dated.date.year()).or_default() += 1;
            if dated.is_off {
                *off.entry(dated.date.year()).or_default() += 1;
            }
        }
        let most = off.values().copied().max().unwrap_or(0);
        let count = |year: &i16| off.get(year).copied().unwrap_or(0);
        let bare: Vec<i16> =
            days.iter().filter(|(year, days)| **days >= DAYS_THAT_COUNT && count(year) == 0).map(|(year, _)| *year).collect();
        let place = [Key("scenario"), Key("calendar")];
        if !bare.is_empty() {
            let message = format!("the calendar has no holiday in {}: every day of the office's week is worked then", listed(&bare));
            self.warning(&place, message, "add the holidays of each year that is planned, or plan another year");
        }
        // A year of which only an odd day is there, such as one that is observed the year before.
        let thin: Vec<i16> =
            days.iter().filter(|(year, days)| **days >= 300 && count(year) > 0 && count(year) * 3 <= most).map(|(year, _)| *year).collect();
        if !thin.is_empty() {
            let message = format!("the calendar has far fewer holidays in {} than in other years", listed(&thin));
            self.warning(&place, message, "add what is missing");
        }
        let (Some(first), Some(last)) = (calendar.days.first().map(|day| day.date), calendar.days.last().map(|day| day.date)) else {
            return;
        };
        for dated in dates.iter().filter(|dated| !(first..=last).contains(&dated.date)) {
            let year = dated.date.year();
            let near = [(first, dated.date), (dated.date, last)]
                .into_iter()
                .any(|(a, b)| a.since(b).is_ok_and(|span| span.get_days().abs() <= 31));
            if given.get(&year) == Some(&1) && !near {
                let message = format!("{} is the only date of {year}, and it is not planned", dated.date);
                self.problems.warning(Some(dated.place.clone()), message, "is the year right?");
            }
        }
    }
}

fn listed(years: &[i16]) -> String {
    years.iter().map(i16::to_string).collect::<Vec<_>>().join(", ")
}
