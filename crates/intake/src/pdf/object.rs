//! The objects of a PDF file (ISO 32000-1, section 7.3), read leniently.

/// Deepest nesting of arrays and dictionaries.
const DEEPEST: usize = 32;
/// Most objects inside one.
const INSIDE: usize = 500_000;

/// Is an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Nothing,
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    /// Another object, by its number.
    Ref(u32),
    /// A word of a content stream, or `true`, `obj`, `stream` …
    Word(Vec<u8>),
}

/// Is a dictionary; of doubled names the last holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dict(Vec<(Vec<u8>, Object)>);

impl Dict {
    pub(super) fn at(&self, name: &str) -> Option<&Object> {
        self.0.iter().rev().find(|(key, _)| key == name.as_bytes()).map(|(_, value)| value)
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        matches!(self.at(name), Some(Object::Name(found)) if found == value.as_bytes())
    }
}

impl Object {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number).filter(|n| n.is_finite()) } else { None }
    }

    /// Returns a whole number that is none below zero.
    pub(super) fn count(&self) -> Option<usize> {
        self.number().filter(|n| *n >= 0.0 && *n < 1e15).map(|n| n as usize)
    }

    pub(super) fn items(&self) -> &[Object] {
        if let Self::Array(items) = self { items } else { &[] }
    }

    pub(super) fn bytes(&self) -> Option<&[u8]> {
        if let Self::Text(bytes) = self { Some(bytes) } else { None }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }
}

/// Reads one object after the other.
pub(super) struct Objects<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    /// `1 0 R` is a reference; in a content stream there are none.
    refs: bool,
    /// How many more may lie inside the one that is read.
    room: usize,
}

impl<'a> Objects<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize, refs: bool) -> Self {
        Self { bytes, at: at.min(bytes.len()), refs, room: INSIDE }
    }

    /// Returns the next object; nothing at the end.
    pub(super) fn next(&mut self) -> Option<Object> {
        self.room = INSIDE;
        self.object(0)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.room = self.room.checked_sub(1)?;
        self.blank();
        let rest = &self.bytes[self.at..];
        Some(match rest {
            [] => return None,
            [b'<', b'<', ..] => self.dict(depth)?,
            [b'<', ..] => Object::Text(self.hexadecimal()),
            [b'(', ..] => Object::Text(self.text()),
            [b'/', ..] => Object::Name(self.name()),
            [b'[', ..] => self.array(depth)?,
            [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => self.number(),
            // What ends something that was not begun, or is none of the grammar, stands alone.
            [byte @ (b']' | b'>' | b')' | b'{' | b'}'), ..] => {
                self.at += if rest.starts_with(b">>") { 2 } else { 1 };
                Object::Word(vec![*byte])
            }
            _ => {
                let len = rest.iter().take_while(|byte| is_regular(**byte)).count();
                self.at += len;
                Object::Word(rest[..len].to_vec())
            }
        })
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blank();
            match self.peek() {
                None => return Some(Object::Array(items)),
                Some(b']') => {
                    self.at += 1;
                    return Some(Object::Array(items));
                }
                _ if depth >= DEEPEST => return None,
                _ => items.push(self.object(depth + 1)?),
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Object> {
        self.at += 2;
        let mut fields = Vec::new();
        loop {
            self.blank();
            let rest = &self.bytes[self.at..];
            if rest.is_empty() || rest.starts_with(b">>") {
                self.at += rest.len().min(2);
                return Some(Object::Dict(Dict(fields)));
            }
            if depth >= DEEPEST {
                return None;
            }
            let key = self.object(depth + 1)?;
            let Object::Name(key) = key else { continue };
            self.blank();
            if self.bytes[self.at..].starts_with(b">>") {
                continue;
            }
            fields.push((key, self.object(depth + 1)?));
        }
    }

    fn number(&mut self) -> Object {
        let rest = &self.bytes[self.at..];
        let len = rest.iter().take_while(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.')).count();
        self.at += len;
        let text = std::str::from_utf8(&rest[..len.min(40)]).unwrap_or_default();
        if self.refs && text.bytes().all(|b| b.is_ascii_digit()) {
            let after = &rest[len..];
            if let Some((number, len)) = reference(text, after) {
                self.at += len;
                return Object::Ref(number);
            }
        }
        // `--5` and `1-2` occur; what is no number is nought.
        Object::Number(text.parse().unwrap_or(0.0))
    }

    fn name(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at + 1..];
        let len = rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.at += 1 + len;
        let mut name = Vec::with_capacity(len);
        let mut raw = &rest[..len];
        while let Some((&byte, more)) = raw.split_first() {
            raw = more;
            let digits = (more.first().copied().and_then(digit), more.get(1).copied().and_then(digit));
            if let (b'#', (Some(high), Some(low))) = (byte, digits) {
                name.push(high << 4 | low);
                raw = &more[2..];
            } else {
                name.push(byte);
            }
        }
        name
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let rest = &self.bytes[self.at + 1..];
        let len = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.at += 1 + (len + 1).min(rest.len());
        let digits: Vec<u8> = rest[..len].iter().filter_map(|byte| digit(*byte)).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    fn text(&mut self) -> Vec<u8> {
        let (mut out, mut open) = (Vec::new(), 1);
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return out;
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        out.push(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'\r' => {
                self.at += usize::from(self.peek() == Some(b'\n'));
                return;
            }
            b'\n' => return,
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(next - b'0');
                    self.at += 1;
                }
                value as u8
            }
            other => other,
        });
    }
}

/// Reads ` 0 R` after a number.
fn reference(number: &str, after: &[u8]) -> Option<(u32, usize)> {
    let blanks = |bytes: &[u8]| bytes.iter().take(8).take_while(|byte| is_blank(**byte)).count();
    let first = blanks(after);
    let digits = after[first..].iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
    let second = blanks(&after[first + digits..]);
    let end = first + digits + second;
    let is = first > 0 && digits > 0 && second > 0 && after.get(end) == Some(&b'R');
    let alone = after.get(end + 1).is_none_or(|byte| !is_regular(*byte));
    (is && alone).then(|| number.parse().ok().map(|number| (number, end + 1)))?
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_each_kind() {
        let text = b"<</A#20B 1 0 R/C[-1.5(a\\(b\\)\\303 (c))<41 4>]/D true>> 7 BT %x\n/E";
        let mut objects = Objects::new(text, 0, true);
        let Some(Object::Dict(dict)) = objects.next() else { panic!() };
        assert_eq!(dict.at("A B"), Some(&Object::Ref(1)));
        let items = [Object::Number(-1.5), Object::Text(b"a(b)\xc3 (c)".to_vec()), Object::Text(b"A@".to_vec())];
        assert_eq!(dict.at("C").unwrap().items(), items);
        let rest: Vec<_> = std::iter::from_fn(|| objects.next()).collect();
        assert_eq!(rest, [Object::Number(7.0), Object::Word(b"BT".to_vec()), Object::Name(b"E".to_vec())]);
        assert_eq!(Objects::new(&b"[".repeat(9000), 0, true).next(), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(text in "(<<|>>|\\[|\\]|\\(|\\)|<|>|/|1 0 R|#4|\\\\|%|\n| |x|-\\.){0,60}") {
            let mut objects = Objects::new(text.as_bytes(), 0, true);
            let mut last = 0;
            while objects.next().is_some() {
                assert!(objects.at > last);
                last = objects.at;
            }
        }
    }
}
