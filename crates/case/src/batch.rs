use std::ops::Deref;

use rusqlite::Connection;
use temoin_evidence::{Entry, EntryId, ItemId, Moment};
use temoin_seal::leaf::LeafKind;
use temoin_seal::merkle::Hash;
use temoin_seal::note::VerifierKey;

use crate::answers::Answer;
use crate::item_writer::{ItemWriter, NewItem};
use crate::log::{self, Head};
use crate::record_writer::RecordWriter;
use crate::times::NewToken;
use crate::{Case, CaseError, answers, entries, item_writer, record_writer, times};

/// Is a set of changes that are kept together or not at all. Dropped without [`Batch::commit`], it leaves nothing.
///
/// It reads as the [`Case`] does, with its own changes included.
pub struct Batch<'c> {
    case: &'c mut Case,
    /// Items begun and not finished.
    pub(crate) unfinished: u32,
    open: bool,
}

impl Case {
    /// Begins a batch.
    ///
    /// # Errors
    /// [`CaseError::OpenedForReading`], and those of the database.
    pub fn batch(&mut self) -> Result<Batch<'_>, CaseError> {
        self.require_writing()?;
        self.database.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Batch { case: self, unfinished: 0, open: true })
    }

    /// Signs a checkpoint of the log as it stands, and keeps it. One size has one checkpoint for ever.
    ///
    /// # Errors
    /// Those of [`Case::batch`] and [`Batch::commit`].
    pub fn seal(&mut self) -> Result<Head, CaseError> {
        let mut batch = self.batch()?;
        let head = batch.seal()?;
        batch.commit()?;
        Ok(head)
    }
}

impl Deref for Batch<'_> {
    type Target = Case;

    fn deref(&self) -> &Case {
        self.case
    }
}

impl<'c> Batch<'c> {
    /// Begins to keep an item whose bytes are stored. Nothing of it stays unless the writer is finished and the batch committed.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`] for `inside`, and those of the database.
    pub fn item(&mut self, new: NewItem) -> Result<ItemWriter<'_, 'c>, CaseError> {
        item_writer::begin(self, new)
    }

    /// Begins to put new readings of an item in the place of the old ones: its records, notes and reader.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn readings(&mut self, item: ItemId) -> Result<RecordWriter<'_>, CaseError> {
        record_writer::replace(self, item)
    }

    /// Appends a leaf to the log and returns its index. With `about`, what it says is destroyed when that item is.
    ///
    /// # Errors
    /// [`CaseError::Canonical`] when a value is none the log can hold, [`CaseError::Entropy`], and those of the database.
    pub fn leaf(
        &mut self,
        kind: LeafKind,
        about: Option<ItemId>,
        fields: Vec<(String, serde_json::Value)>,
    ) -> Result<u64, CaseError> {
        log::append(self.case, kind, about, fields)
    }

    /// Seals an entry as a statement, drops the draft of the same id, and returns the leaf's index.
    ///
    /// # Errors
    /// [`CaseError::Entry`] when a required field is not as it must be, and those of the database.
    pub fn statement(&mut self, entry: &Entry) -> Result<u64, CaseError> {
        entries::state(self, entry)
    }

    /// Keeps a draft, in the place of the one with the same id. Drafts are never sealed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn draft(&mut self, entry: &Entry) -> Result<(), CaseError> {
        entries::keep_draft(self, entry)
    }

    /// Drops a draft; says whether there was one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn drop_draft(&mut self, id: EntryId) -> Result<bool, CaseError> {
        entries::drop_draft(self, id)
    }

    /// Keeps an answer of the person, seals it, and returns the leaf's index.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn answer(&mut self, answer: &Answer) -> Result<u64, CaseError> {
        answers::keep(self, answer)
    }

    /// Signs a checkpoint of the log as it stands in this batch, or returns the one of this size.
    ///
    /// # Errors
    /// Those of the database.
    pub fn seal(&mut self) -> Result<Head, CaseError> {
        log::seal(self.case)
    }

    /// Keeps a time stamp of a checkpoint, verified before by the caller, and seals that it was received. One that is
    /// there already is not kept twice; its leaf's index is returned.
    ///
    /// # Errors
    /// [`CaseError::NotInLog`] when there is no checkpoint of that size, and those of the database.
    pub fn token(&mut self, token: &NewToken<'_>) -> Result<u64, CaseError> {
        times::keep_token(self, token)
    }

    /// Keeps a witness file over a checkpoint of this log, verified here.
    ///
    /// # Errors
    /// [`CaseError::Canonical`] when it is not a witness file of this log by that key, [`CaseError::NotInLog`] when it
    /// is over none of the case's checkpoints, and those of the database.
    pub fn cosignature(&mut self, witness: &VerifierKey, file: &[u8]) -> Result<u64, CaseError> {
        times::keep_cosignature(self, witness, file)
    }

    /// Seals that a package was fixed: its payload manifest's hash. Returns the leaf's index.
    ///
    /// # Errors
    /// Those of [`Batch::leaf`].
    pub fn export(&mut self, manifest: Hash, made: &Moment) -> Result<u64, CaseError> {
        let fields = vec![("manifest".into(), manifest.to_string().into()), ("made".into(), made.to_string().into())];
        self.leaf(LeafKind::Export, None, fields)
    }

    /// Makes all of the batch durable; only then may it be acknowledged.
    ///
    /// The order is what matters: first the names of the blobs, then the rows that hold their keys.
    ///
    /// # Errors
    /// [`CaseError::Unfinished`], and those of the disk and the database; nothing of the batch is then kept.
    pub fn commit(mut self) -> Result<(), CaseError> {
        if self.unfinished > 0 {
            return Err(CaseError::Unfinished);
        }
        self.case.shelf.settle()?;
        self.case.disk.commit(&self.case.database)?;
        self.open = false;
        Ok(())
    }

    pub(crate) fn case_mut(&mut self) -> &mut Case {
        self.case
    }

    pub(crate) fn parts(&mut self) -> (&Connection, &mut u32) {
        (&self.case.database, &mut self.unfinished)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        // SQLite may have rolled back by itself (a full disk); a second rollback would only be an error.
        if self.open && !self.case.database.is_autocommit() {
            let _ = self.case.database.execute_batch("ROLLBACK");
        }
    }
}
