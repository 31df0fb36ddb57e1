use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use temoin_evidence::{Entry, EntryId};
use temoin_seal::leaf::LeafKind;

use crate::batch::Batch;
use crate::{Case, CaseError, items};

impl Case {
    /// Lists the statements, in the order in which they were sealed, with the index of each one's leaf.
    ///
    /// # Errors
    /// Those of the database.
    pub fn statements(&self) -> Result<Vec<(u64, Entry)>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT leaf, value FROM entry ORDER BY leaf")?;
        let mut rows = statement.query([])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push((row.get(0)?, items::parse(&row.get::<_, String>(1)?, "entry")?));
        }
        Ok(entries)
    }

    /// Returns a statement and the index of its leaf; nothing when there is none of that id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn statement(&self, id: EntryId) -> Result<Option<(u64, Entry)>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT leaf, value FROM entry WHERE id = ?1")?;
        let found: Option<(u64, String)> =
            statement.query_row([id.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        found.map(|(leaf, value)| Ok((leaf, items::parse(&value, "entry")?))).transpose()
    }

    /// Lists the drafts, by the time at which they were written down.
    ///
    /// # Errors
    /// Those of the database.
    pub fn drafts(&self) -> Result<Vec<Entry>, CaseError> {
        let mut statement = self.database.prepare_cached("SELECT value FROM draft")?;
        let mut rows = statement.query([])?;
        let mut drafts: Vec<Entry> = Vec::new();
        while let Some(row) = rows.next()? {
            drafts.push(items::parse(&row.get::<_, String>(0)?, "draft")?);
        }
        drafts.sort_by_key(|draft| (draft.entered_at.time, draft.id));
        Ok(drafts)
    }
}

pub(crate) fn state(batch: &mut Batch<'_>, entry: &Entry) -> Result<u64, CaseError> {
    entry.check().map_err(CaseError::Entry)?;
    let leaf = batch.leaf(LeafKind::Statement, None, fields(entry))?;
    drop_draft(batch, entry.id)?;
    batch.database.prepare_cached("INSERT INTO entry (id, value, leaf) VALUES (?1, ?2, ?3)")?.execute((
        entry.id.0.as_slice(),
        items::json(entry),
        leaf,
    ))?;
    Ok(leaf)
}

pub(crate) fn keep_draft(batch: &mut Batch<'_>, entry: &Entry) -> Result<(), CaseError> {
    batch
        .database
        .prepare_cached("INSERT INTO draft (id, value) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET value = ?2")?
        .execute((entry.id.0.as_slice(), items::json(entry)))?;
    Ok(())
}

pub(crate) fn drop_draft(batch: &mut Batch<'_>, id: EntryId) -> Result<bool, CaseError> {
    let dropped = batch.database.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([id.0.as_slice()])?;
    Ok(dropped > 0)
}

/// Returns the fields of a statement's leaf (`spec/seal.md` §4): each can be opened without the others.
fn fields(entry: &Entry) -> Vec<(String, Value)> {
    let mut fields: Vec<(String, Value)> = vec![
        ("id".into(), entry.id.to_string().into()),
        ("what_happened".into(), entry.what_happened.as_str().into()),
        ("when".into(), json!(entry.when)),
        ("where".into(), entry.place.as_str().into()),
        ("channel".into(), json!(entry.channel)),
        ("who".into(), json!(entry.who)),
        ("proof".into(), json!(entry.proof)),
        ("entered_at".into(), entry.entered_at.to_string().into()),
    ];
    fields.extend(entry.corrects.map(|id| ("corrects".to_owned(), id.to_string().into())));
    for (group, answers) in &entry.more {
        fields.extend(answers.iter().map(|(field, texts)| (format!("{group}.{field}"), json!(texts))));
    }
    fields
}
