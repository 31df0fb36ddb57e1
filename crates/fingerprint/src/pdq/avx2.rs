//! The reduction of a picture to its grid with AVX2 and FMA, where the processor has them: eight rows and eight columns at a
//! time, which stay in registers through the three passes over all pixels.
//!
//! Otherwise it does what [`streamed`](super::streamed), its twin, does step by step; tests compare the bits.
//! It takes 0.4 of the time at 512 pixels, 0.31 at 12 million (`bench/fingerprint.sh`, one core of a Xeon).
#![allow(unsafe_code)]

mod eight;

use self::eight::{Divisor, Eight, LANES};
use super::grid::{Grid, SIDE, Window, centres};
use super::streamed::{LastPass, ROWS};
use crate::{Layout, Plane};

const _: () = assert!(LANES == ROWS);

/// Blurs a picture, both sides 5 pixels or more, and takes 64 × 64 samples; nothing where the processor cannot.
pub fn blurred(plane: &Plane) -> Option<Grid> {
    let able = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    // SAFETY: the processor has what the function is compiled for.
    able.then(|| unsafe { with_registers(plane) })
}

#[target_feature(enable = "avx2,fma")]
fn with_registers(plane: &Plane) -> Grid {
    let height = plane.height();
    let mut passes = Passes::new(plane.width(), height);
    let mut last = LastPass::new(height);
    for step in (0..height + passes.down.ahead).step_by(ROWS) {
        // Below the picture a row is empty: zeros.
        let mut rows = [[].as_slice(); ROWS];
        for (at, row) in (step..height).zip(&mut rows) {
            *row = plane.row(at);
        }
        match plane.layout() {
            Layout::Rgb8 => passes.eight_rows::<3>(&rows, step),
            Layout::Grey8 => passes.eight_rows::<1>(&rows, step),
        }
        last.rows(step, &passes.sampled_rows());
    }
    last.finished()
}

/// Holds the state of the first three passes: across, down, across again.
struct Passes {
    width: usize,
    height: usize,
    across: Window,
    down: Window,
    /// Counts of the first pass across, by step.
    divisors: Vec<Divisor>,
    /// What entered the two passes across in the rows at hand, by step, after as many zeros as a box holds.
    entered: [Vec<[f32; LANES]>; 2],
    /// Sums of the pass down, and the rows that are in its box: for eight columns, `down.full` rows together.
    sums: Vec<[f32; LANES]>,
    held: Vec<[f32; LANES]>,
    /// The steps of the second pass across at which a column of the grid is known, and the count then.
    wanted: [(usize, Divisor); SIDE],
    /// The columns of the grid in the rows at hand.
    sampled: [[f32; LANES]; SIDE],
}

impl Passes {
    fn new(width: usize, height: usize) -> Self {
        let (across, down) = (Window::along(width), Window::along(height));
        // The second pass begins late by what the first one looks ahead, and looks ahead itself.
        let chunks = (width + 2 * across.ahead).div_ceil(LANES);
        let count = |step: usize| across.count(step.saturating_sub(across.ahead).min(width - 1), width);
        Self {
            width,
            height,
            across,
            down,
            divisors: (0..chunks * LANES).map(|step| Divisor::new(count(step))).collect(),
            entered: [(); 2].map(|()| vec![[0.0; LANES]; across.full + chunks * LANES]),
            sums: vec![[0.0; LANES]; chunks],
            held: vec![[0.0; LANES]; chunks * down.full],
            wanted: centres(width).map(|at| (at + 2 * across.ahead, Divisor::new(across.count(at, width)))),
            sampled: [[0.0; LANES]; SIDE],
        }
    }

    /// Takes eight rows, the first of which enters at a step, through the three passes.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn eight_rows<const CHANNELS: usize>(&mut self, rows: &[&[u8]; LANES], step: usize) {
        let mut slots = [0; LANES];
        let mut counts = [Divisor::new(1); LANES];
        for lane in 0..LANES {
            slots[lane] = (step + lane) % self.down.full;
            let row = (step + lane).saturating_sub(self.down.ahead).min(self.height - 1);
            counts[lane] = Divisor::new(self.down.count(row, self.height));
        }
        let full = self.across.full;
        let picture = self.across.ahead..self.width + self.across.ahead;
        let (mut first, mut second) = (Eight::zero(), Eight::zero());
        let mut next = 0;
        for (chunk, divisors) in self.divisors.as_chunks::<LANES>().0.iter().enumerate() {
            let at = chunk * LANES;
            let mut eight = [Eight::zero(); LANES];
            for lane in 0..LANES {
                eight[lane] = brightness::<CHANNELS>(rows[lane], chunk);
            }

            // Across: eight rows side by side, column after column.
            let mut eight = Eight::transposed(eight);
            let entered = &mut self.entered[0][at..at + full + LANES];
            for lane in 0..LANES {
                eight[lane].store(&mut entered[full + lane]);
                first = first.plus(eight[lane]).minus(Eight::load(&entered[lane]));
                eight[lane] = first.divided(divisors[lane]);
            }

            // Down: eight columns side by side, row after row.
            let mut eight = Eight::transposed(eight);
            let mut sum = Eight::load(&self.sums[chunk]);
            let held = &mut self.held[chunk * self.down.full..][..self.down.full];
            for lane in 0..LANES {
                let slot = &mut held[slots[lane]];
                sum = sum.plus(eight[lane]).minus(Eight::load(slot));
                eight[lane].store(slot);
                eight[lane] = sum.divided(counts[lane]);
            }
            sum.store(&mut self.sums[chunk]);

            // Across again. Steps that stand for no column enter as zeros.
            let mut eight = Eight::transposed(eight);
            if at < picture.start || at + LANES > picture.end {
                for (step, value) in (at..).zip(&mut eight) {
                    if !picture.contains(&step) {
                        *value = Eight::zero();
                    }
                }
            }
            let entered = &mut self.entered[1][at..at + full + LANES];
            let mut sums = [[0.0; LANES]; LANES];
            for lane in 0..LANES {
                eight[lane].store(&mut entered[full + lane]);
                second = second.plus(eight[lane]).minus(Eight::load(&entered[lane]));
                second.store(&mut sums[lane]);
            }
            while next < SIDE && self.wanted[next].0 < at + LANES {
                let (step, count) = self.wanted[next];
                Eight::load(&sums[step - at]).divided(count).store(&mut self.sampled[next]);
                next += 1;
            }
        }
    }

    /// Returns the columns of the grid in the rows at hand, row by row.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn sampled_rows(&self) -> [[f32; SIDE]; ROWS] {
        let mut rows = [[0.0; SIDE]; ROWS];
        for (chunk, columns) in self.sampled.as_chunks::<LANES>().0.iter().enumerate() {
            let mut eight = [Eight::zero(); LANES];
            for lane in 0..LANES {
                eight[lane] = Eight::load(&columns[lane]);
            }
            let eight = Eight::transposed(eight);
            for lane in 0..LANES {
                eight[lane].store(&mut rows[lane].as_chunks_mut().0[chunk]);
            }
        }
        rows
    }
}

/// Returns the brightness of eight pixels of a row: those of a chunk, and zeros after the row's end.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn brightness<const CHANNELS: usize>(row: &[u8], chunk: usize) -> Eight {
    let at = chunk * LANES * CHANNELS;
    if CHANNELS == 1 {
        match row.get(at..).and_then(<[u8]>::first_chunk) {
            Some(pixels) => Eight::of_grey(pixels),
            None => Eight::of_grey(&end(row, at)),
        }
    } else {
        match row.get(at..).and_then(<[u8]>::first_chunk) {
            Some(pixels) => Eight::of_colours(pixels),
            None => Eight::of_colours(&end(row, at)),
        }
    }
}

/// Returns what a row has from a byte on, and zeros.
#[cold]
fn end<const BYTES: usize>(row: &[u8], at: usize) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    bytes.iter_mut().zip(row.iter().skip(at)).for_each(|(byte, from)| *byte = *from);
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::luma;
    use super::*;

    proptest! {
        #[test]
        fn quotients_are_those_of_a_division(values in proptest::array::uniform8(-1e6f32..1e8), by in 1usize..1 << 20, small in -60..0i32) {
            for factor in [1.0, (small as f32).exp2()] {
                let values = values.map(|value| value * factor);
                let expected = values.map(|value| (value / by as f32).to_bits());
                prop_assert_eq!(quotients(values, by).map(f32::to_bits), expected);
            }
        }
    }

    /// Divides with the registers; as anybody does, where the processor has none.
    fn quotients(values: [f32; LANES], by: usize) -> [f32; LANES] {
        #[target_feature(enable = "avx2,fma")]
        fn divided(mut values: [f32; LANES], by: usize) -> [f32; LANES] {
            Eight::load(&values).divided(Divisor::new(by)).store(&mut values);
            values
        }
        let able = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        // SAFETY: the processor has what the function is compiled for.
        if able { unsafe { divided(values, by) } } else { values.map(|value| value / by as f32) }
    }

    #[test]
    fn brightness_divided_by_a_thousand_is_exact() {
        for first in (0..=255_000u32).step_by(LANES) {
            let values = std::array::from_fn(|at| (first + at as u32) as f32);
            assert_eq!(quotients(values, 1000), values.map(|value| value / 1000.0));
        }
    }

    #[test]
    fn colours_are_as_bright_in_registers() {
        #[target_feature(enable = "avx2,fma")]
        fn in_register(pixels: &[u8; 3 * LANES]) -> [f32; LANES] {
            let mut values = [0.0; LANES];
            Eight::of_colours(pixels).store(&mut values);
            values
        }
        if !(is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")) {
            return;
        }
        let mut pixels = [0; 3 * LANES];
        for seed in 0..100_000u32 {
            pixels.iter_mut().zip(seed..).for_each(|(byte, at)| *byte = (at.wrapping_mul(2_654_435_761) >> 21) as u8);
            let expected: Vec<f32> = pixels.as_chunks().0.iter().map(|&colour| luma::of(colour)).collect();
            // SAFETY: the processor has what the function is compiled for.
            assert_eq!(unsafe { in_register(&pixels) }.to_vec(), expected);
        }
    }
}
