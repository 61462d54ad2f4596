//! Distributions of durations and sizes, drawn by inverse transform: one uniform a draw.

use std::sync::Arc;

use rand_distr::{Distribution as _, StandardNormal};
use statrs::distribution::{ContinuousCDF, Gamma};
use statrs::function::erf::erfc;
use statrs::function::gamma::ln_gamma;

use super::Stream;

/// A non-negative distribution, in whatever unit its owner says. `F⁻¹(u)` is [`Distribution::quantile`].
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same value.
    Constant(f64),
    /// Uniform between two values.
    Uniform {
        /// Smallest value.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// Exponential with a mean.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Log-normal: exp(N(mu, sigma²)).
    LogNormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape k.
        shape: f64,
        /// Scale θ (mean is kθ).
        scale: f64,
        /// Quantiles of the unit scale at even steps of the normal score, since the exact inverse takes microseconds.
        table: Arc<[f64]>,
    },
    /// Weibull.
    Weibull {
        /// Shape k.
        shape: f64,
        /// Scale λ.
        scale: f64,
    },
    /// Values with cumulative probabilities, in the order given; the last cumulative probability is 1.
    Discrete {
        /// The values.
        values: Vec<f64>,
        /// Cumulative probability of each.
        cumulative: Vec<f64>,
    },
}

impl Distribution {
    /// Log-normal with a mean and coefficient of variation (`sigma² = ln(1 + cv²)`).
    pub fn log_normal(mean: f64, cv: f64) -> Self {
        let variance = (1.0 + cv * cv).ln();
        Self::LogNormal { mu: mean.ln() - variance / 2.0, sigma: variance.sqrt() }
    }

    /// Gamma with a mean and coefficient of variation (shape = 1/cv²).
    pub fn gamma(mean: f64, cv: f64) -> Self {
        let (shape, scale) = (1.0 / (cv * cv), mean * cv * cv);
        let table = (0..=GAMMA_STEPS).map(|index| exact_gamma(shape, standard_normal_cdf(gamma_score(index)))).collect();
        Self::Gamma { shape, scale, table }
    }

    /// The same distribution in another unit: every value times `factor` (above 0).
    pub fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(value * factor),
            Self::Uniform { low, high } => Self::Uniform { low: low * factor, high: high * factor },
            Self::Exponential { mean } => Self::Exponential { mean: mean * factor },
            Self::LogNormal { mu, sigma } => Self::LogNormal { mu: mu + factor.ln(), sigma },
            Self::Gamma { shape, scale, table } => Self::Gamma { shape, scale: scale * factor, table },
            Self::Weibull { shape, scale } => Self::Weibull { shape, scale: scale * factor },
            Self::Discrete { values, cumulative } => {
                Self::Discrete { values: values.into_iter().map(|value| value * factor).collect(), cumulative }
            }
        }
    }

    /// Weibull with a mean and a shape.
    pub fn weibull(mean: f64, shape: f64) -> Self {
        Self::Weibull { shape, scale: mean / ln_gamma(1.0 + 1.0 / shape).exp() }
    }

    /// Values with weights; the weights are normalised.
    pub fn discrete(values: Vec<f64>, weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let mut running = 0.0;
        let mut cumulative: Vec<f64> = weights
            .iter()
            .map(|weight| {
                running += weight / total;
                running
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        Self::Discrete { values, cumulative }
    }

    /// The value below which a share `u` (0 < u < 1) of the distribution lies.
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Uniform { low, high } => low + (high - low) * u,
            Self::Exponential { mean } => -mean * (1.0 - u).ln(),
            Self::LogNormal { mu, sigma } => (mu + sigma * standard_normal_quantile(u)).exp(),
            Self::Gamma { shape, scale, table } => scale * gamma_quantile(*shape, table, u),
            Self::Weibull { shape, scale } => scale * (-(1.0 - u).ln()).powf(1.0 / shape),
            Self::Discrete { values, cumulative } => {
                let index = cumulative.partition_point(|&probability| probability < u);
                values[index.min(values.len() - 1)]
            }
        }
    }

    /// One draw.
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.uniform())
    }

    /// One draw by whatever is quickest, where streams need not stay in step: of normal and exponential numbers the ziggurat (Marsaglia and Tsang 2000).
    pub fn sample_soon(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::LogNormal { mu, sigma } => {
                let normal: f64 = StandardNormal.sample(stream.generator());
                (mu + sigma * normal).exp()
            }
            Self::Exponential { mean } => mean * stream.exponential_soon(),
            _ => self.sample(stream),
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Uniform { low, high } => (low + high) / 2.0,
            Self::Exponential { mean } => *mean,
            Self::LogNormal { mu, sigma } => (mu + sigma * sigma / 2.0).exp(),
            Self::Gamma { shape, scale, .. } => shape * scale,
            Self::Weibull { shape, scale } => scale * ln_gamma(1.0 + 1.0 / shape).exp(),
            Self::Discrete { values, cumulative } => {
                let mut before = 0.0;
                let mut mean = 0.0;
                for (value, probability) in values.iter().zip(cumulative) {
                    mean += value * (probability - before);
                    before = *probability;
                }
                mean
            }
        }
    }
}

/// Steps of a gamma's table, over normal scores from −6 to 6.
const GAMMA_STEPS: usize = 1200;
const GAMMA_REACH: f64 = 6.0;

fn gamma_score(index: usize) -> f64 {
    GAMMA_REACH * (2.0 * index as f64 / GAMMA_STEPS as f64 - 1.0)
}

fn exact_gamma(shape: f64, u: f64) -> f64 {
    Gamma::new(shape, 1.0).map_or(f64::NAN, |gamma| gamma.inverse_cdf(u))
}

/// Cubic interpolation (Catmull and Rom 1974) in the normal score, in which a gamma's quantile is smooth; exact in the far tails.
fn gamma_quantile(shape: f64, table: &[f64], u: f64) -> f64 {
    let score = standard_normal_quantile(u);
    let position = (score + GAMMA_REACH) / (2.0 * GAMMA_REACH) * GAMMA_STEPS as f64;
    if !(1.0..(GAMMA_STEPS - 2) as f64).contains(&position) {
        return exact_gamma(shape, u);
    }
    let index = position as usize;
    let t = position - index as f64;
    let (a, b, c, d) = (table[index - 1], table[index], table[index + 1], table[index + 2]);
    let cubic = b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
    cubic.max(0.0)
}

/// Distribution function of the standard normal.
pub fn standard_normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// Quantile of the standard normal by the rational approximations of Wichura (1988, algorithm AS 241), to about sixteen digits: most draws pass here, and the
/// inverse of the error function takes several times as long.
pub fn standard_normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180_625 - q * q, &NEAR);
    }
    let tail = (-u.min(1.0 - u).ln()).sqrt();
    let z = if tail <= 5.0 { ratio(tail - 1.6, &FAR) } else { ratio(tail - 5.0, &FARTHEST) };
    z.copysign(q)
}

/// Coefficients of a numerator and a denominator, rising.
type Ratio = [[f64; 8]; 2];

#[inline]
fn ratio(x: f64, [top, bottom]: &Ratio) -> f64 {
    let sum = |of: &[f64; 8]| of.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient);
    sum(top) / sum(bottom)
}

const NEAR: Ratio = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];
const FAR: Ratio = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_545,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];
const FARTHEST: Ratio = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean by the midpoint rule over the quantile function: independent of the closed forms above.
    fn numeric_mean(distribution: &Distribution) -> f64 {
        let n = 400_000;
        (0..n).map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(n))).sum::<f64>() / f64::from(n)
    }

    #[test]
    fn means_match_their_quantile_functions() {
        for distribution in [
            Distribution::Constant(3.0),
            Distribution::Uniform { low: 1.0, high: 4.0 },
            Distribution::Exponential { mean: 2.5 },
            Distribution::log_normal(2.5, 1.2),
            Distribution::gamma(2.0, 0.7),
            Distribution::weibull(3.0, 1.5),
            Distribution::discrete(vec![0.5, 1.0, 2.0], &[1.0, 2.0, 1.0]),
        ] {
            let (closed, numeric) = (distribution.mean(), numeric_mean(&distribution));
            assert!((closed - numeric).abs() < 2e-3 * closed, "{distribution:?}: {closed} against {numeric}");
        }
    }

    #[test]
    fn tabulated_gamma_quantiles_match_the_exact_inverse() {
        for cv in [0.2, 0.35, 0.8, 1.0, 1.5] {
            let distribution = Distribution::gamma(3.0, cv);
            for u in [1e-6, 1e-3, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999, 1.0 - 1e-6] {
                let exact = exact_gamma(1.0 / (cv * cv), u) * 3.0 * cv * cv;
                let quick = distribution.quantile(u);
                assert!((quick - exact).abs() < 1e-5 * (exact + 1e-3), "cv {cv}, u {u}: {quick} against {exact}");
            }
        }
    }

    #[test]
    fn normal_quantiles_match_published_values() {
        // Abramowitz and Stegun, table 26.5.
        assert!((standard_normal_quantile(0.975) - 1.959_963_985).abs() < 1e-8);
        assert!((standard_normal_quantile(0.95) - 1.644_853_627).abs() < 1e-8);
        assert!(standard_normal_quantile(0.5).abs() < 1e-12);
        // The inverse of the error function of another library, from tail to tail.
        let tails = (1..=300).map(|power| 10f64.powi(-power));
        for u in tails.chain((1..200_000).map(|index| f64::from(index) / 200_000.0)) {
            let (ours, theirs) = (standard_normal_quantile(u), -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * u));
            assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(1e-3), "{u}: {ours} and {theirs}");
        }
    }
}
