//! Keys of lots that act on nothing.

use super::super::*;

/// Minutes of a block in which rooms are taken.
const LEAST_MOVE: f64 = 5.0;

impl Resolver<'_> {
    pub(super) fn idle_lots(&mut self, lots: &[Lot]) {
        let file = self.file;
        for (index, service) in file.service.iter().enumerate() {
            self.idle_in_all(index, service);
            for (row, lot) in service.work_orders.iter().enumerate() {
                self.idle_jobs(&[Key("service"), Index(index), Key("work_orders"), Index(row)], lot);
            }
            for (row, lot) in service.sittings.iter().enumerate() {
                self.idle_meals(&[Key("service"), Index(index), Key("sittings"), Index(row)], lot);
            }
            for (row, lot) in service.bookings.iter().enumerate() {
                let path = [Key("service"), Index(index), Key("bookings"), Index(row)];
                let gives_way = |other: &BookingLot| other.displaces_with_notice.is_none();
                if lot.displaces_with_notice.is_some() && !service.bookings.iter().any(gives_way) {
                    let message = format!("no meeting could give way to those of {}: all of the service displace others", lot.name);
                    self.idle(&at(&path, "displaces_with_notice"), message, "leave it out of those that give way");
                }
                self.idle_meetings(&path, lot);
            }
            let evaluation = service.evaluation.as_ref();
            let targets =
                |of: &file::Evaluation| of.targets.in_time.or(of.targets.satisfaction.map(Share)).or(of.targets.cost_per_unit.map(Share));
            if evaluation.is_some_and(|of| of.satisfaction.is_none() && targets(of).is_none() && of.weights.is_none()) {
                let path = [Key("service"), Index(index), Key("evaluation")];
                self.idle(
                    &path,
                    format!("nothing is said of how {} is appraised", service.name),
                    "add `satisfaction` or `targets`, or leave it out",
                );
            }
        }
        let binds = file.policy.standards_bind && !lots.is_empty();
        if binds && lots.iter().all(|lot| lot.standard <= 0.0) {
            let path = [Key("policy"), Key("standards_bind")];
            self.idle(&path, "standards bind, and every lot's `standard` is 0%".into(), "give lots their `standard`, or write false");
        }
    }

    /// What tables give to all lots of a service alike is told once, of the first.
    fn idle_in_all(&mut self, index: usize, service: &file::Service) {
        let jobs = &service.work_orders;
        let deadline = jobs.iter().position(|lot| lot.emergency_response_within.is_some());
        if let Some(row) = deadline.filter(|_| jobs.iter().all(|lot| lot.emergency_share.0 <= 0.0)) {
            let path = [Key("service"), Index(index), Key("work_orders"), Index(row), Key("emergency_response_within")];
            self.idle(&path, format!("no job of {} is an emergency", service.name), "give `emergency_share`, or leave it out");
        }
        let blocked = |lot: &BookingLot| lot.no_show.0 > 0.0 && lot.release_after_minutes.is_none();
        if let Some(row) = service.bookings.iter().position(blocked) {
            let path = [Key("service"), Index(index), Key("bookings"), Index(row), Key("no_show")];
            let name = &service.bookings[row].name;
            let message = format!("rooms of {name} stay blocked where nobody turns up, as if somebody had: `no_show` changes nothing");
            self.idle(&path, message, "say when a room is given to others (`release_after_minutes`), or leave it out");
        }
    }

    /// A key whose share is nothing, so that what stands beside it means nothing.
    fn idle_share(&mut self, path: &[Step<'_>], key: &'static str, share: Option<f64>, what: &str) {
        if share.is_some_and(|share| share <= 0.0) {
            self.idle(&at(path, key), format!("`{key}` is of no {what}: its share is 0%"), "give it its share, or leave it out");
        }
    }

    /// What moves a price that there is not.
    fn idle_spot_factors(&mut self, path: &[Step<'_>], name: &str, spot: bool, factors: &BTreeMap<String, f64>) {
        if !spot && !factors.is_empty() {
            let message = format!("{name} has no price without a contract that factors could move");
            self.idle(&at(path, "spot_price_factors"), message, "add a spot price, or leave it out");
        }
    }

    /// What own people use or take, where no team could do the work.
    fn idle_own_work(&mut self, path: &[Step<'_>], name: &str, trade: &str, keys: &[(&'static str, bool)]) {
        if self.file.team.iter().any(|team| team.skills.iter().any(|skill| skill == trade)) {
            return;
        }
        for (key, _) in keys.iter().filter(|(_, set)| *set) {
            let message = format!("`{key}` of {name} is of own people, and no team has the skill \"{trade}\"");
            self.idle(&at(path, key), message, "add a [[team]] with the skill, or leave it out");
        }
    }

    fn idle_jobs(&mut self, path: &[Step<'_>], lot: &WorkOrderLot) {
        let name = &lot.name;
        self.idle_spot_factors(path, name, lot.spot_price_per_job.is_some(), &lot.spot_price_factors);
        self.idle_share(path, "parts", lot.parts.as_ref().map(|parts| parts.share.0), "jobs");
        self.idle_share(path, "repeat_visits", lot.repeat_visits.as_ref().map(|repeat| repeat.share.0), "jobs");
        if lot.jobs_per_month <= 0.0 {
            let help = match (&lot.failures_of, &lot.servicing_of) {
                (Some(_), _) => "failures of assets follow their age alone; give jobs, or leave it out",
                (None, Some(_)) => "servicing goes by its schedule; give jobs, or leave it out",
                (None, None) => "say how many jobs there are a month, or leave it out",
            };
            // Failures and servicing are at the profile's hours too.
            let profile = lot.profile.is_some() && lot.failures_of.is_none() && lot.servicing_of.is_none();
            let set = [("burstiness", lot.burstiness > 1.0), ("factors", !lot.factors.is_empty()), ("profile", profile)];
            for (key, _) in set.into_iter().filter(|(_, set)| *set) {
                let message = format!("`{key}` moves `jobs_per_month` of {name}, which is 0");
                self.idle(&at(path, key), message, help);
            }
        }
        let trade = lot.trade.as_deref().unwrap_or(name);
        self.idle_own_work(path, name, trade, &[("materials_per_job", lot.materials_per_job > 0.0), ("uses", !lot.uses.is_empty())]);
    }

    fn idle_meals(&mut self, path: &[Step<'_>], lot: &SittingLot) {
        let name = &lot.name;
        self.idle_spot_factors(path, name, lot.spot_price_per_meal.is_some(), &lot.spot_price_factors);
        self.idle_share(path, "late_kitchen", lot.late_kitchen.as_ref().map(|late| late.share.0), "days");
        let trade = lot.trade.as_deref().unwrap_or(name);
        self.idle_own_work(path, name, trade, &[("kitchen", lot.kitchen.is_some()), ("uses", !lot.uses.is_empty())]);
        let profile = lot.profile.as_ref().and_then(|name| self.file.profile.iter().find(|profile| profile.name == *name));
        if profile.is_some_and(|profile| profile.months.is_none() && profile.weekdays.is_none()) {
            let message = format!("the profile of {name} is of hours alone, and meals are at theirs: it changes nothing");
            self.idle(&at(path, "profile"), message, "say when diners come with `window` and `arrivals`");
        }
        for (index, menu) in lot.menus.iter().enumerate() {
            if lot.menus[..index].iter().any(|other| other.name == menu.name) {
                let place: Vec<Step<'_>> = path.iter().copied().chain([Key("menus"), Index(index), Key("name")]).collect();
                self.error(&place, format!("two menus are named \"{}\"", menu.name), "give each a name of its own");
            }
        }
        if lot.lines == Lines::LineForEachMenu && (lot.counters as usize) < lot.menus.len() {
            let message = format!("{name} has fewer counters than menus, so that they share one line");
            self.idle(&at(path, "lines"), message, "add counters, or leave it out");
        }
    }

    fn idle_meetings(&mut self, path: &[Step<'_>], lot: &BookingLot) {
        if let TimeSpan::Clock(minutes) | TimeSpan::Working(minutes) = lot.tolerance
            && minutes > 0.0
            && minutes < LEAST_MOVE
        {
            let message = format!("starts are moved by {LEAST_MOVE} minutes and more, and {} tolerates less", lot.name);
            self.idle(&at(path, "tolerance"), message, "write \"5 minutes\" or more, or \"0 minutes\"");
        }
        let name = &lot.name;
        let spot = lot.spot_price_per_booking.or(lot.spot_price_per_attendee).is_some();
        self.idle_spot_factors(path, name, spot, &lot.spot_price_factors);
        self.idle_share(path, "series", lot.series.as_ref().map(|series| series.share.0), "meetings");
        self.idle_share(path, "overruns", lot.overruns.as_ref().map(|overruns| overruns.share.0), "meetings");
        for (item, _) in lot.equipment.iter().filter(|(_, count)| **count == 0) {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("equipment"), Key(item)]).collect();
            self.idle(&place, format!("meetings of {name} take none of {item}"), "say how many, or leave it out");
        }
    }
}

/// A key of a lot.
fn at<'s>(path: &[Step<'s>], key: &'s str) -> Vec<Step<'s>> {
    path.iter().copied().chain([Key(key)]).collect()
}
