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
    if access == Access::Read {
        return open_for_reading(path, key);
    }
    let mut database = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    require_tables(&database)?;
    prepare_writing(&database)?;
    schema::migrate(&mut database, MIGRATIONS)?;
    Ok(database)
}

/// Opens without changing what is kept. SQLite wants an index of its write-ahead log beside the database; where it cannot
/// have one (a write-protected stick) and no log is left to be read, nobody can be writing, and none is needed.
fn open_for_reading(path: &Path, key: &DatabaseKey) -> Result<Connection, CaseError> {
    let opened = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|database| {
        require_tables(&database)?;
        Ok(database)
    });
    let database = match opened {
        Err(CaseError::Vanished | CaseError::ReadOnly) if path.exists() && !has_log(path) => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            let database = unlock(Path::new(&unchanging(path)), key, flags)?;
            require_tables(&database)?;
            database
        }
        opened => opened?,
    };
    schema::refuse_newer(&database, MIGRATIONS)?;
    Ok(database)
}

/// The first read tells whether key and pages agree. An emptied file must not become a new, empty case in silence.
fn require_tables(database: &Connection) -> Result<(), CaseError> {
    let tables: u32 = database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 { Err(CaseError::Damaged(Part::Database)) } else { Ok(()) }
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|facts| facts.len() > 0)
}

/// Returns the SQLite URI that says of a file that nobody changes it (sqlite.org/uri.html §3.1).
fn unchanging(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    let root = if text.starts_with('/') || !path.is_absolute() { "file:" } else { "file:///" };
    let mut uri = root.to_owned();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
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

/// Empties the write-ahead log into the database, so that overwritten pages linger neither in it nor under it. Returns
/// whether that was done: a reader may still need the log, and after `patience` it is left for a later occasion.
pub(crate) fn empty_log(database: &Connection, patience: Duration) -> Result<bool, CaseError> {
    database.busy_timeout(patience)?;
    // The pragma tells of a reader in its row, not as an error (sqlite.org/pragma.html#pragma_wal_checkpoint).
    let busy = database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    database.busy_timeout(BUSY)?;
    Ok(!busy?)
}

/// How long a statement waits for another program.
pub(crate) const BUSY: Duration = Duration::from_secs(5);

/// Enough for every statement of the hot paths.
const STATEMENTS: usize = 64;

/// Bounds the memory that a transaction of a million records takes; what does not fit goes, encrypted, to the log file.
const CACHE_KIB: u32 = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(unchanging(Path::new("/a b/é?#%.db")), "file:/a%20b/%C3%A9%3F%23%25.db?immutable=1");
        assert_eq!(unchanging(Path::new("case/case.db")), "file:case/case.db?immutable=1");
    }
}
