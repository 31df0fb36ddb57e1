//! The text that signal-export writes (`chat.md`): `[2024-03-05 14:05:09] Name: text`. See `docs/formats/signal.md`.

use temoin_evidence::{Author, DetailKey, Direction, Kind as RecordKind, LabelledBy, Record, Span};

use crate::detect::Detected;
use crate::emit::{Emit, timed};
use crate::format::{Format, Head, Kind};
use crate::lines::Line;
use crate::told::{self, Told};
use crate::{Options, ReadError, Sink, Source, Summary, time};

/// Reads `chat.md`.
pub(crate) struct SignalText;

const KIND: Kind = Kind::of("signal-text");

impl Format for SignalText {
    fn kind(&self) -> Kind {
        KIND
    }

    /// WhatsApp's exports of phones that write the year first look alike: the ending tells them apart.
    fn recognises(&self, head: &Head<'_>) -> bool {
        head.ends(&["md"]) && head.text.lines().take(3).any(|line| header(line).is_some())
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        told::read(source, &mut emit, &mut Messages)?;
        Ok(emit.finish())
    }
}

/// Takes a first line apart: time, sender, text.
fn header(line: &str) -> Option<(&str, &str, &str)> {
    let (stamp, rest) = line.strip_prefix('[')?.split_once("] ")?;
    time::iso(stamp).filter(|_| stamp.len() == 19)?;
    let (name, text) = rest.split_once(':')?;
    Some((stamp, name, text.trim_start()))
}

struct Messages;

impl Told for Messages {
    fn begins(&mut self, emit: &Emit<'_>, line: &Line) -> Option<Record> {
        let (stamp, name, text) = header(&line.text)?;
        let mut record = Record::new(RecordKind::Message, Span { start: 0, len: 0 });
        timed(&mut record, stamp, time::iso(stamp));
        record.author = Some(Author { name: name.to_owned(), labelled_by: LabelledBy::Exporter, platform_id: None });
        record.direction = if name == "Me" { Direction::Sent } else { Direction::Received };
        record.text = text.trim_end().to_owned();
        let folder = emit.options.path.as_deref().and_then(|path| path.rsplit('/').nth(1));
        record.conversation = folder.map(str::to_owned);
        Some(record)
    }

    fn goes_on(&mut self, emit: &Emit<'_>, record: &mut Record, line: &Line) {
        let text = line.text.trim_end();
        let media = text.strip_prefix("![").or_else(|| text.strip_prefix('[')).and_then(|rest| rest.split_once("]("));
        if let Some((_, path)) = media.filter(|(_, path)| path.starts_with("./media/") && path.ends_with(')')) {
            record.attachments.push(emit.attachment(path.trim_end_matches(')')));
        } else if let Some(reaction) = text.strip_prefix("(- ").and_then(|rest| rest.strip_suffix(" -)")) {
            record.detail(DetailKey::Reaction, reaction);
        } else {
            told::add(record, text);
        }
    }
}
