//! Contracts that stand in for others that do not deliver: what each lot gets of each of them.
//!
//! The simulation gives it lot by lot, those first that save most, and of each lot the cheapest contract is asked first. In a program that would be a product of decisions; where a
//! solution has it otherwise (for more is left undone where money is short, or two lots are promised the same capacity), rows are added that hold it as it is at the
//! contracts and routes of that solution, and say nothing of any others. There are only so many of those.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use good_lp::{Constraint, Expression, Solution, constraint};

use super::beyond::{Served, Substitutes};
use super::menu::Menu;
use super::program::Program;
use super::solver::Solved;
use super::year::Year;
use crate::contracts::asked::saving;
use crate::scenario::Direct;

/// Part of a lot's work that is not worth another search.
const HAIR: f64 = 1e-4;

impl Substitutes {
    /// Rows that a solution breaks in which lots get more of the contracts than there is, or less than they would.
    pub fn broken(&self, year: &Year, menu: &Menu, solved: &Solved) -> Vec<Constraint> {
        // All decisions on which it depends so far, each as what is 0 as long as it stays as it is.
        let mut changed = Expression::default();
        let is_so = |decision: Expression, changed: &mut Expression| {
            let is_so = solved.eval(&decision) > 0.5;
            *changed += if is_so { 1.0 - decision } else { decision };
            is_so
        };
        let cells = menu.demand.first().map_or(0, Vec::len);
        let mut rooms: BTreeMap<usize, Vec<f64>> =
            self.capacities.iter().map(|(family, capacity)| (*family, vec![*capacity; cells])).collect();
        let mut rows = Vec::new();
        for served in &self.served {
            let choice = &year.choices[served.position];
            if !is_so(choice.variable.into(), &mut changed) {
                continue;
            }
            if let Some(room) = rooms.get_mut(&served.family) {
                for (cell, room) in room.iter_mut().enumerate() {
                    *room = (*room - choice.called_off(cell)).max(0.0);
                }
            }
            let mut before = vec![0.0; cells];
            for (place, family) in &served.covers {
                let covered = &year.covered[*place];
                if !is_so(covered.there.clone(), &mut changed) {
                    continue;
                }
                let cover = &covered.cover;
                let mut given = 0.0;
                for (cell, before) in before.iter_mut().enumerate() {
                    let comes = ((cover.asked[cell] - *before) * cover.can[cell]).clamp(0.0, cover.by_cell[cell]);
                    let here = rooms.get(family).map_or(comes, |room| comes.min(room[cell]));
                    if let Some(room) = rooms.get_mut(family) {
                        room[cell] -= here;
                    }
                    *before += here;
                    given += here;
                }
                let all: f64 = cover.by_cell.iter().sum();
                let share = if all > 0.0 { given / all } else { 0.0 };
                let otherwise = (solved.value(covered.taken) - share).abs() * cover.units;
                if otherwise > HAIR * menu.mean_demand(choice.lot).units {
                    rows.push(constraint!(covered.taken - changed.clone() <= share));
                    rows.push(constraint!(covered.taken + changed.clone() >= share));
                }
            }
        }
        rows
    }
}

impl Program<'_> {
    /// Contracts of a buyer that stand in for others: those that are asked for one lot, and so share what it leaves, or share one's capacity, together.
    pub(super) fn substitutes(&self, year: &mut Year, buyer: usize) {
        let scenario = &*self.menu.supply.scenario;
        let family_of = |offer: usize| scenario.offers[offer].family;
        let mut of_routes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, covered) in
            year.covered.iter().enumerate().filter(|(_, covered)| covered.is_shared && self.buyer_of(covered.lot) == buyer)
        {
            of_routes.entry(covered.position).or_default().push(place);
        }
        // Families that are asked for the same lot are told apart no more.
        let mut group: Vec<usize> = (0..scenario.offers.len()).collect();
        for places in of_routes.values() {
            let groups: Vec<usize> = places.iter().map(|place| group[family_of(year.covered[*place].by)]).collect();
            let Some(first) = groups.iter().min().copied() else { continue };
            group.iter_mut().filter(|group| groups.contains(group)).for_each(|group| *group = first);
        }
        for of_group in (0..scenario.offers.len()).filter(|of| group[*of] == *of && family_of(*of) == *of) {
            let is_here = |offer: usize| group[family_of(offer)] == of_group;
            let capacities: BTreeMap<usize, f64> = (0..scenario.offers.len())
                .filter(|offer| family_of(*offer) == *offer && is_here(*offer))
                .filter_map(|family| Some((family, self.capacity_of(family)?)))
                .collect();
            let served = year.choices.iter().enumerate().filter_map(|(position, choice)| {
                let Direct::Offer(offer) = choice.outlet else { return None };
                let family = family_of(offer);
                let covers = of_routes.get(&position).filter(|places| is_here(year.covered[places[0]].by));
                if covers.is_none() && !(capacities.contains_key(&family) && self.buyer_of(choice.lot) == buyer) {
                    return None;
                }
                let mut covers: Vec<(usize, usize)> =
                    covers.into_iter().flatten().map(|place| (*place, family_of(year.covered[*place].by))).collect();
                covers.sort_by(|(one, _), (other, _)| {
                    let outlet = |place: &usize| Direct::Offer(year.covered[*place].by);
                    // A contract that begins and the same one that runs are alike.
                    match outlet(one) == outlet(other) {
                        true => Ordering::Equal,
                        false if self.is_before(choice.lot, outlet(one), outlet(other)) => Ordering::Less,
                        false => Ordering::Greater,
                    }
                });
                let saves = saving(scenario, choice.lot, offer).unwrap_or(0.0);
                Some(Served { position, saves, family, covers })
            });
            let mut served: Vec<Served> = served.collect();
            let lots = || served.iter().map(|served| year.choices[served.position].lot);
            let is_shared = !capacities.is_empty() && lots().any(|lot| Some(lot) != lots().next());
            let has_two = |served: &Served| served.covers.iter().any(|(_, family)| *family != served.covers[0].1);
            if served.iter().all(|served| served.covers.is_empty()) || !(is_shared || served.iter().any(has_two)) {
                continue;
            }
            let lot = |served: &Served| year.choices[served.position].lot;
            served.sort_by(|one, two| two.saves.total_cmp(&one.saves).then(lot(one).cmp(&lot(two))));
            year.substitutes.push(Substitutes { capacities, served });
        }
    }
}
