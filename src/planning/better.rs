//! What may be better than a size of a unit with some lots: other sizes, and fewer or more lots.
//!
//! A response holds for the lots with which it was simulated. Where fewer come it is cautious, and far too much so where one of them takes the others' time:
//! the program would not send it away, for nothing tells it what the others gain. What a unit had better leave to others is therefore looked for beforehand, on a part of
//! the samples and at the cheapest price of each lot elsewhere; the program decides among what is found.

use rayon::prelude::*;

use super::loss::Loss;
use super::menu::{Menu, Staffed, known_once};
use crate::outcome::evaluate::unit_costs;
use crate::services::LotMonth;
use crate::supply::{Part, Size, UnitKind};

/// What of a size is less or more, and by how much.
type Step = Vec<(Part, i64)>;

/// Samples on which is looked for what is better before it is simulated in full.
pub(super) const SCOUTS: usize = 12;
/// Bookings of rooms that are enough to look for it.
const SCOUT_BOOKINGS: f64 = 60_000.0;

impl Menu {
    /// The samples on which is looked for what is better for a unit: the first so many.
    pub(super) fn scouts(&self, unit: usize) -> usize {
        let spec = &self.supply.units[unit];
        let enough = if spec.kind == UnitKind::Rooms {
            // A large pool shows as much in two years as a small one in a dozen.
            let years = self.supply.scenario.years;
            let bookings: f64 = spec.lots.iter().map(|lot| self.supply.expected_volume(*lot).units).sum::<f64>() * years;
            ((SCOUT_BOOKINGS / bookings.max(1.0)).ceil() as usize).clamp((2.0 / years).ceil() as usize, SCOUTS)
        } else {
            SCOUTS
        };
        self.demands.len().min(enough)
    }

    /// Along a ladder of sizes, the largest first, sets of lots that a unit may better keep where that is not all of those it can serve: what it keeps at one
    /// size is what it begins with at the next.
    pub(super) fn worth_keeping(&self, unit: usize, sizes: &[Size]) -> Vec<Staffed> {
        if self.supply.units[unit].lots.len() < 2 {
            return Vec::new();
        }
        let mut sizes: Vec<&Size> = sizes.iter().filter(|size| !size.is_empty()).collect();
        sizes.sort_by(|one, two| two.cmp(one));
        let all = vec![true; self.supply.units[unit].lots.len()];
        let mut kept = all.clone();
        let mut found = Vec::new();
        for size in sizes {
            let mut sets = self.without_burdens(unit, size, &kept, Money::Enough);
            if kept != all {
                sets.push(kept.clone());
            }
            if let Some(set) = sets.first() {
                kept.clone_from(set);
            }
            found.extend(sets.into_iter().map(|set| (size.clone(), set)));
        }
        found
    }

    /// Of some lots, those that are left where each goes whose leaving saves the others more than it costs elsewhere, the one that saves most first; then what is
    /// left where any other goes of these: what a contract costs beside its prices, and what limits forbid, is not known here. Where money may be short,
    /// also what is left where one goes whose leaving saves the others more than it costs if nobody does what they cannot.
    fn without_burdens(&self, unit: usize, size: &Size, routed: &[bool], money: Money) -> Vec<Vec<bool>> {
        let is_worth_it = |left: Loss, outside: Loss, at: Loss| {
            left.and(outside).is_less_than(at) || money == Money::MayBeShort && left.undone + outside.bought < at.undone
        };
        let mut kept = routed.to_vec();
        let mut here = self.loss(unit, size, &kept);
        let mut found: Vec<Vec<bool>> = Vec::new();
        loop {
            let (from, at) = (kept.clone(), here);
            let mut least = f64::INFINITY;
            for lot in (0..from.len()).filter(|lot| from[*lot]) {
                let outside = self.loss_elsewhere(unit, lot);
                // Nobody who leaves saves more than all that is lost now.
                if from.iter().filter(|routed| **routed).count() < 2 || !is_worth_it(Loss::default(), outside, at) {
                    continue;
                }
                let mut without = from.clone();
                without[lot] = false;
                let left = self.loss(unit, size, &without);
                if is_worth_it(left, outside, at) {
                    found.push(without.clone());
                    let saved = left.and(outside).least_of(at);
                    if saved < least.min(0.0) {
                        (least, here, kept) = (saved, left, without);
                    }
                }
            }
            if kept == from {
                break;
            }
        }
        if kept != routed {
            found.retain(|set| *set != kept);
            found.insert(0, kept);
        }
        found
    }

    /// Of all lots of a unit, some and those that may come as well: each whose coming costs the others less than it costs elsewhere, the dearest first.
    fn with_more(&self, unit: usize, size: &Size, mut routed: Vec<bool>) -> Vec<bool> {
        let mut here = self.loss(unit, size, &routed);
        let mut open: Vec<(Loss, usize)> =
            (0..routed.len()).filter(|lot| !routed[*lot]).map(|lot| (self.loss_elsewhere(unit, lot), lot)).collect();
        open.sort_by(|one, two| two.0.bought.total_cmp(&one.0.bought).then(one.1.cmp(&two.1)));
        for (outside, lot) in open {
            routed[lot] = true;
            let with = self.loss(unit, size, &routed);
            if with.is_less_than(here.and(outside)) {
                here = with;
            } else {
                routed[lot] = false;
            }
        }
        routed
    }

    /// Sizes that may be better than that of a plan for the lots that come to it.
    pub(super) fn better(&mut self, unit: usize, size: &Size, routed: &[bool]) -> Vec<Size> {
        match self.supply.units[unit].kind {
            UnitKind::Workshop => self.around(unit, size, 2),
            UnitKind::Kitchen => self.around(unit, size, 1),
            UnitKind::Escorts => Vec::new(),
            UnitKind::Rooms => {
                let first = self.looked_around.insert((unit, size.clone(), routed.to_vec()));
                if first { self.better_pools(unit, size, routed) } else { Vec::new() }
            }
        }
    }

    /// Sets of lots that may be better than those of a plan, at its size and around it. Each is looked at once.
    pub(super) fn better_sets(&mut self, unit: usize, size: &Size, routed: &[bool]) -> Vec<Staffed> {
        let kind = self.supply.units[unit].kind;
        if routed.len() < 2 || kind == UnitKind::Escorts || !self.tried_others.insert((unit, size.clone(), routed.to_vec())) {
            return Vec::new();
        }
        // There are too many pools around one for each to be looked at so.
        let around = if kind == UnitKind::Rooms { Vec::new() } else { self.around(unit, size, 1) };
        let mut found = Vec::new();
        for size in around.into_iter().chain([size.clone()]).filter(|size| !size.is_empty()) {
            let sets = self.without_burdens(unit, &size, routed, Money::MayBeShort).into_iter().chain([self.with_more(
                unit,
                &size,
                routed.to_vec(),
            )]);
            found.extend(sets.filter(|set| set != routed).map(|set| (size.clone(), set)));
        }
        found
    }

    /// Of the pools of rooms around one, those that are better by themselves, and where going on from it leads, with its people as they are and with others: the
    /// ladder of a room pool is nested and made for all of its lots, and the best pool for those that come to it need not be on it.
    fn better_pools(&self, unit: usize, size: &Size, routed: &[bool]) -> Vec<Size> {
        let part = self.demands.len().div_ceil(4);
        let value = |size: &Size| unit_costs(&self.supply, unit, size).total() + self.loss_on(unit, size, routed, part).bought;
        let here = value(size);
        let mut better: Vec<Size> = self.around(unit, size, 1).into_iter().filter(|size| value(size) < here).collect();
        if better.is_empty() {
            return better;
        }
        let steps = self.steps_of(unit);
        let of_rooms: Vec<Step> = steps.iter().filter(|step| step.iter().all(|(part, _)| *part != Part::People)).cloned().collect();
        better.extend([of_rooms, steps].map(|steps| self.led_to(unit, size, &steps, value)));
        better
    }

    /// Where going on from a size leads, one step at a time, as long as that costs less.
    fn led_to(&self, unit: usize, from: &Size, steps: &[Step], value: impl Fn(&Size) -> f64) -> Size {
        let (mut at, mut least) = (from.clone(), value(from));
        loop {
            let before = least;
            for step in steps {
                while let Some(next) = self.moved(unit, &at, step, 1) {
                    let of_next = value(&next);
                    if of_next >= least {
                        break;
                    }
                    (at, least) = (next, of_next);
                }
            }
            if least >= before {
                return at;
            }
        }
    }

    /// One step from a size: one of a part less or more, and where there are rooms and people both, one of a kind of room with one of them.
    fn steps_of(&self, unit: usize) -> Vec<Step> {
        let parts: Vec<Part> = self.parts_of(unit).collect();
        let single = parts.iter().flat_map(|part| [-1, 1].map(|by| vec![(*part, by)]));
        let rooms = parts.iter().filter(|part| **part != Part::People && parts.contains(&Part::People));
        let together = rooms.flat_map(|room| [-1, 1].map(|by| vec![(Part::People, by), (*room, by)]));
        single.chain(together).collect()
    }

    /// A size a number of steps on; nothing if that cannot be.
    fn moved(&self, unit: usize, size: &Size, step: &[(Part, i64)], times: i64) -> Option<Size> {
        step.iter().try_fold(size.clone(), |size, (part, by)| self.stepped(unit, &size, *part, by * times))
    }

    /// Sizes that are up to `reach` steps from a size, all of one kind.
    pub(super) fn around(&self, unit: usize, size: &Size, reach: i64) -> Vec<Size> {
        self.steps_of(unit).iter().flat_map(|step| (1..=reach).filter_map(|times| self.moved(unit, size, step, times))).collect()
    }

    /// What one of a unit's lots costs a year where all of it goes elsewhere, on the scouts.
    fn loss_elsewhere(&self, unit: usize, lot: usize) -> Loss {
        let scouts = self.scouts(unit);
        let lot = self.supply.units[unit].lots[lot];
        let cells = &self.demand[lot][..scouts * self.supply.scenario.calendar.months()];
        let all = cells.iter().fold(Loss::default(), |sum, volume| sum.and(Loss::of_going_out(&self.supply, lot, *volume)));
        all.scaled(1.0 / (scouts as f64 * self.supply.scenario.years))
    }

    /// What goes out of a unit costs a year, what is late weighs, and what people do on the way to meetings elsewhere, on the scouts.
    fn loss(&self, unit: usize, size: &Size, routed: &[bool]) -> Loss {
        self.loss_on(unit, size, routed, self.scouts(unit))
    }

    /// The same on the first so many samples. Worked out once: pools that are looked at are each other's neighbours.
    pub(super) fn loss_on(&self, unit: usize, size: &Size, routed: &[bool], samples: usize) -> Loss {
        known_once(&self.losses, (unit, size.clone(), routed.to_vec(), samples), || self.simulated_loss(unit, size, routed, samples))
    }

    fn simulated_loss(&self, unit: usize, size: &Size, routed: &[bool], samples: usize) -> Loss {
        let supply = &*self.supply;
        let scenario = &*supply.scenario;
        let lots = &supply.units[unit].lots;
        let of_lot = |lot: usize, months: &[LotMonth]| {
            let late: f64 = months.iter().map(|month| month.demand.units - month.overflow.units - month.in_time).sum();
            let late = scenario.policy.late_cost * scenario.lots[lot].unserved_cost * late.max(0.0);
            let out = |month: &LotMonth| {
                Loss::of_going_out(supply, lot, month.overflow).and(Loss::of_either(scenario.way_cost(lot, month.way_hours)))
            };
            months.iter().map(out).fold(Loss::of_either(late), Loss::and)
        };
        let parts: Vec<Loss> = self.demands[..samples]
            .par_iter()
            .map(|(demand, streams)| {
                let presence = supply.presence(unit, streams, size.people as usize);
                let response = supply.respond(unit, size, routed, demand, presence.as_ref());
                let of_routed = lots.iter().zip(&response.lots).zip(routed).filter(|(_, routed)| **routed);
                of_routed.map(|((lot, months), _)| of_lot(*lot, months)).fold(Loss::default(), Loss::and)
            })
            .collect();
        parts.into_iter().fold(Loss::default(), Loss::and).scaled(1.0 / (samples as f64 * scenario.years))
    }
}

/// Whether there is money for all work that its people cannot do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Money {
    /// It is bought.
    Enough,
    /// Under a cap some of it may be left undone.
    MayBeShort,
}
