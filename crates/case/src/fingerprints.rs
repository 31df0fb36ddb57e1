use rusqlite::OptionalExtension;
use serde::Serialize;
use serde::de::DeserializeOwned;
use temoin_evidence::{ItemId, Reader};

use crate::batch::Batch;
use crate::{Case, CaseError, items};

impl Case {
    /// Returns what a reader computed from an item's pixels; nothing where this version of it did not look at the item yet.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], [`CaseError::Damaged`], and those of the database; of an older case that was opened for
    /// reading only, its tables are not there yet.
    pub fn fingerprint<T: DeserializeOwned>(&self, item: ItemId, reader: &Reader) -> Result<Option<T>, CaseError> {
        let mut statement = self
            .database
            .prepare_cached("SELECT value FROM fingerprint WHERE item = ?1 AND reader = ?2 AND version = ?3")?;
        let item = items::number(&self.database, item)?;
        let found = statement.query_row((item, &reader.name, reader.version), |row| row.get::<_, String>(0));
        found.optional()?.map(|value| items::parse(&value, "fingerprint")).transpose()
    }
}

impl Batch<'_> {
    /// Keeps what a reader computed from an item's pixels, in the place of what was there. It is a reading: nothing seals it.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn fingerprint(&mut self, item: ItemId, reader: &Reader, value: &impl Serialize) -> Result<(), CaseError> {
        let value = items::json(value);
        let item = items::number(&self.database, item)?;
        let row = (item, &reader.name, reader.version, value);
        self.database.execute("INSERT OR REPLACE INTO fingerprint VALUES (?1, ?2, ?3, ?4)", row)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{keep, moment, new_case};

    #[test]
    fn it_is_made_anew_for_another_version_and_goes_with_its_item() {
        let scratch = tempfile::tempdir().unwrap();
        let (mut case, _) = Case::create(&scratch.path().join("case"), &new_case()).unwrap();
        let item = keep(&mut case, b"pixels").unwrap().id;
        let reader = |version| Reader { name: "pdq".into(), version };
        let kept = |case: &Case, version| case.fingerprint::<Vec<u8>>(item, &reader(version));
        assert_eq!(kept(&case, 1).unwrap(), None);
        for (version, value) in [(1, vec![1]), (2, vec![2])] {
            let mut batch = case.batch().unwrap();
            batch.fingerprint(item, &reader(version), &value).unwrap();
            batch.commit().unwrap();
        }
        assert_eq!((kept(&case, 1).unwrap(), kept(&case, 2).unwrap()), (None, Some(vec![2])));
        case.delete(item, &moment()).unwrap();
        assert!(matches!(kept(&case, 2), Err(CaseError::UnknownItem(_))));
        let rows: u32 = case.database.query_row("SELECT count(*) FROM fingerprint", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0);
    }
}
