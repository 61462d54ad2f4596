//! One week of one replication: a line for each person and room, with what fills it.

use std::collections::BTreeMap;

use super::ReportError;
use crate::calendar::DAY;
use crate::report::theme::{Anchor, Canvas, Frame, chart, colour, fitted, text_width};
use crate::report::words::Words;
use crate::scenario::file::Language;
use crate::supply::Supply;
use crate::trace::{Filling, Place, Span, Trace};
use plotters::style::RGBColor;

const WEEK: f64 = 7.0 * DAY;
/// Lines that can be told apart.
const MOST_LINES: usize = 64;
const DUTY: RGBColor = RGBColor(232, 238, 244);
const TRAVEL: RGBColor = colour::SUPPLIERS[2];
const WORK: RGBColor = colour::ACCENT;
const EMERGENCY: RGBColor = colour::LIMIT;
const MEETING: RGBColor = RGBColor(0, 130, 110);

/// The Monday (day of the horizon, maybe before its start) of the week with the most work of people, or of rooms where there are no people.
pub fn busiest(supply: &Supply, trace: &Trace) -> i64 {
    let first = supply.scenario.calendar.days.first().map_or(0, |day| i64::from(day.date.weekday().to_monday_zero_offset()));
    let mut weeks: BTreeMap<i64, f64> = BTreeMap::new();
    let works = |span: &&Span| span.filling != Filling::Duty && span.filling != Filling::Meeting;
    let anybody = trace.spans.iter().any(|span| works(&span));
    let counts = |span: &&Span| if anybody { works(span) } else { span.filling == Filling::Meeting };
    for span in trace.spans.iter().filter(counts).filter(|span| span.from < supply.scenario.calendar.end()) {
        *weeks.entry(((span.from / DAY).floor() as i64 + first).div_euclid(7)).or_default() += span.to - span.from;
    }
    let best = weeks.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.map_or(0, |(week, _)| week) * 7 - first
}

/// Draw the week that begins on a day of the horizon.
///
/// # Errors
/// If the chart cannot be drawn.
pub fn draw(supply: &Supply, trace: &Trace, words: Words, monday: i64, replication: u64) -> Result<String, ReportError> {
    let scenario = &*supply.scenario;
    let (begin, end) = (monday as f64 * DAY, monday as f64 * DAY + WEEK);
    let mut lines: BTreeMap<Place, Vec<&Span>> = BTreeMap::new();
    for span in &trace.spans {
        // Everybody has a line, also those who have nothing to do this week.
        let line = lines.entry(span.place).or_default();
        if span.from < end && span.to > begin {
            line.push(span);
        }
    }
    let inside = |span: &Span| span.to.min(end) - span.from.max(begin);
    let filled = |line: &[&Span]| line.iter().filter(|span| span.filling != Filling::Duty).map(|span| inside(span)).sum::<f64>();
    let all = lines.len();
    if all > MOST_LINES {
        let mut fillings: Vec<f64> = lines.values().map(|line| filled(line)).collect();
        fillings.sort_by(|a, b| b.total_cmp(a));
        let least = fillings[MOST_LINES - 1];
        lines.retain(|_, line| filled(line) >= least);
        while lines.len() > MOST_LINES {
            lines.pop_last();
        }
    }
    // Whoever is on call waits at home: that is not time on duty.
    let on_the_books = |place: Place| matches!(place, Place::Person(unit, person) if person < trace.people[unit]);
    let people = trace.spans.iter().filter(|span| on_the_books(span.place) && span.from < end && span.to > begin);
    let (on_duty, at_work) = people.fold((0.0, 0.0), |(duty, work), span| match span.filling {
        Filling::Duty => (duty + inside(span), work),
        _ => (duty, work + inside(span)),
    });
    let shown = if all > lines.len() {
        match words.language {
            Language::Zh => format!("；共 {all} 行，只画最忙的 {} 行", lines.len()),
            Language::En => format!("; the busiest {} of {all} lines", lines.len()),
        }
    } else {
        String::new()
    };
    let date = |day: i64| {
        let start = scenario.calendar.days.first().map(|first| first.date);
        start
            .and_then(|start| start.checked_add(jiff::Span::new().days(day)).ok())
            .map_or(String::new(), |date| date.strftime("%Y-%m-%d").to_string())
    };
    let share = if on_duty > 0.0 { words.percent(at_work / on_duty) } else { words.pick("无", "none").to_owned() };
    let frame = Frame {
        title: match words.language {
            Language::Zh => format!("{} 起的一周：人员在岗时间的 {share} 用于作业与路途", date(monday)),
            Language::En => format!("The week of {}: {share} of people's time on duty is spent on jobs and on the way", date(monday)),
        },
        subtitle: match words.language {
            Language::Zh => format!("每人、每室一行；第 {} 次模拟{shown}", replication + 1),
            Language::En => format!("A line for each person and room; replication {}{shown}", replication + 1),
        },
        foot: format!("{} · {} {} · houqin {}", scenario.title, words.pick("种子", "seed"), scenario.run.seed, env!("CARGO_PKG_VERSION")),
    };
    chart(&frame, |canvas| {
        let items = [
            (words.pick("在岗", "On duty"), DUTY),
            (words.pick("路途", "On the way"), TRAVEL),
            (words.pick("作业", "Job"), WORK),
            (words.pick("急修", "Emergency"), EMERGENCY),
            (words.pick("会议", "Meeting"), MEETING),
        ];
        canvas.legend(180.0, 104.0, &items);
        let (left, right, top, bottom) = (180.0, 1170.0, 140.0, 705.0);
        let x = |time: f64| left + (right - left) * (time.clamp(begin, end) - begin) / WEEK;
        let row = ((bottom - top) / lines.len().max(1) as f64).min(26.0);
        let floor = top + row * lines.len() as f64;
        for day in 0..=7 {
            let at = x(begin + f64::from(day) * DAY);
            canvas.line(&[(at, top), (at, floor)], 1, colour::GRID);
            if day < 7 {
                let label = &date(monday + i64::from(day))[5..];
                canvas.text(at + 70.0, top - 12.0, label, 12.0, colour::SOFT, Anchor::Middle);
            }
        }
        let size = (row * 0.72).clamp(6.5, 12.0);
        for (index, (place, spans)) in lines.iter().enumerate() {
            let y = top + row * index as f64;
            let (name, number) = match place {
                Place::Person(unit, person) => {
                    let (title, books) = (&supply.units[*unit].title, trace.people[*unit]);
                    let number = if *person < books {
                        format!(" {}", person + 1)
                    } else {
                        format!(" {} {}", words.pick("值班", "on call"), person - books + 1)
                    };
                    (title, number)
                }
                Place::Room(_, kind, number) => (&scenario.rooms[*kind].title, format!(" {}", number + 1)),
            };
            let name = fitted(name, size, left - 24.0 - text_width(&number, size)) + &number;
            canvas.text(left - 8.0, y + row / 2.0, &name, size, colour::INK, Anchor::End);
            line(canvas, spans, &x, y, row);
        }
        if lines.is_empty() {
            canvas.text(600.0, 380.0, words.pick("没有自办班组或场所", "No own teams or rooms"), 16.0, colour::SOFT, Anchor::Middle);
        }
    })
}

fn line(canvas: &mut Canvas<'_>, spans: &[&Span], x: &dyn Fn(f64) -> f64, y: f64, row: f64) {
    for (filling, shade) in [
        (Filling::Duty, DUTY),
        (Filling::Travel, TRAVEL),
        (Filling::Work, WORK),
        (Filling::Meeting, MEETING),
        (Filling::Emergency, EMERGENCY),
    ] {
        for span in spans.iter().filter(|span| span.filling == filling) {
            let (from, to) = (x(span.from), x(span.to));
            canvas.bar(from, y + 1.0, to.max(from + 1.0), y + row - 1.0, shade);
        }
    }
}
