/// Is how a database begins (section 1.3.1).
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";
/// Length of the header, in bytes.
pub(super) const LEN: usize = 100;

/// Is what the header says (section 1.3), as far as reading needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Bytes of a page: a power of two, 512–65,536.
    pub(super) page_size: u64,
    /// Bytes of a page that are used, without those reserved at its end; at least 480.
    pub(super) usable: usize,
    /// How text is written.
    pub(super) encoding: Encoding,
    /// Number of pages, where the header's number is valid (section 1.3.8).
    pub(super) pages: Option<u32>,
    /// Whether changes went to a write-ahead log beside it (section 1.3.3).
    pub(crate) has_log: bool,
}

/// Says how text is written (section 1.3.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Header {
    /// Reads the first 100 bytes; nothing where they are not those of a database.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < LEN || !bytes.starts_with(MAGIC) {
            return None;
        }
        let page_size = match u16::from_be_bytes([bytes[16], bytes[17]]) {
            1 => 65_536,
            size if size >= 512 && size.is_power_of_two() => u64::from(size),
            _ => return None,
        };
        let usable = page_size as usize - usize::from(bytes[20]);
        let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let encoding = match number(56) {
            2 => Encoding::Utf16Le,
            3 => Encoding::Utf16Be,
            _ => Encoding::Utf8,
        };
        let pages = Some(number(28)).filter(|&pages| pages > 0 && number(24) == number(92));
        let has_log = bytes[18] == 2 || bytes[19] == 2;
        (usable >= 480).then_some(Self { page_size, usable, encoding, pages, has_log })
    }
}
