//! Mailboxes of many messages, one after the other (RFC 4155 and its older dialects: mboxo, mboxrd, mboxcl, mboxcl2).
//!
//! A separator is a line `From `, someone, and a date, at the beginning of the file or after an empty line. The header line
//! `Content-Length` of mboxcl is believed where it leads to a separator or to the end, and only while every message before
//! did the same: a sender can write that line too, and would hide the messages that follow his.

use memchr::memmem::Finder;
use temoin_evidence::{Flag, Span};
use temoin_syntax::Window;

use super::fields::{self, Fields};
use super::message::Messages;
use crate::detect::Detected;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads a mailbox.
pub(crate) struct Mbox;

/// Largest message that is read whole, in bytes.
const LARGEST: usize = 64 << 20;
/// Longest separator.
const LINE: usize = 1 << 10;

impl Format for Mbox {
    fn kind(&self) -> Kind {
        Kind::of("mbox")
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        is_separator(head.bytes)
            && Fields::new(&head.bytes[fields::line(head.bytes)..]).take(3).any(|f| !f.name.is_empty())
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(self.kind(), detected, source.len(), options, sink);
        emit.summary().media_type = "application/mbox".into();
        let mut window = Window::new(source, 0);
        let mut reading = Reading {
            messages: Messages::new(),
            from: Finder::new(b"\nFrom ").into_owned(),
            lengths: Lengths::Untold,
            quoted: Vec::new(),
        };
        while window.peek()?.is_some() {
            reading.message(&mut window, &mut emit)?;
        }
        reading.messages.note(&mut emit);
        Ok(emit.finish())
    }
}

/// Says whether the messages so far told their length, and rightly.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lengths {
    Untold,
    Right,
    Wrong,
}

struct Reading {
    messages: Messages,
    from: Finder<'static>,
    lengths: Lengths,
    quoted: Vec<u8>,
}

/// Is where a message ends, and what is odd about it.
struct End {
    len: usize,
    doubtful: bool,
    cut: bool,
}

impl Reading {
    /// Reads the message that the window stands before.
    fn message(&mut self, window: &mut Window<'_>, emit: &mut Emit<'_>) -> Result<(), ReadError> {
        let start = window.place();
        let end = self.end(window)?;
        let mut held = None;
        let mut len = end.len as u64;
        if end.cut {
            // The rest of it is looked through for its end without being held.
            held = Some(window.rest()[..end.len].to_vec());
            window.advance(end.len);
            len += self.skip(window)?;
        }
        let bytes = held.as_deref().unwrap_or_else(|| &window.rest()[..end.len]);
        let first = if is_separator(bytes) { fields::line(bytes) } else { 0 };
        let message = unquoted(&bytes[first..], &mut self.quoted);
        let mut record = self.messages.read(message, Span { start, len }, emit)?;
        if end.doubtful {
            record.flags.insert(Flag::BoundaryDoubtful);
        }
        if end.cut {
            record.flags.insert(Flag::TextCut);
            emit.note_at(
                "too-large",
                start,
                len,
                format!("{len} bytes are one message, too large to be read whole; they are kept."),
            );
        } else {
            window.advance(end.len);
        }
        emit.record(record)
    }

    /// Finds where the message ends: before the next separator, or at the end of the file.
    fn end(&mut self, window: &mut Window<'_>) -> Result<End, ReadError> {
        let mut at = 0;
        let mut doubtful = false;
        loop {
            let rest = window.rest();
            let complete = window.is_complete();
            let Some(found) = self.from.find(&rest[at..]) else {
                if !complete && rest.len() < LARGEST {
                    at = rest.len().saturating_sub(5);
                    window.more()?;
                    continue;
                }
                let len = if complete { rest.len() } else { LARGEST.min(rest.len()) };
                return Ok(End { len, doubtful, cut: !complete });
            };
            let line = at + found + 1;
            if !complete && rest.len() - line < 2 * LINE {
                at += found;
                window.more()?;
                continue;
            }
            at = line;
            if !is_separator(&rest[line..]) {
                continue;
            }
            if !after_blank(&rest[..line]) || !followed_by_field(&rest[line..]) {
                doubtful = true;
                continue;
            }
            match self.told(&rest[..line], rest) {
                Told::Here | Told::Nothing => return Ok(End { len: line, doubtful, cut: false }),
                Told::Later(len) => return Ok(End { len, doubtful: true, cut: false }),
                Told::Doubtful => return Ok(End { len: line, doubtful: true, cut: false }),
            }
        }
    }

    /// Compares a separator with the length that the header tells.
    fn told(&mut self, message: &[u8], rest: &[u8]) -> Told {
        let first = fields::line(message);
        let mut fields = Fields::new(&message[first..]);
        let mut length = None;
        for field in fields.by_ref().take(200) {
            if field.is("Content-Length") {
                length = std::str::from_utf8(field.value).ok().and_then(|word| word.trim().parse::<usize>().ok());
            }
        }
        let Some(length) = length else {
            self.lengths = Lengths::Wrong;
            return Told::Nothing;
        };
        let Some(end) = (first + fields.body()).checked_add(length).filter(|&end| end <= rest.len()) else {
            self.lengths = Lengths::Wrong;
            return Told::Nothing;
        };
        let blank = rest[end..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let separates = end + blank == rest.len() || blank > 0 && is_separator(&rest[end + blank..]);
        if separates && end + blank == message.len() {
            if self.lengths == Lengths::Untold {
                self.lengths = Lengths::Right;
            }
            return Told::Here;
        }
        let believed = self.lengths == Lengths::Right && separates && end > message.len();
        if believed {
            return Told::Later(end + blank);
        }
        self.lengths = Lengths::Wrong;
        if separates && end > message.len() { Told::Doubtful } else { Told::Nothing }
    }

    /// Steps over the rest of a message that is too large to be held.
    fn skip(&self, window: &mut Window<'_>) -> Result<u64, ReadError> {
        let start = window.place();
        let mut blank = false;
        loop {
            window.peek()?;
            let rest = window.rest();
            if rest.is_empty() {
                return Ok(window.place() - start);
            }
            let mut at = 0;
            while let Some(found) = self.from.find(&rest[at..]) {
                let line = at + found + 1;
                if rest.len() - line < 2 * LINE && !window.is_complete() {
                    break;
                }
                at = line;
                if (after_blank(&rest[..line]) || line == 1 && blank) && is_separator(&rest[line..]) {
                    window.advance(line);
                    return Ok(window.place() - start);
                }
            }
            let keep = if window.is_complete() { 0 } else { (3 * LINE).min(rest.len()) };
            let step = (rest.len() - keep).max(at.saturating_sub(4)).min(rest.len());
            blank = step >= 1 && rest[step - 1] == b'\n';
            window.advance(step);
            if !window.is_complete() {
                window.more()?;
            }
        }
    }
}

/// Says what the header tells about where its message ends.
enum Told {
    Nothing,
    Here,
    Later(usize),
    Doubtful,
}

/// Returns whether the line before is empty.
fn after_blank(before: &[u8]) -> bool {
    before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n")
}

/// Returns whether the line after a separator is a field of a header.
fn followed_by_field(bytes: &[u8]) -> bool {
    let after = &bytes[fields::line(bytes)..];
    let end = after.len().min(LINE);
    let line = fields::ended(&after[..fields::line(&after[..end])]);
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    // Some programs put a second such line, quoted, behind the first.
    let field = name.len() < line.len() && !name.is_empty() && name.trim_ascii_end().iter().all(u8::is_ascii_graphic);
    field || after.is_empty() || line.starts_with(b">From ")
}

/// Returns whether a line says `From `, someone, and a date: `Tue Mar  5 13:05:00 2024`, a zone before or after the year.
pub(super) fn is_separator(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"From ") else { return false };
    let line = &rest[..fields::line(&rest[..rest.len().min(LINE)])];
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let words: Vec<&str> = line.split_ascii_whitespace().take(16).collect();
    (1..words.len()).any(|at| is_date(&words[at..]))
}

fn is_date(words: &[&str]) -> bool {
    let [weekday, month, day, clock, rest @ ..] = words else { return false };
    let clock_like =
        clock.len() >= 4 && clock.contains(':') && clock.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let year = |word: &&&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|known| weekday.eq_ignore_ascii_case(known))
        && crate::time::english_month(month).is_some()
        && day.len() <= 2
        && day.bytes().all(|byte| byte.is_ascii_digit())
        && clock_like
        && rest.iter().take(3).any(|word| year(&word))
}

/// Takes one `>` off lines that begin with `>From `, as they were quoted to be no separators; the bytes stay as they are.
fn unquoted<'a>(message: &'a [u8], room: &'a mut Vec<u8>) -> &'a [u8] {
    let mut rest = message;
    room.clear();
    while let Some(at) = next_quoted(rest) {
        room.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
    }
    if room.is_empty() && rest.len() == message.len() {
        return message;
    }
    room.extend_from_slice(rest);
    room
}

/// Finds a line of one or more `>` and `From `.
fn next_quoted(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&bytes[from..], b">From ") {
        let at = from + found;
        let marks = bytes[..at].iter().rev().take_while(|&&byte| byte == b'>').count();
        let line = at - marks;
        if line > 0 && bytes[line - 1] == b'\n' {
            return Some(line);
        }
        from = at + 6;
    }
    None
}
