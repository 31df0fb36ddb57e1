//! Which words a meaning hangs on: parts of the text are left out in turn, and what the score then lacks is their weight.

use std::ops::Range;

use crate::Label;
use crate::fold::Folded;
use crate::meaning::{Encode, Network, WIDTH};
use crate::token::{Kind, Token};

/// First the text is left without each of so many runs of words; each costs a run of the encoder.
const RUNS: usize = 6;
/// Of the heaviest run, at most so many words are then left out one by one.
const MOST_WORDS: usize = 8;

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

/// Returns for each token and label how much the network's score falls without it.
///
/// Words are looked at where `labels` hang on them together: in the run of words without which their scores fall most. Elsewhere, and
/// for signs, it is zero.
pub fn falls(
    encoder: &dyn Encode,
    network: &Network,
    scored: &Scored<'_>,
    labels: &[Label],
) -> Vec<[f64; Label::COUNT]> {
    let mut falls = vec![[0.0; Label::COUNT]; scored.tokens.len()];
    let words: Vec<usize> =
        (0..scored.tokens.len()).filter(|&number| scored.tokens[number].kind != Kind::Sign).collect();
    let whole = network.scores(scored.vector);
    let fall = |parts: Vec<Range<usize>>| -> Vec<[f64; Label::COUNT]> {
        let texts: Vec<String> = parts.into_iter().map(|part| scored.without(part)).collect();
        let vectors = encoder.encode(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let scores = vectors.iter().map(|vector| network.scores(vector));
        scores.map(|scores| std::array::from_fn(|column| whole[column] - scores[column])).collect()
    };
    let runs: Vec<&[usize]> = words.chunks(words.len().div_ceil(RUNS).max(1)).collect();
    let weighed = fall(runs.iter().map(|run| run[0]..run[run.len() - 1] + 1).collect());
    let together = |falls: &[f64; Label::COUNT]| labels.iter().map(|label| falls[label.column()]).sum::<f64>();
    let heaviest = runs.iter().zip(&weighed).max_by(|(_, one), (_, other)| together(one).total_cmp(&together(other)));
    let Some((run, weight)) = heaviest else { return falls };
    match run {
        // Already known.
        [word] => falls[*word] = *weight,
        run => {
            let run = &run[..run.len().min(MOST_WORDS)];
            let weights = fall(run.iter().map(|&word| word..word + 1).collect());
            run.iter().zip(weights).for_each(|(&word, weight)| falls[word] = weight);
        }
    }
    falls
}

impl Scored<'_> {
    /// Returns the text without some of its tokens and what stands between them.
    fn without(&self, tokens: Range<usize>) -> String {
        let (first, last) = (&self.tokens[tokens.start], &self.tokens[tokens.end - 1]);
        let (start, end) = (self.folded.starts[first.from] as usize, self.folded.ends[last.to - 1] as usize);
        self.text.chars().take(start).chain(self.text.chars().skip(end)).collect()
    }
}
