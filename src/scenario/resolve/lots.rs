//! Lots: demand and service standards.

use std::collections::BTreeMap;

use super::*;

/// What the three kinds of lot have in common.
struct LotHead<'a> {
    table: &'static str,
    name: &'a str,
    title: Option<&'a Title>,
    site: &'a str,
    department: Option<&'a str>,
    trade: Option<&'a str>,
    standard: Share,
    confidential: bool,
    confidential_share: f64,
    unserved: f64,
    escort_hours: f64,
    uses: &'a BTreeMap<String, f64>,
    spot: Option<Price>,
    factors: &'a BTreeMap<String, f64>,
    spot_factors: &'a BTreeMap<String, f64>,
}

/// What all kinds of lots say alike, under the same keys; what they say of a job, a meal or a booking is given.
macro_rules! head {
    ($table:literal, $lot:ident, confidential_share: $share:expr, unserved: $unserved:expr, spot: $spot:expr) => {
        LotHead {
            table: $table,
            name: &$lot.name,
            title: $lot.title.as_ref(),
            site: &$lot.site,
            department: $lot.department.as_deref(),
            trade: $lot.trade.as_deref(),
            standard: $lot.standard,
            confidential: $lot.confidential,
            confidential_share: $share,
            unserved: $unserved,
            escort_hours: $lot.escort_hours,
            uses: &$lot.uses,
            spot: $spot,
            factors: &$lot.factors,
            spot_factors: &$lot.spot_price_factors,
        }
    };
}

impl Resolver<'_> {
    pub(super) fn lots(&mut self, index: usize, service: &file::Service, declared: &Declared<'_>, lots: &mut Vec<Lot>) {
        for (row, lot) in service.work_orders.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("work_orders"), Index(row)];
            let kind = LotKind::WorkOrders(self.work_orders(&path, lot, declared));
            let spot = lot.spot_price_per_job.map(|per_unit| Price { per_unit, per_measure: 0.0 });
            let head =
                head!("work_orders", lot, confidential_share: lot.confidential_share.0, unserved: lot.unserved_cost_per_job, spot: spot);
            self.lot(index, row, service, head, declared, kind, lots);
        }
        for (row, lot) in service.sittings.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("sittings"), Index(row)];
            let kind = LotKind::Sittings(self.sittings(&path, lot, declared));
            let spot = lot.spot_price_per_meal.map(|per_unit| Price { per_unit, per_measure: 0.0 });
            let head = head!("sittings", lot, confidential_share: 0.0, unserved: lot.unserved_cost_per_meal, spot: spot);
            self.lot(index, row, service, head, declared, kind, lots);
        }
        for (row, lot) in service.bookings.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("bookings"), Index(row)];
            let kind = LotKind::Bookings(self.bookings(&path, lot, declared));
            let spot = match (lot.spot_price_per_booking, lot.spot_price_per_attendee) {
                (None, None) => None,
                (unit, measure) => Some(Price { per_unit: unit.unwrap_or(0.0), per_measure: measure.unwrap_or(0.0) }),
            };
            let head =
                head!("bookings", lot, confidential_share: lot.confidential_share.0, unserved: lot.unserved_cost_per_booking, spot: spot);
            self.lot(index, row, service, head, declared, kind, lots);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a lot")]
    fn lot(
        &mut self,
        index: usize,
        row: usize,
        service: &file::Service,
        head: LotHead<'_>,
        declared: &Declared<'_>,
        kind: LotKind,
        lots: &mut Vec<Lot>,
    ) {
        let path = |key| [Key("service"), Index(index), Key(head.table), Index(row), Key(key)];
        let site = self.find(&path("site"), "site", head.site, declared.site_names);
        let department = match head.department {
            Some(name) => self.find(&path("department"), "department", name, declared.departments),
            None => declared.sites.get(site).map_or(0, |site| site.department),
        };
        if head.name.contains('/') {
            self.error(&path("name"), format!("the name \"{}\" contains a slash", head.name), "slashes separate service, site and lot");
        }
        let full = format!("{}/{}/{}", service.name, head.site, head.name);
        if lots.iter().any(|other| other.path == full) {
            self.error(&path("name"), format!("the lot {full} is declared twice"), "give each lot of a service and site a name of its own");
        }
        if head.confidential && head.spot.is_some() {
            self.warning(
                &path("confidential"),
                format!("the lot {full} is confidential, so it is never bought on the spot"),
                "remove its spot price",
            );
        }
        let moved = self.effects(&path("factors"), head.factors, declared.factors);
        let spot_factors = self.effects(&path("spot_price_factors"), head.spot_factors, declared.factors);
        if let LotKind::WorkOrders(spec) = &kind
            && spec.arrivals == file::Arrivals::Planned
            && !moved.is_empty()
        {
            self.error(&path("factors"), "planned jobs follow their schedule whatever happens", "remove `factors`");
        }
        let language = self.file.scenario.language;
        let title = Scenario::title_of(head.title, head.name, language);
        let uses = self.uses(&path("uses"), head.uses);
        let hour = self.file.policy.escort_cost_per_hour;
        if head.escort_hours > 0.0 && hour.is_none() {
            self.error(&path("escort_hours"), "an hour of escort has no price", "add `policy.escort_cost_per_hour`");
        }
        let lot = Lot {
            path: full,
            title,
            service: index,
            site,
            department,
            trade: head.trade.unwrap_or(head.name).to_owned(),
            confidential: head.confidential,
            standard: head.standard.0,
            spot: head.spot.filter(|_| !head.confidential),
            factors: moved,
            spot_factors,
            unserved_cost: head.unserved,
            uses,
            // A team that accompanies is paid for its people instead.
            escort: if self.file.policy.escort_team.is_some() { 0.0 } else { head.escort_hours * hour.unwrap_or(0.0) },
            escort_hours: head.escort_hours,
            kind,
            part: None,
        };
        let share = head.confidential_share;
        if share <= 0.0 {
            lots.push(lot);
            return;
        }
        if share >= 1.0 || head.confidential {
            self.error(
                &path("confidential_share"),
                format!("all of the lot {} is secret", lot.path),
                "write confidential = true, without `confidential_share`",
            );
        }
        let whole = crate::random::identity(&lot.path);
        let secret = Lot {
            path: format!("{}, confidential", lot.path),
            title: match language {
                file::Language::Zh => format!("{}（涉密）", lot.title),
                file::Language::En => format!("{} (confidential)", lot.title),
            },
            confidential: true,
            spot: None,
            part: Some(Part { whole, from: 0.0, to: share }),
            ..lot.clone()
        };
        lots.push(Lot { part: Some(Part { whole, from: share, to: 1.0 }), ..lot });
        lots.push(secret);
    }

    fn profile(&mut self, path: &[Step<'_>], name: Option<&str>, profiles: &BTreeMap<String, Profile>) -> Profile {
        let flat = Profile { months: [1.0; 12], weekdays: [1.0; 7], hours: [1.0; 24] };
        let Some(name) = name else { return flat };
        if let Some(profile) = profiles.get(name) {
            return profile.clone();
        }
        let path: Vec<Step<'_>> = path.iter().copied().chain([Key("profile")]).collect();
        let names: Vec<String> = profiles.keys().cloned().collect();
        self.find(&path, "profile", name, &names);
        flat
    }

    fn work_orders(&mut self, path: &[Step<'_>], lot: &WorkOrderLot, declared: &Declared<'_>) -> WorkOrders {
        let key = |key| path.iter().copied().chain([Key(key)]).collect::<Vec<_>>();
        if lot.emergency_share.0 > 0.0 && lot.emergency_response_within.is_none() {
            self.error(
                &key("emergency_share"),
                format!("the lot {} has emergencies without a deadline", lot.name),
                "add `emergency_response_within`",
            );
        }
        let labour = self.distribution(&key("labour_hours"), &lot.labour_hours, 60.0);
        if labour.mean() > 40.0 * 60.0 {
            self.warning(
                &key("labour_hours"),
                format!("a job of {} takes {:.0} hours on average", lot.name, labour.mean() / 60.0),
                "is the mean in hours?",
            );
        }
        if let Some(completion) = lot.complete_within
            && span_minutes(completion) < span_minutes(lot.response_within)
        {
            self.error(&key("complete_within"), "the completion deadline comes before the response deadline", "make it longer");
        }
        let by_patience = lot.overflow == file::Overflow::WhenOutOfPatience;
        if by_patience && lot.patience_hours.is_none() {
            self.error(
                &key("overflow"),
                format!("the jobs of {} leave when out of patience, which is not given", lot.name),
                "add `patience_hours`",
            );
        }
        if !by_patience && lot.patience_hours.is_some() {
            self.error(&key("patience_hours"), "patience does not decide here", "write overflow = \"when-out-of-patience\", or remove it");
        }
        let by_queue = lot.overflow == file::Overflow::AtQueueLength;
        if by_queue != lot.queue_at_most.is_some() {
            self.error(
                &key("overflow"),
                format!("`queue_at_most` and overflow = \"at-queue-length\" of {} belong together", lot.name),
                if by_queue { "add `queue_at_most`" } else { "write overflow = \"at-queue-length\", or remove `queue_at_most`" },
            );
        }
        let planned = lot.arrivals == file::Arrivals::Planned;
        if planned && (lot.burstiness != 1.0 || lot.emergency_share.0 > 0.0) {
            self.error(&key("arrivals"), "planned jobs are neither bursty nor emergencies", "remove `burstiness` and `emergency_share`");
        }
        if let Some(repeat) = lot.repeat_visits.as_ref().filter(|repeat| repeat.share.0 > MOST_REPEAT) {
            let share = repeat.share.0 * 100.0;
            let message = if share >= 100.0 {
                "every job comes back, so none is ever done".into()
            } else {
                format!("{share:.0}% of visits are in vain")
            };
            self.error(&key("repeat_visits"), message, format!("give a share of at most {:.0}%", MOST_REPEAT * 100.0));
        }
        let then = lot
            .then
            .iter()
            .enumerate()
            .map(|(index, step)| {
                let place: Vec<Step<'_>> = path.iter().copied().chain([Key("then"), Index(index), Key("labour_hours")]).collect();
                JobStep { trade: step.trade.clone(), labour: self.distribution(&place, &step.labour_hours, 60.0), crew: step.crew as usize }
            })
            .collect();
        let parts = lot.parts.as_ref().map(|parts| {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("parts"), Key("wait_hours")]).collect();
            Parts {
                share: parts.share.0,
                diagnosis: parts.diagnosis_hours * 60.0,
                wait: self.distribution(&place, &parts.wait_hours, 60.0),
            }
        });
        let repeat = lot
            .repeat_visits
            .as_ref()
            .filter(|repeat| repeat.share.0 > 0.0)
            .map(|repeat| Repeat { share: repeat.share.0.min(MOST_REPEAT), after: repeat.after_hours * 60.0 });
        let patience = lot.patience_hours.as_ref().map(|file| self.distribution(&key("patience_hours"), file, 60.0));
        let assets = declared.assets;
        let names: Vec<String> = assets.iter().map(|class| class.name.clone()).collect();
        let failing = lot.failures_of.as_ref().map(|name| self.find(&key("failures_of"), "asset", name, &names));
        if planned && failing.is_some() {
            self.error(&key("failures_of"), "failures are not planned", "remove arrivals = \"planned\", or write `servicing_of`");
        }
        let mut servicing = 0.0;
        if let Some(name) = &lot.servicing_of {
            let index = self.find(&key("servicing_of"), "asset", name, &names);
            match assets.get(index) {
                Some(AssetClass { assets, serviced_every: Some(months), .. }) => servicing = f64::from(assets.count) / months,
                Some(_) => self.error(&key("servicing_of"), format!("the assets {name} have no preventive work"), "give them `preventive`"),
                None => {}
            }
            if !planned {
                self.error(&key("servicing_of"), "servicing goes by a schedule", "add arrivals = \"planned\"");
            }
        }
        WorkOrders {
            assets: failing.and_then(|index| assets.get(index)).map(|class| class.assets.clone()),
            arrivals: lot.arrivals,
            backlog: lot.backlog as usize,
            then,
            parts,
            repeat,
            queue_at_most: lot.queue_at_most.map(|most| most as usize),
            patience,
            jobs_per_month: lot.jobs_per_month + servicing,
            burstiness: lot.burstiness,
            profile: self.profile(path, lot.profile.as_deref(), declared.profiles),
            labour,
            crew: lot.crew as usize,
            emergency_share: lot.emergency_share.0,
            response: lot.response_within,
            emergency_response: lot.emergency_response_within.unwrap_or(lot.response_within),
            completion: lot.complete_within,
            overflow: lot.overflow,
            materials: lot.materials_per_job,
        }
    }

    /// Shares that sum to 1, as cumulative shares; nothing if there are none.
    fn cumulative(&mut self, path: &[Step<'_>], shares: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut running = 0.0;
        let mut cumulative: Vec<f64> = shares
            .map(|share| {
                running += share;
                running
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            if (*last - 1.0).abs() > 1e-6 {
                self.error(path, format!("the shares sum to {:.4}, not to 1", *last), "give every one its share");
            }
            *last = 1.0;
        }
        cumulative
    }

    fn sittings(&mut self, path: &[Step<'_>], lot: &SittingLot, declared: &Declared<'_>) -> Sittings {
        let key = |key| path.iter().copied().chain([Key(key)]).collect::<Vec<_>>();
        let profile = self.profile(path, lot.profile.as_deref(), declared.profiles);
        self.check_days(path, &profile, declared.office, "meal");
        let (mean, sd) = (lot.attendance.0, lot.attendance_sd.0);
        if sd * sd >= mean * (1.0 - mean) && sd > 0.0 {
            self.error(
                &key("attendance_sd"),
                format!("attendance of {mean} cannot vary by {sd} from day to day"),
                format!("it must be below {:.3}", (mean * (1.0 - mean)).sqrt()),
            );
        }
        let slices = lot.arrivals.clone().unwrap_or_else(|| vec![1.0]);
        let total: f64 = slices.iter().sum();
        if slices.is_empty() || slices.iter().any(|share| !(0.0..=1.0).contains(share)) || (total - 1.0).abs() > 1e-6 {
            self.error(&key("arrivals"), format!("the shares of arrivals sum to {total}, not to 1"), "give shares between 0 and 1");
        }
        let mut running = 0.0;
        let mut arrivals: Vec<f64> = slices
            .iter()
            .map(|share| {
                running += share;
                running
            })
            .collect();
        if let Some(last) = arrivals.last_mut() {
            *last = 1.0;
        }
        let wait_within = match lot.wait_within {
            TimeSpan::Clock(minutes) => minutes,
            _ => {
                self.error(&key("wait_within"), "a wait at a counter is on the clock", "write for example \"10 minutes\"");
                0.0
            }
        };
        let menus = self.cumulative(&key("menus"), lot.menus.iter().map(|menu| menu.share.0));
        if lot.menus.len() > 20 {
            self.error(&key("menus"), format!("{} menus", lot.menus.len()), "there can be 20");
        }
        if lot.menus.len() < 2 && (lot.lines != Lines::OneLine || lot.substitution.0 > 0.0) {
            self.error(
                &key("menus"),
                "lines and substitution need several menus",
                "list at least two, or remove `lines` and `substitution`",
            );
        }
        let mut deliveries = lot.deliveries.clone();
        deliveries.sort_by(|a, b| a.minutes_after_opening.total_cmp(&b.minutes_after_opening));
        let shares = self.cumulative(&key("deliveries"), deliveries.iter().map(|delivery| delivery.share.0));
        let window = lot.window.close - lot.window.open;
        if deliveries.last().is_some_and(|last| last.minutes_after_opening >= window) {
            self.error(
                &key("deliveries"),
                "a delivery comes after the counters close",
                format!("the counters are open for {window:.0} minutes"),
            );
        }
        let payment = lot.payment.as_ref().map(|payment| {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("payment"), Key("seconds")]).collect();
            Payment { tills: payment.tills as usize, time: self.distribution(&place, &payment.seconds, 1.0 / 60.0) }
        });
        let late = lot.late_kitchen.as_ref().map(|late| {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("late_kitchen"), Key("minutes")]).collect();
            LateKitchen { share: late.share.0, minutes: self.distribution(&place, &late.minutes, 1.0) }
        });
        Sittings {
            kitchen: lot.kitchen.as_ref().map(|name| self.find(&key("kitchen"), "kitchen", name, declared.kitchens)),
            menus,
            lines: lot.lines,
            substitution: lot.substitution.0,
            payment,
            late,
            deliveries: deliveries.iter().zip(shares).map(|(delivery, share)| (delivery.minutes_after_opening, share)).collect(),
            forecast_meals: lot.forecast_from_past_meals.map(|meals| meals as usize),
            registered: f64::from(lot.registered),
            attendance: mean,
            attendance_sd: sd,
            guests: lot.guests,
            profile,
            opens: lot.window.open,
            window: lot.window.close - lot.window.open,
            arrivals,
            counters: lot.counters as usize,
            people_per_counter: lot.people_per_counter,
            meals_per_person: lot.meals_per_person,
            service: self.distribution(&key("service_seconds"), &lot.service_seconds, 1.0 / 60.0),
            seats: lot.seats as usize,
            eating: self.distribution(&key("eating_minutes"), &lot.eating_minutes, 1.0),
            balk_at: lot.balk_at.map(|length| length as usize),
            patience: lot.patience_minutes,
            production_quantile: lot.production_quantile.0.clamp(1e-6, 1.0 - 1e-6),
            ingredients: lot.ingredients_per_meal,
            wait_within,
        }
    }

    /// Meals and meetings for which a profile leaves no day on which the office is open.
    fn check_days(&mut self, path: &[Step<'_>], profile: &Profile, office: &WeeklyHours, what: &str) {
        let is_open = |weekday: usize| !office.spans[weekday].is_empty() && profile.weekdays[weekday] > 0.0;
        if !(0..7).any(is_open) {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("profile")]).collect();
            self.error(
                &place,
                format!("there is no {what} on any day: the profile has no weight on the weekdays on which the office is open"),
                "give one of these days some weight, or open the office",
            );
        }
    }

    /// Meetings that can never begin, or that no day is long enough for.
    fn check_starts(&mut self, path: &[Step<'_>], lot: &BookingLot, profile: &Profile, office: &WeeklyHours) {
        let key = |key| path.iter().copied().chain([Key(key)]).collect::<Vec<_>>();
        let longest = longest_day(profile, office);
        if longest <= 0.0 {
            self.error(
                &key("profile"),
                "no meeting can start in office hours",
                "give the profile's hours some weight between opening and closing",
            );
            return;
        }
        let left = longest - lot.setup_minutes - lot.turnround_minutes;
        if left <= 0.0 {
            self.error(
                &key("setup_minutes"),
                format!(
                    "set-up and clearing take {:.0} minutes, and the office is open for {longest:.0}",
                    lot.setup_minutes + lot.turnround_minutes
                ),
                "meetings lie within the office hours, from set-up to clearing",
            );
        } else if let Ok(duration) = lot.duration_hours.resolve()
            && duration.quantile(0.95) * 60.0 > left + 1e-6
        {
            self.warning(
                &key("duration_hours"),
                format!(
                    "more than one meeting in twenty is longer than the {:.1} hours that the office hours leave, and is cut short",
                    left / 60.0
                ),
                "meetings lie within the office hours, from set-up to clearing; check the length, or the hours",
            );
        }
    }

    fn bookings(&mut self, path: &[Step<'_>], lot: &BookingLot, declared: &Declared<'_>) -> Bookings {
        let key = |key| path.iter().copied().chain([Key(key)]).collect::<Vec<_>>();
        let profile = self.profile(path, lot.profile.as_deref(), declared.profiles);
        if let TimeSpan::WorkingDays(_) = lot.tolerance {
            self.error(&key("tolerance"), "a meeting moves within its day", "write for example \"30 minutes\"");
        }
        let elsewhere_within = match lot.elsewhere_within {
            None => f64::INFINITY,
            Some(TimeSpan::Clock(minutes)) => minutes,
            Some(_) => {
                self.error(&key("elsewhere_within"), "a way is counted on the clock", "write for example \"15 minutes\"");
                f64::INFINITY
            }
        };
        self.check_days(path, &profile, declared.office, "meeting");
        self.check_starts(path, lot, &profile, declared.office);
        if lot.no_show.0 + lot.cancelled.0 > 1.0 {
            self.error(&key("cancelled"), "no-shows and cancellations together exceed all meetings", "their shares sum to at most 100%");
        }
        let Declared { features, equipment, .. } = *declared;
        let mut needs = 0;
        for (position, feature) in lot.needs.iter().enumerate() {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("needs"), Index(position)]).collect();
            needs |= 1u64.checked_shl(self.find(&place, "feature of a room", feature, features) as u32).unwrap_or(0);
        }
        let names: Vec<String> = equipment.iter().map(|item| item.name.clone()).collect();
        let mut used = Vec::new();
        for (name, count) in &lot.equipment {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("equipment"), Key(name)]).collect();
            let index = self.find(&place, "equipment", name, &names);
            used.push((index, *count as u16));
            if equipment.get(index).is_some_and(|item| u32::from(item.count) < *count) {
                self.error(
                    &place,
                    format!("a meeting needs {count} {name}, and there are {}", equipment[index].count),
                    "a meeting cannot need more than there are",
                );
            }
        }
        let displaces = lot.displaces_with_notice.and_then(|span| match span {
            TimeSpan::Clock(minutes) => Some(minutes),
            _ => {
                self.error(&key("displaces_with_notice"), "notice is counted on the clock", "write for example \"2 days\"");
                None
            }
        });
        if lot.release_after_minutes.is_some() && lot.no_show.0 == 0.0 {
            self.warning(&key("release_after_minutes"), "nobody stays away, so no room is given up", "give `no_show` its share");
        }
        let overruns = lot.overruns.as_ref().map(|overruns| {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key("overruns"), Key("minutes")]).collect();
            Overruns { share: overruns.share.0, minutes: self.distribution(&place, &overruns.minutes, 1.0) }
        });
        Bookings {
            needs,
            equipment: used,
            series: lot
                .series
                .as_ref()
                .filter(|series| series.share.0 > 0.0)
                .map(|series| Series { share: series.share.0, meetings: series.meetings }),
            displaces,
            release: lot.release_after_minutes,
            overruns,
            per_day: lot.bookings_per_day,
            burstiness: lot.burstiness,
            profile,
            lead_days: self.distribution(&key("lead_days"), &lot.lead_days, 1.0),
            duration: self.distribution(&key("duration_hours"), &lot.duration_hours, 60.0),
            attendees: self.distribution(&key("attendees"), &lot.attendees, 1.0),
            tolerance: lot.tolerance,
            elsewhere_within,
            setup: lot.setup_minutes,
            turnround: lot.turnround_minutes,
            crew: lot.crew as usize,
            no_show: lot.no_show.0,
            cancelled: lot.cancelled.0,
        }
    }
}

/// Opening hours of a weekday in which a half-hour has a weight, longest first: from the first opening to the last closing.
fn longest_day(profile: &Profile, office: &WeeklyHours) -> f64 {
    let of_day = |spans: &Vec<(f64, f64)>| {
        let starts = (0..48).map(|half| f64::from(half) * 30.0).filter(|minute| profile.hours[(*minute / 60.0) as usize] > 0.0);
        let any = starts.into_iter().any(|minute| spans.iter().any(|(open, close)| minute >= *open && minute < *close));
        if any { spans.last().map_or(0.0, |last| last.1.min(1440.0)) - spans.first().map_or(0.0, |first| first.0) } else { 0.0 }
    };
    office.spans.iter().map(of_day).fold(0.0, f64::max)
}

/// Largest share of visits that must be repeated: with it one job in 27,000 would come back more than the twenty times that are followed.
const MOST_REPEAT: f64 = 0.6;

/// A span on a common scale, for comparing deadlines only: a working day is counted as eight hours.
fn span_minutes(span: TimeSpan) -> f64 {
    match span {
        TimeSpan::Clock(minutes) | TimeSpan::Working(minutes) => minutes,
        TimeSpan::WorkingDays(days) => days * 480.0,
    }
}
