//! Which part of a text a meaning hangs on: runs of words are left out in turn, and what the score then lacks is their weight.

use std::ops::Range;

use crate::Label;
use crate::fold::Folded;
use crate::meaning::{Encode, Network, WIDTH};
use crate::token::{Kind, Token};

/// A text is cut into at most so many runs of words: each costs a run of the encoder.
const RUNS: usize = 6;

/// Is a text whose meaning was scored.
pub struct Scored<'a> {
    /// The text.
    pub text: &'a str,
    /// Its folded form.
    pub folded: &'a Folded,
    /// Its tokens.
    pub tokens: &'a [Token],
    /// Its vector.
    pub vector: &'a [f32; WIDTH],
}

/// Is a run of words.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its tokens, signs between its words included.
    pub tokens: Range<usize>,
    /// How much the network's score of each label falls without it.
    pub falls: [f64; Label::COUNT],
}

/// Cuts a text into runs of words, and weighs each by what the network's scores lack without it.
pub fn runs(encoder: &dyn Encode, network: &Network, scored: &Scored<'_>) -> Vec<Run> {
    let words: Vec<usize> =
        (0..scored.tokens.len()).filter(|&number| scored.tokens[number].kind != Kind::Sign).collect();
    let cut = words.chunks(words.len().div_ceil(RUNS).max(1));
    let ranges: Vec<Range<usize>> = cut.map(|run| run[0]..run[run.len() - 1] + 1).collect();
    let texts: Vec<String> = ranges.iter().map(|range| scored.without(range)).collect();
    let vectors = encoder.encode(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let whole = network.scores(scored.vector);
    let weighed = ranges.into_iter().zip(vectors).map(|(tokens, vector)| {
        let scores = network.scores(&vector);
        Run { tokens, falls: std::array::from_fn(|column| whole[column] - scores[column]) }
    });
    weighed.collect()
}

impl Scored<'_> {
    /// Returns the text without some of its tokens and what stands between them.
    fn without(&self, tokens: &Range<usize>) -> String {
        let (first, last) = (&self.tokens[tokens.start], &self.tokens[tokens.end - 1]);
        let (start, end) = (self.folded.starts[first.from] as usize, self.folded.ends[last.to - 1] as usize);
        self.text.chars().take(start).chain(self.text.chars().skip(end)).collect()
    }
}
