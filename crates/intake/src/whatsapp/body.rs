use std::borrow::Cow;

/// Memory kept for the next text, in bytes.
pub(super) const KEPT: usize = 64 << 10;

/// Is the text of a record, gathered line by line with LF between them.
#[derive(Default)]
pub(super) struct Body {
    text: String,
    /// Takes the place of the text from the first stray byte on.
    bytes: Option<Vec<u8>>,
}

impl Body {
    /// Begins anew with the rest of a line after its sender; `text` is the same, where it is valid UTF-8.
    #[inline]
    pub(super) fn begin(&mut self, line: &[u8], text: Option<&str>) {
        self.text.clear();
        self.text.shrink_to(KEPT);
        self.bytes = None;
        self.add(line, text);
    }

    /// Adds a line to those before.
    pub(super) fn line(&mut self, line: &[u8], text: Option<&str>) {
        self.add(b"\n", Some("\n"));
        self.add(line, text);
    }

    #[inline]
    fn add(&mut self, line: &[u8], text: Option<&str>) {
        match (&mut self.bytes, text) {
            (None, Some(text)) => self.text.push_str(text),
            (None, None) => self.bytes = Some([self.text.as_bytes(), line].concat()),
            (Some(bytes), _) => bytes.extend_from_slice(line),
        }
    }

    /// Returns the number of bytes.
    pub(super) fn len(&self) -> usize {
        self.bytes.as_ref().map_or(self.text.len(), Vec::len)
    }

    /// Returns all of it; owned when stray bytes were replaced.
    #[inline]
    pub(super) fn text(&self) -> Cow<'_, str> {
        self.bytes.as_ref().map_or(Cow::Borrowed(&self.text), |bytes| String::from_utf8_lossy(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_stray_bytes_replaced() {
        let mut body = Body::default();
        let check = |body: &Body, expected: &str, stray: bool| {
            assert_eq!((body.text().as_ref(), matches!(body.text(), Cow::Owned(_))), (expected, stray));
        };
        body.begin(b"a", Some("a"));
        body.line("é".as_bytes(), Some("é"));
        check(&body, "a\né", false);
        assert_eq!(body.len(), 4);
        body.line(b"\xffb", None);
        body.line(b"c", Some("c"));
        check(&body, "a\né\n\u{fffd}b\nc", true);
        assert_eq!(body.len(), 9);
        body.begin(b"\xff", None);
        check(&body, "\u{fffd}", true);
        body.begin(b"", Some(""));
        check(&body, "", false);
    }
}
