//! Integer programs in blocks that only a cap in each replication joins: price decomposition.
//!
//! Given a price on the cap of each replication, the program falls apart into a small integer program for each block (Geoffrion
//! 1974). Their sum is a lower bound, above that of the linear relaxation as soon as a block's own relaxation is not whole.
//! The prices start from the duals of the relaxation; the blocks' answers together are a first stage of the whole. Prices then move
//! with how far each replication is from its cap (Polyak's step).

use std::ops::Range;
use std::time::Instant;

use rayon::prelude::*;

use super::decompose::{self, Round, Settings, Solution, relative};
use super::{LinearError, LinearProgram, Recourse, Row, TwoStage, expected_cost};

/// A two-stage program whose columns and rows lie in blocks, joined only by a cap on the cash of each replication.
pub trait Joined: TwoStage {
    /// Columns of each block, in order and without gaps. No first-stage row touches two blocks.
    fn blocks(&self) -> Vec<Range<usize>>;

    /// The cap on first-stage cost and recourse cash together.
    fn cap(&self) -> f64;

    /// Price of the cap in a replication at a point; 0 where it does not bind, `None` where it cannot be kept.
    fn price(&self, replication: usize, x: &[f64]) -> Option<f64>;

    /// Recourse of a block in a replication when every unit of cash, that of its first stage too, costs `price` more. Returns this
    /// and the cash; the slope over the block's columns is written over `slope`.
    fn block_recourse(&self, block: usize, replication: usize, x: &[f64], price: f64, slope: &mut [f64]) -> (f64, f64);
}

/// One block at given prices.
struct Block<'p> {
    program: &'p dyn Joined,
    block: usize,
    prices: &'p [f64],
    first: LinearProgram,
}

impl<'p> Block<'p> {
    fn new(program: &'p dyn Joined, block: usize, columns: &Range<usize>, prices: &'p [f64]) -> Self {
        let whole = program.first_stage();
        let inside = |row: &&Row| row.terms.iter().all(|(column, _)| columns.contains(column));
        let moved =
            |row: &Row| Row { terms: row.terms.iter().map(|(column, value)| (column - columns.start, *value)).collect(), ..row.clone() };
        let first =
            LinearProgram { columns: whole.columns[columns.clone()].to_vec(), rows: whole.rows.iter().filter(inside).map(moved).collect() };
        Self { program, block, prices, first }
    }
}

impl TwoStage for Block<'_> {
    fn first_stage(&self) -> &LinearProgram {
        &self.first
    }

    fn replications(&self) -> usize {
        self.program.replications()
    }

    fn probability(&self, replication: usize) -> f64 {
        self.program.probability(replication)
    }

    fn recourse_at_least(&self) -> f64 {
        self.program.recourse_at_least()
    }

    fn recourse(&self, replication: usize, x: &[f64], slope: &mut [f64]) -> Result<Recourse, LinearError> {
        Ok(Recourse::Value(self.program.block_recourse(self.block, replication, x, self.prices[replication], slope).0))
    }
}

/// Most rounds of prices.
const ROUNDS: usize = 30;

/// Solve a joined program with whole columns.
///
/// # Errors
/// If there is no solution or a solver fails.
pub fn solve(program: &dyn Joined, settings: Settings) -> Result<Solution, LinearError> {
    let started = Instant::now();
    let relaxed = decompose::solve(program, Settings { gap: (settings.gap * 0.2).max(1e-5), ..settings })?;
    let mut prices = vec![0.0; program.replications()];
    for support in &relaxed.support {
        for replication in support.replications.clone() {
            prices[replication] += support.weight * program.price(replication, &support.point).unwrap_or(0.0);
        }
    }
    let blocks = program.blocks();
    let mut bound = relaxed.bound;
    let mut best: Option<(Vec<f64>, f64)> = None;
    let mut rounds = relaxed.rounds;
    let mut stretch = 1.0;
    for round in 0..ROUNDS {
        let left = settings.seconds - started.elapsed().as_secs_f64();
        let each = Settings { gap: settings.gap * 0.1, seconds: left, groups: 3, ..settings };
        let solved: Vec<Solution> = blocks
            .par_iter()
            .enumerate()
            .map(|(block, columns)| decompose::solve_integer(&Block::new(program, block, columns, &prices), each))
            .collect::<Result<_, _>>()?;
        let x: Vec<f64> = solved.iter().flat_map(|solution| solution.x.iter().copied()).collect();
        let priced: f64 = prices.iter().enumerate().map(|(s, price)| program.probability(s) * price).sum::<f64>() * program.cap();
        let here = solved.iter().map(|solution| solution.bound).sum::<f64>() - priced;
        stretch = if here > bound { stretch } else { stretch * 0.5 };
        bound = bound.max(here);
        let cost = expected_cost(program, &x)?;
        if best.as_ref().is_none_or(|best| cost < best.1) {
            best = Some((x.clone(), cost));
        }
        let upper = best.as_ref().map_or(f64::INFINITY, |best| best.1);
        rounds.push(Round { bound, best: upper, planes: 0 });
        let late = started.elapsed().as_secs_f64() > settings.seconds;
        if relative(upper, bound) <= settings.gap || late || round + 1 == ROUNDS {
            break;
        }
        // How far each replication is from its cap, and Polyak's step towards a bound as good as the best plan.
        let beyond: Vec<f64> = (0..prices.len())
            .into_par_iter()
            .map(|replication| {
                let cash: f64 = blocks
                    .iter()
                    .enumerate()
                    .map(|(block, columns)| {
                        let mut slope = vec![0.0; columns.len()];
                        program.block_recourse(block, replication, &x[columns.clone()], prices[replication], &mut slope).1
                    })
                    .sum();
                program.first_stage().cost(&x) + cash - program.cap()
            })
            .collect();
        let moving = |price: f64, beyond: f64| if price > 0.0 || beyond > 0.0 { beyond } else { 0.0 };
        let length: f64 = prices.iter().zip(&beyond).enumerate().map(|(s, (p, b))| program.probability(s) * moving(*p, *b).powi(2)).sum();
        if length <= 0.0 {
            break;
        }
        let target = if upper.is_finite() { upper } else { here.abs() * 1.01 };
        let step = stretch * (target - here) / length;
        prices.iter_mut().zip(&beyond).for_each(|(price, beyond)| *price = (*price + step * moving(*price, *beyond)).max(0.0));
    }
    // What prices cannot close, branch and bound may.
    let upper = best.as_ref().map_or(f64::INFINITY, |best| best.1);
    let left = settings.seconds - started.elapsed().as_secs_f64();
    if relative(upper, bound) > settings.gap && left > 0.0 {
        let start = best.clone().filter(|best| best.1.is_finite());
        match decompose::solve_integer_from(program, Settings { seconds: left, ..settings }, start) {
            Ok(solution) => {
                bound = bound.max(solution.bound);
                rounds.extend(solution.rounds.iter().map(|round| Round {
                    bound: round.bound.max(bound),
                    best: round.best.min(upper),
                    ..*round
                }));
                if best.as_ref().is_none_or(|best| solution.objective < best.1) {
                    best = Some((solution.x, solution.objective));
                }
            }
            Err(LinearError::Stopped) => {}
            Err(other) => return Err(other),
        }
    }
    let (x, objective) = best.filter(|best| best.1.is_finite()).ok_or(LinearError::Stopped)?;
    Ok(Solution { x, objective, bound, rounds, support: Vec::new() })
}
