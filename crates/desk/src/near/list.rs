use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use temoin_exchange::{Sink, Summary, read};
use temoin_intake::Source;

use crate::{DeskError, Given};

/// Reads a file of hashes. It is read here and not in the worker: ten million rows would cross its pipe, and what reads them
/// is plain, without `unsafe`, and fuzzed.
///
/// # Errors
/// [`DeskError::Unreadable`].
pub(super) fn rows(path: &Path, sink: &mut dyn Sink) -> Result<Summary, DeskError> {
    let unreadable = |error| DeskError::Unreadable(Given::Hashes, error);
    let file = File::open(path).map_err(unreadable)?;
    let len = file.metadata().map_err(unreadable)?.len();
    read(&OnDisk { file, len }, sink).map_err(unreadable)
}

struct OnDisk {
    file: File,
    len: u64,
}

impl Source for OnDisk {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        file.read(buf)
    }
}
