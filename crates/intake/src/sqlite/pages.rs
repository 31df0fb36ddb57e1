use std::cell::RefCell;
use std::io;
use std::ops::Deref;
use std::rc::Rc;

use crate::Source;

/// Most pages followed, so that a set of them stays below 8 MiB: 256 GiB of the usual size.
const MOST: u64 = 1 << 26;
/// Bytes read at once; a page lies in one block, for both sizes are powers of two and this is the largest page.
const BLOCK: u64 = 64 << 10;
/// Blocks kept: rows and the pages they overflow into lie close together, mostly.
const KEPT: usize = 64;

/// Reads pages on demand. They are numbered from 1 (section 1.2).
pub(super) struct Pages<'s> {
    source: &'s dyn Source,
    size: u64,
    len: u64,
    count: u32,
    /// The blocks used last, the latest at the end.
    blocks: RefCell<Vec<(u64, Rc<[u8]>)>>,
}

impl<'s> Pages<'s> {
    pub(super) fn new(source: &'s dyn Source, size: u64) -> Self {
        let len = source.len();
        let count = len.div_ceil(size).min(MOST) as u32;
        Self { source, size, len, count, blocks: RefCell::default() }
    }

    /// Returns how many pages there are; the last one may be cut.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Returns whether the file goes on behind the last page that is followed.
    pub(super) fn beyond(&self) -> bool {
        self.len.div_ceil(self.size) > MOST
    }

    /// Returns whether there is a page of that number.
    pub(super) fn has(&self, number: u32) -> bool {
        (1..=self.count).contains(&number)
    }

    /// Returns the place of a page's first byte.
    pub(super) fn place(&self, number: u32) -> u64 {
        u64::from(number.saturating_sub(1)) * self.size
    }

    /// Returns a page's first byte and its length, inside the file.
    pub(super) fn span(&self, number: u32) -> (u64, u64) {
        let start = self.place(number).min(self.len);
        (start, self.size.min(self.len - start))
    }

    /// Returns a page; nothing where there is none of that number.
    pub(super) fn page(&self, number: u32) -> io::Result<Option<Page>> {
        if !self.has(number) {
            return Ok(None);
        }
        let place = self.place(number);
        let block = self.block(place / BLOCK)?;
        let start = ((place % BLOCK) as usize).min(block.len());
        let end = (start + self.size as usize).min(block.len());
        Ok(Some(Page { block, start, end }))
    }

    fn block(&self, index: u64) -> io::Result<Rc<[u8]>> {
        let mut blocks = self.blocks.borrow_mut();
        if let Some(at) = blocks.iter().rposition(|(known, _)| *known == index) {
            let found = blocks.remove(at);
            let block = found.1.clone();
            blocks.push(found);
            return Ok(block);
        }
        if blocks.len() >= KEPT {
            blocks.remove(0);
        }
        let block: Rc<[u8]> = temoin_syntax::slice(self.source, index * BLOCK, BLOCK as usize)?.into();
        blocks.push((index, block.clone()));
        Ok(block)
    }
}

/// Is one page's bytes; fewer than a page has where the file ends inside.
#[derive(Clone)]
pub(super) struct Page {
    block: Rc<[u8]>,
    start: usize,
    end: usize,
}

impl Deref for Page {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.block[self.start..self.end]
    }
}

/// Reads a big-endian number of two bytes; nothing beyond the end.
pub(super) fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..)?.first_chunk()?;
    Some(usize::from(u16::from_be_bytes(*pair)))
}

/// Reads a big-endian number of four bytes; nothing beyond the end.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*four))
}

/// Is a set of page numbers, one bit each.
pub(super) struct PageSet(Vec<u64>);

impl PageSet {
    /// Makes an empty set for pages 1 to `count`.
    pub(super) fn new(count: u32) -> Self {
        Self(vec![0; count as usize / 64 + 1])
    }

    /// Adds a page; returns whether it is new. One beyond the set is not.
    pub(super) fn insert(&mut self, number: u32) -> bool {
        let Some(word) = self.0.get_mut(number as usize / 64) else { return false };
        let bit = 1 << (number % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Returns whether a page is in it.
    pub(super) fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Returns the next page in it after a number.
    pub(super) fn after(&self, number: u32) -> Option<u32> {
        let from = number as usize + 1;
        let mut at = from / 64;
        let mut word = self.0.get(at)? & (u64::MAX << (from % 64));
        while word == 0 {
            at += 1;
            word = *self.0.get(at)?;
        }
        Some((at * 64) as u32 + word.trailing_zeros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_its_pages_in_order() {
        let mut set = PageSet::new(200);
        for number in [200, 1, 63, 64, 130] {
            assert!(set.insert(number) && !set.insert(number));
        }
        assert!(!set.insert(100_000) && !set.has(100_000) && !set.has(2));
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(next) = set.after(at) {
            found.push(next);
            at = next;
        }
        assert_eq!(found, [1, 63, 64, 130, 200]);
    }

    #[test]
    fn pages_are_those_of_the_file() {
        let file: Vec<u8> = (0..200_000u32).map(|at| (at / 512) as u8).collect();
        let pages = Pages::new(&file, 512);
        assert_eq!((pages.count(), pages.span(391)), (391, (199_680, 320)));
        for number in [391, 1, 129, 128, 391, 300] {
            let page = pages.page(number).unwrap().unwrap();
            assert!(page.iter().all(|&byte| byte == (number - 1) as u8) && !page.is_empty());
        }
        assert!(pages.page(0).unwrap().is_none() && pages.page(392).unwrap().is_none());
    }
}
