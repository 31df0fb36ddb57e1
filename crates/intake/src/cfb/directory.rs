//! The directory: entries of 128 bytes, each storage with a tree of what lies in it (MS-CFB, section 2.6).

use std::io;

use super::Stream;
use crate::Source;

/// Bytes of an entry.
pub(super) const ENTRY: u64 = 128;
/// No entry (section 2.6.1).
const NONE: u32 = 0xffff_ffff;

/// Is an entry of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name as shown; halves of characters are replaced.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: EntryKind,
    /// The class that it claims (a CLSID as stored).
    pub(crate) class: [u8; 16],
    /// How many bytes it claims to have.
    pub(crate) size: u64,
    /// Where the entry stands in the file.
    pub(crate) place: u64,
    pub(super) first: u32,
    /// How many sectors were found for it, once it was looked for.
    pub(super) held: Option<u64>,
    left: u32,
    right: u32,
    child: u32,
}

/// Says what an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// The storage that holds all others.
    Root,
    /// Holds others.
    Storage,
    /// Holds bytes.
    Stream,
    /// Not used, or nothing that is known.
    Unused,
}

/// Lists all entries, unused ones too: they are known by their number.
pub(super) fn list(stream: &Stream<'_>, long_sizes: bool) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut at = 0;
    while at < stream.len() {
        let block = temoin_syntax::slice(stream, at, 64 << 10)?;
        for (number, bytes) in block.as_chunks().0.iter().enumerate() {
            let place = stream.place(at + number as u64 * ENTRY);
            entries.push(read(bytes, place, long_sizes));
        }
        at += block.len().max(1) as u64;
    }
    Ok(entries)
}

fn read(bytes: &[u8; ENTRY as usize], place: u64, long_sizes: bool) -> Entry {
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let units: Vec<u16> = bytes[..64].as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    let len = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    let upper = if long_sizes { u64::from(word(124)) << 32 } else { 0 };
    let kind = match bytes[66] {
        1 => EntryKind::Storage,
        2 => EntryKind::Stream,
        5 => EntryKind::Root,
        _ => EntryKind::Unused,
    };
    let mut class = [0; 16];
    class.copy_from_slice(&bytes[80..96]);
    Entry {
        name: String::from_utf16_lossy(&units[..len]),
        kind,
        class,
        size: upper | u64::from(word(120)),
        place,
        first: word(116),
        held: None,
        left: word(68),
        right: word(72),
        child: word(76),
    }
}

/// Is an entry that the trees do not rightly lead to, and what is wrong with it.
pub(super) type Stray = (u32, &'static str);

/// Walks the trees from the root on, each entry once; returns pairs of a storage and what lies in it, and what is wrong.
/// Neither colours nor the order of names are relied on: only the links are followed.
pub(super) fn walk(entries: &[Entry]) -> (Vec<(u32, u32)>, Vec<Stray>) {
    let (mut inside, mut strays) = (Vec::new(), Vec::new());
    let mut reached = vec![false; entries.len()];
    if let Some(root) = reached.first_mut() {
        *root = true;
    }
    let mut storages = vec![0u32];
    while let Some(storage) = storages.pop() {
        let mut open: Vec<u32> = entries.get(storage as usize).map(|entry| entry.child).into_iter().collect();
        while let Some(id) = open.pop() {
            if id == NONE {
                continue;
            }
            let Some(seen) = reached.get_mut(id as usize) else {
                strays.push((storage, "It names an entry that is not there."));
                continue;
            };
            if std::mem::replace(seen, true) {
                strays.push((id, "More than one way leads to it: only the first one counts."));
                continue;
            }
            let entry = &entries[id as usize];
            open.extend([entry.left, entry.right]);
            match entry.kind {
                EntryKind::Storage => storages.push(id),
                EntryKind::Stream => {}
                _ => {
                    strays.push((id, "It is named, but is neither a storage nor a stream."));
                    continue;
                }
            }
            inside.push((storage, id));
        }
    }
    for (id, entry) in entries.iter().enumerate() {
        if !reached[id] && entry.kind != EntryKind::Unused {
            strays.push((id as u32, "No way leads to it: what it holds is not read."));
        }
    }
    inside.sort_unstable();
    (inside, strays)
}
