//! SMS Backup & Restore for Android: messages, picture messages and calls, one XML element each. See `docs/formats/sms.md`.

pub(crate) mod database;
mod mms;

use temoin_evidence::{Author, DetailKey, Direction, Flag, Kind as RecordKind, LabelledBy, Record, Span, Visibility};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Dialect, Stream, Token, attribute};

use crate::detect::Detected;
use crate::emit::{Emit, OWNER, odd, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `sms-….xml` and `calls-….xml`.
pub(crate) struct Sms;

const KIND: Kind = Kind::of("sms");
/// Largest element, in bytes: a picture message carries its picture in one attribute.
const ELEMENT: usize = 64 << 20;

impl Format for Sms {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.text.contains("<smses") || head.text.contains("<calls") && head.text.contains("<call ")
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut stream = Stream::new(source, Dialect::Xml, ELEMENT);
        let mut mms: Option<mms::Open> = None;
        let mut declared = None;
        let mut whole = false;
        while let Some((token, start, end)) = stream.token()? {
            match token {
                Token::Open { name, attributes, closed } => match name {
                    b"smses" | b"calls" => declared = Fields::new(attributes).number("count"),
                    b"sms" => emit.record(message(attributes, start, end))?,
                    b"call" => emit.record(call(attributes, start, end))?,
                    b"mms" => {
                        let open = mms::Open::new(attributes, start);
                        if closed { emit.record(open.close(end))? } else { mms = Some(open) }
                    }
                    b"part" => {
                        if let Some(open) = &mut mms {
                            open.part(attributes, &mut emit)?;
                        }
                    }
                    b"addr" => {
                        if let Some(open) = &mut mms {
                            open.address(attributes);
                        }
                    }
                    _ => {}
                },
                Token::Close(b"mms") => {
                    if let Some(open) = mms.take() {
                        emit.record(open.close(end))?;
                    }
                }
                Token::Close(b"smses" | b"calls") => whole = true,
                _ => {}
            }
        }
        if let Some(open) = mms.take() {
            emit.record(open.close(source.len()))?;
        }
        if !whole && !source.is_empty() {
            emit.note_at("truncated", source.len(), 0, "The file ends before its list does.");
        }
        if let Some(declared) = declared {
            emit.summary().declared = Some(declared);
            if declared != emit.given() {
                let detail = format!("The file says that it holds {declared} entries; {} were read.", emit.given());
                emit.note("count-differs", detail);
            }
        }
        emit.note("owner-unnamed", "The owner's own number is nowhere in this file.");
        Ok(emit.finish())
    }
}

/// Is what an element says of itself; `"null"` is how the app writes nothing.
struct Fields<'a> {
    attributes: &'a [u8],
    oddities: Oddities,
}

impl<'a> Fields<'a> {
    fn new(attributes: &'a [u8]) -> Self {
        Self { attributes, oddities: Oddities::default() }
    }

    fn text(&mut self, name: &str) -> String {
        let found = attribute(self.attributes, name, &mut self.oddities);
        found.filter(|text| *text != "null").map(|text| text.into_owned()).unwrap_or_default()
    }

    fn number(&mut self, name: &str) -> Option<u64> {
        self.text(name).trim().parse().ok()
    }
}

/// The address is the platform's; the name is what the owner's address book says, and says so.
fn other(fields: &mut Fields<'_>, address: &str) -> Author {
    let address = fields.text(address);
    let name = fields.text("contact_name");
    let known = !name.is_empty() && name != "(Unknown)";
    let shown = if known {
        name
    } else if address.is_empty() {
        "(withheld number)".to_owned()
    } else {
        address.clone()
    };
    let labelled_by = if known { LabelledBy::Exporter } else { LabelledBy::Platform };
    Author { name: shown, labelled_by, platform_id: Some(address).filter(|address| !address.is_empty()) }
}

fn owner() -> Author {
    Author { name: OWNER.to_owned(), labelled_by: LabelledBy::Platform, platform_id: None }
}

/// Sets the time from milliseconds since 1970.
fn dated(record: &mut Record, stamp: &str) {
    timed(record, stamp, stamp.parse().ok().and_then(time::unix_ms));
}

fn message(attributes: &[u8], start: u64, end: u64) -> Record {
    let mut fields = Fields::new(attributes);
    let mut record = Record::new(RecordKind::Message, Span { start, len: end - start });
    let with = other(&mut fields, "address");
    record.conversation = Some(with.name.clone());
    record.visibility = Visibility::Direct;
    sent_by(&mut record, &fields.text("type"), with);
    dated(&mut record, &fields.text("date"));
    record.text = fields.text("body");
    record.detail(DetailKey::Subject, fields.text("subject"));
    // When the network says that it was sent, in milliseconds here.
    let network = fields.text("date_sent").parse().ok().filter(|&ms: &i64| ms > 0).and_then(time::unix_ms);
    record.detail(
        DetailKey::Received,
        network
            .map(|_| fields.text("date"))
            .and_then(|ms| ms.parse().ok())
            .and_then(time::unix_ms)
            .map(|at| at.to_string())
            .unwrap_or_default(),
    );
    for flag in odd(fields.oddities).iter() {
        record.flags.insert(flag);
    }
    record
}

/// Boxes of Android's telephony provider: 1 received, 2 sent, 3 draft, 4 outbox, 5 failed, 6 queued.
fn sent_by(record: &mut Record, kind: &str, with: Author) {
    match kind {
        "1" => {
            record.direction = Direction::Received;
            record.author = Some(with);
        }
        "2" | "3" | "4" | "5" | "6" => {
            record.direction = Direction::Sent;
            record.author = Some(owner());
            record.detail(DetailKey::To, with.name);
            match kind {
                "3" => record.flags.insert(Flag::Draft),
                "4" | "5" | "6" => record.flags.insert(Flag::Undelivered),
                _ => {}
            }
        }
        _ => {
            record.author = Some(with);
            record.flags.insert(Flag::SenderDoubtful);
        }
    }
}

/// Types of Android's call log: 1 incoming, 2 outgoing, 3 missed, 4 voicemail, 5 rejected, 6 blocked, 7 answered elsewhere.
fn call(attributes: &[u8], start: u64, end: u64) -> Record {
    let mut fields = Fields::new(attributes);
    let mut record = Record::new(RecordKind::Call, Span { start, len: end - start });
    let with = other(&mut fields, "number");
    record.conversation = Some(with.name.clone());
    record.visibility = Visibility::Direct;
    let (direction, outcome) = match fields.text("type").as_str() {
        "1" => (Direction::Received, "answered"),
        "2" => (Direction::Sent, "made"),
        "3" => (Direction::Received, "missed"),
        "4" => (Direction::Received, "voicemail"),
        "5" => (Direction::Received, "rejected"),
        "6" => (Direction::Received, "blocked"),
        "7" => (Direction::Received, "answered elsewhere"),
        _ => (Direction::Unknown, ""),
    };
    record.direction = direction;
    if direction == Direction::Sent {
        record.detail(DetailKey::To, with.name);
        record.author = Some(owner());
    } else {
        record.author = Some(with);
    }
    record.detail(DetailKey::Outcome, outcome);
    record.detail(DetailKey::Seconds, fields.text("duration"));
    // 2: the caller withheld the number; 3: unknown; 4: a pay phone.
    if fields.text("presentation") == "2" {
        record.detail(DetailKey::Action, "number withheld");
    }
    dated(&mut record, &fields.text("date"));
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Nothing;

    #[test]
    fn what_a_document_type_declares_is_never_expanded() {
        let file = br#"<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY x SYSTEM "file:///etc/hostname">]><smses count="2"><sms address="1" date="1709643909123" type="1" body="&x; &#55357;&#56834;" contact_name="x"/>"#;
        struct Kept(Vec<Record>);
        impl Sink for Kept {
            fn record(&mut self, record: Record) -> crate::Flow {
                self.0.push(record);
                crate::Flow::Continue
            }
            fn note(&mut self, _: temoin_evidence::Note) {}
            fn piece(&mut self, _: Span) {}
        }
        let mut kept = Kept(Vec::new());
        let summary = crate::inspect(&file.as_slice(), &Options::default(), &mut kept).unwrap();
        assert_eq!(kept.0[0].text, "&x; 😂");
        assert!(kept.0[0].flags.has(Flag::SyntaxRepaired));
        let codes: Vec<_> = summary.notes.iter().map(|note| note.code.as_str()).collect();
        assert!(codes.contains(&"truncated") && codes.contains(&"count-differs"), "{codes:?}");
    }

    #[test]
    fn an_empty_list_is_read() {
        let file = b"<smses count=\"0\"></smses>";
        let summary = crate::inspect(&file.as_slice(), &Options::default(), &mut Nothing).unwrap();
        assert_eq!((summary.source.as_str(), summary.records()), ("sms", 0));
    }
}
