//! Every known result beside what houqin makes of it, and how often its intervals cover the truth; writes `docs/validation.md`.
//! Usage: validation [EXPERIMENTS]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr, reason = "a program for developers")]

#[path = "../tests/all/common/mod.rs"]
mod common;

use std::fmt::Write;

use common::known::{EXPONENTIAL, GROUPS, IMPATIENT, PATIENT, erlang_b};
use common::{load, lot, round_the_clock};
use houqin::outcome::{Comparison, Summary};
use houqin::plan::Plan;
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::scenario::Scenario;
use houqin::supply::Supply;
use rayon::prelude::*;

/// Replications of an experiment on means, and of one on a quantile.
const REPLICATIONS: u32 = 20;
const FOR_QUANTILES: u32 = 200;

fn main() {
    let experiments: u64 = std::env::args().nth(1).map_or(1000, |count| count.parse().unwrap());
    let mut page = String::from(
        "# Validation\n\nMade by `make validation`. Everything here goes through scenario files and the simulation that planners use.\n\n\
         ## Known results\n\n120 replications of three years (2029 to 2031, which have no leap day). The interval is the 95 % confidence interval that houqin reports; of many rows one in twenty \
         may miss by chance, so a row agrees if the expected value lies within 3.5 standard errors, with an allowance (at most 2 %, most 1 % or less) \
         for the horizon's empty start.\n\n| result | source | expected | measured | 95 % interval | agrees |\n|---|---|---|---|---|---|\n",
    );
    let mut all_well = true;
    for group in GROUPS {
        for known in group(&["scenario.start=2029-01-01", "scenario.years=3", "run.replications=120"]) {
            let measured = known.measured;
            let agrees = known.agrees();
            all_well &= agrees;
            let _ = writeln!(
                page,
                "| {} | {} | {:.5} | {:.5} | {:.5} to {:.5} | {} |",
                known.what,
                known.source,
                known.expected,
                measured.mean,
                measured.lower,
                measured.upper,
                if agrees { "yes" } else { "**no**" }
            );
            eprintln!("{}: {:.5} against {:.5}", known.what, measured.mean, known.expected);
        }
    }
    let _ = write!(
        page,
        "\nTwo more are tests with a bound of their own (`tests/all/theory.rs`): the best headcount with overflow to a contractor is the one of the exact cost \
         c·wage + λ·B(c, a)·fee in three cases, and arrivals follow the integrated rate by χ² with nothing where the rate is 0.\n\n\
         ## Coverage\n\n{experiments} independent experiments; how often the nominal 95 % interval covers the truth. By chance alone the share of \
         1,000 stays between 93.6 % and 96.4 % in 95 of 100 cases.\n\n| interval | experiment | truth | covered |\n|---|---|---|---|\n"
    );
    for (interval, experiment, truth, covered) in coverage(experiments) {
        all_well &= (0.93..=0.97).contains(&covered);
        let _ = writeln!(page, "| {interval} | {experiment} | {truth:.5} | {:.1} % |", covered * 100.0);
    }
    std::fs::write("docs/validation.md", page).unwrap();
    println!("docs/validation.md written: {}", if all_well { "all agrees" } else { "NOT all agrees" });
    std::process::exit(i32::from(!all_well));
}

type Row = (&'static str, String, f64, f64);

fn coverage(experiments: u64) -> Vec<Row> {
    let mut rows = Vec::new();

    // M/M/1 at .5: a mean wait of an hour. A year of 8,760 hours forgets its empty start in some tens.
    let text = round_the_clock(1, "", &lot("X", 0.5, EXPONENTIAL, PATIENT), "");
    let covered = share(&load(&text), experiments, |scenario| {
        let wait = simulated(scenario, &[1], REPLICATIONS)[0].lots[0].wait.unwrap();
        (wait.lower..=wait.upper).contains(&60.0)
    });
    rows.push(("mean (ratio over jobs)", format!("mean wait in M/M/1 at .5, {REPLICATIONS} years, minutes"), 60.0, covered));

    // Erlang's loss system with one and two people: a share, and the paired difference of yearly cost.
    let labour = "{ distribution = \"exponential\", mean = 5 }";
    let text = round_the_clock(2, "", &lot("X", 0.2, labour, &IMPATIENT.replace("per_job = 1", "per_job = 10")), "");
    let scenario = load(&text);
    let truth = erlang_b(2, 1.0);
    let covered = share(&scenario, experiments, |scenario| {
        let lost = simulated(scenario, &[2], REPLICATIONS)[0].outsourced_share;
        (lost.lower..=lost.upper).contains(&truth)
    });
    rows.push(("share (ratio over replications)", format!("overflow of M/M/2/2 at load 1, {REPLICATIONS} years"), truth, covered));
    // A second person costs 1,000 and saves (B(1) − B(2)) × 1,752 jobs at 10.
    let truth = 1000.0 - (erlang_b(1, 1.0) - erlang_b(2, 1.0)) * 0.2 * 8760.0 * 10.0;
    let covered = share(&scenario, experiments, |scenario| {
        let summaries = simulated(scenario, &[2, 1], REPLICATIONS);
        let difference = Comparison::of(&summaries[0], &summaries[1]).cost;
        (difference.lower..=difference.upper).contains(&truth)
    });
    rows.push(("paired difference", format!("yearly cost of two people against one, {REPLICATIONS} years"), truth, covered));

    // One planned job a year, bought by the hour: the yearly cost is the labour, whose quantiles are known.
    let labour = "{ distribution = \"exponential\", mean = 10 }";
    let planned = "arrivals = \"planned\"\nresponse_within = \"1 day\"\noverflow = \"never\"";
    let offer = "[[offer]]\nname = \"O\"\nprovider = \"P\"\nlots = [\"W/*\"]\nprice_per_job = 0\nprice_per_labour_hour = 1\nadministration_per_year = 0\n";
    let text = round_the_clock(0, "", &lot("X", 1.0 / 8760.0, labour, planned), offer)
        .replace("[status_quo]", "[status_quo]\nawarded = [\"O\"]\ndirect = { \"W/*\" = \"O\" }");
    let truth = 10.0 * 20f64.ln();
    let covered = share(&load(&text), experiments, |scenario| {
        let quantile = simulated(scenario, &[0], FOR_QUANTILES)[0].quantiles.p95;
        quantile.lower.is_some_and(|lower| lower <= truth) && quantile.upper.is_some_and(|upper| truth <= upper)
    });
    rows.push((
        "95th percentile (order statistics)",
        format!("yearly cost exponential with mean 10, {FOR_QUANTILES} years"),
        truth,
        covered,
    ));
    rows
}

/// Share of the experiments, each with a seed of its own, that cover.
fn share(scenario: &Scenario, experiments: u64, covers: impl Fn(&Scenario) -> bool + Sync) -> f64 {
    let covered = (0..experiments)
        .into_par_iter()
        .filter(|experiment| {
            let mut scenario = scenario.clone();
            scenario.run.seed = 1_000_003 + experiment;
            covers(&scenario)
        })
        .count();
    covered as f64 / experiments as f64
}

/// Today's plan with so many people in its only team, for each of some sizes, on the same replications.
fn simulated(scenario: &Scenario, people: &[u32], replications: u32) -> Vec<Summary> {
    let supply = Supply::new(scenario);
    let plans: Vec<Plan> = people
        .iter()
        .map(|people| {
            let mut plan = Plan::status_quo(&supply);
            let units: Vec<usize> = supply.of(0, plan.arrangement[0]).collect();
            units.into_iter().for_each(|unit| plan.sizes[unit].people = *people);
            plan
        })
        .collect();
    let references: Vec<&Plan> = plans.iter().collect();
    let outcomes = play(&supply, &references, Phase::Evaluation, replications, &Silent);
    plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect()
}
