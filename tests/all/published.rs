//! Results that are made to be published, against arithmetic: what a service delivers for its money, resources by service, departments side by side.

use std::collections::HashMap;

use crate::common;
use houqin::outcome::appraisal::Appraisal;
use houqin::outcome::{CostLine, Outcome, Summary};
use houqin::plan::{Plan, Route};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::report::disclosure;
use houqin::report::words::Words;
use houqin::run::{RunResult, compare};
use houqin::scenario::{Direct, Scenario};
use houqin::strategies::{Note, Strategy};
use houqin::supply::Supply;

const SAMPLES: u32 = 200;
/// The 97.5 % point of Student's t with 199 degrees of freedom (any t table).
const T_199: f64 = 1.971_957;

/// A department D of 100 heads and a department E of 20. D's jobs A (60 a month, worth 100 each) and E's jobs B (15 a month, worth 4,000 each) are bought;
/// D's jobs C of another service are done by D's own people, who use 0.5 m³ on each.
fn scenario(settings: &[&str]) -> Scenario {
    let job = |name: &str, site: &str, per_month: u32, price: u32| {
        format!(
            r#"
[[service.work_orders]]
name = "{name}"
site = "{site}"
jobs_per_month = {per_month}
labour_hours = {{ distribution = "constant", mean = 1 }}
response_within = "4 working hours"
overflow = "at-deadline"
spot_price_per_job = {price}
unserved_cost_per_job = 9000
standard = "0%"
"#
        )
    };
    let marks = |marks: &str| format!("[service.evaluation]\nsatisfaction = {{ {marks}, spread = 0.5, respondents = 100 }}\n");
    let offer = |name: &str, lots: &str, price: u32, terms: &str| {
        format!(
            "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"{lots}\"]\nprice_per_job = {price}\nadministration_per_year = 0\n{terms}\n"
        )
    };
    let head = common::with_second_department(&common::small("published", 17, SAMPLES));
    let text = [
        head,
        marks("in_time = 5, late = 3, without = 1"),
        job("A", "S", 60, 100),
        job("B", "R", 15, 4000),
        "[[service]]\nname = \"V\"\narrangements = [\"one team\"]\n".into(),
        marks("in_time = 4, late = 2, without = 1"),
        job("C", "S", 30, 200) + "uses = { water = 0.5 }\n",
        offer("P", "W/S/A", 130, "transition_cost = 12000\nuses = { water = 1 }"),
        offer("Q", "W/R/B", 2000, "uses = { water = 3 }"),
        offer("all", "W/*", 330, "fee_per_year = 4000\ntransition_cost = 12000"),
        "[[offer]]\nname = \"saver\"\nprovider = \"s\"\nsaves = { water = \"12%\" }\nfee_per_year = 700\nadministration_per_year = 50\n".into(),
        "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 2\nbase_per_head = 5\n".into(),
        "[[team]]\nname = \"T\"\nskills = [\"C\"]\nbase = \"S\"\npeople = 2\ncost_per_person_year = { personnel = 1000 }\noverhead = \"0%\"\nshift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n".into(),
        "[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"100%\"\nstandards_bind = false\n[status_quo]\n".into(),
    ]
    .concat();
    common::load_with(&text, settings)
}

/// Today's people, with A and B going to these outlets, and the contract that saves water.
fn plan(supply: &Supply, a: Direct, b: Direct) -> Plan {
    let mut plan = Plan::status_quo(supply);
    plan.route[0] = Route::Direct(a);
    plan.route[1] = Route::Direct(b);
    let offers = supply.scenario.offers.iter().enumerate();
    plan.awarded = offers.map(|(index, offer)| offer.name == "saver" || [a, b].contains(&Direct::Offer(index))).collect();
    plan
}

fn offer(scenario: &Scenario, name: &str) -> Direct {
    Direct::Offer(scenario.offers.iter().position(|offer| offer.name == name).unwrap())
}

fn played(supply: &Supply, plan: &Plan) -> (Vec<Outcome>, Summary) {
    let outcomes = play(supply, &[plan], Phase::Evaluation, SAMPLES, &Silent).remove(0);
    let summary = Summary::of(supply, plan, &outcomes);
    (outcomes, summary)
}

fn mean_of(outcomes: &[Outcome], value: impl Fn(&Outcome) -> f64) -> f64 {
    outcomes.iter().map(value).sum::<f64>() / outcomes.len() as f64
}

fn run_of(supply: &Supply, plan: Plan) -> RunResult {
    let strategies = compare(supply, vec![(Strategy::Custom, None, plan, Note::default())], &Silent);
    RunResult::compared(strategies)
}

/// The rows of a table by its columns.
fn rows(table: &[u8]) -> Vec<HashMap<String, String>> {
    let text = std::str::from_utf8(table).unwrap().trim_start_matches('\u{feff}').as_bytes();
    csv::Reader::from_reader(text).deserialize().map(|row| row.unwrap()).collect()
}

fn figure(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {:?}", row[column]))
}

/// 60 jobs a month are done in time and 15 are not done at all: 80 % of the users are served, though of the market value it is 9 %. A mark of 5 from
/// four of five and of 1 from the fifth is 4.2 in the mean.
#[test]
fn users_are_counted_and_not_what_their_work_is_worth() {
    let scenario = scenario(&[]);
    let supply = Supply::new(&scenario);
    let plan = plan(&supply, offer(&scenario, "P"), Direct::Nobody);
    let (outcomes, summary) = played(&supply, &plan);
    let delivered = summary.services[0].delivered.unwrap();
    let served = delivered.served;
    let [a, b] = [0, 1].map(|lot| mean_of(&outcomes, |outcome| outcome.lots[lot].demand));
    assert!((served.units.mean - a - b).abs() < 1e-9);
    assert!((served.in_time.mean - a / (a + b)).abs() < 1e-12 && (served.unserved.mean - b / (a + b)).abs() < 1e-12);
    // Of 900 jobs a year in 200 years, a share of .8 has a standard error of .4/√180,000; what interval there is comes from how the jobs are mixed.
    let error = 0.4 / 180_000f64.sqrt();
    assert!((served.in_time.mean - 0.8).abs() < 4.0 * error, "{served:?}");
    assert!((served.in_time.half_width() / (T_199 * error) - 1.0).abs() < 0.25, "{served:?}");
    let mark = Appraisal::of(&scenario.services[0], &delivered).satisfaction.unwrap();
    assert!((mark.mean - 4.2).abs() < 4.0 * 4.0 * error, "{mark:?}");
    let survey = 1.959_964 * ((0.25 + 0.8 * 0.2 * 16.0) / 100.0_f64).sqrt();
    assert!((mark.half_width() / survey - 1.0).abs() < 0.01, "{mark:?} against {survey}");
    let table = rows(&disclosure::evaluation(&supply, &run_of(&supply, plan)).unwrap());
    assert!((figure(&table[0], "share_in_time") - served.in_time.mean).abs() < 1e-4);
    assert!((figure(&table[0], "satisfaction") - mark.mean).abs() < 1e-4);
}

/// A job costs 330, and its part of a fee of 4,000: of n jobs a year, r = 330 + 4,000/n. The residuals of the ratio are 4,000 (1 − n/n̄), so that its
/// interval is t 4,000 s / (n̄² √200), s being the standard deviation of a year's jobs. What it costs to change over is no part of it.
#[test]
fn the_cost_of_a_unit_has_the_interval_of_a_ratio_and_leaves_out_what_is_spent_once() {
    let scenario = scenario(&[]);
    let supply = Supply::new(&scenario);
    let all = offer(&scenario, "all");
    let plan = plan(&supply, all, all);
    let (outcomes, summary) = played(&supply, &plan);
    let jobs: Vec<f64> = outcomes.iter().map(|outcome| outcome.lots[0].demand + outcome.lots[1].demand).collect();
    let n = jobs.len() as f64;
    let mean = jobs.iter().sum::<f64>() / n;
    let spread = (jobs.iter().map(|jobs| (jobs - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let told = summary.services[0].delivered.unwrap().cost_per_unit;
    assert!((told.mean - 330.0 - 4000.0 / mean).abs() < 1e-9, "{told:?}");
    let half = T_199 * 4000.0 * spread / (mean * mean * n.sqrt());
    assert!((told.half_width() / half - 1.0).abs() < 1e-5, "{told:?} against {half}");
    assert!((summary.by_service[0][CostLine::Conversion] - 12_000.0).abs() < 1e-6);
    assert!((summary.by_service[0].total() - summary.services[0].running.mean - 12_000.0).abs() < 1e-6);
    let table = rows(&disclosure::evaluation(&supply, &run_of(&supply, plan)).unwrap());
    assert!((figure(&table[0], "cost_per_unit_upper_95") - told.upper).abs() < 1e-4);
    assert!((figure(&table[0], "cost") - figure(&table[0], "spent_once") - told.mean * mean).abs() < 0.01);
}

/// A job of A takes 1 m³, one of B 3 m³, one of C half a cubic metre; everybody else uses 5 m³ a head less the 12 % that a contract saves: together the
/// whole. The target of 20 m³ a head is reached, one of 10 is not.
#[test]
fn resources_are_told_by_service_and_add_up() {
    let scenario = scenario(&["resource.water.target_per_head=20"]);
    let supply = Supply::new(&scenario);
    let plan = plan(&supply, offer(&scenario, "P"), offer(&scenario, "Q"));
    let (outcomes, summary) = played(&supply, &plan);
    let [a, b, c] = [0, 1, 2].map(|lot| mean_of(&outcomes, |outcome| outcome.lots[lot].contract + outcome.lots[lot].in_house));
    let known = [a + 3.0 * b, 0.5 * c, 120.0 * 5.0 * 0.88];
    assert!(known[1] > 100.0, "own people serve: {known:?}");
    let run = run_of(&supply, plan);
    let table = rows(&disclosure::resources(&supply, &run).unwrap());
    let services: Vec<&str> = table.iter().map(|row| row["service"].as_str()).collect();
    assert_eq!(services, ["W", "V", "(common)", "(all)"]);
    for (row, known) in table.iter().zip(known) {
        assert!((figure(row, "use") - known).abs() < 1e-3, "{row:?} against {known}");
        assert!((figure(row, "cost") - 2.0 * known).abs() < 1e-3 && row["reached"].is_empty());
    }
    let all = summary.resources[0];
    assert!((all.mean - known.iter().sum::<f64>()).abs() < 1e-6 * all.mean);
    assert!((figure(&table[3], "use_per_head_upper_95") - all.upper / 120.0).abs() < 1e-4);
    assert_eq!(table[3]["reached"], "yes");
    let words = Words { language: scenario.language };
    let shown = houqin::report::appraisal::table(&supply, &run, words).unwrap();
    let row = shown.rows.iter().find(|row| row[1] == "water a head (m3)").unwrap();
    assert_eq!((row[0].as_str(), row[4].as_str(), row[5].as_str()), ("All services", "20.00", "yes"), "{row:?}");
    let evaluation = rows(&disclosure::evaluation(&supply, &run).unwrap());
    assert!((figure(&evaluation[1], "use_of_water") - known[1]).abs() < 1e-3);
    let strict = self::scenario(&["resource.water.target_per_head=10"]);
    let supply = Supply::new(&strict);
    let table = rows(&disclosure::resources(&supply, &run_of(&supply, run.strategies[0].plan.clone())).unwrap());
    assert_eq!(table[3]["reached"], "no", "{:?}", table[3]);
}

#[test]
fn a_target_that_means_nothing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.toml");
    for target in ["0", "-1"] {
        let resource = format!("[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 1\ntarget_per_head = {target}\n");
        let lot = common::lot("A", 1.0, "{ distribution = \"constant\", mean = 1 }", "response_within = \"1 hours\"\noverflow = \"never\"");
        std::fs::write(&path, common::round_the_clock(1, "", &lot, &resource)).unwrap();
        let told = houqin::scenario::load(&path, &[]).err().unwrap().to_string();
        assert!(told.contains("`target_per_head` of water must be above 0"), "{target}: {told}");
    }
}

/// By hand: D pays 130 for jobs worth 100 and 2,000 for own people whose work is worth 30 × 12 × 200 a year; E pays 2,000 for jobs worth 4,000. A head of E
/// costs far more than one of D, but E gets its work for half of what the market asks. Water that everybody uses, the contract that saves it and what is
/// spent once are no part of that.
#[test]
fn departments_are_ranked_by_what_they_pay_for_work_of_the_same_worth() {
    let scenario = scenario(&[]);
    let supply = Supply::new(&scenario);
    let plan = plan(&supply, offer(&scenario, "P"), offer(&scenario, "Q"));
    let (outcomes, summary) = played(&supply, &plan);
    let [a, b, c] = [0, 1, 2].map(|lot| mean_of(&outcomes, |outcome| outcome.lots[lot].demand));
    let bought = mean_of(&outcomes, |outcome| outcome.lots[2].spot);
    // The water of P's and Q's jobs costs 2 and 6 each, that of own people 1; what they cannot start in time is bought at 200.
    let known = [132.0 * a + 2000.0 + (c - bought) + 200.0 * bought, 2006.0 * b];
    let worth = [12.0 * (60.0 * 100.0 + 30.0 * 200.0), 12.0 * 15.0 * 4000.0];
    let table = rows(&disclosure::league(&supply, &run_of(&supply, plan)).unwrap());
    for ((row, known), worth) in table.iter().zip(known).zip(worth) {
        assert!((figure(row, "market_value") - worth).abs() < 1e-3, "{row:?} against {worth}");
        assert!((figure(row, "cost_of_own_work") - known).abs() < 1e-2, "{row:?} against {known}");
        assert!((figure(row, "cost_per_100_of_market_value") - 100.0 * known / worth).abs() < 1e-3, "{row:?}");
    }
    let of = |column: &str| [0, 1].map(|department: usize| figure(&table[department], column));
    let [of_d, of_e] = of("cost_per_head");
    assert!(of_e > 5.0 * of_d, "{of_d} {of_e}");
    assert_eq!(of("rank"), [2.0, 1.0]);
    // Of E's interval: 2,006 for each of a number of jobs that differs by its own root from year to year (Poisson).
    let half = (figure(&table[1], "cost_per_100_upper_95") - figure(&table[1], "cost_per_100_lower_95")) / 2.0;
    let poisson = T_199 * 100.0 * 2006.0 * (180.0_f64 / 200.0).sqrt() / worth[1];
    assert!((half / poisson - 1.0).abs() < 0.2, "{half} against {poisson}");
    // D's users: those of A give 5, those of C their service's marks; E's give 5.
    let of_v = Appraisal::of(&scenario.services[1], &summary.services[1].delivered.unwrap()).satisfaction.unwrap().mean;
    let marks = [(5.0 * a + of_v * c) / (a + c), 5.0];
    for (told, known) in of("satisfaction").into_iter().zip(marks) {
        assert!((told - known).abs() < 1e-3, "{told} against {known}");
    }
    assert_eq!(of("share_unserved"), [0.0, 0.0]);
    assert_eq!(of("share_in_time")[1], 1.0);
}

/// Where a department's dear lot goes without, the share by market value says so, and the mark of its users counts heads.
#[test]
fn shares_of_a_department_are_by_worth_and_marks_by_users() {
    let scenario = scenario(&[]);
    let supply = Supply::new(&scenario);
    let plan = plan(&supply, Direct::Nobody, offer(&scenario, "Q"));
    let (outcomes, summary) = played(&supply, &plan);
    let table = rows(&disclosure::league(&supply, &run_of(&supply, plan)).unwrap());
    // A and C are worth 6,000 and 6,000 a month.
    assert!((figure(&table[0], "share_unserved") - 0.5).abs() < 1e-9, "{:?}", table[0]);
    let [a, c] = [0, 2].map(|lot| mean_of(&outcomes, |outcome| outcome.lots[lot].demand));
    let of_v = Appraisal::of(&scenario.services[1], &summary.services[1].delivered.unwrap()).satisfaction.unwrap().mean;
    assert!((figure(&table[0], "satisfaction") - (a + of_v * c) / (a + c)).abs() < 1e-3);
    // D has 720 of W's 900 users and all of V's. The survey of each group has its own error, weighted by its users.
    let half = (figure(&table[0], "satisfaction_upper_95") - figure(&table[0], "satisfaction_lower_95")) / 2.0;
    let least = 1.959_964 * (0.25 / 80.0 * (2.0_f64 / 3.0).powi(2) + 0.25 / 100.0 * (1.0_f64 / 3.0).powi(2)).sqrt();
    assert!(half > 0.99 * least && half < 1.5 * least, "{half} against {least}");
}

/// What departments pay for their own work is what the services cost without what is spent once; services and what is common use all that is used.
#[test]
fn own_work_and_resources_add_up_in_the_ministry() {
    let scenario = houqin::scenario::load(&common::shipped("ministry.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}")).0;
    let supply = Supply::new(&scenario);
    let today = Plan::status_quo(&supply);
    let mut apart = today.clone();
    apart.separate = true;
    for plan in [&today, &apart] {
        let outcomes = play(&supply, &[plan], Phase::Evaluation, 5, &Silent).remove(0);
        for (replication, outcome) in outcomes.iter().enumerate() {
            let levels = common::base_levels(&scenario, replication as u64);
            let own: f64 = outcome.own_work.iter().sum();
            let services: f64 = outcome.by_service.iter().map(|costs| costs.running()).sum();
            assert!((own - services).abs() < 1e-6 * own, "{own} against {services}");
            for (index, resource) in scenario.resources.iter().enumerate() {
                let in_services: f64 = outcome.resources_by_service.iter().map(|used| used[index]).sum();
                let base = resource.base * levels[index];
                assert!((outcome.resources[index] - in_services - base).abs() < 1e-6 * base, "{}", resource.name);
            }
        }
    }
}
