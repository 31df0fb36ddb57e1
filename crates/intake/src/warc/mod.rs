//! Captures of the web: WARC (ISO 28500:2017, version 1.1 and before) and its forerunner ARC, plain or packed record by
//! record. Pages are read; all else is counted. See `docs/formats/warc.md`.

mod arc;
mod block;
mod digest;
mod feed;

use std::collections::BTreeMap;

use temoin_evidence::{DetailKey, Flag, Moment, Origin, Span};
use temoin_syntax::markup::{Dialect, Tree};

use crate::detect::Detected;
use crate::email::fields::Fields;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::gzip::is_gzip;
use crate::page::{Facts, NODES, Places, given};
use crate::{Options, ReadError, Sink, Source, Summary, time};

use block::Block;
use digest::Check;
use feed::Feed;

/// Reads `.warc`, `.warc.gz`, `.arc` and `.arc.gz`.
pub(crate) struct Warc;

const KIND: Kind = Kind::of("warc");
/// Longest line and largest header of a record, in bytes.
const LINE: usize = 16 << 10;
const HEADER: usize = 64 << 10;

impl Format for Warc {
    fn kind(&self) -> Kind {
        KIND
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if !is_gzip(head.bytes) {
            return is_warc(head.bytes) || arc::is_arc(head.bytes);
        }
        let mut start = Vec::new();
        // An error only says that what was looked at breaks off.
        let _ = std::io::Read::read_to_end(
            &mut std::io::Read::take(flate2::bufread::GzDecoder::new(head.bytes), 1024),
            &mut start,
        );
        is_warc(&start) || arc::is_arc(&start)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        let mut feed = Feed::new(source, options.limits)?;
        let old = arc::is_arc(feed.peek()?);
        emit.summary().media_type = if old { "application/x-arc" } else { "application/warc" }.into();
        let mut capture = Capture { feed, emit, seen: Seen::default(), given: None, found: None };
        if old {
            arc::read(&mut capture)?
        } else {
            read(&mut capture)?
        }
        Ok(capture.finish(source.len()))
    }
}

fn is_warc(start: &[u8]) -> bool {
    start.strip_prefix(b"WARC/").is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// Is a capture while it is read.
struct Capture<'a> {
    feed: Feed<'a>,
    emit: Emit<'a>,
    seen: Seen,
    /// The bytes of the last records given.
    given: Option<Span>,
    /// A line that begins a record and was taken while looking for one, and where it lies.
    found: Option<(u64, Vec<u8>)>,
}

/// Counts what is told once for the whole file.
#[derive(Default)]
struct Seen {
    kinds: BTreeMap<String, u64>,
    records: u64,
    agree: u64,
    differ: u64,
    unknown_sums: u64,
    scripts: u64,
    secrets: bool,
    /// How often each note was given.
    noted: BTreeMap<&'static str, u64>,
}

/// Most notes of one kind; the others are counted.
const NOTES: u64 = 50;

/// Most kinds of records told apart.
const KINDS: usize = 20;

impl Seen {
    fn count(&mut self, kind: &str) {
        self.records += 1;
        let kind = if self.kinds.len() < KINDS || self.kinds.contains_key(kind) { kind } else { "other" };
        *self.kinds.entry(kind.to_owned()).or_default() += 1;
    }
}

/// Is what a record says of a page, beside the page.
#[derive(Default)]
struct Told {
    url: String,
    date: String,
    sent: Option<Moment>,
    id: String,
    sums: Vec<String>,
}

fn read(capture: &mut Capture<'_>) -> Result<(), ReadError> {
    while let Some((start, line)) = capture.first_line()? {
        if !is_warc(&line) {
            capture.astray(start, is_warc)?;
            continue;
        }
        record(capture, start)?;
    }
    Ok(())
}

/// Reads one record after its version line.
fn record(capture: &mut Capture<'_>, start: u64) -> Result<(), ReadError> {
    let (header, whole) = capture.header()?;
    let field = |name: &str| {
        let found = Fields::new(&header).find(|field| field.is(name));
        found.map(|field| String::from_utf8_lossy(field.value).trim().to_owned()).unwrap_or_default()
    };
    let kind = field("WARC-Type").to_ascii_lowercase();
    let known = !kind.is_empty() && kind.len() <= 40 && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let kind = if known { kind.as_str() } else { "unnamed" };
    capture.seen.count(kind);
    let odd = Fields::new(&header).any(|field| field.name.is_empty());
    let length: Option<u64> = field("Content-Length").parse().ok();
    if odd || !known || !whole {
        capture.note("bad-header", start, "The header of a record has lines that are none, or names no kind.")?;
    }
    let Some(length) = length else {
        return capture.note("bad-header", start, "A record does not say how long it is; it is not read.");
    };
    let content = field("Content-Type");
    let http = content.to_ascii_lowercase().starts_with("application/http");
    let sums: Vec<String> =
        ["WARC-Block-Digest", "WARC-Payload-Digest"].map(field).into_iter().filter(|sum| !sum.is_empty()).collect();
    let mut claimed = |name: &str| {
        let sum = field(name);
        let check = Check::new(&sum);
        capture.seen.unknown_sums += u64::from(check.is_none() && !sum.is_empty());
        check
    };
    let (whole, mut payload) = (claimed("WARC-Block-Digest"), claimed("WARC-Payload-Digest"));
    if kind == "revisit" {
        // It names the sum of bytes that another record holds.
        payload = None;
    }
    let mut block = Block::new(http, whole, payload);
    block.fill(&mut capture.feed, length)?;
    if !field("WARC-Truncated").is_empty() {
        capture.note("capture-cut", start, "The program that made the capture says that it cut this record.")?;
    }
    if kind == "request" {
        capture.seen.secrets |= ["cookie", "authorization"].iter().any(|name| block.field(name).is_some());
    }
    capture.seen.secrets |= kind == "response" && block.field("set-cookie").is_some();
    capture.checked(&block, start)?;
    let declared = if http { String::new() } else { content };
    let date = field("WARC-Date");
    let told = Told {
        url: field("WARC-Target-URI").trim_matches(['<', '>']).to_owned(),
        sent: time::iso_utc(&date),
        date,
        id: field("WARC-Record-ID").trim_matches(['<', '>']).to_owned(),
        sums,
    };
    let read = matches!(kind, "response" | "resource");
    capture.ended(block, start, length, read.then_some((told, declared)))
}

impl<'a> Capture<'a> {
    /// Takes the lines of a header up to the blank one; says whether it is whole.
    fn header(&mut self) -> Result<(Vec<u8>, bool), ReadError> {
        let mut header = Vec::new();
        while let Some(line) = self.feed.line(LINE)? {
            if line.trim_ascii().is_empty() {
                return Ok((header, true));
            }
            if header.len() < HEADER {
                header.extend_from_slice(&line);
            }
        }
        Ok((header, false))
    }

    /// Notes something about the record that began at a place and has been read up to here.
    fn note(&mut self, code: &'static str, start: u64, detail: &str) -> Result<(), ReadError> {
        let end = self.feed.end()?;
        self.note_at(code, start, end, detail);
        Ok(())
    }

    fn note_at(&mut self, code: &'static str, start: u64, end: u64, detail: &str) {
        let count = self.seen.noted.entry(code).or_default();
        *count += 1;
        if *count <= NOTES {
            self.emit.note_at(code, start, end.saturating_sub(start), detail);
        }
    }

    /// Takes the first line after line ends, and says where it lies; nothing at the end.
    fn first_line(&mut self) -> Result<Option<(u64, Vec<u8>)>, ReadError> {
        if let Some(found) = self.found.take() {
            return Ok(Some(found));
        }
        self.feed.blank()?;
        if self.feed.peek()?.is_empty() {
            return Ok(None);
        }
        let start = self.feed.place();
        Ok(self.feed.line(LINE)?.map(|line| (start, line)))
    }

    /// Steps over what is no record, up to a line that begins one; the first line of it has been taken.
    fn astray(&mut self, start: u64, begins: fn(&[u8]) -> bool) -> Result<(), ReadError> {
        while !self.feed.peek()?.is_empty() {
            let at = self.feed.place();
            let Some(line) = self.feed.line(LINE)? else { break };
            if begins(&line) {
                self.found = Some((at, line));
                break;
            }
        }
        let end = match &self.found {
            Some((at, _)) => *at,
            None => self.feed.end()?,
        };
        let detail = "Bytes between records are none and are not read; they are kept.";
        self.note_at("damaged", start, end, detail);
        Ok(())
    }

    /// Compares the sums that a record gives for its own bytes.
    fn checked(&mut self, block: &Block, start: u64) -> Result<(), ReadError> {
        for agrees in [block.whole_agrees(), block.payload_agrees()].into_iter().flatten() {
            if agrees {
                self.seen.agree += 1;
            } else {
                self.seen.differ += 1;
                let detail = "The bytes of a record do not have the sum that the capture gives for them.";
                self.note("digest-differs", start, detail)?;
            }
        }
        Ok(())
    }

    /// Ends a record: a page is given, what is missing is noted.
    fn ended(&mut self, block: Block, start: u64, length: u64, told: Option<(Told, String)>) -> Result<(), ReadError> {
        if block.came < length {
            let detail = format!("The last record lacks {} of its {length} bytes.", length - block.came);
            self.note("truncated", start, &detail)?;
        }
        self.feed.blank()?;
        let end = self.feed.end()?;
        let Some((told, declared)) = told.filter(|(_, declared)| block.is_page(declared)) else { return Ok(()) };
        self.page(&block, told, &declared, Span { start, len: end.saturating_sub(start) })
    }

    fn page(&mut self, block: &Block, told: Told, declared: &str, span: Span) -> Result<(), ReadError> {
        let page = block.page(declared);
        if page.wrong_chunks {
            let detail = "A page is not split as its answer says; it is read as far as it goes.";
            self.note_at("wrong-chunks", span.start, span.end(), detail);
        }
        if page.unread {
            let detail = "A page is packed in a way that is not read; its bytes are kept.";
            self.note_at("encoding-unread", span.start, span.end(), detail);
        }
        let tree = Tree::new(&page.html, Dialect::Html, NODES);
        let mut facts = Facts::of(&tree);
        self.seen.scripts += facts.scripts;
        facts.beside.clear();
        facts.url = Some(told.url).filter(|url| !url.is_empty()).or(facts.url);
        let sent = told.sent.map(|moment| Moment { origin: Origin::CaptureClock, ..moment });
        facts.saved = Some((told.date, sent)).filter(|(date, _)| !date.is_empty());
        facts.more.push((DetailKey::Id, told.id));
        facts.more.push((DetailKey::Outcome, block.status().unwrap_or_default().to_owned()));
        facts.more.extend(told.sums.into_iter().map(|sum| (DetailKey::Hash, sum)));
        if page.cut || tree.cut {
            facts.flags.insert(Flag::TextCut);
        }
        if page.unread {
            facts.flags.insert(Flag::ContentUnknown);
        }
        let span = self.shared(span);
        given(&tree, &facts, span, Places::Packed, &mut self.emit)
    }

    /// A record that shares a packed member with the one before has the bytes of both.
    fn shared(&mut self, span: Span) -> Span {
        let span = match self.given {
            Some(before) if span.start < before.end() => {
                let end = before.end().max(span.end());
                Span { start: before.start, len: end - before.start }
            }
            _ => span,
        };
        self.given = Some(span);
        span
    }

    /// Tells what holds for the whole file.
    fn finish(mut self, size: u64) -> Summary {
        let emit = &mut self.emit;
        if let Some(fault) = self.feed.fault() {
            let (code, place, detail) = fault.told(size, &emit.options.limits);
            match place {
                temoin_evidence::Place::Bytes(span) => emit.note_at(code, span.start, span.len, detail),
                _ => emit.note(code, detail),
            }
        }
        let seen = &self.seen;
        for (code, count) in seen.noted.iter().filter(|(_, count)| **count > NOTES) {
            emit.note(code, format!("{} more such notes are not listed.", count - NOTES));
        }
        let kinds: Vec<String> = seen.kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let detail = format!("Records of the capture: {} ({}).", seen.records, kinds.join(", "));
        emit.note("capture-records", detail);
        if self.feed.members() == Some(1) && seen.records > 1 {
            emit.note("packed-whole", "The records are packed together, so that they share their bytes in the file.");
        }
        if seen.agree + seen.differ + seen.unknown_sums > 0 {
            let detail = format!(
                "Of the sums that the capture gives for its own records {} agree, {} do not, {} are of a kind that is not checked. They show damage, not who made it.",
                seen.agree, seen.differ, seen.unknown_sums
            );
            emit.note("digests-checked", detail);
        }
        if seen.scripts > 0 {
            let detail =
                format!("Scripts in its pages: {}. They are never rendered, and nothing in them runs.", seen.scripts);
            emit.note("active-content", detail);
        }
        if seen.secrets {
            emit.note(
                "holds-secrets",
                "It holds cookies or tokens that open accounts: keep it, and do not hand over the original.",
            );
        }
        self.emit.finish()
    }
}

#[cfg(test)]
mod tests;
