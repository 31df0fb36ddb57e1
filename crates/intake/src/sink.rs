use serde::{Deserialize, Serialize};
use temoin_evidence::{Moment, Note, Record, Span};

/// Says whether the reader goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop here: the reader ends with [`crate::ReadError::Stopped`].
    Stop,
}

/// Says what the caller wants of an archive's member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// Its bytes.
    Bytes,
    /// Nothing: no bytes follow, no end.
    Nothing,
    /// Nothing of any further member either: the reader ends with [`crate::ReadError::Stopped`].
    Stop,
}

/// Takes what a reader finds, in file order.
pub trait Sink {
    /// Takes a record. Its span was given to [`Sink::piece`] just before.
    fn record(&mut self, record: Record) -> Flow;

    /// Takes a record as [`Sink::record`] does, but only lent: for a sink that keeps nothing of it.
    fn lent(&mut self, record: &Record) -> Flow {
        self.record(record.clone())
    }

    /// Takes a note.
    fn note(&mut self, note: Note);

    /// Takes the next piece; pieces ascend and tile the file. None at all means: one piece.
    fn piece(&mut self, span: Span);

    /// Is told that a member follows.
    fn member(&mut self, header: MemberHeader) -> Take {
        let _ = header;
        Take::Nothing
    }

    /// Takes the next bytes of the member.
    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        let _ = bytes;
        Flow::Continue
    }

    /// Is told that the member ended, and how. Notes about it come after.
    fn member_end(&mut self, end: MemberEnd) {
        let _ = end;
    }
}

/// Describes a member of an archive before its bytes come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberHeader {
    /// Zero-based number in the archive's own order; notes of [`temoin_evidence::Place::Member`] use it.
    pub number: u64,
    /// The name as stored. Never a path.
    pub name_raw: Vec<u8>,
    /// The name made fit for display: decoded, `/` between its parts, no `..`, drive, root or control character.
    pub name: String,
    /// The size that the archive claims.
    pub size_claimed: u64,
    /// The last change, as the archive tells it.
    pub modified: Option<Moment>,
}

/// Says how a member ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberEnd {
    /// The member's number.
    pub number: u64,
    /// The bytes given.
    pub size: u64,
    /// Whether they are all there.
    pub outcome: Outcome,
}

/// Says whether a member's bytes are whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// All bytes came, and the archive's sum agrees.
    Whole,
    /// Bytes came, but they are not those that the archive promises (sum, size, broken stream). Worth keeping, with its note.
    Damaged,
    /// Stopped at a limit: what came is not worth keeping, the archive holds it all.
    Stopped,
}

/// Throws everything away; for counting by [`crate::Summary`] alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Sink for Nothing {
    fn record(&mut self, _: Record) -> Flow {
        Flow::Continue
    }

    fn lent(&mut self, _: &Record) -> Flow {
        Flow::Continue
    }

    fn note(&mut self, _: Note) {}

    fn piece(&mut self, _: Span) {}
}
