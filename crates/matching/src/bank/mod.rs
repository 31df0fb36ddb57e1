//! A bank: words with rows, searched exactly, that grows and shrinks without being built anew.

mod change;
mod file;
mod header;

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::image::{Image, word_at, word_bytes};
use crate::kernel::{Hit, Kernel};
use crate::segment::{Scratch, Segment};
use crate::tables::{BuildError, build};
use crate::word::{BITS, Distance, Word};

pub use change::Change;
pub use header::{FileError, Part};

/// Words appended that are scanned; at so many they are entered into tables.
const TAIL: usize = 4096;

/// Images of at most so many words are joined as more are appended. Larger ones wait for [`Bank::merge`].
const JOINED: usize = 1 << 18;

/// Queries scanned in one pass.
const TOGETHER: usize = 8;

/// Queries that a thread takes at once.
const TAKEN: usize = 64;

/// Is a row with a word within the radius.
///
/// Matches sort by their distance, then by their row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The least distance of the row's words to the query.
    pub distance: Distance,
    /// The row, as it was given.
    pub row: u32,
}

/// Holds words with row numbers. Equal words are kept once; a row may have several words.
pub struct Bank {
    parts: Vec<Held>,
    tail_words: Vec<u8>,
    tail_rows: Vec<u32>,
    threads: NonZeroUsize,
}

/// Is an image with what was removed since it was made.
struct Held {
    segment: Segment,
    removed: HashSet<u32>,
    /// Pairs of words and rows that are not removed.
    left: usize,
}

impl Held {
    fn new(image: Image) -> Self {
        let left = image.layout().counts.rows as usize;
        Self { segment: Segment::new(image), removed: HashSet::new(), left }
    }

    /// Adds all pairs that are not removed.
    fn pairs(&self, pairs: &mut Vec<(Word, u32)>) {
        let image = self.segment.image();
        for (index, word) in (0..).zip(image.words().as_chunks::<32>().0) {
            let word = word_at(word);
            pairs.extend(image.rows(index).filter(|row| !self.removed.contains(row)).map(|row| (word, row)));
        }
    }
}

impl Bank {
    /// Makes a bank of words and their rows, on as many threads. A pair given twice counts once.
    ///
    /// # Errors
    /// There are too many words, or no memory for them.
    pub fn build(pairs: Vec<(Word, u32)>, threads: NonZeroUsize) -> Result<Self, BuildError> {
        Ok(Self::of(build(pairs, threads)?, threads))
    }

    fn of(image: Image, threads: NonZeroUsize) -> Self {
        Self { parts: vec![Held::new(image)], tail_words: Vec::new(), tail_rows: Vec::new(), threads }
    }

    /// Returns whether a file that begins so, with eight bytes or more, means to be a bank.
    pub fn begins(head: &[u8]) -> bool {
        head.starts_with(&header::MAGIC)
    }

    /// Counts the pairs of words and rows.
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.left).sum::<usize>() + self.tail_rows.len()
    }

    /// Returns whether nothing is there to be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Counts the bytes of the words and tables, in memory or mapped.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.segment.image().bytes().len()).sum::<usize>() + 36 * self.tail_rows.len()
    }

    /// Returns each row with a word within the radius, once: the nearest first, among equals the lowest.
    pub fn within(&self, query: Word, radius: Distance) -> Vec<Match> {
        self.answer(&[query], radius, &mut Scratch::default()).pop().unwrap_or_default()
    }

    /// Answers many queries on as many threads: the matches of each, as [`Bank::within`] returns them.
    pub fn within_all(&self, queries: &[Word], radius: Distance, threads: NonZeroUsize) -> Vec<Vec<Match>> {
        let chunks: Vec<_> = queries.chunks(TAKEN).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut answered, mut scratch) = (Vec::new(), Scratch::default());
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(chunk) = chunks.get(number) else { return answered };
                answered.push((number, self.answer(chunk, radius, &mut scratch)));
            }
        };
        let mut answered = thread::scope(|scope| {
            let others: Vec<_> = (1..threads.get().min(chunks.len())).map(|_| scope.spawn(work)).collect();
            let mut answered = work();
            for other in others {
                // A panic goes on, as it would without threads.
                answered.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            answered
        });
        answered.sort_unstable_by_key(|(number, _)| *number);
        answered.into_iter().flat_map(|(_, answers)| answers).collect()
    }

    /// Answers queries one after the other; those that are better scanned, together.
    fn answer(&self, queries: &[Word], radius: Distance, scratch: &mut Scratch) -> Vec<Vec<Match>> {
        let mut answers = vec![Vec::new(); queries.len()];
        let mut hits = Vec::new();
        for part in &self.parts {
            let mut scanned = Vec::new();
            for (number, query) in queries.iter().enumerate() {
                hits.clear();
                if part.segment.look_up(*query, radius.bits(), scratch, &mut hits) {
                    add(part, &hits, &mut answers[number]);
                } else {
                    scanned.push(number);
                }
            }
            for together in scanned.chunks(TOGETHER) {
                let queries: Vec<_> = together.iter().map(|&number| queries[number]).collect();
                let mut hits = vec![Vec::new(); together.len()];
                part.segment.scan(&queries, radius.bits(), &mut hits);
                for (number, hits) in together.iter().zip(&hits) {
                    add(part, hits, &mut answers[*number]);
                }
            }
        }
        for (query, answer) in queries.iter().zip(&mut answers) {
            hits.clear();
            Kernel::best().scan(&self.tail_words, *query, radius.bits(), 0, &mut hits);
            answer.extend(hits.iter().map(|hit| found(hit, self.tail_rows[hit.index as usize])));
            sort(answer);
        }
        answers
    }

    /// Adds a word, found from now on. At times it is entered into tables together with those before it: milliseconds, and
    /// for a hundred thousand words a second at most, whatever the bank's size.
    ///
    /// # Errors
    /// There is no memory.
    pub fn append(&mut self, word: Word, row: u32) -> Result<(), BuildError> {
        self.tail_words.extend(word_bytes(word));
        self.tail_rows.push(row);
        if self.tail_rows.len() < TAIL {
            return Ok(());
        }
        let mut pairs = self.tail();
        let mut from = self.parts.len();
        while from > 1 && self.parts[from - 1].left <= 2 * pairs.len() && pairs.len() < JOINED {
            from -= 1;
            self.parts[from].pairs(&mut pairs);
        }
        let joined = build(pairs, self.threads)?;
        self.parts.truncate(from);
        self.parts.push(Held::new(joined));
        self.tail_words.clear();
        self.tail_rows.clear();
        Ok(())
    }

    fn tail(&self) -> Vec<(Word, u32)> {
        self.tail_words.as_chunks::<32>().0.iter().map(word_at).zip(self.tail_rows.iter().copied()).collect()
    }

    /// Removes rows with all their words; returns how many pairs that were. They can be appended again.
    /// One pass over the rows, whatever their number: give many at once.
    pub fn remove(&mut self, rows: &[u32]) -> usize {
        let rows: HashSet<u32> = rows.iter().copied().collect();
        let before = self.len();
        for part in &mut self.parts {
            let mut lost = HashSet::new();
            for row in part.segment.image().all_rows().filter(|row| rows.contains(row)) {
                if !part.removed.contains(&row) {
                    part.left -= 1;
                    lost.insert(row);
                }
            }
            part.removed.extend(lost);
        }
        let kept: Vec<_> = self.tail().into_iter().filter(|(_, row)| !rows.contains(row)).collect();
        self.tail_words = kept.iter().flat_map(|(word, _)| word_bytes(*word)).collect();
        self.tail_rows = kept.into_iter().map(|(_, row)| row).collect();
        before - self.len()
    }

    /// Returns whether so much was appended or removed that [`Bank::merge`] pays: an eighth of the bank.
    pub fn wants_merge(&self) -> bool {
        let Some(base) = self.parts.first() else { return false };
        let rows = base.segment.image().layout().counts.rows as usize;
        let changed = self.len() - base.left + (rows - base.left);
        changed > TAIL && changed > rows / 8
    }

    /// Builds the bank anew of what is in it. Until then memory for both is needed.
    ///
    /// # Errors
    /// There are too many words, or no memory for them; the bank is as before.
    pub fn merge(&mut self) -> Result<(), BuildError> {
        *self = Self::build(self.pairs(0), self.threads)?;
        Ok(())
    }

    /// Returns what is in the parts from `first` on and in the tail.
    fn pairs(&self, first: usize) -> Vec<(Word, u32)> {
        let mut pairs = self.tail();
        self.parts[first..].iter().for_each(|part| part.pairs(&mut pairs));
        pairs
    }
}

/// Adds the rows of the words that were hit, without those removed.
fn add(part: &Held, hits: &[Hit], answer: &mut Vec<Match>) {
    for hit in hits {
        let rows = part.segment.image().rows(hit.index).filter(|row| !part.removed.contains(row));
        answer.extend(rows.map(|row| found(hit, row)));
    }
}

fn found(hit: &Hit, row: u32) -> Match {
    Match { distance: Distance::new(u32::from(hit.distance)).unwrap_or(Distance::MOST), row }
}

/// Matches from which on counting their distances pays.
const MANY: usize = 256;

/// Brings matches in order, each row once with its least distance.
fn sort(answer: &mut Vec<Match>) {
    // Numbers are compared without a branch. This and the counting take a third off a query with eighteen thousand matches.
    answer.sort_unstable_by_key(|found| (u64::from(found.row) << 16) | u64::from(found.distance.bits()));
    answer.dedup_by_key(|found| found.row);
    if answer.len() < MANY {
        return answer.sort_unstable();
    }
    // They lie in the order of their rows: counted by distance, they stay so.
    let mut next = [0usize; BITS as usize + 2];
    answer.iter().for_each(|found| next[found.distance.bits() as usize + 1] += 1);
    for distance in 1..next.len() {
        next[distance] += next[distance - 1];
    }
    let mut sorted = answer.clone();
    for found in &*answer {
        let place = &mut next[found.distance.bits() as usize];
        sorted[*place] = *found;
        *place += 1;
    }
    *answer = sorted;
}
