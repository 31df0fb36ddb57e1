//! A ZIP writer that does what it is told: the canonical form of `spec/seal.md` §8, or near misses of it.

use super::Files;

/// Is one entry as it is to be written; the two headers can be made to differ.
#[derive(Clone)]
pub struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
    pub flags: u16,
    pub date: u16,
    pub extra: Vec<u8>,
    pub comment: Vec<u8>,
    pub attributes: u32,
    pub descriptor: bool,
}

/// Returns the entries of the canonical form.
pub fn entries(files: &Files) -> Vec<Entry> {
    let entry = |(name, bytes): (&String, &Vec<u8>)| Entry {
        name: name.clone(),
        bytes: bytes.clone(),
        flags: 0,
        date: 0x21,
        extra: Vec::new(),
        comment: Vec::new(),
        attributes: 0o100_644 << 16,
        descriptor: false,
    };
    files.iter().map(entry).collect()
}

/// Writes the canonical form.
pub fn canonical(files: &Files) -> Vec<u8> {
    write(&entries(files), b"")
}

/// Writes entries as they are, and a comment at the end.
pub fn write(entries: &[Entry], comment: &[u8]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = out.len() as u32;
        let crc = crc32(&entry.bytes);
        let len = entry.bytes.len() as u32;
        let flags = entry.flags | if entry.descriptor { 8 } else { 0 };
        let middle = |crc: u32, len: u32| {
            let mut part = Vec::new();
            for half in [10, flags, 0, 0, entry.date] {
                part.extend_from_slice(&half.to_le_bytes());
            }
            for word in [crc, len, len] {
                part.extend_from_slice(&word.to_le_bytes());
            }
            part.extend_from_slice(&(entry.name.len() as u16).to_le_bytes());
            part.extend_from_slice(&(entry.extra.len() as u16).to_le_bytes());
            part
        };
        out.extend_from_slice(&0x0403_4b50u32.to_le_bytes());
        out.extend(if entry.descriptor { middle(0, 0) } else { middle(crc, len) });
        out.extend_from_slice(entry.name.as_bytes());
        out.extend_from_slice(&entry.extra);
        out.extend_from_slice(&entry.bytes);
        if entry.descriptor {
            for word in [0x0807_4b50, crc, len, len] {
                out.extend_from_slice(&word.to_le_bytes());
            }
        }
        directory.extend_from_slice(&0x0201_4b50u32.to_le_bytes());
        directory.extend_from_slice(&0x0314u16.to_le_bytes());
        directory.extend(middle(crc, len));
        directory.extend_from_slice(&(entry.comment.len() as u16).to_le_bytes());
        directory.extend_from_slice(&[0; 4]);
        directory.extend_from_slice(&entry.attributes.to_le_bytes());
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
        directory.extend_from_slice(&entry.extra);
        directory.extend_from_slice(&entry.comment);
    }
    let (at, len, count) = (out.len() as u32, directory.len() as u32, entries.len() as u16);
    out.extend(directory);
    out.extend_from_slice(&0x0605_4b50u32.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    for half in [count, count] {
        out.extend_from_slice(&half.to_le_bytes());
    }
    for word in [len, at] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out.extend_from_slice(&(comment.len() as u16).to_le_bytes());
    out.extend_from_slice(comment);
    out
}

/// CRC-32 (APPNOTE 4.4.7), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
