//! Exports that are text for people: a line that begins a message, then lines that go on with it.

use temoin_evidence::{Flag, Record, Span};

use crate::emit::Emit;
use crate::lines::{Line, Lines};
use crate::{ReadError, Source};

/// Takes such an export apart.
pub(crate) trait Told {
    /// Returns the record that a line begins; nothing where it goes on with the one before, or belongs to none.
    fn begins(&mut self, emit: &Emit<'_>, line: &Line) -> Option<Record>;

    /// Takes a line that follows inside a record.
    fn goes_on(&mut self, emit: &Emit<'_>, record: &mut Record, line: &Line);

    /// Says whether a line ends the last record, though it begins none.
    fn ends(&mut self, emit: &mut Emit<'_>, line: &Line) -> bool {
        let _ = (emit, line);
        false
    }
}

/// Reads an export: each record has the bytes of its lines.
///
/// # Errors
/// [`ReadError`] when the source fails or the sink asks to stop.
pub(crate) fn read(source: &dyn Source, emit: &mut Emit<'_>, told: &mut dyn Told) -> Result<(), ReadError> {
    let mut lines = Lines::new(source);
    let mut open: Option<Record> = None;
    while let Some(line) = lines.next()? {
        if told.ends(emit, &line) {
            close(open.take(), emit)?;
            continue;
        }
        if let Some(mut record) = told.begins(emit, &line) {
            close(open.take(), emit)?;
            record.span = Span { start: line.start, len: line.end - line.start };
            odd(&mut record, &line);
            open = Some(record);
        } else if let Some(record) = &mut open {
            record.span.len = line.end - record.span.start;
            odd(record, &line);
            told.goes_on(emit, record, &line);
        }
    }
    close(open, emit)
}

fn odd(record: &mut Record, line: &Line) {
    if line.replaced {
        record.flags.insert(Flag::InvalidBytes);
    }
}

fn close(record: Option<Record>, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let Some(mut record) = record else { return Ok(()) };
    let end = record.text.trim_end_matches('\n').len();
    record.text.truncate(end);
    emit.record(record)
}

/// Adds a line to a record's text.
pub(crate) fn add(record: &mut Record, line: &str) {
    if !record.text.is_empty() || !line.is_empty() {
        if !record.text.is_empty() {
            record.text.push('\n');
        }
        record.text.push_str(line);
    }
}
