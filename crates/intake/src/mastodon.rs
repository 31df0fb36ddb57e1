//! Mastodon's archive: `outbox.json`, in ActivityStreams 2.0. See `docs/formats/fediverse.md`.

use temoin_evidence::{DetailKey, Direction, Flag, Kind as RecordKind, Record, Visibility};
use temoin_syntax::entity::Oddities;
use temoin_syntax::json::{Element, Limits, Path, Step, Value};
use temoin_syntax::markup::{Dialect, Tree};

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, account, begun, odd, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `outbox.json`.
pub(crate) struct Mastodon;

const KIND: Kind = Kind::of("mastodon");
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// Most nodes of one post's markup.
const NODES: usize = 50_000;

impl Format for Mastodon {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.is_json() && head.text.contains("activitystreams") && head.names(&["orderedItems"])
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        elements::read(source, &Limits::default(), &mut emit, &mut Outbox)?;
        emit.one_sided("An archive of Mastodon holds only the posts of its owner.");
        Ok(emit.finish())
    }
}

struct Outbox;

impl Elements for Outbox {
    fn step(&mut self, path: &Path) -> Step {
        match path.name(0) {
            _ if path.is(&["orderedItems", "*"]) => Step::Take,
            None | Some("orderedItems") => Step::Enter,
            Some(_) => Step::Skip,
        }
    }

    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if !path.is(&["orderedItems", "*"]) {
            return Ok(());
        }
        let record = post(emit, element);
        emit.record(record)
    }
}

fn post(emit: &Emit<'_>, element: &Element<'_>) -> Record {
    let value = &element.value;
    let mut record = begun(RecordKind::Post, element);
    record.author = value.at("actor").and_then(Value::text).map(|actor| account(actor, Some(actor)));
    record.direction = Direction::Sent;
    let stamp = value.text_at("published").unwrap_or_default();
    timed(&mut record, stamp, time::iso_utc(stamp));
    record.visibility = visibility(value);
    let object = value.at("object");
    if value.text_at("type") == Some("Announce") {
        record.flags.insert(Flag::Forwarded);
        record.detail(DetailKey::ForwardedFrom, object.and_then(Value::text).unwrap_or_default());
        return record;
    }
    let Some(object) = object else { return record };
    record.detail(DetailKey::Id, object.text_at("id").unwrap_or_default());
    record.detail(DetailKey::Subject, object.text_at("summary").unwrap_or_default());
    record.reply_to = object.text_at("inReplyTo").map(str::to_owned);
    if let Some(html) = object.text_at("content") {
        let mut oddities = Oddities::default();
        record.text = Tree::new(html.as_bytes(), Dialect::Html, NODES).root().text(&mut oddities);
        record.text_raw = Some(html.to_owned());
        for flag in odd(oddities).iter() {
            record.flags.insert(flag);
        }
    }
    if let Some(edited) = object.text_at("updated") {
        record.flags.insert(Flag::Edited);
        record.detail(DetailKey::Edited, edited);
    }
    for one in object.at("attachment").map(Value::items).unwrap_or_default() {
        if let Some(url) = one.text_at("url") {
            record.attachments.push(emit.attachment(url));
            record.detail(DetailKey::Description, one.text_at("name").unwrap_or_default());
        }
    }
    record
}

/// Public where the world is addressed, in `to` or (unlisted) in `cc`; else followers or the people named.
fn visibility(value: &Value<'_>) -> Visibility {
    let named = |list: &str| -> Vec<&str> {
        let list = value.at(list);
        list.map(Value::items).unwrap_or_default().iter().chain(list).filter_map(Value::text).collect()
    };
    let (to, cc) = (named("to"), named("cc"));
    match () {
        () if to.contains(&PUBLIC) || cc.contains(&PUBLIC) => Visibility::Public,
        () if to.iter().any(|one| one.ends_with("/followers")) => Visibility::Group,
        () if to.is_empty() && cc.is_empty() => Visibility::Unknown,
        () => Visibility::Direct,
    }
}
