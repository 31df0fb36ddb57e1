//! Reads a file of rules.
//!
//! ```text
//! you: te toi t vous
//! harm: tuer frapper cogn*
//!
//! threat strong harm-to-reader
//!   je .. <you> .. <harm>
//!   unless <not>
//! ```

use std::collections::HashMap;

use thiserror::Error;

use super::lexicon::{Lexicon, MOST_CLASSES};
use super::pattern::{Pattern, SENTENCE_END, Step};
use super::{Cue, Rule, Rules, Says, Strength};
use crate::Label;

/// Is why a file of rules cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {why}")]
pub struct RuleError {
    /// The line, from one.
    pub line: usize,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Reads a file of rules.
pub fn parse(text: &str) -> Result<Rules, RuleError> {
    let mut reader = Reader::new();
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.split_once(" #").map_or(content, |(before, _)| before);
        let content = if content.starts_with('#') { "" } else { content };
        reader.take(content).map_err(|why| RuleError { line, why })?;
    }
    Ok(Rules { lexicon: reader.lexicon, rules: reader.rules })
}

struct Reader {
    lexicon: Lexicon,
    rules: Vec<Rule>,
    named: HashMap<String, usize>,
    /// The words of each named class, for steps that join it with others.
    words: HashMap<String, Vec<String>>,
    /// Words that stand in patterns themselves.
    inline: HashMap<String, usize>,
    classes: usize,
}

impl Reader {
    fn new() -> Self {
        let mut lexicon = Lexicon::default();
        // Never wrong: one sign each.
        for sign in [".", ",", "!", "?", ";", "…"] {
            let _ = lexicon.add(sign, SENTENCE_END);
        }
        Self {
            lexicon,
            rules: Vec::new(),
            named: HashMap::new(),
            words: HashMap::new(),
            inline: HashMap::new(),
            classes: SENTENCE_END + 1,
        }
    }

    fn take(&mut self, line: &str) -> Result<(), &'static str> {
        if line.trim().is_empty() {
            return Ok(());
        }
        if line.starts_with(' ') {
            return self.pattern(line.trim());
        }
        if let Some((name, words)) = line.split_once(':') {
            return self.class(name, words);
        }
        self.rule(line)
    }

    fn class(&mut self, name: &str, words: &str) -> Result<(), &'static str> {
        let class = match self.named.get(name) {
            Some(&class) => class,
            None => self.fresh()?,
        };
        self.named.insert(name.to_owned(), class);
        self.words.entry(name.to_owned()).or_default().extend(words.split_whitespace().map(str::to_owned));
        words.split_whitespace().try_for_each(|word| self.word(word, class))
    }

    fn word(&mut self, word: &str, class: usize) -> Result<(), &'static str> {
        self.lexicon.add(word, class).map_err(|()| "not a word of a class")
    }

    fn fresh(&mut self) -> Result<usize, &'static str> {
        let class = self.classes;
        self.classes += 1;
        if class < MOST_CLASSES { Ok(class) } else { Err("too many classes") }
    }

    fn rule(&mut self, line: &str) -> Result<(), &'static str> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (says, name) = match words[..] {
            ["cue", cue, name] => {
                let cue = Cue::ALL.into_iter().find(|known| known.key() == cue).ok_or("not a cue")?;
                (Says::Cue(cue), name)
            }
            [label, strength, name] => {
                let label = Label::named(label).ok_or("not a label")?;
                let strength = match strength {
                    "strong" => Strength::Strong,
                    "weak" => Strength::Weak,
                    _ => return Err("neither strong nor weak"),
                };
                (Says::Label(label, strength), name)
            }
            _ => {
                return Err(
                    "neither a class (NAME: WORDS), nor a rule (LABEL STRENGTH NAME), nor a pattern (indented)",
                );
            }
        };
        self.rules.push(Rule { name: name.to_owned(), says, patterns: Vec::new(), unless: None });
        Ok(())
    }

    fn pattern(&mut self, line: &str) -> Result<(), &'static str> {
        if let Some(class) = line.strip_prefix("unless ") {
            let class = self.step_class(class.trim())?;
            self.rules.last_mut().ok_or("a condition before the first rule")?.unless = Some(class);
            return Ok(());
        }
        let mut steps = Vec::new();
        for word in line.split_whitespace() {
            steps.push(self.step(word)?);
        }
        if !steps.iter().any(|step| matches!(step, Step::Class(_))) {
            return Err("a pattern without a word");
        }
        self.rules.last_mut().ok_or("a pattern before the first rule")?.patterns.push(Pattern::new(steps));
        Ok(())
    }

    fn step(&mut self, word: &str) -> Result<Step, &'static str> {
        Ok(match word {
            "^" => Step::Begin,
            "$" => Step::End,
            ".." => Step::Gap(3),
            "..." => Step::Gap(8),
            "~" => Step::Anywhere,
            _ => match word.strip_suffix('?').filter(|word| !word.is_empty()) {
                Some(word) => Step::Maybe(self.step_class(word)?),
                None => Step::Class(self.step_class(word)?),
            },
        })
    }

    /// The class of a step: `<name>`, or words and names between bars.
    fn step_class(&mut self, word: &str) -> Result<usize, &'static str> {
        if let Some(name) = class_name(word) {
            return self.named.get(name).copied().ok_or("a class that was not named before");
        }
        if let Some(&class) = self.inline.get(word) {
            return Ok(class);
        }
        let class = self.fresh()?;
        self.inline.insert(word.to_owned(), class);
        for part in word.split('|') {
            match class_name(part) {
                Some(name) => {
                    let words = self.words.get(name).cloned().ok_or("a class that was not named before")?;
                    words.iter().try_for_each(|word| self.word(word, class))?;
                }
                None => self.word(part, class)?,
            }
        }
        Ok(class)
    }
}

fn class_name(word: &str) -> Option<&str> {
    word.strip_prefix('<')?.strip_suffix('>').filter(|name| !name.contains('|'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::Folded;
    use crate::token::tokens;

    const SAMPLE: &str = "\
# words
you: te toi t vous
not: pas jamais
harm: tuer frapper cogn*
threat strong harm-to-reader
  je|j .. <you> .. <harm>
  ^ <harm> <you> $
  unless <not>
cue laughter laughing
  mdr|😂
doxxing weak number
  {phone} ~ appel*
";

    fn check(text: &str, expected: &[(&str, &str)]) {
        let rules = parse(SAMPLE).unwrap();
        let folded = Folded::new(text);
        let hits = rules.find(&folded, &tokens(&folded));
        let hits: Vec<(&str, String)> =
            hits.iter().map(|hit| (hit.rule, folded.chars[hit.from..hit.to].iter().collect())).collect();
        let expected: Vec<(&str, String)> = expected.iter().map(|&(rule, part)| (rule, part.to_owned())).collect();
        assert_eq!(hits, expected, "{text}");
    }

    #[test]
    fn patterns_hold_where_they_stand() {
        check("demain je vais te tuer mdr", &[("harm-to-reader", "je vais te tuer"), ("laughing", "mdr")]);
        check("je vais pas te tuer", &[]);
        check("je rentre. te tuer", &[]);
        check("cogne toi !", &[("harm-to-reader", "cogne toi")]);
        check("oui cogne toi", &[]);
        check("0470 00 00 00. faites vous plaisir, appelez", &[("number", "\u{e002}. faites vous plaisir, appelez")]);
        check("", &[]);
    }

    #[test]
    fn the_rules_that_ship_can_be_read_and_share_their_names() {
        let all = crate::builtin::rules();
        let names = |at: usize| all[at].1.names().collect::<Vec<_>>();
        assert!((1..all.len()).all(|at| names(at) == names(0)), "{:?}", names(1));
    }

    #[test]
    fn what_is_written_wrong_is_named_by_its_line() {
        let fault = |text: &str| parse(text).unwrap_err().line;
        assert_eq!(fault("a: b\nthreat loud x"), 2);
        assert_eq!(fault("threat strong x\n  <nobody>"), 2);
        assert_eq!(fault("  word"), 1);
        assert_eq!(fault("threat strong x\n  .. ~"), 2);
        assert_eq!(fault("murder strong x"), 1);
        assert_eq!(fault("some words here and there"), 1);
    }

    #[test]
    fn a_long_text_made_against_a_pattern_ends() {
        let rules = parse("threat strong x\n  a ~ b ~ c ~ d").unwrap();
        let text = "a ".repeat(3000) + &"b ".repeat(3000) + &"c ".repeat(3000);
        let folded = Folded::new(&text);
        assert!(rules.find(&folded, &tokens(&folded)).is_empty());
    }
}
