//! Progress on standard error: bars on a terminal; elsewhere a line for each step, for each minute of a long one, and for each quarter of its questions; nothing if quiet.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal;
use crate::replicate::{Progress, Silent, Step};

/// The progress that suits the place.
pub fn bars(quiet: bool) -> Box<dyn Progress> {
    if quiet {
        Box::new(Silent)
    } else {
        Box::new(Bars {
            bar: Mutex::new(None),
            questions: Mutex::new((0, 0)),
            steps: Arc::default(),
            terminal: std::io::stderr().is_terminal(),
        })
    }
}

/// After how long it is told again that a step is under way.
const MINUTE: Duration = Duration::from_secs(60);

struct Bars {
    bar: Mutex<Option<ProgressBar>>,
    /// Of the step under way, where it asks questions: answered, and all.
    questions: Mutex<(u64, u64)>,
    /// How many steps have begun or ended.
    steps: Arc<AtomicU64>,
    terminal: bool,
}

/// Lines that tell how far the questions of a step are.
const QUARTERS: u64 = 4;

fn name(step: Step) -> &'static str {
    match step {
        Step::Responses => "simulating what teams of each size can do",
        Step::Optimising => "choosing plans",
        Step::Verifying => "verifying the plan on fresh replications",
        Step::Explaining => "asking what if",
        Step::Comparing => "playing all strategies on the same replications",
        Step::Writing => "drawing and writing",
    }
}

impl Bars {
    /// Tell each minute that the step is under way still, until another begins or it ends.
    fn tell_minutes(&self, step: Step) {
        let steps = Arc::clone(&self.steps);
        let this = steps.fetch_add(1, Ordering::Relaxed) + 1;
        std::thread::spawn(move || {
            for minutes in 1u64.. {
                std::thread::sleep(MINUTE);
                if steps.load(Ordering::Relaxed) != this {
                    return;
                }
                terminal::note(&format!("{}: {minutes} min", name(step)));
            }
        });
    }
}

impl Progress for Bars {
    fn begin(&self, step: Step, parts: u64) {
        if !self.terminal {
            terminal::note(name(step));
            self.tell_minutes(step);
            if let Ok(mut questions) = self.questions.lock() {
                *questions = (0, if matches!(step, Step::Explaining) { parts } else { 0 });
            }
            return;
        }
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {elapsed}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(parts).with_style(style).with_message(name(step));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn advance(&self, parts: u64) {
        if let Ok(mut questions) = self.questions.lock() {
            let (before, all) = *questions;
            *questions = (before + parts, all);
            if all >= QUARTERS && QUARTERS * (before + parts) / all > QUARTERS * before / all && before + parts < all {
                terminal::note(&format!("{}: {} of {all}", name(Step::Explaining), before + parts));
            }
        }
        if let Ok(slot) = self.bar.lock()
            && let Some(bar) = &*slot
        {
            bar.inc(parts);
        }
    }

    fn end(&self) {
        self.steps.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.finish_and_clear();
        }
    }
}
