//! Made words, the same in each run, and answers by comparing each with each.
#![allow(dead_code)] // Each test file uses some.

use std::collections::BTreeMap;

use temoin_matching::{Distance, Match, Word};

/// Makes numbers (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn word(&mut self) -> Word {
        Word([self.next(), self.next(), self.next(), self.next()])
    }

    /// Turns so many different bits of a word.
    pub fn near(&mut self, word: Word, bits: u32) -> Word {
        let mut near = word;
        while near.distance(word).bits() < bits {
            let bit = self.below(256);
            near.0[bit / 64] ^= 1 << (bit % 64);
            if near.distance(word).bits() > bits {
                near = word;
            }
        }
        near
    }

    /// Makes a word as real hashes can be: of few templates, alike in long stretches, or nearly flat.
    pub fn skewed(&mut self) -> Word {
        let template = Numbers(self.next() % 4).word();
        match self.next() % 8 {
            0..=2 => Word([template.0[0], template.0[1], template.0[2], self.next()]),
            3 => Word([self.next(), template.0[1], template.0[2], template.0[3]]),
            4 => Word([0, 0, self.next() & 0xff, self.next()]),
            5 => {
                let bits = self.below(20) as u32;
                self.near(template, bits)
            }
            6 => {
                let bits = self.below(6) as u32;
                self.near(Word::default(), bits)
            }
            _ => self.word(),
        }
    }

    /// Makes so many words, skewed or not, with their places as rows.
    pub fn pairs(&mut self, count: u32, skewed: bool) -> Vec<(Word, u32)> {
        (0..count).map(|row| (if skewed { self.skewed() } else { self.word() }, row)).collect()
    }
}

pub fn radius(bits: u32) -> Distance {
    Distance::new(bits).unwrap()
}

/// Answers a query by comparing it with each word.
pub fn brute(pairs: &[(Word, u32)], query: Word, radius: Distance) -> Vec<Match> {
    let mut rows = BTreeMap::new();
    for (word, row) in pairs {
        let distance = word.distance(query);
        if distance <= radius {
            let least = rows.entry(*row).or_insert(distance);
            *least = distance.min(*least);
        }
    }
    let mut found: Vec<_> = rows.into_iter().map(|(row, distance)| Match { distance, row }).collect();
    found.sort();
    found
}
