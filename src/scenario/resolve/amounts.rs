//! Figures that are likely in another unit than their key's: money in thousands, spans beyond their use, numbers of things that take hours to play.

use super::*;

/// A cap so many times below what today costs for certain, or above all that could be spent, is in another unit.
const FAR_BELOW: f64 = 50.0;
const FAR_ABOVE: f64 = 1e4;
/// A spot price so many times the dearest offer's.
const DEAR: f64 = 20.0;
/// Pay so many times that of the other teams, or as many times below it.
const UNLIKE: f64 = 10.0;
/// Longest that a meeting may be moved: the search for a room goes through all of it.
const LONGEST_TOLERANCE: f64 = 24.0 * 60.0;

impl Resolver<'_> {
    /// Warn of amounts of money that cannot be what was meant.
    pub(super) fn check_amounts(&mut self, lots: &[Lot], offers: &[Offer], status_quo: &StatusQuo) {
        self.check_caps(lots, offers, status_quo);
        self.check_spot_prices(lots, offers);
        self.check_pay();
        self.check_meals_of_offers(lots, offers);
    }

    /// What today's people, rooms, equipment and contracts cost a year, whatever work comes.
    fn fixed_today(&self, offers: &[Offer], status_quo: &StatusQuo) -> f64 {
        let file = self.file;
        let teams = file.team.iter().map(|team| {
            let each = &team.cost_per_person_year;
            let graded: f64 = team.grades.iter().map(|grade| f64::from(grade.people) * grade.personnel).sum();
            let pay = each.personnel.map_or(graded, |personnel| personnel * f64::from(team.people));
            pay * (1.0 + team.overhead.0) + (each.materials + each.other) * f64::from(team.people)
        });
        let rooms = file.room.iter().map(|room| f64::from(room.count) * room.cost_per_room_year);
        let equipment = file.equipment.iter().map(|item| f64::from(item.count) * item.cost_per_year);
        let contracts = offers.iter().zip(&status_quo.awarded).filter(|(_, awarded)| **awarded);
        let contracts = contracts.map(|(offer, _)| offer.fee + offer.minimum.max(12.0 * offer.minimum_per_month) + offer.administration);
        teams.chain(rooms).chain(equipment).chain(contracts).sum()
    }

    /// Caps of another order than what there is to pay.
    fn check_caps(&mut self, lots: &[Lot], offers: &[Offer], status_quo: &StatusQuo) {
        let file = self.file;
        let fixed = self.fixed_today(offers, status_quo);
        // All work at its dearest, and all that is fixed: more cannot be spent, if prices are what they are.
        let dearest = |index: usize, lot: &Lot| {
            let offered = offers.iter().filter_map(|offer| offer.prices.get(index).copied().flatten());
            offered.chain(lot.spot).map(|price| super::contracts::yearly_price(lot, price)).fold(0.0, f64::max)
        };
        let work: f64 = lots.iter().enumerate().map(|(index, lot)| dearest(index, lot)).sum();
        let most = fixed + work + offers.iter().map(|offer| offer.fee).sum::<f64>();
        let years = f64::from(file.scenario.years());
        let mut caps: Vec<(Vec<Step<'_>>, f64)> = Vec::new();
        if let Some(budget) = &file.budget {
            let yearly = [
                ("total_per_year", budget.total_per_year),
                ("per_month", budget.per_month.map(|cap| cap * 12.0)),
                ("total", budget.total.map(|cap| cap / years)),
            ];
            caps.extend(yearly.into_iter().filter_map(|(key, cap)| Some((vec![Key("budget"), Key(key)], cap?))));
        }
        if let Some(path) = &file.path {
            caps.extend(
                path.budget_by_year.iter().enumerate().map(|(year, cap)| (vec![Key("path"), Key("budget_by_year"), Index(year)], *cap)),
            );
        }
        for (place, cap) in caps {
            if cap * FAR_BELOW < fixed {
                let message = format!("{cap:.0} a year, where today's people, rooms and contracts alone cost {fixed:.0}");
                let help = "is it in thousands or millions? Money is written in whole units of the currency, as 2_600_000";
                self.warning(&place, message, help);
            } else if most > 0.0 && cap > most * FAR_ABOVE {
                let message = format!("{cap:.0} a year, where everything at its dearest costs about {most:.0}");
                self.warning(&place, message, "a cap that is never reached is best left out; or are the other amounts in thousands?");
            }
        }
    }

    /// Prices without a contract far above those of contracts.
    fn check_spot_prices(&mut self, lots: &[Lot], offers: &[Offer]) {
        for (index, lot) in lots.iter().enumerate().filter(|(_, lot)| lot.part.is_none() || !lot.confidential) {
            let Some(spot) = lot.spot else { continue };
            let offered = offers.iter().filter_map(|offer| offer.prices.get(index).copied().flatten());
            let yearly = |price: Price| super::contracts::yearly_price(lot, price);
            let dearest = offered.map(yearly).fold(0.0, f64::max);
            if dearest > 0.0 && yearly(spot) > DEAR * dearest {
                let (table, row) = super::load::place_of(lots, index);
                let key = match (&lot.kind, spot.per_unit > 0.0) {
                    (LotKind::WorkOrders(_), _) => "spot_price_per_job",
                    (LotKind::Sittings(_), _) => "spot_price_per_meal",
                    (LotKind::Bookings(_), true) => "spot_price_per_booking",
                    (LotKind::Bookings(_), false) => "spot_price_per_attendee",
                };
                let message =
                    format!("without a contract {} costs {:.0} times what the dearest offer asks", lot.path, yearly(spot) / dearest);
                self.warning(&[Key("service"), Index(lot.service), Key(table), Index(row), Key(key)], message, "is the price right?");
            }
        }
    }

    /// Teams whose pay is of another order than that of all others.
    fn check_pay(&mut self) {
        let file = self.file;
        let paid: Vec<(usize, f64)> = file
            .team
            .iter()
            .enumerate()
            .filter_map(|(index, team)| Some((index, team.cost_per_person_year.personnel?)))
            .filter(|(_, pay)| *pay > 0.0)
            .collect();
        if paid.len() < 3 {
            return;
        }
        let mut sorted: Vec<f64> = paid.iter().map(|(_, pay)| *pay).collect();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted[sorted.len() / 2];
        for (index, pay) in paid.into_iter().filter(|(_, pay)| *pay > middle * UNLIKE || *pay * UNLIKE < middle) {
            let message = format!("a person of {} is paid {pay:.0} a year, where other teams pay about {middle:.0}", file.team[index].name);
            let place = [Key("team"), Index(index), Key("cost_per_person_year"), Key("personnel")];
            self.warning(&place, message, "is it for a year, and in the scenario's currency?");
        }
    }

    /// Whether a key is written, be it with its default.
    fn is_given(&self, path: &[Step<'_>]) -> bool {
        let mut node = Some(self.tree);
        for step in path {
            node = node.and_then(|node| match step {
                Key(key) => node.get(key),
                Index(index) => node.item(*index),
            });
        }
        node.is_some()
    }

    /// Terms of offers that run canteens, or that do not.
    fn check_meals_of_offers(&mut self, lots: &[Lot], offers: &[Offer]) {
        let file = self.file;
        for (index, offer) in file.offer.iter().enumerate() {
            let path = |key| [Key("offer"), Index(index), Key(key)];
            let covers = |is_meal: bool| {
                let of_kind = |(lot, price): (&Lot, &Option<Price>)| price.is_some() && matches!(lot.kind, LotKind::Sittings(_)) == is_meal;
                offers.iter().filter(|way| offers[way.family].name == offer.name).any(|way| lots.iter().zip(&way.prices).any(of_kind))
            };
            let (meals, others) = (covers(true), covers(false));
            if meals && !others && self.is_given(&path("in_time")) {
                let message = format!("the share in time of meals that come to {} directly is simulated from its `counters`", offer.name);
                let remedy = "`in_time` acts on those alone that an own canteen or another contract leaves to it: leave it out unless that is meant, and say how many counters it opens";
                self.warning(&path("in_time"), message, remedy);
            }
            if !meals && offer.counters.is_some() && !offer.lots.is_empty() {
                let message = format!("{} serves no meals, and counters are for meals", offer.name);
                self.warning(&path("counters"), message, "leave `counters` out");
            }
        }
    }

    /// Numbers of things that would take hours to play, or that mean nothing.
    pub(super) fn check_sizes(&mut self) {
        let file = self.file;
        for (index, service) in file.service.iter().enumerate() {
            for (row, lot) in service.bookings.iter().enumerate() {
                let place = [Key("service"), Index(index), Key("bookings"), Index(row), Key("tolerance")];
                if let TimeSpan::Clock(minutes) | TimeSpan::Working(minutes) = lot.tolerance
                    && minutes > LONGEST_TOLERANCE
                {
                    self.error(&place, "a meeting moves within its day", "write at most \"24 hours\"");
                }
            }
            for (row, lot) in service.sittings.iter().enumerate() {
                let place = |key| [Key("service"), Index(index), Key("sittings"), Index(row), Key(key)];
                if lot.registered > 20_000 {
                    let message = format!("{} diners are registered for {}: every one of them is played", lot.registered, lot.name);
                    self.warning(&place("registered"), message, "it takes minutes; are they of one canteen?");
                }
                if lot.counters > 100 {
                    let message = format!("{} counters of {}: every diner looks at each of them", lot.counters, lot.name);
                    self.warning(&place("counters"), message, "it takes minutes; are they of one canteen?");
                }
                let shares: Vec<f64> = lot.menus.iter().map(|menu| menu.share.0).collect();
                if lot.substitution.0 > 0.0 && shares.len() > 1 && shares.iter().filter(|share| **share > 0.0).count() < 2 {
                    let message = format!("all diners of {} want one menu, so that none takes another", lot.name);
                    self.warning(&place("substitution"), message, "give other menus a share, or leave it out");
                }
            }
        }
        let crowd = |people: u32| people > 5_000;
        for (index, team) in file.team.iter().enumerate().filter(|(_, team)| crowd(team.people) || team.people_at_most.is_some_and(crowd)) {
            let key = if crowd(team.people) { "people" } else { "people_at_most" };
            let message = format!("{} may have thousands of people: each of them is played", team.name);
            self.warning(&[Key("team"), Index(index), Key(key)], message, "it takes minutes or hours; is the number right?");
        }
        for (index, room) in file.room.iter().enumerate().filter(|(_, room)| room.count > 1_000) {
            let message = format!("{} rooms \"{}\": a meeting is looked for in each", room.count, room.name);
            self.warning(&[Key("room"), Index(index), Key("count")], message, "it takes minutes or hours; is the number right?");
        }
    }
}
