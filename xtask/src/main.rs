//! Our chores: `cargo xtask tidy` compares the workspace with the rules of `docs/architecture.md`;
//! `cargo xtask ci` runs all that must pass before a change lands; `cargo xtask train` makes the model of words again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod ci;
mod lockfile;
mod rooms;
mod source;
mod tidy;
mod train;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.first().map(String::as_str) {
        Some("tidy") if words.len() == 1 => tidy::run(&root()),
        Some("ci") => ci::run(&root(), &words[1..]),
        Some("train") => train::run(&root(), &words[1..]),
        _ => {
            eprintln!(
                "usage: cargo xtask tidy | cargo xtask train [--data DIR] | cargo xtask ci [{}]",
                ci::names().join("|")
            );
            return ExitCode::from(2);
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns the folder of the workspace, which holds this crate's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_owned()
}
