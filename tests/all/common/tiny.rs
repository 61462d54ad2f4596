//! A scenario so small that every plan of it can be simulated.

use houqin::plan::{Plan, Route};
use houqin::scenario::Direct;
use houqin::supply::Supply;

/// One team, two lots, two offers; small enough to try every plan.
pub const TINY: &str = r#"
[scenario]
name = "tiny"
language = "en"
currency = "USD"
start = 2027-01-04
office_hours = "Mon-Fri 08:00-16:00"
[run]
seed = 5
replications = 200
planning_samples = 200
[[department]]
name = "D"
headcount = 1
[[site]]
name = "S"
department = "D"
[[site]]
name = "R"
department = "D"
travel_minutes = { S = 20 }
[[service]]
name = "W"
arrangements = ["one team"]
[[service.work_orders]]
name = "A"
site = "S"
trade = "X"
jobs_per_month = 60
burstiness = 2
labour_hours = { distribution = "gamma", mean = 3, cv = 1 }
response_within = "4 working hours"
overflow = "at-deadline"
spot_price_per_job = 420
unserved_cost_per_job = 1500
standard = "0%"
[[service.work_orders]]
name = "B"
site = "R"
trade = "X"
jobs_per_month = 45
labour_hours = { distribution = "lognormal", mean = 4, cv = 0.8 }
response_within = "2 working days"
overflow = "at-deadline"
spot_price_per_job = 520
unserved_cost_per_job = 900
standard = "0%"
[[team]]
name = "T"
skills = ["X"]
base = "S"
people = 3
people_at_most = 6
cost_per_person_year = { personnel = 30000 }
shift = "Mon-Fri 08:00-16:00"
absence = "8%"
[[offer]]
name = "P"
provider = "p"
lots = ["W/*"]
price_per_job = 210
fee_per_year = 12000
minimum_per_year = 60000
administration_per_year = 4000
[[offer]]
name = "Q"
provider = "q"
lots = ["W/R/*"]
price_per_job = 230
administration_per_year = 2000
capacity_per_month = 40
[policy]
new_hires = true
cost_per_redeployment = 5000
spot_in_time = "80%"
standards_bind = false
[status_quo]
"#;

/// All plans: people × route of each lot × overflow outlet of each lot; awards are what they use.
pub fn all_plans(supply: &Supply) -> Vec<Plan> {
    let scenario = &*supply.scenario;
    let base = Plan::status_quo(supply);
    let outlets: [Vec<Direct>; 2] =
        [vec![Direct::Offer(0), Direct::Spot, Direct::Nobody], vec![Direct::Offer(0), Direct::Offer(1), Direct::Spot, Direct::Nobody]];
    let ways = |lot: usize| -> Vec<(Route, Direct)> {
        let direct = outlets[lot].iter().map(|outlet| (Route::Direct(*outlet), Direct::Nobody));
        let team = outlets[lot].iter().map(|outlet| (Route::Unit(0), *outlet));
        direct.chain(team).collect()
    };
    let mut plans = Vec::new();
    for people in 0..=6 {
        for a in ways(0) {
            for b in ways(1) {
                let mut plan = base.clone();
                plan.sizes[0].people = people;
                plan.route = vec![a.0, b.0];
                plan.overflow = vec![a.1, b.1];
                plan.awarded = (0..scenario.offers.len())
                    .map(|offer| {
                        [a, b].iter().any(|way| {
                            way.0 == Route::Direct(Direct::Offer(offer))
                                || (matches!(way.0, Route::Unit(_)) && way.1 == Direct::Offer(offer))
                        })
                    })
                    .collect();
                plans.push(plan);
            }
        }
    }
    plans
}
