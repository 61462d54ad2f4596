//! Markets so small that every plan of them can be played.

use houqin::outcome::Summary;
use houqin::plan::{Plan, Route};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::scenario::Direct;
use houqin::supply::Supply;
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{Edit, small};

/// Some years of meals without chance, as many a month as it has working days, under up to three contracts: a bundle, discounts and minimums by volume, some that get
/// ready for months, one that is full in some.
pub fn market_of_months(draw: &mut Xoshiro256PlusPlus, years: u32) -> String {
    let over = format!("start = 2027-01-04\nyears = {years}\ndiscount_rate = 0\n");
    let mut text = small("months", 3, 2).edit("start = 2027-01-04\n", &over);
    for name in ["A", "B"] {
        let spot = if draw.random_bool(0.7) { format!("spot_price_per_meal = {}\n", draw.random_range(15..40)) } else { String::new() };
        text += &format!(
            "[[service.sittings]]\nname = \"{name}\"\ntrade = \"cook\"\nsite = \"S\"\nregistered = {}\nattendance = \"100%\"\nattendance_sd = \"0%\"\nwindow = \"09:00-10:00\"\n\
             counters = 50\npeople_per_counter = 0.01\nmeals_per_person = 5\nservice_seconds = {{ distribution = \"constant\", mean = 1 }}\nseats = 1000\n\
             eating_minutes = {{ distribution = \"constant\", mean = 1 }}\nproduction_quantile = \"50%\"\ningredients_per_meal = 1\n{spot}unserved_cost_per_meal = {}\n\
             wait_within = \"60 minutes\"\nstandard = \"0%\"\n",
            draw.random_range(20..45),
            draw.random_range(40..60),
        );
    }
    for name in ["P", "Q", "R"] {
        let lots = match name {
            "P" => "W/S/A",
            "Q" => "W/S/B",
            _ => "W/S/*",
        };
        let mut extra = String::new();
        if name == "Q" && draw.random_bool(0.4) {
            extra += &format!("capacity_per_month = {}\n", draw.random_range(3..8) * 100);
        }
        if name != "P" && draw.random_bool(0.4) {
            extra += &format!("mobilisation_months = {}\n", draw.random_range(1..9));
        }
        let terms = match draw.random_range(0..5) {
            0 => "tiers = [{ above = 60000, discount = \"20%\" }]\ntiers_apply = \"to-all\"\n",
            1 => "minimum_per_month = 9000\n",
            2 => "minimum_per_year = 90000\n",
            3 => "transition_cost = 20000\n",
            _ => "",
        };
        text += &format!(
            "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"{lots}\"]\nprice_per_meal = {}\ncounters = 50\nfee_per_year = {}\nadministration_per_year = {}\n{terms}{extra}",
            draw.random_range(8..25),
            draw.random_range(0..2) * 6000,
            draw.random_range(0..3) * 3000,
        );
    }
    text + "[[bundle]]\nname = \"PQ\"\noffers = [\"P\", \"Q\"]\ndiscount = \"15%\"\n\
     [[team]]\nname = \"T\"\nskills = [\"cook\"]\nbase = \"S\"\npeople = 0\ncost_per_person_year = { personnel = 20000 }\nshift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n\
     [policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"100%\"\nstandards_bind = false\n[budget]\n[status_quo]\n"
}

/// Every plan of a market, a set of contracts awarded and an outlet of each lot, with what it comes to.
pub fn played(supply: &Supply) -> Vec<(Plan, Summary)> {
    let scenario = &*supply.scenario;
    let lots = scenario.lots.len();
    let mut plans = Vec::new();
    for awards in 0..1_u32 << scenario.offers.len() {
        let awarded: Vec<bool> = (0..scenario.offers.len()).map(|offer| awards >> offer & 1 == 1).collect();
        let mut routes: Vec<Vec<Route>> = vec![Vec::new()];
        for lot in 0..lots {
            let offers =
                (0..awarded.len()).filter(|offer| awarded[*offer] && scenario.offers[*offer].prices[lot].is_some()).map(Direct::Offer);
            let spot = scenario.lots[lot].spot.map(|_| Direct::Spot);
            let outlets: Vec<Route> = offers.chain(spot).chain([Direct::Nobody]).map(Route::Direct).collect();
            routes = routes.iter().flat_map(|before| outlets.iter().map(|outlet| [&before[..], &[*outlet]].concat())).collect();
        }
        for route in routes {
            let mut plan = Plan::status_quo(supply);
            (plan.route, plan.awarded) = (route, awarded.clone());
            plans.push(plan);
        }
    }
    let references: Vec<&Plan> = plans.iter().collect();
    let outcomes = play(supply, &references, Phase::Planning, 2, &Silent);
    let summaries: Vec<Summary> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(supply, plan, outcomes)).collect();
    plans.into_iter().zip(summaries).collect()
}
