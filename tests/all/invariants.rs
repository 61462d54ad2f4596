//! What must hold in every replication: nothing is lost, nobody is in two places, the same numbers give the same results.

use crate::common;
use crate::common::{Edit, shipped};
use houqin::outcome::{CostLine, Evaluator};
use houqin::plan::{self, Plan};
use houqin::random::{Phase, Streams, identity};
use houqin::replicate::{Silent, play};
use houqin::scenario::units::TimeSpan;
use houqin::scenario::{LotKind, Scenario, Way};
use houqin::services::bookings::{Blocks, Crew, OpenDay, Pool, PoolLot, Resource, RoomKind};
use houqin::services::{Demand, LotDemand};
use houqin::supply::{Size, Supply};
use proptest::prelude::*;

fn ministry() -> Scenario {
    houqin::scenario::load(&shipped("ministry.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}")).0
}

#[test]
fn a_replication_is_the_same_alone_and_in_a_batch_and_under_every_plan() {
    let scenario = ministry();
    let supply = Supply::new(&scenario);
    let today = Plan::status_quo(&supply);
    let mut fewer = today.clone();
    for size in &mut fewer.sizes {
        size.people /= 2;
    }
    let batch = play(&supply, &[&today, &fewer], Phase::Evaluation, 6, &Silent);
    let streams = Streams::new(scenario.run.seed, Phase::Evaluation, 4);
    let alone = Evaluator::new(&supply, &today).evaluate(&Demand::draw(&scenario, &streams), &streams);
    assert_eq!(batch[0][4], alone);
    for (a, b) in batch[0].iter().zip(&batch[1]) {
        for (lot, (x, y)) in a.lots.iter().zip(&b.lots).enumerate() {
            assert!((x.demand - y.demand).abs() < 1e-9, "lot {lot} has the same demand under both plans");
        }
    }
}

#[test]
fn adding_a_lot_leaves_the_others_demand_alone() {
    let scenario = ministry();
    let streams = Streams::new(1, Phase::Planning, 3);
    let LotDemand::Jobs(before) = &Demand::draw(&scenario, &streams).lots[0] else { panic!("jobs") };
    let mut fewer = scenario.clone();
    fewer.lots.swap(0, 3);
    fewer.lots.truncate(6);
    let LotDemand::Jobs(after) = &Demand::draw(&fewer, &streams).lots[3] else { panic!("jobs") };
    assert_eq!(before, after);
    assert_ne!(identity("a"), identity("b"));
}

/// A lot of which some work is secret is two lots: their jobs, or meetings, together are those of the whole, bursts and minutes and all, and the secret
/// ones are the share that is asked for.
#[test]
fn the_parts_of_a_lot_are_the_whole() {
    let head = common::small("parts", 5, 10);
    let text = |share: &str| {
        format!(
            r#"{head}[[service.work_orders]]
name = "A"
site = "S"
jobs_per_month = 60
burstiness = 4
backlog = 9
labour_hours = {{ distribution = "gamma", mean = 3, cv = 1 }}
response_within = "4 working hours"
overflow = "at-deadline"
spot_price_per_job = 420
unserved_cost_per_job = 1500
standard = "0%"
{share}
[[service]]
name = "M"
arrangements = ["one team"]
[[service.bookings]]
name = "B"
site = "S"
bookings_per_day = 6
burstiness = 2
series = {{ share = "50%", meetings = 6 }}
lead_days = {{ distribution = "gamma", mean = 8, cv = 0.5 }}
duration_hours = {{ distribution = "lognormal", mean = 2, cv = 0.4 }}
attendees = {{ distribution = "gamma", mean = 9, cv = 0.5 }}
tolerance = "60 minutes"
setup_minutes = 10
turnround_minutes = 5
crew = 0
spot_price_per_booking = 100
unserved_cost_per_booking = 900
standard = "0%"
{share}
[[offer]]
name = "P"
provider = "p"
lots = ["W/*", "M/*"]
price_per_job = 300
price_per_booking = 90
cleared = true
administration_per_year = 0
[policy]
new_hires = false
cost_per_redeployment = 0
spot_in_time = "80%"
standards_bind = false
[status_quo]
"#
        )
    };
    let (whole, split) = (common::load(&text("")), common::load(&text("confidential_share = \"30%\"")));
    let paths: Vec<&str> = split.lots.iter().map(|lot| lot.path.as_str()).collect();
    assert_eq!(paths, ["W/S/A", "W/S/A, confidential", "M/S/B", "M/S/B, confidential"]);
    assert!(split.lots[1].confidential && split.lots[1].spot.is_none() && !split.lots[0].confidential);
    // What is asked for, as words that can be sorted.
    let told = |demand: &LotDemand| -> Vec<String> {
        match demand {
            LotDemand::Jobs(jobs) => jobs.iter().map(|job| format!("{job:?}")).collect(),
            LotDemand::Requests(requests) => requests.iter().map(|request| format!("{request:?}")).collect(),
            LotDemand::Meals(_) => panic!("no meals"),
        }
    };
    let (mut secret, mut all) = ([0usize; 2], [0usize; 2]);
    for replication in 0..40 {
        let streams = Streams::new(5, Phase::Planning, replication);
        let (of_whole, of_split) = (Demand::draw(&whole, &streams), Demand::draw(&split, &streams));
        for lot in 0..2 {
            let (mut expected, open, hidden) =
                (told(&of_whole.lots[lot]), told(&of_split.lots[2 * lot]), told(&of_split.lots[2 * lot + 1]));
            secret[lot] += hidden.len();
            all[lot] += expected.len();
            let mut together = [open, hidden].concat();
            together.sort();
            expected.sort();
            assert_eq!(together, expected);
        }
    }
    for (secret, all) in secret.iter().zip(all) {
        let (share, n) = (*secret as f64 / all as f64, all as f64);
        assert!((share - 0.3).abs() < 4.0 * (0.3 * 0.7 / n).sqrt(), "{share} of {n}");
    }
}

#[test]
fn all_demand_is_accounted_for_and_costs_add_up() {
    let scenario = ministry();
    let supply = Supply::new(&scenario);
    let mut today = Plan::status_quo(&supply);
    for variant in 0..4 {
        if variant > 0 {
            for (index, size) in today.sizes.iter_mut().enumerate() {
                size.people = size.people * (variant + index as u32 % 3) / 4;
                size.rooms.iter_mut().for_each(|rooms| *rooms = rooms.saturating_sub(1));
            }
            today.awarded.iter_mut().for_each(|awarded| *awarded = true);
            today.separate = variant == 3;
            today.overflow = (0..scenario.lots.len()).map(|lot| today.cheapest(&scenario, lot, true)).collect();
        }
        for (replication, outcome) in play(&supply, &[&today], Phase::Evaluation, 5, &Silent)[0].iter().enumerate() {
            let levels = common::base_levels(&scenario, replication as u64);
            for (lot, year) in outcome.lots.iter().enumerate() {
                let served = year.in_house + year.contract + year.spot + year.unserved;
                assert!((served - year.demand).abs() < 1e-6 * (1.0 + year.demand), "lot {lot}: {served} of {}", year.demand);
                assert!(year.in_time <= year.demand - year.unserved + 1e-6);
                assert!([year.in_house, year.contract, year.spot, year.unserved, year.wait].iter().all(|amount| *amount >= -1e-9));
            }
            let departments: f64 = outcome.by_department.iter().sum();
            assert!(
                (departments - outcome.costs.total()).abs() < 1e-6 * outcome.costs.total(),
                "departments pay {departments} of {}",
                outcome.costs.total()
            );
            // What is spent once is in the first year's months, and an annuity of it in a mean year.
            let once: f64 = outcome.once_by_department.iter().sum();
            let annuity: f64 = (0..scenario.years as i32).map(|year| (1.0 + scenario.discount_rate).powi(-year)).sum();
            let months = (outcome.by_month.iter().sum::<f64>() - once) / scenario.years + once / annuity;
            assert!(
                (months - outcome.costs.total()).abs() < 1e-6 * outcome.costs.total(),
                "the months come to {months} in a mean year of {}",
                outcome.costs.total()
            );
            for line in CostLine::ALL {
                let services: f64 = outcome.by_service.iter().map(|costs| costs[line]).sum();
                let services = services + of_no_service(&scenario, &today, line, &levels);
                assert!(
                    (services - outcome.costs[line]).abs() < 1e-6 * outcome.costs.total(),
                    "services have {services} of {} on {}",
                    outcome.costs[line],
                    line.key()
                );
            }
        }
    }
}

#[test]
fn rooms_are_never_double_booked_and_crews_never_overdrawn() {
    let scenario = ministry();
    let demand = Demand::draw(&scenario, &Streams::new(3, Phase::Evaluation, 0));
    let lots: Vec<PoolLot<'_>> = scenario
        .lots
        .iter()
        .zip(&demand.lots)
        .filter_map(|(lot, demand)| match (&lot.kind, demand) {
            (LotKind::Bookings(spec), LotDemand::Requests(requests)) => {
                let uses = if spec.crew > 0 { vec![(0, spec.crew as u16)] } else { Vec::new() };
                Some(PoolLot { spec, ways: vec![Some(Way::default()); 3], requests, uses, skills: 1 })
            }
            _ => None,
        })
        .collect();
    let rooms = [(14, 4), (45, 2), (130, 1)].map(|(seats, count)| RoomKind { seats, site: 0, count, features: 0 });
    let crew = vec![vec![Crew { people: 4, skills: 1, hours: Blocks::all_day() }]; scenario.calendar.days.len()];
    let seats = [14.0, 14.0, 14.0, 14.0, 45.0, 45.0, 130.0];
    // All bookings as (day, room, from, to, crew, asked, cancelled).
    let mut held = Vec::new();
    let mut asked = 0;
    let pool = Pool::new(lots, &scenario.office);
    let lots = &pool.lots;
    pool.place(&rooms, &[Resource::People(&crew)], |placement, _, _| {
        asked += 1;
        let lot = &lots[placement.lot];
        let request = &lot.requests[placement.request];
        if let Some((room, from, to)) = placement.room {
            assert!(seats[room] >= request.attendees, "everybody has a seat");
            if let TimeSpan::Clock(most) = lot.spec.tolerance {
                assert!(placement.moved.abs() <= most);
            }
            assert!(placement.slack >= -1e-6, "moved no further than the tolerance");
            assert!(OpenDay::new(&scenario.office, request.day as usize).closing(from, to).is_some(), "within the opening hours");
            // Whoever was displaced has the room since then.
            let asked = placement.displaced.unwrap_or(request.asked);
            held.push((request.day, room, from, to, lot.spec.crew, asked, request.cancelled));
        }
    });
    assert_eq!(asked, lots.iter().map(|lot| lot.requests.len()).sum::<usize>());
    assert!(held.len() > 1000);
    for (index, a) in held.iter().enumerate() {
        for b in held[index + 1..].iter().take_while(|b| b.0 == a.0) {
            // A room given up before the other asked may be used again.
            let both_held = a.6 > b.5 && b.6 > a.5;
            assert!(!(a.1 == b.1 && both_held && a.2 < b.3 && b.2 < a.3), "{a:?} and {b:?}");
        }
        let at_start: usize =
            held.iter().filter(|b| b.0 == a.0 && b.2 <= a.2 && b.3 > a.2 && b.6.is_infinite() && a.6.is_infinite()).map(|b| b.4).sum();
        assert!(a.4 == 0 || at_start <= 4, "{at_start} of a crew of 4");
    }
}

#[test]
fn a_plan_file_reads_back_as_it_was() {
    let scenario = ministry();
    let supply = Supply::new(&scenario);
    let today = Plan::status_quo(&supply);
    assert_eq!(plan::read(&plan::write(&today, &supply), &supply).unwrap_or_else(|errors| panic!("{errors:?}")), today);
    let errors = plan::read(&plan::write(&today, &supply).edit_all("team: 电工班", "team: 电器班"), &supply).unwrap_err();
    assert!(errors.list.iter().any(|error| error.message.contains("电器班")), "{errors:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// One more person never leaves more undone. (That nobody works more hours than they have is in `flows.rs`, to the minute.)
    #[test]
    fn more_people_serve_more(jobs in 20.0f64..300.0, hours in 0.5f64..6.0, hours_to_respond in 1u32..16, crew in 1u32..3, seed in 0u64..1000) {
        let text = common::round_the_clock(1, "", &common::lot("X", jobs / common::HOURS_A_MONTH, &format!("{{ distribution = \"gamma\", mean = {hours}, cv = 1 }}"),
            &format!("response_within = \"{hours_to_respond} hours\"\noverflow = \"at-deadline\"\ncrew = {crew}\nspot_price_per_job = 1")), "")
            .edit("shift = \"always\"\nabsence = \"0%\"", "shift = \"Mon-Fri 08:00-16:00\"\nabsence = \"10%\"");
        let scenario = common::load(&text);
        let supply = Supply::new(&scenario);
        let streams = Streams::new(seed, Phase::Evaluation, 0);
        let demand = Demand::draw(&scenario, &streams);
        let presence = supply.presence(0, &streams, 8);
        let mut served_before = 0.0;
        for people in 0..8 {
            let size = Size { people, rooms: Vec::new() };
            let response = supply.respond(0, &size, &[true], &demand, presence.as_ref());
            let served: f64 = response.lots[0].iter().map(|month| month.served).sum();
            let overflow: f64 = response.lots[0].iter().map(|month| month.overflow.units).sum();
            let asked: f64 = response.lots[0].iter().map(|month| month.demand.units).sum();
            prop_assert_eq!(served + overflow, asked);
            // Adding a server can cost a few jobs in a single path (a longer job gets in first), never many.
            prop_assert!(served >= served_before - 0.03 * asked - 3.0, "{} people serve {}, one fewer {}", people, served, served_before);
            served_before = served;
        }
    }
}

/// What belongs to no service: what everybody uses anyway, and contracts that save of it.
fn of_no_service(scenario: &Scenario, plan: &Plan, line: CostLine, levels: &[f64]) -> f64 {
    let base: Vec<f64> = scenario.resources.iter().zip(levels).map(|(resource, level)| resource.base * resource.price * level).collect();
    let savers =
        scenario.offers.iter().enumerate().filter(|(offer, spec)| plan.awarded[*offer] && !plan.separate && !spec.saves.is_empty());
    let of_savers = savers.map(|(offer, spec)| {
        let saved: f64 = spec.saves.iter().zip(&base).map(|(share, used)| share * used).sum();
        match line {
            CostLine::Resources => -saved,
            CostLine::Contracts => spec.fee + spec.shared_savings * saved,
            CostLine::Administration => spec.administration,
            CostLine::Conversion if !scenario.status_quo.awarded[offer] => {
                let annuity: f64 = (0..scenario.years as i32).map(|year| (1.0 + scenario.discount_rate).powi(-year)).sum();
                spec.transition / annuity
            }
            _ => 0.0,
        }
    });
    of_savers.sum::<f64>() + if line == CostLine::Resources { base.iter().sum() } else { 0.0 }
}
