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

    /// Months of the horizon in which work comes: a month counts by the share of its days that lie in months with a weight.
    pub fn months_with_work(&self, calendar: &Calendar) -> f64 {
        let months = calendar.month_starts.windows(2).map(|pair| {
            let days = &calendar.days[pair[0]..pair[1]];
            days.iter().filter(|day| self.month_of(day) > 0.0).count() as f64 / days.len() as f64
        });
        months.sum()
    }
}
