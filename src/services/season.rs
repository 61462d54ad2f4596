//! Profiles over the days of a horizon.
//!
//! A profile says when work comes, and nothing of how much: its weights are relative, and the figure that they shape (diners of a meal, meetings
//! a day, jobs a month) is the mean over the days on which there is such work at all. A weight of 0 takes a day out, wherever it stands, and
//! leaves the others as they are.

use crate::calendar::{Calendar, Day};
use crate::scenario::Profile;

/// Weights of the days of a horizon.
pub struct Season {
    weights: Vec<f64>,
    /// Days with work.
    days: usize,
}

impl Season {
    /// The days of a horizon on which a service is open, weighted by months and weekdays: 1 in the mean over those that have any weight.
    pub fn new(calendar: &Calendar, profile: &Profile, open: impl Fn(usize, &Day) -> bool) -> Self {
        let of_day = |(index, day): (usize, &Day)| {
            if open(index, day) { profile.weekdays[day.weekday] * profile.month_of(day) } else { 0.0 }
        };
        let mut weights: Vec<f64> = calendar.days.iter().enumerate().map(of_day).collect();
        let total: f64 = weights.iter().sum();
        let days = weights.iter().filter(|weight| **weight > 0.0).count();
        if total > 0.0 {
            weights.iter_mut().for_each(|weight| *weight *= days as f64 / total);
        }
        Self { weights, days }
    }

    /// The weight of a day; 0 where there is no work.
    pub fn weight(&self, day: usize) -> f64 {
        self.weights[day]
    }

    /// How many days have work.
    pub fn days(&self) -> usize {
        self.days
    }

    /// The days that have work, with their weights.
    pub fn with_work(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.weights.iter().copied().enumerate().filter(|(_, weight)| *weight > 0.0)
    }
}

impl Profile {
    /// The weight of a day's month.
    pub fn month_of(&self, day: &Day) -> f64 {
        self.months[(day.date.month() - 1) as usize]
    }

    /// Months of the horizon in which work comes: a day counts as its part of its calendar month, and all together as the months of the horizon.
    pub fn months_with_work(&self, calendar: &Calendar) -> f64 {
        let part = |day: &Day| 1.0 / f64::from(day.date.days_in_month());
        let all: f64 = calendar.days.iter().map(part).sum();
        let with_work: f64 = calendar.days.iter().filter(|day| self.month_of(day) > 0.0).map(part).sum();
        if with_work < all { calendar.months() as f64 * with_work / all } else { calendar.months() as f64 }
    }
}
