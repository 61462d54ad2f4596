//! One law of contracts: what the program expects of a plan is what the simulation pays for it, to the cent where nothing is random, at, below and
//! above every threshold.

use crate::common;
use crate::common::Edit;
use houqin::outcome::Summary;
use houqin::plan::{Plan, Route};
use houqin::planning::{Decision, Menu, Rules, choose};
use houqin::random::{Phase, uniform_of};
use houqin::replicate::{Silent, play};
use houqin::scenario::Direct;
use houqin::supply::Supply;

/// Samples, all of which the program writes out.
const SAMPLES: u32 = 3;

/// Two lots of 240 and 120 planned jobs a year that can only be bought.
fn planned(offers: &str, rest: &str) -> String {
    let lot = |name: &str, jobs: u32| {
        format!(
            "[[service.work_orders]]\nname = \"{name}\"\nsite = \"S\"\njobs_per_month = {jobs}\narrivals = \"planned\"\nlabour_hours = {{ distribution = \"constant\", mean = 1 }}\n\
             response_within = \"10 working days\"\noverflow = \"never\"\nspot_price_per_job = 300\nunserved_cost_per_job = 900\nstandard = \"0%\"\n"
        )
    };
    let head = common::small("law", 3, SAMPLES);
    format!(
        "{head}{}{}{offers}\n[policy]\nnew_hires = false\ncost_per_redeployment = 0\nspot_in_time = \"80%\"\nstandards_bind = false\n{rest}\n",
        lot("A", 20),
        lot("B", 10)
    )
}

/// Terms of an offer, drawn so that thresholds are met exactly, missed and passed by a coin.
fn offer(name: &str, word: u64) -> String {
    let mut drawn = 0;
    let mut of = |list: &[f64]| {
        drawn += 1;
        list[(uniform_of(word, drawn) * list.len() as f64) as usize]
    };
    let price = of(&[80.0, 90.0, 100.0, 120.0]);
    // All work, or one lot's.
    let volume = price * of(&[240.0, 120.0, 360.0]);
    let coin = 0.01;
    let low = volume * of(&[0.3, 0.5]);
    let high = of(&[volume, volume - coin, volume + coin, 0.95 * volume]);
    let tiers = match of(&[0.0, 1.0, 2.0]) as u32 {
        0 => String::new(),
        which => format!(
            "tiers = [{{ above = {low}, discount = \"4%\" }}, {{ above = {high:.2}, discount = \"9%\" }}]\ntiers_apply = \"{}\"\n",
            if which == 1 { "to-all" } else { "to-the-part-above" }
        ),
    };
    let yearly = of(&[0.0, 0.0, 0.8 * volume, volume, 1.2 * volume]);
    let monthly = of(&[0.0, 0.0, volume / 12.0, volume / 10.0]);
    let capacity = of(&[0.0, 0.0, 12.0, 20.0]);
    let capacity = if capacity > 0.0 { format!("capacity_per_month = {capacity}\n") } else { String::new() };
    format!(
        "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"W/*\"]\nprice_per_job = {price}\nfee_per_year = {}\nadministration_per_year = {}\ntransition_cost = {}\n\
         minimum_per_year = {yearly}\nminimum_per_month = {monthly}\n{tiers}{capacity}",
        of(&[0.0, 6000.0]),
        of(&[0.0, 1000.0]),
        of(&[0.0, 500.0]),
    )
}

#[test]
fn the_program_and_the_simulation_agree_at_every_threshold() {
    let mut compared = 0;
    for case in 0..40u64 {
        let word = uniform_of(case + 1, 77).to_bits();
        let bundles = match case % 3 {
            1 => "[[bundle]]\nname = \"PQ\"\noffers = [\"P\", \"Q\"]\ndiscount = \"5%\"\n",
            _ => "",
        };
        let offers = format!("{}{}{}{bundles}", offer("P", word), offer("Q", word ^ 1), offer("R", word ^ 2));
        let text = planned(&offers, "[status_quo]");
        let scenario = common::load(&text);
        let supply = Supply::new(&scenario);
        let menu = Menu::build(&supply, SAMPLES as usize, &Silent);
        let base = Plan::status_quo(&supply);
        let outlets = [Direct::Offer(0), Direct::Offer(1), Direct::Offer(2), Direct::Spot];
        for (a, b) in [(0, 0), (0, 1), (1, 0), (0, 2), (2, 2), (1, 3), (3, 0)] {
            let mut plan = base.clone();
            plan.route = vec![Route::Direct(outlets[a]), Route::Direct(outlets[b])];
            plan.awarded = (0..3).map(|offer| [a, b].contains(&offer)).collect();
            for lot in 0..2 {
                plan.overflow[lot] = plan.cheapest(&scenario, lot, true);
            }
            let rules = Rules { taken: Decision::all(&supply, &plan), gap: 1e-9, ..Rules::of(&menu) };
            let predicted = choose(&menu, &rules).unwrap_or_else(|error| panic!("case {case}, {a} {b}: {error}\n{text}"));
            let outcomes = play(&supply, &[&plan], Phase::Planning, SAMPLES, &Silent);
            let simulated = Summary::of(&supply, &plan, &outcomes[0]);
            let (expected, paid) = (predicted.cash + predicted.unserved_cost, simulated.objective.mean);
            assert!(
                (expected - paid).abs() < 0.02,
                "case {case}, A to {a}, B to {b}: {expected:.3} predicted, {paid:.3} simulated\n{offers}"
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 280);
}

/// 240 jobs at 100 reach the discount of ten per cent from 24,000 exactly: today's contract costs 28,600, the rival 29,500.
#[test]
fn a_discount_that_is_reached_exactly_is_given() {
    let rival = "[[offer]]\nname = \"Other\"\nprovider = \"Rival\"\nlots = [\"W/*\"]\nprice_per_job = 0\nfee_per_year = 29_000\nadministration_per_year = 500\n";
    let in_force = |above: &str| {
        format!(
            "[[offer]]\nname = \"Contract\"\nprovider = \"Firm\"\nlots = [\"W/*\"]\nprice_per_job = 100\nfee_per_year = 6_000\nadministration_per_year = 1_000\n\
             tiers = [{{ above = 12_000, discount = \"5%\" }}, {{ above = {above}, discount = \"10%\" }}]\ntiers_apply = \"to-all\"\n{rival}"
        )
    };
    let status_quo = "[status_quo]\nawarded = [\"Contract\"]\ndirect = { \"W/*\" = \"Contract\" }";
    for (above, cost, awarded) in
        [("24_000", 28_600.0, [true, false]), ("23_999.99", 28_600.0, [true, false]), ("24_000.01", 29_500.0, [false, true])]
    {
        // The second lot has no jobs.
        let text = planned(&in_force(above), status_quo).edit("jobs_per_month = 10", "jobs_per_month = 0");
        let scenario = common::load(&text);
        let supply = Supply::new(&scenario);
        let menu = Menu::build(&supply, SAMPLES as usize, &Silent);
        let chosen = choose(&menu, &Rules::of(&menu)).unwrap();
        assert_eq!(chosen.plan.awarded, awarded, "from {above}");
        assert!((chosen.cash - cost).abs() < 0.02, "from {above}: {}", chosen.cash);
        let outcomes = play(&supply, &[&chosen.plan], Phase::Planning, SAMPLES, &Silent);
        assert!((Summary::of(&supply, &chosen.plan, &outcomes[0]).cost.mean - cost).abs() < 0.02);
    }
}

/// A contract that is full, paid by result and in a bundle: what it leaves over has neither its price, nor what that is less by result, nor the bundle's discount on it.
#[test]
fn what_a_full_contract_leaves_has_no_part_in_results_and_bundles() {
    for (capacity, at_most, discount) in [(1, 0.1, 0.2), (3, 0.02, 0.4), (10, 0.1, 0.01), (15, 0.05, 0.2), (40, 0.1, 0.2)] {
        let offers = format!(
            "[[offer]]\nname = \"P\"\nprovider = \"P\"\nlots = [\"W/S/A\"]\nprice_per_job = 100\nadministration_per_year = 0\nin_time = \"80%\"\n\
             capacity_per_month = {capacity}\nperformance = {{ target = \"90%\", deduction_per_point = \"1%\", at_most = {at_most} }}\n\
             [[offer]]\nname = \"Q\"\nprovider = \"Q\"\nlots = [\"W/S/B\"]\nprice_per_job = 100\nadministration_per_year = 0\n\
             [[bundle]]\nname = \"both\"\noffers = [\"P\", \"Q\"]\ndiscount = {discount}\n"
        );
        let scenario = common::load(&planned(&offers, "[status_quo]\n"));
        let supply = Supply::new(&scenario);
        let menu = Menu::build(&supply, SAMPLES as usize, &Silent);
        let chosen = choose(&menu, &Rules::of(&menu)).unwrap();
        assert_eq!(chosen.plan.awarded, [true, true]);
        let of_p = 12.0 * 20.0_f64.min(f64::from(capacity));
        let cash = (1.0 - discount) * 100.0 * (of_p * (1.0 - at_most) + 120.0) + 300.0 * (240.0 - of_p);
        assert!((chosen.cash - cash).abs() < 0.02, "{capacity}, {at_most}, {discount}: {} and not {cash}", chosen.cash);
        let outcomes = play(&supply, &[&chosen.plan], Phase::Planning, SAMPLES, &Silent);
        assert!((Summary::of(&supply, &chosen.plan, &outcomes[0]).cost.mean - cash).abs() < 0.02);
    }
}

/// A contract that is too small for two lots does the work of the one for which it saves most: against the spot price or against going without, whichever is less. A spot
/// price that nobody would pay changes nothing.
#[test]
fn a_full_contract_saves_against_what_would_be_done_without_it() {
    let offer = "[[offer]]\nname = \"P\"\nprovider = \"P\"\nlots = [\"W/*\"]\nprice_per_job = 400\nadministration_per_year = 0\ncapacity_per_month = 12\n";
    let text = planned(offer, "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }")
        .edit_first("spot_price_per_job = 300\nunserved_cost_per_job = 900", "spot_price_per_job = 1300\nunserved_cost_per_job = 500")
        .edit("spot_price_per_job = 300\nunserved_cost_per_job = 900", "spot_price_per_job = 1200\nunserved_cost_per_job = 2000");
    for text in [text.clone(), text.edit("spot_price_per_job = 1300\n", "")] {
        let scenario = common::load(&text);
        let supply = Supply::new(&scenario);
        let today = Plan::status_quo(&supply);
        let outcomes = play(&supply, &[&today], Phase::Planning, SAMPLES, &Silent);
        let summary = Summary::of(&supply, &today, &outcomes[0]);
        // Ten jobs of B and two of A a month.
        let (cash, unserved) = (12.0 * 12.0 * 400.0, 12.0 * 18.0 * 500.0);
        assert!((summary.cost.mean - cash).abs() < 1.0 && (summary.unserved_cost.mean - unserved).abs() < 1.0, "{:?}", summary.cost);
        let menu = Menu::build(&supply, SAMPLES as usize, &Silent);
        let chosen = choose(&menu, &Rules::of(&menu)).unwrap();
        assert!((chosen.cash + chosen.unserved_cost - cash - unserved).abs() < 1.0, "{}", chosen.cash + chosen.unserved_cost);
    }
}

/// Two offers that cost the same: the contract in force is kept, whichever stands first, and none is signed that does nothing and costs nothing.
#[test]
fn equal_plans_keep_what_is_in_force_and_sign_nothing_idle() {
    let offer = |name: &str| {
        format!("[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"W/*\"]\nprice_per_job = 100\nadministration_per_year = 0\n")
    };
    for kept in ["P", "Q", "R"] {
        let status_quo = format!("[status_quo]\nawarded = [\"{kept}\"]\ndirect = {{ \"W/*\" = \"{kept}\" }}");
        let scenario = common::load(&planned(&format!("{}{}{}", offer("P"), offer("Q"), offer("R")), &status_quo));
        let supply = Supply::new(&scenario);
        let menu = Menu::build(&supply, SAMPLES as usize, &Silent);
        let plan = choose(&menu, &Rules::of(&menu)).unwrap().plan;
        let today = Plan::status_quo(&supply);
        assert_eq!((plan.awarded, plan.route), (today.awarded, today.route), "{kept} is in force");
    }
}

/// What a limited contract leaves goes to the next, though that has no other work and costs nothing to have, and is limited itself.
#[test]
fn what_a_contract_leaves_finds_the_next_as_large_as_it_is() {
    let offer = |name: &str, price: u32, capacity: u32, rest: &str| {
        let capacity = if capacity > 0 { format!("capacity_per_month = {capacity}\n") } else { String::new() };
        format!(
            "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [\"W/*\"]\nprice_per_job = {price}\nadministration_per_year = {rest}\n{capacity}"
        )
    };
    // Ten jobs a month, at 1,000 each without a contract; ten samples are followed month by month, two hundred are not.
    for samples in [SAMPLES, 200] {
        for (offers, cost, awarded) in [
            (format!("{}{}", offer("A", 100, 6, "0"), offer("B", 200, 0, "0")), 72.0 * 100.0 + 48.0 * 200.0, vec![true, true]),
            (format!("{}{}", offer("A", 100, 6, "1"), offer("B", 200, 2, "1")), 7_200.0 + 4_800.0 + 24_000.0 + 2.0, vec![true, true]),
            (
                format!("{}{}{}", offer("A", 100, 4, "1"), offer("B", 200, 3, "1"), offer("C", 300, 2, "1")),
                4_800.0 + 7_200.0 + 7_200.0 + 12_000.0 + 3.0,
                vec![true, true, true],
            ),
        ] {
            let text = planned(&offers, "[status_quo]");
            let text =
                text.edit("jobs_per_month = 20", "jobs_per_month = 0").edit_all("spot_price_per_job = 300", "spot_price_per_job = 1000");
            let text = text.edit_all("unserved_cost_per_job = 900", "unserved_cost_per_job = 5000");
            let scenario = common::load_with(&text, &[&format!("run.planning_samples={samples}"), &format!("run.replications={samples}")]);
            let supply = Supply::new(&scenario);
            let menu = Menu::build(&supply, samples as usize, &Silent);
            let chosen = choose(&menu, &Rules::of(&menu)).unwrap();
            assert_eq!(chosen.plan.awarded, awarded, "{samples} samples\n{offers}");
            let outcomes = play(&supply, &[&chosen.plan], Phase::Planning, samples, &Silent);
            let paid = Summary::of(&supply, &chosen.plan, &outcomes[0]).objective.mean;
            // Planned jobs come at even steps, but not evenly in the shorter months.
            assert!((paid - cost).abs() < 0.03 * cost, "{samples} samples: {paid} simulated, {cost} by hand\n{offers}");
            let predicted = chosen.cash + chosen.unserved_cost;
            assert!((predicted - paid).abs() < 0.03 * paid, "{samples} samples: {predicted} predicted, {paid} simulated\n{offers}");
        }
    }
}

/// With as many samples as a scenario has by default the months are still followed, of as many samples as the program is small enough for: what a contract
/// cannot take counts towards no discount and no minimum, and a dearer contract of which the rest goes elsewhere is not dearer than it is.
#[test]
fn what_does_not_fit_counts_nowhere_with_many_samples() {
    let of = |name: &str, lots: &str, price: u32, terms: &str| {
        format!(
            "[[offer]]\nname = \"{name}\"\nprovider = \"{name}\"\nlots = [{lots}]\nprice_per_job = {price}\nadministration_per_year = 0\n{terms}\n"
        )
    };
    let all = "\"W/*\"";
    let to_all = "tiers = [{ above = 30000, discount = \"40%\" }]\ntiers_apply = \"to-all\"";
    let bundle = "[[bundle]]\nname = \"b\"\noffers = [\"O\", \"P\"]\ndiscount = \"10%\"";
    for (offers, rest, least) in [
        // 288 of 360 jobs at 100, the rest at 300: the discount on 36,000 is never reached.
        (of("O", all, 100, &format!("capacity_per_month = 24\n{to_all}")), "", 288.0 * 100.0 + 72.0 * 300.0),
        // O leaves 6 a month for P, which would owe its minimum: O with the rest at 300 a job is cheaper.
        (
            of("O", all, 100, "capacity_per_month = 24") + &of("P", all, 90, "capacity_per_month = 10\nminimum_per_year = 60000"),
            "",
            288.0 * 100.0 + 72.0 * 300.0,
        ),
        // Half of lot B with the dearer O makes the bundle: 10 % off all, and the rest of B goes to P.
        (
            of("O", "\"W/S/B\"", 110, "capacity_per_month = 5") + &of("P", all, 100, ""),
            bundle,
            0.9 * (240.0 * 100.0 + 60.0 * 110.0 + 60.0 * 100.0),
        ),
    ] {
        let scenario = common::load_with(&planned(&offers, &format!("[status_quo]\n{rest}")), &["run.planning_samples=200"]);
        let supply = Supply::new(&scenario);
        let (verified, _) = houqin::run::optimise(&supply, &Silent).unwrap();
        let found = &verified.prediction;
        assert!(verified.verified, "{offers}: {:?}", verified.disagreements);
        assert!((found.cash - least).abs() < 0.02, "{offers}: {} against {least}", found.cash);
    }
}
