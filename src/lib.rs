//! houqin (后勤) plans shared services: who should do the work, with how many people, where, at what cost and at what risk.
//!
//! The flow, on one page:
//!
//! 1. [`scenario::load`] reads what a planner knows and assumes, and points at everything that is wrong with it.
//! 2. [`services::Demand`] draws one replication's jobs, meals and meetings, from streams that depend only on the seed, the replication
//!    and the purpose ([`random`]). It knows nothing of supply.
//! 3. [`supply::Supply`] derives the in-house units of every arrangement, and plays demand against a unit of any size, on the kernel
//!    ([`kernel`]), which knows no word of services.
//! 4. [`planning::Menu`] simulates what each unit could do at each size; [`planning::model`] chooses sizes, routes and contracts with a
//!    mixed-integer program; [`planning::plan_and_verify`] proves the plan on fresh replications.
//! 5. [`strategies`] makes the plans it is compared with; [`replicate::play`] plays all of them on the same replications;
//!    [`outcome::Summary`] says what they cost and deliver, with intervals.
//! 6. [`run`] puts the steps together; [`report`] draws and writes, and computes nothing new.
//!
//! ```
//! use std::path::Path;
//! let (scenario, _) = houqin::scenario::load(Path::new("scenarios/first-steps.toml"), &["run.replications=20".into()]).unwrap();
//! let supply = houqin::supply::Supply::new(&scenario);
//! let plan = houqin::plan::Plan::status_quo(&supply);
//! let outcomes = houqin::replicate::play(&supply, &[&plan], houqin::random::Phase::Evaluation, 20, &houqin::replicate::Silent);
//! let summary = houqin::outcome::Summary::of(&supply, &plan, &outcomes[0]);
//! assert!(summary.cost.lower <= summary.cost.mean);
//! ```

pub mod calendar;
pub mod cli;
pub mod contracts;
pub mod kernel;
pub mod outcome;
pub mod plan;
pub mod planning;
pub mod random;
pub mod replicate;
pub mod report;
pub mod run;
pub mod scenario;
pub mod services;
pub mod stochastic;
pub mod strategies;
pub mod supply;
pub mod trace;
