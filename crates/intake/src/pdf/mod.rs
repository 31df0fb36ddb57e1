//! Documents (PDF, ISO 32000-1): their text, and what they say of themselves. Nothing is drawn, run or opened. See
//! `docs/formats/pdf.md`.

mod file;
mod font;
mod object;
mod text;

use std::collections::HashSet;
use std::rc::Rc;

use temoin_evidence::{CivilTime, DetailKey, Flag, Kind as RecordKind, Moment, Origin, Precision, Record, Span, Zone};

use crate::detect::Detected;
use crate::emit::{Emit, timed};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, time};

use file::File;
use object::{Dict, Object};
use text::Reader;

/// Reads `.pdf`.
pub(crate) struct Pdf;

const KIND: Kind = Kind::of("pdf");
/// Largest document that is read, in bytes: it is held whole.
const LARGEST: u64 = 128 << 20;
/// Most pages, and most nodes of the tree that leads to them.
const PAGES: usize = 20_000;
const NODES: usize = 100_000;

impl Format for Pdf {
    fn kind(&self) -> Kind {
        KIND
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "application/pdf"
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let size = source.len();
        let mut emit = Emit::new(KIND, detected, size, options, sink);
        emit.summary().media_type = "application/pdf".into();
        crate::plain::odd(source, detected, None, &mut emit)?;
        let mut record = Record::new(RecordKind::Page, Span { start: 0, len: size });
        if size > LARGEST {
            let detail = format!("Documents above {LARGEST} bytes are kept whole; their text is not read.");
            emit.note("too-large", detail);
            record.flags.insert(Flag::ContentUnknown);
        } else if size > 0 {
            let bytes = temoin_syntax::slice(source, 0, size as usize)?;
            document(&bytes, &mut record, &mut emit);
        }
        if size > 0 {
            emit.record(record)?;
        }
        Ok(emit.finish())
    }
}

fn document(bytes: &[u8], record: &mut Record, emit: &mut Emit<'_>) {
    let mut file = File::new(bytes);
    if file.trailer.at("Encrypt").is_some() {
        emit.note(
            "encrypted",
            "It is locked: its text is not read. Open it with its password and save a copy beside it.",
        );
        record.flags.insert(Flag::ContentUnknown);
        return;
    }
    described(&file, record);
    active(bytes, emit);
    let pages = pages(&file);
    if pages.is_empty() {
        emit.note("damaged", "No page is found in it; it is kept whole.");
        record.flags.insert(Flag::ContentUnknown);
        return;
    }
    emit.note("document-pages", format!("Number of pages: {}.", pages.len()));
    let most = emit.options.limits.text;
    let mut reader = Reader::new(most);
    let mut empty = 0u64;
    for (page, resources) in &pages {
        let content = content(&mut file, page);
        let text = reader.page(&mut file, &content, resources);
        empty += u64::from(text.is_empty());
        if !record.text.is_empty() && !text.is_empty() {
            record.text.push_str("\n\n");
        }
        record.text.push_str(&text);
        if record.text.len() > most {
            reader.cut = true;
            break;
        }
    }
    if reader.cut || file.cut {
        record.flags.insert(Flag::TextCut);
        emit.note("limit", "It holds more than is read: what is shown is its beginning.");
    }
    if record.text.contains('\u{fffd}') {
        record.flags.insert(Flag::Replaced);
    }
    if empty > 0 {
        let detail = format!("Pages without text that can be read: {empty}; they may be pictures.");
        emit.note("pages-without-text", detail);
    }
}

/// What the document says of itself.
fn described(file: &File<'_>, record: &mut Record) {
    let info = file.dict(file.trailer.at("Info"));
    let text = |name: &str| file.resolve(info.at(name)).bytes().map(words).unwrap_or_default();
    record.detail(DetailKey::Subject, text("Title"));
    for name in ["Creator", "Producer"] {
        record.detail(DetailKey::Program, text(name));
    }
    let created = text("CreationDate");
    timed(record, &created, date(&created));
    record.detail(DetailKey::Created, record.sent.map(|sent| sent.to_string()).unwrap_or_default());
    let modified = date(&text("ModDate")).map(|moment| moment.to_string()).unwrap_or_default();
    record.detail(DetailKey::Edited, modified);
}

/// A text of the document's own: UTF-16 with a mark, UTF-8 with one, else one byte a character (section 7.9.2.2).
fn words(bytes: &[u8]) -> String {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
    } else if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect::<String>()
    };
    text.trim().chars().filter(|c| !c.is_control()).take(2000).collect()
}

/// Reads `D:20240305140509+01'00'` (section 7.9.4). What is not written is not known.
fn date(text: &str) -> Option<Moment> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = text.bytes().take(14).take_while(u8::is_ascii_digit).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok();
    let part =
        |from: usize, least: u8| if digits >= from + 2 { number(from, from + 2).map(|n| n as u8) } else { Some(least) };
    let precision = match digits {
        8 | 10 => Precision::Day,
        12 => Precision::Minute,
        14 => Precision::Second,
        _ => return None,
    };
    let (hour, minute) = if digits < 12 { (0, 0) } else { (part(8, 0)?, part(10, 0)?) };
    let time = CivilTime::new(number(0, 4)? as i16, part(4, 1)?, part(6, 1)?, hour, minute, part(12, 0)?, 0).ok()?;
    let zone: String = text[digits..].chars().filter(|c| *c != '\'').take(6).collect();
    let zone = match zone.as_str() {
        _ if precision == Precision::Day => Zone::Floating,
        "" => Zone::Floating,
        zone => time::zone(if zone.starts_with('Z') { "Z" } else { zone })?,
    };
    time::moment(time, precision, zone).map(|moment| Moment { origin: Origin::FileMetadata, ..moment })
}

/// Notes what a document could do when it is opened elsewhere.
fn active(bytes: &[u8], emit: &mut Emit<'_>) {
    let holds = |mark: &[u8]| memchr::memmem::find(bytes, mark).is_some();
    if holds(b"/JavaScript") || holds(b"/JS(") || holds(b"/JS ") || holds(b"/Launch") {
        emit.note("active-content", "It holds scripts or starts programs when opened; nothing of it is run here.");
    }
    if holds(b"/EmbeddedFile") {
        emit.note("embedded-files", "Other files lie inside it; they are not taken out.");
    }
}

/// Lists the pages, each with the resources that it has or was given from above.
fn pages(file: &File<'_>) -> Vec<(Dict, Rc<Dict>)> {
    let root = file.dict(file.trailer.at("Root"));
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![(root.at("Pages").cloned().unwrap_or(Object::Nothing), Rc::new(Dict::default()))];
    while let Some((object, above)) = open.pop() {
        let Object::Ref(number) = object else { continue };
        // A tree that leads back to itself, or lists a page twice, is followed once.
        if !seen.insert(number) || seen.len() > NODES || found.len() >= PAGES {
            continue;
        }
        let node = file.dict(Some(&object));
        let own = node.at("Resources").map(|own| Rc::new(file.dict(Some(own))));
        let resources = own.unwrap_or(above);
        match file.resolve(node.at("Kids")) {
            Object::Array(kids) => {
                let room = NODES.saturating_sub(open.len());
                let kids = kids.into_iter().filter(|kid| matches!(kid, Object::Ref(_))).take(room);
                let kids: Vec<Object> = kids.collect();
                open.extend(kids.into_iter().rev().map(|kid| (kid, resources.clone())));
            }
            _ => found.push((node, resources)),
        }
    }
    found
}

/// Joins the streams of a page.
fn content(file: &mut File<'_>, page: &Dict) -> Vec<u8> {
    match page.at("Contents") {
        Some(one @ Object::Ref(_)) => match file.resolve(Some(one)) {
            Object::Array(list) => joined(file, &list),
            _ => file.stream(one),
        },
        Some(Object::Array(list)) => joined(file, list),
        _ => Vec::new(),
    }
}

fn joined(file: &mut File<'_>, list: &[Object]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in list.iter().take(10_000) {
        bytes.extend(file.stream(part));
        bytes.push(b'\n');
    }
    bytes
}

#[cfg(test)]
mod tests;
