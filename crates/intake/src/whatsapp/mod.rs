//! WhatsApp chat exports (`.txt`), of Android and iPhone, in the short dates of every locale. See `docs/formats/whatsapp.md`.

mod body;
mod calendar;
mod content;
mod cursor;
mod header;
mod layout;
mod lines;
mod order;
mod phrases;
mod read;
mod senders;
mod survey;
mod tally;

use crate::detect::Detected;
use crate::format::{Format, Head, Kind};
use crate::{Options, ReadError, Sink, Source, Summary};

/// Reads a chat: records that tile the file, each one a piece.
pub(crate) struct WhatsApp;

impl Format for WhatsApp {
    fn kind(&self) -> Kind {
        Kind::WHATSAPP
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let start = head.text.floor_char_boundary(FIRST_HEADER);
        head.media_type == "text/plain" && may_be_chat(head.name) && header::any_in(&head.text[..start])
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        read::read(source, detected, options, sink)
    }
}

/// Where the first header of a chat must stand, in bytes from the beginning.
const FIRST_HEADER: usize = 4 << 10;

/// A log file may hold lines that look like a chat's; a chat is exported as `.txt`.
fn may_be_chat(name: &str) -> bool {
    let other = |ending: &str| !ending.eq_ignore_ascii_case("txt") && ending.len() <= 5 && !ending.contains(' ');
    !name.rsplit_once('.').is_some_and(|(_, ending)| other(ending)) || name.to_lowercase().contains("whatsapp")
}

/// The chat's name, from that of the file or of its archive.
fn conversation(options: &Options) -> Option<String> {
    let from_file = chat_name(&options.name);
    let from_archive = || options.archive.as_deref().and_then(chat_name);
    let found = if from_file.as_deref() == Some("_chat") { from_archive() } else { from_file.or_else(from_archive) };
    found.filter(|name| !name.is_empty())
}

fn chat_name(file: &str) -> Option<String> {
    let base = file.rsplit(['/', '\\']).next()?;
    let stem = match base.rsplit_once('.') {
        Some((stem, ending)) if ending.eq_ignore_ascii_case("txt") || ending.eq_ignore_ascii_case("zip") => stem,
        _ => base,
    };
    let spaced = stem.replace('_', " ");
    let known = phrases::FILE_NAMES.iter().find_map(|start| spaced.strip_prefix(start));
    Some(known.map_or(stem, str::trim).to_owned())
}

#[cfg(test)]
mod tests;
