//! x
pub mod calendar;
pub mod kernel;
pub mod outcome;
pub mod plan;
pub mod random;
pub mod replicate;
pub mod scenario;
pub mod services;
pub mod supply;
