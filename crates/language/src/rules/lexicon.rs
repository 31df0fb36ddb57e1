//! Which classes of words each token of a text belongs to.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::entity::Entity;
use crate::fold::Folded;
use crate::token::{Kind, Token};

/// The most classes a file of rules may have, those of words that stand in patterns themselves counted.
pub const MOST_CLASSES: usize = 1024;

/// Is a set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits([u64; MOST_CLASSES / 64]);

impl Bits {
    /// Adds a class.
    pub fn add(&mut self, class: usize) {
        self.0[class / 64] |= 1 << (class % 64);
    }

    /// Returns whether a class is in the set.
    pub fn has(&self, class: usize) -> bool {
        self.0[class / 64] >> (class % 64) & 1 == 1
    }

    /// Returns the union.
    pub fn or(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, &theirs)| *mine |= theirs);
        self
    }
}

/// The keys are hashes already.
#[derive(Default)]
pub struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

type Table = HashMap<u64, Bits, BuildHasherDefault<Plain>>;

/// Is the words of a file of rules, and the classes they belong to.
#[derive(Debug, Default)]
pub struct Lexicon {
    whole: Table,
    beginnings: Table,
    endings: Table,
    /// Lengths at which a beginning may end, a bit each, up to 63; and of endings.
    lengths: u64,
    ending_lengths: u64,
    /// By entity: the classes it belongs to.
    entities: [Bits; 5],
    numbers: Bits,
    capitals: Bits,
}

impl Lexicon {
    /// Puts a word into a class: a word, a beginning (`menac*`) or an ending (`*straat`), an entity (`{phone}`), `{number}`, or `{name}` (a capital).
    pub fn add(&mut self, word: &str, class: usize) -> Result<(), ()> {
        match word {
            "{link}" => self.entities[Entity::Link as usize].add(class),
            "{mail}" => self.entities[Entity::Mail as usize].add(class),
            "{phone}" => self.entities[Entity::Phone as usize].add(class),
            "{handle}" => self.entities[Entity::Handle as usize].add(class),
            "{iban}" => self.entities[Entity::Iban as usize].add(class),
            "{number}" => self.numbers.add(class),
            "{name}" => self.capitals.add(class),
            _ => return self.add_word(word, class),
        }
        Ok(())
    }

    fn add_word(&mut self, word: &str, class: usize) -> Result<(), ()> {
        let (word, begins) = word.strip_suffix('*').map_or((word, false), |word| (word, true));
        let (word, ends) = word.strip_prefix('*').map_or((word, false), |word| (word, true));
        let chars = Folded::new(word).chars;
        // One sign is a token by itself; in a word it would never be found.
        let whole = chars.len() == 1 || chars.iter().all(|c| c.is_alphanumeric());
        if chars.is_empty() || chars.len() > 63 || !whole {
            return Err(());
        }
        let hash = chars.iter().fold(SEED, |hash, &c| mixed(hash, c));
        if ends {
            self.ending_lengths |= 1 << chars.len();
            self.endings.entry(hash).or_default().add(class);
        } else if begins {
            self.lengths |= 1 << chars.len();
            self.beginnings.entry(hash).or_default().add(class);
        } else {
            self.whole.entry(hash).or_default().add(class);
        }
        Ok(())
    }

    /// Returns the classes of each token.
    pub fn mark(&self, folded: &Folded, tokens: &[Token]) -> Vec<Bits> {
        tokens.iter().map(|token| self.classes(folded, token)).collect()
    }

    fn classes(&self, folded: &Folded, token: &Token) -> Bits {
        let mut bits = match token.kind {
            Kind::Entity(entity) => return self.entities[entity as usize],
            Kind::Number => self.numbers,
            Kind::Word if folded.capitals[token.from] && token.from > 0 => self.capitals,
            _ => Bits::default(),
        };
        let chars = &folded.chars[token.from..token.to];
        let mut lengths = self.ending_lengths;
        while lengths != 0 {
            let length = lengths.trailing_zeros() as usize;
            lengths &= lengths - 1;
            if length < chars.len() {
                let hash = chars[chars.len() - length..].iter().fold(SEED, |hash, &c| mixed(hash, c));
                bits = self.endings.get(&hash).map_or(bits, |classes| bits.or(classes));
            }
        }
        let mut hash = SEED;
        for (length, &c) in (1..).zip(chars) {
            hash = mixed(hash, c);
            let may_end = length < 64 && self.lengths >> length & 1 == 1;
            if let Some(classes) = may_end.then(|| self.beginnings.get(&hash)).flatten() {
                bits = bits.or(classes);
            }
        }
        self.whole.get(&hash).map_or(bits, |classes| bits.or(classes))
    }
}

const SEED: u64 = 0x51_7c_c1_b7_27_22_0a_95;

fn mixed(hash: u64, c: char) -> u64 {
    let hash = (hash ^ u64::from(c)).wrapping_mul(0xc6a4_a793_5bd1_e995);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokens;

    #[test]
    fn words_beginnings_and_entities_have_their_classes() {
        let mut lexicon = Lexicon::default();
        for (word, class) in
            [("tuer", 0), ("menac*", 1), ("{phone}", 2), ("{number}", 3), ("tuer", 300), ("{name}", 5), ("*ait", 6)]
        {
            lexicon.add(word, class).unwrap();
        }
        let folded = Folded::new("tuer menaçait 12 0470 00 00 00 Anna men");
        let bits = lexicon.mark(&folded, &tokens(&folded));
        let of = |at: usize| (0..MOST_CLASSES).filter(|&class| bits[at].has(class)).collect::<Vec<_>>();
        assert_eq!(
            [of(0), of(1), of(2), of(3), of(4), of(5)],
            [vec![0, 300], vec![1, 6], vec![3], vec![2], vec![5], vec![]]
        );
        assert!(lexicon.add("two words", 0).is_err() && lexicon.add("", 0).is_err());
        assert!(lexicon.add("foto's", 0).is_err());
    }
}
