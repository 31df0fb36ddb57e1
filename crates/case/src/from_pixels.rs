//! What readers made of an item's pixels: a table for each kind of reading, a row for each item.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde::de::DeserializeOwned;
use temoin_evidence::{ItemId, Reader};

use crate::batch::Batch;
use crate::{Case, CaseError, corrections, items};

const FINGERPRINT: &str = "fingerprint";
const TEXT: &str = "picture_text";

impl Case {
    /// Returns what a reader computed from an item's pixels; nothing where this version of it did not look at the item yet.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], [`CaseError::Damaged`], and those of the database.
    pub fn fingerprint<T: DeserializeOwned>(&self, item: ItemId, reader: &Reader) -> Result<Option<T>, CaseError> {
        let found = find(&self.database, FINGERPRINT, item)?.filter(|(by, _)| by == reader);
        found.map(|(_, value)| items::parse(&value, FINGERPRINT)).transpose()
    }

    /// Returns what a reader read in a picture, and which one; nothing where none looked at it yet.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], [`CaseError::Damaged`], and those of the database.
    pub fn picture_text<T: DeserializeOwned>(&self, item: ItemId) -> Result<Option<(Reader, T)>, CaseError> {
        let found = find(&self.database, TEXT, item)?;
        found.map(|(by, value)| Ok((by, items::parse(&value, TEXT)?))).transpose()
    }
}

impl Batch<'_> {
    /// Keeps what a reader computed from an item's pixels, in the place of what was there. It is a reading: nothing seals it.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn fingerprint(&mut self, item: ItemId, reader: &Reader, value: &impl Serialize) -> Result<(), CaseError> {
        let item = items::number(&self.database, item)?;
        let row = (item, &reader.name, reader.version, items::json(value));
        self.database.execute("INSERT OR REPLACE INTO fingerprint VALUES (?1, ?2, ?3, ?4)", row)?;
        Ok(())
    }

    /// Keeps what a reader read in a picture, in the place of what was there. It is a reading: nothing seals it.
    ///
    /// `words` is what can be searched for: lines that may be found apart, single spaces in each.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn picture_text(
        &mut self,
        item: ItemId,
        reader: &Reader,
        words: &str,
        value: &impl Serialize,
    ) -> Result<(), CaseError> {
        let item = items::number(&self.database, item)?;
        let row = (item, &reader.name, reader.version, words, items::json(value));
        self.database.execute("INSERT OR REPLACE INTO picture_text VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
        Ok(())
    }
}

/// Returns the items in which a text was read, whatever the case of letters and the number of spaces.
pub(crate) fn showing(database: &Connection, text: &str) -> Result<HashSet<ItemId>, CaseError> {
    if !is_there(database, TEXT)? {
        return Ok(HashSet::new());
    }
    let text = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut statement = database
        .prepare_cached("SELECT words, item.id FROM picture_text JOIN item ON item.number = picture_text.item")?;
    let mut rows = statement.query([])?;
    let mut found = HashSet::new();
    while let Some(row) = rows.next()? {
        let words: String = row.get(0)?;
        if words.to_lowercase().contains(&text) {
            found.insert(items::id_at(row, 1)?);
        }
    }
    corrections::holding(database, &text, &mut found)?;
    Ok(found)
}

fn find(database: &Connection, table: &str, item: ItemId) -> Result<Option<(Reader, String)>, CaseError> {
    let item = items::number(database, item)?;
    if !is_there(database, table)? {
        return Ok(None);
    }
    let mut statement =
        database.prepare_cached(&format!("SELECT reader, version, value FROM {table} WHERE item = ?1"))?;
    let found = statement
        .query_row([item], |row| Ok((Reader { name: row.get(0)?, version: row.get(1)? }, row.get::<_, String>(2)?)));
    Ok(found.optional()?)
}

/// Says whether a table is there: of an older case that was opened for reading only, those of later versions are not yet.
pub(crate) fn is_there(database: &Connection, table: &str) -> Result<bool, CaseError> {
    let mut statement = database.prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    Ok(statement.exists([table])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{keep, moment, new_case};

    fn new() -> (tempfile::TempDir, Case) {
        let scratch = tempfile::tempdir().unwrap();
        let (case, _) = Case::create(&scratch.path().join("case"), &new_case()).unwrap();
        (scratch, case)
    }

    fn rows(case: &Case, table: &str) -> u32 {
        case.database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    fn reader(version: u32) -> Reader {
        Reader { name: "pdq".into(), version }
    }

    #[test]
    fn it_is_made_anew_for_another_version_and_goes_with_its_item() {
        let (_scratch, mut case) = new();
        let item = keep(&mut case, b"pixels").unwrap().id;
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
        assert_eq!(rows(&case, FINGERPRINT), 0);
    }

    #[test]
    fn what_was_read_is_found_and_goes_with_its_item() {
        let (_scratch, mut case) = new();
        let ids = [b"one".as_slice(), b"two"].map(|pixels| keep(&mut case, pixels).unwrap().id);
        let mut batch = case.batch().unwrap();
        batch.picture_text(ids[0], &reader(1), "Je t'ai déjà dit non\nÀ demain", &vec![1]).unwrap();
        batch.picture_text(ids[0], &reader(2), "Je t'ai déjà dit NON\nÀ demain", &vec![2]).unwrap();
        batch.picture_text(ids[1], &reader(2), "à demain", &vec![3]).unwrap();
        batch.commit().unwrap();
        assert_eq!(case.picture_text::<Vec<u8>>(ids[0]).unwrap(), Some((reader(2), vec![2])));
        let check = |case: &Case, text: &str, expected: &[ItemId]| {
            assert_eq!(showing(&case.database, text).unwrap(), expected.iter().copied().collect(), "{text}");
        };
        check(&case, "DÉJÀ  dit\nnon", &ids[..1]);
        check(&case, "à demain", &ids);
        check(&case, "non à demain", &[]);
        case.delete(ids[0], &moment()).unwrap();
        check(&case, "à demain", &ids[1..]);
        assert_eq!(rows(&case, TEXT), 1);
    }
}
