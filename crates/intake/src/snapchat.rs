//! Snapchat's "My Data": saved chats and the list of snaps. See `docs/formats/snapchat.md`.

use temoin_evidence::{Direction, Flag, Kind as RecordKind, Record, Visibility};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, OWNER, account, begun, timed};
use crate::format::{Format, Head, Kind};
use crate::{Names, Options, ReadError, Sink, Source, Summary, time};

/// Reads `chat_history.json` and `snap_history.json`.
pub(crate) struct Snapchat;

const KIND: Kind = Kind::of("snapchat");

impl Format for Snapchat {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.is_json() && head.names(&["Media Type", "Created"]) && (head.names(&["From"]) || head.names(&["To"]))
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        elements::read(source, &Limits::default(), &mut emit, &mut Chats)?;
        emit.note(
            "not-all-kept",
            "Snapchat deletes what nobody saved: the archive is not the whole conversation. Screenshots made at the time say more.",
        );
        Ok(emit.finish())
    }
}

struct Chats;

impl Elements for Chats {
    fn step(&mut self, path: &Path) -> Step {
        if path.is(&["*", "*"]) { Step::Take } else { Step::Enter }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if !path.is(&["*", "*"]) || element.value.text_at("Media Type").is_none() {
            return Ok(());
        }
        let record = message(emit, path.name(0).unwrap_or_default(), element);
        emit.record(record)
    }
}

/// What Snapchat writes as the name of a list in its older archives; newer ones name each list after the other account.
const LISTS: &str = "Chat History";

fn message(emit: &Emit<'_>, list: &str, element: &Element<'_>) -> Record {
    let value = &element.value;
    let media = value.text_at("Media Type").unwrap_or_default();
    let saved_chat = value.any(&["Content", "Text", "Media IDs", "IsSaved"]).is_some() || list.contains(LISTS);
    // A snap is a picture that was shown once: the list of snaps holds none of them.
    let mut record = begun(if saved_chat { RecordKind::Message } else { RecordKind::Photo }, element);
    record.conversation = Some(conversation(list, value)).filter(|name| !name.is_empty());
    let sent = value.at("IsSender").map(Value::is_true).or_else(|| list.starts_with("Sent").then_some(true));
    record.direction = match sent {
        Some(true) => Direction::Sent,
        Some(false) => Direction::Received,
        None => Direction::Unknown,
    };
    record.author = match value.text_at("From") {
        Some(from) => Some(account(from, None)),
        None => Some(account(OWNER, None)).filter(|_| value.text_at("To").is_some()),
    };
    let raw = value.text_at("Created").unwrap_or_default();
    // The name says microseconds; the number is in milliseconds.
    let fine = value.at("Created(microseconds)").and_then(Value::integer).and_then(time::unix_ms);
    timed(&mut record, raw, fine.or_else(|| time::iso(raw)));
    record.text = value.any(&["Content", "Text"]).and_then(Value::text).unwrap_or_default().to_owned();
    let group = value.text_at("Conversation Title").is_some();
    record.visibility = if group { Visibility::Group } else { Visibility::Direct };
    if media.contains("ERASED") {
        record.flags.insert(Flag::Deleted);
    }
    let ids = value.text_at("Media IDs").unwrap_or_default();
    for id in ids.split('|').map(str::trim).filter(|id| !id.is_empty()) {
        record.attachments.push(media_file(emit, id));
    }
    if record.kind == RecordKind::Photo || media == "MEDIA" && record.attachments.is_empty() {
        record.flags.insert(Flag::MediaOmitted);
    }
    record
}

fn conversation(list: &str, value: &Value<'_>) -> String {
    let title = value.text_at("Conversation Title").unwrap_or_default();
    match (title, list.contains(LISTS)) {
        ("", true) => value.any(&["From", "To"]).and_then(Value::text).unwrap_or_default().to_owned(),
        ("", false) => list.to_owned(),
        (title, _) => title.to_owned(),
    }
}

/// Media lie in `chat_media/` as `<date>_<id>.<ending>`.
fn media_file(emit: &Emit<'_>, id: &str) -> temoin_evidence::Attachment {
    let named = |name: &&str| name.rsplit_once('.').is_some_and(|(stem, _)| stem.ends_with(id) && !id.is_empty());
    let found = emit.options.beside.iter().flat_map(Names::iter).find(named);
    emit.attachment(found.unwrap_or(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_microseconds_does_not_mislead() {
        let file = br#"{"a":[{"From":"a","Media Type":"TEXT","Created":"2024-03-05 13:06:09 UTC","Content":"x","Created(microseconds)":1709643969005}]}"#;
        let summary = crate::inspect(&file.as_slice(), &Options::default(), &mut crate::Nothing).unwrap();
        assert_eq!(summary.first.as_deref(), Some("2024-03-05T13:06:09.005Z"));
        assert_eq!(summary.source, "snapchat");
    }
}
