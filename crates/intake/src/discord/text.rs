//! DiscordChatExporter's plain text: `[time] name`, then lines. The time is written as the exporting computer writes dates.

use temoin_evidence::{
    Author, CivilTime, DateOrder, DetailKey, Flag, Kind as RecordKind, LabelledBy, Precision, Record, Span, Zone,
};

use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::lines::Line;
use crate::told::{self, Told};
use crate::{Options, ReadError, Sink, Source, Summary, time};

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
        emit.summary().date_order = Some(order.map_or("unproven", DateOrder::word).into());
        emit.summary().declared = messages.declared;
        emit.summary().zone = Some("floating".into());
        if order.is_none() && emit.given() > 0 {
            emit.note(
                "date-order-unproven",
                "Day and month can be read either way; the program does not guess. Say which comes first.",
            );
        }
        if let Some(declared) = messages.declared.filter(|&declared| declared != emit.given()) {
            emit.note(
                "count-differs",
                format!("The file says that it holds {declared} messages; {} were read.", emit.given()),
            );
        }
        Ok(emit.finish())
    }
}

/// Looks through the file for a date that can be read one way only.
fn proved(source: &dyn Source) -> Result<Option<DateOrder>, ReadError> {
    let mut lines = crate::lines::Lines::new(source);
    while let Some(line) = lines.next()? {
        let Some((stamp, _)) = header(&line.text) else { continue };
        match numbers(stamp)[..] {
            [year, ..] if year > 31 => return Ok(Some(DateOrder::Ymd)),
            [day, ..] if day > 12 => return Ok(Some(DateOrder::Dmy)),
            [_, day, ..] if day > 12 => return Ok(Some(DateOrder::Mdy)),
            _ if stamp.contains('.') => return Ok(Some(DateOrder::Dmy)),
            _ => {}
        }
    }
    Ok(None)
}

fn numbers(stamp: &str) -> Vec<u32> {
    stamp.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// Takes `[05/03/2024 14:05] name (pinned)` apart.
fn header(line: &str) -> Option<(&str, &str)> {
    let (stamp, name) = line.strip_prefix('[')?.split_once("] ")?;
    let fields = numbers(stamp).len();
    (fields >= 5 && stamp.len() <= 32 && stamp.contains(':')).then_some((stamp, name.trim_end_matches(" (pinned)")))
}

#[derive(Default)]
struct Messages {
    order: Option<DateOrder>,
    guild: String,
    declared: Option<u64>,
    attachments: bool,
}

impl Messages {
    fn when(&self, record: &mut Record, stamp: &str) {
        record.sent_raw = stamp.to_owned();
        let fields = numbers(stamp);
        let [a, b, c, mut hour, minute] = fields[..5] else { return };
        let (year, month, day) = match self.order {
            Some(DateOrder::Dmy) => (c, b, a),
            Some(DateOrder::Mdy) => (c, a, b),
            Some(DateOrder::Ymd) => (a, b, c),
            None => return record.flags.insert(Flag::DateUnproven),
        };
        let year = if year < 100 { 2000 + year } else { year };
        let afternoon = stamp.to_ascii_lowercase();
        if afternoon.contains("pm") && hour < 12 {
            hour += 12;
        } else if afternoon.contains("am") && hour == 12 {
            hour = 0;
        }
        let small = |value: u32| u8::try_from(value).unwrap_or(u8::MAX);
        let civil = CivilTime::new(
            i16::try_from(year).unwrap_or(0),
            small(month),
            small(day),
            small(hour),
            small(minute),
            0,
            0,
        );
        record.sent = civil.ok().and_then(|time| time::moment(time, Precision::Minute, Zone::Floating));
        if record.sent.is_none() {
            record.flags.insert(Flag::TimeUnusable);
        }
    }
}

impl Told for Messages {
    fn begins(&mut self, _: &Emit<'_>, line: &Line) -> Option<Record> {
        let (stamp, name) = header(&line.text)?;
        let mut record = Record::new(RecordKind::Message, Span { start: 0, len: 0 });
        self.when(&mut record, stamp);
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
