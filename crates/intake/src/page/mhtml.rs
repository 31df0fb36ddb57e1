//! Pages as browsers save them in one file (MHTML, RFC 2557): a mail of parts, the page first.

use temoin_evidence::{Moment, Origin, Span};
use temoin_syntax::markup::{Dialect, Tree};

use super::{Facts, NODES, Places, held, told};
use crate::detect::Detected;
use crate::email::parts;
use crate::emit::Emit;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads `.mhtml` and `.mht`.
pub(crate) struct Mhtml;

const KIND: Kind = Kind::of("mhtml");

impl Format for Mhtml {
    fn kind(&self) -> Kind {
        KIND
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let start = &head.text[..head.text.floor_char_boundary(4096)];
        start.contains("Snapshot-Content-Location:")
            || start.contains("multipart/related") && head.ends(&["mhtml", "mht"])
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut emit = Emit::new(KIND, detected, source.len(), options, sink);
        emit.summary().media_type = "multipart/related".into();
        let bytes = held(source, &mut emit)?;
        let mail = parts(&bytes);
        let Some(page) = mail.iter().position(|part| part.media == "text/html") else {
            emit.note("not-read", "No page is found among its parts; it is kept whole.");
            return Ok(emit.finish());
        };
        let header = Header::of(&bytes);
        let (html, _) = mail[page].decoded();
        let tree = Tree::new(&html, Dialect::Html, NODES);
        let mut facts = Facts::of(&tree);
        facts.url = header.url.or(facts.url);
        facts.title = header.title.or(facts.title);
        facts.saved = header.saved.or(facts.saved);
        facts.beside.clear();
        let all = Span { start: 0, len: source.len() };
        told(&tree, &facts, all, Places::Packed, &mut emit)?;
        for (number, part) in mail.iter().enumerate().filter(|(number, _)| *number != page) {
            let name = part.name.clone().unwrap_or_else(|| format!("part-{}", number + 1));
            let (bytes, whole) = part.decoded();
            if !whole {
                emit.note("part-damaged", "A part could not be decoded whole.");
            }
            emit.member(&crate::zip::display(&name), None, &bytes)?;
        }
        Ok(emit.finish())
    }
}

/// What the file's own header says.
#[derive(Default)]
struct Header {
    url: Option<String>,
    title: Option<String>,
    saved: Option<(String, Option<Moment>)>,
}

impl Header {
    fn of(bytes: &[u8]) -> Self {
        let mut header = Self::default();
        for (name, value) in crate::email::header(bytes) {
            match name.to_ascii_lowercase().as_str() {
                "snapshot-content-location" => header.url = Some(value),
                "subject" => header.title = Some(value),
                "date" => {
                    let sent =
                        crate::email::date(&value).map(|moment| Moment { origin: Origin::CaptureClock, ..moment });
                    header.saved = Some((value, sent));
                }
                _ => {}
            }
        }
        header
    }
}
