//! Solve the sourcing instance and say how good the answer is; the last line is a JSON object.
//!
//! `cargo run --release --example sourcing_instance -- --replications 1000 --integer --gap 1e-3`

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod instance;

use std::time::Instant;

use clap::{Parser, ValueEnum};
use houqin::stochastic::decompose::{Settings, relative};
use houqin::stochastic::linear::Options;
use houqin::stochastic::{LinearError, TwoStage, blocks, decompose};

#[derive(Clone, Copy, ValueEnum)]
enum Method {
    /// Decomposition.
    LShaped,
    /// All replications in one program.
    Extensive,
}

#[derive(Parser)]
struct Arguments {
    /// Replications.
    #[arg(long, default_value_t = 100)]
    replications: usize,
    /// Seed of the instance.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Whole people and contracts.
    #[arg(long)]
    integer: bool,
    /// How to solve it.
    #[arg(long, value_enum, default_value = "l-shaped")]
    method: Method,
    /// Relative gap.
    #[arg(long, default_value_t = 1e-3)]
    gap: f64,
    /// Most seconds.
    #[arg(long, default_value_t = f64::INFINITY)]
    seconds: f64,
}

fn main() -> Result<(), LinearError> {
    let arguments = Arguments::parse();
    let program = instance::instance(arguments.replications, arguments.seed);
    let started = Instant::now();
    let (objective, bound) = match arguments.method {
        Method::LShaped => {
            let settings = Settings { gap: arguments.gap, seconds: arguments.seconds, ..Settings::default() };
            let solution = if arguments.integer { blocks::solve(&program, settings)? } else { decompose::solve(&program, settings)? };
            println!("{} rounds; first stage costs {:.2}", solution.rounds.len(), program.first_stage().cost(&solution.x));
            (solution.objective, solution.bound)
        }
        Method::Extensive => {
            let whole = program.explicit().extensive();
            let whole = if arguments.integer { whole } else { whole.relaxed() };
            let answer = whole.solve(Options { gap: arguments.gap, seconds: arguments.seconds })?;
            (answer.objective, answer.bound)
        }
    };
    let report = serde_json::json!({
        "objective": objective,
        "bound": bound,
        "gap": relative(objective, bound),
        "seconds": started.elapsed().as_secs_f64(),
        "peak_mb": peak(),
    });
    println!("{report}");
    Ok(())
}

/// Most memory that this process has held, MiB (Linux; 0 elsewhere).
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
