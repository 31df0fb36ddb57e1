//! The text export of imessage-exporter: a time, a sender, a body, an empty line. See `docs/formats/imessage.md`.

pub(crate) mod database;
mod html;
mod typedstream;

use temoin_evidence::{Author, DetailKey, Direction, Flag, Kind as RecordKind, LabelledBy, Moment, Record, Span};

pub(crate) use html::IMessageHtml;

use crate::detect::Detected;
use crate::emit::{Emit, timed};
use crate::format::{Format, Head, Kind};
use crate::lines::Line;
use crate::told::{self, Told};
use crate::{Options, ReadError, Sink, Source, Summary, spelled};

/// Reads one conversation's `.txt`.
pub(crate) struct IMessage;

const KIND: Kind = Kind::of("imessage");
/// What the exporter writes of a message that its owner deleted.
const DELETED: &str = "This message was deleted from the conversation!";

impl Format for IMessage {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let mut lines = head.text.lines();
        head.media_type == "text/plain" && lines.next().and_then(header).is_some() && !head.text.starts_with('[')
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        told::read(source, &mut emit, &mut Messages::default())?;
        Ok(emit.finish())
    }
}

/// Takes `Mar 05, 2024  2:05:09 PM (Read by …)` apart: the time as written, the time, and what follows.
fn header(line: &str) -> Option<(&str, Moment, &str)> {
    let end = [" AM", " PM"].iter().filter_map(|half| line.find(half)).min()? + 3;
    let (stamp, rest) = line.split_at_checked(end)?;
    let shape = stamp.len() >= 22 && stamp.as_bytes()[3] == b' ' && stamp.as_bytes()[6] == b',';
    Some((stamp, spelled::spelled(stamp).filter(|_| shape)?, rest))
}

#[derive(Default)]
struct Messages {
    /// The next line names the sender.
    sender: bool,
    /// An empty line was the last: what follows without a time may be a body that goes on.
    blank: bool,
    reactions: bool,
}

impl Told for Messages {
    fn begins(&mut self, _: &Emit<'_>, line: &Line) -> Option<Record> {
        let (stamp, sent, rest) = header(&line.text)?;
        let mut record = Record::new(RecordKind::Message, Span { start: 0, len: 0 });
        timed(&mut record, stamp, Some(sent));
        let rest = rest.trim();
        (self.sender, self.blank, self.reactions) = (true, false, false);
        if let Some(read) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            record.detail(DetailKey::Received, read);
        } else if !rest.is_empty() {
            self.sender = false;
            announced(&mut record, rest);
        }
        Some(record)
    }

    fn goes_on(&mut self, emit: &Emit<'_>, record: &mut Record, line: &Line) {
        let text = line.text.as_str();
        if std::mem::take(&mut self.sender) {
            record.author = Some(person(text));
            record.direction = if text == "Me" { Direction::Sent } else { Direction::Received };
            return;
        }
        if text.is_empty() {
            self.blank = true;
            return;
        }
        if std::mem::take(&mut self.blank) && record.kind == RecordKind::Message && !self.reactions {
            // The empty line was not the end: it stands inside the text, or what follows belongs to nobody.
            told::add(record, "");
            record.flags.insert(Flag::BoundaryDoubtful);
        }
        match text {
            "Reactions:" | "Tapbacks:" => self.reactions = true,
            _ if self.reactions => record.detail(DetailKey::Reaction, text),
            DELETED => record.flags.insert(Flag::Deleted),
            _ if text.starts_with("attachments/") || text.starts_with("Attachment missing") => {
                let mut attachment = emit.attachment(text);
                if text.starts_with("Attachment missing") {
                    attachment.state = temoin_evidence::AttachmentState::Missing;
                }
                record.attachments.push(attachment);
            }
            _ if text.starts_with("Edited ") => {
                record.flags.insert(Flag::Edited);
                record.detail(DetailKey::Earlier, text);
            }
            _ => told::add(record, text),
        }
    }
}

/// What the app says on the line of the time itself: someone left, renamed, or took a message back.
fn announced(record: &mut Record, text: &str) {
    record.kind = RecordKind::System;
    record.text = text.to_owned();
    if let Some(who) = text.split(" unsent ").next().filter(|who| who.len() < text.len()) {
        record.detail(DetailKey::Mention, who);
        record.detail(DetailKey::Action, "unsent");
    }
}

/// `Me` is the owner; any other name is a number, an address, or what her address book says.
fn person(name: &str) -> Author {
    let number = name.starts_with('+') || name.contains('@');
    let labelled_by = if number { LabelledBy::Platform } else { LabelledBy::Exporter };
    Author { name: name.to_owned(), labelled_by, platform_id: None }
}
