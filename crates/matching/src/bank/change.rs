//! What changes a bank without building it anew, and how it stands after the image in a file.

use crate::image::{word_at, word_bytes};
use crate::word::Word;

/// Bytes of a record.
pub const RECORD: usize = 48;

const APPENDED: u32 = 1;
const REMOVED: u32 = 2;

/// Is one change. Write [`Change::to_bytes`] at the end of a bank's file, synced, and it is part of the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A word was added.
    Append(Word, u32),
    /// A row was removed, with all its words so far.
    Remove(u32),
}

impl Change {
    /// Returns the record of this change.
    pub fn to_bytes(self) -> [u8; RECORD] {
        let (kind, row, word) = match self {
            Self::Append(word, row) => (APPENDED, row, word),
            Self::Remove(row) => (REMOVED, row, Word::default()),
        };
        let mut record = [0; RECORD];
        record[0..4].copy_from_slice(&kind.to_le_bytes());
        record[4..8].copy_from_slice(&row.to_le_bytes());
        record[8..40].copy_from_slice(&word_bytes(word));
        let sum = crc32fast::hash(&record[..44]);
        record[44..].copy_from_slice(&sum.to_le_bytes());
        record
    }

    /// Reads a record; `None` if it is not what [`Change::to_bytes`] writes.
    pub fn from_bytes(record: &[u8; RECORD]) -> Option<Self> {
        let number = |place: usize| {
            let mut bytes = [0; 4];
            bytes.copy_from_slice(&record[place..place + 4]);
            u32::from_le_bytes(bytes)
        };
        let word = record[8..40].first_chunk::<32>().map(word_at)?;
        let change = match number(0) {
            APPENDED => Self::Append(word, number(4)),
            REMOVED => Self::Remove(number(4)),
            _ => return None,
        };
        (change.to_bytes() == *record).then_some(change)
    }
}
