//! What of a record someone said, and whether it was she.

use std::hash::{DefaultHasher, Hash, Hasher};

use temoin_case::TextId;
use temoin_evidence::{Direction, Kind, Record, RecordId};

/// Is a text that is sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Which text of the case it is.
    pub(super) id: TextId,
    /// What is sorted of it.
    pub(super) text: String,
    /// Whether the source says that she wrote it.
    pub(super) own: bool,
}

/// Returns what is sorted of a record: what someone wrote, nothing of what an app wrote, and of a mail only its own lines.
pub(super) fn own_text(id: RecordId, record: &Record) -> Option<Said> {
    let written = matches!(record.kind, Kind::Message | Kind::Post | Kind::Comment | Kind::Email | Kind::Poll);
    let text = match record.kind {
        Kind::Email => unquoted(&record.text),
        _ => record.text.clone(),
    };
    (written && !text.trim().is_empty()).then(|| Said {
        id: TextId { record: id, part: 0 },
        text,
        own: record.direction == Direction::Sent,
    })
}

/// Leaves out the lines that a mail quotes (RFC 3676 §4.5): whoever answers a threat did not write it.
fn unquoted(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with('>')).collect::<Vec<_>>().join("\n")
}

/// Returns what tells a text from others, so that nothing said about one is ever taken for something about another.
pub(super) fn mark(text: &str) -> [u8; 8] {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    std::array::from_fn(|at| digest[at])
}

/// Returns a number that is the same for texts that differ in case, blanks and drawn-out marks only.
pub(super) fn likeness(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{ItemId, Span};

    use super::*;

    fn check(kind: Kind, text: &str, expected: Option<&str>) {
        let id = RecordId { item: ItemId([1; 16]), position: 0 };
        let record = Record { text: text.into(), ..Record::new(kind, Span { start: 0, len: 1 }) };
        assert_eq!(own_text(id, &record).map(|said| said.text).as_deref(), expected, "{text}");
    }

    #[test]
    fn what_an_app_or_someone_else_wrote_is_left_out() {
        check(Kind::Message, "je sais", Some("je sais"));
        check(Kind::System, "Nadia added you", None);
        check(Kind::Message, "  ", None);
        check(Kind::Email, "Stop.\n> je sais où\n>> encore\nNadia", Some("Stop.\nNadia"));
        check(Kind::Email, "> je sais où", None);
    }

    #[test]
    fn the_same_words_are_alike_however_they_are_written() {
        assert_eq!(likeness("Réponds !!"), likeness("réponds"));
        assert_ne!(likeness("réponds"), likeness("répond"));
        assert_ne!(mark("Réponds !!"), mark("réponds"));
    }
}
