//! Exactly one ZIP for one list of names and bytes (`spec/seal.md` §8; PKWARE APPNOTE 6.3).
//!
//! An ordinary ZIP leaves room in its headers for bytes that no checker sees. Here every header follows from the list
//! of names, lengths and checksums, so a reader rebuilds them all and compares.
//!
//! - [`Writer`] writes one, streaming; [`length`] tells beforehand how long it will be.
//! - [`read`] takes one that is whole; [`survey`] also says what it can of a damaged one.

mod layout;
mod reader;
mod writer;

pub use layout::{Entry, length, skeleton};
pub use reader::{Archive, EntryReader, Fault, Place, Survey, What, read, survey};
pub use writer::{WriteError, Writer};

/// Returns the CRC-32 of the bytes (APPNOTE 4.4.7).
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// Computes a CRC-32 over bytes that come in parts.
#[derive(Clone, Debug, Default)]
pub struct Crc32(crc32fast::Hasher);

impl Crc32 {
    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the checksum of all bytes so far.
    pub fn finish(&self) -> u32 {
        self.0.clone().finalize()
    }
}

#[cfg(test)]
mod tests;
