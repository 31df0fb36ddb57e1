//! Products of matrices in whole numbers.
//!
//! The weights were eight-bit numbers times one step before the package wrote them as floating point, and are so again here. What they
//! are multiplied with becomes numbers of 16 bits, each row with a step of its own ([`crate::rows`]). Whole numbers have the same sum in
//! any order, so that processors with wider registers, or none, give the same bytes; and a row's result does not depend on what stands
//! beside it. The rounding costs a cosine of about 1 - 10^-8, and the products take less than half the time of floating point.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

use crate::rows::{CHUNK, MOST_WEIGHT, Rows};

/// Outputs computed together: a line of the cache holds two weights for each.
const PANEL: usize = 16;
/// Rows that stay in the second cache while the panels pass by; a panel stays in the first while they do.
const STACK: usize = 128;
/// How far a weight may be from a whole number of steps: what four bytes of floating point lose is under 10^-5.
const NEAR: f32 = 1e-3;

/// Is the weights of two inputs for each output of a panel, side by side as the processor multiplies and adds them.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Line([i16; 2 * PANEL]);

/// Is a matrix of whole numbers, one step for all.
#[derive(Debug)]
pub struct Matrix {
    /// Panel by panel, in each a line for each pair of inputs.
    lines: Vec<Line>,
    /// Pairs of inputs.
    pairs: usize,
    outputs: usize,
    /// What one unit of weight is worth.
    step: f32,
}

impl Matrix {
    /// Takes floating-point weights apart into whole numbers and their step.
    ///
    /// `values` are `windows` matrices of `inputs` rows and `outputs` columns, one below the other; they are put side by side, so that
    /// one row gives `windows * outputs` results, window by window.
    ///
    /// # Errors
    ///
    /// Where the count is wrong or the weights are not of that kind.
    pub fn new(values: &[f32], windows: usize, inputs: usize, outputs: usize) -> Result<Self, &'static str> {
        if values.len() != windows * inputs * outputs || !inputs.is_multiple_of(CHUNK) || !outputs.is_multiple_of(PANEL)
        {
            return Err("a matrix has another size");
        }
        let most = values.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
        let step = most / MOST_WEIGHT as f32;
        let near = |value: &f32| (value / step - (value / step).round()).abs() <= NEAR;
        // Also false where a value is no number.
        if !(step > 0.0 && step.is_finite() && values.iter().all(near)) {
            return Err("weights that are no multiples of one step");
        }
        let mut lines = Vec::with_capacity(values.len() / (2 * PANEL));
        for window in values.chunks_exact(inputs * outputs) {
            for first in (0..outputs).step_by(PANEL) {
                for pair in window.chunks_exact(2 * outputs) {
                    let weight = |lane: usize| pair[lane % 2 * outputs + first + lane / 2];
                    lines.push(Line(std::array::from_fn(|lane| (weight(lane) / step).round() as i16)));
                }
            }
        }
        Ok(Self { lines, pairs: inputs / 2, outputs: windows * outputs, step })
    }

    /// Returns how many results a row gives.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Returns the sum of the weights of each output: what a row of ones gives.
    pub fn sums(&self) -> Vec<f32> {
        let mut ones = Rows::new(2 * self.pairs);
        ones.push_bytes(&vec![1; 2 * self.pairs]);
        let mut sums = Vec::new();
        self.product(&ones, &mut sums);
        sums
    }

    /// Multiplies each row; `results` are overwritten with as many rows of [`Self::outputs`] numbers.
    ///
    /// # Panics
    ///
    /// Where the rows have another width.
    pub fn product(&self, rows: &Rows, results: &mut Vec<f32>) {
        assert_eq!(rows.width(), self.pairs, "rows of another width");
        results.resize(rows.steps().len() * self.outputs, 0.0);
        self.product_at(Level::new(), rows, results);
    }

    fn product_at(&self, level: Level, rows: &Rows, results: &mut [f32]) {
        dispatch!(level, simd => self.fill(simd, rows, results));
    }

    // What is called from here on must be inlined: only so is it compiled for the registers that were found.

    /// Chooses how many rows are multiplied at once: as many as have their sums in registers, of which there are 16.
    #[inline(always)]
    fn fill<S: Simd>(&self, simd: S, rows: &Rows, results: &mut [f32]) {
        match S::i32s::LEN {
            16 => self.stacks::<S, 12, 1>(simd, rows, results),
            8 => self.stacks::<S, 6, 2>(simd, rows, results),
            _ => self.stacks::<S, 2, 4>(simd, rows, results),
        }
    }

    #[inline(always)]
    fn stacks<S: Simd, const R: usize, const V: usize>(&self, simd: S, rows: &Rows, results: &mut [f32]) {
        let stacks = rows.pairs().chunks(STACK * self.pairs).zip(rows.steps().chunks(STACK));
        for ((rows, steps), results) in stacks.zip(results.chunks_mut(STACK * self.outputs)) {
            for (number, panel) in self.lines.chunks_exact(self.pairs).enumerate() {
                let groups = rows.chunks(R * self.pairs).zip(steps.chunks(R));
                for ((rows, steps), results) in groups.zip(results.chunks_mut(R * self.outputs)) {
                    let results = &mut results[number * PANEL..];
                    if steps.len() == R {
                        self.group::<S, R, V>(simd, panel, rows, steps, results);
                        continue;
                    }
                    for (at, step) in steps.iter().enumerate() {
                        let row = &rows[at * self.pairs..(at + 1) * self.pairs];
                        self.group::<S, 1, V>(simd, panel, row, &[*step], &mut results[at * self.outputs..]);
                    }
                }
            }
        }
    }

    /// Multiplies `R` rows with a panel and writes the results, the first of them at the beginning of `results`.
    #[inline(always)]
    fn group<S: Simd, const R: usize, const V: usize>(
        &self,
        simd: S,
        panel: &[Line],
        rows: &[i32],
        steps: &[f32],
        results: &mut [f32],
    ) {
        let sums = block::<S, R, V>(simd, panel, rows);
        for (row, (sums, step)) in sums.iter().zip(steps).enumerate() {
            let step = S::f32s::splat(simd, step * self.step);
            let results = &mut results[row * self.outputs..][..PANEL];
            for (&sum, results) in sums.iter().zip(results.chunks_exact_mut(S::f32s::LEN)) {
                (S::f32s::float_from(sum) * step).store_slice(results);
            }
        }
    }
}

/// Sums the products of `R` rows with a panel, whose 16 outputs fill `V` registers. The sums wrap, which those of rows never need.
#[inline(always)]
fn block<S: Simd, const R: usize, const V: usize>(simd: S, panel: &[Line], rows: &[i32]) -> [[S::i32s; V]; R] {
    let mut sums = [[S::i32s::splat(simd, 0); V]; R];
    let mut each: [&[i32]; R] = [&[]; R];
    for (number, row) in each.iter_mut().enumerate() {
        *row = &rows[number * panel.len()..][..panel.len()];
    }
    for place in 0..panel.len() {
        let mut parts = [S::i16s::splat(simd, 0); V];
        for (number, part) in parts.iter_mut().enumerate() {
            *part = S::i16s::from_slice(simd, &panel[place].0[number * S::i16s::LEN..][..S::i16s::LEN]);
        }
        for (sums, row) in sums.iter_mut().zip(each) {
            let pair: S::i16s = S::i32s::splat(simd, row[place]).bitcast();
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += pair.pairwise_dot_product(part);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers without order, from -127 to 127, the largest one among them.
    fn weights(count: usize) -> Vec<i32> {
        (0..count).map(|place| if place == 0 { 127 } else { ((place * 7919 + 13) % 255) as i32 - 127 }).collect()
    }

    /// Multiplies as one would by hand.
    fn expected(rows: &[Vec<u8>], weights: &[i32], windows: usize, outputs: usize) -> Vec<f32> {
        let inputs = weights.len() / windows / outputs;
        let mut results = Vec::new();
        for row in rows {
            for window in weights.chunks(inputs * outputs) {
                for output in 0..outputs {
                    let products =
                        row.iter().enumerate().map(|(input, &x)| i32::from(x) * window[input * outputs + output]);
                    results.push(products.sum::<i32>() as f32 * 0.5);
                }
            }
        }
        results
    }

    #[test]
    fn products_are_exact_for_any_number_of_rows() {
        for (count, windows, inputs, outputs) in [(1, 1, 64, 16), (3, 2, 128, 16), (4, 1, 64, 32), (131, 3, 64, 16)] {
            let rows: Vec<Vec<u8>> =
                (0..count).map(|row| (0..inputs).map(|at| ((row * 31 + at * 7) % 64) as u8).collect()).collect();
            let weights = weights(windows * inputs * outputs);
            let values: Vec<f32> = weights.iter().map(|&weight| weight as f32 * 0.5).collect();
            let matrix = Matrix::new(&values, windows, inputs, outputs).unwrap();
            let mut stack = Rows::new(inputs);
            rows.iter().for_each(|row| stack.push_bytes(row));
            let mut results = Vec::new();
            matrix.product(&stack, &mut results);
            assert_eq!(results, expected(&rows, &weights, windows, outputs), "{count} rows");
        }
    }

    #[test]
    fn every_kind_of_processor_gives_the_same_bytes() {
        let weights: Vec<f32> = weights(3 * 320 * 16).iter().map(|&weight| weight as f32 * 0.37).collect();
        let matrix = Matrix::new(&weights, 3, 320, 16).unwrap();
        let mut rows = Rows::new(320);
        for row in 0..29 {
            rows.push(&(0..320).map(|at| ((row * 320 + at) as f32).sin()).collect::<Vec<_>>());
        }
        let (mut narrow, mut wide) = (vec![0.0; 29 * 48], vec![0.0; 29 * 48]);
        matrix.product_at(Level::baseline(), &rows, &mut narrow);
        matrix.product_at(Level::new(), &rows, &mut wide);
        assert_eq!(narrow, wide);
    }

    #[test]
    fn sums_are_those_of_the_columns() {
        let mut values = vec![1.0; 64 * 16];
        values[0] = 127.0;
        let sums = Matrix::new(&values, 1, 64, 16).unwrap().sums();
        assert_eq!((sums[0], sums[1]), (190.0, 64.0));
    }

    #[test]
    fn weights_of_another_kind_are_refused() {
        let check = |first: f32, rest: f32| {
            let mut values = vec![rest; 64 * 16];
            values[0] = first;
            assert!(Matrix::new(&values, 1, 64, 16).is_err(), "{first} {rest}");
        };
        check(0.0, 0.0);
        check(127.0, 1.5);
        check(f32::NAN, 1.0);
        check(f32::INFINITY, 1.0);
        assert!(Matrix::new(&[1.0; 64], 1, 64, 16).is_err());
    }

    #[test]
    fn the_widest_rows_do_not_overflow() {
        let values = vec![127.0; 1280 * 16];
        let matrix = Matrix::new(&values, 1, 1280, 16).unwrap();
        let mut rows = Rows::new(1280);
        rows.push(&[3.0; 1280]);
        rows.push(&[-3.0; 1280]);
        rows.push(&[0.0; 1280]);
        let mut results = Vec::new();
        matrix.product(&rows, &mut results);
        for (row, expected) in results.chunks(16).zip([487_680.0, -487_680.0, 0.0f32]) {
            assert!(row.iter().all(|&result| (result - expected).abs() <= expected.abs() * 1e-6), "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn rounding_loses_little(row in prop::collection::vec(-1000f32..1000.0, 64)) {
            let mut values = vec![1.0; 64 * 16];
            values[0] = 127.0;
            let mut rows = Rows::new(64);
            rows.push(&row);
            let mut results = Vec::new();
            Matrix::new(&values, 1, 64, 16).unwrap().product(&rows, &mut results);
            let largest = row.iter().fold(0f32, |most, value| most.max(value.abs()));
            let exact: f64 = row.iter().copied().map(f64::from).sum();
            prop_assert!((f64::from(results[1]) - exact).abs() < 64.0 * f64::from(largest) / 65_000.0);
        }
    }
}
