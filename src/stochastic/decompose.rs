//! Multi-cut L-shaped decomposition (Van Slyke and Wets 1969; Birge and Louveaux 1988), stabilised by asking at points between the best
//! known and the master's own (in-out separation, Ben-Ameur and Neto 2007).
//!
//! The master holds a column θ for each group of replications and planes below their expected recourse. Groups are split while
//! that teaches more than it costs; planes that have not been tight for a while are dropped. Replications are evaluated in parallel and summed in a
//! fixed order, so that the result does not depend on the number of threads.

use std::ops::Range;
use std::time::Instant;

use rayon::prelude::*;

use super::linear::{Options, Solver};
use super::{Column, LinearError, LinearProgram, Recourse, Row, TwoStage};

/// When to stop and how to group.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Relative gap between best cost and bound.
    pub gap: f64,
    /// Most rounds.
    pub rounds: usize,
    /// Most seconds.
    pub seconds: f64,
    /// Most groups of replications.
    pub groups: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { gap: 1e-7, rounds: 10_000, seconds: f64::INFINITY, groups: 10 }
    }
}

/// One round.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Round {
    /// Proved lower bound.
    pub bound: f64,
    /// Best cost so far.
    pub best: f64,
    /// Planes in the master.
    pub planes: usize,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The best first stage.
    pub x: Vec<f64>,
    /// Its expected cost over the replications, exactly.
    pub objective: f64,
    /// No first stage costs less than this.
    pub bound: f64,
    /// The rounds.
    pub rounds: Vec<Round>,
    /// Points whose planes hold the bound up.
    pub support: Vec<Support>,
}

impl Solution {
    /// (objective − bound) / |objective|.
    #[must_use]
    pub fn gap(&self) -> f64 {
        relative(self.objective, self.bound)
    }
}

/// A plane that holds the bound up: where it was taken, over which replications, and its weight. The weights over each replication sum to 1.
#[derive(Clone, Debug)]
pub struct Support {
    /// Replications.
    pub replications: Range<usize>,
    /// The point.
    pub point: Vec<f64>,
    /// Weight.
    pub weight: f64,
}

/// (upper − lower) / |upper|.
#[must_use]
pub fn relative(upper: f64, lower: f64) -> f64 {
    if upper.is_infinite() { f64::INFINITY } else { (upper - lower) / upper.abs().max(1e-12) }
}

/// A plane below a group's expected recourse (θ ≥ constant + slope · x), or below zero where there is no recourse.
#[derive(Clone, Debug)]
struct Plane {
    replications: Range<usize>,
    feasibility: bool,
    constant: f64,
    slope: Vec<f64>,
    /// Which of the points asked it comes from.
    point: usize,
    /// Rounds since it was last tight.
    idle: u32,
}

/// Replications that are summed together before groups are formed, so that sums do not depend on threads.
const CHUNK: usize = 32;

/// Planes of every group at a point, and its expected recourse (infinite where there is none).
fn ask(program: &dyn TwoStage, groups: &[Range<usize>], x: &[f64], point: usize) -> Result<(Vec<Plane>, f64), LinearError> {
    let chunks: Vec<(usize, Range<usize>)> = groups
        .iter()
        .enumerate()
        .flat_map(|(group, range)| range.clone().step_by(CHUNK).map(move |start| (group, start..range.end.min(start + CHUNK))))
        .collect();
    let parts: Vec<(usize, Plane, Option<Plane>)> = chunks
        .into_par_iter()
        .map(|(group, range)| {
            let empty =
                Plane { replications: groups[group].clone(), feasibility: false, constant: 0.0, slope: vec![0.0; x.len()], point, idle: 0 };
            let mut sum = empty.clone();
            let mut worst: Option<Plane> = None;
            let mut slope = vec![0.0; x.len()];
            for replication in range {
                let recourse = program.recourse(replication, x, &mut slope)?;
                let here: f64 = slope.iter().zip(x).map(|(slope, x)| slope * x).sum();
                match recourse {
                    Recourse::Value(value) => {
                        let probability = program.probability(replication);
                        sum.constant += probability * (value - here);
                        sum.slope.iter_mut().zip(&slope).for_each(|(sum, slope)| *sum += probability * slope);
                    }
                    Recourse::Infeasible(excess) => {
                        let steepness = slope.iter().map(|slope| slope.abs()).fold(1e-9, f64::max);
                        let plane = Plane {
                            feasibility: true,
                            constant: (excess - here) / steepness,
                            slope: slope.iter().map(|slope| slope / steepness).collect(),
                            ..empty.clone()
                        };
                        if worst.as_ref().is_none_or(|worst| plane.at(x) > worst.at(x)) {
                            worst = Some(plane);
                        }
                    }
                }
            }
            Ok((group, sum, worst))
        })
        .collect::<Result<_, LinearError>>()?;
    let mut planes: Vec<Plane> = Vec::new();
    let mut without: Vec<Plane> = Vec::new();
    let mut last = usize::MAX;
    for (group, part, worst) in parts {
        without.extend(worst);
        if group == last {
            if let Some(sum) = planes.last_mut() {
                sum.constant += part.constant;
                sum.slope.iter_mut().zip(&part.slope).for_each(|(sum, slope)| *sum += slope);
            }
        } else {
            planes.push(part);
            last = group;
        }
    }
    if without.is_empty() {
        let expected = planes.iter().map(|plane| plane.at(x)).sum();
        return Ok((planes, expected));
    }
    Ok((without, f64::INFINITY))
}

impl Plane {
    fn at(&self, x: &[f64]) -> f64 {
        self.constant + self.slope.iter().zip(x).map(|(slope, x)| slope * x).sum::<f64>()
    }

    /// Σ θ of the groups within − slope · x ≥ constant.
    fn row(&self, groups: &[Range<usize>], first: usize) -> Row {
        let mut terms: Vec<(usize, f64)> =
            self.slope.iter().enumerate().filter(|(_, slope)| **slope != 0.0).map(|(column, slope)| (column, -slope)).collect();
        if !self.feasibility {
            let within = |range: &Range<usize>| range.start >= self.replications.start && range.end <= self.replications.end;
            terms.extend(groups.iter().enumerate().filter(|(_, range)| within(range)).map(|(group, _)| (first + group, 1.0)));
        }
        Row { lower: self.constant, upper: f64::INFINITY, terms }
    }
}

/// The master program and its planes, in the order of its rows.
struct Master<'p> {
    program: &'p LinearProgram,
    groups: Vec<Range<usize>>,
    /// Lower bound of each θ.
    least: Vec<f64>,
    planes: Vec<Plane>,
    solver: Solver,
}

impl<'p> Master<'p> {
    fn new(
        program: &'p LinearProgram,
        two_stage: &dyn TwoStage,
        groups: Vec<Range<usize>>,
        planes: Vec<Plane>,
    ) -> Result<Self, LinearError> {
        let least = least(two_stage, &groups);
        let solver = Self::load(program, &groups, &least, &planes, Options::default())?;
        Ok(Self { program, groups, least, planes, solver })
    }

    fn load(
        program: &LinearProgram,
        groups: &[Range<usize>],
        least: &[f64],
        planes: &[Plane],
        options: Options,
    ) -> Result<Solver, LinearError> {
        let mut master = program.clone();
        master.columns.extend(least.iter().map(|least| Column { cost: 1.0, lower: *least, upper: f64::INFINITY, integer: false }));
        master.rows.extend(planes.iter().map(|plane| plane.row(groups, program.columns.len())));
        Solver::new(&master, options)
    }

    fn add(&mut self, plane: Plane) -> Result<(), LinearError> {
        self.solver.add_row(&plane.row(&self.groups, self.program.columns.len()))?;
        self.planes.push(plane);
        Ok(())
    }

    /// Drop planes that have been idle for long, if that makes the master much smaller.
    fn tidy(&mut self) -> Result<(), LinearError> {
        let idle = self.planes.iter().filter(|plane| plane.idle > IDLE).count();
        if idle * 2 > self.planes.len() && idle > 100 {
            self.planes.retain(|plane| plane.idle <= IDLE);
            self.solver = Self::load(self.program, &self.groups, &self.least, &self.planes, Options::default())?;
        }
        Ok(())
    }
}

/// Rounds without being tight after which a plane may go.
const IDLE: u32 = 12;

/// Solve a program whose first stage is continuous (integers are taken as if they were).
///
/// # Errors
/// If there is no solution or a solver fails.
pub fn solve(program: &dyn TwoStage, settings: Settings) -> Result<Solution, LinearError> {
    relax(program, settings).map(|(solution, _)| solution)
}

/// Solve a program with whole columns: planes from the relaxation first, then a mixed-integer master solved again and again with
/// the planes of its own answers, until none of them is news.
///
/// # Errors
/// If there is no solution or a solver fails.
pub fn solve_integer(program: &dyn TwoStage, settings: Settings) -> Result<Solution, LinearError> {
    solve_integer_from(program, settings, None)
}

/// The same from a first stage and its cost that are known already.
///
/// # Errors
/// If there is no solution or a solver fails.
pub fn solve_integer_from(program: &dyn TwoStage, settings: Settings, mut best: Option<(Vec<f64>, f64)>) -> Result<Solution, LinearError> {
    let started = Instant::now();
    let (relaxed, (groups, mut planes)) = relax(program, Settings { gap: settings.gap * 0.5, ..settings })?;
    let first = program.first_stage();
    if !first.has_integers() {
        return Ok(relaxed);
    }
    let n = first.columns.len();
    let least = least(program, &groups);
    let mut rounds = relaxed.rounds;
    let mut bound = relaxed.bound;
    // Each round is solved only as well as the gap still asks; the last ones to a quarter of what is wanted.
    let mut effort: f64 = 1e-3;
    loop {
        let left = settings.seconds - started.elapsed().as_secs_f64();
        let options = Options { gap: effort.max(settings.gap * 0.25), seconds: left.max(0.1) };
        let mut solver = Master::load(first, &groups, &least, &planes, options)?;
        if let Some((x, _)) = &best {
            let thetas = groups.iter().zip(&least).map(|(group, least)| {
                let over = planes.iter().filter(|plane| !plane.feasibility && plane.replications == *group);
                over.map(|plane| plane.at(x)).fold(*least, f64::max)
            });
            solver.start_from(&x.iter().copied().chain(thetas).collect::<Vec<f64>>())?;
        }
        let answer = match solver.solve() {
            Err(LinearError::Stopped) if best.is_some() => None,
            other => Some(other?),
        };
        let mut news = false;
        if let Some(answer) = &answer {
            bound = bound.max(answer.bound);
            let mut x = answer.x[..n].to_vec();
            x.iter_mut().zip(&first.columns).filter(|(_, column)| column.integer).for_each(|(x, _)| *x = x.round());
            let (fresh, recourse) = ask(program, &groups, &x, usize::MAX)?;
            let cost = first.cost(&x) + recourse;
            for plane in fresh {
                let theta = groups.iter().position(|range| *range == plane.replications).map_or(0.0, |group| answer.x[n + group]);
                let theta = if plane.feasibility { 0.0 } else { theta };
                if plane.at(&x) - theta > settings.gap * 0.1 * theta.abs() + 1e-9 {
                    news = true;
                    planes.push(plane);
                }
            }
            if best.as_ref().is_none_or(|best| cost < best.1) && cost.is_finite() {
                best = Some((x, cost));
            }
        }
        let upper = best.as_ref().map_or(f64::INFINITY, |best| best.1);
        rounds.push(Round { bound, best: upper, planes: planes.len() });
        let finest = effort <= settings.gap * 0.25;
        let stop = rounds.len() >= settings.rounds || started.elapsed().as_secs_f64() > settings.seconds;
        if relative(upper, bound) <= settings.gap || stop || (!news && finest) {
            let Some((x, objective)) = best else { return Err(LinearError::Stopped) };
            return Ok(Solution { x, objective, bound, rounds, support: Vec::new() });
        }
        effort = if news { (relative(upper, bound) * 0.2).min(effort) } else { effort * 0.1 }.max(settings.gap * 0.25);
    }
}

/// The groups of the master and its planes.
type Planes = (Vec<Range<usize>>, Vec<Plane>);

/// Lower bound of each group's θ.
fn least(program: &dyn TwoStage, groups: &[Range<usize>]) -> Vec<f64> {
    let sum = |range: &Range<usize>| range.clone().map(|replication| program.probability(replication)).sum::<f64>();
    groups.iter().map(|range| sum(range) * program.recourse_at_least()).collect()
}

fn relax(program: &dyn TwoStage, settings: Settings) -> Result<(Solution, Planes), LinearError> {
    let started = Instant::now();
    let first = program.first_stage().relaxed();
    let n = first.columns.len();
    let replications = program.replications();
    let count = settings.groups.clamp(1, replications.max(1));
    let groups: Vec<Range<usize>> = (0..count).map(|g| g * replications / count..(g + 1) * replications / count).collect();
    let mut master = Master::new(&first, program, groups, Vec::new())?;
    let mut points: Vec<Vec<f64>> = Vec::new();
    let mut best: Option<(Vec<f64>, f64)> = None;
    let mut bound = f64::NEG_INFINITY;
    let mut step: f64 = 0.5;
    // The master's own point was asked and nothing new came of it: what gap is left is rounding.
    let mut exhausted = false;
    let mut rounds = Vec::new();
    loop {
        let answer = master.solver.solve()?;
        bound = bound.max(answer.objective);
        let x = &answer.x[..n];
        for (plane, dual) in master.planes.iter_mut().zip(&answer.duals[first.rows.len()..]) {
            plane.idle = if dual.abs() > 1e-9 { 0 } else { plane.idle + 1 };
        }
        let upper = best.as_ref().map_or(f64::INFINITY, |best| best.1);
        rounds.push(Round { bound, best: upper, planes: master.planes.len() });
        let late = rounds.len() >= settings.rounds || started.elapsed().as_secs_f64() > settings.seconds;
        if relative(upper, bound) <= settings.gap || late || exhausted {
            let support = master
                .planes
                .iter()
                .zip(&answer.duals[first.rows.len()..])
                .filter(|(plane, dual)| **dual > 1e-9 && !plane.feasibility)
                .map(|(plane, dual)| Support {
                    replications: plane.replications.clone(),
                    point: points[plane.point].clone(),
                    weight: *dual,
                })
                .collect();
            let (x, objective) = best.unwrap_or_else(|| (x.to_vec(), f64::INFINITY));
            return Ok((Solution { x, objective, bound, rounds, support }, (master.groups, master.planes)));
        }
        let query: Vec<f64> = match &best {
            Some((best, _)) => best.iter().zip(x).map(|(best, x)| best + step * (x - best)).collect(),
            None => x.to_vec(),
        };
        let (planes, recourse) = ask(program, &master.groups, &query, points.len())?;
        let cost = first.cost(&query) + recourse;
        let improved = cost < upper;
        // Does what was learned cut the master's point off? If not, the next question is nearer to it.
        let mut cuts = false;
        for plane in planes {
            let theta: f64 = if plane.feasibility {
                0.0
            } else {
                let group = master.groups.iter().position(|range| *range == plane.replications).unwrap_or(0);
                answer.x[n + group]
            };
            let excess = plane.at(x) - theta;
            if excess > 1e-9 * (1.0 + theta.abs()) {
                cuts = true;
                master.add(plane)?;
            }
        }
        points.push(query.clone());
        if improved {
            best = Some((query, cost));
        }
        exhausted = !cuts && !improved && step >= 1.0;
        step = if cuts { if improved { f64::min(1.0, step * 1.1) } else { step * 0.95 } } else { f64::min(1.0, 0.5 + step * 0.5) };
        master.tidy()?;
    }
}
