//! The second pass: records, each with its bytes.

use temoin_evidence::{
    Attachment, AttachmentState, Author, CivilTime, Direction, Flag, Flags, Kind, Moment, Origin, Precision, Record,
    Span, Visibility, Zone,
};

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
    conversation: Option<String>,
    zone: Zone,
    open: Option<Open>,
    /// Bytes of the record that is being read, after its sender; line ends are LF.
    body: Vec<u8>,
    position: u64,
    before: Before,
}

/// Is the record that is being read.
struct Open {
    start: u64,
    len: u64,
    header: Header,
    raw_time: String,
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
        conversation: super::conversation(options),
        zone: options.answers.zone.unwrap_or(Zone::Floating),
        open: None,
        body: Vec::new(),
        position: 0,
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
        while let Some(line) = lines.next()? {
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
        self.body.clear();
        self.body.extend_from_slice(body);
        let raw_time = &line.text[header.date_start..header.time_end];
        let raw_time = match std::str::from_utf8(raw_time) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(raw_time).into_owned(),
        };
        let mut flags = Flags::default();
        if line.cut {
            flags.insert(Flag::TextCut);
        }
        if line.stray {
            flags.insert(Flag::InvalidBytes);
        }
        let len = line.start + line.len - start;
        self.open = Some(Open { start, len, header, raw_time, who, name, by_app, flags });
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
            self.body.push(b'\n');
            self.body.extend_from_slice(&line.text[..line.text.len().min(room - 1)]);
        }
    }

    /// Ends the record that is being read and gives it away.
    fn close(&mut self) -> Result<(), ReadError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let mut bytes = std::mem::take(&mut self.body);
        let text = match simdutf8::basic::from_utf8(&bytes) {
            Ok(text) => std::borrow::Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(&bytes),
        };
        let invalid = matches!(text, std::borrow::Cow::Owned(_)) && !open.flags.has(Flag::TextCut);
        let record = self.record(open, text.trim_end_matches(is_line_end), invalid);
        self.before.colon = text.trim_ascii_end().ends_with(':');
        drop(text);
        bytes.clear();
        self.body = bytes;
        if self.body.capacity() > 1 << 20 {
            self.body.shrink_to(64 << 10);
        }
        self.sink.piece(record.span);
        match self.sink.record(record) {
            Flow::Continue => Ok(()),
            Flow::Stop => Err(ReadError::Stopped),
        }
    }

    fn record(&mut self, open: Open, body: &str, invalid: bool) -> Record {
        let content = self.content(&open, body);
        let (kind, author) = self.kind_and_author(&open, &content);
        let sent = self.sent(&open.header);
        let mut flags = self.flags(&open, &content, sent.as_ref());
        if author.is_none() && kind != Kind::System {
            flags.insert(Flag::SenderDoubtful);
        }
        if invalid {
            flags.insert(Flag::InvalidBytes);
        }
        if controls::first(body.as_bytes()).is_some() {
            flags.insert(Flag::HiddenControls);
        }
        let mut text = joined(content.text);
        if kind != Kind::Message {
            // In its own words the app puts marks between parts; a person's message is left as it was typed.
            text.retain(|c| c != content::MARK);
        }
        let text_raw = (text != body).then(|| body.to_owned());
        let attachments = content.attachment.map(|name| self.attachment(name)).into_iter().collect();
        let record = Record {
            position: self.position,
            span: Span { start: open.start, len: open.len },
            kind,
            conversation: self.conversation.clone(),
            author,
            sent,
            sent_raw: open.raw_time,
            text,
            text_raw,
            attachments,
            reply_to: None,
            flags,
            visibility: Visibility::Unknown,
            direction: self.direction(&open.who, kind),
            details: Vec::new(),
        };
        self.position += 1;
        self.before.any = true;
        self.tally.count(&record, &content);
        record
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

    fn kind_and_author(&mut self, open: &Open, content: &Content<'_>) -> (Kind, Option<Author>) {
        let kind = match content.what {
            What::System => return (Kind::System, None),
            What::Call(_) => Kind::Call,
            What::Poll => Kind::Poll,
            _ => Kind::Message,
        };
        let author = match open.who {
            Who::Sender { number, .. } => {
                let sender = self.survey.senders.sender(number);
                sender.wrote = true;
                sender.author.clone()
            }
            Who::Stranger { .. } => open.name.clone(),
            Who::App | Who::Nobody => None,
        };
        (kind, author)
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
        let state = match &self.options.beside {
            None => AttachmentState::Unknown,
            Some(beside) if beside.contains(name) => AttachmentState::Present,
            Some(_) => AttachmentState::Missing,
        };
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

fn joined((before, after): (&str, &str)) -> String {
    match (before.is_empty(), after.is_empty()) {
        (_, true) => before.to_owned(),
        (true, _) => after.to_owned(),
        _ => format!("{before}\n{after}"),
    }
}
