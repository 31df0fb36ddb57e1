//! The data package: one folder a channel, JSON since 2023, a table before.

use temoin_evidence::{DetailKey, Direction, Kind as RecordKind, Record, Span, Zone};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};
use temoin_syntax::table::Rows;

use crate::elements::{self, Elements};
use crate::emit::{Emit, OWNER, account, begun, timed};
use crate::{ReadError, Source, time};

/// Longest row of a table, in bytes.
const ROW: usize = 4 << 20;

pub(super) fn read(source: &dyn Source, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let start = temoin_syntax::slice(source, 0, 16)?;
    if start.trim_ascii_start().starts_with(b"[") || start.trim_ascii_start().starts_with(b"{") {
        return elements::read(source, &Limits::default(), emit, &mut Messages);
    }
    table(source, emit)
}

struct Messages;

impl Elements for Messages {
    fn step(&mut self, path: &Path) -> Step {
        if path.is(&["*"]) { Step::Take } else { Step::Enter }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if !path.is(&["*"]) {
            return Ok(());
        }
        let value = &element.value;
        let word = |name: &str| value.at(name).and_then(Value::word).unwrap_or_default();
        let record = begun(RecordKind::Message, element);
        let record = message(emit, record, [word("ID"), word("Timestamp"), word("Contents"), word("Attachments")]);
        emit.record(record)
    }
}

fn table(source: &dyn Source, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let mut rows = Rows::new(source, b',', ROW);
    let mut first = true;
    while let Some(row) = rows.row()? {
        let span = Span { start: row.start, len: row.end - row.start };
        if std::mem::take(&mut first) || row.fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        if row.damaged {
            emit.note_at("damaged", span.start, span.len, "A row does not follow the rules of its table.");
        }
        let field = |at: usize| row.fields.get(at).map_or("", |field| field);
        let mut record = Record::new(RecordKind::Message, span);
        if row.invalid_bytes {
            record.flags.insert(temoin_evidence::Flag::InvalidBytes);
        }
        let record = message(emit, record, [field(0), field(1), field(2), field(3)]);
        emit.record(record)?;
    }
    Ok(())
}

fn message(emit: &Emit<'_>, mut record: Record, [id, stamp, contents, attachments]: [&str; 4]) -> Record {
    record.author = Some(account(OWNER, None));
    record.direction = Direction::Sent;
    record.conversation = channel(emit);
    record.detail(DetailKey::Id, id);
    // JSON writes no zone; the table does, and it is UTC.
    let told = time::iso_utc(stamp).filter(|sent| sent.zone != Zone::Floating);
    timed(&mut record, stamp, told.or_else(|| time::iso(&format!("{stamp}Z"))));
    if let Some(made) = time::snowflake(id, time::DISCORD_EPOCH).filter(|_| id.len() > 15) {
        record.detail(DetailKey::IdTime, made.to_string());
    }
    record.text = contents.to_owned();
    for url in attachments.split(' ').map(str::trim).filter(|url| !url.is_empty()) {
        record.attachments.push(emit.attachment(url));
    }
    record
}

/// The folder names the channel by its number.
fn channel(emit: &Emit<'_>) -> Option<String> {
    let path = emit.options.path.as_deref()?;
    path.rsplit('/').nth(1).map(str::to_owned)
}
