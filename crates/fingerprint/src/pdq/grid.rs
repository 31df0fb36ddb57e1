use crate::Quality;

/// The side of the grid to which a picture is reduced.
pub const SIDE: usize = 64;

/// Is a picture reduced to 64 × 64 values of brightness, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid(pub [[f32; SIDE]; SIDE]);

impl Default for Grid {
    fn default() -> Self {
        Self([[0.0; SIDE]; SIDE])
    }
}

impl Grid {
    /// Returns how much the brightness changes between neighbours, in steps that count.
    pub fn quality(&self) -> Quality {
        // Whole steps of 2.55: slow changes (a clear sky) count nothing. Toward zero, as the reference's conversion rounds.
        let step = |a: f32, b: f32| (((a - b) * 100.0 / 255.0) as i32).unsigned_abs();
        let across = self.0.windows(2).flat_map(|rows| rows[0].iter().zip(&rows[1])).map(|(a, b)| step(*a, *b));
        let along = self.0.iter().flat_map(|row| row.windows(2)).map(|pair| step(pair[0], pair[1]));
        let steps: u32 = across.sum::<u32>() + along.sum::<u32>();
        u8::try_from(steps / 90).ok().and_then(Quality::new).unwrap_or(Quality::MOST)
    }
}

#[cfg(test)]
impl Grid {
    /// Returns whether two grids are the same bit by bit.
    pub fn has_bits_of(&self, other: &Self) -> bool {
        self.0.as_flattened().iter().zip(other.0.as_flattened()).all(|(a, b)| a.to_bits() == b.to_bits())
    }
}

/// Returns which of `length` samples stands for each of the 64: the one in the middle of each 64th.
pub fn centres(length: usize) -> [usize; SIDE] {
    // The reference computes (i + 0.5) * length / 64 in f64 and cuts: exact below 2^46.
    std::array::from_fn(|at| (2 * at + 1) * length / (2 * SIDE))
}

/// Is the box over which a pass averages samples along an axis of `length` samples. At the edges it shrinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many samples it holds away from the edges: half a 64th of the axis, rounded up.
    pub full: usize,
    /// How many of them stand behind the sample averaged for.
    pub ahead: usize,
}

impl Window {
    /// Returns the box for an axis of so many samples, 5 or more.
    pub fn along(length: usize) -> Self {
        let full = length.div_ceil(2 * SIDE);
        Self { full, ahead: full / 2 }
    }

    /// Returns how many samples the box holds around a sample of the axis.
    pub fn count(self, at: usize, length: usize) -> usize {
        (at + self.ahead + 1).min(length) - (at + self.ahead + 1).saturating_sub(self.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centres_are_those_of_the_reference() {
        for length in [5, 63, 64, 65, 127, 128, 500, 4000, 123_457] {
            let expected: Vec<usize> = (0..64).map(|at| ((at as f64 + 0.5) * length as f64 / 64.0) as usize).collect();
            assert_eq!(centres(length).to_vec(), expected, "{length}");
        }
    }

    #[test]
    fn the_box_shrinks_at_the_edges() {
        assert_eq!([64, 128, 129, 512, 4000].map(|length| Window::along(length).full), [1, 1, 2, 4, 32]);
        let counts = |length| (0..length).map(|at| Window { full: 4, ahead: 2 }.count(at, length)).collect::<Vec<_>>();
        assert_eq!(counts(7), [3, 4, 4, 4, 4, 3, 2]);
    }

    #[test]
    fn a_flat_picture_has_no_quality_and_noise_has_all() {
        assert_eq!(Grid::default().quality().value(), 0);
        let mut board = Grid::default();
        board.0.iter_mut().enumerate().for_each(|(y, row)| {
            row.iter_mut().enumerate().for_each(|(x, value)| *value = ((x + y) % 2 * 255) as f32);
        });
        assert_eq!(board.quality(), Quality::MOST);
    }
}
