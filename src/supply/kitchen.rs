//! Kitchens: who of a canteen's people is at which of its meals. Nobody is at two meals at once.

use super::{Attendance, Size, Supply};
use crate::calendar::Cover;
use crate::scenario::{LotKind, Sittings};
use crate::services::sittings::{Canteen, Meals};
use crate::services::{Demand, LotDemand, Response, Watcher};

/// A meal of a kitchen: its lot, what it serves and when, and who is there for it.
struct Sitting<'a> {
    spec: &'a Sittings,
    meals: &'a Meals,
    cover: &'a Cover,
    /// Who can serve it.
    able: Vec<bool>,
}

impl Supply {
    /// Play the meals of some of a kitchen's lots, given by their places among them.
    pub(super) fn serve_meals<W: Watcher>(
        &self,
        unit: usize,
        people: usize,
        chosen: &[usize],
        demand: &Demand,
        presence: Option<&Attendance>,
        watcher: &mut W,
    ) -> Response {
        let scenario = &*self.scenario;
        let mix = self.mix(unit, people);
        let sittings: Vec<Sitting<'_>> = chosen
            .iter()
            .filter_map(|index| {
                let lot = self.units[unit].lots[*index];
                let (LotKind::Sittings(spec), LotDemand::Meals(meals)) = (&scenario.lots[lot].kind, &demand.lots[lot]) else { return None };
                let trade = self.skill_of(unit, lot);
                let able = mix.iter().map(|skills| skills & trade != 0).collect();
                Some(Sitting { spec, meals, cover: &self.covers[&(unit, lot)], able })
            })
            .collect();
        let mut response = Response::new(0, scenario.calendar.months());
        let there = presence.map_or_else(|| vec![Vec::new(); sittings.len()], |attendance| people_at(&sittings, attendance));
        for (place, (sitting, there)) in sittings.iter().zip(there).enumerate() {
            let spec = sitting.spec;
            let canteen = |day: u32| Canteen::of_people(spec, there.get(day as usize).map_or(0.0, |people| f64::from(*people)));
            let months =
                sitting.meals.months(scenario, spec, canteen, |meal, outcome, portions| watcher.meal(place, meal, outcome, portions));
            // A kitchen is busy in proportion to the meals it could cook.
            for (busy, month) in response.busy.iter_mut().zip(&months) {
                *busy += month.served / spec.meals_per_person;
            }
            response.lots.push(months);
        }
        response
    }

    /// Meals that the paid people of a kitchen could be at in each month: of meals at the same time one.
    pub(super) fn paid_sittings(&self, unit: usize, size: &Size) -> Vec<f64> {
        let calendar = &self.scenario.calendar;
        let mut by_end: Vec<(f64, f64, &Cover)> = self.units[unit]
            .lots
            .iter()
            .filter_map(|lot| match &self.scenario.lots[*lot].kind {
                LotKind::Sittings(spec) => Some((spec.opens, spec.opens + spec.window, &self.covers[&(unit, *lot)])),
                _ => None,
            })
            .collect();
        by_end.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut sittings = vec![0.0; calendar.months()];
        let shifts = by_end.first().map_or(1, |(.., cover)| cover.shifts());
        for (index, day) in calendar.days.iter().enumerate().filter(|(_, day)| day.is_worked()) {
            for shift in 0..shifts {
                // Whoever takes the meal that ends first, and so on, is at the most meals.
                let (mut until, mut most) = (f64::NEG_INFINITY, 0);
                for (from, to, cover) in &by_end {
                    if *from >= until && cover.on(index).iter().any(|turn| turn.shift == shift) {
                        (until, most) = (*to, most + 1);
                    }
                }
                sittings[day.month] += (shift..size.people as usize).step_by(shifts).count() as f64 * f64::from(most);
            }
        }
        sittings
    }
}

fn at_the_same_time(one: &Sittings, other: &Sittings) -> bool {
    one.opens < other.opens + other.window && other.opens < one.opens + one.window
}

/// People at each meal on each day.
fn people_at(sittings: &[Sitting<'_>], attendance: &Attendance) -> Vec<Vec<u16>> {
    let presence = &attendance.presence;
    let beside = |one: usize, other: usize| one != other && at_the_same_time(sittings[one].spec, sittings[other].spec);
    let mut there: Vec<Vec<u16>> = sittings.iter().map(|sitting| presence.on_duty(sitting.cover, &sitting.able)).collect();
    if !(0..sittings.len()).any(|one| (0..one).any(|other| beside(one, other))) {
        return there;
    }
    let days = there.iter().map(Vec::len).max().unwrap_or(0);
    // People that each meal needs on each day.
    let mut needs = vec![vec![0.0; sittings.len()]; days];
    for (place, sitting) in sittings.iter().enumerate() {
        for meal in sitting.meals.iter() {
            needs[meal.day as usize][place] = (meal.planned / sitting.spec.meals_per_person).max(sitting.spec.people_per_counter);
        }
    }
    for (day, needs) in needs.iter().enumerate() {
        let may = |person: usize, place: usize| {
            let sitting = &sittings[place];
            needs[place] > 0.0 && sitting.able[person] && presence.is_on_duty(sitting.cover, person, day)
        };
        let mut people: Vec<Vec<usize>> = (0..sittings.first().map_or(0, |sitting| sitting.able.len()))
            .map(|person| (0..sittings.len()).filter(|place| may(person, *place)).collect())
            .collect();
        // Those who have the least choice first.
        people.sort_by_key(Vec::len);
        let mut given = vec![0u16; sittings.len()];
        for mut choice in people {
            // In proportion to what meals need, whole people (Webster).
            let claim = |place: usize| needs[place] / f64::from(2 * given[place] + 1);
            let neediest = |choice: &[usize]| choice.iter().copied().max_by(|a, b| claim(*a).total_cmp(&claim(*b)).then(b.cmp(a)));
            let mut taken = Vec::new();
            while let Some(place) = neediest(&choice) {
                taken.push(place);
                choice.retain(|other| *other != place && !beside(*other, place));
            }
            taken.into_iter().for_each(|place| given[place] += 1);
        }
        there.iter_mut().zip(given).for_each(|(there, given)| there[day] = given);
    }
    there
}
