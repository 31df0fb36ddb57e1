//! A text becomes pieces: of all ways to cut it, the likeliest one.
//!
//! Source: Kudo, "Subword Regularization" (2018), section 3; the order of ties and the width of the sums are those of the Python
//! package, so that the numbers are the same.

use crate::pieces::Pieces;

/// A character that is in no piece.
const UNKNOWN: u32 = 0;
/// Before each text.
const BEGIN: u32 = 1;
/// After each text.
const END: u32 = 2;
/// How much less likely than the least likely piece an unknown character is.
const PENALTY: f64 = 10.0;

/// Is the cutter of texts.
#[derive(Debug)]
pub struct Tokenizer {
    pieces: Pieces,
    /// The score of an unknown character.
    unknown: f64,
}

/// Is the best way to reach a place in a text.
#[derive(Clone, Copy)]
struct Step {
    /// The sum of the scores up to here; in 64 bits, since sums of 32 would break other ties.
    score: f64,
    /// Where the last piece begins, in bytes.
    from: usize,
    piece: u32,
}

impl Tokenizer {
    /// Makes a cutter of pieces.
    pub fn new(pieces: Pieces) -> Self {
        let least = pieces.scores.iter().copied().fold(f32::INFINITY, f32::min);
        Self { unknown: f64::from(least) - PENALTY, pieces }
    }

    /// Returns how many pieces there are.
    pub fn len(&self) -> usize {
        self.pieces.scores.len()
    }

    /// Cuts a text; returns the numbers of its pieces with a mark before and after them, `most` at most: what would follow is left out.
    pub fn tokens(&self, text: &str, most: usize) -> Vec<u32> {
        let mut tokens = self.cut(&self.pieces.charsmap.fold(text));
        tokens.insert(0, BEGIN);
        tokens.truncate(most.saturating_sub(1));
        tokens.push(END);
        tokens
    }

    /// Cuts a folded text.
    fn cut(&self, text: &str) -> Vec<u32> {
        let steps = self.steps(text);
        let mut tokens = Vec::new();
        let mut at = text.len();
        while at > 0 {
            tokens.push(steps[at].piece);
            at = steps[at].from;
        }
        tokens.reverse();
        if tokens.is_empty() {
            tokens.push(UNKNOWN);
        }
        tokens
    }

    /// Finds the best way to each place. A way must be better to replace another: of equal ones the first stays.
    fn steps(&self, text: &str) -> Vec<Step> {
        let mut steps = vec![Step { score: f64::NEG_INFINITY, from: 0, piece: UNKNOWN }; text.len() + 1];
        steps[0].score = 0.0;
        for (from, character) in text.char_indices() {
            let score = steps[from].score;
            let single = character.len_utf8();
            let mut known = false;
            let mut reach = |length: usize, piece, more: f64| {
                let step = &mut steps[from + length];
                if score + more > step.score {
                    *step = Step { score: score + more, from, piece };
                }
            };
            self.pieces.trie.each_prefix(&text.as_bytes()[from..], |length, piece| {
                known |= length == single;
                reach(length, piece, self.pieces.scores[piece as usize].into());
            });
            if !known {
                reach(single, UNKNOWN, self.unknown);
            }
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pieces::tests::file;

    const PIECES: &[(&str, f32)] = &[
        ("<unk>", 0.0),
        ("<s>", 0.0),
        ("</s>", 0.0),
        ("▁", -3.0),
        ("a", -2.0),
        ("b", -2.0),
        ("▁a", -4.0),
        ("ab", -3.5),
    ];

    fn check(text: &str, most: usize, expected: &[u32]) {
        let tokenizer = Tokenizer::new(Pieces::parse(&file(PIECES)).unwrap());
        assert_eq!(tokenizer.tokens(text, most), expected, "{text:?}");
    }

    #[test]
    fn the_likeliest_way_is_taken() {
        // ▁a costs 4, ▁ and a cost 5.
        check("a", 9, &[1, 6, 2]);
        // ▁a b costs 6, ▁ ab costs 6.5, ▁ a b costs 7.
        check("ab", 9, &[1, 6, 5, 2]);
        // ▁a b ab costs 9.5.
        check("abab", 9, &[1, 6, 5, 7, 2]);
    }

    #[test]
    fn of_equal_ways_the_first_one_found_stays() {
        let pieces = [("<unk>", 0.0), ("▁", -1.0), ("a", -1.0), ("b", -1.0), ("▁a", -2.0), ("ab", -2.0)];
        let tokenizer = Tokenizer::new(Pieces::parse(&file(&pieces)).unwrap());
        // ▁a is reached first from ▁a itself, a piece that begins earlier; the end of b first from ab.
        assert_eq!(tokenizer.tokens("a", 9), [1, 4, 2]);
        assert_eq!(tokenizer.tokens("ab", 9), [1, 1, 5, 2]);
    }

    #[test]
    fn unknown_characters_are_one_each() {
        check("é", 9, &[1, 3, 0, 2]);
        check("aé😀b", 9, &[1, 6, 0, 0, 5, 2]);
    }

    #[test]
    fn nothing_is_one_unknown() {
        check("", 9, &[1, 0, 2]);
        check("  ", 9, &[1, 0, 2]);
    }

    #[test]
    fn a_mark_written_in_a_text_is_the_mark() {
        check("<s>", 9, &[1, 3, 1, 2]);
    }

    #[test]
    fn long_texts_keep_their_beginning_and_both_marks() {
        check("abab", 4, &[1, 6, 5, 2]);
        check("abab", 2, &[1, 2]);
    }
}
