//! The bytes of a searchable set of words, the same in memory and in a file (`spec/bank-file.md`), and where each part of them lies.

use std::ops::{Deref, Range};

use memmap2::{Mmap, MmapMut};

use crate::bands::{Bands, MOST_BANDS};
use crate::kernel::prefetch;
use crate::word::Word;

/// Bytes of the header.
pub const HEADER: usize = 512;

/// Each section begins at a multiple of this, with zeroes before it.
const LINE: u64 = 64;

/// The most sections: three, and three a band.
pub const MOST_SECTIONS: usize = 3 + 3 * MOST_BANDS;

/// Holds an image's bytes.
pub enum Bytes {
    /// In memory.
    Held(MmapMut),
    /// In a file that is mapped.
    Mapped(Mmap),
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
}

/// Takes zeroed memory, in large pages where the system has them: a query touches a thousand places.
///
/// # Errors
/// The memory is not there.
pub fn zeroed(len: usize) -> std::io::Result<MmapMut> {
    let memory = MmapMut::map_anon(len)?;
    #[cfg(target_os = "linux")]
    drop(memory.advise(memmap2::Advice::HugePage));
    Ok(memory)
}

/// Counts of what an image holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Different words.
    pub words: u32,
    /// Rows: each word has at least one.
    pub rows: u32,
    /// Words with more than one row.
    pub folds: u32,
}

/// Says where the sections of an image lie. It follows from the counts and the bands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What there is.
    pub counts: Counts,
    /// How words are cut.
    pub bands: Bands,
    /// The sections in order: words, rows, folds, then offsets, tags and entries of each band.
    pub sections: Vec<Range<usize>>,
}

impl Layout {
    /// Lays the sections out; `None` where they are beyond this machine's addresses.
    pub fn new(counts: Counts, bands: Bands) -> Option<Self> {
        let words = u64::from(counts.words);
        let mut sizes = vec![32 * words, 4 * u64::from(counts.rows), 8 * u64::from(counts.folds)];
        for band in 0..bands.count() {
            let entries = if band == 0 { 0 } else { u64::from(entry_bytes(counts.words)) * words };
            sizes.extend([4 * ((1 << bands.width(band)) + 1), 2 * words, entries]);
        }
        let mut end = HEADER as u64;
        let place = |size: u64| {
            let start = end;
            end = start.checked_add(size)?.checked_next_multiple_of(LINE)?;
            Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
        };
        let sections = sizes.into_iter().map(place).collect::<Option<_>>()?;
        Some(Self { counts, bands, sections })
    }

    /// Returns the bytes of an image.
    pub fn len(&self) -> usize {
        self.sections.last().map_or(HEADER, |last| last.end)
    }

    /// Returns where the words lie.
    pub fn words(&self) -> Range<usize> {
        let start = self.sections[0].start;
        start..start + 32 * self.counts.words as usize
    }

    /// Returns where the rows lie, those of the first word first.
    pub fn rows(&self) -> Range<usize> {
        let start = self.sections[1].start;
        start..start + 4 * self.counts.rows as usize
    }

    /// Returns where the folds lie.
    pub fn folds(&self) -> Range<usize> {
        let start = self.sections[2].start;
        start..start + 8 * self.counts.folds as usize
    }

    /// Returns the number of a band's first section: its offsets; then come its tags and its entries.
    pub fn of_band(band: usize) -> usize {
        3 + 3 * band
    }
}

/// Returns how many bytes the index of a word takes.
pub fn entry_bytes(words: u32) -> u32 {
    (u32::BITS - words.leading_zeros()).div_ceil(8).max(1)
}

/// An image with its layout: reads of it are checked, so that bytes that changed under a map give no more than a wrong answer.
pub struct Image {
    bytes: Bytes,
    layout: Layout,
    entry_bytes: usize,
}

impl Image {
    /// Puts bytes and their layout together. The caller has compared their lengths.
    pub fn new(bytes: Bytes, layout: Layout) -> Self {
        debug_assert!(bytes.len() >= layout.len());
        let entry_bytes = entry_bytes(layout.counts.words) as usize;
        Self { bytes, layout, entry_bytes }
    }

    /// Returns all bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns where the parts lie.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns the bytes of all words.
    pub fn words(&self) -> &[u8] {
        &self.bytes[self.layout.words()]
    }

    /// Returns a word; past the last, the word of zeroes.
    #[inline]
    pub fn word(&self, index: u32) -> Word {
        let bytes = self.words().as_chunks::<32>().0.get(index as usize);
        bytes.map_or(Word::default(), word_at)
    }

    /// Returns all rows, those of the first word first.
    pub fn all_rows(&self) -> impl ExactSizeIterator<Item = u32> {
        self.bytes[self.layout.rows()].as_chunks::<4>().0.iter().map(|row| u32::from_le_bytes(*row))
    }

    /// Returns the rows of a word.
    pub fn rows(&self, index: u32) -> impl Iterator<Item = u32> {
        let folds = self.bytes[self.layout.folds()].as_chunks::<8>().0;
        let after = folds.partition_point(|fold| fold_of(fold).0 < index);
        let before = if after == 0 { 0 } else { fold_of(&folds[after - 1]).1 };
        let upto = folds.get(after).map(fold_of).filter(|fold| fold.0 == index).map_or(before, |fold| fold.1);
        let rows = self.bytes[self.layout.rows()].as_chunks::<4>().0;
        let (first, last) = (index as usize + before as usize, index as usize + upto as usize);
        rows.get(first..=last).unwrap_or_default().iter().map(|row| u32::from_le_bytes(*row))
    }

    /// Returns the offsets of a band: where the bucket of each key begins, and at last where all end.
    #[inline]
    pub fn offsets(&self, band: usize) -> &[[u8; 4]] {
        self.bytes[self.layout.sections[Layout::of_band(band)].clone()].as_chunks::<4>().0
    }

    /// Returns the first byte of a band's tags.
    #[inline]
    pub fn tags(&self, band: usize) -> usize {
        self.layout.sections[Layout::of_band(band) + 1].start
    }

    /// Returns the first byte of a band's entries.
    #[inline]
    fn entries(&self, band: usize) -> usize {
        self.layout.sections[Layout::of_band(band) + 2].start
    }

    /// Asks for the memory of an entry.
    #[inline]
    pub fn foresee_entry(&self, band: usize, place: u32) {
        if band > 0 {
            prefetch(&self.bytes, self.entries(band) + place as usize * self.entry_bytes);
        }
    }

    /// Asks for the memory of a word.
    #[inline]
    pub fn foresee_word(&self, index: u32) {
        prefetch(&self.bytes, self.layout.sections[0].start + 32 * index as usize);
    }

    /// Returns the index of the word of an entry. Words stand in the order of the first band.
    #[inline]
    pub fn entry(&self, band: usize, place: u32) -> u32 {
        if band == 0 {
            return place;
        }
        let first = self.entries(band) + place as usize * self.entry_bytes;
        let mut number = [0; 4];
        for (to, from) in number.iter_mut().zip(self.bytes.get(first..first + self.entry_bytes).unwrap_or_default()) {
            *to = *from;
        }
        u32::from_le_bytes(number)
    }
}

/// Reads a word of an image.
#[inline(always)]
pub fn word_at(bytes: &[u8; 32]) -> Word {
    let (parts, _) = bytes.as_chunks::<8>();
    Word([0, 1, 2, 3].map(|i| u64::from_le_bytes(parts[i])))
}

/// Writes a word as it lies in an image.
pub fn word_bytes(word: Word) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (place, part) in bytes.chunks_exact_mut(8).zip(word.0) {
        place.copy_from_slice(&part.to_le_bytes());
    }
    bytes
}

/// Reads a fold: the index of a word with more than one row, and how many rows up to it are not the first of their word.
pub fn fold_of(bytes: &[u8; 8]) -> (u32, u32) {
    let (parts, _) = bytes.as_chunks::<4>();
    (u32::from_le_bytes(parts[0]), u32::from_le_bytes(parts[1]))
}
