//! Compound files (MS-CFB): storages and streams inside one file, as Outlook and old Office write them. They are read as
//! a stranger's: nothing that the file claims of itself is believed without looking, every chain is followed once and no
//! further than the file is long, and a stream is a list of ranges of the file's own bytes.
//!
//! | you want … | use |
//! |---|---|
//! | to know whether bytes begin such a file, and what of | [`begins`], [`entries`] |
//! | its storages and streams | [`Compound::open`], [`Compound::children`] |
//! | a stream's bytes | [`Compound::stream`] |
//! | what is wrong with it, with the place | [`Compound::faults`] |

mod chain;
mod directory;
mod header;
mod stream;

use std::io;

use crate::Source;
use chain::{Marks, Table};
use header::Header;

pub(crate) use directory::{Entry, EntryKind};
pub(crate) use header::{begins, entries};
pub(crate) use stream::Stream;

/// Most entries of the directory that are read.
const ENTRIES: u64 = 1 << 17;
/// Size of a sector of the mini stream, and the size of a stream from which on it has sectors of its own (section 2.2).
const MINI: u64 = 64;
const CUTOFF: u64 = 4096;
/// Most faults that are listed.
const FAULTS: usize = 100;

/// Is one thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The stable word used as a note's code.
    pub(crate) code: &'static str,
    /// Where it was met: the first byte, and how many.
    pub(crate) start: u64,
    pub(crate) len: u64,
    /// What is wrong, in a sentence.
    pub(crate) detail: &'static str,
}

/// Is a compound file whose directory was read.
pub(crate) struct Compound<'s> {
    source: &'s dyn Source,
    header: Header,
    fat: Table<'s>,
    marks: Marks,
    entries: Vec<Entry>,
    /// Which entry lies in which storage, in order.
    inside: Vec<(u32, u32)>,
    mini: Stream<'s>,
    mini_fat: Table<'s>,
    mini_marks: Marks,
    faults: Vec<Fault>,
}

impl<'s> Compound<'s> {
    /// Reads the header, the tables and the directory; nothing where the bytes are no such file or have no root.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn open(source: &'s dyn Source) -> io::Result<Option<Self>> {
        let Some(header) = Header::read(source)? else { return Ok(None) };
        let mut marks = Marks::new(header.sectors);
        let mut faults = Vec::new();
        let fat = chain::fat(source, &header, &mut marks, &mut faults)?;
        let mut file = Self {
            source,
            header,
            fat: Table::new(fat),
            marks,
            entries: Vec::new(),
            inside: Vec::new(),
            mini: Stream::empty(source),
            mini_fat: Table::new(Stream::empty(source)),
            mini_marks: Marks::new(0),
            faults,
        };
        file.directory()?;
        if file.entries.first().is_none_or(|root| root.kind != EntryKind::Root) {
            return Ok(None);
        }
        file.small()?;
        Ok(Some(file))
    }

    /// Lists the numbers of what lies in a storage, in the order of the directory; the root is number 0.
    pub(crate) fn children(&self, storage: u32) -> impl Iterator<Item = u32> {
        let from = self.inside.partition_point(|(parent, _)| *parent < storage);
        self.inside[from..].iter().take_while(move |(parent, _)| *parent == storage).map(|(_, id)| *id)
    }

    /// Returns an entry by its number.
    ///
    /// # Panics
    /// When there is none; numbers come from [`Compound::children`].
    pub(crate) fn entry(&self, id: u32) -> &Entry {
        &self.entries[id as usize]
    }

    /// Lists what is wrong with the file so far.
    pub(crate) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Returns the bytes of a stream: as many as its chain leads to and no more than its entry claims.
    ///
    /// # Errors
    /// What the medium reports.
    pub(crate) fn stream(&mut self, id: u32) -> io::Result<Stream<'s>> {
        let Entry { kind, first, size, place, held, .. } = self.entries[id as usize].clone();
        if kind != EntryKind::Stream || size == 0 {
            return Ok(Stream::empty(self.source));
        }
        let small = size < CUTOFF;
        let unit = if small { MINI } else { self.header.sector };
        let (table, marks) =
            if small { (&mut self.mini_fat, &mut self.mini_marks) } else { (&mut self.fat, &mut self.marks) };
        // What was followed once is followed again as far as it went then: its sectors are marked by itself.
        let most = held.unwrap_or(u64::MAX).min(size.div_ceil(unit));
        let chain = chain::follow(table, marks, first, most, held.is_some())?;
        let stream = if small {
            Stream::small(&self.mini, &chain, size)
        } else {
            Stream::of_sectors(self.source, &self.header, &chain, size)
        };
        if held.is_none() {
            self.entries[id as usize].held = Some(chain.count);
            if stream.is_cut() {
                self.broken(place, chain.ended.detail());
            }
        }
        Ok(stream)
    }

    fn broken(&mut self, place: u64, detail: &'static str) {
        self.fault(Fault { code: "damaged", start: place, len: directory::ENTRY, detail });
    }

    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS {
            self.faults.push(fault);
        }
    }

    fn directory(&mut self) -> io::Result<()> {
        let most = (ENTRIES * directory::ENTRY).div_ceil(self.header.sector);
        let chain = chain::follow(&mut self.fat, &mut self.marks, self.header.directory, most, false)?;
        if !chain.ended.is_right() {
            let start = self.header.place(self.header.directory);
            self.broken(start, "The directory breaks off: what it lists beyond is not found.");
        }
        let stream = Stream::of_sectors(self.source, &self.header, &chain, chain.count * self.header.sector);
        self.entries = directory::list(&stream, self.header.long_sizes)?;
        let (inside, strays) = directory::walk(&self.entries);
        self.inside = inside;
        for (id, detail) in strays {
            let place = self.entries.get(id as usize).map_or(0, |entry| entry.place);
            self.broken(place, detail);
        }
        Ok(())
    }

    /// Opens the stream in which small streams lie, and its table (section 2.4).
    fn small(&mut self) -> io::Result<()> {
        let root = self.entries[0].clone();
        let most = root.size.div_ceil(self.header.sector);
        let chain = chain::follow(&mut self.fat, &mut self.marks, root.first, most, false)?;
        self.mini = Stream::of_sectors(self.source, &self.header, &chain, root.size);
        if self.mini.is_cut() {
            self.broken(root.place, "The stream that holds small streams breaks off.");
        }
        let minis = self.mini.len().div_ceil(MINI).min(header::SECTORS);
        let most = (minis * 4).div_ceil(self.header.sector);
        let chain = chain::follow(&mut self.fat, &mut self.marks, self.header.mini_fat, most, false)?;
        let size = chain.count * self.header.sector;
        self.mini_fat = Table::new(Stream::of_sectors(self.source, &self.header, &chain, size));
        self.mini_marks = Marks::new(minis);
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests;
