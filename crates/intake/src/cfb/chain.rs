//! Chains of sectors: which follows which stands in a table (MS-CFB, sections 2.3 to 2.5).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;

use super::header::Header;
use super::{Fault, Stream};
use crate::Source;

/// The end of a chain; numbers from [`LAST`] on are no sectors (section 2.1).
const END: u32 = 0xffff_fffe;
const LAST: u32 = 0xffff_fffa;
/// Bytes of a table that are read at once.
const BLOCK: u64 = 64 << 10;
/// Most runs of neighbouring sectors that one chain may have.
const RUNS: usize = 1 << 20;

/// Is a run of neighbouring sectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) count: u32,
}

/// Is a chain as far as it could be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    runs: Vec<Run>,
    /// How many sectors it has.
    pub(super) count: u64,
    pub(super) ended: Ended,
}

/// Says why a chain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// With its end, or with as many sectors as were asked for.
    Rightly,
    /// It leads out of the file, or out of its table.
    Beyond,
    /// It leads to a sector that was met before, in this chain or in another.
    Crossed,
    /// It has too many runs.
    Scattered,
}

impl Ended {
    pub(super) fn is_right(self) -> bool {
        self == Self::Rightly
    }

    pub(super) fn detail(self) -> &'static str {
        match self {
            Self::Rightly => "It is shorter than its entry claims.",
            Self::Beyond => "Its bytes lead out of the file: what is there is read.",
            Self::Crossed => "Its bytes lead back to some that belong elsewhere: they are read once.",
            Self::Scattered => "Its bytes are scattered over too many places: only the first ones are read.",
        }
    }
}

/// Remembers which sectors were met.
pub(super) struct Marks {
    bits: Vec<u64>,
    count: u64,
}

impl Marks {
    pub(super) fn new(count: u64) -> Self {
        Self { bits: vec![0; count.div_ceil(64) as usize], count }
    }

    fn reaches(&self, sector: u32) -> bool {
        u64::from(sector) < self.count
    }

    /// Marks a sector; returns whether it was free.
    fn take(&mut self, sector: u32) -> bool {
        let (word, bit) = (&mut self.bits[sector as usize / 64], 1 << (sector % 64));
        let free = *word & bit == 0;
        *word |= bit;
        free
    }
}

/// Is a table that says which sector follows which, read where it stands. A chain may jump about in it, so that blocks that
/// were read are held; all of them are no more than [`super::header::SECTORS`] entries.
pub(super) struct Table<'s> {
    stream: Stream<'s>,
    blocks: HashMap<u64, Vec<u8>>,
}

impl<'s> Table<'s> {
    pub(super) fn new(stream: Stream<'s>) -> Self {
        Self { stream, blocks: HashMap::new() }
    }

    /// Returns what follows a sector; nothing where the table does not reach so far.
    fn after(&mut self, sector: u32) -> io::Result<Option<u32>> {
        let place = u64::from(sector) * 4;
        if place >= self.stream.len() {
            return Ok(None);
        }
        let block = match self.blocks.entry(place / BLOCK) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(room) => {
                room.insert(temoin_syntax::slice(&self.stream, place / BLOCK * BLOCK, BLOCK as usize)?)
            }
        };
        let entry = block.get((place % BLOCK) as usize..).and_then(<[u8]>::first_chunk);
        Ok(entry.map(|bytes| u32::from_le_bytes(*bytes)))
    }
}

/// Follows a chain for at most so many sectors. What was met before ends it, unless its own marks are meant to be there.
pub(super) fn follow(
    table: &mut Table<'_>,
    marks: &mut Marks,
    first: u32,
    most: u64,
    again: bool,
) -> io::Result<Chain> {
    let mut chain = Chain { runs: Vec::new(), count: 0, ended: Ended::Rightly };
    let mut next = first;
    while chain.count < most && next != END {
        if next >= LAST || !marks.reaches(next) {
            chain.ended = Ended::Beyond;
            return Ok(chain);
        }
        if !marks.take(next) && !again {
            chain.ended = Ended::Crossed;
            return Ok(chain);
        }
        if !chain.push(next) {
            chain.ended = Ended::Scattered;
            return Ok(chain);
        }
        next = match table.after(next)? {
            Some(next) => next,
            None if chain.count == most => break,
            None => {
                chain.ended = Ended::Beyond;
                return Ok(chain);
            }
        };
    }
    Ok(chain)
}

impl Chain {
    /// Lists its runs as ranges, each by its first byte and its length, where a sector has so many bytes.
    pub(super) fn ranges(&self, unit: u64, place: impl Fn(u32) -> u64) -> impl Iterator<Item = (u64, u64)> {
        self.runs.iter().map(move |run| (place(run.first), u64::from(run.count) * unit))
    }

    fn push(&mut self, sector: u32) -> bool {
        let full = self.runs.len() >= RUNS;
        match self.runs.last_mut() {
            Some(run) if run.first.checked_add(run.count) == Some(sector) => run.count += 1,
            _ if full => return false,
            _ => self.runs.push(Run { first: sector, count: 1 }),
        }
        self.count += 1;
        true
    }
}

/// Finds the sectors of the table itself: the header names the first ones, a chain of lists the others (section 2.5).
pub(super) fn fat<'s>(
    source: &'s dyn Source,
    header: &Header,
    marks: &mut Marks,
    faults: &mut Vec<Fault>,
) -> io::Result<Stream<'s>> {
    let mut chain = Chain { runs: Vec::new(), count: 0, ended: Ended::Rightly };
    // A table has an entry for each sector, and no more sectors than that takes.
    let needed = (header.sectors * 4).div_ceil(header.sector);
    let (mut list, mut next) = (header.named.clone(), header.difat);
    let mut at = 76;
    loop {
        for sector in list {
            if chain.count >= needed || sector >= LAST {
                continue;
            }
            if !marks.reaches(sector) || !marks.take(sector) || !chain.push(sector) {
                let detail = "A part of the table of sectors is not where it should be.";
                faults.push(Fault { code: "damaged", start: at, len: 4, detail });
                return Ok(Stream::of_sectors(source, header, &chain, chain.count * header.sector));
            }
        }
        if chain.count >= needed || next >= LAST || !marks.reaches(next) || !marks.take(next) {
            return Ok(Stream::of_sectors(source, header, &chain, chain.count * header.sector));
        }
        at = header.place(next);
        let bytes = temoin_syntax::slice(source, at, header.sector as usize)?;
        list = bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
        // The last entry of a list names the next one.
        next = list.pop().unwrap_or(END);
    }
}
