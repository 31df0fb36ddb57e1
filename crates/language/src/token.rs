//! Words, signs, emoji and entities, each with its place in the folded text.

use crate::entity::Entity;
use crate::fold::Folded;

/// Is what a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with digits and signs that stand for hidden letters.
    Word,
    /// Digits only.
    Number,
    /// A picture character.
    Emoji,
    /// One character of punctuation or of any other kind.
    Sign,
    /// A link, a number to call …
    Entity(Entity),
}

/// Is a piece of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it begins in the folded characters.
    pub from: usize,
    /// Where it ends, not included.
    pub to: usize,
}

/// Cuts a folded text into tokens; white space is left out.
#[must_use]
pub fn tokens(folded: &Folded) -> Vec<Token> {
    let chars = &folded.chars;
    let mut found = Vec::with_capacity(chars.len() / 4 + 1);
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_whitespace() || joins(chars, at) {
            at += 1;
            continue;
        }
        let (kind, length) = if let Some(entity) = Entity::marked(c) {
            (Kind::Entity(entity), 1)
        } else if c.is_alphanumeric() {
            word(&chars[at..])
        } else if is_emoji(c) {
            (Kind::Emoji, 1)
        } else {
            (Kind::Sign, 1)
        };
        found.push(Token { kind, from: at, to: at + length });
        at += length;
    }
    found
}

/// An apostrophe or a hyphen inside a word: the words on both sides stand next to each other.
fn joins(chars: &[char], at: usize) -> bool {
    let letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    matches!(chars[at], '\'' | '-') && letter(at.checked_sub(1)) && letter(Some(at + 1))
}

/// Letters and digits up to the next sign; a star or several between letters belongs to the word that hides behind it.
fn word(chars: &[char]) -> (Kind, usize) {
    let mut length = 0;
    while let Some(&c) = chars.get(length) {
        let hides =
            c == '*' && length > 0 && chars[length..].iter().find(|&&c| c != '*').is_some_and(|c| c.is_alphabetic());
        if !(c.is_alphanumeric() || hides) {
            break;
        }
        length += 1;
    }
    let digits = chars[..length].iter().all(|c| c.is_numeric());
    (if digits { Kind::Number } else { Kind::Word }, length)
}

/// Returns whether a character is a picture: the blocks of the Unicode emoji data that chats use.
#[must_use]
pub fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{2300}'..='\u{23ff}' | '\u{2190}'..='\u{21ff}' | '\u{3030}' | '\u{303d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let folded = Folded::new(text);
        let found: Vec<String> =
            tokens(&folded).iter().map(|token| folded.chars[token.from..token.to].iter().collect()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_signs_and_pictures_are_apart() {
        check("J'ai vu ça!!", &["j", "ai", "vu", "ca", "!", "!"]);
        check("dis-moi - 'non'", &["dis", "moi", "-", "'", "non", "'"]);
        check("p**e 12 a1", &["p**e", "12", "a1"]);
        check("ok😂😂 👍🏽", &["ok", "😂", "😂", "👍", "🏽"]);
        check("appelle 0470 00 00 00.", &["appelle", "\u{e002}", "."]);
        check("", &[]);
    }
}
