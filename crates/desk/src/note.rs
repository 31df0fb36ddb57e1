use temoin_case::{Case, Entropy};
use temoin_evidence::{Entry, EntryId};

use crate::{Clock, DeskError, StatementError, Written};

/// Says what becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A draft: free, editable, never sealed.
    Draft,
    /// Her statement: sealed, and corrected only by a new one.
    Statement,
}

/// Writes an entry in the incident log, from the text of a TOML file. A file that names the id of a draft replaces it.
///
/// # Errors
/// What in the text is not understood, a correction of what is not there, and those of the case.
pub fn note(
    case: &mut Case,
    clock: &dyn Clock,
    entropy: &mut dyn Entropy,
    text: &str,
    becomes: Becomes,
) -> Result<Entry, DeskError> {
    let written = Written::parse(text).map_err(DeskError::Statement)?;
    let mut id = [0; 16];
    entropy.fill(&mut id)?;
    let named = written.id;
    let entry = written.entry(EntryId(id), clock.now()).map_err(DeskError::Statement)?;
    let mut batch = case.batch()?;
    let stated = batch.statements()?;
    let known = |id: EntryId| stated.iter().any(|(_, entry)| entry.id == id);
    if let Some(corrected) = entry.corrects.filter(|&corrected| !known(corrected)) {
        return Err(DeskError::UnknownEntry(corrected));
    }
    // What is sealed is not written over: a correction is an entry of its own.
    if named.is_some_and(known) {
        return Err(DeskError::Statement(StatementError::Sealed));
    }
    match becomes {
        Becomes::Draft => batch.draft(&entry)?,
        Becomes::Statement => drop(batch.statement(&entry)?),
    }
    batch.commit()?;
    Ok(entry)
}
