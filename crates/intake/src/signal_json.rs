//! The lines that signal-export writes for programs (`data.json`): one message a line. See `docs/formats/signal.md`.

use temoin_evidence::{Author, DetailKey, Direction, Flag, Kind as RecordKind, LabelledBy, Record};
use temoin_syntax::json::{Element, Limits, Path, Step, Value};

use crate::detect::Detected;
use crate::elements::{self, Elements};
use crate::emit::{Emit, begun, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `data.json`.
pub(crate) struct SignalJson;

const KIND: Kind = Kind::of("signal-json");

impl Format for SignalJson {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.is_json() && head.names(&["date", "sender", "body", "quote", "sticker", "reactions", "attachments"])
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
        elements::read(source, &limits, &mut emit, &mut Messages)?;
        Ok(emit.finish())
    }
}

struct Messages;

impl Elements for Messages {
    fn step(&mut self, path: &Path) -> Step {
        if path.depth() == 0 { Step::Enter } else { Step::Take }
    }

    fn take(&mut self, emit: &mut Emit<'_>, _: &Path, element: &Element<'_>) -> Result<(), ReadError> {
        if element.value.at("sender").is_none() {
            return Ok(());
        }
        let record = message(emit, element);
        emit.record(record)
    }
}

fn message(emit: &Emit<'_>, element: &Element<'_>) -> Record {
    let value = &element.value;
    let text = |name: &str| value.text_at(name).unwrap_or_default();
    let mut record = begun(RecordKind::Message, element);
    // The wall clock of the computer that exported.
    timed(&mut record, text("date"), time::iso(text("date")));
    let sender = text("sender");
    record.author = Some(Author { name: sender.to_owned(), labelled_by: LabelledBy::Exporter, platform_id: None });
    record.direction = if sender == "Me" { Direction::Sent } else { Direction::Received };
    let folder = emit.options.path.as_deref().and_then(|path| path.rsplit('/').nth(1));
    record.conversation = folder.map(str::to_owned);
    record.text = text("body").trim_end().to_owned();
    for part in ["quote", "sticker"] {
        record.detail(DetailKey::Part, text(part).trim());
    }
    for reaction in value.at("reactions").map(Value::items).unwrap_or_default() {
        let part = |name: &str| reaction.text_at(name).unwrap_or_default();
        record.detail(DetailKey::Reaction, format!("{} {}", part("emoji"), part("name")).trim());
    }
    for one in value.at("attachments").map(Value::items).unwrap_or_default() {
        let name = one.any(&["path", "name"]).and_then(Value::text).unwrap_or_default();
        record.attachments.push(emit.attachment(name));
    }
    if record.text.is_empty() && record.attachments.is_empty() && text("sticker").is_empty() {
        record.flags.insert(Flag::ContentUnknown);
    }
    record
}
