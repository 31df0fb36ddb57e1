//! Which words a meaning hangs on: each is left out in turn, and what the score then lacks is its weight.

use crate::Label;
use crate::fold::Folded;
use crate::meaning::{Encode, Network};
use crate::token::{Kind, Token};

/// Of a text of more words than this, the first are left out in turn: each costs a run of the encoder.
const MOST_WORDS: usize = 40;

/// Returns for each token and label how much the network's score falls without it; zero for signs, and for words after the first 40.
pub fn falls(
    encoder: &dyn Encode,
    network: &Network,
    text: &str,
    folded: &Folded,
    tokens: &[Token],
) -> Vec<[f64; Label::COUNT]> {
    let words = tokens.iter().enumerate().filter(|(_, token)| token.kind != Kind::Sign).take(MOST_WORDS);
    let numbers: Vec<usize> = words.map(|(number, _)| number).collect();
    let without = numbers.iter().map(|&number| {
        let token = &tokens[number];
        let (start, end) = (folded.starts[token.from] as usize, folded.ends[token.to - 1] as usize);
        text.chars().take(start).chain(text.chars().skip(end)).collect::<String>()
    });
    let texts: Vec<String> = without.collect();
    let texts: Vec<&str> = std::iter::once(text).chain(texts.iter().map(String::as_str)).collect();
    let vectors = encoder.encode(&texts);
    let mut falls = vec![[0.0; Label::COUNT]; tokens.len()];
    let Some((whole, parts)) = vectors.split_first() else { return falls };
    let whole = network.scores(whole);
    for (number, part) in numbers.into_iter().zip(parts) {
        let scores = network.scores(part);
        falls[number] = std::array::from_fn(|column| whole[column] - scores[column]);
    }
    falls
}
