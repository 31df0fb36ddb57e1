//! Writes an image from words and rows: sorted, folded, and entered into one table a band.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::thread;

use crate::bands::{Bands, TAG_BITS};
use crate::image::{Bytes, Counts, Image, Layout, entry_bytes, fold_of, word_at, word_bytes, zeroed};
use crate::word::Word;

/// Says why words could not be made searchable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// There are more than 2^32 − 1 words and rows, or more than this machine can address.
    #[error("too many words")]
    TooMany,
    /// The system gave no memory.
    #[error("no memory: {0}")]
    Memory(std::io::Error),
}

/// Makes an image, with the bands that suit the count of words. The same pair given twice stands once.
pub fn build(pairs: Vec<(Word, u32)>, threads: NonZeroUsize) -> Result<Image, BuildError> {
    build_with(pairs, Bands::choose, threads)
}

/// Makes an image with chosen bands.
pub fn build_with(
    mut pairs: Vec<(Word, u32)>,
    choose: impl FnOnce(u32) -> Bands,
    threads: NonZeroUsize,
) -> Result<Image, BuildError> {
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = Counts { words: 0, rows: u32::try_from(pairs.len()).map_err(|_| BuildError::TooMany)?, folds: 0 };
    for run in pairs.chunk_by(|a, b| a.0 == b.0) {
        counts.words += 1;
        counts.folds += u32::from(run.len() > 1);
    }
    let layout = Layout::new(counts, choose(counts.words)).ok_or(BuildError::TooMany)?;
    let mut image = zeroed(layout.len()).map_err(BuildError::Memory)?;
    let mut sections = split(&mut image, &layout);
    let mut tables = sections.split_off(3);
    write_words(&pairs, &mut sections);
    drop(pairs);

    let words = sections[0].as_chunks::<32>().0;
    let words = &words[..counts.words as usize];
    let bands = layout.bands;
    let waiting: Mutex<Vec<_>> = Mutex::new(tables.chunks_exact_mut(3).enumerate().collect());
    thread::scope(|scope| {
        let work = || {
            while let Some((band, table)) = waiting.lock().ok().and_then(|mut waiting| waiting.pop()) {
                if let [offsets, tags, entries] = table {
                    enter(words, bands.start(band), bands.width(band), offsets, tags, entries);
                }
            }
        };
        for _ in 1..threads.get().min(bands.count()) {
            scope.spawn(work);
        }
        work();
    });
    Ok(Image::new(Bytes::Held(image), layout))
}

/// Cuts an image into its sections.
fn split<'a>(image: &'a mut [u8], layout: &Layout) -> Vec<&'a mut [u8]> {
    let mut rest = image;
    let mut place = 0;
    let mut sections = Vec::with_capacity(layout.sections.len());
    for section in &layout.sections {
        let (_, from) = rest.split_at_mut(section.start - place);
        let (here, after) = from.split_at_mut(section.len());
        sections.push(here);
        (rest, place) = (after, section.end);
    }
    sections
}

/// Writes words, rows and folds from sorted pairs.
fn write_words(pairs: &[(Word, u32)], sections: &mut [&mut [u8]]) {
    let [words, rows, folds] = sections else { return };
    let (words, rows, folds) =
        (words.as_chunks_mut::<32>().0, rows.as_chunks_mut::<4>().0, folds.as_chunks_mut::<8>().0);
    for (place, (_, row)) in rows.iter_mut().zip(pairs) {
        *place = row.to_le_bytes();
    }
    let (mut more, mut fold) = (0u32, 0);
    for ((index, place), run) in (0u32..).zip(words).zip(pairs.chunk_by(|a, b| a.0 == b.0)) {
        *place = word_bytes(run[0].0);
        if run.len() > 1 {
            more += run.len() as u32 - 1;
            let parts = folds[fold].as_chunks_mut::<4>().0;
            (parts[0], parts[1]) = (index.to_le_bytes(), more.to_le_bytes());
            debug_assert_eq!(fold_of(&folds[fold]), (index, more));
            fold += 1;
        }
    }
}

/// Enters the words into the table of one band: a counting sort by their keys, which keeps the order of the words.
fn enter(words: &[[u8; 32]], start: u32, width: u32, offsets: &mut [u8], tags: &mut [u8], entries: &mut [u8]) {
    let keys = 1usize << width;
    let key = |word: &[u8; 32]| word_at(word).field(start, width) as usize;
    // At first next[k + 1] counts key k, then next[k] is where its next entry goes: at last, where k + 1 begins.
    let mut next = vec![0u32; keys + 1];
    words.iter().for_each(|word| next[key(word) + 1] += 1);
    let mut sum = 0;
    for (count, offset) in next.iter_mut().zip(offsets.as_chunks_mut::<4>().0) {
        sum += *count;
        *count = sum;
        *offset = sum.to_le_bytes();
    }
    let tags = tags.as_chunks_mut::<2>().0;
    let mut place = |word: &[u8; 32]| {
        let both = word_at(word);
        let next = &mut next[both.field(start, width) as usize];
        let place = *next as usize;
        *next += 1;
        tags[place] = (both.field(start + width, TAG_BITS) as u16).to_le_bytes();
        place
    };
    if entries.is_empty() {
        for word in words {
            place(word);
        }
        return;
    }
    match entry_bytes(words.len() as u32) {
        1 => put::<1>(words, entries, place),
        2 => put::<2>(words, entries, place),
        3 => put::<3>(words, entries, place),
        _ => put::<4>(words, entries, place),
    }
}

/// Writes the index of each word at its place. How many bytes it takes is known to the compiler: to call for a copy of three took a fifth
/// of the time of all.
fn put<const SIZE: usize>(words: &[[u8; 32]], entries: &mut [u8], mut place: impl FnMut(&[u8; 32]) -> usize) {
    let entries = entries.as_chunks_mut::<SIZE>().0;
    for (index, word) in (0u32..).zip(words) {
        let bytes = index.to_le_bytes();
        entries[place(word)].copy_from_slice(&bytes[..SIZE]);
    }
}
