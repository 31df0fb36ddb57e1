//! A row: a header that gives each value's kind, then the values (section 2.1).

use std::cell::Cell;

use temoin_syntax::entity::Oddities;

use super::header::Encoding;
use super::schema::Table;

/// Most values of a row; SQLite has no more columns.
const MOST: usize = 32_767;

/// Reads a number of one to nine bytes, seven bits each, the ninth whole; returns it and its length.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0u64;
    for (at, &byte) in bytes.iter().enumerate().take(9) {
        if at == 8 {
            return Some((value << 8 | u64::from(byte), 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value, at + 1));
        }
    }
    None
}

/// Is where a value lies in its row, and its kind ("serial type").
#[derive(Clone, Copy)]
pub(super) struct Column {
    kind: u64,
    start: usize,
}

/// Returns how many bytes a value of a kind has.
fn length(kind: u64) -> u64 {
    match kind {
        0 | 8..=11 => 0,
        1..=4 => kind,
        5 => 6,
        6 | 7 => 8,
        _ => (kind - 12) / 2,
    }
}

/// Reads the header of a row of `size` bytes, of which `payload` is the beginning; returns whether it makes sense.
pub(super) fn columns(payload: &[u8], size: u64, into: &mut Vec<Column>) -> bool {
    into.clear();
    let Some((header, mut at)) = varint(payload) else { return false };
    let end = header.min(payload.len() as u64) as usize;
    let mut start = header;
    while at < end && into.len() < MOST {
        let Some((kind, len)) = varint(&payload[at..end]) else { return false };
        at += len;
        into.push(Column { kind, start: usize::try_from(start).unwrap_or(usize::MAX) });
        start = start.saturating_add(length(kind));
    }
    header == end as u64 && start == size
}

/// Is one value, as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value<'r> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'r [u8]),
    Blob(&'r [u8]),
}

/// Is one row of a table. Values are asked for by the name of their column; one that the table or the row has not is nothing:
/// rows written before a column was added are shorter, and the column's default is not looked up.
pub(crate) struct Row<'r> {
    table: &'r Table,
    encoding: Encoding,
    stored: Stored<'r>,
    oddities: Cell<Oddities>,
    cut: Cell<bool>,
}

/// Is a row as it is stored.
pub(super) struct Stored<'r> {
    pub(super) rowid: i64,
    pub(super) span: (u64, u64),
    /// Its bytes, gathered; fewer than it claims where they are not all there.
    pub(super) payload: &'r [u8],
    pub(super) columns: &'r [Column],
    /// Whether its header fits its size.
    pub(super) sound: bool,
}

impl<'r> Row<'r> {
    pub(super) fn new(table: &'r Table, encoding: Encoding, stored: Stored<'r>) -> Self {
        Self { table, encoding, stored, oddities: Cell::default(), cut: Cell::default() }
    }

    /// Returns its number in the table.
    pub(crate) fn number(&self) -> i64 {
        self.stored.rowid
    }

    /// Returns the zero-based first byte of its cell in the file, and the cell's length.
    pub(crate) fn span(&self) -> (u64, u64) {
        self.stored.span
    }

    /// Returns whether its header fits its size; what is read of another may be nonsense.
    pub(crate) fn is_sound(&self) -> bool {
        self.stored.sound
    }

    /// Returns a text, or a number as its digits; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        match self.value(name) {
            Value::Text(bytes) => self.decoded(bytes),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Null | Value::Blob(_) => String::new(),
        }
    }

    /// Returns a whole number, or the one that a text spells.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Value::Integer(number) => Some(number),
            Value::Real(number) if number.fract() == 0.0 && number.abs() < 9e18 => Some(number as i64),
            Value::Text(bytes) => self.decoded(bytes).trim().parse().ok(),
            _ => None,
        }
    }

    /// Returns a whole number that is not 0.
    pub(crate) fn some(&self, name: &str) -> Option<i64> {
        self.integer(name).filter(|&number| number != 0)
    }

    /// Returns bytes, a text's too.
    pub(crate) fn bytes(&self, name: &str) -> &'r [u8] {
        match self.value(name) {
            Value::Blob(bytes) | Value::Text(bytes) => bytes,
            _ => &[],
        }
    }

    /// Returns what was odd in the texts read so far.
    pub(crate) fn oddities(&self) -> Oddities {
        self.oddities.get()
    }

    /// Returns whether a value read so far is not whole.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut.get()
    }

    fn value(&self, name: &str) -> Value<'r> {
        let Some(at) = self.table.column(name) else { return Value::Null };
        match self.value_at(at) {
            Value::Null if self.table.number == Some(at) => Value::Integer(self.stored.rowid),
            value => value,
        }
    }

    fn value_at(&self, at: usize) -> Value<'r> {
        let Some(&Column { kind, start }) = self.stored.columns.get(at) else { return Value::Null };
        let len = length(kind);
        let payload = self.stored.payload;
        let from = start.min(payload.len());
        let there = ((payload.len() - from) as u64).min(len) as usize;
        let bytes = &payload[from..from + there];
        if (there as u64) < len {
            self.cut.set(true);
            if kind < 12 {
                return Value::Null;
            }
        }
        match kind {
            1..=6 => Value::Integer(integer(bytes)),
            7 => Value::Real(f64::from_bits(integer(bytes) as u64)),
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            0 | 10 | 11 => Value::Null,
            _ if kind % 2 == 0 => Value::Blob(bytes),
            _ => Value::Text(bytes),
        }
    }

    fn decoded(&self, bytes: &[u8]) -> String {
        let mut odd = self.oddities.get();
        let text = match self.encoding {
            Encoding::Utf8 => utf8(bytes, &mut odd),
            Encoding::Utf16Le => utf16(bytes, u16::from_le_bytes, &mut odd),
            Encoding::Utf16Be => utf16(bytes, u16::from_be_bytes, &mut odd),
        };
        self.oddities.set(odd);
        text
    }
}

/// Reads a big-endian number in two's complement, of at most eight bytes.
fn integer(bytes: &[u8]) -> i64 {
    let first = if bytes.first().is_some_and(|&byte| byte >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(first, |value, &byte| value << 8 | i64::from(byte))
}

fn utf8(bytes: &[u8], odd: &mut Oddities) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            odd.invalid_bytes = true;
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, odd: &mut Oddities) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    odd.invalid_bytes |= !rest.is_empty();
    let mut replaced = false;
    let chars = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let text = chars
        .map(|found| {
            replaced |= found.is_err();
            found.unwrap_or('\u{fffd}')
        })
        .collect();
    odd.replaced |= replaced;
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        assert_eq!(varint(&[0x7f]), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0x00]), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9]), Some((u64::MAX, 9)));
        assert_eq!((varint(&[]), varint(&[0x80; 8])), (None, None));
        assert_eq!((integer(&[0xff]), integer(&[0x01, 0x00]), integer(&[0x80, 0, 0])), (-1, 256, -8_388_608));
    }

    #[test]
    fn text_is_read_whatever_it_is() {
        let mut odd = Oddities::default();
        assert_eq!((utf8("é😂".as_bytes(), &mut odd).as_str(), odd), ("é😂", Oddities::default()));
        let wide: Vec<u8> = "é😂".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((utf16(&wide, u16::from_be_bytes, &mut odd).as_str(), odd), ("é😂", Oddities::default()));
        assert_eq!(utf16(&wide[..5], u16::from_be_bytes, &mut odd), "é\u{fffd}");
        assert!(odd.replaced && odd.invalid_bytes);
    }

    #[test]
    fn a_header_that_lies_is_seen() {
        let mut found = Vec::new();
        assert!(columns(&[3, 1, 15, 7, b'x'], 5, &mut found) && found.len() == 2);
        // Too short, too long, no end, a value beyond.
        for payload in [&[3, 1][..], &[9, 1, 1, 1], &[3, 1, 0x80, 7], &[3, 1, 0x7f, 7], &[]] {
            assert!(!columns(payload, payload.len() as u64, &mut found), "{payload:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_row_is_read(payload: Vec<u8>, size: u64) {
            let mut found = Vec::new();
            columns(&payload, size, &mut found);
            let table = Table { columns: vec!["a".into(), "b".into(), "c".into()], root: 1, number: None };
            let stored = Stored { rowid: 1, span: (0, 0), payload: &payload, columns: &found, sound: true };
            let row = Row::new(&table, Encoding::Utf16Le, stored);
            for name in ["a", "b", "c", "d"] {
                row.text(name);
                row.integer(name);
                row.bytes(name);
            }
        }
    }
}
