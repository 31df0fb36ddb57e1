//! SQLite databases: which reader knows their tables, and what is said of one that none knows. See `docs/formats/databases.md`.

use std::io;

use temoin_evidence::AttachmentState;

use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::sqlite::{self, Database, Row, Schema};
use crate::{Options, ReadError, Sink, Source, Summary, imessage, sms};

/// Reads a database that no other reader knows, or the log beside one: kept whole, with a word about it.
pub(crate) struct AnyDatabase;

const KIND: Kind = Kind::of("database");
/// The media type of such a file.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.sqlite3";
/// How a write-ahead log begins, in either order of bytes (file format, section 4.1).
const LOG: [&[u8]; 2] = [&[0x37, 0x7f, 0x06, 0x82], &[0x37, 0x7f, 0x06, 0x83]];

impl Format for AnyDatabase {
    fn kind(&self) -> Kind {
        KIND
    }

    fn jumps(&self) -> bool {
        true
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.bytes.starts_with(sqlite::MAGIC) || LOG.iter().any(|log| head.bytes.starts_with(log))
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        read(source, detected, options, sink)
    }
}

/// Returns whether the beginning of a file is a database of that kind. Its list of tables may lie further on: then
/// [`kind_of`] tells, and [`read`] does what it says.
pub(crate) fn recognises(head: &Head<'_>, kind: Kind) -> bool {
    head.bytes.starts_with(sqlite::MAGIC) && kind_of(&head.bytes).is_ok_and(|found| found == kind)
}

/// Returns which reader knows the tables of a database; that of any database where none does.
pub(crate) fn kind_of(source: &dyn Source) -> io::Result<Kind> {
    let Some(database) = Database::open(source)? else { return Ok(KIND) };
    Ok(known(&schema(&database)?))
}

fn schema(database: &Database<'_>) -> io::Result<Schema> {
    database.schema(&[imessage::database::TABLES, sms::database::TABLES].concat())
}

fn known(schema: &Schema) -> Kind {
    match () {
        () if imessage::database::knows(schema) => imessage::database::KIND,
        () if sms::database::knows(schema) => sms::database::KIND,
        () => KIND,
    }
}

/// Reads a database with the reader that knows its tables, whatever the beginning of the file was taken for.
pub(crate) fn read(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    let Some(database) = Database::open(source)? else { return kept(source, detected, options, sink) };
    let schema = schema(&database)?;
    let kind = known(&schema);
    let mut emit = Emit::new(kind, detected, source.len(), options, sink);
    emit.summary().media_type = MEDIA_TYPE.into();
    if database.header().has_log {
        emit.note("log-beside", beside(options));
    }
    crate::plain::odd(source, detected, None, &mut emit)?;
    match kind {
        imessage::database::KIND => imessage::database::read(&database, &schema, &mut emit)?,
        sms::database::KIND => sms::database::read(&database, &schema, &mut emit)?,
        _ => {
            let tables = schema.count;
            emit.note("not-read", format!("No reader here knows this database ({tables} tables). {ADVICE}"));
        }
    }
    for fault in database.faults() {
        match (fault.start, fault.len) {
            (0, 0) => emit.note(fault.code, fault.detail),
            (start, len) => emit.note_at(fault.code, start, len, fault.detail),
        }
    }
    let mut summary = emit.finish();
    if kind == KIND {
        summary.bytes_around = 0;
    }
    Ok(summary)
}

const ADVICE: &str = "It is kept whole, what is in it is not listed: add the app's own export of the conversation too, \
    or screenshots of it, and keep the device.";

/// A file that does not begin as a database: a log, or one whose beginning is broken.
fn kept(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
    let head = temoin_syntax::slice(source, 0, 4)?;
    if LOG.iter().any(|log| head.starts_with(log)) {
        let detail = "It is the log that lies beside a database while an app uses it, and is not read by itself. Keep it \
            together with the database of the same name without -wal.";
        emit.note("not-read", detail);
    } else if !source.is_empty() {
        emit.note("bad-header", format!("The database does not begin as one must. {ADVICE}"));
    }
    let mut summary = emit.finish();
    summary.bytes_around = 0;
    Ok(summary)
}

/// What to do about a log that is not merged. Opening the database with another program may merge the log and empty it.
fn beside(options: &Options) -> String {
    let name = format!("{}-wal", options.name);
    let there = options.beside.as_ref().is_some_and(|names| names.state(&name) == AttachmentState::Present);
    let lies = if there { "lie in the file beside it" } else { "lie in a file beside it" };
    format!(
        "The newest messages may {lies} whose name ends in -wal, and that is not read here. Keep both files as they are; \
        to read all, copy both to one folder and run on the copy: sqlite3 NAME.db \"PRAGMA wal_checkpoint(TRUNCATE)\", \
        then add the copy too."
    )
}

/// Marks a record with what was odd in the row it was read from.
pub(crate) fn doubted(record: &mut temoin_evidence::Record, row: &Row<'_>) {
    use temoin_evidence::Flag;
    for flag in crate::emit::odd(row.oddities()).iter() {
        record.flags.insert(flag);
    }
    if row.is_cut() {
        record.flags.insert(Flag::TextCut);
    }
    if !row.is_sound() {
        record.flags.insert(Flag::ContentUnknown);
    }
}

/// Begins a record that has the bytes of a row's cell.
pub(crate) fn begun(kind: temoin_evidence::Kind, row: &Row<'_>) -> temoin_evidence::Record {
    let (start, len) = row.span();
    temoin_evidence::Record::new(kind, temoin_evidence::Span { start, len })
}
