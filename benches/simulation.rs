//! Speed of the event list, of the kernel on M/M/10, of each service model, and of a whole replication of each scenario.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench")]

#[path = "peers/queue.rs"]
mod queue;

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use houqin::kernel::Agenda;
use houqin::outcome::Evaluator;
use houqin::plan::Plan;
use houqin::random::{Phase, Streams};
use houqin::scenario::LotKind;
use houqin::services::Demand;
use houqin::services::sittings::{Diners, play};
use houqin::supply::{Supply, UnitKind};

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

fn kernel(criterion: &mut Criterion) {
    criterion.bench_function("kernel: 10,000 customers of M/M/10", |bencher| {
        bencher.iter(|| queue::wait(10_000, 1));
    });
}

/// A year of one unit of each kind, demand drawn beforehand.
fn services(criterion: &mut Criterion) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for (name, file, kind) in [
        ("work orders: a year of ten people on two shifts", "benches/peers/work-orders.toml", UnitKind::Workshop),
        ("work orders: two years of a hospital's electricians", "scenarios/facility.toml", UnitKind::Workshop),
        ("sittings: a year of the ministry's lunches and breakfasts", "scenarios/ministry.toml", UnitKind::Kitchen),
        ("bookings: a year of the ministry's rooms", "scenarios/ministry.toml", UnitKind::Rooms),
    ] {
        let (scenario, _) = houqin::scenario::load(&root.join(file), &[]).unwrap();
        let supply = Supply::new(&scenario);
        let unit = (0..supply.units.len()).find(|unit| supply.units[*unit].kind == kind).unwrap();
        let size = supply.today(unit);
        let routed = vec![true; supply.units[unit].lots.len()];
        let streams = Streams::new(1, Phase::Evaluation, 0);
        let demand = Demand::draw(&scenario, &streams);
        let presence = supply.presence(unit, &streams, size.people as usize);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| supply.respond(unit, &size, &routed, &demand, presence.as_ref()));
        });
        if let (LotKind::Sittings(spec), UnitKind::Kitchen) = (&scenario.lots[supply.units[unit].lots[0]].kind, kind) {
            let diners = Diners::draw(spec, 770, &mut streams.stream("bench", 1));
            criterion.bench_function("sittings: the diners of a lunch of 770", |bencher| {
                bencher.iter(|| Diners::draw(spec, 770, &mut streams.stream("bench", 1)));
            });
            criterion.bench_function("sittings: a lunch of 770 diners, one by one", |bencher| {
                bencher.iter(|| play(spec, 6, &diners, 800.0, false));
            });
        }
    }
}

fn replications(criterion: &mut Criterion) {
    for name in ["first-steps", "ministry", "university", "facility"] {
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

criterion_group!(benches, event_list, kernel, services, replications);
criterion_main!(benches);
