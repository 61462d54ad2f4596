//! The decomposition on the sourcing instance: one recourse, the relaxation, whole people and contracts.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../examples/sourcing_instance/instance.rs"]
mod instance;

use criterion::{Criterion, criterion_group, criterion_main};
use houqin::stochastic::decompose::{Settings, solve};
use houqin::stochastic::{TwoStage, blocks};

fn sourcing(c: &mut Criterion) {
    let program = instance::instance(100, 42);
    let settings = Settings { gap: 1e-3, ..Settings::default() };
    let x = solve(&program, settings).unwrap().x;
    let mut slope = vec![0.0; x.len()];
    let mut replication = 0;
    c.bench_function("recourse of one replication", |b| {
        b.iter(|| {
            replication = (replication + 1) % 100;
            program.recourse(replication, &x, &mut slope).unwrap()
        });
    });
    let mut group = c.benchmark_group("100 replications to .1 %");
    group.sample_size(10);
    group.bench_function("relaxed", |b| b.iter(|| solve(&program, settings).unwrap()));
    group.bench_function("whole", |b| b.iter(|| blocks::solve(&program, settings).unwrap()));
    group.finish();
}

criterion_group!(benches, sourcing);
criterion_main!(benches);
