//! Why there is no answer.

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// The limits contradict each other.
    #[error("no plan keeps all limits")]
    Infeasible,
    /// Somebody stopped it ([`crate::supply::Stop`]).
    #[error("stopped")]
    Stopped,
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Solver(String),
    /// The solver found no plan in its time, so many seconds.
    #[error(
        "the solver found no plan in its time ({0:.0} seconds a search, `run.time_limit`), and cannot say that there is none; give it more, or make the program smaller: fewer years, lots, offers or ways to have them"
    )]
    OutOfTime(f64),
}
