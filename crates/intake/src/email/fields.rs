//! The header of a message, field by field as it stands (RFC 5322, section 2.2).

/// Is one field of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// Its name as written; empty for a line that is no field.
    pub(crate) name: &'a [u8],
    /// What stands after the colon, line ends inside.
    pub(crate) value: &'a [u8],
    /// All of it, without its last line end.
    pub(crate) whole: &'a [u8],
}

impl Field<'_> {
    /// Returns whether it has that name, whatever the case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// Lists the fields of a header, folded lines joined to theirs.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
    body: Option<usize>,
}

impl<'a> Fields<'a> {
    /// Makes the list from where a message begins.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, body: None }
    }

    /// Returns where the body begins; all fields must have been listed.
    pub(crate) fn body(&self) -> usize {
        self.body.unwrap_or(self.bytes.len())
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let rest = &self.bytes[self.at..];
        if self.body.is_some() || rest.is_empty() {
            return None;
        }
        let blank = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest[0] == b'\n') };
        if blank > 0 {
            self.body = Some(self.at + blank);
            return None;
        }
        let mut len = line(rest);
        while matches!(rest.get(len), Some(b' ' | b'\t')) {
            len += line(&rest[len..]);
        }
        self.at += len;
        let whole = ended(&rest[..len]);
        let colon = memchr::memchr2(b':', b'\n', whole).filter(|&at| whole[at] == b':');
        let (name, value) = colon.map_or((&b""[..], whole), |at| (whole[..at].trim_ascii_end(), &whole[at + 1..]));
        Some(Field { name, value, whole })
    }
}

/// Returns the length of the first line, its end included.
pub(crate) fn line(bytes: &[u8]) -> usize {
    memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1)
}

/// Takes off a line end.
pub(crate) fn ended(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)], body: &str) {
        let mut fields = Fields::new(text.as_bytes());
        let word = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let found: Vec<_> = fields.by_ref().map(|field| (word(field.name), word(field.value))).collect();
        let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, expected);
        assert_eq!(&text[fields.body()..], body);
    }

    #[test]
    fn fields_are_kept_as_they_stand() {
        check("A: b\r\nC : d\r\n e\r\n\r\nbody", &[("A", " b"), ("C", " d\r\n e")], "body");
        check("no field\nA:b", &[("", "no field"), ("A", "b")], "");
        check("\nbody", &[], "body");
        check("", &[], "");
    }
}
