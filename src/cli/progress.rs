//! Progress on standard error: bars on a terminal, a line for each step elsewhere, nothing if quiet.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal;
use crate::replicate::{Progress, Silent, Step};

/// The progress that suits the place.
pub fn bars(quiet: bool) -> Box<dyn Progress> {
    if quiet { Box::new(Silent) } else { Box::new(Bars { bar: Mutex::new(None), terminal: std::io::stderr().is_terminal() }) }
}

struct Bars {
    bar: Mutex<Option<ProgressBar>>,
    terminal: bool,
}

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

impl Progress for Bars {
    fn begin(&self, step: Step, parts: u64) {
        if !self.terminal {
            terminal::note(name(step));
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
        if let Ok(slot) = self.bar.lock()
            && let Some(bar) = &*slot
        {
            bar.inc(parts);
        }
    }

    fn end(&self) {
        if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.finish_and_clear();
        }
    }
}
