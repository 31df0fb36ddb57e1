//! Lines of a text file, each with its bytes, for formats that are written for people to read.

use temoin_syntax::{Source, Window};

use crate::ReadError;

/// Longest line that is read, in bytes; what is beyond counts as a line of its own.
const LONGEST: usize = 1 << 20;

/// Lists the lines of a file of any size.
pub(crate) struct Lines<'s> {
    window: Window<'s>,
    given: usize,
}

/// Is one line.
pub(crate) struct Line {
    /// Its first byte.
    pub(crate) start: u64,
    /// The first byte after its end.
    pub(crate) end: u64,
    /// Its text without the line end; bytes that are no text are replaced.
    pub(crate) text: String,
    /// Bytes were replaced.
    pub(crate) replaced: bool,
}

/// Is one line as it is stored.
pub(crate) struct Raw<'l> {
    /// Its first byte.
    pub(crate) start: u64,
    /// The first byte after its end.
    pub(crate) end: u64,
    /// Its bytes without the line end.
    pub(crate) bytes: &'l [u8],
}

impl<'s> Lines<'s> {
    /// Makes the list.
    pub(crate) fn new(source: &'s dyn Source) -> Self {
        Self { window: Window::new(source, 0), given: 0 }
    }

    /// Returns the next line; nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, ReadError> {
        let Some(raw) = self.raw()? else { return Ok(None) };
        let text = String::from_utf8_lossy(raw.bytes);
        let replaced = matches!(text, std::borrow::Cow::Owned(_));
        Ok(Some(Line { start: raw.start, end: raw.end, text: text.into_owned(), replaced }))
    }

    /// Returns the next line as it is stored.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn raw(&mut self) -> Result<Option<Raw<'_>>, ReadError> {
        self.window.advance(self.given);
        self.given = 0;
        if self.window.peek()?.is_none() {
            return Ok(None);
        }
        let len = loop {
            let rest = self.window.rest();
            match memchr::memchr(b'\n', rest) {
                Some(at) => break at + 1,
                None if self.window.is_complete() || rest.len() >= LONGEST => break rest.len().min(LONGEST),
                None => {
                    self.window.more()?;
                }
            }
        };
        let start = self.window.place();
        let raw = &self.window.rest()[..len];
        self.given = len;
        let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
        let mut raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        if start == 0 {
            raw = raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw);
        }
        Ok(Some(Raw { start, end: start + len as u64, bytes: raw }))
    }
}
