//! Tables of comma-separated values (RFC 4180), read leniently.

use std::borrow::Cow;
use std::io;

use crate::{Source, Window};

/// Lists the rows of a table of any size; memory holds the largest row and no more.
pub struct Rows<'s> {
    window: Window<'s>,
    separator: u8,
    most: usize,
    given: usize,
    first: bool,
}

/// Is one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The fields, quotation marks taken off. Bytes that are not UTF-8 are replaced.
    pub fields: Vec<Cow<'a, str>>,
    /// Its first byte.
    pub start: u64,
    /// The first byte after its line end.
    pub end: u64,
    /// A quoted field did not end, or text follows a closing quotation mark.
    pub damaged: bool,
    /// Some bytes were not UTF-8.
    pub invalid_bytes: bool,
}

impl<'s> Rows<'s> {
    /// Makes the list. A row of more than `most` bytes ends there, damaged.
    pub fn new(source: &'s dyn Source, separator: u8, most: usize) -> Self {
        Self { window: Window::new(source, 0), separator, most, given: 0, first: true }
    }

    /// Returns the next row; nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub fn row(&mut self) -> io::Result<Option<Row<'_>>> {
        self.window.advance(self.given);
        self.given = 0;
        if self.window.peek()?.is_none() {
            return Ok(None);
        }
        let end = loop {
            let complete = self.window.is_complete() || self.window.rest().len() >= self.most;
            match row_end(self.window.rest(), self.separator, complete) {
                Some(end) => break end,
                None => {
                    self.window.more()?;
                }
            }
        };
        let start = self.window.place();
        let mark =
            usize::from(std::mem::take(&mut self.first) && self.window.rest().starts_with("\u{feff}".as_bytes())) * 3;
        self.given = end;
        let line = &self.window.rest()[mark.min(end)..end];
        let mut row = Row { fields: Vec::new(), start, end: start + end as u64, damaged: false, invalid_bytes: false };
        fields(line, self.separator, &mut row);
        Ok(Some(row))
    }

    /// Returns the bytes of the row given last, its line end included.
    pub fn raw(&self) -> &[u8] {
        &self.window.rest()[..self.given]
    }
}

/// Returns the length of the row, line end included; a line end inside quotation marks is part of a field.
fn row_end(bytes: &[u8], separator: u8, complete: bool) -> Option<usize> {
    let (mut at, mut quoted) = (0, false);
    let mut fresh = true;
    while at < bytes.len() {
        let byte = bytes[at];
        if quoted {
            let Some(found) = memchr::memchr(b'"', &bytes[at..]) else {
                return complete.then_some(bytes.len());
            };
            at += found + 1;
            if bytes.get(at) == Some(&b'"') {
                at += 1;
            } else {
                quoted = false;
                fresh = false;
            }
            continue;
        }
        match byte {
            b'"' if fresh => quoted = true,
            b'\n' => return Some(at + 1),
            _ => {}
        }
        fresh = byte == separator;
        at += 1;
    }
    complete.then_some(bytes.len())
}

fn fields<'a>(line: &'a [u8], separator: u8, row: &mut Row<'a>) {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let mut rest = line;
    loop {
        let (field, after) = match rest.strip_prefix(b"\"") {
            Some(body) => quoted(body, separator, row),
            None => {
                let end = memchr::memchr(separator, rest).unwrap_or(rest.len());
                (text(&rest[..end], row), &rest[end..])
            }
        };
        row.fields.push(field);
        match after.split_first() {
            Some((_, more)) => rest = more,
            None => return,
        }
    }
}

/// Reads a field up to its closing quotation mark; returns it and what follows, the separator first.
fn quoted<'a>(body: &'a [u8], separator: u8, row: &mut Row<'a>) -> (Cow<'a, str>, &'a [u8]) {
    let mut from = 0;
    let mut doubled = false;
    loop {
        let Some(found) = memchr::memchr(b'"', &body[from..]) else {
            row.damaged = true;
            return (text(body, row), b"");
        };
        let at = from + found;
        if body.get(at + 1) == Some(&b'"') {
            doubled = true;
            from = at + 2;
            continue;
        }
        let mut field = text(&body[..at], row);
        if doubled {
            field = Cow::Owned(field.replace("\"\"", "\""));
        }
        let after = &body[at + 1..];
        let stray = memchr::memchr(separator, after).unwrap_or(after.len());
        row.damaged |= stray > 0;
        return (field, &after[stray..]);
    }
}

fn text<'a>(raw: &'a [u8], row: &mut Row<'a>) -> Cow<'a, str> {
    match simdutf8::basic::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            row.invalid_bytes = true;
            String::from_utf8_lossy(raw)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Vec<String>> {
        let bytes = text.as_bytes();
        let mut rows = Rows::new(&bytes, b',', 1 << 20);
        let (mut found, mut end) = (Vec::new(), 0);
        while let Some(row) = rows.row().unwrap() {
            assert_eq!(row.start, end);
            end = row.end;
            found.push(row.fields.iter().map(|f| f.to_string()).collect());
        }
        assert_eq!(end, bytes.len() as u64);
        found
    }

    #[test]
    fn rows_fields_and_line_ends_inside() {
        assert_eq!(
            all("\u{feff}a,b\r\n1,\"x, \"\"y\"\"\nz\"\n,\n"),
            [vec!["a", "b"], vec!["1", "x, \"y\"\nz"], vec!["", ""]]
        );
        assert_eq!(all("a\"b,c"), [["a\"b", "c"]]);
        assert_eq!(all("\"a\"x,c\n"), [["a", "c"]]);
        assert_eq!(all("\"never ends\n"), [["never ends\n"]].map(|r| r.map(|f| f.trim_end().to_owned())));
    }

    proptest::proptest! {
        #[test]
        fn what_was_written_is_read(rows in proptest::collection::vec(proptest::collection::vec("[a,\"\n é]{0,6}", 1..4), 1..5)) {
            let write = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
            let text: String = rows.iter().map(|row| row.iter().map(write).collect::<Vec<_>>().join(",") + "\r\n").collect();
            assert_eq!(all(&text), rows);
        }

        #[test]
        fn any_bytes_are_rows(text in "[a,\"\n\r]{0,60}") {
            all(&text);
        }
    }
}
