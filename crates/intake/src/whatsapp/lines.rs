use std::io;

use crate::Source;
use crate::detect::Encoding;

/// Bytes asked of the source at a time.
const CHUNK: usize = 256 << 10;

/// Walks over the lines of a source with bounded memory: a line longer than the limit is cut, its length is whole.
pub(super) struct Lines<'a> {
    source: &'a dyn Source,
    encoding: Encoding,
    limit: usize,
    buffer: Vec<u8>,
    /// Bytes of the buffer that hold something, and the next one to look at.
    filled: usize,
    at: usize,
    /// Place in the source of the buffer's first byte.
    base: u64,
    /// A line that did not fit into the buffer, or that was decoded.
    spill: Vec<u8>,
}

/// Is a line without its end.
pub(super) struct Line<'l> {
    /// The text, UTF-8 but for stray bytes.
    pub(super) text: &'l [u8],
    /// Zero-based first byte in the source.
    pub(super) start: u64,
    /// Number of bytes in the source, end of line included.
    pub(super) len: u64,
    /// How it ends.
    pub(super) end: End,
    /// It is longer than the limit.
    pub(super) cut: bool,
    /// Characters were replaced in decoding.
    pub(super) stray: bool,
}

/// Says how a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With the file.
    File,
    /// LF.
    Lf,
    /// CR and LF.
    CrLf,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: &'a dyn Source, encoding: Encoding, limit: usize) -> Self {
        let buffer = vec![0; CHUNK];
        Self { source, encoding, limit, buffer, filled: 0, at: 0, base: 0, spill: Vec::new() }
    }

    /// Returns the next line.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let start = self.base + self.at as u64;
        self.spill.clear();
        let mut len = 0;
        let mut cut = false;
        loop {
            let rest = &self.buffer[self.at..self.filled];
            let found = newline(rest, self.encoding, self.base + self.at as u64);
            if let Some(end) = found
                && len == 0
                && self.encoding == Encoding::Utf8
                && end <= self.limit
            {
                // The common case: the line lies whole in the buffer.
                let from = self.at;
                self.at += end + 1;
                return Ok(Some(finish(&self.buffer[from..from + end], start, end as u64 + 1, End::Lf, cut, false)));
            }
            let unit = if self.encoding == Encoding::Utf8 { 1 } else { 2 };
            let take = found.unwrap_or(rest.len());
            let room = self.limit.saturating_sub(self.spill.len());
            self.spill.extend_from_slice(&rest[..take.min(room)]);
            cut |= take > room;
            len += take as u64;
            if found.is_some() {
                self.at += take + unit;
                return Ok(Some(self.spilled(start, len + unit as u64, End::Lf, cut)));
            }
            if !self.refill(take)? {
                return Ok(if len == 0 { None } else { Some(self.spilled(start, len, End::File, cut)) });
            }
        }
    }

    /// Reads on; what was not used yet moves to the front when it is the beginning of a line.
    fn refill(&mut self, used: usize) -> io::Result<bool> {
        self.base += (self.at + used) as u64;
        self.at = 0;
        self.filled = temoin_syntax::fill(self.source, self.base, &mut self.buffer)?;
        Ok(self.filled > 0)
    }

    fn spilled(&mut self, start: u64, len: u64, end: End, cut: bool) -> Line<'_> {
        let mut stray = false;
        if self.encoding != Encoding::Utf8 {
            let read = if self.encoding == Encoding::Utf16Le { u16::from_le_bytes } else { u16::from_be_bytes };
            let units: Vec<u16> = self.spill.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
            stray = self.spill.len() % 2 == 1;
            self.spill.clear();
            for decoded in char::decode_utf16(units) {
                stray |= decoded.is_err();
                let c = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
                self.spill.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        finish(&self.spill, start, len, end, cut, stray)
    }
}

fn finish(mut text: &[u8], start: u64, len: u64, mut end: End, cut: bool, stray: bool) -> Line<'_> {
    if start == 0 {
        text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    }
    if end == End::Lf
        && !cut
        && let Some(shorter) = text.strip_suffix(b"\r")
    {
        text = shorter;
        end = End::CrLf;
    }
    Line { text, start, len, end, cut, stray }
}

fn newline(rest: &[u8], encoding: Encoding, place: u64) -> Option<usize> {
    let unit: [u8; 2] = match encoding {
        Encoding::Utf8 => return memchr::memchr(b'\n', rest),
        Encoding::Utf16Le => [b'\n', 0],
        Encoding::Utf16Be => [0, b'\n'],
    };
    // The buffer always begins at an even place: it is filled whole but at the end of the file.
    debug_assert!(rest.is_empty() || place.is_multiple_of(2));
    rest.chunks_exact(2).position(|pair| pair == unit).map(|at| at * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], encoding: Encoding, limit: usize, expected: &[(&str, u64, u64, End, bool)]) {
        let mut lines = Lines::new(&bytes, encoding, limit);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((String::from_utf8_lossy(line.text).into_owned(), line.start, line.len, line.end, line.cut));
        }
        let expected: Vec<_> = expected.iter().map(|&(t, s, l, e, c)| (t.to_owned(), s, l, e, c)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_tile_the_file() {
        check(b"", Encoding::Utf8, 99, &[]);
        check(
            b"a\n\nb\r\nc",
            Encoding::Utf8,
            99,
            &[
                ("a", 0, 2, End::Lf, false),
                ("", 2, 1, End::Lf, false),
                ("b", 3, 3, End::CrLf, false),
                ("c", 6, 1, End::File, false),
            ],
        );
        check(b"\xef\xbb\xbfab\n", Encoding::Utf8, 99, &[("ab", 0, 6, End::Lf, false)]);
        check(b"abcdef\nx", Encoding::Utf8, 3, &[("abc", 0, 7, End::Lf, true), ("x", 7, 1, End::File, false)]);
        check(
            b"\xff\xfeo\0k\0\n\0!\0",
            Encoding::Utf16Le,
            99,
            &[("ok", 0, 8, End::Lf, false), ("!", 8, 2, End::File, false)],
        );
    }

    #[test]
    fn a_line_longer_than_the_buffer_is_cut_and_counted() {
        let mut bytes = vec![b'a'; 3 * CHUNK + 7];
        bytes.extend(b"\nb\n");
        let mut lines = Lines::new(&bytes, Encoding::Utf8, 10);
        let long = lines.next().unwrap().unwrap();
        assert_eq!((long.text.len(), long.len, long.cut), (10, 3 * CHUNK as u64 + 8, true));
        let short = lines.next().unwrap().unwrap();
        assert_eq!((short.text, short.start), (&b"b"[..], 3 * CHUNK as u64 + 8));
    }

    #[test]
    fn a_line_across_the_buffer_is_whole() {
        let mut bytes = vec![b'a'; CHUNK - 3];
        bytes.extend(b"\nbonjour\n");
        let mut lines = Lines::new(&bytes, Encoding::Utf8, 1 << 20);
        lines.next().unwrap();
        assert_eq!(lines.next().unwrap().unwrap().text, b"bonjour");
        assert!(lines.next().unwrap().is_none());
    }
}
