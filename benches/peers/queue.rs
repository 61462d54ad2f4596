//! M/M/10 with λ 9 and μ 1 on the kernel's public interface, for the bench and for the comparison with peers.

use houqin::kernel::{Agenda, Model, Pool, run};
use houqin::random::{Phase, Stream, Streams};
use rand_distr::{Distribution, Exp1};

/// A unit exponential by the ziggurat.
pub fn exponential(stream: &mut Stream) -> f64 {
    Exp1.sample(stream.generator())
}

/// The queue on the kernel's public interface, as the services use it.
struct Queue {
    stream: Stream,
    pool: Pool<f64>,
    left: u64,
    wait: f64,
}

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    Departure(u32),
}

impl Model for Queue {
    type Event = Event;
    fn handle(&mut self, now: f64, event: Event, agenda: &mut Agenda<Event>) {
        match event {
            Event::Arrival => {
                self.pool.join(now, 1, 0, 0);
                self.left -= 1;
                if self.left > 0 {
                    agenda.schedule(now + exponential(&mut self.stream) / 9.0, Event::Arrival);
                }
            }
            Event::Departure(server) => self.pool.release(server as usize),
        }
        while let Some(arrived) = self.pool.start_next(|_| true, |_, _| 0.0) {
            self.wait += now - arrived;
            agenda.schedule(now + exponential(&mut self.stream), Event::Departure(self.pool.chosen()[0]));
        }
    }
}

/// Mean wait of so many customers.
pub fn wait(customers: u64, seed: u64) -> f64 {
    let stream = Streams::new(seed, Phase::Evaluation, 0).stream("mmc", 0);
    let mut queue = Queue { stream, pool: Pool::new(10, 1), left: customers, wait: 0.0 };
    let mut agenda = Agenda::new();
    agenda.schedule(0.0, Event::Arrival);
    run(&mut queue, &mut agenda, f64::INFINITY);
    queue.wait / customers as f64
}
