//! Rows of numbers, rounded to 16 bits for [`crate::matrix`].

/// Every width of the network is a multiple of this.
pub const CHUNK: usize = 64;
/// The largest weight that rows are multiplied with.
pub const MOST_WEIGHT: usize = 127;

/// Is a stack of rows to be multiplied, each with its own step.
#[derive(Debug)]
pub struct Rows {
    /// Two numbers each, as they stand in memory.
    pairs: Vec<i32>,
    /// Pairs of one row.
    width: usize,
    /// What one unit is worth in each row.
    steps: Vec<f32>,
}

impl Rows {
    /// Begins a stack of rows of so many numbers.
    ///
    /// # Panics
    ///
    /// Where that is no multiple of [`CHUNK`].
    pub fn new(inputs: usize) -> Self {
        assert!(inputs.is_multiple_of(CHUNK), "rows are whole chunks");
        Self { pairs: Vec::new(), width: inputs / 2, steps: Vec::new() }
    }

    /// Returns how many pairs a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns all pairs, row by row.
    pub fn pairs(&self) -> &[i32] {
        &self.pairs
    }

    /// Returns what one unit is worth in each row.
    pub fn steps(&self) -> &[f32] {
        &self.steps
    }

    /// Takes all rows away.
    pub fn clear(&mut self) {
        self.pairs.clear();
        self.steps.clear();
    }

    /// Adds a row, rounded to 16 bits of its largest number, or as many as keep the sums within 32.
    pub fn push(&mut self, row: &[f32]) {
        let most = largest(row);
        let top = self.top();
        // Of a row of zeros, or one that is none, nothing is left.
        let (step, turn) = if most > 0.0 { (most / top, top / most) } else { (0.0, 0.0) };
        self.add(row, step, |value| round(value * turn));
    }

    /// Adds a row of small whole numbers, as they are.
    pub fn push_bytes(&mut self, row: &[u8]) {
        self.add(row, 1.0, i16::from);
    }

    fn add<T: Copy>(&mut self, row: &[T], step: f32, number: impl Fn(T) -> i16) {
        assert_eq!(row.len(), 2 * self.width, "a row of another width");
        self.pairs.extend(row.as_chunks().0.iter().map(|&[first, second]| pair(number(first), number(second))));
        self.steps.push(step);
    }

    /// Returns the largest number a row may hold: its products with the largest weight must sum to less than 2^31.
    fn top(&self) -> f32 {
        let most = i32::MAX as usize / (2 * self.width * MOST_WEIGHT);
        most.min(i16::MAX as usize) as f32
    }
}

/// Puts two numbers side by side as they stand in memory, whichever end comes first there.
#[inline(always)]
fn pair(first: i16, second: i16) -> i32 {
    let ([a, b], [c, d]) = (first.to_ne_bytes(), second.to_ne_bytes());
    i32::from_ne_bytes([a, b, c, d])
}

/// Returns the largest absolute value; a number that is none counts as nothing.
fn largest(row: &[f32]) -> f32 {
    let mut most = [0f32; 8];
    for row in row.as_chunks::<8>().0 {
        for (most, value) in most.iter_mut().zip(row) {
            let value = value.abs();
            *most = if value > *most { value } else { *most };
        }
    }
    most.iter().fold(0.0, |most, &value| if value > most { value } else { most })
}

/// Rounds to the nearest whole number, halves to the even one: adding 1.5 × 2^23 leaves no room for a fraction. It is `round_ties_even`
/// without a call, which processors of the first x86-64 would need for each number.
#[inline(always)]
fn round(value: f32) -> i16 {
    const ROOM: f32 = 12_582_912.0;
    ((value + ROOM).to_bits() as i32).wrapping_sub(ROOM.to_bits() as i32) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_the_nearest() {
        for (value, expected) in [(0.4, 0), (0.6, 1), (0.5, 0), (1.5, 2), (-0.6, -1), (-2.5, -2), (32767.0, 32767)] {
            assert_eq!(round(value), expected, "{value}");
        }
    }

    #[test]
    fn a_row_fills_the_room_there_is() {
        for (inputs, top, half) in [(256, 32_767, 16_384), (512, 32_767, 16_384), (1280, 13_210, 6605)] {
            let mut rows = Rows::new(inputs);
            let mut row = vec![0.0; inputs];
            row[0] = 0.25;
            row[1] = -0.125;
            rows.push(&row);
            assert_eq!(rows.pairs()[0], pair(top, -half), "{inputs}");
            assert!((rows.steps()[0] * f32::from(top) - 0.25).abs() < 1e-6);
        }
    }

    #[test]
    fn rows_of_nothing_stay_nothing() {
        let mut rows = Rows::new(64);
        rows.push(&[0.0; 64]);
        rows.push(&[f32::NAN; 64]);
        assert_eq!((rows.pairs(), rows.steps()), (&[0; 64][..], &[0.0; 2][..]));
        rows.clear();
        assert!(rows.pairs().is_empty() && rows.steps().is_empty());
    }

    #[test]
    #[should_panic = "another width"]
    fn a_row_of_another_width_is_a_fault() {
        Rows::new(64).push(&[0.0; 128]);
    }
}
