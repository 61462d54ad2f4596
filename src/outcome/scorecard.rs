//! A delivery-model scorecard: own people and providers scored from 0 to 100 on weighted criteria, with what it would take to turn the result.

use crate::scenario::{Criterion, Scores};

/// What is measured of one way of running a service.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Whole-life cost.
    pub cost: f64,
    /// Share of the work in time.
    pub in_time: f64,
}

/// A criterion's scores. Pairs are own people and providers, in this order, here and below.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Row {
    /// Weight as a share of all.
    pub weight: f64,
    /// Scores, 0 to 100.
    pub scores: [f64; 2],
    /// The weight at which both ways come out equal, the other weights kept in proportion; nothing if no weight turns the result.
    pub turns_at: Option<f64>,
}

/// A service both ways.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Scorecard {
    /// By criterion.
    pub rows: Vec<Row>,
    /// Weighted scores.
    pub totals: [f64; 2],
    /// What multiplies the contract's whole-life cost where both ways come out equal (the switching value of the United Kingdom's Green Book);
    /// nothing if cost does not count or no cost turns the result.
    pub cost_turns_at: Option<f64>,
}

impl Scorecard {
    /// Score a service.
    #[must_use]
    pub fn of(criteria: &[Criterion], service: usize, ways: [Measured; 2]) -> Self {
        let all: f64 = criteria.iter().map(|criterion| criterion.weight).sum();
        let scored: Vec<(f64, [f64; 2])> = criteria
            .iter()
            .map(|criterion| {
                let scores = match &criterion.scores {
                    Scores::Cost => price_scores(ways.map(|way| way.cost)),
                    Scores::InTime => ways.map(|way| way.in_time * 100.0),
                    Scores::Judged(by_service) => by_service[service],
                };
                (criterion.weight / all, scores)
            })
            .collect();
        let totals = [0, 1].map(|way| scored.iter().map(|(weight, scores)| weight * scores[way]).sum());
        let rows = scored.iter().map(|(weight, scores)| Row {
            weight: *weight,
            scores: *scores,
            turns_at: turning_weight(*weight, *scores, totals),
        });
        let cost = criteria.iter().zip(&scored).filter(|(criterion, _)| criterion.scores == Scores::Cost);
        let (weight, difference) =
            cost.fold((0.0, 0.0), |(sum, by), (_, (weight, scores))| (sum + weight, by + weight * (scores[0] - scores[1])));
        let others = totals[0] - totals[1] - difference;
        let cost_turns_at = (weight > 0.0).then(|| turning_cost(-others / weight, ways.map(|way| way.cost))).flatten();
        Self { rows: rows.collect(), totals, cost_turns_at }
    }
}

/// The cheaper has 100, the dearer as much less as it costs more: 100 × lowest / own, the usual formula of tenders. Whoever costs nothing, or
/// brings money in, has 100, and the other nothing.
fn price_scores(costs: [f64; 2]) -> [f64; 2] {
    let lowest = costs[0].min(costs[1]);
    costs.map(|cost| if cost <= lowest { 100.0 } else { 100.0 * lowest.max(0.0) / cost })
}

/// With weight ω on the criterion and the others in proportion, the difference of the totals is ω d + (1 − ω) r, r being what the others come to.
fn turning_weight(weight: f64, scores: [f64; 2], totals: [f64; 2]) -> Option<f64> {
    let own = scores[0] - scores[1];
    if weight >= 1.0 {
        return None;
    }
    let others = (totals[0] - totals[1] - weight * own) / (1.0 - weight);
    let at = others / (others - own);
    (at.is_finite() && (0.0..=1.0).contains(&at)).then_some(at)
}

/// The factor on the second cost at which the first's score exceeds the second's by `needed`.
fn turning_cost(needed: f64, [own, contract]: [f64; 2]) -> Option<f64> {
    if needed.abs() >= 100.0 || own <= 0.0 || contract <= 0.0 {
        return None;
    }
    // Cheaper, the contract has 100 and own people 100 f contract / own; dearer, it is the other way round.
    let ratio = own / contract;
    Some(if needed <= 0.0 { (1.0 + needed / 100.0) * ratio } else { ratio / (1.0 - needed / 100.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criterion(weight: f64, scores: Scores) -> Criterion {
        Criterion { name: String::new(), title: String::new(), weight, scores, source: None }
    }

    fn card(weights: [f64; 3], costs: [f64; 2]) -> Scorecard {
        let criteria = [
            criterion(weights[0], Scores::Cost),
            criterion(weights[1], Scores::InTime),
            criterion(weights[2], Scores::Judged(vec![[90.0, 40.0]])),
        ];
        let way = |cost, in_time| Measured { cost, in_time };
        Scorecard::of(&criteria, 0, [way(costs[0], 0.95), way(costs[1], 0.98)])
    }

    /// By hand: the contract costs 80 against 100, so 80 points against 100; 95 against 98; 90 against 40.
    #[test]
    fn a_card_by_hand() {
        let card = card([50.0, 30.0, 20.0], [100.0, 80.0]);
        assert!((card.totals[0] - (0.5 * 80.0 + 0.3 * 95.0 + 0.2 * 90.0)).abs() < 1e-12);
        assert!((card.totals[1] - (0.5 * 100.0 + 0.3 * 98.0 + 0.2 * 40.0)).abs() < 1e-12);
    }

    /// Where the card says that the result turns, scoring anew at that weight or cost gives a tie, and a little to either side different winners.
    #[test]
    fn the_result_turns_where_it_says() {
        let before = card([50.0, 30.0, 20.0], [100.0, 80.0]);
        let lead = |card: &Scorecard| card.totals[0] - card.totals[1];
        let judged = before.rows[2].turns_at.unwrap();
        let weighted = |share: f64| card([50.0 / 80.0 * (1.0 - share), 30.0 / 80.0 * (1.0 - share), share], [100.0, 80.0]);
        assert!(lead(&weighted(judged)).abs() < 1e-9);
        assert!(lead(&weighted(judged - 0.01)) < 0.0 && lead(&weighted(judged + 0.01)) > 0.0);
        for (weights, costs) in
            [([50.0, 30.0, 20.0], [100.0, 80.0]), ([60.0, 30.0, 10.0], [100.0, 150.0]), ([80.0, 20.0, 0.1], [100.0, 99.0])]
        {
            let factor = card(weights, costs).cost_turns_at.unwrap();
            let at = |factor: f64| lead(&card(weights, [costs[0], costs[1] * factor]));
            assert!(at(factor).abs() < 1e-9, "{}", at(factor));
            assert!(at(factor * 0.99) < 0.0 && at(factor * 1.01) > 0.0);
        }
    }

    /// A criterion on which both are alike turns nothing unless all depends on it; weights that no cost outweighs have no switching value.
    #[test]
    fn what_cannot_turn_says_so() {
        let card = card([1.0, 0.1, 98.9], [100.0, 80.0]);
        assert_eq!(card.cost_turns_at, None);
        assert_eq!(turning_weight(0.2, [50.0, 40.0], [60.0, 50.0]), None);
        assert_eq!(price_scores([0.0, 10.0]), [100.0, 0.0]);
        assert_eq!(price_scores([-5.0, -5.0]), [100.0, 100.0]);
    }
}
