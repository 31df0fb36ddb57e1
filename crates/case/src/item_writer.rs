use std::io::Read;

use sha2::{Digest as _, Sha256};
use temoin_evidence::{FileTimes, Item, ItemId, Moment, Note, Obtained, Reader, Record, Span};
use temoin_seal::leaf::LeafKind;
use temoin_seal::merkle::Hash;
use temoin_seal::piece::{ItemSecret, PieceCommitment, Tiling};
use zeroize::Zeroizing;

use crate::batch::Batch;
use crate::record_writer::RecordRows;
use crate::shelf::{CHUNK, Stored};
use crate::spans::SpanWriter;
use crate::{CaseError, entropy, items, spans};

/// Holds what is known of an item before its records are read.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// The name it came under.
    pub name: String,
    /// Where it was, as the person gave it.
    pub path: Option<String>,
    /// Media type by content.
    pub media_type: String,
    /// The kind of source: `file`, `zip`, `whatsapp` …
    pub source: String,
    /// By which reader it is read.
    pub reader: Reader,
    /// The archive that holds it, kept before.
    pub inside: Option<ItemId>,
    /// How she came to hold it, as she said.
    pub obtained: Option<Obtained>,
    /// When it was taken in, by the clock of this computer.
    pub received: Moment,
    /// The file's own times.
    pub file_times: FileTimes,
    /// Its bytes.
    pub stored: Stored,
}

/// Takes the records, notes and pieces of one item, in order, in bounded memory.
///
/// Dropped without [`ItemWriter::finish`], it spoils its batch: half an item is never kept.
pub struct ItemWriter<'b, 'c> {
    batch: &'b mut Batch<'c>,
    item: Item,
    number: i64,
    secret: ItemSecret,
    stored: Stored,
    records: RecordRows,
    spans: SpanWriter,
}

pub(crate) fn begin<'b, 'c>(batch: &'b mut Batch<'c>, new: NewItem) -> Result<ItemWriter<'b, 'c>, CaseError> {
    let case = batch.case_mut();
    let id = ItemId(entropy::draw(case.entropy.as_mut())?);
    let secret = ItemSecret(*Zeroizing::new(entropy::draw(case.entropy.as_mut())?));
    let NewItem { name, path, media_type, source, reader, inside, obtained, received, file_times, stored } = new;
    let item = Item {
        id,
        name,
        path,
        sha256: stored.sha256,
        size: stored.size,
        media_type,
        source,
        inside,
        obtained,
        received,
        file_times,
    };
    let number = insert(batch, &item, &secret, &stored)?;
    batch.unfinished += 1;
    let records = RecordRows::new(number, item.size, reader);
    Ok(ItemWriter { spans: SpanWriter::new(number), batch, item, number, secret, stored, records })
}

fn insert(batch: &Batch<'_>, item: &Item, secret: &ItemSecret, stored: &Stored) -> Result<i64, CaseError> {
    use age::secrecy::ExposeSecret;
    let database = &batch.database;
    let inside = item.inside.map(|parent| items::number(database, parent)).transpose()?;
    database.prepare_cached("INSERT INTO blob (name, identity, size, sha256) VALUES (?1, ?2, ?3, ?4)")?.execute((
        &stored.name,
        stored.identity.expose_secret(),
        stored.size,
        stored.sha256.0.as_slice(),
    ))?;
    let blob = database.last_insert_rowid();
    database
        .prepare_cached(
            "INSERT INTO item (id, blob, inside, name, path, media_type, source, obtained, received, file_times, secret)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute((
            item.id.0.as_slice(),
            blob,
            inside,
            &item.name,
            &item.path,
            &item.media_type,
            &item.source,
            item.obtained.map(items::obtained_word),
            items::json(&item.received),
            items::json(&item.file_times),
            secret.0.as_slice(),
        ))?;
    Ok(database.last_insert_rowid())
}

impl ItemWriter<'_, '_> {
    /// Returns the item as it will be kept.
    pub fn item(&self) -> &Item {
        &self.item
    }

    /// Keeps a record.
    ///
    /// # Errors
    /// [`CaseError::Position`] when there is one at its position, and those of the database.
    pub fn record(&mut self, record: &Record) -> Result<(), CaseError> {
        self.records.record(&self.batch.database, record)
    }

    /// Keeps a note.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note(&mut self, note: &Note) -> Result<(), CaseError> {
        self.records.note(&self.batch.database, note)
    }

    /// Cuts the next piece. Pieces tile the item from its first byte; without any, the item is one piece.
    ///
    /// # Errors
    /// [`CaseError::Pieces`] when it does not start where the one before ended, and those of the database.
    pub fn piece(&mut self, span: Span) -> Result<(), CaseError> {
        self.spans.push(&self.batch.database, span)
    }

    /// Completes the item: commits to its pieces, and appends its `intake` leaf to the log.
    ///
    /// # Errors
    /// [`CaseError::Pieces`] when the pieces do not end where the item does, [`CaseError::Damaged`] when its stored
    /// bytes do not read back, and those of the disk and the database.
    pub fn finish(self) -> Result<Item, CaseError> {
        let Self { batch, item, number, secret, stored, records, spans } = self;
        records.finish(&batch.database)?;
        let count = spans.finish(&batch.database, item.size)?;
        let commitment = commit(batch, number, &item, secret, &stored, count)?;
        let leaf = batch.leaf(LeafKind::Intake, Some(item.id), intake_fields(&item, commitment))?;
        batch
            .database
            .prepare_cached("UPDATE item SET pieces = ?2, leaf = ?3 WHERE number = ?1")?
            .execute((number, count, leaf))?;
        batch.unfinished -= 1;
        Ok(item)
    }
}

/// Commits to the pieces. One piece has the item's own hash; several are hashed from what was stored.
fn commit(
    batch: &Batch<'_>,
    number: i64,
    item: &Item,
    secret: ItemSecret,
    stored: &Stored,
    count: u64,
) -> Result<PieceCommitment, CaseError> {
    let mut tiling = Tiling::new(secret);
    if count == 1 {
        tiling.push(item.size, Hash(item.sha256.0)).map_err(|_| CaseError::Pieces(0))?;
    } else {
        let mut blob = batch.shelf.open(stored)?;
        let mut hasher = PieceHasher::new(&mut blob);
        spans::each(&batch.database, number, &mut |index, span| {
            let sha256 = hasher.next(span.len).map_err(|error| items::unreadable(item.id, error))?;
            tiling.push(span.len, sha256).map_err(|_| CaseError::Pieces(index))?;
            Ok(())
        })?;
    }
    tiling.finish().map_err(|_| CaseError::Pieces(0))
}

fn intake_fields(item: &Item, pieces: PieceCommitment) -> Vec<(String, serde_json::Value)> {
    let mut fields = vec![
        ("item", item.id.to_string().into()),
        ("sha256", item.sha256.to_string().into()),
        ("size", item.size.into()),
        ("media_type", item.media_type.as_str().into()),
        ("name", item.name.as_str().into()),
        ("received", item.received.to_string().into()),
        ("pieces", pieces.to_value()),
    ];
    fields.extend(item.path.as_deref().map(|path| ("path", path.into())));
    fields.extend(item.inside.map(|id| ("inside", id.to_string().into())));
    fields.extend(item.obtained.map(|how| ("obtained", items::obtained_word(how).into())));
    fields.extend(item.file_times.modified.map(|time| ("modified", time.to_string().into())));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Hashes consecutive pieces of a stream, in large reads.
pub(crate) struct PieceHasher<'r> {
    bytes: &'r mut dyn Read,
    buffer: Zeroizing<Vec<u8>>,
    held: std::ops::Range<usize>,
}

impl<'r> PieceHasher<'r> {
    pub(crate) fn new(bytes: &'r mut dyn Read) -> Self {
        Self { bytes, buffer: Zeroizing::new(vec![0; CHUNK]), held: 0..0 }
    }

    /// Returns the hash of the next `len` bytes.
    pub(crate) fn next(&mut self, len: u64) -> std::io::Result<Hash> {
        let (mut hash, mut left) = (Sha256::new(), len);
        while left > 0 {
            if self.held.is_empty() {
                let read = self.bytes.read(&mut self.buffer)?;
                if read == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
                self.held = 0..read;
            }
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(self.held.len());
            hash.update(&self.buffer[self.held.start..self.held.start + take]);
            self.held.start += take;
            left -= take as u64;
        }
        Ok(Hash(hash.finalize().into()))
    }
}
