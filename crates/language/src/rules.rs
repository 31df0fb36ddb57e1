//! Rules: named patterns of words for what no corpus covers, and cues that change what a message means.
//!
//! A file of rules has classes of words and rules made of them; see `rules/README.md` for how they are written.

mod lexicon;
mod parse;
mod pattern;

use crate::Label;
use crate::fold::Folded;
use crate::token::Token;

pub use parse::RuleError;

use lexicon::{Bits, Lexicon};
use parse::parse;
use pattern::Pattern;

/// Is how much a rule says when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A sign among others.
    Weak,
    /// Enough by itself in nearly every case.
    Strong,
}

/// Is something around the words that changes what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// What someone else said or did is told.
    Reported,
    /// Laughter.
    Laughter,
    /// A game, a match, a film.
    Game,
    /// The writer speaks of what is her own: number, address, pictures.
    Own,
    /// Help, care, advice, news.
    Care,
}

impl Cue {
    /// All cues, in the order of a model's columns.
    pub const ALL: [Self; 5] = [Self::Reported, Self::Laughter, Self::Game, Self::Own, Self::Care];
    /// Number of cues.
    pub const COUNT: usize = Self::ALL.len();

    /// Returns the word that stands in files of rules.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Laughter => "laughter",
            Self::Game => "game",
            Self::Own => "own",
            Self::Care => "care",
        }
    }
}

/// Is what a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// The message is likely to carry this label.
    Label(Label, Strength),
    /// Something changes what the message means.
    Cue(Cue),
}

/// Is a place where a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The rule's name, such as `number-given-away`.
    pub rule: &'a str,
    /// What it says.
    pub says: Says,
    /// Where it begins in the folded characters.
    pub from: usize,
    /// Where it ends, not included.
    pub to: usize,
}

/// Is one rule.
#[derive(Debug)]
struct Rule {
    name: String,
    says: Says,
    patterns: Vec<Pattern>,
    /// A class that must not stand in the match, nor in the three tokens before it or the two after it.
    unless: Option<usize>,
}

/// Is the rules of one language.
#[derive(Debug)]
pub struct Rules {
    lexicon: Lexicon,
    rules: Vec<Rule>,
}

impl Rules {
    /// Reads a file of rules.
    ///
    /// # Errors
    ///
    /// Names the line or the rule that is not written as `rules/README.md` says.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        parse(text)
    }

    /// Returns the names of the rules, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// Finds the rules that hold, each once, where it first holds.
    #[must_use]
    pub fn find<'a>(&'a self, folded: &Folded, tokens: &[Token]) -> Vec<Hit<'a>> {
        let marked = self.lexicon.mark(folded, tokens);
        let all = marked.iter().fold(Bits::default(), |all, bits| all.or(bits));
        let mut hits = Vec::new();
        for rule in &self.rules {
            let found =
                rule.patterns.iter().filter(|pattern| pattern.needs.iter().all(|&class| all.has(class))).find_map(
                    |pattern| pattern.find(&marked, tokens).filter(|&range| !self.hindered(rule, &marked, range)),
                );
            if let Some((first, last)) = found {
                hits.push(Hit { rule: &rule.name, says: rule.says, from: tokens[first].from, to: tokens[last].to });
            }
        }
        hits
    }

    fn hindered(&self, rule: &Rule, marked: &[Bits], (first, last): (usize, usize)) -> bool {
        let around = first.saturating_sub(3)..(last + 3).min(marked.len());
        rule.unless.is_some_and(|class| marked[around].iter().any(|bits| bits.has(class)))
    }
}
