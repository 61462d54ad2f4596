//! Keys of teams, of rules about people, and of a path that act on nothing.

use super::super::*;

impl Resolver<'_> {
    pub(super) fn idle_people(&mut self, lots: &[Lot]) {
        let file = self.file;
        for (index, team) in file.team.iter().enumerate() {
            self.idle_team(index, team, lots);
        }
        self.idle_holidays();
        let policy = &file.policy;
        if !policy.new_hires && policy.cost_per_hire > 0.0 && file.path.is_none() {
            let message = "nobody may be hired, so that a hire costs nothing".into();
            self.idle(&[Key("policy"), Key("cost_per_hire")], message, "write `new_hires = true`, or leave it out");
        }
        let most: u64 =
            file.team.iter().map(|team| u64::from(team.people_at_most.unwrap_or(team.people + team.people.div_ceil(2) + 2))).sum();
        if let Some(quota) = policy.headcount_quota
            && u64::from(quota) >= most
            && !file.team.is_empty()
        {
            let message = format!("the quota of {quota} never binds: all teams together have at most {most} people");
            self.idle(&[Key("policy"), Key("headcount_quota")], message, "lower it, raise `people_at_most` of teams, or leave it out");
        }
        let Some(path) = &file.path else { return };
        let ages = file.team.iter().any(|team| !team.ages.is_empty() || team.grades.iter().any(|grade| !grade.ages.is_empty()));
        let set = [("retirement_age", path.retirement_age.is_some()), ("pension_per_year", path.pension_per_year > 0.0)];
        for (key, _) in set.into_iter().filter(|(_, set)| *set && !ages) {
            self.idle(
                &[Key("path"), Key(key)],
                "no team gives the ages of its people, so that nobody retires".into(),
                "add `ages` to teams, or leave it out",
            );
        }
        if path.back_and_forth && file.room.is_empty() && file.service.iter().all(|service| service.arrangements.len() < 2) {
            let message = "there are no rooms, and no service has two arrangements".into();
            self.idle(&[Key("path"), Key("back_and_forth")], message, "leave it out");
        }
        let none = path.retraining.iter().position(|way| way.per_year == Some(0));
        if let Some(position) = none {
            let place = [Key("path"), Key("retraining"), Index(position), Key("per_year")];
            self.idle(&place, "nobody is retrained: `per_year` is 0".into(), "say how many, or leave the retraining out");
        }
    }

    /// Hours of holidays where no day is one.
    fn idle_holidays(&mut self) {
        let file = self.file;
        if file.scenario.calendar.is_some() {
            return;
        }
        let mut places = vec![(vec![Key("scenario"), Key("office_hours")], file.scenario.office_hours.0.holidays_apart())];
        for (index, team) in file.team.iter().enumerate() {
            places.push((vec![Key("team"), Index(index), Key("shift")], team.shift.all().iter().any(|hours| hours.0.holidays_apart())));
            let on_call = team.on_call.as_ref().is_some_and(|on_call| on_call.hours.0.holidays_apart());
            places.push((vec![Key("team"), Index(index), Key("on_call"), Key("hours")], on_call));
        }
        for (place, _) in places.into_iter().filter(|(_, apart)| *apart) {
            let help = "name a table of holidays (`scenario.calendar`), or leave `Hol` out";
            self.idle(&place, "no calendar says which days are holidays, so that their hours are nobody's".into(), help);
        }
    }

    /// People on call who are too few for any emergency: a job takes its crew at once.
    fn idle_on_call(&mut self, index: usize, team: &file::Team, lots: &[Lot]) {
        let Some(on_call) = &team.on_call else { return };
        let crew = |lot: &Lot| match &lot.kind {
            LotKind::WorkOrders(spec) if spec.emergency_share > 0.0 && team.skills.contains(&lot.trade) => Some(spec.crew),
            _ => None,
        };
        if let Some(least) = lots.iter().filter_map(crew).min().filter(|least| *least > on_call.people as usize) {
            let message = format!("{} of {} are on call, and every emergency takes at least {least} at once", on_call.people, team.name);
            let help = format!("have {least} on call, or leave `on_call` out");
            self.idle(&[Key("team"), Index(index), Key("on_call"), Key("people")], message, &help);
        }
    }

    /// Seasons of leave in which nobody would be at work, or that are too short for a day of it.
    pub(in super::super) fn idle_leave(&mut self, index: usize, team: &file::Team, shifts: &[Vec<(u32, f64, f64)>], calendar: &Calendar) {
        let mut worked = vec![false; calendar.days.len()];
        for (day, _, _) in shifts.iter().flatten() {
            if let Some(day) = worked.get_mut(*day as usize) {
                *day = true;
            }
        }
        for (position, leave) in team.leave.iter().enumerate() {
            let place = [Key("team"), Index(index), Key("leave"), Index(position), Key("between")];
            let within = || calendar.days.iter().zip(&worked).filter(|(day, _)| leave.between.contains(day.date));
            if within().next().is_some() && !within().any(|(_, worked)| *worked) {
                let message = format!("{} is at work on no day of this season, so that leave in it changes nothing", team.name);
                self.idle(&place, message, "check the dates, or leave it out");
            }
        }
    }

    fn idle_team(&mut self, index: usize, team: &file::Team, lots: &[Lot]) {
        let name = &team.name;
        let path = |key| [Key("team"), Index(index), Key(key)];
        if team.absence_days.is_some() && team.absence.0 <= 0.0 {
            self.idle(&path("absence_days"), format!("nobody of {name} is ever absent"), "give `absence`, or leave it out");
        }
        if let Some(position) = team.leave.iter().position(|leave| leave.share.0 <= 0.0) {
            let place = [Key("team"), Index(index), Key("leave"), Index(position), Key("share")];
            self.idle(&place, format!("nobody of {name} is on leave in this season"), "say what share of it, or leave it out");
        }
        self.idle_on_call(index, team, lots);
        let urgent =
            |lot: &Lot| team.skills.contains(&lot.trade) && matches!(&lot.kind, LotKind::WorkOrders(spec) if spec.emergency_share > 0.0);
        if !lots.iter().any(urgent) {
            let set = [("on_call", team.on_call.is_some()), ("emergencies_interrupt", team.emergencies_interrupt)];
            for (key, _) in set.into_iter().filter(|(_, set)| *set) {
                let message = format!("no job of {name} is an emergency, so that `{key}` means nothing");
                self.idle(&path(key), message, "give lots `emergency_share`, or leave it out");
            }
        }
    }
}
