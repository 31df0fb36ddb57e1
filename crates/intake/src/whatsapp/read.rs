//! The second pass: records, each with its bytes.

use std::borrow::Cow;

use temoin_evidence::{
    Attachment, AttachmentState, Author, CivilTime, Direction, Flag, Flags, Kind, Moment, Origin, Precision, Record,
    Span, Zone,
};

use super::body::{self, Body};
use super::calendar::{self, Change};
use super::content::{self, Content, What};
use super::header::Header;
use super::layout::Layouts;
use super::lines::{End, Line, Lines};
use super::senders::{self, Who};
use super::survey::{self, Survey};
use super::tally::Tally;
use crate::detect::Detected;
use crate::detect::Encoding;
use crate::{Flow, Options, ReadError, Sink, Source, Summary, controls};

/// Holds the second pass.
struct Reading<'a> {
    options: &'a Options,
    sink: &'a mut dyn Sink,
    survey: Survey,
    tally: Tally,
    zone: Zone,
    open: Option<Open>,
    /// The record that is lent to the sink; the next one takes its memory over.
    record: Record,
    /// The sender whose name stands in it.
    voice: Option<usize>,
    /// What the record that is being read holds after its sender.
    body: Body,
    before: Before,
}

/// Is the record that is being read.
struct Open {
    start: u64,
    len: u64,
    header: Header,
    who: Who,
    name: Option<Author>,
    /// U+200E stands right after the header: the app wrote the line.
    by_app: bool,
    flags: Flags,
}

/// What is known of what came before a header.
#[derive(Default)]
struct Before {
    time: Option<CivilTime>,
    colon: bool,
    bare_lf: bool,
    any: bool,
}

/// Reads a chat: two passes over the source, memory that does not grow with it.
pub(super) fn read(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    let encoding = detected.encoding.unwrap_or(Encoding::Utf8);
    let survey = survey::survey(source, encoding, options)?;
    let mut tally = Tally::new(options, detected);
    if survey.headers == 0 {
        tally.no_headers(source.len(), sink);
        return Ok(tally.finish(survey, sink));
    }
    let mut reading = Reading {
        options,
        sink,
        survey,
        tally,
        zone: options.answers.zone.unwrap_or(Zone::Floating),
        open: None,
        record: blank(super::conversation(options)),
        voice: None,
        body: Body::default(),
        before: Before::default(),
    };
    reading.lines(&mut Lines::new(source, encoding, options.limits.text))?;
    let Reading { tally, survey, sink, .. } = reading;
    Ok(tally.finish(survey, sink))
}

impl Reading<'_> {
    fn lines(&mut self, lines: &mut Lines<'_>) -> Result<(), ReadError> {
        let mut preamble = 0;
        let mut blank = true;
        let mut before = End::File;
        let mut layouts = Layouts::default();
        while let Some(block) = lines.block()? {
            for line in block {
                if let Some(header) = layouts.parse(line.text) {
                    self.close()?;
                    let mut start = line.start;
                    if preamble > 0 {
                        start = self.preamble(preamble, blank);
                        preamble = 0;
                    }
                    self.before.bare_lf = before == End::Lf;
                    self.open(header, &line, start);
                } else if self.open.is_some() {
                    self.continues(&line);
                } else {
                    preamble += line.len;
                    blank &= line.text.trim_ascii().is_empty();
                }
                before = line.end;
            }
        }
        self.close()
    }

    /// Bytes before the first record: blank ones belong to it, others are a piece of their own.
    fn preamble(&mut self, len: u64, blank: bool) -> u64 {
        if blank {
            return 0;
        }
        self.sink.piece(Span { start: 0, len });
        self.tally.preamble(len, self.sink);
        len
    }

    fn open(&mut self, header: Header, line: &Line<'_>, start: u64) {
        let rest = survey::trim(&line.text[header.end..]);
        let by_app = header.shape.bracketed && line.text[header.end..].starts_with("\u{200e}".as_bytes());
        let who = self.survey.senders.who(rest, self.survey.languages);
        let (mut name, mut body) = (None, rest);
        match who {
            Who::Sender { body: at, .. } => body = &rest[at..],
            Who::Stranger { name: end, body: at } => {
                name = Some(senders::author(&String::from_utf8_lossy(&rest[..end])));
                body = &rest[at..];
            }
            Who::App | Who::Nobody => {}
        }
        self.body.begin(body, line.last(body.len()));
        let raw_time = header.date_start..header.time_end;
        self.record.sent_raw.clear();
        match line.utf8.and_then(|text| text.get(raw_time.clone())) {
            Some(text) => self.record.sent_raw.push_str(text),
            None => self.record.sent_raw.push_str(&String::from_utf8_lossy(&line.text[raw_time])),
        }
        let mut flags = Flags::default();
        if line.cut {
            flags.insert(Flag::TextCut);
        }
        if line.stray {
            flags.insert(Flag::InvalidBytes);
        }
        let len = line.start + line.len - start;
        self.open = Some(Open { start, len, header, who, name, by_app, flags });
    }

    fn continues(&mut self, line: &Line<'_>) {
        let Some(open) = &mut self.open else { return };
        open.len += line.len;
        let room = self.options.limits.text.saturating_sub(self.body.len());
        if line.cut || line.text.len() + 1 > room {
            open.flags.insert(Flag::TextCut);
        }
        if line.stray {
            open.flags.insert(Flag::InvalidBytes);
        }
        if room > 0 {
            let kept = line.text.len().min(room - 1);
            self.body.line(&line.text[..kept], line.utf8.and_then(|text| text.get(..kept)));
        }
    }

    /// Ends the record that is being read and gives it away.
    fn close(&mut self) -> Result<(), ReadError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let body = std::mem::take(&mut self.body);
        let text = body.text();
        let invalid = matches!(text, Cow::Owned(_)) && !open.flags.has(Flag::TextCut);
        self.fill(open, text.trim_end_matches(is_line_end), invalid);
        self.before.colon = text.trim_ascii_end().ends_with(':');
        drop(text);
        self.body = body;
        self.sink.piece(self.record.span);
        match self.sink.lent(&self.record) {
            Flow::Continue => Ok(()),
            Flow::Stop => Err(ReadError::Stopped),
        }
    }

    /// Makes the record of what was read.
    fn fill(&mut self, mut open: Open, body: &str, invalid: bool) {
        let content = self.content(&open, body);
        let kind = kind(&content);
        self.author(&mut open, kind);
        let sent = self.sent(&open.header);
        let mut flags = self.flags(&open, &content, sent.as_ref());
        if self.record.author.is_none() && kind != Kind::System {
            flags.insert(Flag::SenderDoubtful);
        }
        if invalid {
            flags.insert(Flag::InvalidBytes);
        }
        if controls::first(body.as_bytes()).is_some() {
            flags.insert(Flag::HiddenControls);
        }
        let attachment = content.attachment.map(|name| self.attachment(name));
        let direction = self.direction(&open.who, kind);
        let record = &mut self.record;
        join(&mut record.text, content.text);
        // Its first part lies in the body: as long, it is the same.
        let mut whole = content.text.0.len() == body.len();
        if kind != Kind::Message {
            // In its own words the app puts marks between parts; a person's message is left as it was typed.
            record.text.retain(|c| c != content::MARK);
            whole = false;
        }
        record.text_raw = (!whole && record.text != body).then(|| body.to_owned());
        record.attachments.clear();
        record.attachments.extend(attachment);
        record.position += u64::from(self.before.any);
        record.span = Span { start: open.start, len: open.len };
        record.kind = kind;
        record.sent = sent;
        record.flags = flags;
        record.direction = direction;
        self.before.any = true;
        self.tally.count(record, &content);
    }

    fn content<'t>(&self, open: &Open, body: &'t str) -> Content<'t> {
        let named = matches!(open.who, Who::Sender { .. } | Who::Stranger { .. });
        let mut content = content::read(body, open.header.marked);
        if named {
            return content;
        }
        let line = body.trim_start_matches(super::cursor::is_mark);
        let known = open.who == Who::App
            || content::encryption(line).is_some()
            || content::template(line, self.survey.languages).is_some();
        if open.by_app || known {
            let call = matches!(content.what, What::Call(_))
                || content::system(line).is_some_and(|(what, _)| what == What::Call(true));
            content.what = if call { What::Call(true) } else { What::System };
        } else if matches!(content.what, What::System | What::Call(true)) {
            content.what = What::Text;
        }
        content
    }

    /// Puts the author into the record.
    fn author(&mut self, open: &mut Open, kind: Kind) {
        let voice = match open.who {
            _ if kind == Kind::System => None,
            Who::Sender { number, .. } => Some(number),
            _ => None,
        };
        if voice.is_none() || voice != self.voice {
            self.record.author = match voice {
                Some(number) => {
                    let sender = self.survey.senders.sender(number);
                    sender.wrote = true;
                    sender.author.clone()
                }
                None => open.name.take().filter(|_| kind != Kind::System),
            };
        }
        self.voice = voice;
    }

    /// The moment, where the order of the date is known and the date exists.
    fn sent(&self, header: &Header) -> Option<Moment> {
        let order = self.survey.order.order?;
        // A header of another shape may be of another order: then only a date that fits is taken.
        let order = if header.year_first { temoin_evidence::DateOrder::Ymd } else { order };
        let time = calendar::civil(header, order)?;
        let precision = if header.second.is_some() { Precision::Second } else { Precision::Minute };
        Some(Moment { time, precision, zone: self.zone, origin: Origin::MessageMetadata })
    }

    fn flags(&mut self, open: &Open, content: &Content<'_>, sent: Option<&Moment>) -> Flags {
        let mut flags = open.flags;
        let mut doubtful = self.before.any
            && (self.survey.shape != Some(open.header.shape)
                || self.before.colon
                || (self.survey.crlf && self.before.bare_lf));
        match sent {
            None => flags.insert(Flag::DateUnproven),
            Some(sent) => {
                doubtful |= self.clock(&sent.time, &mut flags);
            }
        }
        if let Who::Sender { number, doubtful: name, .. } = open.who {
            doubtful |= self.before.any
                && matches!(content.what, What::Text | What::Poll)
                && self.survey.senders.speaks_once(number);
            if name {
                flags.insert(Flag::SenderDoubtful);
            }
        }
        let marks = [
            (doubtful, Flag::BoundaryDoubtful),
            (matches!(content.what, What::Deleted | What::DeletedOwn), Flag::Deleted),
            (content.edited, Flag::Edited),
            (content.what == What::Omitted, Flag::MediaOmitted),
            (content.what == What::Unknown, Flag::ContentUnknown),
        ];
        for (set, flag) in marks {
            if set {
                flags.insert(flag);
            }
        }
        flags
    }

    /// Looks at the time beside the one before; returns whether it makes the header doubtful.
    fn clock(&mut self, time: &CivilTime, flags: &mut Flags) -> bool {
        let change = calendar::clock_change(time);
        match change {
            Some(Change::Gap) => flags.insert(Flag::DstGap),
            Some(Change::Fold) => flags.insert(Flag::DstFold),
            None => {}
        }
        let backwards = self.before.time.is_some_and(|before| *time < before);
        if backwards {
            flags.insert(Flag::TimeBackwards);
        }
        // In the night when an hour occurs twice, going back is what clocks do.
        let explained =
            change == Some(Change::Fold) && self.before.time.and_then(|t| calendar::clock_change(&t)) == change;
        self.before.time = Some(*time);
        backwards && !explained
    }

    fn attachment(&self, name: &str) -> Attachment {
        let state = self.options.beside.as_ref().map_or(AttachmentState::Unknown, |beside| beside.state(name));
        Attachment { name: name.to_owned(), state }
    }

    fn direction(&self, who: &Who, kind: Kind) -> Direction {
        match (self.survey.owner, who) {
            (Some(owner), Who::Sender { number, .. }) if kind != Kind::System => {
                if owner == *number {
                    Direction::Sent
                } else {
                    Direction::Received
                }
            }
            _ => Direction::Unknown,
        }
    }
}

fn is_line_end(c: char) -> bool {
    c == '\n' || c == '\r'
}

fn join(text: &mut String, (before, after): (&str, &str)) {
    text.clear();
    text.shrink_to(body::KEPT);
    text.push_str(before);
    if !before.is_empty() && !after.is_empty() {
        text.push('\n');
    }
    text.push_str(after);
}

fn kind(content: &Content<'_>) -> Kind {
    match content.what {
        What::System => Kind::System,
        What::Call(_) => Kind::Call,
        What::Poll => Kind::Poll,
        _ => Kind::Message,
    }
}

/// A record of which only the chat is known yet.
fn blank(conversation: Option<String>) -> Record {
    Record { conversation, ..Record::new(Kind::System, Span { start: 0, len: 0 }) }
}
