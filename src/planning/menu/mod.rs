//! What the optimiser chooses from: for each in-house unit a ladder of sizes, each with its simulated response on the
//! planning samples; for each lot the ways to buy it. From here on there are numbers only, no events.

mod known;
mod market;
mod response;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, RwLock};

use rayon::prelude::*;

use super::bought::{Bought, Cover, bought, cover};
use super::loss::Loss;
use crate::contracts::Course;
use crate::outcome::Summary;
use crate::outcome::evaluate::{run_canteen, unit_costs, untouched};
use crate::plan::{Plan, is_meal};
use crate::random::{Phase, Streams};
use crate::replicate::{Progress, Silent, Step, play_range};
use crate::scenario::{Direct, Effects, Volume};
use crate::services::{Demand, LotMonth, Unwatched};
use crate::supply::{Size, Supply, UnitKind};
use known::known_so_far;
pub(super) use known::{Known, known_once};
pub use market::Market;
use market::{Stage, courses};
pub(super) use response::Staffed;
use response::response_of;
pub use response::{CanteenResponse, LotResponse, Rung};

/// All that the optimiser chooses from.
pub struct Menu {
    /// The supply behind it.
    pub supply: Arc<Supply>,
    /// Number of planning samples.
    pub samples: usize,
    /// Rungs of each unit, by rising cost within a routed set.
    pub rungs: Vec<Vec<Rung>>,
    /// Each lot's whole demand, by sample and month.
    pub demand: Vec<Vec<Volume>>,
    /// Canteens run by providers.
    pub canteens: Vec<CanteenResponse>,
    /// What multiplies each offer's prices, by sample and month; empty where nothing does.
    offer_levels: Vec<Vec<f64>>,
    /// The same for each lot's price without a contract.
    spot_levels: Vec<Vec<f64>>,
    /// The same for each resource's base use.
    base_levels: Vec<Vec<f64>>,
    pub(super) demands: Arc<Vec<(Demand, Streams)>>,
    /// The course of each offer's contract, by sample; empty where it always runs as agreed.
    courses: Arc<Vec<Vec<Course>>>,
    /// Work bought, by lot, rung of a unit (nothing for the whole demand) and outlet.
    bought: Known<Way, Arc<Bought>>,
    /// What a second contract changes where a first cannot deliver, by the way of the first and the second, and whether that one is as in another menu; nothing where it
    /// saves nothing.
    covers: Known<(Way, usize, bool), Option<Arc<Cover>>>,
    /// Sizes of rooms with a routed set around which was looked for better ones.
    pub(super) looked_around: HashSet<(usize, Size, Vec<bool>)>,
    /// Sizes with a routed set of which was looked whether others would be better.
    pub(super) tried_others: HashSet<(usize, Size, Vec<bool>)>,
    /// What goes out of a unit at a size with a routed set costs on the first so many samples.
    pub(super) losses: Arc<Known<Looked, Loss>>,
    /// What each department pays today on the samples, mean a year, where that is a limit.
    pub today_by_department: Option<Vec<f64>>,
}

/// A lot's route: from a rung of a unit, or all of it; to an outlet.
type Way = (usize, Option<(usize, usize)>, Direct);

/// A unit at a size with which of its lots come to it, on the first so many samples.
pub(super) type Looked = (usize, Size, Vec<bool>, usize);

impl Menu {
    /// Simulate the menu on a number of planning samples.
    pub fn build(supply: &Arc<Supply>, samples: usize, progress: &dyn Progress) -> Self {
        Self::build_from(supply, 0, samples, progress)
    }

    /// The same on the samples that begin at one, so that several menus can be independent of each other.
    pub fn build_from(supply: &Arc<Supply>, first: u64, samples: usize, progress: &dyn Progress) -> Self {
        let scenario = &*supply.scenario;
        let demands: Vec<(Demand, Streams)> = (first..first + samples as u64)
            .into_par_iter()
            .map(|sample| {
                let streams = Streams::new(scenario.run.seed, Phase::Planning, sample);
                (Demand::draw(scenario, &streams), streams)
            })
            .collect();
        let demand = (0..scenario.lots.len())
            .map(|lot| {
                let rows: Vec<Vec<LotMonth>> = demands.par_iter().map(|(demand, _)| untouched(scenario, lot, demand)).collect();
                rows.into_iter().flatten().map(|row| row.demand).collect()
            })
            .collect();
        let levels = |effects: &Effects| -> Vec<f64> {
            if effects.is_empty() {
                return Vec::new();
            }
            let calendar = &scenario.calendar;
            let months = 0..calendar.months();
            demands.iter().flat_map(|(demand, _)| months.clone().map(|month| demand.shocks.in_month(effects, calendar, month))).collect()
        };
        let offer_levels = scenario.offers.iter().map(|offer| levels(&offer.price_factors)).collect();
        let spot_levels = scenario.lots.iter().map(|lot| levels(&lot.spot_factors)).collect();
        let base_levels = scenario.resources.iter().map(|resource| levels(&resource.base_factors)).collect();
        let today_by_department = scenario.policy.departments_no_worse.then(|| {
            let today = Plan::status_quo(supply);
            let outcomes = play_range(supply, &[&today], Phase::Planning, first..first + samples as u64, &Silent);
            // A hair of room: the model adds the same amounts in another order.
            Summary::of(supply, &today, &outcomes[0]).by_department.iter().map(|paid| paid.mean * (1.0 + 1e-6)).collect()
        });
        let courses = courses(scenario, &demands, Stage::Beginning);
        let mut menu = Self {
            supply: Arc::clone(supply),
            samples,
            rungs: Vec::new(),
            demand,
            canteens: Vec::new(),
            offer_levels,
            spot_levels,
            base_levels,
            demands: Arc::new(demands),
            looked_around: HashSet::new(),
            tried_others: HashSet::new(),
            losses: Arc::default(),
            courses: Arc::new(courses),
            bought: RwLock::default(),
            covers: RwLock::default(),
            today_by_department,
        };
        progress.begin(Step::Responses, supply.units.len() as u64);
        for unit in 0..supply.units.len() {
            let sizes = menu.ladder(unit);
            let all = vec![true; supply.units[unit].lots.len()];
            let rungs = menu.simulate(unit, &sizes, &all);
            menu.rungs.push(rungs);
            let kept = menu.worth_keeping(unit, &sizes);
            menu.add(unit, kept);
            progress.advance(1);
        }
        for lot in (0..scenario.lots.len()).filter(|lot| is_meal(scenario, *lot)) {
            for (offer, spec) in scenario.offers.iter().enumerate() {
                if let (Some(counters), Some(_)) = (spec.counters, spec.prices[lot]) {
                    let rows: Vec<Vec<LotMonth>> =
                        menu.demands.par_iter().filter_map(|(demand, _)| run_canteen(supply, lot, counters, demand)).collect();
                    menu.canteens.push(CanteenResponse {
                        offer,
                        lot,
                        response: response_of(rows.into_iter(), samples, scenario.years, 0.0),
                    });
                }
            }
        }
        progress.end();
        menu
    }

    /// The same responses at other prices: the supply of a scenario that differs in nothing but money.
    pub fn repriced(&self, supply: &Arc<Supply>) -> Menu {
        let mut rungs = self.rungs.clone();
        for (unit, rungs) in rungs.iter_mut().enumerate() {
            rungs.iter_mut().for_each(|rung| rung.cost = unit_costs(supply, unit, &rung.size).total());
        }
        Menu {
            supply: Arc::clone(supply),
            samples: self.samples,
            rungs,
            demand: self.demand.clone(),
            canteens: self.canteens.clone(),
            offer_levels: self.offer_levels.clone(),
            spot_levels: self.spot_levels.clone(),
            base_levels: self.base_levels.clone(),
            demands: Arc::clone(&self.demands),
            looked_around: self.looked_around.clone(),
            tried_others: self.tried_others.clone(),
            losses: Arc::default(),
            // A year of a path has beginnings of its own.
            courses: if supply.scenario.begins_every_year && supply.scenario.years > 1.0 {
                Arc::new(courses(&supply.scenario, &self.demands, Stage::Beginning))
            } else {
                Arc::clone(&self.courses)
            },
            bought: RwLock::default(),
            covers: RwLock::default(),
            today_by_department: self.today_by_department.clone(),
        }
    }

    /// The same once more, so that it may be added to while somebody else asks.
    #[must_use]
    pub fn twin(&self) -> Self {
        Self {
            losses: Arc::clone(&self.losses),
            courses: Arc::clone(&self.courses),
            bought: known_so_far(&self.bought),
            covers: known_so_far(&self.covers),
            ..self.repriced(&self.supply)
        }
    }

    /// The same with every contract beginning, those of today as well: whoever has left one and signs it again begins anew.
    #[must_use]
    pub fn anew(self) -> Self {
        self.at(Stage::Anew)
    }

    /// The same with every contract under way: providers have begun and learnt.
    #[must_use]
    pub fn seasoned(self) -> Self {
        self.at(Stage::Seasoned)
    }

    fn at(mut self, stage: Stage) -> Self {
        self.courses = Arc::new(courses(&self.supply.scenario, &self.demands, stage));
        (self.bought, self.covers) = (RwLock::default(), RwLock::default());
        self
    }

    /// Take over the responses that were simulated for a menu that was made from this one: they do not depend on contracts.
    pub fn learn_from(&mut self, other: Menu) {
        self.rungs = other.rungs;
        self.looked_around = other.looked_around;
        self.tried_others = other.tried_others;
    }

    /// On what terms work is bought.
    pub fn market(&self) -> Market<'_> {
        Market {
            supply: &self.supply,
            samples: self.samples,
            courses: &self.courses,
            offer_levels: &self.offer_levels,
            spot_levels: &self.spot_levels,
            base_levels: &self.base_levels,
        }
    }

    /// The canteen that a provider would run for a lot.
    pub fn canteen(&self, offer: usize, lot: usize) -> Option<&LotResponse> {
        self.canteens.iter().find(|canteen| canteen.offer == offer && canteen.lot == lot).map(|canteen| &canteen.response)
    }

    /// What a lot's work costs on a route: what a rung of a unit leaves of it, or all of it, at an outlet. Worked out once.
    pub fn bought(&self, lot: usize, rung: Option<(usize, usize)>, outlet: Direct) -> Arc<Bought> {
        known_once(&self.bought, (lot, rung, outlet), || {
            let canteen = match (rung, outlet) {
                (None, Direct::Offer(offer)) => self.canteen(offer, lot),
                _ => None,
            };
            Arc::new(bought(self.market(), lot, outlet, &self.volumes(lot, rung, outlet), canteen))
        })
    }

    /// What a second contract, which is as far as in this menu or as in another of the same supply, changes where an offer's cannot deliver what comes to it on a route;
    /// nothing where it saves nothing. Worked out once.
    pub fn cover(
        &self,
        lot: usize,
        rung: Option<(usize, usize)>,
        (first, second): (usize, usize),
        other: Option<&Menu>,
    ) -> Option<Arc<Cover>> {
        let way = (lot, rung, Direct::Offer(first));
        known_once(&self.covers, (way, second, other.is_some()), || {
            let beyond = self.beyond_counters(lot, rung, Direct::Offer(first));
            let volumes = self.volumes(lot, rung, Direct::Offer(first));
            let cover = match other {
                Some(other) => cover((self.market(), other.market()), lot, (first, second), &volumes, beyond),
                None => cover((self.market(), self.market()), lot, (first, second), &volumes, beyond),
            };
            cover.map(Arc::new)
        })
    }

    /// Diners whom the counters of a provider that runs the canteen cannot serve, by sample and month; none where nobody is left.
    pub fn beyond_counters(&self, lot: usize, rung: Option<(usize, usize)>, outlet: Direct) -> Option<&[Volume]> {
        let (None, Direct::Offer(offer)) = (rung, outlet) else { return None };
        let left = &self.canteen(offer, lot)?.overflow;
        left.iter().any(|volume| volume.units > 0.0).then_some(left)
    }

    /// What goes to an outlet, by sample and month: what a rung of a unit leaves, all of it, or what a provider's counters can serve.
    pub fn volumes(&self, lot: usize, rung: Option<(usize, usize)>, outlet: Direct) -> Cow<'_, [Volume]> {
        match (rung, outlet) {
            (Some((unit, rung)), _) => Cow::Borrowed(&self.response(lot, unit, rung).overflow),
            (None, Direct::Offer(offer)) => match self.canteen(offer, lot) {
                Some(canteen) => {
                    let served = |(all, left): (&Volume, &Volume)| Volume { units: all.units - left.units, measure: 0.0 };
                    Cow::Owned(self.demand[lot].iter().zip(&canteen.overflow).map(served).collect())
                }
                None => Cow::Borrowed(&self.demand[lot]),
            },
            (None, _) => Cow::Borrowed(&self.demand[lot]),
        }
    }

    /// The response of a lot at a rung of a unit that can serve it.
    pub fn response(&self, lot: usize, unit: usize, rung: usize) -> &LotResponse {
        let position = self.supply.units[unit].lots.iter().position(|other| *other == lot).unwrap_or(0);
        &self.rungs[unit][rung].lots[position]
    }

    /// Whether a unit of a size does anything of a lot that is routed to it; it does where nothing is known of that size.
    pub fn does(&self, lot: usize, unit: usize, size: &Size) -> bool {
        let Some(position) = self.supply.units[unit].lots.iter().position(|other| *other == lot) else { return false };
        let mut known = self.rungs[unit].iter().filter(|rung| rung.size == *size && rung.routed[position]).peekable();
        known.peek().is_none() || self.mean_demand(lot).units <= 0.0 || known.any(|rung| rung.lots[position].served > 0.0)
    }

    /// Mean demand of each lot in each month of the horizon.
    pub fn demand_by_month(&self) -> Vec<Vec<f64>> {
        let months = self.supply.scenario.calendar.months();
        let mean = |lot: &Vec<Volume>, month: usize| {
            lot.iter().skip(month).step_by(months).map(|volume| volume.units).sum::<f64>() / self.samples as f64
        };
        self.demand.iter().map(|lot| (0..months).map(|month| mean(lot, month)).collect()).collect()
    }

    /// Mean yearly demand of a lot on the samples.
    pub fn mean_demand(&self, lot: usize) -> Volume {
        let mut sum = Volume::default();
        self.demand[lot].iter().for_each(|volume| sum += *volume);
        sum.scaled(1.0 / (self.samples as f64 * self.supply.scenario.years))
    }

    /// Add the rung of a size with a routed set that a plan uses, and of those around it that may be better. Returns whether any is new.
    pub fn retake(&mut self, unit: usize, size: &Size, routed: &[bool]) -> bool {
        let rungs = self.better(unit, size, routed).into_iter().chain([size.clone()]);
        self.add(unit, rungs.map(|size| (size, routed.to_vec())).collect())
    }

    /// The same, and other sets of lots that may be better; where all of that is known, all pools of rooms around it: within limits a pool may be better that is not
    /// so by itself. Returns whether any is new.
    pub fn refine(&mut self, unit: usize, size: &Size, routed: &[bool]) -> bool {
        let sets = self.better_sets(unit, size, routed);
        let fresh = self.add(unit, sets) | self.retake(unit, size, routed);
        fresh || (self.supply.units[unit].kind == UnitKind::Rooms && self.surround(unit, size, routed))
    }

    /// Add the sizes at which a unit keeps about so many people though no lot comes to it. Returns whether any is new.
    pub fn keep_idle(&mut self, unit: usize, people: u32) -> bool {
        let mut sizes = self.idle(unit, people);
        sizes.retain(|size| !self.rungs[unit].iter().any(|rung| rung.size == *size));
        let none = vec![false; self.supply.units[unit].lots.len()];
        self.add(unit, sizes.into_iter().map(|size| (size, none.clone())).collect())
    }

    /// Add the rung of a size with a routed set. Returns whether it is new.
    pub fn know(&mut self, unit: usize, size: &Size, routed: &[bool]) -> bool {
        self.add(unit, vec![(size.clone(), routed.to_vec())])
    }

    /// Add rungs of a size and of all sizes around it, with a routed set. Returns whether any is new.
    pub fn surround(&mut self, unit: usize, size: &Size, routed: &[bool]) -> bool {
        let sizes = self.around(unit, size, 1).into_iter().chain([size.clone()]);
        self.add(unit, sizes.map(|size| (size, routed.to_vec())).collect())
    }

    /// Add rungs. Returns whether any is new.
    fn add(&mut self, unit: usize, mut rungs: Vec<Staffed>) -> bool {
        rungs.retain(|(size, routed)| !self.rungs[unit].iter().any(|rung| rung.size == *size && rung.routed == *routed));
        rungs.sort_by(|one, two| (&one.1, &one.0).cmp(&(&two.1, &two.0)));
        rungs.dedup();
        for same in rungs.chunk_by(|one, two| one.1 == two.1) {
            let sizes: Vec<Size> = same.iter().map(|(size, _)| size.clone()).collect();
            let simulated = self.simulate(unit, &sizes, &same[0].1);
            self.rungs[unit].extend(simulated);
        }
        !rungs.is_empty()
    }

    /// Simulate a unit at several sizes on all samples.
    fn simulate(&self, unit: usize, sizes: &[Size], routed: &[bool]) -> Vec<Rung> {
        let supply = &*self.supply;
        let scenario = &*supply.scenario;
        let most = sizes.iter().map(|size| size.people).max().unwrap_or(0) as usize;
        // One pass over a sample serves all sizes: demand and presence are drawn once, and what comes is in order.
        let responses: Vec<Vec<Vec<Vec<LotMonth>>>> = self
            .demands
            .par_iter()
            .map(|(demand, streams)| {
                let presence = supply.presence(unit, streams, most);
                let coming = supply.coming(unit, routed, demand);
                sizes.iter().map(|size| supply.respond_to(&coming, size, presence.as_ref(), &mut Unwatched).lots).collect()
            })
            .collect();
        sizes
            .iter()
            .enumerate()
            .map(|(index, size)| Rung {
                size: size.clone(),
                routed: routed.to_vec(),
                cost: unit_costs(supply, unit, size).total(),
                lots: (0..supply.units[unit].lots.len())
                    .map(|lot| {
                        let each = scenario.resource_cost(&scenario.lots[supply.units[unit].lots[lot]].uses);
                        response_of(responses.iter().map(|sample| sample[index][lot].clone()), self.samples, scenario.years, each)
                    })
                    .collect(),
            })
            .collect()
    }
}
