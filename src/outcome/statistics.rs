//! Statistics over replications, with intervals.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, StudentsT};

/// A mean with its 95 % confidence interval (Student's t over independent replications).
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// Mean.
    pub mean: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Estimate {
    /// Less an amount that is certain.
    pub fn less(self, amount: f64) -> Self {
        Self { mean: self.mean - amount, lower: self.lower - amount, upper: self.upper - amount }
    }

    /// The estimate of a sample. One observation has an interval of no width only because nothing is known of its spread.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        if values.is_empty() {
            return Self::default();
        }
        let mean = values.iter().sum::<f64>() / n;
        if values.len() < 2 {
            return Self { mean, lower: mean, upper: mean };
        }
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let half = t_quantile(n - 1.0) * (variance / n).sqrt();
        Self { mean, lower: mean - half, upper: mean + half }
    }

    /// The estimate of a ratio of two sums, Σy/Σx, by the delta method (Cochran 1977, eq. 2.39): replications, not jobs,
    /// are the independent units.
    pub fn of_ratio(numerators: &[f64], denominators: &[f64]) -> Self {
        let (y, x): (f64, f64) = (numerators.iter().sum(), denominators.iter().sum());
        if x <= 0.0 {
            return Self::default();
        }
        let ratio = y / x;
        let n = numerators.len() as f64;
        if n < 2.0 {
            return Self { mean: ratio, lower: ratio, upper: ratio };
        }
        let residuals: f64 = numerators.iter().zip(denominators).map(|(y, x)| (y - ratio * x).powi(2)).sum();
        let half = t_quantile(n - 1.0) * (residuals / (n - 1.0) / n).sqrt() / (x / n);
        Self { mean: ratio, lower: ratio - half, upper: ratio + half }
    }

    /// A mean with the half-width of its interval.
    pub fn around(mean: f64, half_width: f64) -> Self {
        Self { mean, lower: mean - half_width, upper: mean + half_width }
    }

    /// With the interval cut at what is possible, as 0 and 1 for a share: a normal approximation knows no bounds.
    #[must_use]
    pub fn within(self, least: f64, most: f64) -> Self {
        Self { lower: self.lower.max(least.min(self.mean)), upper: self.upper.min(most.max(self.mean)), ..self }
    }

    /// A share of what there is.
    #[must_use]
    pub fn as_share(self) -> Self {
        self.within(0.0, 1.0)
    }

    /// A number or an amount that cannot be negative.
    #[must_use]
    pub fn as_volume(self) -> Self {
        self.within(0.0, f64::INFINITY)
    }

    /// A multiple of what is estimated.
    pub fn scaled(self, factor: f64) -> Self {
        let (one, other) = (self.lower * factor, self.upper * factor);
        Self { mean: self.mean * factor, lower: one.min(other), upper: one.max(other) }
    }

    /// The difference to another estimate. Its interval takes the two as independent: it is wider than need be where they share their chance.
    pub fn minus(self, other: Self) -> Self {
        Self::around(self.mean - other.mean, self.half_width().hypot(other.half_width()))
    }

    /// The share of a number of trials that came out so, with the interval of Wilson (1927), which holds near 0 and 1 too.
    pub fn of_share(share: f64, trials: usize) -> Self {
        let (n, z) = (trials.max(1) as f64, 1.959_963_985_f64);
        let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        Self { mean: share, lower: (middle - half).max(0.0), upper: (middle + half).min(1.0) }
    }

    /// Half the width of the interval; of one that was cut, its longer half.
    pub fn half_width(&self) -> f64 {
        let (below, above) = (self.mean - self.lower, self.upper - self.mean);
        if (below - above).abs() <= 1e-9 * (below.abs() + above.abs()) { (self.upper - self.lower) / 2.0 } else { below.max(above) }
    }

    /// Half the width of the interval over the mean; 0 where both are 0.
    pub fn relative_half_width(&self) -> f64 {
        let half = self.half_width();
        if half == 0.0 { 0.0 } else { half / self.mean.abs() }
    }
}

/// The 97.5 % quantile of Student's t.
fn t_quantile(degrees: f64) -> f64 {
    StudentsT::new(0.0, 1.0, degrees).map_or(1.959_963_985, |t| t.inverse_cdf(0.975))
}

/// The mean of the largest 1 − level of a sample: conditional value at risk of an empirical distribution, whose last value counts by the part of it that
/// is needed (Rockafellar and Uryasev 2000).
pub fn tail_mean(values: &[f64], level: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let needed = (1.0 - level) * sorted.len() as f64;
    let (mut sum, mut left) = (0.0, needed);
    for value in sorted {
        let part = left.min(1.0);
        sum += value * part;
        left -= part;
        if left <= 0.0 {
            break;
        }
    }
    if needed > 0.0 { sum / needed } else { 0.0 }
}

/// A quantile with its 95 % confidence interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Quantile {
    /// The quantile of the sample, interpolated between order statistics (Hyndman and Fan 1996, type 7).
    pub value: f64,
    /// Lower end: an order statistic; none where the sample is too small to have one.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

impl Quantile {
    /// As an estimate; an end that the sample is too small for is as far away as the other, or nowhere.
    pub fn estimate(&self) -> Estimate {
        let ends = [self.lower, self.upper].into_iter().flatten();
        Estimate::around(self.value, ends.map(|end| (end - self.value).abs()).fold(0.0, f64::max))
    }

    /// The quantile of a sorted sample. The number of values below the true quantile is binomial whatever the distribution, so the order
    /// statistics at its 2.5 % and 97.5 % quantiles enclose it with at least 95 % (David and Nagaraja 2003, section 7.1).
    pub fn of_sorted(sorted: &[f64], share: f64) -> Self {
        let n = sorted.len();
        if n == 0 {
            return Self::default();
        }
        let position = share * (n - 1) as f64;
        let low = position.floor() as usize;
        let high = (low + 1).min(n - 1);
        let value = sorted[low] + (sorted[high] - sorted[low]) * (position - low as f64);
        let Ok(below) = Binomial::new(share, n as u64) else { return Self { value, lower: None, upper: None } };
        // Ranks from 1: the largest l with P(B ≤ l − 1) ≤ 2.5 %, the smallest u with P(B ≤ u − 1) ≥ 97.5 %.
        let first = below.inverse_cdf(0.025);
        let rank = if below.cdf(first) <= 0.025 { first + 1 } else { first };
        let upper = below.inverse_cdf(0.975);
        let at = |rank: u64| rank.checked_sub(1).and_then(|index| sorted.get(index as usize)).copied();
        Self { value, lower: at(rank), upper: at(upper + 1) }
    }
}

/// Quantiles of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Quantiles {
    /// 5 %.
    pub p5: Quantile,
    /// Median.
    pub p50: Quantile,
    /// 95 %.
    pub p95: Quantile,
}

impl Quantiles {
    /// Less an amount that is certain.
    pub fn less(self, amount: f64) -> Self {
        let less = |of: Quantile| Quantile {
            value: of.value - amount,
            lower: of.lower.map(|end| end - amount),
            upper: of.upper.map(|end| end - amount),
        };
        Self { p5: less(self.p5), p50: less(self.p50), p95: less(self.p95) }
    }

    /// The quantiles of a sample.
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| Quantile::of_sorted(&sorted, share);
        Self { p5: at(0.05), p50: at(0.5), p95: at(0.95) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_textbook_sample() {
        // Ten values with mean 5.5 and standard deviation 3.027650; t(9) = 2.262157 (any t table).
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let estimate = Estimate::of(&values);
        assert!((estimate.mean - 5.5).abs() < 1e-12);
        assert!((estimate.half_width() - 2.262_157 * 3.027_650 / 10f64.sqrt()).abs() < 1e-4);
    }

    #[test]
    fn a_ratio_of_proportional_values_has_no_spread() {
        let estimate = Estimate::of_ratio(&[2.0, 4.0, 6.0], &[1.0, 2.0, 3.0]);
        assert!((estimate.mean - 2.0).abs() < 1e-12 && estimate.half_width() < 1e-12);
    }

    #[test]
    fn an_interval_ends_where_a_share_does() {
        // Nine in time of nine, and one of none: mean 0.9, the normal interval goes above 1.
        let mut values = vec![1.0; 9];
        values.push(0.0);
        let (whole, cut) = (Estimate::of(&values), Estimate::of(&values).as_share());
        assert!(whole.upper > 1.0 && (cut.upper, cut.lower, cut.mean) == (1.0, whole.lower, whole.mean));
        assert!((cut.half_width() - whole.half_width()).abs() < 1e-12, "what was cut off makes nothing more certain");
        let volume = Estimate::of(&[0.0, 0.0, 0.0, 5.0]);
        assert!(volume.lower < 0.0 && volume.as_volume().lower == 0.0 && volume.as_volume().upper == volume.upper);
    }

    #[test]
    fn the_interval_of_a_median_is_the_tabled_one() {
        // Ranks of the sign test's interval at 95 % (Conover 1999, table A3): n = 20 → 6 and 15, n = 50 → 18 and 33, n = 6 → 1 and 6.
        for (n, lower, upper) in [(20, 6.0, 15.0), (50, 18.0, 33.0), (6, 1.0, 6.0)] {
            let quantiles = Quantiles::of(&(1..=n).map(f64::from).collect::<Vec<_>>());
            assert_eq!((quantiles.p50.lower, quantiles.p50.upper), (Some(lower), Some(upper)), "n = {n}");
        }
        let few = Quantiles::of(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!((few.p50.lower, few.p50.upper), (None, None), "five values do not enclose a median with 95 %");
        assert_eq!((Quantiles::of(&[1.0; 40]).p95.upper, Quantiles::of(&[1.0; 40]).p95.lower), (None, Some(1.0)));
    }

    #[test]
    fn the_mean_of_a_tail_takes_part_of_a_value() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        assert!((tail_mean(&values, 0.8) - 9.5).abs() < 1e-12);
        // A quarter of ten: 10, 9 and half of 8.
        assert!((tail_mean(&values, 0.75) - (10.0 + 9.0 + 4.0) / 2.5).abs() < 1e-12);
        assert!((tail_mean(&values, 0.0) - 5.5).abs() < 1e-12);
    }

    #[test]
    fn quantiles_interpolate() {
        let quantiles = Quantiles::of(&(0..=100).map(f64::from).collect::<Vec<_>>());
        assert_eq!((quantiles.p5.value, quantiles.p50.value, quantiles.p95.value), (5.0, 50.0, 95.0));
    }
}
