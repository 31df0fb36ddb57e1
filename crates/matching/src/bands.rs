//! How the 256 bits are cut into bands, and how many differing bits each band is searched with.
//!
//! Multi-index hashing (Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index hashing", CVPR 2012):
//! one table a band, keyed by the band's bits. Give band `i` a share of `t[i]` differing bits, with `sum(t) = radius + 1`;
//! then words within the radius differ in fewer than `t[i]` bits in some band, and the table of that band finds the one by the other.
//! Equal shares are the paper's refined bound: of `m` bands with `radius = m a + b`, b + 1 have `a + 1` and the others `a`.
//!
//! The bands stand in a ring, and more holds (Qin and Xiao, "Pigeonring", VLDB 2018; the lemma is Raney's): some band `i` has, for each
//! count `k`, fewer than `t[i] + … + t[i+k-1]` differing bits in itself and the `k - 1` bands after it. So beside each row
//! a *tag* is kept, the first 16 bits of the band that follows: where key and tag differ in `t[i] + t[i+1]` bits or more,
//! that band is not the one, and the word need not be looked at.

use std::sync::LazyLock;

/// The most bands a word is cut into.
pub const MOST_BANDS: usize = 16;

/// Bits of a tag. No band is narrower, so that a tag lies in one band.
pub const TAG_BITS: u32 = 16;

/// The widest band: its table has 2^24 + 1 places.
pub const WIDEST: u32 = 24;

/// The radius for which bands are cut. Others are searched with the same bands.
pub const RADIUS: u32 = 31;

/// The largest share of one band: keys with up to four bits turned are looked up.
pub const MOST_SHARE: usize = 5;

/// Beyond this radius the shares do not suffice.
pub const MOST_RADIUS: u32 = (MOST_BANDS * MOST_SHARE) as u32 - 1;

/// Fewer words are scanned.
pub const FEWEST_WORDS: u32 = 8192;

/// What a bucket costs to look into. These four were measured on ten million words; only their proportions count.
pub const VISIT: f32 = 8.0;
/// What a tag costs.
pub const TAG: f32 = 0.15;
/// What a word costs that is read because its tag fits.
pub const CANDIDATE: f32 = 20.0;
/// What a word costs in a scan.
pub const SCANNED: f32 = 1.0;

/// The chance that two random tags differ in at most so many bits.
const CHANCE: [f32; MOST_SHARE + 1] = [0.000_015, 0.000_26, 0.0021, 0.0106, 0.0384, 0.105];

/// The bands of a table, each with its first bit and its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    count: usize,
    widths: [u8; MOST_BANDS],
    starts: [u8; MOST_BANDS],
}

/// How many differing bits each band is given; a band is searched with up to one less, and not at all where it is 0.
pub type Shares = [u8; MOST_BANDS];

/// What each share of each band costs.
pub type Costs = [[f32; MOST_SHARE + 1]; MOST_BANDS];

impl Bands {
    /// No bands: the words are scanned.
    pub const NONE: Self = Self { count: 0, widths: [0; MOST_BANDS], starts: [0; MOST_BANDS] };

    /// Takes the widths, zeroes after the last; `None` if they are not those of a ring over 256 bits.
    pub fn new(widths: [u8; MOST_BANDS]) -> Option<Self> {
        let count = widths.iter().take_while(|&&width| width > 0).count();
        let mut starts = [0; MOST_BANDS];
        let mut end = 0u32;
        for (start, &width) in starts.iter_mut().zip(&widths[..count]) {
            if !(TAG_BITS..=WIDEST).contains(&u32::from(width)) {
                return None;
            }
            *start = u8::try_from(end).ok()?;
            end += u32::from(width);
        }
        let tiles = (end == 256 || count == 0) && widths[count..].iter().all(|&width| width == 0);
        tiles.then_some(Self { count, widths, starts })
    }

    /// Chooses bands for so many words: those with the cheapest query at [`RADIUS`].
    pub fn choose(words: u32) -> Self {
        if words < FEWEST_WORDS {
            return Self::NONE;
        }
        let cost = |bands: &Self| bands.shares(RADIUS, &bands.costs(words)).1;
        let cuts = (11..=MOST_BANDS).flat_map(Self::cuts);
        cuts.min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(Self::NONE)
    }

    /// Returns the ways to cut a word into so many bands: those with a share of three bits wider than those with two.
    pub fn cuts(count: usize) -> impl Iterator<Item = Self> {
        let wide = 2 * MOST_BANDS - 2 * count;
        (TAG_BITS as usize..=22).filter_map(move |narrow_width| {
            let narrow = count - wide;
            let mut widths = [0; MOST_BANDS];
            widths[wide..count].fill(narrow_width as u8);
            let rest = 256usize.checked_sub(narrow * narrow_width)?;
            let (many, each, more) = if wide > 0 { (wide, rest / wide, rest % wide) } else { (count, 16, 0) };
            for (number, width) in widths[..many].iter_mut().enumerate() {
                *width = u8::try_from(each + usize::from(number < more)).ok()?;
            }
            Self::new(widths)
        })
    }

    /// Returns how many bands there are, 0 or up to 16.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the widths, zeroes after the last.
    pub fn widths(&self) -> [u8; MOST_BANDS] {
        self.widths
    }

    /// Returns a band's first bit.
    pub fn start(&self, band: usize) -> u32 {
        u32::from(self.starts[band])
    }

    /// Returns a band's bits.
    pub fn width(&self, band: usize) -> u32 {
        u32::from(self.widths[band])
    }

    /// Returns what each share of each band costs in a table of so many words, if they are spread evenly.
    pub fn costs(&self, words: u32) -> Costs {
        let mut costs = [[0.0; MOST_SHARE + 1]; MOST_BANDS];
        for (costs, &width) in costs.iter_mut().zip(&self.widths[..self.count]) {
            let bucket = words as f32 / (1u64 << width) as f32;
            for share in 1..=MOST_SHARE {
                let visits = choices(u32::from(width), share as u32 - 1) as f32;
                costs[share] = costs[share - 1] + visits * (VISIT + bucket * entry(share));
            }
        }
        costs
    }

    /// Shares `radius + 1` differing bits out at the least cost; returns that cost too, infinite where no way is.
    pub fn shares(&self, radius: u32, costs: &Costs) -> (Shares, f32) {
        let mut shares = [0; MOST_BANDS];
        let all = radius as usize + 1;
        if radius > MOST_RADIUS {
            return (shares, f32::INFINITY);
        }
        // least[i][s]: the least cost of sharing s bits among the first i bands, and what the last of them then has.
        let mut least = [[(f32::INFINITY, 0u8); MOST_RADIUS as usize + 2]; MOST_BANDS + 1];
        least[0][0].0 = 0.0;
        for band in 0..self.count {
            for sum in 0..=all {
                for share in 0..=MOST_SHARE.min(sum) {
                    let cost = least[band][sum - share].0 + costs[band][share];
                    if cost < least[band + 1][sum].0 {
                        least[band + 1][sum] = (cost, share as u8);
                    }
                }
            }
        }
        let mut sum = all;
        for band in (0..self.count).rev() {
            shares[band] = least[band + 1][sum].1;
            sum -= usize::from(shares[band]);
        }
        (shares, least[self.count][all].0)
    }
}

/// Returns what an entry of a bucket costs in a band with this share: its tag, and its word if the tag fits.
pub fn entry(share: usize) -> f32 {
    TAG + CANDIDATE * CHANCE[share.min(MOST_SHARE)]
}

/// Returns all ways to turn `bits` of `width` bits, each as a mask, in ascending order. At most four of at most 24 bits.
pub fn flips(width: u32, bits: u32) -> &'static [u32] {
    static FLIPS: LazyLock<[Vec<u32>; MOST_SHARE]> = LazyLock::new(|| [0, 1, 2, 3, 4].map(|bits| masks(WIDEST, bits)));
    // In ascending order, those of fewer bits come first.
    &FLIPS[bits as usize][..choices(width, bits)]
}

/// Lists the numbers below 2^width with so many bits set, in ascending order.
fn masks(width: u32, bits: u32) -> Vec<u32> {
    let mut found = vec![(1 << bits) - 1u32];
    if bits > 0 {
        while let Some(&last) = found.last() {
            // The next number with as many bits (Knuth 4A, 7.1.3, "Gosper's hack").
            let low = last & last.wrapping_neg();
            let carried = last + low;
            let next = carried | ((last ^ carried) >> (low.trailing_zeros() + 2));
            if next >> width != 0 {
                break;
            }
            found.push(next);
        }
    }
    found
}

/// Counts the ways to choose `bits` of `width`.
fn choices(width: u32, bits: u32) -> usize {
    (0..bits).fold(1, |ways, i| ways * (width - i) as usize / (i as usize + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flips_are_all_ways_once() {
        for width in TAG_BITS..=WIDEST {
            for bits in 0..MOST_SHARE as u32 {
                let flips = flips(width, bits);
                assert_eq!(flips.len(), (0u32..1 << width).filter(|mask| mask.count_ones() == bits).count());
                assert!(flips.iter().all(|flip| flip.count_ones() == bits && flip >> width == 0));
                assert!(flips.is_sorted_by(|a, b| a < b));
            }
        }
    }

    #[test]
    fn each_size_has_bands_that_tile_a_word() {
        for words in [0, 1, FEWEST_WORDS, 100_000, 1_000_000, 10_000_000, 100_000_000, u32::MAX] {
            let bands = Bands::choose(words);
            assert_eq!(bands.count() > 0, words >= FEWEST_WORDS);
            assert_eq!(Bands::new(bands.widths()), Some(bands));
            for radius in 0..=MOST_RADIUS {
                let (shares, cost) = bands.shares(radius, &bands.costs(words));
                if cost.is_finite() {
                    assert_eq!(shares.iter().map(|&share| u32::from(share)).sum::<u32>(), radius + 1);
                    assert!(shares.iter().all(|&share| usize::from(share) <= MOST_SHARE));
                }
            }
        }
    }

    #[test]
    fn equal_shares_are_those_of_the_paper() {
        let bands = Bands::choose(1_000_000);
        assert_eq!(bands.widths(), [16; MOST_BANDS]);
        assert_eq!(bands.shares(31, &bands.costs(1_000_000)).0, [2; MOST_BANDS]);
    }

    #[test]
    fn a_band_that_costs_much_has_no_share() {
        let bands = Bands::choose(1_000_000);
        let mut costs = bands.costs(1_000_000);
        costs[3] = [0.0, 1e9, 1e9, 1e9, 1e9, 1e9];
        let (shares, cost) = bands.shares(31, &costs);
        assert_eq!(shares[3], 0);
        assert!(cost < 1e6);
    }

    #[test]
    fn other_widths_are_refused() {
        let mut widths = [16; MOST_BANDS];
        assert!(Bands::new(widths).is_some());
        widths[15] = 17;
        assert!(Bands::new(widths).is_none());
        widths[15] = 0;
        assert!(Bands::new(widths).is_none());
        widths = [0; MOST_BANDS];
        assert_eq!(Bands::new(widths), Some(Bands::NONE));
        widths[1] = 16;
        assert!(Bands::new(widths).is_none());
    }
}
