//! The header block of a member (POSIX.1-2017, pax; ustar; GNU) and the records of a pax header.

/// Size of a block: headers are one, bytes are filled up to a whole number of them.
pub(super) const BLOCK: usize = 512;

/// Is a header block, its sum checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The name, prefix and all.
    pub(super) name: Vec<u8>,
    /// The type, as one byte.
    pub(super) kind: u8,
    /// Bytes that follow.
    pub(super) size: u64,
    /// Seconds since 1970.
    pub(super) modified: Option<i64>,
}

/// Holds what the headers before one say about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) name: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) modified: Option<i64>,
    /// The bytes are not the member's own: holes were left out.
    pub(super) sparse: bool,
}

impl Header {
    /// Reads a block; nothing where its sum is wrong.
    pub(super) fn parse(block: &[u8; BLOCK]) -> Option<Self> {
        let sum = number(&block[148..156])?;
        let mut blanked = *block;
        blanked[148..156].fill(b' ');
        let unsigned: u64 = blanked.iter().map(|&byte| u64::from(byte)).sum();
        // Old programs added the bytes as signed ones.
        let signed: i64 = blanked.iter().map(|&byte| i64::from(byte as i8)).sum();
        if sum != unsigned && i64::try_from(sum) != Ok(signed) {
            return None;
        }
        let mut name = text(&block[..100]).to_vec();
        let prefix = text(&block[345..500]);
        if block[257..].starts_with(b"ustar\0") && !prefix.is_empty() {
            name = [prefix, b"/", &name].concat();
        }
        Some(Self {
            name,
            kind: block[156],
            size: number(&block[124..136])?,
            modified: number(&block[136..148]).and_then(|seconds| seconds.try_into().ok()),
        })
    }
}

/// A field up to its end or the first NUL.
fn text(field: &[u8]) -> &[u8] {
    &field[..memchr::memchr(0, field).unwrap_or(field.len())]
}

/// A number: octal digits among blanks, or GNU's base 256 (first bit set).
fn number(field: &[u8]) -> Option<u64> {
    let (&first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        let start = u64::from(first & 0x7f);
        return rest.iter().try_fold(start, |sum, &byte| sum.checked_mul(256)?.checked_add(byte.into()));
    }
    let digits = text(field).trim_ascii();
    digits.iter().try_fold(0_u64, |sum, &byte| {
        let digit = matches!(byte, b'0'..=b'7').then(|| u64::from(byte - b'0'))?;
        sum.checked_mul(8)?.checked_add(digit)
    })
}

impl Said {
    /// Adds the records of a pax header: `LENGTH KEY=VALUE` and a line end each. Returns whether all could be read.
    pub(super) fn pax(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() && bytes[0] != 0 {
            let Some((record, rest)) = record(bytes) else { return false };
            bytes = rest;
            let Some(equals) = memchr::memchr(b'=', record) else { return false };
            let value = &record[equals + 1..];
            match &record[..equals] {
                b"path" => self.name = Some(value.to_vec()),
                b"GNU.sparse.name" => (self.name, self.sparse) = (Some(value.to_vec()), true),
                b"size" => self.size = decimal(value),
                b"mtime" => self.modified = decimal(value).and_then(|seconds| seconds.try_into().ok()),
                key => self.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
        true
    }
}

fn record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = memchr::memchr(b' ', bytes.get(..bytes.len().min(21))?)?;
    let len = usize::try_from(decimal(&bytes[..blank])?).ok()?;
    let record = bytes.get(blank + 1..len)?.strip_suffix(b"\n")?;
    Some((record, &bytes[len..]))
}

/// A whole number; a fraction is dropped.
fn decimal(text: &[u8]) -> Option<u64> {
    let whole = text.split(|&byte| byte == b'.').next()?;
    std::str::from_utf8(whole).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_both_forms() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"     12 "), Some(0o12));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\0\0\0\x01\0"), Some(256));
        assert_eq!(number(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(number(b"12a\0"), None);
    }

    #[test]
    fn pax_records() {
        let mut said = Said::default();
        assert!(said.pax(b"19 path=a/\xc3\xa9t\xc3\xa9.md\n12 size=123\n20 mtime=1700000.50\n".as_slice()));
        assert_eq!(
            (said.name.as_deref(), said.size, said.modified),
            (Some("a/été.md".as_bytes()), Some(123), Some(1_700_000))
        );
        assert!(!said.pax(b"99 path=a\n"));
        assert!(!said.pax(b"0 =\n"));
        assert!(!said.pax(b"path=a\n"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(bytes: Vec<u8>) {
            Said::default().pax(&bytes);
            if let Some(block) = bytes.first_chunk() {
                Header::parse(block);
            }
        }
    }
}
