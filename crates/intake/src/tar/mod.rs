//! tar archives, plain or packed with gzip, read as a stranger's: names are never paths, links are never followed. See
//! `docs/formats/tar.md`.

mod header;
mod input;
mod members;

use std::io::Read;

use temoin_evidence::{Place, Span};

use crate::detect::Detected;
use crate::format::{Format, Head, Kind};
use crate::notes::Notes;
use crate::{Options, ReadError, Sink, Source, Summary, gzip};

use header::{BLOCK, Header};

/// Reads an archive.
pub(crate) struct Tar;

impl Format for Tar {
    fn kind(&self) -> Kind {
        Kind::of("tar")
    }

    fn is_archive(&self) -> bool {
        true
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if !gzip::is_gzip(head.bytes) {
            return begins(head.bytes);
        }
        let mut start = Vec::new();
        // An error only says that what was looked at breaks off.
        let _ = flate2::bufread::GzDecoder::new(head.bytes).take(BLOCK as u64).read_to_end(&mut start);
        begins(&start)
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        let mut notes = Notes::new(options.limits.notes);
        sink.piece(Span { start: 0, len: source.len() });
        let mut summary = Summary::new("tar", &detected.media_type);
        if options.depth >= options.limits.depth {
            let most = options.limits.depth;
            let detail = format!("Archives inside archives are opened {most} deep; this one is kept closed.");
            notes.add("too-deep", Place::Whole, detail, sink);
        } else {
            summary.members = Some(members::give(source, &options.limits, &mut notes, sink)?);
        }
        summary.notes = notes.finish(sink);
        Ok(summary)
    }
}

/// A header whose sum is right and that names something.
fn begins(bytes: &[u8]) -> bool {
    bytes.first_chunk().and_then(Header::parse).is_some_and(|header| !header.name.is_empty())
}

#[cfg(test)]
mod tests;
