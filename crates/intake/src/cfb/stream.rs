use std::io;

use super::MINI;
use super::chain::Chain;
use super::header::Header;
use crate::Source;

/// Is a stream: ranges of the file's own bytes, one after the other.
#[derive(Clone)]
pub(crate) struct Stream<'s> {
    source: &'s dyn Source,
    /// Ascending.
    ranges: Vec<Range>,
    len: u64,
    claimed: u64,
    /// A range broke off: what the chain names beyond it is none of the stream.
    ended: bool,
}

/// Is a range of the file and where it stands in the stream; it reaches to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    at: u64,
    start: u64,
}

impl<'s> Stream<'s> {
    /// Makes a stream without bytes.
    pub(super) fn empty(source: &'s dyn Source) -> Self {
        Self { source, ranges: Vec::new(), len: 0, claimed: 0, ended: false }
    }

    /// Makes a stream of whole sectors.
    pub(super) fn of_sectors(source: &'s dyn Source, header: &Header, chain: &Chain, size: u64) -> Self {
        let mut stream = Self { claimed: size, ..Self::empty(source) };
        for (start, len) in chain.ranges(header.sector, |sector| header.place(sector)) {
            stream.push(start, len);
        }
        stream
    }

    /// Makes a stream of small sectors, which lie in the stream that holds them all.
    pub(super) fn small(mini: &Self, chain: &Chain, size: u64) -> Self {
        let mut stream = Self { claimed: size, ..Self::empty(mini.source) };
        for (mut at, mut len) in chain.ranges(MINI, |sector| u64::from(sector) * MINI) {
            while len > 0 && at < mini.len {
                let (start, room) = mini.range(at);
                let part = room.min(len);
                stream.push(start, part);
                at += part;
                len -= part;
            }
            stream.ended |= len > 0;
        }
        stream
    }

    /// Adds a range, as far as the file and the size claimed reach.
    fn push(&mut self, start: u64, len: u64) {
        if self.ended {
            return;
        }
        let there = self.source.len().saturating_sub(start).min(len).min(self.claimed - self.len);
        let joined = self.ranges.last().is_some_and(|last| last.start + (self.len - last.at) == start);
        if there > 0 && !joined {
            self.ranges.push(Range { at: self.len, start });
        }
        self.len += there;
        self.ended = there < len;
    }

    /// Returns the place in the file of a byte that the stream has, and how many more are its neighbours there.
    fn range(&self, at: u64) -> (u64, u64) {
        let number = self.ranges.partition_point(|range| range.at <= at) - 1;
        let end = self.ranges.get(number + 1).map_or(self.len, |next| next.at);
        let range = self.ranges[number];
        (range.start + (at - range.at), end - at)
    }

    /// Returns the place in the file of a byte; that of its end, or 0, beyond.
    pub(crate) fn place(&self, at: u64) -> u64 {
        if at < self.len { self.range(at).0 } else { self.ranges.last().map_or(0, |r| r.start + self.len - r.at) }
    }

    /// Returns how many bytes its entry claims.
    pub(crate) fn claimed(&self) -> u64 {
        self.claimed
    }

    /// Returns whether bytes that its entry claims are not there.
    pub(crate) fn is_cut(&self) -> bool {
        self.len < self.claimed
    }
}

impl Source for Stream<'_> {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if offset >= self.len {
            return Ok(0);
        }
        let (start, room) = self.range(offset);
        let count = room.min(buf.len() as u64) as usize;
        self.source.read_at(start, &mut buf[..count])
    }
}
