//! Lines of calendars and address cards: `NAME;PARAMETER=value:value`, folded over several lines (RFC 5545, section 3.1; RFC 6350, section 3.2).

use std::borrow::Cow;

/// Is one line, folds undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentLine<'a> {
    /// Its name, without a group before it, as written.
    pub(crate) name: &'a str,
    parameters: &'a str,
    /// Its value as written.
    pub(crate) value: &'a str,
}

impl<'a> ContentLine<'a> {
    /// Reads a line; nothing where there is no colon.
    pub(crate) fn read(line: &'a str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b':' && !quoted
        })?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let name = name.rsplit('.').next().unwrap_or(name).trim();
        Some(Self { name, parameters, value })
    }

    /// Returns whether it has that name, whatever the case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Returns a parameter, quotation marks taken off.
    pub(crate) fn parameter(&self, name: &str) -> Option<&'a str> {
        let mut quoted = false;
        let split = self.parameters.split(move |c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let found = split.filter_map(|one| one.split_once('=')).find(|(known, _)| known.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().trim_matches('"'))
    }

    /// Returns its value as text: `\n` is a line end, `\,` a comma (RFC 5545, section 3.3.11).
    pub(crate) fn text(&self) -> Cow<'a, str> {
        if !self.value.contains('\\') {
            return Cow::Borrowed(self.value);
        }
        let mut out = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => out.push('\n'),
                    Some(other) => out.push(other),
                    None => out.push('\\'),
                },
                _ => out.push(c),
            }
        }
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parameters_and_values() {
        let line = ContentLine::read("item1.ORGANIZER;CN=\"a;b:c\";X=y:mailto:x@exemple.invalid").unwrap();
        assert!(line.is("organizer"));
        assert_eq!((line.parameter("cn"), line.parameter("X"), line.parameter("Z")), (Some("a;b:c"), Some("y"), None));
        assert_eq!(line.value, "mailto:x@exemple.invalid");
        assert_eq!(ContentLine::read("A:b\\, c\\nd\\\\").unwrap().text(), "b, c\nd\\");
        assert_eq!(ContentLine::read("no colon \"a:b\""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_read(line: String) {
            if let Some(line) = ContentLine::read(&line) {
                (line.text(), line.parameter("TZID"));
            }
        }
    }
}
