//! Rivals on an equal footing: no strategy's plan is bettered by a step within its own rule, or the comparison says nothing of the strategies.

use crate::common;
use crate::common::steps::{Examined, Rival};
use houqin::plan::Route;
use houqin::replicate::Silent;
use houqin::run::{Played, run};
use houqin::scenario::{Direct, load};
use houqin::strategies::Strategy;
use houqin::supply::Supply;

/// Replications on which all steps are played, and others on which the promising ones are.
struct Effort {
    few: u64,
    many: u64,
}

fn examine(supply: &Supply, played: &Played, effort: &Effort) -> Examined {
    Rival { supply, strategy: played.strategy, plan: &played.plan, note: &played.note }.examine(effort.few, effort.many)
}

/// Every strategy's plan of a shipped scenario against all that are a step away, and one that somebody spoilt, whose fault must show.
fn no_step_betters_any(name: &str, settings: &[&str], effort: &Effort) {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    let (scenario, _) = load(&common::shipped(name), &settings).unwrap_or_else(|problems| panic!("{problems}"));
    let supply = Supply::new(&scenario);
    let found = run(&supply, false, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let tolerance = scenario.run.tolerance.0;
    let mut faults = Vec::new();
    for played in found.strategies.iter().filter(|played| played.strategy != Strategy::StatusQuo) {
        let Examined { steps, gains } = examine(&supply, played, effort);
        let best = gains.first().map_or_else(|| "none: the most promising break limits".to_owned(), ToString::to_string);
        println!("{name}, {}: {steps} steps; the best is {best}", played.strategy.key());
        assert!(steps > 5, "{}: {steps} steps", played.strategy.key());
        let counting = gains.iter().filter(|gain| gain.counts(tolerance));
        faults.extend(counting.map(|gain| format!("{}: {gain}", played.strategy.key())));
    }
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    let mut spoilt = found.strategies.iter().find(|played| played.strategy == Strategy::Optimum).unwrap().clone();
    let dearest = (0..scenario.lots.len()).max_by(|a, b| supply.market_value(*a).total_cmp(&supply.market_value(*b))).unwrap();
    spoilt.plan.route[dearest] = Route::Direct(Direct::Nobody);
    // Where the budget binds no step may spend more: the fault is looked for where there is enough.
    let enough: Vec<String> = settings.iter().cloned().chain(["budget.total_per_year=10000000000".to_owned()]).collect();
    let (with_enough, _) = load(&common::shipped(name), &enough).unwrap_or_else(|problems| panic!("{problems}"));
    let Examined { gains, .. } = examine(&Supply::new(&with_enough), &spoilt, effort);
    assert!(gains.iter().any(|gain| gain.counts(tolerance)), "{name}: nothing betters a plan that leaves its dearest lot undone");
}

#[test]
fn at_the_facility() {
    no_step_betters_any(
        "facility.toml",
        &["scenario.years=1", "run.planning_samples=30", "run.replications=30"],
        &Effort { few: 6, many: 25 },
    );
}

#[test]
#[ignore = "some minutes: make rivals"]
fn at_the_university() {
    no_step_betters_any("university.toml", &[], &Effort { few: 6, many: 130 });
}

#[test]
#[ignore = "some minutes: make rivals"]
fn at_the_ministry() {
    no_step_betters_any("ministry.toml", &[], &Effort { few: 6, many: 200 });
}
