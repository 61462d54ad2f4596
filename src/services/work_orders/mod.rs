//! Work orders: jobs that arrive in time and are done by people of a trade.
//!
//! **Demand.** A non-homogeneous Poisson process whose rate is base × month × weekday × hour, times a gamma factor for each
//! month that makes counts burstier than Poisson; or planned jobs, evenly spaced along the same rate. Arrivals are found by inversion of
//! the integrated rate (Çinlar 1975): no thinning, so nothing is lost or doubled where the rate jumps.
//!
//! **Service.** The simulation runs in the team's *working time*: whatever lies outside all its shifts and on-call hours is cut
//! out, so a job that arrives at night simply waits for the first working minute. Emergencies go before ordinary jobs, and these before planned ones;
//! within a priority first come, first served. A job takes the people with the fewest skills that will do, and of those the nearest: they
//! travel from where they are, and go back to their base when nothing else waits. Where the team lets emergencies interrupt, the job started
//! last is put down and goes on, where it was left, before those that never started (preemptive resume); so is the job of
//! somebody whose shift ends. A job may need several people at once, parts to wait for, other trades after the first, and repeat visits.
//! A job that cannot be on site by its response deadline (or within its requester's patience, or that finds too long a queue) overflows at that
//! moment, or stays, as its lot says.

mod arrivals;
mod demand;
mod shop;

pub use arrivals::{Arrivals, TeamLot};
pub use demand::{draw, season};
pub use shop::{TeamSetup, simulate};

use crate::scenario::{Volume, WorkOrders};

/// A job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Job {
    /// Arrival, minutes.
    pub arrival: f64,
    /// Labour of each person, minutes.
    pub labour: f64,
    /// Somebody must be on site by then.
    pub response_deadline: f64,
    /// It must be done by then.
    pub completion_deadline: f64,
    /// If it has not been started by then it leaves; infinite if it stays.
    pub leaves: f64,
    /// What it goes before.
    pub priority: Priority,
    /// The job's own randomness, from which all that may happen to it later is drawn.
    pub luck: u64,
}

/// Which jobs go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Before all others.
    Emergency,
    /// Before planned work.
    Ordinary,
    /// When nothing else waits.
    Planned,
}

/// What a job's luck decides.
#[derive(Clone, Copy, Debug)]
enum Luck {
    NeedsParts,
    PartsWait,
    Repeats,
    /// Labour of a step after the first.
    Step(usize),
}

impl Job {
    /// A uniform number for a purpose: always the same, whoever does the job and when.
    fn luck(&self, purpose: Luck) -> f64 {
        let salt = match purpose {
            Luck::NeedsParts => 1,
            Luck::PartsWait => 2,
            Luck::Repeats => 3,
            Luck::Step(step) => 16 + step as u64,
        };
        crate::random::uniform_of(self.luck, salt)
    }
}

impl WorkOrders {
    /// Steps of a job, one after the other.
    pub fn steps(&self) -> usize {
        1 + self.then.len()
    }

    /// People that a step needs at once.
    pub fn crew_of(&self, step: usize) -> usize {
        if step == 0 { self.crew } else { self.then[step - 1].crew }
    }

    /// Most people that any step needs.
    pub fn largest_crew(&self) -> usize {
        self.then.iter().map(|step| step.crew).fold(self.crew, usize::max)
    }

    /// Labour of each person on a step, minutes.
    pub fn step_minutes(&self, job: &Job, step: usize) -> f64 {
        if step == 0 { job.labour } else { self.then[step - 1].labour.quantile(job.luck(Luck::Step(step))) }
    }

    /// Mean labour hours of a job over all steps and people, one visit each.
    pub fn mean_hours(&self) -> f64 {
        let later: f64 = self.then.iter().map(|step| step.labour.mean() * step.crew as f64).sum();
        (self.labour.mean() * self.crew as f64 + later) / 60.0
    }
}

/// A job as a volume: one unit, and its labour hours over all steps and people.
pub fn volume(spec: &WorkOrders, job: &Job) -> Volume {
    let minutes: f64 = (0..spec.steps()).map(|step| spec.step_minutes(job, step) * spec.crew_of(step) as f64).sum();
    Volume { units: 1.0, measure: minutes / 60.0 }
}

/// What a job does next.
enum Stage {
    /// People of a step's trade work for so many minutes.
    Work(usize, f64),
    /// It waits for so many minutes on the clock.
    Pause(f64),
    /// Nothing: it is complete.
    Complete,
}

/// The stages of a job: diagnosis and wait for parts if it needs them, then its steps, then, for each repeat visit, a wait and all steps again.
fn stage(spec: &WorkOrders, job: &Job, stage: u32) -> Stage {
    let mut stage = stage as usize;
    if let Some(parts) = &spec.parts
        && job.luck(Luck::NeedsParts) < parts.share
    {
        match stage {
            0 => return Stage::Work(0, parts.diagnosis),
            1 => return Stage::Pause(parts.wait.quantile(job.luck(Luck::PartsWait))),
            _ => stage -= 2,
        }
    }
    if stage < spec.steps() {
        return Stage::Work(stage, spec.step_minutes(job, stage));
    }
    let Some(repeat) = &spec.repeat else { return Stage::Complete };
    stage -= spec.steps();
    let (round, position) = (stage / (spec.steps() + 1), stage % (spec.steps() + 1));
    // Visits are geometric: a repeat follows each visit with the same chance.
    let repeats = (job.luck(Luck::Repeats).ln() / repeat.share.ln()).min(MOST_REPEATS) as usize;
    if round >= repeats {
        Stage::Complete
    } else if position == 0 {
        Stage::Pause(repeat.after)
    } else {
        Stage::Work(position - 1, spec.step_minutes(job, position - 1))
    }
}

/// Repeat visits after which a job counts as done for good, whatever its share of repeats.
const MOST_REPEATS: f64 = 20.0;
