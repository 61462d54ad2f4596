//! The optimiser against enumeration: every plan of a tiny scenario is simulated, and the one chosen must be as good as the best.

use std::sync::Arc;

use crate::common;
use crate::common::market::{market_of_months, played};
use crate::common::tiny::{TINY, all_plans};
use crate::common::{Edit, load};
use houqin::outcome::{CostLine, Summary};
use houqin::plan::{Plan, Route};
use houqin::planning::{Goal, Menu, Rules, not_kept};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::report::reasons::of_no_plan;
use houqin::run::RunError;
use houqin::scenario::Direct;
use houqin::scenario::units::Held;
use houqin::supply::Supply;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn check(settings: &[&str]) {
    let scenario = common::load_with(TINY, settings);
    let supply = Supply::new(&scenario);
    let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
    assert!(verified.verified, "{:?}", verified.disagreements);
    let mut plans = all_plans(&supply);
    plans.push(verified.prediction.plan.clone());
    let references: Vec<&Plan> = plans.iter().collect();
    let outcomes = play(&supply, &references, Phase::Evaluation, 200, &Silent);
    let costs: Vec<f64> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes).objective.mean).collect();
    let best = costs[..costs.len() - 1].iter().copied().fold(f64::INFINITY, f64::min);
    let chosen = costs[costs.len() - 1];
    assert!(chosen <= best * 1.005, "{settings:?}: chosen {chosen:.0}, best of {} plans {best:.0}", costs.len() - 1);
}

#[test]
fn the_chosen_plan_is_the_best_of_all() {
    check(&[]);
}

#[test]
fn it_stays_the_best_when_prices_change() {
    check(&["offer.P.price_per_job=320"]);
    check(&["team.T.cost_per_person_year.personnel=18000"]);
    check(&["offer.P.fee_per_year=60000", "offer.Q.capacity_per_month=60"]);
    check(&["team.T.cost_per_person_year.personnel=90000", "service.W.work_orders.A.spot_price_per_job=190"]);
}

/// A share of running cash is a ratio of what a plan comes to: of all plans of the tiny scenario whose simulated share is large enough the cheapest is chosen,
/// the most that can be had is what the frontier ends with, and beyond it there is none.
#[test]
fn a_share_of_cost_is_reached_at_least_cost() {
    share_of_cost(TINY, &[]);
    let bundled = TINY.edit("[policy]", "[[bundle]]\nname = \"PQ\"\noffers = [\"P\", \"Q\"]\ndiscount = \"13%\"\n[policy]");
    share_of_cost(&bundled, &["offer.P.minimum_per_year=200000", "offer.P.minimum_per_month=9000"]);
    share_of_cost(
        TINY,
        &["offer.P.minimum_per_year=0", "offer.P.tiers=[{ above = 100000, discount = \"25%\" }]", "offer.P.tiers_apply=\"to-all\""],
    );
}

fn share_of_cost(text: &str, terms: &[&str]) {
    // Minimum purchases and a bundle take most of a minute, and more where the machine has other work.
    let counted: Vec<&str> = terms.iter().copied().chain(["policy.outsourced_share_of=\"cost\"", "run.time_limit=600"]).collect();
    let scenario = common::load_with(text, &counted);
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    let outcomes = play(&supply, &plans.iter().collect::<Vec<_>>(), Phase::Evaluation, 100, &Silent);
    let enumerated: Vec<(f64, f64)> = plans
        .iter()
        .zip(&outcomes)
        .map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes))
        .map(|summary| {
            let running = summary.cost.mean - summary.line(CostLine::Conversion);
            let share = (summary.line(CostLine::Contracts) + summary.line(CostLine::Spot)) / running.max(1e-9);
            assert!((share - summary.outsourced_share.mean).abs() < 1e-9 || running < 1.0, "{share}: {}", summary.outsourced_share.mean);
            (summary.outsourced_share.mean, summary.objective.mean)
        })
        .collect();
    let cheapest = |least: f64| enumerated.iter().filter(|(share, _)| *share >= least).map(|(_, cost)| *cost).fold(f64::INFINITY, f64::min);
    let free = cheapest(0.0);
    let most = enumerated.iter().map(|(share, _)| *share).filter(|share| share.is_finite()).fold(0.0, f64::max);
    let mut dearer = 0;
    for least in [0.3, 0.6, 0.9] {
        let least_share = format!("policy.outsourced_share_at_least={least}");
        let asked: Vec<&str> = counted.iter().copied().chain([least_share.as_str()]).collect();
        let scenario = common::load_with(text, &asked);
        let supply = Supply::new(&scenario);
        let (found, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{least}: {error}"));
        assert!(found.verified, "{least}: {:?}", found.disagreements);
        let outcomes = play(&supply, &[&found.prediction.plan], Phase::Evaluation, 200, &Silent).remove(0);
        let summary = Summary::of(&supply, &found.prediction.plan, &outcomes);
        let (share, cost) = (summary.outsourced_share.mean, summary.objective.mean);
        assert!(
            share > least - 0.005 && (share - found.prediction.outsourced).abs() < 0.01,
            "{least}: {share}, {}",
            found.prediction.outsourced
        );
        assert!(cost <= cheapest(least + 0.01) * 1.005 && cost >= cheapest(least - 0.01) * 0.995, "{least}: {cost}, {}", cheapest(least));
        dearer += usize::from(cost > free * 1.01);
    }
    assert!(dearer > 0, "no target costs anything");
    let menu = Menu::build(&supply, 200, &Silent);
    let reach = houqin::planning::choose(&menu, &Rules { goal: Goal::InHouse, ..Rules::of(&menu) }).unwrap();
    assert!((reach.outsourced - most).abs() < 0.005, "{} of {most}", reach.outsourced);
}

/// A team of one trade with three lots at random, of which one may take the time of the others, each of which may go to an offer, to others or to nobody.
fn bureau(draw: &mut Xoshiro256PlusPlus) -> String {
    let head = common::small("bureau", draw.random_range(1..1000), 12);
    let mut text = head;
    for name in ["A", "B", "C"] {
        let spot = if draw.random_bool(0.6) { format!("spot_price_per_job = {}\n", draw.random_range(100..900)) } else { String::new() };
        let overflow = if draw.random_bool(0.7) { "at-deadline" } else { "never" };
        let unserved = [150, 400, 1500, 4000][draw.random_range(0..4)];
        text += &format!(
            "[[service.work_orders]]\nname = \"{name}\"\nsite = \"S\"\ntrade = \"X\"\njobs_per_month = {}\nlabour_hours = {{ distribution = \"gamma\", mean = {}, cv = 0.6 }}\n\
             response_within = \"{} working days\"\noverflow = \"{overflow}\"\n{spot}unserved_cost_per_job = {unserved}\nstandard = \"0%\"\n",
            draw.random_range(5..40),
            draw.random_range(1..8),
            draw.random_range(1..15),
        );
    }
    text += "[[team]]\nname = \"T\"\nskills = [\"X\"]\nbase = \"S\"\npeople = 2\npeople_at_most = 3\ncost_per_person_year = { personnel = 60000 }\n\
             shift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n";
    for lot in ["A", "B", "C"] {
        if draw.random_bool(0.5) {
            let fee = if draw.random_bool(0.5) { draw.random_range(1000..40_000) } else { 0 };
            text += &format!(
                "[[offer]]\nname = \"of {lot}\"\nprovider = \"p {lot}\"\nlots = [\"W/S/{lot}\"]\nprice_per_job = {}\nfee_per_year = {fee}\nadministration_per_year = 0\n",
                draw.random_range(40..700),
            );
        }
    }
    text + "[policy]\nnew_hires = true\ncost_per_redeployment = 0\nspot_in_time = \"90%\"\nstandards_bind = false\n[status_quo]\n"
}

/// All plans of such a bureau: people × route of each lot × where its overflow goes.
fn plans_of_bureau(supply: &Supply) -> Vec<Plan> {
    let scenario = &*supply.scenario;
    let outlets = |lot: usize| -> Vec<Direct> {
        let offers = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].prices[lot].is_some()).map(Direct::Offer);
        offers.chain(scenario.lots[lot].spot.map(|_| Direct::Spot)).chain([Direct::Nobody]).collect()
    };
    let ways = |lot: usize| -> Vec<(Route, Direct)> {
        let direct = outlets(lot).into_iter().map(|outlet| (Route::Direct(outlet), Direct::Nobody));
        direct.chain(outlets(lot).into_iter().map(|outlet| (Route::Unit(0), outlet))).collect()
    };
    let mut plans = Vec::new();
    for people in 0..=3 {
        for a in ways(0) {
            for b in ways(1) {
                for c in ways(2) {
                    let mut plan = Plan::status_quo(supply);
                    plan.sizes[0].people = people;
                    plan.route = [a, b, c].iter().map(|way| way.0).collect();
                    plan.overflow = [a, b, c].iter().map(|way| way.1).collect();
                    let used = |offer: usize| {
                        let of = Direct::Offer(offer);
                        [a, b, c].iter().any(|way| way.0 == Route::Direct(of) || (matches!(way.0, Route::Unit(_)) && way.1 == of))
                    };
                    plan.awarded = (0..scenario.offers.len()).map(used).collect();
                    plans.push(plan);
                }
            }
        }
    }
    plans
}

/// Where one lot takes the time of the others the best plan may be to send it away, however little that seems to save while it is there. With and without a cap
/// on people the plan that is chosen is as good, on the samples it was chosen from, as the best of all.
#[test]
fn a_lot_that_takes_the_time_of_others_goes_where_that_is_best() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(20);
    let mut apart = 0;
    for number in 0..24 {
        let text = bureau(&mut draw);
        for quota in [None, Some(1)] {
            let settings: Vec<String> = quota.map(|quota: u32| format!("policy.headcount_quota={quota}")).into_iter().collect();
            let scenario = common::load_with(&text, &settings.iter().map(String::as_str).collect::<Vec<_>>());
            let supply = Supply::new(&scenario);
            let mut plans = plans_of_bureau(&supply);
            plans.retain(|plan| quota.is_none_or(|quota| plan.people() <= quota));
            let verified = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}")).0;
            plans.push(verified.prediction.plan);
            let references: Vec<&Plan> = plans.iter().collect();
            let outcomes = play(&supply, &references, Phase::Planning, 12, &Silent);
            let costs: Vec<f64> =
                plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes).objective.mean).collect();
            let (chosen, others) = costs.split_last().unwrap();
            let best = others.iter().copied().fold(f64::INFINITY, f64::min);
            assert!(*chosen <= best * 1.001, "bureau {number}, quota {quota:?}: chosen {chosen:.0}, best {best:.0}\n{text}");
            let keep_all = plans.iter().zip(&costs).filter(|(plan, _)| plan.route.iter().all(|route| matches!(route, Route::Unit(_))));
            apart += usize::from(keep_all.map(|(_, cost)| *cost).fold(f64::INFINITY, f64::min) > 1.02 * best);
        }
    }
    assert!(apart > 12, "in {apart} only is it better to send something away");
}

/// Three lots of planned jobs that are bought under up to three contracts, two of which take only so much a month.
fn market(draw: &mut Xoshiro256PlusPlus) -> String {
    let mut text = common::small("market", 3, 2);
    let mut value = 0;
    for (name, jobs) in [("A", 5), ("B", 20), ("C", 20)] {
        let spot = draw.random_range(2..9) * 150;
        value += jobs * spot * 12;
        text += &format!(
            "[[service.work_orders]]\nname = \"{name}\"\nsite = \"S\"\njobs_per_month = {jobs}\narrivals = \"planned\"\nlabour_hours = {{ distribution = \"constant\", mean = 1 }}\n\
             response_within = \"20 working days\"\noverflow = \"never\"\nspot_price_per_job = {spot}\nunserved_cost_per_job = {}\nstandard = \"{}\"\n",
            spot + 300,
            ["0%", "80%", "88%", "96%"][draw.random_range(0..4)],
        );
    }
    for (name, lots, most) in [("P", "W/*", 0), ("Q", "W/S/*", 17), ("R", "W/S/C", 7)] {
        let capacity = if most > 0 { format!("capacity_per_month = {most}\n") } else { String::new() };
        let minimum = if draw.random_bool(0.3) { value / 20 } else { 0 };
        text += &format!(
            "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"{lots}\"]\nprice_per_job = {}\nin_time = \"{}\"\nminimum_per_year = {minimum}\n{capacity}administration_per_year = {}\nsmall = {}\n",
            draw.random_range(2..9) * 110,
            ["80%", "90%", "97%"][draw.random_range(0..3)],
            draw.random_range(0..3) * 3000,
            name != "P",
        );
        if draw.random_bool(0.3) {
            text += "performance = { target = \"95%\", deduction_per_point = \"1%\", at_most = \"20%\" }\n";
        }
    }
    let limit = ["", "provider_share_at_most = \"80%\"\n", "set_aside = \"30%\"\n", "providers_at_least = 2\n"][draw.random_range(0..4)];
    let binds = draw.random_bool(0.5);
    let late = ["0%", "50%"][draw.random_range(0..2)];
    text + &format!(
        "[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"95%\"\nlate_cost = \"{late}\"\nstandards_bind = {binds}\n{limit}[status_quo]\n"
    )
}

/// What enumeration says of a market: the least that a plan costs which keeps all limits, and the least of any.
fn enumerated(supply: &Supply) -> (f64, f64) {
    let all = played(supply);
    let kept = |(plan, summary): &&(Plan, Summary)| not_kept(supply, plan, summary, summary).is_empty();
    let cost = |(_, summary): &(Plan, Summary)| summary.objective.mean;
    (all.iter().filter(kept).map(cost).fold(f64::INFINITY, f64::min), all.iter().map(cost).fold(f64::INFINITY, f64::min))
}

/// The plan that is chosen is verified and as good as the best of the enumeration, and none is chosen where there is none. Returns the plan.
fn as_enumerated(supply: &Arc<Supply>, best: f64, what: &str) -> Option<Plan> {
    match houqin::run::optimise(supply, &Silent) {
        Ok((verified, _)) => {
            assert!(verified.verified, "{what}: {:?}", verified.disagreements);
            let plan = verified.prediction.plan;
            let outcomes = play(supply, &[&plan], Phase::Planning, 2, &Silent);
            let found = Summary::of(supply, &plan, &outcomes[0]).objective.mean;
            assert!(found <= best * 1.001, "{what}: {found:.0} where {best:.0} is possible");
            Some(plan)
        }
        Err(RunError::Infeasible { .. }) => {
            assert!(best.is_infinite(), "{what}: a plan for {best:.0} is not found");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Who is served first where a contract is full, and where the rest goes, is no choice of the plan's: shares and standards are kept as the simulation serves, the best
/// of the plans that keep them is found and verified, and that there is none is said where there is none.
#[test]
fn a_full_contract_serves_as_it_does_and_not_as_limits_would_have_it() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(77);
    let (mut full, mut without, mut limited) = (0, 0, 0);
    for number in 0..60 {
        let text = market(&mut draw);
        let scenario = common::load_with(&text, &["run.tolerance=\"0.2%\""]);
        let supply = Supply::new(&scenario);
        let (best, least) = enumerated(&supply);
        limited += usize::from(best > 1.001 * least);
        match as_enumerated(&supply, best, &format!("market {number}\n{text}")) {
            // Either of B and C has more than Q can take.
            Some(plan) => full += usize::from(plan.route[1..].contains(&Route::Direct(Direct::Offer(1)))),
            None => without += 1,
        }
    }
    assert!(full > 10 && limited > 10 && without > 0, "{full} {limited} {without}");
}

/// Up to three contracts, of which one takes only so much a month and one has to get ready for half a year; for one lot there may be nobody else. A budget, a
/// provider's share or standards bind.
fn market_in_the_making(draw: &mut Xoshiro256PlusPlus) -> String {
    let mut text = common::small("making", 3, 2);
    for (name, jobs) in [("A", 40), ("B", 20)] {
        let spot = if name == "B" || draw.random_bool(0.4) {
            format!("spot_price_per_job = {}\n", draw.random_range(5..8) * 100)
        } else {
            String::new()
        };
        text += &format!(
            "[[service.work_orders]]\nname = \"{name}\"\nsite = \"S\"\njobs_per_month = {jobs}\narrivals = \"planned\"\nlabour_hours = {{ distribution = \"constant\", mean = 1 }}\n\
             response_within = \"20 working days\"\noverflow = \"never\"\n{spot}unserved_cost_per_job = {}\nstandard = \"{}\"\n",
            draw.random_range(4..10) * 100 + 50,
            ["0%", "60%", "85%"][draw.random_range(0..3)],
        );
    }
    let limited = draw.random_bool(0.5);
    for (name, extra) in [
        ("P", String::new()),
        ("Q", if limited { format!("capacity_per_month = {}\n", draw.random_range(10..35)) } else { String::new() }),
        ("R", if limited { String::new() } else { format!("mobilisation_months = {}\n", draw.random_range(2..8)) }),
    ] {
        text += &format!(
            "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"W/S/*\"]\nprice_per_job = {}\nadministration_per_year = {}\n{extra}",
            draw.random_range(10..50) * 10,
            draw.random_range(0..3) * 3000,
        );
    }
    let limit = match draw.random_range(0..3) {
        0 => format!("[budget]\ntotal_per_year = {}\n", draw.random_range(80..260) * 1000),
        _ => String::new(),
    };
    let share = if draw.random_bool(0.4) { "provider_share_at_most = \"60%\"\n" } else { "" };
    let binds = draw.random_bool(0.4);
    text + &format!(
        "[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"100%\"\nstandards_bind = {binds}\n{share}{limit}[status_quo]\n"
    )
}

/// What a contract leaves that is full, or is not ready yet, goes to whoever else is under contract, also where a budget would rather have it undone; and what
/// they do of it counts for their share.
#[test]
fn what_a_contract_leaves_is_taken_by_the_next() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(5);
    let (mut without, mut limited) = (0, 0);
    for number in 0..80 {
        let text = market_in_the_making(&mut draw);
        let scenario = common::load_with(&text, &["run.tolerance=\"0.2%\""]);
        let supply = Supply::new(&scenario);
        let (best, least) = enumerated(&supply);
        limited += usize::from(best > 1.001 * least);
        without += usize::from(as_enumerated(&supply, best, &format!("market {number}\n{text}")).is_none());
    }
    assert!(limited > 15 && without > 0, "{limited} {without}");
}

/// Two canteens without chance, and two providers with counters of their own: some take only so much a month, of one canteen, some have to get ready, and
/// minimums, tiers and work done again weigh on all.
fn market_of_meals(draw: &mut Xoshiro256PlusPlus) -> String {
    let mut text = common::small("meals", 2, 2);
    for name in ["A", "B"] {
        let spot = if draw.random_bool(0.5) { format!("spot_price_per_meal = {}\n", draw.random_range(10..40)) } else { String::new() };
        text += &format!(
            "[[service.sittings]]\nname = \"{name}\"\ntrade = \"cook\"\nsite = \"S\"\nregistered = {}\nattendance = \"100%\"\nattendance_sd = \"0%\"\nwindow = \"09:00-10:00\"\n\
             counters = 50\npeople_per_counter = 0.01\nmeals_per_person = 5\nservice_seconds = {{ distribution = \"constant\", mean = 1 }}\nseats = 1000\n\
             eating_minutes = {{ distribution = \"constant\", mean = 1 }}\nproduction_quantile = \"50%\"\ningredients_per_meal = 1\n{spot}unserved_cost_per_meal = {}\n\
             wait_within = \"60 minutes\"\nstandard = \"{}\"\n",
            draw.random_range(20..40),
            draw.random_range(30..60),
            ["0%", "80%"][draw.random_range(0..2)],
        );
    }
    for name in ["P", "Q"] {
        let ready = [0, 1, 2, 4][draw.random_range(0..4)];
        let limited = draw.random_bool(0.4);
        let lots = if limited { "W/S/A" } else { "W/S/*" };
        let most = if limited { format!("capacity_per_month = {}\n", [300, 600][draw.random_range(0..2)]) } else { String::new() };
        let tiers = if draw.random_bool(0.3) {
            "tiers = [{ above = 60000, discount = \"10%\" }]\ntiers_apply = \"to-the-part-above\"\n"
        } else {
            ""
        };
        let again = if draw.random_bool(0.3) { "repeat_share = \"10%\"\n" } else { "" };
        text += &format!(
            "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"{lots}\"]\nprice_per_meal = {}\ncounters = 50\nminimum_per_year = {}\n\
             administration_per_year = 4000\nmobilisation_months = {ready}\n{most}{tiers}{again}",
            draw.random_range(4..22),
            [0, 30_000][draw.random_range(0..2)],
        );
    }
    let binds = draw.random_bool(0.5);
    text + &format!(
        "[[team]]\nname = \"T\"\nskills = [\"cook\"]\nbase = \"S\"\npeople = 0\ncost_per_person_year = {{ personnel = 20000 }}\nshift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n\
         [policy]\nnew_hires = false\ncost_per_redeployment = 0\nrework_cost = \"50%\"\nspot_in_time = \"100%\"\nstandards_bind = {binds}\n[status_quo]\n"
    )
}

/// A canteen whose provider has not begun, is full or has too few counters is fed by the next contract, whose minimum and tiers see those meals.
#[test]
fn meals_that_a_contract_leaves_are_taken_by_the_next() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(31);
    let mut second = 0;
    for number in 0..60 {
        let text = market_of_meals(&mut draw);
        let scenario = common::load_with(&text, &["run.tolerance=\"0.2%\""]);
        let supply = Supply::new(&scenario);
        let (best, _) = enumerated(&supply);
        let plan = as_enumerated(&supply, best, &format!("market {number}\n{text}"));
        let routed = |plan: &Plan, offer: usize| plan.route.contains(&Route::Direct(Direct::Offer(offer)));
        second += usize::from(plan.is_some_and(|plan| (0..2).any(|offer| plan.awarded[offer] && !routed(&plan, offer))));
    }
    assert!(second > 5, "{second} plans with a contract that only stands in");
}

/// Contracts paid by what their counters do in time, of which one may be full, under a cap on money in every other market: what they leave is taken off at what
/// they are paid, and nothing is left that a contract has room for.
#[test]
fn meals_are_paid_by_result_beside_a_capacity() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(53);
    let terms = "administration_per_year = 4000\nin_time = \"64%\"\nperformance = { target = \"90%\", deduction_per_point = \"1%\", bonus_per_point = \"0.5%\", at_most = \"10%\" }\n";
    let (mut bought, mut capped) = (0, 0);
    for number in 0..60 {
        let text = market_of_meals(&mut draw).edit_all("administration_per_year = 4000\n", terms);
        let cap = draw.random_range(50_000..250_000);
        let text =
            if number % 2 == 0 { text } else { text.edit("[status_quo]", &format!("[budget]\ntotal_per_year = {cap}\n[status_quo]")) };
        let scenario = common::load_with(&text, &["run.tolerance=\"0.01%\""]);
        let supply = Supply::new(&scenario);
        let (best, least) = enumerated(&supply);
        capped += usize::from(best > 1.001 * least);
        let plan = as_enumerated(&supply, best, &format!("market {number}\n{text}"));
        bought += usize::from(plan.is_some_and(|plan| plan.awarded.contains(&true)));
    }
    assert!(bought > 20 && capped > 8, "{bought} plans with a contract, {capped} that limits make dearer");
}

/// Under a cap on the year or the month that the best plan of a market breaks and some other of the better half just keeps, the best of those that keep it is found; whether the cap
/// makes it dearer, or nothing where no cap does.
fn under_a_cap(text: &str, by_month: bool, draw: &mut Xoshiro256PlusPlus, what: &str) -> Option<bool> {
    let free = common::load_with(text, &[]);
    let supply = Supply::new(&free);
    let dear = |summary: &Summary| {
        let paid: Vec<f64> = if by_month {
            summary.capped_months(&free.budget).map(|paid| paid.mean).collect()
        } else {
            summary.capped_years(&free.budget).map(|paid| paid.mean).collect()
        };
        paid.into_iter().fold(0.0, f64::max)
    };
    let mut dear: Vec<(f64, f64)> = played(&supply).iter().map(|(_, summary)| (summary.objective.mean, dear(summary))).collect();
    dear.sort_by(|one, two| one.0.total_cmp(&two.0));
    let free_best = dear[0];
    let others: Vec<f64> = dear[..dear.len() / 2].iter().map(|of| of.1).filter(|other| *other < 0.999 * free_best.1).collect();
    if others.is_empty() {
        return None;
    }
    let cap = 1.0005 * others[draw.random_range(0..others.len())];
    let key = if by_month { "budget.per_month" } else { "budget.total_per_year" };
    let scenario = common::load_with(text, &[&format!("{key}={cap:.3}"), "run.tolerance=\"0.01%\""]);
    let supply = Supply::new(&scenario);
    let (best, _) = enumerated(&supply);
    assert!(as_enumerated(&supply, best, &format!("{what}, {key} = {cap}\n{text}")).is_some());
    Some(best > 1.001 * free_best.0)
}

/// What a year's and a month's cap are held against falls into its own year and month: discounts of bundles and by volume, what minimums lack, what a full contract
/// leaves, and what stands in for one that begins.
#[test]
fn caps_are_held_in_their_own_year_and_month() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(8);
    let mut limited = 0;
    for number in 0..60 {
        let text = market_of_months(&mut draw, 2);
        limited += usize::from(under_a_cap(&text, number % 2 == 0, &mut draw, &format!("market {number}")) == Some(true));
    }
    assert!(limited > 40, "{limited}");
}

/// Where several contracts stand in for one that begins later, of which some are full and some begin later too, the cheapest is asked first and the next for what it leaves.
#[test]
fn several_contracts_stand_in_for_one() {
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(31);
    let mut limited = 0;
    for number in 0..40 {
        let mut text = market_of_months(&mut draw, 1);
        for name in ["U", "V"] {
            text += &format!(
                "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"W/S/{}\"]\nprice_per_meal = {}\ncounters = 50\nfee_per_year = {}\nadministration_per_year = 0\n{}",
                ["*", "A", "*"][draw.random_range(0..3)],
                draw.random_range(8..25),
                draw.random_range(0..2) * 3000,
                match draw.random_range(0..4) {
                    0 => String::new(),
                    1 => format!("mobilisation_months = {}\n", draw.random_range(1..6)),
                    _ => format!("capacity_per_month = {}\n", draw.random_range(2..9) * 100),
                },
            );
        }
        limited += usize::from(under_a_cap(&text, number % 2 == 0, &mut draw, &format!("market {number}")) == Some(true));
    }
    assert!(limited > 12, "{limited}");
}

/// Two lots of one team leave work to one contract of limited capacity, and of one what the contract cannot do stays undone: where money is short the program
/// would rather leave more to nobody than the contract does. Under every cap the best of the plans that keep it is found, and that there is none where there is none.
#[test]
fn what_lots_of_one_team_leave_to_a_full_contract_is_no_choice() {
    let samples = 20;
    let text = TINY
        .edit("unserved_cost_per_job = 1500\n", "unserved_cost_per_job = 400\n")
        .edit("minimum_per_year = 60000\n", "capacity_per_month = 35\n")
        .edit("capacity_per_month = 40\n", "")
        .edit_first("[policy]", "[budget]\n[policy]");
    let settings = ["run.planning_samples=20", "run.replications=20", "run.tolerance=0.9"];
    let free = common::load_with(&text, &settings);
    let supply = Supply::new(&free);
    let plans = all_plans(&supply);
    let references: Vec<&Plan> = plans.iter().collect();
    let outcomes = play(&supply, &references, Phase::Planning, samples, &Silent);
    let both = |plan: &Plan, outcomes: &[houqin::outcome::Outcome]| {
        let summary = Summary::of(&supply, plan, outcomes);
        (summary.capped_years(&free.budget).map(|paid| paid.mean).fold(0.0, f64::max), summary.objective.mean)
    };
    let all: Vec<(f64, f64)> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| both(plan, outcomes)).collect();
    let least = all.iter().map(|(cash, _)| *cash).fold(f64::INFINITY, f64::min);
    let best = all.iter().min_by(|one, two| one.1.total_cmp(&two.1)).unwrap();
    let mut limited = 0;
    for step in 0..12 {
        let cap = least * 0.999 + (best.0 - least) * f64::from(step) / 11.0 + f64::from(step.min(1)) * least * 0.0015;
        let possible = all.iter().filter(|(cash, _)| *cash <= cap).map(|(_, objective)| *objective).fold(f64::INFINITY, f64::min);
        let scenario = common::load_with(&text, &[&settings[..], &[&format!("budget.total_per_year={cap:.3}")]].concat());
        match houqin::run::optimise(&Supply::new(&scenario), &Silent) {
            Ok((verified, _)) => {
                let plan = &verified.prediction.plan;
                let (cash, objective) = both(plan, &play(&supply, &[plan], Phase::Planning, samples, &Silent)[0]);
                assert!(cash <= cap * (1.0 + 1e-6), "cap {cap:.0}: {cash:.0} is spent by {plan:?}");
                assert!(objective <= possible * 1.001, "cap {cap:.0}: {objective:.0} where {possible:.0} is possible: {plan:?}");
                limited += usize::from(objective > best.1 * 1.001);
            }
            Err(RunError::Infeasible { .. }) => assert!(possible.is_infinite(), "cap {cap:.0}: a plan for {possible:.0} is not found"),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(limited > 6, "{limited} caps bind");
}

/// With a weight on the dearest years the best plan is the one that enumeration finds, and it is steadier than the cheapest.
#[test]
fn fear_of_dear_years_buys_the_steadier_plan() {
    let text = TINY.edit("burstiness = 2\n", "burstiness = 60\n");
    let samples = 200;
    let solve = |settings: &[&str]| {
        let scenario = common::load_with(&text, settings);
        let supply = Supply::new(&scenario);
        let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
        let plan = verified.prediction.plan;
        let outcomes = play(&supply, &[&plan], Phase::Planning, samples, &Silent);
        Summary::of(&supply, &plan, &outcomes[0])
    };
    let scenario = common::load_with(&text, &[]);
    let dread = |summary: &Summary, weight: f64| summary.objective.mean + weight * summary.held_cost(&scenario.budget, Held::Cvar(0.9));
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    let outcomes = play(&supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, samples, &Silent);
    let summaries: Vec<Summary> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect();
    let bold = solve(&[]);
    for weight in [1.0, 4.0] {
        let found = solve(&["run.rounds=3", &format!("policy.risk={{ weight = {weight}, level = \"90%\" }}")]);
        let exact = summaries.iter().map(|summary| dread(summary, weight)).fold(f64::INFINITY, f64::min);
        assert!(dread(&found, weight) <= exact * 1.005, "weight {weight}: {} against {exact}", dread(&found, weight));
        assert!(dread(&found, weight) <= dread(&bold, weight) * (1.0 + 1e-9));
    }
    let most = solve(&["policy.risk={ weight = 4.0, level = \"90%\" }"]);
    assert!(
        most.held_cost(&scenario.budget, Held::Cvar(0.9)) < bold.held_cost(&scenario.budget, Held::Cvar(0.9)) * 0.999,
        "the weight changes nothing here"
    );
}

/// A contract in force today is left exactly when leaving it costs less than it saves, which enumeration knows.
#[test]
fn a_contract_is_left_when_that_pays() {
    let text = TINY.edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }");
    let samples = 200;
    let dear = "offer.P.price_per_job=330";
    let scenario = common::load_with(&text, &[dear]);
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    let outcomes = play(&supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, samples, &Silent);
    let least = |kept: bool| {
        let of = plans.iter().zip(&outcomes).filter(|(plan, _)| plan.awarded[0] == kept);
        of.map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes).objective.mean).fold(f64::INFINITY, f64::min)
    };
    let saving = least(true) - least(false);
    assert!(saving > 1000.0, "leaving must pay before it is charged: {saving}");
    for (share, kept) in [(0.9, false), (1.1, true)] {
        let exit = format!("offer.P.exit_cost={}", (saving * share).round());
        let scenario = common::load_with(&text, &[dear, &exit]);
        let supply = Supply::new(&scenario);
        let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(verified.prediction.plan.awarded[0], kept, "leaving costs {share} of what it saves");
        assert!(verified.verified, "{:?}", verified.disagreements);
    }
}

/// Two departments, one of which goes without today: the best plan makes it pay more. With `departments_no_worse` the best plan is the best of
/// those that enumeration finds to leave nobody worse off.
#[test]
fn no_department_is_worse_off_in_the_best_plan_that_allows_none_to_be() {
    let text = TINY
        .edit("name = \"D\"\nheadcount = 1", "name = \"D\"\nheadcount = 1\n[[department]]\nname = \"E\"\nheadcount = 1")
        .edit("name = \"R\"\ndepartment = \"D\"", "name = \"R\"\ndepartment = \"E\"")
        .edit("[status_quo]", "[status_quo]\ndirect = { \"W/R/B\" = \"nobody\" }");
    let samples = 200;
    let solve = |settings: &[&str]| {
        let scenario = common::load_with(&text, settings);
        let supply = Supply::new(&scenario);
        let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
        let plan = verified.prediction.plan;
        let outcomes = play(&supply, &[&plan, &Plan::status_quo(&supply)], Phase::Planning, samples, &Silent);
        let summary = Summary::of(&supply, &plan, &outcomes[0]);
        let today = Summary::of(&supply, &Plan::status_quo(&supply), &outcomes[1]);
        (summary, today)
    };
    let worst = |(summary, today): &(Summary, Summary)| {
        let pairs = summary.by_department.iter().zip(&today.by_department);
        pairs.map(|(paid, today)| paid.mean / today.mean - 1.0).fold(f64::NEG_INFINITY, f64::max)
    };
    let settings = ["team.T.people=2"];
    let free = solve(&settings);
    let fair = solve(&[&settings[..], &["policy.departments_no_worse=true"]].concat());
    let scenario = common::load_with(&text, &settings);
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    let outcomes = play(&supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, samples, &Silent);
    let exact = plans
        .iter()
        .zip(&outcomes)
        .map(|(plan, outcomes)| (Summary::of(&supply, plan, outcomes), fair.1.clone()))
        .filter(|pair| worst(pair) <= 0.0)
        .map(|(summary, _)| summary.objective.mean)
        .fold(f64::INFINITY, f64::min);
    assert!(worst(&free) > 0.02, "nobody is worse off anyway: {}", worst(&free));
    assert!(worst(&fair) <= 0.005, "somebody is worse off by {}", worst(&fair));
    let (found, cheapest) = (fair.0.objective.mean, free.0.objective.mean);
    assert!(found <= exact * 1.005, "{found} against {exact}");
    assert!(found > cheapest * 1.002, "fairness costs nothing here: {found} against {cheapest}");
}

#[test]
fn a_cap_on_the_dearest_years_is_kept_by_the_best_plan_that_keeps_it() {
    let plain = common::load_with(TINY, &[]);
    let supply = Supply::new(&plain);
    let plans = all_plans(&supply);
    let references: Vec<&Plan> = plans.iter().collect();
    let samples = 200;
    let outcomes = play(&supply, &references, Phase::Planning, samples, &Silent);
    let summaries: Vec<Summary> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect();
    let best_under = |held: Held, cap: f64| {
        summaries
            .iter()
            .filter(|summary| summary.held_cost(&plain.budget, held) <= cap)
            .map(|summary| summary.objective.mean)
            .fold(f64::INFINITY, f64::min)
    };
    let (free, expected) =
        summaries.iter().map(|summary| (summary.objective.mean, summary.cost.mean)).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    let mut binding = 0;
    for (held, text) in [(Held::Cvar(0.9), "cvar 90%"), (Held::InEveryReplication, "in every replication")] {
        for factor in [1.0, 1.06, 1.12] {
            // A cap near the expected cost of the best plan: met in expectation, not in the tail.
            let cap = (expected * factor).round();
            let settings = [format!("budget.total_per_year={cap}"), format!("budget.held=\"{text}\""), "run.rounds=3".into()];
            let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
            let scenario = common::load_with(TINY, &settings);
            let supply = Supply::new(&scenario);
            let exact = best_under(held, cap);
            let menu = houqin::planning::Menu::build(&supply, samples as usize, &Silent);
            let found = houqin::planning::choose(&menu, &Rules::of(&menu));
            if exact.is_infinite() {
                continue;
            }
            let prediction = found.unwrap_or_else(|error| panic!("{text} at {cap}: {error}"));
            let outcomes = play(&supply, &[&prediction.plan], Phase::Planning, samples, &Silent);
            let summary = Summary::of(&supply, &prediction.plan, &outcomes[0]);
            assert!(
                summary.held_cost(&scenario.budget, held) <= cap * 1.005,
                "{text} at {cap}: {}",
                summary.held_cost(&scenario.budget, held)
            );
            assert!(summary.objective.mean <= exact * 1.01, "{text} at {cap}: {} against {exact}", summary.objective.mean);
            binding += i32::from(exact > free * 1.002);
        }
    }
    assert!(binding >= 2, "the caps must cost something for this to say anything: {binding}");
}

#[test]
fn limits_are_kept() {
    let scenario = common::load_with(TINY, &["policy.outsourced_share_at_least=\"60%\"", "policy.headcount_quota=1"]);
    let supply = Supply::new(&scenario);
    let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let plan = &verified.prediction.plan;
    let outcomes = play(&supply, &[plan], Phase::Evaluation, 200, &Silent);
    let summary = Summary::of(&supply, plan, &outcomes[0]);
    assert!(plan.people() <= 1);
    assert!(summary.outsourced_share.mean > 0.59, "{}", summary.outsourced_share.mean);
}

/// A target costs what the best plan that keeps it costs more than the best of all, which enumeration knows.
#[test]
fn a_target_costs_what_enumeration_says() {
    let own = "team.T.cost_per_person_year.personnel=18000";
    let scenario = common::load_with(TINY, &[own]);
    let supply = Supply::new(&scenario);
    let plans = all_plans(&supply);
    let outcomes = play(&supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, 200, &Silent);
    let summaries: Vec<Summary> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect();
    let least = |share: f64| {
        let keep = summaries.iter().filter(|summary| summary.outsourced_share.mean >= share);
        keep.map(|summary| summary.objective.mean).fold(f64::INFINITY, f64::min)
    };
    for share in [0.0, 0.6, 0.9] {
        let scenario = common::load_with(TINY, &[own, &format!("policy.outsourced_share_at_least={share}")]);
        let target = houqin::run::run(&Supply::new(&scenario), false, &Silent).unwrap_or_else(|error| panic!("{error}")).target.unwrap();
        let exact = least(share) - least(0.0);
        assert!((target.without - least(0.0)).abs() < 0.003 * least(0.0), "{} against {}", target.without, least(0.0));
        assert!((target.cost() - exact).abs() < 0.005 * least(0.0), "at {share}: {} against {exact}", target.cost());
        assert!(share == 0.0 || exact > 0.02 * least(0.0), "the target of {share} costs nothing here: {exact}");
        assert!(share > 0.0 || target.cost() == 0.0);
    }
}

#[test]
fn a_budget_below_every_plan_is_explained() {
    let scenario =
        common::load_with(TINY, &["policy.standards_bind=true", "service.W.work_orders.A.standard=0.5", "budget.total_per_year=25000"]);
    let supply = Supply::new(&scenario);
    let Err(houqin::run::RunError::Infeasible { why: Ok(why), .. }) = houqin::run::optimise(&supply, &Silent) else {
        panic!("no plan costs so little")
    };
    let reasons = of_no_plan(&why, &scenario, common::EN);
    let needed: f64 = reasons
        .iter()
        .find(|reason| reason.contains("budget.total_per_year of at least"))
        .and_then(|reason| reason.split("at least ").nth(1)?.split(' ').next()?.parse().ok())
        .unwrap_or_else(|| panic!("{reasons:?}"));
    // The least that it names is enough, and a little less is not.
    let text = |cap: f64| {
        common::load_with(
            TINY,
            &["policy.standards_bind=true", "service.W.work_orders.A.standard=0.5", &format!("budget.total_per_year={cap:.0}")],
        )
    };
    let enough = text(needed * 1.001);
    assert!(houqin::run::optimise(&Supply::new(&enough), &Silent).is_ok());
    let short = text(needed * 0.99);
    assert!(houqin::run::optimise(&Supply::new(&short), &Silent).is_err());
}

#[test]
fn confidential_work_stays_inside_or_with_the_cleared() {
    let secret =
        TINY.edit_first("standard = \"0%\"\n[[service.work_orders]]", "standard = \"0%\"\nconfidential = true\n[[service.work_orders]]");
    let scenario = load(&secret);
    let supply = Supply::new(&scenario);
    let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let plan = &verified.prediction.plan;
    assert!(matches!(plan.route[0], Route::Unit(_)), "worth 1,500 a job, and nobody else may");
    assert_eq!(plan.overflow[0], Direct::Nobody);
    let cleared =
        load(&secret.edit("provider = \"p\"", "provider = \"p\"\ncleared = true").edit("personnel = 30000", "personnel = 300000"));
    let supply = Supply::new(&cleared);
    let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(verified.prediction.plan.route[0], Route::Direct(Direct::Offer(0)));
}

/// The best cost at each outsourced share, against every plan: no plan is cheaper at a share as high, and the curve rises.
#[test]
fn the_frontier_between_cost_and_outsourced_share_is_that_of_all_plans() {
    use houqin::planning::frontier::{Measure, between};
    let scenario = load(TINY);
    let supply = Supply::new(&scenario);
    let mut menu = Menu::build(&supply, 200, &Silent);
    for plan in all_plans(&supply) {
        let routed: Vec<bool> = plan.route.iter().map(|route| matches!(route, Route::Unit(_))).collect();
        if routed.contains(&true) {
            menu.refine(0, &plan.sizes[0], &routed);
        }
    }
    let points = between(&menu, &Rules::of(&menu), (Measure::Cost, Measure::Outsourced), 6, &|| {}).unwrap();
    assert!(points.len() > 2);
    let plans = all_plans(&supply);
    let references: Vec<&Plan> = plans.iter().collect();
    let outcomes = play(&supply, &references, Phase::Planning, 200, &Silent);
    let summaries: Vec<Summary> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect();
    for pair in points.windows(2) {
        assert!(pair[1].second >= pair[0].second - 1e-6 && pair[1].first >= pair[0].first * (1.0 - 2e-3));
    }
    // The program's share is of expected work, the simulation's the mean of each year's: they differ by a little.
    let slack = 0.01;
    let best = |share: f64| {
        let rivals = summaries.iter().filter(|summary| summary.outsourced_share.mean >= share);
        rivals.map(|summary| summary.objective.mean).fold(f64::INFINITY, f64::min)
    };
    for point in &points {
        let (below, above) = (best(point.second - slack), best(point.second + slack));
        assert!(point.first >= below * 0.995 && point.first <= above * 1.005, "at {}: {below} {} {above}", point.second, point.first);
    }
}

/// Just above the least that any plan costs a plan is found, and just below none; enumeration knows that least, of random prices. What is said to be the
/// least cap is one, and a step less is not.
#[test]
fn a_plan_is_found_wherever_there_is_one() {
    let samples = 40;
    let mut random = 0x9e37_79b9_u64;
    let mut between = |low: f64, high: f64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (low + (high - low) * (random >> 11) as f64 / (1u64 << 53) as f64).round()
    };
    // Only the team does lot A well enough, and with all lots at the team it needs more people for that than with A alone.
    let text = TINY.edit("lots = [\"W/*\"]", "lots = [\"W/R/*\"]");
    let (for_a, for_b) = (0.9, 0.5);
    let mut sent_away = 0;
    for case in 0..6 {
        let mut settings = vec![
            format!("run.planning_samples={samples}"),
            "run.replications=40".into(),
            "policy.standards_bind=true".into(),
            "policy.spot_in_time=0.5".into(),
            format!("service.W.work_orders.A.standard={for_a}"),
            format!("service.W.work_orders.B.standard={for_b}"),
        ];
        for (key, low, high) in [
            ("service.W.work_orders.A.jobs_per_month", 20.0, 90.0),
            ("service.W.work_orders.B.jobs_per_month", 20.0, 90.0),
            ("service.W.work_orders.A.spot_price_per_job", 250.0, 600.0),
            ("service.W.work_orders.B.spot_price_per_job", 250.0, 600.0),
            ("team.T.cost_per_person_year.personnel", 15_000.0, 60_000.0),
            ("offer.P.price_per_job", 250.0, 600.0),
            ("offer.Q.price_per_job", 100.0, 300.0),
        ] {
            settings.push(format!("{key}={}", between(low, high)));
        }
        let with = |cap: Option<f64>| {
            let cap = cap.map(|cap| format!("budget.total_per_year={cap}"));
            let settings: Vec<&str> = settings.iter().chain(&cap).map(String::as_str).collect();
            common::load_with(&text, &settings)
        };
        let scenario = with(None);
        let supply = Supply::new(&scenario);
        let p = Direct::Offer(0);
        let plans: Vec<Plan> =
            all_plans(&supply).into_iter().filter(|plan| plan.route[0] != Route::Direct(p) && plan.overflow[0] != p).collect();
        let outcomes = play(&supply, &plans.iter().collect::<Vec<_>>(), Phase::Planning, samples, &Silent);
        let summaries: Vec<Summary> = plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect();
        let keeps = |summary: &&Summary| summary.lots[0].in_time.mean >= for_a && summary.lots[1].in_time.mean >= for_b;
        let least = summaries.iter().filter(keeps).map(|summary| summary.cost.mean).fold(f64::INFINITY, f64::min);
        for factor in [1.000_001, 1.01, 1.03, 0.999] {
            let scenario = with(Some((least * factor * 100.0).ceil() / 100.0));
            let supply = Supply::new(&scenario);
            let mut menu = Menu::build(&supply, samples as usize, &Silent);
            let rules = Rules::of(&menu);
            let found = houqin::planning::plan_and_verify(&mut menu, &rules, &Silent);
            if factor > 1.0 {
                let found = found.unwrap_or_else(|error| panic!("case {case}, {factor} × {least}: {error}"));
                sent_away += u32::from(!matches!(found.prediction.plan.route[1], Route::Unit(_)));
            } else {
                assert!(found.is_err(), "case {case}: a plan below {least}");
                let said = common::why_no_plan(&menu, &rules).join("\n");
                let asked = said.split("budget.total_per_year of at least ").nth(1).unwrap_or_else(|| panic!("case {case}: {said}"));
                let asked: f64 = asked.split_whitespace().next().unwrap().parse().unwrap();
                assert!(asked >= least - 1.0 && asked <= least + 2.0, "case {case}: {asked} is said, {least} is the least");
            }
        }
    }
    assert!(sent_away > 0, "responses simulated with all lots at the team would have done every time");
}
