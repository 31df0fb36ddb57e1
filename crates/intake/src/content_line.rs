//! Content lines, as calendars and address books are written in (RFC 5545, section 3.1; RFC 6350, section 3.3):
//! `group.NAME;PARAMETER=x:value`, long ones folded.

use std::borrow::Cow;

use crate::lines::Lines;
use crate::{ReadError, Source};

/// Is one content line, its folds undone.
pub(crate) struct ContentLine {
    /// Its first byte.
    pub(crate) start: u64,
    /// The first byte after its end.
    pub(crate) end: u64,
    /// There was more of it than is read.
    pub(crate) cut: bool,
    bytes: Vec<u8>,
}

impl ContentLine {
    /// Returns its text, and whether bytes were replaced in it.
    pub(crate) fn text(&self) -> (Cow<'_, str>, bool) {
        let text = String::from_utf8_lossy(&self.bytes);
        let replaced = matches!(text, Cow::Owned(_));
        (text, replaced)
    }

    /// Returns its text in a charset that it names itself.
    pub(crate) fn text_in(&self, charset: &str) -> (String, bool) {
        crate::charset::decode(&self.bytes, Some(charset))
    }

    fn add(&mut self, bytes: &[u8], end: u64, most: usize) {
        let room = most.saturating_sub(self.bytes.len());
        self.cut |= bytes.len() > room;
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.end = end;
    }

    /// Returns whether its head names an encoding (vCard 2.1, section 2.1.4.2).
    fn is_encoded(&self, names: &[&str]) -> bool {
        let head = &self.bytes[..memchr::memchr(b':', &self.bytes).unwrap_or(0).min(1000)];
        let head = String::from_utf8_lossy(head).to_ascii_uppercase();
        head.split(';').skip(1).any(|one| names.contains(&one.rsplit('=').next().unwrap_or(one)))
    }
}

/// Lists the content lines of a file of any size.
pub(crate) struct ContentLines<'s> {
    lines: Lines<'s>,
    /// A line that was read and belongs to the next content line.
    ahead: Option<Stored>,
    most: usize,
    encoded: bool,
}

struct Stored {
    start: u64,
    end: u64,
    bytes: Vec<u8>,
}

impl<'s> ContentLines<'s> {
    /// Makes the list; of a content line at most so many bytes are held.
    pub(crate) fn new(source: &'s dyn Source, most: usize) -> Self {
        Self { lines: Lines::new(source), ahead: None, most, encoded: false }
    }

    /// Also joins lines whose encoding folds them: quoted-printable with `=` at the end, base64 that was not folded.
    pub(crate) fn with_encodings(mut self) -> Self {
        self.encoded = true;
        self
    }

    /// Returns the next content line; nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn next(&mut self) -> Result<Option<ContentLine>, ReadError> {
        let Some(first) = self.stored()? else { return Ok(None) };
        let mut line = ContentLine { start: first.start, end: first.start, cut: false, bytes: Vec::new() };
        line.add(&first.bytes, first.end, self.most);
        let quoted = self.encoded && line.is_encoded(&["QUOTED-PRINTABLE"]);
        let packed = self.encoded && line.is_encoded(&["BASE64", "B"]);
        while let Some(next) = self.stored()? {
            let bytes = &next.bytes[..];
            // A line that begins with a blank goes on with the one before.
            let folded = bytes.strip_prefix(b" ").or_else(|| bytes.strip_prefix(b"\t"));
            if quoted && line.bytes.ends_with(b"=") {
                line.bytes.pop();
                let again = line.bytes.ends_with(b" ") && folded.is_some();
                line.add(folded.filter(|_| again).unwrap_or(bytes), next.end, self.most);
            } else if let Some(more) = folded {
                line.add(more, next.end, self.most);
            } else if packed && !bytes.is_empty() && bytes.iter().all(|byte| is_base64(*byte)) {
                line.add(bytes, next.end, self.most);
            } else {
                self.ahead = Some(next);
                break;
            }
        }
        Ok(Some(line))
    }

    fn stored(&mut self) -> Result<Option<Stored>, ReadError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let line = self.lines.raw()?;
        Ok(line.map(|line| Stored { start: line.start, end: line.end, bytes: line.bytes.to_vec() }))
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Is a content line taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Property<'p> {
    /// What stands before the name and a full stop, where something does.
    pub(crate) group: &'p str,
    /// Its name as written.
    pub(crate) name: &'p str,
    parameters: &'p str,
    /// What stands after the colon.
    pub(crate) value: &'p str,
}

impl<'p> Property<'p> {
    /// Takes a content line apart; a colon or semicolon inside quotation marks does not count.
    pub(crate) fn of(line: &'p str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.char_indices().find(|&(_, c)| {
            quoted ^= c == '"';
            c == ':' && !quoted
        });
        // An open quotation mark hides the colon: then the first one counts.
        let colon = colon.map(|(at, _)| at).or_else(|| line.find(':'))?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let (group, name) = name.rsplit_once('.').unwrap_or(("", name));
        Some(Self { group, name, parameters, value })
    }

    /// Returns whether it has that name, whatever the case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Lists its parameters, names as written; one without a name has an empty one (vCard 2.1).
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'p str, &'p str)> {
        let mut rest = self.parameters;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let mut quoted = false;
            let end = rest.char_indices().find(|&(_, c)| {
                quoted ^= c == '"';
                c == ';' && !quoted
            });
            let end = end.map_or(rest.len(), |(at, _)| at);
            let one = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            Some(one.split_once('=').unwrap_or(("", one)))
        })
    }

    /// Returns the value of the first parameter of that name, without quotation marks around it.
    pub(crate) fn parameter(&self, name: &str) -> Option<&'p str> {
        let found = self.parameters().find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(found.1.trim_matches('"'))
    }
}

/// Undoes the escapes of a text (RFC 5545, section 3.3.11; RFC 6350, section 3.4).
pub(crate) fn plain(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match (c, c == '\\') {
            (_, true) => match characters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            (c, false) => text.push(c),
        }
    }
    text
}

/// Takes a value of several parts apart, each with its escapes undone.
pub(crate) fn components(value: &str) -> Vec<String> {
    let (mut parts, mut start, mut escaped) = (Vec::new(), 0, false);
    for (at, c) in value.char_indices() {
        if c == ';' && !escaped {
            parts.push(plain(&value[start..at]));
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(plain(&value[start..]));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(String, u64, u64)> {
        let mut lines = ContentLines::new(&text, 40).with_encodings();
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((line.text().0.into_owned(), line.start, line.end));
        }
        found
    }

    fn check(text: &str, expected: &[&str]) {
        let found = lines(text.as_bytes());
        assert_eq!(found.iter().map(|(line, _, _)| line.as_str()).collect::<Vec<_>>(), expected, "{text:?}");
        let ends: Vec<u64> = found.iter().map(|(_, _, end)| *end).collect();
        let starts = found.iter().map(|(_, start, _)| *start).chain([text.len() as u64]);
        assert_eq!(ends, starts.skip(1).collect::<Vec<_>>(), "lines touch");
    }

    #[test]
    fn folds_are_undone() {
        check("A:b\r\n c\r\n\t d\r\nE:f", &["A:bc d", "E:f"]);
        check("A;ENCODING=QUOTED-PRINTABLE:b=\nc = \nD:e=\nf", &["A;ENCODING=QUOTED-PRINTABLE:bc = ", "D:e=", "f"]);
        check("A;QUOTED-PRINTABLE:b =\n c\n", &["A;QUOTED-PRINTABLE:b c"]);
        check("P;ENCODING=b:AA\nBB==\n\nE:f", &["P;ENCODING=b:AABB==", "", "E:f"]);
        check("P;TYPE=x:AA\nBB==\n", &["P;TYPE=x:AA", "BB=="]);
        check("", &[]);
        // A character may be folded in two.
        assert_eq!(lines(b"A:\xc3\n \xa9")[0].0, "A:é");
        assert_eq!(lines("A:x".repeat(40).as_bytes())[0].0.len(), 40);
    }

    #[test]
    fn a_property_is_taken_apart() {
        let found = Property::of("item1.ORGANIZER;CN=\"a:b;c\";Type=x;HOME:mailto:x").unwrap();
        assert_eq!((found.group, found.name, found.value), ("item1", "ORGANIZER", "mailto:x"));
        assert_eq!((found.parameter("cn"), found.parameter("TYPE")), (Some("a:b;c"), Some("x")));
        assert_eq!(found.parameters().last(), Some(("", "HOME")));
        assert_eq!(Property::of("A;X=\"open:b").unwrap().value, "b");
        assert_eq!(Property::of("none"), None);
        assert_eq!(plain("a\\, b\\nc\\\\"), "a, b\nc\\");
        assert_eq!(components("a\\;b;;\\\\;c"), ["a;b", "", "\\", "c"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_lines(text in "([A-Z;:=\" .\n]|ENCODING=B|QUOTED-PRINTABLE|é){0,40}") {
            for (line, _, _) in lines(text.as_bytes()) {
                if let Some(found) = Property::of(&line) {
                    found.parameters().for_each(drop);
                    components(found.value);
                }
            }
        }
    }
}
