//! What does not fit into a contract's monthly capacity, as rows of the program: it goes, lot by lot, to another contract, the spot market or nobody.

use std::collections::{BTreeMap, HashMap, HashSet};

use good_lp::{Expression, Variable, constraint};

use super::beyond::Crowd;
use super::beyond::Stage;
use super::beyond::{Extent, Outlet, Spill};
use super::bought::is_by_volume;
use super::program::Program;
use super::rules::Goal;
use super::terms::Users;
use super::year::{Covered, Year};
use crate::contracts::asked::{is_worth_it, saving, unit_cost};
use crate::scenario::{Direct, Offer};

/// Columns for what single months leave over, up to which each month has its own; fewer where each needs a binary beside.
const FEW: usize = 4_000;
const FEW_BINARIES: usize = 900;

/// How far what a part of the samples leaves over may be from what all do, as a share of what is asked for.
const ENOUGH: f64 = 1e-4;

impl Program<'_> {
    /// Samples in which the program follows month by month what does not fit, where there are terms for which that matters and it is small enough: all, or
    /// as many as it is small enough for where these say enough. Such terms are the next contract's capacity, terms by volume, bundles, a contract that is dearer than what stands in for it.
    pub(super) fn follows_months(&self, year: &Year) -> Option<usize> {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let limited = scenario.offers.iter().filter(|offer| offer.capacity.is_some());
        let would_leave_more = (0..scenario.offers.len()).any(|offer| self.would_leave_more(offer));
        let by_volume = !scenario.bundles.is_empty() || scenario.offers.iter().any(is_by_volume);
        if limited.clone().count() == 0 || !(limited.clone().count() > 1 || by_volume || would_leave_more) {
            return None;
        }
        let ways: usize = limited.map(|offer| offer.prices.iter().flatten().count()).sum();
        let of_sample = ways * (scenario.offers.len() + 1) * scenario.calendar.months() * self.buyers();
        let most = if would_leave_more { FEW_BINARIES } else { FEW };
        let samples = (most / of_sample.max(1)).min(menu.samples);
        // Where every sample has rows of its own all are followed or none.
        let all = year.of_samples || scenario.policy.escort_team.is_some();
        (samples == menu.samples || !all && samples > 0 && self.say_enough(samples)).then_some(samples)
    }

    /// Whether so many samples would leave over what all do, of everything that may be asked of each limited contract, as of planned work they do.
    fn say_enough(&self, samples: usize) -> bool {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let months = scenario.calendar.months();
        let says = |offer: &Offer| {
            let Some(capacity) = offer.capacity else { return true };
            let asked = |cell: usize| -> f64 {
                let priced = offer.prices.iter().zip(&menu.demand).filter(|(price, _)| price.is_some());
                priced.map(|(_, demand)| demand[cell].units).sum()
            };
            let mean =
                |samples: usize, of: &dyn Fn(f64) -> f64| (0..samples * months).map(|cell| of(asked(cell))).sum::<f64>() / samples as f64;
            let beyond = |asked: f64| (asked - capacity).max(0.0);
            (mean(samples, &beyond) - mean(menu.samples, &beyond)).abs() <= ENOUGH * mean(menu.samples, &|asked| asked)
        };
        scenario.offers.iter().all(says)
    }

    /// Whether a program that may choose would leave more of a limited contract's work over than it must: it is cheaper elsewhere, or counts there.
    fn would_leave_more(&self, offer: usize) -> bool {
        let scenario = &*self.menu.supply.scenario;
        let spec = &scenario.offers[offer];
        let cost = |lot: usize, outlet: Direct| self.cost_of(lot, outlet);
        let other = |(index, other): (usize, &Offer), lot: usize| {
            scenario.offers[index].family != spec.family
                && other.prices[lot].is_some()
                && (is_by_volume(other) || cost(lot, Direct::Offer(index)) < cost(lot, Direct::Offer(offer)))
        };
        let of_lot = |lot: usize| {
            spec.prices[lot].is_some()
                && (cost(lot, Direct::Spot) < cost(lot, Direct::Offer(offer))
                    || scenario.offers.iter().enumerate().any(|pair| other(pair, lot)))
        };
        spec.capacity.is_some() && ((0..scenario.lots.len()).any(of_lot) || self.limits_want_less(offer))
    }

    /// Whether cash is capped or made least: what is left to nobody costs none.
    fn caps_money(&self) -> bool {
        let rules = self.rules;
        let caps = rules.budget.is_some() || rules.per_month.is_some() || rules.department_caps.is_some() || rules.no_worse.is_some();
        caps || rules.cash_at_most.is_some() || matches!(rules.goal, Goal::Cash | Goal::DearestYear | Goal::Tail | Goal::Outside)
    }

    /// Whether limits are kept more easily where a contract gets less: shares of the contracts' work, or standards that others keep better.
    fn limits_want_less(&self, offer: usize) -> bool {
        let (rules, scenario) = (self.rules, &self.menu.supply.scenario);
        let spec = &scenario.offers[offer];
        let others = (0..scenario.offers.len()).filter(|other| scenario.offers[*other].family != spec.family);
        let better = |lot: usize| {
            let outlets = others.clone().filter(|other| scenario.offers[*other].prices[lot].is_some()).map(Direct::Offer);
            let mut outlets = outlets.chain(scenario.lots[lot].spot.map(|_| Direct::Spot));
            outlets.any(|other| self.each(lot, other).in_time > spec.in_time)
        };
        let is_short = |lot: usize| spec.prices[lot].is_some() && spec.in_time < scenario.lots[lot].standard && better(lot);
        // A share of cost is reached by what is dear.
        let of_cost = rules.outsourced_at_least.is_some() && scenario.policy.counts_cost();
        let by_share = of_cost || rules.provider_share_at_most.is_some() || rules.set_aside.is_some();
        by_share || rules.standards && (0..scenario.lots.len()).any(is_short)
    }

    /// What single months leave over, for all contracts at once, in the samples that are followed: what one cannot take counts with the capacity of the next.
    pub(super) fn overfull_months(&mut self, year: &mut Year, families: &[Users], followed: usize) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let months = scenario.calendar.months();
        let cells = followed * months;
        let mut spills: Vec<Spill> = Vec::new();
        for Users { family, buyer, users } in families {
            if scenario.offers[*family].capacity.is_none() {
                continue;
            }
            for (lot, from) in ways_of(year, users) {
                let of_way: Vec<(usize, usize)> =
                    users.iter().copied().filter(|(position, offer)| year.choices[*position].lot == lot && *offer == from).collect();
                let outlets = self.beside(year, lot, from, *buyer);
                for cell in 0..cells {
                    let choices = || of_way.iter().map(|(position, _)| &year.choices[*position]);
                    let most = choices().map(|choice| choice.called_off(cell)).fold(0.0, f64::max);
                    if most <= 0.0 {
                        continue;
                    }
                    let mut left: Expression = choices().map(|choice| -choice.called_off(cell) * choice.variable).sum();
                    let mut spilt_to = Vec::with_capacity(outlets.len());
                    for to in &outlets {
                        let spilt = self.amount();
                        spilt_to.push((*to, spilt));
                        left += spilt;
                        if let Some(there) = self.is_there(year, *to, *buyer) {
                            self.rows.push(constraint!(spilt - most * there <= 0.0));
                        }
                        // A contract without limit that costs less goes first.
                        for other in &outlets {
                            if let Direct::Offer(offer) = other.0
                                && self.is_before(lot, other.0, to.0)
                                && scenario.offers[offer].capacity.is_none()
                                && self.there(lot, *other, cell) >= 1.0
                                && let Some(there) = self.is_there(year, *other, *buyer)
                            {
                                self.rows.push(constraint!(spilt + most * there <= most));
                            }
                        }
                        spills.push(self.spill_of(lot, from, *to, spilt, (Extent::of_cell(cell, months), 1.0 / followed as f64)));
                    }
                    // Whoever is not there for all of the month takes no more of what is left than that part.
                    let whole: Expression = spilt_to.iter().map(|(_, spilt)| *spilt).sum();
                    for (to, spilt) in spilt_to {
                        let there = self.there(lot, to, cell);
                        if there < 1.0 {
                            self.rows.push(constraint!(spilt - there * whole.clone() <= 0.0));
                        }
                    }
                    self.rows.push(constraint!(left <= 0.0));
                }
            }
        }
        families.iter().for_each(|of_family| self.fill_in_order(year, of_family, &spills, cells));
        spills.into_iter().for_each(|spill| self.spill(year, spill, true));
    }

    /// A contract's capacity in every month that is followed, filled in the order in which the simulation fills it, lot by lot; what other contracts leave, and
    /// this one is asked for, among them.
    fn fill_in_order(&mut self, year: &Year, Users { family, buyer, users }: &Users, spills: &[Spill], cells: usize) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let Some(capacity) = self.capacity_of(*family) else { return };
        let mut of_cells: Vec<Vec<&Spill>> = vec![Vec::new(); cells];
        let months = scenario.calendar.months();
        spills.iter().for_each(|spill| spill.of.cells(menu.samples, months).for_each(|cell| of_cells[cell].push(spill)));
        let is_way = |offer: usize| scenario.offers[offer].family == *family;
        let of_buyer: Vec<bool> = (0..scenario.lots.len()).map(|lot| self.buyer_of(lot) == *buyer).collect();
        let comes = |spill: &Spill| matches!(spill.to, Direct::Offer(other) if is_way(other)) && of_buyer[spill.lot];
        let mut order = ways_of(year, users);
        order.extend(spills.iter().filter(|spill| comes(spill)).map(|spill| (spill.lot, spill.from)));
        let order = self.by_merit(order);
        // What is left to nobody costs no cash.
        let saves = self.caps_money() && cells * order.len() <= FEW_BINARIES;
        let more = saves || (0..scenario.offers.len()).any(|offer| is_way(offer) && self.would_leave_more(offer));
        let held = |stage: Stage| -> Expression {
            let ways = (0..scenario.offers.len()).filter(|offer| is_way(*offer));
            ways.filter_map(|offer| year.is_at(offer, *buyer, stage)).sum()
        };
        let outlets: HashSet<(usize, Direct)> = spills.iter().map(|spill| (spill.lot, spill.to)).collect();
        let here = outlets.iter().filter(|(_, here)| matches!(here, Direct::Offer(offer) if is_way(*offer)));
        let past_it: HashSet<(usize, Direct, Direct)> = here
            .flat_map(|(lot, here)| outlets.iter().filter(move |(other, _)| other == lot).map(|(_, to)| (*lot, *here, *to)))
            .filter(|(lot, here, to)| self.is_before(*lot, *here, *to))
            .collect();
        // Where the program would serve them in another order, that of the simulation is written out.
        let ordered = cells * (order.len() - 1) <= FEW_BINARIES && (more || self.differs(year, &order, *buyer));
        for (cell, of_cell) in of_cells.iter().enumerate() {
            // What it does in the stead of contracts that do not deliver is in its capacity as well.
            let (stands_in, most_of_it) = self.stands_in(year, *family, *buyer, cell);
            let (mut taken, mut left, mut most, mut known) = (stands_in, None::<Expression>, most_of_it, most_of_it == 0.0);
            // What other contracts leave, and goes past this one: to whom it is before.
            let (mut past, mut most_past, mut before) = (None::<Expression>, 0.0, None);
            for (rank, way) in order.iter().enumerate() {
                let last = rank + 1 == order.len();
                for (position, _) in users.iter().filter(|(position, offer)| (year.choices[*position].lot, *offer) == *way) {
                    let asked = year.choices[*position].called_off(cell);
                    taken += asked * year.choices[*position].variable;
                    most += asked;
                }
                let spilt = || of_cell.iter().filter(|spill| (spill.lot, spill.from) == *way && of_buyer[spill.lot]);
                if is_way(way.1) {
                    for spill in spilt() {
                        taken -= spill.units;
                        *left.get_or_insert_default() += spill.units;
                    }
                } else if let Some(here) = spilt().find(|spill| comes(spill)).map(|spill| spill.to) {
                    spilt().filter(|spill| comes(spill)).for_each(|spill| taken += spill.units);
                    // Past whoever is not there for all of the month goes what does not find it.
                    let is_there = |stage: &Stage| self.there(way.0, (here, *stage), cell) >= 1.0;
                    let stage = [Some(false), Some(true)].into_iter().find(is_there);
                    for spill in spilt().filter(|spill| stage.is_some() && past_it.contains(&(way.0, here, spill.to))) {
                        *past.get_or_insert_default() += spill.units;
                        before = before.max(stage);
                    }
                    most_past += menu.demand[way.0][cell].units;
                    known = false;
                }
                if known && most <= capacity {
                    if let Some(left) = left.clone() {
                        self.rows.push(constraint!(left <= 0.0));
                    }
                    continue;
                }
                if if last { !more } else { !ordered } {
                    continue;
                }
                if left.is_none() && past.is_none() {
                    continue;
                }
                // A contract is used to the full before anything is left, also where it would be cheaper elsewhere.
                let full = self.binary();
                self.rows.push(constraint!(taken.clone() - capacity * full >= 0.0));
                if let Some(left) = left.clone() {
                    self.rows.push(constraint!(left - most * full <= 0.0));
                }
                if let Some(past) = past.clone() {
                    let held = held(before.filter(|runs| *runs == Some(true)).flatten());
                    self.rows.push(constraint!(past - most_past * full + most_past * held <= most_past));
                }
            }
            self.rows.push(constraint!(taken <= capacity));
        }
    }

    /// Lots with the way of an offer that they are routed to, in the order in which contracts serve them: those first for which the price saves most against the
    /// spot market, or against going without.
    fn by_merit(&self, mut ways: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        let scenario = &*self.menu.supply.scenario;
        let saves = |(lot, offer): (usize, usize)| saving(scenario, lot, offer).unwrap_or(0.0);
        ways.sort_by(|one, two| saves(*two).total_cmp(&saves(*one)).then(one.cmp(two)));
        ways.dedup();
        ways
    }

    /// Whether a program that may choose would serve lots in another order than contracts do: terms by volume and caps on money see more than prices, and so do escorts,
    /// quality and lateness.
    fn differs(&self, year: &Year, order: &[(usize, usize)], buyer: usize) -> bool {
        let scenario = &*self.menu.supply.scenario;
        let by_volume = !scenario.bundles.is_empty() || scenario.offers.iter().any(is_by_volume);
        let range = |(lot, from): &(usize, usize)| {
            let outlets = self.beside(year, *lot, *from, buyer);
            let costs = outlets.into_iter().map(|(to, _)| self.more_elsewhere(*lot, *from, to)).map(|(cash, unserved)| cash + unserved);
            costs.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), cost| (least.min(cost), most.max(cost)))
        };
        let ranges: Vec<(f64, f64)> = order.iter().map(range).collect();
        let crossed = ranges.iter().enumerate().any(|(rank, (least, _))| ranges[rank + 1..].iter().any(|(_, most)| least < most));
        order.len() > 1 && (by_volume || self.caps_money() || crossed)
    }

    /// Whether a contract at a stage takes all that comes to it in every month.
    pub(super) fn takes_all(&self, offer: usize, stage: Stage) -> bool {
        self.menu.supply.scenario.offers[offer].capacity.is_none() && self.menu_at(stage).market().is_even(offer)
    }

    /// Whether there is a contract to which something may go; nothing where it goes to none.
    fn is_there(&self, year: &Year, (to, stage): Outlet, buyer: usize) -> Option<Expression> {
        if let Direct::Offer(offer) = to { year.is_at(offer, buyer, stage) } else { None }
    }

    /// What a contract does in the stead of others that do not deliver: places among what is covered.
    fn covers_of<'y>(&'y self, year: &'y Year, family: usize, buyer: usize) -> impl Iterator<Item = usize> + 'y {
        let scenario = &*self.menu.supply.scenario;
        let comes = move |covered: &Covered| scenario.offers[covered.by].family == family && self.buyer_of(covered.lot) == buyer;
        (0..year.covered.len()).filter(move |place| comes(&year.covered[*place]))
    }

    /// What a contract does in a month of a sample in the stead of others that do not deliver, and the most that it can come to.
    fn stands_in(&self, year: &Year, family: usize, buyer: usize, cell: usize) -> (Expression, f64) {
        let covers = self.covers_of(year, family, buyer).map(|place| &year.covered[place]);
        let of_cell = covers.map(|covered| (covered.cover.by_cell[cell], covered.taken));
        let of_cell: Vec<(f64, Variable)> = of_cell.filter(|(units, _)| *units > 0.0).collect();
        (of_cell.iter().map(|(units, taken)| *units * *taken).sum(), of_cell.iter().map(|(units, _)| *units).sum())
    }

    /// Part of a month of a sample in which an outlet takes what comes to it of a lot.
    fn there(&self, lot: usize, (outlet, stage): Outlet, cell: usize) -> f64 {
        let Direct::Offer(offer) = outlet else { return 1.0 };
        let scenario = &*self.menu.supply.scenario;
        self.menu_at(stage).market().course(offer, cell, scenario.lots[lot].confidential).parts(&scenario.offers[offer]).done
    }

    /// Whether an outlet is asked before another for what is left of a lot: the cheaper one, at the same price the first of the contracts, and they before the
    /// spot market ([`crate::plan::Plan::outlets`]).
    pub(super) fn is_before(&self, lot: usize, one: Direct, other: Direct) -> bool {
        let place = |outlet: Direct| match outlet {
            Direct::Offer(offer) => offer,
            Direct::Spot | Direct::Nobody => usize::MAX,
        };
        let by_cost = self.cost_of(lot, one).total_cmp(&self.cost_of(lot, other));
        by_cost.then(place(one).cmp(&place(other))).is_lt()
    }

    /// What a unit of a lot costs at an outlet as such, by which outlets are asked one after the other.
    fn cost_of(&self, lot: usize, outlet: Direct) -> f64 {
        unit_cost(&self.menu.supply.scenario, lot, outlet).unwrap_or(f64::INFINITY)
    }

    /// Most units a month that a contract takes, widened where that is asked.
    pub(super) fn capacity_of(&self, family: usize) -> Option<f64> {
        let capacity = self.menu.supply.scenario.offers[family].capacity?;
        Some(self.rules.widened.iter().filter(|(offer, _)| *offer == family).fold(capacity, |sum, (_, by)| (sum + by).max(0.0)))
    }

    /// Capacity is written out for the months and samples in which it could bind; what is left over goes where it costs least more. (That a
    /// minimum purchase or the capacity of the other contract is touched by this is left out: [`Program::overfull_months`] follows it where the program
    /// is small.)
    pub(super) fn capacity(&mut self, year: &mut Year, family: usize, buyer: usize, users: &[(usize, usize)]) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let Some(capacity) = self.capacity_of(family) else { return };
        let months = scenario.calendar.months();
        // Lots with the way of the offer that they go by.
        let ways = ways_of(year, users);
        let mut lots: Vec<usize> = ways.iter().map(|(lot, _)| *lot).collect();
        lots.dedup();
        let binds = |cell: &usize| lots.iter().map(|lot| menu.demand[*lot][*cell].units).sum::<f64>() > capacity;
        for of in self.apart(year, family, &lots) {
            let cells: Vec<usize> = of.cells(menu.samples, months).filter(binds).collect();
            if cells.is_empty() {
                continue;
            }
            // Of its sample, or the mean over all.
            let mean = if of.sample.is_some() { 1.0 } else { 1.0 / menu.samples as f64 };
            let units = |position: usize, cell: usize| year.choices[position].called_off(cell);
            // What is left in each month.
            let mut of_cells: Vec<Expression> = Vec::with_capacity(cells.len());
            let mut left = Expression::default();
            if lots.len() == 1 {
                // The lot takes one route, of which it is known what is too much.
                for cell in &cells {
                    let beyond =
                        |(position, _): &(usize, usize)| (units(*position, *cell) - capacity).max(0.0) * year.choices[*position].variable;
                    of_cells.push(users.iter().map(beyond).sum());
                }
                of_cells.iter().for_each(|of_cell| left -= mean * of_cell.clone());
            } else {
                for cell in &cells {
                    let routed: Expression =
                        users.iter().map(|(position, _)| units(*position, *cell) * year.choices[*position].variable).sum();
                    let volume = routed + self.stands_in(year, family, buyer, *cell).0;
                    let spill = self.amount();
                    self.rows.push(constraint!(volume - spill <= capacity));
                    left -= mean * spill;
                    of_cells.push(spill.into());
                }
                if self.limits_want_less(family) || self.caps_money() {
                    for most in self.most_left(year, users, &lots, &cells, capacity) {
                        self.rows.push(constraint!(left.clone() + mean * most >= 0.0));
                    }
                }
            }
            let mut spills = Vec::new();
            let order = self.by_merit(ways.clone());
            let ordered = lots.len() > 1 && (self.limits_want_less(family) || self.differs(year, &order, buyer));
            let mut left_of: HashMap<(usize, usize), Expression> = HashMap::new();
            for (lot, from) in &ways {
                let most: Vec<(Variable, f64)> = users
                    .iter()
                    .filter(|(position, offer)| year.choices[*position].lot == *lot && offer == from)
                    .map(|(position, _)| {
                        let called: f64 = cells.iter().map(|cell| units(*position, *cell)).sum();
                        (year.choices[*position].variable, mean * called)
                    })
                    .collect();
                let whole = most.iter().map(|(_, units)| *units).fold(0.0, f64::max);
                let mut of_way: Expression = most.iter().map(|(variable, units)| -*units * *variable).sum();
                let outlets = self.beside(year, *lot, *from, buyer);
                for to in outlets.iter().copied() {
                    let spilt = self.amount();
                    left += spilt;
                    of_way += spilt;
                    *left_of.entry((*lot, *from)).or_default() += spilt;
                    if let Some(there) = self.is_there(year, to, buyer) {
                        self.rows.push(constraint!(spilt - whole * there <= 0.0));
                    }
                    // Who takes all that comes and costs less goes first, whatever limits would have it.
                    for other in &outlets {
                        if let Direct::Offer(offer) = other.0
                            && self.is_before(*lot, other.0, to.0)
                            && self.takes_all(offer, other.1)
                            && let Some(there) = self.is_there(year, *other, buyer)
                        {
                            self.rows.push(constraint!(spilt + whole * there <= whole));
                        }
                    }
                    let part = if of.sample.is_some() { 1.0 / menu.samples as f64 } else { 1.0 };
                    spills.push(self.spill_of(*lot, *from, to, spilt, (of.clone(), part)));
                }
                self.rows.push(constraint!(of_way <= 0.0));
            }
            self.rows.push(constraint!(left == 0.0));
            // Whoever is not there for all of a month takes no more of what is left than that part, of all lots together.
            let mut comes: BTreeMap<(usize, Stage), Expression> = BTreeMap::new();
            for spill in &spills {
                if let Direct::Offer(to) = spill.to
                    && !self.menu_at(spill.stage).market().is_even(to)
                {
                    *comes.entry((to, spill.stage)).or_default() += spill.units;
                }
            }
            for ((to, stage), comes) in comes {
                let there = |cell: usize| lots.iter().map(|lot| self.there(*lot, (Direct::Offer(to), stage), cell)).fold(0.0, f64::max);
                let most: Expression = cells.iter().zip(&of_cells).map(|(cell, left)| mean * there(*cell) * left.clone()).sum();
                self.rows.push(constraint!(comes - most <= 0.0));
            }
            // Whoever is served first leaves no more than there is without those who come after.
            for end in (1..order.len()).filter(|_| ordered) {
                let mut first: Vec<usize> = order[..end].iter().map(|(lot, _)| *lot).collect();
                first.sort_unstable();
                first.dedup();
                let left: Expression = order[..end].iter().filter_map(|way| left_of.get(way).cloned()).sum();
                for most in self.most_left(year, users, &first, &cells, capacity) {
                    self.rows.push(constraint!(left.clone() - mean * most <= 0.0));
                }
            }
            if lots.len() > 1 {
                let stands_in = self
                    .covers_of(year, family, buyer)
                    .filter(|place| cells.iter().any(|cell| year.covered[*place].cover.by_cell[*cell] > 0.0));
                let stands_in = stands_in.collect();
                let ways = order.iter().map(|way| (*way, left_of.remove(way).unwrap_or_default())).collect();
                year.crowds.push(Crowd { capacity, ways, users: users.to_vec(), stands_in, cells, mean });
            }
            spills.into_iter().for_each(|spill| self.spill(year, spill, false));
        }
    }

    /// Months of which it must be known apart what is left over: those of each sample, each year, each month, where that decides.
    fn apart(&self, year: &Year, family: usize, lots: &[usize]) -> Vec<Extent> {
        let calendar = &self.menu.supply.scenario.calendar;
        let each = if !year.by_month.is_empty() {
            1
        } else if !year.by_year.is_empty() && self.years_differ(family, lots) {
            12
        } else {
            calendar.months()
        };
        let samples = if year.of_samples { (0..self.menu.samples).map(Some).collect() } else { vec![None] };
        let of_sample = |sample| (0..calendar.months()).step_by(each).map(move |first| Extent { sample, months: first..first + each });
        samples.into_iter().flat_map(of_sample).collect()
    }

    /// Whether a contract to which some lots go leaves over more in some years than in others, beyond what chance explains.
    fn years_differ(&self, family: usize, lots: &[usize]) -> bool {
        /// Standard errors of a difference that chance explains, in one of some ten thousand.
        const BY_CHANCE: f64 = 4.0;
        let (menu, scenario) = (self.menu, &self.menu.supply.scenario);
        let Some(capacity) = self.capacity_of(family) else { return false };
        let years = scenario.calendar.years();
        let asked = |cell: usize| -> f64 {
            lots.iter().map(|lot| self.there(*lot, (Direct::Offer(family), None), cell) * menu.demand[*lot][cell].units).sum()
        };
        let left: Vec<f64> =
            (0..menu.samples * years).map(|year| (12 * year..12 * year + 12).map(|cell| (asked(cell) - capacity).max(0.0)).sum()).collect();
        let of_year = |year: usize| left.iter().skip(year).step_by(years).sum::<f64>() / menu.samples as f64;
        let means: Vec<f64> = (0..years).map(of_year).collect();
        let (least, most) = means.iter().fold((f64::INFINITY, 0.0), |(least, most), mean| (mean.min(least), mean.max(most)));
        let variance = left.iter().enumerate().map(|(year, left)| (left - means[year % years]).powi(2)).sum::<f64>() / left.len() as f64;
        // Each year's mean is of as many samples: their difference has twice the variance.
        most - least > BY_CHANCE * (2.0 * variance / menu.samples as f64).sqrt() + 1e-9 * most
    }

    /// Units of some cells that a contract leaves over at most, a bound for each lot: no more than where every lot goes there in full, and no more than without
    /// the lot where it does not go there.
    fn most_left(&self, year: &Year, users: &[(usize, usize)], lots: &[usize], cells: &[usize], capacity: f64) -> Vec<Expression> {
        let of_lot = |lot: usize| users.iter().filter(move |(position, _)| year.choices[*position].lot == lot);
        let asked = |lot: usize, cell: usize| {
            let units = |(position, _): &(usize, usize)| year.choices[*position].called_off(cell);
            of_lot(lot).map(units).fold(0.0, f64::max)
        };
        let by_lot: Vec<Vec<f64>> = lots.iter().map(|lot| cells.iter().map(|cell| asked(*lot, *cell)).collect()).collect();
        let beyond = |without: Option<usize>| -> f64 {
            let volume = |cell: usize| -> f64 {
                by_lot.iter().enumerate().filter(|(lot, _)| Some(*lot) != without).map(|(_, asked)| asked[cell]).sum()
            };
            (0..cells.len()).map(|cell| (volume(cell) - capacity).max(0.0)).sum()
        };
        let all = beyond(None);
        let bound = |(index, lot): (usize, &usize)| {
            let others = beyond(Some(index));
            let goes: Expression = of_lot(*lot).map(|(position, _)| year.choices[*position].variable).sum();
            others + (all - others) * goes
        };
        lots.iter().enumerate().map(bound).collect()
    }

    /// What other contracts leave finds a limited contract no larger than it is, in expectation over the year.
    pub(super) fn room_for_spills(&mut self, year: &Year, families: &[Users]) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        let a_year = 1.0 / (menu.samples as f64 * scenario.years);
        for Users { family, buyer, users } in families {
            let Some(capacity) = self.capacity_of(*family) else { continue };
            let is_way = |offer: usize| scenario.offers[offer].family == *family;
            let of_buyer = || year.spills.iter().filter(|spill| self.buyer_of(spill.lot) == *buyer);
            let comes: Vec<&Spill> = of_buyer().filter(|spill| matches!(spill.to, Direct::Offer(other) if is_way(other))).collect();
            if comes.is_empty() {
                continue;
            }
            let comes: Expression = comes.iter().map(|spill| spill.weight * spill.units).sum();
            let goes: Expression = of_buyer().filter(|spill| is_way(spill.from)).map(|spill| spill.weight * spill.units).sum();
            let units = |(position, _): &(usize, usize)| {
                let choice = &year.choices[*position];
                let called: f64 = choice.bought.called_off.iter().map(|(units, _)| units).sum();
                a_year * called * choice.variable
            };
            let own: Expression = users.iter().map(units).sum();
            self.rows.push(constraint!(own + comes - goes <= 12.0 * capacity));
        }
    }

    /// Where work of a lot may go that a contract cannot take.
    fn beside(&self, year: &Year, lot: usize, from: usize, buyer: usize) -> Vec<Outlet> {
        let scenario = &*self.menu.supply.scenario;
        let family = scenario.offers[from].family;
        let worth = |offer: usize| is_worth_it(scenario, lot, Direct::Offer(offer));
        let spot = is_worth_it(scenario, lot, Direct::Spot);
        // The spot market takes all that comes: whoever is dearer is not asked.
        let asked = |offer: usize| !(spot && self.is_before(lot, Direct::Spot, Direct::Offer(offer)));
        let others = (0..scenario.offers.len()).filter(|other| {
            scenario.offers[*other].family != family && year.awards[*other][buyer].is_some() && worth(*other) && asked(*other)
        });
        let cells = self.menu.samples * scenario.calendar.months();
        let is_same =
            |to: Direct| (0..cells).all(|cell| self.there(lot, (to, Some(false)), cell) == self.there(lot, (to, Some(true)), cell));
        let stages = |other: usize| if is_same(Direct::Offer(other)) { &[None] } else { year.stages(other) };
        let at_stages = others.flat_map(|other| stages(other).iter().map(move |stage| (Direct::Offer(other), *stage)));
        at_stages.chain([(if spot { Direct::Spot } else { Direct::Nobody }, None)]).collect()
    }
}

/// Lots with the way of an offer that they go by.
fn ways_of(year: &Year, users: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ways: Vec<(usize, usize)> = users.iter().map(|(position, offer)| (year.choices[*position].lot, *offer)).collect();
    ways.sort_unstable();
    ways.dedup();
    ways
}
