use std::io::{self, BufRead, BufReader, Read};

use serde_json::{Map, Value};
use temoin_seal::canonical;
use temoin_seal::encoding::array_from_hex;
use temoin_seal::merkle::{Hash, root_from_many};
use temoin_seal::package::path;
use temoin_seal::piece::{Piece, PieceCommitment, PlacedPiece};

use crate::whole::digest;

/// Is what the numbers of one exhibit's shown pieces say, with the hashes of the bytes that stand beside them.
///
/// Read line by line and piece by piece: a chat of a million messages takes about 90 bytes a message here.
#[derive(Debug, Default)]
pub(crate) struct PieceFile {
    /// The number of pieces of the whole item.
    pub(crate) count: u64,
    /// The item's size in bytes.
    pub(crate) size: u64,
    /// The index of the item's leaf.
    pub(crate) leaf: u64,
    /// The number of shown pieces.
    pub(crate) shown: u64,
    /// Position and leaf hash of each shown piece, ascending, and of the last one.
    pub(crate) leaves: Vec<(u64, Hash)>,
    /// Where each of them lies in the item, and the hash of its bytes.
    pub(crate) spans: Vec<PieceSpan>,
    /// The proof of `spec/seal.md` §2.1.
    pub(crate) proof: Vec<Hash>,
    /// What is wrong with the two files by themselves.
    pub(crate) faults: Vec<String>,
    /// Whether the bytes are not there, though pieces are shown.
    pub(crate) bytes_missing: bool,
}

/// Is where one piece lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PieceSpan {
    pub(crate) start: u64,
    pub(crate) len: u64,
    /// The hash of its bytes; nothing for the last piece where it is not shown.
    pub(crate) sha256: Option<Hash>,
}

/// The most shown pieces of one exhibit.
const MAX_SHOWN: u64 = 4_000_000;
/// The longest line: numbers, a nonce and a hash fit well.
const MAX_LINE: u64 = 512;
/// Faults after the first few say nothing more.
const MAX_FAULTS: usize = 4;

/// Is the inverse of [`path::pieces`].
pub(crate) fn number_of_numbers(name: &str) -> Option<u64> {
    number(name, ".pieces.jsonl").filter(|&number| path::pieces(number) == name)
}

/// Is the inverse of [`path::piece_bytes`].
pub(crate) fn number_of_bytes(name: &str) -> Option<u64> {
    number(name, ".bin").filter(|&number| path::piece_bytes(number) == name)
}

fn number(name: &str, end: &str) -> Option<u64> {
    name.strip_prefix("data/records/Piece-")?.strip_suffix(end)?.parse().ok()
}

impl PieceFile {
    /// Reads both files together; what is wrong with them is kept as faults. Fails only where reading fails.
    pub(crate) fn read(numbers: &mut dyn Read, bytes: Option<&mut dyn Read>, buffer: &mut [u8]) -> io::Result<Self> {
        let mut file = Self::default();
        let mut lines = Lines(BufReader::new(numbers));
        match lines.next()?.as_ref().and_then(header) {
            Some((count, size, leaf, shown)) => {
                (file.count, file.size, file.leaf, file.shown) = (count, size, leaf, shown);
                file.body(&mut lines, bytes, buffer)?;
            }
            None => file.fault("Its first line is not that of a piece file."),
        }
        Ok(file)
    }

    fn body(&mut self, lines: &mut Lines<'_>, mut bytes: Option<&mut dyn Read>, buffer: &mut [u8]) -> io::Result<()> {
        if self.shown > MAX_SHOWN {
            self.fault("It states more pieces than this checker reads.");
            return Ok(());
        }
        self.bytes_missing = self.shown > 0 && bytes.is_none();
        for _ in 0..self.shown {
            let line = lines.next()?;
            let Some((i, start, len, nonce)) = line.as_ref().and_then(shown) else {
                self.fault("A line of a shown piece is missing or not well formed.");
                return Ok(());
            };
            let (sha256, whole) = match &mut bytes {
                Some(bytes) => digest(bytes, len, buffer)?,
                None => (Hash([0; 32]), true),
            };
            if !whole {
                self.fault("The bytes end before the last shown piece does.");
            }
            self.leaves.push((i, Piece { start, len, nonce, sha256 }.leaf_hash()));
            self.spans.push(PieceSpan { start, len, sha256: Some(sha256) });
        }
        if let Some(bytes) = bytes
            && bytes.read(&mut buffer[..1])? > 0
        {
            self.fault("There are bytes after those of the shown pieces.");
        }
        self.tail(lines)
    }

    /// Reads the last piece where it is not shown, then the proof, then nothing.
    fn tail(&mut self, lines: &mut Lines<'_>) -> io::Result<()> {
        let mut line = lines.next()?;
        let last_shown = self.leaves.last().is_some_and(|leaf| leaf.0.checked_add(1) == Some(self.count));
        if !last_shown {
            match line.as_ref().and_then(last) {
                Some((i, piece)) => {
                    self.leaves.push((i, piece.leaf_hash()));
                    self.spans.push(PieceSpan { start: piece.start, len: piece.len, sha256: None });
                }
                None => self.fault("The line of the last piece is missing or not well formed."),
            }
            line = lines.next()?;
        }
        let most = (self.leaves.len() + 1).saturating_mul(64);
        while let Some(value) = line {
            match proof_hash(&value) {
                Some(hash) if self.proof.len() < most => self.proof.push(hash),
                _ => {
                    self.fault("There is a line that is not a hash of the proof.");
                    return Ok(());
                }
            }
            line = lines.next()?;
        }
        self.order();
        Ok(())
    }

    /// Checks that the pieces tile the item as far as they are shown (`spec/seal.md` §3).
    fn order(&mut self) {
        if !self.leaves.is_sorted_by(|a, b| a.0 < b.0) {
            self.fault("The pieces are not in ascending order.");
        }
        let (mut next, mut end) = (0, 0);
        let mut tiles = true;
        for (&(i, _), span) in self.leaves.iter().zip(&self.spans) {
            // Pieces that are not shown lie in between; none of them is empty.
            let (hidden, gap) = (i.saturating_sub(next), span.start.checked_sub(end));
            tiles &= gap.is_some_and(|gap| gap >= hidden && (hidden > 0 || gap == 0));
            (next, end) = (i.saturating_add(1), span.start.saturating_add(span.len));
        }
        if !tiles {
            self.fault("Pieces overlap, or neighbours do not touch.");
        }
        let ends = self.leaves.last().zip(self.spans.last()).is_some_and(|(leaf, span)| {
            leaf.0.checked_add(1) == Some(self.count) && span.start.saturating_add(span.len) == self.size
        });
        if !ends {
            self.fault("The last piece is not the last of the count, or does not end at the item's size.");
        }
        if self.spans.iter().any(|span| span.len == 0) && (self.count != 1 || self.size != 0) {
            self.fault("A piece is empty.");
        }
    }

    /// Checks that count, size and proof are those that the leaf commits to.
    pub(crate) fn verify(&self, sealed: &PieceCommitment, size: u64) -> Result<(), String> {
        if (self.count, self.size) != (sealed.count, size) {
            return Err("Number of pieces or size are not those that were sealed.".to_owned());
        }
        match root_from_many(self.count, &self.leaves, &self.proof) {
            Ok(root) if root == sealed.root => Ok(()),
            Ok(_) => Err("The pieces are not those that were sealed, or not at these places.".to_owned()),
            Err(error) => Err(format!("The proof of the pieces does not hold: {error}.")),
        }
    }

    fn fault(&mut self, fault: &str) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(fault.to_owned());
        }
    }
}

/// Reads canonical lines, each ended by `\n`. A line that is not well formed reads as `null`, which nothing accepts.
struct Lines<'a>(BufReader<&'a mut dyn Read>);

impl Lines<'_> {
    fn next(&mut self) -> io::Result<Option<Value>> {
        let mut line = Vec::new();
        (&mut self.0).take(MAX_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let value = line.strip_suffix(b"\n").and_then(|line| canonical::parse(line).ok());
        Ok(Some(value.unwrap_or(Value::Null)))
    }
}

/// Returns the object when it has exactly these keys.
fn object<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a Map<String, Value>> {
    let map = value.as_object()?;
    (map.len() == keys.len() && keys.iter().all(|key| map.contains_key(*key))).then_some(map)
}

fn nonce(value: &Value) -> Option<[u8; 32]> {
    array_from_hex(value.as_str()?).ok()
}

fn header(value: &Value) -> Option<(u64, u64, u64, u64)> {
    let map = object(value, &["count", "leaf", "shown", "size", "v"])?;
    let fits = map["v"] == "temoin-pieces/1";
    let header = (map["count"].as_u64()?, map["size"].as_u64()?, map["leaf"].as_u64()?, map["shown"].as_u64()?);
    (fits && (1..=header.0).contains(&header.3)).then_some(header)
}

fn shown(value: &Value) -> Option<(u64, u64, u64, [u8; 32])> {
    let map = object(value, &["i", "len", "nonce", "start"])?;
    Some((map["i"].as_u64()?, map["start"].as_u64()?, map["len"].as_u64()?, nonce(&map["nonce"])?))
}

/// Reads the place of the last piece, which says nothing of its bytes.
fn last(value: &Value) -> Option<(u64, PlacedPiece)> {
    let map = object(value, &["digest", "i", "len", "start"])?;
    let digest = map["digest"].as_str()?.parse().ok()?;
    Some((map["i"].as_u64()?, PlacedPiece { start: map["start"].as_u64()?, len: map["len"].as_u64()?, digest }))
}

fn proof_hash(value: &Value) -> Option<Hash> {
    object(value, &["h"])?["h"].as_str()?.parse().ok()
}
