//! The three ways in which demand arises and is served: work orders, sittings, bookings.
//!
//! Each model has two halves. *Demand* draws one replication's jobs, meal days or requests from the lot alone; it knows
//! nothing of supply, so every plan meets the same demand. *Service* plays that demand against some in-house capacity and
//! says, month by month, what was served, what was in time, and what is left for a contract, the spot market or nobody.

pub mod bookings;
pub mod demand;
pub mod presence;
pub mod season;
pub mod shocks;
pub mod sittings;
pub mod watcher;
pub mod work_orders;

pub use demand::{Demand, LotDemand};
pub use shocks::Shocks;
pub use watcher::{JobEvent, PersonEvent, Unwatched, Watcher};

use crate::scenario::Volume;

/// What happened to one lot in one month under some in-house capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LotMonth {
    /// All that was asked for.
    pub demand: Volume,
    /// Served in-house, in units.
    pub served: f64,
    /// Of those, within the standard.
    pub in_time: f64,
    /// Left for others.
    pub overflow: Volume,
    /// Sum of waits (response, queue, shift of start) of the served, minutes.
    pub wait: f64,
    /// Sum of times from arrival to completion of the served, minutes (work orders only).
    pub turnaround: f64,
    /// Cash that serving took beside people: materials, ingredients.
    pub materials: f64,
    /// Pay for calls outside working hours.
    pub pay: f64,
    /// Meals cooked and not eaten.
    pub wasted: f64,
    /// Meetings that got a room at the wanted start, at their own site.
    pub as_wanted: f64,
    /// Meetings held at another site.
    pub elsewhere: f64,
    /// Hours that their people were on the way there and back.
    pub way_hours: f64,
}

impl std::ops::AddAssign for LotMonth {
    fn add_assign(&mut self, other: Self) {
        self.demand += other.demand;
        self.served += other.served;
        self.in_time += other.in_time;
        self.overflow += other.overflow;
        self.wait += other.wait;
        self.turnaround += other.turnaround;
        self.materials += other.materials;
        self.pay += other.pay;
        self.wasted += other.wasted;
        self.as_wanted += other.as_wanted;
        self.elsewhere += other.elsewhere;
        self.way_hours += other.way_hours;
    }
}

/// What one in-house unit did in one replication.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// For each lot of the unit (in the unit's order), its months.
    pub lots: Vec<Vec<LotMonth>>,
    /// Busy person-minutes of each month (room-minutes for meetings).
    pub busy: Vec<f64>,
    /// Of a pool of rooms, what each kind was used for over the horizon; empty for other units.
    pub rooms: Vec<RoomUse>,
}

/// What rooms of a kind were used for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RoomUse {
    /// Opening minutes in which they were taken, all together.
    pub busy: f64,
    /// Meetings held in them.
    pub meetings: f64,
    /// Of these, meetings that were asked for at another site.
    pub from_elsewhere: f64,
}

impl Response {
    /// Nothing done yet.
    pub fn new(lots: usize, months: usize) -> Self {
        Self { lots: vec![vec![LotMonth::default(); months]; lots], busy: vec![0.0; months], rooms: Vec::new() }
    }
}
