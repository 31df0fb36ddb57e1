//! Saved pages: HTML alone or with a folder beside it, and SingleFile's. What a page says of its own address and time of
//! saving is its own claim. See `docs/formats/pages.md`.

mod mhtml;
mod units;

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;
use temoin_evidence::{DetailKey, Flags, Kind as RecordKind, Moment, Origin, Record, Span};
use temoin_syntax::entity::Oddities;
use temoin_syntax::markup::{Dialect, Tree};

pub(crate) use mhtml::Mhtml;
pub(crate) use units::{Part, Unit, Units};

use crate::detect::{Detected, Encoding};
use crate::emit::{Emit, odd};
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary, threads, time};

/// Reads a page.
pub(crate) struct Page;

const KIND: Kind = Kind::of("page");
/// Largest page that is read, in bytes: it is held whole.
const LARGEST: usize = 128 << 20;
/// Most nodes of a page.
pub(crate) const NODES: usize = 1_500_000;

impl Format for Page {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        matches!(head.media_type, "text/html" | "application/xhtml+xml") && head.encoding.is_some()
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        crate::plain::name_differs(detected, &mut emit);
        let bytes = held(source, &mut emit)?;
        let (html, places) = match decoded(&bytes, detected.encoding) {
            Some(text) => (Cow::Owned(text.into_bytes()), Places::Packed),
            None => (Cow::Borrowed(bytes.as_slice()), Places::InFile),
        };
        let tree = Tree::new(&html, Dialect::Html, NODES);
        let facts = Facts::of(&tree);
        let all = Span { start: 0, len: source.len() };
        told(&tree, &facts, all, places, &mut emit)?;
        Ok(emit.finish())
    }
}

/// Decodes a page that is not UTF-8 where it says what it is; nothing where its bytes are read as they stand.
fn decoded(bytes: &[u8], encoding: Option<Encoding>) -> Option<String> {
    let name: Cow<'_, [u8]> = match encoding {
        Some(Encoding::Utf16Le) => Cow::Borrowed(b"utf-16le"),
        Some(Encoding::Utf16Be) => Cow::Borrowed(b"utf-16be"),
        _ if simdutf8::basic::from_utf8(bytes).is_ok() => return None,
        _ => {
            // `<meta charset=x>` or `content="text/html; charset=x"`, among the first bytes (HTML Standard, section 13.2.3.2).
            let start = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
            let at = memchr::memmem::find(&start, b"charset=")? + 8;
            let name = start[at..].iter().copied().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
            Cow::Owned(name.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).collect())
        }
    };
    if name.eq_ignore_ascii_case(b"utf-8") {
        return None;
    }
    let text = charset_decoder(&name)?(bytes);
    Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Says where the bytes of what is found on a page lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Places {
    /// In the file, where the page's own bytes are.
    InFile,
    /// Somewhere in a span: the page was packed, and no byte of it stands as it is.
    Packed,
}

/// Returns the page's bytes, as many of them as are read.
///
/// # Errors
/// What the medium reports.
pub(crate) fn held(source: &dyn Source, emit: &mut Emit<'_>) -> Result<Vec<u8>, ReadError> {
    let bytes = temoin_syntax::slice(source, 0, LARGEST)?;
    if source.len() > bytes.len() as u64 {
        let rest = source.len() - bytes.len() as u64;
        emit.note_at(
            "too-large",
            bytes.len() as u64,
            rest,
            format!("The last {rest} bytes are not read; they are kept."),
        );
    }
    Ok(bytes)
}

/// Tells of a page what is odd about it, and gives its records.
pub(crate) fn told(
    tree: &Tree<'_>,
    facts: &Facts,
    all: Span,
    places: Places,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    if facts.scripts > 0 {
        let detail = format!("Scripts in it: {}. It is never rendered, and nothing in it runs.", facts.scripts);
        emit.note("active-content", detail);
    }
    if tree.cut {
        emit.note("too-large", "The page has more elements than are read; its bytes are kept.");
    }
    given(tree, facts, all, places, emit)
}

/// Gives the records of a page: posts and comments where it is a thread that is known, else the page with its text.
pub(crate) fn given(
    tree: &Tree<'_>,
    facts: &Facts,
    all: Span,
    places: Places,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let platform = facts.url.as_deref().and_then(threads::platform);
    if let Some(platform) = platform {
        let mut found = threads::read(tree, platform, all, places);
        if !found.is_empty() {
            facts.head(&found, all, places, emit)?;
            for record in &mut found {
                facts.complete(record);
                record.conversation.clone_from(&facts.title);
                emit.record(std::mem::replace(record, Record::new(RecordKind::Page, all)))?;
            }
            return Ok(());
        }
        emit.note(
            "thread-not-read",
            "The page is of a platform whose threads are read, and none is found in it: it stays a page with its text.",
        );
    }
    let mut oddities = Oddities::default();
    let mut record = Record::new(RecordKind::Page, all);
    record.text = tree.root().text(&mut oddities);
    facts.tell(&mut record);
    for flag in odd(oddities).iter() {
        record.flags.insert(flag);
    }
    for name in &facts.beside {
        record.attachments.push(emit.attachment(name));
    }
    emit.record(record)
}

/// What a page says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) saved: Option<(String, Option<Moment>)>,
    pub(crate) program: Option<String>,
    pub(crate) scripts: u64,
    pub(crate) beside: Vec<String>,
    /// What a program that captured it says beside.
    pub(crate) more: Vec<(DetailKey, String)>,
    pub(crate) flags: Flags,
}

/// Most pictures listed of one page.
const BESIDE: usize = 5000;

impl Facts {
    pub(crate) fn of(tree: &Tree<'_>) -> Self {
        let mut facts = Self::default();
        let mut canonical = None;
        for node in tree.root().descendants() {
            if let Some(comment) = node.comment() {
                facts.comment(&comment);
            }
            if !node.is_element() {
                continue;
            }
            let attribute = |name: &str| node.attribute(name).map(|value| value.into_owned());
            match node.name().as_str() {
                "title" if facts.title.is_none() => facts.title = Some(node.text(&mut Oddities::default())),
                "script" => facts.scripts += 1,
                "link" if attribute("rel").as_deref() == Some("canonical") => {
                    canonical = canonical.or(attribute("href"))
                }
                "meta" if attribute("property").as_deref() == Some("og:url") => {
                    canonical = canonical.or(attribute("content"))
                }
                "img" | "video" | "audio" | "source" if facts.beside.len() < BESIDE => {
                    // Browsers save what a page shows into a folder beside it.
                    facts.beside.extend(attribute("src").filter(|src| is_beside(src)));
                }
                _ => {}
            }
        }
        facts.url = facts.url.or(canonical);
        facts
    }

    /// `Page saved with SingleFile` with `url:` and `saved date:`, or a browser's `saved from url=(0031)https://…`.
    fn comment(&mut self, comment: &str) {
        if let Some((_, rest)) = comment.split_once("saved from url=(") {
            self.url = self.url.take().or(rest.split_once(')').map(|(_, url)| url.trim().to_owned()));
        }
        if !comment.contains("SingleFile") {
            return;
        }
        self.program = Some("SingleFile".into());
        for line in comment.lines().map(str::trim) {
            if let Some(url) = line.strip_prefix("url:") {
                self.url = Some(url.trim().to_owned());
            } else if let Some(date) = line.strip_prefix("saved date:") {
                let date = date.trim();
                self.saved = Some((date.to_owned(), saved(date)));
            }
        }
    }

    /// Gives what a page of a thread says of itself, above its posts: where and when it was saved.
    fn head(&self, found: &[Record], all: Span, places: Places, emit: &mut Emit<'_>) -> Result<(), ReadError> {
        let first = found.first().map_or(all, |record| record.span);
        let span = if places == Places::InFile { Span { start: 0, len: first.start } } else { all };
        if span.len == 0 {
            return Ok(());
        }
        let mut record = Record::new(RecordKind::Page, span);
        self.tell(&mut record);
        emit.record(record)
    }

    /// Makes the addresses of a post whole: pages name them without their host.
    fn complete(&self, record: &mut Record) {
        let Some((scheme, rest)) = self.url.as_deref().and_then(|url| url.split_once("://")) else { return };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        for detail in record.details.iter_mut().filter(|detail| detail.key == DetailKey::Url) {
            if detail.value.starts_with('/') && !detail.value.starts_with("//") {
                detail.value.insert_str(0, &format!("{scheme}://{host}"));
            }
        }
    }

    fn tell(&self, record: &mut Record) {
        record.detail(DetailKey::Url, self.url.clone().unwrap_or_default());
        record.detail(DetailKey::Subject, self.title.clone().unwrap_or_default());
        record.detail(DetailKey::Program, self.program.clone().unwrap_or_default());
        for (key, value) in &self.more {
            record.detail(*key, value.as_str());
        }
        record.flags = self.flags.iter().fold(record.flags, Flags::with);
        if let Some((raw, sent)) = &self.saved {
            crate::emit::timed(record, raw, *sent);
        }
    }
}

/// Returns whether a page shows a file of the folder that a browser saved beside it; its name is in the browser's language.
fn is_beside(src: &str) -> bool {
    const ENDINGS: [&str; 7] = ["_files", "_fichiers", "_bestanden", "-dateien", "_archivos", "_file", ".files"];
    let Some((folder, _)) = src.trim_start_matches("./").split_once('/') else { return false };
    let folder = folder.to_ascii_lowercase();
    !src.contains(':') && ENDINGS.iter().any(|ending| folder.ends_with(ending))
}

/// Reads `Tue Mar 05 2024 14:05:09 GMT+0100 (…)`: the clock of the computer that saved, as the page tells it.
fn saved(date: &str) -> Option<Moment> {
    let words: Vec<&str> = date.split_ascii_whitespace().collect();
    let [_, month, day, year, clock, zone, ..] = words.as_slice() else { return None };
    let text = format!("{year}-{:02}-{day:0>2}T{clock}{}", time::english_month(month)?, zone.trim_start_matches("GMT"));
    time::iso(&text).map(|moment| Moment { origin: Origin::CaptureClock, ..moment })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_where_and_when_it_was_saved() {
        let html = "<!doctype html><!--\n Page saved with SingleFile\n url: https://exemple.invalid/a?b=1\n saved date: Tue Mar 05 2024 14:05:09 GMT+0100 (heure)\n--><title>T &eacute;</title><script>x</script>";
        let facts = Facts::of(&Tree::new(html.as_bytes(), Dialect::Html, 100));
        assert_eq!(facts.url.as_deref(), Some("https://exemple.invalid/a?b=1"));
        assert_eq!(facts.saved.unwrap().1.unwrap().to_string(), "2024-03-05T14:05:09+01:00");
        assert_eq!((facts.title.as_deref(), facts.scripts), (Some("T é"), 1));
        for (src, expected) in [("./a_files/x.jpg", true), ("Seite-Dateien/x.png", true), ("a_fichiers/x", true)] {
            assert_eq!(is_beside(src), expected, "{src}");
        }
        assert!(!is_beside("x.jpg") && !is_beside("https://a_files/x") && !is_beside("img/x.jpg"));
        let html = "<html><!-- saved from url=(0030)https://exemple.invalid/page/1 --><link rel=canonical href='https://b.invalid/'>";
        let facts = Facts::of(&Tree::new(html.as_bytes(), Dialect::Html, 100));
        assert_eq!(facts.url.as_deref(), Some("https://exemple.invalid/page/1"));
    }
}
