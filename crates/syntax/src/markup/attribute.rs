use std::borrow::Cow;

use crate::entity::{self, Oddities};

/// Lists the attributes of a tag: names as written, values raw, without their quotation marks.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// Makes the list from what stands between a tag's name and its end.
    pub fn new(raw: &'a [u8]) -> Self {
        Self { rest: raw }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.iter().position(|b| !is_space(*b) && *b != b'/')?;
        let rest = &self.rest[start..];
        // A name may begin with any byte, an equals sign too.
        let name_end =
            rest.iter().skip(1).position(|b| is_space(*b) || matches!(b, b'=' | b'/')).map_or(rest.len(), |n| n + 1);
        let (name, rest) = rest.split_at(name_end);
        let gap = rest.iter().take_while(|b| is_space(**b)).count();
        if rest.get(gap) != Some(&b'=') {
            self.rest = rest;
            return Some((name, b""));
        }
        let rest = &rest[gap + 1..];
        let rest = &rest[rest.iter().take_while(|b| is_space(**b)).count()..];
        let (value, rest) = match rest.first() {
            Some(&quote @ (b'"' | b'\'')) => {
                let body = &rest[1..];
                let end = memchr::memchr(quote, body).unwrap_or(body.len());
                (&body[..end], &body[(end + 1).min(body.len())..])
            }
            _ => rest.split_at(rest.iter().position(|b| is_space(*b)).unwrap_or(rest.len())),
        };
        self.rest = rest;
        Some((name, value))
    }
}

/// Returns the decoded value of an attribute; the case of ASCII letters in its name is of no matter.
pub fn attribute<'a>(raw: &'a [u8], name: &str, oddities: &mut Oddities) -> Option<Cow<'a, str>> {
    let (_, value) = Attributes::new(raw).find(|(found, _)| found.eq_ignore_ascii_case(name.as_bytes()))?;
    Some(entity::decode(value, oddities))
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &[(&str, &str)]) {
        let text = |bytes| std::str::from_utf8(bytes).unwrap();
        let found: Vec<_> = Attributes::new(raw.as_bytes()).map(|(name, value)| (text(name), text(value))).collect();
        assert_eq!(found, expected, "{raw}");
    }

    #[test]
    fn quoted_bare_and_empty() {
        check(
            r#" a="1" b='x "y"' c=3 d e = "f>g" /"#,
            &[("a", "1"), ("b", "x \"y\""), ("c", "3"), ("d", ""), ("e", "f>g")],
        );
        check("a=\"cut", &[("a", "cut")]);
        check("=x /=", &[("=x", ""), ("=", "")]);
        check("", &[]);
    }
}
