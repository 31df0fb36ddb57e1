//! Where a picture was read wrong, she says what stands there. The picture stays what it is, and so does what was read.

use temoin_case::{Case, Correction};
use temoin_evidence::ItemId;

use super::kept::read_at;
use super::{PictureText, TextLine, TextMessage};
use crate::DeskError;
use crate::triage::mark;

/// Says which part of what was read in a picture is meant; numbers begin at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadPart {
    /// A message of a chat.
    Message(usize),
    /// A line.
    Line(usize),
}

impl ReadPart {
    fn place(self) -> String {
        match self {
            Self::Message(number) => format!("message {number}"),
            Self::Line(number) => format!("line {number}"),
        }
    }

    fn of(self, text: &PictureText) -> Option<&str> {
        let at = |number: usize| number.checked_sub(1);
        match self {
            Self::Message(number) => text.messages.get(at(number)?).map(|message| message.text.as_str()),
            Self::Line(number) => text.lines.get(at(number)?).map(|line| line.text.as_str()),
        }
    }
}

/// Keeps what stands in a picture, as she says, or takes that back with no text; says whether that changes anything.
///
/// # Errors
/// [`DeskError::NothingRead`] where nothing was read there, and those of the case.
pub fn correct(case: &mut Case, item: ItemId, part: ReadPart, text: Option<&str>) -> Result<bool, DeskError> {
    let read = read_at(case, item)?.ok_or(DeskError::NothingRead(item))?.text;
    let of = mark(part.of(&read).ok_or(DeskError::NothingRead(item))?).to_vec();
    let mut batch = case.batch()?;
    let changed = match text {
        Some(text) => {
            batch.correct(item, &Correction { place: part.place(), of, text: text.to_owned() })?;
            true
        }
        None => batch.uncorrect(item, &part.place())?,
    };
    batch.commit()?;
    Ok(changed)
}

/// Puts her corrections where they belong, and what was read beside them. One that was made of another text is left out.
pub(super) fn corrected(mut text: PictureText, corrections: &[Correction]) -> PictureText {
    let hers = |part: ReadPart, read: &str| {
        let place = part.place();
        let said = corrections.iter().find(|one| one.place == place && one.of == mark(read));
        said.map(|one| one.text.clone())
    };
    for (message, number) in text.messages.iter_mut().zip(1..) {
        let TextMessage { text, read, .. } = message;
        if let Some(said) = hers(ReadPart::Message(number), text) {
            *read = Some(std::mem::replace(text, said));
        }
    }
    for (line, number) in text.lines.iter_mut().zip(1..) {
        let TextLine { text, read, .. } = line;
        if let Some(said) = hers(ReadPart::Line(number), text) {
            *read = Some(std::mem::replace(text, said));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_she_says_stands_in_the_place_of_what_was_read_and_of_that_only() {
        let line = |text: &str| TextLine { text: text.into(), read: None, place: [0; 4], confidence: 1.0 };
        let text = PictureText { lines: vec![line("a demain"), line("oui")], ..PictureText::default() };
        let said = |place: &str, of: &str, text: &str| Correction {
            place: place.into(),
            of: mark(of).to_vec(),
            text: text.into(),
        };
        let corrections =
            [said("line 1", "a demain", "à demain"), said("line 2", "non", "nom"), said("message 1", "oui", "ouf")];
        let found = corrected(text, &corrections);
        let told: Vec<_> = found.lines.iter().map(|line| (line.text.as_str(), line.read.as_deref())).collect();
        assert_eq!(told, [("à demain", Some("a demain")), ("oui", None)]);
    }
}
