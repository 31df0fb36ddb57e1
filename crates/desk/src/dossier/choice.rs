use std::collections::{BTreeMap, BTreeSet};

use temoin_case::Case;
use temoin_evidence::{Entry, EntryId, GROUPS, Item, ItemId, RecordId};

use crate::DeskError;

/// Says what may be shown. Nothing else goes out.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Everything the case holds, statements included; drafts never.
    pub all: bool,
    /// These items, with all their records.
    pub items: Vec<ItemId>,
    /// These records, and no other of their item.
    pub records: Vec<RecordId>,
    /// These statements.
    pub entries: Vec<EntryId>,
    /// Originals for the encrypted container.
    pub originals: Vec<ItemId>,
    /// Originals to be put in the package in clear.
    pub in_clear: Vec<ItemId>,
    /// Private fields of statements, as `group.field`.
    pub private_fields: Vec<String>,
}

/// Is one item that is shown, and how much of it.
pub(crate) struct Chosen {
    pub(crate) item: Item,
    pub(crate) what: What,
    pub(crate) original: bool,
    pub(crate) in_clear: bool,
}

/// Says how much of an item is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// All of it, its name too.
    Whole,
    /// The records at these positions.
    Records(BTreeSet<u64>),
    /// Its hash only: it was ticked as an original, and not chosen otherwise.
    Hash,
}

impl Choice {
    /// Checks what can be checked without the case.
    ///
    /// # Errors
    /// [`DeskError::NothingChosen`], and [`DeskError::UnknownField`] for a private field that does not exist.
    pub fn check(&self) -> Result<(), DeskError> {
        let empty = self.items.is_empty()
            && self.records.is_empty()
            && self.entries.is_empty()
            && self.originals.is_empty()
            && self.in_clear.is_empty();
        if empty && !self.all {
            return Err(DeskError::NothingChosen);
        }
        let known =
            |named: &String| GROUPS.iter().any(|g| g.fields.iter().any(|f| *named == format!("{}.{}", g.name, f.name)));
        if self.private_fields.iter().all(known) { Ok(()) } else { Err(DeskError::UnknownField) }
    }

    /// Finds the items that are meant, in the order in which they were taken in.
    pub(crate) fn items(&self, case: &Case) -> Result<Vec<Chosen>, DeskError> {
        let mut wanted: BTreeMap<ItemId, What> = BTreeMap::new();
        for &id in self.originals.iter().chain(&self.in_clear) {
            wanted.insert(id, What::Hash);
        }
        for &record in &self.records {
            case.record(record)?.ok_or(DeskError::UnknownRecord(record))?;
            match wanted.entry(record.item).or_insert(What::Hash) {
                What::Records(positions) => drop(positions.insert(record.position)),
                what => *what = What::Records([record.position].into()),
            }
        }
        for &id in &self.items {
            wanted.insert(id, What::Whole);
        }
        let mut chosen = Vec::new();
        for item in case.items()? {
            let named = wanted.remove(&item.id);
            let what = if self.all { Some(What::Whole) } else { named };
            let Some(what) = what else { continue };
            let (original, in_clear) = (self.originals.contains(&item.id), self.in_clear.contains(&item.id));
            chosen.push(Chosen { item, what, original, in_clear });
        }
        match wanted.into_keys().next() {
            Some(unknown) => Err(DeskError::UnknownItem(unknown)),
            None => Ok(chosen),
        }
    }

    /// Finds the statements that are meant, in the order in which they were sealed, with their leaves.
    pub(crate) fn statements(&self, case: &Case) -> Result<Vec<(u64, Entry)>, DeskError> {
        let mut wanted: BTreeSet<_> = self.entries.iter().copied().collect();
        let mut chosen = case.statements()?;
        chosen.retain(|(_, entry)| wanted.remove(&entry.id) || self.all);
        match wanted.into_iter().next() {
            Some(unknown) => Err(DeskError::UnknownEntry(unknown)),
            None => Ok(chosen),
        }
    }
}
