use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;

use temoin_exchange::{Columns, Format, Options, ReadError, Row, Sink, Summary, columns, read};
use temoin_intake::Source;

use crate::{DeskError, Given};

/// Reads a file of hashes. It is read here and not in the worker: ten million rows would cross its pipe, and what reads them
/// is plain, without `unsafe`, and fuzzed.
///
/// # Errors
/// [`DeskError::Unreadable`], and [`DeskError::NotThat`] for what is no list.
pub(super) fn rows(path: &Path, sink: &mut dyn Sink) -> Result<Summary, DeskError> {
    read(&OnDisk::open(path)?, &Options::default(), sink).map_err(why)
}

/// Returns whether a list is the frames of one film: one of the two forms of vPDQ.
///
/// # Errors
/// As [`rows`].
pub(super) fn is_film(path: &Path) -> Result<bool, DeskError> {
    struct First;
    impl Sink for First {
        fn row(&mut self, _: Row) -> ControlFlow<()> {
            ControlFlow::Break(())
        }
    }
    Ok(matches!(rows(path, &mut First)?.format, Format::VpdqText | Format::VpdqJson))
}

/// Returns the lines of some rows and what stands beside their hashes; the list is read once more for each of the two.
///
/// # Errors
/// As [`rows`].
pub(super) fn beside(path: &Path, wanted: &BTreeSet<u64>) -> Result<(BTreeMap<u64, u64>, Columns), DeskError> {
    let Some(last) = wanted.last() else { return Ok(Default::default()) };
    let mut lines = Lines { wanted, last: *last, found: BTreeMap::new() };
    let list = OnDisk::open(path)?;
    read(&list, &Options::default(), &mut lines).map_err(why)?;
    Ok((lines.found, columns(&list, &Options::default(), wanted).map_err(why)?))
}

struct Lines<'w> {
    wanted: &'w BTreeSet<u64>,
    last: u64,
    found: BTreeMap<u64, u64>,
}

impl Sink for Lines<'_> {
    fn row(&mut self, row: Row) -> ControlFlow<()> {
        if self.wanted.contains(&row.number) {
            self.found.insert(row.number, row.line);
        }
        if row.number > self.last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn why(error: ReadError) -> DeskError {
    match error {
        ReadError::Io(error) => DeskError::Unreadable(Given::Hashes, error),
        _ => DeskError::NotThat(Given::Hashes),
    }
}

struct OnDisk {
    file: File,
    len: u64,
}

impl OnDisk {
    fn open(path: &Path) -> Result<Self, DeskError> {
        let opened = File::open(path).and_then(|file| Ok(Self { len: file.metadata()?.len(), file }));
        opened.map_err(|error| DeskError::Unreadable(Given::Hashes, error))
    }
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
