//! How it is computed.

use houqin::plan::Plan;
use houqin::planning::{Menu, Rules, Verified, plan_and_verify};
use houqin::replicate::Silent;
use houqin::run::compare;
use houqin::strategies::{Note, Strategy};
use houqin::supply::Supply;

use crate::common::{Edit, load};
use crate::entry::{Entry, Expect::*, Figure, moves, reported};
use crate::figures::{cash, mean_demand, today};
use crate::worlds::{busy, workshop};

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
fn manifest(text: &str) -> String {
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let result = houqin::run::run(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("run");
    houqin::report::folder::write(&supply, &result, houqin::report::words::Words { language: scenario.language }, &target, &[]).unwrap();
    std::fs::read_to_string(target.join("manifest.json")).unwrap()
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
        reported("run.gap", &workshop, "seed = 5", "seed = 5\ngap = \"3%\"", manifest, "\"gap_asked\": 0.03"),
    ]
}
