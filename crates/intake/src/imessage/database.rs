//! The database of Messages: `chat.db` of macOS, `sms.db` of an iPhone's backup. See `docs/formats/imessage.md`.

use std::collections::HashMap;
use std::io;

use temoin_evidence::{
    AttachmentState, Author, DetailKey, Direction, Flag, Kind as RecordKind, LabelledBy, Moment, Record, Visibility,
};
use temoin_syntax::entity::Oddities;

use super::typedstream;
use crate::database::{self, begun, doubted};
use crate::detect::Detected;
use crate::emit::{Emit, OWNER, account, timed};
use crate::format::{Format, Head, Kind};
use crate::sqlite::{Database, Links, Row, Schema, Texts};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `chat.db` and `sms.db`.
pub(crate) struct Messages;

pub(crate) const KIND: Kind = Kind::of("imessage-database");
/// The tables that are looked at.
pub(crate) const TABLES: &[&str] = &[
    "message",
    "handle",
    "chat",
    "chat_message_join",
    "chat_recoverable_message_join",
    "chat_handle_join",
    "attachment",
    "message_attachment_join",
    "deleted_messages",
];

impl Format for Messages {
    fn kind(&self) -> Kind {
        KIND
    }

    fn jumps(&self) -> bool {
        true
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        database::recognises(head, KIND)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        database::read(source, detected, options, sink)
    }
}

/// Returns whether these are the tables of Messages.
pub(crate) fn knows(schema: &Schema) -> bool {
    schema.has("message", &["date", "is_from_me", "handle_id"]) && schema.has("handle", &["id"])
}

/// Gives each message; who and where are read from the small tables first.
pub(crate) fn read(database: &Database<'_>, schema: &Schema, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let Some(messages) = schema.table("message") else { return Ok(()) };
    let around = Around::read(database, schema)?;
    if around.is_cut() {
        emit.note("limit", "It names more people, chats or files than are kept in mind; some messages lack them.");
    }
    if around.deleted > 0 {
        let detail =
            format!("It tells that {} messages were deleted; what was in them is not looked for.", around.deleted);
        emit.note("messages-deleted", detail);
    }
    database.rows(&[messages], &mut |_, row| {
        let record = around.record(row, emit);
        emit.record(record)
    })
}

/// Seconds from 1970 to 2001, when Apple's clock begins.
const EPOCH: i64 = 978_307_200;
/// Numbers from here on are nanoseconds, as newer systems write them: as seconds they would be in the year 33,000.
const NANOSECONDS: u64 = 1_000_000_000_000;

/// Reads a time: seconds or nanoseconds since 2001 (UTC); 0 is none.
fn moment(number: i64) -> Option<Moment> {
    match number.unsigned_abs() {
        0 => None,
        1..NANOSECONDS => time::unix_s(number + EPOCH),
        _ => time::unix_ms(number.div_euclid(1_000_000) + EPOCH * 1000),
    }
}

fn spelled(number: Option<i64>) -> String {
    number.and_then(moment).map(|at| at.to_string()).unwrap_or_default()
}

/// Most chats of which more than the title is kept.
const CHATS: usize = 100_000;

/// Holds what stands around the messages.
#[derive(Default)]
struct Around {
    /// Numbers and addresses, and by their own number.
    handles: Texts,
    titles: Texts,
    chats: HashMap<i64, Chat>,
    members: Links,
    /// The chat of a message.
    chat_of: Links,
    /// The chat of a message that was deleted on the device and can still be brought back, and when it was deleted.
    bin_of: Links,
    binned: Links,
    files: Texts,
    files_of: Links,
    deleted: u64,
}

struct Chat {
    visibility: Visibility,
    filtered: bool,
}

impl Around {
    fn read(database: &Database<'_>, schema: &Schema) -> io::Result<Self> {
        let mut found = Self::default();
        let each = |name: &str, take: &mut dyn FnMut(&Row<'_>)| match schema.table(name) {
            Some(table) => database.rows(&[table], &mut |_, row| -> io::Result<()> {
                take(row);
                Ok(())
            }),
            None => Ok(()),
        };
        each("handle", &mut |row| found.handles.name(row.number(), row.text("id")))?;
        each("chat", &mut |row| found.chat(row))?;
        each("chat_handle_join", &mut |row| {
            found.members.push(row.integer("chat_id"), row.integer("handle_id"));
        })?;
        each("chat_message_join", &mut |row| {
            found.chat_of.push(row.integer("message_id"), row.integer("chat_id"));
        })?;
        each("chat_recoverable_message_join", &mut |row| {
            found.bin_of.push(row.integer("message_id"), row.integer("chat_id"));
            found.binned.push(row.integer("message_id"), row.integer("delete_date"));
        })?;
        each("attachment", &mut |row| {
            let name = Some(row.text("filename")).filter(|name| !name.is_empty());
            found.files.name(row.number(), name.unwrap_or_else(|| row.text("transfer_name")));
        })?;
        each("message_attachment_join", &mut |row| {
            found.files_of.push(row.integer("message_id"), row.integer("attachment_id"));
        })?;
        each("deleted_messages", &mut |_| found.deleted += 1)?;
        for links in found.links() {
            links.sort();
        }
        Ok(found)
    }

    fn links(&mut self) -> [&mut Links; 5] {
        [&mut self.members, &mut self.chat_of, &mut self.bin_of, &mut self.binned, &mut self.files_of]
    }

    fn is_cut(&self) -> bool {
        let links = [&self.members, &self.chat_of, &self.bin_of, &self.binned, &self.files_of];
        links.iter().any(|links| links.is_cut())
            || [&self.handles, &self.titles, &self.files].iter().any(|texts| texts.is_cut())
    }

    /// A group has a name only where someone gave it one; else what the app calls it.
    fn chat(&mut self, row: &Row<'_>) {
        let named = Some(row.text("display_name")).filter(|name| !name.is_empty());
        self.titles.name(row.number(), named.unwrap_or_else(|| row.text("chat_identifier")));
        let visibility = match row.integer("style") {
            Some(43) => Visibility::Group,
            Some(45) => Visibility::Direct,
            _ => Visibility::Unknown,
        };
        if self.chats.len() < CHATS {
            self.chats.insert(row.number(), Chat { visibility, filtered: row.some("is_filtered").is_some() });
        }
    }

    fn record(&self, row: &Row<'_>, emit: &Emit<'_>) -> Record {
        let tapback = row.integer("associated_message_type").filter(|kind| (2000..4000).contains(kind));
        let announced = row.some("item_type");
        let kind = match (announced, tapback) {
            (Some(_), _) => RecordKind::System,
            (None, Some(_)) => RecordKind::Reaction,
            (None, None) => RecordKind::Message,
        };
        let mut record = begun(kind, row);
        timed(&mut record, &row.text("date"), row.integer("date").and_then(moment));
        record.detail(DetailKey::Id, row.text("guid"));
        self.who_and_where(row, &mut record);
        record.detail(DetailKey::Subject, row.text("subject"));
        body(row, &mut record);
        self.attached(row, &mut record, emit);
        record.reply_to = Some(row.text("thread_originator_guid")).filter(|guid| !guid.is_empty());
        match (announced, tapback) {
            (Some(kind), _) => self.announced(row, kind, &mut record),
            (None, Some(kind)) => reacted(row, kind, &mut record),
            (None, None) => changed(row, &mut record),
        }
        record.detail(DetailKey::Received, spelled(row.integer("date_delivered")));
        doubted(&mut record, row);
        record
    }

    fn who_and_where(&self, row: &Row<'_>, record: &mut Record) {
        let other = row.some("handle_id").and_then(|id| self.handles.of(id));
        let from_me = row.integer("is_from_me").map(|number| number != 0);
        let chat = self.chat_of.of(row.number()).chain(self.bin_of.of(row.number())).next();
        let title = chat.and_then(|chat| self.titles.of(chat)).or(other);
        record.conversation = title.map(str::to_owned);
        if let Some(chat) = chat.and_then(|chat| self.chats.get(&chat)) {
            record.visibility = chat.visibility;
            if chat.filtered {
                record.flags.insert(Flag::Filtered);
            }
        }
        if record.kind == RecordKind::System {
            let who = if from_me == Some(true) { Some(OWNER) } else { other };
            record.detail(DetailKey::Mention, who.unwrap_or_default());
            return;
        }
        match from_me {
            Some(true) => {
                record.direction = Direction::Sent;
                record.author = Some(owner());
                let members = chat.into_iter().flat_map(|chat| self.members.of(chat));
                let mut to: Vec<&str> = members.filter_map(|id| self.handles.of(id)).take(MEMBERS).collect();
                if to.is_empty() {
                    to.extend(other);
                }
                to.into_iter().for_each(|name| record.detail(DetailKey::To, name));
            }
            from_me => {
                record.direction = if from_me.is_some() { Direction::Received } else { Direction::Unknown };
                record.author = other.map(|id| account(id, Some(id)));
                if from_me.is_none() || other.is_none() {
                    record.flags.insert(Flag::SenderDoubtful);
                }
            }
        }
    }

    fn attached(&self, row: &Row<'_>, record: &mut Record, emit: &Emit<'_>) {
        for id in self.files_of.of(row.number()).take(MEMBERS) {
            let mut attachment = emit.attachment(self.files.of(id).unwrap_or("file"));
            if self.files.of(id).is_none() {
                attachment.state = AttachmentState::Missing;
            }
            record.attachments.push(attachment);
        }
        record.detail(DetailKey::Part, row.text("balloon_bundle_id"));
        if let Some(deleted) = self.binned.of(row.number()).next() {
            record.detail(DetailKey::Deleted, spelled(Some(deleted)));
            record.detail(DetailKey::Action, "deleted on this device, not yet for good");
        }
    }

    /// What the app says in a conversation.
    fn announced(&self, row: &Row<'_>, kind: i64, record: &mut Record) {
        let action = match (kind, row.integer("group_action_type").unwrap_or(0)) {
            (1, 0) => "added someone",
            (1, 1) => "removed someone",
            (2, _) => "named the conversation",
            (3, 0) => "left the conversation",
            (3, 1) => "changed the conversation's picture",
            (3, 2) => "removed the conversation's picture",
            (4, _) if row.some("share_status").is_some() => "stopped sharing a location",
            (4, _) => "shared a location",
            (5, _) => "kept an audio message",
            (6, _) => "shared something to watch or hear together",
            _ => "announcement that this program does not know",
        };
        record.detail(DetailKey::Action, action);
        record.detail(
            DetailKey::Mention,
            row.some("other_handle").and_then(|id| self.handles.of(id)).unwrap_or_default(),
        );
        if kind == 2 {
            record.text = row.text("group_title");
        }
    }
}

/// Most members or files listed of one message.
const MEMBERS: usize = 100;

fn owner() -> Author {
    Author { name: OWNER.to_owned(), labelled_by: LabelledBy::Platform, platform_id: None }
}

/// The text; newer systems keep it only inside an attributed one.
fn body(row: &Row<'_>, record: &mut Record) {
    let mut text = row.text("text");
    let attributed = row.bytes("attributedBody");
    if text.is_empty() && !attributed.is_empty() {
        match typedstream::text(attributed) {
            Some((bytes, whole)) => {
                text = String::from_utf8_lossy(bytes).into_owned();
                let odd = Oddities { invalid_bytes: text.contains('\u{fffd}'), ..Oddities::default() };
                record.flags = crate::emit::odd(odd).iter().fold(record.flags, |flags, flag| flags.with(flag));
                if !whole {
                    record.flags.insert(Flag::TextCut);
                }
            }
            None => record.flags.insert(Flag::ContentUnknown),
        }
    }
    // U+FFFC stands where an attachment is shown.
    if text.contains('\u{fffc}') {
        record.text = text.replace('\u{fffc}', "");
        record.text_raw = Some(text);
    } else {
        record.text = text;
    }
}

/// A reaction is a message of its own that names another: 2000 and above gives it, 3000 and above takes it back.
fn reacted(row: &Row<'_>, kind: i64, record: &mut Record) {
    let sign = match kind % 1000 {
        0 => "loved".to_owned(),
        1 => "liked".to_owned(),
        2 => "disliked".to_owned(),
        3 => "laughed at".to_owned(),
        4 => "emphasized".to_owned(),
        5 => "questioned".to_owned(),
        7 => "sticker".to_owned(),
        _ => Some(row.text("associated_message_emoji")).filter(|sign| !sign.is_empty()).unwrap_or("?".to_owned()),
    };
    record.detail(DetailKey::Reaction, sign);
    if kind >= 3000 {
        record.detail(DetailKey::Action, "took the reaction back");
    }
    // `p:0/GUID` names a part of a message, `bp:GUID` a message of an app.
    let target = row.text("associated_message_guid");
    let guid = target.rsplit(['/', ':']).next().unwrap_or_default();
    record.reply_to = Some(guid.to_owned()).filter(|guid| !guid.is_empty());
}

/// What became of a message.
fn changed(row: &Row<'_>, record: &mut Record) {
    if let Some(edited) = row.some("date_edited") {
        record.flags.insert(Flag::Edited);
        record.detail(DetailKey::Edited, spelled(Some(edited)));
    }
    if let Some(retracted) = row.some("date_retracted") {
        record.flags.insert(Flag::Deleted);
        record.detail(DetailKey::Deleted, spelled(Some(retracted)));
    }
    if record.direction == Direction::Sent && row.some("error").is_some() {
        record.flags.insert(Flag::Undelivered);
    }
    if row.some("is_forward").is_some() {
        record.flags.insert(Flag::Forwarded);
    }
    if row.some("is_expirable").is_some() {
        record.flags.insert(Flag::Expiring);
    }
    let bare = record.text.is_empty() && record.attachments.is_empty() && row.text("subject").is_empty();
    if bare && !record.flags.has(Flag::Deleted) {
        record.flags.insert(Flag::ContentUnknown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_or_nanoseconds() {
        assert_eq!(spelled(Some(469_908_586)), "2015-11-22T18:09:46Z");
        assert_eq!(spelled(Some(731_336_709_123_000_000)), "2024-03-05T13:05:09.123Z");
        assert_eq!((spelled(Some(0)), spelled(None), spelled(Some(i64::MIN)), spelled(Some(i64::MAX))).0, "");
        assert_eq!(spelled(Some(999_999_999_999)), "");
    }
}
