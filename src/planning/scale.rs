//! The unit of money in a program.

/// Money is counted in thousands inside the model, for the solver's tolerances.
pub(super) const SCALE: f64 = 1e-3;
