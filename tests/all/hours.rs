//! Every hour is kept: small institutions whose right figures are counted by hand, or weighed by the chance of who is there.

use crate::common;
use crate::common::{Edit, load, told};
use houqin::outcome::Summary;
use houqin::plan::Plan;
use houqin::random::{Phase, Streams};
use houqin::replicate::{Silent, play};
use houqin::scenario::{LotKind, Scenario};
use houqin::services::{Demand, LotDemand};
use houqin::supply::Supply;
use houqin::trace::{Filling, Trace};

const REPLICATIONS: u32 = 50;

/// An institution of one site whose office has hours; with services, teams and rooms as given.
fn institution(start: &str, office: &str, tables: &str) -> String {
    format!(
        "[scenario]\nname = \"hours\"\nlanguage = \"en\"\ncurrency = \"EUR\"\nstart = {start}\noffice_hours = \"{office}\"\n[run]\nseed = 1\nreplications = {REPLICATIONS}\nplanning_samples = 20\n\
         [[department]]\nname = \"D\"\nheadcount = 100\n[[site]]\nname = \"S\"\ndepartment = \"D\"\n{tables}\n\
         [policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"80%\"\nstandards_bind = false\n[status_quo]\n"
    )
}

/// A canteen of constant diners with cooks, each of whom could serve all.
fn canteen(start: &str, office: &str, shift: &str, sitting: &str) -> String {
    let tables = format!(
        "[[service]]\nname = \"C\"\narrangements = [\"each site\"]\n[[service.sittings]]\nname = \"Lunch\"\nsite = \"S\"\ntrade = \"Cook\"\nregistered = 100\nattendance = \"100%\"\nattendance_sd = \"0%\"\n\
         window = \"11:30-13:00\"\ncounters = 2\npeople_per_counter = 1\nmeals_per_person = 100\nservice_seconds = {{ distribution = \"constant\", mean = 5 }}\nseats = 200\n\
         eating_minutes = {{ distribution = \"constant\", mean = 15 }}\nproduction_quantile = \"90%\"\ningredients_per_meal = 4\nunserved_cost_per_meal = 20\nwait_within = \"10 minutes\"\nstandard = \"90%\"\n{sitting}\n\
         [[team]]\nname = \"Cooks\"\nskills = [\"Cook\"]\nbase = \"S\"\npeople = 2\ncost_per_person_year = {{ personnel = 40_000 }}\noverhead = \"0%\"\nshift = {shift}\nabsence = \"0%\"\n"
    );
    institution(start, office, &tables)
}

/// Meetings in rooms; the lot's keys and further tables are given.
fn meetings(office: &str, rooms: u32, lot: &str, tables: &str) -> String {
    let text = format!(
        "[[service]]\nname = \"M\"\narrangements = [\"one team\"]\n[[service.bookings]]\nname = \"Talk\"\nsite = \"S\"\ntrade = \"Steward\"\n\
         lead_days = {{ distribution = \"constant\", mean = 3 }}\nattendees = {{ distribution = \"constant\", mean = 5 }}\nsetup_minutes = 0\nunserved_cost_per_booking = 100\nstandard = \"0%\"\n{lot}\n\
         [[room]]\nname = \"R\"\nservice = \"M\"\nsite = \"S\"\nseats = 10\ncount = {rooms}\ncost_per_room_year = 1000\n{tables}\n"
    );
    institution("2027-01-01", office, &text)
}

/// Today's plan over all replications.
fn today(scenario: &Scenario) -> Summary {
    let supply = Supply::new(scenario);
    let plan = Plan::status_quo(&supply);
    let outcomes = play(&supply, &[&plan], Phase::Evaluation, REPLICATIONS, &Silent);
    Summary::of(&supply, &plan, &outcomes[0])
}

fn asked_and_served(text: &str) -> (f64, f64) {
    let summary = today(&load(text));
    (summary.lots[0].demand.mean, summary.lots[0].in_house.mean)
}

const OFFICE: &str = "Mon-Fri 08:00-16:00";
const COOKS: &str = "\"Mon-Fri 06:00-14:00\"";

/// 2027-01-31 to 2028-01-30 has 260 weekdays; 2027-01-28 to 2028-01-27 one more; two years from 2027-02-28 have 522, and from the leap day of 2028 one year
/// to 2029-02-27 has 261.
#[test]
fn a_year_from_any_day_has_its_weekdays() {
    for (start, years, weekdays) in [
        ("2027-01-31", 1.0, 260.0),
        ("2027-01-28", 1.0, 261.0),
        ("2027-02-28", 2.0, 522.0),
        ("2028-02-29", 1.0, 261.0),
        ("2026-12-30", 1.0, 261.0),
    ] {
        let text = canteen(start, OFFICE, COOKS, "").edit("currency", &format!("years = {years}\ncurrency"));
        let (asked, served) = asked_and_served(&text);
        assert_eq!((asked, served), (100.0 * weekdays / years, 100.0 * weekdays / years), "from {start}");
    }
}

/// `attendance` is the mean over the days on which the meal is served, whatever the weights of other days.
#[test]
fn a_weight_of_nothing_on_days_without_a_meal_changes_nothing() {
    let lot = |profile: &str| format!("profile = \"P\"\n[[profile]]\nname = \"P\"\n{profile}");
    let constant = |profile: &str, days: f64| {
        let text = canteen("2027-01-01", OFFICE, COOKS, "");
        let text = text
            .edit("attendance = \"100%\"", "attendance = \"60%\"")
            .edit("standard = \"90%\"\n", &format!("standard = \"90%\"\n{}\n", lot(profile)));
        let summary = today(&load(&text));
        let expected = 60.0 * days;
        // Binomial of 100 on each day.
        let error = (expected * 0.4 / f64::from(REPLICATIONS)).sqrt();
        assert!(
            (summary.lots[0].demand.mean - expected).abs() < 4.0 * error,
            "{profile}: {} against {expected}",
            summary.lots[0].demand.mean
        );
        let scenario = load(&text);
        assert!((Supply::new(&scenario).expected_volume(0).units - expected).abs() < 1e-6, "{profile}");
    };
    constant("weekdays = [1, 1, 1, 1, 1, 0, 0]", 261.0);
    constant("weekdays = [1, 1, 1, 1, 1, 1, 1]", 261.0);
    constant("weekdays = [1, 1, 1, 1, 0, 0, 0]", 261.0 - 53.0); // no Fridays, of which 2027 has 53
    constant("months = [1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]", 261.0 - 22.0 - 22.0);
}

/// Whoever is away does not cook: with two cooks, each of whom could serve all, an absence of a serves 1 − a²; the expected diners are those of a weighting
/// by the binomial number of cooks who are there.
#[test]
fn a_canteen_serves_what_the_cooks_who_are_there_can() {
    for absence in [0.1, 0.4, 0.7] {
        let text = canteen("2027-01-01", OFFICE, COOKS, "").edit("absence = \"0%\"", &format!("absence = {absence}"));
        let (asked, served) = asked_and_served(&text);
        let share = 1.0 - absence * absence;
        // A day serves all or none.
        let error = 100.0 * (261.0 * share * (1.0 - share) / f64::from(REPLICATIONS)).sqrt();
        assert!((served - asked * share).abs() < 4.0 * error, "absence {absence}: {served} of {asked} ± {error}");
    }
    // Five cooks of whom each can cook for 30: with k there, min(100, 30 k) are served.
    let absence: f64 = 0.3;
    let text = canteen("2027-01-01", OFFICE, COOKS, "")
        .edit("people = 2", "people = 5")
        .edit("meals_per_person = 100", "meals_per_person = 30")
        .edit("absence = \"0%\"", &format!("absence = {absence}"));
    let chance = |k: i32| [1.0, 5.0, 10.0, 10.0, 5.0, 1.0][k as usize] * (1.0 - absence).powi(k) * absence.powi(5 - k);
    let mean: f64 = (0..=5).map(|k| chance(k) * (30.0 * f64::from(k)).min(100.0)).sum();
    let square: f64 = (0..=5).map(|k| chance(k) * (30.0 * f64::from(k)).min(100.0).powi(2)).sum();
    let (_, served) = asked_and_served(&text);
    let error = (261.0 * (square - mean * mean) / f64::from(REPLICATIONS)).sqrt();
    assert!((served - 261.0 * mean).abs() < 4.0 * error, "{served} against {} ± {error}", 261.0 * mean);
    // Long absences have the same mean, leave comes on top, and both may be of all.
    let text = canteen("2027-01-01", OFFICE, COOKS, "")
        .edit("people = 2", "people = 1")
        .edit("absence = \"0%\"", "absence = \"0%\"\nleave = [{ between = \"2027-06-01 to 2027-06-30\", share = 0.5 }]");
    // Fifteen days in one piece of June's thirty: 10 to 11 weekdays of 22.
    let (asked, served) = asked_and_served(&text);
    assert!((10.0..=11.0).contains(&((asked - served) / 100.0)), "{} days away", (asked - served) / 100.0);
}

/// The canteen with a second meal that is like its lunch but for one key.
fn with_another_meal(text: &str, key: &str, instead: &str) -> String {
    let (from, to) = (text.find("[[service.sittings]]").unwrap(), text.find("[[team]]").unwrap());
    let other = text[from..to].edit("name = \"Lunch\"", "name = \"Other\"").edit(key, instead);
    format!("{}{other}{}", &text[..to], &text[to..])
}

/// A cook is at one of two meals at the same time, and at both of two that follow each other: of two cooks, each able to serve all of one, those who are
/// there serve so many of both. What could be done is told alike.
#[test]
fn a_cook_is_at_one_meal_at_a_time() {
    let absence = 0.4;
    for (window, share, sittings) in [("11:30-13:00", 0.6, 1.0), ("12:30-14:00", 0.6, 1.0), ("13:00-14:00", 1.0 - absence * absence, 2.0)] {
        let text = canteen("2027-01-01", OFFICE, COOKS, "").edit("absence = \"0%\"", &format!("absence = {absence}"));
        let scenario = load(&with_another_meal(&text, "11:30-13:00", window));
        let summary = today(&scenario);
        let served: f64 = summary.lots.iter().map(|lot| lot.in_house.mean).sum();
        // Where they share the cooks both, one or none of the meals are served on a day: a variance of .48 · 100²/2² a meal. Else all or none of both.
        let variance = if sittings == 1.0 { 0.48 * 100f64.powi(2) } else { share * (1.0 - share) * 200f64.powi(2) };
        let error = (261.0 * variance / f64::from(REPLICATIONS)).sqrt();
        let expected = 261.0 * 200.0 * share;
        assert!((served - expected).abs() < 4.0 * error, "{window}: {served} against {expected} ± {error}");
        let supply = Supply::new(&scenario);
        let could: f64 = supply.available(0, &supply.today(0)).iter().sum();
        assert_eq!(could, 261.0 * 2.0 * sittings, "{window}");
    }
}

/// Cooks at two meals at once are shared out in proportion to what the meals need, and those who may be at one only go there.
#[test]
fn cooks_are_shared_out_by_need() {
    // Three cooks for lunch of 100 and for another meal of 200, each for 100: one and two.
    let text = canteen("2027-01-01", OFFICE, COOKS, "").edit("people = 2", "people = 3");
    let both = with_another_meal(&text, "registered = 100", "registered = 200");
    let served = |text: &str| today(&load(text)).lots.iter().map(|lot| lot.in_house.mean).collect::<Vec<f64>>();
    assert_eq!(served(&both), [26_100.0, 52_200.0]);
    // The second of two cooks leaves before the later meal ends: he is at the earlier one, and the first at the later.
    let text = canteen("2027-01-01", OFFICE, "[\"Mon-Fri 06:00-15:00\", \"Mon-Fri 06:00-13:00\"]", "");
    let both = with_another_meal(&text, "11:30-13:00", "12:00-14:00");
    assert_eq!(served(&both), [26_100.0, 26_100.0]);
}

/// What a run says of its own error is what other seeds show: fifteen runs of a canteen with a queue.
#[test]
fn a_canteens_intervals_are_honest() {
    let text = canteen("2027-01-01", OFFICE, COOKS, "").edit("attendance = \"100%\"", "attendance = \"75%\"").edit(
        "service_seconds = { distribution = \"constant\", mean = 5 }",
        "service_seconds = { distribution = \"exponential\", mean = 130 }",
    );
    let runs: Vec<(f64, f64)> = (0..15)
        .map(|seed| {
            let summary = today(&load(&text.edit("seed = 1", &format!("seed = {}", 100 + seed))));
            let wait = summary.lots[0].wait.as_ref().unwrap();
            (wait.mean, (wait.upper - wait.lower) / 2.0 / 1.96)
        })
        .collect();
    let mean = runs.iter().map(|(mean, _)| mean).sum::<f64>() / 15.0;
    let spread = (runs.iter().map(|(one, _)| (one - mean).powi(2)).sum::<f64>() / 14.0).sqrt();
    let told = (runs.iter().map(|(_, error)| error * error).sum::<f64>() / 15.0).sqrt();
    assert!(mean > 1.0, "the queue must bite: {mean} minutes");
    // The ratio's square is chi-square of 14 degrees over 14: all but three of a thousand lie between these bounds.
    assert!((0.5..1.6).contains(&(spread / told)), "{spread} over seeds, {told} told");
}

/// Cooks of the morning serve no dinner, a shift that ends in the midst of the meal counts as none, and of two shifts each has its people.
#[test]
fn cooks_serve_on_their_shift() {
    let served = |shift: &str| asked_and_served(&canteen("2027-01-01", OFFICE, shift, "")).1;
    assert_eq!(served("\"Mon-Fri 06:00-14:00\""), 26_100.0);
    assert_eq!(served("\"Mon-Fri 06:00-12:30\""), 0.0);
    assert_eq!(served("\"Mon-Thu 06:00-14:00\""), 26_100.0 - 5_300.0);
    assert_eq!(served("[\"Mon-Fri 06:00-12:00\", \"Mon-Fri 11:00-19:00\"]"), 26_100.0, "one of the two is enough");
    assert_eq!(served("[\"Mon-Fri 06:00-12:00\", \"Mon-Fri 14:00-20:00\"]"), 0.0);
    assert_eq!(served("\"Mon-Fri 06:00-11:45 11:45-14:00\""), 26_100.0, "spans that touch are one");
    let said = told(&canteen("2027-01-01", OFFICE, "\"Mon-Thu 06:00-14:00\"", ""));
    assert!(said.contains("on Fridays: own people then serve nobody") && said.contains("lengthen a shift"), "{said}");
}

const TALK: &str = "bookings_per_day = 3\nduration_hours = { distribution = \"constant\", mean = 0.5 }\ntolerance = \"0 minutes\"\nturnround_minutes = 0\ncrew = 1\nprofile = \"P\"";
const AFTERNOON: &str = "[[profile]]\nname = \"P\"\nhours = [0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,0,0,0,0,0,0,0]";

fn stewards(people: u32, shift: &str) -> String {
    format!(
        "{AFTERNOON}\n[[team]]\nname = \"Stewards\"\nskills = [\"Steward\"]\nbase = \"S\"\npeople = {people}\ncost_per_person_year = {{ personnel = 30_000 }}\noverhead = \"0%\"\nshift = {shift}\nabsence = \"0%\"\n"
    )
}

/// Stewards of the morning attend to no meeting of the afternoon; those of the afternoon to all; and nobody stays beyond the end of a shift.
#[test]
fn a_meeting_has_its_crew_on_shift() {
    let share = |shift: &str| {
        let (asked, held) = asked_and_served(&meetings("Mon-Fri 09:00-17:00", 20, TALK, &stewards(30, shift)));
        held / asked
    };
    assert_eq!(share("\"Mon-Fri 08:00-12:00\""), 0.0);
    assert_eq!(share("\"Mon-Fri 13:00-17:00\""), 1.0);
    // Of the eight starts from one to half past four, those until half past two end by three: four of eight.
    let half = share("\"Mon-Fri 13:00-15:00\"");
    let asked = 783.0 * f64::from(REPLICATIONS);
    assert!((half - 0.5).abs() < 4.0 * (0.25 / asked).sqrt(), "{half}");
    // Two shifts that meet at half past three are no single steward for a meeting over it, of an hour.
    let hour = TALK.edit("mean = 0.5", "mean = 1");
    let text = meetings("Mon-Fri 09:00-17:00", 20, &hour, &stewards(60, "[\"Mon-Fri 09:00-15:30\", \"Mon-Fri 15:30-17:00\"]"));
    let (asked, held) = asked_and_served(&text);
    // Starts at 13:00 to 16:00 by half-hours: seven, of which 15:00 lies over the change.
    let share = held / asked;
    assert!((share - 6.0 / 7.0).abs() < 4.0 * (6.0 / 49.0 / (783.0 * f64::from(REPLICATIONS))).sqrt(), "{share}");
    let said = told(&meetings("Mon-Fri 09:00-17:00", 20, TALK, &stewards(30, "\"Mon-Fri 08:00-12:00\"")));
    assert!(said.contains("no shift of Stewards is there at any time") && said.contains("from set-up to clearing"), "{said}");
    // A steward on leave all summer attends to nothing then.
    let away = stewards(1, "\"Mon-Fri 13:00-17:00\"")
        .edit("absence = \"0%\"", "absence = \"0%\"\nleave = [{ between = \"2027-06-01 to 2027-08-31\", share = 0.99 }]");
    let scenario = load(&meetings("Mon-Fri 09:00-17:00", 20, TALK, &away));
    let supply = Supply::new(&scenario);
    let trace = Trace::of(&supply, &Plan::status_quo(&supply), 0);
    let held: Vec<usize> =
        trace.spans.iter().filter(|span| span.filling == Filling::Meeting).map(|span| scenario.calendar.month_of(span.from)).collect();
    assert!(held.iter().filter(|month| (5..8).contains(*month)).count() <= 6 && held.len() > 100, "{held:?}");
}

/// One room, nine to five: at most sixteen half-hours, and eight of fifty minutes with ten of clearing.
#[test]
fn a_room_holds_what_its_hours_hold() {
    let lot = |per_day: u32, hours: f64, clearing: u32, tolerance: &str| {
        format!(
            "bookings_per_day = {per_day}\nduration_hours = {{ distribution = \"constant\", mean = {hours} }}\ntolerance = \"{tolerance}\"\nturnround_minutes = {clearing}\ncrew = 0"
        )
    };
    let text = meetings("Mon-Fri 09:00-17:00", 1, &lot(20, 0.5, 0, "4 working hours"), "");
    let scenario = load(&text);
    let summary = today(&scenario);
    assert!((3_700.0..=16.0 * 261.0).contains(&summary.lots[0].in_house.mean), "{}", summary.lots[0].in_house.mean);
    assert!(summary.units.iter().all(|unit| unit.by_month.iter().flatten().all(|used| used.mean <= 1.0)));
    let supply = Supply::new(&scenario);
    for span in Trace::of(&supply, &Plan::status_quo(&supply), 0).spans {
        let (from, to) = (span.from % 1440.0, span.to % 1440.0);
        assert!(from >= 540.0 && to <= 1020.0, "{span:?}");
    }
    // Fifty minutes and ten fit eight times into eight hours, whoever asks.
    let (_, held) = asked_and_served(&meetings("Mon-Fri 09:00-17:00", 1, &lot(400, 50.0 / 60.0, 10, "0 minutes"), ""));
    assert_eq!(held, 8.0 * 261.0);
}

/// Lengths are drawn without a bias: the mean of those asked for is the mean of the distribution, whatever the blocks.
#[test]
fn meetings_are_as_long_as_was_drawn() {
    for (family, mean) in [
        ("{ distribution = \"constant\", mean = 0.5 }", 30.0),
        ("{ distribution = \"lognormal\", mean = 0.8, cv = 0.4 }", 48.0),
        ("{ distribution = \"uniform\", from = 0.2, to = 0.9 }", 33.0),
    ] {
        let lot = format!("bookings_per_day = 40\nduration_hours = {family}\ntolerance = \"0 minutes\"\nturnround_minutes = 0\ncrew = 0");
        let scenario = load(&meetings("Mon-Fri 08:00-18:00", 1, &lot, ""));
        let mut lengths = Vec::new();
        for replication in 0..5 {
            let demand = Demand::draw(&scenario, &Streams::new(2, Phase::Evaluation, replication));
            let LotDemand::Requests(requests) = &demand.lots[0] else { panic!("requests") };
            lengths.extend(requests.iter().map(|request| request.duration));
        }
        let n = lengths.len() as f64;
        let drawn = lengths.iter().sum::<f64>() / n;
        let error = (lengths.iter().map(|length| (length - drawn).powi(2)).sum::<f64>() / n / n).sqrt();
        assert!((drawn - mean).abs() < 4.0 * error + 1e-9, "{family}: {drawn} against {mean} ± {error}");
    }
}

/// Series meet on no day, month or hour without weight, follow the weights of the others, and have their share of all meetings.
#[test]
fn series_follow_the_profile() {
    let lot = "bookings_per_day = 10\nduration_hours = { distribution = \"constant\", mean = 1 }\ntolerance = \"0 minutes\"\nturnround_minutes = 0\ncrew = 0\nprofile = \"P\"\nseries = { share = \"100%\", meetings = 12 }";
    let profile = "[[profile]]\nname = \"P\"\nmonths = [2, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]\nweekdays = [1, 1, 0, 1, 1, 0, 0]\nhours = [0,0,0,0,0,0,0,0,1,1,1,1,0,0,1,1,0,0,0,0,0,0,0,0]";
    let scenario = load(&meetings("Mon-Fri 08:00-17:00", 60, lot, profile));
    let LotKind::Bookings(spec) = &scenario.lots[0].kind else { panic!("bookings") };
    let (mut by_month, mut all) = ([0.0; 12], 0.0);
    let years = 40;
    for replication in 0..years {
        let demand = Demand::draw(&scenario, &Streams::new(4, Phase::Evaluation, replication));
        let LotDemand::Requests(requests) = &demand.lots[0] else { panic!("requests") };
        for request in requests {
            let day = &scenario.calendar.days[request.day as usize];
            by_month[day.month] += 1.0;
            all += 1.0;
            assert!(day.weekday != 2 && ![6, 7].contains(&day.month), "{day:?}");
            assert!(spec.profile.hours[(request.start / 60.0) as usize] > 0.0, "{request:?}");
        }
    }
    let days =
        |month: usize| scenario.calendar.days.iter().filter(|day| day.month == month && day.is_worked() && day.weekday != 2).count() as f64;
    let served: f64 = (0..12).filter(|month| ![6, 7].contains(month)).map(days).sum();
    let expected = 10.0 * served * f64::from(years as u32);
    // Series of twelve meet together: twelve times a Poisson variance.
    let near = |got: f64, expected: f64, what: &str| {
        assert!((got - expected).abs() < 4.0 * (12.0 * expected).sqrt(), "{what}: {got} against {expected}")
    };
    near(all, expected, "all");
    // January has twice the weight of the others.
    let total: f64 = days(0) + served;
    near(by_month[0], expected * 2.0 * days(0) / total, "January");
    near(by_month[9], expected * days(9) / total, "October");
    assert!((Supply::new(&scenario).expected_volume(0).units - 10.0 * served).abs() < 1e-6);
}

/// Each weekday has its own hours, and an office its own week.
#[test]
fn starts_follow_each_days_hours() {
    let lot = "bookings_per_day = 20\nduration_hours = { distribution = \"constant\", mean = 0.5 }\ntolerance = \"60 minutes\"\nturnround_minutes = 0\ncrew = 0";
    for (office, weekdays) in [
        ("Mon-Thu 09:00-17:00; Fri 08:00-12:00", vec![0, 1, 2, 3, 4]),
        ("Sun-Thu 08:00-14:00", vec![6, 0, 1, 2, 3]),
        ("Tue-Sun 10:00-18:00", vec![1, 2, 3, 4, 5, 6]),
    ] {
        let scenario = load(&meetings(office, 9, lot, ""));
        let supply = Supply::new(&scenario);
        let mut seen = [false; 7];
        for span in Trace::of(&supply, &Plan::status_quo(&supply), 0).spans {
            let day = &scenario.calendar.days[(span.from / 1440.0) as usize];
            seen[day.weekday] = true;
            let hours = if office.contains("Fri 08") && day.weekday == 4 { (480.0, 720.0) } else { scenario_hours(office) };
            assert!(span.from % 1440.0 >= hours.0 && span.to % 1440.0 <= hours.1, "{office}: {span:?}");
        }
        let open: Vec<usize> = (0..7).filter(|day| seen[*day]).collect();
        let mut expected = weekdays.clone();
        expected.sort_unstable();
        assert_eq!(open, expected, "{office}");
    }
}

fn scenario_hours(office: &str) -> (f64, f64) {
    if office.contains("09:00") {
        (540.0, 1020.0)
    } else if office.contains("14:00") {
        (480.0, 840.0)
    } else {
        (600.0, 1080.0)
    }
}

/// A workshop of emergencies only, on each hour of a year with a holiday, by the hours of its one fitter, who never tires.
fn on_time(shift: &str) -> f64 {
    let tables = format!(
        "[[service]]\nname = \"R\"\narrangements = [\"one team\"]\n[[service.work_orders]]\nname = \"E\"\nsite = \"S\"\ntrade = \"Fitter\"\njobs_per_month = 400\narrivals = \"random\"\n\
         labour_hours = {{ distribution = \"constant\", mean = 0 }}\nresponse_within = \"1 minutes\"\noverflow = \"at-deadline\"\nunserved_cost_per_job = 1\nstandard = \"0%\"\n\
         [[team]]\nname = \"T\"\nskills = [\"Fitter\"]\nbase = \"S\"\npeople = 1\ncost_per_person_year = {{ personnel = 1 }}\nshift = {shift}\nabsence = \"0%\"\n"
    );
    let calendar = common::shipped("calendar/us-2027.csv");
    let text = institution("2027-01-01", "Mon-Fri 08:00-16:00", &tables)
        .edit("currency", &format!("calendar = \"{}\"\ncurrency", calendar.display()));
    let (asked, served) = asked_and_served(&text);
    served / asked
}

/// Round the clock is round the clock, written in any way; what names no holiday and not all days is off on them; and a night is kept over midnight.
#[test]
fn holidays_and_nights_are_kept() {
    for always in [
        "\"always\"",
        "\"Mon-Sun 00:00-24:00\"",
        "\"Mon-Fri 00:00-24:00; Sat-Sun 00:00-24:00\"",
        "\"Mon-Fri 00:00-24:00; Sat,Sun,Hol 00:00-24:00\"",
    ] {
        assert_eq!(on_time(always), 1.0, "{always}");
    }
    // Eleven holidays of the year fall on weekdays in the table.
    let holidays = std::fs::read_to_string(common::shipped("calendar/us-2027.csv"))
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("2027") && line.contains("holiday"))
        .count() as f64;
    let near = |share: f64, expected: f64, what: &str| {
        let error = (expected * (1.0 - expected) / (4_800.0 * f64::from(REPLICATIONS))).sqrt();
        assert!((share - expected).abs() < 4.0 * error, "{what}: {share} against {expected} ± {error}");
    };
    near(on_time("\"Mon-Sun 00:00-24:00; Hol off\""), 1.0 - holidays / 365.0, "off on holidays");
    near(on_time("\"Mon-Fri 00:00-24:00; Hol 06:00-12:00\""), (261.0 - holidays + holidays / 4.0) / 365.0, "six hours on holidays");
    // Eight hours a night; the night before the first of January is not in the horizon, and the last one goes on beyond it.
    near(on_time("\"Mon-Sun 22:00-06:00\""), (8.0 * 365.0 - 6.0) / (24.0 * 365.0), "every night");
    near(on_time("[\"Mon-Sun 06:00-14:00\"]"), 1.0 / 3.0, "every morning");
}

/// A crew that can never be complete holds up nobody; one that is incomplete today neither.
#[test]
fn crews_that_never_meet_block_nobody() {
    let lot = |name: &str, jobs: u32, crew: u32, overflow: &str| {
        format!(
            "[[service.work_orders]]\nname = \"{name}\"\nsite = \"S\"\ntrade = \"Fitter\"\njobs_per_month = {jobs}\ncrew = {crew}\nlabour_hours = {{ distribution = \"constant\", mean = 1 }}\n\
             response_within = \"2 working days\"\noverflow = \"{overflow}\"\nunserved_cost_per_job = 500\nstandard = \"0%\"\n"
        )
    };
    let text = |people: u32, shift: &str, absence: &str| {
        let tables = format!(
            "[[service]]\nname = \"R\"\narrangements = [\"one team\"]\n{}{}[[team]]\nname = \"T\"\nskills = [\"Fitter\"]\nbase = \"S\"\npeople = {people}\npeople_at_most = {people}\ncost_per_person_year = {{ personnel = 1 }}\nshift = {shift}\nabsence = \"{absence}\"\n",
            lot("Small", 60, 1, "at-deadline"),
            lot("Heavy", 2, 2, "never")
        );
        institution("2027-01-01", "Mon-Fri 06:00-22:00", &tables)
    };
    let apart = text(2, "[\"Mon-Fri 06:00-14:00\", \"Mon-Fri 14:00-22:00\"]", "0%");
    let summary = today(&load(&apart));
    assert_eq!(summary.lots[0].in_house.mean, summary.lots[0].demand.mean, "small jobs are done meanwhile");
    assert_eq!(summary.lots[1].in_house.mean, 0.0);
    let said = told(&apart);
    assert!(said.contains("never at work at the same time") && said.contains("let shifts overlap"), "{said}");
    // With an hour together they meet.
    let summary = today(&load(&text(2, "[\"Mon-Fri 06:00-15:00\", \"Mon-Fri 14:00-22:00\"]", "0%")));
    assert!(summary.lots[1].in_house.mean > 0.99 * summary.lots[1].demand.mean, "{}", summary.lots[1].in_house.mean);
    // Two people who are often away: while one is alone the small jobs go on, and the heavy ones wait for a day with both.
    let summary = today(&load(&text(2, "\"Mon-Fri 06:00-14:00\"", "40%")));
    assert!(
        summary.lots[0].in_house.mean > 0.8 * summary.lots[0].demand.mean,
        "{} of {}",
        summary.lots[0].in_house.mean,
        summary.lots[0].demand.mean
    );
    assert!(summary.lots[1].in_house.mean > 0.9 * summary.lots[1].demand.mean);
}

/// What is expected of a lot's volume is what is drawn, for profiles of any shape with empty days, months and hours.
#[test]
fn expected_volumes_are_those_that_are_drawn() {
    let draw = |word: u64, salt: u64| houqin::random::uniform_of(word, salt);
    for case in 0..25u64 {
        let word = houqin::random::uniform_of(case + 7, 1).to_bits();
        let weights = |count: usize, salt: u64| -> String {
            let of =
                |index: usize| if draw(word, salt + index as u64) < 0.25 { 0.0 } else { 0.3 + 0.9 * draw(word, 100 + salt + index as u64) };
            let mut all: Vec<String> = (0..count).map(|index| format!("{:.2}", of(index))).collect();
            all[count / 2] = "1".into();
            all[(count * 2).div_ceil(5)] = "1".into();
            all.join(", ")
        };
        let profile = format!(
            "[[profile]]\nname = \"P\"\nmonths = [{}]\nweekdays = [{}]\nhours = [{}]\n",
            weights(12, 1000),
            weights(7, 2000),
            weights(24, 3000)
        );
        let office =
            ["Mon-Fri 08:00-16:00", "Sun-Thu 08:30-12:00 13:00-17:00", "always", "Mon-Thu 08:00-16:00; Fri 08:00-13:00"][case as usize % 4];
        let tables = format!(
            "{profile}[[service]]\nname = \"R\"\narrangements = [\"one team\"]\n[[service.work_orders]]\nname = \"J\"\nsite = \"S\"\ntrade = \"F\"\njobs_per_month = 100\nprofile = \"P\"\nlabour_hours = {{ distribution = \"constant\", mean = 1 }}\n\
             response_within = \"2 working days\"\noverflow = \"never\"\nspot_price_per_job = 1\nunserved_cost_per_job = 500\nstandard = \"0%\"\n\
             [[service]]\nname = \"C\"\narrangements = [\"each site\"]\n[[service.sittings]]\nname = \"L\"\nsite = \"S\"\nregistered = 200\nattendance = \"50%\"\nattendance_sd = \"5%\"\nguests = 3\nprofile = \"P\"\nwindow = \"11:30-13:00\"\ncounters = 2\npeople_per_counter = 1\n\
             meals_per_person = 100\nservice_seconds = {{ distribution = \"constant\", mean = 5 }}\nseats = 200\neating_minutes = {{ distribution = \"constant\", mean = 15 }}\nproduction_quantile = \"90%\"\ningredients_per_meal = 4\nspot_price_per_meal = 3\nunserved_cost_per_meal = 20\nwait_within = \"10 minutes\"\nstandard = \"0%\"\n\
             [[service]]\nname = \"M\"\narrangements = [\"one team\"]\n[[service.bookings]]\nname = \"T\"\nsite = \"S\"\nbookings_per_day = 8\nprofile = \"P\"\nseries = {{ share = \"30%\", meetings = 4 }}\nlead_days = {{ distribution = \"constant\", mean = 3 }}\nduration_hours = {{ distribution = \"constant\", mean = 1 }}\n\
             attendees = {{ distribution = \"constant\", mean = 5 }}\ntolerance = \"0 minutes\"\nsetup_minutes = 0\nturnround_minutes = 0\ncrew = 0\nspot_price_per_booking = 5\nunserved_cost_per_booking = 100\nstandard = \"0%\"\n"
        );
        let scenario = load(&institution("2027-03-31", office, &tables));
        let supply = Supply::new(&scenario);
        let replications = 40;
        let mut sums = [0.0; 3];
        for replication in 0..replications {
            let demand = Demand::draw(&scenario, &Streams::new(case, Phase::Evaluation, replication));
            for (sum, lot) in sums.iter_mut().zip(&demand.lots) {
                *sum += match lot {
                    LotDemand::Jobs(jobs) => jobs.len() as f64,
                    LotDemand::Meals(meals) => meals.iter().map(|meal| f64::from(meal.diners)).sum(),
                    LotDemand::Requests(requests) => requests.len() as f64,
                };
            }
        }
        // Poisson jobs; meals of a common share a day (10 of 200 beside the binomial's 7); series of four.
        for (lot, factor) in [(0, 1.0), (1, 2.5), (2, 0.7 + 0.3 * 4.0)] {
            let (expected, got) = (supply.expected_volume(lot).units, sums[lot] / replications as f64);
            let error = (factor * expected / replications as f64).sqrt();
            assert!(
                (got - expected).abs() < 4.5 * error,
                "case {case}, lot {lot}: {got} drawn, {expected} ± {error} expected\n{profile}{office}"
            );
        }
    }
}

/// The hospital's emergencies have somebody on shift or on call at every hour of every holiday.
#[test]
fn the_hospital_is_never_left_alone() {
    let (scenario, _) = houqin::scenario::load(&common::shipped("facility.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let round_the_clock = scenario.teams.iter().filter(|team| team.on_call.is_some());
    assert!(round_the_clock.clone().count() > 0);
    for team in round_the_clock {
        for (index, day) in scenario.calendar.days.iter().enumerate().filter(|(_, day)| day.kind == houqin::calendar::DayKind::Holiday) {
            for hour in 0..24 {
                let time = index as f64 * 1440.0 + f64::from(hour) * 60.0 + 30.0;
                assert!(team.time.to_working_minute(time).1, "nobody of {} on {} at {hour}", team.name, day.date);
            }
        }
    }
}

/// A make-up day is like the first day of the office's week: the Sunday of an office from Sunday to Thursday. A meal on Sundays only is on its 52 Sundays but for a
/// holiday, and on a make-up Friday.
#[test]
fn a_make_up_day_is_the_first_of_the_week() {
    let folder = tempfile::tempdir().unwrap();
    let calendar = folder.path().join("c.csv");
    // 10 January 2027 is a Sunday, 15 January a Friday.
    std::fs::write(&calendar, "date,kind,name\n2027-01-10,holiday,x\n2027-01-15,workday,x\n").unwrap();
    let text = canteen(
        "2027-01-01",
        "Sun-Thu 08:00-16:00",
        "\"Sun-Thu 06:00-14:00\"",
        "profile = \"P\"\n[[profile]]\nname = \"P\"\nweekdays = [0, 0, 0, 0, 0, 0, 1]\n",
    )
    .edit("currency", &format!("calendar = \"{}\"\ncurrency", calendar.display()));
    assert_eq!(asked_and_served(&text), (100.0 * 52.0, 100.0 * 52.0));
}

/// Two jobs of two hours from eight: done at ten and at twelve, when the shift ends, whoever comes in the evening.
#[test]
fn what_is_done_as_a_shift_ends_is_done() {
    let tables = |people: u32, shift: &str| {
        format!(
            "[[service]]\nname = \"R\"\narrangements = [\"one team\"]\n[[service.work_orders]]\nname = \"J\"\nsite = \"S\"\ntrade = \"F\"\njobs_per_month = 0\nbacklog = 2\nlabour_hours = {{ distribution = \"constant\", mean = 2 }}\n\
             response_within = \"13 hours\"\ncomplete_within = \"13 hours\"\noverflow = \"never\"\nunserved_cost_per_job = 500\nstandard = \"0%\"\n\
             [[team]]\nname = \"T\"\nskills = [\"F\"]\nbase = \"S\"\npeople = {people}\ncost_per_person_year = {{ personnel = 1 }}\nshift = {shift}\nabsence = \"0%\"\n"
        )
    };
    for (people, shift) in [(1, "\"Mon-Fri 08:00-12:00\""), (2, "[\"Mon-Fri 08:00-12:00\", \"Mon-Fri 22:00-02:00\"]")] {
        let summary = today(&load(&institution("2027-02-01", OFFICE, &tables(people, shift))));
        assert_eq!(summary.lots[0].in_time.mean, 1.0, "{shift}");
    }
}

/// Two jobs an hour for one person who does one an hour, round the clock: what is done is what can be begun until a week after the horizon, and the rest is
/// undone, not done some day. Half a job an hour: all is done but now and then the last.
#[test]
fn a_queue_that_grows_is_work_undone() {
    let of = |jobs_per_month: f64| {
        let tables = format!(
            "[[service]]\nname = \"M\"\narrangements = [\"one team\"]\n[[service.work_orders]]\nname = \"Jobs\"\nsite = \"S\"\ntrade = \"Fitter\"\njobs_per_month = {jobs_per_month}\n\
             labour_hours = {{ distribution = \"constant\", mean = 1 }}\nresponse_within = \"4 hours\"\noverflow = \"never\"\nstandard = \"0%\"\nunserved_cost_per_job = 100\n\
             [[team]]\nname = \"T\"\nskills = [\"Fitter\"]\nbase = \"S\"\npeople = 1\ncost_per_person_year = {{ personnel = 40_000 }}\noverhead = \"0%\"\nshift = \"Mon-Sun 00:00-24:00\"\nabsence = \"0%\"\n"
        );
        asked_and_served(&institution("2027-01-01", OFFICE, &tables))
    };
    let (asked, served) = of(2.0 * 365.0 * 2.0);
    let hours = (365.0 + 7.0) * 24.0;
    assert!((asked - 2.0 * 365.0 * 24.0).abs() < 4.0 * (asked / f64::from(REPLICATIONS)).sqrt(), "{asked} asked");
    // The person waits for the first job, and one that is begun is done.
    assert!(served > hours - 3.0 && served < hours + 1.0, "{served} of {asked} served, {hours} hours");
    let (asked, served) = of(365.0);
    assert_eq!(asked, served);
}

/// Whoever is at work is not on call: hours that overlap are told.
#[test]
fn nobody_is_at_work_and_on_call_at_once() {
    let team = |hours: &str| {
        let calls = format!("on_call = {{ hours = \"{hours}\", people = 1, travel_minutes = 30, pay_per_hour = 40 }}\nskills = [\"Cook\"]");
        canteen("2027-01-01", OFFICE, COOKS, "").edit("skills = [\"Cook\"]", &calls)
    };
    let overlap = |hours: &str| told(&team(hours)).contains("overlap its shift");
    assert!(overlap("Mon-Sun 00:00-24:00") && overlap("Sun-Sun 22:00-07:00"));
    assert!(!overlap("Mon-Fri 14:00-06:00; Sat-Sun 00:00-24:00"));
}

/// Whoever was on call on Sunday sets out for nothing on Monday: a call that waits for the shift is the shift's, or leaves. (Midnight, when the rota ends, and
/// the next opening are the same working minute.)
#[test]
fn nobody_off_call_sets_out() {
    let tables = "[[service]]\nname = \"M\"\narrangements = [\"one team\"]\n[[service.work_orders]]\nname = \"Calls\"\nsite = \"S\"\ntrade = \"Fitter\"\njobs_per_month = 120\n\
         labour_hours = { distribution = \"constant\", mean = 1 }\nresponse_within = \"5 hours\"\nemergency_share = \"100%\"\nemergency_response_within = \"5 hours\"\noverflow = \"at-deadline\"\n\
         standard = \"0%\"\nunserved_cost_per_job = 100\n\
         [[team]]\nname = \"T\"\nskills = [\"Fitter\"]\nbase = \"S\"\npeople = 1\ncost_per_person_year = { personnel = 40_000 }\noverhead = \"0%\"\nshift = \"Mon-Sat 06:00-18:00\"\nabsence = \"50%\"\n\
         on_call = { hours = \"Sun 00:00-24:00\", people = 1, travel_minutes = 30, pay_per_hour = 100 }\n";
    let scenario = load(&institution("2027-01-01", OFFICE, tables));
    let supply = Supply::new(&scenario);
    let mut called = 0;
    for replication in 0..5 {
        let trace = Trace::of(&supply, &Plan::status_quo(&supply), replication);
        for row in trace.rows.iter().filter(|row| row.what == "set out" && row.people == [2]) {
            let day = (row.time / 1440.0) as usize;
            assert_eq!(scenario.calendar.days[day].date.weekday(), jiff::civil::Weekday::Sunday, "{row:?}");
            called += 1;
        }
    }
    assert!(called > 500, "{called} calls of 52 Sundays five times");
}

/// A provider's own counters take nothing that own counters leave: the planner has no such way, and a plan file with it is refused.
#[test]
fn counters_of_a_provider_take_no_overflow() {
    let offer =
        "[[offer]]\nname = \"O\"\nprovider = \"P\"\nlots = [\"C/*\"]\nadministration_per_year = 0\nprice_per_meal = 18\ncounters = 2\n";
    let text = canteen("2027-01-01", OFFICE, COOKS, "").edit("[policy]", &format!("{offer}[policy]"));
    let scenario = load(&text);
    let supply = Supply::new(&scenario);
    let plan = houqin::plan::write(&Plan::status_quo(&supply), &supply).edit("awarded = []", "awarded = [\"O\"]");
    let (routes, overflow) = plan.split_once("[overflow]").unwrap();
    let plan = format!("{routes}[overflow]{}", overflow.edit("\"nobody\"", "\"offer: O\""));
    let said = houqin::plan::read(&plan, &supply).err().unwrap().to_string();
    assert!(said.contains("takes nothing that own counters of C/S/Lunch leave") && said.contains("say \"spot\" or \"nobody\""), "{said}");
}
