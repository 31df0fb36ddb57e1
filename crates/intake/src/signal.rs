//! Signal's plain export: one JSON value a line (`main.jsonl`). See `docs/formats/signal.md`.

use std::collections::HashMap;

use temoin_evidence::{Author, DetailKey, Direction, Flag, Kind as RecordKind, LabelledBy, Record};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, begun, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `main.jsonl`.
pub(crate) struct Signal;

const KIND: Kind = Kind::of("signal");

impl Format for Signal {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.is_json() && head.names(&["chatItem"]) && head.names(&["dateSent"])
            || head.is_json() && head.names(&["version", "backupTimeMs"])
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let limits = Limits { sequence: true, ..Limits::default() };
        elements::read(source, &limits, &mut emit, &mut Lines::default())?;
        Ok(emit.finish())
    }
}

/// Most people and chats remembered; a phone holds some thousands.
const REMEMBERED: usize = 100_000;

/// Holds who is who: earlier lines name people and chats by numbers that later ones use.
#[derive(Default)]
struct Lines {
    people: HashMap<String, String>,
    own: Option<String>,
    chats: HashMap<String, String>,
}

impl Elements for Lines {
    fn step(&mut self, path: &Path) -> Step {
        if path.depth() == 0 { Step::Enter } else { Step::Take }
    }

    fn take(&mut self, emit: &mut Emit<'_>, _: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        let value = &element.value;
        if let Some(item) = value.at("chatItem") {
            let record = self.message(emit, element, item);
            return emit.record(record);
        }
        if let Some(recipient) = value.at("recipient") {
            self.recipient(recipient);
        } else if let Some(chat) = value.at("chat")
            && let (Some(id), Some(with)) = (word(chat, "id"), word(chat, "recipientId"))
            && self.chats.len() < REMEMBERED
        {
            self.chats.insert(id.to_owned(), with.to_owned());
        }
        Ok(())
    }
}

fn word<'v>(value: &'v Value<'_>, name: &str) -> Option<&'v str> {
    value.at(name)?.word()
}

impl Lines {
    fn recipient(&mut self, value: &Value<'_>) {
        let Some(id) = word(value, "id") else { return };
        if value.at("self").is_some() {
            self.own = Some(id.to_owned());
        }
        let contact = value.any(&["contact", "group", "distributionList"]);
        let text = |names: &[&str]| contact.and_then(|c| c.any(names)).and_then(Value::word);
        let given = [text(&["systemGivenName", "profileGivenName"]), text(&["systemFamilyName", "profileFamilyName"])];
        let mut name = given.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            let title = contact.and_then(|c| c.follow(&["snapshot", "title", "title"]));
            name =
                title.and_then(Value::text).or_else(|| text(&["name", "e164", "aci"])).unwrap_or_default().to_owned();
        }
        if !name.is_empty() && self.people.len() < REMEMBERED {
            self.people.insert(id.to_owned(), name);
        }
    }

    fn message(&self, emit: &Emit<'_>, element: &Element<'_>, item: &Value<'_>) -> Record {
        let update = item.at("updateMessage");
        let call = update.and_then(|update| update.any(&["individualCall", "groupCall"]));
        let kind = match () {
            () if call.is_some() => RecordKind::Call,
            () if update.is_some() => RecordKind::System,
            () => RecordKind::Message,
        };
        let mut record = begun(kind, element);
        record.author = word(item, "authorId").map(|id| self.author(id));
        record.conversation = word(item, "chatId").map(|id| self.chat(id));
        record.direction = match () {
            () if item.at("incoming").is_some() => Direction::Received,
            () if item.at("outgoing").is_some() => Direction::Sent,
            () => Direction::Unknown,
        };
        let stamp = word(item, "dateSent").unwrap_or_default();
        timed(&mut record, stamp, stamp.parse().ok().and_then(time::unix_ms));
        let received = item.follow(&["incoming", "dateReceived"]).and_then(Value::integer).and_then(time::unix_ms);
        record.detail(DetailKey::Received, received.map(|at| at.to_string()).unwrap_or_default());
        if item.at("remoteDeletedMessage").is_some() {
            record.flags.insert(Flag::Deleted);
        }
        if let Some(after) = word(item, "expiresInMs").filter(|after| *after != "0") {
            record.flags.insert(Flag::Expiring);
            record.detail(DetailKey::Expires, format!("{after} ms"));
        }
        self.body(emit, &mut record, item);
        for earlier in item.at("revisions").map(Value::items).unwrap_or_default() {
            record.flags.insert(Flag::Edited);
            record.detail(DetailKey::Earlier, body(earlier).unwrap_or_default());
        }
        if let Some(call) = call {
            record.detail(DetailKey::Outcome, word(call, "state").unwrap_or_default().to_lowercase());
            record.detail(DetailKey::Action, word(call, "type").unwrap_or_default().to_lowercase());
        } else if let Some((name, _)) = update.and_then(|update| update.fields().first()) {
            record.detail(DetailKey::Action, name.as_ref());
        }
        record
    }

    fn body(&self, emit: &Emit<'_>, record: &mut Record, item: &Value<'_>) {
        let message = item.any(&["standardMessage", "viewOnceMessage", "stickerMessage", "contactMessage"]);
        match (body(item), message) {
            (Some(text), _) => record.text = text.to_owned(),
            (None, None) if record.kind == RecordKind::Message && !record.flags.has(Flag::Deleted) => {
                record.flags.insert(Flag::ContentUnknown);
            }
            _ => {}
        }
        let Some(message) = message else { return };
        for one in message.at("attachments").map(Value::items).unwrap_or_default() {
            let pointer = one.at("pointer").unwrap_or(one);
            let name = word(pointer, "fileName").or_else(|| word(pointer, "contentType")).unwrap_or("file");
            record.attachments.push(emit.attachment(name));
        }
        for reaction in message.at("reactions").map(Value::items).unwrap_or_default() {
            let who = word(reaction, "authorId").map(|id| self.author(id).name).unwrap_or_default();
            record.detail(DetailKey::Reaction, format!("{} {who}", word(reaction, "emoji").unwrap_or_default()));
        }
        if let Some(quote) = message.at("quote") {
            record.reply_to = word(quote, "targetSentTimestamp").map(str::to_owned);
        }
    }

    /// The number is that of the export; the name comes from the address book or the profile, whichever it holds.
    fn author(&self, id: &str) -> Author {
        let name = self.people.get(id).cloned();
        let own = (self.own.as_deref() == Some(id)).then(|| crate::emit::OWNER.to_owned());
        Author {
            name: name.or(own).unwrap_or_else(|| id.to_owned()),
            labelled_by: LabelledBy::Unknown,
            platform_id: Some(id.to_owned()),
        }
    }

    fn chat(&self, id: &str) -> String {
        let with = self.chats.get(id).and_then(|with| self.people.get(with));
        with.map_or_else(|| id.to_owned(), String::clone)
    }
}

fn body<'v>(item: &'v Value<'_>) -> Option<&'v str> {
    item.follow(&["standardMessage", "text", "body"]).and_then(Value::text)
}
