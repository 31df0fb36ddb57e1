//! Kills the real program at random moments of taking in and sealing: what was acknowledged stays, and nothing half done.
//!
//! A hundred times, or as often as `TEMOIN_CRASH_RUNS` says.

#![cfg(unix)]

mod told;

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use told::Desk;

/// A small generator (Marsaglia, "Xorshift RNGs", 2003): the moments differ from run to run of the loop, not of the test.
struct Moments(u64);

impl Moments {
    fn below(&mut self, limit: u128) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (u128::from(self.0) % limit.max(1)) as u64
    }
}

/// Starts an act, kills it after a while, and returns what it had printed: nothing, or all.
fn killed(desk: &Desk, words: &[&str], after: Duration) -> Option<serde_json::Value> {
    let mut command = desk.command(words);
    let mut child =
        command.args(["--identity", "key.txt", "--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    // SIGKILL; an act that is done already is not hurt by it.
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).ok().filter(|_| !output.stdout.is_empty())
}

#[test]
fn a_kill_at_any_moment_loses_nothing_acknowledged() {
    let runs: u32 = std::env::var("TEMOIN_CRASH_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(100);
    let desk = Desk::with_case();
    for n in 0..4 {
        desk.write(&format!("in/{n}.txt"), format!("file {n} ").repeat(3000));
    }
    let begun = Instant::now();
    desk.run(&["add", "case", "in", "--no-minors"]).done();
    let whole = begun.elapsed();
    let mut moments = Moments(0x9e37_79b9_7f4a_7c15);
    let mut kept: BTreeSet<String> = ids(&desk).into_iter().collect();
    let (mut sealed, mut acknowledged) = (0, 0);
    for run in 0..runs {
        let after = Duration::from_nanos(moments.below(whole.as_nanos() * 5 / 4));
        if run % 4 == 3 {
            if let Some(answer) = killed(&desk, &["seal", "case"], after) {
                sealed = answer["size"].as_u64().unwrap();
                acknowledged += 1;
            }
        } else if let Some(answer) = killed(&desk, &["add", "case", "in", "--no-minors"], after) {
            kept.extend(answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            acknowledged += 1;
        }
        // The next act works at once, whatever the one before left behind.
        if run % 10 == 9 || run + 1 == runs {
            sound(&desk, &kept, sealed);
        }
    }
    println!("{runs} kills, {acknowledged} acknowledged, {} items kept, log sealed at {sealed}", kept.len());
}

fn ids(desk: &Desk) -> Vec<String> {
    desk.run(&["list", "case"]).done().lines().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

fn sound(desk: &Desk, kept: &BTreeSet<String>, sealed: u64) {
    let there: BTreeSet<String> = ids(desk).into_iter().collect();
    let lost: Vec<_> = kept.difference(&there).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let checked = desk.run(&["check", "case"]).done().json();
    assert_eq!(checked["items"], there.len());
    assert!(checked["leaves"].as_u64().unwrap() >= sealed);
    desk.write("more.txt", "one more");
    desk.run(&["add", "case", "more.txt", "--no-minors"]).done();
    let parts = walk(&desk.at("case")).into_iter().filter(|name| name.ends_with(".part")).count();
    assert_eq!(parts, 0, "half-written files are swept");
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path.to_string_lossy().into_owned()] })
        .collect()
}
