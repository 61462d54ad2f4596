//! Supply: teams, rooms and offers, and whether every lot has somebody who could do it.

use super::*;

impl Resolver<'_> {
    pub(super) fn teams(&mut self, lots: &[Lot], sites: &[String], calendar: &Calendar) -> Vec<Team> {
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
            let hours: Vec<&WeeklyHours> = team.shift.all().iter().map(|hours| &hours.0).collect();
            let everything: Vec<&WeeklyHours> =
                hours.iter().copied().chain(team.on_call.as_ref().map(|on_call| &on_call.hours.0)).collect();
            let time = WorkingTime::union(calendar, &everything);
            let shifts: Vec<Vec<(u32, f64, f64)>> = hours.iter().map(|hours| time.stretches(calendar, hours)).collect();
            if shifts.len() > 64 {
                self.error(&path("shift"), format!("the team {} has {} shifts", team.name, shifts.len()), "a team has at most 64");
            }
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
            let (personnel, grades) = self.grades(index, team);
            if let Some(on_call) = &team.on_call {
                self.check_on_call(
                    &[Key("team"), Index(index), Key("on_call"), Key("hours")],
                    &team.name,
                    &hours,
                    &on_call.hours.0,
                    calendar,
                );
            }
            let on_call = team.on_call.as_ref().map(|on_call| OnCall {
                people: on_call.people,
                travel: on_call.travel_minutes,
                pay_per_minute: on_call.pay_per_hour / 60.0,
                changes: merge(&outside(&time.stretches(calendar, &on_call.hours.0), &shifts)),
            });
            let leave = self.leave(index, team, calendar);
            self.idle_leave(index, team, &shifts, calendar);
            teams.push(Team {
                leave,
                hours: hours.into_iter().cloned().collect(),
                together: together(&shifts),
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
                personnel,
                grades,
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

    /// Seasons of leave as days of the horizon: one for each time that a season comes.
    fn leave(&mut self, index: usize, team: &file::Team, calendar: &Calendar) -> Vec<(usize, usize, usize)> {
        let mut seasons = Vec::new();
        for (position, leave) in team.leave.iter().enumerate() {
            let path = [Key("team"), Index(index), Key("leave"), Index(position)];
            if leave.share.0 >= 1.0 {
                self.error(&path, format!("the team {} is all on leave", team.name), "the share away is below 100%");
            }
            let before = seasons.len();
            let mut first = None;
            for day in 0..=calendar.days.len() {
                let inside = calendar.days.get(day).is_some_and(|day| leave.between.contains(day.date));
                match (first, inside) {
                    (None, true) => first = Some(day),
                    (Some(from), false) => {
                        seasons.push((from, day, (leave.share.0 * (day - from) as f64).round() as usize));
                        first = None;
                    }
                    _ => {}
                }
            }
            if seasons.len() == before {
                self.error(&path, "the season of leave is not in the horizon", "check its dates");
            }
        }
        seasons
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

    /// All features that rooms declare.
    pub(super) fn features(&mut self) -> Vec<String> {
        let mut features: Vec<String> = Vec::new();
        for feature in self.file.room.iter().flat_map(|room| &room.features) {
            if !features.contains(feature) {
                features.push(feature.clone());
            }
        }
        if features.len() > 64 {
            self.error(&[Key("room")], format!("rooms have {} features", features.len()), "there can be 64");
            features.truncate(64);
        }
        features
    }

    pub(super) fn equipment(&mut self, services: &[String], sites: &[String]) -> Vec<Equipment> {
        let file = self.file;
        let names: Vec<String> = file.equipment.iter().map(|item| item.name.clone()).collect();
        self.unique("equipment", &names);
        file.equipment
            .iter()
            .enumerate()
            .map(|(index, item)| Equipment {
                name: item.name.clone(),
                service: self.find(&[Key("equipment"), Index(index), Key("service")], "service", &item.service, services),
                site: self.find(&[Key("equipment"), Index(index), Key("site")], "site", &item.site, sites),
                count: item.count as u16,
                cost: item.cost_per_year,
            })
            .collect()
    }

    /// Meetings that no room could ever hold.
    pub(super) fn check_meetings(&mut self, lots: &[Lot], rooms: &[Room], features: &[String], equipment: &[Equipment]) {
        for (index, lot) in lots.iter().enumerate() {
            let LotKind::Bookings(spec) = &lot.kind else { continue };
            let (table, row) = super::load::place_of(lots, index);
            let mut of_service = rooms.iter().filter(|room| room.service == lot.service).peekable();
            if spec.needs != 0 && of_service.peek().is_some() && !of_service.any(|room| room.features & spec.needs == spec.needs) {
                let names = features.iter().enumerate().filter(|(bit, _)| spec.needs >> bit & 1 == 1).map(|(_, name)| name.as_str());
                let message = format!("no room has all that {} needs: {}", lot.path, names.collect::<Vec<_>>().join(", "));
                let path = [Key("service"), Index(lot.service), Key(table), Index(row), Key("needs")];
                self.error(&path, message, "add the features to a room, or buy these meetings");
            }
            if let Some((item, _)) =
                spec.equipment.iter().find(|(item, _)| equipment.get(*item).is_some_and(|item| item.service != lot.service))
            {
                let path = [Key("service"), Index(lot.service), Key(table), Index(row), Key("equipment")];
                self.error(&path, format!("{} belongs to another service", equipment[*item].name), "declare equipment of this service");
            }
        }
    }

    pub(super) fn rooms(&mut self, services: &[String], sites: &[String], features: &[String]) -> Vec<Room> {
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
                features: room
                    .features
                    .iter()
                    .filter_map(|own| features.iter().position(|other| other == own))
                    .fold(0, |bits, bit| bits | 1u64 << bit),
                takes: Vec::new(),
                count: room.count,
                cost: room.cost_per_room_year,
                can_release: room.can_release,
            })
            .collect()
    }

    pub(super) fn resources(&mut self, factors: &[String]) -> Vec<ResourceUse> {
        let file = self.file;
        let names: Vec<String> = file.resource.iter().map(|resource| resource.name.clone()).collect();
        self.unique("resource", &names);
        let heads: f64 = file.department.iter().map(|department| f64::from(department.headcount)).sum();
        if heads <= 0.0 && !file.resource.is_empty() {
            let message = "resources are counted by the head, and no department has any";
            self.error(&[Key("resource"), Index(0)], message, "give the departments their `headcount`");
        }
        for (index, resource) in file.resource.iter().enumerate() {
            let saved: f64 = file.offer.iter().filter_map(|offer| offer.saves.get(&resource.name)).map(|share| share.0).sum();
            let least = resource.base_per_head * (1.0 - saved);
            if resource.base_factors.is_empty() && resource.per_head_at_most.is_some_and(|most| most < least) {
                let message = format!("no plan can keep {} below what is used whatever is planned", resource.name);
                let help = format!("`per_head_at_most` must be at least {least}, or an offer must save more of it (`saves`)");
                self.error(&[Key("resource"), Index(index), Key("per_head_at_most")], message, help);
            }
            if resource.target_per_head.is_some_and(|target| target <= 0.0) {
                let place = [Key("resource"), Index(index), Key("target_per_head")];
                let message = format!("`target_per_head` of {} must be above 0", resource.name);
                self.error(&place, message, "leave it out if there is none");
            }
        }
        file.resource
            .iter()
            .enumerate()
            .map(|(index, resource)| ResourceUse {
                name: resource.name.clone(),
                title: Scenario::title_of(resource.title.as_ref(), &resource.name, file.scenario.language),
                unit: resource.unit.clone(),
                price: resource.price,
                base: resource.base_per_head * heads,
                base_factors: self.effects(&[Key("resource"), Index(index), Key("base_factors")], &resource.base_factors, factors),
                at_most: resource.per_head_at_most.map(|most| most * heads),
                target_per_head: resource.target_per_head,
            })
            .collect()
    }

    /// Use by name as use by index.
    pub(super) fn uses(&mut self, path: &[Step<'_>], uses: &BTreeMap<String, f64>) -> Vec<f64> {
        let names: Vec<String> = self.file.resource.iter().map(|resource| resource.name.clone()).collect();
        let mut resolved = vec![0.0; names.len()];
        for (name, amount) in uses {
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key(name)]).collect();
            let index = self.find(&place, "resource", name, &names);
            if !(amount.is_finite() && *amount >= 0.0) {
                self.error(&place, format!("{amount} of {name} is used"), "an amount is 0 or more");
            }
            if let Some(slot) = resolved.get_mut(index) {
                *slot = *amount;
            }
        }
        resolved
    }

    /// Every lot needs somebody who could do it, and every team a way to its work.
    pub(super) fn check_supply(&mut self, lots: &[Lot], teams: &[Team], rooms: &[Room], offers: &[Offer], sites: &[Site]) {
        for (position, lot) in lots.iter().enumerate() {
            let (table, index) = super::load::place_of(lots, position);
            let skilled = teams.iter().any(|team| team.skills.contains(&lot.trade));
            let in_house = match &lot.kind {
                LotKind::Bookings(bookings) => {
                    let is_open = |room: &Room| room.service == lot.service && room.takes.get(position).copied().unwrap_or(false);
                    rooms.iter().any(is_open) && (bookings.crew == 0 || skilled)
                }
                _ => skilled,
            };
            let bought = offers.iter().any(|offer| offer.prices.get(position).copied().flatten().is_some());
            if !in_house && !bought && lot.spot.is_none() {
                let path = [Key("service"), Index(lot.service), Key(table), Index(index)];
                let who = if lot.confidential {
                    "no team has its skill and no offer of a cleared provider covers it"
                } else {
                    "no team has its skill, no offer covers it and it has no spot price"
                };
                // Secret work is never bought on the spot.
                let outside = if lot.confidential { "or an [[offer]] of a cleared provider" } else { "an [[offer]] or a spot price" };
                self.error(
                    &path,
                    format!("nobody can serve the lot {}: {who}", lot.path),
                    format!("add a [[team]] with the skill \"{}\", {outside}", lot.trade),
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
}

/// The sets of shifts that are at work at the same moment, a bit for each of the first 64.
fn together(shifts: &[Vec<(u32, f64, f64)>]) -> Vec<u64> {
    let mut changes: Vec<(f64, usize)> = Vec::new();
    for (shift, stretches) in shifts.iter().enumerate().take(64) {
        changes.extend(stretches.iter().flat_map(|(_, from, to)| [(*from, shift), (*to, shift)]));
    }
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut at_work, mut sets) = (0u64, Vec::new());
    for moment in changes.chunk_by(|one, other| other.0 - one.0 < 1e-9) {
        moment.iter().for_each(|(_, shift)| at_work ^= 1 << shift);
        if at_work != 0 && !sets.contains(&at_work) {
            sets.push(at_work);
        }
    }
    sets
}

/// What of on-call stretches is not in a team's only shift: nobody is at work and on call at once, as on a make-up day that the shift works too. Where there
/// are several shifts, those on call may be of another.
fn outside(on_call: &[(u32, f64, f64)], shifts: &[Vec<(u32, f64, f64)>]) -> Vec<(u32, f64, f64)> {
    let [shift] = shifts else { return on_call.to_vec() };
    let mut left = Vec::with_capacity(on_call.len());
    let mut at_work = shift.iter().peekable();
    for &(day, from, to) in on_call {
        let mut from = from;
        while at_work.next_if(|(.., close)| *close <= from).is_some() {}
        let mut during = at_work.clone();
        while let Some((_, open, close)) = during.next_if(|(_, open, _)| *open < to) {
            if *open > from {
                left.push((day, from, *open));
            }
            from = from.max(*close);
        }
        if from < to {
            left.push((day, from, to));
        }
    }
    left
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

#[cfg(test)]
mod tests {
    use super::outside;

    /// On-call hours before, around, within and after a shift, by hand; of several shifts none is taken out.
    #[test]
    fn nobody_is_on_call_while_the_shift_works() {
        let on_call = [(0, 0.0, 10.0), (1, 20.0, 30.0), (2, 40.0, 45.0)];
        let shift = vec![(0, 4.0, 6.0), (0, 8.0, 22.0), (2, 39.0, 46.0)];
        assert_eq!(outside(&on_call, std::slice::from_ref(&shift)), [(0, 0.0, 4.0), (0, 6.0, 8.0), (1, 22.0, 30.0)]);
        assert_eq!(outside(&on_call, &[shift.clone(), shift]), on_call);
    }
}
