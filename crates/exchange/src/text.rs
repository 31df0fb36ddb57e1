//! A hash a line, `type value` as ThreatExchange's file exchange has it, what `sha256sum` prints, and the frames of vPDQ.

use std::io;

use temoin_fingerprint::Frame;
use temoin_syntax::{Source, Window};

use crate::kind::{Kind, is_hash, typed, untyped};
use crate::row::{Rows, Signal, Why};

/// The longest line that is looked at, in bytes.
pub(crate) const LONGEST: usize = 64 << 10;

/// Reads lines.
pub(crate) fn read(source: &dyn Source, rows: &mut Rows<'_>) -> io::Result<()> {
    let mut window = Window::new(source, 0);
    let mut number = 0;
    loop {
        let end = loop {
            let held = window.rest();
            match memchr::memchr(b'\n', &held[..held.len().min(LONGEST)]) {
                Some(end) => break end,
                None if window.is_complete() || held.len() >= LONGEST => break held.len().min(LONGEST),
                None => {
                    window.more()?;
                }
            }
        };
        if end == 0 && window.rest().is_empty() {
            return Ok(());
        }
        number += 1;
        let whole = window.rest().get(end).is_none_or(|&byte| byte == b'\n') && end < LONGEST;
        let mut line = &window.rest()[..end];
        if number == 1 {
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        let line = line.trim_ascii();
        if !whole {
            rows.begin(number);
            rows.bad(Why::TooLong);
        } else if !is_silent(line) {
            rows.begin(number);
            row(line, rows);
        }
        if whole {
            window.advance((end + 1).min(window.rest().len()));
        } else {
            pass(&mut window)?;
        }
    }
}

/// Steps over the rest of a line.
fn pass(window: &mut Window<'_>) -> io::Result<()> {
    loop {
        let end = memchr::memchr(b'\n', window.rest());
        window.advance(end.map_or(window.rest().len(), |end| end + 1));
        if end.is_some() || window.is_complete() {
            return Ok(());
        }
        window.more()?;
    }
}

/// Returns whether a line holds no row: a blank one, a comment.
pub(crate) fn is_silent(line: &[u8]) -> bool {
    matches!(line.first(), None | Some(b'#'))
}

/// Returns whether a line is of one of these forms.
pub(crate) fn is_row(line: &[u8]) -> bool {
    let (first, rest) = first_word(line);
    is_hash(line)
        || is_checksum(first, rest)
        || frame(line).is_some()
        || (rest.first() == Some(&b' ') && kind(first).is_some())
}

/// Reads a line that holds a row.
pub(crate) fn row(line: &[u8], rows: &mut Rows<'_>) {
    if untyped(line, rows) {
        return;
    }
    let (first, rest) = first_word(line);
    if is_checksum(first, rest) {
        let kind = match first.len() {
            32 => Kind::Md5,
            40 => Kind::Sha1,
            _ => Kind::Sha256,
        };
        typed(kind, first, rows);
        let name = &rest[2..];
        return rows.columns(|| vec![("file".into(), String::from_utf8_lossy(name).into_owned())]);
    }
    if let Some(frame) = frame(line) {
        return rows.push(Signal::Frame(frame));
    }
    let known = kind(first);
    let (hash, more) = if known.is_some() { first_word(rest.trim_ascii_start()) } else { (first, rest) };
    match known {
        Some(kind) => typed(kind, hash, rows),
        None if untyped(hash, rows) => (),
        None => rows.bad(Why::NoHash),
    }
    let more = more.trim_ascii();
    if !more.is_empty() {
        rows.columns(|| vec![("text".into(), String::from_utf8_lossy(more).into_owned())]);
    }
}

fn kind(word: &[u8]) -> Option<Kind> {
    std::str::from_utf8(word).ok().and_then(Kind::of)
}

/// Splits a line at its first blank or comma; the rest begins with it.
fn first_word(line: &[u8]) -> (&[u8], &[u8]) {
    let end = line.iter().position(|byte| matches!(byte, b' ' | b'\t' | b',' | b';'));
    line.split_at(end.unwrap_or(line.len()))
}

/// Returns whether the two parts of a line are what `md5sum`, `sha1sum` and `sha256sum` print: the kind is in the length.
fn is_checksum(first: &[u8], rest: &[u8]) -> bool {
    is_hash(first) && (rest.starts_with(b"  ") || rest.starts_with(b" *"))
}

/// Reads a frame of vPDQ.
fn frame(line: &[u8]) -> Option<Frame> {
    if memchr::memchr_iter(b',', line).count() != 3 {
        return None;
    }
    Frame::read_text(line).frames.pop()
}
