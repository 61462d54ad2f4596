//! Where each lot goes, as columns and rows of the program: to a unit at a rung with an outlet for what is left, or straight to an outlet.

use good_lp::{Expression, Variable, constraint, variable};

use super::beyond::Stage;
use super::error::PlanningError;
use super::limit::Limit;
use super::menu::Menu;
use super::program::{Program, price_factor};
use super::rules::{Rules, Side, StandIn, only_own};
use super::scale::SCALE;
use super::spill::unit_count;
use super::year::{Choice, Covered, Year};
use crate::plan::is_meal;
use crate::scenario::Direct;

/// From a rung of a unit, or all of it; to an outlet.
type Way = (Option<(usize, usize)>, Direct);

/// Shares of a standard that solvers do not tell apart.
const HAIR: f64 = 1e-6;

impl Program<'_> {
    /// Routes of the lots.
    pub(super) fn routes(&mut self, year: &mut Year) -> Result<(), PlanningError> {
        let (menu, rules) = (self.menu, self.rules);
        let supply = &*menu.supply;
        let scenario = &*supply.scenario;
        for (lot, spec) in scenario.lots.iter().enumerate() {
            let first = year.choices.len();
            let buyer = self.buyer_of(lot);
            let forced = rules.forced.iter().find(|(other, _)| *other == lot).map(|(_, side)| *side);
            let ways = self.ways_of(year, lot, forced);
            let enough: Vec<Way> = ways.iter().copied().filter(|way| self.may_meet_standard(lot, *way)).collect();
            // If none does, the standard's row says so.
            for at_rung in (if enough.is_empty() { &ways } else { &enough }).chunk_by(|one, two| one.0 == two.0) {
                let before = year.choices.len();
                for (route, outlet) in at_rung {
                    let choices = self.ways_to(year, lot, *route, *outlet);
                    year.choices.extend(choices);
                }
                if let Some((unit, rung)) = at_rung[0].0 {
                    let together: Expression = year.choices[before..].iter().map(|choice| choice.variable).sum();
                    self.rows.push(constraint!(together <= year.rungs[unit][rung]));
                }
            }
            let may_go_out = ways.iter().any(|(route, _)| route.is_none());
            if may_go_out && only_own(scenario, lot) && (!rules.secrecy || self.giving.may(Limit::Secrecy)) {
                let choice = self.binary();
                if rules.secrecy {
                    let more = self.gives(Limit::Secrecy, lot, 0.0, 1.0);
                    self.rows.push(constraint!(choice - more <= 0.0));
                }
                year.choices.push(as_if_cleared(menu, lot, choice));
            }
            let chosen = &year.choices[first..];
            if chosen.is_empty() {
                return Err(PlanningError::Infeasible);
            }
            self.rows.push(constraint!(chosen.iter().map(|choice| choice.variable).sum::<Expression>() == 1.0));
            for offer in 0..scenario.offers.len() {
                for stage in [None, Some(false), Some(true)] {
                    let users = chosen.iter().filter(|choice| choice.outlet == Direct::Offer(offer) && choice.stage == stage);
                    let users: Vec<Variable> = users.map(|choice| choice.variable).collect();
                    if users.is_empty() {
                        continue;
                    }
                    if let Some(there) = year.is_at(offer, buyer, stage) {
                        self.rows.push(constraint!(users.into_iter().sum::<Expression>() - there <= 0.0));
                    }
                }
            }
            for choice in chosen {
                year.cash += choice.cash * SCALE * choice.variable;
                year.own += choice.own * SCALE * choice.variable;
                year.by_department[spec.department] += choice.cash * SCALE * choice.variable;
                year.going_without += choice.unserved * SCALE * choice.variable;
                year.ways += choice.ways * SCALE * choice.variable;
                year.outside += choice.outside * SCALE * choice.variable;
            }
            year.in_time.push(chosen.iter().map(|choice| choice.in_time * choice.variable).sum());
            self.covers(year, first);
        }
        Ok(())
    }

    /// The ways of a lot: to a rung of a unit with an outlet for what is left, those of a rung together; straight to an outlet.
    fn ways_of(&self, year: &Year, lot: usize, forced: Option<Side>) -> Vec<Way> {
        let (menu, rules) = (self.menu, self.rules);
        let (supply, scenario) = (&menu.supply, &menu.supply.scenario);
        let (spec, buyer) = (&scenario.lots[lot], self.buyer_of(lot));
        let outlets = |overflow: bool| -> Vec<Direct> {
            let offers = scenario.offers.iter().enumerate().filter(|(offer, candidate)| {
                candidate.prices[lot].is_some()
                    && year.awards[*offer][buyer].is_some()
                    && !(overflow && candidate.counters.is_some() && is_meal(scenario, lot))
            });
            let mut list: Vec<Direct> = offers.map(|(offer, _)| Direct::Offer(offer)).collect();
            list.extend(spec.spot.map(|_| Direct::Spot));
            // Who buys everything leaves nothing that can be bought.
            list.extend((rules.in_house || list.is_empty()).then_some(Direct::Nobody));
            list
        };
        let (beyond, direct) = (outlets(true), outlets(false));
        let mut ways: Vec<Way> = Vec::new();
        if (rules.in_house || direct == [Direct::Nobody]) && forced != Some(Side::Outside) {
            for (unit, unit_spec) in supply.units.iter().enumerate() {
                let Some(position) = unit_spec.lots.iter().position(|other| *other == lot) else { continue };
                let serves = |rung: &usize| {
                    let option = &menu.rungs[unit][*rung];
                    // Where nobody does anything of it a lot goes elsewhere, and says so.
                    let idle = option.lots[position].served <= 0.0 && menu.mean_demand(lot).units > 0.0;
                    option.routed[position] && !option.size.is_empty() && !idle
                };
                let rungs = (0..year.rungs[unit].len()).filter(serves);
                ways.extend(rungs.flat_map(|rung| beyond.iter().map(move |outlet| (Some((unit, rung)), *outlet))));
            }
        }
        if forced != Some(Side::InHouse) && (ways.is_empty() || !rules.prefer_in_house) {
            ways.extend(direct.into_iter().map(|outlet| (None, outlet)));
        }
        ways
    }

    /// Whether a lot may meet its standard on a way, on which it goes as a whole: ways that cannot are none, which the relaxation of the standard's row would
    /// not see. What other contracts do in the stead of one adds to it, and is not known here.
    fn may_meet_standard(&self, lot: usize, (route, outlet): Way) -> bool {
        let may_get_more = |offer: usize| {
            let is_whole = |menu: &Menu| menu.market().is_even(offer) && menu.beyond_counters(lot, route, outlet).is_none();
            self.menu.supply.scenario.offers[offer].capacity.is_some() || !self.menus().into_iter().all(is_whole)
        };
        if !self.rules.standards || self.giving.may(Limit::Standards) || matches!(outlet, Direct::Offer(offer) if may_get_more(offer)) {
            return true;
        }
        let demand = self.menu.mean_demand(lot).units;
        demand <= 0.0 || in_time(self.menu, lot, (route, outlet)) / demand >= self.menu.supply.scenario.lots[lot].standard - HAIR
    }

    /// A lot on a route: where its contract may run since the year before and then does other work, once so and once with one that begins.
    fn ways_to(&mut self, year: &Year, lot: usize, route: Option<(usize, usize)>, outlet: Direct) -> Vec<Choice> {
        let stages = match outlet {
            Direct::Offer(offer) => year.stages(offer),
            _ => &[None],
        };
        let [menu, seasoned] = self.menus();
        let differs = stages.len() > 1 && menu.bought(lot, route, outlet) != seasoned.bought(lot, route, outlet);
        if !differs {
            let variable = self.binary();
            return vec![priced(menu, self.rules, lot, route, outlet, variable)];
        }
        // It is one decision: its two stages follow from whether the contract runs.
        let taken = self.binary();
        let at = |stage: &Stage| {
            let variable = self.problem.add(variable().min(0.0).max(1.0));
            Choice { stage: *stage, ..priced(self.menu_at(*stage), self.rules, lot, route, outlet, variable) }
        };
        let choices: Vec<Choice> = stages.iter().map(at).collect();
        self.rows.push(constraint!(choices.iter().map(|choice| choice.variable).sum::<Expression>() == taken));
        choices
    }

    /// Rungs that are barred as stand-ins for others.
    pub(super) fn barred(&mut self, year: &Year) {
        for StandIn { unit, rung, routed } in &self.rules.barred {
            let Some(taken) = year.rungs[*unit].get(*rung).copied() else { continue };
            let mut differs = Expression::default();
            for (position, lot) in self.menu.supply.units[*unit].lots.iter().enumerate() {
                let of_rung = year.choices.iter().filter(|choice| choice.lot == *lot && choice.route == Some((*unit, *rung)));
                let goes: Expression = of_rung.map(|choice| choice.variable).sum();
                differs += if routed[position] { taken - goes } else { goes };
            }
            self.rows.push(constraint!(differs - taken >= 0.0));
        }
    }

    /// Second contracts that take what a first one cannot, because its provider has failed or has not begun, or its counters are too few.
    fn covers(&mut self, year: &mut Year, first: usize) {
        let menu = self.menu;
        let scenario = &*menu.supply.scenario;
        for position in first..year.choices.len() {
            let (lot, variable, outlet) = (year.choices[position].lot, year.choices[position].variable, year.choices[position].outlet);
            let Direct::Offer(offer) = outlet else { continue };
            let (route, first) = (year.choices[position].route, year.choices[position].stage);
            let menu = self.menu_at(first);
            if menu.market().is_even(offer) && menu.beyond_counters(lot, route, outlet).is_none() {
                continue;
            }
            let buyer = self.buyer_of(lot);
            // Units a year for which whoever is asked first is asked.
            let mut asked = 0.0_f64;
            let mut seconds: Vec<Second> = Vec::new();
            for second in (0..scenario.offers.len()).filter(|second| scenario.offers[*second].family != scenario.offers[offer].family) {
                let cover_at = |stage: &Stage| {
                    let differs = stage.is_some() && (*stage == Some(true)) != (first == Some(true));
                    menu.cover(lot, route, (offer, second), differs.then(|| self.menu_at(*stage)))
                };
                let covers: Vec<_> = year.stages(second).iter().map(cover_at).collect();
                let is_same = covers.iter().all(|cover| *cover == covers[0]);
                let stages = if is_same { &[None] } else { year.stages(second) };
                for (stage, cover) in stages.iter().zip(covers) {
                    let Some(cover) = cover else { continue };
                    let Some(there) = year.is_at(second, buyer, *stage) else { continue };
                    let taken = self.amount();
                    asked = asked.max(cover.asked.iter().sum::<f64>() / (menu.samples as f64 * scenario.years));
                    self.rows.push(constraint!(taken - there.clone() <= 0.0));
                    seconds.push(Second {
                        offer: second,
                        taken,
                        there: there.clone(),
                        units: cover.units,
                        all: self.takes_all(second, *stage),
                    });
                    stand_in(year, menu, Covered { lot, by: second, position, there, taken, cover, is_shared: false });
                }
            }
            if seconds.is_empty() {
                continue;
            }
            // Of those who take next to all that comes whoever is asked first takes it; of others the next has a part, which is known once it is known who is there.
            let takes_most = |second: &Second| scenario.offers[second.offer].capacity.is_none() && second.units >= NEXT_TO_ALL * asked;
            let is_shared = !seconds.iter().all(takes_most);
            let weight = |second: &Second, unit: f64| if is_shared { second.units / unit } else { 1.0 };
            let together = |unit: f64| seconds.iter().map(|second| weight(second, unit) * second.taken).sum::<Expression>();
            if is_shared {
                self.rows.extend(seconds.iter().map(|second| constraint!(second.taken - variable <= 0.0)));
                year.covered.iter_mut().filter(|covered| covered.position == position).for_each(|covered| covered.is_shared = true);
            }
            if !is_shared || seconds.len() > 1 {
                self.rows.push(constraint!(together(asked) - variable <= 0.0));
            }
            // Whoever is under contract takes what the first leaves, the cheapest before the others, also where a limit would rather have it undone.
            // (What is left of a capacity that other lots use as well is not known here.)
            let is_free =
                |second: usize| scenario.offers[second].capacity.is_none() || scenario.offers[second].prices.iter().flatten().count() == 1;
            for second in seconds.iter().filter(|second| is_free(second.offer)) {
                self.rows.push(constraint!(together(second.units) - variable - second.there.clone() >= -1.0));
                let after = |other: usize| self.is_before(lot, Direct::Offer(second.offer), Direct::Offer(other));
                let dearer = seconds.iter().filter(|other| second.all && after(other.offer));
                let barred: Vec<_> = dearer.map(|other| constraint!(other.taken + second.there.clone() <= 1.0)).collect();
                self.rows.extend(barred);
            }
        }
    }
}

/// Part of what it is asked for of which a contract takes next to all.
const NEXT_TO_ALL: f64 = 0.9;

/// A contract that may take what another leaves.
struct Second {
    offer: usize,
    taken: Variable,
    /// Whether it is there as it is taken to be.
    there: Expression,
    /// Units a year that it does where it is asked first.
    units: f64,
    /// Whether it then takes all that comes.
    all: bool,
}

/// A second contract takes what a first one cannot.
fn stand_in(year: &mut Year, menu: &Menu, covered: Covered) {
    let Covered { lot, taken, ref cover, .. } = covered;
    year.pays_through((&cover.by_year, &cover.by_month), 1.0, taken, menu.supply.scenario.lots[lot].department);
    year.outside += cover.done * unit_count(menu, lot) * SCALE * taken;
    year.own += cover.beside * SCALE * taken;
    year.going_without += cover.unserved * SCALE * taken;
    year.in_time[lot] += cover.in_time * taken;
    if !cover.escorted.is_empty() {
        year.escorted.push((lot, taken, cover.escorted.clone()));
    }
    year.covered.push(covered);
}

/// A secret lot with a provider who is cleared, though none is: at its market value, and in time.
fn as_if_cleared(menu: &Menu, lot: usize, variable: Variable) -> Choice {
    let value = menu.supply.market_value(lot);
    Choice {
        lot,
        variable,
        route: None,
        outlet: Direct::Nobody,
        cash: value,
        own: 0.0,
        unserved: 0.0,
        ways: 0.0,
        in_time: menu.mean_demand(lot).units,
        by_others: 1.0,
        outside: menu.supply.counts(lot),
        under_contract: value,
        bought: menu.bought(lot, None, Direct::Nobody),
        stage: None,
    }
}

/// Units of a lot in time a year on a way.
fn in_time(menu: &Menu, lot: usize, (route, outlet): Way) -> f64 {
    route.map_or(0.0, |(unit, rung)| menu.response(lot, unit, rung).in_time) + menu.bought(lot, route, outlet).in_time
}

/// A lot on a route with an outlet for what is left.
fn priced(menu: &Menu, rules: &Rules, lot: usize, route: Option<(usize, usize)>, outlet: Direct, variable: Variable) -> Choice {
    let demand = menu.mean_demand(lot).units;
    let value = menu.supply.market_value(lot) / demand.max(f64::MIN_POSITIVE);
    let bought = menu.bought(lot, route, outlet);
    let own = route.map(|(unit, rung)| menu.response(lot, unit, rung));
    let scenario = &*menu.supply.scenario;
    let in_time = in_time(menu, lot, (route, outlet));
    let late = own.map_or(0.0, |response| response.served) + bought.outside - in_time;
    let materials = own.map_or(0.0, |response| response.materials);
    let ways = own.map_or(0.0, |response| scenario.way_cost(lot, response.way_hours));
    // A canteen's counters serve some in time themselves.
    Choice {
        lot,
        variable,
        route,
        outlet,
        cash: bought.cash() + bought.priced() * (price_factor(rules, menu, outlet) - 1.0) + materials,
        own: bought.beside + materials,
        unserved: bought.unserved + scenario.policy.late_cost * scenario.lots[lot].unserved_cost * late.max(0.0) + ways,
        ways,
        in_time,
        by_others: bought.outside / demand.max(f64::MIN_POSITIVE),
        outside: bought.outside / demand.max(f64::MIN_POSITIVE) * menu.supply.counts(lot),
        under_contract: bought.under_contract * value,
        bought,
        stage: None,
    }
}
