//! How much of one film is in another.

use std::collections::BTreeSet;

use super::Frame;
use crate::PdqHash;

/// The least share of a film's hashes, in percent, at which it is taken to be in another one: the default of vPDQ's index.
const LEAST_PERCENT: f64 = 80.0;

/// Says how much of each of two films is in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Of the film asked about, what is in the other.
    pub query: Share,
    /// Of the other, what is in the film asked about: little where that is a clip of it.
    pub compared: Share,
}

impl Shares {
    /// Returns whether the film asked about is taken to be in the other: 80 % of its hashes, whatever else that one shows.
    pub fn is_match(self) -> bool {
        self.query.percent() >= LEAST_PERCENT
    }
}

/// Says how many of some hashes are near one of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many are.
    pub near: usize,
    /// Of how many: different ones, of used quality.
    pub of: usize,
}

impl Share {
    /// Returns the share in percent; 0 of nothing.
    pub fn percent(self) -> f64 {
        100.0 * self.near as f64 / self.of.max(1) as f64
    }
}

/// Compares each with each, both ways.
pub fn of(query: &[Frame], compared: &[Frame]) -> Shares {
    let (query, compared) = (used(query), used(compared));
    Shares { query: share(&query, &compared), compared: share(&compared, &query) }
}

/// Returns the different hashes of used quality.
fn used(frames: &[Frame]) -> BTreeSet<PdqHash> {
    frames.iter().filter(|frame| frame.quality.is_used()).map(|frame| frame.hash).collect()
}

fn share(of: &BTreeSet<PdqHash>, others: &BTreeSet<PdqHash>) -> Share {
    let is_near = |hash: &&PdqHash| others.iter().any(|other| hash.distance(*other).is_match());
    Share { near: of.iter().filter(is_near).count(), of: of.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Quality, Timestamp};

    /// Makes frames: a quality, a word that tells pictures apart, and how many bits are turned.
    fn film(frames: &[(u8, u64, u32)]) -> Vec<Frame> {
        let of = |&(quality, picture, turned): &(u8, u64, u32)| {
            let words = [picture.wrapping_mul(0x9e37_79b9_7f4a_7c15), picture << 8, !picture, (1 << turned) - 1];
            let quality = Quality::new(quality).unwrap();
            Frame { number: 0, quality, hash: PdqHash::from_words(words), at: Timestamp::default() }
        };
        frames.iter().map(of).collect()
    }

    fn check(query: &[(u8, u64, u32)], compared: &[(u8, u64, u32)], expected: [(usize, usize); 2]) {
        let Shares { query, compared } = of(&film(query), &film(compared));
        assert_eq!([(query.near, query.of), (compared.near, compared.of)], expected);
    }

    #[test]
    fn frames_are_near_up_to_31_bits() {
        check(&[(100, 0, 31)], &[(100, 0, 0)], [(1, 1), (1, 1)]);
        check(&[(100, 0, 32)], &[(100, 0, 0)], [(0, 1), (0, 1)]);
    }

    #[test]
    fn dull_frames_and_the_same_again_do_not_count() {
        check(&[(49, 0, 0), (50, 0, 0), (100, 0, 0)], &[(100, 0, 1), (100, 0, 2)], [(1, 1), (2, 2)]);
        check(&[(49, 0, 0)], &[(100, 0, 0)], [(0, 0), (0, 1)]);
        check(&[], &[], [(0, 0), (0, 0)]);
    }

    #[test]
    fn a_clip_is_in_its_film() {
        let whole: Vec<_> = (0..100).map(|picture| (100, picture * 999_983, 0)).collect();
        let clip: Vec<_> = whole[20..30].iter().map(|&(quality, picture, _)| (quality, picture, 5)).collect();
        check(&clip, &whole, [(10, 10), (10, 100)]);
        let shares = of(&film(&clip), &film(&whole));
        assert!(shares.is_match());
        assert!(!of(&film(&whole), &film(&clip)).is_match());
        assert_eq!(shares.compared.percent(), 10.0);
        assert_eq!(Share { near: 0, of: 0 }.percent(), 0.0);
    }
}
