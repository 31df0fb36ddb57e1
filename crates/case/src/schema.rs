//! The tables, and how an older database becomes a newer one.

use rusqlite::Connection;

use crate::CaseError;

/// Brings the tables up to date, one step in one transaction: a kill in between leaves a whole older version.
pub(crate) fn migrate(database: &mut Connection, steps: &[&str]) -> Result<(), CaseError> {
    let mut version = refuse_newer(database, steps)?;
    while version < steps.len() {
        let step = database.transaction()?;
        step.execute_batch(steps[version])?;
        version += 1;
        step.pragma_update(None, "user_version", version as u32)?;
        step.commit()?;
    }
    Ok(())
}

/// Returns the version of the tables, unless it is newer than this program.
pub(crate) fn refuse_newer(database: &Connection, steps: &[&str]) -> Result<usize, CaseError> {
    let version: u32 = database.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version as usize > steps.len() { Err(CaseError::Newer(version)) } else { Ok(version as usize) }
}

/// Each step makes the next version out of the one before. A step that has been released is never changed.
pub(crate) const MIGRATIONS: &[&str] = &[VERSION_1, VERSION_2, VERSION_3, VERSION_4];

/// - `item.number`, `leaf.number`: order of arrival. Ids of items and entries are 16 bytes.
/// - `item.pieces` and `item.leaf` are filled when the item is complete, in the same transaction.
/// - `piece.lengths`: LEB128 lengths of up to 4,096 pieces, the first of which has number `first` and begins at `start`.
/// - `shared`: values that many records of one item have in common (`author`, `conversation`, `clock`), as JSON.
/// - `record.sent`: the wall clock in milliseconds; `clock` tells precision, zone and origin. `rest`: rarer fields, JSON.
/// - `leaf.nonce` is NULL when what the leaf says was destroyed; its hash stays for ever.
/// - `node`: complete subtrees of the log from level 1 up (level 0 is `leaf.hash`).
const VERSION_1: &str = "
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE recipient (file TEXT PRIMARY KEY, recipient TEXT NOT NULL UNIQUE) WITHOUT ROWID;

CREATE TABLE blob (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  identity TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL
);

CREATE TABLE item (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL UNIQUE,
  blob INTEGER NOT NULL UNIQUE REFERENCES blob,
  inside INTEGER REFERENCES item,
  name TEXT NOT NULL,
  path TEXT,
  media_type TEXT NOT NULL,
  source TEXT NOT NULL,
  obtained TEXT,
  received TEXT NOT NULL,
  file_times TEXT NOT NULL,
  secret BLOB NOT NULL,
  pieces INTEGER,
  leaf INTEGER REFERENCES leaf
);
CREATE INDEX item_inside ON item (inside) WHERE inside IS NOT NULL;

CREATE TABLE piece (
  item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  first INTEGER NOT NULL,
  start INTEGER NOT NULL,
  lengths BLOB NOT NULL,
  PRIMARY KEY (item, first)
) WITHOUT ROWID;

CREATE TABLE reading (
  item INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  reader TEXT NOT NULL,
  version INTEGER NOT NULL,
  bytes_read INTEGER NOT NULL,
  records INTEGER NOT NULL
);

CREATE TABLE shared (
  item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  number INTEGER NOT NULL,
  role TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (item, number)
) WITHOUT ROWID;

CREATE TABLE record (
  item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  position INTEGER NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  kind TEXT NOT NULL,
  conversation INTEGER,
  author INTEGER,
  sent INTEGER,
  clock INTEGER,
  sent_raw TEXT NOT NULL,
  text TEXT NOT NULL,
  flags INTEGER NOT NULL,
  rest TEXT,
  PRIMARY KEY (item, position)
) WITHOUT ROWID;

CREATE TABLE note (
  item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  number INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (item, number)
) WITHOUT ROWID;

CREATE TABLE answer (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER REFERENCES item ON DELETE CASCADE,
  value TEXT NOT NULL,
  leaf INTEGER NOT NULL REFERENCES leaf
);
CREATE INDEX answer_item ON answer (item) WHERE item IS NOT NULL;

CREATE TABLE draft (id BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE entry (
  id BLOB NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  leaf INTEGER NOT NULL UNIQUE REFERENCES leaf
) WITHOUT ROWID;

CREATE TABLE leaf (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  item BLOB,
  hash BLOB NOT NULL,
  nonce BLOB
);
CREATE INDEX leaf_item ON leaf (item) WHERE item IS NOT NULL;

CREATE TABLE disclosure (
  leaf INTEGER NOT NULL REFERENCES leaf,
  place INTEGER NOT NULL,
  salt BLOB NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (leaf, place)
) WITHOUT ROWID;

CREATE TABLE node (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, number)
) WITHOUT ROWID;

CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note BLOB NOT NULL);

CREATE TABLE token (
  number INTEGER PRIMARY KEY,
  size INTEGER NOT NULL REFERENCES checkpoint,
  response BLOB NOT NULL,
  chain TEXT NOT NULL,
  time TEXT NOT NULL,
  authority TEXT NOT NULL,
  leaf INTEGER NOT NULL REFERENCES leaf,
  UNIQUE (size, response)
);

CREATE TABLE cosignature (
  number INTEGER PRIMARY KEY,
  size INTEGER NOT NULL REFERENCES checkpoint,
  witness TEXT NOT NULL,
  note BLOB NOT NULL,
  UNIQUE (size, note)
);

CREATE TRIGGER checkpoint_fixed BEFORE UPDATE ON checkpoint BEGIN SELECT raise(ABORT, 'fixed'); END;
CREATE TRIGGER checkpoint_kept BEFORE DELETE ON checkpoint BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER leaf_hash_fixed BEFORE UPDATE OF number, kind, hash ON leaf BEGIN SELECT raise(ABORT, 'fixed'); END;
CREATE TRIGGER leaf_kept BEFORE DELETE ON leaf BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER node_fixed BEFORE UPDATE ON node BEGIN SELECT raise(ABORT, 'fixed'); END;
CREATE TRIGGER node_kept BEFORE DELETE ON node BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER entry_fixed BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'fixed'); END;
";

/// - `fingerprint`: what was computed from an item's pixels, as JSON: made again whenever the reader's version is another.
const VERSION_2: &str = "
CREATE TABLE fingerprint (
  item INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  reader TEXT NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL
);
";

/// - `picture_text`: what was read in a picture, as JSON (`value`), and what of it can be searched for (`words`).
const VERSION_3: &str = "
CREATE TABLE picture_text (
  item INTEGER PRIMARY KEY REFERENCES item ON DELETE CASCADE,
  reader TEXT NOT NULL,
  version INTEGER NOT NULL,
  words TEXT NOT NULL,
  value TEXT NOT NULL
);
";

/// - `sorting`: what a sorting of words says of a text, as JSON; `part` 0 is the record's own text, others were read in its picture.
/// - `judgement`: what the person says about a label of a text; `of` tells that text from any other.
/// - `correction`: what the person says stands in a picture at a `place` (`message 2`) where something else was read.
const VERSION_4: &str = "
CREATE TABLE sorting (
  item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  position INTEGER NOT NULL,
  part INTEGER NOT NULL,
  reader TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (item, position, part)
) WITHOUT ROWID;

CREATE TABLE judgement (
  item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  position INTEGER NOT NULL,
  part INTEGER NOT NULL,
  label TEXT NOT NULL,
  put INTEGER NOT NULL,
  of BLOB NOT NULL,
  PRIMARY KEY (item, position, part, label)
) WITHOUT ROWID;

CREATE TABLE correction (
  item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
  place TEXT NOT NULL,
  of BLOB NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (item, place)
) WITHOUT ROWID;
";

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Connection {
        crate::database::in_memory()
    }

    #[test]
    fn steps_run_once_and_in_order() {
        let mut database = memory();
        let steps = ["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y", "INSERT INTO a VALUES (1, 2)"];
        migrate(&mut database, &steps[..1]).unwrap();
        migrate(&mut database, &steps).unwrap();
        migrate(&mut database, &steps).unwrap();
        let rows: u32 = database.query_row("SELECT count(*) FROM a WHERE y = 2", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before() {
        let mut database = memory();
        let steps = ["CREATE TABLE a (x)", "CREATE TABLE b (x); no such statement"];
        assert!(migrate(&mut database, &steps).is_err());
        assert_eq!(refuse_newer(&database, &steps).unwrap(), 1);
        let b: u32 =
            database.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'b'", [], |row| row.get(0)).unwrap();
        assert_eq!(b, 0);
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut database = memory();
        database.pragma_update(None, "user_version", 9).unwrap();
        assert!(matches!(migrate(&mut database, MIGRATIONS), Err(CaseError::Newer(9))));
    }

    #[test]
    fn what_is_fixed_cannot_be_changed_by_mistake() {
        let mut database = memory();
        migrate(&mut database, MIGRATIONS).unwrap();
        database
            .execute_batch(
                "INSERT INTO checkpoint VALUES (0, x'00'); INSERT INTO leaf VALUES (0, 'time', NULL, x'00', x'00');
                 INSERT INTO node VALUES (1, 0, x'00')",
            )
            .unwrap();
        for change in [
            "UPDATE checkpoint SET note = x'01'",
            "DELETE FROM checkpoint",
            "UPDATE leaf SET hash = x'01'",
            "DELETE FROM leaf",
            "UPDATE node SET hash = x'01'",
        ] {
            assert!(database.execute_batch(change).is_err(), "{change}");
        }
        database.execute_batch("UPDATE leaf SET nonce = NULL").unwrap();
    }
}
