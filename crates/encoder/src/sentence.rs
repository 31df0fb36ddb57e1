//! What depends on the neighbours: from the pieces of texts to their vectors.

use crate::known::Known;
use crate::layers::{BRANCH, BRANCHES, FEATURES, ORDERS, WIDTH, add, finish, rectify, scale, window};
use crate::matrix::Matrix;
use crate::network::{Network, Residual};
use crate::rows::Rows;

/// Computes the vectors of some texts. Each text's is the same alone as among others; together they read the weights once.
///
/// # Panics
///
/// Where a piece is not known, or a text has none.
pub fn vectors(network: &Network, known: &Known, texts: &[Vec<u32>]) -> Vec<[f32; WIDTH]> {
    let mut inner = first_windows(network, known, texts);
    second_windows(network, texts, &mut inner);
    let mut rows = Rows::new(FEATURES);
    let mut rest = &inner[..];
    for text in texts {
        let (inner, behind) = rest.split_at(text.len() * BRANCHES);
        rows.push(&pooled(network, known, text, inner));
        rest = behind;
    }
    let mut vectors = Vec::new();
    network.pool.matrix.product(&rows, &mut vectors);
    for (vector, text) in vectors.chunks_exact_mut(WIDTH).zip(texts) {
        let length = text.len() as f32;
        for (value, bias) in vector.iter_mut().zip(&network.pool.bias) {
            *value += length * bias;
        }
        scale(vector, 1.0 / length.sqrt());
    }
    network.residual.apply(&vectors).as_chunks().0.to_vec()
}

/// Sums the products of each window, and adds what the branches began with; returns [`BRANCHES`] numbers for each piece.
fn first_windows(network: &Network, known: &Known, texts: &[Vec<u32>]) -> Vec<f32> {
    let mut inner = vec![0.0; texts.iter().map(Vec::len).sum::<usize>() * BRANCHES];
    let mut rows = inner.chunks_exact_mut(BRANCHES);
    for text in texts {
        let pieces: Vec<_> = text.iter().map(|&token| known.piece(token)).collect();
        for (at, piece) in pieces.iter().enumerate() {
            let row = rows.next().expect("a row for each piece");
            for (number, (into, branch)) in row.chunks_exact_mut(BRANCH).zip(&network.branches).enumerate() {
                into.copy_from_slice(&branch.first.bias);
                for (place, neighbour) in window(at, text.len(), ORDERS[number]) {
                    add(into, pieces[neighbour].product(number, place));
                }
                rectify(into);
            }
            add(row, piece.branches());
        }
    }
    inner
}

/// Does the same with the second windows, from and to the same numbers.
fn second_windows(network: &Network, texts: &[Vec<u32>], inner: &mut [f32]) {
    let mut rows = Rows::new(BRANCH);
    let mut products = Vec::new();
    for (number, branch) in network.branches.iter().enumerate() {
        rows.clear();
        for row in inner.chunks_exact(BRANCHES) {
            rows.push(&row[number * BRANCH..][..BRANCH]);
        }
        branch.second.matrix.product(&rows, &mut products);
        let width = branch.second.matrix.outputs();
        let mut sum = [0.0; BRANCH];
        let mut start = 0;
        for length in texts.iter().map(Vec::len) {
            for at in 0..length {
                sum.copy_from_slice(&branch.second.bias);
                for (place, neighbour) in window(at, length, ORDERS[number]) {
                    add(&mut sum, &products[(start + neighbour) * width + place * BRANCH..][..BRANCH]);
                }
                rectify(&mut sum);
                add(&mut inner[(start + at) * BRANCHES + number * BRANCH..][..BRANCH], &sum);
            }
            start += length;
        }
    }
}

/// Sums over a text what its pieces and their branches are after the norm.
fn pooled(network: &Network, known: &Known, text: &[u32], inner: &[f32]) -> [f32; FEATURES] {
    let mut sum = [0.0; FEATURES];
    let mut row = [0.0; FEATURES];
    for (&token, inner) in text.iter().zip(inner.chunks_exact(BRANCHES)) {
        row[..WIDTH].copy_from_slice(known.piece(token).row());
        row[WIDTH..].copy_from_slice(inner);
        network.late.apply(&mut row);
        add(&mut sum, &row);
    }
    sum
}

impl Residual {
    /// Runs the last layers on rows of [`WIDTH`] numbers.
    fn apply(&self, vectors: &[f32]) -> Vec<f32> {
        let input = rows(vectors, WIDTH);
        let mut narrow = product(&self.d0, &input);
        rectify(&mut narrow);
        let width = self.d0.outputs();
        let mut second = product(&self.p1, &input);
        add(&mut second, &product(&self.d1, &rows(&narrow, width)));
        rectify(&mut second);
        let second = rows(&second, width);
        let mut wide = product(&self.d2, &second);
        rectify(&mut wide);
        let mut last = product(&self.p3, &second);
        add(&mut last, &product(&self.d3, &rows(&wide, WIDTH)));
        last.chunks_exact_mut(WIDTH).for_each(|vector| finish(vector, self.least));
        last
    }
}

fn rows(numbers: &[f32], width: usize) -> Rows {
    let mut rows = Rows::new(width);
    numbers.chunks_exact(width).for_each(|row| rows.push(row));
    rows
}

fn product(matrix: &Matrix, rows: &Rows) -> Vec<f32> {
    let mut results = Vec::new();
    matrix.product(rows, &mut results);
    results
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::tests::small;

    fn known(network: &Network, texts: &[Vec<u32>]) -> Known {
        let mut known = Known::default();
        known.learn(network, &texts.concat());
        known
    }

    /// Compares the first number of each branch, piece by piece; all others are nothing.
    fn check(inner: &[f32], expected: &[[f32; 3]]) {
        assert_eq!(inner.len(), expected.len() * BRANCHES);
        for (at, number) in inner.iter().enumerate() {
            let (piece, place) = (at / BRANCHES, at % BRANCHES);
            let expected = if place % BRANCH == 0 { expected[piece][place / BRANCH] } else { 0.0 };
            assert!((number - expected).abs() <= expected * 1e-4, "piece {piece}, {place}: {number}, not {expected}");
        }
    }

    #[test]
    fn windows_see_their_own_text_only() {
        let network = small();
        let texts = [vec![3, 20], vec![7]];
        let mut inner = first_windows(&network, &known(&network, &texts), &texts);
        // Of two pieces: 10 + 127 and 10; 20 + 127 and 10 + 20; 30 + 40 and 20 + 30; to each is added 1. Of one: 10, 20, 30.
        check(&inner, &[[138.0, 148.0, 71.0], [11.0, 31.0, 51.0], [11.0, 21.0, 31.0]]);
        second_windows(&network, &texts, &mut inner);
        // 10 × 138 + 127 × 11 + 138, 10 × 11 + 11; 20 × 148 + 127 × 31 + 148, 10 × 148 + 20 × 31 + 31; 30 × 71 + 40 × 51 + 71, and so on.
        check(&inner, &[[2915.0, 7045.0, 4241.0], [121.0, 2131.0, 3001.0], [121.0, 441.0, 961.0]]);
    }

    #[test]
    fn a_text_is_the_sum_of_its_pieces() {
        let network = small();
        let texts = [vec![5, 5]];
        let known = known(&network, &texts);
        // Rows of 5s beside branches of 0s: mean 2, and 2.449 away from it on either side.
        let sum = pooled(&network, &known, &texts[0], &[0.0; 2 * BRANCHES]);
        assert!((sum[0] - 2.0 * 1.5f32.sqrt()).abs() < 1e-5, "{}", sum[0]);
        assert!((sum[WIDTH] + 2.0 * (2.0f32 / 3.0).sqrt()).abs() < 1e-5, "{}", sum[WIDTH]);
    }

    #[test]
    fn the_last_layers_add_what_came_before() {
        let mut vectors = [0.0; 2 * WIDTH];
        vectors[0] = 0.1;
        vectors[WIDTH] = -0.1;
        let last = small().residual.apply(&vectors);
        // The second narrow layer is 0.1 + 0.1; the last one 0.2 and half of it.
        let (first, second) = (0.2f32.tanh(), 0.1f32.tanh());
        let length = first.hypot(second);
        assert!(
            (last[0] - first / length).abs() < 1e-5 && (last[1] - second / length).abs() < 1e-5,
            "{:?}",
            &last[..2]
        );
        assert!(last[2..].iter().all(|&number| number == 0.0));
    }

    #[test]
    fn a_text_alone_has_the_same_vector() {
        let network = small();
        let texts = [vec![1, 9, 2], vec![1, 2], vec![1, 30, 31, 32, 33, 2]];
        let known = known(&network, &texts);
        let together = vectors(&network, &known, &texts);
        for (text, vector) in texts.iter().zip(&together) {
            assert_eq!(vectors(&network, &known, std::slice::from_ref(text))[0], *vector);
        }
    }
}
