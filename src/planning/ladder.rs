//! The sizes of in-house units that are worth simulating: people up to where hardly anything is left over, and room pools along a path on which each
//! step saves more than it loses.

use std::collections::HashMap;

use rayon::prelude::*;

use super::better::SCOUTS;
use super::menu::Menu;
use crate::outcome::evaluate::unit_costs;
use crate::supply::{Part, Size, UnitKind};

impl Menu {
    /// The sizes of a unit that are worth simulating.
    pub(super) fn ladder(&self, unit: usize) -> Vec<Size> {
        let spec = &self.supply.units[unit];
        match spec.kind {
            UnitKind::Rooms => self.room_ladder(unit),
            UnitKind::Escorts => (0..=self.enough_escorts(unit)).map(|people| Size { people, rooms: Vec::new() }).collect(),
            UnitKind::Workshop | UnitKind::Kitchen => {
                let Some(crew) = &spec.crew else { return Vec::new() };
                let enough = self.enough_people(unit, crew.at_most);
                let mut people: Vec<u32> = (0..=enough).collect();
                if crew.today > enough {
                    people.push(crew.today);
                }
                people.into_iter().map(|people| Size { people, rooms: Vec::new() }).collect()
            }
        }
    }

    /// Sizes at which a unit keeps about so many of today's people though no lot comes to it, where places for them to go to, or money for it, are few: with no rooms but
    /// those that cannot be given up.
    pub(super) fn idle(&self, unit: usize, people: u32) -> Vec<Size> {
        let spec = &self.supply.units[unit];
        let rooms = || spec.rooms.iter().map(|room| &self.supply.scenario.rooms[*room]);
        let least: Vec<u32> = rooms().map(|room| if room.can_release { 0 } else { room.count }).collect();
        let today = spec.crew.as_ref().map_or(0, |crew| crew.today);
        (people.saturating_sub(2).max(1)..=(people + 2).min(today)).map(|people| Size { people, rooms: least.clone() }).collect()
    }

    /// Escorts who could accompany all that strangers might do in the busiest month, or as many as there may be.
    fn enough_escorts(&self, unit: usize) -> u32 {
        let supply = &*self.supply;
        let scenario = &*supply.scenario;
        let at_most = supply.units[unit].crew.as_ref().map_or(0, |crew| crew.at_most);
        let one = supply.escort_hours(unit, &Size { people: 1, rooms: Vec::new() });
        let months = one.len();
        let of_cell = |cell: usize| -> f64 {
            let needed = self.demand.iter().zip(&scenario.lots).map(|(lot, spec)| lot[cell].units * spec.escort_hours).sum::<f64>();
            if one[cell % months] > 0.0 { needed / one[cell % months] } else { 0.0 }
        };
        let most = (0..self.samples * months).map(of_cell).fold(0.0, f64::max);
        (most.ceil() as u32).min(at_most)
    }

    /// People beyond whom hardly anything is left over, found on a few samples; at most `at_most`.
    fn enough_people(&self, unit: usize, at_most: u32) -> u32 {
        let supply = &*self.supply;
        let routed = vec![true; supply.units[unit].lots.len()];
        let scouts = &self.demands[..self.demands.len().min(SCOUTS)];
        let left_over = |people: u32| -> (f64, f64) {
            let parts: Vec<(f64, f64)> = scouts
                .par_iter()
                .map(|(demand, streams)| {
                    let presence = supply.presence(unit, streams, people as usize);
                    let size = Size { people, rooms: Vec::new() };
                    let response = supply.respond(unit, &size, &routed, demand, presence.as_ref());
                    response
                        .lots
                        .iter()
                        .flatten()
                        .fold((0.0, 0.0), |(late, all), month| (late + month.demand.units - month.in_time, all + month.demand.units))
                })
                .collect();
            parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
        };
        // More people never leave more undone, so the least sufficient number can be found by halving.
        let best = left_over(at_most).0;
        let (mut low, mut high) = (0, at_most);
        while low < high {
            let middle = (low + high) / 2;
            let (late, all) = left_over(middle);
            if late <= best + 0.0005 * all { high = middle } else { low = middle + 1 }
        }
        (high + 2).min(at_most)
    }

    /// A nested path of room pools from all rooms to none: at each step the room kind (or crew member) goes whose saving
    /// exceeds its loss by most. Losses grow as the pool shrinks, so old ones are bounds and most need not be recomputed (lazy greedy,
    /// Minoux 1978).
    fn room_ladder(&self, unit: usize) -> Vec<Size> {
        let supply = &*self.supply;
        let scenario = &*supply.scenario;
        let spec = &supply.units[unit];
        let scouts = self.scouts(unit);
        let routed = vec![true; spec.lots.len()];
        let mut cache: HashMap<Size, f64> = HashMap::new();
        let mut loss = |size: &Size| -> f64 {
            if let Some(known) = cache.get(size) {
                return *known;
            }
            let value = self.loss_on(unit, size, &routed, scouts).bought;
            cache.insert(size.clone(), value);
            value
        };
        let full = Size { people: spec.crew.as_ref().map_or(0, |crew| crew.at_most), rooms: supply.today(unit).rooms };
        let mut path = vec![full.clone()];
        let mut size = full;
        let mut at = loss(&size);
        let mut nets = vec![unit_costs(supply, unit, &size).total() + at];
        let moves = |size: &Size| -> Vec<usize> {
            let rooms = (0..spec.rooms.len()).filter(|room| size.rooms[*room] > 0 && scenario.rooms[spec.rooms[*room]].can_release);
            rooms.chain((size.people > 0).then_some(usize::MAX)).collect()
        };
        let after = |size: &Size, step: usize| -> Size {
            let mut next = size.clone();
            if step == usize::MAX {
                next.people -= 1;
            } else {
                let chunk = (scenario.rooms[spec.rooms[step]].count / 12).max(1);
                next.rooms[step] = next.rooms[step].saturating_sub(chunk);
            }
            next
        };
        let mut bounds: HashMap<usize, f64> = HashMap::new();
        loop {
            let open = moves(&size);
            if open.is_empty() {
                break;
            }
            let mut best: Option<(f64, usize, Size, f64)> = None;
            let saving = |step: usize, size: &Size| {
                let next = after(size, step);
                unit_costs(supply, unit, size).total() - unit_costs(supply, unit, &next).total()
            };
            let mut order: Vec<(f64, usize)> = open
                .iter()
                .map(|step| (saving(*step, &size) - bounds.get(step).copied().unwrap_or(f64::NEG_INFINITY).max(-1e300), *step))
                .collect();
            order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (bound, step) in order {
                if best.as_ref().is_some_and(|(value, ..)| *value >= bound) {
                    break;
                }
                let next = after(&size, step);
                let lost = loss(&next) - at;
                bounds.insert(step, lost);
                let value = saving(step, &size) - lost;
                if best.as_ref().is_none_or(|(other, ..)| value > *other) {
                    best = Some((value, step, next, at + lost));
                }
            }
            let Some((_, _, next, level)) = best else { break };
            size = next;
            at = level;
            nets.push(unit_costs(supply, unit, &size).total() + at);
            path.push(size.clone());
        }
        let best = (0..nets.len()).min_by(|a, b| nets[*a].total_cmp(&nets[*b])).unwrap_or(0);
        // Keep the neighbourhood of the best rung whole, and thin out the rest.
        let last = path.len() - 1;
        let spacing = (path.len() / 8).max(1);
        let mut sizes: Vec<Size> = path
            .into_iter()
            .enumerate()
            .filter(|(index, _)| index.abs_diff(best) <= 5 || index % spacing == 0 || *index == last)
            .map(|(_, size)| size)
            .collect();
        let today = supply.today(unit);
        if !sizes.contains(&today) {
            sizes.push(today);
        }
        sizes
    }

    /// What the size of a unit is made of.
    pub fn parts_of(&self, unit: usize) -> impl Iterator<Item = Part> + use<> {
        let spec = &self.supply.units[unit];
        let people = spec.crew.is_some().then_some(Part::People);
        people.into_iter().chain((0..spec.rooms.len()).map(Part::Rooms))
    }

    /// A unit's size with more or less of one part; nothing if that cannot be.
    pub fn stepped(&self, unit: usize, size: &Size, part: Part, by: i64) -> Option<Size> {
        let spec = &self.supply.units[unit];
        let mut size = size.clone();
        let step =
            |count: u32, least: u32, most: u32| u32::try_from(i64::from(count) + by).ok().filter(|count| (least..=most).contains(count));
        match part {
            Part::People => size.people = step(size.people, 0, spec.crew.as_ref().map_or(0, |crew| crew.at_most))?,
            Part::Rooms(kind) => {
                let room = &self.supply.scenario.rooms[spec.rooms[kind]];
                size.rooms[kind] = step(size.rooms[kind], if room.can_release { 0 } else { room.count }, room.count)?;
            }
        }
        Some(size)
    }
}
