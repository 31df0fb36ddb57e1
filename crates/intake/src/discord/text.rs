//! DiscordChatExporter's plain text: `[time] name`, then lines. The time is written as the exporting computer writes dates.

use temoin_evidence::{Author, DateOrder, DetailKey, Flag, Kind as RecordKind, LabelledBy, Record, Span};

use super::stamp;
use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::lines::Line;
use crate::told::{self, Told};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads the `.txt` of one channel.
pub(crate) struct Text;

const KIND: Kind = Kind::of("discord-chat-exporter-text");
const RULE: &str = "==============================================================";

impl Format for Text {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.text.starts_with(RULE) && head.text.contains("\nGuild: ") && head.text.contains("\nChannel: ")
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let order = match options.answers.date_order {
            Some(order) => Some(order),
            None => proved(source)?,
        };
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut messages = Messages { order, ..Messages::default() };
        told::read(source, &mut emit, &mut messages)?;
        emit.summary().zone = Some("floating".into());
        super::ordered(order, messages.unproven, &mut emit);
        super::compared(messages.declared, &mut emit);
        Ok(emit.finish())
    }
}

/// Looks through the file for a date that can be read one way only.
fn proved(source: &dyn Source) -> Result<Option<DateOrder>, ReadError> {
    let mut lines = crate::lines::Lines::new(source);
    while let Some(line) = lines.next()? {
        if let Some(order) = header(&line.text).and_then(|(stamp, _)| stamp::proved(stamp)) {
            return Ok(Some(order));
        }
    }
    Ok(None)
}

/// Takes `[05/03/2024 14:05] name (pinned)` apart.
fn header(line: &str) -> Option<(&str, &str)> {
    let (stamp, name) = line.strip_prefix('[')?.split_once("] ")?;
    stamp::is_stamp(stamp).then_some((stamp, name.trim_end_matches(" (pinned)")))
}

#[derive(Default)]
struct Messages {
    order: Option<DateOrder>,
    /// A date could be read either way.
    unproven: bool,
    guild: String,
    declared: Option<u64>,
    attachments: bool,
}

impl Told for Messages {
    fn begins(&mut self, _: &Emit<'_>, line: &Line) -> Option<Record> {
        let (stamp, name) = header(&line.text)?;
        let mut record = Record::new(RecordKind::Message, Span { start: 0, len: 0 });
        stamp::told(&mut record, stamp, self.order);
        self.unproven |= record.flags.has(Flag::DateUnproven);
        record.author = Some(Author { name: name.to_owned(), labelled_by: LabelledBy::Sender, platform_id: None });
        record.conversation = Some(self.guild.clone()).filter(|name| !name.is_empty());
        self.attachments = false;
        Some(record)
    }

    fn goes_on(&mut self, emit: &Emit<'_>, record: &mut Record, line: &Line) {
        match line.text.as_str() {
            "{Attachments}" => self.attachments = true,
            "{Embed}" | "{Stickers}" | "{Reactions}" => self.attachments = false,
            "" => {}
            text if self.attachments => record.attachments.push(emit.attachment(text)),
            text if text.starts_with("http") && !record.text.is_empty() => {
                record.detail(DetailKey::Link, text);
                told::add(record, text);
            }
            text => told::add(record, text),
        }
    }

    fn ends(&mut self, _: &mut Emit<'_>, line: &Line) -> bool {
        let text = &line.text;
        if let Some(name) = text.strip_prefix("Guild: ").or_else(|| text.strip_prefix("Channel: ")) {
            if self.declared.is_none() && !text.contains("] ") {
                if !self.guild.is_empty() {
                    self.guild.push_str(" / ");
                }
                self.guild.push_str(name);
            }
            return true;
        }
        if let Some(count) = text.strip_prefix("Exported ").and_then(|rest| rest.strip_suffix(" message(s)")) {
            self.declared = count.replace([',', '.', ' '], "").parse().ok();
            return true;
        }
        text == RULE
    }
}
