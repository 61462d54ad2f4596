//! Sittings: diners who come to a canteen for a meal.
//!
//! **Demand.** How many come on a day: a share of the registered that is beta-distributed over days (weather, sessions and
//! menus move all diners together; in real records the day matters far more than the diner), binomial given the share,
//! and Poisson guests. Meals are served while the office is open, on days with a weight. The kitchen cooks a quantile of its forecast, which knows the season's expectation, or only its own past meals.
//!
//! **Service.** A meal is played diner by diner ([`play`]): one line or a line for each menu, a till, seats. Diners turn away from a long queue, leave
//! when out of patience, take another menu or leave when theirs is sold out, and wait for a seat once served.
//!
//! **Each meal once.** Given who comes, a meal depends on the counters that are open, the portions and whether the kitchen is late, and on
//! nothing else. [`Meals`] plays it when somebody first asks, and remembers. A replication's meals
//! of about as many diners, to a hundredth, are played a few times, each with diners of its own, and then taken for the same again: means are those of all meals, at a
//! small part of the time.

mod demand;
mod meal;
mod meals;

pub use demand::{draw, expected_share, season, share_out};
pub use meal::{Diners, play};
pub use meals::Meals;

use super::LotMonth;
use crate::scenario::{Sittings, Volume};

/// One meal's attendance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MealDay {
    /// Day of the horizon.
    pub day: u32,
    /// Diners who come.
    pub diners: u32,
    /// Portions that the production rule plans, before any kitchen limit.
    pub planned: f64,
    /// Most that the central kitchen sends own people; infinite without one.
    pub sent: f64,
    /// Whether the kitchen is late.
    pub late: bool,
}

/// What a canteen can do at a sitting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Canteen {
    /// Open counters.
    pub counters: usize,
    /// Most meals that the kitchen can cook.
    pub kitchen: f64,
}

impl Canteen {
    /// What some people who are there can do.
    pub fn of_people(spec: &Sittings, people: f64) -> Self {
        let counters = ((people / spec.people_per_counter + 1e-9).floor() as usize).min(spec.counters);
        Self { counters, kitchen: (people * spec.meals_per_person + 1e-9).floor() }
    }
}

/// The outcome of one meal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MealOutcome {
    /// Served.
    pub served: f64,
    /// Served within the waiting standard.
    pub in_time: f64,
    /// Sum of waits (line, till, seat) of the served, minutes.
    pub wait: f64,
}

impl Sittings {
    /// Whether it matters in the course of the meal which portions are there: menus that sell out, deliveries to wait for.
    pub fn counts_portions(&self) -> bool {
        self.menus.len() > 1 || !self.deliveries.is_empty()
    }
}

/// Add a meal to its month.
pub fn book(spec: &Sittings, month: &mut LotMonth, meal: &MealDay, outcome: MealOutcome, portions: f64) {
    let diners = f64::from(meal.diners);
    month.demand += Volume { units: diners, measure: 0.0 };
    month.served += outcome.served;
    month.in_time += outcome.in_time;
    month.wait += outcome.wait;
    month.overflow += Volume { units: diners - outcome.served, measure: 0.0 };
    month.materials += portions * spec.ingredients;
    month.wasted += (portions - outcome.served).max(0.0);
}

#[cfg(test)]
mod tests {
    use super::demand::planned_portions;
    use super::meal::counters_by_menu;
    use super::*;
    use crate::random::{Distribution, Phase, Streams};
    use crate::scenario::{LateKitchen, Lines, Payment, Profile};

    fn spec() -> Sittings {
        Sittings {
            registered: 600.0,
            attendance: 0.7,
            attendance_sd: 0.05,
            guests: 10.0,
            profile: Profile { months: [1.0; 12], weekdays: [1.0; 7], hours: [1.0; 24] },
            opens: 690.0,
            window: 75.0,
            arrivals: vec![0.2, 0.6, 0.85, 1.0],
            counters: 4,
            people_per_counter: 3.0,
            meals_per_person: 60.0,
            service: Distribution::log_normal(20.0 / 60.0, 0.6),
            seats: 200,
            eating: Distribution::gamma(18.0, 0.3),
            balk_at: Some(12),
            patience: Some(12.0),
            production_quantile: 0.9,
            ingredients: 10.0,
            wait_within: 8.0,
            menus: Vec::new(),
            lines: Lines::OneLine,
            substitution: 0.0,
            payment: None,
            late: None,
            deliveries: Vec::new(),
            forecast_meals: None,
            kitchen: None,
        }
    }

    /// Meals that are played once for many days against diners of their own for each of them: the means over replications agree.
    #[test]
    fn meals_that_are_alike_are_played_once() {
        let mut spec = spec();
        spec.menus = vec![0.5, 0.8, 1.0];
        spec.lines = Lines::LineForEachMenu;
        spec.substitution = 0.6;
        spec.payment = Some(Payment { tills: 2, time: Distribution::Exponential { mean: 0.15 } });
        spec.deliveries = vec![(-5.0, 0.5), (30.0, 1.0)];
        spec.late = Some(LateKitchen { share: 0.3, minutes: Distribution::Exponential { mean: 10.0 } });
        let scenario =
            crate::scenario::load(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first-steps.toml")), &[]).unwrap().0;
        let mut differences = [crate::kernel::Tally::new(), crate::kernel::Tally::new(), crate::kernel::Tally::new()];
        for replication in 0..60 {
            let streams = Streams::new(7, Phase::Evaluation, replication);
            let days: Vec<MealDay> = (0..40u32)
                .map(|day| MealDay {
                    day,
                    diners: 150 + day % 4,
                    planned: f64::from(145 + day % 3 * 5),
                    sent: f64::INFINITY,
                    late: day % 3 == 0,
                })
                .collect();
            let canteen = |day: u32| Canteen { counters: 2 + (day % 2) as usize, kitchen: 155.0 };
            let meals = Meals::new(days, streams, 3);
            let mut sums = [0.0; 3];
            let mut first = Vec::new();
            meals.months(&scenario, &spec, canteen, |meal, quick, portions| {
                let mut stream = streams.stream("fresh", u64::from(meal.day));
                let diners = Diners::draw(&spec, meal.diners as usize, &mut stream);
                let full = play(&spec, canteen(meal.day).counters, &diners, portions, meal.late);
                sums[0] += quick.served - full.served;
                sums[1] += quick.in_time - full.in_time;
                sums[2] += quick.wait - full.wait;
                first.push(quick);
            });
            let mut again = Vec::new();
            meals.months(&scenario, &spec, canteen, |_, outcome, _| again.push(outcome));
            assert_eq!(first, again);
            differences.iter_mut().zip(sums).for_each(|(tally, sum)| tally.add(sum / 40.0 / 150.0));
        }
        for (what, tally) in ["served", "in time", "wait"].iter().zip(differences) {
            let error = (tally.variance() / 60.0).sqrt();
            assert!(error > 0.0 && tally.mean().abs() < 4.0 * error, "{what}: {} against {error}", tally.mean());
        }
    }

    /// One line, till and seats on an event list: what the recursions of [`play`] must give.
    fn event_by_event(spec: &Sittings, counters: usize, diners: &Diners, count: usize) -> MealOutcome {
        #[derive(Clone, Copy, Debug)]
        enum Event {
            Comes(usize),
            GivesUp(usize),
            LeavesCounter(usize),
            LeavesTill(usize),
            LeavesSeat,
        }
        let payment = spec.payment.as_ref().unwrap();
        let mut agenda = crate::kernel::Agenda::new();
        (0..count).for_each(|who| agenda.schedule(diners.arrival[who], Event::Comes(who)));
        let (mut line, mut till_line, mut seat_line) = (Vec::new(), Vec::new(), Vec::new());
        let (mut at_counter, mut at_till, mut seated) = (0, 0, 0);
        let mut wait = vec![0.0; count];
        let mut since = vec![0.0; count];
        let mut outcome = MealOutcome::default();
        while let Some((now, event)) = agenda.next_before(f64::INFINITY) {
            match event {
                Event::Comes(who) => {
                    if at_counter == counters && line.len() >= spec.balk_at.unwrap() * counters {
                        continue;
                    }
                    line.push(who);
                    agenda.schedule(now + spec.patience.unwrap(), Event::GivesUp(who));
                }
                Event::GivesUp(who) => line.retain(|other| *other != who),
                Event::LeavesCounter(who) => {
                    at_counter -= 1;
                    since[who] = now;
                    till_line.push(who);
                }
                Event::LeavesTill(who) => {
                    at_till -= 1;
                    since[who] = now;
                    seat_line.push(who);
                }
                Event::LeavesSeat => seated -= 1,
            }
            while at_counter < counters && !line.is_empty() {
                let who = line.remove(0);
                at_counter += 1;
                wait[who] = now - diners.arrival[who];
                agenda.schedule(now + diners.service[who], Event::LeavesCounter(who));
            }
            while at_till < payment.tills && !till_line.is_empty() {
                let who = till_line.remove(0);
                at_till += 1;
                wait[who] += now - since[who];
                agenda.schedule(now + diners.paying[who], Event::LeavesTill(who));
            }
            while seated < spec.seats && !seat_line.is_empty() {
                let who = seat_line.remove(0);
                seated += 1;
                wait[who] += now - since[who];
                agenda.schedule(now + spec.eating.quantile(diners.eating[who]), Event::LeavesSeat);
                outcome.served += 1.0;
                outcome.wait += wait[who];
                outcome.in_time += f64::from(wait[who] <= spec.wait_within + 1e-9);
            }
        }
        outcome
    }

    #[test]
    fn the_recursions_give_what_an_event_list_gives() {
        let mut spec = spec();
        spec.payment = Some(Payment { tills: 2, time: Distribution::Exponential { mean: 0.3 } });
        spec.seats = 60;
        spec.patience = Some(6.0);
        let mut turned_away = 0.0;
        for day in 0..60 {
            let mut stream = Streams::new(5, Phase::Evaluation, day).stream("diners", 1);
            let count = 150 + 5 * day as usize;
            let diners = Diners::draw(&spec, count, &mut stream);
            let counters = 1 + day as usize % 3;
            let (fast, slow) = (play(&spec, counters, &diners, f64::INFINITY, false), event_by_event(&spec, counters, &diners, count));
            assert_eq!((fast.served, fast.in_time), (slow.served, slow.in_time), "day {day}");
            assert!((fast.wait - slow.wait).abs() < 1e-6 * (1.0 + slow.wait), "day {day}: {} and {}", fast.wait, slow.wait);
            turned_away += count as f64 - fast.served;
        }
        assert!(turned_away > 100.0, "the cases must bite");
    }

    fn by_hand(arrival: Vec<f64>, service: f64) -> Diners {
        let count = arrival.len();
        Diners {
            arrival,
            service: vec![service; count],
            eating: vec![0.5; count],
            longest: vec![f64::INFINITY; 32],
            paying: vec![1.0; count],
            menu: Vec::new(),
            flexible: Vec::new(),
            lateness: 0.0,
        }
    }

    /// Menus that sell out, deliveries, a late kitchen, a till: enumerations by hand.
    #[test]
    fn what_a_canteen_can_have_by_hand() {
        let mut spec = spec();
        (spec.balk_at, spec.patience, spec.seats) = (None, None, 100);
        spec.eating = Distribution::Constant(1.0);
        spec.menus = vec![0.5, 1.0];
        spec.substitution = 1.0;
        // Four portions, two of each menu. The third who wants the first menu takes the other if that would do, else leaves; then that one is sold out.
        let mut diners = by_hand(vec![0.0, 1.0, 2.0, 3.0, 4.0], 0.5);
        diners.menu = vec![0, 0, 0, 1, 1];
        for (flexible, served) in [([true; 5], 4.0), ([false; 5], 4.0), ([false, false, false, true, true], 4.0)] {
            diners.flexible = flexible.to_vec();
            assert_eq!(play(&spec, 1, &diners, 4.0, false).served, served);
        }
        // Three of five portions of two menus that are wanted alike are the first's; ten menus of fourteen portions have all fourteen.
        diners.flexible = vec![false; 5];
        assert_eq!(play(&spec, 1, &diners, 5.0, false).served, 5.0);
        spec.menus = (1..=10).map(|menu| f64::from(menu) / 10.0).collect();
        let mut many = by_hand((0..14).map(f64::from).collect(), 0.5);
        (many.menu, many.flexible) = (vec![0; 14], vec![true; 14]);
        assert_eq!(play(&spec, 1, &many, 14.0, false).served, 14.0);
        spec.menus = vec![0.5, 1.0];
        diners.menu = vec![0, 0, 0, 0, 1];
        assert_eq!(play(&spec, 1, &diners, 4.0, false).served, 3.0);
        // A line for each menu: with two counters everybody of a menu waits behind his own; at one counter of three minutes the third waits 4 minutes.
        spec.lines = Lines::LineForEachMenu;
        let mut diners = by_hand(vec![0.0, 1.0, 2.0], 3.0);
        (diners.menu, diners.flexible) = (vec![0, 0, 0], vec![false; 3]);
        assert_eq!(play(&spec, 2, &diners, f64::INFINITY, false).wait, 2.0 + 4.0);
        spec.lines = Lines::OneLine;
        assert_eq!(play(&spec, 2, &diners, f64::INFINITY, false).wait, 1.0);
        // Two of four portions come at minute 10.
        (spec.menus, spec.deliveries) = (Vec::new(), vec![(0.0, 0.5), (10.0, 1.0)]);
        let diners = by_hand(vec![0.0, 1.0, 2.0, 3.0, 4.0], 0.5);
        let outcome = play(&spec, 1, &diners, 4.0, false);
        assert_eq!((outcome.served, outcome.wait), (4.0, 8.0 + 7.5));
        // A kitchen that is six minutes late.
        spec.deliveries = Vec::new();
        let mut diners = by_hand(vec![0.0, 7.0], 0.5);
        diners.lateness = 6.0;
        assert_eq!(play(&spec, 1, &diners, f64::INFINITY, true).wait, 6.0);
        assert_eq!(play(&spec, 1, &diners, f64::INFINITY, false).wait, 0.0);
        // One till of a minute behind three counters: the second and third of those done together wait one and two minutes.
        spec.payment = Some(Payment { tills: 1, time: Distribution::Constant(1.0) });
        let diners = by_hand(vec![0.0, 0.0, 0.0], 2.0);
        assert_eq!(play(&spec, 3, &diners, f64::INFINITY, false).wait, 3.0);
        // With one seat each then waits for the one before to have eaten: 3–4, 4–5, 5–6 with tills at 3, 4, 5: nobody.
        spec.seats = 1;
        assert_eq!(play(&spec, 3, &diners, f64::INFINITY, false).wait, 3.0);
        assert_eq!(counters_by_menu(&[0.5, 0.8, 1.0], 4), Some(vec![2, 1, 1]));
        assert_eq!(counters_by_menu(&[0.9, 0.95, 1.0], 4), Some(vec![2, 1, 1]));
        assert_eq!(counters_by_menu(&[0.5, 1.0], 1), None);
    }

    /// Two counters, constant times: an enumeration by hand.
    #[test]
    fn a_small_meal_by_hand() {
        let mut spec = spec();
        spec.balk_at = None;
        spec.patience = Some(2.0);
        spec.seats = 2;
        spec.eating = Distribution::Constant(4.0);
        let diners = by_hand(vec![0.0, 0.0, 1.0, 1.0, 9.0], 3.0);
        // 1: starts 0, done 3, sits 3–7. 2: the same. 3: would start at 3 after waiting 2: served, done 6, waits for a seat until 7.
        // 4: the same seat time 7 (the other seat). 5: starts 9, done 12, sits at once.
        let outcome = play(&spec, 2, &diners, f64::INFINITY, false);
        assert_eq!(outcome.served, 5.0);
        assert_eq!(outcome.wait, 3.0 + 3.0);
        spec.patience = Some(1.5);
        let outcome = play(&spec, 2, &diners, f64::INFINITY, false);
        assert_eq!(outcome.served, 3.0, "two give up after a minute and a half");
    }

    /// The least number of portions that suffices, by summing the probabilities of a beta-binomial number (by its recurrence) and a Poisson one.
    fn least_that_suffices(r: usize, (mean, sd): (f64, f64), guests: f64, quantile: f64) -> f64 {
        let precision = mean * (1.0 - mean) / (sd * sd) - 1.0;
        let (a, b) = (mean * precision, (1.0 - mean) * precision);
        let mut log: f64 = (0..r).map(|i| ((b + i as f64) / (precision + i as f64)).ln()).sum();
        let mut regular = vec![log.exp()];
        for k in 0..r {
            let (k, left) = (k as f64, (r - k) as f64);
            log += (left * (a + k) / ((k + 1.0) * (b + left - 1.0))).ln();
            regular.push(log.exp());
        }
        let mut poisson = vec![(-guests).exp()];
        for k in 1..=(guests + 12.0 * guests.sqrt() + 12.0) as usize {
            poisson.push(poisson[k - 1] * guests / k as f64);
        }
        let mut all = vec![0.0; regular.len() + poisson.len()];
        for (k, p) in regular.iter().enumerate() {
            poisson.iter().enumerate().for_each(|(g, q)| all[k + g] += p * q);
        }
        let mut sum = 0.0;
        let below = |p: &&f64| {
            sum += **p;
            sum < quantile
        };
        all.iter().take_while(below).count() as f64
    }

    #[test]
    fn portions_are_the_least_that_suffice() {
        let (mut close, mut all) = (0, 0);
        for (r, spread) in [(40, 0.02), (40, 0.1), (300, 0.03), (1100, 0.05), (1100, 0.01)] {
            for mean in [0.08, 0.35, 0.7] {
                for guests in [0.0, 15.0] {
                    for quantile in [0.5, 0.8, 0.9, 0.95, 0.99] {
                        let spec = Sittings { registered: f64::from(r), production_quantile: quantile, ..spec() };
                        let least = least_that_suffices(r as usize, (mean, spread), guests, quantile);
                        let planned = planned_portions(&spec, mean, spread, guests);
                        // One portion, or one in a hundred where the share is as skew as an exponential.
                        let off = (planned - least).abs();
                        assert!(off <= (0.01 * least).max(1.0), "{r} {spread} {mean} {guests} {quantile}: {planned} for {least}");
                        close += i32::from(off <= 0.005 * least);
                        all += 1;
                    }
                }
            }
        }
        assert!(f64::from(close) > 0.9 * f64::from(all), "{close} of {all}");
    }

    /// Newsvendor: the planned portions are short with the asked probability.
    #[test]
    fn portions_cover_the_asked_quantile() {
        let spec = spec();
        let mut stream = Streams::new(3, Phase::Evaluation, 0).stream("test", 0);
        let (mean, sd) = expected_share(&spec, 1.0);
        let planned = planned_portions(&spec, mean, sd, 10.0);
        let precision = mean * (1.0 - mean) / (sd * sd) - 1.0;
        let beta = rand_distr::Beta::new(mean * precision, (1.0 - mean) * precision).unwrap();
        let n = 40_000;
        let mut enough = 0;
        for _ in 0..n {
            let share: f64 = rand_distr::Distribution::sample(&beta, stream.generator());
            let regular = rand_distr::Distribution::sample(&rand_distr::Binomial::new(600, share).unwrap(), stream.generator()) as f64;
            let guests: f64 = rand_distr::Distribution::sample(&rand_distr::Poisson::new(10.0).unwrap(), stream.generator());
            enough += i32::from(regular + guests <= planned);
        }
        let share = f64::from(enough) / f64::from(n);
        // Rounding up to whole portions adds about a quarter of a point to the sampling error of .0015.
        assert!((share - 0.9).abs() < 0.0075, "{share}");
    }
}
