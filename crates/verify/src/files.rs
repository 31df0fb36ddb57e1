use std::collections::BTreeMap;
use std::io::{self, Read};

use crate::report::Code;

/// Is anything that holds files by name: an unpacked folder, a ZIP, a map in memory.
///
/// Names are those of the package: parts joined by `/`. A name that is listed can be opened; nothing else is ever opened,
/// so that no manifest can point out of the package.
pub trait Files {
    /// Lists the files with their sizes in bytes.
    fn list(&self) -> &BTreeMap<String, u64>;

    /// Opens one of the listed files.
    ///
    /// # Errors
    /// Where the file cannot be read.
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + '_>>;

    /// Returns the CRC-32 that the container claims for a file, where it has one.
    fn crc32(&self, name: &str) -> Option<u32> {
        let _ = name;
        None
    }

    /// Lists what is wrong with the container itself.
    fn faults(&self) -> &[Fault] {
        &[]
    }
}

/// Is one thing wrong with a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `container` for a ZIP, `foreign-file` for what has no place in a folder.
    pub code: Code,
    /// The entry or path, or what part of the container.
    pub object: String,
    /// What is wrong.
    pub detail: String,
}

/// The most files that a package may hold.
pub const MAX_FILES: usize = 500_000;
