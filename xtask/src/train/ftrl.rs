//! Linear heads over hashed features, trained one row at a time.
//!
//! FTRL-Proximal — McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches", algorithm 1.

use temoin_language::{Feature, unit};

use super::chance::shuffle;

/// Is one row to learn from: its features, what is known of its columns, and how much it counts.
pub struct Lesson<'a, const N: usize> {
    /// The features.
    pub features: &'a [Feature],
    /// For each column: true, false, or not known.
    pub known: [Option<bool>; N],
    /// How much the row counts.
    pub weight: f32,
    /// Which of the groups it belongs to: each has a bias of its own, which a model does not keep.
    pub group: usize,
}

/// Is how to learn.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// The learning rate of a weight.
    pub alpha: f32,
    /// What keeps a weight at zero.
    pub l1: f32,
    /// What draws a weight to zero.
    pub l2: f32,
    /// How often all rows are gone through.
    pub rounds: usize,
}

/// Is the state of one weight.
#[derive(Clone, Copy, Default)]
struct Cell {
    z: f32,
    n: f32,
    w: f32,
}

/// Is weights in training, `N` columns to a row.
pub struct Trainer<const N: usize> {
    cells: Vec<[Cell; N]>,
    biases: Vec<[Cell; N]>,
    rates: Rates,
}

impl<const N: usize> Trainer<N> {
    /// Trains on lessons, in an order that only their number decides.
    pub fn train(bits: u32, groups: usize, rates: Rates, lessons: &[Lesson<'_, N>]) -> Self {
        let mut trainer =
            Self { cells: vec![[Cell::default(); N]; 1 << bits], biases: vec![[Cell::default(); N]; groups], rates };
        let mut order: Vec<u32> = (0..lessons.len() as u32).collect();
        for round in 0..rates.rounds {
            shuffle(&mut order, round as u64);
            order.iter().for_each(|&at| trainer.learn(&lessons[at as usize]));
        }
        trainer
    }

    /// Returns the weights, row after row.
    pub fn weights(&self) -> Vec<f32> {
        self.cells.iter().flatten().map(|cell| cell.w).collect()
    }

    fn learn(&mut self, lesson: &Lesson<'_, N>) {
        let value = unit(lesson.features.len()) as f32;
        let mask = self.cells.len() - 1;
        let mut scores = [0f32; N];
        for feature in lesson.features {
            let row = &self.cells[feature.hash as usize & mask];
            scores.iter_mut().zip(row).for_each(|(score, cell)| *score += cell.w);
        }
        let biases = &self.biases[lesson.group];
        let errors: [f32; N] = std::array::from_fn(|column| match lesson.known[column] {
            Some(known) => {
                let odds = scores[column] * value + biases[column].w;
                (1.0 / (1.0 + libm::expf(-odds)) - f32::from(u8::from(known))) * lesson.weight
            }
            None => 0.0,
        });
        let rates = self.rates;
        for feature in lesson.features {
            let row = &mut self.cells[feature.hash as usize & mask];
            for (cell, error) in row.iter_mut().zip(errors).filter(|(_, error)| *error != 0.0) {
                cell.step(error * value, rates);
            }
        }
        for (cell, error) in self.biases[lesson.group].iter_mut().zip(errors).filter(|(_, error)| *error != 0.0) {
            cell.step(error * BIAS_VALUE, Rates { l1: 0.0, l2: 0.0, ..rates });
        }
    }
}

impl Cell {
    fn step(&mut self, gradient: f32, rates: Rates) {
        let n = self.n + gradient * gradient;
        let root = n.sqrt();
        self.z += gradient - (root - self.n.sqrt()) / rates.alpha * self.w;
        self.n = n;
        let over = self.z.abs() - rates.l1;
        self.w = if over <= 0.0 { 0.0 } else { -over.copysign(self.z) / ((BETA + root) / rates.alpha + rates.l2) };
    }
}

/// A bias learns as slowly as if it were a feature of this value.
const BIAS_VALUE: f32 = 0.3;
/// Keeps the first steps small.
const BETA: f32 = 0.1;
