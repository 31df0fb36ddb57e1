//! Rows of signed bytes added up: what both linear models spend most of their time with.

/// Even bytes of a word, each with room above it for the sums of [`MOST`] rows.
const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
/// Makes of a signed byte the unsigned one that is greater by 128.
const SIGNS: u64 = 0x8080_8080_8080_8080;
/// So many unsigned bytes add up to at most 65,535.
const MOST: u32 = 257;

/// Is sums of rows of 9 to 12 signed bytes in the making.
///
/// Bytes are added several at a time, in lanes of two bytes of three whole words (Lamport 1975, "Multiple byte processing with
/// full-word instructions"): a third of the time of adding them one by one.
#[derive(Clone, Debug)]
pub struct Sums<const N: usize> {
    lanes: [u64; 3],
    rows: u32,
    whole: [i32; N],
}

impl<const N: usize> Sums<N> {
    const FITS: () = assert!(N > 8 && N <= 12);

    /// Starts from nothing.
    pub fn new() -> Self {
        let () = Self::FITS;
        Self { lanes: [0; 3], rows: 0, whole: [0; N] }
    }

    /// Adds a row.
    #[inline]
    pub fn add(&mut self, row: &[u8; N]) {
        // The first eight bytes, and the last four, of which some were among the first.
        let (Some(first), Some(last)) = (row.first_chunk(), row.last_chunk()) else { return };
        let first = u64::from_le_bytes(*first) ^ SIGNS;
        let last = (u64::from(u32::from_le_bytes(*last)) ^ (SIGNS >> 32)) >> (8 * (12 - N));
        self.lanes[0] += first & EVEN;
        self.lanes[1] += (first >> 8) & EVEN;
        // Bytes 8 and 10 in the lower half, 9 and 11 in the upper.
        self.lanes[2] += (last & EVEN) | ((last >> 8) & EVEN) << 32;
        self.rows += 1;
        if self.rows == MOST {
            self.settle();
        }
    }

    /// Returns the sum of each column.
    pub fn done(mut self) -> [i32; N] {
        self.settle();
        self.whole
    }

    fn settle(&mut self) {
        for (column, sum) in self.whole.iter_mut().enumerate() {
            let (lane, place) = match column {
                0..8 => (column % 2, column / 2),
                _ => (2, (column - 8) / 2 + 2 * (column % 2)),
            };
            let biased = (self.lanes[lane] >> (16 * place)) as u16;
            *sum += i32::from(biased) - 128 * self.rows as i32;
        }
        self.lanes = [0; 3];
        self.rows = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check<const N: usize>(rows: &[[u8; N]]) {
        let mut sums = Sums::new();
        rows.iter().for_each(|row| sums.add(row));
        let each = |column: usize| rows.iter().map(|row| i32::from(row[column].cast_signed())).sum::<i32>();
        assert_eq!(sums.done(), std::array::from_fn(each));
    }

    #[test]
    fn the_greatest_and_the_least_fit() {
        for count in [0, 1, 256, 257, 258, 1000] {
            check(&vec![[127; 11]; count]);
            check(&vec![[0x80; 12]; count]);
        }
    }

    proptest! {
        #[test]
        fn they_are_what_one_by_one_gives(nine: Vec<[u8; 9]>, eleven in prop::collection::vec(any::<[u8; 11]>(), 0..600)) {
            check(&nine);
            check(&eleven);
        }
    }
}
