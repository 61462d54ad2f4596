//! Whether the work can be done at all: queues that would grow without end, deadlines before anybody can be there, more events than any
//! machine can hold.

use super::*;

/// Most jobs, meals or requests of one lot in a replication: beyond this the number is a slip of the pen, and memory runs out.
const MOST_EVENTS: f64 = 5_000_000.0;

/// Where a lot stands in the file: table and row of its service.
pub(super) fn place_of(lots: &[Lot], index: usize) -> (&'static str, usize) {
    let table = |lot: &Lot| match lot.kind {
        LotKind::WorkOrders(_) => "work_orders",
        LotKind::Sittings(_) => "sittings",
        LotKind::Bookings(_) => "bookings",
    };
    let own = table(&lots[index]);
    // The secret part of a lot follows the rest of it, and stands in the same place.
    let is_second = |lot: &Lot| lot.part.is_some() && lot.confidential;
    let before = lots[..index].iter().filter(|lot| lot.service == lots[index].service && table(lot) == own && !is_second(lot)).count();
    (own, before - usize::from(is_second(&lots[index])))
}

impl Resolver<'_> {
    pub(super) fn check_load(
        &mut self,
        (services, sites): (&[Service], &[Site]),
        lots: &[Lot],
        teams: &[Team],
        calendar: &Calendar,
        status_quo: &StatusQuo,
    ) {
        self.check_volumes(lots, calendar);
        self.check_today(services, sites, lots, teams, status_quo);
        self.check_drains(lots, teams, calendar, status_quo);
        for (index, lot) in lots.iter().enumerate() {
            if let LotKind::WorkOrders(spec) = &lot.kind {
                self.check_deadlines(lots, index, spec, teams, sites);
                self.check_crew(lots, index, spec, teams);
            }
        }
    }

    fn check_volumes(&mut self, lots: &[Lot], calendar: &Calendar) {
        let days = calendar.days.iter().filter(|day| day.is_worked()).count() as f64;
        for (index, lot) in lots.iter().enumerate() {
            let (key, count) = match &lot.kind {
                LotKind::WorkOrders(spec) => ("jobs_per_month", spec.expected_per_month() * calendar.months() as f64),
                LotKind::Bookings(spec) => ("bookings_per_day", spec.per_day * days),
                LotKind::Sittings(_) => continue,
            };
            if count > MOST_EVENTS {
                let (table, row) = place_of(lots, index);
                self.error(
                    &[Key("service"), Index(lot.service), Key(table), Index(row), Key(key)],
                    format!("the lot {} has {count:.0} events in each replication", lot.path),
                    format!("at most {MOST_EVENTS:.0} can be simulated: lower `{key}`, or shorten the horizon"),
                );
            }
        }
    }

    /// Lots that are left to own people today, where today's arrangement has nobody for them though the institution has such people.
    fn check_today(&mut self, services: &[Service], sites: &[Site], lots: &[Lot], teams: &[Team], status_quo: &StatusQuo) {
        for (index, lot) in lots.iter().enumerate() {
            let asks = match &lot.kind {
                LotKind::Bookings(spec) => spec.crew > 0,
                LotKind::WorkOrders(_) | LotKind::Sittings(_) => true,
            };
            let direct = status_quo.direct.get(index).copied().flatten();
            let (Some(service), Some(chosen)) = (services.get(lot.service), status_quo.arrangement.get(lot.service)) else { continue };
            let Some(arrangement) = service.arrangements.get(*chosen).filter(|_| asks && direct.is_none()) else { continue };
            let able = || teams.iter().filter(|team| team.service == lot.service && team.people > 0 && team.skills.contains(&lot.trade));
            // A canteen's people are of its site, however the others are organised.
            let is_here = |team: &Team| match (&lot.kind, sites.get(team.base)) {
                (_, None) => true,
                (LotKind::Sittings(_), _) => team.base == lot.site,
                (_, Some(base)) => {
                    let group = |site, department| arrangement.grouping.group(site, department);
                    group(team.base, base.department) == group(lot.site, lot.department)
                }
            };
            if able().next().is_some() && !able().any(is_here) {
                let (table, row) = place_of(lots, index);
                self.warning(
                    &[Key("service"), Index(lot.service), Key(table), Index(row), Key("site")],
                    format!("with \"{}\" nobody does {} today: no team with the trade is based with it", arrangement.name, lot.path),
                    "base a team there, choose how today is organised (`status_quo.arrangement`), or say who does it (`status_quo.direct`)",
                );
            }
        }
    }

    /// Jobs that never leave need people: if a group of teams cannot do the work of the trades that only they know, its queue grows without end.
    fn check_drains(&mut self, lots: &[Lot], teams: &[Team], calendar: &Calendar, status_quo: &StatusQuo) {
        let hours_of = |team: &Team| {
            let minutes: f64 = (0..team.shifts.len()).flat_map(|shift| team.shift_minutes(calendar, shift)).sum();
            minutes / 60.0 / team.shifts.len().max(1) as f64 * (1.0 - team.absence)
        };
        let capacity = |size: fn(&Team) -> u32, trade: &str| -> f64 {
            teams
                .iter()
                .filter(|team| team.skills.iter().any(|skill| skill == trade))
                .map(|team| f64::from(size(team)) * hours_of(team))
                .sum()
        };
        let mut told: Vec<&str> = Vec::new();
        for (index, lot) in lots.iter().enumerate() {
            let stays = |other: &&Lot| {
                other.service == lot.service
                    && other.trade == lot.trade
                    && matches!(&other.kind, LotKind::WorkOrders(spec) if spec.overflow == file::Overflow::Never)
            };
            let today = status_quo.direct.get(index).is_some_and(Option::is_none);
            if !stays(&lot) || !today || told.contains(&lot.trade.as_str()) {
                continue;
            }
            told.push(&lot.trade);
            // Later steps are other trades' work, and are left out: the check is on the safe side.
            let load: f64 = lots
                .iter()
                .enumerate()
                .filter(|(other, other_lot)| stays(other_lot) && status_quo.direct.get(*other).is_some_and(Option::is_none))
                .map(|(_, other)| match &other.kind {
                    LotKind::WorkOrders(spec) => {
                        let visits = 1.0 / (1.0 - spec.repeat.map_or(0.0, |repeat| repeat.share));
                        spec.expected_per_month() * other.share() * calendar.months() as f64 * spec.labour.mean() / 60.0
                            * spec.crew as f64
                            * visits
                    }
                    _ => 0.0,
                })
                .sum();
            let (now, most) = (capacity(|team| team.people, &lot.trade), capacity(|team| team.people_at_most, &lot.trade));
            if load <= now || most <= 0.0 {
                continue;
            }
            let (table, row) = place_of(lots, index);
            let path = [Key("service"), Index(lot.service), Key(table), Index(row), Key("overflow")];
            let message = |people: &str, hours: f64| {
                format!(
                    "the queue of {} grows without end: {load:.0} hours of work that never leaves, {hours:.0} of {people} with the trade",
                    lot.path
                )
            };
            if load > most {
                self.error(
                    &path,
                    message("the most people", most),
                    "let jobs leave (overflow = \"at-deadline\"), raise `people_at_most`, or check jobs and labour",
                );
            } else {
                self.warning(
                    &path,
                    message("today's people", now),
                    "today's plan falls ever further behind; the figures of its waits depend on the horizon",
                );
            }
        }
    }

    fn check_crew(&mut self, lots: &[Lot], index: usize, spec: &WorkOrders, teams: &[Team]) {
        let lot = &lots[index];
        let (table, row) = place_of(lots, index);
        let able = || teams.iter().filter(|team| team.skills.contains(&lot.trade));
        let Some(most) = able().map(|team| team.people_at_most).max() else { return };
        let path = [Key("service"), Index(lot.service), Key(table), Index(row), Key("crew")];
        if (most as usize) < spec.largest_crew() {
            self.warning(
                &path,
                format!("the jobs of {} need {} people at once, and no team may have more than {most}", lot.path, spec.largest_crew()),
                "own people never do them: lower the crew, or raise `people_at_most`",
            );
            return;
        }
        // Each step needs its crew at the same moment, of people with its skill.
        let meets = |team: &Team, people: u32| {
            let people = team.mix(people as usize);
            let trades = std::iter::once(&lot.trade).chain(spec.then.iter().map(|step| &step.trade)).enumerate();
            trades.into_iter().all(|(step, trade)| {
                let skill = team.skills.iter().position(|skill| skill == trade);
                skill.is_some_and(|skill| team.most_together(&people, skill) >= spec.crew_of(step))
            })
        };
        let crew = spec.largest_crew();
        if !able().any(|team| meets(team, team.people_at_most)) {
            self.warning(
                &path,
                format!("the {crew} people whom a job of {} needs at once are never at work at the same time", lot.path),
                "own people never do them: let shifts overlap, raise `people_at_most`, or lower the crew",
            );
        } else if crew > 1 && able().all(|team| team.people > 0 && !meets(team, team.people)) {
            self.warning(
                &path,
                format!("of today's people the {crew} whom a job of {} needs at once are never at work at the same time", lot.path),
                "today own people never do them: let shifts overlap, or have more people",
            );
        }
    }

    fn check_deadlines(&mut self, lots: &[Lot], index: usize, spec: &WorkOrders, teams: &[Team], sites: &[Site]) {
        let lot = &lots[index];
        let (table, row) = place_of(lots, index);
        let path = |key| [Key("service"), Index(lot.service), Key(table), Index(row), Key(key)];
        let ways = teams
            .iter()
            .filter(|team| team.skills.contains(&lot.trade))
            .filter_map(|team| sites.get(team.base).and_then(|base| base.travel.get(lot.site).copied().flatten()));
        let nearest = ways.fold(f64::INFINITY, f64::min);
        // Without a team the lot is bought, and the provider's share in time counts.
        let allowed = match spec.response {
            TimeSpan::Clock(minutes) | TimeSpan::Working(minutes) => minutes,
            TimeSpan::WorkingDays(_) => f64::INFINITY,
        };
        if nearest.is_finite() && nearest > allowed {
            self.error(
                &path("response_within"),
                format!("nobody can be at {} within {allowed:.0} minutes: the way from the nearest team takes {nearest:.0}", lot.path),
                "allow more time, or base a team nearer",
            );
        }
        // The shortest one in a hundred, so that a distribution that reaches down to 0 is no excuse.
        let shortest = spec.labour.quantile(0.01);
        if let Some(TimeSpan::Clock(minutes) | TimeSpan::Working(minutes)) = spec.completion
            && shortest > minutes
        {
            self.error(
                &path("complete_within"),
                format!(
                    "the jobs of {} take {:.1} hours of labour or more, and must be complete within {:.1}",
                    lot.path,
                    shortest / 60.0,
                    minutes / 60.0
                ),
                "allow more time",
            );
        }
    }
}
