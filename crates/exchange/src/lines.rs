//! Lines of a file of any size, and the line on which a byte stands.

use std::io;

use temoin_syntax::{Source, Window};

use crate::tally::Halt;

/// Is one line.
pub(crate) struct Line<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes without blanks around them; nothing where it is too long.
    pub text: Option<&'a [u8]>,
}

/// Gives each line, a byte order mark and line ends taken off; memory holds a block, not the line.
pub(crate) fn each(
    source: &dyn Source,
    most: usize,
    mut take: impl FnMut(Line<'_>) -> Result<(), Halt>,
) -> Result<(), Halt> {
    let mut window = Window::new(source, 0);
    let (mut number, mut long) = (1, false);
    window.peek()?;
    if window.rest().starts_with(MARK) {
        window.advance(MARK.len());
    }
    loop {
        let mut done = 0;
        let rest = window.rest();
        while let Some(len) = memchr::memchr(b'\n', &rest[done..]) {
            let text = (!std::mem::take(&mut long) && len <= most).then(|| rest[done..done + len].trim_ascii());
            take(Line { number, text })?;
            number += 1;
            done += len + 1;
        }
        let left = rest.len() - done;
        if window.is_complete() {
            let text = (!long && left <= most).then(|| rest[done..].trim_ascii());
            return if left > 0 || long { take(Line { number, text }) } else { Ok(()) };
        }
        // Of a line that is too long nothing is kept.
        long |= left > most;
        window.advance(if long { done + left } else { done });
        window.more()?;
    }
}

/// Is the byte order mark, which says nothing in UTF-8.
pub(crate) const MARK: &[u8] = "\u{feff}".as_bytes();

/// Says on which line bytes stand, asked in ascending order.
pub(crate) struct Counter<'s> {
    window: Window<'s>,
    line: u64,
}

impl<'s> Counter<'s> {
    pub fn new(source: &'s dyn Source) -> Self {
        Self { window: Window::new(source, 0), line: 1 }
    }

    /// Returns the line of the first byte from a place on that is no blank and no comma. A place before the last one is
    /// taken for that.
    pub fn line(&mut self, place: u64) -> io::Result<u64> {
        while self.window.place() < place {
            let rest = self.window.rest();
            let step = rest.len().min(usize::try_from(place - self.window.place()).unwrap_or(usize::MAX));
            self.line += memchr::memchr_iter(b'\n', &rest[..step]).count() as u64;
            self.window.advance(step);
            if step == 0 && self.window.peek()?.is_none() {
                break;
            }
        }
        while let Some(byte) = self.window.peek()?.filter(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            self.line += u64::from(byte == b'\n');
            self.window.advance(1);
        }
        Ok(self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(u64, Option<&str>)]) {
        let mut found = Vec::new();
        let taken = each(&text.as_bytes(), 10, |line| {
            found.push((line.number, line.text.map(|text| String::from_utf8_lossy(text).into_owned())));
            Ok(())
        });
        assert!(taken.is_ok());
        let expected: Vec<_> = expected.iter().map(|(number, text)| (*number, text.map(str::to_owned))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_are_numbered_and_long_ones_have_no_text() {
        check("", &[]);
        check("\u{feff}", &[]);
        check("\u{feff} a \r\n\nb", &[(1, Some("a")), (2, Some("")), (3, Some("b"))]);
        check("0123456789\n01234567890\nc\n", &[(1, Some("0123456789")), (2, None), (3, Some("c"))]);
        check(&format!("a\n{}", "x".repeat(700_000)), &[(1, Some("a")), (2, None)]);
        check(&format!("{}\nb\n", "x".repeat(700_000)), &[(1, None), (2, Some("b"))]);
    }

    #[test]
    fn places_have_lines() {
        let text = b"a\nbc\n\n , d\ne".as_slice();
        let mut counter = Counter::new(&text);
        for (place, line) in [(0, 1), (2, 2), (3, 2), (5, 4), (11, 5), (500, 5)] {
            assert_eq!(counter.line(place).unwrap(), line, "{place}");
        }
    }
}
