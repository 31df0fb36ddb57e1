//! Character references of HTML and XML (HTML Standard, section 13.5; XML 1.0, section 4.1).

use std::borrow::Cow;

/// Says what was odd in decoded text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// Two references to the halves of a UTF-16 surrogate pair, which neither HTML nor XML allows, were read as one character.
    pub surrogate_pairs: bool,
    /// Half a pair stood alone, or a number is no character: U+FFFD stands for it.
    pub replaced: bool,
    /// Bytes that are not UTF-8: U+FFFD stands for them.
    pub invalid_bytes: bool,
}

impl Oddities {
    /// Adds what was odd elsewhere.
    pub fn merge(&mut self, other: Self) {
        self.surrogate_pairs |= other.surrogate_pairs;
        self.replaced |= other.replaced;
        self.invalid_bytes |= other.invalid_bytes;
    }
}

/// Returns a text with its references resolved: `&amp;`, `&eacute;`, `&#233;`, `&#xe9;`, and pairs of surrogate halves.
/// A reference that is not known stays as written; entities that a document declares are never expanded.
pub fn decode<'a>(raw: &'a [u8], oddities: &mut Oddities) -> Cow<'a, str> {
    let text = match simdutf8::basic::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            oddities.invalid_bytes = true;
            String::from_utf8_lossy(raw)
        }
    };
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest, oddities) {
            Some((decoded, len)) => {
                decoded.push_to(&mut out);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

enum Decoded {
    One(char),
    Named(&'static str),
}

impl Decoded {
    fn push_to(&self, out: &mut String) {
        match self {
            Self::One(c) => out.push(*c),
            Self::Named(text) => out.push_str(text),
        }
    }
}

/// Reads the reference that a text begins with.
fn reference(text: &str, oddities: &mut Oddities) -> Option<(Decoded, usize)> {
    let Some((number, len)) = numeric(text) else { return named(text) };
    let high = (0xd800..0xdc00).contains(&number);
    if high
        && let Some((low, more)) = numeric(&text[len..])
        && (0xdc00..0xe000).contains(&low)
    {
        oddities.surrogate_pairs = true;
        let joined = 0x10000 + ((number - 0xd800) << 10) + (low - 0xdc00);
        return Some((Decoded::One(char::from_u32(joined).unwrap_or('\u{fffd}')), len + more));
    }
    let found = windows_1252(number).or_else(|| char::from_u32(number)).filter(|&c| c != '\0');
    oddities.replaced |= found.is_none();
    Some((Decoded::One(found.unwrap_or('\u{fffd}')), len))
}

/// Reads `&#N;` or `&#xN;`; a missing semicolon is allowed, as in HTML.
fn numeric(text: &str) -> Option<(u32, usize)> {
    let body = text.strip_prefix("&#")?;
    let (digits, radix, lead) = match body.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 3),
        None => (body, 10, 2),
    };
    let count = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if count == 0 {
        return None;
    }
    let number = u32::from_str_radix(&digits[..count], radix).unwrap_or(u32::MAX);
    let semicolon = usize::from(digits[count..].starts_with(';'));
    Some((number, lead + count + semicolon))
}

/// The longest name is `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 32;

fn named(text: &str) -> Option<(Decoded, usize)> {
    let name = &text.as_bytes()[1..];
    let end = name.iter().take(LONGEST_NAME + 1).position(|&b| b == b';')?;
    let found = html_escape::NAMED_ENTITIES.binary_search_by(|(known, _)| (*known).cmp(&name[..end])).ok()?;
    Some((Decoded::Named(html_escape::NAMED_ENTITIES[found].1), end + 2))
}

/// Numbers 0x80–0x9F mean the characters of windows-1252 (HTML Standard, section 13.2.5.80).
fn windows_1252(number: u32) -> Option<char> {
    Some(match number {
        0x80 => '€',
        0x82 => '‚',
        0x83 => 'ƒ',
        0x84 => '„',
        0x85 => '…',
        0x86 => '†',
        0x87 => '‡',
        0x88 => 'ˆ',
        0x89 => '‰',
        0x8a => 'Š',
        0x8b => '‹',
        0x8c => 'Œ',
        0x8e => 'Ž',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        0x98 => '˜',
        0x99 => '™',
        0x9a => 'š',
        0x9b => '›',
        0x9c => 'œ',
        0x9e => 'ž',
        0x9f => 'Ÿ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) -> Oddities {
        let mut oddities = Oddities::default();
        assert_eq!(decode(raw.as_bytes(), &mut oddities), expected, "{raw}");
        oddities
    }

    #[test]
    fn references_are_resolved_and_others_stay() {
        check("a &lt;b&gt; &amp;amp; &eacute;&#233;&#xE9; &nbsp;&hellip;", "a <b> &amp; ééé \u{a0}…");
        check("AT&T & co &x; &toolong; &;&#; &#x;", "AT&T & co &x; &toolong; &;&#; &#x;");
        check("&#128;&#8364", "€€");
    }

    #[test]
    fn halves_of_a_pair_are_one_character() {
        assert!(check("&#55357;&#56834;", "😂").surrogate_pairs);
        assert!(check("&#xD83D;&#xDE02;!", "😂!").surrogate_pairs);
        assert!(check("&#55357; x", "\u{fffd} x").replaced);
        assert!(check("&#56834;&#55357;", "\u{fffd}\u{fffd}").replaced);
        assert!(check("&#0;&#99999999999;", "\u{fffd}\u{fffd}").replaced);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(raw: Vec<u8>) {
            decode(&raw, &mut Oddities::default());
        }
    }
}
