//! How far from the best a first stage may be, though the true distribution is only sampled.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The optimality gap of a candidate, from independent batches (Mak, Morton and Wood 1999).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Gap {
    /// Mean over batches of what the candidate costs more than the best first stage of the batch. It overstates the true gap on average,
    /// because the best of a batch fits its chances too.
    pub mean: f64,
    /// The true gap lies below this with at least the confidence asked.
    pub upper: f64,
    /// Batches.
    pub batches: usize,
}

impl Gap {
    /// From the gap of the candidate in each batch, all taken on samples that had no part in choosing it. Infinite above if there
    /// are fewer than two.
    #[must_use]
    pub fn of(gaps: &[f64], confidence: f64) -> Self {
        let n = gaps.len() as f64;
        let mean = gaps.iter().sum::<f64>() / n.max(1.0);
        let quantile = StudentsT::new(0.0, 1.0, n - 1.0).map(|t| t.inverse_cdf(confidence));
        let upper = match quantile {
            Ok(t) => {
                let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / (n - 1.0);
                mean + t * (variance / n).sqrt()
            }
            Err(_) => f64::INFINITY,
        };
        Self { mean, upper, batches: gaps.len() }
    }
}
