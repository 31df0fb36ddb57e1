use temoin_evidence::{ItemId, Moment};
use temoin_seal::leaf::LeafKind;

use crate::batch::Batch;
use crate::{Case, CaseError, database, items};

impl Case {
    /// Destroys an item, and the members of an archive with it: bytes, keys, secrets, records, notes, answers, and what
    /// the log's leaves say about them. The hashes of those leaves stay, and a `delete` leaf is added for each.
    /// Returns what was destroyed.
    ///
    /// The bytes cannot be read again once their keys are gone, whatever the medium keeps; copies made before are not touched.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], [`CaseError::OpenedForReading`], and those of the disk and the database. Once the keys
    /// are destroyed, an encrypted file that cannot be removed is swept when the case is next opened for writing.
    pub fn delete(&mut self, item: ItemId, deleted: &Moment) -> Result<Vec<ItemId>, CaseError> {
        let mut batch = self.batch()?;
        let doomed = with_members(&batch, item)?;
        for item in &doomed {
            destroy(&mut batch, item, deleted)?;
        }
        batch.commit()?;
        for item in &doomed {
            self.shelf.remove(&item.blob)?;
        }
        self.shelf.settle()?;
        database::empty_log(&self.database)?;
        Ok(doomed.into_iter().map(|item| item.id).collect())
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
