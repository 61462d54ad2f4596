//! The command line: one file a command, no modelling. Everything that prints is here.

mod check;
mod compare;
mod confidence;
mod dump;
mod excerpt;
mod explain;
mod files;
mod frontier;
mod make_or_buy;
mod new;
mod optimise;
mod path;
mod progress;
mod report;
mod run;
mod schema;
mod sensitivity;
mod simulate;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::planning::path::Path;
use crate::planning::{Menu, PlanningError, Proof, Rules, Verified, explain_infeasible};
use crate::replicate::Progress;
use crate::report::reasons;
use crate::report::words::Words;
use crate::run::{NoPath, RunError};
use crate::scenario::{self, Problems, Scenario};
use crate::supply::Supply;

/// How a command ended, other than well.
pub(crate) enum Failure {
    /// The input is wrong (exit code 1). It has been shown already, or is this text.
    Input(Option<String>),
    /// No plan keeps all limits (exit code 3).
    Infeasible(String),
    /// Something went wrong inside (exit code 4).
    Internal(String),
    /// The solver ran out of time: what was found, if anything was, is written, but not proved best (exit code 5).
    NotProved(String),
    /// The plan is written, but fresh replications disagree with it (exit code 6).
    NotVerified(String),
}

pub(crate) type Outcome = Result<(), Failure>;

/// Tell that the plan which questions are asked about is not verified: what is predicted of it and of plans beside it may not come.
fn warn_unverified(verified: &Verified, scenario: &Scenario, words: Words) {
    for disagreement in &verified.disagreements {
        let disagreement = reasons::disagreement(disagreement, scenario, words);
        terminal::note(&format!("THE PLAN THAT THIS STARTS FROM IS NOT VERIFIED: {disagreement}"));
    }
}

/// How a command that hands over a plan ends when all is written: well, if the plan is verified and proved best as far as was asked.
fn settled(verified: &Verified, scenario: &Scenario, words: Words) -> Outcome {
    let not_proved = not_proved(verified.prediction.proof);
    if verified.verified {
        return not_proved.map_or(Ok(()), |message| Err(Failure::NotProved(message)));
    }
    let mut message = "the plan is not verified and should not be adopted as it stands; raise run.planning_samples, or run.tolerance if so much is near enough".to_owned();
    for disagreement in &verified.disagreements {
        message.push_str(&format!("\n  - not verified: {}", reasons::disagreement(disagreement, scenario, words)));
    }
    message.extend(not_proved.map(|message| format!("\n  - {message}")));
    Err(Failure::NotVerified(message))
}

/// How a command that hands over a path ends when all is written: well, if every year of it is verified and it is proved best as far as was asked.
fn path_settled(path: &Path, scenario: &Scenario, words: Words) -> Outcome {
    if path.disagreements.is_empty() {
        let gap = path.proof.gap.map_or_else(|| "without a bound".into(), |gap| format!("within {:.2}% of the best", gap * 100.0));
        return if path.proof.reached {
            Ok(())
        } else {
            let help = "give each of its programs more with --time-limit or run.time_limit, or ask for less with path.gap";
            Err(Failure::NotProved(format!("the solver ran out of time: the way to the plan is proved {gap}, not better; {help}")))
        };
    }
    let line = |what| format!("\n  - not verified: {}", reasons::in_year(what, scenario, words));
    let lines: String = path.disagreements.iter().map(line).collect();
    Err(Failure::NotVerified(format!(
        "the way to the plan is not verified; more replications (run.replications) or a larger run.tolerance may help{lines}"
    )))
}

/// What is said of a plan that the solver had no time to prove best.
fn not_proved(proof: Proof) -> Option<String> {
    let gap = proof.gap.map_or_else(|| "without a bound".into(), |gap| format!("within {:.2}% of the best", gap * 100.0));
    (!proof.reached).then(|| {
        format!("the solver ran out of time: the plan is proved {gap}, not better; give it more with --time-limit or run.time_limit")
    })
}

impl From<crate::report::ReportError> for Failure {
    fn from(error: crate::report::ReportError) -> Self {
        match error {
            crate::report::ReportError::Drawing(_) => Self::Internal(error.to_string()),
            _ => Self::Input(Some(error.to_string())),
        }
    }
}

impl From<PlanningError> for Failure {
    fn from(error: PlanningError) -> Self {
        match error {
            PlanningError::Infeasible => Self::Infeasible(error.to_string()),
            PlanningError::Solver(_) => Self::Internal(error.to_string()),
            PlanningError::OutOfTime(_) | PlanningError::Stopped => Self::NotProved(error.to_string()),
        }
    }
}

impl Failure {
    /// How a command ends for which no plan or path was found.
    fn of(error: &RunError, scenario: &Scenario, words: Words) -> Self {
        let said = reasons::of_error(error, scenario, words);
        match error {
            RunError::Infeasible { .. } | RunError::Planning { error: PlanningError::Infeasible, .. } => Self::Infeasible(said),
            RunError::Planning { error: PlanningError::Solver(_), .. } => Self::Internal(said),
            RunError::Planning { .. } => Self::NotProved(said),
        }
    }

    /// How a command ends that found no path, with what is said first.
    fn of_path(none: &NoPath, scenario: &Scenario, words: Words, lead: &str) -> Self {
        let said = format!("{lead}{}", reasons::of_no_path(none, scenario, words).join("\n"));
        match none {
            NoPath::Infeasible(_) => Self::Infeasible(said),
            NoPath::OutOfTime { .. } => Self::NotProved(said),
        }
    }

    /// How a question about the scenario's plans ends to which there is no answer.
    fn of_question(error: PlanningError, menu: &Menu, words: Words) -> Self {
        let program = String::new();
        let error = match error {
            PlanningError::Infeasible => RunError::Infeasible { why: explain_infeasible(menu, &Rules::of(menu)), program },
            error => RunError::Planning { error, program },
        };
        Self::of(&error, &menu.supply.scenario, words)
    }
}

/// Plan shared services: who should do the work, with how many people, at what cost and risk.
#[derive(Parser)]
#[command(
    name = "houqin",
    version,
    about,
    after_help = "Exit codes: 0 fine, 1 the input is wrong, 2 the command is wrong, 3 no plan keeps all limits, 4 internal error, 5 results written but the solver ran out of time, 6 results written but the plan is not verified.\nStart with:  houqin new my-scenario.toml  and then  houqin run my-scenario.toml"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Do it all: plan, verify by simulation, compare strategies, write charts and tables.
    Run(run::Options),
    /// Choose and verify a plan; write it as a file that `simulate` reads.
    Optimise(optimise::Options),
    /// Explain the best plan: what the other way would cost, what limits are worth, where offers break even, what is nearly as good.
    Explain(explain::Options),
    /// Say what one thing costs in terms of another: cost, service, risk, outsourced share; draws the curve.
    Frontier(frontier::Options),
    /// Say how far from the best the plan may be, and what planning on many futures is worth.
    Confidence(confidence::Options),
    /// Compare in-house and contract cost service by service, as auditors do: by line, discounted, with a verdict.
    MakeOrBuy(make_or_buy::Options),
    /// Say which figures of the scenario matter: each moved down and up, with the plan kept and chosen anew; draws a tornado.
    Sensitivity(sensitivity::Options),
    /// Work out the way from today to the plan, year by year: who leaves when, which lot moves when, what it costs and what targets cost.
    Path(path::Options),
    /// Make the reports of a run again in another language, form or template, or set two runs beside each other; simulates nothing.
    Report(report::Options),
    /// Simulate a plan: today's, or one from a file.
    Simulate(simulate::Options),
    /// Compare plans from files with today's on the same replications.
    Compare(compare::Options),
    /// Report everything that is wrong with a scenario.
    Check(check::Options),
    /// Write a commented scenario to start from.
    New(new::Options),
    /// Print the JSON Schema of the scenario file, for editors.
    Schema(schema::Options),
}

/// Options that all commands on scenarios share.
#[derive(Args)]
pub(crate) struct Common {
    /// The scenario file.
    scenario: PathBuf,
    /// Seed of all random numbers, instead of the scenario's.
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    seed: Option<u64>,
    /// Number of replications, instead of the scenario's.
    #[arg(long)]
    replications: Option<u32>,
    /// Samples that plans are chosen from, instead of the scenario's; `auto` (with `confidence`) for as many as bring the gap below --gap.
    #[arg(long, value_name = "N|auto", value_parser = samples)]
    samples: Option<Samples>,
    /// Stop simulating as soon as the yearly cost, the cost with going without, and the share in time of all plans are known this
    /// closely (half-width of the 95 % interval over the mean), at the latest after all replications. As 1%.
    #[arg(long, value_name = "SHARE")]
    precision: Option<String>,
    /// Threads (results do not depend on it). All cores if not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Solver of the planning programs, instead of the scenario's.
    #[arg(long, value_parser = ["highs", "microlp"])]
    solver: Option<String>,
    /// Seconds after which the solver gives the best plan that it has, instead of the scenario's.
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<u32>,
    /// If there is no plan, or the solver fails: write the program (MPS, with names) and the scenario's files into this folder.
    #[arg(long, value_name = "DIR")]
    dump: Option<PathBuf>,
    /// Change a value of the scenario, as run.replications=200 or offer.NAME.price_per_job=380. Can be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// Language of charts and summary, instead of the scenario's.
    #[arg(long, value_parser = ["zh", "en"])]
    language: Option<String>,
    /// Print one JSON document instead of text.
    #[arg(long)]
    json: bool,
    /// No progress, no warnings and no text on standard output (what is asked for with --json, and a plan that goes to no file, is printed).
    #[arg(long, short)]
    quiet: bool,
}

/// How many samples plans are chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Samples {
    /// So many.
    Count(u32),
    /// As many as bring the gap to the best plan below what is asked.
    Auto,
}

fn samples(text: &str) -> Result<Samples, String> {
    match text {
        "auto" => Ok(Samples::Auto),
        _ => text.parse().map(Samples::Count).map_err(|_| "a whole number, or auto".to_owned()),
    }
}

impl Common {
    /// Read the scenario, showing every problem, for a command that takes the number of samples as given.
    fn load(&self) -> Result<Scenario, Failure> {
        if self.samples == Some(Samples::Auto) {
            let message = "--samples auto needs the gap measured: `houqin confidence SCENARIO --samples auto --gap 1% --out plan.toml` enlarges the sample and writes the plan";
            return Err(Failure::Input(Some(message.into())));
        }
        self.read()
    }

    /// Read the scenario, showing every problem.
    fn read(&self) -> Result<Scenario, Failure> {
        match self.read_quietly() {
            Ok((scenario, problems)) => {
                self.dump.as_ref().map_or(Ok(()), |folder| dump::check(folder, &scenario))?;
                if !self.quiet && !self.json {
                    terminal::problems(&problems);
                }
                Ok(scenario)
            }
            Err(problems) => {
                terminal::problems(&problems);
                Err(Failure::Input(None))
            }
        }
    }

    /// Read the scenario, showing nothing: itself with what it is warned of, or all that is wrong.
    fn read_quietly(&self) -> Result<(Scenario, Problems), Problems> {
        if let Some(threads) = self.threads {
            // Only fails if a pool exists already, which cannot be: this is the first use.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
        }
        let mut settings = self.settings.clone();
        settings.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        settings.extend(self.replications.map(|count| format!("run.replications={count}")));
        if let Some(Samples::Count(count)) = self.samples {
            settings.push(format!("run.planning_samples={count}"));
        }
        settings.extend(self.precision.as_ref().map(|share| format!("run.precision=\"{share}\"")));
        settings.extend(self.solver.as_ref().map(|solver| format!("run.solver=\"{solver}\"")));
        settings.extend(self.time_limit.map(|seconds| format!("run.time_limit={seconds}")));
        settings.extend(self.language.as_ref().map(|language| format!("scenario.language=\"{language}\"")));
        scenario::load(&self.scenario, &settings)
    }

    /// A result of planning; of a failure, what it takes to replay it, where asked for.
    fn planned<T>(&self, scenario: &Scenario, result: Result<T, RunError>) -> Result<T, Failure> {
        result.map_err(|error| {
            let (RunError::Infeasible { program, .. } | RunError::Planning { program, .. }) = &error;
            match &self.dump {
                Some(folder) if !program.is_empty() => match dump::write(folder, scenario, program) {
                    Ok(command) => terminal::note(&format!("the program is in {}/program.mps; again: {command}", folder.display())),
                    Err(message) => terminal::error(&message),
                },
                _ => {}
            }
            Failure::of(&error, scenario, self.words(scenario))
        })
    }

    /// Choose and verify a plan.
    fn optimise(&self, supply: &Arc<Supply>, progress: &dyn Progress) -> Result<(Verified, Menu), Failure> {
        self.planned(&supply.scenario, crate::run::optimise(supply, progress))
    }

    /// Print an answer: as a document, as text, or not at all.
    fn answer(&self, document: impl FnOnce() -> serde_json::Value, text: impl FnOnce() -> String) -> Outcome {
        match (self.json, self.quiet) {
            (true, _) => terminal::json(&document()),
            (false, true) => Ok(()),
            (false, false) => terminal::out(&text()),
        }
    }

    fn progress(&self) -> Box<dyn Progress> {
        progress::bars(self.quiet || self.json)
    }

    fn words(&self, scenario: &Scenario) -> Words {
        Words { language: scenario.language }
    }
}

/// Run the command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Run(options) => run::run(&options),
        Command::Optimise(options) => optimise::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Frontier(options) => frontier::run(&options),
        Command::Confidence(options) => confidence::run(&options),
        Command::MakeOrBuy(options) => make_or_buy::run(&options),
        Command::Sensitivity(options) => sensitivity::run(&options),
        Command::Path(options) => path::run(&options),
        Command::Report(options) => report::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Check(options) => check::run(&options),
        Command::New(options) => new::run(&options),
        Command::Schema(options) => schema::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Input(message)) => {
            if let Some(message) = message {
                terminal::error(&message);
            }
            ExitCode::from(1)
        }
        Err(Failure::Infeasible(message)) => {
            terminal::error(&message);
            ExitCode::from(3)
        }
        Err(Failure::Internal(message)) => {
            terminal::error(&message);
            ExitCode::from(4)
        }
        Err(Failure::NotProved(message)) => {
            terminal::note(&message);
            ExitCode::from(5)
        }
        Err(Failure::NotVerified(message)) => {
            terminal::error(&message);
            ExitCode::from(6)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::planning::{Disagreement, InYear};

    #[test]
    #[allow(clippy::unwrap_used, reason = "tests")]
    fn a_path_that_is_not_proved_or_not_verified_ends_with_a_code_of_its_own() {
        let file = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first-steps.toml"));
        let scenario = scenario::load(file, &[]).unwrap().0;
        let ends = |path: &Path| path_settled(path, &scenario, Words { language: scenario::file::Language::En });
        let mut path = Path::default();
        path.proof = Proof { reached: false, gap: Some(0.0213) };
        assert!(matches!(ends(&path), Err(Failure::NotProved(text)) if text.contains("within 2.13% of the best")));
        path.disagreements.push(InYear { year: 1, what: Disagreement::Cost { predicted: 5.0, simulated: 6.0 } });
        let said = |settled: Outcome| if let Err(Failure::NotVerified(text)) = settled { text } else { String::new() };
        assert!(said(ends(&path)).contains("year 2: the yearly cost was predicted as 5 and simulated as 6"));
        assert!(ends(&Path::default()).is_ok());
    }
}
