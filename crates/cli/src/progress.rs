use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows how far a long act is: a bar on a terminal, nothing elsewhere.
pub struct Progress(ProgressBar);

impl Progress {
    /// Begins a bar that counts bytes.
    pub fn bytes(what: &'static str) -> Self {
        Self::with("{msg}  {wide_bar}  {bytes} of {total_bytes}", what)
    }

    /// Begins a bar that counts things.
    pub fn count(what: &'static str) -> Self {
        Self::with("{msg}  {wide_bar}  {pos} of {len}", what)
    }

    fn with(template: &str, what: &'static str) -> Self {
        let hidden = !std::io::stderr().is_terminal();
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(5) };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self(bar)
    }

    /// Sets how much there is in all.
    pub fn total(&self, total: u64) {
        self.0.set_length(total);
    }

    /// Moves on.
    pub fn more(&self, by: u64) {
        self.0.inc(by);
    }

    /// Sets how far it is, of how much.
    pub fn at(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    /// Takes the bar away.
    pub fn done(&self) {
        self.0.finish_and_clear();
    }
}
