use std::borrow::Cow;

use super::{DEPTH, Limits};
use crate::DamageKind;

/// Is a JSON value. Names of an object stand in file order, doubled ones too.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as written: 64-bit ids, `1e400` and sixteen decimals lose nothing.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// Says what was odd in a value that was read all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Half a UTF-16 surrogate pair stood alone in an escape: U+FFFD stands for it.
    pub lone_surrogate: bool,
    /// An object names something twice.
    pub duplicate_key: bool,
    /// Bytes that are not UTF-8: U+FFFD stands for them.
    pub invalid_bytes: bool,
    /// A control character, a line end for one, stood in a text without an escape.
    pub raw_control: bool,
}

impl Doubts {
    /// Returns whether anything was odd.
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

impl<'a> Value<'a> {
    /// Returns what an object has under a name; of doubled ones the last, as most programs take it.
    pub fn at(&self, name: &str) -> Option<&Value<'a>> {
        match self {
            Self::Object(fields) => fields.iter().rev().find(|(key, _)| same(key, name)).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns what lies under the first of several names that is there: exports change their names over the years.
    pub fn any(&self, names: &[&str]) -> Option<&Value<'a>> {
        names.iter().find_map(|name| self.at(name))
    }

    /// Follows names into objects.
    pub fn follow(&self, names: &[&str]) -> Option<&Value<'a>> {
        names.iter().try_fold(self, |value, name| value.at(name))
    }

    /// Returns the text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the text under a name.
    pub fn text_at(&self, name: &str) -> Option<&str> {
        self.at(name)?.text()
    }

    /// Returns a text, or a number as it is written: ids are written either way.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the whole number that a number or a text of digits says; nothing where it is fractional or too large.
    pub fn integer(&self) -> Option<i64> {
        self.word()?.parse().ok()
    }

    /// Returns whether it is `true`.
    pub fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }

    /// Returns the values of an array; none for anything else.
    pub fn items(&self) -> &[Value<'a>] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    /// Returns the names and values of an object; none for anything else.
    pub fn fields(&self) -> &[(Cow<'a, str>, Value<'a>)] {
        match self {
            Self::Object(fields) => fields,
            _ => &[],
        }
    }
}

/// Compares two names; most differ in length or in their first letter.
#[inline]
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().first() == other.as_bytes().first() && one == other
}

/// Says why a value could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// The bytes end inside the value.
    Short,
    /// The grammar does not allow it.
    Damaged(DamageKind),
}

/// Reads one value from the beginning of the bytes; returns it, its length, and what was odd in it.
///
/// # Errors
/// Why it cannot be read: [`DamageKind::Truncated`] when the bytes end inside it.
pub fn parse(bytes: &[u8]) -> Result<(Value<'_>, usize, Doubts), DamageKind> {
    read(bytes, &Limits::default()).map_err(|failed| match failed {
        Failed::Short => DamageKind::Truncated,
        Failed::Damaged(kind) => kind,
    })
}

/// Reads one value with what is known of it beforehand.
pub(super) fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Value<'a>, usize, Doubts), Failed> {
    let (repeated, foreseen) = (limits.repeated, limits.foreseen);
    let mut reader = Reader { bytes, at: 0, doubts: Doubts::default(), repeated, foreseen, next: 0 };
    reader.blank();
    let value = reader.value(0)?;
    Ok((value, reader.at, reader.doubts))
}

/// Reads a text, quotation marks included, from the beginning of the bytes.
pub(super) fn read_text(bytes: &[u8]) -> Result<(Cow<'_, str>, usize, Doubts), Failed> {
    let mut reader = Reader { bytes, at: 0, doubts: Doubts::default(), repeated: &[], foreseen: &[], next: 0 };
    let text = reader.text()?;
    Ok((text, reader.at, reader.doubts))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    doubts: Doubts,
    repeated: &'static [(&'static str, &'static str)],
    foreseen: &'static [&'static str],
    /// The place in what is foreseen of the name that is likely to come next.
    next: usize,
}

/// Tells most names that were not seen from those that may have been, without comparing them.
#[derive(Default)]
struct Seen(u64);

impl Seen {
    fn may_hold(&mut self, name: &str) -> bool {
        let byte = |at: Option<&u8>| at.map_or(0, |b| usize::from(*b));
        let bytes = name.as_bytes();
        let sum = bytes.len() * 7 + byte(bytes.first()) * 3 + byte(bytes.last()) * 5 + byte(bytes.get(bytes.len() / 2));
        let bit = 1 << (sum % 64);
        let held = self.0 & bit != 0;
        self.0 |= bit;
        held
    }
}

const SYNTAX: Failed = Failed::Damaged(DamageKind::Syntax);

impl<'a> Reader<'a> {
    #[inline]
    fn peek(&self) -> Result<u8, Failed> {
        self.bytes.get(self.at).copied().ok_or(Failed::Short)
    }

    #[inline]
    fn blank(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                // Indented files are blanks for a third.
                b' ' if self.bytes[self.at..].starts_with(b"    ") => self.at += 4,
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                _ => return,
            }
        }
    }

    #[inline(always)]
    fn value(&mut self, depth: usize) -> Result<Value<'a>, Failed> {
        match self.peek()? {
            b'"' => Ok(Value::Text(self.text()?)),
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'n' => self.word(b"null", Value::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(SYNTAX),
        }
    }

    fn word(&mut self, word: &[u8], value: Value<'a>) -> Result<Value<'a>, Failed> {
        let rest = &self.bytes[self.at..];
        let there = rest.len().min(word.len());
        if rest[..there] != word[..there] {
            return Err(SYNTAX);
        }
        if there < word.len() {
            return Err(Failed::Short);
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value<'a>, Failed> {
        let start = self.at;
        let is_part = |b: &u8| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        self.at += self.bytes[start..].iter().take_while(|b| is_part(b)).count();
        if self.at == self.bytes.len() {
            // There may be more digits.
            return Err(Failed::Short);
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).map_err(|_| SYNTAX)?;
        if text.bytes().any(|b| b.is_ascii_digit()) { Ok(Value::Number(text)) } else { Err(SYNTAX) }
    }

    #[inline(never)]
    fn array(&mut self, depth: usize) -> Result<Value<'a>, Failed> {
        self.enter(depth)?;
        let mut items = Vec::new();
        self.blank();
        if self.closes(b']')? {
            return Ok(Value::Array(items));
        }
        loop {
            self.blank();
            items.push(self.value(depth + 1)?);
            self.blank();
            if self.closes(b']')? {
                return Ok(Value::Array(items));
            }
            self.comma()?;
        }
    }

    #[inline(never)]
    fn object(&mut self, depth: usize) -> Result<Value<'a>, Failed> {
        self.enter(depth)?;
        self.blank();
        if self.closes(b'}')? {
            return Ok(Value::Object(Vec::new()));
        }
        let mut fields: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(if depth == 0 { 12 } else { 2 });
        let mut seen = Seen::default();
        if depth == 0 {
            self.next = 0;
        }
        loop {
            self.blank();
            let name = self.name()?;
            self.blank();
            if self.peek()? != b':' {
                return Err(SYNTAX);
            }
            self.at += 1;
            self.blank();
            if depth == 0 && !self.repeated.is_empty() && self.is_repeated(&name, &fields) {
                self.step_over()?;
            } else {
                // Most values are texts; taken here, they are moved once.
                let value = match self.peek()? {
                    b'"' => Value::Text(self.text()?),
                    _ => self.value(depth + 1)?,
                };
                // Long objects are maps of the exporter's own making; looking each name up would take quadratic time.
                if seen.may_hold(&name) && fields.len() < 256 && fields.iter().any(|(known, _)| *known == name) {
                    self.doubts.duplicate_key = true;
                }
                fields.push((name, value));
            }
            self.blank();
            if self.closes(b'}')? {
                return Ok(Value::Object(fields));
            }
            self.comma()?;
        }
    }

    /// Reads a name; one that is foreseen at about this place is compared, not read.
    fn name(&mut self) -> Result<Cow<'a, str>, Failed> {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        if self.peek()? == b'"' {
            for ahead in 0..3 {
                let at = self.next + ahead;
                let Some(name) = self.foreseen.get(at) else { break };
                if rest.get(name.len()) == Some(&b'"') && rest.starts_with(name.as_bytes()) {
                    self.next = at + 1;
                    self.at += name.len() + 2;
                    return Ok(Cow::Borrowed(name));
                }
            }
        }
        self.text()
    }

    fn is_repeated(&self, name: &str, fields: &[(Cow<'a, str>, Value<'a>)]) -> bool {
        self.repeated.iter().any(|(said, again)| name == *again && fields.iter().any(|(known, _)| known == said))
    }

    /// Steps over an object or array by its brackets and quotation marks alone.
    fn step_over(&mut self) -> Result<(), Failed> {
        if !matches!(self.peek()?, b'{' | b'[') {
            return self.value(DEPTH).map(|_| ());
        }
        let mut depth = 0u64;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'"' => self.quoted()?,
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Steps to the end of a text whose first quotation mark is behind.
    fn quoted(&mut self) -> Result<(), Failed> {
        loop {
            let rest = self.bytes.get(self.at..).ok_or(Failed::Short)?;
            let next = memchr::memchr2(b'"', b'\\', rest).ok_or(Failed::Short)?;
            if rest[next] == b'"' {
                self.at += next + 1;
                return Ok(());
            }
            self.at += next + 2;
        }
    }

    fn enter(&mut self, depth: usize) -> Result<(), Failed> {
        if depth >= DEPTH {
            return Err(Failed::Damaged(DamageKind::TooDeep));
        }
        self.at += 1;
        Ok(())
    }

    fn closes(&mut self, bracket: u8) -> Result<bool, Failed> {
        let found = self.peek()? == bracket;
        self.at += usize::from(found);
        Ok(found)
    }

    fn comma(&mut self) -> Result<(), Failed> {
        if self.peek()? != b',' {
            return Err(SYNTAX);
        }
        self.at += 1;
        Ok(())
    }

    /// Reads a text; borrowed where nothing in it is escaped or broken.
    fn text(&mut self) -> Result<Cow<'a, str>, Failed> {
        if self.peek()? != b'"' {
            return Err(SYNTAX);
        }
        let start = self.at + 1;
        let rest = &self.bytes[start..];
        let first = memchr::memchr2(b'"', b'\\', rest).ok_or(Failed::Short)?;
        if rest[first] == b'"' {
            self.at = start + first + 1;
            return Ok(self.plain(&rest[..first]));
        }
        let mut text = String::with_capacity(first + 64);
        let mut from = start;
        loop {
            let rest = &self.bytes[from..];
            let next = memchr::memchr2(b'"', b'\\', rest).ok_or(Failed::Short)?;
            text.push_str(&self.plain(&rest[..next]));
            if rest[next] == b'"' {
                self.at = from + next + 1;
                return Ok(Cow::Owned(text));
            }
            from += next + self.escape(&rest[next..], &mut text)?;
        }
    }

    #[inline]
    fn plain(&mut self, raw: &'a [u8]) -> Cow<'a, str> {
        self.doubts.raw_control |= raw.iter().fold(false, |odd, &b| odd | (b < 0x20));
        match simdutf8::basic::from_utf8(raw) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                self.doubts.invalid_bytes = true;
                String::from_utf8_lossy(raw)
            }
        }
    }

    /// Reads the escape that the bytes begin with; returns its length.
    fn escape(&mut self, bytes: &[u8], text: &mut String) -> Result<usize, Failed> {
        let plain = match bytes.get(1).ok_or(Failed::Short)? {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.unicode(bytes, text),
            &byte if byte.is_ascii_punctuation() => char::from(byte),
            _ => return Err(SYNTAX),
        };
        text.push(plain);
        Ok(2)
    }

    fn unicode(&mut self, bytes: &[u8], text: &mut String) -> Result<usize, Failed> {
        let unit = hex(bytes.get(2..6).ok_or(Failed::Short)?)?;
        if !(0xd800..0xe000).contains(&unit) {
            text.push(char::from_u32(unit).unwrap_or('\u{fffd}'));
            return Ok(6);
        }
        if unit < 0xdc00 {
            // The second half may not be held yet.
            if bytes.len() < 12 && bytes[6..].iter().zip(b"\\u").all(|(a, b)| a == b) {
                return Err(Failed::Short);
            }
            if bytes[6..].starts_with(b"\\u")
                && let Ok(low @ 0xdc00..0xe000) = hex(&bytes[8..12])
            {
                let joined = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                text.push(char::from_u32(joined).unwrap_or('\u{fffd}'));
                return Ok(12);
            }
        }
        self.doubts.lone_surrogate = true;
        text.push('\u{fffd}');
        Ok(6)
    }
}

fn hex(digits: &[u8]) -> Result<u32, Failed> {
    digits.iter().try_fold(0, |sum, &digit| Ok(sum << 4 | char::from(digit).to_digit(16).ok_or(SYNTAX)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(), DamageKind>) {
        assert_eq!(parse(text.as_bytes()).map(|_| ()), expected, "{text}");
    }

    #[test]
    fn grammar() {
        check("{\"a\": [1, -2.5e3, true, null, \"x\"]} ", Ok(()));
        check("{\"a\" 1}", Err(DamageKind::Syntax));
        check("[1,]", Err(DamageKind::Syntax));
        check("[1", Err(DamageKind::Truncated));
        check("\"abc", Err(DamageKind::Truncated));
        check("tru", Err(DamageKind::Truncated));
        check("trap", Err(DamageKind::Syntax));
        check(&"[".repeat(100), Err(DamageKind::TooDeep));
    }

    #[test]
    fn oddities_are_told_and_read() {
        let (value, _, doubts) = parse(br#""x \ud83d y""#).unwrap();
        assert_eq!((value.text(), doubts.lone_surrogate), (Some("x \u{fffd} y"), true));
        assert_eq!(parse(br#""\ud83d\ude02""#).unwrap().0.text(), Some("😂"));
        let (value, _, doubts) = parse(br#"{"a":1,"a":2}"#).unwrap();
        assert_eq!((value.at("a").and_then(Value::integer), doubts.duplicate_key), (Some(2), true));
        let (value, _, doubts) = parse(b"\"a\nb\xff\"").unwrap();
        assert_eq!(value.text(), Some("a\nb\u{fffd}"));
        assert!(doubts.raw_control && doubts.invalid_bytes);
        let (value, _, _) = parse(b"[1e400, 9007199254740993]").unwrap();
        assert_eq!(value.items()[0].integer(), None);
        assert_eq!(value.items()[1].integer(), Some(9_007_199_254_740_993));
    }

    #[test]
    fn a_field_that_repeats_another_is_stepped_over() {
        let repeated = &Limits { repeated: &[("t", "u")], foreseen: &["t", "v", "x"], ..Limits::default() };
        let check = |text: &str, names: &[&str]| {
            let (value, len, _) = read(text.as_bytes(), repeated).unwrap();
            assert_eq!(value.fields().iter().map(|(name, _)| &**name).collect::<Vec<_>>(), names, "{text}");
            assert_eq!(len, text.trim_end().len());
            for cut in 0..text.len() {
                assert_eq!(read(&text.as_bytes()[..cut], repeated).err(), Some(Failed::Short), "{text}");
            }
        };
        check(r#"{"t":"a","u":[{"x":"]\\\"}"}],"v":1}"#, &["t", "v"]);
        check(r#"{"t":"a","u":"b","v":1}"#, &["t", "v"]);
        check(r#"{"u":[],"t":"a"}"#, &["u", "t"]);
        check(r#"{"v":{"t":1,"u":2}}"#, &["v"]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(bytes: Vec<u8>) {
            let _ = parse(&bytes);
        }

        #[test]
        fn texts_read_as_a_strict_reader_reads_them(text: String) {
            let written = serde_json::to_string(&text).unwrap();
            let (value, len, doubts) = parse(written.as_bytes()).unwrap();
            assert_eq!((value.text(), len), (Some(text.as_str()), written.len()));
            assert!(!doubts.any());
        }

        #[test]
        fn a_cut_value_is_short_never_wrong(text: String, cut in 0usize..100) {
            let written = serde_json::to_string(&[text]).unwrap();
            let cut = cut * written.len() / 100;
            assert_eq!(parse(&written.as_bytes()[..cut]).err(), Some(DamageKind::Truncated));
        }
    }
}
