//! The 16 × 16 lowest waves of a grid, without the constant ones, and the bits they give.

use std::f64::consts::PI;

use super::dihedral::Dihedral;
use super::grid::{Grid, SIDE};
use crate::PdqHash;

/// How many frequencies are kept along each side: those of 1 to 16 half periods.
const KEPT: usize = 16;

/// The wave of frequency `i + 1` at sample `j`: sqrt(2 / 64) cos(π / 128 (i + 1) (2 j + 1)).
const WAVES: [[f32; SIDE]; KEPT] = waves();

/// The same by sample, so that sums over frequencies run along a row.
const WAVES_BY_SAMPLE: [[f32; KEPT]; SIDE] = by_sample();

/// Holds how much of each wave is in a picture: row `i`, column `j` for `i + 1` half periods down and `j + 1` across.
pub struct Coefficients([[f32; KEPT]; KEPT]);

impl Coefficients {
    /// Computes them. Each sum runs over the samples in their order: `f32` rounds at each step.
    pub fn of(grid: &Grid) -> Self {
        let mut all = [[0.0; KEPT]; KEPT];
        for (wave, of) in WAVES.iter().zip(&mut all) {
            let mut down = [0.0; SIDE];
            for (&weight, row) in wave.iter().zip(&grid.0) {
                down.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
            }
            for (&value, weights) in down.iter().zip(&WAVES_BY_SAMPLE) {
                of.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * weight);
            }
        }
        Self(all)
    }

    /// Returns those of the picture under a symmetry: turning a picture turns each wave, and changes the sign of some.
    pub fn turned(&self, symmetry: Dihedral) -> Self {
        let mut all = [[0.0; KEPT]; KEPT];
        for (i, row) in self.0.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                let value = if symmetry.negates(i, j) { -value } else { *value };
                if symmetry.transposes() { all[j][i] = value } else { all[i][j] = value }
            }
        }
        Self(all)
    }

    /// Sets a bit for each wave of which there is more than of the middle one.
    pub fn hash(&self) -> PdqHash {
        let median = self.median();
        let mut hash = PdqHash::default();
        let above = self.0.as_flattened().iter().enumerate().filter(|(_, value)| **value > median);
        above.for_each(|(bit, _)| hash.set(bit));
        hash
    }

    /// Returns the lower of the two middle values, as Torben's method finds it.
    fn median(&self) -> f32 {
        let mut values = self.0;
        *values.as_flattened_mut().select_nth_unstable_by(KEPT * KEPT / 2 - 1, f32::total_cmp).1
    }
}

const fn waves() -> [[f32; SIDE]; KEPT] {
    // sqrt(2 / 64), which the reference keeps as f32; the product with the cosine is rounded from f64.
    let factor = 0.176_776_69_f32;
    let mut waves = [[0.0; SIDE]; KEPT];
    let mut at = 0;
    while at < KEPT * SIDE {
        let (i, j) = (at / SIDE, at % SIDE);
        waves[i][j] = (factor as f64 * cosine((i + 1) * (2 * j + 1))) as f32;
        at += 1;
    }
    waves
}

const fn by_sample() -> [[f32; KEPT]; SIDE] {
    let mut turned = [[0.0; KEPT]; SIDE];
    let mut at = 0;
    while at < KEPT * SIDE {
        turned[at % SIDE][at / SIDE] = WAVES[at / SIDE][at % SIDE];
        at += 1;
    }
    turned
}

/// Returns cos(π / 128 · `steps`), the same on every machine: the cosines of system libraries differ in their last bits.
const fn cosine(steps: usize) -> f64 {
    // A full turn has 256 steps, the second half of it mirrors the first, and beyond a quarter the sign changes.
    let steps = steps % 256;
    let steps = if steps > 128 { 256 - steps } else { steps };
    if steps > 64 { -first_quarter(128 - steps) } else { first_quarter(steps) }
}

/// Sums the series of the cosine up to where `f64` sees no more, from its smallest term.
const fn first_quarter(steps: usize) -> f64 {
    let square = (PI / 128.0 * steps as f64) * (PI / 128.0 * steps as f64);
    let mut sum = 1.0;
    let mut n = 24;
    while n > 0 {
        sum = 1.0 - square / (n * (n - 1)) as f64 * sum;
        n -= 2;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_are_those_of_the_library() {
        let factor = f64::from((2.0f64 / 64.0).sqrt() as f32);
        for (i, wave) in WAVES.iter().enumerate() {
            for (j, value) in wave.iter().enumerate() {
                let expected = factor * (PI / 2.0 / 64.0 * (i as f64 + 1.0) * (2.0 * j as f64 + 1.0)).cos();
                assert_eq!(*value, expected as f32, "{i} {j}");
            }
        }
    }

    #[test]
    fn the_median_is_the_lower_of_the_middle_ones() {
        let mut coefficients = Coefficients([[0.0; KEPT]; KEPT]);
        coefficients
            .0
            .as_flattened_mut()
            .iter_mut()
            .enumerate()
            .for_each(|(at, value)| *value = (at * 77 % 256) as f32);
        assert_eq!(coefficients.median(), 127.0);
        assert_eq!(coefficients.hash().distance(PdqHash::default()).bits(), 128);
    }
}
