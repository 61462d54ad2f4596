//! Speed of the event list, of a work-order year on the kernel, and of a whole replication of each scenario.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench")]

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use houqin::kernel::Agenda;
use houqin::outcome::Evaluator;
use houqin::plan::Plan;
use houqin::random::{Phase, Streams};
use houqin::services::Demand;
use houqin::supply::Supply;

fn event_list(criterion: &mut Criterion) {
    for pending in [10usize, 1_000, 100_000] {
        let mut stream = Streams::new(1, Phase::Evaluation, 0).stream("bench", 0);
        let mut agenda = Agenda::new();
        for index in 0..pending {
            agenda.schedule(stream.exponential(), index as u32);
        }
        criterion.bench_function(&format!("event list, pop and push with {pending} pending"), |bencher| {
            bencher.iter(|| {
                let (now, event) = agenda.next_before(f64::INFINITY).unwrap();
                agenda.schedule(now + stream.exponential(), black_box(event));
            });
        });
    }
}

fn replications(criterion: &mut Criterion) {
    for name in ["first-steps", "ministry", "university"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        let (scenario, _) = houqin::scenario::load(&path, &[]).unwrap();
        let supply = Supply::new(&scenario);
        let plan = Plan::status_quo(&supply);
        let evaluator = Evaluator::new(&supply, &plan);
        let mut replication = 0;
        criterion.bench_function(&format!("{name}: demand and status quo of a year"), |bencher| {
            bencher.iter(|| {
                replication += 1;
                let streams = Streams::new(1, Phase::Evaluation, replication);
                evaluator.evaluate(&Demand::draw(&scenario, &streams), &streams)
            });
        });
    }
}

criterion_group!(benches, event_list, replications);
criterion_main!(benches);
