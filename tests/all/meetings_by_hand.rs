//! Days of a few rooms, worked out by hand: who gets which room, who gives way, who waits.

use crate::common;
use crate::common::load;
use houqin::calendar::DAY;
use houqin::random::{Phase, Streams};
use houqin::scenario::units::TimeSpan;
use houqin::scenario::{Bookings, Scenario, Way};
use houqin::services::bookings::{Had, Placement, Pool, PoolLot, Request, Resource, RoomKind};
use houqin::services::{Demand, LotDemand};

/// A scenario with one lot of meetings; keys of the lot, and tables, are added.
fn scenario(lot: &str, tables: &str) -> Scenario {
    load(&format!(
        r#"
[scenario]
name = "rooms"
language = "en"
currency = "USD"
start = 2027-01-01
office_hours = "Mon-Fri 08:00-18:00"
[run]
seed = 1
replications = 2
planning_samples = 2
[[department]]
name = "D"
headcount = 1
[[site]]
name = "S"
department = "D"
[[service]]
name = "R"
arrangements = ["one team"]
[[service.bookings]]
name = "M"
site = "S"
bookings_per_day = 6
lead_days = {{ distribution = "exponential", mean = 5 }}
duration_hours = {{ distribution = "constant", mean = 1 }}
attendees = {{ distribution = "constant", mean = 8 }}
tolerance = "60 minutes"
setup_minutes = 0
turnround_minutes = 0
crew = 0
unserved_cost_per_booking = 1
standard = "0%"
{lot}
[[room]]
name = "small"
service = "R"
site = "S"
seats = 10
count = 2
cost_per_room_year = 1
features = ["screen"]
{tables}
[policy]
new_hires = false
cost_per_redeployment = 0
spot_in_time = "0%"
standards_bind = false
[status_quo]
"#
    ))
}

/// A meeting on day 4: asked at a minute of the horizon, start and length in hours of the day.
fn request(asked: f64, start: f64, hours: f64, attendees: f64) -> Request {
    common::request(4, asked, start, hours, attendees)
}

fn played<'a>(lots: impl Into<Vec<PoolLot<'a>>>, rooms: &[RoomKind], resources: &[Resource<'_>]) -> Vec<Placement> {
    let mut placements = Vec::new();
    Pool::new(lots.into(), &scenario("", "").office).place(rooms, resources, |placement, _, _| placements.push(*placement));
    placements
}

/// No way to any of up to three kinds of rooms.
fn at_home() -> Vec<Option<Way>> {
    vec![Some(Way::default()); 3]
}

fn rooms(kinds: &[(u32, u32, u64)]) -> Vec<RoomKind> {
    kinds.iter().map(|(seats, count, features)| RoomKind { seats: *seats, site: 0, count: *count, features: *features }).collect()
}

#[test]
fn features_and_shared_equipment() {
    let mut spec = common::bookings(&scenario("needs = [\"screen\"]", ""));
    assert_eq!(spec.needs, 1);
    spec.tolerance = TimeSpan::Clock(0.0);
    let requests = [request(0.0, 9.0, 1.0, 8.0), request(1.0, 9.0, 1.0, 8.0), request(2.0, 9.5, 1.0, 8.0), request(3.0, 10.0, 1.0, 8.0)];
    let with = |uses: Vec<(usize, u16)>| [PoolLot { spec: &spec, ways: at_home(), requests: &requests, uses, skills: u64::MAX }];
    // Ten seats without a screen, twenty and thirty with one.
    let kinds = rooms(&[(10, 2, 0), (20, 1, 1), (30, 1, 1)]);
    let placed: Vec<Option<usize>> =
        played(with(vec![]), &kinds, &[]).iter().map(|placement| placement.room.map(|(room, ..)| room)).collect();
    assert_eq!(placed, [Some(2), Some(3), None, Some(2)], "only rooms with a screen will do");
    // One interpreter for all: one meeting at a time.
    let placed: Vec<bool> =
        played(with(vec![(0, 1)]), &kinds, &[Resource::Always(1)]).iter().map(|placement| placement.room.is_some()).collect();
    assert_eq!(placed, [true, false, false, true]);
}

#[test]
fn a_class_that_goes_first_displaces_with_notice() {
    let low = common::bookings(&scenario("", ""));
    let kinds = rooms(&[(10, 1, 0)]);
    let ordinary = [request(0.0, 9.0, 1.0, 8.0)];
    let play = |asked: f64, tolerance: f64, of_high: f64| {
        let low = Bookings { tolerance: TimeSpan::Clock(tolerance), ..low.clone() };
        let high = Bookings { tolerance: TimeSpan::Clock(of_high), displaces: Some(DAY), ..low.clone() };
        let urgent = [request(asked, 9.0, 1.0, 8.0)];
        let lots = [
            PoolLot { spec: &low, ways: at_home(), requests: &ordinary, uses: vec![], skills: u64::MAX },
            PoolLot { spec: &high, ways: at_home(), requests: &urgent, uses: vec![], skills: u64::MAX },
        ];
        played(lots, &kinds, &[])
    };
    for of_high in [0.0, 60.0] {
        // Two days before: the ordinary meeting gives way and moves by an hour, or has no room if it cannot; also where the urgent one could move.
        let placed = play(2.0 * DAY, 60.0, of_high);
        assert_eq!((placed[0].moved, placed[0].displaced, placed[1].moved), (60.0, Some(2.0 * DAY), 0.0));
        assert!(placed.iter().all(|placement| placement.room.is_some()));
        let placed = play(2.0 * DAY, 0.0, of_high);
        assert!(placed[0].room.is_none() && placed[0].displaced.is_some() && placed[1].room.is_some());
    }
    // Less than a day before: too late, and it moves itself if it may.
    let placed = play(4.0 * DAY, 0.0, 0.0);
    assert!(placed[0].room.is_some() && placed[1].room.is_none());
    let placed = play(4.0 * DAY, 0.0, 60.0);
    assert_eq!((placed[0].moved, placed[0].displaced, placed[1].moved), (0.0, None, 60.0));
}

/// What was displaced and is answered anew is told with what it had.
#[test]
fn whoever_was_displaced_had_a_room_before() {
    let low = Bookings { tolerance: TimeSpan::Clock(60.0), setup: 0.0, turnround: 0.0, ..common::bookings(&scenario("", "")) };
    let high = Bookings { displaces: Some(0.0), ..low.clone() };
    let first = 4.0 * DAY + 8.0 * 60.0;
    // An ordinary meeting at ten has to move for one until noon that is asked for at half past eight; at nine there is room, but not where setting up would have begun before that.
    let setup = Bookings { setup: 45.0, ..low.clone() };
    for (spec, moved, has_room) in [(&low, -60.0, true), (&setup, 0.0, false)] {
        let (ordinary, urgent) = ([request(first, 10.0, 1.0, 8.0)], [request(first + 30.0, 10.0, 2.0, 8.0)]);
        let lots = vec![
            PoolLot { spec, ways: at_home(), requests: &ordinary, uses: vec![], skills: u64::MAX },
            PoolLot { spec: &high, ways: at_home(), requests: &urgent, uses: vec![], skills: u64::MAX },
        ];
        let mut told = Vec::new();
        Pool::new(lots, &scenario("", "").office).place(&rooms(&[(10, 1, 0)]), &[], |placement, had, _| {
            told.push((placement.lot, placement.moved, placement.room.is_some(), had.to_vec()));
        });
        let had = Had { from: first, to: first + 30.0, room: 0, moved: 0.0 };
        assert_eq!(told, [(0, moved, has_room, vec![had]), (1, 0.0, true, vec![])]);
    }
}

/// Nobody meets before having asked, and no room is set up for a meeting that is moved before that.
#[test]
fn no_meeting_is_moved_before_it_is_asked_for() {
    let spec = Bookings { tolerance: TimeSpan::Clock(240.0), setup: 0.0, turnround: 0.0, ..common::bookings(&scenario("", "")) };
    let kinds = rooms(&[(10, 1, 0)]);
    // The room is taken from eleven to the evening: of all starts within the tolerance only ten is free.
    let day = 4.0 * DAY;
    for (asked, moved) in [(9.5, Some(-60.0)), (10.0, Some(-60.0)), (10.1, None), (8.0, Some(-60.0))] {
        let requests = [request(0.0, 11.0, 7.0, 8.0), request(day + asked * 60.0, 11.0, 1.0, 8.0)];
        let placed = played([PoolLot { spec: &spec, ways: at_home(), requests: &requests, uses: vec![], skills: u64::MAX }], &kinds, &[]);
        assert_eq!(placed[1].room.map(|_| placed[1].moved), moved, "asked at {asked}");
    }
}

/// A quarter of an hour is the step; less is tolerated in blocks.
#[test]
fn starts_are_moved_by_quarters_or_by_blocks() {
    let spec = common::bookings(&scenario("", ""));
    let kinds = rooms(&[(10, 1, 0)]);
    let moved = |tolerance: f64, minutes: f64| {
        let spec = Bookings { tolerance: TimeSpan::Clock(tolerance), ..spec.clone() };
        let requests = [request(0.0, 9.0, minutes / 60.0, 8.0), request(1.0, 9.0, minutes / 60.0, 8.0)];
        let lots = [PoolLot { spec: &spec, ways: at_home(), requests: &requests, uses: vec![], skills: u64::MAX }];
        let placed = played(lots, &kinds, &[]);
        placed[1].room.map(|_| placed[1].moved)
    };
    assert_eq!(moved(10.0, 10.0), Some(10.0));
    assert_eq!(moved(5.0, 10.0), None);
    assert_eq!(moved(14.0, 5.0), Some(5.0));
    assert_eq!(moved(15.0, 5.0), Some(15.0));
    assert_eq!(moved(20.0, 10.0), Some(15.0));
}

/// Requests of one moment are answered by their numbers and not by the order of the lots.
#[test]
fn requests_of_one_moment_are_answered_by_chance() {
    let spec = common::bookings(&scenario("", ""));
    let kinds = rooms(&[(10, 1, 0)]);
    for (one, other) in [(3, 7), (7, 3)] {
        let asks = |place: u64| [Request { place, ..request(0.0, 9.0, 1.0, 8.0) }];
        let (first, second) = (asks(one), asks(other));
        let lots = [&first, &second].map(|requests| PoolLot { spec: &spec, ways: at_home(), requests, uses: vec![], skills: u64::MAX });
        let placed = played(lots, &kinds, &[]);
        let held = |lot: usize| placed.iter().any(|placement| placement.lot == lot && placement.moved == 0.0 && placement.room.is_some());
        assert_eq!((held(0), held(1)), (one < other, other < one));
    }
}

#[test]
fn rooms_are_given_up_and_overruns_delay_the_next() {
    let mut spec = common::bookings(&scenario(
        "no_show = \"20%\"\nrelease_after_minutes = 15\noverruns = { share = \"30%\", minutes = { distribution = \"constant\", mean = 20 } }",
        "",
    ));
    spec.tolerance = TimeSpan::Clock(0.0);
    spec.turnround = 10.0;
    let kinds = rooms(&[(10, 1, 0)]);
    // Nobody comes at nine; who asks from 9:15 on gets the room, for what is still to come.
    let empty = Request { given_up: 15.0, ..request(0.0, 9.0, 2.0, 8.0) };
    let late = |asked: f64, start: f64| request(4.0 * DAY + asked * 60.0, start, 0.5, 8.0);
    for (other, taken) in [(late(9.2, 9.5), false), (late(9.3, 9.5), true), (late(9.25, 9.25), true), (late(9.3, 9.25), false)] {
        let requests = [empty, other];
        let placed = played([PoolLot { spec: &spec, ways: at_home(), requests: &requests, uses: vec![], skills: u64::MAX }], &kinds, &[]);
        assert_eq!(placed[1].room.is_some(), taken, "{other:?}");
    }
    // Nine to ten, overrunning by twenty minutes, and ten of clearing: 10:30. The next, at 10:15, begins 15 minutes late and ends at 11:30 with its
    // clearing; the third, at 11:30, is in time.
    let requests = [Request { overrun: 20.0, ..request(0.0, 9.0, 1.0, 8.0) }, request(1.0, 10.25, 1.0, 8.0), request(2.0, 11.5, 1.0, 8.0)];
    let lots = [PoolLot { spec: &spec, ways: at_home(), requests: &requests, uses: vec![], skills: u64::MAX }];
    let placed = played(lots, &kinds, &[]);
    assert_eq!(placed.iter().map(|placement| placement.late).collect::<Vec<_>>(), [0.0, 15.0, 10.0]);
    assert_eq!(placed[1].room.map(|(_, from, to)| (from, to)), Some((630.0, 700.0)));
}

#[test]
fn shares_of_no_shows_series_and_overruns_are_those_asked_for() {
    let scenario = scenario(
        "no_show = \"20%\"\ncancelled = \"10%\"\nrelease_after_minutes = 15\noverruns = { share = \"30%\", minutes = { distribution = \"constant\", mean = 20 } }\nseries = { share = \"40%\", meetings = 8 }\nprofile = \"P\"",
        "[[profile]]\nname = \"P\"\nweekdays = [2, 1, 1, 1, 1, 1, 1]\n",
    );
    let worked = scenario.calendar.days.iter().filter(|day| day.is_worked()).count() as f64;
    let (mut all, mut cancelled, mut nobody, mut over, mut mondays, mut repeated) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let years = 60.0;
    for replication in 0..60 {
        let demand = Demand::draw(&scenario, &Streams::new(3, Phase::Evaluation, replication));
        let LotDemand::Requests(requests) = &demand.lots[0] else { panic!("requests") };
        assert!(requests.windows(2).all(|pair| (pair[0].day, pair[0].asked) <= (pair[1].day, pair[1].asked)));
        let asked: std::collections::HashMap<u64, u32> = requests.iter().fold(Default::default(), |mut counts, request| {
            *counts.entry(request.asked.to_bits()).or_default() += 1;
            counts
        });
        for request in requests {
            all += 1.0;
            cancelled += f64::from(!request.holds());
            nobody += f64::from(request.holds() && request.given_up.is_finite());
            over += f64::from(request.overrun > 0.0);
            mondays += f64::from(scenario.calendar.days[request.day as usize].weekday == 0);
            repeated += f64::from(asked[&request.asked.to_bits()] > 1);
        }
    }
    let expected = 6.0 * worked * years;
    // Series of eight are dependent: eight times the variance for two fifths of the meetings.
    let error = |count: f64| (count * (0.6 + 0.4 * 8.0)).sqrt();
    let near = |measured: f64, expected: f64, what: &str| {
        assert!((measured - expected).abs() < 4.0 * error(expected), "{what}: {measured} against {expected} ± {}", error(expected));
    };
    near(all, expected, "all");
    near(cancelled, 0.1 * expected, "cancelled");
    // All are kept as no-shows whom cancellation spares: 20 % of all.
    near(nobody, 0.2 * expected, "no-shows");
    near(over, 0.3 * expected, "overruns");
    // Mondays have twice the weight: 2/6 of a week without holidays.
    near(mondays, expected / 3.0, "Mondays");
    // Those with a common moment of asking are series (a few of the first terms have but one meeting left).
    assert!((repeated / all - 0.4).abs() < 0.02, "{}", repeated / all);
}
