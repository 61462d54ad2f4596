//! What is tried of a key.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::common::{self, Edit};

/// A figure of a scenario's text.
pub type Figure = Box<dyn Fn(&str) -> f64>;

/// How a figure must move when the key is changed.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    Up,
    Down,
    Differs,
    /// It is this number, which it was not before.
    Is(f64),
    /// The same, within so much: where chance has a part.
    Near(f64, f64),
    /// It stays as it is: the key must not move this figure.
    Stays,
}

pub enum Tried {
    /// A figure before and after the change.
    Moves(Figure, Expect),
    /// The changed scenario is refused with these words.
    Refused(&'static str),
    /// The changed scenario is warned of with these words, and the one before is not.
    Told(&'static str),
    /// Words in a report of the changed scenario that are not in a report of the one before.
    Reported(fn(&str) -> String, &'static str),
}

pub struct Entry {
    pub key: &'static str,
    before: String,
    after: String,
    tried: Tried,
}

/// A change of a key from one text to another.
pub fn change(key: &'static str, base: &str, from: &str, to: &str, tried: Tried) -> Entry {
    let caught = catch_unwind(|| base.edit(from, to));
    let after = caught.unwrap_or_else(|_| panic!("{key}: the change does not apply"));
    Entry { key, before: base.to_owned(), after, tried }
}

pub fn moves(key: &'static str, base: &str, from: &str, to: &str, figure: Figure, expect: Expect) -> Entry {
    change(key, base, from, to, Tried::Moves(figure, expect))
}

pub fn refused(key: &'static str, base: &str, from: &str, to: &str, said: &'static str) -> Entry {
    change(key, base, from, to, Tried::Refused(said))
}

pub fn told(key: &'static str, base: &str, from: &str, to: &str, said: &'static str) -> Entry {
    change(key, base, from, to, Tried::Told(said))
}

pub fn reported(key: &'static str, base: &str, from: &str, to: &str, report: fn(&str) -> String, said: &'static str) -> Entry {
    change(key, base, from, to, Tried::Reported(report, said))
}

impl Entry {
    pub fn is_exact(&self) -> bool {
        matches!(self.tried, Tried::Moves(_, Expect::Is(_) | Expect::Near(..)))
    }

    /// What is wrong, if anything is.
    pub fn fails(&self) -> Option<String> {
        let said = match catch_unwind(AssertUnwindSafe(|| self.failure())) {
            Ok(said) => said?,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
            }
        };
        let change = self.after.lines().filter(|line| !self.before.lines().any(|other| other == *line));
        Some(format!("{}: {said}\n      after the change: {}", self.key, change.collect::<Vec<_>>().join(" ⏎ ")))
    }

    fn failure(&self) -> Option<String> {
        match &self.tried {
            Tried::Moves(figure, expect) => {
                let (before, after) = (figure(&self.before), figure(&self.after));
                let near = |value: f64, other: f64, within: f64| (value - other).abs() <= within;
                let hair = |value: f64| 1e-9 * value.abs().max(1.0);
                let holds = before.is_finite()
                    && after.is_finite()
                    && match *expect {
                        Expect::Up => after > before + hair(before),
                        Expect::Down => after < before - hair(before),
                        Expect::Differs => !near(after, before, hair(before)),
                        Expect::Stays => near(after, before, hair(before)),
                        Expect::Is(value) => near(after, value, hair(value)) && !near(before, value, hair(value)),
                        Expect::Near(value, within) => near(after, value, within) && !near(before, value, within),
                    };
                (!holds).then(|| format!("{before} becomes {after}, expected {expect:?}"))
            }
            Tried::Refused(said) => {
                common::load(&self.before);
                let problems = common::problems(&self.after);
                (!problems.contains(said)).then(|| format!("refused without \"{said}\": {problems}"))
            }
            Tried::Told(said) => {
                let (before, after) = (common::told(&self.before), common::told(&self.after));
                let holds = after.contains(said) && !before.contains(said);
                (!holds).then(|| format!("\"{said}\" is not said, or was before: {after}; before: {before}"))
            }
            Tried::Reported(report, said) => {
                let (before, after) = (report(&self.before), report(&self.after));
                let holds = after.contains(said) && !before.contains(said);
                (!holds)
                    .then(|| format!("\"{said}\" stands in the report: {} after, {} before", after.contains(said), before.contains(said)))
            }
        }
    }
}
