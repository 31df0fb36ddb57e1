//! The network on meanings, trained on vectors of sentences.
//!
//! Adam — Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1, with the decay of weights apart (Loshchilov
//! and Hutter 2019) and units left out at random while it learns (Srivastava et al. 2014), in an order that only numbers decide.

use temoin_language::{Label, Network, WIDTH};

use super::chance::{mixed, shuffle};

/// Is one row to learn from.
pub struct Example<'a> {
    /// The sentence's vector.
    pub vector: &'a [f32; WIDTH],
    /// For each label: true, false, or not known.
    pub known: [Option<bool>; Label::COUNT],
    /// How much the row counts.
    pub weight: f32,
    /// Which of the groups it belongs to: each has biases of its own, which the network does not keep.
    pub group: usize,
}

/// Number of hidden units.
pub const HIDDEN: usize = 128;
/// How often all examples are gone through.
const ROUNDS: usize = 4;
/// Examples of one step.
const STEP: usize = 32;
/// How far one step goes at first; it falls to a tenth.
const RATE: f32 = 1e-3;
/// What a step takes of each weight, beside the rate.
const DECAY: f32 = 0.02;
/// The part of hidden units left out while learning.
const LEFT_OUT: f64 = 0.3;
/// The vectors have length 1: their values are made so large that they are about 1.
const SCALE: f32 = 22.627_417;

/// Trains on examples; `groups` is their number.
pub fn train(examples: &[Example<'_>], groups: usize) -> Network {
    let mut learner = Learner::new(groups);
    let mut order: Vec<u32> = (0..examples.len() as u32).collect();
    let steps = ROUNDS * examples.len().div_ceil(STEP);
    let mut done = 0;
    for round in 0..ROUNDS {
        shuffle(&mut order, round as u64);
        for part in order.chunks(STEP) {
            part.iter().for_each(|&at| learner.learn(&examples[at as usize], (done * STEP) as u64 + u64::from(at)));
            done += 1;
            learner.step(RATE * (1.0 - 0.9 * done as f32 / steps as f32), done, part.len());
        }
    }
    learner.network()
}

/// Is numbers that are learnt, with what Adam remembers of each.
struct Learnt {
    values: Vec<f32>,
    slopes: Vec<f32>,
    means: Vec<f32>,
    squares: Vec<f32>,
    decay: f32,
}

impl Learnt {
    fn new(values: Vec<f32>, decay: f32) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { values, slopes: zeros.clone(), means: zeros.clone(), squares: zeros, decay }
    }

    fn step(&mut self, rate: f32, step: usize, count: usize) {
        const KEEP: f32 = 0.9;
        const KEEP_SQUARES: f32 = 0.999;
        let whole = 1.0 - libm::powf(KEEP, step as f32);
        let whole_squares = 1.0 - libm::powf(KEEP_SQUARES, step as f32);
        let part = 1.0 / count as f32;
        let (means, squares) = (&mut self.means, &mut self.squares);
        for (((value, slope), mean), square) in self.values.iter_mut().zip(&mut self.slopes).zip(means).zip(squares) {
            let now = *slope * part;
            *mean = KEEP * *mean + (1.0 - KEEP) * now;
            *square = KEEP_SQUARES * *square + (1.0 - KEEP_SQUARES) * now * now;
            *value -= rate * ((*mean / whole) / ((*square / whole_squares).sqrt() + 1e-8) + self.decay * *value);
            *slope = 0.0;
        }
    }
}

struct Learner {
    first: Learnt,
    bias: Learnt,
    second: Learnt,
    groups: Learnt,
}

impl Learner {
    fn new(groups: usize) -> Self {
        let spread = |count: usize, width: f32, seed: u64| -> Vec<f32> {
            let between = |at: usize| (mixed(seed << 32 | at as u64) >> 40) as f32 / (1u32 << 24) as f32 - 0.5;
            (0..count).map(|at| between(at) * 2.0 * width).collect()
        };
        // He et al. 2015: so wide that a layer's output varies as much as what comes in.
        let width = |inputs: usize| (6.0 / inputs as f32).sqrt();
        Self {
            first: Learnt::new(spread(WIDTH * HIDDEN, width(WIDTH), 1), DECAY),
            bias: Learnt::new(vec![0.0; HIDDEN], 0.0),
            second: Learnt::new(spread(HIDDEN * Label::COUNT, width(HIDDEN), 2), DECAY),
            groups: Learnt::new(vec![0.0; groups * Label::COUNT], 0.0),
        }
    }

    /// Adds the slopes of one example's loss.
    fn learn(&mut self, example: &Example<'_>, seed: u64) {
        let mut units = [0f32; HIDDEN];
        units.copy_from_slice(&self.bias.values);
        for (value, row) in example.vector.iter().zip(self.first.values.as_chunks::<HIDDEN>().0) {
            let value = value * SCALE;
            for at in 0..HIDDEN {
                units[at] += value * row[at];
            }
        }
        for (at, unit) in units.iter_mut().enumerate() {
            let left_out = mixed(seed << 8 | at as u64) as f64 / u64::MAX as f64 <= LEFT_OUT;
            *unit = if left_out { 0.0 } else { unit.max(0.0) / (1.0 - LEFT_OUT as f32) };
        }
        let biases = &mut self.groups.values[example.group * Label::COUNT..][..Label::COUNT];
        let mut scores = [0f32; Label::COUNT];
        scores.copy_from_slice(biases);
        for (unit, row) in units.iter().zip(self.second.values.as_chunks::<{ Label::COUNT }>().0) {
            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * weight);
        }
        let errors: [f32; Label::COUNT] = std::array::from_fn(|label| match example.known[label] {
            Some(known) => (1.0 / (1.0 + libm::expf(-scores[label])) - f32::from(u8::from(known))) * example.weight,
            None => 0.0,
        });
        let mut back = [0f32; HIDDEN];
        let weights = self.second.values.as_chunks::<{ Label::COUNT }>().0;
        let slopes = self.second.slopes.as_chunks_mut::<{ Label::COUNT }>().0;
        for (at, (row, slopes)) in weights.iter().zip(slopes).enumerate() {
            // A unit that is silent, or left out, learns nothing.
            if units[at] > 0.0 {
                back[at] = row.iter().zip(&errors).map(|(weight, error)| weight * error).sum::<f32>()
                    / (1.0 - LEFT_OUT as f32);
                slopes.iter_mut().zip(&errors).for_each(|(slope, error)| *slope += units[at] * error);
            }
        }
        for (value, row) in example.vector.iter().zip(self.first.slopes.as_chunks_mut::<HIDDEN>().0) {
            let value = value * SCALE;
            for at in 0..HIDDEN {
                row[at] += value * back[at];
            }
        }
        self.bias.slopes.iter_mut().zip(&back).for_each(|(slope, back)| *slope += back);
        let slopes = &mut self.groups.slopes[example.group * Label::COUNT..][..Label::COUNT];
        slopes.iter_mut().zip(&errors).for_each(|(slope, error)| *slope += error);
    }

    fn step(&mut self, rate: f32, step: usize, count: usize) {
        for part in [&mut self.first, &mut self.bias, &mut self.second] {
            part.step(rate, step, count);
        }
        // The groups' own biases are to be found fast, so that the network need not say which corpus it is.
        self.groups.step(10.0 * rate, step, count);
    }

    fn network(&self) -> Network {
        Network {
            first: self.first.values.iter().map(|weight| weight * SCALE).collect(),
            bias: self.bias.values.clone(),
            second: self.second.values.as_chunks().0.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_line_parts_is_learnt() {
        // The first label holds where exactly one of two values is there.
        let vectors: Vec<[f32; WIDTH]> = (0..4)
            .map(|at| {
                let mut vector = [0.0; WIDTH];
                (vector[0], vector[1], vector[2]) = ((at & 1) as f32, (at >> 1) as f32, 0.5);
                vector
            })
            .collect();
        let examples: Vec<Example<'_>> = (0..2000)
            .map(|at| {
                let mut known = [None; Label::COUNT];
                known[0] = Some(at % 4 == 1 || at % 4 == 2);
                Example { vector: &vectors[at % 4], known, weight: 1.0, group: 0 }
            })
            .collect();
        let network = train(&examples, 1);
        let scores: Vec<f64> = vectors.iter().map(|vector| network.scores(vector)[0]).collect();
        assert!(scores[1].min(scores[2]) > scores[0].max(scores[3]) + 1.0, "{scores:?}");
        assert!(network == train(&examples, 1), "the same twice");
    }
}
