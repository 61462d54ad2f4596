//! The ways in which an offer may be had (cleared, screened, supervised, with a plan for handing back, with a reserve), and what follows from each for
//! quality, failure and cost.

use super::*;

impl Resolver<'_> {
    /// The ways in which an offer may be had, each an offer of its own.
    pub(super) fn ways(
        &mut self,
        index: usize,
        offer: &file::Offer,
        family: usize,
        (prices, cleared_prices, mean_price): (&[Option<Price>], &[Option<Price>], f64),
        factors: &[String],
    ) -> Vec<Offer> {
        let language = self.file.scenario.language;
        let title = Scenario::title_of(offer.title.as_ref(), &offer.name, language);
        let price_factors = self.effects(&[Key("offer"), Index(index), Key("price_factors")], &offer.price_factors, factors);
        let failure_factors = offer.failure.as_ref().map_or_else(Vec::new, |failure| self.moves_with(index, failure, factors));
        let uses = self.uses(&[Key("offer"), Index(index), Key("uses")], &offer.uses);
        let saves = if offer.saves.is_empty() {
            Vec::new()
        } else {
            let shares = offer.saves.iter().map(|(name, share)| (name.clone(), share.0)).collect();
            self.uses(&[Key("offer"), Index(index), Key("saves")], &shares)
        };
        let said = |zh: &'static str, en: &'static str| if language == file::Language::Zh { zh } else { en }.to_owned();
        let mut ways = Vec::new();
        let all = Had::all(offer);
        for had in &all {
            let Had { clearance, screening, level, hand_back, reserve } = *had;
            let mut names = vec![offer.name.clone()];
            let mut titles = vec![title.clone()];
            let mut add = |name: String, title: String| {
                names.push(name);
                titles.push(title);
            };
            if clearance.is_some() {
                add("cleared".into(), said("取得涉密资质", "cleared"));
            }
            if screening.is_some() {
                add("screened".into(), said("准入审查", "screened"));
            }
            if let Some(level) = level {
                add(level.name.clone(), level.name.clone());
            }
            if hand_back.is_some() {
                add("hand-back plan".into(), said("接管预案", "hand-back plan"));
            }
            if reserve.is_some() {
                add("reserve".into(), said("备份力量", "reserve"));
            }
            let shading = offer.effort.as_ref().map_or_else(Shading::default, |effort| {
                let detection = level.map_or(0.0, |level| level.detection.0);
                Shading::of(&of_provider(effort, mean_price), detection)
            });
            let kinds = kinds(offer, screening, 1.0 - shading.below);
            let vetting = screening.map_or(0.0, |screening| screening.cost) + clearance.map_or(0.0, |clearance| clearance.cost);
            let mut step = 0.0;
            ways.push(Offer {
                name: names.join(" + "),
                title: titles.join(" + "),
                provider: offer.provider.clone(),
                family,
                twin: had.twin(offer).and_then(|twin| all.iter().position(|had| *had == twin)).map(|way| family + way),
                prices: if clearance.is_some() { cleared_prices } else { prices }.to_vec(),
                price_factors: price_factors.clone(),
                fee: offer.fee_per_year,
                minimum: offer.minimum_per_year,
                minimum_per_month: offer.minimum_per_month,
                tiers: Tiers {
                    steps: offer
                        .tiers
                        .iter()
                        .map(|tier| (tier.above, tier.discount.0 - std::mem::replace(&mut step, tier.discount.0)))
                        .collect(),
                    to_all: offer.tiers_apply == Some(file::TiersApply::ToAll),
                },
                capacity: offer.capacity_per_month,
                administration: offer.administration_per_year
                    + level.map_or(0.0, |level| level.cost_per_year)
                    + hand_back.map_or(0.0, |plan| plan.cost_per_year)
                    + reserve.map_or(0.0, |reserve| reserve.cost_per_year),
                transition: offer.transition_cost + vetting,
                vetting,
                exit: hand_back.and_then(|plan| plan.exit_cost).unwrap_or(offer.exit_cost),
                in_time: kinds.iter().map(|kind| kind.chance * kind.in_time).sum(),
                kinds,
                mobilisation: offer.mobilisation_months,
                clearing: clearance.map_or(0.0, |clearance| clearance.months),
                learning: offer.learning.as_ref().map(|learning| Learning {
                    start: learning.start.0,
                    months: learning.months,
                    redone: learning.repeat_share.map(|share| share.0),
                }),
                shading,
                performance: offer.performance.as_ref().map(|terms| Performance {
                    target: terms.target.0,
                    deduction: terms.deduction_per_point.0 * 100.0,
                    bonus: terms.bonus_per_point.0 * 100.0,
                    at_most: terms.at_most.0,
                }),
                failure: offer.failure.as_ref().map(|failure| Failure {
                    per_year: failure.per_year + failure.when_short * short_of(offer, mean_price),
                    takeover: hand_back.and_then(|plan| plan.takeover_months).unwrap_or(failure.takeover_months),
                    emergency: failure.emergency_price,
                    covered: reserve.map_or(0.0, |reserve| reserve.covers.0),
                }),
                failure_factors: failure_factors.clone(),
                retention: offer.retention.0,
                indexation: offer.indexation.0,
                term: offer.term_years.map(|term| term as usize),
                term_left: offer.term_left_years as usize,
                early_exit: offer.early_exit_cost,
                extension: offer.extension.as_ref().map(|terms| Extension {
                    at_most: terms.years_at_most as usize,
                    cost: terms.cost,
                    retender: terms.retender_cost,
                }),
                from_year: offer.from_year as usize - 1,
                takes_on: offer.takes_on.as_ref().map(|takes| (takes.people, takes.cost)),
                counters: offer.counters.map(|counters| counters as usize),
                uses: uses.clone(),
                saves: saves.clone(),
                shared_savings: offer.shared_savings.0,
                cleared: offer.cleared || clearance.is_some(),
                small: offer.small,
            });
        }
        if ways.len() > MOST_WAYS {
            let help = format!("the plan may choose among {MOST_WAYS}; leave out a level of supervision, or the reserve");
            self.error(&[Key("offer"), Index(index)], format!("the offer {} can be had in {} ways", offer.name, ways.len()), help);
        }
        ways
    }
}

/// The kinds of provider that an offer may turn out to come from, after a screen by Bayes' rule; `well_done` is the share done to specification.
fn kinds(offer: &file::Offer, screen: Option<&file::ScreeningFile>, well_done: f64) -> Vec<Kind> {
    let (sensitivity, specificity) = screen.map_or((0.0, 1.0), |screen| (screen.sensitivity.0, screen.specificity.0));
    let poor = offer.poor.as_ref().map_or(&[][..], file::PoorFiles::all);
    let of = |chance: f64, in_time: Share, redone: Share, liked: f64| Kind {
        chance,
        in_time: in_time.0 * (1.0 - redone.0) * well_done,
        redone: redone.0,
        liked,
    };
    let good = 1.0 - poor.iter().map(|kind| kind.share.0).sum::<f64>();
    let mut kinds: Vec<Kind> = poor
        .iter()
        .map(|kind| {
            let (redone, liked) = (kind.repeat_share.unwrap_or(offer.repeat_share), kind.satisfaction.unwrap_or(offer.satisfaction));
            of(kind.share.0 * (1.0 - sensitivity), kind.in_time, redone, liked)
        })
        .collect();
    kinds.push(of(good * specificity, offer.in_time, offer.repeat_share, offer.satisfaction));
    let passing: f64 = kinds.iter().map(|kind| kind.chance).sum();
    if passing > 0.0 {
        kinds.iter_mut().for_each(|kind| kind.chance /= passing);
    }
    kinds
}

/// What is bought with an offer: one way of having it.
#[derive(Clone, Copy, Default, PartialEq)]
struct Had<'f> {
    clearance: Option<&'f file::ClearanceFile>,
    screening: Option<&'f file::ScreeningFile>,
    level: Option<&'f file::SupervisionFile>,
    hand_back: Option<&'f file::HandBackFile>,
    reserve: Option<&'f file::ReserveFile>,
}

impl<'f> Had<'f> {
    /// All ways of having an offer: with or without each thing, and with any level of supervision or none.
    fn all(offer: &'f file::Offer) -> Vec<Self> {
        let mut ways = vec![Self::default()];
        let mut with = |more: &dyn Fn(Self) -> Vec<Self>| ways = ways.iter().flat_map(|had| [vec![*had], more(*had)].concat()).collect();
        with(&|had| offer.clearance.iter().map(|of| Self { clearance: Some(of), ..had }).collect());
        with(&|had| offer.screening.iter().map(|of| Self { screening: Some(of), ..had }).collect());
        with(&|had| offer.supervision.iter().map(|of| Self { level: Some(of), ..had }).collect());
        with(&|had| offer.hand_back.iter().map(|of| Self { hand_back: Some(of), ..had }).collect());
        with(&|had| offer.reserve.iter().map(|of| Self { reserve: Some(of), ..had }).collect());
        ways
    }

    /// The same way with the plan for handing back where this one is without, or without it.
    fn twin(self, offer: &'f file::Offer) -> Option<Self> {
        let plan = offer.hand_back.as_ref()?;
        Some(Self { hand_back: if self.hand_back.is_some() { None } else { Some(plan) }, ..self })
    }
}

/// Ways in which one offer may be had: each is a contract that the optimiser looks at.
const MOST_WAYS: usize = 32;

/// Share of its price by which a provider is short of its margin.
pub(super) fn short_of(offer: &file::Offer, price: f64) -> f64 {
    let short = offer.effort.as_ref().map_or(0.0, |effort| of_provider(effort, price).short);
    if price > 0.0 { short / price } else { 0.0 }
}

/// What moves a provider at its prices.
fn of_provider(effort: &file::EffortFile, price: f64) -> Effort {
    let short = effort.cost_to_provider.map_or(0.0, |cost| (effort.margin.0 * price - (price - cost)).max(0.0));
    Effort { cost: effort.cost, renewal: effort.renewal, deduction: effort.deduction, damage: effort.damage, short }
}
