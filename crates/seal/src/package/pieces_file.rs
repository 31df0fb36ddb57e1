use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::canonical::{self, CanonicalError};
use crate::encoding::{MAX_NUMBER, array_from_hex, hex};
use crate::merkle::{Hash, sha256};
use crate::piece::{self, Piece, PieceCommitment, PieceError, PlacedPiece};

const VERSION: &str = "temoin-pieces/1";

/// Says why bytes are not a `.pieces.jsonl`, or its pieces do not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PiecesError {
    /// A line is not canonical JSON. Lines count from 1.
    #[error("line {0}: {1}")]
    Canonical(usize, CanonicalError),
    /// A line is not the one that its place calls for, or has other members. Lines count from 1.
    #[error("line {0} is not the one that belongs there")]
    Line(usize),
    /// The last line is not ended, or lines are missing.
    #[error("lines are missing")]
    Missing,
    /// The version is another.
    #[error("another version of pieces file")]
    Version,
    /// The bytes beside it are not as many as the shown pieces have.
    #[error("more or fewer bytes than the shown pieces have")]
    Bytes,
    /// Position, count or proof do not agree with what the item committed to.
    #[error(transparent)]
    Piece(#[from] PieceError),
}

/// Is a `Piece-NN.pieces.jsonl`: the numbers of shown pieces, and their proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PiecesFile {
    /// Number of pieces of the item.
    pub count: u64,
    /// Index of the item's intake leaf.
    pub leaf: u64,
    /// Number of bytes of the item.
    pub size: u64,
    /// Number, first byte, length and nonce of each shown piece, ascending by number; at least one.
    pub shown: Vec<ShownPiece>,
    /// The last piece, where it is not shown: its place, and nothing that tells what it says.
    pub last: Option<PlacedPiece>,
    /// The proof of `spec/seal.md` §2.1 over the shown pieces and the last one.
    pub proof: Vec<Hash>,
}

/// Is a shown piece: its bytes lie in the file beside, so its hash is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownPiece {
    /// Zero-based number of the piece.
    pub i: u64,
    /// Zero-based first byte in the item.
    pub start: u64,
    /// Number of bytes.
    pub len: u64,
    /// The piece's nonce.
    pub nonce: [u8; 32],
}

impl PiecesFile {
    /// Returns the number of bytes that lie in the file beside.
    pub fn shown_bytes(&self) -> u64 {
        self.shown.iter().fold(0, |sum, piece| sum.saturating_add(piece.len))
    }

    /// Checks the shown bytes, in one slice, against what the item committed to.
    ///
    /// # Errors
    /// The bytes are more or fewer than the pieces have, or positions, count or proof do not agree.
    pub fn verify(&self, commitment: &PieceCommitment, size: u64, bytes: &[u8]) -> Result<(), PiecesError> {
        let mut rest = bytes;
        let mut hashes = Vec::with_capacity(self.shown.len());
        for piece in &self.shown {
            let len = usize::try_from(piece.len).map_err(|_| PiecesError::Bytes)?;
            let (bytes, after) = rest.split_at_checked(len).ok_or(PiecesError::Bytes)?;
            hashes.push(sha256(bytes));
            rest = after;
        }
        if rest.is_empty() { self.verify_hashes(commitment, size, &hashes) } else { Err(PiecesError::Bytes) }
    }

    /// Checks the hashes of the shown pieces, in their order, against what the item committed to.
    ///
    /// # Errors
    /// Another number of hashes than of shown pieces, or positions, count or proof do not agree.
    pub fn verify_hashes(&self, commitment: &PieceCommitment, size: u64, hashes: &[Hash]) -> Result<(), PiecesError> {
        if hashes.len() != self.shown.len() {
            return Err(PiecesError::Bytes);
        }
        if self.count != commitment.count || self.size != size {
            return Err(PieceError::Last.into());
        }
        let mut pieces = BTreeMap::new();
        for (shown, &sha256) in self.shown.iter().zip(hashes) {
            let &ShownPiece { i, start, len, nonce } = shown;
            pieces.insert(i, Piece { start, len, nonce, sha256 }.place());
        }
        if let Some(last) = self.last {
            pieces.insert(self.count.saturating_sub(1), last);
        }
        Ok(piece::verify(commitment, size, &pieces, &self.proof)?)
    }

    /// Writes the file; the inverse of [`PiecesFile::parse`].
    pub fn encode(&self) -> Vec<u8> {
        let Self { count, leaf, size, shown, last, proof } = self;
        let shown_count = shown.len();
        let mut out =
            format!(r#"{{"count":{count},"leaf":{leaf},"shown":{shown_count},"size":{size},"v":"{VERSION}"}}"#) + "\n";
        for ShownPiece { i, start, len, nonce } in shown {
            let nonce = hex(nonce);
            out += &format!(r#"{{"i":{i},"len":{len},"nonce":"{nonce}","start":{start}}}"#);
            out.push('\n');
        }
        if let Some(PlacedPiece { start, len, digest }) = last {
            let i = count.saturating_sub(1);
            out += &format!(r#"{{"digest":"{digest}","i":{i},"len":{len},"start":{start}}}"#);
            out.push('\n');
        }
        for hash in proof {
            out += &format!("{{\"h\":\"{hash}\"}}\n");
        }
        out.into_bytes()
    }

    /// Reads the file, strictly.
    ///
    /// # Errors
    /// A line is not canonical, not the one that its place calls for, missing or too many.
    pub fn parse(bytes: &[u8]) -> Result<Self, PiecesError> {
        let mut lines = Lines { rest: bytes, number: 0 };
        let head = lines.next_of(&["count", "leaf", "shown", "size", "v"])?;
        if head["v"] != VERSION {
            return Err(PiecesError::Version);
        }
        let whole = |key: &str| head[key].as_u64().ok_or(PiecesError::Line(1));
        let (count, leaf, shown_count, size) = (whole("count")?, whole("leaf")?, whole("shown")?, whole("size")?);
        if count == 0 || shown_count == 0 || shown_count > count {
            return Err(PiecesError::Line(1));
        }
        let mut shown: Vec<ShownPiece> = Vec::new();
        while (shown.len() as u64) < shown_count {
            let piece = lines.shown_piece()?;
            if piece.i >= count || shown.last().is_some_and(|before| before.i >= piece.i) {
                return Err(PiecesError::Line(lines.number));
            }
            shown.push(piece);
        }
        let ends = shown.last().is_some_and(|piece| piece.i == count - 1);
        let last = if ends { None } else { Some(lines.last_piece(count - 1)?) };
        let mut proof = Vec::new();
        while !lines.rest.is_empty() {
            proof.push(lines.hash()?);
        }
        Ok(Self { count, leaf, size, shown, last, proof })
    }
}

/// Walks over canonical JSON lines.
struct Lines<'a> {
    rest: &'a [u8],
    number: usize,
}

impl Lines<'_> {
    /// Reads the next line: an object with exactly these members.
    fn next_of(&mut self, keys: &[&str]) -> Result<Map<String, Value>, PiecesError> {
        self.number += 1;
        let end = self.rest.iter().position(|&byte| byte == b'\n').ok_or(PiecesError::Missing)?;
        let value = canonical::parse(&self.rest[..end]).map_err(|error| PiecesError::Canonical(self.number, error))?;
        self.rest = &self.rest[end + 1..];
        match value {
            Value::Object(map) if map.len() == keys.len() && keys.iter().all(|key| map.contains_key(*key)) => Ok(map),
            _ => Err(PiecesError::Line(self.number)),
        }
    }

    fn shown_piece(&mut self) -> Result<ShownPiece, PiecesError> {
        let map = self.next_of(&["i", "len", "nonce", "start"])?;
        self.shown_from(&map)
    }

    fn last_piece(&mut self, i: u64) -> Result<PlacedPiece, PiecesError> {
        let map = self.next_of(&["digest", "i", "len", "start"])?;
        if self.whole_of(&map, "i")? != i {
            return Err(PiecesError::Line(self.number));
        }
        let digest = Hash(self.hex_of(&map, "digest")?);
        Ok(PlacedPiece { start: self.whole_of(&map, "start")?, len: self.whole_of(&map, "len")?, digest })
    }

    fn hash(&mut self) -> Result<Hash, PiecesError> {
        let map = self.next_of(&["h"])?;
        Ok(Hash(self.hex_of(&map, "h")?))
    }

    fn shown_from(&self, map: &Map<String, Value>) -> Result<ShownPiece, PiecesError> {
        let whole = |key: &str| self.whole_of(map, key);
        Ok(ShownPiece { i: whole("i")?, start: whole("start")?, len: whole("len")?, nonce: self.hex_of(map, "nonce")? })
    }

    fn whole_of(&self, map: &Map<String, Value>, key: &str) -> Result<u64, PiecesError> {
        map[key].as_u64().filter(|&n| n <= MAX_NUMBER).ok_or(PiecesError::Line(self.number))
    }

    fn hex_of(&self, map: &Map<String, Value>, key: &str) -> Result<[u8; 32], PiecesError> {
        let text = map[key].as_str().ok_or(PiecesError::Line(self.number))?;
        array_from_hex(text).map_err(|_| PiecesError::Line(self.number))
    }
}
