//! Messages and comments of Messenger and Instagram, as their JSON downloads hold them. See `docs/formats/meta.md`.

mod html;
mod message;

use temoin_evidence::{DetailKey, Direction, Kind as RecordKind, Record, Visibility};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

pub(crate) use html::MetaHtml;

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, OWNER, account, begun, timed};
use crate::format::{Format, Head, Kind};
use crate::mojibake::mended;
use crate::tally::Calls;
use crate::{Nothing, Options, ReadError, Sink, Source, Summary, time};

/// Reads Messenger's threads, those of its separate end-to-end encrypted download too.
pub(crate) struct Messenger;
/// Reads Instagram's threads and the owner's comments.
pub(crate) struct Instagram;

const MESSENGER: Kind = Kind::of("messenger");
const INSTAGRAM: Kind = Kind::of("instagram");

impl Format for Messenger {
    fn kind(&self) -> Kind {
        MESSENGER
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if !head.is_json() {
            return false;
        }
        let thread = head.names(&["messages", "sender_name", "timestamp_ms"]);
        let encrypted =
            head.names(&["participants", "threadName", "messages"]) || head.names(&["senderName", "isUnsent"]);
        thread || encrypted
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        read(MESSENGER, source, detected, options, sink)
    }
}

impl Format for Instagram {
    fn kind(&self) -> Kind {
        INSTAGRAM
    }

    /// A thread of Instagram has the shape of one of Messenger: the folder in its archive tells them apart.
    fn recognises(&self, head: &Head<'_>) -> bool {
        if !head.is_json() {
            return false;
        }
        let comments = head.names(&["string_map_data"]) && head.text.contains("_comments");
        let thread = head.names(&["participants", "messages", "sender_name", "timestamp_ms"])
            && (head.text.contains("instagram.com/") || head.text.contains("Instagram user"));
        comments || thread
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        read(INSTAGRAM, source, detected, options, sink)
    }
}

fn read(
    kind: Kind,
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    let path = options.path.clone().unwrap_or_default();
    let mut thread = Thread { instagram: kind == INSTAGRAM || path.contains("instagram"), path, ..Thread::default() };
    let mut silent = Nothing;
    // The thread's title stands after its messages: it is looked for first.
    let mut aside = Emit::new(kind, detected, source.len(), options, &mut silent);
    elements::read(source, &Limits::default(), &mut aside, &mut Names(&mut thread))?;
    let mut emit = Emit::new(kind, detected, source.len(), options, sink);
    emit.count_calls(Calls::Messages);
    thread.participants.iter().for_each(|name| emit.participant(name));
    let mut messages = Messages { thread: &thread, comments: false };
    elements::read(source, &Limits::default(), &mut emit, &mut messages)?;
    if messages.comments {
        emit.one_sided("Of comments, the download holds only those of its owner.");
    }
    if kind == MESSENGER && thread.path.contains("e2ee_cutover") {
        let detail = "From here on the chat was encrypted end to end: its later messages are in a separate download that Messenger offers under its secure storage.";
        emit.note("goes-on-elsewhere", detail);
    }
    Ok(emit.finish())
}

/// Holds what is known of a thread beside its messages.
#[derive(Default)]
struct Thread {
    title: Option<String>,
    participants: Vec<String>,
    path: String,
    /// It lies in a download of Instagram.
    instagram: bool,
}

/// Most participants listed of one thread.
const MOST: usize = 10_000;

struct Names<'t>(&'t mut Thread);

impl Elements for Names<'_> {
    fn step(&mut self, path: &Path) -> Step {
        match path.name(0) {
            None | Some("title" | "threadName" | "thread_path") => Step::Enter,
            Some("participants") if path.depth() < 2 => Step::Enter,
            Some("participants") => Step::Take,
            Some(_) => Step::Skip,
        }
    }

    fn take(&mut self, _: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        match path.name(0) {
            Some("participants") if self.0.participants.len() < MOST => {
                let name = element.value.text().or_else(|| element.value.text_at("name"));
                self.0.participants.extend(name.map(mended));
            }
            Some("thread_path") => self.0.path.push_str(element.value.text().unwrap_or_default()),
            Some("threadName") => {
                // The download numbers names that occur twice.
                let name = element.value.text().unwrap_or_default();
                let plain = name.rsplit_once('_').filter(|(_, n)| n.bytes().all(|b| b.is_ascii_digit()));
                self.0.title = Some(mended(plain.map_or(name, |(name, _)| name)));
            }
            _ => self.0.title = element.value.text().map(mended),
        }
        Ok(())
    }
}

struct Messages<'t> {
    thread: &'t Thread,
    comments: bool,
}

fn is_comment(path: &Path) -> bool {
    path.depth() <= 2 && path.number(path.depth().wrapping_sub(1)).is_some() && path.name(0) != Some("messages")
}

impl Elements for Messages<'_> {
    fn step(&mut self, path: &Path) -> Step {
        match path.name(0) {
            _ if path.is(&["messages", "*"]) || is_comment(path) => Step::Take,
            None | Some("messages") => Step::Enter,
            Some(name) if name.contains("comments") => Step::Enter,
            Some(_) => Step::Skip,
        }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        let record = if path.is(&["messages", "*"]) {
            message::record(emit, self.thread, element)
        } else if let Some(fields) = element.value.at("string_map_data").filter(|_| is_comment(path)) {
            self.comments = true;
            comment(element, fields)
        } else {
            return Ok(());
        };
        emit.record(record)
    }
}

/// A comment's fields are named in the account's language: the one with a time is the time, the first text is the comment.
fn comment(element: &Element<'_>, fields: &Value<'_>) -> Record {
    let mut record = begun(RecordKind::Comment, element);
    record.author = Some(account(OWNER, None));
    record.direction = Direction::Sent;
    record.visibility = Visibility::Public;
    let mut told = false;
    for (_, field) in fields.fields() {
        if let Some(seconds) = field.at("timestamp").and_then(Value::integer).filter(|&seconds| seconds > 0) {
            timed(&mut record, &seconds.to_string(), time::unix_s(seconds));
        } else if let Some(value) = field.text_at("value") {
            if !std::mem::replace(&mut told, true) {
                message::words(&mut record, value);
            } else {
                record.detail(DetailKey::To, mended(value));
            }
        }
    }
    record
}
