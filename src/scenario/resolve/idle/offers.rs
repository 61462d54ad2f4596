//! Keys of offers that act on nothing.

use super::super::*;

impl Resolver<'_> {
    pub(super) fn idle_offers(&mut self, lots: &[Lot]) {
        let file = self.file;
        for (index, offer) in file.offer.iter().enumerate() {
            let covered: Vec<&Lot> = lots.iter().filter(|lot| offer.lots.iter().any(|pattern| fits(pattern, lot))).collect();
            self.idle_prices(index, offer, &covered);
            self.idle_in_force(index, offer);
            self.idle_terms(index, offer);
            self.idle_thresholds(index, offer);
            self.check_counters(index, offer, &covered);
        }
        self.idle_small_firms();
        for (index, bundle) in file.bundle.iter().enumerate().filter(|(_, bundle)| bundle.discount.0 <= 0.0) {
            let message = format!("the bundle {} gives no discount", bundle.name);
            self.idle(&[Key("bundle"), Index(index), Key("discount")], message, "say how much, or leave the bundle out");
        }
    }

    /// Prices of work that the offer does not cover, and what would move prices that are nothing.
    fn idle_prices(&mut self, index: usize, offer: &file::Offer, covered: &[&Lot]) {
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let any = |is: fn(&LotKind) -> bool| covered.iter().any(|lot| is(&lot.kind));
        let (jobs, meals, meetings) = (
            any(|kind| matches!(kind, LotKind::WorkOrders(_))),
            any(|kind| matches!(kind, LotKind::Sittings(_))),
            any(|kind| matches!(kind, LotKind::Bookings(_))),
        );
        let prices = [
            ("price_per_job", offer.price_per_job, jobs, "jobs"),
            ("price_per_labour_hour", offer.price_per_labour_hour, jobs, "jobs"),
            ("price_per_meal", offer.price_per_meal, meals, "meals"),
            ("price_per_booking", offer.price_per_booking, meetings, "meetings"),
            ("price_per_attendee", offer.price_per_attendee, meetings, "meetings"),
            ("counters", offer.counters.map(f64::from), meals, "meals"),
        ];
        // What covers nothing is refused elsewhere.
        for (key, _, _, what) in prices.iter().filter(|(_, price, fits, _)| price.is_some() && !fits && !covered.is_empty()) {
            let message = format!("{} covers no {what}, so that `{key}` means nothing", offer.name);
            self.idle(&path(key), message, "leave it out, or let the offer cover such lots");
        }
        let free = prices[..5].iter().all(|(_, price, fits, _)| !fits || price.is_none_or(|price| price <= 0.0));
        let set = [("price_factors", !offer.price_factors.is_empty()), ("tiers", !offer.tiers.is_empty())];
        for (key, _) in set.into_iter().filter(|(_, set)| *set && free && !covered.is_empty()) {
            let message = format!("{} has no price on which `{key}` could act: its fee stays as it is", offer.name);
            self.idle(&path(key), message, "give it a price, or leave it out");
        }
        if meals && !jobs && !meetings && offer.repeat_share.0 > 0.0 && self.file.policy.rework_cost.0 <= 0.0 {
            let message =
                format!("the share in time of meals of {} is simulated from its `counters`: `repeat_share` does not lower it", offer.name);
            self.idle(&path("repeat_share"), message, "say what work done again costs (`policy.rework_cost`), or leave it out");
        }
    }

    /// What happens as a contract begins, of one that has begun long ago.
    fn idle_in_force(&mut self, index: usize, offer: &file::Offer) {
        if self.file.path.is_some() || !self.is_in_force(offer) {
            return;
        }
        let set = [
            ("mobilisation_months", offer.mobilisation_months > 0.0),
            ("learning", offer.learning.is_some()),
            ("transition_cost", offer.transition_cost > 0.0),
        ];
        for (key, _) in set.into_iter().filter(|(_, set)| *set) {
            let message = format!("{} is in force today, so that `{key}` acts along a path only, where it may begin anew", offer.name);
            self.idle(&[Key("offer"), Index(index), Key(key)], message, "leave it out, or add a [path]");
        }
    }

    /// A provider with so many counters that the canteens it runs can hardly be meant: what it brings beside those that exist is its own matter.
    fn check_counters(&mut self, index: usize, offer: &file::Offer, covered: &[&Lot]) {
        let Some(counters) = offer.counters.map(|counters| counters as usize) else { return };
        let exist = |lot: &&Lot| match &lot.kind {
            LotKind::Sittings(spec) => Some(spec.counters),
            _ => None,
        };
        if let Some(most) = covered.iter().filter_map(exist).max().filter(|most| counters > 2 * most) {
            let message = format!(
                "{} keeps {counters} counters open in each canteen, and none that it covers has more than {most}: it is played as if it brought the others",
                offer.name
            );
            self.warning(
                &[Key("offer"), Index(index), Key("counters")],
                message,
                "check both numbers: `counters` here and those of the canteens",
            );
        }
    }

    /// Small firms are counted for one rule only; the first is told for all.
    fn idle_small_firms(&mut self) {
        let file = self.file;
        if file.policy.set_aside.is_some() {
            return;
        }
        if let Some(index) = file.offer.iter().position(|offer| offer.small) {
            let message =
                format!("that {} is of a small firm counts nowhere: no share is set aside for such firms", file.offer[index].name);
            self.idle(
                &[Key("offer"), Index(index), Key("small")],
                message,
                "add `policy.set_aside` (\"0%\" says that none is), or leave it out",
            );
        }
    }

    /// A bundle whose offers cannot all have work of their own at once: each needs some lot that no other of it has.
    pub(super) fn idle_bundles(&mut self, offers: &[Offer], bundles: &[Bundle]) {
        for (index, bundle) in bundles.iter().enumerate() {
            let covers = |family: usize, lot: usize| {
                let mut ways = offers.iter().filter(|way| way.family == family);
                ways.any(|way| way.prices.get(lot).is_some_and(Option::is_some))
            };
            let lots = offers.first().map_or(0, |offer| offer.prices.len());
            let wanted: Vec<Vec<usize>> = bundle
                .families
                .iter()
                .filter(|family| offers[**family].saves.is_empty())
                .map(|family| (0..lots).filter(|lot| covers(*family, *lot)).collect())
                .collect();
            if !all_served(&wanted) {
                let message =
                    format!("the bundle {} is never whole: its offers are for the same lots, of which each goes to one", bundle.name);
                self.idle(&[Key("bundle"), Index(index), Key("offers")], message, "bundle offers of different lots, or leave it out");
            }
        }
    }

    /// Thresholds, minimums and deductions that change nothing.
    fn idle_thresholds(&mut self, index: usize, offer: &file::Offer) {
        let name = &offer.name;
        let path = |key| [Key("offer"), Index(index), Key(key)];
        if let Some(position) = offer.tiers.iter().position(|tier| tier.discount.0 <= 0.0) {
            let place = [Key("offer"), Index(index), Key("tiers"), Index(position), Key("discount")];
            self.idle(&place, format!("a tier of {name} gives no discount"), "say how much, or leave the tier out");
        }
        if let Some(terms) = &offer.performance
            && (terms.at_most.0 <= 0.0 || (terms.bonus_per_point.0 <= 0.0 && (terms.deduction_per_point.0 <= 0.0 || terms.target.0 <= 0.0)))
        {
            let message = format!("payment by result of {name} deducts nothing and adds nothing");
            self.idle(&path("performance"), message, "give `deduction_per_point` or `bonus_per_point`, and `at_most`, or leave it out");
        }
        // A rebate by volume may take a year below its months' minimums.
        let of_months = 12.0 * offer.minimum_per_month;
        if offer.minimum_per_year > 0.0 && offer.minimum_per_year <= of_months && offer.tiers.is_empty() {
            let message = format!("`minimum_per_year` of {name} never binds: twelve times `minimum_per_month` is {of_months}");
            self.idle(&path("minimum_per_year"), message, "raise it, or leave it out");
        }
    }

    /// Terms that change nothing, whatever happens.
    fn idle_terms(&mut self, index: usize, offer: &file::Offer) {
        let name = &offer.name;
        let path = |table, key| [Key("offer"), Index(index), Key(table), Key(key)];
        if let Some(failure) = &offer.failure
            && failure.per_year <= 0.0
            && failure.when_short <= 0.0
        {
            self.idle(&path("failure", "per_year"), format!("{name} never fails"), "say how often, or leave `failure` out");
        }
        if offer.reserve.as_ref().is_some_and(|reserve| reserve.covers.0 <= 0.0) {
            self.idle(
                &path("reserve", "covers"),
                format!("the reserve of {name} does none of the work"),
                "say what share, or leave it out",
            );
        }
        if let Some(learning) = &offer.learning
            && learning.start.0 >= 1.0
            && learning.repeat_share.is_none_or(|share| share.0 <= offer.repeat_share.0)
        {
            self.idle(&path("learning", "start"), format!("{name} has nothing to learn"), "say how it starts, or leave `learning` out");
        }
        for resource in offer.saves.iter().filter(|(_, share)| share.0 <= 0.0).map(|(resource, _)| resource) {
            self.idle(&path("saves", resource), format!("{name} saves none of {resource}"), "say what share, or leave it out");
        }
        if offer.poor.as_ref().is_some_and(|kinds| !kinds.all().is_empty() && kinds.all().iter().all(|kind| kind.share.0 <= 0.0)) {
            let place = [Key("offer"), Index(index), Key("poor")];
            self.idle(&place, format!("no provider of {name} is a poor one: the share is 0%"), "give it its share, or leave it out");
        }
        let looked_at = offer.supervision.iter().any(|level| level.detection.0 > 0.0);
        if let Some(effort) = &offer.effort {
            if effort.deduction > 0.0 && !looked_at {
                let message = format!("nobody looks at the work of {name}, so that nothing is ever deducted");
                self.idle(&path("effort", "deduction"), message, "add `supervision`, or leave it out");
            }
            if effort.deduction <= 0.0 && looked_at {
                let place = [Key("offer"), Index(index), Key("supervision")];
                let message = format!("what supervision of {name} finds has no consequence");
                self.idle(&place, message, "say what is deducted (`effort.deduction`), or leave it out");
            }
        }
    }
}

/// Whether a pattern of an offer fits a lot.
fn fits(pattern: &str, lot: &Lot) -> bool {
    let (mut wanted, parts) = (pattern.split('/'), lot.path.splitn(3, '/'));
    let mut last = "";
    for part in parts {
        match wanted.next() {
            Some(one) => last = one,
            None if last == "*" => return true,
            None => return false,
        }
        if last != "*" && last != part {
            return false;
        }
    }
    true
}

/// Whether everybody can be given a thing of those that they want, each thing to one (augmenting paths).
fn all_served(wanted: &[Vec<usize>]) -> bool {
    fn serve(who: usize, wanted: &[Vec<usize>], given: &mut HashMap<usize, usize>, tried: &mut HashSet<usize>) -> bool {
        for thing in &wanted[who] {
            if tried.insert(*thing) && given.get(thing).copied().is_none_or(|other| serve(other, wanted, given, tried)) {
                given.insert(*thing, who);
                return true;
            }
        }
        false
    }
    let mut given = HashMap::new();
    (0..wanted.len()).all(|who| serve(who, wanted, &mut given, &mut HashSet::new()))
}
