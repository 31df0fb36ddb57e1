//! E-mail (RFC 5322): one message (`.eml`), a mailbox of many (mbox).
//! See `docs/formats/email.md`.

mod date;
pub mod dkim;
pub(crate) mod fields;
pub mod key_record;
mod mbox;
mod message;
mod mime;
pub mod signed;

use mail_parser::{HeaderName, MessageParser};
use temoin_evidence::{Flag, Span};

pub(crate) use date::date;
pub(crate) use key_record::KeyRecords;
pub(crate) use mbox::Mbox;
pub(crate) use message::{Messages, notice, person, shown, unnamed};
pub(crate) use mime::{base64, quoted_printable};

use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};
use fields::Fields;

/// Reads one message.
pub(crate) struct Email;

/// Largest message that is read whole, in bytes: it and one decoded attachment are held.
const LARGEST: usize = 192 << 20;

impl Format for Email {
    fn kind(&self) -> Kind {
        Kind::of("email")
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "message/rfc822" || head.ends(&["eml"]) && begins_with_fields(head.bytes)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let size = source.len();
        let mut emit = Emit::new(self.kind(), detected, size, options, sink);
        emit.summary().media_type = "message/rfc822".into();
        if size == 0 {
            return Ok(emit.finish());
        }
        let bytes = temoin_syntax::slice(source, 0, LARGEST)?;
        let message = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        let mut messages = Messages::new();
        let mut record = messages.read(message, Span { start: 0, len: size }, &mut emit)?;
        if size > bytes.len() as u64 {
            let rest = size - bytes.len() as u64;
            emit.note_at(
                "too-large",
                bytes.len() as u64,
                rest,
                format!("The last {rest} bytes are not read; they are kept."),
            );
            record.flags.insert(Flag::TextCut);
        }
        emit.record(record)?;
        messages.note(&mut emit);
        Ok(emit.finish())
    }
}

/// Lists the parts of a message that hold no others.
pub(crate) fn parts(message: &[u8]) -> Vec<mime::Part<'_>> {
    mime::Reader::new().parts(message).list
}

/// Lists the fields of a message's header, subjects decoded (RFC 2047), other values as they stand.
pub(crate) fn header(message: &[u8]) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let mut fields = Fields::new(message);
    let mut list: Vec<(String, String)> =
        fields.by_ref().take(100).map(|field| (text(field.name), text(field.value))).collect();
    let parser = MessageParser::new().header_text(HeaderName::Subject).default_header_ignore();
    let head = &message[..fields.body()];
    if let Some(subject) = parser.parse_headers(head).and_then(|found| found.subject().map(str::to_owned))
        && let Some((_, value)) = list.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("subject"))
    {
        *value = subject;
    }
    list
}

/// A file that says it is a message and begins with a field that messages have.
fn begins_with_fields(bytes: &[u8]) -> bool {
    const KNOWN: [&str; 14] = [
        "from",
        "to",
        "cc",
        "date",
        "subject",
        "received",
        "message-id",
        "return-path",
        "mime-version",
        "delivered-to",
        "content-type",
        "content-transfer-encoding",
        "reply-to",
        "sender",
    ];
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    Fields::new(bytes).take(20).any(|field| KNOWN.iter().any(|known| field.is(known)))
}
