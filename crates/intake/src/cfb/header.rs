//! The first 512 bytes (MS-CFB, section 2.2). The numbers of sectors that they claim are not used: what is there counts.

use std::io;

use crate::Source;

/// The first bytes of every such file.
const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Most sectors that are reached, of either size of sectors: 2 GiB of small ones, more than which a file cannot have
/// (section 2.2). The table of so many is 16 MiB.
pub(super) const SECTORS: u64 = 1 << 22;
/// How many sectors of the table the header itself names.
pub(super) const NAMED: usize = 109;

/// Is what is used of the header.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Bytes of a sector: 512 or 4096.
    pub(super) sector: u64,
    /// How many sectors the file has room for, a last one that is cut included.
    pub(super) sectors: u64,
    /// Sizes of streams have 64 bits; in older files the upper half may hold anything.
    pub(super) long_sizes: bool,
    /// First sectors of the directory, of the table of small sectors, and of the list of the table's sectors.
    pub(super) directory: u32,
    pub(super) mini_fat: u32,
    pub(super) difat: u32,
    /// The first sectors of the table.
    pub(super) named: Vec<u32>,
}

impl Header {
    /// Reads it; nothing where the bytes are no such file.
    pub(super) fn read(source: &dyn Source) -> io::Result<Option<Self>> {
        let bytes = temoin_syntax::slice(source, 0, 512)?;
        if bytes.len() < 512 || !begins(&bytes) {
            return Ok(None);
        }
        let Some(sector) = sector(&bytes) else { return Ok(None) };
        let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        Ok(Some(Self {
            sector,
            sectors: source.len().div_ceil(sector).saturating_sub(1).min(SECTORS),
            long_sizes: bytes[26] != 3,
            directory: word(48),
            mini_fat: word(60),
            difat: word(68),
            named: (0..NAMED).map(|n| word(76 + 4 * n)).collect(),
        }))
    }

    /// Returns the first byte of a sector.
    pub(super) fn place(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1) * self.sector
    }
}

/// Returns whether bytes begin a compound file.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// Returns the entries that the directory begins with, each as stored, the root first; nothing where they are not among a
/// file's first bytes.
pub(crate) fn entries(bytes: &[u8]) -> Option<&[[u8; 128]]> {
    let first = u32::from_le_bytes(*bytes.get(48..)?.first_chunk()?);
    let sector = sector(bytes).filter(|_| begins(bytes))?;
    let start = usize::try_from((u64::from(first) + 1) * sector).ok()?;
    let entries = bytes.get(start..)?.as_chunks().0;
    entries.get(..4)
}

fn sector(bytes: &[u8]) -> Option<u64> {
    match bytes.get(30..32)? {
        [9, 0] => Some(512),
        [12, 0] => Some(4096),
        _ => None,
    }
}
