use std::cell::RefCell;
use std::io;

use crate::Source;

/// Bytes asked for where nothing is known of what is asked next, and the most asked for ahead.
const LEAST: usize = 4 << 10;
const MOST: usize = 256 << 10;

/// Reads a source in blocks, for whoever asks for many small ranges, most of them ascending.
///
/// Ranges close to one another are served by few large reads; those far apart cost one small read each, so that what is
/// read ahead in vain stays small, in whatever order one asks.
pub struct Blocks<S> {
    source: S,
    held: Vec<u8>,
    /// Place of the first byte held.
    start: u64,
    /// Bytes read at once, when what is asked for is less.
    ahead: usize,
    /// How often, and for how many bytes, the block held was asked.
    asked: usize,
    used: usize,
}

impl<S: Source> Blocks<S> {
    /// Holds nothing yet.
    pub fn new(source: S) -> Self {
        Self { source, held: Vec::new(), start: 0, ahead: LEAST, asked: 0, used: 0 }
    }

    /// Returns the bytes from a place on: as many as were asked for, or all up to the end where there are fewer.
    ///
    /// # Errors
    /// What the medium reports.
    #[inline]
    pub fn at(&mut self, place: u64, count: usize) -> io::Result<&[u8]> {
        let from = match self.within(place, count) {
            Some(from) => from,
            None => {
                self.load(place, count)?;
                0
            }
        };
        self.asked += 1;
        self.used += count;
        let end = self.held.len().min(from + count);
        Ok(&self.held[from..end])
    }

    /// Returns where a range begins in the block held; nothing where not all of it is there.
    #[inline]
    fn within(&self, place: u64, count: usize) -> Option<usize> {
        let from = usize::try_from(place.checked_sub(self.start)?).ok()?;
        let there = from <= self.held.len() && (count <= self.held.len() - from || self.is_last());
        there.then_some(from)
    }

    /// Returns whether the block held reaches to the end of the source.
    fn is_last(&self) -> bool {
        !self.held.is_empty() && self.start + self.held.len() as u64 >= self.source.len()
    }

    #[cold]
    fn load(&mut self, place: u64, count: usize) -> io::Result<()> {
        // A block was worth its reading when each small read in its stead would have been asked for, or much of it was used.
        let worth = self.asked * LEAST > self.held.len() || self.used * 4 > self.held.len();
        let onwards = place >= self.start;
        self.ahead = if onwards && worth { (self.ahead * 2).min(MOST) } else { (self.ahead / 2).max(LEAST) };
        let there = usize::try_from(self.source.len().saturating_sub(place)).unwrap_or(usize::MAX);
        self.held.resize(there.min(count.max(self.ahead)), 0);
        (self.start, self.asked, self.used) = (place, 0, 0);
        let came = crate::fill(&self.source, place, &mut self.held);
        // What a failed read left is not to be taken for bytes of the source.
        self.held.truncate(*came.as_ref().unwrap_or(&0));
        came.map(|_| ())
    }

    /// Returns what is read.
    pub fn source(&self) -> &S {
        &self.source
    }
}

/// Reads in blocks what would cost much to be asked for each small range: a file, a pipe.
impl<S: Source> Source for RefCell<Blocks<S>> {
    fn len(&self) -> u64 {
        self.borrow().source.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let blocks = &mut *self.borrow_mut();
        if buf.len() >= MOST && blocks.within(offset, buf.len()).is_none() {
            return blocks.source.read_at(offset, buf);
        }
        let there = blocks.at(offset, buf.len())?;
        buf[..there.len()].copy_from_slice(there);
        Ok(there.len())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Counts what is asked of it.
    struct Counted {
        bytes: Vec<u8>,
        reads: Cell<usize>,
        read: Cell<usize>,
    }

    impl Source for Counted {
        fn len(&self) -> u64 {
            self.bytes.len() as u64
        }

        fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
            let came = self.bytes.read_at(offset, buf)?;
            self.reads.set(self.reads.get() + 1);
            self.read.set(self.read.get() + came);
            Ok(came)
        }
    }

    /// Asks for ranges, and returns how many reads they took and of how many bytes.
    fn check(len: usize, ranges: impl Iterator<Item = (u64, usize)>) -> (usize, usize) {
        let bytes: Vec<u8> = (0..len).map(|n| (n % 251) as u8).collect();
        let mut blocks = Blocks::new(Counted { bytes: bytes.clone(), reads: Cell::default(), read: Cell::default() });
        for (place, count) in ranges {
            let from = bytes.len().min(place as usize);
            let expected = &bytes[from..bytes.len().min(from + count)];
            assert_eq!(blocks.at(place, count).unwrap(), expected, "{count} bytes at {place}");
        }
        (blocks.source().reads.get(), blocks.source().read.get())
    }

    #[test]
    fn neighbours_are_served_by_few_large_reads() {
        let len = 8 << 20;
        let (reads, read) = check(len, (0..len as u64 / 100).map(|n| (100 * n, 46)));
        assert!(reads <= len / MOST + 10, "{reads} reads");
        assert!(read <= len + len / 100, "{read} bytes");
    }

    #[test]
    fn what_lies_far_apart_costs_small_reads() {
        let (len, count) = (16 << 20, 256);
        let step = len / count;
        let (reads, read) = check(len, (0..count as u64).map(|n| (n * step as u64, 46)));
        assert_eq!((reads, read), (count, count * LEAST));
        // From back to front, and to and fro.
        let (_, read) = check(len, (0..count as u64).rev().map(|n| (n * 1000, 46)));
        assert!(read <= count * LEAST, "{read} bytes");
        let (_, read) = check(len, (0..count as u64).map(|n| (n * 7919 % 256 * step as u64, 46)));
        assert!(read <= 2 * count * LEAST, "{read} bytes");
    }

    #[test]
    fn the_end_and_large_ranges_are_whole() {
        check(10, [(0, 0), (0, 20), (5, 5), (9, 3), (10, 1), (11, 4), (u64::MAX, 9), (2, 3)].into_iter());
        check(3 * MOST, [(1, 2 * MOST), (5, 10), (MOST as u64, 3 * MOST), (0, 1)].into_iter());
        let blocks = RefCell::new(Blocks::new(vec![7; 2 * MOST]));
        for count in [1, 100, MOST, 2 * MOST] {
            assert_eq!(crate::slice(&blocks, 3, count).unwrap(), vec![7; count.min(2 * MOST - 3)]);
        }
    }
}
