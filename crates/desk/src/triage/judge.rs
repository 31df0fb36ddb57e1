//! What she says to a label: hers, and stronger than any model's.

use temoin_case::{Case, Judgement, TextId};
use temoin_evidence::RecordId;
use temoin_language::Label;

use super::said::{mark, own_text};
use crate::DeskError;

/// Says what she says of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The message carries it.
    Put,
    /// It does not.
    Remove,
    /// She takes back what she said: the model's word counts again.
    Undo,
}

/// Keeps what she says of a label of a message; says whether that changes anything.
///
/// # Errors
/// [`DeskError::UnknownRecord`] where there is no such record or nothing in it that someone wrote, and those of the case.
pub fn label(case: &mut Case, id: RecordId, label: Label, verdict: Verdict) -> Result<bool, DeskError> {
    let record = case.record(id)?.ok_or(DeskError::UnknownRecord(id))?;
    let said = own_text(id, &record).ok_or(DeskError::UnknownRecord(id))?;
    let mut batch = case.batch()?;
    let changes = match verdict {
        Verdict::Undo => batch.unjudge(TextId { record: id, part: 0 }, label.key())?,
        Verdict::Put | Verdict::Remove => {
            let of = mark(&said.text).to_vec();
            batch.judge(&Judgement { text: said.id, label: label.key().into(), put: verdict == Verdict::Put, of })?;
            true
        }
    };
    batch.commit()?;
    Ok(changes)
}
