/// Walks over the characters of a line that may hold stray bytes.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    /// The line.
    pub(super) line: &'a [u8],
    /// Zero-based place of the next byte.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a [u8]) -> Self {
        Self { line, at: 0 }
    }

    /// Returns the next character and its length in bytes; nothing at the end or at a stray byte.
    #[inline]
    pub(super) fn peek(&self) -> Option<(char, usize)> {
        let &first = self.line.get(self.at)?;
        if first < 0x80 {
            return Some((char::from(first), 1));
        }
        let len = match first {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let text = std::str::from_utf8(self.line.get(self.at..self.at + len)?).ok()?;
        text.chars().next().map(|c| (c, len))
    }

    /// Steps over a character if it is the next one.
    #[inline]
    pub(super) fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let (found, len) = self.peek()?;
        if !wanted(found) {
            return None;
        }
        self.at += len;
        Some(found)
    }

    /// Steps over all characters that fit; returns how many.
    #[inline]
    pub(super) fn skip(&mut self, wanted: impl Fn(char) -> bool) -> usize {
        let mut count = 0;
        while self.eat(&wanted).is_some() {
            count += 1;
        }
        count
    }

    /// Steps over a text if it comes next, the case of ASCII letters aside.
    #[inline]
    pub(super) fn word(&mut self, text: &str) -> bool {
        // Words are tried by the dozen: most fail at the first byte.
        let begins =
            self.line.get(self.at).zip(text.as_bytes().first()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        let fits = begins
            && self.line.get(self.at..self.at + text.len()).is_some_and(|b| b.eq_ignore_ascii_case(text.as_bytes()));
        if fits {
            self.at += text.len();
        }
        fits
    }

    /// Reads a number of at most so many decimal digits of any one script; returns its value and how many digits it has.
    #[inline]
    pub(super) fn number(&mut self, most: u8) -> Option<(u32, u8)> {
        let (mut value, mut digits) = (0, 0);
        while digits < most
            && let Some(&byte @ b'0'..=b'9') = self.line.get(self.at)
        {
            value = value * 10 + u32::from(byte - b'0');
            digits += 1;
            self.at += 1;
        }
        while digits < most
            && let Some((c, len)) = self.peek()
            && let Some(digit) = digit(c)
        {
            value = value * 10 + digit;
            digits += 1;
            self.at += len;
        }
        let ends = self.peek().is_none_or(|(c, _)| digit(c).is_none());
        (digits > 0 && ends).then_some((value, digits))
    }
}

/// Returns the value of a decimal digit: ASCII, Arabic, Persian, Devanagari, Bengali, Thai, Burmese.
#[inline]
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{9e6}'..='\u{9ef}' => '\u{9e6}',
        '\u{e50}'..='\u{e59}' => '\u{e50}',
        '\u{1040}'..='\u{1049}' => '\u{1040}',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

/// Returns whether a character only steers the direction of text.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns whether a character is a space that phones write in dates, or a mark.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}') || is_mark(c)
}
