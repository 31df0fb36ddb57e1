//! The encrypted database: how it is opened, and what its tables are.

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::Part;
use crate::key::DatabaseKey;
use crate::schema::{self, MIGRATIONS};
use crate::{Access, CaseError};

/// Makes a new, empty database with the newest tables.
pub(crate) fn create(path: &Path, key: &DatabaseKey) -> Result<Connection, CaseError> {
    let mut database = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    prepare_writing(&database)?;
    schema::migrate(&mut database, MIGRATIONS)?;
    Ok(database)
}

/// Opens a database; for writing, brings its tables up to date first.
pub(crate) fn open(path: &Path, key: &DatabaseKey, access: Access) -> Result<Connection, CaseError> {
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let mut database = unlock(path, key, flags)?;
    // The first read tells whether the key and the pages agree.
    let tables: u32 = database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        // An emptied file must not become a new, empty case in silence.
        return Err(CaseError::Damaged(Part::Database));
    }
    if access == Access::Write {
        prepare_writing(&database)?;
        schema::migrate(&mut database, MIGRATIONS)?;
    } else {
        schema::refuse_newer(&database, MIGRATIONS)?;
    }
    Ok(database)
}

/// Opens the file with its raw key (SQLCipher 4, `PRAGMA key`), and sets what holds for every connection.
pub(crate) fn unlock(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection, CaseError> {
    initialise();
    let database = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let statement = zeroize::Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", key.hex().as_str()));
    database.execute_batch(&statement)?;
    database.busy_timeout(BUSY)?;
    database.set_prepared_statement_cache_capacity(STATEMENTS);
    // Temporary tables and sorts stay in memory: nothing of hers is ever in a temporary file.
    database.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;")?;
    database.execute_batch(&format!("PRAGMA cache_size = -{CACHE_KIB};"))?;
    Ok(database)
}

/// Starts SQLCipher once, with every other thread waiting: SQLite marks itself as started before SQLCipher's part of the
/// start has run, so that a second thread could open a database without a cipher at hand (its `PRAGMA key` then fails).
fn initialise() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // SQLCipher would write its own lines to standard error; what goes wrong is told by our errors.
        drop(Connection::open_in_memory().and_then(|any| any.execute_batch("PRAGMA cipher_log_level = NONE")));
    });
}

/// Opens an empty database in memory.
#[cfg(test)]
pub(crate) fn in_memory() -> Connection {
    initialise();
    Connection::open_in_memory().unwrap()
}

/// Sets what makes a commit durable and a deletion final.
///
/// `fullfsync` matters on macOS only, where an ordinary fsync leaves the bytes in the drive's cache.
fn prepare_writing(database: &Connection) -> Result<(), CaseError> {
    let mode: String = database.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(CaseError::Damaged(Part::Database));
    }
    database.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = ON;",
    )?;
    Ok(())
}

/// Empties the write-ahead log into the database, so that overwritten pages do not linger in it.
///
/// A reader may still need the log; it is then emptied at a later occasion.
pub(crate) fn empty_log(database: &Connection) -> Result<(), CaseError> {
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

const BUSY: Duration = Duration::from_secs(5);

/// Enough for every statement of the hot paths.
const STATEMENTS: usize = 64;

/// Bounds the memory that a transaction of a million records takes; what does not fit goes, encrypted, to the log file.
const CACHE_KIB: u32 = 16 * 1024;
