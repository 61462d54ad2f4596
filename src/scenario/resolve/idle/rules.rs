//! Limits that nothing could break, and growth of what there is not.

use super::super::*;

impl Resolver<'_> {
    pub(super) fn idle_rules(&mut self, lots: &[Lot], offers: &[Offer]) {
        let file = self.file;
        let policy = &file.policy;
        let people: u64 = file.team.iter().map(|team| u64::from(team.people)).sum();
        if let Some(most) = policy.redeployed_at_most.filter(|most| file.path.is_none() && people > 0 && u64::from(*most) >= people) {
            let message = format!("all {people} people may be redeployed: {most} is no limit");
            self.idle(&[Key("policy"), Key("redeployed_at_most")], message, "lower it, or leave it out");
        }
        if policy.providers_at_least.is_some_and(|least| least < 2) {
            let message = "whatever is under contract is with one provider at least".into();
            self.idle(&[Key("policy"), Key("providers_at_least")], message, "raise it, or leave it out");
        }
        if let Some(path) = &file.path {
            let places = path.redeployed_per_year.filter(|most| people > 0 && u64::from(*most) >= people);
            let moved = path.lots_moved_per_year.filter(|most| !lots.is_empty() && *most as usize >= lots.len());
            let limits = [
                ("redeployed_per_year", places.map(|most| format!("all {people} people may be redeployed in a year: {most} is no limit"))),
                (
                    "lots_moved_per_year",
                    moved.map(|most| format!("all {} lots may change hands in a year: {most} is no limit", lots.len())),
                ),
            ];
            for (key, message) in limits.into_iter().filter_map(|(key, message)| Some((key, message?))) {
                self.idle(&[Key("path"), Key(key)], message, "lower it, or leave it out");
            }
            if path.severance.as_ref().is_some_and(|severance| severance.per_year == Some(0)) {
                let message = "nobody is paid to leave: `per_year` is 0".into();
                self.idle(&[Key("path"), Key("severance"), Key("per_year")], message, "say how many, or leave `severance` out");
            }
        }
        if policy.provider_share_at_most.is_some_and(|share| share.0 >= 1.0) {
            let message = "one provider may have all the work".into();
            self.idle(&[Key("policy"), Key("provider_share_at_most")], message, "lower it, or leave it out");
        }
        if let Some(budget) = &file.budget
            && let (Some(total), Some(yearly)) = (budget.total, budget.total_per_year)
            && total >= yearly * f64::from(file.scenario.years.unwrap_or(1))
        {
            let message = "the horizon's `total` allows as much as its years do by `total_per_year`, or more".into();
            self.idle(&[Key("budget"), Key("total")], message, "lower it, or leave it out");
        }
        if let Some(path) = &file.path
            && path.spot_growth.0 != 0.0
            && lots.iter().all(|lot| lot.spot.is_none())
        {
            let message = "no lot has a price without a contract that could grow".into();
            self.idle(&[Key("path"), Key("spot_growth")], message, "give lots a spot price, or leave it out");
        }
        let later = file.scenario.years() > 1 || file.path.is_some() || file.cost_comparison.is_some();
        if file.scenario.discount_rate.is_some() && !later {
            let message = "there is one year alone, and none after it that could count for less".into();
            self.idle(
                &[Key("scenario"), Key("discount_rate")],
                message,
                "say with `years` for how many the plan is to stand, or leave it out",
            );
        }
        let goes_out = |lot: usize| crate::scenario::model::may_go_out(lots, offers, lot);
        if policy.outsourced_share_of == file::ShareOf::Cost && policy.outsourced_share_among == file::ShareAmong::MayGoOut {
            let message =
                "`outsourced_share_of = \"cost\"` is of all running cash: people, rooms and fees are of several lots, and of no single one"
                    .into();
            let help = "leave it out, or count by \"value\", \"lots\" or \"jobs\"";
            self.idle(&[Key("policy"), Key("outsourced_share_among")], message, help);
        } else if policy.outsourced_share_among == file::ShareAmong::MayGoOut && !(0..lots.len()).any(goes_out) {
            let message = "no lot may go out, so that no share of them is asked for".into();
            self.idle(&[Key("policy"), Key("outsourced_share_among")], message, "add an offer or a spot price, or leave it out");
        }
        // Whoever does such work outside is cleared, and goes alone. (Of a lot in part secret the other part needs the key.)
        let accompanied = lots.iter().enumerate().filter(|(_, lot)| lot.escort_hours > 0.0 && lot.spot.is_none() && lot.part.is_none());
        for (index, lot) in accompanied {
            let mut doers = offers.iter().filter(|offer| offer.prices.get(index).is_some_and(Option::is_some)).peekable();
            if doers.peek().is_some() && doers.all(|offer| offer.cleared) {
                let message = format!("whoever may be sent to {} is cleared, so that nobody is accompanied", lot.path);
                self.idle(&[Key("policy")], message, "leave its `escort_hours` out");
            }
        }
        self.idle_places(lots);
    }

    /// Sites at which nothing is, and departments that have none.
    fn idle_places(&mut self, lots: &[Lot]) {
        let file = self.file;
        for (index, site) in file.site.iter().enumerate() {
            let here = |lot: &Lot| file.site.get(lot.site).is_some_and(|other| other.name == site.name);
            let is_base = file.team.iter().any(|team| team.base == site.name)
                || file.room.iter().any(|room| room.site == site.name)
                || file.equipment.iter().any(|item| item.site == site.name);
            if !lots.iter().any(here) && !is_base {
                let message = format!("nothing is done at {}, and no team or room is there", site.name);
                self.idle(&[Key("site"), Index(index)], message, "give it work, or leave it out");
            }
        }
    }
}
