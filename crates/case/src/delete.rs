use temoin_evidence::{ItemId, Moment};
use temoin_seal::leaf::LeafKind;

use crate::batch::Batch;
use crate::{Case, CaseError, database, items};

/// Is what came of destroying an item.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deleted {
    /// What was destroyed: the item and all that was inside it, the deepest first.
    pub items: Vec<ItemId>,
    /// Whether the keys are out of the database's file too. Where not, another program was reading the case; once that
    /// one is closed, the next opening for writing finishes it.
    pub erased: bool,
    /// The items that still hold the same bytes: archives around what was destroyed, copies of it that came by another
    /// way, the archives around those, and copies of these. Empty items count as no copies.
    pub still_in: Vec<ItemId>,
}

impl Case {
    /// Destroys an item, and the members of an archive with it: bytes, keys, secrets, records, notes, answers, and what
    /// the log's leaves say about them. The hashes of those leaves stay, and a `delete` leaf is added for each.
    ///
    /// The bytes cannot be read again once their keys are gone, whatever the medium keeps; copies made before are not touched.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], [`CaseError::OpenedForReading`], and those of the disk and the database. Once the keys
    /// are destroyed, an encrypted file that cannot be removed is swept when the case is next opened for writing.
    pub fn delete(&mut self, item: ItemId, deleted: &Moment) -> Result<Deleted, CaseError> {
        let mut batch = self.batch()?;
        let doomed = with_members(&batch, item)?;
        let still_in = holders(&batch, item)?;
        for item in &doomed {
            destroy(&mut batch, item, deleted)?;
        }
        batch.commit()?;
        for item in &doomed {
            self.shelf.remove(&item.blob)?;
        }
        self.shelf.settle()?;
        let erased = database::empty_log(&self.database, database::BUSY)?;
        Ok(Deleted { items: doomed.into_iter().map(|item| item.id).collect(), erased, still_in })
    }
}

struct Doomed {
    id: ItemId,
    leaf: u64,
    blob: String,
}

/// Lists an item and all that is inside it, the deepest first, so that no row ever names one that is gone.
fn with_members(batch: &Batch<'_>, item: ItemId) -> Result<Vec<Doomed>, CaseError> {
    let root = items::number(&batch.database, item)?;
    let mut statement = batch.database.prepare_cached(
        "WITH RECURSIVE doomed (number, depth) AS (
           VALUES (?1, 0) UNION ALL SELECT item.number, depth + 1 FROM item JOIN doomed ON item.inside = doomed.number)
         SELECT item.id, item.leaf, blob.name
         FROM doomed JOIN item USING (number) JOIN blob ON item.blob = blob.number ORDER BY depth DESC, item.number",
    )?;
    let doomed = statement
        .query_map([root], |row| Ok(Doomed { id: ItemId(row.get(0)?), leaf: row.get(1)?, blob: row.get(2)? }))?;
    Ok(doomed.collect::<Result<_, _>>()?)
}

/// Lists the items that stay and hold bytes of what goes, in the order in which they were taken in.
fn holders(batch: &Batch<'_>, item: ItemId) -> Result<Vec<ItemId>, CaseError> {
    let root = items::number(&batch.database, item)?;
    let mut statement = batch.database.prepare_cached(
        "WITH RECURSIVE doomed (number) AS (
           VALUES (?1) UNION ALL SELECT item.number FROM item JOIN doomed ON item.inside = doomed.number),
         gone (sha256) AS (
           SELECT DISTINCT sha256 FROM doomed JOIN item USING (number) JOIN blob ON item.blob = blob.number
           WHERE blob.size > 0),
         holder (number) AS (
           SELECT inside FROM item WHERE number = ?1
           UNION SELECT item.number FROM item JOIN blob ON item.blob = blob.number
             WHERE blob.sha256 IN (SELECT sha256 FROM gone)
               AND item.number NOT IN (SELECT number FROM doomed)
           UNION SELECT item.inside FROM item JOIN holder USING (number)
           UNION SELECT copy.number FROM holder JOIN item USING (number) JOIN blob ON item.blob = blob.number
             JOIN blob AS same ON same.sha256 = blob.sha256 JOIN item AS copy ON copy.blob = same.number)
         SELECT item.id FROM holder JOIN item USING (number)
         WHERE number NOT IN (SELECT number FROM doomed) ORDER BY number",
    )?;
    let holders = statement.query_map([root], |row| Ok(ItemId(row.get(0)?)))?;
    Ok(holders.collect::<Result<_, _>>()?)
}

fn destroy(batch: &mut Batch<'_>, item: &Doomed, deleted: &Moment) -> Result<(), CaseError> {
    let id = item.id.0.as_slice();
    for statement in [
        "DELETE FROM disclosure WHERE leaf IN (SELECT number FROM leaf WHERE item = ?1)",
        "UPDATE leaf SET nonce = NULL WHERE item = ?1",
        "DELETE FROM item WHERE id = ?1",
    ] {
        batch.database.execute(statement, [id])?;
    }
    batch.database.execute("DELETE FROM blob WHERE name = ?1", [&item.blob])?;
    let fields = vec![
        ("item".into(), item.id.to_string().into()),
        ("leaf".into(), item.leaf.into()),
        ("deleted".into(), deleted.to_string().into()),
    ];
    // Not "about" the item: this leaf stays.
    batch.leaf(LeafKind::Delete, None, fields)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use age::secrecy::SecretString;
    use rusqlite::OpenFlags;

    use super::*;
    use crate::faults::{keep, moment, new_case};
    use crate::{Access, Key};

    fn open(place: &Path, access: Access) -> Case {
        Case::open(place, &Key::Passphrase(SecretString::from("one".to_owned())), access).unwrap()
    }

    /// Returns how many keys of blobs stand in the database's file itself, whatever its log says.
    fn keys_in_file(case: &Case, scratch: &Path) -> u32 {
        let alone = scratch.join("alone.db");
        fs::copy(case.folder.database(), &alone).unwrap();
        let database = database::unlock(&alone, &case.key, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        let count = database.query_row("SELECT count(*) FROM blob", [], |row| row.get(0)).unwrap();
        database.close().unwrap();
        fs::remove_file(alone).unwrap();
        count
    }

    fn check(reading: bool) {
        let scratch = tempfile::tempdir().unwrap();
        let place = scratch.path().join("case");
        let (mut case, _) = Case::create(&place, &new_case()).unwrap();
        let item = keep(&mut case, b"to be destroyed").unwrap();
        assert!(database::empty_log(&case.database, database::BUSY).unwrap());
        assert_eq!(keys_in_file(&case, scratch.path()), 1);

        let reader = open(&place, Access::Read);
        if reading {
            reader.database.execute_batch("BEGIN; SELECT count(*) FROM item").unwrap();
        }
        let deleted = case.delete(item.id, &moment()).unwrap();
        assert_eq!(deleted, Deleted { items: vec![item.id], erased: !reading, still_in: Vec::new() });
        assert_eq!(keys_in_file(&case, scratch.path()), u32::from(reading));
        drop(case);
        // It can be opened beside the reader, which still hinders.
        drop(open(&place, Access::Write));
        drop(reader);
        let again = open(&place, Access::Write);
        assert_eq!(keys_in_file(&again, scratch.path()), 0, "an opening for writing finishes it");
        let log = place.join("case.db-wal");
        assert_eq!(fs::metadata(log).map_or(0, |facts| facts.len()), 0);
    }

    #[test]
    fn a_reader_hinders_erasing_and_that_is_said() {
        check(false);
        check(true);
    }
}
