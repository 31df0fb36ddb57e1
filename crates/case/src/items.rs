use std::io;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use temoin_evidence::{Digest, Item, ItemId, Note, Obtained, Reader, Reading, Span};
use temoin_seal::merkle::Hash;
use temoin_seal::piece::{ItemSecret, Piece};
use zeroize::Zeroizing;

use crate::error::Part;
use crate::item_writer::PieceHasher;
use crate::shelf::{Blob, Stored};
use crate::{Case, CaseError, spans};

impl Case {
    /// Lists the items, in the order in which they were taken in.
    ///
    /// # Errors
    /// Those of the database.
    pub fn items(&self) -> Result<Vec<Item>, CaseError> {
        let mut statement = self.database.prepare_cached(&format!("{SELECT} ORDER BY item.number"))?;
        let mut rows = statement.query([])?;
        let mut items = Vec::new();
        while let Some(row) = rows.next()? {
            items.push(read(row)?);
        }
        Ok(items)
    }

    /// Returns an item.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`] when there is none of that id (any more), and those of the database.
    pub fn item(&self, id: ItemId) -> Result<Item, CaseError> {
        let mut statement = self.database.prepare_cached(&format!("{SELECT} WHERE item.id = ?1"))?;
        let found = statement.query_row([id.0.as_slice()], |row| Ok(read(row))).optional()?;
        found.ok_or(CaseError::UnknownItem(id))?
    }

    /// Opens the bytes of an item, as they were taken in.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], [`CaseError::Damaged`], and those of the disk.
    pub fn blob(&self, id: ItemId) -> Result<Blob, CaseError> {
        let stored = stored(&self.database, id)?;
        self.shelf.open(&stored).map_err(|error| match error {
            CaseError::Damaged(_) => CaseError::Damaged(Part::Blob(id)),
            other => other,
        })
    }

    /// Returns by which reader an item was read, and how far it came.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn reading(&self, item: ItemId) -> Result<Reading, CaseError> {
        let mut statement =
            self.database.prepare_cached("SELECT reader, version, bytes_read, records FROM reading WHERE item = ?1")?;
        let reading = statement.query_row([number(&self.database, item)?], |row| {
            let reader = Reader { name: row.get(0)?, version: row.get(1)? };
            Ok(Reading { item, reader, bytes_read: row.get(2)?, records: row.get(3)? })
        });
        reading.optional()?.ok_or(CaseError::Damaged(Part::Row("reading")))
    }

    /// Lists the notes of an item, in the order in which they were made.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn notes(&self, item: ItemId) -> Result<Vec<Note>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT value FROM note WHERE item = ?1 ORDER BY number")?;
        let mut rows = statement.query([number(&self.database, item)?])?;
        let mut notes = Vec::new();
        while let Some(row) = rows.next()? {
            notes.push(parse(&row.get::<_, String>(0)?, "note")?);
        }
        Ok(notes)
    }

    /// Returns the secret of which the nonces of an item's pieces are made.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn item_secret(&self, item: ItemId) -> Result<ItemSecret, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT secret FROM item WHERE id = ?1")?;
        let bytes: Option<Vec<u8>> = statement.query_row([item.0.as_slice()], |row| row.get(0)).optional()?;
        let bytes = Zeroizing::new(bytes.ok_or(CaseError::UnknownItem(item))?);
        let secret = bytes.as_slice().try_into().map_err(|_| CaseError::Damaged(Part::Row("item")))?;
        Ok(ItemSecret(secret))
    }

    /// Returns how many pieces an item has.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn piece_count(&self, item: ItemId) -> Result<u64, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT pieces FROM item WHERE id = ?1")?;
        let count: Option<Option<u64>> = statement.query_row([item.0.as_slice()], |row| row.get(0)).optional()?;
        count.ok_or(CaseError::UnknownItem(item))?.ok_or(CaseError::Damaged(Part::Row("item")))
    }

    /// Gives the spans of an item's pieces, in order, without reading its bytes.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], those of the database, and those of `take`.
    pub fn spans(
        &self,
        item: ItemId,
        take: &mut dyn FnMut(u64, Span) -> Result<(), CaseError>,
    ) -> Result<(), CaseError> {
        spans::each(&self.database, number(&self.database, item)?, take)
    }

    /// Returns the number and the span of the piece that holds a byte; nothing outside the item.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn piece_at(&self, item: ItemId, byte: u64) -> Result<Option<(u64, Span)>, CaseError> {
        let item = number(&self.database, item)?;
        let mut statement =
            self.database.prepare_cached("SELECT max(first) FROM piece WHERE item = ?1 AND start <= ?2")?;
        let from: Option<u64> = statement.query_row((item, byte), |row| row.get(0))?;
        let mut found = None;
        spans::each_while(&self.database, item, from.unwrap_or(0), &mut |index, span| {
            if span.start <= byte && byte < span.end() {
                found = Some((index, span));
            }
            let done = found.is_some() || span.start > byte;
            Ok(if done { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    /// Reads the item's bytes once and gives each piece with its nonce and hash, in order: what its tree is made of.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], [`CaseError::Damaged`], those of the disk and the database, and those of `take`.
    pub fn pieces(
        &self,
        item: ItemId,
        take: &mut dyn FnMut(u64, Piece) -> Result<(), CaseError>,
    ) -> Result<(), CaseError> {
        let secret = self.item_secret(item)?;
        let mut blob = self.blob(item)?;
        let mut hasher = PieceHasher::new(&mut blob);
        self.spans(item, &mut |index, Span { start, len }| {
            let sha256: Hash = hasher.next(len).map_err(|error| unreadable(item, error))?;
            take(index, Piece { start, len, nonce: secret.nonce(index), sha256 })
        })
    }
}

/// Turns a failure while an item's stored bytes are read into its error.
pub(crate) fn unreadable(item: ItemId, error: io::Error) -> CaseError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => CaseError::Damaged(Part::Blob(item)),
        _ => error.into(),
    }
}

/// Returns the row number of an item.
pub(crate) fn number(database: &Connection, id: ItemId) -> Result<i64, CaseError> {
    find_number(database, id)?.ok_or(CaseError::UnknownItem(id))
}

pub(crate) fn find_number(database: &Connection, id: ItemId) -> Result<Option<i64>, CaseError> {
    let mut statement = database.prepare_cached("SELECT number FROM item WHERE id = ?1")?;
    Ok(statement.query_row([id.0.as_slice()], |row| row.get(0)).optional()?)
}

pub(crate) fn size(database: &Connection, number: i64) -> Result<u64, CaseError> {
    let mut statement =
        database.prepare_cached("SELECT size FROM blob JOIN item ON item.blob = blob.number WHERE item.number = ?1")?;
    Ok(statement.query_row([number], |row| row.get(0))?)
}

pub(crate) fn stored(database: &Connection, id: ItemId) -> Result<Stored, CaseError> {
    let mut statement = database.prepare_cached(
        "SELECT blob.name, identity, size, sha256 FROM blob JOIN item ON item.blob = blob.number WHERE item.id = ?1",
    )?;
    let found = statement.query_row([id.0.as_slice()], |row| {
        let (name, identity, size, sha256): (String, String, u64, [u8; 32]) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Stored { name, identity: identity.into(), sha256: Digest(sha256), size })
    });
    let stored = found.optional()?.ok_or(CaseError::UnknownItem(id))?;
    let sound = stored.name.len() == 32 && stored.name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if sound { Ok(stored) } else { Err(CaseError::Damaged(Part::Row("blob"))) }
}

fn read(row: &Row<'_>) -> Result<Item, CaseError> {
    let inside: Option<[u8; 16]> = row.get(7)?;
    let obtained: Option<String> = row.get(8)?;
    Ok(Item {
        id: id_at(row, 0)?,
        name: row.get(1)?,
        path: row.get(2)?,
        sha256: Digest(row.get(3)?),
        size: row.get(4)?,
        media_type: row.get(5)?,
        source: row.get(6)?,
        inside: inside.map(ItemId),
        obtained: obtained.map(|word| parse(&format!("\"{word}\""), "item")).transpose()?,
        received: parse(&row.get::<_, String>(9)?, "item")?,
        file_times: parse(&row.get::<_, String>(10)?, "item")?,
    })
}

pub(crate) fn id_at(row: &Row<'_>, column: usize) -> Result<ItemId, CaseError> {
    Ok(ItemId(row.get(column)?))
}

/// Returns the word for how she came to hold an item, as JSON and the log write it.
pub(crate) fn obtained_word(obtained: Obtained) -> &'static str {
    match obtained {
        Obtained::Own => "own",
        Obtained::Given => "given",
        Obtained::Other => "other",
    }
}

/// Writes one of our own values as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain values with text keys always have a JSON form")
}

/// Reads what [`json`] wrote into a row of the table named.
pub(crate) fn parse<T: DeserializeOwned>(json: &str, table: &'static str) -> Result<T, CaseError> {
    serde_json::from_str(json).map_err(|_| CaseError::Damaged(Part::Row(table)))
}

const SELECT: &str = "
SELECT item.id, item.name, item.path, blob.sha256, blob.size, item.media_type, item.source, parent.id, item.obtained,
  item.received, item.file_times
FROM item JOIN blob ON item.blob = blob.number LEFT JOIN item AS parent ON item.inside = parent.number";
