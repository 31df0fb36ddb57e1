//! One message as a record: who, to whom, when, what, and all of its header.

use std::borrow::Cow;

use mail_parser::{Address, HeaderName, Message, MessageParser};
use temoin_evidence::{Attachment, AttachmentState, Author, DetailKey, Flag, Flags, Kind, LabelledBy, Record, Span};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Dialect, Tree};

use super::date::date;
use super::fields::{Field, Fields};
use super::mime::{self, Part, Role};
use crate::ReadError;
use crate::emit::{Emit, odd};
use crate::threads::mail::notified;

/// Most of a header that is read, in bytes, and most fields.
const HEADER: usize = 256 << 10;
const FIELDS: usize = 1000;
/// Most people listed of one field.
const PEOPLE: usize = 1000;
/// Largest text that is read of one part, in bytes.
const TEXT: usize = 16 << 20;
/// Most nodes of a page.
const NODES: usize = 1_000_000;
/// Longest other form of a text that is kept beside it, in bytes.
const OTHER: usize = 64 << 10;

/// Reads messages, and counts what is told once for all of them.
pub(crate) struct Messages {
    people: MessageParser,
    parts: mime::Reader,
    /// Messages that carry a signature of their domain.
    pub(super) signed: u64,
    /// Attachments that could not be decoded whole.
    pub(super) damaged: u64,
    /// Messages whose parts or fields are too many to be listed.
    pub(super) cut: u64,
}

impl Messages {
    pub(crate) fn new() -> Self {
        let people = [HeaderName::From, HeaderName::Sender, HeaderName::To, HeaderName::Cc, HeaderName::Bcc]
            .into_iter()
            .fold(MessageParser::new(), MessageParser::header_address)
            .header_text(HeaderName::Subject)
            .header_id(HeaderName::MessageId)
            .header_id(HeaderName::InReplyTo)
            .default_header_ignore();
        Self { people, parts: mime::Reader::new(), signed: 0, damaged: 0, cut: 0 }
    }

    /// Reads one message; its attachments are handed over as members.
    ///
    /// # Errors
    /// [`ReadError::Stopped`] when the sink asks to stop.
    pub(super) fn read(&mut self, message: &[u8], span: Span, emit: &mut Emit<'_>) -> Result<Record, ReadError> {
        let mut record = Record::new(Kind::Email, span);
        self.header(message, &mut record);
        if record.author.is_none() {
            record.flags.insert(Flag::SenderDoubtful);
        }
        let parts = self.parts.parts(message);
        self.cut += u64::from(parts.cut);
        body(&parts.list, &mut record);
        notice(&mut record);
        for (number, part) in parts.list.iter().enumerate().filter(|(_, part)| part.role == Role::Beside) {
            let name = crate::zip::display(&part.name.clone().unwrap_or_else(|| unnamed(number, &part.media)));
            let (bytes, whole) = part.decoded();
            self.damaged += u64::from(!whole);
            emit.member(&name, None, &bytes)?;
            if part.attached {
                record.attachments.push(Attachment { name, state: AttachmentState::Present });
            } else {
                record.detail(DetailKey::Part, format!("{name} ({})", part.media));
            }
        }
        Ok(record)
    }

    /// Tells what holds for all messages.
    pub(crate) fn note(&self, emit: &mut Emit<'_>) {
        if self.signed > 0 {
            let detail = format!(
                "Messages that carry a signature of the sender's domain (DKIM): {}. It can be verified only while that domain publishes its key: do it soon, with `temoin dkim`.",
                self.signed
            );
            emit.note("dkim-unchecked", detail);
        }
        if self.damaged > 0 {
            emit.note("part-damaged", format!("Parts that could not be decoded whole: {}.", self.damaged));
        }
        if self.cut > 0 {
            emit.note("parts-cut", format!("Messages with more fields or parts than are listed: {}.", self.cut));
        }
    }

    /// Reads the header of a message, which all of these bytes may be: who, to whom, when, its subject, every field.
    pub(crate) fn header(&mut self, message: &[u8], record: &mut Record) {
        let mut fields = Fields::new(&message[..message.len().min(HEADER)]);
        let listed: Vec<Field<'_>> = fields.by_ref().take(FIELDS).collect();
        self.cut += u64::from(listed.len() == FIELDS || fields.body() == HEADER);
        let mut head = Cow::Borrowed(&message[..fields.body().min(HEADER)]);
        if !head.ends_with(b"\n\n") && !head.ends_with(b"\n\r\n") {
            head.to_mut().extend_from_slice(b"\n\n");
        }
        if let Some(found) = self.people.parse_headers(&head) {
            self.people(&found, record);
        }
        dated(&listed, record);
        self.signed += u64::from(listed.iter().any(|field| field.is("DKIM-Signature")));
        for field in listed {
            let whole = readable(field.whole, &mut record.flags);
            record.detail(DetailKey::Header, whole);
        }
    }

    fn people(&self, found: &Message<'_>, record: &mut Record) {
        record.author = found.from().or_else(|| found.sender()).and_then(author);
        let answered = found.in_reply_to();
        let answered =
            answered.as_text().or_else(|| answered.as_text_list().and_then(|ids| ids.last()).map(|id| &**id));
        record.reply_to = answered.map(str::to_owned);
        record.detail(DetailKey::Id, found.message_id().unwrap_or_default());
        record.detail(DetailKey::Subject, found.subject().unwrap_or_default().trim());
        for (key, list) in [(DetailKey::To, found.to()), (DetailKey::Cc, found.cc()), (DetailKey::To, found.bcc())] {
            for one in list.into_iter().flat_map(Address::iter).take(PEOPLE) {
                record.detail(key, person(one.name(), one.address()));
            }
        }
    }
}

/// Reads when it was written, and when the last server on its way says that it came.
fn dated(fields: &[Field<'_>], record: &mut Record) {
    let first = |name: &str| fields.iter().find(|field| field.is(name));
    if let Some(field) = first("Date") {
        record.sent_raw = readable(field.value, &mut record.flags).trim().to_owned();
        record.sent = date(&record.sent_raw);
        if record.sent.is_none() {
            record.flags.insert(Flag::TimeUnusable);
        }
    }
    let came = first("Received").and_then(|field| field.value.rsplit(|&byte| byte == b';').next());
    if let Some(came) = came.and_then(|word| std::str::from_utf8(word).ok()).and_then(date) {
        record.detail(DetailKey::Received, came.to_string());
    }
}

fn author(list: &Address<'_>) -> Option<Author> {
    let one = list.first()?;
    let address = one.address().map(str::trim).filter(|address| !address.is_empty());
    let name = one.name().map(str::trim).filter(|name| !name.is_empty()).or(address)?;
    Some(Author { name: name.to_owned(), labelled_by: LabelledBy::Sender, platform_id: address.map(str::to_owned) })
}

/// Names someone as a header does.
pub(crate) fn person(name: Option<&str>, address: Option<&str>) -> String {
    match (name, address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (one, other) => one.or(other).unwrap_or_default().to_owned(),
    }
}

/// Reads the text of a message: that of its plain parts, or of its pages where there is none.
fn body(parts: &[Part<'_>], record: &mut Record) {
    for part in parts.iter().filter(|part| part.role == Role::Text) {
        let text = text(part, &mut record.flags);
        if !text.is_empty() {
            if !record.text.is_empty() {
                record.text.push('\n');
            }
            record.text.push_str(&text);
        }
    }
    for part in parts.iter().filter(|part| part.role == Role::Other) {
        let mut other = text(part, &mut record.flags);
        // Programs write the same text twice; what differs may be what was meant to be read.
        if !same(&other, &record.text) {
            other.truncate(other.floor_char_boundary(OTHER));
            record.detail(DetailKey::Description, other);
        }
    }
}

/// Tells what a platform's own mail says happened there: the sender is what the mail claims.
pub(crate) fn notice(record: &mut Record) {
    let from = record.author.as_ref().and_then(|author| author.platform_id.as_deref()).unwrap_or_default();
    let subject = record.details.iter().find(|detail| detail.key == DetailKey::Subject);
    let subject = subject.map_or("", |detail| detail.value.as_str());
    let Some(found) = notified(from, subject, &record.text) else { return };
    let name = found.who.as_deref().unwrap_or("someone");
    record.detail(DetailKey::Action, format!("{}: {} by {name}", found.platform, found.kind.word()));
    record.detail(DetailKey::Link, found.url.unwrap_or_default());
    record.detail(DetailKey::Earlier, found.quoted.unwrap_or_default());
}

fn text(part: &Part<'_>, flags: &mut Flags) -> String {
    let (text, odd_bytes) = part.text(TEXT);
    if odd_bytes {
        flags.insert(Flag::InvalidBytes);
    }
    if part.media != "text/html" {
        let end = text.trim_end().len();
        return if text.contains('\r') { text[..end].replace("\r\n", "\n") } else { text[..end].to_owned() };
    }
    shown(&text, flags)
}

/// Returns the text of a page as a person reads it.
pub(crate) fn shown(page: &str, flags: &mut Flags) -> String {
    let tree = Tree::new(page.as_bytes(), Dialect::Html, NODES);
    let mut oddities = Oddities::default();
    let shown = tree.root().text(&mut oddities);
    *flags = odd(oddities).iter().fold(*flags, Flags::with);
    if tree.cut {
        flags.insert(Flag::TextCut);
    }
    shown
}

/// Returns whether two texts are the same but for blanks and signs.
fn same(one: &str, other: &str) -> bool {
    let letters = |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(one) == letters(other)
}

fn readable(bytes: &[u8], flags: &mut Flags) -> String {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            flags.insert(Flag::InvalidBytes);
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}

/// Names a part that has no name by its number and what it is.
pub(crate) fn unnamed(number: usize, media: &str) -> String {
    let ending = match media {
        "message/rfc822" | "message/global" => "eml",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "image/jpeg" => "jpg",
        "audio/mpeg" => "mp3",
        _ => media
            .rsplit('/')
            .next()
            .filter(|sub| matches!(*sub, "png" | "gif" | "webp" | "pdf" | "mp4"))
            .unwrap_or("bin"),
    };
    format!("part-{}.{ending}", number + 1)
}
