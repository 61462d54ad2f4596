//! How a service is appraised: satisfaction as a survey of its users would find it, and how far its targets are reached.

use super::Estimate;
use crate::scenario::{Satisfaction, Service, Targets};

/// What a service delivers, for its appraisal.
#[derive(Clone, Copy, Debug)]
pub struct Delivered {
    /// Share of what is asked for that is done in time, with its interval.
    pub in_time: Estimate,
    /// Share that nobody does.
    pub unserved: Estimate,
    /// Cost of a unit, where there are any.
    pub cost_per_unit: Option<f64>,
}

/// A service appraised.
#[derive(Clone, Copy, Debug)]
pub struct Appraisal {
    /// Mean mark of a survey, with the 95 % interval within which such a survey finds it.
    pub satisfaction: Option<Estimate>,
    /// Points of 100; nothing unless the scenario weighs the targets.
    pub score: Option<f64>,
}

impl Appraisal {
    /// Appraise what a service delivers.
    #[must_use]
    pub fn of(service: &Service, delivered: &Delivered) -> Self {
        let satisfaction = service.satisfaction.map(|terms| surveyed(&terms, delivered));
        let score = service.weights.and_then(|weights| score(&service.targets, &weights, delivered, satisfaction.map(|mark| mark.mean)));
        Self { satisfaction, score }
    }
}

/// Users mark by what became of their request, and differ in how they mark it. A survey of n of them has the variance of the mixture over n; what the
/// simulation leaves open of the shares comes on top, independent of it. Shares are taken as moving together, which is cautious.
fn surveyed(terms: &Satisfaction, delivered: &Delivered) -> Estimate {
    let (in_time, unserved) = (delivered.in_time, delivered.unserved);
    let shares = [in_time.mean, (1.0 - in_time.mean - unserved.mean).max(0.0), unserved.mean];
    let marks = [terms.in_time, terms.late, terms.without];
    let mean: f64 = shares.iter().zip(marks).map(|(share, mark)| share * mark).sum();
    let between: f64 = shares.iter().zip(marks).map(|(share, mark)| share * (mark - mean).powi(2)).sum();
    let survey = NORMAL_95 * ((terms.spread.powi(2) + between) / f64::from(terms.respondents)).sqrt();
    let simulation = (marks[0] - marks[1]).abs() * in_time.half_width() + (marks[2] - marks[1]).abs() * unserved.half_width();
    let half = survey.hypot(simulation);
    Estimate { mean, lower: mean - half, upper: mean + half }
}

/// The normal distribution's 97.5 % point.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// The weighted mean of how far each target is reached, at most wholly, in points of 100. More of one thing does not make up for less of another.
fn score(targets: &Targets, weights: &Targets, delivered: &Delivered, satisfaction: Option<f64>) -> Option<f64> {
    let parts = [
        (weights.in_time, targets.in_time.map(|target| delivered.in_time.mean / target)),
        (weights.satisfaction, targets.satisfaction.zip(satisfaction).map(|(target, mark)| mark / target)),
        (weights.cost_per_unit, targets.cost_per_unit.zip(delivered.cost_per_unit).map(|(target, cost)| target / cost)),
    ];
    let counted = parts.into_iter().filter_map(|(weight, reached)| weight.zip(reached));
    let (sum, all) = counted.fold((0.0, 0.0), |(sum, all), (weight, reached)| (sum + weight * reached.clamp(0.0, 1.0), all + weight));
    (all > 0.0).then(|| 100.0 * sum / all)
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_distr::{Distribution, Normal};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::SeedableRng;

    use super::*;

    fn exactly(mean: f64) -> Estimate {
        Estimate { mean, lower: mean, upper: mean }
    }

    /// Surveys drawn one respondent at a time: their mean and its spread are what the formula says, and 95 % fall within the interval.
    #[test]
    fn surveys_fall_within_the_interval_as_often_as_they_should() {
        let terms = Satisfaction { in_time: 4.6, late: 3.0, without: 1.2, spread: 0.8, respondents: 60 };
        let delivered = Delivered { in_time: exactly(0.82), unserved: exactly(0.05), cost_per_unit: None };
        let told = surveyed(&terms, &delivered);
        let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
        let noise = Normal::new(0.0, terms.spread).unwrap();
        let surveys: Vec<f64> = (0..20_000)
            .map(|_| {
                let sum: f64 = (0..terms.respondents)
                    .map(|_| {
                        let luck: f64 = random.random();
                        let mark = if luck < 0.82 {
                            4.6
                        } else if luck < 0.95 {
                            3.0
                        } else {
                            1.2
                        };
                        mark + noise.sample(&mut random)
                    })
                    .sum();
                sum / f64::from(terms.respondents)
            })
            .collect();
        let n = surveys.len() as f64;
        let mean = surveys.iter().sum::<f64>() / n;
        let error = told.half_width() / NORMAL_95 / n.sqrt();
        assert!((mean - told.mean).abs() < 4.0 * error, "{mean} against {}", told.mean);
        let within = surveys.iter().filter(|mark| (told.lower..=told.upper).contains(*mark)).count() as f64 / n;
        // Four standard errors of a share of .95 in 20,000, and a little for what is not quite normal.
        assert!((within - 0.95).abs() < 4.0 * (0.95 * 0.05 / n).sqrt() + 0.002, "{within}");
    }

    /// By hand: 90 of 92 % in time, 4.0 of 4.2 marks, cheaper than the target: (40 × .90/.92 + 30 × 4.0/4.2 + 30)/100.
    #[test]
    fn a_score_by_hand() {
        let targets = Targets { in_time: Some(0.92), satisfaction: Some(4.2), cost_per_unit: Some(600.0) };
        let weights = Targets { in_time: Some(40.0), satisfaction: Some(30.0), cost_per_unit: Some(30.0) };
        let delivered = Delivered { in_time: exactly(0.90), unserved: exactly(0.0), cost_per_unit: Some(500.0) };
        let told = score(&targets, &weights, &delivered, Some(4.0)).unwrap();
        assert!((told - (40.0 * 0.90 / 0.92 + 30.0 * 4.0 / 4.2 + 30.0)).abs() < 1e-12);
        // Dearer than the target: 600 / 750.
        let dear = Delivered { cost_per_unit: Some(750.0), ..delivered };
        assert!((told - score(&targets, &weights, &dear, Some(4.0)).unwrap() - 30.0 * 0.2).abs() < 1e-12);
        // Without users nothing is said of the cost of one, and the rest is weighed alone.
        let idle = Delivered { cost_per_unit: None, ..delivered };
        assert!((score(&targets, &weights, &idle, Some(4.2)).unwrap() - (40.0 * 0.90 / 0.92 + 30.0) / 0.7).abs() < 1e-12);
    }
}
