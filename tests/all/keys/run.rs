//! How it is computed.

use houqin::plan::Plan;
use houqin::planning::{Menu, Rules, Verified, plan_and_verify};
use houqin::replicate::Silent;
use houqin::report::folder::{self, Wanted};
use houqin::run::compare;
use houqin::strategies::{Note, Strategy};
use houqin::supply::Supply;

use crate::common::{Edit, load};
use crate::keys::entry::{Entry, Expect::*, Figure, moves, reported};
use crate::keys::figures::{cash, mean_demand, today};
use crate::keys::worlds::{busy, workshop};

/// Of the plan that is checked.
fn verified(of: fn(&Verified) -> f64) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let mut menu = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
        let rules = Rules::of(&menu);
        of(&plan_and_verify(&mut menu, &rules, &Silent).unwrap_or_else(|error| panic!("{error}")))
    })
}

/// Replications that a comparison takes.
fn compared() -> Figure {
    Box::new(|text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let played = compare(&supply, vec![(Strategy::StatusQuo, None, Plan::status_quo(&supply), Note::default())], &Silent);
        played[0].summary.costs.len() as f64
    })
}

/// The manifest's word on the solver.
pub fn manifest(text: &str) -> String {
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let result = houqin::run::run(&supply, true, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let words = houqin::report::words::Words { language: scenario.language };
    let wanted = Wanted { formats: Vec::new(), ..Wanted::default() };
    let made = folder::all(&supply, &result, words, &wanted, &folder::origin(&scenario, &[]), &[]);
    let (_, manifest) = made.unwrap_or_else(|error| panic!("{error}"));
    format!("{manifest:#}")
}

pub fn entries() -> Vec<Entry> {
    let (workshop, busy) = (workshop(), busy());
    let many = busy.edit("replications = 20", "replications = 400");
    // Two years seen in planning differ from what twenty show.
    let strict =
        busy.edit("planning_samples = 20", "planning_samples = 2\ntolerance = \"0.01%\"").edit("replications = 20", "replications = 300");
    vec![
        moves("run.seed", &busy, "seed = 5", "seed = 6", mean_demand(), Differs),
        moves(
            "run.replications",
            &workshop,
            "replications = 20",
            "replications = 30",
            today(|summary| summary.costs.len() as f64),
            Is(30.0),
        ),
        moves("run.precision", &many, "replications = 400", "replications = 400\nprecision = \"20%\"", compared(), Is(50.0)),
        moves("run.planning_samples", &busy, "planning_samples = 20", "planning_samples = 10", cash(), Differs),
        moves(
            "run.tolerance",
            &strict.edit("0.01%\"", "0.01%\"\nrounds = 1"),
            "tolerance = \"0.01%\"",
            "tolerance = \"50%\"",
            verified(|found| f64::from(u8::from(found.verified))),
            Is(1.0),
        ),
        moves(
            "run.rounds",
            &strict.edit("0.01%\"", "0.01%\"\nrounds = 1"),
            "rounds = 1",
            "rounds = 2",
            verified(|found| found.rounds.len() as f64),
            Is(2.0),
        ),
        reported("run.solver", &workshop, "seed = 5", "seed = 5\nsolver = \"microlp\"", manifest, "\"name\": \"microlp\""),
        reported("run.time_limit", &long(), "time_limit = 2", "time_limit = 1", why, "1 seconds a search"),
        reported("run.gap", &workshop, "seed = 5", "seed = 5\ngap = \"3%\"", manifest, "\"gap_asked\": 0.03"),
    ]
}

/// A program that microlp does not end with soon: many offers with fees, each for some of many lots, and none with room for all.
fn long() -> String {
    let text = workshop()
        .edit("seed = 5", "seed = 5\nsolver = \"microlp\"\ntime_limit = 2")
        .edit("people = 2", "people = 0")
        .edit("new_hires = true", "new_hires = false")
        .edit("overflow = \"never\"", "overflow = \"at-deadline\"");
    let lot = text[text.find("[[service.work_orders]]").unwrap()..text.find("[[team]]").unwrap()].to_owned();
    let lots: String = (0..24).map(|index| lot.edit("name = \"A\"", &format!("name = \"A{index}\"\ntrade = \"A\""))).collect();
    let price = |offer: usize, of: usize| 40 + (offer * 37 + of * 53) % 61;
    let offers: String = (0..16)
        .map(|offer| {
            let covered: Vec<String> = (0..24).filter(|lot| price(offer, *lot) > 55).map(|lot| format!("\"W/S/A{lot}\"")).collect();
            format!(
                "[[offer]]\nname = \"P{offer}\"\nprovider = \"p{offer}\"\nlots = [{}]\nprice_per_job = {}\nfee_per_year = {}\nadministration_per_year = 0\ncapacity_per_month = 45\n",
                covered.join(", "),
                60 + price(offer, 3) / 4,
                1300 + 40 * (offer * 7 % 11)
            )
        })
        .collect();
    text.edit("[[team]]", &format!("{lots}[[team]]")).edit("[policy]", &format!("{offers}[policy]"))
}

/// What the solver says that has found nothing in time.
fn why(text: &str) -> String {
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let menu = Menu::build(&supply, 20, &Silent);
    match houqin::planning::choose(&menu, &Rules::of(&menu)) {
        Ok(found) => format!("a plan, proved to {:?}", found.proof),
        Err(error) => error.to_string(),
    }
}
