use temoin_evidence::{Note, Place, Span};

use crate::Sink;

/// Gives notes to the sink, up to a number; the last one then says that there were more.
pub(crate) struct Notes {
    kept: Vec<Note>,
    most: usize,
    beyond: u64,
}

impl Notes {
    /// Makes an empty list of at most so many.
    pub(crate) fn new(most: usize) -> Self {
        Self { kept: Vec::new(), most, beyond: 0 }
    }

    /// Adds a note.
    pub(crate) fn add(&mut self, code: &str, place: Place, detail: impl Into<String>, sink: &mut dyn Sink) {
        if self.kept.len() >= self.most {
            self.beyond += 1;
            return;
        }
        let note = Note { code: code.into(), place, detail: detail.into() };
        sink.note(note.clone());
        self.kept.push(note);
    }

    /// Returns all notes given.
    pub(crate) fn finish(mut self, sink: &mut dyn Sink) -> Vec<Note> {
        if self.beyond > 0 {
            let detail = format!("{} more notes are not listed", self.beyond);
            let note = Note { code: "notes-cut".into(), place: Place::Whole, detail };
            sink.note(note.clone());
            self.kept.push(note);
        }
        self.kept
    }
}

/// Returns the place of a range of bytes.
pub(crate) fn bytes(start: u64, len: u64) -> Place {
    Place::Bytes(Span { start, len })
}
