//! Caps, rules, the terms of the cost comparison, and what is in force today.

use super::*;
use crate::scenario::file::{CriterionFile, CriterionMeasure};

impl Resolver<'_> {
    /// Rules that no offers could ever keep.
    pub(super) fn check_policy(&mut self, offers: &[Offer]) {
        let policy = &self.file.policy;
        let mut providers: Vec<&str> = offers.iter().filter(|offer| offer.saves.is_empty()).map(|offer| offer.provider.as_str()).collect();
        providers.sort_unstable();
        providers.dedup();
        if let Some(least) = policy.providers_at_least.filter(|least| *least as usize > providers.len()) {
            let message = format!("at least {least} providers are asked for, and {} offer anything", providers.len());
            self.error(&[Key("policy"), Key("providers_at_least")], message, "lower it, or add offers");
        }
        if let Some(share) = policy.provider_share_at_most
            && !providers.is_empty()
            && share.0 * (providers.len() as f64) < 1.0
        {
            let message = format!("no provider may have more than {:.0}%, and there are {}", share.0 * 100.0, providers.len());
            let help =
                format!("at least {:.0}% each, or more providers; otherwise nothing can be contracted", 100.0 / providers.len() as f64);
            self.warning(&[Key("policy"), Key("provider_share_at_most")], message, help);
        }
        if policy.set_aside.is_some_and(|share| share.0 > 0.0) && !offers.iter().any(|offer| offer.small) {
            self.error(&[Key("policy"), Key("set_aside")], "no offer is of a small firm", "mark such offers with `small = true`");
        }
        if policy.first == file::First::Service
            && self.file.budget.as_ref().is_none_or(|budget| budget.total_per_year.is_none() && budget.total.is_none())
        {
            self.error(
                &[Key("policy"), Key("first")],
                "without a cap the best service costs whatever it costs",
                "add `budget.total_per_year`",
            );
        }
        if policy.first == file::First::Service && policy.risk.is_some() {
            self.error(&[Key("policy"), Key("risk")], "dear years do not matter where service comes first", "remove `risk`, or `first`");
        }
    }

    pub(super) fn risk(&mut self) -> Option<(f64, f64)> {
        let risk = self.file.policy.risk?;
        let level = risk.level.0;
        if level >= 1.0 {
            self.error(&[Key("policy"), Key("risk"), Key("level")], "no year is dearer than all", "ask for example for \"95%\"");
        }
        // A year that cannot be told from others by the samples is no guide.
        let samples = f64::from(self.file.run.planning_samples);
        if level < 1.0 && (1.0 - level) * samples < 5.0 {
            let help = format!("take at least {:.0} planning samples, or a lower level", (5.0 / (1.0 - level)).ceil());
            self.error(&[Key("policy"), Key("risk"), Key("level")], "fewer than five planning samples are among the dearest", help);
        }
        Some((risk.weight, level))
    }

    pub(super) fn cost_comparison(&mut self) -> Option<CostComparison> {
        let terms = self.file.cost_comparison.as_ref()?;
        let names: Vec<String> = self.file.service.iter().map(|service| service.name.clone()).collect();
        let mut asset_gain = vec![0.0; names.len()];
        for (name, gain) in &terms.asset_gain {
            let path = [Key("cost_comparison"), Key("asset_gain"), Key(name)];
            let service = self.find(&path, "service", name, &names);
            asset_gain[service] = *gain;
            if !gain.is_finite() {
                self.error(&path, "a gain must be a number of money", "a loss is a negative gain");
            }
        }
        Some(CostComparison {
            discount_rate: terms.discount_rate.map_or(self.file.scenario.discount_rate(), |rate| rate.0),
            differential_share: terms.differential_share.0,
            differential_at_most: terms.differential_at_most,
            tax_share: terms.tax_share.0,
            asset_gain,
            criteria: self.criteria(&terms.criteria, &names),
        })
    }

    /// How a service is appraised.
    pub(super) fn evaluation(&mut self, index: usize, service: &file::Service) -> (Option<Satisfaction>, Targets, Option<Targets>) {
        let Some(evaluation) = &service.evaluation else { return (None, Targets::default(), None) };
        let path = |table: &'static str, key: &'static str| [Key("service"), Index(index), Key("evaluation"), Key(table), Key(key)];
        let satisfaction = evaluation.satisfaction.as_ref().map(|terms| {
            let marks = [("in_time", terms.in_time), ("late", terms.late), ("without", terms.without), ("spread", terms.spread)];
            for (key, _) in marks.iter().filter(|(_, mark)| !mark.is_finite()) {
                self.error(&path("satisfaction", key), "a mark must be a number", "give it on the scale of the survey");
            }
            for [(_, better), (key, worse)] in [[marks[0], marks[1]], [marks[1], marks[2]]] {
                if worse > better {
                    let message = format!("those who are served worse give a better mark: {worse} against {better}");
                    self.error(&path("satisfaction", key), message, "on a scale where less is better, turn it round");
                }
            }
            Satisfaction {
                in_time: terms.in_time,
                late: terms.late,
                without: terms.without,
                spread: terms.spread,
                respondents: terms.respondents,
            }
        });
        let asked = &evaluation.targets;
        let targets =
            Targets { in_time: asked.in_time.map(|share| share.0), satisfaction: asked.satisfaction, cost_per_unit: asked.cost_per_unit };
        let named = |of: &Targets| [("in_time", of.in_time), ("satisfaction", of.satisfaction), ("cost_per_unit", of.cost_per_unit)];
        for (key, target) in named(&targets) {
            if target.is_some_and(|target| !(target.is_finite() && target > 0.0)) {
                self.error(&path("targets", key), "a target must be above 0", "leave it out if there is none");
            }
        }
        if targets.satisfaction.is_some() && satisfaction.is_none() {
            let help = "add `satisfaction = { in_time = 4.6, late = 3.2, without = 1.5, spread = 0.8, respondents = 150 }`";
            self.error(&path("targets", "satisfaction"), "nothing says what users think of the service", help);
        }
        let weights = evaluation.weights.as_ref().map(|weights| Targets {
            in_time: weights.in_time,
            satisfaction: weights.satisfaction,
            cost_per_unit: weights.cost_per_unit,
        });
        if let Some(weights) = &weights {
            for ((key, weight), (_, target)) in named(weights).into_iter().zip(named(&targets)) {
                if weight.is_some_and(|weight| !weight.is_finite()) {
                    self.error(&path("weights", key), "a weight must be a number", "weights count in proportion to each other");
                } else if weight.is_some_and(|weight| weight > 0.0) && target.is_none() {
                    self.error(&path("weights", key), "it counts, but there is no target for it", format!("set `targets.{key}`"));
                }
            }
            if named(weights).iter().all(|(_, weight)| weight.is_none_or(|weight| weight <= 0.0)) {
                let place = [Key("service"), Index(index), Key("evaluation"), Key("weights")];
                self.error(&place, "nothing counts", "leave out `weights` if there is to be no score");
            }
        }
        (satisfaction, targets, weights)
    }

    fn criteria(&mut self, criteria: &[CriterionFile], services: &[String]) -> Vec<Criterion> {
        let language = self.file.scenario.language;
        let names: Vec<String> = criteria.iter().map(|criterion| criterion.name.clone()).collect();
        let mut resolved: Vec<Criterion> = Vec::new();
        for (index, criterion) in criteria.iter().enumerate() {
            let path = |key: &'static str| [Key("cost_comparison"), Key("criteria"), Index(index), Key(key)];
            if names[..index].contains(&criterion.name) {
                self.error(&path("name"), format!("there are two criteria named {:?}", criterion.name), "give each its own name");
            }
            if !(criterion.weight.is_finite() && criterion.weight > 0.0) {
                self.error(&path("weight"), "a weight must be above 0", "leave out criteria that do not count");
            }
            let judged = criterion.in_house.is_some() || criterion.contract.is_some() || !criterion.by_service.is_empty();
            let scores = match (criterion.measure, criterion.in_house, criterion.contract) {
                (Some(_), ..) if judged => {
                    self.error(&path("measure"), "a criterion is either measured or judged", "leave out `measure`, or the scores");
                    Scores::Cost
                }
                (Some(CriterionMeasure::Cost), ..) => Scores::Cost,
                (Some(CriterionMeasure::InTime), ..) => Scores::InTime,
                (None, Some(own), Some(contract)) => {
                    let mut by_service = vec![[own, contract]; services.len()];
                    for (name, scores) in &criterion.by_service {
                        let place = [Key("cost_comparison"), Key("criteria"), Index(index), Key("by_service"), Key(name)];
                        let service = self.find(&place, "service", name, services);
                        if let Some(slot) = by_service.get_mut(service) {
                            *slot = *scores;
                        }
                    }
                    for (key, score) in by_service.iter().flat_map(|[own, contract]| [("in_house", *own), ("contract", *contract)]) {
                        if !(0.0..=100.0).contains(&score) {
                            let key = if criterion.by_service.is_empty() { key } else { "by_service" };
                            self.error(&path(key), format!("a score of {score} is not between 0 and 100"), "scores are points of 100");
                            break;
                        }
                    }
                    Scores::Judged(by_service)
                }
                (None, ..) => {
                    let help = "say `in_house = 80` and `contract = 60` (points of 100), or what is measured: `measure = \"cost\"` or `\"in-time\"`";
                    self.error(&path("name"), format!("nothing says how {:?} is scored", criterion.name), help);
                    Scores::Cost
                }
            };
            resolved.push(Criterion {
                name: criterion.name.clone(),
                title: Scenario::title_of(criterion.title.as_ref(), &criterion.name, language),
                weight: criterion.weight,
                scores,
                source: criterion.source.clone(),
            });
        }
        resolved
    }

    pub(super) fn budget(&mut self, departments: &[String]) -> Budget {
        let Some(budget) = &self.file.budget else { return Budget::default() };
        let years = f64::from(self.file.scenario.years());
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
        let left_out: Vec<&str> =
            departments.iter().filter(|name| !budget.department_share.contains_key(*name)).map(String::as_str).collect();
        if split && !left_out.is_empty() {
            let message = format!("no share is given for {}", left_out.join(", "));
            self.error(&path, message, "give every department its share; \"0%\" says that it may spend nothing");
        }
        if split && (total - 1.0).abs() > 1e-6 {
            self.error(
                &path,
                format!("the departments' shares sum to {:.2}%, not to 100%", total * 100.0),
                "give every department its share",
            );
        }
        if budget.held != Held::InExpectation && per_year.is_none() {
            self.error(&[Key("budget"), Key("held")], "there is no cap to hold", "add `total_per_year`");
        }
        if split && per_year.is_none() {
            self.error(&path, "shares of a budget that has no total", "add `total_per_year`");
        }
        if budget.departments_bind && !split {
            self.error(&[Key("budget"), Key("departments_bind")], "no department has a share", "add `department_share`");
        }
        Budget {
            per_year,
            per_month: budget.per_month,
            one_off: budget.one_off,
            held: budget.held,
            department_share: split.then_some(shares),
            departments_bind: budget.departments_bind,
        }
    }

    pub(super) fn status_quo(&mut self, services: &[Service], lots: &[Lot], offers: &[Offer]) -> StatusQuo {
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
            let two_ways = offers
                .get(offer)
                .is_some_and(|spec| offers.iter().zip(&awarded).any(|(other, awarded)| *awarded && other.family == spec.family));
            if two_ways {
                let message = format!("the offer of \"{name}\" is in force already, in this way or another");
                self.error(&[Key("status_quo"), Key("awarded"), Index(index)], message, "an offer is had in one way: name it once");
            }
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
                        let help = if lot.confidential {
                            "it is secret: leave it to own people, an offer of a cleared provider, or \"nobody\", by a pattern of its own"
                        } else {
                            "give it a spot price"
                        };
                        self.error(&path, format!("the lot {} cannot be bought on the spot", lot.path), help);
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
                let help = super::contracts::pattern_help(pattern, lots);
                self.error(&path, format!("no lot fits \"{pattern}\""), help);
            }
        }
        StatusQuo { arrangement, awarded, direct }
    }
}
