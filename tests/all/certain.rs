//! Canteens in which nothing is by chance: what a plan costs is known to the coin, and what is predicted is what is played.

use crate::common;
use crate::common::Edit;
use houqin::plan::{Plan, Route};
use houqin::planning::Verified;
use houqin::replicate::Silent;
use houqin::run::RunError;
use houqin::scenario::Direct;
use houqin::supply::Supply;

/// A hundred diners every day of the year, and the spot market at .34 a meal.
const CANTEEN: &str = r#"
[scenario]
name = "certain"
language = "en"
currency = "KWD"
start = 2027-01-01
years = 1
office_hours = "Mon-Sun 08:00-16:00"
[run]
seed = 1
replications = 3
planning_samples = 3
gap = "0.00001%"
[[department]]
name = "D"
headcount = 140
[[site]]
name = "S"
department = "D"
[[service]]
name = "C"
arrangements = ["one team"]
[[service.sittings]]
name = "noon"
site = "S"
registered = 100
attendance = "100%"
attendance_sd = "0%"
window = "11:30-12:30"
counters = 6
people_per_counter = 1
meals_per_person = 20
service_seconds = { distribution = "constant", mean = 0.1 }
seats = 500
eating_minutes = { distribution = "constant", mean = 1 }
production_quantile = "90%"
ingredients_per_meal = 0.2
unserved_cost_per_meal = 0.8
spot_price_per_meal = 0.34
wait_within = "180 minutes"
standard = "50%"
[[team]]
name = "K"
skills = ["noon"]
base = "S"
people = 0
cost_per_person_year = { personnel = 90000 }
shift = "Mon-Sun 06:00-20:00"
absence = "0%"
[[offer]]
name = "F"
provider = "P"
administration_per_year = 0
price_per_meal = 0.25
counters = 6
lots = ["C/S/*"]
[budget]
[policy]
new_hires = false
cost_per_redeployment = 0
spot_in_time = "100%"
standards_bind = false
[status_quo]
"#;

fn chosen(text: &str, settings: &[&str]) -> Result<(Plan, Verified), RunError> {
    let scenario = common::load_with(text, settings);
    let (verified, _) = houqin::run::optimise(&Supply::new(&scenario), &Silent)?;
    Ok((verified.prediction.plan.clone(), verified))
}

/// A contract that takes half of the meals for a quarter less than the market is taken, however little a unit of the currency is: 18,000 × .25 + 18,500 × .34.
#[test]
fn what_a_contract_leaves_over_costs_nothing_by_itself() {
    let text = CANTEEN.edit("counters = 6\nlots", "counters = 6\ncapacity_per_month = 1500\nlots");
    let (plan, verified) = chosen(&text, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((plan.awarded[0], plan.route[0]), (true, Route::Direct(Direct::Offer(0))));
    assert!((verified.prediction.cash - 10_790.0).abs() < 0.01, "{}", verified.prediction.cash);
}

/// A cap that is met to the coin is kept in every replication, and one of nothing where nothing is spent.
#[test]
fn a_cap_that_is_met_exactly_is_kept() {
    let every = "budget.held=\"in every replication\"";
    for (price, cost) in [("0.1", 3_650.0), ("0.3", 10_950.0), ("0.33", 12_045.0)] {
        let price = format!("offer.F.price_per_meal={price}");
        let cap = format!("budget.total_per_year={cost}");
        let (_, verified) = chosen(CANTEEN, &[&price, every, &cap]).unwrap_or_else(|error| panic!("{price}: {error}"));
        assert!(verified.verified, "{price}: {:?}", verified.disagreements);
        let less = format!("budget.total_per_year={}", cost - 1.0);
        let (_, verified) = chosen(CANTEEN, &[&price, every, &less]).unwrap_or_else(|error| panic!("{price}: {error}"));
        assert!(verified.verified && verified.prediction.unserved_cost > 0.0, "{price}: some goes without");
    }
    let (_, verified) = chosen(CANTEEN, &["budget.total_per_year=0"]).unwrap_or_else(|error| panic!("{error}"));
    assert!(verified.verified && (verified.prediction.unserved_cost - 29_200.0).abs() < 0.01, "{:?}", verified.disagreements);
}

/// Two lots of a firm that begins after two months, in which another of 1,200 meals a month stands in for both: under no cap is more left undone than the plan would leave, nor the same
/// capacity given twice.
#[test]
fn two_lots_share_what_stands_in_for_their_firm() {
    let second = r#"[[service.sittings]]
name = "one"
site = "S"
registered = 40
attendance = "100%"
attendance_sd = "0%"
window = "13:00-14:00"
counters = 6
people_per_counter = 1
meals_per_person = 25
service_seconds = { distribution = "constant", mean = 0.1 }
seats = 500
eating_minutes = { distribution = "constant", mean = 1 }
production_quantile = "90%"
ingredients_per_meal = 5
unserved_cost_per_meal = 60
wait_within = "180 minutes"
standard = "50%"
spot_price_per_meal = 28
[[team]]"#;
    let late = "[[offer]]\nname = \"G\"\nprovider = \"Q\"\nprice_per_meal = 12\nadministration_per_year = 12000\nmobilisation_months = 2\ncounters = 4\nlots = [\"C/*\"]\n[budget]";
    let text = [
        ("[[team]]", second),
        ("skills = [\"noon\"]", "skills = [\"noon\", \"one\"]"),
        (
            "ingredients_per_meal = 0.2\nunserved_cost_per_meal = 0.8\nspot_price_per_meal = 0.34\n",
            "ingredients_per_meal = 5\nunserved_cost_per_meal = 60\n",
        ),
        (
            "administration_per_year = 0\nprice_per_meal = 0.25\n",
            "price_per_meal = 15.5\nadministration_per_year = 12000\ncapacity_per_month = 1200\n",
        ),
        ("[budget]", late),
        ("people = 0\ncost_per_person_year = { personnel = 90000 }", "people = 3\ncost_per_person_year = { personnel = 62500 }"),
        ("new_hires = false", "new_hires = true"),
    ]
    .into_iter()
    .fold(CANTEEN.to_owned(), |text, (from, to)| text.edit(from, to));
    let mut found = 0;
    for step in 0..14 {
        let cap = format!("budget.total_per_year={}", 340_000 + 25_000 * step);
        match chosen(&text, &[&cap]) {
            Ok((plan, verified)) => {
                assert!(verified.verified, "{cap}: {:?} of {plan:?}", verified.disagreements);
                found += 1;
            }
            Err(RunError::Infeasible { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!(found > 8, "{found} caps can be kept");
}
