//! What is looked for, and what it met: words of 256 bits for the index, and why each was asked.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use temoin_fingerprint::{Dihedral, Frame, Known, Part, PdqHash, Timestamp, explained};
use temoin_matching::{Bank, Distance, Word};

use super::seen::Seen;

/// Is one word that is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Query {
    word: Word,
    asked: Asked,
}

/// Says what a word is the hash of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    /// A part of a picture, turned.
    Part(Part, Dihedral),
    /// A frame of a film.
    Frame(Timestamp),
    /// A hash that came as such.
    Hash,
}

/// Is the nearest that a row came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    /// In how many bits, 0 to 256.
    pub(super) distance: u32,
    /// By what.
    pub(super) asked: Asked,
    /// The hash that was looked for.
    pub(super) hash: PdqHash,
    /// How many of the words that were asked met it.
    pub(super) near: usize,
}

impl Query {
    pub(super) fn of_hash(hash: PdqHash) -> Self {
        Self { word: word(hash), asked: Asked::Hash }
    }

    /// Returns what is looked for of a film: each different frame once.
    pub(super) fn of_frames(frames: &[Frame]) -> Vec<Self> {
        let mut frames: Vec<_> = frames.iter().filter(|frame| frame.quality.is_used()).collect();
        frames.sort_by_key(|frame| frame.hash);
        frames.dedup_by_key(|frame| frame.hash);
        frames.into_iter().map(|frame| Self { word: word(frame.hash), asked: Asked::Frame(frame.at) }).collect()
    }

    /// Returns all that is looked for of a picture or film; what there is too little to recognise in is not.
    pub(super) fn of(seen: &Seen) -> Vec<Self> {
        let mut queries = Vec::new();
        for sought in seen.pixels.iter().flat_map(|pixels| &pixels.sought).filter(|sought| sought.quality.is_used()) {
            let turned = Dihedral::ALL.into_iter().zip(sought.hashes);
            queries.extend(
                turned.map(|(turned, hash)| Self { word: word(hash), asked: Asked::Part(sought.part, turned) }),
            );
        }
        queries.extend(Self::of_frames(&seen.frames));
        queries
    }
}

/// Returns what a picture or film is known by: the words to be found.
pub(super) fn known(seen: &Seen) -> impl Iterator<Item = Word> {
    let parts = seen.pixels.iter().flat_map(|pixels| &pixels.known).filter(|known| known.quality.is_used());
    let frames = seen.frames.iter().filter(|frame| frame.quality.is_used());
    parts.map(|known| word(known.hash)).chain(frames.map(|frame| word(frame.hash)))
}

/// Asks a bank all words of many subjects, and returns for each of them which rows were met, and how near.
pub(super) fn rows(
    bank: &Bank,
    subjects: &[&[Query]],
    radius: Distance,
    threads: NonZeroUsize,
) -> Vec<BTreeMap<u32, Met>> {
    let words: Vec<Word> = subjects.iter().flat_map(|queries| queries.iter()).map(|query| query.word).collect();
    let mut answers = bank.within_all(&words, radius, threads).into_iter();
    let of = |queries: &&[Query]| {
        let mut rows: BTreeMap<u32, Met> = BTreeMap::new();
        for (query, found) in queries.iter().zip(answers.by_ref()) {
            for one in found {
                let distance = one.distance.bits();
                let met = Met { distance, asked: query.asked, hash: PdqHash::from_words(query.word.0), near: 1 };
                rows.entry(one.row)
                    .and_modify(|best| {
                        let near = best.near + 1;
                        // Of equals the first stays: the whole before its parts, upright before turned.
                        *best = Met { near, ..if distance < best.distance { met } else { *best } };
                    })
                    .or_insert(met);
            }
        }
        rows
    };
    subjects.iter().map(of).collect()
}

impl Met {
    /// Returns whether a frame of a film came nearest.
    pub(super) fn is_of_film(&self) -> bool {
        matches!(self.asked, Asked::Frame(_))
    }

    /// Says how what was looked for met one of these: the text of a match's variant.
    pub(super) fn variant(&self, known: &[Known]) -> String {
        let nearest = known.iter().min_by_key(|known| known.hash.distance(self.hash));
        let part = nearest.map_or(Part::Whole, |known| known.part);
        match self.asked {
            Asked::Part(sought, turned) => explained(sought, turned, part),
            Asked::Hash => explained(Part::Whole, Dihedral::Original, part),
            Asked::Frame(at) if part == Part::Whole => format!("frame at {at} s"),
            Asked::Frame(at) => format!("frame at {at} s = {part}"),
        }
    }
}

/// Takes a hash as what is compared.
pub(super) fn word(hash: PdqHash) -> Word {
    Word(hash.words())
}
