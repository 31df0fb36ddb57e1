//! The archive of X (Twitter): `data/*.js`, one JSON list behind `window.YTD.<name>.partN =`. See `docs/formats/x.md`.

use temoin_evidence::{DetailKey, Direction, Flag, Kind as RecordKind, Record, Visibility};
use temoin_syntax::entity::{self, Oddities};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, OWNER, account, begun, odd, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads posts and direct messages.
pub(crate) struct X;

const KIND: Kind = Kind::of("x");
const LEAD: &str = "window.YTD.";

impl Format for X {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        part(head.text).is_some_and(|name| what(name).is_some())
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let head = String::from_utf8_lossy(&temoin_syntax::slice(source, 0, 4096)?).into_owned();
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let what = part(&head).and_then(what).unwrap_or(What::Posts);
        let from = head.find('=').map_or(0, |at| at as u64 + 1);
        let mut reader = Lists { what, conversation: None };
        elements::read(source, &Limits { from, ..Limits::default() }, &mut emit, &mut reader)?;
        if matches!(reader.what, What::Posts | What::Deleted) {
            emit.one_sided("An archive of X holds only the posts of its owner.");
        }
        Ok(emit.finish())
    }
}

/// Returns the name between `window.YTD.` and `.part`.
fn part(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix(LEAD)?;
    rest.split_once(".part").map(|(name, _)| name)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Posts,
    Deleted,
    Direct,
    Group,
}

fn what(name: &str) -> Option<What> {
    Some(match name {
        "tweets" | "tweet" | "community_tweet" | "note_tweet" => What::Posts,
        "deleted_tweets" | "deleted_tweet" => What::Deleted,
        "direct_messages" | "direct_message" => What::Direct,
        "direct_messages_group" | "direct_message_group" | "direct_message_group_part" => What::Group,
        _ => return None,
    })
}

struct Lists {
    what: What,
    conversation: Option<String>,
}

impl Elements for Lists {
    fn step(&mut self, path: &Path) -> Step {
        match self.what {
            What::Posts | What::Deleted if path.is(&["*"]) => Step::Take,
            What::Direct | What::Group if path.is(&["*", "dmConversation", "messages", "*"]) => Step::Take,
            _ => Step::Enter,
        }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if path.is(&["*", "dmConversation", "conversationId"]) {
            self.conversation = element.value.word().map(str::to_owned);
            return Ok(());
        }
        let record = match self.what {
            What::Posts | What::Deleted if path.is(&["*"]) => self.post(emit, element),
            What::Direct | What::Group if path.is(&["*", "dmConversation", "messages", "*"]) => {
                self.event(emit, element)
            }
            _ => return Ok(()),
        };
        emit.record(record)
    }
}

impl Lists {
    fn post(&self, emit: &Emit<'_>, element: &Element<'_>) -> Record {
        let value = element.value.any(&["tweet", "noteTweet"]).unwrap_or(&element.value);
        let mut record = begun(RecordKind::Post, element);
        record.author = Some(account(OWNER, None));
        record.direction = Direction::Sent;
        record.visibility = Visibility::Public;
        let id = value.any(&["id_str", "id"]).and_then(Value::word).unwrap_or_default().to_owned();
        let raw = value.any(&["created_at", "createdAt"]).and_then(Value::text).unwrap_or_default();
        timed(&mut record, raw, time::ctime(raw).or_else(|| time::iso(raw)));
        text(&mut record, value.any(&["full_text", "text"]).and_then(Value::text).unwrap_or_default());
        record.reply_to =
            value.any(&["in_reply_to_status_id_str", "in_reply_to_status_id"]).and_then(Value::word).map(str::to_owned);
        record.detail(DetailKey::Id, id.as_str());
        if let Some(made) = time::snowflake(&id, time::X_EPOCH).filter(|_| id.len() > 15) {
            record.detail(DetailKey::IdTime, made.to_string());
        }
        if self.what == What::Deleted {
            record.flags.insert(Flag::Deleted);
            record.detail(DetailKey::Deleted, value.text_at("deleted_at").unwrap_or_default());
        }
        if record.text.starts_with("RT @") {
            record.flags.insert(Flag::Forwarded);
        }
        for mention in value.follow(&["entities", "user_mentions"]).map(Value::items).unwrap_or_default() {
            record.detail(DetailKey::Mention, mention.text_at("screen_name").unwrap_or_default());
        }
        for link in value.follow(&["entities", "urls"]).map(Value::items).unwrap_or_default() {
            record
                .detail(DetailKey::Link, link.any(&["expanded_url", "url"]).and_then(Value::text).unwrap_or_default());
        }
        for media in value.follow(&["extended_entities", "media"]).map(Value::items).unwrap_or_default() {
            let url = media.any(&["media_url_https", "media_url"]).and_then(Value::text).unwrap_or_default();
            record.attachments.push(emit.attachment(&kept_name(&id, url)));
        }
        record
    }

    fn event(&self, emit: &Emit<'_>, element: &Element<'_>) -> Record {
        let (name, value) = match element.value.fields() {
            [(name, value), ..] => (name.as_ref(), value),
            [] => ("", &element.value),
        };
        let kind = match name {
            "messageCreate" => RecordKind::Message,
            "reactionCreate" => RecordKind::Reaction,
            _ => RecordKind::System,
        };
        let mut record = begun(kind, element);
        record.conversation = self.conversation.clone();
        record.visibility = if self.what == What::Group { Visibility::Group } else { Visibility::Direct };
        let raw = value.text_at("createdAt").unwrap_or_default();
        timed(&mut record, raw, time::iso(raw));
        let sender = value.any(&["senderId", "initiatingUserId"]).and_then(Value::word);
        record.author = sender.map(|id| account(id, Some(id))).filter(|_| kind != RecordKind::System);
        let id = value.any(&["id", "eventId"]).and_then(Value::word).unwrap_or_default().to_owned();
        record.detail(DetailKey::Id, id.as_str());
        record.detail(DetailKey::To, value.at("recipientId").and_then(Value::word).unwrap_or_default());
        match kind {
            RecordKind::Message => {
                text(&mut record, value.text_at("text").unwrap_or_default());
                for url in value.at("mediaUrls").map(Value::items).unwrap_or_default().iter().filter_map(Value::text) {
                    record.attachments.push(emit.attachment(&kept_name(&id, url)));
                }
                for reaction in value.at("reactions").map(Value::items).unwrap_or_default() {
                    let who = reaction.at("senderId").and_then(Value::word).unwrap_or_default();
                    let sign = reaction.text_at("reactionKey").unwrap_or_default();
                    record.detail(DetailKey::Reaction, format!("{sign} {who}").trim());
                }
            }
            RecordKind::Reaction => record.text = value.text_at("reactionKey").unwrap_or_default().to_owned(),
            _ => {
                record.detail(DetailKey::Action, name);
                if let Some(id) = sender {
                    record.detail(DetailKey::Mention, id);
                }
            }
        }
        record
    }
}

/// Text is stored with the three signs of markup escaped.
fn text(record: &mut Record, stored: &str) {
    let mut oddities = Oddities::default();
    let decoded = entity::decode(stored.as_bytes(), &mut oddities);
    for flag in odd(oddities).iter() {
        record.flags.insert(flag);
    }
    if decoded != stored {
        record.text_raw = Some(stored.to_owned());
    }
    record.text = decoded.into_owned();
}

/// The archive keeps media as `<id>-<last part of the address>`.
fn kept_name(id: &str, url: &str) -> String {
    let last = url.split(['?', '#']).next().unwrap_or(url).rsplit('/').next().unwrap_or(url);
    format!("{id}-{last}")
}
