//! What she says to a label: hers, and stronger than any model's.

use temoin_case::{Case, Judgement, TextId};
use temoin_language::Label;

use super::said::{mark, text};
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
/// [`DeskError::UnknownRecord`] where there is no such record, or no such text in it, and those of the case.
pub fn label(case: &mut Case, id: TextId, label: Label, verdict: Verdict) -> Result<bool, DeskError> {
    let said = text(case, id)?.ok_or(DeskError::UnknownRecord(id.record))?;
    let mut batch = case.batch()?;
    let changes = match verdict {
        Verdict::Undo => batch.unjudge(id, label.key())?,
        Verdict::Put | Verdict::Remove => {
            let of = mark(&said.text).to_vec();
            batch.judge(&Judgement { text: id, label: label.key().into(), put: verdict == Verdict::Put, of })?;
            true
        }
    };
    batch.commit()?;
    Ok(changes)
}
