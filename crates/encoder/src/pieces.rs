//! The file of pieces, `sp.model`: a protobuf message as SentencePiece wrote it at first.
//!
//! Read are field 1 (each piece: 1 its text, 2 its score as a number of four bytes) and, in field 3, field 2: the table that folds
//! characters ([`crate::charsmap`]). In later files that table stands in the same place under the name `normalizer_spec`. The types
//! of the pieces are not read: the Python package does not look at them either, so that `<s>` written in a text is the piece `<s>`.

use crate::charsmap::CharsMap;
use crate::trie::Trie;

/// Is what the file says.
#[derive(Debug)]
pub struct Pieces {
    /// Finds pieces in a text.
    pub trie: Trie,
    /// The logarithm of each piece's share, by its number.
    pub scores: Vec<f32>,
    /// Folds the characters first.
    pub charsmap: CharsMap,
}

impl Pieces {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// Says what about it is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let (mut texts, mut scores, mut charsmap) = (Vec::new(), Vec::new(), None);
        for field in Fields(bytes) {
            match field? {
                (1, piece) => {
                    let (text, score) = piece_of(piece)?;
                    texts.push(text);
                    scores.push(score);
                }
                (3, spec) if charsmap.is_none() => charsmap = last(spec, 2)?,
                _ => {}
            }
        }
        if texts.is_empty() {
            return Err("no pieces");
        }
        let charsmap = CharsMap::parse(charsmap.ok_or("no table of characters")?)?;
        Ok(Self { trie: Trie::new(texts.into_iter()), scores, charsmap })
    }
}

/// Reads one piece: its text and its score.
fn piece_of(bytes: &[u8]) -> Result<(&[u8], f32), &'static str> {
    let text = last(bytes, 1)?.ok_or("a piece without text")?;
    str::from_utf8(text).map_err(|_| "a piece that is no text")?;
    let score = last(bytes, 2)?.map_or(Some(0.0), |score| Some(f32::from_le_bytes(score.try_into().ok()?)));
    let score = score.filter(|score| score.is_finite()).ok_or("a piece with a score that is none")?;
    Ok((text, score))
}

/// Returns the last field of a number, as protobuf asks.
fn last(bytes: &[u8], number: u64) -> Result<Option<&[u8]>, &'static str> {
    let mut found = None;
    for field in Fields(bytes) {
        let (at, content) = field?;
        if at == number {
            found = Some(content);
        }
    }
    Ok(found)
}

/// Reads a message field by field: number and content. Of a plain number the content is empty, since none is needed.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, &'a [u8]), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or("the message is cut off"))
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, &'a [u8])> {
        let tag = self.varint()?;
        let length = match tag & 7 {
            0 => {
                self.varint()?;
                0
            }
            1 => 8,
            2 => usize::try_from(self.varint()?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (content, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some((tag >> 3, content))
    }

    /// Reads a number of seven bits a byte, the low ones first.
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::charsmap::tests::EMPTY;

    fn field(number: u8, content: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, content.len() as u8], content].concat()
    }

    /// Writes a file of pieces with their scores and a table that folds nothing.
    pub fn file(pieces: &[(&str, f32)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (text, score) in pieces {
            let mut piece = field(1, text.as_bytes());
            piece.push(2 << 3 | 5);
            piece.extend(score.to_le_bytes());
            piece.extend([3 << 3, 1]);
            bytes.extend(field(1, &piece));
        }
        bytes.extend(field(3, &field(2, EMPTY)));
        bytes
    }

    #[test]
    fn pieces_and_scores_are_read_in_order() {
        let pieces = Pieces::parse(&file(&[("<unk>", 0.0), ("a", -1.5), ("ab", -2.25)])).unwrap();
        assert_eq!(pieces.scores, [0.0, -1.5, -2.25]);
        let mut found = Vec::new();
        pieces.trie.each_prefix(b"abc", |length, piece| found.push((length, piece)));
        assert_eq!(found, [(1, 1), (2, 2)]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let check = |bytes: &[u8], why| assert_eq!(Pieces::parse(bytes).err(), Some(why));
        let map = field(3, &field(2, EMPTY));
        check(&[], "no pieces");
        check(&map, "no pieces");
        check(&field(1, &field(1, b"a")), "no table of characters");
        check(&field(1, &field(4, b"a")), "a piece without text");
        check(&field(1, &field(1, b"\xff")), "a piece that is no text");
        check(&[1 << 3 | 2, 9, 0], "the message is cut off");
        check(&[0xff; 12], "the message is cut off");
        check(&file(&[("a", f32::NAN)]), "a piece with a score that is none");
    }

    #[test]
    fn no_shortened_file_is_read_as_whole() {
        let whole = file(&[("a", -1.0), ("b", -2.0)]);
        for length in 0..whole.len() {
            assert!(Pieces::parse(&whole[..length]).is_err(), "{length}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_stop_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Pieces::parse(&bytes);
        }
    }
}
