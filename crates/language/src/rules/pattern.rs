//! One pattern: classes of words in an order, with gaps between.

use super::lexicon::Bits;
use crate::token::{Kind, Token};

/// Is one step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A token of this class.
    Class(usize),
    /// A token of this class, or none.
    Maybe(usize),
    /// Up to this many tokens of any kind, in the same sentence.
    Gap(usize),
    /// Any number of tokens, over sentences too.
    Anywhere,
    /// The text begins here.
    Begin,
    /// The text ends here, but for signs and pictures.
    End,
}

/// Is a pattern, and the classes without which it cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Its steps.
    pub steps: Vec<Step>,
    /// The classes of its [`Step::Class`]: where one is in no token, the pattern does not hold.
    pub needs: Vec<usize>,
}

impl Pattern {
    /// Makes a pattern of its steps.
    pub fn new(steps: Vec<Step>) -> Self {
        let needs =
            steps.iter().filter_map(|step| if let Step::Class(class) = step { Some(*class) } else { None }).collect();
        Self { steps, needs }
    }

    /// Finds where the pattern first holds: its first and last token.
    pub fn find(&self, marked: &[Bits], tokens: &[Token]) -> Option<(usize, usize)> {
        let mut left = MOST_TRIES;
        (0..marked.len()).find_map(|first| {
            self.opens(marked, first)
                .then(|| self.end(&self.steps, marked, tokens, first, &mut left))
                .flatten()
                .and_then(|end| end.checked_sub(1).filter(|&last| last >= first).map(|last| (first, last)))
        })
    }

    /// Returns whether the first step can hold here: most places are out at once.
    fn opens(&self, marked: &[Bits], at: usize) -> bool {
        match self.steps.first() {
            Some(Step::Class(class)) => marked[at].has(*class),
            Some(Step::Begin) => at == 0,
            _ => true,
        }
    }

    /// Returns the token after the match of these steps, the shortest gaps tried first.
    fn end(&self, steps: &[Step], marked: &[Bits], tokens: &[Token], at: usize, left: &mut usize) -> Option<usize> {
        *left = left.checked_sub(1)?;
        let Some((step, rest)) = steps.split_first() else { return Some(at) };
        let has = |class: usize| marked.get(at).is_some_and(|bits| bits.has(class));
        match *step {
            Step::Class(class) => has(class).then(|| self.end(rest, marked, tokens, at + 1, left)).flatten(),
            Step::Maybe(class) => has(class)
                .then(|| self.end(rest, marked, tokens, at + 1, left))
                .flatten()
                .or_else(|| self.end(rest, marked, tokens, at, left)),
            Step::Gap(most) => self.over(rest, marked, tokens, at..=at.saturating_add(most), true, left),
            Step::Anywhere => self.over(rest, marked, tokens, at..=marked.len(), false, left),
            Step::Begin => (at == 0).then(|| self.end(rest, marked, tokens, at, left)).flatten(),
            Step::End => {
                let over = tokens[at..].iter().all(|token| matches!(token.kind, Kind::Sign | Kind::Emoji));
                over.then(|| self.end(rest, marked, tokens, at, left)).flatten()
            }
        }
    }

    fn over(
        &self,
        rest: &[Step],
        marked: &[Bits],
        tokens: &[Token],
        places: std::ops::RangeInclusive<usize>,
        one_sentence: bool,
        left: &mut usize,
    ) -> Option<usize> {
        for at in places {
            if at > marked.len() {
                return None;
            }
            if let Some(end) = self.end(rest, marked, tokens, at, left) {
                return Some(end);
            }
            if one_sentence && marked.get(at).is_none_or(|bits| bits.has(SENTENCE_END)) {
                return None;
            }
        }
        None
    }
}

/// The class of signs that end a sentence: the first of every lexicon.
pub const SENTENCE_END: usize = 0;
/// Steps tried in one text before a pattern counts as not found: a hostile text costs no more.
const MOST_TRIES: usize = 20_000;
