//! The table that folds characters before a text is cut up: `nmt_nfkc`, precompiled.
//!
//! It is Unicode's compatibility composition (UAX 15, NFKC) with SentencePiece's additions: kinds of blanks become one, what is not
//! seen is dropped. The table is used and no library for NFKC, since it stands still while Unicode grows.
//!
//! Form: four bytes, the length of what follows first, little-endian; a double array of `darts-clone` in words of 32 bits; then what
//! is written instead, each text ended by a zero byte.

/// What stands for a blank inside pieces: U+2581.
pub const BLANK: &str = "\u{2581}";

/// Is the table.
#[derive(Debug)]
pub struct CharsMap {
    /// The double array: each word has a byte, where its children are, and whether something ends there.
    units: Vec<u32>,
    /// The texts, each ended by a zero byte.
    texts: Vec<u8>,
}

impl CharsMap {
    /// Reads the table.
    ///
    /// # Errors
    ///
    /// Where it is shorter than it says.
    pub fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        const CUT: &str = "the table of characters is cut off";
        let (length, rest) = bytes.split_first_chunk().ok_or(CUT)?;
        let (units, texts) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(CUT)?;
        let (units, rest) = units.as_chunks();
        if units.is_empty() || !rest.is_empty() {
            return Err(CUT);
        }
        let units = units.iter().map(|&unit| u32::from_le_bytes(unit)).collect();
        Ok(Self { units, texts: texts.to_vec() })
    }

    /// Folds a text: characters by the table, runs of blanks to one [`BLANK`], one before the first word and none after the last.
    pub fn fold(&self, text: &str) -> String {
        let mut rest = text.as_bytes();
        loop {
            let (written, length) = self.first(rest);
            if rest.is_empty() {
                return String::new();
            }
            if written != b" " {
                break;
            }
            rest = &rest[length..];
        }
        let mut folded = Vec::with_capacity(rest.len() + 16);
        folded.extend(BLANK.as_bytes());
        let mut after_blank = true;
        while !rest.is_empty() {
            let (mut written, length) = self.first(rest);
            rest = &rest[length..];
            while after_blank && let Some(shorter) = written.strip_prefix(b" ") {
                written = shorter;
            }
            if let Some(&last) = written.last() {
                spell(written, &mut folded);
                after_blank = last == b' ';
            }
        }
        while folded.ends_with(BLANK.as_bytes()) {
            folded.truncate(folded.len() - BLANK.len());
        }
        // A table that is none of ours might write what is no text.
        String::from_utf8(folded).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// Returns what is written for the beginning of a text, and how many bytes that takes away: by the longest entry that fits, or one
    /// character as it is.
    fn first<'a>(&'a self, text: &'a [u8]) -> (&'a [u8], usize) {
        if let Some((length, at)) = self.longest(text)
            && let Some(written) = self.texts.get(at..).filter(|texts| !texts.is_empty())
        {
            let end = written.iter().position(|&byte| byte == 0).unwrap_or(written.len());
            return (&written[..end], length);
        }
        let length = character(text);
        (&text[..length], length)
    }

    /// Walks the double array; returns the length of the longest entry and where its text begins.
    fn longest(&self, text: &[u8]) -> Option<(usize, usize)> {
        let mut found = None;
        let mut node = children(self.units[0]);
        for (place, &byte) in text.iter().enumerate() {
            node ^= usize::from(byte);
            let &unit = self.units.get(node)?;
            // A word with the highest bit holds a value and no byte.
            if unit & 0x8000_00ff != u32::from(byte) {
                break;
            }
            node ^= children(unit);
            if unit & 0x100 != 0 {
                found = Some((place + 1, (self.units.get(node)? & 0x7fff_ffff) as usize));
            }
        }
        found
    }
}

/// Returns where a node's children are, to be combined with their bytes.
fn children(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}

/// Returns the length of the first character, in bytes; the rest of a text begins at a character, or the table is none of ours.
fn character(text: &[u8]) -> usize {
    let length = match text.first() {
        None => 0,
        Some(0xc0..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf7) => 4,
        Some(_) => 1,
    };
    length.min(text.len())
}

/// Writes a text with each blank as pieces have it.
fn spell(written: &[u8], folded: &mut Vec<u8>) {
    for &byte in written {
        match byte {
            b' ' => folded.extend(BLANK.as_bytes()),
            _ => folded.push(byte),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A table without entries: one word, whose children would stand at themselves.
    pub const EMPTY: &[u8] = &[4, 0, 0, 0, 0, 0, 0, 0];

    /// Makes a table whose entries are single bytes, each with what is written instead.
    fn table(entries: &[(u8, &str)]) -> CharsMap {
        // The root's children stand at 256 to 511, the value of each at 512 to 767.
        let mut units = vec![0; 768];
        units[0] = 256 << 10;
        let mut texts = Vec::new();
        for &(byte, written) in entries {
            let (node, value) = (256 ^ usize::from(byte), 512 ^ usize::from(byte));
            units[node] = ((node ^ value) as u32) << 10 | 0x100 | u32::from(byte);
            units[value] = 0x8000_0000 | texts.len() as u32;
            texts.extend(written.as_bytes());
            texts.push(0);
        }
        CharsMap { units, texts }
    }

    fn check(entries: &[(u8, &str)], text: &str, expected: &str) {
        assert_eq!(table(entries).fold(text), expected, "{text:?}");
    }

    #[test]
    fn blanks_are_joined_and_marked() {
        check(&[], "a b", "▁a▁b");
        check(&[], "  a   b  ", "▁a▁b");
        check(&[(b'\t', " ")], "\t a\t\tb\t", "▁a▁b");
        check(&[], "", "");
        check(&[], "   ", "");
    }

    #[test]
    fn entries_are_written_instead() {
        check(&[(b'x', "yy"), (b'-', "")], "axb-c", "▁ayybc");
        check(&[(b'x', " y")], "a x", "▁a▁y");
        check(&[], "né 😀", "▁né▁😀");
    }

    #[test]
    fn what_vanishes_leaves_nothing() {
        check(&[(b'-', "")], "-", "");
        check(&[(b'-', "")], "- -", "");
        check(&[], "▁", "");
    }

    #[test]
    fn short_tables_are_refused() {
        for bytes in [&[][..], &[4, 0, 0], &[4, 0, 0, 0, 1], &[0, 0, 0, 0], &[3, 0, 0, 0, 1, 1, 1]] {
            assert!(CharsMap::parse(bytes).is_err(), "{bytes:?}");
        }
        assert_eq!(CharsMap::parse(EMPTY).unwrap().fold("a"), "▁a");
    }

    proptest! {
        #[test]
        fn no_table_stops_the_folding(words in prop::collection::vec(any::<u32>(), 1..40), text: String) {
            let map = CharsMap { units: words, texts: b"a\0 \0".to_vec() };
            let _ = map.fold(&text);
        }
    }
}
