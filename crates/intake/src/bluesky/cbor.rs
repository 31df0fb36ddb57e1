//! DAG-CBOR (ipld.io/specs/codecs/dag-cbor), the strict subset of CBOR (RFC 8949) that blocks are written in. What only
//! breaks its order (keys, lengths of numbers, tags) is read and said; what makes a value unclear is not.

use std::borrow::Cow;

use temoin_evidence::{Flag, Flags};

use super::cid::Cid;

/// Deepest nesting; records nest less than ten times.
const DEPTH: u32 = 64;
/// Most values of one block.
const VALUES: u32 = 100_000;
/// The tag of a link (DAG-CBOR, section "Links"): bytes with a zero before an identifier.
const LINK: u64 = 42;

/// Is one value, a view of a block's bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// A whole number.
    Integer(i64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text; what is not UTF-8 is replaced.
    Text(Cow<'a, str>),
    /// A list.
    Array(Vec<Value<'a>>),
    /// Names with a value each, in their order.
    Map(Vec<(Cow<'a, str>, Value<'a>)>),
    /// The name of another block.
    Link(Cid<'a>),
    /// Nothing, yes, no, a fraction.
    Other,
}

impl<'a> Value<'a> {
    /// Returns what stands under a name; of several the last.
    pub(super) fn at(&self, name: &str) -> Option<&Self> {
        let Self::Map(fields) = self else { return None };
        fields.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns what stands under names, one inside the other.
    pub(super) fn follow(&self, names: &[&str]) -> Option<&Self> {
        names.iter().try_fold(self, |value, name| value.at(name))
    }

    /// Returns a text.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the text under a name.
    pub(super) fn text_at(&self, name: &str) -> Option<&str> {
        self.at(name)?.text()
    }

    /// Returns the values of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        if let Self::Array(items) = self { items } else { &[] }
    }

    /// Returns bytes.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// Returns a link.
    pub(super) fn link(&self) -> Option<Cid<'a>> {
        if let Self::Link(cid) = self { Some(*cid) } else { None }
    }
}

/// Reads the value that bytes hold, what was odd in it, and how many bytes it has; nothing where they hold none, where it
/// is nested too deep or where it has too many parts.
pub(super) fn decode(bytes: &[u8]) -> Option<(Value<'_>, Flags, usize)> {
    let mut reader = Reader { bytes, at: 0, left: VALUES, flags: Flags::default() };
    let value = reader.value(DEPTH)?;
    Some((value, reader.flags, reader.at))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    left: u32,
    flags: Flags,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: u32) -> Option<Value<'a>> {
        let depth = depth.checked_sub(1)?;
        self.left = self.left.checked_sub(1)?;
        let (major, argument) = self.head()?;
        Some(match major {
            0 => i64::try_from(argument).map_or(Value::Other, Value::Integer),
            1 => i64::try_from(argument).map_or(Value::Other, |n| Value::Integer(-1 - n)),
            2 => Value::Bytes(self.take(argument)?),
            3 => Value::Text(self.text(argument)?),
            4 => self.array(argument, depth)?,
            5 => self.map(argument, depth)?,
            6 => self.tagged(argument, depth)?,
            _ => Value::Other,
        })
    }

    /// The kind of a value and the number that goes with it. Lengths that come later are none of DAG-CBOR.
    fn head(&mut self) -> Option<(u8, u64)> {
        let first = *self.bytes.get(self.at)?;
        self.at += 1;
        let (major, short) = (first >> 5, first & 31);
        let len = match short {
            0..24 => return Some((major, u64::from(short))),
            24..28 => 1 << (short - 24),
            _ => return None,
        };
        let number = self.take(len)?.iter().fold(0, |number, &byte| number << 8 | u64::from(byte));
        // Of the lengths that a number could have, only the shortest is right; fractions have eight bytes.
        let longer = major != 7 && (number < 24 || len > 1 && number >> (len * 4) == 0);
        self.mended(longer || major == 7 && len != 8);
        Some((major, number))
    }

    fn take(&mut self, len: u64) -> Option<&'a [u8]> {
        let found = self.bytes.get(self.at..)?.get(..usize::try_from(len).ok()?)?;
        self.at += found.len();
        Some(found)
    }

    fn text(&mut self, len: u64) -> Option<Cow<'a, str>> {
        let text = String::from_utf8_lossy(self.take(len)?);
        if matches!(text, Cow::Owned(_)) {
            self.flags.insert(Flag::InvalidBytes);
        }
        Some(text)
    }

    fn array(&mut self, len: u64, depth: u32) -> Option<Value<'a>> {
        // What is claimed is not made room for: each value is a byte at least.
        let mut items = Vec::new();
        for _ in 0..len {
            items.push(self.value(depth)?);
        }
        Some(Value::Array(items))
    }

    fn map(&mut self, len: u64, depth: u32) -> Option<Value<'a>> {
        let mut fields: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
        for _ in 0..len {
            let Value::Text(name) = self.value(depth)? else { return None };
            // Shorter names stand first, then those of smaller bytes: so a name that comes twice is seen at once.
            match fields.last().map(|(last, _)| (last.len(), last.as_bytes()).cmp(&(name.len(), name.as_bytes()))) {
                None | Some(std::cmp::Ordering::Less) => {}
                Some(_) if fields.len() < 1000 && fields.iter().any(|(known, _)| *known == name) => {
                    self.flags.insert(Flag::DuplicateKey);
                }
                Some(_) => self.mended(true),
            }
            fields.push((name, self.value(depth)?));
        }
        Some(Value::Map(fields))
    }

    fn tagged(&mut self, tag: u64, depth: u32) -> Option<Value<'a>> {
        let value = self.value(depth)?;
        let linked = value.bytes().and_then(|bytes| bytes.strip_prefix(&[0])).filter(|_| tag == LINK);
        match linked.and_then(|bytes| Cid::read(bytes).filter(|cid| cid.len() == bytes.len())) {
            Some(cid) => Some(Value::Link(cid)),
            None => {
                self.mended(true);
                Some(value)
            }
        }
    }

    fn mended(&mut self, odd: bool) {
        if odd {
            self.flags.insert(Flag::SyntaxRepaired);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], value: Value<'_>, flags: &[Flag]) {
        let (found, odd, len) = decode(bytes).unwrap();
        assert_eq!((found, odd.iter().collect::<Vec<_>>(), len), (value, flags.to_vec(), bytes.len()));
    }

    fn text(text: &str) -> Value<'_> {
        Value::Text(text.into())
    }

    #[test]
    fn values_of_each_kind() {
        check(&[0x17], Value::Integer(23), &[]);
        check(&[0x39, 1, 0], Value::Integer(-257), &[]);
        check(&[0x1b, 255, 255, 255, 255, 255, 255, 255, 255], Value::Other, &[]);
        check(&[0x62, 0xc3, 0xa9], text("é"), &[]);
        check(&[0x42, 1, 2], Value::Bytes(&[1, 2]), &[]);
        check(&[0x82, 0xf6, 0xf5], Value::Array(vec![Value::Other, Value::Other]), &[]);
        check(&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], Value::Other, &[]);
        let map = vec![("b".into(), Value::Integer(1)), ("aa".into(), text(""))];
        check(&[0xa2, 0x61, b'b', 1, 0x62, b'a', b'a', 0x60], Value::Map(map), &[]);
    }

    #[test]
    fn what_breaks_the_order_is_read_and_said() {
        check(&[0x18, 3], Value::Integer(3), &[Flag::SyntaxRepaired]);
        check(&[0x19, 0, 200], Value::Integer(200), &[Flag::SyntaxRepaired]);
        check(&[0xc1, 1], Value::Integer(1), &[Flag::SyntaxRepaired]);
        check(&[0x61, 0xff], text("\u{fffd}"), &[Flag::InvalidBytes]);
        let map = |second: &'static str| Value::Map(vec![("b".into(), Value::Integer(1)), (second.into(), text("z"))]);
        check(&[0xa2, 0x61, b'b', 1, 0x61, b'b', 0x61, b'z'], map("b"), &[Flag::DuplicateKey]);
        check(&[0xa2, 0x61, b'b', 1, 0x61, b'a', 0x61, b'z'], map("a"), &[Flag::SyntaxRepaired]);
        assert_eq!(map("b").text_at("b"), Some("z"));
    }

    #[test]
    fn what_claims_too_much_is_no_value() {
        for bytes in
            [&[0x9b, 1, 0, 0, 0, 0, 0, 0, 0][..], &[0x7f], &[0x5b, 255, 255, 255, 255, 255, 255, 255, 255], &[]]
        {
            assert_eq!(decode(bytes), None);
        }
        assert_eq!(decode(&[0x81; 100_000]), None);
        let wide = [&[0x9a, 0, 3, 0, 0][..], &[0xf6; 0x3_0000]].concat();
        assert_eq!(decode(&wide), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            if let Some((_, _, len)) = decode(&bytes) {
                assert!(len <= bytes.len());
            }
        }
    }
}
