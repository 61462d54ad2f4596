//! How a service is appraised: satisfaction as a survey of its users would find it, and how far its targets are reached.

use super::Estimate;
use super::groups::{Delivered, Served};
use crate::scenario::{Satisfaction, Scenario, Service, Targets};

/// A service appraised.
#[derive(Clone, Copy, Debug)]
pub struct Appraisal {
    /// Mean mark of a survey, with the 95 % interval within which such a survey finds it.
    pub satisfaction: Option<Estimate>,
    /// Points of 100; nothing unless the scenario weighs the targets.
    pub score: Option<Estimate>,
}

impl Appraisal {
    /// Appraise what a service delivers.
    #[must_use]
    pub fn of(service: &Service, delivered: &Delivered) -> Self {
        let terms = service.satisfaction;
        let satisfaction = terms.map(|terms| Mark::of(&terms, &delivered.served, f64::from(terms.respondents)).estimate());
        let score = service.weights.and_then(|weights| score(&service.targets, &weights, delivered, satisfaction));
        Self { satisfaction, score }
    }
}

/// Satisfaction of a department's users: the mean of what those of each service say, weighted by their number, where the service asks them. Of a service's
/// respondents, the department has its share. Nothing if none of its services asks.
#[must_use]
pub fn satisfaction_of_department(scenario: &Scenario, of_department: &[Option<Served>], of_all: &[Option<Delivered>]) -> Option<Estimate> {
    let groups = scenario.services.iter().zip(of_department).zip(of_all).filter_map(|((service, own), all)| {
        let (terms, own, all) = (service.satisfaction?, (*own)?, (*all)?.served);
        Some((own.units, Mark::of(&terms, &own, f64::from(terms.respondents) * own.units.mean / all.units.mean)))
    });
    Mark::pooled(&groups.collect::<Vec<_>>()).map(Mark::estimate)
}

/// A mean mark, and what leaves it open: whom a survey happens to ask, and chance in the simulation. Both are half-widths.
#[derive(Clone, Copy, Debug)]
struct Mark {
    mean: f64,
    survey: f64,
    simulation: f64,
}

impl Mark {
    /// Users mark by what became of their request, and differ in how they mark it. A survey of n of them has the variance of the mixture over n. Of what
    /// the simulation leaves open, shares are taken as moving together, which is cautious.
    fn of(terms: &Satisfaction, served: &Served, respondents: f64) -> Self {
        let (in_time, unserved) = (served.in_time, served.unserved);
        let shares = [in_time.mean, (1.0 - in_time.mean - unserved.mean).max(0.0), unserved.mean];
        let marks = [terms.in_time, terms.late, terms.without];
        let mean: f64 = shares.iter().zip(marks).map(|(share, mark)| share * mark).sum();
        let between: f64 = shares.iter().zip(marks).map(|(share, mark)| share * (mark - mean).powi(2)).sum();
        let survey = NORMAL_95 * ((terms.spread.powi(2) + between) / respondents).sqrt();
        let of_shares = (marks[0] - marks[1]).abs() * in_time.half_width() + (marks[2] - marks[1]).abs() * unserved.half_width();
        Self { mean: mean + served.liked.mean, survey, simulation: of_shares + served.liked.half_width() }
    }

    /// Groups of users together, each weighted by its size. Surveys are independent of each other; what the simulation leaves open of marks and sizes is
    /// added, as if all had their luck together.
    fn pooled(groups: &[(Estimate, Self)]) -> Option<Self> {
        let users: f64 = groups.iter().map(|(size, _)| size.mean).sum();
        let over = |value: &dyn Fn(&Self, &Estimate) -> f64| groups.iter().map(|(size, mark)| value(mark, size)).sum::<f64>();
        let mean = over(&|mark, size| mark.mean * size.mean) / users;
        let survey = over(&|mark, size| (mark.survey * size.mean).powi(2)).sqrt() / users;
        let simulation = over(&|mark, size| mark.simulation * size.mean + (mark.mean - mean).abs() * size.half_width()) / users;
        (users > 0.0).then_some(Self { mean, survey, simulation })
    }

    /// Whom a survey asks is independent of what the simulation leaves open.
    fn estimate(self) -> Estimate {
        Estimate::around(self.mean, self.survey.hypot(self.simulation))
    }
}

/// The normal distribution's 97.5 % point.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// The weighted mean of how far each target is reached, at most wholly, in points of 100. More of one thing does not make up for less of another.
/// The ends of the interval are the scores where all measures are at their worse or their better ends together: measures that move together leave no
/// more open than that, and others leave less.
fn score(targets: &Targets, weights: &Targets, delivered: &Delivered, satisfaction: Option<Estimate>) -> Option<Estimate> {
    let from_below = |target: f64, value: Estimate| value.scaled(1.0 / target);
    // Of cost, less is better: the upper end is the worse one.
    let from_above = |target: f64, value: Estimate| {
        let reached = |value: f64| if value <= target { 1.0 } else { target / value };
        Estimate { mean: reached(value.mean), lower: reached(value.upper), upper: reached(value.lower) }
    };
    let parts = [
        (weights.in_time, targets.in_time.map(|target| from_below(target, delivered.served.in_time))),
        (weights.satisfaction, targets.satisfaction.zip(satisfaction).map(|(target, mark)| from_below(target, mark))),
        (weights.cost_per_unit, targets.cost_per_unit.map(|target| from_above(target, delivered.cost_per_unit))),
    ];
    let counted: Vec<(f64, Estimate)> = parts.into_iter().filter_map(|(weight, reached)| weight.zip(reached)).collect();
    let all: f64 = counted.iter().map(|(weight, _)| weight).sum();
    let points = |end: fn(&Estimate) -> f64| {
        let reached = counted.iter().map(|(weight, reached)| weight * end(reached).clamp(0.0, 1.0));
        100.0 * reached.sum::<f64>() / all
    };
    (all > 0.0).then(|| Estimate { mean: points(|of| of.mean), lower: points(|of| of.lower), upper: points(|of| of.upper) })
}

/// Whether a target is reached, as far as an interval tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// All of the interval reaches it.
    Yes,
    /// None of it does.
    No,
    /// The target lies within the interval.
    CannotBeTold,
}

impl Reached {
    /// A target of which more is better.
    #[must_use]
    pub fn at_least(target: f64, value: Estimate) -> Self {
        match (value.lower >= target, value.upper < target) {
            (true, _) => Self::Yes,
            (_, true) => Self::No,
            _ => Self::CannotBeTold,
        }
    }

    /// A target of which less is better.
    #[must_use]
    pub fn at_most(target: f64, value: Estimate) -> Self {
        Self::at_least(-target, value.scaled(-1.0))
    }

    /// Stable key for files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::CannotBeTold => "cannot be told",
        }
    }
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

    fn served(units: Estimate, in_time: Estimate, unserved: Estimate) -> Served {
        Served { units, in_time, unserved, liked: exactly(0.0) }
    }

    /// Surveys drawn one respondent at a time: their mean and its spread are what the formula says, and 95 % fall within the interval.
    #[test]
    fn surveys_fall_within_the_interval_as_often_as_they_should() {
        let terms = Satisfaction { in_time: 4.6, late: 3.0, without: 1.2, spread: 0.8, respondents: 60 };
        let asked = served(exactly(1.0), exactly(0.82), exactly(0.05));
        let told = Mark::of(&terms, &asked, 60.0).estimate();
        // Whom users like less by .4 is marked .4 lower, and what the simulation leaves open of that is left open of the mark.
        let disliked = Mark::of(&terms, &Served { liked: Estimate::around(-0.4, 0.1), ..asked }, 60.0);
        assert!((disliked.mean - told.mean + 0.4).abs() < 1e-12 && (disliked.simulation - 0.1).abs() < 1e-12);
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
        let of =
            |in_time: Estimate, cost_per_unit: Estimate| Delivered { served: served(exactly(1.0), in_time, exactly(0.0)), cost_per_unit };
        let points = |delivered: &Delivered, mark: Estimate| score(&targets, &weights, delivered, Some(mark)).unwrap();
        let told = points(&of(exactly(0.90), exactly(500.0)), exactly(4.0));
        assert!((told.mean - (40.0 * 0.90 / 0.92 + 30.0 * 4.0 / 4.2 + 30.0)).abs() < 1e-12 && told.half_width() == 0.0);
        // Dearer than the target: 600 / 750. What brings money in is cheaper than any.
        assert!((told.mean - points(&of(exactly(0.90), exactly(750.0)), exactly(4.0)).mean - 30.0 * 0.2).abs() < 1e-12);
        assert_eq!(told, points(&of(exactly(0.90), exactly(-5.0)), exactly(4.0)));
        // From all worse ends to all better ones; a target that is reached leaves nothing open.
        let open = points(&of(Estimate::around(0.90, 0.03), Estimate::around(640.0, 160.0)), Estimate::around(4.3, 0.1));
        assert!((open.lower - (40.0 * 0.87 / 0.92 + 30.0 + 30.0 * 600.0 / 800.0)).abs() < 1e-12, "{open:?}");
        assert!((open.mean - (40.0 * 0.90 / 0.92 + 30.0 + 30.0 * 600.0 / 640.0)).abs() < 1e-12, "{open:?}");
        assert!((open.upper - 100.0).abs() < 1e-12, "{open:?}");
    }

    /// By hand: 300 users who mark 4 and 100 who mark 2, of surveys of 75 and 25, mark 3.5 together; the variance of that is that of a survey of a hundred
    /// drawn in these proportions.
    #[test]
    fn marks_of_several_groups_by_hand() {
        let terms = Satisfaction { in_time: 4.0, late: 3.0, without: 2.0, spread: 0.5, respondents: 100 };
        let content = Mark::of(&terms, &served(exactly(300.0), exactly(1.0), exactly(0.0)), 75.0);
        let without = Mark::of(&terms, &served(exactly(100.0), exactly(0.0), exactly(1.0)), 25.0);
        let together = Mark::pooled(&[(exactly(300.0), content), (exactly(100.0), without)]).unwrap();
        assert!((together.mean - 3.5).abs() < 1e-12 && together.simulation == 0.0);
        assert!((together.survey - NORMAL_95 * 0.5 / 10.0).abs() < 1e-12);
        // Ten more or less of the first group move the mean by 10/400 of its distance from the mean.
        let unsure = Mark::pooled(&[(Estimate::around(300.0, 10.0), content), (exactly(100.0), without)]).unwrap();
        assert!((unsure.simulation - 10.0 / 400.0 * 0.5).abs() < 1e-12);
        assert!(Mark::pooled(&[]).is_none());
    }

    #[test]
    fn a_target_within_the_interval_cannot_be_told() {
        let value = Estimate::around(10.0, 1.0);
        assert_eq!(
            [8.0, 9.0, 10.0, 11.0, 12.0].map(|target| Reached::at_least(target, value).key()),
            ["yes", "yes", "cannot be told", "cannot be told", "no"]
        );
        assert_eq!(
            [8.0, 9.0, 10.0, 11.0, 12.0].map(|target| Reached::at_most(target, value).key()),
            ["no", "cannot be told", "cannot be told", "yes", "yes"]
        );
    }
}
