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

/// Are lines that lie in memory at once.
pub(super) struct Block<'l> {
    text: &'l [u8],
    /// The same, where it is valid UTF-8 throughout.
    utf8: Option<&'l str>,
    at: usize,
    start: u64,
    limit: usize,
    /// The one line there is, where it was put together.
    spilled: Option<Line<'l>>,
}

/// Is a line without its end.
pub(super) struct Line<'l> {
    /// The text, UTF-8 but for stray bytes.
    pub(super) text: &'l [u8],
    /// The same, where it is valid UTF-8; a line that was cut may not be.
    pub(super) utf8: Option<&'l str>,
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
        // A short chat needs no more, and an archive may hold very many; in units of two bytes, for UTF-16.
        let buffer = vec![0; source.len().clamp(1, CHUNK as u64).next_multiple_of(2) as usize];
        Self { source, encoding, limit, buffer, filled: 0, at: 0, base: 0, spill: Vec::new() }
    }

    /// Returns the next lines: all those that lie whole in the buffer, or one that does not.
    pub(super) fn block(&mut self) -> io::Result<Option<Block<'_>>> {
        let rest = &self.buffer[self.at..self.filled];
        let last = if self.encoding == Encoding::Utf8 { memchr::memrchr(b'\n', rest) } else { None };
        let Some(last) = last else {
            let start = self.base + self.at as u64;
            let limit = self.limit;
            let spilled = self.spill(start)?;
            return Ok(spilled.map(|line| Block { text: b"", utf8: None, at: 0, start, limit, spilled: Some(line) }));
        };
        let (from, start) = (self.at, self.base + self.at as u64);
        self.at += last + 1;
        let text = &self.buffer[from..self.at];
        let utf8 = simdutf8::basic::from_utf8(text).ok();
        Ok(Some(Block { text, utf8, at: 0, start, limit: self.limit, spilled: None }))
    }

    /// Returns one line that is cut, decoded or put together.
    fn spill(&mut self, start: u64) -> io::Result<Option<Line<'_>>> {
        self.spill.clear();
        let mut len = 0;
        let mut cut = false;
        loop {
            let rest = &self.buffer[self.at..self.filled];
            let found = newline(rest, self.encoding, self.base + self.at as u64);
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
        let utf8 = simdutf8::basic::from_utf8(&self.spill).ok();
        Line { text: &self.spill, utf8, start, len, end, cut, stray }.trimmed()
    }
}

impl<'l> Iterator for Block<'l> {
    type Item = Line<'l>;

    #[inline]
    fn next(&mut self) -> Option<Line<'l>> {
        let from = self.at;
        let Some(end) = memchr::memchr(b'\n', &self.text[from..]) else { return self.spilled.take() };
        self.at += end + 1;
        let kept = end.min(self.limit);
        let line = Line {
            text: &self.text[from..from + kept],
            utf8: self.utf8.and_then(|text| text.get(from..from + kept)),
            start: self.start + from as u64,
            len: end as u64 + 1,
            end: End::Lf,
            cut: kept < end,
            stray: false,
        };
        Some(line.trimmed())
    }
}

impl<'l> Line<'l> {
    /// Drops a byte order mark at the beginning of the source, and a CR at the end.
    #[inline]
    fn trimmed(mut self) -> Self {
        if self.start == 0 && self.text.starts_with("\u{feff}".as_bytes()) {
            self.text = &self.text[3..];
            self.utf8 = self.utf8.and_then(|text| text.get(3..));
        }
        if self.end == End::Lf
            && !self.cut
            && let Some(shorter) = self.text.strip_suffix(b"\r")
        {
            self.text = shorter;
            self.utf8 = self.utf8.and_then(|text| text.get(..shorter.len()));
            self.end = End::CrLf;
        }
        self
    }

    /// Returns the end of the line, which is so many bytes long, where it is valid UTF-8.
    #[inline]
    pub(super) fn last(&self, len: usize) -> Option<&'l str> {
        self.utf8.and_then(|text| text.get(text.len() - len..))
    }
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
        while let Some(block) = lines.block().unwrap() {
            for line in block {
                assert_eq!(line.utf8, std::str::from_utf8(line.text).ok());
                found.push((String::from_utf8_lossy(line.text).into_owned(), line.start, line.len, line.end, line.cut));
            }
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
        check(
            &bytes,
            Encoding::Utf8,
            10,
            &[("aaaaaaaaaa", 0, 3 * CHUNK as u64 + 8, End::Lf, true), ("b", 3 * CHUNK as u64 + 8, 2, End::Lf, false)],
        );
    }

    #[test]
    fn a_line_across_the_buffer_is_whole() {
        let mut bytes = vec![b'a'; CHUNK - 3];
        bytes.extend("\nbonjour, ça va ?\nù".as_bytes());
        let long = "a".repeat(CHUNK - 3);
        check(
            &bytes,
            Encoding::Utf8,
            1 << 20,
            &[
                (&long, 0, CHUNK as u64 - 2, End::Lf, false),
                ("bonjour, ça va ?", CHUNK as u64 - 2, 18, End::Lf, false),
                ("ù", CHUNK as u64 + 16, 2, End::File, false),
            ],
        );
    }

    proptest::proptest! {
        #[test]
        fn lines_are_those_of_the_bytes(
            bytes in proptest::collection::vec(proptest::sample::select(b"ab\n\n\r\xc3\xa9\xff".to_vec()), 0..40),
            limit in 1usize..6,
        ) {
            let mut lines = Lines::new(&bytes, Encoding::Utf8, limit);
            let mut found = Vec::new();
            while let Some(block) = lines.block().unwrap() {
                for line in block {
                    // A stray byte elsewhere may hide that a line is text, never the other way round.
                    assert!(line.utf8.is_none_or(|text| text.as_bytes() == line.text));
                    found.push((line.text.to_vec(), line.len, line.cut));
                }
            }
            let expected = bytes.split_inclusive(|&byte| byte == b'\n').map(|whole| {
                let line = whole.strip_suffix(b"\n").unwrap_or(whole);
                let cut = line.len() > limit;
                let kept = &line[..line.len().min(limit)];
                let kept = if cut || line.len() == whole.len() { kept } else { kept.strip_suffix(b"\r").unwrap_or(kept) };
                (kept.to_vec(), whole.len() as u64, cut)
            });
            assert_eq!(found, expected.collect::<Vec<_>>());
        }
    }
}
