use serde_json::{Map, Value, json};

use super::path;
use crate::canonical::{self, CanonicalError};
use crate::encoding::MAX_NUMBER;

const VERSION: &str = "temoin-index/1";

/// Says why bytes are not `data/index.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The bytes are not canonical JSON.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// A member is missing, unknown, of another type or not in its one form.
    #[error("not the members of an index")]
    Members,
    /// The version is another.
    #[error("another version of index")]
    Version,
    /// Exhibits or statements do not count 1, 2, 3 …
    #[error("numbers that do not count from 1")]
    Numbers,
    /// A leaf is named twice.
    #[error("a leaf is named twice")]
    Leaf,
    /// A file lies elsewhere than under `data/exhibits/`, is not named as its exhibit, or is named twice.
    #[error("not the file of an exhibit")]
    File,
    /// More pieces are shown than there are, or the number withheld is not the sum of those not shown.
    #[error("counts that do not agree")]
    Counts,
}

/// Is `data/index.json`: what the package shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The exhibits; the one at place `i` has the number `i + 1`.
    pub exhibits: Vec<Exhibit>,
    /// The statements; the one at place `i` has the number `i + 1`.
    pub statements: Vec<Statement>,
    /// Leaves of the log that are not shown.
    pub leaves_withheld: u64,
    /// Pieces of exhibits that are not shown.
    pub pieces_withheld: u64,
}

/// Is one exhibit of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// Index of its intake leaf.
    pub leaf: u64,
    /// What its origin rests on: a letter from `A` to `E`.
    pub origin: char,
    /// Path of the original, where it is given in clear.
    pub file: Option<String>,
    /// How many of its pieces are shown, where some are.
    pub pieces: Option<ShownPieces>,
}

/// Counts the pieces of an exhibit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownPieces {
    /// How many there are, at least 1.
    pub count: u64,
    /// How many of them are shown.
    pub shown: u64,
}

/// Is one statement of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Index of its leaf.
    pub leaf: u64,
}

impl Index {
    /// Returns what `pieces_withheld` must be.
    pub fn pieces_not_shown(&self) -> u64 {
        let withheld =
            self.exhibits.iter().filter_map(|exhibit| exhibit.pieces).map(|p| p.count.saturating_sub(p.shown));
        withheld.fold(0, u64::saturating_add)
    }

    /// Writes the document.
    ///
    /// # Errors
    /// What it says could not be read back: see [`Index::parse`].
    pub fn encode(&self) -> Result<Vec<u8>, IndexError> {
        self.check()?;
        let exhibits: Vec<_> = (1..).zip(&self.exhibits).map(|(number, exhibit)| exhibit.to_value(number)).collect();
        let statement = |(number, statement): (u64, &Statement)| json!({"number": number, "leaf": statement.leaf});
        let statements: Vec<_> = (1..).zip(&self.statements).map(statement).collect();
        Ok(canonical::to_bytes(&json!({
            "v": VERSION,
            "exhibits": exhibits,
            "statements": statements,
            "withheld": {"leaves": self.leaves_withheld, "pieces": self.pieces_withheld},
        }))?)
    }

    /// Reads the document, strictly.
    ///
    /// # Errors
    /// The bytes are not canonical, members are missing or unknown, or numbers, leaves, files or counts contradict
    /// each other.
    pub fn parse(bytes: &[u8]) -> Result<Self, IndexError> {
        let value = canonical::parse(bytes)?;
        let top = members(&value, &["exhibits", "statements", "v", "withheld"], &[])?;
        if top["v"] != VERSION {
            return Err(IndexError::Version);
        }
        let withheld = members(&top["withheld"], &["leaves", "pieces"], &[])?;
        let index = Self {
            exhibits: numbered(&top["exhibits"], Exhibit::from_value)?,
            statements: numbered(&top["statements"], Statement::from_value)?,
            leaves_withheld: whole(&withheld["leaves"])?,
            pieces_withheld: whole(&withheld["pieces"])?,
        };
        index.check()?;
        Ok(index)
    }

    fn check(&self) -> Result<(), IndexError> {
        let leaves = self.exhibits.iter().map(|e| e.leaf).chain(self.statements.iter().map(|s| s.leaf));
        let mut leaves: Vec<_> = leaves.collect();
        leaves.sort_unstable();
        if leaves.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(IndexError::Leaf);
        }
        (1..).zip(&self.exhibits).try_for_each(|(number, exhibit)| exhibit.check(number))?;
        if self.pieces_not_shown() != self.pieces_withheld || self.leaves_withheld > MAX_NUMBER {
            return Err(IndexError::Counts);
        }
        path::check_together(self.exhibits.iter().filter_map(|e| e.file.as_deref())).map_err(|_| IndexError::File)
    }
}

impl Exhibit {
    fn to_value(&self, number: u64) -> Value {
        let mut value = json!({"number": number, "leaf": self.leaf, "origin": self.origin.to_string()});
        if let Some(file) = &self.file {
            value["file"] = json!(file);
        }
        if let Some(ShownPieces { count, shown }) = self.pieces {
            value["pieces"] = json!({"count": count, "shown": shown});
        }
        value
    }

    fn from_value(value: &Value) -> Result<Self, IndexError> {
        let exhibit = members(value, &["leaf", "number", "origin"], &["file", "pieces"])?;
        let mut origin = exhibit["origin"].as_str().ok_or(IndexError::Members)?.chars();
        let (Some(letter), None) = (origin.next(), origin.next()) else { return Err(IndexError::Members) };
        let file = exhibit.get("file").map(|file| file.as_str().ok_or(IndexError::Members)).transpose()?;
        let pieces = exhibit.get("pieces").map(ShownPieces::from_value).transpose()?;
        Ok(Self { leaf: whole(&exhibit["leaf"])?, origin: letter, file: file.map(str::to_owned), pieces })
    }

    fn check(&self, number: u64) -> Result<(), IndexError> {
        if !('A'..='E').contains(&self.origin) || self.leaf >= MAX_NUMBER {
            return Err(IndexError::Members);
        }
        if self.pieces.is_some_and(|p| p.count == 0 || p.count > MAX_NUMBER || p.shown > p.count) {
            return Err(IndexError::Counts);
        }
        let Some(file) = &self.file else { return Ok(()) };
        let rest = file.strip_prefix(path::EXHIBITS).and_then(|name| name.strip_prefix(&path::exhibit(number)));
        // `Piece-1` must not pass for `Piece-10`.
        let named = rest.is_some_and(|rest| rest.starts_with(['_', '.']) && !rest.contains('/'));
        if named && path::check(file).is_ok() { Ok(()) } else { Err(IndexError::File) }
    }
}

impl ShownPieces {
    fn from_value(value: &Value) -> Result<Self, IndexError> {
        let pieces = members(value, &["count", "shown"], &[])?;
        Ok(Self { count: whole(&pieces["count"])?, shown: whole(&pieces["shown"])? })
    }
}

impl Statement {
    fn from_value(value: &Value) -> Result<Self, IndexError> {
        Ok(Self { leaf: whole(&members(value, &["leaf", "number"], &[])?["leaf"])? })
    }
}

/// Returns the members of an object that has all of `needed` and nothing but those and `allowed`.
fn members<'a>(value: &'a Value, needed: &[&str], allowed: &[&str]) -> Result<&'a Map<String, Value>, IndexError> {
    let members = value.as_object().ok_or(IndexError::Members)?;
    let known = members.keys().all(|key| needed.contains(&key.as_str()) || allowed.contains(&key.as_str()));
    if known && needed.iter().all(|key| members.contains_key(*key)) { Ok(members) } else { Err(IndexError::Members) }
}

fn whole(value: &Value) -> Result<u64, IndexError> {
    value.as_u64().ok_or(IndexError::Members)
}

/// Reads a list whose members count 1, 2, 3 … under `number`.
fn numbered<T>(value: &Value, read: impl Fn(&Value) -> Result<T, IndexError>) -> Result<Vec<T>, IndexError> {
    let list = value.as_array().ok_or(IndexError::Members)?;
    let entry = |(number, value): (u64, &Value)| {
        let read = read(value)?;
        if value["number"] == number { Ok(read) } else { Err(IndexError::Numbers) }
    };
    (1..).zip(list).map(entry).collect()
}
