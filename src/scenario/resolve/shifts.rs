//! Whether people are there when there is work for them.

use super::*;
use crate::calendar::{DAY, Day, Rota};

const WEEKDAYS: [&str; 7] = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

impl Resolver<'_> {
    /// Warn of people who are at work and on call at once: where there are several shifts, those on call may be of another.
    pub(super) fn check_on_call(
        &mut self,
        at: &[Step<'_>],
        name: &str,
        shifts: &[&WeeklyHours],
        on_call: &WeeklyHours,
        calendar: &Calendar,
    ) {
        let [shift] = shifts else { return };
        let overlaps = |day: usize| {
            let calls = on_call.within(calendar, day).map(|(_, from, to)| (from, to));
            calls.into_iter().any(|(from, to)| shift.within(calendar, day).any(|(_, open, close)| from < close && open < to))
        };
        // A fortnight is enough to see every weekday.
        if (0..calendar.days.len().min(14)).any(overlaps) {
            self.warning(
                at,
                format!("the on-call hours of {name} overlap its shift: people would be at work and on call at once"),
                "on-call hours are those outside the shift, as Mon-Sun 18:00-08:00 beside Mon-Sun 08:00-18:00",
            );
        }
    }

    /// Warn of meals, meetings and crews for which a team's shifts are never there.
    pub(super) fn check_shifts(&mut self, lots: &[Lot], teams: &[Team], calendar: &Calendar, office: &WorkingTime) {
        for (index, team) in teams.iter().enumerate() {
            let rota = Rota::new(calendar, &team.hours);
            for lot in lots.iter().filter(|lot| team.skills.contains(&lot.trade)) {
                match &lot.kind {
                    LotKind::Sittings(spec) if lot.site == team.base => self.check_sitting(index, team, lot, spec, &rota, calendar),
                    LotKind::Bookings(spec) if spec.crew > 0 => self.check_stewards(index, team, lot, spec, &rota, calendar, office),
                    _ => {}
                }
            }
        }
    }

    fn check_sitting(&mut self, index: usize, team: &Team, lot: &Lot, spec: &Sittings, rota: &Rota, calendar: &Calendar) {
        let cover = rota.covering(spec.opens, spec.opens + spec.window);
        let served = |day: &Day| day.is_worked() && spec.profile.weekdays[day.weekday] > 0.0;
        let served: Vec<(usize, &Day)> = calendar.days.iter().enumerate().filter(|(_, day)| served(day)).collect();
        let missed: Vec<&Day> = served.iter().filter(|(position, _)| !cover.is_covered(*position)).map(|(_, day)| *day).collect();
        if !missed.is_empty() {
            let all: Vec<&Day> = served.into_iter().map(|(_, day)| day).collect();
            self.warning(
                &[Key("team"), Index(index), Key("shift")],
                format!(
                    "no shift of {} is there from {} to {}, when {} is served, on {}: own people then serve nobody",
                    team.name,
                    clock(spec.opens),
                    clock(spec.opens + spec.window),
                    lot.path,
                    days_in_words(&all, &missed)
                ),
                "whoever cooks or serves is on shift through the whole window: lengthen a shift, or let one more begin in time",
            );
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a lot, a team and two calendars")]
    fn check_stewards(
        &mut self,
        index: usize,
        team: &Team,
        lot: &Lot,
        spec: &Bookings,
        rota: &Rota,
        calendar: &Calendar,
        office: &WorkingTime,
    ) {
        let length = spec.setup + spec.duration.quantile(0.05) + spec.turnround;
        // A fortnight is enough to see every weekday.
        let days = || calendar.days.iter().enumerate().filter(|(_, day)| day.is_worked()).take(14);
        let begins = |day: usize, minute: f64| {
            let spans = office.spans_of_day(day).iter().map(|(open, close)| (open - day as f64 * DAY, close - day as f64 * DAY));
            spans.into_iter().any(|(open, close)| minute - spec.setup >= open && minute - spec.setup + length <= close)
        };
        let (mut all, mut there) = (0.0, 0.0);
        for half in (0..48).map(|half| f64::from(half) * 30.0) {
            let weight = spec.profile.hours[(half / 60.0) as usize];
            if weight > 0.0 {
                let cover = rota.covering(half - spec.setup, half - spec.setup + length);
                for (day, _) in days().filter(|(day, _)| begins(*day, half)) {
                    all += weight;
                    there += if cover.is_covered(day) { weight } else { 0.0 };
                }
            }
        }
        if all > 0.0 && there < 0.5 * all {
            let message = match there {
                0.0 => format!("no shift of {} is there at any time at which meetings of {} begin", team.name, lot.path),
                _ => format!(
                    "the shifts of {} are there for {:.0}% of the times at which meetings of {} begin",
                    team.name,
                    100.0 * there / all,
                    lot.path
                ),
            };
            self.warning(
                &[Key("team"), Index(index), Key("shift")],
                message,
                "a meeting needs its crew on shift from set-up to clearing: move or lengthen the shifts",
            );
        }
    }
}

/// Days that are missed of all: weekdays by name where most of their dates are, and how many others there are, with the first of them.
fn days_in_words(all: &[&Day], missed: &[&Day]) -> String {
    let count = |days: &[&Day], weekday: usize| days.iter().filter(|day| day.weekday == weekday).count();
    let is_named: [bool; 7] = std::array::from_fn(|weekday| 2 * count(missed, weekday) > count(all, weekday));
    let mut words: Vec<String> = WEEKDAYS.iter().zip(is_named).filter(|(_, named)| *named).map(|(name, _)| (*name).into()).collect();
    let others: Vec<&&Day> = missed.iter().filter(|day| !is_named[day.weekday]).collect();
    if let Some(first) = others.first() {
        let other = if words.is_empty() { "" } else { " other" };
        words.push(match others.len() {
            1 => format!("1{other} day, {}", first.date),
            count => format!("{count}{other} days, the first {}", first.date),
        });
    }
    words.join(", ")
}

fn clock(minute: f64) -> String {
    format!("{:02}:{:02}", (minute / 60.0) as u32, (minute % 60.0) as u32)
}
