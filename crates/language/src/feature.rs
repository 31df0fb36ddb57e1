//! What a linear model sees of a text: hashed words, pairs of words, and pieces of words.
//!
//! Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning": a feature's weight lies where its hash points.

use crate::fold::Folded;
use crate::token::{Kind, Token};
use crate::tongue::Language;

/// Is one feature of a text, and which folded characters it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Where its weights lie: all 32 bits of the hash, of which a model takes as many as it has rows.
    pub hash: u32,
    /// Where it begins in the folded characters.
    pub from: u32,
    /// Where it ends, not included.
    pub to: u32,
}

/// The shortest and the longest piece of a word, in characters, its borders counted as one.
const PIECES: std::ops::RangeInclusive<usize> = 2..=5;
/// Stands before and after each word in its pieces.
const BORDER: u64 = 0x20;

/// One for each family of features, so that a word is not a piece of the same letters.
const WORD: u64 = 0x9e37_79b9_7f4a_7c15;
const PAIR: u64 = 0xc2b2_ae3d_27d4_eb4f;
const SPOKEN: u64 = 0x2545_f491_4f6c_dd1d;
const PIECE: u64 = 0x1656_67b1_9e37_79f9;
/// The multiplier of MurmurHash64A.
const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;

/// Lists the features of a text, in its order.
#[must_use]
pub fn features(folded: &Folded, tokens: &[Token]) -> Vec<Feature> {
    let mut found = Vec::with_capacity(folded.len() * 4 + 8);
    let mut before: Option<(u64, u32)> = None;
    for token in tokens {
        let chars = &folded.chars[token.from..token.to];
        let (from, to) = (token.from as u32, token.to as u32);
        let word = chars.iter().fold(WORD, |hash, &c| mixed(hash, c as u64));
        found.push(Feature { hash: finished(word), from, to });
        if token.kind == Kind::Sign {
            continue;
        }
        if let Some((last, begin)) = before {
            found.push(Feature { hash: finished(mixed(mixed(PAIR, last), word)), from: begin, to });
        }
        before = Some((word, from));
        if token.kind == Kind::Word {
            pieces(chars, from, &mut found);
        }
    }
    found
}

/// Lists the words of a text as words of one language: the same letters may be a slur in one and nothing in another.
#[must_use]
pub fn words_in(folded: &Folded, tokens: &[Token], language: Language) -> Vec<Feature> {
    let seed = mixed(SPOKEN, language as u64);
    let words = tokens.iter().filter(|token| token.kind == Kind::Word);
    words
        .map(|token| {
            let hash = folded.chars[token.from..token.to].iter().fold(seed, |hash, &c| mixed(hash, c as u64));
            Feature { hash: finished(hash), from: token.from as u32, to: token.to as u32 }
        })
        .collect()
}

/// All pieces of a word between its borders.
fn pieces(chars: &[char], from: u32, found: &mut Vec<Feature>) {
    let last = chars.len() as u32;
    let letter = |at: usize| if at == 0 || at > chars.len() { BORDER } else { chars[at - 1] as u64 };
    for begin in 0..=chars.len() {
        let mut hash = PIECE;
        for length in 1..=*PIECES.end() {
            let at = begin + length - 1;
            if at > chars.len() + 1 {
                break;
            }
            hash = mixed(hash, letter(at));
            if length >= *PIECES.start() {
                let (start, end) = ((begin as u32).saturating_sub(1), (at as u32).min(last));
                found.push(Feature { hash: finished(hash), from: from + start, to: from + end });
            }
        }
    }
}

fn mixed(hash: u64, value: u64) -> u64 {
    let hash = (hash ^ value).wrapping_mul(MULTIPLIER);
    hash ^ (hash >> 47)
}

fn finished(hash: u64) -> u32 {
    let hash = hash.wrapping_mul(MULTIPLIER);
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokens;

    fn of(text: &str) -> (Folded, Vec<Feature>) {
        let folded = Folded::new(text);
        let found = features(&folded, &tokens(&folded));
        (folded, found)
    }

    #[test]
    fn a_word_gives_itself_and_its_pieces() {
        let (_, found) = of("non");
        // The word, and of " non ": four pieces of two characters, three of three, two of four, one of five.
        assert_eq!(found.len(), 1 + 4 + 3 + 2 + 1);
        assert!(found.iter().all(|feature| feature.from < feature.to && feature.to <= 3), "{found:?}");
    }

    #[test]
    fn a_word_is_another_in_another_language() {
        let folded = Folded::new("hoe gaat het, 12");
        let words = tokens(&folded);
        let [nl, en] = [Language::Nl, Language::En].map(|language| words_in(&folded, &words, language));
        assert_eq!((nl.len(), nl[0].from, nl[2].to), (3, 0, 12));
        assert!(nl.iter().zip(&en).all(|(nl, en)| nl.hash != en.hash && nl.from == en.from));
    }

    #[test]
    fn pairs_reach_over_signs_and_keep_their_order() {
        let (_, one) = of("a, b");
        let (_, other) = of("b a");
        let pair = one.iter().find(|feature| feature.to - feature.from == 4).unwrap();
        assert!(!other.iter().any(|feature| feature.hash == pair.hash));
    }

    #[test]
    fn hashes_are_the_same_on_every_machine() {
        let (_, found) = of("ça va 😂");
        let sum = found.iter().fold(0u32, |sum, feature| sum.rotate_left(5) ^ feature.hash);
        assert_eq!(sum, SUM, "a model is bound to its hashes");
    }

    const SUM: u32 = 2_375_695_044;

    #[test]
    fn many_ways_to_write_give_the_same_features() {
        let hashes = |text: &str| of(text).1.iter().map(|feature| feature.hash).collect::<Vec<_>>();
        assert_eq!(hashes("DÉGAGE d'ici"), hashes("d\u{200b}egage d’ici"));
    }
}
