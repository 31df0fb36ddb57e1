use std::collections::BTreeMap;

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

/// Most notes of one code about members of an archive; then they are only counted.
const EACH: u64 = 100;

/// Bounds notes about members: of each code so many name their member, the others are counted.
#[derive(Default)]
pub(crate) struct Repeated(BTreeMap<&'static str, u64>);

impl Repeated {
    /// Adds a note about a member.
    pub(crate) fn add(
        &mut self,
        code: &'static str,
        member: u64,
        detail: &str,
        notes: &mut Notes,
        sink: &mut dyn Sink,
    ) {
        let given = self.0.entry(code).or_default();
        *given += 1;
        if *given <= EACH {
            notes.add(code, Place::Member(member), detail, sink);
        }
    }

    /// Says how many there were of each code that was cut.
    pub(crate) fn finish(self, notes: &mut Notes, sink: &mut dyn Sink) {
        for (code, count) in self.0.into_iter().filter(|(_, count)| *count > EACH) {
            notes.add(code, Place::Whole, format!("{count} members in all; {EACH} are named."), sink);
        }
    }
}
