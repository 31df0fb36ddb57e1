use std::collections::HashMap;

use rusqlite::{Connection, ErrorCode};
use serde::{Deserialize, Serialize};
use temoin_evidence::{Attachment, Detail, Direction, ItemId, Note, Reader, Record, Visibility};

use crate::batch::Batch;
use crate::{CaseError, items};

/// Takes the new records and notes of an item that was read again. Dropped unfinished, it spoils its batch.
pub struct RecordWriter<'b> {
    database: &'b Connection,
    unfinished: &'b mut u32,
    rows: RecordRows,
}

pub(crate) fn replace<'b>(batch: &'b mut Batch<'_>, item: ItemId) -> Result<RecordWriter<'b>, CaseError> {
    let number = items::number(&batch.database, item)?;
    let size = items::size(&batch.database, number)?;
    for table in ["record", "note", "shared", "reading"] {
        batch.database.execute(&format!("DELETE FROM {table} WHERE item = ?1"), [number])?;
    }
    batch.unfinished += 1;
    let (database, unfinished) = batch.parts();
    // The reader is told at the end: a kept item may be read by another one.
    let reader = Reader { name: String::new(), version: 0 };
    Ok(RecordWriter { database, unfinished, rows: RecordRows::new(number, size, reader) })
}

impl RecordWriter<'_> {
    /// Keeps a record.
    ///
    /// # Errors
    /// [`CaseError::Position`] when there is one at its position, and those of the database.
    pub fn record(&mut self, record: &Record) -> Result<(), CaseError> {
        self.rows.record(self.database, record)
    }

    /// Keeps a note.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note(&mut self, note: &Note) -> Result<(), CaseError> {
        self.rows.note(self.database, note)
    }

    /// Completes the reading, under the reader's name and version.
    ///
    /// # Errors
    /// Those of the database.
    pub fn finish(mut self, reader: Reader) -> Result<(), CaseError> {
        self.rows.reader = reader;
        self.rows.finish(self.database)?;
        *self.unfinished -= 1;
        Ok(())
    }
}

/// Writes the rows of one reading of one item.
pub(crate) struct RecordRows {
    item: i64,
    size: u64,
    reader: Reader,
    records: u64,
    notes: u64,
    bytes_read: u64,
    shared: HashMap<(&'static str, String), i64>,
    shared_rows: i64,
}

impl RecordRows {
    pub(crate) fn new(item: i64, size: u64, reader: Reader) -> Self {
        let shared = HashMap::new();
        Self { item, size, reader, records: 0, notes: 0, bytes_read: 0, shared, shared_rows: 0 }
    }

    pub(crate) fn record(&mut self, database: &Connection, record: &Record) -> Result<(), CaseError> {
        let conversation = record.conversation.as_ref().map(|it| self.share(database, CONVERSATION, items::json(it)));
        let author = record.author.as_ref().map(|it| self.share(database, AUTHOR, items::json(it)));
        let clock = record
            .sent
            .as_ref()
            .map(|it| self.share(database, CLOCK, items::json(&(it.precision, it.zone, it.origin))));
        let kept = database
            .prepare_cached(
                "INSERT INTO record (item, position, start, length, kind, conversation, author, sent, clock, sent_raw,
                 text, flags, rest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute((
                self.item,
                record.position,
                record.span.start,
                record.span.len,
                record.kind.word(),
                conversation.transpose()?,
                author.transpose()?,
                record.sent.as_ref().map(|sent| sent.time.unix_ms_as_utc()),
                clock.transpose()?,
                &record.sent_raw,
                &record.text,
                record.flags.bits(),
                Rest::of(record).map(|rest| items::json(&rest)),
            ));
        match kept {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return Err(CaseError::Position);
            }
            kept => kept?,
        };
        self.records += 1;
        self.bytes_read = self.bytes_read.saturating_add(record.span.len).min(self.size);
        Ok(())
    }

    pub(crate) fn note(&mut self, database: &Connection, note: &Note) -> Result<(), CaseError> {
        database.prepare_cached("INSERT INTO note (item, number, value) VALUES (?1, ?2, ?3)")?.execute((
            self.item,
            self.notes,
            items::json(note),
        ))?;
        self.notes += 1;
        Ok(())
    }

    pub(crate) fn finish(self, database: &Connection) -> Result<(), CaseError> {
        database
            .prepare_cached(
                "INSERT INTO reading (item, reader, version, bytes_read, records) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((self.item, &self.reader.name, self.reader.version, self.bytes_read, self.records))?;
        Ok(())
    }

    /// Returns the number of a value that records have in common, keeping it the first time it is seen.
    fn share(&mut self, database: &Connection, role: &'static str, value: String) -> Result<i64, CaseError> {
        if let Some(&number) = self.shared.get(&(role, value.clone())) {
            return Ok(number);
        }
        let number = self.shared_rows;
        database
            .prepare_cached("INSERT INTO shared (item, number, role, value) VALUES (?1, ?2, ?3, ?4)")?
            .execute((self.item, number, role, &value))?;
        self.shared_rows += 1;
        // A hostile file may name a million senders: forgetting costs a double row, remembering all would cost memory.
        if self.shared.len() == REMEMBERED {
            self.shared.clear();
        }
        self.shared.insert((role, value), number);
        Ok(number)
    }
}

/// Holds the fields of a record that few have.
#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Rest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text_raw: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) attachments: Vec<Attachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reply_to: Option<String>,
    #[serde(skip_serializing_if = "Visibility::is_unknown")]
    pub(crate) visibility: Visibility,
    #[serde(skip_serializing_if = "Direction::is_unknown")]
    pub(crate) direction: Direction,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) details: Vec<Detail>,
}

impl Rest {
    fn of(record: &Record) -> Option<Self> {
        let rest = Self {
            text_raw: record.text_raw.clone(),
            attachments: record.attachments.clone(),
            reply_to: record.reply_to.clone(),
            visibility: record.visibility,
            direction: record.direction,
            details: record.details.clone(),
        };
        (rest != Self::default()).then_some(rest)
    }
}

pub(crate) const AUTHOR: &str = "author";
pub(crate) const CONVERSATION: &str = "conversation";
pub(crate) const CLOCK: &str = "clock";

const REMEMBERED: usize = 16 * 1024;
