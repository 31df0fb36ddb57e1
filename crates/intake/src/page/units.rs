//! The elements of a page that is too long to be held as a tree, one after the other.

use temoin_syntax::DamageKind;
use temoin_syntax::Source;
use temoin_syntax::markup::{Dialect, Stream, Token};

use crate::ReadError;

/// Largest element that is held, in bytes.
const LARGEST: usize = 8 << 20;
/// Most bytes held of what lies between two elements.
const BETWEEN: usize = 256 << 10;
/// Largest tag or text, in bytes; what is longer counts as text.
const TOKEN: usize = 4 << 20;

/// Lists the elements that a start tag says are wanted, and what lies between them.
pub(crate) struct Units<'s> {
    stream: Stream<'s>,
    begins: fn(&[u8], &[u8]) -> bool,
    nested: bool,
    open: Option<Open>,
    between: Vec<u8>,
}

struct Open {
    name: Vec<u8>,
    depth: u32,
    unit: Unit,
}

/// Is one element, as its bytes stand in the file.
pub(crate) struct Unit {
    /// Its first byte.
    pub(crate) start: u64,
    /// The first byte after it; beyond what is held where it is too large.
    pub(crate) end: u64,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Why they are not all.
    pub(crate) cut: Option<DamageKind>,
}

/// Is an element, or what lies before the next one: tags and texts, without what scripts and styles hold.
pub(crate) enum Part {
    Unit(Unit),
    Between(Vec<u8>),
}

impl<'s> Units<'s> {
    /// Makes the list. A tag is told by its name and what stands after it. Where elements may be `nested` only the outermost
    /// are given; else one ends where the next begins.
    pub(crate) fn new(source: &'s dyn Source, nested: bool, begins: fn(&[u8], &[u8]) -> bool) -> Self {
        let stream = Stream::new(source, Dialect::Html, TOKEN);
        Self { stream, begins, nested, open: None, between: Vec::new() }
    }

    /// Returns the next part; nothing at the end.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn next(&mut self) -> Result<Option<Part>, ReadError> {
        while let Some((token, start, end)) = self.stream.token()? {
            let inside = self.nested && self.open.is_some();
            let begun = match &token {
                Token::Open { name, attributes, .. } if !inside && (self.begins)(name, attributes) => {
                    Some(name.to_vec())
                }
                Token::Open { name, .. } => {
                    self.open.iter_mut().for_each(|open| open.deeper(name));
                    None
                }
                Token::Close(name) => {
                    self.open.iter_mut().for_each(|open| open.up(name));
                    None
                }
                _ => None,
            };
            let hidden = matches!(token, Token::Plain(_));
            if let Some(name) = begun {
                let unit = Unit { start, end, bytes: self.stream.raw().to_vec(), cut: None };
                let before = self.open.replace(Open { name, depth: 1, unit });
                let between = std::mem::take(&mut self.between);
                match before {
                    Some(open) => return Ok(Some(Part::Unit(open.unit))),
                    None if !between.is_empty() => return Ok(Some(Part::Between(between))),
                    None => continue,
                }
            }
            match &mut self.open {
                Some(open) => {
                    open.unit.take(self.stream.raw(), end);
                    if open.depth == 0 {
                        return Ok(self.open.take().map(|open| Part::Unit(open.unit)));
                    }
                }
                None if !hidden && self.between.len() < BETWEEN => {
                    let room = BETWEEN - self.between.len();
                    let raw = self.stream.raw();
                    self.between.extend_from_slice(&raw[..raw.len().min(room)]);
                }
                None => {}
            }
        }
        if let Some(Open { mut unit, .. }) = self.open.take() {
            unit.cut = unit.cut.or(Some(DamageKind::Truncated));
            return Ok(Some(Part::Unit(unit)));
        }
        Ok(Some(std::mem::take(&mut self.between)).filter(|between| !between.is_empty()).map(Part::Between))
    }
}

impl Open {
    /// Elements of the same name are counted: what others leave open does not matter.
    fn deeper(&mut self, name: &[u8]) {
        self.depth += u32::from(self.name.eq_ignore_ascii_case(name));
    }

    fn up(&mut self, name: &[u8]) {
        self.depth -= u32::from(self.depth > 0 && self.name.eq_ignore_ascii_case(name));
    }
}

impl Unit {
    fn take(&mut self, raw: &[u8], end: u64) {
        self.end = end;
        if self.cut.is_some() || self.bytes.len() + raw.len() > LARGEST {
            self.cut = Some(DamageKind::TooLarge);
        } else {
            self.bytes.extend_from_slice(raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, nested: bool, expected: &[&str]) {
        let bytes = html.as_bytes();
        let mut units = Units::new(&bytes, nested, |name, attributes| name == b"div" && !attributes.is_empty());
        let mut found = Vec::new();
        while let Some(part) = units.next().unwrap() {
            found.push(match part {
                Part::Unit(unit) => {
                    assert_eq!(unit.bytes, &bytes[unit.start as usize..unit.end as usize]);
                    let end = if unit.cut.is_some() { "…" } else { "" };
                    format!("[{}{end}]", String::from_utf8(unit.bytes).unwrap())
                }
                Part::Between(bytes) => String::from_utf8(bytes).unwrap(),
            });
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn elements_and_what_lies_between() {
        check(
            "<style>x</style><p>a<div m>b<div>c</div><br></div>\n<div m>d</div>",
            true,
            &["<style></style><p>a", "[<div m>b<div>c</div><br></div>]", "\n", "[<div m>d</div>]"],
        );
        check(
            "<div m>b<div m>c</div></div></div><div m>d",
            true,
            &["[<div m>b<div m>c</div></div>]", "</div>", "[<div m>d…]"],
        );
        check("<div m>b<div m>c</div></div>", false, &["[<div m>b]", "[<div m>c</div>]", "</div>"]);
        check("", true, &[]);
    }

    #[test]
    fn one_too_large_is_stepped_over() {
        let html = format!("<div m>{}</div><div m>b</div>", "<p>a</p>".repeat(LARGEST / 8 + 1));
        let bytes = html.as_bytes();
        let mut units = Units::new(&bytes, false, |name, _| name == b"div");
        let Some(Part::Unit(unit)) = units.next().unwrap() else { panic!() };
        assert!(unit.cut == Some(DamageKind::TooLarge) && unit.bytes.len() <= LARGEST);
        assert_eq!(unit.end as usize, html.len() - "<div m>b</div>".len());
        assert!(matches!(units.next().unwrap(), Some(Part::Unit(unit)) if unit.bytes == b"<div m>b</div>"));
    }
}
