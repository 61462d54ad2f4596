//! Keys that act on nothing as the scenario stands. Whoever wrote them expects that they do: each is told, once.

mod declared;
mod factors;
mod lots;
mod offers;
mod people;
mod rules;

use super::*;

impl Resolver<'_> {
    /// Warn of keys that change nothing.
    pub(super) fn check_idle(&mut self, lots: &[Lot], offers: &[Offer], bundles: &[Bundle], calendar: &Calendar) {
        if self.file.path.is_none() {
            self.idle_without_path();
        }
        self.idle_escorts(lots, offers);
        self.idle_quality(offers);
        self.idle_targets(lots, offers);
        self.idle_lots(lots);
        self.idle_offers(lots);
        self.idle_bundles(offers, bundles);
        self.idle_factors(calendar);
        self.idle_features();
        self.idle_people(lots);
        self.idle_rules(lots, offers);
        self.unused(lots, offers);
        self.one_year_for_all(offers);
    }

    /// Warn where a single year bears what is spent once, and nobody has said that it should; or where a fund is for nothing.
    fn one_year_for_all(&mut self, offers: &[Offer]) {
        let file = self.file;
        let policy = &file.policy;
        let once = policy.cost_per_redeployment > 0.0 || policy.cost_per_hire > 0.0 || offers.iter().any(|offer| offer.transition > 0.0);
        if !once && file.budget.as_ref().is_some_and(|budget| budget.one_off.is_some()) {
            let help = "leave it out, or say what changing over, redeployment and hiring cost";
            self.warning(&[Key("budget"), Key("one_off")], "nothing is spent once here", help);
        }
        if once && file.scenario.years.is_none() && file.path.is_none() {
            let message = "what is spent once (changing over, redeployment, hiring) falls on a single year";
            let help =
                "say with `years` for how many the plan is to stand, 3 to 5 as a rule; with `years = 1` the question is of one year alone";
            self.warning(&[Key("scenario")], message, help);
        }
    }

    /// Warn of a key that means nothing.
    fn idle(&mut self, path: &[Step<'_>], message: String, help: &str) {
        self.warning(path, message, help);
    }

    /// Whether an offer, in whatever way, is a contract today.
    pub(super) fn is_in_force(&self, offer: &file::Offer) -> bool {
        let is_way =
            |awarded: &String| awarded.strip_prefix(offer.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(" + "));
        self.file.status_quo.awarded.iter().any(is_way)
    }

    /// Keys that act along a path, where there is none.
    fn idle_without_path(&mut self) {
        let file = self.file;
        let first = |set: &dyn Fn(&file::Offer) -> bool| file.offer.iter().position(set);
        let left_later = |offer: &file::Offer| !self.is_in_force(offer);
        let offers = [
            ("indexation", first(&|offer| offer.indexation.0 != 0.0)),
            ("term_years", first(&|offer| offer.term_years.is_some())),
            ("from_year", first(&|offer| offer.from_year > 1)),
            ("takes_on", first(&|offer| offer.takes_on.is_some())),
            ("exit_cost", first(&|offer| offer.exit_cost > 0.0 && left_later(offer))),
            ("early_exit_cost", first(&|offer| offer.early_exit_cost.is_some() && left_later(offer))),
            ("extension", first(&|offer| offer.extension.is_some())),
        ];
        let mut places: Vec<Vec<Step<'_>>> =
            offers.into_iter().filter_map(|(key, index)| Some(vec![Key("offer"), Index(index?), Key(key)])).collect();
        let of_team = |(index, team): (usize, &file::Team)| {
            let grade = || team.grades.iter().position(|grade| !grade.ages.is_empty());
            let own = (!team.ages.is_empty()).then(|| vec![Key("team"), Index(index), Key("ages")]);
            own.or_else(|| Some(vec![Key("team"), Index(index), Key("grades"), Index(grade()?), Key("ages")]))
        };
        places.extend(file.team.iter().enumerate().find_map(of_team));
        for place in places {
            let Some(Key(key)) = place.last().copied() else { continue };
            let help = match key {
                "exit_cost" | "early_exit_cost" => {
                    "add a [path], list the offer under `status_quo.awarded` if it is a contract of today, or leave it out"
                }
                _ => "add a [path], or leave it out",
            };
            let but = if key.ends_with("exit_cost") { ", but for a contract of today" } else { "" };
            self.warning(&place, format!("`{key}` acts along a path only{but}, and there is no [path]"), help);
        }
    }

    /// Escorts whom nobody needs, and clearances that spare nobody an escort and open no lot.
    fn idle_escorts(&mut self, lots: &[Lot], offers: &[Offer]) {
        let policy = &self.file.policy;
        let keys = [("escort_team", policy.escort_team.is_some()), ("escort_cost_per_hour", policy.escort_cost_per_hour.is_some())];
        if lots.iter().all(|lot| lot.escort_hours <= 0.0) {
            for (key, _) in keys.into_iter().filter(|(_, set)| *set) {
                let help = "give such lots `escort_hours`, or leave it out";
                self.warning(&[Key("policy"), Key(key)], "no lot asks that anybody be accompanied", help);
            }
        }
        for (index, offer) in self.file.offer.iter().enumerate().filter(|(_, offer)| offer.clearance.is_some() || offer.cleared) {
            let of_offer = |way: &&Offer| way.name == offer.name || way.name.starts_with(&format!("{} + ", offer.name));
            let gains = |(lot, price): (&Lot, &Option<Price>)| price.is_some() && (lot.confidential || lot.escort_hours > 0.0);
            if offers.iter().filter(of_offer).any(|way| lots.iter().zip(&way.prices).any(gains)) {
                continue;
            }
            let (key, what) = if offer.cleared {
                ("cleared", format!("that the provider of {} is cleared", offer.name))
            } else {
                ("clearance", format!("clearing the provider of {}", offer.name))
            };
            let message = format!("{what} changes nothing: none of its lots is secret, or asks for escorts");
            self.warning(&[Key("offer"), Index(index), Key(key)], message, "leave it out");
        }
    }

    /// Quality that counts nowhere, and costs of quality that nothing has.
    fn idle_quality(&mut self, offers: &[Offer]) {
        let file = self.file;
        let scales = |offer: &file::Offer| {
            let of_service =
                |service: &&file::Service| offer.lots.iter().any(|lot| ["*", &service.name].contains(&lot.split('/').next().unwrap_or("")));
            let mut services = file.service.iter().filter(of_service);
            services.find_map(|service| service.evaluation.as_ref()?.satisfaction.as_ref())
        };
        for (index, offer) in file.offer.iter().enumerate() {
            if offer.tiers.is_empty() && offer.tiers_apply.is_some() {
                let place = [Key("offer"), Index(index), Key("tiers_apply")];
                self.warning(&place, format!("{} has no tiers that could apply", offer.name), "add `tiers`, or leave it out");
            }
            if offer.poor.as_ref().is_some_and(|kinds| kinds.all().is_empty()) {
                let place = [Key("offer"), Index(index), Key("poor")];
                self.warning(&place, format!("no kind of poor provider of {} is listed", offer.name), "list one, or leave it out");
            }
            let place = [Key("offer"), Index(index), Key("satisfaction")];
            let marks = offer.poor.iter().flat_map(|kinds| kinds.all()).filter_map(|kind| kind.satisfaction).chain([offer.satisfaction]);
            let most = marks.fold(0.0, |most: f64, mark| most.max(mark.abs()));
            match scales(offer) {
                None if most > 0.0 && file.policy.mark_cost.0 <= 0.0 => {
                    let message = format!("how users like the work of {} counts nowhere", offer.name);
                    self.warning(
                        &place,
                        message,
                        "say what a mark is worth (`policy.mark_cost`), or how users mark the service (`evaluation`)",
                    );
                }
                Some(scale) if most > scale.in_time - scale.without => {
                    let message = format!(
                        "users like the work of {} by {most} marks more or less: more than lies between service in time ({}) and none ({})",
                        offer.name, scale.in_time, scale.without
                    );
                    self.warning(&place, message, "is it given on the scale of the service's `evaluation`?");
                }
                _ => {}
            }
        }
        let kinds = || offers.iter().flat_map(|offer| &offer.kinds);
        if file.policy.mark_cost.0 > 0.0 && kinds().all(|kind| kind.liked == 0.0) {
            let help = "give offers, or kinds of `poor` provider, their `satisfaction`, or leave it out";
            self.warning(&[Key("policy"), Key("mark_cost")], "no provider's work is liked more or less than others'", help);
        }
        let at_first = offers.iter().filter_map(|offer| offer.learning?.redone).fold(0.0, f64::max);
        if file.policy.rework_cost.0 > 0.0 && at_first <= 0.0 && kinds().all(|kind| kind.redone <= 0.0) {
            let help = "give offers, or kinds of `poor` provider, their `repeat_share`, or leave it out";
            self.warning(&[Key("policy"), Key("rework_cost")], "no provider must do any work again", help);
        }
    }

    /// Targets for what nobody uses, and factors of no use.
    fn idle_targets(&mut self, lots: &[Lot], offers: &[Offer]) {
        for (index, resource) in self.file.resource.iter().enumerate() {
            if resource.base_per_head <= 0.0 && !resource.base_factors.is_empty() {
                let message = format!("{} has no base use that factors could move", resource.name);
                self.warning(&[Key("resource"), Index(index), Key("base_factors")], message, "add `base_per_head`, or leave it out");
            }
        }
        for (index, resource) in self.file.resource.iter().enumerate().filter(|(_, resource)| resource.target_per_head.is_some()) {
            let uses = || lots.iter().map(|lot| &lot.uses).chain(offers.iter().map(|offer| &offer.uses));
            if resource.base_per_head <= 0.0 && uses().all(|uses| uses.get(index).is_none_or(|amount| *amount <= 0.0)) {
                let message = format!("nothing uses {}, so that its target is always reached", resource.name);
                let place = [Key("resource"), Index(index), Key("target_per_head")];
                self.warning(&place, message, "say what uses it (`base_per_head`, or `uses` of lots and offers), or leave it out");
            }
        }
    }
}
