//! Somebody who looks on while a unit works. Simulations are compiled once for each kind of watcher, so that nobody watching
//! costs nothing.

use super::bookings::{Had, Placement};
use super::sittings::{MealDay, MealOutcome};

/// What can happen to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobEvent {
    /// It is reported.
    Arrived,
    /// People set out for it.
    SetOut,
    /// They are on site.
    OnSite,
    /// It is put down, for an emergency or because somebody's shift ends.
    PutDown,
    /// People leave the site; the job waits for parts, another trade or a repeat visit.
    Paused,
    /// It is done.
    Done,
    /// It leaves the team unserved.
    Left,
}

/// What can happen to a person, beside jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonEvent {
    /// A shift or a time on call begins.
    OnDuty,
    /// It ends.
    OffDuty,
    /// Back at the base.
    Back,
}

/// Sees all that happens. Times are clock minutes of the horizon; lots are numbered among those that the unit serves.
pub trait Watcher {
    /// Whether anything is looked at.
    const WATCHING: bool = true;
    /// Something happened to a job. People are numbered within the team, those on call after all others; they are given when they set out.
    fn job(&mut self, time: f64, lot: usize, job: usize, what: JobEvent, people: &[u32]);
    /// Something happened to a person.
    fn person(&mut self, time: f64, person: u32, what: PersonEvent);
    /// A meal was served, from so many portions.
    fn meal(&mut self, lot: usize, meal: &MealDay, outcome: MealOutcome, portions: f64);
    /// A request for a meeting was answered.
    fn meeting(&mut self, placement: &Placement, had: &[Had]);
}

/// Nobody watches.
pub struct Unwatched;

impl Watcher for Unwatched {
    const WATCHING: bool = false;
    #[inline]
    fn job(&mut self, _: f64, _: usize, _: usize, _: JobEvent, _: &[u32]) {}
    #[inline]
    fn person(&mut self, _: f64, _: u32, _: PersonEvent) {}
    #[inline]
    fn meal(&mut self, _: usize, _: &MealDay, _: MealOutcome, _: f64) {}
    #[inline]
    fn meeting(&mut self, _: &Placement, _: &[Had]) {}
}
