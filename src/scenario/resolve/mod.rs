//! From what was written to what is meant: names to indices, texts to values, and every check that needs to see more
//! than one key. All problems are collected.

mod amounts;
mod calendar;
mod contracts;
mod idle;
mod load;
mod lots;
mod names;
mod path;
mod rooms;
mod rules;
mod scale;
mod seats;
mod shifts;
mod staff;
mod supply;
mod ways;

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::calendar::{Calendar, WeeklyHours, WorkingTime};
use crate::random::{Ageing, Distribution, Phase, Streams};

use super::diagnostics::{Place, Problems};
use super::file::{self, BookingLot, ScenarioFile, SittingLot, WorkOrderLot};
use super::inputs::{Input, Inputs};
use super::model::*;
use super::shape::closest;
use super::tree::{Node, Step};
use super::units::{DateText, DistributionFile, Held, Share, TimeSpan, Title};

use Step::{Index, Key};

pub use calendar::{Dated, dates};

/// Resolve a file that has the right shape; `dates` are those of its calendar. Returns nothing if there are errors.
pub fn resolve(problems: &mut Problems, tree: &Node, file: &ScenarioFile, dates: Option<&[Dated]>) -> Option<Scenario> {
    let scenario = Resolver { problems, tree, file }.scenario(dates);
    (!problems.has_errors()).then_some(scenario)
}

struct Resolver<'a> {
    problems: &'a mut Problems,
    tree: &'a Node,
    file: &'a ScenarioFile,
}

/// What lots may refer to.
struct Declared<'a> {
    sites: &'a [Site],
    site_names: &'a [String],
    departments: &'a [String],
    profiles: &'a BTreeMap<String, Profile>,
    office: &'a WeeklyHours,
    factors: &'a [String],
    features: &'a [String],
    equipment: &'a [Equipment],
    assets: &'a [AssetClass],
    kitchens: &'a [String],
}

/// Assets as lots refer to them.
struct AssetClass {
    name: String,
    assets: Assets,
    /// Months from one service to the next.
    serviced_every: Option<f64>,
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
        let mut before = HashSet::new();
        for (index, name) in names.iter().enumerate() {
            if !before.insert(name) {
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

    /// A name that the results folder can have.
    fn check_name(&mut self) {
        let file = self.file;
        let name = &file.scenario.name;
        if !name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') || name.is_empty() {
            self.error(
                &[Key("scenario"), Key("name")],
                format!("the name \"{name}\" cannot be a folder"),
                "use letters, digits, - and _; the title may be anything",
            );
        }
    }

    /// The calendar of the horizon, and the office's working time.
    fn calendar(&mut self, dates: Option<&[Dated]>) -> (Calendar, WorkingTime) {
        let file = self.file;
        let holidays: Vec<(jiff::civil::Date, bool)> = dates.unwrap_or_default().iter().map(|dated| (dated.date, dated.is_off)).collect();
        let calendar = Calendar::new(file.scenario.start.0, file.scenario.years() as usize, &holidays, &file.scenario.office_hours.0);
        // Of a calendar that is wrong nothing follows.
        if let Some(dates) = dates.filter(|_| !self.problems.has_errors()) {
            self.check_calendar(&calendar, dates);
        }
        // Workbooks count days from 1900 on.
        if file.scenario.start.0.year() < 1900 {
            self.error(&[Key("scenario"), Key("start")], "the horizon begins before 1900", "is the year right?");
        }
        if calendar.months() != 12 * file.scenario.years() as usize {
            self.error(&[Key("scenario"), Key("start")], "the horizon runs past the last date that can be computed", "start earlier");
        }
        let office_hours = &file.scenario.office_hours.0;
        let office = WorkingTime::new(&calendar, office_hours);
        if office.total() <= 0.0 {
            self.error(&[Key("scenario"), Key("office_hours")], "the office is never open in the horizon", "check hours and calendar");
        }
        (calendar, office)
    }

    /// Services and their lots.
    fn services(&mut self, declared: &Declared<'_>) -> (Vec<Service>, Vec<Lot>) {
        let file = self.file;
        let title = |title: Option<&Title>, name: &str| Scenario::title_of(title, name, file.scenario.language);
        let mut services = Vec::new();
        let mut lots = Vec::new();
        self.unique("service", &file.service.iter().map(|service| service.name.clone()).collect::<Vec<String>>());
        for (index, service) in file.service.iter().enumerate() {
            let arrangements = self.arrangements(index, service, declared.site_names);
            let (satisfaction, targets, weights) = self.evaluation(index, service);
            services.push(Service {
                name: service.name.clone(),
                title: title(service.title.as_ref(), &service.name),
                arrangements,
                satisfaction,
                targets,
                weights,
                attendee_hour: service.cost_per_attendee_hour.unwrap_or(0.0),
            });
            self.lots(index, service, declared, &mut lots);
        }
        // A lot whose name stands at several sites says which one it is at.
        let names: Vec<(usize, String)> = lots.iter().map(|lot| (lot.service, lot.title.clone())).collect();
        let mut times: HashMap<&(usize, String), usize> = HashMap::new();
        names.iter().for_each(|name| *times.entry(name).or_default() += 1);
        for (lot, name) in lots.iter_mut().zip(&names) {
            if times.get(name).is_some_and(|times| *times > 1)
                && let Some(site) = declared.sites.get(lot.site)
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
        (services, lots)
    }

    /// A quota that nobody could come down to.
    fn check_quota(&mut self, teams: &[Team]) {
        let policy = &self.file.policy;
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
    }

    /// What a run cannot be asked for, or had better not be.
    fn check_run(&mut self) {
        let file = self.file;
        if file.run.precision.is_some_and(|share| share.0 <= 0.0) {
            self.error(&[Key("run"), Key("precision")], "a precision of 0 is never reached", "ask for example for 1%");
        }
        if !file.run.solver.is_built_in() {
            let message = format!("this program was built without {}", file.run.solver.name());
            let help = "build it with `--features highs`, or write `solver = \"microlp\"`";
            self.error(&[Key("run"), Key("solver")], message, help);
        }
        if file.run.planning_samples > file.run.replications.max(50) {
            self.warning(
                &[Key("run"), Key("planning_samples")],
                "more planning samples than replications",
                "they are used, but usually a few hundred are enough",
            );
        }
    }

    /// The policy.
    fn policy(&mut self) -> Policy {
        let policy = &self.file.policy;
        Policy {
            quota: policy.headcount_quota,
            new_hires: policy.new_hires,
            cost_per_hire: policy.cost_per_hire,
            cost_per_redeployment: policy.cost_per_redeployment,
            redeployed_at_most: policy.redeployed_at_most,
            outsourced_share_at_least: policy.outsourced_share_at_least.map(|share| share.0),
            counted: match policy.outsourced_share_of {
                file::ShareOf::Cost => (file::ShareOf::Cost, file::ShareAmong::All),
                of => (of, policy.outsourced_share_among),
            },
            provider_share_at_most: policy.provider_share_at_most.map(|share| share.0),
            providers_at_least: policy.providers_at_least,
            set_aside: policy.set_aside.map(|share| share.0).filter(|share| *share > 0.0),
            escort_team: self.escort_team(),
            rework_cost: policy.rework_cost.0,
            mark_cost: policy.mark_cost.0,
            late_cost: policy.late_cost.0,
            service_first: policy.first == file::First::Service,
            risk: self.risk(),
            departments_no_worse: policy.departments_no_worse,
            standards_bind: policy.standards_bind,
            spot_in_time: policy.spot_in_time.0,
        }
    }

    fn scenario(&mut self, dates: Option<&[Dated]>) -> Scenario {
        let file = self.file;
        let language = file.scenario.language;
        let title = |title: Option<&Title>, name: &str| Scenario::title_of(title, name, language);
        self.check_name();
        self.check_currency();
        let (calendar, office) = self.calendar(dates);
        let office_hours = &file.scenario.office_hours.0;

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
        let factors = self.factors();
        let features = self.features();
        let assets = self.assets(&calendar);
        let kitchens: Vec<String> = file.kitchen.iter().map(|kitchen| kitchen.name.clone()).collect();
        self.unique("kitchen", &kitchens);
        let service_names: Vec<String> = file.service.iter().map(|s| s.name.clone()).collect();
        let equipment = self.equipment(&service_names, &site_names);
        let factor_names: Vec<String> = factors.iter().map(|factor| factor.name.clone()).collect();

        let declared = Declared {
            sites: &sites,
            site_names: &site_names,
            departments: &department_names,
            profiles: &profiles,
            office: office_hours,
            factors: &factor_names,
            features: &features,
            equipment: &equipment,
            assets: &assets,
            kitchens: &kitchens,
        };
        let (services, lots) = self.services(&declared);
        let teams = self.teams(&lots, &site_names, &calendar);
        let mut rooms = self.rooms(&service_names, &site_names, &features);
        self.takers(&lots, &mut rooms);
        self.check_ways(&rooms::Pooled { services: &services, sites: &sites, lots: &lots, rooms: &rooms });
        self.check_meetings(&lots, &rooms, &features, &equipment);
        let offers = self.offers(&lots, &factor_names);
        self.check_seats(&services, &lots, &rooms, &offers, &sites);
        let bundles = self.bundles(&offers);
        self.check_supply(&lots, &teams, &rooms, &offers, &sites);
        let budget = self.budget(&department_names);
        let path = self.path(&teams, budget.per_year);
        let cost_comparison = self.cost_comparison();
        let status_quo = self.status_quo(&services, &lots, &offers);
        self.check_shifts(&lots, &teams, &calendar, &office);
        self.check_load((&services, &sites), &lots, &teams, &calendar, &status_quo);
        self.check_quota(&teams);
        self.check_policy(&offers);
        self.check_idle(&lots, &offers, &bundles, &calendar);
        self.check_scale();
        self.check_names(&lots, &offers);
        self.check_amounts(&lots, &offers, &status_quo);
        self.check_sizes();
        self.check_run();
        let inputs = self.problems.sources.iter().map(|source| Input {
            name: source.name.clone(),
            sha256: hex(&Sha256::digest(source.text.as_bytes())),
            text: source.text.clone(),
        });
        let inputs = Inputs(inputs.collect());
        Scenario {
            name: file.scenario.name.clone(),
            title: title(file.scenario.title.as_ref(), &file.scenario.name),
            description: file.scenario.description.clone(),
            language,
            currency: file.scenario.currency.clone(),
            office_day: office_hours.day_minutes(),
            calendar,
            office,
            years: f64::from(file.scenario.years()),
            discount_rate: file.scenario.discount_rate(),
            run: file.run.clone(),
            departments,
            sites,
            factors,
            services,
            lots,
            teams,
            rooms,
            kitchens: file.kitchen.iter().map(|kitchen| kitchen.meals_per_day).collect(),
            features,
            equipment,
            offers,
            resources: self.resources(&factor_names),
            bundles,
            budget,
            path,
            cost_comparison,
            policy: self.policy(),
            status_quo,
            begins_every_year: false,
            sources: self.tree.sources(),
            without_source: self.tree.without_source(),
            inputs,
        }
    }

    /// The team whose people accompany others, and what an hour beyond theirs costs.
    fn escort_team(&mut self) -> Option<(usize, f64)> {
        let file = self.file;
        let name = file.policy.escort_team.as_ref()?;
        let place = [Key("policy"), Key("escort_team")];
        let names: Vec<String> = file.team.iter().map(|team| team.name.clone()).collect();
        let team = self.find(&place, "team", name, &names);
        let Some(price) = file.policy.escort_cost_per_hour else {
            self.error(&place, "an hour that the team cannot give has no price", "add `policy.escort_cost_per_hour`");
            return None;
        };
        Some((team, price))
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
                if other == &site.name {
                    self.warning(&path, format!("a way from {other} to itself"), "leave it out: nobody travels within a site");
                    continue;
                }
                let back = file.site.get(to).and_then(|site| site.travel_minutes.get(&file.site[index].name));
                if to < index && back.is_some_and(|back| back != minutes) {
                    let message = format!(
                        "the way between {other} and {} is given twice: {} and {minutes} minutes",
                        site.name,
                        back.unwrap_or(minutes)
                    );
                    self.warning(
                        &path,
                        message,
                        "a way given in one direction holds in both: give it once, unless it takes longer one way",
                    );
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

    fn factors(&mut self) -> Vec<Factor> {
        let file = self.file;
        let names: Vec<String> = file.factor.iter().map(|factor| factor.name.clone()).collect();
        self.unique("factor", &names);
        for (index, factor) in file.factor.iter().enumerate() {
            if factor.spread == 0.0 && factor.level == 1.0 {
                self.warning(
                    &[Key("factor"), Index(index), Key("spread")],
                    format!("the factor {} is always 1", factor.name),
                    "give it a `spread`, or a `level`",
                );
            }
            if factor.persistence.0 >= 1.0 {
                let help = "write drawn = \"horizon\", or a persistence below 100%";
                self.error(&[Key("factor"), Index(index), Key("persistence")], "a factor that never changes", help);
            }
        }
        file.factor
            .iter()
            .map(|factor| Factor {
                name: factor.name.clone(),
                level: factor.level,
                spread: factor.spread,
                drawn: factor.drawn,
                persistence: factor.persistence.0,
                between: factor.between.clone(),
            })
            .collect()
    }

    fn assets(&mut self, calendar: &Calendar) -> Vec<AssetClass> {
        const YEAR: f64 = 365.25 * 1440.0;
        let file = self.file;
        let names: Vec<String> = file.asset.iter().map(|asset| asset.name.clone()).collect();
        self.unique("asset", &names);
        let mut classes = Vec::new();
        for (index, asset) in file.asset.iter().enumerate() {
            let ages = self.distribution(&[Key("asset"), Index(index), Key("age_years")], &asset.age_years, YEAR);
            let preventive = asset.preventive.as_ref().map(|work| (work.every_months * YEAR / 12.0, work.restores.0));
            let ageing = Ageing::new(asset.mean_life_years * YEAR, asset.shape, asset.repair == file::Repair::Renews, preventive);
            let failures_per_month = mean_failures(&ageing, &ages, calendar.end()) * f64::from(asset.count) / calendar.months() as f64;
            if failures_per_month > 100_000.0 {
                self.error(
                    &[Key("asset"), Index(index), Key("mean_life_years")],
                    format!("the assets {} fail more than 100000 times a month", asset.name),
                    "are life and age in years? Under minimal repair an old thing fails ever more often",
                );
            }
            classes.push(AssetClass {
                name: asset.name.clone(),
                assets: Assets { count: asset.count, ageing, ages, failures_per_month },
                serviced_every: asset.preventive.as_ref().map(|work| work.every_months),
            });
        }
        classes
    }

    /// Effects by name as effects by index.
    fn effects(&mut self, path: &[Step<'_>], effects: &BTreeMap<String, f64>, factors: &[String]) -> Effects {
        let resolved = self.by_factor(path, effects, factors);
        for (index, effect) in &resolved {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key(&factors[*index])]).collect();
            self.check_effect(&place, *index, *effect);
        }
        resolved
    }

    /// Numbers by the name of a factor as numbers by its index.
    fn by_factor(&mut self, path: &[Step<'_>], effects: &BTreeMap<String, f64>, factors: &[String]) -> Effects {
        let mut resolved = Vec::new();
        for (name, effect) in effects {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key(name)]).collect();
            let index = self.find(&place, "factor", name, factors);
            if !(-5.0..=5.0).contains(effect) {
                self.error(&place, format!("an effect of {effect}"), "an effect lies between -5 and 5; 1 follows the factor fully");
            }
            if index < factors.len() {
                resolved.push((index, *effect));
            }
        }
        resolved
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
        for (name, amount) in &service.coordination_per_year {
            let path = [Key("service"), Index(index), Key("coordination_per_year"), Key(name)];
            if !service.arrangements.contains(name) && name != "each department" {
                let message = format!("\"{name}\" is no arrangement of {}", service.name);
                self.error(&path, message, format!("its arrangements are {}", service.arrangements.join(", ")));
            }
            if !amount.is_finite() || *amount < 0.0 {
                self.error(&path, "coordination costs 0 or more", "");
            }
        }
        let coordination = |name: &str| service.coordination_per_year.get(name).copied().unwrap_or(0.0);
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
                arrangements.push(Arrangement { name: name.clone(), grouping, coordination: coordination(name), listed: true });
            }
        }
        if !arrangements.iter().any(|arrangement| arrangement.grouping == Grouping::EachDepartment) {
            let name = "each department".to_owned();
            let coordination = coordination(&name);
            arrangements.push(Arrangement { name, grouping: Grouping::EachDepartment, coordination, listed: false });
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
        if ["each site", "each department", "one team"].contains(&name) {
            self.error(&path, format!("\"{name}\" has a meaning of its own"), "give the grouping another name");
        }
        let alone: Vec<&str> =
            sites.iter().zip(&cluster_of).filter(|(_, cluster)| **cluster == usize::MAX).map(|(site, _)| site.as_str()).collect();
        let of_service = &self.file.service[index];
        let at = |site: &&&str| {
            let jobs = of_service.work_orders.iter().map(|lot| &lot.site);
            let all = jobs.chain(of_service.sittings.iter().map(|lot| &lot.site)).chain(of_service.bookings.iter().map(|lot| &lot.site));
            all.into_iter().any(|other| other == **site)
        };
        let alone: Vec<&str> = alone.iter().filter(at).copied().collect();
        if !alone.is_empty() {
            let message = format!("\"{name}\" leaves out {}, where {} has lots", alone.join(", "), of_service.name);
            self.warning(
                &path,
                message,
                "a site that stands in no group stands alone: give it a group of its own, [\"SITE\"], if that is meant",
            );
        }
        for (site, cluster) in cluster_of.iter_mut().enumerate() {
            if *cluster == usize::MAX {
                // A site that no cluster names stands alone.
                *cluster = clusters.len() + site;
            }
        }
        Grouping::Clusters(cluster_of)
    }
}

/// Mean failures of one thing over a horizon, from lives drawn once and for all: the market value of a lot needs no more.
fn mean_failures(ageing: &Ageing, ages: &Distribution, horizon: f64) -> f64 {
    const LIVES: u32 = 4000;
    /// What no thing exceeds unless the figures are wrong.
    const MOST: f64 = 1e5;
    let oldest = ageing.hazard(ages.quantile(0.9999) + horizon);
    if oldest.is_nan() || oldest > MOST {
        return f64::INFINITY;
    }
    let mut stream = Streams::new(0, Phase::Once, 0).stream("mean failures", 0);
    let mut count = 0u32;
    for _ in 0..LIVES {
        let age = ages.sample(&mut stream);
        ageing.failures(age, horizon, &mut stream, |_| count += 1);
    }
    f64::from(count) / f64::from(LIVES)
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

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
