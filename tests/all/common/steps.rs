//! Plans one step away from a strategy's plan, within the strategy's rule and the limits that its plan keeps, played on common replications: whoever says that
//! a strategy is at its best must not be told of a step that betters it.

use std::fmt;

use houqin::outcome::evaluate::movements;
use houqin::outcome::{Estimate, Outcome, Summary};
use houqin::plan::{Plan, Route, is_meal};
use houqin::planning::Limit;
use houqin::random::Phase;
use houqin::replicate::{Silent, play_range};
use houqin::scenario::units::Held;
use houqin::scenario::{Direct, Scenario};
use houqin::strategies::{Note, Strategy};
use houqin::supply::{Size, Supply, UnitKind};

/// A strategy's plan and what is known of it.
pub struct Rival<'a> {
    pub supply: &'a Supply,
    pub strategy: Strategy,
    pub plan: &'a Plan,
    pub note: &'a Note,
}

/// A plan one step away, and which step that is.
pub struct Step {
    pub said: String,
    pub plan: Plan,
}

/// What a step gains.
#[derive(Clone, Debug)]
pub struct Gain {
    pub said: String,
    /// As a share of the plan's cost.
    pub share: f64,
    /// In standard errors of the paired difference.
    pub errors: f64,
}

impl Gain {
    /// Whether it is more than a tolerance and chance explain.
    pub fn counts(&self, tolerance: f64) -> bool {
        self.share > tolerance && self.errors > 3.0
    }
}

impl fmt::Display for Gain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {:.3} % better, {:.1} standard errors", self.said, self.share * 100.0, self.errors)
    }
}

/// What became of all steps from a plan.
pub struct Examined {
    pub steps: usize,
    /// Those that were played on all replications and keep what must be kept, the best first.
    pub gains: Vec<Gain>,
}

/// How many of the most promising steps are played on all replications whether or not they may still count.
const ALWAYS: usize = 5;

impl<'a> Rival<'a> {
    fn scenario(&self) -> &'a Scenario {
        &self.supply.scenario
    }

    /// Play every step on `few` replications, and on `many` others those that may gain more than the tolerance.
    pub fn examine(&self, few: u64, many: u64) -> Examined {
        let steps: Vec<Step> = self.steps().into_iter().filter(|step| self.may_be(&step.plan)).collect();
        let tolerance = self.scenario().run.tolerance.0;
        let first = self.play(&steps, 0..few);
        let (cost, own) = (first[0].summary.cost.mean, &first[0]);
        let mut order: Vec<(usize, Gain)> =
            steps.iter().zip(&first[1..]).map(|(step, played)| gain(step, own, played, cost)).enumerate().collect();
        order.sort_by(|a, b| b.1.share.total_cmp(&a.1.share));
        let open = |(rank, (_, gain)): (usize, &(usize, Gain))| rank < ALWAYS || gain.share * (1.0 + 3.0 / gain.errors.abs()) > tolerance;
        let open: Vec<usize> = order.iter().enumerate().filter(|of| open(*of)).map(|(_, (index, _))| *index).collect();
        let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
        let tried = steps.len();
        let open: Vec<Step> = open.into_iter().filter_map(|index| steps[index].take()).collect();
        let again = self.play(&open, few..few + many);
        let (cost, own) = (again[0].summary.cost.mean, &again[0]);
        let today = Plan::status_quo(self.supply);
        let today = Summary::of(self.supply, &today, &play_range(self.supply, &[&today], Phase::Evaluation, few..few + many, &Silent)[0]);
        let here = self.overruns(self.plan, &own.summary, &today);
        // Plans were made on fewer samples than they are played on here.
        let widen = (1.0 + many as f64 / f64::from(self.scenario().run.planning_samples)).sqrt();
        let keeps = |(step, played): &(&Step, &Played)| {
            let there = self.overruns(&step.plan, &played.summary, &today);
            let kept = |(here, there): (&(Limit, Estimate), &(Limit, Estimate))| {
                self.note.limits.contains(&here.0)
                    || there.1.mean <= here.1.mean + 1e-9 * here.1.mean.abs()
                    || there.1.mean + widen * (there.1.upper - there.1.mean) <= 0.0
            };
            here.iter().zip(&there).all(kept)
        };
        let kept = open.iter().zip(&again[1..]).filter(keeps);
        let mut gains: Vec<Gain> = kept.map(|(step, played)| gain(step, own, played, cost)).collect();
        gains.sort_by(|a, b| b.share.total_cmp(&a.share));
        Examined { steps: tried, gains }
    }

    /// The plan itself and then some steps on the same replications.
    fn play(&self, steps: &[Step], replications: std::ops::Range<u64>) -> Vec<Played> {
        let plans: Vec<&Plan> = [self.plan].into_iter().chain(steps.iter().map(|step| &step.plan)).collect();
        let outcomes = play_range(self.supply, &plans, Phase::Evaluation, replications, &Silent);
        let played = |(plan, outcomes): (&&Plan, &Vec<Outcome>)| Played {
            values: [false, true].map(|as_sized| outcomes.iter().map(|outcome| self.value(outcome, as_sized)).collect()),
            as_sized: plan.sizes == self.plan.sizes,
            summary: Summary::of(self.supply, plan, outcomes),
        };
        plans.iter().zip(&outcomes).map(played).collect()
    }

    /// What the strategy makes least. Who has own people do what they can decides how many they are as if what is bought were left undone.
    fn value(&self, outcome: &Outcome, as_sized: bool) -> f64 {
        let scenario = self.scenario();
        match self.strategy {
            Strategy::AllInHouse if !as_sized => {
                let undone = |lot: usize| {
                    let (spec, volume) = (&scenario.lots[lot], self.supply.expected_volume(lot));
                    let price = spec.spot.map_or(0.0, |price| price.of(volume) / volume.units.max(f64::MIN_POSITIVE));
                    outcome.lots[lot].spot * (spec.unserved_cost - if price < spec.unserved_cost { price } else { 0.0 })
                };
                outcome.objective() + (0..scenario.lots.len()).map(undone).sum::<f64>()
            }
            _ if scenario.policy.service_first => outcome.unserved_cost,
            _ => outcome.objective(),
        }
    }

    /// What a plan's own figures must keep, unless the strategy's plan does not.
    fn may_be(&self, plan: &Plan) -> bool {
        let policy = &self.scenario().policy;
        let moves = |plan: &Plan| -> (u32, u32) {
            movements(self.supply, plan).iter().fold((0, 0), |sum, (hired, moved)| (sum.0 + hired, sum.1 + moved))
        };
        let ((hired, moved), (hired_here, moved_here)) = (moves(plan), moves(self.plan));
        let quota = policy.quota.is_none_or(|most| plan.people() <= most.max(self.plan.people()));
        let new_hires = policy.new_hires || hired <= hired_here;
        let redeployed =
            self.strategy == Strategy::AllOutsourced || policy.redeployed_at_most.is_none_or(|most| moved <= most.max(moved_here));
        quota && new_hires && redeployed
    }

    /// By how much a played plan is beyond each limit; what is kept is negative.
    fn overruns(&self, plan: &Plan, summary: &Summary, today: &Summary) -> Vec<(Limit, Estimate)> {
        let scenario = self.scenario();
        let (budget, policy) = (&scenario.budget, &scenario.policy);
        let certain = |amount: f64| Estimate { mean: amount, lower: amount, upper: amount };
        // What must be at least so much.
        let short = |of: Estimate, least: f64| Estimate { mean: least - of.mean, lower: least - of.upper, upper: least - of.lower };
        let mut rows: Vec<(Limit, Estimate)> = Vec::new();
        if let Some(cap) = budget.per_year {
            match budget.held {
                Held::InExpectation => rows.extend(summary.capped_years(budget).map(|paid| (Limit::Budget, paid.less(cap)))),
                held => rows.push((Limit::Budget, certain(summary.held_cost(budget, held) - cap))),
            }
            if let Some(shares) = &budget.department_share
                && (budget.departments_bind || self.strategy == Strategy::PerDepartment)
            {
                let over = |(department, share): (usize, &f64)| summary.capped_department(scenario, department).less(share * cap);
                rows.extend(shares.iter().enumerate().map(|of| (Limit::DepartmentShares, over(of))));
            }
        }
        rows.extend(budget.one_off.map(|fund| (Limit::OneOff, certain(summary.once - fund))));
        if let Some(cap) = budget.per_month {
            rows.extend(summary.capped_months(budget).map(|paid| (Limit::PerMonth, paid.less(cap))));
        }
        if policy.departments_no_worse {
            let pairs = summary.by_department.iter().zip(&today.by_department);
            rows.extend(pairs.map(|(paid, today)| (Limit::DepartmentShares, paid.less(today.mean))));
        }
        if policy.standards_bind {
            let lots = scenario.lots.iter().zip(&summary.lots);
            rows.extend(lots.map(|(lot, year)| (Limit::Standards, short(year.in_time, lot.standard))));
        }
        let least = match self.strategy {
            Strategy::AllInHouse => None,
            Strategy::NinetyPercent => Some(0.9),
            _ => policy.outsourced_share_at_least,
        };
        rows.extend(least.map(|least| (Limit::Outsourced, short(summary.outsourced_share, least))));
        let share = |keep: &dyn Fn(usize) -> bool| {
            let of = |keep: &dyn Fn(usize) -> bool| -> f64 {
                summary.contracts.iter().filter(|contract| keep(contract.offer)).map(|contract| contract.value.mean).sum()
            };
            let all = of(&|_| true);
            if all > 0.0 { of(keep) / all } else { 0.0 }
        };
        if let Some(most) = policy.provider_share_at_most {
            let of_provider = |offer: usize| share(&|other| scenario.offers[other].provider == scenario.offers[offer].provider);
            rows.extend((0..scenario.offers.len()).map(|offer| (Limit::ProviderShare, certain(of_provider(offer) - most))));
        }
        if let Some(least) = policy.set_aside.filter(|_| plan.awarded.contains(&true)) {
            rows.push((Limit::SetAside, certain(least - share(&|offer| scenario.offers[offer].small))));
        } else if policy.set_aside.is_some() {
            rows.push((Limit::SetAside, certain(-1.0)));
        }
        let resources = scenario.resources.iter().zip(&summary.resources);
        rows.extend(resources.filter_map(|(resource, used)| Some((Limit::Resources, used.less(resource.at_most?)))));
        rows
    }

    /// Every plan that differs from this one in one person, room, contract or route, within the strategy's rule.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = self.sizes();
        steps.extend(self.routes());
        steps.extend(self.contracts());
        let mut found: Vec<Step> = Vec::new();
        for mut step in steps {
            self.drop_idle(&mut step.plan);
            if step.plan != *self.plan && !found.iter().any(|other| other.plan == step.plan) && self.is_of_one_way(&step.plan) {
                found.push(step);
            }
        }
        found
    }

    /// The plan with a change.
    fn with(&self, said: String, change: impl FnOnce(&mut Plan)) -> Step {
        let mut plan = self.plan.clone();
        change(&mut plan);
        Step { said, plan }
    }

    /// Units of the plan's arrangements.
    fn units(&self) -> impl Iterator<Item = usize> + '_ {
        let chosen = |unit: &usize| {
            let spec = &self.supply.units[*unit];
            self.plan.arrangement[spec.service] == spec.arrangement
        };
        (0..self.supply.units.len()).filter(chosen)
    }

    fn lots_at(&self, unit: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.plan.route.len()).filter(move |lot| self.plan.route[*lot] == Route::Unit(unit))
    }

    /// One person or room more or fewer. Whom the last one leaves behind goes where the rest went.
    fn sizes(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for unit in self.units() {
            let (spec, size) = (&self.supply.units[unit], &self.plan.sizes[unit]);
            let mut others = Vec::new();
            if let Some(crew) = &spec.crew {
                let around = [size.people.checked_sub(1), (size.people < crew.at_most).then_some(size.people + 1)];
                others.extend(around.into_iter().flatten().map(|people| (format!("{people} people"), Size { people, ..size.clone() })));
            }
            for (kind, room) in spec.rooms.iter().enumerate() {
                let (count, room) = (size.rooms[kind], &self.scenario().rooms[*room]);
                let around = [count.checked_sub(1).filter(|_| room.can_release), (count < room.count).then_some(count + 1)];
                for count in around.into_iter().flatten() {
                    let mut other = size.clone();
                    other.rooms[kind] = count;
                    others.push((format!("{count} × {}", room.name), other));
                }
            }
            for (what, other) in others {
                let emptied = other.is_empty() && self.lots_at(unit).next().is_some();
                if emptied && self.strategy == Strategy::AllInHouse {
                    continue;
                }
                steps.push(self.with(format!("{}: {what}", spec.name), |plan| {
                    plan.sizes[unit] = other;
                    for lot in self.lots_at(unit).filter(|_| emptied) {
                        plan.route[lot] = Route::Direct(plan.overflow[lot]);
                    }
                }));
            }
        }
        steps
    }

    /// Where a lot's work, or what its team leaves of it, may go, whether or not it is under contract yet.
    fn outlets(&self, lot: usize, overflow: bool) -> Vec<Direct> {
        let scenario = self.scenario();
        let counters = |offer: &usize| overflow && scenario.offers[*offer].counters.is_some() && is_meal(scenario, lot);
        let offers = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].prices[lot].is_some() && !counters(offer));
        let offers = offers.filter(|_| self.strategy != Strategy::AllInHouse).map(Direct::Offer);
        let mut outlets: Vec<Direct> = offers.chain(scenario.lots[lot].spot.map(|_| Direct::Spot)).collect();
        // Who buys everything leaves nothing that can be bought.
        outlets.extend((self.strategy != Strategy::AllOutsourced || outlets.is_empty()).then_some(Direct::Nobody));
        outlets
    }

    /// One lot another way, or what its team leaves of it.
    fn routes(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for (lot, spec) in self.scenario().lots.iter().enumerate() {
            let (direct, beyond) = (self.outlets(lot, false), self.outlets(lot, true));
            let able = |unit: &usize| self.supply.units[*unit].lots.contains(&lot);
            let has_unit = (0..self.supply.units.len()).any(|unit| able(&unit) && self.supply.units[unit].kind != UnitKind::Escorts);
            let of = |where_to: Direct| self.name(where_to);
            if self.strategy != Strategy::AllInHouse || !has_unit {
                for to in direct.iter().copied() {
                    steps.push(self.with(format!("{} to {}", spec.path, of(to)), |plan| {
                        plan.route[lot] = Route::Direct(to);
                        sign(plan, to);
                        plan.overflow[lot] = plan.cheapest(self.scenario(), lot, true);
                    }));
                }
            }
            let own = self.strategy != Strategy::AllOutsourced || direct == [Direct::Nobody];
            for unit in self.units().filter(able).filter(|_| own) {
                let here = self.plan.route[lot] == Route::Unit(unit);
                let first = self.plan.sizes[unit].is_empty();
                if first && self.supply.units[unit].crew.is_none() {
                    continue;
                }
                let cheapest = self.plan.cheapest(self.scenario(), lot, true);
                for to in beyond.iter().copied().filter(|to| here || *to == cheapest) {
                    let name = &self.supply.units[unit].name;
                    steps.push(self.with(format!("{} to {name}, then {}", spec.path, of(to)), |plan| {
                        plan.sizes[unit].people += u32::from(first);
                        plan.route[lot] = Route::Unit(unit);
                        plan.overflow[lot] = to;
                        sign(plan, to);
                    }));
                }
            }
        }
        steps
    }

    /// One contract signed, dropped or had in another way; where departments make their own, by one of them.
    fn contracts(&self) -> Vec<Step> {
        let scenario = self.scenario();
        if self.strategy == Strategy::AllInHouse {
            return Vec::new();
        }
        let buyers = if self.plan.separate { (0..scenario.departments.len()).map(Some).collect() } else { vec![None] };
        let mut steps = Vec::new();
        for (offer, spec) in scenario.offers.iter().enumerate() {
            let to = Direct::Offer(offer);
            for buyer in buyers.iter().copied() {
                let of_buyer = |lot: &usize| buyer.is_none_or(|department| scenario.lots[*lot].department == department);
                let lots: Vec<usize> = (0..scenario.lots.len()).filter(of_buyer).collect();
                let covered = |lot: &usize, overflow: bool| self.outlets(*lot, overflow).contains(&to);
                let is_bought = |lot: &usize| matches!(self.plan.route[*lot], Route::Direct(_));
                if spec.saves.is_empty() {
                    for with_overflow in [false, true] {
                        steps.push(self.with(format!("sign {}{}", spec.name, if with_overflow { " for all" } else { "" }), |plan| {
                            plan.awarded[offer] = true;
                            for lot in lots.iter().copied() {
                                if is_bought(&lot) && covered(&lot, false) {
                                    plan.route[lot] = Route::Direct(to);
                                } else if with_overflow && covered(&lot, true) {
                                    plan.overflow[lot] = to;
                                }
                            }
                        }));
                    }
                } else if buyer.is_none() {
                    steps.push(self.with(format!("sign {}", spec.name), |plan| plan.awarded[offer] = true));
                }
                if !self.plan.awarded[offer] {
                    continue;
                }
                let other_ways =
                    (0..scenario.offers.len()).filter(|other| *other != offer && scenario.offers[*other].family == spec.family);
                for way in other_ways {
                    steps.push(self.with(format!("{} as {}", spec.name, scenario.offers[way].name), |plan| {
                        plan.awarded[offer] = false;
                        plan.awarded[way] = true;
                        let other = Direct::Offer(way);
                        for lot in lots.iter().copied() {
                            let prices = scenario.offers[way].prices[lot].is_some();
                            if plan.route[lot] == Route::Direct(to) {
                                plan.route[lot] = Route::Direct(if prices { other } else { plan.cheapest(scenario, lot, false) });
                            }
                            if plan.overflow[lot] == to {
                                plan.overflow[lot] = if prices { other } else { plan.cheapest(scenario, lot, true) };
                            }
                        }
                        // Another department may still have it.
                        plan.awarded[offer] = is_used(plan, offer);
                    }));
                }
                steps.push(self.with(format!("drop {}", spec.name), |plan| {
                    plan.awarded[offer] = false;
                    for lot in lots.iter().copied() {
                        if plan.route[lot] == Route::Direct(to) {
                            plan.route[lot] = Route::Direct(plan.cheapest(scenario, lot, false));
                        }
                        if plan.overflow[lot] == to {
                            plan.overflow[lot] = plan.cheapest(scenario, lot, true);
                        }
                    }
                    plan.awarded[offer] = is_used(plan, offer);
                }));
            }
        }
        steps
    }

    /// A contract from which a step takes the last work ends.
    fn drop_idle(&self, plan: &mut Plan) {
        for (offer, spec) in self.scenario().offers.iter().enumerate() {
            let idle = plan.awarded[offer] && spec.saves.is_empty() && !is_used(plan, offer);
            if idle && is_used(self.plan, offer) {
                plan.awarded[offer] = false;
            }
        }
    }

    /// Whether an offer is had in one way only, by each that has it.
    fn is_of_one_way(&self, plan: &Plan) -> bool {
        let scenario = self.scenario();
        let family = |offer: usize| scenario.offers[offer].family;
        let offers = || 0..scenario.offers.len();
        let ways = |of: usize| offers().filter(|offer| family(*offer) == of && plan.awarded[*offer]).count();
        offers().all(|offer| plan.separate || ways(family(offer)) <= 1)
    }

    fn name(&self, direct: Direct) -> String {
        match direct {
            Direct::Offer(offer) => self.scenario().offers[offer].name.clone(),
            Direct::Spot => "the spot market".to_owned(),
            Direct::Nobody => "nobody".to_owned(),
        }
    }
}

/// A plan on some replications.
struct Played {
    /// What the strategy makes least, of other people or rooms, and of the same.
    values: [Vec<f64>; 2],
    as_sized: bool,
    summary: Summary,
}

fn gain(step: &Step, own: &Played, played: &Played, cost: f64) -> Gain {
    let differences: Vec<f64> = own.values[usize::from(played.as_sized)]
        .iter()
        .zip(&played.values[usize::from(played.as_sized)])
        .map(|(own, other)| own - other)
        .collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Gain { said: step.said.clone(), share: mean / cost, errors: mean / (variance / n).sqrt().max(f64::MIN_POSITIVE) }
}

fn sign(plan: &mut Plan, to: Direct) {
    if let Direct::Offer(offer) = to {
        plan.awarded[offer] = true;
    }
}

fn is_used(plan: &Plan, offer: usize) -> bool {
    let to = Direct::Offer(offer);
    plan.route.iter().zip(&plan.overflow).any(|(route, overflow)| match route {
        Route::Direct(direct) => *direct == to,
        Route::Unit(_) => *overflow == to,
    })
}
