//! DiscordChatExporter's JSON: all sides of a channel, with ids.

use temoin_evidence::{Author, DetailKey, Flag, Kind as RecordKind, LabelledBy, Record, Visibility};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

use crate::elements::{self, Elements};
use crate::emit::{Emit, begun, timed};
use crate::{ReadError, Source, time};

pub(super) fn read(source: &dyn Source, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let mut channel = Channel::default();
    elements::read(source, &Limits::default(), emit, &mut channel)?;
    super::compared(channel.declared, emit);
    Ok(())
}

#[derive(Default)]
struct Channel {
    guild: String,
    name: String,
    kind: String,
    declared: Option<u64>,
}

impl Elements for Channel {
    fn step(&mut self, path: &Path) -> Step {
        match path.name(0) {
            _ if path.is(&["messages", "*"]) => Step::Take,
            None | Some("guild" | "channel" | "messages" | "messageCount") => Step::Enter,
            Some(_) => Step::Skip,
        }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if path.is(&["messages", "*"]) {
            let record = self.message(emit, element);
            return emit.record(record);
        }
        let word = element.value.word().unwrap_or_default();
        match (path.name(0), path.name(1)) {
            (Some("guild"), Some("name")) => self.guild = word.to_owned(),
            (Some("channel"), Some("name")) => self.name = word.to_owned(),
            (Some("channel"), Some("type")) => self.kind = word.to_owned(),
            (Some("messageCount"), _) => self.declared = word.parse().ok(),
            _ => {}
        }
        Ok(())
    }
}

impl Channel {
    fn message(&self, emit: &Emit<'_>, element: &Element<'_>) -> Record {
        let value = &element.value;
        let kind = match value.text_at("type").unwrap_or("Default") {
            "Default" | "Reply" | "20" | "ChatInputCommand" | "ContextMenuCommand" => RecordKind::Message,
            "Call" => RecordKind::Call,
            _ => RecordKind::System,
        };
        let mut record = begun(kind, element);
        record.conversation = Some(
            [&*self.guild, &*self.name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / "),
        );
        record.visibility = match self.kind.as_str() {
            "DirectTextChat" => Visibility::Direct,
            "DirectGroupTextChat" => Visibility::Group,
            _ => Visibility::Unknown,
        };
        record.author = value.at("author").map(author);
        let stamp = value.text_at("timestamp").unwrap_or_default();
        timed(&mut record, stamp, time::iso_utc(stamp));
        if let Some(edited) = value.text_at("timestampEdited") {
            record.flags.insert(Flag::Edited);
            record.detail(DetailKey::Edited, edited);
        }
        record.text = value.text_at("content").unwrap_or_default().to_owned();
        record.reply_to = value.follow(&["reference", "messageId"]).and_then(Value::word).map(str::to_owned);
        record.detail(DetailKey::Id, value.at("id").and_then(Value::word).unwrap_or_default());
        for one in value.at("attachments").map(Value::items).unwrap_or_default() {
            record
                .attachments
                .push(emit.attachment(one.any(&["url", "fileName"]).and_then(Value::text).unwrap_or_default()));
        }
        for one in value.at("mentions").map(Value::items).unwrap_or_default() {
            record.detail(DetailKey::Mention, one.text_at("name").unwrap_or_default());
        }
        for one in value.at("reactions").map(Value::items).unwrap_or_default() {
            let sign = one.follow(&["emoji", "name"]).and_then(Value::text).unwrap_or_default();
            record.detail(
                DetailKey::Reaction,
                format!("{sign} {}", one.at("count").and_then(Value::word).unwrap_or_default()),
            );
        }
        for one in value.at("embeds").map(Value::items).unwrap_or_default() {
            record.detail(DetailKey::Link, one.text_at("url").unwrap_or_default());
        }
        record
    }
}

fn author(value: &Value<'_>) -> Author {
    let id = value.at("id").and_then(Value::word).map(str::to_owned);
    let name = value.any(&["nickname", "name"]).and_then(Value::text).unwrap_or_default();
    Author { name: name.to_owned(), labelled_by: LabelledBy::Sender, platform_id: id }
}
