use std::io;

use rusqlite::ErrorCode;
use temoin_evidence::{EntryError, ItemId};

/// Says why an act on a case could not be done. It holds facts, never the person's words, names or paths.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// Something stands already where a new folder was to be made.
    #[error("something is already there")]
    Exists,
    /// There is no folder there.
    #[error("there is no folder there")]
    Missing,
    /// The folder is not a case: it lacks its version, its keys or its database.
    #[error("the folder is not a case")]
    NotACase,
    /// The case was written by a newer program, with this version of the format.
    #[error("the case has version {0}, newer than this program")]
    Newer(u32),
    /// The passphrase, the recovery words or the identities open none of the wrapped keys.
    #[error("the key does not open the case")]
    WrongKey,
    /// The case has no wrapped key of the kind given.
    #[error("the case has no key of this kind")]
    NoSuchKey,
    /// A new case was asked for with neither passphrase nor recipient, or the last way in was to be removed.
    #[error("no way to open the case would be left")]
    NoKey,
    /// A recipient is not an age X25519 recipient (`age1…`).
    #[error("not an age recipient")]
    Recipient,
    /// A text holds no age X25519 identity (`AGE-SECRET-KEY-1…`).
    #[error("no age identity in the text")]
    Identity,
    /// The recovery words are not twelve words of the list, or their checksum is wrong.
    #[error("not recovery words")]
    Words,
    /// Another program writes to the case.
    #[error("another program writes to the case")]
    Locked,
    /// The case was opened for reading only.
    #[error("the case was opened for reading only")]
    OpenedForReading,
    /// A part of the case is damaged.
    #[error("damaged: {0}")]
    Damaged(Part),
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The medium or the folder cannot be written to.
    #[error("the medium is read-only")]
    ReadOnly,
    /// The folder or the medium vanished while it was used.
    #[error("the medium or the folder vanished")]
    Vanished,
    /// The system failed to read or to write.
    #[error("reading or writing failed")]
    Io(#[source] io::Error),
    /// The database failed in another way.
    #[error("the database failed")]
    Database(#[source] rusqlite::Error),
    /// The system has no randomness to give.
    #[error("no randomness")]
    Entropy,
    /// There is no such item (any more).
    #[error("there is no item {0}")]
    UnknownItem(ItemId),
    /// There is no such thing in the log: a leaf or a checkpoint of this number.
    #[error("the log has no {0}")]
    NotInLog(u64),
    /// The pieces given do not tile the item: the piece of this number does not start where the one before ends.
    #[error("piece {0} does not continue the tiling")]
    Pieces(u64),
    /// A position was given twice for a record of one item.
    #[error("two records at one position")]
    Position,
    /// An item was begun in the batch and not finished: the batch cannot be committed.
    #[error("an item was begun and not finished")]
    Unfinished,
    /// The entry is not fit to be a statement.
    #[error("not a statement: {0}")]
    Entry(#[source] EntryError),
    /// A value cannot be written in the log's canonical form.
    #[error("not a canonical value")]
    Canonical,
}

/// Names a part of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The encrypted database.
    Database,
    /// A wrapped key.
    Keys,
    /// The bytes of an item.
    Blob(ItemId),
    /// A blob that no item names (yet).
    LooseBlob,
    /// The log: a leaf, a node, a checkpoint.
    Log,
    /// A row that does not read back as what it should be.
    Row(&'static str),
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database => f.write_str("database"),
            Self::Keys => f.write_str("keys"),
            Self::Blob(item) => write!(f, "bytes of item {item}"),
            Self::LooseBlob => f.write_str("bytes"),
            Self::Log => f.write_str("log"),
            Self::Row(table) => write!(f, "row of {table}"),
        }
    }
}

impl From<io::Error> for CaseError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::StaleNetworkFileHandle => {
                Self::Vanished
            }
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for CaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(Part::Database),
            Some(ErrorCode::CannotOpen) => Self::Vanished,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            _ => Self::Database(error),
        }
    }
}
