//! The face for programs, against the rooms behind it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::common::tiny::TINY;
use houqin::planning::explain::explain;
use houqin::planning::{Goal, Rules};
use houqin::random::Phase;
use houqin::replicate::{Silent, Step, play};
use houqin::run::{NoPath, RunError, staged};
use houqin::supply::Supply;
use houqin::{Study, StudyError};

fn tiny() -> Study {
    Study::of_text(TINY, ".").unwrap_or_else(|problems| panic!("{problems}"))
}

fn with(study: &Study, key: &str, value: impl Into<houqin::study::Value>) -> Study {
    study.with(key, value).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A study is owned: it goes to other threads, and its clones know what it knows.
#[test]
fn a_study_goes_to_other_threads_and_its_clones_know_what_it_knows() {
    fn goes_anywhere<T: Clone + Send + Sync + 'static>(_: &T) {}
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let study = tiny().watched(move |at| {
        if at.step == Step::Responses && at.done == 0 {
            count.fetch_add(1, Ordering::Relaxed);
        }
        ControlFlow::Continue(())
    });
    goes_anywhere(&study);
    let clone = study.clone();
    let elsewhere = std::thread::spawn(move || clone.optimise().unwrap()).join().unwrap();
    let here = study.optimise().unwrap();
    assert_eq!(here.prediction.plan, elsewhere.prediction.plan);
    assert_eq!(asked.load(Ordering::Relaxed), 1, "responses are simulated once for both");
}

/// Answers are those of the rooms behind, and serialise.
#[test]
fn answers_are_those_of_the_rooms_behind() {
    let study = tiny();
    let supply = Supply::new(study.scenario());
    let (verified, mut menu) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let found = study.optimise().unwrap();
    assert_eq!(found.prediction.plan, verified.prediction.plan);
    assert_eq!(found.prediction.cash, verified.prediction.cash);
    let outcomes = play(&supply, &[&found.prediction.plan], Phase::Evaluation, study.scenario().run.replications, &Silent);
    let summary = houqin::outcome::Summary::of(&supply, &found.prediction.plan, &outcomes[0]);
    assert_eq!(study.simulate(&found.prediction.plan).cost.mean, summary.cost.mean);
    let rules = Rules::of(&menu);
    let behind = explain(&mut menu, &rules, 0.02, None, &|| ()).unwrap_or_else(|error| panic!("{error}"));
    let why = study.explain(0.02).unwrap();
    let told = |explanation: &houqin::planning::explain::Explanation| serde_json::to_string(explanation).unwrap();
    assert_eq!(told(&why), told(&behind));
    assert!(why.alternatives.iter().all(|other| other.goal != Goal::Objective));
    // Asking why leaves what is known as it was.
    assert_eq!(study.optimise().unwrap().prediction.plan, found.prediction.plan);
    let beside = study.compare([("best", found.prediction.plan.clone())]);
    assert_eq!(beside.len(), 2);
    let saved = beside[0].summary.cost.mean - beside[1].summary.cost.mean;
    assert!((beside[1].against_status_quo.cost.mean + saved).abs() < 1e-6 * beside[0].summary.cost.mean);
}

/// A key that is set makes another study; the first stays as it was.
#[test]
fn a_change_is_a_study_of_its_own() {
    let study = tiny();
    let best = study.optimise().unwrap().prediction.cash;
    let free = with(&study, "service.W.work_orders.A.spot_price_per_job", 1);
    assert!(free.optimise().unwrap().prediction.cash < best);
    assert_eq!(study.optimise().unwrap().prediction.cash, best);
    // Settings add up, and the last of two of a key holds.
    let twice = with(&with(&free, "run.seed", 5), "run.seed", 6);
    assert_eq!(twice.scenario().run.seed, 6);
    assert_eq!(twice.scenario().lots[0].spot.unwrap().per_unit, 1.0);
}

/// Where there is no plan or path, why comes as facts.
#[test]
fn why_there_is_none_comes_as_facts() {
    let study = with(&tiny(), "budget.total_per_year", 100);
    let Err(StudyError::NoPlan(RunError::Infeasible { why: Ok(why), .. })) = study.optimise() else { panic!("no plan costs so little") };
    assert_eq!(why.conflicts, vec![vec![houqin::planning::Limit::Budget]]);
    assert!(matches!(tiny().path(), Err(StudyError::NoPathAsked)));
    let short = with(&tiny(), "path.years", 2);
    let short = with(&short, "path.budget_by_year", vec![100, 100]);
    assert!(matches!(short.path(), Err(StudyError::NoPath(NoPath::Infeasible(_)))));
    let long = with(&tiny(), "path.years", 2);
    let supply = Supply::new(long.scenario());
    let behind = staged(&supply, long.scenario().path.as_ref().unwrap(), &Silent).unwrap().unwrap();
    assert_eq!(long.path().unwrap().best.cash, behind.best.cash);
}

/// Whoever watches may end a question at any step; what was known is known still, and it may be asked again.
#[test]
fn a_question_may_be_ended_and_asked_again() {
    let go_on = Arc::new(Mutex::new(true));
    let may = Arc::clone(&go_on);
    let study = tiny().watched(move |at| {
        if *may.lock().unwrap() || at.step != Step::Explaining { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let best = study.optimise().unwrap().prediction.cash;
    *go_on.lock().unwrap() = false;
    let stopped = study.explain(0.02).err().unwrap();
    assert!(stopped.is_stopped(), "{stopped}");
    assert_eq!(study.optimise().unwrap().prediction.cash, best);
    *go_on.lock().unwrap() = true;
    assert!(study.explain(0.02).is_ok());
    // Before anything is known.
    let never = tiny().watched(|_| ControlFlow::Break(()));
    assert!(never.optimise().err().unwrap().is_stopped() && never.path().is_err());
    assert!(never.run().err().unwrap().is_stopped());
}
