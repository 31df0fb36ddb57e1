//! What depends on a piece alone: computed once, however often the piece comes.
//!
//! A piece's row, its branches, and its products with the first windows are the same in every text; only their sums over a window are
//! not. That is 1.05 of 1.7 million products a piece. Among messages of eight languages two of three pieces have been computed before;
//! within one language more.

use std::collections::HashMap;

use crate::layers::{BRANCH, BRANCHES, ORDERS, WIDTH, add};
use crate::network::{Network, Piece};
use crate::rows::Rows;

/// The most pieces that are kept: 63 MB. When they are full, all are forgotten.
pub const MOST_KNOWN: usize = 4096;

/// Pieces computed at a time: their rows stay in the second cache.
const STEP: usize = 64;
/// Where the products begin in a piece's numbers, branch by branch, window by window.
const PRODUCTS: usize = WIDTH + BRANCHES;
/// All numbers of a piece.
const SPAN: usize = PRODUCTS + windows_before(ORDERS.len()) * BRANCH;

/// Returns how many windows the branches before this one have together.
const fn windows_before(branch: usize) -> usize {
    let (mut sum, mut at) = (0, 0);
    while at < branch {
        sum += ORDERS[at].0;
        at += 1;
    }
    sum
}

/// Is the pieces that were computed.
#[derive(Debug, Default)]
pub struct Known {
    places: HashMap<u32, usize>,
    /// [`SPAN`] numbers a piece.
    numbers: Vec<f32>,
}

/// Is the numbers of one piece.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'a>(&'a [f32]);

impl Known {
    /// Makes sure that all of these pieces are known.
    ///
    /// # Panics
    ///
    /// With more than [`MOST_KNOWN`] pieces at once.
    pub fn learn(&mut self, network: &Network, tokens: &[u32]) {
        assert!(tokens.len() <= MOST_KNOWN, "more pieces than are kept");
        let mut new = self.unknown(tokens);
        if self.places.len() + new.len() > MOST_KNOWN {
            self.places.clear();
            self.numbers.clear();
            new = self.unknown(tokens);
        }
        for tokens in new.chunks(STEP) {
            for &token in tokens {
                self.places.insert(token, self.places.len());
            }
            let start = self.numbers.len();
            self.numbers.resize(start + tokens.len() * SPAN, 0.0);
            let pieces: Vec<Piece> = tokens.iter().map(|&token| network.table.piece(token)).collect();
            compute(network, &pieces, &mut self.numbers[start..]);
        }
    }

    /// Returns the numbers of a piece.
    ///
    /// # Panics
    ///
    /// Where the piece is not known.
    pub fn piece(&self, token: u32) -> Numbers<'_> {
        let place = self.places[&token];
        Numbers(&self.numbers[place * SPAN..(place + 1) * SPAN])
    }

    /// Returns those that are not known, each once, in the order of their numbers.
    fn unknown(&self, tokens: &[u32]) -> Vec<u32> {
        let mut new: Vec<u32> = tokens.iter().copied().filter(|token| !self.places.contains_key(token)).collect();
        new.sort_unstable();
        new.dedup();
        new
    }
}

impl<'a> Numbers<'a> {
    /// Returns the piece's own row: [`WIDTH`] numbers.
    pub fn row(self) -> &'a [f32] {
        &self.0[..WIDTH]
    }

    /// Returns what all branches begin with: [`BRANCHES`] numbers.
    pub fn branches(self) -> &'a [f32] {
        &self.0[WIDTH..PRODUCTS]
    }

    /// Returns the product with the first windows of a branch, for one place in the window: [`BRANCH`] numbers.
    pub fn product(self, branch: usize, window: usize) -> &'a [f32] {
        let start = PRODUCTS + (windows_before(branch) + window) * BRANCH;
        &self.0[start..start + BRANCH]
    }
}

/// Computes pieces; `numbers` has [`SPAN`] places for each.
fn compute(network: &Network, pieces: &[Piece], numbers: &mut [f32]) {
    let mut rows = Rows::new(WIDTH);
    for (piece, numbers) in pieces.iter().zip(numbers.chunks_exact_mut(SPAN)) {
        piece.write(&mut numbers[..WIDTH]);
        rows.push_bytes(piece.bytes);
    }
    let mut results = Vec::new();
    for (at, branch) in network.branches.iter().enumerate() {
        branch.project.matrix.product(&rows, &mut results);
        let results = results.chunks_exact(BRANCH);
        for ((piece, results), numbers) in pieces.iter().zip(results).zip(numbers.chunks_exact_mut(SPAN)) {
            let into = &mut numbers[WIDTH + at * BRANCH..][..BRANCH];
            for ((into, result), ground) in into.iter_mut().zip(results).zip(&branch.ground) {
                *into = result * piece.scale + ground * piece.low;
            }
            add(into, &branch.project.bias);
        }
    }
    for numbers in numbers.chunks_exact_mut(SPAN) {
        network.early.apply(&mut numbers[WIDTH..PRODUCTS]);
    }
    windows(network, numbers);
}

/// Multiplies what the branches begin with by their first windows.
fn windows(network: &Network, numbers: &mut [f32]) {
    let mut rows = Rows::new(BRANCH);
    let mut results = Vec::new();
    for (at, branch) in network.branches.iter().enumerate() {
        rows.clear();
        for numbers in numbers.chunks_exact(SPAN) {
            rows.push(&numbers[WIDTH + at * BRANCH..][..BRANCH]);
        }
        let matrix = &branch.first.matrix;
        matrix.product(&rows, &mut results);
        let start = PRODUCTS + windows_before(at) * BRANCH;
        for (results, numbers) in results.chunks_exact(matrix.outputs()).zip(numbers.chunks_exact_mut(SPAN)) {
            numbers[start..start + matrix.outputs()].copy_from_slice(results);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::tests::small;

    #[test]
    fn a_piece_has_room_for_each_product() {
        assert_eq!((windows_before(0), windows_before(1), windows_before(2), SPAN), (0, 2, 5, 3840));
        let numbers: Vec<f32> = (0..SPAN).map(|number| number as f32).collect();
        let numbers = Numbers(&numbers);
        assert_eq!((numbers.row()[0], numbers.branches()[0], numbers.product(0, 0)[0]), (0.0, 512.0, 1280.0));
        assert_eq!((numbers.product(1, 2)[0], numbers.product(2, 4)[255]), (2304.0, 3839.0));
    }

    #[test]
    fn a_full_memory_is_emptied() {
        let network = small();
        let mut known = Known::default();
        known.learn(&network, &[4, 33, 4]);
        assert_eq!((known.places.len(), known.piece(33).row()[0]), (2, 33.0));
        // As if the others had come before.
        known.places.extend((100..100 + MOST_KNOWN as u32 - 3).map(|token| (token, 0)));
        known.learn(&network, &[4, 5]);
        assert_eq!(known.places.len(), MOST_KNOWN);
        known.learn(&network, &[4, 6]);
        assert_eq!((known.places.len(), known.numbers.len()), (2, 2 * SPAN));
        assert_eq!((known.piece(4).row()[7], known.piece(6).row()[7]), (4.0, 6.0));
        assert!((known.piece(6).product(2, 3)[0] - 40.0).abs() < 1e-3);
    }

    #[test]
    fn each_unknown_piece_is_learnt_once() {
        let mut known = Known::default();
        known.places.insert(7, 0);
        assert_eq!(known.unknown(&[9, 7, 3, 9, 7, 3]), [3, 9]);
    }
}
