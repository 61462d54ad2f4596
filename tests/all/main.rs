//! All tests that go through the public face of houqin, in one program that links the solver once. Chapters by subject; a chapter is run by its name:
//! `cargo test --release --test all contracts::`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

#[path = "common/breaker/mod.rs"]
mod breaker;
mod common;

// What is read: files, keys, names, and what is wrong with them.
mod documents;
mod keys;
mod names;
mod reading;

// Demand, and who is there for it.
mod assets;
mod hours;
mod shocks;

// Services at work.
mod by_hand;
mod centralisation;
mod certain;
mod flows;
mod invariants;
mod meetings_by_hand;
mod rooms;
mod theory;

// Contracts and their providers.
mod contract_law;
mod contracts;

// Plans.
mod contradictions;
mod horizon;
mod optimum;
mod path;
mod rivals;
#[cfg(feature = "highs")]
mod solvers;
#[cfg(feature = "highs")]
mod stochastic;
mod strategies;
mod study;

// Questions about plans.
mod explain;
mod fair_comparison;

// What is handed out.
mod folders;
mod meeting;
mod published;
mod reports;

// The program as a user meets it, and whoever would break it.
mod command_line;
mod fuzz;
mod regressions;

use keys::worlds;
