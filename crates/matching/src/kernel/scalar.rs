//! The inner loops in plain Rust: what the others are compared with, and what runs where they cannot.

use super::{Entry, Hit, Visit};
use crate::image::word_at;
use crate::word::Word;

/// Scans words one by one.
pub fn scan(words: &[[u8; 32]], query: Word, radius: u32, base: u32, hits: &mut Vec<Hit>) {
    for (index, word) in (base..).zip(words) {
        let distance = word_at(word).distance(query).bits();
        if distance <= radius {
            hits.push(Hit { index, distance: distance as u16 });
        }
    }
}

/// Looks through the tags of one visit.
#[inline(always)]
pub fn sieve(tags: &[[u8; 2]], visit: &Visit, found: &mut Vec<Entry>) {
    rest(tags, 0, visit, found);
}

/// Looks through the tags from number `from` on.
#[inline(always)]
pub fn rest(tags: &[[u8; 2]], from: usize, visit: &Visit, found: &mut Vec<Entry>) {
    for (number, tag) in tags.iter().enumerate().skip(from) {
        if (u16::from_le_bytes(*tag) ^ visit.tag).count_ones() <= u32::from(visit.most) {
            found.push(Entry { band: visit.band, place: visit.first + number as u32 });
        }
    }
}
