use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use serde::Serialize;
use serde_json::json;
use temoin_desk::quiet::json_line;

use crate::advice::Failure;

/// Prints a value as the one JSON document on standard output.
pub fn document(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    json_line(&mut out, value).and_then(|()| out.flush()).map_err(Failure::output)
}

/// Prints a line for a person on standard output.
pub fn say(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(Failure::output)
}

/// Prints a line on standard error, beside the answer; a closed one is nobody's loss.
pub fn aside(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Opens standard output for many lines.
pub fn many() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 18, io::stdout().lock())
}

/// Returns whether someone can be asked: both ends are a terminal.
pub fn someone_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Prints a failure: one line and one line of advice, and as JSON where that was asked for.
pub fn failure(failure: &Failure, as_json: bool) {
    aside(&format!("temoin: {}", failure.message));
    aside(&format!("advice: {}", failure.advice));
    if as_json {
        let Failure { code, message, advice, beside, .. } = failure;
        let mut all = beside.as_object().cloned().unwrap_or_default();
        all.insert("error".into(), json!({"code": code, "message": message, "advice": advice}));
        let _ = document(&all);
    }
}

/// Writes a number in groups of three, a narrow space between.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}
