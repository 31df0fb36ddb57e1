use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Is a PDQ hash: 256 bits. Bit `16 i + j` says whether the picture has more of the waves of `i + 1` half periods from top
/// to bottom and `j + 1` from left to right than of the middle one.
///
/// It is printed as 64 lower-case hexadecimal digits, bit 255 first, as the reference prints it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PdqHash([u64; 4]);

impl PdqHash {
    /// Takes bits in words, the highest first: bit 255 is the highest bit of the first word.
    pub const fn from_words(words: [u64; 4]) -> Self {
        Self(words)
    }

    /// Returns the bits in words, the highest first.
    pub const fn words(self) -> [u64; 4] {
        self.0
    }

    /// Returns the number of bits in which two hashes differ.
    pub fn distance(self, other: Self) -> Distance {
        // At most 256.
        Distance(self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones() as u16).sum())
    }

    /// Sets a bit, below 256.
    pub(crate) fn set(&mut self, bit: usize) {
        self.0[3 - bit / 64] |= 1 << (bit % 64);
    }
}

impl fmt::Display for PdqHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl fmt::Debug for PdqHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PdqHash({self})")
    }
}

impl From<PdqHash> for String {
    fn from(hash: PdqHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for PdqHash {
    type Error = HashError;

    fn try_from(text: String) -> Result<Self, HashError> {
        text.parse()
    }
}

impl FromStr for PdqHash {
    type Err = HashError;

    /// Reads 64 hexadecimal digits, of either case.
    fn from_str(text: &str) -> Result<Self, HashError> {
        if let Some(at) = text.bytes().position(|byte| !byte.is_ascii_hexdigit()) {
            return Err(HashError::Digit { at });
        }
        if text.len() != 64 {
            return Err(HashError::Length { digits: text.len() });
        }
        let mut words = [0; 4];
        for (word, digits) in words.iter_mut().zip(text.as_bytes().chunks_exact(16)) {
            *word =
                digits.iter().fold(0, |word, digit| word << 4 | u64::from((*digit as char).to_digit(16).unwrap_or(0)));
        }
        Ok(Self(words))
    }
}

/// Says why a text is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HashError {
    /// It has another number of digits than 64.
    #[error("{digits} hexadecimal digits, not 64")]
    Length {
        /// How many.
        digits: usize,
    },
    /// It holds something else than hexadecimal digits.
    #[error("byte {at} is no hexadecimal digit")]
    Digit {
        /// The byte, zero-based.
        at: usize,
    },
}

/// Is the number of bits in which two hashes differ: 0 to 256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Distance(u16);

impl Distance {
    /// The most at which two pictures are taken for the same, everywhere that PDQ is used.
    pub const MATCH: Self = Self(31);

    /// Returns the number of bits.
    pub fn bits(self) -> u16 {
        self.0
    }

    /// Returns whether two pictures so far apart are taken for the same.
    pub fn is_match(self) -> bool {
        self <= Self::MATCH
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<[u64; 4], HashError>) {
        assert_eq!(text.parse::<PdqHash>().map(PdqHash::words), expected, "{text}");
    }

    #[test]
    fn hashes_are_read_as_they_are_printed() {
        let text = "58f870cee0f4e84f06370a32038f67f0b36e2ed596621e1d33e6b39c4e9c9b22";
        let words = [0x58f870cee0f4e84f, 0x06370a32038f67f0, 0xb36e2ed596621e1d, 0x33e6b39c4e9c9b22];
        check(text, Ok(words));
        check(&text.to_uppercase(), Ok(words));
        assert_eq!(PdqHash::from_words(words).to_string(), text);
        check(&text[1..], Err(HashError::Length { digits: 63 }));
        check(&format!("{text}0"), Err(HashError::Length { digits: 65 }));
        check("", Err(HashError::Length { digits: 0 }));
        check(&format!("+{}", &text[1..]), Err(HashError::Digit { at: 0 }));
        check(&format!("{text}\n"), Err(HashError::Digit { at: 64 }));
        check("é", Err(HashError::Digit { at: 0 }));
    }

    #[test]
    fn bit_255_is_printed_first() {
        let mut hash = PdqHash::default();
        hash.set(255);
        hash.set(0);
        hash.set(66);
        assert_eq!(hash.to_string(), format!("8{}4{}1", "0".repeat(46), "0".repeat(15)));
        assert_eq!(hash.distance(PdqHash::default()).bits(), 3);
    }

    proptest::proptest! {
        #[test]
        fn any_hash_is_read_back(words in proptest::array::uniform4(0u64..)) {
            let hash = PdqHash::from_words(words);
            assert_eq!(hash.to_string().parse(), Ok(hash));
        }
    }
}
