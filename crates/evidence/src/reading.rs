use serde::{Deserialize, Serialize};

use crate::ItemId;

/// Names the program that read something; readings can be thrown away and made again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reader {
    /// The reader: `whatsapp`, `zip`, `file` …
    pub name: String,
    /// Its version, raised whenever the same bytes would read otherwise.
    pub version: u32,
}

/// Says that a reader read an item, and how far it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What was read.
    pub item: ItemId,
    /// By which reader.
    pub reader: Reader,
    /// Bytes that belong to a record, of the item's size; the rest is covered by notes.
    pub bytes_read: u64,
    /// Number of records found.
    pub records: u64,
}

/// Is a word a program or a person put on something, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The label's key, such as `threat`.
    pub key: String,
    /// Why, in words a person can follow.
    pub why: String,
    /// By which reader; nothing when a person put it.
    pub reader: Option<Reader>,
}
