//! The face for programs: a scenario that can be asked, changed and asked again.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use houqin::Study;
//! # let quick = |study: Study| study.with("run.replications", 20)?.with("run.planning_samples", 10);
//! let study = Study::open("scenarios/first-steps.toml")?;
//! # let study = quick(study)?;
//! let today = study.simulate(&study.today());
//! let best = study.optimise()?;
//! assert!(best.prediction.cash < today.cost.mean);
//!
//! // The same institution with dearer contracts: a study of its own.
//! let dearer = study.with("offer.Framework contract.price_per_job", 900)?;
//! assert!(dearer.optimise()?.prediction.cash >= best.prediction.cash);
//! # Ok(())
//! # }
//! ```
//!
//! A study owns all that it needs, is cheap to clone and may be sent to other threads. What it has worked out once (the responses of teams, the best plan) it keeps, together with its clones; whoever changes
//! it has a new one. Results are plain data that serialise; indices in them are those of [`Study::scenario`] and of [`Study::supply`].

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::outcome::Summary;
use crate::plan::{self, Plan};
use crate::planning::explain::{Explanation, explain};
use crate::planning::path::Paths;
use crate::planning::{Menu, PlanningError, Rules, Verified, explain_infeasible};
use crate::random::Phase;
use crate::replicate::{Progress, Step, play};
use crate::run::{self, NoPath, Played, RunError, RunResult};
use crate::scenario::{self, Problems, Scenario};
use crate::strategies::{Note, Strategy};
use crate::supply::Supply;

/// A value of a key, as it would stand in a scenario file: `5`, `0.6`, `"60%"`, `true`, a list or a table.
pub use toml::Value;

/// A scenario that can be asked.
///
/// See the [module](self) for a whole conversation.
#[derive(Clone)]
pub struct Study {
    source: Source,
    settings: Vec<String>,
    warnings: Arc<Problems>,
    supply: Arc<Supply>,
    watch: Option<Arc<Watch>>,
    chosen: Arc<Mutex<Option<Chosen>>>,
}

/// Where a scenario is read from, again for each change.
#[derive(Clone)]
enum Source {
    File(PathBuf),
    Text(Arc<str>, PathBuf),
}

/// The best plan, and the menu that it was chosen from.
struct Chosen {
    verified: Verified,
    menu: Menu,
}

/// Who is told how far a question is, and may end it.
type Watch = dyn Fn(At) -> ControlFlow<()> + Send + Sync;

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The step.
    pub step: Step,
    /// Parts of it that are done.
    pub done: u64,
    /// All its parts.
    pub of: u64,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// No plan keeps the scenario's limits; or the solver failed, or found none in its time.
    #[error(transparent)]
    NoPlan(#[from] RunError),
    /// No path does, or none was found in its time.
    #[error("no path was found that keeps all limits of every year")]
    NoPath(NoPath),
    /// A path is asked for of a scenario without `[path]`.
    #[error("the scenario has no [path], which says over which years and on what terms people may leave")]
    NoPathAsked,
}

impl From<PlanningError> for StudyError {
    fn from(error: PlanningError) -> Self {
        Self::NoPlan(RunError::Planning { error, program: String::new() })
    }
}

impl StudyError {
    /// Whether it was stopped by whoever watches.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        matches!(self, Self::NoPlan(RunError::Planning { error: PlanningError::Stopped, .. }))
    }
}

impl Study {
    /// Open a scenario file.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place and what to do.
    ///
    /// ```
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap();
    /// assert!(!study.scenario().lots.is_empty());
    /// let problems = houqin::Study::open("scenarios/none.toml").err().unwrap();
    /// assert!(problems.to_string().contains("cannot read"));
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Problems> {
        Self::read(Source::File(path.as_ref().to_owned()), Vec::new(), None)
    }

    /// The same from a text; tables that it names are looked for in `folder`.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    ///
    /// ```
    /// let text = std::fs::read_to_string("scenarios/first-steps.toml").unwrap();
    /// let study = houqin::Study::of_text(&text, "scenarios").unwrap();
    /// assert_eq!(study.scenario().name, houqin::Study::open("scenarios/first-steps.toml").unwrap().scenario().name);
    /// ```
    pub fn of_text(text: &str, folder: impl AsRef<Path>) -> Result<Self, Problems> {
        Self::read(Source::Text(text.into(), folder.as_ref().join("scenario.toml")), Vec::new(), None)
    }

    fn read(source: Source, settings: Vec<String>, watch: Option<Arc<Watch>>) -> Result<Self, Problems> {
        let (scenario, warnings) = match &source {
            Source::File(path) => scenario::load(path, &settings),
            Source::Text(text, path) => scenario::parse(text, path, &settings),
        }?;
        let supply = Supply::of_shared(Arc::new(scenario));
        Ok(Self { source, settings, warnings: Arc::new(warnings), supply, watch, chosen: Arc::default() })
    }

    /// The study of the same scenario with a key set otherwise: `offer.NAME.fee_per_year`, as `--set` of the command line names it.
    ///
    /// # Errors
    /// All that is wrong with the scenario then: no such key, a value that it cannot have.
    ///
    /// ```
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap();
    /// assert_eq!(study.with("run.seed", 7).unwrap().scenario().run.seed, 7);
    /// assert!(study.with("run.speed", 7).err().unwrap().to_string().contains("speed"));
    /// ```
    pub fn with(&self, key: &str, value: impl Into<Value>) -> Result<Self, Problems> {
        let mut settings = self.settings.clone();
        settings.push(format!("{key}={}", value.into()));
        Self::read(self.source.clone(), settings, self.watch.clone())
    }

    /// The same study with somebody told how far each question is: `ControlFlow::Break` ends it, with [`StudyError::is_stopped`], before the next search. It shares nothing with the one that it is of.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap().watched(|_| ControlFlow::Break(()));
    /// assert!(study.optimise().err().unwrap().is_stopped());
    /// ```
    #[must_use]
    pub fn watched(&self, watch: impl Fn(At) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        let supply = Supply::of_shared(Arc::clone(&self.supply.scenario));
        Self { watch: Some(Arc::new(watch)), supply, chosen: Arc::default(), ..self.clone() }
    }

    /// The scenario as it was understood.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.supply.scenario
    }

    /// The units that its teams and rooms make up: what sizes in plans are of.
    #[must_use]
    pub fn supply(&self) -> &Supply {
        &self.supply
    }

    /// What may be wrong with the scenario, though it can be used.
    #[must_use]
    pub fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// Today's plan.
    #[must_use]
    pub fn today(&self) -> Plan {
        Plan::status_quo(&self.supply)
    }

    /// A plan from the text of a plan file.
    ///
    /// # Errors
    /// All that is wrong with it.
    ///
    /// ```
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap();
    /// assert_eq!(study.plan(&study.written(&study.today())).unwrap(), study.today());
    /// ```
    pub fn plan(&self, text: &str) -> Result<Plan, Problems> {
        plan::read(text, &self.supply)
    }

    /// A plan as a plan file.
    #[must_use]
    pub fn written(&self, plan: &Plan) -> String {
        plan::write(plan, &self.supply)
    }

    /// What a plan costs and delivers, on the scenario's replications.
    ///
    /// ```
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap().with("run.replications", 20).unwrap();
    /// let summary = study.simulate(&study.today());
    /// assert!(summary.cost.lower <= summary.cost.mean && summary.cost.mean <= summary.cost.upper);
    /// ```
    #[must_use]
    pub fn simulate(&self, plan: &Plan) -> Summary {
        let progress = self.progress();
        progress.begin(Step::Comparing, u64::from(self.supply.scenario.run.replications));
        let outcomes = play(&self.supply, &[plan], Phase::Evaluation, self.supply.scenario.run.replications, &progress);
        progress.end();
        Summary::of(&self.supply, plan, &outcomes[0])
    }

    /// Plans beside today's, on the same replications: each with its name, what it does, and how it compares with today's, which comes first.
    ///
    /// ```
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap().with("run.replications", 20).unwrap();
    /// let beside = study.compare([("unchanged", study.today())]);
    /// assert_eq!(beside[1].against_status_quo.cost.mean, 0.0);
    /// ```
    pub fn compare<'n>(&self, plans: impl IntoIterator<Item = (&'n str, Plan)>) -> Vec<Played> {
        let own = plans.into_iter().map(|(name, plan)| (Strategy::Custom, Some(name.to_owned()), plan, Note::default()));
        let all = [(Strategy::StatusQuo, None, self.today(), Note::default())].into_iter().chain(own).collect();
        run::compare(&self.supply, all, &self.progress())
    }

    /// The best plan that keeps the limits, checked on fresh replications.
    ///
    /// # Errors
    /// If no plan does, with why; if the solver fails or finds none in its time; if it is stopped.
    ///
    /// ```
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap();
    /// # let study = study.with("run.replications", 20).unwrap().with("run.planning_samples", 10).unwrap();
    /// let best = study.optimise().unwrap();
    /// println!("{}", study.written(&best.prediction.plan));
    /// ```
    pub fn optimise(&self) -> Result<Verified, StudyError> {
        self.chosen(|chosen| Ok(chosen.verified.clone()))
    }

    /// Why the best plan looks as it does: what the other way costs for each lot, what limits are worth, at which prices offers are taken or dropped, and plans nearly as good: no dearer than by `within`, a share.
    ///
    /// # Errors
    /// As [`optimise`](Self::optimise).
    ///
    /// ```
    /// let study = houqin::Study::open("scenarios/first-steps.toml").unwrap();
    /// # let study = study.with("run.replications", 20).unwrap().with("run.planning_samples", 10).unwrap();
    /// let why = study.explain(0.02).unwrap();
    /// assert_eq!(why.lots.len(), study.scenario().lots.len());
    /// ```
    pub fn explain(&self, within: f64) -> Result<Explanation, StudyError> {
        let progress = self.progress();
        self.chosen(|chosen| {
            let mut menu = chosen.menu.twin();
            let rules = Rules::of(&menu);
            progress.begin(Step::Explaining, crate::planning::explain::parts(&menu, &rules, false));
            let found = explain(&mut menu, &rules, within, None, &|| progress.advance(1));
            progress.end();
            found.map_err(|error| match error {
                PlanningError::Infeasible => RunError::Infeasible { why: explain_infeasible(&menu, &rules), program: String::new() }.into(),
                error => error.into(),
            })
        })
    }

    /// The way from today to the best plan, year by year.
    ///
    /// # Errors
    /// If the scenario has no `[path]`; if no path keeps the limits, with why; else as [`optimise`](Self::optimise).
    ///
    /// ```no_run
    /// let paths = houqin::Study::open("scenarios/university.toml").unwrap().path().unwrap();
    /// println!("{} years", paths.best.years.len());
    /// ```
    pub fn path(&self) -> Result<Paths, StudyError> {
        let staging = self.supply.scenario.path.as_ref().ok_or(StudyError::NoPathAsked)?;
        let progress = self.progress();
        let found = self.chosen(|chosen| {
            let plan = Some(&chosen.verified.prediction.plan);
            run::way(&mut chosen.menu.twin(), staging, plan, &progress).map_err(StudyError::from)
        });
        let way = match found {
            // A path may be though no plan keeps the limits of the whole horizon.
            Err(StudyError::NoPlan(RunError::Infeasible { .. })) => run::staged(&self.supply, staging, &progress)?,
            found => found?,
        };
        way.map_err(StudyError::NoPath)
    }

    /// All of it, as `houqin run` does: plan, strategies beside it, frontier, and the path where there is one.
    ///
    /// # Errors
    /// As [`optimise`](Self::optimise).
    ///
    /// ```no_run
    /// let result = houqin::Study::open("scenarios/first-steps.toml").unwrap().run().unwrap();
    /// println!("{} strategies", result.strategies.len());
    /// ```
    pub fn run(&self) -> Result<RunResult, StudyError> {
        self.supply.stop.set(false);
        Ok(run::run(&self.supply, true, &self.progress())?)
    }

    /// Do something with the best plan and its menu, which are worked out where they are not known.
    fn chosen<T>(&self, then: impl FnOnce(&Chosen) -> Result<T, StudyError>) -> Result<T, StudyError> {
        self.supply.stop.set(false);
        let mut known = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            let (verified, menu) = run::optimise(&self.supply, &self.progress())?;
            *known = Some(Chosen { verified, menu });
        }
        match &*known {
            Some(chosen) => then(chosen),
            None => Err(PlanningError::Stopped.into()),
        }
    }

    fn progress(&self) -> Told<'_> {
        Told { study: self, step: Mutex::new(Step::Responses), done: AtomicU64::new(0), of: AtomicU64::new(0) }
    }
}

/// Tells whoever watches, and raises the flag where that ends it.
struct Told<'a> {
    study: &'a Study,
    step: Mutex<Step>,
    done: AtomicU64,
    of: AtomicU64,
}

impl Told<'_> {
    fn tell(&self, done: u64) {
        let Some(watch) = &self.study.watch else { return };
        let step = *self.step.lock().unwrap_or_else(PoisonError::into_inner);
        if watch(At { step, done, of: self.of.load(Ordering::Relaxed) }).is_break() {
            self.study.supply.stop.set(true);
        }
    }
}

impl Progress for Told<'_> {
    fn begin(&self, step: Step, parts: u64) {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = step;
        self.of.store(parts, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.tell(0);
    }

    fn advance(&self, parts: u64) {
        let done = self.done.fetch_add(parts, Ordering::Relaxed) + parts;
        self.tell(done);
    }

    fn end(&self) {}
}
