//! M/M/10 (arrivals 9, service 1) as one NeXosim model that schedules its own events. Usage: nexosim-mmc CUSTOMERS REPETITIONS

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Queue {
    #[serde(skip)]
    generator: Option<Xoshiro256PlusPlus>,
    #[serde(skip)]
    waited: Arc<Mutex<f64>>,
    #[serde(skip)]
    line: VecDeque<MonotonicTime>,
    busy: usize,
    left: u64,
}

impl Queue {
    fn exponential(&mut self, rate: f64) -> Duration {
        let generator = self.generator.as_mut().expect("set at the start");
        let draw: f64 = Exp1.sample(generator);
        Duration::from_nanos((draw / rate * 1e9) as u64 + 1)
    }
}

#[Model]
impl Queue {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>, _: &mut ()) {
        let delay = self.exponential(9.0);
        context.schedule_event(delay, schedulable!(Self::arrive), ()).expect("in the future");
    }

    #[nexosim(schedulable)]
    fn arrive(&mut self, _: (), context: &Context<Self>) {
        self.left -= 1;
        if self.left > 0 {
            let delay = self.exponential(9.0);
            context.schedule_event(delay, schedulable!(Self::arrive), ()).expect("in the future");
        }
        if self.busy < 10 {
            self.busy += 1;
            let delay = self.exponential(1.0);
            context.schedule_event(delay, schedulable!(Self::depart), ()).expect("in the future");
        } else {
            self.line.push_back(context.time());
        }
    }

    #[nexosim(schedulable)]
    fn depart(&mut self, _: (), context: &Context<Self>) {
        match self.line.pop_front() {
            Some(arrived) => {
                *self.waited.lock().expect("one thread") += context.time().duration_since(arrived).as_secs_f64();
                let delay = self.exponential(1.0);
                context.schedule_event(delay, schedulable!(Self::depart), ()).expect("in the future");
            }
            None => self.busy -= 1,
        }
    }
}

fn main() {
    let number = |index: usize| std::env::args().nth(index).and_then(|text| text.parse().ok()).expect("CUSTOMERS REPETITIONS");
    let (customers, repetitions): (u64, u64) = (number(1), number(2));
    let mut speeds = Vec::new();
    let mut wait = 0.0;
    for seed in 1..=repetitions {
        let waited = Arc::new(Mutex::new(0.0));
        let queue = Queue {
            generator: Some(Xoshiro256PlusPlus::seed_from_u64(seed)),
            waited: waited.clone(),
            line: VecDeque::new(),
            busy: 0,
            left: customers,
        };
        let mut simulation = SimInit::with_num_threads(1)
            .add_model(queue, Mailbox::new(), "queue")
            .init(MonotonicTime::EPOCH)
            .expect("a simulation");
        let started = Instant::now();
        // Far beyond the last customer: it stops when no event is left.
        simulation.step_until(Duration::from_secs(customers)).expect("runs");
        speeds.push(customers as f64 / started.elapsed().as_secs_f64());
        wait += *waited.lock().expect("one thread") / customers as f64 / repetitions as f64;
    }
    speeds.sort_by(f64::total_cmp);
    println!("nexosim MEDIAN {:.0} cust/s, mean wait {wait:.4}", speeds[speeds.len() / 2]);
}
