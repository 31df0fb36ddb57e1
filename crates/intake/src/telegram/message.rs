use temoin_evidence::{
    Attachment, AttachmentState, Author, DetailKey, Direction, Flag, Kind as RecordKind, LabelledBy, Record, Visibility,
};
use temoin_syntax::json::{Element, Value};

use super::Chats;
use crate::emit::{Emit, begun, timed};
use crate::time;

/// Makes the record of one message.
pub(super) fn record(emit: &Emit<'_>, chat: &Chats, element: &Element<'_>) -> Record {
    let value = &element.value;
    let service = value.text_at("type") == Some("service");
    let call = service && value.text_at("action") == Some("phone_call");
    let kind = match () {
        () if call => RecordKind::Call,
        () if service => RecordKind::System,
        () if value.at("poll").is_some() => RecordKind::Poll,
        () => RecordKind::Message,
    };
    let mut record = begun(kind, element);
    record.conversation = chat.name.clone();
    record.visibility = visibility(&chat.kind);
    record.author = author(value);
    record.direction = direction(chat, record.author.as_ref());
    when(&mut record, value);
    words(&mut record, value);
    media(emit, &mut record, value);
    further(&mut record, value);
    record
}

fn visibility(kind: &str) -> Visibility {
    match kind {
        "personal_chat" | "bot_chat" | "saved_messages" => Visibility::Direct,
        kind if kind.starts_with("public") => Visibility::Public,
        kind if kind.starts_with("private") => Visibility::Group,
        _ => Visibility::Unknown,
    }
}

/// The name is what the exporter's address book or the account itself says; only the id is the platform's. Of a deleted
/// account the id alone is left.
fn author(value: &Value<'_>) -> Option<Author> {
    let id = value.any(&["from_id", "actor_id"]).and_then(Value::word);
    let name = value.any(&["from", "actor"]).and_then(Value::text).or(id)?;
    Some(Author { name: name.to_owned(), labelled_by: LabelledBy::Unknown, platform_id: id.map(str::to_owned) })
}

fn direction(chat: &Chats, author: Option<&Author>) -> Direction {
    match (&chat.owner, author.and_then(|author| author.platform_id.as_ref())) {
        (Some(owner), Some(id)) if owner == id => Direction::Sent,
        (Some(_), Some(_)) => Direction::Received,
        _ => Direction::Unknown,
    }
}

/// `date_unixtime` is UTC; older exports have only `date`, the wall clock of the computer that exported.
fn when(record: &mut Record, value: &Value<'_>) {
    let raw = value.text_at("date").unwrap_or_default();
    let sent = match value.at("date_unixtime").and_then(Value::integer) {
        Some(seconds) => time::unix_s(seconds),
        None => time::iso(raw),
    };
    timed(record, raw, sent);
    let edited = match value.at("edited_unixtime").and_then(Value::integer) {
        Some(seconds) => time::unix_s(seconds),
        None => value.text_at("edited").and_then(time::iso),
    };
    if let Some(edited) = edited {
        record.flags.insert(Flag::Edited);
        record.detail(DetailKey::Edited, edited.to_string());
    }
}

fn words(record: &mut Record, value: &Value<'_>) {
    match super::text(value) {
        Some(text) => record.text = text.into_owned(),
        None => record.flags.insert(Flag::ContentUnknown),
    }
    for part in value.at("text").map(Value::items).unwrap_or_default() {
        if part.text().is_none() && part.at("text").is_none() {
            record.flags.insert(Flag::ContentUnknown);
        }
        record.detail(DetailKey::Link, part.text_at("href").unwrap_or_default());
    }
    if value.at("rich_message").is_some() {
        record.flags.insert(Flag::ContentUnknown);
    }
    if let Some(poll) = value.at("poll") {
        record.text = poll.text_at("question").unwrap_or_default().to_owned();
        for answer in poll.at("answers").map(Value::items).unwrap_or_default() {
            record.detail(DetailKey::Description, answer.text_at("text").unwrap_or_default());
        }
    }
}

/// Media are named by a path in the export, or by a sentence in brackets that says why they are not there.
fn media(emit: &Emit<'_>, record: &mut Record, value: &Value<'_>) {
    for key in ["photo", "file"] {
        let Some(path) = value.text_at(key) else { continue };
        if path.starts_with('(') {
            let name = value.text_at("file_name").unwrap_or(key).to_owned();
            record.attachments.push(Attachment { name, state: AttachmentState::Missing });
            record.flags.insert(Flag::MediaOmitted);
        } else {
            record.attachments.push(emit.attachment(path));
        }
    }
    if value.at("self_destruct_period_seconds").is_some() {
        record.flags.insert(Flag::Expiring);
    }
}

fn further(record: &mut Record, value: &Value<'_>) {
    record.reply_to = value.at("reply_to_message_id").and_then(Value::word).map(str::to_owned);
    record.detail(DetailKey::Id, value.at("id").and_then(Value::word).unwrap_or_default());
    if let Some(from) = value.any(&["forwarded_from", "saved_from"]) {
        record.flags.insert(Flag::Forwarded);
        record.detail(DetailKey::ForwardedFrom, from.text().unwrap_or("(deleted account)"));
    }
    record.detail(DetailKey::Action, value.text_at("action").unwrap_or_default());
    record.detail(DetailKey::Seconds, value.at("duration_seconds").and_then(Value::word).unwrap_or_default());
    record.detail(DetailKey::Outcome, value.text_at("discard_reason").unwrap_or_default());
    for reaction in value.at("reactions").map(Value::items).unwrap_or_default() {
        let sign = reaction.any(&["emoji", "document_id"]).and_then(Value::text).unwrap_or_default();
        let recent = reaction.at("recent").map(Value::items).unwrap_or_default();
        let who = recent.iter().filter_map(|one| one.any(&["from", "from_id"]).and_then(Value::text));
        let count = reaction.at("count").and_then(Value::word).unwrap_or_default();
        let who: Vec<_> = who.collect();
        record.detail(DetailKey::Reaction, format!("{sign} {count} {}", who.join(", ")).trim_end());
    }
    if let Some(place) = value.at("location_information") {
        let at = |name| place.at(name).and_then(Value::word).unwrap_or_default().to_owned();
        record.detail(DetailKey::Place, format!("{},{}", at("latitude"), at("longitude")));
    }
}
