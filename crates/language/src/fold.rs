//! One way to write what can be written in many: case, accents, look-alike letters, digits for letters, spaced and drawn-out words.
//!
//! Every folded character keeps the place of what it stands for, so that a reason found here can be shown in the text itself.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::entity::Entity;

/// Is a text in its folded form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded characters.
    pub chars: Vec<char>,
    /// For each, which character of the original it begins at: zero-based, in code points.
    pub starts: Vec<u32>,
    /// For each, where it ends there, the end not included.
    pub ends: Vec<u32>,
    /// Whether the letter it stands for was a capital.
    pub capitals: Vec<bool>,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded = Self::decomposed(text);
        folded.mark_entities();
        folded.replace_homoglyphs();
        folded.replace_leet();
        folded.join_spaced_letters();
        folded.shorten_runs();
        folded
    }

    /// Returns the number of folded characters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Returns whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    fn push(&mut self, c: char, at: u32, capital: bool) {
        self.chars.push(c);
        self.starts.push(at);
        self.ends.push(at + 1);
        self.capitals.push(capital);
    }

    /// Compatibility decomposition, lower case, without combining marks and invisible characters.
    fn decomposed(text: &str) -> Self {
        let mut folded = Self::default();
        let room = text.len();
        folded.chars.reserve(room);
        folded.starts.reserve(room);
        folded.ends.reserve(room);
        folded.capitals.reserve(room);
        for (at, c) in (0u32..).zip(text.chars()) {
            // The characters that stand for entities are ours alone.
            if matches!(c, '\u{e000}'..='\u{f8ff}') {
                folded.push('\u{fffd}', at, false);
                continue;
            }
            if c.is_ascii() {
                folded.push(c.to_ascii_lowercase(), at, c.is_ascii_uppercase());
                continue;
            }
            if invisible(c) {
                // A mark that is left out still belongs to the letter before it.
                if let Some(end) = folded.ends.last_mut().filter(|end| **end == at) {
                    *end = at + 1;
                }
                continue;
            }
            let capital = c.is_uppercase();
            decompose_compatible(c, |part| {
                if is_combining_mark(part) || invisible(part) {
                    if let Some(end) = folded.ends.last_mut().filter(|end| **end == at) {
                        *end = at + 1;
                    }
                    return;
                }
                for lower in part.to_lowercase() {
                    for &plain in spelled(&lower).iter().filter(|&&plain| !is_combining_mark(plain)) {
                        folded.push(plain, at, capital);
                    }
                }
            });
        }
        folded
    }

    /// One character for each link, number to call or handle: it reaches over all of what it stands for.
    fn mark_entities(&mut self) {
        let mut at = 0;
        let mut kept = 0;
        while at < self.len() {
            self.copy_to(at, kept);
            let found = Entity::at(&self.chars, at);
            if let Some((entity, length)) = found {
                self.chars[kept] = entity.mark();
                self.ends[kept] = self.ends[at + length - 1];
                at += length - 1;
            }
            kept += 1;
            at += 1;
        }
        self.truncate(kept);
    }

    /// Letters of other scripts in a word that has Latin ones too.
    fn replace_homoglyphs(&mut self) {
        if !self.chars.iter().any(|&c| homoglyph(c).is_some()) {
            return;
        }
        for word in self.chars.chunk_by_mut(|a, b| a.is_alphabetic() == b.is_alphabetic()) {
            if word.iter().any(char::is_ascii_alphabetic) {
                word.iter_mut().for_each(|c| *c = homoglyph(*c).unwrap_or(*c));
            }
        }
    }

    /// Digits and signs that stand for letters.
    fn replace_leet(&mut self) {
        for at in 0..self.len() {
            let c = self.chars[at];
            let before = at.checked_sub(1).map_or(' ', |i| self.chars[i]);
            let after = self.chars.get(at + 1).copied().unwrap_or(' ');
            let Some(letter) = leet(c) else { continue };
            let inside = before.is_alphabetic() && after.is_alphabetic();
            let first = !before.is_alphanumeric() && at + 3 < self.len() && {
                c != '@' && self.chars[at + 1..at + 4].iter().all(|c| c.is_alphabetic())
            };
            if inside || first && !c.is_ascii_digit() {
                self.chars[at] = letter;
            }
        }
    }

    /// Words spelled with a sign between each letter: `s a l o p e`, `s.a.l.e`.
    fn join_spaced_letters(&mut self) {
        let mut at = 0;
        let mut kept = 0;
        while at < self.len() {
            let run = self.spaced_run(at);
            let (step, end) = if run >= 4 { (2, at + 2 * run - 1) } else { (1, at + 1) };
            while at < end {
                self.copy_to(at, kept);
                kept += 1;
                at += step;
            }
            at = end;
        }
        self.truncate(kept);
    }

    /// Returns how many letters, one sign between each, begin at `at`.
    fn spaced_run(&self, at: usize) -> usize {
        let letter = |i: usize| self.chars.get(i).is_some_and(|c| c.is_alphabetic());
        let joins = |c: char| matches!(c, ' ' | '.' | '-' | '*' | '_' | '|');
        if !letter(at) || (at > 0 && self.chars[at - 1].is_alphanumeric()) {
            return 0;
        }
        let Some(&sign) = self.chars.get(at + 1).filter(|&&c| joins(c)) else { return 0 };
        let mut run = 1;
        while self.chars.get(at + 2 * run - 1) == Some(&sign) && letter(at + 2 * run) && !letter(at + 2 * run + 1) {
            run += 1;
        }
        run
    }

    /// A character drawn out longer than two stays twice.
    fn shorten_runs(&mut self) {
        let mut kept = 0;
        for at in 0..self.len() {
            let c = self.chars[at];
            if kept >= 2 && self.chars[kept - 1] == c && self.chars[kept - 2] == c && !c.is_ascii_digit() {
                self.ends[kept - 1] = self.ends[at];
                continue;
            }
            self.copy_to(at, kept);
            kept += 1;
        }
        self.truncate(kept);
    }

    fn copy_to(&mut self, from: usize, to: usize) {
        self.chars[to] = self.chars[from];
        self.starts[to] = self.starts[from];
        self.ends[to] = self.ends[from];
        self.capitals[to] = self.capitals[from];
    }

    fn truncate(&mut self, len: usize) {
        self.chars.truncate(len);
        self.starts.truncate(len);
        self.ends.truncate(len);
        self.capitals.truncate(len);
    }
}

/// Returns whether a character shows nothing: zero-width, directions, soft hyphen, variation selectors, Arabic lengthening.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{640}')
}

/// Writes letters that no decomposition takes apart as the letters people type for them.
fn spelled(c: &char) -> &[char] {
    match c {
        'ß' => &['s', 's'],
        'æ' => &['a', 'e'],
        'œ' => &['o', 'e'],
        'ø' => &['o'],
        'ł' => &['l'],
        'đ' => &['d'],
        'ı' => &['i'],
        '’' | '‘' | '`' | '´' | 'ʼ' => &['\''],
        '“' | '”' | '„' | '«' | '»' => &['"'],
        '–' | '—' | '‑' => &['-'],
        // Alef with its carriers, alef maqsura, ta marbuta: as informal Arabic writes them
        'أ' | 'إ' | 'آ' | 'ٱ' => &['ا'],
        'ى' => &['ي'],
        'ة' => &['ه'],
        _ => std::slice::from_ref(c),
    }
}

/// Returns the Latin letter that a Cyrillic or Greek one looks like.
fn homoglyph(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'е' | 'ε' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'і' | 'ι' => 'i',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'н' => 'h',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'в' => 'b',
        _ => return None,
    })
}

/// Returns the letter that a digit or sign stands for where it stands in a word.
fn leet(c: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(Folded::new(text).chars.iter().collect::<String>(), expected, "{text}");
    }

    #[test]
    fn many_ways_to_write_are_one() {
        check("Détestable ŒUVRE, Größe", "detestable oeuvre, grosse");
        check("s\u{200b}al\u{ad}e", "sale");
        check("ｆｕｌｌ", "full");
        check("раyе", "paye");
        check("c0nnard $alope d@ns b1tch", "connard salope dans bitch");
        check("s a l o p e !", "salope !");
        check("un s.a.l.e mot", "un sale mot");
        check("noooooon !!!!", "noon !!");
        check("e\u{301}te\u{301}", "ete");
        check("آسف", "اسف");
    }

    #[test]
    fn numbers_dates_and_short_letters_stay() {
        check("18h12 le 5/10", "18h12 le 5/10");
        check("0470 00 00 00 ou 12 000", "\u{e002} ou 12 000");
        check("j'ai a b", "j'ai a b");
        check("moi @ toi", "moi @ toi");
    }

    #[test]
    fn each_character_knows_its_place() {
        let folded = Folded::new("É\u{200b}h Straße s a l e");
        let word: Vec<_> = (0..folded.len()).map(|i| (folded.chars[i], folded.starts[i], folded.ends[i])).collect();
        assert_eq!(word[0], ('e', 0, 2));
        assert_eq!(word[1], ('h', 2, 3));
        assert_eq!(word[7..9], [('s', 8, 9), ('s', 8, 9)]);
        assert_eq!(word[11..], [('s', 11, 12), ('a', 13, 14), ('l', 15, 16), ('e', 17, 18)]);
        assert!(folded.capitals[0] && !folded.capitals[1]);
    }

    proptest::proptest! {
        #[test]
        fn places_lie_in_the_text_and_in_order(text in "\\PC{0,60}") {
            let folded = Folded::new(&text);
            let count = text.chars().count() as u32;
            for at in 0..folded.len() {
                proptest::prop_assert!(folded.starts[at] < folded.ends[at] && folded.ends[at] <= count);
                proptest::prop_assert!(at == 0 || folded.starts[at - 1] <= folded.starts[at]);
            }
        }
    }
}
