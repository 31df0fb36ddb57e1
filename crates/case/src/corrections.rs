//! What she says stands in a picture where it was read wrong: hers, beside the reading and never lost with it.

use std::collections::HashSet;

use rusqlite::Connection;
use temoin_evidence::ItemId;

use crate::batch::Batch;
use crate::from_pixels::is_there;
use crate::{Case, CaseError, items};

const CORRECTION: &str = "correction";

/// Is one correction of what was read in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What is corrected: `message 2`, `line 5`.
    pub place: String,
    /// What tells the text that was read there from any other, should the picture be read anew.
    pub of: Vec<u8>,
    /// What stands there, as she says.
    pub text: String,
}

impl Case {
    /// Returns what she corrected in an item, in the order of the places.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn corrections(&self, item: ItemId) -> Result<Vec<Correction>, CaseError> {
        let item = items::number(&self.database, item)?;
        if !is_there(&self.database, CORRECTION)? {
            return Ok(Vec::new());
        }
        let mut statement =
            self.database.prepare_cached("SELECT place, of, text FROM correction WHERE item = ?1 ORDER BY place")?;
        let rows = statement
            .query_map([item], |row| Ok(Correction { place: row.get(0)?, of: row.get(1)?, text: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Batch<'_> {
    /// Keeps a correction, in the place of what she said there before.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn correct(&mut self, item: ItemId, correction: &Correction) -> Result<(), CaseError> {
        let row = (items::number(&self.database, item)?, &correction.place, &correction.of, correction.text.as_str());
        self.database.execute("INSERT OR REPLACE INTO correction VALUES (?1, ?2, ?3, ?4)", row)?;
        Ok(())
    }

    /// Forgets a correction; says whether there was one.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn uncorrect(&mut self, item: ItemId, place: &str) -> Result<bool, CaseError> {
        let item = items::number(&self.database, item)?;
        let gone = self.database.execute("DELETE FROM correction WHERE item = ?1 AND place = ?2", (item, place))?;
        Ok(gone > 0)
    }
}

/// Adds the items in whose corrections a text stands; the text in small letters, with single spaces.
pub(crate) fn holding(database: &Connection, text: &str, found: &mut HashSet<ItemId>) -> Result<(), CaseError> {
    if !is_there(database, CORRECTION)? {
        return Ok(());
    }
    let mut statement =
        database.prepare_cached("SELECT text, item.id FROM correction JOIN item ON item.number = correction.item")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let words: String = row.get(0)?;
        if words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ").contains(text) {
            found.insert(items::id_at(row, 1)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{keep, moment, new_case};

    #[test]
    fn a_correction_is_kept_found_taken_back_and_goes_with_its_item() {
        let scratch = tempfile::tempdir().unwrap();
        let (mut case, _) = Case::create(&scratch.path().join("case"), &new_case()).unwrap();
        let item = keep(&mut case, b"pixels").unwrap().id;
        let said = |text: &str| Correction { place: "message 2".into(), of: vec![1], text: text.into() };
        let mut batch = case.batch().unwrap();
        batch.correct(item, &said("à\u{20}demain")).unwrap();
        batch.correct(item, &said("À  tout\nde suite")).unwrap();
        batch.commit().unwrap();
        assert_eq!(case.corrections(item).unwrap(), [said("À  tout\nde suite")]);
        let found = |case: &Case, text: &str| {
            let mut found = HashSet::new();
            holding(&case.database, text, &mut found).unwrap();
            found.len()
        };
        assert_eq!((found(&case, "à tout de suite"), found(&case, "demain")), (1, 0));
        let mut batch = case.batch().unwrap();
        assert!(batch.uncorrect(item, "message 2").unwrap() && !batch.uncorrect(item, "message 2").unwrap());
        batch.correct(item, &said("non")).unwrap();
        batch.commit().unwrap();
        case.delete(item, &moment()).unwrap();
        let rows: u32 = case.database.query_row("SELECT count(*) FROM correction", [], |row| row.get(0)).unwrap();
        assert_eq!((rows, found(&case, "non")), (0, 0));
    }
}
