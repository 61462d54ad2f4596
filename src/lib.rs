//! houqin (后勤) plans shared services: who should do the work, with how many people, where, at what cost and at what risk.
//!
//! A program asks by a [`Study`]: what does today's plan do, what is best, and what if a price were another?
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use houqin::Study;
//!
//! let study = Study::open("scenarios/first-steps.toml")?;
//! # let study = study.with("run.replications", 20)?.with("run.planning_samples", 10)?;
//! let today = study.simulate(&study.today());
//! let best = study.optimise()?;
//! println!("{:.0} a year today, {:.0} at best", today.cost.mean, best.prediction.cash);
//!
//! // The plan as a planner would write it, to be changed by hand and simulated again.
//! let mut text = study.written(&best.prediction.plan);
//! let again = study.simulate(&study.plan(&text)?);
//! assert!(again.cost.mean <= today.cost.mean);
//!
//! // Another price is another study: it is asked the same questions, and the first stays as it was.
//! let dearer = study.with("offer.Framework contract.price_per_job", 900)?;
//! let then = dearer.optimise()?;
//! println!("{:.0} a year where the framework is dearer", then.prediction.cash);
//! assert!(then.prediction.cash >= best.prediction.cash);
//! # text.clear();
//! # Ok(())
//! # }
//! ```
//!
//! Behind it, on one page:
//!
//! 1. [`scenario::load`] reads what a planner knows and assumes, and points at everything that is wrong with it.
//! 2. [`services::Demand`] draws one replication's jobs, meals and meetings, from streams that depend only on the seed, the replication
//!    and the purpose ([`random`]). It knows nothing of supply.
//! 3. [`supply::Supply`] derives the in-house units of every arrangement, and plays demand against a unit of any size, on the kernel
//!    ([`kernel`]), which knows no word of services.
//! 4. [`contracts`] is the law by which work is bought; [`outcome`] plays a whole plan by it and says what it cost and delivered.
//! 5. [`planning::Menu`] simulates what each unit could do at each size; [`planning::model`] chooses sizes, routes and contracts with a
//!    mixed-integer program; [`planning::plan_and_verify`] proves the plan on fresh replications.
//! 6. [`strategies`] makes the plans it is compared with; [`replicate::play`] plays all of them on the same replications;
//!    [`outcome::Summary`] says what they cost and deliver, with intervals.
//! 7. [`mod@run`] puts the steps together; [`study`] is what a program holds; `report` draws and writes, and computes nothing new (feature
//!    `report`); `cli` is the program `houqin` (feature `cli`).

pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod contracts;
pub mod kernel;
pub mod outcome;
pub mod plan;
pub mod planning;
pub mod random;
pub mod replicate;
#[cfg(feature = "report")]
pub mod report;
pub mod run;
pub mod scenario;
pub mod services;
pub mod stochastic;
pub mod strategies;
pub mod study;
pub mod supply;
pub mod trace;

pub use study::{Study, StudyError};
