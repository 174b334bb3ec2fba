//! The progress of a long build, as a bar on the terminal.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::pipeline::Progress;

/// Fewer things than this are done in the blink of an eye, and a bar would be
/// noise.
const MIN_TOTAL: usize = 100;

/// Cells of a full bar.
const WIDTH: usize = 40;

/// Time between two drawings.
const REDRAW: Duration = Duration::from_millis(50);

/// A bar on standard error, or nothing.
#[derive(Debug)]
pub(super) struct ProgressBar {
    is_shown: bool,
    stage: Mutex<Option<Stage>>,
}

/// What is done at the moment.
#[derive(Debug)]
struct Stage {
    what: &'static str,
    done: usize,
    total: usize,
    drawn: Option<Instant>,
}

impl Stage {
    fn line(&self) -> String {
        let full = (self.done * WIDTH / self.total).min(WIDTH);
        let (full, rest) = ("█".repeat(full), "░".repeat(WIDTH - full));
        format!("{:>10} {full}{rest} {}/{}", self.what, self.done, self.total)
    }

    /// Draws it over itself. A terminal that is gone is no reason to stop.
    fn draw(&mut self) {
        if self.drawn.is_none_or(|it| REDRAW <= it.elapsed()) {
            let _ = write!(std::io::stderr(), "\r{}", self.line());
            self.drawn = Some(Instant::now());
        }
    }

    /// Clears it with blanks: not every console knows control sequences.
    fn clear(&self) {
        if self.drawn.is_some() {
            let blank = " ".repeat(self.line().chars().count());
            let _ = write!(std::io::stderr(), "\r{blank}\r");
        }
    }
}

impl ProgressBar {
    /// A bar that is there only where somebody sees it.
    pub(super) fn new(is_shown: bool) -> Self {
        Self { is_shown, stage: Mutex::new(None) }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.replace(None);
    }

    fn replace(&self, next: Option<Stage>) {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = stage.take() {
            last.clear();
        }
        *stage = next;
    }
}

impl Progress for ProgressBar {
    fn start(&self, what: &'static str, total: usize) {
        if self.is_shown && MIN_TOTAL <= total {
            self.replace(Some(Stage { what, done: 0, total, drawn: None }));
        }
    }

    fn advance(&self) {
        if !self.is_shown {
            return;
        }
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stage) = &mut *stage {
            stage.done += 1;
            stage.draw();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_full_as_the_work_is_done() {
        let line = |done| Stage { what: "pages", done, total: 200, drawn: None }.line();
        assert_eq!(line(0), format!("     pages {} 0/200", "░".repeat(40)));
        assert_eq!(line(50), format!("     pages {}{} 50/200", "█".repeat(10), "░".repeat(30)));
        assert_eq!(line(250), format!("     pages {} 250/200", "█".repeat(40)));
    }
}
