//! Running statistics of a simulation.

/// A level that changes in time, and the area under it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeWeighted {
    level: f64,
    since: f64,
    area: f64,
}

impl TimeWeighted {
    /// Level 0 from time 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// The level now.
    #[inline]
    pub fn level(&self) -> f64 {
        self.level
    }

    /// Change the level by `step` at time `now`.
    #[inline]
    pub fn change(&mut self, now: f64, step: f64) {
        self.area += self.level * (now - self.since);
        self.since = now;
        self.level += step;
    }

    /// Area from the start until `now`.
    pub fn area(&self, now: f64) -> f64 {
        self.area + self.level * (now - self.since)
    }
}

/// Count, mean and variance of observations, by Welford's update (1962); two tallies merge by Chan, Golub and LeVeque (1979).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Tally {
    /// No observation yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Add an observation.
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let step = value - self.mean;
        self.mean += step / self.count as f64;
        self.squares += step * (value - self.mean);
    }

    /// Add all observations of another tally.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let step = other.mean - self.mean;
        self.count += other.count;
        self.mean += step * b / (a + b);
        self.squares += other.squares + step * step * a * b / (a + b);
    }

    /// Number of observations.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Mean; 0 of nothing.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Unbiased variance; 0 below two observations.
    pub fn variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / (self.count - 1) as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn merged_tallies_equal_two_pass_formulae(values in prop::collection::vec(-1e3f64..1e3, 2..60), cut in 0usize..60) {
            let cut = cut.min(values.len());
            let mut left = Tally::new();
            let mut right = Tally::new();
            values[..cut].iter().for_each(|v| left.add(*v));
            values[cut..].iter().for_each(|v| right.add(*v));
            left.merge(&right);
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
            prop_assert!((left.mean() - mean).abs() < 1e-9 * (1.0 + mean.abs()));
            prop_assert!((left.variance() - variance).abs() < 1e-8 * (1.0 + variance));
        }
    }

    #[test]
    fn area_under_a_level() {
        let mut level = TimeWeighted::new();
        level.change(1.0, 2.0);
        level.change(3.0, -1.0);
        assert_eq!(level.area(5.0), 6.0);
    }
}
