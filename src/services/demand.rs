//! One replication's demand of every lot.

use crate::random::{Streams, identity};
use crate::scenario::{LotKind, Part, Scenario};

use super::bookings::{self, Request};
use super::shocks::{Shocks, expected_level};
use super::sittings::{self, Meals};
use super::work_orders::{self, Job};

/// The demand of one lot.
#[derive(Clone, Debug)]
pub enum LotDemand {
    /// Jobs in order of arrival.
    Jobs(Vec<Job>),
    /// One entry for each worked day.
    Meals(Meals),
    /// Requests in order of the day of the meeting, within the day of the request.
    Requests(Vec<Request>),
}

impl LotDemand {
    /// Keep a part of the whole. All parts draw the same whole and the same numbers, so that together they are the whole, bursts and all.
    fn keep(&mut self, part: Part, streams: &Streams) {
        let mut stream = streams.stream("part", part.whole);
        let mut is_in = || (part.from..part.to).contains(&stream.uniform());
        match self {
            Self::Jobs(jobs) => jobs.retain(|_| is_in()),
            Self::Requests(requests) => requests.retain(|_| is_in()),
            Self::Meals(_) => {}
        }
    }
}

/// The demand of every lot, in the scenario's order.
#[derive(Clone, Debug)]
pub struct Demand {
    /// By lot.
    pub lots: Vec<LotDemand>,
    /// The factors that moved it, which also move prices.
    pub shocks: Shocks,
}

impl Demand {
    /// Draw the demand of one replication.
    pub fn draw(scenario: &Scenario, streams: &Streams) -> Self {
        let shocks = Shocks::draw(scenario, streams);
        let mut lots: Vec<LotDemand> = scenario
            .lots
            .iter()
            .map(|lot| {
                let id = lot.part.map_or_else(|| identity(&lot.path), |part| part.whole);
                let level = |day: usize| if shocks.are_none(&lot.factors) { 1.0 } else { shocks.on_day(&lot.factors, day) };
                let mut demand = match &lot.kind {
                    LotKind::WorkOrders(spec) => LotDemand::Jobs(work_orders::draw(scenario, spec, streams, id, level)),
                    LotKind::Sittings(spec) => LotDemand::Meals(sittings::draw(scenario, spec, streams, id, level, |day| {
                        expected_level(scenario, &lot.factors, day)
                    })),
                    LotKind::Bookings(spec) => LotDemand::Requests(bookings::draw(scenario, spec, streams, id, level)),
                };
                if let Some(part) = lot.part {
                    demand.keep(part, streams);
                }
                demand
            })
            .collect();
        for (kitchen, capacity) in scenario.kitchens.iter().enumerate() {
            let cooked_there = |lot: usize| matches!(&scenario.lots[lot].kind, LotKind::Sittings(spec) if spec.kitchen == Some(kitchen));
            let mut canteens: Vec<&mut Meals> = lots
                .iter_mut()
                .enumerate()
                .filter_map(|(lot, demand)| match demand {
                    LotDemand::Meals(meals) if cooked_there(lot) => Some(meals),
                    _ => None,
                })
                .collect();
            sittings::share_out(*capacity, &mut canteens);
        }
        Self { lots, shocks }
    }
}

/// A gamma factor with mean 1 that gives Poisson counts of mean `mean` a variance-to-mean ratio of `burstiness`:
/// Var = μ + μ²v, so v = (b − 1)/μ (negative binomial counts).
pub fn burst_factor(burstiness: f64, mean: f64, stream: &mut crate::random::Stream) -> f64 {
    let variance = (burstiness - 1.0) / mean;
    if variance.is_nan() || variance <= 1e-12 || variance.is_infinite() {
        return 1.0;
    }
    match rand_distr::Gamma::new(1.0 / variance, variance) {
        Ok(gamma) => rand_distr::Distribution::sample(&gamma, stream.generator()),
        Err(_) => 1.0,
    }
}
