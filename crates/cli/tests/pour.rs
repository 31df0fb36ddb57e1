//! Records that the worker writes by itself: the same lines wherever they go, and failures that are told.
#![cfg(unix)]

mod told;

use std::fs::{self, File, OpenOptions};
use std::process::{Output, Stdio};

use told::{Desk, chat};

const MESSAGES: usize = 20_000;

/// Runs `inspect --records` over a long chat with that standard output.
fn poured(desk: &Desk, out: Stdio) -> Output {
    desk.write("chat.txt", chat(MESSAGES));
    desk.command(&["inspect", "chat.txt", "--records"])
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap()
}

#[track_caller]
fn refused(output: &Output, sentence: &str) {
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with(sentence) && said.lines().count() == 2, "one line and one line of advice: {said}");
}

#[test]
fn the_lines_are_the_same_wherever_they_go() {
    let desk = Desk::new();
    let piped = poured(&desk, Stdio::piped());
    assert!(piped.status.success());
    let lines: Vec<serde_json::Value> = piped
        .stdout
        .split(|&b| b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| serde_json::from_slice(l).unwrap())
        .collect();
    assert_eq!(lines.len(), MESSAGES);
    assert_eq!(lines[MESSAGES - 1]["text"], format!("secretword{:05} dit", MESSAGES - 1));
    assert_eq!(lines[0]["conversation"], "chat");

    let written = desk.at("out.jsonl");
    assert!(poured(&desk, File::create(&written).unwrap().into()).status.success());
    assert_eq!(fs::read(&written).unwrap(), piped.stdout);

    // What stands before in a file stays, and does not count as written.
    let appended = OpenOptions::new().append(true).open(&written).unwrap();
    assert!(poured(&desk, appended.into()).status.success());
    assert_eq!(fs::read(&written).unwrap(), [piped.stdout.as_slice(), piped.stdout.as_slice()].concat());
}

#[test]
fn an_output_that_takes_no_more_is_told() {
    let desk = Desk::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    refused(&poured(&desk, writer.into()), "temoin: The answer could not be printed.");
    if let Ok(full) = OpenOptions::new().write(true).open("/dev/full") {
        refused(&poured(&desk, full.into()), "temoin: The answer could not be printed.");
    }
}

#[test]
fn what_cannot_be_read_is_told_where_records_are_asked_for() {
    let desk = Desk::new();
    desk.plain(&["inspect", "gone.txt", "--records"]).fails("unreadable");
    desk.plain(&["inspect", ".", "--records"]).fails("unreadable");
    desk.write("empty.txt", "");
    assert_eq!(desk.plain(&["inspect", "empty.txt", "--records"]).done().out, "");
}
