//! Rooms: whose meetings they are for, how far away they are, and what the way is worth.

use super::*;

/// What rooms are checked against.
pub(super) struct Pooled<'a> {
    pub services: &'a [Service],
    pub sites: &'a [Site],
    pub lots: &'a [Lot],
    pub rooms: &'a [Room],
}

impl Pooled<'_> {
    /// The first arrangement of their service in which a lot shares a pool with a room at another site.
    fn together(&self, lot: &Lot, room: &Room) -> Option<&Arrangement> {
        let is_of_service = lot.service == room.service && lot.site != room.site && matches!(lot.kind, LotKind::Bookings(_));
        let (service, site) = (self.services.get(lot.service)?, self.sites.get(room.site)?);
        let of_one_group = |arrangement: &&Arrangement| {
            let group = |site, department| arrangement.grouping.group(site, department);
            group(lot.site, lot.department) == group(room.site, site.department)
        };
        service.arrangements.iter().filter(|_| is_of_service).find(of_one_group)
    }

    /// Lots and rooms (by index) at different sites that are in one pool in some arrangement, where the lot may have the room; whatever the way.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, &Arrangement)> {
        self.lots.iter().enumerate().flat_map(move |(index, lot)| {
            let of_lot = self.rooms.iter().enumerate().filter(move |(_, room)| fits(lot, index, room));
            of_lot.filter_map(move |(room, spec)| Some((index, room, self.together(lot, spec)?)))
        })
    }

    /// Of these, those whose way is known and within the lot's limit, and leads away.
    fn away(&self) -> impl Iterator<Item = (usize, usize, &Arrangement)> {
        let leads_away =
            |lot: usize, room: usize| way_to_room(self.sites, &self.lots[lot], &self.rooms[room], lot).is_some_and(Way::is_away);
        self.pairs().filter(move |(lot, room, _)| leads_away(*lot, *room))
    }
}

/// Whether a lot's meetings may have a room, however far away.
fn fits(lot: &Lot, index: usize, room: &Room) -> bool {
    let LotKind::Bookings(spec) = &lot.kind else { return false };
    room.service == lot.service && room.features & spec.needs == spec.needs && room.takes.get(index).copied().unwrap_or(false)
}

/// What each lot of a service needs of rooms, if it has meetings.
fn needs(lot: &Lot, service: usize) -> Option<u64> {
    match &lot.kind {
        LotKind::Bookings(spec) if lot.service == service => Some(spec.needs),
        _ => None,
    }
}

/// For whom a room is where nothing is said: all lots, or confidential lots alone where one of them needs a feature of it that no other lot does.
fn for_whom(lots: &[Lot], service: usize, features: u64) -> Vec<bool> {
    let of = |confidential: bool| {
        let lots = lots.iter().filter(move |lot| lot.confidential == confidential);
        lots.filter_map(|lot| needs(lot, service)).fold(0, |all, needs| all | needs)
    };
    let is_kept = of(true) & !of(false) & features != 0;
    lots.iter().map(|lot| needs(lot, service).is_some() && (lot.confidential || !is_kept)).collect()
}

impl Resolver<'_> {
    /// Say for each room whose meetings it is for.
    pub(super) fn takers(&mut self, lots: &[Lot], rooms: &mut [Room]) {
        let file = self.file;
        for (index, (room, spec)) in rooms.iter_mut().zip(&file.room).enumerate() {
            room.takes = for_whom(lots, room.service, room.features);
            let Some(patterns) = &spec.only_for else { continue };
            let place = [Key("room"), Index(index), Key("only_for")];
            if patterns.is_empty() {
                self.error(&place, format!("{} is for no meeting", room.name), "name lots, such as \"service/site/lot\", or leave it out");
                continue;
            }
            let mut takes = vec![false; lots.len()];
            for (position, pattern) in patterns.iter().enumerate() {
                let place = [Key("room"), Index(index), Key("only_for"), Index(position)];
                let named: Vec<usize> = (0..lots.len()).filter(|lot| matches(pattern, &lots[*lot].path)).collect();
                let of_service = |lot: &&usize| needs(&lots[**lot], room.service).is_some();
                if named.is_empty() {
                    self.error(&place, format!("no lot fits \"{pattern}\""), contracts::pattern_help(pattern, lots));
                } else if named.iter().find(of_service).is_none() {
                    let message = format!("\"{pattern}\" names no lot of the meetings that {} is for", room.name);
                    self.error(&place, message, "name lots of `bookings` of the room's service");
                }
                named.iter().filter(of_service).for_each(|lot| takes[*lot] = true);
            }
            room.takes = takes;
        }
    }

    /// Ways between sites of one pool: known, priced, and what limits and keeps them of some use.
    pub(super) fn check_ways(&mut self, pooled: &Pooled<'_>) {
        let Pooled { sites, lots, rooms, .. } = *pooled;
        let mut told = HashSet::new();
        for (lot, room, _) in pooled.pairs() {
            let (from, to) = (lots[lot].site, rooms[room].site);
            let is_known = |from: usize, to: usize| sites.get(from).is_none_or(|site| site.travel.get(to).is_none_or(Option::is_some));
            if !(is_known(from, to) && is_known(to, from)) && told.insert((from.min(to), from.max(to))) {
                let message = format!("the way from {} to {} is not known", sites[from].name, sites[to].name);
                let help = "add it to `travel_minutes` of one of the two sites: meetings of one may be held at the other";
                self.error(&[Key("room"), Index(room), Key("site")], message, help);
            }
        }
        for (index, service) in self.file.service.iter().enumerate() {
            let path = [Key("service"), Index(index), Key("cost_per_attendee_hour")];
            let away = pooled.away().find(|(lot, ..)| lots[*lot].service == index);
            match (away, service.cost_per_attendee_hour) {
                (Some((lot, room, arrangement)), None) => {
                    let (home, there) = (&sites[lots[lot].site].name, &sites[rooms[room].site].name);
                    let always = if arrangement.listed { "" } else { ", which is always worked out for comparison" };
                    let message = format!(
                        "in the arrangement \"{}\" of {}{always}, meetings asked for at {home} may be held at {there}, and the way has no price: it counts nothing",
                        arrangement.name, service.name
                    );
                    let help = "add `cost_per_attendee_hour`: what an hour of an attendee is worth, such as pay a year over 2,000 hours; 0 if it is to count nothing. `elsewhere_within` of lots keeps meetings near";
                    self.warning(&[Key("service"), Index(index)], message, help);
                }
                (None, Some(_)) => {
                    let message =
                        format!("no meeting of {} can be held at another site, so that nobody is on the way to one", service.name);
                    self.warning(&path, message, "let an arrangement pool rooms of several sites, or leave it out");
                }
                _ => {}
            }
        }
        self.idle_limits(pooled);
        self.idle_keeping(pooled);
    }

    /// Limits of the way beyond which no room is.
    fn idle_limits(&mut self, pooled: &Pooled<'_>) {
        let Pooled { sites, lots, rooms, .. } = *pooled;
        let is_beyond = |(lot, room, _): &(usize, usize, &Arrangement)| {
            let way = sites.get(lots[*lot].site).and_then(|site| site.travel.get(rooms[*room].site).copied().flatten());
            matches!(&lots[*lot].kind, LotKind::Bookings(spec) if way.is_none_or(|way| way > spec.elsewhere_within))
        };
        let at_work: HashSet<usize> = pooled.pairs().filter(is_beyond).map(|(lot, ..)| lot).collect();
        for (index, lot) in lots.iter().enumerate() {
            // The secret part of a lot follows the rest of it, and has the same rooms or fewer.
            let part_at_work = at_work.contains(&index)
                || lots.get(index + 1).is_some_and(|next| next.part.is_some() && next.confidential) && at_work.contains(&(index + 1));
            let LotKind::Bookings(spec) = &lot.kind else { continue };
            if spec.elsewhere_within.is_finite() && !part_at_work && !(lot.part.is_some() && lot.confidential) {
                let (table, row) = super::load::place_of(lots, index);
                let path = [Key("service"), Index(lot.service), Key(table), Index(row), Key("elsewhere_within")];
                let message = format!("no room that meetings of {} may have is further away than this", lot.path);
                self.warning(&path, message, "shorten it, or leave it out");
            }
        }
    }

    /// Rooms that are kept for whom they are without that.
    fn idle_keeping(&mut self, pooled: &Pooled<'_>) {
        let Pooled { lots, rooms, sites, .. } = *pooled;
        for (index, (room, spec)) in rooms.iter().zip(&self.file.room).enumerate().filter(|(_, (_, spec))| spec.only_for.is_some()) {
            let default = Room { takes: for_whom(lots, room.service, room.features), ..room.clone() };
            let everybody = Room { takes: vec![true; lots.len()], ..room.clone() };
            let could = |lot: usize| {
                let here = lots[lot].site == room.site && sites.get(room.site).is_some();
                fits(&lots[lot], lot, &everybody) && (here || pooled.together(&lots[lot], &everybody).is_some())
            };
            let alike = |lot: usize| default.takes[lot] == room.takes[lot];
            if spec.only_for.as_ref().is_some_and(|patterns| !patterns.is_empty()) && (0..lots.len()).filter(|lot| could(*lot)).all(alike) {
                let path = [Key("room"), Index(index), Key("only_for")];
                let message = format!("{} is for the same lots without it", room.name);
                self.warning(&path, message, "leave out a lot, or all of it");
            }
        }
    }
}
