//! A bank in a file: the image, then a record for each change (`spec/bank-file.md`).

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroUsize;

use memmap2::Mmap;

use super::Bank;
use super::change::{Change, RECORD};
use super::header::{self, FileError, Part};
use crate::image::{Bytes, HEADER, Image, Layout, zeroed};
use crate::tables::BuildError;

impl Bank {
    /// Writes the bank as a file: the image as it is, then a record for each change since it was built.
    /// The caller syncs and renames.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn save(&self, out: &mut impl Write) -> std::io::Result<()> {
        let base = &self.parts[0];
        let image = base.segment.image();
        out.write_all(&header::encode(image.bytes(), image.layout(), self.threads))?;
        out.write_all(&image.bytes()[HEADER..image.layout().len()])?;
        let mut removed: Vec<_> = base.removed.iter().copied().collect();
        removed.sort_unstable();
        let removed = removed.into_iter().map(Change::Remove);
        let appended = self.pairs(1).into_iter().map(|(word, row)| Change::Append(word, row));
        removed.chain(appended).try_for_each(|change| out.write_all(&change.to_bytes()))
    }

    /// Maps a file: its pages are shared with other processes, and read when they are needed.
    ///
    /// The file is not to be changed while it is mapped but at its end, as by [`Change::to_bytes`]: write a new one and rename it.
    ///
    /// # Errors
    /// The file cannot be mapped, is no bank, or is damaged.
    pub fn open(file: &File, threads: NonZeroUsize) -> Result<Self, FileError> {
        // SAFETY: bytes that change while they are mapped are undefined behaviour only to code that trusts them to stay: here each
        // index and offset read from the map is compared with the map's length at every use, in checked slices, and numbers of
        // any value are valid, so that such a change gives a wrong answer at worst. A file cut short under the map ends the process
        // (SIGBUS); it does not go on with wrong memory. What is above asks callers for neither.
        let bytes = unsafe { Mmap::map(file)? };
        #[cfg(unix)]
        drop(bytes.advise(memmap2::Advice::WillNeed));
        Self::take(Bytes::Mapped(bytes), threads)
    }

    /// Reads a bank of `len` bytes into memory: loaded more slowly than mapped, searched a little faster.
    ///
    /// # Errors
    /// The bytes cannot be read, are no bank, or are damaged.
    pub fn read(from: &mut impl Read, len: u64, threads: NonZeroUsize) -> Result<Self, FileError> {
        let len = usize::try_from(len).map_err(|_| FileError::TooLarge)?;
        if len == 0 {
            return Err(FileError::NotABank);
        }
        let mut bytes = zeroed(len)?;
        from.read_exact(&mut bytes)?;
        Self::take(Bytes::Held(bytes), threads)
    }

    fn take(bytes: Bytes, threads: NonZeroUsize) -> Result<Self, FileError> {
        let layout: Layout = header::decode(&bytes)?;
        let len = layout.len();
        if bytes.len() < len {
            return Err(FileError::Damaged(Part::Section(
                layout.sections.partition_point(|section| section.end <= bytes.len()),
            )));
        }
        header::check(&bytes, &layout, threads)?;
        let changes = changes(&bytes[len..])?;
        let mut bank = Self::of(Image::new(bytes, layout), threads);
        bank.apply_all(&changes).map_err(|error| match error {
            BuildError::Memory(error) => FileError::Io(error),
            BuildError::TooMany => FileError::TooLarge,
        })?;
        Ok(bank)
    }

    /// Applies changes in order; rows removed one after the other are removed in one pass.
    fn apply_all(&mut self, changes: &[Change]) -> Result<(), BuildError> {
        let is_removal = |change: &Change| matches!(change, Change::Remove(_));
        for run in changes.chunk_by(|a, b| is_removal(a) == is_removal(b)) {
            let mut removed = Vec::new();
            for change in run {
                match *change {
                    Change::Append(word, row) => self.append(word, row)?,
                    Change::Remove(row) => removed.push(row),
                }
            }
            if !removed.is_empty() {
                self.remove(&removed);
            }
        }
        Ok(())
    }

    /// Applies a change, as a record of it says.
    ///
    /// # Errors
    /// There is no memory.
    pub fn apply(&mut self, change: Change) -> Result<(), BuildError> {
        match change {
            Change::Append(word, row) => self.append(word, row),
            Change::Remove(row) => {
                self.remove(&[row]);
                Ok(())
            }
        }
    }
}

/// Reads the records after an image.
fn changes(bytes: &[u8]) -> Result<Vec<Change>, FileError> {
    let (records, rest) = bytes.as_chunks::<RECORD>();
    let damaged = |number: usize| FileError::Damaged(Part::Record(number));
    let read = |(number, record)| Change::from_bytes(record).ok_or(damaged(number));
    let changes = records.iter().enumerate().map(read).collect::<Result<_, _>>()?;
    if rest.is_empty() { Ok(changes) } else { Err(damaged(records.len())) }
}
