//! Whether meetings find a room that seats them.

use super::*;

/// Share of a lot's meetings that may fit no room without a word.
const SHARE_LEFT_OUT: f64 = 0.05;

impl Resolver<'_> {
    /// Warn of meetings for which every room that they could have is too small, where nobody else takes them: they are refused each time.
    pub(super) fn check_seats(&mut self, services: &[Service], lots: &[Lot], rooms: &[Room], offers: &[Offer], sites: &[Site]) {
        for (position, lot) in lots.iter().enumerate() {
            let LotKind::Bookings(spec) = &lot.kind else { continue };
            let is_bought = lot.spot.is_some() || offers.iter().any(|offer| offer.prices.get(position).is_some_and(Option::is_some));
            let Some(seats) = most_seats(services, (position, lot), rooms, sites).filter(|_| !is_bought) else { continue };
            let share = share_above(&spec.attendees, seats);
            if share <= SHARE_LEFT_OUT {
                continue;
            }
            let message = if share >= 1.0 {
                format!("no meeting of {} fits any room: the largest that it could have seats {seats}, so that all are refused", lot.path)
            } else {
                format!("{:.0}% of the meetings of {} fit no room: the largest that they could have seats {seats}", 100.0 * share, lot.path)
            };
            let (table, row) = super::load::place_of(lots, position);
            let path = [Key("service"), Index(lot.service), Key(table), Index(row), Key("attendees")];
            let help =
                "add a larger room with the features that they need, or an offer or a spot price for them; or are the meetings smaller?";
            self.warning(&path, message, help);
        }
    }
}

/// Seats of the largest room that a lot's meetings could have in any arrangement of their service; none where they have no room at all.
fn most_seats(services: &[Service], (index, lot): (usize, &Lot), rooms: &[Room], sites: &[Site]) -> Option<u32> {
    let service = services.get(lot.service)?;
    let may_have = |room: &&Room| way_to_room(sites, lot, room, index).is_some();
    let is_pooled = |room: &&Room| {
        let of_one_group = |arrangement: &Arrangement| {
            let group = |site, department| arrangement.grouping.group(site, department);
            sites.get(room.site).is_some_and(|site| group(room.site, site.department) == group(lot.site, lot.department))
        };
        service.arrangements.iter().any(|arrangement| arrangement.listed && of_one_group(arrangement))
    };
    rooms.iter().filter(may_have).filter(is_pooled).map(|room| room.seats).max()
}

/// Share of meetings with more people than there are seats; people are counted whole, as they are drawn.
fn share_above(attendees: &Distribution, seats: u32) -> f64 {
    const STEPS: u32 = 2000;
    let is_above = |step: &u32| attendees.quantile((f64::from(*step) + 0.5) / f64::from(STEPS)).round().max(1.0) > f64::from(seats);
    f64::from((0..STEPS).filter(is_above).count() as u32) / f64::from(STEPS)
}
