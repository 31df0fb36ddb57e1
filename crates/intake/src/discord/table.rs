//! DiscordChatExporter's table: one message a row.

use temoin_evidence::{DateOrder, DetailKey, Flag, Kind as RecordKind, Record, Span};
use temoin_syntax::table::{Row, Rows};

use super::stamp;
use crate::detect::Detected;
use crate::emit::{Emit, account, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads the `.csv` of one channel.
pub(crate) struct ExporterTable;

const KIND: Kind = Kind::of("discord-chat-exporter-csv");
/// Longest row, in bytes.
const ROW: usize = 4 << 20;

impl Format for ExporterTable {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let mut letters = head.text.chars().filter(|c| *c != '"').map(|c| c.to_ascii_lowercase());
        "authorid,author,date,content,attachments".chars().all(|wanted| letters.next() == Some(wanted))
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let order = match options.answers.date_order {
            Some(order) => Some(order),
            None => proved(source)?,
        };
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut unproven = false;
        let mut rows = Rows::new(source, b',', ROW);
        let mut first = true;
        while let Some(row) = rows.row()? {
            if std::mem::take(&mut first) || row.fields.iter().all(|field| field.is_empty()) {
                continue;
            }
            if row.damaged {
                let detail = "A row does not follow the rules of its table.";
                emit.note_at("damaged", row.start, row.end - row.start, detail);
            }
            let record = message(&emit, &row, order);
            unproven |= record.flags.has(Flag::DateUnproven);
            emit.record(record)?;
        }
        super::ordered(order, unproven, &mut emit);
        Ok(emit.finish())
    }
}

fn proved(source: &dyn Source) -> Result<Option<DateOrder>, ReadError> {
    let mut rows = Rows::new(source, b',', ROW);
    while let Some(row) = rows.row()? {
        let stamp = row.fields.get(2).map_or("", |field| field);
        let told = time::iso(stamp).is_none() && stamp::is_stamp(stamp);
        if let Some(order) = stamp::proved(stamp).filter(|_| told) {
            return Ok(Some(order));
        }
    }
    Ok(None)
}

fn message(emit: &Emit<'_>, row: &Row<'_>, order: Option<DateOrder>) -> Record {
    let mut record = Record::new(RecordKind::Message, Span { start: row.start, len: row.end - row.start });
    let [id, name, stamp, content, files, reactions] =
        [0, 1, 2, 3, 4, 5].map(|at| row.fields.get(at).map_or("", |field| field));
    if row.invalid_bytes {
        record.flags.insert(Flag::InvalidBytes);
    }
    record.author = Some(account(name, Some(id).filter(|id| !id.is_empty())));
    record.conversation = channel(&emit.options.name);
    // Versions since 2023 write the time in full with its offset.
    match time::iso_utc(stamp) {
        Some(sent) => timed(&mut record, stamp, Some(sent)),
        None => stamp::told(&mut record, stamp, order),
    }
    record.text = content.to_owned();
    for url in files.split(',').map(str::trim).filter(|url| !url.is_empty()) {
        record.attachments.push(emit.attachment(url));
    }
    for reaction in reactions.split(',').map(str::trim) {
        let (sign, count) = reaction.strip_suffix(')').and_then(|one| one.rsplit_once(" (")).unwrap_or((reaction, ""));
        record.detail(DetailKey::Reaction, format!("{sign} {count}").trim());
    }
    record
}

/// The exporter names its files after server and channel, with the channel's number: `Guild - Channel [901].csv`.
fn channel(name: &str) -> Option<String> {
    let (name, rest) = name.rsplit_once(" [")?;
    rest.split_once(']').filter(|(id, _)| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(name.replacen(" - ", " / ", 1))
}
