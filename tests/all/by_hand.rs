//! Small days at work, worked out by hand: which person does which job when.

use crate::common::load;
use houqin::scenario::{LotKind, Scenario};
use houqin::services::work_orders::{Job, Priority};
use houqin::services::{Demand, LotDemand, LotMonth, Shocks};
use houqin::supply::{Size, Supply};

const DAY: f64 = 1440.0;

/// Two sites S (base) and R, 20 minutes apart, and Q, 30 minutes from S; a lot for each trade and site given; people at work from eight to six.
fn scenario(lots: &[(&str, &str)], team: &str) -> Scenario {
    let lots: String = lots
        .iter()
        .enumerate()
        .map(|(index, (trade, site))| {
            format!(
                "[[service.work_orders]]\nname = \"L{index}\"\ntrade = \"{trade}\"\nsite = \"{site}\"\njobs_per_month = 1\nlabour_hours = {{ distribution = \"constant\", mean = 1 }}\nresponse_within = \"900 weeks\"\noverflow = \"never\"\nunserved_cost_per_job = 1\nstandard = \"0%\"\n"
            )
        })
        .collect();
    load(&format!(
        r#"
[scenario]
name = "hand"
language = "en"
currency = "USD"
start = 2027-01-01
office_hours = "always"
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
travel_minutes = {{ R = 20, Q = 30 }}
[[site]]
name = "R"
department = "D"
[[site]]
name = "Q"
department = "D"
[[service]]
name = "W"
arrangements = ["one team"]
{lots}
[[team]]
name = "T"
base = "S"
cost_per_person_year = {{ personnel = 1 }}
shift = "Mon-Sun 08:00-18:00"
absence = "0%"
{team}
[policy]
new_hires = true
cost_per_redeployment = 0
spot_in_time = "0%"
standards_bind = false
[status_quo]
"#
    ))
}

/// A job that stays: day and minute of arrival, labour in minutes.
fn job(day: f64, minute: f64, labour: f64, priority: Priority) -> Job {
    let never = f64::INFINITY;
    let arrival = day * DAY + minute;
    Job { arrival, labour, response_deadline: never, completion_deadline: never, leaves: never, priority, luck: 7 }
}

/// Play jobs (by lot) with everybody there; returns wait and turnaround summed over each lot, and busy minutes.
fn play(scenario: &Scenario, jobs: Vec<Vec<Job>>) -> (Vec<(f64, f64)>, f64) {
    let supply = Supply::new(scenario);
    let unit = supply.of(0, 0).next().unwrap();
    let size = Size { people: supply.today(unit).people, rooms: Vec::new() };
    let streams = houqin::random::Streams::new(1, houqin::random::Phase::Evaluation, 0);
    let presence = supply.presence(unit, &streams, size.people as usize);
    let routed = vec![true; supply.units[unit].lots.len()];
    assert!(scenario.lots.iter().all(|lot| matches!(lot.kind, LotKind::WorkOrders(_))));
    let demand = Demand { lots: jobs.into_iter().map(LotDemand::Jobs).collect(), shocks: Shocks::default() };
    let response = supply.respond(unit, &size, &routed, &demand, presence.as_ref());
    let total = |months: &Vec<LotMonth>| months.iter().fold((0.0, 0.0), |sum, month| (sum.0 + month.wait, sum.1 + month.turnaround));
    (response.lots.iter().map(total).collect(), response.busy.iter().sum())
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-6, "{a} instead of {b}");
}

use Priority::{Emergency, Ordinary, Planned};

#[test]
fn a_nights_emergencies_go_first_in_the_morning() {
    let scenario = scenario(&[("X", "S"), ("X", "S")], "skills = [\"X\"]\npeople = 1");
    // Ordinary at 20:00, emergency at 22:00: the emergency from 08:00 to 09:00, then the other to 10:00.
    let (lots, busy) = play(&scenario, vec![vec![job(3.0, 1200.0, 60.0, Ordinary)], vec![job(3.0, 1320.0, 60.0, Emergency)]]);
    near(lots[0].0, 13.0 * 60.0);
    near(lots[1].0, 10.0 * 60.0);
    near(busy, 120.0);
}

#[test]
fn whoever_is_on_the_way_back_turns_round_or_goes_on() {
    let scenario = scenario(&[("X", "R"), ("X", "Q")], "skills = [\"X\"]\npeople = 1");
    // At R from 08:20 to 09:20, back at S at 09:40. At 09:25 five minutes gone: turning round takes five.
    let first = job(3.0, 480.0, 60.0, Ordinary);
    let (lots, busy) = play(&scenario, vec![vec![first, job(3.0, 565.0, 60.0, Ordinary)], vec![]]);
    near(lots[0].0, 20.0 + 5.0);
    // 08:00 to the end of the second job at 10:30 and twenty minutes back.
    near(busy, 170.0);
    // At 09:35 to Q: five minutes to S and thirty on (turning round would be fifteen back to R and fifty by way of S).
    let (lots, busy) = play(&scenario, vec![vec![first], vec![job(3.0, 575.0, 60.0, Ordinary)]]);
    near(lots[1].0, 35.0);
    // Until 11:10 at Q and thirty minutes back.
    near(busy, 220.0);
    // At 09:50 the person is at S again, and has been idle for ten minutes.
    let (lots, busy) = play(&scenario, vec![vec![first], vec![job(3.0, 590.0, 60.0, Ordinary)]]);
    near(lots[1].0, 30.0);
    near(busy, 100.0 + 120.0);
}

#[test]
fn an_emergency_interrupts_somebody_with_its_skill() {
    let team = "skills = [\"X\", \"Y\"]\npeople = 2\nmembers = [{ skills = [\"X\"], people = 1 }, { skills = [\"X\", \"Y\"], people = 1 }]\nemergencies_interrupt = true";
    let scenario = scenario(&[("X", "S"), ("Y", "S")], team);
    // Two hours of X from 08:00 (whoever knows only X) and from 08:10 (the other); emergency in Y at 08:30 for an hour.
    let ordinary = vec![job(3.0, 480.0, 120.0, Ordinary), job(3.0, 490.0, 120.0, Ordinary)];
    let (lots, busy) = play(&scenario, vec![ordinary.clone(), vec![job(3.0, 510.0, 60.0, Emergency)]]);
    near(lots[1].0, 0.0);
    near(lots[1].1, 60.0);
    near(lots[0].1, 120.0 + 180.0);
    near(busy, 300.0);
    // An emergency in X takes whoever started last: the same person, the same times.
    let with_x = [ordinary.clone(), vec![job(3.0, 510.0, 60.0, Emergency)]].concat();
    let (lots, _) = play(&scenario, vec![with_x, vec![]]);
    near(lots[0].1, 120.0 + 180.0 + 60.0);
}

#[test]
fn work_is_put_down_at_closing_and_goes_on_in_the_morning() {
    let scenario = scenario(&[("X", "S"), ("X", "S")], "skills = [\"X\"]\npeople = 1");
    // Two hours from 17:00: one that evening, one in the morning, before what came in the night.
    let (lots, busy) = play(&scenario, vec![vec![job(3.0, 1020.0, 120.0, Ordinary)], vec![job(3.0, 1200.0, 30.0, Ordinary)]]);
    near(lots[0].1, 16.0 * 60.0);
    near(lots[1].0, 13.0 * 60.0);
    near(busy, 150.0);
    // An hour from 17:00 is done at 18:00, not in the morning.
    let (lots, _) = play(&scenario, vec![vec![job(3.0, 1020.0, 60.0, Ordinary)], vec![]]);
    near(lots[0].1, 60.0);
}

#[test]
fn planned_work_gives_way_and_a_backlog_waits_from_the_start() {
    let scenario = scenario(&[("X", "S"), ("X", "S")], "skills = [\"X\"]\npeople = 1");
    // A backlog of two from midnight of the first day; planned work of the same night waits for both.
    let (lots, _) =
        play(&scenario, vec![vec![job(0.0, 0.0, 60.0, Planned)], vec![job(0.0, 0.0, 60.0, Ordinary), job(0.0, 0.0, 60.0, Ordinary)]]);
    near(lots[1].0, 480.0 + 540.0);
    near(lots[0].0, 600.0);
}

#[test]
fn absences_have_the_share_the_spells_and_the_seasons_asked_for() {
    let team = "skills = [\"X\"]\npeople = 400\npeople_at_most = 400\nabsence_days = 6\nleave = [{ between = \"07-01 to 08-29\", share = \"25%\" }]";
    let text_of = scenario(&[("X", "S")], team);
    let mut spec = text_of.teams[0].clone();
    spec.absence = 0.1;
    assert_eq!(spec.leave, [(181, 241, 15)]);
    let streams = houqin::random::Streams::new(1, houqin::random::Phase::Evaluation, 0);
    let presence = houqin::services::presence::Presence::draw(&text_of, &spec, &streams, 1, 400);
    let counts = presence.counts(400);
    // Outside the season a tenth is away on a day; spells of six days make 400 × 305 person-days worth some twelfth as many independent ones.
    let outside: Vec<f64> = (0..365).filter(|day| !(181..241).contains(day)).map(|day| 1.0 - f64::from(counts[day]) / 400.0).collect();
    let share = outside.iter().sum::<f64>() / outside.len() as f64;
    assert!((share - 0.1).abs() < 4.0 * (0.09f64 * 11.0 / (400.0 * 305.0)).sqrt(), "{share}");
    // In the season a quarter is on leave, and a tenth of the others away besides: 1 − .75 × .9.
    let inside = (181..241).map(|day| 1.0 - f64::from(counts[day]) / 400.0).sum::<f64>() / 60.0;
    assert!((inside - 0.325).abs() < 0.012, "{inside}");
    // Spells: of those away on a day, the chance to be away the next is 1 − 1/6.
    let (mut away, mut still) = (0.0f64, 0.0);
    for person in 1..=400usize {
        let before = presence.counts(person - 1);
        let with = presence.counts(person);
        let there: Vec<bool> = (0..181).map(|day| with[day] > before.get(day).copied().unwrap_or(0)).collect();
        for pair in there.windows(2).filter(|pair| !pair[0]) {
            away += 1.0;
            still += f64::from(!pair[1]);
        }
    }
    let stay = still / away;
    assert!((stay - 5.0 / 6.0).abs() < 4.0 * (5.0 / 36.0 / away).sqrt(), "{stay}");
}
