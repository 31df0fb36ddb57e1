//! One image and the search in it: by its tables, or by a scan where that is estimated to be cheaper.

use std::sync::OnceLock;

use crate::bands::{self, Costs, MOST_BANDS, MOST_RADIUS, Shares, TAG_BITS, flips};
use crate::image::Image;
use crate::kernel::{Entry, Hit, Kernel, Visit};
use crate::word::Word;

/// Words scanned for one query before the next query's turn: what the nearest cache holds.
const BLOCK: usize = 1024;

/// Visits between two looks at what they cost.
const STEP: usize = 256;

/// The most tags of one visit: longer buckets are several visits.
const LONGEST: u32 = 1024;

/// Entries whose words are asked for before the first is compared.
const WINDOW: usize = 128;

/// A query whose buckets hold so many times what is usual has its shares dealt anew.
const UNUSUAL: f32 = 3.0;

/// An image that can be searched.
pub struct Segment {
    image: Image,
    kernel: Kernel,
    /// The shares of each radius for words spread evenly, and their cost.
    shares: OnceLock<Vec<(Shares, f32)>>,
}

/// Memory that queries use one after the other.
#[derive(Default)]
pub struct Scratch {
    visits: Vec<Visit>,
    found: Vec<Entry>,
    indices: Vec<u32>,
}

impl Segment {
    /// Makes an image searchable, with the fastest loops there are.
    pub fn new(image: Image) -> Self {
        Self { image, kernel: Kernel::best(), shares: OnceLock::new() }
    }

    /// Returns the image.
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Finds by the tables each word within the radius, once, in the order of their indices. Returns whether it did: where
    /// a scan is estimated to cost less, nothing is added to `hits`.
    pub fn look_up(&self, query: Word, radius: u32, scratch: &mut Scratch, hits: &mut Vec<Hit>) -> bool {
        let Some(shares) = self.plan(query, radius, scratch) else { return false };
        debug_assert!(shares.iter().map(|&share| u32::from(share)).sum::<u32>() == radius + 1);
        let start = hits.len();
        // A word is read for each band that finds it. Where far more are read than the tags of random words let pass, the scan is cheaper.
        let mut candidates_left = (self.scan_cost() / bands::CANDIDATE) as usize + 64;
        for visits in scratch.visits.chunks(STEP) {
            scratch.found.clear();
            self.kernel.sieve(self.image.bytes(), visits, &mut scratch.found);
            let Some(left) = candidates_left.checked_sub(scratch.found.len()) else {
                hits.truncate(start);
                return false;
            };
            candidates_left = left;
            for found in scratch.found.chunks(WINDOW) {
                self.compare(query, radius, found, &mut scratch.indices, hits);
            }
        }
        hits[start..].sort_unstable();
        let mut kept = start;
        for place in start..hits.len() {
            if place == start || hits[place] != hits[kept - 1] {
                hits[kept] = hits[place];
                kept += 1;
            }
        }
        hits.truncate(kept);
        true
    }

    /// Finds by a scan each word within the radius, in order, for several queries in one pass.
    pub fn scan(&self, queries: &[Word], radius: u32, hits: &mut [Vec<Hit>]) {
        for (number, block) in self.image.words().chunks(32 * BLOCK).enumerate() {
            for (query, hits) in queries.iter().zip(hits.iter_mut()) {
                self.kernel.scan(block, *query, radius, (number * BLOCK) as u32, hits);
            }
        }
    }

    fn scan_cost(&self) -> f32 {
        bands::SCANNED * self.image.layout().counts.words as f32
    }

    /// Lists the buckets to visit, and returns the shares by which they were chosen; `None` where a scan costs less.
    fn plan(&self, query: Word, radius: u32, scratch: &mut Scratch) -> Option<Shares> {
        let bands = &self.image.layout().bands;
        let limit = self.scan_cost();
        if radius > MOST_RADIUS || bands.count() == 0 {
            return None;
        }
        let usual = self.shares.get_or_init(|| {
            let costs = bands.costs(self.image.layout().counts.words);
            (0..=MOST_RADIUS).map(|radius| bands.shares(radius, &costs)).collect()
        });
        let (mut shares, expected) = usual[radius as usize];
        if expected > limit {
            return None;
        }
        if self.visits(query, &shares, UNUSUAL * expected, &mut scratch.visits) {
            return Some(shares);
        }
        let expected;
        (shares, expected) = bands.shares(radius, &self.costs(query));
        // The new shares' buckets cost what was counted, but for those of many bits, which were estimated.
        (expected < limit && self.visits(query, &shares, limit, &mut scratch.visits)).then_some(shares)
    }

    /// Lists the buckets that hold what differs from the query in fewer bits than each band's share. Returns whether all of them cost
    /// at most the limit.
    fn visits(&self, query: Word, shares: &Shares, limit: f32, visits: &mut Vec<Visit>) -> bool {
        let bands = &self.image.layout().bands;
        visits.clear();
        let mut cost = 0.0;
        for band in 0..bands.count() {
            let (start, width, share) = (bands.start(band), bands.width(band), u32::from(shares[band]));
            let (key, tag) = (query.field(start, width), query.field(start + width, TAG_BITS) as u16);
            let both = share + u32::from(shares[(band + 1) % bands.count()]);
            let (offsets, tags) = (self.image.offsets(band), self.image.tags(band));
            let mut entries = 0u32;
            for turned in 0..share {
                let most = (both - 1 - turned) as u8;
                for flip in flips(width, turned) {
                    let (first, mut len) = self.bucket(offsets, key ^ flip);
                    entries = entries.saturating_add(len);
                    let mut visit = Visit { place: tags + 2 * first as usize, len, first, tag, most, band: band as u8 };
                    while len > LONGEST {
                        visits.push(Visit { len: LONGEST, ..visit });
                        len -= LONGEST;
                        visit.len = len;
                        visit.first += LONGEST;
                        visit.place += 2 * LONGEST as usize;
                    }
                    if len > 0 {
                        visits.push(visit);
                    }
                }
                cost += bands::VISIT * flips(width, turned).len() as f32;
            }
            cost += bands::entry(share as usize) * entries as f32;
            if cost > limit {
                return false;
            }
        }
        true
    }

    /// Returns where a bucket begins and how many entries it has. A damaged one is cut to what the image holds.
    #[inline]
    fn bucket(&self, offsets: &[[u8; 4]], key: u32) -> (u32, u32) {
        let words = self.image.layout().counts.words;
        let first = u32::from_le_bytes(offsets[key as usize]).min(words);
        let end = u32::from_le_bytes(offsets[key as usize + 1]).min(words);
        (first, end.saturating_sub(first))
    }

    /// Counts what each share of each band would cost for this query: up to two turned bits by its buckets, more by the usual cost.
    fn costs(&self, query: Word) -> Costs {
        let layout = self.image.layout();
        let mut costs = layout.bands.costs(layout.counts.words);
        for (band, costs) in costs.iter_mut().enumerate().take(layout.bands.count().min(MOST_BANDS)) {
            let (start, width) = (layout.bands.start(band), layout.bands.width(band));
            let (key, offsets) = (query.field(start, width), self.image.offsets(band));
            let (mut visits, mut entries) = (0.0, 0.0);
            let mut turned = 0;
            let [_, counted @ .., far, farther] = costs;
            for cost in &mut *counted {
                let flips = flips(width, turned);
                turned += 1;
                visits += flips.len() as f32;
                entries += flips.iter().map(|flip| self.bucket(offsets, key ^ flip).1 as f32).sum::<f32>();
                *cost = bands::VISIT * visits + bands::entry(turned as usize) * entries;
            }
            let least = counted.last().copied().unwrap_or_default();
            *far += least;
            *farther += least;
        }
        costs
    }

    /// Reads the words of entries, and adds those within the radius.
    fn compare(&self, query: Word, radius: u32, found: &[Entry], indices: &mut Vec<u32>, hits: &mut Vec<Hit>) {
        for entry in found {
            self.image.foresee_entry(usize::from(entry.band), entry.place);
        }
        indices.clear();
        for entry in found {
            let index = self.image.entry(usize::from(entry.band), entry.place);
            self.image.foresee_word(index);
            indices.push(index);
        }
        for &index in &*indices {
            let distance = self.image.word(index).distance(query).bits();
            if distance <= radius && index < self.image.layout().counts.words {
                hits.push(Hit { index, distance: distance as u16 });
            }
        }
    }
}

#[cfg(test)]
#[path = "../tests/words/mod.rs"]
mod words;

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::words::Numbers;
    use super::*;
    use crate::bands::Bands;
    use crate::tables::build_with;

    /// Looks up with each kernel in tables of the given bands, and compares with the scan. Returns how many queries the tables answered.
    fn check(bands: Bands, skewed: bool, radii: &[u32]) -> usize {
        let mut numbers = Numbers(u64::from(bands.width(0)));
        let pairs = numbers.pairs(12_000, skewed);
        let mut answered = 0;
        let mut segment = Segment::new(build_with(pairs.clone(), |_| bands, NonZeroUsize::MIN).unwrap());
        for kernel in Kernel::all() {
            segment.kernel = kernel;
            let mut scratch = Scratch::default();
            for (i, radius) in (0u32..).zip(radii.iter().cycle()).take(120) {
                let query = numbers.near(pairs[i as usize * 89 % pairs.len()].0, i % (radius + 2));
                let (mut hits, mut expected) = (vec![Hit { index: 9, distance: 9 }], [Vec::new()]);
                segment.scan(&[query], *radius, &mut expected);
                if segment.look_up(query, *radius, &mut scratch, &mut hits) {
                    assert_eq!(hits[1..], expected[0], "{bands:?} {kernel:?} {radius} {query}");
                    answered += 1;
                } else {
                    assert_eq!(hits.len(), 1);
                }
            }
        }
        answered / Kernel::all().len()
    }

    #[test]
    fn tables_of_any_bands_find_what_a_scan_finds() {
        for count in [11, 13, 14, 16] {
            let bands = Bands::cuts(count).last().unwrap();
            let answered = check(bands, false, &[0, 3, 10, 16, 20, 24]);
            assert!(answered > 60, "{bands:?}: {answered}");
        }
    }

    #[test]
    fn tables_of_words_that_share_bands_find_what_a_scan_finds() {
        let narrow = Bands::cuts(16).next().unwrap();
        let wide = Bands::cuts(13).last().unwrap();
        assert!(check(narrow, true, &[0, 5, 20, 31, 34]) > 20);
        check(wide, true, &[0, 5, 20, 31]);
        assert!(check(narrow, false, &[31, 32, 36]) > 60);
    }
}
