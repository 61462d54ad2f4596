//! Paths over years: by hand, by break-even formulas, and against enumeration.

use crate::common;
use crate::common::Edit;
use crate::common::market::{market_of_months, played};
use houqin::outcome::{CostLine, Summary};
use houqin::plan::{Plan, Route};
use houqin::planning::Menu;
use houqin::planning::path::{PathYear, Paths, in_year, paths};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::scenario::{Direct, Scenario};
use houqin::supply::{Supply, UnitKind};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A team that nobody needs: the contract costs next to nothing, and own work costs 1,000 a job in materials.
fn idle_team(people: u32, team: &str, path: &str, policy: &str) -> String {
    let head = common::small("path", 3, 50);
    format!(
        r#"
{head}[[service.work_orders]]
name = "A"
site = "S"
jobs_per_month = 20
labour_hours = {{ distribution = "gamma", mean = 2, cv = 1 }}
response_within = "8 working hours"
overflow = "at-deadline"
materials_per_job = 1000
unserved_cost_per_job = 5000
standard = "0%"
[[team]]
name = "T"
skills = ["A"]
base = "S"
people = {people}
cost_per_person_year = {{ personnel = 10000 }}
overhead = "20%"
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
{team}
[[offer]]
name = "P"
provider = "p"
lots = ["W/*"]
price_per_job = 1
administration_per_year = 0
[policy]
new_hires = false
cost_per_redeployment = 500
spot_in_time = "100%"
standards_bind = false
{policy}
[status_quo]
[path]
{path}
"#
    )
}

/// The same with ten jobs a month of another trade, at 600 each without own people, for which there is an empty team. The contract covers the first trade only.
fn with_another_trade(text: &str, team: &str) -> String {
    let other = format!(
        r#"[[service.work_orders]]
name = "B"
site = "S"
jobs_per_month = 10
labour_hours = {{ distribution = "gamma", mean = 2, cv = 0.5 }}
response_within = "16 working hours"
overflow = "at-deadline"
spot_price_per_job = 600
unserved_cost_per_job = 5000
standard = "0%"
[[team]]
name = "U"
skills = ["B"]
base = "S"
people = 0
{team}
overhead = "20%"
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
[[team]]
"#
    );
    text.edit_first("[[team]]\n", &other).edit_first("lots = [\"W/*\"]", "lots = [\"W/S/A\"]")
}

fn solve(scenario: &Scenario) -> Paths {
    let supply = Supply::new(scenario);
    let mut menu = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
    paths(&mut menu, scenario.path.as_ref().unwrap(), None, &Silent).unwrap_or_else(|error| panic!("{error}"))
}

fn employed(found: &Paths) -> Vec<u32> {
    found.best.years.iter().map(|year| year.people[0].employed).collect()
}

/// People whom nobody needs wait, whatever team they are counted in: in the best path, where all work is bought, and in today's plan where it is already.
#[test]
fn whoever_has_no_work_waits() {
    let path = "years = 2\ndiscount_rate = 0\nredeployed_per_year = 0";
    let text = idle_team(3, "", path, "");
    let found = solve(&common::load(&text));
    for year in &found.best.years {
        assert_eq!((year.people[0].employed, year.people[0].working), (3, 0));
        assert!((year.waiting - 3.0 * 12_000.0).abs() < 1e-6, "{}", year.waiting);
    }
    // Today the team does the work, and nobody waits.
    assert!(found.today.years.iter().all(|year| year.people[0].working == 3 && year.waiting == 0.0));
    let bought = text.edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }");
    let found = solve(&common::load(&bought));
    for year in &found.today.years {
        assert_eq!((year.people[0].employed, year.people[0].working), (3, 0));
        assert!((year.waiting - 3.0 * 12_000.0).abs() < 1e-6, "{}", year.waiting);
    }
}

/// One of three does all the work as well as all three would, and all are paid: that they are in the team costs nothing, and nobody is told to wait.
#[test]
fn nobody_waits_who_could_be_in_the_team_at_no_cost() {
    let text = idle_team(3, "", "years = 2\ndiscount_rate = 0\nredeployed_per_year = 0", "")
        .edit("mean = 2, cv = 1", "mean = 0.1, cv = 0.1")
        .edit("price_per_job = 1\n", "price_per_job = 50_000\n");
    let found = solve(&common::load(&text));
    for year in &found.best.years {
        assert_eq!((year.people[0].employed, year.people[0].working, year.waiting), (3, 3, 0.0));
    }
}

/// A contract of which nothing comes in its first half-year, while it gets ready, is begun a year before it is needed where that costs nothing, and is then under
/// way: what is predicted of every year is what is simulated.
#[test]
fn a_contract_is_begun_in_time() {
    let text = idle_team(3, "", "years = 3\ndiscount_rate = 0\nredeployed_per_year = 3", "")
        .edit("materials_per_job = 1000\n", "")
        .edit("price_per_job = 1\n", "price_per_job = 1\nmobilisation_months = 6\n");
    let found = solve(&common::load(&text)).best;
    assert!(found.disagreements.is_empty(), "{:?}", found.disagreements);
    let first = found.years.iter().position(|year| year.plan.route[0] == Route::Direct(Direct::Offer(0))).unwrap();
    assert!(first > 0, "nobody does the work while the provider gets ready");
    assert_eq!(found.years[first - 1].begun, [0]);
    assert!(found.years[first - 1].plan.awarded[0] && found.years[first].begun.is_empty());
}

/// Where nothing may change, the path is today's plan left alone, and saves nothing: both are told as simulated.
#[test]
fn a_path_that_may_change_nothing_saves_nothing() {
    let path = "years = 3\ndiscount_rate = \"4%\"\npay_growth = \"3%\"\nredeployed_per_year = 0\nlots_moved_per_year = 0";
    let scenario = common::load(&idle_team(2, "", path, "").edit("\"at-deadline\"", "\"never\""));
    let found = solve(&scenario);
    let staging = scenario.path.as_ref().unwrap();
    let (best, today) = (found.best.cash_played(staging), found.today.cash_played(staging));
    assert!((best - today).abs() < 1e-6 * today, "{best} against {today}");
    assert!((found.best.cash - today).abs() > 1e-4 * today, "the prediction says the same: nothing is tested");
}

/// A lot whose jobs take more people at once than today's team has is with others today, though it is routed to the team: no lot moves where it stays with them, in the
/// search and in the report.
#[test]
fn a_lot_that_own_people_cannot_do_is_with_others_today() {
    let path = "years = 2\ndiscount_rate = 0\nredeployed_per_year = 0\nlots_moved_per_year = 0";
    let text = idle_team(1, "", path, "")
        .edit("labour_hours", "crew = 2\nlabour_hours")
        .edit("materials_per_job = 1000\n", "materials_per_job = 1000\nspot_price_per_job = 300\n");
    let scenario = common::load(&text);
    let found = solve(&scenario);
    assert!(found.best.years.iter().all(|year| matches!(year.plan.route[0], Route::Direct(_))));
    let supply = Supply::new(&scenario);
    let report =
        houqin::report::path::PathReport { supply: &supply, staging: scenario.path.as_ref().unwrap(), paths: &found, words: common::EN };
    assert!(report.points().iter().any(|point| point.contains("change between own people and others 0 times")), "{:?}", report.points());
}

/// A contract that is cheaper than own people in two years and dearer from the third on, for its prices rise by six tenths a year: the lot goes out and comes back, and is
/// named with both years. At steady prices it goes out, and nothing is said.
#[test]
fn lots_that_go_to_and_fro_are_named_with_the_years() {
    let points = |indexation: &str| {
        let text = idle_team(1, "", "years = 4\ndiscount_rate = 0", "")
            .edit("materials_per_job = 1000", "materials_per_job = 0")
            .edit("price_per_job = 1\n", &format!("price_per_job = 25\nterm_years = 1\nindexation = \"{indexation}\"\n"))
            .edit("overflow = \"at-deadline\"", "overflow = \"never\"")
            .edit("new_hires = false\ncost_per_redeployment = 500", "new_hires = true\ncost_per_hire = 0\ncost_per_redeployment = 0");
        let scenario = common::load(&text);
        let found = solve(&scenario);
        // 240 jobs at 25, 40, 64 and 102 against a person at 12,000 a year.
        let own: Vec<bool> = found.best.years.iter().map(|year| matches!(year.plan.route[0], Route::Unit(_))).collect();
        assert_eq!(own, if indexation == "60%" { [false, false, true, true] } else { [false; 4] });
        let supply = Supply::new(&scenario);
        let words = common::EN;
        houqin::report::path::PathReport { supply: &supply, staging: scenario.path.as_ref().unwrap(), paths: &found, words }.points()
    };
    let is_said = |point: &&String| point.contains("to and fro");
    let dearer = points("60%");
    let said = dearer.iter().find(is_said).expect("it goes out and comes back");
    assert!(said.contains("(2027, 2029)"), "{said}");
    assert_eq!(points("0%").iter().find(is_said), None);
}

/// A contract that is in force today and far too dear ends with the first year, and the report says so.
#[test]
fn contracts_that_end_are_told() {
    let text = two_lots()
        .edit("price_per_job = 130", "price_per_job = 2000")
        .edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/S/A\" = \"P\" }");
    let scenario = common::load(&text);
    let found = solve(&scenario);
    let supply = Supply::new(&scenario);
    let words = common::EN;
    let report = houqin::report::path::PathReport { supply: &supply, staging: scenario.path.as_ref().unwrap(), paths: &found, words };
    assert!(!found.best.years[0].plan.awarded[0]);
    let text = report.text();
    assert!(text.contains("2027: contracts end: P"), "{text}");
    assert!(!text.contains("2028: contracts end"), "{text}");
    assert_eq!(report.document()["best"]["years"][0]["ended"], serde_json::json!(["P"]));
    assert_eq!(report.document()["best"]["years"][1]["ended"], serde_json::json!([]));
}

/// A cap on the horizon's money is shared out among its years, and holds in a path's years unless these have caps of their own.
#[test]
fn the_horizons_budget_caps_each_year() {
    let budget = |settings: &[&str]| common::load_with(&two_lots(), settings).path.unwrap().budget;
    assert_eq!(budget(&["budget.total=150000"]), [Some(150_000.0); 2]);
    assert_eq!(budget(&["budget.total=150000", "scenario.years=3"]), [Some(50_000.0); 2]);
    assert_eq!(budget(&["budget.total=150000", "budget.total_per_year=90000"]), [Some(90_000.0); 2]);
    assert_eq!(budget(&["budget.total=150000", "path.budget_by_year=[200000, 100000]"]), [Some(200_000.0), Some(100_000.0)]);
}

/// Ten people, two of whom retire before the second year and one before the fourth; three places a year with other bodies, five in all.
#[test]
fn people_leave_as_computed_by_hand() {
    let ages = "ages = { 59 = 2, 57 = 1, 40 = 7 }";
    let path = "years = 4\ndiscount_rate = \"4%\"\npay_growth = \"3%\"\nretirement_age = 60\nredeployed_per_year = 3";
    let scenario = common::load(&idle_team(10, ages, path, "redeployed_at_most = 5"));
    let found = solve(&scenario);
    // Those who stay longest go first: 10 − 3 = 7; − 2 retired − 2 = 3; the 57-year-old and two more; then two.
    assert_eq!(employed(&found), [7, 3, 3, 2]);
    let people: Vec<_> = found.best.years.iter().map(|year| year.people[0]).collect();
    assert_eq!(people.iter().map(|year| year.left).collect::<Vec<_>>(), [0, 2, 0, 1]);
    assert_eq!(people.iter().map(|year| year.redeployed).collect::<Vec<_>>(), [3, 2, 0, 0]);
    let discount = |year: i32| 1.04f64.powi(-year);
    let jobs = {
        let supply = Supply::new(&scenario);
        Menu::build(&supply, 50, &Silent).mean_demand(0).units
    };
    let by_hand: f64 = [7.0, 3.0, 3.0, 2.0]
        .iter()
        .enumerate()
        .map(|(year, people)| discount(year as i32 + 1) * (people * 12_000.0 * 1.03f64.powi(year as i32) + jobs))
        .sum::<f64>()
        + 500.0 * (3.0 + 2.0 * discount(1));
    assert!((found.best.cash - by_hand).abs() < 1e-4 * by_hand, "{} against {by_hand} by hand", found.best.cash);
    assert!(found.best.disagreements.is_empty(), "{:?}", found.best.disagreements);
    // Left alone, only nature acts.
    assert_eq!(found.today.years.iter().map(|year| year.people[0].employed).collect::<Vec<_>>(), [10, 8, 8, 7]);
}

/// A tenth leave each year: of ten the first before the second year, and so on by expectation, rounded down.
#[test]
fn natural_loss_follows_expectation() {
    let path = "years = 4\ndiscount_rate = 0\nleaving = \"10%\"\nredeployed_per_year = 0";
    let found = solve(&common::load(&idle_team(10, "", path, "")));
    // 10; 10 − 1 = 9; 1 + .9 = 1.9 → 9; 1.9 + .9 = 2.8 → 8.
    assert_eq!(employed(&found), [10, 9, 9, 8]);
}

/// Of small teams of which nobody is expected to leave people leave all the same, as many as are expected of all together: of 6 and 4 a tenth each year, .6 and
/// .4 before the second year, 1.2 and .8 less who has left before the third.
#[test]
fn natural_loss_is_of_all_teams_together() {
    let path = "years = 3\ndiscount_rate = 0\nleaving = \"10%\"\nredeployed_per_year = 0";
    let team = "people_at_most = 4\ncost_per_person_year = { personnel = 10000 }";
    let text = with_another_trade(&idle_team(6, "", path, ""), team).edit("people = 0\n", "people = 4\n");
    let years = solve(&common::load(&text)).best.years;
    let mut left: Vec<Vec<u32>> = years.iter().map(|year| year.people.iter().map(|people| people.left).collect()).collect();
    let all: Vec<u32> = left.iter().map(|year| year.iter().sum()).collect();
    // 10 × .1 = 1; then (5 + 4) × .1 = .9 more, 1.9: none; each team's debt decides whose it is.
    assert_eq!(all, [0, 1, 0]);
    left[1].sort_unstable();
    assert_eq!(left[1], [0, 1]);
}

/// Whoever will retire within the path may leave before that, and a longer path changes nothing of its first years: of 99 people of 57 and one of 30 three tenths
/// go before the second year, three tenths of the 70 who are left before the third, and those of the older who are left retire.
#[test]
fn people_about_to_retire_leave_as_others_do() {
    let ages = "ages = { 57 = 99, 30 = 1 }";
    for years in [3, 5] {
        let path = format!("years = {years}\ndiscount_rate = 0\nretirement_age = 60\nleaving = \"30%\"\nredeployed_per_year = 0");
        let found = solve(&common::load(&idle_team(100, ages, &path, "")));
        let people: Vec<_> = found.today.years.iter().map(|year| year.people[0]).collect();
        let told: Vec<[u32; 2]> = people.iter().map(|year| [year.employed, year.left]).collect();
        assert_eq!(told[..3], [[100, 0], [70, 30], [49, 21]]);
        assert!(years == 3 || (told[3][0] == 0 && told[3][1] == 49), "who is left of the older retires: {told:?}");
    }
}

/// Severance is paid exactly when it costs less than the pay until the end of the path; early retirement until retirement. The solver
/// may stop .2 % of the path's whole cost from the best: a hundredth of the pay is just more than that in the second case.
#[test]
fn people_are_paid_to_leave_when_that_is_cheaper_than_their_pay() {
    let pay: f64 = (0..3).map(|year| 12_000.0 * 1.02f64.powi(year) / 1.05f64.powi(year + 1)).sum();
    for (share, gone) in [(0.99, true), (1.01, false)] {
        let path = format!(
            "years = 3\ndiscount_rate = \"5%\"\npay_growth = \"2%\"\nredeployed_per_year = 0\nseverance = {{ cost = {} }}",
            pay * share
        );
        assert_eq!(employed(&solve(&common::load(&idle_team(4, "", &path, ""))))[0], if gone { 0 } else { 4 });
    }
    // A 58-year-old would be paid for two more years; the 40-year-old is too young to go.
    let until: f64 = (0..2).map(|year| 12_000.0 * 1.02f64.powi(year) / 1.05f64.powi(year + 1)).sum();
    for (share, gone) in [(0.99, true), (1.01, false)] {
        let path = format!(
            "years = 3\ndiscount_rate = \"5%\"\npay_growth = \"2%\"\nretirement_age = 60\nredeployed_per_year = 0\nearly_retirement = {{ years_before = 3, cost = {} }}",
            until * share
        );
        let found = solve(&common::load(&idle_team(2, "ages = { 58 = 1, 40 = 1 }", &path, "")));
        assert_eq!(employed(&found), if gone { [1, 1, 1] } else { [2, 2, 1] }, "at {share} of the pay until retirement");
    }
}

/// A provider takes people on only when its contract begins.
#[test]
fn a_provider_takes_people_on_when_its_contract_begins() {
    let path = "years = 3\ndiscount_rate = 0\nredeployed_per_year = 0";
    let text = idle_team(6, "", path, "")
        .edit("administration_per_year = 0", "administration_per_year = 0\nfrom_year = 2\ntakes_on = { people = 4, cost = 100 }");
    let found = solve(&common::load(&text));
    assert_eq!(employed(&found), [6, 2, 2]);
    assert_eq!(found.best.years[1].people[0].taken_on, 4);
    assert!((found.best.years[1].once.taken_on - 400.0).abs() < 1e-6);
    assert_eq!(found.best.years.iter().map(|year| year.begun.len()).collect::<Vec<_>>(), [0, 1, 0]);
}

/// Of three people whom nobody needs, those are retrained who are worth it; while they learn they are paid and work for nobody. The other trade's jobs cost
/// 600 each without own people, so that one person is worth far more than the 1,000 of the training, and a second hardly anything.
#[test]
fn whoever_is_retrained_works_when_the_training_is_over() {
    let team = "people_at_most = 3\ncost_per_person_year = { personnel = 10000 }";
    let counts = |months: f64| {
        let path = format!(
            "years = 2\ndiscount_rate = 0\nredeployed_per_year = 0\nretraining = [{{ from = \"T\", to = \"U\", cost = 1000, months = {months} }}]"
        );
        let text = with_another_trade(&idle_team(3, "", &path, ""), team);
        let found = solve(&common::load(&text));
        assert!(found.best.disagreements.is_empty(), "{:?}", found.best.disagreements);
        let of = |count: &dyn Fn(&houqin::planning::path::PeopleYear) -> u32| -> Vec<u32> {
            found.best.years.iter().map(|year| count(&year.people[0])).collect()
        };
        let all: u32 = found.best.years[0].people.iter().map(|people| people.employed).sum();
        assert_eq!(all, 3, "nobody can go");
        (of(&|people| people.retrained_in), of(&|people| people.working))
    };
    // At once; after the first year; and at half of it, where two must begin for one to be there.
    assert_eq!(counts(0.0), (vec![1, 0], vec![1, 1]));
    assert_eq!(counts(12.0), (vec![1, 0], vec![0, 1]));
    let (trained, working) = counts(6.0);
    assert_eq!((trained[0], working[0]), (2, 1));
}

/// Two lots, up to two people, a provider and the spot market: every pair of yearly plans.
const TWO_LOTS: &str = r#"[[service.work_orders]]
name = "A"
trade = "X"
site = "S"
jobs_per_month = 30
labour_hours = { distribution = "gamma", mean = 3, cv = 1 }
response_within = "8 working hours"
overflow = "at-deadline"
spot_price_per_job = 300
unserved_cost_per_job = 1500
standard = "0%"
[[service.work_orders]]
name = "B"
trade = "X"
site = "S"
jobs_per_month = 20
labour_hours = { distribution = "gamma", mean = 4, cv = 0.8 }
response_within = "8 working hours"
overflow = "at-deadline"
spot_price_per_job = 400
unserved_cost_per_job = 1500
standard = "0%"
[[team]]
name = "T"
skills = ["X"]
base = "S"
people = 2
people_at_most = 2
cost_per_person_year = { personnel = 20000 }
overhead = "0%"
shift = "Mon-Fri 08:00-16:00"
absence = "5%"
[[offer]]
name = "P"
provider = "p"
lots = ["W/*"]
price_per_job = 130
fee_per_year = 3000
administration_per_year = 1000
transition_cost = 4000
[policy]
new_hires = false
cost_per_redeployment = 6000
spot_in_time = "100%"
standards_bind = false
[status_quo]
[path]
years = 2
discount_rate = "3%"
"#;

fn two_lots() -> String {
    format!("{}{TWO_LOTS}", common::small("pairs", 9, 100))
}

/// The best pair of yearly plans by enumeration: discounted cost.
fn best_pair(scenario: &Scenario, keeps: impl Fn([&Plan; 2], [f64; 2]) -> bool) -> f64 {
    let supply = Supply::new(scenario);
    let today = Plan::status_quo(&supply);
    let mut plans = Vec::new();
    for people in 0..=2u32 {
        for a in [Route::Unit(0), Route::Direct(Direct::Offer(0)), Route::Direct(Direct::Spot)] {
            for b in [Route::Unit(0), Route::Direct(Direct::Offer(0)), Route::Direct(Direct::Spot)] {
                for overflow in [Direct::Offer(0), Direct::Spot] {
                    let inside = [a, b].contains(&Route::Unit(0));
                    if (people == 0) == inside {
                        continue;
                    }
                    let mut plan = today.clone();
                    plan.sizes[0].people = people;
                    plan.route = vec![a, b];
                    plan.overflow = vec![overflow; 2];
                    plan.awarded = vec![[a, b].contains(&Route::Direct(Direct::Offer(0))) || (inside && overflow == Direct::Offer(0))];
                    plans.push(plan);
                }
            }
        }
    }
    let outcomes = play(&supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, 100, &Silent);
    let played: Vec<(f64, f64)> = plans
        .iter()
        .zip(&outcomes)
        .map(|(plan, outcomes)| {
            let summary = Summary::of(&supply, plan, outcomes);
            (summary.objective.mean - summary.line(CostLine::Conversion), summary.outsourced_share.mean)
        })
        .collect();
    let discount = |year: i32| 1.03f64.powi(-year);
    let mut best = f64::INFINITY;
    for (first, one) in plans.iter().zip(&played) {
        for (second, two) in plans.iter().zip(&played) {
            let (n, m) = (first.sizes[0].people, second.sizes[0].people);
            if m > n || !keeps([first, second], [one.1, two.1]) {
                continue;
            }
            let begins = [first.awarded[0], second.awarded[0] && !first.awarded[0]];
            let cost = discount(1) * one.0
                + discount(2) * two.0
                + 6000.0 * (f64::from(2 - n) + discount(1) * f64::from(n - m))
                + 4000.0 * (f64::from(u8::from(begins[0])) + discount(1) * f64::from(u8::from(begins[1])));
            best = best.min(cost);
        }
    }
    best
}

#[test]
fn targets_and_pace_cost_what_enumeration_says() {
    let free = best_pair(&common::load(&two_lots()), |_, _| true);
    let near = |found: f64, exact: f64, what: &str| assert!((found - exact).abs() < 0.003 * exact, "{what}: {found:.0} against {exact:.0}");
    let found = solve(&common::load(&two_lots()));
    near(found.best.total(), free, "free");
    assert!(found.free.is_none() && found.cost_of_targets().is_none());

    let target = format!("{}outsourced_share = {{ 2 = \"90%\" }}\n", two_lots());
    let exact = best_pair(&common::load(&two_lots()), |_, outside| outside[1] >= 0.9);
    let found = solve(&common::load(&target));
    near(found.best.total(), exact, "with the target");
    let cost = found.cost_of_targets().unwrap();
    assert!((cost - (exact - free)).abs() < 0.004 * exact, "the target costs {cost:.0} against {:.0}", exact - free);
    near(found.free.unwrap().total(), free, "without it");
    assert!(exact > 1.01 * free, "the target costs nothing here: {exact:.0} against {free:.0}");

    let inside = |plan: &Plan, lot: usize| u32::from(plan.route[lot] == Route::Unit(0));
    let slow = format!("{}outsourced_share = {{ 2 = \"90%\" }}\nlots_moved_per_year = 1\n", two_lots());
    let exact = best_pair(&common::load(&two_lots()), |plans, outside| {
        let moved = |lot: usize| [1 - inside(plans[0], lot), inside(plans[0], lot).abs_diff(inside(plans[1], lot))];
        let (a, b) = (moved(0), moved(1));
        outside[1] >= 0.9 && a[0] + b[0] <= 1 && a[1] + b[1] <= 1
    });
    near(solve(&common::load(&slow)).best.total(), exact, "at the pace of one lot a year");
}

/// A contract with a term binds: here it would be left after a cheap first year.
#[test]
fn a_term_binds() {
    let cheap_at_first = two_lots()
        .edit("price_per_job = 130", "price_per_job = 90\nindexation = \"100%\"")
        .edit("new_hires = false", "new_hires = true")
        .edit("cost_per_redeployment = 6000", "cost_per_redeployment = 0");
    let awarded = |text: &str| solve(&common::load(text)).best.years.iter().map(|year| year.plan.awarded[0]).collect::<Vec<_>>();
    assert_eq!(awarded(&cheap_at_first), [true, false]);
    let bound = awarded(&cheap_at_first.edit("transition_cost", "term_years = 2\ntransition_cost"));
    assert!(bound == [true, true] || bound == [false, false], "{bound:?}");
}

/// What no way of leaving can reach is refused, with the least change that would do.
#[test]
fn a_quota_below_what_people_can_leave_is_refused() {
    let path = "years = 2\ndiscount_rate = 0\nredeployed_per_year = 2\nquota_by_year = [9, 5]";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    std::fs::write(&file, idle_team(10, "", path, "")).unwrap();
    let problems = houqin::scenario::load(&file, &[]).unwrap_err().to_string();
    assert!(problems.contains("path.quota_by_year of 5 cannot be reached by year 2"), "{problems}");
    assert!(problems.contains("at least 6"), "{problems}");
}

/// One limit more makes no cheaper path: what a target has the program look at is looked at without it where money is short.
#[test]
fn a_target_never_makes_a_path_cheaper() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/short-of-money.toml")).unwrap();
    let cost = |settings: &[&str]| {
        let scenario = common::load_with(&text, settings);
        let path = solve(&scenario).best;
        for year in &path.years {
            let [central, branch] = year.departments[..] else { panic!("{:?}", year.departments) };
            assert!((central + branch - year.cash()).abs() < 1.0, "{central} and {branch} of {}", year.cash());
            assert!(branch > 0.02 * central, "the branch pays for its repairs: {branch}");
        }
        (path.cash + path.unserved + path.ways, path.proof.gap.unwrap())
    };
    let (free, gap) = cost(&[]);
    let (held, _) = cost(&["path.outsourced_share={1=\"5%\"}"]);
    assert!(free * (1.0 - gap) <= held && free <= held * (1.0 + 1e-3), "{free} (proved to {gap}) and with the target {held}");
}

/// Fifty diners on 261 days, at 25 with the provider who is ready and at 10 with the one who begins later: whoever stands in until then is paid for just that
/// time, and not again in the years in which the other is under way.
#[test]
fn whoever_stands_in_until_a_contract_begins_is_paid_once() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/late-provider.toml")).unwrap();
    // Of the first year's 261 days 21 are in January.
    let first = |days: f64| 50.0 * (25.0 * days + 10.0 * (261.0 - days));
    for (months, days) in [(1, 21.0), (12, 261.0)] {
        let scenario =
            common::load_with(&text, &[&format!("offer.O1.mobilisation_months={months}"), "offer.O0.administration_per_year=1000"]);
        let found = solve(&scenario).best;
        assert!(found.disagreements.is_empty(), "{:?}", found.disagreements);
        for (year, right) in found.years.iter().zip([first(days) + 1_000.0, first(0.0)]) {
            assert!(
                (year.cash() - right).abs() < 1.0 && year.unserved.abs() < 1.0,
                "{months}: {} and {}, {right}",
                year.cash(),
                year.unserved
            );
        }
        assert_eq!(found.years[1].plan.awarded, [false, true], "nobody stands in for whoever is there");
    }
}

/// The least that a path over some years costs whose plans are all of a market: each year is played with the contracts of the year before in force. Where a year's
/// cash is capped, what is spent once in it counts.
fn best_path(scenario: &Scenario, caps: [f64; 3]) -> f64 {
    let staging = scenario.path.as_ref().unwrap();
    let offers = scenario.offers.len();
    let number = |awarded: &[bool]| awarded.iter().rev().fold(0_usize, |sum, awarded| 2 * sum + usize::from(*awarded));
    // By the contracts in force: the least until now.
    let mut least = vec![f64::INFINITY; 1 << offers];
    least[number(&scenario.status_quo.awarded)] = 0.0;
    for (year, cap) in caps.into_iter().enumerate() {
        let mut next = vec![f64::INFINITY; 1 << offers];
        for before in (0..1_usize << offers).filter(|before| least[*before].is_finite()) {
            let mut scenario = in_year(scenario, staging, year);
            scenario.status_quo.awarded = (0..offers).map(|offer| before >> offer & 1 == 1).collect();
            for (plan, summary) in played(&Supply::new(&scenario)) {
                if summary.cost.mean <= cap * (1.0 + 1e-9) {
                    let at = &mut next[number(&plan.awarded)];
                    *at = at.min(least[before] + summary.objective.mean);
                }
            }
        }
        least = next;
    }
    least.into_iter().fold(f64::INFINITY, f64::min)
}

/// Contracts that get ready, and whose discounts, bundles, minimums and capacities count by the year and the month, cost along a path what playing them does, in the year in
/// which they begin and in those that follow; and the path that is found is the best of an enumeration, with a cap on each year's money and without. A contract of today that is
/// left for want of money in the first year begins anew like any other.
#[test]
fn terms_count_in_the_year_in_which_a_contract_begins_as_in_later_ones() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(12);
    let (mut begun_late, mut gets_ready, mut anew) = (0, 0, 0);
    for number in 0..40 {
        let mut text = market_of_months(&mut draw, 1) + "[path]\nyears = 3\ndiscount_rate = 0\n";
        let in_force = number % 2 == 1;
        if in_force {
            text = text.edit("[status_quo]\n", "[status_quo]\nawarded = [\"Q\"]\ndirect = { \"W/S/B\" = \"Q\" }\n");
        }
        let share = draw.random_range(0.5..0.95);
        let free = common::load(&text);
        let dearest = solve(&free).best.years.iter().map(houqin::planning::path::PathYear::cash).fold(0.0, f64::max);
        let cap = (share * dearest).round();
        let later = if in_force { 1e9 } else { cap };
        for caps in [[1e9; 3], [cap, later, later]] {
            let settings = if caps[0] < 1e9 { vec![format!("path.budget_by_year={caps:?}")] } else { Vec::new() };
            let scenario = common::load_with(&text, &settings.iter().map(String::as_str).collect::<Vec<_>>());
            let found = solve(&scenario).best;
            let what = format!("market {number}, at most {caps:?}\n{text}");
            let played = found.years.iter().map(|year| year.cash_played() + year.unserved_played()).sum::<f64>();
            assert!(found.disagreements.is_empty(), "{:?}: {what}", found.disagreements);
            assert!((found.total() - played).abs() < 1.0, "{} is predicted and {played} played: {what}", found.total());
            let best = best_path(&scenario, caps);
            assert!(played <= best * 1.003 && played >= best - 1.0, "{played} where {best} is possible: {what}");
            let begins =
                |year: &houqin::planning::path::PathYear| year.begun.iter().any(|offer| scenario.offers[*offer].mobilisation > 0.0);
            begun_late += usize::from(found.years[1..].iter().any(|year| !year.begun.is_empty()));
            gets_ready += usize::from(begins(&found.years[0]));
            anew += usize::from(in_force && found.years[1..].iter().any(|year| year.begun.contains(&1)));
        }
    }
    assert!(begun_late > 0 && gets_ready > 5 && anew > 0, "{begun_late} {gets_ready} {anew}");
}

/// What is left alone keeps what it buys: two lots that go straight to the spot market are the outsourced share of every year alike.
#[test]
fn every_year_has_its_outsourced_share() {
    let text = two_lots().edit("[status_quo]", "[status_quo]\ndirect = { \"W/S/A\" = \"spot\" }");
    let found = solve(&common::load(&text));
    // Market values at spot prices: 30 jobs at 300 against 20 at 400, in expectation; own people leave little of the rest.
    for year in &found.today.years {
        assert!((year.outsourced - 9000.0 / 17000.0).abs() < 0.03, "{}", year.outsourced);
    }
}

/// The dearest month of each year of the best path, played on what the optimiser saw: a month's own cash, and a twelfth of what is spent once.
fn dearest_months(text: &str) -> Vec<f64> {
    let scenario = common::load(text);
    let staging = scenario.path.as_ref().unwrap();
    let found = solve(&scenario);
    let dearest = |(year, of_year): (usize, &houqin::planning::path::PathYear)| {
        let scenario = in_year(&scenario, staging, year);
        let supply = Supply::new(&scenario);
        let outcomes = play(&supply, &[&of_year.plan], Phase::Planning, scenario.run.planning_samples, &Silent);
        let summary = Summary::of(&supply, &of_year.plan, &outcomes[0]);
        let spread = (of_year.once.total() - summary.line(CostLine::Conversion)) / 12.0;
        summary.by_month.iter().map(|month| month.mean + spread).fold(0.0, f64::max)
    };
    found.best.years.iter().enumerate().map(dearest).collect()
}

/// A cap on the month holds along a path too: without it a month costs more, under it none does.
#[test]
fn a_cap_on_the_month_holds_in_every_year() {
    // Going without costs less than the spot market, so that a cap can be kept.
    let text = two_lots().edit_all("unserved_cost_per_job = 1500", "unserved_cost_per_job = 310");
    let most = |text: &str| dearest_months(text).into_iter().fold(0.0, f64::max);
    let free = most(&text);
    for share in [0.97, 0.9] {
        let capped = most(&text.edit("[policy]", &format!("[budget]\nper_month = {}\n[policy]", free * share)));
        assert!(capped <= free * share * (1.0 + 1e-6), "{capped} under a cap of {}", free * share);
    }
}

/// Two who are paid 16,000 and four who are paid 8,000; nobody is needed. One may go a year: first the dear one who would stay, since the other retires before
/// the second year, then cheap ones. A team of the same people at the mean pay tells what grades change where nobody is moved.
#[test]
fn everybody_is_paid_by_grade() {
    let path = "years = 3\ndiscount_rate = 0\nretirement_age = 60\nredeployed_per_year = 1";
    let grades = r#"grades = [
  { name = "senior", people = 2, personnel = 16000, ages = { 59 = 1, 40 = 1 } },
  { name = "junior", people = 4, personnel = 8000, ages = { 40 = 4 } },
]"#;
    let at_the_mean = idle_team(6, "ages = { 59 = 1, 40 = 5 }", path, "").edit("personnel = 10000", "personnel = 10_666.666_666_666_666");
    let by_grade = idle_team(6, grades, path, "").edit("personnel = 10000", "materials = 0");
    let scenario = common::load(&by_grade);
    let jobs = Menu::build(&Supply::new(&scenario), 50, &Silent).mean_demand(0).units;
    let (found, mean) = (solve(&scenario), solve(&common::load(&at_the_mean)));
    let of = |title: &str| -> Vec<u32> {
        let years = found.best.years.iter();
        years.map(|year| year.grades.iter().find(|grade| grade.title == title).unwrap().people.employed).collect()
    };
    assert_eq!((of("senior"), of("junior")), (vec![1, 0, 0], vec![4, 3, 2]));
    assert_eq!(employed(&found), [5, 3, 2]);
    let by_hand = 1.2 * (16_000.0 + 8_000.0 * (4.0 + 3.0 + 2.0)) + 3.0 * jobs + 3.0 * 500.0;
    assert!((found.best.cash - by_hand).abs() < 1e-4 * by_hand, "{} against {by_hand} by hand", found.best.cash);
    assert!(found.best.disagreements.is_empty(), "{:?}", found.best.disagreements);
    // Left alone: seniors 2, 1, 1 and juniors 4, 4, 4, against 6, 5, 5 at the mean; all else is the same.
    let difference = 1.2 * (16_000.0 * 4.0 + 8_000.0 * 12.0 - 16.0 * 64_000.0 / 6.0);
    assert!((found.today.cash - mean.today.cash - difference).abs() < 1e-3, "{} against {difference}", found.today.cash - mean.today.cash);
}

/// Teams of the same skills are one skill set, but whoever goes takes their own pay along.
#[test]
fn teams_of_the_same_skills_keep_their_own_pay() {
    let second = "[[team]]\nname = \"U\"\nskills = [\"A\"]\nbase = \"S\"\npeople = 2\ncost_per_person_year = { personnel = 30000 }\noverhead = \"10%\"\nshift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n[[offer]]";
    let path = "years = 2\ndiscount_rate = 0\nredeployed_per_year = 1";
    let scenario = common::load(&idle_team(3, "", path, "").edit_first("[[offer]]", second));
    let jobs = Menu::build(&Supply::new(&scenario), 50, &Silent).mean_demand(0).units;
    let found = solve(&scenario);
    assert_eq!(employed(&found), [4, 3]);
    let by_hand = 2.0 * 3.0 * 12_000.0 + 33_000.0 + 2.0 * jobs + 2.0 * 500.0;
    assert!((found.best.cash - by_hand).abs() < 1e-4 * by_hand, "{} against {by_hand} by hand", found.best.cash);
    assert!(found.best.disagreements.is_empty(), "{:?}", found.best.disagreements);
    let alone: Vec<f64> =
        found.today.years.iter().map(|year| year.grades.iter().map(|grade| f64::from(grade.people.employed) * grade.pay).sum()).collect();
    assert_eq!(alone, [102_000.0, 102_000.0]);
}

/// A fixed sum parts the grades, months of one's own pay do not: each goes where what is paid is below three years' pay with its overhead.
#[test]
fn severance_by_months_of_pay_follows_the_grade() {
    let grades = r#"grades = [{ name = "senior", people = 2, personnel = 16000 }, { name = "junior", people = 2, personnel = 8000 }]"#;
    let gone = |severance: &str| {
        let path = format!("years = 3\ndiscount_rate = 0\nredeployed_per_year = 0\nseverance = {{ {severance} }}");
        let found = solve(&common::load(&idle_team(4, grades, &path, "").edit("personnel = 10000", "materials = 0")));
        let first = &found.best.years[0];
        let of = |title: &str| first.grades.iter().find(|grade| grade.title == title).unwrap().people.severed;
        ((of("senior"), of("junior")), first.once.severance)
    };
    // Three years cost 57,600 and 28,800.
    let (who, paid) = gone("cost = 40_000");
    assert_eq!(who, (2, 0));
    assert!((paid - 80_000.0).abs() < 1e-3);
    let (who, paid) = gone("months_of_pay = 42");
    assert_eq!(who, (2, 2));
    assert!((paid - 3.5 * 48_000.0).abs() < 1e-3, "{paid}");
    assert_eq!(gone("months_of_pay = 44").0, (0, 0));
    // 36 months are 48,000 and 24,000; with 6,000 more for each only the senior go.
    assert_eq!(gone("cost = 6_000, months_of_pay = 36").0, (2, 0));
}

/// Who retires early is paid a part until the retirement age, and everybody a pension from then on. The 58-year-old would be paid 12,000 for two more years;
/// half the pay is 5,000 a year, so going is worth 14,000.
#[test]
fn pensions_are_paid_from_the_retirement_age_and_a_part_of_the_pay_until_then() {
    for (cost, goes) in [(13_500, true), (14_500, false)] {
        let path = format!(
            "years = 4\ndiscount_rate = 0\nretirement_age = 60\nredeployed_per_year = 0\npension_per_year = 700\nearly_retirement = {{ years_before = 3, cost = {cost}, pay_share = \"50%\" }}"
        );
        let found = solve(&common::load(&idle_team(3, "ages = { 59 = 1, 58 = 1, 40 = 1 }", &path, "")));
        let pensions: Vec<f64> = found.best.years.iter().map(|year| year.pensions.round()).collect();
        // The 59-year-old retires before the second year: 6,000 are saved by going at once, less than the cost.
        if goes {
            assert_eq!((employed(&found), pensions), (vec![2, 1, 1, 1], vec![5000.0, 5700.0, 1400.0, 1400.0]));
        } else {
            assert_eq!((employed(&found), pensions), (vec![3, 2, 1, 1], vec![0.0, 700.0, 1400.0, 1400.0]));
        }
        assert!(found.best.disagreements.is_empty(), "{:?}", found.best.disagreements);
        assert_eq!(found.today.years.iter().map(|year| year.pensions).collect::<Vec<_>>(), [0.0, 700.0, 1400.0, 1400.0]);
    }
}

/// Whoever is retrained keeps the grade where the other team has it, and whoever is hired begins in the grade that is paid least. A senior saves 2,400 a year
/// by going to a team that pays 18,000 instead of 20,000, a junior nothing.
#[test]
fn grades_are_kept_by_the_retrained_and_begun_by_the_hired() {
    let team = "people_at_most = 1\ngrades = [{ name = \"senior\", people = 0, personnel = 18000 }, { name = \"junior\", people = 0, personnel = 10000 }]\ncost_per_person_year = { materials = 0 }";
    let grades = r#"grades = [{ name = "senior", people = 1, personnel = 20000 }, { name = "junior", people = 2, personnel = 10000 }]"#;
    let come = |path: &str, hires: bool| {
        let path = format!("years = 2\ndiscount_rate = 0\nredeployed_per_year = 0\n{path}");
        let text = with_another_trade(&idle_team(3, grades, &path, ""), team);
        let text = text
            .edit("personnel = 10000 }\noverhead", "materials = 0 }\noverhead")
            .edit("new_hires = false", &format!("new_hires = {hires}"));
        let found = solve(&common::load(&text));
        assert!(found.best.disagreements.is_empty(), "{:?}", found.best.disagreements);
        let first = &found.best.years[0].grades;
        let of = |title: &str| {
            let people = first.iter().find(|grade| grade.set == 0 && grade.title == title).unwrap().people;
            (people.retrained_in, people.hired)
        };
        (of("senior"), of("junior"))
    };
    assert_eq!(come("retraining = [{ from = \"T\", to = \"U\", cost = 1000 }]", false), ((1, 0), (0, 0)));
    assert_eq!(come("", true), ((0, 0), (0, 1)));
}

/// What is contradictory in grades and pay is said, all at once.
#[test]
fn contradictory_grades_are_refused() {
    let problems = |team: &str, path: &str| common::problems(&idle_team(3, team, path, ""));
    let path = "years = 2\ndiscount_rate = 0\nretirement_age = 60\nseverance = { per_year = 2 }";
    let grades = "ages = { 40 = 3 }\ngrades = [{ name = \"a\", people = 1, personnel = 1000, ages = { 40 = 2 } }, { name = \"a\", people = 1, personnel = 2000 }]";
    let found = problems(grades, path);
    for expected in [
        "the pay of T is given twice",
        "T has grades, and ages of the whole team",
        "the grades of T are of 2 people, and it has 3",
        "T has the grade \"a\" twice",
        "the ages of T, a are of 2 people, and it has 1",
        "it is not said what people are paid who leave",
    ] {
        assert!(found.contains(expected), "{expected}: {found}");
    }
    let found = problems("grades = [{ name = \"a\", people = 3, personnel = -5 }]", "years = 2\ndiscount_rate = 0");
    assert!(found.contains("-5"), "{found}");
}

/// One lot that is bought, under a contract or at 300 a job without, for five years at no discount; and its mean jobs a year.
fn bought_for_years(offer: &str, today: &str) -> (Scenario, f64) {
    bought_for_years_with(offer, today, &[])
}

fn bought_for_years_with(offer: &str, today: &str, settings: &[&str]) -> (Scenario, f64) {
    let head = common::small("terms", 7, 50);
    let (awarded, direct) = if today.is_empty() { (String::new(), "spot") } else { (format!("awarded = [\"{today}\"]"), today) };
    let text = format!(
        r#"
{head}[[service.work_orders]]
name = "A"
site = "S"
jobs_per_month = 20
labour_hours = {{ distribution = "gamma", mean = 2, cv = 1 }}
response_within = "8 working hours"
overflow = "at-deadline"
spot_price_per_job = 300
unserved_cost_per_job = 5000
standard = "0%"
[[offer]]
name = "P"
provider = "p"
lots = ["W/*"]
administration_per_year = 0
{offer}
[policy]
new_hires = false
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = false
[status_quo]
{awarded}
direct = {{ "W/*" = "{direct}" }}
[path]
years = 5
discount_rate = 0
"#
    );
    let scenario = common::load_with(&text, settings);
    let jobs = Menu::build(&Supply::new(&scenario), 50, &Silent).mean_demand(0).units;
    (scenario, jobs)
}

fn held(found: &Paths) -> Vec<bool> {
    found.best.years.iter().map(|year| year.plan.awarded[0]).collect()
}

/// A contract at a fixed price of so much for each of the mean jobs of a year.
fn fixed_price(each: f64) -> String {
    let (_, jobs) = bought_for_years("price_per_job = 1", "");
    format!("price_per_job = 0\nfee_per_year = {}\n", each * jobs)
}

/// At a fixed price of 250 a job and 12 % more every year a contract is worth 50 and 20 a job and costs 13.6 and 51.2 more than buying without: for a
/// term of four years it is made, and ended after two exactly where that costs less than the 64.8.
#[test]
fn a_contract_is_ended_early_where_that_costs_less_than_to_go_on() {
    let terms = fixed_price(250.0) + "indexation = \"12%\"\nterm_years = 4\n";
    let (scenario, jobs) = bought_for_years(&terms, "");
    assert_eq!(held(&solve(&scenario)), [true, true, true, true, false]);
    let worth = jobs * (250.0 * (1.12f64.powi(2) + 1.12f64.powi(3)) - 600.0);
    for (share, years) in [(0.85, 2), (1.15, 4)] {
        let (scenario, _) = bought_for_years(&format!("{terms}early_exit_cost = {}", share * worth), "");
        let found = solve(&scenario);
        assert_eq!(held(&found), [0, 1, 2, 3, 4].map(|year| year < years), "at {share} of what going on costs");
        let spent: f64 = found.best.years.iter().map(|year| year.once.exit).sum();
        let exit = if years == 2 { share * worth } else { 0.0 };
        assert!((spent - exit).abs() < 1.0, "{spent} against {exit}");
    }
}

/// A contract of a year that may be extended once is worth 50 a job and year. To hold it for five years it is tendered anew twice; otherwise it
/// stays out for the third year, which loses 50 a job: the one is chosen where tendering anew costs less than 25 a job, the other above.
#[test]
fn a_contract_that_cannot_be_extended_for_ever_is_tendered_anew_where_that_pays() {
    for (share, held_in, renewed) in [(0.8, [true; 5], 2), (1.25, [true, true, false, true, true], 0)] {
        let (_, jobs) = bought_for_years("price_per_job = 250", "");
        let retender = share * 25.0 * jobs;
        let extension = 0.1 * jobs;
        let offer = format!(
            "price_per_job = 250\nterm_years = 1\nextension = {{ years_at_most = 1, cost = {extension}, retender_cost = {retender} }}"
        );
        let found = solve(&bought_for_years(&offer, "").0);
        assert_eq!(held(&found), held_in, "at {share} of the break-even cost");
        assert_eq!(found.best.years.iter().map(|year| year.renewed.len()).sum::<usize>(), renewed);
        let years = held_in.iter().filter(|held| **held).count() as f64;
        let by_hand = jobs * (1500.0 - 50.0 * years) + 2.0 * extension + f64::from(renewed as u32) * retender;
        assert!((found.best.cash - by_hand).abs() < 1e-4 * by_hand, "{} against {by_hand} by hand", found.best.cash);
    }
}

/// What is left of the term of a contract of today binds, unless ending it costs less than it loses: 20 a job and year for two years. What is left
/// over of the extensions counts from there.
#[test]
fn a_contract_of_today_binds_for_what_is_left_of_its_term() {
    let terms = fixed_price(320.0) + "term_years = 3\nterm_left_years = 2\n";
    let (scenario, jobs) = bought_for_years(&terms, "P");
    assert_eq!(held(&solve(&scenario)), [true, true, false, false, false]);
    let choose = |scenario: &Scenario| {
        let supply = Supply::new(scenario);
        let menu = Menu::build(&supply, 50, &Silent);
        houqin::planning::choose(&menu, &houqin::planning::Rules::of(&menu)).unwrap().plan.awarded[0]
    };
    assert!(choose(&scenario), "a year by itself cannot leave it either");
    for (share, leaves) in [(0.9, true), (1.1, false)] {
        let (scenario, _) = bought_for_years(&format!("{terms}early_exit_cost = {}", share * 40.0 * jobs), "P");
        assert_eq!(held(&solve(&scenario)), [!leaves, !leaves, false, false, false], "at {share} of what staying costs");
        // A year by itself gains 20 a job, once.
        let (scenario, _) = bought_for_years(&format!("{terms}early_exit_cost = {}", share * 20.0 * jobs), "P");
        assert_eq!(choose(&scenario), !leaves);
    }
    // What is left of the term, the extensions, and a new term after a year without: four years of five, and all five if there are enough extensions.
    for (extensions, years) in [(2, 4), (4, 5)] {
        let cheap = format!(
            "price_per_job = 280\nterm_years = 3\nterm_left_years = 1\nextension = {{ years_at_most = {extensions}, retender_cost = 1e9 }}\n"
        );
        let held = held(&solve(&bought_for_years(&cheap, "P").0));
        assert_eq!(held.iter().filter(|held| **held).count(), years, "{held:?}");
    }
}

/// A contract that is worth 50 and 20 a job and then nothing is left after two years. A plan for handing back makes leaving it cheaper by 8 a job: it is
/// kept in the year before, exactly where a year of it costs less. Where it is kept today and the contract is left at once, the same.
#[test]
fn a_plan_for_handing_back_is_kept_before_a_contract_is_left() {
    let (_, jobs) = bought_for_years("price_per_job = 1", "");
    for (share, kept) in [(0.9, true), (1.1, false)] {
        let plan = |exit: f64, with: f64| {
            let cost = share * (exit - with) * jobs;
            format!("exit_cost = {}\nhand_back = {{ cost_per_year = {cost}, exit_cost = {} }}\n", exit * jobs, with * jobs)
        };
        let found = solve(&bought_for_years(&(fixed_price(250.0) + "indexation = \"12%\"\n" + &plan(10.0, 2.0)), "").0);
        let years: Vec<[bool; 2]> = found.best.years.iter().map(|year| [year.plan.awarded[0], year.plan.awarded[1]]).collect();
        assert_eq!(years, [[true, false], [!kept, kept], [false; 2], [false; 2], [false; 2]], "at {share} of what it saves");
        let by_hand = jobs * (250.0 + 280.0 + 3.0 * 300.0 + if kept { 2.0 + share * 8.0 } else { 10.0 });
        assert!((found.best.cash - by_hand).abs() < 1e-4 * by_hand, "{} against {by_hand} by hand", found.best.cash);
        // Leaving at once, prepared today, costs 2 a job; a year more than the spot price 20.
        let dear = fixed_price(320.0) + &plan(30.0, 2.0);
        let found = solve(&bought_for_years(&dear, "P + hand-back plan").0);
        assert_eq!(held(&found), [false; 5]);
        assert!((found.best.years[0].once.exit - 2.0 * jobs).abs() < 1.0, "{}", found.best.years[0].once.exit);
        // Where nothing is prepared, it costs 30: to stay a year with the plan costs 20 and the plan, 25.2 or 30.8, and 2.
        let found = solve(&bought_for_years(&dear, "P").0);
        assert_eq!(found.best.years[0].plan.awarded, [false; 2]);
        assert!((found.best.years[0].once.exit - 30.0 * jobs).abs() < 1.0, "{}", found.best.years[0].once.exit);
    }
}

/// How a contract is had is chosen by years in which it works: supervised, since e* = (.3 × 120 + 40)/100 leaves 24 % of the work below specification
/// instead of 60 %. It is awarded a year before it begins to work, and no later than that.
#[test]
fn a_contract_that_begins_after_a_year_is_had_as_its_lasting_years_want_it() {
    let terms = r#"
price_per_job = 250
mobilisation_months = 12
effort = { cost = 100, renewal = 40, deduction = 120, damage = 90 }
supervision = [{ name = "look", cost_per_year = 10, detection = "30%" }]
"#;
    let (scenario, jobs) = bought_for_years(terms, "");
    let found = solve(&scenario);
    for year in &found.best.years {
        assert_eq!(year.plan.awarded, [false, true]);
    }
    let by_hand = jobs * (300.0 + 4.0 * (250.0 - 0.24 * 0.3 * 120.0)) + 5.0 * 10.0;
    assert!((found.best.cash - by_hand).abs() < 1e-4 * by_hand, "{} against {by_hand} by hand", found.best.cash);
    let bad = 4.0 * 0.24 * 90.0 * jobs;
    assert!((found.best.unserved - bad).abs() < 1e-4 * bad, "{} against {bad}", found.best.unserved);
    let text = |offer: &str| {
        let head = common::small("late", 7, 50);
        let lot = common::lot(
            "A",
            0.01,
            "{ distribution = \"gamma\", mean = 2, cv = 1 }",
            "overflow = \"at-deadline\"\nresponse_within = \"8 working hours\"\nspot_price_per_job = 5",
        );
        let offer = format!(
            "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"W/*\"]\nprice_per_job = 4\nadministration_per_year = 0\n{offer}\n"
        );
        let policy = "[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"100%\"\nstandards_bind = false\n";
        format!("{head}{lot}{offer}{policy}[status_quo]\n[path]\nyears = 3\ndiscount_rate = 0\n")
    };
    let message = common::problems(&text("mobilisation_months = 18\nclearance = { cost = 1, months = 13 }"));
    for expected in ["begins to work 18 months after its award", "takes 13 months", "`from_year`"] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

/// A contract that works from July on does half of the first year's work and all of the later years': a target that only a contract under way reaches can
/// be kept, and so can a cap that a month of going on as in the first year would break.
#[test]
fn a_contract_under_way_counts_towards_targets_and_caps() {
    let offer = "price_per_job = 250\nmobilisation_months = 6\n";
    let dear = "service.W.work_orders.A.unserved_cost_per_job=280";
    let target = "path.outsourced_share={ 2 = \"98%\" }";
    let (scenario, jobs) = bought_for_years_with(offer, "", &[dear, target, "status_quo.direct={ \"W/*\" = \"nobody\" }"]);
    let found = solve(&scenario);
    assert_eq!(held(&found), [true; 5]);
    let first = Menu::build(&Supply::new(&scenario), 50, &Silent).demand_by_month()[0][..6].iter().sum::<f64>();
    let by_hand = 250.0 * (5.0 * jobs - first) + 280.0 * first;
    let total = found.best.total();
    assert!((total - by_hand).abs() < 1e-6 * by_hand, "{total} against {by_hand}");
    for (year, of_year) in found.best.years.iter().enumerate() {
        let share = if year == 0 { 1.0 - first / jobs } else { 1.0 };
        let simulated = of_year.simulated.unwrap().outsourced;
        assert!(
            (of_year.outsourced - simulated).abs() < 0.01 && (simulated - share).abs() < 0.03,
            "{} and {simulated} against {share}",
            of_year.outsourced
        );
    }
    // Where the market is twice as dear, only years in which the contract works stay below the cap.
    let market = ["service.W.work_orders.A.spot_price_per_job=600", "service.W.work_orders.A.unserved_cost_per_job=700"];
    let month = jobs / 12.0 * 250.0 * 1.4;
    let cap = format!("budget.per_month={month}");
    let (scenario, _) =
        bought_for_years_with("price_per_job = 250\nmobilisation_months = 6\n", "", &[market[0], market[1], &cap, "path.years=2"]);
    let found = solve(&scenario);
    assert!(found.best.years[1].plan.awarded[0] && found.best.years[1].unserved < 1.0, "{}", found.best.years[1].unserved);
}

/// A lot of 20 jobs a month is bought from strangers, each of whose jobs takes two hours of own people: 480 hours a year at 100 cost more than the pay of
/// 30,000 of somebody who accompanies and does nothing else. Whoever does so does not wait. By a team of nobody the hours are paid, also while a
/// provider is being cleared and no longer.
#[test]
fn escorts_of_a_path_do_not_wait_and_end_with_the_clearance() {
    let text = |people: u32, policy: &str, offer: &str| {
        let head = common::small("escorts", 7, 50);
        format!(
            r#"
{head}[[service.work_orders]]
name = "A"
site = "S"
jobs_per_month = 20
labour_hours = {{ distribution = "gamma", mean = 2, cv = 1 }}
response_within = "8 working hours"
overflow = "at-deadline"
spot_price_per_job = 900
unserved_cost_per_job = 5000
escort_hours = 2
standard = "0%"
[[service.work_orders]]
name = "C"
site = "S"
jobs_per_month = 0.1
labour_hours = {{ distribution = "gamma", mean = 2, cv = 1 }}
response_within = "8 working hours"
overflow = "at-deadline"
unserved_cost_per_job = 1
standard = "0%"
[[team]]
name = "T"
skills = ["C"]
base = "S"
people = {people}
people_at_most = {people}
cost_per_person_year = {{ personnel = 30000 }}
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
[[offer]]
name = "P"
provider = "p"
lots = ["W/S/A"]
price_per_job = 200
administration_per_year = 0
{offer}
[policy]
new_hires = false
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = false
escort_cost_per_hour = 100
{policy}
[status_quo]
[path]
years = 3
discount_rate = 0
redeployed_per_year = 5
"#
        )
    };
    let team = "escort_team = \"T\"";
    let scenario = common::load(&text(1, team, ""));
    let supply = Supply::new(&scenario);
    let unit = supply.units.iter().position(|unit| unit.kind == UnitKind::Escorts).unwrap();
    let found = solve(&scenario);
    for year in &found.best.years {
        assert_eq!((year.plan.sizes[unit].people, year.people[0].working, year.waiting), (1, 1, 0.0));
    }
    assert!(found.best.disagreements.is_empty(), "{:?}", found.best.disagreements);
    let clearing = "clearance = { cost = 100, months = 6 }";
    let [hourly, of_nobody] = ["", team].map(|policy| solve(&common::load(&text(0, policy, clearing))).best);
    // The months of escorts are written out in 30 of the 50 samples.
    assert!((hourly.total() - of_nobody.total()).abs() < 3e-3 * hourly.total(), "{} and {}", hourly.total(), of_nobody.total());
    assert!(of_nobody.disagreements.is_empty(), "{:?}", of_nobody.disagreements);
    let jobs = Menu::build(&supply, 50, &Silent);
    let (all, first) = (jobs.mean_demand(0).units, jobs.demand_by_month()[0][..6].iter().sum::<f64>());
    let by_hand = 3.0 * 200.0 * all + 200.0 * first + 100.0;
    assert!((hourly.cash - by_hand).abs() < 1e-3 * by_hand, "{} against {by_hand}", hourly.cash);
}

/// A provider who takes people on gets none without work of their own team, though its contract costs nothing and they cost 12,000 a year while they wait.
#[test]
fn nobody_is_taken_on_without_the_work() {
    let path = "years = 2\ndiscount_rate = 0\nredeployed_per_year = 0";
    let takes = "administration_per_year = 0\ntakes_on = { people = 3, cost = 100 }";
    // All jobs of two years cost 480 on the spot market, and from the provider far more than everybody's pay.
    let spot = idle_team(3, "", path, "").edit("materials_per_job = 1000\n", "materials_per_job = 1000\nspot_price_per_job = 1\n");
    let dear = spot.edit("administration_per_year = 0", takes).edit("price_per_job = 1\nadmin", "price_per_job = 5000\nadmin");
    let found = solve(&common::load(&dear)).best;
    assert!(found.years.iter().all(|year| year.people[0].employed == 3 && year.begun.is_empty()));
    // At a price that is less than their pay the work goes there so that they may.
    let cheap = spot.edit("administration_per_year = 0", takes).edit("price_per_job = 1\nadmin", "price_per_job = 100\nadmin");
    let routes = |text: &str| {
        let found = solve(&common::load(text)).best;
        assert_eq!(found.years[0].people[0].taken_on, 3);
        found.years.iter().map(|year| year.plan.route[0]).collect::<Vec<_>>()
    };
    assert_eq!(routes(&cheap), [Direct::Offer(0), Direct::Spot].map(Route::Direct));
    // Nor do they go with work that was never theirs.
    let bought = cheap.edit("[status_quo]", "[status_quo]\ndirect = { \"W/*\" = \"spot\" }");
    assert_eq!(employed(&solve(&common::load(&bought))), [3, 3]);
    // And it stays there for the term.
    assert_eq!(routes(&cheap.edit("takes_on", "term_years = 2\ntakes_on")), [Route::Direct(Direct::Offer(0)); 2]);
}

/// Rooms that everybody must leave for a year, because all is to be bought in it, are kept idle at their rent so that they are there afterwards, unless they
/// may come back: then they are given up for the year, and the rent of that year is all that the path costs less.
#[test]
fn rooms_that_are_given_up_do_not_come_back() {
    let head = common::small("rooms", 5, 60).replace("[[service]]\nname = \"W\"\narrangements = [\"one team\"]\n", "");
    let text = format!(
        "{head}[[service]]\nname = \"M\"\narrangements = [\"one team\"]\n[[service.bookings]]\nname = \"m\"\nsite = \"S\"\nbookings_per_day = 4\nlead_days = {{ distribution = \"constant\", mean = 3 }}\nduration_hours = {{ distribution = \"constant\", mean = 1 }}\nattendees = {{ distribution = \"constant\", mean = 5 }}\ntolerance = \"1 hour\"\nsetup_minutes = 0\nturnround_minutes = 0\ncrew = 0\nspot_price_per_booking = 300\nunserved_cost_per_booking = 900\nstandard = \"0%\"\n[[room]]\nname = \"r\"\nservice = \"M\"\nsite = \"S\"\nseats = 10\ncount = 1\ncost_per_room_year = 20000\n[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"100%\"\nstandards_bind = false\n[status_quo]\n[path]\nyears = 3\ndiscount_rate = 0\noutsourced_share = {{ 2 = \"100%\", 3 = \"0%\" }}\n"
    );
    let rooms = |text: &str| {
        let scenario = common::load(text);
        let supply = Supply::new(&scenario);
        let found = solve(&scenario).best;
        (found.years.iter().map(|year| year.plan.rooms(&supply)[0]).collect::<Vec<u32>>(), found.total())
    };
    let (one_way, dearer) = rooms(&text);
    let (both_ways, cheaper) = rooms(&text.edit("years = 3\n", "years = 3\nback_and_forth = true\n"));
    assert!(both_ways[0] > 0 && both_ways[1] == 0 && both_ways[2] > 0, "{both_ways:?}");
    assert!(one_way[0] > 0 && one_way[1] == one_way[2] && one_way[2] > 0, "{one_way:?}");
    let rent = 20_000.0 * f64::from(one_way[1]);
    assert!((dearer - cheaper - rent).abs() < 2e-3 * dearer, "{dearer} against {cheaper}, and a rent of {rent}");
}

/// With two people each site has its own; the one whom the second year's quota leaves serves both sites. In the third the sites have their own again where that
/// may be.
#[test]
fn an_arrangement_that_is_left_is_not_taken_up_again() {
    let job = |site: &str| {
        format!(
            "[[service.work_orders]]\nname = \"A\"\nsite = \"{site}\"\njobs_per_month = 10\nlabour_hours = {{ distribution = \"gamma\", mean = 2, cv = 1 }}\nresponse_within = \"8 working hours\"\noverflow = \"at-deadline\"\nunserved_cost_per_job = 5000\nstandard = \"0%\"\n"
        )
    };
    let head = common::with_second_department(&common::small("arranged", 4, 40)).edit(
        "arrangements = [\"one team\"]",
        "arrangements = [\"one team\", \"each site\"]\ncoordination_per_year = { \"one team\" = 60000 }",
    );
    let text = format!(
        "{head}{}{}[[team]]\nname = \"T\"\nskills = [\"A\"]\nbase = \"S\"\npeople = 2\npeople_at_most = 2\ncost_per_person_year = {{ personnel = 10000 }}\noverhead = \"0%\"\nshift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n[policy]\nnew_hires = true\ncost_per_redeployment = 0\ncost_per_hire = 0\nspot_in_time = \"100%\"\nstandards_bind = false\n[status_quo]\narrangement = {{ W = \"each site\" }}\n[path]\nyears = 3\ndiscount_rate = 0\nquota_by_year = [2, 1, 2]\n",
        job("S"),
        job("R")
    );
    let arranged = |text: &str| {
        let scenario = common::load(text);
        let names = &scenario.services[0].arrangements;
        let years = solve(&scenario).best.years;
        years.iter().map(|year| names[year.plan.arrangement[0]].name.clone()).collect::<Vec<String>>()
    };
    assert_eq!(arranged(&text.edit("years = 3\n", "years = 3\nback_and_forth = true\n")), ["each site", "one team", "each site"]);
    assert_eq!(arranged(&text), ["each site", "one team", "one team"]);
}

/// Two contracts run all the time, and either may do a third lot. Where it gets cheaper elsewhere by next to nothing it stays, and where by more it moves.
#[test]
fn a_lot_stays_with_its_provider_where_that_costs_next_to_nothing() {
    let path = |price: &str, indexation: &str| {
        let mut text = common::small("firms", 3, 2);
        for name in ["A", "B", "C"] {
            text += &format!(
                "[[service.work_orders]]\nname = \"{name}\"\nsite = \"S\"\njobs_per_month = 10\narrivals = \"planned\"\n\
                 labour_hours = {{ distribution = \"constant\", mean = 1 }}\nresponse_within = \"20 working days\"\noverflow = \"never\"\n\
                 unserved_cost_per_job = 900\nstandard = \"0%\"\n"
            );
        }
        for (name, other, price, indexation) in [("P", "B", price, indexation), ("Q", "C", "100.01", "0%")] {
            text += &format!(
                "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"W/S/A\", \"W/S/{other}\"]\nprice_per_job = {price}\n\
                 administration_per_year = 0\nindexation = \"{indexation}\"\n"
            );
        }
        text += "[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"95%\"\nstandards_bind = false\n\
                 [path]\nyears = 4\ndiscount_rate = 0\ngap = \"0.01%\"\n[status_quo]\n";
        let found = solve(&common::load(&text)).best;
        assert!(found.disagreements.is_empty(), "{:?}", found.disagreements);
        found.years.iter().map(|year| year.plan.route[0]).collect::<Vec<Route>>()
    };
    let [p, q] = [0, 1].map(|offer| Route::Direct(Direct::Offer(offer)));
    assert_eq!(path("100", "0.02%"), [q; 4], "nothing is dearer by more than .01 %, and going from P to Q is cheapest");
    assert_eq!(path("90", "12%"), [p, q, q, q]);
}

/// Two bases do the same work each for itself: a provider that gets the small base's lot takes on whom that base has, and not the people of the other, of whom there are
/// too many. Where it gets the other's lot too, it takes on as many as it may.
#[test]
fn a_provider_takes_on_people_of_the_teams_whose_work_it_gets() {
    let lot = |name: &str, site: &str, jobs: u32| {
        format!(
            r#"[[service.work_orders]]
name = "{name}"
trade = "k"
site = "{site}"
jobs_per_month = {jobs}
arrivals = "planned"
labour_hours = {{ distribution = "constant", mean = 1 }}
response_within = "2 working days"
overflow = "at-deadline"
unserved_cost_per_job = 300
standard = "50%"
"#
        )
    };
    let team = |name: &str, site: &str, people: u32| {
        format!(
            "[[team]]\nname = \"{name}\"\nskills = [\"k\"]\nbase = \"{site}\"\npeople = {people}\n\
             cost_per_person_year = {{ personnel = 50_000 }}\nshift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n"
        )
    };
    let taken_on = |lots: &str| {
        let head = common::with_second_department(&common::small("takes-on", 3, 20)).edit("[\"one team\"]", "[\"each site\"]");
        let work = lot("x", "S", 5) + &lot("y", "R", 200);
        let teams = team("TS", "S", 1) + &team("TR", "R", 6);
        let text = format!(
            "{head}{work}{teams}[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [{lots}]\nprice_per_job = 100\nterm_years = 1\nadministration_per_year = 0\n\
             takes_on = {{ people = 5, cost = 0 }}\n[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"80%\"\nredeployed_at_most = 0\nstandards_bind = true\n[path]\nyears = 2\n[status_quo]\n"
        );
        let found = solve(&common::load(&text)).best;
        assert!(found.disagreements.is_empty(), "{:?}", found.disagreements);
        let is_out = |year: &PathYear, lot: usize| matches!(year.plan.route[lot], Route::Direct(Direct::Offer(_)));
        let taken_on = |year: &PathYear| year.people.iter().map(|people| people.taken_on).sum::<u32>();
        found.years.iter().map(|year| (taken_on(year), is_out(year, 0), is_out(year, 1))).collect::<Vec<_>>()
    };
    assert_eq!(taken_on("\"W/S/x\"")[0], (1, true, false));
    let (people, _, of_the_many) = taken_on("\"W/*\"")[0];
    assert!(people == 5 && of_the_many, "{people} {of_the_many}");
}
