//! Statistics over replications, with intervals.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean with its 95 % confidence interval (Student's t over independent replications).
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// Mean.
    pub mean: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Estimate {
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

    /// Half the width of the interval.
    pub fn half_width(&self) -> f64 {
        (self.upper - self.lower) / 2.0
    }
}

/// The 97.5 % quantile of Student's t.
fn t_quantile(degrees: f64) -> f64 {
    StudentsT::new(0.0, 1.0, degrees).map_or(1.959_963_985, |t| t.inverse_cdf(0.975))
}

/// Order statistics of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Quantiles {
    /// 5 %.
    pub p5: f64,
    /// Median.
    pub p50: f64,
    /// 95 %.
    pub p95: f64,
}

impl Quantiles {
    /// The quantiles of a sample, interpolated between order statistics (Hyndman and Fan 1996, type 7).
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let position = share * (sorted.len().max(1) - 1) as f64;
            let low = position.floor() as usize;
            let high = (low + 1).min(sorted.len().saturating_sub(1));
            sorted.get(low).map_or(0.0, |value| value + (sorted[high] - value) * (position - low as f64))
        };
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
    fn quantiles_interpolate() {
        let quantiles = Quantiles::of(&(0..=100).map(f64::from).collect::<Vec<_>>());
        assert_eq!((quantiles.p5, quantiles.p50, quantiles.p95), (5.0, 50.0, 95.0));
    }
}
