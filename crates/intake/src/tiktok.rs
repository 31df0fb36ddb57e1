//! TikTok's "Download your data" as JSON: direct messages and the owner's own comments. See `docs/formats/tiktok.md`.

use temoin_evidence::{Direction, Kind as RecordKind, Record, Visibility};
use temoin_syntax::Source as Bytes;
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, OWNER, account, begun, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Summary, time};

/// Reads `user_data_tiktok.json` (older: `user_data.json`).
pub(crate) struct TikTok;

const KIND: Kind = Kind::of("tiktok");

impl Format for TikTok {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if !head.is_json() {
            return false;
        }
        let sections = [
            "Direct Message",
            "Direct Messages",
            "Comment",
            "Your Activity",
            "Activity",
            "Profile",
            "Profile And Settings",
        ];
        let known = sections.iter().filter(|section| head.names(&[section])).count();
        head.text.contains("\"Chat History with ")
            || known >= 2
                && (head.text.contains("TikTok") || head.names(&["ChatHistory"]) || head.names(&["CommentsList"]))
    }

    fn read(
        &self,
        source: &dyn Bytes,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut owner = Owner::default();
        let mut silent = crate::Nothing;
        // The owner's name may stand after the messages: it is looked for first.
        elements::read(
            source,
            &Limits::default(),
            &mut Emit::new(KIND, detected, source.len(), options, &mut silent),
            &mut owner,
        )?;
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        elements::read(source, &Limits::default(), &mut emit, &mut Lists { owner: owner.0, comments: false })?;
        emit.one_sided("Of comments, a TikTok archive holds only those of its owner.");
        Ok(emit.finish())
    }
}

/// Looks for the owner's user name, wherever the year's sections put it.
#[derive(Default)]
struct Owner(Option<String>);

impl Elements for Owner {
    fn step(&mut self, path: &Path) -> Step {
        let profile = |name: &str| name.to_ascii_lowercase().contains("profile");
        match path.depth() {
            0 | 1 => Step::Enter,
            _ if (0..path.depth()).filter_map(|at| path.name(at)).any(profile) => Step::Enter,
            _ => Step::Skip,
        }
    }

    fn take(&mut self, _: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if path.last_name().is_some_and(|name| name.eq_ignore_ascii_case("userName")) && self.0.is_none() {
            self.0 = element.value.text().map(str::to_owned);
        }
        Ok(())
    }
}

struct Lists {
    owner: Option<String>,
    comments: bool,
}

/// Says what kind of list a path leads into: by names that stayed the same over the years, whatever their case.
fn list(path: &Path) -> Option<RecordKind> {
    let depth = path.depth();
    path.number(depth.checked_sub(1)?)?;
    let name = path.name(depth.checked_sub(2)?)?;
    if name.to_ascii_lowercase().starts_with("chat history with") {
        return Some(RecordKind::Message);
    }
    name.eq_ignore_ascii_case("CommentsList").then_some(RecordKind::Comment)
}

impl Elements for Lists {
    fn step(&mut self, path: &Path) -> Step {
        if list(path).is_some() { Step::Take } else { Step::Enter }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        let Some(kind) = list(path) else { return Ok(()) };
        let record = if kind == RecordKind::Comment {
            self.comments = true;
            self.comment(element)
        } else {
            let name = path.name(path.depth() - 2).unwrap_or_default();
            let other = name.get("Chat History with".len()..).unwrap_or_default().trim_matches([' ', ':']).to_owned();
            self.message(element, other)
        };
        emit.record(record)
    }
}

impl Lists {
    fn message(&self, element: &Element<'_>, other: String) -> Record {
        let value = &element.value;
        let mut record = begun(RecordKind::Message, element);
        let from = any(value, &["From"]).and_then(Value::text).unwrap_or_default();
        if !from.is_empty() {
            record.author = Some(account(from, None));
            record.direction = match &self.owner {
                Some(owner) if owner == from => Direction::Sent,
                Some(_) => Direction::Received,
                None => Direction::Unknown,
            };
        }
        record.conversation = Some(other);
        record.visibility = Visibility::Direct;
        record.text = any(value, &["Content"]).and_then(Value::text).unwrap_or_default().to_owned();
        dated(&mut record, value);
        record
    }

    fn comment(&self, element: &Element<'_>) -> Record {
        let value = &element.value;
        let mut record = begun(RecordKind::Comment, element);
        record.author = Some(account(self.owner.as_deref().unwrap_or(OWNER), None));
        record.direction = Direction::Sent;
        record.visibility = Visibility::Public;
        record.text = any(value, &["Comment"]).and_then(Value::text).unwrap_or_default().to_owned();
        let url = any(value, &["Url"]).and_then(Value::text).unwrap_or_default();
        record.detail(temoin_evidence::DetailKey::Url, url);
        dated(&mut record, value);
        record
    }
}

/// Times are in UTC; the file writes no zone, TikTok's own page on the archive says so.
fn dated(record: &mut Record, value: &Value<'_>) {
    let raw = any(value, &["Date"]).and_then(Value::text).unwrap_or_default();
    let told = raw.trim_end_matches(" UTC");
    timed(record, raw, time::iso(&format!("{told}Z")));
}

/// Finds a field whatever the case of its name.
fn any<'v, 'a>(value: &'v Value<'a>, names: &[&str]) -> Option<&'v Value<'a>> {
    let known = |key: &str| names.iter().any(|name| key.eq_ignore_ascii_case(name));
    value.fields().iter().find(|(key, _)| known(key)).map(|(_, found)| found)
}
