//! One message as a record, and those inside it: what its properties say, and the header that it came with.

use temoin_evidence::{Author, DetailKey, Flag, Kind, LabelledBy, Record, Span};

use super::attachment::Inside;
use super::property::{Owner, Properties, Texts, id};
use super::{attachment, body};
use crate::ReadError;
use crate::cfb::Compound;
use crate::email::{Messages, notice, person};
use crate::emit::Emit;

/// Deepest nesting of messages that is read, and most messages of a file.
const DEEPEST: u32 = 8;
const MESSAGES: u64 = 1000;
/// Most people listed.
const PEOPLE: usize = 1000;
/// Longest header, longest other text of one line, and longest name of someone it went to, in bytes.
const HEADER: usize = 1 << 20;
const LINE: usize = 64 << 10;
const NAME: usize = 4 << 10;
/// A message that is being written (MS-OXCMSG, section 2.2.1.6).
const UNSENT: u32 = 8;

/// Reads the messages of a file.
pub(super) struct Reading<'s> {
    pub(super) file: Compound<'s>,
    headers: Messages,
    span: Span,
    messages: u64,
    told: Told,
}

/// Counts what is told once for all of them.
#[derive(Default)]
struct Told {
    differ: u64,
    secured: u64,
    deep: u64,
    classes: Vec<String>,
    attachments: attachment::Told,
}

impl<'s> Reading<'s> {
    pub(super) fn new(file: Compound<'s>, span: Span) -> Self {
        Self { file, headers: Messages::new(), span, messages: 0, told: Told::default() }
    }

    /// Reads them all, the outermost first.
    pub(super) fn read(mut self, emit: &mut Emit<'_>) -> Result<(), ReadError> {
        self.message(0, None, 0, emit)?;
        for fault in self.file.faults() {
            emit.note_at(fault.code, fault.start, fault.len, fault.detail);
        }
        self.headers.note(emit);
        self.told.note(emit);
        Ok(())
    }

    /// Reads the message of a storage; `outer` is the subject of the one that it is attached to.
    fn message(&mut self, storage: u32, outer: Option<&str>, depth: u32, emit: &mut Emit<'_>) -> Result<(), ReadError> {
        self.messages += 1;
        let owner = if depth == 0 { Owner::Message } else { Owner::MessageInside };
        let properties = Properties::read(&mut self.file, storage, owner)?;
        let mut one = One { texts: Texts::new(&properties), properties, record: Record::new(Kind::Email, self.span) };
        if let Some(outer) = outer {
            one.record.flags.insert(Flag::Forwarded);
            one.record.detail(DetailKey::Action, format!("attached to the message: {outer}").trim_end());
        }
        self.headed(&mut one)?;
        self.classed(&mut one)?;
        self.people(storage, &mut one)?;
        self.dated(&mut one);
        body::read(&mut self.file, one.texts, &one.properties, &mut one.record)?;
        notice(&mut one.record);
        let inside =
            attachment::read(&mut self.file, storage, one.texts, &mut one.record, &mut self.told.attachments, emit)?;
        let subject = one.subject().to_owned();
        emit.record(one.record)?;
        for Inside { storage } in inside {
            if depth >= DEEPEST || self.messages >= MESSAGES {
                self.told.deep += 1;
                continue;
            }
            self.message(storage, Some(&subject), depth + 1, emit)?;
        }
        Ok(())
    }

    /// Reads the header that the message came with, and what Outlook shows in place of it.
    fn headed(&mut self, one: &mut One) -> Result<(), ReadError> {
        let header = self.text(one, id::HEADERS, HEADER)?;
        if !header.is_empty() {
            self.headers.header(header.as_bytes(), &mut one.record);
        }
        let mut shown = self.text(one, id::SUBJECT, LINE)?;
        // Older programs put two signs before it that tell how long "RE: " is.
        if shown.starts_with('\u{1}') {
            shown = shown.chars().skip(2).collect();
        }
        let shown = shown.trim();
        let differs = !one.subject().is_empty() && !alike(one.subject(), shown);
        if one.subject().is_empty() || differs {
            one.record.detail(DetailKey::Subject, shown);
        }
        if !one.has(DetailKey::Id) {
            let id = self.text(one, id::MESSAGE_ID, LINE)?;
            one.record.detail(DetailKey::Id, bare(&id));
        }
        if one.record.reply_to.is_none() {
            let answered = self.text(one, id::REPLY_TO, LINE)?;
            one.record.reply_to = Some(bare(&answered).to_owned()).filter(|id| !id.is_empty());
        }
        let sender = self.sender(one)?;
        let address = |author: &Option<Author>| author.as_ref().and_then(|author| author.platform_id.clone());
        let differs_too = match (address(&one.record.author), address(&sender)) {
            (Some(told), Some(shown)) => shown.contains('@') && !told.eq_ignore_ascii_case(&shown),
            _ => false,
        };
        self.told.differ += u64::from(differs || differs_too);
        if differs_too && let Some(shown) = &sender {
            let shown = person(Some(&shown.name), shown.platform_id.as_deref());
            one.record.detail(DetailKey::Action, format!("Outlook shows as sender: {shown}"));
        }
        one.record.author = one.record.author.take().or(sender);
        Ok(())
    }

    /// Reads who it is from, and who sent it in his name.
    fn sender(&mut self, one: &mut One) -> Result<Option<Author>, ReadError> {
        let from = self.one(one, [id::FROM_NAME, id::FROM_SMTP, id::FROM_KIND, id::FROM_ADDRESS])?;
        let sender = self.one(one, [id::SENDER_NAME, id::SENDER_SMTP, id::SENDER_KIND, id::SENDER_ADDRESS])?;
        if let (Some(from), Some(sender)) = (&from, &sender)
            && from.platform_id.is_some()
            && sender.platform_id.is_some()
            && from != sender
        {
            let shown = person(Some(&sender.name), sender.platform_id.as_deref());
            one.record.detail(DetailKey::Action, format!("sent in the sender's name by: {shown}"));
        }
        Ok(from.or(sender))
    }

    fn one(&mut self, one: &mut One, [name, smtp, kind, address]: [u16; 4]) -> Result<Option<Author>, ReadError> {
        let mut shown = self.text(one, name, LINE)?.trim().to_owned();
        let mut found = self.text(one, smtp, LINE)?.trim().to_owned();
        let mut labelled_by = LabelledBy::Sender;
        if found.is_empty() {
            found = self.text(one, address, LINE)?.trim().to_owned();
            // An address of Exchange is a place in the directory of an organisation, which also chose the name.
            if self.text(one, kind, LINE)?.eq_ignore_ascii_case("EX") {
                labelled_by = LabelledBy::Platform;
            }
        }
        if shown.is_empty() {
            shown.clone_from(&found);
        }
        let platform_id = Some(found).filter(|address| !address.is_empty());
        Ok(Some(shown).filter(|name| !name.is_empty()).map(|name| Author { name, labelled_by, platform_id }))
    }

    /// Says what kind of item it is: Outlook writes appointments, contacts and tasks in the same way.
    fn classed(&mut self, one: &mut One) -> Result<(), ReadError> {
        let class = self.text(one, id::MESSAGE_CLASS, LINE)?;
        let upper = class.to_ascii_uppercase();
        self.told.secured += u64::from(upper.contains(".SMIME"));
        one.record.kind = match () {
            () if upper.starts_with("IPM.APPOINTMENT") => Kind::Event,
            () if upper.starts_with("IPM.CONTACT") || upper.starts_with("IPM.DISTLIST") => Kind::Contact,
            () => Kind::Email,
        };
        if !upper.is_empty() && !upper.starts_with("IPM.NOTE") {
            one.record.detail(DetailKey::Action, format!("Outlook item: {class}"));
            if self.told.classes.len() < 10 && !self.told.classes.contains(&class) {
                self.told.classes.push(class);
            }
        }
        Ok(())
    }

    /// Lists whom it went to: those of the header, and those whom Outlook lists beside them.
    fn people(&mut self, storage: u32, one: &mut One) -> Result<(), ReadError> {
        let mut listed: Vec<u32> = Vec::new();
        for child in self.file.children(storage) {
            if self.file.entry(child).name.to_ascii_lowercase().starts_with("__recip_version1.0_#") {
                listed.push(child);
            }
        }
        let file = &self.file;
        listed.sort_by_cached_key(|child| file.entry(*child).name.clone());
        let headed = one.addressed();
        for storage in listed.into_iter().take(PEOPLE) {
            let properties = Properties::read(&mut self.file, storage, Owner::Other)?;
            let mut text = |id| one.texts.text(&mut self.file, &properties, id, NAME, &mut one.record.flags);
            let name = text(id::NAME)?.trim().to_owned();
            let mut address = text(id::SMTP_ADDRESS)?.trim().to_owned();
            if address.is_empty() {
                address = text(id::ADDRESS)?.trim().to_owned();
            }
            let exchange = !address.contains('@') && text(id::ADDRESS_KIND)?.eq_ignore_ascii_case("EX");
            // An address of Exchange says nothing beside a name.
            let hidden = address.is_empty() || exchange && !name.is_empty();
            let address = (!hidden).then_some(address.as_str());
            let key = if properties.number(id::RECIPIENT_KIND) == Some(2) { DetailKey::Cc } else { DetailKey::To };
            if !headed.contains(&address.unwrap_or(&name).to_lowercase()) {
                let name = Some(name.as_str()).filter(|name| !name.is_empty() && Some(*name) != address);
                one.record.detail(key, person(name, address));
            }
        }
        if !one.has(DetailKey::To) && !one.has(DetailKey::Cc) {
            for (id, key) in
                [(id::SHOWN_TO, DetailKey::To), (id::SHOWN_CC, DetailKey::Cc), (id::SHOWN_BCC, DetailKey::To)]
            {
                let shown = self.text(one, id, LINE)?;
                shown.split(';').take(PEOPLE).for_each(|name| one.record.detail(key, name.trim()));
            }
        }
        Ok(())
    }

    /// Reads when it was sent and when it came. The header says it with its zone; the properties say it in UTC.
    fn dated(&mut self, one: &mut One) {
        let One { record, properties, .. } = one;
        let came = properties.time(id::DELIVERED);
        let event = record.kind == Kind::Event;
        let sent = if event { properties.time(id::START) } else { properties.time(id::SUBMITTED).or(came) };
        if record.sent.is_none()
            && let Some((number, moment)) = sent
        {
            record.sent_raw = number.to_string();
            record.sent = moment;
            if moment.is_none() {
                record.flags.insert(Flag::TimeUnusable);
            }
        }
        let has_come = record.details.iter().any(|detail| detail.key == DetailKey::Received);
        if let Some((_, Some(moment))) = came.filter(|_| !has_come) {
            record.detail(DetailKey::Received, moment.to_string());
        }
        let unsent = properties.number(id::FLAGS).is_some_and(|flags| flags & UNSENT != 0);
        let headed = record.details.iter().any(|detail| detail.key == DetailKey::Header);
        if record.kind == Kind::Email && unsent && !headed && came.is_none() {
            record.flags.insert(Flag::Draft);
        } else if record.kind == Kind::Email && record.author.is_none() {
            record.flags.insert(Flag::SenderDoubtful);
        }
    }

    fn text(&mut self, one: &mut One, id: u16, most: usize) -> Result<String, ReadError> {
        Ok(one.texts.text(&mut self.file, &one.properties, id, most, &mut one.record.flags)?)
    }
}

/// Is a message while it is read.
struct One {
    texts: Texts,
    properties: Properties,
    record: Record,
}

impl One {
    fn subject(&self) -> &str {
        let subject = self.record.details.iter().find(|detail| detail.key == DetailKey::Subject);
        subject.map_or("", |detail| &detail.value)
    }

    fn has(&self, key: DetailKey) -> bool {
        self.record.details.iter().any(|detail| detail.key == key)
    }

    /// Returns all those whom the header names as one text in lower case.
    fn addressed(&self) -> String {
        let people = self.record.details.iter().filter(|one| matches!(one.key, DetailKey::To | DetailKey::Cc));
        people.map(|one| one.value.to_lowercase()).collect::<Vec<_>>().join("\n")
    }
}

impl Told {
    fn note(&self, emit: &mut Emit<'_>) {
        if self.differ > 0 {
            let detail = format!(
                "{} messages show another subject or sender than the header that they came with: either can have been changed since.",
                self.differ
            );
            emit.note("header-differs", detail);
        }
        if self.secured > 0 {
            let detail = "It is signed or encrypted (S/MIME): what was written may be in its attachment only.";
            emit.note("secured", detail);
        }
        if self.deep > 0 {
            let detail = format!("{} messages inside are nested too deep or are too many; they are kept.", self.deep);
            emit.note("too-deep", detail);
        }
        if !self.classes.is_empty() {
            let detail = format!(
                "It holds Outlook items other than mails ({}): their subject, text and attachments are read, their own fields are not.",
                self.classes.join(", ")
            );
            emit.note("partly-read", detail);
        }
        self.attachments.note(emit);
    }
}

/// Takes the angle brackets off an identifier, as it stands without them elsewhere.
fn bare(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id)
}

/// Returns whether two subjects are the same but for blanks and case.
fn alike(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words(one) == words(other)
}
