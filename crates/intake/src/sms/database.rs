//! The database of Android's telephony provider: `mmssms.db`. See `docs/formats/sms.md`.

use std::io;

use temoin_evidence::{
    Attachment, AttachmentState, Author, DetailKey, Direction, Flag, Kind as RecordKind, Moment, Record, Visibility,
};

use super::sent_by;
use crate::database::{self, begun, doubted};
use crate::detect::Detected;
use crate::emit::{Emit, account, timed};
use crate::format::{Format, Head, Kind};
use crate::mojibake::{self, Mended};
use crate::sqlite::{Database, Links, Row, Schema, Texts};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `mmssms.db`.
pub(crate) struct MmsSms;

pub(crate) const KIND: Kind = Kind::of("sms-database");
/// The tables that are looked at.
pub(crate) const TABLES: &[&str] = &["sms", "threads", "canonical_addresses", "pdu", "addr", "part"];

impl Format for MmsSms {
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
        database::recognises(head, KIND)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        database::read(source, detected, options, sink)
    }
}

/// Returns whether these are the tables of the telephony provider.
pub(crate) fn knows(schema: &Schema) -> bool {
    schema.has("sms", &["address", "date", "type", "body"])
        || schema.has("pdu", &["msg_box", "date", "m_type"]) && schema.has("addr", &["msg_id", "address"])
}

/// Gives each message, short and with pictures, in the order of their bytes; who and where are read first.
pub(crate) fn read(database: &Database<'_>, schema: &Schema, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let around = Around::read(database, schema)?;
    if around.is_cut() {
        emit.note(
            "limit",
            "It names more people, conversations or parts than are kept in mind; some messages lack them.",
        );
    }
    let (sms, pdu) = (schema.table("sms"), schema.table("pdu"));
    let tables: Vec<_> = sms.into_iter().chain(pdu).collect();
    database.rows(&tables, &mut |which, row| {
        let short = sms.is_some() && which == 0;
        let record = if short { around.short(row) } else { around.multimedia(row, emit) };
        emit.record(record)
    })?;
    emit.note("owner-unnamed", "The owner's own number is nowhere in this file.");
    Ok(())
}

/// Holds what stands around the messages.
#[derive(Default)]
struct Around {
    /// The addresses of a conversation, and how many there are: 1 where it is between two.
    titles: Texts,
    sizes: Links,
    addresses: Texts,
    /// Of a picture message, by its number, who sent it and to whom, as numbers of addresses.
    from: Links,
    to: Links,
    parts: Links,
    texts: Texts,
    names: Texts,
    paths: Texts,
}

/// Kinds of an address: who sent it (PduHeaders.FROM), to whom (TO, CC, BCC).
const FROM: i64 = 137;
/// How the provider writes the owner's own address.
const OWN: &str = "insert-address-token";
/// Most addresses or parts of one message.
const EACH: usize = 100;

impl Around {
    fn read(database: &Database<'_>, schema: &Schema) -> io::Result<Self> {
        let mut found = Self::default();
        let each = |name: &str, take: &mut dyn FnMut(&Row<'_>)| match schema.table(name) {
            Some(table) => database.rows(&[table], &mut |_, row| -> io::Result<()> {
                take(row);
                Ok(())
            }),
            None => Ok(()),
        };
        let mut canonical = Texts::default();
        each("canonical_addresses", &mut |row| canonical.name(row.number(), row.text("address")))?;
        each("threads", &mut |row| found.thread(row, &canonical))?;
        each("addr", &mut |row| found.address(row))?;
        each("part", &mut |row| found.part(row))?;
        for links in [&mut found.sizes, &mut found.from, &mut found.to, &mut found.parts] {
            links.sort();
        }
        Ok(found)
    }

    fn is_cut(&self) -> bool {
        [&self.sizes, &self.from, &self.to, &self.parts].iter().any(|links| links.is_cut())
            || [&self.titles, &self.addresses, &self.texts, &self.names, &self.paths].iter().any(|one| one.is_cut())
    }

    /// A conversation names those in it by numbers, a blank between them.
    fn thread(&mut self, row: &Row<'_>, canonical: &Texts) {
        let ids = row.text("recipient_ids");
        let people: Vec<&str> =
            ids.split(' ').take(EACH).filter_map(|id| id.parse().ok()).filter_map(|id| canonical.of(id)).collect();
        self.sizes.push(Some(row.number()), Some(people.len() as i64));
        self.titles.name(row.number(), people.join(", "));
    }

    fn address(&mut self, row: &Row<'_>) {
        let address = row.text("address");
        if address.is_empty() || address == OWN {
            return;
        }
        let links = if row.integer("type") == Some(FROM) { &mut self.from } else { &mut self.to };
        links.push(row.integer("msg_id"), Some(row.number()));
        self.addresses.name(row.number(), address);
    }

    fn part(&mut self, row: &Row<'_>) {
        let media = row.text("ct");
        if media == "application/smil" {
            return;
        }
        self.parts.push(row.integer("mid"), Some(row.number()));
        if media.starts_with("text/") {
            self.texts.push(row.number(), row.text("text"));
        }
        let named = ["name", "cl", "fn"].iter().map(|name| row.text(name)).find(|name| !name.is_empty());
        let path = row.text("_data");
        if !path.is_empty() || !media.starts_with("text/") {
            self.names.name(row.number(), named.unwrap_or_else(|| "part".to_owned()));
            self.paths.name(row.number(), path);
        }
    }

    /// A message of text.
    fn short(&self, row: &Row<'_>) -> Record {
        let mut record = begun(RecordKind::Message, row);
        record.detail(DetailKey::Id, format!("content://sms/{}", row.number()));
        let (address, kind) = (row.text("address"), row.text("type"));
        // A draft may name only its conversation. What came without a number is of nobody known.
        let to = self.title(row).filter(|_| address.is_empty() && kind != "1");
        let with = person(to.unwrap_or(&address));
        self.conversation(row, &with, &mut record);
        sent_by(&mut record, &kind, with);
        let date = row.text("date");
        super::dated(&mut record, &date);
        record.text = row.text("body");
        record.detail(DetailKey::Subject, row.text("subject"));
        // The phone lists a message by when it came; when the network took it stands beside.
        let network = row.some("date_sent").and_then(time::unix_ms);
        arrived(&mut record, network);
        // 64 and above: the network gave up (3GPP TS 23.040, section 9.2.3.15).
        if record.direction == Direction::Sent && row.integer("status").is_some_and(|status| status >= 64) {
            record.flags.insert(Flag::Undelivered);
        }
        unread(row, &mut record);
        doubted(&mut record, row);
        record
    }

    /// A message with parts, times in seconds.
    fn multimedia(&self, row: &Row<'_>, emit: &Emit<'_>) -> Record {
        // Reports that a message came or was read are kept among the messages (PduHeaders).
        let report = match row.integer("m_type") {
            Some(134) => Some("report: delivered"),
            Some(135 | 136) => Some("report: read"),
            _ => None,
        };
        let kind = if report.is_some() { RecordKind::System } else { RecordKind::Message };
        let mut record = begun(kind, row);
        record.detail(DetailKey::Id, format!("content://mms/{}", row.number()));
        let first = |links: &Links| links.of(row.number()).find_map(|id| self.addresses.of(id)).unwrap_or_default();
        let boxed = row.text("msg_box");
        let from = first(&self.from);
        let with = person(if from.is_empty() || boxed != "1" { first(&self.to) } else { from });
        self.conversation(row, &with, &mut record);
        match report {
            Some(report) => record.detail(DetailKey::Action, report),
            None if boxed == "1" => {
                record.direction = Direction::Received;
                record.author = Some(person(from)).filter(|_| !from.is_empty());
                if from.is_empty() {
                    record.flags.insert(Flag::SenderDoubtful);
                }
            }
            None => {
                sent_by(&mut record, &boxed, with);
                // It names one; all are named here.
                record.details.truncate(1);
                let to = self.to.of(row.number()).filter_map(|id| self.addresses.of(id)).take(EACH);
                to.for_each(|address| record.detail(DetailKey::To, address));
            }
        }
        let date = row.text("date");
        timed(&mut record, &date, date.parse().ok().and_then(seconds));
        subject(&row.text("sub"), &mut record);
        arrived(&mut record, row.some("date_sent").and_then(seconds));
        self.parts(row.number(), &mut record, emit);
        if row.integer("m_type") == Some(130) {
            record.flags.insert(Flag::ContentUnknown);
            record.detail(DetailKey::Action, "announced, not fetched by the phone");
        }
        unread(row, &mut record);
        doubted(&mut record, row);
        record
    }

    fn conversation(&self, row: &Row<'_>, with: &Author, record: &mut Record) {
        record.conversation = Some(self.title(row).unwrap_or(&with.name).to_owned());
        let size = row.some("thread_id").and_then(|thread| self.sizes.of(thread).next());
        record.visibility = if size.is_some_and(|size| size > 1) { Visibility::Group } else { Visibility::Direct };
    }

    fn title(&self, row: &Row<'_>) -> Option<&str> {
        row.some("thread_id").and_then(|thread| self.titles.of(thread))
    }

    /// The texts of a message; its files lie in a folder of the phone (`app_parts`), not in the database.
    fn parts(&self, message: i64, record: &mut Record, emit: &Emit<'_>) {
        for part in self.parts.of(message).take(EACH) {
            if let Some(text) = self.texts.of(part) {
                if !record.text.is_empty() {
                    record.text.push('\n');
                }
                record.text.push_str(text);
            } else if let Some(name) = self.names.of(part) {
                let stored = self.paths.of(part).map(|path| emit.attachment(path).state);
                let state = match (emit.attachment(name).state, stored) {
                    (_, Some(AttachmentState::Present)) => AttachmentState::Present,
                    (state, _) => state,
                };
                record.attachments.push(Attachment { name: name.to_owned(), state });
            }
        }
    }
}

fn person(address: &str) -> Author {
    let shown = if address.is_empty() { "(withheld number)" } else { address };
    account(shown, Some(address).filter(|address| !address.is_empty()))
}

/// Reads seconds since 1970; some phones write milliseconds here too.
fn seconds(number: i64) -> Option<Moment> {
    if number.unsigned_abs() < 100_000_000_000 { time::unix_s(number) } else { time::unix_ms(number) }
}

/// Says when a message came to the phone, where it tells apart when the network took it.
fn arrived(record: &mut Record, network: Option<Moment>) {
    if let Some(network) = network {
        record.detail(DetailKey::Received, record.sent.map(|at| at.to_string()).unwrap_or_default());
        record.detail(DetailKey::Action, format!("time of the network: {network}"));
    }
}

fn unread(row: &Row<'_>, record: &mut Record) {
    if record.direction == Direction::Received && row.integer("read") == Some(0) {
        record.detail(DetailKey::Action, "not read on this phone");
    }
}

/// The provider stores a subject's bytes as if each were a character.
fn subject(stored: &str, record: &mut Record) {
    match mojibake::mend(stored) {
        Mended::Right(text) => record.detail(DetailKey::Subject, text),
        Mended::Mixed(text) => {
            record.flags.insert(Flag::EncodingDoubtful);
            record.detail(DetailKey::Subject, text);
        }
        Mended::Repaired(text) => record.detail(DetailKey::Subject, text),
    }
}
