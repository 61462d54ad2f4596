//! Discrete-event simulation, with no word of any service: a clock with its pending events ([`Agenda`]), a pool of
//! servers with skills and a queue for each priority ([`Pool`]), a fast path for plain first-come queues ([`FirstCome`]), and running statistics ([`TimeWeighted`], [`Tally`]).
//!
//! A model is a type with an event enum and a handler; [`run`] feeds it the events in order of time. Events at equal
//! times come in the order in which they were scheduled, so nothing is left to chance.
//!
//! ```
//! use houqin::kernel::{Agenda, Model, run};
//!
//! struct Clock { ticks: u32 }
//! impl Model for Clock {
//!     type Event = ();
//!     fn handle(&mut self, now: f64, _: (), agenda: &mut Agenda<()>) {
//!         self.ticks += 1;
//!         agenda.schedule(now + 10.0, ());
//!     }
//! }
//! let mut clock = Clock { ticks: 0 };
//! let mut agenda = Agenda::new();
//! agenda.schedule(0.0, ());
//! run(&mut clock, &mut agenda, 60.0);
//! assert_eq!(clock.ticks, 7);
//! ```

mod agenda;
mod first_come;
mod pool;
mod statistics;

pub use agenda::Agenda;
pub use first_come::FirstCome;
pub use pool::Pool;
pub use statistics::{Tally, TimeWeighted};

/// Something that happens in time.
pub trait Model {
    /// What can happen. Keep it small and `Copy`: an enum of a few integers.
    type Event: Copy;

    /// React to an event at time `now`; schedule what follows.
    fn handle(&mut self, now: f64, event: Self::Event, agenda: &mut Agenda<Self::Event>);
}

/// Handle events in order until none is left or the next lies after `until`.
pub fn run<M: Model>(model: &mut M, agenda: &mut Agenda<M::Event>, until: f64) {
    while let Some((now, event)) = agenda.next_before(until) {
        model.handle(now, event, agenda);
    }
}
