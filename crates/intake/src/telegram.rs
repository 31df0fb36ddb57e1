//! Telegram Desktop's JSON export, of one chat or of a whole account. See `docs/formats/telegram.md`.

mod html;
mod message;

use std::borrow::Cow;

use temoin_syntax::json::{Element, Limits, Path, Step, Value};

pub(crate) use html::TelegramHtml;

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::tally::Calls;
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads `result.json`.
pub(crate) struct Telegram;

const KIND: Kind = Kind::of("telegram");

impl Format for Telegram {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if !head.is_json() {
            return false;
        }
        let chat = head.names(&["name", "type", "id", "messages"])
            && TYPES.iter().any(|kind| head.text.contains(&format!("\"{kind}\"")));
        let account = head.names(&["about", "personal_information"]) && head.text.contains("\"user_id\"");
        let cut = head.names(&["messages", "date_unixtime", "from", "text"]);
        chat || account || cut
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        emit.count_calls(Calls::System);
        let mut chats = Chats::default();
        let limits = Limits { repeated: &[("text", "text_entities")], foreseen: FORESEEN, ..Limits::default() };
        elements::read(source, &limits, &mut emit, &mut chats)?;
        if chats.private {
            emit.note(
                "private-left-out",
                "The export also holds sessions with addresses, or contacts: they stay in the original only.",
            );
        }
        if chats.missing_ids > 0 {
            let detail = format!(
                "{} numbers of messages are missing in large groups or channels: deleted before the export, or not exported.",
                chats.missing_ids
            );
            emit.note("id-gap", detail);
        }
        Ok(emit.finish())
    }
}

/// Names in the order in which they stand in messages.
const FORESEEN: &[&str] =
    &["id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from", "from_id", "text", "text_entities"];

/// The types of chat that the export names.
const TYPES: [&str; 9] = [
    "personal_chat",
    "bot_chat",
    "private_group",
    "private_supergroup",
    "public_supergroup",
    "private_channel",
    "public_channel",
    "saved_messages",
    "replies",
];

/// Holds what is known of the chat that is being read.
#[derive(Default)]
struct Chats {
    owner: Option<String>,
    name: Option<String>,
    kind: String,
    /// Which of an account's chats it is.
    number: Option<(bool, u64)>,
    /// The last number seen, in a chat that numbers its own messages.
    last_id: Option<i64>,
    missing_ids: i64,
    private: bool,
}

/// Where messages stand: in a chat by itself, or in one of an account's lists.
fn in_messages(path: &Path) -> bool {
    path.is(&["messages", "*"])
        || path.is(&["chats", "list", "*", "messages", "*"])
        || path.is(&["left_chats", "list", "*", "messages", "*"])
}

impl Elements for Chats {
    fn step(&mut self, path: &Path) -> Step {
        if in_messages(path) {
            return Step::Take;
        }
        match path.name(0) {
            None | Some("chats" | "left_chats" | "messages" | "name" | "type" | "id") => Step::Enter,
            Some("personal_information") => Step::Enter,
            Some("sessions" | "web_sessions" | "contacts" | "frequent_contacts" | "profile_pictures") => {
                self.private = true;
                Step::Skip
            }
            Some(_) => Step::Skip,
        }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        self.enter(path);
        if in_messages(path) {
            self.gap(&element.value);
            let record = message::record(emit, self, element);
            return emit.record(record);
        }
        if path.is(&["personal_information", "user_id"]) {
            self.owner = element.value.word().map(|id| format!("user{id}"));
        }
        match path.last_name() {
            Some("name") => {
                self.name = element.value.text().map(str::to_owned);
                self.last_id = None;
            }
            Some("type") => self.kind = element.value.text().unwrap_or_default().to_owned(),
            _ => {}
        }
        Ok(())
    }
}

impl Chats {
    /// Forgets the chat before when another begins: some have no name of their own.
    fn enter(&mut self, path: &Path) {
        let left = path.name(0) == Some("left_chats");
        let number = path.number(2).filter(|_| path.name(1) == Some("list")).map(|number| (left, number));
        if number.is_some() && number != self.number {
            (self.name, self.last_id) = (None, None);
            self.kind.clear();
            self.number = number;
        }
    }

    /// Counts numbers that are left out. In private chats and small groups the whole account shares them: there a gap means
    /// nothing.
    fn gap(&mut self, message: &Value<'_>) {
        if !self.kind.contains("supergroup") && !self.kind.contains("channel") {
            return;
        }
        let Some(id) = message.at("id").and_then(Value::integer) else { return };
        if let Some(last) = self.last_id
            && id > last
        {
            self.missing_ids = self.missing_ids.saturating_add(id.saturating_sub(last).saturating_sub(1));
        }
        self.last_id = Some(id);
    }
}

/// Returns a message's text: a text, or a list of texts and of parts with a text in each.
fn text<'v>(message: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match message.at("text") {
        Some(Value::Text(text)) => Some(Cow::Borrowed(text)),
        Some(Value::Array(parts)) => {
            let part = |part: &'v Value<'_>| part.text().or_else(|| part.text_at("text"));
            Some(Cow::Owned(parts.iter().filter_map(part).collect()))
        }
        _ => {
            let parts = message.at("text_entities")?.items();
            Some(Cow::Owned(parts.iter().filter_map(|part| part.text_at("text")).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use temoin_evidence::{AttachmentState, Flag, Note, Record, Span};

    use super::*;
    use crate::Flow;

    #[derive(Default)]
    struct Kept(Vec<Record>, Vec<Note>);

    impl Sink for Kept {
        fn record(&mut self, record: Record) -> Flow {
            self.0.push(record);
            Flow::Continue
        }

        fn note(&mut self, note: Note) {
            self.1.push(note);
        }

        fn piece(&mut self, _: Span) {}
    }

    fn read(messages: &str) -> Kept {
        let file = format!("{{\"name\":\"x\",\"type\":\"private_supergroup\",\"id\":1,\"messages\":[{messages}]}}");
        let mut kept = Kept::default();
        let summary = crate::inspect(&file.as_bytes(), &Options::default(), &mut kept).unwrap();
        assert_eq!(summary.source, "telegram");
        kept
    }

    #[test]
    fn texts_of_each_kind_are_joined() {
        let found = read(
            r#"{"id":1,"type":"message","date":"2024-03-05T14:05:09","from":"a","from_id":"user1","text":["a ",{"type":"link","text":"b"}]},
               {"id":2,"type":"message","date":"2024-03-05T14:05:09","from":null,"from_id":"user2","text":"c"},
               {"id":5,"type":"message","date":"2024-03-05T14:05:09","from":"a","from_id":"user1","rich_message":{"x":1}}"#,
        );
        let texts: Vec<_> = found.0.iter().map(|record| record.text.as_str()).collect();
        assert_eq!(texts, ["a b", "c", ""]);
        assert_eq!(found.0[1].author.as_ref().unwrap().name, "user2");
        assert!(found.0[2].flags.has(Flag::ContentUnknown));
        assert_eq!(found.0[0].sent.unwrap().to_string(), "2024-03-05T14:05:09");
        assert!(found.1.iter().any(|note| note.code == "id-gap" && note.detail.starts_with("2 ")));
    }

    #[test]
    fn a_chat_without_a_name_has_none_and_no_number_is_too_large() {
        let file = r#"{"about":"","personal_information":{"user_id":1},"chats":{"list":[{"name":"Lou","type":"personal_chat","messages":[{"id":1,"type":"message","text":"a"}]}]},
            "left_chats":{"list":[{"type":"public_supergroup","messages":[{"id":-9223372036854775807,"type":"message","text":"b"},{"id":9223372036854775807,"type":"message","text":"c"}]}]}}"#;
        let mut kept = Kept::default();
        crate::inspect(&file.as_bytes(), &Options::default(), &mut kept).unwrap();
        let names: Vec<_> = kept.0.iter().map(|record| record.conversation.as_deref()).collect();
        assert_eq!(names, [Some("Lou"), None, None]);
    }

    #[test]
    fn a_forwarded_message_is_by_whom_it_was_passed_on() {
        let page = r#"<!doctype html><html><title>Exported Data</title><div class="message default" id="message1"><div class="date" title="05.03.2024 14:05:19"></div><div class="from_name">Ada</div><div class="text">a</div></div>
            <div class="message default joined" id="message2"><div class="date" title="05.03.2024 14:06:19"></div><div class="forwarded body"><div class="from_name">Max</div><div class="text">b</div></div></div></html>"#;
        let mut kept = Kept::default();
        crate::inspect(&page.as_bytes(), &Options::default(), &mut kept).unwrap();
        let names: Vec<_> = kept.0.iter().map(|record| record.author.as_ref().unwrap().name.as_str()).collect();
        assert_eq!(names, ["Ada", "Ada"]);
        assert!(kept.0[1].flags.has(Flag::Forwarded));
    }

    #[test]
    fn media_left_out_of_a_page_is_told() {
        let message = |media: &str| {
            format!(
                r#"<!doctype html><title>Exported Data</title><div class="message default" id="message1"><div class="body"><div class="date" title="05.03.2024 14:05:19"></div><div class="from_name">Ada</div><div class="media_wrap clearfix"><div class="media clearfix pull_left">{media}</div></div></div></div>"#
            )
        };
        let check = |media: &str, expected: &[(&str, AttachmentState)]| {
            let mut kept = Kept::default();
            crate::inspect(&message(media).as_bytes(), &Options::default(), &mut kept).unwrap();
            let found: Vec<_> = kept.0[0].attachments.iter().map(|one| (one.name.as_str(), one.state)).collect();
            let missing = expected.iter().any(|(_, state)| *state == AttachmentState::Missing);
            assert_eq!((found, kept.0[0].flags.has(Flag::MediaOmitted)), (expected.to_vec(), missing), "{media}");
        };
        let said = |said: &str| {
            format!(
                r#"<div class="fill"></div><div class="body"><div class="title bold">Photo</div><div class="description">{said}</div><div class="status details">1280x720</div></div>"#
            )
        };
        let missing = [("Photo", AttachmentState::Missing)];
        check(&said("Not included, change data exporting settings to download."), &missing);
        check(&said("Exceeds maximum size, change data exporting settings to download."), &missing);
        check(&said("Unavailable, please try again later."), &missing);
        check(&said("+32 470 00 00 02"), &[]);
        check(r#"<a class="photo_wrap" href="photos/p.jpg"></a>"#, &[("photos/p.jpg", AttachmentState::Unknown)]);
    }

    #[test]
    fn a_chat_that_is_cut_gives_what_came_before() {
        let found =
            read(r#"{"id":1,"type":"message","date_unixtime":"1704067200","from":"a","text":"reste"},{"id":2,"ty"#);
        assert_eq!((found.0.len(), found.0[0].text.as_str()), (1, "reste"));
        assert!(found.1.iter().any(|note| note.code == "damaged" || note.code == "truncated"));
    }
}
