//! Which words made a label likely: the exact share of each in the linear score.

use crate::Label;
use crate::feature::Feature;
use crate::model::{Model, unit};
use crate::token::{Kind, Token};

/// Is a place in a text that speaks for a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Where it begins, in code points.
    pub start: u32,
    /// Where it ends, not included.
    pub end: u32,
    /// For which label.
    pub label: Label,
    /// How it speaks.
    pub why: Why,
}

/// Is how a place speaks for a label.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// A rule holds here, by its name.
    Rule(String),
    /// This word adds so much to the label's log-odds.
    Word(f64),
    /// Without these words the sentence's meaning would add so much less to the label's log-odds.
    Meaning(f64),
}

/// Returns what each token adds to the log-odds of a label.
///
/// Together they are the whole of the linear score but its bias, since it is a sum over features and each feature is shared
/// equally among the tokens it was made of.
#[must_use]
pub fn weights(model: &Model<'_>, label: Label, slope: f64, tokens: &[Token], features: &[Feature]) -> Vec<f64> {
    let each = model.header.heads[label.column()].scale * unit(features.len()) * slope;
    let mut sums = vec![0.0; tokens.len()];
    let mut at = 0;
    for feature in features {
        let (from, to) = (feature.from as usize, feature.to as usize);
        // Features come in the order of their last token; those of one language behind the others, from the first token again.
        if to < tokens[at].to {
            at = 0;
        }
        while tokens[at].to < to {
            at += 1;
        }
        let first = (0..=at).rev().find(|&token| tokens[token].from <= from).unwrap_or(at);
        let made_of = [first, at];
        let made_of = if first == at { &made_of[..1] } else { &made_of[..] };
        let share = f64::from(model.weight(feature, label)) * each / made_of.len() as f64;
        made_of.iter().for_each(|&token| sums[token] += share);
    }
    sums
}

/// The words that add most, up to three: each at least a fifth of all that speaks for the label, and not next to nothing.
pub fn heaviest<'t>(tokens: &'t [Token], weights: &[f64]) -> Vec<(&'t Token, f64)> {
    let total: f64 = weights.iter().filter(|&&weight| weight > 0.0).sum();
    let mut words: Vec<(&Token, f64)> = tokens
        .iter()
        .zip(weights.iter().copied())
        .filter(|(token, weight)| token.kind != Kind::Sign && *weight >= 0.2 * total && *weight > 0.05)
        .collect();
    words.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.from.cmp(&b.from)));
    words.truncate(3);
    words
}
