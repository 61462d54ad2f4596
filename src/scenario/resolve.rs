//! From what was written to what is meant: names to indices, texts to values, and every check that needs to see more
//! than one key. All problems are collected.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::calendar::{Calendar, WeeklyHours, WorkingTime};
use crate::random::Distribution;

use super::diagnostics::{Place, Problems};
use super::file::{self, BookingLot, ScenarioFile, SittingLot, WorkOrderLot};
use super::model::*;
use super::shape::closest;
use super::tree::{Node, Step};
use super::units::{DateText, DistributionFile, Share, TimeSpan, Title};

use Step::{Index, Key};

/// Resolve a file that has the right shape. Returns nothing if there are errors.
pub fn resolve(problems: &mut Problems, tree: &Node, file: &ScenarioFile, holidays: &[(jiff::civil::Date, bool)]) -> Option<Scenario> {
    let scenario = Resolver { problems, tree, file }.scenario(holidays);
    (!problems.has_errors()).then_some(scenario)
}

struct Resolver<'a> {
    problems: &'a mut Problems,
    tree: &'a Node,
    file: &'a ScenarioFile,
}

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
    unserved: f64,
    spot: Option<Price>,
}

impl Resolver<'_> {
    fn at(&self, path: &[Step<'_>]) -> Place {
        self.tree.place_of(path)
    }

    fn error(&mut self, path: &[Step<'_>], message: impl Into<String>, help: impl Into<String>) {
        let place = self.at(path);
        self.problems.error(Some(place), message, help);
    }

    fn warning(&mut self, path: &[Step<'_>], message: impl Into<String>, help: impl Into<String>) {
        let place = self.at(path);
        self.problems.warning(Some(place), message, help);
    }

    /// The index of a name, or an error that lists what there is.
    fn find(&mut self, path: &[Step<'_>], what: &str, name: &str, names: &[String]) -> usize {
        if let Some(index) = names.iter().position(|other| other == name) {
            return index;
        }
        let help = match closest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if names.is_empty() => format!("no {what} is declared"),
            None => format!("the {what}s are {}", names.join(", ")),
        };
        self.error(path, format!("there is no {what} \"{name}\""), help);
        0
    }

    fn unique(&mut self, table: &str, names: &[String]) {
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                self.error(
                    &[Key(table), Index(index), Key("name")],
                    format!("the {table} \"{name}\" is declared twice"),
                    "give each a name of its own",
                );
            }
            if name.contains('/') {
                self.error(
                    &[Key(table), Index(index), Key("name")],
                    format!("the name \"{name}\" contains a slash"),
                    "slashes separate service, site and lot",
                );
            }
        }
    }

    fn distribution(&mut self, path: &[Step<'_>], file: &DistributionFile, scale: f64) -> Distribution {
        match file.resolve() {
            Ok(distribution) => distribution.scaled(scale),
            Err(message) => {
                self.error(path, message, "");
                Distribution::Constant(0.0)
            }
        }
    }

    fn scenario(&mut self, holidays: &[(jiff::civil::Date, bool)]) -> Scenario {
        let file = self.file;
        let language = file.scenario.language;
        let title = |title: Option<&Title>, name: &str| Scenario::title_of(title, name, language);
        let name = &file.scenario.name;
        if !name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') || name.is_empty() {
            self.error(
                &[Key("scenario"), Key("name")],
                format!("the name \"{name}\" cannot be a folder"),
                "use letters, digits, - and _; the title may be anything",
            );
        }
        let calendar = Calendar::new(file.scenario.start.0, file.scenario.years as usize, holidays);
        if calendar.months() != 12 * file.scenario.years as usize {
            self.error(&[Key("scenario"), Key("start")], "the horizon runs past the last date that can be computed", "start earlier");
        }
        let office_hours = &file.scenario.office_hours.0;
        let office = WorkingTime::new(&calendar, office_hours);
        if office.total() <= 0.0 {
            self.error(&[Key("scenario"), Key("office_hours")], "the office is never open in the horizon", "check hours and calendar");
        }

        let departments: Vec<Department> = file
            .department
            .iter()
            .map(|d| Department { name: d.name.clone(), title: title(d.title.as_ref(), &d.name), headcount: d.headcount })
            .collect();
        let department_names: Vec<String> = departments.iter().map(|d| d.name.clone()).collect();
        self.unique("department", &department_names);
        if departments.is_empty() {
            self.error(&[Key("department")], "there is no department", "declare at least one [[department]]");
        }
        let sites = self.sites(&department_names);
        let site_names: Vec<String> = sites.iter().map(|s| s.name.clone()).collect();
        let profiles = self.profiles();

        let mut services = Vec::new();
        let mut lots = Vec::new();
        let service_names: Vec<String> = file.service.iter().map(|s| s.name.clone()).collect();
        self.unique("service", &service_names);
        for (index, service) in file.service.iter().enumerate() {
            let arrangements = self.arrangements(index, service, &site_names);
            services.push(Service { name: service.name.clone(), title: title(service.title.as_ref(), &service.name), arrangements });
            self.lots(index, service, &sites, &site_names, &department_names, &profiles, office_hours, &mut lots);
        }
        // A lot whose name stands at several sites says which one it is at.
        let names: Vec<(usize, String)> = lots.iter().map(|lot| (lot.service, lot.title.clone())).collect();
        for (lot, name) in lots.iter_mut().zip(&names) {
            if names.iter().filter(|other| *other == name).count() > 1
                && let Some(site) = sites.get(lot.site)
            {
                lot.title = format!("{}·{}", lot.title, site.title);
            }
        }
        if lots.is_empty() {
            self.error(
                &[Key("service")],
                "no service has any lot",
                "give a service [[service.work_orders]], [[service.sittings]] or [[service.bookings]]",
            );
        }
        let teams = self.teams(&lots, &site_names, &calendar);
        let rooms = self.rooms(&service_names, &site_names);
        let offers = self.offers(&lots);
        self.check_supply(&lots, &teams, &rooms, &offers, &sites);
        let budget = self.budget(&department_names);
        let status_quo = self.status_quo(&services, &lots, &offers);
        let policy = &file.policy;
        let today: u32 = teams.iter().map(|team| team.people).sum();
        if let Some(quota) = policy.headcount_quota
            && quota < today
            && policy.redeployed_at_most.is_some_and(|most| today - quota > most)
        {
            self.error(
                &[Key("policy"), Key("headcount_quota")],
                format!("the quota of {quota} is below today's {today} people by more than may be redeployed"),
                format!("raise the quota, or let `redeployed_at_most` be at least {}", today - quota),
            );
        }
        if file.run.planning_samples > file.run.replications.max(50) {
            self.warning(
                &[Key("run"), Key("planning_samples")],
                "more planning samples than replications",
                "they are used, but usually a few hundred are enough",
            );
        }
        let inputs =
            self.problems.sources.iter().map(|source| (source.name.clone(), hex(&Sha256::digest(source.text.as_bytes())))).collect();
        Scenario {
            name: name.clone(),
            title: title(file.scenario.title.as_ref(), name),
            language,
            currency: file.scenario.currency.clone(),
            office_day: office_hours.day_minutes(),
            calendar,
            office,
            years: f64::from(file.scenario.years),
            run: file.run.clone(),
            departments,
            sites,
            services,
            lots,
            teams,
            rooms,
            offers,
            budget,
            policy: Policy {
                quota: policy.headcount_quota,
                new_hires: policy.new_hires,
                cost_per_hire: policy.cost_per_hire,
                cost_per_redeployment: policy.cost_per_redeployment,
                redeployed_at_most: policy.redeployed_at_most,
                outsourced_share_at_least: policy.outsourced_share_at_least.map(|share| share.0),
                standards_bind: policy.standards_bind,
                spot_in_time: policy.spot_in_time.0,
            },
            status_quo,
            inputs,
        }
    }

    fn sites(&mut self, departments: &[String]) -> Vec<Site> {
        let file = self.file;
        let names: Vec<String> = file.site.iter().map(|site| site.name.clone()).collect();
        self.unique("site", &names);
        if names.is_empty() {
            self.error(&[Key("site")], "there is no site", "declare at least one [[site]]");
        }
        let mut travel = vec![vec![None; names.len()]; names.len()];
        for (index, row) in travel.iter_mut().enumerate() {
            row[index] = Some(0.0);
        }
        for (index, site) in file.site.iter().enumerate() {
            for (other, minutes) in &site.travel_minutes {
                let path = [Key("site"), Index(index), Key("travel_minutes"), Key(other)];
                let to = self.find(&path, "site", other, &names);
                if !(0.0..=1440.0).contains(minutes) {
                    self.error(&path, format!("a way of {minutes} minutes"), "travel takes between 0 and 1440 minutes");
                }
                if to < names.len() {
                    travel[index][to] = Some(*minutes);
                    travel[to][index].get_or_insert(*minutes);
                }
            }
        }
        file.site
            .iter()
            .zip(travel)
            .enumerate()
            .map(|(index, (site, travel))| Site {
                name: site.name.clone(),
                title: Scenario::title_of(site.title.as_ref(), &site.name, file.scenario.language),
                department: self.find(&[Key("site"), Index(index), Key("department")], "department", &site.department, departments),
                travel,
            })
            .collect()
    }

    fn profiles(&mut self) -> BTreeMap<String, Profile> {
        let file = self.file;
        let names: Vec<String> = file.profile.iter().map(|profile| profile.name.clone()).collect();
        self.unique("profile", &names);
        let mut profiles = BTreeMap::new();
        for (index, profile) in file.profile.iter().enumerate() {
            let resolved = Profile {
                months: self.multipliers(index, "months", profile.months.as_deref()),
                weekdays: self.multipliers(index, "weekdays", profile.weekdays.as_deref()),
                hours: self.multipliers(index, "hours", profile.hours.as_deref()),
            };
            profiles.insert(profile.name.clone(), resolved);
        }
        profiles
    }

    fn multipliers<const N: usize>(&mut self, index: usize, key: &'static str, values: Option<&[f64]>) -> [f64; N] {
        let Some(values) = values else { return [1.0; N] };
        let path = [Key("profile"), Index(index), Key(key)];
        let total: f64 = values.iter().sum();
        if values.len() != N {
            self.error(&path, format!("`{key}` has {} multipliers", values.len()), format!("it takes {N}"));
        } else if values.iter().any(|value| !value.is_finite() || *value < 0.0) || total <= 0.0 {
            self.error(&path, format!("`{key}` must be 0 or more, and not all 0"), "");
        } else {
            return std::array::from_fn(|i| values[i] * N as f64 / total);
        }
        [1.0; N]
    }

    fn arrangements(&mut self, index: usize, service: &file::Service, sites: &[String]) -> Vec<Arrangement> {
        let mut arrangements = Vec::new();
        if service.arrangements.is_empty() {
            self.error(
                &[Key("service"), Index(index), Key("arrangements")],
                "no arrangement is listed",
                "write at least one, such as [\"one team\"]",
            );
        }
        for (position, name) in service.arrangements.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("arrangements"), Index(position)];
            let grouping = match (name.as_str(), service.clusters.get(name)) {
                (_, Some(clusters)) => self.clusters(index, name, clusters, sites),
                ("each site", _) => Grouping::EachSite,
                ("each department", _) => Grouping::EachDepartment,
                ("one team", _) => Grouping::OneTeam,
                _ => {
                    let known = ["each site", "each department", "one team"].into_iter().chain(service.clusters.keys().map(String::as_str));
                    let help = match closest(name, known) {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => "write \"each site\", \"each department\", \"one team\", or a name from `clusters`".into(),
                    };
                    self.error(&path, format!("there is no arrangement \"{name}\""), help);
                    continue;
                }
            };
            if arrangements.iter().any(|other: &Arrangement| other.name == *name) {
                self.error(&path, format!("the arrangement \"{name}\" is listed twice"), "remove one");
            } else {
                arrangements.push(Arrangement { name: name.clone(), grouping, listed: true });
            }
        }
        if !arrangements.iter().any(|arrangement| arrangement.grouping == Grouping::EachDepartment) {
            arrangements.push(Arrangement { name: "each department".into(), grouping: Grouping::EachDepartment, listed: false });
        }
        arrangements
    }

    fn clusters(&mut self, index: usize, name: &str, clusters: &[Vec<String>], sites: &[String]) -> Grouping {
        let path = [Key("service"), Index(index), Key("clusters"), Key(name)];
        let mut cluster_of = vec![usize::MAX; sites.len()];
        for (cluster, members) in clusters.iter().enumerate() {
            for member in members {
                let site = self.find(&path, "site", member, sites);
                if let Some(slot) = cluster_of.get_mut(site) {
                    if *slot != usize::MAX {
                        self.error(&path, format!("the site \"{member}\" stands in two clusters"), "each site belongs to one");
                    } else {
                        *slot = cluster;
                    }
                }
            }
        }
        for (site, cluster) in cluster_of.iter_mut().enumerate() {
            if *cluster == usize::MAX {
                // A site that no cluster names stands alone.
                *cluster = clusters.len() + site;
            }
        }
        Grouping::Clusters(cluster_of)
    }

    #[expect(clippy::too_many_arguments, reason = "the tables that a lot refers to")]
    fn lots(
        &mut self,
        index: usize,
        service: &file::Service,
        sites: &[Site],
        site_names: &[String],
        departments: &[String],
        profiles: &BTreeMap<String, Profile>,
        office: &WeeklyHours,
        lots: &mut Vec<Lot>,
    ) {
        for (row, lot) in service.work_orders.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("work_orders"), Index(row)];
            let kind = LotKind::WorkOrders(self.work_orders(&path, lot, profiles));
            let head = LotHead {
                table: "work_orders",
                name: &lot.name,
                title: lot.title.as_ref(),
                site: &lot.site,
                department: lot.department.as_deref(),
                trade: lot.trade.as_deref(),
                standard: lot.standard,
                confidential: lot.confidential,
                unserved: lot.unserved_cost_per_job,
                spot: lot.spot_price_per_job.map(|per_unit| Price { per_unit, per_measure: 0.0 }),
            };
            self.lot(index, row, service, head, sites, site_names, departments, kind, lots);
        }
        for (row, lot) in service.sittings.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("sittings"), Index(row)];
            let kind = LotKind::Sittings(self.sittings(&path, lot, profiles));
            let head = LotHead {
                table: "sittings",
                name: &lot.name,
                title: lot.title.as_ref(),
                site: &lot.site,
                department: lot.department.as_deref(),
                trade: lot.trade.as_deref(),
                standard: lot.standard,
                confidential: lot.confidential,
                unserved: lot.unserved_cost_per_meal,
                spot: lot.spot_price_per_meal.map(|per_unit| Price { per_unit, per_measure: 0.0 }),
            };
            self.lot(index, row, service, head, sites, site_names, departments, kind, lots);
        }
        for (row, lot) in service.bookings.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("bookings"), Index(row)];
            let kind = LotKind::Bookings(self.bookings(&path, lot, profiles, office));
            let spot = match (lot.spot_price_per_booking, lot.spot_price_per_attendee) {
                (None, None) => None,
                (unit, measure) => Some(Price { per_unit: unit.unwrap_or(0.0), per_measure: measure.unwrap_or(0.0) }),
            };
            let head = LotHead {
                table: "bookings",
                name: &lot.name,
                title: lot.title.as_ref(),
                site: &lot.site,
                department: lot.department.as_deref(),
                trade: lot.trade.as_deref(),
                standard: lot.standard,
                confidential: lot.confidential,
                unserved: lot.unserved_cost_per_booking,
                spot,
            };
            self.lot(index, row, service, head, sites, site_names, departments, kind, lots);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the tables that a lot refers to")]
    fn lot(
        &mut self,
        index: usize,
        row: usize,
        service: &file::Service,
        head: LotHead<'_>,
        sites: &[Site],
        site_names: &[String],
        departments: &[String],
        kind: LotKind,
        lots: &mut Vec<Lot>,
    ) {
        let path = |key| [Key("service"), Index(index), Key(head.table), Index(row), Key(key)];
        let site = self.find(&path("site"), "site", head.site, site_names);
        let department = match head.department {
            Some(name) => self.find(&path("department"), "department", name, departments),
            None => sites.get(site).map_or(0, |site| site.department),
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
        let language = self.file.scenario.language;
        let title = Scenario::title_of(head.title, head.name, language);
        lots.push(Lot {
            path: full,
            title,
            service: index,
            site,
            department,
            trade: head.trade.unwrap_or(head.name).to_owned(),
            confidential: head.confidential,
            standard: head.standard.0,
            spot: head.spot.filter(|_| !head.confidential),
            unserved_cost: head.unserved,
            kind,
        });
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

    fn work_orders(&mut self, path: &[Step<'_>], lot: &WorkOrderLot, profiles: &BTreeMap<String, Profile>) -> WorkOrders {
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
        if lot.repeat_visits.as_ref().is_some_and(|repeat| repeat.share.0 >= 1.0) {
            self.error(&key("repeat_visits"), "every job comes back, so none is ever done", "give a share below 100%");
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
            .map(|repeat| Repeat { share: repeat.share.0.min(0.999), after: repeat.after_hours * 60.0 });
        let patience = lot.patience_hours.as_ref().map(|file| self.distribution(&key("patience_hours"), file, 60.0));
        WorkOrders {
            arrivals: lot.arrivals,
            backlog: lot.backlog as usize,
            then,
            parts,
            repeat,
            queue_at_most: lot.queue_at_most.map(|most| most as usize),
            patience,
            jobs_per_month: lot.jobs_per_month,
            burstiness: lot.burstiness,
            profile: self.profile(path, lot.profile.as_deref(), profiles),
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

    fn sittings(&mut self, path: &[Step<'_>], lot: &SittingLot, profiles: &BTreeMap<String, Profile>) -> Sittings {
        let key = |key| path.iter().copied().chain([Key(key)]).collect::<Vec<_>>();
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
        Sittings {
            registered: f64::from(lot.registered),
            attendance: mean,
            attendance_sd: sd,
            guests: lot.guests,
            profile: self.profile(path, lot.profile.as_deref(), profiles),
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

    fn bookings(&mut self, path: &[Step<'_>], lot: &BookingLot, profiles: &BTreeMap<String, Profile>, office: &WeeklyHours) -> Bookings {
        let key = |key| path.iter().copied().chain([Key(key)]).collect::<Vec<_>>();
        let profile = self.profile(path, lot.profile.as_deref(), profiles);
        let tolerance = match lot.tolerance {
            TimeSpan::Clock(minutes) => minutes,
            TimeSpan::Working(minutes) => minutes,
            TimeSpan::WorkingDays(_) => {
                self.error(&key("tolerance"), "a meeting moves within its day", "write for example \"30 minutes\"");
                0.0
            }
        };
        // Half-hours of a working Monday that lie in the office hours, weighted by the hour's multiplier.
        let mut starts = Vec::new();
        let mut weights = Vec::new();
        for half in 0..48 {
            let minute = f64::from(half) * 30.0;
            let open = office.spans[0].iter().any(|(from, to)| minute >= *from && minute < *to);
            if open {
                starts.push(minute);
                weights.push(profile.hours[half as usize / 2]);
            }
        }
        if weights.iter().sum::<f64>() <= 0.0 {
            self.error(
                &key("profile"),
                "no meeting can start in office hours",
                "give the profile's hours some weight between opening and closing",
            );
            starts = vec![540.0];
            weights = vec![1.0];
        }
        if lot.no_show.0 + lot.cancelled.0 > 1.0 {
            self.error(&key("cancelled"), "no-shows and cancellations together exceed all meetings", "their shares sum to at most 100%");
        }
        Bookings {
            per_day: lot.bookings_per_day,
            burstiness: lot.burstiness,
            starts: Distribution::discrete(starts, &weights),
            profile,
            lead_days: self.distribution(&key("lead_days"), &lot.lead_days, 1.0),
            duration: self.distribution(&key("duration_hours"), &lot.duration_hours, 60.0),
            attendees: self.distribution(&key("attendees"), &lot.attendees, 1.0),
            tolerance,
            setup: lot.setup_minutes,
            turnround: lot.turnround_minutes,
            crew: lot.crew as usize,
            no_show: lot.no_show.0,
            cancelled: lot.cancelled.0,
        }
    }

    fn teams(&mut self, lots: &[Lot], sites: &[String], calendar: &Calendar) -> Vec<Team> {
        let file = self.file;
        let names: Vec<String> = file.team.iter().map(|team| team.name.clone()).collect();
        self.unique("team", &names);
        let mut trades: Vec<String> = Vec::new();
        for lot in lots {
            let later: &[JobStep] = if let LotKind::WorkOrders(spec) = &lot.kind { &spec.then } else { &[] };
            for trade in std::iter::once(&lot.trade).chain(later.iter().map(|step| &step.trade)) {
                if !trades.contains(trade) {
                    trades.push(trade.clone());
                }
            }
        }
        let mut teams = Vec::new();
        for (index, team) in file.team.iter().enumerate() {
            let path = |key| [Key("team"), Index(index), Key(key)];
            let mut service = None;
            for (position, skill) in team.skills.iter().enumerate() {
                let place = [Key("team"), Index(index), Key("skills"), Index(position)];
                self.find(&place, "trade", skill, &trades);
                let needs = |lot: &&Lot| {
                    lot.trade == *skill
                        || matches!(&lot.kind, LotKind::WorkOrders(spec) if spec.then.iter().any(|step| step.trade == *skill))
                };
                let of = lots.iter().find(needs).map(|lot| lot.service);
                if service.is_some() && of != service {
                    self.error(
                        &place,
                        format!("the team {} has skills of two services", team.name),
                        "split it into one team for each service",
                    );
                }
                service = service.or(of);
            }
            if team.skills.is_empty() {
                self.error(&path("skills"), format!("the team {} has no skill", team.name), "list the trades it can do");
            }
            if team.absence.0 >= 1.0 {
                self.error(&path("absence"), format!("the team {} is never there", team.name), "absence is below 100%");
            }
            if team.absence.0 > 0.4 && team.absence.0 < 1.0 {
                self.warning(
                    &path("absence"),
                    format!("the team {} is absent {:.0}% of the time", team.name, team.absence.0 * 100.0),
                    "is the share right?",
                );
            }
            let hours: Vec<&WeeklyHours> = match &team.shift {
                file::ShiftFile::One(hours) => vec![&hours.0],
                file::ShiftFile::Several(all) => all.iter().map(|hours| &hours.0).collect(),
            };
            let everything: Vec<&WeeklyHours> =
                hours.iter().copied().chain(team.on_call.as_ref().map(|on_call| &on_call.hours.0)).collect();
            let time = WorkingTime::union(calendar, &everything);
            let shifts: Vec<Vec<(u32, f64, f64)>> = hours.iter().map(|hours| time.stretches(calendar, hours)).collect();
            if shifts.is_empty() || shifts.iter().any(Vec::is_empty) {
                self.error(&path("shift"), format!("the shift of {} never falls on a worked day", team.name), "check days and hours");
            }
            let most = team.people_at_most.unwrap_or(team.people + team.people.div_ceil(2) + 2);
            if most < team.people {
                self.error(
                    &path("people_at_most"),
                    format!("the team {} has {} people today", team.name, team.people),
                    "the most cannot be fewer",
                );
            }
            let mut skills = team.skills.clone();
            skills.sort();
            skills.dedup();
            if skills.len() > 64 {
                self.error(&path("skills"), format!("the team {} has {} skills", team.name, skills.len()), "a team has at most 64");
                skills.truncate(64);
            }
            let members = self.members(index, team, &skills);
            let on_call = team.on_call.as_ref().map(|on_call| OnCall {
                people: on_call.people,
                travel: on_call.travel_minutes,
                pay_per_minute: on_call.pay_per_hour / 60.0,
                changes: merge(&time.stretches(calendar, &on_call.hours.0)),
            });
            teams.push(Team {
                absence_days: team.absence_days.unwrap_or(1.0),
                on_call,
                members,
                name: team.name.clone(),
                title: Scenario::title_of(team.title.as_ref(), &team.name, file.scenario.language),
                service: service.unwrap_or(0),
                skills,
                base: self.find(&path("base"), "site", &team.base, sites),
                people: team.people,
                people_at_most: most,
                personnel: team.cost_per_person_year.personnel,
                materials: team.cost_per_person_year.materials,
                other: team.cost_per_person_year.other,
                overhead: team.overhead.0,
                time,
                shifts,
                absence: team.absence.0,
                interrupts: team.emergencies_interrupt,
            });
        }
        teams
    }

    /// The kinds of members of a team as sets of bits.
    fn members(&mut self, index: usize, team: &file::Team, skills: &[String]) -> Vec<(u64, u32)> {
        let bit = |skill: &String| skills.iter().position(|other| other == skill).map_or(0, |position| 1u64 << position);
        if team.members.is_empty() {
            return vec![(skills.iter().map(bit).sum(), team.people)];
        }
        let total: u32 = team.members.iter().map(|members| members.people).sum();
        let path = [Key("team"), Index(index), Key("members")];
        if total != team.people {
            self.error(&path, format!("the members of {} are {total}, and its people {}", team.name, team.people), "let the numbers agree");
        }
        let mut sets = Vec::new();
        for (row, members) in team.members.iter().enumerate() {
            let place = [Key("team"), Index(index), Key("members"), Index(row), Key("skills")];
            for skill in &members.skills {
                self.find(&place, "skill of this team", skill, skills);
            }
            if members.skills.is_empty() {
                self.error(&place, "these members have no skill", "list what they can do");
            }
            sets.push((members.skills.iter().map(bit).fold(0, |set, bit| set | bit), members.people));
        }
        if let Some(missing) = skills.iter().find(|skill| sets.iter().all(|(set, _)| set & bit(skill) == 0)) {
            self.error(
                &path,
                format!("no member of {} has the skill \"{missing}\"", team.name),
                "give it to some, or remove it from `skills`",
            );
        }
        sets
    }

    fn rooms(&mut self, services: &[String], sites: &[String]) -> Vec<Room> {
        let file = self.file;
        let names: Vec<String> = file.room.iter().map(|room| room.name.clone()).collect();
        self.unique("room", &names);
        file.room
            .iter()
            .enumerate()
            .map(|(index, room)| Room {
                name: room.name.clone(),
                title: Scenario::title_of(room.title.as_ref(), &room.name, file.scenario.language),
                service: self.find(&[Key("room"), Index(index), Key("service")], "service", &room.service, services),
                site: self.find(&[Key("room"), Index(index), Key("site")], "site", &room.site, sites),
                seats: room.seats,
                count: room.count,
                cost: room.cost_per_room_year,
                can_release: room.can_release,
            })
            .collect()
    }

    fn offers(&mut self, lots: &[Lot]) -> Vec<Offer> {
        let file = self.file;
        let names: Vec<String> = file.offer.iter().map(|offer| offer.name.clone()).collect();
        self.unique("offer", &names);
        let mut offers = Vec::new();
        for (index, offer) in file.offer.iter().enumerate() {
            let path = |key| [Key("offer"), Index(index), Key(key)];
            let mut prices = vec![None; lots.len()];
            let mut covers_any = false;
            for (position, pattern) in offer.lots.iter().enumerate() {
                let mut matched = false;
                for (lot_index, lot) in lots.iter().enumerate().filter(|(_, lot)| matches(pattern, &lot.path)) {
                    matched = true;
                    let (price, needed) = match lot.kind {
                        LotKind::WorkOrders(_) => {
                            (pair(offer.price_per_job, offer.price_per_labour_hour), "price_per_job` or `price_per_labour_hour")
                        }
                        LotKind::Sittings(_) => (pair(offer.price_per_meal, None), "price_per_meal"),
                        LotKind::Bookings(_) => {
                            (pair(offer.price_per_booking, offer.price_per_attendee), "price_per_booking` or `price_per_attendee")
                        }
                    };
                    if price.is_none() {
                        self.error(
                            &path("lots"),
                            format!("the offer {} covers {} without a price for it", offer.name, lot.path),
                            format!("add `{needed}`; where the fee covers all, write 0"),
                        );
                    }
                    if !lot.confidential || offer.cleared {
                        prices[lot_index] = price;
                        covers_any = true;
                    }
                }
                if !matched {
                    let paths: Vec<String> = lots.iter().map(|lot| lot.path.clone()).collect();
                    let help = match closest(pattern, paths.iter().map(String::as_str)) {
                        Some(near) => format!("did you mean \"{near}\"? A pattern is service/site/lot, and * stands for any"),
                        None => "a pattern is service/site/lot, and * stands for any name".into(),
                    };
                    self.error(&[Key("offer"), Index(index), Key("lots"), Index(position)], format!("no lot fits \"{pattern}\""), help);
                }
            }
            let worth: f64 = lots.iter().zip(&prices).filter_map(|(lot, price)| price.map(|price| yearly_price(lot, price))).sum();
            if offer.minimum_per_year > worth && covers_any {
                self.warning(
                    &path("minimum_per_year"),
                    format!("the minimum of the offer {} is more than all the work that it covers costs ({worth:.0} a year)", offer.name),
                    "is the minimum for a year, and in the scenario's currency?",
                );
            }
            if !covers_any && !offer.lots.is_empty() {
                self.warning(
                    &path("lots"),
                    format!("the offer {} covers only confidential lots, and its provider is not cleared", offer.name),
                    "set `cleared = true` if it is",
                );
            }
            if offer.lots.is_empty() {
                self.error(&path("lots"), format!("the offer {} covers no lot", offer.name), "list lots, such as [\"service/*\"]");
            }
            offers.push(Offer {
                name: offer.name.clone(),
                title: Scenario::title_of(offer.title.as_ref(), &offer.name, file.scenario.language),
                provider: offer.provider.clone(),
                prices,
                fee: offer.fee_per_year,
                minimum: offer.minimum_per_year,
                capacity: offer.capacity_per_month,
                administration: offer.administration_per_year,
                transition: offer.transition_cost,
                in_time: offer.in_time.0 * (1.0 - offer.repeat_share.0),
                counters: offer.counters.map(|counters| counters as usize),
            });
        }
        offers
    }

    /// Every lot needs somebody who could do it, and every team a way to its work.
    fn check_supply(&mut self, lots: &[Lot], teams: &[Team], rooms: &[Room], offers: &[Offer], sites: &[Site]) {
        let mut seen = BTreeMap::new();
        for lot in lots {
            let table = match lot.kind {
                LotKind::WorkOrders(_) => "work_orders",
                LotKind::Sittings(_) => "sittings",
                LotKind::Bookings(_) => "bookings",
            };
            let row = seen.entry((lot.service, table)).or_insert(0usize);
            let index = *row;
            *row += 1;
            let skilled = teams.iter().any(|team| team.skills.contains(&lot.trade));
            let in_house = match &lot.kind {
                LotKind::Bookings(bookings) => rooms.iter().any(|room| room.service == lot.service) && (bookings.crew == 0 || skilled),
                _ => skilled,
            };
            let bought =
                offers.iter().any(|offer| lots.iter().zip(&offer.prices).any(|(other, price)| other.path == lot.path && price.is_some()));
            if !in_house && !bought && lot.spot.is_none() {
                let path = [Key("service"), Index(lot.service), Key(table), Index(index)];
                let who = if lot.confidential {
                    "no team has its skill and no offer of a cleared provider covers it"
                } else {
                    "no team has its skill, no offer covers it and it has no spot price"
                };
                self.error(
                    &path,
                    format!("nobody can serve the lot {}: {who}", lot.path),
                    format!("add a [[team]] with the skill \"{}\", an [[offer]] or a spot price", lot.trade),
                );
            }
        }
        for (index, team) in teams.iter().enumerate() {
            for lot in lots.iter().filter(|lot| team.skills.contains(&lot.trade)) {
                if let LotKind::WorkOrders(spec) = &lot.kind
                    && let Some(step) = spec.then.iter().find(|step| !team.skills.contains(&step.trade))
                {
                    self.error(
                        &[Key("team"), Index(index), Key("skills")],
                        format!("the jobs of {} also need the trade \"{}\", which the team {} lacks", lot.path, step.trade, team.name),
                        "add the skill, with `members` if not everybody has it",
                    );
                }
            }
            for lot in lots.iter().filter(|lot| team.skills.contains(&lot.trade) && matches!(lot.kind, LotKind::WorkOrders(_))) {
                if sites.get(team.base).is_some_and(|base| base.travel.get(lot.site).is_some_and(Option::is_none)) {
                    self.error(
                        &[Key("team"), Index(index), Key("base")],
                        format!("the way from {} to {} is not known", sites[team.base].name, sites[lot.site].name),
                        "add it to `travel_minutes` of one of the two sites",
                    );
                }
            }
        }
    }

    fn budget(&mut self, departments: &[String]) -> Budget {
        let Some(budget) = &self.file.budget else { return Budget::default() };
        let years = f64::from(self.file.scenario.years);
        let per_year = match (budget.total_per_year, budget.total.map(|total| total / years)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let mut shares = vec![0.0; departments.len()];
        let mut total = 0.0;
        for (name, share) in &budget.department_share {
            let index = self.find(&[Key("budget"), Key("department_share"), Key(name)], "department", name, departments);
            if let Some(slot) = shares.get_mut(index) {
                *slot = share.0;
            }
            total += share.0;
        }
        let split = !budget.department_share.is_empty();
        let path = [Key("budget"), Key("department_share")];
        if split && (total - 1.0).abs() > 1e-6 {
            self.error(
                &path,
                format!("the departments' shares sum to {:.2}%, not to 100%", total * 100.0),
                "give every department its share",
            );
        }
        if split && per_year.is_none() {
            self.error(&path, "shares of a budget that has no total", "add `total_per_year`");
        }
        if budget.departments_bind && !split {
            self.error(&[Key("budget"), Key("departments_bind")], "no department has a share", "add `department_share`");
        }
        Budget { per_year, department_share: split.then_some(shares), departments_bind: budget.departments_bind }
    }

    fn status_quo(&mut self, services: &[Service], lots: &[Lot], offers: &[Offer]) -> StatusQuo {
        let file = &self.file.status_quo;
        let service_names: Vec<String> = services.iter().map(|service| service.name.clone()).collect();
        let offer_names: Vec<String> = offers.iter().map(|offer| offer.name.clone()).collect();
        let mut arrangement = vec![0; services.len()];
        for (name, chosen) in &file.arrangement {
            let path = [Key("status_quo"), Key("arrangement"), Key(name)];
            let service = self.find(&path, "service", name, &service_names);
            if let Some(service_value) = services.get(service) {
                let names: Vec<String> = service_value.arrangements.iter().map(|a| a.name.clone()).collect();
                arrangement[service] = self.find(&path, "arrangement", chosen, &names);
            }
        }
        let mut awarded = vec![false; offers.len()];
        for (index, name) in file.awarded.iter().enumerate() {
            let offer = self.find(&[Key("status_quo"), Key("awarded"), Index(index)], "offer", name, &offer_names);
            if let Some(slot) = awarded.get_mut(offer) {
                *slot = true;
            }
        }
        let mut direct = vec![None; lots.len()];
        for (pattern, target) in &file.direct {
            let path = [Key("status_quo"), Key("direct"), Key(pattern)];
            let target = match target.as_str() {
                "spot" => Direct::Spot,
                "nobody" => Direct::Nobody,
                name => Direct::Offer(self.find(&path, "offer", name, &offer_names)),
            };
            let mut matched = false;
            for (index, lot) in lots.iter().enumerate().filter(|(_, lot)| matches(pattern, &lot.path)) {
                matched = true;
                match target {
                    Direct::Spot if lot.spot.is_none() => {
                        self.error(&path, format!("the lot {} cannot be bought on the spot", lot.path), "give it a spot price");
                    }
                    Direct::Offer(offer) if offers.get(offer).is_some_and(|offer| offer.prices[index].is_none()) => {
                        self.error(
                            &path,
                            format!("the offer {} does not cover {}", offers[offer].name, lot.path),
                            "a confidential lot needs a cleared provider",
                        );
                    }
                    Direct::Offer(offer) if !awarded.get(offer).copied().unwrap_or(true) => {
                        self.error(&path, format!("the offer {} is not in force", offers[offer].name), "add it to `awarded`");
                    }
                    _ => direct[index] = Some(target),
                }
            }
            if !matched {
                self.error(&path, format!("no lot fits \"{pattern}\""), "a pattern is service/site/lot, and * stands for any name");
            }
        }
        StatusQuo { arrangement, awarded, direct }
    }
}

/// When stretches begin and end; stretches that touch are one.
fn merge(stretches: &[(u32, f64, f64)]) -> Vec<(f64, bool)> {
    let mut changes: Vec<(f64, bool)> = Vec::new();
    for (_, from, to) in stretches {
        if changes.last().is_some_and(|(end, _)| (from - end).abs() < 1e-9) {
            changes.pop();
        } else {
            changes.push((*from, true));
        }
        changes.push((*to, false));
    }
    changes
}

/// What a lot's expected year costs at a price; working days are taken as 250.
fn yearly_price(lot: &Lot, price: Price) -> f64 {
    let (units, measure) = match &lot.kind {
        LotKind::WorkOrders(spec) => (spec.jobs_per_month * 12.0, spec.mean_hours()),
        LotKind::Sittings(spec) => ((spec.registered * spec.attendance + spec.guests) * 250.0, 0.0),
        LotKind::Bookings(spec) => (spec.per_day * 250.0, spec.attendees.mean()),
    };
    price.of(Volume { units, measure: units * measure })
}

fn pair(per_unit: Option<f64>, per_measure: Option<f64>) -> Option<Price> {
    match (per_unit, per_measure) {
        (None, None) => None,
        (unit, measure) => Some(Price { per_unit: unit.unwrap_or(0.0), per_measure: measure.unwrap_or(0.0) }),
    }
}

/// Whether a pattern `service/site/lot` fits a path; `*` stands for any name, and a last `*` for all that is left.
pub fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('/');
    let mut names = path.split('/');
    loop {
        match (parts.next(), names.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {
                let mut rest = parts.clone();
                if rest.next().is_none() {
                    return true;
                }
            }
            (Some(part), Some(name)) if part == name => {}
            _ => return false,
        }
    }
}

/// A span on a common scale, for comparing deadlines only: a working day is counted as eight hours.
fn span_minutes(span: TimeSpan) -> f64 {
    match span {
        TimeSpan::Clock(minutes) | TimeSpan::Working(minutes) => minutes,
        TimeSpan::WorkingDays(days) => days * 480.0,
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Dates off (`true`) and weekend dates worked (`false`) from the rows of a calendar table.
pub fn holidays(problems: &mut Problems, rows: &[Node]) -> Vec<(jiff::civil::Date, bool)> {
    let mut dates = Vec::new();
    for row in rows {
        let mut cell = |key: &str| {
            let text = row.get(key).and_then(Node::text).map(str::to_owned);
            if text.is_none() {
                problems.error(Some(row.place.clone()), format!("the calendar row has no `{key}`"), "the columns are date, kind and name");
            }
            text
        };
        let (Some(date), Some(kind)) = (cell("date"), cell("kind")) else { continue };
        let date = match DateText::parse(&date) {
            Ok(date) => date.0,
            Err(message) => {
                problems.error(Some(row.place.clone()), message, "");
                continue;
            }
        };
        match kind.as_str() {
            "holiday" => dates.push((date, true)),
            "workday" => dates.push((date, false)),
            _ => problems.error(Some(row.place.clone()), format!("\"{kind}\" is not a kind of day"), "write holiday or workday"),
        }
    }
    dates
}
