//! ARC, what the Internet Archive wrote before WARC: one line before each answer, the first of which describes the file.

use temoin_evidence::{CivilTime, Moment, Precision, Zone};

use super::block::Block;
use super::{Capture, Told};
use crate::{ReadError, time};

/// Returns whether bytes begin as an ARC file does.
pub(super) fn is_arc(start: &[u8]) -> bool {
    start.starts_with(b"filedesc://")
}

/// Is the line before an answer: the address may hold blanks, what stands after it may not.
struct Line {
    url: String,
    date: String,
    content: String,
    length: Option<u64>,
}

impl Line {
    /// Reads a line; version 2 has ten fields, version 1 five.
    fn read(line: &[u8], fields: usize) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?.trim_end();
        let mut words: Vec<&str> = line.rsplitn(fields, ' ').collect();
        words.reverse();
        if words.len() < fields || !words[0].contains(':') {
            return None;
        }
        Some(Self {
            url: words[0].to_owned(),
            date: words[2].to_owned(),
            content: words[3].to_owned(),
            length: words[fields - 1].parse().ok(),
        })
    }
}

pub(super) fn read(capture: &mut Capture<'_>) -> Result<(), ReadError> {
    let mut fields = 5;
    let mut first = true;
    while let Some((start, text)) = capture.first_line()? {
        let Some(line) = Line::read(&text, fields).or_else(|| Line::read(&text, 5)) else {
            capture.astray(start, begins)?;
            first = false;
            continue;
        };
        if std::mem::take(&mut first) {
            fields = described(capture)?;
            capture.seen.count("filedesc");
            continue;
        }
        capture.seen.count("response");
        let Some(length) = line.length else {
            capture.note("bad-header", start, "A record does not say how long it is; it is not read.")?;
            continue;
        };
        answer(capture, start, line, length)?;
    }
    Ok(())
}

/// Reads the description of the file, which is text up to a blank line; returns how many fields a line has.
fn described(capture: &mut Capture<'_>) -> Result<usize, ReadError> {
    let (text, _) = capture.header()?;
    Ok(if text.starts_with(b"2 ") { 10 } else { 5 })
}

fn answer(capture: &mut Capture<'_>, start: u64, line: Line, length: u64) -> Result<(), ReadError> {
    let http = line.url.starts_with("http");
    let mut block = Block::new(http, None, None);
    block.fill(&mut capture.feed, length)?;
    capture.seen.secrets |= block.field("set-cookie").is_some();
    let sent = date(&line.date);
    let told = Told { url: line.url, date: line.date, sent, ..Told::default() };
    capture.ended(block, start, length, Some((told, line.content)))
}

/// A line that names an address and ends in a length.
fn begins(line: &[u8]) -> bool {
    Line::read(line, 5).is_some_and(|line| line.length.is_some() && line.url.contains("://"))
}

/// Reads `20240305130509`, which is UTC.
fn date(digits: &str) -> Option<Moment> {
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<u16>().ok();
    let part = |from: usize| number(from, from + 2).map(|part| part as u8);
    let year = number(0, 4)? as i16;
    let time = CivilTime::new(year, part(4)?, part(6)?, part(8)?, part(10)?, part(12)?, 0).ok()?;
    time::moment(time, Precision::Second, Zone::Utc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_hold_blanks_in_its_address() {
        let line = Line::read(b"http://a.invalid/x y?z 127.0.0.1 20240305130509 text/html 12\n", 5).unwrap();
        assert_eq!((line.url.as_str(), line.length), ("http://a.invalid/x y?z", Some(12)));
        assert_eq!(date(&line.date).unwrap().to_string(), "2024-03-05T13:05:09Z");
        assert!(Line::read(b"a b", 5).is_none() && Line::read(b"", 5).is_none());
        assert_eq!(Line::read(b"http://a.invalid/ 1 2 text/html -1", 5).unwrap().length, None);
        assert!(date("20240230130509").is_none() && date("201404010000000000").is_none());
    }
}
