//! What a sorting of words says of a record or of a part of it, and what the person says to that: two tables, so that a new sorting
//! never takes anything of hers.

use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;
use temoin_evidence::RecordId;

use crate::batch::Batch;
use crate::from_pixels::is_there;
use crate::{Case, CaseError, items};

const SORTING: &str = "sorting";
const JUDGEMENT: &str = "judgement";

/// Is a text of a case: that of a record, or one that was read in its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId {
    /// The record.
    pub record: RecordId,
    /// Zero for the record's own text; from one on, the messages read in its picture.
    pub part: u32,
}

/// Is what a person says about one label of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The text.
    pub text: TextId,
    /// The label's key.
    pub label: String,
    /// Whether it is to be put; otherwise it is taken off.
    pub put: bool,
    /// What tells the text she saw from any other, should the record be read anew.
    pub of: Vec<u8>,
}

impl Case {
    /// Gives what was said of the texts of the case by one sorting, item by item and in file order.
    ///
    /// # Errors
    /// [`CaseError::Damaged`], and those of the database.
    pub fn sortings<T: DeserializeOwned>(&self, by: &str, take: &mut dyn FnMut(TextId, T)) -> Result<(), CaseError> {
        if !is_there(&self.database, SORTING)? {
            return Ok(());
        }
        let mut statement = self.database.prepare_cached(
            "SELECT item.id, position, part, value FROM sorting JOIN item ON item.number = sorting.item
             WHERE reader = ?1 ORDER BY item.number, position, part",
        )?;
        let mut rows = statement.query([by])?;
        while let Some(row) = rows.next()? {
            take(text_at(row)?, items::parse(&row.get::<_, String>(3)?, SORTING)?);
        }
        Ok(())
    }

    /// Returns what the person says about labels, item by item and in file order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn judgements(&self) -> Result<Vec<Judgement>, CaseError> {
        if !is_there(&self.database, JUDGEMENT)? {
            return Ok(Vec::new());
        }
        let mut statement = self.database.prepare_cached(
            "SELECT item.id, position, part, label, put, of FROM judgement JOIN item ON item.number = judgement.item
             ORDER BY item.number, position, part, label",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Judgement { text: text_at(row)?, label: row.get(3)?, put: row.get(4)?, of: row.get(5)? });
        }
        Ok(found)
    }
}

fn text_at(row: &Row<'_>) -> Result<TextId, CaseError> {
    Ok(TextId { record: RecordId { item: items::id_at(row, 0)?, position: row.get(1)? }, part: row.get(2)? })
}

impl Batch<'_> {
    /// Keeps what a sorting says of a text, in the place of what was there. It is a reading: nothing seals it.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn sorting(&mut self, text: TextId, by: &str, value: &impl Serialize) -> Result<(), CaseError> {
        let item = items::number(&self.database, text.record.item)?;
        let row = (item, text.record.position, text.part, by, items::json(value));
        self.database.execute("INSERT OR REPLACE INTO sorting VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
        Ok(())
    }

    /// Keeps what the person says about a label, in the place of what she said before.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn judge(&mut self, said: &Judgement) -> Result<(), CaseError> {
        let item = items::number(&self.database, said.text.record.item)?;
        let row = (item, said.text.record.position, said.text.part, &said.label, said.put, &said.of);
        self.database.execute("INSERT OR REPLACE INTO judgement VALUES (?1, ?2, ?3, ?4, ?5, ?6)", row)?;
        Ok(())
    }

    /// Forgets what the person said about a label; says whether there was anything.
    ///
    /// # Errors
    /// [`CaseError::UnknownItem`], and those of the database.
    pub fn unjudge(&mut self, text: TextId, label: &str) -> Result<bool, CaseError> {
        let item = items::number(&self.database, text.record.item)?;
        let gone = self.database.execute(
            "DELETE FROM judgement WHERE item = ?1 AND position = ?2 AND part = ?3 AND label = ?4",
            (item, text.record.position, text.part, label),
        )?;
        Ok(gone > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{keep, moment, new_case};

    #[test]
    fn a_new_sorting_replaces_the_old_one_and_nothing_of_hers() {
        let scratch = tempfile::tempdir().unwrap();
        let (mut case, _) = Case::create(&scratch.path().join("case"), &new_case()).unwrap();
        let item = keep(&mut case, b"words").unwrap().id;
        let text = |position, part| TextId { record: RecordId { item, position }, part };
        let of = |case: &Case, by: &str| {
            let mut all = Vec::new();
            case.sortings::<u32>(by, &mut |text, value| all.push((text, value))).unwrap();
            all
        };
        let said = Judgement { text: text(7, 0), label: "threat".into(), put: false, of: vec![1, 2] };
        let mut batch = case.batch().unwrap();
        for (text, value) in [(text(7, 1), 3), (text(7, 0), 2), (text(2, 0), 1)] {
            batch.sorting(text, "one", &value).unwrap();
        }
        batch.judge(&said).unwrap();
        batch.commit().unwrap();
        assert_eq!(of(&case, "one"), [(text(2, 0), 1), (text(7, 0), 2), (text(7, 1), 3)]);

        let mut batch = case.batch().unwrap();
        batch.sorting(text(7, 0), "two", &9).unwrap();
        batch.commit().unwrap();
        assert_eq!((of(&case, "one").len(), of(&case, "two")), (2, vec![(text(7, 0), 9)]));
        assert_eq!(case.judgements().unwrap(), [said]);

        let mut batch = case.batch().unwrap();
        assert!(batch.unjudge(text(7, 0), "threat").unwrap() && !batch.unjudge(text(7, 0), "threat").unwrap());
        batch.commit().unwrap();
        assert_eq!(case.judgements().unwrap(), []);
    }

    #[test]
    fn all_of_it_goes_with_its_item() {
        let scratch = tempfile::tempdir().unwrap();
        let (mut case, _) = Case::create(&scratch.path().join("case"), &new_case()).unwrap();
        let item = keep(&mut case, b"words").unwrap().id;
        let text = TextId { record: RecordId { item, position: 0 }, part: 0 };
        let mut batch = case.batch().unwrap();
        batch.sorting(text, "one", &1).unwrap();
        batch.judge(&Judgement { text, label: "hate".into(), put: true, of: Vec::new() }).unwrap();
        batch.commit().unwrap();
        case.delete(item, &moment()).unwrap();
        let rows = |table: &str| -> u32 {
            case.database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        assert_eq!((rows(SORTING), rows(JUDGEMENT)), (0, 0));
    }
}
