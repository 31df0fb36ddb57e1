use std::ops::Range;

use super::attribute::is_space;

/// Says which grammar is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// HTML: `script`, `style`, `textarea` and `title` hold text up to their own end tag.
    Html,
    /// XML: CDATA sections hold text.
    Xml,
}

/// Is a piece of markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A start tag.
    Open {
        /// Its name as written.
        name: &'a [u8],
        /// What stands after the name, for [`super::Attributes`].
        attributes: &'a [u8],
        /// It ends itself with `/>`.
        closed: bool,
    },
    /// An end tag, by its name.
    Close(&'a [u8]),
    /// Text with its references as written.
    Text(&'a [u8]),
    /// Text that means itself: a CDATA section, or what is inside a script.
    Plain(&'a [u8]),
    /// A comment.
    Comment(&'a [u8]),
    /// A document type, a processing instruction.
    Declaration(&'a [u8]),
}

/// Is a token and its place in the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The token.
    pub token: Token<'a>,
    /// Its bytes.
    pub range: Range<usize>,
}

/// Lists the tokens of a document that is held whole; together they are all of its bytes.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    reader: Reader,
}

impl<'a> Tokens<'a> {
    /// Makes the list.
    pub fn new(bytes: &'a [u8], dialect: Dialect) -> Self {
        Self { bytes, at: 0, reader: Reader::new(dialect) }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Found<'a>> {
        let rest = &self.bytes[self.at..];
        if rest.is_empty() {
            return None;
        }
        let (token, len) = self.reader.token(rest, true)?;
        let range = self.at..self.at + len;
        self.at += len;
        Some(Found { token, range })
    }
}

/// Reads tokens; remembers inside which element of plain text it is.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    dialect: Dialect,
    inside: Option<&'static [u8]>,
}

/// Elements of HTML that hold text up to their own end tag; the last two resolve references.
const PLAIN: [&[u8]; 8] = [b"script", b"style", b"xmp", b"iframe", b"noembed", b"noframes", b"textarea", b"title"];

impl Reader {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, inside: None }
    }

    /// Reads the token that the bytes begin with and its length. Nothing when they end inside it and more may come.
    pub(super) fn token<'a>(&mut self, bytes: &'a [u8], complete: bool) -> Option<(Token<'a>, usize)> {
        if let Some(name) = self.inside.take() {
            match text_of(bytes, name, complete) {
                Some(0) => {}
                Some(len) => {
                    self.inside = Some(name);
                    let text = &bytes[..len];
                    let resolved = matches!(name, b"textarea" | b"title");
                    return Some((if resolved { Token::Text(text) } else { Token::Plain(text) }, len));
                }
                None => {
                    self.inside = Some(name);
                    return None;
                }
            }
        }
        let found = self.markup(bytes, complete)?;
        if self.dialect == Dialect::Html
            && let Token::Open { name, .. } = found.0
        {
            self.inside = PLAIN.into_iter().find(|plain| plain.eq_ignore_ascii_case(name));
        }
        Some(found)
    }

    fn markup<'a>(&self, bytes: &'a [u8], complete: bool) -> Option<(Token<'a>, usize)> {
        if bytes.first() != Some(&b'<') {
            return text(bytes, 0, complete);
        }
        match bytes.get(1) {
            None if !complete => None,
            Some(b'!' | b'?') => self.declaration(bytes, complete),
            Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                let end = tag_end(bytes, complete)?;
                let body = bytes[2..end].strip_suffix(b">").unwrap_or(&bytes[2..end]);
                Some((Token::Close(&body[..name_len(body)]), end))
            }
            Some(b'/') if bytes.len() < 3 && !complete => None,
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => {
                let end = tag_end(bytes, complete)?;
                let body = bytes[1..end].strip_suffix(b">").unwrap_or(&bytes[1..end]);
                let closed = body.ends_with(b"/");
                let (name, attributes) = body.split_at(name_len(body));
                Some((Token::Open { name, attributes, closed }, end))
            }
            // A lone `<` is text.
            _ => text(bytes, 1, complete),
        }
    }

    fn declaration<'a>(&self, bytes: &'a [u8], complete: bool) -> Option<(Token<'a>, usize)> {
        if bytes.len() < 9 && !complete {
            return None;
        }
        let (lead, close): (usize, &[u8]) = match bytes {
            _ if bytes.starts_with(b"<!--") => (4, b"-->"),
            _ if bytes.starts_with(b"<![CDATA[") => (9, b"]]>"),
            _ if bytes.starts_with(b"<?") && self.dialect == Dialect::Xml => (2, b"?>"),
            _ => return declared(bytes, complete),
        };
        let (body, len) = match memchr::memmem::find(&bytes[lead..], close) {
            Some(at) => (&bytes[lead..lead + at], lead + at + close.len()),
            None if complete => (&bytes[lead..], bytes.len()),
            None => return None,
        };
        let token = match lead {
            4 => Token::Comment(body),
            9 => Token::Plain(body),
            _ => Token::Declaration(body),
        };
        Some((token, len))
    }
}

/// A document type may hold declarations in brackets, with quotation marks and `>` inside.
fn declared(bytes: &[u8], complete: bool) -> Option<(Token<'_>, usize)> {
    let (mut depth, mut quote) = (0u32, None);
    for (at, &byte) in bytes.iter().enumerate().skip(2) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if depth > 0 => quote = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return Some((Token::Declaration(&bytes[2..at]), at + 1)),
            _ => {}
        }
    }
    complete.then(|| (Token::Declaration(&bytes[2..]), bytes.len()))
}

fn text(bytes: &[u8], from: usize, complete: bool) -> Option<(Token<'_>, usize)> {
    match memchr::memchr(b'<', &bytes[from..]) {
        Some(at) => Some((Token::Text(&bytes[..from + at]), from + at)),
        None if complete => Some((Token::Text(bytes), bytes.len())),
        None => None,
    }
}

/// Length of the text of an element that ends at its own end tag only; nothing when the end may still come.
fn text_of(bytes: &[u8], name: &[u8], complete: bool) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&bytes[from..], b"</") {
        let at = from + found;
        let rest = &bytes[at + 2..];
        if rest.len() <= name.len() && !complete {
            return None;
        }
        let ends = rest.get(name.len()).is_none_or(|b| is_space(*b) || matches!(b, b'/' | b'>'));
        if ends && rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name) {
            return Some(at);
        }
        from = at + 2;
    }
    complete.then_some(bytes.len())
}

/// The end of a tag: the first `>` that is not inside a quoted value.
fn tag_end(bytes: &[u8], complete: bool) -> Option<usize> {
    let mut at = 1;
    loop {
        let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) else {
            return complete.then_some(bytes.len());
        };
        at += found;
        let byte = bytes[at];
        if byte == b'>' {
            return Some(at + 1);
        }
        // A quotation mark opens a value only after an equals sign.
        let before = bytes[..at].iter().rev().find(|b| !is_space(**b));
        at += 1;
        if before == Some(&b'=') {
            match memchr::memchr(byte, &bytes[at..]) {
                Some(end) => at += end + 1,
                None => return complete.then(|| closing_bracket(bytes, at)),
            }
        }
    }
}

/// Where a quoted value never ends: the tag ends at the next `>`, as if it did.
fn closing_bracket(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1)
}

fn name_len(body: &[u8]) -> usize {
    body.iter().position(|b| is_space(*b) || *b == b'/').unwrap_or(body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, dialect: Dialect, expected: &[&str]) {
        let word = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let found: Vec<_> = Tokens::new(text.as_bytes(), dialect)
            .map(|found| match found.token {
                Token::Open { name, attributes, closed } => {
                    format!("<{}|{}{}", word(name), word(attributes).trim(), if closed { "|/" } else { "" })
                }
                Token::Close(name) => format!("</{}", word(name)),
                Token::Text(text) => format!("t:{}", word(text)),
                Token::Plain(text) => format!("p:{}", word(text)),
                Token::Comment(text) => format!("c:{}", word(text)),
                Token::Declaration(text) => format!("d:{}", word(text)),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tags_texts_and_what_is_neither() {
        check("<p class=\"a>b\">x < y</P >", Dialect::Html, &["<p|class=\"a>b\"", "t:x ", "t:< y", "</P"]);
        check("<!DOCTYPE html><!-- a > b --><br/>", Dialect::Html, &["d:DOCTYPE html", "c: a > b ", "<br|/|/"]);
        check(
            "<script>if (a</b) '<p>'</scrip></script>x",
            Dialect::Html,
            &["<script|", "p:if (a</b) '<p>'</scrip>", "</script", "t:x"],
        );
        check("<title>a &amp; <b></title>", Dialect::Html, &["<title|", "t:a &amp; <b>", "</title"]);
        check("<a b='c", Dialect::Html, &["<a|b='c"]);
        check("a<", Dialect::Html, &["t:a", "t:<"]);
        check("<p don't>x</p>", Dialect::Html, &["<p|don't", "t:x", "</p"]);
    }

    #[test]
    fn xml_declares_and_quotes() {
        check(
            "<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY a \"]>\">]><s><![CDATA[<x>]]></s>",
            Dialect::Xml,
            &["d:xml version=\"1.0\"", "d:DOCTYPE s [<!ENTITY a \"]>\">]", "<s|", "p:<x>", "</s"],
        );
    }

    proptest::proptest! {
        #[test]
        fn tokens_are_all_of_the_bytes(text in "[<>/!?a-c\"'= \\-\\[\\]&;]{0,80}|<script>[</script>a]{0,40}", xml: bool) {
            let mut end = 0;
            for found in Tokens::new(text.as_bytes(), if xml { Dialect::Xml } else { Dialect::Html }) {
                assert_eq!(found.range.start, end);
                assert!(found.range.end > end);
                end = found.range.end;
            }
            assert_eq!(end, text.len());
        }
    }
}
