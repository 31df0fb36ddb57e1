//! The small parts of the network, each on a row of numbers, summed in one fixed order.

/// Numbers of a piece, and of a text's vector.
pub const WIDTH: usize = 512;
/// Numbers of one branch.
pub const BRANCH: usize = 256;
/// The branches: how many neighbours a window spans, and how many of them stand before.
pub const ORDERS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// All branches side by side.
pub const BRANCHES: usize = ORDERS.len() * BRANCH;
/// A piece and all branches.
pub const FEATURES: usize = WIDTH + BRANCHES;

/// Accumulators of a sum: two registers of the narrowest kind.
const LANES: usize = 8;

/// Is the spread that a row is given: a gain and a shift for each number.
#[derive(Debug)]
pub struct Norm {
    /// One for each number.
    pub gain: Vec<f32>,
    /// One for each number.
    pub shift: Vec<f32>,
    /// Added to the variance, so that a row of equal numbers is divided by something.
    pub least: f32,
}

impl Norm {
    /// Moves a row to mean 0 and variance 1, then by gain and shift.
    pub fn apply(&self, row: &mut [f32]) {
        let count = row.len() as f32;
        let mean = sum(row, |value| value) / count;
        row.iter_mut().for_each(|value| *value -= mean);
        let variance = sum(row, |value| value * value) / count;
        let scale = 1.0 / (variance + self.least).sqrt();
        for ((value, gain), shift) in row.iter_mut().zip(&self.gain).zip(&self.shift) {
            *value = *value * scale * gain + shift;
        }
    }
}

/// Sums what is made of each number: eight sums side by side, then these in pairs. The order is the same on every machine.
#[inline(always)]
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (rows, rest) = row.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for row in rows {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += of(value);
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    rest.iter().fold(((a + e) + (c + g)) + ((b + f) + (d + h)), |sum, &value| sum + of(value))
}

/// Adds a row to another.
pub fn add(into: &mut [f32], row: &[f32]) {
    for (into, value) in into.iter_mut().zip(row) {
        *into += value;
    }
}

/// Makes negative numbers 0.
pub fn rectify(row: &mut [f32]) {
    // `max` would have to look whether a number is none; the comparison drops those too.
    row.iter_mut().for_each(|value| *value = if *value > 0.0 { *value } else { 0.0 });
}

/// Multiplies each number.
pub fn scale(row: &mut [f32], by: f32) {
    row.iter_mut().for_each(|value| *value *= by);
}

/// Makes of the last layer's numbers a vector of length 1, by way of their hyperbolic tangents.
pub fn finish(row: &mut [f32], least: f32) {
    row.iter_mut().for_each(|value| *value = libm::tanhf(*value));
    let square = sum(row, |value| value * value);
    scale(row, 1.0 / (if square > least { square } else { least }).sqrt());
}

/// Returns the places that a window around `at` covers in a text of `length` pieces, each with its number in the window. Places outside
/// count as zeros and are left out.
pub fn window(at: usize, length: usize, (span, before): (usize, usize)) -> impl Iterator<Item = (usize, usize)> {
    (0..span).filter_map(move |number| {
        let place = (at + number).checked_sub(before)?;
        (place < length).then_some((number, place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_spread_and_moved() {
        let norm = Norm { gain: vec![1.0, 1.0, 2.0, 1.0], shift: vec![0.0, 0.0, 0.0, 10.0], least: 0.0 };
        let mut row = [1.0, 1.0, 3.0, 3.0];
        norm.apply(&mut row);
        assert_eq!(row, [-1.0, -1.0, 2.0, 11.0]);
    }

    #[test]
    fn equal_numbers_are_spread_to_nothing() {
        let norm = Norm { gain: vec![1.0; 4], shift: vec![0.5; 4], least: 1e-12 };
        let mut row = [7.0; 4];
        norm.apply(&mut row);
        assert_eq!(row, [0.5; 4]);
    }

    #[test]
    fn all_numbers_are_summed() {
        for count in [0, 1, 7, 8, 9, 16, 100] {
            let row: Vec<f32> = (1..=count).map(|number| number as f32).collect();
            assert_eq!(sum(&row, |value| value), (count * (count + 1) / 2) as f32, "{count}");
        }
    }

    #[test]
    fn windows_end_where_the_text_does() {
        let check = |at, length, order, expected: &[(usize, usize)]| {
            assert_eq!(window(at, length, order).collect::<Vec<_>>(), expected, "{at} of {length}");
        };
        check(0, 3, (2, 0), &[(0, 0), (1, 1)]);
        check(2, 3, (2, 0), &[(0, 2)]);
        check(0, 3, (3, 1), &[(1, 0), (2, 1)]);
        check(1, 3, (5, 2), &[(1, 0), (2, 1), (3, 2)]);
        check(4, 9, (5, 2), &[(0, 2), (1, 3), (2, 4), (3, 5), (4, 6)]);
    }

    #[test]
    fn vectors_end_with_length_one() {
        let mut row = [0.5f32.atanh(), -(0.5f32.atanh()), 0.5f32.atanh(), 0.5f32.atanh()];
        finish(&mut row, 1e-12);
        for (value, expected) in row.iter().zip([0.5, -0.5, 0.5, 0.5]) {
            assert!((value - expected).abs() < 1e-6, "{row:?}");
        }
        let mut nothing = [0.0; 4];
        finish(&mut nothing, 1e-12);
        assert_eq!(nothing, [0.0; 4]);
    }

    #[test]
    fn negative_numbers_become_nothing() {
        let mut row = [-1.0, 0.0, 2.0, f32::NAN];
        rectify(&mut row);
        assert_eq!(row, [0.0, 0.0, 2.0, 0.0]);
    }
}
