use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use temoin_evidence::{EntryId, ItemId};
use temoin_seal::checkpoint::Checkpoint;
use temoin_seal::leaf::{Leaf, LeafKind, Opened, SealedLeaf};
use temoin_seal::merkle::{self, Hash, Nodes, NodesError};

use crate::error::Part;
use crate::{Case, CaseError, entropy, items};

/// Is a leaf as the case still has it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum KeptLeaf {
    /// All of it.
    Whole(SealedLeaf),
    /// Its hash only: what it said was destroyed with its item.
    Destroyed(Hash),
}

/// Is a signed head of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// The signed note: the bytes that time stamps and witnesses speak of.
    pub note: Vec<u8>,
}

impl Case {
    /// Returns the number of leaves.
    ///
    /// # Errors
    /// Those of the database.
    pub fn log_size(&self) -> Result<u64, CaseError> {
        size(&self.database)
    }

    /// Returns the root over the first `size` leaves.
    ///
    /// # Errors
    /// [`CaseError::NotInLog`] when there are fewer, and those of the database.
    pub fn root(&self, size: u64) -> Result<Hash, CaseError> {
        self.require_size(size)?;
        merkle::root_from_nodes(&Rows(&self.database), size)
    }

    /// Returns a leaf.
    ///
    /// # Errors
    /// [`CaseError::NotInLog`], [`CaseError::Damaged`] when it does not have its hash any more, and those of the database.
    pub fn leaf(&self, index: u64) -> Result<KeptLeaf, CaseError> {
        read_leaf(&self.database, index)
    }

    /// Returns the index of the `intake` leaf of an item.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn leaf_of_item(&self, id: ItemId) -> Result<u64, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT leaf FROM item WHERE id = ?1")?;
        let leaf: Option<Option<u64>> = statement.query_row([id.0.as_slice()], |row| row.get(0)).optional()?;
        leaf.ok_or(CaseError::UnknownItem(id))?.ok_or(CaseError::Damaged(Part::Row("item")))
    }

    /// Returns the index of the leaf of a statement; nothing when there is none of that id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn leaf_of_statement(&self, id: EntryId) -> Result<Option<u64>, CaseError> {
        Ok(self.statement(id)?.map(|(leaf, _)| leaf))
    }

    /// Lists the indices of the leaves of one kind, ascending.
    ///
    /// # Errors
    /// Those of the database.
    pub fn leaves(&self, kind: LeafKind) -> Result<Vec<u64>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT number FROM leaf WHERE kind = ?1 ORDER BY number")?;
        let leaves = statement.query_map([kind.word()], |row| row.get(0))?;
        Ok(leaves.collect::<Result<_, _>>()?)
    }

    /// Returns the inclusion proof of a leaf among the first `size` (RFC 6962 §2.1.1), with one row read a hash or so.
    ///
    /// # Errors
    /// [`CaseError::NotInLog`], and those of the database.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, CaseError> {
        self.require_size(size)?;
        merkle::inclusion_from(&Rows(&self.database), index, size).map_err(|error| outside(error, index))
    }

    /// Returns the proof that the first `earlier` leaves are a beginning of the first `size` (RFC 6962 §2.1.2).
    ///
    /// # Errors
    /// [`CaseError::NotInLog`], and those of the database.
    pub fn consistency(&self, earlier: u64, size: u64) -> Result<Vec<Hash>, CaseError> {
        self.require_size(size)?;
        merkle::consistency_from(&Rows(&self.database), earlier, size).map_err(|error| outside(error, earlier))
    }

    /// Lists the checkpoints, smallest first.
    ///
    /// # Errors
    /// [`CaseError::Damaged`] when one is not this log's, and those of the database.
    pub fn checkpoints(&self) -> Result<Vec<Head>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT note FROM checkpoint ORDER BY size")?;
        let mut rows = statement.query([])?;
        let mut heads = Vec::new();
        while let Some(row) = rows.next()? {
            heads.push(self.head(row.get(0)?)?);
        }
        Ok(heads)
    }

    /// Returns the newest checkpoint; nothing before the first.
    ///
    /// # Errors
    /// [`CaseError::Damaged`] when it is not this log's, and those of the database.
    pub fn checkpoint(&self) -> Result<Option<Head>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")?;
        let note: Option<Vec<u8>> = statement.query_row([], |row| row.get(0)).optional()?;
        note.map(|note| self.head(note)).transpose()
    }

    /// Returns the checkpoint of that size; nothing when none was made.
    ///
    /// # Errors
    /// [`CaseError::Damaged`] when it is not this log's, and those of the database.
    pub fn checkpoint_at(&self, size: u64) -> Result<Option<Head>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT note FROM checkpoint WHERE size = ?1")?;
        let note: Option<Vec<u8>> = statement.query_row([size], |row| row.get(0)).optional()?;
        note.map(|note| self.head(note)).transpose()
    }

    fn head(&self, note: Vec<u8>) -> Result<Head, CaseError> {
        let checkpoint = Checkpoint::open(&note, &self.verifier_key()).map_err(|_| CaseError::Damaged(Part::Log))?;
        Ok(Head { checkpoint, note })
    }

    fn require_size(&self, size: u64) -> Result<(), CaseError> {
        if size <= self.log_size()? { Ok(()) } else { Err(CaseError::NotInLog(size)) }
    }
}

/// Reads the complete subtrees of the log: level 0 from the leaves, the others from their own table.
pub(crate) struct Rows<'d>(pub(crate) &'d Connection);

impl Nodes for Rows<'_> {
    type Error = CaseError;

    fn node(&self, level: u8, index: u64) -> Result<Hash, CaseError> {
        let hash: Option<[u8; 32]> = if level == 0 {
            let mut statement = self.0.prepare_cached("SELECT hash FROM leaf WHERE number = ?1")?;
            statement.query_row([index], |row| row.get(0)).optional()?
        } else {
            let mut statement = self.0.prepare_cached("SELECT hash FROM node WHERE level = ?1 AND number = ?2")?;
            statement.query_row((level, index), |row| row.get(0)).optional()?
        };
        hash.map(Hash).ok_or(CaseError::Damaged(Part::Log))
    }
}

pub(crate) fn append(
    case: &mut Case,
    kind: LeafKind,
    about: Option<ItemId>,
    fields: Vec<(String, Value)>,
) -> Result<u64, CaseError> {
    let nonce = entropy::draw(case.entropy.as_mut())?;
    let mut salted = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        salted.push((name, value, entropy::draw(case.entropy.as_mut())?));
    }
    let sealed = SealedLeaf::new(kind, nonce, salted).map_err(|_| CaseError::Canonical)?;
    let index = size(&case.database)?;
    write_leaf(&case.database, index, about, &sealed)?;
    write_nodes(&case.database, index, sealed.leaf.hash())?;
    Ok(index)
}

fn write_leaf(database: &Connection, index: u64, about: Option<ItemId>, sealed: &SealedLeaf) -> Result<(), CaseError> {
    let Leaf { kind, nonce, .. } = &sealed.leaf;
    database
        .prepare_cached("INSERT INTO leaf (number, kind, item, hash, nonce) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((index, kind.word(), about.map(|id| id.0), sealed.leaf.hash().0, nonce))?;
    let mut statement = database
        .prepare_cached("INSERT INTO disclosure (leaf, place, salt, name, value) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (place, field) in sealed.opened.iter().enumerate() {
        statement.execute((index, place as u64, field.salt, &field.name, items::json(&field.value)))?;
    }
    Ok(())
}

fn write_nodes(database: &Connection, index: u64, leaf: Hash) -> Result<(), CaseError> {
    let mut statement = database.prepare_cached("INSERT INTO node (level, number, hash) VALUES (?1, ?2, ?3)")?;
    // The first one is the leaf itself, which stands in its own table.
    for (level, number, hash) in merkle::appended(index, leaf, &Rows(database))?.into_iter().skip(1) {
        statement.execute((level, number, hash.0))?;
    }
    Ok(())
}

pub(crate) fn size(database: &Connection) -> Result<u64, CaseError> {
    let mut statement = database.prepare_cached("SELECT coalesce(max(number) + 1, 0) FROM leaf")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

pub(crate) fn read_leaf(database: &Connection, index: u64) -> Result<KeptLeaf, CaseError> {
    let mut statement = database.prepare_cached("SELECT kind, hash, nonce FROM leaf WHERE number = ?1")?;
    let found: Option<(String, [u8; 32], Option<[u8; 32]>)> =
        statement.query_row([index], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let (kind, hash, nonce) = found.ok_or(CaseError::NotInLog(index))?;
    let Some(nonce) = nonce else { return Ok(KeptLeaf::Destroyed(Hash(hash))) };
    let opened = read_opened(database, index)?;
    let damaged = || CaseError::Damaged(Part::Log);
    let fields = opened.iter().map(Opened::digest).collect::<Result<_, _>>().map_err(|_| damaged())?;
    let leaf = Leaf { kind: LeafKind::named(&kind).ok_or_else(damaged)?, nonce, fields };
    if leaf.hash() != Hash(hash) {
        return Err(damaged());
    }
    SealedLeaf::join(leaf, opened).map(KeptLeaf::Whole).map_err(|_| damaged())
}

fn read_opened(database: &Connection, index: u64) -> Result<Vec<Opened>, CaseError> {
    let mut statement =
        database.prepare_cached("SELECT salt, name, value FROM disclosure WHERE leaf = ?1 ORDER BY place")?;
    let mut rows = statement.query([index])?;
    let mut opened = Vec::new();
    while let Some(row) = rows.next()? {
        let value = items::parse(&row.get::<_, String>(2)?, "disclosure")?;
        opened.push(Opened { salt: row.get(0)?, name: row.get(1)?, value });
    }
    Ok(opened)
}

pub(crate) fn seal(case: &mut Case) -> Result<Head, CaseError> {
    let size = case.log_size()?;
    if let Some(head) = case.checkpoint_at(size)? {
        return Ok(head);
    }
    let checkpoint = Checkpoint { origin: case.origin().to_owned(), size, root: case.root(size)? };
    let note = checkpoint.sign(&case.signer).map_err(|_| CaseError::Damaged(Part::Log))?;
    case.database.prepare_cached("INSERT INTO checkpoint (size, note) VALUES (?1, ?2)")?.execute((size, &note))?;
    Ok(Head { checkpoint, note })
}

fn outside(error: NodesError<CaseError>, number: u64) -> CaseError {
    match error {
        NodesError::Store(error) => error,
        _ => CaseError::NotInLog(number),
    }
}
