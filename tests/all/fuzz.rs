//! Some seconds of the breaker, which `make fuzz` lets work for hours: nothing that is read panics, and what is taken can be played.

use std::path::Path;

use crate::breaker::{self, Breaker, Findings};
use crate::{common, worlds};

const SEED: u64 = 1;

/// A breaker and the folder that it works in.
fn breaker() -> (Breaker, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Breaker::new(Path::new(env!("CARGO_BIN_EXE_houqin")), &folder.path().join("case"), SEED), folder)
}

/// All faults, each with the number of the mutant: `make fuzz` does it again with `--only`.
fn all_faults(kind: &str, numbers: impl Iterator<Item = u64>, what: impl Fn(u64) -> Findings) -> (usize, Vec<String>) {
    let (mut passed, mut faults) = (0, Vec::new());
    for number in numbers {
        let found = what(number);
        passed += usize::from(found.passed);
        faults.extend(found.faults.into_iter().map(|fault| format!("{kind}:{number}: {fault}")));
    }
    (passed, faults)
}

#[test]
fn whatever_is_read_is_taken_or_refused_with_a_place() {
    let (breaker, _folder) = breaker();
    let (passed, faults) = all_faults("load", 0..1_000, |number| breaker.load(number));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // The breaker breaks some and not all.
    assert!((150..850).contains(&passed), "{passed} of 1,000 are taken");
}

#[test]
fn what_is_taken_can_be_simulated_planned_and_read_again() {
    let (breaker, _folder) = breaker();
    let playable: Vec<u64> = (0..200).filter(|number| breaker.load(*number).playable).take(4).collect();
    let (_, faults) = all_faults("play", playable.into_iter(), |number| breaker.play(number));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn plan_files_are_taken_or_refused_with_a_place() {
    let (breaker, _folder) = breaker();
    let (passed, faults) = all_faults("plan", 0..150, |number| breaker.plan(number));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!((5..145).contains(&passed), "{passed} of 150 are taken");
}

#[test]
fn folders_and_templates_make_reports_or_say_why_not() {
    let (breaker, folder) = breaker();
    let results = folder.path().join("results");
    breaker.make_results(&results);
    let (passed, faults) = all_faults("report", 0..30, |number| breaker.report(number, &results));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!((1..29).contains(&passed), "{passed} of 30 make reports");
}

/// What the breaker looks for it sees.
#[test]
fn faults_are_seen() {
    let scenario = common::load_with(&worlds::served_meetings(), &["run.replications=2"]);
    let supply = houqin::supply::Supply::new(&scenario);
    let (outcomes, summary) = breaker::played(&supply, &houqin::plan::Plan::status_quo(&supply));
    type Change = fn(&mut houqin::outcome::Summary);
    let seen = |change: Change| {
        let (mut changed, mut found) = (summary.clone(), Findings::default());
        change(&mut changed);
        breaker::sound(&supply, &outcomes, &changed, &mut found);
        found.faults
    };
    assert_eq!(seen(|_| {}), Vec::<String>::new());
    let changes: [(Change, &str); 5] = [
        (|summary| summary.cost.mean = f64::NAN, "a figure is NaN"),
        (|summary| summary.by_month[3].upper = f64::INFINITY, "a figure is inf"),
        (|summary| summary.service.upper = 1.01, "the share in time is 1.01"),
        (|summary| summary.lots[0].unserved.mean += 1.0, "is asked for and"),
        (
            |summary| summary.units.iter_mut().flat_map(|unit| &mut unit.by_month).flatten().for_each(|used| used.mean = 1.07),
            "is used 1.07 of its time",
        ),
    ];
    for (change, told) in changes {
        assert!(seen(change).iter().any(|fault| fault.contains(told)), "{told}: {:?}", seen(change));
    }
    let (mut problems, mut found) = (houqin::scenario::Problems::default(), Findings::default());
    problems.error(None, "somewhere", "");
    breaker::placed(&problems, &mut found);
    assert_eq!(found.faults, ["an error has no place: somewhere"]);
}

/// What is broken works before it is broken.
#[test]
fn what_is_broken_was_whole() {
    let (breaker, _folder) = breaker();
    for (number, case) in breaker.corpus.cases().iter().enumerate() {
        let found = breaker.read_whole(case);
        assert!(found.passed && found.faults.is_empty(), "{number}: {:?}", found.faults);
    }
}

/// The same seed and number are the same mutant, whatever was made before.
#[test]
fn mutants_can_be_made_again() {
    let corpus = breaker::mutate::Corpus::new();
    let other = breaker::mutate::Corpus::new();
    let mut different = 0;
    for number in 0..200 {
        let (one, again) = (corpus.mutant(SEED, number), other.mutant(SEED, number));
        assert!(one.files == again.files && one.settings == again.settings && one.done == again.done, "{number}");
        different += usize::from(one.files != corpus.mutant(SEED + 1, number).files);
    }
    assert!(different > 190);
}
