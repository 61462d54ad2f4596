//! Offers and bundles: what they cover, and terms that cannot be.

use super::ways::short_of;
use super::*;

impl Resolver<'_> {
    pub(super) fn offers(&mut self, lots: &[Lot], factors: &[String]) -> Vec<Offer> {
        let file = self.file;
        let names: Vec<String> = file.offer.iter().map(|offer| offer.name.clone()).collect();
        self.unique("offer", &names);
        let mut offers = Vec::new();
        for (index, offer) in file.offer.iter().enumerate() {
            let path = |key| [Key("offer"), Index(index), Key(key)];
            // What a cleared provider may be given, and what another.
            let mut cleared_prices = vec![None; lots.len()];
            let mut prices = vec![None; lots.len()];
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
                    cleared_prices[lot_index] = price;
                    if !lot.confidential || offer.cleared {
                        prices[lot_index] = price;
                    }
                }
                if !matched {
                    let help = pattern_help(pattern, lots);
                    self.error(&[Key("offer"), Index(index), Key("lots"), Index(position)], format!("no lot fits \"{pattern}\""), help);
                }
            }
            let covers_any = prices.iter().any(Option::is_some);
            let worth: f64 = lots.iter().zip(&prices).filter_map(|(lot, price)| price.map(|price| yearly_price(lot, price))).sum();
            if offer.minimum_per_year > worth && covers_any {
                self.warning(
                    &path("minimum_per_year"),
                    format!("the minimum of the offer {} is more than all the work that it covers costs ({worth:.0} a year)", offer.name),
                    "is the minimum for a year, and in the scenario's currency?",
                );
            }
            if offer.minimum_per_month * 12.0 > worth && covers_any {
                self.warning(
                    &path("minimum_per_month"),
                    format!(
                        "twelve times the minimum of the offer {} is more than all the work that it covers costs ({worth:.0} a year)",
                        offer.name
                    ),
                    "is the minimum for a month, and in the scenario's currency?",
                );
            }
            let names_any = cleared_prices.iter().any(Option::is_some);
            if !covers_any && names_any && offer.clearance.is_none() {
                self.warning(
                    &path("lots"),
                    format!("the offer {} covers only confidential lots, and its provider is not cleared", offer.name),
                    "set `cleared = true` if it is, or say what clearing it takes (`clearance`)",
                );
            }
            if offer.lots.is_empty() && offer.saves.is_empty() {
                let help = "list lots, such as [\"service/*\"], or say what it saves (`saves`)";
                self.error(&path("lots"), format!("the offer {} covers no lot", offer.name), help);
            }
            let mean_price = mean_price(lots, &cleared_prices, offer.fee_per_year);
            self.check_terms(index, offer, worth, mean_price);
            self.check_effort(index, offer, mean_price);
            self.check_savings(index, offer);
            offers.extend(self.ways(index, offer, offers.len(), (&prices, &cleared_prices, mean_price), factors));
        }
        offers
    }

    /// Savings that cannot be, or terms that mean nothing where an offer only saves.
    fn check_savings(&mut self, index: usize, offer: &file::Offer) {
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let name = &offer.name;
        if offer.saves.is_empty() {
            if offer.shared_savings.0 > 0.0 {
                self.error(&path("shared_savings"), format!("{name} saves nothing that could be shared"), "say what it saves (`saves`)");
            }
            return;
        }
        if !offer.lots.is_empty() {
            self.error(
                &path("saves"),
                format!("{name} both does work and saves"),
                "make two offers of it, and a `[[bundle]]` if they are cheaper together",
            );
        }
        let priced = [
            ("price_per_job", offer.price_per_job),
            ("price_per_labour_hour", offer.price_per_labour_hour),
            ("price_per_meal", offer.price_per_meal),
            ("price_per_booking", offer.price_per_booking),
            ("price_per_attendee", offer.price_per_attendee),
        ];
        let terms = [
            ("minimum_per_year", offer.minimum_per_year > 0.0),
            ("minimum_per_month", offer.minimum_per_month > 0.0),
            ("tiers", !offer.tiers.is_empty()),
            ("capacity_per_month", offer.capacity_per_month.is_some()),
            ("performance", offer.performance.is_some()),
            ("effort", offer.effort.is_some()),
            ("failure", offer.failure.is_some()),
            ("counters", offer.counters.is_some()),
            ("price_factors", !offer.price_factors.is_empty()),
            ("mobilisation_months", offer.mobilisation_months > 0.0),
            ("repeat_share", offer.repeat_share.0 > 0.0),
            ("in_time", offer.in_time.0 < 1.0),
            ("learning", offer.learning.is_some()),
            ("poor", offer.poor.is_some()),
            ("retention", offer.retention.0 > 0.0),
            ("takes_on", offer.takes_on.is_some()),
            ("uses", !offer.uses.is_empty()),
            ("clearance", offer.clearance.is_some()),
            ("cleared", offer.cleared),
            ("satisfaction", offer.satisfaction != 0.0),
        ];
        let meaningless = priced.map(|(key, price)| (key, price.is_some())).into_iter().chain(terms);
        for (key, _) in meaningless.filter(|(_, set)| *set) {
            self.error(&path(key), format!("{name} only saves, so that `{key}` means nothing"), "leave it out");
        }
        for resource in offer.saves.keys() {
            let all: f64 = self.file.offer.iter().filter_map(|other| other.saves.get(resource)).map(|share| share.0).sum();
            let place = [Key("offer"), Index(index), Key("saves"), Key(resource)];
            if all > 1.0 {
                let message = format!("all offers together save {:.0}% of {resource}", all * 100.0);
                self.error(&place, message, "savings add up; together they cannot be more than what is used");
            }
            if let Some(of) = self.file.resource.iter().find(|other| other.name == *resource).filter(|other| other.base_per_head <= 0.0) {
                let message = format!("{} has no base use that could be saved", of.name);
                self.error(&place, message, "a contract saves a share of `base_per_head`");
            }
        }
    }

    /// What moves the provider, against what it is paid.
    fn check_effort(&mut self, index: usize, offer: &file::Offer, mean_price: f64) {
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let name = &offer.name;
        if let Some(effort) = &offer.effort {
            let (price, place) = (mean_price, path("effort"));
            if price > 0.0 && effort.deduction > price {
                let message = format!("{name} has more deducted for a unit than it is paid for one ({price:.0})");
                self.error(&place, message, "a deduction is at most the price of a unit");
            }
            if effort.margin.0 > 0.0 && effort.cost_to_provider.is_none() {
                self.error(&place, format!("{name} needs a margin, and what a unit costs it is not said"), "add `cost_to_provider`");
            }
            if effort.cost_to_provider.is_some() && price <= 0.0 {
                let message = format!("{name} has no price of a unit from which its margin would follow");
                self.error(&place, message, "give it a price of a job, meal or meeting, or a fee, or remove `cost_to_provider`");
            }
        }
    }

    /// Terms that contradict each other, or mean nothing.
    fn check_terms(&mut self, index: usize, offer: &file::Offer, worth: f64, mean_price: f64) {
        self.check_tiers(index, offer, worth);
        self.check_effort_and_quality(index, offer);
        self.check_hand_back(index, offer);
        self.check_term(index, offer);
        self.check_failure(index, offer, mean_price);
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let name = &offer.name;
        if offer.learning.as_ref().and_then(|learning| learning.repeat_share).is_some_and(|first| first < offer.repeat_share) {
            let place = [Key("offer"), Index(index), Key("learning"), Key("repeat_share")];
            self.error(
                &place,
                format!("{name} does less work again at first than when it has learnt"),
                "at least the offer's `repeat_share`",
            );
        }
        if offer.retention.0 > 0.0 && offer.failure.is_none() && offer.saves.is_empty() {
            self.warning(&path("retention"), format!("what is held back from {name} is never kept: it cannot fail"), "add `failure`");
        }
        if offer.clearance.is_some() && offer.cleared {
            self.error(&path("clearance"), format!("{name} is cleared already"), "remove `clearance`, or `cleared`");
        }
        let in_meals = offer.price_per_meal.is_some();
        if in_meals && (offer.poor.is_some() || offer.learning.is_some()) {
            self.warning(
                &path(if offer.poor.is_some() { "poor" } else { "learning" }),
                format!("the share in time of meals of {name} is simulated from its counters"),
                "it acts on what is left: nothing, if the offer covers meals only",
            );
        }
    }

    /// Discounts by volume that do not rise, or are never reached.
    fn check_tiers(&mut self, index: usize, offer: &file::Offer, worth: f64) {
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let name = &offer.name;
        let pairs = offer.tiers.windows(2).enumerate();
        for (position, pair) in pairs {
            let place = [Key("offer"), Index(index), Key("tiers"), Index(position + 1)];
            if pair[1].above <= pair[0].above {
                self.error(&place, format!("the tiers of {name} overlap: {} after {}", pair[1].above, pair[0].above), "let `above` rise");
            }
            if pair[1].discount.0 <= pair[0].discount.0 {
                self.error(&place, format!("the discounts of {name} do not rise"), "let each tier give more than the one before");
            }
        }
        if let Some(tier) = offer.tiers.first().filter(|tier| worth > 0.0 && tier.above > 3.0 * worth) {
            self.warning(
                &path("tiers"),
                format!("the first tier of {name} begins at {} a year, and all the work that it covers costs {worth:.0}", tier.above),
                "is it a year's money at list price?",
            );
        }
        if offer.tiers.iter().any(|tier| tier.discount.0 >= 1.0) {
            self.error(&path("tiers"), format!("a tier of {name} gives everything for nothing"), "a discount is below 100%");
        }
        if !offer.tiers.is_empty() && offer.tiers_apply.is_none() {
            self.error(
                &path("tiers"),
                format!("it is not said on what the tiers of {name} apply"),
                "add `tiers_apply = \"to-all\"` or `\"to-the-part-above\"`",
            );
        }
    }

    /// Supervision and screening with nothing to act on, and kinds of provider that do not add up.
    fn check_effort_and_quality(&mut self, index: usize, offer: &file::Offer) {
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let name = &offer.name;
        if !offer.supervision.is_empty() && offer.effort.is_none() {
            self.error(
                &path("supervision"),
                format!("supervision of {name} has nothing to act on"),
                "add `effort`: what makes the provider shirk",
            );
        }
        let levels: Vec<&str> = offer.supervision.iter().map(|level| level.name.as_str()).collect();
        if let Some(twice) = (0..levels.len()).find(|level| levels[..*level].contains(&levels[*level])) {
            let place = [Key("offer"), Index(index), Key("supervision"), Index(twice), Key("name")];
            self.error(&place, format!("two levels of supervision of {name} have the same name"), "rename one");
        }
        if offer.screening.is_some() && offer.poor.is_none() {
            self.error(
                &path("screening"),
                format!("there is nothing that screening {name} could find"),
                "add `poor`: the chance of a poor provider",
            );
        }
        if let Some(screening) = offer.screening.as_ref().filter(|screening| screening.sensitivity.0 <= 0.0) {
            let message = format!("the screen of {name} costs {} and turns no poor provider away", screening.cost);
            self.warning(&path("screening"), message, "raise `sensitivity`, or leave it out");
        }
        self.check_kinds(index, offer);
        let poor: f64 = offer.poor.iter().flat_map(|kinds| kinds.all()).map(|kind| kind.share.0).sum();
        if poor > 1.0 + 1e-9 {
            let message = format!("the kinds of poor provider of {name} make {:.0}% together", poor * 100.0);
            self.error(&path("poor"), message, "their shares sum to 100% at most; the rest are good ones");
        }
        if let Some(screening) = offer.screening.as_ref().filter(|_| offer.poor.is_some())
            && poor * (1.0 - screening.sensitivity.0) + (1.0 - poor) * screening.specificity.0 <= 0.0
        {
            self.error(&path("screening"), format!("the screen of {name} lets nobody pass"), "raise `specificity`");
        }
    }

    /// A plan for handing back that makes nothing better.
    fn check_hand_back(&mut self, index: usize, offer: &file::Offer) {
        let Some(plan) = &offer.hand_back else { return };
        let name = &offer.name;
        let place = |key| [Key("offer"), Index(index), Key("hand_back"), Key(key)];
        match (&offer.failure, plan.takeover_months) {
            (None, Some(_)) => {
                self.error(&place("takeover_months"), format!("nothing of {name} need be taken over: it cannot fail"), "add `failure`");
            }
            (Some(failure), Some(months)) if months > failure.takeover_months => {
                let message = format!("with its plan for handing back, {name} takes longer to be taken over than without");
                self.error(&place("takeover_months"), message, "at most `failure.takeover_months`");
            }
            _ => {}
        }
        if plan.exit_cost.is_some_and(|cost| cost > offer.exit_cost) {
            let message = format!("with its plan for handing back, {name} costs more to leave than without");
            self.error(&place("exit_cost"), message, "at most the offer's `exit_cost`");
        }
        let sooner =
            plan.takeover_months.is_some_and(|months| offer.failure.as_ref().is_none_or(|failure| months != failure.takeover_months));
        if !sooner && plan.exit_cost.is_none_or(|cost| cost == offer.exit_cost) {
            let place = [Key("offer"), Index(index), Key("hand_back")];
            self.error(&place, format!("the plan for handing {name} back changes nothing"), "say `takeover_months` or `exit_cost`");
        }
    }

    /// A term of which there is none, or less.
    fn check_term(&mut self, index: usize, offer: &file::Offer) {
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let name = &offer.name;
        if offer.early_exit_cost.is_some() && offer.term_years.is_none() && offer.term_left_years == 0 {
            let message = format!("{name} has no term within which it could be ended");
            self.error(&path("early_exit_cost"), message, "add `term_years`; what leaving costs at any time is `exit_cost`");
        }
        if offer.extension.is_some() && offer.term_years.is_none() {
            self.error(&path("extension"), format!("{name} has no term that could be extended"), "add `term_years`");
        }
        if offer.term_left_years > 0 && !self.is_in_force(offer) {
            self.error(
                &path("term_left_years"),
                format!("{name} is not in force today"),
                "list it in `status_quo.awarded`, or leave this out",
            );
        }
        if offer.term_years.is_some_and(|term| offer.term_left_years > term) {
            self.error(&path("term_left_years"), format!("more of the term of {name} is left than it has"), "at most `term_years`");
        }
    }

    /// Failures that cannot be, or come too often.
    fn check_failure(&mut self, index: usize, offer: &file::Offer, mean_price: f64) {
        let path = |key| [Key("offer"), Index(index), Key(key)];
        let name = &offer.name;
        if offer.reserve.is_some() && offer.failure.is_none() {
            self.error(&path("reserve"), format!("a reserve for {name}, which cannot fail"), "add `failure`");
        }
        if let Some(failure) = offer.failure.as_ref().filter(|failure| failure.emergency_price < 1.0) {
            self.warning(
                &[Key("offer"), Index(index), Key("failure"), Key("emergency_price")],
                format!("when {name} fails, the work costs {} times its prices: less than before", failure.emergency_price),
                "is it a multiple of the contract's prices?",
            );
        }
        if offer.failure.as_ref().is_some_and(|failure| failure.when_short > 0.0)
            && offer.effort.as_ref().is_none_or(|effort| effort.cost_to_provider.is_none())
        {
            let place = [Key("offer"), Index(index), Key("failure"), Key("when_short")];
            self.error(&place, format!("nothing says what margin {name} has"), "add `effort` with `cost_to_provider` and `margin`");
        }
        let failing = offer.failure.as_ref().map_or(0.0, |failure| failure.per_year + failure.when_short * short_of(offer, mean_price));
        if failing > 12.0 {
            let place = [Key("offer"), Index(index), Key("failure"), Key("when_short")];
            let message = format!("{name} would fail {failing:.1} times a year, short of its margin as it is");
            self.error(&place, message, "at most 12 in all");
        }
    }

    /// Kinds of poor provider that are not poor, or not there.
    fn check_kinds(&mut self, index: usize, offer: &file::Offer) {
        let Some(kinds) = offer.poor.as_ref().map(file::PoorFiles::all) else { return };
        let place = [Key("offer"), Index(index), Key("poor")];
        let name = &offer.name;
        for kind in kinds {
            let redone = kind.repeat_share.unwrap_or(offer.repeat_share);
            let liked = kind.satisfaction.unwrap_or(offer.satisfaction);
            let worse = kind.in_time < offer.in_time || redone > offer.repeat_share || liked < offer.satisfaction;
            if !worse {
                let message = format!("a poor provider of {name} is as good as a good one in everything");
                self.warning(&place, message, "give it a lower `in_time` or `satisfaction`, or a higher `repeat_share`, than the offer's");
            }
        }
    }

    /// What a failure moves with.
    pub(super) fn moves_with(&mut self, index: usize, failure: &file::FailureFile, factors: &[String]) -> Effects {
        let path = [Key("offer"), Index(index), Key("failure"), Key("moves_with")];
        let effects = self.by_factor(&path, &failure.moves_with, factors);
        for (factor, correlation) in &effects {
            let name = &factors[*factor];
            let place: Vec<Step<'_>> = path.iter().copied().chain([Key(name)]).collect();
            if !(-1.0..=1.0).contains(correlation) {
                self.error(&place, format!("a correlation of {correlation}"), "a correlation lies between -1 and 1");
            }
            if !matches!(self.file.factor[*factor].drawn, file::Period::Year | file::Period::Horizon) {
                let help = "drawn = \"year\" or \"horizon\"; a failure does not follow the days";
                self.error(&place, format!("the factor {name} is drawn anew too often for a failure to move with it"), help);
            }
        }
        let squares: f64 = effects.iter().map(|(_, correlation)| correlation * correlation).sum();
        if squares > 1.0 + 1e-9 && effects.len() > 1 {
            self.error(
                &path,
                format!("the squares of these correlations sum to {squares:.2}"),
                "independent factors cannot explain more than all: 1 at most",
            );
        }
        effects
    }

    pub(super) fn bundles(&mut self, offers: &[Offer]) -> Vec<Bundle> {
        let file = self.file;
        let names: Vec<String> = file.offer.iter().map(|offer| offer.name.clone()).collect();
        self.unique("bundle", &file.bundle.iter().map(|bundle| bundle.name.clone()).collect::<Vec<_>>());
        let mut bundles = Vec::new();
        for (index, bundle) in file.bundle.iter().enumerate() {
            let mut families = Vec::new();
            for (position, name) in bundle.offers.iter().enumerate() {
                let place = [Key("bundle"), Index(index), Key("offers"), Index(position)];
                self.find(&place, "offer", name, &names);
                if let Some(family) = offers.iter().position(|offer| offer.name == *name) {
                    if families.contains(&family) {
                        self.error(&place, format!("the offer {name} stands twice in the bundle"), "remove one");
                    }
                    if bundles.iter().any(|other: &Bundle| other.families.contains(&family)) {
                        self.error(&place, format!("the offer {name} stands in two bundles"), "an offer can be in one");
                    }
                    families.push(family);
                }
            }
            if bundle.offers.len() < 2 {
                self.error(&[Key("bundle"), Index(index), Key("offers")], "a bundle of fewer than two offers", "list at least two");
            }
            bundles.push(Bundle { name: bundle.name.clone(), families, discount: bundle.discount.0 });
        }
        bundles
    }
}

/// What a lot's expected year costs at a price; working days are taken as 250.
pub(super) fn yearly_price(lot: &Lot, price: Price) -> f64 {
    let (units, measure) = match &lot.kind {
        LotKind::WorkOrders(spec) => (spec.jobs_per_month * 12.0, spec.mean_hours()),
        LotKind::Sittings(spec) => ((spec.registered * spec.attendance + spec.guests) * 250.0, 0.0),
        LotKind::Bookings(spec) => (spec.per_day * 250.0, spec.attendees.mean()),
    };
    let units = units * lot.share();
    price.of(Volume { units, measure: units * measure })
}

fn pair(per_unit: Option<f64>, per_measure: Option<f64>) -> Option<Price> {
    match (per_unit, per_measure) {
        (None, None) => None,
        (unit, measure) => Some(Price { per_unit: unit.unwrap_or(0.0), per_measure: measure.unwrap_or(0.0) }),
    }
}

/// Price of a unit, mean over the work that is covered, with its part of the fee.
fn mean_price(lots: &[Lot], prices: &[Option<Price>], fee: f64) -> f64 {
    let each = Price { per_unit: 1.0, per_measure: 0.0 };
    let covered = || lots.iter().zip(prices).filter_map(|(lot, price)| Some((lot, (*price)?)));
    let units: f64 = covered().map(|(lot, _)| yearly_price(lot, each)).sum();
    if units > 0.0 { (covered().map(|(lot, price)| yearly_price(lot, price)).sum::<f64>() + fee) / units } else { 0.0 }
}

/// What a pattern that no lot fits may have been meant as.
pub(super) fn pattern_help(pattern: &str, lots: &[Lot]) -> String {
    let mut candidates: Vec<String> = Vec::new();
    for lot in lots {
        let names: Vec<&str> = lot.path.splitn(3, '/').collect();
        if let [service, site, _] = names[..] {
            candidates.extend([lot.path.clone(), format!("{service}/*"), format!("{service}/{site}/*")]);
        }
    }
    match closest(pattern, candidates.iter().map(String::as_str)) {
        Some(near) => format!("did you mean \"{near}\"? A pattern is service/site/lot, and * stands for any"),
        None => "a pattern is service/site/lot, and * stands for any name".into(),
    }
}
