//! What is compared: words of 256 bits, and how many bits differ.

use std::fmt;
use std::str::FromStr;

/// Bits of a word.
pub const BITS: u32 = 256;

/// Bytes of a word.
pub const BYTES: usize = 32;

/// Is a word of 256 bits, such as a PDQ hash.
///
/// Bit 0 is the highest bit of the first number, bit 255 the lowest of the last: words sort like their hexadecimal texts,
/// and like their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub [u64; 4]);

impl Word {
    /// Takes 32 bytes, that with bits 0 to 7 first, as the hexadecimal text shows them.
    pub fn from_bytes(bytes: [u8; BYTES]) -> Self {
        let (parts, _) = bytes.as_chunks::<8>();
        Self([0, 1, 2, 3].map(|i| u64::from_be_bytes(parts[i])))
    }

    /// Returns the 32 bytes, that with bits 0 to 7 first.
    pub fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        for (place, part) in bytes.chunks_exact_mut(8).zip(self.0) {
            place.copy_from_slice(&part.to_be_bytes());
        }
        bytes
    }

    /// Counts the bits in which two words differ.
    pub fn distance(self, other: Self) -> Distance {
        let differing: u32 = self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum();
        Distance(differing as u16)
    }

    /// Returns `len` (1 to 32) bits from bit `start` on as a number, the first of them highest; bit 0 follows bit 255.
    pub(crate) fn field(self, start: u32, len: u32) -> u32 {
        debug_assert!((1..=32).contains(&len));
        let (part, shift) = ((start / 64) as usize % 4, start % 64);
        let both = (u128::from(self.0[part]) << 64) | u128::from(self.0[(part + 1) % 4]);
        ((both << shift) >> (128 - len)) as u32
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| write!(f, "{part:016x}"))
    }
}

/// Says that a text is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 64 hexadecimal digits")]
pub struct NotAWord;

impl FromStr for Word {
    type Err = NotAWord;

    fn from_str(text: &str) -> Result<Self, NotAWord> {
        if text.len() != 2 * BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAWord);
        }
        let part = |i: usize| u64::from_str_radix(&text[16 * i..16 * (i + 1)], 16).map_err(|_| NotAWord);
        Ok(Self([part(0)?, part(1)?, part(2)?, part(3)?]))
    }
}

/// Is a count of differing bits, 0 to 256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Distance(u16);

impl Distance {
    /// Is the distance from a word to its complement: all words lie within it.
    pub const MOST: Self = Self(BITS as u16);

    /// Takes a count of bits; `None` above 256.
    pub const fn new(bits: u32) -> Option<Self> {
        if bits <= BITS { Some(Self(bits as u16)) } else { None }
    }

    /// Returns the count of bits.
    pub const fn bits(self) -> u32 {
        self.0 as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_reads_like_its_digits() {
        let text = "8000000000000000000000000000000000000000000000000000000000000001";
        let word: Word = text.parse().unwrap();
        assert_eq!(word.to_string(), text);
        assert_eq!(word.to_bytes()[0], 0x80);
        assert_eq!(word.field(0, 1), 1);
        assert_eq!(word.field(255, 2), 0b11);
        assert_eq!(word.distance(Word::default()).bits(), 2);
        assert_eq!(Distance::new(257), None);
        for bad in ["", &text[1..], &format!("{text}0"), &text.replace("00", "+0"), &"é".repeat(32)] {
            assert_eq!(bad.parse::<Word>(), Err(NotAWord), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn bytes_and_text_come_back(bytes: [u8; 32], other: [u8; 32], start in 0u32..256, len in 1u32..=32) {
            let word = Word::from_bytes(bytes);
            prop_assert_eq!(word.to_bytes(), bytes);
            prop_assert_eq!(word.to_string().parse(), Ok(word));
            prop_assert_eq!(word.cmp(&Word::from_bytes(other)), bytes.cmp(&other));
            let bit = |i: u32| u32::from(bytes[(i % 256 / 8) as usize] >> (7 - i % 8) & 1);
            let field = (start..start + len).fold(0, |field, i| field << 1 | bit(i));
            prop_assert_eq!(word.field(start, len), field);
        }
    }
}
