//! What every header must be, from name, length and CRC-32 alone.

/// The value that says "look in the ZIP64 field" where four bytes do not suffice (APPNOTE 4.4.8).
const FULL4: u64 = 0xffff_ffff;
/// The same for two bytes (APPNOTE 4.4.21).
const FULL2: u64 = 0xffff;
/// 1 January 1980, the first day a ZIP can say (APPNOTE 4.4.6).
const DATE: u16 = 0x0021;
/// Unix, specification 2.0 (APPNOTE 4.4.2).
const MADE_BY: u16 = 0x0314;
/// A regular file that its owner may write and all may read (APPNOTE 4.4.15).
const ATTRIBUTES: u32 = 0o100_644 << 16;
pub(super) const LOCAL: u32 = 0x0403_4b50;
pub(super) const CENTRAL: u32 = 0x0201_4b50;
pub(super) const END: u32 = 0x0605_4b50;
pub(super) const END64: u32 = 0x0606_4b50;
pub(super) const LOCATOR64: u32 = 0x0706_4b50;
pub(super) const END_LEN: u64 = 22;
pub(super) const END64_LEN: u64 = 56;
pub(super) const LOCATOR64_LEN: u64 = 20;

/// Is one file of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Where its bytes begin in the archive.
    pub offset: u64,
    /// Number of bytes.
    pub len: u64,
    /// CRC-32 of the bytes (APPNOTE 4.4.7).
    pub crc: u32,
}

impl Entry {
    /// Returns where the entry's local header begins.
    pub fn header_offset(&self) -> u64 {
        self.offset - local_len(&self.name, self.len)
    }
}

/// Returns the length of the archive that holds files of these names and lengths.
pub fn length<'a>(files: impl IntoIterator<Item = (&'a str, u64)>) -> u64 {
    let (mut data, mut directory, mut count) = (0, 0, 0);
    for (name, len) in files {
        directory += central_len(name, len, data);
        data += local_len(name, len) + len;
        count += 1;
    }
    data + directory + end_len(count, directory, data)
}

/// Returns every byte of an archive that is not one of a file: place and bytes of each local header, and of the end.
///
/// `files` holds name, length and CRC-32, in the order of names.
pub fn skeleton(files: &[(&str, u64, u32)]) -> Vec<(u64, Vec<u8>)> {
    let (mut parts, mut directory, mut at) = (Vec::new(), Vec::new(), 0);
    for &(name, len, crc) in files {
        let header = local_header(name, len, crc);
        let offset = at + header.len() as u64;
        directory.extend(central_header(&Entry { name: name.to_owned(), offset, len, crc }));
        parts.push((at, header));
        at = offset + len;
    }
    let records = end_records(files.len() as u64, directory.len() as u64, at);
    parts.push((at, [directory, records].concat()));
    parts
}

/// Returns the length of a local header.
pub(super) fn local_len(name: &str, len: u64) -> u64 {
    30 + name.len() as u64 + if len >= FULL4 { 20 } else { 0 }
}

/// Returns a local header (APPNOTE 4.3.7).
pub(super) fn local_header(name: &str, len: u64, crc: u32) -> Vec<u8> {
    let big = len >= FULL4;
    let mut out = Bytes::default();
    out.u32(LOCAL);
    out.common(big, crc, [len, len]);
    out.u16(name.len() as u16).u16(if big { 20 } else { 0 });
    out.0.extend_from_slice(name.as_bytes());
    if big {
        out.u16(1).u16(16).u64(len).u64(len);
    }
    out.0
}

fn central_len(name: &str, len: u64, header: u64) -> u64 {
    let values = if len >= FULL4 { 2 } else { 0 } + if header >= FULL4 { 1 } else { 0 };
    46 + name.len() as u64 + if values > 0 { 4 + 8 * values } else { 0 }
}

/// Returns the header of the central directory (APPNOTE 4.3.12).
pub(super) fn central_header(entry: &Entry) -> Vec<u8> {
    let (len, header) = (entry.len, entry.header_offset());
    let mut extra: Vec<u64> = if len >= FULL4 { vec![len, len] } else { vec![] };
    extra.extend((header >= FULL4).then_some(header));
    let extra_len = if extra.is_empty() { 0 } else { 4 + 8 * extra.len() as u16 };
    let mut out = Bytes::default();
    out.u32(CENTRAL).u16(MADE_BY);
    out.common(!extra.is_empty(), entry.crc, [len, len]);
    out.u16(entry.name.len() as u16).u16(extra_len).u16(0).u16(0).u16(0).u32(ATTRIBUTES);
    out.u32(header.min(FULL4) as u32);
    out.0.extend_from_slice(entry.name.as_bytes());
    if !extra.is_empty() {
        out.u16(1).u16(extra_len - 4);
        extra.into_iter().for_each(|value| {
            out.u64(value);
        });
    }
    out.0
}

fn needs_end64(count: u64, directory_len: u64, directory: u64) -> bool {
    count >= FULL2 || directory_len >= FULL4 || directory >= FULL4
}

fn end_len(count: u64, directory_len: u64, directory: u64) -> u64 {
    let big = needs_end64(count, directory_len, directory);
    END_LEN + if big { END64_LEN + LOCATOR64_LEN } else { 0 }
}

/// Returns the records after the central directory (APPNOTE 4.3.14–4.3.16).
pub(super) fn end_records(count: u64, directory_len: u64, directory: u64) -> Vec<u8> {
    let mut out = Bytes::default();
    if needs_end64(count, directory_len, directory) {
        out.u32(END64).u64(END64_LEN - 12).u16(MADE_BY).u16(45).u32(0).u32(0);
        out.u64(count).u64(count).u64(directory_len).u64(directory);
        out.u32(LOCATOR64).u32(0).u64(directory + directory_len).u32(1);
    }
    let short_count = count.min(FULL2) as u16;
    out.u32(END).u16(0).u16(0).u16(short_count).u16(short_count);
    out.u32(directory_len.min(FULL4) as u32).u32(directory.min(FULL4) as u32).u16(0);
    out.0
}

#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn u16(&mut self, value: u16) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn u32(&mut self, value: u32) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    fn u64(&mut self, value: u64) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// Writes what both headers share: version needed, flags, method, time, date, checksum, lengths.
    fn common(&mut self, big: bool, crc: u32, lens: [u64; 2]) {
        self.u16(if big { 45 } else { 10 }).u16(0).u16(0).u16(0).u16(DATE).u32(crc);
        // Both lengths are the same, so both move to the ZIP64 field together.
        lens.into_iter().for_each(|len| {
            self.u32(len.min(FULL4) as u32);
        });
    }
}
