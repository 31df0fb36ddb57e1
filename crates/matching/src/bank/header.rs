//! The header of a bank's file, and the look at each section that is taken before it is trusted.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crc32fast::Hasher;

use crate::bands::{Bands, MOST_BANDS};
use crate::image::{Counts, HEADER, Layout, MOST_SECTIONS, fold_of, word_at};

/// How a file begins.
pub const MAGIC: [u8; 8] = *b"TEMOINBK";

/// The version of the format.
pub const VERSION: u32 = 1;

const CHECKSUMS: usize = 64;
const LAST: usize = HEADER - 4;
const _: () = assert!(CHECKSUMS + 4 * MOST_SECTIONS <= LAST);

/// Bytes of a section that are summed and looked at in one go: what a near cache holds, and a multiple of every item's bytes.
const BLOCK: usize = 1 << 16;

/// Says why a file is not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It could not be read or mapped.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It does not begin as a bank does.
    #[error("not a bank")]
    NotABank,
    /// It is of a version that this program does not know.
    #[error("version {0} is not known")]
    Version(u32),
    /// It ends too early, or holds what the writer did not write.
    #[error("damaged: {0}")]
    Damaged(Part),
    /// It holds more than this machine can address.
    #[error("too large")]
    TooLarge,
}

/// Names a part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The first 512 bytes.
    Header,
    /// A section after it, counted from zero.
    Section(usize),
    /// A record after the sections, counted from zero.
    Record(usize),
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Header => f.write_str("header"),
            Self::Section(number) => write!(f, "section {number}"),
            Self::Record(number) => write!(f, "record {number}"),
        }
    }
}

/// Writes the header of an image.
pub fn encode(image: &[u8], layout: &Layout, threads: NonZeroUsize) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    let mut put = |place: usize, bytes: &[u8]| header[place..place + bytes.len()].copy_from_slice(bytes);
    put(0, &MAGIC);
    put(8, &VERSION.to_le_bytes());
    put(12, &layout.counts.words.to_le_bytes());
    put(16, &layout.counts.rows.to_le_bytes());
    put(20, &layout.counts.folds.to_le_bytes());
    put(24, &layout.bands.widths());
    let sums =
        in_threads(layout.sections.len(), threads, |number| crc32fast::hash(&image[layout.sections[number].clone()]));
    for (number, sum) in sums.into_iter().enumerate() {
        put(CHECKSUMS + 4 * number, &sum.to_le_bytes());
    }
    let sum = crc32fast::hash(&header[..LAST]);
    header[LAST..].copy_from_slice(&sum.to_le_bytes());
    header
}

/// Reads a header: what the image after it holds.
///
/// # Errors
/// The bytes are not what [`encode`] writes.
pub fn decode(header: &[u8]) -> Result<Layout, FileError> {
    if !header.starts_with(&MAGIC) {
        return Err(FileError::NotABank);
    }
    let damaged = FileError::Damaged(Part::Header);
    let Some(header) = header.first_chunk::<HEADER>() else { return Err(damaged) };
    let number = |place: usize| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&header[place..place + 4]);
        u32::from_le_bytes(bytes)
    };
    if number(LAST) != crc32fast::hash(&header[..LAST]) {
        return Err(damaged);
    }
    if number(8) != VERSION {
        return Err(FileError::Version(number(8)));
    }
    let counts = Counts { words: number(12), rows: number(16), folds: number(20) };
    let mut widths = [0; MOST_BANDS];
    widths.copy_from_slice(&header[24..24 + MOST_BANDS]);
    let bands = Bands::new(widths).ok_or(damaged)?;
    if counts.rows < counts.words || counts.folds > counts.words {
        return Err(FileError::Damaged(Part::Header));
    }
    Layout::new(counts, bands).ok_or(FileError::TooLarge)
}

/// Compares each section with its checksum and looks whether it can be one, in one pass over the bytes.
///
/// # Errors
/// The first section that is not what [`encode`] summed, or cannot be.
pub fn check(image: &[u8], layout: &Layout, threads: NonZeroUsize) -> Result<(), FileError> {
    let sound = in_threads(layout.sections.len(), threads, |number| {
        let mut sum = [0; 4];
        sum.copy_from_slice(&image[CHECKSUMS + 4 * number..CHECKSUMS + 4 * number + 4]);
        is_sound(&image[layout.sections[number].clone()], number, layout, u32::from_le_bytes(sum))
    });
    match sound.iter().position(|sound| !sound) {
        Some(number) => Err(FileError::Damaged(Part::Section(number))),
        None => Ok(()),
    }
}

fn is_sound(section: &[u8], number: usize, layout: &Layout, sum: u32) -> bool {
    let Counts { words, rows, folds } = layout.counts;
    let mut hasher = Hasher::new();
    let mut summed = |look: &mut dyn FnMut(&[u8]) -> bool| {
        section.chunks(BLOCK).all(|block| {
            hasher.update(block);
            look(block)
        })
    };
    let looked = match number {
        // Words ascend: so none stands twice, and the first band needs no entries.
        0 => {
            let (mut last, mut left) = (None, words as usize);
            summed(&mut |block| {
                let items = block.as_chunks::<32>().0;
                let (items, _) = items.split_at(items.len().min(left));
                left -= items.len();
                items.iter().map(word_at).all(|word| last.replace(word).is_none_or(|last| last < word))
            })
        }
        // Folds ascend, each with at least one row more, and end at the count of rows.
        2 => {
            let (mut last, mut left) = (None, folds as usize);
            let ascend = summed(&mut |block| {
                let items = block.as_chunks::<8>().0;
                let (items, _) = items.split_at(items.len().min(left));
                left -= items.len();
                items.iter().map(fold_of).all(|fold| {
                    fold.0 < words
                        && fold.1 > 0
                        && last.replace(fold).is_none_or(|last| last.0 < fold.0 && last.1 < fold.1)
                })
            });
            ascend && last.map_or(0, |last: (u32, u32)| last.1) == rows - words
        }
        // Offsets never fall, begin at none, and end at all words.
        _ if number >= 3 && number.is_multiple_of(3) => {
            let (mut last, mut left) = (0, (1usize << layout.bands.width(number / 3 - 1)) + 1);
            let begins = section.first_chunk::<4>() == Some(&[0; 4]);
            let ascend = summed(&mut |block| {
                let items = block.as_chunks::<4>().0;
                let (items, _) = items.split_at(items.len().min(left));
                left -= items.len();
                // Compared without leaving the loop early: that is many times as fast.
                items.iter().map(|item| u32::from_le_bytes(*item)).fold(true, |ascend, offset| {
                    let before = std::mem::replace(&mut last, offset);
                    ascend & (before <= offset)
                })
            });
            begins && ascend && last == words
        }
        _ => summed(&mut |_| true),
    };
    looked && hasher.finalize() == sum
}

/// Does something for each number below `count`, on some threads; returns the results in order.
fn in_threads<T: Send>(count: usize, threads: NonZeroUsize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return done;
            }
            done.push((number, act(number)));
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get().min(count)).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            // A panic goes on, as it would without threads.
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
