use std::borrow::Cow;
use std::io;

use serde::{Deserialize, Serialize};

use crate::Source;
use crate::format::{Head, Kind};
use crate::{cfb, database, outlook, registry};

/// Says what a file is, by its content; its name only breaks ties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detected {
    /// The media type (RFC 6838).
    pub media_type: String,
    /// Which reader reads it.
    pub kind: Kind,
    /// How its text is written, where it is text.
    pub encoding: Option<Encoding>,
}

/// Says how text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 (RFC 3629), with or without a byte order mark; stray bytes may occur.
    Utf8,
    /// UTF-16, least significant byte first.
    Utf16Le,
    /// UTF-16, most significant byte first.
    Utf16Be,
}

/// How many bytes from the beginning [`detect`] makes use of.
pub(crate) const HEAD: usize = 64 << 10;

/// Looks at the beginning of a source and says what it is.
///
/// # Errors
/// What the medium reports.
pub fn detect_source(source: &dyn Source, name: &str) -> io::Result<Detected> {
    let mut found = detect(&temoin_syntax::slice(source, 0, HEAD)?, source.len(), name);
    // A database may name its tables far from its beginning.
    if found.media_type == database::MEDIA_TYPE {
        found.kind = database::kind_of(source)?;
    }
    Ok(found)
}

/// Says what a file of that size and name is, from its first bytes (64 KiB are enough).
pub fn detect(head: &[u8], size: u64, name: &str) -> Detected {
    let (media_type, kind, encoding) = look(head, size, name, other_type);
    Detected { media_type: media_type.into(), kind, encoding }
}

/// Says what a file is, as [`detect`] does, where a reader makes more of it than bytes. An archive may hold very many that
/// are only that: no name is looked for that would change nothing.
pub(crate) fn readable(head: &[u8], size: u64, name: &str) -> Option<Detected> {
    if size < LEAST && head.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let other = |head: &[u8]| if may_be_media(head) { other_type(head) } else { OCTETS };
    let (media_type, kind, encoding) = look(head, size, name, other);
    match (kind, encoding) {
        (Kind::FILE, _) => None,
        (_, None) => Some(detect(head, size, name)),
        (_, Some(_)) => Some(Detected { media_type: media_type.into(), kind, encoding }),
    }
}

/// The fewest letters that a reader of text makes something of: the beginning of a page.
const LEAST: u64 = 6;
/// Bytes of which nothing is known.
const OCTETS: &str = "application/octet-stream";

/// Returns the media type, the reader and how text is written; `other` names types that have no reader of their own.
fn look(
    head: &[u8],
    size: u64,
    name: &str,
    other: fn(&[u8]) -> &'static str,
) -> (&'static str, Kind, Option<Encoding>) {
    let encoding = text_encoding(head, size);
    let text = encoding.map(|encoding| decoded(head, encoding)).unwrap_or_default();
    let media_type = match encoding {
        Some(_) => text_type(&text, name),
        None => binary_type(head, name).unwrap_or_else(|| other(head)),
    };
    let found = Head { bytes: head, text: &text, encoding, media_type, name };
    (media_type, registry::recognise(&found).kind(), encoding)
}

fn decoded(head: &[u8], encoding: Encoding) -> Cow<'_, str> {
    let units = |from: fn([u8; 2]) -> u16| head.chunks_exact(2).map(|b| from([b[0], b[1]])).collect::<Vec<_>>();
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(head),
        Encoding::Utf16Le => String::from_utf16_lossy(&units(u16::from_le_bytes)).into(),
        Encoding::Utf16Be => String::from_utf16_lossy(&units(u16::from_be_bytes)).into(),
    };
    match text {
        Cow::Borrowed(text) => text.strip_prefix('\u{feff}').unwrap_or(text).into(),
        Cow::Owned(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text).into(),
    }
}

/// Text: a byte order mark, or no byte that text never holds and at most a few that are not UTF-8.
fn text_encoding(head: &[u8], size: u64) -> Option<Encoding> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => return None,
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        [] => return None,
        _ => {}
    }
    let binary = |b: u8| b == 0 || (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x07 | 0x08 | 0x0c | 0x1b));
    if head.iter().any(|&b| binary(b)) || head.starts_with(b"%PDF-") {
        return None;
    }
    let whole = head.len() as u64 == size;
    let (mut rest, mut stray) = (head, 0);
    while let Err(error) = std::str::from_utf8(rest) {
        match error.error_len() {
            None if !whole => break,
            Some(len) => rest = &rest[error.valid_up_to() + len..],
            None => rest = &[],
        }
        stray += 1;
    }
    (stray * 50 <= head.len()).then_some(Encoding::Utf8)
}

fn text_type(start: &str, name: &str) -> &'static str {
    let text = start.trim_start();
    let opens = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let holds = |word: &str| text[..text.floor_char_boundary(1024)].to_ascii_lowercase().contains(word);
    if opens("<!doctype html") || opens("<html") || opens("<head") || opens("<body") || opens("<script") {
        "text/html"
    } else if opens("<svg") || (opens("<?xml") || opens("<!doctype svg")) && holds("<svg") {
        "image/svg+xml"
    } else if opens("<?xml") {
        if holds("<html") { "application/xhtml+xml" } else { "application/xml" }
    } else if opens("<!--") && holds("<html") {
        "text/html"
    } else if opens("begin:vcalendar") {
        "text/calendar"
    } else if opens("begin:vcard") {
        "text/vcard"
    } else if opens("{\\rtf") {
        "application/rtf"
    } else if (opens("{") || opens("[")) && named(name, &["json", "har", "jsonl", "jsonld"]) {
        if named(name, &["jsonl"]) { "application/jsonl" } else { "application/json" }
    } else if (opens("{\"") || opens("[{") || opens("{}")) || (opens("{") && text[1..].trim_start().starts_with('"')) {
        "application/json"
    } else if is_email(text) {
        "message/rfc822"
    } else if named(name, &["csv"]) {
        "text/csv"
    } else {
        "text/plain"
    }
}

fn named(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)))
}

/// Three header fields of an e-mail (RFC 5322, section 3.6) among the first lines, and nothing but fields.
fn is_email(text: &str) -> bool {
    const FIELDS: [&str; 9] =
        ["from", "to", "date", "subject", "received", "message-id", "return-path", "mime-version", "delivered-to"];
    let mut known = 0;
    for line in text.lines().take(40).take_while(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((field, _)) = line.split_once(':') else { return false };
        if field.is_empty() || !field.bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        known += usize::from(FIELDS.iter().any(|f| field.eq_ignore_ascii_case(f)));
    }
    known >= 3
}

/// The type of bytes that have a reader of their own, or that others would take for something else.
fn binary_type(head: &[u8], name: &str) -> Option<&'static str> {
    if let Some(brand) = iso_media(head) {
        return Some(brand);
    }
    match head {
        [] => return Some("application/x-empty"),
        [b'P', b'K', 3 | 5 | 1 | 7, 4 | 6 | 2 | 8, ..] => return Some(office(head)),
        [b'O', b'g', b'g', b'S', ..] => return Some(ogg(head)),
        _ => {}
    }
    if crate::bluesky::is_car(head) {
        return Some(crate::bluesky::MEDIA_TYPE);
    }
    if cfb::begins(head) {
        return Some(compound(head, name));
    }
    if let Some(store) = outlook::store_type(head) {
        return Some(store);
    }
    if head.starts_with(crate::sqlite::MAGIC) {
        return Some(database::MEDIA_TYPE);
    }
    memchr::memmem::find(&head[..head.len().min(1024)], b"%PDF-").map(|_| "application/pdf")
}

/// The type of any other bytes.
fn other_type(head: &[u8]) -> &'static str {
    match infer::get(head).map(|kind| kind.mime_type()) {
        Some("application/zip") | None => OCTETS,
        Some(found) => found,
    }
}

/// A compound file: a message of Outlook, or a document of old Office by the class of its root.
fn compound(head: &[u8], name: &str) -> &'static str {
    if outlook::is_message(head, name) {
        return outlook::MEDIA_TYPE;
    }
    match cfb::entries(head).map(|entries| &entries[0][80..84]) {
        Some([0x06, 0x09, 2, 0]) => "application/msword",
        Some([0x10 | 0x20, 0x08, 2, 0]) => "application/vnd.ms-excel",
        Some([0x10, 0x8d, 0x81, 0x64]) => "application/vnd.ms-powerpoint",
        _ => "application/x-ole-storage",
    }
}

/// Returns whether [`other_type`] may call bytes a picture, a film or a recording: no other type that it tells has a reader.
/// After the marks that `infer` 0.22 compares.
fn may_be_media(head: &[u8]) -> bool {
    let begins = matches!(
        head,
        [0, 0, ..]
            | [0xff, 0xd8 | 0xf1 | 0xf2 | 0xf3 | 0xf9 | 0xfb | 0x0a, ..]
            | [0x1a, 0x45, ..]
            | [0x89, b'P', ..]
            | [b'#', b'!', ..]
            | [b'0', b'&', ..]
            | [b'8', b'B', ..]
            | [b'A', b'C' | b'T', ..]
            | [b'B', b'M', ..]
            | [b'D', b'S', ..]
            | [b'F', b'L' | b'O', ..]
            | [b'G', b'I', ..]
            | [b'I', b'D' | b'I', ..]
            | [b'M', b'4' | b'A' | b'C' | b'M' | b'T', ..]
            | [b'O', b'g', ..]
            | [b'P', b'K', ..]
            | [b'R', b'I', ..]
            | [b'f', b'L', ..]
    );
    let at = |place: usize, marks: &[&[u8]]| head.get(place..place + 4).is_some_and(|four| marks.contains(&four));
    begins || at(4, &[b"ftyp", b"moov", b"mdat"]) || at(8, &[b"WEBP"]) || at(12, &[b"mdat"])
}

/// The brand of an ISO base media file (ISO/IEC 14496-12, section 4.3), beyond what `infer` tells apart.
fn iso_media(head: &[u8]) -> Option<&'static str> {
    let brands = head.get(4..)?.strip_prefix(b"ftyp")?;
    Some(match brands.get(..4)? {
        b"heic" | b"heix" | b"heim" | b"heis" => "image/heic",
        b"mif1" | b"msf1" if brands.chunks(4).take(16).any(|b| b == b"avif") => "image/avif",
        b"mif1" | b"msf1" | b"hevc" => "image/heif",
        b"avif" | b"avis" => "image/avif",
        b"M4A " | b"M4B " => "audio/mp4",
        b"qt  " => "video/quicktime",
        [b'3', b'g', ..] => "video/3gpp",
        _ => "video/mp4",
    })
}

fn ogg(head: &[u8]) -> &'static str {
    let first = &head[..head.len().min(256)];
    let holds = |mark: &[u8]| first.windows(mark.len()).any(|w| w == mark);
    if holds(b"OpusHead") || holds(b"\x01vorbis") || holds(b"Speex   ") {
        "audio/ogg"
    } else if holds(b"\x80theora") {
        "video/ogg"
    } else {
        "application/ogg"
    }
}

/// Documents that are ZIP archives inside are shown as what they are; they are not unpacked.
fn office(head: &[u8]) -> &'static str {
    if !head.starts_with(b"PK\x03\x04") {
        return "application/zip";
    }
    if let Some(declared) = head.get(30..).and_then(|rest| rest.strip_prefix(b"mimetype")) {
        let kinds: [&[u8]; 4] = [
            b"application/epub+zip",
            b"application/vnd.oasis.opendocument.text",
            b"application/vnd.oasis.opendocument.spreadsheet",
            b"application/vnd.oasis.opendocument.presentation",
        ];
        let found = kinds.iter().find(|kind| declared.starts_with(kind));
        return found.and_then(|kind| std::str::from_utf8(kind).ok()).unwrap_or("application/zip");
    }
    match infer::get(head).map(|kind| kind.mime_type()) {
        Some(found) if found.starts_with("application/vnd.openxmlformats") => found,
        _ => "application/zip",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], name: &str, media_type: &str, kind: Kind) {
        let found = detect(head, head.len() as u64, name);
        assert_eq!((found.media_type.as_str(), found.kind), (media_type, kind), "{name}");
    }

    fn kind(word: &str) -> Kind {
        Kind::named(word).unwrap()
    }

    #[test]
    fn content_decides_not_the_name() {
        check(b"<html><script>x</script></html>", "photo.png", "text/html", kind("page"));
        check(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "a.svg", "image/svg+xml", Kind::FILE);
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "chat.txt", "image/png", kind("picture"));
        check(b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a.jpg", "image/jpeg", kind("picture"));
        check(b"%PDF-1.7\n1 0 obj", "a.pdf", "application/pdf", Kind::of("pdf"));
        check(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_0001.HEIC", "image/heic", kind("picture"));
        check(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "a.avif", "image/avif", kind("picture"));
        check(
            b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead",
            "v.opus",
            "audio/ogg",
            kind("film"),
        );
        check(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "a.zip", "application/zip", Kind::ZIP);
        check(b"{\"name\": 1}", "result.json", "application/json", Kind::FILE);
        check(b"From: a@b.invalid\nTo: c@d.invalid\nDate: x\n\nhello", "m.eml", "message/rfc822", kind("email"));
        check(b"", "nothing", "application/x-empty", Kind::FILE);
        check(b"\0\x01\x02\x03", "x", "application/octet-stream", Kind::FILE);
    }

    #[test]
    fn a_chat_is_known_by_its_first_lines() {
        let line = "05/03/2024, 14:05 - Lou: ok\n";
        check(line.as_bytes(), "x.txt", "text/plain", Kind::WHATSAPP);
        check(format!("\u{feff}{line}").as_bytes(), "x.txt", "text/plain", Kind::WHATSAPP);
        check(line.as_bytes(), "server.log", "text/plain", Kind::FILE);
        check(b"05/03/2024 14:05 rendez-vous\n", "x.txt", "text/plain", Kind::FILE);
        let wide: Vec<u8> = format!("\u{feff}{line}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, "x.txt", "text/plain", Kind::WHATSAPP);
    }

    /// Both ways of looking find the same readers.
    #[track_caller]
    fn same(head: &[u8], name: &str) {
        for size in [head.len() as u64, head.len() as u64 + 1] {
            let found = Some(detect(head, size, name)).filter(|found| found.kind != Kind::FILE);
            assert_eq!(readable(head, size, name), found, "{name}: {:02x?}", &head[..head.len().min(16)]);
        }
        // Readers of text alone would not take bytes, were they asked.
        let Detected { media_type, kind, encoding } = detect(head, head.len() as u64, name);
        let bytes = Head { bytes: head, text: "", encoding, media_type: &media_type, name };
        let asked = registry::all().find(|format| encoding.is_none() && format.recognises(&bytes));
        assert!(asked.is_none_or(|format| format.kind() == kind), "{name}: {kind:?}");
    }

    #[test]
    fn no_reader_is_overlooked_in_an_archive() {
        // Any two first bytes, before what makes no type and what makes some.
        let tails: [&[u8]; 6] = [
            b"",
            &[0; 300],
            &[0xff; 300],
            b"\x2a\0\0\0\x08\0\0\0\0\0",
            b"\0\x2aftypmoovWEBPmdat",
            b"\x01\xb3moov\0\0WEBPmdat",
        ];
        for two in (0..=u16::MAX).map(u16::to_be_bytes) {
            for tail in tails {
                same(&[&two, tail].concat(), "x");
            }
        }
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")];
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = std::fs::read(&path).unwrap();
                    same(&bytes[..bytes.len().min(HEAD)], path.file_name().unwrap().to_str().unwrap());
                }
            }
        }
    }

    #[test]
    fn each_mark_of_a_picture_a_film_or_a_recording_is_known() {
        let marks: [&[u8]; 31] = [
            b"\xff\xd8\xff",
            b"\0\0\0\x0cjP  \r\n\x87\n\0",
            b"\x89PNG",
            b"GIF",
            b"\x01...\x01...WEBP",
            b"II*\0....CR\x02",
            b"II*\0......",
            b"MM\0*......",
            b"BM",
            b"II\xbc",
            b"8BPS",
            b"\0\0\x01\0",
            b"\xff\n",
            b"AT&TFORM....DJV",
            b"AC1032",
            b"MC0.0\0",
            b"\x01...moov........",
            b"\x01...mdat........",
            b"\x01...........mdat",
            b"RIFF....AVI",
            b"RIFF....WAVE",
            b"0&\xb2u\x8ef\xcf\x11\xa6\xd9",
            b"\0\0\x01\xb3",
            b"FLV\x01",
            b"MThd",
            b"ID3",
            b"\xff\xfb",
            b"fLaC",
            b"#!AMR\n......",
            b"FORM....AIFF",
            b"MAC ...",
        ];
        for mark in marks {
            // A byte that text does not hold.
            let head = [mark, b"\x02"].concat();
            let told = infer::get(&head).map_or("", |kind| kind.mime_type());
            assert!(["image/", "video/", "audio/"].iter().any(|kind| told.starts_with(kind)), "{head:02x?}: {told}");
            assert!(may_be_media(&head), "{told}");
        }
    }
}
