//! The second tier: a small network on a sentence's vector, for what is said in other words than those that were learnt.

use serde::{Deserialize, Serialize};

use crate::Label;
use crate::blend::Blend;

/// Number of values in a sentence's vector.
pub const WIDTH: usize = 512;

/// Makes vectors of sentences: near meanings give near vectors, whatever the language.
pub trait Encode: Send + Sync {
    /// Returns which encoder this is: a network understands the vectors of the one it was trained on, and no other's.
    fn name(&self) -> &str;

    /// Returns one vector of length 1 for each text, in their order.
    fn encode(&self, texts: &[&str]) -> Vec<[f32; WIDTH]>;
}

/// Is what the header says of the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Which encoder's vectors it was trained on: another's mean nothing to it.
    pub encoder: String,
    /// How many units it has in between.
    pub hidden: usize,
    /// For each label: how both scores, the rules and the cues become a probability.
    pub blends: [Blend; Label::COUNT],
}

/// Is a network of one hidden layer of rectified units: 512 values in, a score for each label out.
///
/// Sums are made in one order, so that the same vector gives the same bits on every machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// For each value of the vector: its weight to each unit.
    pub first: Vec<f32>,
    /// What each unit starts from.
    pub bias: Vec<f32>,
    /// For each unit: its weight to each label.
    pub second: Vec<[f32; Label::COUNT]>,
}

impl Network {
    /// Returns the length of the network's part of a model file, in bytes.
    #[must_use]
    pub const fn size(hidden: usize) -> usize {
        4 * hidden * (WIDTH + 1 + Label::COUNT)
    }

    /// Reads the weights: first layer, biases, second layer, as little-endian numbers of 32 bits.
    ///
    /// Returns nothing where there are more or fewer than `hidden` units need, or one is not finite.
    #[must_use]
    pub fn parse(bytes: &[u8], hidden: usize) -> Option<Self> {
        if bytes.len() != Self::size(hidden) {
            return None;
        }
        let numbers: Vec<f32> = bytes.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect();
        if !numbers.iter().all(|number| number.is_finite()) {
            return None;
        }
        let (first, rest) = numbers.split_at(hidden * WIDTH);
        let (bias, second) = rest.split_at(hidden);
        Some(Self { first: first.to_vec(), bias: bias.to_vec(), second: second.as_chunks().0.to_vec() })
    }

    /// Writes the weights as [`parse`](Self::parse) reads them.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let numbers = self.first.iter().chain(&self.bias).chain(self.second.iter().flatten());
        numbers.flat_map(|number| number.to_le_bytes()).collect()
    }

    /// Returns the values of the hidden units for a vector.
    #[must_use]
    pub fn units(&self, vector: &[f32; WIDTH]) -> Vec<f32> {
        let mut units = self.bias.clone();
        for (value, row) in vector.iter().zip(self.first.chunks_exact(units.len().max(1))) {
            units.iter_mut().zip(row).for_each(|(unit, weight)| *unit += value * weight);
        }
        units.iter_mut().for_each(|unit| *unit = unit.max(0.0));
        units
    }

    /// Returns each label's score for a vector, in log-odds before calibration.
    #[must_use]
    pub fn scores(&self, vector: &[f32; WIDTH]) -> [f64; Label::COUNT] {
        let mut scores = [0f32; Label::COUNT];
        for (unit, row) in self.units(vector).iter().zip(&self.second) {
            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * weight);
        }
        scores.map(f64::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Network {
        // Two units: the first takes the first value as it is, the second the same turned round.
        let mut first = vec![0.0; 2 * WIDTH];
        (first[0], first[1]) = (1.0, -1.0);
        let mut second = vec![[0.0; Label::COUNT]; 2];
        (second[0][0], second[1][1]) = (2.0, 3.0);
        Network { first, bias: vec![0.0, 0.5], second }
    }

    #[test]
    fn units_are_rectified_and_added() {
        let mut vector = [0.0; WIDTH];
        vector[0] = 1.0;
        assert_eq!(small().scores(&vector)[..3], [2.0, 0.0, 0.0]);
        vector[0] = -0.25;
        assert_eq!(small().scores(&vector)[..3], [0.0, 2.25, 0.0]);
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let bytes = small().encode();
        assert_eq!(bytes.len(), Network::size(2));
        assert_eq!(Network::parse(&bytes, 2), Some(small()));
        assert_eq!(Network::parse(&bytes, 3), None);
        let mut endless = bytes;
        endless[..4].copy_from_slice(&f32::INFINITY.to_le_bytes());
        assert_eq!(Network::parse(&endless, 2), None);
    }
}
