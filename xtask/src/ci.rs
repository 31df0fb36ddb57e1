//! All that must pass before a change lands, step by step, each printed with its time.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::tidy;

/// Is one step: its name and what it runs; nothing for `tidy`, which runs in this process.
struct Step {
    name: &'static str,
    words: &'static [&'static str],
    set: &'static [(&'static str, &'static str)],
}

const STEPS: &[Step] = &[
    step("fmt", &["cargo", "fmt", "--all", "--check"]),
    step("tidy", &[]),
    step("test", &["make", "test"]),
    step("judges", &["make", "judges"]),
    step("fuzz", &["make", "fuzz"]),
    step("clippy", &["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
    Step {
        name: "docs",
        words: &["cargo", "doc", "--workspace", "--no-deps", "--locked"],
        set: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    step("deny", &["cargo", "deny", "--locked", "check"]),
];

const fn step(name: &'static str, words: &'static [&'static str]) -> Step {
    Step { name, words, set: &[] }
}

/// Returns the names of the steps, in their order.
pub fn names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// Runs the steps named, or all; prints a summary, and returns whether all passed. One that fails does not stop the rest.
pub fn run(root: &Path, wanted: &[String]) -> bool {
    if let Some(unknown) = wanted.iter().find(|name| !names().contains(&name.as_str())) {
        eprintln!("ci: there is no step {unknown}; steps: {}", names().join(" "));
        return false;
    }
    let mut lines = Vec::new();
    let mut all = true;
    for step in STEPS.iter().filter(|step| wanted.is_empty() || wanted.iter().any(|name| name == step.name)) {
        let start = Instant::now();
        let said = match perform(root, step) {
            Some(true) => "passed",
            Some(false) => {
                all = false;
                "FAILED"
            }
            None => "not run: cargo-deny is not installed",
        };
        lines.push(format!("ci: {} {said} ({:.0} s)", step.name, start.elapsed().as_secs_f64()));
    }
    lines.iter().for_each(|line| println!("{line}"));
    all
}

/// Runs one step; nothing where its tool is one that a machine may lack.
fn perform(root: &Path, step: &Step) -> Option<bool> {
    let Some((program, words)) = step.words.split_first() else { return Some(tidy::run(root)) };
    if step.name == "deny" && !installed("cargo-deny") {
        return None;
    }
    println!("$ {}", step.words.join(" "));
    let status = Command::new(program).args(words).envs(step.set.iter().copied()).current_dir(root).status();
    Some(status.is_ok_and(|status| status.success()))
}

fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_does_not_exist_is_refused() {
        assert!(!run(Path::new("."), &["nothing".to_owned()]));
    }
}
