//! M/M/10 with λ 9 and μ 1, for comparing engines: `mmc kernel|first-come CUSTOMERS REPETITIONS`.
//! Prints the median customers a second of CPU time and the mean wait (Erlang C: .668732).
//! `mmc work-orders YEARS REPETITIONS` prints the events a second of the whole work-order model (benches/peers/work-orders.toml).
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example")]

#[path = "../benches/peers/queue.rs"]
mod queue;

use std::path::Path;

use houqin::kernel::FirstCome;
use houqin::random::{Phase, Streams};
use houqin::services::bookings::{Had, Placement};
use houqin::services::sittings::{MealDay, MealOutcome};
use houqin::services::{Demand, JobEvent, PersonEvent, Watcher};
use houqin::supply::Supply;
use queue::exponential;

fn first_come(customers: u64, seed: u64) -> f64 {
    let mut stream = Streams::new(seed, Phase::Evaluation, 0).stream("mmc", 0);
    let mut line = FirstCome::new(10);
    let (mut clock, mut wait) = (0.0, 0.0);
    for _ in 0..customers {
        clock += exponential(&mut stream) / 9.0;
        let start = line.start(clock);
        wait += start - clock;
        line.take(start + exponential(&mut stream));
    }
    wait / customers as f64
}

/// Counts what happens at moments of its own: jobs arrive, people reach them, work ends or is put down, jobs leave, people return, come and go.
struct Count(u64);

impl Watcher for Count {
    fn job(&mut self, _: f64, _: usize, _: usize, what: JobEvent, _: &[u32]) {
        self.0 += u64::from(what != JobEvent::SetOut);
    }
    fn person(&mut self, _: f64, _: u32, _: PersonEvent) {
        self.0 += 1;
    }
    fn meal(&mut self, _: usize, _: &MealDay, _: MealOutcome, _: f64) {}
    fn meeting(&mut self, _: &Placement, _: &[Had]) {}
}

/// Events a second of the work-order model, demand drawn and all.
fn work_orders(years: u64, repetitions: u64) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/work-orders.toml");
    let (scenario, _) = houqin::scenario::load(&path, &[]).unwrap();
    let supply = Supply::new(&scenario);
    let unit = supply.of(0, 0).next().unwrap();
    let size = supply.today(unit);
    let routed = vec![true; supply.units[unit].lots.len()];
    let play = |year: u64, count: Option<&mut Count>| {
        let streams = Streams::new(1, Phase::Evaluation, year);
        let demand = Demand::draw(&scenario, &streams);
        let presence = supply.presence(unit, &streams, size.people as usize);
        match count {
            Some(count) => supply.respond_to(&supply.coming(unit, &routed, &demand), &size, presence.as_ref(), count),
            None => supply.respond(unit, &size, &routed, &demand, presence.as_ref()),
        }
    };
    let mut count = Count(0);
    (0..years).for_each(|year| drop(play(year, Some(&mut count))));
    let mut speeds: Vec<f64> = (0..repetitions)
        .map(|_| {
            let started = std::time::Instant::now();
            (0..years).for_each(|year| drop(std::hint::black_box(play(year, None))));
            count.0 as f64 / started.elapsed().as_secs_f64()
        })
        .collect();
    speeds.sort_by(f64::total_cmp);
    println!("houqin-work-orders EVENTS {:.0} events/s, {} events a year", speeds[speeds.len() / 2], count.0 / years);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, mode, years, repetitions] = &arguments[..]
        && mode == "work-orders"
    {
        return work_orders(years.parse().unwrap(), repetitions.parse().unwrap());
    }
    let (mode, customers, repetitions) = match &arguments[..] {
        [_, mode, customers, repetitions] => (mode.as_str(), customers.parse().unwrap(), repetitions.parse().unwrap()),
        _ => ("kernel", 2_000_000, 3),
    };
    let model = if mode == "first-come" { first_come } else { queue::wait };
    let mut speeds = Vec::new();
    let mut waits = 0.0;
    for seed in 0..repetitions {
        // One thread that computes throughout: wall time is CPU time unless the machine is shared, and the shell script pins it.
        let started = std::time::Instant::now();
        waits += model(customers, seed) / repetitions as f64;
        speeds.push(customers as f64 / started.elapsed().as_secs_f64());
    }
    speeds.sort_by(f64::total_cmp);
    println!("houqin-{mode} MEDIAN {:.0} cust/s, mean wait {waits:.4} (Erlang C .6687)", speeds[speeds.len() / 2]);
}
