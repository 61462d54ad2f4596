//! Failures of things that age: a Weibull hazard, repair that renews or only restores, and preventive work.
//!
//! With cumulative hazard H(x) = (x/η)ᵏ at age x, the next failure comes when H has grown by a unit exponential (Çinlar 1975). Repair that renews sets the
//! age to 0 (a renewal process); minimal repair leaves it (a non-homogeneous Poisson process, Barlow and Hunter 1960). Preventive work at even
//! intervals takes a share of the age away, all of it under block replacement.

use super::Stream;

/// How something ages. Times and ages are in one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ageing {
    /// Weibull shape k: above 1 for wear.
    pub shape: f64,
    /// Weibull scale η.
    pub scale: f64,
    /// Whether a repair makes it as good as new; otherwise it is as bad as before.
    pub renews: bool,
    /// Interval of preventive work, and the share of the age that it takes away.
    pub preventive: Option<(f64, f64)>,
}

impl Ageing {
    /// With a mean life and a shape.
    pub fn new(mean: f64, shape: f64, renews: bool, preventive: Option<(f64, f64)>) -> Self {
        let scale = mean / statrs::function::gamma::ln_gamma(1.0 + 1.0 / shape).exp();
        Self { shape, scale, renews, preventive }
    }

    /// Cumulative hazard at an age.
    pub fn hazard(&self, age: f64) -> f64 {
        (age / self.scale).powf(self.shape)
    }

    fn age_at(&self, hazard: f64) -> f64 {
        self.scale * hazard.powf(1.0 / self.shape)
    }

    /// Times of failure up to a horizon of something that is `age` old at time 0. Preventive work comes first at a random part of its interval, as that of
    /// many things is spread over it.
    pub fn failures(&self, mut age: f64, horizon: f64, stream: &mut Stream, mut fails: impl FnMut(f64)) {
        let mut service = self.preventive.map_or(f64::INFINITY, |(interval, _)| interval * stream.uniform());
        let mut now = 0.0;
        let mut left = stream.exponential();
        loop {
            let fails_at = now + self.age_at(self.hazard(age) + left) - age;
            let next = fails_at.min(service);
            if next > horizon {
                return;
            }
            if service < fails_at {
                let reached = age + service - now;
                left -= self.hazard(reached) - self.hazard(age);
                now = service;
                if let Some((interval, share)) = self.preventive {
                    age = reached * (1.0 - share);
                    service += interval;
                }
            } else {
                fails(fails_at);
                age = if self.renews { 0.0 } else { age + fails_at - now };
                now = fails_at;
                left = stream.exponential();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Phase, Streams};

    /// Mean and variance of the number of failures over many lives.
    fn counted(ageing: &Ageing, age: f64, horizon: f64) -> (f64, f64, f64) {
        let lives = 40_000;
        let mut stream = Streams::new(4, Phase::Evaluation, 0).stream("lives", 1);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..lives {
            let mut count = 0.0;
            ageing.failures(age, horizon, &mut stream, |_| count += 1.0);
            sum += count;
            squares += count * count;
        }
        let n = f64::from(lives);
        let mean = sum / n;
        let variance = squares / n - mean * mean;
        (mean, variance, (variance / n).sqrt())
    }

    #[test]
    fn minimal_repair_is_a_poisson_process_with_the_weibull_hazard() {
        for (shape, age, horizon) in [(2.5, 6.0, 3.0), (0.7, 1.0, 4.0), (1.0, 9.0, 5.0)] {
            let ageing = Ageing::new(8.0, shape, false, None);
            let exact = ageing.hazard(age + horizon) - ageing.hazard(age);
            let (mean, variance, error) = counted(&ageing, age, horizon);
            assert!((mean - exact).abs() < 4.0 * error, "{mean} against {exact}");
            assert!((variance / exact - 1.0).abs() < 0.05, "{variance} against {exact}");
        }
    }

    /// The renewal function of a new thing, by the discretised renewal equation m(t) = F(t) + ∫ m(t − x) dF(x).
    fn renewal(ageing: &Ageing, horizon: f64) -> f64 {
        let steps = 4000;
        let step = horizon / steps as f64;
        let distribution: Vec<f64> = (0..=steps).map(|i| 1.0 - (-ageing.hazard(i as f64 * step)).exp()).collect();
        let mut m: Vec<f64> = vec![0.0; steps + 1];
        for i in 1..=steps {
            // A life that ends in a step is counted at its middle.
            let middle = |j: usize| if j == 1 { m[i - 1] } else { (m[i - j] + m[i - j + 1]) / 2.0 };
            let folded: f64 = (1..=i).map(|j| middle(j) * (distribution[j] - distribution[j - 1])).sum();
            m[i] = distribution[i] + folded;
        }
        m[steps]
    }

    #[test]
    fn repair_that_renews_follows_the_renewal_equation() {
        for shape in [1.0, 2.0, 3.5] {
            let ageing = Ageing::new(2.0, shape, true, None);
            let exact = renewal(&ageing, 9.0);
            let (mean, _, error) = counted(&ageing, 0.0, 9.0);
            assert!((mean - exact).abs() < 4.0 * error + 0.003 * exact, "shape {shape}: {mean} ± {error} against {exact}");
        }
    }

    #[test]
    fn preventive_work_lowers_the_rate_as_block_replacement_says() {
        // New every two years: between two services a new thing has H(2) failures under minimal repair, m(2) under renewal; the random phase of the
        // first service leaves out what a thing of age 0 saves before it, and adds as much at the end.
        let horizon = 200.0;
        for renews in [false, true] {
            let ageing = Ageing::new(3.0, 3.0, renews, Some((2.0, 1.0)));
            let per_cycle = if renews { renewal(&ageing, 2.0) } else { ageing.hazard(2.0) };
            let (mean, _, error) = counted(&ageing, 0.0, horizon);
            // Whole cycles: 99 for certain, and two parts that make up another less what their shortness saves.
            let (least, most) = (99.0 * per_cycle, 100.0 * per_cycle);
            assert!(mean > least - 4.0 * error && mean < most + 4.0 * error, "{mean} between {least} and {most}");
        }
        // Half the age taken away each time: the age before a service settles at 2·interval, so failures per interval at H(2T) − H(T).
        let ageing = Ageing::new(3.0, 2.0, false, Some((1.0, 0.5)));
        let exact = ageing.hazard(2.0) - ageing.hazard(1.0);
        let (mean, _, error) = counted(&ageing, 1.0, 400.0);
        assert!((mean / 400.0 - exact).abs() < 4.0 * error / 400.0 + 0.01 * exact, "{} against {exact}", mean / 400.0);
    }
}
